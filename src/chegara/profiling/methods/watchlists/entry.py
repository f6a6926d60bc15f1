"""What a list says of one person: the same shape from every list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

DAY, MONTH, YEAR, SPAN = "day", "month", "year", "span"
"""How precisely a date of birth is known."""

GOOD, LOW = "good", "low"
"""Qualities of a name, as the UN list grades its aliases."""


@dataclass(frozen=True, kw_only=True)
class ListedName:
    """One name of a person.

    `family`, `given` and `father` are filled where the list keeps them apart; `text` is always whole.
    `kind` is primary, alias, former or original (the name in its own script).
    """

    text: str
    kind: str = "primary"
    quality: str = GOOD
    family: str = ""
    given: str = ""
    father: str = ""


@dataclass(frozen=True, kw_only=True, order=True)
class BirthDate:
    """A date of birth as far as it is known; `last_year` closes a span of years.

    Raises:
        ValueError: it is no date, or a span that ends before it begins.
    """

    year: int
    month: int = 0
    day: int = 0
    last_year: int = 0
    approximate: bool = False

    def __post_init__(self) -> None:
        if self.month:
            date(self.year, self.month, self.day or 1)
        elif self.day:
            raise ValueError("a day without its month")
        if not 1800 <= self.year <= 2200 or (self.last_year and self.last_year < self.year):
            raise ValueError(f"{self.year}-{self.last_year} are no years of birth")

    @property
    def precision(self) -> str:
        """Return day, month, year or span."""
        if self.last_year > self.year:
            return SPAN
        return DAY if self.day else MONTH if self.month else YEAR

    def __str__(self) -> str:
        about = "about " if self.approximate else ""
        if self.precision == SPAN:
            return f"{about}{self.year}-{self.last_year}"
        parts = [f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part)]
        return about + "-".join(parts)


@dataclass(frozen=True, kw_only=True)
class Document:
    """A document that identifies a person: its number, and what and whose it is."""

    number: str
    kind: str = ""
    country: str = ""


@dataclass(frozen=True, kw_only=True)
class ListEntry:
    """One person on one list.

    `sex` is M, F or blank. Nationalities and places are as the list writes them. `listed_on` and
    `expires_on` are None where the list is silent. `biometric` names the record of another system (its name and
    number there), never a print, an image or a template. `kind` is person, or what else the list holds (entity,
    vessel, aircraft).
    """

    id: str
    names: tuple[ListedName, ...]
    births: tuple[BirthDate, ...] = ()
    nationalities: tuple[str, ...] = ()
    sex: str = ""
    birth_places: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()
    programme: str = ""
    source: str = ""
    listed_on: date | None = None
    expires_on: date | None = None
    remark: str = ""
    kind: str = "person"
    biometric: str = ""

    @property
    def name(self) -> str:
        """Return the first of its names."""
        return self.names[0].text if self.names else ""


LONGEST_REFERENCE = 60
_REFERENCE = re.compile(r"[\w .,:;№#()/-]+")


def is_reference(text: str) -> bool:
    """Say whether a text can be another system's name and number of a record, and is no print or template.

    >>> is_reference("AFIS 2026/114-7"), is_reference("Rk1SACAyMAAAAADwAAABPAFiAMUAxQEAAAAo" * 4)
    (True, False)
    """
    return len(text) <= LONGEST_REFERENCE and bool(_REFERENCE.fullmatch(text))


class UnreadableListError(Exception):
    """A list that cannot be read: where, why, and what to do about it."""


MONTHS = {
    **{name: number for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1)},
    **{name: number for number, name in enumerate(
        ["янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"], start=1)},
    "май": 5,
}  # fmt: skip

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[t ]\d{1,2}:.*)?$")
_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?: \d{1,2}:.*)?$")
_MONTH_YEAR = re.compile(r"(\d{1,2})[./](\d{4})$")
_WORDS = re.compile(r"(?:(\d{1,2})[\s-]+)?([^\W\d]{3})[^\W\d]*\.?,?[\s-]+(\d{4})$")
_MONTH_FIRST = re.compile(r"([^\W\d]{3})[^\W\d]*\.?\s+(\d{1,2}),?\s+(\d{4})$")
_SPAN = re.compile(r"(?:between\s+|с\s+)?(\d{4})\s*(?:-|–|—|/|and|to|по|или|or)\s*(\d{4})$")
_YEAR = re.compile(r"(\d{4})(?:\.0)?$")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_ABOUT = re.compile(
    r"(?:\bcirca\b|approximately|\(?approx\b\.?\)?|\babout\b|\bca?\.|\bca?\b(?=\s*\d)|\?$|около|прибл\.?|примерно)\s*",
    re.IGNORECASE,
)
_NOT_KNOWN = frozenset(
    ["", "-", "--", "—", "?", "unknown", "not known", "n/a", "na", "none", "nan", "nat", "null", "nil", "неизвестно", "неизв.", "нет",
     "нет данных", "н/д", "-0-", "0", "0000", "0000-00-00", "00.00.0000", "00/00/0000"]
)  # fmt: skip
_YEAR_WORD = re.compile(r"\s*(?:г\.\s*р\.|года рождения|г\.р\.|года|год|г\.?|жыл[ыа]?|й\.)$", re.IGNORECASE)


def is_not_known(text: str) -> bool:
    """Say whether a text is what people and programs write where they know nothing.

    >>> is_not_known(" N/A "), is_not_known("0000-00-00"), is_not_known("soon")
    (True, True, False)
    """
    return text.strip().casefold() in _NOT_KNOWN


def read_birth_date(text: str) -> BirthDate | None:
    """Return a date of birth as people and lists write it, or None where it is none.

    >>> str(read_birth_date("circa 1962")), str(read_birth_date("03 May 1938"))
    ('about 1962', '1938-05-03')
    >>> str(read_birth_date("24.04.1975 г.р.")), str(read_birth_date("1973-1974"))
    ('1975-04-24', '1973-1974')
    >>> str(read_birth_date("1985-00-00")), read_birth_date("unknown") is None
    ('1985', True)
    >>> str(read_birth_date("April 24, 1975")), str(read_birth_date("04/24/1975")), str(read_birth_date("1975/04/24"))
    ('1975-04-24', '1975-04-24', '1975-04-24')
    """
    bare = _YEAR_WORD.sub("", _ABOUT.sub("", text.strip())).strip().casefold()
    about = bool(_ABOUT.search(text))
    try:
        parts = _parts(bare)
        return BirthDate(approximate=about, **parts) if parts else None
    except ValueError:
        return None


def _parts(text: str) -> dict[str, int]:
    if found := _ISO.match(text):
        return _cut(int(found[1]), int(found[2]), int(found[3] or 0))
    if found := _DAY_FIRST.match(text):
        day, month = int(found[1]), int(found[2])
        if day <= 12 < month:  # only so can it be a date
            day, month = month, day
        return _cut(int(found[3]), month, day)
    if found := _COMPACT.match(text):
        return _cut(int(found[1]), int(found[2]), int(found[3]))
    if found := _MONTH_YEAR.match(text):
        return _cut(int(found[2]), int(found[1]), 0)
    if (found := _WORDS.match(text)) and found[2] in MONTHS:
        return _cut(int(found[3]), MONTHS[found[2]], int(found[1] or 0))
    if (found := _MONTH_FIRST.match(text)) and found[1] in MONTHS:
        return _cut(int(found[3]), MONTHS[found[1]], int(found[2]))
    if found := _SPAN.match(text):
        return {"year": int(found[1]), "last_year": int(found[2])}
    if found := _YEAR.match(text):
        return {"year": int(found[1])}
    return {}


def _cut(year: int, month: int, day: int) -> dict[str, int]:
    """Return the parts that are known: a nought in a date stands for what is not."""
    if not month:
        return {"year": year}
    return {"year": year, "month": month, "day": day}


def read_day(text: str) -> date | None:
    """Return a whole date, day first or ISO, or None."""
    found = read_birth_date(text.strip())
    return date(found.year, found.month, found.day) if found and found.precision == DAY else None


_SEXES = {
    **dict.fromkeys(("m", "male", "man", "м", "муж", "мужской", "мужчина", "эркек", "ер", "erkak", "мард"), "M"),
    **dict.fromkeys(("f", "female", "woman", "ж", "жен", "женский", "женщина", "аял", "әйел", "ayol", "зан"), "F"),
}  # fmt: skip


def read_sex(text: str) -> str:
    """Return M, F or blank.

    >>> read_sex("Female"), read_sex("муж."), read_sex("<")
    ('F', 'M', '')
    """
    return _SEXES.get(text.strip().rstrip(".").casefold(), "")
