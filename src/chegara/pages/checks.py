"""Checks: what a reviewer would find, each with its name and reason; slices register theirs here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import pgettext_lazy

from chegara.accounts.models import User


class Severity(models.TextChoices):
    """How much a finding matters."""

    ERROR = "error", pgettext_lazy("of a finding", "Error")
    WARNING = "warning", pgettext_lazy("of a finding", "Warning")
    NOTE = "note", pgettext_lazy("of a finding", "Note")


@dataclass(frozen=True)
class Ref:
    """What a finding is about: its name, and the address of its page."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class Scope:
    """For whom something is checked, and within what: a check reads what the viewer may see and no more.

    `within` limits a check to one record, as "plans.plan:3"; empty checks all. In `kept` a slice keeps what
    several of its checks read.
    """

    viewer: User
    within: str = ""
    kept: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True)
class Finding:
    """What a check found."""

    object_ref: Ref
    severity: Severity
    reason: str


CheckFunction = Callable[[Scope], Iterable[Finding]]


@dataclass(frozen=True)
class Check:
    """A registered check. `permission` opens what it is about; `explanation` says why it matters."""

    name: str
    title: Any
    explanation: Any
    permission: str
    run: CheckFunction


CHECKS: dict[str, Check] = {}


def check(
    name: str, *, title: Any, explanation: Any, permission: str
) -> Callable[[CheckFunction], CheckFunction]:
    """Register a function as the check `name`, such as "plans.no_lead".

    Raises:
        ValueError: another check has this name.
    """

    def register(function: CheckFunction) -> CheckFunction:
        if name in CHECKS and CHECKS[name].run is not function:
            raise ValueError(f"there is a check {name!r} already")
        CHECKS[name] = Check(name, title, explanation, permission, function)
        return function

    return register


@dataclass(frozen=True)
class Found:
    """A finding with the check that made it."""

    check: Check
    finding: Finding


def checks_for(viewer: User) -> list[Check]:
    """Return the checks about what somebody may open, in the order of their names."""
    return [one for name, one in sorted(CHECKS.items()) if viewer.has_perm(one.permission)]


def run_checks(scope: Scope, names: Iterable[str] | None = None) -> list[Found]:
    """Run the checks that the viewer may see the outcome of, all or those named; the gravest first."""
    wanted = None if names is None else frozenset(names)
    found = [
        Found(one, finding)
        for one in checks_for(scope.viewer)
        if wanted is None or one.name in wanted
        for finding in one.run(scope)
    ]
    order = {severity: place for place, severity in enumerate(Severity)}
    return sorted(found, key=lambda each: order[each.finding.severity])
