"""Tables that the documents of cooperation share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chegara.accounts.models import Marking
from chegara.cooperation.methods.routing import PointScheme
from chegara.cooperation.models import Competence, Duty, Passport, SelfAssessment
from chegara.cooperation.presenters import GridRow, Matrix, MatrixRow
from chegara.cooperation.registers import REGISTERS
from chegara.organisation.registers.presenters import heading, value_text
from chegara.plans.presenters import number
from chegara.reporting.blocks import Column, Table
from chegara.reporting.numbers import UNKNOWN


def as_of(today: date | None = None) -> str:
    """Return where a table's lines come from, and of when."""
    return _("registers of cooperation, as of %(day)s") % {"day": f"{today or timezone.localdate():%d.%m.%Y}"}


def strictest(records: Iterable[Any]) -> str:
    """Return the strictest marking of the records that a document tells of."""
    official = any(one.marking == Marking.OFFICIAL_USE for one in records)
    return Marking.OFFICIAL_USE if official else Marking.OPEN


def register_table(
    name: str,
    caption: str,
    columns: Sequence[tuple[str, float]],
    rows: Iterable[Any],
    *,
    notes: tuple[str, ...] = (),
) -> Table:
    """Return some columns of a register's rows as a table; each column with its width."""
    register = REGISTERS[name]
    return Table(
        caption,
        tuple(Column(heading(register, column), width=width) for column, width in columns),
        tuple(tuple(value_text(one, column) for column, _width in columns) for one in rows),
        as_of(),
        notes,
    )


def facts_table(name: str, one: Any, *, leave_out: Iterable[str] = ()) -> Table:
    """Return a record's columns that are known, one a row."""
    register = REGISTERS[name]
    left = set(leave_out)
    rows = tuple(
        (heading(register, column), text)
        for column in register.fields
        if column not in left and (text := value_text(one, column)) != UNKNOWN
    )
    return Table(
        str(one), (Column(_("Particular"), width=1), Column(_("Value"), width=2.4)),
        rows or ((_("nothing entered"), UNKNOWN),), as_of(),
    )  # fmt: skip


def competence_table(matrix: Matrix, caption: str) -> Table:
    """Return the competence matrix: functions and places down, the agencies by their part across."""
    parts = {
        "A": _("Leads (A)"), "R": _("Carries out (R)"), "C": _("Is asked (C)"), "I": _("Is told (I)"),
    }  # fmt: skip
    return Table(
        caption,
        (
            Column(_("Function"), width=2),
            Column(_("Where"), width=1.3),
            *(Column(text, width=1.4) for text in parts.values()),
        ),
        tuple(
            (row.function, row.place, *(", ".join(_with(matrix, row, letter)) or UNKNOWN for letter in parts))
            for row in matrix.rows
        ),
        as_of(),
        (_("A leads and answers for it, R carries it out, C is asked before, I is told after."),),
    )


def _with(matrix: Matrix, row: MatrixRow, letter: str) -> list[str]:
    """Return the agencies that have a part in a row of the matrix."""
    pairs = zip(matrix.agencies, row.cells, strict=True)
    return [agency.short for agency, letters in pairs if letter in letters.split()]


def article_table(rows: Iterable[Competence]) -> Table:
    """Return by which articles agencies lead and carry out, what is said for both once."""
    found: dict[tuple[str, str, str, str], list[str]] = {}
    for row in rows:
        if row.role in {"A", "R"} and row.article:
            key = (str(row.get_function_display()), row.place, row.agency.short, row.article)
            found.setdefault(key, []).append(row.role)
    return Table(
        _("By which article agencies lead and carry out"),
        (
            Column(_("Function"), width=2), Column(_("Where"), width=1.3), Column(_("Agency"), width=1.2),
            Column(_("Legal article"), width=2.4), Column(_("Part"), width=0.6),
        ),
        tuple((*key, " ".join(roles)) for key, roles in found.items()),
        as_of(),
    )  # fmt: skip


def duty_table(area: str, duties: Sequence[Duty]) -> Table:
    """Return the lines of one area of exchange."""
    return Table(
        area,
        (
            Column(_("Event and trigger"), width=2.4), Column(pgettext("of information", "From"), width=1.2), Column(pgettext("of information", "To"), width=1.3),
            Column(_("Deadline"), width=1.1), Column(_("Channel; fallback"), width=1.5),
            Column(_("Form, marking, basis"), width=1.9),
        ),
        tuple(
            (
                "; ".join(filter(None, (duty.event, duty.trigger))), duty.sender.short, duty.receiver_words,
                duty.get_deadline_display() or UNKNOWN,
                f"{duty.get_channel_display() or UNKNOWN}; {duty.get_fallback_display() or UNKNOWN}",
                "; ".join(_terms(duty)),
            )
            for duty in duties
        ),
        as_of(),
    )  # fmt: skip


def _terms(duty: Duty) -> list[str]:
    terms = [duty.form, str(duty.get_information_marking_display())]
    if duty.personal_data:
        terms.append(
            _("personal data: %(basis)s") % {"basis": duty.personal_data_basis or _("no basis named")}
        )
    return [term for term in (*terms, duty.legal_basis) if term]


def scheme_tables(passport: Passport, scheme: PointScheme) -> list[Table]:
    """Return the technological scheme of a crossing point, one table a direction and kind of traffic."""
    rows: dict[tuple[str, str], list[Any]] = {}
    for step in passport.steps.select_related("agency"):
        rows.setdefault((step.direction, step.traffic), []).append(step)
    columns: tuple[tuple[str, float], ...] = (
        ("number", 0.8), ("control", 3.2), ("agency", 2.0), ("share", 1.1), ("per", 1.3), ("low", 1.0), ("best", 0.9),
        ("high", 1.0), ("posts", 1.0),
    )  # fmt: skip
    tables = []
    for stream in scheme.streams:
        steps = rows[stream.direction, stream.traffic]
        caption = f"{steps[0].get_direction_display()}, {steps[0].get_traffic_display().lower()}"
        note = _(
            "On the average %(minutes)s min of service by the norm, without waiting: norms times the shares that pass."
        ) % {"minutes": number(stream.expected_minutes)}
        measures = {value_text(one, "per") for one in steps}
        kept = columns
        if len(measures) == 1:
            # Said once above the table, it leaves its room to the names of controls.
            caption = f"{caption}; {heading(REGISTERS['steps'], 'per').lower()}: {measures.pop()}"
            kept = tuple(each for each in columns if each[0] != "per")
        tables.append(register_table("steps", caption, kept, steps, notes=(note,)))
    return tables


def grid_table(year: int, pillars: Sequence[str], rows: Sequence[GridRow]) -> Table:
    """Return the self-assessment of a year: six areas down, three pillars across."""
    return Table(
        _("Self-assessment %(year)s") % {"year": year},
        (Column(_("Area"), width=1.6), *(Column(pillar, width=1.4) for pillar in pillars)),
        tuple((row.area, *(_assessed(cell) for cell in row.cells)) for row in rows),
        as_of(),
        (_("From 1 (absent) to 5 (measured and improved)."),),
    )


def _assessed(cell: Sequence[SelfAssessment]) -> str:
    return "; ".join(f"{one.owner_agency.short}: {one.maturity}" for one in cell) or UNKNOWN


def lines(text: str) -> tuple[str, ...]:
    """Return the lines of a text that say something."""
    return tuple(capfirst(line.strip()) for line in text.splitlines() if line.strip())
