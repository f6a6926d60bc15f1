"""What a year's report knows: whole years, comparable stretches, and forecasts of exactly these figures."""

from __future__ import annotations

import math

import pytest
from tests import factories

from chegara.common.periods import Month, months_between
from chegara.evidence.forecasts import make_forecasts, stored_forecast
from chegara.evidence.models import Indicator, StoredForecast
from chegara.evidence.queries.series import Series, series
from chegara.evidence.report.facts import gather, longest_comparison, year_total
from chegara.organisation.visibility import JointViewer

pytestmark = pytest.mark.django_db

YEAR = 2025


def years_of(**missing: bool) -> dict[Month, float]:
    """Return two years of tens, NaN in the months named such as m2025_03."""
    months = months_between(Month(2024, 1), Month(2025, 12))
    return {m: math.nan if f"m{m}".replace("-", "_") in missing else 10.0 for m in months}


@pytest.mark.parametrize(
    ("missing", "last"),
    [
        ([], 12),
        (["m2025_07"], 6),
        (["m2024_05"], 4),
        (["m2025_12", "m2024_10"], 9),
        (["m2025_01"], None),
        (["m2024_01"], None),
    ],
    ids=["both whole", "July unknown", "last year's May unknown", "both", "January", "last year's January"],
)
def test_the_longest_stretch_from_january_that_both_years_reported_is_compared(
    missing: list[str], last: int | None
):
    found = longest_comparison(years_of(**dict.fromkeys(missing, True)), 2025)

    if last is None:
        assert found is None
    else:
        assert found is not None
        assert (found.first, found.last) == (Month(2025, 1), Month(2025, last))
        assert (found.current, found.previous) == (10 * last, 10 * last)


def test_an_incomplete_year_has_no_total_of_its_own(world):
    content = factories.statistics_csv(
        [("returns", f"2025-{month:02d}", "", "", "entry", 5) for month in (1, 2, 4)]
    )
    factories.make_batch(content, by=world.analyst, agency=world.border)

    facts = gather(world.country, YEAR, world.analyst).find("returns")

    assert facts is not None
    assert (facts.this_year.credible, facts.this_year.total, facts.this_year.whole) == (3, 15, False)


def test_a_year_s_figure_is_the_sum_of_its_months(world):
    facts = gather(world.country, YEAR, world.analyst).find("seizures.drugs")

    assert facts is not None
    assert facts.this_year.total == 75
    assert facts.this_year.whole
    assert facts.comparison is not None
    assert (facts.comparison.current, facts.comparison.previous) == (75, 30)


def test_a_doubtful_month_is_left_out_of_the_year_and_told(world):
    rows = [
        ("returns", str(month), "", "", "entry", 1 if month == Month(2025, 5) else 900 + month.month)
        for month in months_between(Month(2022, 1), Month(2025, 12))
    ]
    factories.make_batch(factories.statistics_csv(rows), by=world.analyst, agency=world.border)
    own = series(Indicator.objects.get(pk="returns"), world.country, world.analyst)

    found = year_total(own, 2025)

    assert Month(2025, 5) in own.doubtful
    assert found.credible == 12 - len(own.doubtful)
    known = dict(zip(own.months, own.values, strict=True))
    assert found.total == sum(v for m, v in known.items() if m.year == 2025 and not math.isnan(v))
    assert found.total + found.doubtful == sum(row[5] for row in rows if row[1].startswith("2025"))


def test_a_rate_rests_on_the_first_denominator_that_was_reported_for_the_same_months(world):
    rows = [("persons.crossings", f"{year}-{month:02d}", "", "", "entry", 10_000)
            for year in (2024, 2025) for month in range(1, 13)]  # fmt: skip
    factories.make_batch(factories.statistics_csv(rows), by=world.analyst, agency=world.border)

    facts = gather(world.country, YEAR, world.analyst).find("refusals")

    assert facts is not None
    assert facts.denominator is not None
    assert facts.denominator.pk == "persons.crossings"
    assert facts.rate is not None
    assert facts.comparison is not None
    assert facts.rate.value == pytest.approx(facts.comparison.current / 120_000 * 100_000)


def test_what_nobody_reported_is_known_by_name(world):
    facts = gather(world.country, YEAR, world.analyst)

    reported = {f.indicator.pk for f in facts.indicators}
    assert reported == {"seizures.drugs", "refusals"}
    assert {i.pk for i in facts.not_reported} == set(
        Indicator.objects.exclude(pk__in=reported).values_list("pk", flat=True)
    )


# --- forecasts are kept for exactly the series that they were made from ---


def drug_series(world, viewer) -> Series:
    return series(Indicator.objects.get(pk="seizures.drugs"), world.country, viewer, last=Month(YEAR, 12))


def test_a_forecast_is_kept_and_not_made_twice(world, quick_forecasts):
    made = make_forecasts(world.country, world.analyst, last=Month(YEAR, 12))
    again = make_forecasts(world.country, world.analyst, last=Month(YEAR, 12))

    assert (made, again) == (2, 0)
    assert StoredForecast.objects.count() == 2
    kept = stored_forecast(drug_series(world, world.analyst))
    assert kept is not None
    assert kept.months[0] == Month(2026, 1)
    assert len(kept.values) == 12


def test_a_forecast_is_not_shown_for_a_series_that_has_changed(world, quick_forecasts):
    make_forecasts(world.country, world.analyst, last=Month(YEAR, 12))
    extra = factories.events_csv([("05.05.2025", "seizures.drugs", "", "heroin", "1", "kg", "", "one more")])

    factories.make_batch(extra, by=world.analyst, agency=world.border)

    assert stored_forecast(drug_series(world, world.analyst)) is None


def test_who_sees_fewer_records_is_shown_no_forecast_made_from_more(world, quick_forecasts):
    extra = factories.events_csv([("05.05.2025", "seizures.drugs", "", "heroin", "1", "kg", "", "own")])
    factories.make_batch(extra, by=world.analyst, agency=world.border)
    joint = JointViewer(world.country)
    assert drug_series(world, joint).digest != drug_series(world, world.analyst).digest

    make_forecasts(world.country, world.analyst, last=Month(YEAR, 12))

    assert stored_forecast(drug_series(world, joint)) is None
    make_forecasts(world.country, joint, last=Month(YEAR, 12))
    assert stored_forecast(drug_series(world, joint)) is not None


def test_who_sees_the_same_records_shares_the_forecast(world, quick_forecasts):
    make_forecasts(world.country, world.analyst, last=Month(YEAR, 12))

    assert stored_forecast(drug_series(world, JointViewer(world.country))) is not None
    assert make_forecasts(world.country, JointViewer(world.country), last=Month(YEAR, 12)) == 0


def test_progress_counts_the_series_done(world, quick_forecasts):
    told: list[tuple[int, int]] = []

    make_forecasts(
        world.country,
        world.analyst,
        last=Month(YEAR, 12),
        progress=lambda done, total: told.append((done, total)),
    )

    assert told == [(1, 2), (2, 2)]


def test_a_real_refusal_is_kept_with_its_reason(world):
    make_forecasts(world.country, world.analyst, last=Month(2024, 12), indicator="seizures.drugs")

    own = series(
        Indicator.objects.get(pk="seizures.drugs"), world.country, world.analyst, last=Month(2024, 12)
    )
    kept = stored_forecast(own)

    assert kept is not None
    assert (kept.reason, kept.values) == ("fewer_than_two_seasons", ())
