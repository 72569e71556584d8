"""``import coursecnn`` loads NumPy and nothing heavy, starts no thread, opens no file, changes nothing."""

import importlib
import importlib.util
import subprocess
import sys

import pytest

from coursecnn import moved

HEAVY = (
    "matplotlib", "ipywidgets", "IPython", "tqdm", "pooch", "requests", "scipy", "torch", "threadpoolctl", "jupytext",
    "nbformat", "nbclient", "pytest", "hypothesis", "multiprocessing", "asyncio", "ssl", "socket", "sqlite3", "tkinter",
    "numba", "llvmlite",
)  # fmt: skip


def run(program):
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def loaded(statement):
    """Modules that are there after a statement and not after ``import numpy``."""
    program = f"import sys, numpy\nbefore = set(sys.modules)\n{statement}\nprint(*sorted(set(sys.modules) - before))"
    return run(program).split()


def test_no_heavy_module_is_loaded():
    """Beyond what NumPy itself loads."""
    modules = loaded("import coursecnn")
    assert not [name for name in modules if name.partition(".")[0] in HEAVY]
    assert {"coursecnn.layers", "coursecnn.training", "coursecnn.datasets"} <= set(modules)


def test_drawing_digits_and_using_a_net_need_no_heavy_module_either():
    statement = """
import coursecnn
from coursecnn.datasets.drawn import draw_digits
images, labels = draw_digits(2)
coursecnn.predict(coursecnn.models.mnist_cnn(), images.reshape(-1, 1, 28, 28))
"""
    heavy = {name.partition(".")[0] for name in loaded(statement)} & set(HEAVY)
    assert heavy <= {"threadpoolctl"}


def test_no_thread_no_file_no_connection_no_process():
    program = """
import sys, threading
import numpy
events = []
watched = ("socket.", "subprocess.", "os.system", "os.mkdir", "os.remove", "os.rename", "os.putenv", "urllib.")
def watch(event, args):
    if event.startswith(watched) or (event == "open" and not str(args[0]).endswith((".py", ".pyc"))):
        events.append((event, str(args[0])))
threads, state = threading.active_count(), numpy.random.get_state()[1].tolist()
sys.addaudithook(watch)
import coursecnn
assert threading.active_count() == threads
assert numpy.random.get_state()[1].tolist() == state
print(events)
"""
    assert run(program) == "[]\n"


def test_nothing_is_printed_and_nothing_is_warned_of():
    done = subprocess.run([sys.executable, "-W", "error", "-c", "import coursecnn"], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


NAMES = [
    "AvgPool2d",
    "BatchNorm2d",
    "Conv2d",
    "ConvPool2d",
    "ConvTranspose2d",
    "Dropout",
    "Flatten",
    "GlobalAvgPool2d",
    "GlobalMaxPool2d",
    "Identity",
    "Layer",
    "Linear",
    "MaxPool2d",
    "ReLU",
    "Sequential",
    "Sigmoid",
    "Tanh",
    "CrossEntropyLoss",
    "MSELoss",
    "SGD",
    "Adam",
    "Diverged",
    "History",
    "fit",
    "evaluate",
    "predict",
    "probabilities",
    "check_gradients",
    "output_size",
    "receptive_field",
    "same_padding",
    "set_fast",
    "set_workers",
    "functional",
    "reference",
    "models",
    "datasets",
    "schedules",
]


@pytest.mark.parametrize("name", NAMES)
def test_public_names(name):
    import coursecnn

    assert hasattr(coursecnn, name)
    assert getattr(coursecnn, name).__doc__


@pytest.mark.parametrize("old, new", sorted(moved.MOVED.items()))
def test_an_old_name_of_a_module_says_the_new_one(old, new):
    assert importlib.util.find_spec(f"coursecnn.{new}"), "the signpost points to nothing"
    with pytest.raises(ImportError, match=rf"^coursecnn\.{old} is now coursecnn\.{new}: import it from there\.$"):
        importlib.import_module(f"coursecnn.{old}")
