"""The border service's files: wide workbooks with merged headings, in Russian, and a list of seizures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl import Workbook

from chegara.config.demo.demofile import (
    DIRECTION_WORDS,
    INVENTED,
    MONTH_NAMES,
    WORDS,
    DemoFile,
    Totals,
    spelling,
)
from chegara.config.demo.seizures import Event
from chegara.config.demo.workbooks import Cell, merge, save, write_table
from chegara.config.demo.world import ENTRY, EXIT, MONTHS, World

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from openpyxl.worksheet.worksheet import Worksheet

    from chegara.config.demo.organisation import Row

AGENCY = "XS-BOR"
LETTERHEAD = "Пограничная служба Сарвании"
YEARS = sorted({month.year for month in MONTHS})


def write_border_files(
    world: World, seizures: list[Event], directory: Path, rng: np.random.Generator
) -> list[DemoFile]:
    """Write all files of the border service."""
    return [
        write_persons_by_point(world, directory / "border-persons-by-point-invented.xlsx", rng),
        write_persons_by_citizenship(world, directory / "border-persons-by-citizenship-invented.xlsx", rng),
        write_violations(world, directory / "border-violations-invented.xlsx"),
        write_effort(world, directory / "border-effort-invented.xlsx"),
        write_border_seizures(world, seizures, directory / "border-seizures-invented.xlsx", rng),
    ]


def write_persons_by_point(world: World, path: Path, rng: np.random.Generator) -> DemoFile:
    """Write one sheet a year: points down, entry and exit of each month across, totals at the edges."""
    workbook, totals = Workbook(), Totals()
    workbook.remove(workbook.worksheets[0])
    for year in YEARS:
        sheet = workbook.create_sheet(str(year))
        merge(sheet, 1, 1, 1, 14, f"{LETTERHEAD} ({INVENTED})")
        merge(sheet, 2, 1, 2, 14, f"{WORDS['persons.crossings']} за {year} год")
        merge(sheet, 4, 1, 5, 1, "№ п/п")
        merge(sheet, 4, 2, 5, 2, "Пункт пропуска")
        for number, name in enumerate((*MONTH_NAMES, "Всего")):
            merge(sheet, 4, 3 + 2 * number, 4, 4 + 2 * number, name)
            for direction, word in enumerate(DIRECTION_WORDS):
                sheet.cell(5, 3 + 2 * number + direction, word)
        _write_points(world, sheet, year, totals, rng)
    save(workbook, path)
    return DemoFile(
        path=path,
        agency=AGENCY,
        title=WORDS["persons.crossings"],
        form="wide",
        breakdown=("point", "direction"),
        totals=dict(totals.values),
    )


def _write_points(
    world: World, sheet: Worksheet, year: int, totals: Totals, rng: np.random.Generator
) -> None:
    columns = _columns(year)
    by_direction = world.persons.sum(axis=2)
    listed = [row for row in range(len(world.operating)) if world.operating[row, columns].any()]
    for line, row in enumerate(listed, start=6):
        sheet.cell(line, 1, line - 5)
        sheet.cell(line, 2, spelling(world.assumptions.points[row], rng))
        for number, column in enumerate(columns):
            for direction in (ENTRY, EXIT):
                # A point that is closed has no crossings: a zero that is known, not a blank.
                value = int(by_direction[row, direction, column])
                sheet.cell(line, 3 + 2 * number + direction, value)
                totals.add("persons.crossings", MONTHS[column], value)
        for direction in (ENTRY, EXIT):
            sheet.cell(line, 27 + direction, int(by_direction[row, direction, columns].sum()))
    foot = 6 + len(listed)
    sheet.cell(foot, 2, "Итого")
    for number, column in enumerate(columns):
        for direction in (ENTRY, EXIT):
            sheet.cell(foot, 3 + 2 * number + direction, int(by_direction[:, direction, column].sum()))
    for direction in (ENTRY, EXIT):
        sheet.cell(foot, 27 + direction, int(by_direction[:, direction, columns].sum()))


def write_persons_by_citizenship(world: World, path: Path, rng: np.random.Generator) -> DemoFile:
    """Write one long sheet with entry and exit side by side."""
    by_state = world.persons.sum(axis=0)
    totals = Totals()
    rows: list[list[Cell]] = []
    for column, month in enumerate(MONTHS):
        for state, place in enumerate(world.assumptions.states):
            counts = [int(count) for count in by_state[:, state, column]]
            rows.append([month.year, MONTH_NAMES[month.month - 1], spelling(place, rng, usual=0.9), *counts])
            totals.add("persons.crossings", month, sum(counts))
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Гражданство"
    title = [f"{LETTERHEAD} ({INVENTED})", f"{WORDS['persons.crossings']} по гражданству"]
    write_table(sheet, title, ["Год", "Месяц", "Гражданство", *DIRECTION_WORDS], rows)
    save(workbook, path)
    return DemoFile(
        path=path,
        agency=AGENCY,
        title=title[1],
        form="long",
        breakdown=("citizenship", "direction"),
        totals=dict(totals.values),
    )


def write_violations(world: World, path: Path) -> DemoFile:
    """Write one sheet a year: kinds merged down the side, sections beside them, months across."""
    workbook, totals = Workbook(), Totals()
    workbook.remove(workbook.worksheets[0])
    for year in YEARS:
        sheet = workbook.create_sheet(f"Нарушения {year}")
        sheet.append([f"{LETTERHEAD} ({INVENTED})"])
        sheet.append([f"Нарушения на государственной границе за {year} год"])
        sheet.append(["Показатель", "Участок границы", *MONTH_NAMES, "Всего"])
        for indicator, counts in world.at_sections.items():
            _write_kind(sheet, indicator, counts[:, _columns(year)], world.assumptions.sections)
            for column in _columns(year):
                totals.add(indicator, MONTHS[column], int(counts[:, column].sum()))
    save(workbook, path)
    return DemoFile(
        path=path,
        agency=AGENCY,
        title="Нарушения на государственной границе",
        form="wide",
        breakdown=("section",),
        totals=dict(totals.values),
    )


def _write_kind(sheet: Worksheet, indicator: str, counts: np.ndarray, sections: tuple[Row, ...]) -> None:
    top = sheet.max_row + 1
    for section, line in zip(sections, counts.tolist(), strict=True):
        sheet.append([None, section["name_ru"], *line, sum(line)])
    sheet.append([None, "Итого", *counts.sum(axis=0).tolist(), int(counts.sum())])
    merge(sheet, top, 1, sheet.max_row, 1, WORDS[indicator])


def write_effort(world: World, path: Path) -> DemoFile:
    """Write one long sheet with what was done: checks and officers by point, patrols by section."""
    totals = Totals()
    rows: list[list[Cell]] = []
    at_points = {
        "checks.persons": world.second_line,
        "checks.vehicles": world.vehicles_checked,
        "staff.on_duty": world.staff,
    }
    for column, month in enumerate(MONTHS):
        for indicator, counts in at_points.items():
            for row, point in enumerate(world.assumptions.points):
                if world.operating[row, column] and (
                    indicator != "checks.vehicles" or point["kind"] == "road"
                ):
                    rows.append(
                        [str(month), WORDS[indicator], point["name_ru"], None, int(counts[row, column])]
                    )
                    totals.add(indicator, month, int(counts[row, column]))
        for row, section in enumerate(world.assumptions.sections):
            rows.append(
                [str(month), WORDS["patrols"], None, section["name_ru"], int(world.patrols[row, column])]
            )
            totals.add("patrols", month, int(world.patrols[row, column]))
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Служба"
    title = [f"{LETTERHEAD} ({INVENTED})", "Результаты службы по месяцам"]
    heading = ["Период", "Показатель", "Пункт пропуска", "Участок границы", "Количество"]
    write_table(sheet, title, heading, rows)
    save(workbook, path)
    return DemoFile(
        path=path,
        agency=AGENCY,
        title=title[1],
        form="long",
        breakdown=("point", "section"),
        totals=dict(totals.values),
    )


def write_border_seizures(
    world: World, events: list[Event], path: Path, rng: np.random.Generator
) -> DemoFile:
    """Write the border service's own list of seizures, some of which customs report too."""
    points = {point["code"]: point for point in world.assumptions.points}
    totals = Totals()
    rows: list[list[Cell]] = []
    for event in events:
        place = spelling(points[event.point], rng) if event.point else None
        rows.append(
            [
                event.day.strftime("%d.%m.%Y"),
                place,
                WORDS[event.indicator],
                event.goods,
                event.quantity,
                event.unit,
                event.concealment or None,
                event.transport or None,
            ]
        )
        totals.add_event(event)
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Изъятия"
    title = [f"{LETTERHEAD} ({INVENTED})", "Изъятия, произведённые пограничными нарядами"]
    heading = [
        "Дата",
        "Пункт пропуска",
        "Показатель",
        "Вид предмета",
        "Количество изъятого",
        "Ед. изм.",
        "Способ сокрытия",
        "Способ перевозки",
    ]
    write_table(sheet, title, heading, rows)
    save(workbook, path)
    return DemoFile(
        path=path,
        agency=AGENCY,
        title=title[1],
        form="events",
        breakdown=("point",),
        totals=dict(totals.values),
        quantities=dict(totals.quantities),
    )


def _columns(year: int) -> list[int]:
    return [column for column, month in enumerate(MONTHS) if month.year == year]
