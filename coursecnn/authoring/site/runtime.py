"""Python for the browser: Pyodide's files, checked, with the course's packages among those that it knows."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from importlib import metadata
from pathlib import Path

from coursecnn.authoring.course import AuthoringError
from coursecnn.authoring.site.bytecode import bring_bytecode

VERSION = "0.27.7"
RELEASE = "https://cdn.jsdelivr.net/pyodide/v{}/full/"
CORE = {  # sha256; the lock has those of the packages
    "pyodide-lock.json": "9c45b916001a750f4102fc287494f3eab215909c7535c626a20db80fd6333e2c",
    "pyodide.js": "b4cb23a53aba19c221659b9fb40a2f18281d685691dc06647fb0afd0681baf98",
    "pyodide.mjs": "04c052c815abb0bf2981fa38c2dfa58e3120ee5288c956df2b2a15e301782c5f",
    "pyodide.asm.js": "6b4c90de5b7172873f04f21884d0e9d2274e305fe32116558fe3e4fbe3618d51",
    "pyodide.asm.wasm": "a50dd1843f805a0b7c45b61037ee0d7b26dfe85efe0e18ef95a34ad24e401f5f",
    "python_stdlib.zip": "16611534726e5d8ac2bd8f926410b2dcb8d6f49aa24913463533b457a2115c16",
}
# What JupyterLite's kernel installs at its start, by the names that it has for them.
KERNEL = ("ssl", "sqlite3", "micropip", "piplite", "ipykernel", "comm", "pyodide_kernel", "jedi", "ipython")
STARTED = ("coursecnn", *(name for name in KERNEL if name != "ssl"))  # the first cell needs no more
UNUSED = ("fonttools", "pytz")  # by matplotlib, as long as no figure becomes a PDF
ASKED = ("ssl", "fonttools")  # come where a cell imports them
COURSE = ("matplotlib", "matplotlib-inline", "ipywidgets", "anywidget", "tqdm")  # what lessons need beside coursecnn
WHEELS = ("ipywidgets", "jupyterlab_widgets", "anywidget", "psygnal", "typing_extensions", "tqdm", "comm")
LABEXTENSIONS = Path(sys.prefix, "share", "jupyter", "labextensions")
EXTENSION = "@jupyterlite/pyodide-kernel-extension"
# Wheels of the extension; the last is empty, as the site has the front end itself.
OFFERED = ("piplite-*.whl", "pyodide_kernel-*.whl", "ipykernel-*.whl", "widgetsnbextension-4.*.whl")
TRAIN = """
import shutil, sys
from pathlib import Path
from coursecnn.labs.nets.trained import digit_net, digit_task, path_of
Path(sys.argv[1]).mkdir(parents=True)
for task in {task["data"]: task for task in (digit_task("digits"), digit_task())}.values():
    digit_net(task=task)
    shutil.copy(path_of(task), sys.argv[1])
"""


def bring_runtime(folder, given, root, beside, newest=False):
    """Write Pyodide and its packages, with coursecnn, into ``folder``.

    Parameters
    ----------
    folder : Path
        Made here.
    given : Path or None
        Has the release's files; they are fetched where it is None.
    root : Path
        Of the course.
    beside : Path
        An empty folder for work.
    newest : bool
        Fetch the Pyodide that the installed kernel of JupyterLite was made for, whatever it is, instead of ours.

    Raises
    ------
    AuthoringError
        Where a file is missing, or is not the release's.
    """
    wheels = make_wheels(root, beside)

    def add(lock):
        for wheel in wheels:
            shutil.copyfile(wheel, folder / wheel.name)
        return add_wheels(lock, [folder / wheel.name for wheel in wheels])

    bring_files(folder, given, (*STARTED, *ASKED), add, newest)
    bring_bytecode(folder)


def bring_files(folder, given, names, add=lambda lock: lock, newest=False):
    """Write Pyodide, the packages ``names`` and what they need into ``folder``; ``add(lock)`` adds to its list."""
    from jupyterlite_pyodide_kernel.constants import PYODIDE_VERSION

    version, known = (PYODIDE_VERSION, {}) if newest else (VERSION, CORE)
    folder.mkdir(parents=True)
    for name in CORE:
        (folder / name).write_bytes(_checked(name, known.get(name), given, version))
    lock = add(json.loads((folder / "pyodide-lock.json").read_text(encoding="utf-8")))
    lock["packages"] = {name: lock["packages"][name] for name in sorted(closure(lock, names))}
    for package in lock["packages"].values():
        if not (folder / package["file_name"]).exists():
            data = _checked(package["file_name"], package["sha256"], given, version)
            (folder / package["file_name"]).write_bytes(data)
    (folder / "pyodide-lock.json").write_text(json.dumps(lock, indent=1), encoding="utf-8")


def _checked(name, digest, given, version):
    """A file of the release, whose sha256 is ``digest``, where that is known."""
    if given is not None:
        try:
            data = (given / name).read_bytes()
        except OSError:
            raise AuthoringError(f"{given} has no {name}: give a folder with the files of Pyodide {version}.") from None
    else:
        address = RELEASE.format(version) + name
        try:
            with urllib.request.urlopen(address, timeout=60) as answer:
                data = answer.read()
        except (urllib.error.URLError, TimeoutError) as error:
            raise AuthoringError(f"{address} could not be fetched ({error}): give --pyodide FOLDER.") from None
    if digest is not None and hashlib.sha256(data).hexdigest() != digest:
        raise AuthoringError(f"{name} is not the file of Pyodide {version}: its sha256 differs. Fetch it again.")
    return data


def make_wheels(root, beside):
    """Wheels of coursecnn, without its notebooks, and of the Python packages that it needs and Pyodide lacks."""
    tree, wheels = beside / "tree", beside / "wheels"
    tree.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copyfile(root / name, tree / name)
    shutil.copytree(root / "coursecnn", tree / "coursecnn", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("notebooks", "exercises", "solutions"):
        (tree / name).mkdir()
    train_nets(tree / "coursecnn" / "labs" / "nets" / "kept", beside / "cache")
    _pip("wheel", "--no-deps", "--wheel-dir", wheels, tree)
    named = [f"{name}=={metadata.version(name)}" for name in WHEELS]
    anywhere = ("--only-binary=:all:", "--platform=any", "--implementation=py", "--abi=none", "--python-version=3.12")
    _pip("download", "--no-deps", *anywhere, "--dest", wheels, *named)
    for name in OFFERED:
        (offered,) = (LABEXTENSIONS / EXTENSION / "static" / "pypi").glob(name)
        shutil.copyfile(offered, wheels / offered.name)
    return sorted(wheels.glob("*.whl"))


def train_nets(folder, cache):
    """The nets that labs look into, trained here: of drawn digits and, where this machine has them, of MNIST's."""
    call = [sys.executable, "-c", TRAIN, str(folder)]
    done = subprocess.run(call, env={**os.environ, "COURSECNN_CACHE": str(cache)}, capture_output=True, text=True)
    if done.returncode:
        raise AuthoringError(f"The nets of the labs could not be trained: {done.stderr.strip()[-1000:]}")


def _pip(*call):
    quiet = ("--quiet", "--disable-pip-version-check", "--no-input")
    done = subprocess.run(
        [sys.executable, "-m", "pip", call[0], *quiet, *map(str, call[1:])], capture_output=True, text=True
    )
    if done.returncode:
        raise AuthoringError(f"pip {call[0]} failed: {done.stderr.strip()}")


def add_wheels(lock, wheels):
    """The lock with these wheels; ``import coursecnn`` brings all that lessons need."""
    from pyodide_lock import PyodideLockSpec
    from pyodide_lock.utils import add_wheels_to_spec

    spec = add_wheels_to_spec(PyodideLockSpec(**lock), wheels, ignore_missing_dependencies=True)
    lock = json.loads(spec.model_dump_json(exclude_none=True))
    own = lock["packages"]["coursecnn"]
    own["depends"] = sorted({*own["depends"], *COURSE})
    figures = lock["packages"]["matplotlib"]
    figures["depends"] = [name for name in figures["depends"] if name not in UNUSED]
    return lock


def closure(lock, names):
    """The packages of a lock that ``names`` need, with themselves."""
    found, waiting = set(), list(names)
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name not in found:
            found.add(name)
            waiting += lock["packages"][name]["depends"]
    return found
