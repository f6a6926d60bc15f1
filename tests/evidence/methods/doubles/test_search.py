"""Finding reports of one event: known pairs, edges, and the same as by comparing all with all."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chegara.config.demo.planted import plant
from chegara.evidence.methods.doubles import search
from chegara.evidence.methods.doubles.compare import FIELDS, Comparison
from chegara.evidence.methods.doubles.events import Event, EventsBuilder
from chegara.evidence.methods.doubles.search import Candidate, Evidence, Found, find_doubles
from chegara.evidence.methods.doubles.weights import NOTHING, load_parameters, probability

DAY = date(2025, 3, 3).toordinal()
LEVELS = {name: [level.name for level in levels] for name, levels in load_parameters().fields.items()}


def event(key: int, **other: Any) -> Event:
    given: dict[str, Any] = {
        "indicator": "seizures.drugs", "day": DAY, "agency": key, "file": key, "place": "Айритом",
        "area": "", "kind": "heroin", "group": "opiates", "quantity": 0.635, "unit": "kg", "written": 0.635,
        "unit_written": "kg", "number": 1.0, "citizenship": "", "transport": "", "concealment": "",
        "origin": "", "destination": "",
    }  # fmt: skip
    return Event(key=key, **(given | other))


def built(*events: Event) -> Any:
    builder = EventsBuilder()
    for one in events:
        builder.add(one)
    return builder.build()


def found_in(*events: Event) -> Found:
    return find_doubles(built(*events), load_parameters(), rng=np.random.default_rng(1))


def level_of(field: str, one: Event, other: Event) -> str:
    compared = Comparison(built(one, other), load_parameters()).levels(np.array([0]), np.array([1]))
    number = compared[field][0]
    return "" if number == NOTHING else LEVELS[field][number]


GRAMS = {"quantity": 0.635, "written": 635.0, "unit_written": "g"}
KILOGRAMS = {"quantity": 635.0, "written": 635.0, "unit_written": "kg"}


@pytest.mark.parametrize(
    ("field", "other", "expected"),
    [
        ("quantity", GRAMS, "equal"),
        ("quantity", KILOGRAMS, "unit"),
        ("quantity", {"quantity": 0.64, "written": 0.64}, "rounded"),
        ("quantity", {"quantity": 0.6, "written": 0.6}, "rounded"),
        ("quantity", {"quantity": 0.641, "written": 0.641}, "close"),
        ("quantity", {"quantity": 0.672, "written": 0.672}, "near"),
        ("quantity", {"quantity": 0.9, "written": 0.9}, "differ"),
        ("quantity", {"quantity": None, "written": None, "unit": "", "unit_written": ""}, ""),
        ("quantity", {"quantity": 0.0, "written": 0.0}, ""),
        ("quantity", {"quantity": 7.0, "written": 7.0, "unit": "l", "unit_written": "l"}, "differ"),
        ("day", {"day": DAY - 1}, "one"),
        ("day", {"day": DAY + 2}, "two"),
        ("kind", {"kind": "opium"}, "group"),
        ("kind", {"kind": "cannabis_herb", "group": "cannabis"}, "differ"),
        ("kind", {"kind": "", "group": ""}, ""),
        ("place", {"place": "Ayritom"}, "alike"),
        ("place", {"place": "Ойбек"}, "differ"),
        ("place", {"place": ""}, ""),
        ("source", {"agency": 1}, "other_file"),
        ("source", {"agency": 1, "file": 1}, "same_file"),
        ("number", {"number": 2.0}, "differ"),
        ("number", {"number": None}, ""),
    ],
    ids=str,
)
def test_how_two_reports_agree(field: str, other: dict[str, Any], expected: str):
    assert level_of(field, event(1), event(2, **other)) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"place": "", "area": "A"}, {"area": "A"}, "area"),
        ({"place": "", "area": "A"}, {"area": "B"}, "differ"),
        ({"area": "A"}, {"place": "Ойбек", "area": "A"}, "elsewhere"),
    ],
    ids=["no more than the area", "another area", "another place of the area"],
)
def test_a_place_is_compared_by_its_area_where_no_more_is_known(
    one: dict[str, Any], other: dict[str, Any], expected: str
):
    assert level_of("place", event(1, **one), event(2, **other)) == expected


def surroundings(number: int = 400) -> list[Event]:
    """Other events, far apart, so that chance agreement is known."""
    rng = np.random.default_rng(2)
    kinds = ["heroin", "opium", "cannabis_resin", "methamphetamine"]
    return [
        event(
            100 + n, day=DAY + 10 + 5 * n, agency=int(rng.integers(1, 3)), file=int(rng.integers(1, 3)),
            place=f"Place {rng.integers(12)}", kind=str(rng.choice(kinds)), group="",
            quantity=(amount := float(np.round(np.exp(rng.normal()), 3))), written=amount,
        )
        for n in range(number)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "other",
    [{}, GRAMS, {"day": DAY + 1}, {"place": "Ayritom"}, KILOGRAMS],
    ids=["as it is", "in grams", "a day later", "in Latin letters", "grams taken for kilograms"],
)
def test_a_second_report_is_offered_with_reasons_that_add_up(other: dict[str, Any]):
    [found] = found_in(event(1), event(2, **other), *surroundings()).candidates

    assert (found.first, found.second) == (1, 2)
    assert float(probability(found.bits)) == pytest.approx(found.probability)


@pytest.mark.parametrize(
    "other",
    [
        {"day": DAY + 3}, {"indicator": "seizures.fuel"}, {"place": "Ойбек", "quantity": 2.0, "written": 2.0},
        {"kind": "cannabis_herb", "group": "cannabis", "quantity": 2.0, "written": 2.0},
    ],
    ids=["three days later", "of another indicator", "elsewhere and another quantity", "another kind"],
)  # fmt: skip
def test_what_cannot_be_the_same_event_is_not_offered(other: dict[str, Any]):
    assert found_in(event(1), event(2, **other), *surroundings()).candidates == ()


def test_a_rare_place_says_more_than_a_common_one():
    def place_bits(place: str) -> float:
        pair = (event(1, place=place), event(2, place=place))
        [found] = found_in(*pair, *surroundings()).candidates
        return next(reason.bits for reason in found.reasons if reason.field == "place")

    assert place_bits("A post that nobody else names") > place_bits("Place 3") + 2


def test_a_report_with_two_partners_alike_is_not_sure():
    alone = found_in(event(1), event(2), *surroundings()).candidates
    twins = found_in(event(1), event(2), event(3, agency=2, file=2), *surroundings()).candidates

    assert [one.sure for one in alone] == [True]
    assert not any(one.sure for one in twins if 1 in {one.first, one.second})


def test_two_rows_of_one_file_are_never_called_sure():
    found = found_in(event(1), event(2, agency=1, file=1), *surroundings()).candidates

    assert all(not one.sure for one in found)


@pytest.mark.parametrize(
    "events", [(), (event(1),), (event(1), event(2, day=DAY + 9))], ids=["0", "1", "far"]
)
def test_nothing_to_compare_gives_nothing(events: tuple[Event, ...]):
    assert found_in(*events).candidates == ()


def test_the_work_can_be_cancelled():
    class Stop(Exception):  # noqa: N818
        pass

    def progress(_done: int, _total: int) -> None:
        raise Stop

    with pytest.raises(Stop):
        find_doubles(
            built(event(1), event(2)), load_parameters(), rng=np.random.default_rng(1), progress=progress
        )


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10_000))
def test_the_pairs_found_are_those_of_comparing_all_with_all(seed: int):
    rng, parameters = np.random.default_rng(seed), load_parameters()
    events = built(*plant(60, rng, days=12).events)
    found = find_doubles(events, parameters, rng=np.random.default_rng(1))
    comparison = Comparison(events, parameters)
    evidence = Evidence.of(comparison, parameters, np.random.default_rng(1))

    one, other = (np.array(side) for side in np.triu_indices(len(events), 1))
    near = (np.abs(events.day[one] - events.day[other]) <= parameters.rule.days) & (
        events.indicator[one] == events.indicator[other]
    )
    one, other = one[near], other[near]
    bits = evidence.total(comparison.levels(one, other), one)
    levels = comparison.levels(one, other)
    agree = (levels["place"] == 0) | np.isin(levels["quantity"], (0, 1, 2, 3)) | (levels["quantity"] == 4)
    expected = {
        (min(a, b), max(a, b))
        for a, b, enough in zip(
            events.key[one], events.key[other], probability(bits + _prior(found)) >= 0.5, strict=True
        )
        if enough
    }
    offered = {(c.first, c.second) for c in found.candidates if c.probability >= 0.5}

    assert found.pairs == len(one)
    assert offered <= expected
    strong = {
        (min(a, b), max(a, b))
        for a, b, enough, same in zip(
            events.key[one], events.key[other], probability(bits + _prior(found)) >= 0.5, agree, strict=True
        )
        if enough and same
    }
    assert {pair for pair in strong if pair not in offered} <= _of_other_kinds(events, strong)


def _prior(found: Found) -> float:
    return found.candidates[0].prior_bits if found.candidates else -100.0


def _of_other_kinds(events: Any, pairs: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return the pairs of kinds of different groups, which are compared only where all else agrees."""
    place = {int(key): number for number, key in enumerate(events.key)}
    kinds, groups = events.codes["kind"], events.codes["group"]
    return {
        (a, b)
        for a, b in pairs
        if kinds[place[a]] != kinds[place[b]] and groups[place[a]] != groups[place[b]]
    }


def test_on_crowded_days_only_neighbours_are_compared_and_it_is_said(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(search, "MOST_PAIRS", 300)
    crowd = [event(n, agency=n % 2, file=n % 2, quantity=float(n), written=float(n)) for n in range(1, 60)]

    found = found_in(*crowd)

    assert found.pairs <= 300
    assert found.pairs + found.left_out == 59 * 58 // 2


def test_planted_doubles_are_found_and_few_others_called_sure():
    planted = plant(4_000, np.random.default_rng(77))
    found = find_doubles(built(*planted.events), load_parameters(), rng=np.random.default_rng(1))
    sure = {(one.first, one.second) for one in found.candidates if one.sure}

    # A small sample of what benchmarks/doubles.py measures; four standard errors below its bounds.
    error = 4 * (0.05 * 0.95 / len(planted.doubles)) ** 0.5
    assert len(sure & planted.doubles) / len(planted.doubles) > 0.95 - error
    assert len(sure & planted.doubles) / len(sure) > 0.95 - error
    assert isinstance(found.candidates[0], Candidate)
    assert set(FIELDS) >= {reason.field for one in found.candidates for reason in one.reasons}
