"""A doubtful quantity is asked about; the answer counts, what was reported stays."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests import factories
from tests.factories import DOUBTFUL_EVENTS, events_csv, stored_evidence

from chegara.accounts.models import User
from chegara.audit.models import AuditEntry
from chegara.evidence.actions import imports, quantities
from chegara.evidence.models import (
    Batch,
    MonthlySummary,
    MonthlyTotal,
    Problem,
    QuantityAnswer,
    QuantityQuestion,
    Record,
)
from chegara.organisation.models import Agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return factories.make_agency()


@pytest.fixture
def analyst(agency: Agency) -> User:
    return factories.make_user(agency=agency)


@pytest.fixture
def batch(analyst: User, agency: Agency) -> Batch:
    """635 g in row 2 and 635 kg in row 3."""
    return factories.make_batch(DOUBTFUL_EVENTS, by=analyst, agency=agency)


def answer(question: QuantityQuestion, by: User, what: str = QuantityAnswer.CORRECTED, **more: Any) -> None:
    given = {"reason": "the report says grams", "quantity": 635.0, "unit": "g"} | more
    quantities.answer(question, answer=what, by=by, **given)


def weighed() -> tuple[float | None, float | None]:
    """Return what summaries and totals weigh; they must agree."""
    return (
        sum(MonthlySummary.objects.filter(unit="kg").values_list("quantity", flat=True)),
        sum(MonthlyTotal.objects.filter(unit="kg").values_list("quantity", flat=True)),
    )


def test_a_doubtful_quantity_is_a_warning_with_its_cell_at_the_preview(analyst: User, agency: Agency):
    batch = factories.stage_batch(DOUBTFUL_EVENTS, by=analyst, agency=agency)

    problem = Problem.objects.get(batch=batch, code="quantity_other_unit")
    assert (problem.severity, problem.row, problem.column) == ("warning", 3, 5)
    assert QuantityQuestion.objects.get(batch=batch).answer == QuantityAnswer.OPEN


def test_until_it_is_answered_a_quantity_counts_as_reported(batch: Batch):
    assert weighed() == pytest.approx((635.635, 635.635))


def test_a_corrected_quantity_counts_and_what_was_reported_stays(analyst: User, batch: Batch):
    answer(QuantityQuestion.objects.get(), analyst)

    assert weighed() == pytest.approx((1.27, 1.27))
    record = Record.objects.get(row=3)
    assert (record.quantity, record.unit, record.base_quantity, record.base_unit) == (635, "kg", 0.635, "kg")


def test_a_quantity_that_is_right_as_reported_goes_on_counting(analyst: User, batch: Batch):
    before = stored_evidence()

    answer(QuantityQuestion.objects.get(), analyst, QuantityAnswer.RIGHT)

    assert stored_evidence() == before
    question = QuantityQuestion.objects.get()
    assert (question.by, question.reason, question.corrected_quantity) == (
        analyst,
        "the report says grams",
        None,
    )


def test_an_answer_that_is_taken_back_leaves_everything_as_it_was(analyst: User, batch: Batch):
    before = stored_evidence()
    question = QuantityQuestion.objects.get()
    answer(question, analyst)

    answer(question, analyst, QuantityAnswer.OPEN)

    assert stored_evidence() == before
    assert QuantityQuestion.objects.get().by is None


def test_an_answer_outlives_reading_the_file_anew(analyst: User, agency: Agency):
    batch = factories.stage_batch(DOUBTFUL_EVENTS, by=analyst, agency=agency)
    answer(QuantityQuestion.objects.get(), analyst)
    batch.refresh_from_db()

    imports.stage(batch, by=analyst)

    assert weighed() == pytest.approx((1.27, 1.27))
    assert QuantityQuestion.objects.get().answer == QuantityAnswer.CORRECTED
    assert not Problem.objects.filter(code="quantity_other_unit").exists()


def test_counting_is_right_after_undo_and_confirming_again(analyst: User, batch: Batch):
    answer(QuantityQuestion.objects.get(), analyst)

    imports.undo(batch, by=analyst, reason="a look")
    batch.refresh_from_db()
    imports.confirm(batch, by=analyst)

    assert weighed() == pytest.approx((1.27, 1.27))


def test_an_answer_stands_in_the_audit_log_with_what_was_reported(
    analyst: User, batch: Batch, agency: Agency
):
    answer(QuantityQuestion.objects.get(), analyst)

    entry = AuditEntry.objects.get(action="evidence.quantity_answered")
    assert (entry.actor, entry.reason, entry.agency) == (
        analyst.username,
        "the report says grams",
        agency.code,
    )
    assert (entry.after["quantity"], entry.after["unit"]) == (635, "kg")
    assert (entry.after["corrected_quantity"], entry.after["corrected_unit"]) == (635, "g")


def test_another_agency_does_not_answer(batch: Batch):
    stranger = factories.make_user("stranger", agency=factories.make_agency(code="XA-CUS", kind="customs"))

    with pytest.raises(PermissionDenied):
        answer(QuantityQuestion.objects.get(), stranger)
    assert weighed() == pytest.approx((635.635, 635.635))


def test_a_correction_says_to_what(analyst: User, batch: Batch):
    with pytest.raises(ValidationError):
        answer(QuantityQuestion.objects.get(), analyst, quantity=-1.0)


def heroin(*kilograms: float, month: int = 1) -> bytes:
    return events_csv(
        (f"{day:02d}.{month:02d}.2025", "seizures.drugs", "", "heroin", kg, "kg", f"place {day}", "")
        for day, kg in enumerate(kilograms, start=1)
    )


USUAL = (0.5, 0.6, 0.8, 0.9, 1.0, 1.1, 1.2, 1.4, 1.7, 2.0, 2.2)


def test_a_file_is_compared_with_what_the_agency_reported_before(analyst: User, agency: Agency):
    factories.make_batch(heroin(*USUAL), by=analyst, agency=agency)

    factories.stage_batch(heroin(900, month=2), by=analyst, agency=agency, name="february.csv")

    question = QuantityQuestion.objects.get()
    assert (question.code, question.quantity, question.arguments["known"]) == ("quantity_far", 900, 12)


@pytest.mark.parametrize("hidden", ["another agency", "a compartment"])
def test_what_the_agency_may_not_know_does_not_show_by_a_question(hidden: str, analyst: User, agency: Agency):
    other = factories.make_agency(code="XA-CUS", kind="customs") if hidden == "another agency" else agency
    keeper = factories.make_user("keeper", agency=other)
    compartment = factories.make_compartment(members=[keeper]) if hidden == "a compartment" else None
    factories.make_batch(heroin(*USUAL), by=keeper, agency=other, compartment=compartment)

    factories.stage_batch(heroin(900, month=2), by=analyst, agency=agency, name="february.csv")

    assert not QuantityQuestion.objects.exists()
