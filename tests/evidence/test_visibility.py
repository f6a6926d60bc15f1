"""Who sees which import, and that what somebody does not see reaches nothing that they can open."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from itertools import product
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import factories
from tests.pages.addresses import patterns, words_of

from chegara.accounts.models import Marking, Role, User
from chegara.config.document_jobs import REPORT_JOB, folder_of
from chegara.evidence.actions import imports
from chegara.evidence.models import Batch, Record
from chegara.evidence.queries.breakdowns import breakdown
from chegara.evidence.queries.presence import presence, years_reported
from chegara.evidence.queries.series import series
from chegara.organisation import actions
from chegara.organisation.models import Agency, CrossingPoint, Release, State
from chegara.organisation.visibility import AgencyViewer, JointViewer, PublicViewer
from chegara.pages.jobs import run_job
from chegara.pages.models import Job

pytestmark = pytest.mark.django_db
OPEN, OFFICIAL = Marking.OPEN, Marking.OFFICIAL_USE

# --- what is taken away counts at once --------------------------------------------------------------------

TAKEN = {
    "a membership": lambda user: user.memberships.all().delete(),
    "a clearance": lambda user: User.objects.filter(pk=user.pk).update(clearance=OPEN),
    "a compartment": lambda user: user.compartments.clear(),
    "the account": lambda user: User.objects.filter(pk=user.pk).update(is_active=False),
}


@pytest.mark.parametrize("take", TAKEN.values(), ids=TAKEN.keys())
def test_what_is_taken_from_a_user_counts_at_the_next_question(take: Any):
    agency = factories.make_agency()
    user = factories.make_user("clerk", agency=agency)
    circle = factories.make_compartment(members=[user])
    batch = factories.receive_batch(by=user, agency=agency, marking=OFFICIAL, compartment=circle)
    for _asked_again in range(2):
        assert list(Batch.objects.visible_to(user)) == [batch]

    take(user)

    assert list(Batch.objects.visible_to(User.objects.get(pk=user.pk))) == []


# --- one rule, against an oracle that knows no database ---------------------------------------------------


@dataclass(frozen=True)
class PlainRelease:
    agency: int
    to_all: bool
    to_public: bool
    to: frozenset[int]
    withdrawn: bool

    @property
    def to_each(self) -> bool:
        return self.to_all or self.to_public


@dataclass(frozen=True)
class PlainUser:
    current: frozenset[int]
    expired: frozenset[int]
    clearance: Marking
    circles: frozenset[int]
    active: bool


@dataclass(frozen=True)
class PlainBatch:
    owner: int
    marking: Marking
    circle: int | None
    releases: frozenset[int]


@dataclass(frozen=True)
class PlainWorld:
    releases: tuple[PlainRelease, ...]
    users: tuple[PlainUser, ...]
    batches: tuple[PlainBatch, ...]


COUNTRY_OF = (0, 0, 1, 1)
AGENCIES = range(len(COUNTRY_OF))
CIRCLES = range(2)


def some_of(choices: range) -> st.SearchStrategy[frozenset[int]]:
    return st.frozensets(st.sampled_from(choices), max_size=2)


@st.composite
def worlds(draw: st.DrawFn) -> PlainWorld:
    releases = draw(
        st.lists(
            st.builds(
                PlainRelease, agency=st.sampled_from(AGENCIES), to_all=st.booleans(),
                to_public=st.booleans(), to=some_of(AGENCIES), withdrawn=st.booleans(),
            ),
            max_size=4,
        )
    )  # fmt: skip
    users = draw(
        st.lists(
            st.builds(
                PlainUser, current=some_of(AGENCIES), expired=some_of(AGENCIES), circles=some_of(CIRCLES),
                clearance=st.sampled_from(Marking), active=st.booleans(),
            ),
            min_size=1, max_size=3,
        )
    )  # fmt: skip
    batches = []
    for _ in range(draw(st.integers(1, 4))):
        owner = draw(st.sampled_from(AGENCIES))
        own = [number for number, release in enumerate(releases) if release.agency == owner]
        batches.append(
            PlainBatch(
                owner=owner, marking=draw(st.sampled_from(Marking)),
                circle=draw(st.sampled_from([None, 0, 1])),
                releases=draw(st.frozensets(st.sampled_from(own))) if own else frozenset(),
            )
        )  # fmt: skip
    return PlainWorld(tuple(releases), tuple(users), tuple(batches))


def reaches(release: PlainRelease, agencies: frozenset[int]) -> bool:
    if release.withdrawn:
        return False
    countries = {COUNTRY_OF[agency] for agency in agencies}
    return bool(release.to & agencies) or (release.to_each and COUNTRY_OF[release.agency] in countries)


def may_see(world: PlainWorld, user: PlainUser, batch: PlainBatch) -> bool:
    agencies = user.current
    released = any(reaches(world.releases[number], agencies) for number in batch.releases)
    return (
        user.active
        and (batch.owner in agencies or released)
        and (user.clearance == OFFICIAL or batch.marking == OPEN)
        and (batch.circle is None or batch.circle in user.circles)
    )


@dataclass
class Stage:
    """What every random world stands on."""

    agencies: list[Agency]
    founders: list[User]


@pytest.fixture
def ground() -> Stage:
    states = [factories.make_state("XA"), factories.make_state("XB")]
    agencies = [
        factories.make_agency(states[country], code=f"X-{number}")
        for number, country in enumerate(COUNTRY_OF)
    ]
    founders = [
        factories.make_user(f"founder{number}", agency=agency) for number, agency in enumerate(agencies)
    ]
    return Stage(agencies, founders)


def build(world: PlainWorld, ground: Stage) -> tuple[list[User], list[Batch]]:
    yesterday = timezone.localdate() - timedelta(days=1)
    users = []
    for number, plain in enumerate(world.users):
        user = factories.make_user(f"user{number}", clearance=plain.clearance)
        for agency in plain.current:
            factories.make_membership(user, ground.agencies[agency])
        for agency in plain.expired:
            factories.make_membership(
                user, ground.agencies[agency], role=Role.OFFICER, valid_from=yesterday, valid_until=yesterday
            )
        user.is_active = plain.active
        user.save()
        users.append(user)
    circles = [
        factories.make_compartment(
            f"circle{circle}",
            members=ground.founders
            + [u for u, p in zip(users, world.users, strict=True) if circle in p.circles],
        )
        for circle in CIRCLES
    ]
    releases = []
    for plain in world.releases:
        release = factories.make_release(
            ground.agencies[plain.agency], to_all=plain.to_all, to_public=plain.to_public,
            to=[ground.agencies[a] for a in plain.to],
        )  # fmt: skip
        if plain.withdrawn:
            actions.withdraw_release(release, by=ground.founders[plain.agency], reason="test")
        releases.append(release)
    batches = [
        factories.receive_batch(
            by=ground.founders[plain.owner], agency=ground.agencies[plain.owner], marking=plain.marking,
            compartment=None if plain.circle is None else circles[plain.circle],
            releases=[releases[number] for number in plain.releases],
        )
        for plain in world.batches
    ]  # fmt: skip
    return users, batches


@given(world=worlds())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_somebody_sees_exactly_what_the_rule_says(world: PlainWorld, ground: Stage):
    with factories.undone_afterwards():
        users, batches = build(world, ground)

        for plain_user, user in zip(world.users, users, strict=True):
            expected = [
                batch.pk
                for plain, batch in zip(world.batches, batches, strict=True)
                if may_see(world, plain_user, plain)
            ]
            assert sorted(Batch.objects.visible_to(user).values_list("pk", flat=True)) == expected


@given(world=worlds(), country=st.sampled_from([0, 1]), clearance=st.sampled_from(Marking))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_joint_document_holds_what_was_released_to_all_and_nothing_of_a_compartment(
    world: PlainWorld, country: int, clearance: Marking, ground: Stage
):
    with factories.undone_afterwards():
        _users, batches = build(world, ground)
        viewer = JointViewer(State.objects.get(code="XAXB"[2 * country : 2 * country + 2]), clearance)

        expected = [
            batch.pk
            for plain, batch in zip(world.batches, batches, strict=True)
            if plain.circle is None
            and (clearance == OFFICIAL or plain.marking == OPEN)
            and any(
                world.releases[n].to_each
                and not world.releases[n].withdrawn
                and COUNTRY_OF[plain.owner] == country
                for n in plain.releases
            )
        ]
        assert sorted(Batch.objects.visible_to(viewer).values_list("pk", flat=True)) == expected


@given(world=worlds(), agency=st.sampled_from(AGENCIES), clearance=st.sampled_from(Marking))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_an_agency_s_edition_holds_what_each_of_its_users_without_a_compartment_may_see(
    world: PlainWorld, agency: int, clearance: Marking, ground: Stage
):
    anyone = PlainUser(frozenset({agency}), frozenset(), clearance, frozenset(), active=True)
    with factories.undone_afterwards():
        _users, batches = build(world, ground)
        viewer = AgencyViewer(ground.agencies[agency], clearance)

        expected = [
            batch.pk
            for plain, batch in zip(world.batches, batches, strict=True)
            if may_see(world, anyone, plain)
        ]
        assert sorted(Batch.objects.visible_to(viewer).values_list("pk", flat=True)) == expected


@given(world=worlds(), country=st.sampled_from([0, 1]))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_public_sees_open_records_that_were_released_to_it_and_nothing_of_a_compartment(
    world: PlainWorld, country: int, ground: Stage
):
    with factories.undone_afterwards():
        _users, batches = build(world, ground)
        viewer = PublicViewer(State.objects.get(code="XAXB"[2 * country : 2 * country + 2]))

        expected = [
            batch.pk
            for plain, batch in zip(world.batches, batches, strict=True)
            if plain.circle is None
            and plain.marking == OPEN
            and COUNTRY_OF[plain.owner] == country
            and any(world.releases[n].to_public and not world.releases[n].withdrawn for n in plain.releases)
        ]
        assert sorted(Batch.objects.visible_to(viewer).values_list("pk", flat=True)) == expected


def test_nobody_in_particular_sees_nothing(ground: Stage):
    factories.receive_batch(by=ground.founders[0], agency=ground.agencies[0], marking=OPEN)

    assert not Batch.objects.visible_to(AnonymousUser()).exists()


# --- what is not seen reaches nothing ---------------------------------------------------------------------


@dataclass
class Secret:
    """An import whose every word and figure can be found again wherever it appears."""

    batch: Batch
    marks: list[str] = field(default_factory=list)


ROLES = (Role.ANALYST, Role.SUPERVISOR, Role.OVERSIGHT)
STATISTICS = (
    "persons.crossings", "vehicles.crossings", "refusals", "illegal_stay", "false_documents", "facilitators",
    "wanted_persons", "drones", "border_incidents", "asylum_claims", "returns", "patrols",
)  # fmt: skip
# Who sees which import: ring and border are of the border service, ring in the compartment too;
# open is of it as well but not cleared; customs and police belong to the same country, foreign to another.
SEEN_BY = {
    "own": {"ring", "border"},
    "own open": {"ring", "border", "open"},
    "own events": {"ring", "border"},
    "released to all": {"ring", "border", "customs", "police"},
    "released to all, open": {"ring", "border", "open", "customs", "police"},
    "released to police": {"ring", "border", "police"},
    "withdrawn": {"ring", "border"},
    "in the ring": {"ring"},
    "events in the ring": {"ring"},
    "staged": {"ring", "border"},
    "corrected": {"ring", "border"},
    "correction": {"ring", "border", "customs", "police"},
    "other breakdown": {"ring", "border", "customs", "police"},
    "of customs": {"customs"},
    "abroad": {"foreign"},
}


class Secrets:
    """A small world of imports, each with marks that exist nowhere else."""

    def __init__(self) -> None:
        self.random = random.Random(20261123)  # noqa: S311 - nothing is kept secret by it
        self.country, abroad = factories.make_state("XA"), factories.make_state("XB")
        self.border = factories.make_agency(self.country, code="XA-BOR")
        customs = factories.make_agency(self.country, code="XA-CUS", kind="customs")
        police = factories.make_agency(self.country, code="XA-POL", kind="interior")
        foreign = factories.make_agency(abroad, code="XB-BOR")
        self.point = factories.make_point(self.country, name="Known point", latitude=1.0, longitude=1.0)
        homes = {
            "ring": self.border, "border": self.border, "open": self.border, "customs": customs,
            "police": police, "foreign": foreign,
        }  # fmt: skip
        self.users = {
            name: factories.make_user(
                name, agency=home, roles=ROLES, clearance=OPEN if name == "open" else OFFICIAL
            )
            for name, home in homes.items()
        }
        self.circle = factories.make_compartment("ring", members=[self.users["ring"]])
        self.secrets: dict[str, Secret] = {}
        self.indicators = iter(STATISTICS)
        self._bring_in(police, customs, foreign)

    def _bring_in(self, police: Agency, customs: Agency, foreign: Agency) -> None:
        to_all = factories.make_release(self.border, to_all=True, letter_number="to-all")
        to_police = factories.make_release(self.border, to=[police], letter_number=self._letter("police"))
        withdrawn = factories.make_release(self.border, to_all=True, letter_number="ended")
        self._add("own")
        self._add("own open", marking=OPEN)
        self._add("own events", events=True)
        self._add("released to all", releases=[to_all, to_police])
        self._add("released to all, open", releases=[to_all], marking=OPEN)
        self._add("released to police", releases=[to_police])
        self._add("withdrawn", releases=[withdrawn])
        self._add("in the ring", releases=[to_all], compartment=self.circle)
        self._add("events in the ring", releases=[to_all], compartment=self.circle, events=True)
        self._add("staged", confirmed=False)
        corrected = self._add("corrected")
        self._add("correction", releases=[to_all], replaces=corrected)
        self._add("other breakdown", releases=[to_all], indicator=STATISTICS[0], citizenship="KZ")
        self._add("of customs", agency=customs, user="customs")
        self._add(
            "abroad", agency=foreign, user="foreign", releases=[factories.make_release(foreign, to_all=True)]
        )
        actions.withdraw_release(withdrawn, by=self.users["ring"], reason="test")

    def _letter(self, name: str) -> str:
        self.letters = {name: f"letter{self._word()}"}
        return self.letters[name]

    def _word(self) -> str:
        return f"{self.random.getrandbits(60):015x}"

    def _number(self) -> str:
        return str(self.random.randrange(10**8, 10**9))

    def _add(
        self, name: str, *, agency: Agency | None = None, user: str = "ring", events: bool = False,
        indicator: str = "", citizenship: str = "", confirmed: bool = True, **more: Any,
    ) -> Batch:  # fmt: skip
        marks = [f"{kind}{self._word()}" for kind in ("file", "source", "point", "place", "remark")]
        number = self._number()
        if events:
            content = factories.events_csv(
                [("03.01.2025", "seizures.drugs", marks[2], "heroin", number, "kg", marks[3], marks[4])]
            )
            kept = marks
        else:
            indicator = indicator or next(self.indicators)
            content = factories.statistics_csv([(indicator, "2025-01", marks[2], citizenship, "", number)])
            kept = marks[:3]
        act = factories.make_batch if confirmed else factories.stage_batch
        batch = act(
            content,
            by=self.users[user],
            agency=agency or self.border,
            name=f"{marks[0]}.csv",
            source=marks[1],
            **more,
        )
        run_job("evidence.stage", {"batch": batch.pk}, by=self.users[user], title=f"Reading {marks[0]}")
        self.secrets[name] = Secret(batch, [*kept, number])
        return batch

    def hidden_from(self, user: str) -> dict[str, str]:
        """Return each mark that somebody must not meet, with where it is from."""
        hidden = {
            mark: name
            for name, secret in self.secrets.items()
            if user not in SEEN_BY[name]
            for mark in secret.marks
        }
        if user not in {"ring", "border", "open", "police"}:
            hidden |= dict.fromkeys(self.letters.values(), "letter to the police")
        return hidden

    def shown_to(self, user: str) -> set[str]:
        return {mark for n, secret in self.secrets.items() if user in SEEN_BY[n] for mark in secret.marks}

    @cached_property
    def arguments(self) -> dict[str, list[dict[str, Any]]]:
        """Return by address the arguments to try: those of every record, whoever may see it."""
        keys: dict[str, list[dict[str, Any]]] = {
            "record_detail": [{"pk": pk} for pk in Record.objects.values_list("pk", flat=True)],
            "release_detail": [{"pk": pk} for pk in Release.objects.values_list("pk", flat=True)],
            "crossingpoint_detail": [{"pk": pk} for pk in CrossingPoint.objects.values_list("pk", flat=True)],
            "agency_detail": [{"pk": pk} for pk in Agency.objects.values_list("pk", flat=True)],
            "job_detail": [{"pk": pk} for pk in Job.objects.values_list("pk", flat=True)],
            "map_data": [{"code": "XA"}, {"code": "XB"}],
            "workbook_export": [{"code": "XA"}, {"code": "XB"}],
            "reconcile": [{"country": "XA", "indicator": code} for code in STATISTICS[:6]],
            "gap": [
                {"agency": self.border.pk, "indicator": code, "first": "2025-01", "last": "2025-01"}
                for code in STATISTICS[:2]
            ],
        }
        batches = [{"pk": secret.batch.pk} for secret in self.secrets.values()]
        keys |= {f"batch_{page}": batches for page in ("detail", "file")}
        keys |= {f"batch_{page}": batches[:1] + batches[5:8] for page in ("mapping", "undo")}
        return keys

    def queries(self, name: str) -> list[str]:
        """Return the query strings with which an address is opened."""
        country_and_indicator = [f"?country=XA&indicator={c}" for c in (*STATISTICS, "seizures.drugs")]
        exports = ["?_export=csv", "?_export=xlsx"]
        if name in {"event_list", "statistic_list"}:
            one_by_one = ("own", "own events", "in the ring", "events in the ring")
            return ["", *exports, *(f"?batch={self.secrets[one].batch.pk}" for one in one_by_one)]
        if name in {"batch_list", "audit_log", "release_list"}:
            return ["", *exports]
        return {
            "series": [
                f"?country=XA&indicator={code}"
                for code in ("persons.crossings", "refusals", "seizures.drugs")
            ]
            + [f"?country=XA&place=point-{self.point.pk}"],
            "series_csv": country_and_indicator,
            "evidence_overview": ["?country=XA&year=2025", "?country=XB&year=2025"],
            "map": ["?country=XA", "?country=XB"],
            "batch_detail": ["", "?_export=csv"],
        }.get(name, [""])

    def addresses(self) -> Iterator[str]:
        """Yield all addresses that can be read, with all arguments and queries worth trying."""
        for pattern in patterns():
            if pattern.pattern.converters and pattern.name not in self.arguments:
                continue
            arguments = self.arguments.get(pattern.name, [{}])
            for one, query in product(arguments, self.queries(pattern.name)):
                yield reverse(pattern.name, kwargs=one) + query


@pytest.fixture(scope="module")
def secrets(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Secrets]:
    from django.conf import settings as site
    from django.test import override_settings

    folder = tmp_path_factory.mktemp("secrets")
    with (
        django_db_blocker.unblock(),
        override_settings(
            FILES=folder / "files", PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]
        ),
        factories.undone_afterwards(),
    ):
        assert site.FILES != "files"
        yield Secrets()


@pytest.fixture(autouse=True)
def _files_of_the_secrets(request: pytest.FixtureRequest, settings: Any, tmp_path_factory: Any) -> None:
    if "secrets" in request.fixturenames:
        settings.FILES = next(tmp_path_factory.getbasetemp().glob("secrets*")) / "files"


def walk(secrets: Secrets, user: str) -> Iterator[tuple[str, str]]:
    client = Client()
    client.force_login(secrets.users[user])
    for address in secrets.addresses():
        yield address, words_of(client.get(address))


def found_in(marks: Any, text: str) -> list[str]:
    return [mark for mark in marks if mark in text]


@pytest.mark.parametrize("name", SEEN_BY)
def test_the_rule_as_a_table(name: str, secrets: Secrets):
    batch = secrets.secrets[name].batch

    seen_by = {
        user for user, who in secrets.users.items() if Batch.objects.visible_to(who).filter(pk=batch.pk)
    }

    assert seen_by == SEEN_BY[name]


def test_the_walk_finds_what_is_there_to_be_seen(secrets: Secrets):
    wanted = secrets.shown_to("ring")

    for _address, text in walk(secrets, "ring"):
        wanted -= set(found_in(wanted, text))

    assert not wanted


@pytest.mark.parametrize("user", ["border", "open", "customs", "police", "foreign"])
def test_what_somebody_does_not_see_is_on_no_page_and_in_no_file(user: str, secrets: Secrets):
    hidden = secrets.hidden_from(user)
    assert hidden

    leaks = {
        (address, hidden[mark]) for address, text in walk(secrets, user) for mark in found_in(hidden, text)
    }

    assert leaks == set()


@pytest.mark.parametrize("user", ["ring", "border", "open", "customs", "police", "foreign"])
def test_lists_count_what_somebody_sees(user: str, secrets: Secrets):
    client = Client()
    client.force_login(secrets.users[user])
    seen = [name for name in SEEN_BY if user in SEEN_BY[name]]
    counting = [name for name in seen if name not in {"staged", "corrected"}]
    expected = {
        "batch_list": len(seen),
        "event_list": sum("events" in name for name in counting),
        "statistic_list": sum("events" not in name for name in counting),
    }

    counted = {name: client.get(reverse(name)).context["table"].page.paginator.count for name in expected}

    assert counted == expected


@pytest.mark.parametrize("user", ["ring", "border", "open", "customs", "police", "foreign"])
def test_totals_add_up_what_somebody_sees(user: str, secrets: Secrets):
    viewer = secrets.users[user]
    visible = Record.objects.visible_to(viewer).counting().filter(batch__country="XA", supplementary=False)
    expected: dict[tuple[str, int], float] = {}
    for record in visible.select_related("batch"):
        key = (record.indicator_id, record.batch.owner_agency_id)
        expected[key] = expected.get(key, 0.0) + record.value

    found = {(row.indicator.pk, row.agency.pk): row.total for row in presence(secrets.country, viewer, 2025)}

    assert found == expected
    for indicator in {record.indicator for record in visible.select_related("indicator")}:
        own = series(indicator, secrets.country, viewer)
        of_indicator = sum(total for (code, _agency), total in expected.items() if code == indicator.pk)
        assert [value for value in own.values if value == value] == [of_indicator]
        shares = breakdown(
            indicator,
            secrets.country,
            viewer,
            by="point",
            first=own.months[0].first_day,
            last=own.months[-1].last_day,
        )
        assert sum(share.value for share in shares) == of_indicator


def test_a_country_of_which_nothing_is_seen_has_no_year(secrets: Secrets):
    assert years_reported(secrets.country, secrets.users["foreign"]) == []
    assert years_reported(secrets.country, secrets.users["customs"]) == [2025]


@pytest.mark.parametrize(
    ("user", "edition"),
    [("open", "joint"), ("customs", "own")],
)
def test_what_somebody_does_not_see_is_in_no_document(
    user: str, edition: str, secrets: Secrets, settings: Any, django_capture_on_commit_callbacks: Any
):
    hidden = secrets.hidden_from(user) | (secrets.hidden_from("customs") if edition == "joint" else {})
    with django_capture_on_commit_callbacks(execute=True):
        job = run_job(
            REPORT_JOB,
            {"country": "XA", "year": 2025, "edition": edition, "document_language": "en"},
            by=secrets.users[user], title="Report",
        )  # fmt: skip
    job.refresh_from_db()
    client = Client()
    client.force_login(secrets.users[user])

    names = sorted(path.name for path in folder_of(job.pk).iterdir() if path.suffix != ".svg")
    addresses = [reverse("report_detail", args=[job.pk])] + [
        reverse("report_file", args=[job.pk, name]) for name in names if name != "page.html"
    ]
    texts = {address: words_of(client.get(address)) for address in addresses}

    assert {name.rsplit(".")[-1] for name in names} == {"docx", "html", "pdf"}
    assert any(found_in(secrets.shown_to(user), text) for text in texts.values())
    assert {(a, hidden[mark]) for a, text in texts.items() for mark in found_in(hidden, text)} == set()


# --- only the agency whose file it is acts on it ----------------------------------------------------------

STRANGERS = ["open", "customs", "police", "foreign"]


@pytest.mark.parametrize("user", STRANGERS)
@pytest.mark.parametrize("name", ["own", "released to all", "in the ring"])
def test_others_cannot_act_on_an_import(name: str, user: str, secrets: Secrets):
    batch, stranger = Batch.objects.get(pk=secrets.secrets[name].batch.pk), secrets.users[user]
    acts = {
        "set_mappings": lambda: imports.set_mappings(batch, mappings=[], by=stranger),
        "stage": lambda: imports.stage(batch, by=stranger),
        "confirm": lambda: imports.confirm(batch, by=stranger),
        "undo": lambda: imports.undo(batch, by=stranger, reason="no"),
        "discard": lambda: imports.discard(batch, by=stranger),
        "change_handling": lambda: imports.change_handling(
            batch, marking=OPEN, compartment=None, releases=[], by=stranger, reason="no"
        ),
    }

    for act in acts.values():
        with pytest.raises(imports.ImportRefusedError, match="Only the agency"):
            act()

    stored = Batch.objects.get(pk=batch.pk)
    assert (stored.state, stored.marking, stored.mappings) == (batch.state, batch.marking, batch.mappings)


@pytest.mark.parametrize("user", STRANGERS)
@pytest.mark.parametrize("view", ["batch_confirm", "batch_undo", "batch_handling", "batch_mapping"])
def test_others_pages_refuse_to_act_on_an_import(view: str, user: str, secrets: Secrets):
    client = Client()
    client.force_login(secrets.users[user])
    for name in ("own", "released to all", "staged"):
        batch = secrets.secrets[name].batch

        answer = client.post(reverse(view, args=[batch.pk]), {"reason": "no", "marking": "open"})

        assert answer.status_code == (403 if user in SEEN_BY[name] else 404)
        assert Batch.objects.get(pk=batch.pk).state == batch.state
