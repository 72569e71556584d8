"""A class with every kind of student, marked with the points that each has earned."""

import sys

import pytest
from classes import alive_with, points, read_marks
from homework import POINTS, SOLVED, STUBS, fill_in, hand_in, handed_out

from coursecnn.commands.cli import main

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory and processes are limited on Linux only")

SECONDS = 40  # for a notebook with something endless; a quarter of it for a cell
PATIENT = 600  # for the others, which never need them, however busy the computer is
ENDLESS = ("endless cell", "stubborn cell", "deaf cell", "endless answer", "stubborn answer")
ALL = set(POINTS)
SUM = sum(POINTS.values())
STEPS = "def brightness_steps(picture):\n"
GOOD_STEPS = "    return np.diff(picture.astype(float))"

# student: (answers that differ from the solution, further cells before the answer "sees", names without points)
STUDENTS = {
    "right": ({}, [], set()),
    "untouched": (dict.fromkeys(ALL), [], ALL),  # filled in below
    "flipped": (
        {"cross_correlate": "def cross_correlate(x, w):\n    from coursecnn.reference import conv2d\n"
         "    return conv2d(x[None, None].astype(float), w[None, None, ::-1, ::-1])[0, 0]"},
        [], {"cross_correlate"},
    ),
    "all wrong": (
        {name: f"def {name}(*arguments):\n    print(arguments)" for name in ALL}, [], ALL,
    ),
    "deleted cells": ({"brightness_steps": None, "sees": None}, [], {"brightness_steps", "sees"}),
    "renamed function": ({"convolve": SOLVED["convolve"].replace("convolve(", "convolution(", 1)}, [], {"convolve"}),
    "no python": ({"kernel_gradient": "def kernel_gradient(x, w, y)\n    return"}, [], {"kernel_gradient"}),
    "error in a cell": ({"convolve": "1 / 0\n" + SOLVED["convolve"]}, ["undefined"], {"convolve"}),
    "magics": ({}, ["%matplotlib inline", "!rm -rf .", "%%bash\nrm -rf ."], set()),
    "endless cell": ({}, ["while True:\n    pass"], set()),
    "stubborn cell": (
        {}, ["import time\nwhile True:\n    try:\n        time.sleep(1)\n"
             "    except BaseException:\n        pass"], set(),
    ),
    "deaf cell": ({}, ["sum(range(10**14))"], set()),
    "endless answer": ({"brightness_steps": STEPS + "    while True:\n        pass"}, [], {"brightness_steps"}),
    "stubborn answer": (
        {"brightness_steps": STEPS + "    while True:\n        try:\n            pass\n        except BaseException:\n"
         "            pass"}, [], {"brightness_steps"},
    ),
    "exit in a cell": ({}, ["import sys\nsys.exit()", "exit()"], set()),
    "exit in an answer": ({"brightness_steps": "import sys\n" + STEPS + "    sys.exit()"}, [], {"brightness_steps"}),
    "hard exit in a cell": ({}, ["import os\nos._exit(0)"], set()),
    "hard exit in an answer": (
        {"brightness_steps": "import os\n" + STEPS + "    os._exit(0)"}, [], {"brightness_steps"},
    ),
    "kernel kill": (
        {}, ["import os, signal", "os.kill(os.getpid(), 9)", "os.killpg(0, 9)", "signal.raise_signal(9)"], set(),
    ),
    "parent kill": ({}, ["import os", "os.kill(os.getppid(), 9)", "os.killpg(os.getpgid(os.getppid()), 9)"], set()),
    "output in a cell": ({}, ["for _ in range(2000):\n    print('x' * 10**6)"], set()),
    "output in an answer": (
        {"brightness_steps": STEPS + "    for _ in range(10**3):\n        print('x' * 100)\n" + GOOD_STEPS}, [], set(),
    ),
    "large file": ({}, ["with open('large', 'wb') as file:\n    while True:\n        file.write(bytes(10**6))"], set()),
    "many files": ({}, ["for number in range(10**6):\n    open(str(number), 'w').close()"], set()),
    "deletes files": (
        {}, ["import os, shutil", "shutil.rmtree({folder!r})", "os.remove({right!r})", "open({right!r}, 'w')",
             "os.rename({right!r}, 'mine')", "os.symlink({right!r}, 'link')\nopen('link', 'a')",
             "os.unlink('right.ipynb', dir_fd=os.open({folder!r}, os.O_RDONLY))"], set(),
    ),
    "reads others": (
        {"brightness_steps": "text = open({right!r}).read()\n" + STEPS + GOOD_STEPS,
         "sees": "import os\nsees = 9 if os.listdir({folder!r}) else 9"}, [], {"brightness_steps", "sees"},
    ),
    "memory in a cell": ({}, ["import numpy as np\nx = [np.zeros(10**8) for _ in range(99)]"], set()),
    "memory in an answer": (
        {"brightness_steps": STEPS + "    return [np.zeros(10**8) for _ in range(99)]"}, [], {"brightness_steps"},
    ),
    "programs": (
        {}, ["import os, subprocess", "while True:\n    os.fork()", "subprocess.run(['sleep', '1'])",
             "os.system('sleep 1')", "os.execv('/bin/sleep', ['sleep', '1'])"], set(),
    ),
    "leaves processes": (
        {},
        [
            "import multiprocessing, os, time\nspawn = multiprocessing.get_context('spawn')",
            "spawn.Process(target=time.sleep, args=(99,)).start()",
            "for _ in range(999):\n    os.fork() or time.sleep(99)",
        ],
        set(),
    ),
    "threads": (
        {}, ["import threading, time\nfor _ in range(10**5):\n"
             "    threading.Thread(target=time.sleep, args=(99,)).start()"], set(),
    ),
    "network": ({}, ["import socket\nsocket.create_connection(('localhost', 80))"], set()),
    "ctypes": ({}, ["import ctypes\nctypes.string_at(0)", "ctypes.CDLL(None).kill(0, 9)"], set()),
    "goes away": ({}, ["import os\nos.chdir('/')\nos.environ.clear()"], set()),
    "liar": (
        {}, ["import os\nfor number in range(3, 99):\n    try:\n        os.write(number, b'[\"done\"]\\n')\n"
             "    except OSError:\n        pass"], set(),
    ),
    "forger": (
        dict.fromkeys(ALL), ["from coursecnn import checks\nchecks.Exercise.check = lambda *_: checks.Result(True, "
                             "None, '')\nexercise = checks.exercise = checks.all = None"], ALL,
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    """The class, marked once, those with something endless by themselves: (folder, marks)."""
    place = tmp_path_factory.mktemp("grading")
    folder, sheet = place / "class", handed_out()
    names = {"folder": str(folder), "right": str(folder / "right" / "homework.ipynb")}
    for student, (changes, cells, _) in STUDENTS.items():
        answers = {name: text if text is None else _with(text, names) for name, text in (SOLVED | changes).items()}
        if student in ("untouched", "forger"):
            answers = STUBS
        before = {"sees": [_with(text, names) for text in cells]}
        hand_in(_folder_of(folder, student) / student / "homework.ipynb", fill_in(sheet, answers, before))
    right = folder / "right" / "homework.ipynb"
    (folder / "broken.ipynb").write_bytes(right.read_bytes()[:-200])
    hand_in(folder / "foreign.ipynb", {"cells": [], "metadata": {}})
    (folder / "link.ipynb").symlink_to(right)
    (folder / "nothing").mkdir()
    marks = {}
    for one, seconds in ((folder, PATIENT), (folder.parent / "endless", SECONDS)):
        out = one.with_suffix(".csv")
        limits = ["--seconds", str(seconds), "--workers", "5"]
        assert main(["grade", str(one), "--out", str(out), "--feedback", str(place / "pages"), *limits]) == 0
        marks |= read_marks(out)
    return folder, marks


def _folder_of(folder, student):
    return folder.parent / "endless" if student in ENDLESS else folder


def _with(text, names):
    for name, value in names.items():
        text = text.replace(f"{{{name}!r}}", repr(value))
    return text


@pytest.mark.parametrize("student", STUDENTS)
def test_points(student, marked):
    lost = STUDENTS[student][2]
    rows = {name.removeprefix("01."): row for name, row in marked[1][student].items()}
    assert rows.keys() == ALL
    assert {name for name, (_, mistake) in rows.items() if mistake} == lost
    assert points(marked[1])[student] == SUM - sum(POINTS[name] for name in lost)


@pytest.mark.parametrize(
    ("student", "exercise", "mistake"),
    [
        ("untouched", "convolve", "not-tried"),
        ("flipped", "cross_correlate", "kernel-flipped"),
        ("all wrong", "convolve", "printed-instead-of-returned"),
        ("deleted cells", "brightness_steps", "missing"),
        ("renamed function", "convolve", "missing"),
        ("no python", "kernel_gradient", "missing"),
        ("endless answer", "brightness_steps", "never-ended"),
        ("stubborn answer", "brightness_steps", "never-ended"),
        ("exit in an answer", "brightness_steps", "exited"),
        ("hard exit in an answer", "brightness_steps", "exited"),
        ("memory in an answer", "brightness_steps", "raised"),
        ("reads others", "sees", "missing"),
        ("forger", "sees", "not-tried"),
        ("broken", "sees", "broken-notebook"),
    ],
)
def test_mistakes(student, exercise, mistake, marked):
    assert marked[1][student][f"01.{exercise}"] == (0, mistake)


def test_what_is_no_homework(marked):
    assert {student: marked[1][student] for student in ("foreign", "link", "nothing")} == {
        "foreign": {"": (0, "no-exercises")},
        "link": {"": (0, "link")},
        "nothing": {"": (0, "no-notebook")},
    }


def test_the_class_is_large_and_unharmed(marked):
    folder, marks = marked
    assert len(marks) >= 30
    assert {path.stem for path in (*folder.iterdir(), *(folder.parent / "endless").iterdir())} == marks.keys()
    handed_in = [_folder_of(folder, student) / student / "homework.ipynb" for student in STUDENTS]
    assert all(path.stat().st_size > 5000 for path in handed_in)


def test_nothing_is_left_running(marked):
    folder, _ = marked
    assert not alive_with(str(folder.parent))


def test_every_cell_that_ended_early_is_on_the_page(marked):
    pages = marked[0].parent / "pages"
    said = {student: (pages / f"{student}.html").read_text(encoding="utf-8") for student in STUDENTS}
    for student, text in {
        "endless cell": "It was not finished after 10 s and was stopped.",
        "deaf cell": "It was not finished after 13 s, and was left out.",
        "hard exit in a cell": "It ended the whole program, and was left out.",
        "memory in a cell": "It used up the memory of 2,000 MB, and was left out.",
        "large file": "File too large",
        "many files": "It made more than 5,000 files, and was left out.",
        "leaves processes": "It had more than 64 processes, and was left out.",
        "threads": ("It had more than 128 threads, and was left out.",
                    "It used up the memory of 2,000 MB, and was left out."),  # whichever comes first
        "exit in a cell": "SystemExit",
        "liar": "It meddled with its marking, and was left out.",
        "ctypes": "It ended the whole program, and was left out.",
        "network": "gaierror: [Errno",
        "reads others": "FileNotFoundError: [Errno 2] No such file or directory: &#x27;(a path)&#x27;",
    }.items():  # fmt: skip
        assert any(one in said[student] for one in ([text] if isinstance(text, str) else text)), student
    assert said["deletes files"].count("FileNotFoundError") >= 4
    assert "ended early" not in said["right"] + said["magics"] + said["goes away"]
