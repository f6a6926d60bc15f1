"""Sarvania's risk analyses of two years, all of it invented, by the actions that users' own clicks call."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
from django.db import transaction

from chegara.accounts.models import Marking, User
from chegara.common.periods import Month
from chegara.config.demo.organisation import folder
from chegara.config.demo.quantities import choose, quantify
from chegara.elicitation.actions import panels, rounds
from chegara.elicitation.ballots import CANNOT_JUDGE, Answer
from chegara.elicitation.methods.scales import load_scale
from chegara.elicitation.models import Panel
from chegara.evidence.forecasts import make_forecasts
from chegara.evidence.models import Record
from chegara.organisation.actions import make_release
from chegara.organisation.models import Agency, BorderSection, Release, State
from chegara.plans.choices import Status
from chegara.plans.models import Measure
from chegara.risk.actions import assessments, papers, risks, treatments
from chegara.risk.choices import Stand
from chegara.risk.harm import joint_viewer
from chegara.risk.methods.components import SCORED
from chegara.risk.models import Assessment, CollectionTask, EvidenceLink, Instruction, Meeting, Risk
from chegara.risk.queries import panel_of

YEAR = 2025
SCALE = "four"
EXPERTS = {
    "XS-BOR": ("analyst", "supervisor"),
    "XS-CUS": ("customs", "customs-head"),
    "XS-INT": ("police", "police-head"),
    "XS-SEC": ("security", "security-head"),
}
HEAD = {agency: experts[-1] for agency, experts in EXPERTS.items()}
MOVED = 0.35
"""How often a score of the first round lay a step beside what its expert gave in the second."""
UNKNOWN = "?"


@transaction.atomic
def build_risks(rng: np.random.Generator) -> None:
    """Make last year's assessment, approved, and this year's with two rounds and a dissent, approved."""
    told = tomllib.loads((folder("XS") / "risks.toml").read_text(encoding="utf-8"))
    head = User.objects.get(username=HEAD["XS-BOR"])
    agencies = {code: Agency.objects.get(code=code) for code in told["agencies"]}
    release = make_release(
        from_agency=agencies["XS-BOR"], to_all=True, letter_number="RISKS/1", letter_date=date(2026, 2, 21),
        signatory="(invented)", by="demo",
    )  # fmt: skip
    before = _begin(told, agencies, head, release)
    known = [_a_year_before(one) for one in told["risks"] if "last" in one]
    _describe(before, known, head)
    _score(before, [dict.fromkeys(agencies, (one["last"],) * 2) for one in known], agencies, head, rng)
    _treat(before, head)
    _forecast(before)
    _sign(before, agencies, {})
    _approve(before, "Commission on security, No. 3 of 14.02.2025 (invented)", head)

    this = assessments.begin_next_year(before, title=told["title"].format(year=YEAR), by=head)
    _describe_anew(this, told["risks"], head)
    scores = [one["scores"] for one in told["risks"]]
    _score(this, scores, agencies, head, rng, first_round=True)
    for one in told["risks"]:
        if "level_set" in one:
            risk = this.risks.get(title=one["title"])
            risks.set_level(risk, level=one["level_set"], reason=one["level_reason"], by=head)
    names = ("scope", "order_number", "order_date", "order_signatory", "approving_office")
    assessments.change(this, values={name: told[name] for name in names}, by=head, reason="demo")
    papers.save_meeting(Meeting(assessment=this, **told["meeting"]), by=head)
    _treat(this, head)
    _cite(this, told["cited"], head)
    quantify(this, EXPERTS, head)
    choose(this, head)
    _sign(this, agencies, {told["dissent"]["agency"]: told["dissent"]["text"]})
    _approve(this, "Commission on security, No. 5 of 20.02.2026 (invented)", head)
    _instruct(this, told["instructions"], agencies, head)


def _treat(assessment: Assessment, head: User) -> None:
    """Tie the plan's measures to the risks that their own words name."""
    known = {risk.title: risk for risk in assessment.risks.all()}
    of_year = Measure.objects.filter(plan__country="XS", plan__start__year=assessment.year + 1)
    if assessment.year == YEAR:
        of_year = of_year.exclude(status=Status.DROPPED)
    for measure in of_year:
        title, _sign, component = measure.origin_name.partition("; ")
        if title in known:
            treatments.treat(known[title], component=component or "vulnerability", measure=measure, by=head)


def _cite(assessment: Assessment, told: list[dict[str, Any]], head: User) -> None:
    """Cite the year's largest event of an indicator."""
    for one in told:
        largest = (
            Record.objects.visible_to(head)
            .counting()
            .filter(
                event=True, indicator=one["indicator"], kind__in=one["kinds"], start__year=assessment.year
            )
            .exclude(base_quantity=None)
            .order_by("-base_quantity", "pk")
            .first()
        )
        if largest:
            risk = assessment.risks.get(title=one["risk"])
            risks.cite_event(risk, record=largest, note=one["note"], by=head)


def _forecast(assessment: Assessment) -> None:
    """Forecast what its risks rest on from what was known then, so that its approval freezes it."""
    wanted = EvidenceLink.objects.filter(risk__assessment=assessment).values_list("indicator", flat=True)
    for indicator in sorted(set(wanted)):
        make_forecasts(
            assessment.country, joint_viewer(assessment), last=Month(assessment.year, 12), indicator=indicator
        )


def _begin(
    told: Mapping[str, Any], agencies: Mapping[str, Agency], head: User, release: Release
) -> Assessment:
    return assessments.begin(
        country=State.objects.get(code="XS"), owner_agency=agencies["XS-BOR"], agencies=agencies.values(),
        title=told["title"].format(year=YEAR - 1), year=YEAR - 1, marking=Marking.OFFICIAL_USE, by=head,
        scale=SCALE, scope=told["scope"], releases=[release],
    )  # fmt: skip


def _a_year_before(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return a risk as it was described then: its likelihood spoke of the year to come."""
    then = {"outlook": told.get("last_outlook", told.get("outlook", "")), "outlook_reason": ""}
    if "likelihood_window" in told:
        then["likelihood_window"] = told["likelihood_window"].replace(str(YEAR + 1), str(YEAR))
    return {**told, **then}


TOLD_APART = {"last_outlook", "sections", "evidence", "gap", "scores", "last", "level_set", "level_reason"}


def _describe(assessment: Assessment, told: list[dict[str, Any]], head: User) -> None:
    for one in told:
        _describe_one(Risk(assessment=assessment), one, head)


def _describe_anew(assessment: Assessment, told: list[dict[str, Any]], head: User) -> None:
    carried = {risk.title: risk for risk in assessment.risks.all()}
    for one in told:
        risk = _describe_one(carried.get(one["title"]) or Risk(assessment=assessment), one, head)
        if "gap" in one:
            gap, task, agency, deadline = one["gap"]
            asked = Agency.objects.get(code=agency)
            risks.add_gap(
                CollectionTask(risk=risk, gap=gap, task=task, agency=asked, deadline=deadline), by=head
            )


def _describe_one(risk: Risk, one: Mapping[str, Any], head: User) -> Risk:
    for name, value in one.items():
        if name not in TOLD_APART:
            setattr(risk, name, value)
    sections = BorderSection.objects.filter(code__in=one["sections"])
    carried = risk.pk is not None
    risks.save_risk(risk, by=head, sections=sections)
    if not carried:
        for indicator in one["evidence"]:
            risks.link_evidence(EvidenceLink(risk=risk, indicator_id=indicator), by=head)
    return risk


def _score(
    assessment: Assessment,
    scores: list[Mapping[str, tuple[str, ...]]],
    agencies: Mapping[str, Agency],
    head: User,
    rng: np.random.Generator,
    *,
    first_round: bool = False,
) -> None:
    """Let the experts score: once, or with a first round in which some scores lie a step beside."""
    assessments.move(assessment, to="scoring", by=head)
    panel = panel_of(assessment)
    assert panel is not None  # noqa: S101 - scoring opened it
    for code, experts in EXPERTS.items():
        for name in experts:
            panels.invite(panel, user=User.objects.get(username=name), agency=agencies[code], by=head)
    if first_round:
        _round(
            panel,
            [{c: tuple(_beside(s, rng) for s in of) for c, of in one.items()} for one in scores],
            head,
        )
        assessments.move(assessment, to="discussion", by=head)
        assessments.move(assessment, to="scoring", by=head)
    _round(panel, scores, head)
    assessments.move(assessment, to="discussion", by=head)
    assessment.refresh_from_db()


def _beside(score: str, rng: np.random.Generator) -> str:
    steps = rng.choice((-1, 0, 1), size=len(score), p=(MOVED / 2, 1 - MOVED, MOVED / 2))
    return "".join(
        sign if sign == UNKNOWN else str(min(4, max(1, int(sign) + int(step))))
        for sign, step in zip(score, steps, strict=True)
    )


def _round(panel: Panel, scores: list[Mapping[str, tuple[str, ...]]], head: User) -> None:
    levels = load_scale(SCALE).levels
    round_ = rounds.open_round(panel, by=head)
    items = list(panel.items.all())
    for code, experts in EXPERTS.items():
        for place, name in enumerate(experts):
            answers = {
                (item.pk, component.value): Answer(
                    CANNOT_JUDGE if sign == UNKNOWN else levels[int(sign) - 1].code
                )
                for item, one in zip(items, scores, strict=True)
                for component, sign in zip(SCORED, one[code][place], strict=True)
            }
            rounds.cast(round_, answers=answers, by=User.objects.get(username=name))
    rounds.close_round(round_, by=head)


def _sign(assessment: Assessment, agencies: Mapping[str, Agency], dissent: Mapping[str, str]) -> None:
    for code, agency in agencies.items():
        assessments.sign(
            assessment, agency=agency, dissent=dissent.get(code, ""),
            stand=Stand.DISSENTING if code in dissent else Stand.AGREED,
            by=User.objects.get(username=HEAD[code]),
        )  # fmt: skip


def _approve(assessment: Assessment, basis: str, head: User) -> None:
    assessments.move(assessment, to="agreed", by=head)
    assessments.move(assessment, to="approved", by=head, basis=basis)
    assessment.refresh_from_db()


def _instruct(
    assessment: Assessment, told: list[dict[str, Any]], agencies: Mapping[str, Agency], head: User
) -> None:
    for one in told:
        instruction = Instruction(
            assessment=assessment, agency=agencies[one["agency"]], outgoing_number=one["number"],
            text=one["text"], given_on=date(2026, 2, 2), deadline=one["deadline"],
        )  # fmt: skip
        papers.give_instruction(instruction, by=head)
        if "report" in one:
            papers.report_execution(
                instruction, report=one["report"], done=one.get("done", False), on=date(2026, 3, 20),
                by=User.objects.get(username=HEAD[one["agency"]]),
            )  # fmt: skip
