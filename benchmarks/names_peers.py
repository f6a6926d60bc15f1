"""Scores of peers for a file of pairs: run by benchmarks/names.py in a throw-away environment with the peers.

PYTHON benchmarks/names_peers.py PAIRS.json SCORES.json
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path


def rapidfuzz_scorer() -> Callable[[dict[str, str]], float]:
    """Return RapidFuzz's ratio of sorted words after its default folding."""
    from rapidfuzz import fuzz, utils

    return lambda pair: (
        fuzz.token_sort_ratio(pair["name1"], pair["name2"], processor=utils.default_process) / 100
    )


def nomenklatura_scorer() -> Callable[[dict[str, str]], float]:
    """Return nomenklatura's logic-v2."""
    from followthemoney import model
    from followthemoney.proxy import EntityProxy
    from nomenklatura.matching import get_algorithm
    from nomenklatura.matching.types import ScoringConfig

    algorithm = get_algorithm("logic-v2")
    config = ScoringConfig.defaults()

    def entity(key: str, name: str, born: str) -> EntityProxy:
        properties = {"name": [name], **({"birthDate": [born]} if born else {})}
        return model.get_proxy({"id": key, "schema": "Person", "properties": properties}, cleaned=False)

    def score(pair: dict[str, str]) -> float:
        one, other = entity("a", pair["name1"], pair["dob1"]), entity("b", pair["name2"], pair["dob2"])
        return float(algorithm.compare(one, other, config).score)

    return score


def main(pairs: str, scores: str) -> None:
    """Score all pairs by each peer that is installed; say of the others why not."""
    told = json.loads(Path(pairs).read_text())
    found: dict[str, object] = {}
    for name, make in (
        ("RapidFuzz token_sort_ratio", rapidfuzz_scorer),
        ("nomenklatura logic-v2", nomenklatura_scorer),
    ):
        try:
            score = make()
            score(told[0])
        except Exception as error:  # noqa: BLE001 - whatever a peer raises is told
            found[name] = f"not run: {error}"
            continue
        begun = time.process_time()
        points = [score(pair) for pair in told]
        found[name] = {"scores": points, "us": (time.process_time() - begun) / len(told) * 1e6}
    Path(scores).write_text(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
