"""Where training aids are, and whether their weights add up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from chegara.canine.choices import MovementKind
from chegara.canine.models import Movement, TrainingAid


@dataclass(frozen=True)
class Balance:
    """An aid's account: what it weighed last, where it is, what waits for a signature, what does not add up.

    `lost_g` is what is missing since it was handed out or last weighed, beyond the tolerance; `disputed` are
    movements whose two weighings differ by more than it.
    """

    aid: TrainingAid
    weight_g: float | None
    out: bool
    waiting: Movement | None
    lost_g: float | None
    disputed: tuple[Movement, ...]
    expired: bool


def balances(aids: Iterable[TrainingAid], *, on: date) -> list[Balance]:
    """Return the accounts of aids; two queries however many they are."""
    aids = list(aids)
    movements: dict[int, list[Movement]] = {}
    for movement in (
        Movement.objects.filter(aid__in=aids).select_related("handler").order_by("moved_at", "pk")
    ):
        movements.setdefault(movement.aid_id, []).append(movement)
    return [_balance(aid, movements.get(aid.pk, []), on) for aid in aids]


def _balance(aid: TrainingAid, movements: list[Movement], on: date) -> Balance:
    signed = [movement for movement in movements if movement.second_id is not None]
    waiting = next((movement for movement in movements if movement.second_id is None), None)
    weight = signed[-1].weight_g if signed else None
    out = bool(signed) and signed[-1].kind == MovementKind.OUT
    return Balance(
        aid=aid,
        weight_g=weight,
        out=out,
        waiting=waiting,
        lost_g=_lost(aid, signed),
        disputed=tuple(each for each in signed if (each.difference_g or 0.0) > aid.tolerance_g + 1e-9),
        expired=aid.expires_on is not None and aid.expires_on < on,
    )


def _lost(aid: TrainingAid, signed: list[Movement]) -> float | None:
    """Return the greatest loss from one weighing to the next, None where each is within the tolerance.

    A new receipt and a writing-off begin an account anew.
    """
    worst = None
    for before, after in pairwise(signed):
        if after.kind in {MovementKind.RECEIVED, MovementKind.DESTROYED}:
            continue
        loss = before.weight_g - after.weight_g
        if loss > aid.tolerance_g + 1e-9 and (worst is None or loss > worst):
            worst = loss
    return worst
