"""Documents that several slices write together: here, the country risk analysis."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from chegara.accounts.models import Marking
from chegara.accounts.words import marking_words
from chegara.common.periods import Month
from chegara.evidence.forecasts import Progress, make_forecasts
from chegara.evidence.report.chapters import chapters
from chegara.evidence.report.facts import ReportFacts, gather
from chegara.organisation.models import State
from chegara.organisation.presenters import invented_banner
from chegara.organisation.visibility import Viewer
from chegara.reporting.blocks import Document, Signature, SignatureBlock
from chegara.reporting.render import Format, render

FORMATS: tuple[Format, ...] = ("docx", "pdf", "html")


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


def compose(
    facts: ReportFacts, language: str, *, issued_on: date | None = None, site: str | None = None
) -> Document:
    """Compose the country risk analysis from gathered facts.

    `site` is where numbers lead: an address, empty for the site's own pages, None for print.
    """
    with translation.override(language):
        country = facts.country
        agencies = {batch.owner_agency_id: batch.owner_agency.name for batch in facts.batches}
        strictest = (
            Marking.OFFICIAL_USE
            if any(batch.marking == Marking.OFFICIAL_USE for batch in facts.batches)
            else Marking.OPEN
        )
        signatures = SignatureBlock(_("Agreed"), tuple(Signature(name) for name in agencies.values()))
        return Document(
            title=_("Country risk analysis %(year)s") % {"year": facts.year},
            subtitle=country.name,
            issued_by=_("Interagency working group on risk analysis"),
            issued_on=issued_on or timezone.localdate(),
            language=language,
            marking=marking_words(strictest, language),
            banner=invented_banner(country),
            cover_lines=tuple(agencies.values()),
            blocks=(*chapters(facts, language, site), signatures),
        )


def write_reports(
    country: State,
    year: int,
    viewer: Viewer,
    languages: Sequence[str],
    formats: Sequence[Format] = FORMATS,
    *,
    progress: Progress | None = None,
) -> Iterator[RenderedDocument]:
    """Yield the country risk analysis in each language and format; missing forecasts are made first."""
    make_forecasts(country, viewer, last=Month(year, 12), progress=progress)
    facts = gather(country, year, viewer)
    for language in languages:
        for format_name in formats:
            site = settings.SITE_URL if format_name == "html" else None
            document = compose(facts, language, site=site)
            name = f"country-risk-analysis-{country.pk.lower()}-{year}-{language}.{format_name}"
            yield RenderedDocument(name, render(document, format_name))


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
