"""``coursecnn build``: notebooks from their sources."""

import sys
from importlib.util import find_spec
from pathlib import Path

from coursecnn.authoring.course import AuthoringError, SourceError, find_root, find_sources, select_sources, shown

NEEDED = ("jupytext", "nbclient", "nbformat", "ipykernel")


def configure(parser):
    """Add the command's arguments to an ``argparse`` parser."""
    parser.add_argument(
        "lessons",
        nargs="*",
        metavar="LESSON",
        help="03, 03_channels or the path of a source or a notebook (default: all)",
    )
    parser.add_argument(
        "--check", action="store_true", help="run nothing, write nothing: say where notebooks and sources differ"
    )


def run(args):
    """Build or check; 0, or 1 where something was said on stderr."""
    try:
        problems = _run(args.lessons, args.check)
    except AuthoringError as error:
        problems = [str(error)]
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def _run(lessons, check_only):
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise AuthoringError(
            f"Building notebooks needs {', '.join(missing)}, which learners do not need: get what authors need with "
            "uv sync --extra course --group authors."
        )
    root = find_root(Path.cwd())
    sources = find_sources(root)
    chosen = [source for lesson in lessons for source in select_sources(sources, lesson)] if lessons else sources
    chosen = list(dict.fromkeys(chosen))
    if not check_only:
        return [problem for source in chosen for problem in _build(source)]
    from coursecnn.authoring.check import check, strangers

    problems = [problem for source in chosen for problem in check(source)]
    return problems if lessons else problems + strangers(root, sources)


def _build(source):
    from coursecnn.authoring.build import build

    try:
        written = build(source)
    except SourceError as error:
        return [f"{source.place(error.line)}: {error}"]
    for path in source.notebooks.values():
        print(f"{shown(source.root, path)}: {'built' if path in written else 'unchanged'}", flush=True)
    return []
