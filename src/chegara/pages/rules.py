"""Permissions of the shared pages."""

import rules

from chegara.accounts.permissions import everybody

rules.add_perm("pages.use", rules.is_authenticated & everybody)
