"""One training beside the page: the points of its curves, the time left, and what came of it."""

import threading
import time
from contextlib import closing
from dataclasses import replace
from math import isfinite
from typing import NamedTuple

import numpy as np

from ... import functional as F
from ...arguments import whole
from ...experiments import build_net, build_optimizer, complete
from ...experiments.task import load_data, parse_name
from ...functional import parallel
from ...training import Augmentation, Diverged, outputs
from ...training.fit import Training
from ..kit import background
from .look import WATCHED, look_at
from .words import diverged, sentence

POINTS = 60  # of a curve, at most
PAUSE = 0.25  # seconds between two calls of ``changed``
GLANCE = 1.0  # seconds between two looks at the net
PIECE = 100  # images that the net is asked about at a time
BUSY = ("waiting", "loading", "training", "testing")
_turn = threading.Lock()  # one training at a time: two would slow each other down


class Point(NamedTuple):
    """Mean loss and accuracy (0 to 1) of some steps in a row; ``epoch`` is where the last of them ends."""

    epoch: float
    loss: float
    accuracy: float


class _Stopped(Exception):
    """Ends a training that nobody waits for any more."""


class Run:
    """A training and its test.

    Parameters
    ----------
    task : dict
        ``configuration``, ``data``, ``epochs`` and ``seed``, as in ``coursecnn.experiments``, with the same result.

    Attributes
    ----------
    net : Sequential
    state : str
        "ready", "waiting" (for another
        training), "loading", "training", "testing", then "finished", "stopped", "diverged" or "failed".
    points : list of Point
    step, steps : int
        Done, and in all (0 until known).
    look : Look or None
        At the net, on some test images, about once a second; in the end on all of them.
    result : dict
        What is known: ``parameters``, ``seconds`` of training, ``loss`` and ``accuracy`` of the last point, and of the
        test ``correct``, ``total``, ``test_accuracy``, ``test_loss``; ``None`` where there is none.

    Raises
    ------
    ConfigurationError, ValueError
        One sentence where the task is impossible.
    """

    def __init__(self, task):
        self.configuration = complete(task["configuration"])
        self.data, self.epochs, self.seed = (
            task["data"],
            whole(task["epochs"], "epochs"),
            whole(task["seed"], "seed", 0),
        )
        self.kind, _, sizes = parse_name(self.data)
        self.images = sizes[0] if sizes else None
        self.net = build_net(self.configuration, self.seed)
        self.state, self.points, self.step, self.steps, self.error = "ready", [], 0, 0, ""
        self.blind = False  # are the outputs the same for all images?
        self.first_loss = self.peak_loss = self.test = self.look = None
        self._lock, self._steps, self._told, self._began, self._seconds = threading.Lock(), [], 0.0, None, None

    @property
    def busy(self):
        return self.state in BUSY

    @property
    def seconds(self):
        """Of training, so far."""
        if self._seconds is not None:
            return self._seconds
        return 0.0 if self._began is None else time.perf_counter() - self._began

    @property
    def left(self):
        """Seconds of training that remain, or None while that cannot be said."""
        if self.state != "training" or not self.step:
            return None
        return self.seconds / self.step * (self.steps - self.step)

    @property
    def result(self):
        last = self.points[-1] if self.points else None
        correct, total, loss = self.test or (None, None, None)
        return {
            "parameters": sum(array.size for array in self.net.params.values()),
            "seconds": self.seconds,
            "loss": last and last.loss,
            "accuracy": last and last.accuracy,
            "correct": correct,
            "total": total,
            "test_accuracy": correct / total if total else None,
            "test_loss": loss,
        }

    def start(self, changed=lambda: None):
        """Train beside the page; see ``train``."""
        if self.state != "ready":
            raise ValueError("This run was started before: make a new one.")
        self.state = "loading"  # before anybody looks
        background.start(self.job, "training", changed)

    def stop(self):
        """The training is over at once; its job notices after the step that it is in."""
        with self._lock:
            if self.busy:
                self._seconds, self.state = self.seconds, "stopped"

    def train(self, changed=lambda: None):
        """Train and test, and return when it is over.

        Parameters
        ----------
        changed : function ()
            Called a few times a second, and at the end unless the training was stopped.
        """
        background.finish(self.job(changed))

    def job(self, changed=lambda: None):
        """The same for ``background``, in pieces."""
        if self.state == "ready":
            self.state = "loading"
        try:
            if not _turn.acquire(blocking=False):
                self._go_on("waiting")
                changed()
                yield from self._turn()
            try:
                end = yield from self._work(changed)
            finally:
                _turn.release()
        except _Stopped:
            return
        except Diverged:
            end = self._diverged(f"In step {self.step + 1} of {self.steps or 'the training'}")
        except Exception as error:  # nobody else can tell what happened beside the page
            end, self.error = "failed", f"The training could not go on: {error}"
        with self._lock:
            if not self.busy:
                return
            self._seconds, self.state = self.seconds, end
        changed()

    def _turn(self):
        for pause in background.turn(_turn):
            yield pause
            self._go_on("waiting")

    def _work(self, changed):
        self._go_on("loading")
        changed()
        yield
        data = load_data(self.data)
        yield from self._fit(data, changed)
        self._seconds = self.seconds
        self._go_on("testing")
        changed()
        return (yield from self._test(data))

    def _go_on(self, state):
        with self._lock:
            if not self.busy:
                raise _Stopped
            self.state = state

    def _fit(self, data, changed):
        self._go_on("training")
        c, watched = self.configuration, (data.x_test[:WATCHED], data.y_test[:WATCHED])
        train_only = replace(data, x_test=data.x_test[:0], y_test=data.y_test[:0])  # the test comes piece by piece
        self.steps = self.epochs * -(-len(data.x_train) // c["batch_size"])
        self._began = self._told = looked = time.perf_counter()
        augment = Augmentation("shift", pixels=c["shift"])
        training = Training(self.net, train_only, self.epochs, c["batch_size"], build_optimizer(c), self.seed, augment)
        with closing(training.steps()) as steps:
            for step, _, loss, accuracy in steps:
                self._go_on("training")
                self._record(step, loss, accuracy)
                if step == 1 or time.perf_counter() - looked >= GLANCE:
                    looked, said = time.perf_counter(), (yield from self._outputs(watched[0], "training"))
                    self.look = look_at(self.net, *watched, said.argmax(axis=1), step)
                if time.perf_counter() - self._told >= PAUSE:
                    self._told = time.perf_counter()
                    changed()
                yield

    def _record(self, step, loss, accuracy):
        self.step = step
        self.first_loss = loss if self.first_loss is None else self.first_loss
        self.peak_loss = max(loss, self.peak_loss or loss)
        self._steps.append((loss, accuracy))
        if len(self._steps) >= -(-self.steps // POINTS) or step == self.steps:
            loss, accuracy = np.mean(self._steps, axis=0)
            self.points.append(Point(self.epochs * step / self.steps, float(loss), float(accuracy)))
            self._steps.clear()

    def _outputs(self, images, state):
        """What the net says of each image."""
        said = []
        for rows in parallel.pieces(len(images), PIECE):
            said.append(outputs(self.net, images[rows]))
            yield
            self._go_on(state)
        return np.concatenate(said)

    def _test(self, data):
        logits = yield from self._outputs(data.x_test, "testing")
        loss, answers = F.cross_entropy(logits, data.y_test), logits.argmax(axis=1)
        if not isfinite(loss):
            return self._diverged("In the test")
        self.look = look_at(self.net, data.x_test, data.y_test, answers)
        self.test = int((answers == data.y_test).sum()), len(answers), float(loss)
        self.blind = bool((logits == logits[0]).all())
        return "finished"

    def _diverged(self, where):
        self.error = diverged(where, self.configuration["lr"])
        return "diverged"

    @property
    def sentence(self):
        """What happens now, or what happened."""
        return sentence(self)
