"""Reading a spreadsheet of activities: what is wrong is told by sheet, row and column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from chegara.common.csv_files import CsvError, csv_rows, csv_text
from chegara.common.office_files import OfficeFileError, open_workbook, sheet_rows
from chegara.common.periods import Month
from chegara.organisation.models import Agency, State
from chegara.organisation.registers.presenters import language
from chegara.pages.refusals import in_words
from chegara.plans.workbook.sheets import in_all_languages
from chegara.reporting.numbers import month
from chegara.training.choices import ActivityKind
from chegara.training.methods.announced import DatesRefusedError, Days, Fault, existing, read_days
from chegara.training.models import Topic

HEADINGS: dict[str, tuple[str, ...]] = {
    "title": ("title", "activity", "название", "мероприятие"),
    "kind": ("kind", "type", "вид"),
    "programme": ("programme", "program", "программа"),
    "held_in": ("country", "страна"),
    "place": ("place", "city", "место", "город"),
    "dates": ("dates", "date", "даты", "дата"),
    "start": ("start", "begins", "начало"),
    "end": ("end", "ends", "окончание", "конец"),
    "topics": ("topics", "topic", "темы", "тема"),
    "agencies": ("agencies", "ведомства"),
    "from_where": ("participants from", "from", "участники из"),
    "organisers": ("organisers", "organizers", "организаторы"),
    "partners": ("partners", "партнёры", "партнеры"),
    "participants": ("participants", "number of participants", "участников"),
    "women": ("women", "женщин"),
    "outputs": ("outputs", "результаты"),
    "source": ("source", "источник"),
}
NEEDED = {"title": gettext_lazy("title"), "kind": gettext_lazy("kind"), "held_in": gettext_lazy("country")}
MOST_ROWS = 5000
WEEKDAYS = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)


class SheetRefusedError(Exception):
    """The file can't be read at all; the message says why, and what to do."""


def read_activities(content: bytes, name: str) -> tuple[str, list[dict[str, Any]]]:
    """Return the sheet's name and its rows: number, values, problems and warnings, as JSON values.

    What is to be looked at is kept in each language of the program: another one of the room may read it.

    Raises:
        SheetRefusedError: it is no spreadsheet, or has no table of activities.
    """
    sheet, found = _read_sheet(content, name)
    versions = {language(): [(row["problems"], row["warnings"]) for row in found]}
    for code, _name in settings.LANGUAGES:
        if code not in versions:
            with override(code):
                rows = _read_sheet(content, name)[1]
            versions[code] = [(row["problems"], row["warnings"]) for row in rows]
    for place, row in enumerate(found):
        spoken = {code: rows[place] for code, rows in versions.items()}
        row["problems"] = [
            {
                "column": problem["column"],
                "message": {code: problems[k]["message"] for code, (problems, _warnings) in spoken.items()},
            }
            for k, problem in enumerate(row["problems"])
        ]
        row["warnings"] = [
            {code: warnings[k] for code, (_problems, warnings) in spoken.items()}
            for k in range(len(row["warnings"]))
        ]
    return sheet, found


def said(texts: Mapping[str, str]) -> str:
    """Return what is to be looked at in the reader's language."""
    return texts.get(language()) or next(iter(texts.values()))


def in_each_language(say: Callable[[], list[str]]) -> list[dict[str, str]]:
    """Return what a function says, in each language of the program."""
    spoken = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            spoken[code] = say()
    return [dict(zip(spoken, texts, strict=True)) for texts in zip(*spoken.values(), strict=True)]


def _read_sheet(content: bytes, name: str) -> tuple[str, list[dict[str, Any]]]:
    sheet, cells = _cells(content, name)
    rows = iter(cells)
    columns, heads = _columns(sheet, next(rows, (1, []))[1])
    reader = _Reader(sheet, heads)
    found = [
        reader.row(
            number, {column: values[place] for column, place in columns.items() if place < len(values)}
        )
        for number, values in rows
        if any(value not in (None, "") for value in values)
    ]
    if not found:
        raise SheetRefusedError(
            _("Sheet %(sheet)s: below the headings stands no activity.") % {"sheet": sheet}
        )
    if len(found) > MOST_ROWS:
        raise SheetRefusedError(_("More than %(most)s rows: divide the list.") % {"most": MOST_ROWS})
    return sheet, found


def _cells(content: bytes, name: str) -> tuple[str, Iterable[tuple[int, list[Any]]]]:
    try:
        if name.lower().endswith(".csv"):
            return name, enumerate(list(csv_rows(csv_text(content))), start=1)
        sheet = open_workbook(content).worksheets[0]
        return sheet.title, enumerate([list(row) for row in sheet_rows(sheet)], start=1)
    except (CsvError, OfficeFileError) as error:
        raise SheetRefusedError(f"{name}: {in_words(error)}") from error


def _columns(sheet: str, heads: list[Any]) -> tuple[dict[str, int], dict[str, str]]:
    known = {name: column for column, names in HEADINGS.items() for name in names}
    columns: dict[str, int] = {}
    texts: dict[str, str] = {}
    for place, head in enumerate(heads):
        column = known.get(str(head or "").strip().casefold())
        if column and column not in columns:
            columns[column], texts[column] = place, str(head).strip()
    missing = [str(words) for column, words in NEEDED.items() if column not in columns]
    if missing:
        raise SheetRefusedError(
            _(
                "Sheet %(sheet)s, row 1: there is no column for %(missing)s. Name the columns as in the "
                "sample."
            )
            % {"sheet": sheet, "missing": ", ".join(missing)}
        )
    return columns, texts


class _Reader:
    """Reads rows in the light of what the database knows: countries, agencies, topics."""

    def __init__(self, sheet: str, heads: dict[str, str]) -> None:
        self.sheet, self.heads = sheet, heads
        self.number, self.problems, self.warnings = 0, [], []  # type: int, list[dict[str, str]], list[str]
        self.states = _named(
            State.objects.all(), lambda one: (one.pk, one.name_en, one.name_ru, *one.aliases.split("\n"))
        )
        self.agencies = _named(
            Agency.objects.all(), lambda one: (one.code, one.name_en, one.name_ru, one.short_en, one.short_ru)
        )
        self.topics = _named(Topic.objects.all(), lambda one: (one.code, one.name_en, one.name_ru))
        self.kinds = {key(name): kind.value for kind in ActivityKind for name in _kind_names(kind)}

    def row(self, number: int, cells: dict[str, Any]) -> dict[str, Any]:
        """Return a row as it is kept until it is taken over."""
        self.number, self.problems, self.warnings = number, [], []
        raw = {column: cell for column, cell in cells.items() if cell not in (None, "")}
        values: dict[str, Any] = {
            column: str(raw.get(column, "")).strip()
            for column in (
                "title",
                "programme",
                "place",
                "from_where",
                "organisers",
                "partners",
                "outputs",
                "source",
            )
        }
        for column in ("from_where", "organisers", "partners"):
            values[column] = "\n".join(part.strip() for part in values[column].split(";") if part.strip())
        for column, words in NEEDED.items():
            if column not in raw:
                self._wrong(column, _("the %(what)s is missing.") % {"what": words})
        values["kind"] = self._one("kind", raw, self.kinds, _("“%s” is no kind of activity."))
        values["held_in"] = self._one("held_in", raw, self.states, _("there is no country “%s”."))
        values["topics"] = self._several(
            "topics", raw, self.topics, _("there is no topic “%s”: add it first.")
        )
        values["agencies"] = self._several("agencies", raw, self.agencies, _("there is no agency “%s”."))
        for column in ("participants", "women"):
            values[column] = self._count(column, raw)
        values |= self._days(raw)
        return {
            "number": number,
            "values": values,
            "problems": self.problems,
            "warnings": self.warnings,
            "dropped": False,
        }

    def _wrong(self, column: str, message: str) -> None:
        where = _("Sheet %(sheet)s, row %(row)s, column “%(column)s”: %(message)s") % {
            "sheet": self.sheet,
            "row": self.number,
            "column": self.heads.get(column, column),
            "message": message,
        }
        self.problems.append({"column": column, "message": where})

    def _one(self, column: str, raw: dict[str, Any], known: dict[str, Any], message: str) -> Any:
        if column not in raw:
            return ""
        found = known.get(key(raw[column]))
        if found is None:
            self._wrong(column, message % str(raw[column]).strip())
        return found

    def _several(self, column: str, raw: dict[str, Any], known: dict[str, Any], message: str) -> list[Any]:
        found = []
        for part in str(raw.get(column, "")).split(";"):
            if part.strip():
                one = known.get(key(part))
                if one is None:
                    self._wrong(column, message % part.strip())
                else:
                    found.append(one)
        return found

    def _count(self, column: str, raw: dict[str, Any]) -> int | None:
        if column not in raw:
            return None
        text = str(raw[column]).strip().removesuffix(".0")
        if not text.isdigit():
            self._wrong(column, _("“%s” is no number of persons.") % text)
            return None
        return int(text)

    def _days(self, raw: dict[str, Any]) -> dict[str, Any]:
        parts = [raw[column] for column in ("start", "end") if column in raw]
        cells = [raw["dates"]] if "dates" in raw else parts
        if not cells:
            self.warnings.append(_("No day is stated: it stays unknown."))
            return {"start": None, "end": None, "announced": ""}
        announced = " – ".join(_written(cell) for cell in cells)
        column = "dates" if "dates" in raw else "start"
        try:
            found = _read(cells)
        except DatesRefusedError as error:
            self._wrong(column, told(error, announced))
            return {"start": None, "end": None, "announced": announced}
        self.warnings += weekend_warnings(found)
        return {"start": found.first.isoformat(), "end": found.last.isoformat(), "announced": ""}


def _read(cells: list[Any]) -> Days:
    read = [
        Days(cell.date(), cell.date())
        if isinstance(cell, datetime)
        else Days(cell, cell)
        if isinstance(cell, date)
        else _text_days(str(cell))
        for cell in cells
    ]
    if read[-1].last < read[0].first:
        raise DatesRefusedError(Fault.REVERSED)
    return Days(read[0].first, read[-1].last)


def _text_days(text: str) -> Days:
    parts = text.strip().split("-")
    if len(parts) == 3 and all(part.isdigit() for part in parts) and len(parts[0]) == 4:
        found = existing(int(parts[2]), int(parts[1]), int(parts[0]))
        return Days(found, found)
    return read_days(text)


def weekend_warnings(found: Days) -> list[str]:
    """Return what to warn of: days that begin or end at a weekend."""
    warnings = []
    for day in found.weekend:
        text = (
            _("It begins on a %(weekday)s (%(day)s): is that right?")
            if day == found.first
            else _("It ends on a %(weekday)s (%(day)s): is that right?")
        )
        warnings.append(text % {"weekday": WEEKDAYS[day.weekday()], "day": f"{day:%d.%m.%Y}"})
    return warnings


def told(error: DatesRefusedError, announced: str) -> str:
    """Return in words why days were refused, and what to do."""
    match error.fault:
        case Fault.NO_SUCH_DAY:
            text = _(
                "“%(text)s” names a day that does not exist: %(month)s has %(last)s days. "
                "Ask the organiser for the right days, or leave them open."
            ) % {
                "text": announced,
                "month": month(Month(error.year, error.month), language()),
                "last": error.last,
            }
        case Fault.NO_YEAR:
            text = _("“%(text)s” names no year.") % {"text": announced}
        case Fault.REVERSED:
            text = _("“%(text)s” ends before it begins.") % {"text": announced}
        case _:
            text = _("“%(text)s” can't be read as days: write them as 28.03.2018 – 30.03.2018.") % {
                "text": announced
            }
    return text


def _written(cell: Any) -> str:
    return f"{cell:%d.%m.%Y}" if isinstance(cell, date) else str(cell).strip()


def key(text: Any) -> str:
    """Return the form in which two spellings of a name are the same."""
    return " ".join(str(text).casefold().split())


def _named(rows: Iterable[Any], names: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in rows:
        for name in names(one):
            if name:
                found.setdefault(key(name), one.pk)
    return found


def _kind_names(kind: ActivityKind) -> tuple[str, ...]:
    return (kind.value, *in_all_languages(kind.label))
