"""Deciding on doubles: the same event or different ones, taken back, carried over to a corrected file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.audit.actions import record, snapshot
from chegara.evidence.comparison import CONTENT, FIGURES
from chegara.evidence.counting import DecidedDoubles
from chegara.evidence.doubles import usual_leading
from chegara.evidence.methods.doubles.search import Candidate, Found
from chegara.evidence.models import Batch, Record
from chegara.evidence.models.doubles import DoubleCandidate, DoubleDecision, DoubleSearch, Pair
from chegara.evidence.turns import Turns
from chegara.organisation.models import Agency, State
from chegara.organisation.visibility import agencies_of

WRITTEN_AT_ONCE = 500


class DoubleRefusedError(Exception):
    """The decision can't be taken; the message tells the user why and what to do."""


@transaction.atomic
def decide_double(
    pair: Pair, *, same: bool, reason: str, by: User, leading: Record | None = None
) -> DoubleDecision:
    """Decide that the two records of a pair are the same event, or different ones.

    `leading` is whose figures are kept of the same event; by default as `usual_leading` says.

    Raises:
        DoubleRefusedError: the user may not see both, or an earlier decision says the contrary.
    """
    _require_both(pair, by)
    if not reason.strip():
        raise DoubleRefusedError(_("Say why: the audit log keeps the reason."))
    stored = DoubleDecision.objects.filter(first=pair.first_id, second=pair.second_id).first()
    _require_no_contradiction(pair, same, by)
    decision = stored or DoubleDecision(
        country=pair.country, indicator=pair.indicator, first_id=pair.first_id, second_id=pair.second_id,
        first_batch_id=pair.first_batch_id, second_batch_id=pair.second_batch_id,
        probability=pair.probability, prior_bits=pair.prior_bits, reasons=pair.reasons,
    )  # fmt: skip
    before = _told(stored) if stored else None
    if leading is not None and leading.pk not in {pair.first_id, pair.second_id}:
        raise DoubleRefusedError(_("Only one of the two reports can be the one whose figures are kept."))
    decision.same, decision.reason, decision.by = same, reason, by
    decision.leading = (leading or usual_leading(pair)) if same else None
    decision.save()
    _audit(decision, "double_decided", by, reason, before=before, after=_told(decision))
    return decision


@transaction.atomic
def decide_sure(pairs: Iterable[DoubleCandidate], *, reason: str, by: User) -> int:
    """Decide of many pairs, each of which the search calls sure, that they are the same events."""
    number = 0
    for pair in pairs:
        if not pair.sure:
            raise DoubleRefusedError(_("Only pairs that are called sure are decided many at once."))
        decide_double(pair, same=True, reason=reason, by=by)
        number += 1
    return number


@transaction.atomic
def take_back(decision: DoubleDecision, *, reason: str, by: User) -> None:
    """Take a decision back: the two records count, or are offered, as if nobody had decided."""
    _require_both(decision, by)
    _audit(decision, "double_taken_back", by, reason, before=_told(decision), after=None)
    decision.delete()


def _require_both(pair: Pair, by: User) -> None:
    batches = {pair.first_batch_id, pair.second_batch_id}
    if Batch.objects.visible_to(by).filter(pk__in=batches).count() != len(batches):
        raise DoubleRefusedError(_("There is nothing here that you may see."))


def _require_no_contradiction(pair: Pair, same: bool, by: User) -> None:
    """Refuse what would be at odds with other decisions that the user may know of."""
    own = (pair.first_id, pair.second_id)
    decided = DecidedDoubles(pair.country, by, pair.indicator_id, apart_from=own)
    one, other = decided.group_of(pair.first_id), decided.group_of(pair.second_id)
    if not same:
        if pair.second_id in one:
            raise DoubleRefusedError(
                _(
                    "Both were found to be the same event as a third report. Take one of those decisions "
                    "back first."
                )
            )
        return
    apart = DoubleDecision.objects.visible_to(by).filter(same=False)
    crossing = apart.filter(first__in=one, second__in=other) | apart.filter(first__in=other, second__in=one)
    if any((decision.first_id, decision.second_id) != own for decision in crossing):
        raise DoubleRefusedError(
            _(
                "A report that is the same event as one of these was found to be different from the other. "
                "Take that decision back first."
            )
        )


def _told(decision: DoubleDecision) -> dict[str, Any]:
    """Return a decision for the audit log: records by number, since who sees one need not see the other."""
    told = snapshot(decision)
    names = ("indicator", "same", "reason", "probability")
    return {name: told[name] for name in names} | {
        "first": decision.first_id, "second": decision.second_id, "leading": decision.leading_id,
    }  # fmt: skip


def _audit(
    decision: DoubleDecision,
    action: str,
    by: User,
    reason: str,
    *,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> None:
    """Keep the entry with the agency of who decided, who may know of both records."""
    batches = (decision.first_batch, decision.second_batch)
    own = set(agencies_of(by))
    owners = [batch.owner_agency for batch in batches if batch.owner_agency_id in own]
    agency = owners[0] if owners else Agency.objects.filter(pk__in=own).order_by("code").first()
    compartment = next((batch.compartment for batch in batches if batch.compartment), None)
    record(
        by=by, action=f"evidence.{action}", on=decision, reason=reason, agency=agency.code if agency else "",
        compartment=compartment.code if compartment else "", before=before, after=after,
    )  # fmt: skip


# --- what a search found ----------------------------------------------------------------------------------


def keep_candidates(
    country: State, found: Found, *, batches: list[int], events: int, by: User
) -> DoubleSearch:
    """Keep what a search found in these imports, in place of what an earlier search found in them.

    Written in short turns, so that others get in. A pair that is found again keeps its key.
    """
    turns, now = Turns(), timezone.now()
    batch_of = _batches_of(found.candidates)
    rows = (_candidate_row(country, candidate, batch_of, now) for candidate in found.candidates)
    while chunk := list(islice(rows, WRITTEN_AT_ONCE)):
        with turns.turn():
            DoubleCandidate.objects.bulk_create(
                chunk, update_conflicts=True, unique_fields=("first", "second"),
                update_fields=("probability", "prior_bits", "reasons", "sure", "found_at"),
            )  # fmt: skip
    outdated = DoubleCandidate.objects.filter(
        found_at__lt=now, first_batch__in=batches, second_batch__in=batches
    ).order_by()
    while keys := list(outdated.values_list("pk", flat=True)[:WRITTEN_AT_ONCE]):
        with turns.turn():
            DoubleCandidate.objects.filter(pk__in=keys).delete()
    search = DoubleSearch(
        country=country, by=by, events=events, pairs=found.pairs, left_out=found.left_out,
        offered=len(found.candidates),
    )  # fmt: skip
    search.save()
    return search


def _batches_of(candidates: Iterable[Candidate]) -> dict[int, tuple[int, str, Any]]:
    keys = sorted({key for candidate in candidates for key in (candidate.first, candidate.second)})
    found: dict[int, tuple[int, str, Any]] = {}
    for start in range(0, len(keys), WRITTEN_AT_ONCE):
        rows = Record.objects.filter(pk__in=keys[start : start + WRITTEN_AT_ONCE])
        found |= {pk: rest for pk, *rest in rows.values_list("pk", "batch", "indicator", "start")}  # type: ignore[misc]
    return found


def _candidate_row(
    country: State, candidate: Candidate, batch_of: dict[int, tuple[int, str, Any]], now: datetime
) -> DoubleCandidate:
    batch, indicator, start = batch_of[candidate.first]
    return DoubleCandidate(
        country=country, indicator_id=indicator, first_id=candidate.first, second_id=candidate.second,
        first_batch_id=batch, second_batch_id=batch_of[candidate.second][0], start=start,
        probability=candidate.probability, prior_bits=candidate.prior_bits, sure=candidate.sure, found_at=now,
        reasons=[[reason.field, reason.level, round(reason.bits, 4)] for reason in candidate.reasons],
    )  # fmt: skip


# --- a corrected file -------------------------------------------------------------------------------------


def carry_over(batch: Batch, *, by: User) -> int:
    """Take the decisions on the records of a replaced file over to the same records of the corrected one.

    The same is what agrees in all columns, or else in all but the figures. What was changed otherwise is a
    new record, on which somebody has to decide anew.
    """
    replaced = batch.replaces_id
    decisions = DoubleDecision.objects.filter(first_batch=replaced) | DoubleDecision.objects.filter(
        second_batch=replaced
    )
    decisions = decisions.select_related("first", "second").order_by("pk")
    if replaced is None or not decisions:
        return 0
    old = {
        one.pk: one for decision in decisions for one in (decision.first, decision.second)
        if one.batch_id == replaced
    }  # fmt: skip
    heir = _heirs(list(old.values()), batch)
    carried = 0
    for decision in decisions:
        pair = [heir.get(pk) if pk in old else pk for pk in (decision.first_id, decision.second_id)]
        if None in pair:
            continue
        first, second = sorted(pk for pk in pair if pk is not None)
        leading = heir.get(decision.leading_id, decision.leading_id) if decision.leading_id else None
        carried += DoubleDecision.objects.get_or_create(
            first_id=first, second_id=second,
            defaults={
                "country": decision.country, "indicator": decision.indicator,
                "first_batch_id": _batch_of(first, decision, heir, batch),
                "second_batch_id": _batch_of(second, decision, heir, batch),
                "probability": decision.probability, "prior_bits": decision.prior_bits,
                "reasons": decision.reasons, "same": decision.same, "leading_id": leading,
                "carried_from_id": replaced, "reason": decision.reason, "by": decision.by,
            },
        )[1]  # fmt: skip
    if carried:
        record(
            by=by, action="evidence.doubles_carried_over", on=batch, after={"decisions": carried},
            agency=batch.owner_agency.code, compartment=batch.compartment.code if batch.compartment else "",
        )  # fmt: skip
    return carried


def _batch_of(key: int, decision: DoubleDecision, heir: dict[int, int], batch: Batch) -> int:
    if key in heir.values():
        return batch.pk
    return decision.first_batch_id if key == decision.first_id else decision.second_batch_id


def _heirs(old: list[Record], batch: Batch) -> dict[int, int]:
    """Return for old records, by key, the records of the corrected file that are the same."""
    new = list(
        Record.objects.filter(batch=batch, start__in={one.start for one in old}, event=True).order_by("pk")
    )
    found: dict[int, int] = {}
    size = len(CONTENT) - len(FIGURES)
    for columns in (CONTENT, CONTENT[:size]):
        waiting: dict[tuple[Any, ...], list[int]] = {}
        taken = set(found.values())
        for one in new:
            if one.pk not in taken:
                waiting.setdefault(_content(one, columns), []).append(one.pk)
        for one in old:
            if one.pk not in found and (same := waiting.get(_content(one, columns))):
                found[one.pk] = same.pop(0)
    return found


def _content(one: Record, columns: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(one.indicator_id if name == "indicator" else getattr(one, name) for name in columns)
