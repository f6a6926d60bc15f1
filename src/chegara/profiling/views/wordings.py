"""The page on which the checkpoint's texts are put into another language."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from chegara.organisation.page_context import invented
from chegara.organisation.queries import agencies_to_act_for
from chegara.organisation.wordings_page import wordings_page
from chegara.pages.access import page
from chegara.profiling.actions.wordings import set_wordings
from chegara.profiling.views.common import user_of
from chegara.profiling.wordings import subject_of, texts_of


@page("profiling.edit")
def checkpoint_wordings(request: HttpRequest, agency: int) -> HttpResponse:
    """Put indicators, profiles, lists and settings of an agency into another language."""
    user = user_of(request)
    found = get_object_or_404(agencies_to_act_for(user).select_related("country"), pk=agency)
    return wordings_page(
        request, found, subject=subject_of(found), texts=texts_of(found), context=invented(found.country),
        keep=lambda language, words: set_wordings(found, language=language, words=words, by=user),
    )  # fmt: skip
