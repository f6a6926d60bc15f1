"""The short way to the words of a name tells what taking it apart in full tells."""

from __future__ import annotations

import random

import pytest

from chegara.profiling.methods.names import invented, plain
from chegara.profiling.methods.names.parsing import parse
from chegara.profiling.methods.names.plain import words_of
from chegara.profiling.methods.watchlists.entry import ListedName


def in_full(name: ListedName) -> tuple[list[str], tuple[int, ...], str]:
    """Return what `parse` tells: the slow and plain way."""
    taken = parse(name.text, family=name.family, given=name.given, father=name.father)
    return [part.word for part in taken.parts], tuple(part.role for part in taken.parts), taken.sex


def test_thousands_of_names_are_told_by_their_pattern_as_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain, "_known", {})
    rng = random.Random(20)  # noqa: S311
    names = [ListedName(text=invented.written(invented.person(rng), rng)) for _ in range(3000)]
    assert [words_of(name) for name in names] == [in_full(name) for name in names]
    assert len(plain._known) < len(names) / 4


@pytest.mark.parametrize(
    "texts",
    [
        ["Каримов Азиз", "Рахимов Далер"],
        ["Nurlanbek Turgunbek uulu", "Azamat Bakyt uulu"],
        ["Abd al Rahman Karim", "Abd al Aziz Karim"],
        ["Karim Karim", "Karim Salim", "Salim Karim"],
        ["Karim Karim uulu", "Salim Karim uulu"],
        ["Каримов Шерзод", "Каримзода Бехзод", "Каримов Бехруз"],
        ["Haji Karim", "Sheikh Karim", "Haji", "al-Rahman", "Али"],
        ["Karimov, Aziz Daler", "KARIMOV<<AZIZ<DALER", ""],
        ["Обайда Абу", "Abu Obaida", "Abdull Rahman"],
        ["один два три четыре пять шесть семь восемь девять", "а б в г д е ж з и"],
    ],
    ids=["plain", "links", "one word of two", "twice", "twice with a link", "zod", "titles",
         "fields in one text", "turned", "too many words"],
)  # fmt: skip
def test_a_name_tells_the_same_whichever_of_its_pattern_came_before(
    texts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for order in (texts, texts[::-1]):
        monkeypatch.setattr(plain, "_known", {})
        for text in [*order, *order]:
            assert words_of(ListedName(text=text)) == in_full(ListedName(text=text))


def test_fields_of_a_document_are_a_pattern_of_their_own() -> None:
    together, apart = (
        ListedName(text="Aziz Daler"),
        ListedName(text="Aziz Daler", family="Aziz", given="Daler"),
    )
    turned = ListedName(text="Aziz Daler", family="Daler", given="Aziz", father="")
    for name in (together, apart, turned, together, turned):
        assert words_of(name) == in_full(name)
    assert words_of(together) != words_of(apart)


def test_patterns_are_forgotten_before_they_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain, "_known", {})
    monkeypatch.setattr(plain, "MOST_PATTERNS", 3)
    for text in ("Karimov Aziz", "Aziz Daler", "Azizovich Daler", "Aziza", "Karimova Aziza", "Karimov Aziz"):
        assert words_of(ListedName(text=text)) == in_full(ListedName(text=text))
        assert len(plain._known) <= 3
