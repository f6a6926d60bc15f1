"""Sessions, tests, certificates, the cascade, exchange, needs, practice."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from tests import factories
from tests.training import world

from chegara.accounts.models import Role
from chegara.audit.models import AuditEntry
from chegara.organisation.models import Release
from chegara.organisation.registers.actions import RecordRefusedError, save_record
from chegara.pages.checks import Scope
from chegara.training.actions import courses
from chegara.training.actions.practice import answer, begin_practice
from chegara.training.checks import validity
from chegara.training.keys import public_key
from chegara.training.methods.signed_code import check_code
from chegara.training.models import (
    Holding,
    Offer,
    Practice,
    Request,
    Requirement,
    Sitting,
    Topic,
    Trainer,
)
from chegara.training.queries import (
    GROUP_AT_LEAST,
    cascade_of,
    days_of,
    exchange_of,
    expiring,
    group_answers,
    needs_of,
    own_answers,
)
from chegara.training.report.cascade import cascade_report
from chegara.training.report.course import course_results
from chegara.training.report.papers import in_groups
from chegara.training.session_sheets import (
    attendance_workbook,
    moodle_users,
    read_answers,
    read_attendance,
    read_grades,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)


@pytest.fixture
def stage():
    return world.make_stage()


def persons(stage, letter, count):
    return [world.make_person(stage.border, f"{letter}-{n}", by=stage.trainer) for n in range(1, count + 1)]


@pytest.fixture
def session(stage):
    course = world.make_course(stage.border, by=stage.trainer, pass_mark=50, valid_months=12)
    return world.make_session(
        course, by=stage.trainer, trainers=persons(stage, "T", 1), learners=persons(stage, "L", 3)
    )


# --- attendance ---------------------------------------------------------------------------------------------


def test_the_sheet_of_attendance_comes_back_as_it_went(stage, session):
    sheet = attendance_workbook(session)

    read = read_attendance(session, sheet, "attendance.xlsx")

    assert set(map(tuple, read.values())) == {tuple(days_of(session))}
    assert courses.note_attendance(session, read, by=stage.trainer) == 0


@pytest.mark.parametrize(
    ("row", "says"),
    [("L-1,x,maybe,x", "row 2, column 03.03.2026: “maybe”"), ("Z-9,x,x,x", "row 2: “Z-9” is not registered")],
    ids=["neither x nor empty", "not registered"],
)
def test_a_wrong_cell_of_the_sheet_is_named(session, row, says):
    text = f"Pseudonym,02.03.2026,03.03.2026,04.03.2026\n{row}\n"

    with pytest.raises(RecordRefusedError, match=says.replace("(", r"\(")):
        read_attendance(session, text.encode(), "sheet.csv")


def test_a_card_notes_its_holder_for_the_day_and_keeps_the_others(stage, session):
    learner = session.registrations.first()
    courses.note_attendance(session, {learner.person_id: [session.start]}, by=stage.trainer)

    courses.check_in(session, learner.person.code, on=session.end, by=stage.trainer)

    learner.refresh_from_db()
    assert learner.present == [session.start.isoformat(), session.end.isoformat()]
    with pytest.raises(RecordRefusedError):
        courses.check_in(session, "Z-9", on=session.end, by=stage.trainer)
    with pytest.raises(RecordRefusedError):
        courses.check_in(session, learner.person.code, on=session.end + timedelta(days=1), by=stage.trainer)


def test_who_is_not_registered_was_not_there(stage, session):
    passer_by = world.make_person(stage.border, "Z-1", by=stage.trainer)

    with pytest.raises(RecordRefusedError, match="not registered"):
        courses.note_attendance(session, {passer_by.pk: [session.start]}, by=stage.trainer)


def test_nobody_was_there_on_a_day_that_is_not_the_sessions(stage, session):
    learner = session.registrations.first()

    with pytest.raises(RecordRefusedError, match="not one of this session"):
        courses.note_attendance(
            session, {learner.person_id: [session.end + timedelta(days=1)]}, by=stage.trainer
        )


def test_a_topic_is_hidden_from_an_account_that_was_closed(stage):
    world.make_topic(stage.trainer)
    gone = factories.make_user("gone", agency=stage.border)
    gone.is_active = False

    assert not Topic.objects.visible_to(gone).exists()
    assert Topic.objects.visible_to(stage.trainer).exists()


def test_history_names_who_was_there_by_pseudonym(stage, session):
    learner = session.registrations.select_related("person").first()

    courses.note_attendance(session, {learner.person_id: [session.start]}, by=stage.trainer)

    noted = AuditEntry.objects.filter(action="training.attendance_noted").latest("sequence")
    assert noted.after == {"present": {learner.person.code: [session.start.isoformat()]}}


def test_nobody_notes_attendance_at_another_agencys_session(stage, session):
    with pytest.raises(PermissionDenied):
        courses.note_attendance(session, {}, by=stage.stranger)


# --- tests and Moodle ---------------------------------------------------------------------------------------


def write_tests(stage, session, before="1000", after="1110"):
    test = session.course.tests.first() or world.make_test(session.course, by=stage.trainer)
    for moment, marks in (("before", before), ("after", after)):
        text = "code,1,2,3,4\n" + "".join(
            f"{one.person.code},{','.join(marks)}\n" for one in session.registrations.all()
        )
        rows = read_answers(session, text.encode(), "answers.csv")
        courses.enter_answers(session, test, moment, rows, by=stage.trainer)
    return test


def test_scores_follow_from_answers_and_are_shown_with_gain_and_items(stage, session):
    write_tests(stage, session)

    assert {one.score for one in Sitting.objects.filter(moment="after")} == {75}
    tables = {getattr(block, "caption", ""): block for block in course_results(session.course, "en").blocks}
    assert tables["What was learnt, and kept"].rows[0][1:4] == ("3", "25.0", "75.0")
    assert tables["Of what could be learnt"].rows[0][1].startswith("0.67")
    assert len(tables["Questions of “Test (A)” after the course, 3 persons"].rows) == 4


def test_questions_of_a_test_that_was_written_stay(stage, session):
    test = write_tests(stage, session)

    with pytest.raises(RecordRefusedError):
        courses.set_questions(test, world.QUESTIONS, by=stage.trainer)


@pytest.mark.parametrize(
    "row", ["L-1,1,0,1", "L-1,1,0,1,2", "L-1,1,,1,1"], ids=["too few", "no mark", "a gap"]
)
def test_answers_that_are_not_whole_are_refused_and_nothing_is_stored(stage, session, row):
    test = world.make_test(session.course, by=stage.trainer)

    def enter():
        rows = read_answers(session, f"code,1,2,3,4\n{row}\n".encode(), "answers.csv")
        courses.enter_answers(session, test, "after", rows, by=stage.trainer)

    with pytest.raises(RecordRefusedError):
        enter()
    assert not Sitting.objects.exists()


def test_grades_come_from_moodle_by_the_accounts_that_went_there(stage, session):
    accounts = [line.split(",")[0] for line in moodle_users(session).splitlines()[1:]]
    text = "Username,Quiz (Percentage)\n" + "".join(f"{name},80 %\n" for name in accounts)

    courses.enter_grades(session, "after", read_grades(session, text.encode(), "g.csv"), by=stage.trainer)

    assert accounts == ["l-1", "l-2", "l-3"]
    assert [one.score for one in Sitting.objects.all()] == [80, 80, 80]


# --- certificates -------------------------------------------------------------------------------------------


def test_a_certificate_is_earned_by_presence_and_pass_mark_and_checks_itself(stage, session):
    write_tests(stage, session)
    absent = session.registrations.first()
    courses.note_attendance(session, {absent.person_id: [session.start]}, by=stage.trainer)

    made = courses.issue_certificates(session, by=stage.trainer, on=TODAY)

    assert [one.person.code for one in made] == ["L-2", "L-3"]
    assert made[0].valid_until == date(2027, 6, 1)
    assert check_code(made[0].code, public_key())["person"] == "L-2"


def test_the_printed_code_is_checked_as_it_stands_and_tells_its_days_with_the_day_first(
    stage, session, client
):
    write_tests(stage, session)
    certificate = courses.issue_certificates(session, by=stage.trainer, on=date(2026, 3, 4))[0]
    client.force_login(stage.trainer)
    address = reverse("certificate_check")

    shown = client.post(address, {"code": in_groups(certificate.code)}).content.decode()
    changed = client.post(address, {"code": in_groups("A" + certificate.code[1:-1])}).content.decode()

    assert "The signature is the issuer" in shown
    assert "04.03.2026" in shown
    assert certificate.number not in changed


def test_who_failed_gets_none(stage, session):
    write_tests(stage, session, after="1000")

    with pytest.raises(RecordRefusedError):
        courses.issue_certificates(session, by=stage.trainer, on=TODAY)


def test_what_expires_is_named_unless_it_was_renewed_or_revoked(stage, session):
    write_tests(stage, session)
    first, _second, third = courses.issue_certificates(session, by=stage.trainer, on=date(2026, 3, 4))
    again = world.make_session(
        session.course, by=stage.trainer, learners=[first.person], start=date(2026, 5, 4)
    )
    write_tests(stage, again)
    courses.issue_certificates(again, by=stage.trainer, on=date(2026, 5, 6))
    courses.revoke(third, by=stage.trainer, on=TODAY, reason="cheated")

    found = expiring(stage.trainer, until=date(2027, 3, 31))

    assert [one.person.code for one in found] == ["L-2"]
    assert expiring(stage.stranger, until=date(2028, 1, 1)) == []


def test_a_validity_that_ends_is_found_by_the_own_agency_alone(stage, session):
    write_tests(stage, session)
    issued = courses.issue_certificates(session, by=stage.trainer, on=date(2026, 3, 4))
    for certificate, left in zip(issued, (-1, 30, 400), strict=True):
        certificate.valid_until = timezone.localdate() + timedelta(days=left)
        certificate.save(update_fields=["valid_until"])

    found = list(validity(Scope(stage.trainer)))

    assert [one.severity for one in found] == ["error", "warning"]
    assert "renew before the next duty" in found[0].reason
    assert list(validity(Scope(stage.stranger))) == []


# --- the cascade --------------------------------------------------------------------------------------------


def test_generations_are_counted_from_who_was_present(stage, session):
    learners = [one.person for one in session.registrations.all()]
    second = world.make_session(
        session.course,
        by=stage.trainer,
        trainers=learners[:1],
        learners=persons(stage, "M", 2),
        start=date(2026, 4, 6),
    )
    courses.note_attendance(second, {second.registrations.first().person_id: []}, by=stage.trainer)

    facts = cascade_of(session.course, stage.trainer, at=TODAY)

    assert [one.persons for one in facts.cascade.generations] == [1, 3, 1]
    assert facts.cascade.first_delivery.delivered == 1
    assert sum(facts.staff.values()) == 6
    assert sum(facts.trained.values()) == 4
    document = cascade_report(session.course, facts, "en", at=TODAY, picture=True)
    assert "5 persons in 3 generations" in document.blocks[0].text


def test_who_left_is_in_the_tree_and_not_in_the_coverage(stage, session):
    gone = session.registrations.first().person
    gone.left_on = date(2026, 5, 1)
    save_record(gone, by=stage.trainer)

    facts = cascade_of(session.course, stage.trainer, at=TODAY)

    assert (sum(facts.trained.values()), facts.left, facts.left_last_year) == (2, 1, 1)


# --- exchange, needs ----------------------------------------------------------------------------------------


def test_a_released_trainer_of_another_country_is_matched(stage):
    abroad = factories.make_agency(factories.make_state("XB"), code="XB-ACA")
    lecturer = factories.make_user("lecturer", agency=abroad, roles=(Role.TRAINER,))
    release: Release = factories.make_release(abroad, to=[stage.border])
    topic = world.make_topic(stage.trainer)
    person = world.make_person(abroad, "XB-1", by=lecturer, full_name="Known at home")
    trainer = Trainer(owner_agency=abroad, person=person, level=2, languages="ru", travels=True)
    save_record(trainer, by=lecturer, releases=[release], linked={"topics": [topic]})
    world.saved(Offer(trainer=trainer, start=date(2026, 2, 1), end=date(2026, 2, 20)), by=lecturer)
    for language in ("ru", "en"):
        asked = Request(
            owner_agency=stage.border,
            title=language,
            languages=language,
            start=date(2026, 2, 10),
            end=date(2026, 3, 1),
            days=3,
        )
        world.saved(asked, by=stage.trainer, topics=[topic])

    found = exchange_of(2026, stage.trainer)

    [match] = found.plan.matches
    assert (found.requests[match.request].title, match.starts) == ("ru", date(2026, 2, 10))
    assert [str(why) for _key, why in found.plan.open] == ["language"]
    assert exchange_of(2026, stage.stranger).offers == {}


def test_an_assessment_that_expired_is_unknown_and_neither_held_nor_lacking(stage):
    topic = world.make_topic(stage.trainer)
    world.saved(Requirement(owner_agency=stage.border, topic=topic, level=3, weight=2), by=stage.trainer)
    fresh, old, _never = persons(stage, "P", 3)
    world.saved(Holding(person=fresh, topic=topic, level=1, on=date(2026, 1, 1)), by=stage.trainer)
    world.saved(
        Holding(person=old, topic=topic, level=3, on=date(2024, 1, 1), valid_until=date(2025, 1, 1)),
        by=stage.trainer,
    )

    [need], _topics = needs_of(stage.trainer, at=TODAY)

    assert (need.persons, need.short, need.unknown) == (3, 1, 2)
    assert (need.least, need.greatest) == (4, 16)


# --- practice -----------------------------------------------------------------------------------------------


def practised(stage, user, *, fair=True):
    round_ = begin_practice(agency=stage.border, by=user, lot=random.Random(1), group="A")  # noqa: S311 - a test
    for _vignette, compared in round_.order:
        answer(round_, flagged=True if fair else compared, by=user)
    return round_


def test_the_second_version_comes_only_after_all_first_ones(stage):
    for n in range(4):
        world.make_vignette(stage.border, f"V{n}", by=stage.trainer)

    order = begin_practice(agency=stage.border, by=stage.trainer, lot=random.Random(3)).order  # noqa: S311 - a test

    assert len({key for key, _compared in order[:4]}) == 4
    assert sorted(map(tuple, order)) == sorted(
        (key, c) for key in {k for k, _ in order} for c in (False, True)
    )


def test_ones_own_answers_are_for_oneself_alone(stage):
    world.make_vignette(stage.border, by=stage.trainer)
    trainee = factories.make_user("trainee", agency=stage.border, roles=(Role.OFFICER,))
    round_ = practised(stage, trainee)

    assert len(own_answers(trainee)) == 2
    assert own_answers(stage.trainer) == []
    assert not Practice.objects.visible_to(stage.trainer).exists()
    with pytest.raises(PermissionDenied):
        answer(round_, flagged=True, by=stage.trainer)


def test_a_group_is_shown_only_when_nobody_can_be_worked_out(stage):
    world.make_vignette(stage.border, by=stage.trainer)
    for n in range(1, GROUP_AT_LEAST + 1):
        practised(stage, factories.make_user(f"u{n}", agency=stage.border, roles=(Role.OFFICER,)), fair=False)
        trainees, given = group_answers(stage.trainer, "A")
        assert trainees == n
        assert len(given) == (2 * n if n == GROUP_AT_LEAST else 0)
    assert group_answers(stage.stranger, "A") == (0, [])
