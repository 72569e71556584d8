"""``coursecnn sweep``: many configurations, many seeds, on this machine or a cluster."""

import re
import socket
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from .. import experiments
from ..arguments.packages import missing
from ..experiments.plan import read_plan
from ..experiments.presets import PRESETS
from ..storage import reason
from ..storage.own import typed
from . import CommandError, whole_number

PATIENCE = 10  # seconds for a scheduler to answer
GREETING = 1 << 20  # bytes, more than a scheduler's first words have
ADDRESS = re.compile(r"((tcp|tls|ws|wss)://)?(\[[0-9a-fA-F:]+\]|[\w.-]+):(\d{1,5})")

EPILOG = """\
Every run is written into DIR as soon as it is done, one line of JSON. The same command goes on after Ctrl-C or a crash
and runs only what is missing; with more --seeds it adds the new ones.

A file in TOML:
  data = "mnist:6000:1000"     all of it: "mnist", "fashion-mnist", "digits", "auto"
  epochs = 2
  seeds = 5

  [grid]                       all combinations; or [[configuration]] once for each
  kernel_sizes = [3, 5]
  lr = [0.03, 0.1]

examples:
  coursecnn sweep --preset published --seeds 5          a published table, with the spread that it left out
  coursecnn sweep kernels.toml --workers 2              your own sweep, on two processes
  coursecnn sweep kernels.toml --scheduler tcp://head:8786
                                                        the same on a Dask cluster, whose workers have coursecnn
"""


def configure(parser):
    """Add the command's arguments to an ``argparse`` parser."""
    parser.epilog = EPILOG
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("file", nargs="?", type=Path, metavar="FILE.toml", help="the sweep, see below")
    what.add_argument("--preset", choices=sorted(PRESETS), help="a sweep that has a name")
    add = parser.add_argument
    add("--seeds", type=whole_number(1), metavar="N", help="runs of each configuration (default: as the sweep says)")
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--workers", type=whole_number(1), metavar="N", help="processes (default: one for each processor)"
    )
    where.add_argument("--scheduler", metavar="ADDRESS", help="of a Dask cluster, such as tcp://head:8786")
    add("--store", type=Path, default=Path("sweeps"), metavar="DIR", help="folder of the results (default: sweeps)")


def run(args):
    """Sweep; 0, or 130 where Ctrl-C ended it."""
    try:
        plan = PRESETS[args.preset] if args.preset else read_plan(args.file)
        path = _store(args.store, args.preset or args.file.stem)
        print(f"Each run is kept in {path} as soon as it is done.", flush=True)
        with _executor(args.scheduler) as executor:
            results = experiments.sweep(
                plan["configurations"], data=plan["data"], epochs=plan["epochs"], seeds=args.seeds or plan["seeds"],
                executor=executor, store=path, workers=args.workers, progress=find_spec("tqdm") is not None,
            )  # fmt: skip
    except (experiments.SweepError, ValueError) as error:
        raise CommandError(str(error)) from None
    print(results)
    if said := _one_rate(plan["configurations"]):
        print(f"\n{said}")
    return 130 if results.missing else 0


def _one_rate(given):
    """The rule of lesson 04, where several configurations have one learning rate."""
    rates = [one["lr"] for one in experiments.configurations(given)]
    if len(rates) > 1 and len(set(rates)) == 1:
        return f"All have a learning rate of {rates[0]}: before a verdict choose one for each on validation images."


def _store(folder, name):
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(f"The folder {folder} cannot be made: {reason(error)}.") from None
    return folder / f"{name}.jsonl"


def _expect_scheduler(connection, protocol):
    """Raise ``OSError`` where something else answers: a scheduler begins with the number of bytes of its greeting.

    Dask itself would wait for minutes for a program that says nothing, and take the words of another for a number.
    """
    if protocol != "tcp":
        return
    with connection.makefile("rb") as words:
        length = words.read(8)
    if len(length) < 8 or not 0 < int.from_bytes(length, "little") < GREETING:
        raise OSError("another program answers there")


@contextmanager
def _executor(address):
    if address is None:
        yield None
        return
    found, begin = ADDRESS.fullmatch(address), typed("dask scheduler")
    if found is None or int(found[4]) > 65535:
        raise CommandError(
            f"--scheduler must be an address such as tcp://head:8786, not {address!r}: start one with {begin}."
        )
    try:
        from distributed import Client
    except ImportError:
        raise CommandError(missing("distributed", "A cluster of Dask")) from None
    try:
        with socket.create_connection((found[3].strip("[]"), int(found[4])), timeout=PATIENCE) as connection:
            _expect_scheduler(connection, found[2] or "tcp")
    except (OSError, UnicodeError) as error:
        raise CommandError(
            f"There is no Dask scheduler at {address} ({reason(error)}): start one with {begin}."
        ) from None
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        why = " ".join(str(error).split()).rstrip(".")
        raise CommandError(f"There is no Dask scheduler at {address} ({why}): start one with {begin}.") from None
    try:
        yield client.get_executor()
    finally:
        client.close()
