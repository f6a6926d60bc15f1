"""Analysts' decisions on evidence: which agency's figures count, which silence is a gap."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from chegara.accounts.models import User
from chegara.audit.actions import changed_fields, record, snapshot
from chegara.evidence.models import CountingRule, GapFinding, Indicator, Reconciliation
from chegara.organisation.models import Agency, State


@transaction.atomic
def reconcile(
    *,
    country: State,
    indicator: Indicator,
    rule: CountingRule | str,
    lead_agency: Agency | None,
    reason: str,
    by: User,
) -> Reconciliation:
    """Decide how several agencies' figures for one indicator become one."""
    stored = Reconciliation.objects.filter(country=country, indicator=indicator).first()
    decision = stored or Reconciliation(country=country, indicator=indicator)
    before = snapshot(stored) if stored else {}
    decision.rule, decision.lead_agency, decision.reason, decision.by = rule, lead_agency, reason, by
    decision.full_clean()
    decision.save()
    old, new = changed_fields(before, snapshot(decision))
    record(
        by=by,
        action="evidence.reconciled",
        on=decision,
        before=old if stored else None,
        after=new,
        reason=reason,
    )
    return decision


@transaction.atomic
def decide_gap(
    *,
    agency: Agency,
    indicator: Indicator,
    first_month: date,
    last_month: date,
    decision: str,
    reason: str,
    by: User,
) -> GapFinding:
    """Decide whether months with implausibly little are a reporting gap or real."""
    key = {
        "agency": agency, "indicator": indicator, "first_month": first_month, "last_month": last_month,
    }  # fmt: skip
    stored = GapFinding.objects.filter(**key).first()
    finding = stored or GapFinding(**key)
    before = snapshot(stored) if stored else {}
    finding.decision, finding.reason, finding.by = decision, reason, by
    finding.full_clean()
    finding.save()
    old, new = changed_fields(before, snapshot(finding))
    record(
        by=by,
        action="evidence.gap_decided",
        on=finding,
        before=old if stored else None,
        after=new,
        reason=reason,
        agency=agency.code,
    )
    return finding
