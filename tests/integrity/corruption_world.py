"""Corruption risks, surveys and analyses for tests, each made through the action that a click calls."""

from __future__ import annotations

from datetime import date

import numpy as np
from tests import factories

from chegara.accounts.models import Role
from chegara.integrity.actions.analyses import ask_unsealing, keep_analysis
from chegara.integrity.actions.corruption import save_case, save_control, save_risk
from chegara.integrity.actions.reviews import circle_of
from chegara.integrity.actions.surveys import answer_survey, issue_codes, move_survey, prepare_survey
from chegara.integrity.analysis import Asked, Looked
from chegara.integrity.corruption_choices import QuestionKind
from chegara.integrity.models import (
    CorruptionRisk,
    IntegrityCase,
    Post,
    ReviewQuestion,
    ServiceUnit,
    SurveyGroup,
)

RISK = {
    "title": "Queue sold",
    "kind": "potential",
    "map": "organisational",
    "act": "Lets lorries pass for money",
}
CASE = {
    "reference": "7/2025", "date": date(2025, 3, 1), "status": "judged", "found_by": "audit",
    "scheme": "Took money at the barrier", "failed_control": "C06", "lesson": "Watch the queue by camera",
}  # fmt: skip


def make_post(review, title="Inspector", unit="Post North"):
    """A position of the staffing table."""
    unit = ServiceUnit.objects.get_or_create(review=review, name=unit)[0]
    return Post.objects.create(review=review, unit=unit, title=title)


def make_risk(review, **values):
    """A corruption risk."""
    return save_risk(CorruptionRisk(review=review), values={**RISK, **values}, by=review.by)


def make_case(review, **values):
    """A case that has ended."""
    return save_case(IntegrityCase(review=review), values={**CASE, **values}, by=review.by)


def make_overseer(review, username="overseer"):
    """Somebody who oversees the review's agency, within its circle."""
    user = factories.make_user(username, agency=review.owner_agency, roles=[Role.OVERSIGHT])
    circle_of(review.owner_agency, by=review.by)
    return user


def make_survey(review, sizes, *, least=5, closed=True, seed=1):
    """A survey that so many of each group have answered by their slips."""
    survey = prepare_survey(review, title="Staff", kind="staff", least=least, groups=sizes, by=review.by)
    codes = [
        code
        for name, size in sizes.items()
        if size
        for code in issue_codes(SurveyGroup.objects.get(survey=survey, name=name), many=size, by=review.by)
    ]
    move_survey(survey, to="open", by=review.by)
    rng = np.random.default_rng(seed)
    for code in codes:
        values = {
            name: str(rng.integers(1, 6))
            for name in ("leaders", "rules", "reasons", "bypass", "report", "found")
        }
        answer_survey(code=code, values={**values, "zones": ["queue"], "factors": ["F01"]})
    if closed:
        move_survey(survey, to="closed", by=review.by)
    return survey


def make_analysis(review):
    """An analysis with one question on one officer."""
    looked = Looked(summary={"files": 1000, "officers": 12})
    figures = {"met": 57, "files": 200, "expected": 17.3, "share": 0.2, "q": 0.0001, "family": 0.001}
    looked.questions.append(Asked(QuestionKind.INTERACTION, "Inspector Ivanov", "Broker North", figures))
    values = {"title": "Year", "rule": "random", "threshold": None, "width": None}
    return keep_analysis(review, values=values, sha256="0" * 64, looked=looked, by=review.by)


def fill_corruption(review) -> dict[str, int]:
    """Return the keys of one record of each kind; they are made when first asked for."""
    if not CorruptionRisk.objects.filter(review=review).exists():
        risk, post = make_risk(review), make_post(review)
        make_case(review, post=post, risk=risk)
        make_survey(review, {"Cargo": 1}, closed=False)
        make_analysis(review)
        ask_unsealing(
            ReviewQuestion.objects.get(review=review),
            reason="The carriers complained in writing.",
            by=review.by,
        )
    risk = review.corruptionrisk_set.get()
    if not risk.controls.exists():  # a walk over the pages takes it off
        save_control(risk, values={"code": "C06", "strength": 50}, by=review.by)
    return {
        "risk": risk.pk,
        "control": review.riskcontrol_set.get().pk,
        "case": review.integritycase_set.get().pk,
        "post": review.post_set.get(cases__isnull=False).pk,
        "survey": review.integritysurvey_set.get().pk,
        "group": review.surveygroup_set.get().pk,
        "analysis": review.declarationanalysis_set.get().pk,
        "question": review.reviewquestion_set.get().pk,
        "unsealing": review.unsealing_set.get().pk,
    }
