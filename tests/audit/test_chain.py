"""The hash chain by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chegara.audit.chain import FIELDS, GENESIS, digest, first_break

WORDS = st.text(max_size=12)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
CHANGES = st.none() | st.dictionaries(
    WORDS, st.none() | st.integers() | WORDS | st.lists(st.integers()), max_size=3
)
CONTENTS = st.fixed_dictionaries(
    {name: WORDS for name in FIELDS if name not in {"at", "before", "after", "previous_hash"}}
    | {"at": MOMENTS, "before": CHANGES, "after": CHANGES}
)


def chained(contents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    entries, previous = [], GENESIS
    for sequence, content in enumerate(contents, start=1):
        entry = {**content, "previous_hash": previous, "sequence": sequence}
        entry["hash"] = previous = digest(entry)
        entries.append(entry)
    return entries


def other(value: Any) -> Any:
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1)
    if value is None or isinstance(value, dict):
        return {**(value or {}), "one more": 1}
    return value + "x" if isinstance(value, str) else value + 1


def test_a_chain_of_nothing_holds():
    assert first_break([]) is None


@given(st.lists(CONTENTS, max_size=4))
@settings(deadline=None)
def test_an_untouched_chain_holds(contents):
    assert first_break(chained(contents)) is None


@given(
    contents=st.lists(CONTENTS, min_size=1, max_size=4),
    data=st.data(),
    name=st.sampled_from([*FIELDS, "hash"]),
)
@settings(deadline=None, max_examples=200)
def test_any_changed_field_of_any_entry_is_found(contents, data, name):
    entries = chained(contents)
    position = data.draw(st.integers(0, len(entries) - 1))
    entries[position][name] = other(entries[position][name])

    assert first_break(entries) == position + 1


@given(contents=st.lists(CONTENTS, min_size=2, max_size=4), data=st.data())
@settings(deadline=None)
def test_an_entry_that_was_changed_and_hashed_anew_is_found_at_its_successor(contents, data):
    entries = chained(contents)
    position = data.draw(st.integers(0, len(entries) - 2))
    entries[position]["reason"] += "x"
    entries[position]["hash"] = digest(entries[position])

    assert first_break(entries) == position + 2


@given(contents=st.lists(CONTENTS, min_size=2, max_size=5), data=st.data())
@settings(deadline=None)
def test_an_entry_taken_out_of_the_middle_is_found(contents, data):
    entries = chained(contents)
    position = data.draw(st.integers(0, len(entries) - 2))
    successor = entries[position + 1]["sequence"]
    del entries[position]

    assert first_break(entries) == successor


def test_entries_that_changed_places_are_found():
    entries = chained(
        [dict.fromkeys(FIELDS, "a") | {"at": datetime.now(UTC), "reason": str(n)} for n in range(3)]
    )
    entries[1], entries[2] = entries[2], entries[1]

    assert first_break(entries) == 3


@pytest.mark.parametrize("hours", [-5, 0, 5])
def test_the_digest_does_not_depend_on_the_time_zone_that_a_database_returns(hours: int):
    moment = datetime(2026, 11, 23, 12, 30, 15, 123456, tzinfo=UTC)
    entry = dict.fromkeys(FIELDS, "") | {"at": moment}

    elsewhere = entry | {"at": moment.astimezone(timezone(timedelta(hours=hours)))}

    assert digest(elsewhere) == digest(entry)


def test_the_digest_does_not_depend_on_the_order_of_keys():
    entry = dict.fromkeys(FIELDS, "") | {"at": datetime.now(UTC), "after": {"a": 1, "b": 2}}

    assert digest(entry | {"after": {"b": 2, "a": 1}}) == digest(entry)
