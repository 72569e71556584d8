"""Exercises of lesson 07, Training: the first loss of a net, and stopping early."""

import numpy as np

from ...lesson import is_quick
from ..definition import Exercise
from ..parts import Range
from ..slips import slip, step

FIRST_LOSS = "07, 'Sanity ladder, first rung: the first loss'"
EARLY = "07, 'Stopping early'"


def first_loss_of_he():
    """The verdict, and the loss: 2.70 to 2.99 on MNIST and drawn digits, in quick mode too."""
    loss = Range(3.85, 4.32) if slip("base-2") else Range(1.15, 1.32) if slip("base-10") else Range(2.6, 3.1)
    images = 50 if is_quick() else 200
    loss = Range(2.65 * images, 3.05 * images) if slip("summed-over-images") else loss
    loss = Range(300, 450) if slip("bytes") else loss
    loss = Range(0.03, 0.2) if slip("probability-for-loss") else loss
    loss = Range(2.29, 2.33) if slip("small-last-layer") else loss
    loss = Range(4.327, 4.34) if slip("first-image-only") else loss  # of MNIST, in quick mode too
    loss = Range(1.802, 1.814) if slip("first-drawn-image-only") else loss
    return "true" if slip("wrong-verdict") else "false", loss


LOSSES = {False: (2.783, 2.984), True: (2.698, 2.987)}  # on MNIST, and on drawn digits, by is_quick()
OF_TEST_IMAGES = {False: (2.757, 2.506), True: (2.985, 1.788)}
NEAR = 0.006
FIRST_IMAGE = "That is the loss of the first image alone: it is the mean over all of images.x_train."


def _of_these_images(answer):
    quick, loss = is_quick(), float(answer[1])
    if any(abs(loss - right) <= NEAR for right in LOSSES[quick]):
        return True
    if any(abs(loss - other) <= NEAR for other in OF_TEST_IMAGES[quick]):
        return f"{loss:.4g} is the loss of the test images, images.x_test: it is asked for images.x_train."
    if any(abs(loss - round(right, 1)) < 1e-6 for right in LOSSES[quick]):
        return f"{loss:.4g} has too few digits to tell: give the loss with two decimals or more."
    return f"{loss:.4g} is near the loss of such a net, but not that of this one on images.x_train."


def stop_epoch(losses, patience):
    """(best, last): the epoch with the lowest loss so far, and the last one run."""
    losses = [-loss for loss in losses] if slip("highest-for-lowest") else losses
    best, since, end = 0, 0, step("the last epoch, where it never stops early", len(losses) - 1, n=len(losses))
    for epoch, loss in enumerate(losses[1:], 1):
        last_one = slip("compared-with-the-last") or slip("last-one-is-best")
        before = losses[epoch - 1] if last_one else losses[best]
        better = loss <= before if slip("equal-counts-as-better") else loss < before
        since = epoch - (epoch - 1 - since if slip("counter-not-set-back") else 0) if better else since
        best = epoch if better and slip("last-one-is-best") else best
        best = epoch if loss < losses[best] or (better and slip("equal-counts-as-better")) else best
        waits = patience + (1 if slip("waits-too-long") else -1 if slip("stops-too-early") else 0)
        if not better and epoch - since >= waits and not slip("never-stops"):
            end = step("the epoch at which it stops", epoch, epoch=epoch, best=best, patience=patience)
            break
    if slip("patience-behind-the-best"):
        end = min(int(np.argmin(losses)) + patience, len(losses) - 1)
    best = (
        int(np.argmin(losses))
        if slip("looks-ahead") or slip("patience-behind-the-best")
        else end
        if slip("last-for-best")
        else best
    )
    best = step("the best epoch", best, best=best, loss=losses[best])
    best, end = best + slip("counted-from-one"), end + slip("counted-from-one")
    return (end, best) if slip("wrong-order") else (best, end)


def _swinging():
    small = [([0.3, 0.4, 0.2, 0.3, 0.1], 2), ([0.5, 0.6, 0.4, 0.5, 0.3, 0.4, 0.5], 2), ([0.9, 0.8, 0.85, 0.7, 0.75], 2)]
    close = [0.5, 0.499, 0.498, 0.497], 1
    return [
        *small,
        close,
        ([2.5, 2.4], 1),
        ([2.5e6, 2.4e6, 2.6e6, 2.3e6, 2.5e6, 2.4e6], 2),
    ]  # no search may begin at a number


def _losses(draw):
    few = draw.rng.integers(1, 5 + draw.level, draw.int(1, 8)) / 10
    return few.tolist(), draw.int(1, 3)


EXERCISES = [
    Exercise(
        id="07.first_loss_of_he",
        kind="explore",
        title="A loud beginning",
        points=2,
        see=FIRST_LOSS,
        value=first_loss_of_he,
        accepts=_of_these_images,
        choices=("true", "false"),
        hints=(
            "CrossEntropyLoss() is called with scores and labels, and gives the loss.",
            "The scores are net(to_float(images.x_train)); the labels are images.y_train.",
            "CrossEntropyLoss()(net(to_float(images.x_train)), images.y_train).",
        ),
        slips=[
            "wrong-verdict",
            ("base-2", "That comes out with a logarithm of base 2: the loss takes the natural one."),
            ("base-10", "That comes out with a logarithm of base 10: the loss takes the natural one."),
            ("small-last-layer", "That is near ln 10, the loss of nearly equal scores, such as mnist_cnn has at first: "
             "measure the net of the exercise, and give its scores to the loss as they are."),
            ("summed-over-images", "The loss is added up over the images: it is the mean."),
            ("probability-for-loss", "That is a probability, or the share of right answers: the loss is minus the "
             "logarithm of the right class's probability."),
            ("first-image-only", FIRST_IMAGE),
            ("first-drawn-image-only", FIRST_IMAGE),
            ("bytes", "A loss of hundreds comes from bytes: divide the images by 255, as to_float does."),
        ],
    ),
    Exercise(
        id="07.stop_epoch",
        kind="challenge",
        title="When to stop",
        points=3,
        see=EARLY,
        expected=stop_epoch,
        inputs=_losses,
        also=_swinging,
        output=("best", "last"),
        tries=3,
        hints=(
            "Keep the number of the best epoch so far; epoch 0 at first.",
            "An epoch that beats the best one becomes the best. Otherwise look how many epochs have passed since the "
            "best.",
            "if loss < losses[best]: best = epoch; elif epoch - best >= patience: return best, epoch. After the loop: "
            "the last epoch.",
        ),
        slips=[
            "compared-with-the-last",
            ("last-one-is-best", "Each epoch is compared with the one before it, and is the best if it beats that one: "
             "compare it with the best so far."),
            ("patience-behind-the-best", "The best epoch is looked for in the whole list, and `patience` are added: "
             "what comes after the stop was never run."),
            "equal-counts-as-better",
            "highest-for-lowest",
            ("wrong-order", "The two are exchanged: the best epoch first, the last one second."),
            "waits-too-long",
            ("stops-too-early", "It stops one epoch too early: `patience` epochs in a row must fail, not one less."),
            "never-stops",
            ("counter-not-set-back", "The epochs that were not better are counted from the start: after a better one the "
             "count begins again at 0."),
            "last-for-best",
            "looks-ahead",
            ("counted-from-one", "Epochs are counted from 1: here the first one is 0."),
        ],
    ),
]  # fmt: skip
