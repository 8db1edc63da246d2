"""Measures count the same customers: what one says of a log, no other contradicts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sojourn.journeys.definition import Definition
from sojourn.measures.durations import durations
from sojourn.measures.flow import flow
from sojourn.measures.funnel.funnel import funnel
from sojourn.measures.sessions import sessions
from sojourn.measures.step_matrix import step_matrix
from sojourn.measures.transitions import transitions
from sojourn.measures.variants.variants import variants
from tests.in_memory import HISTORIES, Took, units_of
from tests.paths import BY_GAP, logs

definitions = st.sampled_from([HISTORIES, BY_GAP])


@given(logs, definitions, st.integers(1, 3))
def test_all_count_the_same_units(log: list[Took], definition: Definition, partitions: int) -> None:
    units = units_of(log, definition, partitions=partitions)
    moves, paths = transitions(units), variants(units, 100)
    assert sum(moves.starts.values()) == sum(moves.ends.values()) == units.size
    assert sum(row.journeys for row in paths.rows) == units.size
    assert flow(units).journeys == step_matrix(units).journeys == durations(units).n + durations(units).n_open
    assert flow(units).journeys == units.size
    assert sum(edge.count for edge in moves.edges) == len(log) - units.size
    assert sum(len(row.path) * row.journeys for row in paths.rows) == len(log)
    if log:
        whole = sessions(units, "1000d")
        assert (whole.sessions, round(whole.mean_steps.value * whole.sessions)) == (units.size, len(log))


@given(logs, definitions, st.integers(1, 3))
def test_flow_follows_the_paths_of_variants_and_the_positions_of_the_step_matrix(
    log: list[Took], definition: Definition, partitions: int
) -> None:
    units = units_of(log, definition, partitions=partitions)
    at = {(cell.step, cell.name): cell.journeys for cell in step_matrix(units, 4).cells if cell.name != "ended"}
    found = flow(units, depth=4)
    out = {place: sum(e.journeys for e in found.edges if (e.step, e.source) == place) for place in at}
    assert out == at
    for edge in found.edges:
        taken = sum(
            row.journeys
            for row in variants(units, 100).rows
            if (*row.path, "drop-off")[edge.step - 1 : edge.step + 1] == (edge.source, edge.target)
        )
        assert edge.journeys == taken


@given(logs, st.integers(1, 3))
def test_a_funnel_of_two_steps_is_what_transitions_flow_and_durations_say(log: list[Took], partitions: int) -> None:
    units = units_of(log, partitions=partitions)
    strict, ordered = funnel(units, ["a", "b"], order="strict"), funnel(units, ["a", "b"])
    direct = {(edge.source, edge.target): edge.customers for edge in transitions(units).edges}
    assert strict.steps[1].customers == direct.get(("a", "b"), 0)
    assert strict.steps[0].customers == ordered.steps[0].customers == flow(units, start="a").journeys
    assert ordered.steps[1].customers == durations(units, "a", "b").n == flow(units, "a", "b", depth=100).reached
    assert ordered.steps[1].drop_off == durations(units, "a", "b").n_never
    assert len(ordered.customers(step=2)) == ordered.steps[1].customers
    assert len(ordered.customers(step=2, dropped=True)) == ordered.steps[1].drop_off
