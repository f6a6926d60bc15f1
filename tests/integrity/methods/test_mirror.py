"""Mirror statistics: the gap's parts, its hypotheses, and the caveats that go with every figure."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.integrity.methods.mirror import Caveat, Flow, Hypothesis, gap

AMOUNT = st.floats(0.01, 1e9)


@given(AMOUNT, AMOUNT, AMOUNT, AMOUNT, st.floats(0, 0.3))
def test_the_gap_in_value_is_that_in_quantity_and_in_unit_value(sent, declared, sent_tons, tons, freight):
    found = gap(
        Flow(exported=sent, imported=declared, exported_quantity=sent_tons, imported_quantity=tons),
        freight=freight,
    )
    assert found.quantity + found.unit_value == pytest.approx(
        math.log(sent * (1 + freight)) - math.log(declared), abs=1e-9
    )
    assert -1 <= found.relative <= 1


@pytest.mark.parametrize(
    ("flow", "hypothesis"),
    [
        (Flow(exported=100, imported=104), Hypothesis.NONE),
        (Flow(exported=100, imported=50, exported_quantity=10, imported_quantity=5), Hypothesis.QUANTITY),
        (Flow(exported=100, imported=50, exported_quantity=10, imported_quantity=10), Hypothesis.VALUE),
        (Flow(exported=100, imported=25, exported_quantity=10, imported_quantity=5), Hypothesis.BOTH),
        (Flow(exported=50, imported=100), Hypothesis.SURPLUS),
        (Flow(exported=100, imported=50), Hypothesis.UNKNOWN),
        (Flow(exported=None, imported=50), Hypothesis.UNKNOWN),
    ],
    ids=[
        "freight",
        "less quantity",
        "lower value",
        "both",
        "more arrives than left",
        "no quantity",
        "no partner",
    ],
)
def test_the_sign_of_the_parts_says_what_to_look_into(flow, hypothesis):
    assert gap(flow).hypothesis is hypothesis


def test_the_loss_is_the_gap_times_the_charges_and_never_negative():
    assert gap(Flow(exported=100, imported=58, charges=0.5)).loss == pytest.approx(25)
    assert gap(Flow(exported=10, imported=58, charges=0.5)).loss == 0
    assert gap(Flow(exported=10, imported=58)).loss is None


def test_an_unknown_side_is_no_nought():
    assert gap(Flow(exported=None, imported=50)).value is None
    assert gap(Flow(exported=0, imported=50)).value == -50


@pytest.mark.parametrize(
    ("flow", "caveats"),
    [
        (
            Flow(exported=1, imported=2, transit=True, within_union=True),
            {Caveat.TRANSIT, Caveat.UNION, Caveat.QUANTITY_UNKNOWN},
        ),
        (Flow(exported=0, imported=2, exported_quantity=1, imported_quantity=1), {Caveat.ONE_SIDE}),
        (Flow(exported=1, imported=1.1, exported_quantity=1, imported_quantity=1), {Caveat.SMALL}),
    ],
    ids=["transit in a union", "one side", "small"],
)
def test_each_gap_carries_its_caveats_and_always_that_it_is_no_proof(flow, caveats):
    always = {Caveat.NO_PROOF, Caveat.FREIGHT, Caveat.TIME_LAG}
    assert set(gap(flow).caveats) == always | caveats


def test_a_negative_amount_is_refused():
    with pytest.raises(ValueError, match="not negative"):
        gap(Flow(exported=-1, imported=2))
