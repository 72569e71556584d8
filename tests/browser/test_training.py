"""The training lab on a page: every control, live curves, Stop, and a notebook that can be used meanwhile."""

import base64
import csv
import io

import numpy as np
import pytest

CODE = "from coursecnn.labs import TrainingLab\nTrainingLab(data='digits')"


def test_look(show_lab, picture):
    for theme in ("light", "dark"):
        lab = show_lab(CODE, theme=theme)
        picture(lab, f"training-empty-{theme}")
        lab.press("Start")
        lab.expect_text("run-1-test", "%")
        lab.set("kernel 1 (pixels)", 3)
        lab.set("kernel 2 (pixels)", 3)
        lab.press("Start")
        lab.expect_text("run-2-test", "%")
        lab.set("learning rate", 5)
        lab.press("Start")
        lab.expect_text("run-3-test", "%")
        lab.set("learning rate", 0.1)
        lab.set("epochs", 10)
        lab.press("Start")
        lab.expect_text("live", "epoch 6")
        picture(lab, f"training-{theme}")
        print(lab.axe())
