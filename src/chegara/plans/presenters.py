"""Plans and measures in words and display values, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from chegara.evidence.models import Indicator
from chegara.organisation.models import Agency
from chegara.organisation.visibility import Viewer
from chegara.plans.choices import LIVE, Funds, NeedKind, Status
from chegara.plans.methods.comparison import Line, Verdict
from chegara.plans.methods.due import TaskKind
from chegara.plans.models import Measure, Objective
from chegara.reporting.numbers import UNKNOWN, shortest

STATUS_LOOK = {
    Status.PROPOSED: "state-neutral", Status.AGREED: "state-neutral", Status.FUNDED: "state-warn",
    Status.IN_PROGRESS: "state-warn", Status.DONE: "state-good", Status.DROPPED: "state-bad",
}  # fmt: skip
TASKS = {
    TaskKind.OVERDUE: gettext_lazy("Overdue"),
    TaskKind.DUE_SOON: gettext_lazy("Due soon"),
    TaskKind.LATE_START: gettext_lazy("Should have begun"),
    TaskKind.VERIFY: gettext_lazy("To be verified"),
    TaskKind.REVIEW: gettext_lazy("To be reviewed"),
    TaskKind.READ: gettext_lazy("Reading of the indicator due"),
}
TASK_LOOK = {TaskKind.OVERDUE: "state-bad", TaskKind.LATE_START: "state-warn"}
VERDICTS = {
    Verdict.KEEP: pgettext_lazy("what becomes of a measure", "Kept"),
    Verdict.MODIFY: pgettext_lazy("what becomes of a measure", "Modified"),
    Verdict.MERGE: pgettext_lazy("what becomes of a measure", "Merged"),
    Verdict.DROP: pgettext_lazy("what becomes of a measure", "Dropped"),
    Verdict.NEW: pgettext_lazy("what becomes of a measure", "New"),
}


def language() -> str:
    """Return the language of the page."""
    return get_language() or "en"


def number(value: float | Decimal | None) -> str:
    """Write a number with as many decimals as it has, at most two; unknown as a dash."""
    return shortest(None if value is None else float(value), language())


def money(amount: Decimal | None, currency: str) -> str:
    """Write an amount of money with its currency."""
    return UNKNOWN if amount is None else f"{number(amount)} {currency}".strip()


def costs_of(measures: Iterable[Measure]) -> tuple[dict[str, Decimal], int]:
    """Return what measures cost together, by currency, and of how many of them it is not known."""
    sums: dict[str, Decimal] = {}
    unknown = 0
    for measure in measures:
        if measure.cost is None:
            unknown += 1
        else:
            sums[measure.currency] = sums.get(measure.currency, Decimal(0)) + measure.cost
    return sums, unknown


def totals_of(measures: Iterable[Measure]) -> list[tuple[str, Decimal, int]]:
    """Return by currency what live and done measures cost, and of how many of them the cost is not known."""
    sums, unknown = costs_of(
        each for each in measures if each.status != Status.DROPPED and each.funds != Funds.NONE_NEEDED
    )
    rows = [(currency, amount, unknown) for currency, amount in sorted(sums.items())]
    return rows or ([("", Decimal(0), unknown)] if unknown else [])


def effect(measure: Measure) -> str:
    """Write the expected effect with its interval."""
    if measure.effect_best is None:
        return UNKNOWN
    on, best = measure.get_effect_on_display() or _("effect"), number(measure.effect_best)
    if measure.effect_low is None or measure.effect_high is None:
        return _("%(on)s: −%(best)s %% (interval not given)") % {"on": on, "best": best}
    return _("%(on)s: −%(best)s %% (%(low)s to %(high)s %%)") % {
        "on": on, "best": best, "low": number(measure.effect_low), "high": number(measure.effect_high),
    }  # fmt: skip


def label(name: str) -> str:
    """Return what a column of a measure is called."""
    column: Any = Measure._meta.get_field(name)
    return str(capfirst(str(column.verbose_name)))


@dataclass(frozen=True)
class Names:
    """The names of what contents name by code."""

    agencies: dict[str, str]
    objectives: dict[int, str]
    indicators: dict[str, str]

    @classmethod
    def known(cls, objectives: Iterable[Objective] = ()) -> Names:
        """Read the names once for a page."""
        return cls(
            {agency.code: agency.short for agency in Agency.objects.all()},
            {objective.number: str(objective) for objective in objectives},
            {indicator.pk: indicator.name for indicator in Indicator.objects.all()},
        )

    def value(self, name: str, raw: Any) -> str:
        """Write a value of a measure's content as the page shows it."""
        match name:
            case _ if raw in (None, "", []):
                return UNKNOWN
            case "supporting":
                return ", ".join(self.agencies.get(code, code) for code in raw)
            case "needs":
                return "; ".join(self.need(row) for row in raw)
            case "lead":
                return self.agencies.get(raw, str(raw))
            case "objective":
                return self.objectives.get(raw, str(raw))
            case "series":
                return self.indicators.get(raw, str(raw))
        return _column(name, raw)

    def need(self, row: Sequence[Any]) -> str:
        """Write what a measure needs of an agency."""
        agency, kind, what, needed, available = row
        there = UNKNOWN if available is None else available
        return _("%(kind)s, %(agency)s: %(what)s: %(needed)s needed, %(available)s available") % {
            "kind": NeedKind(kind).label, "agency": self.agencies.get(agency, agency), "what": what,
            "needed": needed, "available": there,
        }  # fmt: skip


def _column(name: str, raw: Any) -> str:
    field: Any = Measure._meta.get_field(name)
    if field.choices:
        return str(dict(field.flatchoices).get(raw, raw))
    if isinstance(field, models.DateField):
        day = raw if isinstance(raw, date) else parse_date(str(raw))
        return f"{day:%d.%m.%Y}" if day else str(raw)
    if isinstance(field, models.FloatField | models.DecimalField):
        return number(float(raw))
    return str(raw)


GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (
        gettext_lazy("What and why"),
        ("objective", "description", "kind", "tier", "area", "legal_basis"),
    ),
    (gettext_lazy("Who and when"), ("lead", "supporting", "start", "deadline", "review_on")),
    (gettext_lazy("With what"), ("cost", "funds", "funds_detail", "needs")),
    (
        gettext_lazy("How one sees that it works"),
        ("indicator", "series", "baseline", "target", "effect"),
    ),
    (gettext_lazy("Remarks"), ("remarks", "dissent")),
)


def facts_of(measure: Measure, names: Names) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return a measure's particulars in groups, as pairs of label and value; what is not known says so."""
    return [(str(title), [_fact(measure, name, names) for name in columns]) for title, columns in GROUPS]


def _fact(measure: Measure, name: str, names: Names) -> tuple[str, str]:
    match name:
        case "supporting":
            return _("Supporting agencies"), ", ".join(a.short for a in measure.supporting.all()) or UNKNOWN
        case "needs":
            rows = [(n.agency.code, n.kind, n.what, n.needed, n.available) for n in measure.needs.all()]
            return _("Staff and equipment"), "\n".join(names.need(row) for row in rows) or UNKNOWN
        case "cost":
            return label("cost"), money(measure.cost, measure.currency)
        case "effect":
            return _("Expected effect"), effect(measure)
        case "baseline" | "target":
            return label(name), _dated(measure, name)
    value = getattr(measure, name)
    if isinstance(value, Agency):
        return label(name), value.short
    if isinstance(value, models.Model):
        return label(name), str(value)
    return label(name), UNKNOWN if value in (None, "") else _column(name, value)


def _dated(measure: Measure, name: str) -> str:
    value, day = getattr(measure, name), getattr(measure, f"{name}_on")
    if value is None:
        return UNKNOWN
    text = f"{number(value)} {measure.unit}".strip()
    return f"{text} ({day:%d.%m.%Y})" if day else text


def origin_text(measure: Measure, viewer: Viewer) -> tuple[str, str]:
    """Return what a measure treats in words, and the address of its page where there is one to see."""
    from chegara.plans.origins import origin_of

    found = origin_of(measure.origin, viewer) if measure.origin else None
    if found is not None:
        return found.name, found.url
    return measure.origin_name or measure.origin, ""


@dataclass(frozen=True)
class Difference:
    """One line of the comparison: the measure, what becomes of it, was, becomes, why."""

    code: str
    title: str
    verdict: str
    look: str
    kept: bool
    was: tuple[tuple[str, str], ...]
    becomes: tuple[tuple[str, str], ...]
    reason: str


VERDICT_LOOK = {
    Verdict.KEEP: "state-neutral", Verdict.MODIFY: "state-warn", Verdict.MERGE: "state-warn",
    Verdict.DROP: "state-bad", Verdict.NEW: "state-good",
}  # fmt: skip


def differences(
    lines: Iterable[Line], titles: dict[str, str], names: Names, visible: frozenset[str]
) -> list[Difference]:
    """Put a comparison into words; of measures that are not among the `visible` nothing is told."""
    ordered = sorted(lines, key=lambda line: line.verdict == Verdict.KEEP)
    return [_difference(line, titles, names, visible) for line in ordered]


def _difference(
    line: Line, titles: dict[str, str], names: Names, visible: frozenset[str]
) -> Difference:  # fmt: skip
    was = tuple((_label(name), names.value(name, old)) for name, old, _new in line.changed if old is not None)
    becomes = tuple(
        (_label(name), names.value(name, new)) for name, _old, new in line.changed if new is not None
    )
    match line.verdict:
        case Verdict.DROP:
            was, becomes = ((_("Planned"), ""),), ((_("Not done any more"), ""),)
        case Verdict.MERGE:
            into = line.merged_into if line.merged_into in visible else _("another measure")
            was, becomes = ((_("Planned"), ""),), ((_("Part of"), str(into)),)
    return Difference(
        line.key, titles.get(line.key, ""), str(VERDICTS[line.verdict]), VERDICT_LOOK[line.verdict],
        line.verdict == Verdict.KEEP, was, becomes, line.reason,
    )  # fmt: skip


def _label(name: str) -> str:
    match name:
        case "supporting":
            return _("Supporting agencies")
        case "needs":
            return _("Staff and equipment")
    return label(name)


def overdue(measure: Measure) -> bool:
    """Tell whether a measure is due already and not done."""
    late = measure.deadline is not None and measure.deadline < timezone.localdate()
    return late and measure.status in LIVE
