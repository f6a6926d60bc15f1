"""Panels: opening one, who sits on it and on what terms, what an agency's head lays down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from chegara.accounts.models import Compartment, User
from chegara.audit.actions import changed_fields, snapshot
from chegara.elicitation.actions.common import audit, require_moderator
from chegara.elicitation.ballots import ElicitationError, checked_word, checked_words
from chegara.elicitation.methods.scales import BrokenMappingError, load_scale
from chegara.elicitation.models import (
    LONGEST_ITEM,
    AgencyPosition,
    AgencyTerms,
    Expert,
    Item,
    Panel,
    RoundState,
    Stage,
    Turnout,
)
from chegara.organisation.models import Agency, Membership, Release, State
from chegara.organisation.visibility import agencies_of


@transaction.atomic
def open_panel(
    *,
    subject: str,
    title: str,
    country: State,
    owner_agency: Agency,
    marking: str,
    compartment: Compartment | None = None,
    releases: Iterable[Release] = (),
    criteria: Sequence[Mapping[str, str]],
    scale: str,
    items: Iterable[tuple[str, str]],
    by: User,
    unit: str = "",
    explanation: str = "",
) -> Panel:
    """Open a panel on items (key and title each) that are judged by criteria (code and words by language).

    With a `unit`, amounts are judged and no levels of the scale; `explanation` says what they are of.

    Raises:
        KeyError: there is no such scale.
    """
    load_scale(scale)
    panel = Panel(
        subject=subject,
        title=title,
        country=country,
        owner_agency=owner_agency,
        marking=marking,
        compartment=compartment,
        criteria=[dict(one) for one in criteria],
        scale=scale,
        unit=unit,
        explanation=explanation,
        by=by,
    )
    panel.full_clean()
    panel.save()
    panel.releases.set(releases)
    _set_items(panel, items)
    audit(
        panel,
        "panel_opened",
        by,
        after=snapshot(panel) | {"criteria": list(panel.criteria_words.values()), "items": _titles(panel)},
    )
    return panel


def _titles(panel: Panel) -> list[str]:
    return [item.title for item in panel.items.all()]


def _set_items(panel: Panel, items: Iterable[tuple[str, str]]) -> None:
    wanted = list(items)
    keys = [key for key, _title in wanted]
    panel.items.exclude(key__in=keys).delete()
    for position, (key, title) in enumerate(wanted):
        Item.objects.update_or_create(
            panel=panel, key=key, defaults={"title": title[:LONGEST_ITEM], "position": position}
        )


@transaction.atomic
def set_items(panel: Panel, *, items: Iterable[tuple[str, str]], by: User) -> None:
    """Say anew what is judged (key and title each), as long as nothing was judged yet.

    Raises:
        ElicitationError: a round was opened already.
    """
    if panel.rounds.exists():
        raise ElicitationError(_("Scoring has begun: what is judged can no longer be changed."))
    before = _titles(panel)
    _set_items(panel, items)
    _audit_items(panel, before, by)


def _audit_items(panel: Panel, before: list[str], by: User) -> None:
    after = _titles(panel)
    if after != before:
        audit(panel, "items_set", by, before={"items": before}, after={"items": after})


@transaction.atomic
def put_items(panel: Panel, *, items: Iterable[tuple[str, str]], by: User) -> None:
    """Put further items to a panel between rounds, or other words for items that are there; none goes.

    Raises:
        ElicitationError: a round is open, or none is held any more.
    """
    if panel.stage != Stage.SCORING:
        raise ElicitationError(_("No round is held now: “%(stage)s”.") % {"stage": panel.get_stage_display()})
    if panel.rounds.filter(state=RoundState.OPEN).exists():
        raise ElicitationError(_("A round is open still: close it first."))
    before, last = _titles(panel), panel.items.count()
    for place, (key, title) in enumerate(items):
        words = {"title": title[:LONGEST_ITEM]}
        Item.objects.update_or_create(
            panel=panel, key=key, defaults=words, create_defaults=words | {"position": last + place}
        )
    _audit_items(panel, before, by)


@transaction.atomic
def set_stage(panel: Panel, *, stage: str, by: User) -> None:
    """Say what the panel may do now: hold rounds, talk results over, or nothing any more.

    Raises:
        ElicitationError: a round is open still.
    """
    if stage != Stage.SCORING and panel.rounds.filter(state=RoundState.OPEN).exists():
        raise ElicitationError(_("A round is open still: close it first."))
    before = panel.stage
    panel.stage = stage
    panel.save(update_fields=["stage"])
    if before != stage:
        audit(panel, "stage_set", by, before={"stage": before}, after={"stage": stage})


@transaction.atomic
def invite(panel: Panel, *, user: User, agency: Agency, by: User) -> Expert:
    """Invite somebody to judge for an agency that they belong to.

    Raises:
        ElicitationError: they do not belong to the agency, sit on the panel already, or lack its compartment.
    """
    require_moderator(panel, by)
    if not Membership.objects.current().filter(user=user, agency=agency).exists():
        raise ElicitationError(
            _("%(user)s does not belong to %(agency)s today.") % {"user": user, "agency": agency}
        )
    if panel.experts.filter(user=user).exists():
        raise ElicitationError(_("%(user)s sits on the panel already.") % {"user": user})
    if panel.compartment and not panel.compartment.members.filter(pk=user.pk).exists():
        raise ElicitationError(_("%(user)s is not a member of the panel's compartment.") % {"user": user})
    expert = Expert.objects.create(panel=panel, user=user, agency=agency)
    AgencyTerms.objects.get_or_create(panel=panel, agency=agency)
    for round_ in panel.rounds.filter(state=RoundState.OPEN):
        Turnout.objects.create(round=round_, expert=expert)
    audit(panel, "expert_invited", by, after={"expert": user.full_name, "of_agency": agency.code})
    return expert


@transaction.atomic
def release_expert(expert: Expert, *, by: User, reason: str) -> None:
    """Take back an invitation of somebody who has not taken part yet.

    Raises:
        ElicitationError: they have voted.
    """
    panel = expert.panel
    require_moderator(panel, by)
    if expert.turnout.filter(voted=True).exists() or expert.turnout.filter(on_paper=True).exists():
        raise ElicitationError(_("%(expert)s has taken part already.") % {"expert": expert})
    after = {"expert": expert.user.full_name, "of_agency": expert.agency.code}
    expert.turnout.all().delete()
    expert.delete()
    audit(panel, "expert_released", by, before=after, reason=reason)


@transaction.atomic
def set_terms(
    panel: Panel,
    *,
    agency: Agency,
    weight: float,
    words: list[tuple[str, int | None]],
    by: User,
    reason: str,
) -> AgencyTerms:
    """Set an agency's weight, and the words of its own scale with their levels (none: the common scale).

    Raises:
        ElicitationError: scoring has begun, or the words turn the order of the scale round.
    """
    require_moderator(panel, by)
    if panel.rounds.exists():
        raise ElicitationError(_("Scoring has begun: weights and scales can no longer be changed."))
    try:
        stored = checked_words(load_scale(panel.scale), words)
    except BrokenMappingError as error:
        raise ElicitationError(
            _("The words must stand from the lowest to the highest, each for a level of the common scale.")
        ) from error
    terms, _new = AgencyTerms.objects.get_or_create(panel=panel, agency=agency)
    before = snapshot(terms)
    terms.weight, terms.words = weight, [list(pair) for pair in stored]
    terms.full_clean()
    terms.save()
    old, new = changed_fields(before, snapshot(terms))
    audit(panel, "terms_set", by, before=old, after=new | {"of_agency": agency.code}, reason=reason)
    return terms


@transaction.atomic
def set_position(
    item: Item, *, criterion: str, agency: Agency, word: str, reason: str, by: User
) -> AgencyPosition:
    """Lay down an agency's position on an item; only who belongs to the agency may.

    Raises:
        ElicitationError: it is another agency's, the agency is not on the panel, or the word is none of its
            scale.
    """
    panel = item.panel
    if agency.pk not in set(agencies_of(by)) or not by.has_perm("elicitation.moderate"):
        raise ElicitationError(_("An agency's position is laid down by its own supervisor."))
    if not panel.experts.filter(agency=agency).exists():
        raise ElicitationError(_("%(agency)s is not on this panel.") % {"agency": agency})
    if panel.stage == Stage.CLOSED:
        raise ElicitationError(_("What this panel found is approved: positions stand."))
    if criterion not in panel.criteria_words:
        raise ElicitationError(_("“%(word)s” is no word of the scale.") % {"word": criterion})
    word, level = checked_word(panel, agency, word)
    stored = AgencyPosition.objects.filter(item=item, criterion=criterion, agency=agency).first()
    position = stored or AgencyPosition(item=item, criterion=criterion, agency=agency)
    before = snapshot(stored) if stored else {}
    position.word, position.level, position.reason, position.by = word, level, reason, by
    position.full_clean()
    position.save()
    old, new = changed_fields(before, snapshot(position))
    audit(panel, "position_set", by, on=item, before=old if stored else None, after=new, reason=reason)
    return position
