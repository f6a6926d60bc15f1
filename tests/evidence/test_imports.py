"""From file to evidence and back: refusals, confirm, undo, replace; each step leaves its entry."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import factories
from tests.factories import ONE_EVENT, statistics_csv, stored_evidence, table_csv

from chegara.accounts.models import Marking, User
from chegara.audit.models import AuditEntry
from chegara.evidence.actions import imports
from chegara.evidence.files import path_of
from chegara.evidence.models import (
    TRANSITIONS,
    Batch,
    BatchState,
    MonthlySummary,
    Problem,
    Record,
    RememberedMapping,
)
from chegara.evidence.presenters.mappings import with_constant
from chegara.organisation.models import Agency
from chegara.pages.jobs import Cancelled, run_job

pytestmark = pytest.mark.django_db
CALM = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def agency() -> Agency:
    return factories.make_agency()


@pytest.fixture
def analyst(agency: Agency) -> User:
    return factories.make_user(agency=agency)


def entries(batch: Batch) -> list[AuditEntry]:
    return list(
        AuditEntry.objects.filter(object_type="evidence.batch", object_id=str(batch.pk)).order_by("sequence")
    )


def actions_of(batch: Batch) -> list[str]:
    return [entry.action for entry in entries(batch)]


# --- each step and its entry ------------------------------------------------------------------------------


def test_an_import_is_one_entry_with_the_files_hash(analyst: User, agency: Agency):
    batch = factories.make_batch(ONE_EVENT, by=analyst, agency=agency)

    received, confirmed = entries(batch)
    assert (received.action, confirmed.action) == ("evidence.file_received", "evidence.import_confirmed")
    for entry in (received, confirmed):
        assert entry.after["sha256"] == hashlib.sha256(ONE_EVENT).hexdigest()
        assert (entry.actor, entry.agency) == ("analyst", "XA-BOR")
    assert received.after["not_secret"] is True
    assert confirmed.after["rows"] == 1


def test_the_file_is_kept_unchanged_under_its_hash(analyst: User, agency: Agency):
    batch = factories.receive_batch(ONE_EVENT, by=analyst, agency=agency)

    assert path_of(batch.file.sha256).read_bytes() == ONE_EVENT
    assert batch.file.size == len(ONE_EVENT)


def test_the_same_bytes_are_kept_once(analyst: User, agency: Agency):
    first = factories.receive_batch(by=analyst, agency=agency)
    second = factories.receive_batch(by=analyst, agency=agency)

    assert first.file == second.file


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        pytest.param(
            lambda batch, by: imports.undo(batch, by=by, reason="sent by mistake"),
            "evidence.import_undone", id="undo"
        ),
        pytest.param(
            lambda batch, by: imports.change_handling(
                batch, marking=Marking.OPEN, compartment=None, releases=[], by=by, reason="sent by mistake"
            ),
            "evidence.handling_changed", id="handling",
        ),
    ],
)  # fmt: skip
def test_a_later_step_is_one_entry_with_its_reason(act: Any, expected: str, analyst: User, agency: Agency):
    batch = factories.make_batch(by=analyst, agency=agency)
    before = len(entries(batch))

    act(batch, analyst)

    [entry] = entries(batch)[before:]
    assert (entry.action, entry.reason, entry.actor) == (expected, "sent by mistake", "analyst")


def test_a_changed_marking_is_told_before_and_after(analyst: User, agency: Agency):
    batch = factories.make_batch(by=analyst, agency=agency)
    release = factories.make_release(agency, to_all=True)

    imports.change_handling(
        batch, marking=Marking.OPEN, compartment=None, releases=[release], by=analyst, reason="published"
    )

    entry = entries(batch)[-1]
    assert entry.before == {"marking": "official_use", "compartment": None, "releases": []}
    assert entry.after == {"marking": "open", "compartment": None, "releases": [str(release)]}


def test_a_changed_mapping_is_told_before_and_after(analyst: User, agency: Agency):
    batch = factories.receive_batch(by=analyst, agency=agency)
    before, after = batch.mappings, [batch.mappings[0] | {"used": False}]

    imports.set_mappings(batch, mappings=after, by=analyst)

    entry = entries(batch)[-1]
    assert (entry.action, entry.before, entry.after) == (
        "evidence.mapping_changed", {"mappings": before}, {"mappings": after},
    )  # fmt: skip


def test_a_discarded_file_leaves_its_entry_and_no_row(analyst: User, agency: Agency):
    batch = factories.stage_batch(by=analyst, agency=agency)

    imports.discard(batch, by=analyst, reason="wrong file")

    assert entries(batch)[-1].action == "evidence.import_discarded"
    assert not Record.objects.filter(batch=batch).exists()
    assert not MonthlySummary.objects.filter(batch=batch).exists()
    assert path_of(batch.file.sha256).exists()


def test_entries_of_a_compartment_s_import_are_for_its_members(analyst: User, agency: Agency):
    ring = factories.make_compartment("ring", members=[analyst])
    batch = factories.make_batch(by=analyst, agency=agency, compartment=ring)

    imports.change_handling(
        batch, marking=Marking.OFFICIAL_USE, compartment=None, releases=[], by=analyst, reason="closed case"
    )

    assert {entry.compartment for entry in entries(batch)} == {"ring"}


# --- refusals ---------------------------------------------------------------------------------------------


def test_without_the_word_that_nothing_is_secret_nothing_is_received(analyst: User, agency: Agency):
    with pytest.raises(imports.ImportRefusedError, match="state secret"):
        imports.receive(chunks=[ONE_EVENT], name="x.csv", agency=agency, by=analyst, not_secret=False)

    assert not Batch.objects.exists()
    assert not path_of(hashlib.sha256(ONE_EVENT).hexdigest()).exists()


def test_nobody_brings_in_files_of_another_agency(analyst: User):
    customs = factories.make_agency(code="XA-CUS", kind="customs")

    with pytest.raises(imports.ImportRefusedError, match="own agency"):
        factories.receive_batch(by=analyst, agency=customs)


def test_nobody_puts_a_file_into_a_compartment_of_others(analyst: User, agency: Agency):
    ring = factories.make_compartment("ring", members=[factories.make_user("member", agency=agency)])

    with pytest.raises(imports.ImportRefusedError, match="not a member"):
        factories.receive_batch(by=analyst, agency=agency, compartment=ring)


def test_an_agency_s_records_are_released_by_its_own_releases_alone(analyst: User, agency: Agency):
    others = factories.make_release(factories.make_agency(code="XA-CUS", kind="customs"), to_all=True)

    with pytest.raises(imports.ImportRefusedError, match="its own records"):
        factories.receive_batch(by=analyst, agency=agency, releases=[others])


def test_confirming_twice_is_refused_with_the_state(analyst: User, agency: Agency):
    batch = factories.make_batch(by=analyst, agency=agency)

    with pytest.raises(imports.ImportRefusedError, match="Confirmed"):
        imports.confirm(batch, by=analyst)

    assert actions_of(batch).count("evidence.import_confirmed") == 1


def test_the_same_file_twice_is_refused_with_the_name_of_the_first(analyst: User, agency: Agency):
    factories.make_batch(by=analyst, agency=agency, name="January.csv")
    again = factories.stage_batch(by=analyst, agency=agency, name="January (2).csv")

    with pytest.raises(imports.ImportRefusedError, match=r"January\.csv"):
        imports.confirm(again, by=analyst)

    assert Batch.objects.counting().count() == 1


def test_the_same_file_may_come_again_once_it_was_undone(analyst: User, agency: Agency):
    first = factories.make_batch(by=analyst, agency=agency)
    imports.undo(first, by=analyst, reason="wrong month")

    factories.make_batch(by=analyst, agency=agency)

    assert Batch.objects.counting().count() == 1


def test_that_a_compartment_holds_the_same_file_is_not_betrayed(analyst: User, agency: Agency):
    member = factories.make_user("member", agency=agency)
    ring = factories.make_compartment("ring", members=[member])
    factories.make_batch(by=member, agency=agency, compartment=ring)

    factories.make_batch(by=analyst, agency=agency)

    assert Batch.objects.counting().count() == 2


def test_a_file_of_which_nothing_was_read_is_not_confirmed(analyst: User, agency: Agency):
    batch = factories.stage_batch(
        statistics_csv([("persons.crossings", "2025-13", "", "", "", 5)]), by=analyst, agency=agency
    )

    with pytest.raises(imports.ImportRefusedError, match="Nothing was read"):
        imports.confirm(batch, by=analyst)


def allowed(state: str) -> Iterator[tuple[str, bool]]:
    for act, target in (
        ("confirm", BatchState.CONFIRMED), ("undo", BatchState.UNDONE), ("discard", BatchState.DISCARDED),
        ("stage", BatchState.STAGING),
    ):  # fmt: skip
        yield act, target in TRANSITIONS[state]


@pytest.mark.parametrize(
    ("state", "act", "may"), [(state, act, may) for state in BatchState for act, may in allowed(state)]
)
def test_a_step_is_possible_from_the_states_of_the_table_and_from_no_other(
    state: str, act: str, may: bool, analyst: User, agency: Agency
):
    batch = factories.stage_batch(by=analyst, agency=agency)
    batch.state, batch.confirmed_at = state, batch.received_at
    batch.save()
    steps = {
        "confirm": lambda: imports.confirm(batch, by=analyst),
        "undo": lambda: imports.undo(batch, by=analyst, reason="test"),
        "discard": lambda: imports.discard(batch, by=analyst),
        "stage": lambda: imports.stage(batch, by=analyst),
    }

    if may:
        steps[act]()
    else:
        with pytest.raises(imports.ImportRefusedError, match="not possible now"):
            steps[act]()
        assert Batch.objects.get(pk=batch.pk).state == state


# --- a failing or cancelled reading -----------------------------------------------------------------------


def big_file(rows: int = 6_000) -> bytes:
    return statistics_csv(
        ("persons.crossings", "2025-01", f"Point {number}", "", "entry", number) for number in range(rows)
    )


class StopAfter:
    """Progress that hears after the first chunk that the user wants to stop, or meets an error."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def __call__(self, done: int, total: int) -> None:
        assert Record.objects.count() >= done > 0
        raise self.error


@pytest.mark.parametrize(
    "error", [Cancelled(), OSError("disk full"), KeyboardInterrupt()], ids=lambda e: type(e).__name__
)
def test_a_reading_that_stops_half_way_leaves_nothing_behind(
    error: BaseException, analyst: User, agency: Agency
):
    batch = factories.receive_batch(big_file(), by=analyst, agency=agency)

    with pytest.raises(type(error)):
        imports.stage(batch, by=analyst, progress=StopAfter(error))

    assert Batch.objects.get(pk=batch.pk).state == BatchState.RECEIVED
    for model in (Record, MonthlySummary, Problem):
        assert not model.objects.filter(batch=batch).exists()


def test_a_reading_that_was_stopped_can_be_begun_again(analyst: User, agency: Agency):
    batch = factories.receive_batch(big_file(), by=analyst, agency=agency)
    with pytest.raises(Cancelled):
        imports.stage(batch, by=analyst, progress=StopAfter(Cancelled()))

    imports.stage(batch, by=analyst)
    imports.confirm(batch, by=analyst)

    assert Record.objects.filter(batch=batch).count() == 6_000


def test_a_file_that_breaks_off_below_its_first_rows_is_refused_with_sheet_and_row(
    analyst: User, agency: Agency
):
    endless = (
        statistics_csv([*[("persons.crossings", "2025-01", "P", "", "", 1)] * 3000])
        + b'\r\n"'
        + b"x" * 200_000
    )
    batch = factories.receive_batch(endless, by=analyst, agency=agency)

    with pytest.raises(imports.ImportRefusedError, match=r"row \d+.*: .*quotation mark"):
        imports.stage(batch, by=analyst)

    assert Batch.objects.get(pk=batch.pk).state == BatchState.RECEIVED
    assert not Record.objects.filter(batch=batch).exists()


def test_the_user_of_a_job_reads_why_a_file_breaks_off(
    analyst: User, agency: Agency, django_capture_on_commit_callbacks: Any
):
    endless = (
        statistics_csv([*[("persons.crossings", "2025-01", "P", "", "", 1)] * 3000])
        + b'\r\n"'
        + b"x" * 200_000
    )
    batch = factories.receive_batch(endless, by=analyst, agency=agency)

    with django_capture_on_commit_callbacks(execute=True):
        job = run_job("evidence.stage", {"batch": batch.pk}, by=analyst, title="Reading")

    job.refresh_from_db()
    assert job.state == "failed"
    assert "quotation mark" in job.message
    assert "row" in job.message


# --- replacing --------------------------------------------------------------------------------------------


def test_a_corrected_file_takes_the_place_of_the_first_and_undo_gives_it_back(analyst: User, agency: Agency):
    first = factories.make_batch(by=analyst, agency=agency)
    evidence = stored_evidence()
    corrected = statistics_csv([("persons.crossings", "2025-01", "", "", "entry", 130)])

    second = factories.make_batch(corrected, by=analyst, agency=agency, replaces=first)

    first.refresh_from_db()
    assert first.state == BatchState.REPLACED
    assert [record.value for record in Record.objects.counting()] == [130]
    assert entries(first)[-1].action == "evidence.import_replaced"
    imports.undo(second, by=analyst, reason="the first was right")
    assert stored_evidence() == evidence
    assert entries(first)[-1].action == "evidence.import_restored"


def test_a_file_corrects_one_of_its_own_agency_only(analyst: User, agency: Agency):
    customs = factories.make_agency(code="XA-CUS", kind="customs")
    theirs = factories.make_batch(by=factories.make_user("other", agency=customs), agency=customs)

    with pytest.raises(imports.ImportRefusedError, match="same agency"):
        factories.receive_batch(by=analyst, agency=agency, replaces=theirs)


def test_a_correction_lies_in_the_compartment_of_what_it_corrects(analyst: User, agency: Agency):
    ring = factories.make_compartment("ring", members=[analyst])
    first = factories.make_batch(by=analyst, agency=agency)

    with pytest.raises(imports.ImportRefusedError, match="same compartment"):
        factories.receive_batch(by=analyst, agency=agency, replaces=first, compartment=ring)


# --- what must not depend on how a file is written --------------------------------------------------------

POINTS = ("Bridge", "Tunnel", "Ferry")
EVENTS = st.lists(
    st.tuples(
        st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(lambda day: f"{day:%d.%m.%Y}"),
        st.just("seizures.drugs"), st.sampled_from(POINTS), st.sampled_from(["heroin", "opium", "hashish"]),
        st.none() | st.integers(1, 10**6), st.just("g"), st.sampled_from(["", "a field"]), st.just(""),
    ),
    min_size=1, max_size=8,
)  # fmt: skip
FIGURES = st.dictionaries(
    st.tuples(st.integers(1, 12), st.sampled_from(POINTS)),
    st.none() | st.integers(0, 10**6),
    min_size=1,
    max_size=8,
)


def long_file(figures: dict[tuple[int, str], int | None]) -> bytes:
    return statistics_csv(
        ("persons.crossings", f"2024-{month:02d}", point, "", "", value)
        for (month, point), value in figures.items()
    )


def wide_file(figures: dict[tuple[int, str], int | None]) -> bytes:
    months = sorted({month for month, _point in figures})
    rows = [
        [point, *(figures.get((month, point)) for month in months)]
        for point in {point: 0 for _m, point in figures}
    ]
    return b"Crossings by persons;\r\n" + table_csv(
        ["Point", *(f"{date(2024, m, 1):%B} 2024" for m in months)], rows
    )


FILES = st.one_of(
    EVENTS.map(factories.events_csv),
    FIGURES.map(long_file),
    FIGURES.filter(lambda f: len(f) > 2).map(wide_file),
)


@given(content=FILES)
@CALM
def test_import_undo_import_again_leaves_the_same_evidence(content: bytes, analyst: User, agency: Agency):
    with factories.undone_afterwards():
        first = factories.stage_batch(content, by=analyst, agency=agency)
        if not first.rows:
            return
        imports.confirm(first, by=analyst)
        evidence = stored_evidence()
        assert evidence[0]

        imports.undo(first, by=analyst, reason="again")
        assert stored_evidence() == ([], [])
        second = factories.make_batch(content, by=analyst, agency=agency)
        assert stored_evidence() == evidence

        imports.undo(second, by=analyst, reason="back to the first")
        imports.confirm(first, by=analyst)
        assert stored_evidence() == evidence


def totals() -> dict[tuple[Any, ...], tuple[float | None, float | None, int, int]]:
    """Return by indicator, month, place and kind what counts: number, kilograms, rows, blanks."""
    found: dict[tuple[Any, ...], list[Any]] = {}
    for summary in MonthlySummary.objects.counting():
        key = (summary.indicator_id, summary.start, summary.point_id, summary.kind, summary.unit)
        of_key = found.setdefault(key, [None, None, 0, 0])
        for place, value in enumerate((summary.value, summary.quantity, summary.rows, summary.blanks)):
            if value is not None:
                of_key[place] = (of_key[place] or 0) + value
    return {
        key: tuple(round(v, 6) if v is not None else None for v in of_key) for key, of_key in found.items()
    }


def totals_of(contents: list[bytes], by: User, agency: Agency) -> Any:
    with factories.undone_afterwards():
        for content in contents:
            factories.make_batch(content, by=by, agency=agency)
        return totals()


@given(rows=EVENTS, data=st.data())
@CALM
def test_totals_do_not_depend_on_the_order_of_rows(rows: list[Any], data: Any, analyst: User, agency: Agency):
    shuffled = data.draw(st.permutations(rows))

    expected = totals_of([factories.events_csv(rows)], analyst, agency)

    assert totals_of([factories.events_csv(shuffled)], analyst, agency) == expected


@given(rows=EVENTS, in_kilograms=st.lists(st.booleans(), min_size=8, max_size=8))
@CALM
def test_totals_do_not_depend_on_the_unit(
    rows: list[Any], in_kilograms: list[bool], analyst: User, agency: Agency
):
    rewritten = [
        (*row[:4], None if row[4] is None else row[4] / 1000, "kg", *row[6:]) if kilograms else row
        for row, kilograms in zip(rows, in_kilograms, strict=False)
    ]

    expected = totals_of([factories.events_csv(rows)], analyst, agency)

    assert totals_of([factories.events_csv(rewritten)], analyst, agency) == expected


@given(rows=EVENTS.filter(lambda rows: len(rows) > 1), data=st.data())
@CALM
def test_totals_do_not_depend_on_the_splitting_of_a_file(
    rows: list[Any], data: Any, analyst: User, agency: Agency
):
    cut = data.draw(st.integers(1, len(rows) - 1))
    halves = [factories.events_csv(rows[:cut]), factories.events_csv(rows[cut:])]
    if halves[0] == halves[1]:  # the same file twice is refused, and rightly
        return

    expected = totals_of([factories.events_csv(rows)], analyst, agency)

    assert totals_of(halves, analyst, agency) == expected


@given(figures=FIGURES)
@CALM
def test_long_and_wide_say_the_same(
    figures: dict[tuple[int, str], int | None], analyst: User, agency: Agency
):
    months = {month for month, _point in figures}
    points = {point for _month, point in figures}
    whole = {
        (month, point): figures.get((month, point)) for month in sorted(months) for point in sorted(points)
    }
    if len(months) < 2:
        return

    assert totals_of([wide_file(whole)], analyst, agency) == totals_of([long_file(whole)], analyst, agency)


# --- unknown is not zero ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "value", "blanks"),
    [("", None, 1), ("n/a", None, 1), ("–", None, 1), ("0", 0, 0), ("7", 7, 0)],
    ids=["blank", "not available", "dash", "zero", "seven"],
)
def test_a_blank_is_unknown_and_a_zero_is_known(
    cell: str, value: float | None, blanks: int, analyst: User, agency: Agency
):
    factories.make_batch(
        statistics_csv([("persons.crossings", "2025-01", "", "", "", cell)]), by=analyst, agency=agency
    )

    assert Record.objects.get().value == value
    assert (MonthlySummary.objects.get().value, MonthlySummary.objects.get().blanks) == (value, blanks)


# --- a form that comes again ------------------------------------------------------------------------------


def yearly_form(title: str, *, heading: str = "Number") -> bytes:
    return f"{title};\r\n".encode() + table_csv(
        ["Point", "Month", heading], [("Bridge", 1, 5), ("Bridge", 2, 6)]
    )


def with_indicator(batch: Batch, code: str, by: User) -> Batch:
    imports.set_mappings(batch, mappings=[with_constant(p, "indicator", code) for p in batch.mappings], by=by)
    batch.refresh_from_db()
    return batch


def constants(batch: Batch) -> dict[str, str]:
    return batch.mappings[0]["mapping"]["constants"]


def test_a_confirmed_form_is_recognised_when_it_comes_again(analyst: User, agency: Agency):
    factories.make_batch(by=analyst, agency=agency)

    again = factories.receive_batch(
        statistics_csv([("persons.crossings", "2025-02", "", "", "entry", 7)]), by=analyst, agency=agency
    )

    assert again.mappings[0]["remembered"] is True
    assert RememberedMapping.objects.get().by == "analyst"


def test_a_form_that_was_read_and_not_confirmed_is_not_remembered(analyst: User, agency: Agency):
    factories.stage_batch(by=analyst, agency=agency)

    assert not RememberedMapping.objects.exists()


def test_a_form_is_remembered_for_its_own_agency(analyst: User, agency: Agency):
    customs = factories.make_agency(code="XA-CUS", kind="customs")
    factories.make_batch(by=analyst, agency=agency)

    theirs = factories.receive_batch(by=factories.make_user("other", agency=customs), agency=customs)

    assert theirs.mappings[0]["remembered"] is False


def test_what_the_user_said_of_a_form_is_kept_where_the_file_says_nothing(analyst: User, agency: Agency):
    first = factories.receive_batch(yearly_form("Report for 2024"), by=analyst, agency=agency)
    assert "indicator" not in constants(first)
    with_indicator(first, "refusals", analyst)
    imports.stage(first, by=analyst)
    imports.confirm(first, by=analyst)

    second = factories.receive_batch(yearly_form("Report for 2025"), by=analyst, agency=agency)

    assert constants(second) == {"indicator": "refusals", "year": "2025"}
    assert second.mappings[0]["used"] is True


def test_a_title_that_names_another_indicator_is_believed(analyst: User, agency: Agency):
    factories.make_batch(yearly_form("Crossings by persons 2024"), by=analyst, agency=agency)

    second = factories.receive_batch(yearly_form("Refusals of entry 2025"), by=analyst, agency=agency)

    assert second.mappings[0]["remembered"] is True
    assert constants(second) == {"indicator": "refusals", "year": "2025"}


def test_the_year_that_a_user_gave_once_is_not_carried_into_the_next_year(analyst: User, agency: Agency):
    first = factories.receive_batch(yearly_form("Crossings by persons"), by=analyst, agency=agency)
    imports.set_mappings(
        first, mappings=[with_constant(p, "year", "2024") for p in first.mappings], by=analyst
    )
    first.refresh_from_db()
    imports.stage(first, by=analyst)
    imports.confirm(first, by=analyst)

    second = factories.receive_batch(yearly_form("Crossings by persons"), by=analyst, agency=agency)

    assert "year" not in constants(second)
    assert second.mappings[0]["used"] is False
    assert [p["code"] for p in second.mappings[0]["problems"]] == ["month_without_year"]


# --- several countries in one file ------------------------------------------------------------------------


def test_rows_of_another_country_are_left_out_and_told(analyst: User, agency: Agency):
    factories.make_state("XB", name="Elsewhere", home=False)
    content = table_csv(
        ["Country", "Indicator", "Month", "Value"],
        [
            ("State XA", "refusals", "2025-01", 5),
            ("Elsewhere", "refusals", "2025-01", 700),
            ("", "refusals", "2025-02", 6),
        ],
    )

    batch = factories.make_batch(content, by=analyst, agency=agency)

    assert [record.value for record in Record.objects.filter(batch=batch).order_by("row")] == [5, 6]
    problem = Problem.objects.get(batch=batch, code="other_country")
    assert (problem.severity, problem.row, problem.column, problem.value) == ("error", 3, 1, "Elsewhere")


def test_what_the_guess_noticed_is_among_the_problems(analyst: User, agency: Agency):
    content = b"Crossings by persons, cumulative total since the beginning of the year 2025;\r\n" + table_csv(
        ["Point", "January", "February", "Total"], [("Bridge", 1, 2, 3), ("Tunnel", 4, 5, 9)]
    )

    batch = factories.stage_batch(content, by=analyst, agency=agency)

    noticed = {note["code"] for note in batch.mappings[0]["notes"]}
    assert "total_column" in noticed
    assert noticed <= set(Problem.objects.filter(batch=batch).values_list("code", flat=True))
