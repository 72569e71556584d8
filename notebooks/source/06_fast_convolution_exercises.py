# %% [markdown]
# # 06 Fast convolution: exercises
#
# You turn windows into rows and back, write convolution as one matrix product, forward and backward, and measure
# how much faster it is.
#
# About 60 minutes in all. These exercises belong to [06 Fast convolution](../notebooks/06_fast_convolution.ipynb).
#
# Write your answer where it says `...`, then run the check below it. Stuck? Run `hint()` in a cell of its own, such as
# `check_im2col.hint()`; each further call says more. `check_im2col.solution()` shows a worked answer. Difficulty: ●○○ easy,
# ●●○ medium, ●●● hard.

# %%
import time

import numpy as np

from coursecnn import functional as F
from coursecnn import reference
from coursecnn.checks import exercise, progress

# %% [markdown]
# ## 1 Windows become rows
#
# **Goal:** write im2col. · *implement* · about 10 minutes · ●●○
#
# Write `im2col` for images `x` of shape (N, C, H, W), a square kernel of `k`, stride `s`. The matrix has one row for
# each window: image by image, and in an image row by row. A row begins with the window of channel 0, then comes
# that of channel 1, and so on.
#
# **Example.** `x` is 0 to 8 in 3 rows (one image, one channel), `k = 2`, `s = 1`: the first row is `[0, 1, 3, 4]`,
# the last `[4, 5, 7, 8]`.


# %% kind="answer" grade_id="06.im2col"
def im2col(x, k, s):
    """A row for each window of x (N, C, H, W), with C * k * k numbers."""
    ### BEGIN SOLUTION
    rows = []
    for image in x:
        for i in range((x.shape[2] - k) // s + 1):
            for j in range((x.shape[3] - k) // s + 1):
                window = image[:, s * i : s * i + k, s * j : s * j + k]  # all channels
                rows.append(window.ravel())
    return np.array(rows)
    ### END SOLUTION


# %% kind="test" grade_id="06.im2col" points=2
check_im2col = exercise("06.im2col")
result = check_im2col.check(im2col)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** `ravel` lays the window out in the order of its axes: channel, row, column. A filter of shape (C,
# k, k) is laid out in the same way, so numbers that belong together stand at the same place.
#
# **A common wrong turn:** a row with the channels last. Then numbers that do not belong together are multiplied,
# and nothing warns you.

# %% [markdown]
# ## 2 How large the matrix gets
#
# **Goal:** know before you run out of memory. · *predict* · about 4 minutes · ●○○
#
# A batch of 32 colour images of 20 × 20 pixels goes through im2col with a 5 × 5 kernel, stride 1, no padding. What
# shape does the matrix have?
#
# **Example.** For one grey image of 3 × 3 and a 2 × 2 kernel the answer would be `(4, 4)`.

# %% kind="answer" grade_id="06.rows_shape"
### BEGIN SOLUTION
### BEGIN STUB
# rows_shape = ...  # (rows, columns)
### END STUB
rows_shape = (32 * 16 * 16, 3 * 5 * 5)
### END SOLUTION

# %% kind="test" grade_id="06.rows_shape" points=1
check_rows_shape = exercise("06.rows_shape")
result = check_rows_shape.check(rows_shape)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why.** There are 20 − 5 + 1 = 16 places in each direction, so 32 · 16 · 16 = 8192 rows. Each holds 3 · 5 · 5 = 75
# numbers. That is 16 times as much as the images.
#
# **A common wrong turn:** counting the places of one image only.

# %% [markdown]
# ## 3 One matrix product
#
# **Goal:** write convolution without a loop over pixels. · *implement* · about 8 minutes · ●●○
#
# Write `conv_by_product`: `x` has the shape (N, C, H, W), `w` (filters, C, k, k), stride 1, no padding; H and W may
# differ. Use your `im2col` (or `F.im2col`), one product `@`, `reshape` and `transpose`. The output has the shape (N,
# filters, rows, columns).
#
# **Example.** One image 0 to 8 and one filter 0 to 3: `[[19, 25], [37, 43]]`.


# %% kind="answer" grade_id="06.conv_by_product"
def conv_by_product(x, w):
    """Convolution of x (N, C, H, W) with w (filters, C, k, k), stride 1, no padding."""
    ### BEGIN SOLUTION
    k = w.shape[2]
    rows, columns = x.shape[2] - k + 1, x.shape[3] - k + 1
    y = F.im2col(x, k) @ w.reshape(len(w), -1).T  # a row for each place, a column for each filter
    return y.reshape(len(x), rows, columns, len(w)).transpose(0, 3, 1, 2)
    ### END SOLUTION


# %% kind="test" grade_id="06.conv_by_product" points=2
check_conv_by_product = exercise("06.conv_by_product")
result = check_conv_by_product.check(conv_by_product)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** The product has a row for each image and place, a column for each filter. `reshape` splits the
# rows into image, row and column; `transpose` then moves the filters to their place.
#
# **A common wrong turn:** `y.reshape(N, filters, rows, columns)`. The shape is right, but the numbers are regrouped
# in the wrong order.

# %% [markdown]
# ## 4 Rows become an image again
#
# **Goal:** write the way back. · *implement* · about 8 minutes · ●●○
#
# Write `col2im` for one map, stride 1: `cols` has a row of k · k numbers for each place of the window, in the order
# of im2col. Add each back to where it was cut out, in an image of `h` × `w`.
#
# **Example.** `cols = [[1], [2]]`, `h = 1`, `w = 2`, `k = 1` gives `[[1, 2]]`. Four rows of four ones, with `h = w =
# 3` and `k = 2`, give `[[1, 2, 1], [2, 4, 2], [1, 2, 1]]`.


# %% kind="answer" grade_id="06.col2im"
def col2im(cols, h, w, k):
    """The windows of one map (rows * columns, k * k), added back into an image (h, w)."""
    ### BEGIN SOLUTION
    x = np.zeros((h, w))
    columns = w - k + 1
    for number, row in enumerate(cols):
        i, j = number // columns, number % columns
        x[i : i + k, j : j + k] += row.reshape(k, k)
    return x
    ### END SOLUTION


# %% kind="test" grade_id="06.col2im" points=2
check_col2im = exercise("06.col2im")
result = check_col2im.check(col2im)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** im2col copies a pixel into every window that holds it. On the way back each copy hands in its
# gradient, and the pixel adds them up.
#
# **A common wrong turn:** `=` in the place of `+=`. The last window wins, and the middle of the example becomes 1.

# %% [markdown]
# ## 5 Code from the time of Python 2
#
# **Goal:** repair code that circulates. · *debug* · about 5 minutes · ●○○
#
# This function should give the rows and columns of the output for `n` × `n` pixels, a kernel of `k`, stride `s` and
# padding `p` per side. It has two bugs. Repair both.
#
# **Example.** `output_shape(6, 3, 2, 1)` must be `(3, 3)`, two whole numbers.


# %% kind="answer" grade_id="06.output_shape"
def output_shape(n, k, s, p):
    """Rows and columns of the output, as whole numbers."""
    ### BEGIN SOLUTION
    ### BEGIN STUB
    # size = (n - k) / s + 1
    # return size, size
    ### END STUB
    size = (n + 2 * p - k) // s + 1
    return size, size
    ### END SOLUTION


# %% kind="test" grade_id="06.output_shape" points=1
check_output_shape = exercise("06.output_shape")
result = check_output_shape.check(output_shape)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** `//` divides and rounds down. The frame makes the image 2 · p longer.
#
# **A common wrong turn:** repairing the type with `int(...)` and leaving the padding out: every test without padding
# passes.

# %% [markdown]
# ## 6 How much faster?
#
# **Goal:** measure a claim on your own computer. · *explore* · about 8 minutes · ●●○
#
# The claim: *"For a single small image, loops in Python are as fast as im2col, because there is so little to do."*
#
# Play first: `SpeedLab`, in the lesson, times loops, im2col and the package on layers of your choice.
#
# Measure `reference.conv2d` (a Python loop over all 1,600 numbers of the output) and your `conv_by_product`, with
# `F.im2col` in it, on the layer below. The answer is a pair: `"true"` or `"false"`, and the seconds of the loops
# divided by the seconds of im2col. (Other programs can only make a time longer: take the shortest of five for each.)
#
# **Example.** If the loops took 0.5 s and im2col 0.25 s, the answer would be `("false", 2.0)`.

# %%
rng = np.random.default_rng(0)
x = rng.standard_normal((1, 4, 14, 14))
w = rng.standard_normal((16, 4, 5, 5))


# %% kind="answer" grade_id="06.speed_up"
### BEGIN SOLUTION
### BEGIN STUB
# speed_up = ...  # such as ("true", 1.0)
### END STUB
def seconds(function):
    """The shortest of five calls."""
    times = []
    for _ in range(5):
        began = time.perf_counter()
        function(x, w)
        times.append(time.perf_counter() - began)
    return min(times)


speed_up = ("false", seconds(reference.conv2d) / seconds(conv_by_product))
### END SOLUTION

# %% kind="test" grade_id="06.speed_up" points=2
check_speed_up = exercise("06.speed_up")
result = check_speed_up.check(speed_up)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why.** The loop takes a slow Python step for each of the 1,600 numbers of the output, even for one image. im2col
# hands the same work to NumPy in a few calls. So the claim is false even here, where there is little to do.
#
# **A common wrong turn:** measuring the first call only. It may have to load something, and is not what training
# sees.

# %% [markdown]
# ## 7 Backward in two products
#
# **Goal:** write both gradients without a loop over pixels. · *challenge* · about 15 minutes · ●●●
#
# Write `gradients_by_product` for the layer of exercise 3: `dy` has the shape (N, filters, rows, columns). Return
# `(dx, dw)`. `F.im2col(x, k)` and `F.col2im(cols, x.shape, k)` do the copying.
#
# **Example.** `x = [[1, 2]]`, `w = [[3]]`, `dy = [[10, 1]]` (one image, one channel, one filter): `dx = [[30, 3]]`,
# `dw = [[12]]`.


# %% kind="answer" grade_id="06.gradients_by_product"
def gradients_by_product(x, w, dy):
    """(dx, dw) of a convolution of x with w, stride 1, no padding."""
    ### BEGIN SOLUTION
    k = w.shape[2]
    rows = dy.transpose(0, 2, 3, 1).reshape(-1, len(w))  # a row for each image and place
    dw = rows.T @ F.im2col(x, k)
    dx = F.col2im(rows @ w.reshape(len(w), -1), x.shape, k)
    return dx, dw.reshape(w.shape)
    ### END SOLUTION


# %% kind="test" grade_id="06.gradients_by_product" points=3
check_gradients_by_product = exercise("06.gradients_by_product")
result = check_gradients_by_product.check(gradients_by_product)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** Forward is Y = X Wᵀ, with a row of X for each window and a row of W for each filter. So dW = dYᵀ
# X, and dX = dY W, whose rows col2im adds back to the image.
#
# **A common wrong turn:** `dy.reshape(-1, filters)` without the transpose. It has the right shape and mixes filters
# with places.

# %% [markdown]
# ## Where you are

# %%
progress("06")

# %% [markdown]
# Next: [07 Training on MNIST](../notebooks/07_training_on_mnist.ipynb).
