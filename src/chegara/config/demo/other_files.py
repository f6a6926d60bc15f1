"""Files of the police, of state security and of the migration service."""

from __future__ import annotations

import csv
from datetime import datetime
from typing import TYPE_CHECKING

from openpyxl import Workbook

from chegara.config.demo.demofile import DOCUMENT_WORDS, INVENTED, WORDS, DemoFile, Totals, amount, spelling
from chegara.config.demo.workbooks import Cell, save, write_table
from chegara.config.demo.world import MONTHS, REASONS, World

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np

    from chegara.config.demo.seizures import Event

NO_BREAK_SPACE = "\u00a0"
REASON_WORDS = (
    "нет документа",
    "поддельный документ",
    "нет визы",
    "не подтверждена цель",
    "превышен срок",
    "нет средств",
    "запрет на въезд",
    "угроза безопасности",
)


def write_interior_file(world: World, path: Path, rng: np.random.Generator) -> DemoFile:
    """Write what the police found: two months missing, one quarter far too low, thousands set apart."""
    given = world.assumptions.levels["interior"]
    totals = Totals()
    rows: list[list[Cell]] = []
    for column, month in enumerate(MONTHS):
        if str(month) in given["gap"]:
            continue
        share = given["low_share"] if str(month) in given["low_quarter"] else 1.0
        for row, division in enumerate(world.assumptions.divisions):
            figures: list[tuple[str, str | None, np.int64]] = [
                (name, None, counts[row, column]) for name, counts in world.at_divisions.items()
            ]
            figures += [
                ("false_documents", word, world.false_documents[row, kind, column])
                for kind, word in enumerate(DOCUMENT_WORDS)
            ]
            for indicator, kind_word, count in figures:
                value = int(rng.binomial(count, share))
                region = spelling(division, rng, usual=0.9)
                period = f"{month.month:02d}.{month.year}"
                rows.append([period, region, WORDS[indicator], kind_word, _thousands(value)])
                totals.add(indicator, month, value)
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "МВД"
    title = [f"Министерство внутренних дел Сарвании ({INVENTED})", "Сведения о выявленных нарушениях"]
    heading = [
        "Период / Month",
        "Область / Province",
        "Показатель / Indicator",
        "Вид документа / Document type",
        "Кол-во / Number",
    ]
    write_table(sheet, title, heading, rows)
    save(workbook, path)
    return DemoFile(
        path=path,
        agency="XS-INT",
        title=title[1],
        form="long",
        breakdown=("division", "kind"),
        totals=dict(totals.values),
    )


def _thousands(value: int) -> Cell:
    """Text with a no-break space where a number has thousands, as offices paste it."""
    return f"{value:,}".replace(",", NO_BREAK_SPACE) if value >= 1000 else value


def write_security_file(world: World, events: list[Event], path: Path, rng: np.random.Generator) -> DemoFile:
    """Write state security's events: UTF-8 with a byte order mark, comma, ISO dates, English headings."""
    points = {point["code"]: point for point in world.assumptions.points}
    divisions = {division["code"]: division["name_en"] for division in world.assumptions.divisions}
    totals = Totals()
    heading = [
        "Date",
        "Indicator",
        "Crossing point",
        "Province",
        "Number",
        "Kind",
        "Quantity",
        "Unit",
        "Remark",
    ]
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(heading)
        for event in events:
            writer.writerow(
                [
                    event.day.isoformat(),
                    WORDS[event.indicator],
                    spelling(points[event.point], rng, usual=0.5) if event.point else "",
                    divisions.get(event.division, ""),
                    event.number,
                    event.goods,
                    amount(event.quantity) if event.unit else "",
                    event.unit,
                    INVENTED,
                ]
            )
            totals.add_event(event)
    return DemoFile(
        path=path,
        agency="XS-SEC",
        title="Events recorded by the State Security Committee",
        form="events",
        breakdown=("point",),
        totals=dict(totals.values),
        quantities=dict(totals.quantities),
    )


def write_migration_file(world: World, path: Path, rng: np.random.Generator) -> DemoFile:
    """Write asylum claims, returns and refusals, a sheet each, months as dates, and a sheet of remarks."""
    totals = Totals()
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    letterhead = f"Миграционная служба Сарвании ({INVENTED})"
    for indicator, counts in world.by_citizenship.items():
        rows: list[list[Cell]] = []
        for column, month in enumerate(MONTHS):
            for row, state in enumerate(world.assumptions.states):
                if counts[row].any():
                    rows.append(
                        [_first_day(column), spelling(state, rng, usual=0.85), int(counts[row, column])]
                    )
                    totals.add(indicator, month, int(counts[row, column]))
        sheet = workbook.create_sheet(WORDS[indicator][:31])
        write_table(sheet, [letterhead, WORDS[indicator]], ["Месяц", "Гражданство", "Количество"], rows)
    sheet = workbook.create_sheet(WORDS["refusals"])
    heading = ["Месяц", "Пункт пропуска", "Гражданство", "Код причины", "Количество"]
    write_table(sheet, [letterhead, WORDS["refusals"]], heading, _refusals(world, totals))
    notes = workbook.create_sheet("Примечания")
    for code, words in zip(REASONS, REASON_WORDS, strict=True):
        notes.append([f"Код {code}: {words}"])
    save(workbook, path)
    return DemoFile(
        path=path,
        agency="XS-MIG",
        title="Убежище, возвращение, отказы во въезде",
        form="long",
        breakdown=("citizenship", "point", "kind"),
        totals=dict(totals.values),
    )


def _refusals(world: World, totals: Totals) -> list[list[Cell]]:
    """One row for each figure above zero."""
    rows: list[list[Cell]] = []
    for column, month in enumerate(MONTHS):
        for point, state, reason in zip(*world.refusals[..., column].nonzero(), strict=True):
            count = int(world.refusals[point, state, reason, column])
            place, citizenship = world.assumptions.points[point], world.assumptions.states[state]
            rows.append(
                [_first_day(column), place["name_ru"], citizenship["name_ru"], REASONS[reason], count]
            )
            totals.add("refusals", month, count)
    return rows


def _first_day(column: int) -> datetime:
    return datetime.combine(MONTHS[column].first_day, datetime.min.time())
