"""Cooperation as pages, documents and workbooks show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from chegara.cooperation.choices import ExchangeArea, Function, Pillar, RaciRole
from chegara.cooperation.methods.routing import Stream
from chegara.cooperation.models import Competence, Duty, SelfAssessment
from chegara.organisation.models import Agency
from chegara.plans.choices import Area
from chegara.plans.presenters import number

# --- the competence matrix ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class MatrixRow:
    """A function at a place: the letters of each agency, and who must still be found."""

    function: str
    place: str
    cells: tuple[str, ...]
    leads: int
    row: Competence


@dataclass(frozen=True)
class Matrix:
    """Functions and places down, agencies across."""

    agencies: tuple[Agency, ...]
    rows: tuple[MatrixRow, ...]


def matrix(rows: Sequence[Competence]) -> Matrix:
    """Return the competence matrix of some lines, functions in the order in which they are listed."""
    agencies = tuple(sorted({row.agency for row in rows}, key=lambda agency: agency.code))
    order = {value: place for place, value in enumerate(Function.values)}
    grouped: dict[tuple[int, str, int, int], list[Competence]] = {}
    for row in rows:
        key = (order[row.function], row.where, row.point_id or 0, row.section_id or 0)
        grouped.setdefault(key, []).append(row)
    return Matrix(agencies, tuple(_matrix_row(agencies, grouped[key]) for key in sorted(grouped)))


def _matrix_row(agencies: Sequence[Agency], lines: Sequence[Competence]) -> MatrixRow:
    letters = list(RaciRole.values)
    parts = {
        agency: sorted({line.role for line in lines if line.agency == agency}, key=letters.index)
        for agency in agencies
    }
    return MatrixRow(
        lines[0].get_function_display(), lines[0].place,
        tuple(" ".join(parts[agency]) for agency in agencies),
        sum("A" in found for found in parts.values()), lines[0],
    )  # fmt: skip


def delimitations(rows: Iterable[Competence]) -> list[tuple[Competence, str]]:
    """Return what is written on who does what, each text once a function and place."""
    found: dict[tuple[str, str, str], Competence] = {}
    for row in rows:
        if row.delimitation:
            found.setdefault((row.function, row.place, row.delimitation), row)
    return [(row, row.delimitation) for row in found.values()]


# --- the exchange of information ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Exchange:
    """Who tells whom: the number of lines, senders down, receivers across; None where nobody tells."""

    receivers: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int | None, ...]], ...]


def exchange(rows: Sequence[Duty]) -> Exchange:
    """Return how many lines lead from each sender to each receiver."""
    senders = sorted({row.sender for row in rows}, key=lambda agency: agency.code)
    inside = sorted({row.receiver for row in rows if row.receiver}, key=lambda agency: agency.code)
    outside = sorted({row.receiver_name for row in rows if row.receiver_name})
    receivers = (*(agency.short for agency in inside), *outside)
    counts: dict[tuple[str, str], int] = {}
    for row in rows:
        key = (row.sender.short, row.receiver_words)
        counts[key] = counts.get(key, 0) + 1
    return Exchange(
        receivers,
        tuple(
            (sender.short, tuple(counts.get((sender.short, name)) for name in receivers))
            for sender in senders
        ),
    )


def by_area(rows: Iterable[Duty]) -> list[tuple[str, list[Duty]]]:
    """Return the lines by area, in the order of areas."""
    found: dict[str, list[Duty]] = {}
    for row in rows:
        found.setdefault(row.area, []).append(row)
    return [(str(area.label), found[area]) for area in ExchangeArea if area in found]


# --- crossing points ----------------------------------------------------------------------------------------


def stream_words(stream: Stream) -> str:
    """Return what a stream of traffic asks for, in one sentence."""
    return _("%(minutes)s min of service on the average by the norm, without waiting") % {
        "minutes": number(stream.expected_minutes)
    }


# --- self-assessment ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class GridRow:
    """One area of work over the three pillars."""

    area: str
    cells: tuple[tuple[SelfAssessment, ...], ...]


def grid_rows(found: Mapping[tuple[str, str], Sequence[SelfAssessment]]) -> list[GridRow]:
    """Return six areas down and three pillars across, each cell with what agencies assessed."""
    return [
        GridRow(str(area.label), tuple(tuple(found.get((pillar, area), ())) for pillar in Pillar))
        for area in Area
    ]
