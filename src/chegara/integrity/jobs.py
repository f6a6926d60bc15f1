"""Long work on a review, in the background."""

from __future__ import annotations

from django.urls import reverse

from chegara.accounts.models import User
from chegara.integrity.actions.findings import run_rules
from chegara.integrity.models import Review
from chegara.pages.jobs import Progress, job_function

RULES_JOB = "integrity.rules"


@job_function(RULES_JOB)
def rules_job(*, by: User, progress: Progress, review: int) -> str:
    """Run all rules over a review, and return the address of what they found."""
    found = Review.objects.visible_to(by).get(pk=review)
    run_rules(found, by=by, progress=progress)
    return reverse("integrity_findings", args=[review])
