"""Learn from a workspace: from labels that people wrote, or from the scores that came with comments."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple, get_args

import numpy as np
from msgspec import structs

from sojourn.engines.protocol import Progress, silent
from sojourn.engines.units import Units
from sojourn.errors import SourceNotFound, UnreadableSource, UsageError, did_you_mean
from sojourn.feedback.collecting import said, scales
from sojourn.feedback.hearing import SENTIMENTS, TASKS, by_words
from sojourn.feedback.language import languages
from sojourn.feedback.models.records import Training
from sojourn.feedback.models.storing import FOLDER, path_of, write
from sojourn.feedback.models.training import train
from sojourn.measures.feelings import feelings

TEXT, LABEL = ("text", "comment", "message"), ("label", "class", "category")
"""How the two columns of a file of labels may be called; a column called like the task is labels too."""
NEUTRAL_UP_TO = 0.5
"""A score whose feeling, from -2 to +2, is no further than this from 0 is neutral."""
Keep = Literal["better", "always"]
"""Which models are kept: those that are no worse than what there is without them, or all."""
LONGEST_CELL = 1_000_000


class Labelled(NamedTuple):
    """Texts with their labels, and where the labels come from, in words."""

    texts: list[str]
    labels: list[str]
    source: str


def learn(
    units: Units,
    folder: Path,
    task: str,
    labels: Path | None,
    embeddings: bool,
    keep: Keep = "better",
    progress: Progress = silent,
) -> Training:
    """Train a model of `task`; store it in the workspace's folder if it is to be kept. Raises as `Workspace.train`."""
    if task not in TASKS:
        raise UsageError(f'No task is called "{task}".{did_you_mean(task, TASKS)} Tasks are: {", ".join(TASKS)}.')
    if keep not in get_args(Keep):
        raise UsageError(f'keep="{keep}" is not known. It is one of: {", ".join(get_args(Keep))}.')
    given = read_labels(labels, task) if labels is not None else labels_of_scores(units, task)
    embed = None
    if embeddings:
        from sojourn.feedback.models.embedding import embedder

        embed = embedder()
    free = texts_without(units, given.texts)
    without = _by_words if task == "sentiment" else None
    classifier, marks = train(task, given.texts, given.labels, free, embed, given.source, without=without)
    marks = judged(marks, keep, path_of(folder, task).exists())
    if marks.kept:
        write(folder, classifier, marks)
    return marks


def _by_words(texts: Sequence[str]) -> list[str]:
    """The sentiment of texts as it is told without a model."""
    return [SENTIMENTS[code] for code in by_words(texts, languages(texts)).code.tolist()]


def judged(marks: Training, keep: Keep, earlier: bool) -> Training:
    """The marks, with whether the model is kept; a note says why it is not, or that it should not be."""
    if marks.better:
        return marks
    beside = "kept all the same, as asked" if keep == "always" else f"not kept, {_instead(marks.task, earlier)}"
    note = f"The model is {beside}: {_why(marks)}. More labels, or clearer ones, make a better one."
    return structs.replace(marks, kept=keep == "always", notes=(note, *marks.notes))


def _instead(task: str, earlier: bool) -> str:
    """What reads comments where a model is not kept."""
    if earlier:
        return f"and the one learnt earlier stays in use (delete {FOLDER}/{task}.npz to go without)"
    return f"and {'the word lists stay' if task != 'theme' else 'the words of each theme stay'} in use"


def _why(marks: Training) -> str:
    """Both figures: what the model reaches on texts held out, and what is reached without it."""
    own = marks.macro_f1.value
    if marks.by_guessing is None:
        return "it was sure of no text held out"
    if marks.by_words is not None and own < marks.by_words:
        return f"on texts held out it reaches macro-F1 {own:.2f}, the word lists {marks.by_words:.2f}"
    return f"on texts held out it reaches macro-F1 {own:.2f}, and mere guessing up to {marks.by_guessing:.2f}"


def read_labels(path: Path, task: str) -> Labelled:
    """The texts and labels of a CSV file. Raises SourceNotFound, UnreadableSource, UsageError naming row and column."""
    if not path.is_file():
        raise SourceNotFound(f"{path} is not there. Name a CSV file with the columns text and label.")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            csv.field_size_limit(LONGEST_CELL)
            return _labelled(path, csv.DictReader(file), task)
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableSource(f"{path} is not a CSV file in UTF-8: {error}. Save it as such.") from error


def _labelled(path: Path, rows: csv.DictReader[str], task: str) -> Labelled:
    names = [name or "" for name in rows.fieldnames or ()]
    text, label = (_column(path, names, known) for known in (TEXT, (*LABEL, task)))
    found = Labelled([], [], "labels")
    for number, row in enumerate(rows, 2):
        said_, own = (row[text] or "").strip(), (row[label] or "").strip()
        if not said_:
            continue
        if not own:
            raise UsageError(
                f'{path}, row {number}, column "{label}": a text has no label. Write one, or take the row out.'
            )
        if task == "sentiment" and own.lower() not in SENTIMENTS:
            raise UsageError(
                f'{path}, row {number}, column "{label}": "{own}" is no sentiment. '
                f"It is one of: {', '.join(SENTIMENTS)}."
            )
        found.texts.append(said_)
        found.labels.append(own.lower() if task == "sentiment" else own)
    return found


def _column(path: Path, names: Sequence[str], known: Sequence[str]) -> str:
    for name in names:
        if name.strip().lower() in known:
            return name
    there = ", ".join(names) or "no columns"
    raise UsageError(f"{path} has no column called {' or '.join(known)}; it has {there}. Name one so.")


def labels_of_scores(units: Units, task: str) -> Labelled:
    """Sentiment of the comments here that came with a score: below, at or above what is neutral on its scale."""
    if task != "sentiment":
        raise UsageError(
            f"Scores say nothing of {task}. Give labels: sojourn train WORKSPACE --task {task} --labels FILE"
        )
    rows = said(units)
    rows = rows.take((rows.text > 0) & ~np.isnan(rows.score))
    felt = np.full(len(rows.score), np.nan)
    for code, kind in scales(units):
        own = rows.kind == code
        felt[own] = feelings(rows.score[own], kind)
    names = units.field("text").names
    known = np.flatnonzero(~np.isnan(felt))
    place = 1 + (felt[known] > NEUTRAL_UP_TO).astype(np.int64) - (felt[known] < -NEUTRAL_UP_TO)
    texts = [str(names[text]) for text in rows.text[known].tolist()]
    if not texts:
        raise UsageError("No comment here came with a score. Give labels: sojourn train WORKSPACE --labels FILE")
    return Labelled(texts, [SENTIMENTS[k] for k in place.tolist()], "comments with a score")


def texts_without(units: Units, labelled: Sequence[str]) -> list[str]:
    """The other comments of the workspace, each once, in an order that says nothing."""
    known = set(labelled)
    fresh = {str(text) for text in units.field("text").names if text} - known
    return sorted(fresh, key=lambda text: hashlib.sha256(text.encode("utf-8", "replace")).digest())
