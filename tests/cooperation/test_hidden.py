"""What lies in a compartment, or was not released, is betrayed by nothing that others can open."""

from __future__ import annotations

import io
from collections.abc import Iterator

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from tests import factories
from tests.cooperation.world import Room, make_room, one_of_each
from tests.pages.addresses import words_of

from chegara.accounts.models import Role, User
from chegara.audit.queries import entries_visible_to
from chegara.cooperation.models import Guidelines
from chegara.cooperation.registers import LISTED, REGISTERS
from chegara.cooperation.report import papers
from chegara.cooperation.workbook.writing import export
from chegara.organisation.visibility import JointViewer
from chegara.reporting.render import render

pytestmark = pytest.mark.django_db
SECRET = "Zanzibar"


@pytest.fixture(params=["in a compartment", "not released"])
def kept(request: pytest.FixtureRequest) -> tuple[Room, list[User]]:
    """Enter a record of each kind that others may not know of, and name those others."""
    room = make_room()
    if request.param == "in a compartment":
        circle = factories.make_compartment("quiet", members=[room.writer])
        every = factories.make_user("every-role", agency=room.border, roles=list(Role))
        one_of_each(room, compartment=circle, word=SECRET)
        return room, [every, room.customs_writer]
    one_of_each(room, word=SECRET, released=False)
    return room, [room.customs_writer]


def addresses() -> Iterator[str]:
    yield from map(
        reverse, ("home", "cooperation", "competence_matrix", "exchange_matrix", "assessment_grid")
    )
    yield from map(reverse, ("cooperation_workbook", "check_list", "audit_log", "measure_list"))
    for register in LISTED:
        url = reverse("cooperation_register", args=[register.name])
        yield from (url, f"{url}?_export=csv")


def said_to(user: User) -> str:
    client = Client()
    client.force_login(user)
    answers = [client.get(url) for url in addresses()]
    return "\n".join(words_of(answer) for answer in answers if answer.status_code == 200)


def test_lists_matrices_checks_and_files_say_nothing_of_it(kept: tuple[Room, list[User]]) -> None:
    room, others = kept

    assert SECRET in said_to(room.writer)
    for user in others:
        said = said_to(user)
        assert SECRET not in said, user
        assert "471100" not in said, user


def test_its_own_pages_are_not_there_for_others(kept: tuple[Room, list[User]]) -> None:
    _room, others = kept
    client = Client()
    client.force_login(others[0])
    for register in REGISTERS.values():
        for one in register.model.objects.all():
            urls = [
                reverse(f"cooperation_{page}", args=[register.name, one.pk])
                for page in ("record", "edit", "remove")
            ]
            assert {client.get(url).status_code for url in urls} == {404}, one


def test_the_workbook_and_the_log_hold_nothing_of_it(kept: tuple[Room, list[User]]) -> None:
    room, others = kept
    for user in others:
        book = openpyxl.load_workbook(io.BytesIO(export(room.border.country, user)))
        cells = [str(cell) for page in book for row in page.iter_rows(values_only=True) for cell in row]
        assert not [cell for cell in cells if SECRET in cell]
        assert not [
            entry for entry in entries_visible_to(user) if SECRET in f"{entry.after}{entry.object_label}"
        ]


def test_the_joint_guidelines_hold_nothing_of_it(kept: tuple[Room, list[User]]) -> None:
    room, others = kept
    shown = Guidelines(
        title="Open guidelines", basis="Act", purpose="To act together", owner_agency=room.border
    )

    for viewer in (JointViewer(room.border.country), *others):
        text = render(papers.guidelines(shown, viewer, "en"), "html").decode()
        assert "To act together" in text
        assert SECRET not in text
