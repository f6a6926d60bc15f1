"""How many pupils the school must take."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chegara.canine.methods.intake import MOST, intake_needed
from chegara.canine.methods.team_forecast import Rate, School, Team, forecast_teams

NEVER, ALWAYS = Rate.known(0.0), Rate.known(1.0)


def needed(teams=(), pupils=(0, 0, 0), attrition=NEVER, qualify=ALWAYS, required=6, **more):
    school = School(tuple(pupils), qualify, entry_age=2)
    return intake_needed(
        teams, school, attrition=attrition, retiring_age=9, required=required, **{"chance": 0.8, **more}
    )


@pytest.mark.parametrize(
    ("given_", "pupils"),
    [
        pytest.param({}, 2, id="6 teams in 3 years without any loss"),
        pytest.param({"first_year": 2}, 3, id="new pupils finish from the second year on"),
        pytest.param({"teams": [Team(2)] * 6}, 0, id="enough teams that all stay"),
        pytest.param({"teams": [Team(8)] * 6}, 2, id="all retire"),
        pytest.param({"pupils": (4, 0, 0), "first_year": 2}, 1, id="pupils on their way count"),
        pytest.param({"required": 0}, 0, id="nothing is required"),
    ],
)
def test_intakes_worked_by_hand(given_, pupils):
    assert needed(**given_).pupils == pupils


def test_no_school_makes_good_what_never_qualifies():
    assert needed(qualify=NEVER) is None


def test_one_pupil_fewer_a_year_would_not_do():
    found = needed([Team(5)] * 9, (2, 2, 2), Rate(4, 40), Rate(14, 20), required=12)

    fewer = tuple(max(2, found.pupils - 1) for _ in range(3))
    years = forecast_teams(
        [Team(5)] * 9, School(fewer, Rate(14, 20), 2), attrition=Rate(4, 40), retiring_age=9, required=12
    )
    assert found.years[-1].enough >= 0.8 > years[-1].enough


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 12), st.integers(1, 3), st.floats(0.05, 0.4))
def test_who_wants_to_be_surer_takes_no_fewer_pupils(required, first_year, lost):
    share = Rate.known(0.7)
    bold, sure = (
        needed(attrition=Rate.known(lost), qualify=share, required=required, first_year=first_year, chance=c)
        for c in (0.5, 0.9)
    )

    assert 0 <= bold.pupils <= sure.pupils <= MOST


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"chance": 1}, id="certainty"),
        pytest.param({"first_year": 4}, id="after the forecast"),
        pytest.param({"first_year": 0}, id="last year"),
    ],
)
def test_what_cannot_be_planned_is_refused(wrong):
    with pytest.raises(ValueError, match=r"chance|year"):
        needed(**wrong)
