"""What the papers and reports of the canine service share: periods, names, tables of facts, signatures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.common.intervals import Interval
from chegara.organisation.papers import table
from chegara.organisation.registers.presenters import between, day
from chegara.organisation.visibility import Viewer, own_agencies
from chegara.reporting.blocks import Block, Signature, SignatureBlock
from chegara.reporting.numbers import UNKNOWN


@dataclass(frozen=True)
class Period:
    """From the first day to the last one, both included."""

    first: date
    last: date

    def __str__(self) -> str:
        return f"{day(self.first)} – {day(self.last)}"

    @property
    def days(self) -> tuple[date, date]:
        """Both days, for a query."""
        return self.first, self.last


def percents(interval: Interval | None) -> str:
    """Return an interval of a share in per cent."""
    return UNKNOWN if interval is None else f"{between(interval, 0, 100)} %"


def is_own(one: Any, viewer: Viewer) -> bool:
    """Tell whether a record is of one of the viewer's agencies: only there names stand."""
    return isinstance(viewer, User) and one.owner_agency_id in own_agencies(viewer)


def named(person: Any, viewer: Viewer) -> str:
    """Return a handler as a paper writes it: the name at home, elsewhere the pseudonym alone."""
    if person is None:
        return UNKNOWN
    if is_own(person, viewer) and person.full_name:
        return f"{person.full_name} ({person.code})"
    return str(person.code)


def called(dog: Any, viewer: Viewer) -> str:
    """Return a dog as a paper writes it: with its call name at home, elsewhere its number alone."""
    return f"{dog.call_name} ({dog.code})" if is_own(dog, viewer) and dog.call_name else str(dog.code)


def facts(caption: str, pairs: Iterable[tuple[str, str]]) -> list[Block]:
    """Return what is known of something, a line each."""
    return table(caption, (_("What is recorded"), _("Entry")), pairs, widths=(1.2, 1.6))


def label(model: Any, name: str) -> str:
    """Return what a column is called."""
    return capfirst(str(model._meta.get_field(name).verbose_name))


def signatures(title: str, *offices: str | tuple[str, str]) -> SignatureBlock:
    """Return lines to sign; an office may come with the name of who holds it."""
    return SignatureBlock(
        title, tuple(Signature(one) if isinstance(one, str) else Signature(*one) for one in offices)
    )
