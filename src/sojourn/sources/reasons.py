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
NPS_OFF_SCALE = "nps_not_0_to_10"
"""A score of the kind nps that is below 0 or above 10. The load's notes name the column."""
CSAT_OFF_SCALE = "csat_not_1_to_5"
"""A score of the kind csat that is below 1 or above 5."""
CES_OFF_SCALE = "ces_not_1_to_7"
"""A score of the kind ces that is below 1 or above 7."""
STARS_OFF_SCALE = "stars_not_1_to_5"
"""A score of the kind stars that is below 1 or above 5."""
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
    NPS_OFF_SCALE,
    CSAT_OFF_SCALE,
    CES_OFF_SCALE,
    STARS_OFF_SCALE,
    TOO_LONG,
)
"""All codes, in the order they are looked for: a row carries the first that holds."""

OFF_SCALE = {"nps": NPS_OFF_SCALE, "csat": CSAT_OFF_SCALE, "ces": CES_OFF_SCALE, "stars": STARS_OFF_SCALE}

LONGEST_NAME = 200
LONGEST_IDENTIFIER = 512
LONGEST_TEXT = 1_000_000
"""In bytes of UTF-8."""

EARLIEST, LATEST = "1900-01-01", "2200-01-01"

BLANK = ("", "null", "none", "nan", "nat", "n/a", "na", "-")
"""Texts that stand for no value, compared without case and outer blanks."""
