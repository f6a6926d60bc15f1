"""Fit the weights of name matching on generated pairs, held out by person, and write them with their date.

python benchmarks/fit_names.py [PAIRS]        # default 60,000; writes parameters/name_weights.toml
"""

from __future__ import annotations

import random
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
from names import altered
from scipy.optimize import minimize

from chegara.profiling.methods.names import invented
from chegara.profiling.methods.names.evidence import FEATURES
from chegara.profiling.methods.names.index import Index
from chegara.profiling.methods.names.parameters import FOLDER, table
from chegara.profiling.methods.names.scoring import evidence_of
from chegara.profiling.methods.watchlists.entry import BirthDate, ListedName, ListEntry

FIXED = ("sex_agrees", "nationality_same", "nationality_differs", "place_same", "place_differs", "document_same",
         "document_differs", "low_quality", "order", "initial",
         "by_name_agrees", "first_missing", "one_word", "one_agrees", "joined", "father_contradicts", "father_near", "base", "agrees_100", "all_agree")  # fmt: skip
"""Evidence that the generated pairs do not vary: set by hand."""
STRENGTH = 3.0
SIGNS = {"unknown_contradicts": -1, "given_contradicts": -1, "father_contradicts": -1, "family_contradicts": -1,
         "says_100": 1, "says_90": 1, "says_80": 1,
         "says_70": 1, "unknown_missing": -1, "family_missing": -1, "father_missing": -1, "sex_differs": -1, "one_agrees": -1, "one_word": -1, "first_missing": -1, "abjad_contradicts": -1, "agrees_70": -1}  # fmt: skip


def _pairs(seed: int, count: int) -> tuple[list[ListEntry], list[ListEntry], np.ndarray]:
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
        invented.pair(
            rng, same=bool(each), dated=k % 5 < 2, channels=channels[k // 2 % len(channels)], same_year=0.06
        )
        for k, each in enumerate(same)
    ]
    return [one for one, _ in told], [_once_more(other, rng, 0.12) for _, other in told], same


def _once_more(entry: ListEntry, rng: random.Random, rate: float) -> ListEntry:
    """Return a person with the name altered, as often as `rate`."""
    if rng.random() >= rate:
        return entry
    return replace(entry, names=(ListedName(text=altered(entry.name, rng)),))


def _varied(rng: random.Random) -> invented.Person:
    """Return an invented person whose names are as various as people's are."""
    one = invented.person(rng)
    if one.country == "ar":
        return one
    roots = invented.MEN[one.country].split()
    if rng.random() < 0.7:
        one = replace(one, family=rng.choice(roots) + rng.choice(roots).lower())
    if rng.random() < 0.3:
        one = replace(one, given=one.given + rng.choice(roots).lower()[:4])
    return one


def _screened(seed: int, count: int) -> tuple[list[ListEntry], list[ListEntry], np.ndarray]:
    """Return pairs as screening meets them: listed persons written anew, and strangers beside whom search brings."""
    rng = random.Random(f"screened {seed}")  # noqa: S311
    listed, persons = [], []
    for k in range(count):
        one = _varied(rng)
        names = tuple(ListedName(text=invented.written(one, rng)) for _ in range(rng.choice((1, 1, 2, 4))))
        births = () if k % 5 == 0 else (BirthDate(year=one.birth.year),) if k % 5 == 1 else (one.birth,)
        listed.append(ListEntry(id=str(k), names=names, births=births))
        persons.append(one)
    index = Index(listed)
    queries = []
    for one in persons:
        text = invented.written(one, rng)
        queries.append(
            invented.entry(
                altered(text, rng) if rng.random() < 0.5 else text, invented.blurred(one.birth, rng)
            )
        )
    strangers = []
    for _ in range(count):
        one = _varied(rng)
        strangers.append(invented.entry(invented.written(one, rng), one.birth))
    ones, others, same = list(queries), list(listed), [True] * count
    for stranger, found in zip(strangers, index.search_all(strangers, threshold=0.01, most=2), strict=True):
        for each in found:
            if stranger.births[0] not in listed[each.position].births:
                ones.append(stranger)
                others.append(listed[each.position])
                same.append(False)
    return ones, others, np.array(same)


def pairs(seed: int, count: int) -> tuple[list[ListEntry], list[ListEntry], np.ndarray]:
    """Return pairs hard to tell apart, and more as screening meets them."""
    ones, others, same = _pairs(seed, count)
    more, more_others, more_same = _screened(seed, count * 2 // 15)
    return ones + more, others + more_others, np.concatenate((same, more_same))


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
        bounds[FEATURES.index(knot)] = (0.2, 1.0)

    # A contradiction never speaks for one person: it is a part that likeness leaves and a part at full likeness.
    for role in ("unknown", "given", "father", "family"):
        whole, near = FEATURES.index(f"{role}_contradicts"), FEATURES.index(f"{role}_near")
        x[:, whole] -= x[:, near]
        start[near] = min(start[near] + start[whole], 0.0)
        bounds[near] = (None, 0.0) if free[near] else (start[near], start[near])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = y * (x @ w)
        p = 1.0 / (1.0 + np.exp(np.clip(z, -50, 50)))
        prior = STRENGTH * (w - start)
        return float(np.logaddexp(0, -z).sum() + 0.5 * (prior * (w - start)).sum()), -(x.T @ (p * y)) + prior

    fitted = minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B", options={"maxiter": 500}).x
    for role in ("unknown", "given", "father", "family"):
        whole, near = FEATURES.index(f"{role}_contradicts"), FEATURES.index(f"{role}_near")
        fitted[near] -= fitted[whole]
        start[near] -= start[whole]
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
