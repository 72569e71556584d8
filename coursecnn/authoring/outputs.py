"""What a notebook may store as outputs, and how they are made the same on every machine."""

import json
import re
import sys
import tempfile
from pathlib import Path

from coursecnn.lesson import KINDS, QUICK

IGNORED = "nbval-ignore-output"
WIDGET = "application/vnd.jupyter.widget-view+json"
STILL = 'class="coursecnn-still"'  # the last picture of a lab: in a lesson, the text above has one
ADDRESS = re.compile(r"\bat 0x[0-9A-Fa-f]+")
MACHINE_PATH = re.compile(r"(?:/home|/Users|/root|/tmp|/private|[A-Za-z]:\\+Users)[/\\]+[^\s'\"<>]+")
DATA_ADDRESS = re.compile(r"data:[\w/+.-]+;base64,[A-Za-z0-9+/=]+")
IMAGE_WITHOUT_ALT = re.compile(r"<img(?![^>]*\salt\s*=\s*[\"']\s*[^\"'\s])[^>]*>", re.IGNORECASE)
SVG_WITHOUT_ALT = re.compile(r"<svg(?![^>]*\saria-label\s*=\s*[\"']\s*[^\"'\s])[^>]*>(?!\s*<title>)", re.IGNORECASE)


def is_ignored(cell):
    """True where the outputs of a notebook's cell may vary."""
    return IGNORED in cell.metadata.get("tags", [])


def tidy_outputs(cell):
    """Join what was printed in one go, however it arrived; drop overwritten lines and, in tagged cells, widgets.

    The picture that a lab keeps of itself goes with it.
    """
    outputs = []
    for output in cell.outputs:
        if output.output_type == "stream" and outputs and outputs[-1].get("name") == output.name:
            outputs[-1].text += output.text
        elif not (is_ignored(cell) and _is_widget(output.get("data", {}))):
            outputs.append(output)
    for output in outputs:
        if output.output_type == "stream":
            output.text = "\n".join(_last_state(line) for line in output.text.split("\n"))
    cell.outputs = outputs


def _is_widget(data):
    return WIDGET in data or STILL in data.get("text/html", "")


def _last_state(line):
    """What a line shows at last, where carriage returns let it overwrite itself."""
    shown = line.rstrip("\r")
    return shown.rpartition("\r")[2] + line[len(shown) :]


def faults(cell):
    """Sentences on what a code cell stores and must not.

    Parameters
    ----------
    cell : NotebookNode
        A code cell of a notebook, as it is to be stored or is stored.

    Returns
    -------
    list of str
    """
    return [fault for output in cell.outputs for fault in _output_faults(output)]


def _output_faults(output):
    if output.output_type == "error":
        yield f"The output is an error, {output.ename}: {first_line(output.evalue)}."
        return
    if output.get("name") == "stderr":
        yield f"The cell writes to stderr: {first_line(output.text)!r}."
    data = output.get("data", {})
    if WIDGET in data:
        yield f"The cell shows a widget, which is not stored: tag it {IGNORED} and build again."
    if any(mime.startswith("image/") and not _alt(output, mime) for mime in data):
        yield "A picture has no alt text: show it with coursecnn.plots.show(figure, alt=...)."
    html = data.get("text/html", "")
    if IMAGE_WITHOUT_ALT.search(html) or SVG_WITHOUT_ALT.search(html):
        yield "A picture in HTML has no alt text: give <img> an alt, <svg> an aria-label."
    text = DATA_ADDRESS.sub("", _text(output))
    if KINDS["digits"] in text:
        yield "The cell ran on drawn digits: build where MNIST can be had, or set COURSECNN_DATA to its folder."
    if f"Quick mode ({QUICK}=1)" in text:
        yield f"The cell ran on a quarter of the images: build without {QUICK}."
    if found := ADDRESS.search(text):
        yield f"The output shows an address ({found[0]}), which differs each time: assign it or print a value."
    if found := _machine_path(text):
        yield f"The output shows a path of this machine ({found}): print its name only."


def _alt(output, mime):
    return output.metadata.get(mime, {}).get("alt", "").strip()


def _text(output):
    """All that a reader sees of an output as text."""
    if output.output_type == "stream":
        return output.text
    data = {mime: value for mime, value in output.data.items() if mime not in ("image/png", "image/jpeg", "image/gif")}
    return "\n".join(value if isinstance(value, str) else json.dumps(value) for value in data.values())


def _machine_path(text):
    if found := MACHINE_PATH.search(text):
        return found[0]
    for folder in {str(Path.home()), str(Path(__file__).parents[2]), sys.prefix, tempfile.gettempdir()}:
        if len(folder) > 3 and re.search(rf"(?<![\w.]){re.escape(folder)}(?!\w)", text):
            return folder
    return None


def first_line(text):
    """The first line of a message that may have many, or none."""
    return (text.strip().splitlines() or [""])[0]
