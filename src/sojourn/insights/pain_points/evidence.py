"""What lies behind a pain point: who met it, some of their steps around it, and what they said there, masked."""

from __future__ import annotations

import numpy as np

from sojourn.effects.risk_sets import RiskSet
from sojourn.feedback.masking import mask
from sojourn.insights.pain_points.grammar import Asking, Candidate
from sojourn.insights.pain_points.records import Evidence, Members
from sojourn.insights.pain_points.sampling import known_of, rows_of
from sojourn.insights.pain_points.scene import scene
from sojourn.journeys.view import View

AROUND = 4
"""Steps shown before and after."""
QUOTES = 200
"""Texts looked through for quotes."""


class Behind(Members):
    """Finds them again in the journeys that were asked."""

    def __init__(self, candidate: Candidate, asking: Asking) -> None:
        """Of one candidate."""
        self._candidate, self._asking = candidate, asking

    def customers(self) -> list[str]:
        """Ids of all who met it, in the order of the alphabet."""
        latest = known_of(self._candidate, self._asking)
        found = self._asking.units.collect(lambda view: view.ids(self._met(view, latest).unit))
        return sorted({name for ids in found for name in ids})

    def evidence(self, most: int = 5) -> Evidence:
        """The first `most` by the hash of the customer: not chosen by anybody, and the same each time."""
        latest = known_of(self._candidate, self._asking)
        found = self._asking.units.collect(lambda view: self._shown(view, latest, most))
        customers = [name for ids, _, _ in found for name in ids][:most]
        journeys = [steps for _, all_steps, _ in found for steps in all_steps][:most]
        quotes = list(dict.fromkeys(mask(text).text for _, _, texts in found for text in texts))[:most]
        return Evidence(self._candidate.id, tuple(customers), tuple(journeys), tuple(quotes))

    def _met(self, view: View, latest: int) -> RiskSet:
        rows = rows_of(self._candidate, self._asking, view, latest)
        return rows.take(rows.exposed)

    def _shown(self, view: View, latest: int, most: int) -> tuple[list[str], list[tuple[str, ...]], list[str]]:
        rows = self._met(view, latest)
        few = rows.take(np.argsort(view.customers.hash[view.customer[rows.unit]], kind="stable")[:most])
        names, event = self._asking.units.names("event"), view.steps["event"]
        ids = view.customers.ids.take(view.customer[few.unit]).to_pylist()
        around = [
            tuple(
                names[code]
                for code in event[max(view.begin[unit], met - AROUND) : min(view.end[unit], met + AROUND + 1)]
            )
            for unit, met in zip(few.unit.tolist(), few.met.tolist(), strict=True)
        ]
        return ids, around, self._texts(view, rows)

    def _texts(self, view: View, rows: RiskSet) -> list[str]:
        """What the units that met it said about its touchpoint, from then on."""
        said = scene(self._asking.units, view, self._asking.lens).said
        met = np.full(len(view.begin), np.iinfo(np.int64).max)
        met[rows.unit] = rows.met
        about = (said.touchpoint == self._candidate.place) & (said.text > 0) & (said.at >= met[said.unit])
        words = self._asking.units.field("text").names
        return [str(words[code]) for code in np.unique(said.text[about])[:QUOTES]]
