"""Checks of arguments: right, or refused in one sentence that names what was given, what is wanted and the way out."""

from .arrays import as_bias, as_filters, as_gradient, as_groups, as_images, as_numbers, as_shape
from .numbers import count, flag, number, shown, whole
