"""Wrong command lines: each ends within seconds with 0, 1 or 2 and, where it fails, one sentence."""

import itertools
import os
import subprocess
import sys
import time

import pytest
from data_places import Place
from table import count

from coursecnn.commands.cli import COMMANDS, main

pytestmark = pytest.mark.robustness

NO_NUMBER = ["", "0", "-1", "1.5", "nan", "inf", "x", "1e3", "9" * 30, "٣x", " ", "--", "0x10", "1_0",
             "+5", "5 ", "1,000", "--5", "[]", "(1,)", "1;2", "'5'", "\n", "None", "True", "²"]  # fmt: skip
NO_FILE = [".", "/", "no/such/folder/file", "/dev/null/x", "n" * 300, "~nosuchuser/x", "pipe/x", "/proc/none"]
NO_PLAN = [
    *NO_FILE,
    "pipe",
    "/dev/zero",
    "/dev/null",
    "deep.toml",
    "empty.toml",
    "grid.toml",
    "list.toml",
    "bytes.toml",
]
TOML = {
    "deep.toml": b"a = " + b"[" * 20_000,
    "empty.toml": b"",
    "bytes.toml": b"\xff\xfe\0",
    "list.toml": b'data = "digits"\nepochs = 1\nseeds = 1\ngrid = 5\n',
    "grid.toml": b'data = "digits"\nepochs = 1\nseeds = 1\n[grid]\n'
    + b"".join(
        f"{name} = {list(range(1, 40))}\n".encode() for name in ("lr", "batch_size", "shift", "filters", "stride")
    ),
    "good.toml": b'data = "digits:20:10"\nepochs = 1\nseeds = 1\n[grid]\nlr = [0.1]\n',
}
OPTIONS = {
    "train": {
        "--data": ["", "cifar", "MNIST", "mnist:5"], "--model": ["", "resnet", "x"], "--epochs": NO_NUMBER,
        "--batch-size": NO_NUMBER,
        "--lr": ["0", "-1", "nan", "inf", "x", ""],
        "--seed": [n for n in NO_NUMBER if n != "0"], "--workers": [*NO_NUMBER, "1000000"],
        "--save": NO_FILE, "--resume": NO_FILE, "--report": NO_FILE, "--nonsense": ["x"],
    },
    "sweep": {
        "": NO_PLAN, "--preset": ["", "best", "x"], "--seeds": NO_NUMBER, "--nonsense": ["x"],
    },
    "sweep good.toml": {
        "--seeds": ["1000000000", "999999999999999999"], "--workers": NO_NUMBER,
        "--store": ["good.toml", "/dev/null/x", "/proc/x"],
        "--scheduler": ["", "abc", "tcp://", "head", "head:99999999", "tcp://localhost:1", "127.0.0.1:1", "http://x:1"],
        "--preset": ["depth"],
    },
    "data": {"": ["", "x"], "fetch": ["cifar", "", "MNIST"]},
    "start": {"": ["good.toml", "/dev/null", "n" * 300, "/proc/none", "good.toml/x"], "--nonsense": ["x"]},
    "grade": {"": ["no/such/folder", "good.toml", "n" * 300], "--nonsense": ["x"]},
    "predict": {"": [*NO_FILE, "good.toml", "pipe"], "good.toml": ["x.png", "pipe", "."], "--nonsense": ["x"]},
    "show": {"": [*NO_FILE, "good.toml", "pipe"], "--nonsense": ["x"]},
    "site": {"--nonsense": ["x"]},
    "bench": {"--json": NO_FILE, "--nonsense": ["x"]},
    "build": {"": ["99", "x", "../..", "-1"], "--nonsense": ["x"]},
}  # fmt: skip


def lines():
    """Every command with each of its options and each of their wrong values; and what is no command."""
    for command, options in OPTIONS.items():
        for option, values in options.items():
            for value in values:
                yield [*command.split(), *option.split(), value]
        yield [*command.split(), "--help", "x"]
    for word in ("", "trian", "--nonsense", "-", "--", "train train", "n" * 300):
        yield [word]
    for first, second in itertools.product(("--save", "--resume", "--report"), repeat=2):
        if first != second:
            yield ["train", first, "same", second, "same"]


def test_every_command_is_tried():
    assert {name.split()[0] for name in OPTIONS} == set(COMMANDS)


def command_of(argv):
    """The longest beginning that is a command of the table."""
    beginnings = [" ".join(argv[:n]) for n in (2, 1)]
    return next((beginning for beginning in beginnings if beginning in OPTIONS), "none")


@pytest.mark.parametrize("command", [*OPTIONS, "none"])
def test_wrong_command_lines(command, monkeypatch, tmp_path, capsys):
    Place(monkeypatch, tmp_path)
    monkeypatch.chdir(tmp_path)
    for name, content in TOML.items():
        (tmp_path / name).write_bytes(content)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
    wrong = []
    for argv in lines():
        if command_of(argv) != command:
            continue
        fault = said(argv, capsys)
        count("command lines", fault is None)
        if fault:
            wrong.append(f"coursecnn {' '.join(argv)[:100]}: {fault}")
    assert not wrong, "\n".join(wrong)


def said(argv, capsys):
    """What is wrong with the answer to a wrong command line, or None."""
    began = time.monotonic()
    try:
        code = main(argv)
    except SystemExit as error:
        code = error.code
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    text = capsys.readouterr().err
    if time.monotonic() - began > 10:
        return f"took {time.monotonic() - began:.0f} s"
    if code == 0 and "--help" in argv:
        return None
    if code not in (1, 2):
        return f"exit code {code}"
    sentence = text.strip().splitlines()[-1] if text.strip() else ""
    if code == 1 and (not sentence.endswith((".", ".)")) or "Traceback" in text):
        return f"no sentence: {text[-300:]}"
    return None


HOMELESS = """
import os, pwd, sys
for name in ("HOME", "COURSECNN_DATA", "COURSECNN_CACHE", "XDG_CACHE_HOME"):
    os.environ.pop(name, None)
def nobody(uid):
    raise KeyError(uid)
pwd.getpwuid = nobody
from coursecnn.commands.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows asks no password file")
def test_without_a_home(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", HOMELESS, "data", "fetch", "digits"], capture_output=True, text=True, cwd=tmp_path
    )
    words = "This user has no home folder for the cache: set COURSECNN_CACHE to a folder that can be written.\n"
    count("no home", (done.returncode, done.stderr) == (1, words))
    assert (done.returncode, done.stderr) == (1, words)
