# %% [markdown]
# # 00 Why convolution: exercises
#
# You count weights, write a convolution as a table, repair code that spoils its images, and measure what a perceptron notices.
#
# About 50 minutes in all. These exercises belong to [00 Why convolution](../notebooks/00_why_convolution.ipynb).
#
# Write your answer where it says `...`, then run the check below it. Stuck? Run `hint()` in a cell of its own, such as
# `check_count_parameters.hint()`; each further call says more. `check_count_parameters.solution()` shows a worked answer. Difficulty:
# ●○○ easy, ●●○ medium, ●●● hard.

# %%
from dataclasses import replace

import numpy as np

from coursecnn import fit, lesson, models
from coursecnn.checks import exercise, progress

# %% [markdown]
# ## 1 Count the parameters
#
# **Goal:** count the numbers that a fully connected net learns. · *implement* · about 8 minutes · ●○○
#
# Write `count_parameters`: `sizes` holds the number of inputs, then the units of each layer. Every unit has a weight for each number that
# comes in, and one bias.
#
# **Example.** `count_parameters((2, 3, 4))` is (2·3 + 3) + (3·4 + 4) = 25.


# %% kind="answer" grade_id="00.count_parameters"
def count_parameters(sizes):
    """Weights and biases of a fully connected net; sizes are (inputs, units, ..., outputs)."""
    ### BEGIN SOLUTION
    total = 0
    for n, m in zip(sizes, sizes[1:]):
        total += n * m + m
    return total
    ### END SOLUTION


# %% kind="test" grade_id="00.count_parameters" points=2
check_count_parameters = exercise("00.count_parameters")
result = check_count_parameters.check(count_parameters)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** `zip(sizes, sizes[1:])` goes through neighbouring layers: n numbers come in, m units read all of them. Weights: n · m.
# Biases: m.
#
# **A common wrong turn:** multiplying all sizes, as the answer on the web did. That counts paths through the net, not weights.

# %% [markdown]
# ## 2 A small photograph
#
# **Goal:** see how fast the count grows. · *predict* · about 5 minutes · ●○○
#
# A colour picture of 200 × 100 pixels goes into 50 hidden units, and these into 10 outputs, all fully connected and with biases. How many
# parameters? Use a pencil.
#
# **Example.** For a *grey* picture of 2 × 2 pixels, 3 hidden units and 1 output the answer would be 4·3 + 3 + 3·1 + 1 = 19.

# %% kind="answer" grade_id="00.photo_parameters"
### BEGIN SOLUTION
### BEGIN STUB
# photo_parameters = ...  # a whole number
### END STUB
photo_parameters = 3 * 200 * 100 * 50 + 50 + 50 * 10 + 10
### END SOLUTION

# %% kind="test" grade_id="00.photo_parameters" points=1
check_photo_parameters = exercise("00.photo_parameters")
result = check_photo_parameters.check(photo_parameters)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why.** The picture has 3 · 200 · 100 = 60,000 numbers. First layer: 60,000 · 50 + 50 = 3,000,050. Second layer: 50 · 10 + 10 = 510. Together
# 3,000,560.
#
# **A common wrong turn:** forgetting that a colour pixel is three numbers.

# %% [markdown]
# ## 3 Count the parameters of a convolution
#
# **Goal:** count the numbers that a convolution learns. · *implement* · about 5 minutes · ●○○
#
# Write `conv_parameters`: there are `c_out` filters. Each has a weight for every pixel of a window of `k` × `k` in each of the `c_in` channels,
# and one bias.
#
# **Example.** `conv_parameters(3, 2, 3)` is 2 · (3·3·3 + 1) = 56.


# %% kind="answer" grade_id="00.conv_parameters"
def conv_parameters(c_in, c_out, k):
    """Weights and biases of c_out filters of k x k on c_in channels."""
    ### BEGIN SOLUTION
    weights_of_a_filter = c_in * k * k
    return c_out * (weights_of_a_filter + 1)
    ### END SOLUTION


# %% kind="test" grade_id="00.conv_parameters" points=1
check_conv_parameters = exercise("00.conv_parameters")
result = check_conv_parameters.check(conv_parameters)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** All filters are alike in size, so count one and multiply. The size of the image does not occur: the same weights are used
# at every place.
#
# **A common wrong turn:** one bias for each channel that comes in. The bias belongs to the filter.

# %% [markdown]
# ## 4 A convolution as a table
#
# **Goal:** see both ideas, local and shared, in one table. · *implement* · about 10 minutes · ●●○
#
# The lesson slid two weights over five numbers, and did the same with a table of 4 rows and 5 columns. Write `as_table`, which returns as an array the table that slides
# the weights `w` over `n` numbers, so that `as_table(w, n) @ x` gives what sliding gives. `w` may have any length.
#
# **Example.** `as_table(np.array([1, -1]), 3)` is `[[1, -1, 0], [0, 1, -1]]`.


# %% kind="answer" grade_id="00.as_table"
def as_table(w, n):
    """A row for each place of the weights w on n numbers, a column for each number."""
    ### BEGIN SOLUTION
    table = np.zeros((n - len(w) + 1, n))
    for i in range(len(table)):
        table[i, i : i + len(w)] = w
    return table
    ### END SOLUTION


# %% kind="test" grade_id="00.as_table" points=2
check_as_table = exercise("00.as_table")
result = check_as_table.check(as_table)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** Output i reads the numbers i, i + 1, ..., so row i has the weights there and 0 elsewhere (*local*). Every row has the same
# weights (*shared*).
#
# **A common wrong turn:** n rows in place of n − k + 1. In the last rows the weights hang over the end.

# %% [markdown]
# ## 5 The images are gone
#
# **Goal:** find code that spoils what it was given. · *debug* · about 8 minutes · ●●○
#
# This function puts the pixels of every image in a new order. Its answer is right. But after a call the images of the caller are permuted as
# well, and every later use of them is wrong. Repair it.
#
# **Example.** With `x = np.arange(4).reshape(1, 1, 2, 2)`, `permuted(x, [3, 2, 1, 0])` is `[[[[3, 2], [1, 0]]]]`, and `x` stays as it was.


# %% kind="answer" grade_id="00.permuted"
def permuted(images, order):
    """Every image with its pixels in the given order."""
    ### BEGIN SOLUTION
    ### BEGIN STUB
    # rows = images.reshape(len(images), -1)
    # rows[:, :] = rows[:, order]
    # return rows.reshape(images.shape)
    ### END STUB
    rows = images.reshape(len(images), -1)
    return rows[:, order].reshape(images.shape)
    ### END SOLUTION


# %% kind="test" grade_id="00.permuted" points=2
check_permuted = exercise("00.permuted")
result = check_permuted.check(permuted)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** `reshape` gives a *view*: `rows` shows the numbers of `images`, and writing into one writes into the other. Choosing
# columns with a list of numbers, `rows[:, order]`, makes a new array.
#
# **A common wrong turn:** copying the result at the end. By then the images are spoiled already.

# %% [markdown]
# ## 6 What the perceptron notices
#
# **Goal:** test a claim by training. · *explore* · about 8 minutes · ●●○
#
# The claim: *"A perceptron reads digits at least 15 percentage points worse when all pixels are in a new order, the same for every image."*
#
# `images` is a data set: its pictures are the arrays `images.x_train` and `images.x_test`, and `replace(images, x_train=..., x_test=...)` makes
# a second one, as in the lesson. Train two perceptrons, one on `images`, one on images that your `permuted` changed (training *and* test
# images). The answer is a pair:
# `"true"` or `"false"`, and by how many percentage points the second is worse.
#
# **Example.** If 90.5 % of the images were right before and 70 % after, the answer would be `("true", 20.5)`.

# %% tags=["nbval-ignore-output"]
images = lesson.data(2000, 1000)
order = np.random.default_rng(0).permutation(784)


def accuracy(images):
    """Percentage of test images that a perceptron reads, after training on the others."""
    net = models.mlp((784, 50, 10), seed=0)
    return 100 * fit(net, images, epochs=5, batch_size=32, seed=0, progress=False).test.accuracy


# %% kind="answer" grade_id="00.cost_of_order"
### BEGIN SOLUTION
### BEGIN STUB
# cost_of_order = ...  # such as ("true", 20.5)
### END STUB
mixed = replace(images, x_train=permuted(images.x_train, order), x_test=permuted(images.x_test, order))
cost_of_order = ("false", accuracy(images) - accuracy(mixed))
### END SOLUTION

# %% kind="test" grade_id="00.cost_of_order" points=2
check_cost_of_order = exercise("00.cost_of_order")
result = check_cost_of_order.check(cost_of_order)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why.** Each unit has a weight of its own for every pixel. In a new order the same weights work just as well, once they are put in that order too. Only chance moves
# the accuracy, by a point or two.
#
# **A common wrong turn:** permuting the training images only. Then the test images are strangers, and the accuracy falls to guessing.

# %% [markdown]
# ## 7 How much of the gradient is left
#
# **Goal:** follow a gradient through a chain of sigmoids. · *challenge* · about 8 minutes · ●●○
#
# A gradient passes through one sigmoid after another. `z` holds the number that each of them received on the way forward. Write `gradient_factor`: the
# factor by which the slopes change the gradient. The slope of the sigmoid at z is s · (1 − s), with s = 1 / (1 + e^(−z)).
#
# **Example.** `gradient_factor(np.array([0.0, 0.0]))` is 0.25 · 0.25 = 0.0625.


# %% kind="answer" grade_id="00.gradient_factor"
def gradient_factor(z):
    """Product of the sigmoid's slopes at the numbers z."""
    ### BEGIN SOLUTION
    s = 1 / (1 + np.exp(-z))
    return np.prod(s * (1 - s))
    ### END SOLUTION


# %% kind="test" grade_id="00.gradient_factor" points=2
check_gradient_factor = exercise("00.gradient_factor")
result = check_gradient_factor.check(gradient_factor)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** Slopes along a chain are multiplied. Each is 0.25 at most, so eight of them leave 0.000015 at most.
#
# **A common wrong turn:** 0.25 for every layer. That is the slope at z = 0, the best case.

# %% [markdown]
# ## Where you are

# %%
progress("00")

# %% [markdown]
# Next: [01 Convolution](../notebooks/01_convolution.ipynb).
