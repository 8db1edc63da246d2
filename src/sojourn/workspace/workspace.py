"""A workspace hands abilities out; it does not contain them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from sojourn.analysis import Journeys
from sojourn.conditions import Condition
from sojourn.engines.protocol import Progress, silent
from sojourn.errors import UsageError, WorkspaceClosed
from sojourn.journeys.definition import Step, define
from sojourn.journeys.stored import read_journey
from sojourn.store.reports import LoadReport
from sojourn.workspace.doctor import Diagnosis
from sojourn.workspace.intake import Reader
from sojourn.workspace.opened import Asked, Opened
from sojourn.workspace.people import Customer, Forgotten
from sojourn.workspace.proving import Proving

if TYPE_CHECKING:  # maps are imported when one is asked for: most questions need none
    from sojourn.documents.map import MapDocument
    from sojourn.documents.opportunity import Opportunity
    from sojourn.feedback.learning import Keep
    from sojourn.feedback.models.records import Training
    from sojourn.insights.opportunities import Opportunities, OpportunityRow
    from sojourn.insights.personas import FoundPersonas
    from sojourn.maps.map import Map
    from sojourn.settings import Settings
    from sojourn.workspace.mapping import Cartographer
    from sojourn.workspace.opportunities import Notebook

Moment = str | date | datetime


class Workspace(Proving):
    """Open one with `sojourn.open(path)`; close it, or use it in a `with` block."""

    def __init__(
        self,
        path: str | Path,
        engine: object = None,
        storage: str | None = None,
        storage_options: Mapping[str, str] | None = None,
    ) -> None:
        """Make the folder on first use; arguments and errors as for `sojourn.open`."""
        self.path = Path(path).resolve()
        self._shared: Opened | None = _taken(self.path, engine, storage, storage_options)

    def load(
        self,
        source: object,
        *,
        columns: Mapping[str, str | None] | None = None,
        format: str | None = None,  # noqa: A002 - the word users know
        time_format: str | None = None,
        timezone: str = "UTC",
        name: str | None = None,
        progress: Progress = silent,
    ) -> LoadReport:
        """Load events from a file, folder, glob, DataFrame or iterable of dicts: all of it or, on an error, nothing.

        `columns` maps what a column means to its name: {"customer": "uid", "event": "action", "occurred_at": "ts"};
        columns with common names need no mapping, and None says that no column is it. `format` (csv, parquet, jsonl,
        xes, ocel) where the content does not say; `time_format` as for strptime; `timezone` of times without one.
        `name` is what the report, rejects and `source` call it. Rows that are not understood are kept: see `rejects`.
        Raises SourceNotFound, UnreadableSource, ColumnsNotFound, UsageError, WorkspaceFull.
        """
        reader = Reader(dict(columns) if columns else None, format, time_format, timezone)
        return self._opened.load(source, name, reader, progress)

    def load_customers(
        self,
        source: object,
        *,
        columns: Mapping[str, str | None] | None = None,
        format: str | None = None,  # noqa: A002
    ) -> int:
        """Load what is known of customers: one row each, an identifier and attributes such as plan, age, country.

        Each attribute is then a segment: `by="segment:plan"`, `customers="plan = 'pro'"`. What is given replaces what
        was known, empty cells and other attributes leave it. Returns how many customers changed. Raises as `load`.
        """
        reader = Reader(dict(columns) if columns else None, format)
        return self._opened.load_customers(source, reader)

    def rejects(self) -> Any:
        """All rows kept because nobody understood them, as an Arrow table.

        Columns: reject_id, load_id, source, place (row, from 1), reason (see docs/reference/loading.md), original (the
        row as JSON, or as the line it was), options (how it was read, as JSON).
        """
        return self._opened.rejects()

    def retry_rejects(self, *, progress: Progress = silent, **changed: Any) -> LoadReport:
        """Read rejects again, each as its load was read, with what is changed: columns=, time_format=, timezone=.

        What is understood now becomes events and is no reject any more. Raises as `load`.
        """
        return self._opened.retry_rejects(changed, progress)

    def mark_simulated(self) -> None:
        """Note in `workspace.yaml` that the events are made up: every map drawn from them says so, in large letters.

        A simulated shop does so when it is loaded. To take it back, take `simulated: true` out of the file.
        """
        self._opened.mark_simulated()

    def journeys(
        self,
        name: str | None = None,
        *,
        start: Step | list[str] | None = None,
        goal: Step | list[str] | None = None,
        gap: str | timedelta | None = None,
        case: str | None = None,
        between: tuple[Moment, Moment] | None = None,
        where: str | Condition | None = None,
        customers: str | Condition | None = None,
        progress: Progress = silent,
    ) -> Journeys:
        """Every customer's whole history, or the journeys cut from it by a definition.

        `start` begins a journey, `goal` ends it with that step, a pause longer than `gap` ends it before the next step;
        with `case` ("case_id" or a property) each of its values is a journey. `between` keeps journeys that start in a
        window, inclusive; `where` keeps steps, before cutting; `customers` keeps customers.
        `name` is that of a stored definition, `journeys/NAME.yaml`; what else is given replaces its parts.
        Raises ConditionError, DefinitionError, UnknownName, UsageError.
        """
        given = define(start, goal, gap, case, between, where, customers)
        definition = given.over(read_journey(self.path / "journeys", name)) if name else given
        return Journeys(self._opened.engine, definition, self.settings, progress, self.confirmed, self.path)

    def draft_map(
        self,
        journeys: Journeys,
        title: str | None = None,
        *,
        badge: str | None = None,
        simulated: bool = False,
        name: str | None = None,
        segments: Sequence[str] | None = None,
        periods: bool = True,
        plan: Map | None = None,
        insights: bool = False,
        progress: Progress = silent,
    ) -> Map:
        """A map of journeys, drafted from the log and measured; `.save("map.html")` writes its page.

        The same log gives the same map. `title` says in the customer's words what the journey is ("I buy my groceries
        and come back"), `badge` which data these are, `simulated` that they are made up. `name` drafts a stored map
        anew: what people have changed in it stays. `segments`, `periods`, `plan` and `insights` as for `map`.
        Raises UnknownName, DefinitionError.
        """
        from sojourn.maps.drafting.draft import About

        drawn = self._cartographer()
        called = self.path.name
        about = About(title or f"Journey map of {called}", badge or f"Data: {called}", simulated)
        if name in drawn.names():
            stored = drawn.stored(str(name))
            data = badge or stored.data or about.data
            about = About(title or stored.title, data, simulated or stored.simulated, stored.id)
        fresh = drawn.drafted(journeys, about)
        found = drawn.gathered(journeys, progress, self.changes) if insights else None
        if found is not None:
            fresh = drawn.with_found(fresh, found, journeys)
        document = drawn.redrafted(fresh, name) if name else fresh
        return drawn.measured(document, journeys, segments, periods, _document(plan), progress, fresh, found)

    def maps(self) -> tuple[str, ...]:
        """The names of the maps stored in `maps/`, as `ws.map` takes them."""
        return self._cartographer().names()

    def map(
        self,
        name: str | Map,
        *,
        segments: Sequence[str] | None = None,
        periods: bool = True,
        plan: Map | None = None,
        insights: bool = False,
        against: str | Map | None = None,
        progress: Progress = silent,
    ) -> Map:
        """A stored map, or one read with `sojourn.load_map`, with its figures measured now.

        Beliefs in it, as in a map from a workshop, are marked confirmed, contradicted or no data yet. Its page lets
        people choose the map's personas, the values of `segments` (of one attribute, where None) and, with `periods`,
        quarters or months; `plan` is a planned map that is shown beside what customers did. `insights` works out what
        stands in the way and what helps, what that is worth and what could be done, for all customers and the whole
        period: cells of the map that show it are filled, and chapters below it tell it. It takes longer than a map.
        `against` is another version of the map, stored or from a file: it is measured too, on its own journeys, and
        what differs is told below the map.
        Raises UnknownName, DefinitionError.
        """
        from sojourn.workspace.scoping import arguments

        drawn = self._cartographer()
        document = drawn.stored(name) if isinstance(name, str) else name.document
        journeys = self.journeys(progress=progress, **arguments(document.scope))
        found = drawn.gathered(journeys, progress, self.changes) if insights else None
        other = None if against is None else self.map(against, segments=(), periods=False, progress=progress)
        return drawn.measured(
            document, journeys, segments, periods, _document(plan), progress, found=found, against=other
        )

    def save_map(self, found: Map, name: str) -> Path:
        """Store a map as text in `maps/`, where people edit it and `ws.map` finds it; comments in it stay.

        What was drafted is noted beside it, so that `draft_map(..., name=name)` knows what people have changed since.
        Raises UsageError for a name that cannot be a file's.
        """
        return self._cartographer().store(found, name)

    def opportunities(
        self,
        journeys: Journeys | None = None,
        *,
        method: str = "gain",
        formula: str | None = None,
        outcome: str | None = None,
        proposed: bool = True,
    ) -> Opportunities:
        """What is written down in `opportunities/`, filled from the pain points of `journeys` (all), and ranked.

        Reach, confidence and the expected gain come from the data where people gave none. With `proposed`, pain points
        that no opportunity is about propose one. `method` and `formula` as for `j.opportunities`.
        Raises UnknownName, UsageError, DefinitionError.
        """
        stored = self._notebook().all()
        return (journeys or self.journeys()).opportunities(outcome, method, formula, stored=stored, proposed=proposed)

    def opportunity(self, name: str) -> Opportunity:
        """The opportunity of an id, as it is written down. Raises UnknownName, DefinitionError."""
        return self._notebook().one(name)

    def save_opportunity(self, opportunity: Opportunity | OpportunityRow | str, **changes: Any) -> Path:
        """Write an opportunity down in `opportunities/`, or change what is written: comments in its file stay.

        `opportunity` is an id, one that was proposed, or a whole one. Its fields are those of its file: title, about,
        status, owner, due, fixable, score={"effort": 2} ...; None takes one away.
        Raises UsageError, DefinitionError.
        """
        return self._notebook().save(opportunity, changes)

    def save_personas(self, found: FoundPersonas, attribute: str = "persona_found") -> tuple[Path, ...]:
        """Keep segments that `j.personas()` found: each customer's in an attribute, and a file for each in `personas/`.

        People edit those files; one that is there stays as it is. The attribute is a segment as any other
        (`by="segment:persona_found"`), and a map that names the personas lets readers choose them. It is marked as made
        of what customers did (an attribute beside it, `persona_found_from`, is "behaviour"): effects are never adjusted
        for it, and it is no driver.
        Raises NotOnCluster on a cluster.
        """
        from sojourn.workspace.segments_kept import keep

        return keep(self._opened, found, attribute)

    def train(
        self,
        task: str = "sentiment",
        labels: str | Path | None = None,
        *,
        text: bool = False,
        keep: Keep = "better",
        progress: Progress = silent,
    ) -> Training:
        """Teach what comments say: "sentiment", "emotion", "intent" or "theme"; used from then on by all questions.

        `labels` is a CSV file with the columns text and label; without it sentiment is learnt from the scores that came
        with comments here. `text` adds sentence embeddings, which need the extra `text`. What is returned was measured
        on labels held out. A model that is worse there than the word lists, or no better than guessing, is not kept,
        and says so (`kept`, `notes`); `keep="always"` keeps it all the same.
        Raises UsageError, SourceNotFound, UnreadableSource, MissingExtra.
        """
        from sojourn.feedback.learning import learn

        units = self.journeys(progress=progress).units("customer")
        return learn(units, self.path, task, None if labels is None else Path(labels), text, keep, progress)

    def customer(self, value: str) -> Customer:
        """The customer whom an identifier or customer id names, with all steps. Raises UnknownName."""
        return self._opened.customer(value)

    def merge(self, value: str, into: str) -> None:
        """Decide that two are one customer, from now on called as `into` is; `unmerge` undoes it.

        Both are named by an identifier or a customer id. Raises UnknownName.
        """
        self._opened.merge(value, into)

    def unmerge(self, value: str, from_: str | None = None) -> None:
        """Decide that an identifier does not belong to its customer, or not to the one of `from_`.

        Raises UnknownName.
        """
        self._opened.unmerge(value, from_)

    def forget(self, value: str) -> Forgotten:
        """Delete a customer from every byte of the workspace, and suppress later events about it.

        Done when it returns; it cannot be undone. Takes as long as writing the log anew. Raises UnknownName.
        """
        return self._opened.forget(value)

    def sql(self, query: str, *, limit: int = 1_000_000, seconds: float = 60) -> Any:
        """The rows of one SELECT over events, identifiers, edges, traits, rejects and loads, as an Arrow table.

        Raises SqlRefused for anything else, for more than `limit` rows, and after so many `seconds`.
        """
        return self._opened.sql(query, limit, seconds)

    def doctor(self) -> Diagnosis:
        """What a careful person would look at: names nothing matched, odd merges, clocks, duplicates, rejects."""
        return self._opened.doctor()

    def close(self) -> None:
        """Write everything out and let the folder go, once all who opened it have closed it. Closing again is harmless.

        What is asked of a closed workspace raises WorkspaceClosed.
        """
        shared, self._shared = self._shared, None
        if shared:
            shared.let_go()

    def __enter__(self) -> Workspace:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def settings(self) -> Settings:
        """What `workspace.yaml` says."""
        return self._opened.settings

    @property
    def _opened(self) -> Opened:
        if self._shared is None:
            raise WorkspaceClosed
        return self._shared

    def _notebook(self) -> Notebook:
        from sojourn.workspace.opportunities import Notebook

        return Notebook(self.path)

    def _cartographer(self) -> Cartographer:
        from sojourn.workspace.mapping import Cartographer

        return Cartographer(self.path, self.settings, self._opened.model().stages)


def _document(plan: Map | None) -> MapDocument | None:
    return None if plan is None else plan.document


def _taken(path: Path, engine: object, storage: str | None, options: Mapping[str, str] | None) -> Opened:
    if engine is None:
        if storage is not None or options is not None:
            raise UsageError("storage= is where a cluster keeps its data. Give engine= as well.")
        return Opened.take(path)
    from sojourn.workspace.on_cluster import OpenedOnCluster

    return Opened.take(path, Asked(engine, storage), lambda folder: OpenedOnCluster(folder, engine, storage, options))


def open_workspace(
    path: str | Path,
    *,
    engine: object = None,
    storage: str | None = None,
    storage_options: Mapping[str, str] | None = None,
) -> Workspace:
    """The workspace at `path`; its folder is made on first use.

    Opening it again in the same process, as re-running a notebook cell does, gives the same data once more: the folder
    is let go when everybody who opened it has closed it.

    `engine` is None for this machine, or a Spark cluster: "spark://host:port", "sc://host:port" (Spark Connect) or a
    SparkSession. `storage` is where the cluster keeps log and journeys: a folder that all its machines see, or like
    "s3://bucket/shop" with `storage_options` such as access_key (None: where they are, at first in the workspace's own
    folder); see docs/how-to/spark.md.
    Raises WorkspaceLocked, WorkspaceReadOnly, WorkspaceFull, WorkspaceFormat; on a cluster UsageError, MissingExtra,
    ClusterError.
    """
    return Workspace(path, engine, storage, storage_options)
