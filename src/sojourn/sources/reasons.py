"""Why a row is not an event: the codes that rejects carry, and the limits behind them."""

from __future__ import annotations

MISSING_EVENT = "missing_event"
"""Nothing says what happened."""
MISSING_CUSTOMER = "missing_customer"
"""No identifier and no case id, or only blocked ones such as "anonymous"."""
MISSING_TIME = "missing_time"
"""Nothing says when."""
IMPOSSIBLE_TIME = "impossible_time"
"""A time that cannot be read or cannot be: 30 February, year 0, before 1900, or from 2200 on (9999 means never)."""
AMBIGUOUS_TIME = "ambiguous_time"
"""01/02/2026 in a column that never decides between day and month: pass `time_format`."""
BROKEN_NUMBER = "broken_number"
"""A value or score that is not a finite number, or "1,234" where nothing tells thousands from decimals."""
BROKEN_ROW = "broken_row"
"""The row does not have the form of its file."""
TOO_LONG = "too_long"
"""A name, identifier or text over its limit."""

REASONS = (
    BROKEN_ROW,
    MISSING_EVENT,
    MISSING_CUSTOMER,
    MISSING_TIME,
    AMBIGUOUS_TIME,
    IMPOSSIBLE_TIME,
    BROKEN_NUMBER,
    TOO_LONG,
)
"""All codes, in the order they are looked for: a row carries the first that holds."""

LONGEST_NAME = 200
LONGEST_IDENTIFIER = 512
LONGEST_TEXT = 1_000_000
"""In bytes of UTF-8."""

EARLIEST, LATEST = "1900-01-01", "2200-01-01"

BLANK = ("", "null", "none", "nan", "nat", "n/a", "na", "-")
"""Texts that stand for no value, compared without case and outer blanks."""
