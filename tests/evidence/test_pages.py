"""What the pages of evidence show and do."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import factories
from tests.factories import ONE_EVENT, ONE_STATISTIC, events_csv, statistics_csv
from tests.pages.addresses import words_of

from chegara.accounts.models import User
from chegara.evidence.models import Batch, BatchState, Problem, Record
from chegara.organisation.models import Agency
from chegara.pages.jobs import run_job
from chegara.pages.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return factories.make_agency()


@pytest.fixture
def analyst(agency: Agency) -> User:
    return factories.make_user(agency=agency)


@pytest.fixture
def signed_in(client: Client, analyst: User) -> Client:
    client.force_login(analyst)
    return client


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Any:
    """Do what follows a commit, such as background work, at once."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def upload(client: Client, content: bytes, agency: Agency, **more: Any) -> Any:
    data = {
        "file": SimpleUploadedFile("figures.csv", content), "agency": agency.pk, "marking": "official_use",
        "not_secret": "on",
    } | more  # fmt: skip
    return client.post(
        "/evidence/imports/new/", {name: value for name, value in data.items() if value is not None}
    )


def test_the_whole_way_from_upload_to_confirmed(signed_in: Client, agency: Agency, committed: Any):
    with committed():
        answer = upload(signed_in, ONE_STATISTIC, agency)
    page = signed_in.get(answer.headers["Location"], follow=True)
    batch = Batch.objects.get()
    assert page.request["PATH_INFO"] == f"/evidence/imports/{batch.pk}/"
    assert batch.state == BatchState.STAGED
    assert not Record.objects.counting().exists()

    signed_in.post(f"/evidence/imports/{batch.pk}/confirm/", {"reason": "looks right"})
    assert Record.objects.counting().count() == 1

    signed_in.post(f"/evidence/imports/{batch.pk}/undo/", {"reason": "sent too early"})
    assert not Record.objects.counting().exists()


def test_a_file_is_not_taken_without_the_word_that_nothing_is_secret(signed_in: Client, agency: Agency):
    answer = upload(signed_in, ONE_STATISTIC, agency, not_secret=None)

    assert "Bring in the file only if it contains no state secret." in words_of(answer)
    assert not Batch.objects.exists()


def test_a_file_of_another_agency_is_not_taken(signed_in: Client):
    customs = factories.make_agency(code="XA-CUS", kind="customs")

    answer = upload(signed_in, ONE_STATISTIC, customs)

    assert answer.status_code == 200
    assert not Batch.objects.exists()


def test_a_file_that_is_no_table_is_kept_with_the_reason(signed_in: Client, agency: Agency):
    answer = upload(signed_in, b"%PDF-1.7 and so on", agency)

    text = words_of(signed_in.get(answer.headers["Location"]))
    assert "neither a workbook (.xlsx, .xls) nor a Word document" in text
    assert Batch.objects.get().state == BatchState.RECEIVED


def test_an_invented_country_s_import_is_marked_as_invented(
    signed_in: Client, agency: Agency, committed: Any
):
    with committed():
        upload(signed_in, ONE_STATISTIC, agency)

    assert Batch.objects.get().synthetic
    assert "does not exist" in words_of(signed_in.get(f"/evidence/imports/{Batch.objects.get().pk}/"))


def test_confirming_twice_is_refused_with_a_sentence(signed_in: Client, analyst: User, agency: Agency):
    batch = factories.make_batch(by=analyst, agency=agency)

    answer = signed_in.post(f"/evidence/imports/{batch.pk}/confirm/", {})

    assert answer.status_code == 409
    assert "This import is “Confirmed”, so this step is not possible now." in words_of(answer)


def test_the_same_file_twice_is_refused_with_a_sentence(signed_in: Client, analyst: User, agency: Agency):
    factories.make_batch(by=analyst, agency=agency, name="first.csv")
    again = factories.stage_batch(by=analyst, agency=agency)

    answer = signed_in.post(f"/evidence/imports/{again.pk}/confirm/", {})

    assert answer.status_code == 409
    assert "The same file counts already, as “first.csv”." in words_of(answer)


def test_problems_stand_with_row_column_and_value(signed_in: Client, analyst: User, agency: Agency):
    rows = [("refusals", "2025-01", "", "", "", "many"), ("refusals", "2025-02", "", "", "", 5)]
    batch = factories.stage_batch(statistics_csv(rows), by=analyst, agency=agency)

    answer = signed_in.get(f"/evidence/imports/{batch.pk}/")

    problem = Problem.objects.get(batch=batch, code="not_a_number")
    assert (problem.row, problem.column, problem.value) == (2, 6, "many")
    assert "This is not a number." in words_of(answer)


@pytest.mark.parametrize(
    ("content", "row", "heading", "cell"),
    [
        pytest.param(
            events_csv([
                ("03.01.2025", "seizures.drugs", "", "heroin", "1.5", "kg", "first", ""),
                ("04.01.2025", "seizures.drugs", "", "opium", "2.25", "kg", "second lay-by", "a note"),
            ]),
            3, "quantity", "2.25", id="event",
        ),
        pytest.param(ONE_STATISTIC, 2, "value", "120", id="statistic"),
    ],
)  # fmt: skip
def test_a_record_shows_the_row_of_the_file_with_its_figure_marked(
    content: bytes, row: int, heading: str, cell: str, signed_in: Client, analyst: User, agency: Agency
):
    batch = factories.make_batch(content, by=analyst, agency=agency)
    record = Record.objects.get(batch=batch, row=row)

    answer = signed_in.get(f"/evidence/records/{record.pk}/")

    cells = answer.context["source"].cells
    assert [(name, text) for name, text, marked in cells if marked] == [(heading, cell)]
    written = content.decode().splitlines()[row - 1].split(";")
    assert [text for _name, text, _marked in cells] == written
    assert f"<strong>{cell}</strong>" in answer.content.decode()


def test_a_wide_table_s_record_marks_the_cell_of_its_month(signed_in: Client, analyst: User, agency: Agency):
    content = b"Crossings by persons 2025;\r\nPoint;January;February\r\nBridge;5;731\r\n"
    batch = factories.make_batch(content, by=analyst, agency=agency)
    record = Record.objects.get(batch=batch, value=731)

    answer = signed_in.get(f"/evidence/records/{record.pk}/")

    assert (record.row, record.column) == (3, 3)
    assert [name for name, _text, marked in answer.context["source"].cells if marked] == ["February"]


def test_the_file_is_handed_out_as_it_was_sent(signed_in: Client, analyst: User, agency: Agency):
    batch = factories.make_batch(ONE_EVENT, by=analyst, agency=agency, name="january.csv")

    answer = signed_in.get(f"/evidence/imports/{batch.pk}/file/")

    assert answer.getvalue() == ONE_EVENT
    assert 'filename="january.csv"' in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Type"] == "application/octet-stream"
    answer.close()


def test_a_changed_mapping_is_read_anew(signed_in: Client, analyst: User, agency: Agency, committed: Any):
    content = b"Point;Month;Number\r\nBridge;1;5\r\nBridge;2;6\r\n"
    batch = factories.receive_batch(content, by=analyst, agency=agency)
    assert not batch.mappings[0]["used"]

    with committed():
        signed_in.post(
            f"/evidence/imports/{batch.pk}/mapping/",
            {
                "0-used": "on", "0-constant-indicator": "refusals", "0-constant-period": "2025",
                "0-column-1": "point", "0-column-2": "month", "0-column-3": "value",
            },
        )  # fmt: skip

    batch.refresh_from_db()
    assert batch.state == BatchState.STAGED
    assert list(Record.objects.filter(batch=batch).values_list("indicator", "start__month", "value")) == [
        ("refusals", 1, 5.0), ("refusals", 2, 6.0),
    ]  # fmt: skip


def test_marking_and_releases_are_changed_with_a_reason(signed_in: Client, analyst: User, agency: Agency):
    batch = factories.make_batch(by=analyst, agency=agency)
    release = factories.make_release(agency, to_all=True)

    answer = signed_in.post(
        f"/evidence/imports/{batch.pk}/handling/",
        {"marking": "open", "releases": [release.pk], "reason": "published"},
    )

    batch.refresh_from_db()
    assert answer.status_code == 302
    assert (batch.marking, list(batch.releases.all())) == ("open", [release])


def test_a_job_is_its_owner_s_alone_and_can_be_cancelled(client: Client, analyst: User, agency: Agency):
    job = Job.objects.create(name="evidence.stage", by=analyst, title="Reading figures.csv")
    client.force_login(factories.make_user("colleague", agency=agency))
    assert client.get(f"/jobs/{job.pk}/").status_code == 404
    assert client.post(f"/jobs/{job.pk}/cancel/").status_code == 404

    client.force_login(analyst)
    client.post(f"/jobs/{job.pk}/cancel/")

    job.refresh_from_db()
    assert job.cancel_requested


def test_a_cancelled_job_leaves_the_file_received(analyst: User, agency: Agency, committed: Any):
    batch = factories.receive_batch(by=analyst, agency=agency)
    with committed():
        job = run_job("evidence.stage", {"batch": batch.pk}, by=analyst, title="Reading")
        Job.objects.update(cancel_requested=True)

    job.refresh_from_db()
    batch.refresh_from_db()
    assert (job.state, batch.state) == ("cancelled", BatchState.RECEIVED)
    assert not Record.objects.exists()


@pytest.mark.parametrize(
    "address", ["/evidence/", "/evidence/events/", "/evidence/imports/", "/evidence/series/"]
)
def test_an_empty_page_says_what_to_do(address: str, signed_in: Client):
    answer = signed_in.get(address)

    assert answer.status_code == 200
    assert any(word in words_of(answer) for word in ("Bring in", "No confirmed record", "figures"))
