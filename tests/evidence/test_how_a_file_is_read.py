"""An analyst marks a strange form, sees how it will be read, and need not do it again; tables are pasted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from tests import factories
from tests.evidence.methods.reading.drawing import docx, xls, xlsx
from tests.pages.addresses import words_of

from chegara.accounts.models import User
from chegara.evidence.actions import imports
from chegara.evidence.files import path_of
from chegara.evidence.mappings import marks_of
from chegara.evidence.models import Batch, BatchState, Problem, Record, RememberedMapping
from chegara.evidence.presenters.records import source_row
from chegara.organisation.models import Agency

pytestmark = pytest.mark.django_db

STRANGE = """
Сведения
1      | 2        | 3        | 4
Место  | Показ. А | Показ. Б | прочее
Термез | 12       | 2        | да
Карши  | 14       | 3        | нет
подготовил | Иванов |        |
""".strip("\n")
# What an analyst says of it.
SAID = {
    "0-used": "on", "0-first": "3", "0-last": "3", "0-last-row": "5", "0-first-column": "1",
    "0-last-column": "3", "0-constant-indicator": "refusals", "0-constant-period": "2025",
    "0-column-1": "point", "0-column-2": "value", "0-column-3": "value",
    "0-given-2-period": "март", "0-given-2-direction": "въезд", "0-given-3-period": "март",
    "0-given-3-direction": "выезд",
}  # fmt: skip


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


def send(client: Client, agency: Agency, **more: Any) -> Any:
    data = {"agency": agency.pk, "marking": "official_use", "not_secret": "on"}
    return client.post("/evidence/imports/new/", data | more)


def said_of(batch: Batch, **more: str) -> dict[str, str]:
    """Return what the page of a batch sends: what the analyst says, and of which headings."""
    return SAID | {"0-key": ""} | more


def mark(client: Client, batch: Batch, committed: Any, **more: str) -> Batch:
    """Mark the form as an analyst does: first where it lies, then what its columns are."""
    address = f"/evidence/imports/{batch.pk}/mapping/"
    page = client.post(address, said_of(batch, preview="1", **more))
    key = page.context["proposals"][0].key
    with committed():
        client.post(address, said_of(batch, **{"0-key": key}, **more))
    batch.refresh_from_db()
    return batch


def rows_of(batch: Batch) -> list[tuple[Any, ...]]:
    fields = ("row", "point_text", "start", "direction", "value")
    return list(Record.objects.filter(batch=batch).order_by("pk").values_list(*fields))


READ = [
    (4, "Термез", date(2025, 3, 1), "entry", 12.0), (4, "Термез", date(2025, 3, 1), "exit", 2.0),
    (5, "Карши", date(2025, 3, 1), "entry", 14.0), (5, "Карши", date(2025, 3, 1), "exit", 3.0),
]  # fmt: skip


# --- paste ------------------------------------------------------------------------------------------------


def test_a_pasted_table_is_kept_as_a_file_named_by_when(signed_in: Client, agency: Agency, committed: Any):
    pasted = "\tОтказы\r\nМесяц\t2025\r\nмарт\t5\r\n"

    with committed():
        send(signed_in, agency, pasted=pasted)

    batch = Batch.objects.get()
    assert batch.name.startswith("pasted ")
    assert batch.name.endswith(".tsv")
    assert path_of(batch.file.sha256).read_bytes() == pasted.encode()


def test_a_pasted_table_is_read_like_any_file(signed_in: Client, agency: Agency, committed: Any):
    with committed():
        send(signed_in, agency, pasted="Отказы за 2025 год\nКПП\tМарт\nТермез\t5\nКарши\t6\nИтого\t12\n")

    assert list(Record.objects.values_list("point_text", "value")) == [("Термез", 5.0), ("Карши", 6.0)]
    assert set(Problem.objects.values_list("code", flat=True)) == {
        "total_row", "total_differs", "point_not_known",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        pytest.param({}, "Choose a file, or paste a table.", id="nothing"),
        pytest.param({"pasted": " \n\t"}, "Choose a file, or paste a table.", id="blanks"),
        pytest.param({"pasted": "а\tб\n" * 300_000}, "This is too much to paste", id="too much"),
    ],
)
def test_what_cannot_be_a_table_is_not_taken(
    sent: dict[str, str], message: str, signed_in: Client, agency: Agency
):
    assert message in words_of(send(signed_in, agency, **sent))
    assert not Batch.objects.exists()


# --- kinds of files ---------------------------------------------------------------------------------------

FORM = "Отказы за 2025 год\nКПП | Март | Апрель\nТермез | 5 | 6"


@pytest.mark.parametrize(
    ("content", "sheet"), [(xlsx(FORM), "Лист1"), (xls(FORM), "Лист1"), (docx(FORM), "/1")],
    ids=["xlsx", "xls", "docx"],
)  # fmt: skip
def test_a_record_of_any_kind_of_file_leads_back_to_its_row(
    content: bytes, sheet: str, analyst: User, agency: Agency
):
    factories.make_batch(content, by=analyst, agency=agency)

    record = Record.objects.get(start__month=4)
    assert (record.sheet, record.row, record.column) == (sheet, 3, 3)
    row = source_row(record)
    assert row is not None
    assert row.cells == (("КПП", "Термез", False), ("Март", "5", False), ("Апрель", "6", True))


def test_each_table_of_a_sheet_is_read_and_its_records_lead_back_to_it(analyst: User, agency: Agency):
    sheet = f"{FORM}\n\nПассажиропоток за 2025 год\nГражданство | Март | Апрель\nРФ | 50 | 60"

    factories.make_batch(xlsx(sheet), by=analyst, agency=agency)

    record = Record.objects.get(value=60)
    assert (record.indicator_id, record.sheet, record.row) == ("persons.crossings", "Лист1/2", 7)
    row = source_row(record)
    assert row is not None
    assert row.cells[2] == ("Апрель", "60", True)


# --- a strange form ---------------------------------------------------------------------------------------


def test_a_form_without_recognisable_headings_can_be_marked(signed_in: Client, analyst: User, agency: Agency):
    batch = factories.receive_batch(xlsx(STRANGE), by=analyst, agency=agency)
    assert [list(proposal) for proposal in batch.mappings] == [["refused"]]

    page = words_of(signed_in.get(f"/evidence/imports/{batch.pk}/mapping/"))

    assert "If there is a table, mark its rows of headings." in page
    assert "Показ. А" in page
    assert "Say how it is read" in words_of(signed_in.get(f"/evidence/imports/{batch.pk}/"))


def test_a_table_that_does_not_say_what_it_counts_leads_to_where_that_is_said(
    signed_in: Client, agency: Agency
):
    table = "Дата;Пункт пропуска;Вид;Кол-во\n05.01.2026;Термез;прочее;1\n"

    answer = send(signed_in, agency, pasted=table)

    batch = Batch.objects.get()
    assert answer.headers["Location"] == f"/evidence/imports/{batch.pk}/mapping/"
    page = words_of(signed_in.get(f"/evidence/imports/{batch.pk}/"))
    assert "nothing is read of it yet" in page
    assert "Say how it is read" in page
    assert "No problem found" not in page


def test_the_first_rows_show_how_they_will_be_read_and_nothing_is_kept(
    signed_in: Client, analyst: User, agency: Agency
):
    batch = factories.receive_batch(xlsx(STRANGE), by=analyst, agency=agency)
    address = f"/evidence/imports/{batch.pk}/mapping/"
    key = signed_in.post(address, said_of(batch, preview="1")).context["proposals"][0].key

    page = signed_in.post(address, said_of(batch, preview="1", **{"0-key": key}))

    [shown] = page.context["proposals"]
    assert shown.problems == ()
    assert [(row, cells[1], cells[2], cells[3], cells[4]) for row, cells in shown.preview.rows] == [
        (4, "03.2025", "Термез", "entry", "12"), (4, "03.2025", "Термез", "exit", "2"),
        (5, "03.2025", "Карши", "entry", "14"), (5, "03.2025", "Карши", "exit", "3"),
    ]  # fmt: skip
    before = batch.mappings
    batch.refresh_from_db()
    assert (batch.mappings, batch.state) == (before, BatchState.RECEIVED)


def test_a_marked_form_is_read_as_it_was_marked(
    signed_in: Client, analyst: User, agency: Agency, committed: Any
):
    batch = factories.receive_batch(xlsx(STRANGE), by=analyst, agency=agency)

    mark(signed_in, batch, committed)

    assert batch.state == BatchState.STAGED
    assert rows_of(batch) == READ


def test_a_marked_form_need_not_be_marked_again(
    signed_in: Client, analyst: User, agency: Agency, committed: Any
):
    first = mark(signed_in, factories.receive_batch(xlsx(STRANGE), by=analyst, agency=agency), committed)
    imports.confirm(first, by=analyst)

    again = factories.receive_batch(xlsx(STRANGE.replace("12", "13")), by=analyst, agency=agency)

    assert marks_of(again.mappings) == marks_of(first.mappings)
    assert (again.mappings[0]["remembered"], again.mappings[0]["year"]) == (True, 2025)
    given = [column["given"] for column in again.mappings[0]["mapping"]["columns"]]
    assert given == [{}, {"direction": "entry"}, {"direction": "exit"}]
    # The form does not say when, and last month is not taken for this month.
    assert [problem["code"] for problem in again.mappings[0]["problems"]] == ["no_date"]


def test_months_that_were_given_to_the_columns_of_a_form_are_kept(
    signed_in: Client, analyst: User, agency: Agency, committed: Any
):
    by_month = {"0-given-2-period": "март", "0-given-3-period": "апрель"}
    first = factories.receive_batch(xlsx(STRANGE), by=analyst, agency=agency)
    imports.confirm(mark(signed_in, first, committed, **by_month), by=analyst)

    again = factories.receive_batch(xlsx(STRANGE.replace("12", "13")), by=analyst, agency=agency)

    given = [column["given"].get("month") for column in again.mappings[0]["mapping"]["columns"]]
    assert given == [None, "3", "4"]
    assert [problem["code"] for problem in again.mappings[0]["problems"]] == ["month_without_year"]


def test_marks_are_not_laid_upon_another_form(
    signed_in: Client, analyst: User, agency: Agency, committed: Any
):
    first = mark(signed_in, factories.receive_batch(xlsx(STRANGE), by=analyst, agency=agency), committed)
    imports.confirm(first, by=analyst)

    other = factories.receive_batch(xlsx(STRANGE.replace("Показ. А", "Ввоз")), by=analyst, agency=agency)

    assert marks_of(other.mappings) == {}


def test_rows_where_no_table_lies_are_told(signed_in: Client, analyst: User, agency: Agency):
    batch = factories.receive_batch(xlsx(FORM), by=analyst, agency=agency)

    page = signed_in.post(
        f"/evidence/imports/{batch.pk}/mapping/",
        {"preview": "1", "0-first": "90", "0-last": "90", "0-first-column": "1"},
    )

    assert "No table lies in the rows and columns that were marked." in words_of(page)


def test_other_rows_of_headings_are_understood_anew(signed_in: Client, analyst: User, agency: Agency):
    batch = factories.receive_batch(
        xlsx("Отказы за 2025 год\nКПП | А | Б\nпункт | Март | Апрель\nТермез | 5 | 6"),
        by=analyst,
        agency=agency,
    )

    page = signed_in.post(
        f"/evidence/imports/{batch.pk}/mapping/",
        {"preview": "1", "0-first": "3", "0-last": "3", "0-first-column": "1", "0-key": "of before",
         "0-column-1": "ignore"},
    )  # fmt: skip

    [shown] = page.context["proposals"]
    assert [(column.heading, column.field) for column in shown.columns] == [
        ("пункт", "point"), ("Март", "value"), ("Апрель", "value"),
    ]  # fmt: skip


# --- kept for each year -----------------------------------------------------------------------------------


def form_of(year: int, figure: int = 5) -> bytes:
    return f"Отчет за {year} год;\nКПП;Количество\nТермез;{figure}\n".encode()


def confirmed(year: int, indicator: str, analyst: User, agency: Agency) -> Batch:
    batch = factories.receive_batch(form_of(year), by=analyst, agency=agency)
    mapping = batch.mappings[0]["mapping"]
    mapping["constants"]["indicator"] = indicator
    imports.set_mappings(batch, mappings=[batch.mappings[0] | {"used": True}], by=analyst)
    batch.refresh_from_db()
    imports.stage(batch, by=analyst)
    imports.confirm(batch, by=analyst)
    return batch


def test_each_years_reading_of_a_form_is_kept_beside_the_others(analyst: User, agency: Agency):
    confirmed(2023, "refusals", analyst, agency)
    confirmed(2024, "illegal_stay", analyst, agency)

    of_2023, of_2024, of_2025 = (
        factories.receive_batch(form_of(year, 7), by=analyst, agency=agency).mappings[0]
        for year in (2023, 2024, 2025)
    )

    assert set(RememberedMapping.objects.values_list("year", flat=True)) == {2023, 2024}
    assert [one["mapping"]["constants"]["indicator"] for one in (of_2023, of_2024, of_2025)] == [
        "refusals", "illegal_stay", "illegal_stay",
    ]  # fmt: skip
    assert [one["year"] for one in (of_2023, of_2024, of_2025)] == [2023, 2024, 2024]


def test_another_years_reading_can_be_begun_from(signed_in: Client, analyst: User, agency: Agency):
    confirmed(2023, "refusals", analyst, agency)
    confirmed(2024, "illegal_stay", analyst, agency)
    batch = factories.receive_batch(form_of(2025), by=analyst, agency=agency)
    address = f"/evidence/imports/{batch.pk}/mapping/"

    [offered] = signed_in.get(address).context["proposals"]
    [as_in_2023] = signed_in.post(address, {"preview": "1", "0-begin": "2023"}).context["proposals"]
    [guessed] = signed_in.post(address, {"preview": "1", "0-begin": "guess"}).context["proposals"]

    assert offered.years == (2024, 2023)
    assert (as_in_2023.indicator, as_in_2023.year, as_in_2023.period) == ("refusals", 2023, "2025")
    assert guessed.indicator == ""


def test_a_file_that_cannot_be_read_leaves_nothing_to_mark(signed_in: Client, analyst: User, agency: Agency):
    batch = factories.receive_batch(b"%PDF-1.7 and so on", by=analyst, agency=agency)

    page = words_of(signed_in.get(f"/evidence/imports/{batch.pk}/mapping/"))

    assert "there is nothing to mark" in page
    assert "Change how it is read" not in words_of(signed_in.get(f"/evidence/imports/{batch.pk}/"))


def test_an_import_says_whether_its_reading_was_guessed_or_set_by_hand(
    signed_in: Client, analyst: User, agency: Agency, committed: Any
):
    guessed = factories.stage_batch(xlsx(FORM), by=analyst, agency=agency)
    by_hand = mark(signed_in, factories.receive_batch(xlsx(STRANGE), by=analyst, agency=agency), committed)

    assert "guessed, 95 % sure" in words_of(signed_in.get(f"/evidence/imports/{guessed.pk}/"))
    assert "as set by hand" in words_of(signed_in.get(f"/evidence/imports/{by_hand.pk}/"))
