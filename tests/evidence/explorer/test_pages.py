"""The explorer's pages and files: what is asked for is shown, and taken away with all that it needs."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from tests import factories
from tests.factories import events_csv, statistics_csv

from chegara.accounts.models import Marking, Role, User
from chegara.audit.models import AuditEntry
from chegara.evidence.explorer.files import write
from chegara.evidence.explorer.shown import Data
from chegara.evidence.explorer.shows import SHOWS
from chegara.evidence.models import SavedView
from chegara.organisation.models import Agency, CrossingPoint, State

pytestmark = pytest.mark.django_db
EXPLORER = "/evidence/explorer/"
FLOW, DRUGS, CHECKS = "persons.crossings", "seizures.drugs", "checks.persons"


@pytest.fixture
def agency() -> Agency:
    return factories.make_agency()


@pytest.fixture
def country(agency: Agency) -> State:
    return agency.country


@pytest.fixture
def analyst(agency: Agency, client: Client) -> User:
    user = factories.make_user(agency=agency)
    client.force_login(user)
    return user


@pytest.fixture
def point(country: State) -> CrossingPoint:
    return factories.make_point(country, latitude=41.0, longitude=60.0)


@pytest.fixture
def seized(agency: Agency, analyst: User, point: CrossingPoint) -> None:
    """Four years of seizures at one point, twice as many from 2024 on, and the checks that found them."""
    rows = [
        (f"{day:02d}.{month:02d}.{year}", DRUGS, point.code, "heroin", 1, "kg", "", f"{year}")
        for year in (2022, 2023, 2024, 2025)
        for month in range(1, 13)
        for day in range(1, 7 if year < 2024 else 13)
    ]
    factories.make_batch(events_csv(rows), by=analyst, agency=agency, source="Letter 7")
    checks = [(CHECKS, f"{year}-{month:02d}", point.code, "", "", 1000) for year in (2024, 2025)
              for month in range(1, 13)]  # fmt: skip
    factories.make_batch(statistics_csv(checks), by=analyst, agency=agency, name="checks.csv")


def page(client: Client, **asked: Any) -> str:
    answer = client.get(EXPLORER, asked)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.usefixtures("seized")
@pytest.mark.parametrize("show", SHOWS)
def test_every_way_to_look_has_a_picture_and_files_with_source_marking_and_invented(
    show: str, client: Client
):
    asked = {"indicator": DRUGS, "show": show}
    content = page(client, **asked)

    assert "Letter 7" in content
    assert "For official use" in content
    assert "<svg" in content or "<table" in content
    for format_name in ("png", "svg", "csv", "xlsx"):
        assert f"{EXPLORER}{show}.{format_name}?" in content
    svg = client.get(f"{EXPLORER}{show}.svg", asked).content
    png = client.get(f"{EXPLORER}{show}.png", asked).content
    assert svg.startswith(b"<svg")
    assert png.startswith(b"\x89PNG")
    rows = list(
        csv.reader(io.StringIO(client.get(f"{EXPLORER}{show}.csv", asked).content.decode("utf-8-sig")))
    )
    book = load_workbook(io.BytesIO(client.get(f"{EXPLORER}{show}.xlsx", asked).content))
    said = {"Drug seizures, State XA", "Agency XA-BOR (Letter 7)", "For official use",
            "Invented data: State XA does not exist."}  # fmt: skip
    assert len(rows) > 1
    assert all(said <= set(row) for row in rows[1:])
    assert said <= {str(row[1].value) for row in book["About these data"].iter_rows()}
    assert [cell.value for cell in book["Data"][1]] == rows[0]


@pytest.mark.usefixtures("seized")
def test_the_table_compares_with_the_same_period_of_last_year(client: Client):
    rows = client.get(f"{EXPLORER}table.csv", {"indicator": DRUGS, "first": "2024-01", "last": "2024-06",
                                                "by": "point"}).content.decode("utf-8-sig")  # fmt: skip

    heading, line, total = list(csv.reader(io.StringIO(rows)))
    told = dict(zip(heading, line, strict=True))
    assert (line[0], told["Code"], told["seizures"], told["A year before"]) == (
        "Point XA-P1",
        "XA-P1",
        "72",
        "36",
    )
    assert (told["Change, %"], told["Judgement"]) == ("100", "rise")
    assert total[2:5] == ["72", "6", "6"]


@pytest.mark.usefixtures("seized")
def test_a_month_that_nobody_reported_is_empty_in_the_file_and_no_zero(client: Client):
    rows = client.get(f"{EXPLORER}table.csv", {"indicator": CHECKS, "first": "2024-01", "last": "2024-01"})

    line = rows.content.decode("utf-8-sig").splitlines()[1].split(",")
    assert line[2:4] == ["1000", "1"]
    assert line[5:7] == ["", "0"]


@pytest.mark.usefixtures("seized")
def test_a_change_of_level_is_told_with_its_interval_and_no_cause(client: Client):
    content = page(client, indicator=DRUGS, show="levels")

    assert "A higher level from about January 2024" in content
    assert "Why a level changed the figures do not say" in content


@pytest.mark.usefixtures("seized")
def test_the_rate_is_that_of_finds_and_effort(client: Client):
    content = page(client, indicator=DRUGS, show="effort", first="2025-01", last="2025-12")

    assert "1,200.00 per 100,000 of" in content.replace("1 200,00", "1,200.00")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"indicator": FLOW}, "names nothing that this indicator is read against"),
        ({"indicator": "refusals"}, "nobody reported what these figures would be read against"),
        ({"indicator": DRUGS, "unit": "kg"}, "choose the number"),
    ],
    ids=["no denominator", "denominator not reported", "amounts"],
)
def test_where_there_is_no_rate_it_is_said_why(
    asked: dict[str, str], said: str, client: Client, agency: Agency, analyst: User
):
    rows = [
        ("03.01.2025", DRUGS, "", "heroin", 1, "kg", "", ""),
        ("03.01.2025", "refusals", "", "", "", "", "", ""),
    ]
    factories.make_batch(events_csv(rows), by=analyst, agency=agency)
    if asked["indicator"] == FLOW:
        factories.make_batch(by=analyst, agency=agency)

    assert said in page(client, show="effort", **asked)


@pytest.mark.parametrize(
    "asked",
    [{"point": "999"}, {"kind": "nothing"}, {"first": "2025-99"}, {"by": "colour"}, {"agency": "x"}],
    ids=str,
)
@pytest.mark.usefixtures("seized")
def test_a_condition_that_does_not_fit_is_left_out_and_named(asked: dict[str, str], client: Client):
    assert "do not fit and were left out" in page(client, indicator=DRUGS, **asked)


@pytest.mark.parametrize(
    "address",
    ["?show=nothing", "?country=ZZ", "?indicator=nothing", "nothing.csv", "table.exe", "views/9/"],
)
@pytest.mark.usefixtures("seized")
def test_what_is_not_there_is_not_found(address: str, client: Client):
    assert client.get(EXPLORER + address).status_code == 404


def test_with_nothing_reported_the_page_says_what_to_do(client: Client, analyst: User):
    assert "Bring in the files" in page(client)


@pytest.mark.usefixtures("seized")
def test_a_line_leads_to_the_part_by_itself(client: Client, point: CrossingPoint):
    assert f"point={point.pk}" in page(client, indicator=DRUGS, by="point")


def test_undecided_totals_stand_side_by_side_and_no_total_is_stated(
    client: Client, agency: Agency, country: State, analyst: User
):
    customs = factories.make_agency(country, code="XA-CUS", kind="customs")
    factories.make_membership(analyst, customs)
    for own, figure in ((agency, 5), (customs, 7)):
        content = statistics_csv([(FLOW, "2025-01", "", "", "entry", figure)])
        factories.make_batch(content, by=analyst, agency=own)

    rows = client.get(f"{EXPLORER}table.csv", {"indicator": FLOW}).content.decode("utf-8-sig").splitlines()

    assert "nobody has decided whose figures count" in page(client, indicator=FLOW)
    assert [row.split(",")[2:4] for row in rows[-2:]] == [["Agency XA-BOR", "5"], ["Agency XA-CUS", "7"]]


@pytest.mark.usefixtures("seized")
@pytest.mark.parametrize("show", SHOWS)
def test_questions_to_the_database_do_not_grow(show: str, client: Client, agency: Agency, analyst: User):
    def ask() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(EXPLORER, {"indicator": DRUGS, "show": show, "by": "kind"})
        return len(queries)

    few = ask()
    rows = [("03.01.2025", DRUGS, "", f"kind {n}", 1, "kg", "", str(n)) for n in range(50)]
    factories.make_batch(events_csv(rows), by=analyst, agency=agency, name="more.csv")

    assert ask() == few


def test_a_text_that_looks_like_a_formula_stays_a_text():
    data = Data(("Kind", "Number"), (("=1+1", 1.5), ("@x", None)))

    sheet = load_workbook(io.BytesIO(write(data, {"Source": "S"}, "xlsx")))["Data"]

    assert [row.split(",")[0] for row in write(data, {}, "csv").decode("utf-8-sig").splitlines()[1:]] == [
        "'=1+1", "'@x",
    ]  # fmt: skip
    assert (sheet["A2"].value, sheet["A2"].data_type, sheet["B3"].value) == ("=1+1", "s", None)


def test_there_is_no_other_format():
    with pytest.raises(ValueError, match="choose from csv, xlsx"):
        write(Data((), ()), {}, "pdf")


def test_an_open_record_in_a_compartment_says_so(client: Client, agency: Agency, analyst: User):
    circle = factories.make_compartment(members=[analyst])
    factories.make_batch(by=analyst, agency=agency, compartment=circle, marking=Marking.OPEN)

    assert "Compartment circle" in page(client, indicator=FLOW)


# -- saved views -------------------------------------------------------------------------------------------


def save(client: Client, name: str, *, agency: Agency | None = None, **asked: str) -> SavedView:
    address = f"{EXPLORER}views/save/?" + "&".join(f"{key}={value}" for key, value in asked.items())
    answer = client.post(address, {"name": name, "agency": agency.pk if agency else ""})
    assert answer.status_code == 302
    return SavedView.objects.get(name=name)


@pytest.mark.usefixtures("seized")
def test_a_view_is_saved_opened_renamed_shared_and_deleted_and_the_log_knows(
    client: Client, agency: Agency, analyst: User
):
    view = save(client, "Heroin", country="XA", indicator=DRUGS, kind="heroin", show="chart", colour="red")

    opened = client.get(f"{EXPLORER}views/{view.pk}/", follow=True)
    assert "Heroin" in opened.content.decode()
    assert opened.context["selection"].kind == "heroin"
    assert (opened.context["show"], "colour" in view.selection) == ("chart", False)

    client.post(f"{EXPLORER}views/{view.pk}/change/", {"name": "Heroin by month", "agency": agency.pk})
    view.refresh_from_db()
    assert (view.name, view.agency) == ("Heroin by month", agency)
    assert "Heroin by month" in client.get(f"{EXPLORER}views/").content.decode()

    client.post(f"{EXPLORER}views/{view.pk}/delete/")
    assert not SavedView.objects.exists()
    actions = AuditEntry.objects.filter(action__startswith="evidence.view").values_list("action", flat=True)
    assert list(actions.order_by("sequence")) == [
        "evidence.view_saved", "evidence.view_changed", "evidence.view_deleted",
    ]  # fmt: skip


def test_a_view_needs_a_name_that_ones_other_views_do_not_bear(client: Client, analyst: User):
    save(client, "Mine", indicator=FLOW)

    again = client.post(f"{EXPLORER}views/save/", {"name": "Mine"})
    nameless = client.post(f"{EXPLORER}views/save/", {"name": ""})

    assert "choose another one" in again.content.decode()
    assert nameless.status_code == 200
    assert SavedView.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "shared", "may_see", "may_change"),
    [
        ("owner", False, True, True),
        ("owner", True, True, True),
        ("colleague", False, False, False),
        ("colleague", True, True, False),
        ("supervisor", False, False, False),
        ("supervisor", True, True, True),
        ("stranger", True, False, False),
    ],
)
def test_who_finds_a_view_and_who_may_change_it(
    who: str, shared: bool, may_see: bool, may_change: bool, client: Client, agency: Agency, analyst: User
):
    view = save(client, "Mine", agency=agency if shared else None, indicator=FLOW)
    other = factories.make_agency(agency.country, code="XA-CUS")
    user = {
        "owner": lambda: analyst,
        "colleague": lambda: factories.make_user("colleague", agency=agency),
        "supervisor": lambda: factories.make_user("head", agency=agency, roles=[Role.SUPERVISOR]),
        "stranger": lambda: factories.make_user("stranger", agency=other),
    }[who]()
    client.force_login(user)

    assert (view in SavedView.objects.visible_to(user)) == may_see
    assert (client.get(f"{EXPLORER}views/{view.pk}/").status_code == 302) == may_see
    changed = client.post(f"{EXPLORER}views/{view.pk}/change/", {"name": "Other", "agency": ""})
    assert (changed.status_code == 302) == may_change
    listed = client.get(f"{EXPLORER}views/").content.decode()
    assert (f"views/{view.pk}/delete/" in listed) == (may_change and (who == "owner"))


def test_a_shared_view_shows_nobody_more_than_they_may_see(client: Client, agency: Agency, analyst: User):
    circle = factories.make_compartment(members=[analyst])
    factories.make_batch(by=analyst, agency=agency, compartment=circle)
    view = save(client, "Flow", agency=agency, indicator=FLOW)
    client.force_login(factories.make_user("colleague", agency=agency))

    opened = client.get(f"{EXPLORER}views/{view.pk}/", follow=True).content.decode()

    assert "No confirmed figures yet" in opened
