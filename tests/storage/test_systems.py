"""Writing files on systems that can do less than this one: what they lack is taken away from the module ``os``."""

import errno
import os
import stat
import types

import pytest

from coursecnn.storage import files, open_regular, replacing

posix = pytest.mark.skipif(os.name == "nt", reason="what Windows does not let us do")
OF_POSIX = {"fchmod", "fchown", "set_blocking", "O_NONBLOCK", "O_CLOEXEC"}
SYSTEMS = [("nt", True), pytest.param("posix", False, marks=posix)]


def put(path, content):
    with replacing(path) as file:
        file.write(content)


def become(name, monkeypatch, lacks=(), **changes):
    """From now on ``files`` sees another system."""
    has = {word: value for word, value in vars(os).items() if word not in lacks}
    monkeypatch.setattr(files, "os", types.SimpleNamespace(**has | {"name": name} | changes))


@pytest.mark.parametrize(("name", "closed"), SYSTEMS)
def test_windows_renames_what_is_closed_and_others_what_is_still_locked(name, closed, tmp_path, monkeypatch):
    seen = []

    def replace(part, target):
        seen.append(file.closed)
        os.replace(part, target)

    become(name, monkeypatch, replace=replace)
    with replacing(tmp_path / "net.npz") as file:
        file.write(b"whole")
    assert seen == [closed]
    assert os.listdir(tmp_path) == ["net.npz"] and (tmp_path / "net.npz").read_bytes() == b"whole"


@pytest.mark.parametrize(("name", "closed"), SYSTEMS)
def test_windows_removes_leftovers_that_are_closed_and_others_those_still_locked(name, closed, tmp_path, monkeypatch):
    opened, seen = [], []

    def open_and_keep(path, flags):
        opened.append(open_regular(path, flags))
        return opened[-1]

    def unlink(path):
        seen.append(opened[-1].closed)
        os.unlink(path)

    (tmp_path / f".net.npz.{'0' * 16}.part").write_bytes(b"half")
    become(name, monkeypatch, unlink=unlink)
    monkeypatch.setattr(files, "open_regular", open_and_keep)
    monkeypatch.setattr(files, "lock", lambda file: True)
    put(tmp_path / "net.npz", b"whole")
    assert seen == [closed] and os.listdir(tmp_path) == ["net.npz"]


def test_flags_that_a_system_does_not_have_are_not_set(tmp_path, monkeypatch):
    given = []

    def open_(path, flags, mode):
        given.append((flags, mode))
        return os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))

    (tmp_path / "a").write_bytes(b"abc")
    become("nt", monkeypatch, OF_POSIX, O_BINARY=0x8000, open=open_)
    with open_regular(tmp_path / "a") as file:
        assert file.read() == b"abc"
    become("posix", monkeypatch, {"O_BINARY"}, O_NONBLOCK=0x800, O_CLOEXEC=0x80000, open=open_)
    open_regular(tmp_path / "a").close()
    assert given == [(os.O_RDONLY | 0x8000, 0o666), (os.O_RDONLY | 0x80800, 0o666)]


@posix
def test_a_system_without_rights_of_open_files_writes_all_the_same(tmp_path, monkeypatch):
    path, pipe = tmp_path / "file", tmp_path / "pipe"
    path.write_bytes(b"old")
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    become("nt", monkeypatch, OF_POSIX)
    put(path, b"new")
    put(pipe, b"through")
    assert path.read_bytes() == b"new" and os.read(reader, 100) == b"through"
    os.close(reader)


@posix
def test_who_may_not_give_a_file_away_writes_it_with_its_rights(tmp_path, monkeypatch):
    def fchown(number, user, group):
        asked.append((user, group))
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    path, asked = tmp_path / "file", []
    path.write_bytes(b"old")
    path.chmod(0o640)
    become("posix", monkeypatch, fchown=fchown)
    put(path, b"new")
    assert path.read_bytes() == b"new" and stat.S_IMODE(path.stat().st_mode) == 0o640
    assert asked == [(os.getuid(), path.stat().st_gid)]


def test_all_bytes_are_on_the_disk_before_the_name_is_given(tmp_path, monkeypatch):
    sizes = []

    def fsync(number):
        sizes.append(os.fstat(number).st_size)
        os.fsync(number)

    become(os.name, monkeypatch, fsync=fsync)
    put(tmp_path / "file", b"content")  # less than a buffer
    assert sizes[0] == 7


@pytest.mark.parametrize("gone", [False, pytest.param(True, marks=posix)])
def test_a_new_file_that_another_call_takes_for_a_leftover_is_made_anew(gone, tmp_path, monkeypatch):
    """The other holds it, or has removed it already."""
    taken, lock = [], files.lock

    def late(file):
        if taken:
            return lock(file)
        taken.append(file)
        if gone:
            os.unlink(file.name)
        return gone

    monkeypatch.setattr(files, "lock", late)
    put(tmp_path / "net.npz", b"whole")
    assert (tmp_path / "net.npz").read_bytes() == b"whole" and taken[0].closed
    assert len(os.listdir(tmp_path)) == (1 if gone else 2)


def test_a_leftover_that_somebody_holds_stays_however_old_it_is(tmp_path):
    left = tmp_path / f".net.npz.{'a' * 16}.part"
    with left.open("w+b") as file:
        if files.lock(file) is None:
            pytest.skip("no locks here")
        os.utime(left, (0, 0))
        put(tmp_path / "net.npz", b"whole")
        assert sorted(os.listdir(tmp_path)) == [left.name, "net.npz"]
    put(tmp_path / "net.npz", b"whole")
    assert os.listdir(tmp_path) == ["net.npz"]


def test_without_locks_a_leftover_is_left_for_one_day_to_the_second(tmp_path, monkeypatch):
    now = 1_800_000_000
    monkeypatch.setattr(files, "lock", lambda file: None)
    monkeypatch.setattr(files, "time", types.SimpleNamespace(time=lambda: now))
    for digit, age in enumerate([86_399, 86_400, 86_401]):
        left = tmp_path / f".net.npz.{str(digit) * 16}.part"
        left.touch()
        os.utime(left, (now - age, now - age))
    put(tmp_path / "net.npz", b"whole")
    assert sorted(os.listdir(tmp_path)) == [f".net.npz.{str(digit) * 16}.part" for digit in (0, 1)] + ["net.npz"]
