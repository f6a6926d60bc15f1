"""Restricted indicators: a container that is there for its readers and for nobody else."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from openpyxl import Workbook
from tests import factories
from tests.pages.addresses import words_of
from tests.profiling.world import agency_and_users, begin, in_days, make_indicator, make_indicator_set

from chegara.accounts.models import Role
from chegara.audit.models import AuditEntry
from chegara.organisation.visibility import AgencyViewer, JointViewer
from chegara.profiling import report
from chegara.profiling.actions import checks, indicator_sets
from chegara.profiling.actions.common import ProfilingError
from chegara.profiling.models import Indicator, IndicatorSet
from chegara.reporting.render import render

pytestmark = pytest.mark.django_db
SECRET = "Ticket bought at the counter named in annex 7"


@pytest.fixture
def held():
    agency, analyst, first, _second = agency_and_users()
    made = make_indicator_set(agency, first)
    indicator_sets.save_set(made, readers=[analyst], by=first)
    indicator = make_indicator(agency, analyst, code="R-1", text=SECRET, set=made)
    return agency, analyst, first, made, indicator


def test_a_reader_reads_it_and_that_stays_in_the_log(held, client):
    _agency, analyst, _first, made, indicator = held
    client.force_login(analyst)

    for url in (made.get_absolute_url(), indicator.get_absolute_url(), reverse("indicator_list")):
        assert SECRET in words_of(client.get(url)), url
    reads = AuditEntry.objects.filter(action="profiling.set_read")
    assert reads.count() == 2


@pytest.mark.parametrize(
    "roles",
    [[Role.ANALYST], [Role.SUPERVISOR], [Role.OFFICER], [Role.OVERSIGHT], [Role.TRAINER], list(Role)],
    ids=["analyst", "supervisor", "officer", "oversight", "trainer", "all roles"],
)
def test_who_is_not_named_sees_nothing_of_it_whatever_the_role(held, client, roles):
    agency, _analyst, _first, made, indicator = held
    client.force_login(factories.make_user("curious", agency=agency, roles=roles))

    urls = [reverse(name) for name in ("indicator_list", "indicator_set_list")]
    urls += [
        made.get_absolute_url(),
        indicator.get_absolute_url(),
        reverse("indicator_list") + "?_export=csv",
    ]
    urls += [reverse("profiling_paper", args=["booklet", "html"]), "/audit/"]
    for url in urls:
        content = client.get(url).content.decode()
        assert SECRET not in content, url
        assert made.title not in content or url == "/audit/", url


def test_no_release_no_shared_view_and_no_booklet_opens_it(held):
    agency, analyst, _first, made, indicator = held
    other = factories.make_agency(agency.country, code="XA-CUS", kind="customs")
    stranger = factories.make_user("stranger", agency=other, roles=[Role.ANALYST])
    release = factories.make_release(agency, to_all=True, to_public=True)
    made.releases.add(release)
    indicator.releases.add(release)
    made.readers.add(stranger)

    for viewer in (stranger, JointViewer(agency.country), AgencyViewer(agency)):
        assert not Indicator.objects.visible_to(viewer).filter(pk=indicator.pk).exists()
        assert not IndicatorSet.objects.visible_to(viewer).exists()
    document = report.booklet(agency, analyst, today=in_days(0), language="en")
    assert SECRET not in render(document, "html").decode()


def test_an_officer_who_reads_it_notes_it_and_the_check_betrays_it_to_nobody(held, client):
    agency, analyst, first, made, _indicator = held
    officer = factories.make_user("reader", agency=agency, roles=[Role.OFFICER])
    indicator_sets.save_set(made, readers=[analyst, officer], by=first)
    check = begin(agency, officer)
    client.force_login(officer)
    checks.write_own_view(check, view="unsure", by=officer)
    assert SECRET in words_of(client.get(check.get_absolute_url()))
    checks.decide(check, decision="second_line", reason="counter", by=officer, seen={"R-1": "for"})

    client.force_login(factories.make_user("other", agency=agency, roles=[Role.OFFICER]))
    page = client.get(check.get_absolute_url()).content.decode()
    assert "R-1" not in page
    assert SECRET not in page


def test_what_it_says_stays_out_of_the_audit_log(held):
    entries = AuditEntry.objects.all()

    assert not any(
        SECRET in f"{entry.object_label} {entry.before} {entry.after} {entry.reason}" for entry in entries
    )
    assert entries.filter(action="profiling.indicator_saved").exists()


def test_only_who_reads_a_set_fills_it_and_only_with_readers_of_its_agency(held):
    agency, _analyst, first, made, _indicator = held
    second = type(first).objects.get(username="second")

    with pytest.raises(ProfilingError, match="Only who reads"):
        make_indicator(agency, second, code="R-2", set=made)
    with pytest.raises(ProfilingError, match="Only who reads"):
        indicator_sets.fill(made, name="s.csv", content=csv_of("R-2"), by=second)
    trainer = factories.make_user("trainer", agency=agency, roles=[Role.TRAINER])
    with pytest.raises(ProfilingError, match="role or agency"):
        indicator_sets.save_set(made, readers=[trainer], by=first)
    assert set(made.readers.values_list("username", flat=True)) == {"author", "first"}


HEAD = ("code", "subject", "purpose", "text", "observed", "knowable", "source", "legal_basis", "grade",
        "exonerating", "owner", "review_on")  # fmt: skip


def row_of(number, **changes):
    told = dict(
        zip(
            HEAD,
            (number, "person", "migrant_smuggling", "Ticket of a third person", "another name", "document",
             "route", "Border law", "C", "A colleague booked", "Analysis", f"{in_days(60):%d.%m.%Y}"),
            strict=True,
        )
    )  # fmt: skip
    return list((told | changes).values())


def csv_of(*codes, **changes):
    return "\n".join([";".join(HEAD), *(";".join(row_of(code, **changes)) for code in codes)]).encode()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_file_fills_the_container_whole(held, form):
    _agency, analyst, _first, made, _indicator = held
    content = csv_of("R-2", "R-3")
    if form == "xlsx":
        book = Workbook()
        for row in (HEAD, row_of("R-2"), row_of("R-3")):
            book.active.append(row)
        stream = io.BytesIO()
        book.save(stream)
        content = stream.getvalue()

    assert indicator_sets.fill(made, name=f"set.{form}", content=content, by=analyst) == 2
    assert set(made.indicators.values_list("code", flat=True)) == {"R-1", "R-2", "R-3"}
    changed = csv_of("R-2", text="Ticket of a stranger")
    indicator_sets.fill(made, name="set.csv", content=changed, by=analyst)
    assert made.indicators.get(code="R-2").text == "Ticket of a stranger"
    assert made.indicators.count() == 3


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"text": "Wears religious dress"}, "Row 3"),
        ({"grade": "Z"}, "Row 3, column grade"),
        ({"review_on": "soon"}, "Row 3, column review_on"),
        ({"owner": ""}, "Row 3, column owner"),
        ({"code": "P-1"}, "outside this set"),
    ],
    ids=["protected", "no such grade", "no day", "blank", "an indicator of the open catalogue"],
)
def test_a_row_that_may_not_be_is_named_and_nothing_comes_in(held, changes, words):
    agency, analyst, _first, made, _indicator = held
    make_indicator(agency, analyst)
    content = csv_of("R-2") + b"\n" + csv_of("R-3", **changes).split(b"\n")[1]

    with pytest.raises(ProfilingError, match=words):
        indicator_sets.fill(made, name="set.csv", content=content, by=analyst)
    assert made.indicators.count() == 1
    with pytest.raises(ProfilingError, match="missing: subject"):
        indicator_sets.fill(made, name="set.csv", content=b"code\nR-9\n", by=analyst)
