"""What the benchmark says of a figure, and of its mark."""

from __future__ import annotations

import pytest

from benchmarks.__main__ import show


def test_missed_marks_are_said_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert show({"seconds": {"funnel": 0.05, "retention": 0.5, "one numpy pass": 9.0}, "peak_gb": 3.0}) == 2
    verdicts = [line.split()[-1] for line in capsys.readouterr().out.splitlines()]
    assert verdicts == ["met", "MISSED", "9.000", "MISSED"]
