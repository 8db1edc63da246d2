"""From texts and labels to a model: how it is fitted, and which settings cross-validation chooses."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

import numpy as np

from sojourn.feedback.models.calibration import calibrate
from sojourn.feedback.models.classifier import Classifier, Data, Embed, Parts, prepared, with_columns
from sojourn.feedback.models.features import learn
from sojourn.feedback.models.linear import Floats, Ints, averaged, fit_many, fit_ratios

FOLDS = 3
MOST_CHOSEN_ON = 3_000
"""Settings are chosen on so many texts at most."""
FEW_LABELS, MOST_UNLABELLED, UNLABELLED_COUNT = 3_000, 3_000, 0.3
"""With fewer labels, a model also learns from so many texts without one, each counting so much of a labelled one."""
SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
USUAL_SHARE = 0.4
WORDS, RATIOS, MEANING = 6.0, 1.0, (1.5, 16.0)
"""Inverse penalties."""
SURE = 0.5
"""More likely right than wrong."""


class Recipe(NamedTuple):
    """The settings that are chosen: whether words are also weighed by ratios, the penalty of meaning, the blend."""

    ratios: bool
    meaning: float
    share: float


def fit(
    task: str,
    texts: Sequence[str],
    codes: Ints,
    classes: tuple[str, ...],
    unlabelled: Sequence[str] = (),
    embed: Embed | None = None,
    seed: int = 0,
) -> Classifier:
    """Choose settings by cross-validation, then fit on everything. The same input gives the same model.

    `codes` int64[texts] says the class of each text; each class has at least FOLDS texts.
    """
    extra = list(unlabelled[:MOST_UNLABELLED]) if len(texts) < FEW_LABELS else []
    known = learn([*texts, *extra], 2 if len(texts) + len(extra) >= 100 else 1)
    data = prepared(known, texts, embed)
    free = prepared(known, extra, embed) if extra else None
    rows = spread(codes, MOST_CHOSEN_ON, seed)
    recipe, unseen = chosen(data.take(rows), codes[rows], len(classes), seed)
    if free is not None:
        unseen = _unseen(data.take(rows), codes[rows], len(classes), recipe, free, seed)
    words, meaning = fitted(data, codes, len(classes), recipe, free)
    calibration = calibrate(unseen, codes[rows])
    return Classifier(task, classes, known, words, meaning, recipe.share, calibration, SURE)


def fitted(data: Data, codes: Ints, classes: int, recipe: Recipe, free: Data | None = None) -> Parts:
    """Both models. Texts without labels (`free`) are labelled by a first pair; a second pair learns from all texts.

    What the words of feeling add to the first pair the second one knows from its labels.
    """
    first = _once(data, codes, np.ones(len(codes)), classes, recipe)
    if free is None:
        return first
    guessed = first.scores(free, recipe.share).argmax(axis=1)
    weight = np.r_[np.ones(len(codes)), np.full(len(guessed), UNLABELLED_COUNT)]
    both = joined(data, free)
    return _once(both._replace(felt=np.zeros_like(both.felt)), np.r_[codes, guessed], weight, classes, recipe)


def _once(data: Data, codes: Ints, weight: Floats, classes: int, recipe: Recipe) -> Parts:
    matrix = with_columns(data.words, data.felt)
    words = fit_many(matrix, codes, classes, weight, WORDS)
    if recipe.ratios:
        words = averaged(words, fit_ratios(matrix, codes, classes, weight, RATIOS, data.felt.shape[1]))
    if data.vectors is None:
        return Parts(words, None)
    return Parts(words, fit_many(data.vectors, codes, classes, weight, recipe.meaning))


def chosen(data: Data, codes: Ints, classes: int, seed: int) -> tuple[Recipe, Floats]:
    """The settings with the highest macro-F1 in cross-validation, and the scores of texts not seen with them."""
    fold = folds_of(codes, FOLDS, seed)
    shares = SHARES if data.vectors is not None else (1.0,)
    recipes = [
        Recipe(*each) for each in product((False, True), MEANING if data.vectors is not None else (1.0,), shares)
    ]
    scores = np.empty((len(recipes), len(codes), classes))
    for k in range(FOLDS):
        known, unseen = np.flatnonzero(fold != k), np.flatnonzero(fold == k)
        words, meaning = _of_both(data.take(known), codes[known], data.take(unseen), classes)
        for number, recipe in enumerate(recipes):
            own = words[recipe.ratios]
            scores[number, unseen] = recipe.share * own + (1 - recipe.share) * meaning.get(recipe.meaning, own)
    marks = np.array([macro_f1(codes, one.argmax(axis=1), classes) for one in scores])
    best = _best(_smooth(marks.reshape(-1, len(shares))).ravel(), recipes, len(codes))
    return recipes[best], scores[best]


def _of_both(known: Data, codes: Ints, unseen: Data, classes: int) -> tuple[dict[bool, Floats], dict[float, Floats]]:
    """The scores of unseen texts by words (without and with ratios) and by meaning (for each penalty)."""
    one, matrix, apart = np.ones(len(codes)), with_columns(known.words, known.felt), known.felt.shape[1]
    plain = fit_many(matrix, codes, classes, one, WORDS)
    both = averaged(plain, fit_ratios(matrix, codes, classes, one, RATIOS, apart))
    tested = with_columns(unseen.words, unseen.felt)
    words = {False: plain.log_chances(tested), True: both.log_chances(tested)}
    if known.vectors is None or unseen.vectors is None:
        return words, {}
    models = {penalty: fit_many(known.vectors, codes, classes, one, penalty) for penalty in MEANING}
    return words, {penalty: model.log_chances(unseen.vectors) for penalty, model in models.items()}


def _unseen(data: Data, codes: Ints, classes: int, recipe: Recipe, free: Data, seed: int) -> Floats:
    """Scores of texts that their model has not seen, where texts without labels are used."""
    fold, scores = folds_of(codes, FOLDS, seed), np.empty((len(codes), classes))
    for k in range(FOLDS):
        known, unseen = np.flatnonzero(fold != k), np.flatnonzero(fold == k)
        parts = fitted(data.take(known), codes[known], classes, recipe, free)
        scores[unseen] = parts.scores(data.take(unseen), recipe.share)
    return scores


def _best(marks: Floats, recipes: Sequence[Recipe], texts: int) -> int:
    """Of the recipes that the best one does not clearly beat, the one whose blend is nearest to the usual one.

    "Clearly" is half a standard error of a share of one half.
    """
    near = np.flatnonzero(marks >= marks.max() - 0.25 / np.sqrt(texts)).tolist()
    return int(min(near, key=lambda k: (abs(recipes[k].share - USUAL_SHARE), -marks[k], k)))


def _smooth(marks: Floats) -> Floats:
    """Each mark with its two neighbours in the row: of few texts, a single mark is high by chance."""
    wide = np.pad(marks, ((0, 0), (1, 1)), "edge")
    found: Floats = (wide[:, :-2] + wide[:, 1:-1] + wide[:, 2:]) / 3
    return found


def joined(one: Data, other: Data) -> Data:
    """The texts of both."""
    from scipy.sparse import vstack

    vectors = None
    if one.vectors is not None and other.vectors is not None:
        vectors = np.vstack([one.vectors, other.vectors])
    return Data(vstack([one.words, other.words], format="csr"), np.vstack([one.felt, other.felt]), vectors)


def spread(codes: Ints, most: int, seed: int) -> Ints:
    """All rows, or about `most` of them with the same shares of classes, ascending."""
    if len(codes) <= most:
        return np.arange(len(codes))
    order = np.random.default_rng(seed).permutation(len(codes))
    ranked = order[np.argsort(codes[order], kind="stable")]
    return np.sort(ranked[np.linspace(0, len(codes) - 1, most).astype(np.int64)])


def folds_of(codes: Ints, folds: int, seed: int) -> Ints:
    """A fold for each row, int64[rows]: each has the same shares of classes."""
    order = np.random.default_rng(seed).permutation(len(codes))
    ranked = order[np.argsort(codes[order], kind="stable")]
    found = np.empty(len(codes), np.int64)
    found[ranked] = np.arange(len(codes)) % folds
    return found


def macro_f1(true: Ints, said: Ints, classes: int) -> float:
    """The mean over classes of the harmonic mean of precision and recall; a class nobody is in does not count."""
    there = true >= 0
    hit = np.bincount(true[there & (true == said)], minlength=classes)[:classes]
    real = np.bincount(true[there], minlength=classes)
    claimed = np.bincount(said[said >= 0], minlength=classes)[:classes]
    counted = real > 0
    return float(np.mean(2 * hit[counted] / (real + claimed)[counted])) if counted.any() else float("nan")
