"""Convolution as it is usually written in NumPy: the whole batch unrolled at once, one product. For comparison."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def conv2d(x, weight, stride=1, padding=0, dilation=1, groups=1):
    """Forward; the unrolled windows come back too, for ``conv2d_backward``."""
    cols = [_windows(part, weight.shape[2:], stride, padding, dilation) for part in np.split(x, groups, axis=1)]
    parts = [c.reshape(-1, c[0, 0, 0].size) @ w.reshape(len(w), -1).T for c, w in zip(cols, np.split(weight, groups))]
    n, h, w = cols[0].shape[:3]
    return np.concatenate(parts, axis=1).reshape(n, h, w, -1).transpose(0, 3, 1, 2), cols


def conv2d_backward(dy, x, weight, cols, stride=1, padding=0, dilation=1, groups=1):
    """Gradients for the images and the filters: two products, and every tap added back."""
    d = [part.transpose(0, 2, 3, 1).reshape(-1, part.shape[1]) for part in np.split(dy, groups, axis=1)]
    dw = [a.T @ c.reshape(len(a), -1) for a, c in zip(d, cols)]
    dx = []
    for a, w, c in zip(d, np.split(weight, groups), cols):
        dcols = (a @ w.reshape(len(w), -1)).reshape(c.shape)
        n, channels, height, width = x.shape[0], w.shape[1], x.shape[2] + 2 * padding, x.shape[3] + 2 * padding
        part = np.zeros((n, channels, height, width), x.dtype)
        for i, j in np.ndindex(*weight.shape[2:]):
            rows = slice(i * dilation, i * dilation + stride * (c.shape[1] - 1) + 1, stride)
            columns = slice(j * dilation, j * dilation + stride * (c.shape[2] - 1) + 1, stride)
            part[:, :, rows, columns] += dcols[:, :, :, :, i, j].transpose(0, 3, 1, 2)
        dx.append(part[:, :, padding : height - padding, padding : width - padding])
    return np.concatenate(dx, axis=1), np.concatenate(dw).reshape(weight.shape)


def _windows(x, kernel, stride, padding, dilation):
    """Copied windows ``(N, H_out, W_out, C, K_h, K_w)``."""
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    reach = [dilation * (k - 1) + 1 for k in kernel]
    view = sliding_window_view(x, reach, axis=(2, 3))[:, :, ::stride, ::stride, ::dilation, ::dilation]
    return np.ascontiguousarray(view.transpose(0, 2, 3, 1, 4, 5))
