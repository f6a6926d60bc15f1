"""What happens at a session: attendance, answers to tests, grades, questions, certificates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.common.periods import Month
from chegara.organisation.registers.actions import RecordRefusedError, audit, require_own
from chegara.training.choices import Moment
from chegara.training.keys import private_key
from chegara.training.methods.moodle import Question
from chegara.training.methods.signed_code import issue_code
from chegara.training.models import Certificate, Person, Registration, Session, Sitting, Test
from chegara.training.queries import days_of


@transaction.atomic
def note_attendance(session: Session, present: Mapping[int, Sequence[date]], *, by: User) -> int:
    """Note on which days registered persons (by key) were present; return how many entries changed.

    Raises:
        RecordRefusedError: a day is not one of the session's, or somebody is not registered.
    """
    require_own(session, by)
    days = set(days_of(session))
    rows = session.registrations.filter(person__in=present).select_related("person")
    by_person = {each.person_id: each for each in rows}
    if len(by_person) < len(present):
        raise RecordRefusedError(_("Somebody on the list is not registered for this session."))
    changed: dict[str, list[str]] = {}
    noted = []
    for person, their in present.items():
        if not set(their) <= days:
            raise RecordRefusedError(_("A day is not one of this session's."))
        told = sorted(day.isoformat() for day in set(their))
        one = by_person[person]
        if one.present != told:
            one.present = told
            changed[one.person.code] = told
            noted.append(one)
    Registration.objects.bulk_update(noted, ["present"], batch_size=500)
    if changed:
        audit("attendance_noted", session, by=by, after={"present": changed})
    return len(changed)


@transaction.atomic
def check_in(session: Session, code: str, *, on: date, by: User) -> Registration:
    """Note that the person whose pseudonym a card shows is here on a day.

    Raises:
        RecordRefusedError: nobody of that pseudonym is registered, or the session is not held on that day.
    """
    rows = session.registrations.select_related("person")
    found: Registration | None = rows.filter(person__code=code.strip()).first()
    if found is None:
        raise RecordRefusedError(_("“%s” is not registered for this session.") % code.strip())
    before = [date.fromisoformat(day) for day in found.present or ()]
    note_attendance(session, {found.person_id: [*before, on]}, by=by)
    return found


@transaction.atomic
def enter_answers(
    session: Session, test: Test, moment: str, answers: Mapping[int, Sequence[bool]], *, by: User
) -> int:
    """Enter right and wrong of each item by person (key); what was entered for the moment is replaced.

    Raises:
        RecordRefusedError: the test is another course's, or a row has not an answer to each item.
    """
    require_own(session, by)
    if test.course_id != session.course_id or moment not in Moment.values:
        raise RecordRefusedError(_("The test belongs to another course."))
    items = len(test.questions) or len(next(iter(answers.values()), ()))
    if any(len(row) != items or not items for row in answers.values()):
        raise RecordRefusedError(
            _("Each person needs an answer, right or wrong, to each of %s items.") % items
        )
    rows = {
        person: {"test": test, "answers": list(row), "score": 100 * sum(row) / items}
        for person, row in answers.items()
    }
    return _store_sittings(session, moment, rows, "answers_entered", by)


@transaction.atomic
def enter_grades(session: Session, moment: str, scores: Mapping[int, float], *, by: User) -> int:
    """Enter scores in per cent by person (key), as a learning platform exports them."""
    require_own(session, by)
    rows = {person: {"score": score, "answers": None} for person, score in scores.items()}
    return _store_sittings(session, moment, rows, "grades_read", by)


def _store_sittings(
    session: Session, moment: str, rows: Mapping[int, dict[str, Any]], action: str, by: User
) -> int:
    known = set(session.registrations.values_list("person_id", flat=True))
    if not set(rows) <= known:
        raise RecordRefusedError(_("Somebody on the list is not registered for this session."))
    session.sittings.filter(moment=moment, person__in=rows).delete()
    made = [Sitting(session=session, person_id=key, moment=moment, by=by, **row) for key, row in rows.items()]
    for one in made:
        one.full_clean()
    Sitting.objects.bulk_create(made)
    audit(action, session, by=by, after={"rows": len(made)})
    return len(made)


@transaction.atomic
def set_questions(test: Test, questions: Iterable[Question], *, by: User) -> int:
    """Put questions into a test that nobody has written yet.

    Raises:
        RecordRefusedError: it was written: its items must stay the same, else nothing can be compared.
    """
    require_own(test, by)
    if test.sittings.exists():
        raise RecordRefusedError(
            _("This test was written already: its questions stay. Make a parallel form instead.")
        )
    test.questions = [
        {
            "name": one.name,
            "text": one.text,
            "options": [{"text": each.text, "right": each.right} for each in one.options],
        }
        for one in questions
    ]
    test.save(update_fields=["questions"])
    audit("questions_read", test, by=by, after={"rows": len(test.questions)})
    return len(test.questions)


@transaction.atomic
def issue_certificates(session: Session, *, by: User, on: date) -> list[Certificate]:
    """Issue a certificate to each who was present every day and reached the pass mark, and has none yet.

    Raises:
        RecordRefusedError: the session is not over, or nobody has earned one.
    """
    require_own(session, by)
    if on < session.end:
        raise RecordRefusedError(_("Certificates are issued when the session is over."))
    earned = [
        person for person in earned_by(session) if not session.certificates.filter(person=person).exists()
    ]
    if not earned:
        raise RecordRefusedError(
            _("Nobody without a certificate was present on all days and reached the pass mark.")
        )
    return [_issue(session, person, on, by) for person in earned]


def earned_by(session: Session) -> list[Person]:
    """Return who was present on all days and, where there is a pass mark, reached it after the course."""
    days = len(days_of(session))
    there = [
        each.person
        for each in session.registrations.select_related("person").filter(withdrawn=False)
        if len(each.present or ()) == days
    ]
    mark = session.course.pass_mark
    if mark is None:
        return there
    scores = dict(session.sittings.filter(moment=Moment.AFTER).values_list("person", "score"))
    return [person for person in there if scores.get(person.pk, -1) >= mark]


def _issue(session: Session, person: Person, on: date, by: User) -> Certificate:
    months = session.course.valid_months
    until = _months_later(on, months) if months else None
    number = f"{session.owner_agency.code}-{session.pk}-{person.pk}"
    content = {
        "number": number,
        "person": person.code,
        "course": session.course.title,
        "agency": session.owner_agency.code,
        "issued": on.isoformat(),
        "until": until.isoformat() if until else None,
    }
    made = Certificate(
        session=session,
        person=person,
        number=number,
        issued_on=on,
        valid_until=until,
        by=by,
        code=issue_code(content, private_key()),
    )
    made.full_clean()
    made.save()
    audit("certificate_issued", made, by=by, after={"number": number})
    return made


def _months_later(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    month = Month(index // 12, index % 12 + 1)
    last = (date(month.year + month.month // 12, month.month % 12 + 1, 1) - date.resolution).day
    return date(month.year, month.month, min(day.day, last))


@transaction.atomic
def revoke(certificate: Certificate, *, by: User, on: date, reason: str) -> None:
    """Revoke a certificate; its page and the register say so, the code alone can't.

    Raises:
        RecordRefusedError: it was revoked already.
    """
    require_own(certificate, by)
    certificate.refresh_from_db(fields=["revoked_on"])
    if certificate.revoked_on is not None:
        raise RecordRefusedError(_("This certificate was revoked already."))
    certificate.revoked_on, certificate.revoked_why = on, reason[:200]
    certificate.save(update_fields=["revoked_on", "revoked_why"])
    audit("certificate_revoked", certificate, by=by, reason=reason)
