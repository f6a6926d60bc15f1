"""Permissions on integrity. What somebody sees of it is limited further by `visible_to`."""

import rules

from chegara.accounts.models import Role
from chegara.accounts.permissions import everybody, has_role

rules.add_perm("integrity.view", has_role(Role.INTEGRITY_OFFICER, Role.OVERSIGHT))
rules.add_perm("integrity.change", has_role(Role.INTEGRITY_OFFICER))
rules.add_perm("integrity.oversee", has_role(Role.OVERSIGHT))
rules.add_perm("integrity.answer", everybody)
