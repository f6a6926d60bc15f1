"""The quality of data as pages show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.common.periods import runs_of
from chegara.evidence.models import Indicator, Reconciliation
from chegara.evidence.queries.presence import Presence
from chegara.organisation.models import State


@dataclass(frozen=True)
class MonthCell:
    """One month: whether it was reported, as a class, a sign and words for those who don't see colours."""

    css: str
    sign: str
    words: str
    url: str


@dataclass(frozen=True)
class MatrixRow:
    """One agency's months of one indicator."""

    agency: Any
    indicator: Indicator
    cells: tuple[MonthCell, ...]
    received: int
    total: float
    blanks: int
    repeats: int
    doubles: int


def matrix_rows(found: list[Presence], own: set[int]) -> list[MatrixRow]:
    """Return the matrix of what was received; a doubtful month of one's own agency leads to its decision."""
    return [
        MatrixRow(
            agency=one.agency, indicator=one.indicator, cells=tuple(_cells(one, own)), received=one.received,
            total=one.total, blanks=one.blanks, repeats=one.repeats, doubles=one.doubles,
        )
        for one in found
    ]  # fmt: skip


def _cells(one: Presence, own: set[int]) -> list[MonthCell]:
    runs = runs_of(month for month, doubtful in zip(one.months, one.doubtful, strict=True) if doubtful)
    run_of = {month: run for run in runs for month in run}
    cells = []
    for month, reported in zip(one.months, one.reported, strict=True):
        url = ""
        if run := run_of.get(month):
            css, sign, words = "doubt", "?", _("implausibly little")
            if one.agency.pk in own:
                url = reverse("gap", args=[one.agency.pk, one.indicator.pk, str(run[0]), str(run[-1])])
        elif reported:
            css, sign, words = "yes", "✓", _("reported")
        else:
            css, sign, words = "none", "–", _("not reported")
        cells.append(MonthCell(css, sign, words, url))
    return cells


def undecided(found: list[Presence], country: State, user: User) -> list[tuple[Indicator, str]]:
    """Return the indicators that several agencies report and nobody has decided whose figures count."""
    by_indicator: dict[str, list[Presence]] = {}
    for one in found:
        by_indicator.setdefault(one.indicator.pk, []).append(one)
    decided = set(Reconciliation.objects.filter(country=country).values_list("indicator", flat=True))
    return [
        (
            ones[0].indicator,
            reverse("reconcile", args=[country.pk, code]) if user.has_perm("evidence.decide") else "",
        )
        for code, ones in by_indicator.items()
        if len(ones) > 1 and code not in decided
    ]
