"""Pages: recommendations, the action plan they enter, the old plan."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chegara.integrity.actions import improvement as actions
from chegara.integrity.actions.guards import IntegrityError
from chegara.integrity.forms import NewPlanForm, OldItemForm, PlanForm, RecommendationForm
from chegara.integrity.models import ConformityFinding, CorruptionRisk, OldItem, Recommendation
from chegara.integrity.queries import old_items_of, suggestions_for
from chegara.integrity.tables import RecommendationTable
from chegara.integrity.views.common import about, may_change, review_for, show, tried, user_of
from chegara.integrity.wordings import spoken
from chegara.pages.access import page
from chegara.pages.lists import show_list


@page("integrity.view")
@spoken
def recommendation_list(request: HttpRequest, pk: int) -> HttpResponse:
    """List the recommendations with the state of their measures."""
    review = review_for(request, pk)
    rows = Recommendation.objects.filter(review=review).select_related("measure")
    title = _("Recommendations")
    return show_list(
        request, title=title, table_class=RecommendationTable, rows=rows,
        template="integrity/recommendations.html", export_name="integrity-recommendations",
        empty=_("No recommendation yet. Decide first which findings are to be fixed."),
        context=about(review, title, mine=may_change(review, user_of(request))),
    )  # fmt: skip


def _keys(request: HttpRequest, name: str) -> list[int]:
    return [int(key) for key in request.GET.getlist(name) if key.isdigit()]


def _form_page(request: HttpRequest, pk: int, recommendation: Recommendation, title: str) -> HttpResponse:
    review, user = recommendation.review, user_of(request)
    initial = {} if recommendation.pk else {
        "findings": ConformityFinding.objects.filter(review=review, pk__in=_keys(request, "finding")),
        "risks": CorruptionRisk.objects.filter(review=review, pk__in=_keys(request, "risk")),
    }  # fmt: skip
    form = RecommendationForm(request.POST or None, instance=recommendation, initial=initial)
    if request.method == "POST" and form.is_valid():
        answers = {name: list(form.cleaned_data[name]) for name in ("findings", "risks")}
        if tried(form, lambda: actions.save_recommendation(form.instance, by=user, **answers)):
            return redirect(form.instance)
    return show(
        request, review, "edit", title, form=form, back=reverse("integrity_recommendations", args=[pk])
    )


@page("integrity.change")
def recommendation_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a recommendation."""
    review = review_for(request, pk)
    return _form_page(request, pk, Recommendation(review=review), _("New recommendation"))


@page("integrity.change")
def recommendation_edit(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Change a recommendation."""
    review = review_for(request, pk)
    found = get_object_or_404(Recommendation.objects.select_related("review"), review=review, pk=key)
    return _form_page(request, pk, found, _("Change the recommendation"))


@page("integrity.view")
@spoken
def recommendation(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Show a recommendation: the findings that it answers, and its measure."""
    review = review_for(request, pk)
    found = get_object_or_404(Recommendation.objects.select_related("measure", "by"), review=review, pk=key)
    return show(
        request,
        review,
        "recommendation",
        str(found),
        recommendation=found,
        findings=found.findings.all(),
        risks=found.risks.all(),
        back=reverse("integrity_recommendations", args=[pk]),
    )


@page("integrity.change")
@require_POST
def recommendation_plan(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Propose the measure that carries a recommendation out."""
    review = review_for(request, pk)
    found = get_object_or_404(
        Recommendation.objects.select_related("review__plan", "review__owner_agency__country", "measure"),
        review=review, pk=key,
    )  # fmt: skip
    try:
        measure = actions.take_into_plan(found, by=user_of(request))
    except IntegrityError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Measure %(code)s was proposed.") % {"code": measure.code})
    return redirect(found)


@page("integrity.change")
def plan_choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the action plan in the review's compartment, or choose one that lies there."""
    review, user = review_for(request, pk), user_of(request)
    new = NewPlanForm(request.POST if "begin" in request.POST else None, prefix="new")
    choose = PlanForm(request.POST if "choose" in request.POST else None, review=review, user=user)
    begun = "begin" in request.POST and new.is_valid()
    chosen = "choose" in request.POST and choose.is_valid()
    if (begun and tried(new, lambda: actions.begin_plan(review, by=user, **new.cleaned_data))) or (
        chosen and tried(choose, lambda: actions.choose_plan(review, choose.cleaned_data["plan"], by=user))
    ):
        return redirect(review)
    return show(request, review, "plan", _("Action plan of the review"), new=new, choose=choose)


@page("integrity.view")
@spoken
def old_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the old plan's items: was, becomes, why."""
    review, user = review_for(request, pk), user_of(request)
    return show(request, review, "old_plan", _("Old action plan"), items=old_items_of(review, user))


@page("integrity.change")
def old_item(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Say what becomes of an item of the old plan."""
    review, user = review_for(request, pk), user_of(request)
    item = get_object_or_404(OldItem.objects.select_related("document"), review=review, pk=key)
    item.review = review
    suggestion = suggestions_for(review, [item], user).get(item.pk)
    initial = {"measure": suggestion} if suggestion and not item.verdict else {}
    form = OldItemForm(request.POST or None, instance=item, initial=initial, user=user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        fresh = OldItem.objects.select_related("review__plan", "review__owner_agency__country").get(
            pk=item.pk
        )
        if tried(
            form,
            lambda: actions.decide_old_item(
                fresh, verdict=data["verdict"], reason=data["reason"], measure=data.get("measure"), by=user
            ),
        ):
            return redirect("integrity_old_plan", pk)
    return show(
        request, review, "edit", _("Item of the old plan"), form=form, explanation=item.text,
        back=reverse("integrity_old_plan", args=[pk]),
    )  # fmt: skip
