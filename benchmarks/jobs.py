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
    answer: str
    ask: bool = True
    core: bool = False


JOBS = (
    Job("load", "load", "Read the Parquet file and the customers' attributes", "events", ask=False),
    Job("compile", "compile", "Sort, index, build the layout that the tool is fastest with", "customers", ask=False),
    Job("transitions", "transitions", "How often each event comes right after each other one", "counts", core=True),
    Job("funnel", "4-step funnel, 7 days", "How many customers get how far: in order, within seven days of the attempt's "
        "first step (inclusive), by the attempt that gets furthest", "customers by step", core=True),
    Job("variants", "top-50 variants", "The 50 most frequent whole histories, ties by name", "paths, counts, how many "
        "there are", core=True),
    Job("retention", "weekly retention", "12 weekly cohorts, each followed for 12 weeks; a customer is in the cohort of "
        "every week with an event", "customers", core=True),
    Job("sessions", "30-minute sessions", "Stretches without a pause over 30 minutes: how many, how long", "sessions, "
        "mean steps, mean seconds", core=True),
    Job("by_segment", "funnel by segment", "The same funnel for each value of the customer's plan", "customers by step"),
    Job("by_property", "funnel of a property", "The same funnel, of events with device = phone alone", "customers by "
        "step"),
    Job("bootstrap", "bootstrap of a funnel", "The funnel of 30-minute sessions, and the range of each step's share by "
        "customer, from 500 resamples", "sessions by step, ranges"),
    Job("refresh", "refresh, 1 % more", "Take in a file of 1 % further events and be ready to answer", "events",
        ask=False),
    Job("map", "a map drawn from data", "A journey map drafted from the log, with its figures, as a page", "phases"),
)  # fmt: skip
BY_NAME = {job.name: job for job in JOBS}
CORE = tuple(job.name for job in JOBS if job.core)


def week_of(number: int) -> str:
    """The date on which a week begins, counted from the first Monday of 1970."""
    from datetime import date, timedelta

    return str(date(1970, 1, 5) + timedelta(weeks=number))
