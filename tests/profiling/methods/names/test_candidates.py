from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chegara.profiling.methods.names import births, invented
from chegara.profiling.methods.names.candidates import agreement_of_cards
from chegara.profiling.methods.names.index import Index
from chegara.profiling.methods.names.keys import MOST_EDITS, MOST_KEYS, edits, joint_keys, keys_of_word
from chegara.profiling.methods.names.likeness import bits
from chegara.profiling.methods.names.postings import neighbourly, packed_birth
from chegara.profiling.methods.names.roll import roll_of
from chegara.profiling.methods.names.scoring import score
from chegara.profiling.methods.names.words import Lexicon
from chegara.profiling.methods.watchlists.entry import ListedName, ListEntry


def keys(*spelt):
    lexicon = Lexicon()
    numbers = [lexicon.add(word) for word in spelt]
    words = lexicon.arrays()
    found = np.zeros(MOST_KEYS, np.int64)
    return [
        {int(each) for each in found[: keys_of_word(words.sounds, words.marks, number, found)]}
        for number in numbers
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("мухаммад", "mohamed"),
        ("хўжаев", "xo'jayev"),
        ("ҷамшед", "jamshyd"),
        ("gamal", "jamal"),
        ("رحیم", "rahim"),
        ("рахмонов", "rahmon"),
        ("mamat", "magomed"),
    ],
)
def test_a_word_in_another_dress_has_a_key_in_common(one, other):
    first, second = keys(one, other)

    assert first & second


def test_two_short_words_have_the_key_of_the_one_word_that_they_make():
    lexicon = Lexicon()
    nur, ali, whole = (lexicon.add(word) for word in ("nur", "ali", "nurali"))
    words = lexicon.arrays()
    found = np.zeros(2, np.int64)

    count = joint_keys(words.sounds, words.marks, nur, ali, 2, found)

    assert set(found[:count].tolist()) & keys("nurali")[0]
    assert joint_keys(words.sounds, words.marks, whole, whole, 3, found) == 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 8), min_size=4, max_size=9), st.data())
def test_a_key_with_one_consonant_changed_is_one_step_away(letters, data):
    def packed(each):
        return sum(letter << (4 * at) for at, letter in enumerate(each))

    at = data.draw(st.integers(0, len(letters) - 1))
    changed = [*letters[:at], data.draw(st.integers(1, 8)), *letters[at + 1 :]]
    found = np.zeros(MOST_EDITS, np.int64)
    near = set(found[: edits(packed(letters), found)].tolist())

    assert packed(changed) in near
    assert packed(letters[:at] + letters[at + 1 :]) in near
    if at:
        assert packed([*letters[: at - 1], letters[at], letters[at - 1], *letters[at + 1 :]]) in near


def test_the_index_finds_nearly_all_that_comparing_with_each_finds():
    """Of those that score 0.9 with a query 99.5 % are found, of those that score 0.5 at least 95 %."""
    rng = random.Random(11)  # noqa: S311
    people = [invented.person(rng) for _ in range(700)]
    listed = [invented.entry(invented.written(one, rng), one.birth, str(k)) for k, one in enumerate(people)]
    index = Index(listed)
    sought, found = np.zeros(2), np.zeros(2)
    for k, one in enumerate(people[:140]):
        query = invented.entry(
            invented.written(one, rng), invented.blurred(one.birth, rng) if k % 2 else None
        )
        points = score([query] * len(listed), listed).scores
        answers = {each.position for each in index.search(query, threshold=0.45, most=50)}
        for which, least in enumerate((0.5, 0.9)):
            for position in np.flatnonzero(points >= least):
                sought[which] += 1
                found[which] += int(position) in answers

    assert sought[1] > 100
    assert found[1] / sought[1] >= 0.995
    assert found[0] / sought[0] >= 0.95


def test_who_is_left_out_before_a_full_comparison_would_not_have_reached_the_threshold() -> None:
    rng = random.Random(8)  # noqa: S311
    people = [invented.person(rng) for _ in range(300)]
    listed = [invented.entry(invented.written(one, rng), one.birth, str(k)) for k, one in enumerate(people)]
    written = [one.name.split() for one in listed]
    listed += [invented.entry(" ".join(["".join(w[:2]), *w[2:]]), one.births[0], f"joined {one.id}")
               for w, one in zip(written, listed, strict=True) if len(w) > 2]  # fmt: skip
    index = Index(listed)
    queries = [invented.entry(invented.written(one, rng), one.birth) for one in people] + [
        invented.entry(one.name, None) for one in listed[::3]
    ]
    every = list(index.search_all(queries, threshold=0.0, most=200))
    assert sum(len(found) for found in every) > 20 * len(queries)
    for threshold in (0.5, 0.9, 0.99):
        for found, all_ in zip(index.search_all(queries, threshold=threshold), every, strict=True):
            assert found == [each for each in all_ if each.score >= threshold][:10]


def test_one_query_alone_has_the_answer_that_it_has_among_many_and_in_threads():
    rng = random.Random(12)  # noqa: S311
    people = [invented.person(rng) for _ in range(200)]
    index = Index(
        invented.entry(invented.written(one, rng), one.birth, str(k)) for k, one in enumerate(people)
    )
    queries = [invented.entry(invented.written(one, rng), one.birth) for one in people[:60]]

    among = list(index.search_all(queries))

    assert among == [index.search(query) for query in queries]
    with ThreadPoolExecutor(4) as threads:
        assert among == list(threads.map(index.search, queries))


def test_a_list_without_names_finds_nobody():
    nobody = Index([ListEntry(id="1", names=(ListedName(text="..."),))])

    assert nobody.search(ListEntry(id="", names=(ListedName(text="Karimov Aziz"),))) == []


def test_words_in_the_order_of_their_keys_are_the_same_names() -> None:
    texts = ["Каримов Азиз", "Aziz Karimov", "Emomali Rahmon", "Рахмонов Эмомали", "محمد سعيد"]
    roll = roll_of(ListEntry(id="", names=(ListedName(text=text),)) for text in texts).roll

    moved = neighbourly(roll)

    assert np.array_equal(moved.words.sounds[moved.names.words], roll.words.sounds[roll.names.words])
    assert np.array_equal(moved.words.marks[moved.names.words], roll.words.marks[roll.names.words])
    assert np.array_equal(moved.words.sizes[moved.names.words], roll.words.sizes[roll.names.words])


DAYS = st.tuples(st.integers(1950, 1956), st.integers(0, 12), st.integers(0, 28)).map(
    lambda told: (*told[:2], told[2] if told[1] else 0, 0)
)


@given(DAYS, DAYS)
def test_births_agree_on_cards_as_they_do_in_full(one, other) -> None:
    told = np.array([*one, *other], np.int32)
    start = np.array([[0, 4, 4, 4], [4, 8, 8, 8]], np.int32)

    packed = [packed_birth(told, start, person) for person in (0, 1)]

    assert agreement_of_cards(*packed) == births.agreement(told, 0, told, 4)


@given(st.integers(0, 2**62 - 1))
def test_the_bits_of_a_number_are_counted_as_python_counts_them(value: int) -> None:
    assert bits(value) == value.bit_count()
