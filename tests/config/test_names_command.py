from __future__ import annotations

import csv

import pytest

from chegara.config import cli


def rows(path, delimiter=","):
    return list(csv.reader(path.read_text(encoding="utf-8").splitlines(), delimiter=delimiter))


def test_pairs_come_back_in_their_order_with_score_and_reason(tmp_path):
    pairs, out = tmp_path / "pairs.tsv", tmp_path / "out.tsv"
    pairs.write_text(
        "name1\tname2\tdob1\tdob2\tnote\nАзиз Каримов\tKarimov Aziz\t1980-05-03\t03.05.1980\tx\n\tB\t\t\ty\n"
        "Азиз Каримов\tIvan Petrov\t\t\t\n",
        encoding="utf-8",
    )

    assert cli.main(["names", "score", str(pairs), "--out", str(out)]) == 0

    heading, same, blank, other = rows(out, "\t")
    assert heading == ["name1", "name2", "dob1", "dob2", "note", "score", "reason"]
    assert float(same[5]) > 0.9
    assert "born on the same day" in same[6]
    assert blank[5:] == ["", "name1 blank"]
    assert float(other[5]) < 0.01


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name1\n", "column name2 is missing"),
        ("", "is empty"),
        ("name1,name2\na,b,c\n", "row 2: 3 cells for 2 columns"),
    ],
)
def test_what_is_wrong_with_pairs_is_told_with_its_place(tmp_path, capsys, text, told):
    pairs, out = tmp_path / "pairs.csv", tmp_path / "out.csv"
    pairs.write_text(text)

    assert cli.main(["names", "score", str(pairs), "--out", str(out)]) == 2
    assert told in capsys.readouterr().err
    assert not out.exists()


def test_a_date_that_is_none_is_left_out_and_said_so(tmp_path, capsys):
    pairs, out = tmp_path / "pairs.csv", tmp_path / "out.csv"
    pairs.write_bytes(
        '\ufeffname1,name2,dob1,dob2\r\n"Karimov, Aziz",Азиз Каримов,soon,N/A\r\n\r\nA B,,,\r\n'.encode()
    )

    assert cli.main(["names", "score", str(pairs), "--out", str(out)]) == 0

    _, first, second = rows(out)
    assert first[0] == "Karimov, Aziz"
    assert float(first[4]) > 0.8
    assert first[5].endswith(
        "dob1 'soon' is no date and was left out; write 1975-04-24, 24.04.1975, 1975 or blank"
    )
    assert second[4:] == ["", "name2 blank"]
    assert "row 2: dob1 'soon'" in capsys.readouterr().err


def test_queries_without_a_name_or_with_no_date_do_not_stop_the_others(files, tmp_path, capsys):
    (tmp_path / "queries.csv").write_text(
        "query_id,name,dob\nq1,Эмомали Раҳмон,1952-10-05\nq2,,1952\nq3,Aziz Karimov,whenever\n",
        encoding="utf-8",
    )

    assert cli.main([*files, "--trial"]) == 0

    _, *found = rows(tmp_path / "out.csv")
    assert [row[:2] for row in found] == [["q1", "E2"], ["q3", "E1"]]
    told = capsys.readouterr().err
    assert "row 3: the name is blank" in told
    assert "row 4, date of birth: 'whenever' is no date" in told


def test_scores_near_one_keep_their_order(tmp_path):
    pairs, out = tmp_path / "pairs.csv", tmp_path / "out.csv"
    pairs.write_text(
        "name1,name2,dob1,dob2\nZhyrgal Bektash Manasovich,Zhyrgal Bektash Manasovich,1980-05-03,1980-05-03\n"
        "Zhyrgal Bektash,Zhyrgal Bektash,1980-05-03,1980-05-03\n"
    )

    assert cli.main(["names", "score", str(pairs), "--out", str(out)]) == 0

    _, longer, shorter = rows(out)
    assert 1 > float(longer[4]) != float(shorter[4]) > 0.999


@pytest.fixture
def files(tmp_path):
    listed, queries = tmp_path / "list.csv", tmp_path / "queries.csv"
    listed.write_text(
        "entity_id,name,dob\nE1,Karimov Aziz,1980-05-03\nE2,Rahmonov Emomali,1952\n", encoding="utf-8"
    )
    queries.write_text("query_id,name,dob\nq1,Эмомали Раҳмон,1952-10-05\nq2,Ivan Petrov,\n", encoding="utf-8")
    return [
        "names",
        "screen",
        "--list",
        str(listed),
        "--queries",
        str(queries),
        "--out",
        str(tmp_path / "out.csv"),
    ]


def test_a_trial_needs_no_purpose_and_says_in_each_row_that_it_is_one(files, tmp_path, capsys):
    assert cli.main([*files, "--trial"]) == 0

    heading, *found = rows(tmp_path / "out.csv")
    assert heading == ["query_id", "entity_id", "name", "score", "reason"]
    assert [row[:3] for row in found] == [["q1", "E2", "Rahmonov Emomali"]]
    assert found[0][4].startswith("trial only")
    assert "no result is a ground to act" in capsys.readouterr().err


def test_without_purpose_and_legal_basis_nobody_is_screened(files, tmp_path, capsys):
    assert cli.main([*files, "--purpose", "entry check"]) == 2
    assert "--legal-basis" in capsys.readouterr().err
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.django_db
def test_a_screening_leaves_an_audit_entry_with_purpose_basis_and_lists(files, monkeypatch):
    from chegara.audit.models import AuditEntry

    monkeypatch.setattr("chegara.config.runtime.prepare_database", lambda: None)

    assert cli.main([*files, "--purpose", "entry check", "--legal-basis", "Border law, article 20"]) == 0

    entry = AuditEntry.objects.get(action="names.screened")
    assert entry.reason == "entry check"
    assert entry.after["legal_basis"] == "Border law, article 20"
    assert "list.csv (SHA-256 " in entry.after["lists"]
    assert (entry.after["screened"], entry.after["candidates"]) == (2, 1)
