"""Ways to rank opportunities: published ones such as RICE, the expected gain, or a formula of one's own."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from sojourn.documents.cells import Score
from sojourn.errors import UnknownName, did_you_mean

KANO: Mapping[str, float] = {"must-be": 4, "performance": 3, "attractive": 2, "indifferent": 1, "reverse": 0}
"""What a class of Kano's counts as in a formula: what is missed most comes first."""

GIVEN = tuple(name for name in Score.__struct_fields__ if name != "formula")
"""What people can give."""
GAIN = "gain"
"""The expected gain a month: it only ever comes from the data."""
FIELDS = (*GIVEN, GAIN)
"""The names that a formula can use."""

RANGES: Mapping[str, tuple[float, float]] = {
    "impact": (1, 10),
    "ease": (1, 10),
    "confidence": (0, 1),
    "value": (1, 10),
    "urgency": (1, 10),
    "risk": (1, 10),
    "importance": (0, 10),
    "satisfaction": (0, 10),
}
"""What scores run from and to; `reach` and `effort` are numbers of zero or more."""

OWN = "formula"
"""The method that works out the formula that each opportunity carries."""


class Method(Struct, frozen=True):
    """A way to rank: by the highest value of `formula`; `source` is where it was published."""

    name: str
    title: str
    formula: str
    source: str = ""


METHODS: Mapping[str, Method] = {
    method.name: method
    for method in (
        Method("rice", "RICE", "reach * impact * confidence / effort", "Sean McBride, Intercom (2016)"),
        Method("ice", "ICE", "impact * confidence * ease", "Sean Ellis"),
        Method("wsjf", "WSJF", "(value + urgency + risk) / effort", "Reinertsen (2009); SAFe"),
        Method("impact_effort", "Impact by effort", "impact / effort"),
        Method(
            "opportunity",
            "Opportunity score",
            "importance + max(importance - satisfaction, 0)",
            "Ulwick, Harvard Business Review 80 (2002)",
        ),
        Method("kano", "Kano", "kano", "Kano et al., Journal of the Japanese Society for Quality Control 14 (1984)"),
        Method("gain", "Expected gain a month", GAIN),
    )
}
"""The methods, by name."""


def own_formula(formula: str) -> Method:
    """One formula for all."""
    return Method(OWN, "Own formula", formula)


def method_named(name: str) -> Method:
    """The method that people mean: "Impact/effort" is "impact_effort". Raises UnknownName."""
    wanted = "_".join("".join(letter if letter.isalnum() else " " for letter in name.lower()).split())
    if wanted == OWN:
        return Method(OWN, "Each opportunity's own formula", "")
    if wanted not in METHODS:
        names = (*METHODS, OWN)
        raise UnknownName(f'No method is called "{name}".{did_you_mean(name, names)} There are: {", ".join(names)}.')
    return METHODS[wanted]


def outside(score: Score) -> tuple[str, ...]:
    """What a score says that is out of its range, in words: "confidence is 80, not 0..1"."""
    given = {name: getattr(score, name) for name in GIVEN if name != "kano"}
    ranges = {name: RANGES.get(name, (0, float("inf"))) for name in given}
    return tuple(
        f"{name} is {value:g}, not {_range(*ranges[name])}"
        for name, value in given.items()
        if value is not None and not ranges[name][0] <= value <= ranges[name][1]
    )


def _range(low: float, high: float) -> str:
    return f"{low:g} or more" if high == float("inf") else f"{low:g}..{high:g}"
