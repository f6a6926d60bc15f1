"""The answer to a person's request, as a paper."""

from __future__ import annotations

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from chegara.profiling.choices import DocumentField, RequestStep
from chegara.profiling.models import Check, RequestAct, SubjectRequest
from chegara.profiling.presenters.checks import shown_day
from chegara.profiling.report import DASH, document_of_agency
from chegara.reporting.blocks import (
    Block,
    Callout,
    Column,
    Document,
    Heading,
    Paragraph,
    Signature,
    SignatureBlock,
    Table,
)
from chegara.reporting.numbers import day as day_words


def answer_letter(asked: SubjectRequest, language: str) -> Document:
    """The answer: what was asked and found, what was done record by record and why, where to complain."""
    with translation.override(language):
        received = day_words(asked.received_on, language)
        acts = list(asked.acts.select_related("subject_check__point"))
        blocks: list[Block] = [
            Table(
                _("Request"), (Column(_("Point")), Column(_("Content"), width=2.5)),
                (
                    (_("What is asked"), f"{asked.get_kind_display()}: {asked.about}"),
                    (_("Incoming number, received"), _and(asked.reference, received)),
                    (_("To be answered by"), day_words(asked.due_on, language)),
                    (_("Decision"), str(asked.get_decision_display())),
                ),
            ),
            Heading(_("Answer"), level=2, numbered=False),
            *(Paragraph(line) for line in asked.answer.splitlines() if line.strip()),
        ]  # fmt: skip
        if acts:
            blocks.append(_acts(acts))
        told = {one.subject_check_id: one.subject_check for one in acts if one.step == RequestStep.TOLD}
        blocks += [_held(check, language) for check in told.values() if check is not None]
        blocks += [
            Callout(_("If you do not agree"), asked.remedy),
            SignatureBlock(_("Decided by a person"), (Signature(_("Official"), str(asked.answered_by)),)),
        ]
        return document_of_agency(
            asked.owner_agency, _("Answer to a request of a person"), blocks, language,
            subtitle=f"№ {asked.reference}", marking=asked.marking,
        )  # fmt: skip


def _and(*parts: str) -> str:
    return ", ".join(filter(None, parts))


def _done(act: RequestAct) -> str:
    return _and(str(act.get_step_display()), str(act.get_field_display()) if act.field else "")


def _acts(acts: list[RequestAct]) -> Block:
    rows = tuple((one.told, _done(one), one.reason) for one in acts)
    return Table(
        _("What was done, record by record"),
        (Column(_("Record"), width=1.5), Column(_("What was done"), width=1.2), Column(_("Why"), width=2)),
        rows,
    )


def held_fields(check: Check) -> list[tuple[str, str]]:
    """What a check holds of the document, in words."""
    return [
        (str(field.label), shown_day(check.document[field.value]))
        for field in DocumentField
        if check.document.get(field.value)
    ]


def _held(check: Check, language: str) -> Block:
    """What a check holds on the person, as they may know it."""
    how = (
        _("drawn at random") if check.random_arm else _("by facts that a risk profile names")
        if check.selected else _("not selected: checked as everybody is")
    )  # fmt: skip
    given = [
        f"{one.to_state}, {day_words(timezone.localdate(one.at), language)}"
        for one in check.transfers.select_related("to_state")
    ]
    rows = [
        *held_fields(check),
        (_("Purpose, legal basis"), f"{check.get_purpose_display()}; {check.legal_basis}"),
        (_("Why selected"), how),
        (_("Decision"), str(check.get_decision_display() or DASH)),
        (_("Outcome"), str(check.get_outcome_display() or DASH)),
        (_("Given to other states"), "; ".join(given) or _("no")),
        (_("Kept until"), day_words(check.personal_until, language)),
    ]  # fmt: skip
    title = _("Check %(number)s, %(day)s, %(point)s") % {
        "number": check, "day": day_words(timezone.localdate(check.at), language), "point": check.point,
    }  # fmt: skip
    return Table(title, (Column(_("Point")), Column(_("Content"), width=2)), tuple(rows))
