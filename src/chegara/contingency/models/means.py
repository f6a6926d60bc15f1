"""With whom and with what: posts, resources and what levels need of them, work without IT, costs."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.contingency.choices import ResourceKind
from chegara.contingency.models.basis import ResponseLevel
from chegara.contingency.models.plan import NOT_NEGATIVE, Part, plan_key
from chegara.organisation.models import Agency


class DutyPost(Part):
    """Who does tasks: a post (office, position) of an agency, filled by so many people at a time."""

    plan = plan_key("posts")
    name = models.CharField(_("post (position)"), max_length=150)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    place = models.CharField(_("place"), max_length=150, blank=True)
    staff = models.PositiveSmallIntegerField(
        _("people at a time"), default=1, validators=[MinValueValidator(1)]
    )
    reports_to = models.CharField(_("reports to"), max_length=150, blank=True)
    channel = models.CharField(_("channel"), max_length=150, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("a position", "post")
        verbose_name_plural = pgettext_lazy("a position", "posts")
        ordering = ("agency__code", "pk")

    def __str__(self) -> str:
        return f"{self.name} ({self.agency.short})"


class StandbyResource(Part):
    """What is kept ready, by whom, how much of it, and how long it takes to arrive."""

    plan = plan_key("resources")
    name = models.CharField(pgettext_lazy("of a resource", "what"), max_length=150)
    kind = models.CharField(_("kind"), max_length=20, choices=ResourceKind.choices)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("whose")
    )
    available = models.FloatField(_("available"), null=True, blank=True, validators=NOT_NEGATIVE)
    arrives_within = models.PositiveIntegerField(_("arrives within, minutes"), null=True, blank=True)
    used_a_day = models.FloatField(
        _("used up a day in the worst case"), null=True, blank=True, validators=NOT_NEGATIVE,
        help_text=_("only for stocks that are used up: water, rations, kits"),
    )  # fmt: skip

    class Meta:
        verbose_name = pgettext_lazy("of a contingency plan", "resource")
        verbose_name_plural = pgettext_lazy("of a contingency plan", "resources")
        ordering = ("kind", "pk")

    def __str__(self) -> str:
        return f"{self.name}, {self.unit}" if self.unit else self.name


class ResourceNeed(Part):
    """How much of a resource a level needs, in the likeliest and in the worst case."""

    plan = plan_key("needs")
    resource = models.ForeignKey(
        StandbyResource, models.CASCADE, related_name="needs",
        verbose_name=pgettext_lazy("of a contingency plan", "resource"),
    )  # fmt: skip
    level = models.ForeignKey(
        ResponseLevel, models.CASCADE, related_name="needs",
        verbose_name=pgettext_lazy("of a contingency plan", "level"),
    )  # fmt: skip
    likely = models.FloatField(_("needed in the likeliest case"), validators=NOT_NEGATIVE)
    worst = models.FloatField(_("needed in the worst case"), validators=NOT_NEGATIVE)

    class Meta:
        verbose_name = _("need of a resource")
        verbose_name_plural = _("needs of resources")
        ordering = ("resource", "level__rank")
        constraints = (
            models.UniqueConstraint(fields=("resource", "level"), name="resource_need_once"),
            models.CheckConstraint(
                condition=models.Q(likely__lte=models.F("worst")), name="resource_needs_in_order",
                violation_error_message=_("The worst case needs at least as much as the likeliest."),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.resource}: {self.worst:g}"


class PaperFallback(Part):
    """How a function goes on without IT: the printed form, who fills it in, how it comes back."""

    plan = plan_key("fallbacks")
    function = models.CharField(_("function"), max_length=200)
    after_minutes = models.PositiveIntegerField(_("after how many minutes of outage"), default=15)
    form_title = models.CharField(_("title of the form"), max_length=150)
    columns = models.TextField(_("columns of the form, one a line"))
    lines = models.PositiveSmallIntegerField(
        _("lines a sheet"), default=20, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    filled_by = models.CharField(_("filled in by"), max_length=150, blank=True)
    kept = models.CharField(_("where blank forms are kept"), max_length=150, blank=True)
    comes_back = models.TextField(_("how it comes back into the system"), blank=True)

    class Meta:
        verbose_name = _("work without IT")
        verbose_name_plural = _("work without IT")
        ordering = ("after_minutes", "pk")

    def __str__(self) -> str:
        return self.form_title


class CostLine(Part):
    """What the first three months cost."""

    plan = plan_key("costs")
    item = models.CharField(pgettext_lazy("of a cost", "item"), max_length=200)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who pays")
    )
    month_1 = models.DecimalField(
        _("first month"), max_digits=14, decimal_places=2, validators=NOT_NEGATIVE, default=0
    )
    month_2 = models.DecimalField(
        _("second month"), max_digits=14, decimal_places=2, validators=NOT_NEGATIVE, default=0
    )
    month_3 = models.DecimalField(
        _("third month"), max_digits=14, decimal_places=2, validators=NOT_NEGATIVE, default=0
    )
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    source = models.CharField(_("source of funds"), max_length=150, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("of three months", "cost")
        verbose_name_plural = pgettext_lazy("of three months", "costs")
        ordering = ("currency", "pk")

    def __str__(self) -> str:
        return self.item
