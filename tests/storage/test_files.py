"""Writing files: whoever else writes, whatever lies there, and whenever the process is killed."""

import errno
import io
import os
import runpy
import signal
import stat
import subprocess
import sys
import threading
import time
import types
import warnings
import zipfile

import numpy as np
import pytest

from coursecnn import Linear
from coursecnn.storage import FileError, arrays, files, load, open_regular, read, replacing, save, write
from coursecnn.storage.npz import read_npz

posix = pytest.mark.skipif(os.name == "nt", reason="rights, links and pipes of POSIX")


def put(path, content):
    with replacing(path) as file:
        file.write(content)


def test_many_threads_may_write_one_file(tmp_path):
    """Each time the whole of one of them is there, and nothing beside it."""
    path, layers, errors = tmp_path / "net.npz", [Linear(200, 40, seed=seed) for seed in range(8)], []

    def work(layer):
        try:
            for _ in range(20):
                save(layer, path)
                load(Linear(200, 40), path)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(layer,)) for layer in layers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors and os.listdir(tmp_path) == ["net.npz"]
    found = load(Linear(200, 40), path).params["weight"]
    assert any(np.array_equal(found, layer.params["weight"]) for layer in layers)


@posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755])
def test_rights_are_kept(tmp_path, mode):
    path = tmp_path / "file"
    path.write_bytes(b"old")
    path.chmod(mode)
    put(path, b"new")
    assert stat.S_IMODE(path.stat().st_mode) == mode and path.read_bytes() == b"new"


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may give a file away")
def test_the_owner_stays_the_owner(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"old")
    os.chown(path, 1234, 2345)
    put(path, b"new")
    assert (path.stat().st_uid, path.stat().st_gid) == (1234, 2345)


@posix
def test_a_write_protected_file_stays(tmp_path, monkeypatch):
    path = tmp_path / "file"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write everything
    with pytest.raises(PermissionError):
        put(path, b"new")
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize("again", [False, True])
def test_a_file_that_goes_while_one_looks_is_not_write_protected(tmp_path, monkeypatch, again):
    """Another thread removes it, and perhaps writes it anew."""
    target, access = tmp_path / "net.npz", os.access
    put(target, b"of the other")

    def gone(path, mode):
        monkeypatch.undo()
        target.unlink()
        found = access(path, mode)
        if again:
            target.write_bytes(b"again")
        return found

    monkeypatch.setattr(os, "access", gone)
    put(target, b"mine")
    assert target.read_bytes() == b"mine"


@posix
def test_a_link_is_written_through(tmp_path):
    (tmp_path / "disk").mkdir()
    (tmp_path / "disk" / "file").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "disk" / "file")
    (tmp_path / "dangling").symlink_to(tmp_path / "disk" / "other")
    put(tmp_path / "link", b"new")
    put(tmp_path / "dangling", b"made")
    assert (tmp_path / "link").is_symlink() and (tmp_path / "dangling").is_symlink()
    assert (tmp_path / "disk" / "file").read_bytes() == b"new" and (tmp_path / "disk" / "other").read_bytes() == b"made"
    assert sorted(os.listdir(tmp_path / "disk")) == ["file", "other"]


@posix
def test_what_is_no_file_is_written_to_and_not_replaced(tmp_path):
    put("/dev/null", b"nothing")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(OSError):  # nobody reads: waiting would never end
        put(pipe, b"lost")
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    put(pipe, b"through")
    assert os.read(reader, 100) == b"through" and stat.S_ISFIFO(pipe.stat().st_mode)
    os.close(reader)
    assert os.listdir(tmp_path) == ["pipe"]


@posix
def test_what_is_larger_than_a_pipe_waits_for_its_reader(tmp_path):
    pipe, whole, found = tmp_path / "pipe", os.urandom(1_000_000), []
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    os.set_blocking(reader, True)

    def read_all():
        with open(reader, "rb") as file:
            found.append(file.read())

    thread = threading.Thread(target=read_all)
    keep = os.open(pipe, os.O_WRONLY)  # until then nothing ends
    thread.start()
    put(pipe, whole)
    os.close(keep)
    thread.join()
    assert found == [whole]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device of Linux")
def test_a_full_device_is_one_sentence():
    with pytest.raises(FileError, match=r"^/dev/full cannot be written \(No space left on device\)\.$"):
        save(Linear(2, 2), "/dev/full")


@posix
def test_reading_a_pipe_or_a_device_does_not_wait(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", "/dev/zero", tmp_path):
        with pytest.raises(FileError, match=r"cannot be read \(it is no regular file\)\.$"):
            load(Linear(2, 2), path)


WRITER = """
import sys, time
from coursecnn.storage import replacing
with replacing(sys.argv[1]) as file:
    file.write(b"half")
    file.flush()
    print("writing", flush=True)
    time.sleep(100)
"""


@posix
def test_leftovers_of_killed_writers_are_removed_and_those_of_living_ones_are_not(tmp_path):
    path = tmp_path / "net.npz"
    call = [sys.executable, "-c", WRITER, str(path)]
    killed, living = (subprocess.Popen(call, stdout=subprocess.PIPE) for _ in range(2))
    with killed, living:
        for process in (killed, living):
            assert process.stdout.readline() == b"writing\n"
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        (tmp_path / ".net.npz.notes.part").write_bytes(b"somebody else's")
        assert len(os.listdir(tmp_path)) == 3
        put(path, b"whole")
        assert len(os.listdir(tmp_path)) == 3 and path.read_bytes() == b"whole"
        living.kill()
        living.wait()
    put(path, b"again")
    assert sorted(os.listdir(tmp_path)) == [".net.npz.notes.part", "net.npz"]


def test_the_file_is_on_the_disk_before_it_gets_its_name(tmp_path, monkeypatch):
    done = []
    for name in ("fsync", "replace"):
        real = getattr(os, name)
        monkeypatch.setattr(os, name, lambda *args, name=name, real=real: (done.append(name), real(*args)))
    put(tmp_path / "file", b"content")
    assert done[:2] == ["fsync", "replace"] and (os.name == "nt" or done[2:] == ["fsync"])


def test_long_names(tmp_path):
    path = tmp_path / ("n" * 250)
    put(path, b"content")
    assert path.read_bytes() == b"content"
    with pytest.raises(FileError, match=r"cannot be (written|read) \(File name too long\)\.$"):
        save(Linear(2, 2), tmp_path / ("n" * 300))


@pytest.mark.parametrize("path", [None, 5, ["net.npz"], b"net.npz", "", "a\0b"])
def test_what_is_no_name_of_a_file(path):
    for call in (save, load):
        with pytest.raises(
            (TypeError, ValueError), match=r"^path must be the name of a file, such as 'net\.npz', not "
        ):
            call(Linear(2, 2), path)


# --- npz --------------------------------------------------------------------------------------------------------------


def test_memory_is_not_taken_for_what_cannot_be_right(tmp_path):
    """A small file that promises a large array."""
    path = tmp_path / "bomb.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("params/weight.npy", "w") as member:
        np.lib.format.write_array_header_1_0(member, {"descr": "<f8", "fortran_order": False, "shape": (40, 1_000_000)})
        for _ in range(40):
            member.write(bytes(8_000_000))
    import tracemalloc

    tracemalloc.start()
    with pytest.raises(FileError, match=r"^bomb\.npz is not a model file"):
        load(Linear(2, 2), path)
    assert tracemalloc.get_traced_memory()[1] < 50_000_000
    tracemalloc.stop()


def test_arrays_may_have_as_many_bytes_as_was_said(tmp_path):
    np.savez(tmp_path / "a.npz", a=np.ones(3), b=np.ones(2, np.float32))
    with (tmp_path / "a.npz").open("rb") as file:
        assert set(read_npz(file, 32)) == {"a", "b"}
        with pytest.raises(ValueError, match=r"^its arrays would take 32 bytes, but at most 31 can be right$"):
            read_npz(file, 31)


def test_a_net_may_have_twice_the_bytes_of_the_own_one_and_no_more(tmp_path, monkeypatch):
    """float64 is read into float32; the description comes on top."""
    monkeypatch.setattr(arrays, "SLACK", 1000)
    net, wide = Linear(50, 50), Linear(50, 50, dtype=np.float64)
    save(wide, tmp_path / "wide.npz")
    np.testing.assert_allclose(load(net, tmp_path / "wide.npz").params["weight"], wide.params["weight"], rtol=1e-6)
    more = {"params/weight": np.zeros((50, 50)), "params/bias": np.zeros(50), "more": np.zeros(625)}
    write(tmp_path / "more.npz", "model", {"architecture": repr(net)}, more)
    with pytest.raises(FileError, match=r"^more\.npz is not a model file of coursecnn, or it was cut or damaged\.$"):
        load(net, tmp_path / "more.npz")


def test_what_was_changed_after_it_was_written_is_noticed(tmp_path):
    path = tmp_path / "run.ckpt"
    write(path, "checkpoint", {"epoch": 3}, {"a": np.ones(3), "b": np.zeros(2)})
    assert read(path, "checkpoint")[0] == {"format": "coursecnn 1", "kind": "checkpoint", "epoch": 3}
    with np.load(path) as file:
        whole = dict(file)
    changes = [
        {name: array for name, array in whole.items() if name != "b"},
        whole | {"a": np.array([1, 1, 2.0])},
        whole | {"a": np.ones(3, np.float32)},
        whole | {"a": np.ones((3, 1))},
        whole | {"c": np.ones(1)},
        whole | {"__info__": np.frombuffer(bytes(whole["__info__"]).replace(b": 3", b": 4"), np.uint8)},
    ]
    for changed in changes:
        with path.open("wb") as file:
            np.savez(file, **changed)
        with pytest.raises(
            FileError, match=r"^The checksum of run\.ckpt is wrong: it was changed, or .*; make it anew\.$"
        ):
            read(path, "checkpoint")


def test_open_regular_makes_no_other_kind(tmp_path):
    with open_regular(tmp_path / "new", os.O_RDWR | os.O_CREAT) as file:
        file.write(b"x")
    assert (tmp_path / "new").read_bytes() == b"x"
    (tmp_path / "usual").touch()
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "usual").stat().st_mode


@posix
def test_a_pipe_that_takes_the_place_of_a_file_meanwhile_is_not_waited_for(tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.setattr(files, "_look", lambda path: None)
    thread = threading.Thread(target=lambda: open_regular(tmp_path / "pipe").close())
    thread.start()
    thread.join(5)
    waits = thread.is_alive()
    os.close(os.open(tmp_path / "pipe", os.O_RDWR | os.O_NONBLOCK))  # who waits goes on
    thread.join()
    assert not waits


@posix
@pytest.mark.parametrize(
    "number, held", [(errno.EAGAIN, False), (errno.EACCES, False), (errno.EDEADLK, False), (errno.ENOLCK, None)]
)
def test_a_lock_of_another_and_a_disk_without_locks_are_two_things(number, held, tmp_path, monkeypatch):
    def flock(file, how):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(files.fcntl, "flock", flock)
    with (tmp_path / "a").open("wb") as file:
        assert files.lock(file) is held


@posix
def test_without_locks_only_leftovers_of_days_ago_are_removed(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "fcntl", types.SimpleNamespace())
    monkeypatch.setattr(files, "msvcrt", None)
    hours = {0: "0", 23.9: "1", 24.1: "2", 100: "3"}
    for age, digit in hours.items():
        left = tmp_path / f".net.npz.{digit * 16}.part"
        left.write_bytes(b"half")
        os.utime(left, (time.time() - 3600 * age,) * 2)
    put(tmp_path / "net.npz", b"whole")
    assert sorted(os.listdir(tmp_path)) == [f".net.npz.{digit * 16}.part" for digit in "01"] + ["net.npz"]


@pytest.mark.skipif(not os.path.exists("/proc/self/fd"), reason="nothing here says which files are open")
def test_writing_leaves_no_descriptor(tmp_path):
    before = os.listdir("/proc/self/fd")
    put(tmp_path / "net.npz", b"whole")
    assert len(os.listdir("/proc/self/fd")) == len(before)


def test_of_what_is_no_name_only_the_beginning_is_shown():
    with pytest.raises(
        TypeError, match=r"^path must be the name of a file, such as 'net\.npz', not \['a{198}\.\.\.\.$"
    ):
        load(Linear(2, 2), ["a" * 300])


@pytest.mark.parametrize("shape", [(), (0,), (2, 0)])
def test_arrays_without_numbers_and_single_numbers_are_read(tmp_path, shape):
    np.savez(tmp_path / "a.npz", x=np.ones(shape))
    with (tmp_path / "a.npz").open("rb") as file:
        assert read_npz(file, most=8)["x"].shape == shape


def test_two_arrays_of_one_name_are_refused(tmp_path):
    member = io.BytesIO()
    np.save(member, np.zeros(3))
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of zipfile, which writes it all the same
        for name in ("x.npy", "x.npy"):
            archive.writestr(name, member.getvalue())
    with (
        (tmp_path / "a.npz").open("rb") as file,
        pytest.raises(ValueError, match=r"^it has several arrays of one name$"),
    ):
        read_npz(file, most=1000)


@posix
def test_a_file_that_cannot_be_opened_leaves_no_descriptor(tmp_path, monkeypatch):
    before = len(os.listdir("/proc/self/fd")) if os.path.exists("/proc/self/fd") else None
    monkeypatch.setattr("builtins.open", lambda *args, **options: (_ for _ in ()).throw(MemoryError()))
    with pytest.raises(MemoryError):
        open_regular(__file__)
    monkeypatch.undo()
    assert before is None or len(os.listdir("/proc/self/fd")) == before


def test_files_are_opened_as_it_was_asked(tmp_path):
    (tmp_path / "a").write_bytes(b"abc")
    with open_regular(tmp_path / "a") as file:
        assert file.mode == "rb" and file.read() == b"abc"
        assert os.name == "nt" or not os.get_inheritable(file.fileno())
    with open_regular(tmp_path / "a", os.O_RDWR | os.O_APPEND) as file:
        assert file.mode == "rb+" and file.write(b"d") == 1
    assert (tmp_path / "a").read_bytes() == b"abcd"


def test_where_a_system_has_no_locks_there_is_none(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "fcntl", types.SimpleNamespace())  # as in a browser
    monkeypatch.setattr(files, "msvcrt", None)
    with (tmp_path / "a").open("wb") as file:
        assert files.lock(file) is None


def test_a_lock_of_windows_is_one_byte_far_away_and_the_place_in_the_file_stays(tmp_path, monkeypatch):
    locked = []

    def locking(number, mode, count):
        locked.append((os.lseek(number, 0, os.SEEK_CUR), mode, count))
        if len(locked) > 1:
            raise OSError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(files, "fcntl", None)
    monkeypatch.setattr(files, "msvcrt", types.SimpleNamespace(locking=locking, LK_NBLCK=2))
    with (tmp_path / "a").open("w+b", buffering=0) as file:
        file.write(b"abc")
        assert files.lock(file) is True and file.tell() == 3
        assert files.lock(file) is False and file.tell() == 3
    assert locked == [(0x7FFF0000, 2, 1)] * 2  # the same byte in all versions


def test_neither_module_of_locks_has_to_be_there(monkeypatch):
    for name in ("fcntl", "msvcrt"):
        monkeypatch.setitem(sys.modules, name, None)
    found = runpy.run_path(files.__file__)
    assert found["fcntl"] is found["msvcrt"] is None


WRITE = """
import sys
from coursecnn.storage import replacing
name = sys.argv[1]
print("before", file=getattr(sys, name), flush=True)
with replacing("/dev/" + name) as file:
    file.write(b"content\\n")
print("after", file=getattr(sys, name))
"""


@posix
@pytest.mark.parametrize("name", ["stdout", "stderr"])
def test_what_is_written_to_dev_stdout_leaves_what_was_printed(name, tmp_path):
    """Through a pipe, whose name leads to no file; and where it leads to one."""
    command = [sys.executable, "-c", WRITE, name]
    piped = getattr(subprocess.run(command, **{name: subprocess.PIPE}, check=True), name)
    with open(tmp_path / "log", "ab") as log:
        subprocess.run(command, **{name: log}, check=True)
    assert piped == (tmp_path / "log").read_bytes() == b"before\ncontent\nafter\n"
