"""How measures find the gap that they close: references such as "cooperation:14"."""

from __future__ import annotations

from chegara.cooperation.models import SelfAssessment
from chegara.organisation.visibility import Viewer
from chegara.plans.origins import Origin


def follow(key: str, viewer: Viewer) -> Origin | None:
    """Return what a reference leads to, None where there is no such gap that `viewer` may know of."""
    if not key.isdigit():
        return None
    found = SelfAssessment.objects.visible_to(viewer).filter(pk=int(key)).first()
    return Origin(str(found), found.get_absolute_url()) if found else None
