"""A map as a journey of a CJML file."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

from msgspec import Struct

from sojourn.documents.cells import Cell
from sojourn.documents.map import Lane, MapDocument, Place
from sojourn.maps.formats.cjml_reading import COMMENTS, COMPANY, COMPLIANCE, CUSTOMER, INITIATOR, LANES
from sojourn.maps.formats.content import cleaned, plain
from sojourn.maps.formats.curve import curve, is_rounded, score
from sojourn.maps.formats.losses import Holds, Key, assumed, at, blank, controls, fields, keyed, left_out, only, unheld
from sojourn.maps.formats.naming import renamed, without_stages
from sojourn.maps.formats.records import titled
from sojourn.maps.telling import told
from sojourn.maps.words import counted

_HOLDS = Holds(
    document=fields("title id state personas scenario note simulated"),
    phases=fields("id title note"),
    steps=fields("id title channels"),
    lanes=fields("id kind title"),
    cells=fields("text asserted kind"),
)
_WORDS = {words: compliance for compliance, words in COMPLIANCE.items()}


class _Said(Struct, frozen=True):
    """The text of the cell that CJML has a place for, and its key."""

    text: str
    key: Key
    kind: str | None


class Point(Struct, frozen=True):
    """A touchpoint to be written. `cells` are the one text that it holds of each lane, `value` is the feeling."""

    place: Place
    title: str
    cells: dict[str, _Said]
    value: float | None
    keys: frozenset[Key]

    def text(self, kind: str) -> str:
        """The text of a lane; empty where there is none."""
        return self.cells[kind].text if kind in self.cells else ""

    @property
    def channels(self) -> tuple[str, ...]:
        """The names of its channels: that of the lane, then those of the step itself."""
        own = self.place.step.channels if self.place.step else ()
        return tuple(dict.fromkeys(name for name in (self.text("channels"), *map(plain, own)) if name))

    @property
    def is_backstage(self) -> bool:
        """Whether no end user takes part."""
        return "backstage" in self.cells and not self.channels and not self.cells.keys() & {"actions", "frontstage"}

    @property
    def communicates(self) -> bool:
        """Whether somebody else takes part."""
        return bool(self.channels or self.cells.keys() & {"frontstage", "owners"}) and not self.is_backstage


def xml(document: MapDocument) -> bytes:
    """The file."""
    actual = document.state == "as-is"
    kind = "actual" if actual else "planned"
    points = list(points_of(document))
    root = ElementTree.Element("CJML", version="2.0")
    journey = ElementTree.SubElement(root, f"{kind}Journey")
    _add(journey, "journeyID", document.id or f"{kind[0].upper()}J1")
    _add(journey, "journeyTitle", titled(document))
    _add_phases(journey, document)
    _add(journey, "journeyShortSummary", document.scenario)
    _add(journey, "journeyLongSummary", document.note)
    _add_actors(journey, document, points)
    inside = ElementTree.SubElement(journey, "touchpoints")
    for number, point in enumerate(points, 1):
        _add_point(inside, point, number, kind, document)
    ElementTree.indent(root)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def points_of(document: MapDocument) -> Iterator[Point]:
    """A touchpoint for every step, and for every phase without steps."""
    actual = document.state == "as-is"
    held = {str(kind) for kind, _ in LANES} - (set() if actual else {"thoughts", "feelings", "deviations"})
    for place in document.places():
        if place.step or not place.phase.steps:
            title = plain(place.title) or place.id
            cells = _cells(document, place.id, title, held - {"feelings"})
            felt = curve(document).point(place.id) if "feelings" in held else None
            keys = frozenset(said.key for said in cells.values()) | ({felt.key} if felt else set())
            yield Point(place, title, cells, felt and felt.value, keys)


def losses_of(document: MapDocument) -> tuple[str, ...]:
    """What CJML does not hold of a map, in plain words."""
    points = list(points_of(document))
    said = {key for point in points for key in point.keys}
    unsaid = [(lane, cell) for key, lane, cell in keyed(document) if key not in said]
    experience = [
        (lane, cell) for lane, cell in unsaid if document.state != "as-is" and lane.kind in ("thoughts", "feelings")
    ]
    others = [item for item in unsaid if item not in experience]
    return (
        *left_out("CJML has experiences in actual journeys only, and this one is planned", experience),
        *left_out("CJML has one label, channel, comment and experience a touchpoint", others),
        *_changed(document, points, said),
        *unheld(without_stages(assumed(only(document, said))), _HOLDS, "CJML"),
        *blank(document, "CJML"),
        *renamed(document, "CJML"),
        *controls(document),
    )


def _changed(document: MapDocument, points: list[Point], said: set[Key]) -> Iterator[str]:
    kept = [(lane, cell) for key, lane, cell in keyed(document) if key in said]
    measured = sum(cell.measured is not None for _, cell in kept)
    worded = sum(lane.kind == "feelings" and bool(told(cell, lane).text) for lane, cell in kept)
    more = sum(len(point.channels) - 1 for point in points if point.channels)
    rounded = sum(point.value is not None and is_rounded(point.value) for point in points)
    if document.state == "assumption":
        yield "CJML knows planned and actual journeys: this assumption is read back as planned."
    if measured:
        yield f"CJML cannot say what was measured. Read back as assumed: {counted(measured, 'cell')}."
    if worded:
        yield f"CJML has a rating for a feeling, no text: the words of {counted(worded, 'feeling')} were left out."
    if more:
        yield f"CJML has one channel a touchpoint: left out {counted(more, 'further channel')}."
    if rounded:
        yield f"Ratings have two decimals, from 1 to 5: {counted(rounded, 'feeling')} changed by that."


def _cells(document: MapDocument, place: str, title: str, held: set[str]) -> dict[str, _Said]:
    """The first text of each lane that CJML has a place for; of actions the one that is the step's own name."""
    found: dict[str, _Said] = {}
    for key, lane, cell in at(document, place):
        if lane.kind in held and lane.kind not in found:
            text = plain(told(cell, lane).text)
            if text and _fits(lane, cell, text, title):
                found[lane.kind] = _Said(text, key, cell.kind)
    return found


def _fits(lane: Lane, cell: Cell, text: str, title: str) -> bool:
    if lane.kind == "actions":
        return text == title
    if lane.kind == "backstage":
        return text == title
    return lane.kind != "notes" or lane.title == COMMENTS


def _add_phases(journey: ElementTree.Element, document: MapDocument) -> None:
    inside = ElementTree.SubElement(journey, "journeyPhases")
    for phase in document.phases:
        made = ElementTree.SubElement(inside, "journeyPhase", phaseID=cleaned(phase.id))
        _add(made, "phaseName", phase.title or phase.id)
        _add(made, "phaseDescription", phase.note)


def _add_actors(journey: ElementTree.Element, document: MapDocument, points: list[Point]) -> None:
    inside = ElementTree.SubElement(journey, "actors")
    for persona in document.personas or (CUSTOMER,):
        made = ElementTree.SubElement(inside, "endUser", actorID=plain(persona))
        _add(made, "actorName", persona)
    for provider in dict.fromkeys(_provider(point) for point in points if point.communicates or point.is_backstage):
        made = ElementTree.SubElement(inside, "serviceProvider", actorID=provider)
        _add(made, "companyName", provider)


def _add_point(inside: ElementTree.Element, point: Point, number: int, kind: str, document: MapDocument) -> None:
    """A communication point where somebody else takes part, otherwise an action."""
    made = ElementTree.SubElement(inside, f"{kind}{'CommunicationPoint' if point.communicates else 'Action'}")
    _add(made, "touchpointID", f"{'D' if point.text('deviations') else 'T'}{number}")
    ElementTree.SubElement(made, "belongsTo", phaseIDref=cleaned(point.place.phase.id))
    deviation = point.text("deviations")
    _add(made, "compliance", "" if deviation == "deviation" else _WORDS.get(deviation, deviation))
    for part, who, label in _sides(point, document):
        side = ElementTree.SubElement(made, part)
        ElementTree.SubElement(side, "refersTo", actorIDref=who)
        _add(side, f"{part}Label", label)
    if point.channels:
        _add(ElementTree.SubElement(made, "channel"), "channelName", point.channels[0])
    _add(made, "comment", point.text("notes"))
    _add_experience(made, point)


def _sides(point: Point, document: MapDocument) -> list[tuple[str, str, str]]:
    """Initiator and receiver: who, and their label."""
    customer = (plain((document.personas or (CUSTOMER,))[0]), point.title)
    company = (_provider(point), point.text("frontstage"))
    if point.is_backstage:
        return [("initiator", _provider(point), point.title)]
    if not point.communicates:
        return [("initiator", *customer)]
    begins = "frontstage" in point.cells and point.cells["frontstage"].kind == INITIATOR
    first, second = (company, customer) if begins else (customer, company)
    return [("initiator", *first), ("receiver", *second)]


def _provider(point: Point) -> str:
    return point.text("owners") or COMPANY


def _add_experience(made: ElementTree.Element, point: Point) -> None:
    if point.value is not None or point.text("thoughts"):
        experience = ElementTree.SubElement(made, "touchpointExperience")
        _add(experience, "experienceDescription", point.text("thoughts"))
        _add(experience, "experienceRating", "" if point.value is None else score(point.value))


def _add(inside: ElementTree.Element, name: str, text: str | None) -> None:
    """An element with a text; none where there is nothing to say."""
    if text and cleaned(text):
        ElementTree.SubElement(inside, name).text = cleaned(text)
