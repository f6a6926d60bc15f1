"""Make accounts, show them, and let in somebody who lost the second factor.

Example:
  chegara users create admin --name "A. Administrator" --agency XS-BOR --role administrator
  chegara users reset-second-factor admin --reason "key lost, letter 12 of 03.02.2026"

The password is asked for, or read from the variable CHEGARA_PASSWORD.
"""

from __future__ import annotations

import argparse
import getpass
import os

from chegara.config.cli import CommandError
from chegara.config.runtime import prepare_database, start


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    create = actions.add_parser("create", help="make an account")
    create.add_argument("username")
    create.add_argument("--name", required=True, help="the full name that documents print")
    create.add_argument("--agency", required=True, help="the code of the agency")
    create.add_argument("--role", required=True, action="append", help="may be given several times")
    create.add_argument("--clearance", default="official_use", choices=["open", "official_use"])
    actions.add_parser("list", help="show the accounts and their roles")
    reset = actions.add_parser("reset-second-factor", help="take away a lost second factor")
    reset.add_argument("username")
    reset.add_argument("--reason", required=True, help="why, for the audit log")


def run(arguments: argparse.Namespace) -> int:
    """Do what is asked for with accounts."""
    start()
    prepare_database()
    if arguments.action == "reset-second-factor":
        return _reset(arguments)
    return _create(arguments) if arguments.action == "create" else _list()


def _reset(arguments: argparse.Namespace) -> int:
    from chegara.accounts.models import User
    from chegara.organisation.actions import reset_factors

    user = User.objects.filter(username=arguments.username.lower()).first()
    if user is None:
        raise CommandError(f"there is no user {arguments.username!r}")
    if not arguments.reason.strip():
        raise CommandError("say why: the audit log keeps the reason")
    count = reset_factors(user, by="command line", reason=arguments.reason)
    print(f"{user.username} had {count} second factors, and has none now")
    return 0


def _create(arguments: argparse.Namespace) -> int:
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from chegara.accounts.models import Role, User
    from chegara.organisation import actions
    from chegara.organisation.models import Agency

    agency = Agency.objects.filter(code=arguments.agency).first()
    if agency is None:
        known = (
            ", ".join(Agency.objects.values_list("code", flat=True)) or "none: read in the organisation first"
        )
        raise CommandError(f"there is no agency {arguments.agency!r} (known: {known})")
    unknown = sorted(set(arguments.role) - set(Role.values))
    if unknown:
        raise CommandError(f"there is no role {unknown[0]!r} (known: {', '.join(Role.values)})")
    if User.objects.filter(username=arguments.username.lower()).exists():
        raise CommandError(f"there is a user {arguments.username!r} already")
    password = os.environ.get("CHEGARA_PASSWORD") or getpass.getpass("Password (at least 12 characters): ")
    try:
        with transaction.atomic():
            user = actions.create_user(
                username=arguments.username,
                full_name=arguments.name,
                password=password,
                clearance=arguments.clearance,
                by="command line",
            )
            for role in arguments.role:
                actions.grant_membership(user=user, agency=agency, role=role, by="command line")
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    print(f"made {user.username}")
    return 0


def _list() -> int:
    from chegara.accounts.models import User

    for user in User.objects.prefetch_related("memberships__agency"):
        roles = ", ".join(f"{m.role} in {m.agency.code}" for m in user.memberships.all())
        print(f"{user.username}\t{user.full_name}\t{'active' if user.is_active else 'closed'}\t{roles}")
    return 0
