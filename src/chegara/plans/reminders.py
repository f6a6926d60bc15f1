"""The letter that reminds an agency of measures that are overdue or soon due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chegara.accounts.models import Marking, User
from chegara.accounts.words import marking_words
from chegara.organisation.models import Agency
from chegara.organisation.visibility import AgencyViewer
from chegara.plans.methods.due import TaskKind
from chegara.plans.models import Measure
from chegara.plans.presenters import TASKS
from chegara.plans.queries import MeasureTask, tasks_for
from chegara.reporting.blocks import Block, Column, Document, Paragraph, Signature, SignatureBlock, Table
from chegara.reporting.numbers import day


def reminded_of(agency: Agency, by: User, today: date) -> list[MeasureTask]:
    """Return an agency's own tasks that both the writer and the whole agency may know of, the earliest first.

    A measure that only some of the agency's people may know of is in no letter to it.
    """
    known = Measure.objects.visible_to(AgencyViewer(agency, Marking(by.clearance)))
    may = set(known.values_list("pk", flat=True))
    return [
        each
        for each in tasks_for(by, today, [agency.pk])
        if each.measure.pk in may and agency.pk in {whose.pk for whose in each.agencies}
    ]


def agencies_reminded(by: User, today: date) -> list[tuple[Agency, int]]:
    """Return the agencies with something overdue, and how much of it, as the writer may see it."""
    found: dict[int, tuple[Agency, int]] = {}
    for each in tasks_for(by, today):
        if each.task.kind == TaskKind.OVERDUE:
            for agency in each.agencies:
                found[agency.pk] = (agency, found.get(agency.pk, (agency, 0))[1] + 1)
    return sorted(found.values(), key=lambda pair: pair[0].code)


def reminder(
    agency: Agency, tasks: Sequence[MeasureTask], *, from_agency: Agency, language: str, today: date
) -> Document:
    """Return the letter, with what is overdue first and what comes next below it."""
    with translation.override(language):
        late = [each for each in tasks if each.task.due < today]
        ahead = [each for each in tasks if each.task.due >= today]
        overdue = sum(each.task.kind == TaskKind.OVERDUE for each in late)
        blocks: list[Block] = [
            Paragraph(_("To: %(agency)s") % {"agency": agency.name}),
            Paragraph(_("Outgoing No. ________, copy No. ____")),
            Paragraph(
                ngettext(
                    "As of %(day)s, %(n)s measure that your agency leads is overdue.",
                    "As of %(day)s, %(n)s measures that your agency leads are overdue.", overdue,
                )
                % {"day": day(today, language), "n": overdue}
            ),
        ]  # fmt: skip
        if late:
            blocks.append(_table(_("What is late"), late, today))
        if ahead:
            blocks.append(_table(_("What is due next"), ahead, today))
        blocks += [
            Paragraph(
                _("Please report on each of them: what was done, by when the rest will be done, and what stands in the way. If a deadline can't be kept, propose a change of the plan with its reason.")  # noqa: E501 - as the translator gets it
            ),
            SignatureBlock(_("Signed"), (Signature(from_agency.name),)),
        ]  # fmt: skip
        official = any(each.measure.marking == Marking.OFFICIAL_USE for each in tasks)
        country = agency.country
        return Document(
            title=_("Reminder of measures of the action plan"),
            subtitle=agency.name,
            issued_by=from_agency.name,
            issued_on=today,
            language=language,
            marking=marking_words(Marking.OFFICIAL_USE if official else Marking.OPEN, language),
            banner=_("Invented data: %(name)s does not exist.") % {"name": country.name}
            if country.invented
            else "",
            contents=False,
            blocks=tuple(blocks),
        )


def _table(caption: str, tasks: Sequence[MeasureTask], today: date) -> Table:
    return Table(
        caption,
        (
            Column(_("Code"), width=1.3), Column(_("Measure"), width=3.5), Column(_("Task"), width=1.6),
            Column(_("Due"), width=1.2), Column(_("Days late"), "end", 0.9), Column(_("Answer"), width=2),
        ),
        tuple(
            (
                each.measure.code, each.measure.title, str(TASKS[each.task.kind]),
                f"{each.task.due:%d.%m.%Y}",
                str((today - each.task.due).days) if each.task.due < today else "", "",
            )
            for each in tasks
        ),
    )  # fmt: skip
