"""Permissions on documents that several slices write together."""

import rules

from chegara.accounts.models import Role
from chegara.accounts.permissions import has_role

rules.add_perm("documents.make", has_role(Role.ANALYST, Role.SUPERVISOR, Role.OVERSIGHT))
