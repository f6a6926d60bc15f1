"""Long work on evidence, in the background."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.evidence.actions import imports
from chegara.evidence.forecasts import make_forecasts
from chegara.evidence.models import Batch
from chegara.organisation.models import State
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
