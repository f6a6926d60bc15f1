"""The programme report: what was held, by country, topic and agency, and how many persons it reached.

A person who takes part twice is one person. Persons are known only where an activity names them; the figure
of participants that an announcement states is printed beside and not added up as persons.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from chegara.organisation.papers import document, table
from chegara.organisation.registers.presenters import day
from chegara.organisation.visibility import Viewer
from chegara.reporting.blocks import Block, Bullets, Document, Heading, Paragraph
from chegara.reporting.numbers import UNKNOWN
from chegara.training.choices import ActivityKind
from chegara.training.models import Activity, Participation
from chegara.training.presenters import days, lines


@dataclass
class Group:
    """Activities of one country, topic or agency, and whom they reached."""

    activities: set[int] = field(default_factory=set)
    stated: list[int] = field(default_factory=list)
    unstated: int = 0
    persons: dict[int, str] = field(default_factory=dict)

    def add(self, activity: Activity, persons: Iterable[Any]) -> None:
        """Count an activity once."""
        if activity.pk in self.activities:
            return
        self.activities.add(activity.pk)
        if activity.participants is None:
            self.unstated += 1
        else:
            self.stated.append(activity.participants)
        self.persons.update((person.pk, person.sex) for person in persons)

    def cells(self) -> tuple[str, ...]:
        """Return activities, participants as stated, unique persons, women among them."""
        stated = str(sum(self.stated)) if self.stated else UNKNOWN
        if self.stated and self.unstated:
            stated += " " + _("(%(n)s not stated)") % {"n": self.unstated}
        if not self.persons:
            return str(len(self.activities)), stated, UNKNOWN, UNKNOWN
        women = sum(sex == "f" for sex in self.persons.values())
        unknown = sum(not sex for sex in self.persons.values())
        told = str(women) + (" " + _("(sex of %(n)s not known)") % {"n": unknown} if unknown else "")
        return str(len(self.activities)), stated, str(len(self.persons)), told


def activities_for(
    viewer: Viewer,
    *,
    invented: bool = False,
    programme: str = "",
    first: date | None = None,
    last: date | None = None,
) -> list[Activity]:
    """Return the activities of a programme and time that `viewer` may know of; undated ones always.

    Real and invented ones never stand in one report.
    """
    found = (
        Activity.objects.visible_to(viewer).select_related("held_in").prefetch_related("topics", "agencies")
    )
    found = found.filter(held_in__invented=invented)
    if programme:
        found = found.filter(programme__iexact=programme)
    return [
        one
        for one in found
        if one.start is None
        or ((first is None or one.start >= first) and (last is None or one.start <= last))
    ]


def programme_report(
    activities: Sequence[Activity],
    viewer: Viewer,
    language: str,
    *,
    programme: str = "",
    first: date | None = None,
    last: date | None = None,
) -> Document:
    """Return the report of activities of one programme, or of all."""
    with translation.override(language):
        persons: dict[int, list[Any]] = defaultdict(list)
        rows = Participation.objects.visible_to(viewer).filter(activity__in=[one.pk for one in activities])
        for each in rows.select_related("person__owner_agency"):
            persons[each.activity_id].append(each.person)
        return document(
            _("Programme report"),
            _blocks(activities, persons),
            language,
            subtitle=" · ".join(filter(None, (programme, _period(first, last)))),
            countries=[one.held_in for one in activities],
            marking="official_use" if any(one.marking != "open" for one in activities) else "open",
        )


def _period(first: date | None, last: date | None) -> str:
    return f"{day(first)} – {day(last)}" if first or last else ""


def _blocks(activities: Sequence[Activity], persons: dict[int, list[Any]]) -> list[Block]:
    total = Group()
    for one in activities:
        total.add(one, persons[one.pk])
    held, stated, unique, women = total.cells()
    undated = sum(one.start is None for one in activities)
    summary = _(
        "Activities: %(held)s. Participants as stated: %(stated)s. Different persons by name: %(unique)s, "
        "women among them: %(women)s."
    ) % {
        "held": held,
        "stated": stated,
        "unique": unique,
        "women": women,
    }
    blocks: list[Block] = [Paragraph(summary)]
    if undated:
        blocks.append(Paragraph(_("Without known days: %(n)s.") % {"n": undated}))
    blocks += [Heading(_("By country, topic and agency"), 2, numbered=False)]
    for caption, head, groups in (
        (_("By country"), _("Country"), _grouped(activities, persons, lambda one: [one.held_in])),
        (_("By topic"), _("Topic"), _grouped(activities, persons, lambda one: one.topics.all())),
        (_("By agency, or as announced"), _("Agency"), _by_agency(activities, persons)),
    ):
        blocks += table(
            caption,
            (head, _("Activities"), _("Participants as stated"), _("Different persons"), _("Women")),
            [(name, *group.cells()) for name, group in groups],
            notes=(
                _(
                    "A person who took part twice is counted once; an activity with two topics stands under "
                    "both."
                ),
            ),
            widths=(3, 1, 1.4, 1.2, 1.2),
            numbers=4,
        )
    blocks += [Heading(_("The activities"), 2, numbered=False)]
    blocks += table(
        _("Activities in the order of their days"),
        (_("Activity"), _("Place"), _("Days"), _("Who took part"), _("Participants")),
        [
            (
                one.title if one.kind == ActivityKind.OTHER else f"{one.title} ({one.get_kind_display()})",
                f"{one.place or UNKNOWN}, {one.held_in}",
                days(one),
                "; ".join((*lines(one.from_where), *(each.short for each in one.agencies.all()))) or UNKNOWN,
                UNKNOWN if one.participants is None else str(one.participants),
            )
            for one in activities
        ],
        widths=(3.4, 1.6, 1.5, 2.4, 1),
    )
    sources: dict[str, list[str]] = defaultdict(list)
    for one in activities:
        if one.source:
            sources[one.source].append(one.title)
    if sources:
        told = tuple(f"{source}: {'; '.join(titles)}" for source, titles in sources.items())
        blocks += [Heading(_("Sources"), 2, numbered=False), Bullets(told)]
    return blocks


def _grouped(
    activities: Sequence[Activity], persons: dict[int, list[Any]], of: Any
) -> list[tuple[str, Group]]:
    groups: dict[str, Group] = defaultdict(Group)
    for one in activities:
        for each in list(of(one)) or [_("not stated")]:
            groups[str(each)].add(one, persons[one.pk])
    return sorted(groups.items(), key=lambda item: (-len(item[1].activities), item[0]))


def _by_agency(activities: Sequence[Activity], persons: dict[int, list[Any]]) -> list[tuple[str, Group]]:
    """Return what each agency took part in; of persons, those of that agency.

    Where an activity names no agency, it stands under what its announcement says of who took part.
    """
    groups: dict[str, Group] = defaultdict(Group)
    for one in activities:
        agencies = {each.pk: each for each in one.agencies.all()}
        agencies |= {person.owner_agency_id: person.owner_agency for person in persons[one.pk]}
        for each in agencies.values():
            own = [person for person in persons[one.pk] if person.owner_agency_id == each.pk]
            group = groups[each.name]
            group.activities.add(one.pk)
            group.unstated += 1
            group.persons.update((person.pk, person.sex) for person in own)
        for said in () if agencies else lines(one.from_where) or (_("not stated"),):
            groups[said].activities.add(one.pk)
            groups[said].unstated += 1
    return sorted(groups.items(), key=lambda item: (-len(item[1].activities), item[0]))
