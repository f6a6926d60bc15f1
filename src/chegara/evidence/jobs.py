"""Long work on evidence, in the background."""

from __future__ import annotations

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.evidence.actions import doubles, imports, places
from chegara.evidence.actions.answers import apply_answers
from chegara.evidence.doubles import events_of, searched_batches
from chegara.evidence.forecasts import make_forecasts
from chegara.evidence.methods.doubles.search import find_doubles
from chegara.evidence.methods.doubles.weights import load_parameters
from chegara.evidence.models import Batch, DiscrepancyLetter
from chegara.organisation.models import State
from chegara.organisation.queries import PLACES_OF, countries_of
from chegara.pages.jobs import JobError, Progress, Reporting, job_function


@job_function("evidence.stage")
def stage(*, by: User, progress: Progress, batch: int) -> str:
    """Read a received file's rows."""
    found = Batch.objects.visible_to(by).filter(pk=batch).first()
    if found is None:
        raise JobError(_("There is nothing here that you may see."))
    try:
        imports.stage(found, by=by, progress=progress)
    except imports.ImportRefusedError as error:
        raise JobError(str(error)) from error
    return reverse("batch_detail", args=[batch])


@job_function("evidence.forecast")
def forecast(
    *, by: User, progress: Progress, country: str, indicator: str = "", by_place: bool = False
) -> str:
    """Forecast what is not forecast yet of a country's series; `by_place` those of its places too."""
    make_forecasts(
        State.objects.get(pk=country), by, indicator=indicator, by_place=by_place, progress=progress
    )
    page = "forecast_sums" if by_place else "series"
    return reverse(page) + f"?country={country}&indicator={indicator}"


@job_function("evidence.doubles")
def search_doubles(*, by: User, progress: Reporting, country: str) -> str:
    """Look for events that were reported twice, among those that count and that the user may see."""
    state = countries_of(by).filter(pk=country).first()
    if state is None:
        raise JobError(_("There is nothing here that you may see."))
    batches = searched_batches(state, by)
    events = events_of(batches, lambda done, total: progress(done, total))
    # The same events give the same answer: what is drawn by lot is drawn alike each time.
    found = find_doubles(
        events, load_parameters(), rng=np.random.default_rng(0),
        progress=lambda done, total: progress(total + done, 2 * total),
    )  # fmt: skip
    doubles.keep_candidates(
        state, found, batches=list(batches.values_list("pk", flat=True)), events=len(events), by=by
    )
    return reverse("double_list") + f"?country={country}"


@job_function("evidence.apply_answers")
def apply_letter_answers(*, by: User, progress: Progress, letter: int) -> str:
    """Bring in a letter's answers as imports that correct others."""
    found = DiscrepancyLetter.objects.visible_to(by).filter(pk=letter).first()
    if found is None:
        raise JobError(_("There is nothing here that you may see."))
    try:
        batches = apply_answers(found, by=by, progress=progress)
    except imports.ImportRefusedError as error:
        raise JobError(str(error)) from error
    if len(batches) == 1:
        return reverse("batch_detail", args=[batches[0].pk])
    return reverse("batch_list")


@job_function("evidence.decide_place")
def decide_place(
    *, by: User, progress: Progress, country: str, column: str, text: str, place: int | None, reason: str
) -> str:
    """Decide which place a spelling of very many rows names."""
    state = State.objects.get(pk=country)
    named = PLACES_OF[column].objects.get(pk=place) if place else None
    places.decide(country=state, column=column, text=text, place=named, by=by, reason=reason)
    return reverse("place_list") + f"?country={country}"


@job_function("evidence.place_anew")
def place_anew(*, by: User, progress: Progress, country: str) -> str:
    """Resolve all spellings of a country by the places and rules of today."""
    state = State.objects.get(pk=country)
    places.place_anew(state, by=by, reason=_("Places and rules as of today"), progress=progress)
    return reverse("place_list") + f"?country={country}"
