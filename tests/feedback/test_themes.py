from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from sojourn.effects import Effect
from sojourn.errors import DefinitionError
from sojourn.estimates import Estimate
from sojourn.feedback.themes.clusters import clusters
from sojourn.feedback.themes.file import OwnTheme, add_themes, read_themes, themes_schema
from sojourn.feedback.themes.matching import clause_about, pattern_of, speaks
from sojourn.feedback.themes.themes import sentence
from tests.shops import Story, shop

THINGS = ("lamp", "rug", "chair", "pan", "sheet", "desk", "shelf", "vase", "cup", "bowl")


def comments(*texts: str) -> list[Story]:
    return [
        (f"c{k}", "Survey Answered", f"2026-01-{1 + k % 28:02} 10:00", {"score_kind": "csat", "score": 3, "text": text})
        for k, text in enumerate(texts)
    ]


def test_themes_by_words_and_proposals_for_the_rest(tmp_path: Path) -> None:
    said = [f"The parcel with my {thing} came late" for thing in THINGS]
    said += [f"The smell of the {thing} gave me a headache" for thing in THINGS]
    with shop(tmp_path, comments(*said)) as ws:
        found = ws.journeys().themes()
    by_id = {theme.id: theme for theme in found.rows}
    assert by_id["delivery"].texts == 10
    assert by_id["delivery"].share.value == pytest.approx(0.5)
    proposed = [theme for theme in found.rows if theme.origin == "proposed"]
    assert any({"smell", "headache"} & set(theme.words) for theme in proposed)
    assert any("agree only weakly" in note for note in found.notes)


def test_what_people_wrote_wins_and_survives(tmp_path: Path) -> None:
    said = [f"The smell of the {thing} gave me a headache" for thing in THINGS]
    with shop(tmp_path, comments(*said)) as ws:
        (proposed,) = [theme for theme in ws.journeys().themes(keep=True).rows if theme.origin == "proposed"]
        file = ws.path / "themes.yaml"
        text = file.read_text("utf-8").replace(f'name: "{proposed.name}"', 'name: "Smell"  # mine')
        file.write_text(text.replace("    words: [", "    pinned: true\n    words: [gone-one, "), "utf-8")
        kept = file.read_text("utf-8")
        (theme,) = ws.journeys().themes(keep=True).rows
    assert (theme.name, theme.origin, theme.pinned, theme.texts) == ("Smell", "yours", True, 10)
    assert file.read_text("utf-8") == kept


def test_a_pinned_theme_is_shown_when_nobody_speaks_of_it(tmp_path: Path) -> None:
    with shop(tmp_path, comments("The parcel came late")) as ws:
        (ws.path / "themes.yaml").write_text(
            "standard: false\nthemes:\n  parking: {name: Parking, words: [park*], pinned: true}\n", "utf-8"
        )
        (theme,) = ws.journeys().themes().rows
    assert (theme.id, theme.texts) == ("parking", 0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("themes:\n  a: {name: A}\n", "neither words nor examples"),
        ("themes:\n  a: {name: ' ', words: [x]}\n", "has no name"),
        ("themes:\n  'a b': {name: A, words: [x]}\n", "cannot be the id"),
        ("themes:\n  a: {name: A, words: ['*']}\n", "which says nothing"),
        ("themes:\n  a: {name: A, wrds: [x]}\n", 'Did you mean "words"'),
        ("format: 9\n", "Install a newer Sojourn"),
        ("themes: [", "is not YAML"),
    ],
)
def test_a_wrong_file_is_named_with_the_place(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "themes.yaml").write_text(text, "utf-8")
    with pytest.raises(DefinitionError, match=re.escape(str(tmp_path / "themes.yaml"))) as error:
        read_themes(tmp_path)
    assert said in str(error.value)


def test_adding_leaves_every_line_as_it_was(tmp_path: Path) -> None:
    mine = "# mine\nthemes:\n  a: {name: A, words: [x]}   # here\n"
    (tmp_path / "themes.yaml").write_text(mine, "utf-8")
    add_themes(tmp_path, [("a", OwnTheme("B", ("y",))), ("c", OwnTheme('C "q": é', ("late", "on hold")))])
    assert (tmp_path / "themes.yaml").read_text("utf-8").startswith(mine)
    assert {name: own.name for name, own in read_themes(tmp_path).own.items()} == {"a": "A", "c": 'C "q": é'}


def test_words_beginnings_and_phrases() -> None:
    themes = {"a": OwnTheme("A", ("late",)), "b": OwnTheme("B", ("deliver*",)), "c": OwnTheme("C", ("on hold",))}
    assert speaks(["Late!", "later", "Delivered on  HOLD", ""], themes).tolist() == [
        [True, False, False], [False, False, False], [False, True, True], [False, False, False]
    ]  # fmt: skip


def test_only_the_clauses_about_a_theme_say_how_it_feels() -> None:
    pattern = pattern_of(OwnTheme("Price", ("price*",)))
    assert clause_about("Lovely lamp, but the price is a joke.", pattern) == "the price is a joke."
    assert clause_about("The price is fair", pattern) == "The price is fair"


@given(
    st.lists(st.sampled_from(["red hot lamp shade", "cold tea pot cup", "slow web page load", "x", ""]), max_size=40)
)
def test_groups_are_parts_of_the_texts_and_the_same_each_time(texts: list[str]) -> None:
    found = clusters(texts)
    taken = np.concatenate([group.texts for group in found]) if found else np.zeros(0, np.int64)
    assert len(np.unique(taken)) == len(taken)
    assert all(len(group.texts) >= 5 and group.words for group in found)
    assert [group.texts.tolist() for group in clusters(texts)] == [group.texts.tolist() for group in found]


def test_the_schema_is_published() -> None:
    published = files("sojourn").joinpath("schemas/themes.schema.json").read_text("utf-8")
    assert json.loads(published) == json.loads(json.dumps(themes_schema()))


def test_what_goes_with_a_theme_is_adjusted_for_who_speaks_of_it(tmp_path: Path) -> None:
    """Whoever had a delayed parcel scores lower and writes of the price more often; the price itself does nothing."""
    rng, events = np.random.default_rng(3), list[Story]()
    for k in range(400):
        delayed = k % 2 == 0
        day = f"2026-01-{1 + k % 27:02}"
        events.append((f"c{k}", "Order Delayed" if delayed else "Order Delivered", f"{day} 10:00"))
        words = "the price" if rng.random() < (0.7 if delayed else 0.2) else "my lamp"
        score = float(rng.choice([1, 2, 3] if delayed else [3, 4, 5]))
        events.append(
            (
                f"c{k}",
                "Survey Answered",
                f"{day} 12:00",
                {"score_kind": "csat", "score": score, "text": f"About {words} {k}"},
            )
        )
    with shop(tmp_path, events) as ws:
        found = ws.journeys().themes()
    (impact,) = [
        impact for theme in found.rows if theme.id == "price" for impact in theme.impacts if impact.on == "csat"
    ]
    assert impact.effect.naive.high < -0.5
    assert impact.effect.estimate.low < 0 < impact.effect.estimate.high
    assert re.search(r"cannot be told from chance \(likely \u2212\d\.\d\d to \+\d\.\d\d points\)", impact.sentence)
    assert any("no proof of a cause" in note for note in found.notes)


def test_of_many_themes_chance_makes_none_stand_out_and_a_loss_does(tmp_path: Path) -> None:
    """One of twelve themes goes with lower scores; in this draw chance alone sets two others apart at 1 in 20."""
    rng, events = np.random.default_rng(1), list[Story]()
    for k in range(600):
        spoken = [theme for theme in range(12) if rng.random() < 0.15]
        words = " ".join(["well", *(f"word{theme}" for theme in spoken)])
        score = int(rng.integers(1, 6)) if 0 not in spoken else int(rng.integers(1, 4))
        said = {"score_kind": "csat", "score": score, "text": f"{words} {k}"}
        events.append((f"c{k}", "Survey Answered", f"2026-01-{1 + k % 27:02} 12:00", said))
    own = "".join(f"  t{theme}: {{name: T{theme}, words: [word{theme}]}}\n" for theme in range(12))
    with shop(tmp_path, events) as ws:
        (ws.path / "themes.yaml").write_text(f"standard: false\nthemes:\n{own}", "utf-8")
        found = ws.journeys().themes()
    impacts = {theme.id: impact for theme in found.rows for impact in theme.impacts if impact.on == "csat"}
    assert [name for name, impact in impacts.items() if impact.found] == ["t0"]
    assert "points lower (likely" in impacts["t0"].sentence
    apart = [
        one
        for one in impacts.values()
        if not one.found and not one.effect.estimate.low <= 0 <= one.effect.estimate.high
    ]
    assert apart
    assert all("cannot be told from chance, with so many" in impact.sentence for impact in apart)


def test_a_comment_that_is_all_that_is_known_is_not_compared_by_its_own_score(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    events = []
    for n in range(240):
        late = n % 3 == 0
        said = {"score_kind": "stars", "score": int(rng.integers(1, 4) if late else rng.integers(3, 6))}
        text = f"The delivery was late, number {n}" if late else f"Nice shoes, number {n}"
        events.append((f"c{n}", "Review Submitted", f"2026-01-{n % 28 + 1:02d} 10:00", {**said, "text": text}))
    with shop(tmp_path, events) as ws:
        found = ws.journeys().themes()
    delivery = next(theme for theme in found.rows if theme.id == "delivery")
    (impact,) = delivery.impacts
    assert impact.on == "stars"
    assert impact.effect.estimate.low < -2 < impact.effect.estimate.high
    assert impact.effect.estimate.high < -1


def test_others_are_called_comparable_where_something_was_adjusted_for() -> None:
    found = Estimate(-33.5, -46.06, -21.0, 400, "doubly robust")
    effect = Effect(found, found, 100, 400, -20.0, 13.5, 1.0, 1.2, 0.001, "")
    assert sentence("Delivery", "nps", effect, True) == (
        "Where comments speak of Delivery, the NPS is 33.5 points lower (likely 21.0 to 46.1) than in comparable ones. "
        "Associated, not proven."
    )
    share = structs.replace(effect, estimate=Estimate(0.021, 0.004, 0.038, 400, "doubly robust"))
    assert "with a repeat order afterwards is 2.1 percentage points higher (likely 0.4 to 3.8)" in sentence(
        "Price", "a repeat order", share, True
    )
    bare = structs.replace(effect, robustness=float("nan"))
    assert "(likely 21.0 to 46.1) than in other ones, with nothing to adjust by. Associated" in sentence(
        "Delivery", "nps", bare, True
    )
    assert (
        "cannot be told from chance, with so many differences looked at (likely \u221246.1 to \u221221.0"
        in sentence("Delivery", "nps", effect, False)
    )


def test_where_nothing_is_known_of_customers_others_are_not_called_comparable(tmp_path: Path) -> None:
    rng, events = np.random.default_rng(4), list[Story]()
    for n in range(160):
        late = n % 2 == 0
        said = {"score_kind": "nps", "score": int(rng.integers(0, 8) if late else rng.integers(6, 11))}
        text = f"The delivery was late, number {n}" if late else f"Nice shoes, number {n}"
        events.append((f"c{n}", "Review Submitted", "2026-01-05 10:00", {**said, "text": text}))
    with shop(tmp_path, events) as ws:
        found = ws.journeys().themes()
    (impact,) = next(theme for theme in found.rows if theme.id == "delivery").impacts
    assert "than in other ones, with nothing to adjust by. Associated, not proven." in impact.sentence
    assert "Nothing was known of customers before their comments" in " ".join(found.notes)
