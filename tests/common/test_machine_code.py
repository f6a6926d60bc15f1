"""Machine code is kept for the next start, and never outlives the sources that it was made of."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from chegara.common.machine_code import IS_COMPILED

LOOP = """
from chegara.common.machine_code import compiled
from part import doubled

@compiled
def loop(number):
    return doubled(number)
"""
PART = """
from chegara.common.machine_code import compiled_into

@compiled_into
def doubled(number):
    return {factor} * number
"""


def told_by(folder: Path, **environment: str) -> str:
    answer = subprocess.run(
        [sys.executable, "-c", "from loop import loop; print(loop(21))"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"} | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return answer.stdout.strip()


@pytest.mark.skipif(not IS_COMPILED, reason="numba is the extra `fast`")
def test_a_change_in_a_neighbouring_file_reaches_the_loop_that_calls_it(tmp_path: Path) -> None:
    (tmp_path / "loop.py").write_text(LOOP)
    (tmp_path / "part.py").write_text(PART.format(factor=2))
    assert told_by(tmp_path) == "42"
    kept = list((tmp_path / "__pycache__").glob("machine-code-*"))
    assert len(kept) == 1
    (tmp_path / "part.py").write_text(PART.format(factor=3))
    assert told_by(tmp_path) == "63"
    assert len(list((tmp_path / "__pycache__").glob("machine-code-*"))) == 2


def test_without_the_compiler_the_same_source_gives_the_same_answer(tmp_path: Path) -> None:
    (tmp_path / "loop.py").write_text(LOOP)
    (tmp_path / "part.py").write_text(PART.format(factor=2))
    assert told_by(tmp_path, NUMBA_DISABLE_JIT="1") == "42"
