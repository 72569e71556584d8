"""A training in words: what happens now, or what happened."""

import numpy as np

from ...arguments import count

NAMES = {"digits": "drawn digits", "mnist": "MNIST", "fashion-mnist": "Fashion-MNIST"}


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
        return f"Stopped after {done:.1f} of {count(run.epochs, 'epoch')}."
    if run.state == "finished":
        return _finished(run)
    now = {
        "ready": "Not begun.",
        "waiting": "It waits until another training has ended.",
        "loading": "Loading the images.",
        "training": "Training.",
        "testing": "Testing.",
    }
    return now[run.state]


def diverged(where, rate):
    """What to say of a loss that is infinite or not a number."""
    return f"{where} the loss was no longer a finite number: the learning rate of {plain(rate)} is too large."


GUESSES = {
    "fall to the end": "falls", "fall, then stay": "stays", "fall, then rise": "turns", "hardly fall": "hardly",
    "rise": "rises",
}  # fmt: skip
_DID = {
    "falls": "It fell to the end", "stays": "It fell, then stayed", "turns": "It fell, then rose",
    "hardly": "It hardly fell", "rises": "It rose",
}  # fmt: skip


def course(run):
    """What the loss did: "falls", "stays", "turns", "hardly" or "rises", and the figures of it as text.

    It turns where at least a fifth of it went and more than half of that came back; it rises where it ends above its
    beginning, or is no finite number any more; it hardly falls where less than a fifth of it goes; it stays where the
    last quarter of the training brings less than a tenth of the fall.
    """
    losses = [point.loss for point in run.points]
    if run.state != "diverged" and losses and _fell_and_rose(losses[0], min(losses), losses[-1]):
        return "turns", f"from {losses[0]:.2f} to {min(losses):.2f}, then to {losses[-1]:.2f}"
    if run.state == "diverged" or not losses or losses[-1] > losses[0]:
        return "rises", "until it was no finite number" if run.state == "diverged" else _from_to(losses)
    first, last, late = losses[0], losses[-1], losses[3 * len(losses) // 4]
    if last > 0.8 * first:
        return "hardly", _from_to(losses)
    share = (late - last) / (first - last)
    kind = "stays" if share < 0.1 else "falls"
    return kind, f"{_from_to(losses)}; the last quarter of the training brought {100 * max(share, 0):.0f} % of the fall"


def answer(run, guess):
    """What a guess was worth, as a sentence; empty as long as nobody can tell."""
    if guess not in _DID or run.state not in ("finished", "diverged"):
        return ""
    kind, figures = course(run)
    words = next(text for text, name in GUESSES.items() if name == guess)
    return f"Your guess was: it will {words}. {_DID[kind]}: {figures}."


def _fell_and_rose(first, low, last):
    return low < 0.8 * first and last > (low + first) / 2


def _from_to(losses):
    return f"from {losses[0]:.2f} to {losses[-1]:.2f}" if losses else "no step was made"


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
    low, last = min(point.loss for point in run.points), run.points[-1].loss
    if run.peak_loss > 2 * run.first_loss:
        why = f"The loss had risen to {run.peak_loss:.3g}: the learning rate of {rate} is too large."
    elif _fell_and_rose(run.first_loss, low, last):
        why = f"The loss fell to {low:.2f}, then rose to {last:.2f} again: try a smaller learning rate than {rate}."
    else:
        why = f"The loss stayed near {run.points[-1].loss:.2f}: try another learning rate than {rate}, or more epochs."
    return f"{share}, hardly more than by guessing. {why}"


def settings(run):
    """All settings of a run as texts, by name."""
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


def differing(runs):
    """The names of the settings that differ among some runs."""
    rows = [settings(run) for run in runs]
    return [name for name in rows[0] if len({row[name] for row in rows}) > 1]
