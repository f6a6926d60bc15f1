"""What to train first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.training.methods.needs import Requirement, rank_needs


def test_the_ranking_is_that_worked_by_hand():
    found = rank_needs(
        [
            Requirement("a", "documents", 3, 1),  # 2 lacking
            Requirement("b", "documents", 3, 3),
            Requirement("a", "search", 2, 1),  # 1 lacking, thrice the weight
            Requirement("b", "search", 2, None),  # 0 to 2 lacking
            Requirement("a", "law", 1, 4),  # more than required helps nobody else
        ],
        {"documents": 1, "search": 3, "law": 5},
    )

    assert [(one.competence, one.rank, one.least, one.greatest) for one in found] == [
        ("search", 1, 3, 9),
        ("documents", 2, 2, 2),
    ]
    assert [(one.persons, one.short, one.unknown) for one in found] == [(2, 1, 1), (2, 1, 0)]
    assert found[0].surely_before_rest


@pytest.mark.parametrize(
    ("held", "weight", "figures"),
    [
        pytest.param(None, 2, (0, 6), id="unknown is neither nothing nor enough"),
        pytest.param(0, 2, (6, 6), id="nothing held"),
        pytest.param(3, 2, None, id="fulfilled is no need"),
        pytest.param(5, 2, None, id="more than fulfilled is no need"),
        pytest.param(0, 0, None, id="what serves no risk is no need"),
    ],
)
def test_edges_of_a_need(held, weight, figures):
    found = rank_needs([Requirement("a", "x", 3, held)], {"x": weight})

    assert [(one.least, one.greatest) for one in found] == ([figures] if figures else [])


def test_equal_needs_share_a_rank_and_the_next_one_skips_it():
    found = rank_needs(
        [Requirement("a", "y", 2, 0), Requirement("a", "x", 2, 0), Requirement("a", "z", 1, 0)],
        {"x": 1, "y": 1, "z": 1},
    )

    assert [(one.competence, one.rank, one.surely_before_rest) for one in found] == [
        ("x", 1, False),
        ("y", 1, True),
        ("z", 3, True),
    ]


def test_an_unassessed_competence_further_down_leaves_the_order_open():
    found = rank_needs(
        [Requirement("a", "x", 3, 0), Requirement("a", "y", 1, 0), Requirement("a", "z", 9, None)],
        {"x": 1, "y": 1, "z": 1},
    )

    assert [(one.competence, one.surely_before_rest) for one in found] == [
        ("x", False),
        ("y", False),
        ("z", True),
    ]


@pytest.mark.parametrize(
    ("requirements", "word"),
    [
        pytest.param([Requirement("a", "unweighted", 1, 0)], "no weight", id="no weight"),
        pytest.param([Requirement("a", "x", -1, 0)], "0 or more", id="level below nothing"),
        pytest.param([Requirement("a", "x", 1, float("nan"))], "0 or more", id="level not a number"),
        pytest.param([Requirement("a", "x", 1, 0)] * 2, "twice", id="a person twice"),
    ],
)
def test_what_cannot_be_ranked_is_refused(requirements, word):
    with pytest.raises(ValueError, match=word):
        rank_needs(requirements, {"x": 1})


levels = st.integers(0, 4)
held = st.none() | levels
tables = st.dictionaries(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), st.tuples(levels, held))


@given(tables, st.tuples(levels, levels, levels))
def test_whatever_the_unknown_levels_are_the_need_lies_between_its_figures(table, weights):
    weighted = dict(zip("xyz", weights, strict=True))
    rows = [Requirement(*key, *value) for key, value in table.items()]
    found = rank_needs(rows, weighted)

    for one in found:
        for guess in (0, 2, 4):
            filled = [
                weighted[row.competence] * max(row.required - (guess if row.held is None else row.held), 0)
                for row in rows
                if row.competence == one.competence
            ]
            assert one.least <= sum(filled) <= one.greatest
    assert [one.least for one in found] == sorted((one.least for one in found), reverse=True)
    assert all(one.rank == 1 + sum(other.least > one.least for other in found) for one in found)
