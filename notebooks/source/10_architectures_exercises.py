# %% [markdown]
# # 10 Architectures: exercises
#
# You count sizes, parameters and multiplications in famous nets, and repair the skip connection of a residual block.
#
# About 45 minutes in all. These exercises belong to [10 Architectures](../notebooks/10_architectures.ipynb).
#
# Write your answer where it says `...`, then run the check below it. Stuck? Run `hint()` in a cell of its own, such as
# `check_stack.hint()`; each further call says more. `check_stack.solution()` shows a worked answer. Difficulty: ●○○ easy,
# ●●○ medium, ●●● hard.

# %%
import numpy as np

from coursecnn import Conv2d, ReLU, Sequential
from coursecnn.checks import exercise, progress

# %% [markdown]
# ## 1 Where LeNet's parameters are
#
# **Goal:** count the largest layer of LeNet-5. · *predict* · about 4 minutes · ●○○
#
# Behind the second pooling LeNet-5 has 16 maps of 5 × 5. They are laid out in one row, and 120 units read all of it.
# How many parameters does this layer have, with biases?
#
# **Example.** For 2 maps of 3 × 3 and 4 units the answer would be 4 · 18 + 4 = 76.

# %% kind="answer" grade_id="10.lenet_parameters"
### BEGIN SOLUTION
### BEGIN STUB
# lenet_parameters = ...  # a whole number
### END STUB
lenet_parameters = 120 * (16 * 5 * 5) + 120
### END SOLUTION

# %% kind="test" grade_id="10.lenet_parameters" points=1
check_lenet_parameters = exercise("10.lenet_parameters")
result = check_lenet_parameters.check(lenet_parameters)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why.** 16 · 5 · 5 = 400 numbers come in, so 120 units have 120 · 400 weights and 120 biases: 48,120 of 61,706 in
# the whole net.
#
# **A common wrong turn:** counting as for a convolution. A fully connected layer shares nothing.

# %% [markdown]
# ## 2 Sizes through a net
#
# **Goal:** follow the side of the maps. · *implement* · about 6 minutes · ●○○
#
# Write `stack`: images of `n` × `n` pixels go through `layers`, a list of (kernel, stride, padding), one after the
# other. Return a tuple with the side of the maps after each.
#
# **Example.** `stack(28, [(5, 1, 2), (2, 2, 0)])` is `(28, 14)`.


# %% kind="answer" grade_id="10.stack"
def stack(n, layers):
    """Side of the maps after each layer (kernel, stride, padding), whole numbers."""
    ### BEGIN SOLUTION
    sizes = []
    for k, s, p in layers:
        n = (n + 2 * p - k) // s + 1
        sizes.append(n)
    return tuple(sizes)
    ### END SOLUTION


# %% kind="test" grade_id="10.stack" points=2
check_stack = exercise("10.stack")
result = check_stack.check(stack)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** It is the formula of lesson 02, used once for each layer. Writing the new size into `n` hands it
# on to the next layer.
#
# **A common wrong turn:** computing every layer from the first `n`. For one layer it is right, so test with two.

# %% [markdown]
# ## 3 Three small for one large
#
# **Goal:** see why VGG has small kernels only. · *predict* · about 5 minutes · ●●○
#
# Three 3 × 3 convolutions follow each other. How many pixels across does one number after them see? And how many
# times as many weights has *one* convolution that sees as much? All have C channels in and out, and no biases; two
# digits after the point are enough.
#
# **Example.** For two 3 × 3 the answer would be `(5, 1.39)`, because one 5 × 5 has 25 · C² weights against 18 · C².

# %% kind="answer" grade_id="10.small_kernels"
### BEGIN SOLUTION
### BEGIN STUB
# small_kernels = ...  # (pixels across, ratio)
### END STUB
small_kernels = (3 + 2 + 2, 49 / 27)
### END SOLUTION

# %% kind="test" grade_id="10.small_kernels" points=1
check_small_kernels = exercise("10.small_kernels")
result = check_small_kernels.check(small_kernels)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why.** Each further 3 × 3 adds 2, so three see 7. One 7 × 7 has 49 · C² weights, the three have 27 · C²: 49 / 27
# = 1.81.
#
# **A common wrong turn:** 9 pixels, 3 · 3. The windows overlap; only the edges add something.

# %% [markdown]
# ## 4 One number for a map
#
# **Goal:** write global average pooling. · *implement* · about 4 minutes · ●○○
#
# Write `global_average`: `x` has the shape (N, C, H, W), the answer (N, C), the mean of each map.
#
# **Example.** One image with one map `[[1, 2], [3, 4]]` gives `[[2.5]]`.


# %% kind="answer" grade_id="10.global_average"
def global_average(x):
    """The mean of each map: (N, C, H, W) to (N, C)."""
    ### BEGIN SOLUTION
    return x.mean(axis=(2, 3))
    ### END SOLUTION


# %% kind="test" grade_id="10.global_average" points=1
check_global_average = exercise("10.global_average")
result = check_global_average.check(global_average)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** Rows and columns are axes 2 and 3. Whatever the size of the maps, there is one number for each,
# so the layers after it fit any image.
#
# **A common wrong turn:** `keepdims=True`, which leaves the shape (N, C, 1, 1). A fully connected layer cannot read
# that.

# %% [markdown]
# ## 5 Through a bottleneck
#
# **Goal:** count what 1 × 1 saves. · *implement* · about 5 minutes · ●●○
#
# From `c_in` to `c_out` channels there are two ways: a `k` × `k` convolution directly, or first a 1 × 1 convolution
# to `c_mid` channels and then `k` × `k` to `c_out`. Write `bottleneck`, which returns the weights of both, `(direct,
# through)`, without biases.
#
# **Example.** `bottleneck(4, 2, 3, 5)` is `(300, 158)`: 4·3·25, and 4·2 + 2·3·25.


# %% kind="answer" grade_id="10.bottleneck"
def bottleneck(c_in, c_mid, c_out, k):
    """(weights direct, weights through c_mid channels), without biases."""
    ### BEGIN SOLUTION
    direct = c_in * c_out * k * k
    through = c_in * c_mid + c_mid * c_out * k * k
    return direct, through
    ### END SOLUTION


# %% kind="test" grade_id="10.bottleneck" points=2
check_bottleneck = exercise("10.bottleneck")
result = check_bottleneck.check(bottleneck)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** The 1 × 1 layer is cheap, because its window has one pixel. The costly k × k layer then reads few
# channels.
#
# **A common wrong turn:** putting the k × k layer first. It then reads all channels, and little is saved.

# %% [markdown]
# ## 6 The skip connection is blocked
#
# **Goal:** repair a residual block. · *debug* · about 5 minutes · ●●○
#
# A residual block computes y = x + w @ x for one vector `x`. This is its backward function. With 30 such blocks
# hardly any gradient arrives at the beginning. Find out why, and repair it.
#
# **Example.** `w = [[0.1, 0], [0, -0.2]]`, `dy = [1, 1]`: dx must be `[1.1, 0.8]`.


# %% kind="answer" grade_id="10.residual_backward"
def residual_backward(dy, w):
    """dx of y = x + w @ x."""
    ### BEGIN SOLUTION
    ### BEGIN STUB
    # return w.T @ dy
    ### END STUB
    return dy + w.T @ dy
    ### END SOLUTION


# %% kind="test" grade_id="10.residual_backward" points=2
check_residual_backward = exercise("10.residual_backward")
result = check_residual_backward.check(residual_backward)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** x reaches y along two paths: directly, with slope 1, and through w. Both gradients are added. The
# direct one is `dy` itself: it arrives unchanged, and only an exact opposite from w (such as minus the identity) could take it away.
#
# **A common wrong turn:** `dy + w @ dy`. Backward, the matrix is transposed.

# %% [markdown]
# ## 7 What the skip connection saves
#
# **Goal:** measure a claim about deep nets. · *explore* · about 8 minutes · ●●○
#
# The claim: *"In a net of 20 small convolutions, ways around each of them leave more than 1000 times as much
# gradient at the image."*
#
# `gradient(around)` below measures the mean size of the gradient at the image, before any training. The answer is a
# pair: `"true"` or `"false"`, and how many times as large the gradient is with ways around.
#
# **Example.** If the sizes were 0.5 with and 0.001 without, the answer would be `("false", 500.0)`.


# %%
class Residual(Sequential):
    def forward(self, x):
        return x + super().forward(x)

    def backward(self, dy):
        return dy + super().backward(dy)


def small(shape, generator, dtype):
    return (0.5 * generator.standard_normal(shape) / np.sqrt(np.prod(shape[1:]))).astype(dtype)


def gradient(around, depth=20):
    """Mean size of the gradient at an image, for a sum over all outputs."""
    block = Residual if around else Sequential
    net = Sequential(*[block(Conv2d(8, 8, 3, padding=1, init=small, seed=s), ReLU()) for s in range(depth)])
    x = np.random.default_rng(0).standard_normal((1, 8, 12, 12)).astype(np.float32)
    return float(np.abs(net.backward(np.ones_like(net(x)))).mean())


# %% kind="answer" grade_id="10.gradient_left"
### BEGIN SOLUTION
### BEGIN STUB
# gradient_left = ...  # such as ("false", 500.0)
### END STUB
factor = gradient(around=True) / gradient(around=False)
gradient_left = ("true" if factor > 1000 else "false", factor)
### END SOLUTION

# %% kind="test" grade_id="10.gradient_left" points=2
check_gradient_left = exercise("10.gradient_left")
result = check_gradient_left.check(gradient_left)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why.** Each plain layer lets about 0.35 of the gradient through, and 0.35²⁰ is below one thousand-millionth. With
# a way around, each block hands back `dy` itself, plus a small change.
#
# **A common wrong turn:** comparing nets with different weights. Here both have the same.

# %% [markdown]
# ## 8 What an image costs
#
# **Goal:** count the work of a net. · *challenge* · about 8 minutes · ●●○
#
# Write `multiplications` for a list of convolutions `(c_in, c_out, k, s, p)` that follow each other, and images of
# `size` × `size`: how many multiplications does one image cost? Biases are added, not multiplied.
#
# **Example.** `multiplications([(1, 2, 3, 1, 1)], 4)` is 2 · 9 · 16 = 288.


# %% kind="answer" grade_id="10.multiplications"
def multiplications(layers, size):
    """Multiplications of convolutions (c_in, c_out, k, s, p) for one image of size x size."""
    ### BEGIN SOLUTION
    total = 0
    for c_in, c_out, k, s, p in layers:
        size = (size + 2 * p - k) // s + 1
        total += c_in * c_out * k * k * size * size
    return total
    ### END SOLUTION


# %% kind="test" grade_id="10.multiplications" points=2
check_multiplications = exercise("10.multiplications")
result = check_multiplications.check(multiplications)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** A layer's weights are used once for each place of its *output*. So the work is weights times
# places.
#
# **A common wrong turn:** taking the size of the input. Without padding, or with a stride, that is too many.

# %% [markdown]
# ## Where you are

# %%
progress("10")

# %% [markdown]
# Next: [11 Your own images](../notebooks/11_your_own_images.ipynb). At hand: the [cheat sheet](../notebooks/92_cheat_sheet.ipynb) and the
# [glossary](../notebooks/91_glossary.ipynb).
