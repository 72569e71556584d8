"""Training nets, testing them, using them."""

from .augment import Augmentation
from .evaluate import Evaluation, evaluate, outputs, predict, probabilities
from .fit import fit
from .history import History
from .saved import NORMALISED, images_for, open_net, save_net
from .step import Diverged, batch_gradients

__all__ = [
    "NORMALISED", "Augmentation", "Diverged", "Evaluation", "History", "batch_gradients", "evaluate", "fit",
    "images_for", "open_net", "outputs", "predict", "probabilities", "save_net",
]  # fmt: skip
