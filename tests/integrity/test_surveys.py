"""The anonymous survey: codes used up, no trace of who, results once and never of a small group."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests import factories
from tests.integrity.corruption_world import make_survey
from tests.integrity.world import make_review

from chegara.accounts.models import Role
from chegara.audit.models import AuditEntry
from chegara.integrity.actions.guards import IntegrityError
from chegara.integrity.actions.surveys import (
    answer_survey,
    enter_paper,
    issue_codes,
    move_survey,
    survey_of_code,
)
from chegara.integrity.models import SurveyAnswer, SurveyCode
from chegara.integrity.survey_results import results_of

pytestmark = pytest.mark.django_db


def test_a_code_answers_once():
    review = make_review()
    survey = make_survey(review, {"Cargo": 0}, closed=False)
    [code] = issue_codes(survey.groups.get(), many=1, by=review.by)
    answer_survey(code=code.lower().replace("-", " "), values={"leaders": "5"})
    with pytest.raises(IntegrityError, match="used already"):
        answer_survey(code=code, values={"leaders": "1"})
    assert SurveyAnswer.objects.get().values == {"leaders": 5, "zones": [], "factors": []}
    assert not SurveyCode.objects.exists()


def test_nothing_filled_in_is_no_answer_and_uses_up_no_code():
    review = make_review()
    survey = make_survey(review, {"Cargo": 0}, closed=False)
    group = survey.groups.get()
    [code] = issue_codes(group, many=1, by=review.by)
    for blank in ({}, {"leaders": "", "zones": []}):
        with pytest.raises(IntegrityError, match="Nothing is filled in"):
            answer_survey(code=code, values=blank)
        with pytest.raises(IntegrityError, match="Nothing is filled in"):
            enter_paper(group, values=blank, by=review.by)

    answer_survey(code=code, values={"leaders": "3"})
    assert SurveyAnswer.objects.count() == 1


def test_no_code_is_kept_in_clear():
    review = make_review()
    survey = make_survey(review, {"Cargo": 0}, closed=False)
    [code] = issue_codes(survey.groups.get(), many=1, by=review.by)
    held = SurveyCode.objects.get()
    assert code.replace("-", "") not in held.digest
    assert not AuditEntry.objects.filter(after__icontains=code.replace("-", "")).exists()


def test_neither_order_nor_key_nor_log_tells_which_answer_came_when():
    review = make_review()
    survey = make_survey(review, {"Cargo": 8}, closed=False)
    before = set(SurveyAnswer.objects.values_list("pk", flat=True))
    entries = AuditEntry.objects.count()
    [code] = issue_codes(survey.groups.get(), many=1, by=review.by)
    answer_survey(code=code, values={"leaders": "3"})
    after = set(SurveyAnswer.objects.values_list("pk", flat=True))
    assert len(after) == 9
    assert not before & after
    assert AuditEntry.objects.count() == entries + 1  # the slip, not the answer
    names = {field.name for field in SurveyAnswer._meta.get_fields()}
    assert names == {"review", "id", "group", "values"}


def test_there_are_no_results_before_the_end_and_no_answers_after_it():
    review = make_review()
    survey = make_survey(review, {"Cargo": 9}, closed=False)
    [code] = issue_codes(survey.groups.get(), many=1, by=review.by)
    assert results_of(survey) is None
    move_survey(survey, to="closed", by=review.by)
    assert results_of(survey).answers == 9
    assert survey_of_code(code) is None
    for late in (lambda: answer_survey(code=code, values={"leaders": "3"}), lambda: move_survey(survey, to="open", by=review.by),
                 lambda: enter_paper(survey.groups.get(), values={}, by=review.by)):  # fmt: skip
        with pytest.raises(IntegrityError):
            late()


def test_small_groups_are_put_together_on_every_page():
    review = make_review()
    survey = make_survey(review, {"Cargo": 20, "Legal": 3, "Stores": 4, "Staff": 12}, least=10)
    found = results_of(survey)
    assert [(part.name, part.answers) for part in found.parts] == [
        ("Cargo", 20),
        ("Legal + Staff + Stores", 19),
    ]
    assert all(len(one.parts) == 2 for one in found.statements)
    client = Client()
    client.force_login(review.by)
    page = client.get(survey.get_absolute_url()).content.decode()
    assert "Legal + Staff + Stores" in page
    assert ">Legal<" not in page


def test_where_too_few_answered_not_even_their_number_is_told():
    review = make_review()
    survey = make_survey(review, {"Cargo": 4}, least=5)
    found = results_of(survey)
    assert not found.enough
    assert found.answers == 0


def test_a_question_that_few_answered_is_not_shown():
    review = make_review()
    survey = make_survey(review, {"Cargo": 12, "Staff": 12}, least=10)
    unanswered = next(one for one in results_of(survey).statements if one.statement.code == "gifts")
    assert unanswered.whole is None
    assert unanswered.parts == (None, None)


def test_a_survey_that_shows_groups_below_five_can_not_be_made():
    review = make_review()
    with pytest.raises(Exception, match="5"):
        make_survey(review, {"Cargo": 0}, least=4)


def test_the_page_for_answering_betrays_no_review_and_asks_for_nothing_but_a_code():
    review = make_review()
    survey = make_survey(review, {"Cargo": 0}, closed=False)
    [code] = issue_codes(survey.groups.get(), many=1, by=review.by)
    client = Client()
    client.force_login(factories.make_user("clerk", agency=review.owner_agency, roles=[Role.OFFICER]))
    first = client.get(reverse("survey_answer"))
    assert survey.title not in first.content.decode().split("<main")[-1]
    wrong = client.post(reverse("survey_answer"), {"code": "WRONG"})
    assert "not known" in wrong.content.decode()
    form = client.post(reverse("survey_answer"), {"code": code})
    assert "My superiors" in form.content.decode()
    done = client.post(
        reverse("survey_answer"), {"code": code, "send": "1", "leaders": "4", "zones": ["queue"]}
    )
    assert "used up" in done.content.decode()
    assert SurveyAnswer.objects.get().values["zones"] == ["queue"]


def test_slips_and_forms_are_printed_and_paper_forms_typed_in():
    review = make_review()
    survey = make_survey(review, {"Cargo": 0}, closed=False)
    group = survey.groups.get()
    client = Client()
    client.force_login(review.by)
    slips = client.post(reverse("survey_slips", args=[review.pk, survey.pk]), {"group": group.pk, "many": 3})
    assert slips.content.decode().count('class="h2 mb-1"') == 3
    assert "☐" in client.get(reverse("survey_form", args=[review.pk, survey.pk])).content.decode()
    client.post(reverse("survey_paper", args=[review.pk, survey.pk, group.pk]), {"rules": "2"})
    assert SurveyAnswer.objects.get().values["rules"] == 2
    client.post(reverse("survey_move", args=[review.pk, survey.pk, "closed"]))
    assert "Too few" in client.get(survey.get_absolute_url()).content.decode()
