"""Permissions on cooperation. What somebody sees of it is limited further by `visible_to`."""

import rules

from chegara.accounts.models import Role
from chegara.accounts.permissions import has_role

WRITERS = (Role.ANALYST, Role.SUPERVISOR)

rules.add_perm("cooperation.view", has_role(*WRITERS, Role.OFFICER, Role.INTEGRITY_OFFICER, Role.OVERSIGHT))
rules.add_perm("cooperation.change", has_role(*WRITERS))
rules.add_perm("cooperation.act", has_role(*WRITERS, Role.OFFICER))
