"""The catalogue of indicators."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.accounts.models import User
from chegara.organisation.visibility import Handled, HandledQuerySet, Viewer, agencies_of
from chegara.organisation.wordings import Worded
from chegara.profiling.choices import (
    EvidenceGrade,
    Moment,
    PurposeCode,
    SourceKind,
    SubjectCode,
)

USER = settings.AUTH_USER_MODEL


class IndicatorSetQuerySet(HandledQuerySet):
    """Restricted sets: need to know beside everything else that holds."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return the sets of the viewer's own agencies that name them as a reader; no release opens one."""
        if not isinstance(viewer, User) or not viewer.has_perm("profiling.read_restricted"):
            return self.none()
        return super().visible_to(viewer).filter(owner_agency__in=agencies_of(viewer), readers=viewer)


class IndicatorSet(Handled):
    """A container for indicators that another body entrusted to an agency; none is shipped."""

    title = models.CharField(_("title"), max_length=200)
    publisher = models.CharField(_("who entrusted it"), max_length=200)
    rules = models.TextField(_("under what rules it is held"), help_text=_("agreement, order"))
    received_on = models.DateField(_("received"))
    until = models.DateField(_("to be given back or renewed"))
    readers: models.ManyToManyField[User, Any] = models.ManyToManyField(
        USER, related_name="+", verbose_name=_("readers"), editable=False
    )
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(_("entered"), auto_now_add=True)

    objects: ClassVar[Any] = IndicatorSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("restricted set of indicators")
        verbose_name_plural = _("restricted sets of indicators")
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the set."""
        return reverse("indicator_set_detail", args=[self.pk])


class IndicatorQuerySet(HandledQuerySet):
    """Indicators: those of a restricted set only for its readers."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return the indicators that `viewer` may know of."""
        sets = IndicatorSet.objects.visible_to(viewer).values("pk")
        return super().visible_to(viewer).filter(models.Q(set=None) | models.Q(set__in=sets))


class Indicator(Worded, Handled):
    """An indicator of the catalogue: a fact or an act, never what a person is.

    One of a restricted `set` is seen by that set's readers only.
    """

    codes = frozenset({"code"})

    code = models.CharField(_("code"), max_length=20)
    subject = models.CharField(_("subject"), max_length=20, choices=SubjectCode.choices)
    purpose = models.CharField(
        pgettext_lazy("of screening", "purpose"), max_length=40, choices=PurposeCode.choices
    )
    text = models.TextField(pgettext_lazy("of risk", "indicator"))
    observed = models.TextField(_("what exactly is observed"))
    knowable = models.CharField(_("when it becomes knowable"), max_length=20, choices=Moment.choices)
    source = models.CharField(_("read from"), max_length=20, choices=SourceKind.choices)
    reference = models.CharField(_("where it was published"), max_length=300, blank=True)
    legal_basis = models.TextField(_("legal basis of the observation"))
    grade = models.CharField(_("grade of evidence"), max_length=1, choices=EvidenceGrade.choices)
    exonerating = models.TextField(
        _("what speaks against it"), help_text=_("the everyday explanation that an officer asks for first")
    )
    owner = models.CharField(_("owner (office)"), max_length=200)
    review_on = models.DateField(_("to be reviewed on"))
    set = models.ForeignKey(
        IndicatorSet, models.PROTECT, related_name="indicators", null=True, blank=True,
        verbose_name=_("restricted set"), help_text=_("left blank: of the agency's own catalogue"),
    )  # fmt: skip
    withdrawn = models.BooleanField(_("withdrawn"), default=False, editable=False)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(_("entered"), auto_now_add=True)

    objects: ClassVar[Any] = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ("subject", "code")
        constraints = (models.UniqueConstraint(fields=("owner_agency", "code"), name="indicator_code_once"),)

    def __str__(self) -> str:
        return self.code if self.set_id else f"{self.code} {self.text[:80]}"

    def get_absolute_url(self) -> str:
        """The page of the indicator."""
        return reverse("indicator_detail", args=[self.pk])
