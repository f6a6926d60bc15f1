"""Fit the weights of name matching on generated pairs, held out by person, and write them with their date.

python benchmarks/fit_names.py [PAIRS]        # default 60,000; writes parameters/name_weights.toml
"""

from __future__ import annotations

import random
import sys
from datetime import date
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from chegara.profiling.methods.names import invented
from chegara.profiling.methods.names.evidence import FEATURES
from chegara.profiling.methods.names.parameters import FOLDER, table
from chegara.profiling.methods.names.scoring import evidence_of
from chegara.profiling.methods.watchlists.entry import ListEntry

FIXED = ("sex_agrees", "nationality_same", "nationality_differs", "place_same", "place_differs", "document_same",
         "document_differs", "low_quality", "order", "first_missing", "one_word", "initial", "joined",
         "father_contradicts", "father_near")  # fmt: skip
"""Evidence that the generated pairs do not vary: set by hand."""
STRENGTH = 3.0
SIGNS = {"unknown_contradicts": -1, "given_contradicts": -1, "father_contradicts": -1, "family_contradicts": -1,
         "unknown_near": 1, "given_near": 1, "father_near": 1, "family_near": 1, "says_100": 1, "says_90": 1, "says_80": 1,
         "says_70": 1, "unknown_missing": -1, "family_missing": -1, "father_missing": -1, "sex_differs": -1, "one_agrees": -1}  # fmt: skip


def pairs(seed: int, count: int) -> tuple[list[ListEntry], list[ListEntry], np.ndarray]:
    """Return pairs of which half are of one person; the seed keeps persons of fits and tests apart."""
    rng = random.Random(seed)  # noqa: S311 - a generator of test data
    same = np.arange(count) % 2 == 0
    channels = (
        ("", ""),
        ("native", "latin"),
        ("russian", "icao"),
        ("arabic", "bgn"),
        ("arabic", ""),
        ("russian", ""),
        ("", ""),
    )
    told = [
        invented.pair(rng, same=bool(each), dated=k % 5 < 2, channels=channels[k // 2 % len(channels)])
        for k, each in enumerate(same)
    ]
    return [one for one, _ in told], [other for _, other in told], same


def main(count: int) -> None:
    """Fit, report, write."""
    ones, others, same = pairs(1, count)
    x = evidence_of(ones, others).astype(float)
    y = np.where(same, 1.0, -1.0)
    start = np.array([table("weights")["weights"][name] for name in FEATURES])
    free = np.array([name not in FIXED for name in FEATURES])
    bounds = [
        (None if SIGNS.get(name, 0) <= 0 else 0.0, None if SIGNS.get(name, 0) >= 0 else 0.0) if free[k] else (start[k], start[k])
        for k, name in enumerate(FEATURES)
    ]  # fmt: skip
    for knot in (
        "says_80",
        "says_90",
        "says_100",
    ):  # generated names are all equally common; people's are not
        bounds[FEATURES.index(knot)] = (0.4, 1.0)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = y * (x @ w)
        p = 1.0 / (1.0 + np.exp(np.clip(z, -50, 50)))
        prior = STRENGTH * (w - start)
        return float(np.logaddexp(0, -z).sum() + 0.5 * (prior * (w - start)).sum()), -(x.T @ (p * y)) + prior

    fitted = minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B", options={"maxiter": 500}).x
    seen, seen_others, truth = pairs(2, 20_000)
    z = evidence_of(seen, seen_others).astype(float)
    for name, w in (("before", start), ("after", fitted)):
        p = 1.0 / (1.0 + np.exp(-(z @ w)))
        print(f"{name}: log loss {-np.log(np.where(truth, p, 1 - p).clip(1e-9)).mean():.4f}")
        for low in (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97):
            chosen = (p >= low) & (
                p < {0.0: 0.1, 0.1: 0.3, 0.3: 0.5, 0.5: 0.7, 0.7: 0.9, 0.9: 0.97, 0.97: 1.1}[low]
            )
            print(
                f"  {low:.2f}: said {p[chosen].mean():.3f}, was {truth[chosen].mean():.3f} of {chosen.sum()}"
            )
    lines = [
        "# Weights of the evidence in log-odds; positive speaks for one person. See evidence.py for what each is.",
        "",
        f"version = {date.today()}",  # noqa: DTZ011
        (
            f'source = "Chegara, benchmarks/fit_names.py: logistic regression with a ridge towards weights set by hand, on {count:,} '
            'generated pairs; nationality, place, document, quality by hand"'
        ),
        "",
        "[weights]",
        *(f"{name} = {weight:.3f}" for name, weight in zip(FEATURES, fitted, strict=True)),
    ]
    Path(FOLDER / "name_weights.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60_000)
