"""The closed list of what may be a pain point: so many kinds, so many places, and no more; so the tests can be counted.

For each kind: who is compared (everybody who reached the same step), and what some of them met there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
from msgspec import Struct

from sojourn.conditions import Condition
from sojourn.effects.records import Ints, Mask
from sojourn.effects.risk_sets import FOREVER, Question
from sojourn.engines.units import Units
from sojourn.insights.pain_points.records import Kind
from sojourn.insights.pain_points.scene import Lens, Scene, scene
from sojourn.insights.pain_points.speaking import Speaking
from sojourn.journeys.view import View
from sojourn.measures.kpis.currencies import Currencies
from sojourn.periods import DAY, SECOND

SOON = DAY
"""What a step exposes to shows within a day ..."""
AHEAD = 6
"""... and within so many steps, before the next ordinary one: who stays longer would have more chances to meet it."""
FEWEST = 50
"""Exposed units that a candidate needs to be tested."""
MOST_A_KIND = 80
"""Candidates of a kind, the most frequent ones."""
LONG_ENOUGH = 300 * SECOND
"""Waits are only looked at between steps that one in ten waits longer than this for."""
LONG = 0.9
"""A wait is long beyond this quantile of all who waited for the same."""


class Candidate(Struct, frozen=True):
    """One entry of the list, by codes (-1: none) and by name; `threshold` is the wait from which on it is long.

    `named`: its touchpoint has several events of the kind, so that the event's name belongs into the id. `problem`: the
    number of a condition of people's own that says of a step of this event that it went wrong.
    """

    kind: Kind
    touchpoint: str
    place: int
    other: str = ""
    source: int = -1
    event: str = ""
    code: int = -1
    theme: str = ""
    threshold: int = 0
    named: bool = False
    problem: int = -1

    @property
    def id(self) -> str:
        """For example "waiting:delivery:order"; an event only where the touchpoint has several of its kind."""
        named = self.event if self.named else ""
        return ":".join(part for part in (self.kind, self.touchpoint, self.other, named, self.theme) if part)


K = TypeVar("K")


class Asking(NamedTuple):
    """Everything that turns a candidate into a question about a view; `money` where outcomes have a value."""

    units: Units
    lens: Lens
    speaking: Speaking
    horizon: int = FOREVER
    problems: tuple[tuple[str, Condition], ...] = ()
    money: Currencies | None = None


class Counts(NamedTuple):
    """How often units come by: touchpoints, moves between them, errors and repeats (place, event), by pair of codes."""

    places: dict[int, int]
    moves: dict[tuple[int, int], int]
    errors: dict[tuple[int, int], int]
    events: dict[tuple[int, int], int]
    rated: dict[int, int]
    spoken: dict[tuple[int, int], int]
    own: tuple[dict[tuple[int, int], int], ...] = ()


def question(candidate: Candidate, asking: Asking, view: View) -> Question:
    """The question about one view."""
    seen = scene(asking.units, view, asking.lens)
    anchor, exposing, stops, ahead = _ASKS[candidate.kind](candidate, asking, seen, view)
    return Question(anchor, exposing, stops, seen.outcome, ahead, SOON, asking.horizon)


Asked = tuple[Mask, Mask, Mask, int]


def _here(candidate: Candidate, seen: Scene, view: View) -> Mask:
    found: Mask = seen.ordinary & (view.steps["touchpoint"] == candidate.place)
    return found


def _error(candidate: Candidate, asking: Asking, seen: Scene, view: View) -> Asked:
    if candidate.problem >= 0:
        return _own_problem(candidate, asking, seen, view)
    return (
        _here(candidate, seen, view),
        seen.error & (view.steps["event"] == candidate.code),
        seen.ordinary,
        AHEAD,
    )


def _own_problem(candidate: Candidate, asking: Asking, seen: Scene, view: View) -> Asked:
    """The step itself says whether it went wrong."""
    anchor = (view.steps["touchpoint"] == candidate.place) & (view.steps["event"] == candidate.code) & ~seen.outcome
    return anchor, anchor & asking.units.matching(asking.problems[candidate.problem][1], view), anchor, 0


def _rework(candidate: Candidate, asking: Asking, seen: Scene, view: View) -> Asked:
    again = _here(candidate, seen, view) & (view.steps["event"] == candidate.code)
    return again, again, seen.ordinary & ~again, AHEAD


def _back_and_forth(candidate: Candidate, asking: Asking, seen: Scene, view: View) -> Asked:
    """Came from there, and goes back there from here."""
    came = _here(candidate, seen, view) & (seen.source == candidate.source)
    back = seen.ordinary & (view.steps["touchpoint"] == candidate.source)
    return came, back, seen.ordinary & ~back, AHEAD


def _waiting(candidate: Candidate, asking: Asking, seen: Scene, view: View) -> Asked:
    came = _here(candidate, seen, view) & (seen.source == candidate.source)
    return came, came & (seen.waited > candidate.threshold), came, 0


def _channel_switch(candidate: Candidate, asking: Asking, seen: Scene, view: View) -> Asked:
    return _here(candidate, seen, view) & seen.alone, seen.helped, seen.ordinary, AHEAD


def _bad_score(candidate: Candidate, asking: Asking, seen: Scene, view: View) -> Asked:
    return _answered(candidate, seen, seen.rated, seen.bad)


def _negative_theme(candidate: Candidate, asking: Asking, seen: Scene, view: View) -> Asked:
    negative = asking.speaking.negative(seen.said, seen.bad) & asking.speaking.about(seen.said, candidate.theme)
    return _answered(candidate, seen, seen.said.text > 0, negative)


def _answered(candidate: Candidate, seen: Scene, asked: Mask, met: Mask) -> Asked:
    """Some answers about the place, and those among them that met it; bool[answers] each."""
    about = (seen.said.touchpoint == candidate.place) & asked
    anchor = _marked(seen, about)
    return anchor, _marked(seen, about & met), anchor, 0


def _drop_off(candidate: Candidate, asking: Asking, seen: Scene, view: View) -> Asked:
    """Who is exposed is told by drop_offs.py: here it is only who was at the place."""
    here = _here(candidate, seen, view)
    return here, here, here, 0


def alike(candidate: Candidate, asking: Asking, view: View) -> Mask:
    """Steps at which somebody complains of something else at the place, or praises it, bool[steps].

    That is an experience like the one in question, so its effect is not measured against theirs.
    """
    seen, speaking = scene(asking.units, view, asking.lens), asking.speaking
    if candidate.kind not in ("negative_theme", "praise"):
        return np.zeros(len(seen.outcome), np.bool_)
    negative = candidate.kind == "negative_theme"
    felt = speaking.negative(seen.said, seen.bad) if negative else speaking.positive(seen.said, seen.good)
    here = (seen.said.touchpoint == candidate.place) & (seen.said.text > 0)
    return _marked(seen, here & felt & ~speaking.about(seen.said, candidate.theme))


def _marked(seen: Scene, chosen: Mask) -> Mask:
    found = np.zeros(len(seen.outcome), np.bool_)
    found[seen.said.at[chosen]] = True
    return found & ~seen.outcome


def _quick(candidate: Candidate, asking: Asking, seen: Scene, view: View) -> Asked:
    came = _here(candidate, seen, view) & (seen.source == candidate.source)
    return came, came & (seen.waited < candidate.threshold), came, 0


def _good_score(candidate: Candidate, asking: Asking, seen: Scene, view: View) -> Asked:
    return _answered(candidate, seen, seen.rated, seen.good)


def _praise(candidate: Candidate, asking: Asking, seen: Scene, view: View) -> Asked:
    positive = asking.speaking.positive(seen.said, seen.good) & asking.speaking.about(seen.said, candidate.theme)
    return _answered(candidate, seen, seen.said.text > 0, positive)


PAINS: tuple[Kind, ...] = (
    *("error", "rework", "back_and_forth", "waiting", "channel_switch", "bad_score", "negative_theme", "drop_off"),
)
GOODS: tuple[Kind, ...] = ("quick", "help", "good_score", "praise")
_ASKS: Mapping[str, Callable[[Candidate, Asking, Scene, View], Asked]] = {
    "quick": _quick,
    "help": _channel_switch,
    "good_score": _good_score,
    "praise": _praise,
    "error": _error,
    "rework": _rework,
    "back_and_forth": _back_and_forth,
    "waiting": _waiting,
    "channel_switch": _channel_switch,
    "bad_score": _bad_score,
    "negative_theme": _negative_theme,
    "drop_off": _drop_off,
}


def candidates(asking: Asking, kinds: Sequence[Kind] = PAINS) -> tuple[list[Candidate], int]:
    """All candidates of a log that enough units could meet, and how many were left out as too rare a kind of place."""
    counts = merge(asking.units.collect(lambda view: count(asking, view)))
    touchpoints, events = asking.units.names("touchpoint"), asking.units.names("event")
    listed = list(_listed(counts, touchpoints, events, asking.speaking.themes))
    listed += _own(counts, touchpoints, asking)
    kept: list[Candidate] = []
    left_out = 0
    for kind in kinds:
        own = sorted((one for one in listed if one[1].kind == kind), key=lambda one: (-one[0], one[1].id))
        kept += [one for _, one in own[:MOST_A_KIND]]
        left_out += max(0, len(own) - MOST_A_KIND)
    return kept, left_out


def _listed(
    counts: Counts, touchpoints: tuple[str, ...], events: tuple[str, ...], themes: tuple[str, ...]
) -> Iterator[tuple[int, Candidate]]:
    """Each with how often it could be met."""
    for place, n in counts.places.items():
        yield n, Candidate("channel_switch", touchpoints[place], place)
        yield n, Candidate("help", touchpoints[place], place)
        yield n, Candidate("drop_off", touchpoints[place], place)
    for (source, place), n in counts.moves.items():
        if source != place:
            yield n, Candidate("back_and_forth", touchpoints[place], place, touchpoints[source], source)
            yield n, Candidate("waiting", touchpoints[place], place, touchpoints[source], source)
            yield n, Candidate("quick", touchpoints[place], place, touchpoints[source], source)
    for kind, found in (("error", counts.errors), ("rework", counts.events)):
        for (place, code), n in found.items():
            several = sum(other == place for other, _ in found) > 1
            one = Candidate(kind, touchpoints[place], place, event=events[code], code=code, named=several)  # type: ignore[arg-type]
            yield n, one
    for place, n in counts.rated.items():
        yield n, Candidate("bad_score", touchpoints[place], place)
        yield n, Candidate("good_score", touchpoints[place], place)
    for (place, theme), n in counts.spoken.items():
        yield n, Candidate("negative_theme", touchpoints[place], place, theme=themes[theme])
        yield n, Candidate("praise", touchpoints[place], place, theme=themes[theme])


def _own(counts: Counts, touchpoints: tuple[str, ...], asking: Asking) -> Iterator[tuple[int, Candidate]]:
    """Problems by people's own conditions, at each touchpoint and event where they come."""
    for number, ((name, _), found) in enumerate(zip(asking.problems, counts.own, strict=True)):
        for (place, code), n in found.items():
            yield n, Candidate("error", touchpoints[place], place, event=name, code=code, named=True, problem=number)


def count(asking: Asking, view: View) -> Counts:
    """What units come by in one view, in steps."""
    seen = scene(asking.units, view, asking.lens)
    at = view.positions()
    ordinary, wrong = at[seen.ordinary[at]], at[seen.error[at] & (seen.source[at] >= 0)]
    touchpoint, event = view.steps["touchpoint"].astype(np.int64), view.steps["event"].astype(np.int64)
    moved = ordinary[seen.source[ordinary] >= 0]
    rated = seen.said.touchpoint[seen.rated]
    said = seen.said
    spoken = [
        (said.touchpoint[asking.speaking.about(said, theme)], number)
        for number, theme in enumerate(asking.speaking.themes)
    ]
    return Counts(
        _counted(touchpoint[ordinary]),
        _pairs(seen.source[moved], touchpoint[moved]),
        _pairs(seen.source[wrong], event[wrong]),
        _pairs(touchpoint[ordinary], event[ordinary]),
        _counted(rated),
        {(place, number): n for places, number in spoken for place, n in _counted(places).items()},
        tuple(_pairs(touchpoint[wrong], event[wrong]) for wrong in _wrong_by_own(asking, view, at)),
    )


def _wrong_by_own(asking: Asking, view: View, at: Ints) -> Iterator[Ints]:
    """Positions of the steps that each condition of people's own holds for."""
    return (at[asking.units.matching(condition, view)[at]] for _, condition in asking.problems)


def _counted(codes: Ints) -> dict[int, int]:
    values, n = np.unique(codes, return_counts=True)
    return dict(zip(values.tolist(), n.tolist(), strict=True))


def _pairs(first: Ints, second: Ints) -> dict[tuple[int, int], int]:
    keys, n = np.unique(first * 2**32 + second, return_counts=True)
    return {divmod(key, 2**32): times for key, times in zip(keys.tolist(), n.tolist(), strict=True)}


def merge(partials: list[Counts]) -> Counts:
    """Add partials up, and keep what is frequent enough."""
    places, moves, errors, events, rated, spoken, own = zip(*partials, strict=True)
    problems = tuple(_added(parts) for parts in zip(*own, strict=True))
    return Counts(
        _added(places), _added(moves), _added(errors), _added(events), _added(rated), _added(spoken), problems
    )


def _added(parts: Iterable[dict[K, int]]) -> dict[K, int]:
    total: dict[K, int] = {}
    for part in parts:
        for key, n in part.items():
            total[key] = total.get(key, 0) + n
    return {key: n for key, n in sorted(total.items(), key=lambda one: str(one[0])) if n >= FEWEST}
