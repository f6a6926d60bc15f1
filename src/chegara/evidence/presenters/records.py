"""A record as its page shows it, with the row of the file that it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from chegara.evidence.dictionary import invented_states, kind_word, state_name, word
from chegara.evidence.files import path_of
from chegara.evidence.mappings import marks_of, tables_of
from chegara.evidence.models import Record, WrittenPlace
from chegara.evidence.presenters.figures import exact
from chegara.evidence.presenters.places import RULES, quantity_answered
from chegara.evidence.spellings import question_on
from chegara.evidence.tables import PERIODS


@dataclass(frozen=True)
class SourceRow:
    """A row of a source file: its headings and cells as they stand there."""

    cells: tuple[tuple[str, str, bool], ...]


def facts_of(record: Record) -> list[tuple[str, str]]:
    """Return what a record says and how it was understood, as pairs of label and value."""
    facts = said_by(record, invented_states())
    if placed := placed_by(record):
        facts.append((_("Placed by"), placed))
    if (question := question_on(record)) and (answered := quantity_answered(question)):
        facts.append((_("Question on the quantity"), answered))
    return facts


def said_by(record: Record, invented: Mapping[str, tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what a record says, as pairs of label and value; what it does not say is left out.

    Asks the database for nothing, so that many can be shown; `invented` are the names of `invented_states()`.
    """
    unknown = _("not known")
    facts: list[tuple[Any, Any]] = [
        (_("Indicator"), record.indicator.name),
        (_("Date"), f"{record.start:%d.%m.%Y}"),
        (_("Period"), PERIODS.get(record.period, record.period)),
        (_("Number"), unknown if record.value is None else exact(record.value)),
        (_("Quantity"), _quantity(record)),
        (_("Kind"), kind_word(record.indicator_id, record.kind)),
        (_("Direction"), word("direction", record.direction)),
        (_("Citizenship"), state_name(record.citizenship, invented=invented)),
        (_("Crossing point"), _place(record.point, record.point_text)),
        (_("Border section"), _place(record.section, record.section_text)),
        (_("Division"), _place(record.division, record.division_text)),
        (_("Place"), record.place),
        (_("Purpose"), word("purpose", record.purpose)),
        (_("Concealment"), word("concealment", record.concealment)),
        (_("Transport"), word("transport", record.transport)),
        (_("Origin"), state_name(record.origin, invented=invented)),
        (_("Departure"), state_name(record.departure, invented=invented)),
        (_("Destination"), state_name(record.destination, invented=invented)),
        (_("Remark"), record.remark),
    ]
    if record.repeats_row:
        facts.append((_("Repeats row"), record.repeats_row))
    if record.supplementary:
        facts.append((_("Counting"), _("breakdown only: gives shares, is not added to the total")))
    return [(str(label), str(value)) for label, value in facts if value not in ("", None)]


def placed_by(record: Record) -> str:
    """Return by which rules a record's spellings were placed, those that are not exact."""
    texts = {record.point_text, record.section_text, record.division_text, record.place} - {""}
    rules = WrittenPlace.objects.filter(batch=record.batch, text__in=texts, place__isnull=False)
    found = rules.exclude(rule__in=["", "exact"]).order_by("pk").values_list("text", "rule")
    return "; ".join(f"“{text}”: {RULES[rule]}" for text, rule in found)


def _quantity(record: Record) -> str:
    if record.quantity is None:
        return ""
    text = f"{exact(record.quantity)} {word('unit', record.unit)}"
    if record.base_unit and record.base_unit != record.unit and record.base_quantity is not None:
        text += f" = {exact(round(record.base_quantity, 6))} {word('unit', record.base_unit)}"
    return text


def _place(found: Any, text: str) -> str:
    if found is None:
        return _("“%(text)s”, not known to the organisation") % {"text": text} if text else ""
    return f"{found} ({text})" if text and text != str(found) else str(found)


def source_row(record: Record) -> SourceRow | None:
    """Return the row of the kept file that a record came from; the cell of its figure is marked."""
    for table in tables_of(path_of(record.batch.file.sha256), marks_of(record.batch.mappings)):
        if table.sheet[:100] != record.sheet:
            continue
        for number, cells in table.rows(record.row):
            if number == record.row:
                headings = [" / ".join(heading) for heading in table.headings]
                texts = ["" if cell is None else str(cell) for cell in cells]
                texts += [""] * (len(headings) - len(texts))
                return SourceRow(
                    tuple(
                        (heading, text, index == record.column)
                        for index, (heading, text) in enumerate(zip(headings, texts, strict=False), start=1)
                    )
                )
            if number > record.row:
                break
    return None
