"""The pages of the reference: file name to text."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import sojourn
from docs.generate import tables
from docs.generate.command_line import command_line
from docs.generate.conditions import conditions_page
from docs.generate.files import files
from docs.generate.maps import maps
from docs.generate.markdown import code, doc, methods, page, record, returned, signature, table, taken
from sojourn import errors
from sojourn.analysis import Journeys
from sojourn.conditions import Condition
from sojourn.documents.map import MapDocument
from sojourn.documents.opportunity import Opportunity
from sojourn.estimates import Estimate
from sojourn.periods import Calendar
from sojourn.results import Group, Measured, Result
from sojourn.workspace import Workspace

FOLDER = Path(__file__).parent.parent / "reference"
MADE = "<!-- Made from the code by `make docs`. Change the docstrings, not this page. -->\n\n"
ELSEWHERE: set[type] = {Calendar, MapDocument, Opportunity, *get_args(Condition)}
"""Records that signatures name and that are no result."""
SEE = re.compile(r"; see `(sojourn[\w.]+?)(?:\.[A-Z]+)?`\.")
PAGES = {
    "workspace.md": "Open a workspace, load, look up and correct customers, ask in SQL.",
    "journeys.md": "The measures: what each method takes, counts and returns.",
    "results.md": "What every result can do; estimates.",
    "conditions.md": "Conditions on steps and customers, in text and in Python.",
    "errors.md": "Every error with its code.",
    "loading.md": "Column names that are recognised, and why rows are rejected.",
    "sql.md": "The tables and columns that `ws.sql` sees.",
    "files.md": "The files of a workspace: settings, journeys, segments, `stages.yaml` and the standard vocabulary.",
    "maps.md": "Journey maps, personas and opportunities as files: every element, an example, what is checked.",
    "command-line.md": "The help of every command.",
}
WORDS = {
    "Step": "an event name, a tuple of names of which any will do, or a [condition](conditions.md)",
    "Condition": "a condition, made by `sojourn.conditions.parse` or `field`; where text is taken, it is parsed",
    "Moment": "a time: text in ISO 8601, a date or a datetime; without a zone it is UTC",
    "Between": "two times; a date alone as the second is that whole day",
    "timedelta": 'a duration; as text `"30m"`, `"14d"`, `"2w"`',
    "Progress": "a function called with (what is being done, how much is done, how much there is or 0)",
    "over": "event, touchpoint, stage or channel: which names steps go by",
    "unit": "customer (whole histories) or journey (what the definition cuts, the default where it does)",
    "by": "event, touchpoint, stage, channel, property:NAME (the value at the first step) or segment:NAME",
}
HOMES = {
    "Estimate": "results",
    "Map": "workspace",
    "MapLoss": "maps",
    "Result": "results",
    "SojournError": "errors",
    "Workspace": "workspace",
    "load_map": "maps",
    "open": "workspace",
}
"""Where a public name is described, if not with the measures."""
LEGEND = "The words in signatures are explained [here](README.md)."


def pages() -> dict[str, str]:
    """All pages."""
    made = {
        "README.md": index(),
        "workspace.md": workspace(),
        "journeys.md": journeys(),
        "results.md": results(),
        "conditions.md": conditions_page(),
        "errors.md": error_page(),
        "loading.md": tables.loading(),
        "sql.md": tables.sql(),
        "files.md": files(),
        "maps.md": maps(),
        "command-line.md": command_line(),
    }
    assert made.keys() == {"README.md", *PAGES}
    return {name: f"{MADE}{text.strip()}\n" for name, text in made.items()}


def index() -> str:
    """Every public name, and every page."""
    rows = [(f"`{name}`", first_sentence(getattr(sojourn, name)), _home(name)) for name in sojourn.__all__]
    found = [(f"[{name.removesuffix('.md')}]({name})", what) for name, what in PAGES.items()]
    return page(
        "# Reference",
        "Every public name of the package `sojourn`:",
        table(("name", "what it is", "more"), rows),
        table(("page", "what is there"), found),
        "Words in signatures:",
        table(("word", "means"), [(f"`{word}`", means) for word, means in WORDS.items()]),
    )


def _home(name: str) -> str:
    page = HOMES.get(name, "journeys")
    return f"[{page}]({page}.md)"


def first_sentence(thing: object) -> str:
    """The first sentence of a docstring."""
    return re.split(r"(?<=[.;])\s", " ".join(doc(thing).split()))[0].rstrip(".;") + "."


def workspace() -> str:
    """`sojourn.open`, and the methods of Workspace with the records that they return."""
    seen: set[type] = set(ELSEWHERE)
    parts = ["# Workspace", code(signature("sojourn.open", sojourn.open)), doc(sojourn.open), doc(Workspace), LEGEND]
    for name, method in methods(Workspace):
        parts += section(f"ws.{name}", method, seen)
    return page(*parts)


def journeys() -> str:
    """The methods of Journeys, each with the function behind it."""
    seen: set[type] = set(ELSEWHERE)
    parts = ["# Journeys", doc(Journeys), f"`j` stands for what `ws.journeys(...)` returns. {LEGEND}"]
    for name, method in methods(Journeys):
        parts += section(f"j.{name}", method, seen)
        if name == "measure":
            parts.append(tables.measures())
    return page(*parts)


def section(name: str, method: Callable[..., Any], seen: set[type]) -> list[str]:
    """A method: how it is called, what it says, the function behind it, its records."""
    said, behind = doc(method), _behind(method)
    parts = [f"## {name}", code(signature(name, method)), SEE.sub(".", said)]
    parts += [doc(behind)] if behind else []
    kinds = returned(method, seen) + (taken(behind, seen) if behind else [])
    return parts + [record(kind) for kind in kinds]


def _behind(method: Callable[..., Any]) -> Callable[..., Any] | None:
    """The function of the measure that a method's docstring points to."""
    found = SEE.search(doc(method))
    if found is None:
        return None
    module = import_module(found[1])
    inner = getattr(module, method.__name__)
    return inner if inspect.isfunction(inner) else getattr(inner, method.__name__)  # type: ignore[no-any-return]


def results() -> str:
    """What all results have in common."""
    parts = ["# Results", "Results are frozen records. The fields of each stand beside the method that returns it."]
    parts += [record(kind, "##") for kind in (Result, Measured, Group, Estimate)]
    return page(*parts)


def error_page() -> str:
    """The tree, and each error with its code."""
    kinds = [kind for kind in vars(errors).values() if inspect.isclass(kind) and issubclass(kind, sojourn.SojournError)]
    rows = [(f"`{kind.__name__}`", f"`{kind.code}`", first_sentence(kind)) for kind in kinds]
    return page(
        "# Errors",
        "All are in `sojourn.errors`. `error.code` is stable; the command line prints it with `--json`.",
        code(doc(errors)),
        table(("error", "code", "means"), rows),
    )
