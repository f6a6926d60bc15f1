"""Harm in numbers and the choice of measures: what goes in, who may, what is frozen, what is left out."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from tests import factories
from tests.plans.world import make_plan

from chegara.accounts.models import Role, User
from chegara.elicitation.actions import panels, rounds
from chegara.elicitation.ballots import Answer, ElicitationError
from chegara.elicitation.models import Panel
from chegara.evidence.models import Indicator
from chegara.organisation.models import Agency
from chegara.organisation.visibility import PublicViewer
from chegara.plans.actions.measures import propose_measure
from chegara.plans.models import Measure
from chegara.risk.actions import assessments, quantities, risks, treatments
from chegara.risk.actions.common import RiskError
from chegara.risk.choosing import candidates, problem_of
from chegara.risk.harm import harm_lines, joint_viewer, quantification_of, simulated
from chegara.risk.methods.quantification.simulation import AS_IS, expected_harm
from chegara.risk.models import Assessment, EvidenceLink, Risk, Treatment
from chegara.risk.quantity_models import Cause, ConditionKind, FrequencyBasis
from chegara.risk.report.chapters import chapters
from chegara.risk.versions import content_of

pytestmark = pytest.mark.django_db
INDICATOR = "refusals"


def silent(_done: int, _total: int) -> None:
    """Nobody watches."""


@pytest.fixture
def border() -> Agency:
    return factories.make_agency()


@pytest.fixture
def chair(border: Agency) -> User:
    return factories.make_user("chair", agency=border, roles=(Role.SUPERVISOR,))


@pytest.fixture
def assessment(border: Agency, chair: User) -> Assessment:
    return factories.make_assessment(border, by=chair)


def reported(border: Agency, chair: User, *, months: int, each: int, release: bool = True) -> None:
    """Report so many months of 2025 with so many cases each, released to all or kept."""
    rows = [(f"2025-{month:02}", each) for month in range(1, months + 1)]
    releases = [factories.make_release(border, to_all=True)] if release else []
    content = factories.statistics_csv((INDICATOR, month, "", "", "", count) for month, count in rows)
    factories.make_batch(content, by=chair, agency=border, releases=releases)


@pytest.fixture
def counted(assessment: Assessment, border: Agency, chair: User) -> Risk:
    """A risk whose cases ten reported months count."""
    reported(border, chair, months=10, each=2)
    quantities.describe_harm(assessment, unit="thousand XSD", definition="losses", by=chair)
    risk = factories.make_risk(assessment, by=chair)
    link = risks.link_evidence(
        EvidenceLink(risk=risk, indicator=Indicator.objects.get(pk=INDICATOR)), by=chair
    )
    quantities.set_basis(risk, link=link, first_year=2025, last_year=2025, cause=None, note="", by=chair)
    return risk


def judged(assessment: Assessment, chair: User, *words: str) -> Panel:
    """Let experts judge the harm of one case, each so."""
    panel = quantities.open_judging(assessment, by=chair)
    for number, _word in enumerate(words):
        user = factories.make_user(f"expert-{number}", agency=assessment.owner_agency)
        panels.invite(panel, user=user, agency=assessment.owner_agency, by=chair)
    round_ = rounds.open_round(panel, by=chair)
    for number, word in enumerate(words):
        answers = {(item.pk, quantities.CRITERION): Answer(word) for item in panel.items.all()}
        rounds.cast(round_, answers=answers, by=User.objects.get(username=f"expert-{number}"))
    rounds.close_round(round_, by=chair)
    return panel


@pytest.fixture
def quantified(assessment: Assessment, counted: Risk, chair: User) -> Risk:
    judged(assessment, chair, "1/2/4", "2/4/8")
    return counted


def measure(
    risk: Risk,
    chair: User,
    title: str,
    *,
    cost: int | None,
    effect: tuple[float, float, float] | None = None,
    release: bool = True,
    currency: str = "USD",
) -> Measure:
    border = risk.assessment.owner_agency
    low, best, high = effect or (None, None, None)
    releases = [factories.make_release(border, to_all=True)] if release else []
    plan = make_plan(chair, border, releases=[factories.make_release(border, to_all=True)])
    made = propose_measure(
        plan=plan, origin=risk.key, title=title, kind="prevention", by=chair, cost=cost, currency=currency,
        effect_on="likelihood" if effect else "", effect_low=low, effect_best=best, effect_high=high,
        releases=releases, owner_agency=border,
    )  # fmt: skip
    treatments.treat(risk, component="threat", measure=made, by=chair)
    return made


def budget(assessment: Assessment, chair: User, amount: int):
    return quantities.set_selection(
        assessment, budget=Decimal(amount), currency="USD", keeps_decided=True, by=chair
    )


def test_months_that_nobody_reported_bring_neither_cases_nor_time(assessment: Assessment, counted: Risk):
    line = next(one for one in harm_lines(assessment) if one.risk == counted)

    assert line.counted is not None
    assert (line.counted.months, line.counted.unknown) == (12, 2)
    assert line.counted.frequency is not None
    assert line.counted.frequency.mean == pytest.approx((20 + 0.5) * 12 / 10)


def test_what_is_not_released_to_all_is_in_no_joint_figure(
    assessment: Assessment, border: Agency, chair: User
):
    reported(border, chair, months=10, each=2, release=False)
    quantities.describe_harm(assessment, unit="XSD", definition="losses", by=chair)
    risk = factories.make_risk(assessment, by=chair)
    link = risks.link_evidence(
        EvidenceLink(risk=risk, indicator=Indicator.objects.get(pk=INDICATOR)), by=chair
    )
    quantities.set_basis(risk, link=link, first_year=2025, last_year=2025, cause=None, note="", by=chair)

    (line,) = harm_lines(assessment)

    assert line.counted is not None
    assert line.counted.frequency is None
    assert line.quantified is None


def test_agencies_answers_are_pooled_and_those_who_cannot_judge_leave_the_pool_alone(
    assessment: Assessment, counted: Risk, chair: User
):
    judged(assessment, chair, "1/2/4", "")

    (line,) = harm_lines(assessment)

    assert line.pool is not None
    assert float(line.pool.quantile(0.5)) == pytest.approx(2)


@pytest.mark.parametrize("word", ["4/2/1", "1/2", "high", "0/1/2"])
def test_a_ballot_of_amounts_that_do_not_rise_is_refused(
    word: str, assessment: Assessment, counted: Risk, chair: User
):
    with pytest.raises(ElicitationError, match="larger than the last"):
        judged(assessment, chair, word)


def test_the_simulated_mean_is_the_expected_harm_within_its_error(
    assessment: Assessment, quantified: Risk, chair: User
):
    made = quantities.compute_harm(assessment, trials=20_000, by=chair, progress=silent)

    (line,) = harm_lines(assessment)
    assert line.quantified is not None
    mean, low, high = made.content["mean"]
    assert abs(mean - expected_harm(line.quantified)) < 2 * (high - low)
    assert made.content["risks"][0]["unknown"] == 2


def test_the_same_input_gives_the_same_result(assessment: Assessment, quantified: Risk, chair: User):
    first, second = (
        quantities.compute_harm(assessment, trials=2_000, by=chair, progress=silent) for _ in range(2)
    )

    assert first.content == second.content
    assert first.input_sha256 == second.input_sha256


def test_years_drawn_by_blocks_are_as_many_as_were_asked_for(
    assessment: Assessment, quantified: Risk, monkeypatch: pytest.MonkeyPatch
):
    import numpy as np

    monkeypatch.setattr("chegara.risk.harm._CASES_AT_ONCE", 100)
    (line,) = harm_lines(assessment)
    assert line.quantified is not None

    (harm,) = simulated(
        [line.quantified], (AS_IS,), trials=1_050, rng=np.random.default_rng(1), causes={}, progress=silent
    )

    assert harm.total.shape == (1_050,)
    assert harm.by_risk.shape == (1, 1_050)
    assert harm.total.mean() == pytest.approx(expected_harm(line.quantified), rel=0.1)


def test_a_risk_that_is_not_in_numbers_is_named_and_not_counted_as_zero(
    assessment: Assessment, quantified: Risk, chair: User
):
    other = factories.make_risk(assessment, "Forged visas", by=chair)
    made = quantities.compute_harm(assessment, trials=1_000, by=chair, progress=silent)

    assert made.content["left_out"] == [other.pk]


def test_nothing_is_computed_where_nothing_is_in_numbers(assessment: Assessment, counted: Risk, chair: User):
    with pytest.raises(RiskError, match="No risk is in numbers"):
        quantities.compute_harm(assessment, trials=1_000, by=chair, progress=silent)


def test_more_years_than_fit_into_memory_are_refused(
    assessment: Assessment, quantified: Risk, chair: User, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("chegara.risk.actions.quantities.MOST_CASES", 1_000)

    with pytest.raises(RiskError, match="fewer years"):
        quantities.compute_harm(assessment, trials=1_000, by=chair, progress=silent)


def test_the_series_that_counts_a_risks_cases_can_not_be_unlinked(counted: Risk, chair: User):
    with pytest.raises(RiskError, match="counted by this series"):
        risks.unlink_evidence(counted.evidence.get(), by=chair)


def test_the_chosen_set_lowers_most_within_the_budget(assessment: Assessment, quantified: Risk, chair: User):
    good = measure(quantified, chair, "Good", cost=100, effect=(30, 40, 50))
    measure(quantified, chair, "Poor", cost=100, effect=(5, 10, 15))
    budget(assessment, chair, 150)

    made = quantities.compute_choice(assessment, trials=1_000, by=chair, progress=silent)

    best, runner_up = made.content["sets"]
    assert best["measures"] == [good.pk]
    assert best["cost"] == 100
    assert made.content["proven"]
    assert made.content["beats_runner_up"] == pytest.approx(1.0)
    assert runner_up["measures"] != best["measures"]
    (residual,) = made.content["residual"]
    _risk, before, left, low, high = residual
    assert low < left < high
    assert left == pytest.approx(before * (1 - 0.4), rel=0.05)


def test_a_measure_that_only_one_agency_knows_of_is_no_candidate(
    assessment: Assessment, quantified: Risk, chair: User
):
    measure(quantified, chair, "Kept", cost=1, effect=(30, 40, 50), release=False)
    selection = budget(assessment, chair, 150)

    assert candidates(assessment, harm_lines(assessment), selection) == []


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"cost": 5}, "no_effect"),
        ({"cost": None, "effect": (1, 2, 3)}, "no_cost"),
        ({"cost": 5, "effect": (1, 2, 3), "currency": "EUR"}, "currency"),
        ({"cost": 5, "effect": (1, 2, 3)}, ""),
    ],
    ids=["effect not stated", "cost not known", "another currency", "may be chosen"],
)
def test_what_can_not_be_chosen_says_why(
    more: dict, why: str, assessment: Assessment, quantified: Risk, chair: User
):
    measure(quantified, chair, "One", **more)
    selection = budget(assessment, chair, 150)

    (found,) = candidates(assessment, harm_lines(assessment), selection)

    assert found.why_not == why


def test_an_effect_stated_for_the_risk_stands_in_place_of_the_measures_own(
    assessment: Assessment, quantified: Risk, chair: User
):
    measure(quantified, chair, "One", cost=5, effect=(1, 2, 3))
    quantities.state_effect(Treatment.objects.get(), low=40, best=50, high=60, by=chair)
    selection = budget(assessment, chair, 150)
    lines = harm_lines(assessment)

    problem, _effects = problem_of(lines, candidates(assessment, lines, selection), selection)

    assert [round(one.on_likelihood, 6) for one in problem.effects] == [0.5]


def test_effects_on_likelihood_and_impact_of_one_risk_are_both_kept(
    assessment: Assessment, quantified: Risk, chair: User
):
    made = measure(quantified, chair, "One", cost=5)
    on_impact = treatments.treat(quantified, component="impact", measure=made, by=chair)
    threat = Treatment.objects.get(component="threat")
    quantities.state_effect(threat, low=50, best=50, high=50, by=chair)
    quantities.state_effect(on_impact, low=20, best=20, high=20, by=chair)
    selection = budget(assessment, chair, 150)
    lines = harm_lines(assessment)

    problem, _effects = problem_of(lines, candidates(assessment, lines, selection), selection)

    (effect,) = problem.effects
    assert (effect.on_likelihood, effect.on_impact) == (0.5, 0.2)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (None, {"A", "B"}),
        (ConditionKind.NEVER, {"B"}),
        (ConditionKind.EXCLUDES, {"A"}),
    ],
    ids=["no condition", "never", "excludes"],
)
def test_conditions_are_kept(
    kind: str | None, expected: set[str], assessment: Assessment, quantified: Risk, chair: User
):
    first = measure(quantified, chair, "A", cost=10, effect=(30, 40, 50))
    second = measure(quantified, chair, "B", cost=10, effect=(20, 30, 40))
    selection = budget(assessment, chair, 100)
    if kind:
        quantities.add_condition(selection, measure=first, kind=kind, other=second, by=chair)

    made = quantities.compute_choice(assessment, trials=1_000, by=chair, progress=silent)

    names = {one.pk: one.title for one in (first, second)}
    assert {names[pk] for pk in made.content["sets"][0]["measures"]} == expected


def test_conditions_that_cost_more_than_the_budget_say_so(
    assessment: Assessment, quantified: Risk, chair: User
):
    dear = measure(quantified, chair, "Dear", cost=500, effect=(30, 40, 50))
    selection = budget(assessment, chair, 100)
    quantities.add_condition(selection, measure=dear, kind=ConditionKind.MUST, other=None, by=chair)

    with pytest.raises(RiskError, match="more than the budget"):
        quantities.compute_choice(assessment, trials=1_000, by=chair, progress=silent)


def test_what_was_computed_is_part_of_what_an_approval_freezes(
    assessment: Assessment, quantified: Risk, chair: User
):
    made = quantities.compute_harm(assessment, trials=1_000, by=chair, progress=silent)

    assert content_of(assessment)["computed"]["harm"]["sha256"] == made.input_sha256


def test_nothing_changes_once_the_assessment_is_not_open(
    assessment: Assessment, quantified: Risk, chair: User
):
    link = quantified.evidence.get()
    Assessment.objects.filter(pk=assessment.pk).update(state="approved")
    assessment.refresh_from_db()
    quantified.refresh_from_db()
    tries = (
        lambda: quantities.describe_harm(assessment, unit="x", definition="y", by=chair),
        lambda: quantities.save_cause(Cause(assessment=assessment, name="c", swing=0.3), by=chair),
        lambda: quantities.set_basis(
            Risk.objects.get(pk=quantified.pk), link=link, first_year=2024, last_year=2025, cause=None,
            note="", by=chair,
        ),
        lambda: quantities.remove_basis(Risk.objects.get(pk=quantified.pk), by=chair, reason="x"),
        lambda: quantities.open_judging(assessment, by=chair),
        lambda: budget(assessment, chair, 1),
        lambda: quantities.compute_harm(assessment, trials=1_000, by=chair, progress=silent),
    )  # fmt: skip

    for attempt in tries:
        with pytest.raises(RiskError, match="while drafting or in discussion"):
            attempt()


def test_a_strangers_agency_changes_nothing(assessment: Assessment, border: Agency):
    police = factories.make_agency(border.country, code="XA-POL", kind="interior")
    stranger = factories.make_user("stranger", agency=police)

    with pytest.raises(RiskError, match="take part"):
        quantities.describe_harm(assessment, unit="x", definition="y", by=stranger)


def test_next_year_takes_along_how_harm_is_counted_and_nothing_that_was_judged(
    assessment: Assessment, quantified: Risk, chair: User
):
    Assessment.objects.filter(pk=assessment.pk).update(state="approved")
    assessment.refresh_from_db()

    following = assessments.begin_next_year(assessment, title="Next", by=chair)

    found = quantification_of(following)
    assert found is not None
    assert found.unit == "thousand XSD"
    basis = FrequencyBasis.objects.get(risk__assessment=following)
    assert (basis.first_year, basis.last_year) == (2025, following.year)
    assert not following.computations.exists()


def test_the_chapters_are_empty_without_numbers_and_tell_of_them_where_they_are(
    assessment: Assessment, quantified: Risk, chair: User
):
    before = chapters(assessment, joint_viewer(assessment), "en")
    quantities.compute_harm(assessment, trials=1_000, by=chair, progress=silent)
    after = chapters(assessment, joint_viewer(assessment), "en")

    assert before.harm == before.choice == ()
    assert after.harm
    assert after.choice == ()


def test_whoever_may_not_see_a_chosen_measure_reads_its_code_alone(
    assessment: Assessment, quantified: Risk, chair: User
):
    made = measure(quantified, chair, "Second scanner", cost=100, effect=(30, 40, 50))
    budget(assessment, chair, 150)
    quantities.compute_choice(assessment, trials=1_000, by=chair, progress=silent)

    seen, hidden = (
        str(chapters(assessment, viewer, "en").choice) for viewer in (chair, PublicViewer(assessment.country))
    )

    assert "Second scanner" in seen
    assert "Second scanner" not in hidden
    assert made.code in hidden


def test_the_pages_compute_in_the_background_and_show_what_was_found(
    assessment: Assessment, quantified: Risk, chair: User, client: Client,
    django_capture_on_commit_callbacks,
):  # fmt: skip
    measure(quantified, chair, "Good", cost=100, effect=(30, 40, 50))
    client.force_login(chair)
    client.post(
        reverse("choice_budget", args=[assessment.pk]),
        {"budget": "150", "currency": "USD", "keeps_decided": "on"},
    )
    for name in ("harm", "choice"):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse(f"{name}_compute", args=[assessment.pk]), {"trials": "1000"})

    harm = client.get(reverse("assessment_harm", args=[assessment.pk])).content.decode()
    choice = client.get(reverse("assessment_choice", args=[assessment.pk])).content.decode()

    assert "thousand XSD" in harm
    assert "Interval of the simulation" in harm
    assert "Chosen measures" in choice
    assert "Computed from other figures" not in harm + choice


def test_a_page_says_when_what_goes_in_has_changed_since(
    assessment: Assessment, quantified: Risk, chair: User, client: Client
):
    quantities.compute_harm(assessment, trials=1_000, by=chair, progress=silent)
    cause = quantities.save_cause(Cause(assessment=assessment, name="Harvest", swing=0.4), by=chair)
    quantities.set_basis(
        quantified, link=quantified.evidence.get(), first_year=2025, last_year=2025, cause=cause, note="",
        by=chair,
    )  # fmt: skip
    client.force_login(chair)

    page = client.get(reverse("assessment_harm", args=[assessment.pk])).content.decode()

    assert "Computed from other figures" in page
