"""Learning-rate schedules: one-cycle against PyTorch, stairs and constant by hand."""

import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursecnn.training.schedules import Constant, OneCycle, StepDecay


@given(steps=st.integers(2, 300), warmup=st.sampled_from([0.1, 0.3, 0.5, 0.77, 0.0, 1.0]))
@settings(deadline=None, derandomize=True, max_examples=60)
def test_one_cycle_agrees_with_pytorch(steps, warmup):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: see CONTRIBUTING.md")
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1)
    expected = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about the order of its calls
            theirs = torch.optim.lr_scheduler.OneCycleLR(
                optimizer, 2.0, steps, pct_start=warmup, cycle_momentum=False, anneal_strategy="cos",
                div_factor=20, final_div_factor=500,
            )  # fmt: skip
            for step in range(steps):
                expected.append(optimizer.param_groups[0]["lr"])
                if step < steps - 1:
                    theirs.step()
    except ZeroDivisionError:  # PyTorch cannot do a rise of one step, we can
        assert OneCycle(warmup)(0, steps) == 1
        return
    schedule = OneCycle(warmup, start=20, end=500)
    assert [2 * schedule(step, steps) for step in range(steps)] == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("steps", [1, 2, 3, 4, 10, 1407])
@pytest.mark.parametrize("warmup", [0, 0.1, 0.3, 0.5, 1])
def test_one_cycle_works_for_any_number_of_steps(steps, warmup):
    factors = [OneCycle(warmup)(step, steps) for step in range(steps)]
    assert all(0 < factor <= 1 for factor in factors)


def test_one_cycle_rises_and_falls():
    factors = [OneCycle()(step, 100) for step in range(100)]
    top = factors.index(1)
    assert top == 29
    assert factors[: top + 1] == sorted(factors[: top + 1]) and factors[top:] == sorted(factors[top:], reverse=True)
    assert factors[0] == pytest.approx(1 / 25) and factors[-1] == pytest.approx(1 / 25e4)


def test_stairs():
    assert [StepDecay()(step, 9) for step in range(9)] == pytest.approx([1] * 3 + [0.1] * 3 + [0.01] * 3)
    assert [StepDecay(0.5, 0.25)(step, 8) for step in range(8)] == [1, 1, 0.5, 0.5, 0.25, 0.25, 0.125, 0.125]
    assert [StepDecay(0.5, 0.1)(step, 30) for step in range(30)] == [0.5 ** (step // 3) for step in range(30)]
    assert StepDecay(0.5, 0.01)(7, 14) == 0.5**50  # where 0.01 * 14 is a little too much
    assert [StepDecay(0.5, 1)(step, 3) for step in range(3)] == [1, 1, 1]


def test_constant():
    assert {Constant()(step, 7) for step in range(7)} == {1.0}


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: StepDecay(share=0), ["share", "0"]),
        (lambda: StepDecay(share=1.5), ["share", "1.5"]),
        (lambda: StepDecay(factor=0), ["factor", "0"]),
        (lambda: StepDecay(factor=-1), ["factor", "-1"]),
        (lambda: OneCycle(warmup=1.5), ["warmup", "1.5"]),
        (lambda: OneCycle(warmup=-0.1), ["warmup", "-0.1"]),
        (lambda: OneCycle(start=0), ["start", "0"]),
        (lambda: OneCycle(end=0.5), ["end", "0.5"]),
    ],
)
def test_wrong_arguments_get_one_sentence(make, words):
    with pytest.raises(ValueError) as caught:
        make()
    assert str(caught.value).endswith(".") and all(word in str(caught.value) for word in words), caught.value
