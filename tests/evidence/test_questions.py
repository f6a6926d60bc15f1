"""Asking an agency about its rows, and its answer coming back as a correction."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone, translation
from tests import factories
from tests.evidence.test_doubles_counting import pair, rows
from tests.factories import events_csv
from tests.pages.addresses import unpacked

from chegara.accounts.models import User
from chegara.audit.models import AuditEntry
from chegara.evidence.actions import answers, doubles, imports, questions
from chegara.evidence.answer_sheets import (
    ANSWER,
    HEADINGS_ROW,
    QUANTITY,
    START,
    UNIT,
    AnswerSheetError,
    write_sheet,
)
from chegara.evidence.asking import Asking, neutral_question, question_for
from chegara.evidence.files import path_of
from chegara.evidence.methods.corrections import Correction
from chegara.evidence.methods.doubles.search import Candidate, Found, Reason
from chegara.evidence.models import (
    AnswerKind,
    Batch,
    BatchState,
    DiscrepancyLetter,
    DoubleCandidate,
    Question,
    QuestionKind,
    QuestionState,
    Record,
)
from chegara.evidence.report.letter import letter_document
from chegara.organisation.models import Agency, State
from chegara.reporting.render import render

pytestmark = pytest.mark.django_db
DEADLINE = timezone.localdate() + timedelta(days=14)


@dataclass
class Desk:
    """The border service asks, customs answer; customs' import is released to all, the border's is not."""

    state: State
    border: Agency
    customs: Agency
    asker: User
    answerer: User
    own: Batch
    asked: Batch

    @property
    def rows(self) -> list[Record]:
        return list(Record.objects.filter(batch=self.asked).order_by("pk"))

    def ask(self, record: Record, text: str = "Is it so?") -> Question:
        return questions.ask(
            record.batch,
            asked_by=self.border,
            kind=QuestionKind.UNIT,
            text=text,
            record=record,
            by=self.asker,
        )

    def letter(self, *asked: Question, number: str = "17/2") -> DiscrepancyLetter:
        letter = questions.write_letter(
            asked, from_agency=self.border, to_agency=self.customs, deadline=DEADLINE, language="en",
            by=self.asker,
        )  # fmt: skip
        if number:
            questions.send_letter(letter, number=number, by=self.asker)
        return letter


@pytest.fixture
def desk() -> Desk:
    state = factories.make_state()
    border, customs = (factories.make_agency(state, code=f"XA-{name}") for name in ("BOR", "CUS"))
    asker, answerer = (
        factories.make_user(name, agency=agency)
        for name, agency in (("asker", border), ("answerer", customs))
    )
    own = factories.make_batch(events_csv(rows(0)), by=asker, agency=border, name="border-secret.csv")
    asked = factories.make_batch(
        events_csv(rows(1)), by=answerer, agency=customs, name="customs.csv",
        releases=[factories.make_release(customs, to_all=True)],
    )  # fmt: skip
    return Desk(state, border, customs, asker, answerer, own, asked)


def filled(letter: DiscrepancyLetter, *given: dict[int, Any]) -> bytes:
    """Fill a letter's answer sheet: for each question the cells by column."""
    book = openpyxl.load_workbook(
        io.BytesIO(write_sheet(letter, list(letter.questions.select_related("batch"))))
    )
    for number, cells in enumerate(given, start=HEADINGS_ROW + 1):
        for column, value in cells.items():
            book.worksheets[0].cell(number, column, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def state_of(question: Question) -> str:
    return Question.objects.get(pk=question.pk).state


# --- from question to correction --------------------------------------------------------------------------


def test_a_letter_s_answer_brought_back_closes_its_questions_and_corrects_the_rows(desk: Desk):
    wrong, right, gone = (desk.ask(record) for record in desk.rows[:3])
    letter = desk.letter(wrong, right, gone)
    sheet = filled(
        letter,
        {ANSWER: "Corrected as below", QUANTITY: "100,5", UNIT: "г"},
        {ANSWER: "It is right as it stands"},
        {ANSWER: "remove"},
    )

    assert answers.bring_in(letter, content=sheet, by=desk.answerer) == 3
    assert [state_of(one) for one in (wrong, right, gone)] == ["answered", "closed", "answered"]
    [corrected] = answers.apply_answers(letter, by=desk.answerer)
    imports.confirm(corrected, by=desk.answerer)

    assert {state_of(one) for one in (wrong, right, gone)} == {QuestionState.CLOSED}
    found = list(Record.objects.filter(batch=corrected).order_by("pk"))
    assert [(one.quantity, one.unit) for one in found] == [(100.5, "g"), (101, "kg"), (103, "kg")]
    assert found[0].base_quantity == 0.1005


def test_what_was_sent_first_is_kept(desk: Desk):
    letter = desk.letter(desk.ask(desk.rows[0]))
    answers.bring_in(letter, content=filled(letter, {ANSWER: "corrected", QUANTITY: 5}), by=desk.answerer)
    [corrected] = answers.apply_answers(letter, by=desk.answerer)

    assert (corrected.replaces, corrected.file) == (desk.asked, desk.asked.file)
    assert path_of(corrected.file.sha256).read_bytes() == events_csv(rows(1))
    assert Record.objects.get(batch=desk.asked, row=2).quantity == 100
    entry = AuditEntry.objects.get(action="evidence.corrections_received")
    assert entry.after["corrections"] == [{"sheet": "", "row": 2, "column": 5, "quantity": 5.0}]


def test_nothing_counts_differently_before_the_agency_confirms(desk: Desk):
    letter = desk.letter(desk.ask(desk.rows[0]))
    answers.bring_in(letter, content=filled(letter, {ANSWER: "remove"}), by=desk.answerer)

    [corrected] = answers.apply_answers(letter, by=desk.answerer)

    assert corrected.state == BatchState.STAGED
    assert Batch.objects.get(pk=desk.asked.pk).state == BatchState.CONFIRMED


def test_only_the_agency_itself_changes_its_rows(desk: Desk):
    letter = desk.letter(desk.ask(desk.rows[0]))
    answers.bring_in(letter, content=filled(letter, {ANSWER: "remove"}), by=desk.asker)

    with pytest.raises(imports.ImportRefusedError, match="Only the agency whose file this is"):
        answers.apply_answers(letter, by=desk.asker)


def test_a_question_opens_again_when_the_correction_is_undone(desk: Desk):
    question = desk.ask(desk.rows[0])
    letter = desk.letter(question)
    answers.bring_in(letter, content=filled(letter, {ANSWER: "remove"}), by=desk.answerer)
    [corrected] = answers.apply_answers(letter, by=desk.answerer)
    imports.confirm(corrected, by=desk.answerer)

    imports.undo(Batch.objects.get(pk=corrected.pk), by=desk.answerer, reason="a mistake")

    assert state_of(question) == QuestionState.ANSWERED
    imports.confirm(Batch.objects.get(pk=corrected.pk), by=desk.answerer)
    assert state_of(question) == QuestionState.CLOSED


def test_a_corrected_file_closes_the_questions_about_the_rows_that_it_changes(desk: Desk):
    changed, unchanged = (desk.ask(record) for record in desk.rows[:2])
    desk.letter(changed, unchanged)
    content = rows(1)
    content[0] = (*content[0][:4], 7, "g", "", "")

    batch = factories.make_batch(
        events_csv(content), by=desk.answerer, agency=desk.customs, replaces=desk.asked
    )

    assert (state_of(changed), state_of(unchanged)) == (QuestionState.CLOSED, QuestionState.SENT)
    assert Question.objects.get(pk=changed.pk).closed_by_import == batch


def test_corrections_are_added_to_those_of_an_earlier_answer(desk: Desk):
    first, second = (desk.letter(desk.ask(record), number=str(n)) for n, record in enumerate(desk.rows[:2]))
    for letter, quantity in ((first, 5), (second, 6)):
        content = filled(letter, {ANSWER: "corrected", QUANTITY: quantity})
        answers.bring_in(letter, content=content, by=desk.answerer)
        [corrected] = answers.apply_answers(letter, by=desk.answerer)
        imports.confirm(corrected, by=desk.answerer)

    counting = Record.objects.filter(batch__owner_agency=desk.customs).counting().order_by("pk")
    assert [record.quantity for record in counting] == [5, 6, 102, 103]


def test_a_decided_double_stays_one_when_an_answer_corrects_it(desk: Desk):
    border = Record.objects.filter(batch=desk.own).first()
    doubles.decide_double(
        pair(border, desk.rows[0]), same=True, reason="a test", by=desk.asker, leading=desk.rows[0]
    )
    letter = desk.letter(desk.ask(desk.rows[0]))
    answers.bring_in(letter, content=filled(letter, {ANSWER: "corrected", UNIT: "g"}), by=desk.answerer)
    [corrected] = answers.apply_answers(letter, by=desk.answerer)

    imports.confirm(corrected, by=desk.answerer)

    new = Record.objects.get(batch=corrected, row=2)
    assert (new.quantity, new.unit) == (100, "g")
    decided = doubles.DecidedDoubles(desk.state, desk.asker)
    assert new.pk in decided.group_of(border.pk)
    assert len(decided.left_out()) == 1


# --- sheets that are refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({ANSWER: "perhaps"}, "row 5, column 7 (G): choose one of the answers of the list"),
        ({ANSWER: "corrected"}, "row 5, column 7 (G): the answer says “corrected”"),
        ({ANSWER: "right", QUANTITY: 5}, "row 5, column 7 (G): a corrected value is given"),
        ({ANSWER: "corrected", QUANTITY: "five"}, "row 5, column 10 (J): this is not a number"),
        ({ANSWER: "corrected", QUANTITY: -5}, "row 5, column 10 (J): this is not a number"),
        ({ANSWER: "corrected", START: "31.02.2025"}, "row 5, column 8 (H): this is not a date"),
        ({ANSWER: "corrected", UNIT: "bushel"}, "row 5, column 11 (K): nobody knows this unit"),
        ({1: 999, ANSWER: "right"}, "row 5, column 1 (A): the letter has no question"),
    ],
    ids=["unknown answer", "no value", "value without correction", "words", "negative", "no such day",
         "unknown unit", "another question"],
)  # fmt: skip
def test_a_cell_that_cannot_be_read_is_named_and_nothing_is_kept(
    cells: dict[int, Any], expected: str, desk: Desk
):
    bad, good = (desk.ask(record) for record in desk.rows[:2])
    letter = desk.letter(bad, good)

    with pytest.raises(AnswerSheetError) as refusal:
        answers.bring_in(letter, content=filled(letter, cells, {ANSWER: "right"}), by=desk.answerer)

    assert expected in str(refusal.value)
    assert {state_of(bad), state_of(good)} == {QuestionState.SENT}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not an xlsx workbook"),
        (b"PK\x03\x04 nothing", "breaks off"),
        (b"a;b\n1;2", "not an xlsx workbook"),
    ],
    ids=["empty", "torn", "csv"],
)
def test_what_is_no_answer_sheet_is_refused(content: bytes, why: str, desk: Desk):
    with pytest.raises(AnswerSheetError, match=why):
        answers.bring_in(desk.letter(desk.ask(desk.rows[0])), content=content, by=desk.answerer)


def test_the_sheet_of_another_letter_is_refused(desk: Desk):
    one, other = (desk.letter(desk.ask(record), number=str(n)) for n, record in enumerate(desk.rows[:2]))

    with pytest.raises(AnswerSheetError, match="not the answer sheet of this letter"):
        answers.bring_in(one, content=filled(other, {ANSWER: "right"}), by=desk.answerer)


def test_a_text_that_begins_like_a_formula_is_a_text(desk: Desk):
    letter = desk.letter(desk.ask(desk.rows[0], text="=1+1 is it?"))

    book = openpyxl.load_workbook(io.BytesIO(write_sheet(letter, list(letter.questions.all()))))

    cell = book.worksheets[0].cell(HEADINGS_ROW + 1, 6)
    assert (cell.value, cell.data_type) == ("=1+1 is it?", "s")


def test_answers_are_understood_in_russian(desk: Desk):
    question = desk.ask(desk.rows[0])
    letter = desk.letter(question)
    with translation.override("ru"):
        word = str(AnswerKind.DIFFERENT.label)

    answers.bring_in(letter, content=filled(letter, {ANSWER: word}), by=desk.answerer)

    assert Question.objects.get(pk=question.pk).answer == AnswerKind.DIFFERENT


# --- steps that are refused -------------------------------------------------------------------------------


def test_a_question_is_not_answered_before_it_is_sent(desk: Desk):
    question = desk.ask(desk.rows[0])

    with pytest.raises(questions.QuestionRefusedError, match="To be sent"):
        questions.answer(question, kind=AnswerKind.RIGHT, by=desk.asker)


def test_nobody_asks_about_what_they_may_not_see(desk: Desk):
    hidden = Record.objects.filter(batch=desk.own).first()

    with pytest.raises(questions.QuestionRefusedError, match="about what you may see"):
        questions.ask(
            hidden.batch, asked_by=desk.customs, kind="other", text="?", record=hidden, by=desk.answerer
        )


def test_a_question_shows_to_the_agency_only_once_it_is_sent(desk: Desk):
    question = desk.ask(desk.rows[0])
    assert not Question.objects.visible_to(desk.answerer).exists()

    desk.letter(question)

    assert Question.objects.visible_to(desk.answerer).get() == question


def test_a_third_agency_sees_neither_question_nor_letter(desk: Desk):
    third = factories.make_user("third", agency=factories.make_agency(desk.state, code="XA-INT"))

    letter = desk.letter(desk.ask(desk.rows[0]))

    assert Batch.objects.visible_to(third).filter(pk=desk.asked.pk).exists()
    assert not Question.objects.visible_to(third).exists()
    assert not DiscrepancyLetter.objects.visible_to(third).filter(pk=letter.pk).exists()


# --- nothing unreleased in a letter -----------------------------------------------------------------------


def candidate(one: Record, other: Record, by: User) -> None:
    first, second = sorted((one.pk, other.pk))
    found = Candidate(first, second, 0.9, -8.0, (Reason("quantity", "unit", 12.0),), True)
    doubles.keep_candidates(
        one.batch.country, Found((found,), 1, 0, 0.1), batches=[one.batch_id, other.batch_id], events=2, by=by
    )


def test_a_letter_names_nothing_that_was_not_released_to_its_agency(desk: Desk, client: Client):
    hidden = Record.objects.filter(batch=desk.own).first()
    candidate(hidden, desk.rows[0], desk.asker)
    client.force_login(desk.asker)

    proposals = Asking(desk.customs, desk.asker).proposals()
    names = [proposal.name for proposal in proposals]
    answer = client.post(
        f"/evidence/letters/to/{desk.customs.pk}/",
        {"pick": names, "from_agency": desk.border.pk, "deadline": f"{DEADLINE:%d.%m.%Y}", "signatory": ""},
    )

    letter = DiscrepancyLetter.objects.get()
    assert answer["Location"] == f"/evidence/letters/{letter.pk}/"
    assert [question.text for question in letter.questions.all()] == [neutral_question()]
    asked = list(letter.questions.select_related("batch"))
    for content in (
        render(letter_document(letter, asked), "docx"), render(letter_document(letter, asked), "pdf"),
        write_sheet(letter, asked),
    ):  # fmt: skip
        text = unpacked(content)
        assert "customs.csv" in text
        for secret in ("border-secret", " 10 kg", desk.own.file.sha256[:12]):
            assert secret not in text


def test_a_released_report_is_named_with_its_row(desk: Desk):
    release = factories.make_release(desk.border, to=[desk.customs])
    imports.change_handling(
        desk.own, marking=desk.own.marking, compartment=None, releases=[release], by=desk.asker, reason="so"
    )
    other = Record.objects.filter(batch=desk.own).first()
    candidate(other, desk.rows[0], desk.asker)

    [proposal] = Asking(desk.customs, desk.asker).proposals()

    assert proposal.kind == QuestionKind.UNIT
    assert "Agency XA-BOR reports (border-secret.csv, row 2)" in proposal.text
    assert question_for(desk.rows[0], other, desk.customs).endswith("Is it the same event?")


def test_problems_of_an_import_become_questions_that_a_better_file_settles(desk: Desk):
    content = events_csv([("05.01.2025", "seizures.drugs", "", "heroin", "-4", "kg", "", ""), *rows(1)])
    batch = factories.make_batch(
        content, by=desk.answerer, agency=desk.customs, name="new.csv", replaces=desk.asked,
        releases=list(desk.asked.releases.all()),
    )  # fmt: skip
    [proposal] = [one for one in Asking(desk.customs, desk.asker).proposals() if one.batch == batch]
    letter = questions.ask_in_letter(
        [], [(proposal, proposal.text)], from_agency=desk.border, to_agency=desk.customs, deadline=DEADLINE,
        language="en", by=desk.asker,
    )  # fmt: skip
    questions.send_letter(letter, number="18/2", by=desk.asker)
    question = letter.questions.get()
    assert (question.kind, question.row) == (QuestionKind.VALUE, 2)

    factories.make_batch(events_csv(rows(1)), by=desk.answerer, agency=desk.customs, replaces=batch)

    assert state_of(question) == QuestionState.CLOSED


def test_a_correction_says_only_what_it_changes():
    correction = Correction("Sheet", 7, start=date(2025, 3, 1), unit="g")

    assert Correction.from_json(correction.as_json()) == correction
    assert set(correction.as_json()) == {"sheet", "row", "column", "start", "unit"}


def test_a_candidate_found_again_keeps_its_key_and_one_that_is_not_goes(desk: Desk):
    border = list(Record.objects.filter(batch=desk.own).order_by("pk"))
    candidate(border[0], desk.rows[0], desk.asker)
    key = DoubleCandidate.objects.get().pk
    candidate(border[0], desk.rows[0], desk.asker)
    assert DoubleCandidate.objects.get().pk == key

    candidate(border[1], desk.rows[1], desk.asker)

    assert DoubleCandidate.objects.get().first == border[1]
