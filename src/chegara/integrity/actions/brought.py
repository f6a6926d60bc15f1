"""What a table brought into the model: kept with the document, so that the table can be taken back.

Of each record that a table made or changed the values before and after are noted. Taking back puts the old
values where the new ones still stand, and removes what the table made unless something else rests on it: a
job description that was read in later keeps its position. What a person changed since stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.db import models

LABEL = "integrity"


class Brought:
    """Notes while a table is taken in; `entries` is what the document keeps, in the order of the rows."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, int], dict[str, Any]] = {}

    @property
    def entries(self) -> list[dict[str, Any]]:
        """The notes as they are kept: of each record its table, key, whether it is new, and its values."""
        return list(self._entries.values())

    def known(self, model: type[models.Model], **key: Any) -> Any:
        """Return the record with this key; make it, and note it as new, where there is none."""
        record, new = model._default_manager.get_or_create(**key)
        if new:
            self._entry(record)["new"] = True
        return record

    def made(self, record: models.Model) -> None:
        """Note a record that was made."""
        self._entry(record)["new"] = True

    def change(self, record: models.Model, **values: Any) -> None:
        """Give a record new values, check and store it, and note what it said before."""
        before = {name: _stored(record, name) for name in values}
        for name, value in values.items():
            setattr(record, name, value)
        # Keys were just looked up: asking for each again would take as long as all the rest.
        record.clean_fields(
            exclude=[
                field.name for field in record._meta.fields if field.is_relation or field.name not in values
            ]
        )
        record.save()
        for name, old in before.items():
            new = _stored(record, name)
            if new != old:
                noted = self._entry(record)["values"].setdefault(name, {"before": old})
                noted["after"] = new

    def _entry(self, record: models.Model) -> dict[str, Any]:
        name = record._meta.model_name or ""
        empty = {"table": name, "key": record.pk, "new": False, "values": {}}
        return self._entries.setdefault((name, record.pk), empty)


def _column(record: models.Model, name: str) -> models.Field[Any, Any]:
    column = record._meta.get_field(name)
    assert isinstance(column, models.Field)  # noqa: S101 - for the type checker
    return column


def _stored(record: models.Model, name: str) -> Any:
    """Return a value as it is noted: a key, a day, a number, a text."""
    value = _column(record, name).value_from_object(record)
    return value.isoformat() if hasattr(value, "isoformat") else value


def put_back(entries: list[dict[str, Any]]) -> list[models.Model]:
    """Undo what was noted, the last first; return the records that stay because something rests on them."""
    new: list[models.Model] = []
    for entry in reversed(entries):
        record = apps.get_model(LABEL, entry["table"])._default_manager.filter(pk=entry["key"]).first()
        if record is None:
            continue
        _restore(record, entry["values"])
        if entry["new"]:
            new.append(record)
    return [record for record in new if not _removed(record)]


def _restore(record: models.Model, values: Mapping[str, Mapping[str, Any]]) -> None:
    changed = []
    for name, noted in values.items():
        field = _column(record, name)
        if _stored(record, name) == noted["after"]:
            setattr(record, field.attname, field.to_python(noted["before"]))
            changed.append(name)
    if changed:
        record.save(update_fields=changed)


def _removed(record: models.Model) -> bool:
    """Remove a record that nothing rests on; tell whether it was removed."""
    for relation in record._meta.related_objects:
        if relation.related_model._default_manager.filter(**{relation.field.name: record}).exists():
            return False
    record.delete()
    return True
