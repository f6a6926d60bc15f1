"""How reports stand, in words and signs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from chegara.common.periods import Month
from chegara.evidence.data_requests.calendar import Owed
from chegara.evidence.data_requests.letters import months_in_words
from chegara.evidence.methods.reporting_calendar import Delivery, Standing
from chegara.evidence.request_models import ReportingDuty

NAMES: Mapping[Standing, Any] = {
    Standing.IN_TIME: gettext_lazy("received in time"),
    Standing.LATE: gettext_lazy("received late"),
    Standing.PARTLY: gettext_lazy("received in part"),
    Standing.OVERDUE: gettext_lazy("overdue"),
    Standing.NOT_DUE: gettext_lazy("not due yet"),
}
CSS = {
    Standing.IN_TIME: "yes", Standing.LATE: "doubt", Standing.PARTLY: "doubt", Standing.OVERDUE: "bad",
    Standing.NOT_DUE: "no",
}  # fmt: skip
SIGNS = {
    Standing.IN_TIME: "✓", Standing.LATE: "✓", Standing.PARTLY: "½", Standing.OVERDUE: "✗",
    Standing.NOT_DUE: "·",
}  # fmt: skip


def days_words(days: int) -> str:
    """Return a number of days in words."""
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def delivery_words(delivery: Delivery) -> str:
    """Return how a report stands, with the days late where there are any."""
    text = str(NAMES[delivery.standing])
    if not delivery.days_late:
        return text
    return _("%(standing)s, by %(days)s") % {"standing": text, "days": days_words(delivery.days_late)}


@dataclass(frozen=True)
class LatenessCell:
    """One period of a duty: how it stands as class, sign and words; `span` is its number of months."""

    css: str
    sign: str
    words: str
    span: int


@dataclass(frozen=True)
class LatenessRow:
    """A duty's periods of a year; months that it does not ask for are empty cells."""

    duty: ReportingDuty
    cells: tuple[LatenessCell, ...]


EMPTY = LatenessCell("none", "", "", 1)


def lateness_rows(found: Sequence[Owed], year: int) -> list[LatenessRow]:
    """Return agency by period: each duty's periods of the year across its twelve months."""
    by_duty: dict[int, list[Owed]] = {}
    for one in found:
        if one.duty is not None and one.last.year == year:
            by_duty.setdefault(one.duty.pk, []).append(one)
    return [
        LatenessRow(duty, tuple(_across(sorted(owed, key=lambda one: one.first), year)))
        for owed in by_duty.values()
        if (duty := owed[0].duty)
    ]


def _across(owed: Sequence[Owed], year: int) -> list[LatenessCell]:
    cells: list[LatenessCell] = []
    month = Month(year, 1)
    for one in owed:
        cells += [EMPTY] * (one.first - month)
        cells.append(_cell(one))
        month = one.last + 1
    return cells + [EMPTY] * (Month(year + 1, 1) - month)


def _cell(one: Owed) -> LatenessCell:
    late = one.delivery.days_late
    words = _("%(months)s, due %(due)s: %(standing)s, %(known)s of %(asked)s figures") % {
        "months": months_in_words(one), "due": f"{one.due:%d.%m.%Y}",
        "standing": delivery_words(one.delivery), "known": one.known, "asked": one.asked,
    }  # fmt: skip
    sign = SIGNS[one.delivery.standing] + (f" {late}" if late else "")
    return LatenessCell(CSS[one.delivery.standing], sign, words, one.last - one.first + 1)


@dataclass(frozen=True)
class OwedLine:
    """A report in a list."""

    owed: Owed
    months: str
    standing: str
    css: str
    url: str


BADGES = {
    Standing.IN_TIME: "state-good", Standing.LATE: "state-warn", Standing.PARTLY: "state-warn",
    Standing.OVERDUE: "state-bad", Standing.NOT_DUE: "state-neutral",
}  # fmt: skip


def owed_lines(found: Sequence[Owed]) -> list[OwedLine]:
    """Return reports as a list shows them."""
    return [
        OwedLine(
            owed=one,
            months=months_in_words(one),
            standing=delivery_words(one.delivery),
            css=BADGES[one.delivery.standing],
            url=one.request.get_absolute_url() if one.request else "",
        )
        for one in found
    ]
