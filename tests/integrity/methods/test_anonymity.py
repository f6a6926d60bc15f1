"""No group under the minimum is told apart, whatever a reader adds and subtracts."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chegara.integrity.methods.anonymity import safe_parts, shown_answers, silent_enough
from chegara.integrity.methods.perception import share

SIZES = st.dictionaries(st.integers(0, 7), st.integers(0, 40), min_size=1, max_size=7)


def knowable(sums, groups):
    """Every set of groups whose total follows from the printed sums: those in their row space."""
    matrix = np.array(sums, dtype=float).reshape(len(sums), groups)
    rank = np.linalg.matrix_rank(matrix) if len(sums) else 0
    for mask in product((0, 1), repeat=groups):
        if any(mask) and len(sums) and np.linalg.matrix_rank(np.vstack([matrix, mask])) == rank:
            yield np.array(mask, dtype=bool)


@given(SIZES, st.integers(5, 15))
@settings(max_examples=80, deadline=None)
def test_no_sum_or_difference_of_what_is_shown_is_a_small_group(sizes, least):
    keys = list(sizes)
    parts = safe_parts(sizes, least)
    sums = [[key in part for key in keys] for part in parts]
    if sum(sizes.values()) >= least:
        sums.append([True] * len(keys))  # the whole is shown too
    people = np.array([sizes[key] for key in keys])
    for known in knowable(sums, len(keys)):
        assert people[known].sum() == 0 or people[known].sum() >= least


@given(SIZES, st.integers(5, 15))
def test_everybody_is_in_exactly_one_part(sizes, least):
    parts = safe_parts(sizes, least)
    shown = [key for part in parts for key in part]
    assert sorted(shown) == sorted(key for key in sizes if sizes[key]) or not parts
    if not parts:
        assert sum(sizes.values()) < least


@given(SIZES, st.integers(5, 15))
@settings(max_examples=80, deadline=None)
def test_a_question_that_few_answered_is_not_given_back_by_the_whole(answered, least):
    keys = list(answered)
    shown = shown_answers(answered, least)
    people = np.array([answered[key] for key in keys])
    sums = [[one == key for one in keys] for key in shown]
    if people.sum() >= least:
        sums.append([True] * len(keys))
    for known in knowable(sums, len(keys)):
        assert people[known].sum() == 0 or people[known].sum() >= least


@pytest.mark.parametrize(
    ("sizes", "parts"),
    [
        ({}, ()),
        ({"a": 9}, ()),
        ({"a": 10}, (("a",),)),
        ({"a": 0, "b": 12}, (("b",),)),
        ({"a": 30, "b": 3}, (("a", "b"),)),
        ({"a": 30, "b": 6, "c": 5}, (("a",), ("b", "c"))),
    ],
    ids=[
        "nobody",
        "one too small",
        "just enough",
        "an empty group",
        "small joins large",
        "small join each other",
    ],
)
def test_edges_of_putting_groups_together(sizes, parts):
    assert safe_parts(sizes, 10) == parts


@pytest.mark.parametrize(
    ("sizes", "least"), [({"a": 10}, 4), ({"a": -1}, 10)], ids=["least too low", "negative"]
)
def test_what_would_not_hide_anybody_is_refused(sizes, least):
    with pytest.raises(ValueError, match=r"hide|negative"):
        safe_parts(sizes, least)


PARTS = st.lists(
    st.integers(5, 9).flatmap(lambda many: st.tuples(st.integers(0, many), st.just(many))),
    min_size=1, max_size=4,
)  # fmt: skip


@given(PARTS, st.data())
@settings(max_examples=150, deadline=None)
def test_no_reader_concludes_that_in_a_part_nobody_or_everybody_said_yes(parts, data):
    """Every way in which the parts could have answered is tried that agrees with what is printed."""
    hidden = data.draw(st.sets(st.integers(0, len(parts) - 1)))
    printed = [None if at in hidden else share(*each).counts for at, each in enumerate(parts)]
    whole = share(sum(yes for yes, _n in parts), sum(many for _yes, many in parts)).counts
    kept, with_whole = silent_enough([many for _yes, many in parts], printed, whole)

    ranges = [
        range(printed[at][0], printed[at][1] + 1) if at in kept else range(many + 1)
        for at, (_yes, many) in enumerate(parts)
    ]
    possible = np.array(
        [each for each in product(*ranges) if not with_whole or whole[0] <= sum(each) <= whole[1]]
    )
    for at, (_yes, many) in enumerate(parts):
        assert set(possible[:, at]) not in ({0}, {many})


def test_parts_that_tell_nothing_by_subtraction_are_all_printed():
    assert silent_enough([20, 30], [(7, 7), (12, 12)], (19, 19)) == (frozenset({0, 1}), True)
