"""PyTorch's layers as this package's."""

import math

import numpy as np
import torch
from torch import nn

from .. import layers as our
from .words import at, refuse

NONE = (0, 0), (0, 0)


def layer(module, seed):
    """See ``from_torch``."""
    if type(module) is nn.Sequential:
        return _sequential(module, "", seed)
    return _one(module, "", seed, NONE).train(module.training)


def _sequential(module, place, seed):
    layers, pad = [], None
    for name, child in module.named_children():
        inside = at(place, name)
        if type(child) in (nn.ZeroPad2d, nn.ConstantPad2d):
            if pad is not None:
                raise refuse(inside, child, "two padding layers follow each other")
            if min(child.padding) >= 0:
                pad = inside, child
            elif not layers or not _cut(layers[-1], child):
                raise refuse(inside, child, "only the output of a ConvTranspose2d without padding can be cut")
        elif type(child) is nn.Sequential:
            _nothing(pad)
            layers.append(_sequential(child, inside, seed + len(layers)))
        else:
            padding = _joined(pad, child) if pad else NONE
            layers.append(_one(child, inside, seed + len(layers), padding).train(child.training))
            pad = None
    _nothing(pad)
    made = our.Sequential(*layers)
    made.training = module.training  # its layers have their own modes
    return made


def _nothing(pad):
    if pad is not None:
        raise refuse(*pad, "no convolution or pooling follows that could take the padding")


def _joined(pad, child):
    """The padding layer's ((top, bottom), (left, right)), for the layer that follows it."""
    place, module = pad
    needed = {nn.Conv2d: 0, nn.AvgPool2d: 0, nn.MaxPool2d: -math.inf}.get(type(child))
    if needed is None:
        _nothing(pad)
    if module.value != needed:
        raise refuse(place, module, f"before a {type(child).__name__} only padding with {needed} can be carried over")
    if child.padding not in (0, (0, 0)) or getattr(child, "count_include_pad", True) is False:
        raise refuse(place, module, f"the {type(child).__name__} after it has a padding of its own")
    return _sides(module.padding)


def _sides(padding):
    left, right, top, bottom = padding
    return (top, bottom), (left, right)


def _cut(before, child):
    """Take the cut into a transposed convolution; False where that cannot be."""
    if type(before) is not our.ConvTranspose2d or before.padding != NONE or child.value != 0 or max(child.padding) > 0:
        return False
    before.padding = tuple(tuple(-side for side in pair) for pair in _sides(child.padding))
    return True


def _one(module, place, seed, padding):
    make = MAKERS.get(type(module))
    if make is None:
        raise refuse(place, module, "coursecnn has no such layer")
    wrong = _options(module)
    if wrong:
        raise refuse(place, module, wrong)
    made = make(module, padding, seed)
    for name in (*made.params, *made.buffers):
        tensor = getattr(module, name).detach().cpu()
        if tensor.dtype not in (torch.float32, torch.float64):
            raise refuse(place, module, f"its {name} is {tensor.dtype}, not float32 or float64")
        array = tensor.numpy().copy()
        (made.params if name in made.params else made.buffers)[name] = array
    return made


def _options(module):
    """What this package does not have of the module's options, or None."""
    kept = {"padding_mode": "zeros", "ceil_mode": False, "return_indices": False, "divisor_override": None}
    for name, value in kept.items():
        if getattr(module, name, value) != value:
            return f"coursecnn has no {name}={getattr(module, name)!r}"
    if type(module) is nn.MaxPool2d and module.dilation not in (1, (1, 1)):
        return f"coursecnn has no max pooling with dilation {module.dilation}"
    if type(module) is nn.BatchNorm2d and not (module.affine and module.track_running_stats and module.momentum):
        return "coursecnn has batch normalisation with weights, running averages and a momentum alone"
    if type(module) is nn.Flatten and (module.start_dim, module.end_dim) != (1, -1):
        return "coursecnn flattens all axes but the first"
    if type(module) in (nn.AdaptiveAvgPool2d, nn.AdaptiveMaxPool2d) and module.output_size not in (1, (1, 1)):
        return f"coursecnn pools the whole map to 1 x 1, not to {module.output_size}"
    if type(module) is nn.Dropout and not module.p < 1:
        return "coursecnn has no dropout of everything"
    return None


def _dtype(module):
    return np.float64 if module.weight.dtype == torch.float64 else np.float32


def _conv(module, padding, seed):
    if padding == NONE:
        padding = module.padding
    return our.Conv2d(module.in_channels, module.out_channels, module.kernel_size, module.stride, padding,
                      module.dilation, module.groups, module.bias is not None, dtype=_dtype(module))  # fmt: skip


def _conv_transpose(module, padding, seed):
    return our.ConvTranspose2d(module.in_channels, module.out_channels, module.kernel_size, module.stride,
                               module.padding, module.output_padding, module.groups, module.bias is not None,
                               module.dilation, dtype=_dtype(module))  # fmt: skip


def _pool(kind, module, padding, **options):
    return kind(module.kernel_size, module.stride, module.padding if padding == NONE else padding, **options)


MAKERS = {
    nn.Conv2d: _conv,
    nn.ConvTranspose2d: _conv_transpose,
    nn.Linear: lambda m, padding, seed: our.Linear(m.in_features, m.out_features, m.bias is not None, dtype=_dtype(m)),
    nn.BatchNorm2d: lambda m, padding, seed: our.BatchNorm2d(m.num_features, m.eps, m.momentum, dtype=_dtype(m)),
    nn.MaxPool2d: lambda m, padding, seed: _pool(our.MaxPool2d, m, padding),
    nn.AvgPool2d: lambda m, padding, seed: _pool(our.AvgPool2d, m, padding, count_include_pad=m.count_include_pad),
    nn.AdaptiveAvgPool2d: lambda m, padding, seed: our.GlobalAvgPool2d(),
    nn.AdaptiveMaxPool2d: lambda m, padding, seed: our.GlobalMaxPool2d(),
    nn.Dropout: lambda m, padding, seed: our.Dropout(m.p, seed=seed),
    nn.Flatten: lambda m, padding, seed: our.Flatten(),
    nn.Identity: lambda m, padding, seed: our.Identity(),
    nn.ReLU: lambda m, padding, seed: our.ReLU(),
    nn.Sigmoid: lambda m, padding, seed: our.Sigmoid(),
    nn.Tanh: lambda m, padding, seed: our.Tanh(),
}
