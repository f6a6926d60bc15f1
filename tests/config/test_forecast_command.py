from __future__ import annotations

import csv

import pytest

from chegara.config import cli
from chegara.config.commands import forecast as command
from chegara.evidence.methods.forecast import Refusal

HEADINGS = "series,month,value\n"


def months(name, first_year, values):
    return "".join(
        f"{name},{first_year + place // 12}-{place % 12 + 1:02d},{value}\n"
        for place, value in enumerate(values)
    )


@pytest.fixture
def run(tmp_path, capsys):
    """Run `chegara forecast` on a text or bytes; return the exit code, the output's rows, the message."""

    def go(content, *options):
        source, target = tmp_path / "in.csv", tmp_path / "out.csv"
        source.write_bytes(content if isinstance(content, bytes) else content.encode())
        code = cli.main(["forecast", str(source), "--out", str(target), *options])
        written = target.read_text(encoding="utf-8").splitlines() if target.exists() else []
        return code, list(csv.reader(written)), capsys.readouterr().err

    return go


def test_a_series_becomes_twelve_rows_and_one_too_short_a_row_with_the_reason(run):
    text = "\ufeff" + HEADINGS + months("Застава Б", 2023, range(20)) + months("Post A", 2021, [3, 5, 4] * 9)

    code, rows, message = run(text)

    assert (code, message) == (0, "")
    assert rows[0] == ["series", "month", "forecast", "lo80", "hi80", "reason"]
    assert rows[1] == ["Застава Б", "", "", "", "", command.REASONS[Refusal.FEWER_THAN_TWO_SEASONS]]
    assert [row[1] for row in rows[2:]] == [f"2023-{month:02d}" for month in range(4, 13)] + [
        f"2024-{month:02d}" for month in range(1, 4)
    ]
    assert all(0 <= float(low) <= float(mid) <= float(high) for _, _, mid, low, high, _ in rows[2:])


def test_a_blank_value_is_unknown_and_columns_may_come_in_any_order_with_others(run):
    text = "note,value,series,month\n" + "".join(
        f"x,{'' if place == 7 else place % 5},Post,{2021 + place // 12}-{place % 12 + 1:02d}\n"
        for place in range(26)
    )

    code, rows, _ = run(text, "--horizon", "3")

    assert code == 0
    assert [row[1] for row in rows[1:]] == ["2023-03", "2023-04", "2023-05"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (HEADINGS, "holds no row"),
        ("series,value\nA,1\n", "column month is missing"),
        ("series;month;value\nA;2015-01;1\n", "separated by commas"),
        ("series,month,value,value\nA,2015-01,1,1\n", "column value stands twice"),
        (HEADINGS + "A,2015-01,1\nA,31.02.2015,1\n", "row 3, column month: '31.02.2015' is not a month"),
        (HEADINGS + "A,2015-13,1\n", "row 2, column month: '2015-13'"),
        (HEADINGS + 'A,2015-01,"1,5"\n', "row 2, column value: '1,5' is not a number"),
        (HEADINGS + "A,2015-01,n/a\n", "row 2, column value: 'n/a'"),
        (HEADINGS + "A,2015-01,nan\n", "row 2, column value: 'nan'"),
        (HEADINGS + "A,2015-01,1_000\n", "row 2, column value: '1_000'"),
        (HEADINGS + "\nA,2015-01,1\nA,2015-01,\n", "row 4, column month: 2015-01 stands twice in series 'A'"),
        (HEADINGS + " ,2015-01,1\n", "row 2, column series: the series has no name"),
        (HEADINGS + "A,2015-01\n", "row 2: 2 cells for 3 columns"),
        (HEADINGS + 'A,2015-01,"1\n', "is not a csv file"),
        ((HEADINGS + "Пост,2015-01,1\n").encode("cp1251"), "is not in UTF-8"),
    ],
)
def test_bad_input_is_named_in_one_line_and_nothing_is_written(run, content, message):
    code, rows, printed = run(content)

    assert code == 2
    assert message in printed
    assert printed.count("\n") == 1
    assert rows == []


def test_a_horizon_that_the_past_cannot_judge_is_refused(run):
    assert run(HEADINGS, "--horizon", "25")[0] == 2


def test_a_file_that_is_not_there_is_said(tmp_path, capsys):
    code = cli.main(["forecast", str(tmp_path / "no.csv"), "--out", str(tmp_path / "out.csv")])

    assert code == 2
    assert "cannot be read: No such file" in capsys.readouterr().err


def test_the_input_is_not_overwritten(tmp_path, capsys):
    source = tmp_path / "in.csv"
    source.write_text(HEADINGS)

    assert cli.main(["forecast", str(source), "--out", str(source)]) == 2
    assert source.read_text() == HEADINGS
    assert "overwrite" in capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_said(run, tmp_path):
    (tmp_path / "out").mkdir()

    with pytest.raises(cli.CommandError, match="cannot be written"):
        command.write(tmp_path / "out", [])


def test_every_refusal_has_words():
    assert set(command.REASONS) == set(Refusal)


def test_help_shows_an_example(capsys):
    with pytest.raises(SystemExit):
        cli.main(["forecast", "--help"])

    assert "chegara forecast crossings.csv --horizon 12 --out forecast.csv" in capsys.readouterr().out


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_is_shown_on_a_terminal_only(run, monkeypatch, terminal):
    monkeypatch.setattr("sys.stderr.isatty", lambda: terminal)

    _, _, printed = run(HEADINGS + months("A", 2021, range(3)))

    assert ("1 of 1 series" in printed) == terminal


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (304395.25678, "304395.3"),
        (0.0, "0"),
        (0.000123456789, "0.0001234568"),
        (12345678912.0, "12345680000"),
    ],
)
def test_numbers_are_written_without_an_exponent(value, text):
    assert command._number(value) == text
