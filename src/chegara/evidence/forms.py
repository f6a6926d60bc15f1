from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chegara.accounts.models import Compartment, Marking, User
from chegara.evidence.dictionary import word
from chegara.evidence.methods.dictionary import load_dictionary
from chegara.evidence.models import (
    AnswerKind,
    Batch,
    BatchState,
    CountingRule,
    GapDecision,
    Pair,
    QuantityAnswer,
    QuantityQuestion,
    Question,
    QuestionKind,
    Record,
)
from chegara.evidence.presenters.places import PresentedCandidate
from chegara.organisation.models import Agency, CrossingPoint, PlaceSpelling, Release
from chegara.organisation.queries import agencies_to_act_for
from chegara.pages.forms import StyledForm

MOST_PASTED = 1_000_000
NONE_OF_OURS, ANOTHER = "none", "another"


class ImportForm(StyledForm):
    """A file that an agency sends, and how it must be handled."""

    file = forms.FileField(
        label=_("File (xlsx, xls, docx or csv)"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.docx,.csv,.txt,.tsv"}),
    )
    pasted = forms.CharField(
        label=_("or paste a table"),
        required=False,
        strip=False,  # the first cell of the first row may be blank
        max_length=MOST_PASTED,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off", "wrap": "off"}),
        help_text=_(
            "Mark the cells in Excel or Word with their headings, copy them (Ctrl+C) and paste them here "
            "(Ctrl+V)."
        ),
        error_messages={"max_length": _("This is too much to paste: save it and bring in the file.")},
    )
    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("Agency"))
    marking = forms.ChoiceField(label=_("Marking"), choices=Marking.choices, initial=Marking.OFFICIAL_USE)
    compartment = forms.ModelChoiceField(
        Compartment.objects.none(),
        label=_("Compartment"),
        required=False,
        help_text=_("Only its members will know that these records exist."),
    )
    source = forms.CharField(
        label=_("Source to be cited"),
        required=False,
        help_text=_("For example the letter with which the file came, or the publication."),
    )
    arrived_on = forms.DateField(
        label=_("Came in on"),
        required=False,
        help_text=_("When the agency sent it, if not today: who is late is counted by this day."),
    )
    replaces = forms.ModelChoiceField(
        Batch.objects.none(),
        label=_("Corrects an earlier import"),
        required=False,
        help_text=_("Its rows cease to count when this file is confirmed; the difference is shown before."),
    )
    not_secret = forms.BooleanField(
        label=_("The file contains no state secret"),
        help_text=_("Chegara holds nothing at state-secret level. Do not bring in such a file."),
        error_messages={"required": _("Bring in the file only if it contains no state secret.")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = agencies_to_act_for(user)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        self.fields["compartment"].queryset = user.compartments.all()  # type: ignore[attr-defined]
        self.fields["replaces"].queryset = Batch.objects.visible_to(user).filter(  # type: ignore[attr-defined]
            owner_agency__in=agencies, state=BatchState.CONFIRMED
        )
        if len(agencies) == 1:
            self.fields["agency"].initial = agencies[0]

    def clean(self) -> dict[str, Any]:
        """Ask for either a file or a pasted table."""
        cleaned: dict[str, Any] = super().clean() or {}
        file, pasted = cleaned.get("file"), cleaned.get("pasted", "").strip()
        if file and pasted:
            self.add_error("pasted", _("Bring in either the file or the pasted table."))
        elif not file and not pasted and not self.errors:
            self.add_error("file", _("Choose a file, or paste a table."))
        return cleaned

    def received(self) -> tuple[Iterable[bytes], str]:
        """Return the bytes of what was sent and its name; what was pasted is named by when."""
        if file := self.cleaned_data["file"]:
            return file.chunks(), file.name
        when = f"{timezone.localtime():%d.%m.%Y %H:%M}"
        return [self.cleaned_data["pasted"].encode()], str(_("pasted %(when)s.tsv") % {"when": when})


class HandlingForm(StyledForm):
    """Marking, compartment and releases of an import."""

    marking = forms.ChoiceField(label=_("Marking"), choices=Marking.choices)
    compartment = forms.ModelChoiceField(Compartment.objects.none(), label=_("Compartment"), required=False)
    releases = forms.ModelMultipleChoiceField(
        Release.objects.none(),
        label=_("Released by"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Others see these records only if a release names them."),
    )
    reason = forms.CharField(label=_("Reason"))

    def __init__(self, *args: Any, user: User, batch: Batch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["compartment"].queryset = user.compartments.all()  # type: ignore[attr-defined]
        self.fields["releases"].queryset = Release.objects.filter(  # type: ignore[attr-defined]
            from_agency=batch.owner_agency, withdrawn_at=None
        )


class ReconciliationForm(StyledForm):
    """Which agencies' figures count for an indicator."""

    rule = forms.ChoiceField(label=_("Rule"), choices=CountingRule.choices, widget=forms.RadioSelect)
    lead_agency = forms.ModelChoiceField(
        Agency.objects.none(), label=_("Whose figures count"), required=False
    )
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, agencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead_agency"].queryset = agencies  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for the agency where one leads."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("rule") == CountingRule.LEAD and not cleaned.get("lead_agency"):
            self.add_error("lead_agency", _("Say whose figures count."))
        if cleaned.get("rule") == CountingRule.SUM:
            cleaned["lead_agency"] = None
        return cleaned


class GapForm(StyledForm):
    """Whether months with implausibly little are a gap or real."""

    decision = forms.ChoiceField(label=_("Decision"), choices=GapDecision.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))


class ConfirmForm(StyledForm):
    """Confirming an import: which months it speaks for."""

    covers_from = forms.DateField(label=_("The file speaks for the time from"), required=False)
    covers_to = forms.DateField(
        label=_("until"),
        required=False,
        help_text=_("A month within it without an event is a reported zero; a month outside it is unknown."),
    )
    reason = forms.CharField(label=_("Remark"), required=False)


class KeyedRadio(forms.RadioSelect):
    """Radio buttons that a key chooses: the first letter of what each stands for."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Give each button its key."""
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        option["attrs"]["data-key"] = str(option["value"])[0]
        return option


class DoubleForm(StyledForm):
    """Whether two reports are of one event, whose figures are kept, and why."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=(("same", _("the same event")), ("different", _("different events"))),
        widget=KeyedRadio,
    )
    leading = forms.ModelChoiceField(
        Record.objects.none(),
        label=_("If it is the same: whose figures are kept"),
        required=False,
        empty_label=None,
        widget=forms.RadioSelect,
        help_text=_("Both reports stay. The event counts once, with these figures."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.TextInput(attrs={"list": "double-reasons"}),
        help_text=_("The audit log keeps it."),
    )

    def __init__(self, *args: Any, pair: Pair, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leading: Any = self.fields["leading"]
        leading.queryset = Record.objects.filter(pk__in=(pair.first_id, pair.second_id)).select_related(
            "batch__owner_agency"
        )
        leading.label_from_instance = lambda record: (
            _("%(agency)s, %(file)s, row %(row)s")
            % {
                "agency": record.batch.owner_agency.short,
                "file": record.batch.name,
                "row": record.row,
            }
        )


class SureForm(StyledForm):
    """Why many pairs are decided together."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The audit log keeps it with each pair."),
    )


class QuestionForm(StyledForm):
    """A question in an analyst's own words, about one row or a whole import."""

    kind = forms.ChoiceField(label=_("About"), choices=QuestionKind.choices, initial=QuestionKind.OTHER)
    text = forms.CharField(
        label=_("Question"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "The agency whose file it is reads these words: write nothing of another agency's records that "
            "was not released to it."
        ),
    )


class LetterForm(StyledForm):
    """Who asks, until when, who signs."""

    from_agency = forms.ModelChoiceField(Agency.objects.none(), label=_("Sender"), empty_label=None)
    deadline = forms.DateField(label=_("Answer until"))
    signatory = forms.CharField(label=_("Signatory"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from_agency"].queryset = agencies_to_act_for(user)  # type: ignore[attr-defined]


class SendForm(StyledForm):
    """The number under which a letter is registered."""

    number = forms.CharField(
        label=_("Number of the letter"),
        max_length=60,
        help_text=_("From now on the agency sees the questions."),
    )


class AnswerForm(StyledForm):
    """An answer to one question, typed in from paper or telephone."""

    answer = forms.ChoiceField(label=_("The answer"), choices=AnswerKind.choices, widget=forms.RadioSelect)
    start = forms.DateField(label=_("Corrected date"), required=False)
    value = forms.FloatField(label=_("Corrected number"), required=False, min_value=0)
    quantity = forms.FloatField(label=_("Corrected quantity"), required=False, min_value=0)
    unit = forms.CharField(label=_("Corrected unit"), required=False)
    text = forms.CharField(label=_("In words"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if question.record_id is None:
            for name in ("start", "value", "quantity", "unit"):
                del self.fields[name]


class AnswerSheetForm(StyledForm):
    """The answer sheet that accompanied a letter, filled in."""

    file = forms.FileField(label=_("Filled answer sheet (xlsx)"))


class SpellingForm(StyledForm):
    """Which place a spelling names: one of the candidates, another one, or none of ours."""

    choice = forms.ChoiceField(label=_("It is"), widget=forms.RadioSelect)
    other = forms.ModelChoiceField(CrossingPoint.objects.none(), label=_("Another place"), required=False)
    why = forms.CharField(
        label=_("Reason"), required=False, help_text=_("Blank: the same place, written differently.")
    )

    def __init__(
        self,
        *args: Any,
        candidates: list[PresentedCandidate],
        places: Any,
        decision: PlaceSpelling | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = [  # type: ignore[attr-defined]
            *((str(one.key), f"{one.name} ({one.score}): {one.reasons}") for one in candidates),
            (NONE_OF_OURS, _("none of our places")),
            (ANOTHER, _("another place, chosen below")),
        ]
        keys = [one.key for one in candidates]
        key = decision.place.pk if decision and decision.place else None if decision or not keys else keys[0]
        self.fields["choice"].initial = NONE_OF_OURS if key is None else str(key) if key in keys else ANOTHER
        self.fields["other"].initial = key if key not in keys else None
        self.fields["choice"].widget.attrs.update({"autofocus": True})
        self.fields["other"].queryset = places  # type: ignore[attr-defined]
        self._places = places

    def clean(self) -> dict[str, Any]:
        """Ask for the other place where one was announced."""
        data = super().clean() or {}
        if data.get("choice") == ANOTHER and data.get("other") is None:
            self.add_error("other", _("Choose the place."))
        return data

    @property
    def chosen(self) -> Any:
        """The place that was chosen, None for none of ours."""
        choice = self.cleaned_data["choice"]
        if choice == NONE_OF_OURS:
            return None
        return self.cleaned_data["other"] if choice == ANOTHER else self._places.get(pk=choice)

    @property
    def reason(self) -> str:
        """The reason in the user's words, or what the choice itself says."""
        none = self.cleaned_data["choice"] == NONE_OF_OURS
        default = _("none of our places") if none else _("the same place, written differently")
        return self.cleaned_data["why"].strip() or str(default)


class QuantityForm(StyledForm):
    """Whether a quantity is right as reported, or what it is corrected to."""

    answer = forms.ChoiceField(label=_("Answer"), choices=QuantityAnswer.choices, widget=forms.RadioSelect)
    quantity = forms.FloatField(label=_("Corrected quantity"), required=False, min_value=0, localize=True)
    unit = forms.ChoiceField(label=_("Corrected unit"), required=False)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, question: QuantityQuestion, **kwargs: Any) -> None:
        answered = question.answer != QuantityAnswer.OPEN
        quantity = question.quantity if question.corrected_quantity is None else question.corrected_quantity
        initial = {
            "answer": question.answer if answered else QuantityAnswer.RIGHT, "reason": question.reason,
            "quantity": quantity, "unit": question.corrected_unit or question.unit,
        }  # fmt: skip
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["unit"].choices = _units_beside(question.unit)  # type: ignore[attr-defined]
        if not answered:
            self.fields["answer"].choices = QuantityAnswer.choices[1:]  # type: ignore[attr-defined]
        self.fields["answer"].widget.attrs.update({"autofocus": True})

    def clean(self) -> dict[str, Any]:
        """Ask for the quantity where it shall be corrected."""
        data = super().clean() or {}
        if data.get("answer") == QuantityAnswer.CORRECTED and data.get("quantity") is None:
            self.add_error("quantity", _("Say what it is corrected to."))
        return data

    @property
    def answered(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in ("answer", "quantity", "unit", "reason")}


def _units_beside(code: str) -> list[tuple[str, str]]:
    """Return the units that a quantity may have been meant in: the dictionary's, and its own."""
    known = load_dictionary().vocabularies["unit"].terms
    return [(unit, word("unit", unit)) for unit in dict.fromkeys([code, *known])]
