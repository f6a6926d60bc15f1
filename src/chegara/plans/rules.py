"""Permissions on plans. What somebody sees of them is limited further by `visible_to`."""

import rules

from chegara.accounts.models import Role
from chegara.accounts.permissions import has_role

WRITERS = (
    Role.ANALYST,
    Role.SUPERVISOR,
    Role.INTEGRITY_OFFICER,
    Role.TRAINER,
    Role.CANINE_MANAGER,
)
rules.add_perm("plans.view", has_role(*WRITERS, Role.OFFICER, Role.OVERSIGHT))
rules.add_perm("plans.change", has_role(*WRITERS))
rules.add_perm("plans.report", has_role(*WRITERS, Role.OFFICER))
rules.add_perm("plans.approve", has_role(Role.SUPERVISOR, Role.INTEGRITY_OFFICER))
rules.add_perm("plans.approve_open", has_role(Role.SUPERVISOR))
