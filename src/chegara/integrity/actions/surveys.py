"""Surveys: preparing one, slips with codes, taking an answer without keeping whose, closing it for good."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.integrity.actions.guards import IntegrityError, audit, require_officer
from chegara.integrity.corruption_choices import SurveyState
from chegara.integrity.methods.scales import factors, statements, zones
from chegara.integrity.models import IntegritySurvey, Review, SurveyAnswer, SurveyCode, SurveyGroup

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without letters and digits that are taken for each other."""
LENGTH = 10


@transaction.atomic
def prepare_survey(
    review: Review, *, title: str, kind: str, least: int, groups: Iterable[str], by: User
) -> IntegritySurvey:
    """Prepare a survey with the one division of those who are asked."""
    require_officer(review, by)
    names = list(groups)
    if not names:
        raise IntegrityError(_("Name at least one group."))
    survey = IntegritySurvey(review=review, title=title, kind=kind, least=least)
    survey.full_clean()
    survey.save()
    for name in names:
        group = SurveyGroup(review=review, survey=survey, name=name)
        group.full_clean()
        group.save()
    audit(
        review, "survey_prepared", by=by, on=survey, after={"title": title, "least": least, "groups": names}
    )
    return survey


@transaction.atomic
def move_survey(survey: IntegritySurvey, *, to: str, by: User) -> None:
    """Begin to take answers, or end it: a closed survey stays closed, since a later answer would stand out.

    Raises:
        IntegrityError: the step is not the next one.
    """
    require_officer(survey.review, by)
    steps = {SurveyState.DRAFT: SurveyState.OPEN, SurveyState.OPEN: SurveyState.CLOSED}
    if steps.get(SurveyState(survey.state)) != to:
        raise IntegrityError(_("A survey is opened once and closed once."))
    before, survey.state = survey.state, to
    survey.save(update_fields=["state"])
    if to == SurveyState.CLOSED:
        SurveyCode.objects.filter(group__survey=survey).delete()
    audit(survey.review, "survey_moved", by=by, on=survey, before={"state": before}, after={"state": to})


def digest(code: str) -> str:
    """Return the hash under which a code is kept; spaces, hyphens and case do not matter."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


@transaction.atomic
def issue_codes(group: SurveyGroup, *, many: int, by: User) -> list[str]:
    """Make codes of a group, to be printed now and drawn by its people; only their hashes are kept.

    Raises:
        IntegrityError: the survey is closed.
    """
    survey = group.survey
    require_officer(survey.review, by)
    if survey.state == SurveyState.CLOSED:
        raise IntegrityError(_("The survey is closed."))
    codes = ["".join(secrets.choice(LETTERS) for _place in range(LENGTH)) for _slip in range(many)]
    SurveyCode.objects.bulk_create(
        SurveyCode(review=survey.review, group=group, digest=digest(code)) for code in codes
    )
    survey.invited += many
    survey.save(update_fields=["invited"])
    audit(survey.review, "survey_slips", by=by, on=survey, after={"group": group.name, "slips": many})
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def survey_of_code(code: str) -> IntegritySurvey | None:
    """Return the open survey that a code belongs to; the code is all that a respondent shows."""
    found = SurveyCode.objects.filter(digest=digest(code), group__survey__state=SurveyState.OPEN)
    held = found.select_related("group__survey__review__owner_agency__country").first()
    return held.group.survey if held else None


@transaction.atomic
def answer_survey(*, code: str, values: Mapping[str, Any]) -> None:
    """Use up a code and keep the answer, without who, when, or in which order.

    Nothing is recorded of the single answer: a line in the log would tell its time.

    Raises:
        IntegrityError: the code is unknown, used up, its survey is not open, or nothing is filled in.
    """
    held = SurveyCode.objects.select_for_update().filter(
        digest=digest(code), group__survey__state=SurveyState.OPEN
    ).select_related("group__survey").first()  # fmt: skip
    if held is None:
        raise IntegrityError(_("This code is not known, was used already, or the survey is not open."))
    _add(held.group, values)
    held.delete()


@transaction.atomic
def enter_paper(group: SurveyGroup, *, values: Mapping[str, Any], by: User) -> None:
    """Keep what a paper form says; who typed it in is told, when is told by the log, whose it is nobody knows.

    Raises:
        IntegrityError: the survey is not open, or nothing is filled in.
    """
    survey = group.survey
    require_officer(survey.review, by)
    if survey.state != SurveyState.OPEN:
        raise IntegrityError(_("The survey is not open."))
    _add(group, values)
    audit(survey.review, "survey_paper", by=by, on=survey)


def _add(group: SurveyGroup, values: Mapping[str, Any]) -> None:
    """Add an answer, and write all of the survey anew in random order; nothing at all is no answer."""
    survey, given = group.survey, checked(group.survey.kind, values)
    if not any(given.values()):
        raise IntegrityError(_("Nothing is filled in: answer one question at least."))
    rows = list(SurveyAnswer.objects.filter(group__survey=survey).values_list("group_id", "values"))
    rows.append((group.pk, given))
    secrets.SystemRandom().shuffle(rows)
    SurveyAnswer.objects.filter(group__survey=survey).delete()
    SurveyAnswer.objects.bulk_create(
        SurveyAnswer(id=uuid.uuid4(), review_id=survey.review_id, group_id=of, values=kept)
        for of, kept in rows
    )


def checked(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of an answer belongs to the questionnaire: levels 1 to 5, zones and factors that exist."""
    kept: dict[str, Any] = {}
    for one in statements(kind):
        given = str(values.get(one.code) or "")
        if given in {"1", "2", "3", "4", "5"}:
            kept[one.code] = int(given)
    kept["zones"] = [code for code in values.get("zones") or () if code in zones()]
    kept["factors"] = [code for code in values.get("factors") or () if code in factors()]
    return kept
