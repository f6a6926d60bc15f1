"""The data-protection impact assessment, drafted from the settings in force."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chegara.accounts.models import Role
from chegara.organisation.models import Agency, Membership
from chegara.organisation.visibility import Viewer
from chegara.profiling.choices import SubjectCode
from chegara.profiling.methods.profiles.fields import standard_catalogue
from chegara.profiling.methods.profiles.tree import fields_read
from chegara.profiling.models import PostSettings, Watchlist
from chegara.profiling.report import DASH, document_of_agency
from chegara.profiling.screening import active_profiles
from chegara.profiling.tongue import tongue
from chegara.reporting.blocks import (
    Block,
    Bullets,
    Callout,
    Column,
    Document,
    Heading,
    Signature,
    SignatureBlock,
    Table,
)
from chegara.reporting.numbers import day as day_words


def impact_assessment(agency: Agency, viewer: Viewer, *, today: date, language: str) -> Document:
    """The data-protection impact assessment as far as the configuration can draft it; a person completes
    it."""
    with translation.override(language):
        lists = Watchlist.objects.visible_to(viewer).filter(withdrawn_at=None)
        posts = PostSettings.objects.visible_to(viewer).select_related("point")
        active = [row for subject in SubjectCode for row, _said in active_profiles(viewer, subject, today)]
        blocks: list[Block] = [
            Callout(_("Draft"), _("Written from the settings in force today. Necessity, proportionality and the rest risk are for a person to judge: the places are marked with ________."), tone="warning"),
            Heading(_("What is processed, why, on what legal basis")),
            Table(
                _("Watchlists"),
                (Column(_("List"), width=2), Column(_("Authority"), width=1.5), Column(_("Legal basis"), width=2), Column(_("Expires"))),
                tuple((one.title, one.authority or _("for trial only"), one.legal_basis or DASH,
                       day_words(one.expires_on, language) if one.expires_on else DASH) for one in lists)
                or ((DASH, DASH, DASH, DASH),),
            ),
            Table(
                _("Active profiles"), (Column(_("Profile"), width=2), Column(pgettext("of screening", "Purpose")), Column(_("Until"))),
                tuple((str(row), str(row.get_purpose_display()), day_words(row.valid_to, language)) for row in active)
                or ((DASH, DASH, DASH),),
            ),
            Table(
                _("What active profiles read"), (Column(_("Fact")), Column(_("Risk profiles"), width=2)),
                tuple(_facts_read(viewer, today, language)) or ((DASH, DASH),),
                notes=(_("Beside these: the fields of the document's machine-readable zone, and what the officer notes."),),
            ),
            Heading(_("Who may do what")),
            Table(
                _("Roles"), (Column(_("Role")), Column(_("What it may do"), width=2), Column(_("Accounts"), align="end")),
                tuple(_roles(agency)),
            ),
            Heading(_("How long data are kept")),
            Table(
                _("Posts"), (Column(_("Crossing point")), Column(_("Days"), align="end"), Column(_("Random sample"), width=2)),
                tuple((str(one.point), str(one.retention_days),
                       f"{one.random_share:g} ‰, {one.random_article}" if one.random_share else _("off")) for one in posts)
                or ((DASH, DASH, DASH),),
            ),
            Heading(_("Measures that the program holds to")),
            Bullets((
                _("Screening asks for purpose and legal basis, and leaves an entry in a log that cannot be changed unnoticed."),
                _("Protected attributes and what stands for them cannot be entered into a profile or an indicator."),
                _("Two signatures, end by itself, kill switch; no self-learning; a person decides with reasons."),
                _("Personal data of a check without a confirmed result are deleted after the post's days."),
                _("Transfers abroad need an individual decision; attempts without one stay on record."),
                _("Requests for access, rectification and erasure are entered, timed and answered."),
            )),
            Heading(_("To be completed by a person")),
            Bullets((
                _("Necessity and proportionality: ________"), _("Risks to people and how grave: ________"),
                _("Opinion of the data-protection officer: ________"), _("Who was heard: ________"),
            )),
            SignatureBlock(pgettext("above signatures", "Decided"), (Signature(_("Head of the agency")), Signature(_("Data-protection officer")))),
        ]  # fmt: skip
        return document_of_agency(agency, _("Data-protection impact assessment"), blocks, language)


def _facts_read(viewer: Viewer, today: date, language: str) -> Iterator[tuple[str, str]]:
    """Each fact that active profiles of persons and vehicles read, with these profiles."""
    found: dict[str, list[str]] = {}
    for subject in (SubjectCode.PERSON, SubjectCode.VEHICLE):
        for row, said in active_profiles(viewer, subject, today):
            for name in fields_read(said.when):
                found.setdefault(name, []).append(row.code)
    for name, codes in found.items():
        yield standard_catalogue()[name].label(tongue(language)), ", ".join(codes)


def _roles(agency: Agency) -> Iterator[tuple[str, str, str]]:
    """Which role may do what at the checkpoint, and how many accounts of the agency have it."""
    may = {
        Role.OFFICER: _("check travellers and decide; see checks of the agency"),
        Role.ANALYST: _("write profiles, indicators and lists; try profiles on records"),
        Role.SUPERVISOR: _("sign profiles, decide on posts and transfers, see checks"),
        Role.OVERSIGHT: _("read all figures and checks, stop profiles, answer requests"),
    }
    held = Counter(
        Membership.objects.filter(agency=agency, role__in=may, user__is_active=True).values_list(
            "role", flat=True
        )
    )
    for role, words in may.items():
        yield str(role.label), words, str(held[role.value])
