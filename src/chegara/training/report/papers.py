"""Papers of training: the plan of exchange, needs, certificates, attendance, what expires, practice."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import qrcode
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from chegara.organisation.papers import document, table
from chegara.organisation.registers.presenters import between, day, number, percent
from chegara.reporting.blocks import (
    Block,
    Bullets,
    Callout,
    Document,
    Figure,
    Heading,
    Paragraph,
    Signature,
    SignatureBlock,
)
from chegara.training.methods.matching import Lack
from chegara.training.methods.needs import Need
from chegara.training.methods.vignettes import Result
from chegara.training.models import Certificate, Session, Topic, Trainer
from chegara.training.queries import Exchange, days_of


def lack_words(lack: Lack) -> str:
    """Return in words what no offer has."""
    return {
        Lack.TOPIC: _("nobody offers a topic of it"),
        Lack.COUNTRY: _("only trainers of the same country"),
        Lack.LANGUAGE: _("no offer in its languages"),
        Lack.LEVEL: _("no offer of its level"),
        Lack.DATES: _("no offer on its dates"),
        Lack.TAKEN: _("those who fit are needed elsewhere"),
    }[lack]


def cooperation_plan(exchange: Exchange, year: int, language: str) -> Document:
    """Return the annual plan of cooperation of training institutions: what is matched, what stays open."""
    with translation.override(language):
        rows = []
        for match in exchange.plan.matches:
            request, offer = exchange.requests[match.request], exchange.offers[match.offer]
            rows.append(
                (
                    f"{request.title}: {', '.join(str(each) for each in request.topics.all())}",
                    "; ".join(
                        filter(
                            None,
                            (
                                request.host or request.owner_agency.name,
                                request.get_format_display(),
                                request.funding,
                            ),
                        )
                    ),
                    f"{offer.trainer.person.code}, {offer.trainer.owner_agency.name}",
                    ngettext("from %(day)s, %(n)s day", "from %(day)s, %(n)s days", request.days)
                    % {"day": day(match.starts), "n": request.days},
                    number(request.participants),
                    request.languages,
                    percent(match.fit),
                )
            )
        heads = (
            _("What is taught"),
            _("Host, format, funding"),
            _("Provider"),
            _("When at the earliest"),
            _("Participants"),
            _("Language"),
            _("Topics covered"),
        )
        blocks: list[Block] = [
            Paragraph(
                _(
                    "Requests: %(asked)s; offers: %(offered)s; matched: %(matched)s. As many requests as "
                    "possible are filled; among such plans the one whose trainers cover most of the topics "
                    "asked for. It is a proposal: the institutions agree on it."
                )
                % {
                    "asked": len(exchange.requests),
                    "offered": len(exchange.offers),
                    "matched": len(rows),
                }
            ),
            *table(_("Plan of exchange"), heads, rows, widths=(3, 2.2, 2, 1.5, 0.7, 0.6, 0.7)),
            Heading(_("Open requests"), 2, numbered=False),
            *table(
                _("Requests without a trainer"),
                (_("Request"), _("Agency"), _("Window"), pgettext("of training", "Why")),
                [
                    (
                        exchange.requests[key].title,
                        exchange.requests[key].owner_agency.name,
                        f"{day(exchange.requests[key].start)} – {day(exchange.requests[key].end)}",
                        lack_words(why),
                    )
                    for key, why in exchange.plan.open
                ],
            ),
        ]
        agencies = {one.owner_agency for one in exchange.requests.values()} | {
            one.trainer.owner_agency for one in exchange.offers.values()
        }
        if agencies:
            signs = tuple(Signature(one.name) for one in sorted(agencies, key=lambda one: one.code))
            blocks.append(SignatureBlock(_("Agreed"), signs))
        return document(
            _("Annual plan of cooperation in training"),
            blocks,
            language,
            subtitle=str(year),
            countries=[one.country for one in agencies],
        )


def needs_report(
    needs: Sequence[Need], topics: Mapping[str, Topic], language: str, *, at: date, countries: Any = ()
) -> Document:
    """Return the ranked needs."""
    with translation.override(language):
        rows = [
            (
                str(one.rank),
                str(topics[one.competence]),
                number(one.persons),
                number(one.short),
                number(one.unknown),
                number(one.weight),
                number(one.least),
                number(one.greatest),
                _("yes") if one.surely_before_rest else _("no"),
            )
            for one in needs
        ]
        heads = (
            _("Rank"),
            _("Competence"),
            _("Persons who need it"),
            _("Surely short"),
            _("Level not known"),
            _("Weight of the risk"),
            _("Need at least"),
            _("Need at most"),
            _("Surely before the rest"),
        )
        return document(
            _("Training needs"),
            [
                *table(
                    _("Needs, the most pressing first"),
                    heads,
                    rows,
                    numbers=7,
                    widths=(0.6, 2.4, 1, 1, 1, 1, 1, 1, 1.2),
                    source=_("Registers of requirements and of competences held, %s") % day(at),
                    notes=(
                        _(
                            "Need: levels lacking, summed over persons, times the weight. At least: whoever "
                            "was not assessed, or whose assessment expired, holds what is needed; at most: "
                            "holds nothing. Where “surely before the rest” says no, assessing comes before "
                            "training."
                        ),
                    ),
                )
            ],
            language,
            subtitle=day(at),
            countries=countries,
        )


def expiring_report(found: Sequence[Any], language: str, *, until: date, at: date) -> Document:
    """Return what expires by a day, with what has to be done."""
    with translation.override(language):
        rows = [
            (
                day(one.valid_until),
                one.person.code,
                one.person.owner_agency.short,
                _("trainer") if isinstance(one, Trainer) else str(one.session.course),
                _("expired: renew before the next duty") if one.valid_until < at else _("renew in time"),
            )
            for one in found
        ]
        heads = (_("Valid until"), _("Person"), _("Agency"), _("What"), _("What is to be done"))
        return document(
            _("Expiring certificates"),
            table(_("By %s") % day(until), heads, rows),
            language,
            countries=[one.country for one in found],
        )


def in_groups(code: str) -> str:
    """Return a code in groups of eight signs, so that its lines break; checking leaves the spaces out."""
    return " ".join(code[place : place + 8] for place in range(0, len(code), 8))


def certificate_paper(certificate: Certificate, language: str, *, named: bool) -> Document:
    """Return a certificate to print, with its code to be checked without a network."""
    with translation.override(language):
        session, person = certificate.session, certificate.person
        course = session.course
        who = person.full_name if named and person.full_name else person.code
        lines = [
            _("%(who)s (pseudonym %(code)s) has completed the course “%(course)s”.")
            % {
                "who": who,
                "code": person.code,
                "course": course,
            },
            _("Held %(start)s – %(end)s%(place)s; %(hours)s hours.")
            % {
                "start": day(session.start),
                "end": day(session.end),
                "place": f", {session.place}" if session.place else "",
                "hours": number(course.hours),
            },
            _("Issued on %(on)s, number %(number)s; valid until: %(until)s.")
            % {
                "on": day(certificate.issued_on),
                "number": certificate.number,
                "until": day(certificate.valid_until) if certificate.valid_until else _("without end"),
            },
        ]
        blocks: list[Block] = [Paragraph(text) for text in lines]
        if certificate.revoked_on:
            blocks.insert(
                0,
                Callout(_("Revoked"), f"{day(certificate.revoked_on)}: {certificate.revoked_why}", "warning"),
            )
        outcomes = [one.text for one in course.outcomes.all()]
        if outcomes:
            blocks += [Paragraph(_("Who completed it:")), Bullets(tuple(outcomes))]
        blocks += [
            qr_figure(certificate.code, _("Code of the certificate")),
            Paragraph(in_groups(certificate.code)),
            SignatureBlock(_("Signed"), (Signature(session.owner_agency.name),)),
        ]
        return document(
            _("Certificate"),
            blocks,
            language,
            subtitle=str(course),
            countries=[session.country],
            marking="open",
            issued_by=session.owner_agency.name,
        )


def qr_figure(text: str, caption: str) -> Figure:
    """Return a QR code as a figure: a code of dark and light squares."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_L, border=2)
    code.add_data(text)
    code.make()
    matrix = code.get_matrix()
    cells = [
        {"x": x, "x2": x + 1, "y": -y, "y2": -y - 1}
        for y, row in enumerate(matrix)
        for x, dark in enumerate(row)
        if dark
    ]
    size = len(matrix)
    axis = {"type": "quantitative", "axis": None}
    spec: dict[str, Any] = {
        "width": 240,
        "height": 240,
        "background": "#ffffff",
        "config": {"view": {"stroke": None}},
        "data": {"values": cells},
        "mark": {"type": "rect", "color": "#000000", "stroke": None},
        "encoding": {
            "x": {**axis, "field": "x", "scale": {"domain": [0, size], "nice": False}},
            "x2": {"field": "x2"},
            "y": {**axis, "field": "y", "scale": {"domain": [-size, 0], "nice": False}},
            "y2": {"field": "y2"},
        },
    }
    return Figure(caption, spec, _("QR code of the text below"), source=_("this register"), scale=0.6)


def attendance_sheet(session: Session, language: str, *, named: bool) -> Document:
    """Return the list to sign, one column a day."""
    with translation.override(language):
        days = days_of(session)[:10]
        rows = [
            (
                str(place),
                one.person.code,
                (one.person.full_name if named else "") or "",
                *("" for _day in days),
            )
            for place, one in enumerate(
                session.registrations.select_related("person").filter(withdrawn=False), 1
            )
        ]
        heads = (
            _("No."),
            _("Pseudonym"),
            pgettext("of training", "Name"),
            *(f"{each:%d.%m}" for each in days),
        )
        return document(
            _("List of attendance"),
            table(
                _("Sign on each day"), heads, rows, widths=(0.5, 1.4, 2, *itertools.repeat(1.0, len(days)))
            ),
            language,
            subtitle=str(session),
            countries=[session.country],
            marking=session.course.marking,
            issued_by=session.owner_agency.name,
        )


def practice_blocks(found: Result | None, language: str) -> list[Block]:
    """Return what answers to paired vignettes show, of one trainee or of a group."""
    with translation.override(language):
        if found is None:
            return [Paragraph(_("Nothing was answered yet."))]
        blocks: list[Block] = []
        rows = [
            (
                label,
                number(one.d_prime, 2),
                between(one.d_prime_interval),
                number(one.criterion, 2),
                between(one.criterion_interval),
            )
            for label, one in (
                (_("all vignettes"), found.detection),
                (_("reference version"), found.reference),
                (_("compared version"), found.compared),
            )
            if one is not None
        ]
        heads = (
            _("Vignettes"),
            _("Sensitivity d′"),
            _("95 % interval"),
            _("Criterion c"),
            _("95 % interval"),
        )
        blocks += table(
            _("Telling risk from none"),
            heads,
            rows,
            numbers=4,
            notes=(_("d′ = 0 is guessing. c above 0: reluctant to refer; below 0: quick to refer."),),
        )
        unfair = found.discrimination
        if unfair is None:
            return [*blocks, Paragraph(_("No pair was answered in both versions yet."))]
        pairs = unfair.pairs
        blocks += table(
            _("Pairs of the same story"),
            (
                _("Pairs"),
                _("Referred in both"),
                _("Only the compared traveller"),
                _("Only the reference traveller"),
                _("In neither"),
                _("Difference"),
                _("95 % interval"),
                _("p (McNemar)"),
            ),
            [
                (
                    str(pairs.total),
                    str(pairs.both),
                    str(pairs.only_compared),
                    str(pairs.only_reference),
                    str(pairs.neither),
                    number(unfair.difference, 2),
                    between(unfair.interval),
                    number(unfair.p_value, 3),
                )
            ],
            numbers=8,
        )
        says = (
            _(
                "The two travellers were treated differently, beyond chance: the same facts led to another "
                "decision because of who the traveller seemed to be."
            )
            if unfair.shown
            else _(
                "A different treatment is possible: the interval leaves equal treatment out, the exact test "
                "does not. Only more pairs can tell."
            )
            if unfair.suspected
            else _(
                "No different treatment is shown. With so few pairs this does not prove that there is none: "
                "the interval says what remains possible."
            )
        )
        return [
            *blocks,
            Callout(pgettext("of training", "What it says"), says, "warning" if unfair.shown else "note"),
        ]
