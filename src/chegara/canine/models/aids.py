"""Training aids and their custody: each move is weighed by two persons, each for themselves.

Aids are need-to-know: whoever lacks the permission, or is of another agency, does not learn that they exist.
Explosives and ammunition lie in a closed circle besides.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.accounts.models import User
from chegara.canine.choices import RESTRICTED, MovementKind
from chegara.canine.models.people import Handler
from chegara.canine.models.teams import Odour
from chegara.organisation.registers.models import Part, Record
from chegara.organisation.visibility import HandledQuerySet, Viewer, agencies_of


class AidQuerySet(HandledQuerySet):
    """Training aids by who needs to know."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return the aids of the viewer's own agencies to whoever keeps aids; a release opens none."""
        if not isinstance(viewer, User) or not viewer.has_perm("canine.aids"):
            return self.none()
        return super().visible_to(viewer).filter(owner_agency__in=agencies_of(viewer))


class TrainingAid(Record):
    """A weighed amount of a substance that dogs are trained with."""

    register = "aids"

    code = models.CharField(_("store number"), max_length=30, unique=True)
    odour = models.ForeignKey(Odour, models.PROTECT, related_name="+", verbose_name=_("target odour"))
    nominal_g = models.FloatField(_("nominal mass, g"), validators=[MinValueValidator(0)])
    tolerance_g = models.FloatField(
        _("difference allowed between two weighings, g"), default=0.05, validators=[MinValueValidator(0)]
    )
    form = models.CharField(
        _("form"), max_length=100, blank=True, help_text=_("powder, paste, pseudo-scent …")
    )
    certificate = models.CharField(_("laboratory certificate"), max_length=100, blank=True)
    container = models.CharField(pgettext_lazy("training aid", "container"), max_length=100, blank=True)
    origin = models.CharField(_("where it came from"), max_length=150, blank=True)
    store = models.CharField(_("store"), max_length=150, blank=True)
    contamination_group = models.CharField(
        _("contamination group"),
        max_length=30,
        blank=True,
        help_text=_("only aids of one group are stored together"),
    )
    received_on = models.DateField(_("received on"), null=True, blank=True)
    expires_on = models.DateField(_("to be replaced by"), null=True, blank=True)
    replaced_on = models.DateField(_("last replaced on"), null=True, blank=True)

    objects: ClassVar[Any] = AidQuerySet.as_manager()

    class Meta:
        verbose_name = _("training aid")
        verbose_name_plural = _("training aids")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.code

    @property
    def restricted(self) -> bool:
        """Whether it is an explosive or ammunition."""
        return self.odour.kind in RESTRICTED

    def clean(self) -> None:
        """Refuse explosives outside of a closed circle, and releases of aids."""
        if self.odour_id and self.restricted and self.compartment_id is None:
            raise ValidationError(
                {
                    "compartment": _(
                        "Explosives and ammunition lie in a closed circle: choose the compartment."
                    )
                }
            )


class Movement(Part):
    """An aid that left its store, came back or was weighed; two persons weigh, each for themselves.

    It counts once the second person has signed. A difference above the aid's tolerance stays on record.
    """

    register = "movements"
    whole = "aid"

    aid = models.ForeignKey(
        TrainingAid, models.PROTECT, related_name="movements", verbose_name=_("training aid")
    )
    kind = models.CharField(_("movement"), max_length=10, choices=MovementKind.choices)
    moved_at = models.DateTimeField(_("moved at"))
    weight_g = models.FloatField(_("weight, g"), validators=[MinValueValidator(0)])
    handler = models.ForeignKey(
        Handler, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("to or from whom")
    )
    purpose = models.CharField(pgettext_lazy("canine", "purpose"), max_length=200, blank=True)
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("countersigned by"),
    )
    second_weight_g = models.FloatField(
        _("weight by the second person, g"),
        null=True,
        blank=True,
        editable=False,
        validators=[MinValueValidator(0)],
    )
    second_at = models.DateTimeField(_("countersigned at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("movement of a training aid")
        verbose_name_plural = _("movements of training aids")
        ordering = ("-moved_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(second__isnull=True, second_weight_g__isnull=True, second_at__isnull=True)
                | models.Q(second__isnull=False, second_weight_g__isnull=False, second_at__isnull=False),
                name="countersigned_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=models.Q(second__isnull=True) | ~models.Q(second=models.F("by")),
                name="two_persons_sign",
                violation_error_message=_("Two different persons sign."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.aid}: {self.get_kind_display()}, {timezone.localtime(self.moved_at):%d.%m.%Y}"

    @property
    def difference_g(self) -> float | None:
        """How far the two weighings lie apart; None before the second one."""
        return None if self.second_weight_g is None else abs(self.second_weight_g - self.weight_g)
