"""Training for tests, each record made through the same action that a user's click calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tests import factories

from chegara.accounts.models import Role, User
from chegara.organisation.models import Agency
from chegara.organisation.registers.actions import save_record
from chegara.training.actions import activities, courses
from chegara.training.methods.moodle import Option, Question
from chegara.training.models import (
    Activity,
    ActivityList,
    Certificate,
    Course,
    Person,
    Recommendation,
    Registration,
    Session,
    Test,
    Topic,
    Vignette,
)
from chegara.training.queries import days_of

START = date(2026, 3, 2)
QUESTIONS = [
    Question(f"Q{n}", f"Question {n}?", (Option("right", True), Option("wrong", False))) for n in range(1, 5)
]
HEAD = "title,kind,country,place,dates,topics,participants,source\n"


@dataclass
class Stage:
    """A border service with a trainer, and an agency that takes no part."""

    border: Agency
    trainer: User
    stranger: User


def make_stage() -> Stage:
    border = factories.make_agency(code="XA-BOR")
    customs = factories.make_agency(border.country, code="XA-CUS", kind="customs")
    return Stage(
        border,
        factories.make_user("trainer", agency=border, roles=(Role.TRAINER, Role.SUPERVISOR)),
        factories.make_user("stranger", agency=customs, roles=(Role.TRAINER,)),
    )


def saved(one: Any, *, by: User, **linked: Any) -> Any:
    save_record(one, by=by, linked=linked)
    return one


def make_topic(by: User, code: str = "profiling") -> Topic:
    return saved(Topic(code=code, name_en=f"Topic {code}"), by=by)


def make_person(agency: Agency, code: str, *, by: User, **more: Any) -> Person:
    return saved(Person(owner_agency=agency, code=code, **more), by=by)


def make_course(agency: Agency, *, by: User, **more: Any) -> Course:
    values: dict[str, Any] = {"title": "Profiling", "of_trainers": True, **more}
    return saved(Course(owner_agency=agency, **values), by=by)


def make_session(
    course: Course,
    *,
    by: User,
    trainers: Sequence[Person] = (),
    learners: Sequence[Person] = (),
    start: date = START,
    days: int = 3,
) -> Session:
    """Make a session at which all learners were present on all days."""
    session = Session(course=course, start=start, end=start + timedelta(days=days - 1))
    saved(session, by=by, trainers=list(trainers))
    for person in learners:
        saved(Registration(session=session, person=person), by=by)
    courses.note_attendance(session, {one.pk: days_of(session) for one in learners}, by=by)
    return session


def make_test(course: Course, *, by: User) -> Test:
    test = saved(Test(course=course, title="Test"), by=by)
    courses.set_questions(test, QUESTIONS, by=by)
    return test


def make_activity(agency: Agency, *, by: User, **more: Any) -> Activity:
    values: dict[str, Any] = {
        "title": "Workshop",
        "kind": "workshop",
        "held_in": agency.country,
        "start": START,
        "end": START,
        **more,
    }
    linked = {name: values.pop(name) for name in ("topics", "agencies") if name in values}
    return saved(Activity(owner_agency=agency, **values), by=by, **linked)


def make_vignette(agency: Agency, title: str = "Two passports", *, by: User, risk: bool = True) -> Vignette:
    return saved(
        Vignette(
            owner_agency=agency,
            title=title,
            story="{traveller} has two passports.",
            attribute="sex",
            reference="A man",
            compared="A woman",
            risk=risk,
        ),
        by=by,
    )


def receive(stage: Stage, text: str, name: str = "list.csv") -> Any:
    return activities.receive_list(
        content=text.encode(), name=name, owner_agency=stage.border, marking="official_use", by=stage.trainer
    )


@dataclass
class Whole:
    """One record of each kind of page."""

    activity: Activity
    recommendation: Recommendation
    received: Any
    course: Course
    session: Session
    test: Test
    certificate: Certificate


def make_whole(agency: Agency, by: User) -> Whole:
    """Make what every page of training needs."""
    activity = make_activity(agency, by=by)
    recommendation = saved(Recommendation(activity=activity, number=1, text="Name an officer"), by=by)
    received = _received(agency, by)
    course = make_course(agency, by=by, valid_months=12)
    teacher, learner = make_person(agency, "T-1", by=by), make_person(agency, "L-1", by=by)
    session = make_session(course, by=by, trainers=[teacher], learners=[learner])
    test = make_test(course, by=by)
    make_vignette(agency, by=by)
    [certificate] = courses.issue_certificates(session, by=by, on=session.end)
    return Whole(activity, recommendation, received, course, session, test, certificate)


def _received(agency: Agency, by: User) -> ActivityList:
    return activities.receive_list(
        content=(HEAD + f"Workshop,workshop,{agency.country_id},Bishkek,28–30 February 2018,,,\n").encode(),
        name="list.csv",
        owner_agency=agency,
        marking="official_use",
        by=by,
    )


def made_whole(agency: Agency, by: User) -> Whole:
    """Return what `make_whole` made, or make it."""
    course = Course.objects.filter(owner_agency=agency).first()
    if course is None:
        return make_whole(agency, by)
    activity = Activity.objects.get(owner_agency=agency)
    session = course.sessions.get()
    return Whole(
        activity,
        activity.recommendations.get(),
        ActivityList.objects.first() or _received(agency, by),  # a walk throws the list away
        course,
        session,
        course.tests.get(),
        session.certificates.get(),
    )
