"""Checks of travellers: begun with a purpose and a legal basis, decided by a person with reasons, closed with
an outcome."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.audit.actions import record
from chegara.organisation.models import Agency, CrossingPoint
from chegara.organisation.visibility import Viewer
from chegara.profiling.actions.common import ProfilingError, audit, require, save_audited
from chegara.profiling.actions.lists import remember_false_match
from chegara.profiling.actions.upkeep import lapse_worse
from chegara.profiling.choices import (
    POSITIVE,
    BiometricAnswer,
    CheckState,
    DecisionCode,
    MatchJudgement,
    OutcomeCode,
    OwnView,
)
from chegara.profiling.facts import facts_of
from chegara.profiling.methods.ages import is_minor
from chegara.profiling.methods.profiles.values import ValueRefusedError
from chegara.profiling.methods.random_sample import commitment, in_sample
from chegara.profiling.methods.watchlists.entry import is_reference
from chegara.profiling.models import CardReading, Check, DaySeed, PostSettings, Watchlist
from chegara.profiling.screening import active_profiles, candidates_for, traces_for

RETENTION_DAYS = 30
REMEMBERED = timedelta(days=365)
JUDGING = (CheckState.OPEN, CheckState.DECIDED, CheckState.SECOND_LINE)
"""While a check stands there, its candidates are judged."""

BEYOND_THE_NAME = frozenset({"born_0", "born_1", "born_5", "document_1"})
"""Rules of the explanation that tell of more than the name: day of birth, document number."""


@dataclass(frozen=True, kw_only=True)
class Begun:
    """What a check begins with: the document's fields, what departs in it, and the facts noted."""

    document: dict[str, Any]
    deviations: list[dict[str, Any]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def begin(
    begun: Begun, *, point: CrossingPoint, agency: Agency, purpose: str, legal_basis: str, by: User
) -> Check:
    """Read lists and profiles for one traveller.

    Raises:
        ProfilingError: no purpose or legal basis is given, or a fact is of the wrong kind.
    """
    require(by, "profiling.check", agency)
    if not purpose or not legal_basis.strip():
        raise ProfilingError(_("A person is screened for a purpose and on a legal basis; give both."))
    today = timezone.localdate()
    settings = PostSettings.objects.filter(owner_agency=agency, point=point).first()
    document = begun.document
    try:
        traces = traces_for(
            {**facts_of(document, today), "post": point.code, **begun.facts}, viewer=by, day=today
        )
    except ValueRefusedError as error:
        raise ProfilingError(str(error)) from error
    check = Check(
        owner_agency=agency,
        point=point,
        purpose=purpose,
        legal_basis=legal_basis.strip(),
        document=document,
        deviations=begun.deviations,
        facts=begun.facts,
        matches=candidates_for(document, viewer=by, day=today),
        traces=traces,
        selected=any(trace["fired"] for trace in traces),
        minor=is_minor(document.get("birth", ""), today),
        personal_until=today + timedelta(days=settings.retention_days if settings else RETENTION_DAYS),
        by=by,
    )
    check.full_clean()
    check.save()
    check.random_arm = _of_sample(settings, check, today)
    check.save(update_fields=["random_arm"])
    audit(
        check, "screened", by, reason=legal_basis,
        after={"purpose": purpose, "legal_basis": legal_basis, "candidates": len(check.matches)},
    )  # fmt: skip
    return check


def _of_sample(settings: PostSettings | None, check: Check, today: date) -> bool:
    if settings is None or not settings.random_share or not settings.random_article:
        return False
    return in_sample(seed_of(settings, today).seed, str(check.pk), settings.random_share / 1000)


def seed_of(settings: PostSettings, day: date) -> DaySeed:
    """The seed of a day, drawn and committed to when it is first asked for."""
    drawn = secrets.token_hex(32)
    # Two may ask at once: only one of them draws.
    seed, _is_new = DaySeed.objects.get_or_create(
        settings=settings, day=day, defaults={"seed": drawn, "commitment": commitment(drawn)}
    )
    return seed


def seeds_of(point: CrossingPoint, viewer: Viewer, day: date) -> list[DaySeed]:
    """Return the seeds of a post's day; today's is drawn now at the latest, so that its hash stands on the card
    before the first traveller comes."""
    settings = PostSettings.objects.visible_to(viewer).filter(point=point)
    if day == timezone.localdate():
        for one in settings:
            if one.random_share and one.random_article:
                seed_of(one, day)
    return list(DaySeed.objects.filter(settings__in=settings, day=day).order_by("pk"))


def note_reading(check: Check, *, by: User) -> None:
    """Record that somebody else than its officer reads who a check was about; after deletion it tells nothing."""
    if check.by_id != by.pk and "surname" in check.document:
        audit(check, "check_read", by, after={"purpose": check.purpose})


def require_open(check: Check, *states: str) -> None:
    """Refuse what the check's state does not allow.

    Raises:
        ProfilingError: it stands elsewhere.
    """
    if check.state not in states:
        raise ProfilingError(_("Now: “%(state)s”.") % {"state": check.get_state_display()})


@transaction.atomic
def write_own_view(check: Check, *, view: str, by: User) -> None:
    """Write what the officer thinks before scores are shown; it is not changed afterwards.

    Raises:
        ProfilingError: it is written already.
    """
    require(by, "profiling.check", check.owner_agency)
    require_open(check, CheckState.OPEN)
    if check.own_view:
        raise ProfilingError(_("Your view is written already; the decision may differ from it."))
    check.own_view = OwnView(view).value
    check.save()
    audit(check, "viewed", by, after={"own_view": check.own_view})


@dataclass(frozen=True, kw_only=True)
class Biometric:
    """What another system answered on a print or a face, and the number of the question there."""

    answer: str = ""
    reference: str = ""


NOT_ASKED = Biometric()


@transaction.atomic
def judge(
    check: Check, *, number: int, judged: str, why: str, by: User, biometric: Biometric = NOT_ASKED
) -> None:
    """Say whether a candidate is the traveller; another person is remembered, so as not to be stopped again.

    Raises: ProfilingError: no reason is given, the own view is not written yet, nothing beyond the name
        agrees, or another system's answer contradicts or has no number.
    """
    require(by, "profiling.check", check.owner_agency)
    require_open(check, *JUDGING)
    if not check.own_view:
        raise ProfilingError(_("Write your own view first."))
    if not 0 <= number < len(check.matches):
        raise ProfilingError(_("There is no such candidate."))
    if not why.strip():
        raise ProfilingError(_("Say why."))
    match = check.matches[number]
    _require_sound(biometric, judged)
    beyond = biometric.answer == BiometricAnswer.AGREES or any(
        row["rule"] in BEYOND_THE_NAME for row in match["rows"]
    )
    if judged == MatchJudgement.SAME and not beyond:
        raise ProfilingError(
            _(
                "Only the name agrees: identity needs a date of birth, a document or more. Send to second line."
            )
        )
    match["judged"], match["why"] = MatchJudgement(judged).value, why.strip()
    match["biometric_answer"], match["biometric_number"] = biometric.answer, biometric.reference.strip()
    check.save()
    if judged == MatchJudgement.OTHER:
        remember_false_match(
            Watchlist.objects.get(pk=match["list"]), entry_id=match["entry"], document=check.document,
            reason=why.strip(), until=timezone.localdate() + REMEMBERED, by=by,
        )  # fmt: skip
    # What is written of a person stands in the check, which is deleted in time; the log is kept.
    audit(check, "judged", by, after={"entry": match["entry"], "judged": match["judged"]})


def _require_sound(biometric: Biometric, judged: str) -> None:
    if not biometric.answer:
        if biometric.reference.strip():
            raise ProfilingError(_("Say what the other system answered."))
        return
    if not is_reference(biometric.reference.strip()):
        raise ProfilingError(
            _(
                "Write the other system's name and the number of the question, at most 60 letters. Prints, images and templates are not kept here."
            )
        )
    contrary = {MatchJudgement.SAME: BiometricAnswer.DIFFERS, MatchJudgement.OTHER: BiometricAnswer.AGREES}
    if biometric.answer == contrary[MatchJudgement(judged)]:
        raise ProfilingError(
            _("The other system answered the contrary: send to second line, where both are looked into.")
        )


@dataclass(frozen=True, kw_only=True)
class Flags:
    """What protects somebody."""

    minor: bool = False
    asylum: bool = False
    trafficking: bool = False


@transaction.atomic
def decide(
    check: Check,
    *,
    decision: str,
    reason: str,
    by: User,
    seen: dict[str, str] | None = None,
    flags: Flags | None = None,
    referred_to: str = "",
    informed: bool | None = None,
    leaflet: str = "",
) -> None:
    """Decide, with reasons; who goes on without more is closed at once, and nothing was found.

    Raises:
        ProfilingError: reasons are missing, a candidate is not judged, or it is not said who was referred to.
    """
    require(by, "profiling.check", check.owner_agency)
    require_open(check, CheckState.OPEN)
    if not check.own_view:
        raise ProfilingError(_("Write your own view first."))
    if not reason.strip():
        raise ProfilingError(_("No decision without reasons."))
    if any(match["judged"] == MatchJudgement.OPEN for match in check.matches) and decision in {
        DecisionCode.NO_ACTION, DecisionCode.DOCUMENT_CHECK,
    }:  # fmt: skip
        raise ProfilingError(_("Judge each candidate first, or send to second line."))
    if decision == DecisionCode.REFER and not referred_to.strip():
        raise ProfilingError(_("Say to which body."))
    helped = flags is not None and (flags.asylum or flags.trafficking)
    if helped and decision != DecisionCode.SECOND_LINE and not referred_to.strip():
        raise ProfilingError(
            _(
                "Somebody who asks for protection or may be a victim is referred: say to which body; the referral card names it."
            )
        )
    check.decision, check.reason = DecisionCode(decision).value, reason.strip()
    check.seen = seen or {}
    if flags is not None:
        check.minor, check.asylum, check.trafficking = (
            flags.minor or check.minor,
            flags.asylum,
            flags.trafficking,
        )
    check.referred_to, check.informed, check.leaflet = referred_to.strip(), informed, leaflet.strip()
    check.decided_at = timezone.now()
    check.state = CheckState.SECOND_LINE if decision == DecisionCode.SECOND_LINE else CheckState.DECIDED
    if decision == DecisionCode.NO_ACTION:
        check.outcome = OutcomeCode.PROTECTED if check.asylum or check.trafficking else OutcomeCode.NOTHING
        check.state, check.closed_at = CheckState.CLOSED, check.decided_at
    check.full_clean()
    check.save()
    audit(check, "decided", by, after={"decision": check.decision})
    _judge_profiles(check)


@transaction.atomic
def keep_interview(check: Check, *, answers: dict[str, str], by: User) -> None:
    """Keep what was said in the second line."""
    require(by, "profiling.check", check.owner_agency)
    require_open(check, CheckState.SECOND_LINE)
    check.interview = answers
    check.save()
    audit(check, "interviewed", by)


@transaction.atomic
def close(check: Check, *, outcome: str, reason: str, by: User, complaint: str = "") -> None:
    """Close a check with its outcome: the profiles' authors read it as hit or no hit, with the reason.

    Raises:
        ProfilingError: it is not decided yet, nothing is said of what was found, or nothing was found of a
            traveller whose candidates are not judged: who is not remembered as another is stopped again.
    """
    require(by, "profiling.check", check.owner_agency)
    require_open(check, CheckState.DECIDED, CheckState.SECOND_LINE)
    if not reason.strip():
        raise ProfilingError(_("Say what was found, or that nothing was."))
    if outcome == OutcomeCode.NOTHING and any(
        match["judged"] == MatchJudgement.OPEN for match in check.matches
    ):
        raise ProfilingError(
            _(
                "Judge each candidate first: a traveller who is said to be another person is not stopped for that namesake again."
            )
        )
    check.outcome, check.outcome_reason = OutcomeCode(outcome).value, reason.strip()
    check.complaint = complaint.strip()
    check.state, check.closed_at = CheckState.CLOSED, timezone.now()
    check.full_clean()
    check.save()
    audit(check, "closed", by, after={"outcome": check.outcome})
    _judge_profiles(check)


def _judge_profiles(check: Check) -> None:
    """Let profiles lapse at sight: a check that closes is what makes one worse than chance.

    Only a selection without a result and a random check with one can do so.
    """
    if check.state != CheckState.CLOSED:
        return
    positive = check.outcome in POSITIVE
    if (check.selected and not positive) or (check.random_arm and positive):
        lapse_worse(by="system", today=timezone.localdate(), agencies=[check.owner_agency_id])


@transaction.atomic
def save_post_settings(settings: PostSettings, *, by: User, reason: str = "") -> PostSettings:
    """Decide on a post's second line, random sample and retention.

    Raises:
        ProfilingError: a sample is to be drawn without a legal article.
    """
    require(by, "profiling.approve", settings.owner_agency)
    if settings.random_share and not settings.random_article.strip():
        raise ProfilingError(_("Persons are sampled at random only under a legal article: enter it."))
    settings.by = by
    save_audited(settings, settings, "post_settings_saved", by=by, reason=reason)
    return settings


@transaction.atomic
def sign_card(*, point: CrossingPoint, day: date, shift: str, by: User) -> CardReading:
    """Sign the shift's post card as read.

    Raises:
        ProfilingError: it is signed already.
    """
    if not by.has_perm("profiling.check"):
        raise ProfilingError(_("Your role does not allow this."))
    if CardReading.objects.filter(point=point, day=day, shift=shift, by=by).exists():
        raise ProfilingError(_("You have signed this card already."))
    shown = [
        [profile.id, profile.version]
        for subject in ("person", "vehicle", "consignment")
        for _row, profile in active_profiles(by, subject, day)
    ]
    reading = CardReading(point=point, day=day, shift=shift, profiles=shown, by=by)
    reading.full_clean()
    reading.save()
    record(by=by, action="profiling.card_read", on=reading)
    return reading
