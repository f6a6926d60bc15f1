"""Grades of sources and information, validation, confidence: each apart, given by a person, seen by some."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import factories
from tests.factories import events_csv
from tests.pages.addresses import words_of

from chegara.accounts.models import Role, User
from chegara.audit.models import AuditEntry
from chegara.evidence.actions import grading, imports
from chegara.evidence.actions.grading import GradingRefusedError
from chegara.evidence.grade_models import Grade, SeriesConfidence, Validation
from chegara.evidence.methods.grading import schemes
from chegara.evidence.models import Batch, Indicator, Record
from chegara.evidence.presenters.grades import grades_words
from chegara.evidence.report.annex import Annex
from chegara.evidence.report.facts import gather
from chegara.organisation.models import Agency
from chegara.organisation.visibility import JointViewer
from chegara.reporting.blocks import Table

pytestmark = pytest.mark.django_db
EVENTS = events_csv(
    [("03.01.2025", "seizures.drugs", "", kind, 1, "kg", "", "") for kind in ("heroin", "opium")]
)


@pytest.fixture
def border() -> Agency:
    return factories.make_agency()


@pytest.fixture
def customs(border: Agency) -> Agency:
    return factories.make_agency(border.country, code="XA-CUS", kind="customs")


@pytest.fixture
def analyst(border: Agency) -> User:
    return factories.make_user(agency=border)


@pytest.fixture
def officer(customs: Agency) -> User:
    return factories.make_user("customs", agency=customs)


@pytest.fixture
def batch(customs: Agency, officer: User) -> Batch:
    """An import of customs, released to every agency."""
    release = factories.make_release(customs, to_all=True)
    return factories.make_batch(EVENTS, by=officer, agency=customs, releases=[release])


def grade(batch: Batch, agency: Agency, by: User, letters: str = "B2", **more: Any) -> Grade:
    return grading.grade(
        batch, agency=agency, scheme=more.pop("scheme", "admiralty"), reliability=letters[0],
        credibility=letters[1], handling=letters[2:], by=by,
        reason=more.pop("reason", "long experience"), **more,
    )  # fmt: skip


# --- giving grades ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("scheme", "letters"), [("admiralty", "F6"), ("europol", "X4"), ("uk", "E41")])
def test_a_grade_is_kept_as_it_was_given(batch, border, analyst, scheme, letters):
    given = grade(batch, border, analyst, letters, scheme=scheme)

    given.refresh_from_db()
    assert (str(given), given.scheme, given.by) == (letters, scheme, analyst)


@pytest.mark.parametrize(
    ("scheme", "letters"),
    [
        pytest.param("admiralty", "X1", id="a letter of another scheme"),
        pytest.param("europol", "A5", id="a number of another scheme"),
        pytest.param("uk", "A1", id="the 5×5×5 without handling"),
        pytest.param("admiralty", "A11", id="handling where there is none"),
        pytest.param("6x6", "A1", id="no such scheme"),
    ],
)
def test_what_the_scheme_does_not_have_is_refused(batch, border, analyst, scheme, letters):
    with pytest.raises(GradingRefusedError):
        grade(batch, border, analyst, letters, scheme=scheme)
    assert not Grade.objects.exists()


def test_agencies_grades_stand_side_by_side_and_are_never_made_one(batch, border, customs, analyst, officer):
    grade(batch, border, analyst, "C3")
    grade(batch, customs, officer, "A1", scheme="europol")

    told = grades_words(Grade.objects.select_related("agency").order_by("agency__code"))
    assert told == "C3 (Admiralty 6×6, Agency XA-BOR); A1 (Europol 4×4, Agency XA-CUS)"


def test_grading_again_changes_the_grade_and_the_log_keeps_both(batch, border, analyst):
    grade(batch, border, analyst, "B2")
    grade(batch, border, analyst, "D4", reason="two reports proved false")

    last = AuditEntry.objects.filter(action="evidence.graded").order_by("-sequence")[0]
    assert str(Grade.objects.get()) == "D4"
    assert (last.before["reliability"], last.after["reliability"]) == ("B", "D")
    assert last.reason == "two reports proved false"


def test_an_event_has_its_own_grade_beside_that_of_its_file(batch, border, analyst):
    heroin, opium = Record.objects.filter(batch=batch).order_by("row")
    grade(batch, border, analyst, "B2")
    grade(batch, border, analyst, "B5", of=heroin)

    assert {(one.record, str(one)) for one in Grade.objects.all()} == {(None, "B2"), (heroin, "B5")}
    assert not Grade.objects.filter(record=opium).exists()


def test_figures_are_graded_with_their_file_alone(customs, officer):
    statistics = factories.make_batch(by=officer, agency=customs)

    with pytest.raises(GradingRefusedError):
        grade(statistics, customs, officer, of=Record.objects.get(batch=statistics))


def test_what_does_not_count_is_not_graded(customs, officer):
    with pytest.raises(GradingRefusedError):
        grade(factories.stage_batch(by=officer, agency=customs), customs, officer)


def test_nobody_grades_what_they_may_not_see_nor_in_anothers_name(customs, border, officer, analyst):
    secret = factories.make_batch(EVENTS, by=officer, agency=customs)

    with pytest.raises(GradingRefusedError):
        grade(secret, border, analyst)
    with pytest.raises(GradingRefusedError):
        grade(secret, border, officer)


def test_an_undone_import_can_be_read_anew_beside_its_graded_records(batch, border, analyst, officer):
    """Grades hold on to confirmed records: the database itself would refuse to lose them."""
    grade(batch, border, analyst, of=Record.objects.filter(batch=batch).first())

    imports.undo(batch, by=officer, reason="a mistake")
    imports.confirm(batch, by=officer)

    assert Grade.objects.count() == 1


# --- who sees a grade -------------------------------------------------------------------------------------


def test_a_grade_is_seen_with_its_import_and_its_reason_by_the_grading_agency(
    batch, border, customs, analyst, officer, client: Client
):
    grade(batch, border, analyst, "D4", reason="our own observation")
    told = {}
    for user in (analyst, officer):
        client.force_login(user)
        told[user.username] = words_of(client.get(reverse("batch_detail", args=[batch.pk])))

    assert "D4" in told["analyst"]
    assert "D4" in told["customs"]
    assert "our own observation" in told["analyst"]
    assert "our own observation" not in told["customs"]


def test_who_does_not_see_an_import_sees_no_grade_of_it(customs, officer, analyst, client: Client):
    secret = factories.make_batch(EVENTS, by=officer, agency=customs, name="closed.csv")
    grade(secret, customs, officer)
    client.force_login(analyst)

    assert not Grade.objects.visible_to(analyst).exists()
    assert "closed.csv" not in words_of(client.get(reverse("grade_list")))


def test_a_grade_in_a_compartment_is_audited_in_it(customs, officer):
    circle = factories.make_compartment(members=[officer])
    closed = factories.make_batch(EVENTS, by=officer, agency=customs, compartment=circle)

    grade(closed, customs, officer)

    assert AuditEntry.objects.get(action="evidence.graded").compartment == circle.code


# --- validation -------------------------------------------------------------------------------------------


def test_a_colleague_validates_and_may_withdraw_it(batch, customs):
    colleague = factories.make_user("colleague", agency=customs)

    given = grading.validate(batch, reason="compared with the register", by=colleague)
    grading.withdraw_validation(given, reason="the register was wrong", by=colleague)

    actions = AuditEntry.objects.filter(object_type="evidence.validation").order_by("sequence")
    assert [(e.action, e.reason) for e in actions] == [
        ("evidence.validated", "compared with the register"),
        ("evidence.validation_withdrawn", "the register was wrong"),
    ]
    assert not Validation.objects.exists()


@pytest.mark.parametrize("who", ["who brought it in", "another agency", "twice"])
def test_validation_is_refused(batch, customs, officer, analyst, who):
    colleague = factories.make_user("colleague", agency=customs)
    if who == "twice":
        grading.validate(batch, reason="x", by=colleague)
    by = {"who brought it in": officer, "another agency": analyst, "twice": colleague}[who]

    with pytest.raises(GradingRefusedError):
        grading.validate(batch, reason="x", by=by)


# --- pages and documents ----------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", schemes())
def test_an_import_is_graded_on_its_page(batch, border, analyst, client: Client, scheme: str):
    client.force_login(analyst)
    form = {"agency": border.pk, "reliability": "A", "credibility": "1", "reason": "x"}
    form |= {"handling": "5"} if scheme == "uk" else {}

    client.post(reverse("batch_grade", args=[batch.pk, scheme]), form)

    assert Grade.objects.get().scheme == scheme
    assert "A1" in words_of(client.get(reverse("batch_list")))


def test_a_form_without_a_reason_grades_nothing(batch, border, analyst, client: Client):
    client.force_login(analyst)

    client.post(
        reverse("batch_grade", args=[batch.pk, "admiralty"]),
        {"agency": border.pk, "reliability": "A", "credibility": "1", "reason": " "},
    )

    assert not Grade.objects.exists()


def test_the_list_of_events_shows_an_events_own_grade_else_its_files(batch, border, analyst, client: Client):
    grade(batch, border, analyst, "B2")
    grade(batch, border, analyst, "B5", of=Record.objects.filter(batch=batch, kind="heroin").get())
    client.force_login(analyst)

    words = words_of(client.get(reverse("event_list")))

    assert (words.count("B2 ("), words.count("B5 (")) == (1, 1)


FILTERS = [
    pytest.param("reliability=admiralty:B", {"B2", "B5"}, id="by the letter of the source"),
    pytest.param("credibility=admiralty:5", {"B5"}, id="by the number of the information"),
    pytest.param("reliability=europol:A", {"A1"}, id="by the letter of another scheme"),
    pytest.param("reliability=admiralty:A", set(), id="the same letter of two schemes is not the same"),
]


@pytest.mark.parametrize(("query", "expected"), FILTERS)
def test_grades_are_filtered_within_a_scheme(
    batch, border, customs, analyst, officer, client: Client, query, expected
):
    grade(batch, border, analyst, "B2")
    grade(batch, border, analyst, "B5", of=Record.objects.filter(batch=batch).first())
    grade(batch, customs, officer, "A1", scheme="europol")
    client.force_login(analyst)

    page = client.get(f"{reverse('grade_list')}?{query}")

    assert {str(row.record) for row in page.context["table"].rows} == expected


@pytest.mark.parametrize(
    ("query", "rows"),
    [("reliability=admiralty:B", 2), ("reliability=admiralty:B&credibility=admiralty:2", 2),
     ("reliability=europol:B", 0), ("credibility=admiralty:5", 0)],
)  # fmt: skip
def test_events_are_filtered_by_the_grade_of_their_file(
    batch, border, analyst, client: Client, query: str, rows: int
):
    grade(batch, border, analyst, "B2")
    client.force_login(analyst)

    assert len(client.get(f"{reverse('event_list')}?{query}").context["table"].rows) == rows


def test_the_lists_ask_the_same_number_of_questions_whatever_is_graded(
    batch, border, analyst, client: Client
):
    client.force_login(analyst)
    numbers = []
    for record in [None, *Record.objects.filter(batch=batch)]:
        grade(batch, border, analyst, of=record)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("event_list"))
        numbers.append(len(queries))

    assert len(set(numbers)) == 1


def test_the_reports_table_of_sources_has_the_grade_beside_each(batch, border, analyst):
    grade(batch, border, analyst, "C3")
    viewer = JointViewer(border.country)

    [table] = [b for b in Annex(gather(border.country, 2025, viewer), "en").sources() if isinstance(b, Table)]

    column = [one.heading for one in table.columns].index("Grade")
    assert [row[column] for row in table.rows] == ["C3 (Admiralty 6×6, Agency XA-BOR)"]


def test_a_source_without_a_grade_has_a_dash_and_no_bad_grade(batch, border):
    viewer = JointViewer(border.country)

    [table] = [b for b in Annex(gather(border.country, 2025, viewer), "en").sources() if isinstance(b, Table)]

    column = [one.heading for one in table.columns].index("Grade")
    assert [row[column] for row in table.rows] == ["–"]


# --- confidence of analysis -------------------------------------------------------------------------------


def test_how_sure_an_agency_is_shows_to_it_alone(batch, border, customs, analyst, officer, client: Client):
    client.force_login(analyst)
    url = reverse("series_confidence", args=[border.country_id, "seizures.drugs"])
    form = {
        "level": "high", "quality": "low", "quantity": "moderate", "agreement": "high",
        "assumptions": "reporting is complete", "reason": "x",
    }  # fmt: skip
    client.post(url, form)
    series = reverse("series") + f"?country={border.country_id}&indicator=seizures.drugs"
    told = {}
    for user in (analyst, officer):
        client.force_login(user)
        told[user.username] = words_of(client.get(series))

    assert SeriesConfidence.objects.get().level == "high"
    assert "High confidence rests here on a basis that is judged low" in told["analyst"]
    assert "reporting is complete" not in told["customs"]


def test_confidence_is_judged_anew_with_both_in_the_log(border, analyst):
    drugs = Indicator.objects.get(pk="seizures.drugs")
    for level in ("low", "moderate"):
        grading.judge_series(
            agency=border, country=border.country, indicator=drugs, level=level, quality="low",
            quantity="low", agreement="low", assumptions="x", reason="y", by=analyst,
        )  # fmt: skip

    last = AuditEntry.objects.filter(action="evidence.confidence_judged").order_by("-sequence")[0]
    assert (last.before["level"], last.after["level"]) == ("low", "moderate")


def test_oversight_reads_grades_and_gives_none(batch, border, client: Client):
    client.force_login(factories.make_user("looker", agency=border, roles=[Role.OVERSIGHT]))

    assert client.get(reverse("grade_list")).status_code == 200
    assert client.get(reverse("batch_grade", args=[batch.pk, "uk"])).status_code == 403
