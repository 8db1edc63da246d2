"""`python -m benchmarks.text [--only TASK] [--words]`: writes docs/text.json and docs/text.md.

`--words` leaves sentence embeddings out (marks are of the blend). A run of one task takes the place of the one before.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from benchmarks.text import data
from benchmarks.text.page import JSON, PAGE, Figure, page
from sojourn.feedback.models.classifier import Embed
from sojourn.feedback.models.fitting import MOST_UNLABELLED, fit, macro_f1
from sojourn.feedback.models.training import marked

SEEDS = (101, 102, 103)
"""Draws of few labels: their mean is reported. Development used others, and no held-out text."""


def airline_few(embed: Embed | None) -> Figure:
    given = data.airline_sentiment()
    found = [_run(given, data.few(given, 500, seed), seed, embed) for seed in SEEDS]
    return _mean("airline sentiment, 3 classes, 500 labels", 0.75, found)


def airline_all(embed: Embed | None) -> Figure:
    return _mean("airline sentiment, 3 classes, all labels", 0.79, [_all(data.airline_sentiment(), embed)])


def reason(embed: Embed | None) -> Figure:
    found = _all(data.airline_reason(), embed, abstains=True)
    return _mean("airline reason, 10 classes, all labels, with abstention", 0.60, [found])


def banking_few(embed: Embed | None) -> Figure:
    given = data.banking77()
    found = [_run(given, data.few_of_each(given, 10, seed), seed, embed) for seed in SEEDS]
    return _mean("banking77, 77 intents, 10 labels of each", 0.86, found)


def banking_all(embed: Embed | None) -> Figure:
    return _mean("banking77, 77 intents, all labels", 0.93, [_all(data.banking77(), embed)])


def emotion(embed: Embed | None) -> Figure:
    return _mean("TweetEval emotion, 4 classes, all labels", 0.72, [_all(data.emotion(), embed)])


TASKS = {
    "emotion": emotion, "banking-few": banking_few, "airline-few": airline_few, "reason": reason,
    "airline-all": airline_all, "banking-all": banking_all,
}  # fmt: skip


class One(msgspec.Struct):
    """One run: its mark with the range by resampling held-out texts, and the share that was answered."""

    value: float
    low: float
    high: float
    answered: float
    every: float
    seconds: float


def _all(given: data.Texts, embed: Embed | None, abstains: bool = False) -> One:
    return _run(given, given.train, 0, embed, abstains)


def _run(given: data.Texts, own: NDArray[np.int64], seed: int, embed: Embed | None, abstains: bool = False) -> One:
    """Learn from the labels of some training texts, `own`, and say what the held-out ones are."""
    names, codes = np.unique(given.labels, return_inverse=True)
    rest = np.random.default_rng(seed).permutation(np.setdiff1d(given.train, own))[:MOST_UNLABELLED]
    texts = lambda some: [given.texts[k] for k in some.tolist()]  # noqa: E731
    begin = time.perf_counter()
    model = fit("task", texts(own), codes[own], tuple(names.tolist()), texts(rest), embed)
    seconds = time.perf_counter() - begin
    if not abstains:
        model = msgspec.structs.replace(model, sure=0.0)
    said = model.predict(texts(given.test), embed)
    true = codes[given.test]
    best = msgspec.structs.replace(model, sure=0.0).predict(texts(given.test), embed).code if abstains else said.code
    mark = marked(true, said, len(names))
    answered = float(np.mean(said.code >= 0))
    return One(mark.value, mark.low, mark.high, answered, macro_f1(true, best, len(names)), seconds)


def _mean(task: str, goal: float, found: Sequence[One]) -> Figure:
    value, low, high, answered, every, seconds = (
        float(np.mean([getattr(one, name) for one in found])) for name in One.__struct_fields__
    )
    return Figure(
        task,
        goal,
        round(value, 4),
        round(low, 4),
        round(high, 4),
        round(answered, 3),
        round(every, 4),
        len(found),
        round(seconds),
    )


def _remembering(embed: Embed, cache: Path | None) -> Embed:
    """Embed each text once in a run, and keep it in `cache` for the next one."""
    known: dict[str, NDArray[np.float32]] = {}
    if cache is not None and cache.exists():
        with np.load(cache, allow_pickle=False) as stored:
            known = dict(zip(stored["texts"].tolist(), stored["vectors"], strict=True))

    def remembered(texts: Sequence[str]) -> NDArray[np.float32]:
        fresh = list(dict.fromkeys(text for text in texts if text not in known))
        known.update(zip(fresh, embed(fresh), strict=True))
        if cache is not None and fresh:
            np.savez(cache, texts=np.array(list(known)), vectors=np.array(list(known.values())))
        return np.array([known[text] for text in texts])

    return remembered


def main(asked: argparse.Namespace) -> int:
    """Run what is asked for. Returns 1 where a mark is missed."""
    if not data.SHARED.is_dir():
        print(
            "../shared/data (public test data) is not beside this checkout; nothing can be measured.", file=sys.stderr
        )
        return 2
    embed = None
    if not asked.words:
        from sojourn.feedback.models.embedding import embedder

        embed = _remembering(embedder(), asked.cache)
    path = asked.out / JSON.name
    found = (
        {one.task: one for one in msgspec.json.decode(path.read_bytes(), type=list[Figure])} if path.exists() else {}
    )
    for name in asked.only or TASKS:
        figure = TASKS[name](embed)
        found[figure.task] = figure
        print(figure, flush=True)
        path.write_bytes(msgspec.json.format(msgspec.json.encode(list(found.values())), indent=2) + b"\n")
        (asked.out / PAGE.name).write_text(page(list(found.values())), "utf-8")
    return int(any(not figure.met for figure in found.values()))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.text", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=TASKS, default=None)
    parser.add_argument("--words", action="store_true", help="without sentence embeddings")
    parser.add_argument("--cache", type=Path, default=None, help="a file to keep embeddings in between runs")
    parser.add_argument("--out", type=Path, default=JSON.parent)
    raise SystemExit(main(parser.parse_args()))
