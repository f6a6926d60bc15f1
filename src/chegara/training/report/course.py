"""What a course achieved, by Kirkpatrick's four levels.

Source:
    D. L. Kirkpatrick, J. D. Kirkpatrick, "Evaluating training programs: the four levels", 3rd edition, 2006.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chegara.common.intervals import wilson
from chegara.organisation.papers import document, table
from chegara.organisation.registers.presenters import between, number, percent
from chegara.reporting.blocks import Block, Bullets, Callout, Document, Heading, Paragraph
from chegara.reporting.numbers import UNKNOWN
from chegara.training.choices import Applied, Moment
from chegara.training.methods.gain import Estimate, class_gain, mean
from chegara.training.methods.items import item_statistics
from chegara.training.models import Course, Feedback, FollowUp, Registration, Session, Sitting
from chegara.training.queries import days_of, scores_of


def course_results(course: Course, language: str, *, session: Session | None = None) -> Document:
    """Return the results of a course, of all its sessions or of one."""
    with translation.override(language):
        sessions = [session] if session else list(course.sessions.all())
        blocks = [
            *_attended(sessions),
            *_reaction(sessions),
            *_learning(sessions),
            *_items(sessions),
            *_behaviour(sessions),
            *_results(course),
        ]
        return document(
            _("Results of the course"),
            blocks,
            language,
            subtitle=str(session or course),
            countries=[course.country],
            marking=course.marking,
            issued_by=course.owner_agency.name,
        )


def _attended(sessions: Sequence[Session]) -> list[Block]:
    rows = []
    for one in sessions:
        days = len(days_of(one))
        registered = list(
            Registration.objects.filter(session=one, withdrawn=False).values_list("present", flat=True)
        )
        known = [each for each in registered if each is not None]
        rows.append(
            (
                f"{one.start:%d.%m.%Y} – {one.end:%d.%m.%Y}",
                one.place or UNKNOWN,
                str(len(registered)),
                str(sum(bool(each) for each in known)) if known else UNKNOWN,
                str(sum(len(each) == days for each in known)) if known else UNKNOWN,
            )
        )
    heads = (_("Session"), _("Place"), _("Registered"), _("Present"), _("On all days"))
    return [
        Heading(_("Sessions"), 2, numbered=False),
        *table(_("Sessions and attendance"), heads, rows, numbers=3),
    ]


def _reaction(sessions: Sequence[Session]) -> list[Block]:
    sheets = list(Feedback.objects.filter(session__in=sessions))
    rows = []
    for name, label in (
        ("useful", _("useful at work")),
        ("taught", _("taught well")),
        ("organised", _("organised well")),
    ):
        given = np.array(
            [getattr(one, name) for one in sheets if getattr(one, name) is not None], dtype=float
        )
        if len(given):
            found = mean(given)
            rows.append((label, str(len(given)), number(found.value, 2), between(found.interval)))
    return [
        Heading(_("Level 1: reaction"), 2, numbered=False),
        *table(
            _("Feedback, 1 to 5"), (_("What"), _("Sheets"), _("Mean"), _("95 % interval")), rows, numbers=3
        ),
    ]


def _learning(sessions: Sequence[Session]) -> list[Block]:
    scores = scores_of([one.pk for one in sessions])
    blocks: list[Block] = [Heading(_("Level 2: learning"), 2, numbered=False)]
    means, gains = [], []
    for label, first, second in (
        (_("before → after"), Moment.BEFORE, Moment.AFTER),
        (_("before → months later"), Moment.BEFORE, Moment.RETENTION),
    ):
        gain = class_gain([(each.get(first), each.get(second)) for each in scores.values()])
        if gain is None:
            continue
        means.append(
            (
                label,
                str(gain.persons),
                number(gain.before, 1),
                number(gain.after, 1),
                _estimate(gain.difference, 1),
            )
        )
        gains.append((label, _estimate(gain.gain), _estimate(gain.change), number(gain.effect, 2)))
    blocks += table(
        _("What was learnt, and kept"),
        (
            _("Tests"),
            _("Persons with both"),
            _("Mean before, %"),
            _("Mean then, %"),
            _("Difference, points"),
        ),
        means,
        numbers=4,
        widths=(1.6, 1, 1, 1, 1.8),
        notes=(
            _(
                "In brackets the 95 % interval; without one there were too few persons. There was no group "
                "without the course: the difference is not proved to be the course's alone."
            ),
        ),
    )
    if gains:
        blocks += table(
            _("Of what could be learnt"),
            (_("Tests"), _("Gain (Hake)"), _("Change (Marx–Cummings)"), _("Cohen's d")),
            gains,
            numbers=3,
            notes=(
                _(
                    "Gain: what was gained of what could be gained, by class means; change: the mean of each "
                    "person's."
                ),
            ),
        )
    return blocks


def _estimate(found: Estimate | None, digits: int = 2) -> str:
    if found is None:
        return UNKNOWN
    value = number(found.value, digits)
    return f"{value} ({between(found.interval, digits)})" if found.interval else value


def _items(sessions: Sequence[Session]) -> list[Block]:
    blocks: list[Block] = []
    sittings = Sitting.objects.filter(session__in=sessions, moment=Moment.AFTER, test__isnull=False)
    by_test: dict[object, list[list[bool]]] = {}
    for one in sittings.select_related("test"):
        if one.answers:
            by_test.setdefault(one.test, []).append(one.answers)
    for test, answers in by_test.items():
        if len({len(row) for row in answers}) > 1:
            continue
        found = item_statistics(answers)
        rows = [
            (
                str(place),
                _question(test, place),
                percent(item.difficulty),
                between(item.difficulty_interval, 0, 100),
                number(item.discrimination, 2),
                number(item.point_biserial, 2),
            )
            for place, item in enumerate(found.items, start=1)
        ]
        heads = (
            _("No."),
            _("Question"),
            pgettext("of training", "Right"),
            _("95 % interval, %"),
            _("Discrimination D"),
            _("Point-biserial"),
        )
        blocks += table(
            _("Questions of “%(test)s” after the course, %(n)s persons") % {"test": test, "n": found.persons},
            heads,
            rows,
            numbers=4,
            widths=(0.5, 3, 0.8, 1.2, 1.2, 1.2),
            notes=(_("Reliability KR-20: %s") % number(found.kr20, 2),),
        )
    return blocks


def _question(test: object, place: int) -> str:
    questions = getattr(test, "questions", [])
    return str(questions[place - 1]["text"]) if place <= len(questions) else UNKNOWN


def _behaviour(sessions: Sequence[Session]) -> list[Block]:
    seen = Counter(FollowUp.objects.filter(session__in=sessions).values_list("applied", flat=True))
    total = sum(seen.values())
    rows = [
        (
            str(kind.label),
            str(seen[kind]),
            percent(seen[kind] / total),
            between(wilson(seen[kind], total), 0, 100),
        )
        for kind in Applied
        if total
    ]
    heads = (_("At work"), _("Observations"), _("Share"), _("95 % interval, %"))
    return [
        Heading(_("Level 3: behaviour at work"), 2, numbered=False),
        *table(_("What was observed at work"), heads, rows, numbers=3),
    ]


def _results(course: Course) -> list[Block]:
    found = list(course.results.all())
    rows = [
        (
            one.indicator + (f", {one.unit}" if one.unit else ""),
            f"{number(one.before)} ({one.before_period})",
            f"{number(one.after)} ({one.after_period})",
            one.source,
        )
        for one in found
    ]
    heads = (_("Indicator"), _("Before"), _("After"), _("Source"))
    blocks = [Heading(_("Level 4: results"), 2, numbered=False), *table(_("Results at work"), heads, rows)]
    if found:
        blocks.append(
            Callout(
                _("What this does not prove"),
                _(
                    "An indicator that moved after a course moved for many reasons. What else may have "
                    "moved it is named below."
                ),
            )
        )
        blocks.append(
            Bullets(tuple(one.remark for one in found if one.remark))
            if any(one.remark for one in found)
            else Paragraph(_("Nothing else was named."))
        )
    return blocks
