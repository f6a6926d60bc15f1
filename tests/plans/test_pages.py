"""Pages of plans as their users click through them."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests import factories
from tests.plans.world import Stage, make_measure, make_stage

from chegara.plans.actions import measures, plans, progress
from chegara.plans.choices import Status
from chegara.plans.models import Measure, Plan

pytestmark = pytest.mark.django_db
MANAGEMENT = {"needs-TOTAL_FORMS": "1", "needs-INITIAL_FORMS": "0"}


@pytest.fixture
def stage() -> Stage:
    return make_stage()


@pytest.fixture
def client(stage: Stage) -> Client:
    client = Client()
    client.force_login(stage.writer)
    return client


def page(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_a_plan_is_drawn_up_by_clicks(client: Client, stage: Stage) -> None:
    answer = client.post(
        "/plans/new/",
        {
            "title": "Plan by click", "country": "XA", "owner_agency": stage.border.pk, "start": "01.01.2026",
            "end": "31.12.2027", "currency": "USD", "marking": "open", "releases": [stage.release.pk],
        },
    )  # fmt: skip
    plan = Plan.objects.get(title="Plan by click")
    client.post(f"/plans/{plan.pk}/objectives/new/", {"title": "Aim", "term": "short", "priority": 1})
    client.post(
        f"/plans/{plan.pk}/measures/new/",
        {
            "title": "Measure by click", "kind": "detection", "owner_agency": stage.border.pk,
            "marking": "open", "objective": plan.objectives.get().pk, "deadline": "30.06.2026",
            "cost": "1000", "currency": "USD", **MANAGEMENT, "needs-0-agency": stage.border.pk,
            "needs-0-kind": "staff", "needs-0-what": "officers", "needs-0-needed": "3",
            "needs-0-available": "",
        },
    )  # fmt: skip

    assert answer.headers["Location"] == f"/plans/{plan.pk}/"
    measure = plan.measures.get()
    assert (measure.deadline, measure.needs.get().available) == (date(2026, 6, 30), None)
    text = page(client, f"/plans/{plan.pk}/")
    assert "1. Aim" in text
    assert measure.code in text


def test_a_line_of_needs_is_filled_in_whole_or_not_at_all(client: Client, stage: Stage) -> None:
    answer = client.post(
        f"/plans/{stage.plan.pk}/measures/new/",
        {
            "title": "x", "kind": "detection", "owner_agency": stage.border.pk, "marking": "open",
            **MANAGEMENT, "needs-0-kind": "staff", "needs-0-what": "officers",
        },
    )  # fmt: skip

    assert "Fill in the whole line" in answer.content.decode()
    assert not Measure.objects.exists()


def test_a_change_of_an_approved_plan_asks_for_its_reason_and_shows_it(client: Client, stage: Stage) -> None:
    measure = make_measure(stage)
    client.post(f"/plans/{stage.plan.pk}/approve/", {"basis": "No. 7"})
    client.post(f"/plans/{stage.plan.pk}/begin-change/", {"reason": "review"})
    edit = f"/plans/measures/{measure.code}/edit/"
    changed = {"title": measure.title, "kind": "detection", "deadline": "01.11.2026", **MANAGEMENT}

    refused = client.post(edit, changed)
    client.post(edit, changed | {"reason": "the road is done sooner"})

    assert refused.status_code == 200
    text = page(client, f"/plans/{stage.plan.pk}/change/")
    assert "01.12.2026" in text
    assert "01.11.2026" in text
    assert "the road is done sooner" in text


def test_progress_is_reported_and_verified_by_clicks(client: Client, stage: Stage) -> None:
    measure = make_measure(stage)
    address = f"/plans/measures/{measure.code}"
    client.post(f"{address}/progress/", {"to": "agreed"})
    client.post(f"{address}/progress/", {"to": "in_progress"})
    client.post(f"{address}/readings/", {"on": "31.03.2026", "value": "9.5", "source": "report"})
    client.post(f"{address}/done/", {"done_on": "01.06.2026", "completion": "Act No. 3"})
    own = page(client, f"{address}/")
    verifier = Client()
    verifier.force_login(stage.customs_writer)

    assert "Verify the completion" not in own
    assert "Verify the completion" in page(verifier, f"{address}/")
    verifier.post(f"{address}/verify/", {"accepted": "yes", "verification": "seen on site"})

    measure.refresh_from_db()
    assert measure.verified_by == stage.customs_writer
    assert measure.readings.get().value == 9.5


def test_a_step_that_is_refused_says_why(client: Client, stage: Stage) -> None:
    measure = make_measure(stage)

    answer = client.post(f"/plans/measures/{measure.code}/progress/", {"to": "dropped"})

    assert "Say why the measure is dropped." in answer.content.decode()


def test_tasks_are_those_of_ones_own_agencies_until_others_are_asked_for(
    client: Client, stage: Stage
) -> None:
    late = timezone.localdate() - timedelta(days=3)
    make_measure(stage, "Ours is late", start=None, deadline=late)
    make_measure(stage, "Theirs is late", start=None, deadline=late, lead=stage.customs, by=stage.writer)

    mine, all_ = page(client, "/plans/tasks/"), page(client, "/plans/tasks/?agency=all")

    assert ("Ours is late" in mine, "Theirs is late" in mine) == (True, False)
    assert ("Ours is late" in all_, "Theirs is late" in all_) == (True, True)
    assert "Theirs is late" not in page(client, "/plans/tasks/?agency=all&kind=verify")
    assert "1 measure of yours is overdue." in page(client, "/")


def test_the_list_of_measures_finds_by_words_agency_and_lateness(client: Client, stage: Stage) -> None:
    late = timezone.localdate() - timedelta(days=3)
    make_measure(stage, "Scanner", start=None, deadline=late)
    make_measure(stage, "Refresher course", lead=stage.customs, deadline=None)

    assert "Refresher course" not in page(client, "/plans/measures/?words=scan")
    assert "Scanner" not in page(client, f"/plans/measures/?agency={stage.customs.pk}")
    assert "Refresher course" not in page(client, "/plans/measures/?overdue=true")


def test_the_timeline_shows_the_same_as_picture_and_as_table(client: Client, stage: Stage) -> None:
    measure = make_measure(stage)

    text = page(client, f"/plans/{stage.plan.pk}/timeline/")

    assert 'role="img"' in text
    assert f"{measure.code} {measure.title}" in text
    assert "1 December 2026" in text


def test_a_plan_is_taken_away_and_read_in_by_clicks(client: Client, stage: Stage) -> None:
    make_measure(stage)
    content = client.get(f"/plans/{stage.plan.pk}/plan.xlsx").content
    book = openpyxl.load_workbook(io.BytesIO(content))
    book["measures"]["B2"] = None
    book["measures"]["C2"] = "Two scanners"
    changed = io.BytesIO()
    book.save(changed)
    changed.seek(0)
    changed.name = "plan.xlsx"

    answer = client.post(
        f"/plans/{stage.plan.pk}/workbook/",
        {"workbook": changed, "not_secret": "on", "reason": "by workbook"},
        follow=True,
    )

    assert "0 new measures, 1 changed, 0 unchanged." in answer.content.decode()
    assert Measure.objects.get().title == "Two scanners"


@pytest.mark.parametrize("what", ["plan", "change"])
def test_a_document_is_written_in_the_background(
    what: str, client: Client, stage: Stage, django_capture_on_commit_callbacks: Any
) -> None:
    measure = make_measure(stage)
    plans.approve(stage.plan, basis="No. 7", by=stage.writer)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(
            f"/documents/plans/{stage.plan.pk}/",
            {"what": what, "document_language": "ru", "edition": "joint"},
        )

    report = client.get(answer.headers["Location"], follow=True)
    text = report.content.decode()
    assert measure.title in text
    assert all(f".{form}" in text for form in ("docx", "pdf", "html"))


def test_a_page_asks_the_database_as_often_for_many_measures_as_for_few(client: Client, stage: Stage) -> None:
    def queries(url: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            page(client, url)
        return len(caught)

    urls = [f"/plans/{stage.plan.pk}/", "/plans/measures/", "/plans/tasks/?agency=all", "/checks/"]
    for number in range(3):
        make_measure(stage, f"Few {number}", deadline=date(2026, 2, 1 + number))
    few = [queries(url) for url in urls]
    for number in range(12):
        make_measure(stage, f"Many {number}", deadline=date(2026, 3, 1 + number), supporting=[stage.customs])
    many = [queries(url) for url in urls]

    assert many == few
    assert max(many) <= 40


def test_officers_report_and_do_not_plan(stage: Stage) -> None:
    measure = make_measure(stage)
    officer = factories.make_user("officer", agency=stage.border, roles=["officer"])
    client = Client()
    client.force_login(officer)

    client.post(f"/plans/measures/{measure.code}/progress/", {"to": "agreed"})
    refused = client.post(f"/plans/measures/{measure.code}/edit/", {"title": "x"})

    measure.refresh_from_db()
    assert (measure.status, refused.status_code) == (Status.AGREED, 403)


def test_history_tells_what_was_done_in_words(client: Client, stage: Stage) -> None:
    measure = make_measure(stage)
    progress.move_measure(measure, to=Status.AGREED, by=stage.writer)
    measures.change_measure(measure, values={"tier": 3}, by=stage.writer, reason="clearer")

    text = page(client, f"/plans/measures/{measure.code}/")

    assert "Proposed → Agreed" in text
    assert "3: at the border" in text


def test_an_integrity_officer_approves_a_plan_in_a_compartment_and_no_other(stage: Stage) -> None:
    officer = factories.make_user("integrity", agency=stage.border, roles=["integrity_officer"])
    circle = factories.make_compartment("quiet", members=[officer])
    closed = plans.create_plan(
        country=stage.border.country, title="Closed", start=date(2026, 1, 1), end=date(2027, 1, 1),
        owner_agency=stage.border, compartment=circle, by=officer,
    )  # fmt: skip
    client = Client()
    client.force_login(officer)

    answers = [client.post(f"/plans/{plan.pk}/approve/", {"basis": "No. 7"}) for plan in (closed, stage.plan)]

    assert [answer.status_code for answer in answers] == [302, 403]
    assert "Approve the plan" not in page(client, f"/plans/{stage.plan.pk}/")
