"""Pages of grading: the schemes, the grades given, grading an import or an event, validation, confidence."""

from __future__ import annotations

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chegara.accounts.models import User
from chegara.evidence.actions import grading
from chegara.evidence.grade_models import Grade, SeriesConfidence, Validation
from chegara.evidence.methods.grading import schemes
from chegara.evidence.models import Batch, BatchState, Indicator, Record
from chegara.evidence.presenters.grades import (
    grades_words,
    present_confidence,
    present_grade,
    present_schemes,
    scheme_name,
)
from chegara.evidence.request_forms import ConfidenceForm, GradeForm, all_marks
from chegara.evidence.tables import GradeTable
from chegara.evidence.views.common import invented, own_batch, user_of
from chegara.organisation.models import Agency
from chegara.organisation.queries import agencies_to_act_for, countries_of
from chegara.pages.access import page
from chegara.pages.filters import style_filters
from chegara.pages.forms import ReasonForm
from chegara.pages.lists import show_list


class MarkFilter(django_filters.ChoiceFilter):
    """A letter or number of one scheme: the letters of two schemes are not compared."""

    def __init__(self, part: str, **more: Any) -> None:
        super().__init__(choices=lambda: all_marks(part), **more)
        self.part = part

    def filter(self, qs: Any, value: str) -> Any:
        """Return the grades with this mark of this scheme."""
        scheme, _colon, mark = (value or "").partition(":")
        return qs.filter(**{"scheme": scheme, self.part: mark}) if mark else qs


@style_filters
class GradeFilter(django_filters.FilterSet):
    """By letter of the source, number of the information, and who graded."""

    reliability = MarkFilter("reliability", label=gettext_lazy("Reliability of the source"))
    credibility = MarkFilter("credibility", label=gettext_lazy("Credibility of the information"))
    agency = django_filters.ModelChoiceFilter(queryset=Agency.objects.none(), label=gettext_lazy("Graded by"))

    class Meta:
        model = Grade
        fields = ("reliability", "credibility", "agency")

    def __init__(self, *args: Any, countries: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["agency"].queryset = Agency.objects.filter(country__in=countries)


@page("evidence.view")
def grade_list(request: HttpRequest) -> HttpResponse:
    """List the grades of what the user may see."""
    user = user_of(request)
    countries = list(countries_of(user))
    rows = Grade.objects.visible_to(user).select_related("batch", "record", "agency")
    return show_list(
        request,
        title=_("Grading"),
        table_class=GradeTable,
        rows=rows,
        filterset=GradeFilter(request.GET or None, queryset=rows, countries=countries),
        template="evidence/grades.html",
        export_name="grades",
        empty=_(
            "Nothing is graded yet. Open an import or an event and grade its source and its information."
        ),
        context=invented(next((country for country in countries if country.invented), None)),
    )


@page("evidence.view")
def grading_schemes(request: HttpRequest) -> HttpResponse:
    """Show the schemes with the meaning of each letter and number."""
    context = {"title": _("Schemes of grading"), "schemes": present_schemes()}
    return render(request, "evidence/schemes.html", context)


def panel(batch: Batch, of: Record | None, user: User) -> dict[str, Any]:
    """Return what `evidence/grading.html` shows of an import or of one of its events."""
    own = set(agencies_to_act_for(user).values_list("pk", flat=True))
    grades = list(Grade.objects.filter(batch=batch).select_related("agency"))
    kind, key = ("record", of.pk) if of else ("batch", batch.pk)
    return {
        "grades": [present_grade(one, own) for one in grades if one.record_id == (of.pk if of else None)],
        "of_import": grades_words([one for one in grades if one.record_id is None]) if of else "",
        "validation": Validation.objects.filter(batch=batch, record=of).select_related("by").first(),
        "gradable": batch.state == BatchState.CONFIRMED and (of is None or of.event),
        "validatable": batch.owner_agency_id in own,
        "grade_url": reverse(f"{kind}_grade", args=[key, next(iter(schemes()))]),
        "validate_url": reverse(f"{kind}_validate", args=[key]),
    }


def _event(request: HttpRequest, pk: int) -> Record:
    record: Record = get_object_or_404(
        Record.objects.visible_to(user_of(request)).select_related("batch__country", "indicator"), pk=pk
    )
    return record


def _grade(request: HttpRequest, scheme: str, batch: Batch, of: Record | None) -> HttpResponse:
    if scheme not in schemes():
        raise Http404
    user = user_of(request)
    back = reverse("record_detail", args=[of.pk]) if of else reverse("batch_detail", args=[batch.pk])
    given = Grade.objects.filter(
        batch=batch, record=of, agency__in=agencies_to_act_for(user), scheme=scheme
    ).first()
    names = ("agency", "reliability", "credibility", "handling", "reason")
    initial = {name: getattr(given, name) for name in names} if given else None
    form = GradeForm(request.POST or None, user=user, scheme=scheme, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            grading.grade(batch, of=of, scheme=scheme, by=user, **form.cleaned_data)
        except grading.GradingRefusedError as error:
            form.add_error(None, str(error))
        else:
            return redirect(back)
    context = {
        "title": _("Grade by the scheme %(scheme)s") % {"scheme": scheme_name(scheme)}, "form": form,
        "back": back, "graded": f"{of.indicator}, {of.start:%d.%m.%Y}" if of else batch.name,
        "others": [(code, scheme_name(code)) for code in schemes() if code != scheme],
        "address": "record_grade" if of else "batch_grade", "of": of or batch,
        **invented(batch.country),
    }  # fmt: skip
    return render(request, "evidence/grade.html", context)


@page("evidence.grade")
def batch_grade(request: HttpRequest, pk: int, scheme: str) -> HttpResponse:
    """Grade an import as a source."""
    return _grade(request, scheme, own_batch(request, pk), None)


@page("evidence.grade")
def record_grade(request: HttpRequest, pk: int, scheme: str) -> HttpResponse:
    """Grade a single event."""
    record = _event(request, pk)
    return _grade(request, scheme, record.batch, record)


def _validate(request: HttpRequest, batch: Batch, of: Record | None) -> HttpResponse:
    user = user_of(request)
    if batch.owner_agency not in agencies_to_act_for(user):
        raise PermissionDenied
    back = reverse("record_detail", args=[of.pk]) if of else reverse("batch_detail", args=[batch.pk])
    given = Validation.objects.filter(batch=batch, record=of).first()
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            if given:
                grading.withdraw_validation(given, reason=reason, by=user)
            else:
                grading.validate(batch, of=of, reason=reason, by=user)
        except grading.GradingRefusedError as error:
            form.add_error(None, str(error))
        else:
            return redirect(back)
    title = _("Withdraw the validation") if given else _("Validate")
    context = {
        "title": title, "form": form, "back": back, "submit": title,
        "explanation": _(
            "Validating says that your agency stands for these figures. Who brought them in can't do it."
        ),
        **invented(batch.country),
    }  # fmt: skip
    return render(request, "pages/edit.html", context)


@page("evidence.grade")
def batch_validate(request: HttpRequest, pk: int) -> HttpResponse:
    """Validate an import, or withdraw that."""
    return _validate(request, own_batch(request, pk), None)


@page("evidence.grade")
def record_validate(request: HttpRequest, pk: int) -> HttpResponse:
    """Validate an event, or withdraw that."""
    record = _event(request, pk)
    return _validate(request, record.batch, record)


@page("evidence.grade")
def series_confidence(request: HttpRequest, country: str, indicator: str) -> HttpResponse:
    """Say how sure one's agency is of what a series says."""
    user = user_of(request)
    state = get_object_or_404(countries_of(user), code=country)
    of = get_object_or_404(Indicator, pk=indicator)
    agency = agencies_to_act_for(user).filter(country=state).first()
    if agency is None:
        raise Http404
    back = reverse("series") + f"?country={state.pk}&indicator={of.pk}"
    stored = SeriesConfidence.objects.filter(agency=agency, country=state, indicator=of).first()
    names = ("level", "quality", "quantity", "agreement", "assumptions")
    initial = {name: getattr(stored, name) for name in names} if stored else None
    form = ConfidenceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            grading.judge_series(agency=agency, country=state, indicator=of, by=user, **form.cleaned_data)
        except grading.GradingRefusedError as error:
            form.add_error(None, str(error))
        else:
            return redirect(back)
    context = {
        "title": _("Confidence of the analysis: %(indicator)s") % {"indicator": of},
        "form": form, "back": back,
        "explanation": _(
            "How sure you are of what this series says. It is neither a probability nor a grade of a source."
        ),
        **invented(state),
    }  # fmt: skip
    return render(request, "pages/edit.html", context)


def confidence_of(request: HttpRequest, country: Any, indicator: Indicator) -> list[Any]:
    """Return what the user's agencies said of their confidence in a series."""
    judged = SeriesConfidence.objects.filter(
        agency__in=agencies_to_act_for(user_of(request)), country=country, indicator=indicator
    )
    return [present_confidence(one) for one in judged.select_related("agency", "by")]
