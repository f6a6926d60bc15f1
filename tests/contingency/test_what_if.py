"""What depends on what in a simulated plan, and its cheapest staffing: jobs, page and document."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from tests.contingency.world import Stage, make_simulation, make_stage

from chegara.contingency import jobs
from chegara.contingency.actions import simulations as actions
from chegara.contingency.models import PointSimulation
from chegara.contingency.report.plan import instruction
from chegara.contingency.report.what_if import sensitivity_blocks, staffing_blocks
from chegara.pages.jobs import Cancelled, JobError
from chegara.pages.models import Job, JobState
from chegara.reporting.blocks import Table
from chegara.reporting.render import render

pytestmark = pytest.mark.django_db

ASKED = {
    "plan": "As today", "station": "persons", "shifts": "08:00, 20:00", "flow": "persons",
    "minutes": 30, "percent": 90,
    "least": 1, "most": 3,
}  # fmt: skip


@pytest.fixture
def stage() -> Stage:
    return make_stage()


@pytest.fixture
def simulation(stage: Stage) -> PointSimulation:
    return make_simulation(stage, run=False)


@pytest.fixture
def client(stage: Stage) -> Client:
    client = Client()
    client.force_login(stage.head)
    return client


def _told(_done: int, _total: int) -> None:
    pass


def _search(stage: Stage, simulation: PointSimulation, **changed: Any) -> None:
    asked = {
        "plan": "As today", "station": "persons", "shifts": [8.0, 20.0], "minutes": 30.0, "share": 0.9,
        "least": 1, "most": 3,
    }  # fmt: skip
    jobs.find_staffing(by=stage.head, progress=_told, simulation=simulation.pk, **(asked | changed))


def test_sensitivity_is_found_by_clicks_and_shown(
    client: Client, simulation: PointSimulation, django_capture_on_commit_callbacks: Any
) -> None:
    url = simulation.get_absolute_url()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{url}sensitivity/", {"plan": "With the reserve"})

    job = Job.objects.get()
    assert (job.state, job.url, job.done) == (JobState.DONE, url, 6)
    page = client.get(url).content.decode()
    assert "Sensitivity of “With the reserve”" in page
    assert "−20 %" in page


def test_more_arrivals_and_slower_controls_lengthen_the_wait(stage: Stage, simulation: Any) -> None:
    jobs.find_sensitivity(by=stage.head, progress=_told, simulation=simulation.pk, plan="As today")
    simulation.refresh_from_db()

    waits = {
        (change, factor): mean
        for change, factor, measure, mean, *_interval in simulation.sensitivity["rows"]
        if measure == "wait mean"
    }

    for change in ("arrivals", "service"):
        assert waits[change, 0.8] < waits[change, 1.0] < waits[change, 1.2]
    assert waits["arrivals", 1.0] == waits["service", 1.0]


def test_the_cheapest_staffing_is_found_by_clicks_and_printed(
    client: Client, stage: Stage, simulation: PointSimulation, django_capture_on_commit_callbacks: Any
) -> None:
    url = simulation.get_absolute_url()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{url}staffing/", ASKED)

    assert Job.objects.get().state == JobState.DONE
    simulation.refresh_from_db()
    (found,) = simulation.staffing
    assert found["reached"] >= 0.9
    assert found["hours"] == sum(12 * booths for booths in found["booths"])
    assert "from 08:00" in client.get(url).content.decode()
    assert "Cheapest staffing found" in render(instruction(stage.plan, stage.head, "en"), "html").decode()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"shifts": "morning"}, "“morning” is not a time of the day"),
        ({"shifts": "08:00 08:00"}, "each once"),
        ({"shifts": "00:00 04:00 08:00 12:00 16:00 20:00", "most": 9}, "There are too many staffings to try"),
        ({"least": 3, "most": 2}, "No fewer than the least."),
        ({"plan": "Hope"}, "Hope is not one of the available choices"),
    ],
    ids=["words", "a time twice", "too many", "bounds crossed", "no such plan"],
)
def test_a_search_that_makes_no_sense_is_refused_beside_the_field(
    client: Client, simulation: PointSimulation, changed: dict[str, object], message: str
) -> None:
    answer = client.post(f"{simulation.get_absolute_url()}staffing/", ASKED | changed)

    assert message in answer.content.decode()
    assert not Job.objects.exists()


def test_an_aim_out_of_reach_says_what_to_do(stage: Stage, simulation: PointSimulation) -> None:
    with pytest.raises(JobError, match=r"Even 1 booths .* Allow more booths"):
        _search(stage, simulation, most=1, minutes=0.1, share=0.99)


def test_a_second_search_for_the_same_takes_the_place_of_the_first(stage: Stage, simulation: Any) -> None:
    for most in (2, 3):
        _search(stage, simulation, most=most)
    _search(stage, simulation, minutes=60.0)
    simulation.refresh_from_db()

    assert [each["minutes"] for each in simulation.staffing] == [60.0, 30.0]


def test_a_changed_scenario_forgets_both(stage: Stage, simulation: Any) -> None:
    _search(stage, simulation)
    jobs.find_sensitivity(by=stage.head, progress=_told, simulation=simulation.pk, plan="As today")
    simulation.refresh_from_db()
    simulation.scenario = simulation.scenario.replace("booths = 2", "booths = 3", 1)
    actions.save_simulation(simulation, by=stage.head)

    simulation.refresh_from_db()
    assert (simulation.sensitivity, simulation.staffing) == ({}, [])


def test_what_was_found_of_a_scenario_changed_meanwhile_is_not_kept(stage: Stage, simulation: Any) -> None:
    other = simulation.scenario.replace("booths = 2", "booths = 3", 1)

    def change(_done: int, _total: int) -> None:
        simulation.scenario = other
        actions.save_simulation(simulation, by=stage.head)

    with pytest.raises(JobError, match="changed meanwhile"):
        jobs.find_sensitivity(by=stage.head, progress=change, simulation=simulation.pk, plan="As today")


def test_a_run_that_is_cancelled_keeps_nothing(stage: Stage, simulation: PointSimulation) -> None:
    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    for job, more in ((jobs.find_sensitivity, {"plan": "As today"}), (jobs.simulate, {})):
        with pytest.raises(Cancelled):
            job(by=stage.head, progress=stop, simulation=simulation.pk, **more)

    simulation.refresh_from_db()
    assert (simulation.results, simulation.sensitivity) == ({}, {})


def test_nobody_else_finds_anything_of_another_agencys_plan(stage: Stage, simulation: Any) -> None:
    for user in (stage.customs_officer, stage.stranger):
        with pytest.raises(JobError, match="nothing here"):
            jobs.find_sensitivity(by=user, progress=_told, simulation=simulation.pk, plan="As today")


def test_both_are_printed_in_russian(stage: Stage, simulation: Any) -> None:
    _search(stage, simulation)
    jobs.find_sensitivity(by=stage.head, progress=_told, simulation=simulation.pk, plan="As today")
    simulation.refresh_from_db()

    with translation.override("ru"):
        tables = [
            block
            for block in (*sensitivity_blocks(simulation), *staffing_blocks(simulation))
            if isinstance(block, Table)
        ]

    assert [table.columns[0].heading for table in tables] == ["Что меняется", "Место контроля"]
    assert tables[0].rows[0][:2] == ("Прибытие", "−20 %")
