"""Reading a review: the service that the rules read, and the names of all that is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import models
from django.db.models.functions import Coalesce

from chegara.accounts.models import User
from chegara.integrity.methods import service as the
from chegara.integrity.methods.reading.papers import best_matches
from chegara.integrity.models import (
    Appointment,
    CaseStep,
    ConformityFinding,
    HeldCompetence,
    Holder,
    Mandate,
    Norm,
    OldItem,
    Post,
    PostDuty,
    PostRequirement,
    PostResponsibility,
    PostRight,
    ProcessStep,
    RaciLetter,
    Review,
    SeparationRule,
    ServiceUnit,
    TextPair,
    UnitFunction,
    UnitTask,
)
from chegara.plans.models import Measure

# What a finding is about, by the kind that the rules give it.
KINDS: dict[str, type[models.Model]] = {
    "unit": ServiceUnit, "task": UnitTask, "function": UnitFunction, "mandate": Mandate, "position": Post,
    "duty": PostDuty, "right": PostRight, "requirement": PostRequirement, "holder": Holder,
    "step": ProcessStep, "separation": SeparationRule,
}  # fmt: skip


def _step(key: int, verb: str, thing: str, decides: bool, limit: str, grounds: str) -> the.Step:
    return the.Step(key, 0, verb, thing, decides, bool(limit), bool(grounds))


def _separation(key: int, permissions: Iterable[tuple[str, str]], people: int) -> the.Separation:
    return the.Separation(key, frozenset((verb, thing) for verb, thing in permissions), people)


# What is known of a service: by its name there, what makes it of a row, and the row.
PARTS: dict[str, tuple[Callable[..., Any], type[Any], tuple[str, ...]]] = {
    "norms": (the.Norm, Norm, ("pk", "valid_from", "valid_until")),
    "units": (the.Unit, ServiceUnit, ("pk", "parent", "territory", "abolished_on", "staff")),
    "tasks": (the.Task, UnitTask, ("pk", "unit", "text")),
    "functions": (
        the.Function, UnitFunction,
        ("pk", "unit", "code", "text", "task", "norm", "verb", "object", "hours"),
    ),
    "mandates": (the.Mandate, Mandate, ("pk", "function")),
    "positions": (the.Position, Post, ("pk", "unit", "count", "reports_to", "sensitive")),
    "duties": (the.Duty, PostDuty, ("pk", "post", "function", "verb", "object", "norm", "over")),
    "rights": (the.Right, PostRight, ("pk", "post", "unit", "verb", "object", "norm", "limit")),
    "requirements": (the.Requirement, PostRequirement, ("pk", "post", "name", "level", "function")),
    "responsibilities": (the.Responsibility, PostResponsibility, ("pk", "post", "function")),
    "letters": (the.Letter, RaciLetter, ("function", "post", "letter")),
    "appointments": (the.Appointment, Appointment, ("pk", "holder", "post", "acting", "since", "until")),
    "competences": (the.Competence, HeldCompetence, ("holder", "name", "level", "until")),
    "steps": (_step, ProcessStep, ("pk", "verb", "object", "decides", "time_limit", "refusal_grounds")),
    "log": (the.LoggedStep, CaseStep, ("case", "step", "holder")),
    "separations": (_separation, SeparationRule, ("pk", "permissions", "people")),
    "pairs": (the.Pair, TextPair, ("first", "second", "similarity", "same")),
}  # fmt: skip


def _read(review: Review, part: str, **only: Any) -> Any:
    make, model, columns = PARTS[part]
    rows = model.objects.filter(review=review, **only).order_by("pk").values_list(*columns)
    return tuple(make(*row) for row in rows)


def service_of(review: Review) -> the.Service:
    """Return all that is known of the service under review, as of the review's day."""
    return the.Service(on=review.on, **{part: _read(review, part) for part in PARTS})


def separation_in(review: Review) -> the.Service:
    """Return of the service only what tells who may do its sensitive tasks: a small part of what is known."""
    separations = _read(review, "separations")
    objects = {thing for each in separations for _verb, thing in each.permissions}
    return the.Service(
        on=review.on,
        separations=separations,
        **{part: _read(review, part) for part in ("positions", "appointments")},
        **{part: _read(review, part, object__in=objects) for part in ("duties", "rights")},
    )


def names_of(review: Review, only: Mapping[str, Iterable[int]] | None = None) -> dict[str, dict[int, str]]:
    """Return what each record that a finding may be about calls itself, by kind and key; all, or `only` these."""
    found: dict[str, dict[int, str]] = {}
    for kind in KINDS if only is None else only:
        records = KINDS[kind]._default_manager.filter(review=review)
        if only is not None:
            records = records.filter(pk__in=set(only[kind]))
        if kind == "position":
            records = records.select_related("unit")
        found[kind] = {each.pk: str(each) for each in records}
    return found


def counts_of(review: Review) -> list[tuple[str, int]]:
    """Return how many records of each kind a review holds."""
    kinds = (
        ServiceUnit, UnitTask, UnitFunction, Post, PostDuty, PostRight, PostRequirement, PostResponsibility,
        Norm, Mandate, Holder, Appointment, ProcessStep, SeparationRule,
    )  # fmt: skip
    return [
        (str(model._meta.verbose_name_plural), model.objects.filter(review=review).count()) for model in kinds
    ]


NAMING = ("post", "unit", "function", "holder", "step", "parent")
"""What a record's own name and place are told by."""


def records_of(review: Review, kind: str, model: type[Any], words: str = "") -> models.QuerySet[Any]:
    """Return the records of a kind that hold the words, with what their names need."""
    fields = {field.name: field for field in model._meta.concrete_fields}
    rows = model.objects.filter(review=review).annotate(record_kind=models.Value(kind))
    if words:
        texts = [
            name for name, field in fields.items() if isinstance(field, models.CharField | models.TextField)
        ]
        texts += [f"{name}__{text}" for name, text in (("post", "title"), ("unit", "name")) if name in fields]
        found = models.Q()
        for name in texts:
            found |= models.Q(**{f"{name}__icontains": words})
        rows = rows.filter(found)
    related = [name for name in NAMING if name in fields]
    named: models.QuerySet[Any] = rows.select_related(*related, *(["post__unit"] if "post" in fields else []))
    return named


def units_of(review: Review) -> models.QuerySet[ServiceUnit]:
    """Return the units with how many tasks, functions, positions and duties each has."""

    def many(model: type[Any], unit: str) -> Any:
        of_unit = model.objects.filter(**{unit: models.OuterRef("pk")}).order_by().values(unit)
        counted = of_unit.annotate(n=models.Count("pk")).values("n")
        return Coalesce(models.Subquery(counted), 0)

    units: models.QuerySet[ServiceUnit] = (
        ServiceUnit.objects.filter(review=review)
        .select_related("parent")
        .annotate(
            tasks_n=many(UnitTask, "unit"), functions_n=many(UnitFunction, "unit"),
            posts_n=many(Post, "unit"), duties_n=many(PostDuty, "post__unit"),
        )
    )  # fmt: skip
    return units


def posts_of(unit: ServiceUnit) -> models.QuerySet[Post]:
    """Return the positions of a unit with their duties and rights."""
    return unit.posts.select_related("reports_to").prefetch_related(
        "duties__paragraph", "rights", "requirements", "responsibilities"
    )


def near_texts(finding: ConformityFinding) -> list[UnitFunction]:
    """Return the functions that a finding is about, with their units and paragraphs, to compare them."""
    keys = [key for kind, key, _name in finding.about if kind == "function"]
    return list(
        UnitFunction.objects.filter(review=finding.review, pk__in=keys).select_related(
            "unit", "paragraph__document"
        )
    )


def finding_counts(review: Review) -> list[tuple[str, int, int, int]]:
    """Return by rule how many findings stand, how many are high, how many are not decided."""
    rows = (
        ConformityFinding.objects.filter(review=review, standing=True)
        .values("rule")
        .annotate(
            n=models.Count("pk"),
            high=models.Count("pk", filter=models.Q(severity="high")),
            undecided=models.Count("pk", filter=models.Q(decision="")),
        )
    )
    return [(row["rule"], row["n"], row["high"], row["undecided"]) for row in rows.order_by("rule")]


LIKE_MEASURE = 0.4
"""From which cosine on a measure of the new plan is suggested for an item of the old."""


def suggestions_for(review: Review, items: list[OldItem], viewer: User) -> dict[int, Measure]:
    """Return for items of the old plan the measures of the new one that read most like them."""
    if review.plan is None:
        return {}
    measures = list(Measure.objects.visible_to(viewer).filter(plan=review.plan))
    places = best_matches([each.text for each in items], [each.title for each in measures], LIKE_MEASURE)
    return {item.pk: measures[place] for item, place in zip(items, places, strict=True) if place is not None}


def old_items_of(review: Review, viewer: User) -> list[tuple[OldItem, Measure | None]]:
    """Return the items of the old plan, each with the measure that it became, or that is suggested."""
    items = list(OldItem.objects.filter(review=review).select_related("measure", "document"))
    suggested = suggestions_for(review, [each for each in items if not each.verdict], viewer)
    return [(each, each.measure or suggested.get(each.pk)) for each in items]
