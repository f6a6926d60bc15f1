"""What a risk is judged by: the components of CIRAM that carry a level.

Source: Frontex, Common Integrated Risk Analysis Model (CIRAM), version 2.0, 2012: risk is a function of
threat (its magnitude and its likelihood), vulnerability and impact. CIRAM prescribes no formula.
"""

from __future__ import annotations

from enum import StrEnum


class Component(StrEnum):
    """One of the four that are scored; threat and exposure come from two of them by a matrix."""

    MAGNITUDE = "magnitude"
    LIKELIHOOD = "likelihood"
    VULNERABILITY = "vulnerability"
    IMPACT = "impact"


SCORED: tuple[Component, ...] = tuple(Component)

THREAT, EXPOSURE, RISK = "threat", "exposure", "risk"
"""What combining makes: threat = magnitude with likelihood, exposure = threat with vulnerability."""
