"""What the demo's history tells, in words."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def test_no_entry_of_the_demo_s_history_is_told_in_codes(home: str) -> None:
    environment = {**os.environ, "CHEGARA_HOME": home, "DJANGO_SETTINGS_MODULE": "chegara.config.settings"}

    told = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("raw_codes.py"))],
        env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip

    assert told.stdout.splitlines() == []


def test_the_demo_s_history_is_whole(home: str) -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "chegara", "check", "audit"],
        env={**os.environ, "CHEGARA_HOME": home}, capture_output=True, text=True,
    )  # fmt: skip

    assert checked.returncode == 0, checked.stderr
