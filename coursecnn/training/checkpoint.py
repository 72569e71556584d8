"""Checkpoints: all that a training needs to go on as if it had not stopped."""

from ..storage import FileError, arrays_of, flat, put_arrays, read, write
from .history import History


def write_checkpoint(path, settings, run):
    """Write the state of ``run`` after an epoch.

    Batches, shifts and dropout masks are functions of seed, epoch and step, so the generators' state is the number of
    the epoch.
    """
    arrays = arrays_of(run.model)
    arrays |= {f"optimizer/{name}": array for name, array in run.optimizer.state.items()}
    arrays |= {f"best/{name}": array for name, array in (run.best or {}).items()}
    info = {"settings": settings, "history": run.history.to_dict(), "best_loss": run.best_loss}
    write(path, "checkpoint", info, arrays)


def read_checkpoint(path, settings, run):
    """Put the state in ``path`` into ``run``; refuse it where it was written by a training with other settings."""
    info, arrays = read(path, "checkpoint")
    for name, value in settings.items():
        if info["settings"].get(name) != value:
            raise FileError(
                f"The checkpoint {path} is of another training: its {name} is {flat(info['settings'].get(name))}, "
                f"but here it is {flat(value)}; use the same settings to go on, or another file to begin anew."
            )
    put_arrays(run.model, arrays, path)
    run.optimizer.state = {name[10:]: array for name, array in arrays.items() if name.startswith("optimizer/")}
    run.best = {name[5:]: array for name, array in arrays.items() if name.startswith("best/")} or None
    run.best_loss = info["best_loss"]
    run.history = History.from_dict(info["history"])
