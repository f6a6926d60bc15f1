"""What a service's papers say: units, tasks, functions, posts, duties, rights, who holds what.

Tables mirror `methods.service`, which the rules read. Each item keeps the paragraph that it was read from.
"""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.integrity.choices import NormKind, RaciCode, VerbCode
from chegara.integrity.models.common import OfReview, WordedOfReview
from chegara.integrity.models.documents import SourceParagraph

LEVEL = (MaxValueValidator(4),)
NOT_NEGATIVE = (MinValueValidator(0),)
OBJECT_HELP = _("what it is done to, in one word or two: the same word for the same thing everywhere")


class Norm(WordedOfReview):
    """A law, decree, order, statute or job description on which something rests."""

    kind = models.CharField(_("kind"), max_length=20, choices=NormKind.choices)
    title = models.CharField(_("title"), max_length=300)
    number = models.CharField(pgettext_lazy("of a record", "number"), max_length=60, blank=True)
    date = models.DateField(_("date"), null=True, blank=True)
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_until = models.DateField(_("in force until"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("law or order", "norm")
        verbose_name_plural = pgettext_lazy("laws and orders", "norms")
        ordering = ("review", "kind", "title")

    def __str__(self) -> str:
        day = f"{self.date:%d.%m.%Y}" if self.date else ""
        return ", ".join(
            part for part in (self.title, f"№ {self.number}" if self.number else "", day) if part
        )


class ServiceUnit(WordedOfReview):
    """A unit of the service under review."""

    name = models.CharField(_("name"), max_length=250)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("under")
    )
    territory = models.CharField(
        _("territory"), max_length=120, blank=True,
        help_text=_("of a unit that does in one place what others do elsewhere"),
    )  # fmt: skip
    abolished_on = models.DateField(_("abolished on"), null=True, blank=True)
    staff = models.FloatField(_("posts filled"), null=True, blank=True, validators=NOT_NEGATIVE)
    norm = models.ForeignKey(
        Norm, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("statute")
    )

    class Meta:
        verbose_name = _("unit of the service")
        verbose_name_plural = _("units of the service")
        ordering = ("review", "pk")
        constraints = (models.UniqueConstraint(fields=("review", "name"), name="unit_of_service_once"),)

    def __str__(self) -> str:
        return self.name


class Item(WordedOfReview):
    """Something that a paper says in one of its paragraphs."""

    text = models.TextField(_("text"))
    norm = models.ForeignKey(
        Norm, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=pgettext_lazy("law or order", "norm"),
    )  # fmt: skip
    paragraph = models.ForeignKey(
        SourceParagraph, models.PROTECT, null=True, blank=True, related_name="%(class)s_set", editable=False,
        verbose_name=_("paragraph"),
    )  # fmt: skip

    class Meta:
        abstract = True

    def __str__(self) -> str:
        text = self.text.rstrip(" ;.,")
        return text[:120] + ("…" if len(text) > 120 else "")


class UnitTask(Item):
    """What a unit is there for."""

    unit = models.ForeignKey(
        ServiceUnit, models.CASCADE, related_name="tasks", verbose_name=_("unit of the service")
    )

    class Meta:
        verbose_name = pgettext_lazy("of a unit", "task")
        verbose_name_plural = pgettext_lazy("of a unit", "tasks")
        ordering = ("unit", "pk")


class UnitFunction(Item):
    """What a unit does for a task."""

    unit = models.ForeignKey(
        ServiceUnit, models.CASCADE, related_name="functions", verbose_name=_("unit of the service")
    )
    code = models.CharField(
        _("code"), max_length=30, blank=True, help_text=_("the same code, the same function")
    )
    task = models.ForeignKey(
        UnitTask, models.SET_NULL, null=True, blank=True, related_name="functions",
        verbose_name=pgettext_lazy("of a unit", "task"),
    )  # fmt: skip
    verb = models.CharField(_("verb"), max_length=10, choices=VerbCode.choices, blank=True)
    object = models.CharField(_("object"), max_length=60, blank=True, help_text=OBJECT_HELP)
    hours = models.FloatField(_("hours of work a year"), null=True, blank=True, validators=NOT_NEGATIVE)

    class Meta:
        verbose_name = pgettext_lazy("of a unit", "function")
        verbose_name_plural = pgettext_lazy("of a unit", "functions")
        ordering = ("unit", "pk")


class Mandate(Item):
    """What a norm demands of the service, and the function by which a unit does it."""

    function = models.ForeignKey(
        UnitFunction, models.SET_NULL, null=True, blank=True, related_name="mandates",
        verbose_name=pgettext_lazy("of a unit", "function"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        ordering = ("review", "pk")


class Post(WordedOfReview):
    """A position of the staffing table, of which there may be several alike."""

    unit = models.ForeignKey(
        ServiceUnit, models.CASCADE, related_name="posts", verbose_name=_("unit of the service")
    )
    title = models.CharField(_("position"), max_length=200)
    grade = models.CharField(_("grade"), max_length=60, blank=True)
    count = models.FloatField(_("posts"), default=1, validators=NOT_NEGATIVE)
    reports_to = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="subordinates",
        verbose_name=_("reports to"),
    )
    sensitive = models.BooleanField(_("sensitive post"), default=False)
    sensitive_why = models.CharField(_("why it is sensitive"), max_length=300, blank=True)
    norm = models.ForeignKey(
        Norm, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("job description")
    )

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        ordering = ("unit", "pk")
        constraints = (models.UniqueConstraint(fields=("unit", "title"), name="position_of_unit_once"),)

    def __str__(self) -> str:
        return f"{self.title}, {self.unit.name}"


class PostDuty(Item):
    """What a position must do."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="duties", verbose_name=_("position"))
    function = models.ForeignKey(
        UnitFunction, models.SET_NULL, null=True, blank=True, related_name="duties",
        verbose_name=pgettext_lazy("of a unit", "function"),
    )  # fmt: skip
    verb = models.CharField(_("verb"), max_length=10, choices=VerbCode.choices, blank=True)
    object = models.CharField(_("object"), max_length=60, blank=True, help_text=OBJECT_HELP)
    over = models.ForeignKey(
        Post,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("controls the position"),
    )

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ("post", "pk")


class PostRight(Item):
    """What a position, or a unit as a whole, may do."""

    post = models.ForeignKey(
        Post, models.CASCADE, null=True, blank=True, related_name="rights", verbose_name=_("position")
    )
    unit = models.ForeignKey(
        ServiceUnit, models.CASCADE, null=True, blank=True, related_name="rights",
        verbose_name=_("unit of the service"),
    )  # fmt: skip
    verb = models.CharField(_("verb"), max_length=10, choices=VerbCode.choices, blank=True)
    object = models.CharField(_("object"), max_length=60, blank=True, help_text=OBJECT_HELP)
    limit = models.CharField(_("limit"), max_length=120, blank=True, help_text=_("amount, kind or territory"))

    class Meta:
        verbose_name = pgettext_lazy("what one may do", "right")
        verbose_name_plural = pgettext_lazy("what one may do", "rights")
        ordering = ("review", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(post__isnull=True) ^ models.Q(unit__isnull=True),
                name="right_of_position_or_unit",
                violation_error_message=_("A right is a position's or a unit's."),
            ),
        )


class PostRequirement(Item):
    """What a position asks of whoever holds it."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="requirements", verbose_name=_("position"))
    name = models.CharField(_("competence"), max_length=120)
    level = models.PositiveSmallIntegerField(_("level, 0–4"), null=True, blank=True, validators=LEVEL)
    function = models.ForeignKey(
        UnitFunction, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=pgettext_lazy("of a unit", "function"), help_text=_("empty: for all duties"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("required competence")
        verbose_name_plural = _("required competences")
        ordering = ("post", "pk")


class PostResponsibility(Item):
    """What a position answers for."""

    post = models.ForeignKey(
        Post, models.CASCADE, related_name="responsibilities", verbose_name=_("position")
    )
    function = models.ForeignKey(
        UnitFunction, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=pgettext_lazy("of a unit", "function"), help_text=_("empty: for all duties"),
    )  # fmt: skip

    class Meta:
        verbose_name = pgettext_lazy("what one answers for", "responsibility")
        verbose_name_plural = pgettext_lazy("what one answers for", "responsibilities")
        ordering = ("post", "pk")


class RaciLetter(OfReview):
    """One cell of a RACI matrix."""

    function = models.ForeignKey(
        UnitFunction, models.CASCADE, related_name="letters",
        verbose_name=pgettext_lazy("of a unit", "function"),
    )  # fmt: skip
    post = models.ForeignKey(Post, models.CASCADE, related_name="letters", verbose_name=_("position"))
    letter = models.CharField(_("letter"), max_length=1, choices=RaciCode.choices)

    class Meta:
        verbose_name = _("RACI letter")
        verbose_name_plural = _("RACI letters")
        ordering = ("function", "post")
        constraints = (models.UniqueConstraint(fields=("function", "post", "letter"), name="letter_once"),)

    def __str__(self) -> str:
        return f"{self.letter}: {self.post}"


class Holder(WordedOfReview):
    """Somebody who holds posts, under a pseudonym: no name is kept here."""

    pseudonym = models.CharField(_("pseudonym"), max_length=20)

    class Meta:
        verbose_name = _("holder")
        verbose_name_plural = _("holders")
        ordering = ("review", "pseudonym")
        constraints = (models.UniqueConstraint(fields=("review", "pseudonym"), name="pseudonym_once"),)

    def __str__(self) -> str:
        return self.pseudonym


class Appointment(OfReview):
    """Who holds a position from when until when, by which order; acting beside another post or not."""

    holder = models.ForeignKey(Holder, models.CASCADE, related_name="appointments", verbose_name=_("holder"))
    post = models.ForeignKey(Post, models.CASCADE, related_name="appointments", verbose_name=_("position"))
    acting = models.BooleanField(_("acting"), default=False)
    since = models.DateField(_("from"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    order = models.CharField(_("order"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ("post", "-since")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(until__isnull=True)
                | models.Q(since__isnull=True)
                | models.Q(until__gte=models.F("since")),
                name="appointment_ends_after_it_begins",
                violation_error_message=_("An appointment can't end before it begins."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.holder}: {self.post}"


class HeldCompetence(OfReview):
    """What a holder can do, and until when it is certified."""

    holder = models.ForeignKey(Holder, models.CASCADE, related_name="competences", verbose_name=_("holder"))
    name = models.CharField(_("competence"), max_length=120)
    level = models.PositiveSmallIntegerField(_("level, 0–4"), validators=LEVEL)
    evidence = models.CharField(_("evidence"), max_length=200, blank=True)
    until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("competence of a holder")
        verbose_name_plural = _("competences of holders")
        ordering = ("holder", "name")

    def __str__(self) -> str:
        return f"{self.holder}: {self.name}, {self.level}"


class ProcessStep(WordedOfReview):
    """A step of a process."""

    process = models.CharField(_("process"), max_length=200)
    number = models.PositiveSmallIntegerField(pgettext_lazy("of a record", "number"))
    text = models.CharField(_("step"), max_length=300)
    function = models.ForeignKey(
        UnitFunction, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=pgettext_lazy("of a unit", "function"),
    )  # fmt: skip
    post = models.ForeignKey(
        Post, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("position")
    )
    verb = models.CharField(_("verb"), max_length=10, choices=VerbCode.choices, blank=True)
    object = models.CharField(_("object"), max_length=60, blank=True, help_text=OBJECT_HELP)
    decides = models.BooleanField(_("decides on a person's matter"), default=False)
    second_signature = models.BooleanField(_("second signature"), default=False)
    time_limit = models.CharField(_("time limit"), max_length=60, blank=True)
    refusal_grounds = models.TextField(_("grounds of refusal"), blank=True)

    class Meta:
        verbose_name = _("process step")
        verbose_name_plural = _("process steps")
        ordering = ("review", "process", "number")
        constraints = (
            models.UniqueConstraint(fields=("review", "process", "number"), name="step_of_process_once"),
        )

    def __str__(self) -> str:
        return f"{self.process}, {self.number}. {self.text}"


class CaseStep(OfReview):
    """Who did a step in a real case, under pseudonym."""

    case = models.CharField(_("case"), max_length=60)
    step = models.ForeignKey(ProcessStep, models.CASCADE, related_name="+", verbose_name=_("process step"))
    holder = models.ForeignKey(Holder, models.CASCADE, related_name="+", verbose_name=_("holder"))

    class Meta:
        verbose_name = _("step of a case")
        verbose_name_plural = _("steps of cases")
        ordering = ("review", "case", "step")

    def __str__(self) -> str:
        return f"{self.case}: {self.step}"


class SeparationRule(WordedOfReview):
    """A sensitive task that fewer than so many people must not be able to do alone."""

    title = models.CharField(_("sensitive task"), max_length=200)
    permissions = models.JSONField(_("what it takes"), help_text=_("pairs of verb and object"))
    people = models.PositiveSmallIntegerField(
        _("people at least"), default=2, validators=[MinValueValidator(2)]
    )
    norm = models.ForeignKey(
        Norm, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=pgettext_lazy("law or order", "norm"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("separation of duties")
        verbose_name_plural = _("separations of duties")
        ordering = ("review", "title")
        constraints = (models.UniqueConstraint(fields=("review", "title"), name="separation_once"),)

    def __str__(self) -> str:
        return self.title


class Practice(WordedOfReview):
    """What an interview said of a function: whether a paper prescribes it, and whether it is done.

    Several interviews speak of the same function; None is "does not know".
    """

    function = models.ForeignKey(
        UnitFunction, models.CASCADE, null=True, blank=True, related_name="practices",
        verbose_name=pgettext_lazy("of a unit", "function"),
    )  # fmt: skip
    unit = models.ForeignKey(
        ServiceUnit, models.CASCADE, related_name="practices", verbose_name=_("unit of the service")
    )
    text = models.CharField(_("what is done, where no function says so"), max_length=300, blank=True)
    done = models.BooleanField(_("is done in practice"), null=True, blank=True)
    said = models.CharField(_("who said it"), max_length=120, help_text=_("the interview, not the person"))

    class Meta:
        verbose_name = _("statement on practice")
        verbose_name_plural = _("statements on practice")
        ordering = ("unit", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(function__isnull=False) | ~models.Q(text=""),
                name="practice_names_what_is_done",
                violation_error_message=_("Name the function, or say what is done."),
            ),
        )

    def __str__(self) -> str:
        return self.text or str(self.function)
