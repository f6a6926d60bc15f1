"""Pages: surveys, their slips and forms, answering one by a code, results after the end."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from chegara.integrity.actions import surveys as actions
from chegara.integrity.actions.guards import IntegrityError
from chegara.integrity.corruption_choices import SurveyState
from chegara.integrity.corruption_forms import AnswerForm, CodeForm, SlipsForm, SurveyForm
from chegara.integrity.models import IntegritySurvey
from chegara.integrity.survey_presenters import result_tables
from chegara.integrity.survey_results import results_of
from chegara.integrity.views.common import review_for, show, tried, user_of
from chegara.integrity.wordings import spoken
from chegara.integrity.words import language
from chegara.pages.access import page


@page("integrity.view")
@spoken
def survey_list(request: HttpRequest, pk: int) -> HttpResponse:
    """List the surveys of a review."""
    review = review_for(request, pk)
    return show(
        request, review, "surveys", _("Surveys"), surveys=IntegritySurvey.objects.filter(review=review)
    )


@page("integrity.change")
def survey_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare a survey."""
    review = review_for(request, pk)
    form = SurveyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values, user = form.cleaned_data, user_of(request)
        made: list[IntegritySurvey] = []
        if tried(form, lambda: made.append(actions.prepare_survey(review, by=user, **values))):
            return redirect(made[0])
    return show(request, review, "edit", _("New survey"), form=form, back=reverse("survey_list", args=[pk]))


@page("integrity.view")
@spoken
def survey_detail(request: HttpRequest, pk: int, survey: int) -> HttpResponse:
    """Show a survey: slips as long as it is open, results after it has closed."""
    review = review_for(request, pk)
    found = get_object_or_404(IntegritySurvey, review=review, pk=survey)
    results = results_of(found)
    return show(
        request, review, "survey", found, survey=found, groups=found.groups.all(), results=results,
        tables=result_tables(results, language()) if results and results.enough else None,
        slips_form=SlipsForm(survey=found), back=reverse("survey_list", args=[pk]),
    )  # fmt: skip


@page("integrity.change")
@require_POST
def survey_move(request: HttpRequest, pk: int, survey: int, to: str) -> HttpResponse:
    """Open a survey, or close it for good."""
    review = review_for(request, pk)
    found = get_object_or_404(IntegritySurvey, review=review, pk=survey)
    form = CodeForm()
    if not tried(form, lambda: actions.move_survey(found, to=to, by=user_of(request))):
        return show(
            request, review, "refused", found, reasons=form.non_field_errors(), back=found.get_absolute_url()
        )
    return redirect(found)


@page("integrity.change")
@require_POST
@never_cache
def survey_slips(request: HttpRequest, pk: int, survey: int) -> HttpResponse:
    """Make slips and show them once, to be printed and cut; they can't be shown again."""
    review = review_for(request, pk)
    found = get_object_or_404(IntegritySurvey.objects.select_related("review"), review=review, pk=survey)
    form = SlipsForm(request.POST, survey=found)
    codes: list[str] = []
    if form.is_valid():
        group, many = form.cleaned_data["group"], form.cleaned_data["many"]
        if tried(form, lambda: codes.extend(actions.issue_codes(group, many=many, by=user_of(request)))):
            return show(
                request,
                review,
                "slips",
                _("Slips"),
                codes=codes,
                group=group,
                survey=found,
                back=found.get_absolute_url(),
            )
    return show(request, review, "edit", _("Slips"), form=form, back=found.get_absolute_url())


@page("integrity.change")
def survey_form(request: HttpRequest, pk: int, survey: int) -> HttpResponse:
    """Show the questionnaire as a paper form, for rooms and people without a device."""
    review = review_for(request, pk)
    found = get_object_or_404(IntegritySurvey, review=review, pk=survey)
    form = AnswerForm(kind=found.kind, with_code=False)
    return show(request, review, "survey_form", found, form=form, survey=found, back=found.get_absolute_url())


@page("integrity.change")
def survey_paper(request: HttpRequest, pk: int, survey: int, group: int) -> HttpResponse:
    """Enter a paper form of a group; the next one follows at once."""
    review = review_for(request, pk)
    found = get_object_or_404(IntegritySurvey, review=review, pk=survey)
    part = get_object_or_404(found.groups.select_related("survey__review__owner_agency"), pk=group)
    form = AnswerForm(request.POST or None, kind=found.kind, with_code=False)
    if request.method == "POST" and form.is_valid():
        values, user = form.cleaned_data, user_of(request)
        if tried(form, lambda: actions.enter_paper(part, values=values, by=user)):
            messages.success(request, _("Kept. Enter the next one."))
            return redirect(request.path)
    return show(
        request,
        review,
        "edit",
        _("Paper form: %(group)s") % {"group": part},
        form=form,
        back=found.get_absolute_url(),
    )


@page("integrity.answer")
@never_cache
def survey_answer(request: HttpRequest) -> HttpResponse:
    """Answer a survey by the code of a slip. Nothing of the person who is signed in is kept with it."""
    code = request.POST.get("code", "")
    survey = actions.survey_of_code(code) if code else None
    title = _("Anonymous survey")
    if survey is None:
        first = CodeForm(request.POST or None)
        if code:
            first.add_error("code", _("This code is not known, was used already, or the survey is not open."))
        return render(request, "integrity/answer_code.html", {"title": title, "form": first})
    form = AnswerForm(
        request.POST if "send" in request.POST else None, kind=survey.kind, initial={"code": code}
    )
    if form.is_bound and form.is_valid():
        try:
            actions.answer_survey(code=code, values=form.cleaned_data)
        except IntegrityError as error:
            form.add_error(None, str(error))
        else:
            return render(request, "integrity/answer_done.html", {"title": title})
    invented = survey.review.owner_agency.country.invented
    return render(
        request, "integrity/answer.html",
        {"title": title, "form": form, "survey": survey, "invented": invented, "open": survey.state == SurveyState.OPEN},
    )  # fmt: skip
