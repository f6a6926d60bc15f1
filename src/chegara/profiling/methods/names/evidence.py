"""The kinds of evidence that a comparison weighs, and where each weight stands in the array of weights.

A comparison is a sum of log-odds in the manner of Fellegi and Sunter (1969): each piece of evidence adds its
weight times its size. The weights are in `parameters/name_weights.toml`, fitted by logistic regression on
generated pairs (`benchmarks/fit_names.py`).
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from chegara.profiling.methods.names.parameters import table

KNOTS = (0.70, 0.80, 0.90, 1.00)
"""Between these likenesses the weight of an agreement runs straight."""

FEATURES = (
    "base",
    "agrees_70", "agrees_80", "agrees_90", "agrees_100",
    "says_70", "says_80", "says_90", "says_100",
    "given_agrees", "father_agrees", "family_agrees", "crossed", "abjad", "by_name_agrees",
    "variant", "cut", "initial", "ending", "joined", "slip",
    "unknown_contradicts", "given_contradicts", "father_contradicts", "family_contradicts",
    "unknown_near", "given_near", "father_near", "family_near",
    "unknown_missing", "given_missing", "father_missing", "family_missing",
    "order", "one_word", "one_agrees", "all_agree", "sex_differs", "sex_agrees",
    "born_same", "born_swapped", "born_day_slip", "born_year_alone", "born_one_part", "born_year", "born_new_year", "born_year_near_day",
    "born_year_typing", "born_span", "born_other_day", "born_year_off", "born_near", "born_differs",
    "nationality_same", "nationality_differs", "place_same", "place_differs", "document_same",
    "document_differs", "low_quality", "first_missing", "abjad_contradicts", "none_agrees", "by_name_missing", "abjad_unlike",
    "missing_says", "missing_more",
)  # fmt: skip
"""The names of the weights, in their order."""

INDEX = {name: position for position, name in enumerate(FEATURES)}
(BASE, AGREES, SAYS, GIVEN_AGREES, CROSSED, ABJAD, BY_NAME_AGREES, VARIANT_USED, CUT_USED, INITIAL_USED, ENDING_USED,
 JOINED_USED, SLIP_USED, CONTRADICTS, NEAR, MISSING, ORDER, ONE_WORD, ONE_AGREES, ALL_AGREE, SEX_DIFFERS, SEX_AGREES, BORN_SAME,
 NATIONALITY_SAME, NATIONALITY_DIFFERS, PLACE_SAME, PLACE_DIFFERS, DOCUMENT_SAME, DOCUMENT_DIFFERS, LOW_QUALITY,
 FIRST_MISSING, ABJAD_CONTRADICTS, NONE_AGREES, BY_NAME_MISSING, ABJAD_UNLIKE, MISSING_SAYS, MISSING_MORE) = (
    INDEX[name] for name in (
        "base", "agrees_70", "says_70", "given_agrees", "crossed", "abjad", "by_name_agrees", "variant", "cut",
        "initial", "ending", "joined", "slip", "unknown_contradicts", "unknown_near", "unknown_missing", "order", "one_word",
        "one_agrees", "all_agree", "sex_differs", "sex_agrees", "born_same", "nationality_same",
        "nationality_differs", "place_same", "place_differs", "document_same", "document_differs", "low_quality",
        "first_missing", "abjad_contradicts", "none_agrees", "by_name_missing", "abjad_unlike",
        "missing_says", "missing_more",
    )
)  # fmt: skip
BORN = tuple(name for name in FEATURES if name.startswith("born_"))
"""The kinds of agreement of two dates of birth, in the order of their weights."""


@cache
def weights() -> npt.NDArray[np.float32]:
    """Return the fitted weights in the order of FEATURES."""
    told = table("weights")["weights"]
    return np.array([told[name] for name in FEATURES], dtype=np.float32)
