"""Run the cells of a lesson's source and its guards in one namespace: ``python lesson_run.py 01_convolution``."""

import linecache
import sys
from pathlib import Path

from coursecnn.authoring.course import Source
from coursecnn.authoring.source import read_cells

ROOT = Path(__file__).resolve().parents[2]


def main(name):
    source = Source(ROOT, ROOT / "notebooks" / "source" / f"{name}.py")
    namespace, guards = {"__name__": "__main__"}, 0
    lines = source.path.read_text(encoding="utf-8").splitlines(keepends=True)
    linecache.cache[source.path.name] = len(lines), None, lines, source.path.name  # as a notebook knows its code
    for cell in read_cells(source):
        if cell.type != "code" or "from coursecnn.labs import" in cell.text:
            continue
        for code in (cell, *cell.guards):
            exec(compile("\n" * code.line + code.text, source.path.name, "exec"), namespace)
            guards += code is not cell
    print("guards:", guards)


if __name__ == "__main__":
    main(sys.argv[1])
