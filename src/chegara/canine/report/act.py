"""The certification act: commission, hits and misses, what they prove, and the national norm beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from chegara.canine.actions.certificates import part_of
from chegara.canine.methods.certification import Shortfall, shortfalls, total
from chegara.canine.methods.pass_rule import Proof, proof, trials_needed, upper_limit
from chegara.canine.methods.performance import rate
from chegara.canine.models import Certification, Component, NationalNorm
from chegara.canine.norms import certification_norm
from chegara.canine.report.common import called, facts, label, named, percents, signatures
from chegara.canine.report.dogs import result_words
from chegara.common.detection import Answers
from chegara.organisation.papers import document, table
from chegara.organisation.registers.presenters import day, number, percent
from chegara.organisation.visibility import Viewer
from chegara.reporting.blocks import Block, Callout, Document, Heading, Paragraph
from chegara.reporting.numbers import UNKNOWN


def certification_act(act: Certification, viewer: Viewer, language: str) -> Document:
    """Return the act of a certification."""
    with translation.override(language):
        components = list(act.components.order_by("pk"))
        blocks: list[Block] = [
            *_head(act, viewer),
            Heading(_("Hits and misses"), 2, numbered=False),
            *_counts(components),
            *proves(total([part_of(one) for one in components])),
            *_result(act, components),
            Heading(_("National norm"), 2, numbered=False),
            *_national(act, components, viewer),
            _commission(act, viewer),
        ]
        found = document(
            _("Certification act"),
            blocks,
            language,
            subtitle=_("Number %s") % act.number,
            countries=[act.country],
            marking=act.team.marking,
            issued_by=act.owner_agency.name,
        )
        return replace(found, issued_on=act.on)  # of the day of the assessment, whenever it is printed


def _head(act: Certification, viewer: Viewer) -> list[Block]:
    team = act.team
    return facts(
        _("Who was assessed"),
        [
            (_("Team"), team.code),
            (pgettext("canine", "Handler"), named(team.handler, viewer)),
            (_("Dog"), called(team.dog, viewer)),
            (_("Discipline"), team.get_discipline_display()),
            (_("Target odours"), ", ".join(str(one) for one in act.odours.all()) or UNKNOWN),
            (_("Date and place"), f"{day(act.on)}, {act.place or UNKNOWN}"),
            (_("Standard"), act.standard),
        ],
    )


def _counts(components: Sequence[Component]) -> list[Block]:
    heads = (
        pgettext("certification", "Component"),
        *(label(Component, name) for name in ("hits", "misses", "false_alerts", "correct_rejections")),
        _("Share of hits, 95 % interval"),
    )
    rows = [
        _counted(one.get_kind_display(), one.hits, one.misses, one.false_alerts, one.correct_rejections)
        for one in components
    ]
    both = total([part_of(one) for one in components])
    rows.append(_counted(_("All"), both.hits, both.misses, both.false_alarms, both.correct_rejections))
    return table(
        _("Counts of the assessment"), heads, rows, numbers=5, total=True, widths=(1.7, *[1] * 4, 2.2)
    )


def _counted(name: str, hits: int, misses: int, false: int, right: int) -> tuple[str, ...]:
    share = rate(hits, hits + misses)
    return (
        str(name),
        *(number(count) for count in (hits, misses, false, right)),
        f"{percent(share.share)} ({percents(share.interval)})" if share else UNKNOWN,
    )


def proves(answers: Answers) -> list[Block]:
    """Return in words what the counts of an assessment prove, and what they leave open."""
    required = certification_norm().proficiency
    texts = []
    if answers.signals:
        texts.append(hits_words(proof(answers.hits, answers.signals, required=required)))
    if answers.blanks:
        texts.append(
            _(
                "False alerts at %(false)s of %(blanks)s blanks: the true share may be as high as %(upper)s "
                "(one-sided, 95 %%)."
            )
            % {
                "false": answers.false_alarms,
                "blanks": answers.blanks,
                "upper": percent(upper_limit(answers.false_alarms, answers.blanks)),
            }
        )
    else:
        texts.append(_("No blank was searched: nothing is known of false alerts."))
    return [Callout(_("What the numbers prove"), " ".join(texts))]


def hits_words(found: Proof) -> str:
    """Return what a count of hits proves: "9 of 10: between 60 and 98 %"."""
    text = _(
        "%(hits)s of %(hides)s: the true share of hits lies between %(low)s and %(high)s (95 %%). Proved is "
        "at least %(proved)s (one-sided, 95 %%)."
    ) % {
        "hits": found.successes,
        "hides": found.trials,
        "low": percent(found.interval.low),
        "high": percent(found.interval.high),
        "proved": percent(found.proved),
    }
    if found.proves:
        return text + " " + _("That proves the required %s.") % percent(found.required)
    missed = found.trials - found.successes
    needed = trials_needed(found.required, failures=missed)
    more = ngettext(
        "To prove the required %(required)s with %(missed)s miss, %(needed)s hides are needed.",
        "To prove the required %(required)s with %(missed)s misses, %(needed)s hides are needed.",
        missed,
    ) % {"required": percent(found.required), "missed": missed, "needed": needed}
    return f"{text} {more}"


SHORT = {
    Shortfall.TOO_FEW_COMPONENTS: lambda: _("too few components"),
    Shortfall.COMPONENT_WITHOUT_HIDES: lambda: _("a component without hides"),
    Shortfall.NO_BLANK_SEARCH: lambda: _("no blank search in the double-blind assessment"),
    Shortfall.TOO_FEW_HITS: lambda: _("too few hits"),
    Shortfall.TOO_MANY_FALSE_ALERTS: lambda: _("too many false alerts"),
}


def _result(act: Certification, components: Sequence[Component]) -> list[Block]:
    pairs = [(_("Result by hits and misses"), result_words(act))]
    lacks = shortfalls([part_of(one) for one in components], certification_norm())
    if lacks and not act.passed:
        pairs.append((_("Why not"), ", ".join(SHORT[one]() for one in lacks)))
    if act.passed:
        pairs.append((pgettext("canine", "Valid until"), day(act.valid_until)))
    limit = certification_norm().false_alerts
    if limit is not None:
        pairs.append(
            (
                _("Limit of false alerts"),
                _("%s of blanks: usual in the field, not of the standard that was read") % percent(limit),
            )
        )
    pairs.append((_("Conditions"), act.conditions or UNKNOWN))
    if act.withdrawn_on:
        pairs.append((_("Withdrawn"), f"{day(act.withdrawn_on)}: {act.withdrawn_why}"))
    return facts(_("Result"), pairs)


@dataclass(frozen=True)
class Judged:
    """Points under a norm: their sum, whether they suffice (None: unknown), and the category they give."""

    points: float | None
    passed: bool | None
    category: str


def norm_of(act: Certification, viewer: Viewer) -> NationalNorm | None:
    """Return the national norm of the act's agency that held on its day, that of the discipline first."""
    day_ = act.on
    found: NationalNorm | None = (
        NationalNorm.objects.visible_to(viewer)
        .filter(
            Q(until=None) | Q(until__gte=day_),
            owner_agency=act.owner_agency,
            discipline__in=(act.team.discipline, ""),
            since__lte=day_,
        )
        .prefetch_related("items", "categories")
        .order_by("-discipline", "-since")
        .first()
    )
    return found


def judge(norm: NationalNorm, act: Certification, components: Sequence[Component]) -> Judged:
    """Return what the points of an act are worth under a norm; without all points it stays unknown."""
    given = {one.kind: one.points for one in components}
    points = act.points
    if points is None and components and all(one.points is not None for one in components):
        points = sum(one.points or 0.0 for one in components)
    if points is None:
        return Judged(None, None, "")
    reached = [given.get(item.component) for item in norm.items.all() if item.least_points is not None]
    least = [item.least_points for item in norm.items.all() if item.least_points is not None]
    enough = norm.pass_points is None or points >= norm.pass_points
    each: bool | None = True
    for got, needed in zip(reached, least, strict=True):
        if got is None:
            each = None if each else each
        elif got < needed:
            each = False
    passed = False if not enough or each is False else each
    names = [one.name for one in norm.categories.all() if points >= one.from_points]
    return Judged(points, passed, names[0] if names and passed is not False else "")


def _national(act: Certification, components: Sequence[Component], viewer: Viewer) -> list[Block]:
    norm = norm_of(act, viewer)
    given = {one.kind: one.points for one in components}
    if norm is None:
        text = _(
            "No national norm of the agency is entered for this discipline and day. Enter it under “National "
            "norms”, with the order that it comes from: no norm comes with the software."
        )
        points = [
            (_("Points given"), number(act.points)),
            (pgettext("canine", "Category"), act.category or UNKNOWN),
        ]
        return [Paragraph(text), *(facts(_("By the commission"), points) if act.points is not None else [])]
    rows = [
        (
            str(item.number),
            item.name,
            number(item.most_points),
            number(item.least_points),
            number(given.get(item.component)) if item.component else UNKNOWN,
        )
        for item in norm.items.all()
    ]
    judged = judge(norm, act, components)
    rows.append(("", _("All"), number(_most(norm)), number(norm.pass_points), number(judged.points)))
    heads = (_("No."), _("Exercise of the norm"), _("Most points"), _("Least for passing"), _("Given"))
    words = {
        True: pgettext("certification", "passed"),
        False: pgettext("certification", "not passed"),
        None: _("unknown: points are missing"),
    }
    pairs = [
        (_("Result by the national norm"), words[judged.passed]),
        (_("Category by the norm"), judged.category or UNKNOWN),
        (_("Category given by the commission"), act.category or UNKNOWN),
    ]
    categories = "; ".join(
        _("%(name)s from %(points)s points") % {"name": one.name, "points": number(one.from_points)}
        for one in norm.categories.all()
    )
    return [
        *table(
            norm.title,
            heads,
            rows,
            numbers=3,
            widths=(0.4, 2.6, 0.9, 1, 0.8),
            total=True,
            source=norm.cites,
            notes=(_("Categories: %s.") % categories,) if categories else (),
        ),
        *facts(_("By points"), pairs),
    ]


def _most(norm: NationalNorm) -> float:
    return float(sum(item.most_points for item in norm.items.all()))


def _commission(act: Certification, viewer: Viewer) -> Block:
    members = sorted(act.assessors.all(), key=lambda one: one.code)
    lines: list[str | tuple[str, str]] = []
    for place, member in enumerate(members):
        office = _("Chair of the commission") if place == 0 else _("Member of the commission")
        lines.append((f"{office}, {member.rank}" if member.rank else office, named(member, viewer)))
    lines.append((_("Handler, has read the act"), named(act.team.handler, viewer)))
    return signatures(_("Commission"), *lines)
