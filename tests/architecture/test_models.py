"""Rules of the house that hold for every table."""

import io

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from chegara.audit.models import AuditEntry
from chegara.evidence.models import Batch, Observation
from chegara.organisation.visibility import Handled, HandledQuerySet

OWN = [model for model in apps.get_models() if model.__module__.startswith("chegara.")]
WHO = {"by", "received_by", "user", "actor", "signed_by"}
# Nobody decides these: rows and findings of an import belong to their batch, lines to their request,
# ballots to nobody and no time, the rest is not an act. To answer a question is one, and a constraint asks
# for by whom and when.
NOT_AN_ACT = {
    "Record", "MonthlySummary", "MonthlyTotal", "Problem", "WrittenPlace",
    "QuantityQuestion", "SourceFile", "Indicator", "StoredForecast",
    "RequestedIndicator", "DoubleCandidate",
    "User", "Compartment", "Objective", "Capacity", "Need", "MeasureVersion",
    "Participation", "Risk", "EvidenceLink", "CollectionTask",
    "Cause", "FrequencyBasis", "Effect", "Condition",
    "Slot",
    "Item", "Asked", "AgencyTerms", "Turnout", "Ballot", "Judgement",
    "PointResources",
    "PlanningFigure", "Assumption", "ResponseLevel", "DutyPost", "StandbyResource", "ResourceNeed",
    "ResponseTask", "CallStep", "ReferralStep", "PaperFallback", "CostLine", "WarningSign", "Threshold",
    "PastCrisis", "Inject", "ExpectedAction", "PointSimulation",
    "ListedPerson", "DaySeed", "DrawingSeed", "LaneQuota",
    "PracticeAnswer",
    "Norm", "ServiceUnit", "UnitTask", "UnitFunction", "Mandate", "Post", "PostDuty", "PostRight",
    "PostRequirement", "PostResponsibility", "RaciLetter", "Holder", "Appointment", "HeldCompetence",
    "ProcessStep", "CaseStep", "SeparationRule", "Practice", "SourceParagraph", "ConformityFinding",
    "TextPair", "MeasureTag", "OldItem",
    "Alias", "ReviewQuestion", "MirrorFlow", "RiskRules", "CorruptionRisk", "RiskControl", "IntegrityCase",
    "PostFactor", "IntegritySurvey", "SurveyGroup", "SurveyCode", "SurveyAnswer",
    "State", "Agency", "Division", "Unit", "BorderSection", "CrossingPoint", "Membership", "Release",
}  # fmt: skip
# The when that a state implies: the column, and the constraint that asks for it.
STATE_SAYS_WHEN = {
    "Batch": ("confirmed_at", "confirmed_batch_says_when"),
    "Question": ("closed_at", "closed_question_says_when"),
    "Round": ("closed_at", "closed_round_says_when"),
}


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0, stdout=io.StringIO())


@pytest.mark.parametrize("model", OWN, ids=lambda model: model.__name__)
def test_an_act_says_who_and_when(model):
    if model.__name__ in NOT_AN_ACT:
        return
    fields = {field.name: field for field in model._meta.concrete_fields}
    who = [fields[name] for name in WHO & fields.keys()]
    when = [field for field in fields.values() if isinstance(field, models.DateTimeField)]

    assert who, "nobody is named"
    assert any(not field.null for field in who)
    assert any(not field.null for field in when), "no moment is always filled in"


def test_every_exception_still_exists():
    assert {model.__name__ for model in OWN} >= NOT_AN_ACT | STATE_SAYS_WHEN.keys()


@pytest.mark.parametrize("model", OWN, ids=lambda model: model.__name__)
def test_a_moment_that_may_be_missing_is_tied_to_its_state(model):
    fields = {field.name for field in model._meta.concrete_fields}
    if "state" not in fields or model.__name__ not in STATE_SAYS_WHEN:
        return
    column, name = STATE_SAYS_WHEN[model.__name__]
    constraint = next(one for one in model._meta.constraints if one.name == name)

    assert column in fields
    assert column in str(constraint.condition)


@pytest.mark.parametrize("model", OWN, ids=lambda model: model.__name__)
def test_what_is_handled_can_be_asked_who_sees_it(model):
    columns = {field.name for field in model._meta.get_fields()}
    if {"owner_agency", "marking"} & columns:
        assert issubclass(model, Handled)
        assert isinstance(model._default_manager.all(), HandledQuerySet)


@pytest.mark.parametrize("model", OWN, ids=lambda model: model.__name__)
def test_what_hangs_on_a_batch_is_seen_as_its_batch_is(model):
    to_batch = [f for f in model._meta.concrete_fields if f.related_model is Batch]
    if to_batch and model is not Batch:
        assert hasattr(model._default_manager.all(), "visible_to")
    if issubclass(model, Observation):
        assert to_batch


def test_the_audit_log_stores_names_and_no_foreign_keys():
    assert not [field.name for field in AuditEntry._meta.get_fields() if field.is_relation]


@pytest.mark.parametrize("model", OWN, ids=lambda model: model.__name__)
def test_a_record_can_be_named(model):
    assert model.__str__ is not models.Model.__str__
