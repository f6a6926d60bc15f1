"""A country's organisation goes out as a workbook and comes in again whole, or not at all."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client
from tests import factories

from chegara.accounts.models import Role
from chegara.audit.models import AuditEntry
from chegara.config.demo.organisation import COUNTRIES, write_workbook
from chegara.organisation import workbook
from chegara.organisation.models import Agency, BorderSection, CrossingPoint, Division, State, Unit

pytestmark = pytest.mark.django_db

Sheets = dict[str, list[Sequence[Any]]]
TABLES = (State, Agency, Division, Unit, BorderSection, CrossingPoint)


def book_of(sheets: Sheets) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def small_country() -> Sheets:
    return {
        "country": [("code", "name_en", "name_ru", "invented"), ("XA", "Aland", "Аланд", "yes")],
        "states": [
            ("code", "name_en", "name_ru", "invented", "aliases"),
            ("XA", "Aland", "Аланд", "yes", "Alandia; Республика Аланд"),
            ("XB", "Bland", "Бланд", "yes", None),
        ],
        "agencies": [
            ("code", "kind", "name_en", "name_ru", "short_en", "short_ru"),
            ("XA-BOR", "border", "Border Service", "Пограничная служба", "BS", "ПС"),
        ],
        "divisions": [
            ("code", "name_en", "name_ru", "latitude"),
            ("XA-N", "North", "Север", 41.5),
            ("XA-S", "South", "Юг", 39),
        ],
        "units": [
            ("code", "agency", "parent", "kind", "name_en", "division"),
            ("U1", "XA-BOR", None, "department", "Department", None),
            ("U2", "XA-BOR", "U1", "detachment", "Detachment", "XA-N"),
        ],
        "sections": [
            ("code", "neighbour", "name_en", "regime", "length_km", "divisions"),
            ("S1", "XB", "Aland–Bland", "customs_control", 120.5, "XA-N;XA-S"),
        ],
        "points": [
            ("code", "section", "kind", "name_en", "latitude", "longitude", "booths", "aliases"),
            ("P1", "S1", "road", "Green Bridge", 41.2, 60.1, 4, "Yashil; Зелёный мост"),
            (102, None, "air", "Airport", None, None, None, None),
        ],
    }


def load(sheets: Sheets, **more: Any) -> State:
    return workbook.load(book_of(sheets), by="tests", **more)


def stored() -> list[Any]:
    links = list(BorderSection.divisions.through.objects.order_by("pk").values("bordersection", "division"))
    return [list(model.objects.order_by("pk").values()) for model in TABLES] + [links]


def entries() -> int:
    return AuditEntry.objects.count()


def problems_of(content: bytes) -> list[str]:
    """Read in what must be refused; return the problems, having seen that nothing changed."""
    before, entries_before = stored(), entries()
    with pytest.raises(workbook.WorkbookError) as refused:
        workbook.load(content, by="tests")
    assert stored() == before
    assert entries() == entries_before
    return refused.value.problems


def test_every_sheet_becomes_records_that_know_each_other():
    country = load(small_country())

    point = CrossingPoint.objects.get(code="P1")
    assert (country.code, country.home, country.invented) == ("XA", True, True)
    assert country.aliases.splitlines() == ["Alandia", "Республика Аланд"]
    assert (point.section.neighbour.code, point.latitude, point.booths) == ("XB", 41.2, 4)
    assert point.aliases.splitlines() == ["Yashil", "Зелёный мост"]
    assert Unit.objects.get(code="U2").parent.code == "U1"
    assert sorted(d.code for d in BorderSection.objects.get().divisions.all()) == ["XA-N", "XA-S"]
    assert not State.objects.get(code="XB").home


def test_a_code_that_a_spreadsheet_took_for_a_number_is_a_code():
    load(small_country())

    assert CrossingPoint.objects.filter(code="102").exists()


def test_what_went_out_changes_nothing_when_it_comes_in_again():
    country = load(small_country())
    before, entries_before = stored(), entries()

    workbook.load(workbook.export(country), by="tests")

    assert stored() == before
    assert entries() == entries_before


def test_what_went_out_builds_the_same_country_elsewhere():
    content = workbook.export(load(small_country()))
    before = [list(model.objects.order_by("pk").values_list("pk", flat=True)) for model in TABLES]
    Unit.objects.exclude(parent=None).delete()
    for model in (CrossingPoint, BorderSection, Unit, Division, Agency, State):
        model.objects.all().delete()

    country = workbook.load(content, by="tests")

    assert workbook.load(content, by="tests") == country
    read = [row for sheet in openpyxl.load_workbook(io.BytesIO(content)) for row in sheet.values]
    again = openpyxl.load_workbook(io.BytesIO(workbook.export(country)))
    assert [row for sheet in again for row in sheet.values] == read
    assert [model.objects.count() for model in TABLES] == [len(keys) for keys in before]


def test_a_record_that_the_workbook_does_not_name_stays():
    load(small_country())
    without = small_country() | {"points": small_country()["points"][:1]}

    load(without)

    assert CrossingPoint.objects.count() == 2


def test_a_column_that_the_workbook_lacks_stays_as_it_was():
    load(small_country())
    lean = small_country() | {"points": [("code", "name_en"), ("P1", "Greener Bridge")]}

    load(lean)

    point = CrossingPoint.objects.get(code="P1")
    assert (point.name_en, point.latitude, point.section.code) == ("Greener Bridge", 41.2, "S1")


def test_a_change_leaves_one_entry_with_its_reason():
    load(small_country())
    changed = small_country()
    changed["points"][1] = ("P1", "S1", "road", "Green Bridge", 41.2, 60.1, 6, "Yashil; Зелёный мост")
    before = entries()

    load(changed, reason="two more booths")

    [entry] = AuditEntry.objects.order_by("sequence")[before:]
    assert (entry.object_label, entry.reason) == ("Green Bridge", "two more booths")
    assert (entry.before, entry.after) == ({"booths": "4"}, {"booths": "6"})


def test_a_section_s_divisions_are_told_in_the_audit_log_like_any_other_change():
    load(small_country())
    changed = small_country()
    changed["sections"][1] = ("S1", "XB", "Aland–Bland", "customs_control", 120.5, "XA-N")
    before = entries()

    load(changed)

    [entry] = AuditEntry.objects.order_by("sequence")[before:]
    assert (entry.before, entry.after) == ({"divisions": ["XA-N", "XA-S"]}, {"divisions": ["XA-N"]})


def test_a_section_s_divisions_chosen_on_its_page_are_kept():
    load(small_country())
    user = factories.make_user("admin", agency=Agency.objects.get(), roles=[Role.ADMINISTRATOR])
    client = Client()
    client.force_login(user)
    section, north = BorderSection.objects.get(), Division.objects.get(code="XA-N")
    form = {"name_en": section.name_en, "neighbour": "XB", "divisions": [north.pk], "reason": "new border"}

    answer = client.post(f"/organisation/sections/{section.pk}/edit/", form)

    assert answer.status_code == 302
    assert [d.code for d in section.divisions.all()] == ["XA-N"]
    assert AuditEntry.objects.order_by("sequence").last().after["divisions"] == ["XA-N"]


def test_units_may_stand_in_any_order():
    turned = small_country()
    turned["units"] = [
        turned["units"][0],
        ("U3", "XA-BOR", "U2", "outpost", "Outpost", None),
        *reversed(turned["units"][1:]),
    ]

    load(turned)

    assert Unit.objects.get(code="U3").parent.parent.code == "U1"


def test_other_spellings_of_the_headings_do_not_matter():
    shouted = small_country()
    shouted["divisions"][0] = (" CODE ", "Name_EN", "name_ru", "Latitude")

    load(shouted)

    assert Division.objects.get(code="XA-N").latitude == 41.5


def with_row(sheet: str, *row: Any) -> Sheets:
    return small_country() | {sheet: [*small_country()[sheet], row]}


def with_heading(sheet: str, *heading: Any) -> Sheets:
    return small_country() | {sheet: [heading, *small_country()[sheet][1:]]}


UNKNOWN_COLUMN = (
    "Sheet divisions: the column “%s” is not known; the columns are code, name_en, name_ru, aliases, "
    "latitude, longitude."
)
BROKEN: dict[str, tuple[Sheets, list[str]]] = {
    "an unknown column": (
        with_heading("divisions", "code", "name_en", "name_ru", "lattitude"),
        [UNKNOWN_COLUMN % "lattitude"],
    ),
    "no column of codes": (
        with_heading("divisions", "id", "name_en", "name_ru", "latitude"),
        [
            UNKNOWN_COLUMN % "id",
            "Sheet divisions: the column “code” is missing.",
            "Sheet units, row 3, column division: there is no “XA-N”.",
            "Sheet sections, row 2, column divisions: there is no “XA-N”.",
            "Sheet sections, row 2, column divisions: there is no “XA-S”.",
        ],
    ),
    "an unknown section": (
        with_row("points", "P3", "S9", "road", "Third"),
        ["Sheet points, row 4, column section: there is no “S9”."],
    ),
    "an unknown division among known ones": (
        with_row("sections", "S2", "XB", "Second", "", None, "XA-N; XA-Q"),
        ["Sheet sections, row 3, column divisions: there is no “XA-Q”."],
    ),
    "a latitude beyond the pole": (
        with_row("points", "P3", None, "road", "Third", 91, 60),
        ["Sheet points, row 4, column latitude: Ensure this value is less than or equal to 90."],
    ),
    "a latitude in words": (
        with_row("points", "P3", None, "road", "Third", "north", 60),
        ["Sheet points, row 4, column latitude: “north” value must be a float."],
    ),
    "a code that stands twice": (
        with_row("points", "P1", None, "road", "Another"),
        ["Sheet points, row 4, column code: “P1” stands in row 2 already."],
    ),
    "an unknown kind": (
        with_row("agencies", "XA-NAV", "navy", "Navy"),
        ["Sheet agencies, row 3, column kind: Value 'navy' is not a valid choice."],
    ),
    "no name": (
        with_row("divisions", "XA-W", None, "Запад"),
        ["Sheet divisions, row 4, column name_en: This field cannot be blank."],
    ),
    "a unit under itself": (
        with_row("units", "U9", "XA-BOR", "U9", "outpost", "Ouroboros"),
        ["Sheet units, row 4, column parent: there is no “U9”."],
    ),
    "two countries": (
        with_row("country", "XB", "Bland", "", "yes"),
        ["Sheet country: it has one row, the country whose organisation this is."],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_problem_is_told_by_its_place_and_nothing_changes(name: str):
    sheets, expected = BROKEN[name]

    problems = problems_of(book_of(sheets))

    assert problems == expected


def test_all_problems_are_told_at_once():
    sheets = with_row("points", "P3", "S9", "road", "Third", 91)
    sheets["points"].append(("P4", "S8", "road", "Fourth"))

    assert len(problems_of(book_of(sheets))) == 3


def test_a_sheet_without_which_nothing_can_be_read_is_missed_by_name():
    sheets = small_country()
    del sheets["country"]

    problems = problems_of(book_of(sheets))

    assert problems[0] == "The sheet country is missing."


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "This is not an xlsx workbook."),
        (b"code;name\r\nXA;Aland", "This is not an xlsx workbook."),
        (b"PK\x03\x04 not really a zip", "The file breaks off"),
        (book_of(small_country())[:900], "The file breaks off"),
    ],
    ids=["empty", "csv", "broken zip", "cut off"],
)
def test_what_is_no_workbook_is_told_so(content: bytes, why: str):
    [problem] = problems_of(content)

    assert problem.startswith(why)


def test_a_workbook_does_not_take_another_country_s_records_over():
    load(small_country())
    other = {
        "country": [("code", "name_en", "name_ru", "invented"), ("XB", "Bland", "Бланд", "yes")],
        "agencies": [("code", "kind", "name_en"), ("XA-BOR", "border", "Ours now")],
    }

    problems = problems_of(book_of(other))

    assert problems == ["Sheet agencies, row 2, column code: “XA-BOR” is another country's."]


def test_a_unit_is_never_put_under_its_own_units():
    load(small_country())
    turned = small_country()
    turned["units"] = [turned["units"][0], ("U1", "XA-BOR", "U2", "department", "Department", None)]

    problems = problems_of(book_of(turned))

    assert problems == [
        "Sheet units, row 2, column parent: A unit can't be under itself or under its own units."
    ]


@pytest.mark.parametrize("code", COUNTRIES)
def test_the_demo_s_workbooks_load_and_come_out_the_same(code: str, tmp_path: Path):
    write_workbook(code, tmp_path / "organisation.xlsx")

    country = workbook.load((tmp_path / "organisation.xlsx").read_bytes(), by="tests")

    before, entries_before = stored(), entries()
    assert country.code == code
    assert country.points.count() > 5
    workbook.load(workbook.export(country), by="tests")
    assert stored() == before
    assert entries() == entries_before
