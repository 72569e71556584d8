"""What an argument may be, by its name, and what it may never be: wrong calls are made of this."""

import numpy as np


class Odd:
    """An object that is nothing."""

    def __repr__(self):
        return "<something odd>"


def without(values, *right):
    """The values but those that are right here."""
    return [value for value in values if not any(type(value) is type(one) and value == one for one in right)]


WORDY = ["seven " * 500, list(range(5000)), np.full((30, 40), 0.5)]  # whose own words fill many lines
ANYTHING = [Odd(), object, lambda: None, {}, {"a": 1}, "seven", b"bytes", 1j, np.array("text"), print, *WORDY]
NO_NUMBER = [*ANYTHING, None, [], [1, [2]], (1, 2, 3, 4, 5), np.ones(3)]
NO_FLAG = [*ANYTHING, None, "False", 0, 1, 2.0, [True], np.ones(2, bool)]
NO_WHOLE = [*NO_NUMBER, True, 1.5, float("nan"), float("inf"), -1, -(10**30), "3", np.float64(2), [3]]
NO_SIZE = [*ANYTHING, None, True, 1.5, 2.0, float("nan"), 0, -1, 10**30, (1, 2, 3), (0, 1), (2, -1), (2.5, 2), [], "3"]
NO_PADDING = [*without(NO_SIZE, 0, (0, 1)), "full", ((1, 2), (3, -1)), ((1,), (2,)), ((1, 1), 2)]
NO_NUMBERS = [
    None, "text", ["a"], [[1], [1, 2]], {}, Odd(), object, 1j, np.array([1j]), np.array(["a"]), np.array([None]),
    np.ma.masked_greater(np.ones((2, 4, 6, 5)), 0), np.full((2, 4, 6, 5), 2**63, np.uint64), np.ones((1, 1, 1, 1, 1)),
]  # fmt: skip
NO_PATH = [None, 5, 1.5, [], ["a"], {}, b"name", "", "a\0b", Odd(), object, True]
NO_RATE = [*NO_NUMBER, True, -1.0, float("nan"), float("inf"), "0.1", 10**400]


def kind(name, function):
    """The wrong values of an argument."""
    special = SPECIAL.get((function, name))
    if special is not None:
        return special
    for names, values in KINDS.items():
        if name in names.split():
            return values
    raise KeyError(f"{function}: nobody said what the argument {name} may not be: add it to KINDS")


KINDS = {
    "x weight dy y logits cols prediction target images image": NO_NUMBERS,
    "bias": [value for value in NO_NUMBERS if value is not None],
    "labels": [*NO_NUMBERS, [0.5, 1.0], np.array([0.0, 1])],
    "kernel_size kernel pool_size": NO_SIZE,
    "stride": NO_SIZE,
    "dilation": NO_SIZE,
    "n": NO_SIZE,
    "padding": NO_PADDING,
    "output_padding": without(NO_SIZE, 0, (0, 1)),
    "groups": [*NO_WHOLE, 0, 3, 10**30],
    "x_shape": [*ANYTHING, None, 5, (1, 2, 3), (1, 0, 2, 2), (1, 2, 2.5, 3), (True, 1, 2, 2), (1, 1, 10**12, 10**12)],
    "in_channels out_channels in_features out_features num_features epochs batch_size samples": [*NO_WHOLE, 0],
    "classes": [*NO_WHOLE, 0],
    "seed": NO_WHOLE,
    "shift": [0, 2, *ANYTHING],  # fit takes none any more
    "on": [value for value in NO_FLAG if value is not None],
    "count_include_pad nesterov mode progress input_gradient": NO_FLAG,
    "dtype": [*ANYTHING, None, int, "float16", np.float16, np.complex64, "no such", 5],
    "init": [*[v for v in ANYTHING if not callable(v)], None, "big", 0, lambda shape, generator, dtype: np.ones(3)],
    "p": [*NO_RATE, 1, 1.5],
    "lr eps": [*NO_RATE, 0],
    "weight_decay": NO_RATE,
    "momentum": [*NO_RATE, 1.5],
    "betas": [*ANYTHING, None, 0.9, (0.9,), (0.9, 1), (0.9, "b"), (-1, 0.5), (0.9, float("nan"))],
    "factor": [*NO_RATE, 0],
    "share": [*NO_RATE, 0, 2],
    "warmup": [*NO_RATE, 2],
    "start end": [*NO_RATE, 0.5],
    "layers": [*ANYTHING, None, 5, [5], [(1,)], [(1, 2, 3, 4)], [(0, 1)], [(3, 1.5)], [(True, 1)], ["ab"], [(3, 1, 0)]],
    "model": [*ANYTHING, None, 5, [], [Odd()]],
    "layer": [*ANYTHING, None, 5, []],
    "data": [*ANYTHING, None, 5, "mnist", (np.ones(3), np.ones(3)), np.ones((2, 1, 28, 28))],
    "optimizer": [*ANYTHING, "sgd", 0.1, []],
    "schedule on_step": [v for v in ANYTHING if not callable(v)] + ["onecycle", 0.1, []],
    "validation": [v for v in NO_WHOLE if not isinstance(v, (list, tuple))] + [[0.5], [-1], [99], 10**6],
    "patience": [v for v in [*NO_WHOLE, 0] if v is not None],
    "checkpoint": [v for v in NO_PATH if v is not None],
    "path": NO_PATH,
    "number": [v for v in [*NO_WHOLE, 0, 10**6] if v is not None],
    "kernel_sizes filters sizes": [*ANYTHING, None, 5, (), [], (0,), (1.5, 2), (True, 3), ("a", "b"), (-1, 2)],
    "name": [*[v for v in ANYTHING if not isinstance(v, str)], None, 5, "cifar", ""],
    "test_fraction": [*NO_RATE, 1],
    "n_train n_test": [*NO_WHOLE, 10**6],
    "input_shape": [*ANYTHING, None, 5, (1, 28), (0, 28, 28), (1, 2.5, 3), (3, 28, 28)],
}

SPECIAL = {
    # the shape of the output, the default, or whatever works is not wrong there
    ("same_padding", "kernel"): [v for v in NO_SIZE if not isinstance(v, tuple)],
    ("same_padding", "dilation"): [v for v in NO_SIZE if not isinstance(v, tuple)],
    ("conv2d_dw", "kernel_size"): [*NO_SIZE, 9],
}
for _function in ("relu", "sigmoid", "tanh", "softmax"):  # of any shape
    SPECIAL[_function, "x"] = NO_NUMBERS[:-1]
for _function in ("max_pool2d", "max_pool2d_backward", "avg_pool2d", "avg_pool2d_backward", "MaxPool2d", "AvgPool2d"):
    SPECIAL[_function, "stride"] = [v for v in NO_SIZE if v is not None]
for _layer in ("Conv2d", "ConvPool2d", "ConvTranspose2d", "Linear"):
    SPECIAL[_layer, "bias"] = NO_FLAG
