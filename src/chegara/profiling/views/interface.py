"""Answers to other programs, in JSON: one person against the lists, one record against the profiles.

What they ask and get is described in docs/reference/interface.md.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.accounts.tokens import scopes_of
from chegara.organisation.interface import Call, InterfaceError, interface
from chegara.organisation.models import Agency
from chegara.organisation.queries import agencies_to_act_for
from chegara.organisation.wordings import said
from chegara.profiling.actions.common import ProfilingError
from chegara.profiling.actions.interface import Grounds, screen_person, select_record
from chegara.profiling.choices import PurposeCode, SubjectCode
from chegara.profiling.halts import halt_words, halts_for
from chegara.profiling.methods.mrz.reading import read
from chegara.profiling.methods.profiles.fields import Subject, standard_catalogue
from chegara.profiling.methods.profiles.problems import Problem
from chegara.profiling.methods.profiles.protected import protected_ground
from chegara.profiling.methods.profiles.values import moment_of
from chegara.profiling.methods.watchlists.entry import read_birth_date
from chegara.profiling.presenters.mrz import document_of, sentence
from chegara.profiling.screening import Answer
from chegara.profiling.tongue import tongue
from chegara.profiling.wordings import in_words_of

SCREEN, SELECT = "screen", "select"
PERSON = ("name", "surname", "given_names", "birth", "sex", "nationality", "number", "issuer")
GROUNDS = ("purpose", "legal_basis", "case", "agency")
BESIDE_THE_FIELDS = frozenset({"id", "time", "post", "office"})
"""What a record holds beside the fields that profiles read."""


@interface("pages.use", method="GET")
def about(call: Call) -> dict[str, Any]:
    """Say who asks, what the token may ask, and where."""
    may = scopes_of(call.user)
    return {
        "user": call.user.username,
        "agencies": [{"code": one.code, "name": one.name} for one in agencies_to_act_for(call.user)],
        "may": [name for name in call.token.scopes if name in may],
        "expires_on": call.token.expires_on.isoformat(),
        "questions_a_minute": settings.INTERFACE_CALLS_A_MINUTE,
        "purposes": [{"code": code, "name": str(name)} for code, name in PurposeCode.choices],
        "addresses": addresses(),
    }


def addresses() -> dict[str, str]:
    """Where what is asked."""
    return {
        "about": f"GET {reverse('interface')}",
        "screen": f"POST {reverse('interface_screen')}",
        "select": f"POST {reverse('interface_select')}",
        "fields": " ".join(
            ["GET", *(reverse("interface_fields", args=[code]) for code in SubjectCode.values)]
        ),
    }


@interface("pages.use", method="GET")
def unknown(_call: Call, rest: str) -> dict[str, Any]:
    """Say that there is no such address, and which there are."""
    message = _("There is nothing at this address; mind the slash at the end.")
    raise InterfaceError(404, "no_address", message, addresses=addresses())


@interface("profiling.check", scope=SCREEN)
def screen(call: Call) -> dict[str, Any]:
    """Compare one person, by document or by name, with the lists that may raise a hit."""
    _only(call.body, {*GROUNDS, "zone", "person"})
    document, deviations = _document(call.body)
    candidates, lists, entry = _done(
        lambda: screen_person(document, grounds=_grounds(call), day=timezone.localdate(), by=call.user)
    )
    with in_words_of(call.user):
        told = [_candidate(one) for one in candidates]
        named = [
            {"list": one.pk, "title": said(one.title), "authority": said(one.authority), "expires_on": one.expires_on.isoformat()}
            for one in lists
        ]  # fmt: skip
    return {
        "entry": entry,
        "note": _(
            "A candidate is no identity. A person compares more than the name, writes an own view first, and decides."
        ),
        "read": document if "zone" in call.body else {},
        "deviations": deviations,
        "lists": named,
        "candidates": told,
    }


@interface("profiling.check", scope=SELECT, method="GET")
def fields(_call: Call, subject: str) -> dict[str, Any]:
    """Say which fields a record of a subject may hold."""
    return {
        "subject": _subject(subject),
        "fields": [
            {"name": one.name, "kind": str(one.kind), "label": one.label(tongue())}
            for one in standard_catalogue().of(Subject(subject))
        ],
    }


@interface("profiling.check", scope=SELECT)
def select(call: Call) -> dict[str, Any]:
    """Ask the profiles in force of one record; the answer says which condition fired, with the value it read."""
    _only(call.body, {*GROUNDS, "subject", "record"})
    subject, record = _subject(call.body.get("subject")), call.body.get("record")
    if not isinstance(record, dict) or not record:
        raise _wrong("record", _("The record (record) is an object of fields and values."))
    known = {one.name for one in standard_catalogue().of(Subject(subject))} | BESIDE_THE_FIELDS
    if strange := sorted(set(record) - known):
        _refuse_protected(strange, subject)
        message = _("No field of this subject: %(fields)s. GET %(address)s lists those there are.")
        address = reverse("interface_fields", args=[subject])
        raise _wrong("record", message % {"fields": ", ".join(strange), "address": address})
    for name, value in record.items():
        if isinstance(value, list | dict):
            raise _wrong("record", _("%(field)s holds more than one value.") % {"field": name})
    try:
        moment_of(record.get("time") or timezone.localdate())
    except ValueError as error:
        raise _wrong("time", _("The time is written as 2026-11-25 or 2026-11-25T14:30.")) from error
    answer, entry = _done(
        lambda: select_record(
            record, subject=subject, grounds=_grounds(call), day=timezone.localdate(), by=call.user
        )
    )
    with in_words_of(call.user):
        return _answered(call, answer, entry, record)


def _refuse_protected(names: list[str], subject: str) -> None:
    """Say why, where a field is or stands for a protected attribute."""
    for name in names:
        ground = protected_ground(name, subject)
        if ground is not None:
            refusal = Problem("", "protected", {"field": name, "ground": ground}, absolute=True)
            raise InterfaceError(422, "refused", refusal.text(tongue()), field=name)


def _answered(call: Call, answer: Answer, entry: int, record: dict[str, Any]) -> dict[str, Any]:
    """The answer on a record, in the words of its reader."""
    return {
        "entry": entry,
        "halted": [
            {"agency": one.agency.code, "since": one.at.isoformat(), "note": halt_words(one)}
            for one in halts_for(call.user)
        ],
        "lane": str(answer.lane),
        "selected": any(one["fired"] for one in answer.profiles),
        "missing": [name for name in answer.fields if name not in record and name not in BESIDE_THE_FIELDS],
        "profiles": [
            {
                **one,
                "title": said(one["title"]),
                "instruction": said(one["instruction"]),
                "conditions": [
                    {
                        "field": each["field"],
                        "read": each["read"],
                        "known": each["known"],
                        "fired": each["fired"],
                        "reason": each[tongue()],
                    }
                    for each in one["conditions"]
                ],
            }
            for one in answer.profiles
        ],
    }


def _only(body: dict[str, Any], known: set[str]) -> None:
    if strange := sorted(set(body) - known):
        message = _("Not understood: %(names)s. The question holds: %(known)s.")
        raise _wrong(strange[0], message % {"names": ", ".join(strange), "known": ", ".join(sorted(known))})


def _wrong(field: str, message: str) -> InterfaceError:
    return InterfaceError(422, "not_understood", message, field=field)


def _done(do: Any) -> Any:
    try:
        return do()
    except ProfilingError as error:
        raise InterfaceError(422, "refused", str(error)) from error


def _text(of: dict[str, Any], name: str, *, most: int = 300) -> str:
    value = of.get(name, "")
    if not isinstance(value, str):
        raise _wrong(name, _("%(name)s is a text.") % {"name": name})
    if len(value) > most:
        raise _wrong(name, _("%(name)s is longer than %(most)s letters.") % {"name": name, "most": most})
    return value.strip()


def _subject(value: Any) -> str:
    if value not in SubjectCode.values:
        raise _wrong(
            "subject", _("The subject is one of: %(subjects)s.") % {"subjects": ", ".join(SubjectCode.values)}
        )
    return str(value)


def _grounds(call: Call) -> Grounds:
    purpose, basis, case, _agency = (_text(call.body, name) for name in GROUNDS)
    return Grounds(
        purpose=purpose, legal_basis=basis, case=case, agency=_agency_of(call), token=str(call.token)
    )


def _agency_of(call: Call) -> Agency:
    own = {one.code: one for one in agencies_to_act_for(call.user)}
    code = _text(call.body, "agency") or (next(iter(own)) if len(own) == 1 else "")
    if code not in own:
        raise _wrong(
            "agency", _("The agency (agency) is one of: %(codes)s.") % {"codes": ", ".join(sorted(own))}
        )
    return own[code]


def _document(body: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The traveller's document from its zone, or as told; and what departs in the zone."""
    zone, person = body.get("zone"), body.get("person")
    if (zone is None) == (person is None):
        raise _wrong("zone", _("Send either the machine-readable zone (zone) or the person (person)."))
    if zone is not None:
        reading = read(_text(body, "zone", most=400), on=timezone.localdate())
        deviations = [sentence(one) for one in reading.deviations]
        if not reading.layout:
            raise InterfaceError(422, "not_understood", "; ".join(deviations), field="zone")
        return document_of(reading), deviations
    if not isinstance(person, dict):
        raise _wrong(
            "person", _("The person (person) is an object: %(names)s.") % {"names": ", ".join(PERSON)}
        )
    _only(person, set(PERSON))
    told = {name: _text(person, name) for name in PERSON}
    if not told["name"] and not told["surname"]:
        raise _wrong("person", _("Give the name (name), or the surname (surname)."))
    born = read_birth_date(told["birth"])
    if told["birth"] and born is None:
        raise _wrong(
            "birth", _("The date of birth is written as 1974-08-12, or 1974 where no more is known.")
        )
    told["birth"] = str(born) if born else ""
    if told["sex"] not in {"", "F", "M"}:
        raise _wrong("sex", _("The sex is F, M or nothing."))
    return told, []


def _candidate(told: dict[str, Any]) -> dict[str, Any]:
    """A candidate with its rows in one language; the rows' points add up to the score."""
    return {
        **{name: told[name] for name in ("list", "entry", "name", "births", "programme", "biometric")},
        **{name: said(told[name]) for name in ("list_title", "authority", "action")},
        "score": told["score"],
        "rows": [
            {"rule": row["rule"], "theirs": row["theirs"], "ours": row["ours"], "points": row["points"], "reason": row[tongue()]}
            for row in told["rows"]
        ],
    }  # fmt: skip
