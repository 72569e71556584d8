"""Convolutional neural networks in NumPy, written to be read.

Layers, losses and optimisers stand here; ``coursecnn.functional`` has the same operations as pure functions,
``coursecnn.reference`` as explicit loops, ``coursecnn.models`` the nets of the course and ``coursecnn.datasets`` the
images.
"""

from . import interrupts  # isort: skip  # first: a Ctrl-C may come while the others are loaded
from . import datasets, functional, models, moved, reference
from .arguments.sizes import output_size, receptive_field, same_padding
from .datasets import distortions, pictures
from .functional.fast import set_fast
from .functional.parallel import set_workers
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
from .layers.losses import CrossEntropyLoss, MSELoss
from .training import Diverged, History, evaluate, fit, predict, probabilities, schedules
from .training.gradcheck import check_gradients
from .training.optim import SGD, Adam

__version__ = "0.1.0"
