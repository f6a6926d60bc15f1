"""The comparison of names is compiled before the first traveller comes."""

from __future__ import annotations

import subprocess
import sys

from chegara.profiling.methods.names import index, ready


def test_making_ready_searches_a_list_without_the_site(monkeypatch) -> None:
    found = []
    search = index.Index.search
    monkeypatch.setattr(
        index.Index, "search", lambda self, query: found.append(search(self, query)) or found[-1]
    )

    ready.make_ready()

    assert found[0][0].id == "0"


def test_it_runs_as_a_program_of_its_own() -> None:
    command = [sys.executable, "-m", "chegara.profiling.methods.names.ready"]

    done = subprocess.run(command, capture_output=True, check=False, timeout=120)

    assert (done.returncode, done.stderr) == (0, b"")
