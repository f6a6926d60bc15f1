"""Documents of the checkpoint: booklet of indicators, profile sheet, post card, referral act and
the rest."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from datetime import date
from typing import Literal

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chegara.accounts.models import Marking
from chegara.accounts.words import marking_words
from chegara.organisation.models import Agency, CrossingPoint
from chegara.organisation.presenters import invented_banner
from chegara.organisation.visibility import Viewer
from chegara.profiling.actions.checks import seeds_of
from chegara.profiling.choices import EvidenceGrade, Moment, Shift, SubjectCode
from chegara.profiling.halts import halt_words, halts_for
from chegara.profiling.methods.profiles.sentence import conditions_in_words, sentence
from chegara.profiling.models import (
    Check,
    Halt,
    Indicator,
    ProfileVersion,
    RiskProfile,
)
from chegara.profiling.presenters.checks import QUESTION_WORDS, shown_day
from chegara.profiling.presenters.estimates import told
from chegara.profiling.presenters.oversight import ATTRIBUTES, group_words
from chegara.profiling.presenters.trial import before_signing
from chegara.profiling.queries import SMALLEST, Counts, Figures, figures, noted
from chegara.profiling.referrals import referral_cards
from chegara.profiling.screening import active_profiles, profile_of
from chegara.profiling.tongue import tongue
from chegara.profiling.wordings import in_words
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
    Span,
    Table,
)
from chegara.reporting.numbers import day as day_words

DASH = "–"
NO_BREAK_SPACE = "\u00a0"
"""The end of a blank cell: its lines are to be written on, and are kept."""


def document_of_agency(
    agency: Agency,
    title: str,
    blocks: Iterable[Block],
    language: str,
    *,
    subtitle: str = "",
    marking: str = Marking.OFFICIAL_USE,
    contents: bool = False,
    paper: Literal["a4", "a5"] = "a4",
) -> Document:
    """A paper of the checkpoint: issued today, marked, saying so where the country is invented."""
    return Document(
        title=title, subtitle=subtitle, issued_by=agency.name, issued_on=timezone.localdate(), language=language,
        marking=marking_words(Marking(marking), language), banner=invented_banner(agency.country), contents=contents, paper=paper,
        blocks=tuple(blocks),
    )  # fmt: skip


def booklet(agency: Agency, viewer: Viewer, *, today: date, language: str) -> Document:
    """The booklet: indicators beside what speaks against each, by subject and moment; profiles in force.

    It goes from hand to hand: what a restricted set holds is not in it, whoever prints it.
    """
    with translation.override(language):
        found = list(
            Indicator.objects.visible_to(viewer).filter(withdrawn=False, set=None).order_by("subject", "code")
        )
        blocks: list[Block] = [
            Callout(
                _("How to use it"),
                _(
                    "An indicator is a fact or an act. One alone means nothing; each has an everyday explanation, and that is asked for first. Nobody is stopped for what they are, wear, believe, eat or speak."
                ),
            )
        ]
        for subject in SubjectCode:
            mine = [one for one in found if one.subject == subject]
            if mine:
                blocks.append(Heading(str(subject.label)))
                blocks += _by_moment(mine, agency, today)
        if not found:
            blocks.append(Paragraph(_("The catalogue holds no indicator yet.")))
        blocks += _profiles_in_force(viewer, today, tongue(language))
        blocks += [
            Heading(_("Grades of evidence")),
            Bullets(tuple(str(grade.label) for grade in EvidenceGrade)),
        ]
        return document_of_agency(agency, _("Booklet of indicators and risk profiles"), blocks, language)


def halted(viewer: Viewer) -> list[Block]:
    """What every paper with profiles says first while all of an agency's are stopped."""
    return [
        Callout(_("All profiles are stopped"), halt_words(one), tone="warning") for one in halts_for(viewer)
    ]


def _profiles_in_force(viewer: Viewer, today: date, code: str) -> list[Block]:
    blocks: list[Block] = [Heading(_("Risk profiles in force"))]
    blocks += halted(viewer)
    for subject in SubjectCode:
        for _row, written in active_profiles(viewer, subject, today):
            said = in_words(written)
            blocks += [
                Heading(f"{said.id}: {said.title}", level=2, numbered=False),
                Paragraph(sentence(said, code)),
                Paragraph((Span(_("Do, do not: "), bold=True), said.instruction)),
            ]
    return blocks if len(blocks) > 1 else [*blocks, Paragraph(_("No profile is active today."))]


def _by_moment(found: list[Indicator], agency: Agency, today: date) -> list[Block]:
    blocks: list[Block] = []
    for moment in Moment:
        mine = [one for one in found if one.knowable == moment]
        if mine:
            blocks.append(
                Table(
                    _("Knowable %(moment)s") % {"moment": moment.label},
                    (
                        Column(_("Code"), width=0.7),
                        Column(_("What speaks for it"), width=2.4),
                        Column(_("What speaks against it"), width=2.4),
                        Column(_("Grade of evidence"), width=1.2),
                    ),
                    tuple(
                        (one.code, f"{one.text}. {one.observed}", one.exonerating, one.grade) for one in mine
                    ),
                    source=_(
                        "catalogue of indicators, %(agency)s, as of %(day)s; to be reviewed first on %(review)s"
                    )
                    % {
                        "agency": agency.name,
                        "day": f"{today:%d.%m.%Y}",
                        "review": f"{min(one.review_on for one in mine):%d.%m.%Y}",
                    },
                    notes=tuple(_published(mine)),
                )
            )
    return blocks


def profile_sheet(profile: RiskProfile, version: ProfileVersion, language: str) -> Document:
    """The sheet of one risk profile."""
    with translation.override(language):
        said = in_words(profile_of(version))
        approvals = list(version.approvals.select_related("by"))
        rows: list[tuple[str, str]] = [
            (pgettext("of screening", "Purpose"), str(profile.get_purpose_display())),
            (_("Legal basis"), said.legal_basis),
            (_("Rationale"), said.rationale),
            (_("Term"), f"{day_words(said.valid_from, language)} – {day_words(said.valid_to, language)}"),
            (_("State"), profile.standing),
            (_("Author"), str(version.by)),
            (_("Approved by"), "; ".join(f"{one.by}, {one.office}" for one in approvals) or DASH),
            (_("Version"), f"{version.number}; {version.hash}"),
        ]
        stops = Halt.objects.holding().filter(agency=profile.owner_agency_id).select_related("agency")
        blocks: list[Block] = [
            *(Callout(_("All profiles are stopped"), halt_words(one), tone="warning") for one in stops),
            Callout(_("What it does"), sentence(said, tongue(language))),
            Heading(_("Conditions"), level=2, numbered=False),
            Bullets(tuple(conditions_in_words(said, tongue(language)))),
            Heading(_("What to do, what not to do"), level=2, numbered=False),
            Paragraph(said.instruction),
            Table(_("Particulars"), (Column(_("Point")), Column(_("Content"), width=3)), tuple(rows)),
        ]
        test = version.back_tests.first()
        if test is not None:
            blocks.append(Paragraph(before_signing(test.result)))
        return document_of_agency(
            profile.owner_agency, profile.title, blocks, language, subtitle=_("Risk profile %(code)s") % {"code": profile.code},
            marking=profile.marking,
        )  # fmt: skip


def _published(found: list[Indicator]) -> list[str]:
    """Where indicators were published, each place once."""
    places = dict.fromkeys(one.reference for one in found if one.reference)
    return [_("Published in: %(places)s") % {"places": "; ".join(places)}] if places else []


def post_card(
    point: CrossingPoint, agency: Agency, viewer: Viewer, *, day: date, shift: str, language: str
) -> Document:
    """One A5 sheet for a shift: the active profiles, until when, what to do and not to do."""
    with translation.override(language):
        blocks: list[Block] = halted(viewer)
        for subject in SubjectCode:
            for _row, written in active_profiles(viewer, subject, day):
                said = in_words(written)
                blocks += [
                    Heading(f"{said.id}: {said.title}", level=3, numbered=False),
                    Bullets(tuple(conditions_in_words(said, tongue(language)))),
                    Paragraph(
                        (
                            Span(_("Do, do not: "), bold=True),
                            f"{said.instruction} ",
                            # A Russian day ends with a point of its own.
                            (_("Ends on %(day)s") % {"day": day_words(said.valid_to, language)}).rstrip(".")
                            + ".",
                        )
                    ),
                ]
        if not blocks:
            blocks.append(Paragraph(_("No profile is active today.")))
        blocks.append(
            Paragraph(
                _(
                    "A profile points to a fact to be checked; it says nothing of the person. Children, those who ask for protection, possible victims: referral card."
                )
            )
        )
        seeds = seeds_of(point, viewer, day)
        blocks += [
            Paragraph(
                _("Random sample: hash of the day's seed %(hash)s")
                % {"hash": " ".join(textwrap.wrap(one.commitment, 8))}  # a whole one is wider than the card
            )
            for one in seeds
        ]
        blocks.append(SignatureBlock(_("Read"), tuple(Signature(_("Officer")) for _n in range(2))))
        return document_of_agency(
            agency, _("Post card"), blocks, language, paper="a5",
            subtitle=_("%(point)s, %(day)s, shift: %(shift)s")
            % {"point": point, "day": day_words(day, language), "shift": Shift(shift).label},
        )  # fmt: skip


def _referral_rows(check: Check, viewer: Viewer) -> list[Block]:
    """The lines of the referral card that the check's flags ask for."""
    rows = [
        (
            card.group, way.duty.receiver_words, str(way.duty.get_deadline_display() or DASH),
            "; ".join(filter(None, (str(way.duty.get_channel_display() or ""), way.duty.form))) or DASH,
            ", ".join(f"{one.telephone} ({one.office})" for one in way.telephones) or DASH,
        )
        for card in referral_cards(check, viewer) if card.flagged for way in card.ways
    ]  # fmt: skip
    if not rows:
        return [Paragraph(_("The referral card names no body for this person: the supervisor is asked."))]
    columns = (_("Whom it is about"), _("To whom"), _("How soon"), _("By what way"), _("Telephone"))
    return [Table(_("Referral card"), tuple(Column(one) for one in columns), tuple(rows))]


def referral_act(check: Check, viewer: Viewer, language: str) -> Document:
    """The act by which a person is referred to second line or to another body: no more than is needed."""
    with translation.override(language):
        document = check.document
        facts = [one["text"] for one in check.deviations if not one.get("mended")]
        facts += [trace["title"] for trace in check.traces if trace["fired"]]
        blocks: list[Block] = [
            Table(
                _("Whom it concerns"), (Column(_("Point")), Column(_("Content"), width=2)),
                (
                    (_("Surname, given names"), f"{document.get('surname', DASH)} {document.get('given_names', '')}".strip()),
                    (_("Date of birth"), shown_day(document.get("birth", "")) or DASH),
                    (_("Nationality"), document.get("nationality") or DASH),
                    (_("Document"), f"{document.get('issuer', '')} {document.get('number', '')}".strip() or DASH),
                    (_("Crossing point, time"), f"{check.point}, {timezone.localtime(check.at):%d.%m.%Y %H:%M}"),
                    (_("Purpose, legal basis"), f"{check.get_purpose_display()}; {check.legal_basis}"),
                    (_("Decision"), str(check.get_decision_display() or DASH)),
                    (_("Referred to"), check.referred_to or _("Second line")),
                ),
            ),
            Heading(_("Facts"), level=2, numbered=False),
            Bullets(tuple(facts) or (_("none but those in the reasons"),)),
            *_noted(check, viewer),
            Heading(_("Reasons of the officer"), level=2, numbered=False),
            Paragraph(check.reason or DASH),
        ]  # fmt: skip
        if check.protected:
            blocks.append(
                Callout(
                    _("Protection comes first"),
                    _(
                        "Marked as a child, as asking for protection or as a possible victim: the referral card applies. No data on this person go abroad without an individual lawful decision."
                    ),
                    tone="warning",
                )
            )
            blocks += _referral_rows(check, viewer)
        if check.interview:
            answers = [(str(QUESTION_WORDS[name]), text) for name, text in check.interview.items() if text]
            if answers:
                blocks.append(
                    Table(
                        _("Second line"),
                        (Column(_("Question")), Column(_("Answer"), width=1.5)),
                        tuple(answers),
                    )
                )
        blocks.append(
            SignatureBlock(
                _("Handed over"), (Signature(_("Officer"), str(check.by)), Signature(_("Received by")))
            )
        )
        return document_of_agency(
            check.owner_agency,
            _("Referral act"),
            blocks,
            language,
            subtitle=f"№ {check.pk}",
            marking=check.marking,
        )


def _noted(check: Check, viewer: Viewer) -> list[Block]:
    """The indicators noted, incriminating and exonerating alike."""
    found = noted(check, viewer)
    if not found:
        return []
    words = {"for": _("seen"), "against": _("explained")}
    rows = tuple((one.text, words[how], one.exonerating) for one, how in found)
    columns = (
        Column(pgettext("of risk", "Indicator"), width=2), Column(_("Noted as")), Column(_("What speaks against it"), width=2),
    )  # fmt: skip
    return [Table(_("Indicators noted, for and against"), columns, rows)]


WRITTEN_AT_LENGTH = frozenset({6, 7, 9, 12})
"""Lines of the sheet that want room: facts, explanations, reasons, outcome."""


def fallback_sheet(agency: Agency, language: str) -> Document:
    """A sheet to be filled in by hand while the program cannot be reached, and entered afterwards."""
    with translation.override(language):
        fields = (
            _("Day and time"), _("Crossing point"), _("Purpose, legal basis"), _("Name as in the document"),
            _("Date of birth, sex, nationality"), _("Document: type, number, valid until"), _("Facts seen, for"),
            _("Facts seen, against; explanation given"), _("Own view"), _("Decision and reasons"),
            _("Child, asks for protection, possible victim"), _("Told the reason; leaflet in which language"),
            _("Outcome, end of the stop"),
        )  # fmt: skip
        table = Table(
            _("Check"),
            (Column(_("Point")), Column(_("To be filled in"), width=2)),
            tuple(
                (one, "\n" * (3 if number in WRITTEN_AT_LENGTH else 1) + NO_BREAK_SPACE)
                for number, one in enumerate(fields)
            ),
        )
        blocks: tuple[Block, ...] = (
            Paragraph(
                _(
                    "Watchlists are looked up by telephone at the competent body; without an answer nobody is kept for a name alone. Enter the sheet when the program works again, then destroy it."
                )
            ),
            table,
            SignatureBlock(_("Filled in by"), (Signature(_("Officer")),)),
        )
        return document_of_agency(agency, _("Check without the program"), blocks, language)


def yearly_statistics(agency: Agency, viewer: Viewer, *, today: date, language: str) -> Document:
    """What the public is told once a year: sums only, none of fewer than ten."""
    found = figures(viewer, date(today.year, 1, 1), today, today)
    with translation.override(language):

        def public(count: int) -> str:
            return str(count) if count == 0 or count >= SMALLEST else f"< {SMALLEST}"

        counts = found.overall.counts if found.overall else Counts()
        wrong = counts.examined - counts.confirmed
        # Of two parts of a sum one alone is never hidden: it would be known by subtraction, or by the share.
        whole = all(part == 0 or part >= SMALLEST for part in (counts.examined, counts.confirmed, wrong))
        hidden = _("not given")
        rows: tuple[tuple[str, str], ...] = (
            (_("Checks"), public(found.checks)),
            (_("Selected by profiles"), public(found.selected)),
            (_("Examined to an outcome"), public(counts.examined)),
            (pgettext("number of checks", "Confirmed"), public(counts.confirmed) if whole else hidden),
            (_("Not confirmed (false alarms)"), public(wrong) if whole else hidden),
            (_("Share confirmed"), told(counts.rate, language) if whole and counts.examined else hidden),
            (_("Candidates of watchlists"), public(found.candidates)),
            (_("Found to be another person"), public(found.judged_other)),
            (_("Random control sample"), public(found.random.selected)),
            (_("Complaints"), public(found.complaints)),
        )
        blocks: list[Block] = [
            Table(
                _("Checks of %(year)s") % {"year": today.year}, (Column(_("What"), width=2), Column(_("Number"), align="end")), rows,
                source=agency.name, notes=(
                    _("Numbers from 1 to 9 are given as “< 10”; what they could be worked out from is not given."),
                ),
            ),
            _groups_table(found, agency, language),
        ]  # fmt: skip
        return document_of_agency(
            agency,
            _("Risk profiles: statistics of %(year)s") % {"year": today.year},
            blocks,
            language,
            marking=Marking.OPEN,
        )


def _groups_table(found: Figures, agency: Agency, language: str) -> Block:
    if not found.comparisons:
        return Paragraph(_("No group is large enough to be compared."))
    return Table(
        _("Selected, by group"),
        (Column(_("Attribute")), Column(_("Group")), Column(_("Checks"), align="end"), Column(_("Ratio to the others"), width=1.5)),
        tuple(
            (str(ATTRIBUTES[one.attribute]), group_words(one.attribute, one.group), str(one.checks), told(one.ratio, language))
            for one in found.comparisons
        ),
        source=agency.name,
        notes=(_("Ratio with its interval of 95 %; groups of fewer than ten, and checks whose document tells no attribute, are left out."),),
    )  # fmt: skip
