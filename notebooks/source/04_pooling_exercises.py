# %% [markdown]
# # 04 Pooling: exercises
#
# You write pooling yourself, without and with padding, repair a layer that mixes its images and channels, and measure what
# pooling notices.
#
# About 45 minutes in all. These exercises belong to [04 Pooling](../notebooks/04_pooling.ipynb).
#
# Write your answer where it says `...`, then run the check below it. Stuck? Run `hint()` in a cell of its own, such
# as
# `check_max_pool.hint()`; each further call says more. `check_max_pool.solution()` shows a worked answer. Difficulty:
# ●○○ easy,
# ●●○ medium, ●●● hard.

# %%
import numpy as np

from coursecnn.checks import exercise, progress

# %% [markdown]
# ## 1 Max pooling
#
# **Goal:** write the layer that keeps the largest number. · *implement* · about 8 minutes · ●○○
#
# Write `max_pool` for one map `x`: windows of `k` × `k`, stride `s`, no padding. Pixels that no window reaches are
# dropped.
#
# **Example.** `x` is 0 to 8 in 3 rows, `k = 2`, `s = 1`: `[[4, 5], [7, 8]]`.


# %% kind="answer" grade_id="04.max_pool"
def max_pool(x, k, s):
    """The largest number of each k x k window of the map x, at stride s."""
    ### BEGIN SOLUTION
    rows, columns = (x.shape[0] - k) // s + 1, (x.shape[1] - k) // s + 1
    y = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            y[i, j] = x[s * i : s * i + k, s * j : s * j + k].max()
    return y
    ### END SOLUTION


# %% kind="test" grade_id="04.max_pool" points=2
check_max_pool = exercise("04.max_pool")
result = check_max_pool.check(max_pool)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** It is the loop of convolution with `max` in place of "multiply and sum". The stride belongs
# in the size *and* in the slice.
#
# **A common wrong turn:** beginning the search for the largest number at 0. A window of negative numbers then gives
# 0, which is not in it.

# %% [markdown]
# ## 2 Average pooling
#
# **Goal:** do the same with the mean. · *implement* · about 4 minutes · ●○○
#
# Write `avg_pool`, with the same arguments.
#
# **Example.** `x` is 0 to 8 in 3 rows, `k = 2`, `s = 1`: `[[2, 3], [5, 6]]`.


# %% kind="answer" grade_id="04.avg_pool"
def avg_pool(x, k, s):
    """The mean of each k x k window of the map x, at stride s."""
    ### BEGIN SOLUTION
    rows, columns = (x.shape[0] - k) // s + 1, (x.shape[1] - k) // s + 1
    y = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            y[i, j] = x[s * i : s * i + k, s * j : s * j + k].mean()
    return y
    ### END SOLUTION


# %% kind="test" grade_id="04.avg_pool" points=1
check_avg_pool = exercise("04.avg_pool")
result = check_avg_pool.check(avg_pool)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** The mean is the sum of k · k numbers, divided by k · k.
#
# **A common wrong turn:** dividing by `k`, or with `//`, which cuts the fraction off.

# %% [markdown]
# ## 3 Both by hand
#
# **Goal:** pool with a pencil. · *predict* · about 4 minutes · ●○○
#
# The map is `[[1, 5, 0, 2], [3, 3, 4, 2], [0, 0, 6, 1], [8, 0, 1, 0]]`, the windows are 2 × 2 at stride 2. Write the
# result of max pooling, then
# that of average pooling, each as two rows of two numbers.
#
# **Example.** For the map `[[1, 2], [3, 6]]` the answer would be `([[6]], [[3]])`.

# %% kind="answer" grade_id="04.pooled_by_hand"
### BEGIN SOLUTION
### BEGIN STUB
# pooled_by_hand = ...  # two results, such as ([[1, 2], [3, 4]], [[1, 2], [3, 4]])
### END STUB
pooled_by_hand = ([[5, 4], [8, 6]], [[3, 2], [2, 2]])
### END SOLUTION

# %% kind="test" grade_id="04.pooled_by_hand" points=1
check_pooled_by_hand = exercise("04.pooled_by_hand")
result = check_pooled_by_hand.check(pooled_by_hand)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why.** The four windows hold 1, 5, 3, 3 and 0, 2, 4, 2 and 0, 0, 8, 0 and 6, 1, 1, 0. Their sums are 12, 8, 8, 8,
# and each window has four numbers.
#
# **A common wrong turn:** letting the windows overlap. With stride 2 a window of 2 begins where the one before it
# ended.

# %% [markdown]
# ## 4 A frame that never wins
#
# **Goal:** add padding to max pooling. · *implement* · about 8 minutes · ●●○
#
# Write `max_pool_padded`: as exercise 1, with a frame of `p` cells on every side. What is in the frame must never
# win. The map may hold whole numbers. You may use your
# `max_pool`.
#
# **Example.** `x = [[-3]]`, `k = 2`, `s = 1`, `p = 1`: `[[-3, -3], [-3, -3]]`.


# %% kind="answer" grade_id="04.max_pool_padded"
def max_pool_padded(x, k, s, p):
    """Max pooling of the map x in a frame of p cells that never win."""
    ### BEGIN SOLUTION
    framed = np.pad(x.astype(float), p, constant_values=-np.inf)
    return max_pool(framed, k, s)
    ### END SOLUTION


# %% kind="test" grade_id="04.max_pool_padded" points=2
check_max_pool_padded = exercise("04.max_pool_padded")
result = check_max_pool_padded.check(max_pool_padded)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** Minus infinity is smaller than every number, so a window's largest number always comes from the
# map.
#
# **A common wrong turn:** padding with 0, as for a convolution. After ReLU nobody notices, because there are no
# negative numbers.

# %% [markdown]
# ## 5 One number for all
#
# **Goal:** repair a layer that mixes everything. · *debug* · about 6 minutes · ●●○
#
# This function should pool a batch of shape (N, C, H, W) with windows of `k` × `k` side by side. It gives the right
# shape, but every image
# and every channel gets the same numbers. Repair it.
#
# **Example.** Two images of one channel, `[[1, 2], [3, 4]]` and `[[5, 6], [7, 8]]`, `k = 2`: the first gives 4, the
# second 8.


# %% kind="answer" grade_id="04.pool_images"
def pool_images(x, k):
    """Max pooling of a batch (N, C, H, W) with k x k windows side by side."""
    n, c, h, w = x.shape
    y = np.zeros((n, c, h // k, w // k))
    ### BEGIN SOLUTION
    ### BEGIN STUB
    # for i in range(h // k):
    #     for j in range(w // k):
    #         y[:, :, i, j] = x[:, :, k * i : k * i + k, k * j : k * j + k].max()
    # return y
    ### END STUB
    for i in range(h // k):
        for j in range(w // k):
            y[:, :, i, j] = x[:, :, k * i : k * i + k, k * j : k * j + k].max(axis=(2, 3))
    return y
    ### END SOLUTION


# %% kind="test" grade_id="04.pool_images" points=2
check_pool_images = exercise("04.pool_images")
result = check_pool_images.check(pool_images)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** `axis=(2, 3)` takes the maximum over rows and columns, for each image and each channel by itself:
# an array of shape (N, C).
#
# **A common wrong turn:** `.max(axis=(0, 2, 3))`. The channels stay apart then, but the images do not, and a test with
# one image passes.

# %% [markdown]
# ## 6 What pooling does not notice
#
# **Goal:** test a claim by counting. · *explore* · about 10 minutes · ●●○
#
# The claim: *"2 × 2 max pooling with stride 2 does not notice a shift of one pixel."*
#
# Play first: in `PoolingLab`, in the lesson, shift the pictures by one pixel and see what changes after the pooling.
#
# Take a map of 16 × 16 zeros with a single 1 at (i, j), and another with the 1 at (i, j + 1). Pool both, and count
# the entries that differ. Do
# it for all places with i = 0 ... 15 and j = 0 ... 14. The answer is a pair: `"true"` or `"false"`, and the mean of
# the counts, with two digits after the point.
#
# **Example.** If one entry differed at every place, the answer would be `("false", 1.0)`.

# %% kind="answer" grade_id="04.dot_tolerance"
### BEGIN SOLUTION
### BEGIN STUB
# dot_tolerance = ...  # such as ("true", 0.0)
### END STUB
changed = []
for i in range(16):
    for j in range(15):
        a, b = np.zeros((16, 16)), np.zeros((16, 16))
        a[i, j], b[i, j + 1] = 1, 1
        changed.append((max_pool(a, 2, 2) != max_pool(b, 2, 2)).sum())
dot_tolerance = ("false", float(np.mean(changed)))
### END SOLUTION

# %% kind="test" grade_id="04.dot_tolerance" points=2
check_dot_tolerance = exercise("04.dot_tolerance")
result = check_dot_tolerance.check(dot_tolerance)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why.** In 8 of 15 columns the dot stays in its window, and nothing changes. In the other 7 it moves to the next
# window, and two entries change. The mean is 14/15 = 0.93.
#
# **A common wrong turn:** trying one place only. About half of the places agree with the claim.

# %% [markdown]
# ## 7 Min pooling out of max pooling
#
# **Goal:** build a layer out of another. · *challenge* · about 5 minutes · ●●○
#
# Write `min_pool`, which keeps the smallest number of each window, in one line with your `max_pool`. The map may hold
# bytes (`uint8`).
#
# **Example.** `x` is 0 to 8 in 3 rows, `k = 2`, `s = 1`: `[[0, 1], [3, 4]]`.


# %% kind="answer" grade_id="04.min_pool"
def min_pool(x, k, s):
    """The smallest number of each k x k window of the map x, at stride s."""
    ### BEGIN SOLUTION
    return -max_pool(-x.astype(float), k, s)
    ### END SOLUTION


# %% kind="test" grade_id="04.min_pool" points=1
check_min_pool = exercise("04.min_pool")
result = check_min_pool.check(min_pool)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** The minus turns the order round: the largest of the negatives is minus the smallest number.
#
# **A common wrong turn:** `-x` for bytes. There is no −1 in a byte, and −1 becomes 255.

# %% [markdown]
# ## Where you are

# %%
progress("04")

# %% [markdown]
# Next: [05 Backpropagation](../notebooks/05_backpropagation.ipynb).
