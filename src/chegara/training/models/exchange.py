"""The register of trainers, what they offer, what is asked for."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.organisation.registers.worded import Part, Record
from chegara.training.choices import Format, TrainerLevel
from chegara.training.models.activity import Person, Topic


class Trainer(Record):
    """Somebody who teaches: topics, level, languages, until when; seen abroad by pseudonym."""

    register = "trainers"
    codes = frozenset({"languages"})

    person = models.OneToOneField(
        Person, models.PROTECT, related_name="trainer", verbose_name=_("person trained")
    )
    topics = models.ManyToManyField(Topic, related_name="+", verbose_name=_("topics"))
    level = models.PositiveSmallIntegerField(_("level as a trainer"), choices=TrainerLevel.choices)
    languages = models.CharField(
        _("languages"), max_length=100, help_text=_("codes parted by commas, such as: ru, en, uz")
    )
    valid_until = models.DateField(pgettext_lazy("of training", "valid until"), null=True, blank=True)
    travels = models.BooleanField(_("consents to teaching abroad"), default=False)
    observed = models.FloatField(_("score of the last observed lesson, %"), null=True, blank=True)
    refreshed_on = models.DateField(_("last refreshed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("trainer")
        verbose_name_plural = _("trainers")
        ordering = ("person__code",)

    def __str__(self) -> str:
        return str(self.person)


class Offer(Part):
    """A window of time in which a trainer can teach elsewhere."""

    register = "offers"
    whole = "trainer"

    trainer = models.ForeignKey(Trainer, models.CASCADE, related_name="offers", verbose_name=_("trainer"))
    start = models.DateField(_("begins"))
    end = models.DateField(_("ends"))
    format = models.CharField(_("format"), max_length=12, choices=Format.choices, default=Format.ON_SITE)
    remark = models.CharField(_("remark"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering = ("start", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(end__gte=models.F("start")),
                name="offer_ends_after_it_begins",
                violation_error_message=_("An offer can't end before it begins."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.trainer}: {self.start:%d.%m.%Y} – {self.end:%d.%m.%Y}"


class Request(Record):
    """What an agency asks other countries' trainers for."""

    register = "requests"
    codes = frozenset({"languages"})

    title = models.CharField(pgettext_lazy("of training", "what is asked for"), max_length=200)
    topics = models.ManyToManyField(Topic, related_name="+", verbose_name=_("topics"))
    level = models.PositiveSmallIntegerField(
        pgettext_lazy("of training", "at least"), choices=TrainerLevel.choices, default=TrainerLevel.TRAINER
    )
    languages = models.CharField(
        _("languages"), max_length=100, help_text=_("codes parted by commas, such as: ru, en, uz")
    )
    start = models.DateField(_("not before"))
    end = models.DateField(_("not after"))
    days = models.PositiveSmallIntegerField(_("days"), default=3, validators=[MinValueValidator(1)])
    format = models.CharField(_("format"), max_length=12, choices=Format.choices, default=Format.ON_SITE)
    host = models.CharField(_("host"), max_length=200, blank=True)
    participants = models.PositiveSmallIntegerField(_("participants"), null=True, blank=True)
    funding = models.CharField(_("funding"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("request for a trainer")
        verbose_name_plural = _("requests for trainers")
        ordering = ("start", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(end__gte=models.F("start")),
                name="request_ends_after_it_begins",
                violation_error_message=_("The window can't end before it begins."),
            ),
        )

    def __str__(self) -> str:
        return self.title
