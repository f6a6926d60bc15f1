"""The customs committee's files: seizures as csv of a Russian Windows, traffic as a long workbook."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from openpyxl import Workbook

from chegara.config.demo.demofile import (
    DIRECTION_WORDS,
    INVENTED,
    MONTH_NAMES,
    VEHICLE_WORDS,
    WORDS,
    DemoFile,
    Totals,
    amount,
    spelling,
)
from chegara.config.demo.workbooks import Cell, save, write_table
from chegara.config.demo.world import MONTHS, World

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np

    from chegara.config.demo.organisation import Row
    from chegara.config.demo.seizures import Event

AGENCY = "XS-CUS"
LETTERHEAD = "Таможенный комитет Сарвании"
SEIZURES_FILE = "customs-seizures-invented.csv"
HEADING = [
    "Дата изъятия",
    "Показатель",
    "Вид предмета",
    "Количество изъятого",
    "Ед. изм.",
    "Место изъятия",
    "Область",
    "Способ сокрытия",
    "Способ перевозки",
    "Страна происхождения",
    "Страна отправления",
    "Страна назначения",
    "Примечание",
]
DUPLICATES = 9
MISTYPED = 0.01


def write_customs_files(
    world: World, events: list[Event], directory: Path, rng: np.random.Generator
) -> list[DemoFile]:
    """Write all files of customs, and in `corrected/` the seizures as customs sent them again."""
    records = [(event, _record(world, event, rng)) for event in events]
    for copied in sorted(rng.choice(len(records), size=DUPLICATES, replace=False), reverse=True):
        records.insert(copied, records[copied])
    original = write_seizures(records, directory / SEIZURES_FILE)
    (directory / "corrected").mkdir(exist_ok=True)
    corrected = write_seizures(_correct(world, records, rng), directory / "corrected" / SEIZURES_FILE)
    return [
        original,
        replace(corrected, corrects=original.path),
        write_traffic(world, directory / "customs-traffic-and-goods-invented.xlsx", rng),
    ]


def write_seizures(records: list[tuple[Event, list[str]]], path: Path) -> DemoFile:
    """Write seizures as cp1251 with semicolons, decimal commas and a title above the heading."""
    title = f"{LETTERHEAD}. Изъятия за {MONTHS[0].year}-{MONTHS[-1].year} годы ({INVENTED})"
    totals = Totals()
    with path.open("w", encoding="cp1251", newline="") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
        writer.writerow([title, *[""] * (len(HEADING) - 1)])
        writer.writerow(HEADING)
        for event, record in records:
            writer.writerow(record)
            totals.add_event(event)
    distinct = len({tuple(record) for _, record in records})
    return DemoFile(
        path=path,
        agency=AGENCY,
        title=title,
        form="events",
        breakdown=("point",),
        totals=dict(totals.values),
        quantities=dict(totals.quantities),
        duplicates=len(records) - distinct,
    )


def _record(world: World, event: Event, rng: np.random.Generator) -> list[str]:
    names = {state["code"]: state["name_ru"] for state in world.assumptions.states}
    points = {point["code"]: point for point in world.assumptions.points}
    divisions = {division["code"]: division for division in world.assumptions.divisions}
    place = spelling(points[event.point], rng) if event.point else ""
    return [
        event.day.strftime("%d.%m.%Y"),
        WORDS[event.indicator],
        event.goods,
        amount(event.quantity).replace(".", ","),
        event.unit,
        mistype(place) if rng.random() < MISTYPED else place,
        spelling(divisions[event.division], rng) if event.division else "",
        event.concealment,
        event.transport,
        *(names.get(code, "") for code in (event.origin, event.departure, event.destination)),
        "",
    ]


def mistype(word: str) -> str:
    """Leave out the third letter, as a hurried clerk does.

    >>> mistype("Арнава")
    'Арава'
    """
    return word[:2] + word[3:]


def _correct(
    world: World, records: list[tuple[Event, list[str]]], rng: np.random.Generator
) -> list[tuple[Event, list[str]]]:
    """Change three quantities, remove one row, add one."""
    corrected = list(records)
    changed = sorted(rng.choice(len(records) - 1, size=4, replace=False))
    for position in changed[:3]:
        event, record = records[position]
        doubled = replace(event, quantity=round(event.quantity * 2, 3))
        corrected[position] = (
            doubled,
            [*record[:3], amount(doubled.quantity).replace(".", ","), *record[4:]],
        )
    last, _ = records[-1]
    added = replace(last, day=last.day - timedelta(days=3))
    del corrected[changed[3]]
    return [*corrected, (added, _record(world, added, rng))]


def write_traffic(world: World, path: Path, rng: np.random.Generator) -> DemoFile:
    """Write vehicles, goods and wagons where there is customs control: a sheet each, a row a figure."""
    totals = Totals()
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for indicator, heading, rows in (
        ("vehicles.crossings", ["Вид транспортного средства", "Количество"], _vehicles(world, totals)),
        ("goods.weight", ["Вес, т"], _goods(world, totals)),
        ("wagons.crossings", ["Количество вагонов"], _wagons(world, totals)),
    ):
        sheet = workbook.create_sheet(WORDS[indicator][:31])
        title = [f"{LETTERHEAD} ({INVENTED})", WORDS[indicator]]
        columns = ["Год", "Месяц", "Пункт пропуска", "Направление", *heading]
        spelled = (
            [year, month, spelling(point, rng, usual=0.85), *rest] for year, month, point, *rest in rows
        )
        write_table(sheet, title, columns, spelled)
    save(workbook, path)
    return DemoFile(
        path=path,
        agency=AGENCY,
        title="Транспортные средства, грузы и вагоны",
        form="long",
        breakdown=("point", "direction", "kind"),
        totals=dict(totals.values),
    )


TrafficRow = tuple[int, str, "Row", *tuple[Cell, ...]]


def _slots(world: World, kinds: tuple[str, ...]) -> list[tuple[int, int, int]]:
    """Month, point and direction of each figure that customs can have."""
    regime = {section["code"]: section["regime"] for section in world.assumptions.sections}
    return [
        (column, row, direction)
        for column in range(len(MONTHS))
        for row, point in enumerate(world.assumptions.points)
        if point["kind"] in kinds
        and regime.get(point["section"]) == "customs_control"
        and world.operating[row, column]
        for direction in range(len(DIRECTION_WORDS))
    ]


def _start(world: World, column: int, row: int, direction: int) -> tuple[int, str, Row, str]:
    month = MONTHS[column]
    return month.year, MONTH_NAMES[month.month - 1], world.assumptions.points[row], DIRECTION_WORDS[direction]


def _vehicles(world: World, totals: Totals) -> list[TrafficRow]:
    rows: list[TrafficRow] = []
    for column, row, direction in _slots(world, ("road",)):
        for kind, word in enumerate(VEHICLE_WORDS):
            value = int(world.vehicles[row, direction, kind, column])
            rows.append((*_start(world, column, row, direction), word, value))
            totals.add("vehicles.crossings", MONTHS[column], value)
    return rows


def _goods(world: World, totals: Totals) -> list[TrafficRow]:
    rows: list[TrafficRow] = []
    for column, row, direction in _slots(world, ("road", "rail")):
        value = float(world.tonnes[row, direction, column])
        rows.append((*_start(world, column, row, direction), value))
        totals.add("goods.weight", MONTHS[column], value)
    return rows


def _wagons(world: World, totals: Totals) -> list[TrafficRow]:
    rows: list[TrafficRow] = []
    for column, row, direction in _slots(world, ("rail",)):
        value = int(world.wagons[row, direction, column])
        rows.append((*_start(world, column, row, direction), value))
        totals.add("wagons.crossings", MONTHS[column], value)
    return rows
