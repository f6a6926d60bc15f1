"""What oversight counts of goods and vehicles: selections of a period with what examiners found in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from chegara.organisation.visibility import Viewer
from chegara.profiling.approval import picked_out
from chegara.profiling.methods.oversight import (
    NOTHING,
    Estimate,
    capture_share,
    hit_rate,
    leakage,
    lift,
)
from chegara.profiling.models import BackTest, RiskProfile, Selection
from chegara.profiling.performance import judged_worse, latest_of_each_file


@dataclass
class GoodsArm:
    """A profile, all of them or the control sample: selected, of these examined, of these confirmed."""

    name: str
    selected: int = 0
    examined: int = 0
    confirmed: int = 0
    better: Estimate = NOTHING
    flagged: bool = False

    def add(self, selected: int, found: list[int]) -> None:
        """Add what one selection says."""
        self.selected += selected
        self.examined += found[0]
        self.confirmed += found[1]

    @property
    def rate(self) -> Estimate:
        """The share of the examined that was confirmed."""
        return hit_rate(self.confirmed, self.examined)


@dataclass
class GoodsFigures:
    """What the page of oversight shows of goods and vehicles in a period."""

    selections: int = 0
    unreported: int = 0
    records: int = 0
    profiles: list[GoodsArm] = field(default_factory=list)
    overall: GoodsArm = field(default_factory=lambda: GoodsArm(""))
    control: GoodsArm = field(default_factory=lambda: GoodsArm(""))
    leaked: Estimate = NOTHING
    captured: Estimate = NOTHING


def goods_figures(viewer: Viewer, first: date, last: date) -> GoodsFigures:
    """Sum the selections begun in a period, both days included; one query.

    A selection of which nothing was reported counts as unreported only: unknown is not nothing found. Of the
    same file given in twice the last report counts.
    """
    zone = timezone.get_current_timezone()
    period = (datetime.combine(first, time.min, zone), datetime.combine(last, time.max, zone))
    rows = list(
        Selection.objects.visible_to(viewer)
        .filter(at__range=period, result__isnull=False)
        .order_by("at", "pk")
    )
    made, arms = GoodsFigures(selections=len(rows)), dict[str, GoodsArm]()
    made.unreported = sum(not one.findings for one in rows)
    for one in latest_of_each_file(rows):
        made.records += one.summary["records"]
        for code, hits in one.summary["hits"].items():
            arms.setdefault(code, GoodsArm(code)).add(hits, one.findings["profiles"].get(code, [0, 0]))
        made.overall.add(one.summary["reasons"].get("profile", 0), one.findings["all"])
        made.control.add(one.summary["control"], one.findings["control"])
    for arm in (*arms.values(), made.overall):
        arm.better = lift(arm.confirmed, arm.examined, made.control.confirmed, made.control.examined)
        arm.flagged = judged_worse(arm.better, arm.examined, made.control.examined)
    made.profiles = [arms[code] for code in sorted(arms)]
    made.leaked = leakage(made.records - made.overall.selected, made.control.confirmed, made.control.examined)
    made.captured = capture_share(made.overall.confirmed, made.leaked)
    return made


def proxies_found(viewer: Viewer) -> list[dict[str, Any]]:
    """Return the conditions that stand for a group, by the latest test of each current version."""
    profiles = RiskProfile.objects.visible_to(viewer)
    tests = BackTest.objects.filter(version__profile__in=profiles).select_related("version__profile")
    found: list[dict[str, Any]] = []
    seen: set[int] = set()
    for test in tests.order_by("-at", "-pk"):
        version = test.version
        if version.number != version.profile.number or version.profile_id in seen:
            continue
        seen.add(version.profile_id)
        found += [
            {**one, "profile": version.profile, "ground": version.ground} for one in picked_out(test.result)
        ]
    return found
