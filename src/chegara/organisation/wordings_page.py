"""The page on which a record's texts are put into another language, for the slices that have such records."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chegara.organisation.models import Wording

LANGUAGES = dict(settings.LANGUAGES)


def wordings_page(
    request: HttpRequest, record: Any, *, subject: str, texts: Sequence[str],
    keep: Callable[[str, Mapping[str, str]], None], context: Mapping[str, Any],
) -> HttpResponse:  # fmt: skip
    """Show each text with its wording in the chosen language, and keep what was written.

    Args:
        record: what the texts belong to; has a page of its own.
        subject: what their wordings belong to, as `Wording.subject`.
        texts: those that the user may know of.
        keep: stores, in a language, the words by text.
        context: what the slice's pages show besides.
    """
    asked = request.POST.get("language") or request.GET.get("language") or ""
    chosen = asked if asked in LANGUAGES else request.LANGUAGE_CODE.partition("-")[0]
    if request.method == "POST":
        words = {text: request.POST.get(_name(text), "") for text in texts}
        keep(chosen, words)
        count = sum(bool(text.strip()) for text in words.values())
        messages.success(request, ngettext("%(n)s text kept.", "%(n)s texts kept.", count) % {"n": count})
        return redirect(record)
    known = dict(Wording.objects.filter(subject=subject, language=chosen).values_list("source", "text"))
    return render(
        request,
        "organisation/wordings.html",
        {
            "title": _("Texts in another language"),
            "record": record,
            "chosen": chosen,
            "languages": settings.LANGUAGES,
            "texts": [(_name(text), text, known.get(text, "")) for text in texts],
            "missing": sum(text not in known for text in texts),
            **context,
        },
    )


def _name(text: str) -> str:
    return f"t-{sha256(text.encode()).hexdigest()[:16]}"
