"""Forms of the checkpoint."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.accounts.models import Role, User
from chegara.organisation.models import Agency, CrossingPoint, Membership, State
from chegara.organisation.queries import agencies_to_act_for, countries_of
from chegara.pages.forms import StyledForm, StyledModelForm
from chegara.profiling.choices import (
    BiometricAnswer,
    DecisionCode,
    DocumentField,
    MatchJudgement,
    OutcomeCode,
    OwnView,
    PurposeCode,
    RequestDecision,
    RequestStep,
    Shift,
)
from chegara.profiling.methods.profiles.fields import Kind, standard_catalogue
from chegara.profiling.models import (
    Indicator,
    IndicatorSet,
    KeyList,
    PostSettings,
    RiskProfile,
    SubjectRequest,
    Transfer,
    Watchlist,
)
from chegara.profiling.queries import own_with
from chegara.profiling.tongue import tongue

SHORT = {"rows": 2}


def _text(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs=SHORT), **more)


class OwnedForm(StyledModelForm):
    """A form of a record that belongs to one of the user's agencies."""

    short: tuple[str, ...] = ()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = agencies_to_act_for(user)
        field = self.fields["owner_agency"]
        field.queryset = own  # type: ignore[attr-defined]
        # A model's form fills in what its instance holds, and a new one holds nothing: that would hide ours.
        if own.count() == 1 and not self.initial.get("owner_agency"):
            self.initial["owner_agency"] = own.first()
        for name in self.short:
            self.fields[name].widget.attrs["rows"] = 2


class WatchlistForm(OwnedForm):
    short = ("legal_basis", "action")

    class Meta:
        model = Watchlist
        fields = (
            "title", "owner_agency", "marking", "purpose", "publisher", "authority", "legal_basis", "expires_on", "action",
        )  # fmt: skip


class ListFileForm(StyledForm):
    """A file of a list."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("UN consolidated XML, OFAC csv, the Kyrgyz national list, FollowTheMoney, csv or xlsx."),
    )


class IndicatorForm(OwnedForm):
    short = ("text", "observed", "exonerating", "legal_basis")

    class Meta:
        model = Indicator
        fields = (
            "code", "owner_agency", "marking", "subject", "purpose", "text", "observed", "knowable", "source",
            "exonerating", "legal_basis", "reference", "grade", "owner", "review_on", "set",
        )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["set"].queryset = IndicatorSet.objects.visible_to(user)  # type: ignore[attr-defined]


class IndicatorSetForm(OwnedForm):
    """A restricted set, and who reads it."""

    short = ("rules",)
    readers = forms.ModelMultipleChoiceField(
        label=_("Readers"), queryset=User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("need to know, not rank; you are one of them"),
    )  # fmt: skip

    class Meta:
        model = IndicatorSet
        fields = (
            "title",
            "owner_agency",
            "marking",
            "compartment",
            "publisher",
            "rules",
            "received_on",
            "until",
        )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        own = agencies_to_act_for(user)
        self.fields["compartment"].queryset = user.compartments.all()  # type: ignore[attr-defined]
        members = Membership.objects.current().filter(
            agency__in=own, role__in=(Role.ANALYST, Role.OFFICER, Role.SUPERVISOR)
        )
        self.fields["readers"].queryset = User.objects.filter(  # type: ignore[attr-defined]
            is_active=True, pk__in=members.values("user")
        ).order_by("username")


class SetFileForm(StyledForm):
    """A file of indicators."""

    file = forms.FileField(
        label=_("File (csv or xlsx)"),
        help_text=_("columns code, subject, purpose, text, observed, knowable, source, reference, legal_basis, grade, "
                    "exonerating, owner, review_on"),
    )  # fmt: skip


class ProfileFileForm(StyledForm):
    """Profiles made elsewhere: the same refusals hold."""

    owner_agency = forms.ModelChoiceField(label=_("Agency"), queryset=Agency.objects.none())
    file = forms.FileField(
        label=_("File of profiles"),
        help_text=_("a profile (JSON), a bundle (zip), a decision table (xlsx, csv) with a row a profile"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = agencies_to_act_for(user)
        self.fields["owner_agency"].queryset = own  # type: ignore[attr-defined]
        if own.count() == 1:
            self.fields["owner_agency"].initial = own.first()


class KeyListForm(OwnedForm):
    short = ("legal_basis",)
    field = forms.ChoiceField(label=_("Keys of"))

    class Meta:
        model = KeyList
        fields = ("name", "title", "owner_agency", "marking", "subject", "field", "legal_basis", "owner")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        choices = {
            each.name: each.label(tongue())
            for each in standard_catalogue().fields.values()
            if each.kind is Kind.CODE
        }
        self.fields["field"].choices = sorted(choices.items(), key=lambda one: one[1])  # type: ignore[attr-defined]


class KeysForm(StyledForm):
    """A file of keys."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "xlsx, or csv in UTF-8, with the column key and, where wanted, valid_from, valid_to, source"
        ),
    )


class SubmitForm(StyledForm):
    """Submit a version; where a condition picks out citizens of a state, with the law that asks it."""

    ground = _text(
        _("Law that asks more of some citizens"), required=False,
        help_text=_("law and article; those who sign read it"),
    )  # fmt: skip

    def __init__(self, *args: Any, needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needed:
            del self.fields["ground"]


class BackTestForm(StyledForm):
    """Records to try a profile on."""

    FILE, CHECKS, SYNTHETIC = "file", "checks", "synthetic"
    source = forms.ChoiceField(
        label=_("Records"), widget=forms.RadioSelect,
        choices=[
            (FILE, _("a file of the past")),
            (CHECKS, _("closed checks of travellers that are held here")),
            (SYNTHETIC, _("synthetic travellers: they show how the rule behaves, and allow no approval")),
        ],
    )  # fmt: skip

    file = forms.FileField(
        label=_("Records of the past (csv, Parquet, xlsx)"), required=False,
        help_text=_("Columns as the profile's fields are named, time among them; label (1 or 0) where it is known; "
                    "audit.sex, audit.age, audit.citizenship as held lawfully: without them nobody approves a profile of persons."),
    )  # fmt: skip
    prevalence = forms.FloatField(
        label=_("How many of a million are sought"), min_value=0.001, max_value=1_000_000, initial=10
    )

    def __init__(self, *args: Any, person: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["source"]
        if not person:
            field.choices = [(self.FILE, _("a file of the past"))]  # type: ignore[attr-defined]
        field.initial = self.FILE

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("source") == self.FILE and data.get("file") is None:
            self.add_error("file", _("Choose a file."))
        return data


class StopAllForm(StyledForm):
    """The kill switch of an agency."""

    agency = forms.ModelChoiceField(label=_("Agency"), queryset=Agency.objects.none())
    reason = _text(_("Why all profiles are stopped"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = own_with(user, RiskProfile)
        self.fields["agency"].queryset = own  # type: ignore[attr-defined]
        if own.count() == 1:
            self.fields["agency"].initial = own.first()


class ConfirmForm(StyledForm):
    """Nothing to fill in: a button that asks first."""


class ApproveForm(StyledForm):
    office = forms.CharField(label=_("Your office"), max_length=200)


class CheckForm(StyledForm):
    """Whom an officer has before them, read or typed; why, and on what legal basis."""

    owner_agency = forms.ModelChoiceField(label=_("Agency"), queryset=Agency.objects.none())
    point = forms.ModelChoiceField(label=_("Crossing point"), queryset=CrossingPoint.objects.none())
    purpose = forms.ChoiceField(label=pgettext_lazy("of screening", "Purpose"), choices=PurposeCode.choices)
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=300)
    zone = forms.CharField(
        label=_("Machine-readable zone"), required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control mrz", "autofocus": True, "spellcheck": "false",
                                     "autocomplete": "off", "data-zone": ""}),
        help_text=_("read by the reader, typed or pasted: Enter after its last line begins the check; or fill in the fields below"),
    )  # fmt: skip
    surname = forms.CharField(label=_("Surname"), max_length=100, required=False)
    given_names = forms.CharField(label=_("Given names"), max_length=100, required=False)
    birth = forms.DateField(label=_("Date of birth"), required=False)
    sex = forms.ChoiceField(
        label=_("Sex"), required=False, choices=[("", "–"), ("F", _("female")), ("M", _("male"))]
    )
    nationality = forms.CharField(label=_("Nationality (code)"), max_length=3, required=False)
    number = forms.CharField(label=_("Document number"), max_length=30, required=False)
    expiry = forms.DateField(label=_("Date of expiry"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = agencies_to_act_for(user)
        self.fields["owner_agency"].queryset = own  # type: ignore[attr-defined]
        if own.count() == 1:
            self.fields["owner_agency"].initial = own.first()
        self.fields["point"].queryset = CrossingPoint.objects.filter(  # type: ignore[attr-defined]
            country__in=countries_of(user)
        ).order_by("name_en")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not data.get("zone", "").strip() and not data.get("surname", "").strip():
            self.add_error("zone", _("Read the zone, or type at least the surname."))
        return data


class OwnViewForm(StyledForm):
    view = forms.ChoiceField(
        label=_("Your own view"), choices=OwnView.choices, widget=forms.RadioSelect(attrs={"autofocus": True})
    )


class JudgeForm(StyledForm):
    judged = forms.ChoiceField(
        label=_("The traveller is"), widget=forms.RadioSelect(attrs={"autofocus": True}),
        choices=[choice for choice in MatchJudgement.choices if choice[0] != MatchJudgement.OPEN],
    )  # fmt: skip
    why = _text(_("Why"))
    biometric = forms.ChoiceField(
        label=_("Another system on print or face"), required=False,
        choices=[("", _("not asked")), *BiometricAnswer.choices],
        help_text=_("only its answer and the number of the question are kept; no print, image or template"),
    )  # fmt: skip
    reference = forms.CharField(label=_("System and number of the question"), max_length=60, required=False)


class DecideForm(StyledForm):
    decision = forms.ChoiceField(label=_("Decision"), choices=DecisionCode.choices, widget=forms.RadioSelect)
    reason = _text(_("Reasons"), help_text=_("facts, for and against; a file without them does not close"))
    referred_to = forms.CharField(label=_("Referred to"), max_length=200, required=False)
    minor = forms.BooleanField(label=_("minor"), required=False)
    asylum = forms.BooleanField(label=_("asks for protection"), required=False)
    trafficking = forms.BooleanField(label=_("may be a victim of trafficking"), required=False)
    informed = forms.BooleanField(label=_("was told the reason of the stop"), required=False)
    leaflet = forms.CharField(label=_("language of the leaflet given"), max_length=40, required=False)


class CloseForm(StyledForm):
    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=OutcomeCode.choices, widget=forms.RadioSelect(attrs={"autofocus": True})
    )
    reason = _text(
        _("What was found"), help_text=_("the profile's author reads it as hit or no hit, with this reason")
    )
    complaint = forms.CharField(label=_("Reference of a complaint"), max_length=60, required=False)


class TransferForm(StyledModelForm):
    decision = forms.FileField(label=_("The decision itself (PDF, PNG or JPEG)"))

    class Meta:
        model = Transfer
        fields = (
            "to_state", "what", "decision_number", "decision_date", "decision_authority", "legal_basis", "no_danger",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = self.instance.subject_check.owner_agency.country_id
        states = State.objects.exclude(pk=own).order_by("name_en")
        self.fields["to_state"].queryset = states  # type: ignore[attr-defined]
        for name in ("decision_number", "decision_date", "decision_authority", "legal_basis"):
            self.fields[name].required = True


class CardForm(StyledForm):
    """Which post, day and shift."""

    point = forms.ModelChoiceField(label=_("Crossing point"), queryset=CrossingPoint.objects.none())
    day = forms.DateField(label=_("Day"))
    shift = forms.ChoiceField(label=_("Shift"), choices=Shift.choices)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["point"].queryset = CrossingPoint.objects.filter(  # type: ignore[attr-defined]
            country__in=countries_of(user)
        ).order_by("name_en")


class PostSettingsForm(OwnedForm):
    class Meta:
        model = PostSettings
        fields = (
            "owner_agency", "point", "marking", "second_line", "random_article", "random_share", "retention_days",
        )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        points = CrossingPoint.objects.filter(country__in=countries_of(user)).order_by("name_en")
        self.fields["point"].queryset = points  # type: ignore[attr-defined]
        self.fields["random_share"].min_value = 0  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("random_share") and not (data.get("random_article") or "").strip():
            self.add_error("random_article", _("Persons are sampled at random only under a legal article."))
        return data


class RequestForm(OwnedForm):
    short = ("about",)

    class Meta:
        model = SubjectRequest
        fields = ("kind", "reference", "received_on", "due_on", "about", "owner_agency", "marking")


class AnswerForm(StyledForm):
    """The decision on a request, by a person."""

    decision = forms.ChoiceField(
        label=_("Decision"), choices=RequestDecision.choices, widget=forms.RadioSelect
    )
    text = _text(_("Answer"), help_text=_("what was found, what was done, and why"))
    remedy = _text(
        _("Where to complain of the answer"),
        help_text=_("supervisory authority and court, with addresses and terms"),
    )


class HeldForm(StyledForm):
    number = forms.CharField(
        label=_("Number of the person's document"), max_length=30,
        help_text=_("as shown with the request; the looking up stands in the audit log"),
    )  # fmt: skip


class StepForm(StyledForm):
    """What is done with one record that a request led to: told, corrected, erased or kept, and why."""

    step = forms.ChoiceField(label=_("What is done with it"), widget=forms.RadioSelect)
    field = forms.ChoiceField(
        label=_("What is wrong"), required=False, choices=[("", "–"), *DocumentField.choices]
    )
    value = forms.CharField(label=_("What stands there instead"), max_length=100, required=False)
    reason = _text(_("Why"))

    def __init__(self, *args: Any, steps: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = [one for one in RequestStep.choices if one[0] in steps]  # type: ignore[attr-defined]
        if RequestStep.CORRECTED not in steps:
            del self.fields["field"], self.fields["value"]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("step") == RequestStep.CORRECTED and not data.get("field"):
            self.add_error("field", _("Say what is wrong."))
        return data


class PeriodForm(StyledForm):
    """The period that oversight looks at."""

    first = forms.DateField(label=_("From"))
    last = forms.DateField(label=pgettext_lazy("end of a period", "To"))

    @staticmethod
    def usual(today: date) -> dict[str, date]:
        """The last twelve months."""
        return {"first": today - timedelta(days=365), "last": today}
