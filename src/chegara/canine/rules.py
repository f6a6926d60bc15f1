"""Permissions on the canine service. What somebody sees of it is limited further by `visible_to`."""

import rules

from chegara.accounts.models import Role
from chegara.accounts.permissions import has_role

HEADS = (Role.CANINE_MANAGER, Role.SUPERVISOR)
"""Who answers for the service: they certify teams and keep training aids."""
STAFF = (*HEADS, Role.TRAINER)
rules.add_perm("canine.view", has_role(*STAFF, Role.OFFICER, Role.ANALYST, Role.OVERSIGHT))
rules.add_perm("canine.record", has_role(*STAFF, Role.OFFICER))
rules.add_perm("canine.change", has_role(*STAFF))
rules.add_perm("canine.set_up", has_role(*STAFF, Role.OVERSIGHT))
rules.add_perm("canine.certify", has_role(*HEADS))
rules.add_perm("canine.aids", has_role(*HEADS))
