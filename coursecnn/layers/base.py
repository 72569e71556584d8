"""What every layer is: a forward pass, a backward pass, parameters and gradients by name."""

import copy
import inspect
import math

import numpy as np

from .. import storage
from ..arguments import as_numbers, flag, shown, whole
from .initializers import initial
from .parameters import Parameters
from .summary import summary

MOST = 1 << 31  # weights of a layer


class Layer:
    """A function with a gradient, and perhaps with weights.

    ``y = layer(x)`` runs forward and remembers what the backward pass needs; ``dx = layer.backward(dy)`` takes the
    gradient of the loss for ``y``, puts the gradients of the parameters into ``layer.grads`` (replacing what was there)
    and returns the gradient for ``x``.

    Attributes
    ----------
    params, grads : dict of str to array
        By name, such as ``"weight"`` and ``"bias"``. ``layer.params["weight"] = array`` sets a parameter to a copy.
    buffers : dict of str to array
        What a layer learns without a gradient, such as running averages.
    training : bool
        See ``train`` and ``eval``.
    """

    independent = True  # whether an output depends on its own image alone, not on the others of the batch
    skips_input_gradient = False  # whether backward takes input_gradient=False; read from its signature

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        cls.skips_input_gradient = "input_gradient" in inspect.signature(cls.backward).parameters

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
        self.training = flag(mode, "mode")
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

    def chain(self):
        """The layers that run one after another and make up this one, or None where it is no such chain."""
        return

    def output_shape(self, shape):
        """Shape of the output for an input of ``shape``, both without the batch; found by a trial unless overridden."""
        with np.errstate(all="ignore"):
            return self.copy().eval()(np.zeros((1, *shape), np.float32)).shape[1:]

    def multiplications(self, shape):
        """Multiplications of the forward pass for one input of ``shape``."""
        return 0

    def summary(self, input_shape):
        """Print layer, output shape, parameters and multiplications for one input of ``input_shape`` (C, H, W)."""
        print(summary(self, input_shape))

    def save(self, path):
        """Write the parameters to an npz file; see ``coursecnn.storage.save``."""
        storage.save(self, path)

    def load(self, path):
        """Read the parameters from a file of ``save``; see ``coursecnn.storage.load``. Returns the layer."""
        return storage.load(self, path)

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
    given, x = x, as_numbers(x, name)
    if x.dtype.kind != "f":
        raise TypeError(
            f"{name} holds {getattr(given, 'dtype', None) or x.dtype} numbers, but layers need floats: convert first, "
            f"for images (x / 255).astype(np.float32)."
        )
    return x if dtype is None or x.dtype == dtype else x.astype(dtype)


def float_type(dtype):
    """``dtype`` as float32 or float64; others are refused."""
    try:
        found = None if dtype is None else np.dtype(dtype)
    except Exception:  # NumPy knows many things that are none
        found = None
    if found not in (np.float32, np.float64):
        raise ValueError(f"dtype must be float32 or float64, not {found if found is not None else shown(dtype)}.")
    return found


class Weighted(Layer):
    """A layer with a weight and perhaps a bias."""

    def __init__(self, shape, outputs, bias, init, seed, dtype):
        super().__init__()
        self.dtype = float_type(dtype)
        if math.prod(shape) > MOST:
            raise ValueError(f"{type(self).__name__} of these sizes has {math.prod(shape):,} weights: make it smaller.")
        bias = flag(bias, "bias")
        generator = np.random.default_rng(whole(seed, "seed", 0))
        self.params = Parameters(weight=initial(init, shape, generator, self.dtype))
        if bias:
            self.params.data["bias"] = np.zeros(outputs, self.dtype)

    def _gradients(self, dw, db):
        self.grads = {"weight": dw} | ({"bias": db} if "bias" in self.params else {})


def expect_channels(layer, shape, channels=None):
    """Refuse a shape (C, H, W) that the layer cannot take; ``channels`` is how many it needs, if it matters."""
    if len(shape) != 3 or channels not in (None, shape[0]):
        number = "" if channels is None else f" {channels} channels"
        raise ValueError(f"{shown(layer)} needs an input of{number} (C, H, W), not shape {tuple(shape)}.")


def options(**given):
    """``", name=value"`` for each ``name=(value, default)`` that is not the default."""
    return "".join(f", {name}={short(value)}" for name, (value, default) in given.items() if value != default)


def short(sizes):
    """The shortest way to write sizes: (5, 5) is 5, ((1, 1), (2, 2)) is (1, 2), ((1, 0), (1, 0)) stays as it is."""
    if not isinstance(sizes, tuple):
        return sizes
    h, w = map(short, sizes)
    if isinstance(h, tuple) or isinstance(w, tuple):
        return sizes
    return h if h == w else (h, w)
