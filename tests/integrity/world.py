"""Reviews of integrity for tests, each made through the same action that a user's click calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tests import factories
from tests.integrity import papers

from chegara.accounts.models import Role, User
from chegara.integrity.actions import documents, findings, improvement, structure
from chegara.integrity.actions.reviews import begin_review
from chegara.integrity.models import (
    ConformityFinding,
    OldItem,
    Practice,
    Recommendation,
    Review,
    SourceDocument,
)
from chegara.organisation.models import Agency

TODAY = date(2026, 6, 1)


def make_officer(agency: Agency, username: str = "integrity") -> User:
    """Make an integrity officer of an agency."""
    return factories.make_user(username, agency=agency, roles=[Role.INTEGRITY_OFFICER])


def make_review(agency: Agency | None = None, *, by: User | None = None, title: str = "Week") -> Review:
    """Begin a review of an agency, by its integrity officer."""
    agency = agency or factories.make_agency(code="XA-CUS", kind="customs")
    return begin_review(agency=agency, title=title, on=TODAY, by=by or make_officer(agency))


@dataclass
class Filled:
    """A review in which there is one of everything."""

    review: Review
    statute: SourceDocument
    waiting: SourceDocument
    finding: ConformityFinding
    recommendation: Recommendation
    old_item: OldItem


def receive(review: Review, name: str, data: bytes, *, by: User, kind: str = "") -> SourceDocument:
    return documents.receive(review, name=name, data=data, by=by, kind=kind)


def read_in(review: Review, *, by: User, mark: str = "") -> tuple[SourceDocument, SourceDocument]:
    """Read in a statute and a job description and confirm both; `mark` stands in their words."""
    statute = receive(review, "statute.docx", papers.word(papers.STATUTE + f"\n5.2. {mark} да."), by=by)
    job = receive(review, "job.docx", papers.word(papers.JOB + f"\n5.2. {mark} нет."), by=by)
    documents.confirm(statute, by=by)
    documents.confirm(job, by=by)
    return statute, job


def fill(review: Review, *, by: User, mark: str = "") -> Filled:
    """Read papers in, run the rules, decide, recommend, plan: all with the mark."""
    statute, _job = read_in(review, by=by, mark=mark)
    post = review.post_set.get()
    structure.adopt_separations(review, by=by)
    structure.save_record(
        Practice(review=review, unit=post.unit, text=f"{mark} собирает наличные", done=True, said="1"), by=by
    )
    table = papers.word_table([["№", "Мероприятие", "Срок"], ["1", f"{mark} Ротация", "2025"]])
    old = receive(review, "plan.docx", table, by=by, kind="old_plan")
    documents.confirm(old, by=by)
    waiting = receive(
        review, "waiting.md", f"Положение о секторе {mark}\n1. Функции\n1.1 ведёт учёт".encode(), by=by
    )
    findings.run_rules(review, by=by)
    finding = review.conformityfinding_set.filter(rule="S1").get()
    findings.decide(finding, decision="fix", reason=f"{mark} reason", by=by)
    recommendation = improvement.save_recommendation(
        Recommendation(
            review=review, kind="control", title=f"{mark} Divide", arusha="audit", term="short", ease=1
        ),
        findings=[finding], by=by,
    )  # fmt: skip
    improvement.begin_plan(review, title=f"{mark} plan", start=TODAY, end=date(2028, 6, 1), by=by)
    improvement.take_into_plan(recommendation, by=by)
    item = review.olditem_set.get()
    improvement.decide_old_item(item, verdict="keep", reason="", by=by)
    return Filled(review, statute, waiting, finding, recommendation, item)
