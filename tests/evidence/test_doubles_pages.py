"""Pages on doubles and letters, as analysts use them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from tests import factories
from tests.factories import events_csv

from chegara.accounts.models import User
from chegara.evidence.models import DiscrepancyLetter, DoubleCandidate, DoubleDecision, DoubleSearch, Record
from chegara.organisation.models import Agency
from chegara.pages.models import Job, JobState

pytestmark = pytest.mark.django_db
PLACES = ("Айритом", "Ойбек", "Хаштак", "Гишт-Куприк")
COLUMNS = ("date", "indicator", "place", "kind", "quantity", "unit")


def csv(*rows: tuple[object, ...]) -> bytes:
    return factories.table_csv(COLUMNS, [(day, "seizures.drugs", place, *rest) for day, place, *rest in rows])


def others(agency: int) -> list[tuple[object, ...]]:
    """Events far apart, so that chance agreement is known."""
    kinds = ("heroin", "opium", "cannabis_resin")
    return [
        (f"{1 + 5 * (n % 5):02d}.{1 + n // 5 % 12:02d}.{2020 + agency + n // 60 % 2}", PLACES[n % 4],
         kinds[n % 3], round(0.1 * 1.37**n % 17, 3), "kg")
        for n in range(60)
    ]  # fmt: skip


@pytest.fixture
def border() -> Agency:
    return factories.make_agency()


@pytest.fixture
def customs(border: Agency) -> Agency:
    return factories.make_agency(border.country, code="XA-CUS", kind="customs")


@pytest.fixture
def analyst(border: Agency) -> User:
    return factories.make_user(agency=border)


@pytest.fixture
def officer(customs: Agency) -> User:
    return factories.make_user("officer", agency=customs)


@pytest.fixture
def signed_in(client: Client, analyst: User) -> Client:
    client.force_login(analyst)
    return client


@pytest.fixture
def two_reports(analyst: User, border: Agency, officer: User, customs: Agency) -> None:
    """One seizure in grams and in kilograms, in two scripts, a day apart; and one that is no double."""
    alone = ("09.09.2025", "Ойбек", "opium", 3, "kg")
    factories.make_batch(
        csv(("03.03.2025", "Айритом", "heroin", 635, "g"), alone, *others(0)),
        by=analyst,
        agency=border,
        name="border.csv",
    )
    factories.make_batch(
        csv(("04.03.2025", "Ayritom", "heroin", "0.635", "kg"), *others(2)), by=officer, agency=customs,
        name="customs.csv", releases=[factories.make_release(customs, to_all=True)],
    )  # fmt: skip


def search(client: Client) -> Any:
    """Begin a search and let the work that waits for the end of the request be done."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        return client.post("/evidence/doubles/search/?country=XA")


def searched(client: Client) -> DoubleCandidate:
    answer = search(client)
    job = Job.objects.get(name="evidence.doubles")
    assert answer["Location"] == f"/jobs/{job.pk}/"
    assert (job.state, job.url, job.message) == (JobState.DONE, "/evidence/doubles/?country=XA", "")
    [candidate] = [c for c in DoubleCandidate.objects.all() if {c.first.row, c.second.row} == {2}]
    return candidate


def test_a_search_finds_the_pair_and_its_page_says_why(signed_in: Client, two_reports: None):
    pair = searched(signed_in)

    listed = signed_in.get("/evidence/doubles/?country=XA").content.decode()
    page = signed_in.get(f"/evidence/doubles/{pair.pk}/").content.decode()

    assert f"/evidence/doubles/{pair.pk}/" in listed
    for words in (
        "border.csv",
        "customs.csv",
        "One day apart",
        "The same quantity",
        "The place is spelt alike",
    ):
        assert words in page
    assert "635 gram = 0.635 kilogram" in page
    assert 'class="differs"' in page


def test_a_decision_leads_on_and_shows_who_took_it(signed_in: Client, two_reports: None):
    pair = searched(signed_in)

    answer = signed_in.post(
        f"/evidence/doubles/{pair.pk}/",
        {"decision": "same", "leading": pair.second_id, "reason": "by telephone"}, follow=True,
    )  # fmt: skip

    assert "Decided." in answer.content.decode()
    decision = DoubleDecision.objects.get()
    assert (decision.same, decision.leading, decision.reason) == (True, pair.second, "by telephone")
    page = signed_in.get(f"/evidence/doubles/{pair.pk}/", follow=True).content.decode()
    assert "Name of analyst" in page
    assert "by telephone" in page
    record = signed_in.get(f"/evidence/records/{pair.first_id}/").content.decode()
    assert "does not count besides" in record
    assert "1 report is left out" in signed_in.get("/evidence/events/").content.decode()


def test_a_decision_without_a_reason_is_refused_beside_the_field(signed_in: Client, two_reports: None):
    pair = searched(signed_in)

    page = signed_in.post(f"/evidence/doubles/{pair.pk}/", {"decision": "same", "reason": ""})

    assert "This field is required" in page.content.decode()
    assert not DoubleDecision.objects.exists()


def test_a_decision_is_taken_back(signed_in: Client, two_reports: None):
    pair = searched(signed_in)
    signed_in.post(f"/evidence/doubles/{pair.pk}/", {"decision": "different", "reason": "other persons"})
    decision = DoubleDecision.objects.get()

    signed_in.post(f"/evidence/doubles/decided/{decision.pk}/take-back/", {"reason": "not so sure"})

    assert not DoubleDecision.objects.exists()
    assert f"/evidence/doubles/{pair.pk}/" in signed_in.get("/evidence/doubles/?country=XA").content.decode()


def test_sure_pairs_are_decided_together_and_none_that_is_left_out(signed_in: Client, two_reports: None):
    pair = searched(signed_in)
    DoubleCandidate.objects.update(sure=True)
    page = signed_in.get("/evidence/doubles/sure/?country=XA").content.decode()
    assert f'value="{pair.pk}"' in page

    signed_in.post("/evidence/doubles/sure/?country=XA", {"pair": [pair.pk], "reason": "looked through"})

    assert DoubleDecision.objects.count() == 1


def test_who_sees_one_report_only_sees_no_pair(signed_in: Client, officer: User, two_reports: None):
    pair = searched(signed_in)
    signed_in.force_login(officer)

    assert signed_in.get(f"/evidence/doubles/{pair.pk}/").status_code == 404
    listed = signed_in.get("/evidence/doubles/?country=XA").content.decode()
    assert "border.csv" not in listed
    assert "Last looked for" not in listed
    record = signed_in.get(f"/evidence/records/{pair.second_id}/").content.decode()
    assert "may be the same event" not in record


def test_a_search_takes_in_only_what_its_user_sees(client: Client, officer: User, two_reports: None):
    client.force_login(officer)
    search(client)

    assert DoubleSearch.objects.get().events == 61
    assert not DoubleCandidate.objects.exclude(first_batch__owner_agency__code="XA-CUS").exists()


@pytest.mark.parametrize("address", ["/evidence/doubles/?country=XA", "/evidence/doubles/sure/?country=XA"])
def test_the_number_of_questions_does_not_grow_with_the_pairs(
    address: str, signed_in: Client, two_reports: None
):
    pair = searched(signed_in)
    DoubleCandidate.objects.exclude(pk=pair.pk).delete()
    DoubleCandidate.objects.update(sure=True)
    signed_in.get(address)
    with CaptureQueriesContext(connection) as few:
        signed_in.get(address)
    records = list(Record.objects.order_by("pk")[5:25])
    DoubleCandidate.objects.bulk_create(
        DoubleCandidate(
            country=pair.country, indicator=pair.indicator, first=one, second=pair.second, sure=True,
            first_batch=one.batch, second_batch=pair.second_batch, start=one.start, probability=0.5,
            prior_bits=-8, found_at=pair.found_at,
        )
        for one in records
    )  # fmt: skip

    with CaptureQueriesContext(connection) as many:
        signed_in.get(address)

    assert len(many) <= len(few)


def test_a_letter_goes_from_its_questions_to_its_files(
    signed_in: Client, two_reports: None, border: Agency, customs: Agency
):
    searched(signed_in)
    page = signed_in.get(f"/evidence/letters/to/{customs.pk}/")
    proposals: list[Any] = page.context["proposals"]
    assert proposals

    signed_in.post(
        f"/evidence/letters/to/{customs.pk}/",
        {
            "pick": [proposals[0].name], f"text-{proposals[0].name}": "In my own words?",
            "from_agency": border.pk, "deadline": "01.01.2099", "signatory": "",
        },
    )  # fmt: skip
    letter = DiscrepancyLetter.objects.get()
    signed_in.post(f"/evidence/letters/{letter.pk}/send/", {"number": "17/2"})

    shown = signed_in.get(f"/evidence/letters/{letter.pk}/").content.decode()
    assert "In my own words?" in shown
    assert "17/2" in shown
    for name, start in (("questions", "docx"), ("questions", "pdf"), ("answers", "xlsx")):
        answer = signed_in.get(f"/evidence/letters/{letter.pk}/{name}-xa-cus-{letter.pk}.{start}")
        assert answer.status_code == 200
        assert answer.content.startswith(b"%PDF" if start == "pdf" else b"PK")
    assert signed_in.get(f"/evidence/letters/{letter.pk}/other.docx").status_code == 404


def test_a_torn_answer_sheet_says_what_to_do(
    signed_in: Client, two_reports: None, border: Agency, customs: Agency, tmp_path: Any
):
    test_a_letter_goes_from_its_questions_to_its_files(signed_in, two_reports, border, customs)
    letter = DiscrepancyLetter.objects.get()
    sheet = tmp_path / "answers.xlsx"
    sheet.write_bytes(b"not a workbook")

    with sheet.open("rb") as file:
        answer = signed_in.post(f"/evidence/letters/{letter.pk}/answers/", {"file": file})

    assert answer.status_code == 409
    assert "This is not an xlsx workbook" in answer.content.decode()


def test_a_question_of_one_s_own_is_answered_on_paper(
    signed_in: Client, two_reports: None, customs: Agency, border: Agency
):
    record = Record.objects.get(batch__name="customs.csv", row=2)
    answer = signed_in.post(
        f"/evidence/records/{record.pk}/ask/", {"kind": "unit", "text": "Grams or kilograms?"}
    )
    key = answer["Location"].strip("/").rpartition("/")[2]
    signed_in.post(
        f"/evidence/letters/to/{customs.pk}/",
        {"pick": [f"question-{key}"], "from_agency": border.pk, "deadline": "01.01.2099"},
    )
    letter = DiscrepancyLetter.objects.get()
    signed_in.post(f"/evidence/letters/{letter.pk}/send/", {"number": "3"})

    signed_in.post(
        f"/evidence/questions/{key}/answer/",
        {"answer": "corrected", "unit": "г", "quantity": "5", "start": "", "value": "", "text": ""},
    )

    page = signed_in.get(f"/evidence/questions/{key}/").content.decode()
    assert "Answered" in page
    assert "gram" in page
    assert "1 answer corrects a row" in signed_in.get(f"/evidence/letters/{letter.pk}/").content.decode()


def test_events_of_a_month_only_are_no_candidates(signed_in: Client, analyst: User, border: Agency):
    for name in ("one.csv", "two.csv"):
        factories.make_batch(
            events_csv([("03.2025", "seizures.drugs", "", "heroin", 5, "kg", "Айритом", name)]),
            by=analyst, agency=border, name=name,
        )  # fmt: skip

    search(signed_in)

    assert DoubleSearch.objects.get().events == 0
