"""Which archives and folders hold several students: told by what is in them, since people zip a class as they like."""

import re

from .platforms import CANVAS, ENDINGS, MOODLE, owner_of

DEEPEST = 8  # folders in folders that are looked at
WORDS = re.compile(r"[^\W\d_]+|\d+")
COPY = re.compile(r"(?: ?\(\d+\)|[-_ ]copy[-_ ]?\d*)$", re.I)  # as browsers and Jupyter name a second one
OF_ONE = {  # words in names that one student gives to several things
    "a", "of", "my", "the", "attempt", "try", "version", "v", "final", "first", "second", "third", "last", "old", "new",
    "copy", "backup", "draft", "lesson", "week", "day", "part", "exercise", "exercises", "homework", "hw", "assignment",
    "notebook", "notebooks", "solution", "solutions", "answer", "answers", "submission", "submissions", "untitled",
    "task", "work",
}  # fmt: skip


def classes_in(files, lessons_of, students):
    """The paths (tuples of names) of archives and folders in which each folder, archive or notebook is a student's.

    One student hands a lesson in once, or in attempts that are called so. Two folders with the same lesson are two
    students', and so are three notebooks (two, in an archive that is all there is). A list of the class knows better.

    Parameters
    ----------
    files : list of File
        Without those that systems make.
    lessons_of : callable
        ``lessons_of(file)``: the numbers of the lessons that a file answers.
    students : list of Student

    Returns
    -------
    set of tuple
    """
    tree = {}
    for file in files:
        inside = tree
        for name in file.parts[:-1][:DEEPEST]:
            inside = inside.setdefault(f"{name}/", {})
        inside[file.parts[-1]] = file
    return _Layout(lessons_of, students).classes(tree, ())


class _Layout:
    def __init__(self, lessons_of, students):
        self._lessons_of, self._students = lessons_of, students

    def classes(self, inside, path):
        found = set()
        for name, part in inside.items():
            if name.endswith("/") and self._is_class(name, part, len(inside) == 1):
                here = (*path, name[:-1])
                found |= {here} | self.classes(part, here)
        return found

    def _is_class(self, name, inside, alone):
        if MOODLE.match(name[:-1]) or CANVAS.match(name[:-1]) or self._knows(name):
            return False
        if any(map(self._knows, inside)):
            return True
        if len(inside) == 1:
            ((only, part),) = inside.items()
            return only.endswith("/") and self._is_class(only, part, alone)
        folders = {one: part for one, part in inside.items() if one.endswith("/")}
        notebooks = {one: part for one, part in inside.items() if one not in folders}
        enough = 2 if alone and name.lower().endswith(".zip/") else 3
        return self._several(name, folders, 2) or self._several(name, notebooks, enough)

    def _knows(self, name):
        """The list has a student of this name."""
        owner = owner_of((name[:-1], "") if name.endswith("/") else (name,))
        return any(student.owns(owner) for student in self._students)

    def _several(self, name, parts, enough):
        """So many parts of different students hold the same lesson."""
        own, keys = _key(name), {one: _key(one) for one in parts}
        parts = {one: part for one, part in parts.items() if keys[one] and not (own and keys[one][: len(own)] == own)}
        if len(parts) < enough:
            return False
        of_lesson = {}
        for one, part in parts.items():
            for lesson in self._lessons_in(part):
                of_lesson.setdefault(lesson, set()).add(keys[one])
        return any(len(_shortest(of)) >= enough for of in of_lesson.values())

    def _lessons_in(self, part):
        if not isinstance(part, dict):
            return set(self._lessons_of(part))
        return set().union(*map(self._lessons_in, part.values()))


def _key(name):
    """The words that tell a student from others, or None where these are words for one's own things."""
    stem = ENDINGS.sub("", name.strip("/")).casefold().partition(".ipynb")[0]
    words = [word for word in WORDS.findall(COPY.sub("", stem)) if word not in OF_ONE]
    return tuple(words) if any(len(word) > 2 or not word.isdecimal() for word in words) else None


def _shortest(keys):
    """Without those that say more than another one: "01 convolution" and "01 convolution new"."""
    return [key for key in keys if not any(set(other) < set(key) for other in keys)]
