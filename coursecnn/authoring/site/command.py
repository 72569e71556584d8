"""``coursecnn site``: the course as a static web site."""

import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

from coursecnn.authoring.course import AuthoringError, find_root

NEEDED = ("sphinx", "myst_nb", "sphinx_book_theme", "numpydoc", "jupyterlite_core", "pyodide_lock", "pip")
MARK = ".coursecnn-site"  # in each folder that this command made, so that it may be made anew

EPILOG = """\
example:
  coursecnn site build/site
  python -m http.server --directory build/site
"""


def configure(parser):
    """Add the command's arguments to an ``argparse`` parser."""
    parser.epilog = EPILOG
    parser.add_argument("out", type=Path, metavar="OUT", help="the folder of the site; made anew")
    parser.add_argument(
        "--pyodide",
        type=Path,
        metavar="FOLDER",
        help="the files of Pyodide's release, which are checked (default: fetch them)",
    )
    parser.add_argument(
        "--newest",
        action="store_true",
        help="the Pyodide that the installed JupyterLite was made for, instead of the one that is tried",
    )
    parser.add_argument("--pages-only", action="store_true", help="pages to read, without notebooks that run")


def run(args):
    """Make the site; 0, or 1 where something was said on stderr."""
    try:
        make(find_root(Path.cwd()), args.out, args.pyodide, live=not args.pages_only, newest=args.newest)
    except AuthoringError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{args.out}: see it with python -m http.server --directory {args.out}")
    return 0


def make(root, out, pyodide=None, live=True, newest=False):
    """Write the site of the course in ``root`` into the folder ``out``, with Pyodide's files from ``pyodide``.

    Raises
    ------
    AuthoringError
        Where tools are missing, ``out`` holds something else, or a page has a fault; then ``out`` is as it was.
    """
    if missing := [name for name in NEEDED if find_spec(name) is None]:
        raise AuthoringError(f"The site needs {', '.join(missing)}: call uv run --group site coursecnn site {out}")
    if out.exists() and not (out / MARK).exists() and (not out.is_dir() or any(out.iterdir())):
        raise AuthoringError(f"{out} holds files that are not of a site: name a folder that may be made anew.")
    from coursecnn.authoring.site.lite import bring_live
    from coursecnn.authoring.site.mathjax import bring_mathjax
    from coursecnn.authoring.site.pages import lay_out

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as beside:
        source, built, lite = (Path(beside, name) for name in ("source", "site", "lite"))
        with ThreadPoolExecutor(1) as second:  # most of the time goes to other programs: two at a time
            if live:
                lite.mkdir()
                brought = second.submit(bring_live, root, built / "lite", pyodide and pyodide.resolve(), lite, newest)
            lay_out(root, source)
            bring_mathjax(source / "_static" / "mathjax")
            write_pages(source, built, live)
            if live:
                brought.result()
        (built / MARK).touch()
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(built, out)


def write_pages(source, out, live):
    """Pages from what ``lay_out`` wrote, with buttons to run them if ``live``; a warning of Sphinx is an error."""
    call = [
        sys.executable,
        "-m",
        "sphinx",
        "--quiet",
        "-W",
        "--keep-going",
        "-D",
        f"coursecnn_live={int(live)}",
        "-d",
        source.parent / "doctrees",
        source,
        out,
    ]
    done = subprocess.run(list(map(str, call)), capture_output=True, text=True)
    if done.returncode:
        raise AuthoringError(f"Pages of the site have faults:\n{done.stderr.strip()}")
