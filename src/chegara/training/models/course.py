"""Courses: outcomes, sessions, who attended, what tests and observations at work showed."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.organisation.registers.worded import Part, Record
from chegara.training.choices import Applied, Framework, Moment, OutcomeKind
from chegara.training.models.activity import Activity, Person, Topic

PERCENT = (MinValueValidator(0), MaxValueValidator(100))
RATING = (MinValueValidator(1), MaxValueValidator(5))


class Course(Record):
    """What is taught: outcomes by the Sectoral Qualifications Framework, hours, what a certificate needs."""

    register = "courses"

    title = models.CharField(_("course"), max_length=200)
    topics = models.ManyToManyField(Topic, related_name="+", blank=True, verbose_name=_("topics"))
    level = models.PositiveSmallIntegerField(
        _("level of the framework"), choices=Framework.choices, null=True, blank=True
    )
    hours = models.PositiveSmallIntegerField(pgettext_lazy("of training", "hours"), null=True, blank=True)
    of_trainers = models.BooleanField(_("makes its learners trainers"), default=False)
    pass_mark = models.FloatField(_("pass mark, %"), null=True, blank=True, validators=PERCENT)
    valid_months = models.PositiveSmallIntegerField(
        _("certificate valid, months"), null=True, blank=True, help_text=_("empty: without end")
    )
    description = models.TextField(_("description"), blank=True)

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title


class Outcome(Part):
    """What somebody knows or can do after the course."""

    register = "outcomes"
    whole = "course"

    course = models.ForeignKey(Course, models.CASCADE, related_name="outcomes", verbose_name=_("course"))
    kind = models.CharField(_("column of the framework"), max_length=12, choices=OutcomeKind.choices)
    text = models.TextField(_("learning outcome"))
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("topic")
    )

    class Meta:
        verbose_name = _("learning outcome")
        verbose_name_plural = _("learning outcomes")
        ordering = ("course", "kind", "pk")

    def __str__(self) -> str:
        return self.text[:100]


class Session(Part):
    """A course held once: when, where, by whom, for whom."""

    register = "sessions"
    codes = frozenset({"language"})
    whole = "course"

    course = models.ForeignKey(Course, models.PROTECT, related_name="sessions", verbose_name=_("course"))
    start = models.DateField(_("begins"))
    end = models.DateField(_("ends"))
    place = models.CharField(_("place"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=20, blank=True)
    places = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    trainers = models.ManyToManyField(Person, related_name="taught", blank=True, verbose_name=_("trainers"))
    activity = models.ForeignKey(
        Activity,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=pgettext_lazy("of training", "activity"),
    )

    class Meta:
        verbose_name = pgettext_lazy("of a course", "session")
        verbose_name_plural = pgettext_lazy("of a course", "sessions")
        ordering = ("course", "start", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(end__gte=models.F("start")),
                name="session_ends_after_it_begins",
                violation_error_message=_("A session can't end before it begins."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.course}, {self.start:%d.%m.%Y}"


class Registration(Part):
    """That somebody is registered for a session, and on which days they were there.

    `present` lists the days (ISO) on which the person was present; None: attendance is not known.
    """

    register = "registrations"
    codes = frozenset({"present"})
    whole = "session"

    session = models.ForeignKey(
        Session,
        models.CASCADE,
        related_name="registrations",
        verbose_name=pgettext_lazy("of a course", "session"),
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="registrations", verbose_name=_("person trained")
    )
    present = models.JSONField(_("days present"), null=True, blank=True, editable=False)
    withdrawn = models.BooleanField(pgettext_lazy("of training", "withdrawn"), default=False)

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ("session", "person__code")
        constraints = (models.UniqueConstraint(fields=("session", "person"), name="registered_once"),)

    def __str__(self) -> str:
        return f"{self.person}: {self.session}"


class Test(Part):
    """A test of a course; the same items are asked before, after and months later.

    `questions` is a list of {"name", "text", "options": [{"text", "right"}]}.
    """

    register = "tests"
    codes = frozenset({"form"})
    whole = "course"
    __test__ = False

    course = models.ForeignKey(Course, models.CASCADE, related_name="tests", verbose_name=_("course"))
    title = models.CharField(_("test"), max_length=150)
    form = models.CharField(_("parallel form"), max_length=5, default="A")
    questions = models.JSONField(_("questions"), default=list, editable=False)

    class Meta:
        verbose_name = _("test")
        verbose_name_plural = _("tests")
        ordering = ("course", "title", "form")

    def __str__(self) -> str:
        return f"{self.title} ({self.form})"


class Sitting(Part):
    """What somebody answered in a test: right or wrong by item where known, and the score in per cent."""

    register = "sittings"
    codes = frozenset({"answers"})
    whole = "session"

    session = models.ForeignKey(
        Session, models.CASCADE, related_name="sittings", verbose_name=pgettext_lazy("of a course", "session")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="sittings", verbose_name=_("person trained")
    )
    test = models.ForeignKey(
        Test, models.PROTECT, null=True, blank=True, related_name="sittings", verbose_name=_("test")
    )
    moment = models.CharField(pgettext_lazy("of training", "written"), max_length=10, choices=Moment.choices)
    answers = models.JSONField(_("answers"), null=True, blank=True, editable=False)
    score = models.FloatField(_("score, %"), validators=PERCENT)

    class Meta:
        verbose_name = _("test written")
        verbose_name_plural = _("tests written")
        ordering = ("session", "moment", "person__code")
        constraints = (
            models.UniqueConstraint(fields=("session", "person", "moment"), name="one_test_a_moment"),
        )

    def __str__(self) -> str:
        return f"{self.person}: {self.get_moment_display()}"


class Feedback(Part):
    """One sheet of feedback, without a name (Kirkpatrick's level 1); 5 is best."""

    register = "feedback"
    whole = "session"

    session = models.ForeignKey(
        Session, models.CASCADE, related_name="feedback", verbose_name=pgettext_lazy("of a course", "session")
    )
    useful = models.PositiveSmallIntegerField(
        _("useful at work, 1–5"), null=True, blank=True, validators=RATING
    )
    taught = models.PositiveSmallIntegerField(_("taught well, 1–5"), null=True, blank=True, validators=RATING)
    organised = models.PositiveSmallIntegerField(
        _("organised well, 1–5"), null=True, blank=True, validators=RATING
    )
    remark = models.TextField(_("remark"), blank=True)

    class Meta:
        verbose_name = _("sheet of feedback")
        verbose_name_plural = _("feedback")
        ordering = ("session", "pk")

    def __str__(self) -> str:
        return str(self.useful or "–")


class FollowUp(Part):
    """What was seen at work some months after a session (Kirkpatrick's level 3)."""

    register = "follow-ups"
    whole = "session"

    session = models.ForeignKey(
        Session,
        models.CASCADE,
        related_name="follow_ups",
        verbose_name=pgettext_lazy("of a course", "session"),
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("person trained"))
    on = models.DateField(_("observed on"))
    applied = models.CharField(_("at work"), max_length=12, choices=Applied.choices)
    observer = models.CharField(_("observed by"), max_length=150, blank=True)
    evidence = models.TextField(_("what was seen"), blank=True)

    class Meta:
        verbose_name = _("observation at work")
        verbose_name_plural = _("observations at work")
        ordering = ("session", "on", "person__code")
        constraints = (
            models.UniqueConstraint(fields=("session", "person", "on"), name="one_observation_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.person}: {self.get_applied_display()}"


class Result(Part):
    """What a course changed in the work of a service (Kirkpatrick's level 4), before and after."""

    register = "results"
    whole = "course"

    course = models.ForeignKey(Course, models.CASCADE, related_name="results", verbose_name=_("course"))
    indicator = models.CharField(_("indicator"), max_length=200)
    unit = models.CharField(_("unit of the indicator"), max_length=60, blank=True)
    before = models.FloatField(pgettext_lazy("of training", "before"))
    before_period = models.CharField(_("period before"), max_length=60)
    after = models.FloatField(pgettext_lazy("of training", "after"))
    after_period = models.CharField(_("period after"), max_length=60)
    source = models.CharField(_("source"), max_length=200)
    remark = models.TextField(_("what else may have changed it"), blank=True)

    class Meta:
        verbose_name = _("result at work")
        verbose_name_plural = _("results at work")
        ordering = ("course", "pk")

    def __str__(self) -> str:
        return self.indicator
