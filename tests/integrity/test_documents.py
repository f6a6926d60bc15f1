"""Papers read in through the actions: nothing counts before it is confirmed, nothing is half taken in."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from tests import factories
from tests.integrity import papers
from tests.integrity.world import make_review, read_in, receive

from chegara.accounts.models import Role
from chegara.integrity.actions import documents
from chegara.integrity.actions.guards import IntegrityError
from chegara.integrity.models import (
    Appointment,
    Holder,
    Post,
    PostDuty,
    PostRight,
    Review,
    ServiceUnit,
    SourceDocument,
    SourceParagraph,
    UnitFunction,
)

pytestmark = pytest.mark.django_db
STAFFING = [
    ["Штатное расписание"],
    ["Подразделение", "Должность", "Количество", "Фактически", "Подчиняется", "Коррупционноёмкая"],
    ["Отдел таможенного контроля", "Начальник отдела", 1, 1, "", "да"],
    ["", "Старший инспектор", 3, 2, "Начальник отдела", ""],
]
ORDERS = [
    ["Табельный номер", "Вид", "Должность", "Подразделение", "С", "По", "Приказ"],
    ["Иванов И. И.", "назначение", "Старший инспектор", "", "01.02.2020", "", "12-к"],
    ["Иванов И. И.", "исполнение обязанностей", "Начальник отдела", "", "01.05.2026", "30.06.2026", "40-к"],
]


@pytest.fixture
def review() -> Review:
    return make_review()


def test_nothing_counts_before_it_is_confirmed(review: Review):
    receive(review, "s.docx", papers.word(papers.STATUTE), by=review.by)

    assert not ServiceUnit.objects.exists()
    assert SourceParagraph.objects.count() == len(papers.STATUTE.splitlines())


def test_items_keep_the_paragraph_that_they_were_read_from(review: Review):
    statute, job = read_in(review, by=review.by)

    assert {each.text: each.paragraph.text for each in UnitFunction.objects.all()} == {
        each.text: each.text for each in UnitFunction.objects.all()
    }
    assert {each.paragraph.document for each in UnitFunction.objects.all()} == {statute}
    assert {each.paragraph.document for each in PostDuty.objects.all()} == {job}


def test_the_approving_order_is_the_norm_that_items_rest_on(review: Review):
    read_in(review, by=review.by)
    norm = UnitFunction.objects.first().norm

    assert (norm.kind, norm.number, norm.valid_from) == ("statute", "45-п", date(2024, 3, 12))


def test_what_no_order_approved_rests_on_no_norm(review: Review):
    text = "Положение об отделе учёта\n1. Функции\n1.1. ведёт учёт товаров;"
    documents.confirm(receive(review, "s.md", text.encode(), by=review.by), by=review.by)

    assert UnitFunction.objects.get().norm is None


@pytest.mark.parametrize("first", ["statute", "job"])
def test_duties_find_the_functions_of_their_unit_in_whichever_order_papers_come(review: Review, first: str):
    files = {"statute": papers.STATUTE, "job": papers.JOB}
    for name in sorted(files, key=lambda each: each != first):
        documents.confirm(
            receive(review, f"{name}.docx", papers.word(files[name]), by=review.by), by=review.by
        )
    found = {duty.object: duty.function and duty.function.object for duty in PostDuty.objects.all()}

    assert found["inspection"] == "inspection"
    assert found["assignment"] == "assignment"
    assert found["seized_goods"] is None


def test_a_correction_is_what_counts(review: Review):
    document = receive(review, "s.docx", papers.word(papers.STATUTE), by=review.by)
    paragraph = document.paragraphs.get(text__startswith="3.3.")
    documents.correct(
        document,
        {paragraph.pk: {"role": "right", "verb": "approve", "object": "seal", "function": None}},
        by=review.by,
    )
    documents.confirm(document, by=review.by)

    assert UnitFunction.objects.count() == 2
    assert PostRight.objects.get(paragraph=paragraph).object == "seal"


def test_a_confirmed_paper_is_corrected_only_after_it_was_taken_back(review: Review):
    statute, _job = read_in(review, by=review.by)
    paragraph = statute.paragraphs.get(text__startswith="3.3.")
    with pytest.raises(IntegrityError, match="Take it back"):
        documents.correct(statute, {paragraph.pk: {"role": "other"}}, by=review.by)

    documents.take_back(statute, by=review.by, reason="wrong")

    assert not UnitFunction.objects.exists()
    assert PostDuty.objects.count() == 3
    documents.correct(statute, {paragraph.pk: {"role": "other"}}, by=review.by)
    documents.confirm(statute, by=review.by)
    assert UnitFunction.objects.count() == 2


def test_the_same_file_is_read_in_once(review: Review):
    receive(review, "s.docx", data := papers.word(papers.STATUTE), by=review.by)

    with pytest.raises(IntegrityError, match="read in already"):
        receive(review, "again.docx", data, by=review.by)


def test_a_paper_that_does_not_say_what_it_is_needs_its_kind_said(review: Review):
    with pytest.raises(IntegrityError, match="does not say"):
        receive(review, "x.md", b"Functions\nCounts sheep", by=review.by)
    assert receive(review, "x.md", b"Functions\nCounts sheep", by=review.by, kind="statute").kind == "statute"


def test_one_bad_file_does_not_stop_the_others(review: Review):
    files = [("a.docx", b"torn"), ("b.docx", papers.word(papers.STATUTE))]
    read, refused = documents.receive_all(review, files, by=review.by)

    assert [each.file_name for each in read] == ["b.docx"]
    assert "a.docx" in refused[0]


def test_a_paper_without_a_unit_is_not_confirmed(review: Review):
    document = receive(review, "x.md", b"Functions\nCounts sheep", by=review.by, kind="statute")
    with pytest.raises(IntegrityError, match="which unit"):
        documents.confirm(document, by=review.by)

    values = {
        "kind": "statute",
        "title": "x",
        "unit_name": "Farm",
        "post_title": "",
        "number": "1",
        "date": None,
    }
    documents.describe(document, values=values, by=review.by)
    documents.confirm(document, by=review.by)
    assert ServiceUnit.objects.get().name == "Farm"


def test_a_staffing_table_brings_posts_their_numbers_and_heads(review: Review):
    documents.confirm(
        receive(review, "s.xlsx", papers.excel(STAFFING), by=review.by, kind="staffing"), by=review.by
    )
    inspector = Post.objects.get(title="Старший инспектор")

    assert (inspector.count, inspector.reports_to.title) == (3, "Начальник отдела")
    assert Post.objects.get(sensitive=True).title == "Начальник отдела"
    assert ServiceUnit.objects.get().staff == 3


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (["Отдел", "Инспектор", "много", "", "", ""], "“много” is no number"),
        (["Отдел", "Инспектор", 1, "", "Король", ""], "no single position is called “Король”"),
        (["Отдел", "Инспектор", 1, "x", "", ""], "“x” is no number"),
    ],
)
def test_a_row_that_can_t_be_understood_takes_nothing_in(review: Review, row: list[object], told: str):
    document = receive(review, "s.xlsx", papers.excel([*STAFFING, row]), by=review.by, kind="staffing")
    with pytest.raises(IntegrityError, match=told) as error:
        documents.confirm(document, by=review.by)

    assert "s.xlsx" in str(error.value)
    assert "Лист1!" in str(error.value)
    assert not Post.objects.exists()


def test_a_table_without_its_columns_is_refused(review: Review):
    with pytest.raises(IntegrityError, match="has no table with these columns"):
        receive(review, "s.xlsx", papers.excel([["a", "b"], ["c", "d"]]), by=review.by, kind="staffing")


@pytest.fixture
def staffed(review: Review) -> Review:
    documents.confirm(
        receive(review, "s.xlsx", papers.excel(STAFFING), by=review.by, kind="staffing"), by=review.by
    )
    return review


def test_orders_appoint_under_pseudonym_and_no_name_is_kept(staffed: Review):
    documents.confirm(
        receive(staffed, "o.xlsx", papers.excel(ORDERS), by=staffed.by, kind="orders"), by=staffed.by
    )

    assert [(each.post.title, each.acting) for each in Appointment.objects.order_by("since")] == [
        ("Старший инспектор", False), ("Начальник отдела", True),
    ]  # fmt: skip
    assert Holder.objects.get().pseudonym.startswith("H-")
    assert not SourceParagraph.objects.filter(text__contains="Иванов").exists()
    assert not SourceDocument.objects.filter(title__contains="Иванов").exists()


def test_the_same_person_has_another_pseudonym_in_another_review(staffed: Review):
    other = make_review(staffed.owner_agency, by=staffed.by)
    for review in (staffed, other):
        if review == other:
            documents.confirm(
                receive(review, "s.xlsx", papers.excel(STAFFING), by=review.by, kind="staffing"), by=review.by
            )
        documents.confirm(
            receive(review, "o.xlsx", papers.excel(ORDERS), by=review.by, kind="orders"), by=review.by
        )

    assert len(set(Holder.objects.values_list("pseudonym", flat=True))) == 2


def test_a_rotation_ends_the_post_before_and_a_dismissal_ends_all(staffed: Review):
    rows = [
        ORDERS[0],
        ["7", "назначение", "Старший инспектор", "", "01.02.2020", "", ""],
        ["7", "ротация", "Начальник отдела", "", "01.02.2023", "", ""],
        ["8", "назначение", "Старший инспектор", "", "01.02.2020", "", ""],
        ["8", "увольнение", "Старший инспектор", "", "01.03.2024", "", ""],
    ]
    documents.confirm(
        receive(staffed, "o.xlsx", papers.excel(rows), by=staffed.by, kind="orders"), by=staffed.by
    )

    assert [(each.post.title, each.until) for each in Appointment.objects.order_by("pk")] == [
        ("Старший инспектор", date(2023, 1, 31)), ("Начальник отдела", None), ("Старший инспектор", date(2024, 2, 29)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (["", "назначение", "Старший инспектор", "", "01.02.2020", "", ""], "the person is missing"),
        (["1", "назначение", "Король", "", "01.02.2020", "", ""], "no single position"),
        (["1", "назначение", "Старший инспектор", "", "", "", ""], "the day from which"),
        (["1", "назначение", "Старший инспектор", "", "01.02.2020", "01.01.2020", ""], "ends before"),
    ],
)
def test_an_order_that_can_t_be_understood_appoints_nobody(staffed: Review, row: list[str], told: str):
    document = receive(staffed, "o.xlsx", papers.excel([*ORDERS, row]), by=staffed.by, kind="orders")
    with pytest.raises(IntegrityError, match=told):
        documents.confirm(document, by=staffed.by)
    assert not Appointment.objects.exists()


def test_only_an_integrity_officer_of_the_agency_reads_papers_in(review: Review):
    other = factories.make_user("other", agency=review.owner_agency, roles=[Role.OVERSIGHT])

    with pytest.raises(PermissionDenied):
        receive(review, "s.docx", papers.word(papers.STATUTE), by=other)


def test_a_duty_corrected_before_there_was_a_function_to_choose_is_linked_when_the_statute_comes(
    review: Review,
):
    job = receive(review, "j.docx", papers.word(papers.JOB), by=review.by)
    paragraph = job.paragraphs.get(text__startswith="3.1.")
    documents.correct(job, {paragraph.pk: {"object": "inspection of goods"}}, by=review.by)
    documents.confirm(job, by=review.by)

    documents.confirm(receive(review, "s.docx", papers.word(papers.STATUTE), by=review.by), by=review.by)

    assert PostDuty.objects.get(paragraph=paragraph).function is not None
