"""Deciding which place a spelling names, and placing again what was read before; the totals follow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from chegara.accounts.models import User
from chegara.audit.actions import record
from chegara.evidence.models import UNREAD, Batch, Record, WrittenPlace
from chegara.evidence.placement import free_text, where_of
from chegara.evidence.summaries import IndicatorMonth, add_up_anew, start_of
from chegara.organisation.actions import decide_spelling, take_back_spelling
from chegara.organisation.methods.placing import Kind, Resolution, plain
from chegara.organisation.models import (
    BorderSection,
    CrossingPoint,
    Division,
    PlaceSpelling,
    State,
)
from chegara.organisation.queries import PLACES_OF, Places, countries_of
from chegara.pages.jobs import Reporting

AT_ONCE = 500


def _require_country(country: State, by: User) -> None:
    if not countries_of(by).filter(pk=country.pk).exists():
        raise PermissionDenied


@transaction.atomic
def decide(
    *,
    country: State,
    column: str,
    text: str,
    place: CrossingPoint | BorderSection | Division | None,
    by: User,
    reason: str,
) -> PlaceSpelling:
    """Decide which place of the country a spelling names (None: none of ours), and place all its rows so.

    Raises:
        PermissionDenied: the user belongs to no agency of the country, or the place lies in another.
    """
    _require_country(country, by)
    if place is not None and place.country_id != country.pk:
        raise PermissionDenied
    decision = decide_spelling(
        country=country, column=column, text=text, place=place, by=by, reason=reason,
        **_known_to(country, column, text),
    )  # fmt: skip
    place_anew(country, by=by, reason=reason, column=column, spelling=decision.spelling)
    return decision


@transaction.atomic
def take_back(decision: PlaceSpelling, *, by: User, reason: str) -> None:
    """Take back a decision; the rules place its rows again.

    Raises:
        PermissionDenied: the user belongs to no agency of the country.
    """
    _require_country(decision.country, by)
    country, column, spelling = decision.country, decision.column, decision.spelling
    take_back_spelling(decision, by=by, reason=reason, **_known_to(country, column, decision.text))
    place_anew(country, by=by, reason=reason, column=column, spelling=spelling)


def _known_to(country: State, column: str, text: str) -> dict[str, str]:
    """Return the agency and the compartment that alone know a spelling, so that the log tells no other."""
    found = WrittenPlace.objects.filter(batch__country=country, column=column)
    known = [
        (agency, compartment or "") for written, agency, compartment
        in found.values_list("text", "batch__owner_agency__code", "batch__compartment__code").distinct()
        if plain(written) == plain(text)
    ]  # fmt: skip
    agencies, compartments = {agency for agency, _ in known}, {compartment for _, compartment in known}
    return {
        "agency": agencies.pop() if len(agencies) == 1 else "",
        "compartment": compartments.pop() if len(compartments) == 1 else "",
    }


@transaction.atomic
def place_anew(
    country: State,
    *,
    by: User,
    reason: str,
    column: str = "",
    spelling: str = "",
    progress: Reporting | None = None,
) -> int:
    """Resolve what was read before by the places, rules and decisions of today; return how many rows moved.

    Args:
        column, spelling: only this spelling (in the form of `plain`); by default all of the country.
    """
    _require_country(country, by)
    places = Places(country)
    written = WrittenPlace.objects.filter(batch__country=country).exclude(batch__state__in=UNREAD)
    if column:
        written = written.filter(column=column)
    changed: dict[int, list[WrittenPlace]] = {}
    known: dict[tuple[str, str, bool], Resolution] = {}
    for one in written.order_by("batch", "pk").iterator(chunk_size=AT_ONCE):
        key = (one.column, one.text, one.free)
        if spelling and plain(one.text) != spelling:
            continue
        if key not in known:
            resolve = free_text if one.free else Places.resolve
            known[key] = resolve(places, one.column, one.text)
        if (one.place, one.rule) != (known[key].key, known[key].rule.value):
            one.place, one.rule = known[key].key, known[key].rule.value
            changed.setdefault(one.batch_id, []).append(one)
    moved = 0
    for number, (batch, ones) in enumerate(changed.items()):
        moved += _move(Batch.objects.get(pk=batch), ones, places, by, reason)
        if progress:
            progress(number + 1, len(changed))
    return moved


def _move(batch: Batch, written: Sequence[WrittenPlace], places: Places, by: User, reason: str) -> int:
    """Place an import's rows of some spellings anew, add them up anew, and tell the audit log."""
    WrittenPlace.objects.bulk_update(written, ["place", "rule"], batch_size=AT_ONCE)
    months: set[IndicatorMonth] = set()
    between: dict[str, set[int | None]] = {name: set() for name in PLACES_OF}
    moved: Counter[str] = Counter()
    for one in written:
        for records, where in _new_places(batch, one, places):
            stale = records.exclude(_at(where)).order_by()
            found = set(stale.values_list("indicator", "start", "period", *between).distinct())
            for indicator, start, period, *keys in found:
                months.add((indicator, start_of(start, period)[0]))
                for name, key in zip(between, keys, strict=True):
                    between[name] |= {key, where.get(name, key)}
            moved[one.text] += stale.update(**where)
    add_up_anew(batch, months, between)
    total = moved.total()
    if total:
        record(
            by=by, action="evidence.placed_anew", on=batch, after={"rows": total, "spellings": dict(moved)},
            reason=reason, agency=batch.owner_agency.code,
            compartment=batch.compartment.code if batch.compartment else "",
        )  # fmt: skip
    return total


def _at(where: Mapping[str, int | None]) -> models.Q:
    """Return the condition that a record lies there, None being no place."""
    return models.Q(
        **{name if key is not None else f"{name}__isnull": key or True for name, key in where.items()}
    )


def _new_places(
    batch: Batch, written: WrittenPlace, places: Places
) -> Iterator[tuple[models.QuerySet[Record], dict[str, int | None]]]:
    """Yield the records that have a spelling, each with where they lie now."""
    records = Record.objects.filter(batch=batch)
    if written.column == Kind.SECTION:
        yield records.filter(section_text=written.text), {"section": written.place}
        return
    texts = records.filter(**{"place" if written.free else f"{written.column}_text": written.text})
    names = ("point_text", "division_text", "place")
    for text in texts.values_list(*names).distinct().order_by():
        yield records.filter(**dict(zip(names, text, strict=True))), where_of(places, *text)
