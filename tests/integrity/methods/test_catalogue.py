"""Each planted fault is found by its rule; a service whose papers are in order gives nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.integrity.organisations import LAW, ON, PLANTED, clean

from chegara.integrity.methods.catalogue import RULES, completeness, find_all
from chegara.integrity.methods.findings import thresholds
from chegara.integrity.methods.separation import smallest_group
from chegara.integrity.methods.service import (
    Appointment,
    Duty,
    Function,
    Pair,
    Position,
    Right,
    Separation,
    Service,
    Task,
    Unit,
)


def found(service: Service, rule: str) -> list[tuple[tuple[str, int], ...]]:
    return [each.about for each in find_all(service, thresholds()) if each.rule == rule]


def test_a_service_in_order_gives_no_finding():
    assert find_all(clean(), thresholds()) == []


def test_each_rule_of_the_catalogue_has_its_planted_fault():
    assert set(PLANTED) == set(RULES)


@pytest.mark.parametrize("rule", PLANTED)
def test_a_planted_fault_is_found_once_by_its_rule(rule: str):
    spoil, about = PLANTED[rule]

    assert found(spoil(clean()), rule) == [about]


@pytest.mark.parametrize("rule", PLANTED)
def test_a_finding_keeps_its_identity_when_the_rules_run_again(rule: str):
    spoil, _ = PLANTED[rule]

    once, again = ([each.identity for each in find_all(spoil(clean()), thresholds())] for _time in range(2))
    assert once == again
    assert len(set(once)) == len(once)


# --- edges --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "service"),
    [
        pytest.param("G1", replace(clean(), functions=tuple(replace(f, task=None) for f in clean().functions)),
                     id="a statute that links no function to a task is no fault"),
        pytest.param("G5", replace(clean(), letters=()), id="whoever answers for their duties answers for the function"),
        pytest.param("O1", replace(
            clean(),
            units=(*clean().units, Unit(4, 1, "north"), Unit(5, 1, "south")),
            functions=(*clean().functions, Function(8, 4, "x", "Same", None, LAW),
                       Function(9, 5, "x", "Same", None, LAW)),
        ), id="posts of two territories do the same"),
        pytest.param("O2", replace(clean(), pairs=(Pair(4, 5, 0.99, confirmed=False),)),
                     id="a person said that the texts differ"),
        pytest.param("O2", replace(clean(), pairs=(Pair(4, 5, thresholds().similarity),)),
                     id="as alike as the threshold is not above it"),
        pytest.param("O4", replace(clean(), rights=(
            *clean().rights, Right(9, 5, None, "approve", "release", LAW, limit="up to 1 000"))),
                     id="an amount divides the right"),
        pytest.param("G9", replace(clean(), competences=()), id="unknown competences are not lacking ones"),
        pytest.param("C4", replace(clean(), appointments=()), id="without appointments no post is vacant"),
        pytest.param("C5", replace(clean(), appointments=(
            Appointment(1, 3, 3, since=date(2021, 6, 1)), )), id="sixty months to the day are not over"),
        pytest.param("C6", replace(clean(), functions=(
            *clean().functions, Function(9, 2, "2.9", "Unmeasured", 2, LAW))),
                     id="work that is partly unknown is not judged"),
        pytest.param("S3", replace(clean(), separations=()), id="no sensitive task, no finding"),
    ],
)  # fmt: skip
def test_what_is_no_fault_is_not_found(rule: str, service: Service):
    assert found(service, rule) == []


def test_an_acting_appointment_that_ended_yesterday_no_longer_joins_posts():
    ended = Appointment(10, 2, 3, acting=True, until=date(2026, 5, 31))
    still = replace(ended, until=ON)

    assert found(replace(clean(), appointments=(*clean().appointments, ended)), "S2") == []
    assert len(found(replace(clean(), appointments=(*clean().appointments, still)), "S2")) == 1


def test_a_position_that_reports_to_itself_through_others_does_not_stop_the_rules():
    ring = (Position(1, 1, 3, 2), Position(2, 1, 3, 1))

    assert find_all(Service(on=ON, units=(Unit(1),), positions=ring), thresholds()) == []


def test_units_that_lie_under_each_other_do_not_stop_the_rules():
    service = Service(
        on=ON, units=(Unit(1, 2), Unit(2, 1)), positions=(Position(1, 1),), duties=(Duty(1, 1),),
        functions=(Function(1, 2),), tasks=(Task(1, 1),),
    )  # fmt: skip

    assert found(service, "D3") == [(("duty", 1), ("position", 1))]


def test_an_empty_service_gives_no_finding():
    assert find_all(Service(on=ON), thresholds()) == []


# --- separation of duties -----------------------------------------------------------------------------------

PERMISSIONS = "abcdef"


def brute_force(needed: set[str], held: dict[int, set[str]]) -> int | None:
    """The size of the smallest group, by trying all groups."""
    for size in range(1, len(held) + 1):
        for group in combinations(held, size):
            if needed <= set().union(*(held[who] for who in group)):
                return size
    return None


@given(
    needed=st.sets(st.sampled_from(PERMISSIONS), min_size=1),
    held=st.lists(st.sets(st.sampled_from(PERMISSIONS)), max_size=7),
)
@settings(max_examples=200, deadline=None)
def test_the_smallest_group_is_that_of_brute_force(needed: set[str], held: list[set[str]]):
    by_who = dict(enumerate(held))
    group = smallest_group(needed, by_who)

    assert (None if group is None else len(group)) == brute_force(needed, by_who)
    if group is not None:
        assert needed <= set().union(*(by_who[who] for who in group))


@pytest.mark.parametrize("needed", [set(), set("abcdefghijklmnopq")], ids=["nothing", "seventeen"])
def test_a_task_of_no_or_too_many_permissions_is_refused(needed: set[str]):
    with pytest.raises(ValueError, match="permissions"):
        smallest_group(needed, {})


@given(
    held=st.lists(st.sets(st.sampled_from(PERMISSIONS)), min_size=1, max_size=5),
    posts=st.lists(st.sets(st.integers(0, 4), min_size=1, max_size=3), max_size=5),
    needed=st.sets(st.sampled_from(PERMISSIONS), min_size=1, max_size=4),
    people=st.integers(2, 4),
)
@settings(max_examples=150, deadline=None)
def test_positions_holders_and_groups_that_can_do_a_task_are_those_of_brute_force(
    held: list[set[str]], posts: list[set[int]], needed: set[str], people: int
):
    places = [{each for each in some if each < len(held)} for some in posts]
    service = Service(
        on=ON,
        units=(Unit(1),),
        positions=tuple(Position(key, 1) for key in range(len(held))),
        duties=tuple(
            Duty(100 * key + place, key, None, "execute", each)
            for key, some in enumerate(held)
            for place, each in enumerate(sorted(some))
        ),
        appointments=tuple(
            Appointment(100 * holder + key, holder, key) for holder, some in enumerate(places) for key in some
        ),
        separations=(Separation(1, frozenset(("execute", each) for each in needed), people),),
    )
    alone = {key for key, some in enumerate(held) if needed <= some}
    through = {
        holder
        for holder, some in enumerate(places)
        if len(some) > 1 and not some & alone and needed <= set().union(*(held[key] for key in some))
    }
    people_hold = {
        holder: set().union(*(held[key] for key in some)) for holder, some in enumerate(places) if some
    }
    fewest = brute_force(needed, people_hold or dict(enumerate(held)))

    assert {about[1][1] for about in found(service, "S1")} == alone
    assert {about[1][1] for about in found(service, "S2")} == through
    assert bool(found(service, "S3")) == (fewest is not None and 1 < fewest < people)


# --- how complete papers are --------------------------------------------------------------------------------


def test_the_index_is_the_share_of_duties_that_are_whole():
    service = replace(
        clean(),
        duties=(*clean().duties, Duty(20, 4, None, "decide", "seal", 2), Duty(21, 4, 4, "record", "x", LAW)),
    )
    row = next(each for each in completeness(service) if each.position == 4)

    assert (row.duties, row.function, row.norm, row.right, row.competence, row.responsibility) == (
        3, 2, 2, 2, 3, 3,
    )  # fmt: skip
    assert row.whole == 2
    assert row.index == 2 / 3


def test_a_position_without_duties_has_no_index():
    service = Service(on=ON, units=(Unit(1),), positions=(Position(1, 1),))

    assert completeness(service)[0].index is None
