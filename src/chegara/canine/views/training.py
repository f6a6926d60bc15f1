"""Pages on which exercises are set up, trials entered and teams certified."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseFormSet, formset_factory
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chegara.canine.actions.certificates import certify, trainers_of, withdraw_certificate
from chegara.canine.actions.exercises import Seen, perform, read_back, set_up
from chegara.canine.forms import (
    PLACEMENT_ROWS,
    CertificationForm,
    ConfirmForm,
    PlacementForm,
    ScoreForm,
    SetUpForm,
    WithdrawForm,
)
from chegara.canine.models import Certification, Performance, SetUp, Team
from chegara.canine.report.paper_form import paper_form
from chegara.canine.views.book import BOOK
from chegara.organisation.page_context import edit_page, invented, user_of
from chegara.organisation.papers import paper
from chegara.organisation.registers.pages import is_own, record_for, register_for, tried
from chegara.organisation.registers.presenters import language
from chegara.pages.access import page


def own(request: HttpRequest, register: str, pk: int) -> Any:
    """Return a record of the user's own agency.

    Raises:
        Http404: there is none that the user may know of.
        PermissionDenied: it is another agency's.
    """
    one = record_for(request, register_for(request, BOOK, register), pk)
    if not is_own(one, user_of(request)):
        raise PermissionDenied
    return one


@page("canine.change")
def exercise_set_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Set an exercise up, or correct its set-up by a new version."""
    exercise, user = own(request, "exercises", pk), user_of(request)
    last = exercise.set_ups.order_by("-version").first()
    form = SetUpForm(request.POST or None, initial=_values_of(last), user=user)
    hidden = _placements(request, last)
    if request.method == "POST" and form.is_valid() and hidden.is_valid():
        placements = [one.save(commit=False) for one in hidden.forms if one.has_changed()]
        made = form.save(commit=False)
        if tried(form, lambda: set_up(exercise, made, placements, by=user)):
            return redirect(made.get_absolute_url())
    return render(
        request,
        "canine/set_up.html",
        {
            "title": _("Set up: %s") % exercise,
            "form": form,
            "hidden": hidden,
            "headings": [field.label for field in hidden.forms[0]],
            "changes": last is not None,
            "back": exercise.get_absolute_url(),
            **invented(exercise.country),
        },
    )


def _values_of(last: SetUp | None) -> dict[str, Any]:
    if last is None:
        return {}
    return {name: getattr(last, name) for name in SetUpForm.Meta.fields if name != "why"}


def _placements(request: HttpRequest, last: SetUp | None) -> BaseFormSet[Any]:
    """Return the rows of a form in which it is said what lies where; they begin as they lay before."""
    user = user_of(request)
    known = [
        {name: getattr(one, name) for name in PlacementForm.Meta.fields}
        for one in (last.placements.all() if last else ())
    ]
    rows = formset_factory(PlacementForm, extra=0 if known else PLACEMENT_ROWS, max_num=200)
    if known:
        rows = formset_factory(PlacementForm, extra=3, max_num=200)
    formset = rows(
        request.POST or None, prefix="hidden", form_kwargs={"user": user, "empty_permitted": True},
        initial=None if request.method == "POST" else known,
    )  # fmt: skip
    for one in formset.forms:
        one.use_required_attribute = False
    return formset


@page("canine.record")
def set_up_score(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter what a team did on a set-up."""
    made = own(request, "set-ups", pk)
    return _score(request, made, Performance(set_up=made))


@page("canine.record")
def performance_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what was entered of a performance; what came from paper is read back anew."""
    one = own(request, "performances", pk)
    return _score(request, one.set_up, one)


def _score(request: HttpRequest, made: SetUp, one: Performance) -> HttpResponse:
    user = user_of(request)
    teams = Team.objects.visible_to(user).filter(
        owner_agency=made.owner_agency_id, discipline=made.exercise.discipline
    )
    form = ScoreForm(request.POST or None, made=made, teams=teams, initial=_scored(one))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        one.team, one.worked_at = data["team"], data["worked_at"]
        one.minutes, one.narrative = data["minutes"], data["narrative"]
        seen = {unit: Seen(answer) for unit, answer in form.answers().items()}
        if tried(form, lambda: perform(one, seen, by=user)):
            if not one.counts:
                messages.info(request, _("It counts once a second person has read it back."))
            return redirect(one.get_absolute_url())
    return edit_page(
        request,
        title=_("What a team did: %s") % made,
        form=form,
        back=made.get_absolute_url(),
        explanation=_(
            "Enter from the paper form. A second person then reads the paper back: explosives are handled "
            "here."
        )
        if made.exercise.on_paper_only
        else _("Say what was seen at each unit; the score follows from where the hides lay."),
        **invented(made.country),
    )


def _scored(one: Performance) -> dict[str, Any]:
    if not one.pk:
        return {"worked_at": timezone.localtime()}
    units = {f"unit_{trial.unit}": trial.response for trial in one.trials.all()}
    values = {"team": one.team_id, "worked_at": one.worked_at, "minutes": one.minutes}
    return {**values, "narrative": one.narrative, **units}


@page("canine.record")
def performance_read_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a paper form back as a second person: compare each line, then confirm."""
    one, user = own(request, "performances", pk), user_of(request)
    if one.counts or one.by_id == user.pk:
        raise Http404
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and tried(form, lambda: read_back(one, by=user)):
        messages.success(request, _("Read back: the trials count."))
        return redirect(one.get_absolute_url())
    return render(
        request,
        "canine/read_back.html",
        {
            "title": _("Read back: %s") % one,
            "one": one,
            "trials": one.trials.all(),
            "form": form,
            **invented(one.country),
        },
    )


@page("canine.view")
def set_up_form(request: HttpRequest, pk: int, format_name: str) -> HttpResponse:
    """Hand out the paper form of an exercise; it does not say what lies where."""
    made = record_for(request, register_for(request, BOOK, "set-ups"), pk)
    return paper(paper_form(made, language()), f"form-{made.exercise.code}-{made.version}", format_name)


@page("canine.certify")
def team_certify(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter an assessment of a team."""
    team, user = own(request, "teams", pk), user_of(request)
    today = timezone.localdate()
    form = CertificationForm(
        request.POST or None,
        user=user,
        partial=trainers_of(team, today),
        initial={"on": today, "odours": list(team.odours.all())},
        instance=Certification(team=team),
    )
    if request.method == "POST" and form.is_valid():
        made = form.save(commit=False)
        judges, odours = list(form.cleaned_data["assessors"]), list(form.cleaned_data["odours"])
        components = form.components()
        if tried(form, lambda: certify(made, components, assessors=judges, odours=odours, by=user)):
            return redirect(made.get_absolute_url())
    return edit_page(
        request,
        title=_("Certify team %s") % team,
        form=form,
        back=team.get_absolute_url(),
        explanation=_(
            "Enter the counts of each part that was held; leave the others empty. Whether the team has "
            "passed "
            "follows from the norm."
        ),
        **invented(team.country),
    )


@page("canine.certify")
def certification_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a certificate, saying why."""
    one, user = own(request, "certifications", pk), user_of(request)
    form = WithdrawForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if tried(form, lambda: withdraw_certificate(one, on=data["on"], reason=data["reason"], by=user)):
            return redirect(one.get_absolute_url())
    return edit_page(
        request,
        title=_("Withdraw the certificate: %s") % one,
        form=form,
        back=one.get_absolute_url(),
        submit=pgettext("canine", "Withdraw"),
        **invented(one.country),
    )
