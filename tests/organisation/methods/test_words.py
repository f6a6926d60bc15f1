"""What the words around a name say of its kind."""

from __future__ import annotations

import pytest

from chegara.common.transliteration import sound
from chegara.organisation.methods.words import parts, quoted_parts, read


@pytest.mark.parametrize(
    ("text", "name", "mode"),
    [
        ("КПП «Ак-Жол» автодорожный", "Акжол", "road"),
        ("КПП \"Чалдыбар\" железнодорожный", "Чалдыбар", "rail"),
        ("Ж/Д \"Бекабад\"", "Бекабад", "rail"),
        ("Bekobod temir yo'l chegara bojxona posti", "Bekobod", "rail"),
        ("\"Болдир\" темир йўл чегара пости", "Болдир", "rail"),
        ("Urganch aeroporti chegara bojxona posti", "Urganch", "air"),
        ("Аэропорт г.Ургенч", "Ургенч", "air"),
        ("Таможенный комплекс \"Айритом\"", "Айритом", ""),
        ("BCP Korday", "Korday", ""),
        ("\"Фархад\" т.п.", "Фархад", ""),
        ("Құрық-порт ж/д", "Құрық", "rail"),
        ("Тажен (авто)", "Тажен", "road"),
    ],
)  # fmt: skip
def test_a_post_is_told_from_its_generic_words(text: str, name: str, mode: str):
    reading = read(text)

    assert (reading.name, reading.mode, reading.post) == (sound(name), mode, True)


@pytest.mark.parametrize(
    ("text", "name", "level"),
    [
        ("Surkhandar'inskaya oblast'", "Сурхандар", "region"),
        ("Surxondaryo viloyati", "Surxondaryo", "region"),
        ("Жамбыл облысы", "Жамбыл", "region"),
        ("Чүй облусу", "Чүй", "region"),
        ("Вилояти Суғд", "Суғд", "region"),
        ("Daşoguz welaýaty", "Daşoguz", "region"),
        ("Термезский район", "Термез", "district"),
        ("Termiz tumani", "Termiz", "district"),
        ("Қордай ауданы", "Қордай", "district"),
        ("Ноҳияи Панҷ", "Панҷ", "district"),
        ("Kerki etraby", "Kerki", "district"),
        ("rayon Khamadoni", "Khamadoni", "district"),
        ("г. Ташкент", "Ташкент", "city"),
        ("Шаҳри Хуҷанд", "Хуҷанд", "city"),
        ("Mary ş.", "Mary", "city"),
    ],
)
def test_a_division_is_told_from_its_level(text: str, name: str, level: str):
    reading = read(text)

    assert reading.level == level
    assert sound(name) in reading.keys
    assert not reading.post


@pytest.mark.parametrize(
    ("adjective", "name"),
    [
        ("Таласский", "Талас"), ("Ургутский", "Ургут"), ("Urgutskiy", "Urgut"), ("Термезский", "Термез"),
        ("Ат-Башинский", "Атбаш"), ("Кашкадарьинская", "Кашкадар"), ("Koytendagckiy", "Koytendag"),
        ("Кара-Суйский", "Карасу"),
    ],
)  # fmt: skip
def test_a_russian_adjective_gives_back_the_name_it_was_made_of(adjective: str, name: str):
    reading = read(adjective)

    assert reading.adjective
    assert sound(name) in reading.keys


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("Солтүстік Қазақстан", {"north"}), ("North Kazakhstan", {"north"}),
        ("Северо-Казахстанская", {"north"}),
        ("Шығыс Қазақстан", {"east"}), ("Нижнечирчикский", {"lower"}), ("Quyi Chirchiq", {"lower"}),
        ("Казахстан", set()),
    ],
)  # fmt: skip
def test_the_sides_that_tell_places_of_one_name_apart_are_read_in_each_language(text: str, sides: set[str]):
    assert read(text).sides == sides


def test_what_is_called_by_generic_words_only_keeps_them_as_its_name():
    assert read('"Речной порт" т.п.').name == sound("речнойпорт")


def test_initials_are_no_part_of_a_name():
    assert read("им. Б. Конысбаева").name == sound("Конысбаева")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Samarkand, Urgut district", ["Samarkand", "Urgut district"]),
        ("Нұржолы (Қорғас)", ["Нұржолы", "Қорғас"]),
        ("Кордай - Ак-Жол", ["Кордай", "Ак-Жол"]),
        ("Sogd province. Khudjand city", ["Sogd province", "Khudjand city"]),
        ("Khatlon province Yavan district", ["Khatlon province", "Yavan district"]),
        ("Ак-Жол", ["Ак-Жол"]),
    ],
)
def test_a_spelling_falls_into_the_parts_that_name_places(text: str, found: list[str]):
    assert parts(text) == found


def test_what_stands_in_quotation_marks_is_the_name():
    text = 'Жамбылская область, таможенный пост "Карасу"'

    assert quoted_parts(parts(text), text) == ['таможенный пост "Карасу"']
