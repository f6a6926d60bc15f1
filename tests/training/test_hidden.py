"""What an agency did not release is betrayed by no page, list, file or calendar of training."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from tests import factories
from tests.pages.addresses import words_of
from tests.training import world

from chegara.accounts.models import Role, User
from chegara.training.registers import LISTED

pytestmark = pytest.mark.django_db
SECRET = "Zanzibar"


@pytest.fixture
def kept() -> tuple[world.Whole, User]:
    """Enter a record of each kind that the border service keeps; name somebody of customs with every role."""
    stage = world.make_stage()
    whole = world.make_whole(stage.border, stage.trainer)
    for one in (whole.activity, whole.course, whole.test):
        type(one).objects.filter(pk=one.pk).update(title=SECRET)
    whole.activity.recommendations.update(text=SECRET)
    world.make_vignette(stage.border, SECRET, by=stage.trainer)
    world.make_person(stage.border, SECRET, by=stage.trainer)
    every = factories.make_user(
        "every-role", agency=stage.stranger.memberships.get().agency, roles=list(Role)
    )
    return whole, every


def open_to_all() -> Iterator[str]:
    names = (
        "home", "programme_report", "training_calendar", "cooperation_plan", "training_needs", "practice",
        "practice_groups", "training_expiring", "check_list", "audit_log", "measure_list",
    )  # fmt: skip
    yield from map(reverse, names)
    for register in LISTED:
        url = reverse("training_register", args=[register.name])
        yield from (url, f"{url}?_export=csv", f"{url}?_export=xlsx")
    for name in ("programme_report_file", "cooperation_plan_file", "training_needs_file"):
        yield reverse(name, args=["html"])


def addresses_of(whole: world.Whole) -> Iterator[str]:
    for name, one in (
        ("course_results", whole.course), ("course_cascade", whole.course),
        ("session_results", whole.session), ("session_attendance", whole.session),
        ("session_attendance_read", whole.session), ("session_check_in", whole.session),
        ("session_cards", whole.session), ("session_answers", whole.session),
        ("session_grades", whole.session), ("session_users", whole.session),
        ("certificates_issue", whole.session),
        ("test_questions", whole.test), ("certificate_revoke", whole.certificate),
        ("recommendation_plan", whole.recommendation), ("activity_list", whole.received),
    ):  # fmt: skip
        yield reverse(name, args=[one.pk])
    for name, one, form in (
        ("course_results_file", whole.course, "docx"), ("course_cascade_file", whole.course, "pdf"),
        ("session_attendance_file", whole.session, "xlsx"), ("test_file", whole.test, "gift"),
        ("certificate_file", whole.certificate, "pdf"),
    ):  # fmt: skip
        yield reverse(name, args=[one.pk, form])
    for one in (
        whole.activity,
        whole.recommendation,
        whole.course,
        whole.session,
        whole.test,
        whole.certificate,
    ):
        for name in ("training_record", "training_edit", "training_remove"):
            yield reverse(name, args=[one.register, one.pk])


def test_lists_reports_and_files_of_all_say_nothing_of_it(kept: tuple[world.Whole, User], client: Client):
    _whole, stranger = kept
    owner = User.objects.get(username="trainer")

    def said_to(user: User) -> dict[str, str]:
        client.force_login(user)
        answers = {url: client.get(url) for url in open_to_all()}
        return {url: words_of(answer) for url, answer in answers.items() if answer.status_code == 200}

    assert [url for url, text in said_to(stranger).items() if SECRET in text] == []
    assert sum(SECRET in text for text in said_to(owner).values()) > 5


def test_no_address_of_it_opens_for_another_agency(kept: tuple[world.Whole, User], client: Client):
    whole, stranger = kept
    client.force_login(stranger)

    answers = {url: client.get(url).status_code for url in addresses_of(whole)}

    assert {url: code for url, code in answers.items() if code not in {403, 404}} == {}
    assert 404 in answers.values()
