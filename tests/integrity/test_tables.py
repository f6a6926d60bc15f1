"""A table that was confirmed is taken back: what it changed is put back, what others rest on stays."""

from __future__ import annotations

import pytest
from tests.integrity import papers
from tests.integrity.test_documents import ORDERS, STAFFING
from tests.integrity.world import make_review, read_in, receive

from chegara.integrity.actions import documents, improvement, structure
from chegara.integrity.actions.guards import IntegrityError
from chegara.integrity.actions.tables import table_of
from chegara.integrity.choices import DocumentState
from chegara.integrity.models import (
    Appointment,
    Holder,
    OldItem,
    Post,
    PostDuty,
    Review,
    ServiceUnit,
    SourceDocument,
)

pytestmark = pytest.mark.django_db
OLD = [["№", "Мероприятие", "Срок"], ["1", "Ротация", "2025"], ["2", "Телефон доверия", "2024"]]


@pytest.fixture
def review() -> Review:
    return make_review()


def confirmed(review: Review, kind: str, rows: list[list[object]]) -> SourceDocument:
    make = papers.word_table if kind == "old_plan" else papers.excel
    name = f"{kind}.docx" if kind == "old_plan" else f"{kind}.xlsx"
    document = receive(review, name, make(rows), by=review.by, kind=kind)
    documents.confirm(document, by=review.by)
    return document


def taken_back(document: SourceDocument) -> list[str]:
    return documents.take_back(document, by=document.review.by, reason="wrong")


def test_what_a_staffing_table_made_goes_with_it_and_comes_again_with_the_next(review: Review):
    document = confirmed(review, "staffing", STAFFING)

    assert taken_back(document) == []
    assert not Post.objects.exists()
    assert not ServiceUnit.objects.exists()
    assert document.state == DocumentState.PREVIEW
    assert document.paragraphs.exists()

    documents.confirm(document, by=review.by)
    assert Post.objects.count() == 2


def test_a_position_that_a_job_description_rests_on_stays_without_what_the_table_said(review: Review):
    document = confirmed(review, "staffing", STAFFING)
    read_in(review, by=review.by)
    duties = PostDuty.objects.count()
    post = PostDuty.objects.first().post

    stay = taken_back(document)

    assert PostDuty.objects.count() == duties
    assert str(post) in stay
    assert post.unit.name in stay


def test_what_was_known_before_gets_its_old_values_back(review: Review):
    read_in(review, by=review.by)
    post = Post.objects.get()
    rows = [STAFFING[1], [post.unit.name, post.title, 7, 2, "", "да"]]
    document = confirmed(review, "staffing", rows)
    assert (Post.objects.get().count, Post.objects.get().sensitive) == (7, True)

    assert taken_back(document) == []
    post = Post.objects.select_related("unit").get()
    assert (post.count, post.sensitive, post.unit.staff) == (1, False, None)


def test_what_a_person_changed_since_stays_as_it_is(review: Review):
    read_in(review, by=review.by)
    post = Post.objects.get()
    document = confirmed(review, "staffing", [STAFFING[1], [post.unit.name, post.title, 7, 2, "", "да"]])
    post = Post.objects.get()
    post.count = 5
    structure.save_record(post, by=review.by)

    taken_back(document)

    assert Post.objects.get().count == 5
    assert not Post.objects.get().sensitive


def test_orders_taken_back_let_an_appointment_that_they_ended_run_on(review: Review):
    confirmed(review, "staffing", STAFFING)
    confirmed(review, "orders", ORDERS[:2])
    moved = [
        ORDERS[0],
        ["Иванов И. И.", "ротация", "Начальник отдела", "", "01.03.2026", "", "9-к"],
    ]
    document = confirmed(review, "orders", moved)
    assert Appointment.objects.filter(until__isnull=True).get().post.title == "Начальник отдела"

    taken_back(document)

    assert Appointment.objects.get().until is None
    assert Appointment.objects.get().post.title == "Старший инспектор"
    assert Holder.objects.count() == 1


def test_posts_that_somebody_holds_stay_when_the_staffing_table_is_taken_back(review: Review):
    staffing = confirmed(review, "staffing", STAFFING)
    confirmed(review, "orders", ORDERS)

    stay = taken_back(staffing)

    assert Appointment.objects.count() == 2
    assert len(stay) == 3  # two posts and their unit


def test_an_old_plan_is_taken_back_as_long_as_nothing_of_it_is_decided(review: Review):
    document = confirmed(review, "old_plan", OLD)
    item = OldItem.objects.get(number="2")
    improvement.decide_old_item(item, verdict="drop", reason="done", by=review.by)

    with pytest.raises(IntegrityError, match=r"decided already: 2"):
        taken_back(document)
    improvement.decide_old_item(item, verdict="", reason="wrong plan", by=review.by)
    taken_back(document)

    assert not OldItem.objects.exists()


def test_a_document_is_taken_back_once(review: Review):
    document = confirmed(review, "staffing", STAFFING)
    taken_back(document)

    with pytest.raises(IntegrityError, match="not confirmed"):
        taken_back(document)


def test_a_table_is_previewed_as_its_rows_are_understood_and_loses_no_cell(review: Review):
    rows = [
        ["Подразделение", "Должность", "Количество", "Цвет кабинета"],
        ["Отдел учёта", "Инспектор", 2, "синий"],
    ]
    document = receive(review, "s.xlsx", papers.excel(rows), by=review.by, kind="staffing")
    heads, lines = table_of(document)

    assert len(heads) == 4
    assert [cells for _place, cells in lines] == [["Отдел учёта", "Инспектор", "2", "синий"]]


def test_an_item_that_becomes_something_else_leaves_no_measure_behind(review: Review):
    confirmed(review, "old_plan", OLD)
    improvement.begin_plan(
        review, title="Plan", start=review.on, end=review.on.replace(year=2028), by=review.by
    )
    item = OldItem.objects.get(number="1")
    improvement.decide_old_item(item, verdict="keep", reason="", by=review.by)
    made = item.measure

    improvement.decide_old_item(item, verdict="drop", reason="not needed", by=review.by)

    made.refresh_from_db()
    assert made.status == "dropped"
    assert item.measure is None
