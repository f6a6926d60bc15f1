"""The page on which a plan's texts are put into another language."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from chegara.contingency.actions.plans import set_wordings
from chegara.contingency.views.common import own, plan_for
from chegara.contingency.wordings import subject_of, texts_of
from chegara.organisation.page_context import invented
from chegara.organisation.wordings_page import wordings_page
from chegara.pages.access import page


@page("contingency.change")
def wordings(request: HttpRequest, pk: int) -> HttpResponse:
    """Show each text with its wording in the chosen language, and keep what was written."""
    plan = plan_for(request, pk)
    user = own(request, plan)
    return wordings_page(
        request, plan, subject=subject_of(plan), texts=texts_of(plan), context=invented(plan.country),
        keep=lambda language, words: set_wordings(plan, language=language, words=words, by=user),
    )  # fmt: skip
