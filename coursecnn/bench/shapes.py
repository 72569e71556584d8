"""The grid of shapes on which single layers are compared."""

from typing import NamedTuple

from ..arguments.sizes import output_size

LIMITS = {
    "thin": "products with a side of at most 16 numbers (filters, or channels times the kernel's width): "
    "BLAS works on blocks of about that size, and copying weighs more than multiplying",
    "small": "less than 0.2 billion operations in all: calls and the hand-over to threads take their share",
    "stride": "windows that step over pixels are copied in short runs",
}


class Conv(NamedTuple):
    """A convolution: batch, channels, size, filters, kernel, stride, padding, dilation, groups."""

    n: int
    c: int
    size: int
    filters: int
    kernel: int
    stride: int = 1
    padding: int = 0
    dilation: int = 1
    groups: int = 1

    @property
    def options(self):
        return dict(stride=self.stride, padding=self.padding, dilation=self.dilation, groups=self.groups)

    @property
    def multiplications(self):
        """Of the forward pass; forward and backward together take three times as many."""
        out = output_size(self.size, self.kernel, self.stride, self.padding, self.dilation)
        return self.n * self.filters * out**2 * self.c // self.groups * self.kernel**2

    @property
    def limits(self):
        """What keeps this shape from the speed of a big matrix product: keys of ``LIMITS``."""
        sides = (self.filters // self.groups, self.kernel * self.c // self.groups)
        found = {"thin": min(sides) <= 16, "small": 6 * self.multiplications < 2e8, "stride": self.stride > 1}
        return [limit for limit, holds in found.items() if holds]

    def __str__(self):
        usual = {"padding": 0}
        extra = "".join(f" {name} {value}" for name, value in self.options.items() if value != usual.get(name, 1))
        return f"{self.n}x{self.c}x{self.size}x{self.size} to {self.filters}, {self.kernel}x{self.kernel}{extra}"


class Pool(NamedTuple):
    """A pooling: kind, batch, channels, size, window, stride, padding."""

    kind: str
    n: int
    c: int
    size: int
    kernel: int
    stride: int
    padding: int = 0

    def __str__(self):
        window = f"{self.kernel}x{self.kernel} stride {self.stride}"
        return f"{self.kind} {self.n}x{self.c}x{self.size}x{self.size}, {window}"


class Plain(NamedTuple):
    """A layer that has no window, on a batch: its kind, batch, channels, size."""

    kind: str
    n: int
    c: int
    size: int

    def __str__(self):
        return f"{self.kind} {self.n}x{self.c}x{self.size}x{self.size}"


TRAINING = [Conv(128, 1, 28, 20, 5), Conv(128, 20, 12, 50, 5)]  # the two convolutions of mnist_cnn

GRID = [
    *TRAINING,
    Conv(64, 1, 28, 6, 5, padding=2),
    Conv(64, 1, 28, 32, 3),
    Conv(64, 1, 28, 16, 11),
    Conv(64, 6, 14, 16, 5),
    Conv(64, 3, 32, 32, 3, padding=1),
    Conv(32, 16, 28, 32, 3, padding=1),
    Conv(32, 32, 28, 32, 3, padding=1),
    Conv(32, 32, 28, 64, 3, stride=2, padding=1),
    Conv(32, 32, 28, 32, 3, padding=2, dilation=2),
    Conv(32, 32, 28, 64, 3, padding=1, groups=4),
    Conv(32, 32, 28, 32, 3, padding=1, groups=32),
    Conv(16, 32, 28, 32, 5, padding=2),
    Conv(16, 16, 28, 16, 7, padding=3),
    Conv(16, 64, 28, 64, 1),
    Conv(16, 64, 28, 64, 3, padding=1),
    Conv(8, 3, 56, 32, 11, stride=4, padding=2),
    Conv(8, 3, 56, 64, 7, stride=2, padding=3),
    Conv(8, 64, 56, 128, 1),
    Conv(8, 64, 56, 64, 3, padding=1),
    Conv(8, 64, 56, 64, 3, stride=2, padding=1),
    Pool("max", 128, 20, 24, 2, 2),
    Pool("max", 32, 32, 28, 3, 2, 1),
    Pool("max", 16, 64, 56, 2, 2),
    Pool("avg", 32, 32, 28, 2, 2),
    Conv(1, 16, 28, 32, 3, padding=1),
    Conv(8, 16, 28, 32, 3, padding=1),
    Plain("batch normalisation", 128, 32, 28),
    Plain("batch normalisation", 128, 64, 14),
    Plain("batch normalisation", 128, 64, 7),
    Plain("ReLU", 128, 32, 14),
    Plain("dropout", 128, 64, 14),
]
