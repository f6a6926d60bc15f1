"""Free texts for one reader: what they belong to, which pages and documents read them in other words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.db import models
from django.db.models.functions import Cast, Concat
from django.http import HttpRequest, HttpResponse

from chegara.organisation.models import Wording
from chegara.organisation.visibility import Viewer
from chegara.organisation.wordings import language, speaking

Seen = Callable[[Viewer], models.QuerySet[Any]]

SEEN: dict[str, Seen] = {}
"""By the name that begins a wording's subject: the records of that name that a viewer may know of."""


def wordings_belong_to(name: str, seen: Seen) -> None:
    """Let wordings belong to the records of a slice; others name it to `spoken`, without importing it."""
    SEEN[name] = seen


def _wordings(viewer: Viewer, names: tuple[str, ...]) -> models.QuerySet[Wording]:
    asked = models.Q()
    for name in names:
        key = Concat(models.Value(f"{name}/"), Cast("pk", models.CharField()))
        subjects = SEEN[name](viewer).order_by().annotate(wording_subject=key).values("wording_subject")
        asked |= models.Q(subject__in=subjects)
    return Wording.objects.filter(asked, language=language())


@contextmanager
def in_words_of(viewer: Viewer, *names: str) -> Iterator[None]:
    """Read texts in the language of the moment, where what `viewer` sees has wordings in it: one query."""
    with speaking(dict(_wordings(viewer, names).order_by("pk").values_list("source", "text"))):
        yield


def sources_like(text: str, viewer: Viewer, *names: str) -> list[str]:
    """Return what was written where the reader's words contain `text`: a search for what the page shows."""
    return list(_wordings(viewer, names).filter(text__icontains=text).values_list("source", flat=True))


def spoken(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let a page that shows read texts in the reader's language; what is sent to it meets them as written."""

    def of(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def saying(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in {"GET", "HEAD"}:
                return view(request, *args, **kwargs)
            with in_words_of(request.user, *names):
                return view(request, *args, **kwargs)

        return saying

    return of
