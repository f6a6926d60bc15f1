"""What the benchmarks share: clocks that tell our work from the machine's load, and verdicts."""

from __future__ import annotations

import os
import platform
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

MEGABYTE = 1 << 20


def cpu_seconds() -> float:
    """Return the processor seconds of this process and of its children that have ended."""
    spent = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in spent)


def peak_memory() -> int:
    """Return the most bytes of memory that this process has ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def machine() -> str:
    """Return the day, the machine and how busy it is, for the head of a table."""
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return (
        f"{date.today():%d.%m.%Y}, {os.cpu_count()} processors, {gigabytes:.0f} GiB, "  # noqa: DTZ011 - a day for people
        f"Python {platform.python_version()}, load average {load}"
    )


@dataclass
class Stopwatch:
    """Times steps, each by the clock on the wall and by the processor."""

    wall: float = 0.0
    cpu: float = 0.0
    steps: dict[str, tuple[float, float]] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time one step and print it."""
        wall, cpu = time.perf_counter(), cpu_seconds()
        yield
        wall, cpu = time.perf_counter() - wall, cpu_seconds() - cpu
        self.wall, self.cpu = self.wall + wall, self.cpu + cpu
        self.steps[name] = (wall, cpu)
        print(f"{name:32} {wall:8.2f} s {cpu:8.2f} s CPU   load {os.getloadavg()[0]:.1f}", flush=True)


def verdict(name: str, found: float, bound: float, unit: str) -> bool:
    """Print whether a figure keeps within its bound, and return it."""
    met = found <= bound
    print(f"{name}: {found:.2f} {unit}, at most {bound:g}: {'met' if met else 'MISSED'}")
    return met
