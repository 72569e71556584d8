"""The table of a benchmark, from the data of its parts."""

import math
import statistics

from .shapes import LIMITS

BETTER = ("PyTorch default", "PyTorch channels-last")


def ratio(runs, ours="package", others=BETTER):
    """``(median, lowest, highest)`` over processes of ours / the fastest of the others, or ``None`` without any."""
    compared = [run for run in runs if ours in run and any(name in run for name in others)]
    found = [run[ours] / min(run[name] for name in others if name in run) for run in compared]
    return (statistics.median(found), min(found), max(found)) if found else None


def layer_rows(results):
    """A row for each shape: name, milliseconds, share of the product speed and what limits it, ratios to the others."""
    peak, rows = statistics.median(results["product"]), []
    for runs in zip(*results["layers"]):
        seconds = [run["seconds"] for run in runs]
        ours = statistics.median(s["package"] for s in seconds)
        share = runs[0]["operations"] / ours / 1e9 / peak if "operations" in runs[0] else None
        rows.append({
            "shape": runs[0]["shape"], "training": runs[0]["training"], "ms": 1e3 * ours, "share": share,
            "limits": runs[0].get("limits", []),
            "better": ratio(seconds), "default": ratio(seconds, others=BETTER[:1]),
            "im2col": ratio(seconds, others=("im2col",)), "fast": ratio(seconds, "fast"),
            "loops": statistics.median(s["loops"] for s in seconds) / ours if "loops" in seconds[0] else None,
        })  # fmt: skip
    return rows


def geometric_mean(rows, column):
    """Over the rows that have the column."""
    values = [row[column][0] for row in rows if row[column]]
    return math.exp(statistics.fmean(math.log(value) for value in values)) if values else None


def text(results):
    """The whole report, to read."""
    m = results["machine"][0]
    lines = [
        f"{m['processor']}, {m['workers']} workers; Python {m['Python']}, NumPy {m['NumPy']}, "
        f"PyTorch {m['PyTorch'] or 'not installed'}",
        f"matrix products: {m['BLAS']}",
        *([m["advice"]] if m.get("advice") else []),
        f"medians over {len(results['step'])} processes, [lowest, highest]; "
        "a ratio below 1 means that the package is faster",
        f"matrix product: {statistics.median(results['product']):.0f} billion operations a second",
        f"import coursecnn: {_import_cost(results['import']):.0f} ms more than import numpy",
        "",
        "Training step, batch 128, and others      ms   / PyTorch channels-last   / PyTorch default",
    ]
    for name, runs in [*_plans(results["step"]), *_plans(results["single"])]:
        for column, what in (("package", name), ("fast", "  compiled")):
            if column in runs[0]:
                ms = 1e3 * statistics.median(run[column] for run in runs)
                pairs = [_show(ratio(runs, column, (other,))) for other in reversed(BETTER)]
                lines.append(f"{what:36} {ms:7.1f}   {pairs[0]:>23}   {pairs[1]:>17}")
    for name, runs in _plans(results["epochs"]):
        lines.append("")
        lines.append(f"{name} ({results['epochs'][0]['dataset']}): seconds, right of 10,000")
        for way in runs[0]:
            seconds = statistics.median(run[way][0] for run in runs)
            right = ", ".join(str(run[way][1]) for run in runs)
            lines.append(f"  {'compiled' if way == 'fast' else way:34} {seconds:7.1f}   {right}")
    lines += ["", "Prediction of 10,000 images: seconds"]
    for way in results["predict"][0]:
        lines.append(f"  {way:34} {statistics.median(run[way] for run in results['predict']):7.2f}")
    lines += ["", f"Peak memory of a training, MB: {[run['MB in all'] for run in results['memory']]}, after each epoch "
              f"{results['memory'][0]['MB after each epoch']}"]  # fmt: skip
    lines += _layer_lines(layer_rows(results))
    lines += ["", "Growth: milliseconds of the package"]
    for what in results["growth"][0]:
        runs = [run[what] for run in results["growth"]]
        steps = ", ".join(f"{k}: {1e3 * statistics.median(run[k] for run in runs):.2f}" for k in runs[0])
        lines.append(f"  {what:10} {steps}")
    return "\n".join(lines)


def _layer_lines(rows):
    lines = [
        "",
        "Forward and backward of one layer          ms  share  / better PyTorch     / im2col  loops /   compiled /",
    ]
    for row in rows:
        share = f"{100 * row['share']:4.0f} %" if row["share"] else "      "
        loops = f"{row['loops']:5.0f}" if row["loops"] else ""
        ratios = f"{_show(row['better'])}  {_show(row['im2col'])}"
        lines.append(f"{row['shape']:38} {row['ms']:7.2f} {share}  {ratios}  {loops:5}  {_show(row['fast'])}".rstrip())
    names = {"better": "PyTorch's better layout", "im2col": "im2col", "fast": "PyTorch's better layout, compiled"}
    found = [f"{m:.2f} of {name}" for column, name in names.items() if (m := geometric_mean(rows, column))]
    lines.append("geometric mean: " + ", ".join(found))
    lines.append("compiled: with numba's kernels, of PyTorch's better layout")
    lines.append("share: operations of the definition a second, of those of a matrix product; where neighbours share")
    lines.append("products (coursecnn/functional/winograd.py) fewer are done, so it may pass 100 %")
    lines += ["", "The convolutions of mnist_cnn in training                / PyTorch default"]
    lines += [f"{row['shape']:38} {_show(row['default']):>34}" for row in rows if row["training"]]
    slow = [row for row in rows if row["share"] and row["share"] < 1 / 3]
    lines += ["", "Below a third of the speed of a matrix product, and why:"] if slow else []
    lines += [f"{row['shape']:38} {', '.join(row['limits']) or 'not explained by its shape'}" for row in slow]
    lines += [f"  {limit}: {LIMITS[limit]}" for limit in LIMITS if any(limit in row["limits"] for row in slow)]
    return lines


def _import_cost(runs):
    return 1e3 * statistics.median(run["coursecnn"] - run["numpy"] for run in runs)


def _plans(runs):
    return [(name, [run[name] for run in runs]) for name in runs[0] if name != "dataset"]


def _show(found):
    return "" if found is None else f"{found[0]:.2f} [{found[1]:.2f}, {found[2]:.2f}]"
