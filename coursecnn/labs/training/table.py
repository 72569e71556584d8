"""The table of runs, as HTML and as CSV."""

import base64
import csv
import io
from html import escape

from ...experiments.config import show
from ..kit.table import table
from .curves import stroke
from .words import differing, settings

WORDS = {"rate": "learning rate"}  # where the name of a setting is too short for a reader
UNDERLINED = "color:var(--cnn-ink);text-decoration:underline"
SCROLLING = 'class="cnn-runs" role="region" aria-label="Table of runs" tabindex="0"'
CSV_HEAD = (
    "run", "kernel_sizes", "filters", "pool", "optimizer", "lr", "batch_size", "epochs", "data", "training_images",
    "seed", "parameters", "seconds", "ended", "loss", "accuracy", "test_correct", "test_total", "test_loss",
)  # fmt: skip
SWATCH = (
    '<svg width="26" height="8" aria-hidden="true" style="display:inline-block"><path d="M0 4H26" style="{}"/></svg>'
)


def html(numbered):
    """A table of runs, the newest first, with what they have in common and a link to a CSV file below it.

    Parameters
    ----------
    numbered : list of (number, Run)
        May be empty.
    """
    if not numbered:
        return ""
    differ = differing([run for _, run in numbered])
    first = settings(numbered[0][1])
    columns = [name for name in first if name == "rate" or name in differ]  # the rate is what one looks for
    common = "; ".join(f"{name} {value}" for name, value in first.items() if name not in columns)
    shown = ("run", *columns, "parameters", "seconds")
    heads = {name: WORDS.get(name, name) for name in shown} | {"test": "right in the test"}
    rows = [(number, _row(number, run, columns)) for number, run in reversed(numbered)]
    address = "data:text/csv;base64," + base64.b64encode(csv_text(numbered).encode()).decode()
    link = f'<a href="{address}" download="training-runs.csv" style="{UNDERLINED}">Save the table as CSV</a>'
    runs = table(heads, rows, "run-{key}-{name}")
    below = f"{'All runs' if len(numbered) > 1 else 'Run'}: {common}." if common else ""
    return f'<div {SCROLLING}>{runs}</div><p><span data-text="common">{escape(below)}</span> {link}</p>'


def csv_text(numbered):
    """The same as CSV, with all figures in full; an empty cell where there is no number."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(CSV_HEAD)
    for number, run in numbered:
        c, r = run.configuration, run.result
        writer.writerow([
            number, show("kernel_sizes", c["kernel_sizes"]), show("filters", c["filters"]), c["pool"], c["optimizer"],
            c["lr"], c["batch_size"], run.epochs, run.kind, run.images, run.seed, r["parameters"],
            f"{r['seconds']:.3f}", run.state, r["loss"], r["accuracy"], r["correct"], r["total"], r["test_loss"],
        ])  # fmt: skip
    return file.getvalue()


def _row(number, run, names):
    values, result = settings(run), run.result
    share = result["test_accuracy"]
    test = run.state if share is None else f"{100 * share:.2f} %"
    texts = [*(values[name] for name in names), f"{result['parameters']:,}", f"{result['seconds']:.1f}", test]
    return [f"{SWATCH.format(stroke(number))} {number}", *map(escape, texts)]
