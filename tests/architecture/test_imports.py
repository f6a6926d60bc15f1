"""What import-linter cannot see: what a fresh interpreter really loads."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "chegara"
PURE = sorted(
    ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__")
    for folder in (SOURCE / "common", *SOURCE.glob("*/methods"))
    for path in folder.rglob("*.py")
)
IMPORT_ONE_BY_ONE = """
import importlib, json, sys
offenders = []
for name in json.loads(sys.argv[1]):
    importlib.import_module(name)
    if not offenders and any(loaded.split(".")[0] == "django" for loaded in sys.modules):
        offenders.append(name)
print(json.dumps(offenders))
"""


def test_the_list_of_pure_modules_is_not_empty():
    assert "chegara.common.periods" in PURE
    assert "chegara.evidence.methods.reading.rows" in PURE


def test_methods_and_common_leave_django_unloaded():
    answer = subprocess.run(
        [sys.executable, "-c", IMPORT_ONE_BY_ONE, json.dumps(PURE)],
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(answer.stdout) == []


def is_docstring_alone(path: Path) -> bool:
    lines = path.read_text(encoding="utf-8").strip().splitlines()
    return len(lines) == 1 and lines[0].startswith('"""') and lines[0].endswith('"""')


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in sorted(SOURCE.rglob("__init__.py"))
        # Django finds tables in `models`: where they stand in several files, the package joins them.
        if "migrations" not in path.parts and path.parent.name != "models"
    ],
    ids=lambda path: str(path.parent.relative_to(SOURCE)),
)
def test_a_package_says_what_it_is_and_imports_nothing(path: Path):
    assert not path.stat().st_size or is_docstring_alone(path)
