"""Reading one zone: the specimens of Doc 9303, the odd cases that the standard allows, every departure by its
name."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chegara.profiling.methods.mrz.checkdigits import ALPHABET, check_digit, values_of
from chegara.profiling.methods.mrz.deviations import Kind
from chegara.profiling.methods.mrz.layouts import LAYOUTS, TD1, TD3
from chegara.profiling.methods.mrz.reading import Reading, read
from chegara.profiling.methods.mrz.writing import write

ON = date(2012, 1, 1)

TD3_SPECIMEN = """P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<
L898902C36UTO7408122F1204159ZE184226B<<<<<10"""
TD1_SPECIMEN = """I<UTOD231458907<<<<<<<<<<<<<<<
7408122F1204159UTO<<<<<<<<<<<6
ERIKSSON<<ANNA<MARIA<<<<<<<<<<"""
TD2_SPECIMEN = """I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<
D231458907UTO7408122F1204159<<<<<<<6"""
MRV_A_SPECIMEN = """V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<
L8988901C4XXX4009078F96121096ZE184226B<<<<<<"""
MRV_B_SPECIMEN = """V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<
L8988901C4XXX4009078F9612109<<<<<<<<"""
LONG_NUMBER_SPECIMEN = """I<UTOD23145890<7349<<<<<<<<<<<
3407127M9507122UTO<<<<<<<<<<<2
STEVENSON<<PETER<JOHN<<<<<<<<<"""


def kinds(reading: Reading) -> set[tuple[str, str]]:
    return {(deviation.kind.value, deviation.field) for deviation in reading.deviations}


def made(layout: str = "TD3", **changes: str) -> str:
    fields = {
        "document_code": "V" if layout.startswith("MRV") else "P" if layout == "TD3" else "ID",
        "issuer": "UTO",
        "surname": "ERIKSSON",
        "given_names": "ANNA MARIA",
        "number": "L898902C3",
        "nationality": "UTO",
        "birth": "740812",
        "sex": "F",
        "expiry": "120415",
    }
    return write(layout, **(fields | changes))


@pytest.mark.parametrize(
    ("text", "layout", "number", "birth", "expiry", "optional"),
    [
        (TD3_SPECIMEN, "TD3", "L898902C3", "1974-08-12", "2012-04-15", "ZE184226B"),
        (TD1_SPECIMEN, "TD1", "D23145890", "1974-08-12", "2012-04-15", ""),
        (TD2_SPECIMEN, "TD2", "D23145890", "1974-08-12", "2012-04-15", ""),
        (MRV_A_SPECIMEN, "MRV-A", "L8988901C", "1940-09-07", "1996-12-10", "6ZE184226B"),
        (MRV_B_SPECIMEN, "MRV-B", "L8988901C", "1940-09-07", "1996-12-10", ""),
    ],
    ids=["passport", "card", "card of two lines", "visa A", "visa B"],
)
def test_the_specimens_of_doc_9303_are_read_whole(text, layout, number, birth, expiry, optional):
    reading = read(text, on=ON)

    assert (reading.layout, reading.surname, reading.given_names) == (layout, "ERIKSSON", "ANNA MARIA")
    assert (reading.number, str(reading.birth), str(reading.expiry)) == (number, birth, expiry)
    assert (reading.issuer, reading.sex, reading.optional) == ("UTO", "F", optional)
    assert reading.deviations == ()
    assert "\n".join(reading.lines) == text


def test_a_number_over_nine_characters_goes_on_in_the_optional_data():
    reading = read(LONG_NUMBER_SPECIMEN, on=ON)

    assert (reading.number, reading.optional, reading.deviations) == ("D23145890734", "", ())
    assert str(reading.birth) == "1934-07-12"


@pytest.mark.parametrize("layout", ["TD1", "TD2"])
def test_a_long_number_leaves_room_for_what_the_state_adds(layout):
    text = made(layout, number="AB123456789", optional="X1")

    reading = read(text, on=ON)

    assert (reading.number, reading.optional, reading.sound) == ("AB123456789", "X1", True)


def test_a_wrong_digit_of_a_long_number_is_named():
    reading = read(LONG_NUMBER_SPECIMEN.replace("7349", "7348"), on=ON)

    assert ("check_digit", "number") in kinds(reading)
    assert reading.deviations[0].expected == "9"


@pytest.mark.parametrize(
    ("birth", "known"),
    [
        ("74<<<<", "1974"),
        ("7408<<", "1974-08"),
        ("<<<<<<", ""),
        ("740812", "1974-08-12"),
        ("000229", "2000-02-29"),
    ],
    ids=["year only", "year and month", "nothing", "whole", "leap day"],
)
def test_what_is_unknown_of_a_birth_is_no_fault(birth, known):
    reading = read(made(birth=birth), on=ON)

    assert str(reading.birth) == known
    assert reading.deviations == ()


@pytest.mark.parametrize(
    ("birth", "kind"),
    [
        ("741312", Kind.DATE_IMPOSSIBLE),
        ("740230", Kind.DATE_IMPOSSIBLE),
        ("010229", Kind.DATE_IMPOSSIBLE),
        ("740000", Kind.DATE_ZEROS),
        ("7A0812", Kind.DATE_LETTER),
        ("7<0812", Kind.DATE_LETTER),
    ],
    ids=["month 13", "30 February", "29 February of no leap year", "zeros", "letter", "half a filler"],
)
def test_a_date_that_cannot_be_is_named(birth, kind):
    assert (kind.value, "birth") in kinds(read(made(birth=birth), on=ON))


def test_a_document_without_a_day_of_expiry_is_named():
    assert kinds(read(made(expiry="<<<<<<"), on=ON)) == {("date_unknown", "expiry")}


@pytest.mark.parametrize(
    ("raw", "on", "birth", "expiry"),
    [
        ("120101", date(2012, 1, 1), "2012-01-01", "2012-01-01"),
        ("120102", date(2012, 1, 1), "1912-01-02", "2012-01-02"),
        ("610101", date(2012, 1, 1), "1961-01-01", "2061-01-01"),
        ("630101", date(2012, 1, 1), "1963-01-01", "1963-01-01"),
    ],
    ids=["born today", "nobody is born tomorrow", "valid for 49 years", "expired for 49 years"],
)
def test_the_century_follows_from_the_day_of_reading(raw, on, birth, expiry):
    assert str(read(made(birth=raw), on=on).birth) == birth
    assert str(read(made(expiry=raw), on=on).expiry) == expiry


@pytest.mark.parametrize(
    "state",
    [
        "D",
        "GBD",
        "GBN",
        "GBO",
        "GBP",
        "GBS",
        "XXA",
        "XXB",
        "XXC",
        "XXX",
        "UTO",
        "UNO",
        "EUE",
        "RKS",
        "XOM",
        "XPO",
        "KGZ",
    ],
)
def test_states_and_those_without_one_are_known(state):
    reading = read(made(nationality=state), on=ON)

    assert (reading.nationality, reading.deviations) == (state, ())


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("DEU", Kind.STATE_GERMANY),
        ("SUN", Kind.STATE_WITHDRAWN),
        ("QQQ", Kind.STATE_UNKNOWN),
        ("", Kind.STATE_UNKNOWN),
    ],
    ids=["Germany writes D", "Soviet Union", "nobody", "empty"],
)
def test_a_code_that_is_not_in_use_is_named(state, kind):
    reading = read(made(nationality=state), on=ON)

    assert kinds(reading) == {(kind.value, "nationality")}
    assert reading.nationality == state


def test_a_person_with_one_name_has_no_secondary_identifier():
    reading = read(made(surname="ARKFREITH", given_names=""), on=ON)

    assert (reading.surname, reading.given_names, reading.truncated, reading.deviations) == (
        "ARKFREITH",
        "",
        False,
        (),
    )


@pytest.mark.parametrize(
    ("layout", "room"), [("TD3", 39), ("TD2", 31), ("TD1", 30), ("MRV-A", 39), ("MRV-B", 31)]
)
def test_a_name_that_fills_its_field_may_go_on(layout, room):
    exactly = made(layout, surname="NILAVADHANANANDA", given_names="CHAYAPA DEJTHAMRONG KRASUANG WATTANA")

    reading = read(exactly, on=ON)

    assert reading.truncated
    assert len(f"{reading.surname}<<{reading.given_names}") == room
    assert reading.sound


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("<ERIKSSON<<ANNA", Kind.NAME_LEADING_FILLER),
        ("ERIKSSON<<ANNA<<MARIA", Kind.NAME_SEPARATOR),
        ("ERIKSSON<<<ANNA", Kind.NAME_SEPARATOR),
        ("ER1KSSON<<ANNA", Kind.NAME_DIGIT),
        ("", Kind.NAME_EMPTY),
    ],
    ids=["leading filler", "two separators", "three fillers", "digit", "no name"],
)
def test_a_name_that_is_not_written_as_it_should_be_is_named(name, kind):
    text = "P<UTO" + name.ljust(39, "<") + TD3_SPECIMEN[44:]

    assert kinds(read(text, on=ON)) == {(kind.value, "names")}


def test_sex_is_m_f_or_not_stated():
    assert read(made(sex=""), on=ON).deviations == ()
    assert kinds(read(made(sex="X"), on=ON)) == {("sex", "sex")}


@pytest.mark.parametrize("digit", ["<", "0"], ids=["filler", "zero"])
def test_empty_optional_data_may_have_either_check_digit(digit):
    text = made()
    text = text[: 1 + TD3.optional_check] + digit + text[2 + TD3.optional_check :]

    assert read(text, on=ON).deviations == ()


def test_a_check_digit_that_is_not_there_is_not_called_wrong():
    text = made("MRV-A")
    at = 1 + LAYOUTS["MRV-A"].expiry.stop

    assert kinds(read(text[:at] + "<" + text[at + 1 :], on=ON)) == {("check_digit_missing", "expiry")}


def test_a_letter_read_for_a_figure_is_proposed_but_never_put_right():
    right = made(number="X1234567")
    reading = read(right.replace("X1234567", "X1234S67"), on=ON)

    wrong = next(deviation for deviation in reading.deviations if deviation.field == "number")
    assert (wrong.kind, wrong.expected, wrong.line, wrong.place) == (Kind.CHECK_DIGIT, "X1234567", 2, 10)
    assert reading.number == "X1234S67"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (TD3_SPECIMEN.replace("\n", "\r\n") + "\r\n", None),
        (TD3_SPECIMEN.replace("\n", ""), None),
        (TD3_SPECIMEN.replace("\n", "\t"), None),
        ("\x02" + TD3_SPECIMEN.replace("\n", "\r") + "\x03\r", None),
        ("  " + " ".join(TD3_SPECIMEN.replace("\n", " \n ")), None),
        (TD3_SPECIMEN.replace("<<", "«"), None),
        (TD3_SPECIMEN.replace("\n", r"\n"), None),
        (TD3_SPECIMEN.lower(), Kind.LOWER_CASE),
        (TD3_SPECIMEN.replace("A", "А").replace("E", "Е"), Kind.LOOK_ALIKE),
        (
            TD3_SPECIMEN.translate(
                str.maketrans("QWERTYUIOPASDFGHJKLZXCVBNM<", "ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬБ")
            ),
            Kind.KEYBOARD,
        ),
    ],
    ids=[
        "Windows",
        "one line",
        "tab",
        "reader with control characters",
        "spaces everywhere",
        "guillemets",
        "escaped",
        "small letters",
        "Cyrillic look-alikes",
        "reader under a Russian layout",
    ],
)
def test_however_the_text_came_in_it_is_read(text, kind):
    reading = read(text, on=ON)

    assert (reading.surname, reading.number, reading.sound) == ("ERIKSSON", "L898902C3", True)
    assert [deviation.kind for deviation in reading.deviations] == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", Kind.EMPTY),
        (" \n\t ", Kind.EMPTY),
        ("HELLO", Kind.LINES),
        (TD3_SPECIMEN[:40], Kind.LINES),
        ("A\n" * 9, Kind.LINES),
    ],
    ids=["nothing", "blanks", "a word", "one line of two", "nine lines"],
)
def test_what_is_no_zone_is_refused_by_its_reason(text, kind):
    reading = read(text, on=ON)

    assert (reading.layout, reading.number, reading.lines) == ("", "", ())
    assert [deviation.kind for deviation in reading.deviations] == [kind]


def test_a_line_that_lost_its_last_filler_is_read_and_named():
    reading = read(MRV_B_SPECIMEN[:-1], on=ON)

    assert kinds(reading) == {("line_short", "")}
    assert reading.number == "L8988901C"


def test_a_foreign_character_is_named_with_its_place():
    reading = read(TD3_SPECIMEN.replace("ANNA", "AN*A"), on=ON)

    assert [(d.kind, d.line, d.place, d.found) for d in reading.deviations if d.kind is Kind.CHARACTER] == [
        (Kind.CHARACTER, 1, 18, "*")
    ]


@pytest.mark.parametrize("state", ["KAZ", "KGZ", "UZB", "UTO"])
@pytest.mark.parametrize("number", ["740812450123", "750812450123", "12"])
def test_a_personal_number_is_read_and_accuses_nobody_whatever_day_it_seems_to_hold(state, number):
    """In Kazakhstan a number that is at odds with the day of birth has been no error since 2013."""
    reading = read(made(issuer=state, optional=number), on=ON)

    assert kinds(reading) == set()
    assert reading.optional == number


def _documents(count: int) -> list[str]:
    rng = np.random.default_rng(9303)
    letters = list("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    texts = []
    for number in range(count):
        layout = list(LAYOUTS)[number % len(LAYOUTS)]
        texts.append(
            made(
                layout,
                surname="".join(rng.choice(letters, 6)),
                given_names="".join(rng.choice(letters, 5)),
                number="".join(rng.choice(list(ALPHABET), 9)),
                birth=f"{rng.integers(10, 100)}{rng.integers(1, 13):02}{rng.integers(1, 29):02}",
                sex="MF"[int(rng.integers(2))],
                expiry=f"{rng.integers(10, 30)}{rng.integers(1, 13):02}{rng.integers(1, 29):02}",
            )
        )
    return texts


def test_ten_thousand_documents_with_a_single_fault_are_each_found_out():
    """A fault that changes a character's value by other than a multiple of ten must show in a checked
    field."""
    rng = np.random.default_rng(1)
    missed = []
    for text in _documents(10_000):
        layout = LAYOUTS[read(text, on=ON).layout]
        checked = [*range(layout.number.start, layout.number.stop + 1)]
        for part in (layout.birth, layout.expiry):
            checked += range(part.start, part.stop + 1)
        at = int(rng.choice(checked))
        joined = text.replace("\n", "")
        value = values_of(joined[at])[0]
        others = [other for other in ALPHABET if (values_of(other)[0] - value) % 10]
        faulty = joined[:at] + str(rng.choice(others)) + joined[at + 1 :]
        field = (
            "number"
            if at <= layout.number.stop and at >= layout.number.start
            else ("birth" if layout.birth.start <= at <= layout.birth.stop else "expiry")
        )
        named = {(d.kind, d.field) for d in read(faulty, on=ON).deviations}
        if (Kind.CHECK_DIGIT, field) not in named or (
            layout.composite is not None and (Kind.CHECK_DIGIT, "composite") not in named
        ):
            missed.append((text, faulty, named))

    assert missed == []


def test_a_whole_document_without_fault_is_never_blamed():
    assert [text for text in _documents(2_000) if not read(text, on=ON).sound] == []


@given(
    st.text(alphabet=ALPHABET + "<", min_size=1, max_size=39), st.integers(0, 38), st.sampled_from(ALPHABET)
)
@settings(max_examples=200, deadline=None)
def test_a_changed_character_changes_the_digit_unless_it_differs_by_tens(text, at, other):
    at %= len(text)
    before, after = values_of(text), values_of(text[:at] + other + text[at + 1 :])

    assert (check_digit(before) == check_digit(after)) == ((before[at] - after[at]) % 10 == 0)


@given(st.text(max_size=100))
@settings(max_examples=300, deadline=None)
def test_no_text_whatever_breaks_the_reader(text):
    assert isinstance(read(text, on=ON), Reading)


def test_the_check_digit_agrees_with_the_long_way():
    rng = np.random.default_rng(7)
    for _ in range(500):
        text = "".join(rng.choice(list(ALPHABET + "<"), rng.integers(1, 60)))
        long_way = sum(
            ("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".find(character) if character != "<" else 0)
            * (7, 3, 1)[at % 3]
            for at, character in enumerate(text)
        )
        assert check_digit(values_of(text)) == long_way % 10


def test_a_number_too_long_for_a_passport_is_refused_when_written():
    with pytest.raises(ValueError, match="at most 9"):
        made(number="A123456789")


def test_the_place_of_a_field_is_told_by_line():
    assert TD1.where(TD1.composite) == (2, 30)
