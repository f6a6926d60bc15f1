"""Filters in the look of the pages."""

from __future__ import annotations

from typing import Any, TypeVar

from django_filters import FilterSet
from django_filters.widgets import BooleanWidget

from chegara.pages.forms import style

F = TypeVar("F", bound=type[FilterSet])


def style_filters(filterset: F) -> F:
    """Give the inputs of a filter set's form the classes of the pages."""
    make_form = filterset.get_form_class

    def get_form_class(self: Any) -> Any:
        form_class = make_form(self)

        class Styled(form_class):  # type: ignore[misc, valid-type]
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                super().__init__(*args, **kwargs)
                for field in self.fields.values():
                    if isinstance(field.widget, BooleanWidget):
                        # What nothing was asked of is not unknown.
                        field.widget.choices = [("", "---------"), *list(field.widget.choices)[1:]]
                style(self)

        return Styled

    filterset.get_form_class = get_form_class
    return filterset
