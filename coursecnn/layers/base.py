"""What every layer is: a forward pass, a backward pass, parameters and gradients by name."""

import copy

import numpy as np

from ..initializers import initial


class Layer:
    """A function with a gradient, and perhaps with weights.

    ``y = layer(x)`` runs forward and remembers what the backward pass needs; ``dx = layer.backward(dy)`` takes the gradient of the
    loss for ``y``, puts the gradients of the parameters into ``layer.grads`` (replacing what was there) and returns the gradient for
    ``x``.

    Attributes
    ----------
    params, grads : dict of str to array
        By name, such as ``"weight"`` and ``"bias"``. ``layer.params["weight"] = array`` sets a parameter.
    buffers : dict of str to array
        What a layer learns without a gradient, such as running averages.
    training : bool
        See ``train`` and ``eval``.
    """

    independent = True  # whether an output depends on its own image alone, not on the others of the batch
    skips_input_gradient = False  # whether backward takes input_gradient=False

    def __init__(self):
        self.params, self.grads, self.buffers = {}, {}, {}
        self.training = True
        self._saved = None  # what backward needs of forward

    def __call__(self, x):
        return self.forward(x)

    def forward(self, x):
        raise NotImplementedError(f"{type(self).__name__} needs a method forward(x).")

    def backward(self, dy):
        raise NotImplementedError(f"{type(self).__name__} needs a method backward(dy).")

    def train(self, mode=True):
        """Training mode: Dropout drops, BatchNorm2d uses the batch. Returns the layer."""
        self.training = mode
        return self

    def eval(self):
        """Evaluation mode: Dropout passes everything, BatchNorm2d uses its running averages. Returns the layer."""
        return self.train(False)

    def copy(self):
        """A layer with the same parameters (not copies of them) and memory of its own, cheap enough for a thread."""
        twin = copy.copy(self)
        twin.grads, twin._saved = {}, None
        return twin

    def sublayers(self):
        """The layers inside this one, itself first."""
        yield self

    def output_shape(self, shape):
        """Shape of the output for an input of ``shape``, without the batch."""
        return tuple(shape)

    def multiplications(self, shape):
        """Multiplications of the forward pass for one input of ``shape``."""
        return 0

    def summary(self, input_shape):
        """Print layer, output shape, parameters and multiplications for one input of ``input_shape`` (C, H, W)."""
        from ..summary import summary

        print(summary(self, input_shape))

    def save(self, path):
        """Write the parameters to an npz file; see ``coursecnn.storage.save``."""
        from ..storage import save

        save(self, path)

    def load(self, path):
        """Read the parameters from a file of ``save``; see ``coursecnn.storage.load``. Returns the layer."""
        from ..storage import load

        return load(self, path)

    def __repr__(self):
        return f"{type(self).__name__}({self.describe()})"

    def describe(self):
        """The arguments that made the layer, for printing and for files."""
        return ""

    def _remember(self, value):
        self._saved = value

    def _recall(self):
        if self._saved is None:
            raise RuntimeError(f"{type(self).__name__}.backward was called before forward: call layer(x) first.")
        return self._saved


def floats(x, dtype=None, name="x"):
    """``x`` as a float array, of ``dtype`` if given; integers are refused."""
    x = np.asarray(x)
    if x.dtype.kind in "biu":
        raise TypeError(f"{name} holds {x.dtype} numbers, but layers need floats: convert first, for images (x / 255).astype(np.float32).")
    if x.dtype.kind != "f":
        raise TypeError(f"{name} must hold real numbers, not {x.dtype}.")
    return x if dtype is None else x.astype(dtype, copy=False)


class Weighted(Layer):
    """A layer with a weight and perhaps a bias."""

    def __init__(self, shape, outputs, bias, init, seed, dtype):
        super().__init__()
        self.dtype = np.dtype(dtype)
        if self.dtype not in (np.float32, np.float64):
            raise ValueError(f"dtype must be float32 or float64, not {self.dtype}.")
        self.params["weight"] = initial(init, shape, np.random.default_rng(seed), self.dtype)
        if bias:
            self.params["bias"] = np.zeros(outputs, self.dtype)

    def param(self, name):
        """The parameter in the layer's dtype, or ``None`` where the layer has none of that name."""
        value = self.params.get(name)
        return None if value is None else np.asarray(value).astype(self.dtype, copy=False)

    def _gradients(self, dw, db):
        self.grads = {"weight": dw} | ({"bias": db} if "bias" in self.params else {})


def count(value, name):
    """``value`` as a whole number of at least 1, such as a number of channels."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 1:
        raise ValueError(f"{name} must be a whole number of at least 1, not {value!r}.")
    return int(value)


def expect_channels(layer, shape, channels):
    """Refuse a shape (C, H, W) that the layer cannot take."""
    if len(shape) != 3 or shape[0] != channels:
        raise ValueError(f"{layer!r} needs an input of {channels} channels (C, H, W), not shape {tuple(shape)}.")
