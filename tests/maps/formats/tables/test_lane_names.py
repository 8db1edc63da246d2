"""The names of lanes."""

from __future__ import annotations

from collections import Counter
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.documents.map import Lane, LaneKind
from sojourn.maps.formats.tables.lane_names import NAMES, Named, label_of, named
from tests.maps.formats.documents import SIGNS


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Emotions", "feelings"),
        ("Feeling", "feelings"),
        ("Emotional curve", "feelings"),
        ("EMOTIONAL JOURNEY", "feelings"),
        ("Pains", "pain_points"),
        ("Pain points", "pain_points"),
        ("Customers' pain-points", "pain_points"),
        ("Frustrations", "pain_points"),
        ("Pain points / barriers", "pain_points"),
        ("Ideas", "opportunities"),
        ("Ideas & opportunities", "opportunities"),
        ("Touch points", "touchpoints"),
        ("touch-point", "touchpoints"),
        ("KPI", "metrics"),
        ("KPIs:", "metrics"),
        ("User actions", "actions"),
        ("What the customer does", "notes"),
        ("Customer thoughts", "thoughts"),
        ("Voice of the Customer", "voice"),
        ("Behind the scenes", "backstage"),
        ("Line of visibility", "line_of_visibility"),
        ("Responsible", "owners"),
        ("Channels (online, offline)", "channels"),
        ("Expectation against reality", "expectations"),
        ("Moments of truth", "moments"),
        ("Zebra", "notes"),
    ],
)
def test_a_lane_is_known_in_many_wordings_and_keeps_its_title(label, kind):
    assert named(label) == Named(label, kind)


def test_every_kind_has_names_and_no_name_means_two():
    assert set(NAMES) == set(get_args(LaneKind))
    meant = Counter(name.strip() for names in NAMES.values() for name in names.split(","))
    assert [name for name, times in meant.items() if times > 1] == []
    for kind, names in NAMES.items():
        assert {named(name.strip()).kind for name in names.split(",")} == {kind}


titles = st.text(SIGNS, min_size=1, max_size=12).map(lambda text: " ".join(text.split())).filter(bool)


@given(
    st.one_of(titles, st.sampled_from(["Steps", "Phase", "Pains (notes)", "Emotions"])),
    st.sampled_from(get_args(LaneKind)),
)
def test_a_label_that_is_written_is_read_as_the_same(title, kind):
    assert named(label_of(Lane("x", kind, title))) == Named(title, kind)
