"""Reading the organisation."""

from __future__ import annotations

from typing import Any

from django.db import models

from chegara.accounts.models import User
from chegara.organisation.methods.placing import Candidate, Gazetteer, Kind, Place, Resolution
from chegara.organisation.models import (
    Agency,
    BorderSection,
    CrossingPoint,
    Division,
    PlaceColumn,
    PlaceSpelling,
    State,
    Wording,
)
from chegara.organisation.visibility import AgencyViewer, JointViewer, PublicViewer, Viewer, agencies_of


def countries_of(viewer: Viewer) -> models.QuerySet[State]:
    """Return the countries of the agencies that somebody belongs to."""
    if isinstance(viewer, JointViewer | PublicViewer):
        return State.objects.filter(pk=viewer.country.pk)
    if isinstance(viewer, AgencyViewer):
        return State.objects.filter(pk=viewer.agency.country_id)
    if not isinstance(viewer, User):
        return State.objects.none()
    return State.objects.filter(agencies__in=agencies_of(viewer)).distinct()


def agencies_to_act_for(user: User) -> models.QuerySet[Agency]:
    """Return the agencies in whose name somebody may bring in files or release them."""
    return Agency.objects.filter(pk__in=agencies_of(user))


class Places:
    """Finds the crossing point, section or division that a file's words name, in any spelling.

    What somebody decided comes first; then names, codes and aliases; then what sounds like one place of ours
    and clearly like no other (see `methods.placing`).
    """

    def __init__(self, country: State) -> None:
        decided = _decisions(country)
        self._by_key = {
            Kind(column): {place.pk: place for place in model.objects.filter(country=country)}
            for column, model in PLACES_OF.items()
        }
        self._gazetteers = {
            kind: Gazetteer(map(_place, places.values()), kind, decided.get(kind))
            for kind, places in self._by_key.items()
        }

    def place(self, column: str, key: int | None) -> CrossingPoint | BorderSection | Division | None:
        """Return the place of a column that has a key, if it is there."""
        return self._by_key[Kind(column)].get(key) if key is not None else None

    def resolve(self, column: str, text: str) -> Resolution:
        """Return which place of a column a spelling names, by which rule, or which ones it may name."""
        return self._gazetteers[Kind(column)].resolve(text)

    def candidates(self, column: str, text: str) -> tuple[Candidate, ...]:
        """Return the places that a spelling may name by its sound, whatever was decided."""
        return self._gazetteers[Kind(column)].suggest(text).candidates

    def exact(self, column: str, text: str) -> Resolution | None:
        """Return the place that is spelled just so, or that somebody decided upon, if there is one."""
        return self._gazetteers[Kind(column)].exact(text)

    def point(self, text: str) -> int | None:
        """Return the key of the crossing point called so, or None."""
        return self.resolve(Kind.POINT, text).key

    def section(self, text: str) -> int | None:
        """Return the key of the border section called so, or None."""
        return self.resolve(Kind.SECTION, text).key

    def division(self, text: str) -> int | None:
        """Return the key of the division called so, or None."""
        return self.resolve(Kind.DIVISION, text).key


PLACES_OF: dict[str, Any] = {
    PlaceColumn.POINT.value: CrossingPoint,
    PlaceColumn.SECTION.value: BorderSection,
    PlaceColumn.DIVISION.value: Division,
}


def _place(place: Any) -> Place:
    return Place(
        key=place.pk, code=place.code, mode=getattr(place, "kind", ""),
        names=tuple(filter(None, (place.name_en, place.name_ru, *place.aliases.splitlines()))),
    )  # fmt: skip


def _decisions(country: State) -> dict[str, dict[str, int | None]]:
    found: dict[str, dict[str, int | None]] = {}
    rows = PlaceSpelling.objects.filter(country=country).values_list(
        "column", "spelling", "point", "section", "division"
    )
    for column, spelling, *keys in rows:
        found.setdefault(column, {})[spelling] = next(filter(None, keys), None)
    return found


def words_of(records: models.QuerySet[Any], name: str, language: str) -> dict[str, str]:
    """Return the wordings in a language of the records (as their viewer sees them) of a slice's `name`."""
    known = Wording.objects.filter(subject__startswith=f"{name}/", language=language)
    if not known.exists():
        return {}
    subjects = [f"{name}/{key}" for key in records.values_list("pk", flat=True)]
    return dict(known.filter(subject__in=subjects).values_list("source", "text"))
