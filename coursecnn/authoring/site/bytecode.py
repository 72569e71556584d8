"""The runtime's packages as bytecode: compiled once, by Pyodide in Node, not at each visit."""

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

from coursecnn.authoring.course import AuthoringError

HERE = Path(__file__).parent


def bring_bytecode(folder):
    """Compile the packages of Pyodide's ``folder``; its list gets their new checksums.

    Raises
    ------
    AuthoringError
        Without Node, or where Pyodide does not run in it.
    """
    node = shutil.which("node")
    if node is None:
        raise AuthoringError("Packages for the browser are compiled in Node: install it (https://nodejs.org).")
    bring_sockets(folder)
    call = [node, HERE / "live" / "bytecode.mjs", folder, HERE / "archives.py"]
    done = subprocess.run(list(map(str, call)), capture_output=True, text=True)
    shutil.rmtree(folder / "node_modules")
    if done.returncode:
        raise AuthoringError(f"Packages for the browser could not be compiled: {done.stderr.strip()[-1000:]}")
    listed = folder / "pyodide-lock.json"
    lock = json.loads(listed.read_text(encoding="utf-8"))
    for package in lock["packages"].values():
        package["sha256"] = hashlib.sha256((folder / package["file_name"]).read_bytes()).hexdigest()
    listed.write_text(json.dumps(lock, indent=1), encoding="utf-8")


def bring_sockets(folder):
    """An empty package ``ws`` for Node: Pyodide imports it for sockets, which nobody opens."""
    place = folder / "node_modules" / "ws"
    place.mkdir(parents=True)
    (place / "package.json").write_text('{"name": "ws", "main": "index.js"}', encoding="utf-8")
    (place / "index.js").write_text("", encoding="utf-8")
