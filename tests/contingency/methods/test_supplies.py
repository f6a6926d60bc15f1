"""What is needed against what there is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.contingency.methods.supplies import Supply


@pytest.mark.parametrize(
    ("supply", "short", "late", "days"),
    [
        pytest.param(Supply(9000, 3000, 3000, 60, 90), 0.0, 0, 3.0, id="enough, in time, three days"),
        pytest.param(Supply(10, 12), 2.0, 0, None, id="two short, not used up"),
        pytest.param(Supply(None, 12, 5), None, 0, None, id="nobody knows how much there is"),
        pytest.param(Supply(0, 0, 0), 0.0, 0, None, id="nothing needed of nothing"),
        pytest.param(Supply(5, 5, None, 120, 30), 0.0, 90, None, id="an hour and a half late"),
        pytest.param(Supply(5, 5, None, None, 30), 0.0, 0, None, id="nobody knows when it comes"),
    ],
)
def test_a_supply_is_short_late_or_lasts(
    supply: Supply, short: float | None, late: int, days: float | None
) -> None:
    assert (supply.short_by, supply.late_by, supply.days) == (short, late, days)


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 1e6))
def test_more_in_store_is_never_shorter(available: float, more: float, needed: float) -> None:
    now, later = Supply(available, needed).short_by, Supply(available + more, needed).short_by

    assert now is not None
    assert later is not None
    assert 0 <= later <= now
