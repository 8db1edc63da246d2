"""The gallery of templates: what there is, what each is for, and the map itself."""

from __future__ import annotations

from importlib.resources import files

from msgspec import Struct

from sojourn.documents.map import MapDocument
from sojourn.documents.text import parse_map
from sojourn.errors import UnknownName, did_you_mean


class Template(Struct, frozen=True):
    """A map to begin with; `purpose` says what it is for."""

    name: str
    title: str
    purpose: str


_GALLERY = (
    Template("blank", "Blank map", "Three phases with a step each, and one example of all that a finished map has."),
    Template("e-commerce", "Online shop", "From an idea to the second order, with delivery and returns."),
    Template("saas-trial", "Software on trial", "From the first visit over the trial to the first renewal."),
    Template("bank-loan", "Bank loan", "From the wish to the last instalment, with application and decision."),
    Template("support", "Support", "From noticing a problem to carrying on, over chat, phone and e-mail."),
    Template("store-visit", "Store visit", "From a look at the website over the shelf and the till to the exchange."),
    Template(
        "service-blueprint",
        "Service blueprint",
        "What customers see, what staff do before and behind the scenes, and the systems; by the example of a repair.",
    ),
)


def templates() -> tuple[Template, ...]:
    """What there is, the simplest first."""
    return _GALLERY


def template(name: str) -> MapDocument:
    """A template as a map. All in it is an assumption with the source "template: replace me", or not measured yet.

    It names no persona, no owner and no review date, and its pain points have no owner. Raises UnknownName.
    """
    return parse_map(template_text(name), f"{name}.map.yaml")


def template_text(name: str) -> str:
    """A template as the text of a `.map.yaml` file, with its comments. Raises UnknownName."""
    names = [known.name for known in _GALLERY]
    if name not in names:
        raise UnknownName(f'No template is called "{name}".{did_you_mean(name, names)} There are: {", ".join(names)}.')
    return files(__package__).joinpath(f"{name}.map.yaml").read_text("utf-8")
