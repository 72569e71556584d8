"""``coursecnn bench``: how fast the package is on this machine, beside PyTorch, im2col and loops."""

import json
import os
import subprocess
import sys
from pathlib import Path

from ..commands import CommandError
from ..commands.outputs import check_outputs, is_json, write_json
from . import report
from .parts import PARTS

ONCE = ("epochs", "predict", "memory", "growth")  # long, or not compared


def configure(parser):
    parser.description = (
        "Time the package, plain im2col, explicit loops and (where it is installed) PyTorch in turns, in "
        "several processes, and print medians and ratios; where numba is installed, also with compiled layers. "
        "Close other programs first. About fourteen minutes; with --quick about one."
    )
    parser.add_argument("--json", metavar="FILE", type=Path, help="keep all measurements in a file")
    parser.add_argument("--quick", action="store_true", help="one process, fewer shapes, fewer repetitions")


def run(args):
    check_outputs({"--json": args.json}, {"--json": is_json(*PARTS)})
    results = {part: [] for part in PARTS}
    for number in range(1 if args.quick else 5):
        for part in PARTS:
            if part in ONCE and number > 0:
                continue
            print(f"process {number + 1}: {part} ...", file=sys.stderr)
            results[part].append(_measure(part, args.quick))
    print(report.text(results))
    if args.json:
        write_json(args.json, results)
    return 0


def _measure(part, quick):
    call = [sys.executable, "-m", "coursecnn.bench.parts", part, "quick" if quick else "full"]
    done = subprocess.run(call, stdout=subprocess.PIPE, text=True, env={**os.environ, "COURSECNN_FAST": "0"})
    if done.returncode:
        raise CommandError(f"The part {part} of the benchmark failed; its message stands above.")
    return json.loads(done.stdout)
