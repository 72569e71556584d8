"""Convolutional neural networks in NumPy, written to be read.

Layers, losses and optimisers stand here; ``coursecnn.functional`` has the same operations as pure functions,
``coursecnn.reference`` as explicit loops, ``coursecnn.models`` the nets of the course and ``coursecnn.datasets`` the images.
"""

from . import datasets, functional, models, reference, schedules
from .gradcheck import check_gradients
from .layers import (
    AvgPool2d,
    BatchNorm2d,
    Conv2d,
    ConvPool2d,
    ConvTranspose2d,
    Dropout,
    Flatten,
    GlobalAvgPool2d,
    GlobalMaxPool2d,
    Identity,
    Layer,
    Linear,
    MaxPool2d,
    ReLU,
    Sequential,
    Sigmoid,
    Tanh,
)
from .losses import CrossEntropyLoss, MSELoss
from .optim import SGD, Adam
from .parallel import set_workers
from .sizes import output_size, receptive_field, same_padding
from .training import Diverged, History, evaluate, fit, predict, probabilities

__version__ = "0.1.0"
