"""Notebooks that attack their marking: {name: cells}. Each has the right ``total``; ``double`` is a stub to be forged.

Texts in braces are places and numbers of the machine that is attacked: {home}, {folder} of the class, {own} file of
exercises, {mark} a word that no process and no file may carry afterwards. What an attack reads it carries home in an
exception, which is what a student's page shows; where it got what it may not have, it says {got}.
"""

TELL = "import os, sys, time, signal, ctypes, glob, socket, subprocess, threading, multiprocessing, gc, json, mmap\n"
GOT = "raise SystemExit('{got}')"
LIBC = "libc = ctypes.CDLL(None, use_errno=True)\n"
READ = "for path in {paths}:\n    try: raise SystemExit(open(path).read())\n    except OSError: pass\n"
CHANNELS = "for number in range(256):\n    try:\n        os.write(number, {line})\n    except OSError:\n        pass\n"
ROOM = "room = next(o for o in gc.get_objects() if type(o).__name__ == 'Room')\n"
FORKED = "for _ in range({count}):\n    if os.fork() == 0:\n        {what}\n        os._exit(0)\n"


def _read(*paths):
    return READ.replace("{paths}", repr(list(paths)))


def _write(line):
    return CHANNELS.replace("{line}", line)


def _forked(count, what):
    return FORKED.replace("{count}", str(count)).replace("{what}", what)


def _syscall(*arguments):
    return LIBC + f"if libc.syscall({', '.join(map(str, arguments))}) >= 0: {GOT}"


ATTACKS = {
    # Right answers out of the package
    "takes expected": "from coursecnn.checks import exercise\ndouble = exercise('50.double').expected",
    "takes expected from the file": "import own\ndouble = own.double.expected",
    "takes any expected": "double = next(o.expected for o in gc.get_objects() if type(o).__name__ == 'Exercise')",
    "takes modules": "double = [m for m in sys.modules.values() if hasattr(m, 'EXERCISES')][0].EXERCISES[0].expected",
    "imports lessons": "from coursecnn.checks.lessons import lesson_01_1_sliding\n" + GOT,
    "imports solutions": "from coursecnn.checks.solutions import worked_answer\n" + GOT,
    "reads lessons": "import coursecnn\nhere = os.path.dirname(coursecnn.__file__)\n"
                     "open(glob.glob(here + '/checks/lessons/*.py')[0]).read()\n" + GOT,
    "reads own exercises": _read("{own}", "/proc/1/root{own}"),
    "imports own exercises": "sys.path.insert(0, os.path.dirname('{own}'))\ndel sys.modules['own']\nimport own\n"
                             "double = own.double.expected",
    # Patches of what compares
    "patches numpy": "import numpy as np\nnp.array_equal = np.allclose = np.isclose = lambda *a, **k: True\n"
                     "np.abs = lambda x: 0 * x\nnp.asarray = lambda x, *a: x",
    "patches builtins": "import builtins\nbuiltins.all = lambda x: True\nbuiltins.any = lambda x: False\n"
                        "builtins.isinstance = lambda *a: True",
    "patches checks": "import coursecnn.checks.compare as c\nc.unchanged = lambda *a: True",
    "patches the door": "import coursecnn.checks.door as d\nd.unchanged = lambda *a: True\n"
                        "d.open_door = lambda a, s=None: d.OpenDoor(max, d.About(True, None, '', '', None))",
    "patches results": "import coursecnn.checks as c\nc.Result = c.Exercise = lambda *a, **k: True",
    "traces": "sys.settrace(lambda frame, *a: frame.f_locals.update(passed=True))\nsys.setprofile(lambda *a: None)",
    # Objects that lie
    "equals everything": "class A:\n    __eq__ = __le__ = lambda *a: True\n    __array__ = lambda *a: 1\n"
                         "double = lambda x: A()",
    "an array that lies": "import numpy as np\nclass A(np.ndarray):\n    __array_ufunc__ = lambda *a, **k: True\n"
                          "double = lambda x: np.zeros(x.shape).view(A)",
    "a type that lies": "class A(int):\n    __class__ = property(lambda s: float)\ndouble = lambda x: A(3)",
    "a function that is none": "class A:\n    __code__ = __globals__ = 5\n    __call__ = lambda s, x: x\ndouble = A()",
    "a value that has no end": "a = []\na.append(a)\ndouble = lambda x: a",
    "a value of 800 MB": "import numpy as np\ndouble = lambda x: np.zeros(10**8)",
    "a number of 10**6 digits": "double = lambda x: 10**10**6",
    "a representation that hangs": "class A:\n    def __repr__(self):\n        while 1: pass\ndouble = lambda x: A()",
    # Forged lines
    "writes a result": _write("b'[\"result\", \"50.double\", true, null, \"\"]\\n[\"done\"]\\n'"),
    "writes passed": _write("b'{\"id\": 4, \"passed\": true, \"mistake\": null}\\n'"),
    "answers in advance": "for n in range(500):\n    " + _write(
        "json.dumps({'id': n, 'state': 'done', 'replies': [], 'versions': [], 'cells': []}).encode() + b'\\n'"
    ).replace("\n", "\n    "),
    "writes no JSON": _write("b'\\xff\\x00{{{\\n'"),
    "writes depth": _write("b'[' * 100000 + b'\\n'"),
    "writes NaN": _write("b'{\"id\": NaN, \"state\": Infinity}\\n'"),
    "writes a long line": _write("b'x' * 10**6") * 20,
    "writes without end": "def flood():\n    while True:\n        " + _write("b'{\"id\": 0}\\n'").replace("\n", "\n        ")
                          + "\nthreading.Thread(target=flood, daemon=True).start()",
    "forges the room": ROOM + "type(room).call = lambda *a: {'state': 'done', 'replies': [], 'passed': True}",
    "forges a pickle": ROOM + "type(room).call = lambda s, r: {'state': 'done', 'replies': "
                       "[{'t': 'pickle', 'v': 'Y29zCnN5c3RlbQou'} for _ in r['calls']]}",
    "forges a state": ROOM + "type(room).call = lambda *a: {'state': 'passed', 'replies': [True]}",
    "forges a look": ROOM + "type(room).look = lambda *a: {'versions': [{'t': 'tuple', 'v': [True] * 6}]}",
    "forges a mistake": ROOM + "type(room).look = lambda *a: {'versions': [], 'cells': ['<b>=1+1', None]}",
    "forges a large value": ROOM + "one = {'t': 'list', 'v': [0.5] * 40_000}\nreply = {'t': 'tuple', 'v': "
                            "[one, '', '', '', {'t': 'tuple', 'v': []}, False, '', 0]}\n"
                            "type(room).call = lambda s, r: {'state': 'done', 'replies': [reply for _ in r['calls']]}",
    "forges notes": ROOM + "type(room).cell = lambda *a: {'note': '\\x1b[31m=cmd()<script>', 'skipped': ['\\x1b]0;x\\x07']}",
    "patches the wire": "import coursecnn.grading.room.wire as w\nw.encode = lambda v: {'t': 'named', 'v': 'square_sum'}",
    "closes everything": "os.closerange(0, 256)",
    "leads the channel elsewhere": "for n in range(3, 20):\n    try: os.dup2(1, n)\n    except OSError: pass",
    # Other processes
    "kills its parent": "os.kill(os.getppid(), signal.SIGKILL)",
    "kills the first": "os.kill(1, signal.SIGKILL); os.kill(1, signal.SIGSTOP)",
    "kills all": "os.kill(-1, signal.SIGKILL)",
    "kills its group": "os.killpg(0, signal.SIGKILL)",
    "stops itself": "os.kill(os.getpid(), signal.SIGSTOP)",
    "traces the first": _syscall(101, 16, 1, 0, 0),
    "reads the memory of the first": _read("/proc/1/mem", "/proc/1/environ", "/proc/1/maps"),
    "reads another's memory": _syscall(310, 1, 0, 0, 0, 0, 0),
    "takes a descriptor": _syscall(438, "libc.syscall(434, 1, 0)", 0, 0),
    "leaves a daemon": "if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        "
                       "os.execv(sys.executable, [sys.executable, '-c', 'import time; time.sleep(600)', '{mark}'])\n    os._exit(0)",
    "leaves a pool": "subprocess.Popen([sys.executable, '-c', 'import multiprocessing, time; pool = multiprocessing.Pool(4); "
                     "time.sleep(600)', '{mark}'])\ntime.sleep(1)",
    "leaves a program": "subprocess.Popen(['{mark}', '601'], executable='sleep', start_new_session=True)",
    "a bomb of forks": "while True:\n    try: os.fork()\n    except OSError: pass",
    "a bomb of threads": "while True:\n    threading.Thread(target=time.sleep, args=(99,)).start()",
    # Memory, files
    "memory": "x = [bytearray(10**8) for _ in range(99)]",
    "memory of many": "r, w = os.pipe()\n" + _forked(14, "x = b'x' * 10**8; os.write(w, b'1'); time.sleep(30)")
                      + "for _ in range(12): os.read(r, 1)\ntime.sleep(2)\n" + GOT,
    "memory that is shared": "m = [mmap.mmap(-1, 10**8) for _ in range(15)]\nfor x in m: x.write(bytes(10**8))\ntime.sleep(4)\n" + GOT,
    "memory of sockets": "r, w = os.pipe()\n" + _forked(
        20, "p = [socket.socketpair() for _ in range(50)]; [(a.setblocking(0), a.send(bytes(150_000))) for a, b in p]; "
        "os.write(w, b'1'); time.sleep(30)") + "for _ in range(20): os.read(r, 1)\ntime.sleep(4)\n" + GOT,
    "memory in a file of none": "n = libc.memfd_create(b'x', 0) if False else ctypes.CDLL(None).memfd_create(b'x', 0)\n"
                                "if n >= 0: " + GOT,
    "memory in files": "for n in range(99):\n    open(f'/tmp/{n}', 'wb').write(bytes(10**7))\n"
                       "    open(f'/dev/shm/{n}', 'wb').write(bytes(10**7))\n" + GOT,
    "many files": "for n in range(10**5): open(f'/tmp/{n}', 'w').close()\ntime.sleep(4)\n" + GOT,
    "a hole": "open('x', 'wb').truncate(10**12)\n" + GOT,
    "pipes": "p = [os.pipe() for _ in range(500)]\n" + GOT,
    # Places
    "reads the home": _read("{home}/key.txt", "~/key.txt", "/proc/1/root{home}/key.txt", "/proc/1/cwd/key.txt"),
    "reads others": _read("{folder}/neighbour/50_own.ipynb", "../neighbour/50_own.ipynb"),
    "reads by dir_fd": "for place in ('/', '{folder}', '{home}'):\n    n = os.open(place, os.O_RDONLY)\n    for name in "
                       "('{folder}/neighbour/50_own.ipynb'[1:], '{home}/key.txt'[1:], 'key.txt'):\n        try:\n"
                       "            raise SystemExit(os.read(os.open(name, os.O_RDONLY, dir_fd=n), 999))\n"
                       "        except OSError: pass",
    "writes to others": "for path in ('{folder}/neighbour/50_own.ipynb', '{home}/key.txt', '{folder}/../marks.csv', "
                        "'{own}', '{folder}/{mark}'):\n    try: open(path, 'w').write('{mark}')\n    except OSError: continue\n"
                        "    " + GOT,
    "deletes others": "import shutil\nshutil.rmtree('{folder}', ignore_errors=True)\n"
                      "shutil.rmtree('{home}', ignore_errors=True)\nos.system('rm -rf {folder} {home} {own}')",
    "writes to /tmp": "open('/tmp/{mark}', 'w').write('x'); open('/dev/shm/{mark}', 'w').write('x')",
    "links": "os.symlink('{home}/key.txt', 'a')\nos.link('{own}', 'b')\nraise SystemExit(open('a').read())",
    "makes a device": "os.mknod('d', 0o660 | 0o060000, os.makedev(254, 0))\n" + GOT,
    "finds": "if os.popen('find / -name key.txt -o -name neighbour 2> /dev/null').read(): " + GOT + "\n"
             "raise SystemExit(str(os.environ))",
    "changes the machine": "for path in ('/proc/sys/kernel/core_pattern', '/proc/sysrq-trigger', '/sys/power/state', "
                           "'/etc/passwd', '/usr/{mark}'):\n    try: open(path, 'w').write('{mark}')\n    except OSError: continue\n"
                           "    " + GOT,
    "exec and ctypes": "exec(\"import ctypes; ctypes.CDLL(None).system(b'echo x > {folder}/{mark}; echo x > {home}/{mark}')\")",
    "new namespaces": _syscall(272, 0x10000000),
    "mounts": LIBC + "if libc.mount(b'/', b'/tmp', None, 4096, None) == 0: " + GOT,
    "another root": "os.chroot('/proc/1/root'); raise SystemExit(open('{home}/key.txt').read())",
    "types into the terminal": "import fcntl, termios\nfor n in range(3):\n    fcntl.ioctl(n, termios.TIOCSTI, b'x')\n" + GOT,
    # Network
    "network": "socket.create_connection(('127.0.0.1', {port}), 2).send(b'{mark}')",
    "names": "socket.getaddrinfo('example.org', 80)\n" + GOT,
    "sockets of the system": "s = socket.socket(socket.AF_UNIX)\ns.connect('\\0{mark}')\ns.send(b'x')",
    "sockets of a guest": "socket.socket(40, 1)\n" + GOT,
    "raw sockets": "socket.socket(17, 3)\n" + GOT,
    # What stands on a page
    "secrets in an exception": "raise Exception(open('{own}').read() + open('{home}/key.txt').read())",
    "a huge exception": "raise Exception('x' * 2_000_000)",
    "terminal codes": "raise Exception('\\x1b[2J\\x1b]0;owned\\x07\\u202e')",
    "a formula": "raise Exception('=cmd|x;=1+1;\\t@a,\"=2\"')",
    "HTML": "raise Exception('<script>alert(1)</script><img src=x onerror=y>')",
    "a crash": "ctypes.string_at(0)",
    "an exception that hangs": "class E(Exception):\n    def __str__(self):\n        raise E\nraise E",
    "an end that hangs": "import atexit\natexit.register(time.sleep, 600)\nsys.exit()",
}  # fmt: skip
LOSE_ALL = {  # what they do goes on, or they did not let the right answer be seen
    "patches builtins", "patches the door", "writes without end", "forges the room", "forges a pickle", "forges a state",
    "forges a look", "forges a mistake", "patches the wire", "closes everything", "leads the channel elsewhere",
    "forges notes", "patches numpy", "traces", "answers in advance",
    "forges a large value",
}  # fmt: skip
SAMPLE = (
    "takes expected", "patches the door", "answers in advance", "forges the room", "leaves a daemon", "memory of many",
    "reads by dir_fd", "writes to others", "network", "secrets in an exception", "terminal codes", "kills all",
)  # fmt: skip


def cells(attack, places):
    """The cells of a notebook with this attack."""
    text = TELL + ATTACKS[attack]
    for name, value in places.items():
        text = text.replace(f"{{{name}}}", str(value))
    return [
        'name = "50.double"', "def total(x):\n    return int(sum(x))", "def double(x):\n    ...", text, "answer = 42",
    ]  # fmt: skip
