"""`chegara select` and `chegara profiles`, from file to file."""

import json

import pytest
from tests.profiling.methods.profile_world import told, told_of_person

from chegara.config.cli import main

RECORDS = "id,time,hs,value\nD1,2026-12-01,0808101000,10\nD2,2026-12-01,0808101000,5000\nD3,2026-12-01,,\n"


@pytest.fixture
def files(tmp_path):
    (tmp_path / "records.csv").write_text(RECORDS)
    (tmp_path / "apples.json").write_text(json.dumps(told()))
    return tmp_path


def select(files, *more):
    return main(
        ["select", "--profiles", str(files / "apples.json"), "--records", str(files / "records.csv"),
         "--out", str(files / "lanes.csv"), *more]
    )  # fmt: skip


def test_lanes_come_back_in_the_order_of_the_records(files):
    assert select(files, "--trial") == 0

    lines = (files / "lanes.csv").read_text().splitlines()
    assert [line.split(",")[:3] for line in lines[1:]] == [
        ["D1", "red", "profile"],
        ["D2", "green", "none"],
        ["D3", "green", "none"],
    ]


def test_a_field_without_a_column_is_refused_until_it_is_said_to_be_absent(files, capsys):
    (files / "records.csv").write_text(RECORDS.replace("value", "worth"))

    assert select(files, "--trial") == 2
    told = capsys.readouterr().err
    assert "no column holds value" in told
    assert "which profile APPLES-01 reads" in told
    assert "The columns are id, time, hs, worth." in told

    assert select(files, "--trial", "--without", "value") == 0


def test_what_is_written_is_named_csv_or_parquet(files, capsys):
    assert select(files, "--trial", "--hits", str(files / "hits.xlsx")) == 2
    assert "csv or Parquet is written" in capsys.readouterr().err


def test_the_trace_tells_each_condition_with_the_value_read(files, capsys):
    assert select(files, "--trial", "--trace", "D2", "--language", "ru") == 0

    told = capsys.readouterr().out
    assert "APPLES-01 не сработал" in told
    assert "меньше 1000 — прочитано: 5000 — нет" in told


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ((), "lacks two approvals"),
        (("--trial", "--history", "absent.csv"), "does not exist"),
        (("--trial", "--subject", "person"), "no profile"),
    ],
    ids=["not approved", "no file", "other subject"],
)
def test_what_may_not_be_is_told_in_one_message(files, capsys, more, message):
    assert select(files, *more) == 2
    assert message in capsys.readouterr().err
    assert not (files / "lanes.csv").exists()


def test_profiles_are_checked_described_and_converted(files, capsys):
    profile = str(files / "apples.json")

    assert main(["profiles", "check", profile]) == 0
    assert main(["profiles", "sentence", profile, "--language", "ru"]) == 0
    assert main(["profiles", "table", profile, "--out", str(files / "table.xlsx")]) == 0
    assert main(["profiles", "from-table", str(files / "table.xlsx"), "--out", str(files / "again")]) == 0
    assert main(["profiles", "bundle", str(files / "again"), "--out", str(files / "all.zip")]) == 0
    assert main(["profiles", "check", str(files / "all.zip")]) == 0
    assert "красный коридор" in capsys.readouterr().out


def test_criteria_text_becomes_profiles(files):
    (files / "criteria.txt").write_text('Criteria "CARS"; If ComCod = "8703" Then BlueLane IS 40; Endif;')
    template, out = str(files / "apples.json"), str(files / "made")

    assert (
        main(["profiles", "asycuda", str(files / "criteria.txt"), "--template", template, "--out", out]) == 0
    )

    made = json.loads((files / "made" / "CARS.json").read_text())
    assert (made["then"]["lane"], made["then"]["percent"]) == ("blue", 40)


def test_all_that_is_wrong_with_a_profile_is_told_in_russian(files, capsys):
    (files / "bad.json").write_text(
        json.dumps(told_of_person(rules=[{"field": "religion", "operator": "isPresent"}]))
    )

    assert main(["profiles", "check", str(files / "bad.json"), "--language", "ru"]) == 2
    assert "никакая подпись" in capsys.readouterr().err


def test_a_seed_is_never_overwritten(files, capsys):
    path = str(files / "seed.txt")

    assert main(["profiles", "seed", "--out", path]) == 0
    assert "commitment" in capsys.readouterr().out
    assert main(["profiles", "seed", "--out", path]) == 2


@pytest.mark.django_db
def test_a_selection_of_persons_needs_its_ground_and_is_audited(files, capsys, monkeypatch):
    from chegara.audit.models import AuditEntry
    from chegara.profiling.methods.profiles.reader import read

    monkeypatch.setattr("chegara.config.runtime.prepare_database", lambda: None)
    plain = told_of_person()
    version = read(plain).version
    approvals = [{"by": b, "office": "o", "on": "2026-10-30", "version": version} for b in ("b", "c")]
    (files / "apples.json").write_text(json.dumps(plain | {"approvals": approvals}))
    (files / "records.csv").write_text(
        "id,time,document_days_to_expiry,travel_route_broken\nT1,2026-12-01,10,yes\n"
    )

    assert select(files) == 2
    assert "--purpose" in capsys.readouterr().err
    assert select(files, "--purpose", "document_fraud", "--legal-basis", "border law, article 12") == 0

    entry = AuditEntry.objects.get(action="profiling.records_selected")
    assert entry.after["purpose"] == "document_fraud"
    assert entry.reason == "border law, article 12"
