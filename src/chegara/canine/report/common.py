"""What the documents of the canine service share: cover, marking, banners, tables, figures in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chegara.accounts.models import Marking, User
from chegara.accounts.words import marking_words
from chegara.canine.methods.performance import Rate
from chegara.common.intervals import Interval
from chegara.organisation.models import State
from chegara.organisation.presenters import invented_banner
from chegara.organisation.visibility import Viewer, own_agencies
from chegara.reporting import numbers
from chegara.reporting.blocks import (
    Block,
    Column,
    Document,
    Paragraph,
    Signature,
    SignatureBlock,
    Table,
    Text,
)
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


def language() -> str:
    """Return the language of the page or document."""
    return get_language() or "en"


def number(value: float | None, digits: int | None = None) -> str:
    """Return a number without needless decimals, "–" where it is unknown."""
    if value is None:
        return UNKNOWN
    return numbers.decimal(
        value, language(), digits if digits is not None else 0 if float(value).is_integer() else 1
    )


def percent(share: float | None, digits: int = 0) -> str:
    """Return a share as per cent, "–" where it is unknown."""
    return numbers.percent(share, language(), digits)


def day(value: date | datetime | None) -> str:
    """Return a day as dd.mm.yyyy, "–" where there is none."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return f"{value:%d.%m.%Y}" if value else UNKNOWN


def yes(value: bool | None) -> str:
    """Return yes, no, or "–" where it is unknown."""
    return UNKNOWN if value is None else _("yes") if value else _("no")


def between(interval: Interval | None, digits: int = 0, scale: float = 1.0, unit: str = "") -> str:
    """Return an interval as "low to high", "–" where it is unknown."""
    if interval is None:
        return UNKNOWN
    return (
        _("%(low)s to %(high)s")
        % {
            "low": number(interval.low * scale, digits),
            "high": number(interval.high * scale, digits),
        }
        + unit
    )


def percents(interval: Interval | None) -> str:
    """Return an interval of a share in per cent."""
    return between(interval, 0, 100, " %")


def rate_text(rate: Rate | None) -> str:
    """Return a share with its counts and its interval: "9 of 10; 60 to 98 %"."""
    if rate is None:
        return _("not tested")
    return _("%(count)s of %(of)s; %(interval)s") % {
        "count": rate.count,
        "of": rate.of,
        "interval": percents(rate.interval),
    }


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


def document(
    title: str,
    blocks: Iterable[Block],
    language: str,
    *,
    countries: Iterable[State] = (),
    subtitle: str = "",
    marking: str = Marking.OFFICIAL_USE,
    issued_by: str = "",
    contents: bool = False,
) -> Document:
    """Return a document; of invented countries it says so on each page."""
    invented = {country.pk: country for country in countries if country.invented}
    return Document(
        title=title,
        subtitle=subtitle,
        issued_by=issued_by,
        issued_on=timezone.localdate(),
        language=language,
        marking=marking_words(marking, language),
        banner=" ".join(invented_banner(country) for country in invented.values()),
        contents=contents,
        blocks=tuple(blocks),
    )


def table(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[Text]],
    *,
    numbers: int = 0,
    widths: Sequence[float] = (),
    source: str = "",
    notes: tuple[str, ...] = (),
    total: bool = False,
) -> list[Block]:
    """Return a table whose last `numbers` columns are numbers, or a line that says there is nothing.

    `total` says that the last row is the sum of the others.
    """
    found = tuple(tuple(row) for row in rows)
    if not found:
        return [Paragraph(_("%(what)s: nothing is entered yet.") % {"what": caption})]
    columns = tuple(
        Column(head, align="end" if place >= len(heads) - numbers else "start", width=width)
        for place, (head, width) in enumerate(zip(heads, widths or [1.0] * len(heads), strict=True))
    )
    last = frozenset({len(found) - 1}) if total else frozenset()
    return [Table(caption, columns, found, source=source, notes=notes, emphasised=last)]


def facts(caption: str, pairs: Iterable[tuple[str, str]]) -> list[Block]:
    """Return what is known of something, a line each."""
    return table(caption, (_("What is recorded"), _("Entry")), pairs, widths=(1, 1.8))


def label(model: Any, name: str) -> str:
    """Return what a column is called."""
    return capfirst(str(model._meta.get_field(name).verbose_name))


def signatures(title: str, *offices: str | tuple[str, str]) -> SignatureBlock:
    """Return lines to sign; an office may come with the name of who holds it."""
    return SignatureBlock(
        title, tuple(Signature(one) if isinstance(one, str) else Signature(*one) for one in offices)
    )
