"""The catalogue of fields: what a condition may read, with type, shape and the group of facts it belongs
to."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from chegara.profiling.methods.profiles.protected import Ground, protected_ground
from chegara.profiling.methods.profiles.tree import Operator

PARAMETERS = Path(__file__).parents[2] / "parameters"
LONGEST_WINDOW = 366
_WINDOW = re.compile(r"(?P<family>[a-z][a-z0-9_.]*)_(?P<days>[1-9][0-9]{0,2})d")
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?")


class Subject(StrEnum):
    """What a record is about."""

    PERSON = "person"
    VEHICLE = "vehicle"
    CONSIGNMENT = "consignment"


class Kind(StrEnum):
    """The type of a field's values."""

    CODE = "code"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    FLAG = "flag"


class CatalogueError(ValueError):
    """A file of fields is not as it must be; the message names the field and what to do."""


@dataclass(frozen=True)
class Derived:
    """A value made of two others: their ratio, difference, or both joined by `>`."""

    how: str
    left: str
    right: str


@dataclass(frozen=True)
class Window:
    """A measure over the earlier records of the same `by`, over `days` (0 for the family itself).

    `measure` is count, sum, distinct or z; `of` is the field that is summed, told apart or compared.
    """

    by: str
    measure: str
    of: str | None
    days: int = 0


@dataclass(frozen=True, kw_only=True)
class Field:
    """One thing that can be read of a record."""

    name: str
    subjects: frozenset[Subject]
    kind: Kind
    en: str
    ru: str
    shape: str | None = None
    indicator: str | None = None
    exact: bool = False
    aliases: tuple[str, ...] = ()
    derived: Derived | None = None
    window: Window | None = None

    def label(self, language: str) -> str:
        """Return what the field is called in `en` or `ru`."""
        words = self.ru if language == "ru" else self.en
        return words.format(days=self.window.days) if self.window else words

    def fits(self, value: str) -> bool:
        """Return whether a code has the shape that the field's codes have."""
        return self.shape is None or re.fullmatch(self.shape, value) is not None

    def operators(self) -> frozenset[Operator]:
        """Return the operators that make sense for the field."""
        if self.exact:
            return _EXACT
        return _BY_KIND[self.kind]


_ALWAYS = frozenset({Operator.MISSING, Operator.PRESENT})
_EXACT = _ALWAYS | {
    Operator.EQUAL,
    Operator.NOT_EQUAL,
    Operator.IN,
    Operator.NOT_IN,
    Operator.IN_LIST,
    Operator.NOT_IN_LIST,
}
_ORDERED = frozenset(
    {
        Operator.LESS,
        Operator.AT_MOST,
        Operator.MORE,
        Operator.AT_LEAST,
        Operator.BETWEEN,
        Operator.NOT_BETWEEN,
    }
)
_TEXTUAL = frozenset(
    {
        Operator.BEGINS,
        Operator.NOT_BEGINS,
        Operator.ENDS,
        Operator.CONTAINS,
        Operator.NOT_CONTAINS,
    }
)
_EQUALITY = frozenset({Operator.EQUAL, Operator.NOT_EQUAL})
_BY_KIND: dict[Kind, frozenset[Operator]] = {
    Kind.CODE: _EXACT | _TEXTUAL | {Operator.MATCHES},
    Kind.TEXT: _ALWAYS | _TEXTUAL | _EQUALITY,
    Kind.NUMBER: _ALWAYS | _ORDERED | _EQUALITY | {Operator.IN, Operator.NOT_IN},
    Kind.DATE: _ALWAYS | _ORDERED | _EQUALITY | {Operator.WITHIN_DAYS, Operator.OLDER_THAN_DAYS},
    Kind.FLAG: _ALWAYS | _EQUALITY,
}


@dataclass(frozen=True)
class Catalogue:
    """The fields by name; a window's field is named by its family and days, `importer.lines_30d`."""

    fields: Mapping[str, Field] = field(hash=False)

    def get(self, name: str) -> Field | None:
        """Return the field, made for the days in its name where it is a window, or None."""
        found = self.fields.get(name)
        if found is not None:
            return None if found.window else found
        return self._windows(name)

    def __getitem__(self, name: str) -> Field:
        found = self.get(name)
        if found is None:
            raise KeyError(name)
        return found

    def _windows(self, name: str) -> Field | None:
        match = _WINDOW.fullmatch(name)
        family = self.fields.get(match["family"]) if match else None
        if match is None or family is None or family.window is None:
            return None
        days = int(match["days"])
        if days > LONGEST_WINDOW:
            return None
        return _window_field(family, name, days)

    def of(self, subject: Subject) -> list[Field]:
        """Return the fields and families of windows of a subject, as a form offers them."""
        return [each for each in self.fields.values() if subject in each.subjects]

    @cached_property
    def by_alias(self) -> dict[str, str]:
        """The field's name for each of its other names, in small letters."""
        return {alias.lower(): each.name for each in self.fields.values() for alias in each.aliases}


@lru_cache(maxsize=4096)
def _window_field(family: Field, name: str, days: int) -> Field:
    window = family.window
    if window is None:
        raise ValueError(f"{family.name} is no window")
    return Field(
        name=name,
        subjects=family.subjects,
        kind=family.kind,
        en=family.en,
        ru=family.ru,
        indicator=family.indicator,
        window=Window(window.by, window.measure, window.of, days),
    )


@lru_cache(maxsize=1)
def standard_catalogue() -> Catalogue:
    """Return the fields that come with the software."""
    text = (PARAMETERS / "profile_fields.toml").read_text(encoding="utf-8")
    return Catalogue(_read(tomllib.loads(text), {}))


def extended_catalogue(text: str) -> Catalogue:
    """Return the standard fields and those of an agency's own file (TOML of the same shape).

    Raises:
        CatalogueError: the text is no such file, a name is taken, or a field is or stands for a protected
        attribute.
    """
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"the file of fields is no TOML: {error}") from error
    return Catalogue(_read(told, standard_catalogue().fields))


def _read(told: Mapping[str, Any], known: Mapping[str, Field]) -> dict[str, Field]:
    standard = known or {}
    shapes = {**_standard_shapes(), **told.get("shapes", {})}
    fields = dict(standard)
    for entry in told.get("field", []):
        made = _field(entry, shapes)
        if made.name in fields:
            raise CatalogueError(f"field {made.name}: the name is taken")
        _refuse_protected(made)
        fields[made.name] = made
    for each in fields.values():
        _check_sources(each, fields)
    return fields


@lru_cache(maxsize=1)
def _standard_shapes() -> dict[str, str]:
    told = tomllib.loads((PARAMETERS / "profile_fields.toml").read_text(encoding="utf-8"))
    return dict(told["shapes"])


def _field(entry: Mapping[str, Any], shapes: Mapping[str, str]) -> Field:
    name = str(entry.get("name", ""))
    if not _NAME.fullmatch(name) or _WINDOW.fullmatch(name):
        raise CatalogueError(f"field {name!r}: a name is small letters, digits and _, with one point at most")
    try:
        subjects = entry["subject"]
        subjects = [subjects] if isinstance(subjects, str) else subjects
        kind = Kind(entry["kind"])
        shape = shapes[entry["shape"]] if "shape" in entry else None
        made = Field(
            name=name,
            subjects=frozenset(Subject(each) for each in subjects),
            kind=kind,
            en=entry["en"],
            ru=entry["ru"],
            shape=shape,
            indicator=entry.get("indicator"),
            exact=bool(entry.get("exact", False)),
            aliases=tuple(entry.get("aliases", ())),
            derived=_derived(entry.get("derived")),
            window=_window(entry.get("window")),
        )
    except (KeyError, ValueError, TypeError) as error:
        raise CatalogueError(f"field {name}: {error} is missing or not one of the known") from error
    if kind is Kind.CODE and shape is None:
        raise CatalogueError(f"field {name}: a code needs a shape")
    if kind is Kind.TEXT and made.subjects != {Subject.CONSIGNMENT}:
        raise CatalogueError(
            f"field {name}: free text is read of consignments only; make it a code or a flag"
        )
    return made


def _derived(told: Mapping[str, list[str]] | None) -> Derived | None:
    if not told:
        return None
    ((how, parts),) = told.items()
    if how not in {"ratio", "difference", "joined"}:
        raise ValueError(how)
    left, right = parts
    return Derived(how, left, right)


def _window(told: Mapping[str, Any] | None) -> Window | None:
    if not told:
        return None
    measures = [key for key in ("count", "sum", "distinct", "z") if key in told]
    if len(measures) != 1:
        raise ValueError("one of count, sum, distinct, z")
    (measure,) = measures
    return Window(told["by"], measure, None if measure == "count" else told[measure])


def _check_sources(made: Field, fields: Mapping[str, Field]) -> None:
    sources: Iterable[str | None] = ()
    if made.derived:
        sources = (made.derived.left, made.derived.right)
    if made.window:
        sources = (made.window.by, made.window.of)
    for source in sources:
        if source is not None and (source not in fields or fields[source].window):
            raise CatalogueError(f"field {made.name}: it is made of {source!r}, which is no field")


def _refuse_protected(made: Field) -> None:
    for words in (made.name, made.en, made.ru, *made.aliases):
        for subject in made.subjects:
            ground = protected_ground(words, subject)
            if ground is not None:
                raise CatalogueError(_refusal(made.name, words, ground))


def _refusal(name: str, words: str, ground: Ground) -> str:
    return (
        f"field {name}: {words!r} gives away {ground.en}. No profile may rest on it, "
        "and no signature opens it; describe an act or a fact instead"
    )
