"""What all checks of a training step cost: uv run pytest -n 0 -m benchmark -s tests/bench prints it.

Each check is timed where it stands, by the processor time of its thread, less what a timer measures of nothing.
"""

import sys
import threading
import time
from collections import Counter

import numpy as np
import pytest

from coursecnn import SGD, models
from coursecnn.layers.losses import CrossEntropyLoss
from coursecnn.training.step import batch_gradients

CHECKS = (
    "as_numbers", "as_images", "as_filters", "as_bias", "as_gradient", "as_groups", "floats", "labelled",
    "finite", "magnitudes", "even",
)  # fmt: skip
BATCH, STEPS, WARM_UP = 128, 600, 20
MOST = 2  # percent


class Timers:
    """Functions that note how long they took, the outermost one of those that call each other."""

    def __init__(self):
        self.seconds, self.calls, self._here, self._lock = Counter(), Counter(), threading.local(), threading.Lock()

    def timed(self, name, function):
        def within(*given, **options):
            if getattr(self._here, "inside", False):
                return function(*given, **options)
            self._here.inside, began = True, time.thread_time()
            try:
                return function(*given, **options)
            finally:
                took, self._here.inside = time.thread_time() - began, False
                with self._lock:
                    self.seconds[name] += took
                    self.calls[name] += 1

        return within


def put_in(timers, monkeypatch):
    """In every module of the package, in place of the checks."""
    modules = [module for name, module in sys.modules.items() if name.startswith("coursecnn.")]
    within = {}
    for module in modules:
        for name in CHECKS:
            function = vars(module).get(name)
            if callable(function):
                within.setdefault(function, timers.timed(name, function))
                monkeypatch.setattr(module, name, within[function])
    return {name for name in CHECKS if any(vars(module).get(name) in within.values() for module in modules)}


@pytest.mark.benchmark
@pytest.mark.parametrize("name", ["mnist_cnn", "simple_conv_net"])
def test_checks_cost_little(name, monkeypatch):
    timers = Timers()
    assert put_in(timers, monkeypatch) == set(CHECKS)
    net, optimizer, loss = getattr(models, name)(), SGD(0.01, 0.9), CrossEntropyLoss()
    rng = np.random.default_rng(0)
    images, labels = rng.random((8, BATCH, 1, 28, 28), np.float32), rng.integers(0, 10, (8, BATCH))

    def steps(count):
        for k in range(count):
            gradients = batch_gradients(net, loss, images[k % 8], labels[k % 8], (0, k))[2]
            optimizer.step(net.params, gradients)

    steps(WARM_UP)
    timers.seconds.clear()
    timers.calls.clear()
    began = time.process_time()
    steps(STEPS)
    step = (time.process_time() - began) / STEPS
    nothing = timers.timed("nothing", lambda: None)
    for _ in range(20_000):
        nothing()
    empty = timers.seconds.pop("nothing") / timers.calls.pop("nothing")
    cost = {check: (timers.seconds[check] - empty * timers.calls[check]) / STEPS for check in timers.seconds}
    print(f"\n{name}: a step takes {1e3 * step:.1f} ms of processor time; of these checks")
    for check, seconds in sorted(cost.items(), key=lambda item: -item[1]):
        calls, share = timers.calls[check] / STEPS, 100 * seconds / step
        print(f"{check:>12} {calls:5.1f} calls {1e6 * seconds:6.0f} us {share:5.2f} %")
    share = 100 * sum(cost.values()) / step
    print(f"{'all':>12} {share:29.2f} %")
    assert share < MOST
