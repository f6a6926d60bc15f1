"""The guidelines and the smaller papers as documents: passport, protocol of a meeting, notification."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from chegara.accounts.words import marking_words
from chegara.cooperation.choices import Settled
from chegara.cooperation.models import Guidelines, Meeting, Notification, Passport
from chegara.cooperation.report.guidelines import Book, chapters, passport_blocks
from chegara.cooperation.report.tables import facts_table, lines, register_table, strictest
from chegara.organisation.presenters import invented_banner
from chegara.organisation.visibility import Viewer
from chegara.reporting.blocks import Block, Bullets, Document, Heading, Paragraph, Signature, SignatureBlock


def _document(one: Any, language: str, *, title: str, blocks: Iterable[Block], **more: Any) -> Document:
    return Document(
        title=title,
        issued_by=one.owner_agency.name,
        issued_on=more.pop("issued_on", None) or timezone.localdate(),
        language=language,
        marking=marking_words(more.pop("marking", one.marking), language),
        banner=invented_banner(one.country),
        blocks=tuple(blocks),
        **more,
    )


def guidelines(one: Guidelines, viewer: Viewer, language: str, *, issued_on: date | None = None) -> Document:
    """Compose the guidelines on interagency cooperation from all registers that a viewer may see."""
    with translation.override(language):
        book = Book(one, viewer)
        agencies = book.agencies()
        agreed = SignatureBlock(_("Agreed"), tuple(Signature(agency.name) for agency in agencies))
        return _document(
            one, language, title=_("Guidelines on interagency cooperation"), subtitle=one.title,
            cover_lines=(one.country.name, *(agency.name for agency in agencies)), marking=book.marking(),
            blocks=(*chapters(book), agreed), issued_on=issued_on,
        )  # fmt: skip


def passport(one: Passport, viewer: Viewer, language: str, *, issued_on: date | None = None) -> Document:
    """Compose the passport of a crossing point with its technological scheme."""
    with translation.override(language):
        approved = SignatureBlock(_("Approved"), (Signature(one.approved_by or one.owner_agency.name),))
        return _document(
            one, language, title=_("Passport of the crossing point and technological scheme"),
            subtitle=str(one.point), contents=False, issued_on=issued_on,
            blocks=(Heading(_("Passport"), numbered=False), *passport_blocks(one), approved),
        )  # fmt: skip


def protocol(one: Meeting, viewer: Viewer, language: str, *, issued_on: date | None = None) -> Document:
    """Compose the protocol of a meeting of border representatives: agreed, and open with who follows it up."""
    with translation.override(language):
        whole = one.representative
        points = list(one.points.select_related("agency"))
        blocks: list[Block] = [
            Paragraph(_("%(meeting)s, %(place)s") % {"meeting": one, "place": one.place}),
            Heading(_("Present"), 2, numbered=False), Bullets(lines(one.present)),
        ]  # fmt: skip
        if one.agenda:
            blocks += [Heading(_("Agenda"), 2, numbered=False), Bullets(lines(one.agenda), ordered=True)]
        for settled in Settled:
            rows = [point for point in points if point.settled == settled]
            if rows:
                columns = (("number", 0.5), ("text", 4), ("agency", 1.2), ("deadline", 1.1))
                blocks.append(register_table("meeting-points", str(settled.label), columns, rows))
        signed = SignatureBlock(
            _("Signed"), (Signature(whole.office, whole.person), Signature(whole.counterpart))
        )
        return _document(
            one, language, title=_("Protocol of the meeting of border representatives"), contents=False,
            subtitle=f"{whole.office}; {whole.neighbour}", blocks=(*blocks, signed), issued_on=issued_on,
            marking=strictest([one]),
        )  # fmt: skip


def notification(
    one: Notification, viewer: Viewer, language: str, *, issued_on: date | None = None
) -> Document:
    """Compose the form by which a border representative tells the counterpart of an incident."""
    with translation.override(language):
        whole = one.representative
        blocks = (
            Paragraph(_("To: %(counterpart)s") % {"counterpart": f"{whole.counterpart} ({whole.neighbour})"}),
            facts_table("notifications", one),
            Paragraph(
                _("Please confirm the receipt by the hotline: %(hotline)s.") % {"hotline": whole.hotline}
            ),
            SignatureBlock(_("Signed"), (Signature(whole.office, whole.person),)),
        )
        return _document(
            one, language, title=_("Notification of the border representative"), contents=False,
            subtitle=_("No. %(number)s") % {"number": one.number}, blocks=blocks, issued_on=issued_on,
        )  # fmt: skip


PAPERS: dict[str, tuple[Any, Callable[[Any, Viewer, str], Document]]] = {
    "guidelines": (Guidelines, guidelines),
    "passport": (Passport, passport),
    "protocol": (Meeting, protocol),
    "notification": (Notification, notification),
}
"""Each kind of document: of which table a record makes it, and how."""
