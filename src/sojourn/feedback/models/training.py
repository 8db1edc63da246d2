"""Training that can be trusted: some labels are held out, and what is said of a model rests on them alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from sojourn.errors import UsageError
from sojourn.estimates import Estimate, wilson
from sojourn.feedback.models.calibration import calibration_error
from sojourn.feedback.models.classifier import Classifier, Embed, Predicted
from sojourn.feedback.models.fitting import FEW_LABELS, MOST_UNLABELLED, fit, folds_of, macro_f1
from sojourn.feedback.models.linear import Ints
from sojourn.feedback.models.records import ClassMark, Training

FEWEST = 6
"""Texts of a class; a class with fewer is left out, and named."""
HELD_OUT = 5
"""One in so many labelled texts is held out."""
RESAMPLES = 400
GUESSES, MOST_GUESSES = 1_000, 0.99
"""Labels are dealt out so often; a model must be above this share of what they reach."""
FEW_HELD_OUT = 100


def train(
    task: str,
    texts: Sequence[str],
    labels: Sequence[str],
    unlabelled: Sequence[str] = (),
    embed: Embed | None = None,
    source: str = "labels",
    seed: int = 0,
    without: Callable[[Sequence[str]], Sequence[str]] | None = None,
) -> tuple[Classifier, Training]:
    """A model and its marks. Raises UsageError for labels that nothing can be learnt from.

    The marks are of a model trained on four fifths of the labels, or, where a fifth is few texts, of five such models,
    each on the fifth it had not seen; the model that is returned learns from all labels.
    `without` gives the labels that texts get where there is no model: it is marked on the same texts.
    """
    texts, labels, notes = _usable(texts, labels)
    classes, codes = np.unique(np.asarray(labels, object).astype(str), return_inverse=True)
    names = tuple(classes.tolist())
    fold = folds_of(codes, HELD_OUT, seed)
    embed = None if embed is None else _kept(embed)
    trials = []
    for held in range(HELD_OUT if len(texts) < HELD_OUT * FEW_HELD_OUT else 1):
        known, unseen = np.flatnonzero(fold != held), np.flatnonzero(fold == held)
        trial = fit(task, [texts[k] for k in known], codes[known], names, unlabelled, embed, seed)
        trials.append((unseen, trial.predict([texts[k] for k in unseen], embed)))
    unseen, said = _joined(trials)
    true = codes[unseen]
    words = None if without is None else _by_words(true, said, names, without([texts[k] for k in unseen]))
    classifier = fit(task, texts, codes, names, unlabelled, embed, seed)
    extra = min(len(unlabelled), MOST_UNLABELLED) if len(texts) < FEW_LABELS else 0
    if len(unseen) < FEW_HELD_OUT:
        notes += (f"Only {len(unseen)} labelled texts were held out: how good the model is, is known roughly.",)
    marks = Training(
        task=task, classes=_classes(true, said, names), labels=len(texts), unlabelled=extra,
        held_out=len(unseen), macro_f1=marked(true, said, len(names), seed),
        answered=float(np.mean(said.code >= 0)), calibration=_calibration(true, said),
        embeddings=embed is not None, source=source, notes=notes,
        by_words=words, by_guessing=_by_guessing(true, said, len(names), seed),
    )  # fmt: skip
    return classifier, marks


def _kept(embed: Embed) -> Embed:
    """The same, but each text is embedded once."""
    known: dict[str, NDArray[np.float32]] = {}

    def each(texts: Sequence[str]) -> NDArray[np.float32]:
        fresh = [text for text in dict.fromkeys(texts) if text not in known]
        known.update(zip(fresh, embed(fresh), strict=True) if fresh else ())
        return np.array([known[text] for text in texts])

    return each


def _joined(trials: Sequence[tuple[Ints, Predicted]]) -> tuple[Ints, Predicted]:
    """The texts that were held out, and what was said of them by models that had not seen them."""
    said = [one for _, one in trials]
    both = Predicted(np.concatenate([one.code for one in said]), np.concatenate([one.chances for one in said]))
    return np.concatenate([rows for rows, _ in trials]), both


def _usable(texts: Sequence[str], labels: Sequence[str]) -> tuple[list[str], list[str], tuple[str, ...]]:
    """Without classes of which there are too few texts."""
    names, counts = np.unique(np.asarray(list(labels), object).astype(str), return_counts=True)
    rare = [str(name) for name, count in zip(names, counts, strict=True) if count < FEWEST]
    if len(names) - len(rare) < 2:
        many = "No label has" if len(names) == len(rare) else "Only one label has"
        raise UsageError(f"{many} {FEWEST} texts or more. A model needs two such labels; add texts.")
    kept = [(text, label) for text, label in zip(texts, labels, strict=True) if label not in rare]
    notes = (f"Left out, with fewer than {FEWEST} texts: {', '.join(rare)}.",) if rare else ()
    return [text for text, _ in kept], [label for _, label in kept], notes


def marked(true: Ints, said: Predicted, classes: int, seed: int = 0) -> Estimate:
    """Macro-F1 of the texts that got a class, with its range over resamples of texts."""
    answered = np.flatnonzero(said.code >= 0)
    own, guessed = true[answered], said.code[answered]
    rng = np.random.default_rng(seed)
    drawn = []
    for _ in range(RESAMPLES if len(own) else 0):
        rows = rng.integers(0, len(own), len(own))
        drawn.append(macro_f1(own[rows], guessed[rows], classes))
    low, high = np.quantile(drawn, [0.025, 0.975]).tolist() if drawn else (float("nan"), float("nan"))
    value = macro_f1(own, guessed, classes)
    if low == high:  # all right, or all wrong: resamples are alike
        plain = wilson(int(np.sum(own == guessed)), len(own))
        return Estimate(value, min(value, plain.low), max(value, plain.high), len(own), "wilson")
    return Estimate(value, low, high, len(own), "bootstrap over texts")


def _by_words(true: Ints, said: Predicted, names: tuple[str, ...], words: Sequence[str]) -> float | None:
    """Macro-F1 of labels given without a model, of the texts for which the model has an answer."""
    place = {name: code for code, name in enumerate(names)}
    codes = np.array([place.get(word, -1) for word in words], np.int64)
    answered = said.code >= 0
    return macro_f1(true[answered], codes[answered], len(names)) if answered.any() else None


def _by_guessing(true: Ints, said: Predicted, classes: int, seed: int) -> float | None:
    """What guesses seldom exceed: the most frequent label always, or the model's own answers dealt out blindly."""
    own, given = true[said.code >= 0], said.code[said.code >= 0]
    if not len(own):
        return None
    rng = np.random.default_rng(seed)
    dealt = [macro_f1(own, rng.permutation(given), classes) for _ in range(GUESSES)]
    frequent = np.full(len(own), np.bincount(own).argmax())
    return max(float(np.quantile(dealt, MOST_GUESSES)), macro_f1(own, frequent, classes))


def _calibration(true: Ints, said: Predicted) -> float:
    best = said.chances.argmax(axis=1)
    return calibration_error(said.chances[np.arange(len(best)), best], best == true)


def _classes(true: Ints, said: Predicted, names: tuple[str, ...]) -> tuple[ClassMark, ...]:
    table = np.zeros((len(names), len(names)), np.int64)
    answered = said.code >= 0
    np.add.at(table, (true[answered], said.code[answered]), 1)
    return tuple(_class(k, names, table, int(np.sum(true == k))) for k in range(len(names)))


def _class(k: int, names: tuple[str, ...], table: Ints, texts: int) -> ClassMark:
    wrong = table[k].copy()
    wrong[k] = 0
    found, right = table[k, k] / max(table[k].sum(), 1), table[k, k] / max(table[:, k].sum(), 1)
    return ClassMark(names[k], texts, float(found), float(right), names[int(wrong.argmax())] if wrong.any() else None)
