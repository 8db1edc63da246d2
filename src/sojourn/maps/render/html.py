"""A map as one HTML file: no script, nothing from elsewhere, and a policy in the file that holds it to that."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from sojourn.maps.cells import page_of
from sojourn.maps.drafting import Draft


def render(draft: Draft) -> str:
    """The page of a draft. Every text is escaped; the stylesheet is the only thing that is not."""
    style = _style()
    return _template().render(page=page_of(draft), style=Markup(style), style_hash=_hash(style))


@cache
def _template() -> Template:
    loader = PackageLoader("sojourn.maps", "render")
    environment = Environment(
        loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    return environment.get_template("map.html.j2")


@cache
def _style() -> str:
    return files("sojourn.maps.render").joinpath("map.css").read_text("utf-8")


def _hash(style: str) -> str:
    """What a Content-Security-Policy names a style element by."""
    return f"sha256-{b64encode(sha256(style.encode()).digest()).decode()}"
