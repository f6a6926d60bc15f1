"""Print the public editions of generated countries and search them for what was not released.

Each country is a database of its own content, made through the same actions as a user's imports: figures
released to the public with many small counts, and figures that are not (unreleased, to agencies only, for
official use, in a compartment, withdrawn). Its report and one brief are written as Word, PDF and HTML and
searched, unpacked, with their metadata; from the report and all briefs of the year together, linear programs
try to work out small counts.

    python benchmarks/public_edition.py                  # 200 countries
    python benchmarks/public_edition.py --countries 10
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from measuring import cpu_seconds, machine, verdict

sys.path.insert(0, str(Path(__file__).parents[1]))


def prepare(home: str) -> None:
    """Make an empty database in a folder of its own."""
    os.environ["CHEGARA_HOME"] = home
    os.environ.pop("DATABASE_URL", None)
    from chegara.config.runtime import prepare_database, start

    start()
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    prepare_database()


def search(countries: int, first: int) -> tuple[int, int, int, int]:
    """Return how many leaks and derivable small counts were found, among how many files and small counts."""
    import numpy as np
    from tests import factories, leaks

    from chegara.common.periods import CalendarPeriod
    from chegara.evidence.methods.thresholds import least_count
    from chegara.evidence.models import Indicator

    least = least_count(leaks.documents.timezone.localdate()).value
    quarters = [CalendarPeriod.parse(f"{leaks.YEAR}-Q{number}") for number in range(1, 5)]
    found = derived = files = small = 0
    for seed in range(first, first + countries):
        with factories.undone_afterwards():
            country = leaks.generate(np.random.default_rng(seed))
            wanted = [quarters[seed % 4]]
            for name, document in leaks.editions(country, leaks.LANGUAGES[seed % 2], wanted):
                for file in leaks.rendered(name, document):
                    files += 1
                    if told := leaks.leaks(country, file):
                        found += len(told)
                        print(f"country {seed}, {file.name}: {', '.join(told)}")
            every = leaks.editions(country, "en", leaks.periods())
            for code in leaks.INDICATORS:
                months, parts = leaks.truth_of(country, code)
                equations = leaks.printed_equations(every, Indicator.objects.get(pk=code).name)
                worked_out = leaks.worked_out(equations, months, parts, least)
                figures = [*months.values(), *(v for counts in parts.values() for v in counts.values())]
                small += sum(0 < value < least for value in figures)
                derived += len(worked_out)
                for line in worked_out:
                    print(f"country {seed}, {code}: {line}")
        if (seed - first + 1) % 20 == 0:
            print(f"{seed - first + 1} countries, {files} files, leaks so far: {found}", flush=True)
    return found, derived, files, small


def main() -> int:
    """Search; exit with 1 where anything was found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--countries", type=int, default=200)
    parser.add_argument("--first", type=int, default=1000, help="the first country's number")
    arguments = parser.parse_args()
    print(machine())
    wall, cpu = time.perf_counter(), cpu_seconds()
    with tempfile.TemporaryDirectory() as home:
        prepare(home)
        found, derived, files, small = search(arguments.countries, arguments.first)
    print(f"{arguments.countries} countries, {files} files searched, {small} small counts withheld")
    print(f"{time.perf_counter() - wall:.0f} s by the wall, {cpu_seconds() - cpu:.0f} s CPU")
    met = verdict("leaks found", found, 0, "values")
    return 0 if verdict("small counts that can be worked out", derived, 0, "counts") and met else 1


if __name__ == "__main__":
    sys.exit(main())
