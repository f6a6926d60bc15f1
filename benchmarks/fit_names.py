"""Fit the weights of name matching on generated persons, choose the threshold on others, and write both with their date.

python benchmarks/fit_names.py [LISTS [WEIGHT …]]   # default 12 lists of 1,000 persons; writes parameters/name_weights.toml

Where weights are named, only these are fitted anew and the others stay as they are.

Two kinds of pairs are learnt from: writings of one person and of two who are easily mistaken (kin, namesakes in part),
and pairs as screening meets them: travellers beside the persons of a list whom the search itself brings, so that the
strangers are the hardest of their list. The search is repeated with the weights found (hard negatives mined anew).
No person of the fit is among those on whom the threshold is chosen, and no real list is read at all.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from names_altered import altered
from names_generated import listed, someone, traveller, whole_names
from scipy.optimize import minimize

from chegara.profiling.methods.names import invented
from chegara.profiling.methods.names.evidence import FEATURES, weights
from chegara.profiling.methods.names.index import Index
from chegara.profiling.methods.names.parameters import FOLDER, table
from chegara.profiling.methods.names.scoring import evidence_of, probability
from chegara.profiling.methods.watchlists.entry import ListEntry

FIXED = ("sex_agrees", "nationality_same", "nationality_differs", "place_same", "place_differs", "document_same",
         "document_differs", "low_quality", "none_agrees")  # fmt: skip
"""Evidence that the generated persons do not vary, or not as people do: set by hand."""
AGAINST = ("unknown_contradicts", "given_contradicts", "father_contradicts", "family_contradicts", "unknown_missing",
           "given_missing", "family_missing", "father_missing", "by_name_missing", "sex_differs", "one_word", "first_missing",
           "born_differs", "born_near", "order")  # fmt: skip
FOR = ("says_70", "says_80", "says_90", "says_100", "agrees_90", "agrees_100", "born_same", "born_swapped", "born_day_slip",
       "born_year", "born_new_year", "all_agree")  # fmt: skip
STRENGTH = 1.0
LISTED, STRANGERS = 1000, 3000
ROUNDS = 2
FALSE_ALERTS, FALSE_ALERTS_UNDATED = 0.002, 0.03
"""The shares of strangers, with and without a birth, who may be told, on lists made hard: most of their names are common ones."""
ROLES = ("unknown", "given", "father", "family")
CHANNELS = (
    ("", ""),
    ("native", "latin"),
    ("russian", "icao"),
    ("arabic", "bgn"),
    ("arabic", ""),
    ("russian", ""),
    ("", ""),
)
Floats = npt.NDArray[np.float64]


class Pairs(NamedTuple):
    """Pairs of persons, whether each is of one person, how much each counts in the fit, and whether a search brought it."""

    ones: list[ListEntry]
    others: list[ListEntry]
    same: list[bool]
    counts: list[float]
    met: list[bool]


def mistakable(seed: int, count: int) -> Pairs:
    """Return pairs of which half are of one person and the others easily mistaken."""
    rng = random.Random(f"mistakable {seed}")  # noqa: S311 - a generator of test data
    found = Pairs([], [], [], [], [])
    for k in range(count):
        same = k % 2 == 0
        one, other = invented.pair(
            rng, same=same, dated=k % 5 < 2, channels=CHANNELS[k // 2 % len(CHANNELS)], same_year=0.06
        )
        if not same and rng.random() < 0.2:
            one, other = (namesakes if k % 5 < 2 and rng.random() < 0.5 else lookalikes)(rng, dated=k % 5 < 2)
        if rng.random() < 0.12:
            other = invented.entry(altered(other.name, rng), other.births[0] if other.births else None)
        _add(found, one, other, same, 1.0, met=False)
    return found


def namesakes(rng: random.Random, *, dated: bool) -> tuple[ListEntry, ListEntry]:
    """Return two persons of one name, born at different times."""
    one = invented.person(rng)
    births = (one.birth, invented.birth(rng)) if dated else (None, None)
    first, second = (invented.entry(invented.written(one, rng), born) for born in births)
    return first, second


def lookalikes(rng: random.Random, *, dated: bool) -> tuple[ListEntry, ListEntry]:
    """Return two persons of whom the given or family names are two that look alike: Marat and Murat, Aliev and Valiev."""
    one = invented.person(rng, "uz tg ky kk tk ru")
    roots = (invented.WOMEN if one.woman else invented.MEN)[one.country].split()
    families = invented.MEN[one.country].split()
    other = (
        replace(one, given=_alike(one.given, roots, rng))
        if rng.random() < 0.7
        else replace(one, family=_alike(one.family, families, rng))
    )
    born = invented.birth(rng)
    return (
        invented.entry(invented.written(one, rng), one.birth if dated else None),
        invented.entry(invented.written(other, rng), born if dated else None),
    )


def _alike(name: str, names: Sequence[str], rng: random.Random) -> str:
    """Return one of the three other names that look most like one."""
    others = sorted({each for each in names if each != name},
                    key=lambda each: -SequenceMatcher(None, name, each).ratio())  # fmt: skip
    return rng.choice(others[:3])


def _add(
    found: Pairs, one: ListEntry, other: ListEntry, same: bool, counts: float, *, met: bool = True
) -> None:
    found.ones.append(one)
    found.others.append(other)
    found.same.append(same)
    found.counts.append(counts)
    found.met.append(met)


class Screening(NamedTuple):
    """A list, travellers who are on it (the k-th is the k-th listed), and strangers."""

    entries: list[ListEntry]
    listed: list[ListEntry]
    strangers: list[ListEntry]


def screening(seed: int) -> Screening:
    """Return an invented list and those who meet it."""
    rng = random.Random(f"screening {seed}")  # noqa: S311
    people = [someone(rng) for _ in range(LISTED)]
    entries = [listed(one, str(k), rng) for k, one in enumerate(people)]
    known = [
        traveller(one, rng, text=rng.choice(whole_names(entry) or [""]) if rng.random() < 0.6 else "")
        for one, entry in zip(people, entries, strict=True)
    ]
    return Screening(entries, known, [traveller(someone(rng), rng) for _ in range(STRANGERS)])


def screened(seeds: Sequence[int]) -> Pairs:
    """Return travellers beside the listed persons whom the search brings, with the present weights."""
    found = Pairs([], [], [], [], [])
    for seed in seeds:
        entries, known, strangers = screening(seed)
        index = Index(entries)
        for one, entry in zip(known, entries, strict=True):
            _add(found, one, entry, True, 1.0)
        for place, near in enumerate(index.search_all(known, threshold=0.01, most=2)):
            for each in near:
                if each.position != place:
                    _add(found, known[place], entries[each.position], False, 0.5)
        for one, near in zip(strangers, index.search_all(strangers, threshold=0.001, most=3), strict=True):
            for each in near:
                _add(found, one, entries[each.position], False, 1.0)
    return found


def fitted(pairs: Pairs, start: Floats, only: Sequence[str] = ()) -> tuple[Floats, float]:
    """Return the weights of a logistic regression with a ridge towards the present ones, and what half means.

    Of the mistakable pairs half are of one person, of those that a search brings far fewer. That is no matter of names, so
    a weight of its own takes it up: the second value, in log-odds. The weights with it are right where half are of one
    person, without it where a search is made on lists like these.
    """
    x = evidence_of(pairs.ones, pairs.others).astype(float)
    x = np.hstack((x, 1.0 - np.array(pairs.met, float)[:, None]))
    half = -float(table("weights")["searched"])
    start = np.append(start, half)
    start[FEATURES.index("base")] -= half
    counts = np.array(pairs.counts)
    y = np.where(pairs.same, 1.0, -1.0)
    bounds: list[tuple[float | None, float | None]] = [
        (start[k], start[k])
        if name in FIXED or (only and name not in only)
        else (0.0 if name in FOR else None, 0.0 if name in AGAINST else None)
        for k, name in enumerate(FEATURES)
    ]
    bounds.append((half, half) if only else (None, None))
    # A contradiction never speaks for one person: it is a part that likeness leaves and a part at full likeness.
    places = [(FEATURES.index(f"{role}_contradicts"), FEATURES.index(f"{role}_near")) for role in ROLES]
    for whole, near in places:
        x[:, whole] -= x[:, near]
        start[near] = min(start[near] + start[whole], 0.0)
        bounds[near] = (start[near], start[near]) if only and FEATURES[near] not in only else (None, 0.0)

    def loss(w: Floats) -> tuple[float, Floats]:
        z = y * (x @ w)
        p = 1.0 / (1.0 + np.exp(np.clip(z, -50, 50)))
        prior = STRENGTH * (w - start)
        value = float((counts * np.logaddexp(0, -z)).sum() + 0.5 * (prior * (w - start)).sum())
        return value, -(x.T @ (counts * p * y)) + prior

    found: Floats = minimize(
        loss, start, jac=True, bounds=bounds, method="L-BFGS-B", options={"maxiter": 800}
    ).x
    for whole, near in places:
        found[near] -= found[whole]
    found[FEATURES.index("base")] += found[-1]
    return found[:-1], float(found[-1])


def take(values: Floats) -> None:
    """Score with these weights from now on."""
    table("weights")["weights"].update(zip(FEATURES, (float(value) for value in values), strict=True))
    weights.cache_clear()


def present() -> Floats:
    """Return the weights of the file."""
    return np.array([table("weights")["weights"][name] for name in FEATURES])


def reliability(pairs: Pairs, more: float = 0.0) -> None:
    """Print how many of the pairs with a score, raised by some log-odds, were of one person."""
    same = np.array(pairs.same)
    p = probability(evidence_of(pairs.ones, pairs.others).astype(float) @ present() + more)
    print(f"log loss {-np.log(np.where(same, p, 1 - p).clip(1e-9)).mean():.4f}")
    edges = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 1.1)
    for low, high in pairwise(edges):
        chosen = (p >= low) & (p < high)
        if chosen.any():
            print(
                f"  {low:.2f}: said {p[chosen].mean():.3f}, was {same[chosen].mean():.3f} of {chosen.sum()}"
            )


def thresholds(seeds: Sequence[int]) -> tuple[float, float]:
    """Return the least scores that at most FALSE_ALERTS of strangers with a birth reach and FALSE_ALERTS_UNDATED of those
    without, and print what they find of the listed.
    """
    right: list[list[float]] = [[], []]
    wrong: list[list[float]] = [[], []]
    for seed in seeds:
        entries, known, strangers = screening(seed)
        index = Index(entries)
        for k, near in enumerate(index.search_all(known, threshold=0.001)):
            if entries[k].births:
                points = max((each.score for each in near if each.position == k), default=0.0)
                right[not known[k].births].append(points)
        for one, near in zip(strangers, index.search_all(strangers, threshold=0.001), strict=True):
            wrong[not one.births].append(near[0].score if near else 0.0)
    least = []
    for which, share in enumerate((FALSE_ALERTS, FALSE_ALERTS_UNDATED)):
        points, alarms = np.array(right[which]), np.sort(wrong[which])[::-1]
        print("without a birth:" if which else "with a birth:")
        for each in (0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99):
            print(
                f"  from {each}: recall {(points >= each).mean():.4f}, false alerts {(alarms >= each).mean():.4%}"
            )
        least.append(float(np.ceil(alarms[int(share * len(alarms))] * 1000 + 1e-9) / 1000))
        print(
            f"threshold {least[-1]}: recall {(points >= least[-1]).mean():.4f}, false alerts {(alarms >= least[-1]).mean():.4%}"
        )
    return least[0], least[1]


def main(lists: int, only: Sequence[str]) -> None:
    """Fit, report, write."""
    known = mistakable(1, 8000 * lists)
    for _ in range(ROUNDS):
        met = screened(range(lists))
        pairs = Pairs(*(mine + others for mine, others in zip(known, met, strict=True)))
        print(
            f"{len(known.same):,} mistakable pairs, {len(met.same):,} of screening, {sum(met.same):,} of one person"
        )
        found, half = fitted(pairs, present(), only)
        take(found)
        table("weights")["searched"] = -half
    print("mistakable pairs of other persons:")
    reliability(mistakable(2, 20_000))
    print(f"screening of other persons, where far fewer are of one person (log-odds {-half:+.2f}):")
    reliability(screened(range(1000, 1003)), -half)
    chosen, undated = thresholds(range(2000, 2006))
    lines = [
        "# Weights of the evidence in log-odds; positive speaks for one person. See evidence.py for what each is.",
        "# threshold: the score from which on somebody is told as a candidate, on the command line and on the site alike;",
        f"# {FALSE_ALERTS:.1%} of generated strangers reach it. threshold_undated: the same where no birth is asked for; {FALSE_ALERTS_UNDATED:.0%} reach it.",
        "# The score is the probability where half of the pairs are of one person. Of the pairs that a search brings on generated lists",
        "# far fewer are: there the log-odds `searched` must be added for it to be one.",
        "",
        f"version = {date.today()}",  # noqa: DTZ011
        (
            f'source = "Chegara, benchmarks/fit_names.py: logistic regression on {len(pairs.same):,} generated pairs'
            f"{' (' + ', '.join(only) + '; the others before)' if only else ''}; "
            "nationality, place, document, quality and no word in common by hand; "
            'the threshold on other generated persons"'
        ),
        f"threshold = {chosen}",
        f"threshold_undated = {undated}",
        f"searched = {-half:.3f}",
        "",
        "[weights]",
        *(f"{name} = {weight:.3f}" for name, weight in zip(FEATURES, present(), strict=True)),
    ]
    Path(FOLDER / "name_weights.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 12, sys.argv[2:])
