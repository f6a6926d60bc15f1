"""A new database is the same whether its tables are made from the models or by all migrations."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

MAKE = """
from chegara.config.runtime import prepare_database, start
start()
import chegara.config.new_database as new
if {migrate}:
    new.is_empty = lambda: False
prepare_database()
"""


def made(home: Path, *, migrate: bool) -> dict[tuple[str, str], object]:
    """Return the tables with their columns, references and constraints, the indexes and the triggers."""
    home.mkdir()
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment["CHEGARA_HOME"] = str(home)
    subprocess.run([sys.executable, "-c", MAKE.format(migrate=migrate)], check=True, env=environment)
    shape: dict[tuple[str, str], object] = {}
    with closing(sqlite3.connect(home / "chegara.sqlite3")) as database:
        for kind, name, table, sql in database.execute("SELECT type, name, tbl_name, sql FROM sqlite_master"):
            shape[kind, name] = table
            if kind == "table":
                columns = database.execute(f'PRAGMA table_info("{name}")')
                references = database.execute(f'PRAGMA foreign_key_list("{name}")')
                shape[kind, name] = (
                    sorted((*row[1:4], row[5]) for row in columns),
                    sorted(row[2:7] for row in references),
                    sorted(re.findall(r'CONSTRAINT "(\w+)"', sql)),
                )
    return shape


def test_a_new_database_is_what_all_migrations_would_make(tmp_path: Path):
    by_models = made(tmp_path / "models", migrate=False)
    by_migrations = made(tmp_path / "migrations", migrate=True)

    assert by_models == by_migrations
    assert ("trigger", "audit_entry_no_delete") in by_models


@pytest.mark.django_db
def test_the_tests_database_protects_the_audit_log_too():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        assert {name for (name,) in cursor.fetchall()} >= {"audit_entry_no_update", "audit_entry_no_delete"}
