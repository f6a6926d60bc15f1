"""Starting Django for a command, and keeping the database up to date."""

from __future__ import annotations

import os


def start() -> None:
    """Load Django's settings and applications."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chegara.config.settings")
    django.setup()


def prepare_database() -> None:
    """Create or migrate the tables and load the dictionary; does nothing where all is there."""
    from django.core.management import call_command

    from chegara.config.translations import compile_catalogues
    from chegara.evidence.actions.dictionary import load_indicators

    compile_catalogues()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    load_indicators(by="system")
