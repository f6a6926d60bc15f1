"""Who is not of the circle learns nothing of a review: not on pages, in plans, in the audit log, by search."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from tests import factories
from tests.integrity.world import Filled, fill, make_review
from tests.pages.addresses import words_of

from chegara.accounts.models import Marking, Role, User
from chegara.audit.queries import entries_visible_to
from chegara.integrity.actions.reviews import refresh_circle
from chegara.integrity.models import Review
from chegara.integrity.origins import follow
from chegara.organisation.models import Agency
from chegara.organisation.visibility import AgencyViewer, JointViewer, PublicViewer
from chegara.plans.models import Measure, Plan

pytestmark = pytest.mark.django_db
MARK = "Zqhidden"
OPEN_LISTS = ("plan_list", "measure_list", "task_list", "check_list", "integrity_list", "audit_log")


@pytest.fixture
def agency() -> Agency:
    return factories.make_agency(code="XA-CUS", kind="customs")


@pytest.fixture
def filled(agency: Agency) -> Filled:
    review = make_review(agency, title=f"{MARK} week")
    return fill(review, by=review.by, mark=MARK)


def addresses(filled: Filled) -> Iterator[str]:
    review, plan = filled.review, Plan.objects.get()
    yield from map(reverse, OPEN_LISTS)
    yield reverse("measure_list") + f"?q={MARK}&_export=csv"
    yield plan.get_absolute_url()
    yield from (measure.get_absolute_url() for measure in Measure.objects.all())
    for page in ("detail", "structure", "practice", "findings", "recommendations", "old_plan", "index"):
        yield reverse(f"integrity_{page}", args=[review.pk])
    for record in (filled.statute, filled.waiting, filled.finding, filled.recommendation):
        yield record.get_absolute_url()
    for paper in ("conformity", "plan", "recommendations"):
        yield reverse("integrity_paper", args=[review.pk, paper, "html"])


def told(user: User, filled: Filled) -> list[str]:
    """Return the addresses on which somebody reads of the review."""
    client = Client()
    client.force_login(user)
    found = []
    for address in addresses(filled):
        answer = client.get(address)
        assert answer.status_code in {200, 403, 404}, address
        if MARK in words_of(answer):
            found.append(address)
    return found


def test_the_integrity_officer_reads_of_the_review_on_its_pages_and_in_the_plan(filled: Filled):
    read = told(filled.review.by, filled)

    for page in ("detail", "structure", "practice", "recommendations", "old_plan"):
        assert reverse(f"integrity_{page}", args=[filled.review.pk]) in read
    assert reverse("measure_list") in read


OTHERS = [
    pytest.param([Role.ANALYST, Role.SUPERVISOR, Role.OFFICER, Role.TRAINER, Role.CANINE_MANAGER], True, id="colleagues"),
    pytest.param(list(Role), False, id="all roles of another agency"),
    pytest.param([Role.ADMINISTRATOR], True, id="the administrator"),
]  # fmt: skip


@pytest.mark.parametrize(("roles", "same_agency"), OTHERS)
def test_others_read_nothing_of_it_anywhere(
    filled: Filled, agency: Agency, roles: list[Role], same_agency: bool
):
    where = agency if same_agency else factories.make_agency(agency.country, code="XA-BOR")
    user = factories.make_user("other", agency=where, roles=roles)
    refresh_circle(filled.review, by=filled.review.by)

    assert told(user, filled) == []
    assert not [each for each in entries_visible_to(user) if MARK in str(each.after) + each.object_label]
    assert follow(str(filled.recommendation.pk), user) is None


def test_oversight_of_the_agency_reads_it_once_it_is_in_the_circle_and_changes_nothing(
    filled: Filled, agency: Agency
):
    user = factories.make_user("watch", agency=agency, roles=[Role.OVERSIGHT])
    assert not Review.objects.visible_to(user).exists()
    refresh_circle(filled.review, by=filled.review.by)
    client = Client()
    client.force_login(user)

    assert filled.finding.get_absolute_url() in told(user, filled)
    assert client.post(reverse("integrity_rules", args=[filled.review.pk])).status_code == 403


def test_whoever_lost_the_role_no_longer_reads_it_though_still_a_member_of_the_compartment(filled: Filled):
    user = filled.review.by
    user.memberships.update(valid_until="2020-01-01", valid_from="2019-01-01")

    assert not Review.objects.visible_to(user).exists()


def test_whoever_is_cleared_for_open_records_only_reads_nothing_of_it(filled: Filled, agency: Agency):
    user = factories.make_user("low", agency=agency, roles=[Role.INTEGRITY_OFFICER], clearance=Marking.OPEN)
    refresh_circle(filled.review, by=filled.review.by)

    assert told(user, filled) == []


def test_no_document_for_an_agency_a_country_or_the_public_holds_it(filled: Filled, agency: Agency):
    viewers = (JointViewer(agency.country), AgencyViewer(agency), PublicViewer(agency.country))

    for viewer in viewers:
        assert not Review.objects.visible_to(viewer).exists()
        assert not Measure.objects.visible_to(viewer).exists()
