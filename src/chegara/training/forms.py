from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.accounts.models import Marking, User
from chegara.organisation.models import Agency, Membership, Release
from chegara.organisation.queries import agencies_to_act_for, countries_of
from chegara.organisation.registers.forms import choices_of as of_anything
from chegara.organisation.visibility import own_agencies
from chegara.pages.forms import StyledForm
from chegara.plans.choices import Kind, PlanState
from chegara.plans.models import Plan
from chegara.risk.models import Assessment, Risk
from chegara.training.choices import Moment
from chegara.training.models import Session, Test


def choices_of(model: Any, user: User) -> models.QuerySet[Any]:
    """Return the records that a field of a form offers to somebody."""
    if model is Risk:  # seen as its assessment is
        assessments = Assessment.objects.visible_to(user).values("pk")
        return Risk.objects.filter(assessment__in=assessments)
    if model is User:  # whose account somebody's training is shown to
        return User.objects.filter(
            is_active=True, memberships__in=Membership.objects.current().filter(agency__in=own_agencies(user))
        ).distinct()
    return of_anything(model, user)


class ListForm(StyledForm):
    """A spreadsheet of activities to read in, and how they are handled."""

    file = forms.FileField(label=_("Spreadsheet (xlsx or csv)"))
    source = forms.CharField(
        label=_("Source"),
        required=False,
        max_length=300,
        help_text=_("where the list comes from; a column of that name in the list goes before it"),
    )
    owner_agency = forms.ModelChoiceField(Agency.objects.none(), label=_("Whose records"), empty_label=None)
    marking = forms.ChoiceField(
        label=_("Marking"), choices=Marking.choices, initial=Marking.OFFICIAL_USE, widget=forms.RadioSelect
    )
    releases = forms.ModelMultipleChoiceField(
        Release.objects.none(), label=_("Released by"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = agencies_to_act_for(user).order_by("-country__invented", "pk")
        self.fields["owner_agency"].queryset = own  # type: ignore[attr-defined]
        releases = Release.objects.filter(from_agency__in=own, withdrawn_at=None)
        self.fields["releases"].queryset = releases  # type: ignore[attr-defined]


class SettleForm(StyledForm):
    """What somebody decides about a row that can't be taken over as it stands."""

    start = forms.DateField(label=_("Begins"), required=False)
    end = forms.DateField(label=_("Ends"), required=False)
    choice = forms.ChoiceField(
        label=_("What is to be done"),
        widget=forms.RadioSelect,
        choices=(
            ("dates", _("These days are right: I asked, or know it")),
            ("open", _("Nobody knows yet: the days stay unknown, the announcement is kept as written")),
            ("drop", _("Leave this row out")),
        ),
    )
    reason = forms.CharField(label=_("Reason"), help_text=_("The audit log keeps it."))

    def clean(self) -> dict[str, Any]:
        """Ask for days where days are said to be right."""
        data = super().clean() or {}
        start, end = data.get("start"), data.get("end")
        if data.get("choice") == "dates" and not start:
            self.add_error("start", _("Enter the day on which it began."))
        if start and end and end < start:
            self.add_error("end", _("An activity can't end before it begins."))
        return data


class RecommendForm(StyledForm):
    """A measure of a plan that carries out a recommendation."""

    plan = forms.ModelChoiceField(Plan.objects.none(), label=_("Plan"))
    title = forms.CharField(label=_("What is to be done"), max_length=300)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    lead = forms.ModelChoiceField(Agency.objects.none(), label=_("Lead agency"), required=False)
    deadline = forms.DateField(label=_("Deadline"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_ = Plan.objects.visible_to(user).filter(state__in=(PlanState.DRAFT, PlanState.CHANGING))
        self.fields["plan"].queryset = open_  # type: ignore[attr-defined]
        self.fields["lead"].queryset = Agency.objects.filter(  # type: ignore[attr-defined]
            country__in=countries_of(user)
        )


class ReportForm(StyledForm):
    """What the programme report is about."""

    invented = forms.ChoiceField(
        label=_("Which records"),
        required=False,
        choices=(("", _("real")), ("yes", pgettext_lazy("of training", "invented"))),
    )
    programme = forms.CharField(label=_("Programme"), required=False)
    first = forms.DateField(label=_("From"), required=False)
    last = forms.DateField(label=_("Until"), required=False)


class FileForm(StyledForm):
    """A file to read in."""

    file = forms.FileField(label=_("File"))


class AnswersForm(FileForm):
    """Answers to a test: which test, written when."""

    test = forms.ModelChoiceField(Test.objects.none(), label=_("Test"))
    moment = forms.ChoiceField(label=pgettext_lazy("of training", "Written"), choices=Moment.choices)

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["test"].queryset = session.course.tests.all()  # type: ignore[attr-defined]
        self.order_fields(["test", "moment", "file"])


class GradesForm(FileForm):
    """Grades of a learning platform: of which moment."""

    moment = forms.ChoiceField(label=pgettext_lazy("of training", "Written"), choices=Moment.choices)


class CheckInForm(StyledForm):
    """A card that is read by a scanner, which types what it reads."""

    code = forms.CharField(
        label=_("Card or pseudonym"), max_length=30, widget=forms.TextInput(attrs={"autofocus": True})
    )


class CodeForm(StyledForm):
    """The code of a certificate, to be checked."""

    code = forms.CharField(label=_("Code of the certificate"), widget=forms.Textarea(attrs={"rows": 4}))
    key = forms.CharField(
        label=_("Public key of the issuer"),
        required=False,
        help_text=_("empty: certificates issued by this installation"),
    )


class PracticeForm(StyledForm):
    """In whose name and with which group somebody practises."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("Agency"), empty_label=None)
    group = forms.CharField(
        label=_("Group"),
        required=False,
        max_length=100,
        help_text=_("as your trainer names it; the trainer sees figures of the whole group only"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = agencies_to_act_for(user).order_by("-country__invented", "pk")
        self.fields["agency"].queryset = own  # type: ignore[attr-defined]
