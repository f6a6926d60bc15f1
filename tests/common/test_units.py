"""Quantities in units of one dimension add up; others never meet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.common.units import UNITS, UnitMismatchError, base_unit, convert, in_base_unit

MASSES = [unit.code for unit in UNITS.values() if unit.dimension == "mass"]


@pytest.mark.parametrize(
    ("amount", "unit", "into", "expected"),
    [
        pytest.param(635, "g", "kg", 0.635, id="grams into kilograms"),
        pytest.param(635, "kg", "g", 635_000, id="kilograms into grams"),
        pytest.param(3, "centner", "t", 0.3, id="a centner is a hundred kilograms"),
        pytest.param(2, "m3", "l", 2000, id="cubic metres into litres"),
        pytest.param(7, "tablet", "tablet", 7, id="a tablet is a tablet"),
        pytest.param(5, "carat", "g", 1, id="five carats are a gram"),
        pytest.param(1, "lb", "oz", 16, id="a pound is sixteen ounces"),
        pytest.param(1, "lb", "kg", 0.45359237, id="a pound is 0.45359237 kg by agreement"),
        pytest.param(12, "dal", "hl", 1.2, id="ten decalitres are a hectolitre"),
        pytest.param(2.5, "thousand_pieces", "piece", 2500, id="a thousand pieces are a thousand"),
    ],
)
def test_a_quantity_converts_within_its_dimension(amount, unit, into, expected):
    assert convert(amount, unit, into) == expected


@pytest.mark.parametrize(
    ("unit", "into"),
    [
        pytest.param("kg", "l", id="mass is no volume"),
        pytest.param("tablet", "g", id="a tablet has no known weight"),
        pytest.param("tablet", "piece", id="a tablet is counted apart from other pieces"),
        pytest.param("pack", "piece", id="a pack holds as many as its maker likes"),
        pytest.param("USD", "EUR", id="currencies need a rate"),
        pytest.param("мешок", "kg", id="a word that nobody knows"),
    ],
)
def test_what_does_not_measure_the_same_does_not_convert(unit, into):
    with pytest.raises(UnitMismatchError):
        convert(1, unit, into)


def test_a_unit_that_converts_into_nothing_is_its_own_base():
    assert [base_unit(code) for code in ("g", "ml", "head", "мешок")] == ["kg", "l", "head", "мешок"]


@given(
    st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from(MASSES)), max_size=20), st.sampled_from(MASSES)
)
def test_a_total_does_not_depend_on_the_units_of_its_parts(parts, unit):
    total = sum(in_base_unit(amount, own)[0] for amount, own in parts)
    rewritten = sum(in_base_unit(convert(amount, own, unit), unit)[0] for amount, own in parts)
    assert rewritten == pytest.approx(total)
