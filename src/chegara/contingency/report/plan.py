"""A contingency plan as documents: the joint instruction, cards per post, blank forms, notification lists."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chegara.contingency import sheets
from chegara.contingency.actions.agreements import stands_of
from chegara.contingency.choices import PlanState
from chegara.contingency.models import ContingencyPlan, DutyPost, ResponseLevel, WarningSign
from chegara.contingency.presenters import clock, listed, number, of
from chegara.contingency.queries import Content, Tried, history_of, last_exercised, try_out
from chegara.contingency.report.common import bullets, document, texts
from chegara.contingency.report.simulated import chapter as simulated
from chegara.contingency.report.warning import tested_row
from chegara.contingency.sheets import Sheet
from chegara.organisation.visibility import Viewer
from chegara.reporting.blocks import (
    Block,
    Bullets,
    Callout,
    Column,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Signature,
    SignatureBlock,
    Span,
    Table,
)
from chegara.reporting.numbers import UNKNOWN
from chegara.risk.report.stands import stand_blocks


def instruction(plan: ContingencyPlan, viewer: Viewer, language: str) -> Document:
    """Return the joint instruction: all of the plan, agreed by each agency."""
    with translation.override(language):
        content = Content(plan)
        blocks: list[Block] = [
            *_general(plan), *_scenario(content), *_warning(content, viewer), *_levels(content),
            *_command(content), *_tasks(content), *_means(content), *_people(content), *_continuity(content),
            *_afterwards(content), *simulated(plan),
            *_agreement(plan),
        ]  # fmt: skip
        return document(
            plan, _("Joint instruction"), blocks, language, contents=True,
            subtitle=_("%(kind)s: %(place)s") % {"kind": plan.get_kind_display(), "place": plan.place},
            cover_lines=(plan.title, _("Version %(n)s, %(state)s") % _version(plan)),
        )  # fmt: skip


def _version(plan: ContingencyPlan) -> dict[str, object]:
    return {"n": plan.version, "state": plan.get_state_display().lower()}


def _sheet(sheet: Sheet) -> Iterator[Block]:
    if sheet.rows:
        yield sheet.table()
    elif sheet.empty:
        yield Paragraph(_("%(what)s: not laid down yet.") % {"what": sheet.title})


def _said(name: str, value: str) -> tuple[str | Span, ...]:
    return (Span(f"{name}: ", bold=True), value or UNKNOWN)


def _general(plan: ContingencyPlan) -> Iterator[Block]:
    if plan.state != PlanState.APPROVED:
        yield Callout(_("Not approved"), _("This is a draft: nobody acts on it yet."), "warning")
    yield Heading(_("General"))
    yield Paragraph(
        _("This instruction says what the agencies do together in the emergency “%(kind)s” at %(place)s.")
        % {"kind": plan.get_kind_display(), "place": plan.place}
    )
    yield Bullets(
        (
            _said(_("Agencies that take part"), listed(agency.name for agency in plan.agencies.all())),
            _said(_("Who may put it into force"), plan.authority),
            _said(_("Risk that it answers"), plan.risk.title if plan.risk else ""),
            _said(_("Next review"), of(plan, "review_on")),
        )
    )
    yield Heading(_("Legal basis"), 2)
    yield from texts(plan.legal_basis, _("Not laid down yet."))


def _scenario(content: Content) -> Iterator[Block]:
    yield Heading(_("Scenario"))
    yield from texts(content.plan.scenario, _("Not laid down yet."))
    yield from _sheet(sheets.figures(content))
    yield from _sheet(sheets.assumptions(content))


def _warning(content: Content, viewer: Viewer) -> Iterator[Block]:
    yield Heading(_("Early warning"))
    yield from _sheet(sheets.signs(content))
    crises = list(content.plan.crises.all())
    if crises:
        yield from _sheet(sheets.crises(content))
    rows = [
        _tried_row(sign, tried)
        for sign in content.signs
        for tried in try_out(sign, history_of(sign, viewer), crises)
    ]
    if rows:
        yield Table(
            _("Signs tried out on history"),
            (
                Column(_("Warning sign"), width=2),
                Column(_("Threshold"), width=2),
                Column(_("Crises warned of"), "end"),
                Column(_("Lead time"), "end"),
                Column(_("False alarms a year"), "end", 1.3),
            ),
            tuple(rows),
        )


def _tried_row(sign: WarningSign, tried: Tried) -> tuple[str, ...]:
    level, value, _warned, caught, lead, false, _now = tested_row(sign, tried)
    return (str(sign), f"{level}: {value}", caught, lead, false)


def _levels(content: Content) -> Iterator[Block]:
    yield Heading(_("Levels"))
    yield Paragraph(
        _("Levels are cumulative: what a lower level asks for goes on at a higher one. Scheme: %(scheme)s.")
        % {"scheme": content.plan.get_scheme_display()}
    )
    yield from _sheet(sheets.levels(content))


def _command(content: Content) -> Iterator[Block]:
    plan = content.plan
    yield Heading(_("Command and telling all who must know"))
    yield Bullets(
        (
            _said(_("Headquarters"), plan.headquarters), _said(_("Head"), plan.commander),
            _said(_("Deputy"), plan.deputy), _said(_("Shifts"), plan.shifts),
            _said(_("Contact across the border"), plan.neighbour),
        )
    )  # fmt: skip
    members = bullets(plan.members)
    if members:
        yield Heading(_("Members of the headquarters"), 2)
        yield from members
    yield from _sheet(sheets.posts(content))
    yield from _sheet(sheets.calls(content))
    yield Heading(_("Public information"), 2)
    yield from texts(plan.public_information, _("Not laid down yet."))


def _tasks(content: Content) -> Iterator[Block]:
    yield Heading(_("Tasks"))
    yield Paragraph(
        _("T+0 is the moment at which the level is ordered; times are hours and minutes after it.")
    )
    for level in content.levels:
        yield from _sheet(sheets.tasks(content, level))


def _means(content: Content) -> Iterator[Block]:
    yield Heading(_("Means"))
    yield from _sheet(sheets.resources(content))
    yield from _sheet(sheets.costs(content))


def _people(content: Content) -> Iterator[Block]:
    yield Heading(_("People: protection and referral"))
    yield Paragraph(
        _(
            "Nobody is sent back to where their life or freedom is threatened. Children, the sick "
            "and presumed victims are taken over first; who asks for asylum is referred, not questioned "
            "on the merits."
        )
    )
    yield from _sheet(sheets.referrals(content))


def _continuity(content: Content) -> Iterator[Block]:
    yield Heading(_("Continuity"))
    yield from _sheet(sheets.fallbacks(content))
    yield Heading(_("Alternative points and routes"), 2)
    yield from texts(content.plan.alternative, _("Not laid down yet."))
    yield Heading(_("Return to normal"), 2)
    yield from texts(content.plan.return_to_normal, _("Not laid down yet."))


def _afterwards(content: Content) -> Iterator[Block]:
    plan = content.plan
    yield Heading(_("Exercises and revisions"))
    last = last_exercised(plan)
    if last:
        yield Paragraph(_("Last exercised on %(day)s.") % {"day": f"{last:%d.%m.%Y}"})
    else:
        yield Paragraph(_("The plan was never exercised."))
    revisions = [
        (str(each.version), f"{timezone.localtime(each.at):%d.%m.%Y}", each.basis, of(each, "changed"))
        for each in plan.revisions.all()
    ]
    if revisions:
        yield Table(
            _("Revision log"),
            (
                Column(_("Version"), width=0.6), Column(_("Approved")), Column(_("Approved by"), width=2),
                Column(_("What changed"), width=2),
            ),
            tuple(revisions),
        )  # fmt: skip


def _agreement(plan: ContingencyPlan) -> Iterator[Block]:
    """Yield how the agencies stand to the plan, their dissenting opinions, and lines to sign on paper."""
    stands = stands_of(plan)
    yield Heading(_("Agreement of the agencies"))
    yield from stand_blocks(_("Agencies and how they stand to the plan"), stands)
    yield SignatureBlock(_("Agreed"), tuple(Signature(one.agency.name) for one in stands))


# --- cards --------------------------------------------------------------------------------------------------


def cards(plan: ContingencyPlan, language: str) -> Document:
    """Return a card for each post, on a page of its own: its tasks by level, whom to report to."""
    with translation.override(language):
        content = Content(plan)
        blocks: list[Block] = []
        for place, post in enumerate(content.posts):
            if place:
                blocks.append(PageBreak())
            blocks += _card(content, post)
        if not blocks:
            blocks.append(Paragraph(_("The plan names no post yet.")))
        return document(plan, _("Cards of posts"), blocks, language)


def _card(content: Content, post: DutyPost) -> Iterator[Block]:
    yield Heading(post.name, numbered=False)
    yield Paragraph(_("%(agency)s. %(kind)s: %(place)s") % {
        "agency": post.agency.name, "kind": content.plan.get_kind_display(), "place": content.plan.place,
    })  # fmt: skip
    yield Bullets(
        (
            _said(_("Place"), post.place), _said(_("Reports to"), post.reports_to),
            _said(_("Channel"), post.channel), _said(_("People at a time"), str(post.staff)),
        )
    )  # fmt: skip
    any_task = False
    for level in content.levels:
        theirs = [task for task in content.tasks if task.post_id == post.pk and task.level_id == level.pk]
        if theirs:
            any_task = True
            yield Table(
                _("Level “%(level)s”") % {"level": level}, sheets.task_columns(with_owner=False),
                tuple(sheets.task_row(task, with_owner=False) for task in theirs),
            )  # fmt: skip
    if not any_task:
        yield Paragraph(_("No task yet."))
    yield Paragraph(
        (
            Span(_("Always: "), bold=True),
            _("write down what you did and when; report what you can't do at once."),
        )
    )


# --- blank forms --------------------------------------------------------------------------------------------


BLANK = "\u00a0"
"""A line of nothing: a row of a form is as tall as handwriting needs."""


def forms(plan: ContingencyPlan, language: str) -> Document:
    """Return the blank forms for work without IT, each on pages of its own."""
    with translation.override(language):
        blocks: list[Block] = []
        for place, form in enumerate(plan.fallbacks.all()):
            if place:
                blocks.append(PageBreak())
            columns = (_("No."), *(line.strip() for line in form.columns.splitlines() if line.strip()))
            blocks += [
                Heading(form.form_title, numbered=False),
                Paragraph(
                    _("%(function)s. Point: %(place)s. Date ______ Shift ______ Filled in by ____________")
                    % {"function": form.function, "place": plan.place}
                ),
                Paragraph(_("How it comes back: %(how)s") % {"how": of(form, "comes_back")}),
                Table(
                    _("Sheet No. ______"),
                    tuple(
                        Column(name, width=0.5 if not number else 1.0) for number, name in enumerate(columns)
                    ),
                    tuple(
                        (f"{line}\n{BLANK}", *("" for _name in columns[1:]))
                        for line in range(1, form.lines + 1)
                    ),
                ),
            ]
        if not blocks:
            blocks.append(Paragraph(_("The plan names no form yet.")))
        return document(plan, _("Blank forms"), blocks, language)


# --- notification -------------------------------------------------------------------------------------------


def notification_rows(content: Content, level: ResponseLevel) -> tuple[tuple[str, ...], ...]:
    """Return whom to tell of a level, in the order of time, with blanks to be filled in by hand."""
    when = content.told_at(level)
    steps = sorted(
        (step for step in content.calls if step.pk in when), key=lambda step: when[step.pk].minutes
    )
    return tuple(
        (
            clock(int(when[step.pk].minutes)),
            str(step),
            step.caller.office if step.caller else _("duty officer"),
            of(step, "channel"),
            of(step, "fallback"),
            "",
            "",
        )
        for step in steps
    )


def notification_table(content: Content, level: ResponseLevel) -> Table:
    """Return the list of whom to tell of a level."""
    return Table(
        _("Whom to tell: level “%(level)s”") % {"level": level},
        (
            Column(pgettext("deadline", "By")), Column(_("Who is told"), width=2),
            Column(_("Told by"), width=1.4),
            Column(_("Channel"), width=1.5), Column(_("If that fails"), width=1.4), Column(_("Told at")),
            Column(_("Signature")),
        ),
        notification_rows(content, level),
        notes=(_("All are told within %(n)s minutes.") % {"n": number(level.told_within)},),
    )  # fmt: skip


def notification_list(plan: ContingencyPlan, level: ResponseLevel, language: str) -> Document:
    """Return whom to tell of a level, to be printed and filled in by hand."""
    with translation.override(language):
        return document(plan, _("Notification list"), [notification_table(Content(plan), level)], language)
