"""Long work tells how far it is, stops when asked, and tells its user in a sentence what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from tests import factories

from chegara.accounts.models import User
from chegara.pages import jobs
from chegara.pages.models import Job, JobState

pytestmark = pytest.mark.django_db

Work = Callable[..., str]


@pytest.fixture
def user() -> User:
    return factories.make_user("worker", agency=factories.make_agency())


@pytest.fixture
def other(user: User) -> User:
    return factories.make_user("other", agency=user.memberships.get().agency)


@pytest.fixture
def begin(
    user: User, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> Callable[..., Job]:
    """Register a piece of work and begin it; by default it is done at once, as a worker would."""

    def go(work: Work, *, at_once: bool = True, **more: Any) -> Job:
        monkeypatch.setitem(jobs._functions, "test", work)
        with django_capture_on_commit_callbacks(execute=at_once):
            job = jobs.run_job("test", {"number": 7}, by=user, title="Work", **more)
        job.refresh_from_db()
        return job

    return go


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_finished_work_leads_to_its_result(begin: Any, user: User):
    job = begin(lambda *, by, progress, number: f"/{by.username}/{number}/")

    assert (job.state, job.url, job.message) == (JobState.DONE, "/worker/7/", "")
    answer = signed_in(user).get(f"/jobs/{job.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, "/worker/7/")


def test_a_page_that_polls_is_led_on_too(begin: Any, user: User):
    job = begin(lambda **_: "/result/")

    answer = signed_in(user).get(f"/jobs/{job.pk}/", headers={"HX-Request": "true"})

    assert answer["HX-Redirect"] == "/result/"


def test_progress_shows_how_many_of_how_many_are_done(begin: Any, user: User):
    def work(*, by: User, progress: jobs.Progress, number: int) -> str:
        progress(3, 12)
        page = signed_in(by).get(f"/jobs/{progress.job.pk}/").content.decode()
        assert "3 of 12" in page
        assert 'value="25"' in page
        return "/result/"

    assert begin(work).state == JobState.DONE


@pytest.mark.parametrize(
    ("done", "total", "expected"), [(0, 0, 0), (1, 3, 33), (3, 3, 100), (5, 3, 100)], ids=str
)
def test_progress_is_never_more_than_all(done: int, total: int, expected: int):
    assert Job(done=done, total=total).per_cent == expected


def test_work_hears_at_its_next_report_that_it_shall_stop(begin: Any, user: User):
    went_on: list[bool] = []

    def work(*, by: User, progress: jobs.Progress, number: int) -> str:
        signed_in(by).post(f"/jobs/{progress.job.pk}/cancel/")
        progress(1, 1)
        went_on.append(True)
        return "/result/"

    job = begin(work)

    assert (job.state, job.url, went_on) == (JobState.CANCELLED, "", [])
    assert job.finished_at is not None


def test_work_cancelled_while_it_waits_is_never_begun(begin: Any, user: User):
    begun: list[bool] = []
    job = begin(lambda **_: str(begun.append(True)), at_once=False)
    jobs.cancel(job, by=user)

    jobs.execute.func(job.pk)

    job.refresh_from_db()
    assert (job.state, begun) == (JobState.CANCELLED, [])


def test_work_is_done_once_though_it_is_handed_out_twice(begin: Any):
    done: list[bool] = []
    job = begin(lambda **_: str(done.append(True)))

    jobs.execute.func(job.pk)

    assert done == [True]


def raising(error: BaseException) -> Work:
    def work(**_: Any) -> str:
        raise error

    return work


def test_what_the_user_did_wrong_is_told_in_its_own_words(begin: Any, user: User):
    job = begin(raising(jobs.JobError("The year has no figures.")))

    assert (job.state, job.message) == (JobState.FAILED, "The year has no figures.")
    assert "The year has no figures." in signed_in(user).get(f"/jobs/{job.pk}/").content.decode()


def test_an_error_that_nobody_foresaw_gives_a_sentence_and_keeps_the_trace_from_the_user(
    begin: Any, user: User, caplog: pytest.LogCaptureFixture
):
    job = begin(raising(ZeroDivisionError("secret inner value")))

    page = signed_in(user).get(f"/jobs/{job.pk}/").content.decode()
    assert job.state == JobState.FAILED
    assert f"look for job {job.pk} in the server" in page
    for trace in ("secret inner value", "ZeroDivisionError", "Traceback"):
        assert trace not in page + job.message
    assert "secret inner value" in caplog.text


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_sentence_is_in_the_language_of_who_asked(language: str, begin: Any):
    with translation.override(language):
        job = begin(raising(ZeroDivisionError()))

    assert ("Something went wrong" in job.message) is (language == "en")


def test_a_server_that_is_stopped_tells_who_waits(begin: Any):
    job = begin(raising(SystemExit()), at_once=False)

    with pytest.raises(SystemExit):
        jobs.execute.func(job.pk)

    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.message.startswith("The server was stopped before this was done.")


def test_work_that_ran_when_the_server_died_can_be_begun_again(begin: Any):
    job = begin(lambda **_: "/result/", at_once=False, key="report")
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING)

    jobs.fail_interrupted()

    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert begin(lambda **_: "/result/", key="report").pk != job.pk


def test_the_same_work_under_way_is_not_begun_again(begin: Any):
    first = begin(lambda **_: "/result/", at_once=False, key="report")

    second = begin(lambda **_: "/result/", at_once=False, key="report")

    assert second.pk == first.pk
    assert Job.objects.count() == 1


def test_work_that_is_done_may_be_done_again(begin: Any):
    first = begin(lambda **_: "/result/", key="report")

    assert begin(lambda **_: "/result/", key="report").pk != first.pk


def test_work_without_a_key_is_begun_each_time(begin: Any):
    pks = {begin(lambda **_: "/result/", at_once=False).pk for _ in range(2)}

    assert len(pks) == 2


def test_only_who_began_work_sees_or_stops_it(begin: Any, other: User):
    job = begin(lambda **_: "/result/", at_once=False)
    client = signed_in(other)

    assert client.get(f"/jobs/{job.pk}/").status_code == 404
    assert client.post(f"/jobs/{job.pk}/cancel/").status_code == 404
    jobs.cancel(job, by=other)
    job.refresh_from_db()
    assert not job.cancel_requested


def test_work_is_not_stopped_by_a_link(begin: Any, user: User):
    job = begin(lambda **_: "/result/", at_once=False)

    assert signed_in(user).get(f"/jobs/{job.pk}/cancel/").status_code == 405
