"""Which column says who, what and when: by the user's word, else by the column's name.

Names are compared without case, spaces, `_`, `-`, `:` and `.`. Where several columns fit a role, the one whose name
stands first in the role's list is taken and the others stay properties. A session id is a case only where nothing else
says who acted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sojourn.errors import ColumnsNotFound, UnknownName, did_you_mean
from sojourn.sources.table import Column

IDENTIFIERS = ("user_id", "loyalty_card", "email", "phone", "anonymous_id")
"""Strongest first."""

_WORDS = {
    "user_id": "userid customerid uid clientid householdid memberid subscriberid contactid personid "
    "profileid accountid distinctid customer user enduser caseenduser",
    "loyalty_card": "loyaltycard loyaltycardid loyaltyid loyaltynumber loyaltycardnumber",
    "email": "email emailaddress useremail customeremail mail",
    "phone": "phone phonenumber mobile mobilenumber telephone msisdn",
    "anonymous_id": "anonymousid anonid userpseudoid deviceid visitorid fullvisitorid cookieid cookie",
    "case_id": "caseid caseconceptname case journeyid casejourney journey traceid",
    "event": "event eventname conceptname activity activityname action eventtype eventaction "
    "page pagename screen screenname",
    "occurred_at": "occurredat timestamp timetimestamp eventtimestamp eventtime completetimestamp "
    "timecompleted datetime time date eventdate createdat ts endtimestamp starttimestamp starttime",
    "received_at": "receivedat",
    "sequence": "sequence seq sequencenumber step steporder stepnumber stepindex eventindex",
    "event_id": "eventid messageid insertid $insertid eventuuid",
    "touchpoint": "touchpoint",
    "channel": "channel casechannel channelname",
    "value": "value amount revenue total totalprice ordervalue ordertotal price",
    "currency": "currency currencycode",
    "score": "nps npsscore csat csatscore ces cesscore stars rating score",
    "score_kind": "scorekind",
    "text": "text comment comments review reviewtext message feedback verbatim",
    "properties": "properties eventproperties",
}

NAMES = {role: tuple(words.split()) for role, words in _WORDS.items()}
"""For each role the names it goes by, strongest first."""

SESSION_NAMES = ("sessionid", "session", "visitid")
TIME_ENDINGS = ("timestamp", "datetime", "date", "time", "created", "createdat")

_UNSEEN = str.maketrans("", "", " \t_-:.")

Roles = dict[str, Column]


def recognise(columns: Iterable[Column], given: Mapping[str, str | None] | None, source: str) -> Roles:
    """The column of each role. `given` maps roles to column names; None leaves a role without a column.

    Raises ColumnsNotFound where a given column is not there, or where nothing says who, what or when; UnknownName where
    a given role is none.
    """
    known = list(columns)
    asked = {role_of(role): name for role, name in (given or {}).items()}
    roles = {role: _given(known, name, source) for role, name in asked.items() if name is not None}
    taken = {column.name for column in roles.values()}
    for role, names in NAMES.items():
        if role not in asked and (found := first_named(known, names, taken)):
            roles[role] = found
            taken.add(found.name)
    _last_resorts(roles, known, asked, taken)
    _require(roles, known, asked, source)
    return roles


def role_of(word: str) -> str:
    """The role that the user's word means: its own name, "customer", or any name a column of it goes by."""
    if word in NAMES:
        return word
    for role, names in NAMES.items():
        if plain_name(word) in names:
            return role
    raise UnknownName(f'columns= has no "{word}".{did_you_mean(word, NAMES)} It takes: customer, {", ".join(NAMES)}.')


def score_kind_of(name: str) -> str | None:
    """The kind of score a column of this name holds: nps, csat, ces or stars; None where the name does not say."""
    plain = plain_name(name)
    for kind in ("nps", "csat", "ces", "stars"):
        if plain.startswith(kind):
            return kind
    return "stars" if plain == "rating" else None


def plain_name(name: str) -> str:
    """A column's name as names are compared: without case, spaces, `_`, `-`, `:` and `.`."""
    return name.lower().translate(_UNSEEN)


def first_named(columns: Iterable[Column], names: Iterable[str], taken: Collection[str] = ()) -> Column | None:
    """The column whose name stands first in `names`; of columns with the same name, the first."""
    by_name = {plain_name(column.name): column for column in reversed(list(columns)) if column.name not in taken}
    return next((by_name[name] for name in names if name in by_name), None)


def _given(columns: list[Column], name: str, source: str) -> Column:
    by_name = {column.name: column for column in columns}
    if name in by_name:
        return by_name[name]
    parts = name.split("+")
    if len(parts) > 1 and all(part in by_name for part in parts):
        sql = ", ".join(f"{by_name[part].sql}::VARCHAR" for part in parts)
        return Column(name, f"concat_ws('+', {sql})", "VARCHAR")
    raise ColumnsNotFound(
        f'{source} has no column "{name}".{did_you_mean(name, by_name)} Its columns are: {_listed(columns)}.'
    )


def _last_resorts(roles: Roles, columns: list[Column], asked: Mapping[str, str | None], taken: set[str]) -> None:
    """A session stands for a case where nobody is named; a single column that ends like a time is the time."""
    nobody = not any(role in roles for role in (*IDENTIFIERS, "case_id"))
    if nobody and "case_id" not in asked and (session := first_named(columns, SESSION_NAMES, taken)):
        roles["case_id"] = session
    if {"occurred_at", "sequence"} & (roles.keys() | asked.keys()):
        return
    times = [c for c in columns if c.name not in taken and plain_name(c.name).endswith(TIME_ENDINGS)]
    if len(times) == 1:
        roles["occurred_at"] = times[0]


def _require(roles: Roles, columns: list[Column], asked: Mapping[str, str | None], source: str) -> None:
    missing = []
    if not any(role in roles for role in (*IDENTIFIERS, "case_id")):
        missing.append(("who acted", "customer"))
    if "event" not in roles:
        missing.append(("what happened", "event"))
    if not {"occurred_at", "sequence"} & roles.keys() and "occurred_at" not in asked:
        missing.append(("when it happened", "occurred_at"))
    if missing:
        what = ", ".join(words for words, _ in missing)
        example = ", ".join(f'"{role}": "..."' for _, role in missing)
        shell = " ".join(f"--column {role}=..." for _, role in missing)
        people = (
            " For a file of customers with attributes: in Python load_customers, in a shell --customers."
            if "event" not in roles
            else ""
        )
        raise ColumnsNotFound(
            f"{source}: no column says {what}. Its columns are: {_listed(columns)}. Name them (in Python "
            f"columns={{{example}}}, in a shell {shell}).{people}"
        )


def _listed(columns: list[Column]) -> str:
    shown = ", ".join(column.name for column in columns[:40])
    return f"{shown}, and {len(columns) - 40} more" if len(columns) > 40 else shown or "(none)"
