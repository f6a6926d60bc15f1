"""Permissions on the organisation, on people and on releases."""

import rules

from chegara.accounts.models import Role
from chegara.accounts.permissions import everybody, has_role

rules.add_perm("organisation.view", everybody)
rules.add_perm("organisation.change", has_role(Role.ADMINISTRATOR, Role.SUPERVISOR))
rules.add_perm("organisation.release", has_role(Role.SUPERVISOR))
rules.add_perm("accounts.manage", has_role(Role.ADMINISTRATOR))
