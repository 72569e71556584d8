"""Python files in archives become bytecode. Runs in the Python that reads it, as bytecode belongs to one version.

A browser's Python keeps no bytecode: what it imports as source, it compiles anew at each visit.
"""

import py_compile
import sys
import tempfile
import zipfile
from importlib.util import cache_from_source
from pathlib import Path

READABLE = ("coursecnn/",)  # what learners look into: the source stays beside its bytecode
LEFT_OUT = (
    "jedi/third_party/django-stubs/",  # half of all files: stubs for packages that the site has not, and for Python 2
    "jedi/third_party/typeshed/stdlib/2/",
    "jedi/third_party/typeshed/third_party/2",
    "matplotlib/mpl-data/fonts/afm/",  # for files in PDF with the fonts of their reader
    "matplotlib/mpl-data/fonts/pdfcorefonts/",
    "matplotlib/mpl-data/sample_data/",
    "numpy/f2py/",  # needs a compiler
    "numpy/_core/include/",
    "ipywidgets/widgets/tests/",
    "anywidget/labextension/",  # the page has the front ends of widgets itself
)
FRONT_ENDS = ".data/data/share/"


def compile_runtime(folder):
    """Compile the archives of Pyodide's folder for this Python."""
    library = "/lib/python{}{}{}"
    version = sys.version_info[:2]
    for path in sorted(Path(folder).iterdir()):
        if path.suffix == ".whl":
            compile_archive(path, library.format(version[0], ".", version[1]) + "/site-packages")
        elif path.name == "python_stdlib.zip":
            compile_archive(path, library.format(version[0], "", version[1]) + ".zip")


def compile_archive(path, place):
    """Put bytecode in the place of the Python files of an archive.

    Parameters
    ----------
    path : Path
        A wheel or another zip file; written anew.
    place : str
        The folder or archive where its files will lie: tracebacks name it.
    """
    whole = path.with_suffix(".part")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new:
        for info in old.infolist():
            if info.filename.startswith(LEFT_OUT) or FRONT_ENDS in info.filename:
                continue
            data = old.read(info)
            code = bytecode(data, f"{place}/{info.filename}") if info.filename.endswith(".py") else None
            readable = info.filename.startswith(READABLE)
            if code is None or readable:
                _add(new, info, info.filename, data)
            if code is not None:
                _add(new, info, cache_from_source(info.filename) if readable else f"{info.filename}c", code)
    whole.replace(path)


def bytecode(source, name):
    """The contents of a ``.pyc`` that is taken without a look at its source; None where this Python cannot read it."""
    with tempfile.TemporaryDirectory() as beside:
        text, compiled = Path(beside, "text.py"), Path(beside, "text.pyc")
        text.write_bytes(source)
        try:
            unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH
            py_compile.compile(text, compiled, dfile=name, doraise=True, invalidation_mode=unchecked)
        except py_compile.PyCompileError:
            return None
        return compiled.read_bytes()


def _add(archive, info, name, data):
    archive.writestr(zipfile.ZipInfo(name, info.date_time), data, zipfile.ZIP_DEFLATED)
