"""Permissions on the audit log."""

import rules

from chegara.accounts.models import Role
from chegara.accounts.permissions import has_role

rules.add_perm("audit.view", has_role(Role.OVERSIGHT))
