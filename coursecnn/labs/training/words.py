"""A training in words: what happens now, or what happened."""

import numpy as np


def sentence(run):
    """What a run does, or what came of it.

    Parameters
    ----------
    run : coursecnn.labs.runs.Run
    """
    if run.state in ("diverged", "failed"):
        return run.error
    if run.state == "stopped":
        done = run.epochs * run.step / run.steps if run.steps else 0
        return f"Stopped after {done:.1f} of {run.epochs} epochs."
    if run.state == "finished":
        return _finished(run)
    now = {"ready": "Not begun.", "loading": "Loading the images.", "training": "Training.", "testing": "Testing."}
    return now[run.state]


def diverged(where, rate):
    """What to say of a loss that is infinite or not a number."""
    return f"{where} the loss was no longer a finite number: the learning rate of {plain(rate)} is too large."


def plain(rate):
    """A learning rate without an exponent: 0.00001, 0.1, 5."""
    return np.format_float_positional(rate, precision=3, fractional=False, trim="-")


def _finished(run):
    correct, total, _ = run.test
    share = f"{correct:,} of {total:,} test images right ({100 * correct / total:.2f} %)"
    rate = plain(run.configuration["lr"])
    if run.blind:
        return (
            f"{share}. The outputs no longer depend on the image: with a learning rate of {rate} the steps were "
            "so long that every ReLU now gives 0."
        )
    if correct >= 0.2 * total:
        return f"{share}, after {run.seconds:.1f} s of training."
    if run.peak_loss > 2 * run.first_loss:
        why = f"The loss had risen to {run.peak_loss:.3g}: the learning rate of {rate} is too large."
    else:
        why = f"The loss stayed near {run.points[-1].loss:.2f}: try another learning rate than {rate}, or more epochs."
    return f"{share}, hardly more than by guessing. {why}"
