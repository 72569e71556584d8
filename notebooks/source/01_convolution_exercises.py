# %% [markdown]
# # 01 Convolution: exercises
#
# You slide kernels with your own code, predict, repair, measure, and compute the slopes that a kernel learns from.
#
# About 55 minutes in all. These exercises belong to [01 Convolution](../notebooks/01_convolution.ipynb).
#
# Write your answer where it says `...`, then run the check below it. Stuck? Run `hint()` in a cell of its own, such as
# `check_convolve.hint()`; each further call says more. `check_convolve.solution()` shows a worked answer. Difficulty: ●○○ easy,
# ●●○ medium, ●●● hard.

# %%
import numpy as np

from coursecnn.checks import exercise, progress
from coursecnn.datasets import pictures

# %% [markdown]
# ## 1 Slide, multiply, sum
#
# **Goal:** write the operation that this course is about. · *implement* · about 10 minutes · ●○○
#
# Write `cross_correlate`: lay the kernel `w` on every place of the image `x`, multiply, and add up. Both may be rectangles, and `x` may
# hold bytes. The answer is an array of floats.
#
# **Example.** `x` is 0 to 8 in 3 rows, `w` is 0 to 3 in 2 rows: `[[19, 25], [37, 43]]`.


# %% kind="answer" grade_id="01.cross_correlate"
def cross_correlate(x, w):
    """y[i, j] is the sum of w times the window of x at row i, column j."""
    ### BEGIN SOLUTION
    rows, columns = x.shape[0] - w.shape[0] + 1, x.shape[1] - w.shape[1] + 1
    y = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            window = x[i : i + w.shape[0], j : j + w.shape[1]]
            y[i, j] = (window * w).sum()
    return y
    ### END SOLUTION


# %% kind="test" grade_id="01.cross_correlate" points=2
check_cross_correlate = exercise("01.cross_correlate")
result = check_cross_correlate.check(cross_correlate)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** A window of `w.shape[0]` rows has `x.shape[0] - w.shape[0] + 1` places. The slice cuts out what lies under the
# kernel, `*` multiplies number by number, and `sum` makes one number of it. `np.zeros` gives floats, so no decimals are cut off.
#
# **A common wrong turn:** `y = np.zeros_like(x)`, with the size and the type of the image. With bytes, sums outside 0 to 255 wrap round,
# and the last rows and columns of `y` stay 0.

# %% [markdown]
# ## 2 By hand, with a bias
#
# **Goal:** do it once with a pencil. · *predict* · about 5 minutes · ●○○
#
# The image is `[[2, 0, 1], [1, 3, 0], [0, 1, 2]]`, the kernel `[[1, -1], [0, 2]]`, the bias 10. Write the output as two rows of two
# numbers, without running code.
#
# **Example.** For the image `[[1, 2], [3, 4]]`, the kernel `[[1, 0], [0, 1]]` and the bias 1 the answer would be `[[6]]`.

# %% kind="answer" grade_id="01.output_with_bias"
### BEGIN SOLUTION
### BEGIN STUB
# output_with_bias = ...  # such as [[1, 2], [3, 4]]
### END STUB
output_with_bias = [[18, 9], [10, 17]]
### END SOLUTION

# %% kind="test" grade_id="01.output_with_bias" points=1
check_output_with_bias = exercise("01.output_with_bias")
result = check_output_with_bias.check(output_with_bias)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why.** The four windows give 2·1 + 0·(−1) + 1·0 + 3·2 = 8, then 0·1 + 1·(−1) + 3·0 + 0·2 = −1, then 1·1 + 3·(−1) + 0·0 + 1·2 = 0, and
# 3·1 + 0·(−1) + 1·0 + 2·2 = 7. The bias adds 10 to each.
#
# **A common wrong turn:** adding the bias to each of the four products. It belongs to the output, once.

# %% [markdown]
# ## 3 The convolution of mathematics
#
# **Goal:** turn the kernel, as mathematics does. · *implement* · about 5 minutes · ●○○
#
# Write `convolve`: the kernel is turned by 180 degrees, then it slides as in exercise 1. You may use your `cross_correlate`.
#
# **Example.** With the image and the kernel of exercise 1's example: `[[5, 11], [23, 29]]`.


# %% kind="answer" grade_id="01.convolve"
def convolve(x, w):
    """The convolution of mathematics: as cross_correlate, with w turned by 180 degrees."""
    ### BEGIN SOLUTION
    return cross_correlate(x, w[::-1, ::-1])
    ### END SOLUTION


# %% kind="test" grade_id="01.convolve" points=1
check_convolve = exercise("01.convolve")
result = check_convolve.check(convolve)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** Turning by 180 degrees brings the last row to the top and the last column to the left: `w[::-1, ::-1]`.
#
# **A common wrong turn:** `w.T`, which exchanges rows and columns. For `[[1, 2], [2, 1]]`, the kernel, the turned one and `w.T` are all the same, so test with a
# kernel of four different numbers.

# %% [markdown]
# ## 4 A picture with strange edges
#
# **Goal:** find a bug that gives no message. · *debug* · about 5 minutes · ●○○
#
# This function subtracts each pixel from its right neighbour. On pictures it gives huge steps where there is hardly an edge. Find out
# why, and repair it.
#
# **Example.** For `[[20, 10]]` as bytes (`uint8`) the right answer is `[[-10.]]`.


# %% kind="answer" grade_id="01.brightness_steps"
def brightness_steps(picture):
    """Right neighbour minus left neighbour, for each pair in a row."""
    ### BEGIN SOLUTION
    ### BEGIN STUB
    # return picture[:, 1:] - picture[:, :-1]
    ### END STUB
    numbers = picture.astype(float)
    return numbers[:, 1:] - numbers[:, :-1]
    ### END SOLUTION


# %% kind="test" grade_id="01.brightness_steps" points=1
check_brightness_steps = exercise("01.brightness_steps")
result = check_brightness_steps.check(brightness_steps)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** Bytes cannot hold −10: 10 − 20 becomes 246. Floats can, so convert *before* the subtraction.
#
# **A common wrong turn:** `(picture[:, 1:] - picture[:, :-1]).astype(float)` converts the numbers after they went round the end of the
# scale.

# %% [markdown]
# ## 5 How far it sees
#
# **Goal:** compute a receptive field. · *predict* · about 5 minutes · ●●○
#
# Three layers follow each other: kernel 3, then kernel 3 with stride 2, then kernel 3. How many pixels of a row does one number after the
# last layer see?
#
# **Example.** For kernel 2, then kernel 2, the answer would be `3`.

# %% kind="answer" grade_id="01.sees"
### BEGIN SOLUTION
### BEGIN STUB
# sees = ...  # a whole number
### END STUB
sees = 9
### END SOLUTION

# %% kind="test" grade_id="01.sees" points=1
check_sees = exercise("01.sees")
result = check_sees.check(sees)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why.** r = 1 and j = 1 at first. Kernel 3: r = 1 + 2·1 = 3. Kernel 3: r = 3 + 2·1 = 5, and its stride makes j = 2. Kernel 3:
# r = 5 + 2·2 = 9.
#
# **A common wrong turn:** letting the stride count in its own layer already: 3, then 7, then 11. The weights of that kernel still lie
# side by side; only its windows are two steps apart.

# %% [markdown]
# ## 6 Smooth first?
#
# **Goal:** test a claim by measuring. · *explore* · about 10 minutes · ●●○
#
# The claim: *"Smoothing a noisy picture with the Gaussian before Sobel makes no difference to the noise in the edge map."*
#
# Play first: `ConvolutionLab`, in the lesson, shows on a small picture what a Gaussian and a Sobel kernel do.
#
# Measure it with `photo` and `noisy` below. Make the maps with your `cross_correlate`. The noise is the mean of |map of the noisy picture − map
# of the clean picture|, with both pictures smoothed or neither. The answer is a pair: `"true"` or `"false"`, and the noise with the Gaussian
# divided by the noise without.
#
# **Example.** If the noise were 30 without and 27 with the Gaussian, the answer would be `("false", 0.9)`.

# %%
photo = pictures.photograph().astype(float)
noisy = photo + np.random.default_rng(0).normal(0, 20, photo.shape)
sobel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
gaussian = np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16

# %% kind="answer" grade_id="01.noise_in_edges"
### BEGIN SOLUTION
### BEGIN STUB
# noise_in_edges = ...  # such as ("true", 1.0)
### END STUB
without = cross_correlate(noisy, sobel) - cross_correlate(photo, sobel)
smooth_noisy, smooth_photo = cross_correlate(noisy, gaussian), cross_correlate(photo, gaussian)
smoothed = cross_correlate(smooth_noisy, sobel) - cross_correlate(smooth_photo, sobel)
ratio = np.abs(smoothed).mean() / np.abs(without).mean()
noise_in_edges = ("false", ratio)
### END SOLUTION

# %% kind="test" grade_id="01.noise_in_edges" points=2
check_noise_in_edges = exercise("01.noise_in_edges")
result = check_noise_in_edges.check(noise_in_edges)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why.** The ratio is about 0.48: half of the noise is gone. Noise goes up and down at random, so in a mean of nine pixels much of it
# cancels. Edges get weaker as well, but less so: `np.abs(cross_correlate(smooth_photo, sobel)).mean()` is 0.76 of
# `np.abs(cross_correlate(photo, sobel)).mean()`.
#
# **A common wrong turn:** smoothing only the noisy picture. Then the difference also holds what smoothing does to the picture itself.

# %% [markdown]
# ## 7 The slope for every weight
#
# **Goal:** learn a kernel of any size. · *challenge* · about 15 minutes · ●●●
#
# In the lesson, gradient descent found the two weights of `[1, -1]`. Write `kernel_gradient` for a kernel `w` of any size: the slope of the
# loss for each weight, in the shape of `w`. The loss is the **sum** of the squared errors, and the error is
# `cross_correlate(x, w) - y`.
#
# **Example.** `x = [[1, 2]]`, `w = [[3]]`, `y = [[2, 5]]`: the errors are 1 and 1, and the answer is `[[6.]]`.


# %% kind="answer" grade_id="01.kernel_gradient"
def kernel_gradient(x, w, y):
    """dw[a, b]: how much the sum of the squared errors changes with w[a, b]."""
    ### BEGIN SOLUTION
    error = cross_correlate(x, w) - y
    dw = np.zeros(w.shape)
    for a in range(w.shape[0]):
        for b in range(w.shape[1]):
            met = x[a : a + y.shape[0], b : b + y.shape[1]]  # the pixels that w[a, b] meets
            dw[a, b] = (2 * error * met).sum()
    return dw
    ### END SOLUTION


# %% kind="test" grade_id="01.kernel_gradient" points=3
check_kernel_gradient = exercise("01.kernel_gradient")
result = check_kernel_gradient.check(kernel_gradient)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** Output (i, j) holds `w[a, b] * x[i + a, j + b]`. Over all outputs, these pixels are a block of `x` that begins at (a, b) and
# has the shape of `y`. So `dw` is the cross-correlation of `x` with the errors, times 2.
#
# **A common wrong turn:** turning `dw` by 180 degrees. Nothing is turned here: the indices of `w` and `x` grow together.

# %% [markdown]
# ## Where you are

# %%
progress("01")

# %% [markdown]
# Next: [02 Padding, stride and sizes](../notebooks/02_padding_stride_sizes.ipynb).
