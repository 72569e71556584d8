"""MathJax, from npm's registry: the formulas of the pages, carried by the site."""

import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from coursecnn.authoring.course import AuthoringError

PACKAGE = "mathjax@3.2.2"
FOLDER = "package/es5"
PARTS = ("tex-chtml.js", "output/chtml/fonts/woff-v2")  # TeX in, HTML out, its fonts


def bring_mathjax(folder):
    """Put the parts of MathJax that pages ask for into ``folder``, with its licence.

    Raises
    ------
    AuthoringError
        Without npm, or where npm's registry has no answer.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise AuthoringError("The site's formulas come from npm: install Node (https://nodejs.org), which brings npm.")
    with tempfile.TemporaryDirectory() as beside:
        done = subprocess.run([npm, "pack", "--silent", PACKAGE], cwd=beside, capture_output=True, text=True)
        if done.returncode:
            raise AuthoringError(f"npm could not bring {PACKAGE}: {done.stderr.strip()}")
        (archive,) = Path(beside).glob("*.tgz")
        with tarfile.open(archive) as package:
            package.extractall(beside, filter="data")
        for part in PARTS:
            source, target = Path(beside, FOLDER, part), folder / part
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copytree(source, target) if source.is_dir() else shutil.copyfile(source, target)
        shutil.copyfile(Path(beside, "package", "LICENSE"), folder / "LICENSE")
