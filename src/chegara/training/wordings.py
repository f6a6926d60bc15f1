"""The free texts of activities, courses, vignettes and the like in another language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.http import HttpResponse

from chegara.accounts.models import User
from chegara.organisation.actions import keep_wordings
from chegara.organisation.readers import spoken as spoken_of
from chegara.organisation.registers.actions import require_own
from chegara.organisation.wordings import texts_in
from chegara.training.models import (
    Activity,
    Course,
    Feedback,
    FollowUp,
    Offer,
    Outcome,
    Recommendation,
    Request,
    Requirement,
    Result,
    Session,
    Test,
    Trainer,
    Vignette,
)

RECORDS: tuple[Any, ...] = (Activity, Course, Trainer, Request, Requirement, Vignette)
"""What may be put into other words, with the parts that belong to it."""
PARTS: tuple[Any, ...] = (Recommendation, Outcome, Session, Test, Result, Feedback, FollowUp, Offer)


def name_of(model: Any) -> str:
    """Return what begins the subject of wordings of one register: `training-courses`."""
    return f"training-{model.register}"


NAMES = tuple(name_of(model) for model in RECORDS)


def subject_of(one: Any) -> str:
    """Return what the wordings of a record belong to."""
    return f"{name_of(type(one))}/{one.pk}"


def spoken(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a page that shows read texts in the reader's language, those of risks and measures too."""
    return spoken_of(*NAMES, "risk", "plans")(view)


def texts_of(record: Any) -> list[str]:
    """Return all free texts of a record and of what belongs to it, questions and their answers last."""
    found = list(_with_parts([record]))
    questions = (text for one in found if isinstance(one, Test) for text in _questions(one))
    return list(dict.fromkeys((*texts_in(found), *questions)))


def _with_parts(records: list[Any]) -> Iterator[Any]:
    yield from records
    for model in PARTS:
        if model.whole_model() is type(records[0]):
            rows = list(model.objects.filter(**{f"{model.whole}__in": records}).order_by("pk"))
            if rows:
                yield from _with_parts(rows)


def _questions(test: Test) -> Iterator[str]:
    for question in test.questions:
        yield question["text"]
        yield from (option["text"] for option in question["options"])


def set_wordings(record: Any, *, language: str, words: Mapping[str, str], by: User) -> None:
    """Keep the texts of a record and of its parts in another language.

    Raises:
        PermissionDenied: the record is not the user's.
    """
    require_own(record, by)
    keep_wordings(
        record, subject=subject_of(record), language=language, words=words, by=by,
        agency=record.owner_agency, compartment=record.compartment,
    )  # fmt: skip
