"""A scenario built from a technological scheme: its controls, posts, shares and times are simulated."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chegara.contingency.methods.simulation.comparison import compare
from chegara.contingency.methods.simulation.reading import read_study
from chegara.contingency.methods.simulation.scheme import (
    Control,
    SchemeFigures,
    StreamFigures,
    bottleneck,
    scheme_text,
)
from chegara.contingency.methods.simulation.statistics import Key


def control(name: str = "goods", **more: Any) -> Control:
    values: dict[str, Any] = {"minutes": (5, 10, 15), "is_per_person": False, "share": 1.0, "posts": 2}
    return Control(name=name, **values | more)


def stream(code: str = "entry-trucks", **more: Any) -> StreamFigures:
    values: dict[str, Any] = {
        "name": code, "direction": "in", "traffic": "trucks", "arrivals": (80, 100, 150),
        "controls": (control(),),
    }  # fmt: skip
    return StreamFigures(code=code, **values | more)


def built(*streams: StreamFigures, **more: Any) -> Any:
    figures = SchemeFigures(title="By the scheme", code="XS-P06", name="Gorvan", streams=streams, **more)
    return read_study(scheme_text(figures))


def test_controls_stand_in_their_order_with_posts_shares_and_times() -> None:
    quarantine = control("quarantine", minutes=(8, 15, 45), share=0.3, posts=1)

    scenario = built(stream(controls=(control(), quarantine))).plans[0].scenario

    goods, plants = scenario.flows[0].routes[0].steps
    assert [station.name for station in scenario.stations] == ["goods", "quarantine"]
    assert [station.shifts[0].booths for station in scenario.stations] == [2, 1]
    assert (goods.share, plants.share) == (1.0, 0.3)
    assert goods.service.minutes == pytest.approx(10)
    assert plants.service.minutes == pytest.approx((8 + 60 + 45) / 6, rel=1e-3)
    assert plants.service.cv == pytest.approx((45 - 8) / 6 / ((8 + 60 + 45) / 6), rel=5e-3)
    assert (scenario.flows[0].factor_low, scenario.flows[0].factor_high) == (0.8, 1.5)


def test_persons_of_a_bus_go_one_by_one_and_their_bus_takes_as_long_as_it_takes() -> None:
    first = control("first line", minutes=(1, 1, 1), is_per_person=True, posts=4)
    customs = control("customs", minutes=(20, 20, 20), posts=1)

    bus = stream("entry-buses", traffic="buses", arrivals=(24, 24, 24), controls=(first, customs))
    scenario = built(bus).plans[0].scenario

    flow = scenario.flows[0]
    assert flow.group == (20, 45)
    assert [step.service.minutes for step in flow.routes[0].steps] == pytest.approx([1, 20 / 32.5], rel=1e-3)
    assert bus.load(first) == pytest.approx(24 * 32.5 / (24 * 60 * 4))
    assert bus.load(customs) == pytest.approx(24 * 20 / (24 * 60))


def test_the_reserve_goes_to_the_control_whose_posts_are_used_most() -> None:
    easy = control("radiation", minutes=(0.2, 0.3, 0.5), posts=1)
    hard = control("X-ray", minutes=(8, 12, 20), share=0.5, posts=1)
    streams = (stream(controls=(easy, control(), hard)), stream("exit-trucks", direction="out"))

    as_today, with_reserve = built(*streams, reserve=3, queue_above=40).plans

    assert bottleneck(streams) == ("entry-trucks", 2)
    assert bottleneck((*streams, stream("exit-cars", waiting=500))) == ("exit-cars", 0)
    trigger = with_reserve.scenario.triggers[0]
    assert not as_today.scenario.triggers
    assert trigger.station == "entry-trucks-3"
    assert as_today.scenario.station("entry-trucks-3").built == 4


def test_lorries_that_wait_at_the_start_come_on_top_of_those_of_the_day() -> None:
    study = built(stream(waiting=500, arrivals=(0, 0, 0)), stream("exit-trucks", direction="out"))

    found = compare(study, replications=2).results[0].found

    assert found[Key("flow", "entry-trucks", "arrived")].mean == 500


def test_streams_in_which_nobody_comes_are_left_out() -> None:
    scenario = built(stream(), stream("entry-cars", traffic="cars", arrivals=(0, 0, 0))).plans[0].scenario

    assert [flow.code for flow in scenario.flows] == ["entry-trucks"]
    with pytest.raises(ValueError, match="needs arrivals"):
        built(stream(arrivals=(0, 0, 0)))


@settings(max_examples=40, deadline=None)
@given(
    low=st.floats(0.1, 20), more=st.floats(0, 20), most=st.floats(0, 60), share=st.floats(0.01, 1),
    traffic=st.sampled_from(["pedestrians", "cars", "buses", "trucks", "trains"]), person=st.booleans(),
)  # fmt: skip
def test_whatever_a_scheme_holds_can_be_simulated(
    low: float, more: float, most: float, share: float, traffic: str, person: bool
) -> None:
    one = control(minutes=(low, low + more, low + more + most), share=share, is_per_person=person)

    scenario = built(stream(traffic=traffic, controls=(one,))).plans[0].scenario

    assert low - 1e-9 <= one.mean <= low + more + most + 1e-9
    assert scenario.flows[0].routes[0].steps[0].service.minutes > 0
