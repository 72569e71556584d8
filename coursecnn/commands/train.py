"""``coursecnn train``: a net trained and tested."""

from importlib.util import find_spec
from pathlib import Path

from .. import datasets
from ..functional import parallel
from ..models import MODELS
from ..training import fit
from . import whole_number
from .data import NAMES
from .outputs import check_outputs, write_json

EPILOG = """\
The test images are used once, after the last epoch. The same seed gives the same weights, whatever the number of
workers. Ctrl-C ends the training: what is done so far is summed up, and --save keeps the weights so far.

examples:
  coursecnn train                                     MNIST, or drawn digits where MNIST cannot be had
  coursecnn train --data mnist --report run.json      MNIST or an error, and the figures as JSON
  coursecnn train --model lenet5 --epochs 5 --seed 1  another net, longer, with other first weights
  coursecnn train --epochs 20 --resume run.ckpt       after Ctrl-C the same command goes on from the last epoch
"""


def configure(parser):
    """Add the command's arguments to an ``argparse`` parser."""
    parser.epilog = EPILOG
    add = parser.add_argument
    add("--data", choices=("auto", *NAMES), default="auto",
        help="images: auto is mnist, or digits (drawn by us) where mnist cannot be had (default: auto)")  # fmt: skip
    add("--model", choices=sorted(MODELS), default="mnist_cnn", help="net (default: mnist_cnn)")
    add("--epochs", type=whole_number(1), default=3, metavar="N", help="passes over the training images (default: 3)")
    add("--batch-size", type=whole_number(1), default=128, metavar="N", help="images in a step (default: 128)")
    add(
        "--seed", type=whole_number(0), default=0, metavar="N", help="of first weights and order of images (default: 0)"
    )
    add("--workers", type=whole_number(1), metavar="N", help="threads (default: one for each processor)")
    add("--save", type=Path, metavar="FILE", help="write the trained weights (npz)")
    add("--resume", type=Path, metavar="FILE",
        help="checkpoint, written after each epoch; where it exists the training goes on from it, with the same "
        "options as before (the learning rate is planned over all --epochs)")  # fmt: skip
    add("--report", type=Path, metavar="FILE", help="write the figures of the summary (JSON)")


def run(args):
    """Train; 0, or 130 where Ctrl-C ended it."""
    check_outputs({"--save": args.save, "--resume": args.resume, "--report": args.report})
    if args.workers is not None:
        parallel.set_workers(args.workers)
    print("Looking for the images ...", flush=True)
    data = datasets.load(args.data)
    model = MODELS[args.model](seed=args.seed)
    _announce(args, data, model)
    history = fit(
        model, data, epochs=args.epochs, batch_size=args.batch_size, seed=args.seed, checkpoint=args.resume,
        progress=_has_bar(),
    )  # fmt: skip
    report = make_report(args, data, model, history)
    print(summary(report, history))
    if args.save is not None:
        model.save(args.save)
        print(f"Weights: {args.save}")
    if history.test is None:
        if args.resume is not None and history.epochs:
            print(f"The same command goes on from {args.resume}, after epoch {len(history.epochs)}.")
        return 130
    if args.report is not None:
        write_json(args.report, report)
        print(f"Report: {args.report}")
    return 0


def make_report(args, data, model, history):
    """The figures of a training as plain data; seconds are those of training, without loading and testing."""
    test = history.test
    images = len(history.epochs) * len(data.x_train)
    return {
        "dataset": data.name,
        "train_size": len(data.x_train),
        "test_size": len(data.x_test),
        "parameters": parameters(model),
        "epochs": len(history.epochs),
        "seed": args.seed,
        "test_correct": test.correct if test else None,
        "test_accuracy": test.accuracy if test else None,
        "seconds": round(history.seconds, 3),
        "images_per_second": round(images / history.seconds, 1) if images else None,
        "model": args.model,
        "batch_size": args.batch_size,
        "workers": parallel.workers(),
        "source": data.source,
    }


def summary(report, history):
    """The report as lines to read."""
    if history.test is None:
        test = f"not tested: Ctrl-C ended the training after {history.images:,} images"
    else:
        test = f"{report['test_correct']:,} of {report['test_size']:,} right ({100 * report['test_accuracy']:.2f} %)"
    rate = report["images_per_second"]
    return "\n".join((
        "",
        f"Data:       {report['source']}",
        f"Parameters: {report['parameters']:,}",
        f"Epochs:     {report['epochs']} complete",
        f"Test:       {test}",
        f"Seconds:    {report['seconds']:.1f}" + (f" ({rate:,.0f} images per second)" if rate else ""),
    ))  # fmt: skip


def parameters(model):
    """Number of weights and biases."""
    return sum(array.size for array in model.params.values())


def _announce(args, data, model):
    print(f"Data: {data.source}")
    if args.data == "auto" and data.name != "mnist":
        print("ATTENTION: these are drawn digits, NOT MNIST. To get MNIST: coursecnn data fetch")
    print(f"{len(data.x_train):,} images to train with, {len(data.x_test):,} to test with.")
    print(f"Net: {args.model}, {parameters(model):,} parameters. {args.epochs} epochs, batches of {args.batch_size}, "
          f"seed {args.seed}, {parallel.workers()} workers.")  # fmt: skip
    if args.resume is not None:
        print(f"Goes on from {args.resume}." if args.resume.exists() else f"Checkpoint after each epoch: {args.resume}")
    if not _has_bar():
        print("No progress bar: it needs tqdm, which is not installed.")
    print(flush=True)


def _has_bar():
    return find_spec("tqdm") is not None
