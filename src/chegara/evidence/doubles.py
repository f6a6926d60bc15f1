"""Events of the database as the search for doubles takes them, and what it needs besides."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import models

from chegara.common.periods import PeriodKind
from chegara.evidence.counting import DecidedDoubles
from chegara.evidence.methods.doubles.events import Event, Events, EventsBuilder
from chegara.evidence.methods.doubles.weights import load_parameters
from chegara.evidence.models import Batch, Reconciliation, Record
from chegara.evidence.models.doubles import DoubleCandidate, DoubleDecision, Pair, PairQuerySet
from chegara.organisation.models import State
from chegara.organisation.visibility import Viewer
from chegara.pages.jobs import Reporting

REPORT_EVERY = 10_000

_COLUMNS = (
    "pk", "indicator", "start", "batch__owner_agency", "batch", "point__name_en", "place", "point_text",
    "division", "division_text", "point__division", "section", "section_text", "point__section", "kind",
    "base_quantity", "base_unit", "quantity", "unit", "value", "citizenship", "transport", "concealment",
    "origin", "destination",
)  # fmt: skip


def searched_batches(country: State, viewer: Viewer) -> models.QuerySet[Batch]:
    """Return the imports among whose events doubles are looked for: those that count and that one sees."""
    found: models.QuerySet[Batch] = Batch.objects.visible_to(viewer).counting().filter(country=country)
    return found


def events_of(batches: models.QuerySet[Batch], progress: Reporting | None = None) -> Events:
    """Return the single events of these imports; one of which no more than the month is known is none."""
    records = Record.objects.filter(
        batch__in=list(batches.values_list("pk", flat=True)), event=True, period=PeriodKind.DAY
    ).order_by()
    builder, total = EventsBuilder(), sum(batches.values_list("rows", flat=True))
    for event in _events(records):
        builder.add(event)
        if progress and len(builder) % REPORT_EVERY == 0:
            progress(len(builder), 2 * total)
    return builder.build()


def _events(records: models.QuerySet[Record]) -> Iterator[Event]:
    group_of = load_parameters().group_of
    for (
        pk, indicator, start, agency, batch, point, place, point_text, division, division_text,
        point_division, section, section_text, point_section, kind, base_quantity, base_unit, quantity, unit,
        value, citizenship, transport, concealment, origin, destination,
    ) in records.values_list(*_COLUMNS).iterator(chunk_size=5_000):  # fmt: skip
        area = division or point_division or division_text
        yield Event(
            pk, indicator, start.toordinal(), agency, batch, point or place or point_text,
            f"division {area}" if area else f"section {section or point_section or section_text}"
            if section or point_section or section_text else "",
            kind, group_of.get(kind, ""), base_quantity, base_unit, quantity, unit, value,
            citizenship, transport, concealment, origin, destination,
        )  # fmt: skip


def undecided_candidates(country: State | None, viewer: Viewer) -> PairQuerySet[DoubleCandidate]:
    """Return the pairs on which `viewer` could still decide, the most probable first."""
    decided = DoubleDecision.objects.filter(first=models.OuterRef("first"), second=models.OuterRef("second"))
    found = DoubleCandidate.objects.visible_to(viewer).counting().exclude(models.Exists(decided))
    found = found.filter(country=country) if country else found
    # Pairs that follow from other decisions need none of their own.
    larger = [group for group in DecidedDoubles(country, viewer).groups if len(group) > 2]
    if not larger:
        return found
    group_of = {record: number for number, group in enumerate(larger) for record in group}
    pairs = found.filter(first__in=group_of, second__in=group_of).values_list("pk", "first", "second")
    return found.exclude(pk__in=[pk for pk, one, other in pairs if group_of[one] == group_of[other]])


def usual_leading(pair: Pair) -> Record:
    """Return whose figures are kept unless somebody says otherwise.

    Of the agency whose figures count for the indicator, where that was decided; else of the import that came
    first.
    """
    lead = Reconciliation.objects.filter(country=pair.country, indicator=pair.indicator).first()
    first, second = pair.first, pair.second
    if lead and lead.lead_agency_id == second.batch.owner_agency_id != first.batch.owner_agency_id:
        return second
    return first
