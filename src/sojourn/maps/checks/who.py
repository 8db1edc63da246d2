"""Checks of the map as a whole: whose journey it is, what it is about, who looks after it."""

from __future__ import annotations

from collections.abc import Iterator

from sojourn.documents.map import LaneKind
from sojourn.errors import did_you_mean
from sojourn.maps.checks.point_of_view import Person, person_of, speaks_about_customers
from sojourn.maps.checks.records import THE_MAP, Basis, Check, Wrong
from sojourn.maps.spots import Spot, day_said, located, quoted

_PERSONAL: tuple[LaneKind, ...] = ("actions", "thoughts", "feelings", "needs")
"""Lanes that are of one persona, where a map has several."""


def _persona(basis: Basis) -> Iterator[Wrong]:
    if not basis.document.personas:
        yield Wrong("Nobody's journey yet. Say whose it is: personas: [NAME]", path="personas")


def _unknown_personas(basis: Basis) -> Iterator[Wrong]:
    known = [name for persona in basis.personas for name in (persona.id, persona.name) if name]
    for name in dict.fromkeys([*basis.document.personas, *(lane.persona for lane in basis.document.lanes)]):
        if name and name not in known:
            near = did_you_mean(name, known)
            yield Wrong(f'There is no persona "{name}".{near} Describe it in personas/{name}.yaml.', path="personas")


def _needs_personas(basis: Basis) -> str:
    return "" if basis.personas else "no persona documents were given; it needs a workspace with personas/NAME.yaml"


def _lane_personas(basis: Basis) -> Iterator[Wrong]:
    document = basis.document
    for number, lane in enumerate(document.lanes):
        spot = Spot(THE_MAP, lane.title, lane.id, f"lanes[{number}]")
        if lane.persona and document.personas and lane.persona not in document.personas:
            yield Wrong(
                f'It is about "{lane.persona}", who is no persona of this map. Add them to personas, or name another.',
                spot,
            )
        if len(document.personas) > 1 and lane.kind in _PERSONAL and not lane.persona and lane.cells:
            yield Wrong(f"The map has several personas. Say whose lane this is: persona: {document.personas[0]}", spot)


def _title(basis: Basis) -> Iterator[Wrong]:
    title = basis.document.title.strip()
    if not title:
        yield Wrong('The map has no title. Say it in the customer\'s words: title: "I ..."', path="title")
    elif person_of(title) not in ("I", "we"):
        yield Wrong(
            f'The title "{title}" is not in the customer\'s words. Begin with what they would say: title: "I ..."',
            path="title",
        )


def _one_person(basis: Basis) -> Iterator[Wrong]:
    speaker = _speaker(basis)
    for found in located(basis.document, "actions"):
        person = person_of(found.cell.text)
        if person not in (None, speaker):
            yield Wrong(f"{quoted(found.cell)} {_SAYS[person]}. {_say(speaker)}", found.spot)
    for found in located(basis.document, "thoughts"):
        if found.cell.provenance != "measured" and speaks_about_customers(found.cell.text):
            yield Wrong(f"{quoted(found.cell)} {_SAYS['they']}. {_say(speaker)}", found.spot)


_SAYS: dict[Person | None, str] = {
    "I": 'says "I", the map says "we"',
    "we": 'says "we", the map says "I"',
    "you": "speaks to the customer",
    "they": "speaks about the customer",
}


def _say(speaker: Person) -> str:
    return f'Say it as the customer does: "{speaker} ..."'


def _speaker(basis: Basis) -> Person:
    """Who tells the map: "we" where its title, or else its first action with "I" or "we", says so."""
    texts = [basis.document.title, *(found.cell.text for found in located(basis.document, "actions"))]
    return next((person for person in map(person_of, texts) if person in ("I", "we")), "I")


def _scenario(basis: Basis) -> Iterator[Wrong]:
    if not (basis.document.scenario or "").strip():
        yield Wrong("No scenario. Say when and why the journey begins: scenario: ...", path="scenario")


def _goal(basis: Basis) -> Iterator[Wrong]:
    if not (basis.document.goal or "").strip():
        yield Wrong("No goal. Say what the customer wants to get done: goal: ...", path="goal")


def _owner(basis: Basis) -> Iterator[Wrong]:
    if not (basis.document.owner or "").strip():
        yield Wrong("Nobody looks after this map. Name somebody: owner: NAME", path="owner")


def _review_date(basis: Basis) -> Iterator[Wrong]:
    if basis.document.review is None and basis.document.status != "retired":
        yield Wrong("No review date. Say by when somebody looks at it again: review: YYYY-MM-DD", path="review")


def _review_past(basis: Basis) -> Iterator[Wrong]:
    review = basis.document.review
    if review and review < basis.today and basis.document.status != "retired":
        ago = (basis.today - review).days
        yield Wrong(
            f"The review was due on {day_said(review)}, {ago} day{'s' if ago != 1 else ''} ago. "
            "Go through the map, then set the next date: review: YYYY-MM-DD",
            path="review",
        )


GROUP = "Whose journey"
CHECKS = (
    Check("persona", "error", GROUP, "A persona is named", _persona, "Agree on one persona: who is it that does this?"),
    Check("persona-known", "error", GROUP, "Each persona is described in a document of its own", _unknown_personas,
          "Write down the persona's goals, needs and behaviours, and where you know them from.", _needs_personas),
    Check("lane-persona", "warning", GROUP, "With several personas, each lane says whose it is", _lane_personas),
    Check("title", "warning", GROUP, "The title is in the customer's words: “I ...”", _title,
          "Say what the persona gets done, in one sentence that begins with “I”."),
    Check("one-person", "warning", GROUP, "Actions and thoughts are told by one person", _one_person,
          "Write every action as the persona would say it: “I compare prices”, not “The customer compares”."),
    Check("scenario", "error", GROUP, "A scenario says when and why it begins", _scenario,
          "Agree on where the journey begins, why, and where it ends."),
    Check("goal", "error", GROUP, "A goal says what the customer wants to get done", _goal,
          "Agree on what the persona wants to get done."),
    Check("owner", "warning", GROUP, "Somebody looks after the map", _owner,
          "Name the person who looks after the map."),
    Check("review-date", "warning", GROUP, "A review date is set", _review_date,
          "Set the day by which you look at it again."),
    Check("review-past", "error", GROUP, "The review date is not past", _review_past),
)  # fmt: skip
