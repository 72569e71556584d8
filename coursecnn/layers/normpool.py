"""Batch normalisation and max pooling, perhaps with ReLU between them or behind, as one step of a net."""

from ..arguments import as_gradient
from ..arguments.sizes import pool_geometry
from ..functional.normpool import norm_pool, norm_pool_backward
from .base import Layer, floats
from .norm import BatchNorm2d
from .pool import MaxPool2d
from .simple import ReLU

TOGETHER = [BatchNorm2d, ReLU, MaxPool2d], [BatchNorm2d, MaxPool2d, ReLU], [BatchNorm2d, MaxPool2d]


class NormPool(Layer):
    """The same as its layers one after another; see ``coursecnn.functional.normpool`` for what that saves.

    The layers keep parameters, running averages and what backward needs, each its own. They run one by one where a
    weight is not above 0, which turns the order of numbers round.
    """

    def __init__(self, norm, *layers):
        super().__init__()
        self.layers, self.norm, self.params = (norm, *layers), norm, norm.params
        (self.pool,) = (layer for layer in layers if isinstance(layer, MaxPool2d))
        self.relu = [layer for layer in layers if layer is not self.pool]  # before pooling or behind: it is the same

    def forward(self, x):
        if not (self.norm.params["weight"] > 0).all():
            for layer in self.layers:
                x = layer(x)
            return x
        norm, pool = self.norm, self.pool
        x, training, running = norm._batch(x)
        geo = pool_geometry(x.shape, pool.kernel_size, pool.stride, pool.padding)
        y, *moments, seen, winners, best = norm_pool(x, *norm.params.values(), norm.eps, running, geo, bool(self.relu))
        if training:
            norm._average(*moments, x.size // x.shape[1])
        pool._remember((winners, geo, y.shape, y.dtype))
        norm._remember((seen, x.shape, training, (best, y)))
        for relu in self.relu:
            relu._remember(None)
        return y

    def backward(self, dy):
        seen, _, training, won = self.norm._recall()
        if won is None:
            for layer in reversed(self.layers):
                dy = layer.backward(dy)
            return dy
        (winners, geo, shape, dtype), (best, y) = self.pool._recall(), won
        dy = as_gradient(floats(dy, dtype, "dy"), shape)
        behind = dy, y, bool(self.relu), self.norm.params["weight"]
        return self.norm._put(*norm_pool_backward(*behind, seen, winners, best, geo, training))


def steps(layers):
    """The layers of a net, those that run as one put together."""
    rest = list(layers)
    while rest:
        kinds = [type(layer) for layer in rest[:3]]
        together = next((c for c in TOGETHER if kinds[: len(c)] == c), None)
        yield NormPool(*rest[: len(together)]) if together else rest[0]
        rest = rest[len(together or rest[:1]) :]
