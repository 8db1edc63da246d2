"""Training that can be trusted: some labels are held out, and what is said of a model rests on them alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

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
FEW_HELD_OUT = 100


def train(
    task: str,
    texts: Sequence[str],
    labels: Sequence[str],
    unlabelled: Sequence[str] = (),
    embed: Embed | None = None,
    source: str = "labels",
    seed: int = 0,
) -> tuple[Classifier, Training]:
    """A model and its marks. Raises UsageError for labels that nothing can be learnt from.

    The marks are of a model trained on four fifths of the labels; the model that is returned learns from all of them.
    """
    texts, labels, notes = _usable(texts, labels)
    classes, codes = np.unique(np.asarray(labels, object).astype(str), return_inverse=True)
    names = tuple(classes.tolist())
    fold = folds_of(codes, HELD_OUT, seed)
    known, unseen = np.flatnonzero(fold > 0), np.flatnonzero(fold == 0)
    trial = fit(task, [texts[k] for k in known], codes[known], names, unlabelled, embed, seed)
    said = trial.predict([texts[k] for k in unseen], embed)
    classifier = fit(task, texts, codes, names, unlabelled, embed, seed)
    extra = min(len(unlabelled), MOST_UNLABELLED) if len(texts) < FEW_LABELS else 0
    if len(unseen) < FEW_HELD_OUT:
        notes += (f"Only {len(unseen)} labelled texts were held out: how good the model is, is known roughly.",)
    marks = Training(
        task=task, classes=_classes(codes[unseen], said, names), labels=len(texts), unlabelled=extra,
        held_out=len(unseen), macro_f1=marked(codes[unseen], said, len(names), seed),
        answered=float(np.mean(said.code >= 0)), calibration=_calibration(codes[unseen], said),
        embeddings=embed is not None, source=source, notes=notes,
    )  # fmt: skip
    return classifier, marks


def _usable(texts: Sequence[str], labels: Sequence[str]) -> tuple[list[str], list[str], tuple[str, ...]]:
    """Without classes of which there are too few texts."""
    names, counts = np.unique(np.asarray(list(labels), object).astype(str), return_counts=True)
    rare = [str(name) for name, count in zip(names, counts, strict=True) if count < FEWEST]
    if len(names) - len(rare) < 2:
        raise UsageError(
            f"Only {len(names) - len(rare)} label has {FEWEST} texts or more. A model needs two such labels; add texts."
        )
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
