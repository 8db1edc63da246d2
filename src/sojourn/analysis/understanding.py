"""What journeys mean: each method is one kind of insight, imported when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sojourn.analysis.asked import Asked

if TYPE_CHECKING:
    from sojourn.documents.map import MapDocument
    from sojourn.insights.conformance import Conformance
    from sojourn.maps.map import Map


class Understanding(Asked):
    """One method for each kind of insight; see `sojourn.insights`."""

    def conformance(
        self, planned: Map | MapDocument, every: str | None = None, *, unit: str | None = None
    ) -> Conformance:
        """A planned map held against what customers did; see `sojourn.insights.conformance`."""
        from sojourn.insights.conformance import conformance
        from sojourn.maps.map import Map

        document = planned.document if isinstance(planned, Map) else planned
        return conformance(self.units(unit), document, self._calendar(), every)
