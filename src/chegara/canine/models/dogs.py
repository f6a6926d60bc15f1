"""Dogs, their health, the kennels they live in."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.canine.choices import AlertType, DogSex, DogSource, DogStatus, Fitness, Precision, VetKind
from chegara.organisation.models import CrossingPoint, Unit
from chegara.organisation.registers.models import Part, Record

MICROCHIP = RegexValidator(r"^\d{15}$", _("A microchip's number has 15 digits (ISO 11784)."))
NOT_NEGATIVE = MinValueValidator(0)


class Kennel(Record):
    """Where dogs are kept."""

    register = "kennels"

    name = models.CharField(_("kennel"), max_length=150)
    point = models.ForeignKey(
        CrossingPoint,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("crossing point"),
    )
    boxes = models.PositiveSmallIntegerField(_("boxes"))
    heated = models.BooleanField(_("heated"), null=True, blank=True)
    water = models.BooleanField(_("running water"), null=True, blank=True)
    isolation = models.BooleanField(_("isolation box"), null=True, blank=True)
    cleaning = models.TextField(_("order of cleaning and disinfection"), blank=True)
    remark = models.TextField(_("remark"), blank=True)

    class Meta:
        verbose_name = _("kennel")
        verbose_name_plural = _("kennels")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Inspection(Part):
    """A look at a kennel: what was found, what was cleaned."""

    register = "inspections"
    whole = "kennel"

    kennel = models.ForeignKey(Kennel, models.CASCADE, related_name="inspections", verbose_name=_("kennel"))
    on = models.DateField(_("inspected on"))
    in_order = models.BooleanField(_("in order"))
    found = models.TextField(pgettext_lazy("canine", "what was found"), blank=True)

    class Meta:
        verbose_name = _("inspection of a kennel")
        verbose_name_plural = _("inspections of kennels")
        ordering = ("-on", "pk")

    def __str__(self) -> str:
        return f"{self.kennel}, {self.on:%d.%m.%Y}"


class FeedNorm(Record):
    """What a dog of a class is fed a day, by which order."""

    register = "feed-norms"

    name = models.CharField(
        _("feed norm"), max_length=150, help_text=_("for which dogs, such as: working, over 30 kg")
    )
    feed = models.CharField(pgettext_lazy("cost", "feed"), max_length=200)
    grams = models.PositiveIntegerField(_("grams a day"))
    basis = models.CharField(_("by which order"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("feed norm")
        verbose_name_plural = _("feed norms")
        ordering = ("name", "feed")

    def __str__(self) -> str:
        return f"{self.name}: {self.feed}"


class Dog(Record):
    """A dog. Abroad it is known by its code: call name, chip and pedigree stay with the agency."""

    register = "dogs"
    private = frozenset({"call_name", "pedigree_name", "microchip", "tattoo"})

    code = models.CharField(_("service number"), max_length=30, unique=True)
    call_name = models.CharField(_("call name"), max_length=60, blank=True)
    pedigree_name = models.CharField(_("pedigree name"), max_length=150, blank=True)
    microchip = models.CharField(
        _("microchip"), max_length=15, unique=True, null=True, blank=True, validators=[MICROCHIP]
    )
    tattoo = models.CharField(_("tattoo"), max_length=30, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=DogSex.choices, blank=True)
    neutered = models.BooleanField(_("neutered"), null=True, blank=True)
    born_on = models.DateField(_("born on"), null=True, blank=True)
    born_precision = models.CharField(
        _("birth known"), max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    breed = models.CharField(_("breed"), max_length=100, blank=True)
    colour = models.CharField(_("colour"), max_length=60, blank=True)
    source = models.CharField(_("source"), max_length=10, choices=DogSource.choices, blank=True)
    acquired_on = models.DateField(_("acquired on"), null=True, blank=True)
    price = models.DecimalField(
        _("price"), max_digits=12, decimal_places=2, null=True, blank=True, validators=[NOT_NEGATIVE]
    )
    currency = models.CharField(pgettext_lazy("money", "currency"), max_length=3, blank=True)
    status = models.CharField(
        _("status"), max_length=12, choices=DogStatus.choices, default=DogStatus.CANDIDATE
    )
    alert_type = models.CharField(_("alert"), max_length=8, choices=AlertType.choices, blank=True)
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("part of an agency", "unit"),
    )
    point = models.ForeignKey(
        CrossingPoint,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("crossing point"),
    )
    kennel = models.ForeignKey(
        Kennel, models.PROTECT, null=True, blank=True, related_name="dogs", verbose_name=_("kennel")
    )
    box = models.CharField(_("box"), max_length=20, blank=True)
    feed_norms = models.ManyToManyField(
        FeedNorm, related_name="dogs", blank=True, verbose_name=_("feed norms")
    )
    sire = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sire")
    )
    dam = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("dam")
    )
    left_on = models.DateField(pgettext_lazy("canine", "left the service on"), null=True, blank=True)
    left_why = models.CharField(_("why it left, where it went"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("dog")
        verbose_name_plural = _("dogs")
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(price__isnull=True) | ~models.Q(currency=""),
                name="price_of_a_dog_has_a_currency",
                violation_error_message=_("A price needs its currency."),
            ),
        )

    def __str__(self) -> str:
        return self.code


class VetRecord(Part):
    """An entry of a dog's veterinary record; the last one that says so decides on its fitness."""

    register = "vet-records"
    whole = "dog"

    dog = models.ForeignKey(Dog, models.CASCADE, related_name="vet_records", verbose_name=_("dog"))
    kind = models.CharField(_("about"), max_length=12, choices=VetKind.choices)
    on = models.DateField(pgettext_lazy("veterinary", "on"))
    valid_until = models.DateField(pgettext_lazy("canine", "valid until"), null=True, blank=True)
    fitness = models.CharField(
        _("fitness"),
        max_length=8,
        choices=Fitness.choices,
        blank=True,
        help_text=_("empty: says nothing of it"),
    )
    limits = models.CharField(_("limits"), max_length=200, blank=True)
    product = models.CharField(_("product and batch"), max_length=150, blank=True)
    weight_kg = models.FloatField(_("weight, kg"), null=True, blank=True, validators=[NOT_NEGATIVE])
    condition = models.PositiveSmallIntegerField(
        _("body condition, 1–9"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(9)],
        help_text=_("5 is ideal (WSAVA)"),
    )
    vet = models.ForeignKey(
        "canine.Handler",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("canine", "veterinarian"),
    )
    found = models.TextField(_("what was found and done"), blank=True)

    class Meta:
        verbose_name = _("entry of the veterinary record")
        verbose_name_plural = _("veterinary record")
        ordering = ("-on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("on")),
                name="vet_record_valid_after_it",
                violation_error_message=_("It can't be valid until a day before it was done."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.on:%d.%m.%Y}"
