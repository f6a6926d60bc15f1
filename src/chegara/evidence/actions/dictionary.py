"""Loading the dictionary of indicators into the database."""

from __future__ import annotations

from django.db import transaction

from chegara.accounts.models import User
from chegara.audit.actions import changed_fields, record, snapshot
from chegara.evidence.methods.dictionary import load_dictionary
from chegara.evidence.models import Indicator


@transaction.atomic
def load_indicators(*, by: User | str) -> int:
    """Bring the table of indicators up to the shipped dictionary; return how many changed."""
    changes: dict[str, object] = {}
    for position, entry in enumerate(load_dictionary().indicators.values()):
        stored = Indicator.objects.filter(pk=entry.code).first()
        before = snapshot(stored) if stored else {}
        indicator = Indicator(
            code=entry.code, category=entry.category, form=entry.form, unit=entry.unit,
            quantity_unit=entry.quantity_unit, name_en=entry.names["en"], name_ru=entry.names["ru"],
            definition_en=entry.definition["en"], definition_ru=entry.definition["ru"],
            vocabulary=entry.kind, denominators=list(entry.denominators), source=entry.source,
            position=position,
        )  # fmt: skip
        new = changed_fields(before, snapshot(indicator))[1]
        if new:
            indicator.save()
            changes[entry.code] = sorted(new)
    if changes:
        record(by=by, action="evidence.dictionary_loaded", after=changes)
    return len(changes)
