"""What an answer at a search unit is worth."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chegara.canine.methods.performance import Outcome, performance
from chegara.canine.methods.scoring import Answer, score

SEEN = st.lists(st.tuples(st.sampled_from(Answer), st.booleans()), max_size=60)


@pytest.mark.parametrize(
    ("answer", "target", "outcome"),
    [
        pytest.param(Answer.ALERT, True, Outcome.HIT, id="an alert at a hide"),
        pytest.param(Answer.ALERT, False, Outcome.FALSE_ALERT, id="an alert at a blank"),
        pytest.param(Answer.NONE, True, Outcome.MISS, id="silence at a hide"),
        pytest.param(Answer.NONE, False, Outcome.CORRECT_REJECTION, id="silence at a blank"),
        pytest.param(Answer.UNCLEAR, True, Outcome.UNCLEAR, id="an unclear search of a hide"),
        pytest.param(Answer.UNCLEAR, False, Outcome.UNCLEAR, id="an unclear search of a blank"),
        pytest.param(Answer.HANDLER, True, Outcome.HANDLER_ERROR, id="the handler's error at a hide"),
        pytest.param(Answer.HANDLER, False, Outcome.HANDLER_ERROR, id="the handler's error at a blank"),
    ],
)
def test_each_answer_has_the_outcome_of_the_guideline(answer, target, outcome):
    assert score(answer, target=target) is outcome


@given(SEEN)
def test_each_unit_falls_into_the_cell_of_its_truth_or_is_not_counted(seen):
    found = performance(Counter(score(answer, target=target) for answer, target in seen))

    unsure = [answer for answer, _target in seen if answer in (Answer.UNCLEAR, Answer.HANDLER)]
    sure = [(answer, target) for answer, target in seen if answer not in unsure]
    assert found.answers.signals == sum(target for _answer, target in sure)
    assert found.answers.blanks == sum(not target for _answer, target in sure)
    assert found.answers.hits + found.answers.false_alarms == sum(
        answer is Answer.ALERT for answer, _target in sure
    )
    assert found.not_counted == len(unsure)


@given(SEEN)
def test_were_the_truth_the_other_way_round_right_would_be_wrong(seen):
    turned = {
        Outcome.HIT: Outcome.FALSE_ALERT,
        Outcome.FALSE_ALERT: Outcome.HIT,
        Outcome.MISS: Outcome.CORRECT_REJECTION,
        Outcome.CORRECT_REJECTION: Outcome.MISS,
    }
    for answer, target in seen:
        outcome = score(answer, target=target)
        assert score(answer, target=not target) is turned.get(outcome, outcome)
