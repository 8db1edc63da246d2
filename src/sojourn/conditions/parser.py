"""Conditions from text: `channel = 'web' and (value > 10 or "product name" like 'Gift%')`.

    condition  = all ("or" all)*
    all        = one ("and" one)*
    one        = "not" one | "(" condition ")" | field test
    test       = ("=" | "==" | "!=" | "<>" | "<" | "<=" | ">" | ">=") value
               | "is" ["not"] "null"
               | ["not"] "in" "(" value ("," value)* ")"
               | ["not"] "between" value "and" value
               | ["not"] ("like" | "ilike") text
    field      = name ("." name)*        a name is bare, or in double quotes
    value      = number | 'text' | true | false

Keywords may be in any case. Text is only ever read, never run.
"""

from __future__ import annotations

from typing import cast

from sojourn.conditions.records import (
    And,
    Between,
    Compare,
    Condition,
    In,
    IsNull,
    Like,
    Not,
    Operator,
    Or,
    Value,
)
from sojourn.conditions.tokens import Token, error_at, tokens
from sojourn.errors import ConditionError

MAX_DEPTH = 100
_OPERATORS = {"==": "=", "<>": "!="} | {sign: sign for sign in ("=", "!=", "<", "<=", ">", ">=")}


def parse(text: str) -> Condition:
    """The condition a text stands for. Raises ConditionError, with a caret under the place that is wrong."""
    if not text.strip():
        raise ConditionError("The condition is empty. Write one such as: channel = 'web'")
    parser = _Parser(text)
    condition = parser.any_of()
    parser.expect_end()
    return condition


class _Parser:
    """Walks over the tokens once; each method reads one rule of the grammar and stops behind it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.position = 0
        self.depth = 0

    @property
    def next(self) -> Token:
        return self.tokens[self.position]

    def take(self) -> Token:
        token = self.next
        self.position += 1
        return token

    def took(self, *words: str) -> str:
        """The keyword or sign if it comes next, and step over it; else empty."""
        if self.next.kind in ("keyword", "symbol") and self.next.text in words:
            return self.take().text
        return ""

    def expect(self, word: str) -> None:
        if not self.took(word):
            raise self.error(f'Expected "{word}" here.')

    def expect_end(self) -> None:
        if self.next.kind != "end":
            raise self.error('Expected "and", "or" or the end here.')

    def error(self, complaint: str) -> ConditionError:
        return error_at(self.text, self.next.place, complaint)

    def any_of(self) -> Condition:
        parts = [self.all_of()]
        while self.took("or"):
            parts.append(self.all_of())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def all_of(self) -> Condition:
        parts = [self.one()]
        while self.took("and"):
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def one(self) -> Condition:
        if self.depth > MAX_DEPTH:
            raise self.error(f"The condition is nested more than {MAX_DEPTH} deep. Write it flatter.")
        self.depth += 1
        condition = self.nested()
        self.depth -= 1
        return condition

    def nested(self) -> Condition:
        if self.took("not"):
            return Not(self.one())
        if not self.took("("):
            return self.test(self.field())
        condition = self.any_of()
        self.expect(")")
        return condition

    def field(self) -> str:
        parts = [self.name()]
        while self.took("."):
            parts.append(self.name())
        return ".".join(parts)

    def name(self) -> str:
        kind, text, _ = self.next
        if kind == "word":
            return self.take().text
        if kind == "quoted" and len(text) > 2:
            return _unquoted(self.take().text)
        if kind == "keyword":
            raise self.error(f'Expected the name of a field. One called "{text}" stands in double quotes.')
        raise self.error("Expected the name of a field here, as in: channel = 'web'")

    def test(self, field: str) -> Condition:
        if self.next.text in _OPERATORS:
            operator = _OPERATORS[self.take().text]
            return Compare(field, cast(Operator, operator), self.value())
        if self.took("is"):
            return self.is_null(field)
        if self.took("not"):
            return Not(self.word_test(field, 'Expected "in", "between", "like" or "ilike" after "not".'))
        return self.word_test(field, f"Expected a comparison after {field}, such as = or > or in or is null.")

    def is_null(self, field: str) -> Condition:
        negated = self.took("not")
        self.expect("null")
        return Not(IsNull(field)) if negated else IsNull(field)

    def word_test(self, field: str, complaint: str) -> Condition:
        match self.took("in", "between", "like", "ilike"):
            case "in":
                return In(field, self.values())
            case "between":
                low = self.value()
                self.expect("and")
                return Between(field, low, self.value())
            case "":
                raise self.error(complaint)
            case word:
                return Like(field, self.pattern(), ignore_case=word == "ilike")

    def values(self) -> tuple[Value, ...]:
        self.expect("(")
        values = [self.value()]
        while self.took(","):
            values.append(self.value())
        self.expect(")")
        return tuple(values)

    def pattern(self) -> str:
        if self.next.kind != "text":
            raise self.error("Expected a pattern in single quotes here, such as 'Order%'")
        return _unquoted(self.take().text)

    def value(self) -> Value:
        kind, text, _ = self.next
        if kind == "text":
            return _unquoted(self.take().text)
        if kind == "number":
            return self.number()
        if kind == "keyword" and text in ("true", "false"):
            return self.take().text == "true"
        raise self.error(_no_value(kind, text))

    def number(self) -> Value:
        value = _number(self.next.text)
        if value in (float("inf"), float("-inf")):
            raise self.error("This number is too large.")
        self.position += 1
        return value


def _no_value(kind: str, text: str) -> str:
    """Why a token is not a value, with the likely cure."""
    if text == "null":
        return 'Nothing equals null. To ask for a missing value write "is null" or "is not null".'
    if kind == "quoted":
        return "A text value stands in single quotes; double quotes are for names of fields."
    if kind == "word":
        return f"A text value stands in single quotes: '{text[:40]}'"
    return "Expected a value here: a number, a text in single quotes, true or false."


def _unquoted(text: str) -> str:
    quote = text[0]
    return text[1:-1].replace(quote * 2, quote)


def _number(text: str) -> int | float:
    """Whole numbers stay whole as long as they fit 64 bits."""
    digits = text.lstrip("+-")
    if digits.isdigit() and len(digits) <= 19 and -(2**63) <= int(text) < 2**63:
        return int(text)
    return float(text)
