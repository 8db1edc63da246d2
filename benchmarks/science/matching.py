"""Which candidate of the truth a flag of an analysis speaks of, and whether it is right."""

from __future__ import annotations

from typing import Literal, NamedTuple

from benchmarks.science.naive import Flag
from sojourn.simulate.worlds import Candidate, PainPointTruth

Verdict = Literal["right", "consequence", "wrong"]


class Judged(NamedTuple):
    """A flag with its verdict, and the candidate of the truth that it speaks of, if the truth has one."""

    flag: Flag
    verdict: Verdict
    candidate: Candidate | None

    @property
    def effect(self) -> float:
        """The true effect of what was flagged; what the truth does not know of happens without any."""
        return self.candidate.effect if self.candidate else 0.0


def judged(flag: Flag, truth: PainPointTruth) -> Judged:
    """Right where it has an effect of its own; a consequence of something planted is neither right nor wrong."""
    candidate = match(flag, truth)
    role = candidate.role if candidate else "nothing"
    if candidate and role in ("planted", "view") and candidate.effect < 0:
        return Judged(flag, "right", candidate)
    return Judged(flag, "consequence" if role == "consequence" else "wrong", candidate)


def match(flag: Flag, truth: PainPointTruth) -> Candidate | None:
    """By kind and touchpoint; of going back and forth in either direction, of waiting from the same place.

    All that is written about one touchpoint of a world is about one theme, so a theme is not asked for its name.
    """
    for candidate in truth.candidates:
        if candidate.kind == flag.kind and _same(flag, candidate):
            return candidate
    return None


def _same(flag: Flag, candidate: Candidate) -> bool:
    if flag.kind == "back_and_forth":
        return {flag.touchpoint, flag.other} == {candidate.touchpoint, candidate.other}
    if flag.kind == "waiting":
        return (flag.touchpoint, flag.other) == (candidate.touchpoint, candidate.other)
    return flag.touchpoint == candidate.touchpoint


def found(truth: PainPointTruth, flags: list[Judged]) -> list[Candidate]:
    """Of the planted ones that can be found, those that were: under their own name or as another view."""
    seen = {one.candidate.of for one in flags if one.candidate and one.verdict == "right"}
    return [one for one in truth.planted(findable=True) if one.id in seen]
