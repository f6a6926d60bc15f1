"""Series and totals; and the demo's files, imported as users do, against what their makers wrote down."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from tests import factories
from tests.factories import events_csv, statistics_csv

from chegara.accounts.models import Marking, Role, User
from chegara.common.periods import Month
from chegara.config.demo import build
from chegara.config.demo.demofile import DemoFile
from chegara.config.demo.generate import generate
from chegara.evidence.actions import imports
from chegara.evidence.models import Batch, Indicator, MonthlySummary, Record
from chegara.evidence.queries.breakdowns import breakdown
from chegara.evidence.queries.presence import presence
from chegara.evidence.queries.series import series
from chegara.organisation.models import Agency, State

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return factories.make_agency()


@pytest.fixture
def analyst(agency: Agency) -> User:
    return factories.make_user(agency=agency)


def indicator(code: str = "persons.crossings") -> Indicator:
    return Indicator.objects.get(pk=code)


def same(found: list[float], expected: list[float | None]) -> bool:
    return [None if math.isnan(value) else value for value in found] == expected


# --- series -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param({"2025-01": 5, "2025-02": 6}, [5, 6], id="reported"),
        pytest.param({"2025-01": 5, "2025-03": 6}, [5, None, 6], id="a month between that nobody reported"),
        pytest.param({"2025-01": 5, "2025-02": 0, "2025-03": 6}, [5, 0, 6], id="a reported zero"),
        pytest.param({"2025-01": 5, "2025-02": "", "2025-03": 6}, [5, None, 6], id="a blank"),
    ],
)
def test_what_is_not_reported_is_unknown_and_never_zero(
    cells: dict[str, Any], expected: list[float | None], analyst: User, agency: Agency
):
    rows = [("persons.crossings", month, "", "", "", value) for month, value in cells.items()]
    factories.make_batch(statistics_csv(rows), by=analyst, agency=agency)

    own = series(indicator(), agency.country, analyst)

    assert same(list(own.values), expected)


def test_a_month_of_which_a_point_is_blank_is_unknown_and_its_known_part_is_kept(
    analyst: User, agency: Agency
):
    rows = [
        ("persons.crossings", "2025-01", point, "", "", n) for point, n in (("A", 5), ("B", ""), ("C", 7))
    ]
    factories.make_batch(statistics_csv(rows), by=analyst, agency=agency)

    own = series(indicator(), agency.country, analyst)

    assert same(list(own.values), [None])
    assert own.agencies[0].partial == {Month(2025, 1): 12.0}


def test_a_month_without_events_within_what_a_file_speaks_for_is_zero(analyst: User, agency: Agency):
    rows = [(f"03.{month:02d}.2025", "seizures.drugs", "", "heroin", 2, "kg", "", "") for month in (1, 3)]
    factories.make_batch(events_csv(rows), by=analyst, agency=agency)

    own = series(
        indicator("seizures.drugs"), agency.country, analyst, first=Month(2024, 12), last=Month(2025, 4)
    )

    assert same(list(own.values), [None, 1, 0, 1, None])


def test_figures_of_quarters_make_no_months(analyst: User, agency: Agency):
    content = factories.table_csv(
        ("indicator", "year", "quarter", "value"),
        [("persons.crossings", 2025, 1, 300), ("persons.crossings", 2025, 2, 400)],
    )
    factories.make_batch(content, by=analyst, agency=agency)

    assert Record.objects.count() == 2
    assert series(indicator(), agency.country, analyst).empty


def test_a_place_s_series_is_its_own_part(analyst: User, agency: Agency):
    bridge = factories.make_point(agency.country, name="Bridge")
    rows = [("persons.crossings", "2025-01", point, "", "", n) for point, n in (("Bridge", 5), ("", 7))]
    factories.make_batch(statistics_csv(rows), by=analyst, agency=agency)

    assert series(indicator(), bridge, analyst).values == (5.0,)
    assert series(indicator(), agency.country, analyst).values == (12.0,)


def test_an_undone_import_is_in_no_series(analyst: User, agency: Agency):
    batch = factories.make_batch(by=analyst, agency=agency)
    imports.undo(batch, by=analyst, reason="wrong")

    assert series(indicator(), agency.country, analyst).months == ()


def test_a_breakdown_adds_up_to_the_total_and_leaves_no_part_out(analyst: User, agency: Agency):
    rows = [
        ("persons.crossings", f"2025-{month:02d}", "", citizenship, "", 10 * month + n)
        for month in (1, 2)
        for n, citizenship in enumerate(("KZ", "UZ", ""))
    ]
    factories.make_batch(statistics_csv(rows), by=analyst, agency=agency)

    shares = breakdown(
        indicator(),
        agency.country,
        analyst,
        by="citizenship",
        first=date(2025, 1, 1),
        last=date(2025, 12, 31),
    )

    assert {share.key: share.value for share in shares} == {"KZ": 30, "UZ": 32, "": 34}
    assert sum(share.value for share in shares) == sum(series(indicator(), agency.country, analyst).values)


# --- the number of queries --------------------------------------------------------------------------------

LISTS = (
    "/evidence/", "/evidence/imports/", "/evidence/events/", "/evidence/statistics/", "/evidence/dictionary/",
    "/organisation/points/", "/organisation/sections/", "/organisation/agencies/", "/organisation/users/",
    "/organisation/compartments/", "/organisation/releases/", "/organisation/map/", "/audit/", "/documents/",
)  # fmt: skip


def grow(world: dict[str, Any], rows: int) -> None:
    """Add rows to every list."""
    analyst, agency, start = world["analyst"], world["agency"], world["rows"]
    country, neighbour = agency.country, world["neighbour"]
    for number in range(start, rows):
        division = factories.make_division(country, code=f"D{number}")
        section = factories.make_section(country, neighbour, code=f"S{number}")
        factories.make_point(country, code=f"P{number}", section=section, division=division)
        other = factories.make_agency(country, code=f"A{number}", kind="customs")
        user = factories.make_user(f"user{number}", agency=other)
        factories.make_membership(user, agency)
        factories.make_compartment(f"circle{number}", members=[analyst, user])
        factories.make_release(agency, to=[other], letter_number=str(number))
        month = f"{2020 + number // 12}-{number % 12 + 1:02d}"
        factories.make_batch(
            statistics_csv([("persons.crossings", month, f"Point P{number}", "", "entry", number)]),
            by=analyst, agency=agency, name=f"{number}.csv",
        )  # fmt: skip
    events = [
        (f"03.01.{2020 + number // 12}", "seizures.drugs", "", "heroin", number + 1, "kg", "", "")
        for number in range(start, rows)
    ]
    factories.make_batch(events_csv(events), by=analyst, agency=agency, name=f"{rows}.csv")
    world["rows"] = rows


def counted(client: Any, address: str) -> int:
    client.get(address)  # what is read once a process is read now
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_lists_ask_the_database_as_often_for_fifty_rows_as_for_five(client: Any, agency: Agency):
    analyst = factories.make_user(agency=agency, roles=list(Role))
    world = {
        "analyst": analyst, "agency": agency, "rows": 0, "neighbour": factories.make_state("XB", home=False)
    }  # fmt: skip
    client.force_login(analyst)

    grow(world, 5)
    five = {address: counted(client, address) for address in LISTS}
    grow(world, 50)
    fifty = {address: counted(client, address) for address in LISTS}

    assert fifty == five
    assert max(five.values()) <= 40


# --- the demo's files against the truth that their makers kept --------------------------------------------


@dataclass
class Demo:
    """What was generated, and how each file arrived."""

    files: tuple[DemoFile, ...]
    batches: dict[str, Batch]


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("demo")
    with (
        django_db_blocker.unblock(),
        override_settings(
            HOME=folder, FILES=folder / "files",
            PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        ),
        factories.undone_afterwards(),
    ):  # fmt: skip
        build._organisation("XS")
        generated = generate(folder, np.random.default_rng(build.SEED))
        users: dict[str, User] = {}
        batches = {}
        for file in generated.first_sent:
            agency = Agency.objects.get(code=file.agency)
            if file.agency not in users:
                users[file.agency] = factories.make_user(f"of-{file.agency.lower()}", agency=agency)
            batches[file.path.name] = factories.make_batch(
                file.path.read_bytes(), by=users[file.agency], agency=agency, name=file.path.name,
                marking=Marking.OPEN, synthetic=True,
            )  # fmt: skip
        yield Demo(generated.first_sent, batches)


def stated(batch: Batch) -> dict[tuple[str, Month], float]:
    """Return what was read from a file, by indicator and month."""
    found: defaultdict[tuple[str, Month], float] = defaultdict(float)
    for summary in MonthlySummary.objects.filter(batch=batch):
        if summary.value is not None:
            found[summary.indicator_id, Month.of(summary.start)] += summary.value
    return dict(found)


def each_file(check: Callable[[DemoFile, Batch], Any], demo: Demo) -> dict[str, Any]:
    """Return by name of file what a check found, where it found something."""
    found = {file.path.name: check(file, demo.batches[file.path.name]) for file in demo.files}
    return {name: wrong for name, wrong in found.items() if wrong}


def test_every_file_of_the_demo_states_what_its_maker_wrote_down(demo: Demo):
    def differences(file: DemoFile, batch: Batch) -> dict[Any, Any]:
        read = stated(batch)
        keys = file.totals.keys() | read.keys()
        return {
            str(key): (file.totals.get(key), read.get(key))
            for key in keys
            if not math.isclose(file.totals.get(key, math.nan), read.get(key, math.nan), rel_tol=1e-9)
        }

    assert each_file(differences, demo) == {}


def test_no_row_of_the_demo_is_left_out(demo: Demo):
    assert each_file(lambda _file, batch: batch.problems_found.get("error"), demo) == {}


def test_exact_duplicates_of_the_demo_are_found(demo: Demo):
    def repeats(file: DemoFile, batch: Batch) -> Any:
        found = Record.objects.filter(batch=batch).exclude(repeats_row=None).count()
        return None if found == file.duplicates else (file.duplicates, found)

    assert each_file(repeats, demo) == {}


def test_a_file_of_the_demo_that_breaks_a_total_down_anew_is_not_added_to_it(demo: Demo):
    """Persons come once by crossing point and once by citizenship: the total is that of one of the files."""
    border = [file for file in demo.files if ("persons.crossings", Month(2025, 1)) in file.totals]
    assert len(border) > 1
    country = State.objects.get(code="XS")
    viewer = User.objects.get(username="of-xs-bor")

    own = series(Indicator.objects.get(pk="persons.crossings"), country, viewer)
    of_border = next(one for one in own.agencies if one.agency.code == "XS-BOR")

    first = min(border, key=lambda file: demo.batches[file.path.name].pk)
    for (code, month), total in first.totals.items():
        if code == "persons.crossings":
            assert (of_border.values | of_border.partial)[month] == total


def test_the_overview_of_the_demo_counts_each_agency_s_months_once(demo: Demo):
    country = State.objects.get(code="XS")
    viewer = User.objects.get(username="of-xs-bor")

    found = presence(country, viewer, 2025)

    assert found
    for row in found:
        sums = [
            sum(
                total
                for (code, month), total in file.totals.items()
                if code == row.indicator.pk and month.year == 2025
            )
            for file in demo.files
            if file.agency == row.agency.code
        ]
        assert any(math.isclose(row.total, total, rel_tol=1e-9) for total in [*sums, sum(sums)])
