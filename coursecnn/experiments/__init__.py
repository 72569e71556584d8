"""Experiments with parameters: many runs, on one machine or many, and what can be concluded from them.

A configuration is plain data, ``sweep`` runs each with several seeds, ``Results`` tells differences from chance::

    from coursecnn.experiments import sweep

    results = sweep({"kernel_sizes": [3, 5]}, data="auto:6000:2000", epochs=2, seeds=5, store="kernels.jsonl")
    print(results)

On a cluster, whose workers have coursecnn and the images, the same with one argument more::

    from dask.distributed import Client

    results = sweep(..., executor=Client("tcp://scheduler:8786").get_executor())
"""

from .build import build_net, build_optimizer
from .config import ConfigurationError, complete, configurations
from .executors import SweepError
from .presets import PRESETS, published
from .results import Comparison, Results
from .statistics import Estimate, correlation, difference, estimate, runs_needed
from .sweep import sweep

__all__ = [
    "PRESETS", "Comparison", "ConfigurationError", "Estimate", "Results", "SweepError", "build_net", "build_optimizer",
    "complete", "configurations", "correlation", "difference", "estimate", "published", "runs_needed", "sweep",
]  # fmt: skip
