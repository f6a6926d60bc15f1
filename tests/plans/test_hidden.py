"""A measure in a compartment, or not released, is betrayed by nothing that others can open."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from tests import factories
from tests.pages.addresses import words_of
from tests.plans.world import Stage, make_hidden, make_measure, make_stage

from chegara.accounts.models import Role, User
from chegara.audit.models import AuditEntry
from chegara.audit.queries import entries_visible_to
from chegara.config.plan_documents import plan_document
from chegara.organisation.visibility import JointViewer
from chegara.pages.checks import Scope, run_checks
from chegara.plans.actions import measures, plans, progress
from chegara.plans.models import CODE_SIGNS, Measure, MeasureVersion, new_code
from chegara.plans.workbook.reading import load
from chegara.plans.workbook.writing import export
from chegara.reporting.render import render

pytestmark = pytest.mark.django_db
SECRET = "Zanzibar-operation"


@pytest.fixture
def stage() -> Stage:
    stage = make_stage()
    circle = factories.make_compartment("quiet", members=[stage.writer])
    need = {"agency": stage.border, "kind": "staff", "what": f"{SECRET} team", "needed": 4711, "available": 0}
    hidden = make_hidden(
        stage, circle, f"{SECRET} measure", needs=[need], cost=471100, supporting=[stage.customs],
        dissent=f"{SECRET} dissent", deadline="2026-02-02", start="2026-01-02",
    )  # fmt: skip
    hidden = Measure.objects.get(pk=hidden.pk)
    progress.add_reading(hidden, on=hidden.start, value=4711, source=SECRET, by=stage.writer)
    make_measure(stage, "Seen by all")
    plans.set_capacity(stage.plan, {stage.border: 10}, by=stage.writer)
    plans.approve(stage.plan, basis="No. 7", by=stage.writer)
    plans.begin_change(stage.plan, by=stage.writer, reason="review")
    measures.change_measure(hidden, values={"remarks": SECRET}, by=stage.writer, reason=f"{SECRET} reason")
    return stage


def outsiders(stage: Stage) -> list[User]:
    every = factories.make_user("every-role", agency=stage.border, roles=list(Role))
    return [every, stage.colleague, stage.customs_writer]


def addresses(stage: Stage) -> list[str]:
    plan = stage.plan.pk
    return [
        reverse("home"), reverse("plan_list"), f"{reverse('plan_list')}?_export=csv",
        *(
            reverse(name, args=[plan])
            for name in ("plan_detail", "plan_timeline", "plan_change", "plan_workbook")
        ),
        reverse("plan_workbook_import", args=[plan]),
        reverse("measure_list"), f"{reverse('measure_list')}?_export=xlsx",
        f"{reverse('measure_list')}?words=Zanz",
        f"{reverse('measure_list')}?overdue=true", f"{reverse('task_list')}?agency=all",
        f"{reverse('task_list')}?agency=all&_export=csv", reverse("check_list"),
        f"{reverse('check_list')}?_export=xlsx", reverse("audit_log"), f"{reverse('audit_log')}?_export=csv",
    ]  # fmt: skip


def said_to(user: User, stage: Stage) -> str:
    client = Client()
    client.force_login(user)
    answers = [client.get(url) for url in addresses(stage)]
    return "\n".join(words_of(answer) for answer in answers if answer.status_code == 200)


def test_the_walk_finds_what_there_is_to_be_found(stage: Stage) -> None:
    said = said_to(stage.writer, stage)

    assert SECRET in said
    assert Measure.objects.get(title__startswith=SECRET).code in said
    assert "4711" in said


def test_a_measure_in_a_compartment_is_on_no_page_and_in_no_file_of_others(stage: Stage) -> None:
    hidden = Measure.objects.get(title__startswith=SECRET)

    for user in outsiders(stage):
        said = said_to(user, stage)
        assert "Seen by all" in said
        assert SECRET not in said, user
        assert hidden.code not in said, user
        assert "4711" not in said, user


def test_its_own_pages_are_not_there_for_others(stage: Stage) -> None:
    hidden = Measure.objects.get(title__startswith=SECRET)
    pages = ["detail", "edit", "move", "done", "verify", "merge", "handling"]
    urls = [reverse(f"measure_{name}", args=[hidden.code]) for name in pages]

    for user in outsiders(stage):
        client = Client()
        client.force_login(user)
        codes = {client.get(url).status_code for url in [*urls, reverse("reading_new", args=[hidden.code])]}
        assert codes <= {404, 403}
        assert client.get(urls[0]).status_code == 404


def test_documents_of_others_and_the_joint_edition_hold_nothing_of_it(stage: Stage) -> None:
    viewers = [stage.colleague, stage.customs_writer, JointViewer(stage.border.country)]

    for viewer in viewers:
        for what in ("plan", "change"):
            document = plan_document(stage.plan, viewer, "en", what=what)
            assert document is not None
            text = render(document, "html").decode()
            assert "Seen by all" in text
            assert SECRET not in text
            assert "4,711" not in text and "471" not in text  # noqa: PT018 - one figure, two spellings
    own = plan_document(stage.plan, stage.writer, "en")
    assert own is not None
    assert SECRET in render(own, "html").decode()


def test_the_log_says_nothing_of_it_to_others_and_counts_nothing(stage: Stage) -> None:
    auditor = factories.make_user("auditor", agency=stage.border, roles=[Role.OVERSIGHT])

    seen = list(entries_visible_to(auditor).values())
    approval = AuditEntry.objects.get(action="plans.plan_approved")

    assert SECRET not in repr(seen)
    assert approval.after == {"version": "1"}


def test_an_approved_version_shows_it_to_members_alone(stage: Stage) -> None:
    def titles(user: User) -> set[str]:
        return {row.content["title"] for row in MeasureVersion.objects.visible_to(user)}

    assert f"{SECRET} measure" in titles(stage.writer)
    assert titles(stage.colleague) == titles(stage.customs_writer) == {"Seen by all"}


def test_checks_count_what_one_sees(stage: Stage) -> None:
    def found(user: User) -> set[str]:
        return {each.check.name for each in run_checks(Scope(user))}

    assert "plans.over_committed" in found(stage.writer)
    assert "plans.over_committed" not in found(stage.colleague)


def test_trying_its_code_in_a_workbook_answers_as_any_unknown_code_does(stage: Stage) -> None:
    hidden = Measure.objects.get(title__startswith=SECRET)
    content = export(stage.plan, stage.colleague)

    def tried(code: str) -> tuple[int, set[str]]:
        book = openpyxl.load_workbook(io.BytesIO(content))
        book["measures"]["A2"] = code
        target = io.BytesIO()
        book.save(target)
        done = load(stage.plan, target.getvalue(), by=stage.colleague, reason="a try")
        return done.new, set(Measure.objects.visible_to(stage.colleague).values_list("title", flat=True))

    assert tried(hidden.code) == tried("M-22222")
    hidden.refresh_from_db()
    assert hidden.title == f"{SECRET} measure"


def test_a_measure_that_is_not_released_is_its_agencys_alone(stage: Stage) -> None:
    own = make_measure(stage, "Not released", releases=[])

    assert Measure.objects.visible_to(stage.colleague).filter(pk=own.pk).exists()
    assert not Measure.objects.visible_to(stage.customs_writer).filter(pk=own.pk).exists()


def test_a_plan_that_is_not_seen_hides_its_measures(stage: Stage) -> None:
    plans.change_plan(stage.plan, values={"releases": []}, by=stage.writer, reason="closed again")

    assert not Measure.objects.visible_to(stage.customs_writer).exists()
    with pytest.raises(PermissionDenied):
        make_measure(stage, "By customs", by=stage.customs_writer)


def test_codes_are_drawn_from_so_many_that_none_can_be_guessed_from_another() -> None:
    codes = {new_code() for _number in range(500)}

    assert len(CODE_SIGNS) ** 5 > 10_000_000
    assert len(codes) > 495
