"""Correct answers to the exercises of lesson 10, in different styles."""

from itertools import accumulate

import numpy as np

from coursecnn import Conv2d, functional, output_size


def sizes_by_recursion(n, layers):
    if not layers:
        return ()
    k, s, p = layers[0]
    n = len(range(0, n + 2 * p - k + 1, s))
    return (n, *sizes_by_recursion(n, layers[1:]))


def sizes_of_the_package(n, layers):
    return list(accumulate(layers, lambda n, layer: output_size(n, layer[0], layer[1], layer[2]), initial=n))[1:]


def sizes_by_counting(n, layers):
    sizes = []
    for k, s, p in layers:
        n = sum(1 for start in range(0, n + 2 * p, s) if start + k <= n + 2 * p)
        sizes.append(n)
    return sizes


def averaged_by_loops(x):
    return np.array([[sum(map(sum, channel)) / channel.size for channel in image] for image in x])


def averaged_by_pooling(x):
    return functional.avg_pool2d(x.astype(np.float32), x.shape[2:])[:, :, 0, 0]


def weights_of_layers(c_in, c_mid, c_out, k):
    size = [
        Conv2d(a, b, n, bias=False).params["weight"].size
        for a, b, n in ((c_in, c_out, k), (c_in, c_mid, 1), (c_mid, c_out, k))
    ]
    return size[0], size[1] + size[2]


STYLES = {
    "10.stack": [sizes_by_recursion, sizes_of_the_package, sizes_by_counting],
    "10.global_average": [averaged_by_loops, averaged_by_pooling, lambda x: x.reshape(*x.shape[:2], -1).mean(-1)],
    "10.bottleneck": [
        weights_of_layers,
        lambda c_in, c_mid, c_out, k: [c_in * c_out * k**2, c_mid * (c_in + c_out * k**2)],
        lambda c_in, c_mid, c_out, k: np.array([c_in * c_out * k * k, c_in * c_mid + c_mid * c_out * k * k]),
    ],
    "10.residual_backward": [lambda dy, w: (np.eye(len(dy)) + w).T @ dy, lambda dy, w: dy + dy @ w],
    "10.multiplications": [
        lambda layers, size: sum(
            Conv2d(c_in, c_out, k, s, p).multiplications((c_in, n, n))
            for (c_in, c_out, k, s, p), n in zip(
                layers, (size, *sizes_by_recursion(size, [layer[2:] for layer in layers]))
            )
        )
    ],
}
