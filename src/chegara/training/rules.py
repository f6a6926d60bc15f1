"""Permissions on training. What somebody sees of it is limited further by `visible_to`."""

import rules

from chegara.accounts.models import Role
from chegara.accounts.permissions import has_role

READERS = (Role.TRAINER, Role.SUPERVISOR, Role.ANALYST, Role.CANINE_MANAGER, Role.OVERSIGHT)
rules.add_perm("training.view", has_role(*READERS))
rules.add_perm("training.change", has_role(Role.TRAINER, Role.SUPERVISOR))
rules.add_perm("training.certify", has_role(Role.TRAINER, Role.SUPERVISOR))
rules.add_perm("training.practise", has_role(Role.OFFICER, Role.TRAINER, Role.ANALYST, Role.SUPERVISOR))
