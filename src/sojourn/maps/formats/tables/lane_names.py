"""Which lane is meant: the names that people give to the rows of a journey map, in many wordings.

Case, punctuation, plurals and words such as "customer" do not matter: "Our Customers' Pain-Points" is pain_points.
A name with a known one in parentheses, as Sojourn writes it, is of that kind: "Maria (feelings)".
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple, get_args

from sojourn.documents.map import Lane, LaneKind

NAMES: dict[LaneKind, str] = {
    "reach": "reach, share of customers, how many, how many reach it, volume, traffic",
    "actions": "actions, activities, behaviours, behaviors, doing, do, does, what they do, what i do, tasks, action, "
    "user tasks, activity, steps taken, journey actions, jobs",
    "touchpoints": "touchpoints, touch points, contact points, points of contact, interactions, moments of contact, "
    "where, interaction points",
    "channels": "channels, channel, media, medium, device, devices, channels and devices, platform",
    "thoughts": "thoughts, thinking, think, thinks, what they think, what i think, mindset, quotes, says, say, "
    "thoughts and feelings, thinking and feeling, think and feel, thoughts and emotions",
    "feelings": "feelings, feeling, emotions, emotion, emotional curve, emotional journey, emotion curve, mood, "
    "sentiment, experience, experience curve, satisfaction, feel, feels, what they feel, how they feel, how i feel, "
    "emotional state, emotional experience, feelings and emotions, emotions and feelings, emotional response, "
    "journey curve, happiness, curve, emotion score, emotional level",
    "needs": "needs, motivations, motivation, needs and motivations, goals, goal, jobs to be done, jtbd, wants, "
    "desires, needs and goals, goals and needs, objectives, wishes, drivers, needs and expectations",
    "pain_points": "pain points, pains, pain, painpoints, frustrations, barriers, problems, issues, obstacles, "
    "friction, frictions, friction points, challenges, difficulties, pain points and barriers, blockers, hurdles, "
    "low points, annoyances, pain points and frustrations, concerns",
    "gains": "gains, gain, delights, bright spots, positives, high points, highlights, benefits, gain points, joys, "
    "what works, what works well, delighters, happy moments, gain creators",
    "questions": "questions, open questions, doubts, what they ask, questions asked, uncertainties",
    "expectations": "expectations, expectation, expectations and reality, expectation against reality, "
    "expectations versus reality, expected",
    "evidence": "evidence, physical evidence, picture, pictures, artefacts, artifacts, storyboard, images, photos, "
    "props, physical evidences",
    "line_of_interaction": "line of interaction, interaction line",
    "frontstage": "frontstage, front stage, onstage, on stage, frontstage actions, visible actions, employee actions, "
    "frontstage interactions, visible contact, staff actions, frontline actions",
    "line_of_visibility": "line of visibility, visibility line",
    "backstage": "backstage, back stage, backstage actions, invisible actions, behind the scenes, internal processes, "
    "invisible contact, backstage processes, internal actions, processes, internal activities",
    "line_of_internal_interaction": "line of internal interaction, internal interaction line",
    "systems": "systems, support systems, supporting systems, support processes, it systems, tools, technology, tech, "
    "software, supporting processes, technologies, data and systems, it",
    "owners": "owners, owner, departments, department, responsible, responsibility, responsibilities, team, teams, "
    "responsible dept, responsible department, responsible team, "
    "process owner, internal ownership, who, stakeholders, accountable, ownership, roles",
    "durations": "durations, duration, time, timing, wait, waiting time, duration and wait, time spent, how long, "
    "timeline, time needed, waiting, time and wait",
    "metrics": "metrics, metric, kpi, kpis, measures, key figures, success metrics, kpis and metrics, measurement, "
    "measurements, indicators, okr, success criteria, data, analytics, numbers, figures",
    "voice": "voice of the customer, voc, voice, feedback, verbatims, reviews, research, research quotes, "
    "insights from research",
    "opportunities": "opportunities, opportunity, ideas, idea, improvements, solutions, ideas and opportunities, "
    "opportunities and ideas, recommendations, how might we, hmw, opportunity areas, potential improvements, "
    "suggestions, areas for improvement, ideas for improvement, improvement ideas, insights and opportunities",
    "changes": "changes, changes and experiments, experiments, initiatives, projects, measures taken, actions planned, "
    "next steps, roadmap, to do",
    "risks": "risks, risk, threats, risks and threats",
    "moments": "moments that matter, moments of truth, moment of truth, key moments, mot, magic moments, moments, "
    "critical moments, moment that matters",
    "deviations": "deviations, deviation, departures from plan, planned against actual, planned and actual",
    "notes": "notes, note, remarks, free text, other, misc, miscellaneous, comment",
}
"""Names for each kind of lane; the kinds themselves are names too."""

STEP_WORDS = "step, steps, journey step, sub step, substep, sub stage, substage, sub phase, step name"
PHASE_WORDS = "phase, phases, stage, stages, journey stage, journey phase, stage of journey, journey"

_FILLERS = {"customer", "user", "client", "consumer", "the", "our", "of", "my", "their", "a", "an", "and", "s", "vs"}
_SUFFIXED = re.compile(r"(?P<title>.*?)\s*\((?P<kind>[^()]+)\)", re.DOTALL)


class Named(NamedTuple):
    """What the label of a lane says."""

    title: str
    kind: LaneKind


def named(label: str) -> Named:
    """The title and kind of a lane; one whose name is not known is free text (notes)."""
    suffixed = _SUFFIXED.fullmatch(label)
    if suffixed and suffixed["title"] and suffixed["kind"] in _own_words():
        return Named(suffixed["title"], _own_words()[suffixed["kind"]])
    return Named(label, _kind_of(label) or "notes")


def is_known(label: str) -> bool:
    """Whether a label is that of a lane."""
    return _key(label) in _kinds()


def label_of(lane: Lane) -> str:
    """A label that `named` reads as the title and kind of a lane."""
    words = lane.kind.replace("_", " ")
    title = " ".join(lane.title.split()) or words.capitalize()
    plain = named(title) == Named(title, lane.kind) and not is_step_word(title)
    return title if plain else f"{title} ({words})"


def is_step_word(label: str) -> bool:
    """Whether a corner says that the steps stand beside it."""
    return _key(label) in _keys(STEP_WORDS)


def is_phase_word(label: str) -> bool:
    """Whether a corner says that the phases stand beside it."""
    return _key(label) in _keys(PHASE_WORDS)


def _kind_of(label: str) -> LaneKind | None:
    """The kind of a whole label, or of what stands before a slash, comma, colon or parenthesis."""
    parts = [label, *re.split(r"[/,:(+|]| - | – ", label)[:1]]
    return next((_kinds()[_key(part)] for part in parts if is_known(part)), None)


@cache
def _own_words() -> dict[str, LaneKind]:
    return {kind.replace("_", " "): kind for kind in get_args(LaneKind)}


@cache
def _kinds() -> dict[str, LaneKind]:
    own = {_key(words): kind for words, kind in _own_words().items()}
    return {_key(name): kind for kind, names in NAMES.items() for name in names.split(",")} | own


@cache
def _keys(words: str) -> frozenset[str]:
    return frozenset(_key(word) for word in words.split(","))


@lru_cache(2**12)
def _key(label: str) -> str:
    """The form in which names are compared: words in the singular, without fillers; all of them where all are such."""
    words = re.findall(r"[^\W_]+", label.casefold().replace("'", "").replace("’", ""))
    told = [word.removesuffix("s") if len(word) > 3 else word for word in words]
    return " ".join([word for word in told if word not in _FILLERS] or told)
