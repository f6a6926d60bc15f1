"""Pairs of reports side by side, and the evidence that they are of one event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chegara.evidence.counting import DecidedDoubles
from chegara.evidence.dictionary import invented_states
from chegara.evidence.methods.doubles.weights import probability
from chegara.evidence.models import Record
from chegara.evidence.models.doubles import Pair
from chegara.evidence.presenters.figures import per_cent
from chegara.evidence.presenters.records import said_by

SMALLEST_SAID = 0.15
"""Bits of evidence below which it makes next to no difference."""

SENTENCES: dict[tuple[str, str], Any] = {
    ("source", "other_agency"): gettext_lazy("Two agencies report it"),
    ("source", "other_file"): gettext_lazy("Two files of one agency report it"),
    ("source", "same_file"): gettext_lazy("Both stand in one file"),
    ("day", "same"): gettext_lazy("The same day"),
    ("day", "one"): gettext_lazy("One day apart"),
    ("day", "two"): gettext_lazy("Two days apart"),
    ("kind", "same"): gettext_lazy("The same kind"),
    ("kind", "group"): gettext_lazy("Kinds that are taken for each other"),
    ("kind", "differ"): gettext_lazy("Different kinds"),
    ("place", "same"): gettext_lazy("The same place"),
    ("place", "alike"): gettext_lazy("The place is spelt alike"),
    ("place", "area"): gettext_lazy("The same area; the place itself is not given in both"),
    ("place", "elsewhere"): gettext_lazy("Different places of one area"),
    ("place", "differ"): gettext_lazy("Different places"),
    ("quantity", "equal"): gettext_lazy("The same quantity"),
    ("quantity", "rounded"): gettext_lazy("One quantity is the other, rounded"),
    ("quantity", "close"): gettext_lazy("Quantities less than 2 % apart"),
    ("quantity", "near"): gettext_lazy("Quantities less than 10 % apart, as with and without packing"),
    ("quantity", "unit"): gettext_lazy("The same figure in another unit"),
    ("quantity", "differ"): gettext_lazy("Different quantities"),
    ("number", "same"): gettext_lazy("The same number"),
    ("number", "differ"): gettext_lazy("Different numbers"),
    ("citizenship", "same"): gettext_lazy("The same citizenship"),
    ("citizenship", "differ"): gettext_lazy("Different citizenships"),
    ("transport", "same"): gettext_lazy("The same means of transport"),
    ("transport", "differ"): gettext_lazy("Different means of transport"),
    ("concealment", "same"): gettext_lazy("The same concealment"),
    ("concealment", "differ"): gettext_lazy("Different concealments"),
    ("origin", "same"): gettext_lazy("The same origin"),
    ("origin", "differ"): gettext_lazy("Different origins"),
    ("destination", "same"): gettext_lazy("The same destination"),
    ("destination", "differ"): gettext_lazy("Different destinations"),
}


@dataclass(frozen=True)
class ReasonRow:
    """One part of the evidence: in words, in bits, and how many times likelier it makes one or two events."""

    words: str
    bits: str
    css: str
    times: str


@dataclass(frozen=True)
class Explanation:
    """The evidence for and against, row by row; the rows add up to `bits`, which is `per_cent`."""

    rows: tuple[ReasonRow, ...]
    bits: str
    per_cent: str


def explain(pair: Pair) -> Explanation | None:
    """Return why a search offered a pair, None where nobody searched."""
    if pair.probability is None or pair.prior_bits is None:
        return None
    one_in = 1 / float(probability(pair.prior_bits))
    start = _("To begin with: of pairs so close in time, one in %(number)s is one event") % {
        "number": number_format(round(one_in) if one_in >= 10 else round(one_in, 1))
    }
    rows = [ReasonRow(start, _signed(pair.prior_bits), "", "")]
    for field, level, bits in pair.reasons:
        words = str(SENTENCES.get((field, level), f"{field}: {level}"))
        rows.append(ReasonRow(words, _signed(bits), "for" if bits >= 0 else "against", _times(bits)))
    total = pair.prior_bits + sum(bits for _field, _level, bits in pair.reasons)
    return Explanation(tuple(rows), _signed(total), per_cent(pair.probability))


def _signed(bits: float) -> str:
    return f"{'+' if bits >= 0 else '−'}{number_format(abs(bits), 1)}"


def _times(bits: float) -> str:
    ratio = 2 ** abs(bits)
    number = number_format(round(ratio, 1) if ratio < 10 else round(ratio))
    if abs(bits) < SMALLEST_SAID:
        return _("says next to nothing")
    if bits >= 0:
        return _("%(number)s times likelier if it is one event") % {"number": number}
    return _("%(number)s times likelier if they are two") % {"number": number}


@dataclass(frozen=True)
class SideRow:
    """One field of both reports; `differs` where both say something and not the same."""

    label: str
    first: str
    second: str
    differs: bool


def side_by_side(pair: Pair, invented: Mapping[str, tuple[str, str]] | None = None) -> list[SideRow]:
    """Return what both reports say, field by field, and where each stands."""
    invented = invented_states() if invented is None else invented
    first, second = dict(_facts(pair.first, invented)), dict(_facts(pair.second, invented))
    labels = list(dict.fromkeys([*first, *second]))
    where = {str(_("Agency")), str(_("Import")), str(_("Where it stands"))}
    order = sorted(labels, key=lambda label: (label not in where, labels.index(label)))
    return [
        SideRow(
            label, first.get(label, "–"), second.get(label, "–"),
            label not in where and label in first and label in second and first[label] != second[label],
        )
        for label in order
    ]  # fmt: skip


def _facts(record: Record, invented: Mapping[str, tuple[str, str]]) -> list[tuple[str, str]]:
    stands = _("row %(row)s") % {"row": record.row}
    if record.sheet:
        stands = _("sheet %(sheet)s, row %(row)s") % {"sheet": record.sheet, "row": record.row}
    return [
        (str(_("Agency")), record.batch.owner_agency.name),
        (str(_("Import")), record.batch.name),
        (str(_("Where it stands")), stands),
        *said_by(record, invented),
    ]


@dataclass(frozen=True)
class GroupMember:
    """One report of an event, as the page of another shows it."""

    record: Record
    counts: bool


def group_members(record: Record, decided: DecidedDoubles) -> list[GroupMember]:
    """Return all reports of a record's event that the viewer may see, the one that counts marked."""
    group = decided.group_of(record.pk)
    if len(group) == 1:
        return []
    leading = decided.leading(record.pk)
    records = Record.objects.select_related("batch__owner_agency").in_bulk(group)
    return [GroupMember(records[pk], pk == leading) for pk in group]
