"""What a profile may say, and what no signature opens."""

import json
from pathlib import Path

import pytest
from tests.profiling.methods.profile_world import (
    APPROVERS,
    CATALOGUE,
    CONDITIONS,
    PERSON,
    told,
    told_of_person,
)

from chegara.profiling.methods.profiles import schema
from chegara.profiling.methods.profiles.bundle import Bundle, BundleRefusedError, read_bundle, write_bundle
from chegara.profiling.methods.profiles.fields import CatalogueError, extended_catalogue
from chegara.profiling.methods.profiles.lists import ListRefusedError, NamedList, read_list, write_list
from chegara.profiling.methods.profiles.problems import ProfileRefusedError, words
from chegara.profiling.methods.profiles.protected import protected_content, protected_ground
from chegara.profiling.methods.profiles.reader import read, read_text
from chegara.profiling.methods.profiles.sentence import sentence
from chegara.profiling.methods.profiles.tree import Operator


def refusals(plain, **arguments):
    with pytest.raises(ProfileRefusedError) as refused:
        read(plain, **arguments)
    return refused.value.problems


def codes(plain, **arguments):
    return {problem.code for problem in refusals(plain, **arguments)}


def signed(plain, *names):
    version = read(plain).version
    return plain | {
        "approvals": [
            {"by": name, "office": "legal unit", "on": "2026-10-30", "version": version} for name in names
        ]
    }


def test_a_profile_comes_back_from_its_own_file_to_the_byte():
    profile = read(told())

    assert read_text(profile.canonical()) == profile
    assert read_text(profile.canonical()).canonical() == profile.canonical()


def test_the_version_is_of_what_is_said_not_of_how_it_is_written():
    plain = told()
    turned = json.loads(json.dumps(dict(reversed(plain.items()))))

    assert read(plain).version == read(turned).version
    assert read(plain).version != read(told(title="another")).version


def test_a_profile_changed_after_it_was_written_is_refused():
    plain = read(told()).plain() | {"title": "changed by hand"}

    assert codes(plain) == {"other_version"}


@pytest.mark.parametrize(
    ("names", "approved"),
    [
        pytest.param(APPROVERS, True, id="two others"),
        pytest.param(APPROVERS[:1], False, id="one other"),
        pytest.param(("a.first", "b.second"), False, id="the author and one other"),
        pytest.param(("b.second", "b.second"), False, id="one twice"),
    ],
)
def test_two_people_who_are_not_the_author_approve(names, approved):
    assert read(signed(told(), *names)).approved() is approved


def test_an_approval_of_another_version_does_not_count():
    plain = signed(told(), *APPROVERS) | {"title": "changed"}

    assert not read(plain).approved()


def condition(field, operator="=", value="x"):
    return {"field": field, "operator": operator, "value": value}


@pytest.mark.parametrize(
    "field",
    [
        "ethnicity", "ethnic_group", "race", "religion", "faith", "passenger.religion", "dress", "beard",
        "wearsHijab", "meal", "meal_code", "language", "mother_tongue", "surname", "first_name", "patronymic",
        "name", "birthplace", "place_of_birth", "birth.country", "political_opinion", "trade_union", "health",
        "sexual_orientation", "sex", "национальность", "вероисповедание", "фамилия", "место_рождения", "язык",
        "одежда", "миллат", "ұлты", "улуту", "дини", "familiya", "zabon", "til",
    ],
)  # fmt: skip
def test_a_protected_attribute_cannot_be_entered(field):
    problems = refusals(told_of_person(rules=[*PERSON, condition(field)]))

    assert [problem.absolute for problem in problems] == [True]
    assert problems[0].code == "protected"


@pytest.mark.parametrize(
    "field", ["Ethn_Group", "PassengerReligion", "мазҳаб", "mealPref", "country of birth"]
)
def test_a_renamed_column_does_not_bring_it_in(field):
    text = f"""
    [[field]]
    name = "code_17"
    subject = "person"
    kind = "code"
    shape = "key"
    en = "code 17"
    ru = "код 17"
    aliases = ["{field}"]
    """

    with pytest.raises(CatalogueError, match="no signature opens it"):
        extended_catalogue(text)


def test_free_text_of_persons_cannot_be_added():
    text = '[[field]]\nname = "remarks"\nsubject = "person"\nkind = "text"\nen = "remarks"\nru = "заметки"\n'

    with pytest.raises(CatalogueError, match="free text"):
        extended_catalogue(text)


def test_an_agency_adds_a_field_of_its_own():
    text = (
        '[[field]]\nname = "seal.number"\nsubject = "vehicle"\nkind = "code"\nshape = "key"\n'
        'indicator = "seal"\nen = "number of the seal"\nru = "номер пломбы"\n'
    )

    assert extended_catalogue(text)["seal.number"].label("ru") == "номер пломбы"


@pytest.mark.parametrize(
    ("values", "ground"),
    [
        pytest.param(["Иванов", "Каримова", "Сидоренко"], "surnames", id="surnames in Cyrillic"),
        pytest.param(["KARIMOV", "RAHIMOVA", "TOSHEV"], "surnames", id="surnames in capitals"),
        pytest.param(["Азамат уулу Бакыт"], "patronymics", id="a patronymic"),
        pytest.param(["с. Ак-Булак", "село Арал"], "villages", id="villages"),
        pytest.param(["Qorabuloq", "Yangiobod", "Beshkent"], "villages", id="villages by their endings"),
        pytest.param(["AA1", "Uyghur"], "peoples", id="one people among codes"),
        pytest.param(["sunni"], "religion", id="a belief"),
    ],
)
def test_what_a_list_holds_is_vetted_whatever_it_is_called(values, ground):
    found = protected_content(values, "person")

    assert found is not None
    assert found.code == ground


@pytest.mark.parametrize(
    "values",
    [
        pytest.param(["KAZ", "UZB", "TJK", "ETH"], id="states"),
        pytest.param(["AA1234567", "N0012345"], id="documents"),
        pytest.param(["Kazakhstan", "Узбекистан"], id="names of states"),
        pytest.param([], id="nothing"),
    ],
)
def test_codes_of_states_and_documents_are_no_people(values):
    assert protected_content(values, "person") is None


def test_a_list_of_surnames_is_refused_by_the_reader():
    rules = [*PERSON, condition("traveller", "inList", {"list": "key-17"})]
    lists = {"key-17": NamedList.of("key-17", ["Karimov", "Rahimova", "A17"])}

    problems = refusals(told_of_person(rules=rules), lists=lists)

    assert {problem.code for problem in problems} == {"protected_list"}
    assert all(problem.absolute for problem in problems)


def test_a_value_of_another_shape_than_its_field_is_refused():
    assert codes(told_of_person(rules=[*PERSON, condition("nationality", "=", "Uzbek woman")])) == {"shape"}


def test_the_region_in_a_plate_cannot_be_asked():
    rules = [*PERSON, condition("plate", "beginsWith", "01")]

    assert codes(told_of_person(rules=rules)) == {"operator"}


NATIONALITY = condition("nationality", "=", "XSA")


@pytest.mark.parametrize(
    "rules",
    [
        pytest.param([NATIONALITY], id="nationality alone"),
        pytest.param([NATIONALITY, condition("post", "=", "P1")], id="nationality and a place"),
        pytest.param([NATIONALITY, PERSON[0]], id="nationality and one fact"),
        pytest.param([PERSON[0], condition("document.type", "=", "P")], id="two facts of one kind"),
        pytest.param([{"combinator": "or", "rules": PERSON}], id="one fact or another"),
        pytest.param(
            [{"combinator": "or", "rules": [NATIONALITY, {"combinator": "and", "rules": PERSON}]}],
            id="nationality behind an or",
        ),
        pytest.param([PERSON[0], condition("visa.type", "!=", "A")], id="one fact and an exclusion"),
        pytest.param(
            [PERSON[0], {"not": True, "rules": [condition("visa.type", "=", "A")]}], id="an exclusion by not"
        ),
        pytest.param(
            [
                {
                    "not": True,
                    "combinator": "and",
                    "rules": [condition("visa.type", "!=", "A"), condition("travel.to", "!=", "XSA")],
                }
            ],
            id="an or behind a not",
        ),
    ],
)
def test_a_profile_of_persons_rests_on_two_independent_facts(rules):
    problems = refusals(told_of_person(rules=rules))

    assert [(problem.code, problem.absolute) for problem in problems] == [("indicators", True)]


@pytest.mark.parametrize(
    "rules",
    [
        pytest.param(PERSON, id="two facts"),
        pytest.param([NATIONALITY, *PERSON], id="two facts, narrowed"),
        pytest.param(
            [
                {
                    "not": True,
                    "combinator": "or",
                    "rules": [condition("visa.type", "!=", "A"), condition("travel.to", "!=", "XSA")],
                }
            ],
            id="two facts, said by denial",
        ),
    ],
)
def test_two_facts_are_enough_however_they_are_written(rules):
    assert read(told_of_person(rules=rules)).lane == "second_line"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"valid_to": "2027-06-01"}, "too_long"),
        ({"valid_to": "2026-10-01"}, "ends_before"),
        ({"purpose": "curiosity"}, "choice"),
        ({"then": {"lane": "red"}}, "lane"),
        ({"then": {"percent": 0}}, "number_between"),
        ({"legal_basis": " "}, "blank"),
        ({"surprise": 1}, "unknown_key"),
        ({"schema": "other"}, "other_schema"),
        ({"rules": []}, "no_rules"),
        ({"rules": [condition("luggage.weight", ">", "10")]}, "number"),
        ({"rules": [condition("luggage.weight", "between", [5, 1])]}, "two"),
        ({"rules": [condition("document.number", "matchesCode", "**")]}, "pattern"),
        ({"rules": [condition("traveller.crossings_999d", ">", 1)]}, "unknown_field"),
        ({"title": "Bearded men from the south"}, "protected_text"),
        ({"then": {"instruction": "ask about religion"}}, "protected_text"),
    ],
    ids=str,
)
def test_each_mistake_has_its_message(change, code):
    problems = refusals(told_of_person(**change))

    assert code in {problem.code for problem in problems}
    assert all(problem.text("ru") != problem.text("en") for problem in problems)


def test_all_problems_are_told_at_once():
    assert len(refusals(told(title="", purpose="x", valid_from="yesterday"))) == 3


@pytest.mark.parametrize(
    "text",
    ['{"a": 1, "a": 2}', "[]", "nonsense", '{"when": NaN}', "[" * 100_000, b"\xff"],
    ids=["a key twice", "no object", "no JSON", "no number", "very deep", "no text"],
)
def test_what_is_no_profile_is_refused_and_not_crashed_on(text):
    with pytest.raises(ProfileRefusedError):
        read_text(text)


def test_examples_are_decided_whenever_the_file_is_read():
    hit = {"hs": "0808101000", "value": 10}

    assert read(told(must_hit=[hit], must_miss=[{"hs": "0808101000"}])).must_hit == (hit,)
    assert codes(told(must_miss=[hit])) == {"must_miss"}
    problem = refusals(told(must_hit=[hit | {"value": 5000}]))[0]
    assert "value < 1000.0, read 5000.0: no" in problem.text()


def test_a_bundle_comes_back_whole_and_unchanged():
    rules = [*CONDITIONS, condition("origin", "inList", {"list": "orchards"})]
    lists = {"orchards": NamedList.of("orchards", ["USA", "CHN"])}
    profile = read(told(rules=rules), lists=lists)
    content = write_bundle(Bundle((profile,), lists, CATALOGUE))

    bundle = read_bundle(content)

    assert bundle.profiles == (profile,)
    assert write_bundle(bundle) == content


def test_a_bundle_that_was_tampered_with_is_refused():
    content = write_bundle(Bundle((read(told()),), {}, CATALOGUE))

    with pytest.raises(BundleRefusedError):
        read_bundle(content[:-30])
    with pytest.raises(BundleRefusedError):
        read_bundle(b"PK nothing")


def test_a_list_keeps_the_time_of_its_entries():
    text = "key,valid_from,valid_to,source\nKZA,2026-01-01,,order 5\nUZB,,,\n"

    assert write_list(read_list("states", text)) == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("code\nKZA\n", "row 1"),
        ("key\n\n ,\n", "row 3"),
        ("key,valid_from\nKZA,soon\n", "row 2, column valid_from"),
        ("key,valid_from,valid_to\nKZA,2026-02-01,2026-01-01\n", "row 2"),
    ],
    ids=["no key", "a cell too many", "no date", "ends before it begins"],
)
def test_a_list_with_a_mistake_names_its_row(text, message):
    with pytest.raises(ListRefusedError, match=message):
        read_list("states", text)


def test_the_sentence_tells_conditions_share_and_term_in_both_languages():
    profile = read(told(then={"percent": 30}))

    assert sentence(profile) == (
        "Consignment: red lane: examination, when commodity code: begins with “080810” and customs value, US "
        "dollars: less than 1000. Of the hits, 30 per cent are selected by lot. Valid from 01.11.2026 to 30.04.2027."  # noqa: E501
    )
    assert sentence(profile, "ru").startswith("Товарная партия: красный коридор: досмотр, если код товара")


def test_every_operator_has_its_words():
    assert set(words()["operators"]) == set(Operator)


def test_the_published_schema_is_that_of_the_reader():
    assert schema.PUBLISHED.read_text(encoding="utf-8") == schema.text()


def test_field_names_that_only_sound_like_it_pass():
    for name in ("document.number", "travel.route_broken", "racing_car", "vehicle.type"):
        assert protected_ground(name, "person") is None


def test_every_standard_field_has_both_languages():
    for field in CATALOGUE.fields.values():
        assert field.label("en")
        assert field.label("ru") != field.label("en")


def test_the_schema_file_lies_beside_its_module():
    assert Path(schema.PUBLISHED).name == "profile.schema.json"
