"""The messages that learners meet most often: what to do to meet each of them, for the page that explains them."""

from pathlib import Path

import numpy as np

import coursecnn as cnn
from coursecnn import datasets, functional, models
from coursecnn.datasets import Dataset
from coursecnn.experiments import configurations

X, W = np.ones((2, 3, 8, 8)), np.ones((4, 3, 3, 3))
IMAGE = np.ones((1, 1, 28, 28), np.float32)


def data(**changes):
    images, labels = np.zeros((12, 1, 28, 28), np.uint8), np.arange(12) % 10
    parts = {"x_train": images, "y_train": labels, "x_test": images, "y_test": labels} | changes
    return Dataset("small", **parts)


def net():
    return models.mlp((784, 10))


def fit(model=None, images=None, **options):
    return cnn.fit(model or net(), images or data(), **{"epochs": 1, "progress": False} | options)


def damaged():
    Path("net.npz").write_bytes(b"not a net")
    return net().load("net.npz")


def other_net():
    net().save("other.npz")
    return models.mlp((784, 5, 10)).load("other.npz")


def other_training():
    fit(checkpoint="run.ckpt")
    return fit(checkpoint="run.ckpt", seed=1)


MESSAGES = {  # in the order of the page; each does what leads to the message
    "a picture without batch": lambda: functional.conv2d(np.ones((28, 28)), W),
    "channels": lambda: functional.conv2d(np.ones((1, 1, 8, 8)), W),
    "a window too large": lambda: cnn.Conv2d(3, 4, 9)(X.astype(np.float32)),
    "same with stride": lambda: cnn.Conv2d(3, 4, 3, stride=2, padding="same"),
    "groups": lambda: cnn.Conv2d(3, 4, 3, groups=2),
    "pooling padding": lambda: cnn.MaxPool2d(2, padding=2)(X.astype(np.float32)),
    "flatten": lambda: cnn.Linear(192, 10)(X.astype(np.float32)),
    "features": lambda: cnn.Linear(100, 10)(np.ones((2, 192), np.float32)),
    "integers": lambda: cnn.Conv2d(3, 4, 3)(np.ones((2, 3, 8, 8), np.uint8)),
    "a masked array": lambda: functional.relu(np.ma.masked_less(np.array([-1.0, 2]), 0)),
    "backward first": lambda: cnn.Conv2d(3, 4, 3).backward(np.ones((2, 4, 6, 6), np.float32)),
    "shape of dy": lambda: functional.conv2d_backward(np.ones((2, 4, 8, 8)), X, W),
    "a class in a net": lambda: cnn.Sequential(cnn.ReLU),
    "a layer twice": lambda: (lambda relu: cnn.Sequential(relu, relu))(cnn.ReLU()),
    "a text for a switch": lambda: cnn.Conv2d(3, 4, 3, bias="False"),
    "a rate": lambda: cnn.SGD(lr=0),
    "one image": lambda: cnn.BatchNorm2d(3)(np.ones((1, 3, 1, 1), np.float32)),
    "labels of a loss": lambda: functional.cross_entropy(np.zeros((2, 10)), np.array([1, 10])),
    "the name of data": lambda: fit(images="mnist"),
    "a function for a net": lambda: fit(model=models.mnist_cnn),
    "a list for a net": lambda: fit(model=[cnn.Flatten()]),
    "a class for an optimiser": lambda: fit(optimizer=cnn.SGD),
    "outputs": lambda: fit(model=models.mlp((784, 9))),
    "floats for images": lambda: data(x_train=np.zeros((12, 1, 28, 28))),
    "divided twice": lambda: datasets.to_float(IMAGE),
    "diverged": lambda: fit(
        images=data(x_train=np.full((12, 1, 28, 28), 200, np.uint8)), optimizer=cnn.SGD(lr=1e38), epochs=3,
        schedule=lambda step, steps: 1.0,
    ),
    "no file": lambda: net().load("missing.npz"),
    "a damaged file": damaged,
    "another net": other_net,
    "another training": other_training,
    "a setting": lambda: configurations({"kernel": [3, 5]}),
}  # fmt: skip


def message(name):
    """What is said, where the call of this name fails."""
    try:
        MESSAGES[name]()
    except Exception as error:
        return " ".join(str(error).split())
    raise AssertionError(f"{name}: nothing was wrong")
