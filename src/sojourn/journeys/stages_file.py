"""A workspace's `stages.yaml`: what it may say of stages, touchpoints and channels, and how it is checked."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from msgspec import Struct

from sojourn.definition_files import read_definition, schema_of
from sojourn.errors import DefinitionError, did_you_mean
from sojourn.events.names import NameRule, Pattern
from sojourn.events.vocabulary import UNSTAGED, Place, Stage, When, standard


class OwnRow(Struct, frozen=True, forbid_unknown_fields=True):
    """What a workspace says about some events; what it leaves out stays as the standard vocabulary has it.

    The row holds where everything given of `event` (a name), `match` (a pattern found in the name) and `page`
    (a pattern found in the touchpoint as recorded, such as "^/pricing") holds.
    """

    event: str | None = None
    match: str | None = None
    page: str | None = None
    stage: str | None = None
    touchpoint: str | None = None
    channel: str | None = None
    when: When | None = None
    otherwise: Place | None = None
    role: str | None = None
    hide: bool = False


class StagesFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The file. `stages` replaces the standard model; `orders` replaces the names that count as an order.

    `channels` gives further names for a channel, standard or own; `names` are rules that rewrite event names
    and touchpoints; `aliases` count an event's name as another.
    """

    stages: tuple[Stage, ...] = ()
    rows: tuple[OwnRow, ...] = ()
    aliases: dict[str, str] = {}
    names: tuple[NameRule, ...] = ()
    orders: tuple[str, ...] | None = None
    channels: dict[str, tuple[str, ...]] = {}


def read_stages(path: Path) -> StagesFile:
    """The checked file. Raises DefinitionError naming the file, the row and what would have been right."""
    file = read_definition(path, StagesFile)
    for problem in _problems(file):
        raise DefinitionError(f"{path}: {problem}")
    return file


def stages_schema() -> dict[str, Any]:
    """The JSON Schema of stages.yaml, as published in `sojourn/schemas/stages.schema.json`."""
    return schema_of(StagesFile, "Stages, touchpoints and channels of a Sojourn workspace")


def template() -> str:
    """The stages.yaml of a fresh workspace: comments only, which explain what can be said."""
    return files(__package__).joinpath("stages_template.yaml").read_text(encoding="utf-8")


def _problems(file: StagesFile) -> Iterator[str]:
    yield from _stage_problems(file.stages)
    known = [stage.name for stage in file.stages or standard().stages]
    for number, rule in enumerate(file.names, 1):
        yield from _pattern_problems(f"names, row {number}", rule.match, rule.replace)
    for number, row in enumerate(file.rows, 1):
        yield from (f"rows, row {number}: {problem}" for problem in _row_problems(row, known))
        yield from _pattern_problems(f"rows, row {number}", row.match or "")
        yield from _pattern_problems(f"rows, row {number}", row.page or "")


def _stage_problems(stages: tuple[Stage, ...]) -> Iterator[str]:
    standard_names = [stage.name for stage in standard().stages]
    names = [stage.name for stage in stages]
    for number, stage in enumerate(stages, 1):
        if stage.name == UNSTAGED or names.index(stage.name) != number - 1:
            yield f'stages, row {number}: "{stage.name}" is taken. Give every stage a name of its own.'
        for included in stage.includes:
            yield from _unknown(f"stages, row {number}: no standard stage", included, standard_names)


def _row_problems(row: OwnRow, stages: list[str]) -> Iterator[str]:
    if not (row.event or row.match or row.page):
        yield "it holds for no event. Give it `event`, `match` or `page`."
    if (row.when is None) != (row.otherwise is None):
        yield "`when` and `otherwise` need each other. Give both or neither."
    if row.when and not row.stage:
        yield "`when` needs a `stage`. Give the stage that holds then."
    if row.role and row.page:
        yield "a role belongs to a name, not to a page. Put it in a row without `page`."
    for stage in (row.stage, row.otherwise and row.otherwise.stage):
        yield from _unknown("no stage", stage or UNSTAGED, [*stages, UNSTAGED])
    yield from _unknown("no role", row.role, standard().roles) if row.role else ()


def _unknown(what: str, name: str, known: Collection[str]) -> Iterator[str]:
    if name not in known:
        yield f'{what} "{name}".{did_you_mean(name, known)} There are: {", ".join(known)}.'


def _pattern_problems(place: str, pattern: str, replacement: str = "") -> Iterator[str]:
    try:
        Pattern(pattern).check(replacement)
    except DefinitionError as error:
        yield f"{place}: {error}"
