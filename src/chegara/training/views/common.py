"""What the pages of training share: refusals in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chegara.organisation.registers import pages
from chegara.organisation.registers.actions import RecordRefusedError
from chegara.plans.actions.guards import PlanRefusedError
from chegara.training.activity_sheet import SheetRefusedError

REFUSALS = (RecordRefusedError, PlanRefusedError, SheetRefusedError)


def tried(form: Any, act: Callable[[], object]) -> bool:
    """Do what a valid form asks for; say on the form why it can't be done, if so."""
    return pages.tried(form, act, *REFUSALS)
