"""Files and folders that cannot be asked for, or not be read: one sentence, whichever argument names them."""

import os

import pytest
from PIL import Image

import coursecnn as cnn
from coursecnn.commands.cli import main
from coursecnn.training import save_net

LONG = "n" * 300
SENTENCE = {
    "net": ([LONG, "x.png"], "nnn cannot be read (File name too long)."),
    "image": (["net.npz", LONG], "nnn cannot be read as an image (File name too long): remove or replace it."),
    "image in a folder": (["net.npz", f"{LONG}/x.png"], "n/x.png cannot be read as an image (File name too long)"),
    "nothing": (["net.npz", "none.png"], "There is no file none.png."),
    "below a file": (["net.npz", "net.npz/x.png"], "There is no file net.npz/x.png."),
}


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    about = {"classes": ["a", "b"], "size": [8, 8], "channels": 1, "normalisation": "divided by 255"}
    save_net(cnn.Sequential(cnn.Flatten(), cnn.Linear(64, 2)), "net.npz", about)
    for name in ("photos/open", "photos/shut", "photos/__MACOSX"):
        (tmp_path / name).mkdir(parents=True)
        Image.new("L", (8, 8)).save(tmp_path / name / "x.png")
    return tmp_path


@pytest.mark.skipif(os.name == "nt", reason="words of POSIX")
@pytest.mark.parametrize(("argv", "end"), SENTENCE.values(), ids=SENTENCE)
def test_names_that_cannot_be_asked_for(argv, end, place, capsys):
    assert main(["predict", *argv]) == 1
    said = capsys.readouterr().err
    assert end in said and said.endswith(".\n") and said.count("\n") == 1


def test_a_folder_in_a_folder_that_cannot_be_read_is_not_left_out(place, capsys, monkeypatch):
    assert main(["predict", "net.npz", "photos"]) == 0
    assert capsys.readouterr().out.count("x.png") == 2
    look = os.scandir

    def scandir(path):
        if "shut" in str(path):
            raise PermissionError(13, "Permission denied", path)
        return look(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert main(["predict", "net.npz", "photos"]) == 1
    shut = os.path.join("photos", "shut")
    assert capsys.readouterr() == ("", f"The folder {shut} cannot be read: Permission denied.\n")


@pytest.mark.skipif(os.name == "nt", reason="words of POSIX")
def test_a_class_and_exercises_that_cannot_be_asked_for(place, capsys):
    def said(*argv):
        assert main(["grade", *argv, "--out", "marks.csv", "--without-sandbox"]) == 1
        return capsys.readouterr().err

    assert said(LONG) == f"The folder {LONG} cannot be read: File name too long.\n"
    assert said("net.npz") == "The folder net.npz cannot be read: it is a file.\n"
    assert said("photos", "--exercises", LONG) == f"{LONG} cannot be read: File name too long.\n"
    assert said("photos", "--exercises", "own.py") == "There is no file own.py.\n"
