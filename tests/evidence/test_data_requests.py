"""Data requests from draft to closed, who knows of them, and who is late."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any

import docx
import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests import factories
from tests.factories import events_csv, statistics_csv
from tests.pages.addresses import words_of

from chegara.accounts.models import Role, User
from chegara.audit.models import AuditEntry
from chegara.common.periods import Month
from chegara.evidence.actions import imports, requests
from chegara.evidence.actions.requests import RequestRefusedError
from chegara.evidence.data_requests.calendar import counts, owed, reminders
from chegara.evidence.methods.reporting_calendar import Standing
from chegara.evidence.models import Batch, Indicator
from chegara.evidence.request_models import (
    REQUEST_TRANSITIONS,
    DataRequest,
    ReportingDuty,
    RequestedAgency,
    RequestState,
)
from chegara.organisation.models import Agency

pytestmark = pytest.mark.django_db
CROSSINGS, DRUGS = "persons.crossings", "seizures.drugs"


@pytest.fixture
def border() -> Agency:
    return factories.make_agency()


@pytest.fixture
def customs(border: Agency) -> Agency:
    return factories.make_agency(border.country, code="XA-CUS", kind="customs")


@pytest.fixture
def police(border: Agency) -> Agency:
    return factories.make_agency(border.country, code="XA-INT", kind="interior")


@pytest.fixture
def analyst(border: Agency) -> User:
    return factories.make_user(agency=border)


@pytest.fixture
def officer(customs: Agency) -> User:
    return factories.make_user("customs", agency=customs)


@pytest.fixture
def request_(border: Agency, customs: Agency, police: Agency, analyst: User) -> DataRequest:
    lines = {CROSSINGS: ["direction"], DRUGS: ["kind"]}
    return factories.make_request(border, {customs: "ru", police: "en"}, by=analyst, lines=lines)


def of(request: DataRequest, agency: Agency) -> RequestedAgency:
    return RequestedAgency.objects.select_related("request__from_agency", "agency").get(
        request=request, agency=agency
    )


def sent(request: DataRequest, by: User) -> DataRequest:
    requests.send_request(request, by=by)
    return request


# --- states -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("before", "after"), list(product(RequestState, RequestState)))
def test_a_state_follows_another_just_where_the_table_says_so(
    request_: DataRequest, customs: Agency, before: str, after: str
):
    requested = of(request_, customs)
    requested.state = before

    if after in REQUEST_TRANSITIONS[before]:
        requests._move(requested, after)
        assert requested.state == after
    else:
        with pytest.raises(RequestRefusedError):
            requests._move(requested, after)


def test_each_step_leaves_an_entry_with_its_states(request_, customs, police, analyst):
    sent(request_, analyst)
    requests.close_request(of(request_, customs), by=analyst, reason="published meanwhile")
    requests.reopen_request(of(request_, customs), by=analyst, reason="closed by mistake")

    entries = AuditEntry.objects.filter(object_type="evidence.requestedagency").order_by("sequence")
    told = [
        (e.action.removeprefix("evidence.request_"), e.before["state"], e.after["state"]) for e in entries
    ]
    assert told == [
        ("sent", "drafted", "sent"), ("sent", "drafted", "sent"), ("closed", "sent", "closed"),
        ("reopened", "closed", "sent"),
    ]  # fmt: skip


def test_a_sent_request_asks_for_the_same_for_ever(request_, analyst, border, customs):
    sent(request_, analyst)

    with pytest.raises(RequestRefusedError):
        requests.ask_for(request_, indicator=Indicator.objects.get(pk="refusals"), dimensions=[], by=analyst)
    with pytest.raises(RequestRefusedError):
        requests.ask_no_more(request_.lines.first(), by=analyst)
    with pytest.raises(RequestRefusedError):
        requests.send_request(request_, by=analyst)


def test_an_agency_that_is_asked_for_nothing_keeps_the_request_from_going_out(
    border, customs, police, analyst
):
    request = factories.make_request(border, {customs: "ru", police: "ru"}, by=analyst, lines={})
    crossings = Indicator.objects.get(pk=CROSSINGS)
    requests.ask_for(request, indicator=crossings, dimensions=[], of_agencies=[customs], by=analyst)

    with pytest.raises(RequestRefusedError, match="XA-INT"):
        requests.send_request(request, by=analyst)
    assert set(request.agencies.values_list("state", flat=True)) == {RequestState.DRAFTED}


REFUSED = [
    pytest.param({"languages": {}}, "at least one agency", id="nobody is asked"),
    pytest.param({"first_month": date(2025, 4, 1)}, "60 months", id="the last month is before the first"),
    pytest.param({"first_month": date(2019, 1, 1)}, "60 months", id="more months than a form has room for"),
]


@pytest.mark.parametrize(("change", "message"), REFUSED)
def test_a_request_that_nobody_could_answer_is_refused(border, customs, analyst, change, message):
    given: dict[str, Any] = {
        "from_agency": border, "title": "x", "letter_number": "1", "letter_date": date(2025, 4, 1),
        "signatory": "x", "first_month": date(2025, 1, 1), "last_month": date(2025, 3, 1),
        "deadline": date(2025, 5, 1), "languages": {customs: "ru"}, "by": analyst,
    }  # fmt: skip

    with pytest.raises(RequestRefusedError, match=message):
        requests.draft_request(**given | change)
    assert not DataRequest.objects.exists()


def test_nobody_asks_in_another_agencys_name(border, customs, officer):
    with pytest.raises(RequestRefusedError):
        factories.make_request(border, {customs: "ru"}, by=officer, lines={})


def test_a_breakdown_that_the_indicator_does_not_have_is_refused(request_, analyst):
    with pytest.raises(RequestRefusedError):
        requests.ask_for(
            request_, indicator=Indicator.objects.get(pk="patrols"), dimensions=["citizenship"], by=analyst
        )


# --- answers that are not forms ---------------------------------------------------------------------------


def test_an_import_without_the_form_can_be_named_as_the_answer(request_, customs, officer, analyst):
    sent(request_, analyst)
    rows = [(CROSSINGS, f"2025-{month:02d}", "", "", "entry", 5) for month in (1, 2, 3)]
    batch = factories.make_batch(statistics_csv(rows), by=officer, agency=customs)

    requests.answer_by(of(request_, customs), batch=batch, by=officer)

    assert (of(request_, customs).state, of(request_, customs).known) == (RequestState.ANSWERED_IN_PART, 3)


def test_only_a_counting_import_of_the_asked_agency_answers_and_only_once(
    request_, customs, border, officer, analyst
):
    sent(request_, analyst)
    requested = of(request_, customs)
    staged = factories.stage_batch(by=officer, agency=customs)
    others = factories.make_batch(by=analyst, agency=border)
    counting = factories.make_batch(
        events_csv([]) + b"\r\n03.01.2025;" + DRUGS.encode(), by=officer, agency=customs
    )

    for batch in (staged, others):
        with pytest.raises(RequestRefusedError):
            requests.answer_by(requested, batch=batch, by=officer)
    with pytest.raises(RequestRefusedError):
        requests.answer_by(requested, batch=counting, by=analyst)
    requests.answer_by(requested, batch=counting, by=officer)
    with pytest.raises(RequestRefusedError):
        requests.answer_by(requested, batch=counting, by=officer)


def test_a_closed_request_stays_closed_when_an_answer_comes(request_, customs, officer, analyst):
    sent(request_, analyst)
    batch = factories.make_batch(by=officer, agency=customs)
    requests.close_request(of(request_, customs), by=analyst, reason="too late")

    requests.answer_by(of(request_, customs), batch=batch, by=officer)

    assert of(request_, customs).state == RequestState.CLOSED


# --- who knows of a request -------------------------------------------------------------------------------


def test_an_agency_learns_of_a_request_when_it_is_sent_and_of_its_own_part_alone(
    request_, customs, police, officer, analyst
):
    before = set(DataRequest.objects.visible_to(officer))
    sent(request_, analyst)

    assert before == set()
    assert set(DataRequest.objects.visible_to(officer)) == {request_}
    assert {one.agency for one in RequestedAgency.objects.visible_to(officer)} == {customs}
    assert {one.agency for one in RequestedAgency.objects.visible_to(analyst)} == {customs, police}


def test_an_agency_does_not_learn_who_else_is_asked(
    request_, customs, police, officer, analyst, client: Client
):
    drugs = Indicator.objects.get(pk=DRUGS)
    requests.ask_for(request_, indicator=drugs, dimensions=[], of_agencies=[customs, police], by=analyst)
    refusals = Indicator.objects.get(pk="refusals")
    requests.ask_for(request_, indicator=refusals, dimensions=[], of_agencies=[police], by=analyst)
    sent(request_, analyst)
    told = {}
    for user in (officer, analyst):
        client.force_login(user)
        told[user.username] = words_of(client.get(reverse("request_detail", args=[request_.pk])))

    assert "XA-INT" not in told["customs"]
    assert "Refusals" not in told["customs"]
    assert "XA-INT" in told["analyst"]
    assert "Refusals" in told["analyst"]


def test_others_learn_nothing_of_a_request(request_, analyst, client: Client):
    sent(request_, analyst)
    veterinary = factories.make_agency(request_.country, code="XA-VET", kind="veterinary")
    other = factories.make_user("vet", agency=veterinary)
    client.force_login(other)

    assert not DataRequest.objects.visible_to(other).exists()
    assert client.get(reverse("request_detail", args=[request_.pk])).status_code == 404
    assert request_.title not in words_of(client.get(reverse("request_list")))


@pytest.mark.parametrize("page", ["request_form", "request_letter"])
def test_an_agency_takes_away_its_own_form_and_letter_and_no_other(
    request_, customs, police, officer, analyst, client: Client, page: str
):
    sent(request_, analyst)
    client.force_login(officer)
    more = {"kind": "docx"} if page == "request_letter" else {}

    codes = {
        agency.code: client.get(
            reverse(page, kwargs={"pk": request_.pk, "agency": agency.pk, **more})
        ).status_code
        for agency in (customs, police)
    }

    assert codes == {"XA-CUS": 200, "XA-INT": 404}


# --- pages ------------------------------------------------------------------------------------------------


def test_the_whole_way_from_draft_to_sent_on_the_pages(border, customs, analyst, client: Client):
    client.force_login(analyst)
    form = {
        "from_agency": border.pk, "title": "Annual", "letter_number": "5", "letter_date": "01.04.2025",
        "signatory": "(invented)", "first_month": "01.2025", "last_month": "3.2025", "deadline": "30.04.2025",
        f"agency_{customs.pk}": "ru",
    }  # fmt: skip

    client.post(reverse("request_new"), form)
    request = DataRequest.objects.get()
    client.post(
        reverse("request_line", args=[request.pk]),
        {"indicator": CROSSINGS, "dimensions": ["point", "direction"]},
    )
    client.post(reverse("request_send", args=[request.pk]))

    requested = request.agencies.get()
    assert (requested.state, requested.language, requested.asked) == (RequestState.SENT, "ru", 3)
    assert request.lines.get().dimensions == ["point", "direction"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param({"first_month": "13.2025"}, "mm.yyyy", id="no such month"),
        pytest.param({"first_month": "soon"}, "mm.yyyy", id="no month"),
        pytest.param(
            {"deadline": "01.03.2025"}, "The deadline lies before the letter.", id="deadline too early"
        ),
        pytest.param({"last_month": "12.2024"}, "the first before the last", id="months out of order"),
    ],
)
def test_a_wrong_form_says_what_is_wrong(border, customs, analyst, client: Client, change, message):
    client.force_login(analyst)
    form = {
        "from_agency": border.pk, "title": "x", "letter_number": "5", "letter_date": "01.04.2025",
        "signatory": "x", "first_month": "01.2025", "last_month": "03.2025", "deadline": "30.04.2025",
        f"agency_{customs.pk}": "ru",
    }  # fmt: skip

    answer = client.post(reverse("request_new"), form | change)

    assert message in words_of(answer)
    assert not DataRequest.objects.exists()


def test_an_indicator_is_not_asked_for_by_what_it_does_not_have(request_, analyst, client: Client):
    client.force_login(analyst)

    answer = client.post(
        reverse("request_line", args=[request_.pk]), {"indicator": "patrols", "dimensions": ["citizenship"]}
    )

    assert "border section" in words_of(answer)
    assert request_.lines.count() == 2


def test_the_letter_names_what_is_asked_until_when_and_by_whom(request_, customs, analyst, client, tmp_path):
    client.force_login(analyst)
    answer = client.get(
        reverse("request_letter", kwargs={"pk": request_.pk, "agency": customs.pk, "kind": "docx"})
    )
    path = tmp_path / "letter.docx"
    path.write_bytes(answer.content)

    document = docx.Document(str(path))
    text = "\n".join(p.text for p in document.paragraphs)
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert "20.04.2025" in text
    assert "январь 2025" in text
    assert {"Изъятия наркотиков", "Пересечения границы лицами"} <= cells


def test_the_import_page_says_which_request_it_answers(request_, customs, officer, analyst, client: Client):
    sent(request_, analyst)
    batch = factories.make_batch(by=officer, agency=customs)
    requests.answer_by(of(request_, customs), batch=batch, by=officer)
    client.force_login(officer)

    assert "Recognised as the answer" in words_of(client.get(reverse("batch_detail", args=[batch.pk])))


# --- the calendar -----------------------------------------------------------------------------------------


def figures(months: list[int], code: str = CROSSINGS, year: int = 2025) -> bytes:
    return statistics_csv([(code, f"{year}-{month:02d}", "", "", "entry", 5) for month in months])


def standings(viewer: User, today: date, months: int = 4) -> dict[str, tuple[Standing, int]]:
    found = owed(viewer, Month(2025, 1), Month(2025, months), today=today)
    return {f"{one.first}": (one.delivery.standing, one.delivery.days_late) for one in found}


def test_who_is_late_by_how_many_days(border, customs, officer, analyst):
    factories.make_duty(customs, border, by=analyst)
    in_time, late = (
        factories.make_batch(figures([month]), by=officer, agency=customs, arrived_on=day)
        for month, day in ((1, date(2025, 2, 10)), (2, date(2025, 3, 15)))
    )
    release = factories.make_release(customs, to=[border])
    for batch in (in_time, late):
        imports.change_handling(
            batch, marking=batch.marking, compartment=None, releases=[release], by=officer, reason="sent"
        )

    assert standings(analyst, date(2025, 4, 20)) == {
        "2025-01": (Standing.IN_TIME, 0), "2025-02": (Standing.LATE, 5), "2025-03": (Standing.OVERDUE, 10),
        "2025-04": (Standing.NOT_DUE, 0),
    }  # fmt: skip


def test_what_is_not_released_has_not_arrived_for_the_asking_agency(border, customs, officer, analyst):
    factories.make_duty(customs, border, by=analyst)
    factories.make_batch(figures([1]), by=officer, agency=customs, arrived_on=date(2025, 2, 1))

    seen = {user.username: standings(user, date(2025, 2, 11), 1) for user in (analyst, officer)}

    assert seen == {
        "analyst": {"2025-01": (Standing.OVERDUE, 1)},
        "customs": {"2025-01": (Standing.IN_TIME, 0)},
    }


def test_a_quarter_is_received_when_all_its_indicators_and_months_are(border, customs, officer, analyst):
    factories.make_duty(
        customs, border, by=analyst, indicators=(CROSSINGS, "refusals"), frequency="quarterly"
    )
    factories.make_batch(figures([1, 2, 3]), by=officer, agency=customs, arrived_on=date(2025, 4, 1))
    factories.make_batch(figures([1, 2], "refusals"), by=officer, agency=customs, arrived_on=date(2025, 4, 5))
    partly = owed(officer, Month(2025, 1), Month(2025, 3), today=date(2025, 4, 10))
    factories.make_batch(figures([3], "refusals"), by=officer, agency=customs, arrived_on=date(2025, 4, 12))

    [one] = owed(officer, Month(2025, 1), Month(2025, 3), today=date(2025, 4, 20))

    assert [(o.delivery.standing, o.known, o.asked) for o in partly] == [(Standing.PARTLY, 5, 6)]
    assert (one.delivery.standing, one.delivery.days_late) == (Standing.LATE, 2)


def test_months_without_an_event_are_received_where_the_file_speaks_for_them(
    border, customs, officer, analyst
):
    factories.make_duty(customs, border, by=analyst, indicators=(DRUGS,))
    rows = [(f"05.{month}.2025", DRUGS, "", "heroin", 1, "kg", "", "") for month in ("01", "03")]
    factories.make_batch(events_csv(rows), by=officer, agency=customs, arrived_on=date(2025, 2, 1))

    found = owed(officer, Month(2025, 1), Month(2025, 3), today=date(2025, 5, 1))

    assert [one.known for one in found] == [1, 1, 1]


def test_a_duty_asks_for_the_periods_from_its_first_to_its_last_month(border, customs, analyst):
    factories.make_duty(
        customs, border, by=analyst, frequency="quarterly", since=date(2025, 2, 1), until=date(2025, 12, 31)
    )

    found = owed(analyst, Month(2025, 1), Month(2026, 12), today=date(2026, 1, 1))

    assert [str(one.first) for one in found] == ["2025-04", "2025-07", "2025-10"]


def test_duties_are_known_to_who_reports_and_to_whom(border, customs, police, officer, analyst):
    duty = factories.make_duty(customs, border, by=analyst)
    other = factories.make_user("police", agency=police)

    assert [list(ReportingDuty.objects.visible_to(user)) for user in (analyst, officer, other)] == [
        [duty], [duty], [],
    ]  # fmt: skip


def test_a_duty_towards_another_agency_is_not_ones_own_to_set(border, customs, officer):
    with pytest.raises(RequestRefusedError):
        factories.make_duty(customs, border, by=officer)


def test_a_duty_that_ends_before_it_begins_is_refused(border, customs, analyst):
    with pytest.raises(ValidationError):
        factories.make_duty(customs, border, by=analyst, since=date(2025, 5, 1), until=date(2025, 4, 1))


def test_counts_add_up_to_what_is_owed(border, customs, officer, analyst, request_):
    factories.make_duty(customs, border, by=analyst)
    sent(request_, analyst)

    found = owed(analyst, Month(2025, 1), Month(2025, 12), today=date(2025, 6, 15))

    by_agency = {agency.code: dict(by) for agency, by in counts(found).items()}
    assert by_agency == {
        "XA-CUS": {Standing.OVERDUE: 6, Standing.NOT_DUE: 7}, "XA-INT": {Standing.OVERDUE: 1},
    }  # fmt: skip
    assert sum(map(sum, (by.values() for by in by_agency.values()))) == len(found)


def test_a_reminder_names_what_is_overdue_or_due_within_two_weeks(border, customs, analyst):
    today = timezone.localdate()
    month = Month.of(today)
    factories.make_duty(customs, border, by=analyst, since=(month + -1).first_day, days_after=1)

    found = reminders(analyst, today=month.first_day)
    quiet = reminders(analyst, today=(month + -1).first_day + timedelta(days=2))

    assert [str(one.first) for one in found] == [str(month + -1)]
    assert quiet == []


def test_the_start_page_tells_an_agencys_users_what_they_owe(
    border, customs, officer, analyst, client: Client
):
    factories.make_duty(
        customs, border, by=analyst, since=(Month.of(timezone.localdate()) + -3).first_day, days_after=1
    )

    told = {}
    for user in (officer, analyst):
        client.force_login(user)
        told[user.username] = "Your agency is late with" in words_of(client.get("/"))

    assert told == {"customs": True, "analyst": False}


def test_calendar_and_lateness_show_the_duty_and_the_request(
    border, customs, analyst, request_, client: Client
):
    factories.make_duty(customs, border, by=analyst)
    sent(request_, analyst)
    client.force_login(analyst)

    for name in ("calendar", "lateness"):
        words = words_of(client.get(reverse(name) + "?year=2025"))
        assert "Figures that recur" in words
        assert "Figures of a quarter" in words
    assert client.get(reverse("lateness") + "?year=99999").status_code == 404


def test_a_reminder_is_a_letter_and_a_list(border, customs, analyst, client: Client, tmp_path):
    factories.make_duty(customs, border, by=analyst)
    client.force_login(analyst)

    page = words_of(client.get(reverse("reminders")))
    answer = client.get(reverse("reminder_letter", kwargs={"agency": customs.pk, "kind": "docx"}))
    (tmp_path / "reminder.docx").write_bytes(answer.content)

    assert "Agency XA-CUS" in page
    cells = [
        cell.text
        for table in docx.Document(str(tmp_path / "reminder.docx")).tables
        for row in table.rows
        for cell in row.cells
    ]
    assert "Figures that recur" in cells


def test_duties_are_set_and_changed_on_the_pages(border, customs, analyst, client: Client):
    client.force_login(analyst)
    form = {
        "agency": customs.pk, "to_agency": border.pk, "title": "Monthly figures", "indicators": [CROSSINGS],
        "frequency": "monthly", "days_after": 10, "since": "01.2025", "until": "",
    }  # fmt: skip

    client.post(reverse("duty_new"), form)
    duty = ReportingDuty.objects.get()
    client.post(reverse("duty_edit", args=[duty.pk]), form | {"until": "06.2025", "reason": "order repealed"})

    duty.refresh_from_db()
    assert duty.until == date(2025, 6, 1)
    assert AuditEntry.objects.get(action="evidence.duty_changed").reason == "order repealed"


@pytest.mark.parametrize("role", [Role.OVERSIGHT])
def test_who_may_only_look_changes_nothing(border, customs, analyst, request_, client: Client, role):
    client.force_login(factories.make_user("looker", agency=border, roles=[role]))

    assert client.get(reverse("request_detail", args=[request_.pk])).status_code == 200
    assert client.post(reverse("request_send", args=[request_.pk])).status_code == 403


def test_the_calendar_asks_the_database_the_same_number_of_questions_whatever_is_owed(
    border, customs, police, analyst, client: Client, django_assert_max_num_queries
):
    client.force_login(analyst)
    for agency in (customs, police):
        for indicator in (CROSSINGS, DRUGS, "refusals"):
            factories.make_duty(agency, border, by=analyst, indicators=(indicator,))

    with django_assert_max_num_queries(25):
        client.get(reverse("calendar") + "?year=2025")


def test_a_file_cannot_have_come_in_tomorrow(customs, officer):
    with pytest.raises(imports.ImportRefusedError):
        factories.receive_batch(
            by=officer, agency=customs, arrived_on=timezone.localdate() + timedelta(days=1)
        )
    assert not Batch.objects.exists()
