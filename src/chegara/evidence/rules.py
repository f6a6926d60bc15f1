"""Permissions on evidence. What somebody sees of it is limited further by `visible_to`."""

import rules

from chegara.accounts.models import Role
from chegara.accounts.permissions import has_role

analysts = has_role(Role.ANALYST, Role.SUPERVISOR)
rules.add_perm("evidence.view", has_role(Role.ANALYST, Role.SUPERVISOR, Role.OVERSIGHT))
rules.add_perm("evidence.import", analysts)
rules.add_perm("evidence.decide", analysts)
rules.add_perm("evidence.request", analysts)
rules.add_perm("evidence.grade", analysts)
