# %% [markdown]
# # 05 Backpropagation: exercises
#
# You send gradients back through convolution, pooling, ReLU and softmax with your own code, and find the slips that others made.
#
# About 105 minutes in all. These exercises belong to [05 Backpropagation](../notebooks/05_backpropagation.ipynb).
#
# Write your answer where it says `...`, then run the check below it. Stuck? Run `hint()` in a cell of its own, such as
# `check_input_gradient.hint()`; each further call says more. `check_input_gradient.solution()` shows a worked answer. Difficulty:
# ●○○ easy, ●●○ medium, ●●● hard.

# %%
import numpy as np

from coursecnn.checks import exercise, progress

# %% [markdown]
# ## 1 One step of one neuron
#
# **Goal:** do the four steps with a pocket calculator. · *predict* · about 8 minutes · ●●○
#
# $y = \text{sigmoid}(w x + b)$ and $E = (y - t)^2 / 2$, with $w = 2$, $b = -1$, $x = 1$, $t = 1$, learning rate 2. What are $w$ and $b$ after one step
# of gradient descent, to three digits after the point? (sigmoid(1) is 0.7311.)
#
# **Example.** In the lesson, with $w = 0.5$, $b = -1$, $x = 2$, $t = 1$ and rate 1, the answer was `(0.75, -0.875)`.

# %% kind="answer" grade_id="05.neuron_step"
### BEGIN SOLUTION
### BEGIN STUB
# neuron_step = ...  # such as (0.75, -0.875)
### END STUB
y = 0.7311
delta = (y - 1) * y * (1 - y)
neuron_step = (2 - 2 * delta * 1, -1 - 2 * delta)
### END SOLUTION

# %% kind="test" grade_id="05.neuron_step" points=1
check_neuron_step = exercise("05.neuron_step")
result = check_neuron_step.check(neuron_step)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why.** delta = −0.2689 · 0.7311 · 0.2689 = −0.0529, and x = 1, so both gradients are −0.0529. New w: 2 + 2 · 0.0529 = 2.1058. New b:
# −1 + 0.1058 = −0.8942.
#
# **A common wrong turn:** adding the gradient. The output was too small, so weight and bias must grow.

# %% [markdown]
# ## 2 The gradient for the input
#
# **Goal:** hand each `dy` back to the pixels it came from. · *implement* · about 10 minutes · ●●○
#
# An image `x` was cross-correlated with `w` (stride 1, no padding). Write `input_gradient`, which returns `dx`. All are arrays with two axes; `x`
# is not needed: its shape follows from those of `dy` and `w`.
#
# **Example.** `dy = [[1, 2]]`, `w = [[3, 4]]`: `dx` is `[[3, 10, 8]]`, because the pixel in the middle gets 1·4 + 2·3.


# %% kind="answer" grade_id="05.input_gradient"
def input_gradient(dy, w):
    """dx of y = cross-correlation of x with w."""
    ### BEGIN SOLUTION
    k_h, k_w = w.shape
    dx = np.zeros((dy.shape[0] + k_h - 1, dy.shape[1] + k_w - 1))
    for i in range(dy.shape[0]):
        for j in range(dy.shape[1]):
            dx[i : i + k_h, j : j + k_w] += dy[i, j] * w
    return dx
    ### END SOLUTION


# %% kind="test" grade_id="05.input_gradient" points=2
check_input_gradient = exercise("05.input_gradient")
result = check_input_gradient.check(input_gradient)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** Output (i, j) is the window at (i, j) times `w`. If a pixel under weight `w[a, b]` grows by a small h, this output grows by
# `w[a, b]` · h, and `dy[i, j]` says what that is worth. Pixels in several windows collect several contributions: `+=`.
#
# **A common wrong turn:** turning `w` here as well. It is turned in the other form of the formula, where the padded `dy` is correlated with the turned `w`.

# %% [markdown]
# ## 3 The gradient for the kernel, with stride
#
# **Goal:** find what every weight has met. · *implement* · about 10 minutes · ●●○
#
# `x` was cross-correlated with a kernel at stride `s` (no padding), and the last window ended where `x` ends. Write `kernel_gradient`, which
# returns `dw` for the `dy` of this output.
#
# **Example.** `x = [[1, 2, 3]]`, `dy = [[10, 1]]`, `s = 1`: `dw` is `[[12, 23]]`, because the first weight met 1 and 2: 1·10 + 2·1.


# %% kind="answer" grade_id="05.kernel_gradient"
def kernel_gradient(x, dy, s):
    """dw of y = cross-correlation of x with a kernel at stride s."""
    ### BEGIN SOLUTION
    k_h = x.shape[0] - s * (dy.shape[0] - 1)
    k_w = x.shape[1] - s * (dy.shape[1] - 1)
    dw = np.zeros((k_h, k_w))
    for i in range(dy.shape[0]):
        for j in range(dy.shape[1]):
            dw += dy[i, j] * x[s * i : s * i + k_h, s * j : s * j + k_w]
    return dw
    ### END SOLUTION


# %% kind="test" grade_id="05.kernel_gradient" points=2
check_kernel_gradient = exercise("05.kernel_gradient")
result = check_kernel_gradient.check(kernel_gradient)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** Output (i, j) is `w` times the window at (s·i, s·j). Its slope for `w` is this window. So `dw` is the sum of all windows, each
# times its `dy`. Nothing is turned. The last window begins in row s · (rows of `dy` − 1) and ends where `x` ends: what lies between is
# the kernel's height, and its width in the same way.
#
# **A common wrong turn:** `x[i : ...]` without the stride. With stride 1 nobody notices.

# %% [markdown]
# ## 4 A formula that was printed wrongly
#
# **Goal:** trust the chain rule more than print. · *predict* · about 6 minutes · ●●○
#
# A text gives, for a 2 × 2 kernel, $dw_{00} = dy_{00} w_{00} + dy_{01} w_{01} + dy_{10} w_{10} + dy_{11} w_{11}$. What is `dw[0, 0]` really, for these
# numbers?
#
# `x = [[1, 4, 4], [0, 3, 6], [2, 3, 6]]`, `w = [[8, 6], [5, 7]]`, `dy = [[3, -1], [4, 5]]`, stride 1, no padding.
#
# **Example.** With `x = [[1, 2]]`, `w = [[7]]` and `dy = [[3, 4]]`, `dw[0, 0]` would be 1·3 + 2·4 = 11; the text's formula has 7 in it.

# %% kind="answer" grade_id="05.dw_at_the_top_left"
### BEGIN SOLUTION
### BEGIN STUB
# dw_at_the_top_left = ...  # a number
### END STUB
dw_at_the_top_left = 1 * 3 + 4 * (-1) + 0 * 4 + 3 * 5
### END SOLUTION

# %% kind="test" grade_id="05.dw_at_the_top_left" points=1
check_dw_at_the_top_left = exercise("05.dw_at_the_top_left")
result = check_dw_at_the_top_left.check(dw_at_the_top_left)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why.** `y` is a sum of terms w · x. The slope of such a term for w is x, and no w is left in it. `w[0, 0]` met the four pixels at the top left:
# 1·3 + 4·(−1) + 0·4 + 3·5 = 14.
#
# **A common wrong turn:** believing the formula because it looks like the one for `dx`. There, the kernel is right: the slope of w · x for *x*.

# %% [markdown]
# ## 5 Max pooling, backward
#
# **Goal:** send each gradient to the winner. · *implement* · about 10 minutes · ●●○
#
# Write `max_pool_backward` for one map `x`, windows of `k` × `k` at stride `s`, without padding. Windows may overlap. In a tie, the first entry
# in reading order wins. `np.unravel_index(window.argmax(), window.shape)` gives its row and column in the window.
#
# **Example.** `x = [[1, 3], [0, 3]]`, `dy = [[5]]`, `k = 2`, `s = 2`: `dx` is `[[0, 5], [0, 0]]`.


# %% kind="answer" grade_id="05.max_pool_backward"
def max_pool_backward(dy, x, k, s):
    """dx of max pooling of the map x with k x k windows at stride s."""
    ### BEGIN SOLUTION
    dx = np.zeros(x.shape)
    for i in range(dy.shape[0]):
        for j in range(dy.shape[1]):
            window = x[s * i : s * i + k, s * j : s * j + k]
            row, column = np.unravel_index(window.argmax(), window.shape)
            dx[s * i + row, s * j + column] += dy[i, j]
    return dx
    ### END SOLUTION


# %% kind="test" grade_id="05.max_pool_backward" points=2
check_max_pool_backward = exercise("05.max_pool_backward")
result = check_max_pool_backward.check(max_pool_backward)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** Only the winner moves the output. `argmax` gives the first one in a tie. Where windows overlap, one entry can win several
# times, and `+=` collects.
#
# **A common wrong turn:** `dx[window == window.max()] = dy`, which pays every entry of a tie. More comes back than was sent.

# %% [markdown]
# ## 6 Average pooling, backward
#
# **Goal:** share each gradient evenly. · *implement* · about 6 minutes · ●○○
#
# Write `avg_pool_backward`, with the same arguments.
#
# **Example.** `dy = [[8]]`, `k = 2`: every entry of the window gets 2.


# %% kind="answer" grade_id="05.avg_pool_backward"
def avg_pool_backward(dy, x, k, s):
    """dx of average pooling of the map x with k x k windows at stride s."""
    ### BEGIN SOLUTION
    dx = np.zeros(x.shape)
    for i in range(dy.shape[0]):
        for j in range(dy.shape[1]):
            dx[s * i : s * i + k, s * j : s * j + k] += dy[i, j] / (k * k)
    return dx
    ### END SOLUTION


# %% kind="test" grade_id="05.avg_pool_backward" points=1
check_avg_pool_backward = exercise("05.avg_pool_backward")
result = check_avg_pool_backward.check(avg_pool_backward)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** The output is the sum of k · k entries divided by k · k, so each has the slope 1 / (k · k). The values of `x` do not matter, only
# its shape.
#
# **A common wrong turn:** dividing by k. A window of 2 × 2 has four entries.

# %% [markdown]
# ## 7 A gate that looks the wrong way
#
# **Goal:** find a slip that gives no message. · *debug* · about 5 minutes · ●○○
#
# This backward function of ReLU returns an array of the right shape, but wrong numbers. Find what is wrong, and repair it.
#
# **Example.** At `x = 3`, where ReLU is open, `dy = -7` must come back as -7.


# %% kind="answer" grade_id="05.relu_backward"
def relu_backward(dy, x):
    """dx of y = max(x, 0)."""
    ### BEGIN SOLUTION
    ### BEGIN STUB
    # return dy * (dy > 0)
    ### END STUB
    return dy * (x > 0)
    ### END SOLUTION


# %% kind="test" grade_id="05.relu_backward" points=1
check_relu_backward = exercise("05.relu_backward")
result = check_relu_backward.check(relu_backward)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** The slope of ReLU is 1 where `x` is above 0, and 0 elsewhere. `dy` passes with its own sign.
#
# **A common wrong turn:** the name `x` for both the input and what comes back. In long code the gate then takes whatever `x` holds last.

# %% [markdown]
# ## 8 Softmax
#
# **Goal:** turn scores, even large ones, into probabilities. · *implement* · about 8 minutes · ●●○
#
# Write `softmax` for scores `z` of shape (N, classes): each row becomes probabilities. Scores such as 1000 must not spoil
# the answer. `z.max(axis=1)[:, None]` is a column with the largest score of each row.
#
# **Example.** `softmax(np.array([[0.0, 0.0]]))` is `[[0.5, 0.5]]`.


# %% kind="answer" grade_id="05.softmax"
def softmax(z):
    """Probabilities (N, classes) of the scores z (N, classes)."""
    ### BEGIN SOLUTION
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
    ### END SOLUTION


# %% kind="test" grade_id="05.softmax" points=2
check_softmax = exercise("05.softmax")
result = check_softmax.check(softmax)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** Subtracting the same number from a row multiplies all its exponentials by the same factor, which cancels. With the maximum
# subtracted, the largest exponential is 1.
#
# **A common wrong turn:** subtracting the maximum of the *whole* array. A row far below it underflows to 0 / 0.

# %% [markdown]
# ## 9 Where the error begins
#
# **Goal:** write the gradient that every backward pass starts with. · *implement* · about 8 minutes · ●●○
#
# Write `cross_entropy_gradient`: `dz` for scores `z` (N, classes) and the right classes `labels` (N,). The loss is the mean cross-entropy of
# the batch. You may use your `softmax`.
#
# **Example.** `z = [[0.0, 0.0]]`, `labels = [0]`: `[[-0.5, 0.5]]`.


# %% kind="answer" grade_id="05.cross_entropy_gradient"
def cross_entropy_gradient(z, labels):
    """dz of the mean cross-entropy of softmax(z) with the right classes."""
    ### BEGIN SOLUTION
    y = np.eye(z.shape[1])[labels]
    return (softmax(z) - y) / len(z)
    ### END SOLUTION


# %% kind="test" grade_id="05.cross_entropy_gradient" points=2
check_cross_entropy_gradient = exercise("05.cross_entropy_gradient")
result = check_cross_entropy_gradient.check(cross_entropy_gradient)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** Softmax and cross-entropy together have the gradient p − y. The mean over N images divides by N.
#
# **A common wrong turn:** leaving out the division. Everything still points the right way, but each step is N times too long, and a larger batch
# needs another learning rate.

# %% [markdown]
# ## 10 The smaller, the better?
#
# **Goal:** find the best step for a gradient check. · *explore* · about 10 minutes · ●●○
#
# The claim: *"In float32, a central difference gets better the smaller its step h is."*
#
# Take `np.exp` at 1, whose slope is `np.exp(1)`. Compute the central difference in float32 for h = 0.1, 0.01, ..., 1e-8, and its error. Make
# 1 and every h a `np.float32`; one float64 array among them makes all float64. The answer is a pair: `"true"` or `"false"`, and the h with the smallest error.
#
# **Example.** If the smallest step had the smallest error, the answer would be `("true", 1e-8)`.

# %% kind="answer" grade_id="05.best_step"
### BEGIN SOLUTION
### BEGIN STUB
# best_step = ...  # such as ("true", 1e-8)
### END STUB
steps = [10.0**-n for n in range(1, 9)]
one = np.float32(1)
errors = []
for h in steps:
    h = np.float32(h)
    slope = (np.exp(one + h) - np.exp(one - h)) / (2 * h)
    errors.append(abs(float(slope) - np.exp(1.0)))
best_step = ("false", steps[int(np.argmin(errors))])
### END SOLUTION

# %% kind="test" grade_id="05.best_step" points=2
check_best_step = exercise("05.best_step")
result = check_best_step.check(best_step)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why.** float32 has about 7 digits. With a tiny h, f(1 + h) and f(1 − h) agree in nearly all of them, and the difference is rounding noise;
# at 1e-8 it is exactly 0. With a large h the curve bends. The best h lies in between, near 0.01 or 0.001.
#
# **A common wrong turn:** no `np.float32` in it. Then all is computed in float64, and the best h is far smaller, such as 1e-5. For gradient checks
# that is what you want: in float64 even a small mistake shows.

# %% [markdown]
# ## 11 The whole backward pass
#
# **Goal:** write the heart of every convolutional net. · *challenge* · about 25 minutes · ●●●
#
# Write `conv2d_backward` for batches: `x` has the shape (N, C, H, W), `w` (filters, C, k_h, k_w), `dy` (N, filters, rows, columns); stride `s` and
# padding `p` are the same for rows and columns. So is the dilation `d`, which the lesson's function does not have: neighbouring weights meet pixels
# `d` apart, so a kernel reaches over `d * (k_h - 1) + 1` rows. Return `(dx, dw, db)`.
#
# **Example.** One image, one channel, one filter: `x = [[1, 2]]`, `w = [[3, 4]]`, `dy = [[10]]`, `s = 1`, `p = 0`, `d = 1` give `dx = [[30, 40]]`,
# `dw = [[10, 20]]`, `db = [10]` (with the axes of length 1 in front).


# %% kind="answer" grade_id="05.conv2d_backward"
def conv2d_backward(dy, x, w, s, p, d):
    """(dx, dw, db) of a convolution of x with w at stride s, with p zeros on each side."""
    ### BEGIN SOLUTION
    reach_h, reach_w = d * (w.shape[2] - 1) + 1, d * (w.shape[3] - 1) + 1
    padded = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    dx, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(dy.shape[2]):
        for j in range(dy.shape[3]):
            rows, columns = slice(s * i, s * i + reach_h, d), slice(s * j, s * j + reach_w, d)
            window = np.s_[:, :, rows, columns]
            dx[window] += np.tensordot(dy[:, :, i, j], w, 1)  # a sum over the filters
            dw += np.tensordot(dy[:, :, i, j].T, padded[window], 1)  # a sum over the images
    db = dy.sum(axis=(0, 2, 3))
    return dx[:, :, p : p + x.shape[2], p : p + x.shape[3]], dw, db
    ### END SOLUTION


# %% kind="test" grade_id="05.conv2d_backward" points=4
check_conv2d_backward = exercise("05.conv2d_backward")
result = check_conv2d_backward.check(conv2d_backward)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** It is exercises 2 and 3 in one loop, with two sums more: over the filters for `dx`, over the images for `dw` and `db`. The
# frame belongs to nobody, so its gradient is cut off.
#
# **A common wrong turn:** cutting with `dx[:, :, p:-p, p:-p]`. For p = 0 this is an empty array.

# %% [markdown]
# ## Where you are

# %%
progress("05")

# %% [markdown]
# Next: [06 Fast convolution](../notebooks/06_fast_convolution.ipynb).
