"""The register of risks as a workbook: out, in, nothing lost; bad input named by sheet, row and column."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.utils import translation
from tests import factories

from chegara.accounts.models import Role, User
from chegara.audit.models import AuditEntry
from chegara.organisation.models import Agency
from chegara.plans.workbook.tables import WorkbookError
from chegara.risk.actions.common import RiskError
from chegara.risk.actions.risks import add_gap, drop_risk, link_evidence
from chegara.risk.models import Assessment, CollectionTask, EvidenceLink
from chegara.risk.workbook.reading import Done, load
from chegara.risk.workbook.sheets import DESCRIBED
from chegara.risk.workbook.writing import export

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return factories.make_agency()


@pytest.fixture
def head(agency: Agency) -> User:
    return factories.make_user("head", agency=agency, roles=(Role.ANALYST, Role.SUPERVISOR))


@pytest.fixture
def register(agency: Agency, head: User) -> Assessment:
    """Describe two risks, one of them with every column filled in."""
    assessment = factories.make_assessment(agency, by=head)
    section = factories.make_section(agency.country, factories.make_state("XB", home=False))
    risk = factories.make_risk(
        assessment, "=Heroin by road", by=head, category="drugs", description="First line\nsecond line",
        likelihood_word="likely", likelihood_window="within 2026", likelihood_place="at the bridge",
        confidence="moderate", confidence_reason="two sources agree", outlook="rise", outlook_reason="supply",
        look_for="-fresh welds",
    )  # fmt: skip
    risk.sections.set([section])
    link_evidence(EvidenceLink(risk=risk, indicator_id="seizures.drugs", section=section), by=head)
    gap = CollectionTask(
        risk=risk, gap="what slips through", task="a week of full checks", agency=agency,
        deadline=date(2026, 6, 30),
    )  # fmt: skip
    add_gap(gap, by=head)
    factories.make_risk(assessment, by=head)
    return assessment


def told(assessment: Assessment) -> list[Any]:
    return [
        (
            {name: getattr(risk, name) for name in DESCRIBED},
            sorted(section.code for section in risk.sections.all()),
            [(link.indicator_id, str(link.place)) for link in risk.evidence.all()],
            [(gap.gap, gap.task, gap.agency.code, gap.deadline) for gap in risk.gaps.all()],
        )
        for risk in assessment.risks.standing()
    ]


def changed(content: bytes, change: Callable[[openpyxl.Workbook], None]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def put(sheet: str, row: int, column: str, value: object) -> Callable[[openpyxl.Workbook], None]:
    def change(book: openpyxl.Workbook) -> None:
        headings = [cell.value for cell in book[sheet][1]]
        book[sheet].cell(row, headings.index(column) + 1).value = value

    return change


@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_went_out_comes_in_unchanged_in_any_language(
    register: Assessment, head: User, language: str
) -> None:
    with translation.override(language):
        content = export(register)
    before = told(register)

    done = load(register, content, by=head, reason="test")

    assert done == Done(unchanged=2)
    assert told(register) == before
    assert not AuditEntry.objects.filter(action="risk.register_read").exists()


def test_a_register_read_into_an_empty_assessment_is_the_same_register(
    register: Assessment, head: User, agency: Agency
) -> None:
    other = factories.make_assessment(agency, by=head, year=2026)

    done = load(other, export(register), by=head, reason="test")

    assert done == Done(new=2, links=1, gaps=1)
    assert told(other) == told(register)


def test_a_changed_row_changes_its_risk_and_says_why(register: Assessment, head: User) -> None:
    content = changed(export(register), put("risks", 3, "Category", "Cash and valuables"))

    done = load(register, content, by=head, reason="second reading")

    assert (done.changed, done.unchanged) == (1, 1)
    assert register.risks.get(number=2).category == "cash"
    assert AuditEntry.objects.get(action="risk.register_read").reason == "second reading"


def test_a_row_without_a_number_is_a_new_risk(register: Assessment, head: User) -> None:
    def add(book: openpyxl.Workbook) -> None:
        book["risks"].append([None, "Gold in seats", "Cash and valuables"])

    assert load(register, changed(export(register), add), by=head, reason="test").new == 1
    assert register.risks.get(number=3).title == "Gold in seats"


BAD: tuple[tuple[str, int, str, object, str], ...] = (
    ("risks", 2, "Risk", None, "Sheet risks, row 2, column “Risk”"),
    ("risks", 3, "Category", "smoking", "Sheet risks, row 3, column “Category”"),
    ("risks", 3, "Border sections", "XA-S9", "there is no place “XA-S9”"),
    ("risks", 2, "Likelihood in words", "perhaps", "“perhaps” is no word of this list"),
    ("risks", 2, "Within what time", None, "A likelihood needs the time and the place"),
    ("risks", 3, "Number", 1, "this number stands in row 2 already"),
    ("risks", 3, "Risk", "'=heroin  BY road", "a risk of this title exists: R1"),
    ("evidence", 2, "Indicator", "drugs", "Sheet evidence, row 2, column “Indicator”"),
    ("evidence", 2, "Number of the risk", 7, "no risk has the number 7"),
    ("intelligence gaps", 2, "Deadline", "soon", "“soon” is no date"),
    ("intelligence gaps", 2, "By which agency", "XA-CUS", "there is no agency “XA-CUS”"),
)


@pytest.mark.parametrize(
    ("sheet", "row", "column", "value", "said"), BAD, ids=[f"{b[0]}, {b[2]}: {b[3]}" for b in BAD]
)
def test_bad_input_is_named_and_nothing_is_half_imported(
    register: Assessment, head: User, sheet: str, row: int, column: str, value: object, said: str
) -> None:
    before = told(register)

    def change(book: openpyxl.Workbook) -> None:
        book["risks"].append([None, "A good row", "Drug smuggling"])
        put(sheet, row, column, value)(book)

    with pytest.raises(WorkbookError) as refused:
        load(register, changed(export(register), change), by=head, reason="test")

    assert any(said in problem for problem in refused.value.problems), refused.value.problems
    assert told(register) == before


def test_what_is_no_workbook_is_refused_in_words(register: Assessment, head: User) -> None:
    with pytest.raises(WorkbookError, match="not an xlsx workbook"):
        load(register, b"number;title", by=head, reason="test")


def test_a_dropped_risk_does_not_come_back_by_its_number(register: Assessment, head: User) -> None:
    content = export(register)
    drop_risk(register.risks.get(number=2), by=head, reason="test")

    with pytest.raises(WorkbookError, match="this risk was dropped"):
        load(register, content, by=head, reason="test")


def test_whoever_takes_no_part_reads_nothing_in(register: Assessment) -> None:
    stranger = factories.make_user(
        "stranger", agency=factories.make_agency(register.country, code="XA-CUS", kind="customs")
    )

    with pytest.raises(RiskError):
        load(register, export(register), by=stranger, reason="test")
