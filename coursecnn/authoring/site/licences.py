"""The page of licences: what the site carries, by whom, under which terms."""

from importlib import metadata

CARRIED = {
    "sphinx": "the pages' search",
    "sphinx-book-theme": "the pages' looks",
    "pydata-sphinx-theme": "the pages' looks",
    "myst-nb": "the looks of the cells",
}

LIVE = {
    "jupyterlite-core": "JupyterLab and Notebook as files",
    "jupyterlite-pyodide-kernel": "Python as their kernel, with its packages piplite, pyodide_kernel and ipykernel",
    "ipywidgets": "sliders",
    "jupyterlab-widgets": "sliders",
    "anywidget": "the labs' drawings",
    "psygnal": "needed by anywidget",
    "comm": "needed by ipywidgets",
    "tqdm": "progress bars",
    "typing-extensions": "needed by anywidget",
}
RUNTIME = (  # the packages of Pyodide's release that the site carries
    "Pyodide | 0.27.7 | Python in the browser | MPL-2.0",
    "CPython and its standard library | 3.12.7 | Python | PSF-2.0",
    "NumPy | 2.0.2 | arrays | BSD-3-Clause",
    "matplotlib, contourpy, kiwisolver, cycler, pyparsing, fonttools, pillow | as in Pyodide | figures | "
    "PSF based, BSD-3-Clause, BSD-3-Clause, BSD-3-Clause, MIT, MIT, HPND",
    "IPython, traitlets, jedi, parso, prompt-toolkit, pygments, decorator, stack-data, executing, asttokens, "
    "pure-eval, wcwidth, matplotlib-inline | as in Pyodide | the kernel | "
    "BSD-3-Clause, MIT, BSD-2-Clause, Apache-2.0 (asttokens)",
    "threadpoolctl, packaging, micropip, python-dateutil, six | as in Pyodide | packages | "
    "BSD-3-Clause, Apache-2.0 or BSD-2-Clause, MPL-2.0, Apache-2.0 and BSD-3-Clause, MIT",
    "OpenSSL, SQLite | as in Pyodide | needed by Python | OpenSSL licence, public domain",
)

CHANGED = """\
The files of Pyodide's release were compared with its checksums, and then changed, so that a page is ready sooner:
Python files became bytecode, and what has no use here was left out: jedi's stubs for Python 2 and for packages that
are not here, matplotlib's example data and its fonts for PDF, `numpy.f2py` and NumPy's headers, tests of ipywidgets,
and the front ends of widgets in Python's packages, which the page has itself. coursecnn keeps its source; that of all
others lies where they come from: [Pyodide 0.27.7](https://github.com/pyodide/pyodide/tree/0.27.7), which names the
source of each of its packages, [CPython 3.12.7](https://github.com/python/cpython/tree/v3.12.7), and
Python's package index under the names and versions above."""


def licences_page(root):
    """The page, in Markdown."""
    own = (root / "LICENSE").read_text(encoding="utf-8")
    lines = ["# Licences", "", "What this site carries, and under which terms.", ""]
    lines += ["## The course and its package", "", "```text", own.strip(), "```", "", "## The pages", ""]
    lines += ["| what | version | for | licence |", "| --- | --- | --- | --- |"]
    lines += [f"| {name} | {metadata.version(name)} | {use} | {licence(name)} |" for name, use in CARRIED.items()]
    lines += [
        "| MathJax | 3.2.2 | formulas | [Apache-2.0](_static/mathjax/LICENSE) |",
        "| Font Awesome Free | as in pydata-sphinx-theme | icons | icons CC BY 4.0, fonts SIL OFL 1.1, code MIT |",
        "",
        "## Notebooks that run in the browser",
        "",
        "| what | version | for | licence |",
        "| --- | --- | --- | --- |",
        *(f"| {name} | {metadata.version(name)} | {use} | {licence(name)} |" for name, use in LIVE.items()),
        *(f"| {line} |" for line in RUNTIME),
        "",
        CHANGED,
        "",
    ]
    return "\n".join(lines)


def licence(name):
    """The licence of an installed package, as its metadata names it."""
    about = metadata.metadata(name)
    classifiers = [line.rsplit(" :: ", 1)[1] for line in about.get_all("Classifier", []) if line.startswith("License")]
    return about.get("License-Expression") or ", ".join(classifiers) or about.get("License", "see its package")
