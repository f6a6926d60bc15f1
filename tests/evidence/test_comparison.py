"""What a corrected file changes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import factories
from tests.factories import statistics_csv

from chegara.accounts.models import User
from chegara.evidence.comparison import difference
from chegara.evidence.models import Batch
from chegara.organisation.models import Agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return factories.make_agency()


@pytest.fixture
def analyst(agency: Agency) -> User:
    return factories.make_user(agency=agency)


def figures(values: dict[str, Any]) -> bytes:
    return statistics_csv(("refusals", "2025-01", point, "", "", value) for point, value in values.items())


def corrected(before: dict[str, Any], after: dict[str, Any], by: User, agency: Agency) -> Batch:
    first = factories.make_batch(figures(before), by=by, agency=agency)
    return factories.stage_batch(figures(after), by=by, agency=agency, replaces=first)


@pytest.mark.parametrize(
    ("before", "after", "counts"),
    [
        pytest.param({"A": 1, "B": 2}, {"B": 2, "A": 1}, (0, 0, 0, 2), id="another order"),
        pytest.param({"A": 1, "B": 2}, {"A": 1, "B": 3}, (0, 0, 1, 1), id="a changed figure"),
        pytest.param({"A": 1, "B": 2}, {"A": 1, "C": 2}, (1, 1, 0, 1), id="another place"),
        pytest.param({"A": 1}, {"A": 1, "B": 2}, (1, 0, 0, 1), id="a row more"),
        pytest.param({"A": 1, "B": 2}, {"A": 1}, (0, 1, 0, 1), id="a row less"),
        pytest.param({"A": ""}, {"A": 0}, (0, 0, 1, 0), id="unknown became zero"),
    ],
)
def test_the_difference_counts_what_came_went_and_changed(
    before: Any, after: Any, counts: tuple[int, ...], analyst: User, agency: Agency
):
    found = difference(corrected(before, after, analyst, agency))

    assert (found.added_count, found.removed_count, found.changed_count, found.unchanged) == counts


def test_a_changed_figure_is_shown_before_and_after(analyst: User, agency: Agency):
    found = difference(corrected({"A": 1, "B": 2}, {"A": 1, "B": 3}, analyst, agency))

    [(before, after)] = found.changed
    assert (before["point_text"], before["value"], after["value"]) == ("B", 2.0, 3.0)


VALUES = st.dictionaries(st.sampled_from("ABCDEF"), st.integers(0, 3), min_size=1)


@given(before=VALUES, after=VALUES)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_record_of_both_files_is_accounted_for(before: Any, after: Any, analyst: User, agency: Agency):
    with factories.undone_afterwards():
        found = difference(corrected(before, after, analyst, agency))

        assert found.unchanged + found.changed_count + found.added_count == len(after)
        assert found.unchanged + found.changed_count + found.removed_count == len(before)
        assert found.unchanged == len(before.items() & after.items())
        assert found.changed_count == len(before.keys() & after.keys()) - found.unchanged


def test_a_corrected_import_s_page_shows_the_difference_before_it_is_confirmed(
    client: Any, analyst: User, agency: Agency
):
    batch = corrected({"A": 1, "B": 2}, {"A": 1, "B": 731}, analyst, agency)
    client.force_login(analyst)

    text = client.get(f"/evidence/imports/{batch.pk}/").content.decode()

    assert "0 added, 0 removed, 1 changed, 1 unchanged." in text
    assert "731" in text
