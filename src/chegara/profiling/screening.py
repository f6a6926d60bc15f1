"""What lists and profiles say of one traveller: candidates and traces, never a decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils import timezone

from chegara.organisation.visibility import Viewer
from chegara.profiling.choices import MatchJudgement, SubjectCode
from chegara.profiling.joining import lists_named, lists_of
from chegara.profiling.methods.list_changes import restored
from chegara.profiling.methods.names.explanation import explain
from chegara.profiling.methods.names.index import Index
from chegara.profiling.methods.profiles.closures import Decision, Ruleset
from chegara.profiling.methods.profiles.document import Lane, Profile
from chegara.profiling.methods.profiles.fields import standard_catalogue
from chegara.profiling.methods.profiles.lists import NamedList
from chegara.profiling.methods.profiles.reader import read
from chegara.profiling.methods.profiles.sentence import reading_sentence
from chegara.profiling.methods.selection.lanes import RANKS
from chegara.profiling.methods.watchlists.entry import Document, ListedName, ListEntry, read_birth_date
from chegara.profiling.models import FalseMatch, ListedPerson, ProfileVersion, RiskProfile, Watchlist

MOST_CANDIDATES = 5


class SameNameError(Exception):
    """Lists of two agencies have one name and hold different keys; the name is told."""


def traveller_of(document: dict[str, Any]) -> ListEntry:
    """The traveller as a document tells of them, in the shape in which lists are compared."""
    family, given = document.get("surname", ""), document.get("given_names", "")
    born = read_birth_date(document.get("birth", ""))
    number = document.get("number", "")
    return ListEntry(
        id="",
        names=(
            ListedName(text=document.get("name") or f"{family} {given}".strip(), family=family, given=given),
        ),
        births=(born,) if born else (),
        sex=document.get("sex", ""),
        nationalities=tuple(code for code in (document.get("nationality"),) if code),
        documents=(Document(number=number),) if number else (),
    )


def candidates_for(document: dict[str, Any], *, viewer: Viewer, day: date) -> list[dict[str, Any]]:
    """Return the candidates of the lists that may raise a hit on a day, as JSON, the likeliest first.

    Who was found before not to be a listed person is not brought up again while that is remembered.
    """
    traveller = traveller_of(document)
    lists = lists_in_force(viewer, day)
    forgotten = _false_matches(document, [one.pk for one in lists], day)
    found: list[dict[str, Any]] = []
    for one in lists:
        latest = one.versions.first()
        if latest is None:
            continue
        index, entries = _index(one.pk, latest.number)
        for candidate in index.search(traveller, most=MOST_CANDIDATES):
            entry = entries[candidate.id]
            alive = entry.expires_on is None or entry.expires_on >= day
            if alive and (one.pk, entry.id) not in forgotten:
                found.append(_told(traveller, entry, one))
    return sorted(found, key=lambda told: -told["score"])[:MOST_CANDIDATES]


def lists_in_force(viewer: Viewer, day: date) -> list[Watchlist]:
    """Return the lists that may raise a hit on a day."""
    return list(Watchlist.objects.visible_to(viewer).in_force(day).order_by("pk"))


@lru_cache(maxsize=16)
def _index(watchlist: int, version: int) -> tuple[Index, dict[str, ListEntry]]:
    """The index of one version of a list and its entries; `version` makes a new version a new index."""
    contents = ListedPerson.objects.filter(watchlist=watchlist).values_list("content", flat=True)
    entries = {entry.id: entry for entry in map(restored, contents)}
    return Index(entries.values()), entries


def _false_matches(document: dict[str, Any], lists: list[int], day: date) -> set[tuple[int, str]]:
    number = document.get("number")
    if not number:
        return set()
    remembered = FalseMatch.objects.filter(
        watchlist__in=lists, document_number=number, document_state=document.get("issuer", ""),
        birth=document.get("birth", ""), until__gte=day,
    )  # fmt: skip
    return set(remembered.values_list("watchlist_id", "entry_id"))


def _told(traveller: ListEntry, entry: ListEntry, watchlist: Watchlist) -> dict[str, Any]:
    explained = explain(traveller, entry)
    rows = explained.rows if explained else ()
    return {
        "list": watchlist.pk,
        "list_title": watchlist.title,
        "authority": watchlist.authority,
        "action": watchlist.action,
        "entry": entry.id,
        "name": entry.name,
        "births": [str(birth) for birth in entry.births],
        "programme": entry.programme,
        "biometric": entry.biometric,
        "rows": [
            {
                "rule": row.phrase, "theirs": row.theirs, "ours": row.ours, "en": row.told("en"), "ru": row.told("ru"),
                "points": row.contribution,
            }
            for row in rows
        ],
        "score": explained.score if explained else 0.0,
        "judged": str(MatchJudgement.OPEN),
        "why": "",
    }  # fmt: skip


def profile_of(version: ProfileVersion) -> Profile:
    """The profile that a stored version holds; it was read whole when it was written."""
    return read(version.content)


def file_of(version: ProfileVersion) -> dict[str, Any]:
    """Return what the profile's file says, with the signatures under this version."""
    return {
        **version.content,
        "approvals": [
            {"by": one.by.username, "office": one.office, "on": timezone.localdate(one.at).isoformat(), "version": version.hash}
            for one in version.approvals.all()
        ],
    }  # fmt: skip


def active_profiles(viewer: Viewer, subject: str, day: date) -> list[tuple[RiskProfile, Profile]]:
    """Return the profiles in force on a day, with what they say."""
    rows = (
        RiskProfile.objects.visible_to(viewer)
        .active(day)
        .filter(subject=subject)
        .prefetch_related("versions")
    )
    return [
        (row, profile_of(next(one for one in row.versions.all() if one.number == row.number)))
        for row in rows.order_by("code")
    ]


def signed_profiles(viewer: Viewer, subject: str, day: date) -> tuple[list[Profile], dict[str, NamedList]]:
    """Return the profiles in force on a day with their signatures, and the lists that they join."""
    rows = RiskProfile.objects.visible_to(viewer).active(day).filter(subject=subject).order_by("code")
    found: list[Profile] = []
    lists: dict[str, NamedList] = {}
    for row in rows.prefetch_related("versions__approvals__by"):
        version = next(one for one in row.versions.all() if one.number == row.number)
        found.append(read(file_of(version)))
        held = lists_of(row.owner_agency_id)
        for name in lists_named(version.content):
            if lists.setdefault(name, held[name]) != held[name]:
                raise SameNameError(name)
    return found, lists


def traces_for(facts: dict[str, Any], *, viewer: Viewer, day: date) -> list[dict[str, Any]]:
    """Return what each active profile of persons read and whether it fired, as JSON."""
    found = active_profiles(viewer, SubjectCode.PERSON, day)
    decisions, _fields = _decided(found, {**facts, "time": day.isoformat()})
    return [_trace(row, decision) for (row, _profile), decision in zip(found, decisions, strict=True)]


def _decided(
    found: list[tuple[RiskProfile, Profile]], record: dict[str, Any]
) -> tuple[list[Decision], list[str]]:
    """Return what each profile says of a record, by the lists of its own agency, and the fields that they read."""
    held = {agency: lists_of(agency) for agency in {row.owner_agency_id for row, _profile in found}}
    decisions: list[Decision] = []
    fields: dict[str, None] = {}
    for row, profile in found:
        rules = Ruleset([profile], standard_catalogue(), held[row.owner_agency_id])
        (rule,) = rules.rules
        decisions.append(rule.trace(rules.typed(record)))
        fields |= dict.fromkeys(rules.fields)
    return decisions, list(fields)


def _trace(row: RiskProfile, decision: Decision) -> dict[str, Any]:
    profile = decision.profile
    return {
        "profile": row.pk,
        "code": profile.id,
        "title": profile.title,
        "version": profile.version,
        "fired": decision.fired,
        "instruction": profile.instruction,
        "conditions": [
            {
                "fired": outcome.fired,
                "known": outcome.read is not None,
                "en": reading_sentence(outcome, "en"),
                "ru": reading_sentence(outcome, "ru"),
            }
            for outcome in decision.outcomes
        ],
    }


@dataclass(frozen=True)
class Answer:
    """What the profiles in force say of one record: the strictest lane of those that fired, and each trace.

    `fields` are those that the profiles read. Shares below 100 per cent, capacity, quotas and the random sample
    are of a whole day and belong to the selection in bulk.
    """

    lane: Lane
    profiles: list[dict[str, Any]]
    fields: list[str]


def decide_record(facts: dict[str, Any], *, subject: str, viewer: Viewer, day: date) -> Answer:
    """Ask every profile in force of one record, with the value that each condition read.

    Raises:
        ValueRefusedError: a value is of another kind than its field.
    """
    found = active_profiles(viewer, subject, day)
    decisions, fields = _decided(found, {"time": day.isoformat(), **facts})
    lane = Lane.FIRST_LINE if subject == SubjectCode.PERSON else Lane.GREEN
    for decision in decisions:
        if decision.fired and RANKS[decision.profile.lane] > RANKS[lane]:
            lane = decision.profile.lane
    profiles = []
    for (row, profile), decision in zip(found, decisions, strict=True):
        trace = _trace(row, decision)
        for told, outcome in zip(trace["conditions"], decision.outcomes, strict=True):
            read_ = outcome.read
            told |= {
                "field": outcome.condition.field,
                "read": read_.isoformat() if isinstance(read_, date) else read_,
            }
        profiles.append({**trace, "lane": str(profile.lane), "percent": profile.percent})
    return Answer(lane, profiles, fields)
