"""Harm in numbers and the choice of measures as blocks: what the page shows is what the report prints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from chegara.elicitation.presenters import amount
from chegara.evidence.models import Indicator
from chegara.organisation.models import Agency
from chegara.organisation.visibility import Viewer
from chegara.plans.models import Measure
from chegara.plans.presenters import number
from chegara.reporting.bars import Estimate, interval_bars
from chegara.reporting.blocks import Block, Bullets, Callout, Column, Heading, Paragraph, Table
from chegara.reporting.charts import About
from chegara.reporting.curves import Axis, Curve, Point, curves
from chegara.reporting.numbers import UNKNOWN, decimal, integer, percent
from chegara.risk.harm import quantification_of
from chegara.risk.models import Assessment
from chegara.risk.quantity_models import Computation


def why_not(code: str) -> str:
    """Return why a measure can't be chosen, in words."""
    words = {
        "done": _("done already: its effect is in the evidence"),
        "no_effect": _("its effect is not stated"),
        "no_cost": _("its cost is not known"),
        "currency": _("its cost is in another currency"),
    }
    return words[code]


def spread(values: Sequence[float]) -> str:
    """Write a figure with its interval."""
    value, low, high = values
    return _("%(value)s (%(low)s to %(high)s)") % {
        "value": amount(value), "low": amount(low), "high": amount(high),
    }  # fmt: skip


LABEL = 28
"""How many letters fit beside a bar."""


class Telling:
    """What both kinds of result share: the names of risks, source and stamp."""

    def __init__(self, assessment: Assessment, computation: Computation, language: str) -> None:
        self.assessment, self.computation, self.language = assessment, computation, language
        self.content: Mapping[str, Any] = computation.content
        found = quantification_of(assessment)
        self.unit = found.unit if found else ""
        self.definition = found.definition if found else ""
        self.titles = {risk.pk: f"R{risk.number} {risk.title}" for risk in assessment.risks.all()}
        self.stamp = _("Invented data") if assessment.country.invented else ""

    def title(self, risk: int) -> str:
        """Return what a risk is called."""
        return self.titles.get(risk, UNKNOWN)

    def short(self, risk: int) -> str:
        """Return what a risk is called where there is little room, as beside a bar."""
        title = self.title(risk)
        return title if len(title) <= LABEL else f"{title[: LABEL - 1].rstrip()}…"

    def source(self) -> str:
        """Return where the figures come from, and when they were computed."""
        return _("%(analysis)s; computed on %(day)s, %(trials)s simulated years, input %(sha)s") % {
            "analysis": self.assessment.title,
            "day": f"{timezone.localtime(self.computation.at):%d.%m.%Y}",
            "trials": integer(self.content["trials"], self.language),
            "sha": self.computation.input_sha256[:12],
        }

    def stale(self, changed: bool) -> list[Block]:
        """Return the warning that what goes in has changed since."""
        if not changed:
            return []
        return [
            Callout(
                _("Computed from other figures"),
                _("Evidence, answers, effects or conditions have changed since this was computed."),
                "warning",
            )
        ]


class HarmTelling(Telling):
    """The harm of a year."""

    def blocks(self, *, changed: bool) -> list[Block]:
        """Return figures, curve, what each risk contributes, and what all of it rests on."""
        told = self.content
        return [
            *self.stale(changed),
            Paragraph(
                _("Harm is counted in %(unit)s: %(definition)s") % {"unit": self.unit, "definition": self.definition}
            ),
            self._figures(),
            self._curve(),
            *self._left_out(told["left_out"]),
            self._parts(),
            self._sensitivity(),
            self._basis(),
            self._consequences(),
            Bullets(
                (
                    _("Intervals of the simulation say how exact the simulation is, not how good the estimates are "
                      "that went in."),
                    _("Cases a year: Gamma–Poisson (Jeffreys' prior); a month that nobody reported brings neither "
                      "cases nor time. Where the counts scatter more than chance, the rate is less certain."),
                    _("Counts are of what was found: they follow the effort of those who look as well."),
                )
            ),
        ]  # fmt: skip

    def summary(self) -> list[Block]:
        """Return one sentence for the summary."""
        told = self.content
        high = next(one for one in told["quantiles"] if one[0] == 0.95)
        return [
            Paragraph(
                _("Harm in numbers (%(count)s of the risks): %(mean)s %(unit)s a year are expected; in one year of "
                  "twenty it is more than %(high)s.")
                % {
                    "count": len(told["risks"]), "mean": amount(told["mean"][0]), "unit": self.unit,
                    "high": amount(high[1]),
                }
            )
        ]  # fmt: skip

    def _figures(self) -> Table:
        told = self.content
        rows = [(_("Expected (mean)"), *self._row(told["mean"]))]
        for share, *values in told["quantiles"]:
            name = _("Not exceeded in %(share)s of the years") % {"share": percent(share, self.language)}
            rows.append((name, *self._row(values)))
        worst = _("Mean of the worst %(share)s of the years") % {
            "share": percent(told["worst_share"], self.language)
        }
        rows += [
            (worst, amount(told["mean_of_worst"]), UNKNOWN),
            (_("Years without any harm"), percent(told["none_at_all"], self.language, 1), UNKNOWN),
        ]
        return Table(
            _("Harm of the year %(year)s, all risks in numbers together") % {"year": self.assessment.year + 1},
            (
                Column("", width=4), Column(self.unit, "end", 2),
                Column(_("Interval of the simulation, 95 %"), "end", 2.5),
            ),
            tuple(rows),
            source=self.source(),
        )  # fmt: skip

    def _row(self, values: Sequence[float]) -> tuple[str, str]:
        value, low, high = values
        return amount(value), f"{amount(low)} – {amount(high)}"

    def _curve(self) -> Block:
        points = tuple(Point(*one) for one in self.content["curve"])
        if not points:
            return Paragraph(_("In none of the simulated years anything happened."))
        told = " ".join(
            _("More than %(amount)s: in %(share)s of the years.")
            % {"amount": amount(point.x), "share": percent(point.y, self.language, 1)}
            for point in points[:: max(1, len(points) // 5)]
        )
        return curves(
            About(
                caption=_("How likely harm above an amount is in %(year)s")
                % {"year": self.assessment.year + 1},
                description=told,
                source=self.source(),
                language=self.language,
                stamp=self.stamp,
                notes=(_("The band is the simulation's 95 % interval; where it can't be seen it is narrower than the line."),),
            ),
            [Curve("", points)],
            x=Axis(title=_("harm of a year, %(unit)s") % {"unit": self.unit}, logarithmic=True),
            y=Axis(title=_("share of years with more"), share=True),
        )  # fmt: skip

    def _left_out(self, risks: Iterable[int]) -> list[Block]:
        names = [self.titles[pk] for pk in risks if pk in self.titles]
        if not names:
            return []
        return [
            Callout(
                _("Not in numbers"),
                _("Data do not allow it, or nobody has judged: %(risks)s. Their harm is not 0: it is not known, and is "
                  "not in these figures.") % {"risks": "; ".join(names)},
            )
        ]  # fmt: skip

    def _parts(self) -> Table:
        rows = tuple(
            (
                self.title(one["risk"]), amount(one["mean"]), *(self._share(share) for share in one["shares"]),
                decimal(one["rank_correlation"], self.language, 2),
            )
            for one in self.content["parts"]
        )  # fmt: skip
        return Table(
            _("What each risk contributes, and what the uncertainty is owed to"),
            (
                Column(_("Risk"), width=3), Column(_("Mean, %(unit)s") % {"unit": self.unit}, "end", 1.4),
                Column(_("of the mean"), "end", 1.5), Column(_("of the variance"), "end", 1.5),
                Column(_("of the worst years"), "end", 1.5), Column(_("rank correlation"), "end", 1.2),
            ),
            rows,
            source=self.source(),
            notes=(
                _("Shares add up to 100 %; ± is the simulation's standard error. The share of the variance is the "
                  "first-order sensitivity where risks are independent."),
            ),
        )  # fmt: skip

    def _share(self, share: Sequence[float | None]) -> str:
        value, error = share
        if value is None or error is None:
            return UNKNOWN
        return f"{percent(value, self.language)} ± {percent(error, self.language, 1)}"

    def _sensitivity(self) -> Block:
        shown = []
        for one in self.content["parts"]:
            value, error = one["shares"][1]
            if value is not None:
                shown.append(
                    Estimate(
                        self.short(one["risk"]),
                        100 * value,
                        100 * (value - 2 * error),
                        100 * (value + 2 * error),
                    )
                )
        if not shown:
            return Paragraph(_("The harm of a year does not vary."))
        shown.sort(key=lambda one: -(one.value or 0))
        most = shown[0]
        return interval_bars(
            About(
                caption=_("Sensitivity: what the variance of a year's harm is owed to"),
                description=_("Most is owed to %(risk)s: %(share)s %%.")
                % {"risk": most.name, "share": decimal(most.value, self.language, 0)},
                source=self.source(),
                language=self.language,
                stamp=self.stamp,
            ),
            shown,
            unit=_("share of the variance, %"),
        )

    def _basis(self) -> Table:
        names = {one.pk: str(one) for one in Indicator.objects.filter(
            pk__in=[one["indicator"] for one in self.content["risks"]]
        )}  # fmt: skip
        agencies = {one.code: one.short for one in Agency.objects.filter(country=self.assessment.country)}
        rows = tuple(
            (
                self.title(one["risk"]),
                f"{names.get(one['indicator'], one['indicator'])}, {one['years'][0]}–{one['years'][1]}"
                + (
                    f"; {', '.join(agencies.get(code, code) for code in one['agencies'])}"
                    if one["agencies"]
                    else ""
                ),
                f"{one['months'] - one['unknown']} / {one['months']}",
                integer(one["cases"], self.language),
                spread(one["rate"]),
                one["cause"] or UNKNOWN,
            )
            for one in self.content["risks"]
        )
        return Table(
            _("Cases a year, from evidence"),
            (
                Column(_("Risk"), width=2.2), Column(_("Series, years, agencies"), width=3),
                Column(_("Months reported"), "end", 1.2), Column(_("Cases"), "end"),
                Column(_("Cases a year (95 %)"), "end", 1.8), Column(_("Common cause"), width=1.3),
            ),
            rows,
            source=self.source(),
        )  # fmt: skip

    def _consequences(self) -> Table:
        rows = tuple(
            (
                self.title(one["risk"]),
                *(amount(value) for value in one["consequence"]["quantiles"]),
                amount(one["consequence"]["mean"]),
                integer(one["consequence"]["answers"], self.language),
            )
            for one in self.content["risks"]
        )
        return Table(
            _("Harm of one case, as experts judged"),
            (
                Column(_("Risk"), width=3), Column(_("in 1 of 20 cases less"), "end"),
                Column(_("as often less as more"), "end"), Column(_("in 1 of 20 cases more"), "end"),
                Column(_("Mean"), "end"), Column(_("Answers"), "end"),
            ),
            rows,
            source=_("Expert panel, secret ballots, %(unit)s") % {"unit": self.unit},
            notes=(_("All agencies' answers are pooled linearly: what they disagree about stays in the spread."),),
        )  # fmt: skip


class ChoiceTelling(Telling):
    """The choice of measures under a budget."""

    def __init__(
        self, assessment: Assessment, computation: Computation, viewer: Viewer, language: str
    ) -> None:
        super().__init__(assessment, computation, language)
        seen = Measure.objects.visible_to(viewer).filter(pk__in=[int(pk) for pk in self.content["measures"]])
        self.measures = {one.pk: one for one in seen.select_related("lead")}

    def name(self, measure: int) -> str:
        """Return a measure's code and title; the code alone if the viewer may not see it (any more)."""
        found = self.measures.get(measure)
        return str(found) if found else str(self.content["measures"][str(measure)])

    def blocks(self, *, changed: bool) -> list[Block]:
        """Return the chosen set, its runner-up, what remains, and what more money would buy."""
        return [
            *self.stale(changed),
            Paragraph(self._sentence()),
            self._chosen(),
            self._sets(),
            self._residual(),
            self._years(),
            self._exceedance(),
            self._curve(),
            *self._left_out(),
            Bullets(
                (
                    _("Exact optimum by mixed-integer programming (HiGHS): no other set within the budget and the "
                      "conditions leaves less expected harm.")
                    if self.content["proven"]
                    else _("The search ended before the optimum was proven."),
                    _("The best sets were then compared in the same %(draws)s imagined worlds, in which effects, "
                      "cases a year and the harm of a case are drawn anew.")
                    % {"draws": integer(self.content["draws"], self.language)},
                    _("Effects of several measures on one risk multiply: two that each leave 60 % leave 36 %."),
                    _("The choice is a proposal: the working group decides."),
                )
            ),
        ]  # fmt: skip

    def summary(self) -> list[Block]:
        """Return one sentence for the summary."""
        return [Paragraph(self._sentence())]

    def _sentence(self) -> str:
        best = self.content["sets"][0]
        before, left = best["before"], best["left"]
        said = _(
            "With a budget of %(budget)s %(currency)s the best set has %(count)s measures for %(cost)s "
            "%(currency)s. It lowers the expected harm of a year in numbers from %(before)s to %(left)s %(unit)s."
        ) % {
            "budget": number(self.content["budget"]), "currency": self.content["currency"],
            "count": len(best["measures"]), "cost": number(best["cost"]), "before": amount(before),
            "left": spread(left), "unit": self.unit,
        }  # fmt: skip
        beats = self.content["beats_runner_up"]
        if beats is not None:
            said += " " + _(
                "The probability that it leaves less than the runner-up is %(share)s (± %(error)s)."
            ) % {
                "share": percent(beats, self.language),
                "error": percent(self.content["error"], self.language, 1),
            }
            said += " " + _("It is the best of the compared sets in %(share)s of the imagined worlds.") % {
                "share": percent(best["best_in"], self.language)
            }
        return said

    def _chosen(self) -> Table:
        best = self.content["sets"][0]
        decided = set(self.content["decided"])
        rows = []
        for pk in best["measures"]:
            found = self.measures.get(pk)
            lead = found.lead.short if found and found.lead else UNKNOWN
            cost = self.content["costs"][str(pk)]
            rows.append(
                (self.name(pk), lead, number(cost), _("decided already") if pk in decided else _("chosen"))
            )
        rows.append((_("Total"), "", number(best["cost"]), ""))
        return Table(
            _("Chosen measures"),
            (
                Column(_("Measure"), width=5), Column(_("Lead")),
                Column(_("Cost, %(currency)s") % {"currency": self.content["currency"]}, "end", 1.4),
                Column(_("Why"), width=1.5),
            ),
            tuple(rows),
            source=self.source(),
            emphasised=frozenset({len(rows) - 1}),
        )  # fmt: skip

    def _sets(self) -> Table:
        best = set(self.content["sets"][0]["measures"])
        rows = []
        for place, one in enumerate(self.content["sets"], start=1):
            own = set(one["measures"])
            added = [f"+ {self._code(pk)}" for pk in sorted(own - best)]
            missing = [f"− {self._code(pk)}" for pk in sorted(best - own)]
            name = _("the chosen set") if place == 1 else ", ".join(added + missing)
            rows.append(
                (
                    str(place), name, number(one["cost"]), spread(one["left"]),
                    percent(one["best_in"], self.language),
                )
            )  # fmt: skip
        return Table(
            _("The best sets under uncertainty, beginning with the chosen one and its runner-up"),
            (
                Column("", width=0.4), Column(_("Set, against the chosen one"), width=3.2),
                Column(_("Cost, %(currency)s") % {"currency": self.content["currency"]}, "end", 1.3),
                Column(_("Harm left, %(unit)s (90 %%)") % {"unit": self.unit}, "end", 2.2),
                Column(_("best in"), "end", 0.9),
            ),
            tuple(rows),
            source=self.source(),
            notes=(_("“Best in”: the share of the imagined worlds in which no other of these sets leaves less."),),
        )  # fmt: skip

    def _code(self, measure: int) -> str:
        return str(self.content["measures"][str(measure)])

    def _residual(self) -> Table:
        return Table(
            _("Residual risk with the chosen measures"),
            (
                Column(_("Risk"), width=3.5), Column(_("Expected now, %(unit)s a year") % {"unit": self.unit}, "end", 1.8),
                Column(_("Expected then (90 %)"), "end", 2), Column(pgettext("noun: a heading", "Change"), "end"),
            ),
            tuple(
                (
                    self.title(pk), amount(before), spread((left, low, high)),
                    percent(left / before - 1, self.language) if before else UNKNOWN,
                )
                for pk, before, left, low, high in self.content["residual"]
            ),
            source=self.source(),
            notes=(_("The interval is that of the estimates: effects, cases a year, harm of a case."),),
        )  # fmt: skip

    def _years(self) -> Table:
        names = {"now": _("as it is"), "then": _("with the chosen measures")}
        return Table(
            _("Harm of a year in the same simulated years"),
            (
                Column("", width=3), Column(_("Mean, %(unit)s") % {"unit": self.unit}, "end", 2.5),
                Column(_("Not exceeded in 95 % of the years"), "end", 2.5),
            ),
            tuple(
                (name, *(spread(values) for values in self.content["year"][key])) for key, name in names.items()
            ),
            source=self.source(),
            notes=(_("In brackets the simulation's 95 % interval."),),
        )  # fmt: skip

    def _exceedance(self) -> Block:
        names = {"now": _("as it is"), "then": _("with the chosen measures")}
        lines = [
            Curve(name, tuple(Point(*one) for one in self.content["exceedance"][key]))
            for key, name in names.items()
        ]
        if not lines[0].points:
            return Paragraph(_("In none of the simulated years anything happened."))
        middle = len(lines[0].points) // 2
        now, then = (line.points[middle] for line in lines)
        return curves(
            About(
                caption=_("How likely harm above an amount is, now and with the chosen measures"),
                description=_("More than %(amount)s %(unit)s: now in %(now)s of the years, then in %(then)s.")
                % {
                    "amount": amount(now.x), "unit": self.unit, "now": percent(now.y, self.language, 1),
                    "then": percent(then.y, self.language, 1),
                },
                source=self.source(),
                language=self.language,
                stamp=self.stamp,
            ),
            lines,
            x=Axis(title=_("harm of a year, %(unit)s") % {"unit": self.unit}, logarithmic=True),
            y=Axis(title=_("share of years with more"), share=True),
        )  # fmt: skip

    def _curve(self) -> Block:
        points = tuple(Point(budget, left) for budget, _cost, left, _count in self.content["curve"])
        feasible = [point for point in points if point.y is not None]
        if not feasible:
            return Paragraph(_("No budget keeps the conditions."))
        return curves(
            About(
                caption=_("What a budget buys: expected harm that the best set leaves"),
                description=_("From %(first)s %(unit)s at %(none)s to %(last)s at %(all)s %(currency)s.")
                % {
                    "first": amount(feasible[0].y or 0.0), "last": amount(feasible[-1].y or 0.0), "unit": self.unit,
                    "none": number(feasible[0].x), "all": number(feasible[-1].x),
                    "currency": self.content["currency"],
                },
                source=self.source(),
                language=self.language,
                stamp=self.stamp,
                notes=()
                if len(feasible) == len(points)
                else (_("Below the curve's first point the budget does not pay for what is decided or must be had."),),
            ),
            [Curve(_("harm left"), points)],
            x=Axis(title=_("budget, %(currency)s") % {"currency": self.content["currency"]}),
            y=Axis(title=_("expected harm of a year, %(unit)s") % {"unit": self.unit}),
            mark_at=(self.content["budget"], _("the budget")),
            shape="steps",
        )  # fmt: skip

    def _left_out(self) -> list[Block]:
        left = self.content["left_out"]
        if not left:
            return []
        return [
            Table(
                ngettext(
                    "%(count)s measure that treats these risks could not be chosen",
                    "%(count)s measures that treat these risks could not be chosen", len(left),
                ) % {"count": len(left)},
                (Column(_("Measure"), width=4), Column(_("Why not"), width=2.5)),
                tuple((self.name(pk), why_not(code)) for pk, code in left),
                source=self.source(),
            )
        ]  # fmt: skip


def harm_chapter(told: HarmTelling, *, changed: bool) -> list[Block]:
    """Return the chapter on harm in numbers."""
    return [Heading(_("Harm in numbers")), *told.blocks(changed=changed)]


def choice_chapter(told: ChoiceTelling, *, changed: bool) -> list[Block]:
    """Return the chapter on the choice of measures."""
    return [Heading(_("Choice of measures under a budget")), *told.blocks(changed=changed)]
