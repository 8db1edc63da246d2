"""Maps of a workspace: drafted from the log, stored as text in `maps/`, measured anew whenever they are opened."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from sojourn.analysis import Journeys
from sojourn.conditions import Compare, parse
from sojourn.documents.map import MapDocument
from sojourn.documents.persona import Persona
from sojourn.documents.redraft import redraft
from sojourn.documents.text import read_map, read_personas, write_map
from sojourn.engines.protocol import Progress
from sojourn.errors import UnknownName, UsageError, did_you_mean
from sojourn.insights.beliefs import believed, known_of
from sojourn.insights.changes import Changes
from sojourn.insights.words import as_title
from sojourn.journeys.from_behaviour import FOUND_IN
from sojourn.journeys.stages import StageModel
from sojourn.journeys.stored import read_journey
from sojourn.maps.drafting.draft import About, draft
from sojourn.maps.insights.against import chapter_of as chapter_against
from sojourn.maps.insights.gathering import Gathered, Written, gathered
from sojourn.maps.insights.onto import chapters, onto
from sojourn.maps.map import Map, with_views
from sojourn.maps.measuring.heads import with_heads
from sojourn.maps.measuring.look import Look
from sojourn.maps.planned import planned_view
from sojourn.maps.views import MOST_GROUPS, Who, periods_of, views
from sojourn.settings import Settings
from sojourn.workspace.opportunities import Notebook
from sojourn.workspace.scoping import scope_of

ENDING, BASE = ".map.yaml", ".draft.yaml"
"""Of a stored map, and of what its last draft said: by that a re-draft knows what people have changed."""
BEHAVIOURAL = "Behavioural segment"
"""What pages call segments that were found until people make personas of them."""
_NAME = re.compile(r"[^\W_][\w-]*")


class Cartographer:
    """Draws the maps of one workspace: `folder` is the workspace's, `title` what an untitled map is called."""

    def __init__(self, folder: Path, settings: Settings, model: StageModel) -> None:
        """From a workspace."""
        self.folder, self.settings, self.model = folder, settings, model

    @property
    def maps(self) -> Path:
        """Where maps are stored."""
        return self.folder / "maps"

    def names(self) -> tuple[str, ...]:
        """The names of the stored maps."""
        return tuple(sorted(path.name.removesuffix(ENDING) for path in self.maps.glob(f"*{ENDING}")))

    def stored(self, name: str) -> MapDocument:
        """A stored map as it is written. Raises UnknownName, DefinitionError."""
        if name not in self.names():
            known = self.names()
            there = f"There are: {', '.join(known)}." if known else "Draft one: sojourn map WORKSPACE --name NAME"
            raise UnknownName(f'No map is called "{name}".{did_you_mean(name, known)} {there}')
        return read_map(self.maps / f"{name}{ENDING}")

    def personas(self) -> tuple[Persona, ...]:
        """The personas that are written in `personas/`."""
        return tuple(read_personas(self.folder / "personas"))

    def drafted(self, journeys: Journeys, about: About) -> MapDocument:
        """What the log proposes."""
        look = self.look(journeys)
        return msgspec.structs.replace(draft(look, self.model, about), scope=scope_of(look.units.definition, look))

    def gathered(self, journeys: Journeys, progress: Progress, changes: Callable[[], Changes]) -> Gathered:
        """What can be said of journeys beyond figures: worked out once for a map and all its views."""
        written = Written(Notebook(self.folder).all(), changes, self.folder)
        return gathered(self.look(journeys), written, progress)

    def with_found(self, fresh: MapDocument, found: Gathered, journeys: Journeys) -> MapDocument:
        """A draft with a cell for what was found."""
        return onto(fresh, found, self.look(journeys))

    def redrafted(self, fresh: MapDocument, name: str) -> MapDocument:
        """A fresh draft, with everything that people have changed in the stored map since its last draft."""
        if _checked(name) not in self.names():
            return fresh
        base = self.maps / f"{name}{BASE}"
        return redraft(read_map(base) if base.exists() else None, self.stored(name), fresh)

    def store(self, found: Map, name: str) -> Path:
        """Write a map under a name, and beside it the draft that it comes from."""
        path = self.maps / f"{_checked(name)}{ENDING}"
        self.maps.mkdir(exist_ok=True)
        write_map(path, found.document)
        if found.base is not None:
            write_map(self.maps / f"{name}{BASE}", found.base)
        return path

    def look(self, journeys: Journeys) -> Look:
        """What a map is measured on."""
        return Look(journeys.units(), self.settings, lambda name: read_journey(self.folder / "journeys", name))

    def measured(
        self,
        document: MapDocument,
        journeys: Journeys,
        segments: Sequence[str] | None,
        periods: bool,
        plan: MapDocument | None,
        progress: Progress,
        base: MapDocument | None = None,
        found: Gathered | None = None,
        against: Map | None = None,
    ) -> Map:
        """A map with its figures, for all its views. Beliefs in it are put to the test. `base` is what was drafted.

        `found` fills the cells that show it, and is told in chapters below the map; so is what differs from another
        version that was measured, `against`.
        """
        if self.settings.simulated:
            document = msgspec.structs.replace(document, simulated=True)
        look = self.look(journeys)
        testable = believed(with_heads(document, look.units), known_of(look.units))
        if found is not None:
            testable = onto(testable, found, look, adding=False)
        groups = self.groups(look, document, segments)
        shown = views(testable, look, groups, periods_of(look) if periods else (), progress)
        told = () if against is None else (chapter_against(against.document, shown[0].document),)
        if found is not None:
            told = (*chapters(shown[0].document, found, look), *told)
        shown = (shown[0]._replace(chapters=told, untold=found.untold if found else ()), *shown[1:])
        if plan is not None:
            shown = (*shown, planned_view(plan, look, effects=found is not None))
        described = tuple(persona for persona in self.personas() if persona.id in document.personas)
        shown = tuple(one._replace(personas=described) for one in shown)
        return with_views(shown[0].document, shown, base)

    def groups(self, look: Look, document: MapDocument, segments: Sequence[str] | None) -> tuple[Who, ...]:
        """Whom the page lets people choose: the map's personas, then the values of segments.

        Without `segments`, those of an attribute called persona, or of the first that has two to six values.
        """
        known = look.units.manifest.segments
        personas = {persona.id: persona for persona in self.personas()}
        found = [self._persona(personas, name) for name in document.personas]
        chosen = _first_segment(known) if segments is None else segments
        for name in chosen:
            if name not in known:
                there = f" Known: {', '.join(known)}." if known else " None is known here."
                raise UnknownName(f'No segment is called "{name}".{did_you_mean(name, known)}{there}')
            title = BEHAVIOURAL if name == FOUND_IN else as_title(name)
            values = sorted(value for value in known[name] if value)[: MOST_GROUPS if segments is None else None]
            found += [Who(f"{title}: {value}", Compare(name, "=", value)) for value in values]
        return tuple(who for who in found if who is not None)

    def _persona(self, personas: dict[str, Persona], name: str) -> Who | None:
        """A persona whose customers can be told: one that is written in `personas/`, with a condition."""
        persona = personas.get(name)
        if persona is None or persona.customers is None:
            return None
        return Who(persona.name, parse(persona.customers))


def _first_segment(known: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    few = [name for name, values in known.items() if 2 <= len([value for value in values if value]) <= 6]
    chosen = next((name for name in ("persona", FOUND_IN) if name in few), None)
    return tuple(few[:1]) if chosen is None else (chosen,)


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise UsageError(f'A map cannot be called "{name}". Use letters, digits and "-", such as purchase.')
    return name
