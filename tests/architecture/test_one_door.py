"""Tables are written by actions alone, so that nothing changes without an audit entry."""

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "chegara"
WRITES = re.compile(
    r"\.(?:save|create|bulk_create|bulk_update|get_or_create|update_or_create|delete|set_password)\("
    r"|\.objects\b[^\n]*\.update\("
)
DOORS = ("actions", "actions.py", "migrations")
# Where else something is written, and why that is no back door.
REASONS = {
    "organisation/workbook.py": "writes a file, and calls actions.save; a section's divisions go with it",
    "config/demo/training.py": "organisation.save is the action that stores the demo's agencies",
    "organisation/views.py": "form.save(commit=False) fills an object in; actions.save stores it",
    "risk/views/risks.py": "form.save(commit=False) fills it in; actions.risks stores it",
    "risk/views/quantities.py": "form.save(commit=False) fills a cause in; actions.save_cause stores it",
    "risk/views/papers.py": "form.save(commit=False) fills it in; actions.papers stores it",
    "profiling/views/lists.py": "form.save(commit=False) fills it in; actions.lists stores it",
    "profiling/views/indicators.py": "form.save(commit=False) fills it in; actions.catalogue stores it",
    "profiling/views/checks.py": "form.save(commit=False) fills it in; actions.checks stores it",
    "profiling/views/oversight.py": "form.save(commit=False) fills it in; actions.checks stores it",
    "profiling/views/requests.py": "form.save(commit=False) fills it in; actions.requests stores it",
    "profiling/views/key_lists.py": "form.save(commit=False) fills it in; actions.key_lists stores it",
    "profiling/views/indicator_sets.py": "form.save(commit=False) fills it in; indicator_sets stores it",
    "organisation/people.py": "form.save(commit=False) fills it in; actions.save_compartment stores it",
    "evidence/questions.py": "keeps what actions.imports.stage found doubtful; to answer is an action",
    "evidence/summaries.py": "adds up anew what an action has changed, in its transaction",
    "evidence/files.py": "keeps bytes under their hash; the entry is that of actions.imports.receive",
    "evidence/forecasts.py": "keeps what can be computed again from evidence; nobody decides it",
    "plans/views/plans.py": "form.save(commit=False) fills an objective in; actions.save_objective stores it",
    "canine/views/training.py": "form.save(commit=False) fills it in; actions.exercises and others store it",
    "canine/views/field.py": "form.save(commit=False) fills it in; actions.field stores it",
    "accounts/forms.py": "lets allauth's sign-in go on; the audit slice hears its signals",
    "organisation/wordings.py": "what was read in other words refuses to be stored",
    "contingency/models/activation.py": "what is only added to refuses to be stored a second time",
    "pages/jobs.py": "progress of background work, which is no record of anybody's",
    "config/demo/integrity.py": "makes Word and Excel files in memory; actions read them in",
    "config/messages.py": "writes catalogues of translations, which are files",
    "config/views.py": "Django's own form stores the password; the view records it",
}


def code_of(path: Path) -> str:
    """Return a module without its docstrings and comments."""
    text = re.sub(r'"""(?:.|\n)*?"""', "", path.read_text(encoding="utf-8"))
    return re.sub(r"#.*", "", text)


def writes(path: Path) -> list[str]:
    return [
        line.strip() for line in code_of(path).splitlines() if WRITES.search(line) and "book.save" not in line
    ]


MODULES = [
    path
    for path in sorted(SOURCE.rglob("*.py"))
    if not set(path.relative_to(SOURCE).parts) & set(DOORS) and "methods" not in path.parts
]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_nothing_but_actions_writes(path: Path):
    if str(path.relative_to(SOURCE)) in REASONS or path.is_relative_to(SOURCE / "reporting"):
        return

    assert writes(path) == []


@pytest.mark.parametrize("name", REASONS)
def test_each_exception_is_still_needed(name: str):
    assert writes(SOURCE / name)


@pytest.mark.parametrize(
    "path", sorted(SOURCE.glob("*/views*/**/*.py")) + sorted(SOURCE.glob("*/views.py")), ids=str
)
def test_views_do_not_open_transactions(path: Path):
    assert "atomic" not in code_of(path)
