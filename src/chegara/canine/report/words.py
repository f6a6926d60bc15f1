"""Rates and intervals of the canine service in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from chegara.canine.methods.performance import LikelihoodRatio, Rate
from chegara.common.detection import Detection
from chegara.organisation.registers.presenters import between, number, percent
from chegara.reporting.numbers import UNKNOWN


def rate_text(rate: Rate | None) -> str:
    """Return a share with its interval and counts, such as "90 % (60 to 98 %), 9 of 10"."""
    if rate is None:
        return UNKNOWN
    return _("%(share)s (%(interval)s %%), %(count)s of %(of)s") % {
        "share": percent(rate.share),
        "interval": between(rate.interval, 0, 100),
        "count": rate.count,
        "of": rate.of,
    }


def detection_text(found: Detection | None) -> str:
    """Return d′ with its interval."""
    if found is None:
        return UNKNOWN
    return f"{number(found.d_prime, 2)} ({between(found.d_prime_interval, 2)})"


def ratio_text(ratio: LikelihoodRatio | None) -> str:
    """Return a likelihood ratio with its interval."""
    if ratio is None:
        return UNKNOWN
    digits = 1 if ratio.ratio >= 1 else 2
    return f"{number(ratio.ratio, digits)} ({between(ratio.interval, digits)})"
