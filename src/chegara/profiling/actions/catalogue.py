"""The catalogue of indicators: describing one, taking one out."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.profiling.actions.common import ProfilingError, audit, require, save_audited
from chegara.profiling.methods.profiles.protected import protected_in_text
from chegara.profiling.models import Indicator, IndicatorSet
from chegara.profiling.tongue import tongue


@transaction.atomic
def save_indicator(indicator: Indicator, *, by: User, reason: str = "") -> Indicator:
    """Store a new or changed indicator.

    Raises: ProfilingError: it speaks of what somebody is instead of what was done or seen. No signature opens
        that.
    """
    require(by, "profiling.edit", indicator.owner_agency)
    read = IndicatorSet.objects.visible_to(by).filter(owner_agency=indicator.owner_agency)
    if indicator.set_id and not read.filter(pk=indicator.set_id).exists():
        raise ProfilingError(_("Only who reads a restricted set of this agency fills it."))
    for text in (indicator.text, indicator.observed):
        ground = protected_in_text(text, indicator.subject)
        if ground is not None:
            named = ground.label(tongue())
            raise ProfilingError(
                _(
                    "An indicator may not rest on this: %(ground)s. Describe an act or a fact; no approval lifts this refusal."
                )
                % {"ground": named}
            )
    if not indicator.pk:
        indicator.by = by
    if indicator.set_id:
        # What it says stays out of the log, which oversight reads: of a restricted one only the code is told.
        indicator.full_clean()
        indicator.save()
        audit(
            indicator,
            "indicator_saved",
            by,
            after={"code": indicator.code, "set": indicator.set_id},
            reason=reason,
        )
    else:
        save_audited(indicator, indicator, "indicator_saved", by=by, reason=reason)
    return indicator


@transaction.atomic
def withdraw_indicator(indicator: Indicator, *, by: User, reason: str) -> None:
    """Take an indicator out of use.

    Raises:
        ProfilingError: no reason is given.
    """
    require(by, "profiling.edit", indicator.owner_agency)
    if not reason.strip():
        raise ProfilingError(_("Say why the indicator is withdrawn."))
    indicator.withdrawn = True
    indicator.save()
    audit(indicator, "indicator_withdrawn", by, reason=reason)
