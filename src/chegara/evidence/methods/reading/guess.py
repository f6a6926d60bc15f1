"""Guess what the columns of a table mean from their headings and what they hold, and say why.

Reasons are codes: heading (a phrase of headings.toml), given_by_heading (a month, direction, … over figures),
content (what the cells are), only_figures, implied (by another column), title, sheet_name, world_region,
total_column, part_column, constant_of_kind, nothing_known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from chegara.common.periods import PeriodKind
from chegara.evidence.methods.dictionary import Dictionary, Phrase, matches, normalise
from chegara.evidence.methods.reading.cells import (
    BadCellError,
    Cell,
    Hole,
    is_blank,
    month_names,
    parse_month,
    parse_number,
    parse_period,
    parse_quarter,
    parse_year,
)
from chegara.evidence.methods.reading.mapping import Given, MappedColumn, Mapping, normal_headings
from chegara.evidence.methods.reading.problems import Problem, problem
from chegara.evidence.methods.reading.tables import Table
from chegara.evidence.methods.rows import Field

NUMERIC_FIELDS = {Field.VALUE, Field.QUANTITY}
MOSTLY = 0.8
HALF = 0.5
WEAK = 0.3
MULTIPLE = {Field.VALUE, Field.IGNORE}


@dataclass(frozen=True)
class Reason:
    """Why a column means what it does; `detail` is the phrase or word that decided."""

    code: str
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class ColumnGuess:
    """The guessed meaning of one column; `confidence` is a rank from 0 to 1, not a probability."""

    column: int
    heading: str
    field: Field
    given: Given = ()
    confidence: float = 0.0
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Guess:
    """A mapping with the reasons of each column and of each constant; `problems` are notes of the layout."""

    mapping: Mapping
    columns: tuple[ColumnGuess, ...]
    constants: tuple[tuple[Field, Reason], ...]
    problems: tuple[Problem, ...] = ()

    @property
    def confidence(self) -> float:
        """The least confidence among the columns that are used."""
        return min((one.confidence for one in self.columns if one.field is not Field.IGNORE), default=0.0)


@dataclass(frozen=True)
class _Content:
    """What the known cells of a column are, as shares from 0 to 1."""

    cells: tuple[Cell, ...]
    numbers: float = 0.0
    years: float = 0.0
    periods: float = 0.0

    def share(self, reads: object) -> float:
        """Return the share of cells that a parser or look-up accepts."""
        return sum(_accepts(reads, cell) for cell in self.cells) / len(self.cells) if self.cells else 0.0


def _accepts(reads: object, cell: Cell) -> bool:
    try:
        return callable(reads) and reads(cell) is not None
    except (BadCellError, AttributeError, TypeError):
        return False


def _number(cell: Cell) -> float | None:
    if isinstance(cell, Hole):
        return 0.0  # a formula stands where a figure is expected
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell)
    return parse_number(cell) if isinstance(cell, str) else None


def _dated(cell: Cell) -> object:
    if isinstance(cell, int | float) and not 20_000 <= cell <= 60_000:
        return None
    return parse_period(cell)


def _content(table: Table, index: int, dictionary: Dictionary) -> _Content:
    cells = [cells[index] for _, cells in table.sample if index < len(cells)]
    known = tuple(
        cell
        for cell in cells
        if not is_blank(cell) and not (isinstance(cell, str) and dictionary.is_unknown(cell))
    )
    content = _Content(known)
    return replace(
        content,
        numbers=content.share(_number),
        years=content.share(parse_year),
        periods=content.share(_dated),
    )


def _fits(meaning: Field, content: _Content) -> bool:
    """Say whether cells can be what a heading promises; a column without known cells can be anything."""
    if not content.cells:
        return True
    if meaning is Field.DATE:
        return content.periods >= HALF
    if meaning is Field.YEAR:
        return content.years >= MOSTLY
    if meaning is Field.MONTH:
        return content.share(parse_month) >= MOSTLY
    if meaning is Field.QUARTER:
        return content.share(parse_quarter) >= MOSTLY
    if meaning in NUMERIC_FIELDS:
        return content.numbers >= HALF or (meaning is Field.QUANTITY and _starts_with_digits(content))
    if meaning in {Field.KIND, Field.REMARK, Field.IGNORE, Field.PLACE, Field.POINT}:
        return meaning is not Field.POINT or content.numbers < HALF
    return content.numbers < HALF


def _starts_with_digits(content: _Content) -> bool:
    return content.share(lambda cell: re.match(r"\s*\d", cell)) >= MOSTLY


@dataclass
class _Options:
    """The meanings that a column may have, best first, and the indicator that its heading implies."""

    column: int
    heading: str
    content: _Content
    ranked: list[ColumnGuess] = field(default_factory=list)
    implies: str = ""


def _options(table: Table, index: int, dictionary: Dictionary) -> _Options:
    parts = table.headings[index]
    heading = " / ".join(parts)
    options = _Options(index + 1, heading, _content(table, index, dictionary))
    ranked = [
        *_by_figures_under_words(options, parts, dictionary),
        *_by_heading(options, dictionary),
        *_by_content(options, dictionary),
    ]
    options.ranked = sorted(ranked, key=lambda one: -one.confidence)
    return options


def _guess(
    options: _Options, meaning: Field, confidence: float, reason: Reason, given: Given = ()
) -> ColumnGuess:
    return ColumnGuess(
        column=options.column,
        heading=options.heading,
        field=meaning,
        given=given,
        confidence=round(confidence, 2),
        reasons=(reason,),
    )


def _by_heading(options: _Options, dictionary: Dictionary) -> Iterator[ColumnGuess]:
    best: dict[Field, tuple[float, Phrase]] = {}
    for match, phrase in matches(options.heading, dictionary.fields):
        meaning = Field(phrase.meaning)
        score = 0.5 + 0.5 * match.coverage
        if score > best.get(meaning, (0.0, phrase))[0]:
            best[meaning] = (score, phrase)
    for meaning, (score, phrase) in best.items():
        reason = Reason("heading", " ".join(phrase.tokens))
        if meaning in {Field.MONTH, Field.QUARTER, Field.YEAR} and not _fits(meaning, options.content):
            meaning = Field.DATE
        if meaning in {Field.SECTION, Field.DIVISION} and _are_world_regions(options.content, dictionary):
            yield _guess(options, Field.IGNORE, 0.9, Reason("world_region"))
        elif _fits(meaning, options.content):
            # A port of entry is a crossing point, unless another column says "crossing": it holds several.
            weight = 0.9 if "poe" in phrase.tokens and meaning is Field.POINT else 1.0
            weight *= 0.8 if "poe" in phrase.tokens and meaning is Field.DIVISION else 1.0
            yield _guess(options, meaning, score * weight, reason)
    kinds = max(matches(options.heading, dictionary.kinds), key=lambda found: found[0], default=None)
    if kinds and options.content.numbers < HALF:
        options.implies = kinds[1].meaning
        confidence = 0.52 + 0.5 * kinds[0].coverage
        yield _guess(options, Field.KIND, min(1.0, confidence), Reason("heading", " ".join(kinds[1].tokens)))


def _are_world_regions(content: _Content, dictionary: Dictionary) -> bool:
    regions = dictionary.territories.world_regions
    return bool(content.cells) and all(normalise(str(cell)) in regions for cell in content.cells)


def _by_content(options: _Options, dictionary: Dictionary) -> Iterator[ColumnGuess]:
    content = options.content
    if not content.cells:
        return
    if content.years >= MOSTLY:
        yield _guess(options, Field.YEAR, 0.4, Reason("content", "year"))
    elif content.periods >= MOSTLY:
        yield _guess(options, Field.DATE, 0.45, Reason("content", "date"))
    elif content.numbers >= MOSTLY:
        yield _guess(options, Field.VALUE, WEAK, Reason("content", "number"))
    if content.numbers < HALF:
        yield from _by_words(options, dictionary)


def _by_words(options: _Options, dictionary: Dictionary) -> Iterator[ColumnGuess]:
    content = options.content
    if content.share(dictionary.territories.code) >= MOSTLY:
        yield _guess(options, Field.CITIZENSHIP, 0.4, Reason("content", "territory"))
    for meaning, name in ((Field.UNIT, "unit"), (Field.DIRECTION, "direction"), (Field.PURPOSE, "purpose")):
        if content.share(dictionary.vocabularies[name].code) >= MOSTLY:
            yield _guess(options, meaning, 0.42, Reason("content", name))
    if content.share(dictionary.indicator_code) >= MOSTLY:
        yield _guess(options, Field.INDICATOR, 0.41, Reason("content", "indicator"))
    for name, implied in (("substance", "seizures.drugs"), ("vehicle", "vehicles.crossings")):
        if content.share(dictionary.vocabularies[name].code) >= MOSTLY:
            options.implies = options.implies or implied
            yield _guess(options, Field.KIND, 0.43, Reason("content", name))
    if content.share(lambda cell: month_names().get(normalise(cell))) >= MOSTLY:
        yield _guess(options, Field.MONTH, 0.44, Reason("content", "month"))


# --- figures under headings that are themselves words of a dimension -------------------------------


def _by_figures_under_words(
    options: _Options, parts: Sequence[str], dictionary: Dictionary
) -> Iterator[ColumnGuess]:
    if options.content.cells and options.content.numbers < HALF:
        return
    if any(dictionary.is_total(part) for part in parts):
        yield _guess(options, Field.IGNORE, 0.35, Reason("total_column"))
        return
    given: dict[Field, str] = {}
    for part in parts:
        given.update(given_by(part, dictionary))
    if not dictionary.is_part(parts[-1]) and given:
        told = _guess(options, Field.VALUE, 0.95, Reason("given_by_heading", options.heading))
        yield replace(told, given=tuple(sorted(given.items())))
    elif dictionary.is_part(parts[-1]) or (not given and any(map(dictionary.is_part, parts))):
        # "of which women" is counted already by the column before it.
        yield _guess(options, Field.IGNORE, 0.9, Reason("part_column"))


def given_by(text: str, dictionary: Dictionary) -> dict[Field, str]:
    """Return what a heading over figures says of them all: period, direction, country, kind, indicator.

    >>> from chegara.evidence.methods.dictionary import load_dictionary
    >>> given_by("Въезд", load_dictionary()), given_by("янв. 2015", load_dictionary())
    ({<Field.DIRECTION: 'direction'>: 'entry'}, {<Field.DATE: 'date'>: 'янв. 2015'})
    """
    word = normalise(text)
    if not word or (word.isdecimal() and not 1 <= int(word) <= 12 and len(word) != 4):
        return {}
    period = period_given(text)
    if period:
        return period
    if code := dictionary.vocabularies["direction"].code(word):
        return {Field.DIRECTION: code}
    if len(word) > 2 and (code := dictionary.territories.code(word)):
        return {Field.CITIZENSHIP: code}
    best = max(matches(text, dictionary.indicator_phrases), key=lambda found: found[0], default=None)
    if best and best[0].coverage >= HALF:
        return {Field.INDICATOR: best[1].meaning} | _kind_given(word, dictionary)
    return _kind_given(word, dictionary)


def _kind_given(word: str, dictionary: Dictionary) -> dict[Field, str]:
    for name, implied in (("vehicle", "vehicles.crossings"), ("substance", "seizures.drugs")):
        code = dictionary.vocabularies[name].code(word)
        if code and code != "other":
            return {Field.INDICATOR: implied, Field.KIND: code}
    if code := dictionary.vocabularies["purpose"].code(word):
        return {Field.PURPOSE: code}
    return {}


def period_given(text: str) -> dict[Field, str]:
    """Return what a text says of a period: a date, a year, or a month or quarter without its year.

    >>> period_given("март"), period_given("2015 г.")
    ({<Field.MONTH: 'month'>: '3'}, {<Field.YEAR: 'year'>: '2015'})
    """
    try:
        period = parse_period(text)
    except BadCellError:
        return _part_of_year_given(text)
    if period.kind is PeriodKind.YEAR:
        return {Field.YEAR: str(period.start.year)}
    return {Field.DATE: period.start.isoformat() if period.kind is PeriodKind.DAY else text}


def _part_of_year_given(text: str) -> dict[Field, str]:
    try:
        return {Field.MONTH: str(parse_month(text))}
    except BadCellError:
        pass
    if re.search(r"кв|quarter|chorak|чорак|тоқсан|^Q\d$|^[IV]+$", text, re.IGNORECASE):
        try:
            return {Field.QUARTER: str(parse_quarter(text))}
        except BadCellError:
            pass
    return {}


# --- the table as a whole --------------------------------------------------------------------------


def _settle(options: Sequence[_Options]) -> dict[int, ColumnGuess]:
    """Give each meaning to the column that claims it best; the others fall back on their next option."""
    claims = sorted(
        ((guess.confidence, -one.column, guess) for one in options for guess in one.ranked),
        key=lambda claim: claim[:2],
        reverse=True,
    )
    taken: set[object] = set()
    settled: dict[int, ColumnGuess] = {}
    for _, _, guess in claims:
        claimed: object = (guess.field, guess.given) if guess.field is Field.VALUE else guess.field
        if guess.column in settled or (guess.field is not Field.IGNORE and claimed in taken):
            continue
        settled[guess.column] = guess
        taken.add(claimed)
    for one in options:
        ignored = _guess(one, Field.IGNORE, 1.0, Reason("nothing_known"))
        settled.setdefault(one.column, ignored)
    return settled


def _drop_guessed_figures(settled: dict[int, ColumnGuess]) -> None:
    """Figures under an unknown heading count only if no column's heading claims to hold the figures."""
    claims = [one for one in settled.values() if one.field in NUMERIC_FIELDS and one.confidence > HALF]
    for number, one in settled.items():
        if claims and one.field is Field.VALUE and one.confidence <= WEAK:
            settled[number] = replace(one, field=Field.IGNORE, reasons=(Reason("nothing_known"),))


def _restore_only_total(settled: dict[int, ColumnGuess]) -> None:
    if any(one.field in NUMERIC_FIELDS for one in settled.values()):
        return
    for number, one in settled.items():
        if one.reasons[0].code == "total_column":
            settled[number] = replace(one, field=Field.VALUE, reasons=(Reason("only_figures"),))
            return


def _unit_of_heading(heading: str, dictionary: Dictionary) -> str:
    """Return the unit behind a comma or in brackets: "Вес, т", "Amount (kg)"."""
    found = re.search(r"[,(]\s*(?:в\s+)?([^,()]+?)\)?\s*$", heading)
    return (dictionary.vocabularies["unit"].code(found[1]) or "") if found else ""


def guess(table: Table, dictionary: Dictionary) -> Guess:
    """Return the likeliest mapping of a table, with the reasons; `validate` says whether it is enough."""
    options = [_options(table, index, dictionary) for index in range(len(table.headings))]
    settled = _settle(options)
    _drop_guessed_figures(settled)
    _restore_only_total(settled)
    constants = _constants(table, options, settled, dictionary)
    _quantity_or_value(settled, constants, dictionary)
    ordered = tuple(settled[one.column] for one in options)
    columns = tuple(
        MappedColumn(column=one.column, field=one.field, given=one.given)
        for one in ordered
        if one.field is not Field.IGNORE
    )
    mapping = Mapping(
        sheet=table.sheet,
        headings=normal_headings(table),
        columns=columns,
        constants=tuple((meaning, value) for meaning, (value, _) in constants.items()),
    )
    return Guess(
        mapping=mapping,
        columns=ordered,
        constants=tuple((meaning, reason) for meaning, (_, reason) in constants.items()),
        problems=tuple(_notes(table, ordered, dictionary)),
    )


Constants = dict[Field, tuple[str, Reason]]


def _constants(
    table: Table, options: Sequence[_Options], settled: dict[int, ColumnGuess], dictionary: Dictionary
) -> Constants:
    constants: Constants = {}
    fields = {one.field for one in settled.values()} | {
        meaning for one in settled.values() for meaning, _ in one.given
    }
    found = None if Field.INDICATOR in fields else _indicator(table, options, settled, dictionary)
    if found:
        constants[Field.INDICATOR] = found
    if not fields & {Field.DATE, Field.YEAR}:
        constants.update(_year(table, fields))
    if Field.DIRECTION not in fields:
        for one in settled.values():
            if one.field is Field.VALUE and "northbound" in normalise(one.heading).split():
                code = dictionary.vocabularies["direction"].codes["northbound"]
                constants[Field.DIRECTION] = (code, Reason("heading", "northbound"))
    if Field.UNIT not in fields:
        for one in settled.values():
            unit = _unit_of_heading(one.heading, dictionary) if one.field in NUMERIC_FIELDS else ""
            if unit:
                constants[Field.UNIT] = (unit, Reason("heading", one.heading))
    return constants


def _indicator(
    table: Table, options: Sequence[_Options], settled: dict[int, ColumnGuess], dictionary: Dictionary
) -> tuple[str, Reason] | None:
    for one in options:
        if settled[one.column].field is Field.KIND and one.implies:
            return one.implies, Reason("implied", one.heading)
    figures = [one.heading for one in settled.values() if one.field in NUMERIC_FIELDS]
    for code, texts in (("heading", figures), ("title", table.titles), ("sheet_name", (table.sheet,))):
        for text in texts:
            if found := dictionary.indicator_code(text):
                return found, Reason(code, text)
    return None


_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_PERIOD_IN_TITLE = re.compile(r"([^\W\d_]+|(?:[1-4]|[IV]+)(?:-?й)?\s+кв[^\W\d_]*\.?)\s+((?:19|20)\d\d)")


def _year(table: Table, fields: set[Field]) -> Constants:
    """Find the year, and the month or quarter if none is across, in the title lines or the sheet's name."""
    for code, texts in (("title", table.titles), ("sheet_name", (table.sheet,))):
        for text in texts:
            years = set(_YEAR.findall(text))
            if len(years) != 1:
                continue
            found: Constants = {Field.YEAR: (years.pop(), Reason(code, text))}
            if not fields & {Field.MONTH, Field.QUARTER} and (named := _PERIOD_IN_TITLE.search(text)):
                for meaning, value in _part_of_year_given(named[1]).items():
                    found[meaning] = (value, Reason(code, text))
            return found
    return {}


def _quantity_or_value(settled: dict[int, ColumnGuess], constants: Constants, dictionary: Dictionary) -> None:
    """Weight of goods is the statistic's own figure; "количество" with a unit is what an event seized."""
    known = dictionary.indicators.get(constants.get(Field.INDICATOR, ("", Reason("")))[0])
    figures = [one for one in settled.values() if one.field in NUMERIC_FIELDS]
    if known is None or len(figures) != 1 or figures[0].given:
        return
    [one] = figures
    has_unit = Field.UNIT in constants or any(other.field is Field.UNIT for other in settled.values())
    if known.form == "statistic":
        settled[one.column] = replace(one, field=Field.VALUE)
    elif has_unit:
        settled[one.column] = replace(one, field=Field.QUANTITY)


def _notes(table: Table, columns: Sequence[ColumnGuess], dictionary: Dictionary) -> Iterator[Problem]:
    row = table.first_row - 1
    for one in columns:
        code = one.reasons[0].code
        if code in {"total_column", "part_column"} and one.field is Field.IGNORE:
            yield problem(code, sheet=table.sheet, row=row, column=one.column, value=one.heading)
    for text in (*table.titles, *(one.heading for one in columns)):
        if any(f" {phrase} " in f" {normalise(text)} " for phrase in dictionary.cumulative):
            yield problem("cumulative", sheet=table.sheet, row=row, value=text)
            return
