"""Lists that profiles join: described, brought in after vetting; a change of one asks for signatures anew."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.evidence.files import keep
from chegara.profiling.actions.common import ProfilingError, audit, require, save_audited
from chegara.profiling.choices import ProfileState, SubjectCode
from chegara.profiling.joining import lists_named, profiles_joining
from chegara.profiling.methods.profiles.fields import Kind, Subject, standard_catalogue
from chegara.profiling.methods.profiles.lists import ListRefusedError, NamedList, list_problems, read_list
from chegara.profiling.methods.profiles.problems import Problem
from chegara.profiling.methods.profiles.protected import protected_ground
from chegara.profiling.methods.profiles.table_files import as_csv
from chegara.profiling.methods.profiles.tables import TableRefusedError
from chegara.profiling.models import KeyList, KeyListVersion, ProfileVersion, RiskProfile
from chegara.profiling.presenters.refusals import spoken
from chegara.profiling.tongue import tongue


@transaction.atomic
def save_key_list(key_list: KeyList, *, by: User) -> KeyList:
    """Describe a list.

    Raises:
        ProfilingError: its keys are of no code of such records, or it is described otherwise while it is in use.
    """
    require(by, "profiling.edit", key_list.owner_agency)
    field = standard_catalogue().get(key_list.field)
    if field is None or field.kind is not Kind.CODE or Subject(key_list.subject) not in field.subjects:
        raise ProfilingError(_("Keys are codes that such records hold: choose another field."))
    ground = protected_ground(key_list.name.replace("-", " "), key_list.subject)
    if ground is not None:
        refusal = Problem("", "protected_list", {"list": key_list.name, "ground": ground}, absolute=True)
        raise ProfilingError(refusal.text(tongue()))
    stored = KeyList.objects.filter(pk=key_list.pk).first() if key_list.pk else None
    if (
        stored
        and (stored.name, stored.field, stored.subject) != (key_list.name, key_list.field, key_list.subject)
        and stored.versions.exists()
    ):
        raise ProfilingError(_("A list that holds keys keeps its name and its field: make another."))
    if not key_list.pk:
        key_list.by = by
    save_audited(key_list, key_list, "key_list_saved", by=by)
    return key_list


@transaction.atomic
def bring_in_keys(key_list: KeyList, *, name: str, content: bytes, by: User) -> KeyListVersion:
    """Read a file as the list's next version, if what it holds gives nobody away.

    A profile of persons that joins the list is a draft again: what it selects has changed, so that it is
    tried and signed anew. Profiles of goods and vehicles go on.

    Raises:
        ProfilingError: the file cannot be read, or what it holds is refused; no signature opens that.
    """
    require(by, "profiling.edit", key_list.owner_agency)
    try:
        text = as_csv(name, content)
        named = read_list(key_list.name, text)
    except (ListRefusedError, TableRefusedError) as error:
        raise ProfilingError(
            _(
                "%(name)s: xlsx, or csv in UTF-8, with the column key and, where wanted, valid_from, valid_to, source. %(error)s"
            )
            % {"name": name, "error": spoken(error.said)}
        ) from error
    joined = profiles_joining(key_list.name, key_list.owner_agency)
    _vet(key_list, named, joined)
    last = key_list.versions.select_related("file").first()
    file = keep([text.encode()])
    if last is not None and last.file_id == file.pk:
        raise ProfilingError(_("Nothing differs from version %(number)s.") % {"number": last.number})
    version = KeyListVersion(
        key_list=key_list, number=last.number + 1 if last else 1, file=file, name=name[:255],
        keys=len(named.periods), by=by,
    )  # fmt: skip
    version.save()
    audit(
        key_list, "keys_brought_in", by, on=version,
        after={"version": version.number, "entries": version.keys, "file": name},
    )  # fmt: skip
    for profile in joined:
        if profile.subject == SubjectCode.PERSON and profile.state != ProfileState.DRAFT:
            _draft_again(profile, version, by)
    return version


def _vet(key_list: KeyList, named: NamedList, joined: list[RiskProfile]) -> None:
    """Refuse content that gives people away, or that fields which ask it cannot hold."""
    catalogue = standard_catalogue()
    asked = {(key_list.field, key_list.subject)}
    for profile in joined:
        version = profile.versions.get(number=profile.number)
        asked |= {(field, profile.subject) for field in lists_named(version.content)[key_list.name]}
    problems = [
        problem
        for field, subject in sorted(asked)
        for problem in list_problems(catalogue[field], key_list.name, named, Subject(subject))
    ]
    if problems:
        raise ProfilingError("\n".join(dict.fromkeys(each.text(tongue()) for each in problems)))


def _draft_again(profile: RiskProfile, version: KeyListVersion, by: User) -> None:
    current = profile.versions.get(number=profile.number)
    profile.number += 1
    profile.state = ProfileState.DRAFT
    reason = _("The list %(list)s has its version %(number)s.") % {
        "list": version.key_list.name, "number": version.number,
    }  # fmt: skip
    save_audited(profile, profile, "profile_written", by=by, reason=reason)
    ProfileVersion.objects.create(
        profile=profile,
        number=profile.number,
        hash=current.hash,
        content=current.content,
        reason=reason,
        by=by,
    )
