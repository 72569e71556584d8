"""Correct answers to the exercises of lesson 00, in different styles."""

import math

import numpy as np

from coursecnn import models


def counted_by_loops(sizes):
    total = 0
    for i in range(1, len(sizes)):
        total += (sizes[i - 1] + 1) * sizes[i]
    return total


def counted_by_recursion(sizes):
    return 0 if len(sizes) < 2 else sizes[1] * (sizes[0] + 1) + counted_by_recursion(sizes[1:])


def counted_in_a_net(sizes):
    return sum(array.size for array in models.mlp(sizes).params.values())


def counted_with_numpy(c_in, c_out, k):
    return np.zeros((c_out, c_in, k, k)).size + np.zeros(c_out).size


def counted_one_by_one(c_in, c_out, k):
    return sum(1 for _ in np.ndindex(c_out, c_in, k, k)) + c_out


def table_of_diagonals(w, n):
    return sum(weight * np.eye(n - len(w) + 1, n, j) for j, weight in enumerate(w))


def table_entry_by_entry(w, n):
    k = len(w)
    return np.array([[w[j - i] if 0 <= j - i < k else 0.0 for j in range(n)] for i in range(n - k + 1)])


def table_of_columns(w, n):
    """Column j is what sliding makes of a single 1 at place j."""
    return np.array([np.correlate(one, w, "valid") for one in np.eye(n)], np.float32).T


def factor_with_a_loop(z):
    factor = 1.0
    for number in z:
        s = 1 / (1 + math.exp(-number))
        factor *= s * (1 - s)
    return factor


STYLES = {
    "00.count_parameters": [counted_by_loops, counted_by_recursion, counted_in_a_net],
    "00.conv_parameters": [lambda c_in, c_out, k: (c_in * k**2 + 1) * c_out, counted_with_numpy, counted_one_by_one],
    "00.as_table": [table_of_diagonals, table_entry_by_entry, table_of_columns],
    "00.gradient_factor": [factor_with_a_loop, lambda z: np.prod(np.exp(-z) / (1 + np.exp(-z)) ** 2)],
    "00.permuted": [
        lambda images, order: np.array([image.ravel()[order].reshape(image.shape) for image in images]),
        lambda images, order: np.take(images.reshape(len(images), -1), order, axis=1).reshape(images.shape),
    ],
}
