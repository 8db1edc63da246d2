from __future__ import annotations

from itertools import pairwise
from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sojourn.identities.resolution import REASONS, Decision, Edges, Identifiers, Resolution, resolve
from tests.identities.people import Story

CAPS = np.array([1, 2, 2], np.int64)


def test_an_anonymous_visitor_who_logs_in_becomes_the_known_customer() -> None:
    visits = Story("a1 u1", "u1 e1", alone="a2")
    assert visits.customers() == {"a1": "u1", "u1": "u1", "e1": "u1", "a2": "a2"}
    assert visits.refused() == {}


def test_two_people_on_one_computer_stay_two_customers() -> None:
    computer = Story("a1 u1", "a1 u2", "u2 e2")
    assert computer.customers() == {"a1": "u1", "u1": "u1", "u2": "u2", "e2": "u2"}
    assert computer.refused() == {1: "cap"}


def test_the_cap_holds_for_whole_clusters_and_the_edges_after_a_refused_one_still_apply() -> None:
    chain = Story("u1 e1", "u2 e2", "e1 e2", "e1 a1")
    assert chain.customers() == {"u1": "u1", "e1": "u1", "u2": "u2", "e2": "u2", "a1": "u1"}
    assert chain.refused() == {2: "cap"}


def test_caps_can_be_set() -> None:
    assert Story("u1 e1", "u1 e2").refused(email=1) == {1: "cap"}
    assert Story("a1 u1", "a1 u2").customers(user_id=2) == {"a1": "u1", "u1": "u1", "u2": "u1"}


def test_the_strongest_then_the_first_seen_then_the_lower_value_stands_for_the_customer() -> None:
    assert set(Story("a1 e1", "e1 p1").customers().values()) == {"e1"}
    assert set(Story("a1 e2", "a1 e1").customers().values()) == {"e2"}
    tie = Story("a1 e2", "a1 e1")
    same_time = tie.identifiers._replace(first_seen=np.zeros(3, np.int64))
    assert tie.names[resolve(same_time, tie.edges, CAPS.repeat(2)).cluster[0]] == "e1"


def test_a_merge_by_hand_names_the_customer_and_an_unmerge_gives_everybody_the_old_id_back() -> None:
    shop = Story("u1 a1", "u2 e2")
    before = shop.customers()
    merged = shop.customers(["u1 into u2"])
    assert set(merged.values()) == {"u2"}
    assert shop.customers(["u1 into u2", "u1 not u2"]) == before
    assert shop.customers(["u1 into u2", "u1 not u2", "u2 into u1"]) == dict.fromkeys(shop.names, "u1")


def test_the_last_merge_by_hand_names_the_customer_even_by_a_weaker_identifier() -> None:
    shop = Story(alone="u1 u2 e1")
    assert set(shop.customers(["e1 into u2", "u1 into e1"]).values()) == {"e1"}


def test_a_customer_merged_by_hand_beyond_the_cap_still_takes_other_identifiers_but_no_third_user() -> None:
    shop = Story("a1 u1", "a1 u3", alone="u2")
    assert shop.customers(["u1 into u2"]) == {"a1": "u2", "u1": "u2", "u3": "u3", "u2": "u2"}
    assert shop.refused(["u1 into u2"]) == {1: "cap"}


def test_an_unmerge_parts_what_evidence_joined_where_the_later_evidence_is_the_weaker() -> None:
    visits = Story("e1 a1", "a1 u1")
    assert visits.customers(["e1 not u1"]) == {"e1": "e1", "a1": "e1", "u1": "u1"}
    assert visits.refused(["e1 not u1"]) == {1: "unmerged"}


def test_a_merge_that_an_earlier_decision_makes_impossible_is_listed() -> None:
    shop = Story(alone="u1 u2 e1")
    made = ["u1 not u2", "e1 into u1", "e1 into u2"]
    assert shop.customers(made) == {"u1": "u1", "u2": "u2", "e1": "u1"}
    assert shop.resolve(made).refused_decisions.tolist() == [2]


def test_without_the_edges_of_a_deleted_customer_the_others_are_as_if_it_had_never_been() -> None:
    with_anna = Story("a1 u1", "a1 u2", "u2 e2", "a3 e3")
    without = Story("a1 u2", "u2 e2", "a3 e3")
    assert with_anna.customers()["a1"] == "u1"
    assert without.customers() == {"a1": "u2", "u2": "u2", "e2": "u2", "a3": "e3", "e3": "e3"}


def test_no_identifiers_and_no_edges() -> None:
    none = np.array([], np.int32)
    found = resolve(Identifiers(none.astype(np.uint8), none, none), Edges(none, none, none), CAPS)
    assert found.cluster.tolist() == found.refused.tolist() == found.refused_decisions.tolist() == []


def test_a_long_chain_of_counter_edges_is_kept() -> None:
    names = [f"e{i}" for i in range(50)]
    story = Story(*(f"{one} {other}" for one, other in pairwise(names)))
    decisions = [f"e{i} not e{i + 2}" for i in range(48)]
    assert story.refused(decisions, email=50) == dict.fromkeys(range(1, 49, 2), "unmerged")


SIZE = 9
codes = st.integers(0, SIZE - 1)
kinds = st.lists(st.integers(0, 2), min_size=SIZE, max_size=SIZE)
times = st.lists(st.integers(0, 3), min_size=SIZE, max_size=SIZE)
ranks = st.permutations(range(SIZE))
evidence = st.lists(st.tuples(codes, codes, st.integers(0, 4)), max_size=25)
decided = st.lists(st.builds(Decision, codes, codes, st.booleans()), max_size=6)
people = st.builds(
    lambda kind, time, rank: Identifiers(np.array(kind, np.uint8), np.array(time), np.array(rank)),
    kinds,
    times,
    ranks,
)


def resolved(who: Identifiers, edges: list[tuple[int, int, int]], decisions: list[Decision]) -> Resolution:
    a, b, seen = np.array(edges, np.int64).reshape(-1, 3).T
    return resolve(who, Edges(a.astype(np.int32), b.astype(np.int32), seen), CAPS, decisions)


def plainly(
    who: Identifiers, edges: list[tuple[int, int, int]], decisions: list[Decision]
) -> tuple[list[int], dict[int, str], list[int]]:
    """The same in plain Python: sets of identifiers, everything looked at every time."""
    stands = {frozenset(made[:2]): at for at, made in enumerate(decisions)}.values()
    apart = [decisions[at][:2] for at in stands if not decisions[at].together]
    by_value = {at: (edge[2], sorted(who.rank[list(edge[:2])].tolist())) for at, edge in enumerate(edges)}
    work = [(decisions[at][:2], at, True) for at in sorted(stands) if decisions[at].together]
    work += [(edges[at][:2], at, False) for at in sorted(by_value, key=lambda at: by_value[at])]
    group, refused, impossible, named = {i: {i} for i in range(SIZE)}, {}, [], dict.fromkeys(range(SIZE), -1)
    for (a, b), at, by_hand in work:
        one, other, both = group[a], group[b], group[a] | group[b]
        counts = [[sum(who.kind[i] == kind for i in side) for kind in range(3)] for side in (one, other)]
        over = any(m and n and m + n > cap for m, n, cap in zip(*counts, CAPS, strict=True))
        if one is not other and over and not by_hand:
            refused[at] = "cap"
        elif one is not other and any(x in both and y in both and group[x] is not group[y] for x, y in apart):
            refused.update({} if by_hand else {at: "unmerged"})
            impossible += [at] if by_hand else []
        else:
            named[b] = at if by_hand else named[b]
            group.update(dict.fromkeys(both, both))
    best = [min(group[i], key=lambda j: (-named[j], *(int(part[j]) for part in who))) for i in range(SIZE)]
    return best, refused, impossible


@given(people, evidence, decided)
def test_equals_plain_python(who: Identifiers, edges: list[tuple[int, int, int]], decisions: list[Decision]) -> None:
    found = resolved(who, edges, decisions)
    refused = {int(at): REASONS[reason] for at, reason in zip(found.refused, found.reasons, strict=True)}
    assert (found.cluster.tolist(), refused, found.refused_decisions.tolist()) == plainly(who, edges, decisions)


@given(people, evidence, decided, st.randoms(use_true_random=False))
def test_the_order_and_direction_of_edges_mean_nothing(
    who: Identifiers, edges: list[tuple[int, int, int]], decisions: list[Decision], random: Random
) -> None:
    shuffled = [(b, a, seen) if random.random() < 0.5 else (a, b, seen) for a, b, seen in edges]
    random.shuffle(shuffled)
    one, other = resolved(who, edges, decisions), resolved(who, shuffled, decisions)
    assert one.cluster.tolist() == other.cluster.tolist()
    assert _refused(edges, one) == _refused(shuffled, other)


def _refused(edges: list[tuple[int, int, int]], found: Resolution) -> list[tuple[int, int, int, int]]:
    pairs = ((edges[at], reason) for at, reason in zip(found.refused, found.reasons, strict=True))
    return sorted((*sorted(edge[:2]), edge[2], int(reason)) for edge, reason in pairs)


@given(people, evidence, codes, codes)
def test_an_unmerge_after_a_merge_gives_what_was_before(
    who: Identifiers, edges: list[tuple[int, int, int]], one: int, into: int
) -> None:
    before = resolved(who, edges, [])
    after = resolved(who, edges, [Decision(one, into), Decision(one, into, together=False)])
    if one != into and before.cluster[one] == before.cluster[into]:
        assert after.cluster[one] != after.cluster[into]
    else:
        assert after.cluster.tolist() == before.cluster.tolist()
        assert after.refused.tolist() == before.refused.tolist()
        assert after.reasons.tolist() == before.reasons.tolist()


@given(people, evidence, st.sets(codes))
def test_a_cluster_without_the_deleted_is_untouched_by_the_deletion(
    who: Identifiers, edges: list[tuple[int, int, int]], deleted: set[int]
) -> None:
    """Delete whole customers: those they never met, not even by a refused edge, keep theirs."""
    met = {frozenset((a, b)) for a, b, _ in edges}
    reached = set(deleted)
    while grown := {code for pair in met if pair & reached for code in pair} - reached:
        reached |= grown
    left = [edge for edge in edges if not {edge[0], edge[1]} & deleted]
    before, after = resolved(who, edges, []).cluster, resolved(who, left, []).cluster
    assert all(before[code] == after[code] for code in set(range(SIZE)) - reached)
    assert all(after[code] == code for code in deleted)
