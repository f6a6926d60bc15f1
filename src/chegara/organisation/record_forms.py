"""Forms of handled records: what each field offers somebody, and how the record is handled."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from chegara.accounts.models import Compartment, Marking, User
from chegara.organisation.models import Release
from chegara.organisation.queries import agencies_to_act_for
from chegara.pages.forms import StyledModelForm


class RegisterForm(StyledModelForm):
    """Columns of a register, each offering what the user may choose; a slice says what that is."""

    reason = forms.CharField(label=_("Reason"), required=False, help_text=_("The audit log keeps it."))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField) and name not in {"compartment", "releases"}:
                assert field.queryset is not None  # noqa: S101 - a form of a model sets it
                field.queryset = self.choices_of(field.queryset.model, user)

    @staticmethod
    def choices_of(model: Any, user: User) -> models.QuerySet[Any]:
        """Return the records that a field of a form offers to somebody."""
        raise NotImplementedError


class RecordForm(RegisterForm):
    """A record with its handling."""

    marking = forms.ChoiceField(
        label=_("Marking"), choices=Marking.choices, initial=Marking.OFFICIAL_USE, widget=forms.RadioSelect
    )
    compartment = forms.ModelChoiceField(Compartment.objects.none(), label=_("Compartment"), required=False)
    releases = forms.ModelMultipleChoiceField(
        Release.objects.none(),
        label=_("Released by"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Other agencies see this only if a release names them."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        own = agencies_to_act_for(user)
        releases = Release.objects.filter(from_agency__in=own, withdrawn_at=None)
        self.fields["owner_agency"].queryset = own  # type: ignore[attr-defined]
        self.fields["owner_agency"].label = _("Whose record")
        if self.instance.pk:
            releases = releases.filter(from_agency=self.instance.owner_agency)
            self.fields["owner_agency"].disabled = True
            self.fields["releases"].initial = list(self.instance.releases.all())
        else:
            self.initial["owner_agency"] = own.order_by("-country__invented", "pk").first()
            self.fields["releases"].initial = list(self.first_releases(user))
        self.fields["compartment"].queryset = user.compartments.all()  # type: ignore[attr-defined]
        self.fields["releases"].queryset = releases  # type: ignore[attr-defined]
        # Whose record it is and how it is handled stand last.
        own_columns = list(self._meta.fields or ())[1:]
        self.order_fields([*own_columns, "releases", "owner_agency", "reason"])

    def first_releases(self, user: User) -> Iterable[Release]:
        """Return the releases that a new record begins with."""
        return ()
