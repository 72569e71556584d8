# %% [markdown]
# # 06 Fast convolution
#
# You will make the convolution of lesson 01 thousands of times faster, with NumPy alone, and measure on your own computer what each idea gains.
#
# About 85 minutes. It builds on lessons 03 (channels), 04 (pooling) and 05 (backpropagation). Passages marked *for authors of packages* go further
# than you need to use fast layers: on a first reading, run their cells (later cells need them) and skip their text.
#
# Exercises: [06 Fast convolution](../exercises/06_fast_convolution.ipynb). Lab: in "Experiment: your own layer".

# %% tags=["plumbing"]
# Imports: what this lesson uses
import time

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from threadpoolctl import threadpool_limits

from coursecnn import (
    BatchNorm2d,
    Conv2d,
    ConvPool2d,
    CrossEntropyLoss,
    MaxPool2d,
    ReLU,
    Sequential,
    models,
    plots,
    reference,
    set_fast,
)
from coursecnn import functional as F
from coursecnn.functional import parallel, windows, winograd
from coursecnn.lesson import Guess, uses_stored
from coursecnn.training import batch_gradients

# %% [markdown]
# ## 1 The definition, in seven loops
#
# Here is convolution as lesson 03 defined it, without the bias, at stride 1 and without padding. The layer that this lesson works on is the second
# one of our MNIST net: 20 channels of 12 × 12, 50 filters of 5 × 5, so 50 maps of 8 × 8.


# %%
def conv_loops(x, w):
    n, c, h, _ = x.shape
    c_out, _, k, _ = w.shape
    y = np.zeros((n, c_out, h - k + 1, h - k + 1), x.dtype)
    for image in range(n):
        for o in range(c_out):
            for i in range(h - k + 1):
                for j in range(h - k + 1):
                    for ch in range(c):
                        for u in range(k):
                            for v in range(k):
                                y[image, o, i, j] += w[o, ch, u, v] * x[image, ch, i + u, j + v]
    return y


generator = np.random.default_rng(0)
x = generator.standard_normal((128, 20, 12, 12), np.float32)
w = generator.standard_normal((50, 20, 5, 5), np.float32)

# %% [markdown]
# **Predict.** How many multiplications does *one image* need? With about a million steps of the innermost loop per second, which is usual in Python: how
# long would one pass over 60,000 images take?
#
# ### ANSWER 1,600,000
# ### ANSWER 27 hours

# %%
guess = Guess(...)  # multiplications for one image

# %%
multiplications = 50 * 8 * 8 * 20 * 5 * 5
print(f"multiplications for one image: 50 * 8 * 8 * 20 * 5 * 5 = {multiplications:,}")
print(f"60,000 images at a million a second: {60_000 * multiplications / 1e6 / 3600:.0f} hours")
guess.compare(multiplications)

# %% tags=["nbval-ignore-output"]
began = time.perf_counter()
conv_loops(x[:1], w[:5])  # a tenth of the filters
loops = 10 * (time.perf_counter() - began)
print(f"loops, this computer: {loops:.2f} s for one image,")
print(f"{60_000 * loops / 3600:.0f} hours for 60,000 images")

# %% [markdown]
# The loops are right, and we keep them: `coursecnn.reference` holds every operation as loops, and all fast versions are tested against it. But no one
# trains with them.
#
# The arithmetic is not the problem. A processor can do billions of multiplications a second; Python spends its time on finding out, for each of them, what
# `*` means here. The way out: hand over *one* big operation in place of many small ones.

# %% [markdown]
# ## 2 Windows become rows
#
# Take the 3 × 3 image of lesson 01 with its 2 × 2 kernel. Write each window as one row. Then the four sums are *one* product of a matrix and a column.

# %%
image = np.arange(9).reshape(1, 1, 3, 3)
kernel = np.array([[0, 1], [2, 3]])
cols = F.im2col(image, 2)
y = cols @ kernel.reshape(-1)
print("rows:", cols.tolist())
print("product:", y.tolist(), "as a map:", y.reshape(2, 2).tolist())

# %% tags=["plumbing"]
# Picture: windows as rows of a matrix
parts = [
    plots.Grid(image[0, 0], "input", "image"),
    plots.Grid(cols, "input", "one row for each window"),
    plots.Grid(kernel.reshape(-1, 1), "kernel", "kernel"),
    plots.Grid(y.reshape(-1, 1), "output", "output"),
]
plots.show(
    plots.grids(parts, ["->", "@", "="], "Four windows, four rows, one matrix product"),
    alt="The 3 x 3 image 0 to 8; its windows as rows 0 1 3 4, 1 2 4 5, 3 4 6 7, 4 5 7 8; times "
    "the kernel 0 1 2 3; gives 19 25 37 43.",
)

# %% [markdown]
# This is called **im2col** ("image to columns"; here each window is a row). With several channels a row holds the window of each channel, one after
# another. With several filters the kernel becomes a matrix with one column for each.
#
# **Predict.** One image of 3 channels, 7 × 7, and a 5 × 5 kernel: what is the shape of the matrix? And for a batch of 10?
#
# ### ANSWER (9, 75)
# ### ANSWER (90, 75)

# %%
guess = Guess(...)  # such as (7, 7), for one image

# %%
shapes = {n: F.im2col(np.zeros((n, 3, 7, 7)), 5).shape for n in (1, 10)}
for n, shape in shapes.items():
    print(f"({n}, 3, 7, 7), 5 x 5 -> {shape}: {n} * 3 * 3 windows of 3 * 5 * 5 numbers")
guess.compare(shapes[1])

# %% [markdown]
# ## 3 Five lines
#
# `sliding_window_view` shows every window *without copying a number*: it is another way to walk through the same memory. The copy comes with
# `reshape`, because rows of a matrix must lie one after another.


# %%
def im2col(x, k):
    view = sliding_window_view(x, (k, k), axis=(2, 3))  # (n, c, h', w', k, k)
    return view.transpose(0, 2, 3, 1, 4, 5).reshape(-1, x.shape[1] * k * k)


def conv_im2col(x, w):
    size = x.shape[2] - w.shape[2] + 1
    y = im2col(x, w.shape[2]) @ w.reshape(len(w), -1).T  # (n h' w', c_out)
    return y.reshape(len(x), size, size, -1).transpose(0, 3, 1, 2)


view = sliding_window_view(x, (5, 5), axis=(2, 3))
print("the view shares memory with x:", np.shares_memory(view, x))
print("the matrix does:", np.shares_memory(im2col(x, 5), x))
print("same as the loops:", np.allclose(conv_im2col(x[:1], w[:3]), conv_loops(x[:1], w[:3]), atol=1e-3))

# %% [markdown]
# How much faster? Two rules for measuring. Take the *shortest* of several times: other programs can only make it longer. And let the candidates *take
# turns*, so that what slows the computer down slows all of them.


# %%
def fastest(functions, rounds=7):
    """The shortest time of each function, in seconds; NumPy may use one core (section 5)."""
    times = dict.fromkeys(functions, np.inf)
    with threadpool_limits(limits=1):
        for _ in range(1 if uses_stored() else rounds):  # in a browser, which is slow, one
            for name, function in functions.items():
                began = time.perf_counter()
                function()
                times[name] = min(times[name], time.perf_counter() - began)
    return times


one_image = 50 * fastest({"loops": lambda: conv_loops(x[:1], w[:1])}, 2)["loops"]
whole = fastest({"im2col": lambda: conv_im2col(x, w)})["im2col"] / 128

# %% tags=["guard"]
assert whole < one_image / 100

# %% tags=["nbval-ignore-output"]
print(f"loops:  {1e3 * one_image:9.2f} ms for an image")
print(f"im2col: {1e3 * whole:9.2f} ms for an image, {one_image / whole:,.0f} times as fast")

# %% [markdown]
# ## 4 Backward: col2im
#
# Lesson 05 in this notation, with $X$ for the matrix of windows, $W$ for the kernels as columns, $Y = XW$:
#
# $$dW = X^T dY \qquad\qquad dX = dY W^T$$
#
# $dX$ has one row for each window. Each number must go back to the pixel it was copied from. A pixel was copied into several windows, so there its
# gradients are *added*: **col2im**.
#
# **Predict.** Copy a 3 × 3 image of ones to 2 × 2 windows and bring everything back with col2im. Which number is in the middle?
#
# ### ANSWER [2, 4, 2]

# %%
guess = Guess(...)  # the number in the middle

# %%
ones = np.ones((1, 1, 3, 3))
back = F.col2im(F.im2col(ones, 2), ones.shape, 2)
print(back[0, 0].astype(int).tolist())
guess.compare(back[0, 0, 1, 1])

# %% tags=["plumbing"]
# Picture: the image, and what col2im brings back
parts = [plots.Grid(ones[0, 0], "input", "image"), plots.Grid(back[0, 0], "gradient", "brought back")]
figure = plots.grids(parts, ["->"], "col2im adds: the middle pixel was in four windows")
plots.show(figure, alt="A 3 x 3 image of ones becomes 1 2 1, 2 4 2, 1 2 1 after im2col and col2im.")

# %% [markdown]
# So col2im is *not* the inverse of im2col. It is its **transpose**: im2col is a linear map, a big matrix of zeros and ones, and col2im is the same
# matrix mirrored. Test of a transpose: $\langle \text{im2col}(x), c\rangle = \langle x, \text{col2im}(c)\rangle$ for any $x$ and $c$, where
# $\langle a, b\rangle$ is the sum of the products of entries at the same place.
#
# The common mistake is `=` where `+=` belongs: then the last window wins.


# %%
def col2im_wrong(cols, k, size):
    x = np.zeros((size, size))
    for row, (i, j) in enumerate(np.ndindex(size - k + 1, size - k + 1)):
        x[i : i + k, j : j + k] = cols[row].reshape(k, k)  # wrong: overwrites
    return x


a, c = generator.standard_normal((1, 1, 3, 3)), generator.standard_normal((4, 4))
left = np.sum(F.im2col(a, 2) * c)
print("col2im is the transpose:", bool(np.isclose(left, np.sum(a * F.col2im(c, a.shape, 2)))))
print("with = in place of +=:  ", bool(np.isclose(left, np.sum(a[0, 0] * col2im_wrong(c, 2, 3)))))
print("it turns the ones into: ", col2im_wrong(F.im2col(ones, 2), 2, 3).astype(int).tolist())

# %% [markdown]
# ## 5 Who multiplies the matrices
#
# `A @ B` calls a library called **BLAS** (basic linear algebra subprograms). People have tuned it for each processor for decades. It uses
# instructions that multiply 4, 8 or 16 numbers at once, keeps what it needs in the **cache** (the small, fast memory inside the processor), and can
# use several cores, each with a **thread** of its own.
#
# **Predict.** Is the product of two *integer* matrices faster than that of two float matrices?
#
# ### ANSWER slower by far

# %%
guess = Guess(..., "faster", "slower")  # "faster" or "slower"

# %% tags=["nbval-ignore-output"]
square = 10 * generator.standard_normal((400, 400))
squares = {name: square.astype(name) for name in ("float32", "float64", "int64")}
times = fastest({name: lambda a=a: a @ a for name, a in squares.items()})
# a multiplication and an addition count as two operations
speed = {name: 2 * 400**3 / t / 1e9 for name, t in times.items()}
for name, value in speed.items():
    print(f"{name}: {value:7.1f} billion operations per second")
guess.compare("faster" if speed["int64"] > speed["float32"] else "slower")

# %% tags=["guard"]
assert uses_stored() or speed["float32"] > 3 * speed["int64"]

# %% [markdown]
# Integers are slower by far: BLAS multiplies floats only, so NumPy does this product with a loop of its own. (In a browser they are not: NumPy there has no BLAS for floats either.)
#
# float32 is about twice as fast as float64: a number has 4 bytes, not 8, so twice as many fit into an instruction and into the cache. Nets do not need more
# digits. Gradient checks do (lesson 05), so the package takes both.
#
# How fast can this computer multiply at best? Large matrices, on one core and on all of them:

# %% tags=["nbval-ignore-output"]
big, cores = generator.standard_normal((800, 800), np.float32), parallel.workers()
times = fastest({"one": lambda: big @ big, "all": lambda: parallel.run(lambda _: big @ big, range(2 * cores))}, 15)
one, peak = 2 * 800**3 / times["one"] / 1e9, 2 * cores * 2 * 800**3 / times["all"] / 1e9
peak = max(peak, one)  # on a busy computer the other cores may not be free
print(f"large matrices, float32: {one:.0f} on one core, {peak:.0f} on {cores}: the peak in what follows")

# %% [markdown]
# ## 6 The order in memory
#
# An array has a shape, and an order in memory. The **stride** of an axis (the same word as the step of a window, but here in bytes) says how far apart
# neighbours along it are. NumPy's default for `(n, c, h, w)` puts the pixels of one *channel* side by side. Other orders are possible: PyTorch also knows
# **channels-last**, where the channels of one *pixel* lie side by side. We take **batch-last**, the order `(h, c, w, n)`: the same pixel of all *images* lies
# side by side. The shape need not change:

# %%
last = np.ascontiguousarray(x.transpose(2, 1, 3, 0)).transpose(3, 1, 0, 2)
for name, a in {"default": x, "batch-last": last}.items():
    steps = "; ".join(f"{axis} {step:,}" for axis, step in zip("nchw", a.strides))
    print(f"{name}, shape {a.shape}\n    bytes to the next: {steps}")
print("equal:", np.array_equal(x, last))

# %%
order = np.arange(2 * 3 * 3).reshape(2, 3, 3)
lies = np.empty(18, int)
lies[np.arange(18).reshape(3, 3, 2).transpose(2, 0, 1)] = order  # which number lies at each place
print("batch-last:", lies.tolist())

# %% tags=["plumbing"]
# Picture: the two orders
memory, colours = np.arange(18), np.repeat(["input", "kernel"], 9)  # image 0, image 1
grids = [
    [plots.Grid(order[0], "input", "image 0"), plots.Grid(order[1], "kernel", "image 1")],
    [plots.Grid(memory[None], colours[memory][None], "default: one image after the other", cell=0.34)],
    [plots.Grid(lies[None], colours[lies][None], "batch-last: pixel by pixel", cell=0.34)],
]
plots.show(
    plots.grids(grids, [[""], [], []], "The same 18 numbers in two orders of memory"),
    alt="Two images of 3 x 3 numbers, 0 to 8 and 9 to 17. In memory by default 0 to 17; "
    "batch-last 0, 9, 1, 10, 2, 11 and so on.",
)

# %% [markdown]
# Why it matters: im2col copies memory, and memory is fastest in long **runs**. By default one row of one window is copied at a time; batch-last, one column of the window, for
# all its places along a row of pixels and for all images. **Predict**: a 5 × 5 window slides over a row of 12 pixels. How many
# neighbouring numbers can be copied at once in each order, for 128 images?
#
# ### ANSWER 1,024 numbers in a run

# %%
guess = Guess(...)  # batch-last

# %%
k, places, batch = 5, 12 - 5 + 1, len(x)
for name, length in (("default", k), ("batch-last", places * batch)):
    print(f"{name:10}: {length:,} numbers in a run")
guess.compare(length)

# %% [markdown]
# By default a run holds the 5 pixels of a row of a window; batch-last it holds 8 places, each for all 128 images.

# %% [markdown]
# *For authors of packages, up to section 7.* There is also less to copy. For each of the 5 *columns* of the window we copy a row of the image once, shifted. The 5 *rows* of the window need no copy:
# in the order `(h, 5 columns, c, w', n)` the rows that a window covers already lie one below the other. Rows 0 to 4 of `shifted` are the matrix of the
# first row of the output, rows 1 to 5 that of the second: the matrices *overlap* in memory.


# %%
def conv_last(x, w_rows):
    """x (h, c, w, n) and w_rows (c_out, k k c) with k = 5, to (h', c_out, w', n)."""
    h, c, w, n = x.shape
    shifted = np.stack([x[:, :, j : j + w - 4] for j in range(5)], axis=1)  # (h, 5, c, w', n)
    below = shifted.reshape(h * 5 * c, (w - 4) * n)
    y = [w_rows @ below[i * 5 * c : (i + 5) * 5 * c] for i in range(h - 4)]  # one product for each row
    return np.stack(y).reshape(h - 4, len(w_rows), w - 4, n)


x_last = last.transpose(2, 1, 3, 0)
w_rows = np.ascontiguousarray(w.transpose(0, 2, 3, 1).reshape(50, -1))
y_last = conv_last(x_last, w_rows).transpose(3, 1, 0, 2)
print("same result:", np.allclose(y_last, conv_im2col(x, w), atol=1e-3))

# %% tags=["nbval-ignore-output"]
times = fastest(
    {
        "copy windows, default": lambda: im2col(x, 5),
        "copy rows, batch-last": lambda: np.stack([x_last[:, :, j : j + 8] for j in range(5)], axis=1),
        "whole layer, default": lambda: conv_im2col(x, w),
        "whole layer, batch-last": lambda: conv_last(x_last, w_rows),
    },
    7,
)
for name, t in times.items():
    print(f"{name:24} {1e6 * t / 128:6.1f} microseconds for an image")

# %% [markdown]
# So inside the package all images lie batch-last (`functional/windows.py`). Outside they have the shape `(N, C, H, W)` that PyTorch has; the one is
# a transposed view of the other. `unroll` gives the overlapping matrices, for any stride, padding and dilation:

# %%
geo = windows.geometry((12, 12), 5)
matrices = windows.unroll(x_last, geo, slice(0, 8))[0]
print("8 rows of the output:", matrices.shape, "the first two share memory:", np.shares_memory(*matrices[:2]))

# %% [markdown]
# Backward goes the same way. A row of `dx` is met by up to 5 rows of `dy`, which lie one below the other: *one* product sums over them and over the filters.
# What is left of col2im is to add shifted rows, one for each column of the window, in long runs (`image_gradient` in `functional/conv.py`).
# Where the output is as large as the image, `dx` is also the convolution of `dy` with the kernel turned round (lesson 05); the package takes it where that
# is faster.

# %% [markdown]
# ## 7 What the windows cost in memory
#
# Each pixel is part of up to 25 windows. **Predict** for our layer, batch of 128: how many bytes does `x` take, and how many does the matrix take?
#
# ### ANSWER = 16.4 MB

# %%
guess = Guess(...)  # the matrix, in million bytes

# %%
cols = im2col(x, 5)
print(f"x:      {x.shape} * 4 bytes = {x.nbytes / 1e6:.1f} MB")
print(f"matrix: {cols.shape} * 4 bytes = {cols.nbytes / 1e6:.1f} MB,", end=" ")
print(f"{cols.nbytes / x.nbytes:.1f} times as much")
one_matrix = cols.nbytes / 128
print(f"one image of it: {one_matrix / 1e3:.0f} kB; 16 images: {16 * one_matrix / 1e6:.1f} MB")
print(f"batch-last copies each row 5 times: {5 * x.nbytes * 8 / 12 / 1e6:.1f} MB")
guess.compare(cols.nbytes / 1e6)

# %% [markdown]
# The cache next to a core often holds one or two MB. 16 MB do not fit: much of the matrix must be written to a larger, slower cache or to memory, and
# read again.
#
# A remedy: work on the batch in **pieces**, a few images at a time, so that the matrix can stay in the cache until the product has used it. How much
# time does it save? (The same call takes somewhat different times in each section, as the computer does other things too: compare numbers of one cell only, and run it twice before you believe a small difference.)


# %% tags=["nbval-ignore-output"]
def in_pieces(size):
    for start in range(0, 128, size):
        conv_im2col(x[start : start + size], w)


sizes = [1, 2, 4, 8, 16, 32, 64, 128]
times = fastest({size: lambda size=size: in_pieces(size) for size in sizes}, 15)
per_image = {size: t / 128 for size, t in times.items()}
print("images in a piece, and microseconds for each:")
print(", ".join(f"{size}: {1e6 * t:.0f}" for size, t in per_image.items()))

# %% tags=["plumbing", "nbval-ignore-output"]
# Picture: time against the size of a piece
series = {"im2col in pieces": (sizes, [1e6 * t for t in per_image.values()])}
fewest = min(per_image.values())
title = f"One image at a time takes {100 * per_image[1] / fewest - 100:.0f} % longer than the best size, "
title += f"the whole batch {100 * per_image[128] / fewest - 100:.0f} %"
figure = plots.curves(series, "images in a piece", "microseconds for an image", title, logx=True)
plots.show(figure, alt="Time for an image against the number of images in a piece, measured on this computer.")

# %% [markdown]
# Very small pieces cost time, and very large ones too, though less. (Our explanation: the first wait for the start of each product, the second for
# memory.) The axis does not begin at 0, so read the numbers. Batch-last copies less than a third of what im2col copies. The package cuts the *rows* of
# the output into pieces, of about half a million copied numbers (`PIECE` in `functional/conv.py`).

# %% [markdown]
# ## 8 Pieces for several cores
#
# Two cores can share the work in two ways. BLAS can cut *each product* in two: then the cores wait for each other after every small product, and the
# copying is still done by one. Or each core takes *whole pieces*, with BLAS on one thread: copying and products both run side by side. The package
# takes this second way (`parallel.py`).
#
# **Predict.** Gradients of pieces are added. Can the *order* of adding change the result?
#
# ### ANSWER 1e8 + (-1e8 + 1) = 0.0

# %%
guess = Guess(..., "yes", "no")  # "yes" or "no"

# %%
a, b, c = np.float32(1e8), np.float32(-1e8), np.float32(1)
print("(1e8 - 1e8) + 1 =", (a + b) + c)
print("1e8 + (-1e8 + 1) =", a + (b + c))
guess.compare("yes" if (a + b) + c != a + (b + c) else "no")

# %% [markdown]
# It can: float32 has about 7 digits, and −100,000,000 + 1 is rounded back to −100,000,000. If the order depended on which core is faster, each run would
# give another net.
#
# Three rules prevent it: pieces depend on the batch alone, not on the number of cores; each runs with one BLAS thread; results are added in the order of
# the pieces. Then one worker and four give the *same bits*:

# %%
dy = generator.standard_normal((128, 50, 8, 8), np.float32)
found = []
for number in (1, 2, 4):
    parallel.set_workers(number)
    found.append(F.conv2d_backward(dy, x, w))
parallel.set_workers(None)
same = all(np.array_equal(first, other) for some in found[1:] for first, other in zip(found[0], some))
print("dx, dw and db for 1, 2 and 4 workers, bit for bit the same:", same)

# %% [markdown]
# ## 9 Thin products
#
# *For authors of packages, as is section 10.* Nearly all of what is left is the product, so the product decides. BLAS works on blocks: it keeps, say, 16 × 4 sums in the processor while it runs through the rows
# and columns that they need.
#
# **Predict.** A product with a side of 9 is three times the work of one with a side of 3. Does it take three times as long?
#
# ### ANSWER leaves a part of each block empty

# %%
guess = Guess(...)  # how many times as long

# %% tags=["nbval-ignore-output"]
wide = generator.standard_normal((96, 2048), np.float32)
thin = {side: generator.standard_normal((side, 96), np.float32) for side in (1, 3, 5, 9, 16, 50, 100)}
times = fastest({side: lambda a=a: a @ wide for side, a in thin.items()}, 100)
speeds = {side: 2 * side * wide.size / t / 1e9 for side, t in times.items()}
print("side, and billion operations a second:")
print(", ".join(f"{side}: {speed:.0f}" for side, speed in speeds.items()))
print(f"a side of 9 takes {times[9] / times[3]:.1f} times as long as a side of 3")
guess.compare(times[9] / times[3])

# %% [markdown]
# Less than that: a thin product leaves a part of each block empty, and copying the wide matrix costs the same. So the *first* layer of a net, with its one grey channel, is far
# from the peak: the gradient for its image is a product with a side of 5 (one channel times the 5 columns of the window). A net in training never asks for that gradient, and the package leaves it out
# (`input_gradient=False`). A convolution with one channel in each group has the thinnest products of all.

# %% [markdown]
# ## 10 Neighbours share products
#
# The fastest product is the one that is not done. Two neighbours of the output share most of their pixels. With a kernel of three columns:
#
# $$y_0 = w_0 x_0 + w_1 x_1 + w_2 x_2 \qquad y_1 = w_0 x_1 + w_1 x_2 + w_2 x_3$$
#
# Six multiplications. **Predict**: are fewer than six enough for both?
#
# ### ANSWER y0 = m0 + m1 + m2 = 26.0

# %%
guess = Guess(...)  # how many multiplications

# %%
x0, x1, x2, x3 = 1, 3, 2, 5
w0, w1, w2 = 2, 4, 6
m0 = (x0 - x2) * w0
m1 = (x1 + x2) * (w0 + w1 + w2) / 2
m2 = (x2 - x1) * (w0 - w1 + w2) / 2
m3 = (x1 - x3) * w2
print("by definition:      ", w0 * x0 + w1 * x1 + w2 * x2, "and", w0 * x1 + w1 * x2 + w2 * x3)
print("four products:      ", [m0, m1, m2, m3])
print("y0 = m0 + m1 + m2 =", m0 + m1 + m2, " y1 = m1 - m2 - m3 =", m1 - m2 - m3)
guess.compare(len([m0, m1, m2, m3]))

# %% [markdown]
# Write `m0` to `m3` out on paper, and everything that does not belong cancels. The mixtures of the weights are made once for all images; those of the pixels
# once for all filters. So in a layer almost nothing is left but the products. (Shmuel Winograd found how few are needed, in 1980.)
#
# In general $m$ neighbours and $k$ columns need $m + k - 1$ products in place of $m k$. The mixtures come from three small matrices. The package takes four
# neighbours where they fit (`functional/winograd.py`); the products are those of section 6, one for each mixture:

# %%
mix = winograd.mixing(geo, w.shape, 1, x.dtype)
together, products = mix.a.shape
print(f"{together} neighbours, {geo.kernel[1]} columns: {products} products in place of {together * geo.kernel[1]}")

# %% [markdown]
# Nothing is free. The mixtures are larger than the results, and large numbers that cancel leave rounding behind. **Predict**: how many of float32's
# seven digits does it cost?
#
# ### ANSWER Less than one digit

# %%
guess = Guess(...)  # how many digits

# %% tags=["nbval-ignore-output"]
x64, w64 = x.astype(float), w.astype(float)
exact = conv_im2col(x64, w64)
errors = {"batch-last": y_last, "package": F.conv2d(x, w)}
errors = {name: np.abs(y - exact).max() / np.abs(exact).max() for name, y in errors.items()}
double = np.abs(F.conv2d(x64, w64) - exact).max() / np.abs(exact).max()
digits = np.log10(errors["package"] / errors["batch-last"])
print(f"digits lost in float32: {digits:.1f}")
print(f"error in float64, as a share of the largest number: {double:.0e}")
guess.compare(digits)

# %% tags=["guard"]
assert errors["batch-last"] < 2e-6 and errors["package"] < 2e-5 and double < 1e-13
assert 0.3 < digits < 1

# %% tags=["nbval-ignore-output"]
with parallel.one_thread():
    times = fastest({"batch-last": lambda: conv_last(x_last, w_rows), "package": lambda: F.conv2d(last, w)}, 25)
for name, t in times.items():
    print(f"{name:10} {1e6 * t / 128:5.1f} microseconds for an image on one core, error {errors[name]:.1e}")

# %% [markdown]
# Less than one digit here. In float64 the error is far below anything that a gradient check looks for (lesson 05). Thin products (section 9) and strides
# stay as they were: the package mixes only where it is worth it (`mixing` in `functional/winograd.py`).

# %% [markdown]
# ## 11 Bias, ReLU and pooling
#
# After the convolution come bias, ReLU and max pooling. Each walks through all the numbers.
#
# **Predict.** Can pooling come *first* and still give the same result?
#
# ### ANSWER maximum, then bias, ReLU: 1.5

# %%
guess = Guess(..., "yes", "no")  # "yes" or "no"

# %%
z, bias = np.array([[-3.0, 1.0], [2.0, -1.0]]), -0.5
usual, first = np.maximum(z + bias, 0).max(), max(z.max() + bias, 0)
print("bias, ReLU, then maximum:", usual)
print("maximum, then bias, ReLU:", first)
print(f"numbers for bias and ReLU, 50 maps: {50 * 8 * 8:,} before pooling, {50 * 4 * 4} after")
guess.compare("yes" if usual == first else "no")

# %% [markdown]
# Here, and always: adding the same bias to all numbers does not change which is the largest, and neither does ReLU, which never turns an order around:
#
# $$\max_i \mathrm{relu}(z_i + b) = \mathrm{relu}(\max_i z_i + b)$$
#
# Pooling itself goes in two steps, first over columns, then over rows: the largest of four is the larger of the two winners. The second step has whole rows
# to compare, and half as many numbers.

# %%
places = np.array([[3, 1, 0, 2], [0, 7, 2, 5], [4, 4, 1, 6], [4, 4, 3, 6]])
columns = np.maximum(places[:, ::2], places[:, 1::2])
rows = np.maximum(columns[::2], columns[1::2])
print("columns:", columns.tolist(), "rows:", rows.tolist())

# %% tags=["plumbing"]
# Picture: a maximum in two steps
figure = plots.grids(
    [
        plots.Grid(places, "input", "convolution"),
        plots.Grid(columns, "input", "larger of two columns"),
        plots.Grid(rows, "output", "larger of two rows"),
    ],
    ["->", "->"],
    "A 2 × 2 maximum in two steps",
)
plots.show(figure, alt="A map of 4 x 4 becomes 4 x 2 and then 2 x 2: 7 5 4 6.")

# %% [markdown]
# Backward needs to know who won. **Predict**: the error of a window goes to one number, even where several are the largest. Which of the four 4s at the
# lower left gets it?
#
# ### ANSWER [30, 0, 0, 40]

# %%
guess = Guess(...)  # (row, column)

# %%
left_won, upper_won = places[:, ::2] == columns, columns[::2] == rows
error = np.array([[10, 20], [30, 40]])
of_rows = np.empty((4, 2), int)
of_rows[::2] = error * upper_won  # the upper row takes the error where it has won,
of_rows[1::2] = error - of_rows[::2]  # the lower row takes the rest
back = np.empty((4, 4), int)
back[:, ::2] = of_rows * left_won
back[:, 1::2] = of_rows - back[:, ::2]
loops = reference.max_pool2d_backward(error[None, None], places[None, None], 2)[0, 0]
print("gradient:", back.tolist())
print("as the loops:", np.array_equal(back, loops))
guess.compare(np.argwhere(back == 30)[0])

# %% [markdown]
# Of several equal numbers the *first* one, row by row, takes the error, as in the loops. `ConvPool2d` does all this in one pass (`functional/convpool.py`). It gives what the three layers give:

# %% tags=["nbval-ignore-output"]
block, conv = ConvPool2d(20, 50, 5), Conv2d(20, 50, 5)
conv.params["weight"] = block.params["weight"]
three = Sequential(conv, ReLU(), MaxPool2d(2))
print(f"largest number {three(x).max():.0f}, largest difference {np.abs(block(x) - three(x)).max():.0e}")

# %% tags=["nbval-ignore-output"]
dpool = generator.standard_normal((128, 50, 4, 4), np.float32)
both = {
    "three layers": lambda: (three(x), three.backward(dpool)),
    "one block": lambda: (block(x), block.backward(dpool)),
}
for name, t in fastest(both, 20).items():
    print(f"{name:13} forward and backward: {1e3 * t:6.1f} ms for 128 images")

# %% [markdown]
# ## 12 How good is it? A roofline
#
# A program can be limited by *arithmetic* or by *memory*. Divide its operations by the bytes it must move: the **operations per byte**. With few,
# memory is the limit (the slope below), with many, arithmetic (the flat part). No program gets above that roof, if
# we count what it really multiplies.
#
# Our layer does 2 · 1.6 million operations for an image, and must at least read `x` and write `y`. On the whole batch, im2col also writes its matrix and
# reads it again, and batch-last its shifted rows. For small pieces we assume that both copies stay in the cache, and count neither. These bytes are counted on
# paper, not measured.

# %%
must = 4 * (20 * 12 * 12 + 50 * 8 * 8)  # bytes of x and y for one image
matrix = 2 * 4 * 64 * 500  # 64 windows of 500 numbers: written, and read again
shifted = 2 * 4 * 5 * 20 * 12 * 8  # 5 copies of 20 channels, 12 rows of 8: the same
operations = 2 * multiplications
for name, moved in {
    "x and y alone": must,
    "with the matrix": must + matrix,
    "with shifted rows": must + shifted,
}.items():
    print(f"{name:17} {operations:,} / {moved:,} = {operations / moved:.0f} operations per byte")

# %% [markdown]
# All five versions on **one core**, against the peak of one core. They take turns, as in section 3.

# %% tags=["nbval-ignore-output"]
source = np.zeros(30_000_000, np.float32)
target, piece = np.empty_like(source), min(per_image, key=per_image.get)
versions = {
    "loops": lambda: conv_loops(x[:1], w[:1]),
    "im2col, whole batch": lambda: conv_im2col(x, w),
    "im2col, in pieces": lambda: in_pieces(piece),
    "batch-last": lambda: conv_last(x_last, w_rows),
    "package": lambda: F.conv2d(last, w),
    "copy": lambda: np.copyto(target, source),
}
with parallel.one_thread():
    times = fastest(versions, 15)
bandwidth = 2 * source.nbytes / times.pop("copy") / 1e9
share = dict.fromkeys(times, 128) | {"loops": 1 / 50}  # images in a call; the loops did one filter of 50
extra = {"im2col, whole batch": matrix, "batch-last": shifted}
points = {
    name: (operations / (must + extra.get(name, 0)), share[name] * operations / t / 1e9) for name, t in times.items()
}

# %% tags=["plumbing", "nbval-ignore-output"]
# Picture: the roofline
plots.show(
    plots.roofline(one, bandwidth, points, "One layer, five times: how near to what one core can do"),
    alt="Roofline of one core of this computer with five points: loops far below the others; im2col on the whole batch "
    "furthest left, batch-last between, im2col in pieces and the package on the right.",
)

# %% tags=["nbval-ignore-output"]
for name, (_, reached) in points.items():
    print(f"{name:20} {reached:7.3f} billion a second, {100 * reached / one:6.3f} % of one core's peak")
package = 128 * operations / fastest({"": lambda: F.conv2d(last, w)}, 15)[""] / 1e9
print(f"{f'package, {cores} cores':20} {package:7.3f} billion a second, {100 * package / peak:6.3f} % of their peak")

# %% [markdown]
# Read it from below: the loops reach a tiny share of what a core can do. The *height* of a point is measured, its place from left to right is what we
# counted. On the computer that made this page all five stand right of the bend, under the flat part: by this model the memory's *bandwidth* holds none of
# them back. The model sees neither the time of copying, nor waiting for caches, nor the start of each product: what the five versions lack must be
# sought there. The package does fewer products (section 10). We count the multiplications of the definition for it, so it may even stand above the roof.

# %% [markdown]
# ## 13 The whole training step
#
# The same idea once more, one level up: `training/step.py` cuts the batch into pieces that go forward *and* backward through the whole net, each on a core
# of its own. What each layer hands to the next is still in the cache when it is needed. (We count the multiplications of the definition. The package does
# fewer, so its share of the peak can pass 100 %.)

# %%
net, n = models.mnist_cnn(seed=0), 128
images, labels = generator.standard_normal((n, 1, 28, 28), np.float32), generator.integers(0, 10, n)
work = 3 * 2 * net.multiplications((1, 28, 28)) * n  # forward once, backward twice as much
print(f"one step, {n} images: about {work / 1e9:.1f} billion operations")
print(f"an epoch of 469 steps: {469 * work / 1e9:,.0f} billion")

# %% tags=["nbval-ignore-output"]
step = fastest({"": lambda: batch_gradients(net, CrossEntropyLoss(), images, labels)}, 20)[""]
rate = work / step / 1e9
print(f"gradients of one step: {1e3 * step:.0f} ms, {rate:.0f} billion a second, {100 * rate / peak:.0f} % of the peak")
print(f"an epoch of 60,000 images: about {469 * step:.0f} s")
print(f"by loops, forward, the second convolution alone: {60_000 * one_image / 3600:.0f} hours")

# %% [markdown]
# ## 14 Find the bug
#
# Code like this circulates. It looks right. **Predict**: read both classes and write a list of mistakes. How many do you find?
#
# ### ANSWER Mistake 8: repeating


# %%
class Conv:
    def __init__(self, weight, stride=1, padding=0):
        self.weight, self.stride, self.padding = weight, stride, padding

    def forward(self, x):
        size = (x.shape[2] + 2 * self.padding - self.weight.shape[2]) / self.strde + 1
        cols = F.im2col(x, self.weight.shape[2:], self.stride, self.padding)
        y = cols @ self.weight.reshape(len(self.weight), -1).T
        return y.reshape(len(x), size, size, -1).transpose(0, 3, 1, 2)

    def backward(self, dy):
        rows = dy.transpose(0, 2, 3, 1).reshape(-1, dy.shape[1])
        return (rows.T @ self.cols).reshape(self.weight.shape)


# %%
class Pool:
    def __init__(self, size, stride, padding=0):
        self.size, self.stride, self.padding = size, stride, padding

    def forward(self, x):
        size = (x.shape[2] - self.size) // self.stride + 1
        sides = (self.padding, self.padding)
        padded = np.pad(x, ((0, 0), (0, 0), sides, sides), constant_values=-np.inf)
        y = sliding_window_view(padded, (self.size, self.size), axis=(2, 3))
        y = y[:, :, :: self.stride, :: self.stride]
        return y.max(axis=(4, 5))[:, :, :size, :size]

    def backward(self, dy):
        return dy.repeat(self.stride, axis=2).repeat(self.stride, axis=3)


# %% [markdown]
# Run it, read the message, mend one thing, run it again: that is the way through.


# %%
def first_error(layer, x):
    try:
        y = layer.forward(x)
        return "dw has shape " + str(layer.backward(np.ones_like(y)).shape)
    except (AttributeError, TypeError) as error:
        return f"{type(error).__name__}: {error}"


class Mended(Conv):
    strde = property(lambda self: self.stride)  # mends mistake 1, the misspelled name


small, filters = generator.standard_normal((2, 3, 7, 7)), generator.standard_normal((4, 3, 3, 3))
print("run 1:", first_error(Conv(filters, 2, 1), small))
print("run 2:", first_error(Mended(filters, 2, 1), small))

# %% [markdown]
# Mistake 1: a misspelled name; nobody ever ran this line. Mistake 2: `/` gives a float, 4.0, and a size must be a whole number; `//` gives 4. Such code may come from Python 2, where
# `/` between whole numbers did what `//` does now. Mend it and run again:


# %%
class MendedAgain(Conv):
    def forward(self, x):
        size = (x.shape[2] + 2 * self.padding - self.weight.shape[2]) // self.stride + 1
        cols = F.im2col(x, self.weight.shape[2:], self.stride, self.padding)
        y = cols @ self.weight.reshape(len(self.weight), -1).T
        return y.reshape(len(x), size, size, -1).transpose(0, 3, 1, 2)


layer = MendedAgain(filters, 2, 1)
print("run 3:", first_error(layer, small))
layer.cols = F.im2col(small, 3, 2, 1)  # what forward should have stored
print("run 4, mended:", first_error(layer, small))
dy = generator.standard_normal((2, 4, 4, 4))
_, dw, _ = reference.conv2d_backward(dy, small, filters, 2, 1)
print("dw as by the loops:", np.allclose(layer.backward(dy), dw))

# %% [markdown]
# Mistake 3: backward needs the matrix of windows, and forward never stored it (`self.cols = cols`).
#
# The pooling layer raises no error. It is wrong in silence, which is worse. Compare with the loops:

# %%
pool, right = Pool(3, 2, padding=1), reference.max_pool2d(small, 3, 2, 1)
print("shape:", pool.forward(small).shape, "right:", right.shape)
tile, dy = np.array([[[[1.0, 5.0], [2.0, 3.0]]]]), np.ones((1, 1, 1, 1))
right = reference.max_pool2d_backward(dy, tile, 2)
print("dx:", Pool(2, 2).backward(dy)[0, 0].tolist(), "right:", right[0, 0].tolist())

# %% [markdown]
# Mistake 4: the size forgets the padding. Mistake 5: nobody stored which pixel was the largest, so the gradient goes to all.
#
# And there are more:

# %%
gradients = layer.backward(np.ones((2, 4, 4, 4)))
count = 1 if isinstance(gradients, np.ndarray) else len(gradients)
print("arrays that backward gives:", count, "- right: dx, dw and db")
wide = generator.standard_normal((2, 3, 7, 9))
print("7 x 9 pixels:", layer.forward(wide).shape, "right:", reference.conv2d(wide, filters, None, 2, 1).shape)
print("dx of pooling:", pool.backward(np.ones((2, 3, 4, 4))).shape, "right:", small.shape)

# %% [markdown]
# Mistake 6: without `dx` no layer before this one can learn, and without `db` no bias. Mistake 7: the height of the output is used as its width, too, which works only
# for squares. Mistake 8: repeating `dy` is wrong for windows that overlap.
#
# Eight mistakes that we know of. All would have been found in a second by two tests: forward against the loops, and a gradient check, both with a stride, a padding, overlap and
# an odd, rectangular size. Write those first.

# %% [markdown]
# ## 15 What a compiler adds
#
# All of this lesson avoids loops, because Python is slow at them. There is another way out. A **compiler** translates loops into instructions of the
# processor. For Python, numba does so, in a package of its own (`pip install "coursecnn[fast]"`).
#
# Max pooling, 2 × 2, in batch-last memory. For each number of the output NumPy takes three maxima of two numbers, in two calls, as in section 11. A loop over
# windows needs only one walk: for each number of the output it reads four and writes one. **Predict**: how many numbers does NumPy read and write for it?
#
# ### ANSWER NumPy: 9

# %%
guess = Guess(...)  # numbers that NumPy reads and writes

# %%
maxima, numbers_each = 3, 2 + 1  # two are read, one is written
print(f"NumPy: {maxima * numbers_each}, one walk: {4 + 1}")
guess.compare(maxima * numbers_each)

# %% [markdown]
# Here is the loop, the definition in ten lines. Python runs it for one image; `njit(pool_loops)` gives the compiled one, which takes the whole batch:


# %%
def pool_loops(x, y):
    for i in range(y.shape[0]):
        for ch in range(y.shape[1]):
            for j in range(y.shape[2]):
                for image in range(y.shape[3]):
                    best = x[2 * i, ch, 2 * j, image]
                    for u in range(2):
                        for v in range(2):
                            best = max(best, x[2 * i + u, ch, 2 * j + v, image])
                    y[i, ch, j, image] = best


# %%
def pool_numpy(x, y):
    columns = np.maximum(x[:, :, ::2], x[:, :, 1::2])
    np.maximum(columns[::2], columns[1::2], out=y)


pooled, one_pooled = np.empty((6, 20, 6, 128), np.float32), np.empty((6, 20, 6, 1), np.float32)
x_one = np.ascontiguousarray(x_last[..., :1])
pool_numpy(x_last, pooled)
pool_loops(x_one, one_pooled)
print("loops and NumPy agree:", np.array_equal(one_pooled, pooled[..., :1]))

# %% tags=["nbval-ignore-output"]
try:
    from numba import njit
except ImportError:  # in a browser, for one
    njit = None
    print("numba is not installed here, so these are numbers of another computer:")

# %% tags=["nbval-ignore-output"]
microseconds = {"loops": 1900.0, "NumPy": 0.86, "compiled": 0.31}  # for an image, on another computer
if njit:
    compiled = njit(pool_loops)
    compiled(x_last, pooled)  # the first call translates
    times = fastest({"NumPy": lambda: pool_numpy(x_last, pooled), "compiled": lambda: compiled(x_last, pooled)}, 30)
    times["loops"] = 128 * fastest({"": lambda: pool_loops(x_one, one_pooled)}, 3)[""]
    microseconds = {name: 1e6 * times[name] / 128 for name in microseconds}
for name, value in microseconds.items():
    print(f"{name:9} {value:8.2f} microseconds for an image")
print(f"compiled: {microseconds['NumPy'] / microseconds['compiled']:.0f} times as fast as NumPy")

# %% tags=["guard"]
if njit:
    again = np.empty_like(pooled)
    compiled(x_last, again)
    assert np.array_equal(again, pooled)
assert microseconds["compiled"] < microseconds["NumPy"] < microseconds["loops"] / 10

# %% [markdown]
# Counting predicts 9 / 5 = 1.8 times as fast. We did not look into the rest. A guess: NumPy also needs memory for what comes in between, and each of its calls runs
# through numbers that have left the cache meanwhile.
#
# Products of matrices gain little: BLAS is compiled already. More is to be had where many short steps follow each other, and where numbers are copied
# before they are multiplied: a compiled loop reads them where they lie. So the package compiles pooling, ReLU, batch normalisation and convolution
# (`functional/kernels.py`, `conv_kernels.py`), if numba is there. Where neighbours share products (section 10; of these layers only the 5 × 5 one) BLAS still
# multiplies, and only the mixtures are compiled:

# %% tags=["nbval-ignore-output"]
ratios = {"max pooling 3 x 3, stride 2": 3.4, "batch normalisation": 2.2}  # on another computer, where numba is missing
ratios |= {"convolution 3 x 3, 20 groups": 1.5, "convolution 3 x 3": 1.1, "convolution 5 x 5": 1.1}


def step(layer, fast):
    set_fast(fast)
    layer.backward(np.ones_like(layer(last)))


if njit:
    with parallel.one_thread():
        layers = [MaxPool2d(3, 2), BatchNorm2d(20), Conv2d(20, 20, 3, groups=20), Conv2d(20, 16, 3), Conv2d(20, 50, 5)]
        for name, layer in zip(ratios, layers):
            times = fastest({fast: lambda fast=fast: step(layer, fast) for fast in (False, True)}, 30)
            ratios[name] = times[False] / times[True]
set_fast(None)
print("compiled, forward and backward:")
for name, ratio in ratios.items():
    print(f"{name:30} {ratio:4.1f} times as fast")

# %% [markdown]
# Pooling and normalisation gain most, convolutions of all channels little. Results are the same up to rounding, and the same bits for any number of workers (section 8). The price is another 190 MB of packages (numba and llvmlite, on Linux: `du -sm .venv/lib/python3*/site-packages/{numba,llvmlite}`), seconds for the first
# call, and a second version of each operation to keep right: so NumPy stays what this course teaches, and what runs where numba does not.
# `coursecnn.set_fast(False)` switches it off.

# %% [markdown]
# ## Experiment: your own layer
#
# Change the sizes in the first line and run the cell: batch `n`, channels `c`, side `s`, filters `o`, kernel `k`. When is the package not much better than
# im2col? Try one channel, a 1 × 1 kernel, and large images.

# %% tags=["nbval-ignore-output"]
n, c, s, o, k = 32, 16, 28, 32, 3
own = generator.standard_normal((n, c, s, s), np.float32)
bank = generator.standard_normal((o, c, k, k), np.float32)
times = fastest({"im2col": lambda: conv_im2col(own, bank), "package": lambda: F.conv2d(own, bank)})
places = fastest({"": lambda: conv_loops(own[:1, :, : k + 3, : k + 3], bank[:1])}, 1)[""]  # 4 x 4 of one filter
per = {"loops": places * o * ((s - k + 1) / 4) ** 2, **{name: t / n for name, t in times.items()}}
per = {name: 1e6 * t for name, t in per.items()}
for name, t in per.items():
    print(f"{name:8}{t:10,.0f} microseconds")

# %% tags=["plumbing", "nbval-ignore-output"]
# Picture: the three times as bars
figure = plots.bars(per, "microseconds for an image", "Loops, im2col and the package, your sizes", log=True)
plots.show(figure, alt="Bars on a logarithmic scale: loops far above im2col and the package.")

# %% [markdown]
# **The same with sliders**, and backward as well. Run the next cell, choose sizes and press **Measure**: after a few seconds you see the times of the
# whole batch. The notebook stays usable meanwhile. Three things to try:
#
# 1. Measure with a batch of 32, then of 1. Which of the three gain from a large batch, for each image? Why?
# 2. One channel and one filter: how far is the package then from its best, and which section explains it?
# 3. Time **forward and backward**. Do three times as many multiplications take three times as long?
#
# ![The lab: sizes of a layer and its multiplications, before measuring.](pictures/lab-speed.png)

# %% tags=["nbval-ignore-output"] id="lab-speed"
from coursecnn.labs import SpeedLab

SpeedLab()

# %% [markdown]
# ## What you can do now
#
# - Write convolution forward and backward as matrix products, and give the shapes.
# - Say why col2im adds, and test that it is the transpose of im2col.
# - Compute how much memory im2col takes, and why pieces help.
# - Explain batch-last, runs and pieces, and where each stands in the package.
# - (For authors of packages) Compute two neighbours of an output with four products, and say what it costs.
# - Place a program on a roofline, and test fast code against slow code.
# - Say what a compiler saves, and where it saves nothing.

# %% [markdown]
# ## Three quick questions
#
# **1.** A batch of 64 RGB images, 32 × 32, 3 × 3 kernel with padding 1: what is the shape of the im2col matrix?
#
# <details><summary>Answer</summary>
#
# (64 · 32 · 32, 3 · 3 · 3) = (65,536, 27).
#
# </details><br>
#
# **2.** With stride equal to the kernel size, `col2im(im2col(x))` is `x` where windows reach. Why?
#
# <details><summary>Answer</summary>
#
# Windows do not overlap, so each pixel is copied once and brought back once.
#
# </details><br>
#
# **3.** A 1 × 1 convolution needs no im2col. What is its matrix of windows?
#
# <details><summary>Answer</summary>
#
# The image itself: in batch-last memory each of its rows is a matrix with one row for each channel, and nothing has to be copied.
#
# </details><br>
#
# Exercises: [06 Fast convolution](../exercises/06_fast_convolution.ipynb).
#
# Next: [07 Training on MNIST](07_training_on_mnist.ipynb).
