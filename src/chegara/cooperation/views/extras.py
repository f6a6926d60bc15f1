"""What the pages of some records show beside their columns and parts: tables and buttons."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chegara.cooperation.choices import OPERATION_TRANSITIONS, Direction, Function, Traffic
from chegara.cooperation.models import Group, Operation, Passport, SelfAssessment
from chegara.cooperation.presenters import stream_words
from chegara.cooperation.queries import chairs, data_calendar, measures_for, scheme_of
from chegara.organisation.page_context import user_of
from chegara.organisation.registers.pages import is_own
from chegara.plans.presenters import number


@dataclass(frozen=True, kw_only=True)
class Extra:
    """A table under a title, with a sentence above it; cells may lead somewhere. A folded one opens by a click."""

    title: str
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[tuple[str, str], ...], ...] = ()
    text: str = ""
    empty: str = ""
    button: tuple[str, str] | None = None
    folded: bool = False


def extras_of(request: HttpRequest, one: Any) -> list[Extra]:
    """Return what a record's page shows beside its columns."""
    make = EXTRAS.get(one.register)
    return list(make(request, one, is_own(one, user_of(request)))) if make else []


def _passport(request: HttpRequest, one: Passport, own: bool) -> Iterator[Extra]:
    for stream in scheme_of(one).streams:
        names = [f"{step.number}. {Function(step.control).label}" for step in stream.steps]
        yield Extra(
            title=_("Routing: %(direction)s, %(traffic)s")
            % {"direction": Direction(stream.direction).label, "traffic": Traffic(stream.traffic).label},
            headings=(pgettext("routing", "From"), *names, _("leaves")),
            rows=tuple(
                ((start, ""), *((f"{number(100 * share)} %" if share else "", "") for share in row))
                for start, row in zip([_("arrives"), *names], stream.routing, strict=True)
            ),
            text=stream_words(stream), folded=True,
        )  # fmt: skip


def _group(request: HttpRequest, one: Group, own: bool) -> Iterator[Extra]:
    today = timezone.localdate()
    yield Extra(
        title=_("Chair"), headings=(_("Agency"), _("From"), _("Until")),
        rows=tuple(
            ((turn.member.agency.short, ""), (f"{turn.first:%d.%m.%Y}", ""), (f"{turn.last:%d.%m.%Y}", ""))
            for turn in chairs(one, today)
        ),
        text=_("The chair passes on every %(n)s months in the order of the seats.") % {"n": one.turn_months},
        empty=_("No seat takes a turn yet."),
    )  # fmt: skip
    yield Extra(
        title=_("Data calendar"), headings=(_("Due on"), pgettext("of information", "From"), pgettext("of information", "To"), _("What")),
        rows=tuple(
            (
                (f"{due.on:%d.%m.%Y}", ""), (due.duty.sender.short, ""), (due.duty.receiver_words, ""),
                (due.duty.event, due.duty.get_absolute_url()),
            )
            for due in data_calendar(one.country, user_of(request), today)
        ),
        text=_("From the exchange of information: what is sent every month, quarter or year, and when it is due next."),
        empty=_("Nothing periodic stands in the exchange of information yet."),
    )  # fmt: skip


def _assessment(request: HttpRequest, one: SelfAssessment, own: bool) -> Iterator[Extra]:
    measures = measures_for([one], user_of(request)).get(one.pk, [])
    may = own and bool(one.gap.strip()) and user_of(request).has_perm("plans.change")
    yield Extra(
        title=_("Measures that close the gap"), headings=(_("Measure"), _("Status"), _("Deadline")),
        rows=tuple(
            (
                (str(measure), measure.get_absolute_url()), (measure.get_status_display(), ""),
                (f"{measure.deadline:%d.%m.%Y}" if measure.deadline else "–", ""),
            )
            for measure in measures
        ),
        text="", empty=_("No measure closes it yet."),
        button=(_("Propose a measure"), reverse("gap_measure", args=[one.pk])) if may else None,
    )  # fmt: skip


def _operation(request: HttpRequest, one: Operation, own: bool) -> Iterator[Extra]:
    may = own and user_of(request).has_perm("cooperation.change") and OPERATION_TRANSITIONS[one.state]
    yield Extra(
        title=_("State"), text=str(one.get_state_display()),
        button=(_("Take it on"), reverse("operation_move", args=[one.pk])) if may else None,
    )  # fmt: skip


EXTRAS: dict[str, Callable[[HttpRequest, Any, bool], Iterator[Extra]]] = {
    "passports": _passport,
    "groups": _group,
    "assessments": _assessment,
    "operations": _operation,
}
