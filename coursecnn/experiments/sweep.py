"""Many runs: every configuration with every seed, on one machine or many, kept as they come."""

from contextlib import contextmanager
from importlib.util import find_spec

from ..arguments import shown, whole
from ..arguments.packages import missing
from ..functional import parallel
from .build import IMAGE, build_net
from .config import configurations as all_configurations
from .config import few_enough
from .executors import end_where_imported, run_here, run_on
from .results import Results
from .store import Store, key
from .task import load_data, settle_name

MOST_PROCESSES = 61  # that Windows can wait for


def sweep(grid_or_list, *, data, epochs, seeds, executor=None, store=None, workers=None, progress=True):
    """Train and test every configuration with every seed.

    Called again with the same store, it runs only what is missing.

    Parameters
    ----------
    grid_or_list : dict or list of dict
        See ``configurations`` for grids and ``complete`` for the settings of a configuration.
    data : str
        ``"mnist"``, ``"fashion-mnist"``, ``"digits"`` or ``"auto"``; with numbers, such as ``"mnist:6000:1000"``, a
        part of it: 6,000 training and 1,000 test images, always the same. Each worker loads them itself, once.
    epochs : int
    seeds : int or list of int
        Of first weights and order of images; 5 is 0 to 4.
    executor : concurrent.futures.Executor, optional
        Where to run; for a cluster ``dask.distributed.Client(address).get_executor()``. It is not shut down. Unless
        given, processes on this machine.
    store : path, optional
        A file that gets one line of JSON for each run, on the disk before the next one is waited for. Unless given, the
        runs are in memory alone.
    workers : int, optional
        Processes on this machine, one thread each; as many as there are processors unless given.
    progress : bool
        Show a bar with the time left.

    Returns
    -------
    Results
        The same figures for every executor. Ctrl-C ends the sweep and returns what is done; ``results.missing`` says
        how many runs are not.

    Raises
    ------
    ConfigurationError
        Before anything is trained, where a configuration is not possible.
    SweepError
        Where the executor breaks; what is finished is in the store.
    """
    if executor is None:
        end_where_imported()
    chosen = all_configurations(grid_or_list)
    epochs, seeds = whole(epochs, "epochs"), _seeds(seeds)
    few_enough(len(chosen) * len(seeds), "runs")
    work = [build_net(configuration).multiplications(IMAGE) for configuration in chosen]
    if executor is not None and workers is not None:
        raise ValueError("workers is for processes of our own: leave it out where an executor is given.")
    if executor is not None and not hasattr(executor, "submit"):
        raise TypeError(
            f"executor must be a concurrent.futures.Executor, such as Client.get_executor(), not {shown(executor)}."
        )
    workers = min(parallel.workers() if workers is None else whole(workers, "workers"), MOST_PROCESSES)
    data = settle_name(data)
    if executor is None:
        load_data(data)  # one download or one sentence, rather than one for each process
    tasks = [_task(one, data, epochs, seed) for seed in seeds for one in chosen]
    with Store(store) as kept:
        # The longest first: at the end no worker is left alone with a long one.
        longest_first = sorted(zip(work * len(seeds), tasks), key=lambda pair: -pair[0])
        missing = [task for _, task in longest_first if key(task) not in kept.runs]
        _run_missing(missing, kept, executor, workers, progress)
        return Results(
            [kept.runs[key(task)] | task for task in tasks if key(task) in kept.runs], chosen, seeds, data, epochs
        )


def _run_missing(tasks, kept, executor, workers, progress):
    with _bar(len(tasks), progress) as step:

        def keep(run):
            kept.append(run)
            step()

        try:
            if executor is None:
                run_here(tasks, workers, keep)
            else:
                run_on(executor, tasks, keep)
        except KeyboardInterrupt:
            pass


def _task(configuration, data, epochs, seed):
    return {"configuration": configuration, "data": data, "epochs": epochs, "seed": seed}


def _seeds(seeds):
    if isinstance(seeds, (list, tuple, range)):
        few_enough(len(seeds), "seeds")
        seeds = [whole(seed, "Each of seeds", 0) for seed in seeds]
    else:
        few_enough(whole(seeds, "seeds"), "seeds")
        seeds = list(range(seeds))
    if not seeds or len(set(seeds)) < len(seeds):
        raise ValueError(f"seeds must be a number of seeds or a list of different ones, not {shown(seeds)}.")
    return seeds


@contextmanager
def _bar(runs, wanted):
    if not wanted or not runs:
        yield lambda: None
        return
    if find_spec("tqdm") is None:
        raise ModuleNotFoundError(missing("tqdm", "The progress bar", ", or give progress=False"))
    from tqdm.auto import tqdm

    with tqdm(total=runs, unit=" runs", smoothing=0, dynamic_ncols=True) as bar:
        yield bar.update
