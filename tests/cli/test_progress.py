from __future__ import annotations

import pytest

from sojourn.cli.progress import lines, reporting


def test_away_from_a_terminal_long_work_says_a_line_now_and_then() -> None:
    written: list[str] = []
    moments = iter([0.0, 1.0, 3.5, 3.5, 4.0, 7.0, 7.0])
    report = lines(written.append, clock=lambda: next(moments))
    report("Loading", 100_000, 10_000_000)
    report("Loading", 3_500_000, 10_000_000)
    report("Loading", 4_000_000, 10_000_000)
    report("Reading events", 7, 0)
    assert written == ["Loading: 3,500,000 of 10,000,000", "Reading events: 7"]


def test_what_will_take_long_is_told_at_once() -> None:
    written: list[str] = []
    report = lines(written.append, clock=lambda: 0.0)
    report("Compiling 100,000,000 events: about 30 seconds", 0, 0)
    assert written == ["Compiling 100,000,000 events: about 30 seconds."]


def test_on_a_terminal_a_bar_is_drawn_on_standard_error(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    with reporting() as report:
        report("Loading", 5, 10)
        report("Loading", 10, 10)
    out, err = capfd.readouterr()
    assert out == ""
    assert "10 of 10" in err
