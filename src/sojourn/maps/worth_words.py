"""What goes with a pain point, a bright spot, an opportunity or a change, in words. No word says what causes what."""

from __future__ import annotations

from collections.abc import Mapping

from sojourn.documents.cells import Cell, Worth
from sojourn.documents.map import LaneKind
from sojourn.insights.words import capitalised
from sojourn.maps.words import NARROW, day

WORTHY: tuple[LaneKind, ...] = ("pain_points", "gains", "deviations", "opportunities", "changes", "moments")
"""Lanes whose cells may say what goes with them."""
STATUS: Mapping[str, str] = {
    "associated": "Associated, not proven",
    "confirmed": "Confirmed by a test",
    "refuted": "A test did not bear it out",
}
ROBUST: Mapping[str, str] = {
    "low": "Something less telling than the best of what was measured could explain it away.",
    "medium": "It would take something as telling as the best of what was measured to explain it away.",
    "high": "It would take something twice as telling as the best of what was measured to explain it away.",
}
LEAVING = "drop_off"
"""Cells of this kind are about those who leave: nothing comes after, so that only the others tell what could have."""


def worth_lines(cell: Cell, kind: LaneKind) -> tuple[str, ...]:
    """All lines of what goes with a cell, below its figure."""
    worth = cell.worth
    if worth is None:
        return ()
    if kind == "opportunities":
        return tuple(filter(None, (basis_line(worth), _who(cell))))
    if kind == "changes":
        return worth.notes
    cost = " · ".join(part for part in (gain_line(worth), STATUS[worth.status]) if part)
    owned = (_who(cell, answers=True),) if kind == "pain_points" else ()
    effect = leaving_line(worth) if cell.kind == LEAVING else effect_line(worth)
    return tuple(filter(None, (effect, cost, robustness_line(worth), *owned)))


def worth_sentence(cell: Cell, kind: LaneKind) -> str:
    """The sentence a cell begins with: how many meet it, what a month could bring, what came of a change."""
    worth = cell.worth
    if worth is None:
        return ""
    if kind == "opportunities" and worth.gain is not None:
        fixed = f" {worth.sentence}" if worth.sentence else ""
        return f"+ {amount(worth.gain, worth)} a month{ends(worth.gain_low, worth.gain_high)}{fixed}"
    return worth.sentence


def effect_line(worth: Worth) -> str:
    """For example "They order again less than comparable customers: 31 % against 38 % (−7 points, likely −9 to −5)"."""
    if worth.effect is None or worth.met is None or worth.comparable is None:
        return ""
    than = "less" if worth.effect < 0 else "more"
    likely = "" if worth.low is None or worth.high is None else (
        f", likely {_difference(worth.low, worth)} to {_difference(worth.high, worth)}"
    )  # fmt: skip
    points = " points" if worth.scale == "share" else ""
    against = f"{_level(worth.met, worth)} against {_level(worth.comparable, worth)}"
    does = worth.outcome or "come to the end"
    return (
        f"They {does} {than} than comparable customers: {against} ({_difference(worth.effect, worth)}{points}{likely})"
    )


def leaving_line(worth: Worth) -> str:
    """For example "Of comparable customers 29 % order (likely 9.4 to 48); of those who leave here, nobody"."""
    if worth.comparable is None:
        return ""
    likely = "" if worth.low is None or worth.high is None else (
        f" (likely {_plain(-worth.high)} to {_plain(-worth.low)})"
    )  # fmt: skip
    return (
        f"Of comparable customers {_level(worth.comparable, worth)} {worth.outcome}{likely}; of those who leave, nobody"
    )


def gain_line(worth: Worth) -> str:
    """For example "About 18,400 EUR a month (11,900–24,800)"; empty where it is not known."""
    if worth.gain is None:
        return ""
    return f"About {amount(worth.gain, worth)} a month{ends(worth.gain_low, worth.gain_high)}"


def robustness_line(worth: Worth) -> str:
    """For example "Robustness: high"; what that means stands in the drawer."""
    return f"Robustness: {worth.robustness}" if worth.robustness else ""


def basis_line(worth: Worth) -> str:
    """How sure what an opportunity rests on is."""
    robust = f"robustness {worth.robustness}" if worth.robustness else ""
    return " · ".join(part for part in (STATUS[worth.status], robust, *worth.notes) if part)


def amount(value: float, worth: Worth) -> str:
    """For example "18,400 EUR", "35 orders", "35 times “Loan approved”"; three figures, for nobody knows more."""
    number = rounded(value)
    if number == "0":
        return "nothing"
    if worth.currency:
        return f"{number}{NARROW}{worth.currency}"
    if worth.outcome == "order":
        return f"{number} order" if number == "1" else f"{number} orders"
    _, quoted, name = worth.outcome.partition("“")
    return f"{number} {'time' if number == '1' else 'times'} {quoted}{name}" if quoted else number


def ends(low: float | None, high: float | None) -> str:
    """The likely range in brackets; empty where none is known."""
    return "" if low is None or high is None else f" ({rounded(low)} to {rounded(high)})"


def rounded(value: float) -> str:
    """To three figures: "18,400", "−35", "0.42"."""
    number = float(f"{value:.3g}")
    text = f"{abs(number):,.0f}" if abs(number) >= 10 else f"{abs(number):,.3g}"
    return f"−{text}" if number < 0 else text


def _level(value: float, worth: Worth) -> str:
    if worth.scale == "share":
        return f"{100 * value:.0f}{NARROW}%" if 0.1 <= value <= 0.9 else f"{100 * value:.1f}{NARROW}%"
    return f"{rounded(value)}{NARROW}{worth.currency}" if worth.scale == "money" and worth.currency else rounded(value)


def _plain(share: float) -> str:
    """A share as a percentage without its sign, from 0 to 100."""
    percentage = 100 * min(1.0, max(0.0, share))
    return f"{percentage:.0f}" if percentage >= 10 else f"{percentage:.1f}"


def _difference(value: float, worth: Worth) -> str:
    if worth.scale != "share":
        return rounded(value) if value <= 0 else f"+{rounded(value)}"
    points = f"{abs(100 * value):.0f}" if abs(value) >= 0.0995 else f"{abs(100 * value):.1f}".removesuffix(".0")
    return points if float(points) == 0 else f"−{points}" if value < 0 else f"+{points}"


def _who(cell: Cell, answers: bool = False) -> str:
    """Who looks after it, until when, and how far it is; with `answers` whether something is to be done about it."""
    said = [f"Owner: {cell.owner or 'none'}"]
    if cell.due:
        said.append(f"due {day(cell.due)}")
    if answers:
        said.append("Opportunity: below" if cell.about else "Opportunity: none")
    elif cell.status:
        said.append(capitalised(cell.status))
    return " · ".join(said)
