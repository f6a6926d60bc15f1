"""Each change of organisation, people and releases leaves one entry: who, what, before, after, why."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from tests import factories

from chegara.accounts.models import Compartment, Marking, Role, User
from chegara.audit.models import AuditEntry
from chegara.audit.queries import verify
from chegara.organisation import actions
from chegara.organisation.models import Agency, CrossingPoint, Membership, Release

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss() -> User:
    return factories.make_user(
        "boss", agency=factories.make_agency(), roles=[Role.SUPERVISOR, Role.ADMINISTRATOR]
    )


@pytest.fixture
def agency(boss: User) -> Agency:
    return Agency.objects.get(code="XA-BOR")


def entries_since(sequence: int) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(sequence__gt=sequence).order_by("sequence"))


def now() -> int:
    return AuditEntry.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0


def only_entry(sequence: int) -> AuditEntry:
    [entry] = entries_since(sequence)
    assert verify() is None
    return entry


def test_a_new_record_is_told_as_it_became(boss: User, agency: Agency):
    start = now()

    actions.save(CrossingPoint(country=agency.country, code="P", name_en="Bridge"), by=boss, reason="opened")

    entry = only_entry(start)
    assert (entry.actor, entry.actor_name) == ("boss", "Name of boss")
    assert (entry.action, entry.object_type) == ("organisation.created", "organisation.crossingpoint")
    assert (entry.before, entry.reason) == (None, "opened")
    assert entry.after["name_en"] == "Bridge"


def test_a_change_is_told_by_the_fields_that_changed(boss: User, agency: Agency):
    point = factories.make_point(agency.country, booths=2)
    start = now()
    point.booths, point.hours = 4, "24/7"

    actions.save(point, by=boss, reason="two more booths")

    entry = only_entry(start)
    assert entry.before == {"booths": "2", "hours": ""}
    assert entry.after == {"booths": "4", "hours": "24/7"}
    assert entry.action == "organisation.changed"


def test_nothing_changed_leaves_no_entry(boss: User, agency: Agency):
    point = factories.make_point(agency.country)
    start = now()

    actions.save(point, by=boss)

    assert entries_since(start) == []


def test_what_is_not_valid_changes_nothing_and_leaves_no_entry(boss: User, agency: Agency):
    point = factories.make_point(agency.country)
    start, point.latitude = now(), 91.0

    with pytest.raises(ValidationError):
        actions.save(point, by=boss)

    assert entries_since(start) == []
    assert CrossingPoint.objects.get().latitude is None


def test_an_agency_s_record_names_the_agency(boss: User, agency: Agency):
    start, agency.short_en = now(), "BS"

    actions.save(agency, by=boss)

    assert only_entry(start).agency == "XA-BOR"


def test_an_account_is_made_without_its_password_in_the_log(boss: User):
    start = now()

    user = actions.create_user(
        username="New", full_name="New One", password="secret phrase 4711", clearance=Marking.OPEN, by=boss
    )

    entry = only_entry(start)
    assert (entry.action, entry.actor, entry.object_id) == ("accounts.user_created", "boss", str(user.pk))
    assert entry.after["username"] == "new"
    assert "password" not in entry.after
    assert user.password not in str(entry.after)


def test_a_changed_account_is_told_before_and_after(boss: User):
    user = factories.make_user("clerk", clearance=Marking.OPEN)
    start = now()

    actions.change_user(
        user, full_name=user.full_name, clearance=Marking.OFFICIAL_USE, is_active=False, by=boss,
        reason="left",
        password="another phrase 4711",
    )  # fmt: skip

    entry = only_entry(start)
    assert entry.before == {"clearance": "open", "is_active": "True"}
    assert entry.after == {"clearance": "official_use", "is_active": "False", "password": "***"}
    assert entry.reason == "left"
    assert User.objects.get(pk=user.pk).check_password("another phrase 4711")


def test_a_role_is_granted_for_a_time(boss: User, agency: Agency):
    user = factories.make_user("clerk")
    start = now()

    actions.grant_membership(
        user=user, agency=agency, role=Role.OFFICER, by=boss, valid_from=date(2026, 1, 1),
        valid_until=date(2026, 12, 31), reason="letter 5",
    )  # fmt: skip

    entry = only_entry(start)
    assert (entry.action, entry.agency, entry.reason) == ("accounts.role_granted", "XA-BOR", "letter 5")
    assert (entry.object_type, entry.object_id) == ("accounts.user", str(user.pk))
    assert (entry.after["role"], entry.after["valid_until"]) == ("officer", "2026-12-31")


def test_a_role_cannot_end_before_it_begins(boss: User, agency: Agency):
    with pytest.raises(ValidationError):
        factories.make_membership(
            factories.make_user("clerk"), agency, valid_from=date(2026, 2, 1), valid_until=date(2026, 1, 1)
        )


def test_a_role_taken_away_is_told_with_the_reason(boss: User, agency: Agency):
    membership = factories.make_membership(factories.make_user("clerk"), agency)
    start = now()

    actions.end_membership(membership, by=boss, reason="moved")

    entry = only_entry(start)
    assert (entry.action, entry.before["role"], entry.after) == ("accounts.role_ended", "analyst", {})
    assert not Membership.objects.filter(user__username="clerk").exists()


@pytest.mark.parametrize(
    ("first", "last", "holds"),
    [(-5, None, True), (0, 0, True), (-5, -1, False), (1, None, False), (-5, 5, True)],
    ids=["open end", "today alone", "ended yesterday", "begins tomorrow", "in the middle"],
)
def test_a_role_holds_from_its_first_to_its_last_day(
    first: int, last: int | None, holds: bool, agency: Agency
):
    today = timezone.localdate()
    user = factories.make_user("clerk")
    factories.make_membership(
        user, agency, role=Role.ANALYST, valid_from=today + timedelta(first),
        valid_until=None if last is None else today + timedelta(last),
    )  # fmt: skip

    assert User.objects.get(pk=user.pk).has_perm("evidence.view") is holds


def test_who_belongs_to_a_compartment_is_told_to_its_members_alone(boss: User):
    clerk = factories.make_user("clerk")
    start = now()
    compartment = Compartment(code="ring", name="Ring")

    actions.save_compartment(compartment, members=[boss], by=boss, reason="founded")
    actions.save_compartment(compartment, members=[boss, clerk], by=boss, reason="clerk joins")

    founded, joined = entries_since(start)
    assert (founded.compartment, joined.compartment) == ("ring", "ring")
    assert founded.after["members"] == ["boss"]
    assert (joined.before, joined.after) == ({"members": ["boss"]}, {"members": ["boss", "clerk"]})


def test_a_release_is_told_with_its_letter_and_recipients(boss: User, agency: Agency):
    customs = factories.make_agency(code="XA-CUS", kind="customs")
    start = now()

    release = actions.make_release(
        from_agency=agency, to_agencies=[customs], letter_number="7", letter_date=date(2026, 1, 20),
        signatory="A. B.", by=boss,
    )  # fmt: skip

    entry = only_entry(start)
    assert (entry.action, entry.agency, entry.object_id) == (
        "organisation.released",
        "XA-BOR",
        str(release.pk),
    )
    assert entry.after["to_agencies"] == ["XA-CUS"]
    assert (entry.after["letter_number"], entry.after["signatory"]) == ("7", "A. B.")


WHOLE_LETTER: dict[str, Any] = {"letter_number": "7", "letter_date": date(2026, 1, 20), "signatory": "A. B."}


@pytest.mark.parametrize("missing", WHOLE_LETTER)
def test_a_release_without_a_whole_letter_is_refused(missing: str, boss: User, agency: Agency):
    letter = {name: value for name, value in WHOLE_LETTER.items() if name != missing}

    with pytest.raises(ValidationError):
        actions.make_release(from_agency=agency, to_all=True, by=boss, **letter)

    assert not Release.objects.exists()


def test_a_publication_needs_no_letter(boss: User, agency: Agency):
    release = actions.make_release(from_agency=agency, to_all=True, citation="Yearbook 2015", by=boss)

    assert str(release) == "Yearbook 2015"


def test_a_withdrawn_release_says_when_and_why(boss: User, agency: Agency):
    release = factories.make_release(agency, to_all=True)
    start = now()

    actions.withdraw_release(release, by=boss, reason="letter 8")

    entry = only_entry(start)
    assert (entry.action, entry.reason) == ("organisation.release_withdrawn", "letter 8")
    assert entry.after["withdrawn_at"] == release.withdrawn_at.isoformat()


def test_nobody_releases_or_withdraws_for_another_agency(boss: User, agency: Agency):
    stranger = factories.make_user(
        "stranger", agency=factories.make_agency(code="XA-CUS", kind="customs"), roles=[Role.SUPERVISOR]
    )
    release = factories.make_release(agency, to_all=True)

    with pytest.raises(PermissionDenied):
        actions.make_release(from_agency=agency, to_all=True, citation="none", by=stranger)
    with pytest.raises(PermissionDenied):
        actions.withdraw_release(release, by=stranger, reason="none")

    assert Release.objects.get().withdrawn_at is None
