"""How the current version of each active profile does beside the random sample of its own agency's posts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from chegara.profiling.choices import POSITIVE, CheckState
from chegara.profiling.methods.oversight import Estimate, lift, worse_than_random
from chegara.profiling.models import Check, RiskProfile

WINDOW = timedelta(days=365)
"""What is older says little of how a profile does now."""

FEWEST = 30
"""So many of the selected and of the random sample must be examined before a profile is judged."""


def judged_worse(found: Estimate, examined: int, random_examined: int) -> bool:
    """Whether enough was examined and the whole interval of the lift lies below 1."""
    return min(examined, random_examined) >= FEWEST and worse_than_random(found)


@dataclass(frozen=True)
class Performance:
    """What was examined and confirmed of a profile's selections and of the random sample, in one window."""

    profile: RiskProfile
    first: date
    last: date
    confirmed: int
    examined: int
    random_confirmed: int
    random_examined: int

    @property
    def lift(self) -> Estimate:
        """How many times better than the random sample, with its interval."""
        return lift(self.confirmed, self.examined, self.random_confirmed, self.random_examined)

    @property
    def worse(self) -> bool:
        """Whether it lapses."""
        return judged_worse(self.lift, self.examined, self.random_examined)

    def figures(self) -> dict[str, Any]:
        """What the audit log keeps."""
        return {
            "version": self.profile.number,
            "confirmed": f"{self.confirmed}/{self.examined}",
            "random": f"{self.random_confirmed}/{self.random_examined}",
            "lift_high": round(self.lift.high, 3) if self.lift.high is not None else None,
        }

    def sentence(self) -> str:
        """Why it lapses, for its owner."""
        return _(
            "From %(first)s to %(last)s it confirmed %(confirmed)s of %(examined)s examined, the random "
            "sample %(random_confirmed)s of %(random_examined)s; the 95 %% interval of its lift over chance "
            "ends at %(high)s, below 1."
        ) % {
            "first": f"{self.first:%d.%m.%Y}", "last": f"{self.last:%d.%m.%Y}",
            "confirmed": self.confirmed, "examined": self.examined,
            "random_confirmed": self.random_confirmed, "random_examined": self.random_examined,
            "high": f"{self.lift.high or 0:.2f}",
        }  # fmt: skip


def performances(today: date, agencies: Collection[int] | None = None) -> list[Performance]:
    """Return what each active profile did; three queries whatever the number of profiles.

    Checks count that are closed and were begun within the window, by the current version only: a version
    answers for itself. Those of a compartment stay outside: a lapse would tell of them.
    """
    profiles = RiskProfile.objects.active(today).prefetch_related("versions")
    if agencies is not None:
        profiles = profiles.filter(owner_agency__in=agencies)
    kept = list(profiles)
    hashes = {
        (one.pk, version.hash): one
        for one in kept
        for version in one.versions.all()
        if version.number == one.number
    }
    owners = {one.owner_agency_id for one in kept}
    selected: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    random: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    rows = Check.objects.filter(
        Q(selected=True) | Q(random_arm=True), owner_agency__in=owners, compartment=None,
        state=CheckState.CLOSED, at__date__gt=today - WINDOW, at__date__lte=today,
    ).values_list("owner_agency", "random_arm", "outcome", "traces")  # fmt: skip
    for agency, random_arm, outcome, traces in rows.iterator(chunk_size=2000):
        arms = [random[agency]] if random_arm else []
        for trace in traces:
            profile = hashes.get((trace["profile"], trace["version"])) if trace["fired"] else None
            if profile is not None and profile.owner_agency_id == agency:
                arms.append(selected[profile.pk])
        for arm in arms:
            arm[0] += outcome in POSITIVE
            arm[1] += 1
    return [
        Performance(
            one, today - WINDOW + timedelta(days=1), today, *selected[one.pk], *random[one.owner_agency_id]
        )
        for one in kept
    ]
