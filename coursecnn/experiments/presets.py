"""Sweeps that have a name, and the results of one of them."""

from pathlib import Path

from .results import Results

QUICK = {"data": "auto:12000:10000", "epochs": 3, "seeds": 5}  # a few seconds a run

# Nets are compared each at its own learning rate, chosen on validation images (lesson 04); for "published" see lesson
# 08, section 9. The quick ones are for looking around, all at one rate: before a verdict choose a rate for each with
# data="mnist:validation:12000:10000" and the grid of "learning-rate".
PRESETS = {
    # three pairs of kernel size and filters that a text compared by one run each
    "published": {
        "data": "mnist", "epochs": 5, "seeds": 20,
        "configurations": [
            {"name": "A", "kernel_sizes": [5, 5], "filters": [20, 50]},
            {"name": "B", "kernel_sizes": [3, 3], "filters": [20, 50]},
            {"name": "C", "kernel_sizes": [3, 3], "filters": [20, 100]},
        ],
    },
    "pooling": QUICK | {
        "configurations": [
            {"name": "max 2x2"},
            {"name": "average 2x2", "pool": "average"},
            {"name": "max 3x3, stride 2", "pool_size": 3, "pool_stride": 2},
            {"name": "stride 2, no pooling", "pool": "none", "stride": 2},
            {"name": "no pooling", "pool": "none"},
        ],
    },
    "learning-rate": QUICK | {"configurations": {"lr": [0.003, 0.01, 0.03, 0.1, 0.3, 1.0]}},
    "kernel-size": QUICK | {"configurations": {"kernel_sizes": [1, 3, 5, 7, 9]}},
    "depth": QUICK | {
        "configurations": [
            {"name": "1 block", "kernel_sizes": 3, "padding": "same", "filters": [20]},
            {"name": "2 blocks", "kernel_sizes": 3, "padding": "same", "filters": [20, 50]},
            {"name": "3 blocks", "kernel_sizes": 3, "padding": "same", "filters": [20, 50, 100]},
            {"name": "4 blocks", "kernel_sizes": 3, "padding": "same", "filters": [20, 50, 100, 100]},
        ],
    },
}  # fmt: skip


def published():
    """The ``Results`` of the preset ``published`` on all of MNIST, twenty seeds.

    They are part of this package, as ``coursecnn sweep --preset published --seeds 20`` wrote them: two processes of one
    thread each, on two cores of an AMD EPYC. Only seeds 0 to 4 had the machine for themselves: seconds of the others
    are those of a busy one.
    """
    return Results.read(Path(__file__).with_name("published.jsonl"))
