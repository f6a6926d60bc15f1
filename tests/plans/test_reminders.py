"""Letters that remind agencies of their measures: what they hold, and what they keep from whom."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests import factories
from tests.plans.world import Stage, make_hidden, make_measure, make_stage

from chegara.plans.reminders import reminded_of, reminder
from chegara.reporting.blocks import Table

pytestmark = pytest.mark.django_db
TODAY = date(2027, 1, 15)


def titles(stage: Stage, agency: Any, by: Any) -> set[str]:
    return {each.measure.title for each in reminded_of(agency, by, TODAY)}


def test_a_letter_says_what_is_late_and_by_how_many_days() -> None:
    stage = make_stage()
    make_measure(stage, "Late", deadline=date(2027, 1, 5))
    make_measure(stage, "Soon", deadline=date(2027, 1, 25))
    tasks = reminded_of(stage.border, stage.writer, TODAY)

    letter = reminder(stage.border, tasks, from_agency=stage.border, language="en", today=TODAY)

    late, ahead = (block for block in letter.blocks if isinstance(block, Table))
    rows = {(row[1], row[2]): row[4] for row in late.rows}
    assert rows["Late", "Overdue"] == "10"
    assert [(row[1], row[2]) for row in ahead.rows] == [("Soon", "Due soon")]
    assert letter.marking


def test_a_letter_holds_only_what_its_writer_and_the_whole_agency_may_know() -> None:
    stage = make_stage()
    circle = factories.make_compartment(members=[stage.writer])
    make_hidden(stage, circle, deadline=date(2026, 12, 1))
    make_measure(stage, "Of the border service alone", deadline=date(2026, 12, 1), releases=())
    make_measure(stage, "Released", deadline=date(2026, 12, 1), releases=[stage.release])
    make_measure(
        stage, "Led by customs, not released", deadline=date(2026, 12, 1), lead=stage.customs, releases=()
    )

    assert titles(stage, stage.border, stage.writer) == {"Of the border service alone", "Released"}
    assert titles(stage, stage.border, stage.customs_writer) == {"Released"}
    assert titles(stage, stage.customs, stage.writer) == set()


def test_letters_are_offered_to_whom_something_is_overdue(client: Client) -> None:
    stage = make_stage()
    make_measure(stage, "Late", deadline=date(2026, 3, 1))
    client.force_login(stage.writer)

    page = client.get(reverse("task_list")).content.decode()
    address = reverse("measure_reminder", args=[stage.border.pk, "docx"])
    assert address in page
    assert client.get(address).content.startswith(b"PK")
    assert client.get(reverse("measure_reminder", args=[stage.border.pk, "exe"])).status_code == 404
