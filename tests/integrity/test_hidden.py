"""Who is not of the circle learns nothing of a review: not on pages, in plans, in the audit log, by search."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests import factories
from tests.integrity.corruption_world import make_analysis, make_case, make_risk
from tests.integrity.world import Filled, fill, make_officer, make_review
from tests.pages.addresses import unpacked, words_of

from chegara.accounts.models import Marking, Role, User
from chegara.audit.queries import entries_visible_to
from chegara.integrity.actions.reviews import refresh_circle
from chegara.integrity.models import Review
from chegara.integrity.origins import follow
from chegara.organisation.actions import end_membership
from chegara.organisation.models import Agency
from chegara.organisation.visibility import AgencyViewer, JointViewer, PublicViewer
from chegara.plans.models import Measure, Plan

pytestmark = pytest.mark.django_db
MARK = "Zqhidden"
TOKENS = re.compile(r'"[A-Za-z0-9+/=_-]{22,}"')
"""What is drawn anew for each answer."""
OPEN_LISTS = (
    "home", "plan_list", "measure_list", "task_list", "estimate_list", "check_list", "panel_list",
    "integrity_list", "audit_log",
)  # fmt: skip


@pytest.fixture
def agency() -> Agency:
    return factories.make_agency(code="XA-CUS", kind="customs")


@pytest.fixture
def filled(agency: Agency) -> Filled:
    review = make_review(agency, title=f"{MARK} week")
    found = fill(review, by=review.by, mark=MARK)
    make_case(review, risk=make_risk(review, title=f"{MARK} queue"), scheme=f"{MARK} at the barrier")
    make_analysis(review)
    late = Measure.objects.filter(plan=review.plan)
    late.update(deadline=date(2026, 1, 1), review_on=date(2026, 1, 1))
    return found


def addresses(filled: Filled) -> Iterator[str]:
    review, plan = filled.review, Plan.objects.get()
    yield from map(reverse, OPEN_LISTS)
    yield reverse("measure_list") + f"?q={MARK.lower()}"
    yield reverse("measure_list") + f"?q={MARK.lower()}&_export=csv"
    yield reverse("measure_list") + "?overdue=true"
    yield reverse("audit_log") + f"?q={MARK.lower()}"
    yield plan.get_absolute_url()
    yield reverse("plan_timeline", args=[plan.pk])
    yield reverse("plan_workbook", args=[plan.pk])
    for file in ("html", "docx"):
        yield reverse("measure_reminder", args=[review.owner_agency_id, file])
    yield from (record.get_absolute_url() for record in review.corruptionrisk_set.all())
    yield from (reverse(page, args=[review.pk]) for page in ("corruption_map", "case_list", "exposed_posts"))
    yield from (record.get_absolute_url() for record in review.declarationanalysis_set.all())
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


@pytest.mark.parametrize(("roles", "same_agency"), OTHERS)
def test_what_others_see_is_word_for_word_the_same_whether_there_is_a_review_or_not(
    agency: Agency, roles: list[Role], same_agency: bool
):
    where = agency if same_agency else factories.make_agency(agency.country, code="XA-BOR")
    user = factories.make_user("other", agency=where, roles=roles)
    make_officer(agency, "chief")
    client = Client()
    client.force_login(user)
    before = seen_lists(client)

    review = make_review(agency, title=f"{MARK} week", by=User.objects.get(username="chief"))
    fill(review, by=review.by, mark=MARK)
    make_risk(review, title=f"{MARK} queue")
    Measure.objects.update(deadline=date(2026, 1, 1), review_on=date(2026, 1, 1))

    after = seen_lists(client)
    assert after.keys() == before.keys()
    for address, told in after.items():
        assert told.splitlines() == before[address].splitlines(), address


def seen_lists(client: Client) -> dict[str, str]:
    """Return the words of the lists that are open to whoever is signed in, and of their files, by address."""
    files = [reverse(name) + "?_export=csv" for name in ("measure_list", "task_list", "audit_log")]
    answers = {each: client.get(each) for each in (*map(reverse, OPEN_LISTS), *files)}
    return {
        address: TOKENS.sub("", unpacked(answer.getvalue()))
        for address, answer in answers.items()
        if answer.status_code == 200
    }


def test_whoever_loses_the_role_loses_sight_of_the_measures_too(filled: Filled):
    user = filled.review.by
    other = make_officer(filled.review.owner_agency, "successor")
    refresh_circle(filled.review, by=user)
    assert Measure.objects.visible_to(user).exists()

    end_membership(user.memberships.get(), by=other, reason="moved")

    assert not Measure.objects.visible_to(user).exists()
    assert not Plan.objects.visible_to(user).exists()
    assert Measure.objects.visible_to(other).exists()


def test_no_file_of_the_review_names_an_officer_or_a_pseudonym_of_an_analysis(filled: Filled):
    review = filled.review
    client = Client()
    client.force_login(review.by)
    for paper in ("conformity", "recommendations", "plan", "risk-map", "mission"):
        told = words_of(client.get(reverse("integrity_paper", args=[review.pk, paper, "html"])))
        assert "O-001" not in told
        assert "Inspector Ivanov" not in told
    for page in ("analysis_list", "analysis_detail"):
        keys = (
            [review.pk] if page == "analysis_list" else [review.pk, review.declarationanalysis_set.get().pk]
        )
        answer = client.get(reverse(page, args=keys) + "?_export=csv")
        assert answer["content-type"].startswith("text/html")
        assert "Inspector Ivanov" not in words_of(answer)


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
