"""What ties measures to risks: treatments, the checks of a reviewer, the bow-tie, the report's measures."""

from __future__ import annotations

from datetime import date

import pytest
from tests import factories
from tests.risk.test_assessments import scored

from chegara.accounts.models import Role, User
from chegara.audit.models import AuditEntry
from chegara.organisation.models import Agency
from chegara.pages.checks import Scope, run_checks
from chegara.plans.actions.plans import create_plan
from chegara.plans.models import Measure, Plan
from chegara.plans.origins import origin_of
from chegara.reporting.blocks import Callout, Table
from chegara.risk.actions import risks, treatments
from chegara.risk.actions.common import RiskError
from chegara.risk.models import Assessment
from chegara.risk.presenters import bow_tie_of
from chegara.risk.queries import treatments_of
from chegara.risk.report.papers import analysis

pytestmark = pytest.mark.django_db


@pytest.fixture
def border() -> Agency:
    return factories.make_agency()


@pytest.fixture
def customs(border: Agency) -> Agency:
    return factories.make_agency(border.country, code="XA-CUS", kind="customs")


@pytest.fixture
def chair(border: Agency) -> User:
    return factories.make_user("chair", agency=border, roles=(Role.SUPERVISOR,))


@pytest.fixture
def assessment(border: Agency, customs: Agency, chair: User) -> Assessment:
    """One high and one low risk."""
    found = factories.make_assessment(border, by=chair, agencies=[customs])
    for title in ("Tobacco by river", "Forged visas"):
        factories.make_risk(found, title, by=chair, push_factors="Prices", impact_flow="Queues")
    high, low = ("high",) * 4, ("low",) * 4
    scored(found, chair, ("anna", border, (*high, *low)))
    return found


@pytest.fixture
def plan(border: Agency, chair: User) -> Plan:
    return create_plan(
        country=border.country, owner_agency=border, by=chair, title="Plan", start=date(2026, 1, 1),
        end=date(2026, 12, 31),
    )  # fmt: skip


def proposed(assessment: Assessment, plan: Plan, by: User, number: int = 1, **more: object) -> Measure:
    treatment = treatments.propose(
        assessment.risks.get(number=number), component=str(more.pop("component", "threat")), plan=plan,
        title="Boats", kind="prevention", by=by, **more,
    )  # fmt: skip
    return treatment.measure


def found_by(name: str, viewer: User) -> list[tuple[str, str]]:
    return [
        (one.finding.object_ref.label, one.finding.reason)
        for one in run_checks(Scope(viewer), [f"risk.{name}"])
    ]


def test_a_measure_that_is_proposed_leads_back_to_its_risk(assessment: Assessment, plan: Plan, chair: User):
    measure = proposed(assessment, plan, chair)

    origin = origin_of(measure.origin, chair)
    assert (origin.name, origin.dropped) == ("R1 Tobacco by river", False)
    assert [one.measure for one in treatments_of([assessment.risks.get(number=1)], chair)[
        assessment.risks.get(number=1).pk
    ]] == [measure]  # fmt: skip


def test_a_measure_whose_risk_was_dropped_is_found_to_be_orphaned(
    assessment: Assessment, plan: Plan, chair: User
):
    proposed(assessment, plan, chair)
    risks.drop_risk(assessment.risks.get(number=1), by=chair, reason="no case for a year")

    reasons = [one.finding.reason for one in run_checks(Scope(chair)) if "dropped" in one.finding.reason]

    assert reasons == ["“R1 Tobacco by river” was dropped."]


@pytest.mark.parametrize(
    ("planned", "reason"),
    [
        (None, "No measure treats this risk."),
        ({}, "None of its measures has a lead, a deadline and funds."),
        ({"funds": "sought"}, "None of its measures has a lead, a deadline and funds."),
        ({"funds": "state"}, None),
    ],
    ids=["no measure", "nothing settled", "funds still sought", "lead, deadline and funds"],
)
def test_a_high_risk_needs_a_measure_that_can_be_carried_out(
    planned: dict[str, str] | None, reason: str | None, assessment: Assessment, plan: Plan, chair: User,
    border: Agency,
):  # fmt: skip
    if planned is not None:
        settled = {"lead": border, "deadline": date(2026, 6, 1)} if planned else {}
        proposed(assessment, plan, chair, **settled, **planned)

    assert found_by("high_without_measure", chair) == ([("R1 Tobacco by river", reason)] if reason else [])


def test_a_risk_without_evidence_is_told_of(assessment: Assessment, chair: User):
    assert [label for label, _reason in found_by("no_evidence", chair)] == [
        "R1 Tobacco by river", "R2 Forged visas",
    ]  # fmt: skip


def test_agencies_that_have_not_signed_are_told_of(assessment: Assessment, chair: User):
    assert len(found_by("no_signature", chair)) == 2


def test_a_measure_that_another_agency_did_not_release_shows_on_none_of_its_pages_and_documents(
    assessment: Assessment, plan: Plan, chair: User, customs: Agency
):
    measure = proposed(assessment, plan, chair)
    other = factories.make_user("other", agency=customs, roles=(Role.SUPERVISOR,))

    said = repr(analysis(assessment, other, "en").blocks)
    logged = repr(list(AuditEntry.objects.filter(action__startswith="risk.").values_list("after", flat=True)))

    assert treatments_of(assessment.risks.all(), other) == {}
    assert measure.title not in said
    assert measure.title not in logged
    with pytest.raises(RiskError, match="no such measure"):
        treatments.treat(assessment.risks.get(number=2), component="impact", measure=measure, by=other)


def test_the_report_lists_measures_and_names_high_risks_without_one(
    assessment: Assessment, plan: Plan, chair: User
):
    bare = analysis(assessment, chair, "en")
    proposed(assessment, plan, chair)
    treated = analysis(assessment, chair, "en")

    def warned(document: object) -> list[str]:
        return [b.text for b in document.blocks if isinstance(b, Callout) and "without a measure" in b.title]

    table = next(
        b
        for b in treated.blocks
        if isinstance(b, Table) and b.caption == "Measures by the risk that they treat"
    )
    assert warned(bare) == ["No measure treats: R1 Tobacco by river."]
    assert warned(treated) == []
    assert table.rows[0][:2] == ("R1", "Boats (threat; prevention)")


def test_the_bow_tie_goes_from_causes_to_consequences(assessment: Assessment, plan: Plan, chair: User):
    proposed(assessment, plan, chair)
    proposed(assessment, plan, chair, component="impact")
    risk = assessment.risks.get(number=1)

    columns = bow_tie_of(risk, treatments_of([risk], chair)[risk.pk])

    assert [[text for text, _url in column.entries] for column in columns][0::2] == [
        ["Prices"], ["R1 Tobacco by river"], ["Queues"],
    ]  # fmt: skip
    assert [len(columns[1].entries), len(columns[3].entries)] == [1, 1]


def test_a_measure_is_tied_to_a_component_once(assessment: Assessment, plan: Plan, chair: User):
    measure = proposed(assessment, plan, chair)

    with pytest.raises(RiskError, match="already"):
        treatments.treat(assessment.risks.get(number=1), component="threat", measure=measure, by=chair)
