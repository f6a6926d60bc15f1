"""Making documents in the background; each user's documents are kept apart, since each sees other records."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from chegara.accounts.models import Compartment, User
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
from chegara.config.plan_documents import plan_document
from chegara.cooperation.report.papers import PAPERS
from chegara.cooperation.wordings import in_words_of
from chegara.evidence.queries.presence import years_reported
from chegara.evidence.report.facts import gather
from chegara.evidence.report.public_facts import gather_public
from chegara.organisation.models import State, WordTemplate
from chegara.organisation.queries import countries_of
from chegara.organisation.visibility import agencies_of
from chegara.pages.jobs import JobError, Progress, job_function
from chegara.plans.models import Plan
from chegara.reporting.blocks import Document
from chegara.reporting.html import render_fragment
from chegara.reporting.render import render

REPORT_JOB = "documents.report"
PLAN_JOB = "documents.plan"
COOPERATION_JOB = "documents.cooperation"
JOBS = (REPORT_JOB, PLAN_JOB, COOPERATION_JOB)
FRAGMENT = "page.html"
IN_TEMPLATE = "-template-"
"""Between a document's name and the code of the agency whose Word template it is in."""


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
    documents += _in_own_template(document, Path(documents[0].name).stem, by)
    save([*documents, page], folder_of(progress.job.pk))
    record(
        by=by,
        action="documents.made",
        on=progress.job,
        after={document.name: hashlib.sha256(document.content).hexdigest() for document in documents}
        | {"edition": edition},
    )
    return reverse("report_detail", args=[progress.job.pk])


@job_function(PLAN_JOB)
def make_plan_document(
    *, by: User, progress: Progress, country: str, plan: int, what: str, edition: str, document_language: str
) -> str:
    """Write a plan, or what changes in it, in all formats, and as a page for the screen."""
    state: State | None = countries_of(by).filter(pk=country).first()
    if state is None:
        raise JobError(_("There is nothing here that you may see."))
    viewer = viewer_of(edition, state, by)
    found = Plan.objects.visible_to(viewer).filter(pk=plan).first()
    if found is None:
        raise JobError(
            _(
                "There is nothing of this plan that the edition may hold: release the plan first, or choose the other."
            )
        )
    document = plan_document(found, viewer, document_language, what=what)
    if document is None:
        raise JobError(_("The plan was not approved yet: there is no version to compare with."))
    name = f"{'action-plan' if what == 'plan' else 'change-of-plan'}-{country.lower()}-{document_language}"
    return _store(document, name, by=by, progress=progress, edition=edition, compartment=found.compartment)


def _store(
    document: Document,
    name: str,
    *,
    by: User,
    progress: Progress,
    edition: str,
    compartment: Compartment | None,
) -> str:
    """Write a document in all formats, and as a page for the screen; return the address of that page."""
    documents = []
    for number, format_name in enumerate(FORMATS, start=1):
        documents.append(RenderedDocument(f"{name}.{format_name}", render(document, format_name)))
        progress(number, len(FORMATS) + 1)
    documents += _in_own_template(document, name, by)
    page = RenderedDocument(FRAGMENT, render_fragment(document.blocks, document.language).encode())
    save([*documents, page], folder_of(progress.job.pk))
    record(
        by=by,
        action="documents.made",
        on=progress.job,
        after={each.name: hashlib.sha256(each.content).hexdigest() for each in documents}
        | {"edition": edition},
        compartment=compartment.code if compartment else "",
    )
    return reverse("report_detail", args=[progress.job.pk])


def _in_own_template(document: Document, name: str, by: User) -> list[RenderedDocument]:
    """Return a document in the Word template of each of somebody's agencies that has one."""
    templates = WordTemplate.objects.filter(agency__in=agencies_of(by)).select_related("agency")
    return [
        RenderedDocument(
            f"{name}{IN_TEMPLATE}{template.agency.code.lower()}.docx",
            render(document, "docx", bytes(template.content)),
        )
        for template in templates
    ]


@job_function(COOPERATION_JOB)
def make_cooperation_document(
    *, by: User, progress: Progress, country: str, kind: str, pk: int, edition: str, document_language: str
) -> str:
    """Write a document of cooperation in all formats, and as a page for the screen."""
    state: State | None = countries_of(by).filter(pk=country).first()
    if state is None:
        raise JobError(_("There is nothing here that you may see."))
    viewer = viewer_of(edition, state, by)
    model, compose_paper = PAPERS[kind]
    found = model.objects.visible_to(viewer).filter(pk=pk).first()
    if found is None:
        raise JobError(
            _(
                "There is nothing of this record that the edition may hold: release the record first, or choose the other edition."
            )
        )
    with translation.override(document_language), in_words_of(viewer):
        found = model.objects.visible_to(viewer).get(pk=pk)
        document = compose_paper(found, viewer, document_language)
    name = f"{kind}-{country.lower()}-{pk}-{document_language}"
    return _store(document, name, by=by, progress=progress, edition=edition, compartment=found.compartment)
