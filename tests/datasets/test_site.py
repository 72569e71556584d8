"""Files that a browser's Python gets from the web site, with JavaScript's part played by a module of ours."""

import gzip
import hashlib
import sys
import types

import pytest

from coursecnn.datasets import digits, site
from coursecnn.datasets.dataset import DatasetError

CONTENTS = b"digits"
CHECKSUM = f"sha256:{hashlib.sha256(CONTENTS).hexdigest()}"


@pytest.fixture
def served(monkeypatch):
    """``{address: body}``, what the site answers."""
    files = {}

    class Request:
        new = classmethod(lambda cls: cls())

        def open(self, method, url, later):
            self.url = url

        def send(self, body):
            self.status = 200 if self.url in files else 404
            self.response = types.SimpleNamespace(to_bytes=lambda: files[self.url])

    location = types.SimpleNamespace(href="http://host/course/lite/extensions/kernel/worker.js")
    monkeypatch.setattr(sys, "platform", "emscripten")
    monkeypatch.setitem(sys.modules, "js", types.SimpleNamespace(XMLHttpRequest=Request, location=location))
    return files


def test_a_file_comes_from_the_site_of_the_page(served):
    served["http://host/course/lite/data/a.gz"] = gzip.compress(CONTENTS)
    assert gzip.decompress(site.fetch("a", CHECKSUM)) == CONTENTS


PACKED = gzip.compress(CONTENTS)
OTHERS = {"others": gzip.compress(b"others"), "no gzip": b"no gzip", "cut": PACKED[:-4]}
OTHERS["broken"] = PACKED[:10] + bytes([255]) * len(PACKED[10:])


@pytest.mark.parametrize("body", OTHERS.values(), ids=OTHERS)
def test_another_file_is_refused(served, body):
    served["http://host/course/lite/data/a.gz"] = body
    with pytest.raises(DatasetError, match=r"^what the site sent for a is not the file, by its checksum$"):
        site.fetch("a", CHECKSUM)


def test_a_site_without_it_is_told(served):
    with pytest.raises(DatasetError, match=r"^this site does not carry a\.gz$"):
        site.fetch("a", CHECKSUM)


def test_the_address_of_the_site(served, monkeypatch):
    assert site.address() == "http://host/course"
    sys.modules["js"].location.href = "http://host/elsewhere/worker.js"
    assert site.address() is None
    monkeypatch.setattr(sys, "platform", "linux")
    sys.modules["js"].location.href = "http://host/course/lite/worker.js"
    assert site.address() is None
    with pytest.raises(DatasetError, match="no site to ask for a"):
        site.ask("a")


@pytest.fixture
def few(monkeypatch, tmp_path):
    """Few drawn digits, and an empty cache; ``few`` counts how often they were drawn."""
    drawn, real = [], digits._draw
    monkeypatch.setattr(digits, "TRAIN", 50)
    monkeypatch.setattr(digits, "TEST", 20)
    monkeypatch.setattr(digits, "_draw", lambda: drawn.append(1) or real())
    monkeypatch.setenv("COURSECNN_CACHE", str(tmp_path / "cache"))
    return drawn


def test_drawn_digits_come_from_the_site(few, served, tmp_path, monkeypatch):
    digits.pack(tmp_path / "digits.npz")
    expected, packed = digits.load(), (tmp_path / "digits.npz").read_bytes()
    assert few == [1]
    monkeypatch.setenv("COURSECNN_CACHE", str(tmp_path / "another"))
    served["http://host/course/lite/data/digits.npz"] = packed
    found = digits.load()
    assert few == [1] and len(found.x_train) == 50
    for name in ("x_train", "y_train", "x_test", "y_test"):
        assert (getattr(found, name) == getattr(expected, name)).all()
    served.clear()
    digits.load()  # it is kept
    assert few == [1]


@pytest.mark.parametrize("body", [None, b"no digits"], ids=["not there", "others"])
def test_without_the_sites_digits_they_are_drawn(few, served, body):
    if body is not None:
        served["http://host/course/lite/data/digits.npz"] = body
    assert len(digits.load().x_train) == 50 and few == [1]
