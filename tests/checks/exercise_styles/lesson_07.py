"""Correct answers to the exercises of lesson 07, in different styles."""

import numpy as np

from coursecnn import SGD
from coursecnn.datasets import to_float


def batches_by_loop(order, size):
    made, batch = [], []
    for number in order:
        batch.append(number)
        if len(batch) == size:
            made.append(np.array(batch))
            batch = []
    return tuple(made + [np.array(batch)] * bool(batch))


def batches_by_recursion(order, size):
    return () if len(order) == 0 else (order[:size], *batches_by_recursion(order[size:], size))


def step_of_the_package(w, v, dw, rate, mu):
    w, v, dw = w.astype(float), v.astype(float), dw.astype(float)
    params, optimizer = {"w": w.copy()}, SGD(rate, momentum=mu)
    optimizer.step(params, {"w": v})  # its first step makes v the momentum
    params["w"] = w.copy()
    optimizer.step(params, {"w": dw})
    return params["w"], mu * v + dw


def step_by_numbers(w, v, dw, rate, mu):
    new_v = np.array([mu * a + b for a, b in zip(v.ravel(), dw.ravel())]).reshape(v.shape)
    return (w - rate * new_v).astype(np.float32), new_v


def counted_by_pairs(labels, predictions, classes):
    return np.array([[((labels == t) & (predictions == p)).sum() for p in range(classes)] for t in range(classes)])


def counted_by_bincount(labels, predictions, classes):
    return np.bincount(labels * classes + predictions, minlength=classes**2).reshape(classes, classes)


def counted_by_add_at(labels, predictions, classes):
    table = np.zeros((classes, classes))
    np.add.at(table, (labels, predictions), 1)
    return table


STYLES = {
    "07.to_numbers": [
        lambda images: images.astype(float) / 255,
        lambda images: images.astype(np.float32) * np.float32(1 / 255),
        to_float,
    ],
    "07.batches": [
        batches_by_loop,
        batches_by_recursion,
        lambda order, size: np.split(order, range(size, len(order), size)),
    ],
    "07.he_deviation": [
        lambda c_in, k: (2 / (c_in * k**2)) ** 0.5,
        lambda c_in, k: np.sqrt(2) / (k * np.sqrt(c_in)),
        lambda c_in, k: np.float32(np.sqrt(2 / np.zeros((c_in, k, k)).size)),
    ],
    "07.momentum_step": [
        step_of_the_package,
        step_by_numbers,
        lambda w, v, dw, rate, mu: [w - rate * (mu * v + dw), mu * v + dw],
    ],
    "07.confusion": [counted_by_pairs, counted_by_bincount, counted_by_add_at],
}
