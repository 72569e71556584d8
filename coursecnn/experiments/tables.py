"""The table of a sweep as text, HTML and CSV."""

import csv
import html as escaping
import io
import math
import re

HEAD = ["configuration", "finished", "diverged", "mean %", "spread", "95 % interval", "parameters", "seconds"]
CSV_HEAD = [*HEAD[:3], "mean_percent", "standard_deviation", "interval_low", "interval_high", *HEAD[6:]]


def rows(results):
    """Of each configuration: name, finished, diverged, mean, deviation, low, high, parameters, mean seconds; or nan."""
    for name in results.names:
        runs, accuracy = results.runs_of(name), results.accuracy(name)
        parameters = runs[0]["parameters"] if runs else math.nan
        finished = [run["seconds"] for run in runs if run["ended"] == "finished"]
        seconds = sum(finished) / len(finished) if finished else math.nan
        yield name, accuracy.n, results.diverged(name), *accuracy[1:], parameters, seconds


def text(results):
    """Columns of text under a line that says what was run."""
    lines = _lines(results)
    widths = [max(map(len, column)) for column in zip(*lines)]
    table = [
        "  ".join(c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in enumerate(zip(line, widths))) for line in lines
    ]
    return "\n".join([caption(results), "", table[0], "-" * len(table[0]), *table[1:]])


def html(results):
    """A table with its caption, and a list of the conclusions."""
    first, *others = _lines(results)
    head = "".join(f'<th scope="col">{cell}</th>' for cell in first)
    body = "".join(map(_html_row, others))
    conclusions = "".join(f"<li>{_with_minus(escaping.escape(line))}</li>" for line in results.conclusions())
    title = f"<caption>{escaping.escape(caption(results))}</caption>"
    table = f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return table + (f"<ul>{conclusions}</ul>" if conclusions else "")


def csv_text(results):
    """One line for each configuration; an empty cell where a number is unknown."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(CSV_HEAD)
    for row in rows(results):
        writer.writerow("" if isinstance(cell, float) and math.isnan(cell) else cell for cell in row)
    return file.getvalue()


def caption(results):
    """What was run, in a line."""
    return f"{len(results.runs)} runs on {results.data}, epochs: {results.epochs}, seeds: {len(results.seeds)}"


def _lines(results):
    """Heads and cells; no column of the diverged runs where there are none."""
    lines = [HEAD, *map(_cells, rows(results))]
    if any(map(results.diverged, results.names)):
        return lines
    place = HEAD.index("diverged")
    return [line[:place] + line[place + 1 :] for line in lines]


def _cells(row):
    name, finished, diverged, mean, deviation, low, high, parameters, seconds = row
    interval = "-" if math.isnan(low) else f"{low:.2f} to {high:.2f}"
    return [name, str(finished), str(diverged), _number(mean, ".3f"), _number(deviation, ".3f"), interval,
            _number(parameters, ",.0f"), _number(seconds, ".1f")]  # fmt: skip


def _number(value, form):
    return "-" if math.isnan(value) else format(value, form)


def _with_minus(text):
    """True minus signs before numbers; hyphens of names stay."""
    return re.sub(r"(?<!\S)-(?=\d)", "\N{MINUS SIGN}", text)


def _html_row(cells):
    name, *rest = map(escaping.escape, cells)
    return (
        f'<tr><th scope="row">{name}</th>'
        + "".join(f"<td>{cell.replace(' ', '&nbsp;')}</td>" for cell in rest)
        + "</tr>"
    )
