"""Forms of data requests, of reporting duties and of grades."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from chegara.accounts.models import User
from chegara.common.periods import Month
from chegara.evidence.dictionary import dictionary
from chegara.evidence.grade_models import ConfidenceLevel
from chegara.evidence.methods.grading import schemes
from chegara.evidence.methods.rows import Field
from chegara.evidence.models import Batch, Indicator
from chegara.evidence.presenters.words import FIELD_NAMES
from chegara.evidence.request_models import DataRequest, FormLanguage, ReportingDuty, ReportingFrequency
from chegara.organisation.models import Agency
from chegara.organisation.queries import agencies_to_act_for
from chegara.pages.forms import StyledForm


class MonthField(forms.CharField):
    """A month, written 03.2025; its value is the month's first day."""

    default_error_messages = {"invalid": _("Write the month as mm.yyyy, for example 03.2025.")}  # noqa: RUF012

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.widget.attrs.update({"placeholder": _("mm.yyyy"), "inputmode": "numeric"})

    def prepare_value(self, value: Any) -> Any:
        """Show a day as its month."""
        return f"{value:%m.%Y}" if isinstance(value, date) else value

    def clean(self, value: Any) -> Any:
        """Return the month's first day."""
        text = super().clean(value)
        if not text:
            return None
        month, _dot, year = text.strip().partition(".")
        try:
            return Month.parse(f"{year}-{month.zfill(2)}").first_day
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error


class RequestForm(StyledForm):
    """A letter that asks agencies for figures; for each agency, in which language its form is."""

    from_agency = forms.ModelChoiceField(Agency.objects.none(), label=_("Asked by"), empty_label=None)
    title = forms.CharField(
        label=_("What it is about"),
        max_length=200,
        help_text=_("For example: figures for the annual report."),
    )
    letter_number = forms.CharField(label=_("Letter number"), max_length=60)
    letter_date = forms.DateField(label=_("Letter date"))
    signatory = forms.CharField(label=_("Signed by"), max_length=150)
    first_month = MonthField(label=_("From month"))
    last_month = MonthField(label=_("Until month"))
    deadline = forms.DateField(label=_("Deadline"))
    remark = forms.CharField(
        label=_("Remark in the letter"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, user: User, request: DataRequest | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = agencies_to_act_for(user)
        self.fields["from_agency"].queryset = own  # type: ignore[attr-defined]
        self.agencies = list(
            Agency.objects.filter(country__in=own.values("country")).select_related("country")
        )
        asked = {one.agency_id: one.language for one in request.agencies.all()} if request else {}
        for agency in self.agencies:
            self.fields[f"agency_{agency.pk}"] = forms.ChoiceField(
                label=agency.name,
                required=False,
                choices=[("", _("is not asked")), *((c, _form_in(c)) for c in FormLanguage.values)],
                initial=asked.get(agency.pk, ""),
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    def clean(self) -> dict[str, Any]:
        """Gather the agencies that are asked, each with its language."""
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["languages"] = {
            agency: language
            for agency in self.agencies
            if (language := cleaned.pop(f"agency_{agency.pk}", ""))
        }
        if (
            cleaned.get("letter_date")
            and cleaned.get("deadline")
            and cleaned["deadline"] < cleaned["letter_date"]
        ):
            self.add_error("deadline", _("The deadline lies before the letter."))
        return cleaned


def _form_in(language: str) -> Any:
    return {"ru": _("is asked, form in Russian"), "en": _("is asked, form in English")}[language]


class LineForm(StyledForm):
    """An indicator that is asked for, and by what it is to be broken down."""

    indicator = forms.ModelChoiceField(Indicator.objects.all(), label=_("Indicator"))
    dimensions = forms.MultipleChoiceField(
        label=_("Broken down by"),
        required=False,
        choices=(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Ask for what you will use: each breakdown is work for the agency."),
    )
    of_agencies = forms.ModelMultipleChoiceField(
        Agency.objects.none(),
        label=_("Only of"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without a choice all agencies of the request are asked."),
    )

    def __init__(self, *args: Any, request: DataRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = dict.fromkeys(name for i in dictionary().indicators.values() for name in i.dimensions)
        self.fields["dimensions"].choices = [(name, FIELD_NAMES[Field(name)]) for name in fields]  # type: ignore[attr-defined]
        self.fields["of_agencies"].queryset = Agency.objects.filter(  # type: ignore[attr-defined]
            pk__in=request.agencies.values("agency")
        )
        self.request = request

    def clean(self) -> dict[str, Any]:
        """Refuse breakdowns that the indicator does not have, and name those that it has."""
        cleaned: dict[str, Any] = super().clean() or {}
        indicator = cleaned.get("indicator")
        if indicator is not None:
            known = dictionary().indicators[indicator.pk].dimensions
            if set(cleaned.get("dimensions", ())) - set(known):
                names = ", ".join(str(FIELD_NAMES[Field(name)]) for name in known)
                self.add_error(
                    "dimensions",
                    _("By the dictionary this indicator can be broken down by: %(names)s.")
                    % {"names": names},
                )
        return cleaned


class AnswerForm(StyledForm):
    """Which import answers a request, where the agency did not use the form."""

    batch = forms.ModelChoiceField(Batch.objects.none(), label=_("Answered by the import"))

    def __init__(self, *args: Any, batches: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["batch"].queryset = batches  # type: ignore[attr-defined]


class DutyForm(StyledForm):
    """What an agency owes again and again."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("Who reports"))
    to_agency = forms.ModelChoiceField(Agency.objects.none(), label=_("To whom"), empty_label=None)
    title = forms.CharField(label=_("What is reported"), max_length=200)
    basis = forms.CharField(
        label=_("Basis"), max_length=200, required=False, help_text=_("For example the joint order or plan.")
    )
    indicators = forms.ModelMultipleChoiceField(
        Indicator.objects.all(), label=_("Indicators"), widget=forms.CheckboxSelectMultiple
    )
    frequency = forms.ChoiceField(label=_("How often"), choices=ReportingFrequency.choices)
    days_after = forms.IntegerField(
        label=_("Due on day"),
        min_value=1,
        max_value=120,
        help_text=_("Days after the end of the period: 10 is the 10th of the following month."),
    )
    since = MonthField(label=_("From month"))
    until = MonthField(label=_("Until month"), required=False, help_text=_("Empty: it goes on."))
    reason = forms.CharField(label=_("Reason"), required=False, help_text=_("The audit log keeps it."))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = agencies_to_act_for(user)
        self.fields["to_agency"].queryset = own  # type: ignore[attr-defined]
        self.fields["agency"].queryset = Agency.objects.filter(  # type: ignore[attr-defined]
            country__in=own.values("country")
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a duty that ends before it begins."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("until") and cleaned.get("since") and cleaned["until"] < cleaned["since"]:
            self.add_error("until", _("A duty can't end before it begins."))
        return cleaned

    def filled(self, duty: ReportingDuty) -> ReportingDuty:
        """Return a duty as the form says it."""
        for name in ("agency", "to_agency", "title", "basis", "frequency", "days_after", "since", "until"):
            setattr(duty, name, self.cleaned_data[name])
        return duty


def _language() -> str:
    return (get_language() or "en")[:2]


def mark_choices(part: str, scheme: str | None = None) -> list[tuple[str, str]]:
    """Return the letters or numbers of one scheme, or of all as "scheme:mark", with their meaning."""
    language = _language()
    return [
        (code if scheme else f"{one.code}:{code}", f"{code} – {mark.names[language]}")
        for one in schemes().values()
        if scheme in (None, one.code)
        for code, mark in getattr(one, part).items()
    ]


def all_marks(part: str) -> list[tuple[str, str]]:
    """Return the marks of all schemes as "scheme:mark", each named with its scheme."""
    language = _language()
    return [
        (code, f"{schemes()[code.partition(':')[0]].short[language]}: {text}")
        for code, text in mark_choices(part)
    ]


class GradeForm(StyledForm):
    """A grade by one scheme: of the source, of the information, and how it may be passed on."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("In the name of"), empty_label=None)
    reliability = forms.ChoiceField(label=_("Reliability of the source"), widget=forms.RadioSelect)
    credibility = forms.ChoiceField(label=_("Credibility of the information"), widget=forms.RadioSelect)
    handling = forms.ChoiceField(label=_("Handling"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Whoever sees the import sees the grade; the reason is read by your agency alone."),
    )

    def __init__(self, *args: Any, user: User, scheme: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies_to_act_for(user)  # type: ignore[attr-defined]
        for part in ("reliability", "credibility"):
            self.fields[part].choices = mark_choices(part, scheme)  # type: ignore[attr-defined]
        if schemes()[scheme].handling:
            self.fields["handling"].choices = mark_choices("handling", scheme)  # type: ignore[attr-defined]
        else:
            del self.fields["handling"]


class ConfidenceForm(StyledForm):
    """How sure the analysts are, and on what that rests; other slices use it for their own statements."""

    level = forms.ChoiceField(
        label=_("Confidence of the analysis"), choices=ConfidenceLevel.choices, widget=forms.RadioSelect
    )
    quality = forms.ChoiceField(label=_("Quality of the sources"), choices=ConfidenceLevel.choices)
    quantity = forms.ChoiceField(label=_("Quantity of the sources"), choices=ConfidenceLevel.choices)
    agreement = forms.ChoiceField(label=_("Agreement between them"), choices=ConfidenceLevel.choices)
    assumptions = forms.CharField(
        label=_("Key assumptions"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What would change the conclusion if it were wrong."),
    )
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))
