"""Run the demo: two workspaces, two maps, two pages."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from pathlib import Path

from sojourn.demo import households
from sojourn.demo.questions import DEFINITION, JOURNEYS, with_questions
from sojourn.documents.cells import Figure
from sojourn.documents.map import MapDocument
from sojourn.documents.text import parse_map
from sojourn.engines.protocol import Progress, silent
from sojourn.files import write_whole
from sojourn.maps.map import Map
from sojourn.maps.page.findings import findings_of
from sojourn.maps.telling import figure_text
from sojourn.maps.words import count, day
from sojourn.results import Result
from sojourn.simulate import shop
from sojourn.workspace import open_workspace

SHOP_TITLE = "I furnish my home, and come back when it’s easy"
SHOP_BADGE = "Simulated shop"
CUSTOMERS, SEED = 20_000, 1
SHOP, HOUSEHOLDS = "simulated-shop", "households"
PLAN = "shop-as-planned"
CHANGE = "call-notes-are-shared.yaml"


class Drawn(Result, frozen=True):
    """One of the demo's two shops: who, when, what its page finds first, and where the page is."""

    name: str
    simulated: bool
    customers: int
    events: int
    first: date | None
    last: date | None
    findings: tuple[str, ...]
    workspace: str
    page: str


class DemoReport(Result, frozen=True):
    """What the demo made: the simulated shop first, the real households second; and what is true of the simulated one.

    `lost` is the figure of the touchpoint where most orders are lost, `truth` the share that the simulator says is lost
    there, 0..1.
    """

    shops: tuple[Drawn, ...]
    lost: Figure | None
    truth: float
    mailings: Figure | None

    def summary(self) -> str:
        """A few lines for people."""
        lines = []
        for drawn in self.shops:
            kind = "Simulated shop" if drawn.simulated else "Real households"
            when = f"{day(drawn.first)} to {day(drawn.last)}"
            lines.append(f"{kind}: {count(drawn.customers)} customers, {count(drawn.events)} events, {when}")
            lines += [f"  {sentence}" for sentence in drawn.findings]
            lines.append(f"  The map: {drawn.page}")
        if self.lost is not None:
            told = figure_text(self.lost)
            lines.append(
                f"What is true of the simulated shop: {100 * self.truth:.1f} % are lost there; measured {told}"
            )
        return "\n".join(lines)


def run(folder: str | Path, page: str | Path | None = None, progress: Progress = silent) -> DemoReport:
    """Simulate a shop and load the real households, each into its own workspace in `folder`; draw both maps.

    `page` is where the page of the simulated shop goes, otherwise map.html in the folder. Raises MissingExtra.
    """
    folder = Path(folder)
    households.needed()
    first, lost, truth = _simulated(folder, Path(page or folder / "map.html"), progress)
    second, mailings = _real(folder, folder / "households.html", progress)
    return DemoReport((first, second), lost, truth, mailings)


def _simulated(folder: Path, page: Path, progress: Progress) -> tuple[Drawn, Figure | None, float]:
    made = shop(CUSTOMERS, SEED)
    with open_workspace(folder / SHOP) as ws:
        made.load(ws, progress)
        _record_change(folder / SHOP / "changes")
        plan = _plan()
        found = ws.draft_map(
            ws.journeys(progress=progress), SHOP_TITLE, badge=SHOP_BADGE, simulated=True, name="shop", plan=Map(plan),
            insights=True, progress=progress,
        )  # fmt: skip
        ws.save_map(found, "shop")
        ws.save_map(Map(plan), PLAN)
        found.save(page)
    step = next(step for step in made.truth.checkout if step.touchpoint == made.truth.biggest_loss)
    return (
        _drawn("shop", found, folder / SHOP, page),
        _measured(found.document, "loss", step.touchpoint),
        step.share_lost,
    )


def _real(folder: Path, page: Path, progress: Progress) -> tuple[Drawn, Figure | None]:
    with open_workspace(folder / HOUSEHOLDS) as ws:
        households.load(ws, progress)
        definitions = folder / HOUSEHOLDS / "journeys"
        definitions.mkdir(exist_ok=True)
        write_whole(definitions / f"{JOURNEYS}.yaml", DEFINITION.encode())
        journeys = ws.journeys(progress=progress)
        drafted = ws.draft_map(journeys, households.TITLE, badge=households.BADGE, periods=False, segments=())
        found = ws.map(Map(with_questions(drafted.document)), segments=("age",), progress=progress)
        ws.save_map(found, HOUSEHOLDS)
        found.save(page)
    return _drawn("households", found, folder / HOUSEHOLDS, page), _measured(found.document, "conversion")


def _record_change(changes: Path) -> None:
    """The change that the simulated shop made in the middle of its year, as its people wrote it down."""
    changes.mkdir(exist_ok=True)
    write_whole(changes / CHANGE, files("sojourn.demo").joinpath(CHANGE).read_bytes())


def _plan() -> MapDocument:
    """The journey as the simulated shop would have designed it."""
    text = files("sojourn.demo").joinpath("planned.map.yaml").read_text("utf-8")
    return parse_map(text, "planned.map.yaml")


def _drawn(name: str, found: Map, workspace: Path, page: Path) -> Drawn:
    first = found.shown[0]
    people = first.population
    findings = tuple(f"{one.lead} {one.rest}".strip() for one in findings_of(first))
    return Drawn(
        name, found.document.simulated, people.customers if people else 0, people.steps if people else 0,
        people.first if people else None, people.last if people else None, findings, str(workspace), str(page),
    )  # fmt: skip


def _measured(document: MapDocument, measure: str, after: str | None = None) -> Figure | None:
    """The figure of the first cell of a measure; of a loss, after a touchpoint."""
    return next(
        (
            cell.measured
            for _, _, cell in document.cells()
            if cell.binding is not None
            and cell.binding.measure == measure
            and cell.binding.options.get("after") == after
        ),
        None,
    )
