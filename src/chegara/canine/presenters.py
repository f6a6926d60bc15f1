"""What telephones sent, in words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from chegara.canine.choices import Response
from chegara.canine.models import FieldChange, Find, Search
from chegara.organisation.models import CrossingPoint
from chegara.organisation.registers.presenters import value_text
from chegara.reporting.numbers import UNKNOWN

OF_SEARCH = (
    "searched_at",
    "area",
    "count",
    "minutes",
    "alert",
    "alert_at",
    "by_hand",
    "found",
    "explanation",
    "remark",
)


def versions(kept: FieldChange) -> list[tuple[str, str, str]]:
    """Return two versions of a record side by side: what, as it stands, as the other device has it."""
    if kept.search is not None:
        return _searches(kept, kept.search)
    return _performances(kept)


def _searches(kept: FieldChange, standing: Search) -> list[tuple[str, str, str]]:
    other = Search(deployment=standing.deployment)
    for name in OF_SEARCH:
        if name in kept.values:
            value = kept.values[name]
            setattr(other, name, _moment(value) if name == "searched_at" else value)
    rows = [
        (
            capfirst(str(_field(Search, name).verbose_name)),
            value_text(standing, name),
            value_text(other, name),
        )
        for name in OF_SEARCH
    ]
    find = standing.finds.first()
    rows.append(
        (
            capfirst(str(_field(Find, "substance").verbose_name)),
            find.substance if find else UNKNOWN,
            kept.values.get("substance") or UNKNOWN,
        )
    )
    point = CrossingPoint.objects.filter(pk=kept.values.get("point") or 0).first()
    place = (
        capfirst(str(_("crossing point"))),
        str(standing.deployment.point or UNKNOWN),
        str(point or UNKNOWN),
    )
    return [place, *rows]


def _performances(kept: FieldChange) -> list[tuple[str, str, str]]:
    words = dict(Response.choices)
    standing = (
        {trial.unit: trial.response for trial in kept.performance.trials.all()} if kept.performance else {}
    )
    other = {int(unit): answer for unit, answer in (kept.values.get("seen") or {}).items()}
    return [
        (
            _("Unit %s") % unit,
            str(words.get(standing.get(unit, ""), _("not searched"))),
            str(words.get(other.get(unit, ""), _("not searched"))),
        )
        for unit in sorted({*standing, *other})
    ]


def _field(model: Any, name: str) -> Any:
    return model._meta.get_field(name)


def _moment(value: Any) -> datetime:
    return timezone.localtime(datetime.fromisoformat(str(value)))
