"""Selections of goods on the site: files in, lanes with reasons out, lots that nobody can steer."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import duckdb
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import Workbook
from tests import factories
from tests.pages.addresses import words_of
from tests.profiling.world import activate, agency_and_users, in_days, told

from chegara.accounts.models import Role
from chegara.audit.models import AuditEntry
from chegara.pages.models import Job, JobState
from chegara.profiling.actions import profiles, selections
from chegara.profiling.actions.common import ProfilingError
from chegara.profiling.actions.selections import Given, policy_of
from chegara.profiling.bulk.results import SelectedRecords, Wanted, record_of, redraw, traces
from chegara.profiling.methods.selection.sample import CONTROL, commitment, drawn
from chegara.profiling.models import DrawingSeed, LanePolicy, LaneQuota, Selection

pytestmark = pytest.mark.django_db
CHEAP = [
    {"field": "hs", "operator": "beginsWith", "value": "0808"},
    {"field": "value", "operator": "<", "value": 1000},
]


def goods_profile(agency, analyst, signers, **changes):
    when = {"combinator": "and", "not": False, "rules": changes.pop("rules", CHEAP)}
    then = {"lane": "red", "percent": 100, "priority": 50, "instruction": "Weigh three cartons."}
    fields = {
        "id": "APPLES",
        "title": "Apples below value",
        "subject": "consignment",
        "purpose": "undervaluation",
    }
    made = profiles.write(
        told(**(fields | changes), when=when, then=then | changes.pop("then", {})), agency=agency, by=analyst
    )
    return activate(made, analyst, signers)


def declarations(count=200, *, day=None):
    """Every tenth is a cheap apple; offices A and B in turn."""
    day = (day or timezone.localdate()).isoformat()
    rows = ["id,time,office,hs,value"]
    rows += [
        f"D{n},{day},{'AB'[n % 2]},{'080810' if n % 10 == 0 else '620342'},{500 if n % 10 == 0 else 5000}"
        for n in range(count)
    ]
    return ("\n".join(rows) + "\n").encode()


def given(content, name="declarations.csv", **more):
    return Given(subject="consignment", name=name, content=[content], size=len(content), **more)


def decide_lanes(agency, supervisor, *quotas, percent=5.0):
    policy = LanePolicy(owner_agency=agency, subject="consignment", control_percent=percent)
    rows = [
        LaneQuota(office=office, lane=lane, capacity=most, expected_percent=least)
        for office, lane, most, least in quotas
    ]
    return selections.save_policy(policy, quotas=rows, by=supervisor, reason="autumn")


@pytest.fixture
def world(django_capture_on_commit_callbacks):
    agency, analyst, first, second = agency_and_users()
    goods_profile(agency, analyst, (first, second))

    def select(content=None, **more):
        with django_capture_on_commit_callbacks(execute=True):
            made = selections.begin(given(content or declarations(), **more), agency=agency, by=analyst)
        return Selection.objects.select_related("seed", "job", "result", "hits", "values", "bundle").get(
            pk=made.pk
        )

    return agency, analyst, first, select


def test_each_record_gets_its_lane_and_its_reason(world):
    _agency, _analyst, _first, select = world

    made = select()

    assert made.done, made.job.message
    assert made.summary["lanes"] == {"red": 20, "green": 180}
    rows = SelectedRecords(made, Wanted(lane="red"))
    assert len(rows) == 20
    first = rows[0:1][0]
    assert (first["id"], first["reason"], first["profiles"], first["place"]) == (
        "D0",
        "profile",
        "APPLES",
        "A",
    )
    assert len(SelectedRecords(made, Wanted(place="B", profile="APPLES"))) == 0
    assert [row["id"] for row in SelectedRecords(made, order="-number")[0:2]] == ["D199", "D198"]


def test_the_trace_says_which_condition_fired_or_failed_with_the_value_read(world):
    _agency, _analyst, _first, select = world
    made = select()

    (hit,), (miss,) = traces(made, 0), traces(made, 1)

    assert hit.fired
    assert [(one.read, one.fired) for one in hit.outcomes] == [("080810", True), (500.0, True)]
    assert not miss.fired
    assert [(one.read, one.fired) for one in miss.outcomes] == [
        ("620342", False),
        (5000.0, False),
    ]
    assert traces(made, 10**6) == []
    assert record_of(made, 10**6) is None


def test_a_condition_on_history_is_told_with_what_it_counted(world):
    agency, analyst, first, select = world
    second = type(first).objects.get(username="second")
    window = [{"field": "importer.lines_30d", "operator": "<=", "value": 1}, CHEAP[1]]
    goods_profile(agency, analyst, (first, second), id="NEW-IMPORTER", rules=window)
    today = timezone.localdate().isoformat()
    records = f"id,time,importer,hs,value\nN1,{today},I1,080810,5000\nN2,{today},I2,080810,500\n"
    earlier = "id,time,importer,hs,value\n" + "".join(f"E{n},{in_days(-3)},I1,080810,500\n" for n in range(4))

    made = select(records.encode(), history_name="earlier.csv", history=[earlier.encode()])

    assert made.done, made.job.message
    told_of = {one.profile.id: one for one in traces(made, 0)}
    assert told_of["NEW-IMPORTER"].outcomes[0].read == 4
    assert not told_of["NEW-IMPORTER"].fired
    assert {one.profile.id for one in traces(made, 1) if one.fired} == {"APPLES", "NEW-IMPORTER"}


def test_capacity_holds_back_and_a_quota_is_filled(world):
    agency, _analyst, first, select = world
    decide_lanes(agency, first, ("*", "red", 7, 0), ("A", "yellow", None, 30), percent=0)

    made = select()

    quotas = {(one["office"], one["lane"]): one for one in made.summary["quotas"]}
    assert quotas["*", "red"]["most"] == 7, "never more than an office can examine"
    assert quotas["*", "red"]["held_back"] == 13
    assert quotas["A", "yellow"]["drawn"] == 30 - 13, "what was held back fills the milder lane"
    assert made.summary["lanes"] == {"red": 7, "yellow": 30, "green": 163}
    office = {one["office"]: one for one in made.summary["offices"]}
    assert (office["A"]["red"], office["A"]["yellow"], office["B"]["yellow"]) == (7, 30, 0)


def test_the_control_sample_is_what_the_seed_draws_and_stays_so(world):
    agency, analyst, first, select = world
    decide_lanes(agency, first, percent=10)
    made = select()

    rows = {row["id"] for row in SelectedRecords(made)[0:200] if record_of(made, row["number"])["control"]}
    assert rows == {f"D{n}" for n in range(200) if drawn(made.seed.seed, CONTROL, f"D{n}", 10)}
    assert made.summary["control"] == len(rows) == redraw(made).drawn
    assert redraw(made).differ == 0

    again = select()
    assert again.seed_id == made.seed_id, "another try on the same day draws the same lots"
    assert again.result.sha256 == made.result.sha256
    with pytest.raises(ProfilingError, match="done already"):
        selections.keep_result(
            made, result=made.result, hits=made.hits, values=made.values, summary=made.summary, by=analyst
        )


def test_the_hash_stands_in_the_log_before_and_the_seed_is_shown_after_the_day(world, client):
    agency, analyst, first, select = world
    decide_lanes(agency, first)
    seeds = {one.day: one for one in DrawingSeed.objects.filter(agency=agency)}
    today = timezone.localdate()
    assert set(seeds) == {today, today + timedelta(days=1)}, "tomorrow's is committed to today"
    entries = AuditEntry.objects.filter(action="profiling.seed_committed").order_by("pk")
    logged = [entry.after["commitment"] for entry in entries]
    assert logged == [seeds[day].commitment for day in sorted(seeds)]
    assert seeds[today].commitment == commitment(seeds[today].seed)
    made = select()
    client.force_login(analyst)
    pages = [made.get_absolute_url(), reverse("lane_policies"), reverse("selection_draw", args=[made.pk])]

    assert not any(made.seed.seed in client.get(url).content.decode() for url in pages)

    DrawingSeed.objects.filter(pk=made.seed_id).update(day=today - timedelta(days=1))
    assert all(made.seed.seed in client.get(url).content.decode() for url in pages)
    assert "0 differ" in words_of(client.get(pages[2]))


def test_workbook_and_parquet_decide_as_the_csv_does(world, tmp_path):
    _agency, _analyst, _first, select = world
    content = declarations(60)
    rows = list(csv.reader(io.StringIO(content.decode())))
    book = Workbook()
    book.active.append(rows[0])
    for row in rows[1:]:
        book.active.append([row[0], timezone.localdate(), row[2], row[3], float(row[4])])
    stream = io.BytesIO()
    book.save(stream)
    (tmp_path / "d.csv").write_bytes(content)
    duckdb.read_csv(str(tmp_path / "d.csv"), all_varchar=True).write_parquet(str(tmp_path / "d.parquet"))

    made = [
        select(content),
        select(stream.getvalue(), name="d.xlsx"),
        select((tmp_path / "d.parquet").read_bytes(), name="d.parquet"),
    ]

    assert [one.summary["lanes"] for one in made] == [{"red": 6, "green": 54}] * 3, [
        one.job.message for one in made
    ]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"id,time,hs,value\n1,2026-12-01,0808,dear\n", "d.csv", "d.csv, строка 2, столбец value"),
        (b"id,time,hs\n1,2026-12-01,0808\n", "d.csv", "нет столбца"),
        (b"id,hs,value\n1,0808,5\n", "d.csv", "время"),
        (b"\xff\xfe\x00", "d.parquet", "d.parquet"),
        (b"no workbook", "d.xlsx", "d.xlsx"),
    ],
    ids=["a word for a number", "a field without a column", "no time", "no Parquet", "no workbook"],
)
def test_what_is_wrong_is_told_in_russian_with_file_row_and_column(world, content, name, words):
    _agency, _analyst, _first, select = world

    with translation.override("ru"):
        made = select(content, name=name)

    assert not made.done
    assert made.job.state == JobState.FAILED
    assert words in made.job.message


def test_a_row_of_a_workbook_is_named_by_its_sheet(world):
    _agency, _analyst, _first, select = world
    book = Workbook()
    book.active.title = "Goods"
    for row in (
        ["id", "time", "hs", "value"],
        [1, "2026-12-01", "0808", 5],
        [],
        [2, "2026-12-01", "0808", "dear"],
    ):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)

    made = select(stream.getvalue(), name="goods.xlsx")

    assert "goods, Goods.csv, row 4, column value" in made.job.message


def test_a_selection_can_be_cancelled_and_leaves_nothing_behind(world, django_capture_on_commit_callbacks):
    agency, analyst, _first, _select = world
    with django_capture_on_commit_callbacks() as later:
        made = selections.begin(given(declarations()), agency=agency, by=analyst)
    Job.objects.filter(pk=made.job_id).update(cancel_requested=True)
    for callback in later:
        callback()

    made.refresh_from_db()
    assert made.job.state == JobState.CANCELLED
    assert not made.done


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"name": "records.docx"}, "csv, Parquet or xlsx"),
        ({"mapping": {"colour": "c"}}, "no field of the catalogue"),
        ({"without": ["colour"]}, "no field of the catalogue"),
    ],
    ids=["another kind of file", "a mapping of no field", "without no field"],
)
def test_what_cannot_be_selected_from_is_refused_at_once(world, more, words):
    _agency, _analyst, _first, select = world

    with pytest.raises(ProfilingError, match=words):
        select(**more)
    assert not Selection.objects.exists()


def test_without_a_profile_in_force_nothing_is_selected():
    agency, analyst, _first, _second = agency_and_users()

    with pytest.raises(ProfilingError, match="No profile"):
        selections.begin(given(declarations()), agency=agency, by=analyst)


def test_a_lane_has_one_quota_at_an_office_and_no_more_than_the_day():
    agency, _analyst, first, _second = agency_and_users()

    with pytest.raises(ProfilingError, match="one quota"):
        decide_lanes(agency, first, ("A", "red", 5, 0), ("A", "red", 6, 0))
    with pytest.raises(ProfilingError, match="whole day"):
        decide_lanes(agency, first, ("A", "red", None, 60), ("A", "yellow", None, 50))
    assert policy_of(agency, "consignment") == {"control_percent": 0.0, "quotas": []}


def test_findings_give_each_profile_its_share_confirmed_and_lift(world):
    agency, analyst, first, select = world
    decide_lanes(agency, first, percent=30)
    made = select()
    control = [row["id"] for row in SelectedRecords(made)[0:200] if record_of(made, row["number"])["control"]]
    red = [f"D{n}" for n in range(0, 200, 10)]
    found = dict.fromkeys(control, 0) | {key: int(place < 12) for place, key in enumerate(red)}

    selections.keep_findings(
        made, content=("id,found\n" + "".join(f"{k},{v}\n" for k, v in found.items())).encode(), by=analyst
    )

    both = [key for key in red if key in control]
    assert made.findings["profiles"]["APPLES"] == [20, 12]
    assert made.findings["all"] == [20, 12]
    assert made.findings["control"] == [len(control), sum(found[key] for key in both)]
    for content, words in (
        (b"id\nD1\n", "id and found"), (b"id,found\nD1,maybe\n", "Row 2"), (b"id,found\nX9,1\n", "X9"),
        (b"id,found\nD1,1\nD1,0\n", "Row 3"),
    ):  # fmt: skip
        with pytest.raises(ProfilingError, match=words):
            selections.keep_findings(made, content=content, by=analyst)
    assert made.findings["all"] == [20, 12], "what is refused changes nothing"


def test_who_examines_does_not_see_what_was_drawn_at_random(world, client):
    agency, analyst, first, select = world
    decide_lanes(agency, first, percent=20)
    made = select()
    officer = factories.make_user("examiner", agency=agency, roles=[Role.OFFICER])
    number = next(row["number"] for row in SelectedRecords(made, Wanted(reason="control"))[0:1])
    pages = [made.get_absolute_url(), reverse("selection_record", args=[made.pk, number])]

    client.force_login(officer)
    seen = [words_of(client.get(url)) for url in pages]
    assert not any("control sample" in words for words in seen)
    assert client.get(reverse("selection_file", args=[made.pk, "lanes", "csv"])).status_code == 403

    client.force_login(analyst)
    assert all("control sample" in words_of(client.get(url)) for url in pages)
    file = b"".join(client.get(reverse("selection_file", args=[made.pk, "lanes", "csv"])).streaming_content)
    assert len(file.decode().splitlines()) == 201


def test_another_agency_sees_no_selection(world, client):
    agency, _analyst, _first, select = world
    made = select()
    other = factories.make_agency(agency.country, code="XA-CUS", kind="customs")
    client.force_login(factories.make_user("stranger", agency=other, roles=[Role.ANALYST, Role.SUPERVISOR]))

    assert client.get(made.get_absolute_url()).status_code == 404
    assert f"№ {made.pk}" not in words_of(client.get(reverse("selection_list")))


def test_from_the_form_to_the_trace_on_the_site(world, client, django_capture_on_commit_callbacks):
    agency, analyst, _first, _select = world
    client.force_login(analyst)
    file = SimpleUploadedFile("d.csv", declarations().replace(b"value", b"customs value", 1))
    data = {"owner_agency": agency.pk, "subject": "consignment", "file": file, "marking": "official_use",
            "mapping": "value = customs value"}  # fmt: skip

    refused = client.post(reverse("selection_new"), data | {"mapping": "value"})
    assert "Line 1" in words_of(refused)
    file.seek(0)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("selection_new"), data)

    made = Selection.objects.get()
    assert answer.url == reverse("job_detail", args=[made.job_id])
    page = client.get(made.get_absolute_url(), {"lane": "red"})
    assert "20" in words_of(page)
    assert "APPLES" in words_of(page)
    trace = words_of(client.get(reverse("selection_record", args=[made.pk, 0])))
    assert "500" in trace
    assert "Weigh three cartons." in trace
