"""The discrepancy letter: questions to one agency, row by row, with room for the answers."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from chegara.accounts.models import Marking
from chegara.evidence.models import DiscrepancyLetter, Question
from chegara.evidence.presenters.problems import where
from chegara.reporting.blocks import (
    Bullets,
    Callout,
    Column,
    Document,
    Paragraph,
    Signature,
    SignatureBlock,
    Table,
    Text,
)

ROOM = "\n\n"


def letter_document(letter: DiscrepancyLetter, questions: Sequence[Question]) -> Document:
    """Compose the letter in its language."""
    with translation.override(letter.language):
        official = any(question.batch.marking == Marking.OFFICIAL_USE for question in questions)
        country = letter.country
        return Document(
            title=_("Questions on the data received"),
            subtitle=letter.to_agency.name,
            issued_by=letter.from_agency.name,
            issued_on=timezone.localdate(letter.sent_at) if letter.sent_at else timezone.localdate(),
            language=letter.language,
            marking=translation.pgettext("marking", "For official use") if official else "",
            banner=_("Invented data: %(name)s does not exist.") % {"name": country.name}
            if country.invented
            else "",
            cover_lines=tuple(filter(None, (_number(letter), _deadline(letter)))),
            contents=False,
            blocks=(
                Paragraph(
                    _(
                        "When the data of the agencies were brought together, the rows below raised questions. "
                        "Please answer each of them, and correct what is wrong."
                    )
                ),
                Callout(_("Answer until %(day)s") % {"day": f"{letter.deadline:%d.%m.%Y}"}, _how_to_answer()),
                _table(questions),
                Bullets(
                    (
                        _("“It is right as it stands” is an answer too: the question is closed by it."),
                        _("Nothing is changed without your answer; your file stays as you sent it."),
                    )
                ),
                SignatureBlock("", (Signature(letter.from_agency.name, letter.signatory),)),
            ),
        )


def _number(letter: DiscrepancyLetter) -> str:
    return _("No. %(number)s") % {"number": letter.number} if letter.number else ""


def _deadline(letter: DiscrepancyLetter) -> str:
    return _("Answer until %(day)s") % {"day": f"{letter.deadline:%d.%m.%Y}"}


def _how_to_answer() -> str:
    return _(
        "Best in the answer sheet (xlsx) that comes with this letter, which is read back without typing; or "
        "here in the last column; or by sending the corrected file."
    )


def _table(questions: Sequence[Question]) -> Table:
    rows: list[tuple[Text, ...]] = []
    for question in questions:
        column = 0 if question.record_id else question.column  # a record is about its whole row
        at = where(question.sheet, question.row, column) or _("the whole file")
        rows.append(
            (str(question.pk), f"{question.batch.name}, {at}", question.says or "–", question.text, ROOM)
        )
    return Table(
        _("Questions"),
        (
            Column(_("No."), width=0.6),
            Column(_("File and row"), width=1.8),
            Column(_("What it says"), width=2),
            Column(_("Question"), width=2.4),
            Column(_("The answer"), width=1.6),
        ),
        tuple(rows),
    )
