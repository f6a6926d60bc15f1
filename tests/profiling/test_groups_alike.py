"""The comparison of groups on the oversight page: planted discrimination is found, and none is reported where
none was planted, at the stated error rate of 5 % over all groups of the page together."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
from tests.profiling.world import agency_and_users, begin

from chegara.profiling.models import Check
from chegara.profiling.queries import Figures, _groups

TODAY = date(2026, 11, 26)
POSTS = ((0.5, 0.05), (0.3, 0.15), (0.2, 0.40))
"""Of each post: its share of the checks, and the share that is selected there."""
ERROR = 0.05


def simulated(rng: np.random.Generator, *, count: int, more: float = 1.0) -> list[Check]:
    """Checks at posts of different strictness; citizens of XB use the strict one more often than others.

    `more` is how many times as high the odds of XB are to be selected at each post; 1 plants nothing.
    """
    made = []
    for _ in range(count):
        foreign = rng.random() < 0.3
        flow = np.array([share for share, _selected in POSTS]) * (np.array([0.5, 1, 3]) if foreign else 1)
        post = int(rng.choice(len(POSTS), p=flow / flow.sum()))
        odds = POSTS[post][1] / (1 - POSTS[post][1]) * (more if foreign else 1)
        born = date(int(rng.integers(1940, 2016)), 6, 1)
        document = {
            "sex": "FM"[int(rng.integers(2))],
            "birth": born.isoformat(),
            "nationality": "XB" if foreign else "XA",
        }
        made.append(Check(point_id=post, document=document, selected=bool(rng.random() < odds / (1 + odds))))
    return made


def told(checks: list[Check]) -> set[str]:
    """The groups that the page says stand out."""
    figures = Figures(TODAY, TODAY, checks=len(checks), selected=sum(one.selected for one in checks))
    _groups(figures, checks, TODAY)
    assert {one.attribute for one in figures.comparisons} == {"sex", "age", "citizenship"}
    return {one.group for one in figures.comparisons if one.stands_out}


def test_where_nothing_is_planted_the_page_reports_a_group_no_more_often_than_stated():
    """Flows differ by post, so that summed up XB is selected far more often: that is no discrimination.

    Tolerance: three standard errors of a share of 5 % over the trials.
    """
    rng = np.random.default_rng(20261126)
    trials = 120

    reported = [told(simulated(rng, count=400)) for _ in range(trials)]

    false = sum(bool(one) for one in reported) / trials
    assert false <= ERROR + 3 * math.sqrt(ERROR * (1 - ERROR) / trials)


def test_planted_discrimination_is_reported_and_of_whom():
    """Odds four times as high: found in at least nine of ten sets of 600 checks (38 of 40 expected)."""
    rng = np.random.default_rng(7)
    trials = 40

    found = [told(simulated(rng, count=600, more=4.0)) for _ in range(trials)]

    assert sum("XB" in one for one in found) >= 0.9 * trials
    assert sum(bool(one - {"XA", "XB"}) for one in found) <= 0.2 * trials


@pytest.mark.django_db
def test_a_group_of_fewer_than_ten_is_not_shown():
    agency, _analyst, first, _second = agency_and_users()
    for number in range(19):
        begin(agency, first, number=f"N{number}", nationality="XBB" if number < 9 else "XAA")

    checks = list(Check.objects.all())
    figures = Figures(TODAY, TODAY, checks=len(checks))
    _groups(figures, checks, TODAY)

    assert [one.group for one in figures.comparisons] == []
    begin(agency, first, number="N19", nationality="XBB")
    checks = list(Check.objects.all())
    figures = Figures(TODAY, TODAY, checks=len(checks))
    _groups(figures, checks, TODAY)
    assert {one.group for one in figures.comparisons if one.attribute == "citizenship"} == {"XAA", "XBB"}
