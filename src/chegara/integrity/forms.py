"""Forms of reviews of integrity."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from chegara.accounts.models import Role, User
from chegara.integrity.choices import Decision, DocumentKind, ParagraphRole, VerbCode
from chegara.integrity.methods.separation import MOST_PERMISSIONS
from chegara.integrity.models import (
    Appointment,
    CaseStep,
    HeldCompetence,
    Holder,
    Mandate,
    Norm,
    OldItem,
    Post,
    PostDuty,
    PostRequirement,
    PostResponsibility,
    PostRight,
    Practice,
    ProcessStep,
    RaciLetter,
    Recommendation,
    Review,
    SeparationRule,
    ServiceUnit,
    SourceDocument,
    SourceParagraph,
    UnitFunction,
    UnitTask,
)
from chegara.integrity.models.common import OfReview
from chegara.integrity.words import object_code, object_name
from chegara.organisation.models import Agency, Membership
from chegara.pages.forms import StyledForm, StyledModelForm, style
from chegara.plans.choices import PlanState
from chegara.plans.models import Plan


class ChangeReviewForm(StyledForm):
    title = Review._meta.get_field("title").formfield()
    on = Review._meta.get_field("on").formfield()
    about = Review._meta.get_field("about").formfield()


class ReviewForm(ChangeReviewForm):
    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("Agency"))
    field_order = ("agency",)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Membership.objects.current().filter(user=user, role=Role.INTEGRITY_OFFICER).values("agency")
        _rows(self, "agency", Agency.objects.filter(pk__in=own))


def _rows(form: forms.BaseForm, name: str, rows: Any) -> None:
    form.fields[name].queryset = rows  # type: ignore[attr-defined]


# --- documents ----------------------------------------------------------------------------------------------


class ManyFiles(forms.ClearableFileInput):
    """An input for several files at once."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files at once, each as its name and bytes."""

    MOST_BYTES = 20_000_000

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return each file as (name, bytes); refuse those too large for a paper."""
        files = [super(ManyFilesField, self).clean(each, initial) for each in data or [None]]
        for each in files:
            if each.size > self.MOST_BYTES:
                raise forms.ValidationError(
                    _("“%(file)s” is larger than 20 MB.") % {"file": each.name}, code="large"
                )
        return [(each.name, each.read()) for each in files]


class UploadForm(StyledForm):
    papers = ManyFilesField(
        label=_("Files (docx, xlsx, md)"),
        widget=ManyFiles(attrs={"multiple": True, "accept": ".docx,.xlsx,.md,.txt"}),
        help_text=_("Statutes and job descriptions say in their title what they are; several at once are welcome."),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("as the title says")), *DocumentKind.choices]
    )


class DescribeForm(StyledModelForm):
    class Meta:
        model = SourceDocument
        fields = ("kind", "title", "unit_name", "post_title", "number", "date")


class ObjectField(forms.CharField):
    """What something is done to, shown and typed by its name, kept by its code."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"list": "objects", "size": 14}))
        super().__init__(label=kwargs.pop("label", _("Object")), required=False, max_length=60, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Return the name of a code."""
        return object_name(value) if value else value

    def clean(self, value: Any) -> str:
        """Return the code of a name, or the agency's own word."""
        return object_code(str(super().clean(value)).strip())


class ParagraphForm(StyledForm):
    """What one paragraph is taken for."""

    role = forms.ChoiceField(label=_("Taken for"), choices=ParagraphRole.choices)
    verb = forms.ChoiceField(label=_("Verb"), required=False, choices=[("", "–"), *VerbCode.choices])
    object = ObjectField()
    function = forms.ModelChoiceField(UnitFunction.objects.none(), label=_("Function"), required=False)

    def __init__(self, paragraph: SourceParagraph, functions: list[UnitFunction], data: Any = None) -> None:
        initial = {
            "role": paragraph.role, "verb": paragraph.verb, "object": paragraph.object,
            "function": paragraph.function_id,
        }  # fmt: skip
        super().__init__(data, prefix=f"p{paragraph.pk}", initial=initial)
        self.paragraph = paragraph
        # The same list for all paragraphs, read once; what is chosen is checked against it below.
        _rows(self, "function", UnitFunction.objects.filter(unit_id__in={each.unit_id for each in functions}))
        self.fields["function"].choices = [("", "–"), *((each.pk, str(each)) for each in functions)]  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            field.widget.attrs.update(
                {"aria-label": f"{self.fields[name].label}: {paragraph.place}", "class": _small(field.widget)}
            )


def _small(widget: forms.Widget) -> str:
    return (
        "form-select form-select-sm" if isinstance(widget, forms.Select) else "form-control form-control-sm"
    )


# --- records ------------------------------------------------------------------------------------------------

RECORDS: dict[str, tuple[type[OfReview], tuple[str, ...]]] = {
    "norm": (Norm, ("kind", "title", "number", "date", "valid_from", "valid_until")),
    "unit": (ServiceUnit, ("name", "parent", "territory", "staff", "abolished_on", "norm")),
    "task": (UnitTask, ("unit", "text", "norm")),
    "function": (UnitFunction, ("unit", "code", "text", "task", "verb", "object", "hours", "norm")),
    "mandate": (Mandate, ("text", "norm", "function")),
    "position": (
        Post, ("unit", "title", "grade", "count", "reports_to", "sensitive", "sensitive_why", "norm"),
    ),
    "duty": (PostDuty, ("post", "text", "function", "verb", "object", "over", "norm")),
    "right": (PostRight, ("post", "unit", "text", "verb", "object", "limit", "norm")),
    "requirement": (PostRequirement, ("post", "name", "text", "level", "function", "norm")),
    "responsibility": (PostResponsibility, ("post", "text", "function", "norm")),
    "letter": (RaciLetter, ("function", "post", "letter")),
    "holder": (Holder, ("pseudonym",)),
    "appointment": (Appointment, ("holder", "post", "acting", "since", "until", "order")),
    "competence": (HeldCompetence, ("holder", "name", "level", "evidence", "until")),
    "step": (
        ProcessStep,
        (
            "process", "number", "text", "function", "post", "verb", "object", "decides", "second_signature",
            "time_limit", "refusal_grounds",
        ),
    ),
    "case": (CaseStep, ("case", "step", "holder")),
    "separation": (SeparationRule, ("title", "people", "norm")),
    "practice": (Practice, ("unit", "function", "text", "done", "said")),
}  # fmt: skip
"""What can be entered by hand: by the word in the address, the table and its fields."""


class WordsForm(StyledForm):
    """What narrows a list of records."""

    words = forms.CharField(label=_("Contains"), required=False, max_length=100)


def record_form(kind: str) -> type[StyledModelForm]:
    """Return the form of a kind of record."""
    model, fields = RECORDS[kind]
    base = SeparationForm if model is SeparationRule else RecordForm
    form: Any = forms.modelform_factory(model, form=base, fields=fields)
    return form  # type: ignore[no-any-return]


class RecordForm(StyledModelForm):
    """A record of a review: what it leads to is of the same review."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
                rows = field.queryset.model.objects.filter(review=self.instance.review)
                field.queryset = rows.select_related("unit") if field.queryset.model is Post else rows
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 3
        if "object" in self.fields:
            self.fields["object"] = ObjectField(
                help_text=self.fields["object"].help_text, widget=forms.TextInput(attrs={"list": "objects"})
            )
            style(self)


class SeparationForm(RecordForm):
    """A sensitive task: what it takes, a line for each verb and object, and how many people at least."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = [*(self.instance.permissions or [])]
        self.lines = range(1, min(max(len(held) + 2, 6), MOST_PERMISSIONS) + 1)
        for line in self.lines:
            verb, thing = held[line - 1] if line <= len(held) else ("", "")
            self.fields[f"verb_{line}"] = forms.ChoiceField(
                label=_("Verb %(n)d") % {"n": line}, required=False, initial=verb,
                choices=[("", "–"), *VerbCode.choices],
            )  # fmt: skip
            self.fields[f"object_{line}"] = ObjectField(label=_("Object %(n)d") % {"n": line}, initial=thing)
        style(self)

    def clean(self) -> dict[str, Any]:
        """Gather the lines; refuse halves, and a task that no so many people could divide among them."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        pairs = []
        for line in self.lines:
            verb, thing = data.get(f"verb_{line}", ""), data.get(f"object_{line}", "")
            if bool(verb) != bool(thing):
                self.add_error(
                    f"object_{line}" if verb else f"verb_{line}", _("Say both the verb and the object.")
                )
            elif verb and [verb, thing] not in pairs:
                pairs.append([verb, thing])
        people = data.get("people") or 2
        if not self.errors and len(pairs) < people:
            raise forms.ValidationError(
                _("A task that takes %(people)d people takes at least as many different lines.")
                % {"people": people}
            )
        self.instance.permissions = pairs
        return data


# --- findings, recommendations, the old plan ----------------------------------------------------------------


class DecideForm(StyledForm):
    decision = forms.ChoiceField(
        label=_("Decision"), required=False, choices=[("", _("open")), *Decision.choices]
    )
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is printed with the finding."),
    )  # fmt: skip
    alike = forms.BooleanField(
        label=_("Decide all findings of this rule alike that are not decided yet"), required=False
    )


class RecommendationForm(StyledModelForm):
    class Meta:
        model = Recommendation
        fields = ("kind", "title", "text", "arusha", "term", "ease", "findings", "risks")
        widgets: ClassVar[dict[str, Any]] = {
            "findings": forms.CheckboxSelectMultiple,
            "risks": forms.CheckboxSelectMultiple,
            "text": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rows(self, "findings", self.instance.review.conformityfinding_set.filter(decision=Decision.FIX))
        _rows(self, "risks", self.instance.review.corruptionrisk_set.all())


class PlanForm(StyledForm):
    plan = forms.ModelChoiceField(
        Plan.objects.none(), label=_("Action plan"),
        help_text=_("One in the same compartment that may be changed: measures in an open plan would betray the review."),
    )  # fmt: skip

    def __init__(self, *args: Any, review: Review, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plans = Plan.objects.visible_to(user).filter(
            compartment=review.compartment, owner_agency=review.owner_agency,
            state__in=(PlanState.DRAFT, PlanState.CHANGING),
        )  # fmt: skip
        _rows(self, "plan", plans)


class NewPlanForm(StyledForm):
    title = Plan._meta.get_field("title").formfield()
    start = Plan._meta.get_field("start").formfield()
    end = Plan._meta.get_field("end").formfield()


class OldItemForm(StyledModelForm):
    class Meta:
        model = OldItem
        fields = ("verdict", "measure", "reason")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        review = self.instance.review
        measures = review.plan.measures.visible_to(user) if review.plan else OldItem.objects.none()
        if review.plan:
            _rows(self, "measure", measures)
        else:
            del self.fields["measure"]
