"""What a command says, where it is closed, full, or cannot write our letters: the work is done all the same."""

import os
import shlex
import subprocess
import sys

import pytest

PROGRAM = [sys.executable, "-m", "coursecnn"]
posix = pytest.mark.skipif(os.name == "nt", reason="pipes and devices of POSIX")


def files(folder):
    return sum(len(names) for _, _, names in os.walk(folder))


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """How many files the course has."""
    folder = tmp_path_factory.mktemp("whole") / "course"
    subprocess.run([*PROGRAM, "start", str(folder)], check=True, stdout=subprocess.DEVNULL)
    return files(folder)


@posix
def test_nobody_listens(tmp_path, whole):
    with subprocess.Popen(
        [*PROGRAM, "start", str(tmp_path / "mine")], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as p:
        p.stdout.close()
        said = p.stderr.read()
    assert (p.returncode, said) == (0, b"") and files(tmp_path / "mine") == whole


@posix
def test_closed_from_the_beginning(tmp_path, whole):
    command = shlex.join([*PROGRAM, "start", str(tmp_path / "mine")])
    done = subprocess.run(f"{command} >&-", shell=True, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"") and files(tmp_path / "mine") == whole


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device of Linux")
@pytest.mark.parametrize("argv", [["start", "mine"], ["--help"]])
def test_a_full_disk_is_said_and_the_work_is_done(tmp_path, whole, argv):
    with open("/dev/full", "w") as full:
        done = subprocess.run([*PROGRAM, *argv], stdout=full, stderr=subprocess.PIPE, cwd=tmp_path, text=True)
    said = "The work is done, but not all of it could be shown: No space left on device.\n"
    assert (done.returncode, done.stderr) == (1, said)
    assert files(tmp_path / "mine") == (whole if "start" in argv else 0)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_letters_that_the_terminal_does_not_have(tmp_path, whole, encoding):
    done = subprocess.run(
        [*PROGRAM, "start", "é网"], capture_output=True, cwd=tmp_path,
        env=os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "1"},
    )  # fmt: skip
    shown = "é网: files added".encode(encoding, "backslashreplace")
    assert done.returncode == 0 and shown in done.stdout and files(tmp_path / "é网") == whole


@posix
def test_no_stream_at_all(tmp_path):
    """A bar has nothing to be drawn on, and no file gets the number of a stream: the training is done and kept."""
    image = pytest.importorskip("PIL.Image")
    for name in ("cat", "dog"):
        (tmp_path / "pets" / name).mkdir(parents=True)
        for number in range(3):
            image.new("L", (9, 9), 60 * number + 9 * len(name)).save(tmp_path / "pets" / name / f"{number}.png")
    command = shlex.join([*PROGRAM, "train", "--data", "pets", "--size", "8", "--epochs", "1", "--save", "net.npz"])
    done = subprocess.run(f"{command} >&- 2>&-", shell=True, cwd=tmp_path)
    assert done.returncode == 0 and (tmp_path / "net.npz").is_file()
