from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chegara.elicitation.methods.positions import Tie, Voice, joint_position
from chegara.risk.methods.components import SCORED
from chegara.risk.methods.matrices import load_matrices
from chegara.risk.methods.ranking import AgencyScores, UnscoredError, ranking_sensitivity
from chegara.risk.methods.rules import combine, load_rule

RULE = load_rule("matrices", load_matrices("four"))
NAN = np.nan


def flat(*levels: float) -> np.ndarray:
    """Each risk with one level in all four components: risks x components."""
    return np.repeat(np.array(levels, dtype=float)[:, None], 4, axis=1)


def agencies(*tables: np.ndarray, experts: int = 2) -> dict[str, AgencyScores]:
    return {str(n): AgencyScores(scores=np.repeat(t[None], experts, axis=0)) for n, t in enumerate(tables)}


def sensitivity(names, of, **changes):
    arguments = {"tie": Tie.HIGHER, "rng": np.random.default_rng(20261125), "replications": 1000} | changes
    return ranking_sensitivity(names, of, RULE, **arguments)


def test_where_nobody_errs_and_all_agree_the_ranking_is_firm():
    found = sensitivity("abcd", agencies(flat(4, 3, 2, 1), flat(4, 3, 2, 1)), moved=0)

    assert [standing.name for standing in found.standings] == list("abcd")
    assert [standing.first_three for standing in found.standings] == [1, 1, 1, 0]
    assert [standing.rank for standing in found.standings] == [1, 2, 3, 4]
    assert [standing.level for standing in found.standings] == [4, 3, 2, 1]
    assert found.groups == (("a",), ("b",), ("c",), ("d",))


def test_risks_of_one_level_share_the_places_and_are_tied():
    found = sensitivity("abcd", agencies(flat(3, 3, 3, 3)), moved=0)

    for standing in found.standings:
        assert standing.first_three == pytest.approx(0.75)
        assert standing.rank == pytest.approx(2.5)
        assert set(standing.tied_with) == set("abcd") - {standing.name}
    assert found.groups == (("a", "b", "c", "d"),)


def test_fewer_risks_than_places_are_all_among_the_first():
    found = sensitivity("ab", agencies(flat(4, 1)))

    assert all(standing.first_three == standing.first_five == 1 for standing in found.standings)


def test_scores_that_move_unsettle_neighbours_more_than_ends():
    table = flat(4, 2, 2)
    table[2, -1] = 1
    found = sensitivity("abc", agencies(table, table, table))
    by_name = {standing.name: standing for standing in found.standings}

    assert [by_name[name].level for name in "abc"] == [4, 2, 1]
    assert by_name["c"].tied_with == ("b",)
    assert found.groups == (("a",), ("b", "c"))


def test_two_experts_of_an_agency_draw_all_four_ways():
    """Experts at 1 and 4, nothing moved: both at 4, both at 1, or one of each (and a tie goes up)."""
    scores = np.stack([flat(4.0), flat(1.0)])
    found = sensitivity(["risk"], {"border": AgencyScores(scores=scores)}, moved=0, replications=4000)

    low, *_, high = found.standings[0].at_level
    assert low == pytest.approx(0.25, abs=3 * found.error)
    assert high == pytest.approx(0.75, abs=3 * found.error)


def test_a_score_moves_by_one_step_as_often_down_as_up():
    """A mandate of level 2 in impact alone decides between levels when the rule is that component."""
    rule = load_rule(
        "weighted_sum", load_matrices("four"), weights=dict(zip(SCORED, (0, 0, 0, 1), strict=True))
    )
    found = ranking_sensitivity(
        ["risk"],
        {"border": AgencyScores(scores=np.empty((0, 1, 4)), mandated=flat(2))},
        rule,
        tie=Tie.LOWER,
        rng=np.random.default_rng(20261125),
        replications=4000,
        moved=0.5,
    )

    assert found.standings[0].at_level == pytest.approx((0.25, 0.5, 0.25, 0), abs=4 * found.error)


def test_n_and_the_monte_carlo_error_are_told():
    found = sensitivity("ab", agencies(flat(2, 3)), replications=400)

    assert found.replications == 400
    assert found.error == pytest.approx(0.025)


TABLES = st.lists(
    st.lists(st.sampled_from([1.0, 2.0, 3.0, 4.0, NAN]), min_size=12, max_size=12), min_size=1, max_size=4
)


@settings(max_examples=50, deadline=None)
@given(st.lists(TABLES, min_size=1, max_size=4), st.sampled_from(list(Tie)), st.data())
def test_levels_as_given_are_those_of_positions_one_by_one(tables, tie, data):
    weights = [data.draw(st.sampled_from([1.0, 2.0, 3.0])) for _ in tables]
    of = {
        str(n): AgencyScores(scores=np.array(table).reshape(-1, 3, 4), weight=weight)
        for n, (table, weight) in enumerate(zip(tables, weights, strict=True))
    }

    def position(risk: int, component: int):
        voices = {
            code: Voice(
                scores=tuple(None if np.isnan(v) else int(v) for v in one.scores[:, risk, component]),
                weight=one.weight,
            )
            for code, one in of.items()
        }
        return joint_position(voices, tie=tie)

    positions = [[position(risk, component) for component in range(4)] for risk in range(3)]
    if any(one is None for row in positions for one in row):
        with pytest.raises(UnscoredError, match="no agency has a position"):
            sensitivity("abc", of, tie=tie, replications=1)
        return

    found = sensitivity("abc", of, tie=tie, replications=1)

    for standing in found.standings:
        row = positions["abc".index(standing.name)]
        expected = combine(RULE, {c: one.level for c, one in zip(SCORED, row, strict=True)})
        assert standing.level == expected.level


@settings(max_examples=15, deadline=None)
@given(st.lists(st.lists(st.integers(1, 4), min_size=24, max_size=24), min_size=2, max_size=4))
def test_shares_add_up(tables):
    of = {
        str(n): AgencyScores(scores=np.array(t, dtype=float).reshape(1, 6, 4)) for n, t in enumerate(tables)
    }

    found = sensitivity("abcdef", of, replications=50)

    assert sum(standing.first_three for standing in found.standings) == pytest.approx(3)
    assert sum(standing.first_five for standing in found.standings) == pytest.approx(5)
    assert sum(standing.rank for standing in found.standings) == pytest.approx(21)
    for standing in found.standings:
        assert sum(standing.at_level) == pytest.approx(1)
    assert sorted(name for group in found.groups for name in group) == list("abcdef")


@pytest.mark.parametrize(
    ("of", "changes", "message"),
    [
        ({}, {}, "risks and agencies"),
        (agencies(flat(1, 2, 3)), {}, "2 risks x 4 components"),
        ({"customs": AgencyScores(scores=np.ones((1, 2, 4)), weight=0)}, {}, "weight of customs"),
        (agencies(flat(1, 2)), {"moved": 1.5}, "no probability"),
        (agencies(flat(1, 2)), {"replications": 0}, "no number of replications"),
    ],
    ids=["no agency", "wrong shape", "no weight", "no probability", "no replication"],
)
def test_what_cannot_be_ranked_is_refused(of, changes, message):
    with pytest.raises(ValueError, match=message):
        sensitivity("ab", of, **changes)
