"""Offers of trainers and requests for them."""

import datetime as dt
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chegara.training.methods.matching import Lack, Offer, Request, fit, match

DAY = dt.date(2026, 5, 4)


def day(number):
    return DAY + dt.timedelta(days=number)


def offer(key="o", country="A", topics="pk", languages=("ru",), level=2, first=0, last=10):
    return Offer(key, country, frozenset(topics), frozenset(languages), level, day(first), day(last))


def request(key="r", country="B", topics="p", languages=("ru", "en"), level=2, first=5, last=20, days=3):
    return Request(key, country, frozenset(topics), frozenset(languages), level, day(first), day(last), days)


def test_a_fitting_trainer_starts_when_both_are_free():
    (found,) = match([offer()], [request(topics="px")]).matches

    assert (found.request, found.offer, found.fit, found.starts) == ("r", "o", 0.5, day(5))


def test_two_requests_filled_poorly_are_better_than_one_filled_well():
    # "both" would serve r1 wholly, but then nobody serves r2: 1 is more than ¼ + ¼, and yet the worse plan.
    offers = [offer("both", topics="abcd"), offer("a", topics="a")]
    requests = [request("r1", topics="abcd"), request("r2", topics="bxyz")]

    found = match(offers, requests)

    assert [(one.request, one.offer) for one in found.matches] == [("r1", "a"), ("r2", "both")]


@pytest.mark.parametrize(
    ("offers", "reason"),
    [
        pytest.param([], Lack.TOPIC, id="no offer at all"),
        pytest.param([offer(topics="z")], Lack.TOPIC, id="topic"),
        pytest.param([offer(country="B")], Lack.COUNTRY, id="only its own trainers"),
        pytest.param([offer(languages=("tg",))], Lack.LANGUAGE, id="language"),
        pytest.param([offer(level=1)], Lack.LEVEL, id="level"),
        pytest.param([offer(last=6)], Lack.DATES, id="two days of three"),
        pytest.param([offer(topics="z"), offer("o2", level=1)], Lack.LEVEL, id="the nearest offer decides"),
    ],
)
def test_an_open_request_says_what_no_offer_has(offers, reason):
    assert match(offers, [request()]).open == (("r", reason),)


def test_of_two_requests_for_one_trainer_one_stays_open_because_he_is_taken():
    found = match([offer()], [request("r1"), request("r2")])

    assert len(found.matches) == 1
    assert [reason for _, reason in found.open] == [Lack.TAKEN]


def test_nothing_asked_is_nothing_planned():
    assert match([offer()], []).matches == ()


@pytest.mark.parametrize(
    ("offers", "requests", "word"),
    [
        pytest.param([offer(), offer()], [], "twice", id="one key twice"),
        pytest.param([offer(last=-1)], [], "ends before", id="a window turned round"),
        pytest.param([], [request(topics="")], "no topic", id="no topic"),
        pytest.param([], [request(days=0)], "no day", id="no day"),
    ],
)
def test_what_cannot_be_planned_is_refused(offers, requests, word):
    with pytest.raises(ValueError, match=word):
        match(offers, requests)


def keyed(kind):
    return st.lists(kind, max_size=4).map(
        lambda found: [type(one)(**{**vars(one), "key": str(n)}) for n, one in enumerate(found)]
    )


topics = st.sets(st.sampled_from("abc"), min_size=1)
offers = st.builds(offer, country=st.sampled_from("AB"), topics=topics, level=st.integers(1, 3))
requests = st.builds(request, country=st.sampled_from("BC"), topics=topics, level=st.integers(1, 3))


def best_by_trying_all(offers, requests):
    seats = [*offers, *[None] * len(requests)]
    plans = []
    for order in set(itertools.permutations(range(len(seats)), len(requests))):
        fits = [fit(seats[n], r) if seats[n] else 0.0 for n, r in zip(order, requests, strict=True)]
        plans.append((sum(one > 0 for one in fits), round(sum(fits), 9)))
    return max(plans)


@settings(max_examples=60, deadline=None)
@given(keyed(offers), keyed(requests))
def test_the_plan_equals_the_best_of_all_plans(offers, requests):
    found = match(offers, requests)

    assert (len(found.matches), round(sum(one.fit for one in found.matches), 9)) == best_by_trying_all(
        offers, requests
    )
    assert len({one.offer for one in found.matches}) == len(found.matches)
    assert len(found.matches) + len(found.open) == len(requests)
