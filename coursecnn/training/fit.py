"""Training: ``fit``, and the same a step at a time."""

import os
import time
import zlib
from contextlib import closing
from math import ceil, isfinite

import numpy as np

from ..arguments import as_numbers, flag, shown, whole
from ..functional import parallel
from ..layers.losses import CrossEntropyLoss
from ..storage import arrays_of, check_folder, put_arrays
from .checkpoint import read_checkpoint, write_checkpoint
from .evaluate import evaluate, evaluate_rows, outputs
from .given import as_changed, as_data, as_factor, as_function, as_model, as_optimizer, as_schedule, named
from .history import Epoch, History
from .optim import SGD
from .progress import progress_bar
from .schedules import OneCycle
from .step import Diverged, batch_gradients


def fit(model, data, *, epochs, batch_size=128, optimizer=None, schedule=None, seed=0, validation=0, patience=None,
        augment=None, progress=True, checkpoint=None, on_step=None, shift=None):  # fmt: skip
    """Train a net, then test it once.

    Parameters
    ----------
    model : Layer
        Its parameters are changed.
    data : Dataset
        See ``coursecnn.datasets``.
    epochs, batch_size : int
    optimizer : SGD or Adam
        ``SGD(lr=0.1, momentum=0.9)`` unless given.
    schedule : function (step, steps) -> factor of the learning rate
        ``OneCycle()`` unless given.
    seed : int
        Of the order of images, the augmentation and the dropout masks. Same seed, same machine: same weights, to the
        last bit, for any number of workers.
    validation : int or array of int
        So many training images, the same for every seed, are kept back and evaluated after each epoch; or the images
        in these rows, where some belong together (see ``coursecnn.datasets.split``).
    patience : int, optional
        Stop early when the validation loss has not improved for so many epochs, and go back to the best weights.
    augment : function (images, generator) -> images, optional
        Changes the training images of each batch: ``Augmentation("shift", pixels=2)``, or any other function.
    progress : bool
        Show a bar with loss, accuracy, images per second and time left.
    checkpoint : path, optional
        Written after each epoch. Where the file exists already, training goes on from there; the result is, to the last
        bit, that of a training without a break.
    on_step : function (step, steps, loss, accuracy), optional
        Called after each step; what it raises ends the training.
    shift : None
        No longer taken: ``augment`` says it.

    Returns
    -------
    History
        Ctrl-C ends the training and returns the history so far; the model keeps the weights so far.

    Raises
    ------
    Diverged
        Where the loss becomes infinite or not a number; it carries the history.
    FileError
        Where the checkpoint cannot be read or written, or is of another training.
    """
    progress = flag(progress, "progress")
    if shift is not None:
        raise TypeError(f'fit takes no shift, such as {shown(shift)}: say augment=Augmentation("shift", pixels=2).')
    if on_step is not None:
        as_function(on_step, "on_step", "a function (step, steps, loss, accuracy)", 4)
    training = Training(model, data, epochs, batch_size, optimizer, seed, augment, schedule, validation, patience)
    if checkpoint is not None:
        training.keep(checkpoint)
    try:
        with closing(training.steps(progress)) as steps:
            for step in steps:
                if on_step is not None:
                    on_step(*step)
    except KeyboardInterrupt:
        training.history.ended = "interrupted"
    return training.history


class Training:
    """A training that goes on when it is asked to: each turn of a loop over ``steps()`` is one step.

    Parameters are those of ``fit``; ``history`` grows by each epoch.
    """

    def __init__(self, model, data, epochs, batch_size, optimizer, seed, augment=None, schedule=None, validation=0,
                 patience=None):  # fmt: skip
        self.model, self.data = as_model(model), as_data(data)
        self.epochs, self.batch_size = whole(epochs, "epochs"), whole(batch_size, "batch_size")
        self.seed = whole(seed, "seed", 0)
        self.patience = None if patience is None else whole(patience, "patience")
        if augment is not None:
            as_function(augment, "augment", "a function (images, generator)", 2)
        self.augment = augment
        self.validation, self.training, self.held = _validation(validation, len(data.x_train))
        if patience is not None and not len(self.validation):
            raise ValueError("patience needs validation images: give validation=5000, for example.")
        self.optimizer = SGD(lr=0.1, momentum=0.9) if optimizer is None else as_optimizer(optimizer)
        self.schedule = OneCycle() if schedule is None else as_schedule(schedule)
        self.peak, self.optimizer.state = self.optimizer.lr, {}
        _check_classes(model, data)
        self.history, self.best, self.best_loss, self.checkpoint = History(), None, None, None
        put_arrays(model, arrays_of(model))  # arrays of the model's own: training changes them in place

    def keep(self, checkpoint):
        """Go on from this file if it is there, and write it after each epoch."""
        check_folder(checkpoint)
        self.checkpoint, self.kept = checkpoint, self.settings()
        if os.path.lexists(os.path.realpath(checkpoint)):  # a link to what is not there yet is written through
            read_checkpoint(checkpoint, self.kept, self)

    def steps(self, progress=False):
        """Train, then test once: a generator of ``(step, steps, loss, accuracy)`` after each step.

        Where it is closed before its end, the model keeps the weights so far.
        """
        total = self.epochs * len(self.training)
        try:
            with parallel.one_blas_thread(), progress_bar(total, self.history.images, progress) as bar:
                while not self.done():
                    yield from self.epoch(bar)
                    if self.checkpoint is not None:
                        write_checkpoint(self.checkpoint, self.kept, self)
            if self.best is not None:
                put_arrays(self.model, self.best)
            if len(self.data.x_test):
                self.history.test = evaluate(self.model, self.data.x_test, self.data.y_test)
                self.check(self.history.test.loss, "in the test")
        finally:
            self.optimizer.lr = self.peak

    def settings(self):
        """What must be the same for a checkpoint to go on."""
        images, labels = (np.ascontiguousarray(array) for array in (self.data.x_train, self.data.y_train))
        checksum = zlib.crc32(labels, zlib.crc32(images))
        return {
            "model": repr(self.model),
            "dtype": ", ".join(sorted({str(array.dtype) for array in self.model.params.values()})),
            "data": f"{self.data.name}, {len(self.data.x_train)} images (checksum {checksum:08x})",
            "epochs": self.epochs,
            "batch_size": self.batch_size,
            "optimizer": named(self.optimizer),
            "schedule": named(self.schedule),
            "seed": self.seed,
            "validation": self.held,
            "patience": self.patience,
            "augment": None if self.augment is None else named(self.augment),
        }

    def done(self):
        losses = self.history.column("validation_loss")
        if len(losses) >= self.epochs:
            self.history.ended = "finished"
        elif self.patience is not None and losses and len(losses) - 1 - int(np.argmin(losses)) >= self.patience:
            self.history.ended = "stopped early"
        return self.history.ended != "running"

    def epoch(self, bar):
        number, began = len(self.history.epochs), time.perf_counter()
        order = self.training[np.random.default_rng([self.seed, 0, number]).permutation(len(self.training))]
        per_epoch = ceil(len(order) / self.batch_size)
        loss_sum = correct = seen = 0
        self.model.train()
        for k, rows in enumerate(parallel.pieces(len(order), self.batch_size)):
            step = number * per_epoch + k
            loss, right = self.step(order[rows], step, self.epochs * per_epoch)
            batch = len(order[rows])
            loss_sum, correct, seen = loss_sum + loss * batch, correct + right, seen + batch
            self.history.images += batch
            bar.update(batch)
            bar.show(number + 1, self.epochs, loss_sum / seen, correct / seen)
            yield step + 1, self.epochs * per_epoch, loss, right / batch
        record = Epoch(number + 1, loss_sum / seen, correct / seen, self.optimizer.lr, time.perf_counter() - began)
        self.history.epochs.append(record)
        if len(self.validation):
            self.validate(record)

    def step(self, rows, step, steps):
        images, labels = self.data.x_train[rows], self.data.y_train[rows]
        if self.augment is not None:
            images = as_changed(self.augment(images, np.random.default_rng([self.seed, 1, step])), len(rows))
        loss, correct, grads = batch_gradients(self.model, CrossEntropyLoss(), images, labels, key=(self.seed, step))
        self.check(loss, f"at step {step + 1} of {steps}")
        self.optimizer.lr = self.peak * as_factor(self.schedule(step, steps))
        with np.errstate(all="ignore"):
            self.optimizer.step(self.model.params, grads)
        return loss, correct

    def check(self, loss, where):
        if not isfinite(loss):
            self.history.ended = "diverged"
            error = Diverged(
                f"The loss became {loss} {where}, with a learning rate of {self.optimizer.lr:.3g}: "
                f"the steps are too long, use a smaller learning rate."
            )
            error.history = self.history
            raise error

    def validate(self, record):
        found = evaluate_rows(self.model, self.data.x_train, self.data.y_train, self.validation)
        self.check(found.loss, f"in the validation after epoch {record.epoch}")
        record.validation_loss, record.validation_accuracy = found.loss, found.accuracy
        if self.patience is not None and (self.best_loss is None or found.loss < self.best_loss):
            self.best_loss, self.best = found.loss, arrays_of(self.model)


def _validation(validation, n):
    """``(rows to keep back, rows to train on, what a checkpoint says of it)``."""
    if not isinstance(validation, (np.ndarray, list, tuple, range)) or np.shape(validation) == ():
        if whole(validation, "validation", 0) >= n:
            raise ValueError(f"validation must leave images to train on: {validation} of {n} does not.")
        order = np.random.default_rng(0).permutation(n)
        return np.sort(order[:validation]), np.sort(order[validation:]), int(validation)
    rows = as_numbers(validation, "validation")
    if rows.ndim != 1 or (rows.size and rows.dtype.kind not in "iu"):
        raise ValueError(
            f"validation must be a number of images or their rows, not {rows.dtype} of shape {rows.shape}."
        )
    rows = np.unique(rows.astype(np.int64))
    if len(rows) and not 0 <= rows[0] <= rows[-1] < n:
        raise ValueError(f"The rows of validation must be from 0 to {n - 1}, not from {rows[0]} to {rows[-1]}.")
    if len(rows) >= n:
        raise ValueError(f"validation must leave images to train on: {len(rows)} of {n} does not.")
    return rows, np.setdiff1d(np.arange(n), rows), f"{len(rows)} rows (checksum {zlib.crc32(rows.tobytes()):08x})"


def _check_classes(model, data):
    """Refuse a net with fewer outputs than the data have classes now, not when the first such image comes."""
    found = outputs(model, data.x_train[:1])
    most = max(int(labels.max(initial=0)) for labels in (data.y_train, data.y_test))
    if found.ndim == 2 and most >= found.shape[1]:
        least = min(int(labels.min(initial=1)) for labels in (data.y_train, data.y_test))
        way = "they seem to count from 1, subtract 1" if least == 1 else f"it needs {most + 1} outputs"
        raise ValueError(f"The net has {found.shape[1]} outputs, but labels of {data.name} go up to {most}: {way}.")
