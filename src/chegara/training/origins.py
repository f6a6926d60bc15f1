"""How measures find the activity whose recommendation they carry out: "training:activity-3"."""

from __future__ import annotations

from chegara.organisation.visibility import Viewer
from chegara.plans.origins import Origin
from chegara.training.models import Activity


def follow(key: str, viewer: Viewer) -> Origin | None:
    """Return what a reference leads to, None where there is no such activity that `viewer` may know of."""
    kind, _dash, number = key.partition("-")
    if kind != "activity" or not number.isdigit():
        return None
    activity = Activity.objects.visible_to(viewer).filter(pk=int(number)).first()
    return Origin(str(activity), activity.get_absolute_url()) if activity else None
