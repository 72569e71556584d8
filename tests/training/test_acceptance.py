"""Long proofs, run before a release: uv run pytest -n 0 -m acceptance -s. They print figures that the course states."""

import os
import statistics

import pytest

from coursecnn import datasets, evaluate, fit, models
from coursecnn.datasets.drawn import draw_digits

pytestmark = pytest.mark.acceptance


@pytest.fixture(scope="module")
def mnist():
    if "COURSECNN_DATA" not in os.environ:
        pytest.skip("COURSECNN_DATA does not name a folder with the files of MNIST")
    return datasets.load("mnist")


def test_three_epochs_read_99_percent_of_mnist_for_each_of_five_seeds(mnist):
    right = []
    for seed in range(5):
        history = fit(models.mnist_cnn(seed=seed), mnist, epochs=3, batch_size=128, seed=seed, progress=False)
        right.append(history.test.correct)
    print(
        f"\nright of 10,000, seeds 0 to 4: {right}; "
        f"mean {statistics.mean(right)}, deviation {statistics.stdev(right):.1f}"
    )
    assert min(right) >= 9900


def test_a_net_that_saw_only_drawn_digits_reads_real_handwriting(mnist):
    digits = datasets.load("digits")
    fresh, labels = draw_digits(10_000, seed=99)
    real, drawn = [], []
    for seed in range(3):
        model = models.mnist_cnn(seed=seed)
        fit(model, digits, epochs=3, batch_size=128, seed=seed, progress=False)
        real.append(evaluate(model, mnist.x_test, mnist.y_test).correct)
        drawn.append(evaluate(model, fresh, labels).correct)
    print(f"\nof 10,000, seeds 0 to 2: real MNIST {real}, fresh drawn digits {drawn}")
    assert min(real) >= 9500 and min(drawn) >= 9700
