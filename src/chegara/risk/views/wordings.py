"""The page on which an assessment's texts are put into another language."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from chegara.organisation.wordings_page import wordings_page
from chegara.pages.access import page
from chegara.risk.actions.assessments import set_wordings
from chegara.risk.views.common import changing, context, own_assessment, user_of
from chegara.risk.wordings import subject_of, texts_of


@page("risk.edit")
def assessment_wordings(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the texts of an assessment, of its risks and its papers into another language."""
    user, assessment = user_of(request), changing(request, own_assessment(request, pk))
    return wordings_page(
        request, assessment, subject=subject_of(assessment), texts=texts_of(assessment),
        context=context(assessment),
        keep=lambda language, words: set_wordings(assessment, language=language, words=words, by=user),
    )  # fmt: skip
