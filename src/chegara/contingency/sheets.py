"""The parts of a plan as tables, the same on its page and in its documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chegara.contingency.methods.call_tree import LoopError, Told
from chegara.contingency.models import CallStep, ResponseLevel, ResponseTask, WarningSign
from chegara.contingency.presenters import clock, language, listed, minutes, number, of
from chegara.contingency.queries import Content
from chegara.reporting.blocks import Column, Table
from chegara.reporting.numbers import UNKNOWN, decimal


@dataclass(frozen=True)
class Sheet:
    """A kind of part as a table: `anchor` on the page, `part` in addresses, the parts beside their rows."""

    anchor: str
    part: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    parts: tuple[Any, ...]
    empty: str
    total: tuple[tuple[str, ...], ...] = ()
    fixed: bool = False

    @property
    def lines(self) -> list[tuple[tuple[str, ...], Any]]:
        """Rows, each with its part."""
        return list(zip(self.rows, self.parts, strict=True))

    def table(self) -> Table:
        """Return it as a document's table."""
        last = frozenset(range(len(self.rows), len(self.rows) + len(self.total)))
        return Table(self.title, self.columns, (*self.rows, *self.total), emphasised=last)


def figures(content: Content) -> Sheet:
    """Planning figures: best, likeliest, worst."""
    parts = list(content.plan.figures.all())
    return Sheet(
        "figures", "figure", _("Planning figures"),
        (
            Column(pgettext("of planning", "Figure"), width=2.4), Column(_("Best case"), "end"),
            Column(_("Likeliest"), "end"),
            Column(_("Worst case"), "end"), Column(_("What it rests on"), width=2),
        ),
        tuple(
            (str(each), number(each.best), number(each.likely), number(each.worst), of(each, "source"))
            for each in parts
        ),
        tuple(parts), _("No figure yet: how many come, for how long, in the best and the worst case?"),
    )  # fmt: skip


def assumptions(content: Content) -> Sheet:
    """Assumptions with owner, test and result."""
    parts = list(content.plan.assumptions.select_related("owner"))
    return Sheet(
        "assumptions", "assumption", _("Assumptions"),
        (
            Column(_("Assumption"), width=3), Column(_("Who answers for it"), width=1.6),
            Column(_("To be tested by")), Column(_("Result"), width=1.6),
        ),
        tuple(
            (
                each.text, listed((each.owner.short if each.owner else "", each.office)), of(each, "test_by"),
                listed((each.get_result_display(), each.finding)),
            )
            for each in parts
        ),
        tuple(parts), _("No assumption is written down: what must be so for the plan to work?"),
    )  # fmt: skip


def persistence(sign: WarningSign) -> str:
    """Return a sign's rule in words."""
    return _("%(side)s the threshold in %(n)s of %(m)s readings") % {
        "side": sign.get_side_display(), "n": sign.persist_n, "m": sign.persist_m
    }  # fmt: skip


def signs(content: Content) -> Sheet:
    """Warning signs with baseline, thresholds and rule."""
    parts = content.signs
    return Sheet(
        "signs",
        "sign",
        _("Warning signs"),
        (
            Column(_("Warning sign"), width=2.2),
            Column(_("Source"), width=1.6),
            Column(_("Baseline"), "end"),
            Column(_("Thresholds"), width=2),
            Column(_("Warns"), width=2),
            Column(_("Who watches it")),
        ),
        tuple(
            (
                f"{each.name}, {each.unit}" if each.unit else each.name,
                f"{each.series}, {each.place}"
                if each.series
                else _("reported by hand, %(how)s") % {"how": each.get_frequency_display()},
                number(each.baseline),
                "; ".join(f"{one.level}: {number(one.value)}" for one in each.thresholds.all()) or UNKNOWN,
                persistence(each),
                of(each, "owner"),
            )
            for each in parts
        ),
        tuple(parts),
        _("No warning sign yet: by what is the emergency seen before it comes?"),
    )


def crises(content: Content) -> Sheet:
    """Past crises, which back-tests ask about."""
    parts = list(content.plan.crises.all())
    return Sheet(
        "crises", "crisis", _("When it happened before"),
        (Column(_("Began on")), Column(_("What happened"), width=3), Column(_("Source"), width=2)),
        tuple((of(each, "began_on"), each.name, of(each, "source")) for each in parts),
        tuple(parts), _("No past crisis yet: signs are tried out on those that are known."),
    )  # fmt: skip


def levels(content: Content) -> Sheet:
    """Levels with beginning, end, who decides, and the deadline for telling all."""
    return Sheet(
        "levels",
        "level",
        _("Levels"),
        (
            Column(pgettext("of a contingency plan", "Level"), width=1.2),
            Column(_("Begins when"), width=2.4),
            Column(_("Ends when"), width=2.4),
            Column(_("Who decides"), width=1.6),
            Column(_("All told within")),
        ),
        tuple(
            (
                str(each),
                of(each, "activation"),
                of(each, "stand_down"),
                of(each, "decided_by"),
                minutes(each.told_within),
            )
            for each in content.levels
        ),
        tuple(content.levels),
        "",
        fixed=True,
    )


def posts(content: Content) -> Sheet:
    """Posts with agency, place and channel."""
    parts = content.posts
    return Sheet(
        "posts",
        "post",
        _("Posts"),
        (
            Column(pgettext("a position", "Post"), width=2),
            Column(_("Agency")),
            Column(_("Place"), width=1.4),
            Column(_("People"), "end", 0.7),
            Column(_("Reports to"), width=1.5),
            Column(_("Channel"), width=1.4),
        ),
        tuple(
            (
                each.name,
                each.agency.short,
                of(each, "place"),
                str(each.staff),
                of(each, "reports_to"),
                of(each, "channel"),
            )
            for each in parts
        ),
        tuple(parts),
        _("No post yet: tasks are done by posts, not by names."),
    )


def task_row(task: ResponseTask, *, with_owner: bool = True) -> tuple[str, ...]:
    """Return a task as a row: T+, number and task, who, where, with what, after what, done when."""
    until = f"–{clock(task.begins + task.lasts)}" if task.lasts else ""
    who = (
        (str(task.post) if task.post else task.agency.short if task.agency else UNKNOWN,)
        if with_owner
        else ()
    )
    with_what = UNKNOWN
    if task.resource:
        with_what = (
            f"{task.resource.name}: {number(task.amount)}" if task.amount is not None else task.resource.name
        )
    after = ", ".join(str(each.number) for each in task.after.all()) or UNKNOWN
    return (
        f"{clock(task.begins)}{until}",
        str(task),
        *who,
        of(task, "place"),
        with_what,
        after,
        of(task, "done_when"),
    )


def task_columns(*, with_owner: bool = True) -> tuple[Column, ...]:
    """Return the columns of `task_row`."""
    who = (Column(_("Who"), width=2),) if with_owner else ()
    return (
        Column(_("Time"), width=1.1), Column(pgettext("of a contingency plan", "Task"), width=3), *who,
        Column(_("Place"), width=1.3), Column(_("With what"), width=1.4), Column(_("After"), width=0.7),
        Column(_("Done when"), width=2),
    )  # fmt: skip


def tasks(content: Content, level: ResponseLevel) -> Sheet:
    """Tasks that begin with a level."""
    parts = [task for task in content.tasks if task.level_id == level.pk]
    return Sheet(
        f"tasks-{level.rank}", "task", _("Tasks of the level “%(level)s”") % {"level": level}, task_columns(),
        tuple(task_row(task) for task in parts), tuple(parts), _("No task at this level yet."),
    )  # fmt: skip


def ordered_calls(content: Content) -> list[tuple[int, CallStep]]:
    """Return the call tree as people read it: each caller, below them whom they call, with the depth."""
    below: dict[int | None, list[CallStep]] = {}
    for step in content.calls:
        below.setdefault(step.caller_id, []).append(step)
    found: list[tuple[int, CallStep]] = []

    def add(caller: int | None, depth: int) -> None:
        for step in below.get(caller, ()):
            found.append((depth, step))
            add(step.pk, depth + 1)

    add(None, 0)
    return found


def told(content: Content) -> dict[int, Told[int]]:
    """Return when each in the call tree knows at the highest level; nothing where the tree has a circle."""
    try:
        return content.told_at(content.levels[-1])
    except LoopError:
        return {}


def calls(content: Content) -> Sheet:
    """The call tree, with the minute at which each knows."""
    tree, when = ordered_calls(content), told(content)

    def row(depth: int, step: CallStep) -> tuple[str, ...]:
        known = when.get(step.pk)
        failing = known.if_failing if known else None
        return (
            f"{'→ ' * depth}{step}", of(step, "channel"), of(step, "fallback"), of(step, "from_level"),
            number(known.minutes if known else None), number(failing),
        )  # fmt: skip

    return Sheet(
        "calls", "call", _("Call tree"),
        (
            Column(_("Who is told"), width=2.4), Column(_("Channel"), width=1.4),
            Column(_("If that fails"), width=1.4), Column(_("From level"), width=1.2),
            Column(_("Knows after, min"), "end"), Column(_("If all first channels fail, min"), "end"),
        ),
        tuple(row(depth, step) for depth, step in tree), tuple(step for _depth, step in tree),
        _("Nobody is told yet: who calls whom, over what, and how if that fails?"),
    )  # fmt: skip


def resources(content: Content) -> Sheet:
    """Resources: needed by level, available, missing in the worst case, arrival, days a stock lasts."""
    parts = content.resources

    def row(each: Any) -> tuple[str, ...]:
        supply = content.supply_of(each)
        needed = "; ".join(
            f"{need.level}: {number(need.likely)}–{number(need.worst)}" for need in each.needs.all()
        )
        return (
            str(each),
            each.agency.short if each.agency else UNKNOWN,
            needed or UNKNOWN,
            number(each.available),
            number(supply.short_by),
            minutes(each.arrives_within),
            number(supply.days),
        )

    return Sheet(
        "resources", "resource", _("Resources: needed and available"),
        (
            Column(pgettext("of a contingency plan", "Resource"), width=2), Column(_("Whose")),
            Column(_("Needed: likeliest–worst case"), width=2.2), Column(_("Available"), "end"),
            Column(_("Missing in the worst case"), "end"), Column(_("Arrives within")),
            Column(_("Lasts, days"), "end"),
        ),
        tuple(row(each) for each in parts), tuple(parts),
        _("No resource yet: what is needed, what is there, how fast does it come?"),
    )  # fmt: skip


def referrals(content: Content) -> Sheet:
    """Who takes over persons who need more than passage."""
    parts = list(content.plan.referrals.select_related("receives"))
    return Sheet(
        "referrals",
        "referral",
        _("Humanitarian part: who takes over whom"),
        (
            Column(_("Who"), width=1.4),
            Column(_("Who takes over"), width=1.6),
            Column(_("Where"), width=1.2),
            Column(_("Within"), width=0.8),
            Column(_("What is done"), width=2.4),
            Column(_("Safeguard"), width=2.4),
        ),
        tuple(
            (
                str(each),
                listed((each.receives.short if each.receives else "", each.partner)),
                of(each, "place"),
                minutes(each.within),
                each.what,
                of(each, "safeguard"),
            )
            for each in parts
        ),
        tuple(parts),
        _("No referral yet: asylum seekers, children, the sick: who takes them over?"),
    )


def fallbacks(content: Content) -> Sheet:
    """How functions go on without IT."""
    parts = list(content.plan.fallbacks.all())
    return Sheet(
        "fallbacks",
        "fallback",
        _("Work without IT"),
        (
            Column(_("Function"), width=2),
            Column(_("From minute"), "end"),
            Column(_("Printed form"), width=1.6),
            Column(_("Filled in by"), width=1.4),
            Column(_("Blank forms"), width=1.4),
            Column(_("How it comes back"), width=2),
        ),
        tuple(
            (
                each.function,
                str(each.after_minutes),
                each.form_title,
                of(each, "filled_by"),
                of(each, "kept"),
                of(each, "comes_back"),
            )
            for each in parts
        ),
        tuple(parts),
        _("No form yet: how does control go on when the computers do not?"),
    )


def costs(content: Content) -> Sheet:
    """What the first three months cost, with the sum of each currency."""
    parts = list(content.plan.costs.select_related("agency"))
    sums: dict[str, list[Decimal]] = {}
    for each in parts:
        row = sums.setdefault(each.currency, [Decimal(0)] * 3)
        sums[each.currency] = [old + new for old, new in zip(row, _months(each), strict=True)]
    total = tuple(
        (_("Total"), UNKNOWN, *(_money(value) for value in (*months, sum(months))), currency, UNKNOWN)
        for currency, months in sums.items()
    )
    return Sheet(
        "costs",
        "cost",
        _("Cost of the first three months"),
        (
            Column(pgettext("of a cost", "Item"), width=2),
            Column(_("Who pays")),
            Column(_("Month 1"), "end"),
            Column(_("Month 2"), "end"),
            Column(_("Month 3"), "end"),
            Column(_("Total"), "end"),
            Column(_("Currency"), width=0.8),
            Column(_("Source of funds"), width=1.6),
        ),
        tuple(
            (
                each.item,
                of(each, "agency"),
                *(_money(value) for value in (*_months(each), sum(_months(each)))),
                each.currency,
                of(each, "source"),
            )
            for each in parts
        ),
        tuple(parts),
        _("No cost yet: what do the first three months cost, and who pays?"),
        total,
    )


def _months(cost: Any) -> tuple[Decimal, Decimal, Decimal]:
    return cost.month_1, cost.month_2, cost.month_3


def _money(value: Decimal | int) -> str:
    return decimal(float(value), language(), 0)


def groups(content: Content) -> list[tuple[str, Sequence[Sheet]]]:
    """Return all sheets of a plan under their headings, as its page shows them."""
    return [
        (_("Scenario"), (figures(content), assumptions(content))),
        (_("Early warning"), (signs(content), crises(content))),
        (
            _("Levels and tasks"),
            (levels(content), posts(content), *(tasks(content, each) for each in content.levels)),
        ),
        (_("Telling all who must know"), (calls(content),)),
        (_("Means"), (resources(content), costs(content))),
        (_("People and continuity"), (referrals(content), fallbacks(content))),
    ]
