"""Data of a check given to another state: by an individual lawful decision that lies in the file, and not
otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.evidence.files import keep
from chegara.profiling.actions.common import ProfilingError, audit, require, save_audited
from chegara.profiling.choices import CheckState
from chegara.profiling.methods.mrz.states import alpha_2
from chegara.profiling.models import Check, Transfer

LARGEST = 20 * 1024 * 1024
SCANS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff")
"""How the files begin that a decision may be scanned into: PDF, PNG, JPEG."""


def transfer(transfer_: Transfer, *, name: str, content: bytes, by: User) -> Transfer:
    """Give data of a check to another state.

    Args:
        transfer_: to whom, which data, and the decision's number, date, authority and legal basis.
        name: the file name of the decision.
        content: the decision itself, as a PDF, PNG or JPEG file.
        by: who gives them.

    Raises:
        ProfilingError: there is no such decision, or a flag of protection stands against it; the attempt
            stays on record.
    """
    check = transfer_.subject_check
    require(by, "profiling.approve", check.owner_agency)
    refusal = (
        _lacks_decision(transfer_, content, timezone.localdate())
        or _no_document(content)
        or (_endangers(transfer_, check) if check.protected else "")
    )
    if refusal:
        audit(check, "transfer_refused", by, reason=refusal)
        raise ProfilingError(refusal)
    with transaction.atomic():
        transfer_.by, transfer_.decision_file, transfer_.decision_file_name = by, keep([content]), name[:255]
        save_audited(transfer_, check, "transferred", by=by, reason=transfer_.legal_basis)
    return transfer_


def note_incomplete(check: Check, missing: Sequence[str], *, by: User) -> None:
    """Put on record that somebody asked for a transfer without all that the decision must tell.

    Raises:
        ProfilingError: somebody asks who may not.
    """
    require(by, "profiling.approve", check.owner_agency)
    audit(check, "transfer_refused", by, reason=_("Missing: %(fields)s") % {"fields": "; ".join(missing)})


def _lacks_decision(asked: Transfer, content: bytes, today: date) -> str:
    if asked.to_state_id == asked.subject_check.owner_agency.country_id:
        return _("That is this country: what is given within it is no transfer abroad.")
    if asked.subject_check.state == CheckState.OPEN:
        return _("Decide the check first: whether the person needs protection is written with the decision.")
    texts = (asked.decision_number, asked.decision_authority, asked.legal_basis)
    if not (all(text.strip() for text in texts) and asked.decision_date and content):
        return _(
            "Nothing leaves the country without an individual decision: number, date, authority, legal basis, and the decision itself attached."
        )
    if asked.decision_date > today:
        return _("The decision is dated in the future: what is not decided yet allows nothing.")
    return ""


def _no_document(content: bytes) -> str:
    if len(content) > LARGEST:
        return _("The decision is larger than %(most)s MB.") % {"most": LARGEST // 1024 // 1024}
    if not content.startswith(SCANS):
        return _("The decision is attached as a PDF, PNG or JPEG file.")
    return ""


def _endangers(asked: Transfer, check: Check) -> str:
    """Why data on a protected person do not go: no signature opens the way to the state of origin."""
    origin = {alpha_2(check.document.get(name, "")) for name in ("nationality", "issuer")}
    if asked.to_state_id in origin:
        return _("Data on this person may not reach the state that they fled or come from.")
    if asked.decision_date < timezone.localdate(check.at):
        return _("The decision is older than the check: it could not weigh that the person needs protection.")
    if not asked.no_danger.strip():
        return _("A flag of protection stands: write why the person is in no danger from that state.")
    return ""
