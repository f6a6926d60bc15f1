"""Reading a review: the service that the rules read, and the names of all that is in it."""

from __future__ import annotations

from collections.abc import Iterable
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


def service_of(review: Review) -> the.Service:
    """Return all that is known of the service under review, as of the review's day."""

    def rows(model: type[Any], *columns: str) -> Iterable[tuple[Any, ...]]:
        found: Iterable[tuple[Any, ...]] = (
            model.objects.filter(review=review).order_by("pk").values_list(*columns)
        )
        return found

    return the.Service(
        on=review.on,
        norms=tuple(the.Norm(*row) for row in rows(Norm, "pk", "valid_from", "valid_until")),
        units=tuple(
            the.Unit(*row) for row in rows(ServiceUnit, "pk", "parent", "territory", "abolished_on", "staff")
        ),
        tasks=tuple(the.Task(*row) for row in rows(UnitTask, "pk", "unit", "text")),
        functions=tuple(
            the.Function(*row)
            for row in rows(
                UnitFunction, "pk", "unit", "code", "text", "task", "norm", "verb", "object", "hours"
            )
        ),
        mandates=tuple(the.Mandate(*row) for row in rows(Mandate, "pk", "function")),
        positions=tuple(
            the.Position(*row) for row in rows(Post, "pk", "unit", "count", "reports_to", "sensitive")
        ),
        duties=tuple(
            the.Duty(*row)
            for row in rows(PostDuty, "pk", "post", "function", "verb", "object", "norm", "over")
        ),
        rights=tuple(
            the.Right(*row)
            for row in rows(PostRight, "pk", "post", "unit", "verb", "object", "norm", "limit")
        ),
        requirements=tuple(
            the.Requirement(*row) for row in rows(PostRequirement, "pk", "post", "name", "level", "function")
        ),
        responsibilities=tuple(
            the.Responsibility(*row) for row in rows(PostResponsibility, "pk", "post", "function")
        ),
        letters=tuple(the.Letter(*row) for row in rows(RaciLetter, "function", "post", "letter")),
        appointments=tuple(
            the.Appointment(*row)
            for row in rows(Appointment, "pk", "holder", "post", "acting", "since", "until")
        ),
        competences=tuple(
            the.Competence(*row) for row in rows(HeldCompetence, "holder", "name", "level", "until")
        ),
        steps=tuple(
            the.Step(key, 0, verb, thing, decides, bool(limit), bool(grounds))
            for key, verb, thing, decides, limit, grounds in rows(
                ProcessStep, "pk", "verb", "object", "decides", "time_limit", "refusal_grounds"
            )
        ),
        log=tuple(the.LoggedStep(*row) for row in rows(CaseStep, "case", "step", "holder")),
        separations=tuple(
            the.Separation(key, frozenset((verb, thing) for verb, thing in permissions), people)
            for key, permissions, people in rows(SeparationRule, "pk", "permissions", "people")
        ),
        pairs=tuple(the.Pair(*row) for row in rows(TextPair, "first", "second", "similarity", "same")),
    )  # fmt: skip


def names_of(review: Review, kinds: Iterable[str] = ()) -> dict[str, dict[int, str]]:
    """Return what each record that a finding may be about calls itself, by kind (all, or these) and key."""
    found: dict[str, dict[int, str]] = {}
    for kind in kinds or KINDS:
        records = KINDS[kind]._default_manager.filter(review=review)
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
