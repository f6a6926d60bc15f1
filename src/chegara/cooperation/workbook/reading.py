"""Cooperation comes in: all of a workbook, or nothing.

Sheets may be missing and columns stand in any order; headings and words are read in every language of the
program. Every problem is told at once, by sheet, row and column. What the workbook does not name stays. A
code that the reader may not know of reads as a new record: trying codes betrays nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from openpyxl.worksheet.worksheet import Worksheet

from chegara.accounts.models import User
from chegara.audit.actions import record
from chegara.cooperation.actions.records import save_record
from chegara.cooperation.registers import IN_WORKBOOK, REGISTERS
from chegara.cooperation.workbook.sheets import CODE, Sheet
from chegara.organisation.models import Agency, BorderSection, CrossingPoint, Release, State
from chegara.organisation.queries import Places
from chegara.organisation.registers.actions import RecordRefusedError
from chegara.organisation.visibility import agencies_of
from chegara.plans.workbook.cells import choice, day, number
from chegara.plans.workbook.sheets import key
from chegara.plans.workbook.tables import WorkbookError, filled_rows, open_workbook

YES = {"+", "yes", "да", "1", "true"}
NO = {"-", "−", "no", "нет", "0", "false"}


@dataclass
class Done:
    """How many rows a workbook made, changed and left as they were."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(frozen=True)
class Handling:
    """Whose the new records of a workbook are, and how they are handled."""

    owner: Agency
    marking: str
    releases: Sequence[Release] = ()


@dataclass
class Reader:
    """Reads the cells of one country's workbook, and collects what is wrong with them."""

    country: State
    problems: list[str] = field(default_factory=list)

    @cached_property
    def agencies(self) -> dict[str, Agency]:
        """The country's agencies by each of their names."""
        found: dict[str, Agency] = {}
        for agency in Agency.objects.filter(country=self.country):
            for name in (agency.code, agency.name_en, agency.name_ru, agency.short_en, agency.short_ru):
                if name:
                    found.setdefault(key(name), agency)
        return found

    @cached_property
    def states(self) -> dict[str, State]:
        """All states by their names."""
        return {
            key(name): state
            for state in State.objects.all()
            for name in (state.code, state.name_en, state.name_ru)
            if name
        }

    @cached_property
    def places(self) -> Places:
        """Finds crossing points and sections in any spelling."""
        return Places(self.country)

    def wrong(self, sheet: Sheet, row: int, column: str, message: str) -> None:
        """Note a problem with a cell."""
        self.problems.append(
            _("Sheet %(sheet)s, row %(row)s, column “%(column)s”: %(message)s")
            % {"sheet": sheet.name, "row": row, "column": sheet.heading(column), "message": message}
        )

    def value(self, sheet: Sheet, row: int, column: str, raw: Any) -> Any:
        """Return a cell's value as its column holds it; note what is wrong and return None."""
        if isinstance(raw, str):
            raw = raw.strip()
            raw = raw[1:] if raw[:2] in {"'=", "'+", "'-", "'@"} else raw
        if raw in (None, ""):
            return None
        try:
            return self._read(sheet, column, raw)
        except ValueError as error:
            self.wrong(sheet, row, column, str(error))
            return None

    def _read(self, sheet: Sheet, column: str, raw: Any) -> Any:
        if column == CODE or (sheet.register.is_part and column == sheet.register.model.whole):
            return str(raw)
        known = sheet.field(column)
        if known.many_to_many:
            return [self._named(Agency, part) for part in str(raw).split(";") if part.strip()]
        if isinstance(known, models.ForeignKey):
            return self._named(known.related_model, raw)
        if known.choices:
            return choice(known, raw)
        for kind, read in READERS:
            if isinstance(known, kind):
                return read(raw)
        text = str(raw)
        if known.max_length and len(text) > known.max_length:
            raise ValueError(_("at most %(n)s letters.") % {"n": known.max_length})
        return text

    def _named(self, model: Any, raw: Any) -> Any:
        if model is Agency:
            return _or_wrong(self.agencies.get(key(raw)), _("there is no agency “%s” in this country."), raw)
        if model is State:
            return _or_wrong(self.states.get(key(raw)), _("there is no state “%s”."), raw)
        column = {CrossingPoint: "point", BorderSection: "section"}[model]
        found = self.places.place(column, self.places.resolve(column, str(raw)).key)
        return _or_wrong(found, _("there is no place “%s” in this country."), raw)


def _or_wrong(found: Any, message: str, raw: Any) -> Any:
    if found is None:
        raise ValueError(message % str(raw).strip())
    return found


def _yes_or_no(raw: Any) -> bool:
    if key(raw) in YES:
        return True
    if key(raw) in NO:
        return False
    raise ValueError(_("“%s” is neither yes nor no: write + or leave it empty.") % raw)


READERS: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (models.BooleanField, _yes_or_no),
    (models.DateField, day),
    (models.DecimalField, lambda raw: Decimal(str(number(raw))).quantize(Decimal("0.01"))),
    (models.FloatField, lambda raw: float(number(raw))),
    (models.IntegerField, lambda raw: int(number(raw, whole=True))),
)


@transaction.atomic
def load(content: bytes, *, handling: Handling, by: User, reason: str) -> Done:
    """Bring the registers to what a workbook says; what it does not name stays.

    Raises:
        WorkbookError: with every problem found; nothing was changed.
        PermissionDenied: the owner of new rows is not the user's agency.
    """
    if handling.owner.pk not in set(agencies_of(by)):
        raise PermissionDenied
    reader, done = Reader(handling.owner.country), Done()
    rows = _sheets(open_workbook(content), reader)
    if not reader.problems:
        taking = _Taking(reader, done, handling, by, reason)
        for sheet, found in rows:
            for row in found:
                taking.take(sheet, row)
    if reader.problems:
        transaction.set_rollback(True)
        raise WorkbookError(reader.problems)
    if done.new or done.changed:
        # How many stays unsaid: some may lie in a compartment, and the log has other readers.
        record(by=by, action="cooperation.workbook_read", label=handling.owner.name, reason=reason,
               agency=handling.owner.code)  # fmt: skip
    return done


@dataclass
class _Row:
    number: int
    values: dict[str, Any]


def _sheets(book: Any, reader: Reader) -> list[tuple[Sheet, list[_Row]]]:
    by_name = {key(name): name for name in book.sheetnames}
    found, known = [], set()
    for register in IN_WORKBOOK:
        sheet = Sheet(register)
        names = sheet.names() & set(by_name)
        known |= names
        if names:
            found.append((sheet, list(_rows(book[by_name[min(names)]], sheet, reader))))
    for folded, name in by_name.items():
        if folded not in known:
            reader.problems.append(
                _("The sheet “%(sheet)s” is not known; the sheets are: %(known)s.")
                % {"sheet": name, "known": ", ".join(str(register.title) for register in IN_WORKBOOK)}
            )
    return found


def _rows(page: Worksheet, sheet: Sheet, reader: Reader) -> Iterator[_Row]:
    for place, cells in filled_rows(page, sheet, reader.problems):
        yield _row(sheet, place, cells, reader)


def _row(sheet: Sheet, place: int, cells: list[tuple[str | None, Any]], reader: Reader) -> _Row:
    row = _Row(place, {})
    for column, cell in cells:
        if column is None:
            continue
        before = len(reader.problems)
        row.values[column] = reader.value(sheet, place, column, cell)
        if column in sheet.required and row.values[column] is None and len(reader.problems) == before:
            reader.wrong(sheet, place, column, _("this must be filled in."))
    return row


@dataclass
class _Taking:
    """Takes rows in; remembers new records under the words that the workbook calls them by."""

    reader: Reader
    done: Done
    handling: Handling
    by: User
    reason: str
    named: dict[tuple[Any, str], Any] = field(default_factory=dict)

    def take(self, sheet: Sheet, row: _Row) -> None:
        """Enter or change what a row says; note with which cell it is that it can't be done."""
        try:
            with transaction.atomic():
                one = self._part(sheet, row) if sheet.register.is_part else self._record(sheet, row)
                if one is not None:
                    self._store(sheet, row, one)
        except RecordRefusedError as error:
            self.reader.wrong(sheet, row.number, sheet.columns[0], str(error))
        except PermissionDenied:
            self.reader.wrong(
                sheet, row.number, sheet.columns[0], _("it is another agency's: ask them to change it.")
            )
        except ValidationError as error:
            found = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
            for name, texts in found.items():
                column = name if name in sheet.columns else sheet.columns[0]
                for text in texts:
                    self.reader.wrong(sheet, row.number, column, str(text))

    def _record(self, sheet: Sheet, row: _Row) -> Any:
        model, code = sheet.register.model, row.values.get(CODE) or ""
        if code and (model, code) in self.named:
            self.reader.wrong(sheet, row.number, CODE, _("it stands in a row above already."))
            return None
        known = model.objects.visible_to(self.by).filter(code=code).first() if code else None
        one = known or model(owner_agency=self.handling.owner, marking=self.handling.marking)
        if code:
            self.named[model, code] = one
        return one

    def _part(self, sheet: Sheet, row: _Row) -> Any:
        model = sheet.register.model
        whole_model, code = model.whole_model(), row.values[model.whole]
        whole = (
            self.named.get((whole_model, code))
            or whole_model.objects.visible_to(self.by).filter(code=code).first()
        )
        if whole is None or not whole.pk:
            title = REGISTERS[whole_model.register].title
            self.reader.wrong(
                sheet, row.number, model.whole,
                _("“%(code)s” stands neither in the sheet %(sheet)s nor among what you may see.")
                % {"code": code, "sheet": title},
            )  # fmt: skip
            return None
        found = {name: row.values.get(name) for name in sheet.register.key if name != model.whole}
        known = (
            model.objects.filter(**{model.whole: whole}, **found).first()
            if None not in found.values()
            else None
        )
        return known or model(**{model.whole: whole})

    def _store(self, sheet: Sheet, row: _Row, one: Any) -> None:
        new, linked, differs = not one.pk, {}, not one.pk
        for name in sheet.register.fields:
            if name not in row.values:
                continue
            known, value = sheet.field(name), row.values[name]
            if known.many_to_many:
                linked[name] = value or []
                differs |= not new and {a.pk for a in linked[name]} != set(
                    getattr(one, name).values_list("pk", flat=True)
                )
                continue
            value = _empty(known) if value is None else value
            differs |= getattr(one, name) != value if not (new and known.is_relation) else True
            setattr(one, name, value)
        if not differs:
            self.done.unchanged += 1
            return
        if sheet.register.is_part:
            save_record(one, by=self.by, reason=self.reason)
        else:
            releases = self.handling.releases if new else None
            save_record(one, by=self.by, reason=self.reason, releases=releases, linked=linked)
        self.done.new += new
        self.done.changed += not new


def _empty(known: models.Field[Any, Any]) -> Any:
    """Return what a column holds where its cell is empty."""
    if isinstance(known, models.BooleanField):
        return False
    if known.null:
        return None
    return known.get_default() if known.has_default() else ""
