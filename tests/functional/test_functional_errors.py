"""What the operations, fast and by loops, say to arguments that do not fit: one sentence that names what was given."""

from pathlib import Path

import numpy as np
import pytest

import coursecnn
from coursecnn import functional, reference

PACKAGE = Path(coursecnn.__file__).parent
X, W, W_T = np.ones((2, 4, 6, 5)), np.ones((6, 4, 3, 3)), np.ones((4, 3, 3, 3))
Y, Y_T = np.ones((2, 6, 4, 3)), np.ones((2, 3, 8, 7))
ROWS = np.ones((2, 5))


def images(*shape):
    return np.ones(shape)


MISTAKES = {  # what is wrong: the call, and words that the sentence must contain
    "transposed: no groups": ("conv_transpose2d", (X, W_T), {"groups": 0}, ["groups", "0"]),
    "average: backward, no batch": ("avg_pool2d_backward", (X, X[0], 2), {}, ["x", "(4, 6, 5)"]),
    "columns: not a shape": ("col2im", (images(40, 16), 40, 2), {}, ["x_shape", "40"]),
    "image without batch": ("conv2d", (X[0], W), {}, ["x", "(4, 6, 5)"]),
    "flat images": ("conv2d", (X.reshape(2, -1), W), {}, ["x", "(2, 120)"]),
    "flat weight": ("conv2d", (X, W[0]), {}, ["weight", "(4, 3, 3)"]),
    "rows of different lengths": ("conv2d", ([[[[1, 2], [3]]]], W), {}, ["x"]),
    "text": ("conv2d", ([[[["a"]]]], W), {}, ["x"]),
    "complex numbers": ("conv2d", (X * 1j, W), {}, ["x", "complex128"]),
    "channels": ("conv2d", (images(2, 3, 6, 5), W), {}, ["3", "4"]),
    "channels with groups": ("conv2d", (X, W), {"groups": 2}, ["4", "2"]),
    "groups do not divide the input": ("conv2d", (X, W), {"groups": 3}, ["groups", "3", "4"]),
    "groups do not divide the output": ("conv2d", (X, images(5, 2, 3, 3)), {"groups": 2}, ["groups", "2", "5"]),
    "no groups": ("conv2d", (X, W), {"groups": 0}, ["groups", "0"]),
    "negative groups": ("conv2d", (X, W), {"groups": -1}, ["groups", "-1"]),
    "half a group": ("conv2d", (X, W), {"groups": 1.5}, ["groups", "1.5"]),
    "short bias": ("conv2d", (X, W, np.ones(4)), {}, ["bias", "4", "6"]),
    "two-dimensional bias": ("conv2d", (X, W, np.ones((6, 1))), {}, ["bias", "(6, 1)"]),
    "kernel too large": ("conv2d", (X, images(6, 4, 7, 3)), {}, ["7", "6"]),
    "kernel too large for the padding": ("conv2d", (X, images(6, 4, 3, 9)), {"padding": 1}, ["9", "7"]),
    "dilated kernel too large": ("conv2d", (X, W), {"dilation": 3}, ["7", "6"]),
    "empty image": ("conv2d", (images(2, 4, 0, 5), W), {"padding": 3}, ["0"]),
    "empty kernel": ("conv2d", (X, images(6, 4, 0, 3)), {}, ["0"]),
    "stride 0": ("conv2d", (X, W), {"stride": 0}, ["stride", "0"]),
    "negative stride": ("conv2d", (X, W), {"stride": (1, -2)}, ["stride", "-2"]),
    "three strides": ("conv2d", (X, W), {"stride": (1, 2, 3)}, ["stride", "(1, 2, 3)"]),
    "fraction of a stride": ("conv2d", (X, W), {"stride": 1.5}, ["stride", "1.5"]),
    "dilation 0": ("conv2d", (X, W), {"dilation": 0}, ["dilation", "0"]),
    "negative padding": ("conv2d", (X, W), {"padding": -1}, ["padding", "-1"]),
    "negative padding on one side": ("conv2d", (X, W), {"padding": ((0, 1), (-1, 0))}, ["padding", "-1"]),
    "unknown padding": ("conv2d", (X, W), {"padding": "full"}, ["padding", "full"]),
    "same padding with a stride": ("conv2d", (X, W), {"padding": "same", "stride": 2}, ["same", "2"]),
    "backward: shape": ("conv2d_backward", (Y[:, :, 1:], X, W), {}, ["dy", "(2, 6, 3, 3)", "(2, 6, 4, 3)"]),
    "backward: batch": ("conv2d_backward", (Y[:1], X, W), {}, ["dy", "(1, 6, 4, 3)"]),
    "backward: no batch": ("conv2d_backward", (Y[0], X, W), {}, ["dy", "(6, 4, 3)"]),
    "backward: channels": ("conv2d_backward", (Y, images(2, 3, 6, 5), W), {}, ["3", "4"]),
    "backward: output channels": ("conv2d_backward", (Y[:, :5], X, W), {}, ["dy", "(2, 5, 4, 3)"]),
    "backward: image without batch": ("conv2d_backward", (Y, X[0], W), {}, ["x", "(4, 6, 5)"]),
    "backward: flat weight": ("conv2d_backward", (Y, X, W[0]), {}, ["weight", "(4, 3, 3)"]),
    "backward: groups": ("conv2d_backward", (Y, X, W), {"groups": 3}, ["groups", "3", "4"]),
    "transposed: image without batch": ("conv_transpose2d", (X[0], W_T), {}, ["x", "(4, 6, 5)"]),
    "transposed: channels": ("conv_transpose2d", (X, np.ones((3, 3, 3, 3))), {}, ["4", "3"]),
    "transposed: groups": ("conv_transpose2d", (X, W_T), {"groups": 3}, ["groups", "3", "4"]),
    "transposed: half a group": ("conv_transpose2d", (X, W_T), {"groups": 1.5}, ["groups", "1.5"]),
    "transposed: bias": ("conv_transpose2d", (X, W_T, np.ones(4)), {}, ["bias", "4", "3"]),
    "transposed: output padding": ("conv_transpose2d", (X, W_T), {"output_padding": 1}, ["output_padding", "1"]),
    "transposed: nothing left": ("conv_transpose2d", (X, W_T), {"padding": 4}, ["padding"]),
    "transposed: stride 0": ("conv_transpose2d", (X, W_T), {"stride": 0}, ["stride", "0"]),
    "transposed: padding": ("conv_transpose2d", (X, W_T), {"padding": -1}, ["padding", "-1"]),
    "transposed: backward": ("conv_transpose2d_backward", (Y_T[:, :, 1:], X, W_T), {}, ["dy", "(2, 3, 7, 7)"]),
    "transposed: backward channels": ("conv_transpose2d_backward", (Y_T[:, 1:], X, W_T), {}, ["dy"]),
    "transposed: backward: no batch": ("conv_transpose2d_backward", (Y_T, X[0], W_T), {}, ["x", "(4, 6, 5)"]),
    "max: image without batch": ("max_pool2d", (X[0], 2), {}, ["x", "(4, 6, 5)"]),
    "max: window too large": ("max_pool2d", (X, 6), {}, ["6", "5"]),
    "max: window 0": ("max_pool2d", (X, 0), {}, ["kernel", "0"]),
    "max: negative stride": ("max_pool2d", (X, 2), {"stride": -1}, ["stride", "-1"]),
    "max: only padding": ("max_pool2d", (X, 2), {"padding": 2}, ["padding", "2"]),
    "max: backward": ("max_pool2d_backward", (X, X, 2), {}, ["dy", "(2, 4, 6, 5)", "(2, 4, 3, 2)"]),
    "max: backward, no batch": ("max_pool2d_backward", (X, X[0], 2), {}, ["x", "(4, 6, 5)"]),
    "max: three windows": ("max_pool2d", (X, (2, 2, 2)), {}, ["kernel_size", "(2, 2, 2)"]),
    "average: image without batch": ("avg_pool2d", (X[0], 2), {}, ["x", "(4, 6, 5)"]),
    "average: window too large": ("avg_pool2d", (X, (7, 2)), {}, ["7", "6"]),
    "average: only padding": ("avg_pool2d", (X, 2), {"padding": (0, 2)}, ["padding", "2"]),
    "average: backward": ("avg_pool2d_backward", (X, X, 2), {}, ["dy", "(2, 4, 6, 5)", "(2, 4, 3, 2)"]),
    "columns: image without batch": ("im2col", (X[0], 2), {}, ["x", "(4, 6, 5)"]),
    "columns: window too large": ("im2col", (X, 7), {}, ["7", "6"]),
    "columns: shape": ("col2im", (images(40, 15), X.shape, 2), {}, ["cols", "(40, 15)", "(40, 16)"]),
    "columns: shape of the images": ("col2im", (images(40, 16), X.shape[1:], 2), {}, ["x_shape", "(4, 6, 5)"]),
    "columns: fractions": ("col2im", (images(40, 16), (2, 4, 6.5, 5), 2), {}, ["6.5"]),
    "linear: features": ("linear", (ROWS, images(3, 4)), {}, ["5", "4"]),
    "linear: images": ("linear", (X, images(3, 5)), {}, ["x", "(2, 4, 6, 5)"]),
    "linear: flat weight": ("linear", (ROWS, np.ones(5)), {}, ["weight", "(5,)"]),
    "linear: one row": ("linear", (ROWS[0], images(3, 5)), {}, ["x", "(5,)"]),
    "linear: bias": ("linear", (ROWS, images(3, 5), np.ones(2)), {}, ["bias", "2", "3"]),
    "linear: backward": ("linear_backward", (images(2, 4), ROWS, images(3, 5)), {}, ["dy", "(2, 4)", "(2, 3)"]),
}  # fmt: skip


@pytest.mark.parametrize("ops", [functional, reference], ids=["functional", "reference"])
@pytest.mark.parametrize("mistake", MISTAKES)
def test_one_sentence_names_the_mistake(mistake, ops):
    name, arrays, options, words = MISTAKES[mistake]
    with pytest.raises((ValueError, TypeError)) as caught:
        getattr(ops, name)(*arrays, **options)
    sentence = str(caught.value)
    assert Path(caught.traceback[-1].path).is_relative_to(PACKAGE), f"not our own error: {sentence}"
    assert sentence.endswith(".") and "\n" not in sentence
    assert [word for word in words if word not in sentence] == [], sentence
