"""The folder of kept outcomes: what is not ours in it stays, whatever it is called."""

import pytest

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


def test_the_file_of_another_program_is_not_written_over(tmp_path):
    folder = tmp_path / "marks.results"
    folder.mkdir()
    (folder / "written.json").write_text('{"written by": "me"}', encoding="utf-8")
    with pytest.raises(FileExistsError) as error:
        Kept(folder, [])
    assert error.value.filename == str(folder / "written.json") and "move it" in error.value.strerror
    assert (folder / "written.json").read_text(encoding="utf-8") == '{"written by": "me"}'
    (folder / "written.json").unlink()
    Kept(folder, []).keep_written({"anna": 1})
    assert Kept(folder, []).written() == {"anna": 1}
