"""From corruption risk to measure; sensitive tasks of one's own; decisions taken alike."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests import factories
from tests.integrity.corruption_world import make_post, make_risk
from tests.integrity.world import make_review

from chegara.accounts.models import Role
from chegara.elicitation.actions import rounds
from chegara.elicitation.ballots import Answer
from chegara.elicitation.methods.scales import load_scale
from chegara.integrity.actions import corruption, findings, improvement
from chegara.integrity.actions.guards import IntegrityError
from chegara.integrity.corruption_queries import CRITERIA, assessors_to_invite
from chegara.integrity.forms import record_form
from chegara.integrity.models import (
    Appointment,
    Holder,
    PostDuty,
    Recommendation,
    Review,
    SeparationRule,
)
from chegara.pages.checks import CHECKS, Scope
from chegara.plans.actions.progress import move_measure

pytestmark = pytest.mark.django_db


@pytest.fixture
def review() -> Review:
    return make_review()


def judged(review: Review, level: int) -> None:
    """Let two assessors judge all risks of a review alike."""
    users = [
        factories.make_user(name, agency=review.owner_agency, roles=[Role.ANALYST]) for name in ("a", "b")
    ]
    for user in users:
        corruption.invite_assessor(review, user=user, by=review.by)
    panel = corruption.open_judging(review, by=review.by)
    code = load_scale(panel.scale).levels[level - 1].code
    round_ = rounds.open_round(panel, by=review.by)
    for user in users:
        answers = {(item.pk, one): Answer(code) for item in panel.items.all() for one in CRITERIA}
        rounds.cast(round_, answers=answers, by=user)
    rounds.close_round(round_, by=review.by)


def recommended(review: Review, risks: list[object]) -> Recommendation:
    new = Recommendation(
        review=review, kind="control", title="Queue", arusha="automation", term="short", ease=2
    )
    return improvement.save_recommendation(new, findings=[], risks=risks, by=review.by)


def found(review: Review, name: str) -> list[str]:
    return [each.object_ref.label for each in CHECKS[name].run(Scope(review.by))]


def test_priority_follows_from_the_risk_as_it_stands_with_todays_controls(review: Review):
    risk = make_risk(review)
    unjudged = recommended(review, [risk]).priority
    judged(review, 5)

    assert (unjudged, recommended(review, [risk]).priority) == (3, 1)


def test_a_high_risk_is_named_until_a_measure_that_is_kept_treats_it(review: Review):
    risk = make_risk(review, owner="Post North")
    judged(review, 5)
    assert found(review, "integrity.high_risk_without_measure") == [str(risk)]

    recommendation = recommended(review, [risk])
    improvement.begin_plan(review, title="Plan", start=date(2026, 1, 1), end=date(2028, 1, 1), by=review.by)
    measure = improvement.take_into_plan(recommendation, by=review.by)
    assert found(review, "integrity.high_risk_without_measure") == []

    move_measure(measure, to="dropped", by=review.by, reason="no money")
    assert found(review, "integrity.high_risk_without_measure") == [str(risk)]


def test_a_risk_nobody_answers_for_is_named(review: Review):
    risk = make_risk(review)
    make_risk(review, title="Other", owner="Head of the post")

    assert found(review, "integrity.risk_without_owner") == [str(risk)]


def test_a_recommendation_treats_risks_of_its_own_review(review: Review):
    other = make_review(review.owner_agency, by=review.by, title="Other")
    with pytest.raises(IntegrityError, match="another review"):
        recommended(review, [make_risk(other)])


def test_oversight_looks_on_and_is_not_asked_to_judge(review: Review):
    make_risk(review)
    watch = factories.make_user("watch", agency=review.owner_agency, roles=[Role.OVERSIGHT])

    assert watch not in assessors_to_invite(review)
    with pytest.raises(IntegrityError, match="who may judge"):
        corruption.invite_assessor(review, user=watch, by=review.by)


def test_assessors_read_what_is_done_and_which_controls_stand_against_it(review: Review):
    risk = make_risk(review)
    corruption.save_control(risk, values={"code": "C06", "strength": 50}, by=review.by)
    panel = corruption.open_judging(review, by=review.by)

    assert panel.items.get().title == (
        "Queue sold. Lets lorries pass for money. Controls: C06 Cameras, body cameras (Medium)."
    )


def separation_form(review: Review, **lines: str) -> object:
    values = {"title": "Checks what it records", "people": "2", **lines}
    return record_form("separation")(values, instance=SeparationRule(review=review))


def test_a_sensitive_task_is_entered_by_form_with_objects_by_their_names(review: Review):
    make_review_posts(review)
    client = Client()
    client.force_login(review.by)
    values = {
        "title": "Records and searches", "people": "2", "verb_1": "record", "object_1": "досмотр товаров и транспорта",
        "verb_2": "execute", "object_2": "inspection",
    }  # fmt: skip

    answer = client.post(reverse("integrity_record_new", args=[review.pk, "separation"]), values)

    assert answer.status_code == 302
    rule = SeparationRule.objects.get()
    assert rule.permissions == [["record", "inspection"], ["execute", "inspection"]]
    findings.run_rules(review, by=review.by)
    assert review.conformityfinding_set.filter(rule="S1").count() == 1


def make_review_posts(review: Review) -> None:
    post = make_post(review)
    for verb in ("record", "execute"):
        PostDuty.objects.create(review=review, post=post, text=verb, verb=verb, object="inspection")


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ({"verb_1": "record"}, "both the verb and the object"),
        ({"verb_1": "record", "object_1": "x"}, "at least as many"),
        ({"verb_1": "pay", "object_1": "x", "verb_2": "pay", "object_2": "x"}, "at least as many"),
    ],
    ids=["half a line", "one line for two people", "the same line twice"],
)
def test_a_sensitive_task_that_nobody_could_divide_is_refused(review: Review, lines: dict, told: str):
    form = separation_form(review, **lines)

    assert not form.is_valid()
    assert told in str(form.errors)


def test_findings_of_a_rule_are_decided_alike_and_decided_ones_keep_their_reason(review: Review):
    for name in ("North", "South", "West"):
        PostDuty.objects.create(review=review, post=make_post(review, unit=name), text="Counts")
    findings.run_rules(review, by=review.by)
    first, second, _third = review.conformityfinding_set.filter(rule="D1").order_by("pk")
    findings.decide(second, decision="fix", reason="own", by=review.by)

    assert findings.decide_alike(first, decision="explain", reason="small posts", by=review.by) == 2

    reasons = review.conformityfinding_set.filter(rule="D1").order_by("pk").values_list("reason", flat=True)
    assert list(reasons) == ["small posts", "own", "small posts"]


def test_overdue_rotation_follows_the_rules_of_the_review_and_its_list_of_sensitive_posts(review: Review):
    post = make_post(review)
    holder = Holder.objects.create(review=review, pseudonym="H-1")
    Appointment.objects.create(review=review, holder=holder, post=post, since=date(2024, 3, 1))
    corruption.set_factors(post, strengths={"F01": 3, "F03": 3, "F04": 3}, by=review.by)
    findings.run_rules(review, by=review.by)
    assert not review.conformityfinding_set.filter(rule="C5").exists()

    values = {"scale": "five", "exposure_from": 50, "rotation_months": 24}
    corruption.set_rules(review, values=values, by=review.by)
    findings.run_rules(review, by=review.by)

    assert review.conformityfinding_set.filter(rule="C5").count() == 1


def test_the_day_of_a_review_can_be_changed(review: Review):
    client = Client()
    client.force_login(review.by)
    values = {"title": "Week two", "on": "02.07.2026", "about": ""}

    answer = client.post(reverse("integrity_edit", args=[review.pk]), values)

    assert answer.status_code == 302
    review.refresh_from_db()
    assert (review.title, review.on) == ("Week two", date(2026, 7, 2))
