"""Files that a browser's Python gets from the web site, with JavaScript's part played by a module of ours."""

import gzip
import hashlib
import sys
import types

import pytest

from coursecnn.datasets import site
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
    monkeypatch.setitem(sys.modules, "js", types.SimpleNamespace(XMLHttpRequest=Request, location=location))
    return files


def test_a_file_comes_from_the_site_of_the_page(served):
    served["http://host/course/lite/data/a.gz"] = gzip.compress(CONTENTS)
    assert gzip.decompress(site.fetch("a", CHECKSUM)) == CONTENTS


@pytest.mark.parametrize(
    "body", [gzip.compress(b"others"), b"no gzip", gzip.compress(CONTENTS)[:-4]], ids=["others", "no gzip", "cut"]
)
def test_another_file_is_refused(served, body):
    served["http://host/course/lite/data/a.gz"] = body
    with pytest.raises(DatasetError, match=r"^what the site sent for a is not the file, by its checksum$"):
        site.fetch("a", CHECKSUM)


def test_a_site_without_it_is_told(served):
    with pytest.raises(DatasetError, match=r"^this site does not carry a$"):
        site.fetch("a", CHECKSUM)
