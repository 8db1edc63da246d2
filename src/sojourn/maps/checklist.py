"""A checklist to print: for a mapping workshop and for a finished map, made from the table of checks.

Blank, or filled in for a map. One HTML page, two of A4 on paper; or Markdown.
"""

from __future__ import annotations

import datetime as dt
from base64 import b64encode
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup
from msgspec import Struct

from sojourn.documents.map import MapDocument
from sojourn.maps.checks import CHECKS, GROUPS, Check, CheckReport, check
from sojourn.maps.spots import day_said
from sojourn.maps.words import counted, listed

BEFORE = (
    "Invite people who meet customers, and people who know the figures.",
    "Bring quotes, complaints and figures. Print this page.",
    "Name somebody who writes down what is not known.",
)
AFTER = (
    "Put the map into a file, and check it: sojourn check FILE",
    "Choose the assumptions that matter most, and put them to the test: with figures, or by asking customers.",
)
"""What no check can see: said in the same words on every checklist."""

WEIGHTS = {"error": "must", "warning": "should", "hint": "better"}
"""The level of a check, as people read it."""


class Item(Struct, frozen=True):
    """A line with a box. `weight` and `status` may be empty; `status` is "passed", "open: 3 places", "not checked"."""

    text: str
    done: bool = False
    open: bool = False
    weight: str = ""
    status: str = ""


class Group(Struct, frozen=True):
    """Lines under a heading."""

    title: str
    items: tuple[Item, ...]


class Checklist(Struct, frozen=True):
    """Both lists. `title` is that of the map, empty on a blank one; `standing` says how it stands, or what to do."""

    title: str
    standing: str
    workshop: tuple[Group, ...]
    finished: tuple[Group, ...]


_ToItem = Callable[[Check, CheckReport | None], Item | None]


def checklist(
    document: MapDocument | None = None, *, report: CheckReport | None = None, today: dt.date | None = None
) -> Checklist:
    """The lists, filled in from a `report`, or by checking a `document` for `today`; blank without both."""
    if report is None and document is not None:
        report = check(document, today=today or dt.date.today())
    return Checklist(
        title=report.title if report else "",
        standing=_standing(report),
        workshop=(_plain("Before", BEFORE), *_groups(report, _in_workshop), _plain("Afterwards", AFTER)),
        finished=_groups(report, _on_map),
    )


def checklist_html(
    document: MapDocument | None = None, *, report: CheckReport | None = None, today: dt.date | None = None
) -> str:
    """The checklist as one self-contained page: no script, nothing from elsewhere. Arguments as of `checklist`."""
    style = _style()
    page = checklist(document, report=report, today=today)
    return _template().render(page=page, style=Markup(style), style_hash=_hash(style))


def checklist_markdown(
    document: MapDocument | None = None, *, report: CheckReport | None = None, today: dt.date | None = None
) -> str:
    """The checklist as Markdown with task lists. Arguments as of `checklist`."""
    page = checklist(document, report=report, today=today)
    title = f"# Checklist: {_plain_text(page.title)}" if page.title else "# Checklist for a journey map"
    parts = [title, page.standing, "## In the workshop", *map(_markdown, page.workshop)]
    return "\n\n".join([*parts, "## On the finished map", *map(_markdown, page.finished)]) + "\n"


def _standing(report: CheckReport | None) -> str:
    if report is None:
        return "Tick what is done. “Must” has to be done before the map is used, “should” and “better” help it along."
    failed = {finding.code for finding in report.findings}
    parts = [f"{len(report.passed)} passed", f"{len(failed)} open"]
    parts += [f"{len(report.not_checked)} not checked"] if report.not_checked else []
    return f"Checked on {day_said(report.today)}: {listed(parts)}."


def _groups(report: CheckReport | None, item: _ToItem) -> tuple[Group, ...]:
    """The checks by group; groups without a line are left out."""
    found = []
    for title in GROUPS:
        items = tuple(made for each in CHECKS if each.group == title and (made := item(each, report)))
        found += [Group(title, items)] if items else []
    return tuple(found)


def _in_workshop(check: Check, report: CheckReport | None) -> Item | None:
    done = report is not None and check.code in report.passed
    return Item(check.workshop, done) if check.workshop else None


def _on_map(check: Check, report: CheckReport | None) -> Item:
    weight = WEIGHTS[check.level]
    if report is None:
        return Item(check.title, weight=weight)
    places = len({finding.path or finding.place for finding in report.of(check.code)})
    if places:
        return Item(check.title, False, True, weight, f"open: {counted(places, 'place')}")
    done = check.code in report.passed
    return Item(check.title, done, False, weight, "passed" if done else "not checked")


def _plain(title: str, lines: tuple[str, ...]) -> Group:
    return Group(title, tuple(Item(line) for line in lines))


def _markdown(group: Group) -> str:
    lines = [f"- [{'x' if item.done else ' '}] {item.text}{_aside(item)}" for item in group.items]
    return "\n".join([f"### {group.title}", "", *lines])


def _aside(item: Item) -> str:
    said = [part for part in (item.weight, item.status) if part]
    return f" ({', '.join(said)})" if said else ""


def _plain_text(text: str) -> str:
    """A title on one line, without signs that Markdown would take for its own."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#" else sign for sign in " ".join(text.split()))


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("sojourn", "maps"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    return environment.get_template("checklist.html.j2")


@cache
def _style() -> str:
    return files("sojourn.maps").joinpath("checklist.css").read_text("utf-8")


def _hash(style: str) -> str:
    """What a Content-Security-Policy names a style element by."""
    return f"sha256-{b64encode(sha256(style.encode()).digest()).decode()}"
