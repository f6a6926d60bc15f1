"""Making documents in the background; each user's documents are kept apart, since each sees other records."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.audit.actions import record
from chegara.common.periods import Month
from chegara.config.documents import (
    FORMATS,
    RenderedDocument,
    compose,
    compose_public,
    save,
    write_reports,
)
from chegara.config.editions import PUBLIC, viewer_of
from chegara.evidence.queries import years_reported
from chegara.evidence.report.facts import gather
from chegara.evidence.report.public_facts import gather_public
from chegara.organisation.models import State
from chegara.organisation.queries import countries_of
from chegara.pages.jobs import JobError, Progress, job_function
from chegara.reporting.html import render_fragment

REPORT_JOB = "documents.report"
FRAGMENT = "page.html"


def folder_of(job: int) -> Path:
    """Return where the documents of a job lie."""
    return Path(settings.HOME) / "documents" / str(job)


@job_function(REPORT_JOB)
def make_report(
    *, by: User, progress: Progress, country: str, year: int, edition: str, document_language: str
) -> str:
    """Write a country risk analysis in all formats, and as a page for the screen."""
    state: State | None = countries_of(by).filter(pk=country).first()
    if state is None:
        raise JobError(_("There is nothing here that you may see."))
    viewer = viewer_of(edition, state, by)
    if year not in years_reported(state, viewer):
        raise JobError(
            _(
                "Nothing of %(year)s was reported and released. Release the imports first, or choose another year."
            )
            % {"year": year}
        )
    documents = list(write_reports(state, year, viewer, [document_language], FORMATS, progress=progress))
    if edition == PUBLIC:
        facts = gather_public(state, Month(year, 12), on=timezone.localdate())
        document = compose_public(facts, year, document_language)
    else:
        document = compose(gather(state, year, viewer), document_language, site="")
    page = RenderedDocument(FRAGMENT, render_fragment(document.blocks, document_language).encode())
    save([*documents, page], folder_of(progress.job.pk))
    record(
        by=by,
        action="documents.made",
        on=progress.job,
        after={document.name: hashlib.sha256(document.content).hexdigest() for document in documents}
        | {"edition": edition},
    )
    return reverse("report_detail", args=[progress.job.pk])
