"""An exercise as documents: the script, and the after-action report (HSEEP 2020)."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from chegara.contingency.choices import Judged, Outcome
from chegara.contingency.models import Exercise
from chegara.contingency.presenters import clock, lines, minutes, of
from chegara.contingency.queries import corrections_of, script_of
from chegara.contingency.report.common import bullets, document, texts
from chegara.organisation.visibility import Viewer
from chegara.reporting.blocks import (
    Block,
    Bullets,
    Column,
    Document,
    Heading,
    Paragraph,
    Signature,
    SignatureBlock,
    Table,
)
from chegara.reporting.numbers import UNKNOWN


def script(exercise: Exercise, language: str) -> Document:
    """Return the script for those who lead the exercise: injects with what is expected of each agency."""
    with translation.override(language):
        rows = tuple(
            (
                f"#{inject.number}", clock(inject.at_minute), inject.text, inject.channel or UNKNOWN,
                "; ".join(_expected(each) for each in expected) or UNKNOWN,
            )
            for inject, expected in script_of(exercise)
        )  # fmt: skip
        blocks: list[Block] = [*_particulars(exercise)]
        blocks.append(
            Table(
                _("Injects and expected actions"),
                (
                    Column(_("No."), width=0.5), Column(_("Time"), width=0.8), Column(_("Inject"), width=3),
                    Column(_("How")), Column(_("Expected actions"), width=4),
                ),
                rows,
            )
            if rows
            else Paragraph(_("The script has no inject yet."))
        )  # fmt: skip
        return document(
            exercise.plan,
            _("Script of the exercise"),
            blocks,
            language,
            subtitle=exercise.title,
            exercise=True,
        )


def _expected(each: object) -> str:
    agency, text, within = each.agency.short, each.text, each.within  # type: ignore[attr-defined]
    return f"{agency}: {text}" + (f" ({minutes(within)})" if within is not None else "")


def _particulars(exercise: Exercise) -> list[Block]:
    blocks: list[Block] = [
        Bullets(
            (
                _("Kind: %(kind)s") % {"kind": exercise.get_kind_display()},
                _("Plan: %(plan)s, version %(version)s")
                % {"plan": exercise.plan.title, "version": exercise.plan.version},
                _("Day: %(day)s") % {"day": f"{exercise.held_on or exercise.planned_on:%d.%m.%Y}"},
                _("Place: %(place)s") % {"place": of(exercise, "place")},
                _("Led by: %(name)s") % {"name": of(exercise, "director")},
            )
        )
    ]
    for title, text in ((_("Objectives"), exercise.objectives), (_("Who took part"), exercise.participants)):
        if lines(text):
            blocks += [Heading(title, 2, numbered=False), *bullets(text)]
    return blocks


def after_action(exercise: Exercise, viewer: Viewer, language: str) -> Document:
    """Return the after-action report: what was expected and done, observations, the improvement plan."""
    with translation.override(language):
        blocks: list[Block] = [
            Heading(_("The exercise")), *_particulars(exercise),
            Heading(_("What was expected and what was done")), *_outcomes(exercise),
            Heading(_("Observations")), *_observations(exercise),
            Heading(_("Improvement plan")), *_improvements(exercise, viewer),
            Heading(_("Conclusion")), *texts(exercise.conclusion, _("Not written yet.")),
            SignatureBlock(_("Signed"), (Signature(exercise.director or exercise.plan.owner_agency.name),)),
        ]  # fmt: skip
        return document(
            exercise.plan, _("After-action report"), blocks, language, subtitle=exercise.title, exercise=True
        )


def _outcomes(exercise: Exercise) -> list[Block]:
    rows, found = [], []
    for inject, expected in script_of(exercise):
        for place, each in enumerate(expected):
            found.append(each.outcome)
            rows.append(
                (
                    f"#{inject.number}",
                    "″" if place else inject.text,
                    each.agency.short,
                    each.text,
                    str(Outcome(each.outcome).label) if each.outcome else _("not noted"),
                    each.seen or UNKNOWN,
                )
            )
    if not rows:
        return [Paragraph(_("The script has no expected action."))]
    counted = "; ".join(f"{outcome.label}: {found.count(outcome)}" for outcome in Outcome if outcome in found)
    summary = _("Expected actions: %(n)s. %(counted)s") % {"n": len(rows), "counted": counted}
    return [
        Paragraph(summary),
        Table(
            _("Injects, expected actions and outcomes"),
            (
                Column(_("No."), width=0.5), Column(_("Inject"), width=2.4), Column(_("Agency"), width=1.1),
                Column(_("Expected action"), width=2.4), Column(_("What was done"), width=1.1),
                Column(_("What was seen"), width=2),
            ),
            tuple(rows),
        ),
    ]  # fmt: skip


def _observations(exercise: Exercise) -> list[Block]:
    blocks: list[Block] = []
    found = list(exercise.observations.select_related("agency", "inject"))
    for judged, title in ((Judged.STRENGTH, _("Strengths")), (Judged.TO_IMPROVE, _("To be improved"))):
        these = [each for each in found if each.judged == judged]
        blocks.append(Heading(title, 2, numbered=False))
        blocks.append(
            Bullets(
                tuple(
                    " ".join(
                        filter(
                            None,
                            (
                                f"{each.agency.short}:" if each.agency else "",
                                each.text if each.text.endswith((".", "!", "?")) else f"{each.text}.",
                                _("Cause: %(cause)s") % {"cause": each.cause} if each.cause else "",
                            ),
                        )
                    )
                    for each in these
                )
            )
            if these
            else Paragraph(_("None noted."))
        )
    return blocks


def _improvements(exercise: Exercise, viewer: Viewer) -> list[Block]:
    found = corrections_of(exercise, viewer)
    if not found:
        return [Paragraph(_("No corrective action was proposed."))]
    return [
        Table(
            _("Corrective actions"),
            (
                Column(_("Observation"), width=2.4),
                Column(_("Corrective action"), width=2.4),
                Column(_("Code")),
                Column(_("Lead agency")),
                Column(_("Deadline")),
                Column(_("Status")),
            ),
            tuple(
                (
                    each.observation.text if each.observation else UNKNOWN,
                    each.measure.title,
                    each.measure.code,
                    of(each.measure, "lead"),
                    of(each.measure, "deadline"),
                    each.measure.get_status_display(),
                )
                for each in found
            ),
        )
    ]
