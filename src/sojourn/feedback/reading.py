"""Different texts, as one task sees them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Read(NamedTuple):
    """`code` int64[texts] in `classes` (-1: not sure), `chances` float64[texts, classes], and `by` what, in words."""

    classes: tuple[str, ...]
    code: Ints
    chances: Floats
    by: str
