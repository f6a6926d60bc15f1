"""A walk over all addresses: each names a permission, and refuses whoever lacks it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import lxml.html
import pytest
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests import factories
from tests.canine import world as canine
from tests.contingency import world as contingency
from tests.integrity import world as integrity
from tests.integrity.corruption_world import fill_corruption
from tests.pages.addresses import patterns
from tests.plans.world import estimate_values, make_plan
from tests.profiling.world import (
    Checkpoint,
    made_checkpoint,
    make_indicator_set,
    make_key_list,
    make_selection,
)
from tests.training import world as training

from chegara.accounts.models import AccessToken, Compartment, Role, User
from chegara.audit.models import AuditEntry
from chegara.config.document_jobs import FRAGMENT, REPORT_JOB, folder_of
from chegara.cooperation.actions.records import save_record
from chegara.cooperation.models import Contact, Operation, Passport, SelfAssessment
from chegara.elicitation.actions.panels import invite
from chegara.elicitation.actions.rounds import issue_papers, open_round
from chegara.elicitation.models import Panel, PaperBallot, Round
from chegara.evidence.actions import doubles, places, questions
from chegara.evidence.files import keep
from chegara.evidence.methods.doubles.search import Candidate, Found
from chegara.evidence.models import (
    Batch,
    DiscrepancyLetter,
    DoubleCandidate,
    DoubleDecision,
    Indicator,
    QuantityQuestion,
    Record,
    WrittenPlace,
)
from chegara.evidence.request_models import DataRequest, ReportingDuty
from chegara.integrity.actions.reviews import circle_of
from chegara.organisation.actions import save
from chegara.organisation.models import Agency, PlaceSpelling, State, Unit, WordTemplate
from chegara.pages.jobs import run_job
from chegara.pages.models import Job, JobState
from chegara.pages.spreadsheets import as_xlsx
from chegara.plans.actions.measures import propose_measure
from chegara.plans.actions.plans import save_objective
from chegara.plans.actions.resources import create_estimate
from chegara.plans.models import Measure, Objective, Plan
from chegara.plans.resource_models import ResourceEstimate
from chegara.profiling.actions.halts import stop_all
from chegara.profiling.models import Halt, Transfer
from chegara.risk.actions.papers import attach_signed_page, give_instruction
from chegara.risk.actions.quantities import describe_harm, save_cause, set_selection
from chegara.risk.actions.risks import add_gap, cite_event, link_evidence
from chegara.risk.actions.treatments import treat
from chegara.risk.models import Assessment, CollectionTask, EvidenceLink, Instruction, Risk
from chegara.risk.quantity_models import Cause, Condition, ConditionKind
from chegara.training.actions.practice import begin_practice

pytestmark = pytest.mark.django_db

# Who may do what: the specification that the rules of each slice must match.
EVERYBODY = set(Role)
PLANNERS = EVERYBODY - {Role.ADMINISTRATOR, Role.OFFICER, Role.OVERSIGHT}
K9_STAFF = {Role.CANINE_MANAGER, Role.SUPERVISOR, Role.TRAINER}
MAY: dict[str, set[Role]] = {
    "pages.use": EVERYBODY,
    "organisation.view": EVERYBODY,
    "organisation.change": {Role.SUPERVISOR, Role.ADMINISTRATOR},
    "organisation.release": {Role.SUPERVISOR},
    "accounts.manage": {Role.ADMINISTRATOR},
    "audit.view": {Role.OVERSIGHT},
    "evidence.view": {Role.ANALYST, Role.SUPERVISOR, Role.OVERSIGHT},
    "evidence.import": {Role.ANALYST, Role.SUPERVISOR},
    "evidence.decide": {Role.ANALYST, Role.SUPERVISOR},
    "evidence.request": {Role.ANALYST, Role.SUPERVISOR},
    "evidence.grade": {Role.ANALYST, Role.SUPERVISOR},
    "elicitation.view": {
        Role.ANALYST,
        Role.OFFICER,
        Role.SUPERVISOR,
        Role.INTEGRITY_OFFICER,
        Role.OVERSIGHT,
    },
    "elicitation.vote": {Role.ANALYST, Role.OFFICER, Role.SUPERVISOR, Role.INTEGRITY_OFFICER},
    "elicitation.moderate": {Role.SUPERVISOR, Role.INTEGRITY_OFFICER},
    "risk.view": {Role.ANALYST, Role.SUPERVISOR, Role.OVERSIGHT},
    "risk.edit": {Role.ANALYST, Role.SUPERVISOR},
    "risk.lead": {Role.SUPERVISOR},
    "profiling.view": {Role.ANALYST, Role.OFFICER, Role.SUPERVISOR, Role.TRAINER, Role.OVERSIGHT},
    "profiling.edit": {Role.ANALYST, Role.SUPERVISOR},
    "profiling.select": {Role.ANALYST, Role.SUPERVISOR},
    "profiling.see_lots": {Role.ANALYST, Role.SUPERVISOR, Role.OVERSIGHT},
    "profiling.read_restricted": {Role.ANALYST, Role.OFFICER, Role.SUPERVISOR},
    "profiling.approve": {Role.SUPERVISOR},
    "profiling.stop": {Role.ANALYST, Role.SUPERVISOR, Role.OVERSIGHT},
    "profiling.check": {Role.OFFICER, Role.SUPERVISOR},
    "profiling.see_checks": {Role.OFFICER, Role.SUPERVISOR, Role.OVERSIGHT},
    "profiling.oversee": {Role.SUPERVISOR, Role.OVERSIGHT},
    "integrity.view": {Role.INTEGRITY_OFFICER, Role.OVERSIGHT},
    "integrity.change": {Role.INTEGRITY_OFFICER},
    "integrity.oversee": {Role.OVERSIGHT},
    "integrity.answer": EVERYBODY,
    "documents.make": {Role.ANALYST, Role.SUPERVISOR, Role.OVERSIGHT},
    "plans.view": EVERYBODY - {Role.ADMINISTRATOR},
    "plans.change": PLANNERS,
    "plans.report": PLANNERS | {Role.OFFICER},
    "plans.approve": {Role.SUPERVISOR, Role.INTEGRITY_OFFICER},
    "cooperation.view": {
        Role.ANALYST,
        Role.SUPERVISOR,
        Role.OFFICER,
        Role.INTEGRITY_OFFICER,
        Role.OVERSIGHT,
    },
    "cooperation.change": {Role.ANALYST, Role.SUPERVISOR},
    "cooperation.act": {Role.ANALYST, Role.SUPERVISOR, Role.OFFICER},
    "contingency.view": EVERYBODY - {Role.ADMINISTRATOR, Role.INTEGRITY_OFFICER, Role.CANINE_MANAGER},
    "contingency.change": {Role.ANALYST, Role.SUPERVISOR},
    "contingency.act": {Role.ANALYST, Role.OFFICER, Role.SUPERVISOR, Role.TRAINER},
    "contingency.activate": {Role.OFFICER, Role.SUPERVISOR},
    "contingency.approve": {Role.SUPERVISOR},
    "training.view": {
        Role.TRAINER,
        Role.SUPERVISOR,
        Role.ANALYST,
        Role.CANINE_MANAGER,
        Role.OVERSIGHT,
    },
    "training.change": {Role.TRAINER, Role.SUPERVISOR},
    "training.certify": {Role.TRAINER, Role.SUPERVISOR},
    "training.practise": {Role.OFFICER, Role.TRAINER, Role.ANALYST, Role.SUPERVISOR},
    "canine.view": K9_STAFF | {Role.OFFICER, Role.ANALYST, Role.OVERSIGHT},
    "canine.record": K9_STAFF | {Role.OFFICER},
    "canine.change": K9_STAFF,
    "canine.set_up": K9_STAFF | {Role.OVERSIGHT},
    "canine.certify": {Role.CANINE_MANAGER, Role.SUPERVISOR},
    "canine.aids": {Role.CANINE_MANAGER, Role.SUPERVISOR},
    "checks.view": {Role.ANALYST, Role.SUPERVISOR, Role.OVERSIGHT, Role.INTEGRITY_OFFICER, Role.TRAINER},
}
# Open to whoever has not signed in yet, each with why.
PUBLIC = {
    "account_login": "one must be able to sign in",
    "account_logout": "shows nothing",
    "account_inactive": "says that an account is closed",
    "account_signup": "leads to sign-in",
    "account_reset_password": "leads to sign-in",
    "set_language": "keeps a cookie",
    "mfa_authenticate": "the second step of signing in, after the password",
    "training_feed": "a calendar, by the token in its address alone: tests/training/test_feed.py, ADR 0016",
}
POST_ONLY = {
    "job_cancel", "plan_document", "cooperation_document",
    "membership_new", "batch_confirm", "batch_handling", "forecast_start", "set_language",
    "double_search", "letter_send", "letter_answers", "letter_apply",
    "round_open", "brief_file", "place_again", "harm_judging", "harm_compute", "choice_compute",
    "request_send", "request_line_remove",
    "inject_give", "simulation_run",
    "forecast_sums_start", "saved_view_save",
    "estimate_compute",
    "post_card_sign",
    "activity_list_drop",
    "activity_list_take", "session_check_ins",
    "canine_phone_changes",
    "integrity_circle", "integrity_confirm", "integrity_confirm_all", "integrity_separations",
    "integrity_rules", "integrity_recommendation_plan",
    "control_add", "control_drop", "survey_move", "survey_slips", "identity_read",
}  # fmt: skip


READING_IS_RECORDED = {"analysis_detail", "integrity_question", "check_detail", "indicator_set_detail"}
"""Who looks at questions on people, who was checked, what was entrusted, is told by the log: their point."""


@dataclass
class World:
    """One record of each kind, so that each address can be opened."""

    state: State
    agency: Agency
    unit: Unit
    point: Any
    section: Any
    division: Any
    release: Any
    membership: Any
    compartment: Compartment
    batch: Batch
    record: Record
    plan: Plan
    measure: Measure
    estimate: ResourceEstimate
    candidate: DoubleCandidate
    decided: DoubleDecision
    letter_of: Callable[[User], DiscrepancyLetter]
    request: DataRequest
    duty: ReportingDuty
    panel: Panel
    assessment: Assessment
    risk: Risk
    contact: Contact
    passport: Passport
    operation: Operation
    gap: SelfAssessment
    written: WrittenPlace
    decision: PlaceSpelling
    question: QuantityQuestion
    job_of: Callable[[User], int]
    report_of: Callable[[User], int]
    view_of: Callable[[User], int]
    contingency: contingency.Stage
    review: integrity.Filled


def factor_of(user: User) -> int:
    return Authenticator.objects.get_or_create(user=user, type="totp", data={"secret": "x"})[0].pk


def token_of(user: User) -> int:
    own = {"user": user, "title": "Reader", "beginning": "chg_"}
    until = timezone.localdate()
    return AccessToken.objects.get_or_create(**own, digest=f"{user.pk:064}", expires_on=until)[0].pk


def seen_review(world: World) -> int:
    """Let whoever holds an integrity role today into the review's circle, and return its key."""
    circle_of(world.agency, by=world.review.review.by)
    return world.review.review.pk


def corruption_of(world: World) -> dict[str, int]:
    """Return the keys of the review's corruption risks, survey and analyses; made when first asked."""
    return fill_corruption(world.review.review)


def review_of(agency: Agency) -> integrity.Filled:
    """Make a review of integrity in which there is one of everything."""
    review = integrity.make_review(agency)
    return integrity.fill(review, by=review.by)


ARGUMENTS: dict[str, Callable[[World, User], dict[str, Any]]] = {
    "job_detail": lambda world, user: {"pk": world.job_of(user)},
    "job_cancel": lambda world, user: {"pk": world.job_of(user)},
    "report_detail": lambda world, user: {"pk": world.report_of(user)},
    "report_file": lambda world, user: {"pk": world.report_of(user), "name": "report.html"},
    "map_data": lambda world, _: {"code": world.state.code},
    "workbook_export": lambda world, _: {"code": world.state.code},
    "user_detail": lambda _, user: {"pk": user.pk},
    "factors_reset": lambda _, user: {"pk": user.pk},
    "factor_remove": lambda _, user: {"pk": factor_of(user)},
    "token_revoke": lambda _, user: {"pk": token_of(user)},
    "tokens_revoke_all": lambda _, user: {"pk": user.pk},
    "membership_new": lambda _, user: {"pk": user.pk},
    "membership_end": lambda world, _: {"pk": world.membership.pk},
    "compartment_edit": lambda world, _: {"pk": world.compartment.pk},
    "release_detail": lambda world, _: {"pk": world.release.pk},
    "record_detail": lambda world, _: {"pk": world.record.pk},
    "explorer_file": lambda *_: {"show": "table", "format": "csv"},
    "forecast_sums_file": lambda *_: {"format": "csv"},
    **{
        f"saved_view_{page}": lambda world, user: {"pk": world.view_of(user)}
        for page in ("open", "edit", "delete")
    },
    "question_new": lambda world, _: {"pk": world.record.pk},
    "double_detail": lambda world, _: {"pk": world.candidate.pk},
    "double_decided": lambda world, _: {"pk": world.decided.pk},
    "double_take_back": lambda world, _: {"pk": world.decided.pk},
    "letter_new": lambda world, _: {"agency": world.agency.pk},
    "letter_file": lambda world, user: {
        "pk": world.letter_of(user).pk, "name": f"questions-xa-bor-{world.letter_of(user).pk}.docx",
    },
    **{
        f"letter_{page}": lambda world, user: {"pk": world.letter_of(user).pk}
        for page in ("detail", "send", "answers", "apply")
    },
    **{
        f"question_{page}": lambda world, user: {"pk": world.letter_of(user).questions.get().pk}
        for page in ("detail", "answer", "close")
    },
    **{
        f"panel_{page}": lambda world, _: {"pk": world.panel.pk} for page in ("detail", "invite")
    },
    **{
        name: lambda world, _: {"pk": world.assessment.pk}
        for name in (
            "assessment_detail", "assessment_edit", "assessment_next", "assessment_map",
            "assessment_last_year", "assessment_versions", "assessment_papers", "risk_new", "meeting_new",
            "assessment_harm", "harm_describe", "cause_new", "harm_judging", "harm_compute",
            "assessment_choice", "choice_budget", "condition_new", "choice_compute",
            "instruction_new", "scan_new", "assessment_wordings",
        )
    },
    "assessment_move": lambda world, _: {"pk": world.assessment.pk, "to": "scoring"},
    "assessment_sign": lambda world, _: {"pk": world.assessment.pk, "agency": world.agency.pk},
    "assessment_paper": lambda world, _: {
        "pk": world.assessment.pk, "paper": "order", "format_name": "html",
    },
    **{
        f"risk_{page}": lambda world, _: {"pk": world.risk.pk}
        for page in (
            "detail", "edit", "drop", "level", "evidence", "gap", "treat", "propose", "bow_tie", "basis",
            "basis_remove", "events",
        )
    },
    "risk_untie": lambda world, _: {"pk": world.risk.treatments.get().pk},
    "effect_edit": lambda world, _: {"pk": world.risk.treatments.get().pk},
    "cause_remove": lambda world, _: {"pk": world.assessment.causes.get().pk},
    "condition_remove": lambda world, _: {"pk": world.assessment.selection.conditions.get().pk},
    "risk_evidence_remove": lambda world, _: {"pk": world.risk.evidence.get().pk},
    "risk_event_remove": lambda world, _: {"pk": world.risk.events.get().pk},
    "risk_gap_answer": lambda world, _: {"pk": world.risk.gaps.get().pk},
    "instruction_report": lambda world, _: {"pk": world.assessment.instructions.get().pk},
    "scan_file": lambda world, _: {"pk": world.assessment.signed_pages.get().pk},
    "panel_terms": lambda world, _: {"pk": world.panel.pk, "agency": world.agency.pk},
    "round_open": lambda world, _: {"pk": world.panel.pk},
    "expert_release": lambda world, _: {"pk": world.panel.experts.get().pk},
    **{
        f"round_{page}": lambda world, user: {"pk": round_for(world, user).pk}
        for page in ("results", "ballot", "papers", "papers_print", "close")
    },
    **{f"paper_{page}": lambda world, user: {"pk": paper_for(world, user).pk} for page in ("read", "spoil")},
    "item_position": lambda world, _: {
        "pk": world.panel.items.first().pk, "criterion": "impact", "agency": world.agency.pk,
    },
    "place_spelling": lambda world, _: {"pk": world.written.pk},
    "place_take_back": lambda world, _: {"pk": world.decision.pk},
    "place_again": lambda world, _: {"country": world.state.code},
    "quantity_detail": lambda world, _: {"pk": world.question.pk},
    "reconcile": lambda world, _: {"country": world.state.code, "indicator": "persons.crossings"},
    "gap": lambda world, _: {
        "agency": world.agency.pk, "indicator": "persons.crossings", "first": "2025-01", "last": "2025-01",
    },
    **{
        f"{name}_{page}": lambda world, _, name=name: {"pk": getattr(world, name).pk}
        for name in ("point", "section", "agency", "division", "unit")
        for page in ("detail", "edit")
    },
    **{
        f"batch_{page}": lambda world, _: {"pk": world.batch.pk}
        for page in ("detail", "mapping", "confirm", "undo", "handling", "file")
    },
}  # fmt: skip
ARGUMENTS |= {
    **{
        f"watchlist_{page}": lambda world, _: {"pk": checkpoint(world).watchlist.pk}
        for page in ("detail", "edit", "file", "withdraw")
    },
    **{
        f"indicator_{page}": lambda world, _: {"pk": checkpoint(world).indicator.pk}
        for page in ("detail", "edit", "withdraw")
    },
    "profile_new": lambda *_: {"subject": "person"},
    **{
        f"profile_{page}": lambda world, _: {"pk": checkpoint(world).profile.pk}
        for page in ("detail", "edit", "file", "test", "result", "submit", "approve", "refuse", "stop")
    },
    "profile_sheet": lambda world, _: {"pk": checkpoint(world).profile.pk, "format_name": "html"},
    **{
        f"check_{page}": lambda world, _: {"pk": checkpoint(world).check.pk}
        for page in ("detail", "view", "decide", "interview", "close", "transfer")
    },
    "check_judge": lambda world, _: {"pk": checkpoint(world).check.pk, "number": 0},
    "check_transfer_decision": lambda world, _: transfer_key(world),
    "check_act": lambda world, _: {"pk": checkpoint(world).check.pk, "format_name": "html"},
    "post_card_file": lambda world, _: {"pk": world.point.pk, "shift": "day", "format_name": "pdf"},
    "post_card_sign": lambda world, _: {"pk": world.point.pk, "shift": "day"},
    "subject_request": lambda world, _: {"pk": checkpoint(world).request.pk},
    **{
        f"selection_{page}": lambda world, _: {"pk": selection(world)}
        for page in ("detail", "draw", "findings")
    },
    **{
        f"key_list_{page}": lambda world, _: {"pk": key_list(world)} for page in ("detail", "edit", "file")
    },
    **{
        f"indicator_set_{page}": lambda world, user: {"pk": indicator_set(world, user)}
        for page in ("detail", "edit", "file")
    },
    "selection_record": lambda world, _: {"pk": selection(world), "number": 0},
    "selection_file": lambda world, _: {"pk": selection(world), "what": "lanes", "format_name": "csv"},
    "lane_policy_edit": lambda world, _: {"agency": world.agency.pk, "subject": "consignment"},
    "subject_request_held": lambda world, _: {"pk": checkpoint(world).request.pk},
    "subject_request_answer": lambda world, _: {"pk": checkpoint(world).request.pk},
    "subject_request_file": lambda world, _: {"pk": checkpoint(world).request.pk, "format_name": "html"},
    "halt_detail": lambda world, _: {"pk": halt(world)},
    "halt_lift": lambda world, _: {"pk": halt(world)},
    "checkpoint_wordings": lambda world, _: {"agency": world.agency.pk},
    "profiling_paper": lambda *_: {"paper": "booklet", "format_name": "html"},
}  # fmt: skip
ARGUMENTS |= {
    name: lambda world, _: {"pk": world.plan.pk}
    for name in (
        "plan_detail", "plan_edit", "objective_new", "measure_new", "plan_capacity", "plan_timeline",
        "plan_change", "plan_approve", "plan_begin_change", "plan_close", "plan_workbook",
        "plan_workbook_import", "plan_document", "plan_wordings",
    )
}  # fmt: skip
ARGUMENTS |= {
    f"measure_{page}": lambda world, _: {"code": world.measure.code}
    for page in ("detail", "edit", "move", "done", "verify", "merge", "handling")
}
ARGUMENTS |= {
    "cooperation_register": lambda *_: {"register": "competences"},
    "cooperation_new": lambda *_: {"register": "competences"},
    **{
        f"cooperation_{page}": lambda world, _: {"register": "passports", "pk": world.passport.pk}
        for page in ("record", "edit", "remove")
    },
    "cooperation_part": lambda world, _: {
        "register": "contacts", "pk": world.contact.pk, "part": "calls",
    },
    "cooperation_document": lambda world, _: {"kind": "passport", "pk": world.passport.pk},
    "passport_workbook": lambda world, _: {"pk": world.passport.pk},
    "operation_move": lambda world, _: {"pk": world.operation.pk},
    "gap_measure": lambda world, _: {"pk": world.gap.pk},
}  # fmt: skip
ARGUMENTS |= {
    "reading_new": lambda world, _: {"code": world.measure.code},
    "objective_edit": lambda world, _: {"pk": world.plan.pk, "number": 1},
    **{
        f"{name}_grade": lambda world, _, name=name: {"pk": getattr(world, name).pk, "scheme": "admiralty"}
        for name in ("batch", "record")
    },
    **{
        f"{name}_validate": lambda world, _, name=name: {"pk": getattr(world, name).pk}
        for name in ("batch", "record")
    },
    **{
        f"request_{page}": lambda world, _: {"pk": world.request.pk}
        for page in ("detail", "edit", "line", "send")
    },
    **{
        f"request_{page}": lambda world, _: {"pk": world.request.pk, "agency": world.agency.pk}
        for page in ("close", "answer", "form")
    },
    "request_line_remove": lambda world, _: {"pk": world.request.pk, "line": world.request.lines.get().pk},
    "request_letter": lambda world, _: {"pk": world.request.pk, "agency": world.agency.pk, "kind": "pdf"},
    "duty_edit": lambda world, _: {"pk": world.duty.pk},
    "reminder_letter": lambda world, _: {"agency": world.agency.pk, "kind": "pdf"},
    "series_confidence": lambda world, _: {"country": world.state.code, "indicator": "persons.crossings"},
}
ARGUMENTS |= {
    name: lambda world, _: {"pk": world.contingency.plan.pk}
    for name in (
        "contingency_detail", "contingency_edit", "contingency_approve", "contingency_revise",
        "contingency_withdraw", "contingency_activate", "contingency_wordings", "exercise_new",
    )
}  # fmt: skip
ARGUMENTS |= {
    f"contingency_part_{page}": lambda world, _: part_of(world) for page in ("edit", "remove")
} | {
    "contingency_part_new": lambda world, _: {"pk": world.contingency.plan.pk, "part": "task"},
    "contingency_agree": lambda world, _: {
        "pk": world.contingency.plan.pk, "agency": world.contingency.plan.owner_agency_id,
    },
    "contingency_paper": lambda world, _: {
        "pk": world.contingency.plan.pk, "paper": "cards", "format_name": "html",
    },
    **{
        f"integrity_{page}": lambda world, _: {"pk": seen_review(world)}
        for page in (
            "detail", "edit", "circle", "upload", "confirm_all", "structure", "separations", "index",
            "practice", "rules", "findings", "pairs", "recommendations", "recommendation_new", "plan",
            "old_plan", "wordings",
        )
    },
    **{
        f"integrity_{page}": lambda world, _: {"pk": seen_review(world), "key": world.review.waiting.pk}
        for page in ("document", "describe", "document_remove")
    },
    **{
        f"integrity_{page}": lambda world, _: {"pk": seen_review(world), "key": world.review.statute.pk}
        for page in ("confirm", "take_back")
    },
    **{
        f"integrity_{page}": lambda world, _: {"pk": seen_review(world), "kind": "unit"}
        for page in ("records", "record_new")
    },
    **{
        f"integrity_record_{page}": lambda world, _: {
            "pk": seen_review(world), "kind": "unit", "key": world.review.review.serviceunit_set.first().pk,
        }
        for page in ("edit", "remove")
    },
    "integrity_matrix": lambda world, _: {"pk": seen_review(world), "kind": "conflicts"},
    "integrity_unit": lambda world, _: {
        "pk": seen_review(world), "key": world.review.review.serviceunit_set.first().pk,
    },
    "integrity_finding": lambda world, _: {"pk": seen_review(world), "key": world.review.finding.pk},
    **{
        f"integrity_recommendation{page}": lambda world, _: {
            "pk": seen_review(world), "key": world.review.recommendation.pk,
        }
        for page in ("", "_edit", "_plan")
    },
    "integrity_old_item": lambda world, _: {"pk": seen_review(world), "key": world.review.old_item.pk},
    "integrity_paper": lambda world, _: {
        "pk": seen_review(world), "paper": "conformity", "format_name": "html",
    },
    **{
        page: lambda world, _: {"pk": seen_review(world)}
        for page in (
            "corruption_map", "corruption_new", "corruption_rules", "corruption_assessors", "case_list",
            "case_new", "exposed_posts", "survey_list", "survey_new", "analysis_list", "analysis_new",
            "mirror",
        )
    },
    **{
        page: lambda world, _, kind=kind: {"pk": seen_review(world), kind: corruption_of(world)[kind]}
        for kind, pages in {
            "risk": ("corruption_risk", "corruption_edit", "control_add"),
            "control": ("control_drop",),
            "case": ("case_edit",),
            "post": ("post_factors", "post_sensitive"),
            "survey": ("survey_detail", "survey_slips", "survey_form"),
            "analysis": ("analysis_detail",),
            "question": ("integrity_question", "question_settle", "unsealing_ask", "identity_read"),
            "unsealing": ("unsealing_answer",),
        }.items()
        for page in pages
    },
    "survey_move": lambda world, _: {
        "pk": seen_review(world), "survey": corruption_of(world)["survey"], "to": "closed",
    },
    "survey_paper": lambda world, _: {
        "pk": seen_review(world), "survey": corruption_of(world)["survey"],
        "group": corruption_of(world)["group"],
    },
    "simulation_new": lambda world, _: {"pk": world.contingency.plan.pk},
    **{
        f"simulation_{page}": lambda world, _: {"pk": world.contingency.plan.simulations.get().pk}
        for page in ("detail", "edit", "run", "sensitivity", "staffing", "remove", "numbers")
    },
    "contingency_sign": lambda world, _: {"pk": world.contingency.plan.signs.get().pk},
    "contingency_sign_report": lambda world, _: {"pk": world.contingency.plan.signs.get().pk},
    **{
        f"activation_{page}": lambda world, _: {"pk": world.contingency.plan.activations.first().pk}
        for page in ("board", "level", "log", "end")
    },
    "activation_task": lambda world, _: {
        "pk": world.contingency.plan.activations.first().pk, "task": world.contingency.plan.tasks.first().pk,
    },
    "activation_paper": lambda world, _: {
        "pk": world.contingency.plan.activations.first().pk, "paper": "situation", "format_name": "html",
    },
    **{
        f"exercise_{page}": lambda world, _: {"pk": world.contingency.plan.exercises.get().pk}
        for page in ("detail", "edit", "begin", "conduct", "observe", "end", "correct", "close")
    },
    "exercise_paper": lambda world, _: {
        "pk": world.contingency.plan.exercises.get().pk, "paper": "after-action", "format_name": "html",
    },
    **{
        name: lambda world, _: {"pk": world.contingency.plan.exercises.get().injects.get().pk}
        for name in ("inject_edit", "inject_give", "inject_remove", "expected_new")
    },
    "inject_new": lambda world, _: {"pk": world.contingency.plan.exercises.get().pk},
    **{
        f"expected_{page}": lambda world, _: {"pk": world.contingency.plan.exercises.get().expected.get().pk}
        for page in ("edit", "remove", "outcome")
    },
}  # fmt: skip
ARGUMENTS |= {
    f"{model}_{page}": ARGUMENTS[f"{name}_{page}"]
    for model, name in (("crossingpoint", "point"), ("bordersection", "section"))
    for page in ("detail", "edit")
}


ARGUMENTS |= {
    **{
        f"estimate_{page}": lambda world, _: {"pk": world.estimate.pk}
        for page in ("detail", "edit", "available", "compute", "wordings")
    },
    **{
        f"estimate_{page}": lambda world, _: {
            "pk": world.estimate.pk, "point": world.estimate.points.get().point_id,
        }
        for page in ("point", "point_edit")
    },
    "estimate_file": lambda world, _: {"pk": world.estimate.pk, "format_name": "xlsx"},
    "measure_reminder": lambda world, _: {"agency": world.agency.pk, "format_name": "docx"},
    "register_workbook": lambda world, _: {"pk": world.assessment.pk},
    "register_workbook_import": lambda world, _: {"pk": world.assessment.pk},
}  # fmt: skip
ARGUMENTS |= {
    name: lambda world, _: {"pk": template_of(world).agency_id}
    for name in ("word_template", "word_template_file", "word_template_remove")
}
ARGUMENTS |= {
    **{
        f"canine_{page}": lambda world, _: {"register": "searches", "pk": kennelled(world).search.pk}
        for page in ("record", "edit", "remove")
    },
    **{f"canine_{page}": lambda *_: {"register": "dogs"} for page in ("register", "new")},
    "canine_part": lambda world, _: {
        "register": "searches", "pk": kennelled(world).search.pk, "part": "finds",
    },
    **{
        f"canine_{page}_file": lambda *_: {"format_name": "html"}
        for page in ("readiness", "reminders", "comparison", "field", "custody")
    },
    **{
        f"team_{page}": lambda world, _: {"pk": kennelled(world).team.pk}
        for page in ("performance", "certify", "deploy")
    },
    "team_performance_file": lambda world, _: {"pk": kennelled(world).team.pk, "format_name": "html"},
    "certification_withdraw": lambda world, _: {"pk": kennelled(world).certification.pk},
    "exercise_set_up": lambda world, _: {"pk": kennelled(world).set_up.exercise_id},
    "set_up_score": lambda world, _: {"pk": kennelled(world).set_up.pk},
    "set_up_form": lambda world, _: {"pk": kennelled(world).set_up.pk, "format_name": "html"},
    **{
        f"performance_{page}": lambda world, _: {"pk": kennelled(world).on_paper.pk}
        for page in ("correct", "read_back")
    },
    "aid_move": lambda world, _: {"pk": kennelled(world).movement.aid_id},
    "movement_countersign": lambda world, _: {"pk": kennelled(world).movement.pk},
    "find_link": lambda world, _: {"pk": kennelled(world).search.finds.get().pk},
    "canine_conflict": lambda world, _: {"pk": kennelled(world).kept.pk},
    "canine_paper": lambda world, _: {"kind": "journal", "pk": kennelled(world).team.pk},
    "canine_paper_file": lambda world, _: {
        "kind": "act", "pk": kennelled(world).certification.pk, "format_name": "html",
    },
    "canine_service_paper": lambda *_: {"kind": "yearly-report"},
    "canine_service_paper_file": lambda *_: {"kind": "write-off", "format_name": "html"},
    **{
        f"canine_{page}_file": lambda *_: {"format_name": "html"}
        for page in ("statistics", "services", "plans", "development")
    },
}  # fmt: skip
ARGUMENTS |= {
    **{
        f"training_{page}": lambda world, _: {"register": "courses", "pk": trained(world).course.pk}
        for page in ("record", "edit", "remove")
    },
    **{f"training_{page}": lambda *_: {"register": "courses"} for page in ("register", "new")},
    "training_wordings": lambda world, _: {"register": "courses", "pk": trained(world).course.pk},
    "training_own_certificate": lambda world, user: {
        "pk": own_certificate(world, user), "format_name": "html",
    },
    "training_part": lambda world, _: {
        "register": "courses", "pk": trained(world).course.pk, "part": "sessions",
    },
    "activity_list": lambda world, _: {"pk": trained(world).received.pk},
    "activity_list_drop": lambda world, _: {"pk": trained(world).received.pk},
    "activity_list_take": lambda world, _: {"pk": trained(world).received.pk},
    "activity_list_settle": lambda world, _: {"pk": trained(world).received.pk, "number": 2},
    "recommendation_plan": lambda world, _: {"pk": trained(world).recommendation.pk},
    **{
        f"{name}_file": lambda *_: {"format_name": "html"}
        for name in ("programme_report", "cooperation_plan", "training_needs")
    },
    **{
        f"course_{page}": lambda world, _: {"pk": trained(world).course.pk} for page in ("results", "cascade")
    },
    **{
        f"course_{page}_file": lambda world, _: {"pk": trained(world).course.pk, "format_name": "html"}
        for page in ("results", "cascade")
    },
    **{
        name: lambda world, _: {"pk": trained(world).session.pk}
        for name in (
            "session_results", "session_attendance", "session_attendance_read", "session_check_in",
            "session_check_ins",
            "session_cards", "session_answers", "session_grades", "session_users", "certificates_issue",
        )
    },
    "session_attendance_file": lambda world, _: {
        "pk": trained(world).session.pk, "format_name": "xlsx",
    },
    "test_questions": lambda world, _: {"pk": trained(world).test.pk},
    "test_file": lambda world, _: {"pk": trained(world).test.pk, "format_name": "gift"},
    "certificate_revoke": lambda world, _: {"pk": trained(world).certificate.pk},
    "certificate_file": lambda world, _: {"pk": trained(world).certificate.pk, "format_name": "html"},
    "practice_round": lambda world, user: {"pk": practice_of(world, user)},
}  # fmt: skip
PATTERNS = {pattern.name: pattern for pattern in patterns()}
FOR_PROGRAMS = {name for name, each in PATTERNS.items() if hasattr(each.callback, "interface_permission")}
"""Answered in JSON, by token: `test_every_interface` walks them."""
GUARDED = sorted(set(PATTERNS) - set(PUBLIC) - FOR_PROGRAMS)


def permission_of(name: str) -> str:
    return PATTERNS[name].callback.permission


def template_of(world: World) -> WordTemplate:
    """Return the agency's Word template, made when first asked for."""
    keeper = User.objects.get(username="keeper")
    kept = WordTemplate.objects.filter(agency=world.agency).first()
    return kept or WordTemplate.objects.create(
        agency=world.agency, name="letterhead.docx", content=b"", by=keeper
    )


def pairs_of_events(analyst: User, agency: Agency) -> tuple[DoubleCandidate, DoubleDecision]:
    """Make a pair that waits for a decision and one on which it was taken."""
    content = factories.events_csv(
        [(f"0{day}.01.2025", "seizures.drugs", "", "heroin", day, "kg", "", "") for day in (1, 2, 3)]
    )
    events = factories.make_batch(content, by=analyst, agency=agency, name="events.csv")
    first, second, third = Record.objects.filter(batch=events).order_by("pk").values_list("pk", flat=True)
    candidates = tuple(Candidate(first, other, 0.9, -8.0, (), False) for other in (second, third))
    doubles.keep_candidates(
        agency.country, Found(candidates, 3, 0, 0.1), batches=[events.pk], events=3, by=analyst
    )
    waiting, decided = DoubleCandidate.objects.order_by("second")
    return waiting, doubles.decide_double(decided, same=True, reason="a test", by=analyst)


def part_of(world: World) -> dict[str, Any]:
    plan = world.contingency.plan
    return {"pk": plan.pk, "part": "figure", "entry": plan.figures.get().pk}


def contingency_of(agency: Agency, by: User) -> contingency.Stage:
    """Make a contingency plan with all its parts that is in force, and an exercise of it that was held."""
    plan = contingency.make_plan(agency, by=by)
    stage = contingency.Stage(agency, agency, agency, by, by, by, by, plan)
    contingency.fill(stage)
    contingency.make_exercise(stage, held=True)
    contingency.make_simulation(stage)
    contingency.make_real(stage)
    return stage


def round_for(world: World, user: User) -> Round:
    """Return the panel's open round, on which the user votes."""
    round_ = world.panel.rounds.get()
    if not world.panel.experts.filter(user=user).exists() and user.has_perm("elicitation.vote"):
        invite(world.panel, user=user, agency=world.agency, by=User.objects.get(username="keeper"))
    return round_


def paper_for(world: World, user: User) -> PaperBallot:
    return world.panel.rounds.get().papers.get()


def checkpoint(world: World) -> Checkpoint:
    """Return what the pages of the checkpoint need, made when first asked for."""
    keeper = User.objects.get(username="keeper")
    return made_checkpoint(world.agency, keeper, world.point)


def selection(world: World) -> int:
    """Return a selection of goods, made when first asked for."""
    return make_selection(world.agency, User.objects.get(username="keeper")).pk


def halt(world: World) -> int:
    """Return a stop of all profiles that was lifted, made when first asked for."""
    if not Halt.objects.exists():
        stop_all(world.agency, reason="Looked into", by=User.objects.get(username="keeper"))
        Halt.objects.update(lifted_at=timezone.now())
    return Halt.objects.get().pk


def key_list(world: World) -> int:
    """Return a list that profiles join, made when first asked for."""
    return make_key_list(world.agency, User.objects.get(username="keeper")).pk


def indicator_set(world: World, reader: User) -> int:
    """Return a restricted set that names somebody as a reader."""
    made = make_indicator_set(world.agency, User.objects.get(username="keeper"))
    made.readers.add(reader)
    return made.pk


def kennelled(world: World) -> canine.Whole:
    """Return what the pages of the canine service need, made when first asked for."""
    return canine.made_whole(world.agency)


def trained(world: World) -> training.Whole:
    """Return what the pages of training need, made when first asked for."""
    return training.made_whole(world.agency, User.objects.get(username="keeper"))


def own_certificate(world: World, user: User) -> int:
    """Make the certificate of the pages of training the user's own."""
    certificate = trained(world).certificate
    type(certificate.person).objects.filter(pk=certificate.person_id).update(account=user)
    return certificate.pk


def practice_of(world: World, user: User) -> int:
    """Begin a round of the user's own; whoever belongs to no agency is pointed to somebody else's."""
    trained(world)
    belongs = user.memberships.current().filter(agency=world.agency).exists()
    trainee = user if belongs else User.objects.get(username="keeper")
    return begin_practice(agency=world.agency, by=trainee, lot=random.Random(1)).pk  # noqa: S311 - a test


def transfer_key(world: World) -> dict[str, int]:
    """Return the key of a transfer abroad and of its check."""
    check = checkpoint(world).check
    given = Transfer.objects.create(
        subject_check=check, to_state=world.agency.country, what="name", decision_number="7",
        decision_date=check.at.date(), decision_authority="Court", decision_file=keep([b"%PDF"]),
        decision_file_name="decision.pdf", legal_basis="Treaty", by=check.by,
    )  # fmt: skip
    return {"pk": check.pk, "number": given.pk}


@pytest.fixture
def world() -> World:
    agency = factories.make_agency()
    state = agency.country
    analyst = factories.make_user("keeper", agency=agency, roles=(Role.ANALYST, Role.SUPERVISOR))
    unit = Unit(agency=agency, code="XA-U1", kind="detachment", name_en="Unit")
    save(unit, by="tests")
    batch = factories.make_batch(by=analyst, agency=agency)
    doubtful = factories.make_batch(factories.DOUBTFUL_EVENTS, by=analyst, agency=agency, name="doubtful.csv")
    decision = places.decide(
        country=state, column="point", text="Elsewhere", place=None, by=analyst, reason="it lies inland"
    )

    panel = factories.make_panel(agency, by=analyst)
    invite(panel, user=analyst, agency=agency, by=analyst)
    round_ = open_round(panel, by=analyst)
    issue_papers(round_, experts=panel.experts.all(), by=analyst)

    assessment = factories.make_assessment(agency, by=analyst)
    risk = factories.make_risk(assessment, by=analyst)
    link_evidence(
        EvidenceLink(risk=risk, indicator=Indicator.objects.get(pk="persons.crossings")), by=analyst
    )
    cite_event(risk, record=doubtful.records.filter(event=True).first(), note="", by=analyst)
    add_gap(
        CollectionTask(risk=risk, gap="Who", task="Ask", agency=agency, deadline=date(2026, 5, 1)), by=analyst
    )
    give_instruction(
        Instruction(assessment=assessment, agency=agency, text="Patrol", deadline=date(2026, 5, 1)),
        by=analyst,
    )
    attach_signed_page(assessment, name="signed.pdf", chunks=[b"%PDF-1.7"], by=analyst)

    def job_of(user: User) -> int:
        return run_job("evidence.stage", {"batch": batch.pk}, by=user, title="Reading").pk

    def report_of(user: User) -> int:
        job = Job.objects.create(
            name=REPORT_JOB, by=user, state=JobState.DONE, title="Report", arguments={"country": state.pk}
        )
        for name in (FRAGMENT, "report.html"):
            folder_of(job.pk).mkdir(parents=True, exist_ok=True)
            (folder_of(job.pk) / name).write_text("<p>A report</p>")
        return job.pk

    def view_of(user: User) -> int:
        return factories.make_view(user, state).pk

    plan = make_plan(analyst, agency)
    objective = save_objective(Objective(plan=plan, title="Aim", term="short"), by=analyst)
    measure = propose_measure(
        plan=plan, origin="", title="Measure", kind="detection", by=analyst, objective=objective
    )
    candidate, decided = pairs_of_events(analyst, agency)
    question = questions.ask(
        batch,
        asked_by=agency,
        kind="other",
        text="Is it so?",
        by=analyst,
        record=Record.objects.get(batch=batch),
    )
    letter = questions.write_letter(
        [question],
        from_agency=agency,
        to_agency=agency,
        deadline=timezone.localdate(),
        language="en",
        by=analyst,
    )
    questions.send_letter(letter, number="1", by=analyst)
    treat(risk, component="threat", measure=measure, by=analyst)
    point = factories.make_point(state)
    estimate = create_estimate(by=analyst, **estimate_values(agency))
    describe_harm(assessment, unit="thousand XSD", definition="losses", by=analyst)
    save_cause(Cause(assessment=assessment, name="Harvest", swing=0.3), by=analyst)
    selection = set_selection(assessment, budget=Decimal(100), currency="USD", keeps_decided=True, by=analyst)
    Condition.objects.create(selection=selection, measure=measure, kind=ConditionKind.NEVER)
    passport = Passport(owner_agency=agency, point=point)
    operation = Operation(
        owner_agency=agency, title="Bridge", requested_by=agency, requested_on=date(2026, 1, 1), purpose="x"
    )
    gap = SelfAssessment(
        owner_agency=agency, year=2025, pillar="inter", area="legal", maturity=1, evidence="x", gap="y"
    )
    contact = Contact(owner_agency=agency, agency=agency, office="Duty desk", telephone="1")
    for one in (contact, passport, operation, gap):
        save_record(one, by=analyst)
    return World(
        plan=plan, measure=measure, estimate=estimate,
        candidate=candidate, decided=decided, letter_of=lambda _: letter,
        contingency=contingency_of(agency, analyst),
        review=review_of(agency),
        state=state, agency=agency, unit=unit, batch=batch, panel=panel, assessment=assessment, risk=risk,
        job_of=job_of, report_of=report_of, view_of=view_of,
        point=point, contact=contact, passport=passport, operation=operation, gap=gap,
        division=factories.make_division(state),
        section=factories.make_section(state, factories.make_state("XB", home=False)),
        release=factories.make_release(agency, to_all=True),
        compartment=factories.make_compartment(members=[analyst]),
        membership=factories.make_membership(analyst, agency), record=Record.objects.get(batch=batch),
        written=WrittenPlace.objects.get(batch=doubtful, text="Elsewhere"), decision=decision,
        question=QuantityQuestion.objects.get(batch=doubtful),
        request=factories.make_request(agency, {agency: "ru"}, by=analyst, lines={"persons.crossings": []}),
        duty=factories.make_duty(agency, agency, by=analyst),
    )  # fmt: skip


ONLY_IN_A_COMPARTMENT = {
    (Role.INTEGRITY_OFFICER, name) for name in ("plan_approve", "plan_begin_change", "plan_close")
}
"""What a role may do with plans in a compartment alone: the walk's plan is open, so that it is refused."""


def address(name: str, world: World, user: User) -> str:
    arguments = ARGUMENTS[name](world, user) if name in ARGUMENTS else {}
    return reverse(name, kwargs=arguments)


def opened(client: Client, name: str, url: str) -> Any:
    answer = client.post(url) if name in POST_ONLY else client.get(url)
    answer.close()  # a file that is handed out stays open until then
    return answer


def test_every_address_has_a_name():
    assert None not in PATTERNS
    assert len(PATTERNS) == len(list(patterns()))


def test_every_page_names_a_permission_of_the_table():
    without = [name for name in GUARDED if getattr(PATTERNS[name].callback, "permission", None) not in MAY]

    assert without == []


def test_the_public_pages_are_those_of_the_list():
    assert [name for name in PUBLIC if hasattr(PATTERNS[name].callback, "permission")] == []


def test_pages_that_need_arguments_have_an_example():
    needing = {name for name in GUARDED if PATTERNS[name].pattern.converters}

    assert needing <= set(ARGUMENTS), "give an example of the arguments in ARGUMENTS"


@pytest.mark.parametrize("permission", MAY)
def test_a_permission_belongs_to_the_roles_of_the_table(permission: str):
    agency = factories.make_agency()

    holders = {
        role
        for role in Role
        if factories.make_user(role.value, agency=agency, roles=[role]).has_perm(permission)
    }

    assert holders == MAY[permission]
    assert not factories.make_user("without-role").has_perm(permission)


def test_whoever_has_not_signed_in_is_sent_to_sign_in(world: World, client: Client):
    keeper = User.objects.get(username="keeper")

    answers = {name: opened(client, name, address(name, world, keeper)) for name in GUARDED}

    let_in = [
        name
        for name, answer in answers.items()
        if answer.status_code != 302 or not answer.headers["Location"].startswith(reverse("account_login"))
    ]
    assert let_in == []


@pytest.mark.parametrize("role", Role)
def test_a_page_opens_for_the_roles_of_its_permission_and_for_no_other(
    role: Role, world: World, client: Client
):
    user = factories.make_user("walker", agency=world.agency, roles=[role])
    client.force_login(user)

    answers = {name: opened(client, name, address(name, world, user)).status_code for name in GUARDED}

    wrongly_refused = [
        n
        for n in GUARDED
        if role in MAY[permission_of(n)]
        and answers[n] not in {200, 302, 409}
        and (role, n) not in ONLY_IN_A_COMPARTMENT
    ]
    wrongly_opened = [n for n in GUARDED if role not in MAY[permission_of(n)] and answers[n] != 403]
    assert (wrongly_refused, wrongly_opened) == ([], []), answers


@pytest.mark.parametrize("kind", ["without a role", "expired", "not begun"])
def test_no_page_opens_for_whoever_holds_no_role_today(kind: str, world: World, client: Client):
    today = timezone.localdate()
    user = factories.make_user("walker")
    spans = {
        "expired": (today - timedelta(days=9), today - timedelta(days=2)),
        "not begun": (today + timedelta(days=2), None),
    }
    if kind in spans:
        for role in Role:
            first, last = spans[kind]
            factories.make_membership(user, world.agency, role=role, valid_from=first, valid_until=last)
    client.force_login(user)

    answers = {name: opened(client, name, address(name, world, user)).status_code for name in GUARDED}

    assert {name: code for name, code in answers.items() if code != 403} == {}


@pytest.mark.parametrize("name", sorted(POST_ONLY - set(PUBLIC)))
def test_what_changes_something_at_once_refuses_to_be_read(name: str, world: World, client: Client):
    user = factories.make_user("walker", agency=world.agency, roles=list(Role))
    client.force_login(user)

    assert client.get(address(name, world, user)).status_code == 405


def test_reading_a_page_changes_nothing(world: World, client: Client):
    user = factories.make_user("walker", agency=world.agency, roles=list(Role))
    client.force_login(user)
    quiet = set(GUARDED) - POST_ONLY - READING_IS_RECORDED
    urls = [address(name, world, user) for name in sorted(quiet)]
    before = AuditEntry.objects.count()

    for url in urls:
        client.get(url).close()

    assert AuditEntry.objects.count() == before
    assert Batch.objects.get(pk=world.batch.pk).state == world.batch.state


def test_pages_are_kept_out_of_caches_and_forbid_what_comes_from_outside(world: World, client: Client):
    user = factories.make_user("walker", agency=world.agency, roles=list(Role))
    client.force_login(user)
    for name in GUARDED:
        if name in POST_ONLY:
            continue
        answer = opened(client, name, address(name, world, user))

        assert "no-store" in answer.headers["Cache-Control"], name
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, name
        assert "script-src 'self'" in policy, name
        assert "unsafe" not in policy, name
        assert answer.headers["X-Frame-Options"] == "DENY", name


WORKBOOK = as_xlsx({"Sheet": [["name", 1], ["x", 2]]})
SPOILT = {
    "empty.csv": b"",
    "bytes.csv": bytes(range(256)) * 20,
    "never closed.csv": b'name,code\n"' + b"x" * 200_000,
    "not utf-8.csv": "фамилия;имя\nа;б\n".encode("cp1251"),
    "other.csv": b"name;code\n=cmd|calc;1;2;3\n",
    "other.xlsx": WORKBOOK,
    "cut off.xlsx": WORKBOOK[: len(WORKBOOK) // 2],
    "bad part.xlsx": WORKBOOK[:80] + bytes(40) + WORKBOOK[120:],
    "locked.xlsx": bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le"),
    "no Word.docx": WORKBOOK,
    "torn.zip": b"PK\x03\x04 torn",
    "endless.json": b"[" * 100_000,
    "null.json": b"[null]",
    "torn.xml": b"<quiz><question>",
    "torn.pdf": b"%PDF-1.4 torn",
    "torn.png": b"\x89PNG\r\n\x1a\ntorn",
    "torn.parquet": b"PAR1 torn PAR1",
}


def test_no_page_breaks_at_a_spoilt_file(world: World, client: Client):
    user = factories.make_user("walker", agency=world.agency, roles=list(Role))
    client.force_login(user)
    taken: set[str] = set()

    for name in sorted(set(GUARDED) - POST_ONLY):
        url = address(name, world, user)
        answer = client.get(url)
        if answer.streaming or b'type="file"' not in answer.content:
            answer.close()
            continue
        page = lxml.html.fromstring(answer.content.decode())
        for form in page.forms:
            fields = [each.name for each in form.inputs if getattr(each, "type", "") == "file"]
            for file, content in SPOILT.items() if fields else ():
                files = {field: SimpleUploadedFile(file, content) for field in fields}
                told = client.post(form.action or url, {**filled_in(form), **files})  # raises what breaks
                told.close()
                taken.add(name)

    assert len(taken) >= 15, taken


def filled_in(form: Any) -> dict[str, Any]:
    """Return a form's values as they stand, what is blank filled with the first choice or a word."""
    values: dict[str, Any] = {}
    for field in form.inputs:
        if field.name is None or getattr(field, "type", "") in {"file", "submit", "checkbox", "radio"}:
            continue
        choices = [each for each in getattr(field, "value_options", ()) if each]
        value = field.value if isinstance(field.value, str) else ""
        values[field.name] = value or next(iter(choices), "1")
    return values
