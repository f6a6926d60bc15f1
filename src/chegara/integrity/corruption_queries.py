"""Reading corruption risks: levels from closed rounds, the maps, exposed posts, overdue rotation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override

from chegara.accounts.models import Role, User
from chegara.elicitation.models import LONGEST_ITEM, Expert, Item, Panel, Round, RoundState
from chegara.elicitation.queries import Results, results
from chegara.integrity.corruption_choices import ESTABLISHED
from chegara.integrity.methods.exposure import (
    Reason,
    Rotation,
    combined_effect,
    exposure,
    residual_level,
    rotation,
    sensitive,
)
from chegara.integrity.methods.findings import Severity
from chegara.integrity.methods.scales import (
    Band,
    CorruptionScale,
    controls,
    factor_weights,
    in_language,
    load_scale,
    thresholds,
)
from chegara.integrity.models import Appointment, CorruptionRisk, Post, Review, RiskRules
from chegara.integrity.words import language as page_language
from chegara.organisation.models import Membership

BEFORE, IMPACT, AFTER, IMPACT_AFTER = "likelihood", "impact", "likelihood_left", "impact_left"
CRITERIA = (BEFORE, IMPACT, AFTER, IMPACT_AFTER)


def subject_of(review: Review) -> str:
    """Return how the review's panel of assessors is known."""
    return f"integrity.review:{review.pk}"


def rules_of(review: Review) -> RiskRules:
    """Return the review's rules, the house's where it has set none."""
    return RiskRules.objects.filter(review=review).first() or RiskRules(review=review)


JUDGES = (Role.ANALYST, Role.OFFICER, Role.SUPERVISOR, Role.INTEGRITY_OFFICER)
"""The roles that may fill in a ballot; oversight looks on."""


def assessors_to_invite(review: Review) -> models.QuerySet[User]:
    """Return the people of the review's agency who may judge and are not invited yet."""
    current = Membership.objects.current().filter(agency=review.owner_agency_id, role__in=JUDGES)
    invited = Expert.objects.filter(panel__subject=subject_of(review)).values("user")
    people = User.objects.filter(pk__in=current.values("user"), is_active=True)
    return people.exclude(pk__in=invited).order_by("full_name", "username")


def asked_words(risk: CorruptionRisk) -> str:
    """Return what assessors read of a risk: they see nothing else of the review."""
    language = page_language()
    named = controls()
    told = ", ".join(
        f"{each.code} {in_language(named[each.code], language)} ({each.get_strength_display()})"
        for each in risk.controls.all()
    )
    words = _("Controls: %(controls)s.") % {"controls": told or _("none")}
    most = LONGEST_ITEM - len(words) - 2
    text = f"{_ended(risk.title)} {_ended(risk.act)}"
    return f"{text if len(text) <= most else text[:most] + '…'} {words}"


def _ended(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def risks_to_put(review: Review) -> list[CorruptionRisk]:
    """Return the risks that the panel does not have, or has in other words than they have now.

    The panel was opened in one language: a risk that reads alike in either is there.
    """
    there = dict(Item.objects.filter(panel__subject=subject_of(review)).values_list("key", "title"))
    if not there:
        return []
    risks = list(CorruptionRisk.objects.filter(review=review).prefetch_related("controls"))
    known = set()
    for language in ("en", "ru"):
        with override(language):
            known |= {risk.pk for risk in risks if there.get(risk.key) == asked_words(risk)}
    return [risk for risk in risks if risk.pk not in known]


@dataclass(frozen=True)
class Judged:
    """A level by the assessors: their median, how many judged, whether they lie far apart."""

    level: int | None
    given: int
    apart: bool


UNJUDGED = Judged(None, 0, False)


@dataclass(frozen=True)
class RiskLevels:
    """A risk with its levels before and after controls, and what the controls' strength alone would leave."""

    risk: CorruptionRisk
    likelihood: Judged
    impact: Judged
    likelihood_after: Judged
    impact_after: Judged
    by_controls: int | None
    before: Band | None
    after: Band | None

    @property
    def counts(self) -> Band | None:
        """The band that counts: with controls where it is known, without them otherwise."""
        return self.after or self.before


SEVERITY = {Band.HIGH: Severity.HIGH, Band.MEDIUM: Severity.MEDIUM, Band.LOW: Severity.LOW}


def severities_of(review: Review, risks: Iterable[CorruptionRisk]) -> list[Severity]:
    """Return how grave risks are as they stand with today's controls; one that nobody judged is not told."""
    wanted = {risk.pk for risk in risks}
    if not wanted:
        return []
    found = (one.counts for one in RiskPicture(review).risks if one.risk.pk in wanted)
    return [SEVERITY[band] for band in found if band is not None]


@dataclass(frozen=True)
class ExposedPost:
    """A position with its exposure and why it is sensitive; `overdue` are holders beyond their time."""

    post: Post
    score: float | None
    factors: Mapping[str, int]
    reasons: tuple[Reason, ...]
    overdue: tuple[tuple[str, date, Rotation], ...]


class RiskPicture:
    """All that the pages and the document say of a review's corruption risks, read once."""

    def __init__(self, review: Review) -> None:
        self.review = review
        self.rules = rules_of(review)
        self.scale: CorruptionScale = load_scale(self.rules.scale)
        self.language = page_language()

    @cached_property
    def panel(self) -> Panel | None:
        """The panel of assessors."""
        return Panel.objects.filter(subject=subject_of(self.review)).first()

    @cached_property
    def results(self) -> list[Results]:
        """What the rounds found whose levels count, the last first: of each risk the last that asked for it.

        The same ballots always give the same interval of agreement.
        """
        closed = Round.objects.filter(panel__subject=subject_of(self.review), state=RoundState.CLOSED)
        counting: list[Results] = []
        told: set[int] = set()
        for one in closed.select_related("panel").prefetch_related("asked").order_by("-number"):
            asked = {each.item_id for each in one.asked.all()}
            if asked <= told:
                continue
            told |= asked
            found = results(one, rng=np.random.default_rng(int(one.digest[:16], 16)))
            counting += [found] if found else []
        return counting

    @cached_property
    def _judged(self) -> Mapping[tuple[str, str], Judged]:
        found = [each for one in reversed(self.results) for each in one.findings]
        return {
            (one.item.key, one.criterion): Judged(
                one.joint.level if one.joint else None,
                one.spread.given if one.spread else 0,
                bool(one.spread and one.spread.calls_for_discussion),
            )
            for one in found
        }

    @cached_property
    def risks(self) -> list[RiskLevels]:
        """The risks, the gravest first; those nobody judged last."""
        rows = CorruptionRisk.objects.filter(review=self.review).select_related("step", "review")
        found = [
            self._levels(risk) for risk in rows.prefetch_related("controls", "posts__unit", "cases", "norms")
        ]
        return sorted(found, key=lambda one: (-(one.counts or 0), one.risk.number))

    def _levels(self, risk: CorruptionRisk) -> RiskLevels:
        likelihood, impact, after, impact_after = (
            self._judged.get((risk.key, code), UNJUDGED) for code in (BEFORE, IMPACT, AFTER, IMPACT_AFTER)
        )
        effect = combined_effect((1.0, control.strength / 100) for control in risk.controls.all())
        return RiskLevels(
            risk=risk, likelihood=likelihood, impact=impact, likelihood_after=after, impact_after=impact_after,
            by_controls=residual_level(likelihood.level, effect) if likelihood.level else None,
            before=self.scale.band(likelihood.level, impact.level),
            after=self.scale.band(after.level, impact_after.level),
        )  # fmt: skip

    @cached_property
    def maps(self) -> list[tuple[str, list[RiskLevels]]]:
        """The maps of the scale with the risks on each."""
        if len(self.scale.maps) == 1:
            return [(self.scale.maps[0], self.risks)]
        return [(code, [one for one in self.risks if one.risk.map == code]) for code in self.scale.maps]

    def cells(
        self, risks: list[RiskLevels], *, after: bool
    ) -> list[tuple[int, list[tuple[int, Band, list[CorruptionRisk]]]]]:
        """Return the map's rows from the highest likelihood: (level, [(impact, band, risks there)])."""
        there: dict[tuple[int | None, int | None], list[CorruptionRisk]] = {}
        for one in risks:
            pair = (one.likelihood_after, one.impact_after) if after else (one.likelihood, one.impact)
            there.setdefault((pair[0].level, pair[1].level), []).append(one.risk)
        size = len(self.scale)
        return [
            (
                row,
                [
                    (column, Band(self.scale.matrix.level(row, column)), there.get((row, column), []))
                    for column in range(1, size + 1)
                ],
            )
            for row in range(size, 0, -1)
        ]

    @cached_property
    def posts(self) -> list[ExposedPost]:
        """The positions that were judged, or are sensitive, the most exposed first."""
        high = Counter(
            post.pk for one in self.risks if one.counts == Band.HIGH for post in one.risk.posts.all()
        )
        overdue = self._overdue()
        rows = (
            Post.objects.filter(review=self.review)
            .select_related("unit")
            .prefetch_related("factors", "cases")
        )
        found = []
        for post in rows:
            strengths = {one.code: one.strength for one in post.factors.all()}
            score = exposure(strengths, factor_weights())
            reasons = sensitive(
                score=score, threshold=self.rules.exposure_from, strengths=strengths,
                strong=thresholds().strong_factors, high_risks=high[post.pk],
                cases=sum(case.status in ESTABLISHED for case in post.cases.all()), by_norm=post.sensitive,
            )  # fmt: skip
            late = tuple(overdue.get(post.pk, ())) if reasons else ()
            found.append(ExposedPost(post, score, strengths, reasons, late))
        return sorted(found, key=lambda one: (-len(one.reasons), -(one.score or -1), one.post.pk))

    def _overdue(self) -> dict[int, list[tuple[str, date, Rotation]]]:
        on, limit = self.review.on, self.rules.rotation_months
        found: dict[int, list[Any]] = {}
        held = Appointment.objects.filter(review=self.review, since__isnull=False, since__lte=on)
        for one in held.select_related("holder"):
            if one.since is None or (one.until and one.until < on):
                continue
            turn = rotation(one.since, limit, on)
            if turn.due <= on:
                found.setdefault(one.post_id, []).append((one.holder.pseudonym, one.since, turn))
        return found
