"""Exercises of lesson 10, Architectures: sizes and parameters of a stack."""

from ...models import lenet5
from ...sizes import output_size, receptive_field
from ..definition import Case, Exercise, Mistake

LENET = "10, 'LeNet-5, 1998'"
ALEXNET = "10, '227 or 224?'"
VGG = "10, 'VGG, 2014: small kernels, many of them'"


def lenet_parameters():
    """Of the first fully connected layer of LeNet-5, after 16 maps of 5 x 5."""
    return lenet5().params["3.weight"].size + lenet5().params["3.bias"].size


def stack(n, layers):
    """Side of the maps after each layer (kernel, stride, padding), beginning with n pixels."""
    sizes = []
    for k, s, p in layers:
        n = output_size(n, k, s, p)
        sizes.append(n)
    return tuple(sizes)


def _stack(n, layers, size=lambda n, k, s, p: (n + 2 * p - k) // s + 1, all_of_n=False):
    sizes, first = [], n
    for k, s, p in layers:
        n = size(first if all_of_n else n, k, s, p)
        sizes.append(n)
    return tuple(sizes)


def _stacks():
    alexnet = [(11, 4, 0), (3, 2, 0), (5, 1, 2), (3, 2, 0), (3, 1, 1), (3, 2, 0)]
    return [
        Case(args)
        for args in (
            (3, [(1, 1, 0)]),
            (5, [(3, 1, 0)]),
            (5, [(3, 1, 1)]),
            (6, [(2, 2, 0)]),
            (7, [(2, 2, 0)]),
            (6, [(3, 2, 1)]),
            (12, [(5, 1, 0), (2, 2, 0)]),
            (28, [(5, 1, 2), (2, 2, 0), (5, 1, 0), (2, 2, 0)]),
            (227, alexnet),
            (224, alexnet),
        )
    ]


def weights_of_stack(c, k, times):
    """Weights of ``times`` convolutions of k x k from c to c channels, without biases."""
    return times * c * c * k * k


def small_kernels():
    """(side that three 3 x 3 see, weights of one 7 x 7 over weights of three 3 x 3)."""
    return receptive_field([(3, 1)] * 3)[-1], weights_of_stack(64, 7, 1) / weights_of_stack(64, 3, 3)


EXERCISES = [
    Exercise(
        id="10.lenet_parameters",
        kind="predict",
        title="Where LeNet's parameters are",
        minutes=4,
        difficulty=1,
        points=1,
        see=LENET,
        value=lenet_parameters,
        hints=(
            "16 maps of 5 x 5 are laid out in one row: how many numbers is that?",
            "Each of the 120 units reads 400 numbers and has a bias.",
            "120 * 400 + 120.",
        ),
        mistakes=[
            Mistake("bias-forgotten", 120 * 400),
            Mistake("shared-like-a-convolution", 120 * (16 + 1)),
            Mistake("channels-forgotten", 120 * 26, "The 16 channels are forgotten: all their numbers are laid out in one row."),
            Mistake("one-bias-per-layer", 120 * 400 + 1),
        ],
    ),
    Exercise(
        id="10.stack",
        kind="implement",
        title="Sizes through a net",
        minutes=6,
        difficulty=1,
        points=2,
        see=ALEXNET,
        cases=_stacks,
        expected=stack,
        hints=(
            "Each layer's output is the next layer's input.",
            "The formula of lesson 02 with d = 1: (n + 2 * p - k) // s + 1.",
            "for k, s, p in layers: n = (n + 2 * p - k) // s + 1, and keep every n.",
        ),
        mistakes=[
            Mistake("each-from-the-first", lambda n, layers: _stack(n, layers, all_of_n=True)),
            Mistake("ceil-for-floor", lambda n, layers: _stack(n, layers, lambda n, k, s, p: -(-(n + 2 * p - k) // s) + 1)),
            Mistake("padding-forgotten", lambda n, layers: _stack(n, layers, lambda n, k, s, p: (n - k) // s + 1)),
            Mistake("padding-counted-once", lambda n, layers: _stack(n, layers, lambda n, k, s, p: (n + p - k) // s + 1)),
            Mistake("stride-forgotten", lambda n, layers: _stack(n, layers, lambda n, k, s, p: n + 2 * p - k + 1), "The stride is forgotten."),
            Mistake("off-by-one", lambda n, layers: _stack(n, layers, lambda n, k, s, p: (n + 2 * p - k) // s)),
            Mistake("float-size", lambda n, layers: _stack(n, layers, lambda n, k, s, p: (n + 2 * p - k) / s + 1)),
            Mistake("last-size-only", lambda n, layers: stack(n, layers)[-1:]),
        ],
    ),
    Exercise(
        id="10.small_kernels",
        kind="predict",
        title="Three small for one large",
        minutes=5,
        difficulty=2,
        points=1,
        see=VGG,
        value=small_kernels,
        tolerance=0.005,
        hints=(
            "One 3 x 3 sees 3 pixels across; each further one adds 2.",
            "Three 3 x 3 from C to C channels: 3 * 9 * C * C weights. One 7 x 7: 49 * C * C.",
            "49 / 27.",
        ),
        mistakes=[
            Mistake("ratio-upside-down", (7, 27 / 49)),
            Mistake("one-kernel-counted", (7, 49 / 9)),
            Mistake("product-for-sum", (27, 49 / 27)),
            Mistake("product-for-sum", (9, 49 / 27), "3 + 3 + 3 counts the shared pixels twice: each further kernel adds only k - 1."),
            Mistake("product-for-sum", (9, 3.0), "3 + 3 + 3 counts the shared pixels twice: each further kernel adds only k - 1."),
        ],
    ),
]  # fmt: skip
