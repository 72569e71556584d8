"""Hand-ins of 30 odd kinds, for folders of every layout."""

import io
import zipfile

from classes import RIGHT, write_notebook

from coursecnn.grading.handins.tree import MEGABYTES


def archive(*members):
    """A zip archive as bytes; members are (name or ZipInfo, contents)."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members:
            file.writestr(name, content)
    return data.getvalue()


def put(folder, *names, data=b'{"cell_type": 1}'):
    """Files of these names with the same contents."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def odd_files(folder):
    """(student, the rest of the path in a plain folder, contents, mistake or "" for full marks), of 28 kinds.

    ``folder`` is one in which a file may be made for a moment.
    """
    write_notebook(folder / "w.ipynb", *RIGHT)
    right = (folder / "w.ipynb").read_bytes()
    (folder / "w.ipynb").unlink()
    script = "\n# %%\n".join(("# %%", *RIGHT)).encode()
    lesson = b'{"cells": [{"id": "01-0-1"}, {"id": "01-0-2"}, {"id": "01-1-1"}]}'
    nested = archive(("in.zip", archive(("5.ipynb", right))))
    return [
        ("a1", ".IPYNB", right, ""), ("a2", ".ipynb.txt", right, ""), ("a3", ".ipynb.json", right, ""),
        ("a4", ".py", script, ""), ("a5", "/Untitled3.ipynb", right, ""),
        ("a6", ".zip", archive(("x/50.ipynb", right)), ""),
        ("a7", "/in.zip", nested, ""), ("a8", "_LATE_88_99_x-1.ipynb", right, ""), ("a9", " - 50_own.ipynb", right, ""),
        ("b1", "_1_assignsubmission_file_/x.ipynb", right, ""), ("b2", "/x.ipynb", b"\xef\xbb\xbf" + right, ""),
        ("b3", "/x.txt", right, ""), ("b4", "/deep/er/x.ipynb", right, ""), ("b5", "/x", right, ""),
        ("b6", ".ipynb", right[:-9], "broken-notebook"), ("b7", ".ipynb", b"", "no-exercises"),
        ("b8", ".ipynb", b'{"cells": []}', "no-exercises"), ("b9", ".zip", b"PK", "broken-archive"),
        ("c1", ".rar", b"Rar!", "other-archive"), ("c2", "/notes.pdf", b"%PDF", "other-file"),
        ("c3", "_3_assignsubmission_onlinetext_/onlinetext.html", b"<p>", "online-text"),
        ("c4", "/.DS_Store", b"", "passed-over"), ("c5", ".zip", archive(("../x.ipynb", right)), "climbs-out"),
        ("c6", ".zip", archive(*((f"{n}.ipynb", b"") for n in range(2001))), "bomb"),
        ("c7", ".ipynb", bytes((MEGABYTES << 20) + 1), "too-large"), ("c8", ".ipynb", lesson, "lesson-itself"),
        ("d1", "/" + "y" * 230 + ".ipynb", right, ""), ("d2 =1+1", ".ipynb", right, ""),
    ]  # fmt: skip


def odd_places(folder):
    """Two more kinds: an empty folder, and, where there are links, one that leads to itself; {student: mistake}."""
    (folder / "d3").mkdir(parents=True)
    (folder / "d4").symlink_to("d4")
    return {"d3": "no-notebook", "d4": "link"}
