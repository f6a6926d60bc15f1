"""Teams side by side: who may serve, what runs out, what the trials and the searches say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from chegara.accounts.models import Marking
from chegara.canine.choices import Discipline, Fitness
from chegara.canine.methods.performance import Blinding, performance, rate, tiers
from chegara.canine.methods.prevalence import predictive_value
from chegara.canine.models import Team
from chegara.canine.queries.custody import Balance
from chegara.canine.queries.readiness import Reminder, Standing, reminders, standings
from chegara.canine.queries.trials import (
    FieldCounts,
    counts_by_team,
    field_counts,
    field_counts_by_team,
    searches_of,
)
from chegara.canine.report.words import rate_text
from chegara.organisation.models import State
from chegara.organisation.papers import document, table
from chegara.organisation.registers.presenters import day, number, percent
from chegara.organisation.visibility import Viewer
from chegara.reporting.blocks import Block, Callout, Document, Heading, Paragraph, Span, Text
from chegara.reporting.numbers import UNKNOWN


def link(one: Team) -> Text:
    """Return a team's code that leads to its page."""
    return (Span(str(one), href=one.get_absolute_url()),)


def readiness_report(teams: Sequence[Team], language: str) -> Document:
    """Return which teams may serve today and why others may not."""
    with translation.override(language):
        today = timezone.localdate()
        found = standings(teams, on=today)
        blocks: list[Block] = [
            Paragraph(
                _("%(ready)s of %(all)s teams may serve.")
                % {"ready": sum(one.ready for one in found.values()), "all": len(found)}
            ),
            *table(
                _("Teams on %s") % day(today),
                (
                    _("Team"), _("Discipline"), _("Dog"), _("Handler"), _("Place"), _("Certified until"),
                    _("Fitness"),
                    _("May serve"),
                ),
                [_standing_row(one) for one in found.values()],
                source=_("this register"),
                widths=(0.8, 1.1, 0.8, 0.8, 1.3, 1, 0.8, 2.2),
            ),
        ]  # fmt: skip
        return _of_teams(_("Readiness of teams"), blocks, teams, language)


def _standing_row(one: Standing) -> tuple[Text, ...]:
    team = one.team
    fitness = dict(Fitness.choices).get(one.fitness)
    return (
        link(team),
        str(Discipline(team.discipline).label),
        str(team.dog),
        str(team.handler),
        str(team.point or UNKNOWN),
        day(one.certified_until),
        str(fitness) if fitness else UNKNOWN,
        (Span(_("no: %s") % "; ".join(one.blocked), bold=True),) if one.blocked else _("yes"),
    )


def reminders_report(teams: Sequence[Team], viewer: Viewer, language: str) -> Document:
    """Return what has to be renewed or made up for, the most pressing first."""
    with translation.override(language):
        today = timezone.localdate()
        rows = [(link(one.team), one.what, _due(one, today)) for one in reminders(teams, viewer, on=today)]
        blocks = table(
            _("To be renewed or made up for"),
            (_("Team"), _("What"), _("By when")),
            rows,
            source=_("this register"),
            widths=(1, 3, 1.5),
        )
        return _of_teams(_("Reminders"), blocks, teams, language)


def _due(one: Reminder, today: date) -> Text:
    if one.due is None:
        return (Span(_("none on record"), bold=True),)
    text = day(one.due)
    return (Span(_("%s, past") % text, bold=True),) if one.due < today else text


def comparison_report(teams: Sequence[Team], language: str) -> Document:
    """Return what double-blind trials say of teams, in tiers; teams whose intervals overlap have no order."""
    with translation.override(language):
        counted = counts_by_team(teams)
        blocks: list[Block] = [
            Paragraph(
                _(
                    "Teams whose intervals overlap share a tier and stand in the order of their names: the "
                    "trials do "
                    "not tell which is better. Only double-blind trials are counted."
                )
            )
        ]
        for discipline, label in Discipline.choices:
            own = [team for team in teams if team.discipline == discipline]
            if own:
                blocks += [Heading(str(label), 2, numbered=False), *_tiers(own, counted)]
        return _of_teams(_("What double-blind trials say of the teams"), blocks, teams, language)


def _tiers(teams: Sequence[Team], counted: Mapping[int, Mapping[Blinding, Mapping]]) -> list[Block]:  # type: ignore[type-arg]
    by_key = {team.pk: team for team in teams}
    found = {
        key: performance(counted[key][Blinding.DOUBLE])
        for key in by_key
        if Blinding.DOUBLE in counted.get(key, {})
    }
    intervals = {key: one.sensitivity.interval for key, one in found.items() if one.sensitivity is not None}
    rows: list[tuple[Text, ...]] = []
    for place, tier in enumerate(tiers(intervals), 1):
        rows += [
            (
                str(place), link(by_key[key]), rate_text(found[key].sensitivity),
                rate_text(found[key].false_alerts),
            )
            for key in sorted(tier, key=lambda key: by_key[key].code)
        ]  # fmt: skip
    rows += [
        (UNKNOWN, link(team), _("no double-blind trial with a hide"), UNKNOWN)
        for team in teams
        if team.pk not in intervals
    ]
    return table(
        _("Tiers by hides found in double-blind trials"),
        (_("Tier"), _("Team"), _("Hides found"), _("False alerts at blanks")),
        rows,
        source=_("this register"),
        widths=(0.5, 1, 2, 2),
    )


def field_report(
    teams: Sequence[Team], language: str, *, first: date | None = None, last: date | None = None
) -> Document:
    """Return what searches on duty gave: the share of alerts with a find, called what it is."""
    with translation.override(language):
        searches = searches_of(teams, first=first, last=last)
        by_team, whole = field_counts_by_team(searches), field_counts(searches)
        period = _("from %(first)s to %(last)s") % {"first": day(first), "last": day(last)}
        blocks: list[Block] = [
            Callout(
                _("This is not the dogs' reliability"),
                _(
                    "The share of alerts with a find depends on how many of the searched objects carry "
                    "something: the "
                    "same dog shows 94 in 100 where half of them do and 14 in 100 where one in a hundred "
                    "does (see "
                    "the calculator). How often dogs err is known from controlled trials alone."
                ),
            ),
            *table(
                _("Searches on duty, %s") % period,
                (
                    _("Team"), _("Searches"), _("Objects"), _("Alerts"), _("Not resolved"),
                    _("Finds without an alert"),
                    _("Share of alerts with a find"),
                ),
                [
                    *(_field_row(link(team), by_team[team.pk]) for team in teams if team.pk in by_team),
                    _field_row(_("all"), whole),
                ],
                source=_("this register"),
                notes=(
                    _(
                        "Shares are of alerts that were searched by hand; alerts of which nobody says what "
                        "was there "
                        "are in none."
                    ),
                ),
                widths=(1, 0.8, 0.8, 0.8, 0.9, 1, 2),
                numbers=6,
            ),
        ]  # fmt: skip
        return _of_teams(_("Searches on duty"), blocks, teams, language, subtitle=period)


def _field_row(name: Text, counts: FieldCounts) -> tuple[Text, ...]:
    return (
        name,
        number(counts.searches),
        number(counts.objects),
        number(counts.alerts),
        number(counts.unresolved),
        number(counts.finds_without_alert),
        rate_text(rate(counts.with_find, counts.with_find + counts.without)),
    )


PREVALENCES = (0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.001)


def prevalence_blocks(sensitivity: float, false_alerts: float, prevalence: float) -> list[Block]:
    """Return what an alert means, for rates as shares: at the prevalence asked for and at usual ones."""
    value = predictive_value(sensitivity, false_alerts, prevalence)
    said = (
        _("The dog never alerts: nothing follows from an alert.")
        if value is None
        else _(
            "After an alert, something is there in %(with)s of 100 cases; in %(without)s nothing is found."
        )
        % {"with": number(100 * value, 0), "without": number(100 - round(100 * value), 0)}
    )
    rows = [
        (
            _("%s of 100") % number(100 * each),
            percent(predictive_value(sensitivity, false_alerts, each), 0),
        )
        for each in PREVALENCES
    ]
    return [
        Paragraph((Span(said, bold=True),)),
        *table(
            _("The same dog, by how many of the searched objects carry something"),
            (_("Objects that carry something"), _("Share of alerts with a find")),
            rows,
            numbers=1,
        ),
        Paragraph(
            _(
                "So the share of alerts with a find says more about what is searched than about the dog, "
                "and neither "
                "of the dog's two rates can be had from it (Gastwirth 2013)."
            )
        ),
    ]


def custody_report(balances: Sequence[Balance], language: str, countries: Sequence[State]) -> Document:
    """Return the account of training aids: where each is, what waits to be signed, what does not add up."""
    with translation.override(language):
        problems = [text for one in balances for text in _problems(one)]
        blocks: list[Block] = [
            Callout(_("Does not add up"), "; ".join(problems), "warning")
            if problems
            else Paragraph(_("All weights add up within their tolerances."))
        ]
        blocks += table(
            _("Training aids on %s") % day(timezone.localdate()),
            (
                _("Aid"), _("Target odour"), _("Nominal, g"), _("Last weighed, g"), _("Where"),
                _("To be looked at"),
            ),
            [_balance_row(one) for one in balances],
            source=_("this register"),
            widths=(0.9, 1.2, 0.8, 0.9, 1, 2.5),
        )  # fmt: skip
        return document(_("Account of training aids"), blocks, language, countries=countries)


def _balance_row(one: Balance) -> tuple[Text, ...]:
    return (
        (Span(str(one.aid), href=one.aid.get_absolute_url()),),
        str(one.aid.odour),
        number(one.aid.nominal_g),
        number(one.weight_g, 2),
        _("handed out") if one.out else _("in the store") if one.weight_g is not None else UNKNOWN,
        "; ".join(_problems(one, named=False)) or UNKNOWN,
    )


def _problems(one: Balance, *, named: bool = True) -> list[str]:
    found = []
    if one.lost_g is not None:
        found.append(_("%s g are missing") % number(one.lost_g, 2))
    if one.disputed:
        found.append(_("the two weighings differ on %s") % day(timezone.localdate(one.disputed[-1].moved_at)))
    if one.waiting is not None:
        found.append(_("waits for the second signature"))
    if one.expired:
        found.append(_("is to be replaced"))
    return [f"{one.aid}: {text}" for text in found] if named else found


def _of_teams(
    title: str, blocks: Sequence[Block], teams: Sequence[Team], language: str, subtitle: str = ""
) -> Document:
    markings = {team.marking for team in teams}
    return document(
        title,
        blocks,
        language,
        subtitle=subtitle,
        countries=[team.country for team in teams],
        marking=Marking.OPEN if markings == {Marking.OPEN} else Marking.OFFICIAL_USE,
    )
