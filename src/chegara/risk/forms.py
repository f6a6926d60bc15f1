"""Forms of risk analyses."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from chegara.accounts.models import Marking, User
from chegara.elicitation.methods.scales import load_scale
from chegara.evidence.models import Indicator, Record
from chegara.organisation.models import Agency, BorderSection, CrossingPoint, Division, State
from chegara.organisation.queries import agencies_to_act_for, countries_of
from chegara.pages.forms import ReasonForm, StyledForm, StyledModelForm
from chegara.plans.choices import Kind, PlanState, Status
from chegara.plans.models import Measure, Plan
from chegara.risk.choices import Stand, Treats
from chegara.risk.models import Assessment, CollectionTask, EvidenceLink, Instruction, Meeting, Risk
from chegara.risk.words import level_name, likelihood_choices

SHORT = forms.Textarea(attrs={"rows": 2})
LONG_TEXTS = [field.name for field in Risk._meta.concrete_fields if isinstance(field, models.TextField)]


class NewAssessmentForm(StyledForm):
    """Begin an assessment: for which country and year, led by whom, with whom."""

    country = forms.ModelChoiceField(label=_("Country"), queryset=State.objects.none())
    owner_agency = forms.ModelChoiceField(label=_("Led by"), queryset=Agency.objects.none())
    agencies = forms.ModelMultipleChoiceField(
        label=_("Agencies that take part"),
        queryset=Agency.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They see the assessment, describe risks, send experts and sign."),
    )
    title = forms.CharField(label=_("Title"), max_length=200)
    year = forms.IntegerField(label=_("Year of the evidence"), min_value=1990, max_value=2100)
    marking = forms.ChoiceField(label=_("Marking"), choices=Marking.choices, initial=Marking.OFFICIAL_USE)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        countries = countries_of(user)
        self.fields["country"].queryset = countries  # type: ignore[attr-defined]
        self.fields["owner_agency"].queryset = agencies_to_act_for(user)  # type: ignore[attr-defined]
        agencies = Agency.objects.filter(country__in=countries).order_by("country", "code")
        self.fields["agencies"].queryset = agencies  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        country, owner = data.get("country"), data.get("owner_agency")
        if country and owner and owner.country_id != country.pk:
            self.add_error("owner_agency", _("This agency is of another country."))
        if country and any(agency.country_id != country.pk for agency in data.get("agencies") or ()):
            self.add_error("agencies", _("One of these agencies is of another country."))
        return data


class AssessmentForm(StyledModelForm):
    """What an assessment says of itself."""

    reason = forms.CharField(label=_("Reason"), widget=SHORT, help_text=_("The audit log keeps it."))

    class Meta:
        model = Assessment
        fields = (
            "title", "section", "scope", "scale", "rule", "tie", "yardstick", "order_number", "order_date",
            "order_signatory", "approving_office",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sections = BorderSection.objects.filter(country=self.instance.country_id)
        self.fields["section"].queryset = sections  # type: ignore[attr-defined]


class RiskForm(StyledModelForm):
    """A risk by the components of CIRAM."""

    class Meta:
        model = Risk
        fields = (
            "title", "category", "description", "sections",
            "modus_operandi", "who", "where", "when", "routes", "push_factors",
            "likelihood_word", "likelihood_window", "likelihood_place",
            "permeability", "operations", "countermeasures", "pull_factors",
            "impact_security", "impact_flow", "impact_humanitarian",
            "confidence", "confidence_reason", "assumptions", "alternative",
            "outlook", "outlook_reason", "look_for",
        )  # fmt: skip
        widgets = dict.fromkeys(LONG_TEXTS, SHORT) | {"sections": forms.CheckboxSelectMultiple}

    # The form as its page shows it: components of CIRAM, one after the other.
    GROUPS = (
        (_("The risk"), ("title", "category", "description", "sections")),
        (_("Threat"), ("modus_operandi", "who", "where", "when", "routes", "push_factors")),
        (_("Likelihood in words"), ("likelihood_word", "likelihood_window", "likelihood_place")),
        (_("Vulnerability"), ("permeability", "operations", "countermeasures", "pull_factors")),
        (_("Impact"), ("impact_security", "impact_flow", "impact_humanitarian")),
        (_("Confidence and assumptions"), ("confidence", "confidence_reason", "assumptions", "alternative")),
        (_("Outlook"), ("outlook", "outlook_reason", "look_for")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assessment = self.instance.assessment
        sections = BorderSection.objects.filter(country=assessment.country_id)
        self.fields["sections"].queryset = sections  # type: ignore[attr-defined]
        self.fields["likelihood_word"] = forms.ChoiceField(
            label=self.fields["likelihood_word"].label,
            choices=[("", "—"), *likelihood_choices(assessment.yardstick)],
            required=False,
            widget=forms.Select(attrs={"class": "form-select"}),
        )

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields under the headings of CIRAM."""
        return [(title, [self[name] for name in names]) for title, names in self.GROUPS]


class LevelForm(ReasonForm):
    """Another level than the rule's."""

    level = forms.ChoiceField(label=_("Level"), required=False)
    field_order = ("level", "reason")

    def __init__(self, *args: Any, scale: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbers = range(1, len(load_scale(scale)) + 1)
        self.fields["level"].choices = [  # type: ignore[attr-defined]
            ("", _("as the rule has it")), *((str(n), level_name(scale, n)) for n in numbers),
        ]  # fmt: skip

    def clean_level(self) -> int | None:
        given = self.cleaned_data["level"]
        return int(given) if given else None


class EvidenceForm(StyledModelForm):
    """A series that the risk rests on."""

    class Meta:
        model = EvidenceLink
        fields = ("indicator", "point", "section", "division", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country = self.instance.risk.assessment.country_id
        self.fields["indicator"].queryset = Indicator.objects.all()  # type: ignore[attr-defined]
        for name, model in (("point", CrossingPoint), ("section", BorderSection), ("division", Division)):
            self.fields[name].queryset = model._default_manager.filter(country=country)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if sum(bool(data.get(name)) for name in ("point", "section", "division")) > 1:
            raise forms.ValidationError(_("Choose one place at most: a point, a section or a division."))
        return data


class EventSearchForm(StyledForm):
    """Which events are shown to choose from."""

    indicator = forms.ModelChoiceField(
        label=_("Indicator"),
        queryset=Indicator.objects.all(),
        required=False,
        empty_label=_("every indicator"),
    )  # fmt: skip
    since = forms.DateField(label=_("From"))
    until = forms.DateField(label=_("Until"))


class CiteForm(forms.Form):
    """An event that the risk rests on, and what it shows."""

    record = forms.ModelChoiceField(label=_("Event"), queryset=Record.objects.all())
    note = forms.CharField(label=_("What it shows"), max_length=300, required=False)


class TreatForm(StyledForm):
    """A measure that is in a plan already."""

    measure = forms.ModelChoiceField(label=_("Measure"), queryset=Measure.objects.none())
    component = forms.ChoiceField(label=_("What it treats"), choices=Treats.choices)

    def __init__(self, *args: Any, risk: Risk, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].queryset = (  # type: ignore[attr-defined]
            Measure.objects.visible_to(user)
            .filter(plan__country=risk.assessment.country_id)
            .exclude(status=Status.DROPPED)
            .order_by("title")
        )


class ProposeForm(StyledForm):
    """A new measure for one of the country's plans."""

    plan = forms.ModelChoiceField(
        label=_("Plan"), queryset=Plan.objects.none(), help_text=_("one that is being drawn up or changed")
    )
    title = forms.CharField(label=_("Measure"), max_length=300)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    component = forms.ChoiceField(label=_("What it treats"), choices=Treats.choices)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=SHORT,
        help_text=_("Needed where the plan is approved already."),
    )

    def __init__(self, *args: Any, risk: Risk, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plans = Plan.objects.visible_to(user).filter(
            country=risk.assessment.country_id, state__in=(PlanState.DRAFT, PlanState.CHANGING)
        )
        self.fields["plan"].queryset = plans  # type: ignore[attr-defined]


class GapForm(StyledModelForm):
    """What is not known, and who is to find it out."""

    class Meta:
        model = CollectionTask
        fields = ("gap", "task", "agency", "deadline")
        widgets = {"gap": SHORT, "task": SHORT}  # noqa: RUF012 - as Django documents it

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assessment = self.instance.risk.assessment
        self.fields["agency"].queryset = Agency.objects.filter(  # type: ignore[attr-defined]
            pk__in=assessment.participations.values("agency")
        )


class AnswerForm(StyledForm):
    """What was found."""

    answer = forms.CharField(label=_("What was found"), widget=forms.Textarea(attrs={"rows": 4}))


class MoveForm(StyledForm):
    """The next state of an assessment."""

    basis = forms.CharField(
        label=_("Approved by"), required=False, max_length=300, help_text=_("Office, number and date.")
    )
    reason = forms.CharField(
        label=_("Reason"), required=False, widget=SHORT, help_text=_("The audit log keeps it.")
    )

    def __init__(self, *args: Any, approves: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not approves:
            del self.fields["basis"]


class StandForm(StyledForm):
    """How an agency stands to what is decided together."""

    stand = forms.ChoiceField(
        label=_("Stand"),
        choices=[(value, label) for value, label in Stand.choices if value != Stand.PENDING],
        widget=forms.RadioSelect,
    )
    dissent = forms.CharField(
        label=_("Dissenting opinion"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Printed in the document, word for word."),
    )  # fmt: skip


class NextYearForm(StyledForm):
    """Next year's assessment."""

    title = forms.CharField(label=_("Title"), max_length=200)


class MeetingForm(StyledModelForm):
    """The protocol of a session."""

    class Meta:
        model = Meeting
        fields = ("held_on", "place", "chair", "secretary", "attendance", "agenda", "decisions")


class InstructionForm(StyledModelForm):
    """An instruction to an agency."""

    class Meta:
        model = Instruction
        fields = ("agency", "outgoing_number", "given_on", "text", "deadline")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = Agency.objects.filter(  # type: ignore[attr-defined]
            pk__in=self.instance.assessment.participations.values("agency")
        )


class ExecutionForm(StyledForm):
    """What came of an instruction."""

    report = forms.CharField(label=_("Report on execution"), widget=forms.Textarea(attrs={"rows": 4}))
    done = forms.BooleanField(label=_("Executed"), required=False)


class ScanForm(StyledForm):
    """A scan of the signed page."""

    scan = forms.FileField(label=_("Scan of the signed page (PDF, PNG or JPEG)"))
