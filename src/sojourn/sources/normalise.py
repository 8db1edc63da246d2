"""One SELECT that turns a source's columns into an event batch: cleaned, typed, with a reason where a row is no event.

Cheap tests come first, so that clean columns of the right type cost next to nothing: a length, a comparison with "!"
(the first character after the blank), a last blank. Only rows that fail them meet a regular expression.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sojourn.events.schema import SCORE_ENDS
from sojourn.identities.kinds import ALL_ZEROS, BLOCKED
from sojourn.sources import reasons
from sojourn.sources.channel_hints import hint_sql
from sojourn.sources.numbers import broken, read_numbers
from sojourn.sources.properties import original, properties, slim
from sojourn.sources.recognise import IDENTIFIERS, Roles, score_kind_of
from sojourn.sources.scratch import Scratch, one_of, quoted
from sojourn.sources.table import Table
from sojourn.sources.times import Time, possible, read_times

_NAMES = ("event", "touchpoint", "channel")
FARTHEST = 10**16
"""Microseconds about 1970, well beyond what an event can have."""
LARGEST_SCORE = 3.4e38
"""What a FLOAT holds."""
_NOBODY = sorted(BLOCKED | set(reasons.BLANK))


@dataclass
class Plan:
    """What the SELECT computes for each row: one SQL expression per output column, and one condition per reason.

    `score` is the name of the column that holds scores; empty where there is none.
    """

    outputs: dict[str, str] = field(default_factory=dict)
    faults: dict[str, list[str]] = field(default_factory=lambda: {code: [] for code in reasons.REASONS})
    notes: list[str] = field(default_factory=list)
    score: str = ""


def plan(opened: Scratch, table: Table, roles: Roles, time_format: str | None) -> Plan:
    """Decide how every role of a table is read."""
    made = Plan()
    if table.body is not None:
        made.faults[reasons.BROKEN_ROW].append(f"{table.body} IS NULL")
    _who(made, table, roles)
    _what(made, roles)
    _when(made, opened, table, roles, time_format)
    _how_much(made, opened, table, roles)
    if hint := hint_sql(table):
        made.outputs["channel_hint"] = hint
    if rest := properties(opened, table, roles):
        made.outputs["properties"] = rest
    return made


def select(made: Plan, table: Table) -> str:
    """Rows of an event batch, in the source's order; columns that would be all null are left out."""
    inner = ", ".join(f"{sql} AS {_inner(name)}" for name, sql in made.outputs.items())
    cases = " ".join(
        f"WHEN {' OR '.join(conditions)} THEN '{code}'" for code, conditions in made.faults.items() if conditions
    )
    accepted = f"CASE WHEN {_inner('reason')} IS NULL THEN {_inner('occurred_at')} END"
    narrow = f"CASE WHEN {_inner('reason')} IS NULL THEN {_inner('score')}::FLOAT END"
    finish = {"properties": slim(_inner("properties")), "occurred_at": accepted, "score": narrow}
    outer = ", ".join(f"{finish.get(name, _inner(name))} AS {name}" for name in made.outputs)
    place = f"{quoted(table.place)} AS place, " if table.place else ""
    return f"""
        SELECT {place}{outer}, {_inner("reason")} AS reason,
               CASE WHEN {_inner("reason")} IS NOT NULL THEN {original(table)} END AS original
        FROM (SELECT *, CASE {cases} END AS {_inner("reason")}
              FROM (SELECT *, {inner} FROM {table.relation}))
    """


def _inner(name: str) -> str:
    """The name of an output column inside the SELECT, where it must not meet a column of the source."""
    return f'"sojourn {name}"'


def _who(made: Plan, table: Table, roles: Roles) -> None:
    for role in IDENTIFIERS:
        if role in roles:
            made.outputs[role] = _identifier(_normal_form(role, _as_text(roles, role)))
            made.faults[reasons.TOO_LONG].append(f"strlen({_inner(role)}) > {reasons.LONGEST_IDENTIFIER}")
    if "case_id" in roles:
        made.outputs["case_id"] = _unless_blank(_as_text(roles, "case_id"))
        made.faults[reasons.TOO_LONG].append(f"strlen({_inner('case_id')}) > {reasons.LONGEST_IDENTIFIER}")
    if "event_id" in roles:
        made.outputs["event_id"] = _unless_blank(_as_text(roles, "event_id"))
        made.faults[reasons.TOO_LONG].append(f"strlen({_inner('event_id')}) > {reasons.LONGEST_IDENTIFIER}")
    named = [_inner(role) for role in (*IDENTIFIERS, "case_id") if role in roles]
    made.faults[reasons.MISSING_CUSTOMER].append(" AND ".join(f"{name} IS NULL" for name in named))


def _what(made: Plan, roles: Roles) -> None:
    for role in _NAMES:
        if role in roles:
            made.outputs[role] = _name(_as_text(roles, role))
            made.faults[reasons.TOO_LONG].append(f"strlen({_inner(role)}) > {reasons.LONGEST_NAME}")
    made.faults[reasons.MISSING_EVENT].append(f"{_inner('event')} IS NULL")
    if "text" in roles:
        made.outputs["text"] = f"nullif(trim({_as_text(roles, 'text')}), '')"
        made.faults[reasons.TOO_LONG].append(f"strlen({_inner('text')}) > {reasons.LONGEST_TEXT}")


def _when(made: Plan, opened: Scratch, table: Table, roles: Roles, time_format: str | None) -> None:
    if "sequence" in roles:
        made.outputs["sequence"] = _whole(roles, "sequence")
    if "received_at" in roles:
        made.outputs["received_at"] = _received(opened, table, roles, time_format)
    if "occurred_at" not in roles:
        _order_alone(made, table, roles)
        return
    time = read_times(opened, table, roles["occurred_at"], time_format)
    made.outputs["occurred_at"] = time.sql
    _time_faults(made, time)
    if time.naive:
        made.notes.append(f'times without a zone in "{roles["occurred_at"].name}" are taken as {_zone(opened)}')


def _received(opened: Scratch, table: Table, roles: Roles, time_format: str | None) -> str:
    """An impossible time of receipt is left out: nothing rests on it."""
    sql = read_times(opened, table, roles["received_at"], time_format).sql
    return f"CASE WHEN {possible(sql)} THEN {sql} END"


def _order_alone(made: Plan, table: Table, roles: Roles) -> None:
    """Without times, the order stands on the first microseconds of 1970."""
    made.notes.append("no times: order is kept, durations mean nothing")
    if "sequence" in roles:
        place = _whole(roles, "sequence")
        made.outputs["occurred_at"] = f"make_timestamp(CASE WHEN abs({place}::DOUBLE) < {FARTHEST} THEN {place} END)"
        made.faults[reasons.MISSING_TIME].append(f"{_inner('sequence')} IS NULL")
        made.faults[reasons.IMPOSSIBLE_TIME].append(f"NOT coalesce({possible(_inner('occurred_at'))}, false)")


def _time_faults(made: Plan, time: Time) -> None:
    unread = f"{_inner('occurred_at')} IS NULL"
    made.faults[reasons.MISSING_TIME].append(f"({unread} AND {time.missing})")
    if time.ambiguous != "false":
        made.faults[reasons.AMBIGUOUS_TIME].append(f"({unread} AND {time.ambiguous})")
    made.faults[reasons.IMPOSSIBLE_TIME].append(f"NOT coalesce({possible(_inner('occurred_at'))}, false)")


def _how_much(made: Plan, opened: Scratch, table: Table, roles: Roles) -> None:
    for role in ("value", "score"):
        if role in roles:
            number = read_numbers(opened, table, roles[role])
            made.outputs[role] = f"({number.sql})::DOUBLE"
            made.faults[reasons.BROKEN_NUMBER] += broken(number, _inner(role))
    if "currency" in roles:
        made.outputs["currency"] = f"nullif(upper(trim({_as_text(roles, 'currency')})), '')"
    if "score" in roles:
        made.score = roles["score"].name
        _score_kind(made, roles)
        made.faults[reasons.BROKEN_NUMBER].append(_too_large(made))


def _score_kind(made: Plan, roles: Roles) -> None:
    kind = score_kind_of(roles["score"].name)
    if "score_kind" in roles:
        made.outputs["score_kind"] = f"lower(trim({_as_text(roles, 'score_kind')}))"
        _off_scale(made, tuple(SCORE_ENDS))
    elif kind is not None:
        made.outputs["score_kind"] = f"CASE WHEN {_score_sql(made)} IS NOT NULL THEN '{kind}' END"
        _off_scale(made, (kind,))
    else:
        name = roles["score"].name
        made.notes.append(f'"{name}" does not say what kind of score it is: nps, csat, ces or stars')


def _off_scale(made: Plan, kinds: tuple[str, ...]) -> None:
    """Nobody can have given such an answer: what was meant is for people to say, so the row waits among the rejects."""
    score, kind = _inner("score"), _inner("score_kind")
    for name in kinds:
        lowest, highest = SCORE_ENDS[name]
        outside = f"({kind} = '{name}' AND {score} NOT BETWEEN {lowest} AND {highest})"
        made.faults[reasons.OFF_SCALE[name]].append(outside)


def _too_large(made: Plan) -> str:
    """Scores are kept as FLOAT. Those with a range are refused for that; of the others none may be infinite there."""
    scales = ", ".join(f"'{name}'" for name in SCORE_ENDS)
    ranged = f"coalesce({_inner('score_kind')} IN ({scales}), false)" if "score_kind" in made.outputs else "false"
    return f"(NOT {ranged} AND abs({_inner('score')}) > {LARGEST_SCORE:g})"


def _score_sql(made: Plan) -> str:
    return f"({made.outputs['score']})"


def _zone(opened: Scratch) -> str:
    return str(opened.rows("SELECT current_setting('TimeZone')")[0][0])


def _as_text(roles: Roles, role: str) -> str:
    """The column as text; whole numbers that a DataFrame holds as floats lose their ".0"."""
    column = roles[role]
    if column.is_text:
        return column.sql
    if column.type in ("DOUBLE", "FLOAT"):
        whole = f"TRY_CAST(CASE WHEN {column.sql} = trunc({column.sql}) THEN {column.sql} END AS BIGINT)"
        finite = f"CASE WHEN isfinite({column.sql}) THEN {column.sql} END"
        return f"coalesce({whole}::VARCHAR, ({finite})::VARCHAR)"
    return f"{column.sql}::VARCHAR"


def _whole(roles: Roles, role: str) -> str:
    column = roles[role]
    return f"TRY_CAST({column.sql} AS BIGINT)"


def _normal_form(role: str, text: str) -> str:
    """One spelling for one person, as `sojourn.identities` has it: e-mail in lower case, phone as + and digits."""
    if role == "email":
        return f"lower({text})"
    if role != "phone":
        return text
    trimmed = f"trim({text})"
    international = f"regexp_matches({trimmed}, '^([+]|00)')"
    national = f"CASE WHEN {international} THEN replace({trimmed}, '(0)', '') ELSE {trimmed} END"
    digits = f"regexp_replace({national}, '\\D', '', 'g')"
    digits = f"CASE WHEN starts_with({trimmed}, '00') THEN {digits}[3:] ELSE {digits} END"
    return f"nullif('+' || {digits}, '+')"


def _identifier(text: str) -> str:
    """Without outer blanks; NULL where the value names nobody. Blocked values are short or sort below "1"."""
    short = max(len(word) for word in _NOBODY)
    careful = f"CASE WHEN NOT {one_of(text, _NOBODY, ALL_ZEROS)} THEN trim({text}) END"
    suspicious = f"strlen({text}) <= {short} OR {text} < '1' OR suffix({text}, ' ')"
    return f"CASE WHEN {suspicious} THEN {careful} ELSE {text} END"


def _name(text: str) -> str:
    """Without outer blanks and leading control characters; NULL where nothing is left."""
    inner = f"regexp_replace({text}, ' *[\\x00-\\x1f\\x7f]+ *', ' ', 'g')"
    return f"CASE WHEN {text} < '!' OR suffix({text}, ' ') THEN nullif(trim({inner}), '') ELSE {text} END"


def _unless_blank(text: str) -> str:
    """Case and event ids: "0" and "-1" are fine ones, blanks are none."""
    careful = f"CASE WHEN NOT {one_of(text, reasons.BLANK)} THEN trim({text}) END"
    return f"CASE WHEN strlen({text}) <= 4 OR {text} < '!' OR suffix({text}, ' ') THEN {careful} ELSE {text} END"
