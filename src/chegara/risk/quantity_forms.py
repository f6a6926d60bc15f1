"""Forms of harm in numbers and of the choice of measures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chegara.pages.forms import StyledForm, StyledModelForm
from chegara.plans.choices import CURRENCIES, Status
from chegara.plans.models import Measure
from chegara.risk.harm import joint_viewer
from chegara.risk.models import Assessment, Risk
from chegara.risk.quantity_models import (
    Cause,
    ConditionKind,
    Effect,
    FrequencyBasis,
    Quantification,
    Selection,
)

YEARS = (1990, 2100)


class HarmForm(StyledModelForm):
    """In what unit harm is counted, and what counts."""

    class Meta:
        model = Quantification
        fields = ("unit", "definition")
        widgets = {"definition": forms.Textarea(attrs={"rows": 3})}  # noqa: RUF012


class CauseForm(StyledModelForm):
    """A common cause of several risks."""

    class Meta:
        model = Cause
        fields = ("name", "swing")

    def _get_validation_exclusions(self) -> set[str]:
        """Check the name against the others of its assessment too."""
        return super()._get_validation_exclusions() - {"assessment"}  # type: ignore[misc,no-any-return]


class BasisForm(StyledModelForm):
    """The series and years from which a risk's cases a year are estimated."""

    class Meta:
        model = FrequencyBasis
        fields = ("link", "first_year", "last_year", "cause", "note")

    def __init__(self, *args: Any, risk: Risk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = risk.assessment.year
        links: Any = self.fields["link"]
        links.queryset = risk.evidence.select_related("indicator", "risk__assessment__country")
        links.help_text = _("A series that is linked to the risk as evidence: one count is one case.")
        causes: Any = self.fields["cause"]
        causes.queryset = risk.assessment.causes.all()
        causes.empty_label = _("none: it varies by itself")
        for name in ("first_year", "last_year"):
            self.fields[name].widget.attrs |= {"min": YEARS[0], "max": self.year}

    def clean(self) -> dict[str, Any]:
        """Keep the years within the evidence of the analysis."""
        data = super().clean() or self.cleaned_data
        for name in ("first_year", "last_year"):
            if (value := data.get(name)) is not None and not YEARS[0] <= value <= self.year:
                self.add_error(
                    name, _("Give a year up to %(year)s, the year of the evidence.") % {"year": self.year}
                )
        return data


class ComputeForm(StyledForm):
    """How many years are simulated."""

    trials = forms.TypedChoiceField(
        label=_("Simulated years"), coerce=int, initial=10_000,
        choices=[
            (1_000, _("1,000: where cases are very many")), (10_000, "10,000"),
            (100_000, _("100,000: for tails")), (500_000, _("500,000: for rare cases")),
        ],
    )  # fmt: skip


class BudgetForm(StyledModelForm):
    """The budget of the choice."""

    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])

    class Meta:
        model = Selection
        fields = ("budget", "currency", "keeps_decided")


class ConditionForm(StyledForm):
    """A condition on one measure or on two."""

    measure = forms.ModelChoiceField(label=_("Measure"), queryset=Measure.objects.none())
    kind = forms.ChoiceField(label=_("Condition"), choices=ConditionKind.choices)
    other = forms.ModelChoiceField(
        label=_("Other measure"), queryset=Measure.objects.none(), required=False,
        help_text=_("for “is not done without” and “is not done together with”"),
    )  # fmt: skip

    def __init__(self, *args: Any, assessment: Assessment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = (
            Measure.objects.visible_to(joint_viewer(assessment))
            .filter(treatments__risk__assessment=assessment)
            .exclude(status__in=(Status.DROPPED, Status.DONE))
            .distinct()
            .order_by("title")
        )
        for name in ("measure", "other"):
            self.fields[name].queryset = seen  # type: ignore[attr-defined]


class EffectForm(StyledModelForm):
    """By how many per cent a measure lowers a component of a risk."""

    class Meta:
        model = Effect
        fields = ("low", "best", "high")
