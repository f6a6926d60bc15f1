"""Recommendations, and the action plan with the comparison of old and new."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.integrity.choices import Arusha, Decision, RecommendationKind
from chegara.integrity.models import ConformityFinding, MeasureTag, OldItem, Recommendation, Review
from chegara.integrity.report.common import document
from chegara.integrity.words import RULES
from chegara.plans.choices import Priority, Term
from chegara.plans.models import Measure
from chegara.reporting.blocks import Block, Column, Document, Heading, Paragraph, Table


def recommendations(review: Review) -> Document:
    """Return the recommendations of a review by class, each with its findings and its measure."""
    return document(review, _("Recommendations"), _recommendations(review))


def _recommendations(review: Review) -> Iterator[Block]:
    rows = list(
        Recommendation.objects.filter(review=review)
        .select_related("measure")
        .prefetch_related("findings", "risks")
    )
    if not rows:
        yield Paragraph(_("No recommendation yet."))
    for kind in RecommendationKind:
        some = [each for each in rows if each.kind == kind]
        if not some:
            continue
        yield Heading(str(kind.label))
        yield Table(
            str(kind.label),
            (
                Column("№", width=0.4), Column(_("Recommendation"), width=2.6), Column(_("Because of"), width=1.6),
                Column(_("Term"), width=0.9), Column(_("Priority"), width=0.8), Column(_("Measure and state"), width=1.3),
            ),
            tuple(_row(each) for each in some),
            source=_("review of integrity"),
        )  # fmt: skip
    unanswered = ConformityFinding.objects.filter(
        review=review, standing=True, decision=Decision.FIX, recommendations=None
    ).count()
    if unanswered:
        yield Paragraph(
            _("Findings to be fixed that no recommendation answers yet: %(n)d.") % {"n": unanswered}
        )


def _because(each: Recommendation) -> str:
    """Return what a recommendation answers: rules of its findings, corruption risks."""
    rules = sorted({finding.rule for finding in each.findings.all()})
    risks = [_("risk %(risk)s") % {"risk": risk} for risk in each.risks.all()]
    return "; ".join([*(f"{rule} {RULES[rule].title}" for rule in rules), *risks])


def _why(each: Recommendation) -> str:
    told = _("Recommendation № %(n)d") % {"n": each.number}
    return ". ".join(filter(None, (told, each.text.rstrip(" ."), _because(each))))


def _row(each: Recommendation) -> tuple[str, ...]:
    measure = (
        f"{each.measure.code}: {each.measure.get_status_display()}" if each.measure else _("no measure yet")
    )
    return (
        str(each.number), f"{each.title}. {each.text}" if each.text else each.title,
        _because(each) or "–",
        str(each.get_term_display()), str(each.get_priority_display()), measure,
    )  # fmt: skip


def action_plan(review: Review, viewer: User) -> Document:
    """Return the action plan by term, and what became of each item of the old one."""
    return document(review, _("Integrity action plan"), _action_plan(review, viewer))


def _action_plan(review: Review, viewer: User) -> Iterator[Block]:
    tags = dict(MeasureTag.objects.filter(review=review).values_list("measure", "arusha"))
    priorities: dict[int, int] = dict(
        Recommendation.objects.filter(review=review, measure__isnull=False).values_list("measure", "priority")
    )
    measures = [] if review.plan is None else list(
        Measure.objects.visible_to(viewer).filter(plan=review.plan).select_related("objective", "lead")
    )  # fmt: skip
    if not measures:
        yield Paragraph(_("The plan has no measure yet."))
    for term in [*Term, None]:
        some = [each for each in measures if (each.objective.term if each.objective else None) == term]
        if some:
            title = str(term.label) if term else _("Without an objective yet")
            yield Heading(title)
            yield _measures(
                title, sorted(some, key=lambda each: priorities.get(each.pk, 9)), tags, priorities
            )
    yield Heading(_("The old plan: was, becomes, why"))
    yield from _comparison(review)


def _measures(title: str, measures: list[Measure], tags: dict[int, str], priorities: dict[int, int]) -> Table:
    return Table(
        title,
        (
            Column(_("Measure"), width=2.8), Column(_("Factor of the Arusha Declaration"), width=1.5),
            Column(_("Priority"), width=0.9), Column(_("Responsible, deadline"), width=1.3),
            Column(_("Indicator"), width=1.3), Column(_("State"), width=1.0),
        ),
        tuple(
            (
                str(each), str(Arusha(tags[each.pk]).label) if each.pk in tags else "–",
                str(Priority(priorities[each.pk]).label) if each.pk in priorities else "–",
                ", ".join(
                    filter(
                        None,
                        (
                            each.lead.short if each.lead else "",
                            f"{each.deadline:%d.%m.%Y}" if each.deadline else _("no deadline yet"),
                        ),
                    )
                ),
                each.indicator or "–", str(each.get_status_display()),
            )
            for each in measures
        ),
        source=_("action plan"),
    )  # fmt: skip


def _comparison(review: Review) -> Iterator[Block]:
    items = list(OldItem.objects.filter(review=review).select_related("measure"))
    if not items:
        yield Paragraph(_("No old plan was read in."))
        return
    yield Table(
        _("Was, becomes, why"),
        (
            Column("№", width=0.5), Column(_("Was"), width=2.4), Column(_("Becomes"), width=2.4),
            Column(_("Verdict"), width=0.9), Column(_("Why"), width=1.6),
        ),
        tuple(
            (
                each.number, "; ".join(filter(None, (each.text, each.responsible, each.deadline))),
                str(each.measure) if each.measure else "–",
                str(each.get_verdict_display()) if each.verdict else _("open"), each.reason or "–",
            )
            for each in items
        ),
        source=_("old action plan as read in"),
    )  # fmt: skip
    taken = {each.measure_id for each in items if each.measure_id}
    new = (
        Recommendation.objects.filter(review=review, measure__isnull=False)
        .exclude(measure__in=taken)
        .select_related("measure")
        .prefetch_related("findings", "risks")
    )
    if new:
        yield Table(
            _("New in the plan"),
            (Column(_("Measure"), width=2.4), Column(_("Why"), width=2.0)),
            tuple((str(each.measure), _why(each)) for each in new),
            source=_("recommendations of the review"),
        )
