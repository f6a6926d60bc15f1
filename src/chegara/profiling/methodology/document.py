"""The methodology as a document: why, by what law, what is refused, step by step, and what it showed here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chegara.organisation.models import Agency
from chegara.organisation.visibility import Viewer
from chegara.profiling.choices import PurposeCode
from chegara.profiling.methodology import figures
from chegara.profiling.methodology.refusals import refused
from chegara.profiling.methodology.steps import Step, steps
from chegara.profiling.report import document_of_agency, halted
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


def methodology(agency: Agency, viewer: Viewer, *, today: date, language: str) -> Document:
    """The recommendations for the methodology of risk profiles, with the agency's own figures."""
    with translation.override(language):
        made = steps()
        blocks: list[Block] = [
            *halted(viewer),
            Callout(
                _("In short"),
                _("A person is selected for facts and acts, never for what they are. The machine proposes, a person decides and writes why. What is not measured against a random sample is an opinion. What is worse than chance ends by itself."),
            ),
            *_what_it_is(),
            *_law(),
            Heading(_("What is refused, and why")),
            Paragraph(_("These refusals are absolute. They stand in the one reader that form, file and interface pass through; no rank, signature or urgency opens them.")),
            Table(_("What may not be a ground of selection"), (Column(_("What"), width=1.3), Column(_("Why"), width=2.5)), refused(language)),
            Heading(_("The steps")),
            _overview(made),
        ]  # fmt: skip
        for number, step in enumerate(made, 1):
            blocks += [
                Heading(f"{number}. {step.title}", level=2, numbered=False),
                Bullets(step.points),
                *_shown(step, agency, viewer, today, language),
            ]
        blocks += [*_before_submitting(), *_sources()]
        blocks.append(
            SignatureBlock(
                _("Put into force"),
                (Signature(_("Head of the agency")), Signature(_("Data-protection officer"))),
            )
        )
        return document_of_agency(
            agency, _("Methodology of risk indicators and profiles"), blocks, language,
            subtitle=_("Recommendations, step by step"), contents=True,
        )  # fmt: skip


def _what_it_is() -> list[Block]:
    return [
        Heading(_("What a profile is for, and what it cannot do")),
        Paragraph(_("A post sees more travellers, vehicles and consignments than it can examine. A risk profile says which of them are looked at more closely, by facts that were connected with an offence before. It replaces habit and instinct, which select for looks, by reasons that can be read, tried and answered.")),
        Paragraph(_("A profile points to a fact to be checked. It says nothing of a person's guilt, and it cannot find what is sought where the sought are very rare: then nearly all whom it selects are innocent, however good it is. The table shows it; it is read before any profile of persons is begun.")),
    ]  # fmt: skip


def _law() -> list[Block]:
    rows = (
        (_("National law on the state border, on data protection, on the agency"), _("powers, purposes, terms of keeping: ________ (law and article are entered by the agency)")),
        (_("UN Security Council, resolutions 2178 (2014) and 2396 (2017)"), _("travellers are assessed on evidence, without profiles built on stereotypes that rest on grounds of discrimination")),
        (_("WTO Agreement on Trade Facilitation, article 7.4"), _("goods: selectivity without arbitrary discrimination; record of compliance and random selection are allowed")),
        (_("EU Court of Justice, C-817/19 (21.06.2022)"), _("only what is strictly necessary; no rule that changes itself; a person reviews each match; the reasons can be reviewed. Not binding here, and the best-reasoned yardstick there is")),
        (_("EU Agency for Fundamental Rights, guide on unlawful profiling (2018)"), _("stops rest on facts, not feelings; accurate records make officials accountable")),
        (_("OSCE/ODIHR guidelines on foreign terrorist fighters (2018)"), _("measures are reviewed; criteria, notification, review and removal for lists of persons")),
    )  # fmt: skip
    return [
        Heading(_("By what law")),
        Table(
            _("Texts and what follows from them"),
            (Column(_("Text"), width=1.5), Column(_("What follows for the work"), width=2.2)), rows,
            notes=(_("A help for work, no legal advice; before one of these texts is quoted as a norm, it is read in its official edition."),),
        ),
        Paragraph(
            _("Purposes that may be chosen; the list is closed: %(purposes)s.")
            % {"purposes": "; ".join(str(one.label) for one in PurposeCode)}
        ),
    ]  # fmt: skip


def _overview(made: tuple[Step, ...]) -> Table:
    return Table(
        _("The method at a glance"),
        (Column("№", align="end", width=0.4), Column(pgettext("of a method", "Step"), width=1.6), Column(_("Who"), width=1.5), Column(_("What it leaves behind"), width=1.8)),
        tuple((str(number), one.title, one.who, one.leaves) for number, one in enumerate(made, 1)),
    )  # fmt: skip


def _shown(step: Step, agency: Agency, viewer: Viewer, today: date, language: str) -> list[Block]:
    """The figures that belong to a step."""
    shown: dict[str, Callable[[], list[Block]]] = {
        _("Indicators and the grade of their evidence"): lambda: figures.catalogue_counts(viewer),
        _("Back-test in plain words"): lambda: [
            figures.base_rates(language), figures.tests_of(viewer, today, language),
        ],
        _("Random control sample"): lambda: [figures.sample_sizes(language), figures.posts(viewer, language)],
        _("Measuring"): lambda: figures.counted(agency, viewer, today, language),
    }  # fmt: skip
    return shown[step.title]() if step.title in shown else []


def _before_submitting() -> list[Block]:
    return [
        Heading(_("What the author asks before submitting")),
        Bullets((
            _("Would I be ready to read this profile aloud to the person whom it selects?"),
            _("Which fact would clear the person, and does the card say to ask for it first?"),
            _("Who is selected beside those sought, and how many of them in a month?"),
            _("Is the check the mildest that answers the question, and may the post carry it out?"),
            _("Which of the conditions stands for a group of people, and what act did I really mean?"),
            _("On which day do I look at the result, and at what figure do I give the profile up?"),
        ), ordered=True),
    ]  # fmt: skip


def _sources() -> list[Block]:
    return [
        Heading(_("Sources")),
        Bullets((
            "UN Security Council, resolution 2178 (2014), paragraph 2; resolution 2396 (2017)",
            "EU FRA, Preventing unlawful profiling today and in the future: a guide, 2018",
            "OSCE/ODIHR, Guidelines for Addressing the Threats and Challenges of “Foreign Terrorist Fighters” within a Human Rights Framework, 2018",
            "CJEU, C-817/19, Ligue des droits humains, 21.06.2022; Gerechtshof Den Haag, 14.02.2023",
            "UNCTAD, ASYCUDA functional manual, section 6; WTO, Agreement on Trade Facilitation, article 7.4",
            "US GAO-02-215R, 2001: targeted inspections beside random ones",
            "Wilson 1927; Clopper & Pearson 1934; Mantel & Haenszel 1959; Katz et al. 1978; Robins, Breslow & Greenland 1986; Benjamini & Hochberg 1995; Knowles, Persico & Todd 2001; Simoiu, Corbett-Davies & Goel 2017",
        )),
    ]  # fmt: skip
