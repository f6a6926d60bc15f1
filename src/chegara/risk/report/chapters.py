"""An assessment as chapters of the country risk analysis: main risks, their sheets, outlook, method, dissent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chegara.common.verbal import load_yardstick
from chegara.elicitation.methods.scales import load_scale
from chegara.organisation.visibility import Viewer
from chegara.plans.presenters import money
from chegara.reporting.blocks import Block, Bullets, Callout, Column, Heading, PageBreak, Paragraph, Table
from chegara.reporting.numbers import decimal, integer, percent
from chegara.reporting.words import few
from chegara.risk.choices import Stand
from chegara.risk.choosing import candidates, choice_input, selection_of
from chegara.risk.harm import digest_of, harm_input, harm_lines, latest, stale
from chegara.risk.methods.components import EXPOSURE, RISK, THREAT
from chegara.risk.methods.matrices import Matrix, load_matrices
from chegara.risk.models import Assessment, CollectionTask, Risk, Treatment
from chegara.risk.presenters import (
    cited_lines,
    evidence_lines,
    level_range,
    likelihood_sentence,
    register_rows,
    rule_steps,
    sheet_parts,
    standing_sentence,
)
from chegara.risk.quantity_models import ComputationKind
from chegara.risk.queries import (
    RiskLevel,
    cited_events,
    evidence_of_all,
    levels_of,
    outcome_of,
    ranking_of,
    scored_round,
    treatments_of,
)
from chegara.risk.report.hindsight import hindsight_blocks
from chegara.risk.report.quantities import ChoiceTelling, HarmTelling, choice_chapter, harm_chapter
from chegara.risk.report.stands import stand_blocks
from chegara.risk.words import component_name, level_name, likelihood_words

DASH = "–"
MAIN_RISKS = 5
"""How many risks the summary names: what a minister reads on two pages."""


@dataclass(frozen=True)
class RiskChapters:
    """The chapters of an assessment, each to stand where its document has room for it."""

    summary: tuple[Block, ...]
    risks: tuple[Block, ...]
    outlook: tuple[Block, ...]
    measures: tuple[Block, ...]
    harm: tuple[Block, ...]
    choice: tuple[Block, ...]
    method: tuple[Block, ...]


class Writer:
    """Writes an assessment's chapters in the language that is active, as a viewer may see its evidence."""

    def __init__(self, assessment: Assessment, viewer: Viewer, language: str) -> None:
        self.assessment, self.viewer, self.language = assessment, viewer, language
        self.scale = assessment.scale
        self.outcome = outcome_of(scored_round(assessment))
        self.ranking = ranking_of(assessment)
        levels = levels_of(assessment)
        rank = {one.name: one.rank for one in self.ranking.standings} if self.ranking else {}
        self.levels = sorted(levels, key=lambda one: (-(one.level or 0), rank.get(one.risk.key, 0.0)))
        self.names = {one.risk.key: f"R{one.risk.number}" for one in levels}
        risks = [one.risk for one in levels]
        self.evidence = evidence_of_all(risks, assessment, viewer)
        self.events = cited_events(risks, viewer)
        self.gaps: dict[int, list[CollectionTask]] = {}
        for gap in CollectionTask.objects.filter(risk__in=risks).select_related("agency"):
            self.gaps.setdefault(gap.risk_id, []).append(gap)
        harm = latest(assessment, ComputationKind.HARM)
        choice = latest(assessment, ComputationKind.CHOICE)
        self.harm = HarmTelling(assessment, harm, language) if harm else None
        self.chosen = ChoiceTelling(assessment, choice, viewer, language) if choice else None
        self.harm_lines = harm_lines(assessment) if harm or choice else []
        self.harm_input = harm_input(assessment, self.harm_lines)

    def chapters(self) -> RiskChapters:
        """Return all chapters."""
        return RiskChapters(
            summary=tuple(self._summary()),
            risks=tuple(self._risks()),
            outlook=tuple(self._outlook()),
            measures=tuple(self._measures()),
            harm=tuple(self._harm()),
            choice=tuple(self._choice()),
            method=tuple(self._method()),
        )

    def _source(self) -> str:
        agencies = [one.agency.short for one in self.assessment.participations.select_related("agency")]
        return f"{self.assessment.title}, {self.assessment.year}: {', '.join(agencies)}"

    def _summary(self) -> list[Block]:
        rows = tuple(
            (
                f"R{one.risk.number}", one.risk.title, level_name(self.scale, one.level),
                one.risk.get_outlook_display() or DASH, one.risk.get_confidence_display() or DASH,
            )
            for one in self.levels[:MAIN_RISKS]
        )  # fmt: skip
        left = len(self.levels) - len(rows)
        blocks: list[Block] = [
            Heading(_("Main risks"), 2, numbered=False),
            Table(
                _("Main risks and their levels"),
                (
                    Column(pgettext("heading above numbers of rows", "No."), width=0.5), Column(_("Risk"), width=4), Column(_("Level"), width=1.2),
                    Column(_("Outlook"), width=1.8), Column(_("Confidence"), width=1.2),
                ),
                rows,
                source=self._source(),
                notes=(_("Further risks in the chapter on risks: %(count)s.") % {"count": left},) if left else (),
            ),
        ]  # fmt: skip
        if self.harm:
            blocks += self.harm.summary()
        if self.chosen:
            blocks += self.chosen.summary()
        dissent = [
            one.agency.short for one in self.assessment.participations.select_related("agency")
            if one.stand == Stand.DISSENTING
        ]  # fmt: skip
        if dissent:
            blocks.append(
                Callout(
                    _("Dissenting opinion"),
                    _("Signed with a dissenting opinion, printed in full in the annex: %(agencies)s.")
                    % {"agencies": ", ".join(dissent)},
                    "warning",
                )
            )
        return blocks

    def _risks(self) -> list[Block]:
        blocks: list[Block] = [
            Heading(_("Main risks")),
            Paragraph(
                _("Each risk is judged by threat, vulnerability and impact (CIRAM). Levels are ordinal: they say "
                  "which is higher, not by how much.")
            ),
            self._register(),
        ]  # fmt: skip
        for one in self.levels:
            # A sheet can be handed out alone; and Typst lays out what stands between breaks side by side.
            blocks += [PageBreak(), *self._sheet(one)]
        return blocks

    def _register(self) -> Table:
        rows = register_rows(self.assessment, self.levels, self.ranking)
        return Table(
            _("Register of risks"),
            (
                Column(pgettext("heading above numbers of rows", "No."), width=0.6),
                Column(_("Risk"), width=3),
                Column(pgettext("heading above levels", "Magnitude")),
                Column(pgettext("heading above levels", "Likelihood")),
                Column(pgettext("heading above levels", "Vulnerability")),
                Column(pgettext("heading above levels", "Impact")),
                Column(_("Level")),
                Column(_("Among the first three"), "end"),
            ),
            tuple(
                (
                    row.number, row.title, row.magnitude, row.likelihood, row.vulnerability, row.impact, row.level,
                    row.standing,
                )
                for row in rows
            ),
            source=self._source(),
            notes=(
                _("Sensitivity: the share of %(n)s draws in which the risk is among the first three when positions "
                  "are drawn anew and scores move by one step. It is no certainty.")
                % {"n": integer(self.ranking.replications, self.language)},
            )
            if self.ranking
            else (_("Experts have not scored yet."),),
        )  # fmt: skip

    def _sheet(self, one: RiskLevel) -> list[Block]:
        risk = one.risk
        blocks: list[Block] = [
            Heading(f"R{risk.number} {risk.title}", 2),
            Paragraph(
                _("Level: %(level)s. Category: %(category)s. Border sections: %(sections)s.")
                % {
                    "level": level_name(self.scale, one.level),
                    "category": risk.get_category_display(),
                    "sections": ", ".join(str(s) for s in risk.sections.all()) or _("the whole border"),
                }
            ),
        ]
        if risk.level_set is not None:
            blocks.append(
                Callout(
                    _("Set by analysts"),
                    _("By the rule: %(rule)s. Set by analysts: %(level)s. Reason: %(reason)s")
                    % {
                        "rule": level_range(self.scale, one),
                        "level": level_name(self.scale, risk.level_set),
                        "reason": risk.level_reason,
                    },
                )
            )
        if risk.description:
            blocks.append(Paragraph(risk.description))
        if steps := rule_steps(self.scale, one):
            blocks.append(Bullets(tuple(steps), ordered=True))
        if sentence := standing_sentence(self.ranking, risk, self.names):
            blocks.append(Paragraph(sentence))
        blocks += self._described(risk)
        blocks += self._evidence(risk)
        blocks += self._events(risk)
        return blocks + self._unknown(risk)

    def _described(self, risk: Risk) -> list[Block]:
        rows = [
            (part.title, name, text) for part in sheet_parts(risk) for name, text in part.facts
            if text != _("not described")
        ]  # fmt: skip
        said = [
            (_("Likelihood"), likelihood_sentence(risk)),
            (
                _("Confidence"),
                ": ".join(filter(None, (risk.get_confidence_display(), risk.confidence_reason))),
            ),
            (_("Key assumptions"), risk.assumptions),
            (_("Alternative explanation"), risk.alternative),
        ]
        blocks: list[Block] = []
        if rows:
            blocks.append(
                Table(
                    _("Threat, vulnerability and impact"),
                    (Column(_("Component"), width=1.2), Column(_("Element"), width=2), Column("", width=5)),
                    tuple(rows),
                )
            )
        if told := tuple(f"{name}: {text}" for name, text in said if text):
            blocks.append(Bullets(told))
        return blocks

    def _evidence(self, risk: Risk) -> list[Block]:
        lines = evidence_lines(self.evidence.get(risk.pk, []))
        if not lines:
            return [Paragraph(_("No series is linked: the risk rests on judgement alone."))]
        table = Table(
            _("Evidence"),
            (
                Column(_("Series"), width=4),
                Column(str(self.assessment.year), width=2),
                Column(_("To last year"), width=3),
            ),
            tuple(
                (f"{line.title}. {line.note}" if line.note else line.title, line.total, line.change)
                for line in lines
            ),
            source=", ".join(dict.fromkeys(name for line in lines for name in line.agencies)),
        )
        return [table, Bullets(tuple(f"{line.title}: {line.forecast}" for line in lines))]

    def _events(self, risk: Risk) -> list[Block]:
        lines = [line for line in cited_lines(self.events.get(risk.pk, ())) if line.counts]
        if not lines:
            return []
        return [
            Table(
                _("Events that show it"),
                (
                    Column(_("Event"), width=2), Column(_("What is reported"), width=4),
                    Column(_("What it shows"), width=3),
                ),
                tuple((f"{line.day} {line.indicator}", line.said, line.note or DASH) for line in lines),
                source=", ".join(dict.fromkeys(line.agency for line in lines)),
            )
        ]  # fmt: skip

    def _unknown(self, risk: Risk) -> list[Block]:
        gaps = self.gaps.get(risk.pk)
        if not gaps:
            return []
        return [
            Table(
                _("What is not known"),
                (
                    Column(_("What is not known"), width=3), Column(_("To be collected"), width=3),
                    Column(_("By")), Column(_("Deadline")),
                ),
                tuple((gap.gap, gap.task, gap.agency.short, f"{gap.deadline:%d.%m.%Y}") for gap in gaps),
            )
        ]  # fmt: skip

    def _outlook(self) -> list[Block]:
        rows = tuple(
            (
                f"R{one.risk.number} {one.risk.title}", level_name(self.scale, one.level),
                one.risk.get_outlook_display() or DASH, one.risk.outlook_reason or DASH,
            )
            for one in self.levels
        )  # fmt: skip
        blocks: list[Block] = [
            Heading(_("Outlook of the risks for %(year)s") % {"year": self.assessment.year + 1}, 2),
            Table(
                _("Where the risks are going"),
                (
                    Column(_("Risk"), width=3), Column(_("Level")), Column(_("Outlook"), width=1.5),
                    Column(_("Why"), width=4),
                ),
                rows,
                source=self._source(),
            ),
        ]  # fmt: skip
        return blocks + hindsight_blocks(self.assessment, self.viewer, self.language)

    def _measures(self) -> list[Block]:
        treated = treatments_of([one.risk for one in self.levels], self.viewer)
        rows = [
            (f"R{one.risk.number}", *self._measure(treatment))
            for one in self.levels
            for treatment in treated.get(one.risk.pk, ())
        ]
        size = len(load_scale(self.scale))
        bare = [
            f"R{one.risk.number} {one.risk.title}" for one in self.levels
            if one.level is not None and one.level > size / 2 and one.risk.pk not in treated
        ]  # fmt: skip
        blocks: list[Block] = [
            Heading(_("Measures for prevention and elimination")),
            Table(
                _("Measures by the risk that they treat"),
                (
                    Column(_("Risk"), width=0.6), Column(_("Measure"), width=5),
                    Column(_("Lead, deadline, status"), width=2.5), Column(_("Cost"), "end", 1.5),
                ),
                tuple(rows) or ((DASH,) * 4,),
                source=_("Plans of measures that the reader may see"),
            ),
        ]  # fmt: skip
        if bare:
            blocks.append(
                Callout(
                    _("High risks without a measure"),
                    _("No measure treats: %(risks)s.") % {"risks": "; ".join(bare)},
                    "warning",
                )
            )
        return blocks

    def _harm(self) -> list[Block]:
        """Return the chapter on harm in numbers, nothing where none was computed: it is optional."""
        if self.harm is None:
            return []
        return harm_chapter(self.harm, changed=stale(self.harm.computation, digest_of(self.harm_input)))

    def _choice(self) -> list[Block]:
        selection = selection_of(self.assessment)
        if self.chosen is None or selection is None:
            return []
        found = candidates(self.assessment, self.harm_lines, selection)
        now = digest_of(choice_input(self.harm_input, found, selection))
        return choice_chapter(self.chosen, changed=stale(self.chosen.computation, now))

    def _measure(self, treatment: Treatment) -> tuple[str, ...]:
        measure = treatment.measure
        what = f"{treatment.get_component_display()}; {measure.get_kind_display().lower()}"
        lead = measure.lead.short if measure.lead else DASH
        deadline = f"{measure.deadline:%d.%m.%Y}" if measure.deadline else DASH
        cost = money(measure.cost, measure.currency)
        return (
            f"{measure.title} ({what})",
            f"{lead}, {deadline}, {measure.get_status_display().lower()}",
            f"{cost} ({measure.get_funds_display().lower()})" if measure.funds else cost,
        )

    def _method(self) -> list[Block]:
        scale = load_scale(self.scale)
        names = [level_name(scale, number) for number in range(1, len(scale) + 1)]
        blocks: list[Block] = [
            Heading(_("How the risks were judged")),
            Bullets(
                (
                    _("Scale: %(levels)s.") % {"levels": ", ".join(names)},
                    _("Rule: %(rule)s. CIRAM prescribes no formula; the rule was chosen by the working group.")
                    % {"rule": self.assessment.get_rule_display()},
                    _("Each expert scored alone and in secret. One agency, one voice: its experts' median, or the "
                      "position that its head laid down. The joint position is the agencies' weighted median."),
                    _("Where a median falls between two steps: %(tie)s.")
                    % {"tie": self.assessment.get_tie_display()},
                    self._yardstick(),
                )
            ),
        ]  # fmt: skip
        matrices = load_matrices(self.scale)
        if self.assessment.rule != "weighted_sum":
            blocks += [self._matrix(m, names) for m in self._matrices_used()]
            blocks.append(Paragraph(_("Source of the matrices: %(source)s") % {"source": _(matrices.source)}))
        blocks += self._agreement()
        return blocks + self._signatures()

    def _matrices_used(self) -> Sequence[Matrix]:
        matrices = load_matrices(self.scale)
        every = {THREAT: matrices.threat, EXPOSURE: matrices.exposure, RISK: matrices.risk}
        return list(every.values()) if self.assessment.rule == "matrices" else [every[THREAT]]

    def _matrix(self, matrix: Matrix, names: list[str]) -> Table:
        return Table(
            component_name(matrix.result),
            (Column(f"{component_name(matrix.rows)} \\ {component_name(matrix.columns)}", width=2),
             *(Column(name) for name in names)),
            tuple(
                (names[row], *(names[level - 1] for level in cells)) for row, cells in enumerate(matrix.cells)
            ),
        )  # fmt: skip

    def _yardstick(self) -> str:
        code = self.assessment.yardstick
        words = [likelihood_words(code, band.code) for band in load_yardstick(code).bands]
        return _("Words for probability (%(yardstick)s): %(words)s.") % {
            "yardstick": self.assessment.get_yardstick_display(), "words": "; ".join(words),
        }  # fmt: skip

    def _agreement(self) -> list[Block]:
        if self.outcome is None:
            return [Paragraph(_("Experts have not scored yet."))]
        rows = []
        for one in self.outcome.agreement:
            interval = one.interval.interval
            rows.append(
                (
                    component_name(one.criterion),
                    decimal(one.found.alpha, self.language, 2) if one.found.alpha is not None else DASH,
                    f"{decimal(interval.low, self.language, 2)} … {decimal(interval.high, self.language, 2)}"
                    if interval
                    else DASH,
                )
            )
        return [
            Table(
                _("How far the experts agree"),
                (
                    Column(_("Component"), width=3), Column(_("Krippendorff's alpha, ordinal"), "end", 2),
                    Column(_("95 % interval"), "end", 2),
                ),
                tuple(rows),
                source=_("%(ballots)s ballots; round %(round)s")
                % {"ballots": self.outcome.ballots, "round": self.outcome.round.number},
                notes=(_("1 is full agreement, 0 what chance would give. A dash: the levels do not vary enough."),),
            ),
            self._sensitivity(),
        ]  # fmt: skip

    def _sensitivity(self) -> Block:
        if self.ranking is None:
            return Paragraph(_("No risk could be ranked."))
        scale = load_scale(self.scale)
        return Table(
            _("Sensitivity of the ranking"),
            (
                Column(_("Risk"), width=1.2), Column(_("first three"), "end"), Column(_("first five"), "end"),
                *(Column(level_name(scale, n), "end") for n in range(1, len(scale) + 1)),
                Column(_("can't be told apart from"), width=2),
            ),
            tuple(
                (
                    self.names.get(one.name, one.name), percent(one.first_three, self.language),
                    percent(one.first_five, self.language),
                    *(percent(share, self.language) for share in one.at_level),
                    few([self.names[name] for name in one.tied_with if name in self.names])
                    if self.ranking.compared
                    else DASH,
                )
                for one in self.ranking.standings
            ),
            notes=(
                _("Shares of %(n)s draws; a share's Monte Carlo error is at most %(error)s.")
                % {
                    "n": integer(self.ranking.replications, self.language),
                    "error": percent(self.ranking.error, self.language, 1),
                },
            ),
        )  # fmt: skip

    def _signatures(self) -> list[Block]:
        parts = list(self.assessment.participations.select_related("agency"))
        return stand_blocks(_("Agencies and how they stand to the analysis"), parts)


def chapters(assessment: Assessment, viewer: Viewer, language: str) -> RiskChapters:
    """Return an assessment's chapters in the language that is active, with evidence as `viewer` may see it."""
    return Writer(assessment, viewer, language).chapters()
