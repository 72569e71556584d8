"""Where a course keeps its sources and the notebooks built from them."""

import re
from dataclasses import dataclass
from pathlib import Path

NAME = re.compile(r"\d\d_[a-z0-9_]+|start")  # start: the page before the lessons
FOLDERS = {"lesson": "notebooks", "exercise": "exercises", "solution": "solutions"}


class AuthoringError(Exception):
    """One sentence for the author."""


class SourceError(AuthoringError):
    """One sentence about a line of a source."""

    def __init__(self, line, sentence):
        super().__init__(sentence)
        self.line = line


@dataclass(frozen=True)
class Source:
    """A source file and what it becomes."""

    root: Path
    path: Path

    @property
    def name(self):
        """``NN_name``, of the lesson and of its exercises alike."""
        return self.path.stem.removesuffix("_exercises")

    @property
    def id_prefix(self):
        return self.name[:2] + ("e" if self.has_exercises else "")

    @property
    def has_exercises(self):
        return self.path.stem.endswith("_exercises")

    @property
    def notebooks(self):
        """``{variant: path}`` of the notebooks built from this source."""
        variants = ("exercise", "solution") if self.has_exercises else ("lesson",)
        return {variant: self.root / FOLDERS[variant] / f"{self.name}.ipynb" for variant in variants}

    def place(self, line):
        """``file:line``, as it is printed."""
        return f"{shown(self.root, self.path)}:{line}"


def shown(root, path):
    """A path below the root, as it is printed on every system."""
    return path.relative_to(root).as_posix()


def find_root(start):
    """The folder at or above ``start`` that holds notebooks/source.

    Raises
    ------
    AuthoringError
        Where there is none.
    """
    for folder in (start, *start.parents):
        if (folder / "notebooks" / "source").is_dir():
            return folder
    raise AuthoringError(
        f"There is no folder notebooks/source in {start} or above it: run this inside a clone of the course."
    )


def find_sources(root):
    """All sources, in the order of their names."""
    sources = [Source(root, path) for path in sorted((root / "notebooks" / "source").glob("*.py"))]
    for source in sources:
        if not NAME.fullmatch(source.path.stem):
            raise AuthoringError(
                f"{shown(root, source.path)} is not named NN_name.py or NN_name_exercises.py "
                "(two digits, then small letters, digits and underscores): rename it."
            )
    return sources


def select_sources(sources, lesson):
    """The sources that ``lesson`` means: ``03``, ``03_channels`` or the path of a source or of a notebook."""
    path = Path(lesson).resolve()
    chosen = [
        source
        for source in sources
        if source.name == lesson
        or source.name[:2] == lesson
        or path in (source.path.resolve(), *(notebook.resolve() for notebook in source.notebooks.values()))
    ]
    if not chosen:
        names = ", ".join(sorted({source.name for source in sources})) or "none"
        raise AuthoringError(f"There is no lesson {lesson!r} in notebooks/source: the lessons are {names}.")
    return chosen
