"""Proof: experiments, before and after, and the changes that were made, of one workspace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date as Date  # noqa: N812 - `date` is the word people know
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sojourn.analysis import Journeys
from sojourn.conditions import Condition
from sojourn.errors import UsageError

if TYPE_CHECKING:
    from sojourn.documents.change import Control, Proof
    from sojourn.documents.experiment import Declared
    from sojourn.insights.before_after import BeforeAfter
    from sojourn.insights.changes import Changes, Ledger
    from sojourn.insights.experiments.listing import Experiments
    from sojourn.insights.experiments.records import Experiment


class Proving:
    """What a workspace can prove. Whoever is one has a `path` and `journeys`."""

    path: Path

    def journeys(
        self,
        name: str | None = None,
        *,
        where: str | Condition | None = None,
        customers: str | Condition | None = None,
    ) -> Journeys:
        """As of the workspace."""
        raise NotImplementedError

    def experiments(self) -> Experiments:
        """The experiments that are declared in `experiments/`, without judging them. Raises DefinitionError."""
        from sojourn.insights.experiments.listing import experiments

        return experiments(self.path / "experiments")

    def experiment(self, name: str) -> Experiment:
        """An experiment declared in `experiments/NAME.yaml`, judged by everybody who has met it so far.

        Raises UnknownName, DefinitionError; UsageError where nobody met it, or everybody the same arm.
        """
        from sojourn.insights.experiments.experiment import experiment

        found = self._declared(name)
        journeys = self.journeys(found.file.journeys) if found.file.journeys else self.journeys()
        return experiment(journeys.units(found.file.unit), found, journeys._calendar())

    def assign(self, experiment: str, customer: str) -> str:
        """The arm of a declared experiment that a customer belongs to, by a hash of the id: always the same.

        `customer` is the id that the shop knows the customer by. Raises UnknownName, DefinitionError.
        """
        from sojourn.insights.experiments.assigning import arm_for

        found = self._declared(experiment)
        return arm_for(found.salt, customer, found.file.arms)

    def before_after(
        self,
        measure: str,
        date: str | Date,
        controls: Sequence[str | Control | Mapping[str, Any]] = (),
        every: str | None = None,
        **options: Any,
    ) -> BeforeAfter:
        """Did a change on a date move a measure of all customers? See `ws.journeys(...).before_after`."""
        return self.journeys().before_after(measure, date, controls, every, **options)

    def changes(self) -> Changes:
        """The changes recorded in `changes/`, each with its verdict, predicted beside realised, and scored forecasts.

        A change whose test cannot be made yet says why. Raises DefinitionError for a file that is wrong.
        """
        from sojourn.documents.change import read_changes
        from sojourn.insights.changes.changes import changes
        from sojourn.insights.changes.judging import Tests
        from sojourn.insights.changes.predicting import check_prediction

        tests, found = Tests(self.experiment, self._before_and_after), read_changes(self.path / "changes")
        for name, change in found.items():
            check_prediction(self.path / "changes" / f"{name}.yaml", change, self._declared)
        return changes(found, self._ledger(), tests, Date.today())

    def record_change(
        self,
        what: str,
        date: str | Date,
        *,
        name: str | None = None,
        predicted: float | Sequence[float] | Mapping[str, Any] | None = None,
        proof: str | Mapping[str, Any] | None = None,
        **more: Any,
    ) -> Path:
        """Write a change down in `changes/NAME.yaml`, and note what is predicted of it for good; returns the file.

        `predicted` is a gain, a gain with its likely range (value, low, high), or the fields of a prediction; `proof`
        the name of an experiment, or the fields of a proof. Further fields: touchpoint, stage, about, owner, note.
        Raises UsageError, DefinitionError.
        """
        from sojourn.documents.change import change_of, write_change
        from sojourn.documents.ids import slug
        from sojourn.insights.changes.predicting import check_prediction

        fields = {"what": what, "date": _day(date), "predicted": _prediction(predicted), **more}
        fields["proof"] = {"experiment": proof} if isinstance(proof, str) else proof
        made = change_of({key: value for key, value in fields.items() if value is not None})
        check_prediction(name or slug(what), made, self._declared)
        path = write_change(self.path / "changes", name or slug(what), made)
        self._ledger().note({path.stem: made}, Date.today())
        return path

    def confirmed(self) -> frozenset[str]:
        """Ids of pain points and opportunities that a change proved, by the last `changes()`; nothing is measured."""
        return self._ledger().confirmed()

    def _declared(self, experiment: str) -> Declared:
        from sojourn.documents.experiment import read_experiment

        return read_experiment(self.path / "experiments", experiment)

    def _ledger(self) -> Ledger:
        from sojourn.insights.changes import Ledger

        return Ledger(self.path / "data")

    def _before_and_after(self, proof: Proof, date: Date) -> BeforeAfter:
        journeys = self.journeys(proof.journeys, where=proof.where, customers=proof.customers)
        return journeys.before_after(
            str(proof.measure), date, proof.controls, proof.every, proof.method, proof.washout, proof.direction,
            **proof.options,
        )  # fmt: skip


def _day(given: str | Date) -> str:
    """A day as text."""
    try:
        return Date.fromisoformat(str(given)[:10]).isoformat()
    except ValueError:
        raise UsageError(f'"{given}" is no day. Write it as 2026-03-01.') from None


def _prediction(given: float | Sequence[float] | Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What people write as the fields of a prediction."""
    if given is None or isinstance(given, Mapping):
        return None if given is None else dict(given)
    if isinstance(given, int | float):
        return {"value": given}
    if len(given) != 3:
        raise UsageError("A prediction is a gain, or a gain with its likely range: (value, low, high).")
    return dict(zip(("value", "low", "high"), given, strict=True))
