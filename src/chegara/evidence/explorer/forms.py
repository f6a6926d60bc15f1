"""The form that asks for a selection, and the one that saves it as a view."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from chegara.accounts.models import User
from chegara.common.periods import Month
from chegara.evidence.dictionary import invented_states, kind_word, state_name, word
from chegara.evidence.explorer.choices import Choices
from chegara.evidence.explorer.selection import By, Selection
from chegara.evidence.models import Indicator, SavedView
from chegara.organisation.models import Agency, BorderSection, CrossingPoint, Division, State
from chegara.organisation.queries import agencies_to_act_for
from chegara.pages.forms import StyledForm
from chegara.reporting.numbers import month as month_words

BY_NAMES = (
    (By.MONTH, _("month")),
    (By.POINT, _("crossing point")),
    (By.SECTION, _("border section")),
    (By.DIVISION, _("division")),
    (By.KIND, _("kind")),
    (By.CITIZENSHIP, _("citizenship")),
    (By.DIRECTION, _("direction")),
    (By.AGENCY, _("agency")),
)
_ALL = _("all")
CONDITIONS = ("point", "section", "division", "agency", "kind", "citizenship", "direction")
"""The fields that leave out some of the figures."""


class SelectionForm(StyledForm):
    """Which figures, of which time, broken down by what.

    A condition that does not fit the country or indicator is left out, and the page says so.
    """

    first = forms.TypedChoiceField(label=_("From"), coerce=Month.parse, required=False)
    last = forms.TypedChoiceField(label=_("Until"), coerce=Month.parse, required=False)
    by = forms.ChoiceField(label=_("Broken down by"), choices=BY_NAMES, required=False)
    unit = forms.ChoiceField(label=_("Measured as"), required=False)
    agency = forms.ModelChoiceField(
        Agency.objects.none(), label=_("Agency"), required=False, empty_label=_ALL
    )
    point = forms.ModelChoiceField(
        CrossingPoint.objects.none(), label=_("Crossing point"), required=False, empty_label=_ALL
    )
    section = forms.ModelChoiceField(
        BorderSection.objects.none(), label=_("Border section"), required=False, empty_label=_ALL
    )
    division = forms.ModelChoiceField(
        Division.objects.none(), label=_("Division"), required=False, empty_label=_ALL
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    citizenship = forms.ChoiceField(label=_("Citizenship"), required=False)
    direction = forms.ChoiceField(label=_("Direction"), required=False)
    against = forms.ChoiceField(label=_("Rate against"), required=False)

    def __init__(
        self,
        asked: Any,
        *,
        country: State,
        indicator: Indicator,
        found: Choices,
        denominators: Iterable[Indicator],
    ) -> None:
        self.country, self.indicator, self.found = country, indicator, found
        first, last = found.usual
        given = {"first": str(first), "last": str(last), "by": By.MONTH.value}
        super().__init__({**given, **{name: value for name, value in asked.items() if value}})
        language = get_language() or "en"
        months = [(str(month), month_words(month, language)) for month in reversed(found.months)]
        own: dict[str, Any] = {
            "agency": Agency, "point": CrossingPoint, "section": BorderSection, "division": Division,
        }  # fmt: skip
        for name, model in own.items():
            self.fields[name].queryset = model.objects.filter(country=country)  # type: ignore[attr-defined]
        invented = invented_states()
        named = {
            "first": months,
            "last": months,
            "unit": [
                ("", word("counted", indicator.unit)),
                *((unit, word("unit", unit)) for unit in found.units),
            ],
            "kind": _named(found.kinds, lambda code: kind_word(indicator.pk, code)),
            "citizenship": _named(found.citizenships, lambda code: state_name(code, language, invented)),
            "direction": _named(found.directions, lambda code: word("direction", code)),
            "against": [(each.pk, each.name) for each in denominators],
        }
        for name, options in named.items():
            self.fields[name].choices = options  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "form-select")

    def main_fields(self, show: str) -> list[forms.BoundField]:
        """Return the fields that every way of looking needs, and those of this one."""
        names = [name for name in self.fields if name not in CONDITIONS]
        return [self[name] for name in names if name != "against" or (show == "effort" and self.has_rates)]

    @property
    def has_rates(self) -> bool:
        """Whether there is anything to make rates by."""
        return bool(self.fields["against"].choices)  # type: ignore[attr-defined]

    @property
    def left_out(self) -> list[str]:
        """The conditions that do not fit, by what they are called."""
        return [str(self.fields[name].label) for name in self.errors if name in self.fields]

    def selection(self) -> Selection:
        """Return what is asked for, without the conditions that do not fit."""
        self.full_clean()
        asked = dict(self.cleaned_data)
        usual = self.found.usual
        first, last = sorted((asked.pop("first", None) or usual[0], asked.pop("last", None) or usual[1]))
        by = By(asked.pop("by", "") or By.MONTH)
        return Selection(
            country=self.country, indicator=self.indicator, first=first, last=last, by=by,
            **{name: value for name, value in asked.items() if value},
        )  # fmt: skip


def _named(codes: Iterable[str], name: Any) -> list[tuple[str, Any]]:
    return [("", _ALL), *sorted(((code, name(code)) for code in codes), key=lambda option: option[1])]


class SavedViewForm(StyledForm):
    """A name for a selection, and who else finds it in the list."""

    name = forms.CharField(label=_("Name of the view"), max_length=120)
    agency = forms.ModelChoiceField(
        Agency.objects.none(),
        label=_("Shared with"),
        required=False,
        empty_label=_("nobody: my own"),
        help_text=_("A view keeps the question, not the figures: everybody sees by it what they may see."),
    )

    def __init__(self, *args: Any, user: User, view: SavedView | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.view = user, view
        self.fields["agency"].queryset = agencies_to_act_for(user)  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        """Refuse a name that another of the user's own views bears."""
        name: str = self.cleaned_data["name"].strip()
        others = SavedView.objects.filter(by=self.user, name=name)
        if (others.exclude(pk=self.view.pk) if self.view else others).exists():
            raise forms.ValidationError(_("You have a view of this name already: choose another one."))
        return name
