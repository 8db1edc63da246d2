"""Linear models: a weight for each class and column. Every class counts the same in training, however rare it is."""

from __future__ import annotations

import warnings
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_SMOOTHING = 0.1


class Linear(NamedTuple):
    """`weight` float32[classes, columns] and `bias` float64[classes]."""

    weight: NDArray[np.float32]
    bias: Floats

    def log_chances(self, matrix: Any) -> Floats:
        """Uncalibrated logarithms of chances, float64[rows, classes], of a dense or sparse matrix."""
        return log_softmax(np.asarray(matrix @ self.weight.T, np.float64) + self.bias)


def log_softmax(scores: Floats) -> Floats:
    """Scores of classes as logarithms of chances that add up to 1 in each row."""
    apart = scores - scores.max(axis=1, keepdims=True)
    found: Floats = apart - np.log(np.exp(apart).sum(axis=1, keepdims=True))
    return found


def averaged(one: Linear, other: Linear) -> Linear:
    """The model whose logarithms of chances are the mean of both, up to what makes them add up to 1."""
    return Linear(((one.weight + other.weight) / 2).astype(np.float32), (one.bias + other.bias) / 2)


def fit_many(matrix: Any, codes: Ints, classes: int, weight: Floats, strength: float) -> Linear:
    """Multinomial logistic regression; `strength` is the inverse of the penalty, `weight` float64[rows]."""
    from sklearn.linear_model import LogisticRegression

    balanced = weight * _evened(codes, classes, weight)[codes]
    model = LogisticRegression(C=strength, max_iter=200, tol=1e-3)
    _quietly(model, matrix, codes, balanced)
    coef, bias = np.zeros((classes, matrix.shape[1])), np.full(classes, -30.0)
    rows = model.coef_ if len(model.classes_) > 2 else np.vstack([-model.coef_, model.coef_]) / 2
    own = model.intercept_ if len(model.classes_) > 2 else np.r_[-model.intercept_, model.intercept_] / 2
    coef[model.classes_], bias[model.classes_] = rows, own
    return Linear(coef.astype(np.float32), bias)


def fit_ratios(matrix: Any, codes: Ints, classes: int, weight: Floats, strength: float, plain: int = 0) -> Linear:
    """For each class a logistic regression against all others, on columns scaled by how well they tell the two apart.

    The scale is the logarithm of the ratio of a column's parts among the class and the others, as in a naive Bayes
    model; the last `plain` columns are not scaled. Source: Wang and Manning, "Baselines and bigrams", ACL 2012.
    """
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    coef, bias = np.zeros((classes, matrix.shape[1]), np.float32), np.full(classes, -30.0)
    for code in np.unique(codes).tolist():
        mine = codes == code
        scale = _ratios(matrix, mine, plain)
        scaled = csr_matrix((matrix.data * scale[matrix.indices], matrix.indices, matrix.indptr), matrix.shape)
        share = np.sum(weight[mine]) / np.sum(weight)
        even = weight * np.where(mine, 0.5 / share, 0.5 / (1 - share))
        model = LogisticRegression(C=strength, solver="liblinear", max_iter=300, random_state=0)
        _quietly(model, scaled, mine, even)
        coef[code], bias[code] = model.coef_[0] * scale, model.intercept_[0]
    return Linear(coef, bias)


def _ratios(matrix: Any, mine: NDArray[np.bool_], plain: int) -> NDArray[np.float32]:
    """The size of the log ratio of each column, float32[columns]."""
    with_it, without = (np.asarray(matrix[rows].sum(axis=0)).ravel() + _SMOOTHING for rows in (mine, ~mine))
    with np.errstate(invalid="ignore", divide="ignore"):
        found = np.abs(np.log((with_it / with_it.sum()) / (without / without.sum())))
    if plain:
        found[-plain:] = 1
    sizes: NDArray[np.float32] = np.nan_to_num(found).astype(np.float32)
    return sizes


def _evened(codes: Ints, classes: int, weight: Floats) -> Floats:
    """What each row of a class counts, so that all classes that there are count the same, float64[classes]."""
    sums = np.bincount(codes, weight, classes)
    there = np.maximum(np.sum(sums > 0), 1)
    found: Floats = np.divide(weight.sum() / there, sums, out=np.zeros(classes), where=sums > 0)
    return found


def _quietly(model: Any, matrix: Any, codes: NDArray[Any], weight: Floats) -> None:
    """Fit; a fit that stops a little early is good enough, and says so to nobody."""
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(matrix, codes, sample_weight=weight)
