"""What the built lessons say: their cells and their printed outputs."""

import json

from places import ROOT

NOTEBOOKS, EXERCISES, SOLUTIONS = ROOT / "notebooks", ROOT / "exercises", ROOT / "solutions"


def built():
    """Every built lesson, by file name without its ending."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(NOTEBOOKS.glob("*.ipynb"))}


def cells(number, kind=None):
    """The cells of the lesson whose file name begins with ``number``, such as "05"; "start" is the page before them."""
    (path,) = NOTEBOOKS.glob(f"{number}*.ipynb")
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in found if kind in (None, cell["cell_type"])]


def printed(number):
    """All text that the lesson's cells print or return, with runs of white space as one blank."""
    texts = []
    for cell in cells(number, "code"):
        for output in cell["outputs"]:
            texts.append("".join(output.get("text", output.get("data", {}).get("text/plain", ""))))
    return " ".join(" ".join(texts).split())


def text(number):
    """All Markdown of the lesson, with runs of white space as one blank."""
    return " ".join(" ".join("".join(cell["source"]) for cell in cells(number, "markdown")).split())


def sources(number):
    """The code of each code cell of the lesson."""
    return ["".join(cell["source"]) for cell in cells(number, "code")]


def solutions(number):
    """The cells of the worked answers that belong to the lesson."""
    (path,) = SOLUTIONS.glob(f"{number}*.ipynb")
    return json.loads(path.read_text(encoding="utf-8"))["cells"]
