"""Paper ballots as a document: one numbered page each."""

from __future__ import annotations

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from chegara.accounts.words import marking_words
from chegara.elicitation.ballots import words_of
from chegara.elicitation.methods.scales import load_scale
from chegara.elicitation.models import PaperBallot, Round
from chegara.elicitation.presenters import word_in_language
from chegara.elicitation.queries import asked_items
from chegara.organisation.presenters import invented_banner
from chegara.reporting.blocks import Block, Column, Document, Heading, PageBreak, Paragraph, Table

BOX = "☐"


def paper_ballots(round_: Round, language: str) -> Document:
    """Return the paper ballots of a round, to be printed, laid face down and drawn."""
    panel = round_.panel
    with translation.override(language):
        blocks: list[Block] = []
        for paper in round_.papers.select_related("agency"):
            blocks += [PageBreak(), *_ballot(paper, language)] if blocks else _ballot(paper, language)
        return Document(
            title=panel.title,
            subtitle=_("Ballots of round %(number)s") % {"number": round_.number},
            issued_on=timezone.localdate(),
            language=language,
            marking=marking_words(panel.marking, language),
            banner=invented_banner(panel.country),
            contents=False,
            blocks=tuple(blocks),
        )


def _ballot(paper: PaperBallot, language: str) -> list[Block]:
    panel = paper.round.panel
    if panel.unit:
        return _amounts_ballot(paper)
    scale = load_scale(panel.scale)
    words = [word_in_language(word, scale, language) for word, _level in words_of(panel, paper.agency)]
    columns = (
        Column(_("Criterion"), width=2),
        *(Column(word, "center") for word in (*words, _("cannot judge"))),
        Column(_("Why"), width=3),
    )
    boxes = (*([BOX] * (len(words) + 1)), "")
    rows = tuple((name, *boxes) for name in panel.criteria_words.values())
    tables = [Table(item.title, columns, rows) for item in asked_items(paper.round)]
    return [
        Heading(_("Ballot № %(number)s") % {"number": paper.number}, numbered=False),
        Paragraph(
            _(
                "%(agency)s, round %(round)s. Do not sign. Mark one box in each line, "
                "and say why in a few words."
            )
            % {"agency": paper.agency, "round": paper.round.number}
        ),
        *([Paragraph(panel.explanation)] if panel.explanation else []),
        *tables,
    ]


def _amounts_ballot(paper: PaperBallot) -> list[Block]:
    panel = paper.round.panel
    columns = (
        Column(_("Criterion"), width=2), Column(_("in 1 of 20 cases less")),
        Column(_("as often less as more")), Column(_("in 1 of 20 cases more")), Column(_("Why"), width=3),
    )  # fmt: skip
    rows = tuple((f"{name}, {panel.unit}", "", "", "", "") for name in panel.criteria_words.values())
    return [
        Heading(_("Ballot № %(number)s") % {"number": paper.number}, numbered=False),
        Paragraph(
            _("%(agency)s, round %(round)s. Do not sign. Write three amounts in each line, each larger than "
              "the last, or none if you cannot judge, and say why in a few words.")
            % {"agency": paper.agency, "round": paper.round.number}
        ),
        *([Paragraph(panel.explanation)] if panel.explanation else []),
        *(Table(item.title, columns, rows) for item in asked_items(paper.round)),
    ]  # fmt: skip
