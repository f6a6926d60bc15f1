"""Compile loops in processes beside the rest of the demo: on disk, the machine code serves all runs.

Usage: python -m chegara.config.demo.machine_code simulator|names
"""

from __future__ import annotations

import os
import subprocess
import sys
from types import TracebackType
from typing import Literal, Self

Loops = Literal["simulator", "names"]


class Compiling:
    """Loops that are compiled meanwhile, and waited for where they are needed: twice is not faster."""

    def __init__(self, loops: Loops, *, needed: bool) -> None:
        command = [sys.executable, "-m", __name__, loops]
        self._process = subprocess.Popen(command, stderr=subprocess.DEVNULL) if needed else None

    def wait(self) -> None:
        """Wait until all is compiled; where that failed, who needs the loops compiles them."""
        if self._process:
            self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        if self._process and kind:
            self._process.terminate()
        self.wait()


def compile_simulator() -> None:
    """Compare two runs of a crossing point."""
    from importlib.resources import files

    from chegara.contingency.methods.simulation.comparison import compare
    from chegara.contingency.methods.simulation.reading import read_study

    scenario = files("chegara.contingency") / "parameters" / "scenarios" / "it-outage.toml"
    compare(read_study(scenario.read_text(encoding="utf-8")), replications=2)


def compile_names() -> None:
    """Look for an invented person on a list, and explain the match."""
    from chegara.profiling.methods.names.ready import make_ready

    make_ready()


if __name__ == "__main__":
    # The demo itself goes first, then the simulator, which it needs sooner.
    os.nice({"simulator": 5, "names": 10}[sys.argv[1]])
    {"simulator": compile_simulator, "names": compile_names}[sys.argv[1]]()
