"""Kept, modified, merged, dropped or new."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.plans.methods.comparison import Entry, Verdict, compare, counts

OLD = Entry({"title": "Scanner", "cost": "100"})
NEW = Entry({"title": "Scanner", "cost": "120", "lead": "CUS"}, reason="dearer")
GONE = Entry({"title": "Scanner", "cost": "100"}, dropped=True, reason="no money")
MERGED = Entry({"title": "Scanner"}, dropped=True, merged_into="M-2", reason="the same")


@pytest.mark.parametrize(
    ("was", "becomes", "verdict", "changed", "reason"),
    [
        pytest.param(OLD, OLD, Verdict.KEEP, (), "", id="kept"),
        pytest.param(
            OLD, NEW, Verdict.MODIFY, (("cost", "100", "120"), ("lead", None, "CUS")), "dearer",
            id="modified",
        ),
        pytest.param(
            NEW, OLD, Verdict.MODIFY, (("cost", "120", "100"), ("lead", "CUS", None)), "", id="emptied"
        ),
        pytest.param(OLD, GONE, Verdict.DROP, (), "no money", id="dropped"),
        pytest.param(OLD, MERGED, Verdict.MERGE, (), "the same", id="merged"),
        pytest.param(OLD, None, Verdict.DROP, (), "", id="no longer there"),
        pytest.param(
            None, NEW, Verdict.NEW,
            (("title", None, "Scanner"), ("cost", None, "120"), ("lead", None, "CUS")), "dearer", id="new",
        ),
        pytest.param(
            GONE, OLD, Verdict.NEW, (("title", None, "Scanner"), ("cost", None, "100")), "", id="taken up"
        ),
    ],
)  # fmt: skip
def test_a_measure_gets_the_verdict_of_what_became_of_it(
    was: Entry | None, becomes: Entry | None, verdict: Verdict, changed: tuple, reason: str
) -> None:
    before, after = {"M-1": was} if was else {}, {"M-1": becomes} if becomes else {}

    (line,) = compare(before, after)

    assert (line.verdict, line.changed, line.reason) == (verdict, changed, reason)
    assert line.merged_into == ("M-2" if verdict == Verdict.MERGE else None)


@pytest.mark.parametrize(("was", "becomes"), [(GONE, GONE), (None, GONE), (GONE, None)])
def test_what_came_and_went_or_was_gone_already_is_no_change(
    was: Entry | None, becomes: Entry | None
) -> None:
    assert compare({"M-1": was} if was else {}, {"M-1": becomes} if becomes else {}) == []


def test_all_verdicts_are_counted() -> None:
    lines = compare({"a": OLD, "b": OLD}, {"a": NEW, "b": OLD, "c": NEW})

    assert counts(lines) == {"keep": 1, "modify": 1, "merge": 0, "drop": 0, "new": 1}


ENTRIES = st.builds(
    Entry,
    st.dictionaries(st.sampled_from(["title", "cost", "lead"]), st.sampled_from("xyz")),
    dropped=st.booleans(),
)
PLANS = st.dictionaries(st.sampled_from("abcd"), ENTRIES)


@given(PLANS)
def test_a_plan_compared_with_itself_keeps_all_that_is_in_it(plan: dict[str, Entry]) -> None:
    lines = compare(plan, plan)

    assert {line.key for line in lines} == {key for key, entry in plan.items() if not entry.dropped}
    assert all(line.verdict == Verdict.KEEP for line in lines)


@given(PLANS, PLANS)
def test_a_change_applied_to_what_was_gives_what_becomes(
    before: dict[str, Entry], after: dict[str, Entry]
) -> None:
    content = {key: dict(entry.content) for key, entry in before.items() if not entry.dropped}
    for line in compare(before, after):
        if line.verdict in {Verdict.DROP, Verdict.MERGE}:
            del content[line.key]
            continue
        for name, _was, becomes in line.changed:
            content.setdefault(line.key, {})[name] = becomes
        content[line.key] = {k: v for k, v in content.setdefault(line.key, {}).items() if v is not None}

    assert content == {key: dict(entry.content) for key, entry in after.items() if not entry.dropped}
