"""Pages of cooperation as their users click through them."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from tests.cooperation.world import Room, contact, duty, enter, make_room, one_of_each, passport
from tests.plans.world import make_plan

from chegara.cooperation import models as tables
from chegara.cooperation.registers import LISTED, REGISTERS
from chegara.cooperation.report import papers
from chegara.plans.models import Measure
from chegara.reporting.render import render

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Room:
    return make_room()


@pytest.fixture
def client(room: Room) -> Client:
    client = Client()
    client.force_login(room.writer)
    return client


def page(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_register_record_and_form_opens_in_each_language(
    client: Client, room: Room, language: str
) -> None:
    one_of_each(room, word="Shown")
    client.cookies["django_language"] = language

    for register in REGISTERS.values():
        if register.has_list:
            assert page(client, reverse("cooperation_register", args=[register.name]))
            page(client, reverse("cooperation_new", args=[register.name]))
        for one in register.model.objects.all():
            assert "Shown" in page(client, one.get_absolute_url()) or register.name == "steps"
            page(client, reverse("cooperation_edit", args=[register.name, one.pk]))
            page(client, reverse("cooperation_remove", args=[register.name, one.pk]))
            for part in register.parts:
                page(client, reverse("cooperation_part", args=[register.name, one.pk, part]))


def test_a_line_of_the_matrix_is_entered_changed_and_removed_by_clicks(client: Client, room: Room) -> None:
    told: dict[str, Any] = {
        "owner_agency": room.border.pk, "function": "xray", "where": "points", "agency": room.customs.pk, "role": "A",
        "article": "art. 316", "marking": "open", "releases": [room.release.pk],
    }  # fmt: skip
    client.post("/cooperation/competences/new/", told)
    one = tables.Competence.objects.get()
    client.post(f"/cooperation/competences/{one.pk}/edit/", told | {"role": "R", "reason": "as agreed"})

    assert tables.Competence.objects.visible_to(room.customs_writer).get().role == "R"

    client.post(f"/cooperation/competences/{one.pk}/remove/", {"reason": "twice"})
    assert not tables.Competence.objects.exists()


def test_a_form_says_beside_the_field_what_is_wrong(client: Client, room: Room) -> None:
    answer = client.post("/cooperation/competences/new/", {"function": "xray"})

    assert answer.status_code == 200
    assert "form-errors" in answer.content.decode()
    assert not tables.Competence.objects.exists()


def test_a_meeting_and_its_points_stand_on_the_representatives_page(client: Client, room: Room) -> None:
    one_of_each(room, word="Shown")
    meeting = tables.Meeting.objects.get()
    client.post(
        reverse("cooperation_part", args=["meetings", meeting.pk, "meeting-points"]),
        {"number": 2, "text": "Cattle are returned", "settled": "agreed"},
    )

    assert "Cattle are returned" in page(client, meeting.get_absolute_url())


def test_an_officer_logs_a_test_call_and_changes_nothing_else(room: Room) -> None:
    one, officer = contact(room), Client()
    officer.force_login(_officer(room))

    officer.post(
        reverse("cooperation_part", args=["contacts", one.pk, "calls"]),
        {"on": f"{timezone.localdate():%d.%m.%Y}", "answered": "on", "minutes": 2},
    )

    assert one.calls.get().minutes == 2
    assert officer.get(reverse("cooperation_edit", args=["contacts", one.pk])).status_code == 403


def _officer(room: Room) -> Any:
    from tests import factories

    from chegara.accounts.models import Role

    return factories.make_user("officer", agency=room.customs, roles=(Role.OFFICER,))


def test_a_booking_that_is_taken_is_refused_on_the_form(client: Client, room: Room) -> None:
    equipment = enter(tables.Equipment(title="Scanner", kind="xray"), room)
    day = timezone.localdate() + timedelta(days=1)
    told = {
        "agency": room.border.pk, "start": f"{day:%d.%m.%Y} 08:00", "end": f"{day:%d.%m.%Y} 12:00", "purpose": "Fruit",
    }  # fmt: skip
    url = reverse("cooperation_part", args=["equipment", equipment.pk, "bookings"])

    client.post(url, told)
    answer = client.post(url, told)

    assert "booked" in answer.content.decode()
    assert equipment.bookings.count() == 1


def test_an_operation_is_taken_on_by_clicks(client: Client, room: Room) -> None:
    one = enter(
        tables.Operation(title="Bridge", requested_by=room.border, requested_on="2026-02-01", purpose="x"), room
    )  # fmt: skip
    url = reverse("operation_move", args=[one.pk])

    refused = client.post(url, {"to": "planned", "plan": "All"})
    client.post(
        url,
        {"to": "planned", "plan": "All", "starts": "01.03.2026", "ends": "10.03.2026", "place": "Ivzar",
         "legal_basis": "art. 41"},
    )  # fmt: skip

    assert "form-errors" in refused.content.decode()
    assert tables.Operation.objects.get().state == "planned"


def test_a_gap_becomes_a_measure_by_clicks(client: Client, room: Room) -> None:
    plan = make_plan(room.writer, room.border)
    gap = enter(
        tables.SelfAssessment(
            year=2025, pillar="inter", area="people", maturity=2, evidence="x", gap="No training"
        ),
        room,
    )
    client.post(
        reverse("gap_measure", args=[gap.pk]), {"plan": plan.pk, "title": "Train", "kind": "prevention"}
    )

    assert Measure.objects.get().origin == gap.reference
    assert "Train" in page(client, reverse("assessment_grid"))


def test_the_group_shows_whose_turn_it_is_and_what_is_due(client: Client, room: Room) -> None:
    one_of_each(room, word="Shown")
    said = page(client, tables.Group.objects.get().get_absolute_url())

    assert "Shown event" in said
    assert room.border.short in said


def test_a_workbook_is_read_in_by_clicks_and_refused_in_words(client: Client, room: Room) -> None:
    duty(room)
    content = client.get(reverse("cooperation_workbook")).content
    told = {"owner_agency": room.border.pk, "marking": "open", "reason": "a test"}

    good = client.post(reverse("cooperation_workbook_import"), told | {"workbook": _file(content)})
    bad = client.post(reverse("cooperation_workbook_import"), told | {"workbook": _file(b"no")})

    assert good.status_code == 302
    assert "xlsx" in bad.content.decode()


def _file(content: bytes) -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = "cooperation.xlsx"
    return file


def test_the_passports_workbook_holds_it_and_its_scheme_alone(client: Client, room: Room) -> None:
    one = passport(room)
    duty(room)

    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse("passport_workbook", args=[one.pk])).content))

    assert book.sheetnames == ["Passports of crossing points", "Facilities", "Technological scheme"]


@pytest.mark.parametrize("register", [register.name for register in LISTED])
def test_a_list_asks_as_often_for_many_rows_as_for_one(client: Client, room: Room, register: str) -> None:
    if register not in {"competences", "duties", "contacts"}:
        one_of_each(room, word="a")
        page(client, reverse("cooperation_register", args=[register]))
        return
    make = {
        "competences": lambda n: enter(
            tables.Competence(function="xray", agency=room.border, role="ARCI"[n]), room
        ),
        "duties": lambda n: duty(room, event=f"event {n}"),
        "contacts": lambda n: contact(room, office=f"office {n}"),
    }[register]
    make(0)
    url = reverse("cooperation_register", args=[register])
    page(client, url)
    with CaptureQueriesContext(
        connection,
    ) as one:
        page(client, url)
    for number in (1, 2, 3):
        make(number)
    with CaptureQueriesContext(connection) as many:
        page(client, url)

    assert len(many) == len(one)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_document_says_that_an_invented_country_is_invented(room: Room, language: str) -> None:
    one_of_each(room, word="Shown")
    neighbour = tables.Representative.objects.get()
    moment = timezone.now()
    tables_ = {
        "guidelines": tables.Guidelines.objects.get(),
        "passport": tables.Passport.objects.get(),
        "protocol": tables.Meeting.objects.get(),
        "notification": tables.Notification(
            representative=neighbour,
            number="N-1",
            incident="fire",
            happened_at=moment,
            place="x",
            what="Shown fire",
        ),
    }
    for kind, (_model, compose) in papers.PAPERS.items():
        document = compose(tables_[kind], room.writer, language)
        text = "".join(each.extract_text() for each in PdfReader(io.BytesIO(render(document, "pdf"))).pages)

        assert "Shown" in text
        assert document.banner in text.replace("\n", " ")
        assert document.banner
        assert render(document, "docx")
