"""A corrected file is shown against the one that it replaces, whatever the order of the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import factories

from chegara.accounts.models import User
from chegara.evidence.comparison import Difference, difference
from chegara.organisation.models import Agency

pytestmark = pytest.mark.django_db

FLOW = "persons.crossings"


@pytest.fixture
def agency() -> Agency:
    return factories.make_agency()


@pytest.fixture
def analyst(agency: Agency) -> User:
    return factories.make_user(agency=agency)


def corrected(
    old: Sequence[tuple[Any, ...]], new: Sequence[tuple[Any, ...]], agency: Agency, by: User
) -> Difference:
    """Bring in figures of (month, point, value), then the same form corrected."""
    first, second = (
        factories.statistics_csv([(FLOW, month, point, "", "entry", value) for month, point, value in rows])
        for rows in (old, new)
    )
    before = factories.make_batch(first, by=by, agency=agency)
    return difference(factories.stage_batch(second, by=by, agency=agency, replaces=before))


def counts(found: Difference) -> tuple[int, int, int, int]:
    return found.added_count, found.removed_count, found.changed_count, found.unchanged


JANUARY, FEBRUARY = ("2025-01", "P1", 10), ("2025-02", "P1", 20)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([JANUARY], [JANUARY, FEBRUARY], (1, 0, 0, 1)),
        ([JANUARY, FEBRUARY], [FEBRUARY], (0, 1, 0, 1)),
        ([JANUARY, FEBRUARY], [JANUARY, ("2025-02", "P1", 21)], (0, 0, 1, 1)),
        ([JANUARY, FEBRUARY], [FEBRUARY, JANUARY], (0, 0, 0, 2)),
        ([JANUARY], [("2025-01", "P2", 10)], (1, 1, 0, 0)),
        ([("2025-01", "P1", None)], [JANUARY], (0, 0, 1, 0)),
    ],
    ids=["a row more", "a row less", "another figure", "another order", "another place", "a blank filled"],
)
def test_what_a_corrected_file_changes_is_told(
    old: Any, new: Any, expected: tuple[int, int, int, int], agency: Agency, analyst: User
):
    assert counts(corrected(old, new, agency, analyst)) == expected


def test_a_change_shows_the_figure_before_and_after(agency: Agency, analyst: User):
    found = corrected([JANUARY], [("2025-01", "P1", 15)], agency, analyst)

    [(before, after)] = found.changed
    assert (before["value"], after["value"]) == (10, 15)
    assert (before["point_text"], after["point_text"]) == ("P1", "P1")


def test_two_equal_rows_are_two(agency: Agency, analyst: User):
    found = corrected([JANUARY, JANUARY, FEBRUARY], [JANUARY, FEBRUARY], agency, analyst)

    assert counts(found) == (0, 1, 0, 2)


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["2025-01", "2025-02"]), st.sampled_from(["P1", "P2"]), st.integers(0, 2)
    ),
    min_size=1, max_size=7,
)  # fmt: skip


@given(old=ROWS, new=ROWS, order=st.randoms())
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_row_is_told_once_whatever_the_order(
    old: list[Any], new: list[Any], order: Any, agency: Agency, analyst: User
):
    with factories.undone_afterwards():
        found = corrected(old, new, agency, analyst)
    shuffled = list(new)
    order.shuffle(shuffled)
    with factories.undone_afterwards():
        assert counts(corrected(old, shuffled, agency, analyst)) == counts(found)

    same = (Counter(old) & Counter(new)).total()
    keys = Counter(row[:2] for row in (Counter(old) - Counter(new)).elements()) & Counter(
        row[:2] for row in (Counter(new) - Counter(old)).elements()
    )
    assert found.unchanged == same
    assert found.changed_count == keys.total()
    assert found.added_count == len(new) - same - found.changed_count
    assert found.removed_count == len(old) - same - found.changed_count
