from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chegara.accounts.models import Compartment, Marking, Role, User
from chegara.accounts.tokens import scopes_of
from chegara.organisation.models import Agency, BorderSection, CrossingPoint, Division, Release, Unit
from chegara.pages.forms import ReasonForm, StyledForm, StyledModelForm


class WithReason(StyledModelForm):
    """A change to a record, with the reason for the audit log."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The audit log keeps it."),
    )


class PointForm(WithReason):
    class Meta:
        model = CrossingPoint
        exclude = ("country", "code")


class SectionForm(WithReason):
    class Meta:
        model = BorderSection
        exclude = ("country", "code")


class DivisionForm(WithReason):
    class Meta:
        model = Division
        exclude = ("country", "code")


class AgencyForm(WithReason):
    class Meta:
        model = Agency
        exclude = ("country", "code")


class UnitForm(WithReason):
    class Meta:
        model = Unit
        exclude = ("agency", "code")


class UserForm(StyledForm):
    """An account: made with a first password, changed with a reason."""

    username = forms.CharField(label=_("User name"), max_length=60, validators=[UnicodeUsernameValidator()])
    full_name = forms.CharField(label=_("Full name"), max_length=150)
    clearance = forms.ChoiceField(label=_("May see up to"), choices=Marking.choices)
    is_active = forms.BooleanField(label=_("May sign in"), required=False, initial=True)
    password = forms.CharField(
        label=_("New password"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. Leave empty to keep the present one."),
    )
    reason = forms.CharField(label=_("Reason"), required=False)

    def __init__(self, *args: Any, existing: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.existing = existing
        if existing:
            self.fields["username"].disabled = True
        else:
            self.fields["password"].required = True

    def clean_username(self) -> str:
        """Refuse a name that is taken."""
        name: str = self.cleaned_data["username"].lower()
        if not self.existing and User.objects.filter(username=name).exists():
            raise forms.ValidationError(_("Somebody has this user name already."))
        return name

    def clean_password(self) -> str:
        """Refuse a weak password."""
        password: str = self.cleaned_data["password"]
        if password:
            validate_password(password, self.existing or User(username=self.cleaned_data.get("username", "")))
        return password


class SecondFactorForm(ReasonForm):
    """Whose second factor is required."""

    field_order = ("roles", "reason")
    roles = forms.MultipleChoiceField(
        label=_("Roles that sign in with a second factor"),
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Recommended: administrator, supervisor, oversight. Whoever holds such a role and has no second "
            "factor is asked to set one up at the next page."
        ),
    )


class MembershipForm(StyledForm):
    """A role in an agency, for a time."""

    agency = forms.ModelChoiceField(Agency.objects.all(), label=_("Agency"))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    valid_from = forms.DateField(label=_("From"), required=False)
    valid_until = forms.DateField(label=_("Until"), required=False)
    reason = forms.CharField(label=_("Reason"))


class CompartmentForm(WithReason):
    members = forms.ModelMultipleChoiceField(
        User.objects.filter(is_active=True),
        label=_("Members"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Compartment
        fields = ("code", "name", "members")


class ReleaseForm(StyledModelForm):
    """A release, with the letter that it rests on."""

    class Meta:
        model = Release
        fields = (
            "from_agency",
            "to_all",
            "to_public",
            "to_agencies",
            "letter_number",
            "letter_date",
            "signatory",
            "citation",
        )
        widgets: ClassVar[dict[str, Any]] = {
            "to_agencies": forms.CheckboxSelectMultiple,
            "citation": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, agencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from_agency"].queryset = agencies  # type: ignore[attr-defined]
        countries = {agency.country_id for agency in agencies}
        self.fields["to_agencies"].queryset = (  # type: ignore[attr-defined]
            Agency.objects.filter(country__in=countries).exclude(pk__in=[agency.pk for agency in agencies])
        )

    def _get_validation_exclusions(self) -> set[str]:
        # The basis follows from what is filled in, and the action sets it before the constraint is checked.
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # not in the stubs
        return excluded | {"basis"}

    def clean(self) -> dict[str, Any]:
        """Ask for a recipient, and for a whole letter or a citation."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not any(cleaned.get(name) for name in ("to_all", "to_public", "to_agencies")):
            self.add_error("to_agencies", _("Say to whom the records are released."))
        letter = [cleaned.get(name) for name in ("letter_number", "letter_date", "signatory")]
        if not cleaned.get("citation") and not all(letter):
            self.add_error(
                "letter_number",
                _(
                    "A release rests on a letter: give its number, date and signatory, or cite the "
                    "publication."
                ),
            )
        return cleaned


class WorkbookForm(ReasonForm):
    """A workbook of the organisation to read in."""

    workbook = forms.FileField(label=_("Workbook (xlsx)"))
    not_secret = forms.BooleanField(
        label=_("The file contains no state secret"),
        error_messages={"required": _("Bring in the file only if it contains no state secret.")},
    )


class TemplateForm(ReasonForm):
    """An agency's Word template to bring in."""

    template = forms.FileField(
        label=_("Word template (docx)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx"}),
    )
    not_secret = forms.BooleanField(
        label=_("The file contains no state secret"),
        error_messages={"required": _("Bring in the file only if it contains no state secret.")},
    )


class FeedForm(StyledForm):
    """For which program the address of a feed is, and until when."""

    LONGEST = timedelta(days=365)

    title = forms.CharField(
        label=_("Which program"), max_length=100, help_text=_("for example: calendar of my telephone")
    )
    expires_on = forms.DateField(label=_("Expires on"), help_text=_("within a year"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expires_on"].initial = timezone.localdate() + timedelta(days=90)

    def clean_expires_on(self) -> Any:
        day, today = self.cleaned_data["expires_on"], timezone.localdate()
        if not today <= day <= today + self.LONGEST:
            raise forms.ValidationError(_("From today to a year from now."))
        return day


class TokenForm(FeedForm):
    """For which program a token is, what it may do, and until when."""

    scopes = forms.MultipleChoiceField(
        label=_("It may"), widget=forms.CheckboxSelectMultiple, help_text=_("Tick no more than it needs.")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].help_text = _("for example: reader of booth 3, national system")
        self.fields["scopes"].choices = [  # type: ignore[attr-defined]
            (name, scope.words) for name, scope in scopes_of(user).items()
        ]
        self.order_fields(["title", "scopes", "expires_on"])
