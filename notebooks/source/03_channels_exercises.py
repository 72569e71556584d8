# %% [markdown]
# # 03 Channels: exercises
#
# You write a whole convolution layer: many channels in, many filters, a bias for each, groups, and a batch.
#
# About 105 minutes in all. These exercises belong to [03 Channels](../notebooks/03_channels.ipynb).
# Short of time? Exercises 2, 3, 4, 5 and 9, about 45 minutes, are those that later lessons need most.
#
# Write your answer where it says `...`, then run the check below it. Stuck? Run `hint()` in a cell of its own, such as `check_mix.hint()`; each
# further call says more. `check_mix.solution()` shows a worked answer. Difficulty: ●○○ easy, ●●○ medium, ●●● hard.

# %%
import numpy as np

from coursecnn.checks import exercise, progress
from coursecnn.lesson import data

# %% [markdown]
# ## 1 Two channels by hand
#
# **Goal:** do it once with a pencil. · *predict* · about 5 minutes · ●○○
#
# One window of a picture with two channels, one filter, and the bias 5:
#
#     channel 0   its kernel       channel 1   its kernel
#       2  0        2 -1             3  6        0  3
#       1  3        0  3             5  2        2 -1
#
# Which number comes out?
#
# **Example.** If channel 0 gave 4 with its kernel, channel 1 gave −1, and the bias were 2, the answer would be 5.

# %% kind="answer" grade_id="03.by_hand"
### BEGIN SOLUTION
### BEGIN STUB
# by_hand = ...  # one number
### END STUB
by_hand = (2 * 2 + 0 * (-1) + 1 * 0 + 3 * 3) + (3 * 0 + 6 * 3 + 5 * 2 + 2 * (-1)) + 5
### END SOLUTION

# %% kind="test" grade_id="03.by_hand" points=1
check_by_hand = exercise("03.by_hand")
result = check_by_hand.check(by_hand)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** Channel 0 gives 13, channel 1 gives 26, and $13 + 26 + 5 = 44$. Each channel meets its own kernel, the results are added, and the bias belongs to the output.
#
# **A common wrong turn:** 49, with the bias added to each channel. The bias is one number for each output map, however many channels come in.

# %% [markdown]
# ## 2 One filter on many channels
#
# **Goal:** a convolution that sums over the channels. · *implement* · about 8 minutes · ●○○
#
# Write `conv_filter`: `x` has the shape (C, H, W), and the filter `w` has a kernel for each channel, (C, K_h, K_w). Stride 1, no padding, no bias. The result is **one**
# map.
#
# **Example.** With two channels and kernels of 1 × 2:
#
#     x[0] = 1 2    x[1] = 0 1    w[0] = 1 1    w[1] = 2 0        y = 3
#            3 4           1 0                                        9
#
# The first number is $(1 \cdot 1 + 2 \cdot 1) + (0 \cdot 2 + 1 \cdot 0) = 3$.


# %% kind="answer" grade_id="03.conv_filter"
def conv_filter(x, w):
    """One filter w (C, K_h, K_w) on a picture x (C, H, W): one map (rows, columns)."""
    ### BEGIN SOLUTION
    rows, columns = x.shape[1] - w.shape[1] + 1, x.shape[2] - w.shape[2] + 1
    y = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            window = x[:, i : i + w.shape[1], j : j + w.shape[2]]  # all channels
            y[i, j] = (window * w).sum()
    return y
    ### END SOLUTION


# %% kind="test" grade_id="03.conv_filter" points=2
check_conv_filter = exercise("03.conv_filter")
result = check_conv_filter.check(conv_filter)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** The window has all channels, so it has the shape of the filter. `window * w` multiplies each channel by its own kernel, and `.sum()` adds up everything: over the
# kernel, and over the channels.
#
# **A common wrong turn:** `.sum(axis=(1, 2))`. It leaves one number for each channel: the channels are not summed.

# %% [markdown]
# ## 3 A layer of filters
#
# **Goal:** many filters, each with its bias. · *implement* · about 12 minutes · ●●○
#
# Write `conv_layer`: `x` is (C_in, H, W), `w` is (C_out, C_in, K_h, K_w), and `b` is (C_out,). The result has the shape (C_out, rows, columns). You may use `conv_filter`.
#
# **Example.** `x` and filter 0 are those of exercise 2. Filter 1 has two kernels of one row, `[[0, 0]]` and `[[1, -1]]`. The biases are 10 and 0:
#
#     y[0] = 13     y[1] = -1
#            19             1


# %% kind="answer" grade_id="03.conv_layer"
def conv_layer(x, w, b):
    """Filters w (C_out, C_in, K_h, K_w) and biases b (C_out,) on x (C_in, H, W)."""
    ### BEGIN SOLUTION
    maps = []
    for o in range(len(w)):
        maps.append(conv_filter(x, w[o]) + b[o])
    return np.array(maps)
    ### END SOLUTION


# %% kind="test" grade_id="03.conv_layer" points=2
check_conv_layer = exercise("03.conv_layer")
result = check_conv_layer.check(conv_layer)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** Filter `o` is `w[o]`. It gives one map, and its bias is added to every number of this map, once, after the sum over the channels.
#
# **A common wrong turn:** `(window * w[o] + b[o]).sum()`. The bias then counts once for each product of the window. Test with a bias other than 0 and a filter with more than
# one weight.

# %% [markdown]
# ## 4 Count the parameters
#
# **Goal:** the number of weights and biases of any layer. · *implement* · about 6 minutes · ●○○
#
# Write `count_parameters` for a layer with bias. The kernel is the pair `k = (K_h, K_w)`. With `groups`, each filter sees `c_in / groups` channels only.
#
# **Example.** `count_parameters(3, 6, (5, 5))` is 456, as in the lesson. `count_parameters(4, 8, (3, 1), 2)` is 56: 8 filters with $2 \cdot 3 \cdot 1$ weights and one bias each.


# %% kind="answer" grade_id="03.count_parameters"
def count_parameters(c_in, c_out, k, groups=1):
    """Weights and biases of a layer from c_in to c_out channels; a whole number."""
    ### BEGIN SOLUTION
    weights_of_a_filter = c_in // groups * k[0] * k[1]
    return c_out * (weights_of_a_filter + 1)
    ### END SOLUTION


# %% kind="test" grade_id="03.count_parameters" points=2
check_count_parameters = exercise("03.count_parameters")
result = check_count_parameters.check(count_parameters)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** A filter has a kernel for each channel that it sees, and one bias. There are `c_out` filters. The size of the picture does not occur.
#
# **A common wrong turn:** `c_out * c_in * (k[0] * k[1] + 1)`, a bias for every kernel. With one input channel it is right, so a test on grey pictures does not find it.

# %% [markdown]
# ## 5 Shapes through a stack
#
# **Goal:** follow the shape of the data through three layers. · *predict* · about 8 minutes · ●●○
#
# A colour picture, 32 pixels high and 47 wide, goes through these layers:
#
# 1. 6 filters of 5 × 5;
# 2. 10 filters of 3 × 3, stride 2, padding 1;
# 3. 4 filters of 1 × 1.
#
# Write the three shapes (C, H, W) that come out, without running code.
#
# **Example.** For a grey picture of 8 × 9 and one layer of 2 filters of 3 × 3 the answer would be `[(2, 6, 7)]`.

# %% kind="answer" grade_id="03.stack_shapes"
### BEGIN SOLUTION
### BEGIN STUB
# stack_shapes = ...  # three shapes, such as [(1, 2, 3), (1, 2, 3), (1, 2, 3)]
### END STUB
stack_shapes = [(6, 28, 43), (10, 14, 22), (4, 14, 22)]
### END SOLUTION

# %% kind="test" grade_id="03.stack_shapes" points=2
check_stack_shapes = exercise("03.stack_shapes")
result = check_stack_shapes.check(stack_shapes)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** The number of filters is the number of channels that come out. A kernel of 5 takes 4 away: 28 × 43. Layer 2: $(28 + 2 - 3)/2 = 13.5$, rounded down 13, plus 1: 14; and $(43 + 2 - 3)/2 + 1 = 22$. A kernel of 1 keeps
# the size.
#
# **A common wrong turn:** $3 \cdot 6 = 18$ channels, one map for each pair of channel and filter. A filter adds up what its kernels give, so it makes one map.

# %% [markdown]
# ## 6 Who sees channel 4
#
# **Goal:** see which channels meet in a layer with groups. · *predict* · about 5 minutes · ●●○
#
# A layer has 6 input channels, 12 filters and 3 groups. Only input channel 4 changes; channels are counted from 0. Which output channels can change? Write their numbers.
#
# **Example.** With 2 input channels, 4 filters and 2 groups, channel 0 would change the outputs `(0, 1)`.

# %% kind="answer" grade_id="03.who_changes"
### BEGIN SOLUTION
### BEGIN STUB
# who_changes = ...  # the numbers of the output channels, in order
### END STUB
who_changes = (8, 9, 10, 11)
### END SOLUTION

# %% kind="test" grade_id="03.who_changes" points=1
check_who_changes = exercise("03.who_changes")
result = check_who_changes.check(who_changes)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** The input blocks are 0 and 1, 2 and 3, 4 and 5. The filters are cut into 3 blocks of 4. Channel 4 is in the last input block, and so the last block of filters sees it: 8 to 11.
#
# **A common wrong turn:** `(4, 5)`, the *input* channels of the group. Filters have numbers of their own.

# %% [markdown]
# ## 7 From (N, H, W, C) to (N, C, H, W)
#
# **Goal:** bring pictures into the order of this course. · *implement* · about 5 minutes · ●○○
#
# Write `channels_first`: the array `pictures` has the shape (N, H, W, C), with the colours last, as most programs read it. Return the same numbers as (N, C, H, W).
#
# **Example.** One picture of two pixels, a red and a blue one, `[[[[255, 0, 0], [0, 0, 255]]]]` with the shape (1, 1, 2, 3), becomes `[[[[255, 0]], [[0, 0]], [[0, 255]]]]` with the shape (1, 3, 1, 2).


# %% kind="answer" grade_id="03.channels_first"
def channels_first(pictures):
    """Pictures (N, H, W, C) as (N, C, H, W)."""
    ### BEGIN SOLUTION
    return pictures.transpose(0, 3, 1, 2)
    ### END SOLUTION


# %% kind="test" grade_id="03.channels_first" points=1
check_channels_first = exercise("03.channels_first")
result = check_channels_first.check(channels_first)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** `transpose` says, for each new axis, which old one it is: pictures (0), channels (old axis 3), rows (old 1), columns (old 2).
#
# **A common wrong turn:** `pictures.reshape(n, c, h, w)`. The shape is right, no error warns you, and the picture is scrambled: reshape only cuts the same row of numbers in
# another way. And `transpose(2, 0, 1)`, as in the lesson, is for one picture: a batch has four axes, so `transpose` wants four numbers.

# %% [markdown]
# ## 8 A grey picture that is too dark
#
# **Goal:** find out why a mean of three colours is wrong. · *debug* · about 6 minutes · ●○○
#
# `mean_of_colours` should give the mean of red, green and blue at every pixel, for a picture (3, H, W) of bytes. The result must be floats. In a bright sky, with red
# 214, green 228 and blue 245, it gives 58.3, nearly black. The right mean is 229. Find the mistake and mend it.
#
# **Example.** A pixel with red 200, green 100 and blue 60 has the mean 120. For dark pixels, such as 10, 20, 30, the code below is right.


# %% kind="answer" grade_id="03.mean_of_colours"
def mean_of_colours(picture):
    """The mean of red, green and blue at every pixel: (H, W)."""
    ### BEGIN SOLUTION
    ### BEGIN STUB
    # total = picture[0] + picture[1] + picture[2]
    # return total / 3
    ### END STUB
    numbers = picture.astype(float)
    total = numbers[0] + numbers[1] + numbers[2]
    return total / 3
    ### END SOLUTION


# %% kind="test" grade_id="03.mean_of_colours" points=1
check_mean_of_colours = exercise("03.mean_of_colours")
result = check_mean_of_colours.check(mean_of_colours)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** A sum of bytes (uint8) is a byte again, so the example's 360 becomes $360 - 256 = 104$. As floats, nothing goes round the end of the scale. `picture.mean(axis=0)` is right too: NumPy's mean calculates in
# floats.
#
# **A common wrong turn:** `total.astype(float) / 3`. By then the sum is already wrong. Convert *before* you calculate.

# %% [markdown]
# ## 9 1 × 1 as a matrix product
#
# **Goal:** mix channels at every pixel, for a whole batch. · *implement* · about 10 minutes · ●●○
#
# Write `mix`: a 1 × 1 convolution of `x` (N, C_in, H, W) with the weights `w` (C_out, C_in), no bias. The result is (N, C_out, H, W). It can be done with loops; try it with one `@` and no loop.
#
# **Example.** One picture of two pixels, `x = np.array([[[[1, 2]], [[3, 4]]]])`, shape (1, 2, 1, 2), and `w = np.array([[1, 1], [1, -1], [0, 2]])`. Channel 0 comes out as `4 6`, channel 1 as `-2 -2`, channel 2 as `6 8`.


# %% kind="answer" grade_id="03.mix"
def mix(x, w):
    """Channels of x (N, C_in, H, W) mixed at every pixel by w (C_out, C_in)."""
    ### BEGIN SOLUTION
    n, c, h, wide = x.shape
    pixels = x.transpose(0, 2, 3, 1).reshape(-1, c)  # one row for each pixel
    product = pixels @ w.T  # (N H W, C_out)
    return product.reshape(n, h, wide, len(w)).transpose(0, 3, 1, 2)
    ### END SOLUTION


# %% kind="test" grade_id="03.mix" points=2
check_mix = exercise("03.mix")
result = check_mix.check(mix)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** With the channels as the last axis, `reshape(-1, c)` puts each pixel in a row of its own. The product multiplies this row by every `w[o]`. On the way back, the same two steps in the opposite
# order.
#
# **A common wrong turn:** `product.reshape(n, len(w), h, wide)`. The shape is right, the numbers are not: the channels are the last axis of the product, and only `transpose` moves them.

# %% [markdown]
# ## 10 Every channel for itself
#
# **Goal:** a depthwise convolution. · *implement* · about 8 minutes · ●●○
#
# Write `depthwise`: `x` is (C, H, W), and `w` is (C, K_h, K_w). Channel `c` is convolved with kernel `w[c]` and gives map `c`. Nothing is summed over the channels.
#
# **Example.** With `x` and `w` of exercise 2:
#
#     y[0] = 3     y[1] = 0
#            7            2


# %% kind="answer" grade_id="03.depthwise"
def depthwise(x, w):
    """Kernel w[c] on channel x[c], for each c: (C, rows, columns)."""
    ### BEGIN SOLUTION
    rows, columns = x.shape[1] - w.shape[1] + 1, x.shape[2] - w.shape[2] + 1
    y = np.zeros((len(x), rows, columns))
    for i in range(rows):
        for j in range(columns):
            window = x[:, i : i + w.shape[1], j : j + w.shape[2]]
            y[:, i, j] = (window * w).sum(axis=(1, 2))  # one number for each channel
    return y
    ### END SOLUTION


# %% kind="test" grade_id="03.depthwise" points=2
check_depthwise = exercise("03.depthwise")
result = check_depthwise.check(depthwise)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** It is `conv_filter` without the sum over the channels: `axis=(1, 2)` adds up rows and columns of the window, and the channels stay apart.
#
# **A common wrong turn:** to add the maps up at the end. Then it is one filter of an ordinary layer again, and the channels have met.

# %% [markdown]
# ## 11 Why few patterns are enough
#
# **Goal:** confirm or refute a claim with a measurement. · *explore* · about 8 minutes · ●●○
#
# In the lesson, few patterns rebuild 95 % of what windows of 5 × 5 show. **Claim:** "That is because the windows are small. Which pictures they are cut from makes no difference."
#
# The next cell has digits, the same digits with their pixels shuffled (by one rule for all, as in lesson 00), and the function `patterns` of the lesson. Predict first. Then measure the number of patterns for windows of 5 × 5, and give a verdict. The
# answer has three parts: `"true"` or `"false"`, the number for the digits, and the number for the shuffled ones.
#
# **Example.** With 20 patterns for the digits and 20 for the others it would be `("true", 20, 20)`.

# %% tags=["nbval-ignore-output"]
digits = data(500, 10).x_train
order = np.random.default_rng(0).permutation(784)
shuffled = digits.reshape(-1, 784)[:, order].reshape(digits.shape)


def patterns(images, k, share=0.95):
    """Number of patterns that rebuild this share of the variation of k x k windows."""
    rng = np.random.default_rng(0)
    corners = rng.integers(0, 28 - k + 1, (len(images), 4, 2))
    found = [image[0, i : i + k, j : j + k].ravel() / 255 for image, places in zip(images, corners) for i, j in places]
    strengths = np.linalg.svd(found - np.mean(found, axis=0), compute_uv=False) ** 2
    return int(np.searchsorted(np.cumsum(strengths) / strengths.sum(), share)) + 1


# %% kind="answer" grade_id="03.small_windows"
### BEGIN SOLUTION
### BEGIN STUB
# small_windows = ...  # such as ("true", 20, 20)
### END STUB
small_windows = ("false", patterns(digits, 5), patterns(shuffled, 5))
### END SOLUTION

# %% kind="test" grade_id="03.small_windows" points=2
check_small_windows = exercise("03.small_windows")
result = check_small_windows.check(small_windows)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **What comes out.** 10 or 11 for the digits, and 23 or 24 of 25 for the shuffled ones: the claim is false. A small window only limits the number to 25. That so few are enough has another reason: neighbouring pixels of a
# digit belong together. Shuffling takes that away, and then nearly every pixel is a pattern of its own.
#
# **A common wrong turn:** measuring only the digits, finding a small number, and taking the claim as proved. A claim about a reason needs a comparison in which only this reason is left.

# %% [markdown]
# ## 12 A whole layer, with groups and a batch
#
# **Goal:** the convolution of the package, at stride 1 and without padding. · *challenge* · about 25 minutes · ●●●
#
# Write `conv_groups`: `x` is (N, C_in, H, W), `w` is (C_out, C_in / groups, K_h, K_w), and `b` is (C_out,). Both the channels and the filters are cut into `groups` blocks of neighbours; filters of block `q` see the channels of
# block `q`. You may use what you wrote above. (A function of `coursecnn` would pass the check, and you would have learned nothing.)
#
# **Example.** One picture of one pixel with 4 channels 1, 2, 3, 4; two filters of 1 × 1 with the weights `1 1` and `1 1`; biases 0 and 10; 2 groups. The outputs are $1 + 2 + 0 = 3$ and $3 + 4 + 10 = 17$, with the shape (1, 2, 1, 1).


# %% kind="answer" grade_id="03.conv_groups"
def conv_groups(x, w, b, groups):
    """Filters w (C_out, C_in / groups, K_h, K_w) on a batch x (N, C_in, H, W)."""
    ### BEGIN SOLUTION
    size = w.shape[1]  # input channels of a group
    filters = len(w) // groups  # filters of a group
    batch = []
    for image in x:
        maps = []
        for q in range(groups):
            channels = image[q * size : (q + 1) * size]
            first, end = q * filters, (q + 1) * filters
            maps.append(conv_layer(channels, w[first:end], b[first:end]))
        batch.append(np.concatenate(maps))
    return np.array(batch)
    ### END SOLUTION


# %% kind="test" grade_id="03.conv_groups" points=4
check_conv_groups = exercise("03.conv_groups")
result = check_conv_groups.check(conv_groups)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** A layer with groups is several small layers side by side: each takes its own channels, its own filters and its own biases, and their maps are joined along the channels. With as many groups as channels, and as
# many filters, it is `depthwise`.
#
# **A common wrong turn:** every filter sees the *first* block of channels, `image[:size]`. The shapes fit, no error warns you, and the other channels are never looked at.

# %% [markdown]
# ## Where you are

# %%
progress("03")

# %% [markdown]
# Next: [04 Pooling](../notebooks/04_pooling.ipynb).
