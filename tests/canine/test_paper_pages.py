"""The pages of papers, statistics and the plan: who opens them, what they hand out, where they lead."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests import factories
from tests.canine import plans, world
from tests.canine.test_development import make_service
from tests.canine.test_statistics import make_trials

from chegara.accounts.models import Role
from chegara.plans.models import Measure
from chegara.plans.origins import origin_of

pytestmark = pytest.mark.django_db
TYPES = {"docx": b"PK", "pdf": b"%PDF", "html": b"<!DOCTYPE html>"}


@pytest.fixture
def stage():
    return world.make_stage()


def get(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(name, args=args), query)


@pytest.mark.parametrize("kind", ["card", "passport", "journal", "act"])
@pytest.mark.parametrize("end", ["", *TYPES])
def test_each_paper_of_a_record_is_shown_and_handed_out(client, stage, kind, end):
    team = world.make_team(stage.border, by=stage.manager)
    act = world.make_certificate(team, by=stage.manager)
    pk = {"card": team.dog.pk, "passport": team.dog.pk, "journal": team.pk, "act": act.pk}[kind]

    if end:
        answer = get(client, stage.handler, "canine_paper_file", kind, pk, end)
        assert answer.content.lower().startswith(TYPES[end].lower())
    else:
        assert get(client, stage.handler, "canine_paper", kind, pk).status_code == 200
    assert get(client, stage.stranger, "canine_paper", kind, pk).status_code == 404


@pytest.mark.parametrize("kind", ["feed", "write-off", "procedure", "yearly-report"])
def test_each_paper_of_the_service_is_shown_and_handed_out(client, stage, kind):
    world.make_team(stage.border, by=stage.manager)

    assert get(client, stage.manager, "canine_service_paper", kind).status_code == 200
    for end in TYPES:
        assert get(client, stage.manager, "canine_service_paper_file", kind, end).status_code == 200
    assert get(client, stage.manager, "canine_service_paper", "recipes").status_code == 404


def test_the_write_off_act_of_a_stranger_to_the_store_has_no_aids(client, stage):
    aid = world.make_aid(stage.border, by=stage.manager)

    assert "Training aids" in get(client, stage.manager, "canine_service_paper", "write-off").content.decode()
    page = get(client, stage.handler, "canine_service_paper", "write-off").content.decode()
    assert "Training aids" not in page.split("report-body")[1]
    assert aid.code not in page


@pytest.mark.parametrize(
    "name", ["canine_statistics", "canine_services", "canine_plans", "canine_development"]
)
@pytest.mark.parametrize("end", ["", "docx", "pdf", "html"])
def test_statistics_and_plan_are_shown_and_handed_out(client, stage, name, end):
    make_service(stage)
    make_trials(stage, stage_team(stage))

    answer = get(client, stage.manager, f"{name}_file" if end else name, *([end] if end else []))

    assert answer.status_code == 200
    if end:
        assert answer.content.lower().startswith(TYPES[end].lower())


def stage_team(stage):
    return world.make_team(stage.border, by=stage.manager)


def test_another_agency_learns_nothing_from_statistics_and_plan(client, stage):
    make_service(stage)
    team = stage_team(stage)

    for name in ("canine_statistics", "canine_services", "canine_plans", "canine_development"):
        page = get(client, stage.stranger, name, agency=stage.border.pk).content.decode()
        assert team.code not in page.split("report-body")[1]
        assert plans.ORDER not in page


def test_a_proposal_becomes_a_measure_that_leads_back_to_the_plan(client, stage):
    make_service(stage)
    plan = make_action_plan(stage)
    page = get(client, stage.manager, "canine_development").content.decode()
    assert "Make a measure: Certify 3 more teams: Drugs" in page

    client.post(
        reverse("canine_measure") + f"?agency={stage.border.pk}&discipline=narcotics",
        {"plan": plan.pk, "title": "Certify 3 more teams", "kind": "prevention"},
    )

    measure = Measure.objects.get()
    assert measure.origin == f"canine:plan-{stage.border.pk}-narcotics"
    origin = origin_of(measure.origin, stage.manager)
    assert "discipline=narcotics" in origin.url
    assert origin_of(measure.origin, stage.stranger) is None


def make_action_plan(stage):
    from tests.plans.world import make_plan

    return make_plan(supervisor(stage), stage.border)


def supervisor(stage):
    return factories.make_user("supervisor", agency=stage.border, roles=(Role.SUPERVISOR, Role.ANALYST))


def test_a_handler_is_offered_no_measure_and_makes_none(client, stage):
    make_service(stage)

    assert "Make a measure" not in get(client, stage.handler, "canine_development").content.decode()
    assert get(client, stage.handler, "canine_measure").status_code == 403


def test_nobody_plans_for_the_service_of_another_agency(client, stage):
    make_service(stage)

    answer = get(client, stage.stranger, "canine_measure", agency=stage.border.pk, discipline="narcotics")

    # The service is not among those that the stranger may know of: their own is meant.
    assert "Agency XA-CUS, Drugs" in answer.content.decode()
    assert "Agency XA-BOR, Drugs" not in answer.content.decode()


def test_records_lead_to_their_papers(client, stage):
    team = world.make_team(stage.border, by=stage.manager)
    act = world.make_certificate(team, by=stage.manager)
    for one, kinds in ((team.dog, ["card", "passport"]), (team, ["journal"]), (act, ["act"])):
        client.force_login(stage.handler)
        page = client.get(one.get_absolute_url()).content.decode()
        for kind in kinds:
            assert reverse("canine_paper", args=[kind, one.pk]) in page


def test_the_registers_of_norms_are_the_managers_to_fill(client, stage):
    for name in ("norms", "duty-norms", "duty-posts", "search-shares", "intakes", "unit-costs"):
        assert get(client, stage.handler, "canine_register", name).status_code == 200
        assert get(client, stage.manager, "canine_new", name).status_code == 200
        assert get(client, stage.handler, "canine_new", name).status_code == 403


def test_the_papers_page_leads_to_each_paper(client, stage):
    page = get(client, stage.handler, "canine_papers").content.decode()

    for kind in ("feed", "write-off", "procedure", "yearly-report"):
        assert reverse("canine_service_paper", args=[kind]) in page
