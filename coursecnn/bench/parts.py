"""The parts of the benchmark, each in a process of its own: ``python -m coursecnn.bench.parts NAME`` prints data."""

import json
import sys

import numpy as np

from .. import datasets, models, training
from ..functional import parallel
from . import layers, machine, nets
from .shapes import GRID, TRAINING
from .timing import columns, interleaved


def layer_part(torch, quick):
    """Seconds for forward and backward of each shape of the grid."""
    shapes = GRID[::4] if quick else GRID
    rounds, repeats = (2, 2) if quick else (6, 3)
    rows = []
    for shape in shapes:
        found = columns(layers.contenders(shape, torch))
        loops = found.pop("loops", None)
        seconds = interleaved(found, rounds, repeats)
        if loops is not None:
            seconds |= interleaved({"loops": loops}, 1, 1)
        row = {"shape": str(shape), "training": shape in TRAINING, "seconds": seconds}
        if hasattr(shape, "multiplications"):
            row |= {"operations": 2 * 3 * shape.multiplications, "limits": shape.limits}
        rows.append(row)
    return rows


def step_part(torch, quick):
    """Seconds of a training step, batch 128."""
    rounds, repeats = (3, 3) if quick else (10, 5)
    with parallel.one_blas_thread():  # as ``fit`` does for a whole training
        found = {name: columns(nets.step_contenders(models.MODELS[name], torch)) for name in nets.NETS}
        return {name: interleaved(calls, rounds, repeats) for name, calls in found.items()}


def single_part(torch, quick):
    """Seconds to predict one image, and 8 large ones, and of a training step with these."""
    shape = (8, 3, 227, 227)
    digit, photos = np.zeros((1, 1, 28, 28), np.uint8), np.full(shape, 99, np.uint8)
    found = {"mnist_cnn, one image predicted": (nets.predict_contenders(models.mnist_cnn, digit, torch), 20)}
    found["alexnet, 8 images predicted"] = (nets.predict_contenders(models.alexnet, photos, torch), 1)
    if not quick:
        found["alexnet, training step, 8 images"] = (nets.step_contenders(models.alexnet, torch, shape), 1)
    return {name: interleaved(columns(calls), 2, repeats) for name, (calls, repeats) in found.items()}


def epochs_part(torch, quick):
    """Seconds and right answers of some epochs, in turns."""
    data = datasets.load("auto")
    plans = {"mnist_cnn, one epoch": (models.mnist_cnn, 1, 64, 0.05)}
    if not quick:
        plans["mnist_cnn, three epochs"] = models.mnist_cnn, 3, 128, 0.1
        changed = training.Augmentation("turn", "shift", pixels=2)
        plans["mnist_best, one epoch, images turned and shifted"] = models.mnist_best, 1, 128, 0.1, changed
    found = {"dataset": data.name}
    for name, plan in plans.items():
        ways = columns({"package": lambda plan=plan: nets.train_package(data, *plan)})
        for layout in () if torch is None else ("default", "channels-last"):
            ways[f"PyTorch {layout}"] = lambda layout=layout, plan=plan: nets.train_torch(torch, layout, data, *plan)
        found[name] = {way: train() for way, train in ways.items()}
    return found


def predict_part(torch, quick):
    """Seconds to predict the 10,000 test images."""
    images = datasets.load("auto").x_test
    return interleaved(nets.predict_contenders(models.mnist_cnn, images, torch), 2 if quick else 5, 1)


def memory_part(torch, quick):
    """Peak memory in MB (interpreter, data, net) after each epoch of training on the full set."""
    data, model, peaks = datasets.load("auto"), models.mnist_cnn(), []
    epochs = 1 if quick else 3

    def note(step, steps, loss, accuracy):
        if step % (steps // epochs) == 0:
            peaks.append(machine.peak_memory())

    training.fit(model, data, epochs=epochs, batch_size=128, progress=False, on_step=note)
    return {"MB after each epoch": peaks, "MB in all": machine.peak_memory()}


def growth_part(torch, quick):
    """Seconds of the package for a convolution that grows in one way at a time, and with the number of workers."""
    base = dict(n=16, c=16, size=28, filters=32, kernel=3, padding=1)
    grow = {"n": (4, 16, 64), "size": (14, 28, 56), "c": (4, 16, 64), "filters": (8, 32, 128)}
    found = {}
    for what, values in grow.items():
        calls = {str(v): layers.contenders(layers.Conv(**(base | {what: v})))["package"] for v in values}
        found[what] = interleaved(calls, 2 if quick else 5, 3)
    images, labels = np.zeros((128, 1, 28, 28), np.uint8), np.zeros(128, int)
    model, loss = models.mnist_cnn(), nets.CrossEntropyLoss()

    def step(number):
        parallel.set_workers(number)
        training.batch_gradients(model, loss, images, labels)

    numbers = sorted({1, 2, parallel.workers()})
    found["workers"] = interleaved({str(number): lambda number=number: step(number) for number in numbers}, 3, 3)
    parallel.set_workers(None)
    return found


PARTS = {
    "layers": layer_part,
    "step": step_part,
    "single": single_part,
    "epochs": epochs_part,
    "predict": predict_part,
    "memory": memory_part,
    "growth": growth_part,
    "import": lambda torch, quick: machine.import_seconds(),
    "product": lambda torch, quick: machine.product_speed(),
    "machine": lambda torch, quick: machine.description(torch),
}


def find_torch():
    """PyTorch with as many threads as the package has workers, or ``None``."""
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(parallel.workers())
    return torch


if __name__ == "__main__":
    part, mode = sys.argv[1:]
    print(json.dumps(PARTS[part](None if part == "memory" else find_torch(), mode == "quick")))
