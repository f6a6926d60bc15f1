"""Pages on which analysts decide whether two reports are of one event."""

from __future__ import annotations

from typing import Any

import django_filters
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from chegara.evidence.actions import doubles
from chegara.evidence.dictionary import invented_states
from chegara.evidence.doubles import undecided_candidates, usual_leading
from chegara.evidence.forms import DoubleForm, SureForm
from chegara.evidence.models import Batch, DoubleCandidate, DoubleDecision, DoubleSearch, Indicator, Pair
from chegara.evidence.presenters.doubles import explain, side_by_side
from chegara.evidence.tables import CandidateTable, DecidedTable
from chegara.evidence.views.common import chosen_country, invented, user_of
from chegara.organisation.models import Agency, State
from chegara.pages.access import page
from chegara.pages.filters import style_filters
from chegara.pages.forms import ReasonForm
from chegara.pages.jobs import run_job
from chegara.pages.lists import show_list

MOST_AT_ONCE = 50
SIDES = tuple(
    f"{side}__{column}"
    for side in ("first", "second")
    for column in ("batch__owner_agency", "batch__country", "indicator", "point", "section", "division")
)


@style_filters
class PairFilter(django_filters.FilterSet):
    """By indicator, agency, period, and whether the search calls them sure."""

    indicator = django_filters.ModelChoiceFilter(
        queryset=Indicator.objects.all(), label=gettext_lazy("Indicator")
    )
    agency = django_filters.ModelChoiceFilter(
        queryset=Agency.objects.none(), label=gettext_lazy("Agency"), method="of_agency"
    )
    since = django_filters.DateFilter(field_name="start", lookup_expr="gte", label=gettext_lazy("From"))
    until = django_filters.DateFilter(field_name="start", lookup_expr="lte", label=gettext_lazy("Until"))
    sure = django_filters.ChoiceFilter(
        choices=(("True", gettext_lazy("sure")), ("False", gettext_lazy("not sure"))),
        label=gettext_lazy("Sure"),
    )

    class Meta:
        model = DoubleCandidate
        fields = ("indicator", "agency", "since", "until", "sure")

    def __init__(self, *args: Any, country: State | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["agency"].queryset = Agency.objects.filter(country=country)

    def of_agency(self, pairs: Any, _name: str, agency: Agency) -> Any:
        """Return the pairs of which either report is the agency's."""
        return pairs.filter(first_batch__owner_agency=agency) | pairs.filter(
            second_batch__owner_agency=agency
        )


@page("evidence.view")
def double_list(request: HttpRequest) -> HttpResponse:
    """List the pairs that may be one event and on which nobody has decided."""
    user = user_of(request)
    country, countries = chosen_country(request)
    pairs = undecided_candidates(country, user)
    search = DoubleSearch.objects.filter(country=country, by=user).first()
    since = Batch.objects.visible_to(user).counting().filter(country=country)
    return show_list(
        request,
        title=_("Possible doubles"),
        table_class=CandidateTable,
        rows=pairs.select_related(*SIDES),
        filterset=PairFilter(request.GET or None, queryset=pairs.select_related(*SIDES), country=country),
        template="evidence/doubles.html",
        export_name="doubles",
        empty=_("No pair waits for a decision."),
        context={
            "country": country,
            "countries": countries,
            "search": search,
            "confirmed_since": since.filter(confirmed_at__gt=search.at).count() if search else 0,
            "sure": pairs.filter(sure=True).count(),
            "decided": DoubleDecision.objects.visible_to(user).filter(country=country).count(),
            **invented(country),
        },
    )


@require_POST
@page("evidence.decide")
def double_search(request: HttpRequest) -> HttpResponse:
    """Begin to look for doubles in the background."""
    country, _countries = chosen_country(request)
    if country is None:
        return redirect("double_list")
    user = user_of(request)
    job = run_job(
        "evidence.doubles",
        {"country": country.pk},
        by=user,
        title=_("Looking for doubles: %(country)s") % {"country": country},
        key=f"doubles-{country.pk}-{user.pk}",
    )
    return redirect(reverse("job_detail", args=[job.pk]))


def _show_pair(request: HttpRequest, pair: Pair, **more: Any) -> HttpResponse:
    return render(
        request,
        "evidence/double.html",
        {
            "title": _("One event or two?"),
            "pair": pair,
            "sides": side_by_side(pair),
            "explanation": explain(pair),
            **invented(pair.country),
            **more,
        },
    )


@page("evidence.view")
def double_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a pair side by side with its reasons, and take a decision on it."""
    user = user_of(request)
    pair = get_object_or_404(
        DoubleCandidate.objects.visible_to(user).select_related("country", *SIDES), pk=pk
    )
    decision = DoubleDecision.objects.filter(first=pair.first_id, second=pair.second_id).first()
    if decision is not None:
        return redirect("double_decided", pk=decision.pk)
    may_decide = user.has_perm("evidence.decide")
    form = DoubleForm(
        request.POST or None, pair=pair,
        initial={"leading": usual_leading(pair).pk, "reason": request.session.get("double_reason", "")},
    )  # fmt: skip
    waiting = undecided_candidates(pair.country, user)
    following = waiting.filter(probability__lte=pair.probability).exclude(pk=pk).first()
    if request.method == "POST" and may_decide and form.is_valid():
        data = form.cleaned_data
        try:
            doubles.decide_double(
                pair, same=data["decision"] == "same", reason=data["reason"], by=user, leading=data["leading"]
            )
        except doubles.DoubleRefusedError as error:
            form.add_error(None, str(error))
        else:
            request.session["double_reason"] = data["reason"]
            messages.success(request, _("Decided. The audit log keeps it, and it can be taken back."))
            if following:
                return redirect("double_detail", pk=following.pk)
            return redirect(reverse("double_list") + f"?country={pair.country_id}")
    return _show_pair(request, pair, form=form if may_decide else None, following=following)


@page("evidence.decide")
def double_sure(request: HttpRequest) -> HttpResponse:
    """Offer the pairs that the search calls sure, to be decided together; each can be left out."""
    user = user_of(request)
    country, _countries = chosen_country(request)
    waiting = undecided_candidates(country, user).filter(sure=True)
    pairs, states = list(waiting.select_related(*SIDES)[:MOST_AT_ONCE]), invented_states()
    form = SureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = waiting.filter(pk__in=[key for key in request.POST.getlist("pair") if key.isdigit()])
        try:
            number = doubles.decide_sure(chosen, reason=form.cleaned_data["reason"], by=user)
        except doubles.DoubleRefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                ngettext("%(n)s pair decided.", "%(n)s pairs decided.", number) % {"n": number},
            )
            return redirect(reverse("double_list") + f"?country={country.pk if country else ''}")
    return render(
        request,
        "evidence/doubles_sure.html",
        {
            "title": _("Sure doubles, decided together"),
            "pairs": [(pair, side_by_side(pair, states)) for pair in pairs],
            "more": max(0, waiting.count() - len(pairs)),
            "form": form,
            "back": reverse("double_list") + f"?country={country.pk if country else ''}",
            **invented(country),
        },
    )


@page("evidence.view")
def double_decided_list(request: HttpRequest) -> HttpResponse:
    """List what was decided on doubles."""
    country, countries = chosen_country(request)
    decided = DoubleDecision.objects.visible_to(user_of(request)).filter(country=country)
    return show_list(
        request,
        title=_("Decided doubles"),
        table_class=DecidedTable,
        rows=decided.select_related("by", "leading__batch__owner_agency", *SIDES),
        template="evidence/doubles_decided.html",
        export_name="doubles-decided",
        empty=_("Nobody has decided on a pair yet."),
        context={"country": country, "countries": countries, **invented(country)},
    )


def _decision(request: HttpRequest, pk: int) -> DoubleDecision:
    return get_object_or_404(
        DoubleDecision.objects.visible_to(user_of(request)).select_related(
            "country", "by", "leading__batch__owner_agency", *SIDES
        ),
        pk=pk,
    )


@page("evidence.view")
def double_decided(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a decision on a pair, with who took it and why."""
    decision = _decision(request, pk)
    return _show_pair(request, decision, decision=decision)


@page("evidence.decide")
def double_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a decision back."""
    decision = _decision(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        doubles.take_back(decision, reason=form.cleaned_data["reason"], by=user_of(request))
        messages.success(request, _("The decision is taken back."))
        return redirect(reverse("double_list") + f"?country={decision.country_id}")
    return render(
        request,
        "pages/edit.html",
        {
            "title": _("Take the decision back"),
            "form": form,
            "explanation": _("Both reports count again as if nobody had decided."),
            "back": reverse("double_decided", args=[pk]),
            "submit": _("Take the decision back"),
            **invented(decision.country),
        },
    )
