"""How the current version of each active profile does beside the random sample of its own agency.

Persons are judged by closed checks and the random sample of the posts; goods and vehicles by what examiners
reported of selections and of their control samples.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from chegara.profiling.choices import POSITIVE, CheckState, SubjectCode
from chegara.profiling.methods.oversight import Estimate, lift, worse_than_random
from chegara.profiling.models import Check, RiskProfile, Selection

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
    """Return what each active profile did; four queries whatever the number of profiles.

    What was begun within the window counts, and of it what the current version selected: a version answers
    for itself. What lies in a compartment stays outside: a lapse would tell of it.
    """
    profiles = RiskProfile.objects.active(today).prefetch_related("versions")
    if agencies is not None:
        profiles = profiles.filter(owner_agency__in=agencies)
    kept = list(profiles)
    tally = _of_checks(kept, today) | _of_selections(kept, today)
    return [
        Performance(one, today - WINDOW + timedelta(days=1), today, *tally.get(one.pk, (0, 0, 0, 0)))
        for one in kept
    ]


Tally = dict[int, tuple[int, int, int, int]]
"""By profile: confirmed and examined of its selections, confirmed and examined of the random sample."""


def _hash(profile: RiskProfile) -> str:
    return next((one.hash for one in profile.versions.all() if one.number == profile.number), "")


def _of_checks(profiles: Sequence[RiskProfile], today: date) -> Tally:
    """What closed checks say of profiles of persons."""
    kept = [one for one in profiles if one.subject == SubjectCode.PERSON]
    hashes = {(one.pk, _hash(one)): one for one in kept}
    selected: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    random: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    rows = Check.objects.filter(
        Q(selected=True) | Q(random_arm=True),
        owner_agency__in={one.owner_agency_id for one in kept}, compartment=None,
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
    return {one.pk: (*selected[one.pk], *random[one.owner_agency_id]) for one in kept}  # type: ignore[misc]


def _of_selections(profiles: Sequence[RiskProfile], today: date) -> Tally:
    """What examiners reported of profiles of goods and vehicles, beside the same selections' samples."""
    kept = [one for one in profiles if one.subject != SubjectCode.PERSON]
    rows = Selection.objects.filter(
        owner_agency__in={one.owner_agency_id for one in kept}, compartment=None,
        at__date__gt=today - WINDOW, at__date__lte=today,
    ).order_by("at", "pk")  # fmt: skip
    reported = latest_of_each_file(rows)
    found: Tally = {}
    for profile in kept:
        asked = [
            one for one in reported
            if one.owner_agency_id == profile.owner_agency_id
            and one.summary.get("versions", {}).get(profile.code) == _hash(profile)
        ]  # fmt: skip
        arms = [
            (one.findings["profiles"].get(profile.code, [0, 0]), one.findings["control"]) for one in asked
        ]
        found[profile.pk] = (
            sum(own[1] for own, _control in arms), sum(own[0] for own, _control in arms),
            sum(control[1] for _own, control in arms), sum(control[0] for _own, control in arms),
        )  # fmt: skip
    return found


def latest_of_each_file(rows: Iterable[Selection]) -> list[Selection]:
    """Return the selections with findings, of each file of records the last: nothing found counts twice."""
    last = {one.records_id: one for one in rows if one.findings}
    return list(last.values())
