"""Which stops of all profiles somebody at a screen must know of."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.organisation.visibility import Viewer, own_agencies
from chegara.profiling.choices import ProfileState
from chegara.profiling.methods.profiles.document import Profile
from chegara.profiling.models import Halt, RiskProfile


def halts_for(viewer: Viewer) -> list[Halt]:
    """Return the stops that hold, of the viewer's agencies and of those whose profiles it sees; one query."""
    owners = RiskProfile.objects.visible_to(viewer).filter(state=ProfileState.ACTIVE).order_by()
    own = own_agencies(viewer) if isinstance(viewer, User) else ()
    held = Halt.objects.holding().filter(Q(agency__in=own) | Q(agency__in=owners.values("owner_agency")))
    return list(held.select_related("agency__country", "by"))


def halts_of(profiles: Iterable[Profile]) -> list[Halt]:
    """Return the stops that hold for profiles taken from this site, known by the hash of what they say."""
    versions = [one.version for one in profiles]
    owners = RiskProfile.objects.filter(versions__hash__in=versions).order_by().values("owner_agency")
    return list(Halt.objects.holding().filter(agency__in=owners).select_related("agency", "by"))


def halt_words(halt: Halt) -> str:
    """What a screen, a paper and an answer say while a stop holds."""
    return _("All profiles of %(agency)s are stopped since %(at)s: none of them selects.") % {
        "agency": halt.agency, "at": f"{timezone.localtime(halt.at):%d.%m.%Y %H:%M}",
    }  # fmt: skip
