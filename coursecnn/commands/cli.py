"""The command ``coursecnn``; each of its commands is a module, imported when it is called."""

import argparse
import re
import signal
import sys
import warnings
from importlib import import_module

from .. import __version__
from ..datasets import DatasetError
from ..interrupts import begun
from ..storage import FileError, reason
from ..storage.own import typed
from ..training import Diverged
from . import CommandError, terminal

# name: (module with configure(parser) and run(args), purpose)
COMMANDS = {
    "train": ("coursecnn.commands.train", "train a net on images and test it"),
    "predict": ("coursecnn.commands.predict", "say what a trained net sees in images"),
    "show": ("coursecnn.commands.show", "say what is in the file of a trained net"),
    "sweep": ("coursecnn.commands.sweep", "train many configurations with many seeds, and compare them"),
    "data": ("coursecnn.commands.data", "fetch the images before an offline class"),
    "bench": ("coursecnn.bench.command", "time the package on this machine, beside PyTorch"),
    "start": ("coursecnn.commands.start", "copy the course into a folder of your own"),
    "grade": ("coursecnn.grading.command", "for teachers: mark the notebooks of a class"),
    "site": ("coursecnn.authoring.site.command", "for authors: make the web site of the course"),
    "build": ("coursecnn.authoring.command", "for authors: make the notebooks from their sources"),
}

DESCRIPTION = "Convolutional neural networks in NumPy: the commands that belong to the course."

EPILOG = """\
examples:
  coursecnn train                               three epochs on MNIST, or on drawn digits where there is no MNIST
  coursecnn train --data digits --epochs 1      needs no download
  coursecnn train --data pets --save pets.npz   images of your own: a folder that holds one folder for each class
  coursecnn predict pets.npz photo.jpg          what the net sees in an image
  coursecnn data fetch                          download MNIST once, use it without internet
  coursecnn start my-course                     lessons, exercises and solutions to write in
  coursecnn train --help                        every option of one command

environment:
  COURSECNN_DATA    folder that holds the four files of MNIST, gzip or not
  COURSECNN_CACHE   folder for downloaded and drawn images (default: where your system keeps caches)
  COURSECNN_THEME   light or dark: the ground of figures (default: in notebooks that of JupyterLab, else light)

exit codes:
  0 done, 1 failed (one sentence says why), 2 wrong arguments, 130 ended by Ctrl-C
  (what is done is done even where its lines go nowhere; 1 where they should have gone to a file on a full disk)
"""


def main(argv=None):
    """Run one command; returns its exit code.

    Parameters
    ----------
    argv : list of str, optional
        The arguments; those of the program unless given.
    """
    program = argv is None
    ended = None
    with terminal.outputs() as streams, warnings.catch_warnings():
        warnings.showwarning = _show_warning
        try:
            code = _run(sys.argv[1:] if program else argv)
        except KeyboardInterrupt:
            if program:  # Ctrl-C again: we are ending already
                signal.signal(signal.SIGINT, signal.SIG_IGN)
            print("Interrupted.", file=sys.stderr)
            code = 130
        except SystemExit as error:  # of argparse: help, or wrong arguments
            code, ended = error.code, error
    if program:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    full = [stream.error for stream in streams if isinstance(stream.error, OSError)]
    if any(not isinstance(error, BrokenPipeError) for error in full):
        print(f"The work is done, but not all of it could be shown: {reason(full[0])}.", file=sys.stderr)
        return code or 1
    if ended is not None:
        raise ended
    return code


def _run(argv):
    parser, command = make_parser(argv[0] if argv else None)
    begun()
    args = parser.parse_args(argv)
    try:
        return command.run(args)
    except (CommandError, DatasetError, FileError, Diverged) as error:
        print(error, file=sys.stderr)
    except MemoryError:
        print("The memory of this machine does not suffice: use smaller nets, images or batches.", file=sys.stderr)
    return 1


def _show_warning(message, *_):
    print(message, file=sys.stderr)


def make_parser(chosen):
    """``(parser, module)``: the parser of all commands, of which only the chosen one knows its arguments."""
    parser = _Parser(prog="coursecnn", description=DESCRIPTION, epilog=EPILOG)
    parser.add_argument("--version", action="version", version=f"coursecnn {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    module = None
    for name, (path, purpose) in COMMANDS.items():
        subparser = commands.add_parser(name, help=purpose, description=f"{purpose[0].upper()}{purpose[1:]}.")
        if name == chosen:
            module = import_module(path)
            module.configure(subparser)
    return parser, module


class _Parser(argparse.ArgumentParser):
    """Descriptions and examples keep their lines; commands in examples are as this user types them."""

    def __init__(self, **options):
        super().__init__(formatter_class=argparse.RawDescriptionHelpFormatter, **options)

    def format_help(self):
        examples = self.epilog
        self.epilog = re.sub(r"^  (?=coursecnn )", f"  {typed('')}", examples or "", flags=re.M)
        try:
            return super().format_help()
        finally:
            self.epilog = examples
