"""The commands of `sojourn`, in the sections of its help."""

from __future__ import annotations

import click

from sojourn.cli.attribution import attribution
from sojourn.cli.before_after import before_after
from sojourn.cli.calendar import lifecycle, retention, stickiness
from sojourn.cli.causes import drivers, finding, influences, moments
from sojourn.cli.change import change
from sojourn.cli.check import check
from sojourn.cli.completion import completion
from sojourn.cli.conformance import conformance
from sojourn.cli.demo import demo
from sojourn.cli.drawing import checklist, difference, prioritise, template
from sojourn.cli.experiment import experiment
from sojourn.cli.failing import CommandLine
from sojourn.cli.feedback import feedback, themes, train
from sojourn.cli.funnel import funnel
from sojourn.cli.load import load
from sojourn.cli.looking import doctor, rejects, sql
from sojourn.cli.map import draw_map
from sojourn.cli.measure import measure
from sojourn.cli.next_step import next_step
from sojourn.cli.opportunities import opportunities, opportunity
from sojourn.cli.pain_points import pain_points, strengths
from sojourn.cli.paths import flow, step_matrix, variants
from sojourn.cli.people import customer, forget, merge, unmerge
from sojourn.cli.personas import personas
from sojourn.cli.simulate import simulate
from sojourn.cli.stages import channel_moves, stages
from sojourn.cli.times import durations, sessions
from sojourn.cli.transitions import transitions
from sojourn.cli.trends import contributions, trends
from sojourn.cli.value import value


@click.group(cls=CommandLine, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="sojourn", message="sojourn %(version)s")
def sojourn() -> None:
    """A journey map that measures itself: raw customer events and feedback in, measured journeys out.

    Begin with real customers of a shop: sojourn demo

    Then with your own: sojourn load shop events.csv, and sojourn map shop
    """


sojourn.section("Begin", demo, simulate, load, draw_map)
sojourn.section("Ask how far", funnel, stages, measure)
sojourn.section("Ask which way", flow, variants, step_matrix, transitions, channel_moves)
sojourn.section("Ask when", durations, sessions, retention, lifecycle, stickiness)
sojourn.section(
    "Ask what it means",
    pain_points,
    strengths,
    opportunities,
    drivers,
    moments,
    finding,
    influences,
    attribution,
    conformance,
    next_step,
    personas,
    value,
    trends,
    contributions,
)
sojourn.section("Ask what they say", feedback, themes, train)
sojourn.section("Prove", experiment, before_after, change)
sojourn.section("Draw by hand", template, check, checklist, difference, prioritise, opportunity)
sojourn.section("Look into", doctor, rejects, sql, customer)
sojourn.section("Put right", merge, unmerge, forget)
sojourn.section("Set up", completion)
