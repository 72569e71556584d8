"""The walls around a notebook: ``bwrap``, started as an ordinary user, and what is said where it cannot be."""

import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from .bytecode import write_bytecode
from .ender import Ender
from .places import SYSTEM, covered_places, data_places, open_places
from .places import paths as python_paths
from .seccomp import seccomp_filter

MEGABYTE = 1 << 20
DISK, SHARED = 128 * MEGABYTE, 16 * MEGABYTE  # of /tmp, the only place to write, and of shared memory
PROGRAMS = "/usr/bin:/bin:/usr/sbin:/sbin"
INSTALL = "install the package bubblewrap (Debian, Ubuntu: apt install bubblewrap; Fedora: dnf install bubblewrap)"
WITHOUT = "or call grade with --without-sandbox, and marks can be forged"
CAPTURED = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
FORBIDDEN = (  # what bwrap or unshare says where namespaces are switched off, or kept for some programs
    "Creating new namespace failed", "No permissions to create", "setting up uid map", "Operation not permitted",
)  # fmt: skip
ALLOW = "let it make user namespaces, as TEACHING.md tells"
AS_ANOTHER = """\
set -e
stage=$1 user=$2 group=$3 number=0
shift 3
mount -t tmpfs -o mode=755 none "$stage"
while [ "$1" != -- ]; do
    if [ -d "$1" ]; then mkdir "$stage/$number"; else : > "$stage/$number"; fi
    mount --bind "$1" "$stage/$number"
    number=$((number + 1))
    shift
done
shift
exec setpriv --reuid "$user" --regid "$group" --clear-groups "$@"
"""


class NoWalls(Exception):
    """There can be no walls on this machine; the message is one sentence that says why, and what mends it."""


class Walls:
    """How processes are started behind walls.

    Parameters
    ----------
    closed : list of Path
        Folders and files of the class and of the teacher, which no notebook may read.

    Raises
    ------
    NoWalls
    """

    def __init__(self, closed=()):
        if sys.platform != "linux":
            raise NoWalls(f"On this system nothing keeps a notebook from your files: grade in a container, {WITHOUT}.")
        self._program = shutil.which("bwrap", path=PROGRAMS)
        if self._program is None:
            raise NoWalls(f"There is no program bwrap, which keeps notebooks from your files: {INSTALL}, {WITHOUT}.")
        self._filter = seccomp_filter()
        if self._filter is None:
            raise NoWalls(f"Walls are known for x86-64 and ARM64 only, not for this processor: {WITHOUT[3:]}.")
        self._covered, self._opened = covered_places(closed)
        self._shown = [*open_places(), *data_places()]
        self._stage = ""
        if os.getuid() == 0:  # root in there could change the machine's settings
            self._stage = tempfile.mkdtemp(prefix="coursecnn-walls-", dir="/tmp")
            os.chmod(self._stage, 0o755)
        self._ender = Ender({"PATH": PROGRAMS}, self._stage)
        try:
            self._try()
        except BaseException:
            self.close()
            raise

    def start(self, command, **pipes):
        """Start a command: ``(process, number)`` of ``bwrap``, and of the first process behind the walls."""
        info, told = os.pipe()
        rules = _file_of(self._filter)
        arguments = _file_of(b"\0".join(map(os.fsencode, self._arguments(rules, told))))
        try:
            process = subprocess.Popen(
                [*self._as_another(), self._program, "--args", str(arguments), "--", *command],
                env={"PATH": PROGRAMS}, cwd="/", pass_fds=[rules, arguments, told], start_new_session=True, **pipes,
            )  # fmt: skip
        except BaseException:
            os.close(info)
            raise
        finally:
            for number in (rules, arguments, told):
                os.close(number)
        self._ender.begun(process.pid)
        return process, _read_number(info)

    def wait(self, process):
        """Wait for the end of what ``start`` began."""
        process.wait()
        self._ender.ended(process.pid)

    def close(self):
        """End what is left, and remove what was needed for starting."""
        self._ender.close()

    def _as_another(self):
        """As root: what starts the walls as nobody, who reads through a stage even what lies in root's home."""
        if not self._stage:
            return []
        import pwd

        nobody = pwd.getpwnam("nobody")
        identity = [self._stage, str(nobody.pw_uid), str(nobody.pw_gid)]
        return ["unshare", "--mount", "sh", "-c", AS_ANOTHER, "sh", *identity, *map(str, self._shown), "--"]

    def _arguments(self, rules, told):
        source = {place: place for place in self._shown}
        if self._stage:
            source = {place: Path(self._stage, str(number)) for number, place in enumerate(self._shown)}
        opened = [item for path in self._opened for item in ("--ro-bind", _within(path, source), path)]
        return [
            "--unshare-all", "--unshare-user", "--disable-userns", "--uid", "1000", "--gid", "1000",
            "--hostname", "room", "--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL",
            *_system(),
            "--proc", "/proc", "--dev", "/dev", *_tmpfs("/dev/shm", SHARED), *_tmpfs("/tmp", DISK),
            *(item for place in self._shown for item in ("--ro-bind", source[place], place)),
            *(item for path in self._covered for item in _cover(path)),
            *opened,
            *(item for path in self._covered if path.is_dir() for item in ("--remount-ro", path)),
            *(item for name, value in self._variables().items() for item in ("--setenv", name, value)),
            "--chdir", "/tmp", "--remount-ro", "/dev", "--remount-ro", "/proc", "--remount-ro", "/",
            "--seccomp", str(rules), "--info-fd", str(told),
        ]  # fmt: skip

    def _variables(self):
        data = {name: os.environ[name] for name in ("COURSECNN_DATA", "COURSECNN_QUICK") if os.environ.get(name)}
        libraries = {"LD_LIBRARY_PATH": os.path.join(sys.base_prefix, "lib")} if sys.base_prefix != "/usr" else {}
        arenas = {"MALLOC_ARENA_MAX": "2"}  # each thread's own would reserve 64 MB of what a notebook may have
        return {"PATH": "/usr/bin", "HOME": "/tmp", "USER": "student", "LANG": "C.UTF-8", **arenas, **libraries, **data}

    def _try(self):
        """Run Python behind these walls once: it is the only way to know that they can be had."""
        write_bytecode(python_paths())
        code = f"import sys; sys.path[:0] = {python_paths()!r}; import numpy, IPython, coursecnn"
        process, _ = self.start([sys.executable, "-I", "-c", code], stdin=subprocess.DEVNULL, **CAPTURED)
        _, errors = process.communicate()
        self.wait(process)
        if process.returncode == 0:
            return
        last = (errors.decode(errors="replace").strip().splitlines() or ["no reason given"])[-1]
        if any(text in last for text in FORBIDDEN):
            raise NoWalls(f"bwrap is not allowed to make walls here ({last}): {ALLOW}, {WITHOUT}.")
        raise NoWalls(f"Python does not start behind walls ({last}): {WITHOUT[3:]}.")


def _system():
    """The system's own programs and libraries, to read."""
    arguments = ["--ro-bind", "/usr", "/usr"]
    for name in ("/bin", "/sbin", "/lib", "/lib32", "/lib64"):
        if os.path.islink(name):
            arguments += ["--symlink", os.readlink(name), name]
        elif os.path.isdir(name):
            arguments += ["--ro-bind", name, name]
    return arguments + [item for path in SYSTEM for item in ("--ro-bind-try", path, path)]


def _tmpfs(path, size):
    return ["--size", str(size), "--perms", "1777", "--tmpfs", path]


def _cover(path):
    return (
        ["--size", "65536", "--perms", "0555", "--tmpfs", path] if path.is_dir() else ["--ro-bind", "/dev/null", path]
    )


def _within(path, source):
    """Where a path can be reached from outside, through the place that it lies in."""
    place = next(place for place in source if place == path or place in path.parents)
    return source[place] / path.relative_to(place)


def _file_of(data):
    """A descriptor to read from."""
    number = os.memfd_create("walls")
    os.write(number, data)
    os.lseek(number, 0, os.SEEK_SET)
    return number


def _read_number(info):
    """The number of the first process behind the walls, which ``bwrap`` tells; None where it did not start."""
    text = b""
    try:
        while b"}" not in text and select.select([info], [], [], 30)[0]:
            part = os.read(info, 4096)
            if not part:
                break
            text += part
    finally:
        os.close(info)
    try:
        return int(json.loads(text)["child-pid"])
    except (ValueError, KeyError, TypeError):
        return None
