"""Forms of panels and ballots."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from chegara.accounts.models import User
from chegara.elicitation.ballots import LONGEST_RATIONALE, Answer, Key, words_of
from chegara.elicitation.methods.amounts import Amounts
from chegara.elicitation.methods.distributions import ImpossibleAnswersError
from chegara.elicitation.methods.scales import load_scale
from chegara.elicitation.models import Expert, Item, Panel, Round
from chegara.elicitation.presenters import word_in_language
from chegara.elicitation.queries import asked_items
from chegara.organisation.models import Agency, Membership
from chegara.pages.forms import ReasonForm, StyledForm

UNANSWERED = "-"
CANNOT = "?"


class InviteForm(StyledForm):
    expert = forms.ChoiceField(label=_("Expert and agency"))

    def __init__(self, *args: Any, panel: Panel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seated = panel.experts.values("user")
        members = (
            Membership.objects.current()
            .filter(agency__country=panel.country, user__is_active=True)
            .exclude(user__in=seated)
            .select_related("user", "agency")
            .order_by("agency__code", "user__full_name")
        )
        self.members = {
            f"{m.user_id}-{m.agency_id}": (m.user, m.agency)
            for m in members
            if m.user.has_perm("elicitation.vote")
        }
        self.fields["expert"].choices = [  # type: ignore[attr-defined]
            (key, f"{user} ({agency.short})") for key, (user, agency) in self.members.items()
        ]

    @property
    def chosen(self) -> tuple[User, Agency]:
        return self.members[self.cleaned_data["expert"]]


class AmountsWidget(forms.MultiWidget):
    """Three numbers beside one another."""

    template_name = "elicitation/amounts_widget.html"

    def __init__(self) -> None:
        names = (_("in 1 of 20 cases less"), _("as often less as more"), _("in 1 of 20 cases more"))
        super().__init__(
            [
                forms.NumberInput(
                    attrs={
                        "class": "form-control", "step": "any", "min": 0, "aria-label": name, "title": name,
                    }
                )
                for name in names
            ]
        )  # fmt: skip

    def decompress(self, value: Any) -> list[float | None]:
        """Split a kept answer into its numbers."""
        if not value:
            return [None, None, None]
        amounts = Amounts.read(value)
        return [amounts.low, amounts.middle, amounts.high]


class AmountsField(forms.MultiValueField):
    """Three amounts that rise, as the word that a ballot keeps; all left empty: cannot judge."""

    def __init__(self, **kwargs: Any) -> None:
        fields = [forms.FloatField(required=False, localize=False) for _part in range(3)]
        super().__init__(fields, widget=AmountsWidget(), require_all_fields=False, **kwargs)

    def compress(self, data_list: list[float | None]) -> str:
        """Join the numbers."""
        given = [amount for amount in data_list if amount is not None]
        if not given:
            return ""
        if len(given) < 3:
            raise forms.ValidationError(_("Give all three amounts, or none if you cannot judge."))
        try:
            return Amounts(low=given[0], middle=given[1], high=given[2]).word
        except ImpossibleAnswersError as error:
            raise forms.ValidationError(
                _("Three amounts above 0 are needed, each larger than the last.")
            ) from error


class TermsForm(ReasonForm):
    weight = forms.FloatField(
        label=_("Weight"),
        min_value=0.01,
        help_text=_("Agencies weigh 1 each unless something else is agreed."),
    )
    words = forms.CharField(
        label=_("Own scale, if the agency has one"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "One word a line, from the lowest up: word = number on the common scale; word = ? where it says "
            "that nothing can be judged. Empty: the agency uses the common scale."
        ),
    )
    field_order = ("weight", "words", "reason")

    def __init__(self, *args: Any, panel: Panel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if panel.unit:
            del self.fields["words"]

    def clean_words(self) -> list[tuple[str, int | None]]:
        found: list[tuple[str, int | None]] = []
        for line in filter(None, map(str.strip, self.cleaned_data["words"].splitlines())):
            word, _sign, level = (part.strip() for part in line.rpartition("="))
            if not word or not (level == CANNOT or level.isdigit()):
                raise forms.ValidationError(
                    _("“%(line)s”: write word = number, such as “significant = 3”."), params={"line": line}
                )
            found.append((word[:60], None if level == CANNOT else int(level)))
        return found


class BallotForm(StyledForm):
    """One field a criterion of each item, and one rationale an item and criterion."""

    def __init__(self, *args: Any, round_: Round, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.panel = panel = round_.panel
        choices = [(UNANSWERED, "—"), *_words(panel, agency), (CANNOT, _("cannot judge"))]
        self.items = asked_items(round_)
        for item in self.items:
            for criterion, name in panel.criteria_words.items():
                answer: forms.Field
                if panel.unit:
                    answer = AmountsField(label=f"{name}, {panel.unit}", required=False)
                else:
                    answer = forms.ChoiceField(label=name, choices=choices, initial=UNANSWERED)
                    answer.widget.attrs |= {"class": "form-select"}
                answer.widget.attrs |= {"aria-describedby": f"item-{item.pk}"}
                self.fields[f"{item.pk}-{criterion}"] = answer
                rationale = forms.CharField(
                    label=_("Why"), required=False, max_length=LONGEST_RATIONALE,
                    widget=forms.Textarea(attrs={"rows": 1, "class": "form-control"}),
                )  # fmt: skip
                self.fields[f"{item.pk}-{criterion}-why"] = rationale

    def clean(self) -> dict[str, Any]:
        for item in self.items:
            for criterion in self.panel.criteria_words:
                name = f"{item.pk}-{criterion}"
                if self.cleaned_data.get(name) == UNANSWERED:
                    self.add_error(name, _("Choose a level, or say that you cannot judge."))
        return self.cleaned_data

    def groups(self) -> list[tuple[Item, list[tuple[forms.BoundField, forms.BoundField]]]]:
        """The fields as the page shows them: by item, a level and a rationale for each criterion."""
        return [
            (
                item,
                [(self[f"{item.pk}-{c}"], self[f"{item.pk}-{c}-why"]) for c in self.panel.criteria_words],
            )
            for item in self.items
        ]

    @property
    def answers(self) -> dict[Key, Answer]:
        given = self.cleaned_data
        return {
            (item.pk, criterion): Answer(
                "" if given[f"{item.pk}-{criterion}"] == CANNOT else given[f"{item.pk}-{criterion}"],
                given[f"{item.pk}-{criterion}-why"],
            )
            for item in self.items
            for criterion in self.panel.criteria_words
        }


class PaperForm(StyledForm):
    experts = forms.ModelMultipleChoiceField(
        label=_("Who votes on paper"),
        queryset=Expert.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("As many numbered ballots are drawn; lay them face down and let each take one."),
    )

    def __init__(self, *args: Any, experts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["experts"].queryset = experts  # type: ignore[attr-defined]


class PositionForm(ReasonForm):
    field_order = ("word", "reason")

    def __init__(self, *args: Any, panel: Panel, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if panel.unit:
            self.fields["word"] = AmountsField(label=_("Amounts, %(unit)s") % {"unit": panel.unit})
        else:
            self.fields["word"] = forms.ChoiceField(label=_("Level"), choices=_words(panel, agency))
            self.fields["word"].widget.attrs["class"] = "form-select"
        self.order_fields(self.field_order)


def _words(panel: Panel, agency: Agency) -> list[tuple[str, str]]:
    scale, language = load_scale(panel.scale), get_language() or "en"
    return [(word, word_in_language(word, scale, language)) for word, _level in words_of(panel, agency)]
