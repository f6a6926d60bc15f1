"""What a single cell says: a number, a date, a period; each with the doubts that it leaves.

Nothing here looks at other cells: how a whole column writes its numbers and dates is a `ColumnStyle`, decided
beforehand from all of its cells.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import cache
from typing import Literal, TypeAlias

from babel import Locale

from chegara.common.periods import PeriodKind
from chegara.evidence.methods.dictionary import normalise

FIRST_PLAUSIBLE_YEAR = 1990
TWO_DIGIT_YEARS = (2000, 2099)


class Hole(Enum):
    """What a cell holds instead of a value."""

    FORMULA_WITHOUT_VALUE = "formula without value"


Cell: TypeAlias = str | float | int | bool | datetime | date | time | timedelta | Hole | None
DecimalMark = Literal["", ".", ","]


def is_blank(cell: Cell) -> bool:
    """Say whether a cell holds nothing but spaces."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


class BadCellError(ValueError):
    """The cell does not say what its column is for; `code` is a key of PROBLEMS."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


# --- numbers ---------------------------------------------------------------------------------------

_SPACES = " \u00a0\u202f\u2009\u2007"
_GROUPED_BY_SPACE = re.compile(rf"\d{{1,3}}(?:[{_SPACES}'’`]\d{{3}})+", re.ASCII)


@dataclass(frozen=True)
class ColumnStyle:
    """How a column writes its cells, by what its unmistakable cells prove.

    `points` and `commas` are the numbers of different cells that prove a decimal point or comma; the majority
    speaks for the column.
    """

    points: int = 0
    commas: int = 0
    day_first: bool = False
    has_second_above_12: bool = False

    @property
    def decimal(self) -> DecimalMark:
        """The decimal mark, empty if no cell tells or as many cells tell one as the other."""
        return "." if self.points > self.commas else "," if self.commas > self.points else ""

    @property
    def month_first(self) -> bool:
        """Whether 03/04/2015 is the 4th of March: some cell reads in no other way, and none contradicts."""
        return self.has_second_above_12 and not self.day_first

    def __or__(self, other: ColumnStyle) -> ColumnStyle:
        """Join what two parts of a column tell."""
        return ColumnStyle(
            points=self.points + other.points,
            commas=self.commas + other.commas,
            day_first=self.day_first or other.day_first,
            has_second_above_12=self.has_second_above_12 or other.has_second_above_12,
        )


def decimal_mark_of(text: str) -> DecimalMark:
    """Return the decimal mark that a written number proves, empty if it could be read two ways.

    >>> decimal_mark_of("1.234,56"), decimal_mark_of("12,5"), decimal_mark_of("1,234")
    (',', ',', '')
    """
    body = text.strip().lstrip("+-−").lower().partition("e")[0]
    points, commas = body.count("."), body.count(",")
    if not points + commas:
        return ""
    if points and commas:
        return "." if body.rfind(".") > body.rfind(",") else ","
    mark: DecimalMark = "." if points else ","
    other: DecimalMark = "," if points else "."
    if points + commas > 1:
        return other
    whole, _, fraction = body.partition(mark)
    if len(fraction) != 3 or whole in {"", "0"} or len(whole) > 3 or _GROUPED_BY_SPACE.fullmatch(whole):
        return mark
    return ""


def parse_number(text: str, decimal: DecimalMark = "") -> float:
    """Return a number written with a decimal comma or point and any usual mark of thousands.

    `decimal` is the mark of the number's column; where it is empty, a lone mark before three digits is read
    as thousands.

    Raises:
        BadCellError: not_a_number; decimal_mark_mixed if the number contradicts its column.

    >>> parse_number("1 234,5"), parse_number("1'234.5"), parse_number("1,234"), parse_number("1,234", ",")
    (1234.5, 1234.5, 1234.0, 1.234)
    """
    body = text.strip().replace("−", "-").lower()
    own = decimal_mark_of(body)
    if own and decimal and own != decimal:
        raise BadCellError("decimal_mark_mixed" if _plain(body, own) is not None else "not_a_number")
    number = _plain(body, own or decimal or (_opposite(body)))
    if number is None:
        raise BadCellError("not_a_number")
    return number


def _opposite(body: str) -> DecimalMark:
    """Read the lone mark of an undecided number as thousands."""
    return "," if "." in body else "."


def _plain(body: str, decimal: DecimalMark) -> float | None:
    thousands = "," if decimal == "." else "."
    whole, mark, fraction = body.partition(decimal) if decimal else (body, "", "")
    mantissa, exponent, power = (fraction if mark else whole).partition("e")
    whole, fraction = (whole, mantissa) if mark else (mantissa, "")
    sign = whole[:1] if whole[:1] in {"+", "-"} else ""
    digits = whole[len(sign) :].lstrip(_SPACES)
    if thousands in digits:
        if not re.fullmatch(rf"\d{{1,3}}(?:\{thousands}\d{{3}})+", digits, re.ASCII):
            return None
        digits = digits.replace(thousands, "")
    elif _GROUPED_BY_SPACE.fullmatch(digits):
        digits = re.sub(rf"[{_SPACES}'’`]", "", digits)
    try:
        plain = f"{sign}{digits or '0'}.{fraction or '0'}{exponent}{power}"
        if not (digits or fraction) or not re.fullmatch(r"[+-]?\d+\.\d+(e[+-]?\d+)?", plain, re.ASCII):
            return None
        number = float(plain)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


# --- dates and periods -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Period:
    """A period by its first day and length; `doubt` is the code of a problem that a reader should hear of."""

    start: date
    kind: PeriodKind
    doubt: str = ""


_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ].*)?", re.ASCII)
_DAY_FIRST = re.compile(
    r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:\s*(?:г|года))?\.?(?:[t ,]+\d.*)?", re.ASCII
)
_MONTH_FIRST_PART = re.compile(r"(\d{4})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{4})", re.ASCII)
_WORDS = re.compile(r"[^\W\d_]+|\d+")
_FILLERS = frozenset(
    [
        "г",
        "год",
        "года",
        "году",
        "за",
        "й",
        "ый",
        "ой",
        "е",
        "на",
        "в",
        "по",
        "of",
        "the",
        "in",
        "for",
        "st",
        "nd",
        "rd",
        "th",
        "y",
        "yil",
        "yili",
        "йил",
        "йили",
        "жыл",
        "жылы",
        "жылдын",
        "сол",
        "соли",
        "a",
    ]
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_HALVES = ("полугод", "half")
_QUARTERS = frozenset(
    ["кв", "квартал", "квартала", "quarter", "q", "qtr", "chorak", "чорак", "тоқсан", "чейрек"]
)
_MONTHS_IN_STEP = {PeriodKind.QUARTER: 3, PeriodKind.HALF_YEAR: 6}


@cache
def month_names() -> dict[str, int]:
    """Return the names of months in seven languages, and what people shorten them to, with their numbers."""
    full: dict[str, int] = {}
    for language in ("ru", "en", "uz", "uz_Cyrl", "kk", "ky", "tg", "tk"):
        forms = Locale.parse(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in forms[context][width].items():
                    full.setdefault(normalise(name), number)
    beginnings: dict[str, set[int]] = {}
    for name, number in full.items():
        for length in range(3, len(name)):
            beginnings.setdefault(name[:length], set()).add(number)
    short = {name: numbers.copy().pop() for name, numbers in beginnings.items() if len(numbers) == 1}
    return {name: number for name, number in (short | full).items() if name.isalpha()}


def from_serial(serial: float, *, uses_1904: bool = False) -> date:
    """Return the day of a spreadsheet's serial number, in the 1900 system unless told otherwise.

    The 1900 system counts a 29 February 1900 that never was; from March 1900 on, day 1 is 31 December 1899.

    Raises:
        BadCellError: not_a_date for a number that no calendar reaches.

    >>> from_serial(42064), from_serial(40602, uses_1904=True)
    (datetime.date(2015, 3, 1), datetime.date(2015, 3, 1))
    """
    epoch = date(1904, 1, 1) if uses_1904 else date(1899, 12, 30)
    try:
        return epoch + timedelta(days=math.floor(serial))
    except (OverflowError, ValueError) as error:
        raise BadCellError("not_a_date") from error


def _day(year: int, month: int, day: int, doubt: str = "") -> Period:
    try:
        return Period(date(year, month, day), PeriodKind.DAY, doubt)
    except ValueError as error:
        raise BadCellError("no_such_day") from error


def _full_year(text: str) -> tuple[int, str]:
    if len(text) == 2:
        return TWO_DIGIT_YEARS[0] + int(text), "two_digit_year"
    return int(text), ""


def _month(year: int, month: int, doubt: str = "") -> Period:
    if not (1 <= month <= 12 and 1 <= year <= 9999):
        raise BadCellError("no_such_month")
    return Period(date(year, month, 1), PeriodKind.MONTH, doubt)


def _numeric_period(text: str, month_first: bool) -> Period | None:
    if found := _ISO.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.fullmatch(text):
        year, doubt = _full_year(found[4])
        first, second = int(found[1]), int(found[3])
        if month_first and found[2] == "/":
            return _day(year, first, second, doubt)
        unsure = found[2] == "/" and second <= 12 and first <= 12 and first != second
        return _day(year, second, first, doubt or ("day_first" if unsure else ""))
    if found := _MONTH_FIRST_PART.fullmatch(text):
        return _month(int(found[1] or found[4]), int(found[2] or found[3]))
    return None


def _worded_period(text: str) -> Period | None:
    words = [word for word in _WORDS.findall(text) if word not in _FILLERS]
    numbers = [word for word in words if word.isdecimal() and word.isascii()]
    names = [word for word in words if not word.isdecimal()]
    step = _step(names)
    if step is not None:
        return _quarter_or_half(step, names, numbers)
    if len(names) == 1 and names[0] in month_names() and len(numbers) in {1, 2}:
        return _named_month(month_names()[names[0]], numbers)
    if not names and len(numbers) == 1 and len(numbers[0]) == 4:
        year = int(numbers[0])
        return Period(date(year, 1, 1), PeriodKind.YEAR) if year else None
    return None


def _step(names: Iterable[str]) -> PeriodKind | None:
    for name in names:
        if name in _QUARTERS:
            return PeriodKind.QUARTER
        if name.startswith(_HALVES) or name == "h":
            return PeriodKind.HALF_YEAR
    return None


def _quarter_or_half(kind: PeriodKind, names: list[str], numbers: list[str]) -> Period | None:
    years = [number for number in numbers if len(number) == 4]
    ordinals = [int(number) for number in numbers if len(number) == 1]
    ordinals += [_ROMAN[name] for name in names if name in _ROMAN]
    if len(years) != 1 or len(ordinals) != 1 or len(names) + len(numbers) != 3:
        return None
    months = _MONTHS_IN_STEP[kind]
    if not 1 <= ordinals[0] <= 12 // months or int(years[0]) == 0:
        raise BadCellError("no_such_month")
    return Period(date(int(years[0]), (ordinals[0] - 1) * months + 1, 1), kind)


def _named_month(month: int, numbers: list[str]) -> Period | None:
    years = [number for number in numbers if len(number) == 4] or numbers[-1:]
    days = [number for number in numbers if number is not years[0]]
    if len(years[0]) not in {2, 4} or any(len(day) > 2 for day in days):
        return None
    year, doubt = _full_year(years[0])
    return _day(year, month, int(days[0]), doubt) if days else _month(year, month, doubt)


def parse_period(cell: Cell, style: ColumnStyle | None = None, *, uses_1904: bool = False) -> Period:
    """Return the day, month, quarter, half-year or year that a cell names.

    A number is a spreadsheet's serial of days, except that a whole number from 1990 to 2100 is a year.

    Raises:
        BadCellError: not_a_date, no_such_day (31.02.), no_such_month (13/2015, V квартал).

    >>> parse_period("12 марта 2015 г.").start, parse_period("янв.15").doubt
    (datetime.date(2015, 3, 12), 'two_digit_year')
    """
    if isinstance(cell, datetime):
        return Period(cell.date(), PeriodKind.DAY)
    if isinstance(cell, date):
        return Period(cell, PeriodKind.DAY)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _period_of_number(float(cell), uses_1904)
    if not isinstance(cell, str):
        raise BadCellError("not_a_date")
    text = normalise(cell)
    if len(text) > 40:
        raise BadCellError("not_a_date")
    found = _numeric_period(text, style.month_first if style else False) or _worded_period(text)
    if found is not None:
        return found
    if re.fullmatch(r"\d{5}(?:[.,]\d+)?", text, re.ASCII):
        return _period_of_number(float(text.replace(",", ".")), uses_1904)
    raise BadCellError("not_a_date")


def _period_of_number(number: float, uses_1904: bool) -> Period:
    if not math.isfinite(number) or number < 1:
        raise BadCellError("not_a_date")
    if number.is_integer() and FIRST_PLAUSIBLE_YEAR <= number <= 2100:
        return Period(date(int(number), 1, 1), PeriodKind.YEAR)
    return Period(from_serial(number, uses_1904=uses_1904), PeriodKind.DAY, "date_from_number")


def parse_year(cell: Cell) -> int:
    """Return the year that a cell of a year column names: 2015, "2015 г.", "за 2015 год".

    Raises:
        BadCellError: not_a_date.
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool) and float(cell).is_integer():
        cell = str(int(cell))
    period = parse_period(cell)
    if period.kind is not PeriodKind.YEAR:
        raise BadCellError("not_a_date")
    return period.start.year


def parse_month(cell: Cell) -> int:
    """Return the number of the month that a cell names: 3, "03", "март", "Mar".

    Raises:
        BadCellError: no_such_month.
    """
    text = normalise(_digits(cell))
    number = int(text) if text.isdecimal() and text.isascii() else month_names().get(text, 0)
    if not 1 <= number <= 12:
        raise BadCellError("no_such_month")
    return number


def parse_quarter(cell: Cell) -> int:
    """Return the number of the quarter that a cell names: 2, "II", "2 кв.", "Q2".

    Raises:
        BadCellError: no_such_month.
    """
    words = [word for word in _WORDS.findall(normalise(_digits(cell))) if word not in _QUARTERS | _FILLERS]
    if len(words) == 1:
        number = _ROMAN.get(words[0]) or (int(words[0]) if words[0].isdecimal() else 0)
        if 1 <= number <= 4:
            return number
    raise BadCellError("no_such_month")


def _digits(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None or isinstance(cell, Hole) else str(cell)


# --- whole columns ---------------------------------------------------------------------------------

_SLASHED = re.compile(r"\s*(\d{1,2})/(\d{1,2})/\d{2,4}(?:\D.*)?", re.ASCII)


def style_of(cells: Iterable[Cell]) -> ColumnStyle:
    """Return how a column writes numbers and dates, from those of its cells that leave no doubt.

    >>> style_of(["1,234", "0,5"]).decimal, style_of(["03/04/2015", "03/25/2015"]).month_first
    (',', True)
    """
    marks: Counter[DecimalMark] = Counter()
    day_first = second_above_12 = False
    for cell in cells:
        if not isinstance(cell, str):
            continue
        if "/" in cell:
            if found := _SLASHED.fullmatch(cell):
                day_first |= int(found[1]) > 12
                second_above_12 |= int(found[2]) > 12
        elif "," in cell or "." in cell:
            mark = decimal_mark_of(cell)
            if mark and _plain(cell.strip().replace("−", "-").lower(), mark) is not None:
                marks[mark] += 1
    return ColumnStyle(marks["."], marks[","], day_first, second_above_12)


def looks_like_data(cell: Cell) -> bool:
    """Say whether a cell is a figure or a day, which stands below headings and hardly ever in them."""
    if isinstance(cell, bool):
        return False
    if isinstance(cell, int | float):
        return not (float(cell).is_integer() and FIRST_PLAUSIBLE_YEAR <= cell <= 2100)
    if isinstance(cell, datetime | date):
        return cell.day != 1
    if not isinstance(cell, str) or is_blank(cell):
        return False
    try:
        return parse_period(cell).kind is PeriodKind.DAY
    except BadCellError:
        pass
    try:
        parse_number(cell)
    except BadCellError:
        return False
    return True
