"""Groups of reports of one event, and which of them counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.evidence.methods.doubles.groups import Joined, groups, not_counted

PAIRS = st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: pair[0] != pair[1])
DECISIONS = st.lists(st.builds(lambda pair: Joined(*pair), PAIRS), max_size=14)


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        ([], []),
        ([Joined(1, 2)], [(1, 2)]),
        ([Joined(2, 1)], [(2, 1)]),
        ([Joined(1, 2), Joined(2, 3)], [(1, 2, 3)]),
        ([Joined(2, 3), Joined(1, 2)], [(1, 2, 3)]),
        ([Joined(3, 2), Joined(3, 1)], [(3, 1, 2)]),
        ([Joined(1, 2), Joined(2, 3), Joined(3, 1)], [(2, 3, 1)]),
        ([Joined(5, 6), Joined(2, 1)], [(2, 1), (5, 6)]),
        ([Joined(1, 2), Joined(2, 1)], [(2, 1)]),
    ],
    ids=[
        "nothing decided", "the first leads", "the second leads", "a chain", "a chain told backwards",
        "one leads both", "around a circle the newer stand", "two events", "the later word on one pair",
    ],
)  # fmt: skip
def test_who_leads_comes_first(decisions: list[Joined], expected: list[tuple[int, ...]]):
    assert groups(decisions) == expected


@given(DECISIONS)
def test_each_record_is_in_one_group_with_all_that_it_was_joined_to(decisions: list[Joined]):
    found = groups(decisions)

    members = [record for group in found for record in group]
    assert sorted(members) == sorted({r for d in decisions for r in (d.leading, d.other)})
    for decision in decisions:
        assert any({decision.leading, decision.other} <= set(group) for group in found)


@given(DECISIONS, st.randoms(use_true_random=False))
def test_groups_do_not_depend_on_the_order_of_decisions(decisions: list[Joined], random):
    shuffled = decisions.copy()
    random.shuffle(shuffled)

    assert {frozenset(g) for g in groups(shuffled)} == {frozenset(g) for g in groups(decisions)}


@given(DECISIONS)
def test_the_last_decision_always_stands(decisions: list[Joined]):
    if decisions:
        last = decisions[-1]
        group = next(group for group in groups(decisions) if last.leading in group)
        assert group.index(last.leading) < group.index(last.other)


@given(DECISIONS, st.frozensets(st.integers(0, 9)))
def test_of_each_group_one_counts_among_those_that_would(decisions: list[Joined], counting: frozenset[int]):
    found = groups(decisions)

    left_out = not_counted(found, counting)

    assert left_out <= counting
    for group in found:
        here = [record for record in group if record in counting]
        assert [record for record in here if record not in left_out] == here[:1]


@given(DECISIONS, st.frozensets(st.integers(0, 9)), st.frozensets(st.integers(0, 9)))
def test_what_leads_among_more_leads_among_fewer(
    decisions: list[Joined], some: frozenset[int], more: frozenset[int]
):
    found = groups(decisions)

    # The base of adding up agencies' figures: a part never leaves out what the whole counts.
    assert not_counted(found, some) <= not_counted(found, some | more)
