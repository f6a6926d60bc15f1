"""Whether an assessment earns a certificate, and how long it holds."""

import calendar
from datetime import date, timedelta
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.canine.methods.certification import (
    Kind,
    Norm,
    Part,
    Shortfall,
    last_day,
    partial_assessors,
    shortfalls,
    total,
)
from chegara.common.detection import Answers

NORM = Norm()
COUNTS = st.integers(0, 40)
PARTS = st.lists(
    st.builds(Part, st.sampled_from(Kind), st.builds(Answers, COUNTS, COUNTS, COUNTS, COUNTS)), max_size=5
)


def part(kind=Kind.COMPREHENSIVE, hits=10, misses=0, false=0, right=10):
    return Part(kind, Answers(hits, misses, false, right))


BLIND = part(Kind.DOUBLE_BLIND)


@pytest.mark.parametrize(
    ("parts", "lacks"),
    [
        pytest.param([part(), BLIND], [], id="all is in order"),
        pytest.param(
            [part(hits=9, misses=1), part(Kind.DOUBLE_BLIND, 9, 1)], [], id="9 of 10 twice reach 0.9"
        ),
        pytest.param([part(hits=8, misses=2), BLIND], [], id="shares are taken over all parts: 18 of 20"),
        pytest.param(
            [part(hits=8, misses=2), part(Kind.DOUBLE_BLIND, 9, 1)], [Shortfall.TOO_FEW_HITS], id="17 of 20"
        ),
        pytest.param([part(false=2, right=8), BLIND], [], id="2 false alerts at 20 blanks are 10 per cent"),
        pytest.param([part(false=3, right=7), BLIND], [Shortfall.TOO_MANY_FALSE_ALERTS], id="3 at 20"),
        pytest.param([part()], [Shortfall.TOO_FEW_COMPONENTS], id="one part"),
        pytest.param([part(), part()], [Shortfall.TOO_FEW_COMPONENTS], id="the same part twice"),
        pytest.param([], [Shortfall.TOO_FEW_COMPONENTS], id="nothing was held"),
        pytest.param(
            [part(), part(Kind.DOUBLE_BLIND, right=0)],
            [Shortfall.NO_BLANK_SEARCH],
            id="a double-blind part without blanks",
        ),
        pytest.param([part(right=0), BLIND], [], id="another part without blanks"),
        pytest.param([part(hits=0), BLIND], [Shortfall.COMPONENT_WITHOUT_HIDES], id="a part of blanks alone"),
    ],
)
def test_what_keeps_a_team_from_its_certificate(parts, lacks):
    assert shortfalls(parts, NORM) == lacks


def test_a_norm_that_names_no_limit_of_false_alerts_fails_nobody_by_them():
    parts = [part(false=10, right=0), BLIND]

    assert shortfalls(parts, Norm(false_alerts=None)) == []
    assert shortfalls(parts, NORM) == [Shortfall.TOO_MANY_FALSE_ALERTS]


@pytest.mark.parametrize("share", ["0.7", "0.75", "0.8", "0.9", "0.95"])
def test_all_small_counts_are_judged_as_by_exact_fractions(share):
    norm = Norm(proficiency=float(share), false_alerts=float(1 - Fraction(share)))
    for right, wrong in product(range(60), range(12)):
        if not right + wrong:
            continue
        enough = Fraction(right, right + wrong) >= Fraction(share)
        hits = [part(hits=right, misses=wrong), Part(Kind.DOUBLE_BLIND, Answers(0, 0, 0, 1))]
        alerts = [part(false=wrong, right=right), BLIND]
        whole = Fraction(wrong, right + wrong + BLIND.answers.blanks) <= 1 - Fraction(share)
        assert (Shortfall.TOO_FEW_HITS not in shortfalls(hits, norm)) is enough, (right, wrong)
        assert (Shortfall.TOO_MANY_FALSE_ALERTS not in shortfalls(alerts, norm)) is whole, (right, wrong)


@given(PARTS, st.floats(0.5, 1), st.none() | st.floats(0, 0.5))
def test_a_better_assessment_never_lacks_more(parts, proficiency, false_alerts):
    norm = Norm(proficiency=proficiency, false_alerts=false_alerts)
    better = [
        Part(one.kind, Answers(one.answers.hits + one.answers.misses, 0, 0, one.answers.blanks))
        for one in parts
    ]

    lacks = set(shortfalls(better, norm))
    assert lacks <= set(shortfalls(parts, norm))
    assert not lacks & {Shortfall.TOO_FEW_HITS, Shortfall.TOO_MANY_FALSE_ALERTS}


@given(PARTS, st.randoms())
def test_the_order_of_the_parts_does_not_matter(parts, random):
    shuffled = list(parts)
    random.shuffle(shuffled)

    assert shortfalls(shuffled, NORM) == shortfalls(parts, NORM)
    assert total(shuffled) == total(parts)


@given(st.sets(st.integers(0, 20)), st.sets(st.integers(0, 20)))
def test_who_trains_the_team_may_not_assess_it(assessors, trainers):
    partial = partial_assessors(assessors, trainers)

    assert partial == {one for one in assessors if one in trainers}
    assert not partial_assessors(assessors - partial, trainers)


@pytest.mark.parametrize(
    ("assessed", "months", "last"),
    [
        pytest.param(date(2026, 3, 15), 12, date(2027, 3, 14), id="a year"),
        pytest.param(date(2026, 1, 1), 12, date(2026, 12, 31), id="a calendar year"),
        pytest.param(date(2026, 3, 1), 12, date(2027, 2, 28), id="up to the end of February"),
        pytest.param(date(2027, 3, 1), 12, date(2028, 2, 29), id="up to a leap day"),
        pytest.param(date(2028, 2, 29), 12, date(2029, 2, 27), id="from a leap day: no longer than a year"),
        pytest.param(date(2026, 8, 31), 6, date(2027, 2, 27), id="half a year from a 31st"),
        pytest.param(date(2026, 12, 5), 1, date(2027, 1, 4), id="over the turn of the year"),
    ],
)
def test_the_last_day_of_a_certificate(assessed, months, last):
    assert last_day(assessed, Norm(months=months)) == last


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 36))
def test_a_certificate_holds_its_months_and_no_day_longer(assessed, months):
    following = last_day(assessed, Norm(months=months)) + timedelta(days=1)

    assert (following.year - assessed.year) * 12 + following.month - assessed.month == months
    longest = calendar.monthrange(following.year, following.month)[1]
    assert following.day == min(assessed.day, longest)
