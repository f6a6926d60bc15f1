from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from chegara.accounts.models import Marking, User
from chegara.cooperation.choices import OPERATION_NEEDS, OPERATION_TRANSITIONS, OperationState
from chegara.cooperation.models import Operation, SelfAssessment
from chegara.organisation import record_forms
from chegara.organisation.models import Agency, BorderSection, Release, State
from chegara.organisation.queries import agencies_to_act_for, countries_of
from chegara.organisation.registers.forms import choices_of as of_anything
from chegara.pages.forms import StyledForm, StyledModelForm
from chegara.plans.choices import Kind, PlanState
from chegara.plans.models import Measure, Plan


def choices_of(model: Any, user: User) -> models.QuerySet[Any]:
    """Return the records that a field of a form offers to somebody."""
    if model is BorderSection:
        return BorderSection.objects.filter(country__in=countries_of(user))
    if model is State:
        return State.objects.filter(pk__in=BorderSection.objects.values("neighbour"))
    return of_anything(model, user)


class RecordForm(record_forms.RecordForm):
    """A record of cooperation with its handling."""

    def first_releases(self, user: User) -> Iterable[Release]:
        """Return the releases of the table's last record that somebody entered outside of compartments."""
        own = type(self.instance).objects.filter(by=user, compartment=None)
        last = own.order_by("-pk").first()
        return last.releases.filter(withdrawn_at=None) if last else ()


class PartForm(record_forms.RegisterForm):
    """A part of a record: handled as that is."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        if "measure" in self.fields:
            rows = choices_of(Measure, user).filter(owner_agency__in=agencies_to_act_for(user))
            self.fields["measure"].queryset = rows  # type: ignore[attr-defined]
        model = type(self.instance)
        if model.register == "bookings":
            self.fields["agency"].queryset = agencies_to_act_for(user)  # type: ignore[attr-defined]
            self.fields["agency"].empty_label = None  # type: ignore[attr-defined]


class OperationMoveForm(StyledModelForm):
    """Where an operation goes next, and what that asks for."""

    to = forms.ChoiceField(label=_("Next state"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), required=False, help_text=_("The audit log keeps it."))

    class Meta:
        model = Operation
        fields = sorted({name for names in OPERATION_NEEDS.values() for name in names})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        following = [state for state in OperationState if state in OPERATION_TRANSITIONS[self.instance.state]]
        self.fields["to"].choices = [(state.value, state.label) for state in following]  # type: ignore[attr-defined]
        self.fields["to"].initial = following[0] if following else None
        asked = {name for state in following for name in OPERATION_NEEDS.get(state, ())}
        for name in set(self.Meta.fields) - asked:
            del self.fields[name]
        self.order_fields(
            ["to", *(n for state in following for n in OPERATION_NEEDS.get(state, ())), "reason"]
        )

    def needed(self) -> dict[str, Any]:
        """Return what the chosen state asks for."""
        return {
            name: self.cleaned_data.get(name) for name in OPERATION_NEEDS.get(self.cleaned_data["to"], ())
        }


class GapForm(StyledForm):
    """A measure of a plan that closes a gap."""

    plan = forms.ModelChoiceField(Plan.objects.none(), label=_("Plan"))
    title = forms.CharField(label=_("What is to be done"), max_length=300)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    lead = forms.ModelChoiceField(Agency.objects.none(), label=_("Lead agency"), required=False)
    deadline = forms.DateField(label=_("Deadline"), required=False)

    def __init__(self, *args: Any, user: User, assessment: SelfAssessment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_ = Plan.objects.visible_to(user).filter(state__in=(PlanState.DRAFT, PlanState.CHANGING))
        country = assessment.owner_agency.country
        self.fields["plan"].queryset = open_.filter(country=country)  # type: ignore[attr-defined]
        self.fields["lead"].queryset = Agency.objects.filter(country=country)  # type: ignore[attr-defined]


class WorkbookForm(StyledForm):
    """A workbook of cooperation to read in, and how its new rows are handled."""

    workbook = forms.FileField(label=_("Workbook (xlsx)"))
    owner_agency = forms.ModelChoiceField(
        Agency.objects.none(), label=_("New rows belong to"), empty_label=None
    )
    marking = forms.ChoiceField(
        label=_("Marking of new rows"), choices=Marking.choices, initial=Marking.OFFICIAL_USE,
        widget=forms.RadioSelect,
    )  # fmt: skip
    releases = forms.ModelMultipleChoiceField(
        Release.objects.none(), label=_("New rows are released by"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), help_text=_("The audit log keeps it."))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = agencies_to_act_for(user)
        releases = Release.objects.filter(from_agency__in=own, withdrawn_at=None)
        self.fields["owner_agency"].queryset = own  # type: ignore[attr-defined]
        self.fields["releases"].queryset = releases  # type: ignore[attr-defined]


class DocumentForm(StyledForm):
    """In which language and edition a document of cooperation is written."""

    document_language = forms.ChoiceField(label=_("Language"), choices=(("en", "English"), ("ru", "Русский")))
    edition = forms.ChoiceField(
        label=_("Edition"),
        choices=(
            ("joint", _("joint: what was released to every agency of the country")),
            ("own", _("for my own use: all that I may see")),
        ),
        widget=forms.RadioSelect,
        initial="joint",
    )
