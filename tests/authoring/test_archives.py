"""Archives of Python files, compiled for the browser."""

import sys
import zipfile

import pytest

from coursecnn.authoring.site.archives import LEFT_OUT, compile_archive, compile_runtime

FILES = {
    "compiled_one/__init__.py": "def where():\n    return where.__code__.co_filename\n",
    "compiled_one/data.txt": "as it was",
    "compiled_one/old.py": "print 'Python 2'\n",
    "coursecnn/readable.py": "x = 1\n",
    f"{LEFT_OUT[0]}stub.pyi": "",
    "one-1.data/data/share/front.js": "",
}


@pytest.fixture
def folder(tmp_path):
    for name in ("one-1-py3-none-any.whl", "python_stdlib.zip", "other.zip"):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            for inner, text in FILES.items():
                archive.writestr(inner, text)
    return tmp_path


def names(path):
    return zipfile.ZipFile(path).namelist()


def test_python_files_become_bytecode(folder):
    path = folder / "one-1-py3-none-any.whl"
    compile_archive(path, "/place")
    cached = f"coursecnn/__pycache__/readable.{sys.implementation.cache_tag}.pyc"
    kept = [
        "compiled_one/__init__.pyc",
        "compiled_one/data.txt",
        "compiled_one/old.py",
        "coursecnn/readable.py",
        cached,
    ]
    assert names(path) == kept
    assert zipfile.ZipFile(path).read("compiled_one/data.txt") == b"as it was"


def test_bytecode_is_imported_and_says_where_it_lies(folder, monkeypatch):
    path = folder / "one-1-py3-none-any.whl"
    compile_archive(path, "/place")
    monkeypatch.syspath_prepend(path)
    import compiled_one

    assert compiled_one.where() == "/place/compiled_one/__init__.py"


def test_bytecode_beside_a_source_is_taken_without_a_look_at_it(folder, monkeypatch):
    path = folder / "one-1-py3-none-any.whl"
    compile_archive(path, "/place")
    zipfile.ZipFile(path).extractall(folder / "unpacked")
    source = folder / "unpacked" / "coursecnn" / "readable.py"
    source.write_text("x = 2\n")
    monkeypatch.syspath_prepend(source.parent)
    import readable

    assert readable.x == 1


def test_of_a_runtime_the_library_and_the_wheels_are_compiled(folder):
    compile_runtime(folder)
    assert sorted(path.name for path in folder.iterdir()) == [
        "one-1-py3-none-any.whl",
        "other.zip",
        "python_stdlib.zip",
    ]
    assert "compiled_one/__init__.pyc" in names(folder / "python_stdlib.zip")
    assert "compiled_one/__init__.pyc" in names(folder / "one-1-py3-none-any.whl")
    assert "compiled_one/__init__.py" in names(folder / "other.zip")
    major, minor = sys.version_info[:2]
    library = zipfile.ZipFile(folder / "python_stdlib.zip").read("compiled_one/__init__.pyc")
    wheel = zipfile.ZipFile(folder / "one-1-py3-none-any.whl").read("compiled_one/__init__.pyc")
    assert f"/lib/python{major}{minor}.zip/compiled_one".encode() in library
    assert f"/lib/python{major}.{minor}/site-packages/compiled_one".encode() in wheel
