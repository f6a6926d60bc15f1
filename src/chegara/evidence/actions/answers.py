"""Answers that come back: read from a letter's sheet, and applied to the imports they correct."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.evidence.actions import imports, questions
from chegara.evidence.answer_sheets import read_sheet
from chegara.evidence.methods.corrections import Correction
from chegara.evidence.models import Batch, BatchState, DiscrepancyLetter, Question, QuestionState
from chegara.evidence.settling import ancestors
from chegara.organisation.visibility import agencies_of
from chegara.pages.jobs import Reporting


@transaction.atomic
def bring_in(letter: DiscrepancyLetter, *, content: bytes, by: User) -> int:
    """Keep the answers of a letter's filled sheet, all or none; return how many there are.

    Raises:
        AnswerSheetError: the sheet can't be read; nothing of it is kept.
        QuestionRefusedError: a question was not sent, or is closed already.
    """
    answers = read_sheet(letter, content)
    if not answers:
        raise questions.QuestionRefusedError(_("The sheet holds no answer."))
    by_key = letter.questions.select_related("batch__owner_agency", "batch__compartment").in_bulk()
    number = 0
    for one in answers:
        question = by_key[one.question]
        if question.state == QuestionState.CLOSED:
            continue  # the same sheet, sent again with more rows filled in
        if question.state == QuestionState.ANSWERED:
            question.state = QuestionState.SENT  # a later sheet takes the place of an earlier one
        questions.answer(question, kind=one.kind, text=one.text, correction=one.correction, by=by)
        number += 1
    return number


def waiting_corrections(letter: DiscrepancyLetter) -> list[Question]:
    """Return the letter's answered questions whose corrections do not count yet."""
    answered = letter.questions.filter(state=QuestionState.ANSWERED).select_related("batch")
    return [question for question in answered if question.corrections]


def apply_answers(letter: DiscrepancyLetter, *, by: User, progress: Reporting | None = None) -> list[Batch]:
    """Bring in the answers' corrections as imports that replace those they are of, and read them.

    Nothing counts differently until somebody of the agency looks at the difference and confirms it.

    Raises:
        ImportRefusedError: the imports are not of the user's agency, or a later file took their place.
    """
    if letter.to_agency_id not in agencies_of(by):
        raise imports.ImportRefusedError(_("Only the agency whose file this is may do that."))
    of_batch: dict[int, list[Correction]] = {}
    batches: dict[int, Batch] = {}
    for question in waiting_corrections(letter):
        current = _current(question.batch)
        batches[current.pk] = current
        of_batch.setdefault(current.pk, []).append(Correction.from_json(question.corrections))
    if not batches:
        raise imports.ImportRefusedError(_("No answer of this letter waits to be applied."))
    source = _("Answer to letter %(number)s") % {"number": letter.number}
    staged = []
    for key, corrections in of_batch.items():
        corrected = imports.receive_corrections(batches[key], corrections=corrections, source=source, by=by)
        imports.stage(corrected, by=by, progress=progress)
        staged.append(corrected)
    return staged


def _current(batch: Batch) -> Batch:
    """Return the import of the same file that counts now."""
    if batch.state == BatchState.CONFIRMED:
        return batch
    found: Batch
    for found in Batch.objects.counting().filter(file=batch.file_id, owner_agency=batch.owner_agency_id):
        if batch.pk in ancestors(found):
            return found
    raise imports.ImportRefusedError(
        _("“%(name)s” does not count any more: the answer can't be applied to it.") % {"name": batch.name}
    )
