"""A net as an ONNX file."""

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper

from .. import __version__
from .. import layers as our
from ..storage import FileError, check_folder, replacing
from .words import at, refuse

OPSET, IR = 13, 8  # old enough for runtimes of 2021, new enough for all that is written here


def write(model, path):
    """See ``to_onnx``."""
    check_folder(path)
    nodes, weights = [], []
    for place, layer in _flat(model, ""):
        make = MAKERS.get(type(layer))
        if make is None:
            raise refuse(place, layer, "there is no ONNX operator for it")
        for operator, names, options in make(layer):
            inputs = [nodes[-1].output[0] if nodes else "x"]
            for name in names:
                array = {**layer.params, **layer.buffers}[name]
                weights.append(numpy_helper.from_array(array.astype(np.float32), at(place, name)))
                inputs.append(weights[-1].name)
            nodes.append(helper.make_node(operator, inputs, [f"t{len(nodes)}"], f"{place or 0} {operator}", **options))
    nodes = nodes or [helper.make_node("Identity", ["x"], ["y"])]
    nodes[-1].output[0] = "y"
    _save(_model(model, nodes, weights), path)


def _model(model, nodes, weights):
    flat, channels = _input(model)
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", "features"] if flat else ["N", channels, "H", "W"])
    becomes_flat = flat or any(isinstance(layer, our.Flatten) for _, layer in _flat(model, ""))
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, ["N"] + [None] * (1 if becomes_flat else 3))
    graph = helper.make_graph(nodes, "net", [x], [y], weights)
    made = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR,
        producer_name="coursecnn",
        producer_version=__version__,
    )
    checker.check_model(made)
    return made


def _save(made, path):
    try:
        with replacing(path) as file:
            file.write(made.SerializeToString())
    except OSError as error:
        raise FileError(f"{path} cannot be written ({error.strerror or error}).") from None


def _flat(model, place):
    """All layers with their places, without the containers."""
    if type(model) is not our.Sequential:
        yield place, model
        return
    for number, layer in enumerate(model):
        yield from _flat(layer, at(place, number))


def _input(model):
    """``(flat, channels)``: whether the input has two axes, and its channels, as the first layer that cares says."""
    for _, layer in _flat(model, ""):
        if isinstance(layer, our.Linear):
            return True, None
        if isinstance(layer, (our.Conv2d, our.ConvTranspose2d)):
            return False, layer.in_channels
        if isinstance(layer, our.BatchNorm2d):
            return False, layer.num_features
        if isinstance(layer, our.Flatten):
            break
    return False, "C"


def _weights(layer):
    return ["weight", "bias"] if "bias" in layer.params else ["weight"]


def _pads(padding):
    (top, bottom), (left, right) = padding
    return [top, left, bottom, right]


def _conv(layer):
    options = dict(kernel_shape=layer.kernel_size, strides=layer.stride, pads=_pads(layer.padding),
                   dilations=layer.dilation, group=layer.groups)  # fmt: skip
    yield "Conv", _weights(layer), options


def _conv_pool(layer):
    yield from _conv(layer)
    yield "MaxPool", [], dict(kernel_shape=layer.pool_size, strides=layer.pool_size)
    yield "Relu", [], {}


def _conv_transpose(layer):
    options = dict(kernel_shape=layer.kernel_size, strides=layer.stride, pads=_pads(layer.padding),
                   dilations=layer.dilation, group=layer.groups, output_padding=layer.output_padding)  # fmt: skip
    yield "ConvTranspose", _weights(layer), options


def _pool(operator, layer, **options):
    yield (
        operator,
        [],
        dict(kernel_shape=layer.kernel_size, strides=layer.stride, pads=_pads(layer.padding), **options),
    )


def _avg_pool(layer):
    return _pool("AveragePool", layer, count_include_pad=int(layer.count_include_pad))


def _batch_norm(layer):
    yield "BatchNormalization", ["weight", "bias", "running_mean", "running_var"], dict(epsilon=layer.eps)


def _plain(operator):
    return lambda layer: [(operator, [], {})]


MAKERS = {
    our.Conv2d: _conv,
    our.ConvPool2d: _conv_pool,
    our.ConvTranspose2d: _conv_transpose,
    our.Linear: lambda layer: [("Gemm", _weights(layer), dict(transB=1))],
    our.BatchNorm2d: _batch_norm,
    our.MaxPool2d: lambda layer: _pool("MaxPool", layer),
    our.AvgPool2d: _avg_pool,
    our.GlobalAvgPool2d: _plain("GlobalAveragePool"),
    our.GlobalMaxPool2d: _plain("GlobalMaxPool"),
    our.Dropout: lambda layer: [],
    our.Flatten: _plain("Flatten"),
    our.Identity: _plain("Identity"),
    our.ReLU: _plain("Relu"),
    our.Sigmoid: _plain("Sigmoid"),
    our.Tanh: _plain("Tanh"),
}
