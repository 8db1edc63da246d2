"""`ws.sql` reads the workspace and nothing else, changes nothing, and ends."""

from __future__ import annotations

import pyarrow as pa
import pytest

import sojourn
from sojourn.errors import SqlRefused
from tests.shops import shop

READS_FILES = [
    "select * from glob('{folder}/*')",
    "select * from '{folder}/secret.csv'",
    "select * from read_csv('{folder}/secret.csv')",
    "select * from read_csv_auto('{folder}/secret.csv')",
    "select * from sniff_csv('{folder}/secret.csv')",
    "select * from read_json('{folder}/secret.csv')",
    "select * from read_text('{folder}/secret.csv')",
    "select * from read_blob('{folder}/secret.csv')",
    "select * from read_parquet('{folder}/secret.parquet')",
    "select * from parquet_metadata('{folder}/secret.parquet')",
    "select * from query('select * from read_text(''{folder}/secret.csv'')')",
    "select * from json_execute_serialized_sql(json_serialize_sql('select * from read_text(''{folder}/secret.csv'')'))",
    "select * from 'http://localhost:1/secret.csv'",
    "select (select content from read_text('{folder}/secret.csv'))",
    "with x as (select * from read_text('{folder}/secret.csv')) select * from x",
    "select getenv('HOME')",
    "select * from duckdb_secrets()",
]
WRITES = [
    "copy events to '{folder}/out.csv'",
    "copy (select 1) to '{folder}/out.csv'",
    "with x as (copy events to '{folder}/out.csv') select 1",
    "export database '{folder}/out'",
    "attach '{folder}/out.db' as other",
    "insert into store.names values (1, 'x')",
    "with x as (insert into store.names values (1, 'x') returning *) select * from x",
    "with x as (delete from store.log returning *) select * from x",
    "with x as (update store.log set seq = 0 returning *) select * from x",
    "merge into store.names using store.names on false when not matched then insert values (1, 'x')",
    "truncate store.log",
    "drop view events",
    "create table x as select 1",
    "create temp table x as select 1",
    "create macro events() as table select 1",
    "comment on table store.log is 'x'",
    "select * into x from events",
    "select * from enable_logging('QueryLog', storage = 'file', storage_config = {{'path': '{folder}/out'}})",
    "select * from enable_profiling(save_location = '{folder}/out')",
    "select * from force_checkpoint()",
]
CHANGES_SETTINGS = [
    "set memory_limit = '100GB'",
    "reset memory_limit",
    "set enable_external_access = true",
    "set variable x = 1",
    "pragma memory_limit = '100GB'",
    "pragma enable_profiling",
    "install httpfs",
    "load httpfs",
    "load '{folder}/evil.duckdb_extension'",
    "update extensions",
    "call pragma_version()",
    "use memory",
    "detach events",
    "begin",
    "commit",
    "checkpoint",
    "vacuum",
    "prepare x as select 1",
    "explain analyze select * from events",
]
TRICKS = [
    "select 1; select 2",
    "select 1; drop view events",
    "select 1) ; drop view events; select * from (select 1",
    "select 1) union all (select 2",
    "/* ; */ drop view events",
    "select * from arrow_scan(94000, 1, 2)",
    "select * from python_scan",
    "select * from mine",
    "select * from query",
    "select * from frame",
    "",
    ";",
    "-- nothing",
    "\0",
]
mine = pa.table({"secret": [1]})


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> sojourn.Workspace:
    folder = tmp_path_factory.mktemp("sql")
    (folder / "secret.csv").write_text("a,b\nsecret,1\n")
    (folder / "shop").mkdir()
    (folder / "shop" / "workspace.yaml").write_text("memory_limit: 200MB\n")
    return shop(folder, [("anna", "Order Completed", "2026-01-02", {"value": 30})])


@pytest.mark.parametrize("query", READS_FILES + WRITES + CHANGES_SETTINGS + TRICKS)
def test_a_hostile_query_is_refused_and_changes_nothing(query: str, ws: sojourn.Workspace) -> None:
    folder = ws.path.parent
    frame = pa.table({"secret": [1]})
    files = sorted(folder.rglob("*"))
    with pytest.raises(SqlRefused, match="Ask with one SELECT"):
        ws.sql(query.format(folder=folder))
    assert len(frame) == len(mine)
    assert sorted(folder.rglob("*")) == files
    assert ws.sql("select event, value from events").to_pylist() == [{"event": "Order Completed", "value": 30.0}]
    assert ws.sql("select current_setting('enable_external_access') as open")["open"].to_pylist() == [False]


@pytest.mark.parametrize(
    "query",
    [
        "select event from events",
        "from events select event",
        "with e as (select event from events) select event from e -- and nothing else;",
        "select event from events where event not like '%;%';",
    ],
)
def test_a_plain_question_is_answered(query: str, ws: sojourn.Workspace) -> None:
    assert ws.sql(query).to_pylist() == [{"event": "Order Completed"}]


@pytest.mark.parametrize(
    "query",
    [
        "select count(*) from range(1000000000000)",
        "with recursive t(a) as (select 1 union all select a + 1 from t) select count(*) from t",
        "select max(md5(a.range::varchar || b.range)) from range(1000000) a, range(1000000) b",
    ],
)
def test_an_endless_query_is_stopped(query: str, ws: sojourn.Workspace) -> None:
    with pytest.raises(SqlRefused, match=r"stopped after 0.2 s. Ask for less"):
        ws.sql(query, seconds=0.2)


@pytest.mark.parametrize("query", ["select list(r) from range(100000000) t(r)", "select * from range(2000000)"])
def test_an_answer_that_is_too_large_is_refused(query: str, ws: sojourn.Workspace) -> None:
    with pytest.raises(SqlRefused):
        ws.sql(query)
