"""How a file's tables are read, as a page shows it and as its form changes it."""

from __future__ import annotations

from collections.abc import Mapping as Words
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.dates import MONTHS

from chegara.common.periods import PeriodKind
from chegara.evidence.dictionary import dictionary, kind_word, state_name, word
from chegara.evidence.files import path_of
from chegara.evidence.mappings import (
    Proposal,
    as_in,
    checked,
    first_rows_of,
    kept_years,
    marks_of,
    problem_as_json,
    proposal_of,
    tables_of,
)
from chegara.evidence.methods.dictionary import Dictionary
from chegara.evidence.methods.reading.columns import COUNTRY_FIELDS
from chegara.evidence.methods.reading.guess import guess, period_given
from chegara.evidence.methods.reading.mapping import Given, MappedColumn, Mapping, extent_as_json
from chegara.evidence.methods.reading.problems import Problem as FoundProblem
from chegara.evidence.methods.reading.problems import Severity, problem
from chegara.evidence.methods.reading.rows import read_rows
from chegara.evidence.methods.reading.tables import Extent, Table
from chegara.evidence.methods.rows import Field, ReportedRow
from chegara.evidence.models import Batch, Indicator
from chegara.evidence.presenters.figures import exact
from chegara.evidence.presenters.problems import column_letter, place_words, sentence, sheet_words
from chegara.evidence.presenters.words import FIELD_NAMES
from chegara.evidence.tables import PERIODS

NOT_FOUND = {"no_headings", "no_rows", "no_table_there", "wrong_separator"}
KEPT = ("remembered", "year", "confidence", "form")
TIMES = (Field.DATE, Field.YEAR, Field.QUARTER, Field.MONTH)
# What a person may say for all rows, or of one column of figures, beside the indicator and the period.
SAID_OF_ALL = (
    Field.DIRECTION, Field.POINT, Field.SECTION, Field.DIVISION, Field.CITIZENSHIP, Field.KIND, Field.UNIT,
)  # fmt: skip
SAID_OF_COLUMNS = (Field.DIRECTION, Field.CITIZENSHIP, Field.KIND)
ROWS_PREVIEWED, PROBLEMS_PREVIEWED, ROWS_READ_FOR_PREVIEW = 8, 5, 60
LINES_SHOWN, LINES_BELOW_HEADINGS, COLUMNS_SHOWN = 30, 4, 16


@dataclass(frozen=True)
class SaidInput:
    """Something that may be said of all rows or of a column: its name in the form, and what is said now."""

    name: str
    label: Any
    value: str


@dataclass(frozen=True)
class PresentedColumn:
    """A column with its heading, its meaning and its first cells."""

    number: int
    letter: str
    heading: str
    field: str
    field_name: Any
    given: str
    indicator: str
    period: str
    said: tuple[SaidInput, ...]
    cells: tuple[str, ...]


@dataclass(frozen=True)
class PresentedLine:
    """A row of the sheet as it lies in the file."""

    number: int
    is_heading: bool
    cells: tuple[str, ...]


@dataclass(frozen=True)
class PresentedPreview:
    """The first rows as they will be read, and the first problems, each with whether it only tells."""

    headings: tuple[Any, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    problems: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class PresentedProposal:
    """A table of a file and how it is read; `refused` says why it is none."""

    index: int
    sheet: str
    refused: str
    used: bool
    remembered: bool
    is_form: bool
    by_hand: bool
    year: int | None
    years: tuple[int, ...]
    per_cent: int
    extent: Extent
    marked: bool
    columns: tuple[PresentedColumn, ...]
    constants: tuple[tuple[str, Any, str], ...]
    indicator: str
    period: str
    said: tuple[SaidInput, ...]
    supplementary: str
    key: str
    problems: tuple[str, ...]
    notes: tuple[str, ...]
    lines: tuple[PresentedLine, ...] = ()
    preview: PresentedPreview | None = None

    @property
    def name(self) -> str:
        """Which sheet, and which table on it."""
        return sheet_words(self.sheet)


def can_be_marked(batch: Batch) -> bool:
    """Say whether a person can help to read the file: it has a table, or a sheet where one was not found."""
    found = ("mapping" in proposal or proposal["refused"]["code"] in NOT_FOUND for proposal in batch.mappings)
    return any(found)


def present_proposals(batch: Batch) -> list[PresentedProposal]:
    """Return the tables of an import, each with its columns' meanings."""
    names = {indicator.code: indicator.name for indicator in Indicator.objects.all()}
    return [
        _present(index, proposal, names)
        for index, proposal in enumerate(batch.mappings)
        if "mapping" in proposal
    ]


def present_form(batch: Batch, proposals: Sequence[Proposal]) -> list[PresentedProposal]:
    """Return the tables of an import with what a person needs to say how they are read.

    That is the sheet as it lies in the file, how the same form was read in other years, and the first rows as
    they will be read.
    """
    names = {indicator.code: indicator.name for indicator in Indicator.objects.all()}
    words = dictionary()
    path = path_of(batch.file.sha256)
    tables = {table.sheet: table for table in tables_of(path, marks_of(proposals))}
    lines = first_rows_of(path)
    found = []
    for index, proposal in enumerate(proposals):
        presented = _present(index, proposal, names)
        table = tables.get(presented.sheet)
        if table is None and presented.sheet not in lines and "mapping" not in proposal:
            continue  # the file as a whole is refused: there is nothing to mark
        sheet = presented.sheet if presented.sheet in lines else presented.sheet.rpartition("/")[0]
        presented = replace(
            presented,
            lines=_lines(lines.get(sheet, ()), presented.extent),
            years=tuple(row.year for row in kept_years(batch.owner_agency, presented.key)),
        )
        if table is not None and "mapping" in proposal:
            mapping = Mapping.from_json(proposal["mapping"])
            presented = replace(presented, preview=_preview(batch, table, mapping, words, names))
        found.append(presented)
    return found


def _present(index: int, proposal: Proposal, names: Words[str, str]) -> PresentedProposal:
    if "mapping" not in proposal:
        return _present_refused(index, proposal)
    mapping = Mapping.from_json(proposal["mapping"])
    meanings = {column.column: column for column in mapping.columns}
    columns = tuple(
        _column(number, heading, meanings.get(number), proposal["sample"], names)
        for number, heading in enumerate(proposal["headings"], start=1)
    )
    constants = dict(mapping.constants)
    return PresentedProposal(
        index=index,
        sheet=mapping.sheet,
        refused="",
        used=proposal.get("used", True),
        remembered=proposal.get("remembered", False),
        year=proposal.get("year"),
        years=(),
        is_form="form" in proposal,
        by_hand=mapping != Mapping.from_json(proposal.get("guessed") or proposal["mapping"]),
        per_cent=round(100 * proposal.get("confidence", 0)),
        extent=_extent(proposal["extent"]),
        marked=mapping.marked is not None,
        columns=columns,
        constants=tuple(
            (field.value, FIELD_NAMES[field], names.get(value, value)) for field, value in mapping.constants
        ),
        indicator=constants.get(Field.INDICATOR, ""),
        period=_period(constants),
        said=_said(SAID_OF_ALL, constants, constants.get(Field.INDICATOR, "")),
        supplementary=proposal.get("supplementary", "auto"),
        key=mapping.key,
        problems=tuple(sentence(p["code"], p["arguments"]) for p in proposal.get("problems", ())),
        notes=tuple(sentence(p["code"], p["arguments"]) for p in proposal.get("notes", ())),
    )


def _present_refused(index: int, proposal: Proposal) -> PresentedProposal:
    refused = proposal["refused"]
    return PresentedProposal(
        index=index, sheet=refused["sheet"], refused=sentence(refused["code"], refused["arguments"]),
        used=False, remembered=False, is_form=False, by_hand=False, year=None, years=(), per_cent=0,
        extent=_extent(proposal.get("extent", {})), marked=False, columns=(), constants=(), indicator="",
        period="", said=(), supplementary="auto", key="", problems=(), notes=(),
    )  # fmt: skip


def _extent(content: Words[str, Any]) -> Extent:
    return Extent(**{**content, "headings": tuple(content.get("headings", (0, 0)))})


def _column(
    number: int, heading: str, mapped: MappedColumn | None, sample: Sequence[Any], names: Words[str, str]
) -> PresentedColumn:
    field = mapped.field if mapped else Field.IGNORE
    given = dict(mapped.given) if mapped else {}
    return PresentedColumn(
        number=number,
        letter=column_letter(number),
        heading=heading,
        field=field.value,
        field_name=FIELD_NAMES[field],
        given=_given_words(given, names),
        indicator=given.get(Field.INDICATOR, ""),
        period=_period(given),
        said=_said(SAID_OF_COLUMNS, given, given.get(Field.INDICATOR, "")),
        cells=tuple(cells[number - 1] if number <= len(cells) else "" for _row, cells in sample),
    )


def _given_words(given: Words[Field, str], names: Words[str, str]) -> str:
    indicator = given.get(Field.INDICATOR, "")
    others = [
        _in_words(field, given[field], indicator) for field in given if field not in {Field.INDICATOR, *TIMES}
    ]
    return ", ".join(filter(None, [names.get(indicator, indicator), _period(given), *others]))


def _said(fields: Sequence[Field], values: Words[Field, str], indicator: str) -> tuple[SaidInput, ...]:
    return tuple(
        SaidInput(field.value, FIELD_NAMES[field], _in_words(field, values.get(field, ""), indicator))
        for field in fields
    )


def _in_words(field: Field, value: str, indicator: str) -> str:
    if field in COUNTRY_FIELDS:
        return state_name(value)
    if field is Field.KIND:
        return kind_word(indicator, value)
    return word(field.value, value)


def _period(values: Words[Field, str]) -> str:
    """Return what is said of the period as one text, which `period_given` reads."""
    if Field.DATE in values:
        return values[Field.DATE]
    if Field.QUARTER in values:
        return " ".join(filter(None, [f"{values[Field.QUARTER]} кв.", values.get(Field.YEAR, "")]))
    month = str(MONTHS[int(values[Field.MONTH])]) if Field.MONTH in values else ""
    return " ".join(filter(None, [month, values.get(Field.YEAR, "")]))


def _lines(rows: Sequence[tuple[int, Sequence[str]]], extent: Extent) -> tuple[PresentedLine, ...]:
    first, last = extent.headings
    shown = [
        PresentedLine(number, first <= number <= last, tuple(cells[:COLUMNS_SHOWN]))
        for number, cells in rows
        if number >= extent.first_row and (not last or number <= last + LINES_BELOW_HEADINGS)
    ]
    return tuple(shown[-LINES_SHOWN:] if last else shown[:LINES_SHOWN])


# --- the first rows as they will be read -----------------------------------------------------------

_SHOWN = (
    Field.INDICATOR, Field.DATE, Field.POINT, Field.SECTION, Field.DIVISION, Field.PLACE, Field.DIRECTION,
    Field.CITIZENSHIP, Field.KIND, Field.PURPOSE, Field.VALUE, Field.QUANTITY, Field.UNIT,
)  # fmt: skip


def _preview(
    batch: Batch, table: Table, mapping: Mapping, words: Dictionary, names: Words[str, str]
) -> PresentedPreview:
    few = replace(table, rows=lambda first=1: islice(table.sample, ROWS_READ_FOR_PREVIEW), is_text=False)
    items = read_rows(few, mapping, words, today=timezone.localdate(), country=batch.country_id)
    rows: list[tuple[int, dict[Field, str]]] = []
    problems: list[tuple[str, bool]] = []
    for item in items:
        if isinstance(item, ReportedRow):
            rows.append((item.row, _cells_of(item, names)))
        elif isinstance(item, FoundProblem) and len(problems) < PROBLEMS_PREVIEWED:
            problems.append((_told(item), item.severity is Severity.NOTE))
    rows = rows[:ROWS_PREVIEWED]
    used = [field for field in _SHOWN if any(cells[field] for _, cells in rows)]
    return PresentedPreview(
        headings=tuple(FIELD_NAMES[field] for field in used),
        rows=tuple((row, tuple(cells[field] for field in used)) for row, cells in rows),
        problems=tuple(problems),
    )


def _told(found: FoundProblem) -> str:
    place = place_words(found.row, found.column)
    text = sentence(found.code, found.arguments)
    return f"{place}: {text}" if place else text


def _period_words(row: ReportedRow) -> str:
    if row.period is PeriodKind.DAY:
        return f"{row.start:%d.%m.%Y}"
    if row.period is PeriodKind.YEAR:
        return f"{row.start:%Y}"
    return f"{row.start:%m.%Y}" + (
        "" if row.period is PeriodKind.MONTH else f" ({PERIODS[row.period.value]})"
    )


def _cells_of(row: ReportedRow, names: Words[str, str]) -> dict[Field, str]:
    cells = {field: str(getattr(row, field.value, "") or "") for field in _SHOWN}
    cells |= {
        Field.INDICATOR: names.get(row.indicator, row.indicator),
        Field.DATE: _period_words(row),
        Field.DIRECTION: word("direction", row.direction),
        Field.CITIZENSHIP: state_name(row.citizenship),
        Field.KIND: kind_word(row.indicator, row.kind),
        Field.PURPOSE: word("purpose", row.purpose),
        Field.UNIT: word("unit", row.unit),
        Field.VALUE: "–" if row.value is None else exact(row.value),
        Field.QUANTITY: "" if row.quantity is None else exact(row.quantity),
    }
    return cells


# --- what the form says ----------------------------------------------------------------------------


def proposals_from_post(batch: Batch, post: QueryDict) -> list[Proposal]:
    """Return how an import's tables are read as changed by the form of `evidence/mapping.html`."""
    words = dictionary()
    marks = {
        _name(proposal): extent
        for index, proposal in enumerate(batch.mappings)
        if (extent := _marked(post, f"{index}-", proposal))
    }
    tables = {table.sheet: table for table in tables_of(path_of(batch.file.sha256), marks)}
    changed = []
    for index, proposal in enumerate(batch.mappings):
        name = _name(proposal)
        table = tables.get(name)
        if table is None or ("mapping" not in proposal and name not in marks):
            changed.append(_not_found(proposal, marks.get(name)))
        else:
            changed.append(_changed(batch, post, f"{index}-", proposal, table, marks.get(table.sheet), words))
    return changed


def _name(proposal: Proposal) -> str:
    """Return the name of the table or, where none was found, of the sheet."""
    return str((proposal["mapping"] if "mapping" in proposal else proposal["refused"])["sheet"])


def _not_found(proposal: Proposal, marked: Extent | None) -> Proposal:
    extent = {"extent": extent_as_json(marked)} if marked else {}
    if "mapping" not in proposal:
        return proposal | extent
    refused = problem("no_table_there", sheet=str(proposal["mapping"]["sheet"]))
    return {"refused": problem_as_json(refused)} | extent


def _number(post: QueryDict, name: str, otherwise: int) -> int:
    text = post.get(name, "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else otherwise


def _marked(post: QueryDict, prefix: str, proposal: Proposal) -> Extent | None:
    """Return where the form says that a table lies, None where it was found there."""
    old = _extent(proposal.get("extent", {}))
    first = _number(post, f"{prefix}first", old.headings[0])
    last = max(first, _number(post, f"{prefix}last", old.headings[1]))
    extent = replace(
        old,
        headings=(first, last),
        first_row=min(old.first_row, first) or 1,
        last_row=_number(post, f"{prefix}last-row", 0 if f"{prefix}last-row" in post else old.last_row),
        first_column=_number(post, f"{prefix}first-column", old.first_column) or 1,
        last_column=_number(
            post, f"{prefix}last-column", 0 if f"{prefix}last-column" in post else old.last_column
        ),
    )
    known = proposal.get("mapping", {}).get("marked")
    if extent == old:
        return _extent(known) if known else None
    return extent if first else None


def _changed(
    batch: Batch, post: QueryDict, prefix: str, proposal: Proposal, table: Table, marked: Extent | None,
    words: Dictionary,
) -> Proposal:  # fmt: skip
    guessed = guess(table, words)
    key = guessed.mapping.key
    begin = post.get(f"{prefix}begin", "")
    kept = next((row for row in kept_years(batch.owner_agency, key) if str(row.year) == begin), None)
    if kept:
        changed = as_in(kept, table, guessed, words)
        mapping = replace(Mapping.from_json(changed["mapping"]), marked=marked)
    elif begin == "guess" or post.get(f"{prefix}key", key if "mapping" in proposal else "") != key:
        # Other rows are the headings now, so that what was said of the columns before says nothing of these.
        mapping = replace(guessed.mapping, marked=marked)
    else:
        old = Mapping.from_json(proposal["mapping"]) if "mapping" in proposal else guessed.mapping
        old = old if old.key == key else guessed.mapping
        mapping = replace(_mapping_from(post, prefix, guessed.mapping, old, words), marked=marked)
    result = proposal_of(table, guessed, mapping, words)
    of_before = {
        name: proposal[name] for name in ("remembered", "year", "confidence", "form") if name in proposal
    }
    of_kept = {"remembered": True, "year": kept.year, "confidence": 1.0} if kept else {}
    wanted = post.get(f"{prefix}used") == "on"
    return (
        result
        | of_before
        | of_kept
        | {
            "used": wanted and result["used"],
            "supplementary": post.get(f"{prefix}supplementary", "auto"),
        }
    )


def _mapping_from(post: QueryDict, prefix: str, guessed: Mapping, old: Mapping, words: Dictionary) -> Mapping:
    before = {column.column: column for column in old.columns}
    columns = []
    for number in range(1, len(guessed.headings) + 1):
        field = Field(post.get(f"{prefix}column-{number}", Field.IGNORE))
        if field is not Field.IGNORE:
            known = before.get(number)
            given: Given = known.given if known and known.field is field else ()
            if field is Field.VALUE and f"{prefix}given-{number}-period" in post:
                given = _given(post, f"{prefix}given-{number}-", SAID_OF_COLUMNS, words)
            columns.append(MappedColumn(column=number, field=field, given=given))
    said = {Field.INDICATOR, *TIMES, *SAID_OF_ALL}
    constants = {field: value for field, value in old.constants if field not in said}
    constants |= dict(_given(post, f"{prefix}constant-", SAID_OF_ALL, words))
    return replace(guessed, columns=tuple(columns), constants=tuple(constants.items()))


def _given(post: QueryDict, prefix: str, fields: Sequence[Field], words: Dictionary) -> Given:
    found: dict[Field, str] = {}
    if indicator := post.get(f"{prefix}indicator", ""):
        found[Field.INDICATOR] = indicator
    if period := post.get(f"{prefix}period", "").strip():
        found |= period_given(period) or {Field.DATE: period}
    for field in fields:
        if text := post.get(f"{prefix}{field.value}", "").strip():
            found[field] = _code(field, text, found.get(Field.INDICATOR, ""), words)
    return tuple(sorted(found.items()))


def _code(field: Field, text: str, indicator: str, words: Dictionary) -> str:
    """Return the code of a word that a person wrote; a word that nobody knows stays as it is."""
    if field in COUNTRY_FIELDS:
        return words.territories.code(text) or text
    vocabulary = (
        words.kind_vocabulary(indicator) if field is Field.KIND else words.vocabularies.get(field.value)
    )
    return (vocabulary.code(text) if vocabulary else None) or text


def with_constant(proposal: Proposal, name: str, value: str) -> Proposal:
    """Return a proposal in which all rows have the same value of a field."""
    if "mapping" not in proposal:
        return proposal
    old = Mapping.from_json(proposal["mapping"])
    constants = dict(old.constants) | {Field(name): value}
    mapping = replace(old, constants=tuple(constants.items()))
    return proposal | {"mapping": mapping.as_json()} | checked(mapping, dictionary())
