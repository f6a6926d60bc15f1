"""Following a measure's origin back to the recommendation that it carries out."""

from __future__ import annotations

from chegara.integrity.models import Recommendation
from chegara.organisation.visibility import Viewer
from chegara.plans.origins import Origin


def follow(key: str, viewer: Viewer) -> Origin | None:
    """Return the recommendation "integrity:KEY", None for whoever may not know of it."""
    if not key.isdigit():
        return None
    found = Recommendation.objects.visible_to(viewer).filter(pk=int(key)).first()
    return Origin(str(found), found.get_absolute_url()) if found else None
