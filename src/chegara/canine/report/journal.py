"""The training journal of a team.

Training records are kept apart from certifications and deployments. What lay where is printed only for
whoever may know it; the stores of aids are printed nowhere.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chegara.canine.choices import Outcome
from chegara.canine.models import Handler, Performance, Placement, SetUp, Team
from chegara.canine.queries.readiness import hour_norms
from chegara.canine.report.common import Period, called, facts, is_own, named, signatures
from chegara.organisation.papers import document, table
from chegara.organisation.registers.presenters import day, number
from chegara.organisation.visibility import Viewer
from chegara.reporting.blocks import Block, Document
from chegara.reporting.numbers import UNKNOWN

COUNTED = (Outcome.HIT, Outcome.MISS, Outcome.FALSE_ALERT, Outcome.CORRECT)


def training_journal(team: Team, viewer: Viewer, language: str, *, period: Period) -> Document:
    """Return the journal of a team's training over a period."""
    with translation.override(language):
        performances = list(
            team.performances.filter(worked_at__date__range=period.days)
            .select_related("set_up__exercise", "set_up__setter", "set_up__assessor")
            .order_by("worked_at")
        )
        hidden = hidden_words({one.set_up_id for one in performances}, viewer)
        blocks: list[Block] = [
            *facts(
                _("The team"),
                [
                    (_("Team"), team.code),
                    (pgettext("canine", "Handler"), named(team.handler, viewer)),
                    (_("Dog"), called(team.dog, viewer)),
                    (_("Discipline"), team.get_discipline_display()),
                    (_("Target odours"), ", ".join(str(one) for one in team.odours.all()) or UNKNOWN),
                ],
            ),
            *_exercises(performances, hidden, viewer),
            *_remarks(performances),
            *_hours(team, period, viewer),
            signatures(_("Journal kept by"), _("Handler"), _("Instructor"), _("Head of the canine unit")),
        ]
        return document(
            _("Training journal"),
            blocks,
            language,
            subtitle=f"{team.code} · {period}",
            countries=[team.country],
            marking=team.marking,
            issued_by=team.owner_agency.name,
        )


def hidden_words(set_ups: Iterable[int], viewer: Viewer) -> Mapping[int, str]:
    """Return what was hidden by set-up, as far as somebody may know: odours and masses, no store."""
    rows = Placement.objects.visible_to(viewer).filter(set_up__in=set_ups).select_related("odour")
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for row in rows.order_by("set_up", "unit"):
        mass = _(" %s g") % number(row.mass_g, None) if row.mass_g is not None else ""
        found[row.set_up_id][f"{row.odour}{mass}"] += 1
    return {
        key: ", ".join(f"{times} × {what}" if times > 1 else what for what, times in words.items())
        for key, words in found.items()
    }


def conditions(made: SetUp) -> str:
    """Return the conditions of a set-up in words; what was not noted is left out."""
    parts = [
        "" if made.indoor is None else _("indoors") if made.indoor else _("outdoors"),
        made.get_weather_display(),
        f"{number(made.temperature_c)} °C" if made.temperature_c is not None else "",
        _("%s %% humidity") % number(made.humidity) if made.humidity is not None else "",
        _("wind %s m/s") % number(made.wind_ms) if made.wind_ms is not None else "",
        made.surface,
        _("soaked %s min") % number(made.soak_minutes) if made.soak_minutes is not None else "",
    ]
    return ", ".join(str(part) for part in parts if part) or UNKNOWN


def _exercises(performances: Sequence[Performance], hidden: Mapping[int, str], viewer: Viewer) -> list[Block]:
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    rows_of = Performance.trials.rel.related_model.objects.filter(performance__in=performances)  # type: ignore[attr-defined]
    for key, outcome in rows_of.order_by().values_list("performance", "outcome"):
        counts[key][outcome] += 1
    rows = [_row(one, counts[one.pk], hidden, viewer) for one in performances]
    heads = (
        _("Date"),
        _("Exercise and goal"),
        _("Where, conditions"),
        _("Blinding"),
        _("Hidden"),
        _("Hits / hides"),
        _("False alerts / blanks"),
        pgettext("exercise", "Set, assessed"),
    )
    return table(
        pgettext("canine", "Exercises"),
        heads,
        rows,
        widths=(0.9, 1.2, 1.4, 0.9, 1.6, 0.8, 0.9, 1.1),
        notes=(
            _(
                "Unclear searches and errors of the handler are in no count. “*”: entered from paper and not "
                "read back by a second reader yet; it counts in no statistic."
            ),
        ),
    )


def _row(one: Performance, counts: Counter[str], hidden: Mapping[int, str], viewer: Viewer) -> Sequence[str]:
    made = one.set_up
    hits, missed, false, right = (counts[outcome.value] for outcome in COUNTED)
    moment = f"{timezone.localtime(one.worked_at):%d.%m.%Y %H:%M}" + ("" if one.counts else " *")
    return (
        moment + (_(", %s min") % number(one.minutes) if one.minutes is not None else ""),
        f"{made.exercise.code}, {made.version}: {made.exercise.goal}",
        f"{made.get_area_display()}; {conditions(made)}",
        made.get_blinding_display(),
        hidden.get(made.pk, UNKNOWN),
        f"{hits} / {hits + missed}",
        f"{false} / {false + right}",
        f"{_short(made.setter, viewer)}, {_short(made.assessor, viewer)}",
    )


def _short(person: Handler | None, viewer: Viewer) -> str:
    """Return the name alone at home: the column is narrow; elsewhere the pseudonym."""
    if person is not None and is_own(person, viewer) and person.full_name:
        return person.full_name
    return named(person, viewer)


def _remarks(performances: Sequence[Performance]) -> list[Block]:
    rows = [
        (day(timezone.localdate(one.worked_at)), one.set_up.exercise.code, one.narrative)
        for one in performances
        if one.narrative
    ]
    if not rows:
        return []
    return table(_("What was seen"), (_("Date"), _("Exercise"), _("Remarks")), rows, widths=(0.7, 0.7, 4))


def _hours(team: Team, period: Period, viewer: Viewer) -> list[Block]:
    months = (
        team.maintenance.filter(on__range=period.days)
        .order_by()
        .annotate(month=TruncMonth("on"))
        .values_list("month")
        .annotate(hours=Sum("hours"))
        .order_by("month")
    )
    rows = [(f"{month:%m.%Y}", number(hours)) for month, hours in months]
    norm = hour_norms(viewer, on=period.last).get((team.owner_agency_id, team.discipline))
    notes = (_("The service's norm: %s hours a month.") % number(norm),) if norm is not None else ()
    return table(_("Hours of maintenance training"), (_("Month"), _("Hours")), rows, numbers=1, notes=notes)
