from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest

from benchmarks.science import naive, running
from benchmarks.science.__main__ import _judged, arguments, main
from benchmarks.science.abilities import ABILITIES, attribution, before_after, experiments, pain_points, personas
from benchmarks.science.ability import Note
from benchmarks.science.matching import found, judged
from benchmarks.science.naive import Flag
from benchmarks.science.page import page
from benchmarks.science.records import Figure, Found, Mark, Run, read, write
from sojourn.simulate import worlds
from sojourn.simulate.worlds import Candidate, PainPointTruth


def flag(kind: str, touchpoint: str, other: str = "", monthly: float = 100.0) -> Flag:
    return Flag(kind, touchpoint, other, -0.1, -0.15, -0.05, monthly)


def candidate(kind: str, touchpoint: str, role: str, of: str = "", effect: float = 0.0, other: str = "") -> Candidate:
    name = ":".join(part for part in (kind, touchpoint, other) if part)
    lost = -1000 * effect
    return Candidate(name, kind, touchpoint, other, "", role, of, 100, effect, 10.0, lost, 0.9, effect < 0)  # type: ignore[arg-type]


TRUTH = PainPointTruth(
    (
        candidate("bad_score", "cart", "planted", "bad_score:cart", -0.12),
        candidate("negative_theme", "cart", "view", "bad_score:cart", -0.12),
        candidate("error", "payment", "planted", "error:payment", -0.08),
        candidate("rework", "payment", "consequence", "error:payment"),
        candidate("back_and_forth", "offer", "decoy", other="cart"),
    ),
    *("Order Completed", 1000, 500, 9.0, 0.0, 1.0, 0.3),
)


def test_a_flag_is_right_a_consequence_or_wrong() -> None:
    flags = [
        flag("negative_theme", "cart"),
        flag("rework", "payment"),
        flag("back_and_forth", "cart", "offer"),
        flag("error", "search"),
    ]
    told = [judged(one, TRUTH) for one in flags]
    assert [one.verdict for one in told] == ["right", "consequence", "wrong", "wrong"]
    assert [one.id for one in found(TRUTH, told)] == ["bad_score:cart"], "found by another view"
    assert [one.effect for one in told] == [-0.12, 0, 0, 0]


def test_precision_recall_and_gain_error_add_up_over_worlds() -> None:
    told = [judged(one, TRUTH) for one in (flag("bad_score", "cart", monthly=150), flag("error", "search"))]
    notes = (*pain_points._notes("", TRUTH, told), Note("findable", 2), Note("intervals", 400), Note("covered", 380))
    figures = {one.name: one for one in pain_points.SEEN.judge(notes * 2)}
    assert figures["precision"].value == 0.5
    assert figures["recall"].value == 0.5
    assert figures["gain error"].value == pytest.approx(30 / 120)
    assert figures["coverage of 95 % intervals, of all candidates tested"].value == 0.95
    assert figures["precision"].verdict == "**missed**"
    assert figures["bare comparison: precision"].verdict == ""


def test_the_bare_comparison_is_fooled_by_decoys_and_finds_much() -> None:
    world = worlds.pain_points(7, 5_000)
    told = [judged(one, world.truth) for one in naive.flags(world)]
    assert {one.candidate.role for one in told if one.candidate} >= {"planted", "decoy"}
    assert len(found(world.truth, told)) >= len(world.truth.planted(findable=True)) / 2


def test_distance_of_shares() -> None:
    assert attribution.distance({"ads": 0.5, "mail": 0.5}, {"ads": 3.0, "mail": 1.0, "web": 9.0}) == 0.25
    assert attribution.distance({"ads": 1.0, "mail": 0.0}, {"mail": 1.0}) == 1.0


def test_agreement_of_personas() -> None:
    assert personas.agreement({"a": "x", "b": "x", "c": "y"}, {"a": "1", "b": "1", "c": "2"}) == 1.0
    assert personas.agreement({"a": "x", "b": "x", "c": "y"}, {}) < 0.5


def test_units_of_an_experiment_are_read_from_its_log() -> None:
    world = worlds.experiment(3, 4_000, effect=0.06)
    read_off = experiments.units(world)
    shares = [read_off.outcome[read_off.treated == side].mean() for side in (False, True)]
    assert len(read_off.treated) == 4_000
    assert shares[1] - shares[0] == pytest.approx(world.truth.effect, abs=0.045)
    assert np.corrcoef(read_off.before, read_off.value)[0, 1] > 0.1, "the past tells something"


def test_a_bare_look_before_and_after_is_fooled_by_the_season() -> None:
    alarms = 0
    for seed in range(4):
        low, high = before_after._by_t_test(before_after._by_region(worlds.before_after(seed, effect=0.0)))
        alarms += not low <= 0 <= high
    assert alarms >= 2


def run(**changes: object) -> Run:
    figure = Figure("recall", 0.7, 40, "planted", low=0.55, high=0.82, mark=Mark(low=0.8))
    none = Figure("gain error", float("nan"), 0, "flags", mark=Mark(high=0.2))
    made = Run(
        "x", "Pain points", 50_000, 24, (figure, none), "- Defined so.\n", (), 12.0, False, "2026-01-01", "abc", "run"
    )
    return msgspec.structs.replace(made, **changes)


def test_the_page_says_what_is_missed(tmp_path: Path) -> None:
    write(Found("a machine", ("numpy 2",)).with_run(run(failed=("seed 3: no",))), tmp_path / "found.json")
    told = page(read(tmp_path / "found.json"))
    assert "0 of 2 marks are met." in told
    assert "| recall | 70.0 % | 55.0 % to 82.0 % | 40 planted | at least 80.0 % | **missed** |" in told
    assert "| gain error | no figure |" in told
    assert "1 of 24 worlds came to no answer" in told
    assert "seeds 50,000 to 50,023" in told


def test_what_rests_on_too_little_or_on_seeds_of_development_is_no_result() -> None:
    few = Figure("coverage", 0.95, 120, "intervals", mark=Mark(low=0.9, least=400))
    assert few.verdict == "too few to tell"
    good = Figure("coverage", 0.95, 500, "intervals", mark=Mark(low=0.9, least=400))
    assert "1 of 1 marks are met." in page(Found().with_run(run(figures=(good,))))
    early = page(Found().with_run(run(figures=(good,), first_seed=0)))
    assert "0 of 1 marks are met." in early
    assert "no result yet" in early


def test_a_run_takes_the_place_of_the_one_before() -> None:
    both = Found().with_run(run()).with_run(run(worlds=30)).with_run(run(ability="y"))
    assert [one.worlds for one in both.runs] == [30, 24]


def test_a_world_without_an_answer_is_counted_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(seed: int, quick: bool) -> tuple[Note, ...]:
        if seed == 2:
            raise ValueError("no luck")
        return (Note("own", 0.5), Note("counts", 0.1), Note("right number", 1), Note("best", 0.9))

    ability = personas.ABILITY._replace(score=fails)
    monkeypatch.setitem(ABILITIES, "personas", ability)
    done = [running._do(running.Task("personas", seed, True)) for seed in (1, 2, 3)]
    monkeypatch.setattr("sys.argv", ["science", "--first-seed", "1", "--quick"])
    made = _judged(ability, done, arguments())
    assert made.failed == ("seed 2: ValueError: no luck",)
    assert made.figures[0].n == 2
    assert "**Development seeds" in page(Found().with_run(made))


def test_the_page_is_written_from_what_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(Found().with_run(run(ability="personas")), tmp_path / "science.json")
    monkeypatch.setattr("sys.argv", ["science", "--page", "--out", str(tmp_path)])
    assert main(arguments()) == 1, "a mark is missed"
    assert "## Pain points" in (tmp_path / "science.md").read_text("utf-8")


@pytest.mark.parametrize("name", ABILITIES)
def test_every_ability_is_named_and_judges_nothing_as_nothing(name: str) -> None:
    ability = ABILITIES[name]
    assert ability.name == name
    assert all(not figure.mark or not figure.mark.met(figure.value) for figure in ability.judge(()) if figure.n == 0)
    assert all(np.isnan(figure.value) for figure in ability.judge(()) if figure.value is not None)
