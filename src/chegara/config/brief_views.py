"""The page of the brief: choose a period, read it, take it away as Word or PDF with one click."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from chegara.accounts.models import User
from chegara.audit.actions import record
from chegara.common.periods import MONTHS_IN, CalendarPeriod, PeriodKind, periods_ending
from chegara.config.briefs import BRIEF_FORMATS, compose, gather, write_briefs
from chegara.config.editions import AGENCY, JOINT, PUBLIC, viewer_of
from chegara.evidence.queries.presence import last_month_reported
from chegara.evidence.report.brief_phrases import period_words
from chegara.evidence.report.phrases import Voice
from chegara.organisation.models import State
from chegara.organisation.queries import agencies_to_act_for, countries_of
from chegara.pages.access import page
from chegara.pages.forms import StyledForm
from chegara.reporting.html import render_fragment

YEARS_OFFERED = 5
KINDS = {
    PeriodKind.MONTH: gettext_lazy("By month"),
    PeriodKind.QUARTER: gettext_lazy("By quarter"),
    PeriodKind.HALF_YEAR: gettext_lazy("By half-year"),
}
MIME = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
}


class BriefForm(StyledForm):
    """Which brief is wanted."""

    country = forms.ModelChoiceField(State.objects.none(), label=gettext_lazy("Country"), empty_label=None)
    period = forms.ChoiceField(label=gettext_lazy("Period"))
    document_language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    edition = forms.ChoiceField(label=gettext_lazy("Edition"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, user: User, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        countries = countries_of(user)
        self.fields["country"].queryset = countries  # type: ignore[attr-defined]
        self.fields["period"].choices = _periods_offered(countries, user, language)  # type: ignore[attr-defined]
        self.fields["edition"].choices = _editions_offered(user)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse an agency's edition of another country than the agency's."""
        cleaned: dict[str, Any] = super().clean() or {}
        code = str(cleaned.get("edition", "")).removeprefix(AGENCY)
        country = cleaned.get("country")
        if code != cleaned.get("edition") and country and not country.agencies.filter(code=code).exists():
            self.add_error("edition", _("This agency is not of that country."))
        return cleaned

    def clean_period(self) -> CalendarPeriod:
        """Return the period itself."""
        return CalendarPeriod.parse(self.cleaned_data["period"])


def _periods_offered(countries: Any, user: User, language: str) -> list[tuple[Any, list[tuple[str, str]]]]:
    """Return the periods that have ended by the last month reported, the latest first, by their kind."""
    ends = [last for country in countries if (last := last_month_reported(country, user))]
    if not ends:
        return []
    last, voice = max(ends), Voice(language)
    months = [last + -offset for offset in range(12 * YEARS_OFFERED) if (last + -offset).year >= 1]
    periods = [period for month in months for period in periods_ending(month)]
    return [
        (
            label,
            [(str(period), period_words(period, voice)) for period in periods if period.kind is kind],
        )
        for kind, label in KINDS.items()
        if MONTHS_IN[kind]
    ]


def _editions_offered(user: User) -> list[tuple[str, str]]:
    own = [
        (f"{AGENCY}{agency.code}", _("for %(agency)s: what its users may see") % {"agency": agency.name})
        for agency in agencies_to_act_for(user)
    ]
    return [
        (JOINT, _("joint: what was released to every agency of the country")),
        *own,
        (PUBLIC, _("for the public: what is open and was released to the public, without small counts")),
    ]


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def _first_choice(form: BriefForm) -> str:
    """Return the latest month offered."""
    groups: Any = form.fields["period"].choices  # type: ignore[attr-defined]
    return next((value for _label, periods in groups for value, _name in periods), "")


@page("documents.make")
def brief(request: HttpRequest) -> HttpResponse:
    """Choose a brief; the one chosen is read on the page, each number leading to its rows."""
    user, language = _user(request), request.LANGUAGE_CODE
    asked = request.GET if "period" in request.GET else None
    form = BriefForm(
        asked, user=user, language=language, initial={"document_language": language, "edition": JOINT}
    )
    form.fields["period"].initial = _first_choice(form)
    shown: dict[str, Any] = {}
    if asked is not None and form.is_valid():
        shown = _on_screen(form.cleaned_data, user)
    return render(request, "config/brief.html", {"title": _("Brief"), "form": form, "asked": asked, **shown})


def _on_screen(data: dict[str, Any], user: User) -> dict[str, Any]:
    country, period, language = data["country"], data["period"], data["document_language"]
    viewer = viewer_of(data["edition"], country, user)
    site = None if data["edition"] == PUBLIC else ""
    document = compose(gather(country, period, viewer), period, viewer, language, site=site)
    return {
        # The renderer escapes what it writes.
        "body": mark_safe(render_fragment(document.blocks, language)),  # noqa: S308
        "document": document,
        "invented": country.name if country.invented else "",
        "formats": (("docx", "Word"), ("pdf", "PDF"), ("html", "HTML")),
    }


@page("documents.make")
@require_POST
def brief_file(request: HttpRequest) -> HttpResponse:
    """Write the brief chosen and hand it out; who took which away is in the audit log."""
    user = _user(request)
    form = BriefForm(request.POST, user=user, language=request.LANGUAGE_CODE)
    wanted = request.POST.get("format", "")
    if not form.is_valid() or wanted not in BRIEF_FORMATS:
        return render(request, "config/brief.html", {"title": _("Brief"), "form": form})
    data = form.cleaned_data
    viewer = viewer_of(data["edition"], data["country"], user)
    [document] = write_briefs(data["country"], data["period"], viewer, [data["document_language"]], [wanted])
    record(
        by=user,
        action="documents.made",
        on=data["country"],
        after={
            document.name: hashlib.sha256(document.content).hexdigest(),
            "edition": data["edition"],
        },
    )
    answer = HttpResponse(document.content, content_type=MIME[wanted])
    answer["Content-Disposition"] = f'attachment; filename="{document.name}"'
    return answer
