"""Forms of selections: records given in, lanes and quotas, which records to list, what was found."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.accounts.models import Marking, User
from chegara.organisation.models import Agency
from chegara.organisation.queries import agencies_to_act_for
from chegara.pages.forms import StyledForm
from chegara.profiling.choices import GoodsSubject, LaneCode, LaneReason, QuotaLane
from chegara.profiling.models import LanePolicy, LaneQuota

SPARE_ROWS = 6


class SelectionForm(StyledForm):
    """Records to select from."""

    owner_agency = forms.ModelChoiceField(label=_("Agency"), queryset=Agency.objects.none())
    subject = forms.ChoiceField(label=_("Records of"), choices=GoodsSubject.choices)
    file = forms.FileField(
        label=_("Records"),
        help_text=_("csv in UTF-8, Parquet, or xlsx (its first sheet): one record a row, columns named as the fields of "
                    "the catalogue, with time (2026-12-31) and id."),
    )  # fmt: skip
    history = forms.FileField(
        label=_("Earlier records"), required=False,
        help_text=_("What windows look back at, such as lines of an importer in 30 days; with the same columns."),
    )  # fmt: skip
    mapping = forms.CharField(
        label=_("Columns with other names"), required=False,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "value = customs value"}),
        help_text=_("a line each: field = column"),
    )  # fmt: skip
    without = forms.CharField(
        label=_("Fields that these records do not hold"), required=False,
        help_text=_("parted by commas; a field that no column holds is refused otherwise, so that a misspelt name does not let all pass"),
    )  # fmt: skip
    marking = forms.ChoiceField(label=_("Marking"), choices=Marking.choices, initial=Marking.OFFICIAL_USE)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = agencies_to_act_for(user)
        self.fields["owner_agency"].queryset = own  # type: ignore[attr-defined]
        if own.count() == 1:
            self.fields["owner_agency"].initial = own.first()

    def clean_mapping(self) -> dict[str, str]:
        told: dict[str, str] = {}
        for number, line in enumerate(self.cleaned_data["mapping"].splitlines(), start=1):
            if not line.strip():
                continue
            name, sign, column = (part.strip() for part in line.partition("="))
            if not (name and sign and column):
                raise forms.ValidationError(
                    _("Line %(number)s: write field = column."), params={"number": number}
                )
            told[name] = column
        return told

    def clean_without(self) -> list[str]:
        return [each for each in self.cleaned_data["without"].replace(",", " ").split() if each]


class LanesForm(StyledForm):
    """The control sample, and a row for each quota; a row without an office is left out."""

    control_percent = forms.FloatField(
        label=_("Random control sample, % of all records"), min_value=0, max_value=100,
        help_text=_("drawn whatever a profile says, for the mildest check; without it nobody knows what is missed"),
    )  # fmt: skip
    reason = forms.CharField(label=_("Why"), max_length=300)

    def __init__(self, *args: Any, policy: LanePolicy | None, **kwargs: Any) -> None:
        held = list(policy.quotas.all()) if policy else []
        initial: dict[str, Any] = {"control_percent": policy.control_percent if policy else 1.0}
        self.count = len(held) + SPARE_ROWS
        for number, quota in enumerate(held):
            initial |= {
                f"office_{number}": quota.office, f"lane_{number}": quota.lane,
                f"capacity_{number}": quota.capacity, f"expected_{number}": quota.expected_percent,
            }  # fmt: skip
        super().__init__(*args, initial=initial, **kwargs)
        for number in range(self.count):
            self._row(number)

    def _row(self, number: int) -> None:
        fields = {
            "office": forms.CharField(label=_("Office (* for every other)"), max_length=40, required=False),
            "lane": forms.ChoiceField(label=pgettext_lazy("selection", "Lane"), choices=QuotaLane.choices, required=False),
            "capacity": forms.IntegerField(label=_("At most, a day"), min_value=0, required=False),
            "expected": forms.FloatField(label=_("At least, % of the day"), min_value=0, max_value=100, required=False),
        }  # fmt: skip
        for name, field in fields.items():
            field.widget.attrs["class"] = "form-select" if name == "lane" else "form-control"
            self.fields[f"{name}_{number}"] = field

    def plain_fields(self) -> list[Any]:
        """The fields above the rows."""
        return [self["control_percent"], self["reason"]]

    def rows(self) -> list[list[Any]]:
        """The rows of quotas."""
        return [
            [self[f"{part}_{number}"] for part in ("office", "lane", "capacity", "expected")]
            for number in range(self.count)
        ]

    def quotas(self) -> list[LaneQuota]:
        """The quotas of the rows that name an office."""
        data = self.cleaned_data
        return [
            LaneQuota(
                office=data[f"office_{number}"].strip(), lane=data[f"lane_{number}"],
                capacity=data.get(f"capacity_{number}"), expected_percent=data.get(f"expected_{number}") or 0,
            )
            for number in range(self.count)
            if data.get(f"office_{number}", "").strip()
        ]  # fmt: skip


class RecordsForm(StyledForm):
    """Which records of a selection to list."""

    lane = forms.ChoiceField(
        label=pgettext_lazy("selection", "Lane"), choices=[("", "–"), *LaneCode.choices], required=False
    )
    reason = forms.ChoiceField(label=_("Why"), choices=[("", "–"), *LaneReason.choices], required=False)
    profile = forms.ChoiceField(label=_("Profile"), required=False)
    place = forms.CharField(label=pgettext_lazy("selection", "Office"), required=False)
    id = forms.CharField(label=_("Record"), required=False)

    def __init__(self, *args: Any, profiles: list[str], blind: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["profile"].choices = [("", "–"), *((one, one) for one in profiles)]  # type: ignore[attr-defined]
        if blind:
            del self.fields["reason"], self.fields["profile"]


class FindingsForm(StyledForm):
    """What examiners found."""

    file = forms.FileField(
        label=_("Findings (csv)"),
        help_text=_(
            "columns id and found: 1 where something was found, 0 where nothing was; examined records only"
        ),
    )
