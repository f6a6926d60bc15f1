"""`chegara mrz`: a file of zones becomes a table, a row for each."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from chegara.config.cli import main
from chegara.profiling.methods.mrz.many import read_many, row_of, zones_of
from chegara.profiling.methods.mrz.reading import read

PASSPORT = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
CARD = "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<"


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_a_text_of_zones_is_read_in_order(tmp_path):
    source, out = tmp_path / "zones.txt", tmp_path / "out.csv"
    source.write_text(
        f"{PASSPORT}\n{CARD}\n\n{PASSPORT.replace('F1204159', 'F1204158')}\nnonsense\n", encoding="utf-8"
    )

    assert main(["mrz", str(source), "--out", str(out), "--on", "2012-01-01"]) == 0

    read_rows = rows(out)
    assert [row["number"] for row in read_rows] == ["L898902C3", "D23145890734", "L898902C3", ""]
    assert [row["sound"] for row in read_rows] == ["yes", "yes", "no", "no"]
    assert read_rows[2]["deviations"] == "check_digit:expiry check_digit:composite"
    assert "line 2, character 28: the check digit is 8; 9 would fit" in read_rows[2]["reason"]


def test_the_columns_of_a_table_stay_in_front(tmp_path):
    source, out = tmp_path / "zones.csv", tmp_path / "out.csv"
    first, second = PASSPORT.split("\n")
    source.write_text(f"number,line1,line2\n7,{first},{second}\n8,,\n", encoding="utf-8")

    main(["mrz", str(source), "--out", str(out), "--on", "2012-01-01"])

    assert [(row["number"], row["mrz_number"]) for row in rows(out)] == [("7", "L898902C3"), ("8", "")]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("zones.csv", b"a,b\n1,2\n", 'no column "mrz"'),
        ("zones.txt", b"\xff\xfe\x00", "not in UTF-8"),
        (None, b"", "No such file"),
    ],
    ids=["no column", "another encoding", "no file"],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(tmp_path, capsys, name, content, said):
    path = tmp_path / (name or "missing.txt")
    if name:
        path.write_bytes(content)

    assert main(["mrz", str(path)]) == 2
    assert said in capsys.readouterr().err


def test_an_empty_file_says_that_nothing_was_read(tmp_path, capsys):
    path = tmp_path / "empty.txt"
    path.write_text("", encoding="utf-8")

    assert main(["mrz", str(path)]) == 1
    assert "0 zones read" in capsys.readouterr().err


def test_many_zones_read_together_say_what_each_says_alone():
    on = date(2012, 1, 1)
    unknown = PASSPORT.replace("7408122", "74<<<<1")
    texts = [
        PASSPORT,
        CARD,
        unknown,
        PASSPORT.lower(),
        "x",
        PASSPORT.replace("UTO", "QQQ"),
        PASSPORT.replace("\n", ""),
    ]

    assert read_many(texts, on=on) == [row_of(read(text, on=on)) for text in texts]


@pytest.mark.parametrize(
    ("text", "zones"),
    [
        (f"{PASSPORT}\n{CARD}\n", [PASSPORT, CARD]),
        (f"\n\n{CARD}\n\n\n{PASSPORT}", [CARD, PASSPORT]),
        (PASSPORT.replace("\n", ""), [PASSPORT.replace("\n", "")]),
        (CARD[:30] + "\n\n" + CARD, [CARD[:30], CARD]),
        ("", []),
    ],
    ids=["close together", "blank lines", "one line", "a torn zone does not shift the next", "nothing"],
)
def test_zones_are_told_apart(text, zones):
    assert list(zones_of(text.splitlines())) == zones
