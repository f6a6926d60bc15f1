"""Forms of corruption risks, cases, positions, surveys and analyses."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.accounts.models import User
from chegara.integrity.corruption_choices import (
    FactorStrength,
    QuestionState,
    SurveyKind,
    control_choices,
    factor_choices,
)
from chegara.integrity.corruption_queries import assessors_to_invite
from chegara.integrity.methods.anonymity import LEAST_ALLOWED, LEAST_GROUP
from chegara.integrity.methods.scales import in_language, statements, zones
from chegara.integrity.models import (
    CorruptionRisk,
    DeclarationAnalysis,
    IntegrityCase,
    IntegritySurvey,
    Norm,
    Post,
    ProcessStep,
    Review,
    RiskControl,
    RiskRules,
    SurveyGroup,
    Unsealing,
)
from chegara.integrity.words import language
from chegara.pages.forms import StyledForm, StyledModelForm, style

DONT_KNOW = ("", _("don't know"))


def _rows(form: forms.BaseForm, name: str, rows: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type checker
    field.queryset = rows


class RulesForm(StyledModelForm):
    """Scale, threshold and limit."""

    class Meta:
        model = RiskRules
        fields = ("scale", "exposure_from", "rotation_months")


class RiskForm(StyledModelForm):
    """A corruption risk."""

    factors = forms.MultipleChoiceField(
        label=_("Factors"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = CorruptionRisk
        fields = (
            "title",
            "kind",
            "map",
            "act",
            "scheme",
            "step",
            "posts",
            "factors",
            "norms",
            "evidence",
            "owner",
        )
        widgets: ClassVar[dict[str, forms.Widget]] = {
            name: forms.Textarea(attrs={"rows": 3}) for name in ("act", "scheme", "evidence")
        }

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rows(self, "step", ProcessStep.objects.filter(review=review))
        _rows(self, "posts", Post.objects.filter(review=review).select_related("unit"))
        _rows(self, "norms", Norm.objects.filter(review=review))
        self.fields["factors"].choices = factor_choices(language())  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """Leave checking the record to the action, which fills in what the form does not ask."""


class ControlForm(StyledModelForm):
    """A control that stands against a risk."""

    code = forms.ChoiceField(label=_("Control"))

    class Meta:
        model = RiskControl
        fields = ("code", "strength", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = control_choices(language())  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """Leave checking the record to the action."""


class CaseForm(StyledModelForm):
    """A case that has ended."""

    failed_control = forms.ChoiceField(label=_("Control that failed"), required=False)

    class Meta:
        model = IntegrityCase
        fields = (
            "reference", "date", "office", "post", "step", "status", "found_by", "scheme", "failed_control",
            "loss", "sanction", "lesson", "risk",
        )  # fmt: skip
        widgets: ClassVar[dict[str, forms.Widget]] = {
            name: forms.Textarea(attrs={"rows": 3}) for name in ("scheme", "lesson")
        }

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rows(self, "post", Post.objects.filter(review=review).select_related("unit"))
        _rows(self, "step", ProcessStep.objects.filter(review=review))
        _rows(self, "risk", CorruptionRisk.objects.filter(review=review))
        none = ("", pgettext_lazy("control", "none, or not known"))
        self.fields["failed_control"].choices = [none, *control_choices(language())]  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """Leave checking the record to the action."""


class FactorsForm(forms.Form):
    """How strongly each factor is there at a position."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unknown = ("", pgettext_lazy("strength of a factor", "Not judged"))
        for code, words in factor_choices(language()):
            self.fields[code] = forms.TypedChoiceField(
                label=words, required=False, choices=[unknown, *FactorStrength.choices], coerce=int,
                empty_value=None,
            )  # fmt: skip
        style(self)


class SensitiveForm(StyledForm):
    """Whether a norm or order names the position."""

    sensitive = forms.BooleanField(label=_("A norm or order names the position as sensitive"), required=False)
    why = forms.CharField(label=_("Which norm or order"), max_length=300, required=False)


class AssessorForm(StyledForm):
    """Who judges in secret."""

    user = forms.ModelChoiceField(User.objects.none(), label=_("Who of the agency judges"))

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rows(self, "user", assessors_to_invite(review))


class SurveyForm(StyledForm):
    """A survey: who is asked, in which groups."""

    title = IntegritySurvey._meta.get_field("title").formfield()
    kind = forms.ChoiceField(label=_("Who is asked"), choices=SurveyKind.choices)
    least = forms.IntegerField(
        label=_("Least size of a group that is shown"), min_value=LEAST_ALLOWED, initial=LEAST_GROUP,
        help_text=_("Smaller groups are put together until they hold as many."),
    )  # fmt: skip
    groups = forms.CharField(
        label=_("Groups, one a line"), widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The one division of those asked: departments, offices or kinds of client. It can't be changed later."),
    )  # fmt: skip

    def clean_groups(self) -> list[str]:
        """Return the names once each."""
        names = [" ".join(line.split())[:150] for line in self.cleaned_data["groups"].splitlines()]
        return list(dict.fromkeys(name for name in names if name))


class SlipsForm(StyledForm):
    """How many slips a group gets."""

    group = forms.ModelChoiceField(SurveyGroup.objects.none(), label=_("Group"))
    many = forms.IntegerField(label=_("How many slips"), min_value=1, max_value=2000)

    def __init__(self, *args: Any, survey: IntegritySurvey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rows(self, "group", survey.groups.all())


class AnswerForm(forms.Form):
    """The questionnaire; everything but the code may be left out."""

    def __init__(self, *args: Any, kind: str, with_code: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if with_code:
            self.fields["code"] = forms.CharField(label=_("Code of the slip"), max_length=20)
        words = (
            _("disagree entirely"), _("rather disagree"), _("neither"), _("rather agree"), _("agree entirely"),
        )  # fmt: skip
        choices = [
            *((str(level), f"{level} – {word}") for level, word in enumerate(words, start=1)),
            DONT_KNOW,
        ]
        for one in statements(kind):
            self.fields[one.code] = forms.ChoiceField(
                label=in_language(one.words, language()), choices=choices, required=False
            )
        self.fields["zones"] = forms.MultipleChoiceField(
            label=_("Where is the risk of corruption greatest? (any number)"), required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=[(code, in_language(zone, language())) for code, zone in zones().items()],
        )  # fmt: skip
        self.fields["factors"] = forms.MultipleChoiceField(
            label=_("What favours corruption most? (any number)"), required=False,
            widget=forms.CheckboxSelectMultiple, choices=factor_choices(language()),
        )  # fmt: skip
        style(self)


class CodeForm(StyledForm):
    """The code of a slip."""

    code = forms.CharField(label=_("Code of the slip"), max_length=20)


class AnalysisForm(StyledModelForm):
    """A file of declarations and a roster."""

    declarations = forms.FileField(
        label=_("Declarations (csv)"),
        help_text=_(
            "Columns: declaration, office, shift, channel, officer, last_officer, hand, declarant, found (0 or 1), overridden (0 or 1), amount, category. What is not known stays empty. The file itself is not kept."
        ),
    )
    roster = forms.FileField(
        label=_("Roster (csv)"), required=False,
        help_text=_("Columns: office, shift, channel, officer. Without it the assignment of files cannot be tested."),
    )  # fmt: skip

    class Meta:
        model = DeclarationAnalysis
        fields = ("title", "rule", "threshold", "width")

    def clean(self) -> dict[str, Any]:
        """Ask for both numbers of the threshold or for none."""
        cleaned: dict[str, Any] = super().clean() or {}
        if (cleaned.get("threshold") is None) != (cleaned.get("width") is None):
            self.add_error("width", _("A threshold needs a distance, and the other way round."))
        if (cleaned.get("width") or 1) <= 0:
            self.add_error("width", _("The distance is more than nought."))
        return cleaned

    def _post_clean(self) -> None:
        """Leave checking the record to the action."""


class QuestionForm(StyledForm):
    """What came of a question."""

    state = forms.ChoiceField(label=_("State"), choices=QuestionState.choices)
    answer = forms.CharField(label=_("What came of it"), widget=forms.Textarea(attrs={"rows": 3}))


class UnsealForm(StyledModelForm):
    """Why the person behind a pseudonym must be known."""

    class Meta:
        model = Unsealing
        fields = ("reason",)
        widgets: ClassVar[dict[str, forms.Widget]] = {"reason": forms.Textarea(attrs={"rows": 4})}


class SecondKeyForm(StyledForm):
    """Oversight's answer to a request."""

    opened = forms.TypedChoiceField(
        label=_("Decision"), coerce=lambda value: value == "yes",
        choices=[("no", _("Refuse")), ("yes", _("Open the pseudonym"))],
    )  # fmt: skip
    answer = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class MirrorForm(StyledForm):
    """A table of mirrored flows."""

    file = forms.FileField(
        label=_("Flows (csv)"),
        help_text=_(
            "Columns: partner, code, year, exported, imported, exported_quantity, imported_quantity, charges (per cent), currency, transit (0 or 1), within_union (0 or 1), source."
        ),
    )
