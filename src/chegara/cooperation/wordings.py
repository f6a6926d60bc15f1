"""The free texts of a country's guidelines and registers in another language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse

from chegara.cooperation.models import Guidelines
from chegara.organisation.queries import words_of
from chegara.organisation.visibility import Viewer
from chegara.organisation.wordings import Worded, language, speaking, texts_in

NAME = "cooperation"


def subject_of(guidelines: Guidelines) -> str:
    """Return what the wordings of a country's guidelines and registers belong to."""
    return f"{NAME}/{guidelines.pk}"


@contextmanager
def in_words_of(viewer: Viewer) -> Iterator[None]:
    """Read registers in the language of the moment, as far as the guidelines seen have wordings in it."""
    with speaking(words_of(Guidelines.objects.visible_to(viewer), NAME, language())):
        yield


def texts_of(guidelines: Guidelines, viewer: Viewer) -> list[str]:
    """Return all free texts of the registers of the guidelines' country that `viewer` sees."""
    records: list[Any] = []
    for model in apps.get_app_config(NAME).get_models():
        if issubclass(model, Worded):
            rows: Any = model._default_manager.visible_to(viewer).order_by("pk")  # type: ignore[attr-defined]
            records += [one for one in rows if one.country.pk == guidelines.country.pk]
    return texts_in(records)


def spoken(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a page that only shows read free texts in the reader's language."""

    @wraps(view)
    def saying(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with in_words_of(request.user):
            return view(request, *args, **kwargs)

    return saying
