"""From what a text says to what can be measured: the binding, the believed value, and how it was understood."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from sojourn.documents.cells import Binding, Scale
from sojourn.documents.map import LaneKind
from sojourn.insights.beliefs.currencies import currency_of
from sojourn.insights.beliefs.key_figures import KeyFigure, key_figure
from sojourn.insights.beliefs.known import Known
from sojourn.insights.beliefs.names import Names, Over
from sojourn.insights.beliefs.quantities import NOBODY, Amount, tokens_of
from sojourn.insights.beliefs.telling import amount_text
from sojourn.insights.beliefs.wording import Reading, readings
from sojourn.measures.feelings import SCALES

MET = Amount("share", NOBODY).least()
"""What a touchpoint or channel in a map says: more than almost nobody meets it there."""

REPEATS = ({"reorder"}, {"reorder", "again"}, {"order", "again"}, {"back", "order"}, {"back", "order", "again"})
"""What customers do who order once more. To come back alone is no order."""


class Here(NamedTuple):
    """Where a cell stands, in the names of the log (None: the log has none), and the titles of its place and phase."""

    title: str
    phase: str
    is_step: bool
    stage: str | None
    touchpoint: str | None
    event: str | None


class Claim(NamedTuple):
    """What is believed of which figure, and how the text was read."""

    binding: Binding
    asserted: float
    note: str


def claimed(text: str, kind: LaneKind, here: Here, names: Names, known: Known) -> Claim | None:
    """What a text of a lane claims; None where not every word is understood, or it can be understood in two ways."""
    tokens = tokens_of(text)
    figure = key_figure(tokens)
    if figure is not None:
        return _of_figure(figure, here, known, currency_of(tokens))
    found: list[Claim] = []
    for reading in readings(tokens, names):
        claim = _claim_of(reading, kind, here, names, _means_here(tokens, kind))
        if claim is not None and claim not in found:
            found.append(claim)
    return found[0] if len(found) == 1 else None


def _of_figure(figure: KeyFigure, here: Here, known: Known, currency: str | None) -> Claim | None:
    """A key figure: scores of single steps where they stand, if the log knows that place; NPS there if asked there."""
    stage, touchpoint = place = _felt_at(here) or (None, None)
    if figure.is_placed and place == (None, None):
        return None
    at_place = figure.is_placed or (figure.measure in SCALES and figure.measure in known.scores_at(stage, touchpoint))
    binding = figure.binding(stage, touchpoint) if at_place else figure.binding(None, None)
    return _claim(binding, figure.amount, figure.scale, figure.says(here.title if at_place else None), currency)


def _means_here(tokens: Sequence[str], kind: LaneKind) -> bool:
    """Whether a text without a name speaks of the place where it stands."""
    this = any(pair in (["this", "stage"], ["this", "phase"], ["this", "step"]) for pair in _pairs(tokens))
    return this or "here" in tokens or kind == "reach" or (kind == "metrics" and "reach" in tokens)


def _pairs(tokens: Sequence[str]) -> list[list[str]]:
    return [list(pair) for pair in pairwise(tokens)]


def felt(value: float, here: Here, known: Known) -> Claim | None:
    """A belief about the feelings at a place; None where the log does not know the place."""
    place = _felt_at(here)
    if place is None or not -2 <= value <= 2:
        return None
    stage, touchpoint = place
    score = (*known.scores_at(stage, touchpoint), *known.scores)[0]
    binding = Binding("feeling", stage=stage, touchpoint=touchpoint, options={"score": score})
    return _claim(binding, Amount("number", value), "feeling", f'mean feeling at "{here.title}" ({score.upper()})')


def _felt_at(here: Here) -> tuple[str | None, str | None] | None:
    """Stage and touchpoint that stand for a place: the touchpoint of a step, the stage of a phase."""
    if here.is_step:
        return (None, here.touchpoint) if here.touchpoint else None
    return (here.stage, None) if here.stage else None


def _claim(binding: Binding, amount: Amount, scale: Scale, said: str, currency: str | None = None) -> Claim:
    """The claim with its limits among the options of the binding."""
    limits = {"at_least": amount.at_least, "at_most": amount.at_most}
    options = binding.options | {name: limit for name, limit in limits.items() if limit is not None}
    how = amount_text(amount.value, amount.at_least, amount.at_most, scale, currency)
    bound = Binding(
        binding.measure, stage=binding.stage, touchpoint=binding.touchpoint, channel=binding.channel,
        event=binding.event, of=binding.of, options=options,
    )  # fmt: skip
    return Claim(bound, amount.value, f"Read as: {said} is {how}.")


def _claim_of(reading: Reading, kind: LaneKind, here: Here, names: Names, means_here: bool) -> Claim | None:
    named = _by_over(reading)
    amount, verbs = reading.amount, reading.verbs
    if named is None or ("turn" in verbs and "touchpoint" not in named):
        return None
    verbs = frozenset("meet" if verb == "turn" else verb for verb in verbs)
    if amount is not None and amount.kind == "seconds":
        return (
            _duration(amount, here)
            if not named and (verbs == {"take"} or (kind == "durations" and not verbs))
            else None
        )
    if kind in ("touchpoints", "channels") and verbs <= {"meet"} and named.keys() - {"stage"}:
        share = MET if amount is None else amount
        if kind == "channels" and here.touchpoint and "touchpoint" not in named:
            named, here = {**named, "touchpoint": here.touchpoint}, here._replace(stage=named.get("stage"))
        somewhere = "touchpoint" in named or "stage" in named or here.stage is not None
        return _reach(share, named, here) if share.kind == "share" and somewhere else None
    if amount is None or amount.kind != "share":
        return None
    if reading.of_some and not verbs <= {"onward", "leave"}:
        return None
    if verbs == {"meet"} or (kind == "reach" and not verbs):
        if named:
            return _reach(amount, named, here)
        return _reach_of_place(amount, here) if means_here else None
    return _doing(amount, set(verbs), named, here, names)


def _doing(amount: Amount, verbs: set[str], named: dict[Over, str], here: Here, names: Names) -> Claim | None:
    """Going on, leaving, ordering, coming back."""
    if verbs in ({"onward"}, {"leave"}) and named.keys() <= {"stage"}:
        stage = named.get("stage", here.stage)
        if verbs == {"leave"}:
            return _onward(amount.rest(), stage, here)
        return _onward(amount, stage, here) if stage == here.stage else None  # "go on to purchase": only there
    if verbs in ({"back"}, {"meet", "again"}) and named.keys() == {"touchpoint"}:
        return _repeat(amount, named["touchpoint"])
    if verbs in REPEATS and not named and names.has_orders():
        return _claim(Binding("repeat_purchase"), amount, "share", "share of customers with an order who order again")
    event = names.order_event()
    if verbs == {"order"} and event and named.keys() <= {"channel"}:
        channel = named.get("channel")
        via = f' in the channel "{channel}"' if channel else ""
        return _claim(
            Binding("reach", channel=channel, event=event), amount, "share", f"share of customers who order{via}"
        )
    return None


def _by_over(reading: Reading) -> dict[Over, str] | None:
    """The names by what they name; None where two are of one kind."""
    named: dict[Over, str] = {name.over: name.name for name in reading.names}
    return named if len(named) == len(reading.names) else None


def _reach(amount: Amount, named: dict[Over, str], here: Here) -> Claim:
    touchpoint, channel, event = named.get("touchpoint"), named.get("channel"), named.get("event")
    there = [
        f'"{touchpoint}"' if touchpoint else "",
        f'the channel "{channel}"' if channel else "",
        f'"{event}"' if event else "",
    ]
    what = _all(word for word in there if word)
    stage = named.get("stage") or here.stage
    if not what:
        return _claim(Binding("reach", stage=stage), amount, "share", f'share of customers who reach "{stage}"')
    binding = Binding("reach", stage=stage, touchpoint=touchpoint, channel=channel, event=event)
    where = (
        f" in {here.phase if 'stage' not in named else stage}"
        if stage
        else ("" if touchpoint and channel else " anywhere (the log does not know this stage)")
    )
    return _claim(binding, amount, "share", f"share of customers who meet {what}{where}")


def _reach_of_place(amount: Amount, here: Here) -> Claim | None:
    said = f'share of customers who reach "{here.title}"'
    if here.is_step and (here.touchpoint or here.event):
        event = None if here.touchpoint else here.event
        return _claim(Binding("reach", touchpoint=here.touchpoint, event=event), amount, "share", said)
    return (
        _claim(Binding("reach", stage=here.stage), amount, "share", said) if here.stage and not here.is_step else None
    )


def _onward(amount: Amount, stage: str | None, here: Here) -> Claim | None:
    if stage is None:
        return None
    title = here.phase if stage == here.stage else stage
    said = f'share of customers in "{title}" who go on to a later stage'
    return _claim(Binding("onward", stage=stage), amount, "share", said)


def _repeat(amount: Amount, touchpoint: str) -> Claim:
    said = f'share of customers at "{touchpoint}" who come to it again within 7 days'
    return _claim(Binding("repeat", touchpoint=touchpoint), amount, "share", said)


def _duration(amount: Amount, here: Here) -> Claim | None:
    place = _felt_at(here)
    if place is None or amount.value <= 0:
        return None
    stage, touchpoint = place
    what = "touchpoint" if touchpoint else "stage"
    binding = Binding("duration", stage=stage, touchpoint=touchpoint)
    return _claim(binding, amount, "seconds", f'median time from "{here.title}" to the next {what}')


def _all(words: Iterable[str]) -> str:
    return " in ".join(words)
