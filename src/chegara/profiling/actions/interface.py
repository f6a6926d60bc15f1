"""Questions of other programs: one person against the lists, one record against the profiles in force.

Nothing is decided and nobody is stopped: the answer says what speaks for and against, and a person decides. What
was asked of whom stays with the program; the log keeps who asked, for what purpose, on what legal basis, in which
case, and what came of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.audit.actions import record
from chegara.organisation.models import Agency
from chegara.profiling.actions.common import ProfilingError, require
from chegara.profiling.choices import PERSON_ASKED, RECORD_ASKED, PurposeCode
from chegara.profiling.methods.profiles.values import ValueRefusedError
from chegara.profiling.screening import Answer, candidates_for, decide_record, lists_in_force


@dataclass(frozen=True, kw_only=True)
class Grounds:
    """Why something is asked: the purpose, the legal basis, the asking program's case, and for which agency.

    `token` tells the log by which token it was asked.
    """

    purpose: str
    legal_basis: str
    case: str
    agency: Agency
    token: str


@transaction.atomic
def screen_person(
    document: dict[str, Any], *, grounds: Grounds, day: date, by: User
) -> tuple[list[dict[str, Any]], list[Any], int]:
    """Return the candidates for one person, the lists that were read, and the number of the log's entry.

    Raises:
        ProfilingError: purpose, legal basis or case is missing, or the role does not allow it.
    """
    _require_grounds(grounds, by)
    candidates = candidates_for(document, viewer=by, day=day)
    lists = lists_in_force(by, day)
    entry = _recorded(
        PERSON_ASKED, grounds, by, {"lists": [str(one) for one in lists], "candidates": len(candidates)}
    )
    return candidates, lists, entry


@transaction.atomic
def select_record(
    facts: dict[str, Any], *, subject: str, grounds: Grounds, day: date, by: User
) -> tuple[Answer, int]:
    """Return what the profiles in force say of one record, and the number of the log's entry.

    Raises:
        ProfilingError: as for `screen_person`, or a value is of another kind than its field.
    """
    _require_grounds(grounds, by)
    try:
        answer = decide_record(facts, subject=subject, viewer=by, day=day)
    except ValueRefusedError as error:
        raise ProfilingError(str(error)) from error
    fired = [one["code"] for one in answer.profiles if one["fired"]]
    return answer, _recorded(RECORD_ASKED, grounds, by, {"subject": subject, "profiles": fired})


def _require_grounds(grounds: Grounds, by: User) -> None:
    require(by, "profiling.check", grounds.agency)
    if grounds.purpose not in PurposeCode.values:
        raise ProfilingError(
            _("The purpose is one of: %(purposes)s.") % {"purposes": ", ".join(PurposeCode.values)}
        )
    if not grounds.legal_basis.strip() or not grounds.case.strip():
        raise ProfilingError(
            _(
                "Give the legal basis (legal_basis: law, article) and the number of the case or crossing (case)."
            )
        )


def _recorded(action: str, grounds: Grounds, by: User, found: dict[str, Any]) -> int:
    entry = record(
        by=by, action=action, label=grounds.case, agency=grounds.agency.code, reason=grounds.legal_basis,
        after={"purpose": grounds.purpose, "legal_basis": grounds.legal_basis, "token": grounds.token, **found},
    )  # fmt: skip
    return entry.pk
