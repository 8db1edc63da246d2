"""A journey of a CJML file as a map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from sojourn.documents.cells import Cell
from sojourn.documents.map import Lane, LaneKind, MapDocument, MapStep, Phase
from sojourn.errors import DefinitionError, UnreadableSource
from sojourn.maps.formats.elements import Element
from sojourn.maps.formats.naming import Ids
from sojourn.maps.formats.records import Taken, untitled
from sojourn.maps.formats.tables.feelings import feeling
from sojourn.maps.words import counted, listed

CUSTOMER = "Customer"
COMPANY = "Company"
INITIATOR = "initiator"
COMMENTS = "Comments"
COMPLIANCE = {"adhoc": "ad hoc", "failing": "failing", "missing": "missing"}
"""What CJML says of a touchpoint that was not planned, failed, or did not happen; and the words for it."""

LANES: tuple[tuple[LaneKind, str], ...] = (
    ("actions", "Actions"), ("channels", "Channels"), ("thoughts", "Thoughts"), ("feelings", "Feelings"),
    ("frontstage", "Frontstage"), ("backstage", "Backstage"), ("owners", "Service providers"),
    ("deviations", "Deviations"), ("notes", COMMENTS),
)  # fmt: skip
"""The lanes that a journey can fill, in order."""

_WHOLE = {
    "journeyid",
    "journeytitle",
    "journeyshortsummary",
    "journeylongsummary",
    "journeyphases",
    "actors",
    "touchpoints",
}
_POINT = {
    "touchpointid", "belongsto", "compliance", "initiator", "receiver", "channel", "comment", "touchpointexperience",
}  # fmt: skip


class Side(Struct, frozen=True):
    """An actor's part of a touchpoint: who, whether that is an end user, and how the actor would call it."""

    who: str
    is_end_user: bool
    label: str


class JourneyReading:
    """Reads one journey element."""

    def __init__(self, journey: Element, name: str) -> None:
        """`name` is the file's, for errors and sources."""
        self._journey, self._name = journey, name
        self._ids = Ids()
        self._actors: dict[str, tuple[str, bool]] = {}
        self._cells: dict[LaneKind, dict[str, tuple[Cell, ...]]] = {}
        self._unread: Counter[str] = Counter()
        self._scale = 3.0

    def taken(self) -> Taken:
        """The map, and the elements that it has no place for."""
        points = [point for found in self._journey.all("touchpoints") for point in found.inside]
        if not points:
            raise UnreadableSource(
                f"{self._name}: the journey has no touchpoints. Add communication points or actions."
            )
        self._find_actors()
        self._scale = self._scale_of(points)
        self._unread.update(element.name for element in self._journey.inside if element.name.casefold() not in _WHOLE)
        phases = self._phases(points)
        title, simulated = untitled(self._said("journeyTitle") or self._said("journeyID") or self._name)
        document = MapDocument(
            title=title,
            id=self._said("journeyID"),
            simulated=simulated,
            state="to-be" if self._journey.name.casefold().startswith("planned") else "as-is",
            personas=tuple(who for who, end_user in self._actors.values() if end_user and who != CUSTOMER),
            scenario=self._said("journeyShortSummary") or None,
            note=self._said("journeyLongSummary") or None,
            phases=phases,
            lanes=tuple(
                Lane(kind, kind, title, cells=self._cells[kind]) for kind, title in LANES if kind in self._cells
            ),
        )
        return Taken(document, tuple(self._losses()))

    def _said(self, name: str) -> str:
        return self._journey.said(name)

    def _find_actors(self) -> None:
        for actor in (actor for found in self._journey.all("actors") for actor in found.inside):
            key = actor.attributes.get("actorID") or actor.attributes.get("actorIDref") or ""
            who = actor.said("actorName") or actor.said("companyName") or key
            part = (who, actor.name.casefold() == "enduser")
            self._actors[key or who] = part

    def _scale_of(self, points: list[Element]) -> float:
        """What to take from a rating to have a feeling: 3 where they run from 1 to 5, 0 where some are below 1."""
        ratings = [feeling(point.said("touchpointExperience", "experienceRating")).value for point in points]
        return 0.0 if any(rating is not None and rating < 1 for rating in ratings) else 3.0

    def _phases(self, points: list[Element]) -> tuple[Phase, ...]:
        """Phases in the order in which they are declared, or else used; those of which nothing is said are kept."""
        declared = [phase for found in self._journey.all("journeyPhases") for phase in found.inside]
        members: dict[str, list[Element]] = {_phase_id(phase.attributes): [] for phase in declared}
        for point in points:
            belongs = point.get("belongsTo")
            members.setdefault(_phase_id(belongs.attributes if belongs else {}), []).append(point)
        titles = {_phase_id(phase.attributes): phase for phase in declared}
        return tuple(phase for key, inside in members.items() for phase in self._of(titles.get(key), key, inside))

    def _of(self, declared: Element | None, key: str, points: list[Element]) -> Iterator[Phase]:
        """A phase with its steps; touchpoints that belong to none are phases without steps."""
        if not key:
            for number, point in enumerate(points, 1):
                phase = self._ids.phase(self._title(point, number))
                self._fill(point, phase.id)
                yield phase
            return
        title = (declared.said("phaseName") if declared else "") or key
        phase = replace(self._ids.phase(title), note=(declared.said("phaseDescription") or None) if declared else None)
        if [self._title(point, 1) for point in points] == [title]:
            self._fill(points[0], phase.id)
            yield phase
        else:
            yield replace(phase, steps=tuple(self._step(point, number) for number, point in enumerate(points, 1)))

    def _step(self, point: Element, number: int) -> MapStep:
        step = self._ids.step(self._title(point, number))
        self._fill(point, step.id)
        channel = point.said("channel", "channelName")
        return replace(step, channels=(channel,)) if channel else step

    def _title(self, point: Element, number: int) -> str:
        """How the end user would call it; otherwise how whoever begins it would."""
        sides = self._sides(point)
        labels = [side.label for side in sorted(sides, key=lambda side: not side.is_end_user) if side.label]
        return labels[0] if labels else point.said("touchpointID") or f"Touchpoint {number}"

    def _sides(self, point: Element) -> list[Side]:
        """The initiator, then the receiver where there is one."""
        found = [(point.get(part), f"{part}Label") for part in ("initiator", "receiver")]
        return [self._side(part, label) for part, label in found if part]

    def _side(self, part: Element, label: str) -> Side:
        refers = part.get("refersTo")
        key = (refers.attributes.get("actorIDref") or refers.attributes.get("actorID") or "") if refers else ""
        by_name = {who: (who, end_user) for who, end_user in self._actors.values()}
        who, end_user = self._actors.get(key) or by_name.get(key) or (key, False)
        return Side(who, end_user, part.said(label))

    def _fill(self, point: Element, place: str) -> None:
        """Put into the lanes what a touchpoint says."""
        sides = self._sides(point)
        with_end_user = any(side.is_end_user for side in sides)
        for number, side in enumerate(sides):
            kind: LaneKind = "actions" if side.is_end_user else "frontstage" if with_end_user else "backstage"
            begins = INITIATOR if number == 0 and kind == "frontstage" else None
            self._add(kind, place, side.label, kind_of_cell=begins)
            self._add("owners", place, "" if side.is_end_user or side.who == COMPANY else side.who)
        self._add("channels", place, point.said("channel", "channelName"))
        self._add("notes", place, point.said("comment"))
        self._add("deviations", place, self._deviation(point))
        self._add("thoughts", place, point.said("touchpointExperience", "experienceDescription"))
        self._rate(point, place)
        self._unread.update(element.name for element in point.inside if element.name.casefold() not in _POINT)

    def _add(self, kind: LaneKind, place: str, text: str, kind_of_cell: str | None = None) -> None:
        if text:
            lane = self._cells.setdefault(kind, {})
            made = Cell(text, provenance="asserted", source=self._name, kind=kind_of_cell)
            lane[place] = (*lane.get(place, ()), made)

    def _deviation(self, point: Element) -> str:
        """What is said of its compliance; an id that begins with D is how editors mark a deviation."""
        said = point.said("compliance")
        if said.casefold() == "completed":
            return ""
        deviates = point.said("touchpointID")[:1] == "D"
        return COMPLIANCE.get(said.casefold(), said) or ("deviation" if deviates else "")

    def _rate(self, point: Element, place: str) -> None:
        said = point.said("touchpointExperience", "experienceRating")
        if not said:
            return
        value, text = feeling(said)
        shifted = value - self._scale if value is not None and said[-1:].isdigit() else value
        if shifted is not None and abs(shifted) > 2:
            raise DefinitionError(
                f"{self._name}, touchpoint {point.said('touchpointID')}: a rating of {said} is outside. "
                "Ratings run from 1 (worst) to 5, or from -2 to 2."
            )
        lane = self._cells.setdefault("feelings", {})
        lane[place] = (Cell(text, provenance="asserted", source=self._name, asserted=shifted),)

    def _losses(self) -> Iterator[str]:
        if self._unread:
            named = [f"{name} ({number})" for name, number in self._unread.items()]
            yield f"A map has no place for these elements of CJML: {listed(named)}."
        roles = counted(len(self._actors), "actor")
        if not any(end_user for _, end_user in self._actors.values()):
            yield f"None of its {roles} is an end user: all touchpoints stand backstage."


def _phase_id(attributes: dict[str, str]) -> str:
    return (attributes.get("phaseID") or attributes.get("phaseIDref") or "").strip()
