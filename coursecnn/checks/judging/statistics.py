"""Ways to make one number of several, each with the words that say it."""

import numpy as np

WANTED = {np.sum: "their sum is", np.mean: "their mean is", np.max: "the largest is", np.min: "the smallest is",
          np.prod: "their product is", np.argmin: "the place of the smallest is"}  # fmt: skip


def _second(ordered):
    return ordered[1] if len(ordered) > 1 else ordered[0]


def _grid(numbers):
    """Only a table has rows and columns."""
    if numbers.ndim != 2:
        raise ValueError(numbers.ndim)
    return numbers


STATISTICS = {
    "the sum of {}": np.sum,
    "the mean of {}": np.mean,
    "the largest of {}": np.max,
    "the smallest of {}": np.min,
    "the product of {}": np.prod,
    "the median of {}": np.median,
    "the mean of the largest and the smallest of {}": lambda a: (a.max() + a.min()) / 2,
    "the largest of {} minus the smallest": np.ptp,
    "the first of {}": lambda a: a.flat[0],
    "the last of {}": lambda a: a.flat[-1],
    "the second smallest of {}": lambda a: _second(np.sort(a, axis=None)),
    "the second largest of {}": lambda a: _second(-np.sort(-a, axis=None)),
    "the largest of {}, or 0 where all are below 0": lambda a: max(a.max(), 0),
    "the smallest of {}, or 0 where all are above 0": lambda a: min(a.min(), 0),
    "the sum of {}, or 0 where it is below 0": lambda a: max(a.sum(), 0),
    "the size of the largest of {}, its sign left out": lambda a: np.abs(a).max(),
    "the sum of the sizes of {}, without their signs": lambda a: np.abs(a).sum(),
    "the sum of the squares of {}": lambda a: (a * a).sum(),
    "the root of the sum of the squares of {}": lambda a: np.sqrt((a * a).sum()),
    "the root of the mean of the squares of {}": lambda a: np.sqrt((a * a).mean()),
    "the mean of those of {} that are not 0": lambda a: a.sum() / max(np.count_nonzero(a), 1),
    "the number of {}": np.size,
    "the number of those of {} that are not 0": np.count_nonzero,
    "the standard deviation of {}": np.std,
    "the sum of {} divided by the largest": lambda a: a.sum() / a.max() if a.max() else 0,
    "the sum of {} divided by the number of rows": lambda a: _grid(a).sum() / len(a),
    "the place of the largest of {}": np.argmax,
    "the place of the smallest of {}": np.argmin,
    "1 divided by the largest of the reciprocals of {}": lambda a: 1 / (1 / a).max(),
    "the sum of {}, with the first counted twice": lambda a: a.sum() + a.flat[0],
    "the first of {} minus all others": lambda a: 2 * a.flat[0] - a.sum(),
    "the mean of {} without the last": lambda a: a.flat[:-1].mean(),
    "the mean of {} without the first": lambda a: a.flat[1:].mean(),
    "the mean distance of {} from their mean": lambda a: np.abs(a - a.mean()).mean(),
    "the sum of {} without the first": lambda a: a.sum() - a.flat[0],
    "the sum of {} without the last": lambda a: a.sum() - a.flat[-1],
    "the sum of the first and the last of {}": lambda a: a.flat[0] + a.flat[-1],
    "the sum of the first row of {}": lambda a: _grid(a)[0].sum(),
    "the sum of the last row of {}": lambda a: _grid(a)[-1].sum(),
    "the sum of the first column of {}": lambda a: _grid(a)[:, 0].sum(),
    "the sum of the last column of {}": lambda a: _grid(a)[:, -1].sum(),
    "the sum of the diagonal of {}": np.trace,
    "the mean of the first row of {}": lambda a: _grid(a)[0].mean(),
    "the mean of the first column of {}": lambda a: _grid(a)[:, 0].mean(),
    "the largest of the first row of {}": lambda a: _grid(a)[0].max(),
    "the largest of the first column of {}": lambda a: _grid(a)[:, 0].max(),
    "an array of all of {}, not one number made of them": lambda a: a,
    "the running sum (cumsum) of {}": np.cumsum,
    "the running product (cumprod) of {}": np.cumprod,
}  # fmt: skip
