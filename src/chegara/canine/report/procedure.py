"""The standard deployment procedure of a service: its own norms put into the order of a day's work.

The steps are the service's to change; numbers stand in it only where the service has entered them with their
source, or where a standard was read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from chegara.canine.choices import NO_TELEPHONE, Discipline
from chegara.canine.models import DutyNorm
from chegara.canine.norms import certification_norm
from chegara.canine.report.common import facts, signatures
from chegara.organisation.models import Agency
from chegara.organisation.papers import document
from chegara.organisation.registers.presenters import number, percent
from chegara.organisation.visibility import Viewer
from chegara.reporting.blocks import Block, Bullets, Callout, Document, Heading, Paragraph
from chegara.reporting.numbers import UNKNOWN


def deployment_procedure(
    agency: Agency, discipline: str, viewer: Viewer, language: str, *, at: date
) -> Document:
    """Return the procedure of a service in a discipline, with the duty norm in force."""
    norm = (
        DutyNorm.objects.visible_to(viewer)
        .filter(owner_agency=agency, discipline=discipline, since__lte=at)
        .order_by("-since")
        .first()
    )
    with translation.override(language):
        blocks: list[Block] = [
            Paragraph(
                _(
                    "This procedure says who may be sent, how a search goes, and what is written down. The "
                    "service "
                    "adapts it to its orders before it is put in force."
                )
            ),
            *_norms(norm),
        ]
        for title, steps in (
            (_("1. Before duty"), _before()),
            (_("2. The request"), _request()),
            (_("3. The search"), _search(discipline)),
            (_("4. After an alert"), _alert()),
            (_("5. After the search"), _after()),
            (_("6. Rest, heat, injury"), _rest(norm)),
        ):
            blocks += [Heading(title, 2, numbered=False), Bullets(tuple(steps), ordered=True)]
        if discipline in NO_TELEPHONE:
            blocks.insert(
                1,
                Callout(
                    _("No telephone"),
                    _("Where explosives or ammunition are handled, telephones and radios stay outside."),
                    "warning",
                ),
            )
        blocks.append(signatures(_("Put in force"), _("Head of the canine service"), _("Head of the agency")))
        return document(
            _("Standard deployment procedure"),
            blocks,
            language,
            subtitle=str(Discipline(discipline).label),
            countries=[agency.country],
            issued_by=agency.name,
        )


def _norms(norm: DutyNorm | None) -> list[Block]:
    certificate = certification_norm()
    pairs = [
        (
            _("Certificate"),
            _("valid %(months)s months; at least %(share)s of hides found (SWGDOG SC2, 2009)")
            % {"months": certificate.months, "share": percent(certificate.proficiency)},
        ),
        (
            _("Limit of false alerts"),
            _("%s of blanks: usual in the field, not of the standard that was read")
            % percent(certificate.false_alerts)
            if certificate.false_alerts is not None
            else UNKNOWN,
        ),
        (
            _("A dog searches, then rests"),
            _("%(work)s min, %(rest)s min")
            % {"work": number(norm.work_minutes), "rest": number(norm.rest_minutes)}
            if norm
            else UNKNOWN,
        ),
        (
            _("Maintenance training"),
            _("%s hours a month") % number(norm.hours_a_month)
            if norm and norm.hours_a_month is not None
            else UNKNOWN,
        ),
        (_("Source of the service's norms"), norm.basis if norm else _("no duty norm is entered")),
    ]
    return facts(_("Norms that hold"), pairs)


def _before() -> Sequence[str]:
    return (
        _(
            "Look at the readiness of teams. A team is sent only if its certificate is in force, its dog "
            "is judged fit and vaccinated against rabies, and neither handler nor dog has left: otherwise "
            "it is blocked."
        ),
        _(
            "The certificate belongs to dog and handler together; with another handler the team is not "
            "certified."
        ),
        _("Check the dog: eats, drinks, moves, temperature as usual. If in doubt, the veterinarian decides."),
        _("Check lead, harness, reward, water, first-aid kit, telephone or paper forms."),
    )


def _request() -> Sequence[str]:
    return (
        _("Write down who asks, why (routine, random choice, risk profile, request, information), and when."),
        _(
            "Whoever asks tells the handler what is to be searched, and keeps back where something is "
            "suspected: a "
            "handler who expects a find can cue the dog."
        ),
        _("Choose the team for the odours that it is certified for; others say nothing of an odour."),
        _("No one is chosen for a search by ethnicity, dress, sex or belief."),
    )


def _search(discipline: str) -> Sequence[str]:
    steps = [
        _("Make the place safe: engine off, persons and animals out, sharp and hot parts, poisons, traffic."),
        _(
            "Search by a fixed pattern, with the wind; the first pass is the dog's own, the second one is "
            "led."
        ),
        _(
            "The handler does not stop, point or speak where something is suspected; others keep their "
            "distance."
        ),
        _("Alert or none: say so aloud at each unit, before anything is opened."),
    ]
    if discipline == Discipline.EXPLOSIVES:
        steps.append(
            _(
                "After an alert nothing is touched or opened: withdraw, cordon off, call the bomb-disposal "
                "unit."
            )
        )
    return steps


def _alert() -> Sequence[str]:
    return (
        _("An alert is a reason to search by hand as the law allows; it proves nothing by itself."),
        _("Search by hand and write down whether something was found, also where nothing was."),
        _(
            "An alert without a find is written down as such, with its explanation if one is known, such "
            "as residual "
            "odour; it is no fault of the team."
        ),
        _(
            "Suspected opioids: gloves, no dust, naloxone at hand for persons and dog; write down an "
            "exposure."
        ),
        _("What is found is secured as evidence by whoever is competent; the handler keeps the dog away."),
    )


def _after() -> Sequence[str]:
    return (
        _(
            "Record the search at once: what, how long, alert, searched by hand, find. A search that gave "
            "nothing "
            "counts as much as one that did."
        ),
        _("Link a find to the event in the agency's statistics, so that nobody writes it twice."),
        _("Reward the dog only where the find is certain, or at a hide set by the instructor."),
        _("Training is written in the journal and never mixed with deployments and certifications."),
    )


def _rest(norm: DutyNorm | None) -> Sequence[str]:
    cycle = (
        _("After %(work)s minutes of search the dog rests for %(rest)s minutes.")
        % {"work": number(norm.work_minutes), "rest": number(norm.rest_minutes)}
        if norm
        else _("The dog rests after the working time that the service's norm sets; none is entered yet.")
    )
    return (
        cycle,
        _("In heat, frost or dust the handler ends a search earlier; nobody may order otherwise."),
        _(
            "An injured or ill dog is off duty until the veterinarian has judged it fit; write it in the "
            "passport."
        ),
    )
