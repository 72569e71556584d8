"""Training nets, testing them, using them."""

from .evaluate import Evaluation, evaluate, outputs, predict, probabilities
from .fit import fit
from .history import History
from .step import Diverged, batch_gradients

__all__ = [
    "Diverged", "Evaluation", "History", "batch_gradients", "evaluate", "fit", "outputs", "predict", "probabilities",
]  # fmt: skip
