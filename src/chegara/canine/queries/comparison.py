"""Services side by side: what of theirs a viewer may know, asked for all of them together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from chegara.canine.choices import Area
from chegara.canine.methods.performance import ByBlinding, Rate, of_counts, rate
from chegara.canine.models import DutyNorm, DutyPost, Team
from chegara.canine.queries.development import Development, development_of
from chegara.canine.queries.readiness import standings
from chegara.canine.queries.statistics import Scope, counts_of, summed, trials_in
from chegara.organisation.models import Agency
from chegara.organisation.visibility import Viewer


@dataclass(frozen=True)
class Compared:
    """A service as others see it: its teams, what their trials say, and how much of what was tried at all.

    `covered` is the share of odour × kind of search that was tested with a hide; None without any odour.
    """

    agency: Agency
    teams: int
    certified: Rate | None
    ready: Rate | None
    trials: ByBlinding
    covered: float | None


def services_beside(scope: Scope, viewer: Viewer) -> list[Compared]:
    """Return the services whose teams somebody may know of, in the order of country and code.

    The queries are as many however many services there are.
    """
    teams = [team for team in scope.teams(viewer) if team.until is None or team.until >= scope.last]
    standing = standings(teams, on=scope.last)
    trials = trials_in(teams, scope)
    counts = counts_of(trials)
    tested: dict[int, set[tuple[int, str]]] = defaultdict(set)
    cells = trials.filter(odour__isnull=False).values_list(
        "performance__team", "odour", "performance__set_up__area"
    )
    for team, odour, area in cells.distinct():
        tested[team].add((odour, area))
    trained: dict[int, set[int]] = defaultdict(set)
    for team, odour in Team.odours.through.objects.filter(team__in=teams).values_list("team", "odour"):
        trained[team].add(odour)
    by_agency: dict[int, list[Team]] = defaultdict(list)
    for one in teams:
        by_agency[one.owner_agency_id].append(one)
    found = []
    for own in by_agency.values():
        until = [standing[team.pk].certified_until for team in own]
        found.append(
            Compared(
                agency=own[0].owner_agency,
                teams=len(own),
                certified=rate(sum(day is not None and day >= scope.last for day in until), len(own)),
                ready=rate(sum(standing[team.pk].ready for team in own), len(own)),
                trials=of_counts(summed(counts.get(team.pk, {}) for team in own)),
                covered=_covered(own, tested, trained),
            )
        )
    return sorted(found, key=lambda one: (one.agency.country_id, one.agency.code))


def _covered(
    teams: Iterable[Team], tested: Mapping[int, set[tuple[int, str]]], trained: Mapping[int, set[int]]
) -> float | None:
    cells = {cell for team in teams for cell in tested.get(team.pk, ())}
    odours = {odour for team in teams for odour in trained.get(team.pk, ())} | {odour for odour, _ in cells}
    return len(cells) / (len(odours) * len(Area.values)) if odours else None


def plans_beside(services: Sequence[Agency], viewer: Viewer, *, on: date) -> list[Development]:
    """Return the development plans of services, one for each discipline in which it has a norm or a post.

    A plan is worked out with its forecast, by queries of its own.
    """
    pairs: set[tuple[int, str]] = set()
    for model in (DutyNorm, DutyPost):
        rows = model.objects.visible_to(viewer).filter(owner_agency__in=services).order_by()
        pairs.update(rows.values_list("owner_agency", "discipline"))
    return [
        development_of(agency, discipline, viewer, on=on)
        for agency in services
        for discipline in sorted(kind for pk, kind in pairs if pk == agency.pk)
    ]
