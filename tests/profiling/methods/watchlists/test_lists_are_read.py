from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from chegara.profiling.methods.watchlists.entry import BirthDate, UnreadableListError, read_birth_date
from chegara.profiling.methods.watchlists.reading import form_of, read_list
from chegara.profiling.methods.watchlists.united_nations import read_un

UN = Path(__file__).parent / "data" / "un-extract.xml"

KYRGYZ = """<?xml version="1.0" encoding="utf-8"?>
<SanctionList><physicPersons>
<KyrgyzPhysicPerson><Number>7</Number>
<Surname>Асанов</Surname><Name>Бакыт</Name><Patronomic>Жолдошович</Patronomic>
<DataBirth>24.04.1975, 01.01.1976</DataBirth><PlaceBirth>г. Ош</PlaceBirth>
<BasicInclusion>решение суда</BasicInclusion>
<CategoryPerson>1</CategoryPerson><DateInclusion>03.02.2020</DateInclusion></KyrgyzPhysicPerson>
</physicPersons></SanctionList>"""

SDN = (
    '2674,"ABBAS, Abu","individual","SDGT","Director",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,'
    '"DOB 10 Dec 1948; POB Safed; nationality Iraq; Gender Male; Passport AB12345 (Iraq)."\n'
    '36,"AEROCARIBBEAN AIRLINES",-0- ,"CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n\x1a'
)
ALT = '2674,1,"aka","ABBAS, Muhammad",-0- \n'
ADD = '2674,1,-0- ,"Baghdad","Iraq",-0- \n'
FTM = (
    '{"id":"Q1","schema":"Person","properties":{"name":["Aziz Karimov"],"weakAlias":["Az"],"birthDate":["1980"],'  # noqa: E501
    '"nationality":["uz"],'
    '"gender":["male"],"lastName":["Karimov"],"firstName":["Aziz"]}}\n'
    '{"id":"Q2","schema":"Vessel","properties":{"name":["Sea"]}}\n'
)


def test_the_uns_list_gives_names_in_both_scripts_births_and_quality():
    with UN.open("rb") as file:
        entries = {entry.id: entry for entry in read_un(file)}

    hussein = entries["IQi.001"]
    assert hussein.name == "SADDAM HUSSEIN AL-TIKRITI"
    assert ("صدام حسين التكريتي", "original") in [(name.text, name.kind) for name in hussein.names]
    assert hussein.nationalities == ("Iraq",)
    assert {name.quality for entry in entries.values() for name in entry.names} == {"good", "low"}


def test_the_kyrgyz_list_keeps_family_given_and_fathers_name_apart(tmp_path):
    file = tmp_path / "kg.xml"
    file.write_text(KYRGYZ, encoding="utf-8")

    (entry,) = read_list(file)

    assert entry.id == "KG-7"
    assert (entry.names[0].family, entry.names[0].given, entry.names[0].father) == (
        "Асанов",
        "Бакыт",
        "Жолдошович",
    )
    assert [str(birth) for birth in entry.births] == ["1975-04-24", "1976-01-01"]
    assert str(entry.listed_on) == "2020-02-03"


def test_ofacs_three_files_make_one_person_and_companies_are_left_out(tmp_path):
    for name, text in (("ofac-sdn.csv", SDN), ("ofac-alt.csv", ALT), ("ofac-add.csv", ADD)):
        (tmp_path / name).write_text(text)

    (entry,) = read_list(tmp_path / "ofac-sdn.csv")

    assert [(name.family, name.given) for name in entry.names] == [("ABBAS", "Abu"), ("ABBAS", "Muhammad")]
    assert (str(entry.births[0]), entry.sex, entry.nationalities) == ("1948-12-10", "M", ("Iraq",))
    assert entry.documents[0].number == "AB12345"
    assert entry.places == ("Baghdad, Iraq",)


def test_of_follow_the_money_the_persons_are_read(tmp_path):
    file = tmp_path / "ftm.json"
    file.write_text(FTM, encoding="utf-8")

    (entry,) = read_list(file)

    assert [(name.text, name.quality) for name in entry.names][:2] == [
        ("Aziz Karimov", "good"),
        ("Az", "low"),
    ]
    assert entry.sex == "M"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
def test_a_table_is_known_by_its_headings_in_russian_too(tmp_path, encoding):
    file = tmp_path / "list.csv"
    file.write_bytes(
        "№;Фамилия;Имя;Отчество;Дата рождения;Гражданство\n5;Иванов;Пётр;Ильич;24.04.1975;РФ\n".encode(
            encoding
        )
    )

    (entry,) = read_list(file)

    assert (entry.id, entry.name, str(entry.births[0])) == ("5", "Иванов Пётр Ильич", "1975-04-24")


def test_a_workbooks_headings_may_stand_below_a_title(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Список лиц"])
    book.active.append(["ФИО", "Дата рождения"])
    book.active.append(["Каримов Азиз", 1980])
    file = tmp_path / "list.xlsx"
    book.save(file)

    (entry,) = read_list(file)

    assert (entry.name, str(entry.births[0])) == ("Каримов Азиз", "1980")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param("<a/>", "neither the UN's", id="another xml"),
        pytest.param('<CONSOLIDATED_LIST dateGenerated="x"><IND', "breaks at line 1", id="cut off"),
        pytest.param("<!DOCTYPE a><CONSOLIDATED_LIST/>", "entities of its own", id="xml bomb"),
        pytest.param("x,y\n1,2\n", "no column of names", id="no names"),
        pytest.param("name,dob\nA B,soon\n", "row 2, date of birth: 'soon'", id="no date"),
        pytest.param("id,name\n1,\n", "row 2: the name is blank", id="blank name"),
        pytest.param("{not json\n", "line 1 is not a FollowTheMoney entity", id="no json"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_file_and_place(tmp_path, content, told):
    file = tmp_path / "list.txt"
    file.write_text(content)

    with pytest.raises(UnreadableListError, match=r"list\.txt") as raised:
        read_list(file)

    assert told in str(raised.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_list_that_declares_entities_behind_a_long_remark_is_refused_too(tmp_path, encoding):
    file = tmp_path / "list.xml"
    bomb = f'<?xml version="1.0"?><!--{"x" * 9000}--><!DOCTYPE a [<!ENTITY b "c">]><CONSOLIDATED_LIST/>'
    file.write_bytes(bomb.encode(encoding))

    with pytest.raises(UnreadableListError, match=r"list\.xml"):
        read_list(file)


def test_a_file_is_known_by_its_beginning():
    assert form_of(UN) == "un"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10 Dec 1948", BirthDate(year=1948, month=12, day=10)),
        ("Dec 1948", BirthDate(year=1948, month=12)),
        ("1960-1962", BirthDate(year=1960, last_year=1962)),
        ("около 1962", BirthDate(year=1962, approximate=True)),
        ("31.02.1962", None),
        ("", None),
    ],
)
def test_dates_of_birth_are_read_as_lists_write_them(text, expected):
    assert read_birth_date(text) == expected


def test_a_broken_file_is_no_list():
    with pytest.raises(UnreadableListError):
        list(read_un(io.BytesIO(b"<CONSOLIDATED_LIST>")))
