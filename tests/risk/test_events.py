"""Single events that a risk rests on."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from tests import factories

from chegara.accounts.models import Role, User
from chegara.evidence.actions import imports
from chegara.evidence.models import Record
from chegara.organisation.models import Agency
from chegara.reporting.blocks import Table
from chegara.risk.actions import assessments, risks
from chegara.risk.actions.common import RiskError
from chegara.risk.models import Assessment, Risk
from chegara.risk.queries import cited_events, events_to_cite
from chegara.risk.report.chapters import chapters

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
def officer(customs: Agency) -> User:
    return factories.make_user("officer", agency=customs, roles=(Role.SUPERVISOR,))


@pytest.fixture
def assessment(border: Agency, customs: Agency, chair: User) -> Assessment:
    return factories.make_assessment(border, by=chair, agencies=[customs])


@pytest.fixture
def risk(assessment: Assessment, chair: User) -> Risk:
    return factories.make_risk(assessment, by=chair)


@pytest.fixture
def event(border: Agency, chair: User) -> Record:
    """A seizure that the border service keeps to itself."""
    content = factories.events_csv([("20.03.2025", "seizures.drugs", "", "heroin", "4.2", "kg", "a lay-by", "")])
    return factories.make_batch(content, by=chair, agency=border).records.get()


def test_an_event_is_cited_once_and_told_in_words(risk: Risk, event: Record, chair: User, client: Client):
    risks.cite_event(risk, record=event, note="hidden in a tank", by=chair)

    with pytest.raises(ValidationError, match="cited already"):
        risks.cite_event(risk, record=event, note="", by=chair)
    client.force_login(chair)
    page = client.get(reverse("risk_detail", args=[risk.pk])).content.decode()
    assert "20.03.2025" in page
    assert "hidden in a tank" in page
    assert "4.2 kilogram" in page.replace("\u00a0", " ")


def test_who_may_not_see_an_event_neither_cites_nor_reads_nor_removes_it(
    risk: Risk, event: Record, chair: User, officer: User, client: Client
):
    with pytest.raises(RiskError, match="no such event"):
        risks.cite_event(risk, record=event, note="", by=officer)

    cited = risks.cite_event(risk, record=event, note="hidden in a tank", by=chair)

    client.force_login(officer)
    assert cited_events([risk], officer) == {}
    assert b"hidden in a tank" not in client.get(reverse("risk_detail", args=[risk.pk])).content
    assert client.post(reverse("risk_event_remove", args=[cited.pk])).status_code == 404
    assert risk.events.exists()


def test_the_page_offers_what_is_not_cited_yet_and_a_click_cites_it(
    risk: Risk, event: Record, chair: User, client: Client
):
    client.force_login(chair)
    address = reverse("risk_events", args=[risk.pk])
    assert "20.03.2025" in client.get(address).content.decode()

    client.post(address, {"record": event.pk, "note": "by night"})

    assert risk.events.get().note == "by night"
    assert "20.03.2025" not in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("query", "offered"),
    [
        ({"since": "01.03.2025", "until": "31.03.2025"}, True),
        ({"since": "01.04.2025", "until": "31.12.2025"}, False),
        ({"since": "01.03.2025", "until": "31.03.2025", "indicator": "seizures.arms"}, False),
        ({"since": "31.02.2025", "until": "31.03.2025"}, False),
    ],
    ids=["its days", "other days", "another indicator", "no such day"],
)
def test_events_are_looked_for_by_days_and_indicator(
    risk: Risk, event: Record, chair: User, client: Client, query: dict[str, str], offered: bool
):
    client.force_login(chair)

    page = client.get(reverse("risk_events", args=[risk.pk]), query).content.decode()

    assert ("20.03.2025" in page) is offered


def test_an_approved_analysis_takes_no_event(risk: Risk, event: Record, chair: User):
    cited = risks.cite_event(risk, record=event, note="", by=chair)
    Assessment.objects.filter(pk=risk.assessment_id).update(state="approved")
    risk.assessment.refresh_from_db()

    with pytest.raises(RiskError, match="while drafting or in discussion"):
        risks.cite_event(risk, record=event, note="", by=chair)
    cited.risk.assessment.refresh_from_db()
    with pytest.raises(RiskError, match="while drafting or in discussion"):
        risks.uncite_event(cited, by=chair)


def test_an_event_whose_import_was_undone_is_marked_and_left_out_of_the_document(
    risk: Risk, event: Record, chair: User, client: Client
):
    risks.cite_event(risk, record=event, note="hidden in a tank", by=chair)
    assert "hidden in a tank" in printed(risk, chair)

    imports.undo(event.batch, by=chair, reason="wrong year")

    client.force_login(chair)
    assert "the import counts no more" in client.get(reverse("risk_detail", args=[risk.pk])).content.decode()
    assert "hidden in a tank" not in printed(risk, chair)


def printed(risk: Risk, viewer: User) -> str:
    told = chapters(Assessment.objects.get(pk=risk.assessment_id), viewer, "en")
    return str([block.rows for block in told.risks if isinstance(block, Table)])


def test_next_year_begins_without_last_year_s_events(risk: Risk, event: Record, chair: User):
    risks.cite_event(risk, record=event, note="", by=chair)
    Assessment.objects.filter(pk=risk.assessment_id).update(state="approved")

    following = assessments.begin_next_year(
        Assessment.objects.get(pk=risk.assessment_id), title="Next", by=chair
    )

    assert not following.risks.get().events.exists()
    assert event in events_to_cite(
        following.risks.get(), chair, indicator=None, since=event.start, until=event.start
    )
