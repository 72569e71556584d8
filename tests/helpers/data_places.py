"""Small data sets, and the places where they can lie: a folder, a cache, a web server on this machine."""

import contextlib
import gzip
import hashlib
import http.server
import socket
import struct
import threading
from dataclasses import replace

import numpy as np

from coursecnn.datasets import catalog, digits, idxsets
from coursecnn.datasets.catalog import IdxFile

SHAPES = {
    "train-images-idx3-ubyte": (12, 28, 28),
    "train-labels-idx1-ubyte": (12,),
    "t10k-images-idx3-ubyte": (5, 28, 28),
    "t10k-labels-idx1-ubyte": (5,),
}


def idx_bytes(array):
    """An IDX file, written from the description of the format."""
    return struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.tobytes()


def small_arrays(seed):
    rng = np.random.default_rng(seed)
    return {
        name: rng.integers(0, 256 if len(shape) == 3 else 10, shape, dtype=np.uint8) for name, shape in SHAPES.items()
    }


def small_set(kind, files, mirrors=()):
    """``kind`` with the sizes and checksums of small files, in the algorithms of the original."""

    def described(file):
        data = files[file.name]
        return IdxFile(
            file.name,
            SHAPES[file.name],
            catalog.digest(data, file.contents),
            "sha256:" + hashlib.sha256(gzip.compress(data, mtime=0)).hexdigest(),
        )

    return replace(kind, files=tuple(described(file) for file in kind.files), mirrors=tuple(mirrors))


class Place:
    """A small MNIST and a small Fashion-MNIST, an empty cache, no folder given, and no mirrors but ours."""

    def __init__(self, monkeypatch, tmp_path):
        self.monkeypatch = monkeypatch
        self.arrays = small_arrays(1)
        self.files = {name: idx_bytes(array) for name, array in self.arrays.items()}
        self.fashion = {name: idx_bytes(array) for name, array in small_arrays(2).items()}
        self.cache = tmp_path / "cache"
        self.data = tmp_path / "data"
        monkeypatch.setenv("COURSECNN_CACHE", str(self.cache))
        monkeypatch.delenv("COURSECNN_DATA", raising=False)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setattr(idxsets, "PATIENCE", 30)
        monkeypatch.setattr(digits, "TRAIN", 30)
        monkeypatch.setattr(digits, "TEST", 20)
        self.use_mirrors(closed_port())

    def use_mirrors(self, *mirrors):
        self.monkeypatch.setitem(catalog.SETS, "mnist", small_set(catalog.MNIST, self.files, mirrors))
        self.monkeypatch.setitem(catalog.SETS, "fashion-mnist", small_set(catalog.FASHION, self.fashion, mirrors))

    def give(self, subfolder=".", files=None, zipped=False):
        """Write files below COURSECNN_DATA."""
        self.monkeypatch.setenv("COURSECNN_DATA", str(self.data))
        folder = self.data / subfolder
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in (self.files if files is None else files).items():
            (folder / (name + ".gz" * zipped)).write_bytes(gzip.compress(data) if zipped else data)
        return folder

    def is_mnist(self, data):
        """The Dataset holds the small MNIST."""
        expected = list(self.arrays.values())
        np.testing.assert_array_equal(data.x_train, expected[0][:, None])
        np.testing.assert_array_equal(data.y_train, expected[1])
        np.testing.assert_array_equal(data.x_test, expected[2][:, None])
        np.testing.assert_array_equal(data.y_test, expected[3])
        assert data.name == "mnist" and data.classes == 10
        assert data.x_train.dtype == np.uint8 and data.y_train.dtype == np.intp
        return True


def closed_port():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{unused.getsockname()[1]}/"


class Mirror:
    """A web server on this machine; ``pages`` maps a file's name to bytes, ``faults`` to how it fails."""

    def __init__(self):
        self.pages, self.faults, self.asked, self.closing = {}, {}, [], threading.Event()
        mirror = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_HEAD(self):
                self.answer(with_body=False)

            def do_GET(self):
                mirror.asked.append(self.path.strip("/"))
                self.answer(with_body=True)

            def answer(self, with_body):
                name = self.path.strip("/")
                fault = mirror.faults.get(name)
                if fault == "silent":
                    mirror.closing.wait(120)
                page = mirror.pages.get(name)
                if page is None or (fault == "error" and with_body):
                    self.send_error(404 if page is None else 500)
                    return
                self.send_response(200)
                self.send_header("Content-Length", str(len(page)))
                self.end_headers()
                if with_body and fault == "dripping":
                    self.drip(page)
                elif with_body:
                    self.wfile.write(page[: len(page) // 2] if fault == "cut" else page)

            def drip(self, page):
                """A byte at a time: no wait is long, and nothing comes of it."""
                with contextlib.suppress(OSError):  # nobody waits any more
                    for byte in page:
                        self.wfile.write(bytes([byte]))
                        self.wfile.flush()
                        if mirror.closing.wait(0.02):
                            return

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.block_on_close = False
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def serve(self, files):
        self.pages = {f"{name}.gz": gzip.compress(data, mtime=0) for name, data in files.items()}

    def close(self):
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()


def one_sentence(error):
    """The message, if it is one sentence on one line."""
    text = str(error.value)
    assert text.endswith(".") and "\n" not in text and ". " not in text, text
    return text


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
