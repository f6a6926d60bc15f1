"""Permissions on the canine service. What somebody sees of it is limited further by `visible_to`."""

import rules

from chegara.accounts.models import Role
from chegara.accounts.permissions import has_role

KEEPERS = (Role.CANINE_MANAGER, Role.SUPERVISOR)
rules.add_perm("canine.view", has_role(*KEEPERS, Role.TRAINER, Role.OFFICER, Role.ANALYST, Role.OVERSIGHT))
rules.add_perm("canine.change", has_role(Role.CANINE_MANAGER, Role.TRAINER))
rules.add_perm("canine.set_up", has_role(*KEEPERS, Role.TRAINER, Role.OVERSIGHT))
rules.add_perm("canine.certify", has_role(*KEEPERS))
rules.add_perm("canine.record", has_role(Role.OFFICER, Role.TRAINER, Role.CANINE_MANAGER))
rules.add_perm("canine.aids", has_role(*KEEPERS))
