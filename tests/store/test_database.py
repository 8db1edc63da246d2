from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import duckdb
import pytest

from sojourn.store.database import transaction, translated


@pytest.fixture
def ctrl_c() -> Iterator[Timer]:
    """Presses Ctrl-C soon after its start, even where the tests run in the background and would not notice."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    timer = Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
    yield timer
    timer.cancel()
    signal.signal(signal.SIGINT, before)


def test_ctrl_c_stops_the_work_and_rolls_back(tmp_path: Path, ctrl_c: Timer) -> None:
    connection = duckdb.connect()
    connection.execute("create table kept(n integer)")

    def work() -> None:
        with translated(tmp_path), transaction(connection):
            connection.execute("insert into kept values (1)")
            ctrl_c.start()
            for _ in range(10_000):
                connection.execute("select sum(range) from range(1_000_000)")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert connection.execute("select count(*) from kept").fetchall() == [(0,)]
