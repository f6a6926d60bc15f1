"""Mirror statistics: what the partner says it sent, against what was declared on arrival.

The gap in value is the sum of a gap in quantity and one in unit value (in logarithms exactly): less quantity
points to smuggling or omission, a lower unit value to undervaluation, opposite gaps of neighbouring codes to
misclassification. *A gap is no proof*: every result carries the caveats that apply, and they are many in a
region of transit, re-export and a customs union without declarations inside.

Sources:
    R. Fisman, S.-J. Wei, "Tax Rates and Tax Evasion", Journal of Political Economy 112, 2004.
    C. Carrère, C. Grigoriou, "Can Mirror Data Help To Capture Informal International Trade?", UNCTAD 2014.
    G. Raballand et al., World Customs Journal 13(2), 2019 (mirror analysis in customs, its use and limits).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum


class Caveat(StrEnum):
    """Why a gap may be innocent; each is printed with the figures it applies to."""

    NO_PROOF = "no_proof"
    FREIGHT = "freight"
    TRANSIT = "transit"
    UNION = "union"
    TIME_LAG = "time_lag"
    QUANTITY_UNKNOWN = "quantity_unknown"
    ONE_SIDE = "one_side"
    SMALL = "small"


class Hypothesis(StrEnum):
    """What to look into first, by the sign of the gap's parts."""

    QUANTITY = "quantity"
    VALUE = "value"
    BOTH = "both"
    SURPLUS = "surplus"
    NONE = "none"
    UNKNOWN = "unknown"


SMALL_GAP = 0.1
"""A gap of less than a tenth of the trade is within freight, dates and rounding."""


@dataclass(frozen=True, kw_only=True)
class Flow:
    """One product of one partner in one year: exports by the partner (fob), imports as declared (cif).

    Values in one currency; quantities in one unit, None where unknown; `charges` are duty, excise and tax as
    shares of value.
    """

    exported: float | None
    imported: float | None
    exported_quantity: float | None = None
    imported_quantity: float | None = None
    charges: float | None = None
    transit: bool = False
    within_union: bool = False


@dataclass(frozen=True, kw_only=True)
class Gap:
    """The gap of one flow; None where a side is unknown. `relative` lies between -1 and 1."""

    value: float | None
    relative: float | None
    quantity: float | None
    unit_value: float | None
    loss: float | None
    hypothesis: Hypothesis
    caveats: tuple[Caveat, ...]


def gap(flow: Flow, *, freight: float = 0.08) -> Gap:
    """Return the gap of a flow; `freight`, a share, is what transport and insurance add to its value.

    >>> found = gap(Flow(exported=100, imported=54, exported_quantity=10, imported_quantity=10, charges=0.2))
    >>> round(found.value, 1), round(found.relative, 2), found.hypothesis.value, round(found.loss, 1)
    (54.0, 0.33, 'value', 10.8)

    Raises:
        ValueError: a value or quantity is negative, or freight is.
    """
    given = (flow.exported, flow.imported, flow.exported_quantity, flow.imported_quantity, flow.charges)
    if freight < 0 or any(one is not None and not 0 <= one < math.inf for one in given):
        raise ValueError("values, quantities, charges and freight are not negative")
    caveats = _caveats(flow)
    if flow.exported is None or flow.imported is None:
        return Gap(
            value=None, relative=None, quantity=None, unit_value=None, loss=None,
            hypothesis=Hypothesis.UNKNOWN, caveats=caveats,
        )  # fmt: skip
    sent = flow.exported * (1 + freight)
    value = sent - flow.imported
    relative = value / (sent + flow.imported) if sent + flow.imported else 0.0
    quantity = _log_ratio(flow.exported_quantity, flow.imported_quantity)
    whole = _log_ratio(sent, flow.imported)
    unit_value = whole - quantity if whole is not None and quantity is not None else None
    if abs(relative) < SMALL_GAP:
        caveats += (Caveat.SMALL,)
    return Gap(
        value=value, relative=relative, quantity=quantity, unit_value=unit_value,
        loss=None if flow.charges is None else max(0.0, value) * flow.charges,
        hypothesis=_hypothesis(relative, quantity, unit_value), caveats=caveats,
    )  # fmt: skip


def _log_ratio(sent: float | None, declared: float | None) -> float | None:
    return math.log(sent / declared) if sent and declared else None


def _caveats(flow: Flow) -> tuple[Caveat, ...]:
    apply = {
        Caveat.ONE_SIDE: not flow.exported or not flow.imported,
        Caveat.QUANTITY_UNKNOWN: not flow.exported_quantity or not flow.imported_quantity,
        Caveat.TRANSIT: flow.transit,
        Caveat.UNION: flow.within_union,
    }
    return (Caveat.NO_PROOF, Caveat.FREIGHT, Caveat.TIME_LAG, *(one for one, yes in apply.items() if yes))


def _hypothesis(relative: float, quantity: float | None, unit_value: float | None) -> Hypothesis:
    if abs(relative) < SMALL_GAP:
        return Hypothesis.NONE
    if relative < 0:
        return Hypothesis.SURPLUS
    if quantity is None or unit_value is None:
        return Hypothesis.UNKNOWN
    less, cheaper = quantity > SMALL_GAP, unit_value > SMALL_GAP
    if less and cheaper:
        return Hypothesis.BOTH
    if less:
        return Hypothesis.QUANTITY
    return Hypothesis.VALUE if cheaper else Hypothesis.UNKNOWN
