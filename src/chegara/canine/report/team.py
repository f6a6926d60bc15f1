"""What is known of a team's performance, from controlled trials; and what its searches on duty gave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from chegara.canine.choices import Area, Weather
from chegara.canine.choices import Blinding as BlindingWords
from chegara.canine.methods import coverage, decline
from chegara.canine.methods.cuing import cuing
from chegara.canine.methods.learning import learning_curve
from chegara.canine.methods.pass_rule import lower_limit, trials_needed, upper_limit
from chegara.canine.methods.performance import Blinding, ByBlinding, Outcome, by_blinding, rate
from chegara.canine.models import Team
from chegara.canine.norms import certification_norm, hours_a_month
from chegara.canine.queries.readiness import hours_of, standings
from chegara.canine.queries.trials import (
    MASS_LIMITS,
    TrialRow,
    answers,
    field_counts,
    hides,
    searches_for_coverage,
    searches_of,
    trials_of,
)
from chegara.canine.report.words import detection_text, rate_text, ratio_text
from chegara.organisation.papers import document, table
from chegara.organisation.presenters import invented_banner
from chegara.organisation.registers.presenters import between, number, percent
from chegara.reporting.blocks import Block, Bullets, Callout, Document, Heading, Paragraph
from chegara.reporting.charts import About
from chegara.reporting.curves import Axis, Curve, Point, curves
from chegara.reporting.numbers import UNKNOWN

YEAR = timedelta(days=365)


def team_performance(team: Team, language: str) -> Document:
    """Return what the trials say about a team."""
    with translation.override(language):
        today = timezone.localdate()
        rows = trials_of(team)
        blocks: list[Block] = [
            *_standing(team, today),
            *_headline(rows),
            *_by_blinding(rows),
            *_cuing(rows),
            *_decline(team, rows, language),
            *_learning(team, rows, language),
            *_coverage(team, rows),
            *_hours(team, today),
            *_field(team, today),
        ]
        return document(
            _("Performance of team %s") % team,
            blocks,
            language,
            subtitle=_("Controlled trials until %s") % f"{today:%d.%m.%Y}",
            countries=[team.country],
            marking=team.marking,
            issued_by=team.owner_agency.name,
        )


def _standing(team: Team, today: date) -> list[Block]:
    standing = standings([team], on=today)[team.pk]
    if standing.blocked:
        return [Callout(_("The team may not serve"), "; ".join(standing.blocked), "warning")]
    until = f"{standing.certified_until:%d.%m.%Y}"
    return [Callout(_("The team may serve"), _("Certified until %s.") % until)]


def _headline(rows: Sequence[TrialRow]) -> list[Block]:
    blocks: list[Block] = [Heading(_("What double-blind trials say"), 2, numbered=False)]
    found = _counted(rows).headline
    if found is None:
        return [
            *blocks,
            Callout(
                _("No double-blind trial"),
                _(
                    "Nothing can be said about how reliably this team detects: where somebody present knows "
                    "the "
                    "hide, the dog may be cued. Hold a double-blind exercise with blanks."
                ),
                "warning",
            ),
        ]
    norm = certification_norm()
    items = [
        _("Finds %s of what was hidden.") % rate_text(found.sensitivity),
        _("Alerts where nothing was hidden: %s.") % rate_text(found.false_alerts),
    ]
    if found.sensitivity is not None:
        proved = lower_limit(found.sensitivity.count, found.sensitivity.of)
        misses = found.sensitivity.of - found.sensitivity.count
        items.append(
            _(
                "Proved, with 95 %% certainty, is that it finds at least %(proved)s. To prove %(norm)s with "
                "as many "
                "misses (%(misses)s) takes %(needed)s hides."
            )
            % {
                "proved": percent(proved),
                "norm": percent(norm.proficiency),
                "misses": misses,
                "needed": trials_needed(norm.proficiency, failures=misses),
            }
        )
    if found.false_alerts is not None:
        most = upper_limit(found.false_alerts.count, found.false_alerts.of)
        items.append(_("The true rate of false alerts may be up to %s.") % percent(most))
    return [*blocks, Bullets(tuple(items))]


def _counted(rows: Sequence[TrialRow]) -> ByBlinding:
    return by_blinding((row.blinding, row.outcome) for row in rows)


def _by_blinding(rows: Sequence[TrialRow]) -> list[Block]:
    words = dict(BlindingWords.choices)
    lines = [
        (
            str(words[kind.value]),
            rate_text(found.sensitivity),
            rate_text(found.false_alerts),
            detection_text(found.detection),
            ratio_text(found.alert_ratio),
            str(found.not_counted),
        )
        for kind, found in reversed(list(_counted(rows).kinds.items()))
    ]
    heads = (
        _("Trials"), _("Hides found"), _("False alerts at blanks"), "d′", _("Likelihood ratio of an alert"),
        _("Not counted"),
    )  # fmt: skip
    return table(
        _("Performance by who knew where the hides lay"),
        heads,
        lines,
        notes=(
            _(
                "Shares with Wilson's 95 % interval. The figure to quote is that of double-blind trials; "
                "known and "
                "single-blind ones are training. Not counted: unclear searches and errors of the handler."
            ),
        ),
        source=_("this register"),
        widths=(0.8, 1.6, 1.6, 1.2, 1.3, 0.7),
        numbers=1,
    )


def _cuing(rows: Sequence[TrialRow]) -> list[Block]:
    found = cuing(answers(rows, Blinding.KNOWN), answers(rows, Blinding.DOUBLE))
    if found.hits is None:
        return []
    text = _(
        "Hits where the hide is known less those in double-blind trials: %(value)s points (%(interval)s)."
    ) % {
        "value": number(100 * found.hits, 0),
        "interval": between(found.hits_interval, 0, 100),
    }
    if found.suspected:
        return [
            Callout(
                _("Does the handler cue the dog?"),
                text
                + " "
                + _(
                    "It lies above nought beyond chance: look at video, train blind. It is no finding about "
                    "a person."
                ),
                "warning",
            ),
        ]
    return [Paragraph(text + " " + _("No sign of cuing beyond chance."))]


def _decline(team: Team, rows: Sequence[TrialRow], language: str) -> list[Block]:
    blind = [row for row in hides(rows) if row.blinding is not Blinding.KNOWN]
    if not blind:
        return []
    chart = decline.design()
    watched = decline.watch(chart, [row.outcome is Outcome.MISS for row in blind])
    blocks: list[Block] = [Heading(_("Does it decline?"), 2, numbered=False)]
    if watched.alarms:
        last, began = watched.alarms[-1], watched.began[-1]
        blocks.append(
            Callout(
                _("Alarm"),
                _(
                    "Misses became more frequent: alarm at the hide of %(at)s; the decline seems to have "
                    "begun on "
                    "%(began)s. See what changed: health, handler, conditions, odours."
                )
                % {"at": f"{blind[last].on:%d.%m.%Y}", "began": f"{blind[began].on:%d.%m.%Y}"},
                "warning",
            )
        )
    else:
        blocks.append(Paragraph(_("No alarm: misses are no more frequent than they may be.")))
    points = tuple(Point(number_, float(value)) for number_, value in enumerate(watched.statistic, 1))
    about = About(
        caption=_("Bernoulli CUSUM of misses in blind trials"),
        description=ngettext(
            "%(n)s hide; alarm at %(limit)s; %(alarms)s alarms.",
            "%(n)s hides; alarm at %(limit)s; %(alarms)s alarms.",
            len(blind),
        )
        % {"n": len(blind), "limit": chart.limit, "alarms": len(watched.alarms)},
        source=_("this register"),
        language=language,
        notes=(
            _(
                "Made for a rise of misses from %(accepted)s to %(declined)s; without a decline one false "
                "alarm in "
                "about 200 hides."
            )
            % {"accepted": percent(chart.accepted), "declined": percent(chart.declined)},
        ),
        stamp=_stamp(team),
    )
    limit = (Point(1, float(chart.limit)), Point(max(2, len(blind)), float(chart.limit)))
    lines = (Curve(_("statistic"), points), Curve(_("alarm"), limit))
    blocks.append(
        curves(about, lines, x=Axis(title=_("hides in the order of time")), y=Axis(title=_("statistic")))
    )
    return blocks


def _learning(team: Team, rows: Sequence[TrialRow], language: str) -> list[Block]:
    found = hides(rows)
    curve = learning_curve([row.outcome is Outcome.HIT for row in found])
    if curve is None:
        return []
    steps = sorted({1, *(round(1 + k * (len(found) - 1) / 24) for k in range(25))})
    points = tuple(
        Point(float(n), share, interval.low, interval.high)
        for n in steps
        for share, interval in [curve.at(n)]
    )
    if curve.slope_interval.low > 0:
        verdict = _("It learns: hits grow with practice beyond chance.")
    elif curve.slope_interval.high < 0:
        verdict = _("Hits fall with the number of hides beyond chance.")
    else:
        verdict = _("Whether practice changes its hits can't be said from these trials.")
    about = About(
        caption=_("Learning curve over all hides, whoever knew of them"),
        description=_("At the last hide %(share)s.") % {"share": percent(points[-1].y)},
        source=_("this register"),
        language=language,
        notes=(_("Logistic curve on the logarithm of the number of hides, with its 95 % interval."),),
        stamp=_stamp(team),
    )
    return [
        Heading(_("Learning"), 2, numbered=False),
        Paragraph(verdict),
        curves(
            about,
            (Curve(_("share of hits"), points),),
            x=Axis(title=_("hides in the order of time")),
            y=Axis(title=_("share of hits"), share=True),
        ),
    ]


def _coverage(team: Team, rows: Sequence[TrialRow]) -> list[Block]:
    odours = {odour.code: str(odour) for odour in team.odours.all()} or {
        row.odour: row.odour for row in hides(rows)
    }
    if not odours:
        return []
    searches = searches_for_coverage(rows)
    matrix = coverage.coverage(searches, {"odour": tuple(odours), "area": tuple(Area.values)})
    lines = [
        (
            str(label),
            *(
                str(matrix.tested[odour, area].trials)
                if (odour, area) in matrix.tested
                else pgettext("canine", "never")
                for odour in odours
            ),
        )
        for area, label in Area.choices
    ]
    never = len(matrix.never())
    return [
        Heading(_("What was never tested"), 2, numbered=False),
        Paragraph(
            _(
                "%(never)s of %(cells)s combinations of odour and place were never tested. A good score "
                "elsewhere says nothing about them."
            )
            % {"never": never, "cells": matrix.cells}
        ),
        *table(_("Hides by odour and place"), (_("What is searched"), *odours.values()), lines,
               numbers=len(odours), source=_("this register")),
        *_conditions(searches, odours),
    ]  # fmt: skip


def _conditions(searches: Sequence[coverage.Search], odours: dict[str, str]) -> list[Block]:
    bands = _band_names()
    dimensions = {"odour": tuple(odours), "mass": tuple(bands), "weather": tuple(Weather.values)}
    found = coverage.pairs(searches, dimensions)
    lines = [
        (
            name,
            *(_trials(found["odour", "mass"], odour, band) for band in bands),
            *(_trials(found["odour", "weather"], odour, weather) for weather in Weather.values),
        )
        for odour, name in odours.items()
    ]
    heads = (_("Target odour"), *bands.values(), *(str(label) for label in Weather.labels))
    return table(
        _("Hides by odour, mass and weather"),
        heads,
        lines,
        numbers=len(heads) - 1,
        source=_("this register"),
        notes=(_("Trials whose mass or weather nobody noted are in no column."),),
    )


def _trials(matrix: coverage.Coverage, odour: str, value: str) -> str:
    tested = matrix.tested.get((odour, value))
    return str(tested.trials) if tested else pgettext("canine", "never")


def _band_names() -> dict[str, str]:
    low = (0.0, *MASS_LIMITS)
    names = {}
    for band, start in enumerate(low):
        end = MASS_LIMITS[band] if band < len(MASS_LIMITS) else None
        names[str(band)] = (
            _("under %s g") % number(end) if band == 0
            else _("%s g and more") % number(start) if end is None
            else _("%(low)s–%(high)s g") % {"low": number(start), "high": number(end)}
        )  # fmt: skip
    return names


def _hours(team: Team, today: date) -> list[Block]:
    hours = hours_of([team], first=today - YEAR, last=today).get(team.pk, 0.0)
    months = max(1.0, min(12.0, (today - team.since).days / 30.44))
    return [
        Heading(_("Maintenance training"), 2, numbered=False),
        Paragraph(
            _("%(hours)s hours in the last 12 months, %(mean)s a month; usual (no standard): %(norm)s.")
            % {
                "hours": number(hours, 0),
                "mean": number(hours / months, 1),
                "norm": number(hours_a_month(), 0),
            }
        ),
    ]


def _field(team: Team, today: date) -> list[Block]:
    counts = field_counts(searches_of([team], first=today - YEAR, last=today))
    share = rate(counts.with_find, counts.with_find + counts.without)
    if not counts.searches:
        return []
    return [
        Heading(_("On duty in the last 12 months"), 2, numbered=False),
        Paragraph(
            _(
                "%(searches)s searches, %(alerts)s alerts. Share of alerts with a find, of those that were "
                "searched by "
                "hand: %(share)s."
            )
            % {
                "searches": counts.searches,
                "alerts": counts.alerts,
                "share": rate_text(share) if share else UNKNOWN,
            }
        ),
        Callout(
            _("This is not the dog's reliability"),
            _(
                "The share of alerts with a find depends on how many of the searched objects carry "
                "something, and on "
                "residual odour. How often the dog errs is known from controlled trials alone."
            ),
        ),
    ]


def _stamp(team: Team) -> str:
    return invented_banner(team.country) if team.country.invented else ""
