"""The tables of the event log, as DuckDB text.

Schema `store` holds what the code writes: names and identifiers are stored once, rows refer to them by code.
Columns of the log in OPTIONAL come into being with the first load that fills them: an empty column is not free.
Schema `main` holds the documented views that `ws.sql` sees: `events`, `identifiers`, `edges`, `traits`, `rejects`,
`loads`, `suppressed`.
"""

from __future__ import annotations

FORMAT = 2

OPTIONAL = {
    "event_id": "varchar",
    "sequence": "bigint",
    "received_at": "timestamp",
    "touchpoint": "integer",
    "channel": "integer",
    "case_id": "integer",
    "value": "double",
    "currency": "integer",
    "score": "float",
    "score_kind": "integer",
    "text": "varchar",
    "properties": "varchar",
}

TABLES = """
create schema store;
create table store.state(
    format integer, version bigint, resolved_version bigint,
    next_seq bigint, next_name integer, next_identifier integer, rewrite_due boolean, resolved_codes integer,
    resolved_edges bigint, resolved_links bigint, resolved_load integer);
create table store.names(code integer not null, name varchar not null);
create table store.identifiers(
    code integer not null, kind varchar not null, value varchar not null, customer varchar);
create table store.log(
    seq bigint not null,
    identity ubigint not null,
    occurred_at timestamp not null,
    event integer not null,
    identifier integer not null,
    load_id integer not null);
create table store.edges(a integer not null, b integer not null, first_seen timestamp not null, seq bigint not null);
create table store.links(kind varchar not null, a integer not null, b integer not null, made_at timestamp not null);
create table store.clusters(code integer not null, customer integer not null);
create table store.moved(version bigint not null, code integer, was integer);
create table store.refused(a integer not null, b integer not null, reason varchar not null);
create table store.traits(identifier integer not null, name varchar not null, value varchar, load_id integer not null);
create table store.rejects(
    reject_id ubigint not null, load_id integer not null, seq bigint not null, source varchar not null, place bigint,
    reason varchar not null, original varchar not null);
create table store.loads(
    load_id integer not null, source varchar not null, loaded_at timestamp not null, accepted bigint not null,
    duplicates bigint not null, rejected bigint not null, suppressed bigint not null, notes varchar not null,
    options varchar not null);
create table store.suppressed(hash varchar not null);
"""

VIEWS = """
create view main.identifiers as
    select i.kind, i.value, coalesce(r.customer, r.value) as customer_id
    from store.identifiers i
    left join store.clusters c on c.code = i.code
    join store.identifiers r on r.code = coalesce(c.customer, i.code);
create view main.edges as
    select a.kind as kind, a.value as value, b.kind as other_kind, b.value as other_value, x.first_seen,
           f.reason as refused
    from store.edges x
    join store.identifiers a on a.code = x.a
    join store.identifiers b on b.code = x.b
    left join store.refused f on f.a = x.a and f.b = x.b;
create view main.traits as
    select coalesce(r.customer, r.value) as customer_id, t.name, t.value
    from store.traits t
    left join store.clusters g on g.code = t.identifier
    join store.identifiers r on r.code = coalesce(g.customer, t.identifier);
create view main.rejects as select * from store.rejects;
create view main.loads as select * from store.loads;
create view main.suppressed as select * from store.suppressed;
"""


def events_view(present: set[str]) -> str:
    """The documented events: names and values in place of codes, optional columns null where no load filled them."""
    here = {name: f"l.{name}" if name in present else f"null::{kind}" for name, kind in OPTIONAL.items()}
    return f"""
create or replace view main.events as
    select l.seq, {here["event_id"]} as event_id, l.occurred_at, {here["received_at"]} as received_at,
           coalesce({here["sequence"]}, l.seq) as sequence,
           e.name as event, t.name as touchpoint, c.name as channel, i.value as identifier,
           i.kind as identifier_kind, coalesce(r.customer, r.value) as customer_id, k.value as case_id,
           {here["value"]} as value, m.name as currency, {here["score"]} as score, s.name as score_kind,
           {here["text"]} as text, {here["properties"]}::json as properties, o.source, l.load_id
    from store.log l
    join store.names e on e.code = l.event
    join store.identifiers i on i.code = l.identifier
    left join store.clusters g on g.code = l.identifier
    join store.identifiers r on r.code = coalesce(g.customer, l.identifier)
    left join store.loads o on o.load_id = l.load_id
    left join store.names t on t.code = {here["touchpoint"]}
    left join store.names c on c.code = {here["channel"]}
    left join store.identifiers k on k.code = {here["case_id"]}
    left join store.names m on m.code = {here["currency"]}
    left join store.names s on s.code = {here["score_kind"]}"""


BEGINNING = f"insert into store.state values ({FORMAT}, 0, 0, 1, 0, 0, false, 0, 0, 0, 0)"
MIGRATIONS = {
    1: """
       alter table store.state add column resolved_codes integer;
       alter table store.state add column resolved_edges bigint;
       alter table store.state add column resolved_links bigint;
       alter table store.state add column resolved_load integer;
       update store.state set resolved_codes = next_identifier, resolved_edges = -1, resolved_links = -1,
           resolved_load = 0, format = 2;
       create table store.moved(version bigint not null, code integer, was integer)
       """,
}
"""What makes the format after the one named; journeys compiled before are of an older format, and are made anew."""
