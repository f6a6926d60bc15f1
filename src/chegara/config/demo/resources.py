"""Sarvania's estimate of resources, all of it invented, by the actions that users' own clicks call."""

from __future__ import annotations

import tomllib
from typing import Any

import numpy as np

from chegara.accounts.models import Marking, User
from chegara.config.demo.organisation import folder
from chegara.organisation.models import Agency, Release, State
from chegara.plans.actions.resources import change_point, compute, create_estimate, set_available


def build_resources(rng: np.random.Generator) -> None:
    """Draw up the border service's estimate for next year, and compute it."""
    told = tomllib.loads((folder("XS") / "resources.toml").read_text(encoding="utf-8"))
    agency, by = Agency.objects.get(code="XS-BOR"), User.objects.get(username="supervisor")
    plain: dict[str, Any] = told["estimate"]
    estimate = create_estimate(
        by=by, country=State.objects.get(code="XS"), owner_agency=agency, marking=Marking.OFFICIAL_USE,
        releases=list(Release.objects.filter(from_agency=agency, letter_number="PLAN/1")), **plain,
    )  # fmt: skip
    lines = {line.point.code: line for line in estimate.points.select_related("point", "estimate")}
    available = {
        lines[code].point_id: {"officers": officers, "least_booths": least}
        for code, (officers, least) in told["officers"].items()
    }
    set_available(estimate, available, by=by)
    for code, values in told["points"].items():
        line = estimate.points.select_related("point", "estimate__owner_agency").get(point__code=code)
        change_point(line, values=values, by=by)
    compute(estimate, by=by, rng=rng)
