"""Which inputs, with which weights, stand in each output."""

from .lines import sums

__all__ = ["sums"]
