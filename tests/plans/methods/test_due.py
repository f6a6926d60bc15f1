"""What has to be done about a measure today."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from chegara.plans.methods.due import Facts, Task, TaskKind, tasks

TODAY = date(2026, 6, 15)
NOTHING: dict[str, Any] = {
    "live": True, "in_progress": True, "start": None, "deadline": None, "review_on": None,
    "done_unverified_since": None, "has_indicator": False, "last_reading": None,
}  # fmt: skip


def due(**facts: Any) -> list[Task]:
    return list(tasks(Facts(**{**NOTHING, **facts}), TODAY, days_ahead=30, days_without_reading=180))


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({}, [], id="nothing known, nothing to do"),
        pytest.param({"deadline": day(-1)}, [Task(TaskKind.OVERDUE, day(-1))], id="overdue since yesterday"),
        pytest.param({"deadline": day(0)}, [Task(TaskKind.DUE_SOON, day(0))], id="due today"),
        pytest.param({"deadline": day(30)}, [Task(TaskKind.DUE_SOON, day(30))], id="due at the horizon"),
        pytest.param({"deadline": day(31)}, [], id="due beyond it"),
        pytest.param({"deadline": day(-1), "live": False}, [], id="done or dropped is never overdue"),
        pytest.param(
            {"start": day(-1), "in_progress": False}, [Task(TaskKind.LATE_START, day(-1))], id="not begun"
        ),
        pytest.param({"start": day(0), "in_progress": False}, [], id="begins today"),
        pytest.param({"start": day(-9)}, [], id="under way"),
        pytest.param({"review_on": day(5)}, [Task(TaskKind.REVIEW, day(5))], id="to be reviewed"),
        pytest.param(
            {"live": False, "done_unverified_since": day(-3)}, [Task(TaskKind.VERIFY, day(-3))],
            id="to be verified",
        ),
        pytest.param(
            {"has_indicator": True, "last_reading": day(-180)}, [Task(TaskKind.READ, day(0))],
            id="reading due",
        ),
        pytest.param({"has_indicator": True, "last_reading": day(-179)}, [], id="read lately"),
        pytest.param(
            {"has_indicator": True, "start": day(-200)}, [Task(TaskKind.READ, day(-20))], id="never read"
        ),
        pytest.param({"last_reading": day(-400)}, [], id="no indicator, no reading"),
    ],
)  # fmt: skip
def test_what_there_is_to_do_follows_from_the_days(facts: dict[str, Any], expected: list[Task]) -> None:
    assert due(**facts) == expected
