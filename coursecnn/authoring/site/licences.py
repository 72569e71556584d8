"""The page of licences: what the site carries, by whom, under which terms."""

from importlib import metadata

CARRIED = {
    "sphinx": "the pages' search",
    "sphinx-book-theme": "the pages' looks",
    "pydata-sphinx-theme": "the pages' looks",
    "myst-nb": "the looks of the cells",
}


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
    ]
    return "\n".join(lines)


def licence(name):
    """The licence of an installed package, as its metadata names it."""
    about = metadata.metadata(name)
    classifiers = [line.rsplit(" :: ", 1)[1] for line in about.get_all("Classifier", []) if line.startswith("License")]
    return about.get("License-Expression") or ", ".join(classifiers) or about.get("License", "see its package")
