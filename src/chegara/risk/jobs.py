"""Long work on risk analyses, in the background."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.pages.jobs import JobError, Progress, job_function
from chegara.risk.actions.common import RiskError
from chegara.risk.actions.quantities import compute_choice, compute_harm
from chegara.risk.models import Assessment

HARM_JOB, CHOICE_JOB = "risk.harm", "risk.choice"


def _own(by: User, pk: int) -> Assessment:
    found: Assessment | None = Assessment.objects.visible_to(by).filter(pk=pk).first()
    if found is None:
        raise JobError(_("There is nothing here that you may see."))
    return found


@job_function(HARM_JOB)
def harm(*, by: User, progress: Progress, assessment: int, trials: int) -> str:
    """Simulate the harm of a year."""
    try:
        compute_harm(_own(by, assessment), trials=trials, by=by, progress=progress)
    except RiskError as error:
        raise JobError(str(error)) from error
    return reverse("assessment_harm", args=[assessment])


@job_function(CHOICE_JOB)
def choice(*, by: User, progress: Progress, assessment: int, trials: int) -> str:
    """Choose measures under the budget."""
    try:
        compute_choice(_own(by, assessment), trials=trials, by=by, progress=progress)
    except RiskError as error:
        raise JobError(str(error)) from error
    return reverse("assessment_choice", args=[assessment])
