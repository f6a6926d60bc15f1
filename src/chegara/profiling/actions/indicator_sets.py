"""Containers of restricted indicators: who may read one, and filling it from a file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.profiling.actions.catalogue import save_indicator
from chegara.profiling.actions.common import ProfilingError, audit, require, save_audited
from chegara.profiling.models import Indicator, IndicatorSet
from chegara.profiling.rows import RowsRefusedError, read_rows

COLUMNS = (
    "code", "subject", "purpose", "text", "observed", "knowable", "source", "reference", "legal_basis", "grade",
    "exonerating", "owner", "review_on",
)  # fmt: skip
NEEDED = frozenset(COLUMNS) - {"reference"}


@transaction.atomic
def save_set(
    indicator_set: IndicatorSet, *, readers: Iterable[User], by: User, reason: str = ""
) -> IndicatorSet:
    """Describe a set and say who reads it; whoever decides that reads it too.

    Raises:
        ProfilingError: a reader is of another agency or lacks the role.
    """
    require(by, "profiling.approve", indicator_set.owner_agency)
    admitted = {one.pk: one for one in (*readers, by)}
    for one in admitted.values():
        if not one.has_perm("profiling.read_restricted") or not _of(one, indicator_set.owner_agency_id):
            raise ProfilingError(
                _(
                    "%(person)s may not read restricted indicators of this agency: role or agency do not allow it."
                )
                % {"person": one}
            )
    if not indicator_set.pk:
        indicator_set.by = by
    save_audited(indicator_set, indicator_set, "set_saved", by=by, reason=reason)
    indicator_set.readers.set(admitted.values())
    audit(
        indicator_set,
        "set_readers",
        by,
        after={"readers": sorted(map(str, admitted.values()))},
        reason=reason,
    )
    return indicator_set


def _of(user: User, agency: int) -> bool:
    from chegara.organisation.visibility import agencies_of

    return agency in set(agencies_of(user))


def record_reading(indicator_set: IndicatorSet, *, by: User) -> None:
    """Write down who read a set: its publisher asks."""
    audit(indicator_set, "set_read", by)


@transaction.atomic
def fill(indicator_set: IndicatorSet, *, name: str, content: bytes, by: User) -> int:
    """Enter the indicators of a file into a set, all or none; known codes are changed. Return how many.

    Raises:
        ProfilingError: the file cannot be read, or a row is not as it must be; row and column are named.
    """
    require(by, "profiling.edit", indicator_set.owner_agency)
    if not IndicatorSet.objects.visible_to(by).filter(pk=indicator_set.pk).exists():
        raise ProfilingError(_("Only who reads the set fills it."))
    try:
        rows = read_rows(name, content, columns=COLUMNS, needed=NEEDED)
    except RowsRefusedError as error:
        raise ProfilingError(str(error)) from error
    if not rows:
        raise ProfilingError(_("%(name)s holds no indicator.") % {"name": name})
    for number, row in rows:
        _enter(indicator_set, number, row, by)
    audit(indicator_set, "set_filled", by, after={"entries": len(rows), "file": name})
    return len(rows)


def _enter(indicator_set: IndicatorSet, number: int, row: dict[str, str], by: User) -> None:
    known = Indicator.objects.filter(owner_agency=indicator_set.owner_agency, code=row["code"]).first()
    if known is not None and known.set_id != indicator_set.pk:
        raise ProfilingError(
            _("Row %(row)s, column code: %(code)s is an indicator outside this set.")
            % {"row": number, "code": row["code"]}
        )
    indicator = known or Indicator(owner_agency=indicator_set.owner_agency, set=indicator_set)
    indicator.marking, indicator.compartment = indicator_set.marking, indicator_set.compartment
    try:
        for column in COLUMNS:
            setattr(indicator, column, _value(column, row[column]))
        save_indicator(indicator, by=by)
    except ValidationError as error:
        column, messages = next(iter(error.message_dict.items()))
        raise ProfilingError(
            _("Row %(row)s, column %(column)s: %(error)s")
            % {"row": number, "column": column, "error": " ".join(messages)}
        ) from error
    except ProfilingError as error:
        raise ProfilingError(_("Row %(row)s: %(error)s") % {"row": number, "error": error}) from error


def _value(column: str, text: str) -> Any:
    """A choice may be written by its code or in words; a day as 31.12.2026 or 2026-12-31."""
    field: models.Field[Any, Any] = Indicator._meta.get_field(column)  # type: ignore[assignment]
    for code, words in field.flatchoices or ():
        if text.casefold() in {str(code).casefold(), str(words).casefold()}:
            return code
    if column == "review_on" and text[2:3] == "." and text[5:6] == ".":
        return f"{text[6:10]}-{text[3:5]}-{text[:2]}"
    return text
