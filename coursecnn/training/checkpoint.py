"""Checkpoints: all that a training needs to go on as if it had not stopped."""

import copy
from math import isfinite

import numpy as np

from ..storage import FileError, arrays_of, flat, put_arrays, read, write
from .history import Epoch, History

BY_EPOCH = "epoch", "loss", "accuracy", "lr", "seconds"
OPTIONAL = "validation_loss", "validation_accuracy"


def write_checkpoint(path, settings, run):
    """Write the state of ``run`` after an epoch.

    Batches, shifts and dropout masks are functions of seed, epoch and step, so the generators' state is the number of
    the epoch.
    """
    arrays = arrays_of(run.model)
    arrays |= {f"optimizer/{name}": array for name, array in run.optimizer.state.items()}
    arrays |= {f"best/{name}": array for name, array in (run.best or {}).items()}
    info = {"settings": settings, "history": run.history.to_dict(), "best_loss": run.best_loss}
    write(path, "checkpoint", info, arrays)


def read_checkpoint(path, settings, run):
    """Put the state in ``path`` into ``run``; refuse it where it was written by a training with other settings.

    Raises
    ------
    FileError
        The run is then as it was.
    """
    memory = _memory(run.optimizer, run.model)
    own = arrays_of(run.model)
    expected = own | {f"optimizer/{name}": array for name, array in memory.items()}
    best = {f"best/{name}": array for name, array in own.items()}
    info, arrays = read(path, "checkpoint", most=sum(array.nbytes for array in [*expected.values(), *best.values()]))
    written = info.get("settings")
    for name, value in settings.items():
        found = written.get(name) if isinstance(written, dict) else None
        if found != value:
            theirs, ours = _apart(found, value)
            raise FileError(
                f"The checkpoint {path} is of another training: its {name} is {theirs}, but here it is {ours}; use the "
                "same settings to go on, or another file to begin anew."
            )
    history, best_loss = info.get("history"), info.get("best_loss")
    if not _is_history(history, settings, len(run.training)) or not _is_best(best_loss, history, settings):
        raise FileError(f"{path} is damaged: what it says of its epochs cannot be; begin anew with another file.")
    _check_arrays(arrays, expected | (best if best_loss is not None else {}), path)
    put_arrays(run.model, arrays, path)
    run.optimizer.state = {name[10:]: array for name, array in arrays.items() if name.startswith("optimizer/")}
    run.best = {name[5:]: array for name, array in arrays.items() if name.startswith("best/")} or None
    run.best_loss = best_loss
    run.history = History.from_dict(history)


def _apart(found, value):
    """Both as short texts; of long ones what they begin with alike is left out."""
    if not (isinstance(found, str) and isinstance(value, str) and max(len(found), len(value)) > 150):
        return flat(found, 200), flat(value, 200)
    same = next((n for n, (a, b) in enumerate(zip(found, value)) if a != b), min(len(found), len(value)))
    begin = max(0, same - 40)
    return tuple("..." * (begin > 0) + flat(text[begin:], 150) for text in (found, value))


def _memory(optimizer, model):
    """What the optimiser remembers after a step, found by a step of nothing."""
    twin = copy.deepcopy(optimizer)
    twin.state = {}
    nothing = {name: np.zeros_like(array) for name, array in model.params.items()}
    twin.step(nothing, {name: array.copy() for name, array in nothing.items()})
    return twin.state


def _check_arrays(arrays, expected, path):
    """Refuse arrays that are not those of a training's parameters and memory, name by name."""
    for name in sorted({*arrays, *expected}):
        given, needed = arrays.get(name), expected.get(name)
        if needed is None:
            wrong = "is none of this training"
        elif given is None:
            wrong = "is missing"
        elif (given.dtype, given.shape) != (needed.dtype, needed.shape):
            wrong = f"is {given.dtype} of shape {given.shape}, not {needed.dtype} of shape {needed.shape}"
        elif not np.isfinite(given).all():
            wrong = "holds numbers that are not finite"
        else:
            continue
        raise FileError(f"The checkpoint {path} is damaged: {name} {wrong}; begin anew with another file.")


def _is_history(history, settings, images):
    """Whether it is that of a training with so many images an epoch: one epoch after the other, in finite numbers."""
    if not isinstance(history, dict) or set(history) != {"epochs", "ended", "images"} or history["ended"] != "running":
        return False
    epochs = history["epochs"]
    if not isinstance(epochs, list) or not 1 <= len(epochs) <= settings["epochs"]:
        return False
    fields = set(BY_EPOCH) | set(OPTIONAL)
    for number, epoch in enumerate(epochs, 1):
        if not isinstance(epoch, dict) or set(epoch) != fields or epoch["epoch"] != number:
            return False
        numbers = [epoch[name] for name in BY_EPOCH] + ([epoch[n] for n in OPTIONAL] if settings["validation"] else [])
        if not all(type(value) in (int, float) and isfinite(value) for value in numbers):
            return False
    return type(history["images"]) is int and history["images"] == len(epochs) * images


def _is_best(best_loss, history, settings):
    """Whether the best loss is the least of the validations, where it is kept at all."""
    if settings["patience"] is None:
        return best_loss is None
    return best_loss == min(Epoch(**epoch).validation_loss for epoch in history["epochs"])
