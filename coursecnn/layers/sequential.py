"""Layers one after another."""

import copy
import textwrap
from collections.abc import MutableMapping

from ..arguments import flag, shown
from .base import Layer
from .normpool import steps


class Sequential(Layer):
    """A net whose layers run one after another; itself a layer.

    Parameters
    ----------
    *layers : Layer

    Attributes
    ----------
    layers : list of Layer
        Also ``net[0]``, ``len(net)``, ``for layer in net``.
    params, grads, buffers : mapping of str to array
        Those of all layers, named ``"0.weight"``, ``"0.bias"``, ...; setting one sets it in its layer.

    Notes
    -----
    A block with a forward pass of its own, such as y = x + f(x), is a subclass that overrides ``forward`` and
    ``backward``, and ``output_shape`` where it differs.
    """

    def __init__(self, *layers):
        for layer in layers:
            if not isinstance(layer, Layer):
                what = f"the class {layer.__name__}" if isinstance(layer, type) else type(layer).__name__
                raise TypeError(f"Sequential takes layers, one argument each, not {what}.")
        self.layers = list(layers)
        self.training = True
        seen = set()
        for layer in list(self.sublayers())[1:]:
            if id(layer) in seen:
                raise ValueError(
                    f"{shown(layer)} stands in the net twice, but remembers one input alone: make two layers."
                )
            seen.add(id(layer))

    @property
    def params(self):
        return _Joined(self.layers, "params")

    @property
    def grads(self):
        return _Joined(self.layers, "grads")

    @property
    def buffers(self):
        return _Joined(self.layers, "buffers")

    @property
    def independent(self):
        """Whether an output depends on its own image alone."""
        return all(layer.independent for layer in self.layers)

    def forward(self, x):
        for layer in steps(self.layers):
            x = layer(x)
        return x

    def backward(self, dy, input_gradient=True):
        """The layers' backward passes, last layer first.

        ``input_gradient=False`` stops at the first layer with parameters and returns ``None``: training needs no
        gradient for images.
        """
        layers, stop = list(steps(self.layers)), -1
        if not input_gradient:
            stop = next((i for i, layer in enumerate(layers) if layer.params), len(layers))
        for i in range(len(layers) - 1, stop, -1):
            dy = layers[i].backward(dy)
        if input_gradient:
            return dy
        if stop < len(layers):
            layer = layers[stop]
            layer.backward(dy, input_gradient=False) if layer.skips_input_gradient else layer.backward(dy)

    def train(self, mode=True):
        self.training = flag(mode, "mode")
        for layer in self.layers:
            layer.train(mode)
        return self

    def copy(self):
        twin = copy.copy(self)
        twin.layers = [layer.copy() for layer in self.layers]
        return twin

    def sublayers(self):
        yield self
        for layer in self.layers:
            yield from layer.sublayers()

    def chain(self):
        return self.layers if type(self).forward is Sequential.forward else None

    def output_shape(self, shape):
        for layer in self.layers:
            shape = layer.output_shape(shape)
        return tuple(shape)

    def multiplications(self, shape):
        total = 0
        for layer in self.layers:
            total += layer.multiplications(shape)
            shape = layer.output_shape(shape)
        return total

    def __getitem__(self, index):
        return Sequential(*self.layers[index]) if isinstance(index, slice) else self.layers[index]

    def __len__(self):
        return len(self.layers)

    def __iter__(self):
        return iter(self.layers)

    def __repr__(self):
        inside = "".join(f"{layer!r},\n" for layer in self.layers)
        return f"{type(self).__name__}(\n" + textwrap.indent(inside, "  ") + ")"


class _Joined(MutableMapping):
    """The dictionaries of several layers as one: ``"2.weight"`` is ``"weight"`` of layer 2."""

    def __init__(self, layers, kind):
        self._layers, self._kind = layers, kind

    def _find(self, name):
        number, _, rest = str(name).partition(".")
        if not number.isdigit() or int(number) >= len(self._layers) or not rest:
            raise KeyError(name)
        return getattr(self._layers[int(number)], self._kind), rest

    def __getitem__(self, name):
        part, rest = self._find(name)
        if rest not in part:
            raise KeyError(name)
        return part[rest]

    def __setitem__(self, name, array):
        if name not in self:
            raise ValueError(f"The net has nothing called {shown(name)}, only {', '.join(self)}.")
        part, rest = self._find(name)
        part[rest] = array

    def __delitem__(self, name):
        part, rest = self._find(name)
        del part[rest]

    def __iter__(self):
        for number, layer in enumerate(self._layers):
            yield from (f"{number}.{name}" for name in getattr(layer, self._kind))

    def __len__(self):
        return sum(len(getattr(layer, self._kind)) for layer in self._layers)

    def __repr__(self):
        return repr(dict(self))
