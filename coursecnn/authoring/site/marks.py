"""A Sphinx extension: alt texts of stored pictures, links from lessons to the reference and the glossary, buttons."""

import hashlib
import json
import re
from base64 import b64decode
from functools import cache
from pathlib import Path, PurePosixPath

from docutils import nodes
from sphinx import addnodes

from coursecnn.authoring.site.pages import pictures
from coursecnn.authoring.site.reference import places

GLOSSARY = "notebooks/91_glossary"
LINKED = ("notebooks/", "exercises/", "solutions/")
PREFIXES = ("coursecnn.", "coursecnn.functional.", "coursecnn.layers.", "coursecnn.training.", "coursecnn.lesson.")
SHORT = {"F": "coursecnn.functional", "cnn": "coursecnn"}  # as lessons import them
NAME = re.compile(r"[A-Za-z_][\w.]*")


def setup(app):
    """Called by Sphinx."""
    app.add_config_value("coursecnn_live", "0", "env", (str,))
    app.connect("source-read", mend_folders)
    app.connect("doctree-read", mark)
    return {"parallel_read_safe": True}


def mend_folders(app, docname, content):
    """Links to folders and to the licence, which GitHub shows, lead to their first page here."""
    if docname in ("README", "CONTRIBUTING"):
        for name in ("notebooks", "exercises", "solutions"):
            content[0] = content[0].replace(f"]({name}/)", f"]({name}/00_why_convolution.ipynb)")
        content[0] = content[0].replace("](LICENSE)", "](licences.md)")


def mark(app, doctree):
    """All marks of one page."""
    docname = app.env.docname
    if docname.startswith("solutions/"):  # nearly all of their text is that of the exercises, which search finds
        app.env.metadata[docname]["nosearch"] = True
    if docname.startswith(LINKED) and (path := Path(app.srcdir, f"{docname}.ipynb")).exists():
        if app.config.coursecnn_live == "1":
            offer_running(doctree, docname)
        describe_pictures(doctree, json.loads(path.read_text(encoding="utf-8")))
        link_names(doctree, docname)
        anchor_terms(doctree) if docname == GLOSSARY else link_terms(doctree, docname, app.srcdir)


def offer_running(doctree, docname):
    """Below the title: run this notebook here, or take it home."""
    page = f"../lite/notebooks/index.html?path={docname}.ipynb"
    links = f'<a class="run-here" href="{page}">Run in the browser</a>'
    links += f'<a href="../lite/files/{docname}.ipynb" download>Download</a>'
    title = next(iter(doctree.findall(nodes.title)), None)
    if title is not None:
        title.parent.insert(1, nodes.raw("", f'<p class="run-links">{links}</p>', format="html"))


def describe_pictures(doctree, notebook):
    """Alt texts: myst-nb names a stored picture's file by the hash of its bytes."""
    known = {hashlib.sha256(b64decode(data)).hexdigest(): alt for data, alt in pictures(notebook).items()}
    for image in doctree.findall(nodes.image):
        stem = PurePosixPath(image["uri"]).stem
        if stem in known:
            image["alt"] = known[stem]


def link_names(doctree, docname):
    """``Conv2d`` and ``F.relu`` in a text lead to the reference."""
    for literal in list(doctree.findall(nodes.literal)):
        name = literal.astext().removesuffix("()")
        if (target := described(name)) and not isinstance(literal.parent, nodes.reference | addnodes.pending_xref):
            reference = addnodes.pending_xref(
                "", refdomain="py", reftype="obj", reftarget=target, refexplicit=True, refdoc=docname, refwarn=True
            )
            literal.replace_self(reference)
            reference += literal


def described(name):
    """The full name under which the reference describes what a lesson calls ``name``, or None."""
    if not NAME.fullmatch(name):
        return None
    first, _, rest = name.partition(".")
    if rest and first in SHORT:
        name = f"{SHORT[first]}.{rest}"
    known = _places()
    return next((known[full] for prefix in ("", *PREFIXES) if (full := prefix + name) in known), None)


@cache
def _places():
    return places()


def anchor_terms(doctree):
    """In the glossary each term is a target."""
    for strong in doctree.findall(nodes.strong):
        if isinstance(strong.parent.parent, nodes.entry):
            strong["ids"].append(term_id(strong.astext()))


def link_terms(doctree, docname, srcdir):
    """A term in bold, such as **pooling**, leads to its line in the glossary; once on each page."""
    linked = set()
    for strong in list(doctree.findall(nodes.strong)):
        term = strong.astext().lower()
        if term in _terms(srcdir) and term not in linked and not isinstance(strong.parent, nodes.reference):
            linked.add(term)
            up = "../" * docname.count("/")
            reference = nodes.reference("", "", refuri=f"{up}{GLOSSARY}.html#{term_id(term)}", internal=True)
            reference["classes"].append("glossary-term")
            strong.replace_self(reference)
            reference += strong


@cache
def _terms(srcdir):
    cells = json.loads(Path(srcdir, f"{GLOSSARY}.ipynb").read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells)
    return {term.lower() for term in re.findall(r"^\| \*\*(.+?)\*\*", text, re.MULTILINE)}


def term_id(term):
    """The anchor of a term."""
    return "term-" + re.sub(r"[^a-z0-9]+", "-", term.lower()).strip("-")
