"""Corruption risks, controls, cases, exposed positions, judging in secret."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from tests import factories
from tests.integrity.corruption_world import make_case, make_overseer, make_post, make_risk
from tests.integrity.world import make_officer, make_review

from chegara.accounts.models import Role
from chegara.elicitation.actions.rounds import cast, close_round, open_round
from chegara.elicitation.ballots import Answer
from chegara.elicitation.methods.scales import load_scale as panel_scale
from chegara.elicitation.models import Panel
from chegara.integrity.actions.corruption import (
    invite_assessor,
    open_judging,
    put_to_assessors,
    save_control,
    set_factors,
    set_rules,
    set_sensitive,
)
from chegara.integrity.actions.guards import IntegrityError
from chegara.integrity.corruption_queries import RiskPicture, risks_to_put
from chegara.integrity.methods.exposure import Reason
from chegara.integrity.methods.scales import Band, load_scale
from chegara.integrity.models import Appointment, Holder, IntegrityCase

pytestmark = pytest.mark.django_db
ALL_LOW = dict.fromkeys(("likelihood", "impact", "likelihood_left", "impact_left"), 1)


def judge(review, levels, names=("one", "two", "three")):
    """Let heads of department judge the review's risks in secret: levels by risk and criterion."""
    users = [factories.make_user(name, agency=review.owner_agency, roles=[Role.SUPERVISOR]) for name in names]
    for user in users:
        invite_assessor(review, user=user, by=review.by)
    panel = Panel.objects.get(subject=f"integrity.review:{review.pk}")
    round_ = open_round(panel, by=review.by)
    for user in users:
        answers = {
            (item.pk, criterion): (str(level), "")
            for item in panel.items.all()
            for criterion, level in levels.items()
        }
        cast(round_, answers=answers_of(panel, answers), by=user)
    close_round(round_, by=review.by)
    return panel, users


def answers_of(panel, answers):
    """Return answers as the ballot takes them."""
    codes = [level.code for level in panel_scale(panel.scale).levels]
    return {key: Answer(codes[int(level) - 1], why) for key, (level, why) in answers.items()}


def test_a_real_risk_needs_what_shows_it():
    review = make_review()
    with pytest.raises(IntegrityError, match="potential"):
        make_risk(review, kind="real")
    assert make_risk(review, kind="real", evidence="Complaint 12").number == 1
    assert make_risk(review).number == 2


def test_an_open_investigation_is_refused_by_the_form_and_by_the_database():
    review = make_review()
    with pytest.raises(ValidationError, match="open investigation"):
        make_case(review, status="open")
    assert not IntegrityCase.objects.exists()


@pytest.mark.parametrize(
    ("status", "proves"),
    [("allegation", False), ("charged", False), ("disciplinary", True), ("judged", True)],
)
def test_only_what_was_established_proves_a_risk(status, proves):
    review = make_review()
    risk = make_risk(review)
    if proves:
        make_case(review, status=status, risk=risk)
    else:
        with pytest.raises(ValidationError, match="established"):
            make_case(review, status=status, risk=risk)
    risk.refresh_from_db()
    assert (risk.kind == "real") is proves


def test_levels_are_medians_of_secret_judgements_and_bands_come_from_the_table():
    review = make_review()
    risk = make_risk(review)
    save_control(risk, values={"code": "C06", "strength": 50}, by=review.by)
    judge(review, {"likelihood": 5, "impact": 4, "likelihood_left": 2, "impact_left": 2})

    [found] = RiskPicture(review).risks

    assert (found.likelihood.level, found.impact.level, found.before) == (5, 4, Band.HIGH)
    assert (found.after, found.counts) == (Band.LOW, Band.LOW)
    assert found.by_controls == 3
    assert found.likelihood.given == 3


def test_a_risk_that_nobody_judged_has_no_band():
    review = make_review()
    make_risk(review)
    [found] = RiskPicture(review).risks
    assert found.counts is None


def test_kazakhstan_has_two_maps_and_uzbekistan_one():
    review = make_review()
    make_risk(review)
    make_risk(review, map="normative")
    assert [len(risks) for _code, risks in RiskPicture(review).maps] == [1, 1]
    set_rules(review, values={"scale": "three", "exposure_from": 50, "rotation_months": 36}, by=review.by)
    assert [len(risks) for _code, risks in RiskPicture(review).maps] == [2]


@pytest.mark.parametrize("code", ["five", "three"])
def test_the_lowest_corner_is_low_and_the_highest_high(code):
    scale = load_scale(code)
    assert scale.band(1, 1) is Band.LOW
    assert scale.band(len(scale), len(scale)) is Band.HIGH
    assert scale.band(None, 1) is None
    assert len(scale.likelihood) == len(scale.impact) == len(scale.matrix.cells)


def test_the_scale_stays_once_judging_has_begun():
    review = make_review()
    make_risk(review)
    judge(review, ALL_LOW, names=("one",))
    with pytest.raises(IntegrityError, match="scale"):
        set_rules(review, values={"scale": "three", "exposure_from": 50, "rotation_months": 36}, by=review.by)


def test_an_assessor_sees_the_panel_and_nothing_else_of_the_review():
    review = make_review()
    make_risk(review)
    panel, [user] = judge(review, ALL_LOW, names=("head",))
    client = Client()
    client.force_login(user)
    assert Panel.objects.visible_to(user).filter(pk=panel.pk).exists()
    assert client.get(reverse("corruption_map", args=[review.pk])).status_code == 403
    other = factories.make_user("other", agency=review.owner_agency, roles=[Role.SUPERVISOR])
    assert not Panel.objects.visible_to(other).exists()


def test_a_post_is_sensitive_by_factors_cases_and_norms_and_rotation_is_told():
    review = make_review()
    inspector, clerk = make_post(review), make_post(review, "Clerk")
    set_factors(inspector, strengths={"F01": 3, "F02": 3, "F04": 3, "F05": None}, by=review.by)
    set_factors(clerk, strengths={"F01": 0}, by=review.by)
    set_sensitive(clerk, sensitive=True, why="Order 12", by=review.by)
    make_case(review, post=inspector)
    holder = Holder.objects.create(review=review, pseudonym="H-1")
    Appointment.objects.create(review=review, holder=holder, post=inspector, since=date(2020, 1, 15))

    found = {one.post.title: one for one in RiskPicture(review).posts}

    assert found["Inspector"].score == 100
    assert found["Inspector"].reasons == (Reason.SCORE, Reason.STRONG_FACTORS, Reason.CASE)
    assert found["Clerk"].reasons == (Reason.BY_NORM,)
    [(who, _since, turn)] = found["Inspector"].overdue
    assert (who, turn.due) == ("H-1", date(2023, 1, 15))
    assert found["Clerk"].overdue == ()


def test_what_nobody_judged_is_not_called_unexposed():
    review = make_review()
    make_post(review)
    [found] = RiskPicture(review).posts
    assert found.score is None


def test_nobody_but_an_integrity_officer_changes_anything():
    review = make_review()
    risk, overseer = make_risk(review), make_overseer(review)
    with pytest.raises(PermissionDenied):
        save_control(risk, values={"code": "C01", "strength": 50}, by=overseer)


def test_records_of_another_review_can_not_be_tied():
    review = make_review()
    elsewhere = factories.make_agency(code="XB-CUS", kind="customs")
    other = make_review(elsewhere, by=make_officer(elsewhere, "stranger"), title="Other")
    with pytest.raises(IntegrityError):
        make_risk(review, posts=[make_post(other)])


def test_risk_and_case_are_described_on_pages():
    review = make_review()
    client = Client()
    client.force_login(review.by)
    post = make_post(review)
    answer = client.post(
        reverse("corruption_new", args=[review.pk]),
        {
            "title": "Queue sold",
            "kind": "potential",
            "map": "organisational",
            "act": "x",
            "posts": [post.pk],
            "factors": ["F01", "F03"],
        },
    )
    risk = review.corruptionrisk_set.get()
    assert answer.url == risk.get_absolute_url()
    client.post(reverse("control_add", args=[review.pk, risk.pk]), {"code": "C06", "strength": 50})
    page = client.get(risk.get_absolute_url()).content.decode()
    assert "Cameras" in page or "C06" in page
    assert "F03" in page
    refused = client.post(
        reverse("case_new", args=[review.pk]),
        {"reference": "1", "status": "open", "found_by": "audit", "scheme": "x", "lesson": "y"},
    )
    assert "open investigation" in refused.content.decode()
    client.post(
        reverse("case_new", args=[review.pk]),
        {
            "reference": "1",
            "status": "judged",
            "found_by": "audit",
            "scheme": "x",
            "lesson": "y",
            "risk": risk.pk,
        },
    )
    assert "real" in client.get(reverse("corruption_map", args=[review.pk])).content.decode()
    client.post(reverse("post_factors", args=[review.pk, post.pk]), {"F01": "3"})
    assert "100" in client.get(reverse("exposed_posts", args=[review.pk])).content.decode()


def test_risks_that_came_after_the_first_round_are_judged_in_a_round_of_their_own():
    review = make_review()
    early = make_risk(review, title="Queue sold")
    panel, users = judge(review, dict(ALL_LOW, likelihood=5, impact=5))
    late = make_risk(review, title="Seals left open")
    assert risks_to_put(review) == [late]

    assert put_to_assessors(review, by=review.by) == 1
    round_ = open_round(panel, by=review.by, only_new=True)
    item = panel.items.get(key=late.key)
    for user in users:
        cast(round_, answers=answers_of(panel, {(item.pk, code): ("2", "") for code in ALL_LOW}), by=user)
    close_round(round_, by=review.by)

    levels = {one.risk: one.likelihood.level for one in RiskPicture(review).risks}
    assert levels == {early: 5, late: 2}
    assert risks_to_put(review) == []


def test_a_risk_whose_controls_changed_is_asked_anew_and_the_first_round_keeps_its_words():
    review = make_review()
    risk = make_risk(review)
    panel, _users = judge(review, ALL_LOW)
    save_control(risk, values={"code": "C06", "strength": 50}, by=review.by)

    put_to_assessors(review, by=review.by)
    second = open_round(panel, by=review.by, only_new=True)

    first = panel.rounds.get(number=1)
    assert "C06" in second.asked.get().title
    assert "C06" not in first.asked.get().title
    assert RiskPicture(review).risks[0].likelihood.level == 1


def test_new_risks_wait_while_a_round_is_open_and_the_page_says_so():
    review = make_review()
    make_risk(review)
    panel, _users = judge(review, ALL_LOW)
    make_risk(review, title="Seals left open")
    open_round(panel, by=review.by)
    client = Client()
    client.force_login(review.by)

    answer = client.post(reverse("corruption_assessors", args=[review.pk]), {"put": "1"}, follow=True)

    assert "A round is open still" in answer.content.decode()
    assert panel.items.count() == 1


def test_a_risk_reads_alike_to_the_panel_whatever_the_language_of_the_page():
    review = make_review()
    risk = make_risk(review)
    save_control(risk, values={"code": "C06", "strength": 50}, by=review.by)
    with override("ru"):
        open_judging(review, by=review.by)
    with override("en"):
        assert risks_to_put(review) == []
