"""Documents that several slices write together: here, the country risk analysis."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from chegara.accounts.models import Marking
from chegara.accounts.words import marking_words
from chegara.common.periods import Month
from chegara.config.editions import file_part
from chegara.evidence.forecasts import Progress, make_forecasts
from chegara.evidence.models import Batch
from chegara.evidence.report.chapters import Parts, parts
from chegara.evidence.report.facts import ReportFacts, gather
from chegara.evidence.report.public import PublicEdition
from chegara.evidence.report.public_facts import PublicFacts, gather_public
from chegara.organisation.models import Agency, AgencyKind, State
from chegara.organisation.presenters import invented_banner
from chegara.organisation.readers import in_words_of
from chegara.organisation.visibility import PublicViewer, Viewer
from chegara.plans.resource_report import ResourceParts
from chegara.plans.resource_report import parts as resources_parts
from chegara.reporting import drawing
from chegara.reporting.blocks import Block, Document, Signature, SignatureBlock
from chegara.reporting.render import Format, render
from chegara.risk.models import Assessment
from chegara.risk.queries import assessment_of
from chegara.risk.report.chapters import RiskChapters
from chegara.risk.report.chapters import chapters as risk_chapters
from chegara.risk.report.public import public_chapter

FORMATS: tuple[Format, ...] = ("docx", "pdf", "html")
WORDED = ("risk", "plans", "estimates")
"""The slices whose free texts a report reads in its language."""


@dataclass(frozen=True)
class RenderedDocument:
    """A finished file."""

    name: str
    content: bytes


def country_risk_analysis(
    country: State,
    year: int,
    viewer: Viewer,
    language: str,
    *,
    issued_on: date | None = None,
    site: str | None = None,
) -> Document:
    """Compose the country risk analysis of a year from the records that `viewer` may see."""
    return compose(gather(country, year, viewer), language, issued_on=issued_on, site=site)


@dataclass(frozen=True)
class Joint:
    """The joint risk analysis of a country and year, with its chapters in one language."""

    assessment: Assessment
    chapters: RiskChapters


def joint_analysis(facts: ReportFacts, language: str) -> Joint | None:
    """Return the signed risk analysis of the report's country and year, if the viewer may know of one."""
    with translation.override(language), in_words_of(facts.viewer, *WORDED):
        assessment = assessment_of(facts.country, facts.year, facts.viewer)
        if assessment is None:
            return None
        return Joint(assessment, risk_chapters(assessment, facts.viewer, language))


def compose(
    facts: ReportFacts,
    language: str,
    *,
    issued_on: date | None = None,
    site: str | None = None,
) -> Document:
    """Compose the country risk analysis from gathered facts.

    `site` is where numbers lead: an address, empty for the site's own pages, None for nowhere.
    """
    joint = joint_analysis(facts, language)
    with translation.override(language), in_words_of(facts.viewer, *WORDED):
        agencies = agencies_of(facts.batches)
        markings = {strictest(facts.batches), *({joint.assessment.marking} if joint else ())}
        of = parts(facts, language, site)
        resources = resources_parts(facts.country, facts.year, facts.viewer)
        return Document(
            title=_("Country risk analysis %(year)s") % {"year": facts.year},
            subtitle=facts.country.name,
            issued_by=_("Interagency working group on risk analysis"),
            issued_on=issued_on or timezone.localdate(),
            language=language,
            marking=marking_words(
                Marking.OFFICIAL_USE if Marking.OFFICIAL_USE in markings else Marking.OPEN, language
            ),
            banner=invented_banner(facts.country),
            cover_lines=tuple(agency.name for agency in agencies),
            blocks=(
                *_in_order(of, joint.chapters if joint else NO_RISKS, resources),
                signatures(_("Agreed"), agencies),
                *_approval(joint),
            ),
        )


def _approval(joint: Joint | None) -> Iterator[Block]:
    """Yield the line on which the office that approves the joint analysis signs."""
    if joint and joint.assessment.approving_office:
        yield SignatureBlock(_("Approved"), (Signature(joint.assessment.approving_office),))


NO_RISKS = RiskChapters(summary=(), risks=(), outlook=(), measures=(), harm=(), choice=(), method=())


def _in_order(of: Parts, joint: RiskChapters, resources: ResourceParts) -> Iterator[Block]:
    """Yield the chapters of evidence, risks and resources, each where its reader looks for it.

    The summary begins with what is to be decided on: the risks, and what it takes to meet them.
    """
    yield from (*of.opening, *joint.summary, *resources.summary, *of.summary)
    yield from (*of.quality, *of.situation, *of.trends, *joint.risks)
    yield from joint.harm
    yield from (
        *of.outlook,
        *joint.outlook,
        *joint.measures,
        *joint.choice,
        *resources.chapter,
        *of.annex,
        *joint.method,
        *of.sources,
    )


def compose_public(
    facts: PublicFacts, year: int, language: str, *, issued_on: date | None = None
) -> Document:
    """Compose the country risk analysis of a year for everybody: no marking, no links, no small counts."""
    with translation.override(language), in_words_of(PublicViewer(facts.country), *WORDED):
        return Document(
            title=_("Country risk analysis %(year)s") % {"year": year},
            subtitle=facts.country.name,
            issued_by=_("Interagency working group on risk analysis"),
            issued_on=issued_on or timezone.localdate(),
            language=language,
            banner=invented_banner(facts.country),
            cover_lines=(_("Edition for the public"), *(agency.name for agency in facts.agencies)),
            blocks=(
                *PublicEdition(facts, language).report(year),
                *public_chapter(facts.country, year),
                signatures(_("Approved for publication"), facts.agencies),
            ),
        )


def agencies_of(batches: Iterable[Batch]) -> list[Agency]:
    """Return the agencies whose imports a document rests on, each once."""
    return list({batch.owner_agency_id: batch.owner_agency for batch in batches}.values())


def strictest(batches: Iterable[Batch]) -> Marking:
    """Return the strictest marking of what a document is made from."""
    official = any(batch.marking == Marking.OFFICIAL_USE for batch in batches)
    return Marking.OFFICIAL_USE if official else Marking.OPEN


def signatures(title: str, agencies: Iterable[Agency]) -> SignatureBlock:
    """Return the lines to sign, one an agency; who publishes abroad signs nothing here."""
    offices = [agency.name for agency in agencies if agency.kind != AgencyKind.INTERNATIONAL]
    return SignatureBlock(title, tuple(map(Signature, offices or [_("Head of the risk analysis unit")])))


def write_reports(
    country: State,
    year: int,
    viewer: Viewer,
    languages: Sequence[str],
    formats: Sequence[Format] = FORMATS,
    *,
    template: bytes | None = None,
    progress: Progress | None = None,
) -> Iterator[RenderedDocument]:
    """Yield the country risk analysis in each language and format; missing forecasts are made first.

    A `template` is laid over what is written in Word.

    What is written for the public viewer is the edition for everybody, which has no forecasts and no links.
    """
    with drawing.side_by_side():
        write = _writer(country, year, viewer, progress)
        for language in languages:
            document = write(language)
            for format_name in formats:
                part = file_part(viewer)
                name = f"country-risk-analysis-{country.pk.lower()}-{year}{part}-{language}.{format_name}"
                yield RenderedDocument(name, render(document, format_name, template))


def _writer(
    country: State, year: int, viewer: Viewer, progress: Progress | None
) -> Callable[[str], Document]:
    """Return what composes the document in a language from facts that are gathered once."""
    if isinstance(viewer, PublicViewer):
        public = gather_public(country, Month(year, 12), on=timezone.localdate())
        return lambda language: compose_public(public, year, language)
    make_forecasts(country, viewer, last=Month(year, 12), progress=progress)
    facts = gather(country, year, viewer)
    return lambda language: compose(facts, language, site=settings.SITE_URL)


def save(documents: Iterable[RenderedDocument], folder: Path) -> list[Path]:
    """Write documents into a folder, which is made if need be; a file appears whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for document in documents:
        path, part = folder / document.name, folder / f".{document.name}.part"
        part.write_bytes(document.content)
        part.replace(path)
        paths.append(path)
    return paths
