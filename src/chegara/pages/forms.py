"""Forms in the look of the pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _


class TablerRenderer(TemplatesSetting):
    """Render forms and fields by the templates of this slice."""

    form_template_name = "pages/form.html"
    field_template_name = "pages/field.html"


class StyledForm(forms.Form):
    """A form whose inputs carry Tabler's classes, and whose errors a screen reader hears with the field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        style(self)


class StyledModelForm(forms.ModelForm):  # type: ignore[type-arg]
    """The same over a model."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        style(self)


def style(form: forms.BaseForm) -> None:
    """Give each input the class of its kind."""
    for field in form.fields.values():
        widget = field.widget
        if isinstance(widget, forms.CheckboxInput):
            css = "form-check-input"
        elif isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            css = ""
        elif isinstance(widget, forms.Select):
            css = "form-select"
        else:
            css = "form-control"
        if css:
            widget.attrs.setdefault("class", css)
        if isinstance(field, forms.DateField):
            field.widget.attrs.setdefault("placeholder", _("dd.mm.yyyy"))


class ReasonForm(StyledForm):
    """Why something is done: the audit log keeps the answer."""

    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}), help_text=_("The audit log keeps it.")
    )
