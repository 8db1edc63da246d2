from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sojourn.maps.pictures.text import RESERVE, clean, width, wrap


def test_words_wrap_at_spaces_and_keep_their_reserve() -> None:
    lines = wrap("Calls the bank twice", 80, 13)
    assert [line.shown for line in lines] == ["Calls the", "bank twice"]
    assert all(line.width * RESERVE <= 80 for line in lines)


def test_a_word_wider_than_the_box_is_broken_where_a_syllable_may_begin() -> None:
    lines = wrap("Legitimationsprüfung", 120, 13)
    assert [line.shown for line in lines] == ["Legitimations-", "prüfung"]


def test_a_soft_hyphen_shows_only_where_a_line_ends() -> None:
    assert [line.shown for line in wrap("Konto\u00aderöffnung", 60, 13)] == ["Konto-", "eröff-", "nung"]
    assert [line.shown for line in wrap("Konto\u00aderöffnung", 600, 13)] == ["Kontoeröffnung"]


def test_a_figure_stays_with_its_sign_and_a_range_in_one_piece() -> None:
    shown = [line.shown for line in wrap("13.1\u202f% (likely 11.9–14.3)", 84, 12)]
    assert shown == ["13.1\u202f%", "(likely", "11.9–14.3)"]


def test_lines_of_the_writer_stay_and_what_xml_cannot_hold_goes() -> None:
    assert [line.shown for line in wrap("one\r\ntwo\x00\ud800", 200, 12)] == ["one", "two"]
    assert clean("a\x0bb\tc\x1f") == "a\nb c"


def test_wide_scripts_wrap_between_characters_and_pictures_count_as_wide() -> None:
    assert [line.shown for line in wrap("東京都庁", 30, 12)] == ["東京", "都庁"]
    assert width("🙂", 10) > width("M", 10)


def test_a_mark_stays_with_its_letter() -> None:
    for line in wrap("e\u0301" * 30, 40, 12):
        assert not line.said.startswith("\u0301")


@given(st.text(max_size=120), st.floats(30, 400), st.sampled_from(["sans", "sans bold", "serif bold", "serif italic"]))
def test_no_character_is_lost_and_no_line_is_too_wide(text: str, room: float, face: str) -> None:
    lines = wrap(text, room, 12, face)  # type: ignore[arg-type]
    assert "".join("".join(line.said for line in lines).split()) == "".join(clean(text).split())
    for line in lines:
        joined = sum(1 for character in line.shown if width(character, 1) > 0)
        assert line.width * RESERVE <= room + 0.01 or joined <= 2
