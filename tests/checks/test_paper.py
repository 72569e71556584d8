"""Values worked out on paper: what a wrong one would be right for."""

import numpy as np
import pytest

from coursecnn.checks import all as all_exercises
from coursecnn.checks import exercise
from coursecnn.checks.judging.match import is_number
from coursecnn.checks.judging.values.fit import Fit
from coursecnn.checks.judging.values.judge_value import OF_ZERO
from coursecnn.checks.judging.values.paper import explained
from coursecnn.checks.slips import Watch

VALUES = {e.id: e for e in all_exercises() if e.value is not None}


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        ("02.unseen", 120, "7 as the number of used pixels in a row"),
        ("02.unseen", 9, "That is the number of used pixels in a row: it is not yet what is asked for."),
        ("02.unseen", 44, "off by a factor of 2"),
        ("02.stack_sizes", (30, 15, 11, 20), "Layer 4 ends where the last copy begins"),
        ("03.stack_shapes", [(6, 28, 43), (10, 13, 22), (4, 13, 22)], "13 as the height behind layer 2"),
        ("03.stack_shapes", [(6, 28, 28), (10, 14, 14), (4, 14, 14)], "the height of the picture in place of"),
        ("03.by_hand", 195, "the sum of both channels and the bias multiplied"),
        ("03.by_hand", 34, "the bias taken with the other sign"),
        ("03.who_changes", (8, 9, 10), "What is there is right, but not all of it is there."),
        ("03.who_changes", (6, 7, 8, 9, 10, 11), "2 as the number of groups"),
        ("01.output_with_bias", [[10, 17], [12, 9]], "the kernel with its columns in reverse order"),
        ("01.output_with_bias", [[18, 10], [10, 17]], "the sums with all below 0 set to 0"),
        ("01.output_with_bias", [18, 9, 10, 17], "Yours is the right array as a row of numbers."),
        ("01.output_with_bias", [[18, 9, 1], [10, 17, 1], [0, 0, 0]], "with more rows or columns around it"),
        ("05.neuron_step", (-0.894, 2.106), "All parts are right, but they stand in another order."),
        ("05.neuron_step", (2.1058, -1.1058), "the step of b taken with the other sign"),
        ("05.neuron_step", (2.11, -0.89), "These are right digits, but too few"),
        ("05.neuron_step", (2.2115, -0.8942), "here it is delta * w"),
        ("05.dw_at_the_top_left", 11, "the gradient of a bias"),
        ("05.dw_at_the_top_left", 53, "the forward pass"),
        ("06.rows_shape", (32, 16, 16, 75), "a factor stands at another place"),
        ("11.photo_bytes", (720, 246), "These are right digits, but too few"),
        ("08.chance_of_one", 0.4, "10 as the number of comparisons"),
        ("08.chance_of_one", -0.4596, "It has the other sign."),
        ("10.small_kernels", (7, 22), "taken away from"),
        ("10.small_kernels", (7, 181.5), "In value [1]: Could it be a hundred times what is wanted, such as percent"),
        ("01.noise_in_edges", ("false", 0.5174), "what is left, in place of what is lost"),
        ("10.gradient_left", ("true", 10.78), "the logarithm (base 10)"),
    ],
)  # fmt: skip
def test_what_a_wrong_value_is_right_for(name, answer, words):
    result = exercise(name).check(answer)
    assert not result and words in result.message, result.message


@pytest.mark.parametrize("name", VALUES)
def test_another_number_at_a_step_is_found_or_nothing_is_said(name):
    value, tolerance = VALUES[name].value, VALUES[name].tolerance
    plain = Watch()
    right, _ = plain.run(value)
    for step, number in plain.numbers.items():
        if not is_number(number):
            continue
        answer, error = Watch(step, number + 1).run(value)
        if error is not None or Fit(answer, tolerance)(right):
            continue
        sentences = explained(VALUES[name], Fit(answer, tolerance)) or []
        message = VALUES[name].check(answer).message
        assert len(sentences) <= 2 and "does not know what to do" not in message
        assert not any(str(n) in " ".join(sentences).split() for n in np.ravel(right) if is_number(n) and n > 99)


def test_what_fits_both_ways_is_not_said():
    assert "in place of" not in exercise("04.dot_tolerance").check(("false", 1.0)).message


@pytest.mark.parametrize(("name", "answer"), [("01.sees", 10), ("03.by_hand", 36), ("09.receptive", (10, 10))])
def test_what_may_fit_by_chance_is_asked(name, answer):
    message = exercise(name).check(answer).message
    assert "Could it be this? Yours is what comes out with" in message, message


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        ("07.first_loss", 0.99005, "the probability of all other classes"),  # that is 0.99
        ("09.receptive", (4, 2), "The two are exchanged"),  # they would be (4, 10)
        ("09.receptive", (16, 4), "taken twice"),
        ("04.dot_tolerance", ("false", 0), "left out"),  # 0 comes from anything
    ],
)
def test_what_fits_a_part_or_some_digits_alone_is_not_said(name, answer, words):
    result = exercise(name).check(answer)
    assert not result and words not in result.message, result.message


def test_a_number_in_all_its_digits_and_a_part_beside_a_right_one_are_named():
    assert "That is the probability of all other classes" in exercise("07.first_loss").check(0.99).message
    assert "The last pooling is forgotten" in exercise("09.receptive").check((8, 4)).message


def test_a_number_that_is_nobodys_gets_no_cause():
    assert "comes out with" not in exercise("05.neuron_step").check((2.12, -0.88)).message


def test_beside_a_wrong_measurement_a_verdict_is_not_called_one_on_a_right_one():
    message = exercise("09.bears").check(("true", 80.0, 60.0)).message
    assert "percentages are right" not in message and "look at the verdict again" in message


def test_of_an_ambiguous_number_no_cause_is_named():
    assert explained(VALUES["03.by_hand"], Fit(44.5, 1e-4)) == []  # no slip gives a half
    result = VALUES["02.unseen"].check(0)
    assert (result.slips, result.facts) == ((), (OF_ZERO,))


@pytest.mark.parametrize("name", [n for n, e in VALUES.items() if e.choices])
def test_a_verdict_is_not_given_away(name):
    for word in ("true", "false"):
        message = VALUES[name].check((word, 12345.678)).message
        assert "[0]" not in message and not VALUES[name].check(word)


def test_a_wrong_shape_hears_the_rule_that_gives_it():
    def without_one(x, w):
        return np.zeros((x.shape[0] - w.shape[0], x.shape[1] - w.shape[1]))

    message = exercise("01.cross_correlate").check(without_one).message
    assert "The shape is the one that comes out so: The size is one too small" in message


@pytest.mark.parametrize(
    ("name", "answer", "said"),
    [
        ("07.first_loss_of_he", ("false", 2.783), None),
        ("07.first_loss_of_he", ("false", 2.98), None),  # drawn digits
        ("07.first_loss_of_he", ("false", 2.757), "the loss of the test images"),
        ("07.first_loss_of_he", ("false", 2.8), "two decimals"),
        ("07.first_loss_of_he", ("false", 2.9), "not that of this one"),
        ("08.seed_spread", ("false", 5.056), None),
        ("08.seed_spread", ("false", 1.87), None),  # drawn digits, another processor
        ("08.seed_spread", ("false", 2.261), "the standard error"),
        ("08.seed_spread", ("false", 25.57), "the variance"),
        ("08.seed_spread", ("false", 4.522), "divided by n"),
        ("08.seed_spread", ("false", 1.21), "what the test images leave open"),
        ("08.seed_spread", ("false", 4.253), "the deviation of the first 3 seeds alone"),
        ("08.seed_spread", ("false", 3.1), "is not the standard deviation"),
    ],
)
def test_what_was_measured_is_told_from_what_was_to_be_measured(name, answer, said, monkeypatch):
    monkeypatch.setenv("COURSECNN_QUICK", "0")
    result = exercise(name).check(answer)
    assert bool(result) is (said is None) and (said or "") in str(result)


def test_a_copied_example_is_no_opposite_verdict():
    assert "opposite" not in str(exercise("08.seed_spread").check(("true", 0.0)))
