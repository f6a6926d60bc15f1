"""Equipment and money of the service."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.canine.choices import CostKind, EquipmentKind
from chegara.canine.models.dogs import Dog
from chegara.canine.models.people import Handler
from chegara.organisation.registers.models import Record


class Equipment(Record):
    """A piece of equipment, or several of a kind, until written off."""

    register = "equipment"

    name = models.CharField(_("equipment"), max_length=150)
    kind = models.CharField(_("kind"), max_length=12, choices=EquipmentKind.choices)
    number = models.CharField(_("inventory number"), max_length=60, blank=True)
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    dog = models.ForeignKey(
        Dog, models.PROTECT, null=True, blank=True, related_name="equipment", verbose_name=_("dog")
    )
    handler = models.ForeignKey(
        Handler, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("issued to")
    )
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    wear_months = models.PositiveSmallIntegerField(_("term of wear, months"), null=True, blank=True)
    price = models.DecimalField(
        _("price"), max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(pgettext_lazy("money", "currency"), max_length=3, blank=True)
    written_off_on = models.DateField(_("written off on"), null=True, blank=True)
    written_off_why = models.CharField(_("why written off"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("piece of equipment")
        verbose_name_plural = pgettext_lazy("canine", "equipment")
        ordering = ("name", "number")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(price__isnull=True) | ~models.Q(currency=""),
                name="price_of_equipment_has_a_currency",
                violation_error_message=_("A price needs its currency."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.number}".strip()


class Cost(Record):
    """Money spent on the service."""

    register = "costs"

    kind = models.CharField(_("spent on"), max_length=12, choices=CostKind.choices)
    on = models.DateField(_("spent when"))
    amount = models.DecimalField(
        _("amount"), max_digits=14, decimal_places=2, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(pgettext_lazy("money", "currency"), max_length=3)
    dog = models.ForeignKey(
        Dog, models.PROTECT, null=True, blank=True, related_name="costs", verbose_name=_("dog")
    )
    source = models.CharField(_("paid from"), max_length=150, blank=True)
    remark = models.CharField(_("remark"), max_length=200, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("canine", "cost")
        verbose_name_plural = _("costs")
        ordering = ("-on", "-pk")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.on:%d.%m.%Y}"
