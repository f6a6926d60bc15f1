"""Name matching: how fast, how large, how well, with peers beside it.

    python benchmarks/names.py speed [PERSONS …]           # default 100000 1000000, each in its own process
    python benchmarks/names.py recall [PERSONS]            # default 100000: what search loses, what the score loses
    python benchmarks/names.py kinds [LISTS]               # generated lists: what is still found after each alteration
    python benchmarks/names.py quality [UN.xml] [--peers PYTHON]

`quality` uses generated persons that no fit has seen (another seed) and, where given, the UN's list: its persons
with altered names and dates of birth against the whole list, and invented travellers who are not on it; and its
names in Arabic script beside those in Latin letters. PYTHON is an interpreter of a throw-away environment with
rapidfuzz and nomenklatura (`pip install -r benchmarks/names_peers.txt`).
"""

from __future__ import annotations

import gc
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from measuring import MEGABYTE, machine, verdict
from names_altered import BIRTHS, NAMES, blurred
from names_altered import altered as rewritten
from names_generated import listed as listed_as
from names_generated import someone, traveller, whole_names

from chegara.profiling.methods.names import invented
from chegara.profiling.methods.names.index import Index
from chegara.profiling.methods.names.parameters import THRESHOLD
from chegara.profiling.methods.names.scoring import score
from chegara.profiling.methods.names.sounds import is_abjad
from chegara.profiling.methods.watchlists.entry import BirthDate, ListedName, ListEntry
from chegara.profiling.methods.watchlists.reading import read_list

SEED = 20_26
PAIRS = 6000


def people(count: int, rng: random.Random) -> Iterator[invented.Person]:
    """Yield invented persons; words are varied, so that the vocabulary grows as people's does."""
    for _ in range(count):
        one = invented.person(rng)
        if one.country != "ar" and rng.random() < 0.5:
            roots = invented.MEN[one.country].split()
            one = replace(one, family=rng.choice(roots) + rng.choice(roots).lower())
        yield one


def population(count: int, seed: int) -> list[ListEntry]:
    """Return invented persons, each written once."""
    rng = random.Random(seed)  # noqa: S311
    return [
        invented.entry(invented.written(one, rng), one.birth, str(k))
        for k, one in enumerate(people(count, rng))
    ]


def resident() -> int:
    """Return the bytes of memory that this process holds now."""
    gc.collect()
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) * 1024
    return 0


def speed(count: int) -> None:
    """Print the figures of one size and their bounds."""
    queries = population(3000, SEED + 1)
    Index(population(300, 1)).search(queries[0])  # compile
    listed = population(count, SEED)
    rng = random.Random(3)  # noqa: S311
    for k in range(0, len(queries), 2):  # half of them are listed
        queries[k] = rng.choice(listed)
    begun, cpu = time.perf_counter(), time.process_time()
    index = Index(listed)
    print(
        f"{count:,} persons: built in {time.perf_counter() - begun:.2f} s, {time.process_time() - cpu:.2f} s CPU"
    )
    if count <= 100_000:
        verdict("index", time.process_time() - cpu, 5.0, "s CPU")
    verdict("memory of the index", index.nbytes / MEGABYTE, 60 if count <= 100_000 else 400, "MiB")
    spent = []
    for query in queries[:2000]:
        begun = time.perf_counter()
        index.search(query)
        spent.append((time.perf_counter() - begun) * 1e3)
    p50, p99 = np.percentile(spent, (50, 99))
    if count <= 100_000:
        verdict("one query, p50", p50, 0.3, "ms")
    else:
        print(f"one query, p50: {p50:.2f} ms")
    verdict("one query, p99", p99, 2.0 if count <= 100_000 else 5.0, "ms")
    cpu = time.process_time()
    for _ in index.search_all(queries):
        pass
    bulk = (time.process_time() - cpu) / len(queries) * 1e6
    if count <= 100_000:
        verdict("bulk, a query", bulk, 100, "us CPU")
    else:
        print(f"bulk, a query: {bulk:.0f} us CPU")


def recall(count: int) -> None:
    """Print, of persons of a large list written anew, how many the search compares and how many the score tells."""
    rng = random.Random(SEED + 2)  # noqa: S311
    persons = list(people(count, rng))
    listed = [invented.entry(invented.written(one, rng), one.birth, str(k)) for k, one in enumerate(persons)]
    index = Index(listed)
    chosen = rng.sample(range(count), 1500)
    for dated in (True, False):
        queries = [
            invented.entry(
                invented.written(persons[k], rng), invented.blurred(persons[k].birth, rng) if dated else None
            )
            for k in chosen
        ]
        compared = [
            {each.position for each in found} for found in index.search_all(queries, threshold=0.0, most=200)
        ]
        told = [{each.position for each in found} for found in index.search_all(queries, threshold=THRESHOLD)]
        points = np.nan_to_num(score(queries, [listed[k] for k in chosen]).scores)
        print(
            f"{count:,} persons, {'with' if dated else 'without'} births: of 1,500 written anew "
            f"{np.mean([k in found for k, found in zip(chosen, compared, strict=True)]):.4f} are compared (index recall), "
            f"{np.mean(points >= THRESHOLD):.4f} reach the threshold {THRESHOLD} (score recall), "
            f"{np.mean([k in found for k, found in zip(chosen, told, strict=True)]):.4f} are among the ten told"
        )


def kinds(lists: int) -> None:
    """Print, of generated lists that no fit has seen, how many persons are found after each alteration of a name or birth.

    The threshold is the score that one of a thousand strangers with a birth reaches.
    """
    right: dict[str, list[tuple[float, str]]] = {}
    wrong: list[tuple[float, str]] = []
    for seed in range(lists):
        rng = random.Random(f"kinds {seed}")  # noqa: S311
        people = [someone(rng) for _ in range(1000)]
        entries = [listed_as(one, str(k), rng) for k, one in enumerate(people)]
        index = Index(entries)
        asked: list[tuple[str, int, ListEntry]] = []
        for kind in ("written anew", *NAMES, *BIRTHS):
            for k in rng.sample(range(len(people)), 250):
                whole = whole_names(entries[k])
                text = people[k].written(rng) if kind == "written anew" or not whole else rng.choice(whole)
                text = (
                    rewritten(text, rng, kind)
                    if kind in NAMES
                    else text
                    if kind == "written anew"
                    else rewritten(text, rng)
                )
                born = people[k].birth
                if born.month:
                    born = blurred(born, rng, kind if kind in BIRTHS else "")
                if text and entries[k].births:
                    asked.append((kind, k, invented.entry(text, born)))
        for (kind, k, query), near in zip(
            asked, index.search_all([each[2] for each in asked], threshold=1e-4), strict=True
        ):
            points = max((each.score for each in near if each.position == k), default=0.0)
            listed = (
                " / ".join(name.text for name in entries[k].names)
                + " "
                + " ".join(map(str, entries[k].births))
            )
            right.setdefault(kind, []).append((points, f"{query.name} {_born(query)} | {listed}"))
        strangers = [traveller(someone(rng), rng, dated=1.0) for _ in range(5000)]
        for one, near in zip(strangers, index.search_all(strangers, threshold=1e-4), strict=True):
            told = (
                f"{one.name} {_born(one)} | {near[0].name} {' '.join(map(str, entries[near[0].position].births))}"
                if near
                else ""
            )
            wrong.append((near[0].score if near else 0.0, told))
    wrong.sort(reverse=True)
    every = np.concatenate([[points for points, _ in found] for found in right.values()])
    for share in (0.0005, 0.001, 0.002, 0.004):
        least = wrong[int(share * len(wrong))][0]
        print(
            f"{share:.2%} of {len(wrong):,} strangers reach {least:.4f}: {(every > least).mean():.4f} of all altered do"
        )
    least = wrong[int(0.001 * len(wrong))][0]
    for kind, found in sorted(
        right.items(), key=lambda each: np.mean([points > least for points, _ in each[1]])
    ):
        points = np.array([each[0] for each in found])
        print(
            f"{kind:24} {(points > least).mean():.4f} of {len(points)} found; {(points < 2e-4).mean():.4f} never compared"
        )
        for each in sorted(found)[:SHOWN]:
            print(f"      {each[0]:.4f} {each[1]}")
    for each in wrong[: 10 * SHOWN]:
        print(f"   false {each[0]:.4f} {each[1]}")


SHOWN = int(os.environ.get("SHOWN", "0"))


def recall_at(scores: np.ndarray, same: np.ndarray, precision: float) -> float:
    """Return the highest recall of any threshold whose precision is at least as asked."""
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(same[order])
    last = np.append(np.diff(scores[order]) != 0, True)  # a threshold lies between different scores only
    good = (hits / np.arange(1, len(order) + 1) >= precision) & last
    return float(hits[good].max() / same.sum()) if good.any() else 0.0


SETS = (
    ("Central Asian variants", "uz tg ky kk tk", ("", ""), 0.98, 0.95),
    ("Cyrillic-Latin", "uz tg ky kk tk ru", ("russian", "bgn"), 0.99, 0.95),
    ("Cyrillic-Latin, national", "uz tg ky kk tk", ("native", "latin"), 0.99, 0.95),
    ("Arabic-Latin", "ar", ("arabic", "bgn"), 0.95, 0.65),
    ("Arabic-Latin, regional names", "uz tg ky kk tk ru ar", ("arabic", "icao"), 0.95, 0.65),
)


def quality(un: Path | None, peers: str) -> None:
    """Print recall at the precision asked, ours and the peers'."""
    for name, countries, channels, precision, bound in SETS:
        for dated in (False, True):
            rng = random.Random(f"{SEED} {name} {dated}")  # noqa: S311
            same = np.arange(PAIRS) % 2 == 0
            pairs = [
                invented.pair(rng, same=bool(each), dated=dated, countries=countries, channels=channels)
                for each in same
            ]
            _print_set(f"{name}{', with dates' if dated else ''}", pairs, same, precision, bound, peers)
    if un:
        entries = read_list(un)
        _un_scripts(entries, peers)
        _un_screening(entries)


def _print_set(
    name: str,
    pairs: Sequence[tuple[ListEntry, ListEntry]],
    same: np.ndarray,
    precision: float,
    bound: float,
    peers: str,
) -> None:
    points = score([one for one, _ in pairs], [other for _, other in pairs]).scores
    found = recall_at(np.nan_to_num(points), same, precision)
    print(
        f"{name}: recall {found:.3f} at {precision:.0%} precision, at least {bound}: {'met' if found >= bound else 'MISSED'}"
    )
    if peers:
        told = [
            {"name1": one.name, "name2": other.name, "dob1": _born(one), "dob2": _born(other)}
            for one, other in pairs
        ]
        with tempfile.TemporaryDirectory() as folder:
            given, taken = Path(folder, "pairs.json"), Path(folder, "scores.json")
            given.write_text(json.dumps(told))
            subprocess.run(
                [peers, str(Path(__file__).with_name("names_peers.py")), str(given), str(taken)], check=True
            )
            for peer, result in json.loads(taken.read_text()).items():
                if isinstance(result, str):
                    print(f"    {peer}: {result}")
                else:
                    print(
                        f"    {peer}: recall {recall_at(np.array(result['scores']), same, precision):.3f}, {result['us']:.0f} us a pair"
                    )


def _born(entry: ListEntry) -> str:
    return str(entry.births[0]) if entry.births else ""


def _un_scripts(entries: Sequence[ListEntry], peers: str) -> None:
    """Names in Arabic script beside the same person's in Latin letters, and beside another's."""
    rng = random.Random(SEED)  # noqa: S311
    both = [
        (
            next(name for name in entry.names if name.kind == "original" and is_abjad(name.text)),
            entry.names[0],
        )
        for entry in entries
        if any(name.kind == "original" and is_abjad(name.text) for name in entry.names)
    ]
    pairs, same = [], []
    for k, (script, latin) in enumerate(both):
        others = [other for j, (_, other) in enumerate(both) if j != k]
        # The hardest of forty strangers, by ours; then any nine.
        pool = rng.sample(others, min(40, len(others)))
        points = score([_one(script)] * len(pool), [_one(each) for each in pool]).scores
        chosen = [pool[int(np.nan_to_num(points).argmax())], *rng.sample(pool, 2)]
        pairs += [(_one(script), _one(latin)), *((_one(script), _one(each)) for each in chosen)]
        same += [True, False, False, False]
    _print_set(f"UN list, Arabic-Latin ({len(both)} persons)", pairs, np.array(same), 0.95, 0.65, peers)


def _one(name: ListedName) -> ListEntry:
    return ListEntry(id="", names=(name,))


def altered(text: str, rng: random.Random) -> str:
    """Return a name as it may be written another time: words swapped, dropped, joined, misspelt, in Cyrillic."""
    words = [word for word in text.replace(",", " ").split() if word]
    kind = rng.randrange(8)
    if kind == 0 and len(words) > 2:
        words.pop(rng.randrange(len(words)))
    elif kind == 1:
        words = words[-1:] + words[:-1]
    elif kind == 2 and len(words) > 1:
        at = rng.randrange(len(words) - 1)
        words[at : at + 2] = ["".join(words[at : at + 2])]
    elif kind == 3:
        for one, other in rng.sample([("kh", "h"), ("q", "k"), ("ou", "u"), ("ee", "i"), ("sh", "ch"), ("j", "dj"), ("w", "v"),
                                      ("y", "i"), ("u", "o"), ("aa", "a")], 3):  # fmt: skip
            words = [word.casefold().replace(one, other) for word in words]
    elif kind == 4:
        words = [invented._cyrillic(word) for word in words]  # noqa: SLF001
    else:
        for _ in range(1 if kind < 7 else 2):
            at = rng.randrange(len(words))
            words[at] = invented._slipped(words[at] + " ", rng, 1.0).strip()  # noqa: SLF001
    return " ".join(words)


def _un_screening(entries: Sequence[ListEntry]) -> None:
    """Persons of the list with altered name and birth must be found; invented travellers must not."""
    rng = random.Random(SEED + 7)  # noqa: S311
    index = Index(entries)
    positives, truth = [], []
    for entry in entries:
        latin = [
            name
            for name in entry.names
            if name.kind != "original" and len(name.text.split()) > 1 and name.quality == "good"
        ]
        exact = [each for each in entry.births if each.precision in ("day", "year")]
        if not latin or not exact:
            continue
        born = rng.choice(exact)
        if born.precision == "day":
            born = (
                invented.blurred(BirthDate(year=born.year, month=born.month, day=born.day), rng)
                if rng.random() < 0.9
                else born
            )
        positives.append(invented.entry(altered(rng.choice(latin).text, rng), born))
        truth.append(entry.id)
    negatives = []
    for each in range(6000):
        one = invented.person(rng, "ar" if each % 3 == 0 else "uz tg ky kk tk ru")
        text = invented.written(one, rng)
        negatives.append(invented.entry(text, invented.birth(rng)))
    found = list(index.search_all(positives, threshold=0.02))
    false = [
        candidates[0].score if candidates else 0.0
        for candidates in index.search_all(negatives, threshold=0.02)
    ]
    right = [
        max((c.score for c in candidates if c.id == known), default=0.0)
        for candidates, known in zip(found, truth, strict=True)
    ]
    for threshold in sorted({0.3, 0.5, 0.7, 0.8, 0.9, 0.95, THRESHOLD}):
        recall, alarms = np.mean(np.array(right) >= threshold), np.mean(np.array(false) >= threshold)
        met = recall >= 0.99 and alarms <= 0.001
        print(f"UN list screened at {threshold}: recall {recall:.4f} of {len(right)}, false alerts {alarms:.4%} of {len(false)}"
              f"{' (the product)' if threshold == THRESHOLD else ''}{': met' if met else ': MISSED'}")  # fmt: skip
    for k in np.argsort(right)[:12]:
        print("   low:", round(right[k], 3), positives[k].name, _born(positives[k]), "|", truth[k])
    for k in np.argsort(false)[::-1][:6]:
        print("   high:", round(false[k], 3), negatives[k].name, _born(negatives[k]))


def main(arguments: list[str]) -> None:
    """Run what is asked."""
    print(machine())
    if arguments[:1] == ["speed"]:
        sizes = [int(each) for each in arguments[1:]] or [100_000, 1_000_000]
        if len(sizes) == 1:
            speed(sizes[0])
            return
        for size in sizes:
            subprocess.run([sys.executable, __file__, "speed", str(size)], check=True)
        return
    if arguments[:1] == ["kinds"]:
        kinds(int(arguments[1]) if arguments[1:] else 6)
        return
    if arguments[:1] == ["recall"]:
        recall(int(arguments[1]) if arguments[1:] else 100_000)
        return
    peers = arguments[arguments.index("--peers") + 1] if "--peers" in arguments else ""
    lists = [each for each in arguments[1:] if each.endswith(".xml")]
    if not peers:
        print(
            "peers are not run: give --peers the interpreter of an environment with rapidfuzz and nomenklatura"
        )
    quality(Path(lists[0]) if lists else None, peers)


if __name__ == "__main__":
    main(sys.argv[1:])
