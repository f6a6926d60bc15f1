"""Pages: questions for review under pseudonyms, the two keys, mirrored flows. Each view is logged."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from chegara.integrity.actions import analyses as actions
from chegara.integrity.analysis_jobs import ANALYSE, set_aside
from chegara.integrity.analysis_presenters import flow_rows, innocent, sentence, tested_lines
from chegara.integrity.corruption_forms import (
    AnalysisForm,
    MirrorForm,
    QuestionForm,
    SecondKeyForm,
    UnsealForm,
)
from chegara.integrity.declaration_files import DeclarationFileError
from chegara.integrity.funnel_chart import funnels
from chegara.integrity.mirror_files import read_flows
from chegara.integrity.models import DeclarationAnalysis, MirrorFlow, ReviewQuestion, Unsealing
from chegara.integrity.views.common import review_for, show, tried, user_of
from chegara.integrity.wordings import spoken
from chegara.pages.access import page
from chegara.pages.jobs import run_job
from chegara.reporting.html import render_fragment


@page("integrity.view")
@spoken
def analysis_list(request: HttpRequest, pk: int) -> HttpResponse:
    """List the analyses of a review, and requests that wait for the second key."""
    review = review_for(request, pk)
    waiting = Unsealing.objects.filter(review=review, answered_at=None).select_related(
        "question__officer", "by"
    )
    return show(
        request, review, "analyses", _("Analyses of declarations"), waiting=waiting,
        analyses=DeclarationAnalysis.objects.filter(review=review),
    )  # fmt: skip


@page("integrity.change")
def analysis_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at a file of declarations, in the background."""
    review = review_for(request, pk)
    form = AnalysisForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("title", "rule", "threshold", "width")}
        duty = form.cleaned_data["roster"]
        job = run_job(
            ANALYSE,
            {
                "review": review.pk, "values": values,
                "declarations": set_aside(form.cleaned_data["declarations"].chunks()),
                "roster": set_aside(duty.chunks()) if duty else "",
            },
            by=user_of(request), title=_("Analysis of declarations"),
        )  # fmt: skip
        return redirect("job_detail", job.pk)
    return show(
        request, review, "edit", _("New analysis of declarations"), form=form,
        back=reverse("analysis_list", args=[pk]),
        explanation=_("What comes out are questions for review under pseudonyms, never accusations."),
    )  # fmt: skip


@page("integrity.view")
@spoken
@never_cache
def analysis_detail(request: HttpRequest, pk: int, analysis: int) -> HttpResponse:
    """Show the questions of an analysis; that somebody looked is recorded."""
    review = review_for(request, pk)
    found = get_object_or_404(DeclarationAnalysis, review=review, pk=analysis)
    actions.log_view(review, by=user_of(request), on=found)
    rows = found.questions.select_related("officer", "declarant")
    pictures = funnels(found)
    return show(
        request, review, "analysis", found, analysis=found, lines=tested_lines(found),
        questions=[{"question": one, "sentence": sentence(one)} for one in rows],
        pictures=pictures and mark_safe(render_fragment(pictures, get_language() or "en")),  # noqa: S308 - escaped there
        back=reverse("analysis_list", args=[pk]),
    )  # fmt: skip


@page("integrity.view")
@spoken
@never_cache
def question_detail(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    """Show a question: figures, innocent explanations, what came of it, requests to open the pseudonym."""
    review = review_for(request, pk)
    rows = ReviewQuestion.objects.select_related("officer", "declarant", "analysis", "review")
    found = get_object_or_404(rows, review=review, pk=question)
    user = user_of(request)
    actions.log_view(review, by=user, on=found)
    unsealings = list(found.unsealings.select_related("by", "answered_by"))
    return show(
        request, review, "question", found, question=found, sentence=sentence(found), innocent=innocent(found.kind),
        unsealings=unsealings, opened=any(one.opened for one in unsealings),
        waiting=any(one.opened is None for one in unsealings), overseer=actions.is_overseer(review, user),
        back=found.analysis.get_absolute_url(),
    )  # fmt: skip


@page("integrity.change")
def question_answer(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    """Say what came of a question."""
    review = review_for(request, pk)
    found = get_object_or_404(ReviewQuestion.objects.select_related("officer"), review=review, pk=question)
    back = reverse("integrity_question", args=[pk, question])
    form = QuestionForm(request.POST or None, initial={"state": found.state, "answer": found.answer})
    if request.method == "POST" and form.is_valid():
        values, user = form.cleaned_data, user_of(request)
        if tried(form, lambda: actions.answer_question(found, by=user, **values)):
            return redirect(back)
    return show(request, review, "edit", found, form=form, back=back)


@page("integrity.change")
def unsealing_ask(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    """Ask to open a pseudonym: the first key."""
    review = review_for(request, pk)
    found = get_object_or_404(ReviewQuestion.objects.select_related("officer"), review=review, pk=question)
    back = reverse("integrity_question", args=[pk, question])
    form = UnsealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason, user = form.cleaned_data["reason"], user_of(request)
        if tried(form, lambda: actions.ask_unsealing(found, reason=reason, by=user)):
            return redirect(back)
    return show(
        request, review, "edit", _("Open a pseudonym"), form=form, back=back,
        explanation=_("Somebody of oversight, another person, must agree. Both names and reasons are kept."),
    )  # fmt: skip


@page("integrity.oversee")
def unsealing_answer(request: HttpRequest, pk: int, unsealing: int) -> HttpResponse:
    """Turn the second key, or refuse."""
    review = review_for(request, pk)
    found = get_object_or_404(
        Unsealing.objects.select_related("question__officer", "by"), review=review, pk=unsealing
    )
    back = reverse("integrity_question", args=[pk, found.question_id])
    form = SecondKeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values, user = form.cleaned_data, user_of(request)
        if tried(form, lambda: actions.turn_second_key(found, by=user, **values)):
            return redirect(back)
    asked = _("%(who)s asks: %(reason)s") % {"who": found.by, "reason": found.reason}
    return show(request, review, "edit", _("The second key"), form=form, back=back, explanation=asked)


@page("integrity.view")
@require_POST
@never_cache
def identity(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    """Show whom an opened pseudonym stands for; each reading is recorded."""
    review = review_for(request, pk)
    found = get_object_or_404(
        ReviewQuestion.objects.select_related("officer", "review"), review=review, pk=question
    )
    if not found.unsealings.filter(opened=True).exists():
        return redirect("integrity_question", pk, question)
    name = actions.identity_of(found, by=user_of(request))
    return show(
        request, review, "identity", found, question=found, name=name,
        back=reverse("integrity_question", args=[pk, question]),
    )  # fmt: skip


@page("integrity.view")
@spoken
def mirror(request: HttpRequest, pk: int) -> HttpResponse:
    """Show mirrored flows of trade with their gaps and caveats; read a table in."""
    review = review_for(request, pk)
    user = user_of(request)
    form = MirrorForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and user.has_perm("integrity.change") and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            flows = read_flows(file.read(), name=file.name)
        except DeclarationFileError as error:
            form.add_error("file", str(error))
        else:
            if tried(form, lambda: actions.keep_flows(review, flows=flows, by=user)):
                return redirect("mirror", pk)
    rows = flow_rows(list(MirrorFlow.objects.filter(review=review)))
    return show(request, review, "mirror", _("Mirror statistics"), rows=rows, form=form)
