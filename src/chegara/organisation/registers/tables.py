"""Lists of registers, with the filters above them."""

from __future__ import annotations

from functools import cache
from typing import Any

import django_filters
import django_tables2 as tables
from django.db import models
from django_filters import FilterSet
from django_filters.filterset import filterset_factory

from chegara.accounts.models import User
from chegara.organisation.models import Agency
from chegara.organisation.registers.described import Register
from chegara.organisation.registers.presenters import value_text
from chegara.pages.filters import style_filters

NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}
LONG_FROM = 150
"""Letters from which on a column is as wide as sentences need."""
LONG = {"td": {"class": "long-text"}}


class _Words(tables.Column):
    """A column in the words of `value_text`."""

    def render(self, record: Any, bound_column: Any) -> str:
        return value_text(record, bound_column.name)

    def value(self, record: Any, bound_column: Any) -> str:
        return value_text(record, bound_column.name)


@cache
def table_class(register: Register) -> type[tables.Table]:
    """Return the table of a register's list; its first column leads to the record."""
    columns: dict[str, Any] = {}
    for place, name in enumerate(register.columns):
        field = register.model._meta.get_field(name)
        agency = isinstance(field, models.ForeignKey) and field.related_model is Agency
        numeric = isinstance(field, models.FloatField | models.DecimalField | models.IntegerField)
        columns[name] = _Words(
            verbose_name=field.verbose_name,
            order_by=f"{name}__code" if agency else name,
            orderable=not field.many_to_many,
            linkify=place == 0,
            empty_values=(),
            attrs=NUMBER if numeric and not field.choices else LONG if _long(field) else {},
        )
    columns["Meta"] = type("Meta", (), {"fields": register.columns})
    return type(f"{register.model.__name__}Table", (tables.Table,), columns)


def _long(field: Any) -> bool:
    return bool(
        field.many_to_many or isinstance(field, models.TextField) or (field.max_length or 0) >= LONG_FROM
    )


def filters_of(register: Register, data: Any, rows: models.QuerySet[Any], user: User) -> FilterSet | None:
    """Return the filters above a register's list, bound to a request's data; None where there are none."""
    if not register.filters:
        return None
    found: FilterSet = _filter_class(register)(data, queryset=rows)
    for one in found.filters.values():
        if isinstance(one, django_filters.ModelChoiceFilter | django_filters.ModelMultipleChoiceFilter):
            one.field.queryset = _offered(one, rows, user)
    return found


def _offered(one: Any, rows: models.QuerySet[Any], user: User) -> models.QuerySet[Any]:
    """Return what a filter offers: what the user's own rows name, and no more."""
    model = one.extra["queryset"].model
    if hasattr(model.objects.none(), "visible_to"):
        visible: models.QuerySet[Any] = model.objects.visible_to(user)
        return visible
    used: models.QuerySet[Any] = model._default_manager.filter(pk__in=rows.order_by().values(one.field_name))
    return used


@cache
def _filter_class(register: Register) -> Any:
    return style_filters(filterset_factory(register.model, fields=list(register.filters)))
