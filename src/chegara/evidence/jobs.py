"""Long work on evidence, in the background."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.evidence.actions import imports, places
from chegara.evidence.forecasts import make_forecasts
from chegara.evidence.models import Batch
from chegara.organisation.models import State
from chegara.organisation.queries import PLACES_OF
from chegara.pages.jobs import JobError, Progress, job_function


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
