"""The command line tells in one message what is wrong and what to do about it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests import factories

from chegara.accounts.models import Role, User
from chegara.audit.models import AuditEntry
from chegara.config import cli
from chegara.config.commands import check, import_, organisation, report, users
from chegara.evidence.files import path_of
from chegara.evidence.models import Batch, BatchState

pytestmark = pytest.mark.django_db

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command line on the test's own database; return exit code, output, messages."""
    for command in (import_, organisation, report, users):
        monkeypatch.setattr(command, "prepare_database", lambda: None)
    for command in (check, import_, organisation, report, users):
        monkeypatch.setattr(command, "start", lambda: None)

    def go(*arguments: object) -> tuple[int, str, str]:
        code = cli.main([str(argument) for argument in arguments])
        told = capsys.readouterr()
        return code, told.out, told.err

    return go


@pytest.fixture
def analyst() -> User:
    return factories.make_user(agency=factories.make_agency())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "figures.csv"
    path.write_bytes(factories.ONE_STATISTIC)
    return path


def test_help_starts_no_django():
    script = (
        "import sys; from chegara.config.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print('django' in sys.modules)"
    )

    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert found.stdout.splitlines()[-1] == "False"
    assert all(name in found.stdout for name in cli.COMMANDS)


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_explains_itself_with_an_example(name: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        cli.main([name, "--help"])

    assert ended.value.code == 0
    assert f"chegara {name}" in capsys.readouterr().out.split("Example")[-1]


def test_an_unknown_command_names_those_there_are(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        cli.main(["repport"])

    assert ended.value.code == 2
    assert "report" in capsys.readouterr().err


# --- import ---


def test_a_file_is_read_and_confirmed(run: Run, analyst: User, file: Path):
    code, out, err = run(
        "import", file, "--agency", "XA-BOR", "--user", "analyst", "--no-secret", "--confirm"
    )

    assert (code, err) == (0, "")
    assert "1 rows read from figures.csv" in out
    assert Batch.objects.get().state == BatchState.CONFIRMED
    assert Batch.objects.get().synthetic


def test_without_confirming_nothing_counts(run: Run, analyst: User, file: Path):
    _code, out, _err = run("import", file, "--agency", "XA-BOR", "--user", "analyst", "--no-secret")

    assert "nothing counts until it is confirmed" in out
    assert Batch.objects.get().state == BatchState.STAGED


GOOD = {"--agency": "XA-BOR", "--user": "analyst"}


@pytest.mark.parametrize(
    ("changed", "flags", "message"),
    [
        ({"--agency": "XA-XXX"}, ["--no-secret"], "there is no agency 'XA-XXX'"),
        ({"--user": "nobody"}, ["--no-secret"], "there is no user 'nobody'"),
        ({"--user": "officer"}, ["--no-secret"], "officer has no role that brings in files"),
        ({}, [], "Bring in the file only if it contains no state secret."),
        ({"--agency": "XA-CUS"}, ["--no-secret"], "You may bring in files of your own agency only."),
        ({"--replaces": "4711"}, ["--no-secret"], "there is no import No. 4711"),
        ({"--indicator": "unicorns"}, ["--no-secret"], "the dictionary has no indicator 'unicorns'"),
    ],
    ids=["unknown agency", "unknown user", "user without role", "no word on secrets", "another agency",
         "unknown import", "unknown indicator"],
)  # fmt: skip
def test_an_import_that_may_not_be_is_refused_in_words(
    changed: dict[str, str], flags: list[str], message: str, run: Run, analyst: User, file: Path
):
    agency = analyst.memberships.get().agency
    factories.make_agency(agency.country, code="XA-CUS", kind="customs")
    factories.make_user("officer", agency=agency, roles=[Role.TRAINER])
    options = [part for pair in (GOOD | changed).items() for part in pair]

    code, _out, err = run("import", file, *options, *flags)

    assert code == 2
    assert err.startswith("chegara import: ")
    assert message in err
    assert "Traceback" not in err
    assert not Batch.objects.exclude(state=BatchState.RECEIVED).exists()


def test_a_file_that_is_not_there_is_named(run: Run, analyst: User, tmp_path: Path):
    code, _out, err = run(
        "import", tmp_path / "gone.csv", "--agency", "XA-BOR", "--user", "analyst", "--no-secret"
    )

    assert code == 2
    assert "gone.csv: No such file or directory" in err


def test_a_broken_row_is_told_by_its_row_and_column(run: Run, analyst: User, file: Path):
    rows = [("persons.crossings", f"2025-{month:02d}", "", "", "entry", 5) for month in range(1, 9)]
    file.write_bytes(
        factories.statistics_csv([*rows, ("persons.crossings", "2025-09", "", "", "entry", "many")])
    )

    code, _out, err = run("import", file, "--agency", "XA-BOR", "--user", "analyst", "--no-secret")

    assert code == 0
    [line] = [line for line in err.splitlines() if "many" in line]
    assert "row 10" in line
    assert "F" in line


def test_a_file_of_which_nothing_can_be_read_says_why(run: Run, analyst: User, file: Path):
    file.write_bytes(b"")

    code, _out, err = run("import", file, "--agency", "XA-BOR", "--user", "analyst", "--no-secret")

    assert code == 2
    assert "figures.csv was not read:\n  The file holds nothing." in err


# --- check ---


def test_an_untouched_audit_log_holds(run: Run, analyst: User):
    code, out, _err = run("check", "audit")

    assert (code, out) == (0, f"the audit log's chain holds: {AuditEntry.objects.count()} entries\n")


def test_untouched_files_hold_and_changed_or_missing_ones_are_found(run: Run, analyst: User):
    agency = analyst.memberships.get().agency
    batches = [
        factories.receive_batch(content, by=analyst, agency=agency)
        for content in (factories.ONE_STATISTIC, factories.ONE_EVENT)
    ]
    assert run("check", "files")[:2] == (0, "2 files checked, 0 bad\n")
    changed, gone = (path_of(batch.file.sha256) for batch in batches)
    changed.chmod(0o600)
    changed.write_bytes(factories.ONE_STATISTIC + b" ")
    gone.unlink()

    code, out, _err = run("check", "files")

    assert code == 1
    assert f"the file {batches[0].file.sha256} was changed" in out
    assert f"the file {batches[1].file.sha256} is missing" in out
    assert "2 files checked, 2 bad" in out


# --- users ---


def create(run: Run, *more: str, **changed: str) -> tuple[int, str, str]:
    options = {"--name": "A. Clerk", "--agency": "XA-BOR", "--role": "analyst"} | {
        f"--{name}": value for name, value in changed.items()
    }
    return run("users", "create", "Clerk", *(part for pair in options.items() for part in pair), *more)


@pytest.fixture
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHEGARA_PASSWORD", "blue mountain 4711")


def test_an_account_is_made_and_listed(run: Run, analyst: User, password: None):
    assert create(run)[:2] == (0, "made clerk\n")

    assert "clerk\tA. Clerk\tactive\tanalyst in XA-BOR" in run("users", "list")[1]
    assert User.objects.get(username="clerk").check_password("blue mountain 4711")


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"agency": "XA-XXX"}, "there is no agency 'XA-XXX' (known: XA-BOR)"),
        ({"role": "boss"}, "there is no role 'boss' (known: analyst, officer"),
    ],
    ids=["unknown agency", "unknown role"],
)
def test_an_account_that_cannot_be_is_refused_with_what_there_is(
    changed: dict[str, str], message: str, run: Run, analyst: User, password: None
):
    code, _out, err = create(run, **changed)

    assert code == 2
    assert message in err
    assert not User.objects.filter(username="clerk").exists()


def test_a_name_that_is_taken_is_refused_whatever_its_capitals(run: Run, analyst: User, password: None):
    create(run)

    code, _out, err = create(run)

    assert (code, err) == (2, "chegara users: there is a user 'Clerk' already\n")


@pytest.mark.parametrize("weak", ["short", "471147114711"])
def test_a_weak_password_is_refused(weak: str, run: Run, analyst: User, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CHEGARA_PASSWORD", weak)

    code, _out, err = create(run)

    assert code == 2
    assert "password" in err
    assert not User.objects.filter(username="clerk").exists()


# --- organisation ---


def test_a_broken_workbook_is_told_line_by_line(run: Run, tmp_path: Path):
    path = tmp_path / "organisation.xlsx"
    path.write_bytes(b"no workbook")

    code, _out, err = run("organisation", "read", path)

    assert code == 2
    assert "organisation.xlsx was not read:" in err
    assert "This is not an xlsx workbook." in err


def test_an_organisation_goes_out_and_comes_in(run: Run, analyst: User, tmp_path: Path):
    path = tmp_path / "organisation.xlsx"

    assert run("organisation", "write", "XA", path)[0] == 0
    assert run("organisation", "read", path)[:2] == (0, "read State XA (XA)\n")
    assert run("organisation", "write", "XQ", path)[2] == "chegara organisation: there is no country 'XQ'\n"


def test_commands_run_under_the_name_that_the_audit_log_keeps(run: Run, analyst: User, password: None):
    create(run)

    entry: Any = AuditEntry.objects.filter(action="accounts.user_created").latest("sequence")
    assert entry.actor == "command line"
