"""Rules over a review as it is stored: findings, decisions, recommendations, the plan."""

from __future__ import annotations

from itertools import pairwise

import pytest
from tests.integrity import papers
from tests.integrity.world import fill, make_review, read_in, receive

from chegara.integrity.actions import documents, findings, improvement, structure
from chegara.integrity.actions.guards import IntegrityError
from chegara.integrity.methods.findings import Severity
from chegara.integrity.methods.practice import Cell, cell_of
from chegara.integrity.methods.priority import PRIORITY, priority
from chegara.integrity.methods.reading.words import objects
from chegara.integrity.methods.service import Verb
from chegara.integrity.models import (
    ConformityFinding,
    MeasureTag,
    Practice,
    Recommendation,
    Review,
    SeparationRule,
    TextPair,
)
from chegara.integrity.presenters import matrix, matrix_titles, practice_of
from chegara.integrity.words import MISSING, RULES, finding_told
from chegara.plans.models import Measure

pytestmark = pytest.mark.django_db


@pytest.fixture
def review() -> Review:
    return make_review()


def rules(review: Review) -> set[str]:
    findings.run_rules(review, by=review.by)
    return set(ConformityFinding.objects.filter(review=review, standing=True).values_list("rule", flat=True))


def test_an_empty_review_has_no_finding(review: Review):
    assert rules(review) == set()


def test_the_planted_faults_of_two_papers_are_found(review: Review):
    read_in(review, by=review.by)
    structure.adopt_separations(review, by=review.by)

    # Assigns and inspects alone; a right to release that no duty uses; a duty outside the statute; the
    # release that nobody has the duty to.
    assert {"S1", "R1", "D3", "G2", "G3"} <= rules(review)


def test_a_decision_stays_when_the_rules_run_again(review: Review):
    filled = fill(review, by=review.by)
    findings.run_rules(review, by=review.by)
    filled.finding.refresh_from_db()

    assert (filled.finding.decision, filled.finding.standing) == ("fix", True)


def test_a_finding_whose_ground_is_gone_is_dropped_unless_somebody_decided_it(review: Review):
    filled = fill(review, by=review.by)
    job = review.sourcedocument_set.get(kind="job_description")
    documents.take_back(job, by=review.by, reason="wrong")
    findings.run_rules(review, by=review.by)
    filled.finding.refresh_from_db()

    assert not filled.finding.standing
    assert not ConformityFinding.objects.filter(rule="R1").exists()


def test_a_decision_needs_its_reason(review: Review):
    finding = fill(review, by=review.by).finding
    with pytest.raises(IntegrityError, match="reason"):
        findings.decide(finding, decision="accept", reason=" ", by=review.by)


def test_nearly_the_same_texts_are_proposed_and_a_person_decides(review: Review):
    for unit, word in (("учёта", "товаров"), ("сверки", "товара")):
        text = f"Положение об отделе {unit}\n1. Функции\n1.1. ведёт ежедневный учёт {word} на складах временного хранения таможни;"
        documents.confirm(receive(review, f"{unit}.md", text.encode(), by=review.by), by=review.by)
    assert "O2" in rules(review)
    finding, pair = ConformityFinding.objects.get(rule="O2"), TextPair.objects.get()
    assert finding.severity == "low"

    findings.say_whether_same(pair, same=True, by=review.by)
    rules(review)
    finding.refresh_from_db()
    assert finding.severity == "medium"

    findings.say_whether_same(pair, same=False, by=review.by)
    assert "O2" not in rules(review)


def test_the_usual_separations_are_adopted_once_and_speak_the_words_of_the_model(review: Review):
    assert structure.adopt_separations(review, by=review.by) == 10
    assert structure.adopt_separations(review, by=review.by) == 0

    for rule in SeparationRule.objects.all():
        assert all(verb in set(Verb) and thing in objects() for verb, thing in rule.permissions)
        assert len(rule.permissions) >= rule.people


def test_a_recommendation_answers_findings_that_are_to_be_fixed(review: Review):
    filled = fill(review, by=review.by)
    other = ConformityFinding.objects.filter(decision="").first()
    with pytest.raises(IntegrityError, match="to be fixed"):
        improvement.save_recommendation(filled.recommendation, findings=[other], by=review.by)


def test_a_recommendation_becomes_a_measure_in_the_same_compartment_with_its_factor(review: Review):
    filled = fill(review, by=review.by)
    filled.recommendation.refresh_from_db()
    measure = filled.recommendation.measure

    assert measure.compartment == review.compartment
    assert (measure.objective.term, measure.area) == ("short", "procedures")
    assert MeasureTag.objects.get(measure=measure).arusha == "audit"
    with pytest.raises(IntegrityError, match="already"):
        improvement.take_into_plan(filled.recommendation, by=review.by)


def test_a_kept_item_of_the_old_plan_is_not_typed_again(review: Review):
    item = fill(review, by=review.by).old_item
    item.refresh_from_db()

    assert item.measure.title.strip() == "Ротация"
    assert item.measure.remarks == "2025"


@pytest.mark.parametrize(
    ("verdict", "reason", "told"),
    [("drop", "", "Say why"), ("merge", "same", "merged into"), ("modify", " ", "Say why")],
)
def test_what_becomes_of_an_old_item_says_why_and_into_what(
    review: Review, verdict: str, reason: str, told: str
):
    item = fill(review, by=review.by).old_item
    with pytest.raises(IntegrityError, match=told):
        improvement.decide_old_item(item, verdict=verdict, reason=reason, by=review.by)


def test_without_a_plan_nothing_can_be_planned(review: Review):
    recommendation = improvement.save_recommendation(
        Recommendation(review=review, kind="it", title="x", arusha="audit", term="short", ease=1),
        findings=[],
        by=review.by,
    )
    with pytest.raises(IntegrityError, match="Begin an action plan"):
        improvement.take_into_plan(recommendation, by=review.by)
    assert not Measure.objects.exists()


# --- matrices, practice, words ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["function-unit", "function-position", "position-right", "conflicts"])
def test_each_matrix_has_a_cell_for_each_column(review: Review, kind: str):
    fill(review, by=review.by)
    shown = matrix(kind, review, None)

    assert shown.title == matrix_titles()[kind]
    assert shown.rows
    assert {len(cells) for _name, cells in shown.rows} == {len(shown.columns)}


def test_the_matrix_of_conflicts_names_who_can_do_it_alone(review: Review):
    fill(review, by=review.by)
    row = dict(matrix("conflicts", review, None).rows)["Assigns inspections and carries them out"]

    assert "Старший инспектор" in row[2]
    assert row[4] == "1"


@pytest.mark.parametrize(
    ("prescribed", "said", "cell"),
    [
        (True, [True], Cell.LIVES), (True, [False, None], Cell.DEAD), (False, [True, True, False], Cell.INFORMAL),
        (False, [False], Cell.NEITHER), (True, [], Cell.OPEN), (True, [None], Cell.OPEN), (True, [True, False], Cell.OPEN),
    ],
)  # fmt: skip
def test_text_against_practice_has_four_cells_and_what_is_not_known(
    prescribed: bool, said: list[bool | None], cell: Cell
):
    assert cell_of(prescribed=prescribed, said=said) == cell


def test_what_is_done_and_not_prescribed_shows_as_informal(review: Review):
    statute, _job = read_in(review, by=review.by)
    unit = statute.review.serviceunit_set.get()
    function = unit.functions.first()
    for values in ({"text": "собирает наличные", "done": True}, {"function": function, "done": False}):
        structure.save_record(Practice(review=review, unit=unit, said="1", **values), by=review.by)
    found = practice_of(review)

    assert [each.name for each in found[Cell.INFORMAL]] == ["собирает наличные"]
    assert [each.name for each in found[Cell.DEAD]] == [str(function)]
    assert len(found[Cell.OPEN]) == 2


def test_a_record_that_leads_to_another_review_is_refused(review: Review):
    statute, _job = read_in(review, by=review.by)
    other = make_review(review.owner_agency, by=review.by)
    with pytest.raises(IntegrityError, match="another review"):
        structure.save_record(
            Practice(review=other, unit=statute.review.serviceunit_set.get(), text="x", said="1"),
            by=review.by,
        )


@pytest.mark.parametrize(
    ("severities", "ease", "expected"),
    [(["high"], 1, 1), (["high"], 3, 2), (["low", "medium"], 2, 2), (["low"], 3, 3), ([], 2, 3)],
)
def test_priority_follows_from_the_gravest_finding_and_ease(severities: list[str], ease: int, expected: int):
    assert priority(severities, ease) == expected


def test_graver_or_easier_never_comes_later():
    rows = [PRIORITY[each] for each in Severity]

    assert all(list(row) == sorted(row) for row in rows)
    assert all(graver[ease] <= slighter[ease] for graver, slighter in pairwise(rows) for ease in range(3))


@pytest.mark.parametrize("ease", [0, 4])
def test_an_ease_that_is_none_is_refused(ease: int):
    with pytest.raises(ValueError, match="ease"):
        priority([], ease)


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_reads_as_a_sentence_with_its_figures(rule: str):
    values = {
        "n": "3", "missing": next(iter(MISSING)), "has": "1", "needs": "2", "similarity": "0.91", "verb": "decide",
        "object": "release", "load": "140",
    }  # fmt: skip

    assert "%" not in finding_told(rule, values).replace("per cent", "")


def test_old_items_are_read_from_a_word_table(review: Review):
    table = papers.word_table(
        [["№", "Мероприятие", "Ответственные", "Отметка"], ["1", "Ротация", "Кадры", "в работе"]],
        above="План",
    )
    documents.confirm(receive(review, "p.docx", table, by=review.by, kind="old_plan"), by=review.by)
    item = review.olditem_set.get()

    assert (item.number, item.text, item.responsible, item.status) == ("1", "Ротация", "Кадры", "в работе")
