"""Practice of profiling: paired vignettes, and what a trainee answered, known to the trainee alone."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chegara.organisation.models import Agency
from chegara.organisation.registers.worded import Record
from chegara.organisation.visibility import Viewer
from chegara.training.choices import Attribute

TRAVELLER = "{traveller}"


class Vignette(Record):
    """An invented story in two versions that differ in one thing only: who the traveller seems to be.

    `story` names the traveller as {traveller}; the versions put `reference` or `compared` there.
    """

    register = "vignettes"

    title = models.CharField(_("vignette"), max_length=150)
    story = models.TextField(_("story"), help_text=_("write {traveller} where the traveller is named first"))
    attribute = models.CharField(_("versions differ in"), max_length=10, choices=Attribute.choices)
    reference = models.CharField(_("traveller, reference version"), max_length=200)
    compared = models.CharField(_("traveller, compared version"), max_length=200)
    indicators = models.TextField(_("risk indicators"), blank=True, help_text=_("one a line"))
    exonerating = models.TextField(_("exonerating facts"), blank=True, help_text=_("one a line"))
    risk = models.BooleanField(
        _("should be referred"), default=False, help_text=_("what a fair reader of the facts would do")
    )
    explanation = models.TextField(_("explanation"), blank=True)

    class Meta:
        verbose_name = _("vignette")
        verbose_name_plural = _("vignettes")
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse a story that does not say where the traveller stands: its versions would be the same."""
        if TRAVELLER not in self.story:
            raise ValidationError({"story": _("Write {traveller} where the traveller is named first.")})

    def told(self, *, compared: bool) -> str:
        """Return the story of one version; it begins with the traveller where it names no place for them."""
        traveller = self.compared if compared else self.reference
        if TRAVELLER not in self.story:
            return f"{traveller}. {self.story}"
        return self.story.replace(TRAVELLER, traveller)


class PracticeQuerySet(models.QuerySet[Any]):
    """Practices by whose they are."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return one's own practices and nobody else's."""
        return self.filter(by=viewer) if getattr(viewer, "pk", None) else self.none()


class Practice(models.Model):
    """One trainee's round of vignettes; `order` lists [vignette, compared] as they are shown."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    group = models.CharField(_("group"), max_length=100, blank=True)
    order = models.JSONField(_("order"), default=list)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("trainee")
    )
    at = models.DateTimeField(_("begun"), auto_now_add=True)

    objects: ClassVar[Any] = PracticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("practice")
        verbose_name_plural = _("practices")
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%d.%m.%Y}"


class PracticeAnswer(models.Model):
    """What the trainee decided on one version of a vignette."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="answers", verbose_name=_("practice"))
    vignette = models.ForeignKey(Vignette, models.PROTECT, related_name="+", verbose_name=_("vignette"))
    compared = models.BooleanField(_("compared version"))
    flagged = models.BooleanField(_("referred"))

    class Meta:
        verbose_name = _("answer of a practice")
        verbose_name_plural = _("answers of practices")
        ordering = ("practice", "pk")
        constraints = (
            models.UniqueConstraint(fields=("practice", "vignette", "compared"), name="one_answer_a_version"),
        )

    def __str__(self) -> str:
        return f"{self.vignette}"
