"""What every tool is asked, in words and numbers. Imported in the peers' environments: standard library only."""

from __future__ import annotations

from typing import NamedTuple

STEPS = ("Home Viewed", "Search Viewed", "Product Viewed", "Checkout Viewed")
WITHIN_DAYS, GAP_MINUTES, TOP, WEEKS, RESAMPLES, BUCKETS = 7, 30, 50, 12, 500, 1024
DEVICE = "phone"
DAY_US, MINUTE_US, WEEK_US = 86_400_000_000, 60_000_000, 7 * 86_400_000_000
MONDAY_US = 4 * DAY_US
"""The first Monday after 1970-01-01, in microseconds: weeks begin on Mondays, UTC."""
WITHIN_US, GAP_US = WITHIN_DAYS * DAY_US, GAP_MINUTES * MINUTE_US


class Job(NamedTuple):
    """`ask`: asked of a workspace that is ready; the others make it ready. `core`: one of the five held to marks."""

    name: str
    title: str
    asks: str
    ask: bool = True
    core: bool = False


JOBS = (
    Job("load", "load", "Read the Parquet file and the customers' attributes", ask=False),
    Job("compile", "compile", "Sort, index, build the layout that the tool is fastest with", ask=False),
    Job("transitions", "transitions", "How often each event comes right after each other one", core=True),
    Job(
        "funnel",
        "4-step funnel, 7 days",
        "How many customers get how far, by the attempt that gets furthest",
        core=True,
    ),
    Job("variants", "top-50 variants", "The most frequent whole histories, ties by name, and how many", core=True),
    Job("retention", "weekly retention", "12 weekly cohorts (anybody active that week), each for 12 weeks", core=True),
    Job(
        "sessions",
        "30-minute sessions",
        "How many stretches without a longer pause, their mean steps and time",
        core=True,
    ),
    Job("by_segment", "funnel by segment", "The same funnel for each value of the customer's plan"),
    Job("by_property", "funnel of a property", "The same funnel, of events with device = phone alone"),
    Job("bootstrap", "bootstrap of a funnel", "The funnel of sessions, with ranges by customer from 500 resamples"),
    Job("refresh", "refresh, 1 % more", "Take in a file of further events and be ready to answer", ask=False),
    Job("map", "a map drawn from data", "A journey map drafted from the log, with its figures, as a page"),
)
BY_NAME = {job.name: job for job in JOBS}
CORE = tuple(job.name for job in JOBS if job.core)


def week_of(number: int) -> str:
    """The date on which a week begins, counted from the first Monday of 1970."""
    from datetime import date, timedelta

    return str(date(1970, 1, 5) + timedelta(weeks=number))
