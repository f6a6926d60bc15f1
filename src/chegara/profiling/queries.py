"""What oversight counts: checks and profiles of a period, as one viewer may see them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.audit.queries import entries_visible_to
from chegara.organisation.models import CrossingPoint
from chegara.organisation.queries import agencies_to_act_for
from chegara.organisation.visibility import Viewer
from chegara.profiling.choices import (
    CHECK_READ,
    PERSON_ASKED,
    POSITIVE,
    RECORD_ASKED,
    CheckState,
    PurposeCode,
)
from chegara.profiling.methods.ages import age_band
from chegara.profiling.methods.oversight import (
    CommonOdds,
    Estimate,
    Outcome,
    Stratum,
    benjamini_hochberg,
    capture_share,
    hit_rate,
    leakage,
    lift,
    mantel_haenszel,
    outcome_test,
    ratio_of_shares,
)
from chegara.profiling.models import Check, Indicator, RiskProfile, SubjectRequest
from chegara.profiling.performance import judged_worse

SMALLEST = 10
"""A group of fewer is not shown: it could be known who it was."""


@dataclass
class Counts:
    """Checks that were selected, of these examined to an outcome, of these confirmed."""

    selected: int = 0
    examined: int = 0
    confirmed: int = 0

    def add(self, check: Check) -> None:
        """Count a check."""
        self.selected += 1
        if check.state == CheckState.CLOSED and check.decision:
            self.examined += 1
            self.confirmed += check.outcome in POSITIVE

    @property
    def rate(self) -> Estimate:
        """The share of the examined that was confirmed."""
        return hit_rate(self.confirmed, self.examined)


@dataclass(frozen=True)
class Arm:
    """A profile, or all of them, beside the random sample."""

    name: str
    url: str
    counts: Counts
    lift: Estimate
    leaked: Estimate
    captured: Estimate
    flagged: bool


@dataclass(frozen=True)
class Comparison:
    """A group beside the others: how often selected, over posts, and whether that stands out."""

    attribute: str
    group: str
    selected: int
    checks: int
    ratio: Estimate
    odds: CommonOdds
    stands_out: bool


@dataclass
class Figures:
    """All that the page of oversight shows of a period."""

    first: date
    last: date
    checks: int = 0
    selected: int = 0
    overall: Arm | None = None
    profiles: list[Arm] = field(default_factory=list)
    random: Counts = field(default_factory=Counts)
    comparisons: list[Comparison] = field(default_factory=list)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    decisions: dict[str, int] = field(default_factory=dict)
    outcome_counts: dict[str, int] = field(default_factory=dict)
    candidates: int = 0
    judged_other: int = 0
    judged_same: int = 0
    minutes: float | None = None
    informed: int = 0
    told_of: int = 0
    complaints: int = 0
    who: list[tuple[str, str, int]] = field(default_factory=list)
    due: int = 0


def checks_between(viewer: Viewer, first: date, last: date) -> Any:
    """Return the checks begun in a period, both days included."""
    inside = Check.objects.visible_to(viewer).filter(at__range=_moments(first, last))
    return inside.select_related("point", "by")


def _moments(first: date, last: date) -> tuple[datetime, datetime]:
    zone = timezone.get_current_timezone()
    return datetime.combine(first, time.min, zone), datetime.combine(last, time.max, zone)


def figures(viewer: Viewer, first: date, last: date, today: date) -> Figures:
    """Count a period; three queries whatever its length."""
    checks = list(checks_between(viewer, first, last))
    made = Figures(first, last, checks=len(checks))
    _arms(made, checks, viewer)
    _groups(made, checks, today)
    _conduct(made, checks, viewer, today)
    return made


def _arms(made: Figures, checks: list[Check], viewer: Viewer) -> None:
    by_profile: dict[int, Counts] = defaultdict(Counts)
    overall = Counts()
    for check in checks:
        if check.random_arm:
            made.random.add(check)
        if check.selected:
            overall.add(check)
        for trace in check.traces:
            if trace["fired"]:
                by_profile[trace["profile"]].add(check)
    made.selected = overall.selected
    names = {one.pk: one for one in RiskProfile.objects.visible_to(viewer).filter(pk__in=by_profile)}
    made.overall = _arm("", "", overall, made)
    made.profiles = sorted(
        (
            _arm(str(names[key]), names[key].get_absolute_url(), counts, made)
            for key, counts in by_profile.items()
            if key in names
        ),
        key=lambda arm: arm.name,
    )


def _arm(name: str, url: str, counts: Counts, made: Figures) -> Arm:
    random = made.random
    better = lift(counts.confirmed, counts.examined, random.confirmed, random.examined)
    leaked = leakage(made.checks - counts.selected, random.confirmed, random.examined)
    return Arm(
        name,
        url,
        counts,
        better,
        leaked,
        capture_share(counts.confirmed, leaked),
        judged_worse(better, counts.examined, random.examined),
    )


def _attributes(check: Check, today: date) -> dict[str, str]:
    """What is held lawfully and compared in sum: sex, band of age, citizenship."""
    document = check.document
    return {
        "sex": document.get("sex", ""),
        "age": document.get("age") or age_band(document.get("birth", ""), today),
        "citizenship": document.get("nationality", ""),
    }


def _groups(made: Figures, checks: list[Check], today: date) -> None:
    held = [(_attributes(check, today), check) for check in checks]
    chances: list[float] = []
    raw: list[tuple[str, str, list[bool]]] = []
    for attribute in ("sex", "age", "citizenship"):
        sizes = Counter(values[attribute] for values, _check in held)
        for group, size in sorted(sizes.items()):
            if group and size >= SMALLEST and len(held) - size >= SMALLEST:
                raw.append((attribute, group, [values[attribute] == group for values, _check in held]))
        made.outcomes[attribute] = outcome_test(_outcomes(held, attribute))
    odds = [mantel_haenszel(_strata(checks, inside)) for _attribute, _group, inside in raw]
    chances = [one.probability if one.probability is not None else 1.0 for one in odds]
    for (attribute, group, inside), common, out in zip(raw, odds, benjamini_hochberg(chances), strict=True):
        selected = sum(check.selected for check, member in zip(checks, inside, strict=True) if member)
        size = sum(inside)
        ratio = ratio_of_shares(selected, size, made.selected - selected, len(checks) - size)
        made.comparisons.append(Comparison(attribute, group, selected, size, ratio, common, out))


def _outcomes(held: list[tuple[dict[str, str], Check]], attribute: str) -> dict[str, tuple[int, int]]:
    groups: dict[str, Counts] = defaultdict(Counts)
    for values, check in held:
        if check.selected and values[attribute]:
            groups[values[attribute]].add(check)
    return {name: (one.confirmed, one.examined) for name, one in groups.items() if one.examined}


def _strata(checks: list[Check], inside: list[bool]) -> list[Stratum]:
    tables: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for check, member in zip(checks, inside, strict=True):
        tables[check.point_id][(0 if member else 2) + (0 if check.selected else 1)] += 1
    return [Stratum(*table) for table in tables.values()]


def _conduct(made: Figures, checks: list[Check], viewer: Viewer, today: date) -> None:
    lasted = [check.duration for check in checks if check.duration is not None]
    made.minutes = sum(lasted) / len(lasted) if lasted else None
    made.decisions = dict(Counter(check.get_decision_display() for check in checks if check.decision))
    made.outcome_counts = dict(Counter(check.get_outcome_display() for check in checks if check.outcome))
    made.informed = sum(check.informed is True for check in checks)
    made.told_of = sum(check.informed is not None for check in checks)
    made.complaints = sum(bool(check.complaint) for check in checks)
    judged = Counter(match["judged"] for check in checks for match in check.matches)
    made.candidates, made.judged_same, made.judged_other = (
        sum(judged.values()),
        judged["same"],
        judged["other"],
    )
    who = Counter((str(check.by), check.get_purpose_display()) for check in checks)
    who.update(_told_by_the_log(viewer, made.first, made.last))
    made.who = [(name, purpose, count) for (name, purpose), count in sorted(who.items())]
    made.due = sum(
        check.personal_until < today and "surname" in check.document and check.state == CheckState.CLOSED
        and check.outcome not in POSITIVE
        for check in checks
    )  # fmt: skip


def _told_by_the_log(viewer: Viewer, first: date, last: date) -> Counter[tuple[str, str]]:
    """How often programs asked in somebody's name, and somebody read a check of another, by purpose."""
    if not isinstance(viewer, User):
        return Counter()
    asked = (
        entries_visible_to(viewer)
        .filter(action__in=(PERSON_ASKED, RECORD_ASKED, CHECK_READ), at__range=_moments(first, last))
        .values_list("actor_name", "action", "after__purpose")
        .annotate(count=Count("pk"))
        .order_by("actor_name")
    )
    purposes = dict(PurposeCode.choices)
    made: Counter[tuple[str, str]] = Counter()
    for name, action, purpose, count in asked:
        told = (
            _("%(person)s, reading checks of others")
            if action == CHECK_READ
            else _("%(person)s, by a program")
        )
        made[told % {"person": name}, str(purposes.get(purpose, purpose))] += count
    return made


def open_requests(viewer: Viewer) -> Any:
    """Requests of persons that wait for an answer."""
    return SubjectRequest.objects.visible_to(viewer).filter(answered_on=None)


FEEDBACK = 200
"""So many of the latest selections are looked through for a profile's feedback."""


def feedback_on(profile: RiskProfile, *, most: int = 10) -> list[Check]:
    """What came of the latest checks that the profile selected, for its author: outcome and reason, no person.

    The profile's agency reads it of its own posts, whoever may see the profile.
    """
    closed = Check.objects.filter(
        owner_agency=profile.owner_agency_id, compartment=None, selected=True, state=CheckState.CLOSED
    ).select_related("point")[:FEEDBACK]
    return [one for one in closed if any(t["fired"] and t["profile"] == profile.pk for t in one.traces)][
        :most
    ]


POST_WINDOW = timedelta(days=90)


def post_counts(viewer: Viewer, point: CrossingPoint, today: date) -> tuple[Counts, Counts]:
    """What was selected at a post in the last days and what came of it: by profiles, and by the random sample."""
    selected, random = Counts(), Counts()
    checks = checks_between(viewer, today - POST_WINDOW, today).filter(
        Q(selected=True) | Q(random_arm=True), point=point
    )
    for check in checks:
        if check.selected:
            selected.add(check)
        if check.random_arm:
            random.add(check)
    return selected, random


def own_with(user: User, *models: type[Model]) -> Any:
    """Return the user's agencies that have records of one of some kinds."""
    asked = Q()
    for model in models:
        asked |= Q(pk__in=model._default_manager.order_by().values("owner_agency"))
    return agencies_to_act_for(user).filter(asked)


def noted(check: Check, viewer: Viewer) -> list[tuple[Indicator, str]]:
    """Return the indicators noted at a check, each with "for" (seen) or "against" (explained)."""
    found = Indicator.objects.visible_to(viewer).filter(code__in=check.seen)
    return [(one, check.seen[one.code]) for one in found]
