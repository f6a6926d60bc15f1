"""Deciding which places spellings name, and whether doubtful quantities are right."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_list_or_404, get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from chegara.accounts.models import User
from chegara.evidence.actions import places as acts
from chegara.evidence.actions import quantities
from chegara.evidence.forms import QuantityForm, SpellingForm
from chegara.evidence.models import QuantityAnswer, QuantityQuestion, Record, WrittenPlace
from chegara.evidence.presenters.places import RULES, present_candidates, quantity_answered
from chegara.evidence.presenters.problems import sentence, where
from chegara.evidence.presenters.records import source_row
from chegara.evidence.spellings import SHOWN, decision_on, questions, rows_with, spellings, written
from chegara.evidence.tables import PlacedRecordTable, QuestionTable, SpellingTable
from chegara.evidence.views.common import chosen_country, invented, user_of
from chegara.organisation.models import PlaceColumn, PlaceSpelling, State
from chegara.organisation.queries import PLACES_OF, Places, agencies_to_act_for, countries_of
from chegara.pages.access import page
from chegara.pages.forms import ReasonForm
from chegara.pages.jobs import run_job
from chegara.pages.lists import show_list

MOST_AT_ONCE = 20_000
"""Rows that are placed anew while the user waits; more go to the background."""


def _number(request: HttpRequest, name: str) -> int | None:
    value = request.GET.get(name, "")
    if value and not value.isdecimal():
        raise Http404
    return int(value) if value else None


@page("evidence.view")
def place_list(request: HttpRequest) -> HttpResponse:
    """List the spellings of places: undecided ones, those placed by rule, those that somebody decided."""
    country, countries = chosen_country(request)
    shown = request.GET.get("show", "undecided")
    if shown not in SHOWN:
        raise Http404
    batch = _number(request, "batch")
    user = user_of(request)
    rows = spellings(country, user, shown, batch) if country else PlaceSpelling.objects.none()
    return show_list(
        request,
        title=_("Spellings of places"),
        table_class=SpellingTable,
        rows=rows,
        template="evidence/places.html",
        export_name="spellings",
        empty=_("Every spelling has its place.") if shown == "undecided" else "",
        context={
            "country": country,
            "countries": countries,
            "shown": shown,
            "batch": batch,
            "tabs": [
                ("undecided", _("Undecided")), ("rule", _("Placed by rule")), ("decision", _("Decided")),
            ],
            **invented(country),
        },
    )  # fmt: skip


def _next(country: State, user: User, batch: int | None) -> str:
    """Return the address of the next undecided spelling, or of the list where there is none."""
    first = spellings(country, user, "undecided", batch).first()
    if first is None:
        return reverse("place_list") + f"?country={country.pk}&show=decision"
    return reverse("place_spelling", args=[first["first"]]) + (f"?batch={batch}" if batch else "")


@page("evidence.decide")
def place_spelling(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide which place a spelling names; a digit chooses, Enter decides and leads to the next."""
    user = user_of(request)
    one = get_object_or_404(WrittenPlace.objects.visible_to(user).select_related("batch__country"), pk=pk)
    state, column, text = one.batch.country, one.column, one.text
    places, decision, batch = Places(state), decision_on(state, column, text), _number(request, "batch")
    found = places.resolve(column, text)
    candidates = present_candidates(places, column, places.candidates(column, text))
    form = SpellingForm(
        request.POST or None,
        candidates=candidates,
        places=PLACES_OF[column].objects.filter(country=state),
        decision=decision,
    )
    rows = rows_with(state, user, column, text)
    if request.method == "POST" and form.is_valid():
        arguments = {"text": text, "place": form.chosen, "reason": form.reason}
        return _decided(request, state, column, arguments, rows.count(), batch)
    return show_list(
        request,
        title=_("Which place is “%(text)s”?") % {"text": text},
        table_class=PlacedRecordTable,
        rows=rows.select_related("indicator", "batch__owner_agency"),
        template="evidence/spelling.html",
        export_name="rows",
        context={
            "form": form,
            "country": state,
            "column": PlaceColumn(column).label,
            "decision": decision,
            "rule": RULES.get(found.rule, ""),
            "place": places.place(column, found.key),
            "back": reverse("place_list") + f"?country={state.pk}",
            **invented(state),
        },
    )


def _decided(
    request: HttpRequest, state: State, column: str, arguments: dict[str, Any], rows: int, batch: int | None
) -> HttpResponse:
    user = user_of(request)
    if rows > MOST_AT_ONCE:
        place = arguments.pop("place")
        job = run_job(
            "evidence.decide_place",
            {"country": state.pk, "column": column, "place": place.pk if place else None, **arguments},
            by=user,
            title=_("Placing the rows of “%(text)s”") % {"text": arguments["text"]},
        )
        return redirect("job_detail", pk=job.pk)
    decision = acts.decide(country=state, column=column, by=user, **arguments)
    moved = ngettext("%(rows)s row", "%(rows)s rows", rows) % {"rows": rows}
    told = {"text": decision.text, "place": decision.place or _("none of our places"), "rows": moved}
    messages.success(request, _("“%(text)s” is %(place)s: %(rows)s.") % told)
    return redirect(_next(state, user, batch))


@page("evidence.decide")
def place_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a decision on a spelling back, with the reason."""
    user = user_of(request)
    decision = get_object_or_404(PlaceSpelling.objects.filter(country__in=countries_of(user)), pk=pk)
    known = written(decision.country, user).filter(column=decision.column, text=decision.text)
    address = reverse("place_spelling", args=[get_list_or_404(known)[0].pk])
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        acts.take_back(decision, by=user, reason=form.cleaned_data["reason"])
        return redirect(address)
    return render(
        request,
        "pages/edit.html",
        {
            "title": _("Take the decision back"),
            "explanation": f"“{decision.text}” – " + str(decision.place or _("none of our places")),
            "form": form,
            "submit": _("Take the decision back"),
            "back": address,
            **invented(decision.country),
        },
    )


@require_POST
@page("evidence.decide")
def place_again(request: HttpRequest, country: str) -> HttpResponse:
    """Resolve all spellings of a country anew, as after a change of the organisation."""
    state = get_object_or_404(countries_of(user_of(request)), code=country)
    job = run_job(
        "evidence.place_anew",
        {"country": state.pk},
        by=user_of(request),
        key=f"place-anew-{state.pk}",
        title=_("Placing all rows of %(country)s anew") % {"country": state},
    )
    return redirect("job_detail", pk=job.pk)


@page("evidence.view")
def quantity_list(request: HttpRequest) -> HttpResponse:
    """List the questions on quantities, open ones first."""
    country, countries = chosen_country(request)
    user, batch = user_of(request), _number(request, "batch")
    rows = questions(country, user, batch) if country else QuantityQuestion.objects.none()
    return show_list(
        request,
        title=_("Questions on quantities"),
        table_class=QuestionTable,
        rows=rows,
        template="evidence/quantities.html",
        export_name="questions",
        empty=_("No quantity is implausible."),
        context={"country": country, "countries": countries, **invented(country)},
    )


@page("evidence.decide")
def quantity_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the question whether a quantity of one's own agency is right."""
    user = user_of(request)
    question = get_object_or_404(
        QuantityQuestion.objects.visible_to(user).select_related(
            "batch__owner_agency", "batch__country", "batch__compartment", "batch__file", "indicator", "by"
        ),
        pk=pk,
    )
    own = question.batch.owner_agency in agencies_to_act_for(user)
    form = QuantityForm(request.POST or None, question=question)
    if request.method == "POST":
        if not own:
            raise PermissionDenied
        if form.is_valid():
            quantities.answer(question, by=user, **form.answered)
            return redirect(_next_question(question, user))
    record = Record.objects.filter(
        batch=question.batch, sheet=question.sheet, row=question.row, column=question.column
    ).select_related("batch__file").first()  # fmt: skip
    return render(
        request,
        "evidence/quantity.html",
        {
            "title": _("Is this quantity right?"),
            "question": question,
            "sentence": sentence(question.code, question.arguments),
            "where": where(question.sheet, question.row, question.column),
            "answered": quantity_answered(question),
            "record": record,
            "source": source_row(record) if record else None,
            "form": form if own else None,
            "back": reverse("quantity_list") + f"?country={question.batch.country_id}",
            **invented(question.batch.country),
        },
    )


def _next_question(question: QuantityQuestion, user: User) -> str:
    country = question.batch.country
    still = questions(country, user).filter(answer=QuantityAnswer.OPEN)
    following = still.filter(batch__owner_agency__in=agencies_to_act_for(user)).first()
    if following is None:
        return reverse("quantity_list") + f"?country={country.pk}"
    return reverse("quantity_detail", args=[following.pk])
