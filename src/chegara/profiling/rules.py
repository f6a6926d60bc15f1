"""Permissions at the checkpoint. Which records somebody sees is limited further by `visible_to`."""

import rules

from chegara.accounts.models import Role
from chegara.accounts.permissions import has_role

rules.add_perm(
    "profiling.view", has_role(Role.ANALYST, Role.OFFICER, Role.SUPERVISOR, Role.TRAINER, Role.OVERSIGHT)
)
rules.add_perm("profiling.edit", has_role(Role.ANALYST, Role.SUPERVISOR))
rules.add_perm("profiling.approve", has_role(Role.SUPERVISOR))
rules.add_perm("profiling.check", has_role(Role.OFFICER, Role.SUPERVISOR))
rules.add_perm("profiling.see_checks", has_role(Role.OFFICER, Role.SUPERVISOR, Role.OVERSIGHT))
rules.add_perm("profiling.oversee", has_role(Role.OVERSIGHT, Role.SUPERVISOR))
rules.add_perm("profiling.stop", has_role(Role.ANALYST, Role.SUPERVISOR, Role.OVERSIGHT))
rules.add_perm("profiling.select", has_role(Role.ANALYST, Role.SUPERVISOR))
rules.add_perm("profiling.see_lots", has_role(Role.ANALYST, Role.SUPERVISOR, Role.OVERSIGHT))
rules.add_perm("profiling.read_restricted", has_role(Role.ANALYST, Role.OFFICER, Role.SUPERVISOR))
