"""Small trainings: drawn digits, nets with everything that is random, and comparisons to the last bit."""

from functools import lru_cache

import numpy as np

import coursecnn as cnn
from coursecnn.datasets import Dataset
from coursecnn.datasets.drawn import draw_digits


@lru_cache
def digits(train=150, test=40):
    """Drawn digits whose arrays cannot be written to."""
    images, labels = draw_digits(train + test, seed=4)
    images = images.reshape(-1, 1, 28, 28)
    for array in images, labels:
        array.flags.writeable = False
    return Dataset("digits", images[:train], labels[:train], images[train:], labels[train:])


def dropout_net(seed=0, dtype=np.float32):
    """Convolution, dropout in two places, a linear layer."""
    return cnn.Sequential(
        cnn.ConvPool2d(1, 3, 5, seed=seed, dtype=dtype),
        cnn.Dropout(0.2),
        cnn.Flatten(),
        cnn.Sequential(cnn.Linear(432, 12, seed=seed + 1, dtype=dtype), cnn.ReLU(), cnn.Dropout(0.3)),
        cnn.Linear(12, 10, seed=seed + 2, dtype=dtype),
    )


def arrays(model):
    """Copies of all parameters and buffers."""
    return {name: np.array(array) for kind in (model.params, model.buffers) for name, array in kind.items()}


def same(first, second):
    """Are two dictionaries of arrays the same to the last bit?"""
    bits = [{name: array.tobytes() for name, array in arrays.items()} for arrays in (first, second)]
    return bits[0] == bits[1]


def train(model, data=None, **options):
    """``fit`` without a bar, two epochs of batches of 40 unless told otherwise."""
    data = digits() if data is None else data
    return cnn.fit(model, data, **{"epochs": 2, "batch_size": 40, "progress": False} | options)
