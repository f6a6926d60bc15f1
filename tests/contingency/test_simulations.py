"""A plan tried in the simulator: built from a point's figures, run in the background, printed in the plan."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import translation
from tests import factories
from tests.contingency.world import Stage, make_simulation, make_stage

from chegara.contingency.actions import simulations as actions
from chegara.contingency.actions.common import ContingencyError
from chegara.contingency.methods.simulation.building import PointFigures, scenario_text
from chegara.contingency.methods.simulation.reading import read_study
from chegara.contingency.models import PointSimulation
from chegara.contingency.report.plan import instruction
from chegara.contingency.report.simulation import amount_text, blocks, interval_text
from chegara.cooperation.actions.records import save_record
from chegara.cooperation.models import Passport, Step
from chegara.organisation.models import CrossingPoint
from chegara.pages.models import Job, JobState
from chegara.reporting.blocks import Heading, Table
from chegara.reporting.render import render

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    return make_stage()


@pytest.fixture
def client(stage: Stage) -> Client:
    client = Client()
    client.force_login(stage.head)
    return client


ENTERED = {
    "title": "Twice as many", "persons": 600, "vehicles": 120, "factor": 2, "waiting": 50, "booths": 3,
    "built": 5, "lanes": 2, "person_low": 2, "person_likely": 2.5, "person_high": 3, "vehicle_low": 3,
    "vehicle_likely": 4, "vehicle_high": 6, "target": 20, "queue_above": 40, "reserve": 2, "delay": 30,
}  # fmt: skip


def test_a_scenario_is_built_run_and_shown_by_clicks(
    client: Client, stage: Stage, django_capture_on_commit_callbacks: Any
) -> None:
    answer = client.post(f"/contingency/{stage.plan.pk}/simulations/new/", ENTERED)

    simulation = PointSimulation.objects.get()
    assert answer.url == simulation.get_absolute_url()
    study = read_study(simulation.scenario)
    as_today, with_reserve = (plan.scenario for plan in study.plans)
    assert sum(as_today.flow("persons").per_hour) == pytest.approx(600)
    assert as_today.surges[0].factor == 2
    assert as_today.station("persons").built == 5
    assert [trigger.delay for trigger in with_reserve.triggers] == [30]
    assert "Not simulated yet" in client.get(answer.url).content.decode()

    simulation.replications = 3
    actions.save_simulation(simulation, by=stage.head)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{answer.url}run/")

    job = Job.objects.get()
    assert (job.state, job.url, job.done) == (JobState.DONE, answer.url, 3)
    page = client.get(answer.url).content.decode()
    assert "Plans side by side" in page
    assert "With the reserve" in page
    rows = list(csv.DictReader(io.StringIO(client.get(f"{answer.url}numbers.csv").content.decode())))
    assert {row["plan"] for row in rows} == {"As today", "With the reserve"}


def test_booths_and_arrivals_are_filled_in_from_the_points_record(client: Client, stage: Stage) -> None:
    point = factories.make_point(stage.border.country)
    point.booths, point.lanes = 17, 6
    point.save()
    stage.plan.point = point
    stage.plan.save()

    page = client.get(f"/contingency/{stage.plan.pk}/simulations/new/").content.decode()

    assert 'name="built" value="17"' in page
    assert 'name="lanes" value="6"' in page


@pytest.fixture
def scheme(stage: Stage) -> CrossingPoint:
    """A point of the plan whose passport declares two controls of lorries that enter."""
    point = factories.make_point(stage.border.country)
    stage.plan.point = point
    stage.plan.save()
    passport = Passport(
        owner_agency=stage.border, point=point, category="bilateral", approved_on=date(2025, 12, 15)
    )
    save_record(passport, by=stage.head, releases=[], linked={})
    for number, (control, share, posts) in enumerate([("goods", 100, 4), ("phytosanitary", 30, 1)], start=1):
        save_record(
            Step(
                passport=passport, direction="entry", traffic="trucks", number=number, control=control,
                agency=stage.border, share=share, per="vehicle", low=5, best=10, high=25, posts=posts,
            ),
            by=stage.head,
        )  # fmt: skip
    return point


def test_a_points_technological_scheme_gives_controls_and_times(
    client: Client, stage: Stage, scheme: CrossingPoint
) -> None:
    url = f"/contingency/{stage.plan.pk}/simulations/new/"
    page = client.get(url).content.decode()
    assert "Entry, trucks" in page
    assert "the evidence does not know them" in page

    client.post(
        url,
        {
            "title": "Fruit season", "a_day_entry-trucks": 120, "factor": 1, "waiting": 500,
            "waits": "entry-trucks", "target": 60, "queue_above": 50, "reserve": 1, "delay": 90,
        },
    )  # fmt: skip

    scenario = read_study(PointSimulation.objects.get().scenario).plans[1].scenario
    goods, plants = scenario.stations
    assert (goods.name, goods.built) == ("Entry, trucks: control of goods", 4)
    assert (plants.name, plants.built) == ("Entry, trucks: phytosanitary control", 2)
    assert scenario.flows[0].waiting_at_start == 500
    assert scenario.triggers[0].station == "entry-trucks-2"
    study = read_study(PointSimulation.objects.get().scenario)
    assert study.sources == ("controls, posts and times: technological scheme of the passport of 15.12.2025",)


def test_a_scheme_in_which_nobody_comes_is_refused(
    client: Client, stage: Stage, scheme: CrossingPoint
) -> None:
    answer = client.post(
        f"/contingency/{stage.plan.pk}/simulations/new/",
        {
            "title": "Nobody", "factor": 1, "waiting": 0, "waits": "entry-trucks", "target": 60,
            "queue_above": 50, "reserve": 1, "delay": 90,
        },
    )  # fmt: skip

    assert "Say how many persons or vehicles come a day." in answer.content.decode()
    assert not PointSimulation.objects.exists()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"persons": "", "vehicles": ""}, "Say how many persons or vehicles come a day."),
        ({"booths": 6}, "No more booths can be open than are built."),
        ({"person_likely": 9}, "It must lie between the least and the most."),
    ],
)
def test_figures_that_make_no_sense_are_refused_beside_the_field(
    client: Client, stage: Stage, changed: dict[str, object], message: str
) -> None:
    answer = client.post(f"/contingency/{stage.plan.pk}/simulations/new/", ENTERED | changed)

    assert message in answer.content.decode()
    assert not PointSimulation.objects.exists()


def test_a_scenario_that_cannot_be_read_is_refused_by_its_key(client: Client, stage: Stage) -> None:
    simulation = make_simulation(stage)
    text = simulation.scenario.replace("booths = 2", "booths = -2", 1)

    answer = client.post(
        f"/contingency/simulations/{simulation.pk}/edit/",
        {"title": "Inflow", "replications": 3, "scenario": text},
    )

    assert "stations.persons.booths: -2 will not do" in answer.content.decode()


def test_a_changed_scenario_forgets_what_was_found_of_the_old_one(stage: Stage) -> None:
    simulation = make_simulation(stage)
    assert simulation.results

    simulation.scenario = simulation.scenario.replace("booths = 2", "booths = 3", 1)
    actions.save_simulation(simulation, by=stage.head)

    assert (simulation.results, simulation.run_at, simulation.run_by) == ({}, None, None)


def test_a_scenario_of_an_invented_country_says_so(stage: Stage) -> None:
    simulation = make_simulation(stage, run=False)
    simulation.plan.country.invented = True
    simulation.scenario = simulation.scenario.replace("invented = true\n", "")

    with pytest.raises(ContingencyError, match="invented = true"):
        actions.save_simulation(simulation, by=stage.head)


def test_only_the_agency_whose_plan_it_is_changes_and_runs_it(stage: Stage) -> None:
    simulation = make_simulation(stage)

    for act in (actions.save_simulation, actions.remove_simulation):
        with pytest.raises(PermissionDenied):
            act(simulation, by=stage.customs_officer)


def test_the_plans_document_prints_what_was_found(stage: Stage) -> None:
    make_simulation(stage)

    document = instruction(stage.plan, stage.head, "en")

    titles = [block.text for block in document.blocks if isinstance(block, Heading)]
    assert "The plan tried in the simulator" in titles
    assert render(document, "docx")
    assert b"Plans side by side" in render(document, "html")


def test_what_was_found_is_printed_in_russian(stage: Stage) -> None:
    simulation = make_simulation(stage)

    with translation.override("ru"):
        tables = [block for block in blocks(simulation) if isinstance(block, Table)]

    assert tables[0].caption.startswith("Сравнение планов")
    assert not any("Wait" in str(row[0]) for row in tables[0].rows)


def test_a_simulation_is_taken_out_after_asking(client: Client, stage: Stage) -> None:
    simulation = make_simulation(stage)
    url = f"/contingency/simulations/{simulation.pk}/remove/"

    assert "will be gone" in client.get(url).content.decode()
    client.post(url)

    assert not PointSimulation.objects.exists()


@pytest.mark.parametrize(
    ("persons", "vehicles", "flows"),
    [
        ((1, 2, 3), None, ["persons"]),
        (None, (5, 5, 5), ["vehicles"]),
        ((1, 2, 3), (5, 5, 5), ["persons", "vehicles"]),
    ],
    ids=["persons", "vehicles", "both"],
)
def test_a_built_scenario_can_be_read(persons, vehicles, flows) -> None:
    figures = PointFigures(
        title='A "point"', code="XS-P01", name="Пункт", booths=2, built=2, persons=persons, vehicles=vehicles,
        factor=1.5, waiting=3,
    )  # fmt: skip

    scenario = read_study(scenario_text(figures)).plans[1].scenario

    assert [flow.code for flow in scenario.flows] == flows
    assert scenario.points == {"XS-P01": "Пункт"}


def test_a_scenario_without_arrivals_is_refused() -> None:
    with pytest.raises(ValueError, match="arrivals"):
        scenario_text(PointFigures(title="t", code="c", name="n", booths=1, built=1, persons=None))


def test_an_interval_of_a_count_holds_nothing_below_zero_that_of_a_difference_does() -> None:
    assert amount_text(6.0, -5.9, 17.8) == "6.0 (0.0 to 17.8)"
    assert interval_text(6.0, -5.9, 17.8) == "6.0 (−5.9 to 17.8)"
    assert amount_text(6.0, None, None) == "6.0"
