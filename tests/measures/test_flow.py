from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.conditions import parse
from sojourn.errors import UsageError
from sojourn.journeys.definition import Definition
from sojourn.measures.flow import Flow, flow
from sojourn.measures.transitions import transitions
from sojourn.measures.variants.variants import variants
from tests.in_memory import HISTORIES, Took, units_of
from tests.oracles.cases import known_case, stories
from tests.paths import BY_GAP, journeys, logs, name
from tests.shops import shop

Edges = dict[tuple[int, str, str], int]


def edges_of(found: Flow) -> Edges:
    return {(edge.step, edge.source, edge.target): edge.journeys for edge in found.edges}


def test_where_customers_go_first_and_next(tmp_path: Path) -> None:
    visits = [
        (who, what, f"2026-01-05 10:{minute:02}")
        for who, story in {"anna": "SVO", "ben": "SV", "carl": "VO"}.items()
        for minute, what in enumerate(story)
    ]
    with shop(tmp_path, visits) as ws:
        found = ws.journeys().flow(depth=2)
    assert [(edge.step, edge.source, edge.target, edge.journeys) for edge in found.edges] == [
        (1, "S", "V", 2),
        (1, "V", "O", 1),
        (2, "O", "drop-off", 1),
        (2, "V", "O", 1),
        (2, "V", "drop-off", 1),
    ]
    assert found.journeys == 3


@pytest.mark.parametrize("case", ["paths_simple", "paths_other_both_sides", "paths_no_collapse"])
def test_known_answers(shared: Path, tmp_path: Path, case: str) -> None:
    known = known_case(shared, case)
    asked = known["params"]
    depth, top = asked.get("max_steps", asked.get("step")), asked.get("max_rows_per_step", 10)
    words = {"__DROPOFF__": "drop-off", "__OTHER__": "other"}
    with shop(tmp_path, stories(known)) as ws:
        found = ws.journeys().flow(depth=depth, top=top, collapse=asked.get("collapse", False))
    expected = {(step, words.get(a, a), words.get(b, b)): count for step, a, b, count in known["expected"]}
    assert edges_of(found) == expected


def test_known_answer_without_drop_off(shared: Path, tmp_path: Path) -> None:
    known = known_case(shared, "paths_custom_events")
    with shop(tmp_path, stories(known)) as ws:
        found = ws.journeys().flow()
    moves = {
        (f"{step}_{source}", f"{step + 1}_{target}", count)
        for (step, source, target), count in edges_of(found).items()
        if target != "drop-off"
    }
    assert moves == {tuple(edge) for edge in known["expected"]}


def test_from_a_start_to_an_end() -> None:
    log = [Took(who, at, code) for who, codes in enumerate([[1, 2, 2, 3, 1], [3, 2, 1], [2, 3], []]) for at, code in
           enumerate(codes)]  # fmt: skip
    found = flow(units_of(log), start="b", end="c", collapse=True)
    assert edges_of(found) == {(1, "b", "c"): 2, (1, "b", "a"): 1, (2, "a", "drop-off"): 1}
    assert (found.journeys, found.reached) == (3, 2)


def test_start_and_end_may_be_conditions_and_unknown_names_are_noted() -> None:
    log = [Took(0, at, code) for at, code in enumerate([1, 2, 3])]
    found = flow(units_of(log), start=parse("channel = 'b'"), end=("c", "cc"))
    assert edges_of(found) == {(1, "b", "c"): 1}
    assert found.notes == ('No event is called "cc". Did you mean "c"?',)


def test_nobody_goes_anywhere() -> None:
    assert flow(units_of([], partitions=2)) == Flow((), 0)


@pytest.mark.parametrize("wrong", [{"depth": 0}, {"top": 0}])
def test_depth_and_top_are_at_least_one(wrong: dict[str, int]) -> None:
    with pytest.raises(UsageError, match="at least 1"):
        flow(units_of([]), **wrong)


asked = st.fixed_dictionaries({
    "start": st.sampled_from([None, "a", "d"]),
    "end": st.sampled_from([None, "b"]),
    "depth": st.integers(1, 4),
    "top": st.integers(1, 3),
    "collapse": st.booleans(),
})  # fmt: skip


@given(logs, st.sampled_from([HISTORIES, BY_GAP]), st.integers(1, 3), asked)
def test_equals_plain_python(
    log: list[Took], definition: Definition, partitions: int, asked: dict[str, object]
) -> None:
    found = flow(units_of(log, definition, partitions=partitions), **asked)
    paths = [path for path in (path_of(list(map(name, unit)), **asked) for unit in journeys(log, definition)) if path]
    assert edges_of(found) == plain_flow(paths, asked["depth"], asked["top"])
    assert found.journeys == len(paths)
    assert found.reached == sum(path[-1] == "reached" and len(path) <= asked["depth"] + 2 for path in paths)
    assert list(found.edges) == sorted(found.edges, key=lambda e: (e.step, -e.journeys, e.source, e.target))


def path_of(names: list[str], start: str | None, end: str | None, collapse: bool, **_: object) -> list[str]:
    """What a unit went through, and how that ended; empty where it does not have the start."""
    if start is not None:
        names = names[names.index(start) :] if start in names else []
    after = [place for place, word in enumerate(names) if word == end and (place > 0 or start is None)]
    names = names[: after[0] + 1] if after else names
    if collapse:
        names = [word for place, word in enumerate(names) if place == 0 or word != names[place - 1]]
    return [*names, "reached" if after else "drop-off"] if names else []


def plain_flow(paths: list[list[str]], depth: int, top: int) -> Edges:
    at = [Counter(path[p] for path in paths if len(path) > p + 1) for p in range(depth + 1)]
    kept = [{word for word, _ in sorted(count.items(), key=lambda item: (-item[1], item[0]))[:top]} for count in at]
    edges: Counter[tuple[int, str, str]] = Counter()
    for path in paths:
        for p in range(min(depth, len(path) - 1)):
            source, target = path[p], path[p + 1]
            last = p + 2 == len(path)
            if not last or target != "reached":
                shown = target if last or target in kept[p + 1] else "other"
                edges[p + 1, source if source in kept[p] else "other", shown] += 1
    return dict(edges)


@given(logs, st.sampled_from([HISTORIES, BY_GAP]), st.integers(1, 4), st.integers(1, 3))
def test_totals_are_conserved_and_agree_with_other_measures(
    log: list[Took], definition: Definition, depth: int, top: int
) -> None:
    units = units_of(log, definition)
    found = flow(units, depth=depth, top=top)
    into: Counter[tuple[int, str]] = Counter()
    out: Counter[tuple[int, str]] = Counter()
    for edge in found.edges:
        out[edge.step, edge.source] += edge.journeys
        if edge.target != "drop-off":
            into[edge.step + 1, edge.target] += edge.journeys
    assert {key: n for key, n in into.items() if key[0] <= depth} == {key: n for key, n in out.items() if key[0] > 1}
    assert sum(n for (step, _), n in out.items() if step == 1) == found.journeys == units.size
    assert sum(transitions(units).starts.values()) == found.journeys
    assert sum(row.journeys for row in variants(units, 100).rows) == found.journeys
