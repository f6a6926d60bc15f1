from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.accounts.models import User
from chegara.contingency.choices import ExerciseState, Outcome, TaskState
from chegara.contingency.models import (
    Assumption,
    CallStep,
    ContingencyPlan,
    CostLine,
    DutyPost,
    Exercise,
    ExpectedAction,
    Inject,
    LogEntry,
    Observation,
    PaperFallback,
    PastCrisis,
    PlanningFigure,
    ReferralStep,
    ResponseLevel,
    ResponseTask,
    SignReport,
    StandbyResource,
    WarningSign,
)
from chegara.organisation.models import Agency, BorderSection, CrossingPoint, Release
from chegara.organisation.queries import agencies_to_act_for, countries_of
from chegara.pages.forms import StyledForm, StyledModelForm
from chegara.plans.choices import Kind as MeasureKind
from chegara.plans.choices import PlanState as ActionPlanState
from chegara.plans.forms import HandlingMixin
from chegara.plans.models import Plan
from chegara.risk.models import Risk

PLAN_FIELDS = (
    "title", "country", "owner_agency", "kind", "scheme", "point", "section", "risk", "scenario",
    "legal_basis", "authority", "headquarters", "commander", "deputy", "members", "shifts", "neighbour",
    "public_information", "alternative", "return_to_normal", "review_on", "marking", "compartment",
)  # fmt: skip
MOMENT = "%d.%m.%Y %H:%M"


def _rows(form: forms.BaseForm, name: str, rows: Any) -> None:
    if name in form.fields:
        form.fields[name].queryset = rows  # type: ignore[attr-defined]


def _short_texts(form: forms.BaseForm) -> None:
    for field in form.fields.values():
        if isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = 3


def moment(label: Any, **more: Any) -> forms.DateTimeField:
    """Return a field for day and minute, written day first."""
    return forms.DateTimeField(
        label=label, input_formats=[MOMENT], widget=forms.DateTimeInput(format=MOMENT),
        help_text=_("dd.mm.yyyy hh:mm"), **more,
    )  # fmt: skip


class ContingencyPlanForm(StyledModelForm, HandlingMixin):
    """A plan's own particulars; its parts are added on its page."""

    agencies = forms.ModelMultipleChoiceField(
        Agency.objects.none(), label=_("Agencies that take part"), widget=forms.CheckboxSelectMultiple,
        help_text=_("They see the plan, report on its tasks and write into its log."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), required=False, help_text=_("The audit log keeps it."))

    class Meta:
        model = ContingencyPlan
        fields = PLAN_FIELDS

    field_order = (*PLAN_FIELDS[:8], "agencies", *PLAN_FIELDS[8:], "releases", "reason")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own, countries = agencies_to_act_for(user), countries_of(user)
        releases = Release.objects.filter(from_agency__in=own, withdrawn_at=None)
        _rows(self, "country", countries)
        _rows(self, "owner_agency", own)
        if self.instance.pk:
            countries = countries.filter(pk=self.instance.country_id)
            releases = releases.filter(from_agency=self.instance.owner_agency)
            for name in ("country", "owner_agency"):
                self.fields[name].disabled = True
            self.fields["agencies"].initial = list(self.instance.agencies.all())
            self.fields["releases"].initial = list(self.instance.releases.all())
        _rows(self, "point", CrossingPoint.objects.filter(country__in=countries))
        _rows(self, "section", BorderSection.objects.filter(country__in=countries))
        _rows(self, "agencies", Agency.objects.filter(country__in=countries))
        risks = Risk.objects.visible_to(user).standing().filter(assessment__country__in=countries)
        _rows(self, "risk", risks.select_related("assessment").order_by("-assessment__year", "number"))
        _rows(self, "compartment", user.compartments.all())
        _rows(self, "releases", releases)
        _short_texts(self)


class PartForm(StyledModelForm):
    """A part of a plan; what it may refer to is of the same plan and country."""

    reason = forms.CharField(label=_("Reason"), required=False, help_text=_("The audit log keeps it."))

    class Meta:
        model = PlanningFigure
        fields = ("quantity", "name", "best", "likely", "worst", "source")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan = self.instance.related_plan()
        self.plan = plan
        agencies = Agency.objects.filter(country=plan.country_id)
        for name in ("agency", "owner", "receives"):
            _rows(self, name, agencies)
        for name in ("level", "from_level"):
            _rows(self, name, plan.levels.all())
        _rows(self, "post", plan.posts.select_related("agency"))
        _rows(self, "resource", plan.resources.all())
        _rows(self, "caller", plan.calls.exclude(pk=self.instance.pk).select_related("agency"))
        _rows(self, "point", CrossingPoint.objects.filter(country=plan.country_id))
        _rows(self, "section", BorderSection.objects.filter(country=plan.country_id))
        _short_texts(self)

    def levels(self) -> list[ResponseLevel]:
        """Return the plan's levels, the lowest first."""
        return list(self.plan.levels.all())


class TaskForm(PartForm):
    """A task, with the tasks that it waits for."""

    after = forms.ModelMultipleChoiceField(
        ResponseTask.objects.none(),
        label=_("Only after"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = ResponseTask
        fields = (
            "level", "title", "agency", "post", "begins", "lasts", "place", "resource", "amount", "done_when",
        )  # fmt: skip

    field_order = (*Meta.fields, "after", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rows(self, "after", self.plan.tasks.exclude(pk=self.instance.pk))
        if self.instance.pk:
            self.fields["after"].initial = list(self.instance.after.all())


class ResourceForm(PartForm):
    """A resource, with how much of it each level needs."""

    class Meta:
        model = StandbyResource
        fields = ("name", "kind", "unit", "agency", "available", "arrives_within", "used_a_day")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = {need.level_id: need for need in self.instance.needs.all()} if self.instance.pk else {}
        for level in self.levels():
            need = given.get(level.pk)
            for case, name in (("likely", _("likeliest case")), ("worst", _("worst case"))):
                self.fields[f"{case}_{level.pk}"] = forms.FloatField(
                    label=_("Needed at “%(level)s”, %(case)s") % {"level": level, "case": name},
                    min_value=0, required=False, initial=getattr(need, case, None),
                    widget=forms.NumberInput(attrs={"class": "form-control"}),
                )  # fmt: skip
        self.order_fields(
            [*self.Meta.fields, *(n for n in self.fields if "_" in n and n[-1].isdigit()), "reason"]
        )

    def clean(self) -> dict[str, Any]:
        """Ask for both cases where one is filled in, in order."""
        cleaned: dict[str, Any] = super().clean() or {}
        for level in self.levels():
            likely, worst = cleaned.get(f"likely_{level.pk}"), cleaned.get(f"worst_{level.pk}")
            if (likely is None) != (worst is None):
                self.add_error(f"worst_{level.pk}", _("Fill in both cases, or leave both empty."))
            elif likely is not None and worst is not None and likely > worst:
                self.add_error(
                    f"worst_{level.pk}", _("The worst case needs at least as much as the likeliest.")
                )
        return cleaned

    @property
    def needs(self) -> dict[ResponseLevel, tuple[float, float]]:
        """What was filled in, by level."""
        return {
            level: (self.cleaned_data[f"likely_{level.pk}"], self.cleaned_data[f"worst_{level.pk}"])
            for level in self.levels()
            if self.cleaned_data.get(f"worst_{level.pk}") is not None
        }


class SignForm(PartForm):
    """A warning sign, with its threshold for each level."""

    class Meta:
        model = WarningSign
        fields = (
            "name",
            "series",
            "point",
            "section",
            "unit",
            "frequency",
            "owner",
            "baseline",
            "side",
            "persist_n",
            "persist_m",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = (
            {each.level_id: each.value for each in self.instance.thresholds.all()} if self.instance.pk else {}
        )
        for level in self.levels():
            self.fields[f"threshold_{level.pk}"] = forms.FloatField(
                label=_("Threshold for “%(level)s”") % {"level": level},
                required=False,
                initial=given.get(level.pk),
                widget=forms.NumberInput(attrs={"class": "form-control", "step": "any"}),
            )
        self.order_fields(
            [*self.Meta.fields, *(n for n in self.fields if n.startswith("threshold_")), "reason"]
        )

    @property
    def thresholds(self) -> dict[ResponseLevel, float]:
        """What was filled in, by level."""
        values = {level: self.cleaned_data.get(f"threshold_{level.pk}") for level in self.levels()}
        return {level: value for level, value in values.items() if value is not None}


PARTS: dict[str, tuple[type[Any], type[PartForm], tuple[str, ...]]] = {
    "figure": (PlanningFigure, PartForm, PartForm.Meta.fields),
    "assumption": (
        Assumption,
        PartForm,
        ("text", "owner", "office", "test_by", "tested_on", "result", "finding"),
    ),
    "sign": (WarningSign, SignForm, SignForm.Meta.fields),
    "crisis": (PastCrisis, PartForm, ("name", "began_on", "source")),
    "level": (ResponseLevel, PartForm, ("activation", "stand_down", "decided_by", "told_within")),
    "post": (DutyPost, PartForm, ("name", "agency", "place", "staff", "reports_to", "channel")),
    "task": (ResponseTask, TaskForm, TaskForm.Meta.fields),
    "call": (
        CallStep,
        PartForm,
        (
            "office",
            "agency",
            "caller",
            "place_in_row",
            "channel",
            "minutes",
            "fallback",
            "fallback_minutes",
            "from_level",
        ),
    ),
    "resource": (StandbyResource, ResourceForm, ResourceForm.Meta.fields),
    "referral": (
        ReferralStep,
        PartForm,
        ("group", "receives", "partner", "place", "within", "what", "safeguard"),
    ),
    "fallback": (
        PaperFallback,
        PartForm,
        ("function", "after_minutes", "form_title", "columns", "lines", "filled_by", "kept", "comes_back"),
    ),
    "cost": (CostLine, PartForm, ("item", "agency", "month_1", "month_2", "month_3", "currency", "source")),
}
"""The parts of a plan by the word of their address: table, form, columns that are filled in."""


def part_form(part: str) -> type[PartForm]:
    """Return the form of a kind of part."""
    model, base, fields = PARTS[part]
    made: Any = forms.modelform_factory(model, form=base, fields=list(fields))
    form: type[PartForm] = made
    return form


class ApproveForm(StyledForm):
    """Who approved a plan, by what, and what changed."""

    basis = forms.CharField(
        label=_("Approved by"),
        max_length=300,
        help_text=_(
            "office and name, number and date of the decision; of a joint instruction, of each agency"
        ),
    )
    changed = forms.CharField(
        label=_("What changed since the last version"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SignReportForm(StyledModelForm):
    """What a sign showed on a day."""

    class Meta:
        model = SignReport
        fields = ("on", "value", "source")


class OrderForm(StyledForm):
    """A level, and the order by which it begins."""

    level = forms.ModelChoiceField(
        ResponseLevel.objects.none(), label=pgettext_lazy("of a contingency plan", "Level"), empty_label=None
    )
    number = forms.CharField(label=_("Number of the order"), max_length=60, required=False)
    authority = forms.CharField(label=_("Given by (office and name)"), max_length=200, required=False)
    given_at = moment(_("Given at"), required=False)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, plan: ContingencyPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rows(self, "level", plan.levels.all())


class ActivateForm(OrderForm):
    """A level to put into force, or to play."""

    real = forms.ChoiceField(
        label=_("Is it real?"),
        choices=(
            ("no", _("no: it is an exercise")),
            ("yes", _("yes: by an order, whose number, authority and time stand below")),
        ),
        initial="no",
        widget=forms.RadioSelect,
    )
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    field_order = ("real", "title", "level", "number", "authority", "given_at", "reason")


class LogForm(StyledModelForm):
    """An entry of the log."""

    happened_at = moment(_("When"))

    class Meta:
        model = LogEntry
        fields = ("kind", "happened_at", "agency", "text")

    field_order = ("kind", "text", "agency", "happened_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rows(self, "agency", Agency.objects.filter(country=self.instance.activation.plan.country_id))
        _short_texts(self)


class TaskReportForm(StyledForm):
    """How far a task is."""

    state = forms.ChoiceField(label=_("State"), choices=TaskState.choices, widget=forms.RadioSelect)
    remark = forms.CharField(label=_("Remark"), max_length=300, required=False)


class EndForm(StyledForm):
    """On what an activation or exercise ends."""

    ending = forms.CharField(label=_("On what it ends"), widget=forms.Textarea(attrs={"rows": 3}))


class ExerciseForm(StyledModelForm):
    """An exercise's particulars."""

    class Meta:
        model = Exercise
        fields = (
            "title",
            "kind",
            "planned_on",
            "place",
            "director",
            "objectives",
            "participants",
            "conclusion",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.state == ExerciseState.PLANNED:
            del self.fields["conclusion"]
        _short_texts(self)


class InjectForm(StyledModelForm):
    """An inject; its number is given where none is."""

    number = forms.IntegerField(label=_("Number"), min_value=1, required=False)

    class Meta:
        model = Inject
        fields = ("number", "at_minute", "text", "channel")

    def clean_number(self) -> int:
        """Let the action number it where nothing is filled in."""
        return self.cleaned_data.get("number") or 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _short_texts(self)


class ExpectedForm(StyledModelForm):
    """What an agency should do on an inject."""

    class Meta:
        model = ExpectedAction
        fields = ("agency", "text", "within")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rows(self, "agency", Agency.objects.filter(country=self.instance.exercise.plan.country_id))
        _short_texts(self)


class OutcomeForm(StyledForm):
    """What an agency did on an inject."""

    outcome = forms.ChoiceField(label=_("What was done"), choices=Outcome.choices, widget=forms.RadioSelect)
    seen = forms.CharField(label=_("What was seen"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class ObservationForm(StyledModelForm):
    """What an observer saw."""

    class Meta:
        model = Observation
        fields = ("judged", "agency", "inject", "text", "cause")
        widgets: ClassVar[dict[str, Any]] = {"judged": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        exercise = self.instance.exercise
        _rows(self, "agency", Agency.objects.filter(country=exercise.plan.country_id))
        _rows(self, "inject", exercise.injects.all())
        self.fields["judged"].choices = self.fields["judged"].choices[-2:]  # type: ignore[attr-defined]
        _short_texts(self)


class BeginForm(StyledForm):
    """At which level an exercise begins."""

    level = forms.ModelChoiceField(
        ResponseLevel.objects.none(), label=pgettext_lazy("of a contingency plan", "Level"), empty_label=None
    )

    def __init__(self, *args: Any, plan: ContingencyPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rows(self, "level", plan.levels.all())


class CorrectionForm(StyledForm):
    """A measure of the action plan that corrects what was seen."""

    plan = forms.ModelChoiceField(Plan.objects.none(), label=_("Action plan"), empty_label=None)
    observation = forms.ModelChoiceField(Observation.objects.none(), label=_("Observation"), required=False)
    title = forms.CharField(label=_("What is to be done"), max_length=300)
    kind = forms.ChoiceField(label=_("Kind"), choices=MeasureKind.choices)
    lead = forms.ModelChoiceField(Agency.objects.none(), label=_("Lead agency"))
    deadline = forms.DateField(label=_("Deadline"))
    reason = forms.CharField(
        label=_("Reason"), required=False,
        help_text=_("needed while an approved action plan is being changed"),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, exercise: Exercise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country = exercise.plan.country_id
        open_states = (ActionPlanState.DRAFT, ActionPlanState.CHANGING)
        _rows(self, "plan", Plan.objects.visible_to(user).filter(country=country, state__in=open_states))
        _rows(self, "observation", exercise.observations.all())
        _rows(self, "lead", Agency.objects.filter(country=country))
