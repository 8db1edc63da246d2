"""A map as one HTML file: its own styles and scripts, nothing from elsewhere, and a policy that holds it to that."""

from __future__ import annotations

import gzip
import re
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sojourn.maps.page.page import View, page_of
from sojourn.maps.page.sheets import sheets
from sojourn.maps.page.shown import Shown

STYLES = ("tokens.css", "page.css", "map.css", "sections.css", "drawer.css", "print.css")
SCRIPTS = ("view-switch.js", "cell-drawer.js", "fold-rows.js", "print-ready.js")
"""Each is a module of its own that needs no other; they speak to each other by events."""


def render(shown: Sequence[Shown], journeys: bool = True, paper: bool = False) -> str:
    """The page of a map's views; for `paper` the first alone, in tables that fit on a sheet.

    Every text is escaped; styles and scripts are the only things that are not.
    """
    page = page_of(shown[:1] if paper else shown, journeys)
    style = "".join(map(_static, STYLES))
    scripts = [_static(name) for name in SCRIPTS]
    first, others = page.views[0], page.views[1:]
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            page=page,
            view=first,
            body=Markup(_view(first, paper)),
            packed=[(view.key, _packed(_view(view))) for view in others],
            style=Markup(style),
            style_hash=_hash(style),
            scripts=[Markup(script) for script in scripts],
            script_hashes=[_hash(script) for script in scripts],
        )
    )


def _view(view: View, paper: bool = False) -> str:
    """What is exchanged when people choose another view."""
    evidence = msgspec.json.encode(view.evidence).decode().replace("<", "\\u003c")
    made = (
        _environment()
        .get_template("view.html.j2")
        .render(view=view, tables=sheets(view.table) if paper else (view.table,), evidence=Markup(evidence))
    )
    return re.sub(r"\n\s*", "\n", made)


def _packed(text: str) -> str:
    """A view compressed, as text: browsers unpack it by themselves. The same text always gives the same bytes."""
    return b64encode(gzip.compress(text.encode(), 9, mtime=0)).decode()


@cache
def _environment() -> Environment:
    loader = PackageLoader("sojourn.maps", "render")
    return Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)


@cache
def _static(name: str) -> str:
    return files("sojourn.maps.render").joinpath("static", name).read_text("utf-8")


def _hash(text: str) -> str:
    """What a Content-Security-Policy names a style or script by."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
