"""Permissions of the shared pages."""

import rules

from chegara.accounts.models import Role
from chegara.accounts.permissions import everybody, has_role

rules.add_perm("pages.use", rules.is_authenticated & everybody)
# What each check tells of is limited further by the check's own permission.
rules.add_perm(
    "checks.view",
    has_role(Role.ANALYST, Role.SUPERVISOR, Role.OVERSIGHT, Role.INTEGRITY_OFFICER, Role.TRAINER),
)
