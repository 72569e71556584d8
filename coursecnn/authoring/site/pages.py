"""What Sphinx reads: the course's notebooks and texts, laid out as in the clone, so that their links hold."""

import json
import shutil
from pathlib import Path

from coursecnn.authoring.site.licences import licences_page
from coursecnn.authoring.site.reference import reference_pages

HERE = Path(__file__).parent
FOLDERS = ("notebooks", "exercises", "solutions")
TEXTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "exercises/TEACHING.md")


def lay_out(root, folder):
    """Write the folder that Sphinx makes pages from.

    Parameters
    ----------
    root : Path
        Of the course.
    folder : Path
        Made here.
    """
    for name in FOLDERS:
        for path in sorted((root / name).glob("*.ipynb")):
            notebook = json.loads(path.read_text(encoding="utf-8"))
            fold_answers(notebook["cells"])
            if name == "solutions":
                entitle(notebook["cells"][0])
            _write(folder / name / path.name, json.dumps(notebook))
    for name in TEXTS:
        if (root / name).exists():
            _write(folder / name, (root / name).read_text(encoding="utf-8"))
    for name in (".github", "notebooks"):
        shutil.copytree(root / name / "pictures", folder / name / "pictures")
    shutil.copytree(HERE / "static", folder / "_static")
    shutil.copyfile(HERE / "conf.py", folder / "conf.py")
    for name, text in {**reference_pages(), "licences.md": licences_page(root)}.items():
        _write(folder / name, text)
    for text in (HERE / "texts").glob("*.md"):
        _write(folder / text.name, text.read_text(encoding="utf-8"))


def entitle(cell):
    """Solutions are built from the exercises, whose title they have: here they get their own."""
    text = "".join(cell["source"])
    cell["source"] = text.replace(": exercises\n", ": solutions\n", 1)


def fold_answers(cells):
    """What the first cell after a **Predict** prints is shown on request, also where its source names no answer."""
    asked = False
    for cell in cells:
        if cell["cell_type"] == "markdown":
            text = "".join(cell["source"])
            asked = "**Predict" in text or (asked and not text.startswith("#"))
        elif asked and cell["outputs"]:
            tags = cell["metadata"].setdefault("tags", [])
            tags += ["hide-output"] if "hide-output" not in tags else []
            asked = False


def pictures(notebook):
    """``{bytes in base64: alt text}`` of the pictures that a notebook's cells stored."""
    found = {}
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            for kind in ("image/png", "image/svg+xml"):
                if kind in output.get("data", {}):
                    found["".join(output["data"][kind])] = output.get("metadata", {}).get(kind, {}).get("alt", "")
    return found


def _write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
