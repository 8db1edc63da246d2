"""What a job takes along is in its command, or in a file of the storage that holds no secrets and goes with the job."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from sojourn.engines.spark.jobs import Jobs
from sojourn.engines.spark.sending import MOST_BYTES, send
from sojourn.engines.spark.storage import Storage
from sojourn.identities.suppression import Suppressed

KEY, SECRET = b"this is the key of the workspace", "this-is-a-secret-of-the-tests"


def stored(folder: Path) -> Storage:
    return Storage(str(folder), {"secret_key": SECRET})


def seen(storage: Storage, suppressed: Suppressed, word: str) -> Iterator[pa.RecordBatch]:
    """On a worker: what came with the job."""
    files = [Path(storage.url, name).read_bytes() for name in storage.names("jobs")]
    clean = all(KEY not in file and SECRET.encode() not in file for file in files)
    told = f"{word[:1]} {len(files)} {clean} {suppressed.key == KEY} {storage.hidden(SECRET)}"
    yield pa.RecordBatch.from_pydict({"told": [told]})


def test_what_is_small_needs_no_file(tmp_path: Path) -> None:
    sent = send(stored(tmp_path), KEY, "small")
    assert (sent.name, sent.taken()) == ("", "small")
    assert not list(tmp_path.iterdir())


def test_a_file_holds_no_secrets(tmp_path: Path) -> None:
    storage = stored(tmp_path)
    found = {"a": storage, "b": [storage, Suppressed(KEY), bytes(bytearray(KEY))], "c": "x" * MOST_BYTES}
    sent = send(storage, KEY, found)
    content = (tmp_path / sent.name).read_bytes()
    assert len(content) > MOST_BYTES > 10 * len(sent.packed)
    assert KEY not in content
    assert SECRET.encode() not in content
    again = sent.taken()
    assert (again["b"][1], again["b"][2], again["c"]) == (Suppressed(KEY), KEY, found["c"])
    assert again["a"].hidden(SECRET) == "***"


def test_a_job_takes_much_along(session: Any, tmp_path: Path) -> None:
    jobs, storage = Jobs(session, stored(tmp_path), KEY), stored(tmp_path)
    words = [letter * 2 * MOST_BYTES for letter in "ab"]
    task = partial(seen, storage, Suppressed(KEY))
    told = jobs.collect(jobs.each(words, task, "told string"))["told"].to_pylist()
    assert sorted(told) == ["a 1 True True ***", "b 1 True True ***"]
    jobs.watched(jobs.each(words, task, "told string"), "log", lambda files: None)
    assert storage.names("jobs") == []
