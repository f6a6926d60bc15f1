"""Custody of training aids: weighed by one person, countersigned by another who weighs anew."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.canine.models import Handler, Movement, TrainingAid
from chegara.organisation.registers.actions import RecordRefusedError, audit, require_own


@transaction.atomic
def move_aid(
    aid: TrainingAid,
    *,
    kind: str,
    weight_g: float,
    by: User,
    moved_at: datetime | None = None,
    handler: Handler | None = None,
    purpose: str = "",
) -> Movement:
    """Note a movement of an aid with the first person's weighing; it counts once countersigned.

    Raises:
        PermissionDenied: the aid is not the user's to know.
        RecordRefusedError: the last movement waits for its second signature.
        ValidationError: a value is not as it must be.
    """
    _require_keeper(by)
    require_own(aid, by)
    aid = TrainingAid.objects.select_for_update().get(pk=aid.pk)
    if aid.movements.filter(second=None).exists():
        raise RecordRefusedError(_("The last movement of this aid waits for its second signature."))
    movement = Movement(
        aid=aid,
        kind=kind,
        moved_at=moved_at or timezone.now(),
        weight_g=weight_g,
        handler=handler,
        purpose=purpose,
        by=by,
    )
    movement.full_clean()
    movement.save()
    # The second person reads the history too: the first figure stands there once both are known.
    audit("aid_moved", movement, by=by)
    return movement


@transaction.atomic
def countersign(movement: Movement, *, weight_g: float, by: User) -> Movement:
    """Sign a movement as the second person, who has weighed the aid without the first one's figure.

    Raises:
        PermissionDenied: the aid is not the user's to know.
        RecordRefusedError: it was countersigned already, or by the person who signed first.
    """
    _require_keeper(by)
    require_own(movement, by)
    locked: Movement = Movement.objects.select_for_update().get(pk=movement.pk)
    if locked.second_id is not None:
        raise RecordRefusedError(_("This movement was countersigned already."))
    if locked.by_id == by.pk:
        raise RecordRefusedError(_("Two different persons sign: ask somebody else who keeps aids."))
    locked.second, locked.second_weight_g, locked.second_at = by, weight_g, timezone.now()
    locked.full_clean()
    locked.save(update_fields=["second", "second_weight_g", "second_at"])
    after = {
        "weight_g": [locked.weight_g, weight_g],
        "difference_g": round(locked.difference_g or 0.0, 6),
    }
    audit("aid_countersigned", locked, by=by, after=after)
    return locked


def _require_keeper(by: User) -> None:
    if not by.has_perm("canine.aids"):
        raise PermissionDenied
