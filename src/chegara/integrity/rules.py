"""Permissions on integrity. What somebody sees of it is limited further by `visible_to`."""

import rules

from chegara.accounts.models import Role
from chegara.accounts.permissions import has_role

rules.add_perm("integrity.view", has_role(Role.INTEGRITY_OFFICER, Role.OVERSIGHT))
rules.add_perm("integrity.change", has_role(Role.INTEGRITY_OFFICER))
