"""Lanes, capacity, quotas and drawing by lot."""

import collections
import datetime as dt
import hashlib
import random

import duckdb
import pytest
import scipy
from tests.profiling.methods.profile_world import CATALOGUE, profile_of

from chegara.profiling.methods.profiles.bundle import Bundle
from chegara.profiling.methods.profiles.document import Lane
from chegara.profiling.methods.profiles.fields import Subject
from chegara.profiling.methods.profiles.tree import Condition, Operator
from chegara.profiling.methods.selection.duck import Source
from chegara.profiling.methods.selection.lanes import Policy, PolicyRefusedError, Quota, read_policy
from chegara.profiling.methods.selection.records import RecordsRefusedError
from chegara.profiling.methods.selection.sample import (
    SeedRefusedError,
    checked_seed,
    commitment,
    drawn,
    new_seed,
    threshold,
)
from chegara.profiling.methods.selection.selecting import Request, SelectionRefusedError, select

SEED = hashlib.sha256(b"a test").hexdigest()
DEAR = profile_of(Condition("value", Operator.MORE, 90.0), 1, lane=Lane.RED)
MIDDLING = profile_of(Condition("value", Operator.MORE, 50.0), 2, lane=Lane.YELLOW)
CHEAP = profile_of(Condition("value", Operator.MORE, 20.0), 3, lane=Lane.BLUE)


@pytest.fixture
def records(tmp_path):
    """Ten declarations of each value from 1 to 100, at ten offices on one day."""
    path = tmp_path / "records.csv"
    lines = [f"R{n},2026-03-0{1 + n % 2},OF{n % 10},{n // 10 + 1}" for n in range(1000)]
    path.write_text("\n".join(["id,time,office,value", *lines]) + "\n")
    return path


def decisions(records, profiles=(DEAR, MIDDLING, CHEAP), **settings):
    out = records.with_name("out.csv")
    request = Request(
        bundle=Bundle(tuple(profiles), {}, CATALOGUE),
        records=Source(path=records),
        out=out,
        **({"seed": SEED, "trial": True} | settings),
    )
    select(request)
    answer = duckdb.sql(f"SELECT * FROM read_csv('{out}', header = true, all_varchar = true)")  # noqa: S608
    return [dict(zip(answer.columns, row, strict=True)) for row in answer.fetchall()]


def count(rows, name="lane"):
    return dict(collections.Counter(row[name] for row in rows))


def test_all_profiles_are_asked_and_the_strictest_lane_wins(records):
    rows = decisions(records)

    assert [row["id"] for row in rows] == [f"R{n}" for n in range(1000)]
    assert count(rows) == {"red": 100, "yellow": 400, "blue": 300, "green": 200}
    assert rows[-1]["profiles"] == "P0001 P0002 P0003"
    assert rows[0]["reason"] == "none"


def test_a_percentage_is_drawn_as_python_draws_it(records):
    half = profile_of(Condition("value", Operator.AT_LEAST, 1.0), 7, percent=30.0)

    rows = decisions(records, [half])

    for row in rows:
        selected = drawn(SEED, "share:P0007", row["id"], 30.0)
        assert row["lane"] == ("red" if selected else "green")
        assert row["reason"] == ("profile" if selected else "not drawn")
        assert float(row["probability"]) == pytest.approx(0.3)


def test_the_control_sample_falls_on_hits_and_others_alike(records):
    rows = decisions(records, policy=Policy(control_percent=20.0))

    for row in rows:
        assert (row["control"] == "1") == drawn(SEED, "control", row["id"], 20.0)
    control = [row for row in rows if row["control"] == "1"]
    assert {row["lane"] for row in control if not row["profiles"]} == {"yellow"}
    assert {row["lane"] for row in control} == {"red", "yellow"}


def test_what_exceeds_capacity_goes_to_the_next_milder_lane(records):
    quota = Quota(office="*", lane=Lane.RED, capacity=3)

    rows = decisions(records, policy=Policy(quotas=(quota,)))

    assert count(rows)["red"] == 10 * 3
    held = [row for row in rows if row["held_back_from"] == "red"]
    assert len(held) == 70
    assert {row["lane"] for row in held} == {"yellow"}


def test_an_office_has_its_own_capacity(records):
    quotas = (
        Quota(office="*", lane=Lane.RED, capacity=3),
        Quota(office="OF1", lane=Lane.RED, capacity=0),
    )

    assert count(decisions(records, policy=Policy(quotas=quotas)))["red"] == 9 * 3


def test_priority_decides_who_stays_where_capacity_is_short(records):
    first = profile_of(Condition("value", Operator.EQUAL, 95.0), 9, priority=90)
    quota = Quota(office="*", lane=Lane.RED, capacity=1)

    rows = decisions(records, [DEAR, first], policy=Policy(quotas=(quota,)))

    assert {row["profiles"] for row in rows if row["lane"] == "red"} == {"P0001 P0009"}


def test_a_lane_below_its_expected_share_is_filled_from_green(records):
    quota = Quota(office="*", lane=Lane.YELLOW, expected_percent=50)

    rows = decisions(records, [DEAR], policy=Policy(quotas=(quota,)))

    assert count(rows) == {"red": 100, "yellow": 500, "green": 400}
    assert count(rows, "reason")["quota"] == 500
    shares = [float(row["probability"]) for row in rows if row["reason"] == "quota"]
    assert shares == pytest.approx([50 / 90] * 500, abs=1e-5)


def test_the_control_sample_passes_chi_square_over_offices():
    shares = collections.Counter()
    for number in range(40_000):
        shares[number % 20] += drawn(SEED, "control", f"D{number}", 5.0)

    expected = 40_000 / 20 * 0.05
    statistic = sum((shares[office] - expected) ** 2 / (expected * 0.95) for office in range(20))
    assert scipy.stats.chi2.sf(statistic, 20) > 0.001


def test_one_seed_says_nothing_of_another():
    other = hashlib.sha256(b"another test").hexdigest()
    both = sum(
        drawn(SEED, "control", f"D{n}", 10.0) and drawn(other, "control", f"D{n}", 10.0)
        for n in range(20_000)
    )

    assert both == pytest.approx(200, abs=4 * 200**0.5)


def test_the_commitment_binds_and_hides_the_seed():
    assert commitment(SEED) == "sha256:" + hashlib.sha256(SEED.encode()).hexdigest()
    assert new_seed() != new_seed()
    assert checked_seed(f"{SEED}\n") == SEED
    with pytest.raises(SeedRefusedError):
        checked_seed("2026-11-25")


@pytest.mark.parametrize(
    ("percent", "digits"), [(0, "00000000"), (1, "028f5c28"), (50, "80000000"), (100, "g")]
)
def test_the_threshold_of_a_share(percent, digits):
    assert threshold(percent) == digits


def test_persons_are_not_drawn_at_random_without_a_law():
    with pytest.raises(PolicyRefusedError, match="legal_article"):
        Policy(control_percent=1).check(Subject.PERSON)
    Policy(control_percent=1, legal_article="border law, article 12").check(Subject.PERSON)


def test_persons_have_no_quotas():
    with pytest.raises(PolicyRefusedError, match="never for persons"):
        Policy(quotas=(Quota(office="*", lane=Lane.RED),)).check(Subject.PERSON)


@pytest.mark.parametrize(
    "text",
    [
        "[control",
        "[surprise]",
        "[[quota]]\noffice = 'x'",
        "[[quota]]\nlane = 'pink'",
        "[control]\npercent = 'x'",
    ],
    ids=["no TOML", "unknown", "no lane", "no such lane", "no number"],
)
def test_a_mistake_in_the_file_of_lanes_is_told(text):
    with pytest.raises(PolicyRefusedError):
        read_policy(text)


def test_profiles_without_two_approvals_are_not_asked(records):
    with pytest.raises(SelectionRefusedError, match="lacks two approvals"):
        decisions(records, trial=False)


def test_drawing_needs_a_seed(records):
    with pytest.raises(SelectionRefusedError, match="seed"):
        decisions(records, policy=Policy(control_percent=1), seed="")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("R1,2026-03-01,OF1,much", "row 1002, column value: 'much' is no number"),
        ("R1,soon,OF1,5", "row 1002, column time: 'soon' is no moment"),
    ],
    ids=["no number", "no time"],
)
def test_a_bad_value_names_row_and_column(records, line, message):
    with records.open("a") as file:
        file.write(line + "\n")

    with pytest.raises(RecordsRefusedError, match=message):
        decisions(records)


PERSONS = profile_of(
    Condition("document.type", Operator.EQUAL, "P"), 1, subject=Subject.PERSON, lane=Lane.SECOND_LINE
)


@pytest.mark.parametrize(
    "content", ["Karimov", "село Арал", "Uyghur"], ids=["surnames", "villages", "a people"]
)
def test_a_renamed_column_is_found_out_by_what_it_holds(tmp_path, content):
    path = tmp_path / "crossings.csv"
    path.write_text(f"id,time,document_type\n1,2026-03-01,{content}\n", encoding="utf-8")

    with pytest.raises(RecordsRefusedError, match="gives away"):
        decisions(path, [PERSONS])


def test_a_column_named_after_a_protected_attribute_cannot_be_mapped(tmp_path):
    path = tmp_path / "crossings.csv"
    path.write_text("id,time,religion\n1,2026-03-01,P\n", encoding="utf-8")
    request = Request(
        bundle=Bundle((PERSONS,), {}, CATALOGUE),
        records=Source(path=path, mapping={"document.type": "religion"}),
        out=tmp_path / "out.csv",
        trial=True,
    )

    with pytest.raises(RecordsRefusedError, match="gives away religion"):
        select(request)


def test_the_hour_of_a_record_decides_whether_a_profile_is_in_force(tmp_path):
    rng = random.Random(3)  # noqa: S311 - a test
    days = [dt.date(2025, 12, 31), dt.date(2026, 1, 1), dt.date(2026, 12, 31), dt.date(2027, 1, 1)]
    path = tmp_path / "records.csv"
    lines = [f"R{n},{day}T{rng.randrange(24):02d}:00:00,99" for n, day in enumerate(days)]
    path.write_text("\n".join(["id,time,value", *lines]) + "\n")

    assert [row["lane"] for row in decisions(path, [DEAR])] == ["green", "red", "red", "green"]
