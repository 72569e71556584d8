"""Where runs are done: processes of our own, or any executor of Python's ``concurrent.futures``."""

from concurrent.futures import BrokenExecutor
from importlib.util import find_spec

from ..datasets import DatasetError
from ..interrupts import completed
from .store import key
from .task import run_task

PATIENCE = 3  # times that our processes may die with nothing finished in between


class SweepError(RuntimeError):
    """A sweep that cannot go on; the message is one sentence, and what was finished is kept."""


def run_on(executor, tasks, keep):
    """Run tasks on an executor that was given, each result to ``keep`` as it comes.

    Raises
    ------
    SweepError
        Where the executor fails.
    """
    try:
        _run(executor, tasks, keep)
    except DatasetError:
        raise
    except Exception as error:
        what = f"{type(error).__name__}: {' '.join(str(error).split())}".rstrip(": .")
        raise SweepError(
            f"The executor failed ({what}); every run that was finished is kept, call the same sweep again to do the "
            f"others."
        ) from error


def end_where_imported():
    """End a process that reads a script only to begin its work: there a sweep outside its main part began anew.

    ``run_here`` says so where it was called first.
    """
    if find_spec("_multiprocessing") is not None:
        from multiprocessing import current_process

        if getattr(current_process(), "_inheriting", False):  # as Python's own check asks
            raise SystemExit(1)


def run_here(tasks, workers, keep):
    """The same on processes of our own; when they die, new ones do what is missing.

    A browser's Python has no processes: there the runs are done in this one, one after the other.
    """
    if find_spec("_multiprocessing") is None:
        for task in tasks:
            keep(run_task(task))
        return
    from .processes import processes

    todo, fruitless = {key(task): task for task in tasks}, 0

    def keep_and_count(run):
        nonlocal fruitless
        keep(run)
        todo.pop(key(run), None)
        fruitless = 0

    while todo:
        try:
            with processes(min(workers, len(todo))) as pool:
                _run(pool, list(todo.values()), keep_and_count)
        except BrokenExecutor:
            fruitless += 1
            if fruitless == PATIENCE:
                raise SweepError(
                    f"The worker processes died {PATIENCE} times in a row with no run finished: perhaps memory is "
                    f'short (use fewer workers), or a script calls sweep outside its part `if __name__ == "__main__":`.'
                ) from None


def _run(executor, tasks, keep):
    futures = set()
    try:
        for task in tasks:
            futures.add(executor.submit(run_task, task))
        for future in completed(list(futures)):
            keep(future.result())
            futures.remove(future)
    finally:
        for future in futures:  # after an error or Ctrl-C: cancel what waits, keep what is finished
            if not future.cancel() and future.done() and future.exception() is None:
                keep(future.result())
