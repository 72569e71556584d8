"""How good are the tests? Small faults are put into modules, one at a time; the tests of their room must notice.

    python tests/mutation/measure.py                            a sample of all rooms
    python tests/mutation/measure.py storage --sample 1000      one room, all of it
    python tests/mutation/measure.py --base HEAD~20             only lines that changed since then

Exit code 1 where less than 92 % of a room's mutants are noticed; those that ``explained.py`` explains are left out.
"late" are those with which a test did not end: noticed too. Tests that call the changed function come first (order.py).
"""

import argparse
import json
import random
import re
import subprocess
import sys
import time

from explained import EXPLAINED
from mutants import mutants
from order import Order, Watch, function_of
from rooms import ROOMS
from trial import ROOT, changed, copy_of_project, run

ENOUGH = 0.92
KINDS = "noticed", "late", "explained", "survived"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rooms", nargs="*", help=f"of {', '.join(ROOMS)}; all unless given", metavar="ROOM")
    parser.add_argument("--base", help="a commit: mutants of lines that changed since then")
    parser.add_argument("--sample", type=int, default=15, help="mutants of a room (%(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="which sample (%(default)s)")
    args = parser.parse_args()
    table, bad = [("room", "mutants", *KINDS, "share", "seconds")], []
    with copy_of_project() as project:
        for room in args.rooms or ROOMS:
            if chosen := choose(room, args):
                began, counts = time.monotonic(), try_room(project, room, chosen)
                noticed = counts["noticed"] + counts["late"]
                share = noticed / max(1, noticed + counts["survived"])
                bad += [room] if share < ENOUGH else []
                seconds = f"{time.monotonic() - began:.0f}"
                table.append((room, len(chosen), *counts.values(), f"{share:.1%}", seconds))
    for name, *figures in table:
        print(f"{name:12}" + "".join(f"{figure:>10}" for figure in figures))
    return int(bool(bad))


def choose(room, args):
    """``[(file, text, mutant)]``: a sample of a room's mutants, the same each time."""
    found, paths = [], {pattern: list(ROOT.glob(pattern)) for pattern in ROOMS[room][0]}
    if gone := [pattern for pattern, some in paths.items() if not some]:
        sys.exit(f"rooms.py names {', '.join(gone)}, which is not there any more.")
    for path in sorted(path for some in paths.values() for path in some):
        name, text = path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
        lines = None if args.base is None else changed_lines(name, args.base)
        found += [(name, text, mutant) for mutant in mutants(text) if lines is None or mutant.line in lines]
    random.Random(args.seed).shuffle(found)
    return sorted(found[: args.sample])


def changed_lines(name, base):
    """Numbers of the lines of a file that were not there in a commit."""
    diff = subprocess.check_output(["git", "diff", "-U0", base, "--", name], cwd=ROOT, text=True)
    hunks = re.findall(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", diff, re.M)
    return {int(first) + i for first, count in hunks for i in range(int(count or 1))}


def try_room(project, room, chosen):
    """Try mutants; those that no test noticed are shown, as they are and as they were changed."""
    tests, file = ROOMS[room][1], project.parent / "tests.json"
    whole = run(project, tests, plugins=[Watch(project, file)])
    if whole.kind != "passed":
        sys.exit(f"The tests of {room} do not pass as they are:\n{whole.said[-3000:]}")
    print(f"{room}: {len(chosen)} mutants, its tests take {whole.seconds:.0f} s", flush=True)
    counts, known = dict.fromkeys(KINDS, 0), json.loads(file.read_text(encoding="utf-8"))
    for name, text, mutant in chosen:
        before, after = mutant.shown(text)
        if {(name, before), (name, before, after)} & set(EXPLAINED):
            counts["explained"] += 1
            continue
        with changed(project, name, mutant.apply(text)):
            order = Order(known, function_of(name, text, mutant.line))
            outcome = run(project, tests, seconds=3 * whole.seconds + 20, plugins=[order])
        kind = {"passed": "survived", "late": "late"}.get(outcome.kind, "noticed")
        counts[kind] += 1
        if kind != "noticed":
            print(f"  {kind}: {name}:{mutant.line}\n    {before}\n    {after}", flush=True)
    return counts


if __name__ == "__main__":
    sys.exit(main())
