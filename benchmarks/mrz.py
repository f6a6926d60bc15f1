"""Read machine-readable zones: one by one, and in bulk; beside them the packages of the index.

Bounds: one zone in at most 8 µs, at least 2,000,000 a second in bulk, each for every kind of zone. Peers run
where they are installed (`pip install mrz==0.6.2 PassportEye==2.2.2 fastmrz` in a throw-away environment;
`--peers` then names that environment's python): microseconds each for the same zones, and what they make of a
number over nine characters and of an unknown day of birth.

    python benchmarks/mrz.py --zones 1000000 --peers PEERS/bin/python
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from datetime import date

import numpy as np

from chegara.profiling.methods.mrz.bulk import as_zones, read_bulk
from chegara.profiling.methods.mrz.layouts import LAYOUTS, Layout
from chegara.profiling.methods.mrz.reading import read
from chegara.profiling.methods.mrz.writing import write

ON = date(2026, 11, 25)
ONE_US, BULK_PER_SECOND = 8.0, 2_000_000

PEERS = """
import sys, time
texts = sys.stdin.read().split("\\n\\n")
long = "I<UTOD23145890<7349<<<<<<<<<<<\\n3407127M9507122UTO<<<<<<<<<<<2\\nSTEVENSON<<PETER<JOHN<<<<<<<<<"
unknown = "P<UTOERIKSSON<<ANNA<<<<<<<<<<<<<<<<<<<<<<<<<\\nL898902C36UTO74<<<<2F1204159<<<<<<<<<<<<<<00"
def of_mrz():
    from mrz.checker.td3 import TD3CodeChecker
    from mrz.checker.td1 import TD1CodeChecker
    def odd(t):
        checker = TD1CodeChecker(t); return checker.fields().document_number, bool(checker)
    return lambda t: TD3CodeChecker(t).fields(), odd
def of_passporteye():
    from passporteye.mrz.text import MRZ
    def go(t):
        m = MRZ(t.split("\\n")); return m.to_dict()
    return go, lambda t: (go(t)["number"], go(t)["valid_score"])
def of_fastmrz():
    from fastmrz import FastMRZ
    f = FastMRZ()
    go = lambda t: f.get_details(t, input_type="text")
    return go, lambda t: go(t)
for name, make in (("mrz", of_mrz), ("PassportEye", of_passporteye), ("fastmrz", of_fastmrz)):
    try:
        one, odd = make()
    except Exception as error:
        print(f"{name:12} not installed ({type(error).__name__})"); continue
    began = time.process_time()
    for text in texts[:5000]: one(text)
    micros = (time.process_time() - began) / len(texts[:5000]) * 1e6
    def told(f, t):
        try: return str(f(t))[:110]
        except Exception as error: return f"{type(error).__name__}: {str(error)[:80]}"
    print(f"{name:12} {micros:8.1f} us a TD3 zone")
    print(f"{'':12} long number: {told(odd, long)}")
    print(f"{'':12} unknown day: {told(one, unknown)}")
"""


def zones(layout: str, count: int, rng: np.random.Generator) -> list[str]:
    """Zones of invented people, each another."""
    letters = np.array(list("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    made = []
    for _ in range(count):
        surname = "".join(rng.choice(letters, rng.integers(4, 14)))
        given = "".join(rng.choice(letters, rng.integers(3, 10)))
        birth = date.fromordinal(int(rng.integers(date(1940, 1, 1).toordinal(), ON.toordinal())))
        expiry = date.fromordinal(ON.toordinal() + int(rng.integers(0, 3650)))
        made.append(
            write(
                layout,
                document_code={"TD3": "P", "MRV-A": "V", "MRV-B": "V"}.get(layout, "ID"),
                issuer="UTO",
                surname=surname,
                given_names=given,
                number=f"X{rng.integers(10**7):07}",
                nationality="UTO",
                birth=f"{birth:%y%m%d}",
                sex="MF"[int(rng.integers(2))],
                expiry=f"{expiry:%y%m%d}",
            )
        )
    return made


def main() -> int:
    """Print the table; exit with 1 where a bound is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--zones", type=int, default=1_000_000, help="zones in bulk, of 20,000 different ones"
    )
    parser.add_argument("--peers", help="python of an environment where the peers are installed")
    arguments = parser.parse_args()
    rng = np.random.default_rng(20261125)
    met = True
    print(f"{'kind':6} {'one, us':>9} {'bound':>6} {'bulk, a second':>15} {'bound':>10}")
    for layout in LAYOUTS.values():
        texts = zones(layout.name, 20_000, rng)
        one = min(_micros(texts) for _ in range(4))
        read_bulk(as_zones("".join(texts).replace("\n", "").encode(), layout), layout, on=ON)  # warm up
        joined = "".join(texts).replace("\n", "").encode() * (arguments.zones // 20_000)
        array = as_zones(joined, layout)
        rate = max(_rate(array, layout) for _ in range(3))
        good = one <= ONE_US and rate >= BULK_PER_SECOND
        met &= good
        print(
            f"{layout.name:6} {one:9.1f} {ONE_US:6.0f} {rate:15,.0f} {BULK_PER_SECOND:10,}",
            "" if good else "MISSED",
            flush=True,
        )
    if arguments.peers:
        subprocess.run(
            [arguments.peers, "-c", PEERS], input="\n\n".join(zones("TD3", 5_000, rng)), text=True, check=True
        )
    print(
        "CPU seconds, the best of several runs over 20,000 different zones; target:",
        "met" if met else "MISSED",
    )
    return 0 if met else 1


def _rate(array: np.ndarray, layout: Layout) -> float:
    began = time.process_time()
    bulk = read_bulk(array, layout, on=ON)
    seconds = time.process_time() - began
    assert not bulk.flags.any()
    return len(array) / seconds


def _micros(texts: list[str]) -> float:
    began = time.process_time()
    for text in texts:
        read(text, on=ON)
    return (time.process_time() - began) / len(texts) * 1e6


if __name__ == "__main__":
    sys.exit(main())
