"""The form that goes to an agency comes back without mapping, and its blanks mean what they say."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from tests import factories

from chegara.accounts.models import User
from chegara.common.periods import Month
from chegara.config.cli import main
from chegara.evidence.actions import imports, requests
from chegara.evidence.data_requests.layout import FormWords, form_sheets
from chegara.evidence.data_requests.returned import MARK, read_form
from chegara.evidence.data_requests.workbook import LISTS, form_workbook
from chegara.evidence.dictionary import dictionary
from chegara.evidence.methods.rows import Field
from chegara.evidence.models import Batch, Indicator, Problem, Record
from chegara.evidence.queries.series import series
from chegara.evidence.request_models import Answer, RequestedAgency, RequestState
from chegara.organisation.models import Agency
from chegara.organisation.queries import Places

pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY, MARCH = (date(2025, month, 1) for month in (1, 2, 3))
CROSSINGS, DRUGS, ILLEGAL = "persons.crossings", "seizures.drugs", "illegal_crossing.between_points"


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
    return factories.make_user("customs", agency=customs)


def asked_of(
    customs: Agency, analyst: User, border: Agency, *, language: str = "en", **lines: list[str]
) -> RequestedAgency:
    """Send customs a request for the first quarter of 2025; `lines` are dimensions by indicator."""
    request = factories.make_request(border, {customs: language}, by=analyst, lines=lines)
    requests.send_request(request, by=analyst)
    return request.agencies.select_related("agency__country", "request__country").get()


def filled(content: bytes, cells: dict[str, dict[str, Any]]) -> bytes:
    """Type into a form as an officer does: by the number of the sheet or its name, and cell."""
    book = load_workbook(io.BytesIO(content))
    for sheet_name, values in cells.items():
        sheet = next(one for one in book.worksheets if one.title.startswith(sheet_name))
        for cell, value in values.items():
            sheet[cell] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def brought_in(requested: RequestedAgency, cells: dict[str, dict[str, Any]], by: User, **more: Any) -> Batch:
    content = filled(form_workbook(requested), cells)
    return factories.make_batch(
        content, by=by, agency=more.pop("agency", requested.agency), name="form.xlsx", **more
    )


def figures_of(code: str, agency: Agency, viewer: User) -> dict[str, float | None]:
    found = series(Indicator.objects.get(pk=code), agency.country, viewer)
    own = next((one for one in found.agencies if one.agency == agency), None)
    return {str(month): own.known(month) if own else None for month in (Month(2025, n) for n in (1, 2, 3))}


# --- what the form looks like -----------------------------------------------------------------------------


def book_of(requested: RequestedAgency) -> Workbook:
    return load_workbook(io.BytesIO(form_workbook(requested)))


def test_each_sheet_is_locked_but_for_the_cells_to_fill_in(customs, analyst, border):
    factories.make_point(border.country)
    book = book_of(asked_of(customs, analyst, border, **{CROSSINGS: ["point", "direction"]}))

    assert all(sheet.protection.sheet for sheet in book.worksheets)
    sheet = book.worksheets[1]
    assert [sheet["A6"].value, sheet["B6"].value] == ["Point XA-P1", "entry"]
    assert sheet["A6"].protection.locked
    assert not sheet["C6"].protection.locked


def test_words_are_chosen_from_the_organisation_and_the_dictionary(customs, analyst, border):
    factories.make_point(border.country)
    book = book_of(asked_of(customs, analyst, border, **{DRUGS: ["point", "kind", "origin"]}))

    rules = book.worksheets[1].data_validations.dataValidation
    lists = book[LISTS]
    words = {
        str(lists[rule.formula1.split("!")[1].split(":")[0].replace("$", "")].value)
        for rule in rules
        if rule.type == "list"
    }
    assert {"Point XA-P1", "opium", "State XA"} <= words
    assert {rule.type for rule in rules} == {"list", "date", "decimal"}
    assert lists.sheet_state == "hidden"
    assert book[MARK].sheet_state == "veryHidden"


@pytest.mark.parametrize(
    ("language", "sheet", "words"),
    [("en", "Instructions", "How to fill in this form"), ("ru", "Инструкция", "Как заполнить эту форму")],
)
def test_the_form_speaks_the_agencys_language(customs, analyst, border, language, sheet, words):
    book = book_of(asked_of(customs, analyst, border, language=language, **{CROSSINGS: ["direction"]}))

    assert words in [cell.value for cell in book[sheet]["A"]]
    dictionary_sheet = next(
        one for one in book.worksheets if one.title in {"Dictionary", "Справочник показателей"}
    )
    assert (
        dictionary_sheet["C2"].value == Indicator.objects.get(pk=CROSSINGS).__dict__[f"definition_{language}"]
    )


def test_a_form_of_an_invented_country_says_so_on_each_sheet_to_fill_in(customs, analyst, border):
    book = book_of(asked_of(customs, analyst, border, **{CROSSINGS: [], DRUGS: ["kind"]}))

    for sheet in book.worksheets[:4]:
        assert any("Invented data" in str(cell.value) for cell in sheet["A"]), sheet.title


def test_many_combinations_are_chosen_and_few_are_written_out(customs, analyst, border):
    requested = asked_of(
        customs, analyst, border, **{CROSSINGS: ["direction"], "refusals": ["citizenship", "direction"]}
    )

    by_indicator = {sheet.indicator.pk: sheet for sheet in form_sheets(requested) if sheet.indicator}
    assert by_indicator[CROSSINGS].rows == (("entry",), ("exit",))
    assert by_indicator["refusals"].rows == ()


def test_the_same_request_gives_the_same_bytes(customs, analyst, border):
    requested = asked_of(customs, analyst, border, **{CROSSINGS: ["direction"], DRUGS: ["kind"]})

    assert form_workbook(requested) == form_workbook(requested)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_word_offered_is_read_as_the_code_it_stands_for(border, language):
    from django.utils import translation

    country = border.country
    for number in range(3):
        factories.make_point(country, code=f"XA-P{number}", name="Twin" if number else "Single")
    known, places = dictionary(), Places(country)
    with translation.override(language):
        words = FormWords(country)
        for indicator in Indicator.objects.all():
            for name in known.indicators[indicator.pk].dimensions:
                options = words.options(Field(name), indicator)
                look_up = {
                    "point": places.point,
                    "section": places.section,
                    "division": places.division,
                    "kind": getattr(known.kind_vocabulary(indicator.pk), "code", None),
                    **dict.fromkeys(
                        ("citizenship", "origin", "departure", "destination"), known.territories.code
                    ),
                }.get(name) or getattr(known.vocabularies.get(name), "code", None)
                assert all(look_up(option) is not None for option in options), (indicator.pk, name)
                assert len({look_up(option) for option in options}) == len(options), (indicator.pk, name)


# --- what comes back --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_filled_form_returns_without_mapping_as_the_answer(customs, officer, analyst, border, language):
    point = factories.make_point(border.country)
    requested = asked_of(
        customs, analyst, border, language=language,
        **{CROSSINGS: ["point", "direction"], DRUGS: ["point", "kind", "origin"]},
    )  # fmt: skip
    heroin, origin = ("heroin", "State XA") if language == "en" else ("героин", "State XA")
    drugs = {"A6": datetime(2025, 1, 5), "B6": heroin, "C6": 1.5, "D6": "kg" if language == "en" else "кг"}  # noqa: DTZ001
    drugs |= {"E6": point.name, "F6": origin}
    nothing = "Nothing" if language == "en" else "Случаев"

    batch = brought_in(
        requested,
        {
            "1": {"C6": 10, "D6": 0, "E6": 7, "C7": 4, "D7": 5, "E7": 6},
            "2": drugs,
            nothing: {"C7": 0, "D7": 0},
        },
        officer,
    )

    assert not Problem.objects.filter(batch=batch).exclude(severity="note").exists()
    assert figures_of(CROSSINGS, customs, officer) == {"2025-01": 14, "2025-02": 5, "2025-03": 13}
    assert figures_of(DRUGS, customs, officer) == {"2025-01": 1, "2025-02": 0, "2025-03": 0}
    [event] = Record.objects.filter(batch=batch, event=True)
    assert (event.kind, event.point, event.origin, event.base_quantity) == ("heroin", point, "XA", 1.5)
    assert (event.sheet, event.row) == (form_sheets_names(requested)[1], 6)
    requested.refresh_from_db()
    assert (requested.state, requested.known, requested.asked) == (RequestState.ANSWERED, 6, 6)
    assert Answer.objects.get().batch == batch


def form_sheets_names(requested: RequestedAgency) -> list[str]:
    from django.utils import translation

    with translation.override(requested.language):
        return [sheet.name for sheet in form_sheets(requested)]


BLANKS = [
    pytest.param({}, {}, {"2025-01": None, "2025-02": None, "2025-03": None}, id="all blank: all unknown"),
    pytest.param(
        {"B6": 3, "B7": 0}, {}, {"2025-01": 3, "2025-02": None, "2025-03": None}, id="0 is zero"
    ),
    pytest.param(
        {"B6": 3}, {}, {"2025-01": None, "2025-02": None, "2025-03": None}, id="one blank cell"
    ),
    pytest.param(
        {"B6": 3, "B7": 1}, {"C6": 0}, {"2025-01": 4, "2025-02": 0, "2025-03": None},
        id="a month in which nothing happened is zero",
    ),
    pytest.param(
        {"B6": 3}, {"B6": 0}, {"2025-01": 3, "2025-02": None, "2025-03": None},
        id="a figure outweighs the word that nothing happened",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("figures", "nothing", "expected"), BLANKS)
def test_a_blank_cell_of_figures_is_unknown_unless_nothing_happened(
    customs, officer, analyst, border, figures, nothing, expected
):
    requested = asked_of(customs, analyst, border, **{ILLEGAL: ["direction"]})

    batch = brought_in(requested, {"1": figures, "Nothing": nothing}, officer)

    assert figures_of(ILLEGAL, customs, officer) == expected
    contradicted = Problem.objects.filter(batch=batch, code="nothing_contradicted").count()
    assert contradicted == ("B6" in nothing)


EVENT_MONTHS = [
    pytest.param([], {"B6": 0}, {"2025-01": 0, "2025-02": None, "2025-03": None}, id="only zeros"),
    pytest.param([1, 3], {}, {"2025-01": 1, "2025-02": None, "2025-03": 1}, id="a month between events"),
    pytest.param([1, 3], {"C6": 0}, {"2025-01": 1, "2025-02": 0, "2025-03": 1}, id="unless nothing happened"),
    pytest.param([2], {"C6": 0}, {"2025-01": None, "2025-02": 1, "2025-03": None}, id="an event outweighs"),
]  # fmt: skip


@pytest.mark.parametrize(("months", "nothing", "expected"), EVENT_MONTHS)
def test_a_month_without_an_event_is_unknown_unless_nothing_happened(
    customs, officer, analyst, border, months, nothing, expected
):
    requested = asked_of(customs, analyst, border, **{DRUGS: ["kind"]})
    rows = {f"A{row}": datetime(2025, month, 9) for row, month in enumerate(months, start=6)}  # noqa: DTZ001

    brought_in(requested, {"1": rows, "Nothing": nothing}, officer)

    assert figures_of(DRUGS, customs, officer) == expected


def test_rows_that_are_chosen_by_citizenship_have_a_zero_month_too(customs, officer, analyst, border):
    requested = asked_of(customs, analyst, border, refusals=["citizenship"])

    brought_in(requested, {"1": {"A6": "State XA", "B6": 2}, "Nothing": {"C6": 0}}, officer)

    assert figures_of("refusals", customs, officer) == {"2025-01": 2, "2025-02": 0, "2025-03": None}


def test_every_month_can_be_one_in_which_nothing_happened(customs, officer, analyst, border):
    requested = asked_of(customs, analyst, border, **{DRUGS: ["kind"], "refusals": ["citizenship"]})

    brought_in(requested, {"Nothing": {f"{c}{r}": 0 for c in "BCD" for r in (6, 7)}}, officer)

    requested.refresh_from_db()
    assert requested.state == RequestState.ANSWERED
    assert set(figures_of("refusals", customs, officer).values()) == {0}


WRONG = [
    pytest.param({"1": {"B6": "about ten"}}, ("not_a_number", 6, 2, "about ten"), id="words for a figure"),
    pytest.param({"1": {"C7": -1}}, ("negative_number", 7, 3, "-1"), id="less than nothing"),
    pytest.param({"2": {"A6": "soon"}}, ("not_a_date", 6, 1, "soon"), id="no date"),
    pytest.param({"2": {"A6": "31.02.2025"}}, ("no_such_day", 6, 1, "31.02.2025"), id="no such day"),
    pytest.param({"Nothing": {"C6": 12}}, ("only_zero_here", 6, 3, "12"), id="a figure among zeros"),
    pytest.param({"Nothing": {"C6": "yes"}}, ("not_a_number", 6, 3, "yes"), id="a word among zeros"),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "expected"), WRONG)
def test_a_wrong_value_is_told_with_sheet_row_and_column(customs, officer, analyst, border, cells, expected):
    requested = asked_of(customs, analyst, border, **{CROSSINGS: ["direction"], DRUGS: ["kind"]})
    right = {"1": {"B7": 5}, "2": {"A7": datetime(2025, 1, 9)}, "Nothing": {}}  # noqa: DTZ001

    batch = brought_in(requested, {name: right[name] | cells.get(name, {}) for name in right}, officer)

    [problem] = Problem.objects.filter(batch=batch, severity="error")
    assert (problem.code, problem.row, problem.column, problem.value) == expected
    assert problem.sheet in form_sheets_names(requested)


def test_a_figure_that_can_not_be_read_leaves_its_month_unknown(customs, officer, analyst, border):
    requested = asked_of(customs, analyst, border, **{CROSSINGS: ["direction"]})

    brought_in(requested, {"1": {"B6": 7, "B7": "about ten", "C6": 1, "C7": 2}}, officer)

    assert figures_of(CROSSINGS, customs, officer) == {"2025-01": None, "2025-02": 3, "2025-03": None}
    requested.refresh_from_db()
    assert requested.known == 1


def test_what_is_partly_known_answers_in_part(customs, officer, analyst, border):
    requested = asked_of(customs, analyst, border, **{CROSSINGS: ["direction"]})

    brought_in(requested, {"1": {"B6": 1, "B7": 2, "C6": 1}}, officer)

    requested.refresh_from_db()
    assert (requested.state, requested.known, requested.asked) == (RequestState.ANSWERED_IN_PART, 1, 3)


def test_an_undone_answer_takes_the_request_back(customs, officer, analyst, border):
    requested = asked_of(customs, analyst, border, **{CROSSINGS: ["direction"]})
    batch = brought_in(requested, {"1": {"B6": 1, "B7": 2}}, officer)

    imports.undo(batch, by=officer, reason="sent too early")

    requested.refresh_from_db()
    assert (requested.state, requested.known) == (RequestState.SENT, 0)


def test_a_corrected_form_answers_in_the_stead_of_the_first(customs, officer, analyst, border):
    requested = asked_of(customs, analyst, border, **{CROSSINGS: ["direction"]})
    first = brought_in(requested, {"1": {"B6": 1, "B7": 2}}, officer)

    brought_in(requested, {"1": {f"{c}{r}": 1 for c in "BCD" for r in (6, 7)}}, officer, replaces=first)

    requested.refresh_from_db()
    assert (requested.state, requested.known) == (RequestState.ANSWERED, 3)
    assert figures_of(CROSSINGS, customs, officer)["2025-01"] == 2


def test_the_form_of_another_agency_is_read_and_answers_nothing(customs, analyst, border):
    requested = asked_of(customs, analyst, border, **{CROSSINGS: ["direction"]})

    batch = brought_in(requested, {"1": {"B6": 1, "B7": 2}}, analyst, agency=border)

    assert batch.rows == 6
    assert not Answer.objects.exists()


def test_a_form_in_a_compartment_answers_nothing(customs, officer, analyst, border):
    requested = asked_of(customs, analyst, border, **{CROSSINGS: ["direction"]})
    circle = factories.make_compartment(members=[officer])

    brought_in(requested, {"1": {"B6": 1, "B7": 2}}, officer, compartment=circle)

    requested.refresh_from_db()
    assert requested.state == RequestState.SENT
    assert not Answer.objects.exists()


def test_an_answer_that_goes_into_a_compartment_answers_no_longer(customs, officer, analyst, border):
    requested = asked_of(customs, analyst, border, **{CROSSINGS: ["direction"]})
    batch = brought_in(requested, {"1": {"B6": 1, "B7": 2}}, officer)
    circle = factories.make_compartment(members=[officer])

    imports.change_handling(
        batch, marking=batch.marking, compartment=circle, releases=[], by=officer, reason="a source is named"
    )

    requested.refresh_from_db()
    assert (requested.state, requested.known) == (RequestState.SENT, 0)


def test_a_sheet_whose_headings_were_changed_is_guessed(customs, officer, analyst, border):
    requested = asked_of(customs, analyst, border, **{CROSSINGS: ["direction"]})

    batch = brought_in(requested, {"1": {"A5": "Направление движения", "B6": 1, "B7": 2}}, officer)

    assert figures_of(CROSSINGS, customs, officer)["2025-01"] == 3
    assert batch.mappings[0]["headings"][0] == "Направление движения"


@pytest.mark.parametrize(
    "spoilt", ["{", "{}", '{"version": 9}', '{"version": 1, "token": "x", "agency": "y", "tables": [{}]}', ""]
)
def test_a_spoilt_hidden_sheet_leaves_an_ordinary_file(tmp_path: Path, spoilt: str):
    book = Workbook()
    book.create_sheet(MARK)["A1"] = spoilt
    book.save(tmp_path / "form.xlsx")

    assert read_form(tmp_path / "form.xlsx") is None


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"a;b\n1;2\n", b"\xd0\xcf\x11\xe0"])
def test_what_is_no_workbook_is_no_form(tmp_path: Path, content: bytes):
    (tmp_path / "file").write_bytes(content)

    assert read_form(tmp_path / "file") is None


def test_the_command_line_takes_a_form_as_the_answer(customs, officer, analyst, border, tmp_path, capsys):
    requested = asked_of(customs, analyst, border, **{CROSSINGS: ["direction"]})
    path = tmp_path / "form.xlsx"
    cells = {f"{c}{r}": 1 for c in "BCD" for r in (6, 7)}
    path.write_bytes(filled(form_workbook(requested), {"1": cells}))

    code = main(["import", str(path), "--agency", "XA-CUS", "--user", "customs", "--no-secret", "--confirm"])

    requested.refresh_from_db()
    assert (code, requested.state) == (0, RequestState.ANSWERED)
    assert "6 rows read" in capsys.readouterr().out


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.lists(st.none() | st.integers(0, 10**6), min_size=6, max_size=6))
def test_what_is_written_into_the_form_is_what_counts(customs, officer, analyst, border, cells):
    """Written cells come back as they are; a month is known just when both its cells are."""
    with factories.undone_afterwards():
        requested = asked_of(customs, analyst, border, **{CROSSINGS: ["direction"]})
        names = [f"{column}{row}" for column in "BCD" for row in (6, 7)]

        brought_in(requested, {"1": dict(zip(names, cells, strict=True))}, officer)

        for number, (entry, leave) in enumerate(zip(cells[::2], cells[1::2], strict=True), start=1):
            known = figures_of(CROSSINGS, customs, officer)[f"2025-{number:02d}"]
            assert known == (None if entry is None or leave is None else entry + leave)
