"""The brief as a document: what evidence says of a period, with header block and signatures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from chegara.accounts.models import Marking
from chegara.common.periods import CalendarPeriod
from chegara.config.documents import (
    RenderedDocument,
    agencies_of,
    marking_words,
    signatures,
    strictest,
)
from chegara.config.editions import agency_of, file_part
from chegara.evidence.report.brief import brief_chapters
from chegara.evidence.report.brief_facts import BriefFacts, gather_brief
from chegara.evidence.report.brief_phrases import period_words
from chegara.evidence.report.phrases import Voice
from chegara.evidence.report.public import PublicEdition
from chegara.evidence.report.public_facts import PublicFacts, gather_public
from chegara.organisation.models import State
from chegara.organisation.presenters import invented_banner
from chegara.organisation.visibility import PublicViewer, Viewer
from chegara.reporting.blocks import Block, Document, SignatureBlock
from chegara.reporting.render import Format, render

BRIEF_FORMATS: tuple[Format, ...] = ("docx", "pdf", "html")

Facts = BriefFacts | PublicFacts


def gather(country: State, period: CalendarPeriod, viewer: Viewer) -> Facts:
    """Return what the brief of an edition knows."""
    if isinstance(viewer, PublicViewer):
        return gather_public(country, period.last, on=timezone.localdate())
    return gather_brief(country, period, viewer)


def compose(
    facts: Facts,
    period: CalendarPeriod,
    viewer: Viewer,
    language: str,
    *,
    issued_on: date | None = None,
    site: str | None = None,
) -> Document:
    """Compose the brief of an edition; `site` is where numbers lead, and never anywhere for the public."""
    with translation.override(language):
        voice, agency = Voice(language), agency_of(viewer)
        if isinstance(facts, PublicFacts):
            marking, edition = Marking.OPEN, _("Edition for the public")
            blocks: list[Block] = PublicEdition(facts, language).brief(period)
            signed = signatures(_("Approved for publication"), facts.agencies)
        else:
            marking = strictest(facts.batches)
            edition = _edition_words(viewer)
            blocks = brief_chapters(facts, language, site)
            signed = _signed(facts, viewer)
        before = voice.period(period.year_before.first, period.year_before.last)
        return Document(
            title=_("Brief on the situation at the state border"),
            subtitle=f"{facts.country.name}, {period_words(period, voice)}",
            issued_by=agency.name if agency else _("Interagency working group on risk analysis"),
            issued_on=issued_on or timezone.localdate(),
            language=language,
            marking=marking_words(marking, language),
            banner=invented_banner(facts.country),
            cover_lines=(
                _("Against the same period of last year: %(before)s") % {"before": before},
                edition,
            ),
            contents=False,
            blocks=(*blocks, signed),
        )


def _edition_words(viewer: Viewer) -> str:
    agency = agency_of(viewer)
    if agency is not None:
        return _("Edition for %(agency)s: what its users may see") % {"agency": agency.name}
    return _("Joint edition: what was released to every agency of the country")


def _signed(facts: BriefFacts, viewer: Viewer) -> SignatureBlock:
    """Return who signs: the head of the agency's unit, or each agency of a joint brief."""
    if agency_of(viewer) is not None:
        return signatures(_("Signed"), [])
    return signatures(_("Agreed"), agencies_of(facts.batches))


def write_briefs(
    country: State,
    period: CalendarPeriod,
    viewer: Viewer,
    languages: Sequence[str],
    formats: Sequence[Format],
) -> Iterator[RenderedDocument]:
    """Yield the brief in each language and format."""
    facts = gather(country, period, viewer)
    for language in languages:
        for format_name in formats:
            site = settings.SITE_URL if format_name == "html" else None
            document = compose(facts, period, viewer, language, site=site)
            part = f"{str(period).lower()}{file_part(viewer)}-{language}"
            name = f"brief-{country.pk.lower()}-{part}.{format_name}"
            yield RenderedDocument(name, render(document, format_name))
