"""Small numbers in sentences and tables: neither few nor all but a few are told."""

from __future__ import annotations

from sojourn.estimates import Estimate
from sojourn.maps.words import count, interval


def tells(part: int, whole: int, minimum: int) -> bool:
    """Whether a part of a whole would tell about fewer than `minimum`: those in it, or those left."""
    return 0 < part < minimum or 0 < whole - part < minimum or 0 < whole < minimum


def part_of(share: Estimate) -> int:
    """How many a share counts; 0 where nothing is known."""
    return round(share.value * share.n) if share.n else 0


def guarded_count(part: int, whole: int, minimum: int) -> str:
    """For example "1,204", "under 5", "all but under 5"."""
    if 0 < part < minimum or 0 < whole < minimum:
        return f"under {minimum}"
    return f"all but under {minimum}" if 0 < whole - part < minimum else count(part)


def guarded_share(share: Estimate, minimum: int) -> str:
    """For example "13.1 % (likely 11.9–14.3)"; "hidden" where it would tell about few."""
    return "hidden" if tells(part_of(share), share.n, minimum) else interval(share)
