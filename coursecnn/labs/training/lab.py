"""The lab in which a net is trained: choose, start, watch, compare."""

from typing import ClassVar
from weakref import WeakValueDictionary

import ipywidgets as widgets

from ...arguments import count, shown
from ...datasets import idxsets
from ...datasets.catalog import MNIST
from ...experiments import build_net
from ...experiments.config import LEARNING_RATES, POOLS
from ...storage.own import typed
from ..kit.controls import Action, Choice, Integer
from ..kit.lab import Lab
from ..kit.stops import Doubling
from ..kit.svg import line
from . import curves, look, table
from .interrupts import Interrupts, cell
from .rate import Rate
from .runs import Run
from .words import GUESSES, answer, plain

IMAGES = (500, 1_000, 3_000, 6_000, 12_000, 30_000, 60_000)
TESTED = 2_000  # images
OPTIMIZERS = {"SGD": "sgd", "SGD with momentum": "momentum", "Adam": "adam"}


class TrainingLab(Lab):
    """Train small nets on digits, and keep the runs side by side.

    Parameters
    ----------
    kernel_sizes, filters : (int, int)
        Of the two blocks: 1 to 9 pixels; 1 to 32 and 1 to 64 filters.
    pool : "max", "average" or "none"
    optimizer : "sgd", "momentum" or "adam"
    lr : float
    batch_size, epochs : int
        Up to 512, up to 20.
    data : "mnist" or "digits"
        MNIST where it is on this machine, unless given.
    images : int
        Training images: one of 500, 1,000, 3,000, 6,000, 12,000, 30,000, 60,000. Runs are tested on 2,000 others.
    seed : int
        Of the first weights and of the order of the images.

    Attributes
    ----------
    runs : list of Run
    """

    name, title = "training", "Train a net, and compare runs"
    _of_cell: ClassVar = WeakValueDictionary()  # the lab that each cell of the notebook showed last

    def __init__(self, kernel_sizes=(5, 5), filters=(8, 16), pool="max", optimizer="momentum", lr=0.05, batch_size=50,
                 epochs=5, data=None, images=6_000, seed=0):  # fmt: skip
        self.runs = []
        (k1, k2), (f1, f2) = _two(kernel_sizes, "kernel_sizes"), _two(filters, "filters")
        self.kernels = [Integer(f"kernel {i}", 1, 9, k, "pixels") for i, k in ((1, k1), (2, k2))]
        self.filters = [Integer(f"filters {i}", 1, most, f) for i, most, f in ((1, 32, f1), (2, 64, f2))]
        self.pool = Choice("pooling 2 × 2", list(POOLS), pool)
        self.optimizer = Choice("optimiser", OPTIMIZERS, optimizer)
        self.rate = Rate("learning rate", lr)
        self.batch = Doubling("batch", 1, 512, batch_size, "images")
        self.epochs = Integer("epochs", 1, 20, epochs)
        self.data = Choice("data", *_data_sets(data))
        self.images = Choice("training images", {f"{n:,}": n for n in IMAGES}, images)
        self.seed = Integer("seed", 0, 99, seed)
        self.start, self.stop = Action("Start", self._start), Action("Stop", self._stop)
        self.clear = Action("Remove all runs", self._clear)
        self.guess = Choice("guess: loss will", {"(no guess)": "none", **GUESSES})
        self.table, self.guesses, self._went = widgets.HTML(), {}, None
        self.interrupts = Interrupts(self._stop)
        self._take_cell(cell())
        self.start.button_style = "primary"
        self.optimizer.observe(self._usual_rate, "value")
        rows = [
            [
                *self.kernels,
                *self.filters,
                self.pool,
                self.optimizer,
                self.rate,
                self.batch,
                self.epochs,
                self.seed,
                self.data,
                self.images,
            ],
            [self.guess],
            [self.start, self.stop, self.clear],
        ]
        super().__init__(*rows, below=[self.table])
        self.resetting.tooltip = "All settings as they were at first; runs are kept"

    @property
    def task(self):
        """What Start would train, as plain data for ``Run`` or a sweep."""
        return {
            "configuration": {
                "kernel_sizes": [kernel.value for kernel in self.kernels],
                "filters": [filters.value for filters in self.filters],
                "pool": self.pool.value,
                "optimizer": self.optimizer.value,
                "lr": self.rate.value,
                "batch_size": self.batch.value,
            },
            "data": f"{self.data.value}:{self.images.value}:{TESTED}",
            "epochs": self.epochs.value,
            "seed": self.seed.value,
        }

    def settings(self):
        task = self.task
        own = {} if self.data.value == self.data.options[0][1] else {"data": self.data.value}
        return (
            task["configuration"]
            | own
            | {name: task[name] for name in ("epochs", "seed")}
            | {"images": self.images.value}
        )

    @property
    def busy(self):
        return bool(self.runs) and self.runs[-1].busy

    def draw(self):
        busy = self.busy
        self.start.disabled, self.stop.disabled = busy, not busy
        self.clear.disabled = busy or not self.runs
        ended = [(number, run) for number, run in enumerate(self.runs, 1) if not run.busy]
        self.table.value = table.html(ended)
        said, run = "", self.runs[-1] if self.runs else None
        if self._went == (self.optimizer.value, self.rate.value):
            said = f"The learning rate went to {plain(self.rate.value)}, a usual one for {self.optimizer.label}. "
        if run:
            guess = self.guesses.get(len(self.runs), "none")
            said += f"Run {len(self.runs)}: {run.sentence} {answer(run, guess)}"
        if said:
            self.say(said.strip())
        shown = line(plan(self.task), "plan", heard=True) + progress(self.runs) + curves.draw(self.runs)
        return shown + look.render(run and run.look)

    def _start(self):
        if not self.busy:
            run, self._went = Run(self.task), None
            self.runs.append(run)
            self.guesses[len(self.runs)] = self.guess.value
            self.interrupts.begin()
            run.start(self._changed)
            self.update()

    def _changed(self):
        """From the job of a run."""
        if not self.busy:
            self.interrupts.end()
        self.update()

    def _take_cell(self, name):
        """The lab that this cell showed before it was run once more is out of sight: it stops."""
        if name is not None:
            if (before := TrainingLab._of_cell.get(name)) is not None:
                before._stop()
            TrainingLab._of_cell[name] = self

    def _stop(self):
        if self.busy:
            self.runs[-1].stop()
            self.interrupts.end()
            self.update()

    def _clear(self):
        if not self.busy:
            self.runs, self.guesses = [], {}
            self.update()

    def _usual_rate(self, change):
        with self.hold():
            self.rate.value = LEARNING_RATES[change.new]
            self._went = change.new, self.rate.value
            self.update()


def plan(task):
    """The net of a task in a line: sizes, parameters, steps."""
    c = task["configuration"]
    net, shape, sizes = build_net(c, task["seed"]), (1, 28, 28), ["28 × 28"]
    for layer in net:
        before, shape = shape, layer.output_shape(shape)
        if len(shape) == 3 and shape != before:
            sizes.append(f"{shape[0]} maps of {shape[1]} × {shape[2]}")
    parameters = sum(array.size for array in net.params.values())
    images = int(task["data"].split(":")[1])
    steps = task["epochs"] * -(-images // c["batch_size"])
    way = " \N{RIGHTWARDS ARROW} ".join([*sizes, "10"])
    return f"{way}; {parameters:,} parameters; {count(steps, 'step')} of training"


def progress(runs):
    """How far the last run is, as HTML: a bar and a line of figures."""
    run = runs[-1] if runs else None
    if run is None:
        return line("Choose the settings and press Start.", "live")
    done = run.step / run.steps if run.steps else 0
    bar = f'<progress value="{done:.3f}" max="1" aria-label="Run {len(runs)}" style="width:100%;height:8px"></progress>'
    facts = f"Run {len(runs)}: epoch {min(run.epochs, int(done * run.epochs) + 1)} of {run.epochs}"
    if run.points:
        facts += f"; the curves end at loss {run.points[-1].loss:.3f}, {100 * run.points[-1].accuracy:.1f} % right"
    if run.left is not None:
        facts += f", {duration(run.left)} left"
    return (bar if run.busy else "") + line(facts, "live")


def duration(seconds):
    """Seconds as a reader says them."""
    minutes, seconds = divmod(round(seconds), 60)
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"


def _two(values, name):
    if not isinstance(values, (list, tuple)) or len(values) != 2:
        raise ValueError(f"{name} must be two whole numbers, one for each block, such as (5, 5), not {shown(values)}.")
    return values


def _data_sets(wanted):
    """The choices, and what is chosen: MNIST is among them where it is on this machine."""
    there = {"MNIST": "mnist"} if idxsets.is_here(MNIST) else {}
    if wanted == "mnist" and not there:
        raise ValueError(
            f'MNIST is not on this machine: run `{typed("coursecnn data fetch")}` first, or choose data="digits".'
        )
    return there | {"drawn digits": "digits"}, wanted
