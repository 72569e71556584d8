"""Notebooks that attack their marking get what they have earned, and nothing else happens."""

import hashlib
import os
import socket
import subprocess
import sys
import threading
import uuid

import pytest
from attacks import ATTACKS, LOSE_ALL, SAMPLE, cells
from classes import RIGHT, alive_with, make_class, read_marks, wait_until, write_notebook

from coursecnn.commands.cli import main
from coursecnn.grading.walls import NoWalls, Walls

SECRET, GOT = "swordfish-7391", "it-got-what-it-may-not-have"


def _walls_stand():
    try:
        Walls().close()
    except NoWalls:
        return False
    return True


pytestmark = pytest.mark.skipif(not _walls_stand(), reason="bubblewrap makes no walls here")


def _contents(folder):
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _listen(heard, name):
    """Servers beside the marking, on a port and under a name: they keep who called."""
    servers = [socket.create_server(("127.0.0.1", 0)), socket.socket(socket.AF_UNIX)]
    servers[1].bind(f"\0{name}")
    servers[1].listen()

    def serve(server):
        while True:
            try:
                heard.append(server.accept()[1])
            except OSError:
                return

    for server in servers:
        threading.Thread(target=serve, args=[server], daemon=True).start()
    return servers


def attacked(folder, names, monkeypatch):
    """Mark a class of attackers and a neighbour; (marks, all that was written and printed)."""
    home, mark, heard = folder / "home", f"mark-{uuid.uuid4().hex}", []
    home.mkdir()
    (home / "key.txt").write_text(SECRET, encoding="utf-8")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("THE_KEY", SECRET)
    command = make_class(folder, {"neighbour": (*RIGHT, f"# {SECRET}")})
    own = folder / "own.py"
    own.write_text(own.read_text(encoding="utf-8") + f"\n# {SECRET}\n", encoding="utf-8")
    servers = _listen(heard, mark)
    places = {"home": home, "folder": folder / "class", "own": own, "mark": mark, "got": GOT,
              "port": servers[0].getsockname()[1]}  # fmt: skip
    for name in names:
        write_notebook(folder / "class" / name.replace("/", "_") / "50_own.ipynb", *cells(name, places))
    before = [_contents(place) for place in (home, folder / "class")], own.read_bytes()
    try:
        assert main([*command, "--seconds", "100", "--memory", "1000", "--workers", "2"]) == 0
    finally:
        for server in servers:
            server.close()
    assert ([_contents(place) for place in (home, folder / "class")], own.read_bytes()) == before
    assert not heard and not alive_with(mark)
    assert not any(os.path.exists(f"{place}/{mark}") for place in ("/tmp", "/dev/shm", "/usr", folder / "class", home))
    return read_marks(folder / "marks.csv")


def check(marks, names, text, pages):
    assert marks["neighbour"] == {"50.double": (2, ""), "50.total": (3, ""), "50.answer": (0.5, "")}
    for name in names:
        rows = marks[name.replace("/", "_")]
        assert rows["50.double"][0] == 0, name
        if name not in LOSE_ALL:
            assert rows["50.total"] == (3, ""), (name, rows)
    known = {"", "not-tried", "unknown", "missing", "never-ended", "exited", "out-of-time", "raised", "returned-none",
             "wrong-type", "wrong-shape", "not-callable", "integer-dtype", "values", "nan"}  # fmt: skip
    assert {mistake for rows in marks.values() for _, mistake in rows.values()} <= known
    for written in (text, *pages):
        for sign in (SECRET, GOT, "\x1b", "\u202e", *(["<script"] if written.startswith("<!") else [])):
            place = written.find(sign)
            assert place < 0, written[max(0, place - 300) : place + 100]


@pytest.fixture
def class_of(tmp_path, monkeypatch, capsys):
    def mark(names):
        marks = attacked(tmp_path, names, monkeypatch)
        pages = [path.read_text(encoding="utf-8") for path in (tmp_path / "marks.feedback").iterdir()]
        pages.append((tmp_path / "marks.csv").read_text(encoding="utf-8-sig"))
        printed = capsys.readouterr()
        check(marks, names, printed.out + printed.err, pages)
        assert len(pages) == len(names) + 2

    return mark


KILLED = """\
import os, signal, subprocess, sys
from coursecnn.grading.walls import bwrap

def killed_here(info):  # the first process has told its number, and not yet the second one to go on
    os.read(info, 1)
    os.kill(os.getpid(), signal.SIGKILL)

bwrap.Walls._try = lambda walls: None
bwrap._read_number = killed_here
walls = bwrap.Walls()
with open(sys.argv[2], "a") as stages:  # the folders that root's walls are made through
    print(walls._stage, file=stages)
walls.start([sys.executable, "-c", "input()", sys.argv[1]], stdin=subprocess.PIPE)
"""


def test_nothing_is_left_where_the_marking_is_killed_while_walls_are_made(tmp_path):
    mark, stages = f"mark-{uuid.uuid4().hex}", tmp_path / "stages.txt"
    for _ in range(10):
        assert subprocess.run([sys.executable, "-c", KILLED, mark, str(stages)]).returncode == -9
    folders = stages.read_text(encoding="utf-8").split()
    assert len(folders) == (10 if os.getuid() == 0 else 0)
    wait_until(lambda: not alive_with(mark) and not any(map(os.path.exists, folders)))


def test_there_are_many_kinds():
    assert len(ATTACKS) >= 60 and set(SAMPLE) | LOSE_ALL <= ATTACKS.keys()


def test_a_sample_of_attacks(class_of):
    class_of(SAMPLE)


@pytest.mark.acceptance
def test_all_attacks(class_of):
    class_of(list(ATTACKS))
