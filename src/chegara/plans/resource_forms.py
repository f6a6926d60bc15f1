"""Forms of estimates of resources."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from chegara.accounts.models import User
from chegara.evidence.models import Category, Indicator
from chegara.organisation.models import Release
from chegara.organisation.queries import agencies_to_act_for, countries_of
from chegara.pages.forms import StyledForm, StyledModelForm
from chegara.plans.forms import AREA, CURRENCY_CHOICES, HandlingMixin
from chegara.plans.resource_models import PointResources, ResourceEstimate, check_profile

TIMES = (
    "service_low", "service_best", "service_high", "service_source", "profile", "profile_source",
)  # fmt: skip


class ProfileField(forms.CharField):
    """24 weights of the hours of a day, from midnight on, parted by spaces; a comma may part decimals."""

    widget = forms.Textarea(attrs={"rows": 2})

    def prepare_value(self, value: Any) -> Any:
        """Write weights as they are read."""
        return " ".join(f"{weight:g}" for weight in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """Return 24 numbers, None where nothing is written."""
        text = str(super().to_python(value) or "").replace(";", " ").replace(",", ".")
        if not text.strip():
            return None
        try:
            weights: Any = [float(part) for part in text.split()]
        except ValueError:
            weights = None
        check_profile(weights)
        return weights

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare as written."""
        return str(self.prepare_value(initial) or "") != str(data or "")


def _profile(*, required: bool) -> ProfileField:
    return ProfileField(
        label=_("how a day's flow is spread over its hours"),
        required=required,
        help_text=_("24 numbers from midnight on, parted by spaces: how many travellers come in each hour, or any weights. Only their proportions count; hours at which a point is closed are left out by its timetable."),  # noqa: E501 - as the translator gets it
    )  # fmt: skip


class EstimateForm(StyledModelForm, HandlingMixin):
    """The question: which country and year, target, norms and prices, and how the answer is handled."""

    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCY_CHOICES)
    profile = _profile(required=True)
    reason = forms.CharField(label=_("Reason"), required=False, help_text=_("The audit log keeps it."))

    class Meta:
        model = ResourceEstimate
        fields = (
            "title", "country", "owner_agency", "year", "indicator", "share", "minutes", *TIMES,
            "hours_a_year", "share_at_booths", "officers_a_booth", "norms_source", "currency",
            "officer_cost", "booth_cost", "marking", "compartment",
        )  # fmt: skip

    field_order = (*Meta.fields, "releases", "reason")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, Any] = {
            "country": countries_of(user),
            "owner_agency": agencies_to_act_for(user),
            "indicator": Indicator.objects.filter(category=Category.FLOW),
            "compartment": user.compartments.all(),
        }
        releases = Release.objects.filter(from_agency__in=agencies_to_act_for(user), withdrawn_at=None)
        if self.instance.pk:
            releases = releases.filter(from_agency=self.instance.owner_agency)
            for name in ("country", "owner_agency"):
                self.fields[name].disabled = True
            self.fields["releases"].initial = list(self.instance.releases.all())
        for name, rows in {**choices, "releases": releases}.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        for name in ("service_low", "service_best", "service_high", "service_source", "profile_source"):
            self.fields[name].required = True


class PointForm(StyledModelForm):
    """Where service or the day at one point differ from the norm; empty means as the norm."""

    profile = _profile(required=False)
    reason = forms.CharField(label=_("Reason"), required=False, help_text=_("The audit log keeps it."))

    class Meta:
        model = PointResources
        fields = TIMES
        widgets: ClassVar[dict[str, Any]] = {"service_source": AREA}

    field_order = (*TIMES, "reason")


def _heading(column: str) -> str:
    field: Any = PointResources._meta.get_field(column)
    return str(field.verbose_name)


class AvailableForm(StyledForm):
    """What there is at each point; empty is not known."""

    COLUMNS = ("booths", "officers", "least_booths")

    def __init__(self, *args: Any, lines: list[PointResources], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            for column in self.COLUMNS:
                heading = _heading(column)
                label = f"{line.point}: {heading}"
                self.fields[f"{column}_{line.point_id}"] = forms.IntegerField(
                    label=label, min_value=0, max_value=10_000, required=False,
                    initial=getattr(line, column),
                    widget=forms.NumberInput(attrs={"class": "form-control", "aria-label": label}),
                )  # fmt: skip
        self.fields["reason"] = forms.CharField(
            label=_("Reason"), required=False, help_text=_("The audit log keeps it."),
            widget=forms.TextInput(attrs={"class": "form-control"}),
        )  # fmt: skip

    def headings(self) -> list[str]:
        """Return the headings of the columns."""
        return [_heading(column) for column in self.COLUMNS]

    def rows(self) -> list[tuple[PointResources, list[forms.BoundField]]]:
        """Return each line with its inputs."""
        return [(line, [self[f"{column}_{line.point_id}"] for column in self.COLUMNS]) for line in self.lines]

    @property
    def available(self) -> dict[int, dict[str, int | None]]:
        """What was filled in, by the point's key."""
        return {
            line.point_id: {
                column: self.cleaned_data.get(f"{column}_{line.point_id}")
                for column in ("booths", "officers")
            }
            | {"least_booths": self.cleaned_data.get(f"least_booths_{line.point_id}") or 0}
            for line in self.lines
        }
