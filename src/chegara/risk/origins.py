"""How measures find the risk that they treat: references such as "risk:14"."""

from __future__ import annotations

from chegara.organisation.visibility import Viewer
from chegara.plans.origins import Origin
from chegara.risk.models import Risk


def follow(key: str, viewer: Viewer) -> Origin | None:
    """Return what a reference leads to, None where there is no such risk that `viewer` may know of."""
    if not key.isdigit():
        return None
    risk = Risk.objects.visible_to(viewer).filter(pk=int(key)).first()
    return Origin(str(risk), risk.get_absolute_url(), dropped=risk.dropped) if risk else None
