"""Do what falls due each day: delete personal data whose time is over, let profiles worse than chance lapse.

Run it once a day by the system's timer (cron, systemd, the task scheduler); each deletion and each lapse
stands in the audit log. The hash of the next day's seed of control samples is put there too. --dry-run
tells what is due and changes nothing.

Example:
  chegara upkeep --dry-run
  chegara upkeep
"""

from __future__ import annotations

import argparse

from chegara.config.runtime import prepare_database, start


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--dry-run", action="store_true", help="tell what is due and change nothing")


def run(arguments: argparse.Namespace) -> int:
    """Do or tell what is due today."""
    start()
    prepare_database()
    from django.utils import timezone

    from chegara.profiling.actions import upkeep
    from chegara.profiling.actions.selections import commit_all_seeds
    from chegara.profiling.performance import performances

    today, by = timezone.localdate(), "upkeep"
    if arguments.dry_run:
        deleted, forgotten = upkeep.due_for_deletion(today).count(), upkeep.forgotten_matches(today).count()
        lapsed = [one for one in performances(today) if one.worse]
    else:
        lapsed = upkeep.lapse_worse(by=by, today=today)
        deleted, forgotten = upkeep.delete_due(by=by, today=today)
        commit_all_seeds(by=by)
    verb = "due" if arguments.dry_run else "done"
    print(f"{verb}: personal data of {deleted} checks deleted, {forgotten} false matches forgotten")
    for one in lapsed:
        print(f"{verb}: profile {one.profile.code} lapses. {one.sentence()}")
    return 0
