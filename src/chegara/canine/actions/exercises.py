"""Setting exercises up and entering what teams did there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.canine.choices import RecordedOn
from chegara.canine.methods.scoring import Answer, score
from chegara.canine.models import Exercise, Performance, Placement, SetUp, Team, Trial
from chegara.organisation.registers.actions import RecordRefusedError, audit, require_known, require_own


@dataclass(frozen=True)
class Seen:
    """What was seen at a search unit: the answer, and what else is known of it."""

    response: str
    latency_s: float | None = None
    cue_seen: bool | None = None
    rewarded: bool | None = None
    remark: str = ""


@transaction.atomic
def set_up(exercise: Exercise, set_up: SetUp, placements: Sequence[Placement], *, by: User) -> SetUp:
    """Set an exercise up anew: the next version, while performances keep theirs.

    Raises:
        PermissionDenied: the exercise is not the user's.
        RecordRefusedError: it is closed, a placement lies at no unit, or a change gives no reason.
        ValidationError: a value is not as it must be.
    """
    require_own(exercise, by)
    exercise = Exercise.objects.select_for_update().get(pk=exercise.pk)
    last = exercise.set_ups.order_by("-version").first()
    if exercise.closed_on is not None:
        raise RecordRefusedError(_("The exercise is closed: its set-up stays as it was."))
    if last is not None and not set_up.why:
        raise RecordRefusedError(
            _("Say why the set-up is changed: what was worked on it before keeps its version.")
        )
    set_up.exercise, set_up.version, set_up.by = exercise, last.version + 1 if last else 1, by
    for name in ("setter", "assessor"):
        require_known(set_up, name, by)
    set_up.full_clean()
    set_up.save()
    for placement in placements:
        if not 1 <= placement.unit <= set_up.units:
            raise RecordRefusedError(
                _("There is no unit %(unit)s: the exercise has %(units)s.")
                % {"unit": placement.unit, "units": set_up.units}
            )
        placement.set_up, placement.by = set_up, by
        require_known(placement, "aid", by)
        placement.full_clean()
        placement.save()
    audit("set_up", set_up, by=by, reason=set_up.why, after={"set_up_version": set_up.version})
    return set_up


@transaction.atomic
def perform(
    performance: Performance,
    seen: Mapping[int, Seen],
    *,
    by: User,
    now: datetime | None = None,
    change: UUID | None = None,
) -> Performance:
    """Enter what a team did on a set-up, or enter it anew; the scores follow from where the hides lay.

    A unit that is not named was not searched. Where explosives are handled it is entered from paper, and
    counts once somebody else has read it back.

    Args:
        performance: of which team on which version, when; saved or not.
        seen: by the number of the search unit.
        by: who enters it.
        now: the present moment, by default the clock's.
        change: the name of the change, where a telephone gave it one.

    Raises:
        PermissionDenied: the team or the exercise is not the user's.
        RecordRefusedError: the discipline is another one, a unit does not exist, the moment lies ahead, or a
            telephone was used where none may be.
        ValidationError: a value is not as it must be.
    """
    team, made = performance.team, performance.set_up
    for one in (team, made):
        require_own(one, by)
    _require_fitting(performance, seen, now or timezone.now())
    if made.exercise.on_paper_only:
        performance.recorded_on = RecordedOn.PAPER
    if not performance.pk:
        performance.by = by
    performance.reader = performance.read_at = None
    performance.change = change or uuid4()
    performance.full_clean()
    performance.save()
    performance.trials.all().delete()
    targets = _targets(made.placements.select_related("odour"), team)
    trials = [_trial(performance, unit, one, targets.get(unit), by) for unit, one in sorted(seen.items())]
    for trial in trials:  # what it points to was read a moment ago
        trial.clean_fields(exclude={"performance", "odour", "by"})
    Trial.objects.bulk_create(trials)
    audit(
        "performed",
        performance,
        by=by,
        after={"set_up_version": str(made), "trials": {t.unit: t.outcome for t in trials}},
    )
    return performance


@transaction.atomic
def read_back(performance: Performance, *, by: User) -> None:
    """Confirm as a second person that what was entered is what the paper says.

    Raises:
        PermissionDenied: the team is not the user's.
        RecordRefusedError: it did not come from paper, or the user entered it.
    """
    require_own(performance, by)
    performance = Performance.objects.select_for_update().get(pk=performance.pk)
    if performance.counts:
        raise RecordRefusedError(_("There is nothing to read back here."))
    if performance.by_id == by.pk:
        raise RecordRefusedError(_("A second person reads back what the first has entered."))
    performance.reader, performance.read_at = by, timezone.now()
    performance.save(update_fields=["reader", "read_at"])
    audit("read_back", performance, by=by, after={"trials": performance.trials.count()})


def _require_fitting(performance: Performance, seen: Mapping[int, Seen], now: datetime) -> None:
    exercise = performance.set_up.exercise
    if performance.team.discipline != exercise.discipline:
        raise RecordRefusedError(_("The exercise is of another discipline than the team."))
    if performance.worked_at > now:
        raise RecordRefusedError(_("The moment lies ahead: enter when it was worked."))
    if not seen:
        raise RecordRefusedError(_("Nothing is entered: say what was seen at one unit at least."))
    beyond = [unit for unit in seen if not 1 <= unit <= performance.set_up.units]
    if beyond:
        raise RecordRefusedError(
            _("There is no unit %(unit)s: the exercise has %(units)s.")
            % {"unit": beyond[0], "units": performance.set_up.units}
        )
    if performance.recorded_on == RecordedOn.PHONE and exercise.on_paper_only:
        raise RecordRefusedError(
            _("No telephone where explosives are handled: use the paper form, and a second reader.")
        )


def _targets(placements: Iterable[Placement], team: Team) -> dict[int, Placement]:
    """Return by unit what this team should find; an odour that it was not trained on distracts it."""
    trained = set(team.odours.values_list("pk", flat=True))
    return {
        placement.unit: placement for placement in placements if not trained or placement.odour_id in trained
    }


def _trial(performance: Performance, unit: int, seen: Seen, target: Placement | None, by: User) -> Trial:
    values: dict[str, Any] = {
        "latency_s": seen.latency_s,
        "cue_seen": seen.cue_seen,
        "rewarded": seen.rewarded,
        "remark": seen.remark,
    }
    return Trial(
        performance=performance,
        unit=unit,
        response=seen.response,
        outcome=_outcome(seen.response, target),
        odour=target.odour if target else None,
        mass_g=target.mass_g if target else None,
        by=by,
        **values,
    )


def _outcome(response: str, target: Placement | None) -> str:
    try:
        return score(Answer(response), target=target is not None).value
    except ValueError as error:
        raise RecordRefusedError(_("“%s” is no answer at a search unit.") % response) from error
