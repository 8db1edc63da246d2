"""`themes.yaml`: the themes that people have named, merged and pinned. What is written there wins over proposals.

Sojourn only ever adds to the end of the file, so that nothing people wrote in it is lost.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

import msgspec
from msgspec import Struct

from sojourn.definition_files import read_definition, schema_of
from sojourn.errors import DefinitionError
from sojourn.feedback.themes.records import Theme
from sojourn.files import write_whole

NAME = "themes.yaml"
FORMAT = 1
_ID = re.compile(r"[^\W_][\w-]*")
HEAD = """\
# Themes of comments. A word with * stands for all that begin so; several words are a phrase.
# Rename a theme by its name, merge two by putting the words of both into one, hide one with hidden: true.
# pinned: true keeps a theme in sight when nobody speaks of it.
format: 1
themes:
"""


class OwnTheme(Struct, frozen=True, forbid_unknown_fields=True):
    """A theme in themes.yaml: its `name` on pages, and the `words` by which a comment speaks of it.

    `examples` are whole comments that are about it. An entry with the id of a standard theme replaces it.
    """

    name: str
    words: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    pinned: bool = False
    hidden: bool = False


class ThemesFile(Struct, frozen=True, forbid_unknown_fields=True):
    """themes.yaml. `standard: false` leaves the standard themes out; `themes` are by id."""

    format: int = FORMAT
    standard: bool = True
    themes: dict[str, OwnTheme] | None = None

    @property
    def own(self) -> dict[str, OwnTheme]:
        """The themes that are written down."""
        return self.themes or {}


def read_themes(folder: Path | None) -> ThemesFile:
    """The themes of a workspace's folder; without a file, none. Raises DefinitionError naming file and place."""
    path = None if folder is None else folder / NAME
    if path is None or not path.exists():
        return ThemesFile()
    found = read_definition(path, ThemesFile)
    if found.format > FORMAT:
        raise DefinitionError(
            f"{path} has format {found.format}, this Sojourn reads {FORMAT}. Install a newer Sojourn."
        )
    for theme, own in found.own.items():
        _check(path, theme, own)
    return found


def _check(path: Path, theme: str, own: OwnTheme) -> None:
    if not _ID.fullmatch(theme):
        raise DefinitionError(f'{path}: "{theme}" cannot be the id of a theme. Use letters, digits and "-".')
    if not own.name.strip():
        raise DefinitionError(f"{path}: theme {theme} has no name. Give it one, in words customers would use.")
    if not (own.words or own.examples or own.pinned or own.hidden):
        raise DefinitionError(f"{path}: theme {theme} has neither words nor examples, so no comment can be about it.")
    wrong = next((word for word in own.words if not word.strip(" *")), None)
    if wrong is not None:
        raise DefinitionError(f'{path}: theme {theme} has the word "{wrong}", which says nothing. Take it out.')


@cache
def standard() -> Mapping[str, OwnTheme]:
    """The themes to begin with."""
    text = files("sojourn.feedback").joinpath("words/themes.yaml").read_bytes()
    return msgspec.yaml.decode(text, type=dict[str, OwnTheme])


def in_use(file: ThemesFile) -> dict[str, OwnTheme]:
    """All themes that comments are held against: the file's, then the standard ones it does not replace or hide."""
    more = {name: own for name, own in standard().items() if name not in file.own} if file.standard else {}
    return {name: own for name, own in {**file.own, **more}.items() if not own.hidden}


def add_themes(folder: Path, fresh: Iterable[tuple[str, OwnTheme]]) -> Path:
    """Write themes to the end of themes.yaml, made where it is not there; ids that it has already are left alone."""
    path = folder / NAME
    known = read_themes(folder).own
    text = path.read_text("utf-8") if path.exists() else HEAD
    added = [_entry(name, own) for name, own in fresh if name not in known]
    if not added:
        return path
    if not re.search(r"(?m)^themes:\s*(#.*)?$", text):
        raise DefinitionError(
            f'{path} has no line "themes:" of its own, so nothing can be added. Write one at its end.'
        )
    write_whole(path, ("\n".join([text.rstrip("\n"), *added]) + "\n").encode())
    read_themes(folder)
    return path


def keep_proposed(folder: Path, found: Iterable[Theme]) -> Path:
    """Write the proposed themes among these down, so that people can rename, merge and pin them."""
    return add_themes(folder, [(one.id, OwnTheme(one.name, one.words)) for one in found if one.origin == "proposed"])


def _entry(name: str, own: OwnTheme) -> str:
    """One theme as YAML; JSON texts are YAML texts."""
    words = ", ".join(json.dumps(word, ensure_ascii=False) for word in own.words)
    return f"  {name}:\n    name: {json.dumps(own.name, ensure_ascii=False)}\n    words: [{words}]"


def themes_schema() -> dict[str, object]:
    """The JSON Schema of themes.yaml."""
    return schema_of(ThemesFile, "themes.yaml")
