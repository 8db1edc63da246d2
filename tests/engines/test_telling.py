"""Errors come back from workers as what they were; a text that only looks like one is text."""

from __future__ import annotations

import pickle
from base64 import b64encode
from pathlib import Path

import msgspec
import pytest

from sojourn.engines.spark.jobs import Jobs
from sojourn.engines.spark.storage import Storage
from sojourn.engines.spark.telling import found_in, marked, packed, unpacked
from sojourn.errors import ClusterError, MissingExtra, SojournError, UnknownName, UsageError

TOKEN = "0123456789abcdef" * 2


class Session:
    """As much of a session over Connect as Jobs need; keeps what it is asked about tags."""

    range = createDataFrame = None  # noqa: N815 - as Spark calls them

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def addTag(self, tag: str) -> None:  # noqa: N802
        self.asked.append(("add", tag))

    def removeTag(self, tag: str) -> None:  # noqa: N802
        self.asked.append(("remove", tag))

    def interruptTag(self, tag: str) -> None:  # noqa: N802
        self.asked.append(("interrupt", tag))


class Fails:
    """A frame whose job ends with an error."""

    def __init__(self, error: BaseException) -> None:
        self._error = error

    def toArrow(self) -> None:  # noqa: N802 - as Spark calls it
        raise self._error


@pytest.mark.parametrize("error", [UnknownName("no ä", "x"), MissingExtra("a", "b"), SojournError()])
def test_an_error_comes_back(error: SojournError) -> None:
    found = found_in(f"org.apache.spark: {marked(error, TOKEN)} at line 7", [TOKEN])
    assert (type(found), found and found.args) == (type(error), error.args)


def test_an_error_of_elsewhere_comes_back_as_what_it_is_made_of() -> None:
    class OfATest(UsageError):
        pass

    assert type(unpacked(packed(OfATest("x")))) is UsageError


def test_a_text_that_looks_like_an_error_is_text(tmp_path: Path) -> None:
    jobs = Jobs(Session(), Storage(str(tmp_path)))
    bomb = b64encode(pickle.dumps(UsageError("bomb"))).decode()
    for text in (f"sojourn-error:{bomb}", f"sojourn-error:{TOKEN}:{bomb}", marked(UsageError("forged"), TOKEN)):
        with pytest.raises(ClusterError, match="The cluster gave up"):
            jobs.collect(Fails(RuntimeError(text)))


def test_no_other_class_is_looked_up() -> None:
    for name in ("did_you_mean", "Iterable", "nothing"):
        with pytest.raises(msgspec.ValidationError):
            unpacked(msgspec.json.encode((name, ["x"])))


def test_an_error_that_says_nothing(tmp_path: Path) -> None:
    with pytest.raises(ClusterError, match="The cluster gave up: RuntimeError"):
        Jobs(Session(), Storage(str(tmp_path))).collect(Fails(RuntimeError("")))


def test_who_interrupts_a_job_ends_it_on_the_cluster_as_well(tmp_path: Path) -> None:
    session = Session()
    with pytest.raises(KeyboardInterrupt):
        Jobs(session, Storage(str(tmp_path))).collect(Fails(KeyboardInterrupt()))
    assert [what for what, _ in session.asked] == ["add", "interrupt", "remove"]
    assert len({tag for _, tag in session.asked}) == 1
