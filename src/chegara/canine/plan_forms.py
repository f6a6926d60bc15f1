"""Forms of the papers, the statistics and the development plan: about which service, discipline and days."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chegara.accounts.models import User
from chegara.canine.choices import Discipline
from chegara.canine.models import DutyNorm, DutyPost, Team
from chegara.organisation.models import Agency
from chegara.organisation.queries import countries_of
from chegara.organisation.visibility import own_agencies
from chegara.pages.forms import StyledForm
from chegara.plans.choices import Kind, PlanState
from chegara.plans.models import Plan


def services_of(user: User) -> Any:
    """Return the agencies of whose canine service somebody may know."""
    seen = [
        model.objects.visible_to(user).order_by().values("owner_agency")
        for model in (Team, DutyNorm, DutyPost)
    ]
    keys = own_agencies(user)
    found = Agency.objects.filter(pk__in=keys)
    for rows in seen:
        found |= Agency.objects.filter(pk__in=rows)
    return found.distinct().select_related("country").order_by("country__code", "code")


class ServiceForm(StyledForm):
    """A service, by default the user's own."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("Service"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.services = list(services_of(user))
        self.own = own_agencies(user)
        self.fields["agency"].queryset = services_of(user)  # type: ignore[attr-defined]

    @property
    def service(self) -> Agency | None:
        """The service that was chosen, else the first of the user's own, else the first that is seen."""
        chosen: Agency | None = self.cleaned_data.get("agency") if self.is_valid() else None
        mine = [one for one in self.services if one.pk in self.own]
        return chosen or next(iter([*mine, *self.services]), None)


class DisciplineForm(ServiceForm):
    """A service in one discipline."""

    discipline = forms.ChoiceField(label=_("Discipline"), choices=Discipline.choices, required=False)

    @property
    def chosen(self) -> Discipline:
        """The discipline that was chosen, else drugs."""
        found = self.cleaned_data.get("discipline") if self.is_valid() else ""
        return Discipline(found or Discipline.NARCOTICS)


class PeriodOfServiceForm(ServiceForm):
    """A service and a period, by default the year up to today."""

    first = forms.DateField(label=_("From"), required=False)
    last = forms.DateField(label=_("Until"), required=False)

    def days(self, today: date) -> tuple[date, date]:
        """Return the first and the last day."""
        given = self.cleaned_data if self.is_valid() else {}
        last = given.get("last") or today
        first = given.get("first") or date(last.year - 1, last.month, min(last.day, 28))
        return min(first, last), max(first, last)


class StatisticsForm(PeriodOfServiceForm):
    """What statistics are about: an empty service means all that are seen."""

    discipline = forms.ChoiceField(
        label=_("Discipline"), choices=[("", _("all disciplines")), *Discipline.choices], required=False
    )


class YearForm(ServiceForm):
    """A service and a year."""

    year = forms.IntegerField(label=_("Year"), required=False, min_value=1990, max_value=2100)


class MeasureForm(StyledForm):
    """A measure of a plan that develops the service."""

    plan = forms.ModelChoiceField(Plan.objects.none(), label=_("Plan"))
    title = forms.CharField(label=_("What is to be done"), max_length=300)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    lead = forms.ModelChoiceField(Agency.objects.none(), label=_("Lead agency"), required=False)
    deadline = forms.DateField(label=_("Deadline"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_ = Plan.objects.visible_to(user).filter(state__in=(PlanState.DRAFT, PlanState.CHANGING))
        self.fields["plan"].queryset = open_  # type: ignore[attr-defined]
        self.fields["lead"].queryset = Agency.objects.filter(country__in=countries_of(user))  # type: ignore[attr-defined]
