"""Assessments: beginning one, its way from draft to publication, sign-off, versions, next year's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from chegara.accounts.models import Compartment, User
from chegara.audit.actions import changed_fields, snapshot
from chegara.elicitation.actions.panels import open_panel, set_items, set_stage
from chegara.elicitation.models import Panel, RoundState, Stage
from chegara.organisation.actions import keep_wordings
from chegara.organisation.models import Agency, Release, State
from chegara.organisation.visibility import agencies_of
from chegara.risk.actions.common import RiskError, audit, require_lead, require_open, require_part
from chegara.risk.actions.quantities import carry_quantities
from chegara.risk.choices import FROZEN, TRANSITIONS, AssessmentState, Stand
from chegara.risk.harm import harm_panel_of
from chegara.risk.models import Assessment, AssessmentVersion, EvidenceLink, Participation, Risk
from chegara.risk.queries import panel_of
from chegara.risk.versions import content_of
from chegara.risk.wordings import subject_of
from chegara.risk.words import criteria

# What the expert panel may do in each state; nothing once the agencies have signed.
STAGES: dict[str, Stage] = {
    AssessmentState.SCORING: Stage.SCORING,
    AssessmentState.DISCUSSION: Stage.DISCUSSION,
}
# The panel on the harm of one case may work on while its results are talked over.
JUDGING = frozenset({AssessmentState.DRAFTING, AssessmentState.SCORING, AssessmentState.DISCUSSION})
# What a risk takes along into next year: what describes it, and nothing that was judged.
CARRIED = (
    "title", "category", "description", "modus_operandi", "who", "where", "when", "routes", "push_factors",
    "permeability", "operations", "countermeasures", "pull_factors", "impact_security", "impact_flow",
    "impact_humanitarian", "assumptions", "alternative", "look_for",
)  # fmt: skip


@transaction.atomic
def begin(
    *,
    country: State,
    owner_agency: Agency,
    agencies: Iterable[Agency],
    title: str,
    year: int,
    marking: str,
    by: User,
    compartment: Compartment | None = None,
    releases: Iterable[Release] = (),
    **more: Any,
) -> Assessment:
    """Begin an assessment of a year's evidence, with the agencies that take part.

    Raises:
        RiskError: it would be another agency's.
    """
    if not by.has_perm("risk.lead") or owner_agency.pk not in set(agencies_of(by)):
        raise RiskError(_("An assessment is begun by a supervisor, for an agency of their own."))
    assessment = Assessment(
        country=country, owner_agency=owner_agency, title=title, year=year, marking=marking,
        compartment=compartment, by=by, **more,
    )  # fmt: skip
    assessment.full_clean()
    assessment.save()
    assessment.releases.set(releases)
    everybody = {agency.pk: agency for agency in (owner_agency, *agencies)}
    Participation.objects.bulk_create(
        Participation(assessment=assessment, agency=agency) for agency in everybody.values()
    )
    audit(
        assessment,
        "begun",
        by,
        after=snapshot(assessment) | {"agencies": sorted(agency.code for agency in everybody.values())},
    )
    return assessment


@transaction.atomic
def change(assessment: Assessment, *, values: Mapping[str, Any], by: User, reason: str) -> None:
    """Change what an assessment says of itself; scale and rule only before experts have scored.

    Raises:
        RiskError: it is not open, or its scale would change after scoring.
    """
    require_lead(assessment, by)
    require_open(assessment)
    before = snapshot(Assessment.objects.get(pk=assessment.pk))
    for name, value in values.items():
        setattr(assessment, name, value)
    if panel_of(assessment) and before["scale"] != assessment.scale:
        raise RiskError(_("Experts have scored on this scale: it can't be changed any more."))
    if before["yardstick"] != assessment.yardstick and assessment.risks.exclude(likelihood_word="").exists():
        raise RiskError(_("Likelihoods are told by the words of this list: it can't be changed any more."))
    assessment.full_clean()
    assessment.save()
    old, new = changed_fields(before, snapshot(assessment))
    audit(assessment, "changed", by, before=old, after=new, reason=reason)


@transaction.atomic
def move(assessment: Assessment, *, to: str, by: User, reason: str = "", basis: str = "") -> None:
    """Take an assessment to its next state.

    Raises:
        RiskError: that state does not follow, or what it asks for is missing.
    """
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    require_lead(assessment, by)
    if to not in TRANSITIONS[assessment.state]:
        raise RiskError(
            _("After “%(state)s” does not follow “%(to)s”.")
            % {"state": assessment.get_state_display(), "to": AssessmentState(to).label}
        )
    before = assessment.state
    if to == AssessmentState.SCORING:
        _open_scoring(assessment, by)
    elif to == AssessmentState.DISCUSSION:
        _to_discussion(assessment, before, by, reason)
    elif to == AssessmentState.AGREED:
        _require_signatures(assessment)
    elif to == AssessmentState.APPROVED:
        _freeze(assessment, basis, by)
    if panel := panel_of(assessment):
        set_stage(panel, stage=STAGES.get(to, Stage.CLOSED), by=by)
    if panel := harm_panel_of(assessment):
        if to not in JUDGING and panel.rounds.filter(state=RoundState.OPEN).exists():
            raise RiskError(_("A round on the harm of a case is open still: close it first."))
        set_stage(panel, stage=Stage.SCORING if to in JUDGING else Stage.CLOSED, by=by)
    assessment.state = to
    assessment.save()
    audit(
        assessment,
        "moved",
        by,
        before={"state": before},
        after={"state": to, "version": assessment.version} | ({"basis": basis} if basis else {}),
        reason=reason,
    )


def _open_scoring(assessment: Assessment, by: User) -> None:
    items = [(risk.key, str(risk)) for risk in assessment.risks.standing()]
    if not items:
        raise RiskError(_("There is no risk to score yet."))
    panel = panel_of(assessment)
    if panel is None:
        panel = open_panel(
            subject=assessment.subject,
            title=assessment.title,
            country=assessment.country,
            owner_agency=assessment.owner_agency,
            marking=assessment.marking,
            compartment=assessment.compartment,
            releases=assessment.releases.all(),
            criteria=criteria(),
            scale=assessment.scale,
            items=items,
            by=by,
        )
        Panel.objects.filter(pk=panel.pk).update(tie=assessment.tie)
    elif not panel.rounds.exists():
        set_items(panel, items=items, by=by)


def _to_discussion(assessment: Assessment, before: str, by: User, reason: str) -> None:
    panel = panel_of(assessment)
    if before == AssessmentState.SCORING and (
        panel is None
        or panel.rounds.filter(state=RoundState.OPEN).exists()
        or not panel.rounds.filter(state=RoundState.CLOSED).exists()
    ):
        raise RiskError(_("Close a round of scoring first."))
    if before in FROZEN:
        if not reason:
            raise RiskError(_("Say why what was approved is changed: it becomes a new version."))
        assessment.version += 1
    if before != AssessmentState.SCORING:
        # What was signed is opened again: each agency signs anew.
        assessment.participations.update(stand=Stand.PENDING, dissent="", signed_by=None, signed_at=None)


def _require_signatures(assessment: Assessment) -> None:
    waiting = [str(one.agency.short) for one in assessment.participations.filter(stand=Stand.PENDING)]
    if waiting:
        raise RiskError(_("Not signed yet: %(agencies)s.") % {"agencies": ", ".join(waiting)})


def _freeze(assessment: Assessment, basis: str, by: User) -> None:
    if not basis.strip():
        raise RiskError(_("Say who approves it: office, number and date."))
    AssessmentVersion.objects.create(
        assessment=assessment,
        number=assessment.version,
        basis=basis.strip(),
        content=content_of(assessment),
        by=by,
    )


@transaction.atomic
def sign(assessment: Assessment, *, agency: Agency, stand: str, dissent: str, by: User) -> Participation:
    """Sign for one's agency: agreed, or with a dissenting opinion that the report prints.

    Raises:
        RiskError: it is another agency's to sign, the assessment is not in discussion, or a dissent is empty.
    """
    if not by.has_perm("risk.lead") or agency.pk not in set(agencies_of(by)):
        raise RiskError(_("An agency is signed for by its own supervisor."))
    if assessment.state != AssessmentState.DISCUSSION:
        raise RiskError(_("Agencies sign in discussion, when levels and measures are on the table."))
    if stand == Stand.DISSENTING and not dissent.strip():
        raise RiskError(_("Write the dissenting opinion: the report prints it."))
    part = Participation.objects.get(assessment=assessment, agency=agency)
    part.take(stand, dissent, by=by)
    part.full_clean()
    part.save()
    after = {"of_agency": agency.code} | ({"dissent": part.dissent} if part.dissent else {})
    audit(assessment, "dissented" if part.dissent else "signed", by, after=after)
    return part


@transaction.atomic
def begin_next_year(assessment: Assessment, *, title: str, by: User) -> Assessment:
    """Begin the assessment of the year after, with its risks carried over, unscored.

    Raises:
        RiskError: this one is not approved yet.
    """
    require_lead(assessment, by)
    if not assessment.frozen:
        raise RiskError(_("Next year's assessment starts from an approved one."))
    following = begin(
        country=assessment.country,
        owner_agency=assessment.owner_agency,
        agencies=[one.agency for one in assessment.participations.select_related("agency")],
        title=title,
        year=assessment.year + 1,
        marking=assessment.marking,
        compartment=assessment.compartment,
        releases=assessment.releases.all(),
        by=by,
        section=assessment.section,
        scope=assessment.scope,
        scale=assessment.scale,
        rule=assessment.rule,
        tie=assessment.tie,
        yardstick=assessment.yardstick,
        previous=assessment,
    )
    carried: dict[int, Risk] = {}
    for risk in assessment.risks.standing().prefetch_related("sections", "evidence"):
        copy = Risk.objects.create(
            assessment=following, number=risk.number, carried_from=risk,
            **{name: getattr(risk, name) for name in CARRIED},
        )  # fmt: skip
        copy.sections.set(risk.sections.all())
        EvidenceLink.objects.bulk_create(
            EvidenceLink(
                risk=copy, indicator=link.indicator, point=link.point, section=link.section,
                division=link.division, kind=link.kind, note=link.note,
            )
            for link in risk.evidence.all()
        )  # fmt: skip
        carried[risk.pk] = copy
    carry_quantities(assessment, following, carried, by=by)
    audit(following, "carried_over", by, after={"risks": len(carried)})
    return following


@transaction.atomic
def set_wordings(assessment: Assessment, *, language: str, words: Mapping[str, str], by: User) -> None:
    """Keep an assessment's texts in another language; what was signed stays as it was written.

    Raises:
        RiskError: `by` takes no part.
    """
    require_part(assessment, by)
    keep_wordings(
        assessment, subject=subject_of(assessment), language=language, words=words, by=by,
        agency=assessment.owner_agency, compartment=assessment.compartment,
    )  # fmt: skip
