"""An assessment's way from draft to approval: who may what, what must be there, what is frozen."""

from __future__ import annotations

from datetime import date

import pytest
from tests import factories
from tests.factories import answers_to

from chegara.accounts.models import Role, User
from chegara.elicitation.actions import panels, rounds
from chegara.elicitation.ballots import ElicitationError
from chegara.elicitation.models import Panel
from chegara.organisation.models import Agency
from chegara.risk.actions import assessments, papers, risks
from chegara.risk.actions.common import RiskError
from chegara.risk.choices import TRANSITIONS, AssessmentState, Stand
from chegara.risk.hindsight import compared_with_last_year
from chegara.risk.methods.components import Component
from chegara.risk.models import Assessment, CollectionTask, Instruction, Risk
from chegara.risk.queries import (
    levels_of,
    panel_of,
    ranking_of,
)
from chegara.risk.versions import content_of, differences

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
def customs_head(customs: Agency) -> User:
    return factories.make_user("customs-head", agency=customs, roles=(Role.SUPERVISOR,))


@pytest.fixture
def assessment(border: Agency, customs: Agency, chair: User) -> Assessment:
    found = factories.make_assessment(border, by=chair, agencies=[customs])
    for title in ("Tobacco by river", "Forged visas"):
        factories.make_risk(found, title, by=chair)
    return found


def scored(assessment: Assessment, chair: User, *ballots: tuple[str, Agency, tuple[str, ...]]) -> Panel:
    """Score in one round: each ballot a name, its agency and its words, item by item."""
    assessments.move(assessment, to="scoring", by=chair)
    panel = panel_of(assessment)
    assert panel is not None
    for name, agency, _words in ballots:
        user = User.objects.filter(username=name).first() or factories.make_user(name, agency=agency)
        panels.invite(panel, user=user, agency=agency, by=chair)
    round_ = rounds.open_round(panel, by=chair)
    for name, _agency, words in ballots:
        rounds.cast(round_, answers=answers_to(panel, *words), by=User.objects.get(username=name))
    rounds.close_round(round_, by=chair)
    assessments.move(assessment, to="discussion", by=chair)
    assessment.refresh_from_db()
    return panel


@pytest.fixture
def discussed(assessment: Assessment, chair: User, border: Agency, customs: Agency) -> Assessment:
    high = ("high",) * 4
    low = ("low",) * 4
    scored(assessment, chair, ("anna", border, (*high, *low)), ("vera", customs, (*high, *low)))
    return assessment


def sign_all(assessment: Assessment, chair: User, customs_head: User) -> None:
    for user, agency in ((chair, "XA-BOR"), (customs_head, "XA-CUS")):
        assessments.sign(
            assessment, agency=Agency.objects.get(code=agency), stand=Stand.AGREED, dissent="", by=user
        )


def approve(assessment: Assessment, chair: User, customs_head: User) -> None:
    sign_all(assessment, chair, customs_head)
    assessments.move(assessment, to="agreed", by=chair)
    assessments.move(assessment, to="approved", by=chair, basis="Order 5 of 01.03.2026")
    assessment.refresh_from_db()


@pytest.mark.parametrize(
    ("state", "to"),
    [(a, b) for a in AssessmentState for b in AssessmentState if b not in TRANSITIONS[a]],
    ids=lambda state: str(state.value),
)
def test_no_state_follows_that_the_table_does_not_name(
    state: AssessmentState, to: AssessmentState, assessment: Assessment, chair: User
):
    Assessment.objects.filter(pk=assessment.pk).update(state=state)

    with pytest.raises(RiskError, match="does not follow"):
        assessments.move(assessment, to=to, by=chair)


def test_every_agency_that_takes_part_sees_the_assessment_and_no_other_does(
    assessment: Assessment, customs_head: User, border: Agency
):
    police = factories.make_agency(border.country, code="XA-POL", kind="interior")
    stranger = factories.make_user("stranger", agency=police)

    seen = {user.username: Assessment.objects.visible_to(user).exists() for user in (customs_head, stranger)}

    assert seen == {"customs-head": True, "stranger": False}


def test_who_takes_no_part_can_not_describe_a_risk(assessment: Assessment, border: Agency):
    police = factories.make_agency(border.country, code="XA-POL", kind="interior")
    stranger = factories.make_user("stranger", agency=police)

    with pytest.raises(RiskError, match="take part"):
        factories.make_risk(assessment, "Another", by=stranger)


def test_experts_score_what_the_assessment_holds_by_the_components_of_ciram(discussed: Assessment):
    panel = panel_of(discussed)

    assert panel is not None
    assert [item.title for item in panel.items.all()] == ["R1 Tobacco by river", "R2 Forged visas"]
    assert [one["code"] for one in panel.criteria] == [component.value for component in Component]


def test_a_level_is_made_of_the_joint_scores_by_the_rule(discussed: Assessment):
    found = {one.risk.title: one for one in levels_of(discussed)}

    tobacco = found["Tobacco by river"]
    assert tobacco.scores == dict.fromkeys(Component, 3)
    assert (tobacco.level, found["Forged visas"].level) == (3, 1)
    assert [step.level for step in tobacco.combined.steps] == [3, 3, 3]


def test_the_analysts_level_holds_and_the_rules_is_kept(discussed: Assessment, chair: User):
    risk = discussed.risks.get(number=2)

    risks.set_level(risk, level=4, reason="a case of last week", by=chair)

    found = {one.risk.pk: one for one in levels_of(discussed)}[risk.pk]
    assert (found.level, found.by_rule) == (4, 1)


@pytest.mark.parametrize(
    ("level", "reason", "message"),
    [(5, "why", "no level 5"), (2, " ", "Say why")],
    ids=["none such", "no reason"],
)
def test_a_level_needs_a_reason_and_a_place_on_the_scale(
    level: int, reason: str, message: str, discussed: Assessment, chair: User
):
    with pytest.raises(RiskError, match=message):
        risks.set_level(discussed.risks.get(number=1), level=level, reason=reason, by=chair)


def test_a_component_that_nobody_can_judge_leaves_the_level_open(
    assessment: Assessment, chair: User, border: Agency
):
    scored(assessment, chair, ("anna", border, ("high", "high", "high", "", "low")))

    first = levels_of(assessment)[0]

    assert first.level is None
    assert first.combined.low < first.combined.high
    assert [one.name for one in ranking_of(assessment).standings] == [assessment.risks.get(number=2).key]


def test_risks_stand_as_they_are_while_experts_score(assessment: Assessment, chair: User):
    assessments.move(assessment, to="scoring", by=chair)
    assessment.refresh_from_db()

    with pytest.raises(RiskError, match="while drafting or in discussion"):
        factories.make_risk(assessment, "Late", by=chair)


def test_scoring_ends_with_a_closed_round(assessment: Assessment, chair: User):
    assessments.move(assessment, to="scoring", by=chair)

    with pytest.raises(RiskError, match="Close a round"):
        assessments.move(assessment, to="discussion", by=chair)


def test_agreement_waits_for_every_signature_and_a_dissent_is_a_signature(
    discussed: Assessment, chair: User, customs_head: User, border: Agency, customs: Agency
):
    assessments.sign(discussed, agency=border, stand=Stand.AGREED, dissent="", by=chair)
    with pytest.raises(RiskError, match="Not signed yet"):
        assessments.move(discussed, to="agreed", by=chair)

    with pytest.raises(RiskError, match="Write the dissenting opinion"):
        assessments.sign(discussed, agency=customs, stand=Stand.DISSENTING, dissent=" ", by=customs_head)
    assessments.sign(
        discussed, agency=customs, stand=Stand.DISSENTING, dissent="Tobacco is overrated.", by=customs_head
    )
    assessments.move(discussed, to="agreed", by=chair)

    assert discussed.participations.get(agency=customs).dissent == "Tobacco is overrated."


def test_nobody_signs_for_another_agency(discussed: Assessment, chair: User, customs: Agency):
    with pytest.raises(RiskError, match="own supervisor"):
        assessments.sign(discussed, agency=customs, stand=Stand.AGREED, dissent="", by=chair)


def test_approval_freezes_and_a_later_change_makes_a_version_that_shows_what_changed(
    discussed: Assessment, chair: User, customs_head: User
):
    approve(discussed, chair, customs_head)
    with pytest.raises(RiskError, match="while drafting or in discussion"):
        factories.make_risk(discussed, "Late", by=chair)
    with pytest.raises(RiskError, match="Say why"):
        assessments.move(discussed, to="discussion", by=chair)

    assessments.move(discussed, to="discussion", by=chair, reason="a new route was found")
    discussed.refresh_from_db()
    risk = discussed.risks.get(number=1)
    risk.routes = "by rail"
    risks.save_risk(risk, by=chair)
    risks.set_level(discussed.risks.get(number=2), level=2, reason="two cases", by=chair)

    frozen = discussed.versions.get()
    found = {
        (d.number, d.field, d.before, d.after) for d in differences(frozen.content, content_of(discussed))
    }
    assert discussed.version == 2
    assert found == {(1, "routes", "", "by rail"), (2, "level", 1, 2), (2, "level_reason", "", "two cases")}
    assert {one.stand for one in discussed.participations.all()} == {Stand.PENDING}


def test_what_is_approved_is_scored_no_more_and_no_position_moves_it(
    discussed: Assessment, chair: User, customs_head: User, border: Agency
):
    approve(discussed, chair, customs_head)
    panel = panel_of(discussed)

    with pytest.raises(ElicitationError, match="No round is held now"):
        rounds.open_round(panel, by=chair)
    with pytest.raises(ElicitationError, match="positions stand"):
        panels.set_position(
            panel.items.first(), criterion="impact", agency=border, word="low", reason="no", by=chair
        )


def test_an_approval_names_its_basis(discussed: Assessment, chair: User, customs_head: User):
    sign_all(discussed, chair, customs_head)
    assessments.move(discussed, to="agreed", by=chair)

    with pytest.raises(RiskError, match="who approves"):
        assessments.move(discussed, to="approved", by=chair)


def test_next_year_starts_from_last_years_risks_unscored(
    discussed: Assessment, chair: User, customs_head: User, border: Agency, customs: Agency
):
    approve(discussed, chair, customs_head)

    following = assessments.begin_next_year(discussed, title="Risks 2026", by=chair)
    factories.make_risk(following, "Drones", by=chair)
    risks.drop_risk(following.risks.get(number=2), by=chair, reason="no case for a year")
    low, high = ("low",) * 4, ("very_high",) * 4
    scored(following, chair, ("anna", border, (*high, *low)), ("vera", customs, (*high, *low)))

    assert (following.year, following.previous) == (2026, discussed)
    compared = {
        str(one.risk or one.before): (one.level_before, one.level)
        for one in compared_with_last_year(following)
    }
    assert compared == {
        "R1 Tobacco by river": (3, 4), "R3 Drones": (None, 1), "R2 Forged visas": (1, None),
    }  # fmt: skip


def test_a_likelihood_in_words_names_its_time_and_place(assessment: Assessment, chair: User):
    risk = Risk(assessment=assessment, title="X", category="goods", likelihood_word="likely")

    with pytest.raises(Exception, match="needs the time and the place"):
        risks.save_risk(risk, by=chair)


def test_a_gap_is_answered_by_the_agency_that_was_asked(
    assessment: Assessment, chair: User, customs: Agency, customs_head: User
):
    task = CollectionTask(
        risk=assessment.risks.get(number=1), gap="Who pays", task="Ask the banks", agency=customs,
        deadline=date(2026, 6, 1),
    )  # fmt: skip
    risks.add_gap(task, by=chair)

    with pytest.raises(RiskError, match="that was asked"):
        risks.answer_gap(task, answer="Nobody", on=date(2026, 5, 1), by=chair)
    risks.answer_gap(task, answer="A broker", on=date(2026, 5, 1), by=customs_head)

    task.refresh_from_db()
    assert (task.answer, task.answered_on) == ("A broker", date(2026, 5, 1))


def test_an_instruction_is_reported_on_by_the_agency_that_got_it(
    assessment: Assessment, chair: User, customs: Agency, customs_head: User
):
    instruction = Instruction(assessment=assessment, agency=customs, text="Scan", deadline=date(2026, 6, 1))
    papers.give_instruction(instruction, by=chair)

    with pytest.raises(RiskError, match="got the instruction"):
        papers.report_execution(instruction, report="Done", done=True, on=date(2026, 5, 1), by=chair)
    papers.report_execution(instruction, report="Done", done=True, on=date(2026, 5, 1), by=customs_head)

    instruction.refresh_from_db()
    assert (instruction.done, instruction.reported_on) == (True, date(2026, 5, 1))


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"MZ\x90", "PDF, PNG or JPEG"), (b"%PDF" + b"0" * 21_000_000, "larger than")],
    ids=["a program", "too large"],
)
def test_only_a_scan_is_attached_as_signed_page(
    content: bytes, message: str, assessment: Assessment, chair: User
):
    with pytest.raises(RiskError, match=message):
        papers.attach_signed_page(assessment, name="x", chunks=[content], by=chair)
