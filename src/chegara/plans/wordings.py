"""The free texts of a plan, and of an estimate of resources, in another language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chegara.organisation.visibility import Viewer
from chegara.organisation.wordings import text_columns, texts_in
from chegara.plans.models import Measure, MeasureVersion, Need, Objective, Plan, Reading, Version
from chegara.plans.resource_models import PointResources, ResourceEstimate

NAME = "plans"
ESTIMATES = "estimates"


def subject_of(one: Plan | ResourceEstimate) -> str:
    """Return what the wordings of a plan or an estimate belong to."""
    return f"{NAME if isinstance(one, Plan) else ESTIMATES}/{one.pk}"


def texts_of(plan: Plan, viewer: Viewer | None = None) -> list[str]:
    """Return all free texts of a plan, those of its approved versions last.

    With a `viewer`: without those of measures that they may not know of.
    """
    measures = Measure.objects.filter(plan=plan)
    if viewer is not None:
        measures = measures.visible_to(viewer)
    measures = measures.order_by("objective__number", "pk")
    found: list[Any] = [plan, *Objective.objects.filter(plan=plan), *measures]
    for part in (Need, Reading):
        found += part._default_manager.filter(measure__in=measures.order_by()).order_by("measure", "pk")
    found += Version.objects.filter(plan=plan)
    versions = MeasureVersion.objects.filter(measure__in=measures.order_by()).order_by("version", "pk")
    return list(dict.fromkeys([*texts_in(found), *texts_in(versions), *_frozen(versions)]))


def _frozen(versions: Any) -> Iterator[str]:
    """Yield the texts of measures as they were approved, which a later change has replaced."""
    for one in versions:
        said = {name: text for name, text in one.content.items() if name in text_columns(Measure)}
        yield from texts_in([Measure(**said)])


def texts_of_estimate(estimate: ResourceEstimate) -> list[str]:
    """Return all free texts of an estimate of resources."""
    return texts_in([estimate, *PointResources.objects.filter(estimate=estimate).order_by("pk")])
