"""The nets of the course."""

import numpy as np

from .arguments import shown, whole
from .layers import BatchNorm2d, Conv2d, ConvPool2d, Dropout, Flatten, Linear, MaxPool2d, ReLU, Sequential


def mnist_cnn(kernel_sizes=(5, 5), filters=(20, 50), seed=0, *, dtype=np.float32):
    """Convolution, ReLU, 2 x 2 max pooling, once for each kernel size, then one linear layer to 10 classes.

    For images ``(N, 1, 28, 28)``. The first weights are He's, the last layer's a tenth of that, so that the first loss
    is near ln 10.

    Parameters
    ----------
    kernel_sizes, filters : sequence of int
        One entry for each block.
    seed : int
    """
    if not (_several(filters) and _several(kernel_sizes)) or len(kernel_sizes) != len(filters):
        raise ValueError(
            f"kernel_sizes and filters must have one entry for each block, not {shown(kernel_sizes, 100)} and "
            f"{shown(filters, 100)}."
        )
    seeds = _seeds(seed, len(filters) + 1)
    channels = [1, *filters]
    blocks = [
        ConvPool2d(channels[i], channels[i + 1], kernel_sizes[i], seed=seeds[i], dtype=dtype)
        for i in range(len(filters))
    ]
    features = Sequential(*blocks, Flatten()).output_shape((1, 28, 28))[0]
    return Sequential(*blocks, Flatten(), _last(features, 10, seeds[-1], dtype))


def mlp(sizes, seed=0, *, dtype=np.float32):
    """A multilayer perceptron: ``sizes`` gives inputs, hidden units, ..., outputs; ReLU between.

    ``mlp((784, 15, 10))`` takes images of 784 pixels.
    """
    if not _several(sizes) or len(sizes) < 2:
        raise ValueError(f"sizes must name at least inputs and outputs, such as (784, 15, 10), not {shown(sizes)}.")
    seeds = _seeds(seed, len(sizes) - 1)
    layers = [Flatten()]
    for i in range(len(sizes) - 2):
        layers += [Linear(sizes[i], sizes[i + 1], seed=seeds[i], dtype=dtype), ReLU()]
    return Sequential(*layers, _last(sizes[-2], sizes[-1], seeds[-1], dtype))


def simple_conv_net(seed=0, *, dtype=np.float32):
    """30 filters of 5 x 5, ReLU, 2 x 2 max pooling, linear to 100, ReLU, linear to 10; for ``(N, 1, 28, 28)``."""
    seeds = _seeds(seed, 3)
    return Sequential(
        ConvPool2d(1, 30, 5, seed=seeds[0], dtype=dtype),
        Flatten(),
        Linear(30 * 12 * 12, 100, seed=seeds[1], dtype=dtype),
        ReLU(),
        _last(100, 10, seeds[2], dtype),
    )


def lenet5(seed=0, *, dtype=np.float32):
    """LeNet-5 (LeCun et al., 1998) with today's max pooling and ReLU; for ``(N, 1, 28, 28)``, padded to 32 x 32."""
    seeds = _seeds(seed, 5)
    return Sequential(
        ConvPool2d(1, 6, 5, padding=2, seed=seeds[0], dtype=dtype),
        ConvPool2d(6, 16, 5, seed=seeds[1], dtype=dtype),
        Flatten(),
        Linear(16 * 5 * 5, 120, seed=seeds[2], dtype=dtype),
        ReLU(),
        Linear(120, 84, seed=seeds[3], dtype=dtype),
        ReLU(),
        _last(84, 10, seeds[4], dtype),
    )


def mnist_best(seed=0, *, dtype=np.float32):
    """32, 64 and 64 filters of 3 x 3, each with batch normalisation, pooling and ReLU; dropout, one linear layer.

    For images ``(N, 1, 28, 28)``. Batch normalisation has a bias of its own, so convolutions have none. ReLU keeps the
    order of numbers: after pooling it gives the same as before, for a quarter of them.
    """
    seeds, channels = _seeds(seed, 5), (1, 32, 64, 64)
    blocks = [
        layer
        for i in range(3)
        for layer in (
            Conv2d(channels[i], channels[i + 1], 3, padding=1, bias=False, seed=seeds[i], dtype=dtype),
            BatchNorm2d(channels[i + 1], dtype=dtype),
            MaxPool2d(2),
            ReLU(),
        )
    ]
    return Sequential(*blocks, Flatten(), Dropout(0.3, seed=seeds[3]), _last(64 * 3 * 3, 10, seeds[4], dtype))


def alexnet(classes=1000, seed=0, *, dtype=np.float32):
    """AlexNet (Krizhevsky et al., 2012) on one device, for ``(N, 3, 227, 227)``; 61 million parameters.

    The paper says 224 x 224, but its own sizes need 227: (227 - 11) / 4 + 1 = 55. Groups of two are the paper's two
    devices.
    """
    seeds = _seeds(seed, 8)

    def conv(i, *args, **options):
        return [Conv2d(*args, seed=seeds[i], dtype=dtype, **options), ReLU()]

    return Sequential(
        *conv(0, 3, 96, 11, stride=4), MaxPool2d(3, 2),
        *conv(1, 96, 256, 5, padding=2, groups=2), MaxPool2d(3, 2),
        *conv(2, 256, 384, 3, padding=1),
        *conv(3, 384, 384, 3, padding=1, groups=2),
        *conv(4, 384, 256, 3, padding=1, groups=2), MaxPool2d(3, 2),
        Flatten(),
        Dropout(0.5, seed=seeds[5]), Linear(9216, 4096, seed=seeds[5], dtype=dtype), ReLU(),
        Dropout(0.5, seed=seeds[6]), Linear(4096, 4096, seed=seeds[6], dtype=dtype), ReLU(),
        _last(4096, classes, seeds[7], dtype),
    )  # fmt: skip


def photo_cnn(classes, size=32, channels=3, seed=0, *, dtype=np.float32):
    """16, 32 and 32 filters of 3 x 3, each with ReLU and 2 x 2 max pooling, one linear layer: for images of one's own.

    Parameters
    ----------
    classes : int
    size : int
        Pixels of a side of the images ``(N, channels, size, size)``, at least 8.
    channels : int
        3 for colours, 1 for greys.
    seed : int
    """
    classes, size, filters = (
        whole(classes, "classes"),
        whole(size, "size", 8),
        (whole(channels, "channels"), 16, 32, 32),
    )
    seeds = _seeds(seed, 4)
    blocks = [ConvPool2d(filters[i], filters[i + 1], 3, padding=1, seed=seeds[i], dtype=dtype) for i in range(3)]
    return Sequential(*blocks, Flatten(), _last(filters[-1] * (size // 8) ** 2, classes, seeds[-1], dtype))


MODELS = {
    "mnist_cnn": mnist_cnn,
    "mnist_best": mnist_best,
    "simple_conv_net": simple_conv_net,
    "lenet5": lenet5,
    "mlp": lambda seed=0: mlp((784, 100, 10), seed),
}


def _last(inputs, outputs, seed, dtype):
    layer = Linear(inputs, outputs, seed=seed, dtype=dtype)
    layer.params["weight"] *= 0.1
    return layer


def _several(value):
    return isinstance(value, (tuple, list)) and len(value) > 0


def _seeds(seed, number):
    """Independent seeds for ``number`` layers."""
    return [int(s) for s in np.random.SeedSequence(whole(seed, "seed", 0)).generate_state(number)]
