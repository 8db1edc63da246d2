from __future__ import annotations

import os
import signal
from pathlib import Path
from threading import Timer

import duckdb
import pytest

from sojourn.store.database import transaction, translated

FOREVER = "select sum(a.range + b.range) from range(10_000_000) a, range(10_000_000) b"


def test_ctrl_c_during_a_query_stops_it_and_rolls_back(tmp_path: Path) -> None:
    connection = duckdb.connect()
    connection.execute("create table kept(n integer)")

    def work() -> None:
        with translated(tmp_path), transaction(connection):
            connection.execute("insert into kept values (1)")
            Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
            connection.execute(FOREVER)

    with pytest.raises(KeyboardInterrupt):
        work()
    assert connection.execute("select count(*) from kept").fetchall() == [(0,)]
