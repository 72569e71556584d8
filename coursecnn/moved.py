"""Where modules went: an import by an old name fails with one sentence that gives the new one."""

import sys

MOVED = {
    "cli": "commands.cli",
    "diagrams": "plots.architectures",
    "distortions": "datasets.distortions",
    "files": "storage",
    "functional.checks": "arguments",
    "gradcheck": "training.gradcheck",
    "initializers": "layers.initializers",
    "losses": "layers.losses",
    "optim": "training.optim",
    "parallel": "functional.parallel",
    "pictures": "datasets.pictures",
    "schedules": "training.schedules",
    "sizes": "arguments.sizes",
    "summary": "layers.summary",
}
MOVED |= {
    f"labs.{name}": f"labs.kit.{name}" for name in ["lab", "controls", "fields", "grid", "cells", "svg", "png", "theme"]
}
MOVED |= {f"labs.{name}": f"labs.training.{name}" for name in ("runs", "curves", "rate")}
MOVED |= {"labs.run_words": "labs.training.words", "labs.runtable": "labs.training.table"}
MOVED |= {
    f"labs.{name}": f"labs.nets.{name}"
    for name in ("activations", "activations_drawing", "canvas", "digit_drawing", "draw_digit", "net_lab", "placing")
}
HOUSE = __package__ + "."


class _Signpost:
    """A finder of modules that is asked where all others found nothing."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.startswith(HOUSE) and (new := MOVED.get(name.removeprefix(HOUSE))):
            raise ImportError(f"{name} is now {HOUSE}{new}: import it from there.", name=name)


sys.meta_path.append(_Signpost)
