"""The papers that make an assessment official: order, protocol, instructions, execution, tactical extract."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chegara.accounts.words import marking_words
from chegara.common.periods import CalendarPeriod
from chegara.elicitation.models import Expert
from chegara.organisation.models import Agency, BorderSection
from chegara.organisation.presenters import invented_banner
from chegara.organisation.visibility import Viewer
from chegara.reporting.blocks import (
    Block,
    Bullets,
    Column,
    Document,
    Heading,
    Paragraph,
    Signature,
    SignatureBlock,
    Table,
)
from chegara.reporting.numbers import day
from chegara.risk.models import Assessment, Instruction, Meeting
from chegara.risk.queries import levels_of, panel_of
from chegara.risk.report.chapters import chapters
from chegara.risk.words import level_name

DASH = "–"


def _document(
    assessment: Assessment, title: str, blocks: Iterable[Block], language: str, *, subtitle: str = ""
) -> Document:
    return Document(
        title=title,
        subtitle=subtitle or assessment.title,
        issued_by=assessment.owner_agency.name,
        issued_on=timezone.localdate(),
        language=language,
        marking=marking_words(assessment.marking, language),
        banner=invented_banner(assessment.country),
        contents=False,
        blocks=tuple(blocks),
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def order(assessment: Assessment, language: str) -> Document:
    """Return the order that creates the working group; number and date are left to be written if unknown."""
    with translation.override(language):
        number = assessment.order_number or "________"
        when = day(assessment.order_date, language) if assessment.order_date else "________"
        panel = panel_of(assessment)
        experts: Sequence[Expert] = list(panel.experts.select_related("user", "agency")) if panel else []
        members = Table(
            _("Members of the working group"),
            (Column(_("Agency"), width=2), Column(_("Expert"), width=2)),
            tuple((expert.agency.name, expert.user.full_name) for expert in experts)
            or tuple((one.agency.name, DASH) for one in assessment.participations.select_related("agency")),
        )
        tasks = (
            _("state the main risks at the border of %(country)s, with levels, by the evidence of %(year)s;")
            % {"country": assessment.country.name, "year": assessment.year},
            _("give an outlook for %(year)s;") % {"year": assessment.year + 1},
            _("propose measures for prevention and elimination, and the resources that they need;"),
            _("record each agency's position, dissenting opinions included."),
        )
        blocks: list[Block] = [
            Paragraph(_("No. %(number)s of %(date)s") % {"number": number, "date": when}),
            Heading(_("On the joint working group on risk analysis"), numbered=False),
            Paragraph(_("The working group is created of the agencies named below. It shall:")),
            Bullets(tasks, ordered=True),
            members,
            SignatureBlock(
                _("Signed"), (Signature(assessment.order_signatory or assessment.owner_agency.name),)
            ),
        ]
        return _document(assessment, _("Order"), blocks, language)


def analysis(assessment: Assessment, viewer: Viewer, language: str) -> Document:
    """Return the assessment by itself: main risks, sheets, outlook, method, signatures."""
    with translation.override(language):
        parts = chapters(assessment, viewer, language)
        signing = tuple(
            Signature(one.agency.name) for one in assessment.participations.select_related("agency")
        )
        blocks: list[Block] = [
            Heading(_("Summary")), *parts.summary, *parts.risks, *parts.harm, *parts.outlook, *parts.measures,
            *parts.choice, *parts.method,
            SignatureBlock(_("Agreed"), signing),
        ]  # fmt: skip
        if assessment.approving_office:
            blocks.append(SignatureBlock(_("Approved"), (Signature(assessment.approving_office),)))
        return replace(
            _document(assessment, assessment.title, blocks, language, subtitle=assessment.country.name),
            contents=True,
        )


def protocol(meeting: Meeting, language: str) -> Document:
    """Return the protocol of a session, with attendance and decisions."""
    with translation.override(language):
        assessment = meeting.assessment
        blocks: list[Block] = [
            Paragraph(f"{meeting.place}, {day(meeting.held_on, language)}"),
            Paragraph(_("Chaired by: %(name)s") % {"name": meeting.chair}),
            Heading(_("Present"), 2, numbered=False),
            Bullets(_lines(meeting.attendance)),
            Heading(_("Agenda"), 2, numbered=False),
            Bullets(_lines(meeting.agenda), ordered=True),
            Heading(_("Resolved"), 2, numbered=False),
            Bullets(_lines(meeting.decisions), ordered=True),
            SignatureBlock(
                _("Signed"),
                tuple(
                    Signature(office, name)
                    for office, name in (
                        (_("Chair"), meeting.chair), (_("Secretary"), meeting.secretary),
                    )
                    if name
                ),
            ),
        ]  # fmt: skip
        return _document(
            assessment, _("Protocol No. %(number)s") % {"number": meeting.number}, blocks, language
        )


def instruction_letter(assessment: Assessment, agency: Agency, language: str) -> Document:
    """Return the letter with an agency's instructions."""
    with translation.override(language):
        found = list(assessment.instructions.filter(agency=agency))
        rows = tuple(
            (str(place), one.text, day(one.deadline, language)) for place, one in enumerate(found, start=1)
        )
        numbers = ", ".join(dict.fromkeys(one.outgoing_number for one in found if one.outgoing_number))
        blocks: list[Block] = [
            Paragraph(_("To: %(agency)s") % {"agency": agency.name}),
            Paragraph(_("Outgoing No. %(number)s, copy No. ____") % {"number": numbers or "________"}),
            Table(
                _("Instructions"),
                (
                    Column(pgettext("heading above numbers of rows", "No."), width=0.4),
                    Column(_("Instruction"), width=4),
                    Column(_("Deadline")),
                ),
                rows or ((DASH, _("No instruction yet."), DASH),),
            ),
            SignatureBlock(
                _("Approved"), (Signature(assessment.approving_office or assessment.owner_agency.name),)
            ),
        ]
        return _document(assessment, _("Instructions that follow from the risk analysis"), blocks, language)


def execution_report(
    assessment: Assessment, language: str, *, today: date, quarter: CalendarPeriod | None = None
) -> Document:
    """Return the report on the execution of instructions as of a day, agency by agency.

    With a quarter it tells what stood at its end: instructions given by then and not executed before it began;
    what was reported later is left out.
    """
    on = min(quarter.last.last_day, today) if quarter else today
    with translation.override(language):
        given = assessment.instructions.select_related("agency").filter(given_on__lte=on)
        found = [
            one for one in given.order_by("agency__code", "deadline")
            if quarter is None or not _executed(one, quarter.first.first_day - timedelta(days=1))
        ]  # fmt: skip
        done = sum(_executed(one, on) for one in found)
        late = sum(not _executed(one, on) and one.deadline < on for one in found)
        rows = tuple(
            (
                one.agency.short, one.text, day(one.deadline, language), execution_word(one, on),
                (one.report if one.reported_on and one.reported_on <= on else "") or DASH,
            )
            for one in found
        )  # fmt: skip
        blocks: list[Block] = [
            Paragraph(
                _("As of %(date)s: %(all)s instructions, %(done)s executed, %(late)s overdue.")
                % {"date": day(on, language), "all": len(found), "done": done, "late": late}
            ),
            Table(
                _("Instructions and their execution"),
                (
                    Column(_("Agency")), Column(_("Instruction"), width=3), Column(_("Deadline")),
                    Column(_("State")), Column(_("Report"), width=3),
                ),
                rows or ((DASH, _("No instruction yet."), DASH, DASH, DASH),),
            ),
        ]  # fmt: skip
        title = _("Report on the execution of instructions")
        if quarter:
            title = _("Report on the execution of instructions, %(quarter)s") % {
                "quarter": quarter_words(quarter)
            }
        return _document(assessment, title, blocks, language)


def quarter_words(quarter: CalendarPeriod) -> str:
    """Return a quarter as papers write it: quarter I of 2026."""
    number = (quarter.first.month - 1) // 3
    return _("quarter %(number)s of %(year)s") % {
        "number": ("I", "II", "III", "IV")[number], "year": quarter.first.year,
    }  # fmt: skip


def _executed(instruction: Instruction, on: date) -> bool:
    """Tell whether an instruction was reported as executed by a day."""
    return instruction.done and instruction.reported_on is not None and instruction.reported_on <= on


def execution_word(instruction: Instruction, on: date) -> str:
    """Return how far an instruction is on a day."""
    if _executed(instruction, on):
        return _("executed")
    return _("overdue") if instruction.deadline < on else _("in progress")


def tactical_extract(assessment: Assessment, section: BorderSection, language: str) -> Document:
    """Return one page for the people on a section: where, which hours, what to look for."""
    with translation.override(language):
        scale = assessment.scale
        here = [one for one in levels_of(assessment) if section in one.risk.sections.all()]
        here.sort(key=lambda one: -(one.level or 0))
        rows = tuple(
            (
                f"R{one.risk.number} {one.risk.title}", level_name(scale, one.level), one.risk.where or DASH,
                one.risk.when or DASH, one.risk.look_for or DASH,
            )
            for one in here
        )  # fmt: skip
        blocks: list[Block] = [
            Table(
                _("Risks of the section in %(year)s") % {"year": assessment.year + 1},
                (
                    Column(_("Risk"), width=2), Column(_("Level")), Column(_("Where"), width=2),
                    Column(_("When"), width=2), Column(_("What to look for"), width=3),
                ),
                rows or ((_("No risk of the assessment names this section."), DASH, DASH, DASH, DASH),),
            ),
            Paragraph(
                _(
                    "A risk is a reason to look, and no suspicion of a person: "
                    "who is checked is decided by what is seen and by law."
                )
            ),
        ]  # fmt: skip
        return _document(
            assessment, _("Tactical extract: %(section)s") % {"section": section}, blocks, language
        )
