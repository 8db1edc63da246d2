"""Segments as documents that people edit, with the condition by which customers belong to them."""

from __future__ import annotations

from sojourn.documents.persona import Persona
from sojourn.insights.personas.records import FoundPersona, Trait
from sojourn.insights.words import percent
from sojourn.journeys.from_behaviour import FOUND_IN


def document_of(found: FoundPersona, attribute: str = FOUND_IN) -> Persona:
    """A persona whose customers are those with its id in an attribute of customers."""
    return Persona(
        name=found.name,
        id=found.id,
        customers=f"{attribute} = '{found.id}'",
        summary=found.sentence,
        behaviours=tuple(_said(one) for one in found.differs),
        sources=("Behavioural segment found in the log",),
        provenance="inferred",
    )


def _said(one: Trait) -> str:
    word = "More" if one.share.value > one.others.value else "Less"
    doing = "going" if one.kind == "move" else "using"
    return f"{word} often {doing} {one.name}: {percent(one.share.value)} against {percent(one.others.value)}"
