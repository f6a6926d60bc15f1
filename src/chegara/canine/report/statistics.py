"""The statistics of a service as a page and document, and services side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chegara.canine import choices
from chegara.canine.choices import Discipline
from chegara.canine.methods.decline import average_run_length
from chegara.canine.methods.performance import Blinding, Performance
from chegara.canine.norms import certification_norm
from chegara.canine.queries.statistics import RECENT, Scope, Service, TeamFigures
from chegara.canine.report.common import Period, facts, percents
from chegara.canine.report.words import detection_text, rate_text, ratio_text
from chegara.common.intervals import Interval
from chegara.organisation.papers import document, table
from chegara.organisation.registers.presenters import day, number, percent
from chegara.reporting.blocks import Block, Bullets, Callout, Document, Heading, Paragraph
from chegara.reporting.numbers import UNKNOWN

MOST_TEAMS = 100
"""Teams that the table of a service lists; those that need somebody's attention come first."""


def scope_words(scope: Scope) -> str:
    """Return what the figures are about."""
    return " · ".join(
        [
            scope.agency.name if scope.agency else _("all services that are known to you"),
            str(Discipline(scope.discipline).label) if scope.discipline else _("all disciplines"),
            str(Period(scope.first, scope.last)),
        ]
    )


def service_statistics(service: Service, language: str) -> Document:
    """Return the statistics of a service."""
    with translation.override(language):
        blocks: list[Block] = [
            *standing_blocks(service),
            Heading(_("What the trials say"), 2, numbered=False),
            *trial_blocks(service),
            *_attention(service),
            *_teams(service),
            *_tiers(service),
            *_coverage(service),
            Heading(_("In the field"), 2, numbered=False),
            *field_blocks(service),
            *_methods(service),
        ]
        countries = {one.team.country.pk: one.team.country for one in service.teams}
        agency = service.scope.agency
        return document(
            _("Statistics of the canine service"),
            blocks,
            language,
            subtitle=scope_words(service.scope),
            countries=[*countries.values(), *([agency.country] if agency else [])],
            issued_by=agency.name if agency else "",
        )


def standing_blocks(service: Service) -> list[Block]:
    """Return how many teams there are, are certified, may serve, trained enough; and the kennels."""
    free = service.kennel_boxes - service.kennel_dogs
    return facts(
        _("How the service stands on %s") % day(service.scope.last),
        [
            (_("Teams"), number(len(service.teams))),
            (_("Certificate in force"), counted(service.certified)),
            (_("May serve today: certified, fit, vaccinated"), counted(service.ready)),
            (
                _("Had the hours of maintenance training last month that the service's norm asks for"),
                counted(service.with_hours),
            ),
            (
                _("Dogs in kennels / boxes"),
                f"{service.kennel_dogs} / {service.kennel_boxes}"
                + (" – " + _("%s too few") % -free if free < 0 else ""),
            ),
        ],
    )


def counted(rate: object) -> str:
    """Return a share of teams, which is counted and no estimate: no interval."""
    return UNKNOWN if rate is None else _("%(count)s of %(of)s") % vars(rate)


def trial_blocks(service: Service) -> list[Block]:
    """Return the figures of all teams together, double-blind trials first."""
    head = service.all.headline
    if head is None or head.sensitivity is None:
        text = _("No double-blind trial was held: how well the service's dogs detect is not known.")
        blocks: list[Block] = [Callout(_("Double-blind trials"), text, "warning")]
    else:
        text = _(
            "Hides found: %(hits)s. False alerts at blanks: %(false)s. Quote these figures: nobody present "
            "knew where the hides lay."
        ) % {"hits": rate_text(head.sensitivity), "false": rate_text(head.false_alerts)}
        blocks = [Callout(_("Double-blind trials"), text)]
    order = (Blinding.DOUBLE, Blinding.SINGLE, Blinding.KNOWN)
    rows = [_by_blinding(kind, service.all.kinds[kind]) for kind in order if kind in service.all.kinds]
    heads = (
        _("Blinding"),
        _("Hits"),
        _("False alerts"),
        _("Alert ratio (LR+)"),
        _("Silence ratio (LR−)"),
        "d′",
        _("Not counted"),
    )
    return [
        *blocks,
        *table(
            _("Trials by blinding"),
            heads,
            rows,
            widths=(0.9, 1.6, 1.5, 1.1, 1.1, 1.1, 0.6),
            notes=(
                _("Each figure with its 95 % interval. Not counted: unclear searches and handler's errors."),
                _(
                    "Hits of trials of different teams are pooled; an interval of the service does not say "
                    "how much its teams differ."
                ),
            ),
        ),
    ]


def _by_blinding(kind: Blinding, found: Performance) -> Sequence[str]:
    return (
        str(choices.Blinding(kind.value).label),
        rate_text(found.sensitivity),
        rate_text(found.false_alerts),
        ratio_text(found.alert_ratio),
        ratio_text(found.silence_ratio),
        detection_text(found.detection),
        number(found.not_counted),
    )


def _attention(service: Service) -> list[Block]:
    """Return the teams that somebody must look at, in words; a reason to look, no finding about a person."""
    items = []
    alarms = [one.team.code for one in service.teams if one.alarm]
    cues = [one.team.code for one in service.teams if one.cue and one.cue.suspected]
    untested = [one.team.code for one in service.teams if one.double_blind is None]
    if alarms:
        items.append(_("Alarm: misses have become more frequent: %s.") % _some(alarms))
    if cues:
        items.append(
            _(
                "Hits are more frequent where the handler knows the hide: %s. Look at video and train blind; "
                "known trials are often the easier ones."
            )
            % _some(cues)
        )
    if untested:
        items.append(_("No double-blind trial in these days: %s.") % _some(untested))
    if not items:
        return []
    return [Heading(_("What needs attention"), 2, numbered=False), Bullets(tuple(items))]


def _some(names: Sequence[str], most: int = 20) -> str:
    shown = ", ".join(names[:most])
    more = len(names) - most
    return _("%(shown)s and %(more)s more") % {"shown": shown, "more": more} if more > 0 else shown


def _teams(service: Service) -> list[Block]:
    def pressing(one: TeamFigures) -> tuple[bool, bool, str]:
        return not one.alarm, one.standing.ready, one.team.code

    shown = sorted(service.teams, key=pressing)[:MOST_TEAMS]
    rows = [
        (
            one.team.code,
            ", ".join(str(each) for each in (one.team.get_discipline_display(), one.team.point) if each),
            rate_text(one.double_blind),
            rate_text(one.double_blind_false),
            _course(one),
            _("yes") if one.alarm else _("no") if one.watched.statistic else UNKNOWN,
            day(one.standing.certified_until),
            number(one.hours),
        )
        for one in shown
    ]
    heads = (
        _("Team"),
        _("Discipline, place"),
        pgettext("narrow column", "Hits"),
        pgettext("narrow column", "False alerts"),
        _("Learning"),
        _("Alarm"),
        _("Certified until"),
        _("Hours last month"),
    )
    left = len(service.teams) - len(shown)
    notes = (
        (_("%s more teams are not listed here: choose an agency or a discipline.") % left,) if left else ()
    )
    return table(
        _("Teams, those that need attention first"),
        heads,
        rows,
        widths=(0.7, 1.6, 1.4, 1.4, 0.9, 0.7, 0.9, 0.7),
        notes=(_("Hits and false alerts of double-blind trials alone."), *notes),
    )


def _course(one: TeamFigures) -> str:
    if one.curve is None:
        return _("too few hides")
    if one.curve.slope_interval.low > 0:
        return pgettext("learning", "rising")
    return pgettext("learning", "falling") if one.curve.slope_interval.high < 0 else _("no trend shown")


def _tiers(service: Service) -> list[Block]:
    if not service.tiers:
        return []
    rows = [
        (str(place), number(len(tier)), _some([one.team.code for one in tier]), percents(_hull(tier)))
        for place, tier in enumerate(service.tiers, 1)
    ]
    note = _(
        "Teams whose intervals overlap, directly or through others, stand in one group and have no order: "
        "the "
        "trials do not tell them apart."
    )
    return table(
        _("Groups by hits in double-blind trials"),
        (_("Group"), _("Teams"), _("Which"), _("Intervals from – to")),
        rows,
        widths=(0.5, 0.6, 4, 1.2),
        notes=(note,),
    )


def _hull(tier: Iterable[TeamFigures]) -> Interval:
    intervals = [one.double_blind.interval for one in tier if one.double_blind]
    return Interval(min(each.low for each in intervals), max(each.high for each in intervals))


def _coverage(service: Service) -> list[Block]:
    found = service.coverage
    if not service.odours:
        return []
    tested = {area for _odour, area in found.tested}
    areas = [area for area in choices.Area if area.value in tested]
    rows = []
    for key, odour in service.odours.items():
        never = sum((key, area) not in found.tested for area in choices.Area.values)
        cells = [found.tested.get((key, area.value)) for area in areas]
        rows.append(
            (str(odour), *(number(cell.trials) if cell else UNKNOWN for cell in cells), number(never))
        )
    missing = [str(area.label) for area in choices.Area if area.value not in tested]
    notes = [_("“–”: never tested with this odour. Hides only; blanks are in no cell.")]
    if missing:
        notes.append(_("Nothing was ever tested at: %s.") % ", ".join(missing))
    return [
        Heading(_("What was never tested"), 2, numbered=False),
        *table(
            _("Hides by odour and by what was searched"),
            (_("Odour"), *(str(area.label) for area in areas), _("Kinds never tested")),
            rows,
            numbers=len(areas) + 1,
            widths=(1.6, *[0.8] * len(areas), 0.8),
            notes=tuple(notes),
        ),
    ]


def field_blocks(service: Service) -> list[Block]:
    """Return what the field shows, under its own name: a share of alerts with a find is no reliability."""
    found = service.field
    hours, counts = found.hours, found.counts
    per_100 = 100 * found.finds / hours if hours else None
    pairs = [
        (_("Deployments"), number(found.deployments)),
        (_("Hours on duty"), number(hours, 0) if hours is not None else UNKNOWN),
        (_("Searches"), number(counts.searches)),
        (_("Alerts"), number(counts.alerts)),
        (_("Alerts of which nobody knows the outcome"), number(counts.unresolved)),
        (_("Alerts followed by a find, of those whose outcome is known"), rate_text(found.alerts_with_find)),
        (_("Finds"), number(found.finds)),
        (_("Finds for 100 hours on duty"), number(per_100, 1)),
        (_("Deployments although blocked"), number(found.blocked)),
    ]
    text = _(
        "The share of alerts with a find depends on how often there is something to find; it says nothing of "
        "how well dogs detect, and teams must not be compared by it. Only controlled trials with blanks do."
    )
    return [*facts(_("Deployments and searches"), pairs), Paragraph(text)]


def _methods(service: Service) -> list[Block]:
    chart = service.chart
    items = (
        _("Shares: Wilson's interval, 95 %. d′ and ratios: log-linear correction."),
        _(
            "Learning: logit of the chance of a hit over ln of the hide's number, Firth's likelihood; all "
            "hides."
        ),
        _(
            "Alarm: Bernoulli CUSUM over hides searched blind, from %(accepted)s to %(declined)s misses; a "
            "false "
            "alarm once in %(run)s hides on average. An alarm within the last %(recent)s hides is shown."
        )
        % {
            "accepted": percent(chart.accepted),
            "declined": percent(chart.declined),
            "run": number(average_run_length(chart, chart.accepted), 0),
            "recent": RECENT,
        },
        _("Knowing handlers: difference of hits, known minus double-blind, Newcombe's interval above zero."),
        _("A certificate asks for %s of hits.") % percent(certification_norm().proficiency),
    )
    return [Heading(_("How it is computed"), 2, numbered=False), Bullets(items)]
