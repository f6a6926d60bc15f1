from __future__ import annotations

import csv
import json

import pytest
from openpyxl import load_workbook

from chegara.config import cli

SCENARIO = """
title = "A point"
hours = 6
[points.here]
[stations.line]
shifts = [{ from = "00:00", booths = 2 }, { from = "03:00", booths = 2 }]
built = 6
[flows.people]
name = "Люди"
per_day = 600
route = [{ station = "line", minutes = 4 }]
[[plans]]
name = "as is"
[[plans]]
name = "three booths"
[plans.stations.line]
booths = 3
"""


@pytest.fixture
def run(tmp_path, capsys):
    """Run `chegara simulate` on a text; return the exit code, the output file, what was printed."""

    def go(*options, text=SCENARIO, out="out.csv"):
        source, target = tmp_path / "in.toml", tmp_path / out
        source.write_text(text, encoding="utf-8")
        code = cli.main(["simulate", str(source), "--replications", "5", "--out", str(target), *options])
        return code, target, capsys.readouterr()

    return go


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_plan_has_its_numbers_and_its_difference_from_the_first(run):
    code, target, printed = run()

    rows = rows_of(target)
    found = {
        row["plan"]: row
        for row in rows
        if (row["about"], row["code"], row["measure"], row["hour"]) == ("flow", "people", "wait p95", "")
    }
    assert code == 0
    assert list(found) == ["as is", "three booths"]
    first, second = found.values()
    assert first["name"] == "Люди"
    assert first["difference"] == ""
    assert float(second["mean"]) - float(first["mean"]) == pytest.approx(
        float(second["difference"]), rel=1e-4
    )
    assert float(second["low"]) <= float(second["mean"]) <= float(second["high"])
    assert "three booths" in printed.out
    assert "differs by" in printed.out


def test_the_same_seed_gives_the_same_file_and_another_seed_another(run):
    first = run("--seed", "3", out="a.csv")[1].read_text()

    assert run("--seed", "3", out="b.csv")[1].read_text() == first
    assert run("--seed", "4", out="c.csv")[1].read_text() != first


def test_json_and_xlsx_hold_the_same_rows(run):
    rows = rows_of(run()[1])
    objects = json.loads(run(out="out.json")[1].read_text(encoding="utf-8"))
    sheet = load_workbook(run(out="out.xlsx")[1]).worksheets[0]

    assert len(objects) == len(rows) == len(list(sheet.iter_rows())) - 1
    assert objects[0]["mean"] == pytest.approx(float(rows[0]["mean"]))


def test_the_cheapest_staffing_is_written_by_shift(run):
    code, target, printed = run("--staffing", "line", "--within", "10", "--most", "5")

    rows = [row for row in rows_of(target) if row["plan"] == "as is"]
    assert code == 0
    assert [row["shift_from"] for row in rows] == ["00:00", "03:00"]
    assert all(float(row["share"]) >= 0.95 for row in rows)
    assert "wait at most 10 minutes" in printed.out


def test_sensitivity_names_what_was_changed_by_how_much(run):
    code, target, _ = run("--sensitivity")

    plans = {row["plan"] for row in rows_of(target)}
    assert code == 0
    assert plans == {
        f"{what} x {factor}"
        for what in ("arrivals", "service")
        for factor in ("0.8", "0.9", "1", "1.1", "1.2")
    }


@pytest.mark.parametrize(
    ("options", "text", "message"),
    [
        (("--replications", "1"), SCENARIO, "--replications is 2 to"),
        (("--seed", "-1"), SCENARIO, "--seed is a whole number"),
        (("--share", "95"), SCENARIO, "--share lies between 0 and 1"),
        (("--within", "-1"), SCENARIO, "--within is a number of minutes"),
        (("--staffing", "lime"), SCENARIO, "--staffing: 'lime' is none of line"),
        (("--staffing", "line", "--least", "9"), SCENARIO, "--least (9) must lie between"),
        (
            ("--staffing", "line", "--within", "0", "--share", "0.999", "--most", "2"),
            SCENARIO,
            "raise --most",
        ),
        (("--staffing", "line", "--most", "400"), SCENARIO, "more staffings than can be tried"),
        ((), SCENARIO.replace("hours = 6", "hours = 'six'"), "in.toml, hours: 'six' is not a number"),
    ],
)
def test_bad_input_is_one_line_and_nothing_is_written(run, options, text, message):
    code, target, printed = run(*options, text=text)

    assert code == 2
    assert message in printed.err
    assert printed.err.count("\n") == 1
    assert not target.exists()


def test_an_output_of_unknown_form_is_refused(run):
    assert "--out must end in .csv, .xlsx, .json" in run(out="out.pdf")[2].err


def test_a_file_that_is_not_there_is_said(tmp_path, capsys):
    code = cli.main(["simulate", str(tmp_path / "no.toml"), "--out", str(tmp_path / "out.csv")])

    assert code == 2
    assert "cannot be read: No such file" in capsys.readouterr().err


def test_help_shows_an_example(capsys):
    with pytest.raises(SystemExit):
        cli.main(["simulate", "--help"])

    assert "chegara simulate mass-inflow.toml --replications 100 --out plans.csv" in capsys.readouterr().out
