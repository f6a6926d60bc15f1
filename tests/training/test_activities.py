"""Lists of activities, the programme report, recommendations."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from openpyxl import Workbook
from tests import factories
from tests.plans.world import make_plan
from tests.training import world
from tests.training.world import HEAD, receive

from chegara.accounts.models import Role
from chegara.audit.models import AuditEntry
from chegara.organisation.models import State
from chegara.organisation.registers.actions import RecordRefusedError
from chegara.plans.origins import origin_of
from chegara.training.actions import activities
from chegara.training.activity_sheet import SheetRefusedError
from chegara.training.models import Activity, ActivityList, Participation, Recommendation
from chegara.training.report.programme import activities_for, programme_report

pytestmark = pytest.mark.django_db
ROW = "Risk analysis,workshop,XA,Bishkek,28–30 March 2018,profiling,15,announcement\n"


@pytest.fixture
def stage():
    made = world.make_stage()
    world.make_topic(made.trainer)
    return made


def test_a_list_counts_only_when_it_is_taken_over(stage):
    received = receive(stage, HEAD + ROW)
    assert not Activity.objects.exists()

    activities.take_over(received, by=stage.trainer)

    one = Activity.objects.get()
    assert (one.start, one.end, one.participants) == (date(2018, 3, 28), date(2018, 3, 30), 15)
    assert [topic.code for topic in one.topics.all()] == ["profiling"]
    assert AuditEntry.objects.filter(action="training.list_confirmed").exists()


def test_days_that_do_not_exist_are_refused_with_sheet_row_column_and_what_to_do(stage):
    received = receive(stage, HEAD + "Contingency planning,workshop,XA,Dushanbe,28–30 February 2018,,,\n")

    [problem] = received.rows[0]["problems"]
    assert "row 2" in problem["message"]["en"]
    assert "“dates”" in problem["message"]["en"]
    assert "February 2018 has 28 days" in problem["message"]["en"]
    assert "Ask the organiser" in problem["message"]["en"]
    with pytest.raises(RecordRefusedError):
        activities.take_over(received, by=stage.trainer)
    assert not Activity.objects.exists()


@pytest.mark.parametrize(
    ("settled", "start", "announced"),
    [
        (
            {"choice": "dates", "start": date(2018, 2, 26), "end": date(2018, 2, 28)},
            date(2018, 2, 26),
            "28–30 February 2018",
        ),
        ({"choice": "open"}, None, "28–30 February 2018"),
    ],
    ids=["the organiser named the days", "nobody knows"],
)
def test_the_user_settles_refused_days(stage, settled, start, announced):
    received = receive(stage, HEAD + "Contingency,workshop,XA,Dushanbe,28–30 February 2018,,,\n")

    activities.settle_row(received, 2, by=stage.trainer, reason="asked", **settled)
    activities.take_over(received, by=stage.trainer)

    one = Activity.objects.get()
    assert (one.start, one.announced) == (start, announced)


def test_a_row_may_be_left_out(stage):
    received = receive(stage, HEAD + ROW + "Nothing,party,XA,,,,,\n")

    activities.settle_row(received, 3, choice="drop", by=stage.trainer, reason="no activity")

    assert len(activities.take_over(received, by=stage.trainer)) == 1


def test_a_list_is_thrown_away_until_it_was_taken_over(stage):
    first = receive(stage, HEAD + "A,workshop,XA,,1–2 March 2018,,,\n")
    second = receive(stage, HEAD + "B,workshop,XA,,1–2 March 2018,,,\n")
    activities.take_over(second, by=stage.trainer)

    activities.drop_list(first, by=stage.trainer)

    assert [one.pk for one in ActivityList.objects.all()] == [second.pk]
    with pytest.raises(RecordRefusedError):
        activities.drop_list(second, by=stage.trainer)


def test_a_beginning_on_saturday_is_warned_of_and_taken(stage):
    received = receive(stage, HEAD + 'Contingency,workshop,XA,Tashkent,"March 03–05, 2018",,,\n')

    [warning] = received.rows[0]["warnings"]
    assert "Saturday (03.03.2018)" in warning["en"]
    assert "суббот" in warning["ru"]
    assert len(activities.take_over(received, by=stage.trainer)) == 1


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("X,party,XA,,,,,\n", "“party” is no kind of activity"),
        ("X,workshop,Atlantis,,,,,\n", "there is no country “Atlantis”"),
        ("X,workshop,XA,,,magic,,\n", "there is no topic “magic”"),
        ("X,workshop,XA,,,,many,\n", "“many” is no number of persons"),
        (",workshop,XA,,,,,\n", "title is missing"),
    ],
    ids=["kind", "country", "topic", "figure", "title"],
)
def test_each_wrong_cell_is_named(stage, row, says):
    [problem] = receive(stage, HEAD + row).rows[0]["problems"]

    assert says in problem["message"]["en"]


@pytest.mark.parametrize(
    ("text", "name"),
    [("a,b\n1,2\n", "list.csv"), (HEAD, "list.csv"), ("nonsense", "list.xlsx")],
    ids=["other columns", "no row", "no spreadsheet"],
)
def test_a_file_that_is_no_list_is_refused_whole(stage, text, name):
    with pytest.raises(SheetRefusedError):
        receive(stage, text, name)


def test_a_spreadsheet_with_days_as_dates_and_russian_headings_is_read(stage):
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Название", "Вид", "Страна", "Начало", "Окончание"])
    sheet.append(["Курс", "Семинар", "XA", date(2026, 3, 2), "04.03.2026"])
    buffer = BytesIO()
    book.save(buffer)

    received = activities.receive_list(
        content=buffer.getvalue(),
        name="список.xlsx",
        owner_agency=stage.border,
        marking="open",
        by=stage.trainer,
    )

    assert received.rows[0]["problems"] == []
    assert received.rows[0]["values"]["end"] == "2026-03-04"


def test_another_agency_sees_neither_the_list_nor_takes_it_over(stage):
    received = receive(stage, HEAD + ROW)

    with pytest.raises(PermissionDenied):
        activities.take_over(received, by=stage.stranger)


# --- the report ---------------------------------------------------------------------------------------------


def test_who_took_part_twice_is_one_person(stage):
    first = world.make_activity(stage.border, by=stage.trainer, participants=2)
    second = world.make_activity(stage.border, by=stage.trainer, title="Second")
    woman = world.make_person(stage.border, "P-1", by=stage.trainer, sex="f")
    man = world.make_person(stage.border, "P-2", by=stage.trainer, sex="m")
    for activity, person in ((first, woman), (first, man), (second, woman)):
        world.saved(Participation(activity=activity, person=person), by=stage.trainer)

    found = activities_for(stage.trainer, invented=True)
    summary = programme_report(found, stage.trainer, "en").blocks[0]

    assert "Activities: 2." in summary.text
    assert "Participants as stated: 2 (1 not stated)" in summary.text
    assert "Different persons by name: 2, women among them: 1" in summary.text


def test_a_figure_that_nobody_states_stays_unknown(stage):
    world.make_activity(stage.border, by=stage.trainer)

    summary = programme_report(activities_for(stage.trainer, invented=True), stage.trainer, "en").blocks[0]

    assert "Participants as stated: –. Different persons by name: –" in summary.text


def test_the_report_is_of_the_time_asked_for_and_names_what_has_no_day(stage):
    world.make_activity(stage.border, by=stage.trainer, start=date(2017, 1, 2), end=date(2017, 1, 2))
    world.make_activity(stage.border, by=stage.trainer, title="Undated", start=None, end=None)

    found = activities_for(stage.trainer, invented=True, first=date(2018, 1, 1), last=date(2018, 12, 31))

    assert [one.title for one in found] == ["Undated"]


def test_real_and_invented_activities_never_stand_in_one_report(stage):
    world.make_activity(stage.border, by=stage.trainer)

    assert activities_for(stage.trainer) == []
    assert len(activities_for(stage.trainer, invented=True)) == 1


def test_the_report_holds_what_the_reader_may_see(stage):
    world.make_activity(stage.border, by=stage.trainer)

    assert activities_for(stage.stranger, invented=True) == []


# --- persons and recommendations ----------------------------------------------------------------------------


def test_invented_persons_do_not_take_part_in_real_activities(stage):
    real = State.objects.create(code="KG", name_en="Kyrgyzstan", invented=False)
    agency = factories.make_agency(real, code="KG-PRO", kind="international")
    factories.make_membership(stage.trainer, agency)
    person = world.make_person(stage.border, "P-1", by=stage.trainer)
    activity = world.make_activity(agency, by=stage.trainer)

    with pytest.raises(ValidationError):
        world.saved(Participation(activity=activity, person=person), by=stage.trainer)


def test_the_audit_log_does_not_repeat_names(stage):
    world.make_person(stage.border, "P-1", by=stage.trainer, full_name="Aibek Somebody")

    assert not [entry for entry in AuditEntry.objects.all() if "Aibek" in str(entry.after)]


def test_a_recommendation_becomes_a_measure_that_leads_back(stage):
    activity = world.make_activity(stage.border, by=stage.trainer)
    one = world.saved(Recommendation(activity=activity, number=1, text="Name an officer"), by=stage.trainer)
    plan = make_plan(stage.trainer, stage.border)

    measure = activities.plan_recommendation(
        one, plan=plan, title="Name an officer", kind="prevention", by=stage.trainer
    )

    assert Recommendation.objects.get().measure == measure
    assert origin_of(measure.origin, stage.trainer).url == activity.get_absolute_url()
    assert origin_of(measure.origin, stage.stranger) is None
    with pytest.raises(RecordRefusedError):
        activities.plan_recommendation(one, plan=plan, title="Again", kind="prevention", by=stage.trainer)


def test_a_measure_names_its_activity_without_a_link_to_whom_training_is_closed(stage):
    activity = world.make_activity(stage.border, by=stage.trainer)
    one = world.saved(Recommendation(activity=activity, number=1, text="Name an officer"), by=stage.trainer)
    plan = make_plan(stage.trainer, stage.border)
    measure = activities.plan_recommendation(
        one, plan=plan, title="Name an officer", kind="prevention", by=stage.trainer
    )

    guard = factories.make_user("guard", agency=stage.border, roles=[Role.INTEGRITY_OFFICER])

    shown = origin_of(measure.origin, guard)

    assert shown is not None
    assert (shown.name, shown.url) == (str(activity), "")
