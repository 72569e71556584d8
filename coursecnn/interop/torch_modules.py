"""Layers of this package as PyTorch's."""

import math
from collections import OrderedDict

import torch
from torch import nn

from .. import layers as our
from .words import at, even, refuse


def module(model):
    """See ``to_torch``."""
    if type(model) is our.Sequential:
        return _sequential(model, "")
    pieces = _pieces(model, "")
    made = nn.Sequential(pieces) if len(pieces) > 1 else pieces["0"]
    return made.train(model.training)


def _sequential(model, place):
    entries = OrderedDict()
    for number, layer in enumerate(model):
        inside = at(place, number)
        if type(layer) is our.Sequential:
            entries[str(number)] = _sequential(layer, inside)
        else:
            for name, piece in _pieces(layer, inside).items():
                entries[str(number) + name[1:]] = piece.train(layer.training)
    made = nn.Sequential(entries)
    made.training = model.training  # its layers have their own modes
    return made


def _pieces(layer, place):
    """The layer as PyTorch's, one or more: ``"0"`` has the weights, ``"0_pad"`` and others stand beside it."""
    make = MAKERS.get(type(layer))
    if make is None:
        raise refuse(place, layer, "PyTorch has no such layer")
    pieces = make(layer)
    if isinstance(pieces, str):
        raise refuse(place, layer, pieces)
    return OrderedDict(pieces) if isinstance(pieces, list) else OrderedDict({"0": pieces})


def _filled(made, layer):
    """The PyTorch layer with copies of the layer's weights."""
    made = made.to(getattr(torch, str(layer.params["weight"].dtype)))
    with torch.no_grad():
        for name, array in (*layer.params.items(), *layer.buffers.items()):
            getattr(made, name).copy_(torch.from_numpy(array.copy()))
    return made


def _sides(padding, sign=1):
    """((top, bottom), (left, right)) in PyTorch's order, the last axis first; ``sign=-1`` cuts off."""
    (top, bottom), (left, right) = padding
    return tuple(sign * side for side in (left, right, top, bottom))


def _begins(padding):
    return padding[0][0], padding[1][0]


def _conv(layer):
    alike = even(layer.padding)
    conv = nn.Conv2d(layer.in_channels, layer.out_channels, layer.kernel_size, layer.stride,
                     _begins(layer.padding) if alike else 0, layer.dilation, layer.groups,
                     bias="bias" in layer.params)  # fmt: skip
    before = [] if alike else [("0_pad", nn.ZeroPad2d(_sides(layer.padding)))]
    return [*before, ("0", _filled(conv, layer))]


def _conv_pool(layer):
    return [*_conv(layer), ("0_pool", nn.MaxPool2d(layer.pool_size)), ("0_relu", nn.ReLU())]


def _conv_transpose(layer):
    alike = even(layer.padding)
    conv = nn.ConvTranspose2d(layer.in_channels, layer.out_channels, layer.kernel_size, layer.stride,
                              _begins(layer.padding) if alike else 0, layer.output_padding, layer.groups,
                              "bias" in layer.params, layer.dilation)  # fmt: skip
    after = [] if alike else [("0_cut", nn.ZeroPad2d(_sides(layer.padding, -1)))]
    return [("0", _filled(conv, layer)), *after]


def _max_pool(layer):
    if _fits(layer):
        return nn.MaxPool2d(layer.kernel_size, layer.stride, _begins(layer.padding))
    pad = nn.ConstantPad2d(_sides(layer.padding), -math.inf)
    return [("0_pad", pad), ("0", nn.MaxPool2d(layer.kernel_size, layer.stride))]


def _avg_pool(layer):
    if _fits(layer):
        return nn.AvgPool2d(layer.kernel_size, layer.stride, _begins(layer.padding),
                            count_include_pad=layer.count_include_pad)  # fmt: skip
    if not layer.count_include_pad:
        return "PyTorch leaves padding out of the average only where it is the same on both sides"
    return [("0_pad", nn.ZeroPad2d(_sides(layer.padding))), ("0", nn.AvgPool2d(layer.kernel_size, layer.stride))]


def _fits(pool):
    """Whether PyTorch's pooling takes this padding: equal sides, of at most half a window."""
    return even(pool.padding) and all(2 * p <= k for p, k in zip(_begins(pool.padding), pool.kernel_size))


MAKERS = {
    our.Conv2d: _conv,
    our.ConvPool2d: _conv_pool,
    our.ConvTranspose2d: _conv_transpose,
    our.Linear: lambda layer: _filled(nn.Linear(layer.in_features, layer.out_features, "bias" in layer.params), layer),
    our.BatchNorm2d: lambda layer: _filled(nn.BatchNorm2d(layer.num_features, layer.eps, layer.momentum), layer),
    our.MaxPool2d: _max_pool,
    our.AvgPool2d: _avg_pool,
    our.GlobalAvgPool2d: lambda layer: nn.AdaptiveAvgPool2d(1),
    our.GlobalMaxPool2d: lambda layer: nn.AdaptiveMaxPool2d(1),
    our.Dropout: lambda layer: nn.Dropout(layer.p),
    our.Flatten: lambda layer: nn.Flatten(),
    our.Identity: lambda layer: nn.Identity(),
    our.ReLU: lambda layer: nn.ReLU(),
    our.Sigmoid: lambda layer: nn.Sigmoid(),
    our.Tanh: lambda layer: nn.Tanh(),
}
