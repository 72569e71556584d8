# %% [markdown]
# # 02 Padding, stride and sizes: exercises
#
# You write, in small pieces, all that a convolution of one channel can do: sizes, padding, stride, dilation, and the way back.
#
# About 115 minutes in all. These exercises belong to [02 Padding, stride and sizes](../notebooks/02_padding_stride_sizes.ipynb).
# Short of time? Exercises 1, 2, 3, 5 and 10, about 45 minutes, are those that later lessons need most.
#
# Write your answer where it says `...`, then run the check below it. Stuck? Run `hint()` in a cell of its own, such as `check_pad.hint()`; each
# further call says more. `check_pad.solution()` shows a worked answer. Difficulty: ●○○ easy, ●●○ medium, ●●● hard.

# %%
import numpy as np

from coursecnn import functional as F
from coursecnn.checks import exercise, progress
from coursecnn.datasets import to_float
from coursecnn.lesson import data

# %% [markdown]
# ## 1 How many places
#
# **Goal:** tell the size of an output before computing it. · *implement* · about 5 minutes · ●○○
#
# Write `output_size`: the number of places at which a window fits into a row of `n` pixels, as a whole number. The window always fits at
# least once. `p` counts the zeros per side.
#
# **Example.** `output_size(8, 3, 2)` is 3: the windows begin at 0, 2 and 4, and the last pixel is dropped. `output_size(8, 3, 2, 1)` is 4.
# `output_size(7, 3, 1, 0, 2)` is 3.


# %% kind="answer" grade_id="02.output_size"
def output_size(n, k, s=1, p=0, d=1):
    """Number of places: n pixels, kernel k, stride s, p zeros per side, dilation d."""
    ### BEGIN SOLUTION
    reach = d * (k - 1) + 1  # pixels from the first weight to the last
    room = n + 2 * p - reach  # how far the window can move
    return room // s + 1
    ### END SOLUTION


# %% kind="test" grade_id="02.output_size" points=2
check_output_size = exercise("02.output_size")
result = check_output_size.check(output_size)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** The window moves from 0 to `room`, in whole steps of `s`. `//` throws away the step that does not fit. The `+ 1` counts the
# place at 0.
#
# **A common wrong turn:** adding the 1 before the division, `(room + 1) // s`. With stride 1 it is the same, so a test with stride 1 does not
# find it.

# %% [markdown]
# ## 2 Sizes through a stack
#
# **Goal:** follow a size through four layers with a pencil. · *predict* · about 8 minutes · ●●○
#
# A row of 30 pixels goes through these layers, one after the other:
#
# 1. a convolution with kernel 5, padding 2;
# 2. a convolution with kernel 3, stride 2, padding 1;
# 3. a convolution with kernel 3, dilation 2;
# 4. a **transposed** convolution with kernel 4, stride 2.
#
# Where nothing else is said, stride and dilation are 1, and padding is 0. What size comes out of each? Write four numbers, without running code.
#
# **Example.** For 10 pixels and two layers, kernel 3 and then kernel 2 with stride 2, the answer would be `(8, 4)`.

# %% kind="answer" grade_id="02.stack_sizes"
### BEGIN SOLUTION
### BEGIN STUB
# stack_sizes = ...  # four numbers, such as (1, 2, 3, 4)
### END STUB
stack_sizes = (30, 15, 11, 24)
### END SOLUTION

# %% kind="test" grade_id="02.stack_sizes" points=2
check_stack_sizes = exercise("02.stack_sizes")
result = check_stack_sizes.check(stack_sizes)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** $(30 + 4 - 5)/1 + 1 = 30$. Then $(30 + 2 - 3)/2 = 14.5$, rounded down 14, plus 1: 15. With dilation 2 a kernel of 3 reaches over 5
# pixels: $15 - 5 + 1 = 11$. The transposed convolution has $(11 - 1) \cdot 2 + 4 = 24$: its last copy begins at 20 and is 4 long.
#
# **A common wrong turn:** the transposed convolution as "times the stride", 22. That leaves out the end of the last copy.

# %% [markdown]
# ## 3 A frame of zeros
#
# **Goal:** put zeros around an image. · *implement* · about 8 minutes · ●○○
#
# Write `pad`: it returns a new array with `p[0]` rows of zeros above and as many below, and `p[1]` columns of zeros on the left and as many on the right. The pair `p` is
# (h, w), as always.
#
# **Example.** `pad(np.array([[1, 2], [3, 4]]), (1, 2))` is
#
#     [[0 0 0 0 0 0]
#      [0 0 1 2 0 0]
#      [0 0 3 4 0 0]
#      [0 0 0 0 0 0]]


# %% kind="answer" grade_id="02.pad"
def pad(x, p):
    """x of shape (H, W) in a frame of zeros, p = (h, w) of them per side."""
    ### BEGIN SOLUTION
    rows, columns = x.shape
    y = np.zeros((rows + 2 * p[0], columns + 2 * p[1]), x.dtype)
    y[p[0] : p[0] + rows, p[1] : p[1] + columns] = x
    return y
    ### END SOLUTION


# %% kind="test" grade_id="02.pad" points=2
check_pad = exercise("02.pad")
result = check_pad.check(pad)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** The new array has `2 * p` more rows and columns, because `p` counts per side. The image is laid into its middle. `np.pad(x, ((p[0], p[0]), (p[1], p[1])))`
# does the same in one line.
#
# **A common wrong turn:** `y[p[0] : -p[0]] = x`. It works until `p[0]` is 0: then `-0` is 0, and the slice is empty. Count from the
# front instead.

# %% [markdown]
# ## 4 The padding that keeps the size
#
# **Goal:** find the zeros before and after that keep a size at stride 1. · *implement* · about 6 minutes · ●○○
#
# Write `same_padding`: it returns the pair `(before, after)` of whole numbers for a kernel of `k` with dilation `d`. Where the number of zeros is odd, the extra one goes to the
# end.
#
# **Example.** `same_padding(3)` is `(1, 1)`, `same_padding(4)` is `(1, 2)`, and `same_padding(3, 2)` is `(2, 2)`.


# %% kind="answer" grade_id="02.same_padding"
def same_padding(k, d=1):
    """(zeros before, zeros after) that keep the size at stride 1."""
    ### BEGIN SOLUTION
    total = d * (k - 1)
    before = total // 2
    return before, total - before
    ### END SOLUTION


# %% kind="test" grade_id="02.same_padding" points=1
check_same_padding = exercise("02.same_padding")
result = check_same_padding.check(same_padding)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** Without padding, $d(k-1)$ places are lost. That many zeros are needed in all. Half of them, rounded down, come before; the rest come after.
#
# **A common wrong turn:** half of the kernel on both sides, `k // 2`. It is right for 3 and 5. For 4 it gives 2 and 2, and the output is one
# larger than the input.

# %% [markdown]
# ## 5 Slide with a stride
#
# **Goal:** a convolution with one stride down and another to the right. · *implement* · about 12 minutes · ●●○
#
# Write `conv_strided`: it slides the kernel `w` over the image `x` with stride `s`, which is (down, right), and returns the output. No padding. The kernel is
# not turned. `x` must be the same afterwards.
#
# **Example.** `conv_strided(np.arange(16).reshape(4, 4), np.array([[1, 0], [0, 1]]), (2, 1))` is
#
#     [[ 5  7  9]
#      [21 23 25]]
#
# The first number is $0 + 5$, the one below it $8 + 13$.


# %% kind="answer" grade_id="02.conv_strided"
def conv_strided(x, w, s):
    """Slide w (K_h, K_w) over x (H, W) with stride s = (down, right)."""
    ### BEGIN SOLUTION
    rows = (x.shape[0] - w.shape[0]) // s[0] + 1
    columns = (x.shape[1] - w.shape[1]) // s[1] + 1
    y = np.zeros((rows, columns), np.result_type(x, w))
    for i in range(rows):
        for j in range(columns):
            top, left = i * s[0], j * s[1]
            y[i, j] = (x[top : top + w.shape[0], left : left + w.shape[1]] * w).sum()
    return y
    ### END SOLUTION


# %% kind="test" grade_id="02.conv_strided" points=2
check_conv_strided = exercise("02.conv_strided")
result = check_conv_strided.check(conv_strided)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** Output `(i, j)` belongs to the window that begins at row `i * s[0]` and column `j * s[1]`. Another correct way: slide with stride 1 and keep every
# `s`-th row and column, `y[:: s[0], :: s[1]]`. It computes numbers that nobody needs.
#
# **A common wrong turn:** `window = x[...]` and then `window *= w`. A slice is a view, so this writes into the image, and later windows see the
# products. `window * w` makes a new array.

# %% [markdown]
# ## 6 Code from the time of Python 2
#
# **Goal:** find and mend one mistake in old code. · *debug* · about 6 minutes · ●○○
#
# `mean_map` gives the mean of every k × k window, at stride `s`. It ran for years, and today it stops with an error. Call it
# in a cell of your own to see which. Then mend it. There are several ways to make the error go away. Only some of them give the right size.
#
# **Example.** `mean_map(np.arange(16.0).reshape(4, 4), 2, 2)` is `[[2.5, 4.5], [10.5, 12.5]]`. For an image of 5 × 5 it has 2 × 2 numbers too.


# %% kind="answer" grade_id="02.mean_map"
def mean_map(x, k, s):
    """The mean of each k x k window of x, at stride s in both directions."""
    ### BEGIN SOLUTION
    ### BEGIN STUB
    # rows = (x.shape[0] - k) / s + 1
    # columns = (x.shape[1] - k) / s + 1
    # y = np.zeros((rows, columns))
    # for i in range(rows):
    #     for j in range(columns):
    #         y[i, j] = x[i * s : i * s + k, j * s : j * s + k].mean()
    # return y
    ### END STUB
    rows = (x.shape[0] - k) // s + 1
    columns = (x.shape[1] - k) // s + 1
    y = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            y[i, j] = x[i * s : i * s + k, j * s : j * s + k].mean()
    return y
    ### END SOLUTION


# %% kind="test" grade_id="02.mean_map" points=1
check_mean_map = exercise("02.mean_map")
result = check_mean_map.check(mean_map)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** In Python 2, `/` between whole numbers rounded down. Today it gives a float, even where nothing is left over: `4 / 2` is 2.0, and no array has 2.0 rows. `//` rounds
# down and gives a whole number.
#
# **A common wrong turn:** `round` or `ceil` makes a whole number too, and the error is gone. But one window too many can be counted. The slice past the
# end is shorter, its mean is still a number, and nothing warns you.

# %% [markdown]
# ## 7 How often is a pixel used
#
# **Goal:** count, for each pixel, the windows that it is in. · *implement* · about 10 minutes · ●●○
#
# Write `times_used`: for an image of `shape` (H, W), a kernel of `k` × `k` and stride `s` in both directions, without padding, it returns an array of this shape with the counts.
#
# **Example.** `times_used((4, 5), 3, 1)` is below on the left. There are 2 × 3 windows. `times_used((4, 5), 2, 2)` is on the right: no window reaches the last column.
#
#     [[1 2 3 2 1]       [[1 1 1 1 0]
#      [2 4 6 4 2]        [1 1 1 1 0]
#      [2 4 6 4 2]        [1 1 1 1 0]
#      [1 2 3 2 1]]       [1 1 1 1 0]]


# %% kind="answer" grade_id="02.times_used"
def times_used(shape, k, s):
    """How many k x k windows, at stride s, use each pixel of an image (H, W)."""
    ### BEGIN SOLUTION
    counts = np.zeros(shape, int)
    for top in range(0, shape[0] - k + 1, s):
        for left in range(0, shape[1] - k + 1, s):
            counts[top : top + k, left : left + k] += 1
    return counts
    ### END SOLUTION


# %% kind="test" grade_id="02.times_used" points=2
check_times_used = exercise("02.times_used")
result = check_times_used.check(times_used)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** Each window adds 1 to all its pixels. `range(0, n - k + 1, s)` gives exactly the places at which a window fits: the last may begin at
# `n - k`, and `range` stops before its end.
#
# **A common wrong turn:** `= 1` in place of `+= 1`. Then the array says only *whether* a pixel is used. Where windows overlap, values must be
# added; you will meet this again in exercise 10 and in lesson 05.

# %% [markdown]
# ## 8 Pixels that nobody sees
#
# **Goal:** count the pixels that no window uses. · *predict* · about 6 minutes · ●●○
#
# An image of 13 × 13 pixels, a kernel of 3 × 3, stride 4, no padding. How many of the 169 pixels are in no window? Draw one row first.
#
# **Example.** With 7 × 7 pixels and stride 3 it would be 13: the last row and the last column.

# %% kind="answer" grade_id="02.unseen"
### BEGIN SOLUTION
### BEGIN STUB
# unseen = ...  # one number
### END STUB
unseen = 13 * 13 - 9 * 9
### END SOLUTION

# %% kind="test" grade_id="02.unseen" points=1
check_unseen = exercise("02.unseen")
result = check_unseen.check(unseen)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** In a row, windows begin at 0, 4 and 8 and use columns 0 to 2, 4 to 6 and 8 to 10: nine columns. The same holds for rows. So $9 \cdot 9 = 81$ pixels are used, and
# $169 - 81 = 88$ are not.
#
# **A common wrong turn:** only the end is counted, columns 11 and 12. A stride larger than the kernel leaves gaps *between* the windows as
# well, columns 3 and 7.

# %% [markdown]
# ## 9 A kernel with gaps
#
# **Goal:** write a dilated kernel as an ordinary one, with zeros in the gaps. · *implement* · about 8 minutes · ●●○
#
# Write `dilate`: it returns the kernel `w` with `d[0] - 1` rows of zeros between neighbouring rows, and `d[1] - 1` columns of zeros between neighbouring columns. Sliding it does the same as
# sliding `w` with dilation `d`.
#
# **Example.** `dilate(np.array([[1, 2], [3, 4]]), (2, 3))` is
#
#     [[1 0 0 2]
#      [0 0 0 0]
#      [3 0 0 4]]


# %% kind="answer" grade_id="02.dilate"
def dilate(w, d):
    """w of shape (K_h, K_w) with zeros between its weights, dilation d = (h, w)."""
    ### BEGIN SOLUTION
    reach = [d[axis] * (w.shape[axis] - 1) + 1 for axis in (0, 1)]
    spread = np.zeros(reach, w.dtype)
    spread[:: d[0], :: d[1]] = w
    return spread
    ### END SOLUTION


# %% kind="test" grade_id="02.dilate" points=2
check_dilate = exercise("02.dilate")
result = check_dilate.check(dilate)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** The new kernel is as large as the reach, $d(k-1) + 1$. `spread[::2]` means every second row, and there is room for exactly `K_h` of them.
#
# **A common wrong turn:** `d` zeros in each gap instead of `d - 1`. Dilation 1 is a kernel *without* gaps; `d` is the distance
# from one weight to the next.

# %% [markdown]
# ## 10 The way back
#
# **Goal:** a transposed convolution with stride. · *implement* · about 12 minutes · ●●○
#
# Write `conv_transposed`: each number of `x` multiplies the whole kernel `w`, and the copy is laid into the output; the copy of `x[i, j]` begins at row `i * s[0]` and column
# `j * s[1]`. Where copies overlap, they are added. The output is as large as the copies need.
#
# **Example.** With `x = np.array([[1, 2], [3, 4]])` and a kernel of 2 × 2 ones, stride (2, 1):
#
#     [[1 3 2]
#      [1 3 2]
#      [3 7 4]
#      [3 7 4]]


# %% kind="answer" grade_id="02.conv_transposed"
def conv_transposed(x, w, s):
    """Add up copies of w, each times a number of x, s = (down, right) apart."""
    ### BEGIN SOLUTION
    rows = (x.shape[0] - 1) * s[0] + w.shape[0]
    columns = (x.shape[1] - 1) * s[1] + w.shape[1]
    y = np.zeros((rows, columns), np.result_type(x, w))
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            top, left = i * s[0], j * s[1]
            y[top : top + w.shape[0], left : left + w.shape[1]] += x[i, j] * w
    return y
    ### END SOLUTION


# %% kind="test" grade_id="02.conv_transposed" points=2
check_conv_transposed = exercise("02.conv_transposed")
result = check_conv_transposed.check(conv_transposed)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** The last copy begins at `(m - 1) * s` and is `k` long: that is the size. The loop is that of `conv_strided` with input and output exchanged: there, a window of the
# input makes one output; here, one input makes a window of the output.
#
# **A common wrong turn:** `=` in place of `+=`. With a stride at least as large as the kernel, copies do not overlap and the mistake does not show. With a smaller
# stride, each copy wipes out a part of those before it.

# %% [markdown]
# ## 11 What a stride costs
#
# **Goal:** confirm or refute a claim with a measurement. · *explore* · about 10 minutes · ●●○
#
# **Claim:** "With stride 4, a kernel looks at only one window of 16. So it misses most edges: of the strongest response of an edge kernel to a digit, less than
# half is left."
#
# Play first: `SizingLab`, in the lesson, shows which windows a stride of 4 leaves out, and how often each pixel is used.
#
# Take the digits of the next cell and the kernel `edges`. For each digit, find the largest **magnitude** (`np.abs`) in the output of `F.conv2d` with stride 4 and with stride 1, and divide the first by the second. The answer is a pair:
# the verdict `"true"` or `"false"`, and the **mean** of these ratios over all digits.
#
# **Example.** If the strongest responses with strides 4 and 1 were 2 and 4 for one digit, and 3 and 3 for another, the mean of 0.5 and 1 would be 0.75, and the answer `("false", 0.75)`.

# %% tags=["nbval-ignore-output"]
digits = to_float(data(400, 10).x_train)
edges = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]).reshape(1, 1, 3, 3)
print(digits.shape, edges.shape)


# %% kind="answer" grade_id="02.stride_cost"
### BEGIN SOLUTION
### BEGIN STUB
# stride_cost = ...  # such as ("true", 0.4)
### END STUB
def strongest(stride):
    """The largest magnitude in each digit's output: (N,)."""
    return np.abs(F.conv2d(digits, edges, stride=stride)).max(axis=(1, 2, 3))


stride_cost = ("false", (strongest(4) / strongest(1)).mean())
### END SOLUTION

# %% kind="test" grade_id="02.stride_cost" points=2
check_stride_cost = exercise("02.stride_cost")
result = check_stride_cost.check(stride_cost)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **What comes out.** More than nine tenths of the strongest response is left: the claim is false. The reason is probably that a stroke is longer than 4 pixels, so that one of the coarse windows lies on it
# nearly as well as the best one. What is lost is the place: the map has 7 × 7 numbers instead of 26 × 26. A kernel that looks for single points, 8 in the middle and -1 around it, keeps less: 0.7.
#
# **A common wrong turn:** one maximum over all digits together. Then one good digit hides all others, and the number is too close to 1.

# %% [markdown]
# ## 12 Everything at once
#
# **Goal:** the whole convolution of one channel. · *challenge* · about 25 minutes · ●●●
#
# Write `conv2d`: image `x`, kernel `w`, then stride, padding and dilation, each a pair (h, w). You may use what you wrote above. `x` must be the same afterwards. (`F.conv2d` would pass the check, and you would have learned
# nothing.)
#
# **Example.** `conv2d(np.arange(9).reshape(3, 3), np.arange(4).reshape(2, 2), (3, 2), (1, 1), (1, 1))` is `[[0, 8], [6, 8]]`, as in the lesson. With stride (1, 1), padding (0, 1) and dilation
# (2, 1) it is
#
#     [[18 34 40 16]]
#
# The first number is $0 \cdot 0 + 0 \cdot 1 + 0 \cdot 2 + 6 \cdot 3 = 18$.


# %% kind="answer" grade_id="02.conv2d"
def conv2d(x, w, s, p, d):
    """Slide w over x with stride s, padding p and dilation d, each a pair (h, w)."""
    ### BEGIN SOLUTION
    x = pad(x, p)
    reach = [d[axis] * (w.shape[axis] - 1) + 1 for axis in (0, 1)]
    rows, columns = [(x.shape[axis] - reach[axis]) // s[axis] + 1 for axis in (0, 1)]
    y = np.zeros((rows, columns), np.result_type(x, w))
    for i in range(rows):
        for j in range(columns):
            top, left = i * s[0], j * s[1]
            window = x[top : top + reach[0] : d[0], left : left + reach[1] : d[1]]
            y[i, j] = (window * w).sum()
    return y
    ### END SOLUTION


# %% kind="test" grade_id="02.conv2d" points=4
check_conv2d = exercise("02.conv2d")
result = check_conv2d.check(conv2d)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** After padding there is no padding any more: the size is counted on the padded array. The stride says where a window begins, the dilation which of its pixels are
# taken. Shorter still: `conv_strided(pad(x, p), dilate(w, d), s)`.
#
# **A common wrong turn:** the padding is added twice, once with `pad` and once more as `2 * p` in the size. Then the last windows reach over the end.

# %% [markdown]
# ## Where you are

# %%
progress("02")

# %% [markdown]
# Next: [03 Channels](../notebooks/03_channels.ipynb).
