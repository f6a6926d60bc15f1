"""Tables of a paper: staffing table, orders on staff, the old action plan, by the words of their headings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chegara.integrity.methods.near_duplicates import plain
from chegara.integrity.methods.reading.files import Paper, Piece

HEADER_WITHIN = 12
"""Headings stand in one of the first rows, below a title."""
STAFFING = {
    "unit": "подразделение|структурн\\w+ подразделени\\w+|отдел|unit|department",
    "title": "должност\\w*|наименование должност\\w+|position|post",
    "count": "(количество|число|кол во)\\b.*|штатн\\w+ единиц\\w*|единиц|posts|number( of posts)?|count",
    "filled": "фактическ\\w*.*|занят\\w*|filled",
    "grade": "категория|классн\\w+ чин|звание|разряд|grade|rank",
    "reports_to": "подчин\\w+.*|кому подчин\\w+|reports to",
    "sensitive": "коррупцион\\w+.*|уязвим\\w+.*|sensitive.*",
    "under": "вышестоящ\\w+.*|в составе|under|parent unit",
    "territory": "территори\\w+|зона( деятельности)?|territory",
}
ORDERS = {
    "person": "табельн\\w+.*|личн\\w+ номер|фио|ф и о|фамилия.*|сотрудник|person.*|employee.*|name",
    "title": "должност\\w*|position|post",
    "unit": "подразделение|отдел|unit|department",
    "kind": "вид( приказа)?|действие|содержание|kind|action",
    "order": "приказ.*|номер приказа|order.*",
    "since": "(с|от|дата( назначения| начала)?|начало|from|since|date)",
    "until": "(по|до|дата окончания|окончание|until|to)",
}
OLD_PLAN = {
    "number": "(п п|пп|номер|n|no|№)?",
    "text": "(наименование )?мероприят\\w*.*|мера|меры|содержание.*|задача|measures?|activity|activities",
    "responsible": "ответственн\\w+.*|исполнител\\w+.*|responsible.*|owner",
    "deadline": "срок\\w*.*|дата.*|deadline|term|date",
    "status": "(отметка|статус|состояние|ход исполнения|выполнени\\w*|исполнени\\w*|результат\\w*).*|status|progress",
}


@dataclass(frozen=True)
class Row:
    """A row of a table: where it stands, its cells by column; cells of other columns are kept as `rest`."""

    place: str
    cells: Mapping[str, str]
    rest: tuple[str, ...]


def rows_of(paper: Paper, columns: Mapping[str, str], needed: Sequence[str]) -> list[Row]:
    """Return the rows of all tables that have the needed columns, by the words of their headings."""
    found: list[Row] = []
    for table in paper.tables():
        for place, cells in enumerate(table[:HEADER_WITHIN]):
            names = _header(cells, columns)
            if set(needed) <= set(names.values()):
                found += [_row(line, names) for line in table[place + 1 :] if not _numbers_columns(line)]
                break
    return [row for row in found if any(row.cells.get(name) for name in needed)]


def _header(cells: Sequence[Piece], columns: Mapping[str, str]) -> dict[int, str]:
    """Return which column of the table is which, by its heading."""
    names: dict[int, str] = {}
    for piece in cells:
        assert piece.table is not None  # noqa: S101 - it is a cell
        words = plain(piece.text)
        for name, pattern in columns.items():
            if name not in names.values() and re.fullmatch(pattern, words):
                names[piece.table[2]] = name
                break
    return names


def _numbers_columns(line: Sequence[Piece]) -> bool:
    """Tell whether a row only numbers the columns: 1, 2, 3."""
    return len(line) > 1 and [piece.text.strip() for piece in line] == [
        str(number) for number in range(1, len(line) + 1)
    ]


def _row(line: Sequence[Piece], names: Mapping[int, str]) -> Row:
    cells: dict[str, str] = {}
    rest: list[str] = []
    for piece in line:
        assert piece.table is not None  # noqa: S101 - it is a cell
        name = names.get(piece.table[2])
        if name is None:
            rest.append(piece.text)
        else:
            cells[name] = piece.text
    return Row(line[0].place, cells, tuple(rest))
