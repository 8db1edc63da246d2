"""From a draft to the texts of its page: what is said, what is hidden, what is not known."""

from __future__ import annotations

from msgspec import Struct

from sojourn.maps import words
from sojourn.maps.drafting import Draft, DraftStage, Finding, Met
from sojourn.maps.words import count, counted, day, few, hidden, listed

SHOWN = 4
"""Touchpoints or channels a cell lists before it says how many more there are."""

NAMES_SHOWN = 12
"""Names that are not assigned, listed before the page says how many more there are."""


class Line(Struct, frozen=True):
    """A figure with its bar: `width` is 0 to 100."""

    name: str
    detail: str
    figure: str
    likely: str
    width: float


class Lines(Struct, frozen=True):
    """Figures of one cell, and remarks on what is not among them."""

    lines: tuple[Line, ...] = ()
    remarks: tuple[str, ...] = ()


class Going(Struct, frozen=True):
    """How many customers go on: a sentence, its figure, remarks; or, without a sentence, remarks alone."""

    sentence: str = ""
    figure: str = ""
    remarks: tuple[str, ...] = ()


class Column(Struct, frozen=True):
    """A stage with events. Without `share` its figures are hidden."""

    id: str
    title: str
    exit: bool
    share: str
    likely: str
    people: str
    width: float
    touchpoints: Lines
    channels: Lines
    going: Going


class Page(Struct, frozen=True):
    """All texts of a map's page, in the order in which they stand on it."""

    title: str
    badge: str
    people: str
    period: str
    up_to: str
    findings: tuple[Finding, ...]
    columns: tuple[Column, ...]
    empty: str
    not_assigned: str
    names: Lines
    unknown: tuple[tuple[str, str], ...]
    workings: tuple[tuple[str, str], ...]
    notice: str


def page_of(draft: Draft) -> Page:
    """The page of a draft. Figures about fewer customers than the workspace's minimum are left out."""
    notice = _notice(draft)
    shown = () if notice else tuple(_column(stage, draft) for stage in draft.stages if stage.customers)
    return Page(
        title=f"“{draft.title}”" if draft.title.startswith(("I ", "I’", "I'")) else draft.title,
        badge=draft.badge,
        people=_people(draft),
        period=_period(draft),
        up_to=day(draft.data_up_to) if draft.data_up_to else "",
        findings=() if notice else draft.findings,
        columns=shown,
        empty="" if notice else _empty(draft),
        not_assigned="" if notice else _not_assigned(draft),
        names=Lines() if notice else _names(draft),
        unknown=() if notice else _unknown(draft),
        workings=() if notice else _workings(draft),
        notice=notice,
    )


def _notice(draft: Draft) -> str:
    """What stands in place of a map that cannot be shown; empty where it can."""
    if draft.data_up_to is None:
        return "There are no events yet. Load some: sojourn load WORKSPACE events.csv. Then draw this page again."
    if draft.customers == 0:
        return "No customer fits this definition of journeys. Widen its period or its conditions."
    if draft.customers < draft.minimum_cell:
        return hidden(draft.minimum_cell)
    if not any(stage.customers for stage in draft.stages):
        return "No event is assigned to a stage. Assign event names to stages in stages.yaml."
    return ""


def _people(draft: Draft) -> str:
    if 0 < draft.customers < draft.minimum_cell:
        return f"Fewer than {counted(draft.minimum_cell, 'customer')}"
    said = counted(draft.customers, "customer")
    return said[0].upper() + said[1:]


def _period(draft: Draft) -> str:
    if draft.first is None or draft.customers < draft.minimum_cell:
        return ""
    first, last = day(draft.first), day(draft.last)
    return first if first == last else f"{first} – {last}"


def _column(stage: DraftStage, draft: Draft) -> Column:
    if stage.customers < draft.minimum_cell:
        gone = Lines(remarks=(hidden(draft.minimum_cell),))
        going = Going(remarks=(hidden(draft.minimum_cell),))
        return Column(stage.name, stage.title, stage.exit, "", "", hidden(draft.minimum_cell), 0, gone, gone, going)
    return Column(
        id=stage.name,
        title=stage.title,
        exit=stage.exit,
        share=words.percent(stage.reach),
        likely=words.likely(stage.reach),
        people=few(stage.customers) or counted(stage.customers, "customer"),
        width=100 * stage.reach.value,
        touchpoints=_lines(stage.touchpoints, draft),
        channels=_lines(stage.channels, draft),
        going=_going(stage, draft),
    )


def _lines(met: tuple[Met, ...], draft: Draft) -> Lines:
    enough = [one for one in met if one.customers >= draft.minimum_cell]
    small, more = len(met) - len(enough), len(enough[SHOWN:])
    remarks = [f"and {counted(more, 'other')}"] if more else []
    if small:
        remarks.append(f"{counted(small, 'other')} hidden: fewer than {counted(draft.minimum_cell, 'customer')}.")
    return Lines(tuple(_line(one) for one in enough[:SHOWN]), tuple(remarks))


def _line(met: Met) -> Line:
    known = [_channel(name) for name in met.channels if name != "unknown"]
    detail = ", ".join(known if len(known) <= 3 else [*known[:2], f"{len(known) - 2} more"])
    name = met.name if met.channels else _channel(met.name)
    return Line(name, detail, words.short_percent(met.share), words.likely(met.share), 100 * met.share.value)


def _channel(name: str) -> str:
    return "not known" if name == "unknown" else name.replace("_", " ")


def _going(stage: DraftStage, draft: Draft) -> Going:
    """MAPS words: a sentence that is true, the figure with its likely range, what to bear in mind."""
    onward = stage.onward
    if onward is None:
        return Going(remarks=("An exit.",) if stage.exit else ("No later stage has events.",))
    if onward.entered == 0:
        return Going(remarks=("All journeys here are still open.",))
    if onward.entered < draft.minimum_cell or 0 < onward.customers < draft.minimum_cell:
        return Going(remarks=(hidden(draft.minimum_cell),))
    verb = "goes" if onward.entered == 1 or onward.customers == 1 else "go"
    sentence = f"{words.in_100(onward.share, onward.customers, 'customer')} {verb} on to a later stage"
    figure = f"{words.interval(onward.share)} · {count(onward.customers)} of {count(onward.entered)}"
    remark = few(onward.entered)
    return Going(sentence, figure, (remark,) if remark else ())


def _empty(draft: Draft) -> str:
    """Stages without events, all in one line."""
    titles = [stage.title for stage in draft.stages if not stage.customers]
    if not titles:
        return ""
    them = "it" if len(titles) == 1 else "them"
    names = [one for one in draft.not_assigned if not one.recognised]
    assign = f", or assign {counted(len(names), 'unrecognised event name')}" if names else " in stages.yaml"
    return f"No events for {listed(titles)}. Hide {them}{assign}."


def _not_assigned(draft: Draft) -> str:
    """How many names no stage takes in, and how much they cover."""
    names, events = len(draft.not_assigned), sum(one.events for one in draft.not_assigned)
    if not names:
        return ""
    verb, make = ("is", "It makes") if names == 1 else ("are", "They make")
    share = _part(events, draft.events)
    return f"{counted(names, 'event name')} {verb} not assigned to a stage. {make} up {share} of all events."


def _names(draft: Draft) -> Lines:
    enough = [one for one in draft.not_assigned if one.customers >= draft.minimum_cell]
    small, more = len(draft.not_assigned) - len(enough), len(enough[NAMES_SHOWN:])
    lines = tuple(
        Line(
            one.event, counted(one.customers, "customer"), _part(one.events, draft.events), "",
            100 * one.events / draft.events,
        )
        for one in enough[:NAMES_SHOWN]
    )  # fmt: skip
    remarks = [f"and {counted(more, 'other')}"] if more else []
    if small:
        remarks.append(f"{counted(small, 'name')} hidden: fewer than {counted(draft.minimum_cell, 'customer')}.")
    return Lines(lines, tuple(remarks))


def _part(part: int, whole: int) -> str:
    """A plain share of what was counted: no sample, so no range."""
    share = 100 * part / whole
    if 0 < share < 0.1:
        return f"under 0.1{words.NARROW}%"
    if 99.9 < share < 100:
        return f"over 99.9{words.NARROW}%"
    return f"{share:.0f}{words.NARROW}%" if share in (0, 100) else f"{share:.1f}{words.NARROW}%"


def _unknown(draft: Draft) -> tuple[tuple[str, str], ...]:
    feelings = (
        f"{counted(draft.answers, 'answer')} with a score are in the data. This draft does not show them."
        if draft.answers
        else "Nobody was asked here. Add a survey or an assumption."
    )
    return (
        ("Feelings", feelings),
        ("Needs", "Not known. Add research."),
        ("Pain points", "Not looked for in this draft: it counts, and tests no cause."),
        ("Before the records", f"What customers did before {day(draft.first)}, when these records begin."),
        ("After the records", f"Whether customers who have not gone on by {day(draft.data_up_to)} still will."),
    )


def _workings(draft: Draft) -> tuple[tuple[str, str], ...]:
    who = f"Everybody with at least one event in the period: {count(draft.customers)}. Each counts once in a figure."
    if draft.journeys is not None:
        who += f" They made {counted(draft.journeys, 'journey')}."
    onward = "Of the customers with an event in a stage, those with a later event in a stage further to the right."
    if draft.still_open:
        onward += f" {counted(draft.still_open, 'journey')} still running, not counted."
    hide = counted(draft.minimum_cell, "customer")
    return (
        ("Customers", who),
        ("Stages", "Event names are assigned to stages by the standard vocabulary and this workspace’s stages.yaml."),
        ("Reach", "Customers with at least one event in the stage, at any time and in any order."),
        ("Touchpoints, channels", "Customers with at least one such event in that stage, as a share of all customers."),
        ("Going on", f"{onward} Leaving is no later stage."),
        ("Likely range", "95 % range of a share (Wilson’s), as if these customers were a sample of many."),
        ("Small numbers", f"Figures about fewer than {hide} are hidden; below {words.FEW} the page says so."),
        ("Times", f"Days are days in {draft.timezone}."),
    )
