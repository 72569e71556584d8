"""From a folder of photos to a prediction: ``train --data FOLDER``, ``predict`` and ``show``."""

import json
import shutil
import warnings

import numpy as np
import pytest
from scipy import stats

import coursecnn as cnn
from coursecnn import datasets
from coursecnn.commands import figures
from coursecnn.commands.cli import main
from coursecnn.training import open_net, probabilities

Image = pytest.importorskip("PIL.Image", reason="Pillow is not installed: it comes with matplotlib")
warnings.filterwarnings("ignore", module="tqdm")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder as people have them: signs as photos, some turned, transparent, grey, and a text among them."""
    place = tmp_path_factory.mktemp("own")
    drawn = datasets.draw_signs(10, 3, seed=3, size=40)
    for i, (pixels, label, _) in enumerate(zip(*drawn)):
        folder = place / "signs" / ("ahead", "give way", "left", "no-entry", "right")[label]
        folder.mkdir(parents=True, exist_ok=True)
        picture = Image.fromarray(pixels.transpose(1, 2, 0)).resize((60, 45))
        if i % 5 == 0:
            exif = picture.getexif()
            exif[0x0112] = 6
            picture.rotate(90, expand=True).save(folder / f"IMG {i}.JPG", exif=exif)
        elif i % 5 == 1:
            picture.putalpha(Image.new("L", picture.size, 200))
            picture.save(folder / f"{i}.png")
        else:
            picture.convert("L" if i % 5 == 2 else "RGB").save(folder / f"{i}.png")
    (place / "signs" / "left" / "notes.txt").write_text("left, all of them")
    return place


@pytest.fixture(scope="module")
def net(place):
    path = place / "net.npz"
    arguments = ["--epochs", "12", "--size", "24", "--augment", "shift,light", "--save", str(path)]
    assert main(["train", "--data", str(place / "signs"), *arguments]) == 0
    return path


def test_the_net_in_the_file_is_the_net_that_was_tested(net, place):
    model, about = open_net(net)
    assert about["classes"] == ["ahead", "give way", "left", "no-entry", "right"]
    assert (about["size"], about["channels"], about["normalisation"]) == ([24, 24], 3, "divided by 255")
    data = datasets.from_folder(place / "signs", size=24)
    found = cnn.evaluate(model, data.x_test, data.y_test)
    assert (found.correct, found.total) == (about["training"]["test_correct"], about["training"]["test_size"])
    assert "30 turned upright" in about["training"]["source"] and "notes.txt" in about["training"]["source"]
    assert about["training"]["augment"] == ["shift", "light"] and about["training"]["validation_accuracy"] > 0


def test_predict_sees_what_the_net_sees(net, place, capsys):
    files = sorted((place / "signs" / "no-entry").glob("*"))[:4] + [place / "signs" / "left" / "IMG 60.JPG"]
    assert main(["predict", str(net), *map(str, files), "--json", "--top", "5"]) == 0
    found = json.loads(capsys.readouterr().out)
    model, about = open_net(net)
    pixels = np.stack([datasets.photo.read_photo(file, 24)[0] for file in files])
    for row, file, expected in zip(found, files, probabilities(model, pixels)):
        assert row["file"] == str(file)
        given = {entry["class"]: entry["probability"] for entry in row["predictions"]}
        np.testing.assert_allclose([given[name] for name in about["classes"]], expected, rtol=1e-5)
        assert list(given.values()) == sorted(given.values(), reverse=True)
    assert found[-1]["adapted"] == ["cut to the middle square", "turned upright as the camera noted"]


def test_predict_prints_a_table_and_says_how_images_were_adapted(net, place, capsys):
    assert main(["predict", str(net), str(place / "signs" / "left"), "--top", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 32 and all(line.count(" %") == 2 for line in lines[:30])
    assert lines[-1].startswith("As in training: 30 images made 24 x 24 in colour (6 turned upright")
    assert "6 grey, shown in colour" in lines[-1]


def test_predict_goes_on_after_a_file_that_is_no_image(net, place, capsys):
    files = [place / "signs" / "left" / "notes.txt", place / "nowhere.jpg", place / "signs" / "left" / "IMG 60.JPG"]
    assert main(["predict", str(net), *map(str, files)]) == 1
    out, err = capsys.readouterr()
    assert "IMG 60.JPG" in out
    assert len(err.splitlines()) == 2 and "notes.txt cannot be read as an image" in err and "no file" in err


def test_show(net, capsys, tmp_path):
    assert main(["show", str(net), "--filters", str(tmp_path / "filters.png")]) == 0
    out = capsys.readouterr().out
    for words in (
        "5: ahead, give way",
        "24 x 24, in colour",
        "12 epochs",
        "95 % interval",
        "ConvPool2d(3, 16",
        "shift, light",
    ):
        assert words in out
    with Image.open(tmp_path / "filters.png") as picture:
        assert picture.width > 200


@pytest.mark.parametrize("options", [[], ["--test"]], ids=["a fifth of the objects", "another folder"])
def test_the_interval_goes_by_objects_where_pictures_share_them(tmp_path, capsys, options):
    datasets.write_signs(tmp_path / "signs", signs=5, views=3, seed=0, size=24)
    datasets.write_signs(tmp_path / "new", signs=4, views=3, seed=1, size=24)
    net, report = tmp_path / "net.npz", tmp_path / "run.json"
    argv = ["train", "--data", str(tmp_path / "signs"), "--epochs", "4", "--size", "24", "--save", str(net)]
    options = [*options, str(tmp_path / "new")] if options else []
    assert main([*argv, *options, "--report", str(report)]) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Test: ")]
    data = datasets.from_folder(tmp_path / "signs", size=24, test=options[-1] if options else None)
    right = cnn.predict(open_net(net)[0], data.x_test) == data.y_test
    shares = [right[data.test_objects == one].mean() for one in np.unique(data.test_objects)]
    low, high = np.clip(stats.t.interval(0.95, len(shares) - 1, np.mean(shares), stats.sem(shares)), 0, 1)
    found = json.loads(report.read_text(encoding="utf-8"))["test_by_object"]
    assert found["objects"] == len(shares) == (20 if options else 5) and 0 < np.ptp(shares)
    np.testing.assert_allclose([found["accuracy"], *found["interval"]], [np.mean(shares), low, high], rtol=1e-9)
    assert f"{right.sum()} of {3 * len(shares)} right" in line
    assert line.endswith(
        f"{len(shares)} objects counted once: {100 * np.mean(shares):.2f} %, "
        f"95 % interval {100 * low:.1f} to {100 * high:.1f} %"
    )
    assert main(["show", str(net)]) == 0
    assert line in capsys.readouterr().out.splitlines()


def judged(right, objects):
    """What is said of a test with these answers, right or not, to images of these objects."""
    return figures.by_object(np.array(right, bool), None if objects is None else np.array(objects))


def test_an_object_counts_once_however_often_it_is_shown():
    found = judged([1, 1, 1, 1, 1, 1, 0, 0, 1], [7] * 6 + [9, 9, 12])
    assert found["objects"] == 3 and found["accuracy"] == pytest.approx(2 / 3)
    assert found["interval"] is None  # three objects say too little
    said = figures.tested({"test_correct": 8, "test_size": 9, "test_by_object": found})
    assert said.endswith("each of 3 objects counted once: 66.67 %, too few for an interval")


@pytest.mark.parametrize("right", [1, 0])
def test_objects_that_are_all_alike_still_leave_doubt(right):
    found = judged([right] * 60, np.repeat(range(20), 3))
    theirs = stats.binomtest(20 * right, 20).proportion_ci(method="wilson")
    np.testing.assert_allclose(found["interval"], [theirs.low, theirs.high], atol=1e-4)


def test_objects_that_are_all_right_or_all_wrong_are_counted():
    found = judged([1] * 36 + [0] * 3, [*range(38), 37])
    theirs = stats.binomtest(36, 38).proportion_ci(method="wilson")
    np.testing.assert_allclose(found["interval"], [theirs.low, theirs.high], atol=1e-4)


@pytest.mark.parametrize(("right", "words"), [(3, "(60.00 %)"), (4, None)])
def test_a_net_that_is_no_better_than_one_answer_is_called_so(right, words):
    by_class = {"disc": [3, 3], "tent": [right - 3, 2]}
    lines = figures.of_classes({"test_correct": right, "test_size": 5, "test_by_class": by_class})
    assert lines[0] == f"By class:   disc 3 of 3, tent {right - 3} of 2"
    assert len(lines) == 1 if words is None else words in lines[1] and "always to answer disc" in lines[1]
    assert figures.of_classes({"test_correct": right, "test_size": 5}) == []  # a file of an earlier version


@pytest.mark.parametrize("objects", [None, [3, 1, 2, 0]], ids=["none", "one picture each"])
def test_without_objects_each_picture_counts(objects):
    assert judged([1, 1, 1, 0], objects) is None
    theirs = stats.binomtest(3, 4).proportion_ci(method="wilson")
    line = f"3 of 4 right (75.00 %; 95 % interval {100 * theirs.low:.1f} to {100 * theirs.high:.1f} %)"
    assert figures.tested({"test_correct": 3, "test_size": 4, "test_by_object": None}) == line
    assert figures.tested({"test_correct": 3, "test_size": 4}) == line  # a file of an earlier version


def test_show_knows_nets_that_were_saved_in_python(tmp_path, capsys):
    cnn.models.lenet5().save(tmp_path / "net.npz")
    assert main(["show", str(tmp_path / "net.npz")]) == 0
    assert "does not say what it was trained on" in capsys.readouterr().out
    assert main(["predict", str(tmp_path / "net.npz"), "a.jpg"]) == 1
    assert "does not say what images the net takes" in capsys.readouterr().err


def test_a_net_trained_on_mnist_carries_its_classes(tmp_path, monkeypatch):
    digits = datasets.load("digits").subset(200, 50)
    monkeypatch.setattr(datasets, "load", lambda name: digits)
    assert main(["train", "--data", "digits", "--epochs", "1", "--save", str(tmp_path / "net.npz")]) == 0
    _, about = open_net(tmp_path / "net.npz")
    assert about["classes"] == list("0123456789") and about["channels"] == 1


def refused(capsys, *arguments):
    assert main(list(map(str, arguments))) == 1
    text = capsys.readouterr().err.splitlines()[-1].split("\r")[-1].strip()
    assert text.endswith(".")
    return text


def plain(folder, name, n):
    (folder / name).mkdir(parents=True, exist_ok=True)
    for i in range(n):
        Image.new("RGB", (9, 9), (9 * i, 0, 0)).save(folder / name / f"{i}.png")


def test_folders_that_cannot_be_trained_on(tmp_path, capsys, net):
    pets = tmp_path / "pets"
    assert "a folder that exists" in refused(capsys, "train", "--data", pets)
    assert "must be auto, mnist, fashion-mnist, digits or a folder" in refused(capsys, "train", "--data", "cifar")
    plain(pets, "cat", 3)
    assert "must hold a folder of images for each class, at least two" in refused(capsys, "train", "--data", pets)
    plain(pets, "dog", 1)
    assert "The class dog has 1 image, too few to train and to test with: add at least one more image" in refused(
        capsys, "train", "--data", pets
    )
    plain(pets, "eft", 1)
    assert refused(capsys, "train", "--data", pets).endswith("with --test. The same goes for eft (1 image).")
    shutil.rmtree(pets / "eft")
    (pets / "emu").mkdir()
    assert "emu is a class without images" in refused(capsys, "train", "--data", pets)
    plain(pets, "dog", 4)
    plain(pets, "emu", 2)
    (pets / "emu" / "cut.png").write_bytes((pets / "cat" / "0.png").read_bytes()[:40])
    assert "cut.png" in refused(capsys, "train", "--data", pets)
    plain(tmp_path / "others", "gnu", 2)
    plain(tmp_path / "others", "cat", 2)
    shutil.rmtree(pets / "emu")
    assert "the classes gnu" in refused(capsys, "train", "--data", pets, "--test", tmp_path / "others")
    assert "leave it out for a folder" in refused(capsys, "train", "--data", pets, "--model", "lenet5")
    assert "--size, --grey: only for a folder" in refused(capsys, "train", "--data", "digits", "--size", 32, "--grey")
    (tmp_path / "empty").mkdir()
    assert "holds no images" in refused(capsys, "predict", net, tmp_path / "empty")
    assert "not a model file" in refused(capsys, "show", pets / "cat" / "0.png")


def test_two_images_of_each_class_are_enough(tmp_path, capsys):
    plain(tmp_path / "pets", "cat", 2)
    plain(tmp_path / "pets", "dog", 2)
    assert main(["train", "--data", str(tmp_path / "pets"), "--epochs", "1", "--grey"]) == 0
    out = capsys.readouterr().out
    assert "2 images to train with, 2 to test with" in out and "will not be kept" in out


def test_wrong_options(tmp_path, capsys):
    for option, value in (("--size", "4"), ("--validation", "0.9"), ("--augment", "melt"), ("--lr", "-1")):
        with pytest.raises(SystemExit):
            main(["train", "--data", str(tmp_path), option, value])
        assert option in capsys.readouterr().err


def test_images_that_are_twice_there_are_told(tmp_path, capsys):
    pets, copy = tmp_path / "pets", tmp_path / "copy"
    for name, first in (("cat", 0), ("dog", 5)):
        for i in range(5):
            (pets / name).mkdir(parents=True, exist_ok=True)
            Image.new("RGB", (9, 9), (20 * (first + i), 0, 0)).save(pets / name / f"{i}.png")
    train = ["train", "--epochs", "1", "--data", str(pets)]
    assert f"--test {pets} is the folder of the training images" in refused(capsys, *train, "--test", pets)
    assert main(train) == 0 and "pixel by pixel" not in capsys.readouterr().out
    shutil.copytree(pets, copy)
    shutil.rmtree(copy / "dog")
    assert main([*train, "--test", str(copy), "--save", str(tmp_path / "leak.npz")]) == 0
    said = capsys.readouterr().out
    leak = "ATTENTION: 5 of 5 test images are among the training images or those to judge settings by, pixel by pixel"
    assert said.count(leak) == 2 and leak in said.split("Test: ")[1]  # before the training, and beside the figure
    assert main(["show", str(tmp_path / "leak.npz")]) == 0 and leak in capsys.readouterr().out
    assert "ATTENTION: no test image of dog." in said and "in two classes" not in said
    shutil.copy(pets / "cat" / "0.png", pets / "dog" / "9.png")
    assert main([*train, "--save", str(tmp_path / "net.npz"), "--report", str(tmp_path / "run.json")]) == 0
    assert "ATTENTION: 1 image, pixel by pixel at this size, in two classes or more." in capsys.readouterr().out
    assert main(["show", str(tmp_path / "net.npz")]) == 0
    report = json.loads((tmp_path / "run.json").read_text())
    held = report["validation_size"]
    assert f"{report['train_size']:,} images, {held} to judge settings by" in capsys.readouterr().out
    assert held and report["train_size"] + held + report["test_size"] == 11


def test_folders_are_explained(tmp_path, capsys):
    both, flat = tmp_path / "both", tmp_path / "flat"
    for name in ("cat", "dog"):
        plain(both / "test", name, 2)
        plain(both / "train", name, 2)
    ways = f"take {both / 'train'}, with {both / 'test'} as test (--data {both / 'train'} --test {both / 'test'})."
    assert ways in refused(capsys, "train", "--data", both)
    plain(tmp_path, "flat", 2)
    assert "move the images of each class into a folder with its name" in refused(capsys, "train", "--data", flat)
    shutil.rmtree(both / "test" / "dog")
    assert main(["train", "--epochs", "1", "--data", str(both / "train"), "--test", str(both / "test")]) == 0


def test_predict_looks_at_what_train_looks_at(net, tmp_path, capsys):
    for folder in (".hidden", "__MACOSX", "."):
        plain(tmp_path, folder, 1)
    (tmp_path / "._0.png").write_bytes(b"\0")
    (tmp_path / "notes.txt").write_text("none")
    assert main(["predict", str(net), str(tmp_path), "--top", "1"]) == 0
    out, err = capsys.readouterr()
    assert [line.split()[0] for line in out.splitlines()[:-2]] == [str(tmp_path / "0.png")]
    assert f"passed over, as they are no images: {tmp_path / 'notes.txt'}." in err


def test_of_moving_pictures_the_first_is_taken(net, tmp_path, capsys):
    frames = [Image.new("RGB", (30, 30), colour) for colour in ("red", "blue")]
    frames[0].save(tmp_path / "moving.gif", save_all=True, append_images=frames[1:])
    assert main(["predict", str(net), str(tmp_path / "moving.gif")]) == 0
    assert "moving, the first picture taken" in capsys.readouterr().out


def test_a_cache_that_cannot_be_written_is_not_named(tmp_path, monkeypatch, capsys):
    plain(tmp_path, "many", 30)
    (tmp_path / "file").touch()
    monkeypatch.setattr(datasets.photos, "KEPT", (10, 100))
    files = sorted((tmp_path / "many").iterdir())
    for cache, kept in (("file", False), ("cache", True)):
        monkeypatch.setenv("COURSECNN_CACHE", str(tmp_path / cache))
        datasets.photos.read_photos(files, 8, progress=True)
        assert (", kept in " in capsys.readouterr().out) == kept
