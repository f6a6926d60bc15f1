"""Training in the demo: the programme's real activities of 2018, and an invented cascade in Sarvania."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Sequence
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from chegara.accounts.models import Marking, Role, User
from chegara.config.demo.organisation import folder
from chegara.organisation import actions as organisation
from chegara.organisation.models import Agency, CrossingPoint, Release, State
from chegara.organisation.registers.actions import save_record
from chegara.organisation.visibility import own_agencies
from chegara.plans.models import Plan
from chegara.risk.models import Risk
from chegara.training.actions import activities, courses
from chegara.training.actions.practice import answer, begin_practice
from chegara.training.methods.moodle import Option, Question
from chegara.training.models import (
    Activity,
    Course,
    Feedback,
    FollowUp,
    Holding,
    Offer,
    Outcome,
    Participation,
    Person,
    Recommendation,
    Registration,
    Request,
    Requirement,
    Result,
    Session,
    Test,
    Topic,
    Trainer,
    Vignette,
)
from chegara.training.queries import days_of
from chegara.training.wordings import RECORDS, set_wordings, texts_of

CITATION = "BOMCA, activities of January–April 2018 (bomca-eu.org)"
ACTIVITIES = "activities-2018.csv"
LEARNERS_BY_GENERATION = ((12,), (11, 10, 12, 11), (8, 9))
"""How many learn in each session, generation by generation; all invented."""
GROUP = "2026-1"
KEPT = 0.12
"""How much less of what was right after the course is right months later; invented too."""
RETENTION_AFTER = timedelta(days=150)


@transaction.atomic
def build_training(rng: np.random.Generator, password: str) -> None:
    """Read the programme's list in by the users' importer, then tell of the invented cascade."""
    told = tomllib.loads((folder("XS") / "training.toml").read_text(encoding="utf-8"))
    programme = Agency(
        country_id="KG",
        code="BOMCA",
        kind="international",
        short_en="BOMCA",
        short_ru="БОМКА",
        name_en="Border Management Programme in Central Asia (BOMCA)",
        name_ru="Программа содействия управлению границами в Центральной Азии (БОМКА)",
    )
    organisation.save(programme, by="demo")
    academy = Agency(
        country_id="XL",
        code="XL-ACA",
        kind="border",
        name_en="Border academy of Lomeria (invented)",
        name_ru="Пограничная академия Ломерии (вымышлена)",
    )
    organisation.save(academy, by="demo")
    trainer = _account("trainer", "Head of the training centre (demo)", ("XS-BOR", "BOMCA"), password)
    neighbour = _account("lomeria", "Academy of Lomeria (demo)", ("XL-ACA",), password)
    for each in told["topics"]:
        save_record(Topic(**each), by=trainer)
    _programme(programme, trainer)
    _Sarvania(told, rng, trainer, neighbour, academy).build()
    _say_in_russian(trainer)


def _say_in_russian(trainer: User) -> None:
    """Put every free text of what the centre and the programme entered into Russian."""
    russian = tomllib.loads((folder("XS") / "training.ru.toml").read_text(encoding="utf-8"))
    for model in RECORDS:
        for one in model.objects.filter(owner_agency__in=own_agencies(trainer)):
            words = {text: russian[text] for text in texts_of(one) if text in russian}
            set_wordings(one, language="ru", words=words, by=trainer)


def _account(username: str, name: str, agencies: Sequence[str], password: str) -> User:
    user = User.objects.filter(username=username).first() or organisation.create_user(
        username=username, full_name=name, password=password, clearance=Marking.OFFICIAL_USE, by="demo"
    )
    for code in agencies:
        if user.memberships.filter(agency__code=code).exists():
            continue
        organisation.grant_membership(
            user=user, agency=Agency.objects.get(code=code), role=Role.TRAINER, by="demo"
        )
    return user


def _programme(programme: Agency, trainer: User) -> None:
    readers = list(Agency.objects.filter(code__in=("XS-BOR", "XS-CUS", "UNODC-UZ")))
    release = organisation.make_release(
        from_agency=programme, to_all=True, to_public=True, to_agencies=readers, citation=CITATION, by="demo"
    )
    content = (files("chegara.config.demo") / "programme" / ACTIVITIES).read_bytes()
    received = activities.receive_list(
        content=content,
        name=ACTIVITIES,
        owner_agency=programme,
        marking=Marking.OPEN,
        source=CITATION,
        releases=[release],
        by=trainer,
    )
    for row in received.rows:
        if row["problems"]:
            activities.settle_row(
                received,
                row["number"],
                choice="open",
                by=trainer,
                reason="The announcement names a day that does not exist; nobody has been asked yet.",
            )
    activities.take_over(received, by=trainer)


class _Sarvania:
    """What is invented: persons, a cascade of three generations, exchange, needs, practice."""

    def __init__(
        self, told: dict[str, Any], rng: np.random.Generator, trainer: User, neighbour: User, academy: Agency
    ) -> None:
        self.told, self.rng, self.trainer, self.neighbour, self.academy = (
            told,
            rng,
            trainer,
            neighbour,
            academy,
        )
        self.border = Agency.objects.get(code="XS-BOR")
        self.points = list(CrossingPoint.objects.filter(country="XS").order_by("code")[:6])
        self.topic = Topic.objects.get(code="profiling")
        self.today = timezone.localdate()
        self.release = self._release(self.border, told["release_letter"], to_all=True)
        self.count = 0

    def _release(self, agency: Agency, letter: str, **to: Any) -> Release:
        return organisation.make_release(
            from_agency=agency,
            letter_number=letter,
            letter_date=date(2026, 1, 20),
            signatory="(invented)",
            by="demo",
            **to,
        )

    def _save(self, one: Any, *, by: User | None = None, releases: Any = None, **linked: Any) -> Any:
        save_record(one, by=by or self.trainer, releases=releases, linked=linked)
        return one

    def build(self) -> None:
        """Tell all of it."""
        master = self._person("instructor", account=self.trainer)
        course = self._course()
        self._cascade(course, master)
        untrained = [self._person(account=User.objects.get(username="officer"))]
        untrained += [self._person() for _each in range(23)]
        self._registered(course, self.today + timedelta(days=21), [master], untrained[:12])
        self._exchange(master)
        self._needs()
        self._practice()
        self._activity()

    def _person(self, office: str = "passport control", *, account: User | None = None) -> Person:
        self.count += 1
        person = Person(
            owner_agency=self.border,
            code=f"XS-{self.count:03}",
            office=office,
            sex="f" if self.rng.random() < 0.3 else "m",
            full_name=f"Person {self.count} (invented)",
            point=self.points[self.count % len(self.points)],
            account=account,
        )
        self._save(person, releases=[self.release])
        return person

    def _course(self) -> Course:
        course = Course(owner_agency=self.border, of_trainers=True, **self.told["course"])
        self._save(course, releases=[self.release], topics=[self.topic])
        for each in self.told["outcomes"]:
            self._save(Outcome(course=course, topic=self.topic, **each))
        self.test = Test(course=course, title="Profiling by facts (invented)")
        self._save(self.test)
        courses.set_questions(
            self.test, [_question(each) for each in self.told["questions"]], by=self.trainer
        )
        self._save(
            Result(
                course=course,
                indicator="Second checks with a reason written down (invented)",
                unit="%",
                before=41,
                before_period="1st half-year 2025",
                after=63,
                after_period="1st half-year 2026",
                source="Register of second checks (invented)",
                remark="In the same year a form with a field for the reason was introduced.",
            )
        )
        return course

    def _cascade(self, course: Course, master: Person) -> None:
        teachers = [master]
        start = self.today - timedelta(days=560)
        for generation, sizes in enumerate(LEARNERS_BY_GENERATION):
            taught: list[Person] = []
            for place, size in enumerate(sizes):
                by = [teachers[place % len(teachers)]]
                held = start + timedelta(days=190 * generation + 21 * place)
                taught += self._session(course, by, held, size, quality=0.9 - 0.1 * generation)
            teachers = taught

    def _session(
        self, course: Course, teachers: list[Person], start: date, size: int, *, quality: float
    ) -> list[Person]:
        persons = [self._person() for _each in range(size)]
        session = self._registered(course, start, teachers, persons)
        days = days_of(session)
        courses.note_attendance(
            session,
            {one.pk: days if self.rng.random() < 0.9 else days[:2] for one in persons},
            by=self.trainer,
        )
        items = len(self.test.questions)
        skill = {one.pk: self.rng.normal(0, 1.3) for one in persons}
        kept = persons[::2] if session.end + RETENTION_AFTER < self.today else []
        for moment, right, who in (
            ("before", 0.4, persons),
            ("after", quality, persons),
            ("retention", quality - KEPT, kept),
        ):
            answers = {one.pk: self._answers(right, skill[one.pk], items) for one in who}
            if answers:
                courses.enter_answers(session, self.test, moment, answers, by=self.trainer)
        for person in persons[:3]:
            applied = str(self.rng.choice(["yes", "yes", "partly", "no_occasion"]))
            self._save(
                FollowUp(session=session, person=person, on=start + timedelta(days=120), applied=applied)
            )
            marks = [int(mark) for mark in self.rng.integers(3, 6, size=3)]
            self._save(Feedback(session=session, useful=marks[0], taught=marks[1], organised=marks[2]))
        courses.issue_certificates(session, by=self.trainer, on=session.end)
        return persons

    def _answers(self, right: float, skill: float, items: int) -> list[bool]:
        """Answer by the Rasch model: the abler, the likelier right, and some questions are harder."""
        ability = np.log(right / (1 - right)) * 1.4 + skill
        chance = 1 / (1 + np.exp(-(ability - np.linspace(-0.8, 0.8, items))))
        return [bool(each) for each in self.rng.random(items) < chance]

    def _registered(
        self, course: Course, start: date, teachers: list[Person], persons: list[Person]
    ) -> Session:
        """Announce a session of three days and register persons for it."""
        session = Session(
            course=course,
            start=start,
            end=start + timedelta(days=2),
            place="Sarvin",
            language="ru",
            places=14,
        )
        self._save(session, trainers=teachers)
        for person in persons:
            self._save(Registration(session=session, person=person))
        return session

    def _exchange(self, master: Person) -> None:
        window = (date(self.today.year, 1, 10), date(self.today.year, 12, 20))
        abroad = self._release(self.academy, self.told["neighbour_letter"], to_agencies=[self.border])
        own = Trainer(
            owner_agency=self.border,
            person=master,
            level=3,
            languages="ru, en",
            travels=True,
            valid_until=self.today + timedelta(days=90),
        )
        self._save(own, releases=[self.release], topics=[self.topic])
        self._save(Offer(trainer=own, start=window[0], end=window[1]))
        for number, topics in enumerate((("documents",), ("risk-analysis", "contingency")), start=1):
            person = Person(owner_agency=self.academy, code=f"XL-{number:03}", office="instructor")
            self._save(person, by=self.neighbour, releases=[abroad])
            lecturer = Trainer(
                owner_agency=self.academy, person=person, level=2, languages="ru", travels=True
            )
            chosen = Topic.objects.filter(code__in=topics)
            self._save(lecturer, by=self.neighbour, releases=[abroad], topics=list(chosen))
            self._save(Offer(trainer=lecturer, start=window[0], end=window[1]), by=self.neighbour)
        for title, topics, languages in (
            ("Examination of documents for shift leaders (invented)", ("documents",), "ru"),
            ("Risk analysis with open data (invented)", ("risk-analysis", "contingency"), "ru, en"),
            ("Service dogs: odours of explosives (invented)", ("canine",), "ru"),
        ):
            request = Request(
                owner_agency=self.border,
                title=title,
                languages=languages,
                start=window[0],
                end=window[1],
                days=3,
                participants=15,
                host="Training centre at Sarvin (invented)",
            )
            chosen = Topic.objects.filter(code__in=topics)
            self._save(request, releases=[self.release], topics=list(chosen))

    def _needs(self) -> None:
        risk = Risk.objects.filter(assessment__country="XS").order_by("-assessment__year", "number").first()
        for office, code, level, weight, of_risk in (
            ("passport control", "profiling", 3, 1, risk),
            ("passport control", "documents", 3, 2, None),
            ("passport control", "referral", 2, 1, None),
            ("instructor", "profiling", 4, 1, risk),
        ):
            topic = Topic.objects.get(code=code)
            self._save(
                Requirement(
                    owner_agency=self.border,
                    topic=topic,
                    office=office,
                    level=level,
                    weight=weight,
                    risk=of_risk,
                ),
                releases=[self.release],
            )
            for person in Person.objects.filter(owner_agency=self.border, office=office)[:40]:
                if self.rng.random() < 0.6:
                    self._save(
                        Holding(
                            person=person,
                            topic=topic,
                            level=int(self.rng.integers(1, 4)),
                            on=self.today - timedelta(days=100),
                            source="14/2026",
                        )
                    )

    def _practice(self) -> None:
        for each in self.told["vignettes"]:
            self._save(Vignette(owner_agency=self.border, **each), releases=[self.release])
        lot = random.Random(int(self.rng.integers(2**32)))  # noqa: S311 - the demo's, not a secret
        for name in ("analyst", "officer", "supervisor", "deputy", "trainer"):
            user = User.objects.get(username=name)
            practice = begin_practice(agency=self.border, by=user, lot=lot, group=GROUP)
            risk = dict(Vignette.objects.values_list("pk", "risk"))
            for vignette, compared in practice.order:
                chance = 0.8 if risk[vignette] else 0.2 + 0.25 * compared
                answer(practice, flagged=bool(self.rng.random() < chance), by=user)

    def _activity(self) -> None:
        persons = list(Person.objects.filter(owner_agency=self.border)[:14])
        activity = Activity(
            owner_agency=self.border,
            title="Workshop on referral at small points (invented)",
            kind="workshop",
            held_in=State.objects.get(code="XS"),
            place="Gorvan",
            start=date(2026, 9, 14),
            end=date(2026, 9, 16),
            participants=len(persons),
            women=sum(one.sex == "f" for one in persons),
            organisers="Training centre (invented)",
        )
        topics = [Topic.objects.get(code="referral")]
        self._save(activity, releases=[self.release], topics=topics, agencies=[self.border])
        for person in persons:
            self._save(Participation(activity=activity, person=person))
        recommendation = Recommendation(
            activity=activity,
            number=1,
            addressee="Border service",
            text="Each small point names an officer whom persons in need of protection are referred to.",
        )
        self._save(recommendation)
        plan = Plan.objects.filter(owner_agency=self.border, state__in=("draft", "changing")).first()
        if plan is not None:
            head = User.objects.get(username="supervisor")
            activities.plan_recommendation(
                recommendation,
                plan=plan,
                title="Referral officers at small points (invented)",
                kind="prevention",
                by=head,
            )


def _question(told: dict[str, Any]) -> Question:
    options = tuple(Option(text.removeprefix("*"), text.startswith("*")) for text in told["options"])
    return Question(told["name"], told["text"], options)
