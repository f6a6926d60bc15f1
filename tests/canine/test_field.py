"""What telephones send: once however often sent, nothing overwritten, nothing lost."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import factories
from tests.canine import world

from chegara.canine.actions.field import Change, link_find, receive_change, settle_conflict
from chegara.canine.models import Deployment, FieldChange, Find, Performance, Search
from chegara.canine.queries.trials import field_counts
from chegara.organisation.registers.actions import RecordRefusedError

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> world.Stage:
    return world.make_stage()


@pytest.fixture
def team(stage: world.Stage) -> world.Team:
    return world.make_team(stage.border, by=stage.manager)


def told(change: Change) -> dict[str, Any]:
    """Return a change as the telephone writes it."""
    return {
        "uid": str(change.uid),
        "record": str(change.record),
        "base": str(change.base) if change.base else None,
        "kind": change.kind,
        "team": change.team,
        "made_at": change.made_at.isoformat(),
        "device": change.device,
        "values": dict(change.values),
    }


def send(client: Client, *changes: Any) -> list[dict[str, Any]]:
    answer = client.post(
        reverse("canine_phone_changes"),
        json.dumps({"changes": list(changes)}),
        content_type="application/json",
    )
    assert answer.status_code == 200, answer.content
    return answer.json()["changes"]


def test_a_search_sent_twice_is_one_search_with_one_answer(stage, team):
    change = world.make_change(team, found=True, substance="Heroin")

    first, again = (receive_change(change, by=stage.handler) for _ in range(2))

    assert first == again
    assert (Search.objects.count(), Find.objects.count(), Deployment.objects.count()) == (1, 1, 1)


def test_searches_of_a_day_at_a_place_belong_to_one_deployment(stage, team):
    for area in ("car_out", "bus", "truck"):
        receive_change(world.make_change(team, area=area), by=stage.handler)

    deployment = Deployment.objects.get()
    assert deployment.searches.count() == 3
    assert "no certificate" in deployment.blocked


def test_a_later_change_that_builds_on_the_first_is_taken_over(stage, team):
    first = world.make_change(team)
    receive_change(first, by=stage.handler)

    answer = receive_change(
        world.make_change(team, record=first.record, base=first.uid, area="bus"), by=stage.handler
    )

    assert answer.became == "applied"
    assert Search.objects.get().area == "bus"


@pytest.mark.parametrize(("choose", "area"), [(False, "bus"), (True, "truck")], ids=["keep", "the other"])
def test_of_two_devices_both_versions_are_kept_and_a_person_decides(choose, area, stage, team):
    first = world.make_change(team)
    receive_change(first, by=stage.handler)
    one = world.make_change(team, record=first.record, base=first.uid, area="bus")
    other = world.make_change(team, record=first.record, base=first.uid, area="truck")

    became = [receive_change(each, by=stage.handler).became for each in (one, other)]
    standing = Search.objects.get().area
    kept = FieldChange.objects.get(became="conflict")
    settle_conflict(kept, choose=choose, by=stage.manager, reason="Asked the handler")

    assert became == ["applied", "conflict"]
    assert standing == "bus"
    assert kept.values["area"] == "truck"
    assert Search.objects.get().area == area
    with pytest.raises(RecordRefusedError, match="settled already"):
        settle_conflict(kept, choose=choose, by=stage.manager, reason="again")


def test_after_a_choice_an_older_device_does_not_overwrite_it(stage, team):
    first = world.make_change(team)
    one = world.make_change(team, record=first.record, base=first.uid, area="bus")
    other = world.make_change(team, record=first.record, base=first.uid, area="truck")
    for each in (first, one, other):
        receive_change(each, by=stage.handler)
    settle_conflict(FieldChange.objects.get(became="conflict"), choose=True, by=stage.manager, reason="r")

    late = receive_change(
        world.make_change(team, record=first.record, base=one.uid, area="vessel"), by=stage.handler
    )

    assert late.became == "conflict"
    assert Search.objects.get().area == "truck"


def test_a_correction_at_a_desk_is_not_overwritten_by_a_telephone(stage, team, client: Client):
    first = world.make_change(team)
    receive_change(first, by=stage.handler)
    search = Search.objects.get()
    client.force_login(stage.manager)
    client.post(
        reverse("canine_edit", args=["searches", search.pk]),
        {"searched_at": "02.03.2026 12:00", "area": "vessel", "count": 2, "alert": ""},
    )

    late = receive_change(
        world.make_change(team, record=first.record, base=first.uid, area="bus"), by=stage.handler
    )

    assert (late.became, Search.objects.get().area) == ("conflict", "vessel")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.lists(st.integers(0, 5), min_size=1, max_size=20))
def test_in_whatever_order_and_however_often_changes_come_each_is_kept_once(order, stage, team):
    with factories.undone_afterwards():
        first, second = world.make_change(team), world.make_change(team, area="bus")
        changes = [
            first,
            second,
            world.make_change(team, record=first.record, base=first.uid, area="truck"),
            world.make_change(team, record=first.record, base=first.uid, area="wagon"),
            world.make_change(team, record=second.record, base=second.uid, area="open"),
            world.make_change(team, area="vessel"),
        ]
        sent = [changes[number] for number in order]

        for change in sent:
            receive_change(change, by=stage.handler)

        assert set(FieldChange.objects.values_list("uid", flat=True)) == {change.uid for change in sent}
        assert set(Search.objects.values_list("uid", flat=True)) == {change.record for change in sent}


def test_an_exercise_recorded_on_a_telephone_is_scored_without_telling_where_the_hides_lay(
    stage, team, client
):
    set_up = world.make_exercise(stage.border, by=stage.manager, on=timezone.localdate())
    client.force_login(stage.handler)
    given_ = client.get(reverse("canine_phone_data")).json()
    change = {
        **told(world.make_change(team)),
        "kind": "performance",
        "values": {
            "set_up": set_up.pk,
            "worked_at": world.WORKED.isoformat(),
            "seen": {"1": "none", "2": "alert", "3": "alert"},
        },
    }

    [answer] = send(client, change)

    assert answer["became"] == "applied"
    assert [one["units"] for one in given_["exercises"]] == [6]
    assert "eroin" not in json.dumps([given_["exercises"], answer])
    outcomes = dict(Performance.objects.get().trials.values_list("unit", "outcome"))
    assert outcomes == {1: "correct_rejection", 2: "hit", 3: "false_alert"}


def test_a_telephone_is_given_no_exercise_in_which_explosives_are_handled(stage, client: Client):
    world.make_team(stage.border, by=stage.manager, discipline="explosives")
    tnt = world.make_odour(stage.manager, "tnt", "explosive")
    today = timezone.localdate()
    world.make_exercise(stage.border, by=stage.manager, on=today, discipline="explosives", hides={1: tnt})
    world.make_exercise(stage.border, by=stage.manager, on=today, hides={1: tnt})
    client.force_login(stage.handler)

    assert client.get(reverse("canine_phone_data")).json()["exercises"] == []


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        pytest.param({"values": {"searched_at": "yesterday"}}, "no moment", id="no moment"),
        pytest.param(
            {"values": {"searched_at": "2026-03-02T10:00:00Z", "area": "moon"}}, "moon", id="no area"
        ),
        pytest.param({"uid": "7"}, "no change", id="no name"),
        pytest.param({"kind": "novel"}, "no change", id="no kind"),
        pytest.param({"team": 0}, "not of your agency", id="no team"),
        pytest.param({"made_at": "2999-01-01T00:00:00Z"}, "clock", id="clock ahead"),
    ],
)
def test_one_bad_change_is_refused_in_words_and_stops_no_other(spoil, why, stage, team, client: Client):
    client.force_login(stage.handler)
    good = told(world.make_change(team))

    bad, fine = send(client, {**told(world.make_change(team)), **spoil}, good)

    assert bad["became"] == "refused"
    assert why in bad["message"]
    assert fine["became"] == "applied"
    assert Search.objects.count() == 1


@pytest.mark.parametrize("body", ["{", "[]", '{"changes": 3}', '{"changes": [' + "{}," * 60 + "{}]}"])
def test_what_is_no_list_of_changes_is_refused(body: str, stage, client: Client):
    client.force_login(stage.handler)

    answer = client.post(reverse("canine_phone_changes"), body, content_type="application/json")

    assert answer.status_code == 400


def test_a_team_of_another_agency_is_not_written_to(stage, team):
    with pytest.raises(PermissionDenied):
        receive_change(world.make_change(team), by=stage.stranger)


def test_the_share_of_alerts_with_a_find_is_of_those_searched_by_hand(stage, team):
    for values in (
        {"found": True, "by_hand": True}, {"alert": True, "by_hand": True, "found": False},
        {"alert": True, "by_hand": True, "found": False}, {"alert": True}, {}, {"count": 7},
    ):  # fmt: skip
        receive_change(world.make_change(team, **values), by=stage.handler)

    counts = field_counts(Search.objects.all())

    assert (counts.searches, counts.objects, counts.alerts) == (6, 12, 4)
    assert (counts.with_find, counts.without, counts.unresolved) == (1, 2, 1)


def test_a_find_is_linked_to_an_event_that_the_user_may_know_of(stage, team):
    receive_change(world.make_change(team, found=True), by=stage.handler)
    find = Find.objects.get()
    batch = factories.make_batch(
        factories.events_csv(
            [("02.03.2026", "seizures.drugs", "P1", "heroin", "1", "kg", "yard", "")]
        ),
        by=factories.make_user("importer", agency=stage.border), agency=stage.border, synthetic=True,
    )  # fmt: skip
    event = batch.records.get()

    link_find(find, event, by=stage.manager)

    find.refresh_from_db()
    assert find.event == event
    with pytest.raises(PermissionDenied):
        link_find(find, event, by=stage.stranger)


def test_who_answers_for_the_service_links_a_find_to_an_event_of_the_own_agency_alone(stage, team, client):
    receive_change(world.make_change(team, found=True), by=stage.handler)
    find = Find.objects.get()
    own, other = (
        factories.make_batch(
            factories.events_csv([(on, "seizures.drugs", "P1", "heroin", "1", "kg", "yard", "")]),
            by=factories.make_user(f"importer-{agency.code}", agency=agency), agency=agency, synthetic=True,
        ).records.get()
        for agency, on in (
            (stage.border, f"{timezone.localtime(find.search.searched_at):%d.%m.%Y}"),
            (stage.stranger.memberships.first().agency, f"{timezone.localdate():%d.%m.%Y}"),
        )
    )  # fmt: skip
    address = reverse("find_link", args=[find.pk])

    client.force_login(stage.manager)
    page = client.get(address)
    offered = set(page.context["form"].fields["event"].queryset)
    client.post(address, {"event": own.pk})

    find.refresh_from_db()
    assert own in offered
    assert other not in offered
    assert find.event == own
    client.force_login(stage.handler)
    assert not client.get(address).context["form"].fields["event"].queryset


def test_the_page_opens_without_data_and_the_worker_keeps_it(stage, client: Client):
    world.make_team(stage.border, by=stage.manager, code="SECRET-TEAM")
    client.force_login(stage.handler)

    page = client.get(reverse("canine_phone"))
    worker = client.get(reverse("canine_worker"))

    assert "SECRET-TEAM" not in page.content.decode()
    assert worker["Content-Type"].startswith("text/javascript")
    assert reverse("canine_phone") in worker.content.decode()


def test_changes_long_ago_are_still_taken_over(stage, team):
    change = world.make_change(team, at=timezone.now() - timedelta(days=40))

    assert receive_change(change, by=stage.handler).became == "applied"
