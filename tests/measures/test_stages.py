from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from sojourn.estimates import wilson
from sojourn.journeys.definition import define
from sojourn.measures.channel_moves import channel_moves
from sojourn.measures.stages import stages
from tests.in_memory import NAMES, Took, units_of
from tests.measures.test_channel_moves import HOUR, journeys_of
from tests.shops import shop

log = st.lists(st.builds(Took, st.integers(0, 5), st.integers(0, 9).map(HOUR.__mul__), st.integers(0, 4)), max_size=25)


def test_who_moves_on_skips_and_comes_back(tmp_path: Path) -> None:
    """Anna looks, buys and looks again; Ben buys at once; Cora only looks; Dan looks and leaves."""
    seen = [
        ("anna", "Product Viewed", "2026-01-01 10:00"), ("anna", "Order Completed", "2026-01-01 12:00"),
        ("anna", "Product Viewed", "2026-01-05 10:00"), ("ben", "Order Completed", "2026-01-01 10:00"),
        ("cora", "Product Viewed", "2026-01-01 10:00"), ("dan", "Product Viewed", "2026-01-01 10:00"),
        ("dan", "Account Deleted", "2026-01-02 10:00"),
    ]  # fmt: skip
    with shop(tmp_path, seen) as ws:
        found = ws.journeys().stages()
    by_name = {stage.stage: stage for stage in found.stages}
    assert list(by_name)[:3] == ["awareness", "consideration", "purchase"]
    consideration, churn = by_name["consideration"], by_name["churn"]
    assert (consideration.reached, consideration.share, consideration.to_next) == (3, wilson(3, 4), wilson(1, 3))
    assert (consideration.skipped, consideration.went_back) == (1, 1)
    assert consideration.median_time == timedelta(hours=2)
    assert by_name["awareness"].skipped == 4
    assert (churn.is_exit, churn.reached, churn.to_next) == (True, 1, None)
    assert by_name["advocacy"].to_next is None
    assert {(move.source, move.target): move.count for move in found.moves} == {
        ("consideration", "purchase"): 1,
        ("purchase", "consideration"): 1,
        ("consideration", "churn"): 1,
    }


@given(log, st.integers(1, 3), st.booleans(), st.booleans())
def test_equals_plain_python(log: list[Took], partitions: int, cut: bool, leaves: bool) -> None:
    """With `leaves`, stage c (code 3) is an exit. Journeys end at pauses of more than an hour, the last may be open."""
    units = units_of(log, define(gap="1h") if cut else define(), partitions=partitions, exits=("c",) if leaves else ())
    found, now = stages(units), max((step.at for step in log), default=0)
    journeys = journeys_of(log, cut)
    in_order = [code for code in (1, 2, 3, 4) if not (leaves and code == 3)]
    for code, row in enumerate(found.stages, start=1):
        reached = n_open = skipped = back = 0
        waits: list[int] = []
        for journey in journeys:
            staged = [step for step in journey if step.code]
            codes = [step.code for step in staged]
            later = [i for i, c in enumerate(codes) if c > code and c in in_order and code in in_order]
            was = codes.index(code) if code in codes else len(codes)
            skipped += bool(later) and later[0] < was
            back += any(a in later for a, c in enumerate(codes[1:]) if c == code)
            is_open = cut and now - journey[-1].at <= HOUR
            reached += code in codes
            n_open += code in codes and is_open
            waits += [staged[i].at - staged[was].at for i in later if i > was][:1] if not is_open else []
        assert (row.stage, row.reached, row.n_open) == (NAMES["stage"][code], reached, n_open)
        assert (row.skipped, row.went_back) == (skipped, back)
        assert row.median_time == (timedelta(microseconds=median(waits)) if waits else None)
        assert row.share.n == len(journeys)
        assert (row.to_next is None) == (code not in in_order[:-1])
        if row.to_next is not None:
            assert row.to_next.n == reached - n_open
            assert row.to_next.n == 0 or row.to_next.value == len(waits) / row.to_next.n
    assert found.units == len(journeys)
    assert found.unstaged == sum(not any(step.code for step in journey) for journey in journeys)


@given(log)
def test_moves_are_counted_as_those_between_channels_are(log: list[Took]) -> None:
    assert stages(units_of(log)).moves == channel_moves(units_of(log)).moves


def test_an_empty_log_has_every_stage_at_zero() -> None:
    found = stages(units_of([]))
    assert [(stage.stage, stage.reached) for stage in found.stages] == [("a", 0), ("b", 0), ("c", 0), ("d", 0)]
    assert (found.units, found.moves, found.notes) == (0, (), ())


def test_units_without_a_stage_are_counted_and_said() -> None:
    found = stages(units_of([Took(0, 0, 0), Took(1, 0, 1)]))
    assert (found.units, found.unstaged) == (2, 1)
    assert found.notes == ("1 of 2 have no step in any stage. See which names have none: sojourn doctor.",)
