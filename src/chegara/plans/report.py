"""A plan as blocks of a document: summary, objectives and measures, timeline, resources, details."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from chegara.accounts.models import Marking
from chegara.common.periods import Month
from chegara.organisation.models import Agency
from chegara.organisation.visibility import Viewer
from chegara.plans.choices import LIVE, NeedKind, Status, Term
from chegara.plans.methods.comparison import counts
from chegara.plans.methods.terms import bounds_of
from chegara.plans.models import Measure, Objective, Plan, Version
from chegara.plans.presenters import (
    VERDICTS,
    Difference,
    Names,
    differences,
    facts_of,
    language,
    money,
    origin_text,
    overdue,
    totals_of,
)
from chegara.plans.queries import by_objective, capacity_of, changes, measures_of, staff_load
from chegara.reporting.blocks import (
    Block,
    Bullets,
    Column,
    Figure,
    Heading,
    Paragraph,
    Span,
    Table,
    Text,
)
from chegara.reporting.charts import About
from chegara.reporting.numbers import UNKNOWN
from chegara.reporting.timelines import Bar, Dated, gantt, readings

MONTHS_SHOWN = 12
"""Months that a table of officers by month has at most; of a longer plan, those with the most asked."""


def stamp_of(plan: Plan) -> str:
    """Return what is printed inside each picture of an invented country's plan."""
    return _("Invented data") if plan.country.invented else ""


def source_of(plan: Plan) -> str:
    """Return where a table's figures come from."""
    return _("%(plan)s, as of %(day)s") % {"plan": plan.title, "day": f"{timezone.localdate():%d.%m.%Y}"}


def strictest_marking(plan: Plan, measures: Iterable[Measure]) -> str:
    """Return the strictest marking of a plan and of the measures that a document tells of."""
    markings = {plan.marking, *(each.marking for each in measures)}
    official = Marking.OFFICIAL_USE in markings
    return Marking.OFFICIAL_USE if official else Marking.OPEN


# --- the plan -----------------------------------------------------------------------------------------------


def chapters(plan: Plan, viewer: Viewer) -> list[Block]:
    """Return the whole plan as somebody may see it, in the language of the moment."""
    measures = measures_of(plan, viewer)
    names = Names.known(plan.objectives.all())
    groups = by_objective(plan, measures)
    live = [(objective, [m for m in group if m.status != Status.DROPPED]) for objective, group in groups]
    blocks: list[Block] = [Heading(_("Summary")), *_summary(plan, measures)]
    blocks.append(Heading(_("Objectives and measures")))
    for objective, group in live:
        blocks += _objective(plan, objective, group)
    shown = [measure for _objective_, group in live for measure in group]
    if shown:
        blocks += [Heading(_("Timeline")), timeline(plan, shown, None)]
    resources = resources_table(staff_load(measures), capacity_of(plan), measures)
    if resources is not None:
        blocks += [Heading(_("Officers needed and available")), resources]
    blocks.append(Heading(_("Measures in full")))
    for measure in shown:
        blocks += sheet(measure, names, viewer)
    dissent = [measure for measure in shown if measure.dissent]
    if dissent:
        blocks += [Heading(_("Dissenting opinions")), Bullets(tuple(f"{m}: {m.dissent}" for m in dissent))]
    return blocks


def _summary(plan: Plan, measures: Sequence[Measure]) -> Iterator[Block]:
    live = [measure for measure in measures if measure.status != Status.DROPPED]
    done = sum(measure.status == Status.DONE for measure in live)
    late = sum(overdue(measure) for measure in live)
    yield Paragraph(
        _("The plan runs from %(start)s to %(end)s and is in the state “%(state)s”.")
        % {
            "start": f"{plan.start:%d.%m.%Y}",
            "end": f"{plan.end:%d.%m.%Y}",
            "state": plan.get_state_display(),
        }
    )
    if plan.basis:
        yield Paragraph(_("Basis: %(basis)s") % {"basis": plan.basis})
    objectives = plan.objectives.count()
    counted = _("%(objectives)s; %(measures)s: %(done)s done, %(late)s overdue.") % {
        "objectives": ngettext("%(n)s objective", "%(n)s objectives", objectives) % {"n": objectives},
        "measures": ngettext("%(n)s measure", "%(n)s measures", len(live)) % {"n": len(live)},
        "done": done, "late": late,
    }  # fmt: skip
    yield Bullets((counted, *_costs(live)))
    rows = tuple(
        (str(status.label), str(count))
        for status in Status
        if (count := sum(measure.status == status for measure in measures))
    )
    if rows:
        yield Table(
            _("Measures by status"),
            (Column(_("Status"), width=2), Column(_("Measures"), "end")),
            rows,
            source_of(plan),
        )


def _costs(measures: Sequence[Measure]) -> Iterator[str]:
    for currency, amount, unknown in totals_of(measures):
        told = _("Cost of what is costed: %(sum)s.") % {"sum": money(amount, currency)}
        if unknown:
            told += " " + ngettext(
                "Of %(n)s measure the cost is not known.", "Of %(n)s measures the cost is not known.", unknown
            ) % {"n": unknown}  # fmt: skip
        yield told


def _objective(plan: Plan, objective: Objective | None, measures: Sequence[Measure]) -> Iterator[Block]:
    yield Heading(str(objective) if objective else _("Not assigned to an objective yet"), 2, numbered=False)
    if objective is not None:
        yield Paragraph(
            _term(plan, objective) + (f" {objective.description}" if objective.description else "")
        )
    if not measures:
        yield Paragraph(_("No measure yet."))
        return
    yield Table(
        str(objective) if objective else _("Measures without an objective"),
        (
            Column(_("Code"), width=1.25),
            Column(_("Measure"), width=3),
            Column(_("Lead agency"), width=1.5),
            Column(_("Deadline"), width=1.2),
            Column(_("Cost"), "end", width=1.6),
            Column(_("Status"), width=1.6),
        ),
        tuple(
            (
                (Span(measure.code, href=measure.get_absolute_url()),),
                measure.title,
                measure.lead.short if measure.lead else UNKNOWN,
                f"{measure.deadline:%d.%m.%Y}" if measure.deadline else UNKNOWN,
                money(measure.cost, measure.currency),
                measure.get_status_display(),
            )
            for measure in measures
        ),
        source_of(plan),
    )


def _term(plan: Plan, objective: Objective) -> str:
    bounds = bounds_of(objective.term, plan.start)
    return _("%(term)s (months %(over)s to %(to)s of the plan), priority: %(priority)s.") % {
        "term": Term(objective.term).label,
        "over": bounds.over + 1,
        "to": bounds.to,
        "priority": str(objective.get_priority_display()).lower(),
    }


def sheet(measure: Measure, names: Names, viewer: Viewer) -> Iterator[Block]:
    """Yield one measure in full: a heading and a table of its particulars."""
    yield Heading(f"{measure.code}. {measure.title}", 2, numbered=False)
    what, _address = origin_text(measure, viewer)
    rows: list[tuple[Text, ...]] = [
        (capfirst(_("status")), measure.get_status_display()),
        (capfirst(_("what it treats")), what or UNKNOWN),
    ]
    for _title, facts in facts_of(measure, names):
        rows += [fact for fact in facts if fact[1] != UNKNOWN]
    if measure.status == Status.DONE:
        rows += [
            (_("Done on"), f"{measure.done_on:%d.%m.%Y}"),
            (_("Evidence of completion"), measure.completion),
            (_("Verified"), _verified(measure)),
        ]
    rows += [
        (
            _("Reading of %(day)s") % {"day": f"{each.on:%d.%m.%Y}"},
            f"{each.value:g} {measure.unit} ({each.source})",
        )
        for each in measure.readings.all()
    ]
    yield Table(
        f"{measure.code}", (Column(_("Particular"), width=1), Column(_("Value"), width=3)), tuple(rows),
        source_of(measure.plan),
    )  # fmt: skip


def _verified(measure: Measure) -> str:
    if measure.verified_on is None:
        return _("not yet")
    return f"{measure.verified_on:%d.%m.%Y}: {measure.verification}"


# --- pictures -----------------------------------------------------------------------------------------------


def timeline(plan: Plan, measures: Sequence[Measure], objective: Objective | None) -> Figure:
    """Return measures over the plan's time, as a picture with its table."""
    title = _("Measures over time") if objective is None else str(objective)
    known = [day for measure in measures for day in (measure.start, measure.deadline) if day]
    looks = {
        "waiting": _("not begun"), "running": pgettext("of a measure", "in progress"),
        "done": pgettext("of a measure", "done"), "late": _("overdue"),
    }  # fmt: skip
    return gantt(
        About(
            caption=title,
            description=_("Each measure from its beginning to its deadline; the table below says the same."),
            source=source_of(plan),
            language=language(),
            notes=_gantt_notes(measures),
            stamp=stamp_of(plan),
        ),
        [_bar(measure) for measure in measures],
        first=min([plan.start, *known]),
        last=max([plan.end, *known]) + timedelta(days=1),
        today=timezone.localdate(),
        looks=looks,
    )


def _gantt_notes(measures: Sequence[Measure]) -> tuple[str, ...]:
    notes = [_("The dashed line is today.")]
    if any((measure.start is None) != (measure.deadline is None) for measure in measures):
        notes.append(_("A diamond is a measure of which beginning or deadline is not known."))
    if any(measure.start is None and measure.deadline is None for measure in measures):
        notes.append(_("An empty row is a measure of which neither is known."))
    return tuple(notes)


def _bar(measure: Measure) -> Bar:
    look = {Status.IN_PROGRESS: "running", Status.DONE: "done"}.get(Status(measure.status), "waiting")
    return Bar(
        name=f"{measure.code} {measure.title}",
        start=measure.start,
        end=measure.deadline,
        look="late" if overdue(measure) else look,
        state=str(measure.get_status_display()),
        who=measure.lead.short if measure.lead else "",
    )


def readings_figure(measure: Measure) -> Figure | None:
    """Return what a measure's indicator showed, between baseline and target; None where nothing is known."""
    values = [Dated(each.on, each.value, each.source) for each in measure.readings.all()]
    baseline, target = (
        _dated(measure.baseline, measure.baseline_on),
        _dated(measure.target, measure.target_on),
    )
    if not (values or (baseline and target)):
        return None
    what = measure.indicator or str(measure.series or "")
    return readings(
        About(
            caption=what,
            description=_("Readings of the indicator between its baseline and its target."),
            source=_("readings entered for measure %(code)s") % {"code": measure.code},
            language=language(),
            stamp=stamp_of(measure.plan),
        ),
        values,
        unit=measure.unit,
        baseline=baseline,
        target=target,
    )


def _dated(value: float | None, on: date | None) -> Dated | None:
    return None if value is None or on is None else Dated(on, value)


# --- resources ----------------------------------------------------------------------------------------------


def resources_table(
    load: Mapping[Agency, Mapping[Month, int]], capacity: Mapping[Agency, int], measures: Sequence[Measure]
) -> Table | None:
    """Return by agency the officers asked for in the busiest month and those available; None if none are."""
    if not load:
        return None
    rows = []
    for agency, months in sorted(load.items(), key=lambda pair: pair[0].code):
        month, asked = max(months.items(), key=lambda pair: (pair[1], -pair[0].ordinal))
        there = capacity.get(agency)
        rows.append(
            (
                agency.short,
                f"{month.month:02}.{month.year}",
                str(asked),
                UNKNOWN if there is None else str(there),
                UNKNOWN if there is None else f"{there - asked:+d}".replace("-", "−"),
            )
        )
    undated = sum(
        measure.status in LIVE
        and not (measure.start and measure.deadline)
        and any(need.kind == NeedKind.STAFF for need in measure.needs.all())
        for measure in measures
    )
    notes = (
        (
            ngettext(
                "%(n)s measure that needs officers has no beginning or no deadline, and is not counted.",
                "%(n)s measures that need officers have no beginning or no deadline, and are not counted.",
                undated,
            )
            % {"n": undated},
        )
        if undated
        else ()
    )
    return Table(
        _("Officers needed in the month that needs most, and available"),
        (
            Column(_("Agency"), width=2),
            Column(_("Month with most")),
            Column(_("Needed"), "end"),
            Column(_("Available"), "end"),
            Column(_("Difference"), "end"),
        ),
        tuple(rows),
        _("needs of the measures that still have to be done"),
        notes,
    )


# --- the change ---------------------------------------------------------------------------------------------


def change_chapters(plan: Plan, before: Version, after: Version | None, viewer: Viewer) -> list[Block]:
    """Return a plan's change as three columns: was, becomes, why."""
    measures = measures_of(plan, viewer)
    lines = changes(before, after, plan, viewer)
    found = differences(
        lines,
        {measure.code: measure.title for measure in measures},
        Names.known(plan.objectives.all()),
        frozenset(measure.code for measure in measures),
    )
    tally = counts(lines)
    summary = "; ".join(f"{str(VERDICTS[verdict]).lower()}: {count}" for verdict, count in tally.items())
    return [
        Heading(_("Change of the plan")),
        Paragraph(
            _("Compared with version %(number)s, approved by: %(basis)s.")
            % {"number": before.number, "basis": before.basis}
        ),
        Paragraph(_("Measures: %(summary)s.") % {"summary": summary}),
        Table(
            _("Was, becomes, why"),
            (
                Column(_("Measure"), width=1.4),
                Column(pgettext("comparison", "Was"), width=2),
                Column(pgettext("comparison", "Becomes"), width=2),
                Column(pgettext("comparison", "Why"), width=1.6),
            ),
            tuple(_change_row(each) for each in found if not each.kept)
            or ((_("nothing"), UNKNOWN, UNKNOWN, UNKNOWN),),
            source_of(plan),
        ),
        *_kept([f"{each.code} {each.title}" for each in found if each.kept]),
    ]


def _kept(titles: Sequence[str]) -> list[Block]:
    return [Heading(_("Kept unchanged"), 2), Bullets(tuple(titles))] if titles else []


def _change_row(each: Difference) -> tuple[Text, ...]:
    return (
        f"{each.code} {each.title} ({each.verdict.lower()})",
        _listed(each.was),
        _listed(each.becomes),
        each.reason or UNKNOWN,
    )


def _listed(pairs: Iterable[tuple[str, str]]) -> str:
    return "; ".join(f"{name}: {value}" if value else name for name, value in pairs) or UNKNOWN
