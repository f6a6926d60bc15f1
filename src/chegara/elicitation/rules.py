"""Permissions on panels. Which panels somebody sees is limited further by `visible_to`."""

import rules

from chegara.accounts.models import Role
from chegara.accounts.permissions import has_role

rules.add_perm(
    "elicitation.view",
    has_role(Role.ANALYST, Role.OFFICER, Role.SUPERVISOR, Role.INTEGRITY_OFFICER, Role.OVERSIGHT),
)
rules.add_perm(
    "elicitation.vote", has_role(Role.ANALYST, Role.OFFICER, Role.SUPERVISOR, Role.INTEGRITY_OFFICER)
)
rules.add_perm("elicitation.moderate", has_role(Role.SUPERVISOR, Role.INTEGRITY_OFFICER))
