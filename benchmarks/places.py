"""Resolve the labelled spellings of `tests/organisation/spellings`: how many are decided by rule, and how
many rightly.

Each place is known by its Russian name, or Russian and English; the spellings are its names in other
languages, alphabets and sources, and what agencies typed. Weights, thresholds and letters were set on the
tuning half; the other half of the places was only measured. Spellings of no known place are right where no
rule decides them.

    python benchmarks/places.py              # both halves, the speed
    python benchmarks/places.py --wrong      # also list what was decided wrongly or offered
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from measuring import machine, verdict

from chegara.common.intervals import wilson
from chegara.organisation.methods.placing import Gazetteer, Kind, Place, Resolution

FOLDER = Path(__file__).parent.parent / "tests" / "organisation" / "spellings"
MOST_WRONG, MOST_OFFERED = 3.0, 10.0
HALVES = ("tune", "held_out")


@dataclass(frozen=True)
class Labelled:
    """One spelling with the code of the place that it names (ending in -none: no known one)."""

    half: str
    code: str
    language: str
    spelling: str
    found: Resolution
    resolved: str

    @property
    def outcome(self) -> str:
        """How it went: right, wrong or offered."""
        if self.found.key is None:
            return "offered"
        return "right" if self.resolved == self.code else "wrong"


def rows_of(name: str) -> list[dict[str, str]]:
    """Read one of the two files."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def resolved() -> Iterator[Labelled]:
    """Resolve every spelling among all places of its country and kind."""
    places = rows_of("places.csv")
    keys = {place["code"]: key for key, place in enumerate(places)}
    codes = {key: code for code, key in keys.items()}
    halves = {place["code"]: place["half"] for place in places}
    gazetteers = {
        group: Gazetteer(
            (
                Place(key=keys[p["code"]], names=tuple(p["names"].split("|")), mode=p["crosses"])
                for p in places if (p["country"], p["column"]) == group
            ),
            Kind(group[1]),
        )
        for group in {(place["country"], place["column"]) for place in places}
    }  # fmt: skip
    columns = {kind.value[0].upper(): kind.value for kind in Kind}
    for row in rows_of("spellings.csv"):
        code = row["code"]
        found = gazetteers[code[:2], columns[code[3]]].resolve(row["spelling"])
        yield Labelled(
            halves.get(code, ""), code, row["language"], row["spelling"], found, codes.get(found.key, "")
        )  # fmt: skip


def report(name: str, labelled: Iterable[Labelled]) -> bool:
    """Print one half's figures with Wilson's 95 % intervals, and say whether they keep within the bounds."""
    counts = Counter(each.outcome for each in labelled)
    decided, total = counts["right"] + counts["wrong"], counts.total()
    right, offered = wilson(counts["right"], decided), wilson(counts["offered"], total)
    print(
        f"\n{name}: {total} spellings, {decided} decided by rule\n"
        f"  right among the decided {100 * counts['right'] / decided:.1f} % "
        f"(95 %: {100 * right.low:.1f}–{100 * right.high:.1f} %)\n"
        f"  offered {100 * counts['offered'] / total:.1f} % "
        f"(95 %: {100 * offered.low:.1f}–{100 * offered.high:.1f} %)"
    )
    met = verdict("  wrong among the decided", 100 * counts["wrong"] / decided, MOST_WRONG, "%")
    return verdict("  offered", 100 * counts["offered"] / total, MOST_OFFERED, "%") and met


def main() -> int:
    """Measure; exit with 1 where a target is missed on the half that was held out."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--wrong", choices=HALVES, help="list what was wrong or offered in a half")
    arguments = parser.parse_args()
    began = time.process_time()
    labelled = list(resolved())
    spent = time.process_time() - began
    print(f"{machine()}\n{1000 * spent / len(labelled):.2f} ms CPU a different spelling")
    met = {half: report(half, [each for each in labelled if each.half == half]) for half in HALVES}
    known = [each for each in labelled if each.half]
    report("both", known)
    print("\nlanguage  right wrong offered")
    for language in sorted({each.language for each in known}):
        counts = Counter(each.outcome for each in known if each.language == language)
        print(f"{language:8} {counts['right']:6} {counts['wrong']:5} {counts['offered']:7}")
    unknown = [each for each in labelled if not each.half]
    false = [each for each in unknown if each.found.key is not None]
    print(f"\nno known place: {len(unknown)} spellings, {len(false)} of them wrongly given one")
    for each in false:
        print(f"  {each.spelling!r} → {each.resolved} by {each.found.rule}")
    for each in known if arguments.wrong else ():
        if each.half == arguments.wrong and each.outcome != "right":
            best = [(round(c.score, 2), c.name) for c in each.found.candidates[:2]]
            print(
                f"  {each.outcome:7} {each.code} {each.spelling!r} {each.resolved} {each.found.rule} {best}"
            )
    return 0 if met["held_out"] else 1


if __name__ == "__main__":
    sys.exit(main())
