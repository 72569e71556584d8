"""``coursecnn show``: what is in the file of a trained net."""

from pathlib import Path

import numpy as np

from ..arguments import count
from ..layers.summary import summary
from ..storage import open_regular, replacing
from ..training import open_net
from . import CommandError
from .figures import of_classes, tested, unfinished
from .outputs import check_outputs

MADE_BY = "coursecnn show"  # stands in the pictures, so that no other picture is replaced
EPILOG = """\
examples:
  coursecnn show pets.npz
  coursecnn show pets.npz --filters filters.png
"""


def configure(parser):
    """Add the command's arguments to an ``argparse`` parser."""
    parser.epilog = EPILOG
    parser.add_argument("net", type=Path, metavar="NET", help="file of coursecnn train --save, or of net.save")
    parser.add_argument("--filters", type=Path, metavar="FILE", help="draw the first filters (PNG)")


def run(args):
    """Show it; 0."""
    if args.filters is not None and args.filters.suffix.lower() != ".png":
        raise CommandError(f"--filters {args.filters}: a PNG is drawn, give a name that ends in .png.")
    check_outputs({"--filters": args.filters}, {"--filters": _is_ours})
    net, about = open_net(args.net)
    print("\n".join([f"{args.net}: {_parameters(net):,} parameters", *_about(about), "", _layers(net, about)]))
    if args.filters is not None:
        _draw(net, args.filters)
        print(f"\nFirst filters: {args.filters}")
    return 0


def _parameters(net):
    return sum(array.size for array in net.params.values())


def _about(about):
    """What the file says of classes, images and training."""
    if "classes" not in about:
        return ["It does not say what it was trained on: it was written by net.save, not by coursecnn train --save."]
    kind = {1: "grey", 3: "in colour"}.get(about["channels"], f"of {about['channels']} channels")
    lines = [f"Classes:    {len(about['classes'])}: {', '.join(about['classes'])}",
             f"Images:     {' x '.join(map(str, about['size']))}, {kind}, {about['normalisation']}"]  # fmt: skip
    figures = about.get("training", {})
    if not figures:
        return lines
    lines.append(f"Data:       {figures['source']}")
    extra = f", {', '.join(figures['augment'])}" if figures.get("augment") else ""
    held = figures.get("validation_size", 0)
    held = f", {held:,} to judge settings by" if held else ""
    trained = f"{count(figures['train_size'], 'image')}{held}, {count(figures['epochs'], 'epoch')}"
    lines.append(f"Training:   {trained}, batches of {figures['batch_size']}, rate {figures['lr']:g}, "
                 f"seed {figures['seed']}{extra}")  # fmt: skip
    if figures.get("validation_accuracy") is not None:
        of = f" of {count(figures['validation_size'], 'image')}" if figures.get("validation_size") else ""
        lines.append(f"Validation: {100 * figures['validation_accuracy']:.1f} % right{of}")
    if figures.get("test_correct") is not None:
        lines += [f"Test:       {tested(figures)}", *of_classes(figures)]
    return [*lines, *unfinished(figures), *figures.get("remarks", [])]


def _layers(net, about):
    if "size" in about:
        return summary(net, (about["channels"], *about["size"]))
    return repr(net)


def _draw(net, path):
    weight = next((array for name, array in net.params.items() if name.endswith("weight")), None)
    if weight is None or weight.ndim != 4 or weight.shape[1] not in (1, 3):
        raise CommandError(
            "The net does not begin with a convolution of grey or colour images, whose filters can be drawn."
        )
    from .. import plots

    if weight.shape[1] == 1:
        figure = plots.images(weight[:, 0], signed=True, title="First filters: vermilion is positive, blue negative")
    else:
        largest = np.abs(weight).max(axis=(1, 2, 3), keepdims=True)
        figure = plots.images(0.5 + 0.5 * weight / largest, title="First filters as colours: grey is 0")
    with replacing(path) as file:
        figure.savefig(file, format="png", dpi=150, metadata={"Software": MADE_BY})


def _is_ours(path):
    with open_regular(path) as file:
        return MADE_BY.encode() in file.read(4096)
