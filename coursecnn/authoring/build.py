"""Running notebooks and writing them."""

import json
import os
import re
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat.v4 import new_code_cell
from traitlets.config import Config

from coursecnn.authoring.check import differences, read_notebook
from coursecnn.authoring.course import SourceError
from coursecnn.authoring.notebook import plan_notebooks, source_line
from coursecnn.authoring.outputs import faults, first_line, is_ignored, tidy_outputs
from coursecnn.lesson.calls import RECORD, read_stored
from coursecnn.storage import replacing

CELL_SECONDS = 300
MAX_BYTES = 1_000_000


def build(source):
    """Build the notebooks of a source.

    Parameters
    ----------
    source : Source

    Returns
    -------
    list of Path
        The notebooks that were written; those that were as they should be are left alone.

    Raises
    ------
    SourceError
        Then no notebook was touched.
    """
    built = []
    for path, notebook, cells in plan_notebooks(source):
        path.parent.mkdir(exist_ok=True)
        results = _execute(notebook, cells, path.parent)
        for node, cell in zip(notebook.cells, cells, strict=True):
            if found := faults(node) if cell.type == "code" else []:
                raise SourceError(cell.line, found[0])
        built.append((path, notebook, cells, _to_bytes(notebook, cells, path)))
    kept = source.root / "coursecnn" / "lesson" / "results" / f"{source.name}.json"  # for a browser
    others = not source.has_exercises and _calls(read_stored(kept)) != _calls(json.loads(results))
    written = [
        (path, data) for path, notebook, cells, data in built if others or not _is_current(path, data, notebook, cells)
    ]
    for path, data in written:
        _write(path, data)
    if written and results != b"{}":
        _write(kept, results)
    return [path for path, _ in written]


def _calls(results):
    """Of stored results: which functions, in which code, and which arguments."""
    return {name: (of_it["code"], sorted(of_it["results"])) for name, of_it in results.items()}


def _execute(notebook, cells, folder):
    """Run all cells; the results that were stored meanwhile."""
    with _kernel(notebook, folder) as (client, stored):
        for index, cell in enumerate(cells):
            node = notebook.cells[index]
            _run(client, node, index, cell)
            if cell.type == "code":
                tidy_outputs(node)
            for guard in cell.guards:
                _run(client, new_code_cell(guard.text), index, guard, store_history=False)
            notebook.cells[index] = node
        return stored.read_bytes() if stored.exists() else b"{}"


def _run(client, node, index, cell, **how):
    try:
        client.execute_cell(node, index, **how)
    except CellExecutionError as error:
        what = ": ".join(filter(None, (error.ename, first_line(error.evalue).rstrip("."))))
        raise SourceError(_failing_line(cell, node), f"The cell raises {what}.") from None
    except CellTimeoutError:
        raise SourceError(cell.line, f"The cell takes more than {CELL_SECONDS} s: shorten it.") from None
    except DeadKernelError:
        raise SourceError(cell.line, "The cell ends the kernel: mend it.") from None


@contextmanager
def _kernel(notebook, folder):
    """A client of a new kernel that works in ``folder``, without this user's settings of IPython and matplotlib.

    And the file to which it stores results.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as beside:
        settings = Path(beside) / "matplotlibrc"
        settings.touch()
        environment = {
            **os.environ,
            "COURSECNN_FAST": "0",  # what a page shows is NumPy's, whoever builds it
            "COURSECNN_THEME": "light",
            "IPYTHONDIR": beside,
            "MATPLOTLIBRC": str(settings),
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
            "PYTHONHASHSEED": "0",
            RECORD: str(Path(beside) / "results.json"),
        }
        # Sockets in files start sooner than those of a network, and nobody else can listen; Windows has none.
        sockets = {} if sys.platform == "win32" else {"transport": "ipc", "ip": str(Path(beside) / "kernel")}
        client = NotebookClient(
            notebook,
            timeout=CELL_SECONDS,
            kernel_name="python3",
            record_timing=False,
            config=Config(KernelManager=sockets),
            resources={"metadata": {"path": str(folder)}},
        )
        with client.setup_kernel(env=environment):
            yield client, Path(environment[RECORD])


def _failing_line(cell, node):
    """The line of the source at which a cell raised, from IPython's traceback."""
    traceback = next(output.traceback for output in node.outputs if output.output_type == "error")
    plain = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(traceback))
    numbers = re.findall(rf"Cell In\[{node.execution_count}\], line (\d+)", plain)
    return source_line(cell, int(numbers[-1])) if numbers else cell.line


def _to_bytes(notebook, cells, path):
    nbformat.validate(notebook)
    data = (nbformat.writes(notebook) + "\n").encode()
    if len(data) > MAX_BYTES:
        sizes = [len(str(node.get("outputs", ""))) for node in notebook.cells]
        largest = sizes.index(max(sizes))
        raise SourceError(
            cells[largest].line,
            f"{path.name} has {len(data) / 1e6:.1f} MB and may have 1 MB: this cell stores most of it.",
        )
    return data


def _is_current(path, data, notebook, cells):
    """True where the notebook on disk needs no writing: it differs at most in outputs that may vary."""
    if not path.exists():
        return False
    if path.read_bytes() == data:
        return True
    try:
        old = read_notebook(path)
    except ValueError:
        return False
    return not differences(old, notebook, cells) and _fixed_outputs(old) == _fixed_outputs(notebook)


def _fixed_outputs(notebook):
    return [cell.outputs for cell in notebook.cells if cell.cell_type == "code" and not is_ignored(cell)]


def _write(path, data):
    with replacing(path) as file:
        file.write(data)
