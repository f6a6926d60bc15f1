"""The log in the database: written once, never changed, and a change behind its back is found."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import factories

from chegara.accounts.models import Marking, Role
from chegara.audit.actions import record
from chegara.audit.chain import FIELDS
from chegara.audit.models import AppendOnlyError, AuditEntry
from chegara.audit.queries import entries_visible_to, history, verify
from chegara.config.commands import check

pytestmark = pytest.mark.django_db
TABLE = AuditEntry._meta.db_table
TEXTS = [name for name in FIELDS if name not in {"at", "before", "after"}]


def some_entries(number: int = 4) -> list[AuditEntry]:
    return [
        record(
            by="somebody",
            action=f"tests.{n}",
            label=f"No. {n}",
            before={"n": n},
            after={"n": n + 1},
            reason="why",
        )
        for n in range(number)
    ]


def test_numbers_as_keys_do_not_break_the_chain() -> None:
    record(by="k9", action="tests.trials", after={"trials": dict.fromkeys(range(1, 11), "hit")})

    assert verify() is None


def tamper(entry: AuditEntry, name: str, value: Any) -> None:
    """Change what only somebody with the database's own password can change."""
    with triggers_off() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET {name} = %s WHERE sequence = %s", [value, entry.pk])  # noqa: S608


@contextmanager
def triggers_off():
    """Take the triggers away for a while."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE]
        )
        triggers = cursor.fetchall()
        assert len(triggers) == 2
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield cursor
        for _name, sql in triggers:
            cursor.execute(sql)


only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="names SQLite's own table of triggers")


def test_what_actions_wrote_verifies():
    factories.make_batch(
        by=factories.make_user(agency=factories.make_agency()), agency=factories.Agency.objects.get()
    )

    assert AuditEntry.objects.count() > 5
    assert verify() is None


@pytest.mark.parametrize("statement", ["UPDATE {0} SET reason = 'other'", "DELETE FROM {0}"])
def test_the_database_refuses_to_change_or_delete_an_entry(statement: str):
    some_entries()

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(TABLE))

    assert verify() is None


@pytest.mark.parametrize(
    "act",
    [
        lambda entry: AuditEntry.objects.filter(pk=entry.pk).update(reason="other"),
        lambda entry: AuditEntry.objects.filter(pk=entry.pk).delete(),
        lambda entry: AuditEntry.objects.bulk_update([entry], ["reason"]),
    ],
    ids=["update", "delete", "bulk update"],
)
def test_django_cannot_go_round_the_triggers(act: Any):
    entry = some_entries()[1]

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        act(entry)

    assert AuditEntry.objects.get(pk=entry.pk).reason == "why"


@pytest.mark.parametrize("act", [AuditEntry.save, AuditEntry.delete], ids=["save", "delete"])
def test_an_entry_itself_refuses_to_be_changed_or_deleted(act: Any):
    entry = some_entries()[1]

    with pytest.raises(AppendOnlyError):
        act(entry)


def test_the_database_cannot_be_flushed():
    some_entries()

    with pytest.raises(CommandError, match="couldn't be flushed"), transaction.atomic():
        call_command("flush", interactive=False, verbosity=0)


@only_sqlite
@given(
    position=st.integers(0, 3),
    name=st.sampled_from(TEXTS),
    tampered=st.text("abcdef", min_size=1, max_size=8),
)
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_text_changed_behind_the_sites_back_is_found(position: int, name: str, tampered: str):
    with factories.undone_afterwards():
        entry = some_entries()[position]
        if getattr(entry, name) == tampered:
            return
        tamper(entry, name, tampered)

        assert verify() == entry.pk


@only_sqlite
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("before", json.dumps({"n": 99})),
        ("after", json.dumps({})),
        ("at", "2001-01-01 00:00:00"),
        ("before", None),
    ],
)
def test_a_changed_moment_or_value_is_found(name: str, value: Any):
    entry = some_entries()[2]
    tamper(entry, name, value)

    assert verify() == entry.pk


@only_sqlite
def test_a_deleted_entry_is_found_at_its_successor_and_the_command_says_so(capsys: Any):
    entries = some_entries()
    with triggers_off() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE sequence = %s", [entries[1].pk])  # noqa: S608

    assert verify() == entries[2].pk
    assert check._check_audit() == 1
    assert str(entries[2].pk) in capsys.readouterr().out


def test_the_command_says_that_the_chain_holds(capsys: Any):
    some_entries()

    assert check._check_audit() == 0
    assert str(AuditEntry.objects.count()) in capsys.readouterr().out


def fail_after_writing() -> None:
    with transaction.atomic():
        some_entries()
        raise ZeroDivisionError


def test_a_change_that_fails_leaves_no_entry():
    before = AuditEntry.objects.count()

    with pytest.raises(ZeroDivisionError):
        fail_after_writing()

    assert AuditEntry.objects.count() == before
    assert verify() is None


@pytest.mark.parametrize(
    ("agency", "compartment", "readers"),
    [
        ("", "", {"member", "outsider", "uncleared", "elsewhere"}),
        ("XA-BOR", "", {"member", "outsider"}),
        ("XA-BOR", "ring", {"member"}),
        ("", "ring", {"member"}),
        ("XA-CUS", "", {"elsewhere"}),
    ],
)
def test_who_reads_an_entry(agency: str, compartment: str, readers: set[str]):
    border = factories.make_agency(code="XA-BOR")
    customs = factories.make_agency(code="XA-CUS", kind="customs")
    people = {
        name: factories.make_user(name, agency=home, roles=[Role.OVERSIGHT], clearance=clearance)
        for name, home, clearance in (
            ("member", border, Marking.OFFICIAL_USE), ("outsider", border, Marking.OFFICIAL_USE),
            ("uncleared", border, Marking.OPEN), ("elsewhere", customs, Marking.OFFICIAL_USE),
        )
    }  # fmt: skip
    factories.make_compartment("ring", members=[people["member"]])

    entry = record(by="somebody", action="tests.done", agency=agency, compartment=compartment)

    assert {n for n, who in people.items() if entries_visible_to(who).filter(pk=entry.pk).exists()} == readers


def test_the_history_of_a_record_keeps_what_was_done_inside_a_compartment_to_its_members():
    border = factories.make_agency(code="XA-BOR")
    member, outsider = (
        factories.make_user("member", agency=border),
        factories.make_user("outsider", agency=border),
    )
    factories.make_compartment("ring", members=[member])
    record(by="somebody", action="tests.open", on=border)
    record(by="somebody", action="tests.closed", on=border, compartment="ring")

    assert {"tests.open", "tests.closed"} <= {entry.action for entry in history(border, member)}
    assert "tests.closed" not in {entry.action for entry in history(border, outsider)}
