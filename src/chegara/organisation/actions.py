"""Changing the organisation, people and releases: the one door."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone

from chegara.accounts.models import (
    AccessToken,
    Compartment,
    Factor,
    Marking,
    Role,
    SecondFactorRule,
    User,
)
from chegara.accounts.second_factor import describe, factors_of, required_roles
from chegara.accounts.tokens import FEEDS, SHOWN, digest, drawn, scopes_of
from chegara.audit.actions import changed_fields, record, snapshot
from chegara.organisation.methods.placing import plain
from chegara.organisation.models import (
    Agency,
    BorderSection,
    CrossingPoint,
    Division,
    Membership,
    PlaceColumn,
    PlaceSpelling,
    Release,
    ReleaseBasis,
    State,
    Wording,
    WordTemplate,
)
from chegara.organisation.visibility import agencies_of
from chegara.reporting.word_template import check_template


def _agency_code(instance: Any) -> str:
    if isinstance(instance, Agency):
        return instance.code
    agency = getattr(instance, "agency", None)
    return agency.code if isinstance(agency, Agency) else ""


def _require_own(agency: Agency, by: User | str) -> None:
    if isinstance(by, User) and agency.pk not in agencies_of(by):
        raise PermissionDenied


@transaction.atomic
def save(
    instance: models.Model,
    *,
    by: User | str,
    reason: str = "",
    linked: Mapping[str, Sequence[models.Model]] | None = None,
) -> None:
    """Create or change a record of the organisation; unchanged records leave no audit entry.

    `linked` are the records that its many-to-many fields shall lead to, by field; others stay.
    """
    model, linked = type(instance), linked or {}
    stored = model._base_manager.filter(pk=instance.pk).first() if instance.pk else None
    instance.full_clean(validate_unique=stored is None, validate_constraints=True)
    before = snapshot(stored) | _codes_of(stored, linked) if stored else {}
    instance.save()
    for name, others in linked.items():
        getattr(instance, name).set(others)
    old, new = changed_fields(before, snapshot(instance) | _codes_of(instance, linked))
    if new:
        record(
            by=by,
            action="organisation.changed" if stored else "organisation.created",
            on=instance,
            before=old if stored else None,
            after=new,
            reason=reason,
            agency=_agency_code(instance),
        )


def _codes_of(instance: models.Model, linked: Iterable[str]) -> dict[str, Any]:
    """Return by field the codes of the records that an instance's many-to-many fields lead to."""
    return {name: sorted(other.code for other in getattr(instance, name).all()) for name in linked}


@transaction.atomic
def create_user(
    *, username: str, full_name: str, password: str, clearance: Marking | str, by: User | str
) -> User:
    """Make an account.

    Raises:
        ValidationError: the password is weak, or the user name is taken or has odd characters.
    """
    user = User(username=username.lower(), full_name=full_name, clearance=clearance)
    validate_password(password, user)
    user.set_password(password)
    user.full_clean()
    user.save()
    record(by=by, action="accounts.user_created", on=user, after=snapshot(user))
    return user


@transaction.atomic
def change_user(
    user: User, *, full_name: str, clearance: str, is_active: bool, password: str = "", by: User, reason: str
) -> None:
    """Change an account; a password is changed when one is given, and never logged.

    Raises:
        ValidationError: the password is weak.
    """
    before = snapshot(User.objects.get(pk=user.pk))
    user.full_name, user.clearance, user.is_active = full_name, clearance, is_active
    if password:
        validate_password(password, user)
        user.set_password(password)
    user.full_clean()
    user.save()
    old, new = changed_fields(before, snapshot(user))
    if password:
        new["password"] = "***"  # noqa: S105 - what the log shows in its stead
    record(by=by, action="accounts.user_changed", on=user, before=old, after=new, reason=reason)


@transaction.atomic
def require_second_factor(roles: Iterable[Role | str], *, by: User, reason: str) -> None:
    """Decide whose second factor is required: of the holders of these roles, and of no others."""
    before, wanted = required_roles(), frozenset(str(Role(role)) for role in roles)
    if before == wanted:
        return
    SecondFactorRule.objects.exclude(role__in=wanted).delete()
    SecondFactorRule.objects.bulk_create(
        SecondFactorRule(role=role, by=by) for role in sorted(wanted - before)
    )
    record(
        by=by,
        action="accounts.second_factor_required",
        before={"required_of": [str(Role(role).label) for role in sorted(before)]},
        after={"required_of": [str(Role(role).label) for role in sorted(wanted)]},
        reason=reason,
    )


@transaction.atomic
def print_codes(user: User) -> list[str]:
    """Make somebody a new sheet of one-time codes and return them, this once; the old sheet is void."""
    user = User.objects.select_for_update().get(pk=user.pk)
    for old in factors_of(user):
        if old.type == Factor.CODES:
            old.delete()
    sheet = RecoveryCodes.activate(user)
    codes: list[str] = sheet.get_unused_codes()
    record(by=user, action="accounts.codes_printed", on=user, after={"codes_left": len(codes)})
    return codes


@transaction.atomic
def remove_factor(authenticator: Any, *, by: User) -> None:
    """Take away one of one's own second factors."""
    if authenticator.user_id != by.pk:
        raise PermissionDenied
    told = describe(authenticator)
    authenticator.delete()
    record(by=by, action="accounts.factor_removed", on=by, before={"factor": told}, after={"factor": ""})


@transaction.atomic
def reset_factors(user: User, *, by: User | str, reason: str) -> int:
    """Take away all of somebody's second factors, who lost them; return how many there were."""
    found = factors_of(user)
    if found:
        told = [describe(each) for each in found]
        for each in found:
            each.delete()
        record(
            by=by,
            action="accounts.factors_reset",
            on=user,
            before={"factors": told},
            after={"factors": []},
            reason=reason,
        )
    return len(found)


@transaction.atomic
def make_token(*, title: str, scopes: Sequence[str], expires_on: date, by: User) -> tuple[AccessToken, str]:
    """Make an access token of one's own; return what is kept, and the token, which is shown this once.

    Raises:
        PermissionDenied: a scope is asked for that the user's own roles do not allow, or none.
    """
    if not scopes or not set(scopes) <= set(scopes_of(by)):
        raise PermissionDenied
    return _made_token(title, scopes, expires_on, by)


@transaction.atomic
def make_feed(*, title: str, feed: str, expires_on: date, by: User) -> tuple[AccessToken, str]:
    """Make a token of one's own that stands in the address of a feed and opens that alone.

    Raises:
        PermissionDenied: there is no such feed.
    """
    if feed not in FEEDS:
        raise PermissionDenied
    return _made_token(title, [feed], expires_on, by, in_address=True)


def _made_token(
    title: str, scopes: Sequence[str], expires_on: date, by: User, *, in_address: bool = False
) -> tuple[AccessToken, str]:
    token = drawn()
    made = AccessToken(
        user=by, title=title, digest=digest(token), beginning=token[:SHOWN], scopes=sorted(scopes),
        expires_on=expires_on, in_address=in_address,
    )  # fmt: skip
    made.full_clean()
    made.save()
    after = {"token": str(made), "scopes": made.scopes, "expires_on": expires_on.isoformat()}
    record(by=by, action="accounts.token_made", on=by, after=after)
    return made, token


@transaction.atomic
def note_client(token: AccessToken, client: str) -> None:
    """Record that a program reads a feed for the first time; later times leave no entry."""
    token = AccessToken.objects.select_for_update().select_related("user").get(pk=token.pk)
    if client in token.clients:
        return
    token.clients = [*token.clients, client]
    token.save(update_fields=["clients"])
    after = {"token": str(token), "client": client}
    record(by=token.user, action="accounts.feed_client", on=token.user, after=after)


def note_use(token: AccessToken, day: date) -> None:
    """Keep the day on which a token was last used; what was asked by it stands in the log."""
    if token.last_used_on != day:
        AccessToken.objects.filter(pk=token.pk).update(last_used_on=day)


@transaction.atomic
def revoke_tokens(user: User, *, by: User, pk: int | None = None, reason: str = "") -> int:
    """Revoke one of somebody's tokens, or all; return how many. Others' are revoked by administrators alone.

    Raises:
        PermissionDenied: it is somebody else's, and `by` does not manage accounts.
    """
    if user.pk != by.pk and not by.has_perm("accounts.manage"):
        raise PermissionDenied
    open_ = AccessToken.objects.filter(user=user, revoked_at=None)
    found = list(open_ if pk is None else open_.filter(pk=pk))
    for each in found:
        each.revoked_at = timezone.now()
        each.save(update_fields=["revoked_at"])
        record(by=by, action="accounts.token_revoked", on=user, before={"token": str(each)}, reason=reason)
    return len(found)


@transaction.atomic
def grant_membership(
    *,
    user: User,
    agency: Agency,
    role: str,
    by: User | str,
    valid_from: date | None = None,
    valid_until: date | None = None,
    reason: str = "",
) -> Membership:
    """Give somebody a role in an agency, for a time."""
    membership, _created = Membership.objects.get_or_create(
        user=user, agency=agency, role=role, defaults={"valid_from": valid_from or timezone.localdate()}
    )
    membership.valid_from = valid_from or membership.valid_from
    membership.valid_until = valid_until
    membership.full_clean()
    membership.save()
    record(
        by=by,
        action="accounts.role_granted",
        on=user,
        after=snapshot(membership),
        reason=reason,
        agency=agency.code,
    )
    return membership


@transaction.atomic
def end_membership(membership: Membership, *, by: User, reason: str) -> None:
    """Take a role away at once."""
    record(
        by=by,
        action="accounts.role_ended",
        on=membership.user,
        before=snapshot(membership),
        after={},
        reason=reason,
        agency=membership.agency.code,
    )
    membership.delete()


@transaction.atomic
def save_compartment(
    compartment: Compartment, *, members: Sequence[User], by: User | str, reason: str
) -> None:
    """Create or change a compartment and who belongs to it."""
    stored = Compartment.objects.filter(pk=compartment.pk).first() if compartment.pk else None
    before = (
        snapshot(stored) | {"members": sorted(stored.members.values_list("username", flat=True))}
        if stored
        else {}
    )
    compartment.full_clean()
    compartment.save()
    compartment.members.set(members)
    after = snapshot(compartment) | {"members": sorted(user.username for user in members)}
    old, new = changed_fields(before, after)
    record(
        by=by,
        action="accounts.compartment_changed",
        on=compartment,
        before=old,
        after=new,
        reason=reason,
        compartment=compartment.code,
    )


@transaction.atomic
def make_release(
    *,
    from_agency: Agency,
    by: User | str,
    to_all: bool = False,
    to_public: bool = False,
    to_agencies: Sequence[Agency] = (),
    letter_number: str = "",
    letter_date: date | None = None,
    signatory: str = "",
    citation: str = "",
) -> Release:
    """Record that an agency lets others see records of its own, and what that rests on.

    Raises:
        ValidationError: neither a whole letter (number, date, signatory) nor a citation is given.
        PermissionDenied: the agency is not the user's.
    """
    _require_own(from_agency, by)
    release = Release(
        from_agency=from_agency, to_all=to_all, to_public=to_public, citation=citation,
        letter_number=letter_number, letter_date=letter_date, signatory=signatory,
        basis=ReleaseBasis.PUBLICATION if citation else ReleaseBasis.LETTER,
    )  # fmt: skip
    release.full_clean()
    release.save()
    release.to_agencies.set(to_agencies)
    record(
        by=by,
        action="organisation.released",
        on=release,
        agency=from_agency.code,
        after=snapshot(release) | {"to_agencies": [agency.code for agency in to_agencies]},
    )
    return release


@transaction.atomic
def withdraw_release(release: Release, *, by: User, reason: str) -> None:
    """End a release: from now on the others see nothing that rests on it.

    Raises:
        PermissionDenied: the agency is not the user's.
    """
    _require_own(release.from_agency, by)
    release.withdrawn_at = timezone.now()
    release.save(update_fields=["withdrawn_at"])
    record(
        by=by,
        action="organisation.release_withdrawn",
        on=release,
        agency=release.from_agency.code,
        after={"withdrawn_at": release.withdrawn_at.isoformat()},
        reason=reason,
    )


@transaction.atomic
def decide_spelling(
    *,
    country: State,
    column: str,
    text: str,
    place: CrossingPoint | BorderSection | Division | None,
    by: User,
    reason: str,
    agency: str = "",
    compartment: str = "",
) -> PlaceSpelling:
    """Decide which place a spelling names; None says that it names none of ours.

    What was read before stays as it is until `evidence.actions.places` has placed it anew.

    Args:
        agency, compartment: the codes of those that the spelling is known to, where it is known to no other.
    """
    key = {"country": country, "column": column, "spelling": plain(text)[:200]}
    stored = PlaceSpelling.objects.filter(**key).first()
    decision = stored or PlaceSpelling(**key)
    before = snapshot(stored) if stored else {}
    decision.text, decision.reason, decision.by = text[:200], reason, by
    for name in PlaceColumn.values:
        setattr(decision, name, place if name == column else None)
    decision.full_clean()
    decision.save()
    old, new = changed_fields(before, snapshot(decision))
    record(
        by=by, action="organisation.spelling_decided", on=decision, before=old if stored else None, after=new,
        reason=reason, agency=agency, compartment=compartment,
    )  # fmt: skip
    return decision


@transaction.atomic
def take_back_spelling(
    decision: PlaceSpelling, *, by: User, reason: str, agency: str = "", compartment: str = ""
) -> None:
    """Take back what was decided on a spelling; the rules apply to it again."""
    record(
        by=by, action="organisation.spelling_taken_back", on=decision, before=snapshot(decision), after={},
        reason=reason, agency=agency, compartment=compartment,
    )  # fmt: skip
    decision.delete()


@transaction.atomic
def keep_wordings(
    on: models.Model, *, subject: str, language: str, words: Mapping[str, str], by: User, agency: Agency,
    compartment: Compartment | None, unseen: Iterable[str] = (),
) -> None:  # fmt: skip
    """Keep a record's texts in another language, in place of those kept before; blank ones are left out.

    Words of `unseen` texts stay: those of parts that `by` was not shown.

    The caller has asked whether `by` may change the record.
    """
    kept = Wording.objects.filter(subject=subject, language=language)
    before = dict(kept.values_list("source", "text"))
    said = {source: text.strip() for source, text in words.items() if text.strip()}
    said |= {source: before[source] for source in unseen if source in before and source not in words}
    if said == before:
        return
    kept.delete()
    Wording.objects.bulk_create(
        Wording(subject=subject, language=language, source=source, text=text, by=by)
        for source, text in said.items()
    )
    changed = sum(before.get(source) != text for source, text in said.items())
    record(
        by=by, action="organisation.worded", on=on, agency=agency.code,
        compartment=compartment.code if compartment else "",
        after={"wording_language": language, "wordings": len(said), "wordings_changed": changed},
    )  # fmt: skip


@transaction.atomic
def set_word_template(agency: Agency, *, name: str, content: bytes, by: User, reason: str) -> WordTemplate:
    """Give an agency its own Word template, in place of the one that it had.

    Raises:
        TemplateError: the file cannot be a template.
        PermissionDenied: somebody does not belong to the agency.
    """
    _require_own(agency, by)
    check_template(content)
    template = WordTemplate.objects.filter(agency=agency).first() or WordTemplate(agency=agency)
    before = {"name": template.name, "sha256": template.sha256} if template.pk else None
    template.name, template.content, template.by = name[:255], content, by
    template.sha256 = hashlib.sha256(content).hexdigest()
    template.save()
    record(
        by=by, action="organisation.template_set", on=template, before=before,
        after={"name": template.name, "sha256": template.sha256}, reason=reason, agency=agency.code,
    )  # fmt: skip
    return template


@transaction.atomic
def remove_word_template(template: WordTemplate, *, by: User, reason: str) -> None:
    """Take an agency's template away; its documents look like the house's own again.

    Raises:
        PermissionDenied: somebody does not belong to the agency.
    """
    _require_own(template.agency, by)
    record(
        by=by, action="organisation.template_removed", on=template,
        before={"name": template.name, "sha256": template.sha256}, after={}, reason=reason,
        agency=template.agency.code,
    )  # fmt: skip
    template.delete()
