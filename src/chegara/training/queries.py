"""Reading training: days and scores of sessions, the cascade, offers and requests, needs, what expires."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count

from chegara.accounts.models import User
from chegara.organisation.models import Agency, Named
from chegara.organisation.visibility import Viewer, agencies_of
from chegara.organisation.wordings import as_written
from chegara.risk.models import Assessment, Risk
from chegara.risk.queries import levels_of
from chegara.training.choices import Moment
from chegara.training.methods import cascade as methods
from chegara.training.methods import matching
from chegara.training.methods.needs import Need, rank_needs
from chegara.training.methods.needs import Requirement as NeedOf
from chegara.training.methods.vignettes import Answer
from chegara.training.models import (
    Certificate,
    Course,
    Holding,
    Offer,
    Person,
    PracticeAnswer,
    Registration,
    Request,
    Requirement,
    Session,
    Sitting,
    Topic,
    Trainer,
)

GROUP_AT_LEAST = 5
"""Trainees in a group whose answers a trainer sees together: of fewer, one could be worked out."""


def days_of(session: Session) -> list[date]:
    """Return the days on which a session is held, from its first to its last."""
    return [session.start + timedelta(days=n) for n in range((session.end - session.start).days + 1)]


def scores_of(sessions: Iterable[int]) -> dict[tuple[int, int], dict[str, float]]:
    """Return the scores by (session, person) and moment."""
    found: dict[tuple[int, int], dict[str, float]] = defaultdict(dict)
    rows = Sitting.objects.filter(session__in=sessions).values_list("session", "person", "moment", "score")
    for session, person, moment, score in rows:
        found[session, person][moment] = score
    return found


# --- the cascade --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CascadeFacts:
    """A course's cascade, and of each place (agency, unit or point) how many serve there and are trained."""

    cascade: methods.Cascade
    sessions: tuple[methods.Session, ...]
    staff: Mapping[tuple[str, str], int]
    trained: Mapping[tuple[str, str], int]
    women: int
    sex_known: int
    left: int
    trained_last_year: int
    left_last_year: int
    valid_until: tuple[date | None, ...]


def cascade_of(course: Course, viewer: Viewer, *, at: date) -> CascadeFacts:
    """Return the cascade of a course's sessions up to a day; learners are those who were present."""
    held = list(Session.objects.filter(course=course).values_list("pk", "end"))
    trainers: dict[int, list[str]] = defaultdict(list)
    through = Session.trainers.through.objects.filter(session__course=course)
    for session, code in through.values_list("session_id", "person__code"):
        trainers[session].append(code)
    learners: dict[int, list[str]] = defaultdict(list)
    rows = Registration.objects.filter(session__course=course, withdrawn=False, present__isnull=False)
    for session, code, present in rows.values_list("session_id", "person__code", "present"):
        if present:
            learners[session].append(code)
    sessions = tuple(
        methods.Session(
            end,
            tuple(trainers[pk]),
            tuple(c for c in learners[pk] if c not in trainers[pk]),
            course.of_trainers,
        )
        for pk, end in held
        if trainers[pk]
    )
    scores = dict(
        Sitting.objects.filter(session__course=course, moment=Moment.AFTER).values_list(
            "person__code", "score"
        )
    )
    found = methods.cascade(sessions, at=at, scores=scores)
    return _with_places(course, found, sessions, viewer, at)


def _with_places(
    course: Course, found: methods.Cascade, sessions: tuple[methods.Session, ...], viewer: Viewer, at: date
) -> CascadeFacts:
    staff: dict[tuple[str, str], int] = defaultdict(int)
    trained: dict[tuple[str, str], int] = defaultdict(int)
    year_ago = at - timedelta(days=365)
    women = sex_known = left = left_last_year = 0
    last = _last_trained(sessions, at)
    valid: list[date | None] = []
    own = Person.objects.visible_to(viewer).filter(owner_agency__country=course.owner_agency.country_id)
    short = {agency.pk: agency.short for agency in Agency.objects.filter(pk__in=own.values("owner_agency"))}
    rows = own.values_list("code", "owner_agency", *_names("unit"), *_names("point"), "sex", "left_on")
    for code, agency, unit_en, unit_ru, point_en, point_ru, sex, left_on in rows:
        if left_on is not None and left_on <= at:
            left += code in found.generation_of
            left_last_year += left_on > year_ago
            continue
        place = (
            short[agency],
            Named.chosen(point_en or unit_en or "", point_ru if point_en else unit_ru or ""),
        )
        staff[place] += 1
        if code in last:
            trained[place] += 1
            women += sex == "f"
            sex_known += bool(sex)
            valid.append(_end(last[code], course.valid_months))
    return CascadeFacts(
        found,
        sessions,
        staff,
        trained,
        women,
        sex_known,
        left,
        left_last_year=left_last_year,
        trained_last_year=sum(day > year_ago for day in last.values()),
        valid_until=tuple(end for end in valid if end is None or end >= at),
    )


def _names(place: str) -> tuple[str, str]:
    return f"{place}__name_en", f"{place}__name_ru"


def _last_trained(sessions: Iterable[methods.Session], at: date) -> dict[str, date]:
    """Return the last day on which each person was trained."""
    last: dict[str, date] = {}
    for session in sessions:
        if session.on <= at:
            for learner in session.learners:
                last[learner] = max(last.get(learner, session.on), session.on)
    return last


def _end(trained: date, months: int | None) -> date | None:
    return None if months is None else trained + timedelta(days=round(months * 30.4375))


# --- exchange -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Exchange:
    """Offers and requests of a year, and the plan that matches them."""

    offers: Mapping[str, Offer]
    requests: Mapping[str, Request]
    plan: matching.Plan


def exchange_of(year: int, viewer: Viewer) -> Exchange:
    """Return the offers and requests of a year that `viewer` may know of, matched.

    A trainer who does not travel, or whose validity ends before, offers nothing on site.
    """
    window = {"start__year__lte": year, "end__year__gte": year}
    offers = Offer.objects.visible_to(viewer).filter(**window, trainer__travels=True)
    requests = Request.objects.visible_to(viewer).filter(**window)
    kept = {
        str(one.pk): one
        for one in offers.select_related(
            "trainer__person", "trainer__owner_agency__country"
        ).prefetch_related("trainer__topics")
        if one.trainer.valid_until is None or one.trainer.valid_until >= one.start
    }
    asked = {
        str(one.pk): one
        for one in requests.select_related("owner_agency__country").prefetch_related("topics")
    }
    plan = matching.match(
        [_offer(key, one) for key, one in kept.items()],
        [_request(key, one) for key, one in asked.items() if one.topics.all()],
    )
    return Exchange(kept, asked, plan)


def _offer(key: str, one: Offer) -> matching.Offer:
    trainer = one.trainer
    last = min(one.end, trainer.valid_until) if trainer.valid_until else one.end
    return matching.Offer(
        key,
        trainer.owner_agency.country_id,
        frozenset(each.code for each in trainer.topics.all()),
        languages(trainer.languages),
        trainer.level,
        one.start,
        last,
    )


def _request(key: str, one: Request) -> matching.Request:
    return matching.Request(
        key,
        one.owner_agency.country_id,
        frozenset(each.code for each in one.topics.all()),
        languages(one.languages),
        one.level,
        one.start,
        one.end,
        one.days,
    )


def languages(text: str) -> frozenset[str]:
    """Return language codes written with commas between.

    >>> sorted(languages("RU, en;uz"))
    ['en', 'ru', 'uz']
    """
    return frozenset(part.strip().casefold() for part in text.replace(";", ",").split(",") if part.strip())


# --- needs --------------------------------------------------------------------------------------------------


def needs_of(user: User, *, at: date) -> tuple[list[Need], dict[str, Topic]]:
    """Return the ranked needs of what somebody may see, and the topics by code.

    A requirement holds for each person of its agency in its position. The weight is the level of the risk
    that it serves (1 the lowest), else the weight entered; of several requirements the highest counts.
    """
    with as_written():  # positions are compared
        requirements = list(Requirement.objects.visible_to(user).select_related("topic", "risk__assessment"))
    levels = _risk_levels([one.risk for one in requirements if one.risk], user)
    held: dict[tuple[str, int], float] = {}
    rows = Holding.objects.visible_to(user).order_by("on", "pk")
    for person, topic, level, until in rows.values_list("person__code", "topic", "level", "valid_until"):
        # What expired is a level that nobody knows any more.
        if until is None or until >= at:
            held[person, topic] = float(level)
        else:
            held.pop((person, topic), None)
    persons = list(
        Person.objects.visible_to(user).filter(left_on=None).values_list("code", "owner_agency", "office")
    )
    needed: dict[tuple[str, str], NeedOf] = {}
    weights: dict[str, float] = {}
    for one in requirements:
        weight = levels.get(one.risk_id, one.weight) if one.risk_id else one.weight
        weights[one.topic.code] = max(weights.get(one.topic.code, 0.0), float(weight))
        for code, agency, office in persons:
            if agency != one.owner_agency_id or (one.office and office.casefold() != one.office.casefold()):
                continue
            before = needed.get((code, one.topic.code))
            if before is None or before.required < one.level:
                needed[code, one.topic.code] = NeedOf(
                    code, one.topic.code, float(one.level), held.get((code, one.topic_id))
                )
    topics = {one.topic.code: one.topic for one in requirements}
    return rank_needs(needed.values(), weights), topics


def _risk_levels(risks: Sequence[Risk], user: User) -> dict[int, float]:
    """Return the levels of risks whose assessment somebody may see; where none is set, none is returned."""
    wanted: dict[int, set[int]] = defaultdict(set)
    for risk in risks:
        wanted[risk.assessment_id].add(risk.pk)
    found: dict[int, float] = {}
    for assessment in Assessment.objects.visible_to(user).filter(pk__in=wanted):
        for one in levels_of(assessment):
            if one.risk.pk in wanted[assessment.pk] and one.level is not None:
                found[one.risk.pk] = float(one.level)
    return found


# --- what expires, practice ---------------------------------------------------------------------------------


AHEAD = timedelta(days=120)
"""How long before the end of a validity it is reminded of."""


def expiring(viewer: Viewer, *, until: date) -> list[Any]:
    """Return certificates and trainers whose validity ends by a day, or has ended, the first to end first.

    A certificate that a later one of the same course replaces is not named.
    """
    certificates = Certificate.objects.visible_to(viewer).filter(valid_until__lte=until, revoked_on=None)
    later: dict[tuple[int, int], date] = {}
    for person, course, end in (
        Certificate.objects.visible_to(viewer)
        .filter(revoked_on=None)
        .values_list("person", "session__course", "valid_until")
    ):
        later[person, course] = max(later.get((person, course), date.min), end or date.max)
    found: list[Any] = [
        one
        for one in certificates.select_related(
            "person__owner_agency", "session__course__owner_agency__country"
        )
        if one.valid_until == later[one.person_id, one.session.course_id]
    ]
    trainers = Trainer.objects.visible_to(viewer).filter(valid_until__lte=until)
    found += trainers.select_related("person__owner_agency", "owner_agency__country")
    return sorted(found, key=lambda one: one.valid_until)


def own_answers(user: User) -> list[Answer]:
    """Return somebody's own answers, those of each round as another trainee's."""
    return _answers(PracticeAnswer.objects.filter(practice__by=user))


def group_answers(user: User, group: str) -> tuple[int, list[Answer]]:
    """Return how many trainees of the user's agencies there are in a group, and their answers.

    Answers of groups that are too small are not returned; unfinished rounds do not count.
    """
    rows = PracticeAnswer.objects.filter(
        practice__agency__in=agencies_of(user), practice__group=group, practice__ended_at__isnull=False
    )
    trainees = rows.aggregate(n=Count("practice__by", distinct=True))["n"]
    return trainees, _answers(rows) if trainees >= GROUP_AT_LEAST else []


def _answers(rows: Any) -> list[Answer]:
    return [
        Answer(str(practice), str(vignette), compared, risk, flagged)
        for practice, vignette, compared, risk, flagged in rows.order_by("pk").values_list(
            "practice", "vignette", "compared", "vignette__risk", "flagged"
        )
    ]
