"""`sojourn feedback`, `themes` and `train`: what customers say, what about, and how it is learnt."""

from __future__ import annotations

from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

import click

from sojourn.cli.asking import asks
from sojourn.cli.opening import opened
from sojourn.cli.options import command, printing, unit, workspace_argument
from sojourn.cli.output import show
from sojourn.cli.progress import reporting
from sojourn.cli.tables import table
from sojourn.cli.words import mean, percent, share
from sojourn.maps.words import counted

if TYPE_CHECKING:
    from sojourn.analysis import Journeys
    from sojourn.feedback.models.records import Training
    from sojourn.feedback.records import Feedback, Place, Quote, Sentiment
    from sojourn.feedback.themes import Theme, Themes

WIDTH = 100


def feedback_text(result: Feedback) -> str:
    """Places with their scores, what is said there, and by which rule it belongs there."""
    rows = [_row(place) for place in (result.whole, *result.places)]
    head = ["touchpoint", "could answer", "did", "scores", "texts", "negative", "feeling"]
    parts = [table(head, rows)]
    parts += [f"{place.touchpoint}\n{_quotes(place.quotes)}" for place in result.places[:5] if place.quotes]
    if result.kinds:
        parts.append(table(["kind", "of texts", "texts"], [(k.name, share(k.share), k.texts) for k in result.kinds]))
    if result.joined:
        parts.append(table(["belongs to a place by", "answers"], [(one.rule, one.answers) for one in result.joined]))
    if result.whole.sentiment.texts:
        parts.append(f"Sentiment by {result.sentiment_by}.")
    return "\n\n".join(parts)


def _row(place: Place) -> tuple[object, ...]:
    scores = ", ".join(f"{one.kind} {mean(one.mean)}" for one in place.scores)
    said = place.sentiment
    return place.touchpoint, place.could, place.did, scores, said.texts, _negative(said), _feeling(said)


def _negative(said: Sentiment) -> str:
    return share(said.negative) if said.texts else ""


def _feeling(said: Sentiment) -> str:
    return mean(said.feeling) if said.texts else ""


def _quotes(quotes: tuple[Quote, ...]) -> str:
    return "\n".join(f'  "{quote.text}"' for quote in quotes)


@asks(feedback_text)
@click.option("--within", default="30d", show_default=True, help="How long after a step an answer may be about it.")
@click.option("--quotes", type=click.IntRange(0), default=3, show_default=True, help="How many quotes of a place.")
@unit
def feedback(journeys: Journeys, within: str, quotes: int, unit: str | None) -> Feedback:
    """What customers said and how they felt, by touchpoint. Quotes are masked."""
    return journeys.feedback(within, quotes, unit=unit)


def themes_text(result: Themes) -> str:
    """Each theme as a few lines."""
    if not result.rows:
        return "No themes found."
    told = "\n\n".join(_theme(theme) for theme in result.rows)
    return f"{told}\n\n{counted(result.texts, 'comment')}, {result.rest:,} of them of no theme."


def _theme(theme: Theme) -> str:
    origin = {"proposed": ", proposed", "learnt": ", learnt"}.get(theme.origin, "")
    lines = [f"{theme.name} ({theme.id}{origin}): {share(theme.share)} of comments, {theme.texts:,}"]
    if theme.texts:
        places = ", ".join(spot.touchpoint for spot in theme.touchpoints[:3])
        lines.append(f"Feeling {_feeling(theme.sentiment)}, {_negative(theme.sentiment)} negative; most at: {places}")
    lines += [fill(impact.sentence, WIDTH) for impact in theme.impacts]
    lines += [f'"{quote.text}"' for quote in theme.quotes[:2]]
    return "\n  ".join("\n".join(lines).splitlines())


@asks(themes_text, without=("gap", "case", "journey", "start"))
@click.option("--top", type=click.IntRange(1), help="How many themes to show.")
@click.option("--keep", is_flag=True, help="Write proposed themes into themes.yaml, to rename and merge them there.")
@click.option("--quick", is_flag=True, help="Leave out what goes with a theme.")
def themes(journeys: Journeys, top: int | None, keep: bool, quick: bool) -> Themes:
    """What comments are about, whether it grows, and what goes with it."""
    return journeys.themes(top=top, keep=keep, impact=not quick)


def training_text(result: Training) -> str:
    """How well the model does on labels it has not seen."""
    sure = "" if result.answered == 1 else f" of the {percent(result.answered)} it is sure of"
    f1 = result.macro_f1
    beside = [f"the word lists {result.by_words:.2f}"] if result.by_words is not None else []
    beside += [f"guessing up to {result.by_guessing:.2f}"] if result.by_guessing is not None else []
    lines = [
        f"{'Learnt' if result.kept else 'Tried to learn'} {result.task} from {result.labels:,} {result.source}"
        + (f" and {result.unlabelled:,} texts without one" if result.unlabelled else "")
        + (", with sentence embeddings." if result.embeddings else "."),
        f"On {counted(f1.n, 'text')} held out{sure}: macro-F1 {f1.value:.2f} (likely {f1.low:.2f}-{f1.high:.2f})"
        + "".join(f"; {one}" for one in beside)
        + ".",
        f"Its chances are off by {100 * result.calibration:.0f} points on average.",
    ]
    rows = [(c.name, c.texts, percent(c.found), percent(c.right), c.taken_for) for c in result.classes]
    notes = [f"Note: {note}" for note in result.notes]
    return "\n\n".join(["\n".join(lines), table(["class", "texts", "recognised", "right", "taken for"], rows), *notes])


@command()
@workspace_argument
@click.option("--task", default="sentiment", show_default=True, help="sentiment, emotion, intent or theme.")
@click.option(
    "--labels",
    type=click.Path(path_type=Path),
    help="A CSV file with the columns text and label; otherwise scores teach.",
)
@click.option("--text", is_flag=True, help="With sentence embeddings, which need the extra: text.")
@click.option(
    "--keep-anyway",
    is_flag=True,
    help="Keep the model also where it is worse than the word lists or no better than guessing.",
)
@printing
def train(workspace: Path, task: str, labels: Path | None, text: bool, keep_anyway: bool, as_json: bool) -> None:
    """Teach Sojourn to read comments, by labels of your own or by the scores that came with them."""
    with opened(workspace) as shop, reporting() as progress:
        found = shop.train(task, labels, text=text, keep="always" if keep_anyway else "better", progress=progress)
    show(found, training_text, as_json)
