"""A scenario file becomes a study, or is refused by a sentence that names the key."""

from __future__ import annotations

from pathlib import Path

import pytest

import chegara.contingency
from chegara.contingency.methods.simulation.comparison import compare
from chegara.contingency.methods.simulation.reading import read_study
from chegara.contingency.methods.simulation.statistics import Key
from chegara.contingency.methods.simulation.tables import ScenarioError

SCENARIOS = sorted((Path(chegara.contingency.__file__).parent / "parameters" / "scenarios").glob("*.toml"))

SMALL = """
title = "A small point"
[points.here]
[points.there]
[stations.line]
point = "here"
shifts = [{ from = "08:00", booths = 2 }, { from = "20:00", booths = 1 }]
[stations.goods]
point = "here"
booths = 1
places = 5
[stations.gate]
point = "there"
booths = 1
[flows.cars]
kind = "car"
per_day = 240
route = [
    { station = "line", minutes = 3 },
    { station = "goods", share = 0.1, minutes = 9, law = "gamma", cv = 1 },
]
[flows.cars.diversions.there]
travel_minutes = 30
route = [{ station = "gate", minutes = 3 }]
[outages.network]
stations = ["line"]
from_hour = 3
to_hour = 4
pace = 0
[reserves]
detachment = 3
[[plans]]
name = "as is"
[[plans]]
name = "better"
[plans.stations.line]
booths = 4
[plans.outages.network]
pace = 0.5
[[plans.triggers]]
name = "long"
station = "line"
queue_above = 20
queue_below = 5
open = [{ station = "line", booths = 1, reserve = "detachment" }]
divert = [{ flow = "cars", to = "there", share = 0.5 }]
"""


def test_each_plan_is_the_scenario_with_its_changes():
    as_is, better = read_study(SMALL).plans

    assert [shift.booths for shift in as_is.scenario.station("line").shifts] == [2, 1]
    assert [shift.booths for shift in better.scenario.station("line").shifts] == [4]
    assert as_is.scenario.outages[0].pace == 0
    assert better.scenario.outages[0].pace == 0.5
    assert (len(as_is.scenario.triggers), len(better.scenario.triggers)) == (0, 1)
    assert as_is.scenario.flow("cars").per_hour == (10.0,) * 24


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_shipped_scenario_runs_and_says_what_is_invented(path):
    study = read_study(path.read_text(encoding="utf-8"))

    comparison = compare(study, replications=2)

    assert study.is_invented or study.sources
    if study.is_invented:
        assert "invented" in study.title
        assert "Sarvania" in study.title
    for result in comparison.results:
        assert result.found[Key("flow", "all", "arrived")].mean > 100


def test_all_scenarios_are_found():
    assert {path.stem for path in SCENARIOS} == {"dostuk", "it-outage", "mass-inflow", "trucks-phytosanitary"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('title = "A small point"', "", "title: this key is missing"),
        ('title = "A small point"', "title = 5", "title: 5 is not a text"),
        ('title = "A small point"', 'title = "a"\nspeed = 2', "speed: this key is unknown; known here are"),
        (
            'title = "A small point"',
            'title = "a"\nhours = 0',
            "hours: 0 is out of range; write a number from",
        ),
        ('title = "A small point"', 'title = "a"\nhours = true', "hours: True is not a number"),
        ('title = "A small point"', 'title = "a"\nseed = -1', "seed: -1 will not do; write a whole number"),
        (
            'title = "A small point"',
            'title = "a"\nstarts = "25:00"',
            "starts: '25:00' is not a time of the day",
        ),
        ('title = "A small point"', 'title = "a"\ninvented = 1', "invented: 1 is neither true nor false"),
        ('title = "A small point"', 'title = "a"\nsources = "x"', "sources: 'x' is not a list of texts"),
        ("[points.here]", "[points.'hier und da']", "points.hier und da: a code has Latin letters"),
        ('kind = "car"', 'kind = "cart"', "flows.cars.kind: 'cart' is none of pedestrian"),
        ("per_day = 240", "", "flows.cars.per_day: say how many come"),
        ("per_day = 240", "per_day = 240\nper_hour = [1]", "flows.cars.per_day: give either"),
        ("per_day = 240", "per_hour = [1, 2]", "flows.cars.per_hour: 2 numbers; there must be 24"),
        ("per_day = 240", "per_day = 240\nprofile = [1, 2]", "flows.cars.profile: 2 numbers"),
        ("per_day = 240", "per_day = 24e5", "some 2,400,000 persons and vehicles would come"),
        ("per_day = 240", "per_day = 240\ngroup_size = [9, 3]", "flows.cars.group_size: write the least"),
        (
            "per_day = 240",
            "per_day = 240\nfactor_range = [1.1, 2]",
            "flows.cars.factor_range: the range must hold 1",
        ),
        (
            "per_day = 240",
            'per_day = 240\nwhen_full = "here"',
            "flows.cars.when_full: 'here' is none of there",
        ),
        ("minutes = 9", "minutes = 0", "flows.cars.route[2].minutes: a control that takes no time is none"),
        (
            "minutes = 9",
            "minutes = 9, range = [10, 12]",
            "route[2].range: the range must be above 0 and hold",
        ),
        ('law = "gamma"', 'law = "fixed"', "flows.cars.route[2].cv: the law fixed has none"),
        (
            "share = 0.1",
            "share = 10",
            "flows.cars.route[2].share: 10 is out of range; write a number from 0 to 1",
        ),
        ('station = "goods"', 'station = "gods"', "flows.cars.route[2].station: 'gods' is none of line"),
        ('{ station = "gate"', '{ station = "line"', "station: line stands at here, and this route leads"),
        (
            "[flows.cars.diversions.there]",
            "[flows.cars.diversions.here]",
            "here is no other point; write one of",
        ),
        ('from = "20:00"', 'from = "07:00"', "stations.line.shifts: put them in the order of their hours"),
        (
            'point = "here"\nshifts',
            'point = "here"\nbuilt = 1\nshifts',
            "stations.line.built: 1 booths are built",
        ),
        ('point = "here"\nshifts', 'point = "here"\nbooths = 1\nshifts', "stations.line.booths: give either"),
        ("to_hour = 4", "to_hour = 3", "outages.network.to_hour: 3 is not after from_hour = 3"),
        ('stations = ["line"]', 'stations = ["x"]', "outages.network.stations: 'x' is none of line"),
        ('name = "better"', 'name = "as is"', "plans: two plans are named 'as is'"),
        ("[plans.stations.line]", "[plans.stations.lane]", "plans[2].stations.lane: a plan changes what"),
        (
            "[plans.stations.line]\nbooths = 4",
            "[plans.stations.line]\nbooths = -4",
            "plans[2].stations.line.booths",
        ),
        ("queue_below = 5", "queue_below = 25", "plans[2].triggers[1].queue_below: 25 must be above 0"),
        (
            "queue_below = 5",
            "queue_below = 5\nwait_above_minutes = 3",
            "triggers[1].queue_above: give either",
        ),
        ("queue_below = 5", 'queue_below = 5\nlevel = "red"', "triggers[1].level: 'red' is none of normal"),
        ('reserve = "detachment"', 'reserve = "x"', "triggers[1].open[1].reserve: 'x' is none of detachment"),
        ('to = "there"', 'to = "here"', "triggers[1].divert[1].to: 'here' is none of there"),
        ('title = "A small point"', "title = ", "the file is not TOML"),
    ],
)
def test_a_bad_value_is_refused_by_its_key(old, new, message):
    assert old in SMALL

    with pytest.raises(ScenarioError) as refusal:
        read_study(SMALL.replace(old, new, 1))

    assert message in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('title = "a"', "points: name at least one crossing point"),
        ('title = "a"\n[points.a]', "stations: describe at least one"),
        ('title = "a"\n[points.a]\n[stations.s]\nbooths = 1', "flows: describe who comes"),
        ('title = "a"\npoints = 3', "points: 3 is not a table"),
        ('title = "a"\nplans = 3', "plans: this is not a list of tables"),
    ],
)
def test_a_scenario_lacks_nothing(text, message):
    with pytest.raises(ScenarioError) as refusal:
        read_study(text)

    assert message in str(refusal.value)


def test_stations_that_could_stop_one_another_for_ever_are_refused():
    text = """
    title = "a"
    [points.a]
    [stations.one]
    booths = 1
    places = 1
    [stations.two]
    booths = 1
    places = 1
    [flows.there]
    per_day = 1
    route = [{ station = "one", minutes = 1 }, { station = "two", minutes = 1 }]
    [flows.back]
    per_day = 1
    route = [{ station = "two", minutes = 1 }, { station = "one", minutes = 1 }]
    """

    with pytest.raises(ScenarioError, match=r"stations.one.places: routes lead from one back to one"):
        read_study(text)
