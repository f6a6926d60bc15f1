"""Contingency plans as their users click through them, and their documents."""

from __future__ import annotations

import io

import pypdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from tests import factories
from tests.contingency.world import Stage, add, approve, fill, make_exercise, make_real, make_stage, task
from tests.pages.addresses import unpacked
from tests.plans.world import make_plan as make_action_plan

from chegara.contingency.actions import plans
from chegara.contingency.models import (
    CallStep,
    ContingencyPlan,
    DutyPost,
    SignReport,
    StandbyResource,
    WarningSign,
)
from chegara.contingency.queries import history_of, try_out
from chegara.contingency.report import plan as report
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


def page(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_a_plan_is_written_by_clicks(client: Client, stage: Stage) -> None:
    point = factories.make_point(stage.border.country)
    answer = client.post(
        "/contingency/new/",
        {
            "title": "Outage",
            "country": "XA",
            "owner_agency": stage.border.pk,
            "kind": "it_outage",
            "scheme": "civil",
            "point": point.pk,
            "agencies": [stage.border.pk, stage.customs.pk],
            "marking": "official_use",
        },
    )
    plan = ContingencyPlan.objects.get(title="Outage")
    address = f"/contingency/{plan.pk}"
    level = plan.levels.get(rank=2)
    assert answer.headers["Location"] == f"{address}/"
    client.post(f"{address}/parts/post/new/", {"name": "Shift leader", "agency": stage.border.pk, "staff": 1})
    client.post(
        f"{address}/parts/task/new/",
        {"level": level.pk, "title": "Take the forms", "post": plan.posts.get().pk, "begins": 5, "lasts": 10},
    )
    client.post(
        f"{address}/parts/resource/new/",
        {"name": "Lists", "kind": "other", "available": 4, f"likely_{level.pk}": 2, f"worst_{level.pk}": 9},
    )
    client.post(
        f"{address}/parts/sign/new/",
        {
            "name": "No answer", "frequency": "daily", "side": "above", "persist_n": 1, "persist_m": 1,
            f"threshold_{level.pk}": 15,
        },
    )  # fmt: skip
    text = page(client, f"{address}/")

    assert "1. Take the forms" in text
    assert "T+0:05–T+0:15" in text
    assert "9 needed in the worst case, 4 available" in text
    assert plan.signs.get().thresholds.get().value == 15


def test_a_form_says_what_is_wrong_beside_the_field(client: Client, stage: Stage) -> None:
    level = stage.plan.levels.get(rank=2)
    answer = client.post(
        f"/contingency/{stage.plan.pk}/parts/resource/new/",
        {"name": "Lists", "kind": "other", f"likely_{level.pk}": 9, f"worst_{level.pk}": 2},
    )

    assert "at least as much as the likeliest" in answer.content.decode()
    assert not stage.plan.resources.exists()


def test_a_plan_is_put_into_force_by_an_order_only(client: Client, stage: Stage) -> None:
    approve(stage.plan, basis="No. 1", by=stage.head)
    address = f"/contingency/{stage.plan.pk}/activate/"
    asked = {"real": "yes", "level": stage.plan.levels.get(rank=2).pk, "reason": "people come"}

    refused = client.post(address, asked)
    done = client.post(
        address, asked | {"number": "17", "authority": "Governor", "given_at": "01.06.2026 08:30"}
    )

    assert "number, authority and time" in refused.content.decode()
    activation = stage.plan.activations.get()
    assert done.headers["Location"] == f"/contingency/activations/{activation.pk}/"
    assert timezone.localtime(activation.began_at).strftime("%d.%m.%Y %H:%M") == "01.06.2026 08:30"
    assert "No. 17, Governor" in page(client, activation.get_absolute_url())


def test_tasks_and_log_are_reported_by_whoever_takes_part(stage: Stage) -> None:
    fill(stage)
    activation, first = make_real(stage), stage.plan.tasks.first()
    assert first is not None
    client = Client()
    client.force_login(stage.customs_officer)
    address = f"/contingency/activations/{activation.pk}"

    client.post(f"{address}/tasks/{first.pk}/", {"state": "done", "remark": "all told"})
    client.post(
        f"{address}/log/", {"kind": "decision", "text": "lane 3 closed", "happened_at": "01.06.2026 09:00"}
    )
    text = page(client, f"{address}/")

    assert "all told" in text
    assert "lane 3 closed" in text
    assert client.get(f"{address}/level/").status_code == 403


def test_an_exercise_is_held_by_clicks_from_the_script_to_the_measure(client: Client, stage: Stage) -> None:
    exercise = make_exercise(stage)
    address = f"/contingency/exercises/{exercise.pk}"
    inject, expected = exercise.injects.get(), exercise.expected.get()
    client.post(f"{address}/begin/", {"level": stage.plan.levels.get(rank=2).pk})
    client.post(f"/contingency/injects/{inject.pk}/give/")
    client.post(f"/contingency/expected/{expected.pk}/outcome/", {"outcome": "late", "seen": "after an hour"})
    client.post(f"{address}/observe/", {"judged": "to_improve", "text": "told too late"})
    client.post(f"{address}/end/", {"ending": "to be repeated"})
    action_plan = make_action_plan(stage.head, stage.border)
    client.post(
        f"{address}/correct/",
        {
            "plan": action_plan.pk,
            "observation": exercise.observations.get().pk,
            "title": "A second channel",
            "kind": "prevention",
            "lead": stage.border.pk,
            "deadline": "31.01.2027",
        },
    )
    text = page(client, f"{address}/")

    exercise.refresh_from_db()
    assert exercise.state == "held"
    for words in ("after an hour", "told too late", "to be repeated", "A second channel", "31.01.2027"):
        assert words in text
    assert "A second channel" in page(client, f"{address}/papers/after-action/html/")


def test_a_sign_is_tried_out_on_what_was_reported(client: Client, stage: Stage) -> None:
    # 500 from the 16th on, 2 of 3 above 400: warns on the 17th; the crisis began on the 20th.
    fill(stage)
    sign = stage.plan.signs.get()
    (tried,) = try_out(sign, history_of(sign, stage.head), list(stage.plan.crises.all()))

    assert [f"{day:%d.%m}" for day in tried.began] == ["17.03"]
    assert [lead for _crisis, lead in tried.leads] == [3]
    assert tried.test.false_alarms == ()
    text = page(client, f"/contingency/signs/{sign.pk}/")
    assert "17.03.2026" in text
    assert "3 days" in text


def test_a_later_report_of_a_day_replaces_the_earlier(stage: Stage) -> None:
    sign = add(WarningSign, stage.plan, by=stage.head, name="x", frequency="daily")
    for value in (5.0, 7.0):
        plans.report_sign(SignReport(sign=sign, on=timezone.localdate(), value=value), by=stage.head)

    assert history_of(sign, stage.head).values == (7.0,)


def test_a_plan_s_page_asks_the_database_as_often_however_long_the_plan_is(
    client: Client, stage: Stage
) -> None:
    fill(stage)
    address = f"/contingency/{stage.plan.pk}/"
    with CaptureQueriesContext(connection) as short:
        page(client, address)
    post = add(DutyPost, stage.plan, by=stage.head, name="Many", agency=stage.border, staff=99)
    for number in range(8):
        task(stage.plan, f"Task {number}", by=stage.head, post=post)
        add(
            StandbyResource,
            stage.plan,
            by=stage.head,
            name=f"Bus {number}",
            kind="vehicles",
            agency=stage.customs,
        )
        add(CallStep, stage.plan, by=stage.head, office=f"Office {number}", agency=stage.customs)
    with CaptureQueriesContext(connection) as long:
        page(client, address)

    assert len(long) == len(short)


@pytest.mark.parametrize("format_name", ["docx", "pdf", "html"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_joint_instruction_holds_the_whole_plan(format_name: str, language: str, stage: Stage) -> None:
    fill(stage)
    document = report.instruction(ContingencyPlan.objects.get(pk=stage.plan.pk), stage.head, language)

    text = unpacked(render(document, format_name))  # type: ignore[arg-type]

    for words in ("Tell all", "Shift leader", "Water", "Form 1", "The well gives water", "People waiting"):
        assert words in " ".join(text.split()), words


def test_each_post_has_a_card_on_one_page(stage: Stage) -> None:
    fill(stage)
    add(DutyPost, stage.plan, by=stage.head, name="Second post", agency=stage.customs)
    document = report.cards(stage.plan, "en")

    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(render(document, "pdf"))).pages]

    holding = {
        name: [i for i, text in enumerate(pages) if name in text] for name in ("Shift leader", "Second post")
    }
    assert all(len(places) == 1 for places in holding.values()), holding
    assert holding["Shift leader"] != holding["Second post"]


def test_a_blank_form_has_as_many_lines_as_it_says(stage: Stage) -> None:
    fill(stage)
    tables = [block for block in report.forms(stage.plan, "en").blocks if hasattr(block, "rows")]

    assert [len(table.rows) for table in tables] == [5]
    assert [column.heading for column in tables[0].columns] == ["No.", "Name", "Time"]


def test_a_notification_list_follows_the_time_of_the_calls(stage: Stage) -> None:
    fill(stage)
    level = stage.plan.levels.get(rank=2)
    with translation.override("en"):
        rows = report.notification_rows(report.Content(stage.plan), level)

    assert [(row[0], row[1]) for row in rows] == [
        ("T+0:02", "Head of the point"), ("T+0:05", "Customs (Agency XA-CUS)"),
    ]  # fmt: skip
