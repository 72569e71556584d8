"""What a command is told to write never takes the place of something else; and what it then says."""

import json
from types import SimpleNamespace

import numpy as np
import pytest
from data_places import Place

from coursecnn import models, training
from coursecnn.commands import figures, train
from coursecnn.commands.cli import main
from coursecnn.storage import written_as

TRAIN = ["train", "--data", "digits", "--epochs", "1", "--batch-size", "12"]
FOREIGN = {"text": b"what I wrote", "zip": b"PK\x03\x04 cut", "picture": b"\x89PNG\r\n\x1a\n", "JSON": b'{"mine": 1}'}


@pytest.fixture
def place(monkeypatch, tmp_path):
    return Place(monkeypatch, tmp_path)


def said(capsys, *argv):
    assert main(list(map(str, argv))) == 1
    return capsys.readouterr().err.strip()


@pytest.mark.parametrize("content", FOREIGN.values(), ids=FOREIGN)
@pytest.mark.parametrize(
    "command",
    [["train", "--save"], ["train", "--report"], ["bench", "--quick", "--json"], ["show", "net", "--filters"]],
    ids=" ".join,
)
def test_foreign_files_stay(command, content, tmp_path, capsys):
    mine = tmp_path / "mine.png"
    mine.write_bytes(content)
    assert said(capsys, *command, mine) == (
        f"{command[-1]} {mine}: another kind of file is there, and would be lost: give another name, or remove it."
    )
    assert mine.read_bytes() == content


def test_own_files_are_replaced_and_it_is_said(place, tmp_path, capsys):
    files = ["--save", tmp_path / "net.npz", "--report", tmp_path / "run.json"]
    (tmp_path / "net.npz").touch()  # an empty file is nothing that could be lost
    for there in ("", ", in place of the net that was there"):
        assert main(list(map(str, [*TRAIN, *files]))) == 0
        assert f"Weights: {tmp_path / 'net.npz'}{there} (what it sees" in capsys.readouterr().out
    net = tmp_path / "net.npz"
    for _ in range(2):
        assert main(["show", str(net), "--filters", str(tmp_path / "filters.png")]) == 0
    assert "net.npz is a model, not a checkpoint" in said(capsys, *TRAIN, "--resume", net)
    assert "--filters f.jpg: a PNG is drawn, give a name that ends in .png." in said(
        capsys, "show", net, "--filters", "f.jpg"
    )
    assert "another kind of file is there" in said(capsys, "show", net, "--filters", _renamed(net))


def _renamed(net):
    copy = net.with_suffix(".png")
    copy.write_bytes(net.read_bytes())
    return copy


def test_a_net_that_was_trained_is_not_lost_to_ctrl_c(place, tmp_path, monkeypatch, capsys):
    def interrupted(model, data, **options):
        def on_step(*_):
            raise KeyboardInterrupt

        return training.fit(model, data, on_step=on_step, **options)

    net, report = tmp_path / "net.npz", tmp_path / "run.json"
    files = ["--save", str(net), "--report", str(report)]
    (tmp_path / "net.interrupted.npz").write_bytes(b"what I wrote")
    assert main([*TRAIN, *files]) == 0 and "will take its place" not in capsys.readouterr().out
    before = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    monkeypatch.setattr(train, "fit", interrupted)
    for n in (2, 3):
        assert main([*TRAIN, *files]) == 130
        said = capsys.readouterr().out
        beside = tmp_path / f"net.interrupted-{n}.npz"
        assert f"{net} is there: the new net will take its place." in said
        assert f"Weights: {beside}, beside net.npz that was there" in said and written_as(beside) == "model"
        assert f"No report was written to {report}: there is no test yet." in said
    assert all(path.read_bytes() == content for path, content in before.items())
    assert main([*TRAIN, "--save", str(tmp_path / "new.npz")]) == 130
    assert written_as(tmp_path / "new.npz") == "model"
    capsys.readouterr()
    assert main(["show", str(tmp_path / "new.npz")]) == 0
    assert "ATTENTION: Ctrl-C ended the training of this net before it was done." in capsys.readouterr().out


def test_kinds_of_files(tmp_path):
    training.save_net(models.mlp((4, 2)), tmp_path / "net.npz", {})
    assert written_as(tmp_path / "net.npz") == "model"
    np.savez(tmp_path / "other.npz", __info__=np.frombuffer(json.dumps([1]).encode(), np.uint8))
    for content in FOREIGN.values():
        (tmp_path / "mine").write_bytes(content)
        assert written_as(tmp_path / "mine") is None
    assert written_as(tmp_path / "other.npz") is None and written_as(tmp_path / "none") is None


def test_another_architecture_is_shown_where_it_differs(place, tmp_path, capsys):
    checkpoint = ["--resume", str(tmp_path / "run")]
    assert main([*TRAIN, *checkpoint, "--model", "mnist_best"]) == 0
    capsys.readouterr()
    text = said(capsys, *TRAIN, *checkpoint, "--model", "mnist_cnn")
    theirs, ours = text.split("its model is ")[1].split(", but here it is ")
    assert theirs[:150] != ours[:150] and "ConvPool2d" in ours and len(text) < 700


def test_a_name_with_a_space_can_be_pasted(place, tmp_path, capsys):
    assert main([*TRAIN, "--save", str(tmp_path / "my net.npz")]) == 0
    assert f'predict "{tmp_path / "my net.npz"}" IMAGE' in capsys.readouterr().out


@pytest.mark.parametrize("lr", [100, 0.05])
def test_a_loss_that_grew_is_not_passed_over(lr):
    history = SimpleNamespace(epochs=[SimpleNamespace(loss=2.4e8 if lr == 100 else 1.1)])
    remark = figures.too_large(history, 3, lr)
    if lr == 100:
        assert remark.startswith("The loss is 2.4e+08; ") and "has 1.10." in remark and remark.endswith("Try --lr 10.")
    else:
        assert remark is None
    assert figures.too_large(SimpleNamespace(epochs=[]), 3, lr) is None


def test_augmentations_are_named_once(capsys):
    for text, part in ((",", "no augmentation"), ("shift,shift", "once"), ("", "no augmentation")):
        with pytest.raises(SystemExit):
            main(["train", "--data", "pets", "--augment", text])
        assert part in capsys.readouterr().err
    assert train.images.kinds("shift, flip").words == ["shift", "flip"]


def test_a_net_comes_first(tmp_path, capsys):
    (tmp_path / "photo.jpg").write_bytes(b"")
    text = said(capsys, "predict", tmp_path / "photo.jpg", tmp_path / "net.npz")
    assert f"{tmp_path / 'photo.jpg'} is an image: the file of the net comes first, as in " in text
    assert f"{tmp_path} is a folder: the file of the net comes first" in said(capsys, "predict", tmp_path, "x.png")
