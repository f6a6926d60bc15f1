"""The guidelines on interagency cooperation, chapter by chapter, as one viewer may see them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from chegara.cooperation.checks import findings
from chegara.cooperation.choices import Pillar
from chegara.cooperation.models import (
    Agreement,
    Competence,
    Contact,
    Duty,
    Equipment,
    Group,
    Guidelines,
    Operation,
    Passport,
    Representative,
    SelfAssessment,
)
from chegara.cooperation.presenters import by_area, delimitations, exchange, grid_rows, matrix
from chegara.cooperation.queries import (
    assessed_years,
    chairs,
    competences,
    contacts,
    data_calendar,
    duties,
    grid,
    measures_for,
    of_country,
    scheme_of,
)
from chegara.cooperation.report.tables import (
    article_table,
    as_of,
    competence_table,
    duty_table,
    facts_table,
    grid_table,
    lines,
    register_table,
    scheme_tables,
    strictest,
)
from chegara.organisation.models import Agency, State
from chegara.organisation.visibility import Viewer
from chegara.reporting.blocks import Block, Bullets, Column, Heading, Paragraph, Table
from chegara.reporting.numbers import UNKNOWN


@dataclass
class Book:
    """What the guidelines of a country are written from; each table is read once."""

    guidelines: Guidelines
    viewer: Viewer

    @property
    def country(self) -> State:
        """Whose guidelines they are."""
        return self.guidelines.country

    def of(self, model: Any) -> list[Any]:
        """Return a table's records of the country that the viewer may see."""
        return list(of_country(model, self.country, self.viewer))

    @cached_property
    def competences(self) -> list[Competence]:
        """The lines of the competence matrix."""
        return competences(self.country, self.viewer)

    @cached_property
    def duties(self) -> list[Duty]:
        """The lines of the information-exchange matrix."""
        return duties(self.country, self.viewer)

    @cached_property
    def contacts(self) -> list[Contact]:
        """The contact points."""
        return contacts(self.country, self.viewer)

    @cached_property
    def passports(self) -> list[Passport]:
        """The passports of crossing points."""
        return self.of(Passport)

    @cached_property
    def rest(self) -> dict[Any, list[Any]]:
        """The other registers, by their table."""
        models = (Agreement, Representative, Group, Operation, Equipment)
        return {model: self.of(model) for model in models}

    @cached_property
    def year(self) -> int | None:
        """The year of the latest self-assessment."""
        years = assessed_years(self.country, self.viewer)
        return years[0] if years else None

    @cached_property
    def assessed(self) -> dict[tuple[str, str], list[SelfAssessment]]:
        """That year's self-assessments by pillar and area."""
        return grid(self.country, self.viewer, self.year) if self.year else {}

    def agencies(self) -> list[Agency]:
        """Return the agencies that have a part in cooperation, those that sign."""
        found = {row.agency for row in self.competences} | {row.sender for row in self.duties}
        return sorted(found | {self.guidelines.owner_agency}, key=lambda agency: agency.code)

    def marking(self) -> str:
        """Return the strictest marking of all that the guidelines tell of."""
        told = [self.guidelines, *self.competences, *self.duties, *self.contacts, *self.passports]
        told += [one for rows in self.rest.values() for one in rows]
        return strictest([*told, *(one for cell in self.assessed.values() for one in cell)])


def chapters(book: Book) -> Iterator[Block]:
    """Yield the guidelines in the language of the moment."""
    for chapter in (
        _purpose, _competence, _exchange, _contacts, _representatives, _points, _group, _operations, _equipment,
        _agreements, _training, _assessment, _open_points,
    ):  # fmt: skip
        yield from chapter(book)


def _purpose(book: Book) -> Iterator[Block]:
    one = book.guidelines
    yield Heading(_("Purpose and basis"))
    yield Paragraph(one.purpose)
    yield Paragraph(_("Basis: %(basis)s") % {"basis": one.basis})
    if one.adopted_on:
        yield Paragraph(_("Adopted on %(day)s.") % {"day": f"{one.adopted_on:%d.%m.%Y}"})
    if one.principles:
        yield Bullets(lines(one.principles))


def _competence(book: Book) -> Iterator[Block]:
    yield Heading(_("Who is competent for what"))
    if not book.competences:
        yield Paragraph(_("Nothing is entered yet."))
        return
    yield competence_table(matrix(book.competences), _("Competence matrix"))
    delimited = delimitations(book.competences)
    if delimited:
        yield Heading(_("Who does what where several carry it out"), 2)
        yield Bullets(tuple(f"{row.get_function_display()}, {row.place}: {text}" for row, text in delimited))
    yield Heading(_("Legal articles"), 2)
    yield article_table(book.competences)


def _exchange(book: Book) -> Iterator[Block]:
    yield Heading(_("Who informs whom"))
    if not book.duties:
        yield Paragraph(_("Nothing is entered yet."))
        return
    found = exchange(book.duties)
    yield Table(
        _("Lines of the matrix from each sender to each receiver"),
        (
            Column(pgettext("of information", "From"), width=1.5),
            *(Column(name, "center") for name in found.receivers),
        ),
        tuple((sender, *(str(count) if count else " " for count in cells)) for sender, cells in found.rows),
        as_of(),
    )
    for area, rows in by_area(book.duties):
        yield Heading(area, 2)
        yield duty_table(area, rows)


def _contacts(book: Book) -> Iterator[Block]:
    if not book.contacts:
        return
    yield Heading(_("Contact points around the clock"))
    yield Table(
        _("Contact points"),
        (
            Column(_("Agency"), width=1.2), Column(_("Office and deputies"), width=2.2),
            Column(_("Telephone; second way"), width=1.8), Column(_("Languages"), width=1.2),
            Column(_("Last test call"), width=1.2),
        ),
        tuple(
            (
                one.agency.short, "; ".join((one.office, *lines(one.deputies))),
                "; ".join(filter(None, (one.telephone, one.second_way, one.email))), one.languages or UNKNOWN,
                _last_call(one),
            )
            for one in book.contacts
        ),
        as_of(),
    )  # fmt: skip


def _last_call(one: Contact) -> str:
    last = next(iter(one.calls.all()), None)
    if last is None:
        return _("never tested")
    told = pgettext("of a call", "answered") if last.answered else _("no answer")
    return f"{last.on:%d.%m.%Y}: {told}"


def _representatives(book: Book) -> Iterator[Block]:
    rows: list[Representative] = book.rest[Representative]
    if not rows:
        return
    yield Heading(_("Border representatives"))
    yield register_table(
        "representatives", _("Border representatives and their counterparts"),
        (("office", 2), ("neighbour", 1), ("hotline", 1.2), ("counterpart", 2), ("counterpart_hotline", 1.2),
         ("notify", 1.1)),
        rows,
    )  # fmt: skip
    points = [
        (one, meeting, point)
        for one in rows
        for meeting in one.meetings.prefetch_related("points__agency")
        for point in meeting.points.all()
        if point.settled == "open" and point.closed_on is None
    ]
    if points:
        yield Heading(_("Open points with the neighbours"), 2)
        yield Table(
            _("Open points with the neighbours"),
            (Column(_("Meeting"), width=1.6), Column(_("Point"), width=3), Column(_("Responsible")),
             Column(_("Until"))),
            tuple(
                (
                    f"{one.neighbour}, {meeting}", point.text, point.agency.short if point.agency else UNKNOWN,
                    f"{point.deadline:%d.%m.%Y}" if point.deadline else UNKNOWN,
                )
                for one, meeting, point in points
            ),
            as_of(),
        )  # fmt: skip


def _points(book: Book) -> Iterator[Block]:
    if not book.passports:
        return
    yield Heading(_("Crossing points and the sequence of controls"))
    for one in book.passports:
        yield Heading(str(one.point), 2)
        yield from passport_blocks(one)


def passport_blocks(one: Passport) -> Iterator[Block]:
    """Yield a passport: its particulars, equipment, and technological scheme."""
    yield facts_table("passports", one, leave_out=("point",))
    facilities = list(one.facilities.select_related("agency"))
    if facilities:
        yield register_table(
            "facilities", _("Equipment and rooms"),
            (("kind", 2), ("agency", 1.4), ("number", 0.8), ("condition", 1), ("remark", 2)), facilities,
        )  # fmt: skip
    yield from scheme_tables(one, scheme_of(one))


def _group(book: Book) -> Iterator[Block]:
    rows: list[Group] = book.rest[Group]
    if not rows:
        return
    today = timezone.localdate()
    yield Heading(_("Joint risk analysis"))
    for one in rows:
        yield facts_table("groups", one, leave_out=("title",))
        seats = list(one.seats.select_related("agency"))
        if seats:
            yield register_table(
                "seats", _("Seats"), (("number", 0.6), ("agency", 1.5), ("office", 2.4), ("chairs", 1)), seats
            )
        turns = chairs(one, today)
        if turns:
            yield Bullets(
                tuple(
                    _("%(agency)s chairs from %(first)s to %(last)s")
                    % {
                        "agency": turn.member.agency.short,
                        "first": f"{turn.first:%d.%m.%Y}",
                        "last": f"{turn.last:%d.%m.%Y}",
                    }
                    for turn in turns
                )
            )
    due = data_calendar(book.country, book.viewer, today)
    if due:
        yield Heading(_("Data calendar"), 2)
        yield Table(
            _("What is due next"),
            (
                Column(_("Due on")),
                Column(pgettext("of information", "From")),
                Column(pgettext("of information", "To")),
                Column(_("What"), width=3),
            ),
            tuple(
                (f"{one.on:%d.%m.%Y}", one.duty.sender.short, one.duty.receiver_words, one.duty.event)
                for one in due
            ),
            as_of(today),
        )


def _operations(book: Book) -> Iterator[Block]:
    rows = book.rest[Operation]
    if not rows:
        return
    yield Heading(_("Joint operations"))
    yield Paragraph(
        _(
            "An operation is requested, planned, led under one command, and evaluated; each step is written down before the next."
        )
    )
    yield register_table(
        "operations", _("Joint operations"),
        (("title", 2.4), ("requested_by", 1.2), ("starts", 1), ("ends", 1), ("state", 1.1), ("results", 2)), rows,
    )  # fmt: skip


def _equipment(book: Book) -> Iterator[Block]:
    rows = book.rest[Equipment]
    if not rows:
        return
    yield Heading(_("Shared equipment"))
    yield register_table(
        "equipment", _("Shared equipment"),
        (("title", 2), ("kind", 1.2), ("point", 1.2), ("cost", 0.9), ("currency", 0.9), ("terms", 2.4)), rows,
    )  # fmt: skip


def _agreements(book: Book) -> Iterator[Block]:
    rows: list[Agreement] = book.rest[Agreement]
    if not rows:
        return
    yield Heading(_("Agreements"))
    yield register_table(
        "agreements", _("Register of agreements"),
        (("title", 2.6), ("number", 0.9), ("parties", 1.6), ("other_parties", 1.4), ("signed_on", 1), ("expires_on", 1),
         ("annexes", 1.6)),
        rows,
    )  # fmt: skip


def _training(book: Book) -> Iterator[Block]:
    one = book.guidelines
    if one.training or one.evaluation:
        yield Heading(_("Joint training and evaluation"))
        yield from (Bullets(lines(text)) for text in (one.training, one.evaluation) if text)


def _assessment(book: Book) -> Iterator[Block]:
    if not book.year:
        return
    yield Heading(_("Self-assessment"))
    yield grid_table(book.year, [str(pillar.label) for pillar in Pillar], grid_rows(book.assessed))
    rows = [one for cell in book.assessed.values() for one in cell if one.gap]
    measures = measures_for(rows, book.viewer)
    if rows:
        yield Table(
            _("Gaps, and the measures that close them"),
            (Column(_("Field"), width=1.8), Column(_("Gap"), width=2.6), Column(_("Measures"), width=2)),
            tuple(
                (
                    str(one),
                    one.gap,
                    "; ".join(str(measure) for measure in measures.get(one.pk, ())) or _("none yet"),
                )
                for one in rows
            ),
            as_of(),
        )


def _open_points(book: Book) -> Iterator[Block]:
    yield Heading(_("What is still to be settled"))
    found = findings(book.country, book.viewer)
    if not found:
        yield Paragraph(_("The checks find nothing."))
        return
    yield Paragraph(
        ngettext("The checks find %(n)s point:", "The checks find %(n)s points:", len(found))
        % {"n": len(found)}
    )
    yield Table(
        _("Findings of the checks"),
        (Column(_("Check"), width=1.6), Column(_("About"), width=2.2), Column(_("Reason"), width=2.4)),
        tuple((str(one.check.title), one.finding.object_ref.label, one.finding.reason) for one in found),
        as_of(),
    )
