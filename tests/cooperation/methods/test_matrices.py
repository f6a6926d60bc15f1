"""What the two matrices lack, by hand and against a plain second count."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.cooperation.methods.competence import Line, cells, competent
from chegara.cooperation.methods.exchange import only_receive

LINES = st.lists(
    st.builds(
        Line,
        function=st.sampled_from(["persons", "goods"]),
        where=st.just("points"),
        place=st.sampled_from([None, "P1"]),
        agency=st.sampled_from(["BOR", "CUS", "INT"]),
        part=st.sampled_from(["A", "R", "C", "I"]),
        delimited=st.booleans(),
    ),
    max_size=12,
)


def line(agency: str, part: str, *, place: str | None = None, delimited: bool = False) -> Line:
    return Line("goods", "points", place, agency, part, delimited)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lines", "leads", "overlap"),
    [
        pytest.param([line("CUS", "A"), line("CUS", "R")], {"CUS"}, False, id="one leads and carries out"),
        pytest.param([line("CUS", "R")], set(), False, id="carried out, led by nobody"),
        pytest.param([line("CUS", "A"), line("BOR", "A")], {"CUS", "BOR"}, False, id="two lead"),
        pytest.param([line("CUS", "R"), line("BOR", "R")], set(), True, id="two carry out"),
        pytest.param(
            [line("CUS", "R"), line("BOR", "R", delimited=True)], set(), False, id="two, and it is said who does what"
        ),
        pytest.param(
            [line("CUS", "R"), line("BOR", "R"), line("INT", "I", delimited=True)], set(), True,
            id="a word beside those who carry out delimits nothing",
        ),
        pytest.param([line("CUS", "A"), line("CUS", "A")], {"CUS"}, False, id="said twice is one"),
        pytest.param([line("CUS", "C"), line("BOR", "I")], set(), False, id="asked and told only"),
    ],
)  # fmt: skip
def test_a_cell_tells_who_leads_and_whether_competences_overlap(
    lines: list[Line], leads: set[str], overlap: bool
) -> None:
    (cell,) = cells(lines)

    assert (set(cell.lead), cell.overlap) == (leads, overlap)


def test_lines_for_one_point_stand_apart_from_the_general_ones() -> None:
    found = cells([line("CUS", "A"), line("BOR", "A", place="P8")])

    assert [(cell.place, set(cell.lead)) for cell in found] == [(None, {"CUS"}), ("P8", {"BOR"})]


@given(LINES)
def test_leads_are_those_that_a_plain_count_finds(lines: list[Line]) -> None:
    for cell in cells(lines):
        same = [one for one in lines if (one.function, one.place) == (cell.function, cell.place)]
        assert cell.lead == {one.agency for one in same if one.part == "A"}
        assert len(cell.carry_out) == len({one.agency for one in same if one.part == "R"})


@given(LINES)
def test_who_is_only_asked_or_told_is_competent_for_nothing(lines: list[Line]) -> None:
    for agency, function in product(["BOR", "CUS", "INT"], ["persons", "goods", None]):
        parts = {one.part for one in lines if one.agency == agency and function in {one.function, None}}
        assert (agency in competent(lines, function)) == bool(parts & {"A", "R"})


@pytest.mark.parametrize(
    ("duties", "expected"),
    [
        pytest.param([], set(), id="no lines"),
        pytest.param([("a", "b")], {"b"}, id="one way"),
        pytest.param([("a", "b"), ("b", "a")], set(), id="both ways"),
        pytest.param([("a", "b"), ("b", None)], set(), id="who tells somebody abroad tells"),
        pytest.param([("a", "b"), ("b", "b")], {"b"}, id="who tells itself tells nobody"),
        pytest.param([("a", None)], set(), id="what is told abroad makes no receiver here"),
        pytest.param([("a", "b"), ("a", "c"), ("c", "a")], {"b"}, id="among several"),
    ],
)
def test_an_agency_that_only_takes_is_found(duties: list[tuple[str, str | None]], expected: set[str]) -> None:
    assert only_receive(duties) == expected
