"""Computing an estimate of resources in the background."""

from __future__ import annotations

import numpy as np
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.pages.jobs import JobError, Progress, job_function
from chegara.plans.actions.guards import PlanRefusedError
from chegara.plans.actions.resources import compute
from chegara.plans.resource_models import ResourceEstimate

ESTIMATE_JOB = "plans.estimate"


@job_function(ESTIMATE_JOB)
def compute_estimate(*, by: User, progress: Progress, estimate: int) -> str:
    """Compute an estimate and keep what was found."""
    visible = ResourceEstimate.objects.visible_to(by).select_related("country", "owner_agency", "indicator")
    found: ResourceEstimate | None = visible.filter(pk=estimate).first()
    if found is None:
        raise JobError(_("There is nothing here that you may see."))
    try:
        compute(found, by=by, rng=np.random.default_rng(), progress=progress)
    except PermissionDenied as error:
        raise JobError(_("An estimate is computed by the agency whose it is.")) from error
    except PlanRefusedError as error:
        raise JobError(str(error)) from error
    return found.get_absolute_url()
