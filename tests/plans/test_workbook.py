"""A plan as a workbook: out, in, nothing lost; bad input named by sheet, row and column."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.utils import translation
from tests import factories
from tests.plans.world import Stage, make_measure, make_plan, make_stage

from chegara.audit.models import AuditEntry
from chegara.plans.actions import plans, progress
from chegara.plans.content import content_of
from chegara.plans.models import Measure, Plan
from chegara.plans.workbook.reading import Done, load
from chegara.plans.workbook.tables import WorkbookError
from chegara.plans.workbook.writing import export

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    return make_stage()


def whole(stage: Stage) -> Measure:
    """Propose a measure of which every column is filled in."""
    measure = make_measure(
        stage, "=SUM(1) scanners; “two”", description="First line\nsecond line", origin="risk:14", tier=3,
        area="equipment", supporting=[stage.customs], legal_basis="Customs Code, art. 311", cost="125000.50",
        currency="EUR", funds="donor", funds_detail="Lot 3", review_on=date(2026, 7, 1),
        baseline_on=date(2025, 12, 31), target_on=date(2026, 12, 31), effect_on="vulnerability",
        effect_low=5.5, effect_best=10.0, effect_high=20.0, remarks="-remark", dissent="Customs disagree",
        needs=[
            {"agency": stage.border, "kind": "staff", "what": "operators", "needed": 4, "available": 1},
            {"agency": stage.customs, "kind": "equipment", "what": "scanner", "needed": 1, "available": None},
        ],
    )  # fmt: skip
    progress.add_reading(measure, on=date(2026, 3, 31), value=9.25, source="report", by=stage.writer)
    progress.add_reading(
        measure, on=date(2026, 6, 30), value=0, source="report", remark="none was scanned", by=stage.writer
    )
    return Measure.objects.whole().get(pk=measure.pk)


def told(plan: Plan) -> list[tuple[Any, ...]]:
    """Return all that a plan's workbook must keep, without the codes."""
    found = [
        (
            content_of(measure),
            [(each.on, each.value, each.source, each.remark) for each in measure.readings.all()],
            measure.objective and (measure.objective.title, measure.objective.term),
        )
        for measure in plan.measures.whole()
    ]
    return sorted(found, key=repr)


def changed(content: bytes, change: Callable[[Any], None]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def read(stage: Stage, content: bytes, **more: Any) -> Done:
    return load(more.get("plan", stage.plan), content, by=more.get("by", stage.writer), reason="workbook")


# --- out and in ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_workbook_read_into_an_empty_plan_makes_the_same_plan(language: str, stage: Stage) -> None:
    whole(stage)
    make_measure(
        stage, "Only a title", objective=None, lead=None, deadline=None, start=None, funds="", indicator=""
    )
    other = make_plan(stage.writer, stage.border, title="Copy")
    with translation.override(language):
        done = read(stage, export(stage.plan, stage.writer), plan=other)

    assert (done.new, done.changed) == (2, 0)
    assert told(other) == told(stage.plan)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_workbook_read_into_its_own_plan_changes_nothing(language: str, stage: Stage) -> None:
    whole(stage)
    before = told(stage.plan)

    with translation.override(language):
        done = read(stage, export(stage.plan, stage.writer))

    assert (done.new, done.changed, done.unchanged) == (0, 0, 1)
    assert told(stage.plan) == before


def test_a_workbook_goes_out_in_russian_and_comes_in_in_english(stage: Stage) -> None:
    whole(stage)
    with translation.override("ru"):
        content = export(stage.plan, stage.writer)

    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames == [
        "цели",
        "мероприятия",
        "силы и средства",
        "замеры",
    ]
    assert read(stage, content).unchanged == 1


def test_what_a_spreadsheet_would_take_for_a_formula_goes_out_as_text(stage: Stage) -> None:
    whole(stage)
    page = openpyxl.load_workbook(io.BytesIO(export(stage.plan, stage.writer)))["measures"]

    cells = [cell for row in page.iter_rows() for cell in row]

    assert all(cell.data_type != "f" for cell in cells)


def test_changed_cells_change_the_measure_and_nothing_else(stage: Stage) -> None:
    measure = whole(stage)
    before = content_of(measure)

    def change(book: Any) -> None:
        page = book["measures"]
        headings = [cell.value for cell in page[1]]
        page.cell(2, headings.index("Deadline") + 1, "01.11.2026")
        page.cell(2, headings.index("Cost") + 1, "99 000,00")
        page.cell(2, headings.index("Kind") + 1, "Предупреждение")

    done = read(stage, changed(export(stage.plan, stage.writer), change))

    after = content_of(Measure.objects.whole().get(pk=measure.pk))
    differing = {name for name in before if before[name] != after.get(name)}
    assert (done.changed, differing) == (1, {"deadline", "cost", "kind"})
    assert (after["deadline"], after["cost"], after["kind"]) == ("2026-11-01", "99000.00", "prevention")


def test_a_new_row_with_its_needs_and_readings_becomes_a_measure(stage: Stage) -> None:
    def change(book: Any) -> None:
        book["measures"].append(["new-1", 1, "Training"])
        kind = [cell.value for cell in book["measures"][1]].index("Kind") + 1
        indicator = [cell.value for cell in book["measures"][1]].index("Indicator") + 1
        book["measures"].cell(book["measures"].max_row, kind, "Prevention")
        book["measures"].cell(book["measures"].max_row, indicator, "Officers trained")
        book["staff and equipment"].append(["new-1", "XA-BOR", "Staff", "trainers", 3, None])
        book["readings"].append(["new-1", date(2026, 3, 31), 12, "report", None])

    done = read(stage, changed(export(stage.plan, stage.writer), change))

    measure = Measure.objects.get(title="Training")
    assert done.new == 1
    assert (measure.objective, measure.needs.get().needed) == (stage.objective, 3)
    assert measure.readings.get().value == 12


def test_what_the_workbook_does_not_name_stays(stage: Stage) -> None:
    measure = whole(stage)

    def change(book: Any) -> None:
        for name in ("objectives", "staff and equipment", "readings"):
            del book[name]
        book["measures"].delete_cols(8, 40)

    content = changed(export(stage.plan, stage.writer), change)

    assert read(stage, content).unchanged == 1
    assert measure.needs.count() == 2


def test_others_measures_may_stand_in_the_workbook_as_long_as_they_stay_as_they_are(stage: Stage) -> None:
    whole(stage)
    content = export(stage.plan, stage.customs_writer)

    assert read(stage, content, by=stage.customs_writer).unchanged == 1
    with pytest.raises(WorkbookError, match="another agency's measure"):
        read(
            stage,
            changed(content, lambda book: book["measures"].__setitem__("C2", "x")),
            by=stage.customs_writer,
        )


# --- what is wrong ------------------------------------------------------------------------------------------


def cell(column: str, value: Any, sheet: str = "measures") -> Callable[[Any], None]:
    def change(book: Any) -> None:
        page = book[sheet]
        page.cell(2, [each.value for each in page[1]].index(column) + 1).value = value

    return change


def heading(place: str, value: Any) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        book["measures"][place].value = value

    return change


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            cell("Kind", "magic"), "Sheet measures, row 2, column “Kind”: “magic” is none of", id="choice"
        ),
        pytest.param(cell("Deadline", "soon"), "column “Deadline”: “soon” is no date", id="date"),
        pytest.param(cell("Deadline", "31.02.2026"), "“31.02.2026” is no date", id="no such day"),
        pytest.param(cell("Cost", "much"), "column “Cost”: “much” is no number.", id="number"),
        pytest.param(cell("Cost", -5), "column “Cost”: ", id="negative"),
        pytest.param(
            cell("Lead agency", "XB-NONE"), "there is no agency “XB-NONE” in this country.", id="agency"
        ),
        pytest.param(
            cell("Objective", 7), "column “Objective”: the plan has no objective 7.", id="objective"
        ),
        pytest.param(cell("Measure", None), "column “Measure”: this must be filled in.", id="empty"),
        pytest.param(cell("Measure", "x" * 301), "column “Measure”: ", id="too long"),
        pytest.param(cell("Deadline", date(2025, 1, 1)), "can't be due before it begins", id="order of days"),
        pytest.param(cell("Indicator of the dictionary", "nope"), "no indicator “nope”", id="dictionary"),
        pytest.param(
            cell("Needed", 1.5, "staff and equipment"),
            "Sheet staff and equipment, row 2, column “Needed”: ", id="half",
        ),
        pytest.param(
            cell("Code of the measure", "M-XXXXX", "readings"), "Sheet readings, row 2, column",
            id="nobody's reading",
        ),
        pytest.param(cell("Day", date(2999, 1, 1), "readings"), "can't lie in the future", id="future"),
        pytest.param(heading("A1", "Colour"), "column “Colour” is not known", id="column"),
        pytest.param(heading("C1", None), "column “Measure” is missing", id="missing"),
        pytest.param(lambda book: book.create_sheet("budget"), "The sheet “budget” is not known", id="sheet"),
        pytest.param(
            lambda book: book["measures"].append([each.value for each in book["measures"][2]]),
            "row 3, column “Code”: it stands in row 2 already.", id="twice",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_sheet_row_and_column_and_nothing_is_changed(
    change: Callable[[Any], None], expected: str, stage: Stage
) -> None:
    whole(stage)
    content = changed(export(stage.plan, stage.writer), change)
    before = told(stage.plan)

    with pytest.raises(WorkbookError) as caught:
        read(stage, content)

    assert any(expected in problem for problem in caught.value.problems), caught.value.problems
    assert told(stage.plan) == before


def test_all_problems_are_told_at_once(stage: Stage) -> None:
    whole(stage)

    def change(book: Any) -> None:
        cell("Kind", "magic")(book)
        cell("Deadline", "soon")(book)
        cell("Needed", "many", "staff and equipment")(book)

    with pytest.raises(WorkbookError) as caught:
        read(stage, changed(export(stage.plan, stage.writer), change))

    assert len(caught.value.problems) >= 3


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not an xlsx workbook"),
        (b"no workbook", "not an xlsx workbook"),
        (b"PK\x03\x04 broken", "Ask for it again"),
    ],
)
def test_what_is_no_workbook_is_refused_with_what_to_do(content: bytes, why: str, stage: Stage) -> None:
    with pytest.raises(WorkbookError, match=why):
        read(stage, content)


def test_a_frozen_plan_takes_no_workbook_in(stage: Stage) -> None:
    whole(stage)
    content = changed(export(stage.plan, stage.writer), cell("Measure", "Other title"))
    plans.approve(stage.plan, basis="No. 7", by=stage.writer)

    with pytest.raises(WorkbookError, match="frozen"):
        read(stage, content)


def test_a_workbook_of_a_plan_that_changes_nothing_leaves_no_entry(stage: Stage) -> None:
    whole(stage)
    before = AuditEntry.objects.count()

    read(stage, export(stage.plan, stage.writer))

    assert AuditEntry.objects.count() == before


def test_a_visitor_of_another_agency_takes_away_what_they_see(stage: Stage) -> None:
    circle = factories.make_compartment(members=[stage.writer])
    make_measure(stage, "Hidden", compartment=circle)
    make_measure(stage, "Seen")

    titles = [
        row[2]
        for row in openpyxl.load_workbook(io.BytesIO(export(stage.plan, stage.customs_writer)))[
            "measures"
        ].values
    ]

    assert titles == ["Measure", "Seen"]
