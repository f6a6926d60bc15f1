"""What the form for one agency looks like: its sheets, their columns, the words to choose from.

The same description writes the workbook and tells how it is read when it comes back, so that the two can't
differ. Every word offered is one that the importer takes for the same code again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import pgettext

from chegara.common.periods import Month, months_between
from chegara.evidence.dictionary import dictionary, invented_states, state_name, word
from chegara.evidence.methods.dictionary import STATELESS, normalise
from chegara.evidence.methods.reading.mapping import Given, MappedColumn, Mapping
from chegara.evidence.methods.rows import Field
from chegara.evidence.models import Indicator
from chegara.evidence.presenters.words import FIELD_NAMES
from chegara.evidence.request_models import DataRequest, RequestedAgency, RequestedIndicator
from chegara.organisation.models import BorderSection, CrossingPoint, Division, State
from chegara.organisation.queries import Places
from chegara.reporting import numbers

MOST_PREFILLED = 600
"""More combinations than these are not written out: the agency chooses those that it has."""

BLANK_ROWS = 300
CLOSED = (Field.POINT, Field.SECTION, Field.DIVISION, Field.DIRECTION, Field.PURPOSE, Field.KIND)
"""What has few enough values to be written out row by row."""

COUNTRIES = (Field.CITIZENSHIP, Field.ORIGIN, Field.DEPARTURE, Field.DESTINATION)
VOCABULARIES = {
    Field.DIRECTION: "direction", Field.PURPOSE: "purpose", Field.CONCEALMENT: "concealment",
    Field.TRANSPORT: "transport", Field.UNIT: "unit",
}  # fmt: skip
BOTH_WAYS = ("entry", "exit")
PLACES: dict[Field, tuple[str, Any]] = {
    Field.POINT: ("point", CrossingPoint),
    Field.SECTION: ("section", BorderSection),
    Field.DIVISION: ("division", Division),
}
FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
LONGEST_NAME = 31


@dataclass(frozen=True)
class FormColumn:
    """A column: what it means, its heading, the words to choose from (none: it is written freely)."""

    field: Field
    heading: str
    options: tuple[str, ...] = ()
    given: Given = ()


@dataclass(frozen=True, kw_only=True)
class FormSheet:
    """One sheet of figures.

    `kind` is "figures" (a column a month), "events" (an event a row) or "nothing" (months in which nothing
    happened). `rows` are the first cells of the rows that are written out; without them, rows are chosen.
    """

    kind: str
    name: str
    indicator: Indicator | None
    columns: tuple[FormColumn, ...]
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def mapping(self) -> Mapping:
        """How the sheet is read."""
        columns = tuple(
            MappedColumn(column=number, field=column.field, given=column.given)
            for number, column in enumerate(self.columns, start=1)
            if column.field is not Field.IGNORE
        )
        constants: Given = ((Field.INDICATOR, self.indicator.pk),) if self.indicator else ()
        return Mapping(
            sheet=self.name,
            headings=tuple(normalise(column.heading) for column in self.columns),
            columns=columns,
            constants=constants,
        )


def months_of(request: DataRequest) -> list[Month]:
    """Return the months that a request asks for."""
    return months_between(Month.of(request.first_month), Month.of(request.last_month))


def lines_for(requested: RequestedAgency) -> list[RequestedIndicator]:
    """Return what is asked of one agency."""
    lines = requested.request.lines.select_related("indicator").prefetch_related("of_agencies")
    return [line for line in lines if not (of := line.of_agencies.all()) or requested.agency in of]


def form_sheets(requested: RequestedAgency) -> list[FormSheet]:
    """Return the sheets of an agency's form, in the language that is active; "nothing" is the last."""
    words = FormWords(requested.request.country)
    months = months_of(requested.request)
    lines = lines_for(requested)
    sheets = [
        _events(number, line, words)
        if line.indicator.form == "event"
        else _figures(number, line, months, words)
        for number, line in enumerate(lines, start=1)
    ]
    return [*sheets, _nothing([line.indicator for line in lines], months)]


def month_heading(month: Month) -> str:
    """Return a month as the head of a column, such as "January 2025"."""
    from django.utils.translation import get_language

    return capfirst(numbers.month(month, (get_language() or "en")[:2]))


def _month_columns(months: Iterable[Month]) -> list[FormColumn]:
    return [FormColumn(Field.VALUE, month_heading(m), given=((Field.DATE, str(m)),)) for m in months]


def _heading(field: Field) -> str:
    return str(capfirst(str(FIELD_NAMES[field])))


def _sheet_name(number: int, text: str) -> str:
    return f"{number} {FORBIDDEN_IN_NAMES.sub('', text)}"[:LONGEST_NAME].strip()


def _figures(number: int, line: RequestedIndicator, months: list[Month], words: FormWords) -> FormSheet:
    fields = [Field(name) for name in line.dimensions]
    remark = FormColumn(Field.REMARK, _heading(Field.REMARK))
    name = _sheet_name(number, line.indicator.name)
    if not fields:
        label = FormColumn(Field.IGNORE, _heading(Field.INDICATOR))
        columns = (label, *_month_columns(months), remark)
        return FormSheet(
            kind="figures",
            name=name,
            indicator=line.indicator,
            columns=columns,
            rows=((line.indicator.name,),),
        )
    chosen = [FormColumn(f, _heading(f), words.options(f, line.indicator)) for f in fields]
    written = [words.written_out(f, line.indicator) for f in fields]
    rows: tuple[tuple[str, ...], ...] = ()
    if all(written) and prod(map(len, written)) <= MOST_PREFILLED:
        rows = tuple(product(*written))
    return FormSheet(
        kind="figures",
        name=name,
        indicator=line.indicator,
        columns=(*chosen, *_month_columns(months), remark),
        rows=rows,
    )


def _events(number: int, line: RequestedIndicator, words: FormWords) -> FormSheet:
    fields = [Field.DATE, Field.QUANTITY, Field.UNIT, *map(Field, line.dimensions), Field.REMARK]
    if Field.KIND in fields:  # what was found stands beside how much of it
        fields.remove(Field.KIND)
        fields.insert(1, Field.KIND)
    columns = tuple(FormColumn(f, _heading(f), words.options(f, line.indicator)) for f in fields)
    return FormSheet(
        kind="events",
        name=_sheet_name(number, line.indicator.name),
        indicator=line.indicator,
        columns=columns,
    )


def _nothing(indicators: list[Indicator], months: list[Month]) -> FormSheet:
    known = dictionary()
    labels = [i.name if known.indicator_code(i.name) == i.pk else i.pk for i in indicators]
    return FormSheet(
        kind="nothing",
        name=pgettext("sheet of a form", "Nothing happened")[:LONGEST_NAME],
        indicator=None,
        columns=(FormColumn(Field.INDICATOR, _heading(Field.INDICATOR)), *_month_columns(months)),
        rows=tuple((label,) for label in labels),
    )


class FormWords:
    """The words of one country's organisation and of the dictionary, each of which leads back to its code."""

    def __init__(self, country: State) -> None:
        self.country = country
        self.dictionary = dictionary()
        self.places = Places(country)

    def options(self, field: Field, indicator: Indicator) -> tuple[str, ...]:
        """Return the words of a column; none where it is written freely."""
        if field in PLACES:
            return self._places(field)
        if field in COUNTRIES:
            return self._countries
        if field is Field.KIND:
            return self._kinds(indicator)
        if field in VOCABULARIES:
            return self._vocabulary(VOCABULARIES[field])
        return ()

    def written_out(self, field: Field, indicator: Indicator) -> tuple[str, ...]:
        """Return the words that make rows of their own; none where there are too many of them."""
        if field is Field.DIRECTION:
            return tuple(self._word("direction", code) for code in BOTH_WAYS)
        return self.options(field, indicator) if field in CLOSED else ()

    def _places(self, field: Field) -> tuple[str, ...]:
        find, model = PLACES[field]
        found = model.objects.filter(country=self.country)
        return tuple(
            place.name if getattr(self.places, find)(place.name) == place.pk else place.code
            for place in found
        )

    def _vocabulary(self, name: str) -> tuple[str, ...]:
        return tuple(self._word(name, code) for code in self.dictionary.vocabularies[name].terms)

    def _word(self, vocabulary: str, code: str) -> str:
        text = word(vocabulary, code)
        return text if self.dictionary.vocabularies[vocabulary].code(text) == code else code

    def _kinds(self, indicator: Indicator) -> tuple[str, ...]:
        vocabulary = self.dictionary.kind_vocabulary(indicator.pk)
        if vocabulary is None:
            return ()
        elsewhere = indicator.pk == "vehicles.crossings"
        return tuple(
            self._word(vocabulary.name, term.code)
            for term in vocabulary.terms.values()
            if not (elsewhere and term.indicator not in {"", indicator.pk})
        )

    @cached_property
    def _countries(self) -> tuple[str, ...]:
        """Countries: the own one and its neighbours first, the stateless last, the others by name."""
        own = invented_states()
        near = [self.country.pk, *self.country.sections.values_list("neighbour", flat=True)]
        states = State.objects.values_list("code", flat=True)
        known = {
            code: name
            for code in {*states, *self.dictionary.territories.codes.values()}
            if self.dictionary.territories.code(name := state_name(code, invented=own)) == code
        }
        first = [code for code in dict.fromkeys(near) if code in known]
        rest = sorted(known.keys() - {*first, STATELESS}, key=lambda code: normalise(known[code]))
        return tuple(known[code] for code in (*first, *rest, STATELESS) if code in known)
