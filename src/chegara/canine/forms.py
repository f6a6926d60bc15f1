"""Forms of the canine service beyond those of its registers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.accounts.models import User
from chegara.canine.choices import Blinding, ComponentKind, Response
from chegara.canine.models import (
    Certification,
    Component,
    Deployment,
    Movement,
    Placement,
    SetUp,
    Team,
)
from chegara.evidence.models import Record as EvidenceRecord
from chegara.organisation.record_forms import RegisterForm
from chegara.organisation.registers import forms as register_forms
from chegara.pages.forms import StyledForm


def choices_of(model: Any, user: User) -> Any:
    """Return the records that a field offers: of accounts those of the own agencies."""
    if model is User:
        return User.objects.filter(memberships__agency__in=user.memberships.values("agency")).distinct()
    return register_forms.choices_of(model, user)


class _Choosing(RegisterForm):
    choices_of = staticmethod(choices_of)


class SetUpForm(_Choosing):
    """How an exercise is set up: its next version."""

    class Meta:
        model = SetUp
        fields = (
            "why", "blinding", "area", "units", "indoor", "temperature_c", "humidity", "wind_ms",
            "weather", "surface",
            "set_at", "soak_minutes", "setter", "assessor", "distractors",
        )  # fmt: skip
        widgets = {"distractors": forms.Textarea(attrs={"rows": 3}), "blinding": forms.RadioSelect()}  # noqa: RUF012

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["blinding"].choices = Blinding.choices  # type: ignore[attr-defined]
        del self.fields["reason"]


class PlacementForm(_Choosing):
    """One aid that is hidden."""

    class Meta:
        model = Placement
        fields = (
            "unit", "odour", "aid", "mass_g", "height_cm", "depth_cm", "container", "location", "accessible",
        )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        del self.fields["reason"]
        if not user.has_perm("canine.aids"):
            del self.fields["aid"]


PLACEMENT_ROWS = 8
"""Rows for placements that a form offers beyond those filled in."""


class ScoreForm(StyledForm):
    """What a team did on a set-up: an answer for each unit that was searched."""

    team = forms.ModelChoiceField(Team.objects.none(), label=pgettext_lazy("canine", "Team"))
    worked_at = forms.DateTimeField(label=_("Worked at"), help_text=_("dd.mm.yyyy hh:mm"))
    minutes = forms.FloatField(label=_("Minutes"), required=False, min_value=0)
    narrative = forms.CharField(
        label=_("What was seen"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, made: SetUp, teams: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        self.units = range(1, made.units + 1)
        for unit in self.units:
            self.fields[f"unit_{unit}"] = forms.ChoiceField(
                label=_("Unit %s") % unit,
                required=False,
                choices=[*Response.choices, ("", _("not searched"))],
                widget=forms.RadioSelect,
                initial="",
            )
        self.order_fields(
            ["team", "worked_at", "minutes", *(f"unit_{unit}" for unit in self.units), "narrative"]
        )

    def answers(self) -> dict[int, str]:
        """Return the answers by unit, of those that were searched."""
        found = {unit: self.cleaned_data.get(f"unit_{unit}") for unit in self.units}
        return {unit: answer for unit, answer in found.items() if answer}


class ConfirmForm(StyledForm):
    """That each line was compared with the paper."""

    compared = forms.BooleanField(label=_("I have compared each line with the paper"))


class CertificationForm(_Choosing):
    """An assessment of a team, with the counts of its parts."""

    class Meta:
        model = Certification
        fields = (
            "number", "standard", "on", "valid_until", "place", "assessors", "odours", "points", "category",
            "conditions",
        )  # fmt: skip
        widgets = {  # noqa: RUF012
            "assessors": forms.CheckboxSelectMultiple(),
            "odours": forms.CheckboxSelectMultiple(),
            "conditions": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, user: User, partial: set[int], **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["valid_until"].required = False
        self.fields["valid_until"].help_text = _("empty: as long as the norm allows, a year at the most")
        assessors = self.fields["assessors"]
        assessors.queryset = assessors.queryset.exclude(pk__in=partial).filter(left_on=None)  # type: ignore[attr-defined]
        assessors.help_text = _("who trains the team is not offered: they may not assess it")
        for kind, label in ComponentKind.choices:
            for name in ("hits", "misses", "false_alerts", "correct_rejections"):
                field = Component._meta.get_field(name)
                self.fields[f"{kind}_{name}"] = forms.IntegerField(
                    label=f"{label}: {field.verbose_name}",  # type: ignore[union-attr]
                    required=False,
                    min_value=0,
                    max_value=1000,
                    widget=forms.NumberInput(attrs={"class": "form-control"}),
                )
        self.order_fields([name for name in self.fields if name != "reason"])
        del self.fields["reason"]

    def components(self) -> list[Component]:
        """Return the parts for which a count was entered; what was left empty beside one is none."""
        found = []
        for kind in ComponentKind.values:
            counts = {
                name: self.cleaned_data.get(f"{kind}_{name}")
                for name in ("hits", "misses", "false_alerts", "correct_rejections")
            }
            if any(count is not None for count in counts.values()):
                found.append(Component(kind=kind, **{name: count or 0 for name, count in counts.items()}))
        return found


class WithdrawForm(StyledForm):
    """From when and why a certificate is withdrawn."""

    on = forms.DateField(label=_("Withdrawn on"))
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("The audit log keeps it."))


class MoveForm(_Choosing):
    """A movement of an aid, weighed by the first person."""

    class Meta:
        model = Movement
        fields = ("kind", "weight_g", "handler", "purpose")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        del self.fields["reason"]


class CountersignForm(StyledForm):
    """The second person's own weighing, made without the first one's figure."""

    weight_g = forms.FloatField(
        label=_("Weight, g"),
        min_value=0,
        help_text=_("Weigh the aid yourself. The first figure is not shown before you have signed."),
    )


class DeploymentForm(_Choosing):
    """A day on duty."""

    class Meta:
        model = Deployment
        fields = (
            "on", "point", "place", "trigger", "requested_by", "minutes_on_duty", "minutes_rested",
            "weather", "injury",
            "force", "remark",
        )  # fmt: skip
        widgets = {"remark": forms.Textarea(attrs={"rows": 2})}  # noqa: RUF012

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        del self.fields["reason"]


class LinkForm(StyledForm):
    """The event in the statistics that tells of a find."""

    event = forms.ModelChoiceField(
        EvidenceRecord.objects.none(),
        label=_("Event in the statistics"),
        required=False,
        help_text=_("seizures within three days of the search"),
    )

    def __init__(self, *args: Any, events: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["event"]
        field.queryset = events  # type: ignore[attr-defined]
        field.label_from_instance = event_text  # type: ignore[attr-defined]


def event_text(event: EvidenceRecord) -> str:
    """Return an event in words: day, what, how much, where."""
    amount = f"{event.quantity:g} {event.unit}" if event.quantity is not None else ""
    where = str(event.point) if event.point_id else event.place
    parts = (f"{event.start:%d.%m.%Y}", str(event.indicator), event.kind, amount, where)
    return ", ".join(part for part in parts if part)


class PrevalenceForm(StyledForm):
    """A dog's rates and how often there is something to find, for the calculator."""

    sensitivity = forms.FloatField(
        label=_("Of 100 hides, how many does it find?"), min_value=0, max_value=100
    )
    false_alerts = forms.FloatField(
        label=_("At 100 clean objects, how often does it alert?"), min_value=0, max_value=100
    )
    prevalence = forms.FloatField(
        label=_("Of 100 objects searched, how many carry something?"), min_value=0, max_value=100
    )


class SettleForm(StyledForm):
    """Which of two versions of a record holds, and why."""

    choice = forms.ChoiceField(
        label=_("Which version holds?"),
        widget=forms.RadioSelect,
        choices=(("kept", _("the one that stands")), ("other", _("the other one, from the second device"))),
    )
    reason = forms.CharField(label=_("Reason"), help_text=_("The audit log keeps it."))


class PeriodForm(StyledForm):
    """From when until when."""

    first = forms.DateField(label=_("From"), required=False)
    last = forms.DateField(label=_("Until"), required=False)
