from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.accounts.models import Compartment, Marking, User
from chegara.organisation.models import Agency, Release
from chegara.organisation.queries import agencies_to_act_for, countries_of
from chegara.pages.forms import ReasonForm, StyledForm, StyledModelForm
from chegara.plans.choices import CURRENCIES, NeedKind, Status
from chegara.plans.content import PLANNED
from chegara.plans.models import Measure, Objective, Plan

CURRENCY_CHOICES = [(code, code) for code in CURRENCIES]
AREA = forms.Textarea(attrs={"rows": 3})
SPARE_NEEDS = 3
"""Empty lines for further needs in the form of a measure."""


def _limit(form: forms.BaseForm, name: str, rows: Any) -> None:
    form.fields[name].queryset = rows  # type: ignore[attr-defined]


def _handling_fields(form: forms.BaseForm, user: User, releases: Any) -> None:
    _limit(form, "compartment", user.compartments.all())
    _limit(form, "releases", releases)


class HandlingMixin(forms.Form):
    """Marking, compartment and releases."""

    marking = forms.ChoiceField(
        label=_("Marking"), choices=Marking.choices, initial=Marking.OFFICIAL_USE, widget=forms.RadioSelect
    )
    compartment = forms.ModelChoiceField(Compartment.objects.none(), label=_("Compartment"), required=False)
    releases = forms.ModelMultipleChoiceField(
        Release.objects.none(),
        label=_("Released by"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Other agencies see this only if a release names them."),
    )


class HandlingForm(StyledForm, HandlingMixin):
    """How a measure is handled, with the reason for a change."""

    reason = forms.CharField(label=_("Reason"))

    def __init__(self, *args: Any, user: User, owner: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _handling_fields(self, user, Release.objects.filter(from_agency=owner, withdrawn_at=None))


class PlanForm(StyledModelForm, HandlingMixin):
    """A plan's particulars."""

    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCY_CHOICES)
    reason = forms.CharField(label=_("Reason"), required=False, help_text=_("The audit log keeps it."))

    class Meta:
        model = Plan
        fields = (
            "title",
            "country",
            "owner_agency",
            "basis",
            "start",
            "end",
            "currency",
            "marking",
            "compartment",
        )
        widgets: ClassVar[dict[str, Any]] = {"basis": AREA}

    field_order = (
        "title", "country", "owner_agency", "basis", "start", "end", "currency", "marking", "compartment",
        "releases", "reason",
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _limit(self, "country", countries_of(user))
        _limit(self, "owner_agency", agencies_to_act_for(user))
        releases = Release.objects.filter(from_agency__in=agencies_to_act_for(user), withdrawn_at=None)
        if self.instance.pk:
            releases = releases.filter(from_agency=self.instance.owner_agency)
            for name in ("country", "owner_agency"):
                self.fields[name].disabled = True
            self.fields["releases"].initial = list(self.instance.releases.all())
        _handling_fields(self, user, releases)


class ObjectiveForm(StyledModelForm):
    """What a plan wants to reach."""

    reason = forms.CharField(label=_("Reason"), required=False, help_text=_("The audit log keeps it."))

    class Meta:
        model = Objective
        fields = ("title", "description", "term", "priority")
        widgets: ClassVar[dict[str, Any]] = {"description": AREA}


class MeasureForm(StyledModelForm):
    """What is planned of a measure. Everything but title and kind may still be unknown."""

    currency = forms.ChoiceField(label=_("Currency"), choices=[("", "–"), *CURRENCY_CHOICES], required=False)
    supporting = forms.ModelMultipleChoiceField(
        Agency.objects.none(),
        label=_("Supporting agencies"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        help_text=_(
            "The audit log keeps it; while an approved plan is being changed, the comparison prints it."
        ),
    )

    class Meta:
        model = Measure
        fields = PLANNED
        widgets: ClassVar[dict[str, Any]] = {
            "description": AREA, "legal_basis": forms.Textarea(attrs={"rows": 2}),
            "remarks": forms.Textarea(attrs={"rows": 2}), "dissent": forms.Textarea(attrs={"rows": 2}),
        }  # fmt: skip
        help_texts: ClassVar[dict[str, Any]] = {
            "origin_name": _("the risk, the finding or the task, and which part of it"),
            "origin": _("as the register names it, such as risk:14; leave empty if there is none"),
            "legal_basis": _("the act that allows it, or the decision that orders it"),
            "baseline": _("what the indicator showed before"),
        }

    field_order = (
        *PLANNED[: PLANNED.index("legal_basis")], "supporting", *PLANNED[PLANNED.index("legal_basis") :],
    )  # fmt: skip

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = Agency.objects.filter(country=plan.country)
        _limit(self, "objective", plan.objectives.all())
        _limit(self, "lead", agencies)
        _limit(self, "supporting", agencies)
        if self.instance.pk:
            self.fields["supporting"].initial = list(self.instance.supporting.all())
        self.fields["reason"].required = plan.state == "changing"

    @property
    def planned(self) -> dict[str, Any]:
        """What was filled in, by the columns of a measure."""
        return {name: self.cleaned_data[name] for name in PLANNED}


class ProposalForm(MeasureForm, HandlingMixin):
    """A new measure: what is planned, whose record it is, and how it is handled."""

    owner_agency = forms.ModelChoiceField(
        Agency.objects.none(), label=_("Whose record it is"), empty_label=None
    )

    def __init__(self, *args: Any, user: User, plan: Plan, **kwargs: Any) -> None:
        own = agencies_to_act_for(user).filter(country=plan.country)
        initial: dict[str, Any] = {
            "marking": plan.marking,
            "compartment": plan.compartment,
            "owner_agency": own.first(),
        }
        if plan.owner_agency in own:
            initial |= {"owner_agency": plan.owner_agency, "releases": list(plan.releases.all())}
        super().__init__(*args, plan=plan, initial=initial, **kwargs)
        _limit(self, "owner_agency", own)
        _handling_fields(self, user, Release.objects.filter(from_agency__in=own, withdrawn_at=None))


class NeedForm(StyledForm):
    """Staff or equipment that a measure needs; a line left empty is no need."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("Agency"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=NeedKind.choices, required=False)
    what = forms.CharField(label=pgettext_lazy("that is needed", "What"), max_length=200, required=False)
    needed = forms.IntegerField(label=_("Needed"), min_value=0, required=False)
    available = forms.IntegerField(label=_("Available"), min_value=0, required=False)

    def __init__(self, *args: Any, agencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _limit(self, "agency", agencies)

    def clean(self) -> dict[str, Any]:
        """Ask for the whole line where a part of it is filled in."""
        cleaned: dict[str, Any] = super().clean() or {}
        begun = cleaned.get("what") or cleaned.get("agency") or cleaned.get("needed") is not None
        for name in ("agency", "what", "needed"):
            if begun and name not in self.errors and cleaned.get(name) in (None, ""):
                self.add_error(name, _("Fill in the whole line, or leave it empty."))
        return cleaned


class BaseNeeds(forms.BaseFormSet):  # type: ignore[type-arg]
    """All needs of a measure."""

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The lines that were filled in."""
        return [form.cleaned_data for form in self.forms if form.cleaned_data.get("what")]


NeedFormSet = forms.formset_factory(NeedForm, formset=BaseNeeds, extra=SPARE_NEEDS)


class CapacityForm(StyledForm):
    """How many officers each agency of the country can give; empty is not known."""

    reason = forms.CharField(label=_("Reason"), required=False, help_text=_("The audit log keeps it."))

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = list(Agency.objects.filter(country=plan.country))
        given = {each.agency_id: each.staff for each in plan.capacities.all()}
        for agency in self.agencies:
            self.fields[f"agency_{agency.pk}"] = forms.IntegerField(
                label=agency.name,
                min_value=0,
                required=False,
                initial=given.get(agency.pk),
                widget=forms.NumberInput(attrs={"class": "form-control"}),
            )
        self.order_fields([name for name in self.fields if name != "reason"] + ["reason"])

    @property
    def staff(self) -> dict[Agency, int]:
        """What was filled in, by agency."""
        return {
            agency: self.cleaned_data[f"agency_{agency.pk}"]
            for agency in self.agencies
            if self.cleaned_data.get(f"agency_{agency.pk}") is not None
        }


class MoveForm(StyledForm):
    """How far a measure is."""

    to = forms.ChoiceField(label=_("becomes"))
    reason = forms.CharField(label=_("Reason"), required=False)

    def __init__(self, *args: Any, steps: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (step, Status(step).label) for step in Status if step in steps
        ]


class DoneForm(StyledForm):
    """That a measure was done."""

    done_on = forms.DateField(label=_("Done on"))
    completion = forms.CharField(
        label=_("Evidence of completion"),
        widget=AREA,
        help_text=_("what shows it: act of acceptance, order, report, with number and date"),
    )


class VerifyForm(StyledForm):
    """Whether what was reported as done is done."""

    accepted = forms.ChoiceField(
        label=_("Was it done?"),
        choices=(("yes", _("yes: it is done")), ("no", _("no: it goes back into work"))),
        widget=forms.RadioSelect,
    )
    verification = forms.CharField(label=_("How it was verified"), widget=AREA)


class MergeForm(ReasonForm):
    """Which other measure does the work of this one too."""

    field_order = ("into", "reason")
    into = forms.ModelChoiceField(Measure.objects.none(), label=_("The measure that stays"))

    def __init__(self, *args: Any, others: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _limit(self, "into", others)


class ReadingForm(StyledForm):
    """What the indicator showed on a day."""

    on = forms.DateField(label=_("Day"))
    value = forms.FloatField(label=_("Value"), localize=True)
    source = forms.CharField(label=_("Source"), max_length=300)
    remark = forms.CharField(label=_("Remark"), max_length=300, required=False)


class ApproveForm(StyledForm):
    """Who approved a plan, and by what."""

    basis = forms.CharField(
        label=_("Approved by"),
        max_length=300,
        help_text=_("office and name, number and date of the decision"),
    )


class PlanWorkbookForm(ReasonForm):
    """A workbook of a plan to read in."""

    field_order = ("workbook", "not_secret", "reason")
    workbook = forms.FileField(label=_("Workbook (xlsx)"))
    not_secret = forms.BooleanField(
        label=_("The file contains no state secret"),
        error_messages={"required": _("Bring in the file only if it contains no state secret.")},
    )


class DocumentForm(StyledForm):
    """Which document of a plan is wanted."""

    what = forms.ChoiceField(
        label=_("Document"),
        choices=(("plan", _("the plan")), ("change", _("what changes against the approved version"))),
        widget=forms.RadioSelect,
        initial="plan",
    )
    document_language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    edition = forms.ChoiceField(
        label=_("Edition"),
        choices=(
            ("joint", _("joint: what was released to every agency of the country")),
            ("own", _("for my own use: all that I may see")),
        ),
        widget=forms.RadioSelect,
        initial="joint",
    )
