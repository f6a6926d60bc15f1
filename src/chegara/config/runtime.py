"""Starting Django for a command, and keeping the database up to date."""

from __future__ import annotations

import gc
import os

OBJECTS_BEFORE_A_COLLECTION = 20_000


def start() -> None:
    """Load Django's settings and applications."""
    import django

    # What start-up makes stays: to look through it for garbage every 700 objects is time lost.
    gc.set_threshold(OBJECTS_BEFORE_A_COLLECTION, 10, 10)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chegara.config.settings")
    django.setup()
    gc.freeze()


def settle() -> None:
    """Spare a process that answers requests from looking through all that start-up left, again and again.

    Programs and word lists are well over 100,000 objects that live as long as the process; a full garbage
    collection amid a request took up to 0.2 s and freed next to nothing.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BEFORE_A_COLLECTION, 10, 10)


def prepare_database() -> None:
    """Create or migrate the tables and load the dictionary; does nothing where all is there."""
    from django.core.management import call_command

    from chegara.config.new_database import create_tables, is_empty
    from chegara.config.translations import compile_catalogues
    from chegara.evidence.actions.dictionary import load_indicators

    compile_catalogues()
    if is_empty():
        create_tables()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    load_indicators(by="system")
