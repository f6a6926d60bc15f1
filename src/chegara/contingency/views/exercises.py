"""Pages of exercises: the script, the conduct screen, observations, corrective actions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chegara.contingency.actions import exercises as actions
from chegara.contingency.actions.common import ContingencyError, owns, takes_part
from chegara.contingency.choices import OUTCOME_LOOK, ExerciseState
from chegara.contingency.forms import (
    BeginForm,
    CorrectionForm,
    EndForm,
    ExerciseForm,
    ExpectedForm,
    InjectForm,
    ObservationForm,
    OutcomeForm,
)
from chegara.contingency.models import Exercise, ExpectedAction, Inject, Observation
from chegara.contingency.presenters import clock, lines
from chegara.contingency.queries import corrections_of, script_of
from chegara.contingency.tables import ExerciseTable
from chegara.contingency.views.common import (
    PAPER_FORMATS,
    exercise_for,
    form_page,
    own,
    plan_for,
    spoken,
    taking_part,
    tried,
)
from chegara.contingency.wordings import in_words_of
from chegara.organisation.page_context import invented, invented_of_mine, user_of
from chegara.pages.access import page
from chegara.pages.forms import ReasonForm
from chegara.pages.lists import show_list


@page("contingency.view")
@spoken
def exercise_list(request: HttpRequest) -> HttpResponse:
    """List the exercises."""
    rows = Exercise.objects.visible_to(user_of(request)).select_related("plan")
    return show_list(
        request, title=_("Exercises"), table_class=ExerciseTable, rows=rows, export_name="exercises",
        context=invented_of_mine(request), empty=_("No exercise yet: plan one on a contingency plan's page."),
    )  # fmt: skip


@page("contingency.change")
def exercise_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan an exercise."""
    plan = plan_for(request, pk)
    user = own(request, plan)
    form = ExerciseForm(request.POST or None, instance=Exercise(plan=plan, by=user))
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: actions.save_exercise(form.instance, by=user))
    ):
        return redirect(form.instance)
    return form_page(request, plan, form, title=_("New exercise"), back=plan.get_absolute_url())


@page("contingency.change")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an exercise's particulars."""
    exercise = exercise_for(request, pk)
    user = own(request, exercise.plan)
    form = ExerciseForm(request.POST or None, instance=exercise)
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: actions.save_exercise(form.instance, by=user))
    ):
        return redirect(exercise)
    return _form(request, exercise, form, _("Change the particulars"))


def _context(request: HttpRequest, exercise: Exercise) -> dict[str, Any]:
    user = user_of(request)
    mine, part = owns(exercise.plan, user), takes_part(exercise.plan, user)
    return {
        "title": str(exercise),
        "exercise": True,
        "this": exercise,
        "plan": exercise.plan,
        "script": [
            (inject, clock(inject.at_minute), [(each, OUTCOME_LOOK[each.outcome]) for each in expected])
            for inject, expected in script_of(exercise)
        ],
        "planner": mine and user.has_perm("contingency.change"),
        "leads": mine and user.has_perm("contingency.activate"),
        "notes": part and user.has_perm("contingency.act"),
        "planned": exercise.state == ExerciseState.PLANNED,
        "running": exercise.state == ExerciseState.RUNNING,
        "held": exercise.state == ExerciseState.HELD,
        **invented(exercise.plan.country),
    }


@page("contingency.view")
@spoken
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an exercise: script, observations, corrective actions, papers."""
    exercise, user = exercise_for(request, pk), user_of(request)
    return render(
        request,
        "contingency/exercise.html",
        _context(request, exercise)
        | {
            "objectives": lines(exercise.objectives),
            "participants": lines(exercise.participants),
            "observations": exercise.observations.select_related("agency", "inject", "by"),
            "corrections": corrections_of(exercise, user),
            "corrects": takes_part(exercise.plan, user) and user.has_perm("plans.change"),
            "paper_formats": PAPER_FORMATS,
        },
    )


@page("contingency.view")
@spoken
def conduct(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the screen from which an exercise is led: clock, the next inject, what was expected and done."""
    exercise = exercise_for(request, pk)
    running = exercise.activation
    minutes = 0
    if running:
        until = running.ended_at or timezone.now()
        minutes = int((until - running.began_at).total_seconds() // 60)
    waiting = [inject for inject, _expected in script_of(exercise) if inject.given_at is None]
    return render(
        request,
        "contingency/conduct.html",
        _context(request, exercise)
        | {
            "clock": clock(minutes),
            "began": running,
            "next": waiting[0] if waiting else None,
            "minutes": minutes,
        },
    )


# --- the script ---------------------------------------------------------------------------------------------


@page("contingency.change")
def inject_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an inject to the script."""
    exercise = exercise_for(request, pk)
    return _script(request, exercise, InjectForm, Inject(exercise=exercise), _("New inject"))


@page("contingency.change")
def inject_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an inject."""
    inject = get_object_or_404(Inject.objects.visible_to(user_of(request)), pk=pk)
    exercise = exercise_for(request, inject.exercise_id)
    return _script(request, exercise, InjectForm, inject, str(inject))


@page("contingency.change")
def inject_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an inject out of the script."""
    return _removed(request, get_object_or_404(Inject.objects.visible_to(user_of(request)), pk=pk))


@page("contingency.change")
def expected_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an expected action to an inject."""
    inject = get_object_or_404(Inject.objects.visible_to(user_of(request)), pk=pk)
    exercise = exercise_for(request, inject.exercise_id)
    made = ExpectedAction(exercise=exercise, inject=inject)
    return _script(request, exercise, ExpectedForm, made, _("New expected action"), explanation=inject.text)


@page("contingency.change")
def expected_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an expected action."""
    expected = get_object_or_404(ExpectedAction.objects.visible_to(user_of(request)), pk=pk)
    exercise = exercise_for(request, expected.exercise_id)
    return _script(request, exercise, ExpectedForm, expected, _("Expected action"))


@page("contingency.change")
def expected_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an expected action out of the script."""
    return _removed(request, get_object_or_404(ExpectedAction.objects.visible_to(user_of(request)), pk=pk))


def _script(
    request: HttpRequest, exercise: Exercise, form_class: Any, part: Any, title: str, **more: Any
) -> HttpResponse:
    user = own(request, exercise.plan)
    form = form_class(request.POST or None, instance=part)
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: actions.save_script(form.instance, by=user))
    ):
        return redirect(exercise)
    kind = "inject" if isinstance(part, Inject) else "expected"
    remove = reverse(f"{kind}_remove", args=[part.pk]) if part.pk else ""
    return _form(request, exercise, form, title, remove=remove, **more)


def _removed(request: HttpRequest, part: Any) -> HttpResponse:
    exercise = exercise_for(request, part.exercise_id)
    user = own(request, exercise.plan)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if tried(form, lambda: actions.remove_script(part, by=user, reason=reason)):
            return redirect(exercise)
    return _form(request, exercise, form, _("Remove: %(part)s") % {"part": part}, submit=_("Remove"))


# --- conduct ------------------------------------------------------------------------------------------------


@page("contingency.activate")
@spoken
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin to play."""
    exercise = exercise_for(request, pk)
    user = own(request, exercise.plan)
    form = BeginForm(request.POST or None, plan=exercise.plan)
    if request.method == "POST" and form.is_valid():
        level = form.cleaned_data["level"]
        if tried(form, lambda: actions.begin(exercise, level=level, by=user)):
            return redirect("exercise_conduct", pk=pk)
    return _form(request, exercise, form, _("Begin the exercise"), submit=_("Begin"))


@require_POST
@page("contingency.act")
def inject_give(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that an inject was given now."""
    inject = get_object_or_404(Inject.objects.visible_to(user_of(request)), pk=pk)
    exercise = exercise_for(request, inject.exercise_id)
    user = taking_part(request, exercise.plan)
    try:
        actions.give_inject(inject, by=user)
    except ContingencyError as error:
        messages.error(request, str(error))
    return redirect("exercise_conduct", pk=exercise.pk)


@page("contingency.act")
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what an agency did on an inject."""
    expected = get_object_or_404(ExpectedAction.objects.visible_to(user_of(request)), pk=pk)
    exercise = exercise_for(request, expected.exercise_id)
    user = taking_part(request, exercise.plan)
    form = OutcomeForm(request.POST or None, initial={"outcome": expected.outcome, "seen": expected.seen})
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: actions.note_outcome(expected, by=user, **form.cleaned_data))
    ):
        return redirect("exercise_conduct", pk=exercise.pk)
    with in_words_of(user):
        asked = ExpectedAction.objects.get(pk=pk).text
    back = reverse("exercise_conduct", args=[exercise.pk])
    return _form(request, exercise, form, _("What was done"), back=back, explanation=asked)


@page("contingency.act")
@spoken
def observe(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what an observer saw."""
    exercise = exercise_for(request, pk)
    user = taking_part(request, exercise.plan)
    form = ObservationForm(request.POST or None, instance=Observation(exercise=exercise, by=user))
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: actions.observe(form.instance, by=user))
    ):
        return redirect(exercise)
    return _form(request, exercise, form, _("New observation"))


@page("contingency.activate")
@spoken
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End the play."""
    exercise = exercise_for(request, pk)
    user = own(request, exercise.plan)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        conclusion = form.cleaned_data["ending"]
        if tried(form, lambda: actions.end(exercise, conclusion=conclusion, by=user)):
            return redirect(exercise)
    return _form(request, exercise, form, _("End the exercise"))


@page("contingency.act")
@spoken
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a corrective action as a measure of the action plan."""
    exercise = exercise_for(request, pk)
    user = taking_part(request, exercise.plan)
    form = CorrectionForm(request.POST or None, user=user, exercise=exercise)
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: actions.propose_correction(exercise, by=user, **form.cleaned_data))
    ):
        return redirect(exercise)
    return _form(
        request, exercise, form, _("New corrective action"),
        explanation=_("It becomes a measure of the action plan, and is followed there to its end."),
    )  # fmt: skip


@page("contingency.approve")
@spoken
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an exercise whose corrective actions are done."""
    exercise = exercise_for(request, pk)
    user = own(request, exercise.plan)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and tried(form, lambda: actions.close(exercise, by=user)):
        return redirect(exercise)
    return _form(request, exercise, form, _("Close the exercise"))


def _form(request: HttpRequest, exercise: Exercise, form: Any, title: str, **more: Any) -> HttpResponse:
    more.setdefault("back", exercise.get_absolute_url())
    return form_page(request, exercise.plan, form, title=title, exercise=True, **more)
