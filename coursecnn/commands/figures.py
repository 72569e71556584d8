"""What a training and its test say: in figures, and as lines to read."""

from math import log

import numpy as np

from ..arguments import count
from ..experiments import estimate
from ..training import Evaluation, predict

FEW = 5  # objects of a test, from which on an interval is given
MANY = 12  # classes of which no line tells one by one


def of_test(model, data):
    """Figures of the test on a folder's images, by object and by class, as plain data."""
    answers = predict(model, data.x_test)
    right = answers == data.y_test
    numbers = np.bincount(data.y_test, minlength=data.classes)
    by_class = {
        name: [int(right[data.y_test == label].sum()), int(numbers[label])]
        for label, name in enumerate(data.class_names)
    }
    return {"test_by_object": by_object(right, data.test_objects), "test_by_class": by_class}


def by_object(right, objects):
    """The test with each object counted once, as plain data; ``None`` where no two test images show one object.

    Its interval is Student's, of the mean of the objects' shares of right images; where each object is right in all its
    images or in none, or all shares are equal, it is Wilson's of the number of objects; of fewer than ``FEW`` objects
    there is none.

    Parameters
    ----------
    right : (n,) bools
    objects : (n,) integers or None
    """
    if objects is None or len(np.unique(objects)) == len(objects):
        return None
    _, places = np.unique(objects, return_inverse=True)
    shares = np.bincount(places, right) / np.bincount(places)
    n, mean, _, low, high = estimate(shares)
    if np.ptp(shares) == 0 or np.isin(shares, (0, 1)).all():
        low, high = Evaluation(shares.sum(), n, 0).interval()
    interval = None if n < FEW else [float(max(low, 0)), float(min(high, 1))]
    return {"objects": n, "accuracy": mean, "interval": interval}


def tested(figures):
    """What a report says of the test, as a line to read; its interval goes by objects where ``by_object`` gave one."""
    correct, total, found = figures["test_correct"], figures["test_size"], figures.get("test_by_object")
    right = f"{correct:,} of {total:,} right ({100 * correct / total:.2f} %"
    within = found["interval"] if found else Evaluation(correct, total, 0).interval()
    interval = "too few for an interval"
    if within:
        interval = f"95 % interval {100 * within[0]:.1f} to {100 * within[1]:.1f} %"
    if found is None:
        return f"{right}; {interval})"
    return f"{right}); each of {found['objects']:,} objects counted once: {100 * found['accuracy']:.2f} %, {interval}"


def of_classes(figures):
    """Lines on the single classes: how many are right of each, and whether one answer alone would do as well."""
    by_class = figures.get("test_by_class") or {}
    total = sum(n for _, n in by_class.values())
    if not total:
        return []
    words = ", ".join(f"{name} {right:,} of {n:,}" for name, (right, n) in by_class.items())
    lines = [f"By class:   {words}"] if len(by_class) <= MANY else []
    most = max(by_class, key=lambda name: by_class[name][1])
    always = by_class[most][1]
    if figures["test_correct"] <= always:
        lines.append(
            f"ATTENTION: always to answer {most} would be right as often or more ({100 * always / total:.2f} %). Could "
            "the learning rate (--lr) be too large or too small, or the training too short?"
        )
    return lines


def unfinished(figures):
    """A line on a net whose training was ended before it was done; for others none."""
    ended = figures.get("ended") == "interrupted"
    return ["ATTENTION: Ctrl-C ended the training of this net before it was done."] * ended


def summary(report, history):
    """The report as lines to read."""
    if history.test is None and history.ended == "interrupted":
        test = f"not tested: Ctrl-C ended the training after {history.images:,} images"
    elif history.test is None:
        test = "no test images"
    else:
        test = tested(report)
    validation = report["validation_accuracy"]
    of = f" of {count(report['validation_size'], 'image')}" if report["validation_size"] else ""
    speed = report["images_per_second"]
    return "\n".join((
        "",
        f"Data:       {report['source']}",
        f"Parameters: {report['parameters']:,}",
        f"Epochs:     {report['epochs']} complete",
        *([] if validation is None else [f"Validation: {100 * validation:.1f} % right{of}"]),
        f"Test:       {test}",
        *of_classes(report),
        *report.get("remarks", []),
        f"Seconds:    {report['seconds']:.1f}" + (f" ({speed:,.0f} images per second)" if speed else ""),
    ))  # fmt: skip


def too_large(history, classes, lr):
    """A sentence where the last loss is far from that of a net that learnt; else None."""
    loss, chance = (history.epochs[-1].loss if history.epochs else 0), log(classes)
    if loss <= 2 * chance:
        return None
    return (
        f"The loss is {loss:.3g}; a net that knows nothing and says so has {chance:.2f}. Could the learning rate be "
        f"too large? Try --lr {lr / 10:g}."
    )
