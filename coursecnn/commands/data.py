"""``coursecnn data``: images into the cache."""

from .. import datasets
from ..storage.own import typed

NAMES = ("mnist", "fashion-mnist", "digits")

EPILOG = """\
examples:
  coursecnn data fetch           download MNIST (12 MB) and check it
  coursecnn data fetch digits    draw 70,000 digits
"""


def configure(parser):
    """Add the command's arguments to an ``argparse`` parser."""
    parser.epilog = EPILOG
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    fetch = actions.add_parser("fetch", help="fill the cache, so that the images are there without internet")
    fetch.add_argument("name", nargs="?", choices=NAMES, default="mnist", help="which images (default: mnist)")


def run(args):
    """Fetch; 0."""
    place = datasets.fetch(args.name)
    print(f"{args.name} is whole and in {place}: {typed(f'coursecnn train --data {args.name}')} needs no internet.")
    return 0
