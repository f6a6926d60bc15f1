"""The page on which a plan's texts are put into another language."""

from __future__ import annotations

from hashlib import sha256

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chegara.contingency.actions.plans import set_wordings
from chegara.contingency.models import ContingencyPlan
from chegara.contingency.views.common import invented, own, plan_for
from chegara.contingency.wordings import NAME, texts_of
from chegara.organisation.queries import words_of
from chegara.pages.access import page

LANGUAGES = dict(settings.LANGUAGES)


def _name(text: str) -> str:
    return f"t-{sha256(text.encode()).hexdigest()[:16]}"


@page("contingency.change")
def wordings(request: HttpRequest, pk: int) -> HttpResponse:
    """Show each text with its wording in the chosen language, and keep what was written."""
    plan = plan_for(request, pk)
    user = own(request, plan)
    asked = request.POST.get("language") or request.GET.get("language") or ""
    chosen = asked if asked in LANGUAGES else request.LANGUAGE_CODE.partition("-")[0]
    texts = texts_of(plan)
    if request.method == "POST":
        words = {text: request.POST.get(_name(text), "") for text in texts}
        set_wordings(plan, language=chosen, words=words, by=user)
        count = sum(bool(text.strip()) for text in words.values())
        messages.success(request, ngettext("%(n)s text kept.", "%(n)s texts kept.", count) % {"n": count})
        return redirect(plan)
    known = words_of(ContingencyPlan.objects.filter(pk=pk), NAME, chosen)
    return render(
        request,
        "contingency/wordings.html",
        {
            "title": _("Texts in another language"),
            "plan": plan,
            "chosen": chosen,
            "languages": settings.LANGUAGES,
            "texts": [(_name(text), text, known.get(text, "")) for text in texts],
            "missing": sum(text not in known for text in texts),
            **invented(plan),
        },
    )
