"""What happened in a training."""

from dataclasses import asdict, dataclass, field


@dataclass
class Epoch:
    """One pass over the training images.

    Losses are means over the images; accuracies from 0 to 1, in training measured along the way (the net changes
    meanwhile). ``lr`` is the learning rate of the last step, ``seconds`` the time of the epoch without the validation.
    """

    epoch: int
    loss: float
    accuracy: float
    lr: float
    seconds: float
    validation_loss: float | None = None
    validation_accuracy: float | None = None


@dataclass
class History:
    """What ``fit`` returns.

    Attributes
    ----------
    epochs : list of Epoch
    ended : str
        ``"finished"``, ``"interrupted"`` (Ctrl-C), ``"stopped early"`` or ``"diverged"``.
    test : Evaluation or None
        On the test set, after the last epoch; ``None`` where the training was interrupted.
    seconds : float
        Training time of all epochs, without the test.
    images : int
        Training images that went through the net.
    """

    epochs: list = field(default_factory=list)
    ended: str = "running"
    test: object = None
    images: int = 0

    @property
    def seconds(self):
        return sum(epoch.seconds for epoch in self.epochs)

    def column(self, name):
        """The values of one column of ``Epoch``, epoch by epoch."""
        return [getattr(epoch, name) for epoch in self.epochs]

    def to_dict(self):
        """All of it as plain data for JSON."""
        return {"epochs": [asdict(epoch) for epoch in self.epochs], "ended": self.ended, "images": self.images}

    @classmethod
    def from_dict(cls, data):
        return cls([Epoch(**epoch) for epoch in data["epochs"]], data["ended"], None, data["images"])

    def __str__(self):
        lines = ["epoch    loss  accuracy" + ("  validation" if self._validated else "") + "  seconds"]
        for e in self.epochs:
            check = f"  {100 * e.validation_accuracy:8.2f} %" if self._validated else ""
            lines.append(f"{e.epoch:5}  {e.loss:6.4f}  {100 * e.accuracy:6.2f} %{check}  {e.seconds:7.1f}")
        if self.test is not None:
            lines.append(f"test: {self.test}")
        return "\n".join(lines)

    @property
    def _validated(self):
        return bool(self.epochs) and self.epochs[0].validation_accuracy is not None
