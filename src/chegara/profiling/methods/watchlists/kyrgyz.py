"""The national list of Kyrgyzstan, in XML: the State Financial Intelligence Service's consolidated sanctions list.

Layout: `SanctionList` with `KyrgyzPhysicPerson`, each with Number, Surname, Name, Patronomic (so spelt),
DataBirth (dd.mm.yyyy, several separated by commas), PlaceBirth, BasicInclusion, CategoryPerson, DateInclusion.
Source: https://fiu.gov.kg, as read by several public programs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from chegara.profiling.methods.watchlists.entry import ListedName, ListEntry, read_birth_date, read_day
from chegara.profiling.methods.watchlists.xml import tree, value

SOURCE = "Kyrgyzstan: consolidated sanctions list"
_SEVERAL = re.compile(r"[,;]")


def read_kyrgyz(file: BinaryIO) -> Iterator[ListEntry]:
    """Yield the natural persons of the Kyrgyz list.

    Raises:
        UnreadableListError: the file is not this list.
    """
    root = tree(file, "SanctionList", "the Kyrgyz national list in XML")
    for position, element in enumerate(root.iter("KyrgyzPhysicPerson"), start=1):
        family, given, father = (value(element, tag) for tag in ("Surname", "Name", "Patronomic"))
        births = (read_birth_date(part) for part in _SEVERAL.split(value(element, "DataBirth")))
        yield ListEntry(
            id=f"KG-{value(element, 'Number') or position}",
            names=(
                ListedName(
                    text=" ".join(filter(None, (family, given, father))),
                    family=family,
                    given=given,
                    father=father,
                ),
            ),
            births=tuple(birth for birth in births if birth),
            birth_places=tuple(filter(None, [value(element, "PlaceBirth")])),
            programme=value(element, "CategoryPerson"),
            source=SOURCE,
            listed_on=read_day(value(element, "DateInclusion")),
            remark=value(element, "BasicInclusion"),
        )
