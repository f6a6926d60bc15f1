"""Exposure of positions, sensitive posts, rotation, and what controls leave."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.integrity.methods.exposure import (
    CAP,
    Reason,
    combined_effect,
    exposure,
    residual_level,
    rotation,
    sensitive,
)

SHARE = st.floats(0, 1)


@pytest.mark.parametrize(
    ("strengths", "score"),
    [({}, None), ({"F01": 0}, 0), ({"F01": 3, "F04": 3}, 100), ({"F01": 3, "F04": 0}, 75)],
    ids=["nothing judged", "absent", "all strong", "weighted"],
)
def test_exposure_runs_from_nought_to_a_hundred_and_is_unknown_where_nobody_judged(strengths, score):
    assert exposure(strengths, {"F01": 3, "F04": 1}) == score


@pytest.mark.parametrize(
    ("code", "strength"), [("F01", 4), ("F01", -1), ("F99", 1)], ids=["too high", "negative", "no weight"]
)
def test_what_is_no_strength_of_a_known_factor_is_refused(code, strength):
    with pytest.raises(ValueError, match=code):
        exposure({code: strength}, {"F01": 1})


@given(st.integers(0, 2), st.integers(0, 3))
def test_a_stronger_factor_never_lowers_exposure(first, second):
    weights = {"F01": 2, "F02": 1}
    assert exposure({"F01": first, "F02": second}, weights) < exposure(
        {"F01": first + 1, "F02": second}, weights
    )


@pytest.mark.parametrize(
    ("told", "reasons"),
    [
        ({"score": None}, ()),
        ({"score": 60}, (Reason.SCORE,)),
        ({"score": 59.9}, ()),
        ({"strengths": {"F01": 3, "F04": 3, "F05": 3}}, (Reason.STRONG_FACTORS,)),
        ({"high_risks": 1, "cases": 2, "by_norm": True}, (Reason.HIGH_RISK, Reason.CASE, Reason.BY_NORM)),
    ],
    ids=["unknown score", "at the threshold", "below", "strong factors", "risk, case and norm"],
)
def test_a_post_is_sensitive_for_reasons_that_are_told(told, reasons):
    assert sensitive(**{"score": 10, "threshold": 60, "strengths": {}, **told}) == reasons


@pytest.mark.parametrize(
    ("since", "months", "on", "due", "over"),
    [
        (date(2021, 3, 15), 36, date(2024, 3, 14), date(2024, 3, 15), 0),
        (date(2021, 3, 15), 36, date(2024, 4, 15), date(2024, 3, 15), 1),
        (date(2023, 1, 31), 1, date(2023, 3, 30), date(2023, 2, 28), 1),
        (date(2023, 12, 1), 1, date(2024, 1, 1), date(2024, 1, 1), 0),
    ],
    ids=["a day before", "one month over", "end of February", "over the year's end"],
)
def test_rotation_falls_due_after_the_limit(since, months, on, due, over):
    found = rotation(since, months, on)
    assert (found.due, found.months_over) == (due, over)


def test_no_limit_is_no_rotation():
    with pytest.raises(ValueError, match="at least one month"):
        rotation(date(2024, 1, 1), 0, date(2024, 1, 1))


@given(st.lists(st.tuples(SHARE, SHARE), max_size=6), st.tuples(SHARE, SHARE))
def test_another_control_never_makes_it_worse_and_none_works_always(controls, another):
    one, more = combined_effect(controls), combined_effect([*controls, another])
    assert 0 <= one <= more + 1e-12 <= CAP + 1e-9


@given(st.integers(1, 5), SHARE)
def test_what_is_left_lies_between_the_lowest_level_and_the_one_before(level, effect):
    assert 1 <= residual_level(level, effect) <= level


@pytest.mark.parametrize(("level", "effect"), [(0, 0.5), (3, 1.5)], ids=["no level", "no share"])
def test_what_is_no_level_or_share_is_refused(level, effect):
    with pytest.raises(ValueError, match="level"):
        residual_level(level, effect)
