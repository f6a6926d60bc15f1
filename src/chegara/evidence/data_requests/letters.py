"""The letters: the one that goes with a form, and the reminder; blocks for Word and PDF."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext

from chegara.evidence.data_requests.calendar import Owed
from chegara.evidence.data_requests.layout import lines_for, month_heading, months_of
from chegara.evidence.dictionary import word
from chegara.evidence.methods.rows import Field
from chegara.evidence.presenters.words import FIELD_NAMES
from chegara.evidence.request_models import RequestedAgency
from chegara.organisation.models import Agency
from chegara.reporting import numbers
from chegara.reporting.blocks import (
    Block,
    Bullets,
    Column,
    Document,
    Paragraph,
    Signature,
    SignatureBlock,
    Table,
)


def _banner(agency: Agency) -> str:
    if not agency.country.invented:
        return ""
    return _("Invented data: %(name)s does not exist.") % {"name": agency.country.name}


def covering_letter(requested: RequestedAgency) -> Document:
    """Return the letter with which a form goes to an agency, in its language."""
    request = requested.request
    with override(requested.language):
        months = months_of(request)
        return Document(
            title=_("Request for data"),
            subtitle=request.title,
            issued_by=request.from_agency.name,
            issued_on=request.letter_date,
            language=requested.language,
            banner=_banner(requested.agency),
            cover_lines=(
                _("No. %(number)s") % {"number": request.letter_number},
                _("To: %(agency)s") % {"agency": requested.agency.name},
            ),
            contents=False,
            blocks=(
                Paragraph(
                    _(
                        "For the joint analysis of the border situation we ask you to send the figures named below "
                        "for the months from %(first)s to %(last)s, by %(deadline)s."
                    )
                    % {
                        "first": numbers.month(months[0], requested.language), "last": numbers.month(months[-1], requested.language),
                        "deadline": f"{request.deadline:%d.%m.%Y}",
                    }
                ),
                _asked(requested),
                *((Paragraph(request.remark),) if request.remark else ()),
                Paragraph(_("Please fill in the form that comes with this letter:")),
                Bullets(
                    (
                        _("0 says that there was none; a blank cell says that the figure is not known;"),
                        _("months without a single case are named on a sheet of their own;"),
                        _("what each figure counts stands in the form; tell us where you count otherwise;"),
                        _("the form and the answer must contain no state secret."),
                    )
                ),
                SignatureBlock("", (Signature(request.from_agency.name, request.signatory),)),
            ),
        )  # fmt: skip


def _asked(requested: RequestedAgency) -> Table:
    rows = tuple(
        (
            str(number),
            line.indicator.name,
            word("counted", line.indicator.unit),
            _("single cases") if line.indicator.form == "event" else _("figures by month"),
            ", ".join(str(FIELD_NAMES[Field(name)]) for name in line.dimensions) or "–",
        )
        for number, line in enumerate(lines_for(requested), start=1)
    )
    return Table(
        _("Data asked for"),
        (
            Column("№", "end", 0.4),
            Column(_("Indicator"), width=3),
            Column(pgettext("column of a letter", "Counted"), width=1.8),
            Column(_("Form"), width=1.5),
            Column(_("Broken down by"), width=3),
        ),
        rows,
    )


def reminder(agency: Agency, found: Iterable[Owed], *, language: str, today: date) -> Document:
    """Return the letter that reminds an agency of what it owes; what it owes is listed by the day due."""
    listed = list(found)
    with override(language):
        senders = {one.to_agency.pk: one.to_agency for one in listed}
        overdue = sum(one.delivery.days_late > 0 for one in listed)
        blocks: list[Block] = [
            Paragraph(
                ngettext(
                    "We remind you of %(n)s report that is due; %(overdue)s of them overdue on %(date)s.",
                    "We remind you of %(n)s reports that are due; %(overdue)s of them overdue on %(date)s.",
                    len(listed),
                )
                % {"n": len(listed), "overdue": overdue, "date": f"{today:%d.%m.%Y}"}
            )
        ]
        if listed:
            blocks.append(_owed_table(listed))
        blocks.append(
            Paragraph(
                _(
                    "If there was not one case in a month, please report 0: a month without a report is taken "
                    "as not known."
                )
            )
        )
        blocks.append(SignatureBlock("", tuple(Signature(sender.name) for sender in senders.values())))
        return Document(
            title=_("Reminder of reports due"),
            subtitle=agency.name,
            issued_by=", ".join(sender.name for sender in senders.values()),
            issued_on=today,
            language=language,
            banner=_banner(agency),
            contents=False,
            blocks=tuple(blocks),
        )


def _owed_table(listed: list[Owed]) -> Table:
    rows = tuple(
        (
            one.title,
            months_in_words(one),
            f"{one.due:%d.%m.%Y}",
            str(one.delivery.days_late) if one.delivery.days_late else "–",
            _("%(known)s of %(asked)s") % {"known": one.known, "asked": one.asked},
        )
        for one in listed
    )
    return Table(
        _("Reports due"),
        (
            Column(_("What is reported"), width=3),
            Column(_("For"), width=2),
            Column(_("Due"), width=1.2),
            Column(_("Days late"), "end"),
            Column(_("Figures received"), "end", 1.3),
        ),
        rows,
    )


def months_in_words(one: Owed) -> str:
    """Return the months of a report: one month by its name, several as from and to."""
    if one.first == one.last:
        return month_heading(one.first)
    return f"{one.first.month:02d}.{one.first.year}–{one.last.month:02d}.{one.last.year}"
