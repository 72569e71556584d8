"""The table of runs, as HTML and as CSV."""

import base64
import csv
import io
from html import escape

from ...experiments.config import show
from ..kit.table import table
from .curves import stroke
from .words import plain

NAMES = {"digits": "drawn digits", "mnist": "MNIST", "fashion-mnist": "Fashion-MNIST"}
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
    """A table of runs, with what they have in common above it, and a link to a CSV file below.

    Parameters
    ----------
    numbered : list of (number, Run)
        May be empty.
    """
    if not numbered:
        return ""
    settings = [_settings(run) for _, run in numbered]
    differing = [name for name in settings[0] if len({one[name] for one in settings}) > 1]
    common = "; ".join(
        f"{WORDS.get(name, name)} {value}" for name, value in settings[0].items() if name not in differing
    )
    shown = ("run", *differing, "parameters", "seconds")
    heads = {name: WORDS.get(name, name) for name in shown} | {"test": "right in the test"}
    rows = [(number, _row(number, run, differing)) for number, run in numbered]
    address = "data:text/csv;base64," + base64.b64encode(csv_text(numbered).encode()).decode()
    link = f'<a href="{address}" download="training-runs.csv" style="{UNDERLINED}">Save the table as CSV</a>'
    runs = table(heads, rows, "run-{key}-{name}")
    above = f"{'All runs' if len(numbered) > 1 else 'Run'}: {common}." if common else ""
    return f'<p><span data-text="common">{escape(above)}</span> {link}</p><div {SCROLLING}>{runs}</div>'


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


def _settings(run):
    c = run.configuration
    return {
        "kernels": ", ".join(str(h) for h, _ in c["kernel_sizes"]),
        "filters": ", ".join(map(str, c["filters"])),
        "pooling": c["pool"],
        "optimiser": c["optimizer"],
        "rate": plain(c["lr"]),
        "batch": str(c["batch_size"]),
        "epochs": str(run.epochs),
        "data": NAMES[run.kind],
        "images": f"{run.images:,}",
        "seed": str(run.seed),
    }


def _row(number, run, differing):
    settings, result = _settings(run), run.result
    share = result["test_accuracy"]
    test = run.state if share is None else f"{100 * share:.2f} %"
    texts = [*(settings[name] for name in differing), f"{result['parameters']:,}", f"{result['seconds']:.1f}", test]
    return [f"{SWATCH.format(stroke(number))} {number}", *map(escape, texts)]
