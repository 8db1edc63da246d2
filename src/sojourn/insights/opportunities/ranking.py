"""Opportunities: what people have written down and what pain points propose, filled from the data and ranked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sojourn.documents.ids import slug
from sojourn.documents.opportunity import Opportunity
from sojourn.insights.opportunities.answer import Opportunities, OpportunityRow
from sojourn.insights.opportunities.filling import Evidence, Filled, filled, inputs_of
from sojourn.insights.opportunities.formulas import Formula, parse_formula
from sojourn.insights.opportunities.methods import FIELDS, method_named, own_formula
from sojourn.insights.opportunities.valuing import given, in_order, valued

CLOSED = ("done", "dropped")
"""Nothing is expected any more of opportunities of these statuses."""


def ranked(
    stored: Iterable[Opportunity],
    known: Sequence[Evidence],
    method: str = "gain",
    formula: str | None = None,
    outcome: str | None = None,
    notes: tuple[str, ...] = (),
    proposing: bool = True,
) -> Opportunities:
    """Rank opportunities by a method, or by a formula over the fields of `Score` and `gain`.

    `known` are pain points: with `proposing` one for each that no stored opportunity is about is proposed.
    Raises UnknownName for a method, UsageError for a formula that cannot be used.
    """
    chosen = own_formula(formula) if formula is not None else method_named(method)
    shared = parse_formula(chosen.formula, FIELDS) if chosen.formula else None
    stored = list(stored)
    by_id = {one.id: one for one in known}
    rows = [_row(one, by_id, shared, proposed=False) for one in stored]
    rows += [_row(one, by_id, shared, proposed=True) for one in (proposed(known, stored) if proposing else ())]
    return Opportunities(
        rows=in_order(rows),
        method=chosen.name,
        title=chosen.title,
        formula=chosen.formula,
        outcome=outcome,
        notes=notes,
    )


def proposed(known: Sequence[Evidence], stored: Iterable[Opportunity]) -> list[Opportunity]:
    """An opportunity for each pain point that no stored one is about; what to do about it is for people to say."""
    stored = list(stored)
    taken = {one.id for one in stored}
    answered = {name for one in stored for name in one.about}
    found = []
    for one in known:
        if one.id not in answered:
            name = slug(f"fix-{one.id}", taken)
            taken.add(name)
            found.append(Opportunity(f"Do something about: {one.title}", name, about=(one.id,)))
    return found


def _row(one: Opportunity, known: Mapping[str, Evidence], shared: Formula | None, proposed: bool) -> OpportunityRow:
    """One opportunity, without its rank."""
    said = filled(one, known) if one.status not in CLOSED else Filled()
    made = valued(one.score, inputs_of(said) | given(one.score), shared)
    first = said.about[0] if said.about else None
    return OpportunityRow(
        rank=None,
        value=made.value,
        id=one.id,
        title=" ".join(one.title.split()),
        status=one.status,
        owner=one.owner,
        due=one.due,
        about=one.about,
        stage=one.stage or (first.stage if first else ""),
        touchpoint=one.touchpoint or (first.touchpoint if first else ""),
        gain=said.gain,
        currency=said.currency,
        reach=said.reach,
        confidence=said.confidence,
        basis=_basis(said),
        inputs=made.inputs,
        missing=made.missing,
        problem=made.problem,
        proposed=proposed,
        change=one.change,
        notes=said.notes,
    )


def _basis(said: Filled) -> str:
    """The weakest of what is known of its pain points; empty where it has none."""
    found = {one.status for one in said.about}
    return "" if not found else found.pop() if len(found) == 1 else "associated"
