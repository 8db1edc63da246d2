"""CJML, SINTEF's Customer Journey Modelling Language, in the XML of its version 2.0.

No schema is published with it. Elements and their order follow what is public: the example on the language's own page
and what its open editors write and read. A journey is planned or actual; it has phases, actors (end users and service
providers) and touchpoints: communication points with an initiator, a receiver and a channel, or actions of one actor.

    map                                    CJML
    to-be, assumption / as-is              plannedJourney / actualJourney
    phase, step                            journeyPhase, touchpoint (the label of the end user)
    personas, owners lane                  endUser, serviceProvider
    frontstage lane                        the label of the service provider; its kind "initiator": it begins
    channels lane                          channel
    thoughts, feelings (-2..2)             touchpointExperience of an actual journey: description, rating (1..5)
    deviations, notes lane "Comments"      compliance of an actual journey, comment

The scale of ratings is not published either: 1 (worst) to 5 is written; a file with ratings of 0 or less has -2 to 2.
"""

from __future__ import annotations

from sojourn.documents.map import MapDocument
from sojourn.errors import UnreadableSource
from sojourn.maps.formats.cjml_reading import JourneyReading
from sojourn.maps.formats.cjml_writing import losses_of, xml
from sojourn.maps.formats.elements import tree
from sojourn.maps.formats.records import Given, Taken
from sojourn.maps.words import listed

KINDS = ("plannedjourney", "actualjourney")


def read(content: bytes, name: str, journey: str | None = None) -> Taken:
    """The first journey of a file, or the one whose id is `journey`.

    Raises UnreadableSource for what is no CJML, DefinitionError for a rating that cannot be.
    """
    root = tree(content, name)
    found = [element for element in (root, *root.inside) if element.name.casefold() in KINDS]
    if not found:
        raise UnreadableSource(
            f"{name} begins with <{root.name}> and holds no plannedJourney or actualJourney: it is no CJML."
        )
    ids = [element.said("journeyID") or f"journey {number}" for number, element in enumerate(found, 1)]
    if journey is not None and journey not in ids:
        raise UnreadableSource(f'{name} has no journey "{journey}". There are: {", ".join(ids)}.')
    chosen = ids.index(journey) if journey is not None else 0
    taken = JourneyReading(found[chosen], name).taken()
    return Taken(taken.document, (*taken.losses, *_others(ids, chosen)))


def write(document: MapDocument) -> Given:
    """The map as one journey: actual where it says how things are, otherwise planned."""
    return Given(xml(document), losses_of(document))


def _others(ids: list[str], chosen: int) -> list[str]:
    others = ids[:chosen] + ids[chosen + 1 :]
    return [f"A map is one journey: {ids[chosen]} was read, {listed(others)} left out."] if others else []
