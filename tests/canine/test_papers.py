"""The papers that the law asks for: what stands in them, and for whom."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests import factories
from tests.canine import plans, world

from chegara.canine.actions import aids
from chegara.canine.models import Component, Deployment, Equipment, FeedNorm, Maintenance, VetRecord
from chegara.canine.report.act import certification_act, judge, norm_of
from chegara.canine.report.common import Period
from chegara.canine.report.dogs import service_card, veterinary_passport
from chegara.canine.report.journal import training_journal
from chegara.canine.report.stores import feed_norms, write_off_act
from chegara.reporting.blocks import Callout, SignatureBlock, Table
from chegara.reporting.text import clean

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def words(document) -> str:
    """Return all words of a document."""
    found = [document.title, document.subtitle, document.banner, document.marking]
    for block in document.blocks:
        match block:
            case Table():
                found += [block.caption, block.source, *block.notes]
                found += [str(cell) for row in block.rows for cell in row]
            case SignatureBlock():
                found += [f"{one.office} {one.name}" for one in block.signatures]
            case _:
                found += [str(value) for value in vars(block).values()]
    return "\n".join(found)


def row(document, caption: str, first: str) -> tuple[str, ...]:
    """Return the row of a table that begins with a word."""
    table = next(one for one in document.blocks if isinstance(one, Table) and one.caption == caption)
    return next(tuple(str(cell) for cell in each) for each in table.rows if str(each[0]) == first)


@pytest.fixture
def stage():
    return world.make_stage()


def test_the_service_card_names_the_dog_at_home_and_gives_its_number_alone_elsewhere(stage):
    customs = stage.stranger.memberships.first().agency
    release = factories.make_release(stage.border, to=[customs])
    dog = world.make_dog(stage.border, by=stage.manager, call_name="Altai", microchip="643094100000001")
    world.saved(dog, by=stage.manager, releases=[release])

    home = words(service_card(dog, stage.manager, "en", at=TODAY()))
    abroad = words(service_card(dog, stage.stranger, "en", at=TODAY()))

    assert "Altai" in home
    assert "643094100000001" in home
    assert "Altai" not in abroad
    assert "643094100000001" not in abroad
    assert dog.code in abroad


def test_the_service_card_tells_of_teams_certificates_and_service(stage):
    handler = world.make_handler(stage.border, by=stage.manager, full_name="Akmal Rashidov")
    team = world.make_team(
        stage.border, by=stage.manager, handler=handler, odours=[world.make_odour(stage.manager)]
    )
    act = world.make_certificate(team, by=stage.manager, category="first")
    world.saved(Deployment(team=team, on=date(2026, 3, 1), minutes_on_duty=480), by=stage.manager)

    card = service_card(team.dog, stage.manager, "en", at=TODAY())

    assert row(card, "Teams", team.code)[1] == f"Akmal Rashidov ({handler.code})"
    assert row(card, "Certifications", act.number)[3:5] == ("passed", "first")
    assert row(card, "Deployments by year", "2026")[1:3] == ("1", "8")


def test_a_birth_known_to_the_year_claims_no_age(stage):
    dog = world.make_dog(stage.border, by=stage.manager, born_on=date(2020, 1, 1), born_precision="year")

    assert row(service_card(dog, stage.manager, "en", at=TODAY()), "The dog", "Born on")[1] == "2020"


def test_the_passport_parts_vaccinations_treatments_examinations_and_illnesses(stage):
    dog = world.make_dog(stage.border, by=stage.manager)
    vet = world.make_handler(stage.border, by=stage.manager, role="vet", full_name="Dr Yusupova")
    for kind, more in (
        ("deworming", {"product": "Milbemax 0815"}),
        ("injury", {"found": "Cut paw, two stitches"}),
        ("joints", {"found": "Hips A", "weight_kg": 31.5}),
    ):
        world.saved(VetRecord(dog=dog, kind=kind, on=date(2026, 2, 3), vet=vet, **more), by=stage.manager)

    passport = veterinary_passport(dog, stage.manager, "en", at=TODAY())

    assert "Milbemax 0815" in row(passport, "Deworming and treatment against parasites", "03.02.2026")
    assert "Cut paw, two stitches" in row(
        passport, "Illnesses, injuries, exposures, medication", "03.02.2026"
    )
    assert row(passport, "Examinations", "03.02.2026")[2:6] == ("31.5", "–", "–", "Hips A")
    assert next(one for one in passport.blocks if isinstance(one, Callout)).text.startswith("fit")


def test_the_journal_counts_hits_and_false_alerts_and_sums_hours(stage):
    team = world.make_team(stage.border, by=stage.manager)
    made = world.make_exercise(
        stage.border, by=stage.manager, setting={"soak_minutes": 40, "weather": "rain"}
    )
    world.make_performance(
        team, made, {1: "alert", 2: "alert", 3: "none", 4: "none", 5: "unclear"}, by=stage.manager
    )
    for day, hours in ((date(2026, 3, 3), 4), (date(2026, 3, 9), 3.5)):
        world.saved(Maintenance(team=team, on=day, hours=hours), by=stage.manager)
    plans.make_duty_norm(stage.border, by=stage.manager, hours_a_month=9)

    journal = training_journal(team, stage.manager, "en", period=YEAR)

    (line,) = next(one for one in journal.blocks if getattr(one, "caption", "") == "Exercises").rows
    assert line[5:7] == ("1 / 2", "1 / 2")
    assert "rain, soaked 40 min" in line[2]
    assert line[4] == "2 × Heroin 10 g"
    assert row(journal, "Hours of maintenance training", "03.2026")[1] == "7.5"
    assert "9 hours a month" in words(journal)


def test_without_a_norm_of_the_service_the_journal_names_no_hours_to_be_reached(stage):
    team = world.make_team(stage.border, by=stage.manager)
    world.saved(Maintenance(team=team, on=date(2026, 3, 3), hours=4), by=stage.manager)

    assert "a month" not in words(training_journal(team, stage.manager, "en", period=YEAR))


def test_the_journal_of_an_open_exercise_does_not_tell_a_handler_what_is_hidden(stage):
    team = world.make_team(stage.border, by=stage.manager)
    made = world.make_exercise(stage.border, by=stage.manager)
    world.make_performance(team, made, by=stage.manager)

    assert "Heroin" not in words(training_journal(team, stage.handler, "en", period=YEAR))
    assert "Heroin" in words(training_journal(team, stage.manager, "en", period=YEAR))


def test_what_came_from_paper_and_was_not_read_back_is_marked(stage):
    team = world.make_team(stage.border, by=stage.manager)
    made = world.make_exercise(stage.border, by=stage.manager)
    world.make_performance(team, made, by=stage.manager, recorded_on="paper")

    journal = training_journal(team, stage.manager, "en", period=YEAR)

    (line,) = next(one for one in journal.blocks if getattr(one, "caption", "") == "Exercises").rows
    assert line[0].endswith("*")


def test_the_act_says_what_nine_of_ten_prove(stage):
    team = world.make_team(stage.border, by=stage.manager)
    counts = {"comprehensive": (5, 0, 0, 5), "double_blind": (4, 1, 0, 5)}
    act = world.make_certificate(team, by=stage.manager, counts=counts)

    document = certification_act(act, stage.manager, "en")

    told = next(one for one in document.blocks if getattr(one, "title", "") == "What the numbers prove").text
    assert "9 of 10: the true share of hits lies between 60 % and 98 %" in clean(str(told))
    assert "at least 61 %" in told
    assert "46 hides are needed" in told
    assert "0 of 10 blanks: the true share may be as high as 26 %" in told


def test_the_act_prints_the_national_norm_with_its_source_beside_hits_and_misses(stage):
    team = world.make_team(stage.border, by=stage.manager)
    plans.make_norm(stage.border, by=stage.manager)
    act = world.make_certificate(team, by=stage.manager)
    for kind, points in (("comprehensive", 45), ("double_blind", 47)):
        Component.objects.filter(certification=act, kind=kind).update(points=points)

    document = certification_act(act, stage.manager, "en")

    assert row(document, "Norm of assessment", "1") == ("1", "Search of cars", "50", "30", "45")
    assert row(document, "Norm of assessment", "") == ("", "All", "100", "70", "92")
    assert row(document, "By points", "Result by the national norm")[1] == "passed"
    assert row(document, "By points", "Category by the norm")[1] == "first"
    assert plans.ORDER in words(document)
    assert row(document, "Counts of the assessment", "All")[1:3] == ("19", "1")


@pytest.mark.parametrize(
    ("points", "passed", "category"),
    [
        pytest.param((45, 47), True, "first", id="all reached"),
        pytest.param((30, 40), True, "second", id="just enough"),
        pytest.param((29, 50), False, "", id="one exercise below its least"),
        pytest.param((30, 39), False, "", id="too few in all"),
        pytest.param((None, 50), None, "", id="points are missing"),
    ],
)
def test_points_are_judged_by_the_norm(stage, points, passed, category):
    team = world.make_team(stage.border, by=stage.manager)
    norm = plans.make_norm(stage.border, by=stage.manager)
    act = world.make_certificate(team, by=stage.manager)
    components = [
        Component(kind=kind, points=given)
        for kind, given in zip(("comprehensive", "double_blind"), points, strict=True)
    ]

    found = judge(norm, act, components)

    assert (found.passed, found.category) == (passed, category)


def test_the_norm_of_the_discipline_and_day_holds(stage):
    team = world.make_team(stage.border, by=stage.manager)
    act = world.make_certificate(team, by=stage.manager)
    plans.make_norm(stage.border, by=stage.manager, title="for all")
    plans.make_norm(stage.border, by=stage.manager, title="for explosives", discipline="explosives")
    plans.make_norm(stage.border, by=stage.manager, title="yet to come", since=TODAY() + timedelta(9))
    assert norm_of(act, stage.manager).title == "for all"

    plans.make_norm(stage.border, by=stage.manager, title="for drugs", discipline="narcotics")
    assert norm_of(act, stage.manager).title == "for drugs"


def test_no_norm_comes_with_the_software(stage):
    team = world.make_team(stage.border, by=stage.manager)

    act = certification_act(world.make_certificate(team, by=stage.manager), stage.manager, "en")

    assert "no norm comes with the software" in words(act)


def test_the_commission_signs_the_act(stage):
    judges = [
        world.make_handler(stage.border, by=stage.manager, full_name=f"Judge {n}", role="assessor")
        for n in (1, 2)
    ]
    team = world.make_team(stage.border, by=stage.manager)

    act = certification_act(
        world.make_certificate(team, by=stage.manager, assessors=judges), stage.manager, "en"
    )

    signed = next(one for one in act.blocks if isinstance(one, SignatureBlock))
    assert [one.office for one in signed.signatures][:2] == [
        "Chair of the commission",
        "Member of the commission",
    ]
    assert "Judge 1" in signed.signatures[0].name


def test_feed_is_summed_over_dogs_and_dogs_without_a_norm_are_named(stage):
    norm = world.saved(
        FeedNorm(owner_agency=stage.border, name="working", feed="dry feed", grams=600, basis="Order 7"),
        by=stage.manager,
    )
    for _number in range(2):
        dog = world.make_dog(stage.border, by=stage.manager)
        world.saved(dog, by=stage.manager, feed_norms=[norm])
    hungry = world.make_dog(stage.border, by=stage.manager)

    document = feed_norms(stage.border, stage.manager, "en", at=TODAY())

    assert row(document, "Feed of all dogs", "dry feed")[1:] == ("1.20", "37")
    assert f"in no sum: {hungry.call_name} ({hungry.code})" in words(document)


def test_the_write_off_act_lists_dogs_and_equipment_of_the_period(stage):
    world.make_dog(stage.border, by=stage.manager, status="retired", left_on=date(2026, 4, 1), left_why="age")
    world.make_dog(stage.border, by=stage.manager, status="retired", left_on=date(2025, 4, 1), left_why="old")
    world.saved(
        Equipment(
            owner_agency=stage.border,
            name="Muzzle",
            kind="leads",
            number="17",
            written_off_on=date(2026, 4, 2),
            written_off_why="torn",
        ),
        by=stage.manager,
    )

    told = words(write_off_act(stage.border, stage.manager, "en", period=YEAR))

    assert "retired: age" in told
    assert "retired: old" not in told
    assert "torn" in told


def test_whoever_does_not_keep_aids_learns_from_no_paper_that_there_are_any(stage):
    aid = world.make_aid(stage.border, by=stage.manager, store="Bunker 4", weighed=None)
    team = world.make_team(stage.border, by=stage.manager)
    made = world.make_exercise(stage.border, by=stage.manager)
    made.placements.update(aid=aid)
    made.exercise.closed_on = date(2026, 4, 1)
    world.saved(made.exercise, by=stage.manager)
    world.make_performance(team, made, by=stage.manager)
    aids.move_aid(
        aid,
        kind="destroyed",
        weight_g=9.9,
        by=stage.manager,
        purpose="worn out",
        moved_at=timezone.make_aware(timezone.datetime(2026, 5, 1)),
    )

    for viewer, knows in ((stage.manager, True), (stage.handler, False), (stage.stranger, False)):
        act = words(write_off_act(stage.border, viewer, "en", period=YEAR))
        journal = words(training_journal(team, viewer, "en", period=YEAR))
        assert (aid.code in act) is knows
        assert ("Training aids" in act) is knows
        assert aid.code not in journal
        assert "Bunker 4" not in journal + act


@pytest.mark.parametrize("language", ["en", "ru"])
def test_papers_of_an_invented_country_say_so(stage, language):
    dog = world.make_dog(stage.border, by=stage.manager)

    assert service_card(dog, stage.manager, language, at=TODAY()).banner
