"""The pages on which spellings are decided and doubtful quantities answered."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests import factories
from tests.factories import DOUBTFUL_EVENTS, statistics_csv
from tests.pages.addresses import words_of

from chegara.accounts.models import Role, User
from chegara.evidence.models import Batch, QuantityQuestion, Record, WrittenPlace
from chegara.organisation.models import Agency, CrossingPoint, PlaceSpelling
from chegara.pages.models import Job

pytestmark = pytest.mark.django_db

FIGURES = statistics_csv(
    [
        ("persons.crossings", "2025-01", "Сатыбай батыр", "", "entry", 120),
        ("persons.crossings", "2025-02", "Сатыбай батыр", "", "entry", 30),
        ("persons.crossings", "2025-02", "Elsewhere", "", "entry", 5),
        ("persons.crossings", "2025-02", "КПП «Сыпатай батыр»", "", "entry", 7),
    ]
)


@pytest.fixture
def agency() -> Agency:
    return factories.make_agency()


@pytest.fixture
def analyst(agency: Agency) -> User:
    return factories.make_user(agency=agency)


@pytest.fixture
def point(agency: Agency) -> CrossingPoint:
    return factories.make_point(agency.country, name="Sypatay Batyr", name_ru="Сыпатай батыр")


@pytest.fixture
def batch(analyst: User, agency: Agency, point: CrossingPoint) -> Batch:
    return factories.make_batch(FIGURES, by=analyst, agency=agency)


@pytest.fixture
def signed_in(client: Client, analyst: User, batch: Batch) -> Client:
    client.force_login(analyst)
    return client


def address(text: str) -> str:
    return f"/evidence/places/{WrittenPlace.objects.get(text=text).pk}/"


def test_the_list_shows_undecided_spellings_with_rows_and_the_likeliest_place(signed_in: Client):
    words = words_of(signed_in.get("/evidence/places/"))

    assert words.index("Сатыбай батыр") < words.index("Elsewhere")
    assert "Sypatay Batyr (0.7" in words
    assert "КПП" not in words


def test_what_was_placed_by_rule_is_shown_with_the_rule(signed_in: Client):
    words = words_of(signed_in.get("/evidence/places/?show=rule"))

    assert "КПП «Сыпатай батыр»" in words
    assert "sounds the same" in words
    assert "Сатыбай" not in words


def test_deciding_leads_to_the_next_undecided_spelling_and_then_to_the_list(
    signed_in: Client, point: CrossingPoint
):
    answer = signed_in.post(address("Сатыбай батыр"), {"choice": point.pk})
    assert answer.headers["Location"] == address("Elsewhere")
    assert Record.objects.filter(point=point).count() == 3
    assert PlaceSpelling.objects.get().reason == "the same place, written differently"

    answer = signed_in.post(address("Elsewhere"), {"choice": "none", "why": "it lies inland"})

    assert answer.headers["Location"] == "/evidence/places/?country=XA&show=decision"
    assert PlaceSpelling.objects.get(text="Elsewhere").reason == "it lies inland"


def test_a_place_beside_the_candidates_can_be_chosen(signed_in: Client, agency: Agency):
    other = factories.make_point(agency.country, code="XA-P9", name="Nothing like it")

    refused = signed_in.post(address("Elsewhere"), {"choice": "another"})
    assert "Choose the place." in words_of(refused)
    signed_in.post(address("Elsewhere"), {"choice": "another", "other": other.pk})

    assert Record.objects.get(point_text="Elsewhere").point == other


def test_a_decided_spelling_shows_by_whom_and_why_and_is_taken_back_with_a_reason(
    signed_in: Client, analyst: User, point: CrossingPoint
):
    signed_in.post(address("Сатыбай батыр"), {"choice": point.pk, "why": "one letter misheard"})
    answer = signed_in.get(address("Сатыбай батыр"))
    assert answer.context["form"]["choice"].initial == str(point.pk)
    words = words_of(answer)
    assert "one letter misheard" in words
    assert analyst.full_name in words

    decision = PlaceSpelling.objects.get()
    signed_in.post(f"/evidence/places/{decision.pk}/take-back/", {"reason": "another post after all"})

    assert not PlaceSpelling.objects.exists()
    assert Record.objects.filter(point=point).count() == 1


def test_the_rows_of_a_spelling_stand_below_it(signed_in: Client, batch: Batch):
    answer = signed_in.get(address("Сатыбай батыр"))

    rows = answer.context["table"].data
    assert [(record.batch, record.row) for record in rows] == [(batch, 3), (batch, 2)]


def test_very_many_rows_are_placed_in_the_background(
    signed_in: Client, point: CrossingPoint, monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
):  # fmt: skip
    monkeypatch.setattr("chegara.evidence.views.places.MOST_AT_ONCE", 1)

    with django_capture_on_commit_callbacks(execute=True):
        answer = signed_in.post(address("Сатыбай батыр"), {"choice": point.pk})

    job = Job.objects.get()
    assert answer.headers["Location"] == f"/jobs/{job.pk}/"
    assert (job.state, job.message) == ("done", "")
    assert Record.objects.filter(point=point).count() == 3


def test_all_rows_are_placed_anew_after_the_organisation_has_changed(
    signed_in: Client, agency: Agency, django_capture_on_commit_callbacks: Any
):
    added = factories.make_point(agency.country, code="XA-P9", name="Elsewhere")

    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post("/evidence/places/XA/again/")

    assert Job.objects.get().state == "done"
    assert Record.objects.get(point_text="Elsewhere").point == added


def test_what_others_brought_in_is_not_shown(client: Client, batch: Batch):
    stranger = factories.make_user("stranger", agency=factories.make_agency(code="XA-CUS", kind="customs"))
    client.force_login(stranger)

    assert "Сатыбай" not in words_of(client.get("/evidence/places/"))
    assert client.get(address("Сатыбай батыр")).status_code == 404
    assert client.post(address("Сатыбай батыр"), {"choice": "none"}).status_code == 404


def test_oversight_sees_spellings_and_decides_nothing(client: Client, agency: Agency, batch: Batch):
    overseer = factories.make_user("overseer", agency=agency, roles=[Role.OVERSIGHT])
    client.force_login(overseer)

    assert "Сатыбай батыр" in words_of(client.get("/evidence/places/"))
    assert address("Сатыбай батыр") not in words_of(client.get("/evidence/places/"))
    assert client.get(address("Сатыбай батыр")).status_code == 403


def test_an_import_says_what_there_is_to_decide(
    signed_in: Client, batch: Batch, analyst: User, agency: Agency
):
    doubtful = factories.make_batch(DOUBTFUL_EVENTS, by=analyst, agency=agency, name="doubtful.csv")

    assert f"batch={batch.pk}" in words_of(signed_in.get(f"/evidence/imports/{batch.pk}/"))
    words = words_of(signed_in.get(f"/evidence/imports/{doubtful.pk}/"))
    assert "1 quantity is implausible." in words
    listed = words_of(signed_in.get(f"/evidence/places/?batch={doubtful.pk}"))
    assert "Elsewhere" in listed
    assert "Сатыбай" not in listed


def test_a_record_says_by_which_rule_it_was_placed(signed_in: Client):
    record = Record.objects.get(point_text="КПП «Сыпатай батыр»")

    assert "“КПП «Сыпатай батыр»”: sounds the same" in words_of(
        signed_in.get(f"/evidence/records/{record.pk}/")
    )


@pytest.fixture
def question(analyst: User, agency: Agency, batch: Batch) -> QuantityQuestion:
    factories.make_batch(DOUBTFUL_EVENTS, by=analyst, agency=agency, name="doubtful.csv")
    return QuantityQuestion.objects.get()


def test_a_question_shows_its_cell_and_an_answer_leads_back_to_the_list(
    signed_in: Client, question: QuantityQuestion
):
    assert "635 kilogram" in words_of(signed_in.get("/evidence/quantities/"))
    words = words_of(signed_in.get(f"/evidence/quantities/{question.pk}/"))
    assert "row 3, column 5 (E)" in words

    answer = signed_in.post(
        f"/evidence/quantities/{question.pk}/",
        {"answer": "corrected", "quantity": "635", "unit": "g", "reason": "grams"},
    )

    assert answer.headers["Location"] == "/evidence/quantities/?country=XA"
    assert Record.objects.get(row=3, batch=question.batch).base_quantity == 0.635
    assert "corrected to 635 gram" in words_of(signed_in.get("/evidence/quantities/"))
    record = Record.objects.get(row=3, batch=question.batch)
    assert "corrected to 635 gram" in words_of(signed_in.get(f"/evidence/records/{record.pk}/"))


def test_a_correction_without_a_quantity_is_refused_beside_the_field(
    signed_in: Client, question: QuantityQuestion
):
    answer = signed_in.post(
        f"/evidence/quantities/{question.pk}/", {"answer": "corrected", "quantity": "", "reason": "grams"}
    )

    assert "Say what it is corrected to." in words_of(answer)


def test_another_agency_that_sees_a_question_does_not_answer_it(
    client: Client, agency: Agency, question: QuantityQuestion, analyst: User
):
    release = factories.make_release(agency, to_all=True)
    question.batch.releases.add(release)
    stranger = factories.make_user("stranger", agency=factories.make_agency(code="XA-CUS", kind="customs"))
    client.force_login(stranger)

    assert "Only the agency" in words_of(client.get(f"/evidence/quantities/{question.pk}/"))
    answer = {"answer": "right", "reason": "it is not mine"}
    assert client.post(f"/evidence/quantities/{question.pk}/", answer).status_code == 403


def test_the_list_costs_the_same_queries_however_many_spellings(
    signed_in: Client, analyst: User, agency: Agency, django_assert_max_num_queries: Any
):
    rows = [("persons.crossings", "2025-03", f"Пост {n}", "", "", 1) for n in range(20)]
    factories.make_batch(statistics_csv(rows), by=analyst, agency=agency, name="march.csv")

    with django_assert_max_num_queries(20):
        signed_in.get("/evidence/places/")
