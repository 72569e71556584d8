"""Trainings of the lab: the figures of a sweep, stopped at once, and every end told in a sentence."""

import base64
import csv
import io
import re
import threading
import time

import numpy as np
import pytest
from labwords import html_of, spaced

from coursecnn import datasets, fit, reference
from coursecnn.experiments import ConfigurationError, build_net, build_optimizer, complete
from coursecnn.experiments.task import load_data, run_task
from coursecnn.labs.training import curves, look, runs, words
from coursecnn.labs.training.lab import TrainingLab, duration, plan, progress
from coursecnn.labs.training.look import WATCHED
from coursecnn.labs.training.rate import STOPS
from coursecnn.labs.training.runs import POINTS, Run
from coursecnn.labs.training.table import csv_text, html

SMALL = {"filters": [4, 6], "kernel_sizes": 3, "batch_size": 20, "lr": 0.05}
DATA = "digits:400:150"
WILD = {"lr": 1e30}


pytestmark = pytest.mark.usefixtures("digits")


def task(data=DATA, epochs=1, seed=0, **changes):
    return {"configuration": SMALL | changes, "data": data, "epochs": epochs, "seed": seed}


def trained(**changes):
    run = Run(task(**changes))
    run.train()
    return run


def ended(run, seconds=30):
    end = time.monotonic() + seconds
    while run.busy and time.monotonic() < end:
        time.sleep(0.005)
    assert not run.busy
    return run


def test_the_result_is_that_of_a_sweep():
    run, expected = trained(epochs=2, seed=3), run_task({**task(epochs=2, seed=3), "configuration": complete(SMALL)})
    found = run.result
    assert run.state == expected["ended"] == "finished"
    assert [found[name] for name in ("parameters", "correct", "total", "test_accuracy", "test_loss")] == [
        expected[name] for name in ("parameters", "correct", "total", "accuracy", "loss")
    ]
    assert run.sentence.startswith(
        f"{expected['correct']} of 150 test images right ({100 * expected['accuracy']:.2f} %)"
    )


def test_the_test_counts_what_the_loops_say():
    run, data = trained(data="digits:400:20"), load_data("digits:400:20")
    x = datasets.to_float(data.x_test)
    for block in list(run.net)[:2]:
        x = reference.conv2d(x, block.params["weight"], block.params["bias"])
        x = np.maximum(reference.max_pool2d(x, 2), 0)
    scores = reference.linear(x.reshape(20, -1), run.net[3].params["weight"], run.net[3].params["bias"])
    assert run.result["correct"] == (scores.argmax(axis=1) == data.y_test).sum() and run.result["total"] == 20


def test_points_are_means_of_steps():
    c, steps = complete(SMALL | {"batch_size": 5}), []
    fit(build_net(c), load_data(DATA), epochs=2, batch_size=5, optimizer=build_optimizer(c), progress=False,
        on_step=lambda step, of, loss, accuracy: steps.append((step / of * 2, loss, accuracy)))  # fmt: skip
    run = trained(epochs=2, batch_size=5)
    together = -(-len(steps) // POINTS)
    assert together == 3 and len(steps) == 160
    for k, point in enumerate(run.points):
        part = np.array(steps[k * together : (k + 1) * together])
        assert point == pytest.approx((part[-1, 0], *part[:, 1:].mean(axis=0)))
    assert len(run.points) == 54 and run.points[-1].epoch == 2


def test_training_goes_on_in_the_background_and_says_how_long():
    told, run = [], Run(task(epochs=1))
    run.start(lambda: told.append((run.state, threading.current_thread().name, run.left)))
    assert run.busy
    ended(run)
    assert run.state == "finished"
    assert told[0][0] == "loading" and told[-1][0] == "finished" and {name for _, name, _ in told} == {"training"}
    with pytest.raises(ValueError, match="started before"):
        run.start()


def test_time_left(monkeypatch):
    run, seen = Run(task(epochs=2)), []
    monkeypatch.setattr(runs, "PAUSE", 0)
    run.train(lambda: seen.append((run.state, run.step, run.steps, run.seconds, run.left)))
    lefts = [(step, of, seconds, left) for state, step, of, seconds, left in seen if state == "training" and step]
    assert len(lefts) == 40
    for step, of, seconds, left in lefts:
        assert of == 40 and left == pytest.approx(seconds * (of - step) / step, rel=0.2, abs=0.01)
    assert seen[0][-1] is None and seen[-1][-1] is None


def test_it_stops_at_once():
    run = Run(task("digits:20000:150", epochs=50))
    changes = []
    run.start(lambda: changes.append(run.state))
    while run.step < 5:
        time.sleep(0.002)
    began = time.perf_counter()
    run.stop()
    assert time.perf_counter() - began < 0.2 and run.state == "stopped"
    for thread in threading.enumerate():
        if thread.name == "training":
            thread.join(20)
    assert run.state == "stopped" and "stopped" not in changes and run.step < 1_000
    assert re.fullmatch(r"Stopped after \d+\.\d of 50 epochs\.", run.sentence)
    assert run.result["correct"] is None
    run.stop()


def test_stopped_while_the_images_are_loaded(monkeypatch):
    gate = threading.Event()
    monkeypatch.setattr(runs, "load_data", lambda name: gate.wait(20) and load_data(DATA))
    run = Run(task())
    run.start()
    run.stop()
    assert run.state == "stopped"
    gate.set()
    for thread in threading.enumerate():
        if thread.name == "training":
            thread.join(20)
    assert run.state == "stopped" and run.step == 0 and run.sentence == "Stopped after 0.0 of 1 epoch."


def test_divergence_is_a_sentence():
    run = trained(**WILD)
    assert run.state == "diverged"
    expected = r"In step \d of 20 the loss was no longer a finite number: the learning rate of 10{30} is too large\."
    assert re.fullmatch(expected, run.sentence)
    assert run.result["correct"] is None and all(np.isfinite(point.loss) for point in run.points)
    assert run_task({**task(), "configuration": complete(SMALL | WILD)})["ended"] == "diverged"


def test_a_learning_rate_that_kills_the_net():
    run = trained(lr=10.0)
    assert (
        run.state == "finished"
        and "no longer depend on the image: with a learning rate of 10 the steps" in run.sentence
    )
    images = load_data(DATA).x_test
    from coursecnn.training import outputs

    found = outputs(run.net, images)
    assert (found == found[0]).all()


def test_a_learning_rate_that_does_nothing():
    run = trained(lr=1e-5)
    assert "hardly more than by guessing. The loss stayed near 2.29:" in run.sentence
    assert "another learning rate than 0.00001, or more epochs" in run.sentence


def test_what_goes_wrong_in_the_thread_is_a_sentence(monkeypatch):
    def broken(name):
        raise datasets.DatasetError("train-images-idx3-ubyte is cut.")

    monkeypatch.setattr(runs, "load_data", broken)
    run = trained()
    assert (run.state, run.sentence) == ("failed", "The training could not go on: train-images-idx3-ubyte is cut.")


@pytest.mark.parametrize(
    "given", [task(kernel_sizes=20), task(lr=0), task(epochs=0), task(seed=-1), task("digits:0:1"), task("moons")]
)
def test_an_impossible_task_is_refused_before_it_begins(given):
    with pytest.raises((ConfigurationError, ValueError)):
        Run(given)


def numbers_of(curve, svg):
    """The points of one curve in a drawing, as (x, y) in pixels."""
    found = re.search(rf'data-curve="{curve}" points="([^"]+)"', svg).group(1)
    return np.array([[float(v) for v in pair.split(",")] for pair in found.split()])


def test_curves_stand_where_the_numbers_say():
    first, second = trained(epochs=1), trained(epochs=2, lr=0.2)
    svg = curves.draw([first, second])
    loss, right = numbers_of("loss-1", svg), numbers_of("accuracy-2", svg)
    assert len(loss) == len(first.points) == 20 and len(right) == len(second.points)
    xs = [p.epoch for p in first.points]
    slope = curves.PANEL / 2  # percent of the width for an epoch: the longest run has two
    np.testing.assert_allclose(loss[:, 0], curves.LEFT + slope * np.array(xs), atol=0.006)
    below = 100 * (curves.TOP + curves.TALL - right[:, 1]) / curves.TALL
    np.testing.assert_allclose(below, [100 * p.accuracy for p in second.points], atol=0.06)
    dot = re.search(r'<svg x="100.00%"[^>]*><circle data-curve="test-2" cx="0" cy="([\d.]+)"', svg)
    assert 100 * (curves.TOP + curves.TALL - float(dot.group(1))) / curves.TALL == pytest.approx(
        100 * second.result["test_accuracy"], abs=0.06
    )
    assert '<svg x="50.00%" width="1" height="1"><circle data-curve="test-1" cx="0"' in svg  # at its last epoch
    assert svg.count(">epoch</text>") == 2
    assert f"run 2 ends at a loss of {second.points[-1].loss:.2f}" in svg


def drawn_runs(ends, **settings):
    """Runs that end at these losses, all with half of the images right in training and in the test."""
    made = []
    for k, loss in enumerate(ends):
        run = Run(task(**{name: values[k] for name, values in settings.items()}))
        run.points, run.test = [runs.Point(0.5, 2.3, 0.1), runs.Point(1.0, loss, 0.5)], (75, 150, loss)
        made.append(run)
    return made


def labels(svg):
    """Of each panel: the texts at the ends of curves with their heights, from top to bottom."""
    ends = r'data-text="end-\d+"[^>]* y="([\d.]+)"[^>]*>([^<]*)<'
    return [[(text, float(y)) for y, text in re.findall(ends, panel)] for panel in svg.split("cnn-chart")[1:]]


def test_each_curve_ends_at_its_run_and_its_rate():
    made = drawn_runs([2.3, 0.1, 2.31, 2.3, 0.5], lr=[0.5, 0.05, 5, 2, 0.2])
    loss, right = labels(curves.draw(made))
    assert [text for text, _ in loss][3:] == ["5: 0.2", "2: 0.05"]  # from top to bottom as the curves end
    assert {text for text, _ in loss} == {text for text, _ in right} == {"1: 0.5", "2: 0.05", "3: 5", "4: 2", "5: 0.2"}
    for panel in (loss, right):
        ys = [y for _, y in panel]
        assert min(np.diff(ys)) >= 11 and curves.TOP <= ys[0] and ys[-1] <= curves.TOP + curves.TALL
    (first,), _ = labels(curves.draw(made[:1]))
    assert first[0] == "run 1, rate 0.5"
    svg = curves.draw(drawn_runs([1, 1], pool=["max", "none"]))
    assert "run: pooling" in svg and {text for text, _ in labels(svg)[0]} == {"1: max", "2: none"}
    assert svg.index("run: pooling") < svg.index(">1: max<")
    many, _ = labels(curves.draw(drawn_runs([1.0] * 12)))
    assert {int(text.split(":")[0]) for text, _ in many} == set(range(5, 13))  # the newest


def test_dots_of_the_test_do_not_cover_each_other():
    svg = curves.draw(drawn_runs([1.0] * 4))
    places = np.array(re.findall(r'data-curve="test-\d" cx="(-?\d+)" cy="([\d.]+)"', svg), float)
    apart = np.hypot(*(places[:, None] - places[None]).T)[~np.eye(4, dtype=bool)]
    assert len(places) == 4 and apart.min() >= 8 and (places[:, 1] == curves.TOP + curves.TALL / 2).all()


def test_dots_of_the_test_stand_in_the_panel_and_clear_of_the_lines_to_their_labels():
    svg = curves.draw(drawn_runs([1.0] * curves.LABELS))
    places = np.array(re.findall(r'data-curve="test-\d" cx="(-?\d+)" cy="[\d.]+" r="4"', svg), float)
    assert len(set(places)) == curves.LABELS and places.max() == 0
    assert svg.rindex('data-text="end-') < svg.index('data-curve="test-')  # what is drawn later lies above


def test_the_line_to_a_label_is_no_part_of_the_curve():
    short, long = drawn_runs([1.0, 1.0], epochs=[1, 2])
    leaders = [
        re.findall(r'd="([^"]+)" style="([^"]+dasharray:1 3)"', curves.draw(runs)) for runs in ([short], [short, long])
    ]
    assert len(leaders[0]) == 2 and all("stroke-width:1;" in style for _, style in leaders[0])
    assert all(d.startswith("M3 ") for d, _ in leaders[0])  # beside the end, not on it
    assert [d[:7] for d, _ in leaders[1]].count("M50.00 ") == 3  # also from ends in the middle: two curves, a dot


def test_a_huge_loss_is_cut_off_and_said_to_be():
    run = Run(task())
    run.points = [runs.Point(0.5, 2.0, 0.2), runs.Point(1.0, 1e20, 0.1)]
    svg = curves.draw([run])
    assert "cut off at 4" in svg and numbers_of("loss-1", svg)[1, 1] == curves.TOP
    run.points = run.points[:1]
    assert "cut off" not in curves.draw([run])


def test_lines_of_many_runs_differ():
    styles = [curves.stroke(number) for number in range(1, 25)]
    assert len(set(styles)) == 24


def test_csv_holds_every_figure():
    run = trained(seed=2)
    (row,) = csv.DictReader(io.StringIO(csv_text([(4, run)])))
    assert (row["run"], row["kernel_sizes"], row["filters"], row["seed"], row["training_images"]) == (
        "4",
        "3x3",
        "4-6",
        "2",
        "400",
    )
    assert float(row["test_loss"]) == run.result["test_loss"] and int(row["test_correct"]) == run.result["correct"]
    (row,) = csv.DictReader(io.StringIO(csv_text([(1, trained(**WILD))])))
    assert row["ended"] == "diverged" and row["test_correct"] == ""


def test_plan_of_a_net():
    line = plan(task("digits:3000:2000", epochs=2, kernel_sizes=[5, 5], filters=[8, 16], batch_size=50))
    assert line.startswith("28 × 28 → 8 maps of 12 × 12 → 16 maps of 4 × 4 → 10; 5,994 parameters; 120 steps")
    line = plan(task("digits:3000:2000", pool="none", filters=[8, 16], kernel_sizes=[3, 1]))
    assert line.startswith("28 × 28 → 8 maps of 26 × 26 → 16 maps of 26 × 26 → 10;")


def test_figures_of_the_progress():
    run = Run(task(epochs=3))
    run.state, run.step, run.steps, run.points, run._began = (
        "training",
        30,
        60,
        [runs.Point(1.5, 0.4, 0.9)],
        time.perf_counter() - 60,
    )
    shown = progress([run])
    assert (
        'value="0.500"' in shown and "epoch 2 of 3; the curves end at loss 0.400, 90.0 % right, 1 min 0 s left" in shown
    )
    run.state = "finished"
    assert "<progress" not in progress([run])
    assert duration(59.4) == "59 s" and duration(125) == "2 min 5 s"


@pytest.fixture
def lab():
    lab = TrainingLab(images=500, epochs=1, batch_size=50)
    yield lab
    lab._stop()


def press(action):
    action.click()


def test_the_lab_trains_and_keeps_runs(lab):
    press(lab.start)
    assert lab.start.disabled and not lab.stop.disabled
    press(lab.start)
    assert len(lab.runs) == 1  # nothing is queued
    run = ended(lab.runs[0])
    wait(lambda: f"Run 1: {run.sentence}" in spaced(lab.status.value))
    assert f'data-text="run-1-test">{100 * run.result["test_accuracy"]:.2f} %<' in lab.table.value
    assert not lab.start.disabled and lab.stop.disabled
    lab.rate.value = 0.2
    press(lab.start)
    ended(lab.runs[1])
    wait(lambda: "run-2-test" in lab.table.value)
    address = re.search(r'href="data:text/csv;base64,([^"]+)"', lab.table.value).group(1)
    rows = list(csv.DictReader(io.StringIO(base64.b64decode(address).decode())))
    assert [row["lr"] for row in rows] == ["0.05", "0.2"]
    lab.reset()
    assert lab.rate.value == 0.05 and len(lab.runs) == 2
    press(lab.clear)
    assert lab.runs == [] and lab.table.value == "" and lab.clear.disabled


def wait(done, seconds=10):
    end = time.monotonic() + seconds
    while not done() and time.monotonic() < end:
        time.sleep(0.005)
    assert done()


def test_the_lab_stops_and_starts_again(lab):
    lab.epochs.value = 20
    lab.images.value = 60_000
    press(lab.start)
    wait(lambda: lab.runs[0].step > 3, 60)
    press(lab.stop)
    assert lab.runs[0].state == "stopped" and not lab.start.disabled and ">stopped<" in lab.table.value
    press(lab.start)
    assert len(lab.runs) == 2 and lab.busy
    press(lab.stop)


def test_a_second_lab_waits_for_the_first(lab):
    lab.images.value, lab.epochs.value = 30_000, 20
    press(lab.start)
    wait(lambda: lab.runs[0].step > 1, 60)
    again, third = (TrainingLab(images=500, epochs=1) for _ in range(2))
    press(again.start)
    press(third.start)
    wait(lambda: "It waits until another training has ended." in again.status.value)
    press(third.stop)
    assert third.runs[0].state == "stopped"  # one need not wait for the end of waiting
    assert lab.busy and lab.runs[0].state == "training" and again.runs[0].step == 0
    press(lab.stop)
    wait(lambda: again.runs[0].state == "finished", 60)
    assert third.runs[0].state == "stopped" and third.runs[0].step == 0


def test_a_lab_whose_cell_is_run_once_more_stops(lab, monkeypatch):
    lab._take_cell("a cell")
    lab.images.value, lab.epochs.value = 30_000, 20
    press(lab.start)
    other = TrainingLab(images=500)
    other._take_cell("another cell")
    assert lab.busy
    other._take_cell("a cell")
    assert lab.runs[0].state == "stopped" and "Run 1: Stopped after" in lab.status.value


def test_what_the_net_sees_is_shown_while_it_is_trained(lab):
    lab.images.value, lab.epochs.value = 30_000, 20
    press(lab.start)
    wait(lambda: lab.runs[0].look is not None, 60)
    first = lab.runs[0].look
    assert first.step == 1 and look.sentence(first).startswith("After step 1: of 300 test images ")
    assert first.filters.shape == (8, 5, 5) and len(first.labels) == WATCHED
    wait(lambda: lab.runs[0].look is not first, 60)
    assert not np.array_equal(lab.runs[0].look.filters, first.filters)
    wait(lambda: "first filters" in html_of(lab) and "read as (column)" in html_of(lab))
    press(lab.stop)


def test_a_look_counts_what_is_read_as_what():
    run = trained(data="digits:500:400")
    data = load_data("digits:500:400")
    answers = run.net.copy().eval()(datasets.to_float(data.x_test)).argmax(axis=1)
    found = run.look
    for i, j in np.ndindex(10, 10):
        assert found.confusion[i, j] == ((data.y_test == i) & (answers == j)).sum()
    assert found.misread.tolist() == np.flatnonzero(answers != data.y_test).tolist()
    assert (found.filters == run.net.params["0.weight"][:, 0]).all()
    html_ = look.render(found)
    for k, index in enumerate(found.misread[: look.SHOWN]):
        assert f">{data.y_test[index]}\u2192{answers[index]}</text>" in html_ and f'data-picture="misread-{k}"' in html_
    assert f"Of 400 test images {400 - len(found.misread)} are read right" in html_
    assert look.render(None) == ""


def test_filters_stand_apart_and_their_colours_are_told():
    found = look.Look(np.ones((8, 5, 5)), np.zeros((2, 1, 28, 28)), np.array([0, 1]), np.array([0, 1]))
    svg = look.render(found)
    assert all(f">{text}</text>" in svg for text in ("blue: below 0", "orange-red: above 0", "no colour: 0"))
    frames = re.search(r'<path d="([^"]+)" style="fill:none;stroke:var\(--cnn-faint\)', svg)[1]
    places = [tuple(map(float, place.split())) for place in re.findall("M([^h]+)h", frames)]
    wide = float(re.search(r"h([\d.]+)v", frames)[1])
    assert len(places) == 8 and places[1][0] - places[0][0] - wide >= 3


def test_the_confusion_is_stronger_where_more_images_are():
    labels, answers = [0] * 9 + [1] * 8, [0, 1, 1, 1, 1, 2, 2, 2, 3] + [1] * 8
    found = look.Look(np.ones((2, 3, 3)), np.zeros((17, 1, 28, 28)), np.array(labels), np.array(answers))
    svg = look.render(found)
    shown = dict(re.findall(r'<path class="cnn-cell cnn-gradient" style="fill-opacity:([\d.]+)" d="M([\d.]+) ', svg))
    strengths = [float(strength) for strength, _ in sorted(shown.items(), key=lambda pair: float(pair[1]))]
    assert len(strengths) == 3 and strengths == sorted(strengths, reverse=True)  # 4, 3 and 1, from left to right
    assert ">misread, up to 4<" in svg and ">right<" in svg


def test_the_confusion_is_read_without_telling_colours_apart():
    labels, answers = [0] * 9 + [1] * 8, [0, 1, 1, 1, 1, 2, 2, 2, 3] + [1] * 8
    found = look.Look(np.ones((2, 3, 3)), np.zeros((17, 1, 28, 28)), np.array(labels), np.array(answers))
    svg = re.search(r"<svg(?:(?!<svg).)*>digit \(row\) read as \(column\); empty: 0<.*?</svg>", look.render(found))[0]
    assert set(re.findall(r"cnn-(?:cell|box) cnn-(\w+)", svg)) == {"gradient", "plain"}
    assert svg.count('class="cnn-box cnn-plain"') == 10 + 1  # the diagonal, and what the legend says of it


@pytest.mark.parametrize(
    ("losses", "said"),
    [
        (
            [2.3, 1.1, 0.4, 0.6, 2.3],
            "The loss fell to 0.40, then rose to 2.30 again: try a smaller learning rate than 0.05",
        ),
        ([2.3, 2.3, 2.2, 2.29], "The loss stayed near 2.29"),
    ],
)
def test_a_loss_that_fell_and_rose_did_not_stay(losses, said):
    run = runs.Run(task())
    run.points, run.state = [runs.Point(k, loss, 0.5) for k, loss in enumerate(losses)], "finished"
    run.test, run.first_loss, run.peak_loss = (120, 1000, 2.3), losses[0], max(losses)
    assert said in run.sentence


@pytest.mark.parametrize(
    ("losses", "state", "kind"),
    [
        ([2.3, 1.5, 1.0, 0.6, 0.3], "finished", "falls"),
        ([2.3, 0.5, 0.32, 0.31, 0.3], "finished", "stays"),
        ([2.3, 2.3, 2.2, 2.2, 2.1], "finished", "hardly"),
        ([2.3, 2.2, 2.4, 2.5], "finished", "rises"),
        ([2.3, 2.0], "diverged", "rises"),
        ([2.1, 0.35, 1.5, 2.3], "finished", "turns"),
        ([2.1, 0.35, 1.1, 1.2], "finished", "stays"),
    ],
)
def test_a_guess_is_answered(losses, state, kind):
    run = runs.Run(task())
    run.points, run.state = [runs.Point(k, loss, 0.5) for k, loss in enumerate(losses)], state
    assert words.course(run)[0] == kind
    for guess in words.GUESSES.values():
        assert words.answer(run, guess).startswith("Your guess was: it ")
    assert words.answer(run, "none") == ""
    run.state = "training"
    assert words.answer(run, kind) == ""  # not before the end


def test_the_guess_of_a_run_is_that_of_its_start(lab):
    lab.guess.value = "rises"
    press(lab.start)
    lab.guess.value = "none"
    wait(lambda: "Your guess was: it will rise. It " in lab.status.value, 60)


def test_another_optimiser_says_that_the_rate_went_with_it(lab):
    lab.optimizer.value = "adam"
    assert "The learning rate went to 0.001, a usual one for Adam." in lab.status.value
    lab.epochs.value = 2
    assert "The learning rate went to 0.001" in lab.status.value
    lab.rate.value = 0.002
    assert "went to" not in lab.status.value


INTERRUPTED = """
import time
from coursecnn.labs import TrainingLab
lab = TrainingLab(images=30_000, epochs=20, data="digits")
lab._start()
"""


def test_jupyters_interrupt_ends_it_whether_the_kernel_is_busy_or_idle():
    manager = pytest.importorskip("jupyter_client.manager")
    kernel, client = manager.start_new_kernel()
    try:
        assert said(client, INTERRUPTED + "print(lab.runs[0].state)").strip() in ("loading", "training", "waiting")
        time.sleep(1)
        kernel.interrupt_kernel()
        time.sleep(0.5)
        assert said(client, "print(lab.runs[0].state)").strip() == "stopped"  # idle
        assert said(client, "lab._start(); print(lab.busy)").strip() == "True"
        client.execute("time.sleep(60)")
        time.sleep(1)
        kernel.interrupt_kernel()
        assert said(client, "print(lab.runs[1].state)").strip() == "stopped"  # busy
        assert said(client, "print(6 * 7)").strip() == "42"
    finally:
        client.stop_channels()
        kernel.shutdown_kernel(now=True)


def said(client, code):
    """What a cell prints; sent again where the kernel threw it away together with an interrupted cell."""
    texts, status = [], "aborted"
    while status == "aborted":
        reply = client.execute_interactive(
            code, timeout=60, output_hook=lambda message: texts.append(message["content"].get("text", ""))
        )
        status = reply["content"]["status"]
    return "".join(texts)


def test_the_usual_rate_of_an_optimiser(lab):
    lab.optimizer.value = "adam"
    assert lab.rate.value == lab.task["configuration"]["lr"] == 0.001
    lab.rate.field.value = 0.0123
    assert lab.rate.value == 0.0123 and STOPS[lab.rate.slider.value] == 0.01
    lab.rate.slider.value += 1
    assert lab.rate.field.value == lab.rate.value == 0.02
    lab.rate.slider.value = len(STOPS) - 1
    assert lab.rate.value == 100


def test_the_table_separates_what_differs_from_what_does_not():
    numbered = list(enumerate([trained(), trained(lr=0.1), trained(lr=0.1, seed=1)], 1))
    table = html(numbered)
    assert re.findall(r'scope="col">([^<]+)<', table) == [
        "run",
        "learning rate",
        "seed",
        "parameters",
        "seconds",
        "right in the test",
    ]
    assert (
        "All runs: kernels 3, 3; filters 4, 6; pooling max; optimiser momentum; batch 20; epochs 1; data drawn digits;"
        in table
    )
    newest_first = ["0.1", "1", "0.1", "0", "0.05", "0"]
    assert re.findall(r'data-text="run-\d-(?:rate|seed)">([^<]+)<', table) == newest_first
    assert html([]) == "" and "Run: kernels" in html(numbered[:1])
    assert 'data-text="run-1-rate">0.05<' in html(numbered[:1])  # always at the same place


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"kernel_sizes": (10, 3)}, "kernel 1 must be a whole number from 1 to 9"),
        ({"kernel_sizes": 5}, "kernel_sizes must be two whole numbers"),
        ({"filters": (8, 65)}, "filters 2 must be"),
        ({"lr": 0}, "learning rate must be a number from 0.00001 to 100"),
        ({"images": 77}, "training images must be one of"),
        ({"pool": "min"}, "pooling 2 × 2 must be one of max, average, none"),
        ({"data": "mnist"}, "MNIST is not on this machine"),
        ({"epochs": 21}, "epochs must be a whole number from 1 to 20"),
    ],
)
def test_wrong_arguments_are_refused(given, words):
    with pytest.raises(ValueError, match=words):
        TrainingLab(**given)


def test_mnist_is_offered_where_it_is(monkeypatch):
    assert [value for _, value in TrainingLab().data.options] == ["digits"]
    monkeypatch.setattr("coursecnn.labs.training.lab.idxsets.is_here", lambda kind: True)
    lab = TrainingLab()
    assert [value for _, value in lab.data.options] == ["mnist", "digits"] and lab.task["data"] == "mnist:6000:2000"
