"""Models that share each conversion out among the touches of its own path.

First and last touch, linear, by position (40 % to the first, 40 % to the last, the rest to those between), time decay
(a touch counts half as much for each half-life that it lies further back), and Shapley.

Shapley: names play for conversions, and a group of them wins those whose paths have no other names in them. A name's
Shapley value then is, over all conversions with it, the sum of 1 / (number of different names on the path): exact for
any number of names, without looking at each group. Source: Zhao, Mahboobi and Bagheri, "Shapley value methods for
attribution modeling in online advertising" (2018), section 3.
"""

from __future__ import annotations

import numpy as np

from sojourn.compiled import compiled
from sojourn.insights.attribution.drawing import draws
from sojourn.insights.attribution.records import Floats, Ints, Paths, Share, of_all, summed

RESAMPLES, FEW_RESAMPLES = 500, 200
"""Draws of customers for the interval; fewer of counted paths, which are drawn one by one."""
ENDS = 0.4
"""By position: what the first and the last touch get each, where there are others between them."""


@compiled
def first_of_name(code, begin, stop, size):  # type: ignore[no-untyped-def]  # numba infers the types
    """Whether each touch is the first of its name on its path, and how many names each path has."""
    last = np.full(size, -1, np.int64)
    fresh, different = np.zeros(len(code), np.bool_), np.zeros(len(stop), np.int64)
    for path in range(len(stop)):
        for i in range(begin[path], stop[path]):
            if last[code[i]] != path:
                last[code[i]] = path
                fresh[i] = True
                different[path] += 1
    return fresh, different


def first(paths: Paths, half_life: float) -> Floats:
    """All to the first touch."""
    credit = np.zeros(len(paths.code))
    credit[paths.begin] = 1
    return credit


def last(paths: Paths, half_life: float) -> Floats:
    """All to the last touch."""
    credit = np.zeros(len(paths.code))
    credit[paths.stop - 1] = 1
    return credit


def linear(paths: Paths, half_life: float) -> Floats:
    """The same to each touch."""
    return 1.0 / _length(paths)


def position(paths: Paths, half_life: float) -> Floats:
    """40 % to the first, 40 % to the last and 20 % to those between; half and half where there are two."""
    length = _length(paths)
    credit = np.where(length > 2, (1 - 2 * ENDS) / np.maximum(length - 2, 1), 1 / length)
    long = np.diff(paths.stop, prepend=0) > 2
    credit[paths.begin[long]] = credit[paths.stop[long] - 1] = ENDS
    return credit


def time_decay(paths: Paths, half_life: float) -> Floats:
    """By 2 ** (-age / half-life), with both in days."""
    nearest = np.minimum.reduceat(paths.age, paths.begin)[paths.path]  # from the nearest on, so that none is all zero
    weight = np.exp2((nearest - paths.age) / half_life)
    total: Floats = np.add.reduceat(weight, paths.begin)
    return weight / total[paths.path]


def shapley(paths: Paths, half_life: float) -> Floats:
    """The same to each name on the path, at its first touch."""
    fresh, different = first_of_name(paths.code, paths.begin, paths.stop, len(paths.names))
    credit: Floats = fresh / different[paths.path]
    return credit


CREDITS = {
    "shapley": shapley, "first": first, "last": last, "linear": linear, "position": position, "time decay": time_decay,
}  # fmt: skip


def _length(paths: Paths) -> Floats:
    """How many touches the path of each touch has."""
    return np.diff(paths.stop, prepend=0)[paths.path].astype(np.float64)


def credited(paths: Paths, model: str, half_life: float) -> Share:
    """What a model of CREDITS gives each name; `half_life` in days."""
    size, path = len(paths.names), paths.path
    credit = CREDITS[model](paths, half_life)
    value = of_all(summed(paths.code, credit * paths.value[path], size))
    sums, code, cluster = _cells(paths, credit * paths.conversions[path])
    share = of_all(summed(code, sums, size))
    resamples = FEW_RESAMPLES if paths.by_path else RESAMPLES
    drawn = [of_all(summed(code, sums * of[cluster], size)) for of, _ in draws(paths, resamples)]
    return Share(share, np.array(drawn), value)


def _cells(paths: Paths, credit: Floats) -> tuple[Floats, Ints, Ints]:
    """Credit by name and cluster: its sum, the name and the cluster."""
    size = len(paths.names)
    cells, cell = np.unique(paths.cluster[paths.path] * size + paths.code, return_inverse=True)
    cluster, code = np.divmod(cells, size)
    return summed(cell, credit, len(cells)), code, cluster
