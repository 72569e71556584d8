"""The folder of kept outcomes: what is not ours in it stays, whatever it is called."""

from coursecnn.grading.kept import Kept
from coursecnn.grading.supervisor import Outcome


def test_files_of_others_stay(tmp_path):
    kept = Kept(tmp_path / "marks.results", [])
    ours = kept.key(b"a notebook", "a.ipynb", [])
    kept.put(ours, Outcome())
    foreign = {
        "notes.json": '{"kept by": "coursecnn grade", "content": {}}',  # a copy with a name of its own
        f"{'0' * 32}.json": '{"of": "somebody"}',
        f"{'1' * 32}.json": "no JSON",
        "notes.txt": "mine",
    }
    for name, text in foreign.items():
        (kept.folder / name).write_text(text, encoding="utf-8")
    again = Kept(kept.folder, ["other settings"])
    again.drop_others()
    assert {path.name for path in kept.folder.iterdir()} == set(foreign)
