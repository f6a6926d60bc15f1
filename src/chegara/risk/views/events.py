"""Pages on the single events that a risk rests on."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from chegara.evidence.models import Record
from chegara.organisation.readers import spoken
from chegara.pages.access import page
from chegara.risk.actions import risks
from chegara.risk.actions.common import RiskError
from chegara.risk.forms import CiteForm, EventSearchForm
from chegara.risk.models import CitedEvent, Risk
from chegara.risk.presenters import event_lines
from chegara.risk.queries import MOST_EVENTS, events_to_cite
from chegara.risk.views.common import changing, context, own_risk, user_of


@page("risk.edit")
@spoken("risk", "plans")
def events_choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose single events that the risk rests on."""
    risk = own_risk(request, pk)
    assessment = changing(request, risk.assessment)
    if request.method == "POST":
        _cite(request, risk)
        return redirect(request.get_full_path())
    link = risk.evidence.select_related("indicator").first()
    asked: dict[str, Any] = {
        "indicator": link.indicator if link else None,
        "since": date(assessment.year, 1, 1),
        "until": date(assessment.year, 12, 31),
    }
    search = EventSearchForm(request.GET or None, initial=asked)
    if search.is_bound:
        asked = search.cleaned_data if search.is_valid() else {}
    found = events_to_cite(risk, user_of(request), **asked) if asked else []
    return render(
        request, "risk/events.html",
        context(
            assessment, title=_("Events of %(risk)s") % {"risk": risk}, risk=risk, form=search,
            events=event_lines(found), most=MOST_EVENTS if len(found) == MOST_EVENTS else 0,
        ),
    )  # fmt: skip


def _cite(request: HttpRequest, risk: Risk) -> None:
    form = CiteForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("There is no such event."))
        return
    try:
        risks.cite_event(risk, **form.cleaned_data, by=user_of(request))
    except ValidationError as error:
        messages.error(request, "; ".join(error.messages))
    except RiskError as error:
        messages.error(request, str(error))


@page("risk.edit")
@spoken("risk", "plans")
def event_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an event away from a risk."""
    seen = Record.objects.visible_to(user_of(request)).values("pk")
    cited = get_object_or_404(CitedEvent.objects.select_related("record").filter(record__in=seen), pk=pk)
    risk = own_risk(request, cited.risk_id)
    changing(request, risk.assessment)
    if request.method == "POST":
        try:
            risks.uncite_event(cited, by=user_of(request))
        except RiskError as error:
            messages.error(request, str(error))
        return redirect("risk_detail", pk=risk.pk)
    (line,) = event_lines([cited.record])
    return render(
        request, "risk/remove.html",
        context(
            risk.assessment, title=_("Take the event away"), what=f"{line.day} {line.indicator}. {line.said}",
            back=reverse("risk_detail", args=[risk.pk]),
        ),
    )  # fmt: skip
