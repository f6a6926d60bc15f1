"""Entities of FollowTheMoney as JSON lines, the form in which OpenSanctions and others publish lists.

One JSON object a line: `id`, `schema`, `properties` (each a list of texts). Source: https://followthemoney.tech.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from chegara.profiling.methods.watchlists.entry import (
    LOW,
    Document,
    ListedName,
    ListEntry,
    UnreadableListError,
    read_birth_date,
    read_day,
    read_sex,
)

_PEOPLE = {"Person", "LegalEntity"}
_NAMES = (("name", "primary", "good"), ("alias", "alias", "good"), ("previousName", "former", "good"),
          ("weakAlias", "alias", LOW))  # fmt: skip
_DOCUMENTS = ("passportNumber", "idNumber", "taxNumber", "socialSecurityNumber", "innCode")


def read_follow_the_money(lines: Iterable[str]) -> Iterator[ListEntry]:
    """Yield the persons among the entities; a legal entity may be one, where its list does not say more.

    Raises:
        UnreadableListError: a line is not an entity.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            entity = json.loads(line)
            schema, properties = entity["schema"], entity["properties"]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise UnreadableListError(
                f"line {number} is not a FollowTheMoney entity: each line must be one JSON object with id, "
                "schema and properties"
            ) from error
        if schema in _PEOPLE:
            yield _entry(str(entity.get("id") or f"line-{number}"), entity, properties)


def _entry(identifier: str, entity: dict[str, Any], properties: dict[str, list[str]]) -> ListEntry:
    def all_of(*names: str) -> list[str]:
        return [str(each).strip() for name in names for each in properties.get(name, ()) if str(each).strip()]

    def one(name: str) -> str:
        found = all_of(name)
        return found[0] if len(found) == 1 else ""

    names = [
        ListedName(text=text, kind=kind, quality=quality)
        for property_, kind, quality in _NAMES
        for text in all_of(property_)
    ]
    family, given, father = one("lastName"), one("firstName"), one("fatherName") or one("patronymic")
    if family and given:
        whole = " ".join(filter(None, (family, given, father)))
        names.append(ListedName(text=whole, family=family, given=given, father=father,
                                kind="alias" if names else "primary"))  # fmt: skip
    if not names and entity.get("caption"):
        names = [ListedName(text=str(entity["caption"]))]
    births = (read_birth_date(text) for text in all_of("birthDate"))
    listed = [day for text in all_of("createdAt", "startDate") if (day := read_day(text[:10]))]
    return ListEntry(
        id=identifier,
        names=tuple(dict.fromkeys(names)),
        births=tuple(dict.fromkeys(birth for birth in births if birth)),
        nationalities=tuple(dict.fromkeys(all_of("nationality", "citizenship"))),
        sex=read_sex(one("gender")),
        birth_places=tuple(all_of("birthPlace", "birthCountry")),
        places=tuple(all_of("address", "country")),
        documents=tuple(Document(number=text, kind=kind) for kind in _DOCUMENTS for text in all_of(kind)),
        programme="; ".join(all_of("program", "programId")),
        source=", ".join(entity.get("datasets") or ["FollowTheMoney"]),
        listed_on=min(listed, default=None),
        remark=" ".join(all_of("notes")),
    )
