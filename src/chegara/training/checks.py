"""What must be renewed: certificates and trainers whose validity ends, as findings that remind of them."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chegara.organisation.visibility import own_agencies
from chegara.pages.checks import Finding, Ref, Scope, Severity, check
from chegara.training.queries import AHEAD, expiring


@check(
    "training.validity",
    title=gettext_lazy("A certificate or a trainer's validity ends"),
    explanation=gettext_lazy(
        "Whoever teaches or serves by an expired certificate proves nothing; renewing takes a session."
    ),
    permission="training.view",
)
def validity(scope: Scope) -> Iterator[Finding]:
    """Yield what expired, and what expires in the months to come, of the viewer's own agencies."""
    if scope.within:
        return
    today, own = timezone.localdate(), own_agencies(scope.viewer)
    for one in expiring(scope.viewer, until=today + AHEAD):
        if one.owner_agency_id not in own:
            continue
        over = one.valid_until < today
        says = (
            _("expired on %(day)s: renew before the next duty")
            if over
            else _("ends on %(day)s: renew in time")
        )
        yield Finding(
            Ref(f"{one.person}, {one}" if str(one) != str(one.person) else str(one), one.get_absolute_url()),
            Severity.ERROR if over else Severity.WARNING,
            says % {"day": f"{one.valid_until:%d.%m.%Y}"},
        )
