"""The lab in which one convolution is timed: by loops, by im2col, and by the package."""

import threading

from ..bench.shapes import Conv
from .kit import background
from .kit.controls import Action, Choice, Integer
from .kit.lab import Lab
from .speed_drawing import plan, progress, render
from .speed_frames import speed_job

MATRIX = 32_000_000  # numbers in the matrix of im2col, at most: 128 MB
BATCH = 128


class SpeedLab(Lab):
    """Choose the sizes of a convolution and time it: loops, im2col, package.

    Parameters
    ----------
    batch, channels, side, kernel, filters : int
        Up to 128 images, 32 channels, images of 8 to 32 pixels a side, kernels of 1 to 7, 64 filters. Fewer images
        where the matrix of im2col would take more than 128 MB.
    backward : bool
        Time forward and backward, or forward alone.

    Attributes
    ----------
    frame : SpeedFrame or None
        The last measurement.
    """

    name, title = "speed", "How fast is your convolution?"
    _turn = threading.Lock()  # one measurement at a time, in all labs: two would slow each other down

    def __init__(self, batch=32, channels=16, side=28, kernel=3, filters=32, backward=False):
        self.frame, self._job, self._failed = None, None, ""
        self.batch = Integer("batch", 1, BATCH, batch, "images")
        self.channels = Integer("channels", 1, 32, channels)
        self.side = Integer("image side", 8, 32, side, "pixels")
        self.kernel = Integer("kernel", 1, 7, kernel, "pixels")
        self.filters = Integer("filters", 1, 64, filters)
        self.passes = Choice("time", {"forward": False, "forward and backward": True}, backward)
        self.measure = Action("Measure", self._measure, "Time all three ways, for a few seconds")
        self.stop = Action("Stop", self._stop)
        self.measure.button_style = "primary"
        sizes = [self.batch, self.channels, self.side, self.kernel, self.filters, self.passes]
        super().__init__(sizes, [self.measure, self.stop])

    def settings(self):
        names = "batch", "channels", "side", "kernel", "filters"
        return {name: getattr(self, name).value for name in names} | {"backward": self.passes.value}

    @property
    def shape(self):
        """The sizes that are chosen."""
        return Conv(*(control.value for control in (self.batch, self.channels, self.side, self.filters, self.kernel)))

    @property
    def busy(self):
        return self._job is not None

    def draw(self):
        self._limit()
        self.measure.disabled, self.stop.disabled = self.busy, not self.busy
        if self.batch.limits[1] < BATCH:
            most = f"at most {self.batch.limits[1]} images"
            self.say(f"With these sizes the batch is {most}: the matrix of im2col would take more than 128 MB.")
        if self._failed:
            raise ValueError(self._failed)
        shown = progress(self._job.share) if self.busy else ""
        chosen = self.shape, self.passes.value
        measured = self.frame is not None and self.frame.is_of(*chosen)
        return plan(*chosen, heard=not measured) + shown + render(self.frame, *chosen, self.busy)

    def reset(self):
        with self.hold():
            self.frame, self._job, self._failed = None, None, ""
            super().reset()
            self._limit()
            self.batch.reset()
            self.update()

    def _limit(self):
        """So many images that the matrix of im2col stays small enough."""
        one = self.shape._replace(n=1)
        self.batch.limits = 1, min(BATCH, MATRIX // (one.multiplications // one.filters))

    def _measure(self):
        if not self.busy:
            self._job, self._failed = _Job(), ""
            arguments = self._job, self.shape, self.passes.value
            background.start(self._run, "speed", *arguments)
            self.update()

    def _stop(self):
        self._job = None  # it notices after the call that it is in
        self.update()

    def _run(self, job, shape, backward):
        def told(share):
            if self._job is not job:
                raise _Stopped
            job.share = share
            self.update()

        try:
            yield from background.turn(self._turn)
            try:
                told(0)
                yield
                frame = yield from speed_job(shape, backward, told)
            finally:
                self._turn.release()
            told(1)
            self.frame = frame
        except _Stopped:
            return
        except Exception as error:  # nobody else can tell what happened beside the page
            self._failed = f"The measurement could not go on: {error}"
        self._job = None
        self.update()


class _Stopped(Exception):
    """Ends a measurement that nobody waits for any more."""


class _Job:
    share = 0.0
