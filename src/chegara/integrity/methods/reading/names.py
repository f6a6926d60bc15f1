"""Names of units and positions: a title has them in an oblique case, a staffing table in the nominative."""

from __future__ import annotations

import re

NOMINATIVE = {
    "отделе": "отдел", "отделении": "отделение", "управлении": "управление", "департаменте": "департамент",
    "службе": "служба", "секторе": "сектор", "центре": "центр", "группе": "группа", "посте": "пост",
    "таможне": "таможня", "аппарате": "аппарат", "бюро": "бюро", "инспекции": "инспекция",
    "таможенном": "таможенный", "главном": "главное", "учебном": "учебный", "кинологическом": "кинологический",
    "оперативном": "оперативный", "финансовом": "финансовый", "юридическом": "юридический",
    "начальника": "начальник", "заместителя": "заместитель", "инспектора": "инспектор",
    "специалиста": "специалист", "эксперта": "эксперт", "кинолога": "кинолог", "бухгалтера": "бухгалтер",
    "администратора": "администратор", "аналитика": "аналитик", "кладовщика": "кладовщик",
    "руководителя": "руководитель", "председателя": "председатель", "дежурного": "дежурный",
    "главного": "главный", "старшего": "старший", "ведущего": "ведущий", "первого": "первый",
    "государственного": "государственный", "младшего": "младший", "следователя": "следователь",
    "дознавателя": "дознаватель", "оператора": "оператор", "кассира": "кассир", "юриста": "юрист",
}  # fmt: skip
"""The words before the noun that the rest of a name depends on; of what follows the case stays."""


def nominative(name: str) -> str:
    """Return a name with its leading words in the nominative, as far as they are known.

    >>> nominative("отделе таможенного контроля"), nominative("Старшего инспектора-кинолога отдела")
    ('Отдел таможенного контроля', 'Старший инспектор-кинолог отдела')
    """
    return _turned(name, NOMINATIVE)


def _turned(name: str, forms: dict[str, str]) -> str:
    """Turn adjectives up to the first noun, and that; what depends on it stays as it is."""
    words = name.split()
    for place, word in enumerate(words):
        parts = [forms.get(part.lower()) for part in word.split("-")]
        if None in parts:
            break
        words[place] = "-".join(part or "" for part in parts)
        if not words[place].endswith(("ый", "ий", "ое")):
            break
    text = " ".join(words)
    return text[:1].upper() + text[1:]


ENGLISH_UNIT = re.compile(
    r"(?:the )?(.+?),? (?:of|in|at) the (.*\b(?:department|division|section|unit|directorate|office|sector|cent(?:er|re)"
    r"|group|service|bureau|inspectorate|(?:customs|border|crossing) (?:house|post|point))\b.*)",
    re.IGNORECASE,
)


def position_and_unit(subject: str) -> tuple[str, str]:
    """Return a position and the unit it names, from the title of a job description.

    >>> position_and_unit("старшего инспектора отдела таможенного контроля")
    ('Старший инспектор', 'Отдел таможенного контроля')
    >>> position_and_unit("the senior inspector of the Cargo Control Department")
    ('Senior inspector', 'Cargo Control Department')
    """
    english = ENGLISH_UNIT.match(subject)
    if english:
        return nominative(english[1]), english[2][:1].upper() + english[2][1:]
    found = re.search(
        r"\b(отдел|отделени|управлени|департамент|служб|сектор|центр|групп|таможенн\w+ пост|таможн|инспекци)\w*\b.*",
        subject, re.IGNORECASE,
    )  # fmt: skip
    if found is None or not found.start():
        return nominative(subject), ""
    unit = found.group(0)
    return nominative(subject[: found.start()].strip(" ,(")), from_genitive(unit)


GENITIVE = {
    "отдела": "отдел", "отделения": "отделение", "управления": "управление", "департамента": "департамент",
    "службы": "служба", "сектора": "сектор", "центра": "центр", "группы": "группа", "таможни": "таможня",
    "поста": "пост", "таможенного": "таможенный", "инспекции": "инспекция",
}  # fmt: skip


def from_genitive(name: str) -> str:
    """Return a unit's name in the nominative from the genitive that a position's title has.

    >>> from_genitive("таможенного поста «Ак-Суу»")
    'Таможенный пост «Ак-Суу»'
    """
    return _turned(name, GENITIVE)
