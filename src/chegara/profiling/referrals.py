"""The referral card of cooperation, as a check needs it: to whom, how soon, by what way and form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chegara.cooperation.choices import ExchangeArea, PersonGroup
from chegara.cooperation.models import Contact, Duty
from chegara.cooperation.queries import contacts, duties
from chegara.organisation.models import CrossingPoint
from chegara.organisation.visibility import Viewer
from chegara.profiling.models import Check

GROUPS = {
    "asylum": PersonGroup.ASYLUM,
    "trafficking": PersonGroup.TRAFFICKING,
    "minor": PersonGroup.MINORS,
}
"""Which line of the card each flag of a check asks for."""


@dataclass(frozen=True)
class Way:
    """One line of the card: the duty, and the telephones of who receives the person."""

    duty: Duty
    telephones: tuple[Contact, ...]


@dataclass(frozen=True)
class Card:
    """What holds for one group; `flagged` where the check's flag stands, no ways where nobody is named."""

    flag: str
    group: str
    flagged: bool
    ways: tuple[Way, ...]


def referral_cards(check: Check, viewer: Viewer) -> list[Card]:
    """Return the card of each group, those that the check flags first; two queries and one of calls."""
    country = check.owner_agency.country
    lines = [one for one in duties(country, viewer) if one.area == ExchangeArea.REFERRAL]
    known = contacts(country, viewer) if lines else []
    cards = [
        Card(
            flag,
            str(PersonGroup(group).label),
            bool(getattr(check, flag)),
            tuple(Way(one, _telephones(one, known, check.point)) for one in lines if one.persons == group),
        )
        for flag, group in GROUPS.items()
    ]
    return sorted(cards, key=lambda card: not card.flagged)


def _telephones(duty: Duty, known: Iterable[Contact], point: CrossingPoint) -> tuple[Contact, ...]:
    """The receiver's contact at this crossing point, else its headquarters."""
    own = [one for one in known if duty.receiver_id is not None and one.agency_id == duty.receiver_id]
    here = [one for one in own if one.point_id == point.pk]
    return tuple(here or [one for one in own if one.point_id is None])
