"""Questions for review: files read and deleted, pseudonyms, two keys, views recorded, no export."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests import factories
from tests.integrity.corruption_world import make_analysis, make_overseer
from tests.integrity.world import make_officer, make_review

from chegara.audit.models import AuditEntry
from chegara.integrity.actions.analyses import (
    answer_question,
    ask_unsealing,
    identity_of,
    keep_analysis,
    turn_second_key,
)
from chegara.integrity.actions.guards import IntegrityError
from chegara.integrity.actions.reviews import circle_of
from chegara.integrity.analysis import look
from chegara.integrity.declaration_files import (
    NEEDED,
    OPTIONAL,
    ROSTER_NEEDED,
    DeclarationFileError,
    read_table,
)
from chegara.integrity.funnel_chart import funnels
from chegara.integrity.methods.interaction import Rule
from chegara.integrity.mirror_files import read_flows
from chegara.integrity.models import Alias, DeclarationAnalysis, MirrorFlow, ReviewQuestion

REASON = "The declarant complained that only this officer is ever assigned."


def port_files(folder: Path, *, planted=0.6):
    """Write declarations of a port with a planted pair, and its roster."""
    rng = np.random.default_rng(5)
    rows, roster = ["declaration,office,shift,officer,last_officer,hand,declarant,found,amount,category"], []
    roster.append("office,shift,officer")
    for shift in range(60):
        duty = rng.permutation(12)[:5]
        roster += [f"North,{shift},Officer {one}" for one in duty]
        for _file in range(40):
            declarant = int(rng.integers(0, 20))
            officer = int(rng.choice(duty))
            if declarant == 8 and 3 in duty and rng.random() < planted:
                officer = 3
            found = int(rng.random() < 0.3)
            rows.append(
                f"{len(rows)},North,{shift},Officer {officer},,,Broker {declarant},{found},{rng.uniform(500, 1500):.0f},A"
            )
    (folder / "d.csv").write_text("\n".join(rows), encoding="utf-8")
    (folder / "r.csv").write_text("\n".join(roster), encoding="utf-8")


def looked_at(folder, *, roster=True, **more):
    """Look at the files of a folder."""
    table = read_table(folder / "d.csv", name="d.csv", needed=NEEDED, optional=OPTIONAL)
    duty = read_table(folder / "r.csv", name="r.csv", needed=ROSTER_NEEDED, optional=()) if roster else None
    wanted = {"rule": Rule.RANDOM, "threshold": None, "width": None, "rng": np.random.default_rng(1), **more}
    return look(table, duty, **wanted)


def test_a_planted_pair_becomes_a_question_and_nobody_else(tmp_path):
    port_files(tmp_path)
    found = looked_at(tmp_path, threshold=1000.0, width=100.0)
    assert [(one.officer, one.declarant) for one in found.questions] == [("Officer 3", "Broker 8")]
    assert found.questions[0].figures["family"] <= 0.05
    assert found.summary["tested"]["outlier"]["tests"] == 12
    usual = found.summary["tested"]["interaction"]["usual"]
    assert 0.2 < usual["share"] < 0.9  # said whatever was found
    assert "override" in found.summary["not_tested"]


def test_without_a_roster_it_says_that_it_can_not_be_tested(tmp_path):
    port_files(tmp_path)
    found = looked_at(tmp_path, roster=False)
    assert found.summary["not_tested"]["interaction"]["why"] == "no_roster"
    assert not found.questions


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("office,shift,officer\nA,1,x\n", "lacks the column “declarant”"),
        ("office,shift,officer,declarant\nA,1,x,\n", "row 2, column “declarant”"),
        ("office,shift,officer,declarant\n", "no row"),
    ],
    ids=["a column is missing", "a cell is empty", "no row"],
)
def test_a_wrong_file_is_told_by_row_and_column(tmp_path, text, told):
    (tmp_path / "d.csv").write_text(text)
    with pytest.raises(DeclarationFileError, match=told):
        read_table(tmp_path / "d.csv", name="d.csv", needed=NEEDED, optional=OPTIONAL)


def test_a_flag_that_is_none_is_told(tmp_path):
    (tmp_path / "d.csv").write_text("office,shift,officer,declarant,found\nA,1,x,b,yes\nA,1,x,b,0\n")
    with pytest.raises(DeclarationFileError, match="row 2, column “found”: “yes”"):
        looked_at(tmp_path, roster=False)


@pytest.mark.django_db
class TestOnPages:
    def test_a_file_is_looked_at_and_deleted(self, tmp_path, settings, django_capture_on_commit_callbacks):
        settings.HOME = str(tmp_path)
        port_files(tmp_path)
        review = make_review()
        client = Client()
        client.force_login(review.by)
        with django_capture_on_commit_callbacks(execute=True):
            client.post(
                reverse("analysis_new", args=[review.pk]),
                {
                    "title": "Year", "rule": "random",
                    "declarations": SimpleUploadedFile("d.csv", (tmp_path / "d.csv").read_bytes()),
                    "roster": SimpleUploadedFile("r.csv", (tmp_path / "r.csv").read_bytes()),
                },
            )  # fmt: skip
        if not DeclarationAnalysis.objects.exists():
            from chegara.pages.jobs import execute
            from chegara.pages.models import Job

            execute.call(Job.objects.get().pk)
        analysis = DeclarationAnalysis.objects.get()
        assert not list((tmp_path / "integrity").iterdir())
        page = client.get(analysis.get_absolute_url()).content.decode()
        assert "O-001" in page
        assert "Officer 3" not in page
        assert "Broker 8" not in page
        assert "_export" not in page

    def test_names_are_sealed_in_the_database(self):
        make_analysis(make_review())
        assert not Alias.objects.filter(sealed__icontains="Ivanov").exists()

    def test_each_view_is_recorded(self):
        review = make_review()
        analysis = make_analysis(review)
        client = Client()
        client.force_login(make_overseer(review))
        client.get(analysis.get_absolute_url())
        client.get(reverse("integrity_question", args=[review.pk, ReviewQuestion.objects.get().pk]))
        seen = AuditEntry.objects.filter(action="integrity.questions_seen", actor="overseer")
        assert seen.count() == 2
        assert set(seen.values_list("compartment", flat=True)) == {review.compartment.code}

    def test_a_pseudonym_opens_with_two_keys_of_two_people_and_a_reason(self):
        review = make_review()
        make_analysis(review)
        question, overseer = ReviewQuestion.objects.get(), make_overseer(review)
        with pytest.raises(IntegrityError, match="sentence"):
            ask_unsealing(question, reason="please", by=review.by)
        asked = ask_unsealing(question, reason=REASON, by=review.by)
        with pytest.raises(PermissionDenied):
            identity_of(question, by=review.by)
        with pytest.raises(PermissionDenied):
            turn_second_key(asked, opened=True, answer="yes", by=review.by)
        with pytest.raises(PermissionDenied):
            turn_second_key(asked, opened=True, answer="yes", by=make_officer(review.owner_agency, "second"))
        turn_second_key(asked, opened=True, answer="The complaint is in writing.", by=overseer)
        assert identity_of(question, by=review.by) == "Inspector Ivanov"
        assert AuditEntry.objects.filter(action="integrity.identity_read").count() == 1

    def test_a_refused_pseudonym_stays_shut_and_may_be_asked_for_again(self):
        review = make_review()
        make_analysis(review)
        question, overseer = ReviewQuestion.objects.get(), make_overseer(review)
        asked = ask_unsealing(question, reason=REASON, by=review.by)
        turn_second_key(asked, opened=False, answer="First look at the shifts.", by=overseer)
        with pytest.raises(PermissionDenied):
            identity_of(question, by=overseer)
        with pytest.raises(IntegrityError, match="answered already"):
            turn_second_key(asked, opened=True, answer="now", by=overseer)
        assert ask_unsealing(question, reason=REASON, by=review.by)

    def test_the_keys_are_turned_on_pages(self):
        review = make_review()
        make_analysis(review)
        question, overseer = ReviewQuestion.objects.get(), make_overseer(review)
        circle_of(review.owner_agency, by=review.by)
        officer, guard = Client(), Client()
        officer.force_login(review.by)
        guard.force_login(overseer)
        path = reverse("integrity_question", args=[review.pk, question.pk])
        shut = reverse("identity_read", args=[review.pk, question.pk])
        officer.post(reverse("unsealing_ask", args=[review.pk, question.pk]), {"reason": REASON})
        assert officer.post(shut).status_code == 302
        asked = question.unsealings.get()
        second = reverse("unsealing_answer", args=[review.pk, asked.pk])
        assert officer.get(second).status_code == 403
        assert REASON in guard.get(second).content.decode()
        guard.post(second, {"opened": "yes", "answer": "Agreed."})
        assert "Ivanov" not in guard.get(path).content.decode()
        assert "Inspector Ivanov" in officer.post(shut).content.decode()

    def test_a_question_is_settled_with_a_word_of_why(self):
        review = make_review()
        make_analysis(review)
        question = ReviewQuestion.objects.get()
        with pytest.raises(IntegrityError):
            answer_question(question, state="explained", answer=" ", by=review.by)
        answer_question(question, state="explained", answer="Only she handles plants.", by=review.by)
        assert ReviewQuestion.objects.get().state == "explained"

    def test_nobody_outside_the_circle_learns_of_an_analysis(self):
        review, other = (
            make_review(),
            make_officer(factories.make_agency(code="XB-CUS", kind="customs"), "stranger"),
        )
        analysis = make_analysis(review)
        client = Client()
        client.force_login(other)
        for path in (analysis.get_absolute_url(), reverse("analysis_list", args=[review.pk])):
            assert client.get(path).status_code == 404

    def test_mirrored_flows_are_read_in_with_gap_and_caveats(self):
        review = make_review()
        client = Client()
        client.force_login(review.by)
        text = "partner;code;year;exported;imported;exported_quantity;imported_quantity;charges;currency;transit;source\nXB;870323;2025;100;54;10;10;20;USD;1;invented\n"
        client.post(reverse("mirror", args=[review.pk]), {"file": SimpleUploadedFile("f.csv", text.encode())})
        page = client.get(reverse("mirror", args=[review.pk])).content.decode()
        assert MirrorFlow.objects.count() == 1
        assert "undervaluation" in page
        assert "transit" in page


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("partner,code,year,currency,source,exported\nXB,87,2025,USD,x,much\n", "row 2, column “exported”"),
        ("partner,code,year,currency,source\nXB,87,2025,,x\n", "row 2, column “currency”"),
        ("partner,code\n", "lacks the column"),
        ("partner,code,year,currency,source\n", "no row"),
    ],
    ids=["no number", "no currency", "no column", "no row"],
)
def test_wrong_flows_are_told_by_row_and_column(text, told):
    with pytest.raises(DeclarationFileError, match=told):
        read_flows(text.encode(), name="f.csv")


def test_flows_that_are_not_utf_8_are_told():
    with pytest.raises(DeclarationFileError, match="UTF-8"):
        read_flows("партнёр".encode("cp1251"), name="f.csv")


@pytest.mark.django_db
def test_all_officers_stand_on_the_funnel_without_a_name_and_who_is_asked_about_lies_outside(tmp_path):
    port_files(tmp_path)
    read = read_table(tmp_path / "d.csv", name="d.csv", needed=NEEDED, optional=OPTIONAL)
    lax = read.columns["officer"] == "Officer 7"
    found = np.where(lax & (np.arange(read.rows) % 10 > 0), "0", read.columns["found"])
    read.columns["found"] = found
    looked = look(
        read, None, rule=Rule.RANDOM, threshold=None, width=None, rng=np.random.default_rng(1)
    )  # fmt: skip
    review = make_review()
    values = {"title": "Year", "rule": "random", "threshold": None, "width": None}
    analysis = keep_analysis(review, values=values, sha256="0" * 64, looked=looked, by=review.by)

    [figure] = funnels(analysis)
    dots = figure.spec["layer"][2]["data"]["values"]
    assert len(dots) == 12
    [asked] = [dot for dot in dots if dot["asked"]]
    lower = [
        point for point in figure.spec["layer"][1]["data"]["values"]
        if point["line"] == "0.998-1" and point["x"] >= asked["x"]
    ]  # fmt: skip
    assert asked["y"] < lower[0]["y"]
    assert "Officer" not in repr(figure.spec)
    client = Client()
    client.force_login(review.by)
    assert "<svg" in client.get(analysis.get_absolute_url()).content.decode()
