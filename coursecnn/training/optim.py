"""Optimisers: how gradients change parameters."""

import math

import numpy as np

from ..arguments import flag, number, shown
from ..functional import parallel

PIECE = 1 << 17  # numbers of a parameter that are changed at a time


class Optimizer:
    """``optimizer.step(params, grads)`` changes the arrays of ``params`` in place.

    Attributes
    ----------
    lr : float
        Learning rate; a schedule may change it before each step.
    state : dict of str to array
        What the optimiser remembers, by parameter: saved with a checkpoint.
    """

    def __init__(self, lr, weight_decay):
        self.lr = number(lr, "lr", "above 0", lambda lr: 0 < lr < math.inf)
        self.weight_decay = number(weight_decay, "weight_decay", "of at least 0", lambda decay: 0 <= decay < math.inf)
        self.state = {}

    def step(self, params, grads):
        for name in params:
            if name not in grads:
                raise ValueError(f"There is no gradient for {shown(name)}: call backward before step.")
            param, grad = params[name], grads[name]
            if not isinstance(param, np.ndarray) or param.dtype.kind != "f":
                given = getattr(param, "dtype", type(param).__name__)
                raise TypeError(f"{shown(name)} must be an array of floats, not {given}.")
            if np.shape(grad) != param.shape:
                raise ValueError(
                    f"The gradient of {shown(name)} must have its shape {param.shape}, not {np.shape(grad)}."
                )
            self.update(name, param, grad)

    def _memory(self, name, like):
        if name not in self.state:
            self.state[name] = np.zeros_like(like)
        return self.state[name]

    def _decayed(self, grad, param):
        return grad + self.weight_decay * param if self.weight_decay else grad


def number_by_number(change, *arrays):
    """``change(*arrays)``; long arrays go in pieces, shared by the workers, so that a piece stays in the cache."""
    if arrays[0].size <= PIECE or not all(array.flags.c_contiguous for array in arrays):
        return change(*arrays)
    flat = [array.reshape(-1) for array in arrays]
    pieces = parallel.even_pieces(arrays[0].size, PIECE)
    parallel.run(lambda piece: change(*(array[piece] for array in flat)), pieces)


class SGD(Optimizer):
    """Stochastic gradient descent, as in PyTorch.

    v = momentum v + g; then w -= lr v, or with Nesterov w -= lr (g + momentum v).

    Parameters
    ----------
    lr, momentum, weight_decay : float
    nesterov : bool
    """

    def __init__(self, lr=0.1, momentum=0.0, *, weight_decay=0.0, nesterov=False):
        super().__init__(lr, weight_decay)
        self.momentum = number(momentum, "momentum", "from 0 to below 1", lambda momentum: 0 <= momentum < 1)
        self.nesterov = flag(nesterov, "nesterov")
        if self.nesterov and self.momentum == 0:
            raise ValueError("nesterov needs a momentum above 0: give momentum=0.9, for example.")

    def update(self, name, param, grad):
        memory = [self._memory(name, param)] if self.momentum else []
        number_by_number(self._change, param, np.asarray(grad), *memory)

    def _change(self, param, grad, v=None):
        grad = self._decayed(grad, param)
        if self.momentum:
            v *= self.momentum
            v += grad
            grad = grad + self.momentum * v if self.nesterov else v
        param -= self.lr * grad

    def __repr__(self):
        options = f"momentum={self.momentum}, weight_decay={self.weight_decay}, nesterov={self.nesterov}"
        return f"SGD(lr={self.lr}, {options})"


class Adam(Optimizer):
    """Adam (Kingma and Ba, 2015): steps of equal size for every parameter, from running averages of g and g^2.

    m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2; w -= lr (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps).

    Parameters
    ----------
    lr, eps, weight_decay : float
    betas : (float, float)
    """

    def __init__(self, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        super().__init__(lr, weight_decay)
        if not isinstance(betas, (tuple, list)) or len(betas) != 2:
            raise ValueError(f"betas must be two numbers, such as (0.9, 0.999), not {shown(betas)}.")
        self.betas = tuple(number(b, "Each of betas", "from 0 to below 1", lambda b: 0 <= b < 1) for b in betas)
        self.eps = number(eps, "eps", "above 0", lambda eps: eps > 0)

    def update(self, name, param, grad):
        m, v = self._memory(f"{name}/mean", param), self._memory(f"{name}/square", param)
        t = self._memory(f"{name}/steps", np.zeros(1))
        t += 1
        number_by_number(lambda *arrays: self._change(*arrays, float(t[0])), param, np.asarray(grad), m, v)

    def _change(self, param, grad, m, v, t):
        grad, (b1, b2) = self._decayed(grad, param), self.betas
        m += (1 - b1) * (grad - m)
        v += (1 - b2) * (grad * grad - v)
        mean, square = m / (1 - b1**t), v / (1 - b2**t)
        param -= self.lr * mean / (np.sqrt(square) + self.eps)

    def __repr__(self):
        return f"Adam(lr={self.lr}, betas={self.betas}, eps={self.eps}, weight_decay={self.weight_decay})"
