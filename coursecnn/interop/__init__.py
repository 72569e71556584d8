"""Nets to and from other frameworks: PyTorch modules and ONNX files.

::

    from coursecnn.interop import from_torch, to_onnx, to_torch

    module = to_torch(net)         # torch.nn.Sequential; its state_dict has the names of net.params
    net = from_torch(module)       # and back
    to_onnx(net, "net.onnx")       # a file for onnxruntime and others

PyTorch and the package ``onnx`` are needed by the function that is called, not before.
"""

from ..arguments.packages import missing
from .words import InteropError

__all__ = ["InteropError", "from_torch", "to_onnx", "to_torch"]


def to_torch(model):
    """The same net as a ``torch.nn.Module``, with copies of the weights.

    Parameters
    ----------
    model : Layer
        ``Sequential``, nested or not, of the package's layers, or one such layer.

    Returns
    -------
    torch.nn.Module
        Of PyTorch's own layers alone, in the mode (training or evaluation) of the model. Its ``state_dict`` has the
        names of ``model.params`` and ``model.buffers`` (and ``num_batches_tracked``). A layer that PyTorch has in
        several pieces becomes several entries: ``ConvPool2d`` number 0 is ``"0"``, ``"0_pool"`` and ``"0_relu"``.

    Raises
    ------
    InteropError
        For a layer that PyTorch does not have, by its place and name; where PyTorch is not installed.
    """
    _torch()
    from .torch_modules import module

    return module(model)


def from_torch(module, seed=0):
    """The same net as layers of this package, with copies of the weights.

    Parameters
    ----------
    module : torch.nn.Module
        ``nn.Sequential``, nested or not, of layers that both have, or one such layer.
    seed : int
        For the masks of dropout layers.

    Returns
    -------
    Layer
        In the mode (training or evaluation) of the module. A padding layer is joined with the convolution or pooling
        that follows it.

    Raises
    ------
    InteropError
        For a layer or an option that this package does not have, by its place and name; where PyTorch is not
        installed.
    """
    _torch()
    from .torch_layers import layer

    return layer(module, seed)


def to_onnx(model, path):
    """Write the net to ``path`` in the format ONNX (opset 13), as it is in evaluation mode.

    Parameters
    ----------
    model : Layer
        As in ``to_torch``.
    path : str or Path
        Complete or not there: it is written beside ``path`` and renamed. The graph's input is ``"x"``, float32
        (N, C, H, W) with any N, H and W (or (N, features)); its output is ``"y"``. Weights are float32.

    Raises
    ------
    InteropError
        For a layer that cannot be written, by its place and name; where ``onnx`` is not installed.
    FileError
        Where the file cannot be written.
    """
    try:
        import onnx
    except ImportError:
        raise InteropError(missing("onnx", "to_onnx")) from None
    from .onnx_files import write

    write(model, path)


def _torch():
    try:
        import torch
    except ImportError:
        raise InteropError(missing("torch", "This", ", or see https://pytorch.org")) from None
