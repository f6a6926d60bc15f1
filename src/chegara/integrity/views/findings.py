"""Pages: running the rules, what they found, deciding; texts that are nearly the same."""

from __future__ import annotations

import django_filters
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from chegara.integrity.actions import findings as actions
from chegara.integrity.choices import Decision
from chegara.integrity.forms import DecideForm
from chegara.integrity.jobs import RULES_JOB
from chegara.integrity.models import ConformityFinding, TextPair
from chegara.integrity.queries import near_texts
from chegara.integrity.tables import FindingTable
from chegara.integrity.views.common import about, may_change, review_for, show, tried, user_of
from chegara.integrity.wordings import spoken
from chegara.integrity.words import GROUPS, RULES, about_told, finding_told
from chegara.organisation.wordings import as_written
from chegara.pages.access import page
from chegara.pages.filters import style_filters
from chegara.pages.jobs import run_job
from chegara.pages.lists import show_list


@style_filters
class FindingFilter(django_filters.FilterSet):
    """What narrows the list of findings."""

    group = django_filters.ChoiceFilter(
        field_name="rule",
        lookup_expr="startswith",
        choices=tuple(GROUPS.items()),
        label=gettext_lazy("Group"),
    )
    rule = django_filters.ChoiceFilter(
        choices=lambda: [(code, f"{code}. {words.title}") for code, words in RULES.items()],
        label=gettext_lazy("Rule"),
    )
    decision = django_filters.ChoiceFilter(
        choices=[("open", gettext_lazy("open")), *Decision.choices],
        method="decided",
        label=gettext_lazy("Decision"),
    )
    about = django_filters.CharFilter(lookup_expr="icontains", label=gettext_lazy("About contains"))

    class Meta:
        model = ConformityFinding
        fields = ("group", "rule", "severity")

    def decided(self, rows: object, _name: str, value: str) -> object:
        """Keep the findings with this decision."""
        return rows.filter(decision="" if value == "open" else value)  # type: ignore[attr-defined]


PAIRS_A_PAGE = 100
"""Pairs of texts that are asked about at once; the next come as these are decided."""


@page("integrity.view")
@spoken
def finding_list(request: HttpRequest, pk: int) -> HttpResponse:
    """List what the rules found."""
    review = review_for(request, pk)
    rows = ConformityFinding.objects.filter(review=review, standing=True)
    mine = may_change(review, user_of(request))
    return show_list(
        request, title=_("Findings of conformity"), table_class=FindingTable, rows=rows,
        filterset=FindingFilter(request.GET or None, queryset=rows), template="integrity/findings.html",
        export_name="integrity-findings",
        empty=_("Nothing found. Run the rules once documents are confirmed."),
        context=about(review, _("Findings of conformity"), mine=mine),
    )  # fmt: skip


@page("integrity.change")
@require_POST
def rules_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Run the rules, in the background."""
    review = review_for(request, pk)
    job = run_job(
        RULES_JOB, {"review": review.pk}, by=user_of(request), title=_("Rules of conformity"),
        key=f"{RULES_JOB}:{review.pk}",
    )  # fmt: skip
    return redirect("job_detail", job.pk)


@page("integrity.view")
@spoken
def finding(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Show a finding and decide on it."""
    review, user = review_for(request, pk), user_of(request)
    found = get_object_or_404(ConformityFinding.objects.select_related("review", "by"), review=review, pk=key)
    mine = may_change(review, user)
    with as_written():  # what is changed is the text itself
        written = ConformityFinding.objects.get(pk=found.pk).reason
    form = DecideForm(
        (request.POST or None) if mine else None, initial={"decision": found.decision, "reason": written}
    )
    if request.method == "POST" and mine and form.is_valid():
        data = form.cleaned_data
        act = actions.decide_alike if data.pop("alike") and data["decision"] else actions.decide
        if tried(form, lambda: act(found, **data, by=user)):
            return redirect(_next_of(found))
    words = RULES[found.rule]
    return show(
        request, review, "finding", f"{found.rule}. {words.title}", finding=found, words=words, form=form,
        told=finding_told(found.rule, found.values), about_rows=about_told(found), mine=mine,
        texts=near_texts(found), recommendations=found.recommendations.all(),
    )  # fmt: skip


def _next_of(found: ConformityFinding) -> str:
    """Return the address of the next finding of the same rule that is not decided, or of the rule's list."""
    open_ones = ConformityFinding.objects.filter(
        review=found.review, rule=found.rule, standing=True, decision=""
    ).exclude(pk=found.pk)
    following = open_ones.filter(pk__gt=found.pk).order_by("pk").first() or open_ones.order_by("pk").first()
    if following is not None:
        return str(following.get_absolute_url())
    return reverse("integrity_findings", args=[found.review_id]) + f"?rule={found.rule}"


@page("integrity.view")
@spoken
def pairs(request: HttpRequest, pk: int) -> HttpResponse:
    """Show pairs of texts that are nearly the same, and take a person's word on one."""
    review, user = review_for(request, pk), user_of(request)
    if request.method == "POST":
        pair = get_object_or_404(
            TextPair.objects.select_related("review"), review=review, pk=request.POST.get("pair")
        )
        actions.say_whether_same(pair, same=request.POST.get("same") == "yes", by=user)
        messages.success(request, _("Noted."))
        return redirect("integrity_pairs", pk)
    rows = TextPair.objects.filter(review=review).select_related("first__unit", "second__unit", "by")
    waiting = rows.filter(same__isnull=True)
    return show(
        request, review, "pairs", _("Texts that are nearly the same"),
        open_pairs=waiting[:PAIRS_A_PAGE], left=max(waiting.count() - PAIRS_A_PAGE, 0),
        decided=rows.filter(same__isnull=False),
    )  # fmt: skip
