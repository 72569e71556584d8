"""From a configuration to its net and its optimiser."""

from ..arguments import shown
from ..layers import AvgPool2d, Conv2d, ConvPool2d, Flatten, Linear, MaxPool2d, ReLU, Sequential, Sigmoid, Tanh
from ..models import _seeds
from ..training.optim import SGD, Adam
from .config import ConfigurationError, complete, names

IMAGE, CLASSES = (1, 28, 28), 10  # of all data sets that have a name
ACTIVATIONS = {"relu": ReLU, "sigmoid": Sigmoid, "tanh": Tanh}
POOLS = {"max": MaxPool2d, "average": AvgPool2d}


def build_net(configuration, seed=0):
    """The net of a configuration: its blocks, then a linear layer whose first weights are a tenth of the usual.

    A block is convolution, activation and pooling. The default configuration is ``coursecnn.models.mnist_cnn``, weight
    for weight.

    Parameters
    ----------
    configuration : dict
        Settings as in ``complete``; what is left out has its default.
    seed : int

    Raises
    ------
    ConfigurationError
        Where a setting is unknown or a size does not fit.
    """
    c = complete(configuration)
    seeds = _seeds(seed, len(c["filters"]) + 1)
    layers, shape = [], IMAGE
    for number, (filters, size) in enumerate(zip(c["filters"], c["kernel_sizes"])):
        try:
            for layer in _block(c, shape[0], filters, size, seeds[number]):
                shape = layer.output_shape(shape)
                layers.append(layer)
        except ValueError as error:
            raise ConfigurationError(
                f"Configuration {shown(names([c])[0])} is impossible: "
                f"block {number + 1} gets {shape[1]} x {shape[2]} numbers; {error}"
            ) from None
    flat = Flatten()
    last = Linear(flat.output_shape(shape)[0], CLASSES, init=c["init"], seed=seeds[-1])
    last.params["weight"] *= 0.1
    return Sequential(*layers, flat, last)


def build_optimizer(configuration):
    """The optimiser of a configuration; what it leaves out has its default."""
    c = complete(configuration)
    if c["optimizer"] == "adam":
        return Adam(lr=c["lr"])
    return SGD(lr=c["lr"], momentum=0.9 if c["optimizer"] == "momentum" else 0.0)


def _block(c, channels, filters, size, seed):
    padding = c["padding"] if c["padding"] == "same" else tuple(c["padding"])
    options = {"stride": tuple(c["stride"]), "padding": padding, "init": c["init"], "seed": seed}
    if c["pool"] == "max" and c["activation"] == "relu" and c["pool_size"] == c["pool_stride"]:
        return [ConvPool2d(channels, filters, tuple(size), tuple(c["pool_size"]), **options)]
    block = [Conv2d(channels, filters, tuple(size), **options), ACTIVATIONS[c["activation"]]()]
    if c["pool"] != "none":
        block.append(POOLS[c["pool"]](tuple(c["pool_size"]), tuple(c["pool_stride"])))
    return block
