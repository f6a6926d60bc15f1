"""How measures find the exercise that they come from: references such as "contingency:exercise-3"."""

from __future__ import annotations

from chegara.contingency.models import Exercise
from chegara.organisation.visibility import Viewer
from chegara.plans.origins import Origin


def follow(key: str, viewer: Viewer) -> Origin | None:
    """Return what a reference leads to, None where there is no such exercise that `viewer` may know of."""
    kind, _dash, number = key.partition("-")
    if kind != "exercise" or not number.isdigit():
        return None
    exercise = Exercise.objects.visible_to(viewer).filter(pk=int(number)).first()
    return Origin(str(exercise), exercise.get_absolute_url()) if exercise else None
