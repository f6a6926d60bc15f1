"""Permissions on contingency plans. What somebody sees of them is limited further by `visible_to`."""

import rules

from chegara.accounts.models import Role
from chegara.accounts.permissions import has_role

rules.add_perm(
    "contingency.view", has_role(Role.ANALYST, Role.OFFICER, Role.SUPERVISOR, Role.TRAINER, Role.OVERSIGHT)
)
rules.add_perm("contingency.change", has_role(Role.ANALYST, Role.SUPERVISOR))
rules.add_perm("contingency.act", has_role(Role.ANALYST, Role.OFFICER, Role.SUPERVISOR, Role.TRAINER))
rules.add_perm("contingency.activate", has_role(Role.OFFICER, Role.SUPERVISOR))
rules.add_perm("contingency.approve", has_role(Role.SUPERVISOR))
