"""A running or ended activation as documents: situation report, log, notification list."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chegara.contingency.choices import EntryKind, TaskState
from chegara.contingency.models import Activation
from chegara.contingency.presenters import clock, of
from chegara.contingency.queries import Board
from chegara.contingency.report.common import document
from chegara.contingency.report.plan import notification_table
from chegara.contingency.sheets import task_row
from chegara.reporting.blocks import (
    Block,
    Bullets,
    Callout,
    Column,
    Document,
    Heading,
    Paragraph,
    Signature,
    SignatureBlock,
    Table,
)
from chegara.reporting.numbers import UNKNOWN

LATEST = 15
"""Entries of the log that a situation report prints; the log itself has all."""


def _moment(value: datetime | None) -> str:
    return f"{timezone.localtime(value):%d.%m.%Y %H:%M}" if value else UNKNOWN


def situation_report(activation: Activation, now: datetime, language: str) -> Document:
    """Return the situation at one moment: level, orders, tasks, what can't be done, the latest entries."""
    with translation.override(language):
        board = Board(activation, now)
        blocks: list[Block] = [
            Paragraph(
                _("As of %(moment)s, %(clock)s. Level in force: %(level)s.")
                % {"moment": _moment(now), "clock": clock(board.minutes), "level": board.level}
            )
        ]
        if not activation.running:
            blocks.append(
                Paragraph(_("Ended on %(moment)s. %(ending)s")
                          % {"moment": _moment(activation.ended_at), "ending": activation.ending})
            )  # fmt: skip
        blocks += [
            Heading(_("Orders"), 2, numbered=False),
            _orders(board),
            Heading(pgettext("of a contingency plan", "Tasks"), 2, numbered=False),
            *_tasks(board),
            Heading(_("Latest entries of the log"), 2, numbered=False),
            _log(board.log[-LATEST:]),
            SignatureBlock(
                _("Signed"), (Signature(activation.plan.commander or activation.plan.owner_agency.name),)
            ),
        ]
        return _document(activation, _("Situation report"), blocks, language)


def _document(activation: Activation, title: str, blocks: list[Block], language: str) -> Document:
    return document(
        activation.plan, title, blocks, language, subtitle=activation.title, exercise=activation.exercise
    )  # fmt: skip


def _orders(board: Board) -> Table:
    return Table(
        _("Levels ordered"),
        (
            Column(pgettext("of a contingency plan", "Level"), width=1.5), Column(_("Order No.")),
            Column(_("Given by"), width=2), Column(_("Given at"), width=1.3), Column(_("Reason"), width=2.5),
        ),
        tuple(
            (
                str(order.level), of(order, "number"), of(order, "authority"), _moment(order.given_at),
                of(order, "reason"),
            )
            for order in board.orders
        ),
    )  # fmt: skip


def _tasks(board: Board) -> list[Block]:
    late = [each for each in board.tasks if each.late]
    impossible = [each for each in board.tasks if each.state == TaskState.IMPOSSIBLE]
    counted = "; ".join(f"{state.label}: {board.count(state)}" for state in TaskState)
    blocks: list[Block] = [Paragraph(f"{counted}. " + _("Late: %(n)s.") % {"n": len(late)})]
    if impossible:
        blocks.append(
            Callout(
                _("Can't be done"),
                "; ".join(
                    f"{each.task}: {each.report.remark if each.report else UNKNOWN}" for each in impossible
                ),
                "warning",
            )
        )
    if late:
        blocks.append(Callout(_("Late"), "; ".join(str(each.task) for each in late), "warning"))
    blocks.append(
        Table(
            _("Tasks and how far they are"),
            (
                Column(_("Time"), width=1.2), Column(pgettext("of a contingency plan", "Task"), width=3),
                Column(_("Who"), width=2), Column(_("State"), width=1.2), Column(_("Remark"), width=2),
            ),
            tuple(_task(each) for each in board.tasks),
        )
    )  # fmt: skip
    return blocks


def _task(each: Any) -> tuple[str, ...]:
    row = task_row(each.task)
    report = each.report
    return (
        *row[:3],
        f"{each.label}\n{_moment(report.at)}" if report else each.label,
        of(report, "remark") if report else UNKNOWN,
    )


def _log(entries: list[Any]) -> Table | Bullets:
    if not entries:
        return Bullets((_("The log is empty."),))
    return Table(
        pgettext("of an activation", "Log"),
        (
            Column(_("When"), width=1.2), Column(_("Kind")), Column(_("Agency")), Column(_("What"), width=4),
            Column(_("Written by"), width=1.4),
        ),
        tuple(
            (
                _moment(each.happened_at), str(EntryKind(each.kind).label), of(each, "agency"), each.text,
                each.by.full_name,
            )
            for each in entries
        ),
    )  # fmt: skip


def log(activation: Activation, now: datetime, language: str) -> Document:
    """Return the whole log."""
    with translation.override(language):
        board = Board(activation, now)
        return _document(
            activation, _("Log of decisions and events"), [_orders(board), _log(board.log)], language
        )


def notification_list(activation: Activation, now: datetime, language: str) -> Document:
    """Return whom to tell of the level in force, to be filled in by hand."""
    with translation.override(language):
        board = Board(activation, now)
        return _document(
            activation, _("Notification list"), [notification_table(board.content, board.level)], language
        )
