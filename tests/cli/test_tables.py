from __future__ import annotations

from datetime import date

from sojourn.cli.tables import table


def test_words_stand_to_the_left_and_figures_to_the_right() -> None:
    assert table(["step", "customers"], [["Order Completed", 7], ["Ordr", 1234]]) == (
        "step             customers\nOrder Completed          7\nOrdr                 1,234"
    )


def test_wide_letters_take_two_columns_and_accents_none() -> None:
    lines = table(["a", "b"], [["注文", "x"], ["cafe\u0301", "x"], ["four", "x"]]).splitlines()
    assert lines[1:] == ["注文  x", "cafe\u0301  x", "four  x"]


def test_a_long_table_says_what_it_leaves_out() -> None:
    lines = table(["n"], [[k] for k in range(7)], most=5).splitlines()
    assert lines[-2:] == ["4", "... and 2 more: --json gives all."]


def test_a_long_text_is_cut_visibly() -> None:
    assert table(["text"], [["x" * 100]]).splitlines()[1] == "x" * 59 + "…"


def test_no_rows_are_said_in_words() -> None:
    assert table(["n"], []) == "Nothing found."


def test_percentages_are_figures_and_dates_are_not() -> None:
    lines = table(["day", "share"], [[date(2026, 1, 2), "7.0 %"], [date(2026, 1, 3), "100.0 %"]]).splitlines()
    assert lines == ["day           share", "2026-01-02    7.0 %", "2026-01-03  100.0 %"]
