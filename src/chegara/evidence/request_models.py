"""Asking agencies for data: requests with their answers, and the duties that recur."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.accounts.models import User
from chegara.evidence.models import Batch, Indicator, RecordQuerySet
from chegara.organisation.models import Agency, State
from chegara.organisation.visibility import Viewer, agencies_of

LONGEST_DELAY = 120


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    """Requests by who may know of them."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Requests that one's agency made, and those that were sent to it."""
        if not isinstance(viewer, User) or not viewer.is_active:
            return self.none()
        own = agencies_of(viewer)
        sent = RequestedAgency.objects.filter(agency__in=own).exclude(state=RequestState.DRAFTED)
        return self.filter(models.Q(from_agency__in=own) | models.Q(pk__in=sent.values("request")))


class DataRequest(models.Model):
    """A letter that asks agencies for figures: by whom, of which months, until when.

    `first_month` and `last_month` are first days of months.
    """

    country = models.ForeignKey(State, models.PROTECT, related_name="+", verbose_name=_("country"))
    from_agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    title = models.CharField(_("what it is about"), max_length=200)
    letter_number = models.CharField(_("letter number"), max_length=60)
    letter_date = models.DateField(_("letter date"))
    signatory = models.CharField(_("signed by"), max_length=150)
    first_month = models.DateField(_("from month"))
    last_month = models.DateField(_("until month"))
    deadline = models.DateField(_("deadline"))
    remark = models.TextField(_("remark in the letter"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("drafted"), auto_now_add=True)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("data request")
        verbose_name_plural = _("data requests")
        ordering = ("-letter_date", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(last_month__gte=models.F("first_month")), name="request_months_in_order"
            ),
        )

    def __str__(self) -> str:
        return _("No. %(number)s of %(date)s, %(title)s") % {
            "number": self.letter_number, "date": f"{self.letter_date:%d.%m.%Y}", "title": self.title,
        }  # fmt: skip

    def get_absolute_url(self) -> str:
        """The page of the request."""
        return reverse("request_detail", args=[self.pk])


class RequestState(models.TextChoices):
    """How far a request to one agency is."""

    DRAFTED = "drafted", _("Drafted")
    SENT = "sent", _("Sent")
    ANSWERED_IN_PART = "answered_in_part", _("Answered in part")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")


# From each state, the states that may follow. An answer that is undone takes the request back.
REQUEST_TRANSITIONS: dict[str, frozenset[str]] = {
    RequestState.DRAFTED: frozenset({RequestState.SENT}),
    RequestState.SENT: frozenset(
        {RequestState.ANSWERED_IN_PART, RequestState.ANSWERED, RequestState.CLOSED}
    ),
    RequestState.ANSWERED_IN_PART: frozenset(
        {RequestState.SENT, RequestState.ANSWERED, RequestState.CLOSED}
    ),
    RequestState.ANSWERED: frozenset(
        {RequestState.SENT, RequestState.ANSWERED_IN_PART, RequestState.CLOSED}
    ),
    RequestState.CLOSED: frozenset(
        {RequestState.SENT, RequestState.ANSWERED_IN_PART, RequestState.ANSWERED}
    ),
}  # fmt: skip


class RequestedIndicator(models.Model):
    """One indicator that a request asks for, and by what it is to be broken down.

    `dimensions` are names of fields that the dictionary gives the indicator (point, citizenship, …).
    Without `of_agencies` all agencies of the request are asked.
    """

    request = models.ForeignKey(DataRequest, models.CASCADE, related_name="lines")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    dimensions = models.JSONField(_("broken down by"), default=list, blank=True)
    of_agencies = models.ManyToManyField(Agency, related_name="+", blank=True, verbose_name=_("only of"))

    class Meta:
        verbose_name = _("requested indicator")
        verbose_name_plural = _("requested indicators")
        ordering = ("indicator__position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("request", "indicator"), name="indicator_once_a_request"),
        )

    def __str__(self) -> str:
        return str(self.indicator)


class FormLanguage(models.TextChoices):
    """In which language an agency gets its form and letter."""

    RUSSIAN = "ru", _("Russian")
    ENGLISH = "en", _("English")


class RequestedAgencyQuerySet(models.QuerySet["RequestedAgency"]):
    """Requests to single agencies by who may know of them."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Those of one's own agency's requests, and what was sent to one's own agency."""
        if not isinstance(viewer, User) or not viewer.is_active:
            return self.none()
        own = agencies_of(viewer)
        return self.filter(
            models.Q(request__from_agency__in=own)
            | models.Q(agency__in=own) & ~models.Q(state=RequestState.DRAFTED)
        )

    def open(self) -> Self:
        """Those that wait for an answer."""
        return self.filter(state__in=(RequestState.SENT, RequestState.ANSWERED_IN_PART))


class RequestedAgency(models.Model):
    """A request as it went to one agency, with how far its answer is.

    `token` stands in the form and names the request when the form comes back. `asked` and `known` count
    figures, indicator by month. `answered_on` is the day on which the last of the known ones arrived.
    """

    request = models.ForeignKey(DataRequest, models.CASCADE, related_name="agencies")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    language = models.CharField(_("language"), max_length=2, choices=FormLanguage.choices)
    token = models.CharField(max_length=32, unique=True, editable=False)
    state = models.CharField(
        _("state"), max_length=20, choices=RequestState.choices, default=RequestState.DRAFTED
    )
    asked = models.PositiveIntegerField(_("figures asked for"), default=0)
    known = models.PositiveIntegerField(_("figures received"), default=0)
    answered_on = models.DateField(pgettext_lazy("of a request", "answered"), null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    objects = RequestedAgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to an agency")
        verbose_name_plural = _("requests to agencies")
        ordering = ("request", "agency__code")
        constraints = (models.UniqueConstraint(fields=("request", "agency"), name="agency_once_a_request"),)

    def __str__(self) -> str:
        return f"{self.request}: {self.agency}"


class Answer(models.Model):
    """An import that answers a request, recognised by its form or named by the agency."""

    requested = models.ForeignKey(RequestedAgency, models.PROTECT, related_name="answers")
    batch = models.OneToOneField(Batch, models.CASCADE, related_name="answer")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to a request")
        verbose_name_plural = _("answers to requests")

    def __str__(self) -> str:
        return f"{self.requested}: {self.batch}"


class ReportingFrequency(models.TextChoices):
    """How often a duty recurs; the codes are those of `methods.reporting_calendar.Frequency`."""

    MONTHLY = "monthly", _("monthly")
    QUARTERLY = "quarterly", _("quarterly")
    HALF_YEARLY = "half_yearly", _("half-yearly")
    YEARLY = "yearly", _("yearly")


class ReportingDutyQuerySet(models.QuerySet["ReportingDuty"]):
    """Duties by who may know of them."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Duties of one's own agency, and those towards it."""
        if not isinstance(viewer, User) or not viewer.is_active:
            return self.none()
        own = agencies_of(viewer)
        return self.filter(models.Q(agency__in=own) | models.Q(to_agency__in=own))


class ReportingDuty(models.Model):
    """What an agency owes another again and again, and by which day after the period's end.

    `since` and `until` are first days of months; a duty without `until` goes on.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("who reports"))
    to_agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("to whom"))
    title = models.CharField(_("what is reported"), max_length=200)
    basis = models.CharField(_("basis"), max_length=200, blank=True)
    indicators = models.ManyToManyField(Indicator, related_name="+", verbose_name=_("indicators"))
    frequency = models.CharField(_("how often"), max_length=20, choices=ReportingFrequency.choices)
    days_after = models.PositiveIntegerField(
        _("due on day"),
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_DELAY)],
        help_text=_("Days after the end of the period: 10 is the 10th of the following month."),
    )
    since = models.DateField(_("from month"))
    until = models.DateField(_("until month"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    objects = ReportingDutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("reporting duty")
        verbose_name_plural = _("reporting duties")
        ordering = ("agency__code", "title")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="duty_months_in_order",
            ),
        )

    def __str__(self) -> str:
        return f"{self.agency.short}: {self.title}"

    def get_absolute_url(self) -> str:
        """The page on which the duty is changed."""
        return reverse("duty_edit", args=[self.pk])

    def clean(self) -> None:
        """Refuse a duty that ends before it begins, in words, before the database does."""
        if self.until and self.since and self.until < self.since:
            raise ValidationError({"until": _("A duty can't end before it begins.")})
