"""Profiles as decision tables and as ASYCUDA's criteria, both ways."""

import contextlib
import csv
import dataclasses
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.profiling.methods.profile_world import CONDITIONS, told, told_of_person

from chegara.profiling.methods.profiles.asycuda import (
    CriteriaRefusedError,
    lists_needed,
    read_criteria,
    write_criteria,
)
from chegara.profiling.methods.profiles.problems import ProfileRefusedError
from chegara.profiling.methods.profiles.reader import read
from chegara.profiling.methods.profiles.table_files import read_table, table_rows, write_table
from chegara.profiling.methods.profiles.tables import (
    TableRefusedError,
    examples_of,
    plain_rows,
    read_rows,
    rows_of,
)

WIDE = [
    *CONDITIONS,
    {"field": "value", "operator": "between", "value": [1, 500.5]},
    {"field": "origin", "operator": "in", "value": ["USA", "CHN"]},
    {"field": "importer", "operator": "notInList", "value": {"list": "trusted"}},
    {"field": "description", "operator": "contains", "value": "apples, fresh"},
    {"field": "container", "operator": "=", "value": True},
    {"field": "invoice_date", "operator": "olderThanDays", "value": 30},
    {"field": "preference", "operator": "isMissing"},
    {"field": "transport", "operator": "!=", "value": "air"},
]


@pytest.mark.parametrize("name", ["profiles.csv", "profiles.xlsx"])
def test_a_table_comes_back_as_the_same_profiles(name, tmp_path):
    profiles = [
        read(told(rules=WIDE)),
        read(told(id="APPLES-02", offices=["OF1", "OF2"])),
        read(told_of_person()),
    ]

    write_table(profiles, tmp_path / name)

    # A table orders conditions by column, so that the same conditions may stand in another order.
    for ours, theirs in zip(profiles, read_table(tmp_path / name), strict=True):
        assert set(ours.when.rules) == set(theirs.when.rules)
        assert {**ours.plain(), "when": 0, "version": 0} == {**theirs.plain(), "when": 0, "version": 0}


EXAMPLES = {
    "must_hit": [
        {"hs": "0808101000", "value": 12.5, "description": "apples, fresh", "container": True},
        {"hs": "080810", "value": 1, "importer": '=HYPERLINK("x")', "declarant": "null", "carrier": None},
    ],
    "must_miss": [{}, {"hs": "0808101000", "value": 2000, "time": "2026-11-05T08:15", "office": '"OF1"'}],
}


@pytest.mark.parametrize("name", ["profiles.csv", "profiles.xlsx"])
def test_examples_travel_with_a_table(name, tmp_path):
    ours = [read(told(**EXAMPLES)), read(told(id="APPLES-02")), read(told_of_person())]

    write_table(ours, tmp_path / name)

    assert [each.version for each in read_table(tmp_path / name)] == [each.version for each in ours]


def test_an_example_that_a_row_contradicts_is_refused_with_the_row(tmp_path):
    write_table([read(told(**EXAMPLES))], tmp_path / "table.csv")
    text = (tmp_path / "table.csv").read_text("utf-8-sig").replace("< 1000", "< 5")
    (tmp_path / "table.csv").write_text(text)

    with pytest.raises(ProfileRefusedError, match=r"row 2: must_hit/0: the profile must hit"):
        read_table(tmp_path / "table.csv")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["id", "hs"]], "examples, row 1: the columns are id, must"),
        ([["id", "must"], ["OTHER", "hit"]], "examples, row 2, column id: no profile “OTHER”"),
        ([["id", "must"], ["ROUTE-01", "yes"]], "examples, row 2, column must: write hit or miss"),
        (
            [["id", "must", "luggage.weight"], ["ROUTE-01", "hit", "much"]],
            "examples, row 2, column luggage.weight: “much” is no number",
        ),
        (
            [["id", "must", "post"], ["ROUTE-01", "hit", '"XA']],
            "row 2, column post: .* one quotation mark of two",
        ),
    ],
    ids=["no column", "another profile", "neither hit nor miss", "no number", "half a quotation"],
)
def test_a_mistake_in_an_example_names_row_and_column(rows, message):
    with pytest.raises(TableRefusedError, match=message):
        read_rows(rows_of([read(told_of_person())]), rows)


def test_what_no_cell_can_say_of_an_example_is_refused():
    with pytest.raises(TableRefusedError, match=r"APPLES-01: no cell can say \[1\] of extra"):
        examples_of([read(told(must_miss=[{"extra": [1]}]))])


def test_a_table_with_semicolons_as_a_russian_spreadsheet_saves_it_is_read(tmp_path):
    with (tmp_path / "table.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows_of([read(told())]))

    assert read_table(tmp_path / "table.csv") == [read(told())]


_TEXTS = st.text(max_size=12) | st.sampled_from(
    ["null", '"', "true", "1", " a", "a\n", "=1", "<", "is", ";;"]
)
_VALUES = _TEXTS | st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.floats(allow_nan=False)
_RECORDS = st.lists(
    st.dictionaries(st.sampled_from(["hs", "value", "container", "invoice_date", "x"]), _VALUES), max_size=3
)


@settings(max_examples=150, deadline=None)
@given(title=_TEXTS, office=_TEXTS, word=_TEXTS, records=_RECORDS, suffix=st.sampled_from(["csv", "xlsx"]))
def test_whatever_a_profile_holds_comes_back_or_is_refused_openly(
    tmp_path_factory, title, office, word, records, suffix
):
    rules = [*CONDITIONS, {"field": "description", "operator": "notContains", "value": word}]
    with contextlib.suppress(ProfileRefusedError):
        plain = read(told(title=title, rules=rules, offices=[office])).plain()
        profile = dataclasses.replace(read({**plain}), must_miss=tuple(records))
        path = tmp_path_factory.getbasetemp() / f"any.{suffix}"
        path.unlink(missing_ok=True)
        with contextlib.suppress(TableRefusedError):
            write_table([profile], path)
        if not path.exists():
            return
        ((_, again),) = plain_rows(*table_rows(path.name, path.read_bytes()))
        assert again.get("must_miss", []) == records
        assert (again["title"], again["offices"]) == (profile.title, [office])
        assert {json.dumps(each) for each in again["when"]["rules"]} >= {
            json.dumps(rules[-1]),
        }


def test_no_cell_of_a_table_is_a_formula():
    profiles = [read(told(rules=WIDE)), read(told(id="APPLES-02", **EXAMPLES))]
    cells = [cell for row in rows_of(profiles) + examples_of(profiles) for cell in row]

    assert any("HYPERLINK" in cell for cell in cells)
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)


def test_what_no_row_can_say_is_refused_by_its_name():
    either = [*CONDITIONS[:1], {"combinator": "or", "rules": CONDITIONS}]

    with pytest.raises(TableRefusedError, match="APPLES-01"):
        rows_of([read(told(rules=either))])


def changed(column, text):
    headings, row = rows_of([read(told_of_person())])
    if column not in headings:
        return [[*headings, column], [*row, text]]
    return [headings, [text if name == column else cell for name, cell in zip(headings, row, strict=True)]]


@pytest.mark.parametrize(
    ("column", "text", "message"),
    [
        ("luggage.weight", "about 5", "row 2, column luggage.weight"),
        ("luggage.weight", ">= five", "row 2, column luggage.weight: “five” is no number"),
        ("percent", "half", "row 2, column percent"),
    ],
    ids=["no operator", "no number", "no percentage"],
)
def test_a_mistake_in_a_table_names_row_and_column(column, text, message):
    with pytest.raises(TableRefusedError, match=message):
        read_rows(changed(column, text))


def test_a_protected_attribute_does_not_come_in_by_a_table():
    with pytest.raises(ProfileRefusedError) as refused:
        read_rows(changed("religion", "is x"))

    assert refused.value.absolute


APPLES = """Criteria "APPLES";
If (ComCod = "080810" or InListTar("Fruit codes") = 1) and CtyOrigCod = "US" and StatVal >= 1000 Then
  RedLane IS 30;
Endif;
Criteria "CARS"; If ComCod = "8703231900" Then BlueLane IS 100; Endif;
"""


def test_criteria_become_trees_that_the_reader_takes():
    apples, cars = read_criteria(APPLES)

    assert (apples.name, apples.lane, apples.percent) == ("APPLES", "red", 30.0)
    assert (cars.lane, cars.line) == ("blue", 5)
    assert lists_needed([apples, cars]) == ["fruit-codes"]
    assert apples.when["rules"][0] == {
        "combinator": "or",
        "not": False,
        "rules": [
            {"field": "hs", "operator": "beginsWith", "value": "080810"},
            {"field": "hs", "operator": "inList", "value": {"list": "fruit-codes"}},
        ],
    }
    assert read(told(rules=apples.when["rules"])).lane == "red"


def test_criteria_come_back_from_their_own_text():
    for each in read_criteria(APPLES):
        tree = read(told(when=each.when)).when
        again = read_criteria(write_criteria(each.name, tree, each.lane, each.percent))[0]
        assert (again.when, again.lane, again.percent) == (each.when, each.lane, each.percent)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('Criteria "A";\nIf Weight > 5 Then RedLane IS 1; Endif;', "line 2: the field Weight"),
        ('Criteria "A"; If ComCod + 1 = 5 Then RedLane IS 1; Endif;', "line 1: .* is not understood"),
        ('Criteria "A";\nIf ComCod = "08" Then\nOrangeLane IS 1; Endif;', "line 3: 'OrangeLane'"),
        ('Criteria "A"; If ComCod = "08" Then RedLane IS 0; Endif;', "line 1: IS takes"),
        ('Criteria "A"; If ComCod = "08" Then RedLane', "ends before"),
        ('Criteria "A"; If StatVal > "x" Then RedLane IS 1; Endif;', "with a number"),
        ("If x", "line 1: 'If' stands where criteria"),
    ],
    ids=["field", "arithmetic", "lane", "percentage", "end", "type", "beginning"],
)
def test_what_is_not_in_the_subset_is_refused_with_its_line(text, message):
    with pytest.raises(CriteriaRefusedError, match=message):
        read_criteria(text)


def test_what_the_text_form_cannot_say_is_refused():
    with pytest.raises(CriteriaRefusedError, match="cannot say"):
        write_criteria("A", read(told(rules=WIDE)).when, "red", 100)
