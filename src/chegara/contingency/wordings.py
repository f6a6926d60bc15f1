"""A contingency plan's free texts in another language: which they are, and where their wordings are read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import models

from chegara.contingency.models import ContingencyPlan
from chegara.organisation.queries import words_of
from chegara.organisation.visibility import Viewer
from chegara.organisation.wordings import Worded, language, speaking, texts_in

NAME = "contingency"
WAYS = ("plan", "exercise", "activation", "sign")
"""The columns by which a record leads to its plan."""


def subject_of(plan: ContingencyPlan) -> str:
    """Return what the wordings of a plan belong to."""
    return f"{NAME}/{plan.pk}"


@contextmanager
def in_words_of(viewer: Viewer) -> Iterator[None]:
    """Read plans in the language of the moment, as far as those that `viewer` sees have wordings in it."""
    with speaking(words_of(ContingencyPlan.objects.visible_to(viewer), NAME, language())):
        yield


def texts_of(plan: ContingencyPlan) -> list[str]:
    """Return all free texts of a plan and of what belongs to it, with the names in its simulations."""
    records: list[models.Model] = [plan]
    for model in apps.get_app_config(NAME).get_models():
        way = _way(model)
        if way and issubclass(model, Worded):
            rows: Any = model._default_manager.filter(**{way: plan})
            records += rows.order_by("pk")
    named: dict[str, None] = dict.fromkeys(texts_in([one for one in records if not _is_simulation(one)]))
    for one in filter(_is_simulation, records):
        named |= dict.fromkeys(_names_in(one))
    return list(named)


def _way(model: type[models.Model]) -> str:
    """Return by which columns a record leads to its plan: blank where it does not."""
    for name in WAYS:
        field = next((each for each in model._meta.concrete_fields if each.name == name), None)
        if field is not None and isinstance(field, models.ForeignKey):
            above: Any = field.related_model
            if above is ContingencyPlan:
                return name
            further = _way(above)
            return f"{name}__{further}" if further else ""
    return ""


def _is_simulation(one: models.Model) -> bool:
    return hasattr(one, "scenario") and hasattr(one, "results")


def _names_in(one: Any) -> Iterator[str]:
    """Yield the names that a simulation's results show; its scenario is a program's text, and stays."""
    yield one.title
    kept = one.results
    if kept:
        yield kept["title"]
        yield from kept["plans"]
        yield from kept["stations"].values()
        yield from kept["flows"].values()
        yield from kept["levels"]
