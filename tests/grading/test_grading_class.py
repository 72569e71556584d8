"""A class with every kind of student, marked with the points that each has earned.

Those whose answers are at fault hand in lesson 01; those whose notebooks end, hang or meddle hand in three small
exercises, which take a tenth of the time.
"""

import sys

import pytest
from classes import ANSWER, DOUBLE, IMPORTS, TOTAL, alive_with, make_class, points, read_marks, write_notebook
from homework import POINTS, SOLVED, STUBS, fill_in, hand_in, handed_out

from coursecnn.checks.judging import trial
from coursecnn.commands.cli import main
from coursecnn.grading import supervisor

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory and processes are limited on Linux only")

SECONDS = 60  # for a notebook with something endless; a twentieth of it for a cell
PATIENT = 600  # for the others, which never need them, however busy the computer is
ALL = set(POINTS)
SUM = sum(POINTS.values())

# student: (answers that differ from the solution, further cells before the answer "sees", names without points)
HOMEWORK = {
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
    "forger": (
        dict.fromkeys(ALL), ["from coursecnn import checks\nchecks.Exercise.check = lambda *_: checks.Result(True, "
                             "None, '')\nexercise = checks.exercise = checks.all = None"], ALL,
    ),
}  # fmt: skip

SMALL = {"double": DOUBLE, "total": TOTAL, "answer": ANSWER}
WORTH = {"double": 2, "total": 3, "answer": 0.5}
SUMS = "def total(x):\n"
RIGHT_SUM = "    return int(sum(x))"

# the same with the small exercises, further cells before the answer "answer"
ENDLESS = {
    "endless cell": ({}, ["while True:\n    pass"], set()),
    "stubborn cell": (
        {}, ["import time\nwhile True:\n    try:\n        time.sleep(1)\n"
             "    except BaseException:\n        pass"], set(),
    ),
    "deaf cell": ({}, ["sum(range(10**14))"], set()),
    "endless answer": ({"total": SUMS + "    while True:\n        pass"}, [], {"total"}),
    "stubborn answer": (
        {"total": SUMS + "    while True:\n        try:\n            pass\n        except BaseException:\n"
         "            pass"}, [], {"total"},
    ),
}  # fmt: skip
MEDDLING = {
    "exit in a cell": ({}, ["import sys\nsys.exit()", "exit()"], set()),
    "exit in an answer": ({"total": "import sys\n" + SUMS + "    sys.exit()"}, [], {"total"}),
    "hard exit in a cell": ({}, ["import os\nos._exit(0)"], set()),
    "hard exit in an answer": ({"total": "import os\n" + SUMS + "    os._exit(0)"}, [], {"total"}),
    "kernel kill": (
        {}, ["import os, signal", "os.kill(os.getpid(), 9)", "os.killpg(0, 9)", "signal.raise_signal(9)"], set(),
    ),
    "parent kill": ({}, ["import os", "os.kill(os.getppid(), 9)", "os.killpg(os.getpgid(os.getppid()), 9)"], set()),
    "output in a cell": ({}, ["for _ in range(2000):\n    print('x' * 10**6)"], set()),
    "output in an answer": (
        {"total": SUMS + "    for _ in range(10**3):\n        print('x' * 100)\n" + RIGHT_SUM}, [], set(),
    ),
    "large file": ({}, ["with open('large', 'wb') as file:\n    while True:\n        file.write(bytes(10**6))"], set()),
    "many files": ({}, ["for number in range(10**6):\n    open(str(number), 'w').close()"], set()),
    "deletes files": (
        {}, ["import os, shutil", "shutil.rmtree({folder!r})", "os.remove({right!r})", "open({right!r}, 'w')",
             "os.rename({right!r}, 'mine')", "os.symlink({right!r}, 'link')\nopen('link', 'a')",
             "os.unlink('right.ipynb', dir_fd=os.open({folder!r}, os.O_RDONLY))"], set(),
    ),
    "reads others": (
        {"total": "text = open({right!r}).read()\n" + SUMS + RIGHT_SUM,
         "answer": "import os\nanswer = 42 if os.listdir({folder!r}) else 42"}, [], {"total", "answer"},
    ),
    "memory in a cell": ({}, ["import numpy as np\nx = [np.zeros(10**8) for _ in range(99)]"], set()),
    "memory in an answer": (
        {"total": "import numpy as np\n" + SUMS + "    return [np.zeros(10**8) for _ in range(99)]"}, [], {"total"},
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
    "neighbour": ({}, [], set()),
}  # fmt: skip
STUDENTS = HOMEWORK | ENDLESS | MEDDLING


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    """The class, marked once, in three parts: (folder, marks, what was handed in: {path: bytes})."""
    place = tmp_path_factory.mktemp("grading")
    command, sheet = make_class(place, {}), handed_out()
    homework, endless, meddling = (place / name for name in ("homework", "endless", "meddling"))
    for student, (changes, cells, _) in HOMEWORK.items():
        answers = STUBS if student in ("untouched", "forger") else SOLVED | changes
        hand_in(homework / student / "homework.ipynb", fill_in(sheet, answers, {"sees": cells}))
    names = {"folder": str(meddling), "right": str(meddling / "neighbour" / "50_own.ipynb")}
    for folder, students in ((endless, ENDLESS), (meddling, MEDDLING)):
        for student, (changes, cells, _) in students.items():
            *before, last = (SMALL | changes).values()
            texts = [_with(text, names) for text in (IMPORTS, *before, *cells, last)]
            write_notebook(folder / student / "50_own.ipynb", *texts)
    right = homework / "right" / "homework.ipynb"
    (homework / "broken.ipynb").write_bytes(right.read_bytes()[:-200])
    hand_in(homework / "foreign.ipynb", {"cells": [], "metadata": {}})
    (homework / "link.ipynb").symlink_to(right)
    (homework / "nothing").mkdir()
    marks, before = {}, {path: path.read_bytes() for path in place.glob("*/*/*.ipynb")}
    for folder, seconds, of_a_cell in (
        (homework, PATIENT, 1 / 4),
        (meddling, PATIENT, 1 / 4),
        (endless, SECONDS, 1 / 20),
    ):
        out = folder.with_suffix(".csv")
        limits = ["--seconds", str(seconds), "--workers", "5", "--feedback", str(place / "pages")]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(supervisor, "OF_A_CELL", of_a_cell)
            if folder == endless:
                patch.setattr(trial, "SECONDS", 2)  # for an answer
            assert main(["grade", str(folder), "--out", str(out), *command[4:], *limits]) == 0
        marks |= read_marks(out)
    return place, marks, before


def _with(text, names):
    for name, value in names.items():
        text = text.replace(f"{{{name}!r}}", repr(value))
    return text


@pytest.mark.parametrize("student", STUDENTS)
def test_points(student, marked):
    lost, worth = STUDENTS[student][2], POINTS if student in HOMEWORK else WORTH
    rows = {name.partition(".")[2]: row for name, row in marked[1][student].items()}
    assert rows.keys() == worth.keys()
    assert {name for name, (_, mistake) in rows.items() if mistake} == lost
    assert points(marked[1])[student] == sum(worth.values()) - sum(worth[name] for name in lost)


@pytest.mark.parametrize(
    ("student", "exercise", "mistake"),
    [
        ("untouched", "convolve", "not-tried"),
        ("flipped", "cross_correlate", "kernel-flipped"),
        ("all wrong", "convolve", "printed-instead-of-returned"),
        ("deleted cells", "brightness_steps", "missing"),
        ("renamed function", "convolve", "missing"),
        ("no python", "kernel_gradient", "missing"),
        ("endless answer", "total", "never-ended"),
        ("stubborn answer", "total", "never-ended"),
        ("exit in an answer", "total", "exited"),
        ("hard exit in an answer", "total", "exited"),
        ("memory in an answer", "total", "raised"),
        ("reads others", "answer", "missing"),
        ("forger", "sees", "not-tried"),
        ("broken", "sees", "broken-notebook"),
    ],
)
def test_mistakes(student, exercise, mistake, marked):
    rows = {name.partition(".")[2]: row for name, row in marked[1][student].items()}
    assert rows[exercise] == (0, mistake)


def test_what_is_no_homework(marked):
    assert {student: marked[1][student] for student in ("foreign", "link", "nothing")} == {
        "foreign": {"": (0, "no-exercises")},
        "link": {"": (0, "link")},
        "nothing": {"": (0, "no-notebook")},
    }


def test_the_class_is_large_and_unharmed(marked):
    place, marks, before = marked
    assert len(marks) >= 30
    folders = [place / name for name in ("homework", "endless", "meddling")]
    assert {path.stem for folder in folders for path in folder.iterdir()} == marks.keys()
    assert {path: path.read_bytes() for path in place.glob("*/*/*.ipynb")} == before
    assert len(before) == len(STUDENTS)


def test_nothing_is_left_running(marked):
    assert not alive_with(str(marked[0]))


def test_every_cell_that_ended_early_is_on_the_page(marked):
    pages = marked[0] / "pages"
    said = {student: (pages / f"{student}.html").read_text(encoding="utf-8") for student in STUDENTS}
    for student, text in {
        "endless cell": "It was not finished after 3 s and was stopped.",
        "deaf cell": "It was not finished after 6 s, and was left out.",
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
