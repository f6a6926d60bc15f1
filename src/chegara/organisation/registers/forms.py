"""Forms of registers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from chegara.accounts.models import User
from chegara.organisation.models import Agency, CrossingPoint, State, Unit
from chegara.organisation.queries import agencies_to_act_for, countries_of
from chegara.organisation.registers.described import Book, Register
from chegara.organisation.registers.models import Record
from chegara.pages.forms import StyledForm


def choices_of(model: Any, user: User) -> models.QuerySet[Any]:
    """Return the records that a field of a form offers: of the organisation, else what the user sees."""
    if model is State:
        return State.objects.all()
    if model in {Agency, CrossingPoint}:
        found: models.QuerySet[Any] = model._default_manager.filter(country__in=countries_of(user))
        return found
    if model is Unit:
        return Unit.objects.filter(agency__in=agencies_to_act_for(user))
    seen: models.QuerySet[Any] = model.objects.visible_to(user)
    return seen


def form_class(book: Book, register: Register) -> type[forms.ModelForm[Any]]:
    """Return the form of a register: a record with its handling, a part without."""
    widgets: dict[str, type[forms.Widget] | forms.Widget] = {
        field.name: forms.Textarea(attrs={"rows": 3})
        for field in register.model._meta.concrete_fields
        if isinstance(field, models.TextField)
    }
    widgets |= {
        field.name: forms.CheckboxSelectMultiple()
        for field in register.model._meta.many_to_many
        if field.name not in {"releases", *register.picked}
    }
    record = issubclass(register.model, Record)
    base = book.record_form if record else book.part_form
    names = ("owner_agency", *register.fields, "marking", "compartment") if record else register.fields
    bound = type(f"{register.model.__name__}Form", (base,), {"choices_of": staticmethod(book.choices_of)})
    return forms.modelform_factory(register.model, form=bound, fields=names, widgets=widgets)


class RemoveForm(StyledForm):
    """Why something is removed."""

    reason = forms.CharField(label=_("Reason"), help_text=_("The audit log keeps it."))
