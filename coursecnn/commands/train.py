"""``coursecnn train``: a net trained and tested."""

import os
from argparse import ArgumentTypeError
from importlib.util import find_spec
from itertools import count as count_from
from math import inf
from pathlib import Path

import numpy as np

from .. import datasets
from ..arguments import count
from ..functional import parallel
from ..models import MODELS
from ..storage import written_as
from ..storage.own import typed
from ..training import Augmentation, fit, save_net
from ..training.optim import SGD
from . import CommandError, figures, images, whole_number
from .data import NAMES
from .outputs import check_outputs, is_json, write_json

EPILOG = """\
The test images are used once, after the last epoch; the 95 % interval says where the share of right answers to new
images may lie (where several test images show one object, each object counts once). The same seed gives the same
weights, whatever the number of workers. Ctrl-C ends the training: what is done so far is summed up, and --save keeps
the weights so far (beside a net that was there, as NAME.interrupted.npz).

examples:
  coursecnn train                                     MNIST, or drawn digits where MNIST cannot be had
  coursecnn train --data mnist --report run.json      MNIST or an error, and the figures as JSON
  coursecnn train --model lenet5 --epochs 5 --seed 1  another net, longer, with other first weights
  coursecnn train --data mnist --model mnist_best     batch normalisation, dropout, images turned and shifted a little
  coursecnn train --epochs 20 --resume run.ckpt       after Ctrl-C the same command goes on from the last epoch

images of your own, in one folder for each class (photos of one thing: a folder of their own inside the class):
  coursecnn train --data pets --save pets.npz
  coursecnn train --data pets --size 48 --augment shift,flip --lr 0.03 --save pets.npz
  coursecnn predict pets.npz photo.jpg
"""
OURS = {"--save": lambda path: written_as(path) == "model", "--report": is_json("train_size", "test_correct")}
RECIPES = {"mnist_best": (24, Augmentation("turn", "shift", pixels=2))}  # epochs, and how images are changed


def configure(parser):
    """Add the command's arguments to an ``argparse`` parser."""
    parser.epilog = EPILOG
    add = parser.add_argument
    add("--data", default="auto", metavar="DATA",
        help=f"images: {', '.join(NAMES)}, auto (mnist, or drawn digits where mnist cannot be had; the default), or a "
        "folder of your own that holds one folder of images for each class")  # fmt: skip
    add(
        "--model",
        choices=sorted(MODELS),
        help="net for images of 28 x 28 (default: mnist_cnn; a folder has its own net)",
    )
    add(
        "--epochs",
        type=whole_number(1),
        metavar="N",
        help="passes over the training images (default: 3; mnist_best: 24; a folder: 20)",
    )
    add("--batch-size", type=whole_number(1), metavar="N", help="images in a step (default: 128; a folder: 32)")
    add("--lr", type=rate, metavar="RATE", help="learning rate at its highest (default: 0.1; a folder: 0.05)")
    add("--seed", type=whole_number(0), default=0, metavar="N",
        help="of first weights, order of images, and split of a folder (default: 0)")  # fmt: skip
    images.add_options(parser.add_argument_group("for a folder").add_argument)
    add("--workers", type=whole_number(1, parallel.MOST), metavar="N", help="threads (default: one for each processor)")
    add(
        "--save",
        type=Path,
        metavar="FILE",
        help="write the trained net, with its classes and what its images are like (npz)",
    )
    add("--resume", type=Path, metavar="FILE",
        help="checkpoint, written after each epoch; where it exists the training goes on from it, with the same "
        "options as before (the learning rate is planned over all --epochs)")  # fmt: skip
    add("--report", type=Path, metavar="FILE", help="write the figures of the summary (JSON)")


def rate(text):
    """A learning rate, for ``argparse``."""
    try:
        value = float(text)
    except ValueError:
        value = 0
    if not 0 < value < inf:
        raise ArgumentTypeError(f"must be a number above 0, not {text!r}")
    return value


def run(args):
    """Train; 0, or 130 where Ctrl-C ended it."""
    check_outputs({"--save": args.save, "--resume": args.resume, "--report": args.report}, OURS)
    if args.workers is not None:
        parallel.set_workers(args.workers)
    print("Looking for the images ...", flush=True)
    own = args.data not in ("auto", *NAMES)
    _complete(args, own)
    data, held = images.load(args) if own else (datasets.load(args.data), 0)
    model = images.make_net(args, data) if own else MODELS[args.model](seed=args.seed)
    remarks = images.remarks(data, held) if own else []
    _announce(args, data, model, held, remarks)
    history = fit(
        model, data, epochs=args.epochs, batch_size=args.batch_size, optimizer=SGD(args.lr, momentum=0.9),
        seed=args.seed, validation=held, augment=args.augment, checkpoint=args.resume,
        progress=_has_bar(),
    )  # fmt: skip
    report = make_report(args, data, model, history, np.size(held) if own else 0) | {"remarks": remarks}
    if own and history.test:
        report |= figures.of_test(model, data)
    print(figures.summary(report, history))
    if remark := figures.too_large(history, data.classes, args.lr):
        print(remark)
    if args.save is not None:
        path, there = _place(args.save, history)
        save_net(model, path, images.about(data, report))
        name = f'"{path}"' if " " in str(path) else path
        print(f"Weights: {path}{there} (what it sees in an image: {typed(f'coursecnn predict {name} IMAGE')})")
    if history.test is None:
        if args.report is not None:
            print(f"No report was written to {args.report}: there is no test yet.")
        if args.resume is not None and history.epochs:
            print(f"The same command goes on from {args.resume}, after epoch {len(history.epochs)}.")
        return 130
    if args.report is not None:
        write_json(args.report, report)
        print(f"Report: {args.report}")
    return 0


def _complete(args, own):
    """Fill in what was not said, and refuse what the images do not take."""
    if own and not os.path.isdir(args.data):
        raise CommandError(f"--data must be auto, {', '.join(NAMES)} or a folder that exists, not {args.data}.")
    if own and args.model:
        raise CommandError(f"--model {args.model} is for images of 28 x 28 in ten classes: leave it out for a folder.")
    given = {"--size": args.size, "--grey": args.grey, "--test": args.test, "--validation": args.validation,
             "--augment": args.augment}  # fmt: skip
    if not own and any(value is not None for value in given.values()):
        names = ", ".join(name for name, value in given.items() if value is not None)
        raise CommandError(f"{names}: only for a folder of images of your own, not for --data {args.data}.")
    args.model = "photo_cnn" if own else args.model or "mnist_cnn"
    epochs, augment = RECIPES.get(args.model, (3, None))
    args.augment = args.augment or augment
    args.epochs = args.epochs or (20 if own else epochs)
    args.batch_size = args.batch_size or (32 if own else 128)
    args.lr = args.lr or (0.05 if own else 0.1)


def make_report(args, data, model, history, held=0):
    """The figures of a training as plain data; seconds are those of training, without loading and testing."""
    test = history.test
    seen = len(history.epochs) * (len(data.x_train) - held)
    return {
        "dataset": data.name,
        "train_size": len(data.x_train) - held,
        "test_size": len(data.x_test),
        "parameters": parameters(model),
        "epochs": len(history.epochs),
        "seed": args.seed,
        "test_correct": test.correct if test else None,
        "test_accuracy": test.accuracy if test else None,
        "seconds": round(history.seconds, 3),
        "images_per_second": round(seen / history.seconds, 1) if seen else None,
        "model": args.model,
        "batch_size": args.batch_size,
        "workers": parallel.workers(),
        "source": data.source,
        "lr": args.lr,
        "augment": args.augment.words if args.augment else [],
        "validation_size": held,
        "validation_accuracy": history.epochs[-1].validation_accuracy if history.epochs else None,
        "test_by_object": None,
        "ended": history.ended,
    }


def _place(path, history):
    """Where to save, and what to say of it: nothing is lost to a training that was not done."""
    if not os.path.isfile(path) or not os.path.getsize(path):
        return path, ""
    if history.ended != "interrupted":
        return path, ", in place of the net that was there"
    names = (f"{path.stem}.interrupted{f'-{n}' if n > 1 else ''}{path.suffix}" for n in count_from(1))
    free = next(path.with_name(name) for name in names if not os.path.lexists(path.with_name(name)))
    return free, f", beside {path.name} that was there"


def parameters(model):
    """Number of weights and biases."""
    return sum(array.size for array in model.params.values())


def _announce(args, data, model, held, remarks):
    print(f"Data: {data.source}")
    if args.data == "auto" and data.name != "mnist":
        print(f"ATTENTION: these are drawn digits, NOT MNIST. To get MNIST: {typed('coursecnn data fetch')}")
    kept = np.size(held) if np.ndim(held) else 0
    validation = f"{kept:,} to judge settings by, " if kept else ""
    print(f"{count(len(data.x_train) - kept, 'image')} to train with, {validation}{len(data.x_test):,} to test with.")
    if args.model == "photo_cnn":
        print(*remarks, f"{data.classes} classes: {', '.join(data.class_names)}.", sep="\n")
        if args.save is None:
            print("The net will not be kept: --save net.npz would keep it.")
    if args.save is not None and args.save.is_file():
        print(f"{args.save} is there: the new net will take its place.")
    print(f"Net: {args.model}, {parameters(model):,} parameters. {count(args.epochs, 'epoch')}, batches of "
          f"{args.batch_size}, seed {args.seed}, {count(parallel.workers(), 'worker')}.")  # fmt: skip
    if args.augment:
        print(f"Training images are changed at random: {', '.join(args.augment.words)}.")
    if args.resume is not None:
        print(f"Checkpoint after each epoch: {args.resume}{', to go on from' * args.resume.exists()}")
    if not _has_bar():
        print("No progress bar: it needs tqdm, which is not installed.")
    print(flush=True)


def _has_bar():
    return find_spec("tqdm") is not None
