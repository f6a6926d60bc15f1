"""What a user does on the pages: read in, correct, confirm, run the rules, decide, recommend, plan."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.integrity import papers
from tests.integrity.world import fill, make_review, read_in
from tests.pages.addresses import words_of

from chegara.integrity.forms import RECORDS
from chegara.integrity.models import (
    Appointment,
    ConformityFinding,
    Holder,
    OldItem,
    Post,
    PostDuty,
    PostRight,
    Recommendation,
    Review,
    ServiceUnit,
    SourceDocument,
    UnitFunction,
)
from chegara.plans.models import Measure

pytestmark = pytest.mark.django_db


@pytest.fixture
def review() -> Review:
    return make_review()


@pytest.fixture
def client(review: Review) -> Client:
    client = Client()
    client.force_login(review.by)
    return client


def post(client: Client, page: str, *args: object, **data: object) -> str:
    answer = client.post(reverse(page, args=args), data, follow=True)
    assert answer.status_code == 200
    return words_of(answer)


def upload(client: Client, review: Review, *files: tuple[str, bytes], kind: str = "") -> str:
    sent = [SimpleUploadedFile(name, data) for name, data in files]
    return post(client, "integrity_upload", review.pk, papers=sent, kind=kind)


def test_several_files_are_read_in_at_once_and_the_bad_one_is_told(client: Client, review: Review):
    told = upload(
        client,
        review,
        ("s.docx", papers.word(papers.STATUTE)),
        ("j.docx", papers.word(papers.JOB)),
        ("bad.docx", b"x"),
    )

    assert "2 documents were read" in told
    assert "“bad.docx” can&#x27;t be opened" in told
    assert SourceDocument.objects.count() == 2


def test_a_file_by_itself_leads_to_its_paragraphs(client: Client, review: Review):
    told = upload(client, review, ("s.docx", papers.word(papers.STATUTE)))

    assert "3.2. проводит досмотр товаров и транспортных средств;" in told
    assert "№ 45-п" in told


def test_corrections_of_the_page_are_stored_and_count(client: Client, review: Review):
    upload(client, review, ("s.docx", papers.word(papers.STATUTE)))
    document = SourceDocument.objects.get()
    data = {}
    for each in document.paragraphs.all():
        role = "other" if each.text.startswith("3.3.") else each.role
        data |= {f"p{each.pk}-role": role, f"p{each.pk}-verb": each.verb, f"p{each.pk}-object": each.object}
    told = post(client, "integrity_document", review.pk, document.pk, **data)
    post(client, "integrity_confirm", review.pk, document.pk)

    assert "1 paragraph corrected." in told
    assert UnitFunction.objects.count() == 2


def test_a_role_that_there_is_not_is_told_beside_its_paragraph(client: Client, review: Review):
    upload(client, review, ("s.docx", papers.word(papers.STATUTE)))
    document = SourceDocument.objects.get()
    data = {f"p{each.pk}-role": "king" for each in document.paragraphs.all()}
    told = post(client, "integrity_document", review.pk, document.pk, **data)

    assert "king" in told
    assert not document.paragraphs.filter(corrected=True).exists()


def test_all_that_were_looked_through_are_confirmed_statutes_first(client: Client, review: Review):
    upload(client, review, ("j.docx", papers.word(papers.JOB)), ("s.docx", papers.word(papers.STATUTE)))
    told = post(client, "integrity_confirm_all", review.pk)

    assert "2 documents confirmed." in told
    assert PostDuty.objects.filter(function__isnull=False).count() == 2


def test_what_a_table_lacks_is_told_on_the_page(client: Client, review: Review):
    rows = [["Подразделение", "Должность", "Количество"], ["Отдел", "Инспектор", "много"]]
    upload(client, review, ("t.xlsx", papers.excel(rows)), kind="staffing")
    told = post(client, "integrity_confirm", review.pk, SourceDocument.objects.get().pk)

    assert "Nothing was taken in. “t.xlsx”, Лист1!A2: “много” is no number of posts." in told


def test_a_record_is_entered_changed_and_removed_by_hand(client: Client, review: Review):
    post(client, "integrity_record_new", review.pk, "unit", name="Registry")
    unit = review.serviceunit_set.get()
    told = post(
        client, "integrity_record_edit", review.pk, "unit", unit.pk, name="Archive", territory="North"
    )
    assert "Archive" in told
    post(client, "integrity_record_remove", review.pk, "unit", unit.pk, reason="abolished")

    assert not review.serviceunit_set.exists()


def test_a_finding_is_decided_and_leads_to_a_recommendation_and_a_measure(client: Client, review: Review):
    read_in(review, by=review.by)
    post(client, "integrity_separations", review.pk)
    from chegara.integrity.actions.findings import run_rules

    run_rules(review, by=review.by)
    finding = ConformityFinding.objects.get(rule="S1")
    assert "Give the reason" not in post(
        client, "integrity_finding", review.pk, finding.pk, decision="fix", reason="one alone"
    )
    post(
        client,
        "integrity_recommendation_new",
        review.pk,
        kind="control",
        title="Divide",
        arusha="audit",
        term="short",
        ease="1",
        findings=[finding.pk],
    )
    post(
        client,
        "integrity_plan",
        review.pk,
        begin="1",
        **{"new-title": "Plan", "new-start": "01.01.2027", "new-end": "31.12.2028"},
    )
    told = post(client, "integrity_recommendation_plan", review.pk, Recommendation.objects.get().pk)

    assert "was proposed" in told
    assert Measure.objects.get().origin == f"integrity:{Recommendation.objects.get().pk}"
    assert Recommendation.objects.get().priority == 1


def test_the_measure_leads_back_to_its_recommendation(client: Client, review: Review):
    filled = fill(review, by=review.by)
    filled.recommendation.refresh_from_db()
    answer = client.get(filled.recommendation.measure.get_absolute_url())

    assert filled.recommendation.get_absolute_url() in answer.content.decode()


def test_what_becomes_of_an_old_item_is_entered_on_its_page(client: Client, review: Review):
    item = fill(review, by=review.by).old_item
    told = post(client, "integrity_old_item", review.pk, item.pk, verdict="drop", reason="done long ago")

    assert "done long ago" in told
    assert OldItem.objects.get().measure is None


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("paper", ["conformity", "recommendations", "plan"])
def test_each_document_can_be_had_in_each_language(client: Client, review: Review, paper: str, language: str):
    fill(review, by=review.by)
    heads = {"accept-language": language}
    answer = client.get(reverse("integrity_paper", args=[review.pk, paper, "html"]), headers=heads)
    word = client.get(reverse("integrity_paper", args=[review.pk, paper, "docx"]), headers=heads)

    assert answer.status_code == 200
    assert "%(" not in answer.content.decode()
    assert word.content[:2] == b"PK"


@pytest.mark.parametrize("name", ["integrity_paper", "integrity_matrix", "integrity_records"])
def test_what_there_is_not_is_not_found(client: Client, review: Review, name: str):
    args = [review.pk, "nothing"] + (["html"] if name == "integrity_paper" else [])

    assert client.get(reverse(name, args=args)).status_code == 404


def grow(review: Review, numbers: range) -> None:
    """Add units, each with a position that has duties, rights and a holder, as a large service has."""
    for number in numbers:
        unit = ServiceUnit.objects.create(review=review, name=f"Unit {number}")
        function = UnitFunction.objects.create(review=review, unit=unit, text=f"function {number}")
        post = Post.objects.create(review=review, unit=unit, title="Inspector")
        PostDuty.objects.create(review=review, post=post, text="checks", function=function)
        PostRight.objects.create(review=review, post=post, text="asks", verb="control", object="x")
        holder = Holder.objects.create(review=review, pseudonym=f"H-{number}")
        Appointment.objects.create(review=review, holder=holder, post=post)


LONG_PAGES = [
    ("integrity_structure", ()),
    ("integrity_index", ()),
    ("exposed_posts", ()),
    *(("integrity_records", (kind,)) for kind in RECORDS),
]


@pytest.mark.parametrize(
    ("page", "more"), LONG_PAGES, ids=[" ".join((one, *more)) for one, more in LONG_PAGES]
)
def test_the_queries_of_long_pages_do_not_grow_with_the_service(
    client: Client, review: Review, page: str, more: tuple[str, ...]
):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(page, args=[review.pk, *more])).status_code == 200
        return len(queries)

    grow(review, range(3))
    asked()
    few = asked()
    grow(review, range(3, 33))

    assert asked() == few


def test_the_page_of_a_unit_shows_a_pageful_of_positions_in_as_many_queries_as_one(
    client: Client, review: Review
):
    unit = ServiceUnit.objects.create(review=review, name="Post")
    address = reverse("integrity_unit", args=[review.pk, unit.pk])

    def with_positions(numbers: range) -> tuple[int, str]:
        for number in numbers:
            post = Post.objects.create(review=review, unit=unit, title=f"Inspector {number}")
            PostDuty.objects.create(review=review, post=post, text="checks")
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        return len(queries), words_of(answer)

    with_positions(range(1))
    one, _words = with_positions(range(1, 2))
    many, words = with_positions(range(2, 52))
    assert many == one
    assert "Page 1 of 3" in words


def test_a_record_is_found_by_words_among_many(client: Client, review: Review):
    grow(review, range(40))
    address = reverse("integrity_records", args=[review.pk, "function"])

    first, found = (words_of(client.get(address + query)) for query in ("", "?words=function+39"))

    assert "function 39" not in first
    assert "function 39" in found
    assert "function 1<" not in found
