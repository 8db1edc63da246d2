"""A map: what it says, and saving it as a file."""

from __future__ import annotations

from pathlib import Path

from sojourn.engines.units import Units
from sojourn.errors import UsageError
from sojourn.files import write_whole
from sojourn.journeys.stages import StageModel
from sojourn.maps.drafting import Draft, draft
from sojourn.maps.findings import findings_of
from sojourn.results import Result
from sojourn.settings import Settings

FORMATS = (".html",)


class Map(Result, frozen=True):
    """A journey map. `draft` is what the data say; see `sojourn.maps.drafting`."""

    draft: Draft

    def records(self) -> tuple[object, ...]:
        """The stages, as a table."""
        return self.draft.stages

    def to_html(self) -> str:
        """The map as one self-contained page, without scripts or anything from elsewhere."""
        from sojourn.maps.render.html import render

        return render(self.draft)

    def save(self, path: str | Path) -> Path:
        """Write the map to `path`, in the format its ending names, whole or not at all; its folder is made if need be.

        Raises UsageError where the ending names a format that maps are not saved in, or `path` cannot be written.
        """
        path = Path(path)
        if path.suffix.lower() not in FORMATS:
            named = f'"{path.suffix}" is not a format' if path.suffix else f'"{path.name}" has no ending'
            raise UsageError(f"{named} that maps are saved in. Use a name that ends in {' or '.join(FORMATS)}.")
        page = self.to_html().encode()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, page)
        except OSError as error:
            raise UsageError(
                f"{path} cannot be written ({error.strerror}). Mend that, or choose another place."
            ) from error
        return path

    def _repr_html_(self) -> str:
        """How a notebook shows it: in a frame, so that neither's styles reach the other."""
        from html import escape

        return f'<iframe title="Journey map" srcdoc="{escape(self.to_html())}" width="100%" height="700"></iframe>'


def draft_map(units: Units, model: StageModel, settings: Settings, title: str, badge: str) -> Map:
    """A map drafted from the log: what is measured, what it comes down to, and what is not known."""
    made = draft(units, model, settings, title, badge)
    return Map(made.with_findings(*findings_of(made)))
