"""Every public callable with a call that is right; a new one without its call is an error of the test."""

import inspect

import numpy as np

import coursecnn as cnn
from coursecnn import datasets, functional, models, reference
from coursecnn.datasets import Dataset
from coursecnn.layers import losses
from coursecnn.training import schedules

X, W, W_T = np.ones((2, 4, 6, 5)), np.ones((6, 4, 3, 3)), np.ones((4, 3, 3, 3))
Y, Y_T, ROWS, M = np.ones((2, 6, 4, 3)), np.ones((2, 3, 8, 7)), np.ones((2, 5)), np.ones((3, 5))
POOLED, LOGITS, LABELS = np.ones((2, 4, 3, 2)), np.ones((2, 3)), np.array([0, 2])
IMAGES = np.zeros((12, 1, 28, 28), np.uint8)


def data():
    labels = np.arange(12) % 10
    return Dataset("small", IMAGES, labels, IMAGES, labels)


def net():
    return models.mlp((784, 10))


CALLS = {  # positional arguments by name, as they may be
    "conv2d": {"x": X, "weight": W, "bias": np.ones(6), "stride": 1, "padding": 0, "dilation": 1, "groups": 1},
    "conv2d_backward": {"dy": Y, "x": X, "weight": W, "stride": 1, "padding": 0, "dilation": 1, "groups": 1},
    "conv2d_dw": {"dy": Y, "x": X, "kernel_size": 3, "stride": 1, "padding": 0, "dilation": 1, "groups": 1},
    "conv2d_dx": {"dy": Y, "weight": W, "x_shape": X.shape, "stride": 1, "padding": 0, "dilation": 1, "groups": 1},
    "conv_transpose2d": {
        "x": X, "weight": W_T, "bias": np.ones(3), "stride": 1, "padding": 0, "output_padding": 0, "groups": 1,
        "dilation": 1,
    },
    "conv_transpose2d_backward": {
        "dy": Y_T, "x": X, "weight": W_T, "stride": 1, "padding": 0, "output_padding": 0, "groups": 1, "dilation": 1,
    },
    "max_pool2d": {"x": X, "kernel_size": 2, "stride": 2, "padding": 0},
    "max_pool2d_backward": {"dy": POOLED, "x": X, "kernel_size": 2, "stride": 2, "padding": 0},
    "avg_pool2d": {"x": X, "kernel_size": 2, "stride": 2, "padding": 0, "count_include_pad": True},
    "avg_pool2d_backward": {
        "dy": POOLED, "x": X, "kernel_size": 2, "stride": 2, "padding": 0, "count_include_pad": True,
    },
    "im2col": {"x": X, "kernel_size": 2, "stride": 1, "padding": 0, "dilation": 1},
    "col2im": {
        "cols": np.ones((40, 16)), "x_shape": X.shape, "kernel_size": 2, "stride": 1, "padding": 0, "dilation": 1,
    },
    "linear": {"x": ROWS, "weight": M, "bias": np.ones(3)},
    "linear_backward": {"dy": LOGITS, "x": ROWS, "weight": M},
    "relu": {"x": X}, "relu_backward": {"dy": X, "x": X}, "sigmoid": {"x": X}, "sigmoid_backward": {"dy": X, "y": X},
    "tanh": {"x": X}, "tanh_backward": {"dy": X, "y": X}, "softmax": {"x": LOGITS},
    "cross_entropy": {"logits": LOGITS, "labels": LABELS},
    "cross_entropy_backward": {"logits": LOGITS, "labels": LABELS},
    "output_size": {"n": 8, "kernel": 3, "stride": 1, "padding": 0, "dilation": 1},
    "receptive_field": {"layers": [(3, 1), (2, 2)]},
    "same_padding": {"kernel": 3, "dilation": 1},
    "set_workers": {"number": None}, "set_fast": {"on": None},
    "Conv2d": {
        "in_channels": 4, "out_channels": 6, "kernel_size": 3, "stride": 1, "padding": 0, "dilation": 1, "groups": 1,
        "bias": True, "init": "he", "seed": 0, "dtype": np.float32,
    },
    "ConvPool2d": {
        "in_channels": 4, "out_channels": 6, "kernel_size": 3, "pool_size": 2, "stride": 1, "padding": 0, "dilation": 1,
        "bias": True, "init": "he", "seed": 0, "dtype": np.float32,
    },
    "ConvTranspose2d": {
        "in_channels": 4, "out_channels": 6, "kernel_size": 3, "stride": 1, "padding": 0, "output_padding": 0,
        "groups": 1, "bias": True, "dilation": 1, "init": "he", "seed": 0, "dtype": np.float32,
    },
    "Linear": {"in_features": 5, "out_features": 3, "bias": True, "init": "he", "seed": 0, "dtype": np.float32},
    "BatchNorm2d": {"num_features": 4, "eps": 1e-5, "momentum": 0.1, "dtype": np.float32},
    "MaxPool2d": {"kernel_size": 2, "stride": 2, "padding": 0},
    "AvgPool2d": {"kernel_size": 2, "stride": 2, "padding": 0, "count_include_pad": True},
    "Dropout": {"p": 0.5, "seed": 0},
    "SGD": {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.0, "nesterov": False},
    "Adam": {"lr": 0.1, "betas": (0.9, 0.99), "eps": 1e-8, "weight_decay": 0.0},
    "StepDecay": {"factor": 0.1, "share": 0.5},
    "OneCycle": {"warmup": 0.3, "start": 25.0, "end": 1e4},
    "fit": {
        "model": net, "data": data, "epochs": 1, "batch_size": 6, "optimizer": None, "schedule": None, "seed": 0,
        "validation": 0, "patience": None, "shift": None, "augment": None, "progress": False, "checkpoint": None,
        "on_step": None,
    },
    "evaluate": {"model": net, "images": IMAGES, "labels": np.zeros(12, int)},
    "predict": {"model": net, "images": IMAGES},
    "probabilities": {"model": net, "images": IMAGES},
    "check_gradients": {
        "layer": lambda: cnn.Linear(5, 3), "x": ROWS, "labels": None, "loss": None, "samples": 5, "seed": 0,
        "bound": 1e-6,
    },
    "mnist_cnn": {"kernel_sizes": (5, 5), "filters": (2, 3), "seed": 0, "dtype": np.float32},
    "mlp": {"sizes": (784, 10), "seed": 0, "dtype": np.float32},
    "simple_conv_net": {"seed": 0, "dtype": np.float32},
    "mnist_best": {"seed": 0, "dtype": np.float32},
    "lenet5": {"seed": 0, "dtype": np.float32},
    "load": {"name": "digits"}, "fetch": {"name": "digits"},
    "to_float": {"images": IMAGES},
}  # fmt: skip
NO_ARGUMENTS = {"ReLU", "Sigmoid", "Tanh", "Identity", "Flatten", "GlobalAvgPool2d", "GlobalMaxPool2d", "Constant"}
ELSEWHERE = {  # tried by tests of their own: they take layers, folders, arrays of a data set; or are only raised
    "Layer", "Sequential", "CrossEntropyLoss", "MSELoss", "Diverged", "History", "DatasetError", "NotAvailable",
    "Dataset", "from_folder", "alexnet", "photo_cnn", "split", "draw_signs", "write_signs",
}  # fmt: skip
UNTRIED = {("fit", "augment"), ("check_gradients", "loss"), ("check_gradients", "bound"), ("check_gradients", "labels")}


def public():
    """``{name: callable}`` of all that a learner can call; functions of ``reference`` bear the prefix "reference."."""
    found = {}
    for module in (functional, models, datasets, schedules, losses, cnn):
        names = getattr(module, "__all__", [name for name in vars(module) if not name.startswith("_")])
        for name in names:
            value = getattr(module, name)
            if callable(value) and getattr(value, "__module__", "").startswith("coursecnn"):
                found.setdefault(name, value)
    found |= {f"reference.{name}": getattr(reference, name) for name in reference.__all__}
    return {name: value for name, value in found.items() if _is_of(name, value)}


def _is_of(name, value):
    """Not what a module merely uses."""
    return name != "floats" and (
        value.__module__ == "coursecnn.arguments.sizes" or not value.__module__.startswith("coursecnn.arguments")
    )


def arguments(name):
    """A right call, new each time."""
    given = CALLS[name.removeprefix("reference.")]
    return {key: value() if inspect.isfunction(value) else value for key, value in given.items()}
