"""Asking agencies about what they reported: questions, the letters they are put in, and their answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.audit.actions import record as audit
from chegara.evidence.asking import Proposal
from chegara.evidence.methods.corrections import Correction
from chegara.evidence.models import (
    QUESTION_TRANSITIONS,
    AnswerKind,
    Batch,
    DiscrepancyLetter,
    Indicator,
    Question,
    QuestionKind,
    QuestionState,
    Record,
)
from chegara.evidence.settling import changed_since
from chegara.organisation.models import Agency
from chegara.organisation.visibility import agencies_of

# An answer of these kinds changes a row, so that it is settled only when the corrected rows count.
CHANGING = {AnswerKind.CORRECTED, AnswerKind.REMOVE}


class QuestionRefusedError(Exception):
    """The step is not possible; the message tells the user why and what to do."""


def _move(question: Question, to: QuestionState) -> None:
    if to not in QUESTION_TRANSITIONS[question.state]:
        raise QuestionRefusedError(
            _("This question is “%(state)s”, so this step is not possible now.")
            % {"state": question.get_state_display()}
        )
    question.state = to


def _audit(question: Question, action: str, by: User, *, reason: str = "", **after: Any) -> None:
    """Keep an entry: with the agency that asks until the question is sent, then with that which is asked."""
    batch = question.batch
    agency = question.asked_by if question.state == QuestionState.OPEN else batch.owner_agency
    audit(
        by=by, action=f"evidence.{action}", on=question, reason=reason, agency=agency.code,
        compartment=batch.compartment.code if batch.compartment else "",
        after={"state": question.state, "import": batch.pk, "row": question.row} | after,
    )  # fmt: skip


@transaction.atomic
def ask(
    batch: Batch,
    *,
    asked_by: Agency,
    kind: QuestionKind | str,
    text: str,
    by: User,
    says: str = "",
    key: str = "",
    record: Record | None = None,
    indicator: Indicator | None = None,
    months: tuple[date, date] | None = None,
    sheet: str = "",
    row: int = 0,
    column: int = 0,
) -> Question:
    """Put a question on the list of those to be sent; one that stands there already is returned as it is.

    `key` tells questions of one source apart, such as a problem of the import's. `text` and `says` go to the
    agency whose import it is.

    Raises:
        QuestionRefusedError: the user is not of the asking agency, may not see the import, or asks nothing;
            or the import was never confirmed.
    """
    if asked_by.pk not in agencies_of(by) or not Batch.objects.visible_to(by).filter(pk=batch.pk):
        raise QuestionRefusedError(_("You ask in the name of your own agency, about what you may see."))
    if not text.strip():
        raise QuestionRefusedError(_("Write the question."))
    if batch.confirmed_at is None:
        raise QuestionRefusedError(_("This import was never confirmed: its rows may still change."))
    if record is not None:
        sheet, row, column = record.sheet, record.row, record.column
        indicator = record.indicator
    stored = (
        Question.objects.filter(
            batch=batch, asked_by=asked_by, kind=kind, key=key, sheet=sheet, row=row, column=column,
            first_month=months[0] if months else None, text=text,
        )
        .exclude(state=QuestionState.CLOSED).first()
    )  # fmt: skip
    if stored:
        return stored
    question = Question(
        batch=batch, record=record, asked_by=asked_by, kind=kind, key=key, text=text, says=says,
        indicator=indicator, sheet=sheet, row=row, column=column, by=by,
        first_month=months[0] if months else None, last_month=months[1] if months else None,
    )  # fmt: skip
    question.save()
    _audit(question, "question_asked", by, text=text)
    return question


@transaction.atomic
def write_letter(
    questions: Iterable[Question],
    *,
    from_agency: Agency,
    to_agency: Agency,
    deadline: date,
    language: str,
    by: User,
    signatory: str = "",
) -> DiscrepancyLetter:
    """Put open questions to one agency into a letter.

    Raises:
        QuestionRefusedError: there is none, one is not this agency's to ask or to answer, or the deadline
            has passed.
    """
    questions = list(questions)
    if not questions:
        raise QuestionRefusedError(_("Choose at least one question."))
    if from_agency.pk not in agencies_of(by):
        raise QuestionRefusedError(_("You write in the name of your own agency."))
    if deadline < timezone.localdate():
        raise QuestionRefusedError(_("The deadline has passed already."))
    letter = DiscrepancyLetter(
        country=to_agency.country, from_agency=from_agency, to_agency=to_agency, deadline=deadline,
        language=language, signatory=signatory, by=by,
    )  # fmt: skip
    letter.save()
    for question in questions:
        if question.asked_by_id != from_agency.pk or question.batch.owner_agency_id != to_agency.pk:
            raise QuestionRefusedError(_("A letter holds one agency's questions to one other."))
        if question.state != QuestionState.OPEN:
            raise QuestionRefusedError(_("Only questions that are still to be sent go into a letter."))
        question.letter = letter
        question.save(update_fields=["letter"])
    audit(
        by=by, action="evidence.letter_written", on=letter, agency=from_agency.code,
        after={"to": to_agency.code, "questions": len(questions), "deadline": str(deadline)},
    )  # fmt: skip
    return letter


@transaction.atomic
def ask_in_letter(
    noted: Iterable[Question], picked: Iterable[tuple[Proposal, str]], *, from_agency: Agency, by: User,
    **letter: Any,
) -> DiscrepancyLetter:  # fmt: skip
    """Put noted questions and picked proposals, each with its wording, into a letter; see `write_letter`."""
    asked = list(noted)
    for proposal, text in picked:
        asked.append(
            ask(
                proposal.batch,
                asked_by=from_agency,
                kind=proposal.kind,
                text=text,
                says=proposal.says,
                by=by,
                key=proposal.key,
                record=proposal.record,
                indicator=proposal.indicator,
                months=proposal.months,
                sheet=proposal.sheet,
                row=proposal.row,
                column=proposal.column,
            )
        )
    return write_letter(asked, from_agency=from_agency, by=by, **letter)


@transaction.atomic
def send_letter(letter: DiscrepancyLetter, *, number: str, by: User) -> None:
    """Give a letter its number: from now on it is sent, and the agency that is asked sees its questions."""
    if letter.from_agency_id not in agencies_of(by):
        raise QuestionRefusedError(_("You write in the name of your own agency."))
    if letter.sent_at:
        raise QuestionRefusedError(_("This letter was sent already."))
    if not number.strip():
        raise QuestionRefusedError(_("Give the number under which the letter was registered."))
    letter.number, letter.sent_at = number, timezone.now()
    letter.save(update_fields=["number", "sent_at"])
    for question in letter.questions.all():
        _move(question, QuestionState.SENT)
        question.save(update_fields=["state"])
        _audit(question, "question_sent", by, letter=number)
    audit(
        by=by, action="evidence.letter_sent", on=letter, agency=letter.from_agency.code,
        after={"number": number},
    )  # fmt: skip


@transaction.atomic
def answer(
    question: Question,
    *,
    kind: AnswerKind | str,
    by: User,
    text: str = "",
    correction: Correction | None = None,
) -> None:
    """Keep an agency's answer; one that changes nothing settles the question at once.

    Either side may bring in the answer: the letter comes back on paper too.

    Raises:
        QuestionRefusedError: the question was not sent, or a correction says nothing new.
    """
    _require_party(question, by)
    if kind == AnswerKind.CORRECTED and correction is None:
        raise QuestionRefusedError(_("The answer says “corrected” and gives no corrected value."))
    _move(question, QuestionState.ANSWERED)
    question.answer, question.answer_text, question.answered_at = kind, text, timezone.now()
    question.corrections = {}
    if kind in CHANGING:
        found = correction or Correction(question.sheet, question.row, question.column, remove=True)
        question.corrections = found.as_json()
    else:
        _move(question, QuestionState.CLOSED)
        question.closed_at = timezone.now()
    question.save()
    _audit(question, "question_answered", by, answer=str(kind), corrections=question.corrections)


@transaction.atomic
def close(question: Question, *, reason: str, by: User) -> None:
    """Close a question without a correction, such as one that was settled by telephone."""
    if question.asked_by_id not in agencies_of(by):
        raise QuestionRefusedError(_("Only the agency that asks may do that."))
    _move(question, QuestionState.CLOSED)
    question.closed_at = timezone.now()
    question.save(update_fields=["state", "closed_at"])
    _audit(question, "question_closed", by, reason=reason)


def _require_party(question: Question, by: User) -> None:
    own = set(agencies_of(by))
    parties = {question.asked_by_id, question.batch.owner_agency_id}
    if not own & parties or not Question.objects.visible_to(by).filter(pk=question.pk).exists():
        raise QuestionRefusedError(_("There is nothing here that you may see."))


# --- what imports settle ----------------------------------------------------------------------------------


def settle(batch: Batch, *, by: User) -> int:
    """Close the questions that a corrected import settles, at the moment at which it counts."""
    settled = 0
    for question in changed_since(batch):
        _move(question, QuestionState.CLOSED)
        question.closed_at, question.closed_by_import = timezone.now(), batch
        question.answered_at = question.answered_at or question.closed_at
        question.save(update_fields=["state", "closed_at", "closed_by_import", "answered_at"])
        _audit(question, "question_settled", by, settled_by=batch.pk)
        settled += 1
    return settled


def unsettle(batch: Batch, *, by: User) -> None:
    """Open the questions again that an import settled, since its rows do not count any more."""
    for question in Question.objects.filter(closed_by_import=batch).select_related("batch"):
        answered = bool(question.answer)
        _move(question, QuestionState.ANSWERED if answered else QuestionState.SENT)
        question.closed_at, question.closed_by_import = None, None
        if not answered:
            question.answered_at = None
        question.save(update_fields=["state", "closed_at", "closed_by_import", "answered_at"])
        _audit(question, "question_opened_again", by)
