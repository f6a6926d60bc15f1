"""Permissions on risk analyses. Which ones somebody sees is limited further by `visible_to`."""

import rules

from chegara.accounts.models import Role
from chegara.accounts.permissions import has_role

rules.add_perm("risk.view", has_role(Role.ANALYST, Role.SUPERVISOR, Role.OVERSIGHT))
rules.add_perm("risk.edit", has_role(Role.ANALYST, Role.SUPERVISOR))
rules.add_perm("risk.lead", has_role(Role.SUPERVISOR))
