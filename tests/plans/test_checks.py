"""What the checks of a plan find, and what they leave alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests import factories
from tests.plans.world import Stage, make_measure, make_stage

from chegara.pages.checks import CHECKS, Finding, Ref, Scope, Severity, check, run_checks
from chegara.plans import origins
from chegara.plans.actions import plans
from chegara.plans.checks import within
from chegara.plans.choices import Status
from chegara.plans.origins import Origin

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    return make_stage()


@pytest.fixture
def _risks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let references to risks be followed, as the slice of risks does."""
    found = {"1": Origin("Heroin by road", "/risk/1/"), "2": Origin("Old risk", "/risk/2/", dropped=True)}
    monkeypatch.setitem(origins.FOLLOWERS, "risk", lambda key, viewer: found.get(key))


def found(stage: Stage, name: str) -> list[Finding]:
    return [each.finding for each in run_checks(Scope(stage.writer), [f"plans.{name}"])]


def test_a_whole_measure_passes_all_checks(stage: Stage) -> None:
    make_measure(stage)

    assert run_checks(Scope(stage.writer)) == []


@pytest.mark.parametrize(
    ("name", "values", "severity", "reason"),
    [
        ("no_lead", {"lead": None}, Severity.ERROR, "No lead agency is named."),
        ("no_deadline", {"deadline": None}, Severity.ERROR, "No deadline is set."),
        ("no_funding", {"funds": ""}, Severity.ERROR, "No source of funds is named."),
        ("no_funding", {"funds": "sought"}, Severity.ERROR, "The source of funds is still sought."),
        ("no_funding", {"funds": "state"}, Severity.WARNING, "What it costs is not known."),
        ("no_funding", {"funds": "state", "cost": 5}, Severity.WARNING, "The money was not granted yet."),
        ("no_origin", {"origin_name": ""}, Severity.ERROR, "What it treats is not said."),
        ("no_indicator", {"indicator": ""}, Severity.ERROR, "No indicator is named."),
        ("no_indicator", {"target": None}, Severity.WARNING, "The indicator has no target."),
        (
            "no_indicator", {"target": None, "baseline": None}, Severity.WARNING,
            "The indicator has no baseline and no target.",
        ),
        (
            "outside_term", {"deadline": date(2027, 3, 1)}, Severity.WARNING,
            "Due on 01.03.2027, outside “Short term”: months 1 to 12 of the plan.",
        ),
        (
            "after_plan", {"start": date(2025, 11, 1)}, Severity.WARNING,
            "The plan runs from 01.01.2026 to 31.12.2029.",
        ),
    ],
)  # fmt: skip
def test_what_is_missing_or_out_of_place_is_found_with_its_reason(
    name: str, values: dict[str, Any], severity: Severity, reason: str, stage: Stage
) -> None:
    measure = make_measure(stage, **values)

    assert found(stage, name) == [Finding(Ref(str(measure), measure.get_absolute_url()), severity, reason)]


@pytest.mark.parametrize("status", [Status.DONE, Status.DROPPED])
def test_what_is_over_is_left_alone(status: str, stage: Stage) -> None:
    measure = make_measure(stage, deadline=None)
    measure.status, measure.done_on, measure.completion = status, date(2026, 3, 1), "Act No. 3"
    measure.reported_by = stage.writer
    measure.save()

    assert found(stage, "no_deadline") == []


def test_an_agency_that_is_asked_for_more_officers_than_it_has_is_found_by_month(stage: Stage) -> None:
    def need(count: int) -> list[dict[str, Any]]:
        return [
            {"agency": stage.border, "kind": "staff", "what": "officers", "needed": count, "available": count}
        ]

    make_measure(stage, "Patrols", start=date(2026, 2, 1), deadline=date(2026, 5, 31), needs=need(6))
    make_measure(stage, "Desk at Dolmin", start=date(2026, 4, 1), deadline=date(2026, 6, 30), needs=need(5))
    assert found(stage, "over_committed") == []

    plans.set_capacity(stage.plan, {stage.border: 10}, by=stage.writer)

    (finding,) = found(stage, "over_committed")
    assert finding.reason == (
        "Agency XA-BOR: in 2 months more officers are needed than can be given; "
        "the most in 04.2026: 11 of 10."
    )


def test_a_measure_that_needs_more_than_there_is_is_found(stage: Stage) -> None:
    needs = [
        {"agency": stage.border, "kind": "equipment", "what": "scanners", "needed": 2, "available": 0},
        {"agency": stage.border, "kind": "staff", "what": "operators", "needed": 2, "available": None},
    ]
    make_measure(stage, needs=needs)

    (finding,) = found(stage, "short_of")
    assert finding.reason == "Equipment, Agency XA-BOR: scanners: 2 needed, 0 available."


def test_the_same_measure_in_other_words_is_found_once(stage: Stage) -> None:
    make_measure(stage, "Document readers for six small points")
    make_measure(stage, "Readers of documents at the six small points")
    make_measure(stage, "Patrol plans by section")

    (finding,) = found(stage, "twice")
    assert "Perhaps the same as M-" in finding.reason


@pytest.mark.usefixtures("_risks")
def test_a_measure_whose_risk_was_dropped_is_found(stage: Stage) -> None:
    make_measure(stage, "Alive", origin="risk:1")
    orphan = make_measure(stage, "Orphan", origin="risk:2")
    make_measure(stage, "Of another slice", origin="training:2")
    make_measure(stage, "Not to be known", origin="risk:3")

    (finding,) = found(stage, "orphaned")
    assert (finding.object_ref.label, finding.reason) == (str(orphan), "“Old risk” was dropped.")


def test_a_lead_that_cannot_see_its_measure_is_found(stage: Stage) -> None:
    unaware = make_measure(stage, "Unaware", lead=stage.customs, releases=[])
    make_measure(stage, "Aware", lead=stage.customs)

    assert [each.object_ref.label for each in found(stage, "lead_unaware")] == [str(unaware)]


def test_a_check_can_be_limited_to_one_plan_and_the_gravest_come_first(stage: Stage) -> None:
    make_measure(stage, deadline=date(2027, 3, 1), lead=None)

    findings = run_checks(Scope(stage.writer, within(stage.plan)))

    assert [each.finding.severity for each in findings] == [Severity.ERROR, Severity.WARNING]
    assert run_checks(Scope(stage.writer, "plans.plan:999999")) == []
    assert run_checks(Scope(stage.writer, "risk.risk:1")) == []


def test_a_closed_plan_is_not_checked_any_more(stage: Stage) -> None:
    make_measure(stage, lead=None)
    plans.approve(stage.plan, basis="No. 7", by=stage.writer)
    plans.close_plan(stage.plan, by=stage.writer, reason="over")

    assert found(stage, "no_lead") == []


def test_somebody_without_the_permission_is_told_nothing(stage: Stage) -> None:
    make_measure(stage, lead=None)
    nobody = factories.make_user("nobody")

    assert run_checks(Scope(nobody)) == []


def test_two_checks_of_one_name_are_a_mistake() -> None:
    def other(scope: Scope) -> list[Finding]:
        return []

    with pytest.raises(ValueError, match="already"):
        check("plans.no_lead", title="x", explanation="x", permission="plans.view")(other)
    assert CHECKS["plans.no_lead"].run is not other


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_every_check_says_what_it_is_and_why(name: str) -> None:
    assert str(CHECKS[name].title)
    assert str(CHECKS[name].explanation)
