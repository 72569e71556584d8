"""The matrix product, as fast as BLAS can do it."""

import numpy as np

UNPACKED = 1_000_000  # multiplications; up to here OpenBLAS works on its operands where they lie
WORTH_CUTTING = 48  # rows


def product(a, b, out=None):
    """``a @ b`` for a tall ``a`` ``(M, K)`` and a small ``b`` ``(K, N)``.

    BLAS copies ("packs") its operands into an order of its own before it multiplies. For a big product that is cheap, for a tall
    and narrow one it costs up to a third of the time. OpenBLAS leaves it out where M * K * N is at most a million, so a tall
    product is cut into a stack of such small ones.
    """
    (m, k), n = a.shape, b.shape[1]
    if out is None:
        out = np.empty((m, n), np.result_type(a, b))
    rows = UNPACKED // (k * n)
    if rows < WORTH_CUTTING or rows >= m or not a.flags.c_contiguous:
        return np.matmul(a, b, out=out)
    cut, b = m - m % rows, np.ascontiguousarray(b)
    np.matmul(a[:cut].reshape(-1, rows, k), b, out=out[:cut].reshape(-1, rows, n))
    np.matmul(a[cut:], b, out=out[cut:])
    return out


def transposed_product(a, b):
    """``a.T @ b`` for two tall matrices, ``(M, N)`` and ``(M, K)``: BLAS is fastest when the second lies row by row in memory."""
    return a.T @ b if b.flags.c_contiguous else (b.T @ a).T


def column_sums(a):
    """Sum of each column of a tall matrix, as a product with ones: several times faster than ``a.sum(axis=0)``."""
    return np.ones(len(a), a.dtype) @ a
