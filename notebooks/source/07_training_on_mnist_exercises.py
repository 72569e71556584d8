# %% [markdown]
# # 07 Training on MNIST: exercises
#
# You write the small parts that every training is made of: batches, first weights, steps, stopping, counting
# mistakes.
#
# About 55 minutes in all. These exercises belong to [07 Training on MNIST](../notebooks/07_training_on_mnist.ipynb).
#
# Write your answer where it says `...`, then run the check below it. Stuck? Run `hint()` in a cell of its own, such as
# `check_to_numbers.hint()`; each further call says more. `check_to_numbers.solution()` shows a worked answer. Difficulty: ●○○ easy,
# ●●○ medium, ●●● hard.

# %%
import numpy as np

from coursecnn import ConvPool2d, CrossEntropyLoss, Flatten, Linear, Sequential, lesson
from coursecnn.checks import exercise, progress
from coursecnn.datasets import to_float

# %% [markdown]
# ## 1 From bytes to numbers
#
# **Goal:** make images fit for a net. · *implement* · about 4 minutes · ●○○
#
# Write `to_numbers`: images of bytes (0 to 255) become floats from 0 to 1.
#
# **Example.** `[[0, 51, 255]]` becomes `[[0, 0.2, 1]]`.


# %% kind="answer" grade_id="07.to_numbers"
def to_numbers(images):
    """Bytes 0 to 255 as floats from 0 to 1."""
    ### BEGIN SOLUTION
    return images / 255
    ### END SOLUTION


# %% kind="test" grade_id="07.to_numbers" points=1
check_to_numbers = exercise("07.to_numbers")
result = check_to_numbers.check(to_numbers)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** `/` makes floats of bytes. The largest byte becomes exactly 1.
#
# **A common wrong turn:** dividing by the largest number of the images at hand. A dark batch would then be as bright
# as a light one.

# %% [markdown]
# ## 2 Every image once
#
# **Goal:** cut a shuffled order into batches. · *implement* · about 6 minutes · ●○○
#
# `order` holds the indices of all images, shuffled. Write `batches`, which returns a tuple: the indices of each batch,
# `size` to a batch. The last batch may be smaller.
#
# **Example.** `batches(np.array([4, 1, 0, 2, 3]), 2)` is `([4, 1], [0, 2], [3])`, three arrays.


# %% kind="answer" grade_id="07.batches"
def batches(order, size):
    """The numbers of the images in each batch, a tuple of arrays."""
    ### BEGIN SOLUTION
    return tuple(order[start : start + size] for start in range(0, len(order), size))
    ### END SOLUTION


# %% kind="test" grade_id="07.batches" points=2
check_batches = exercise("07.batches")
result = check_batches.check(batches)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** `range` with a third number makes steps of `size`. A slice that goes over the end is cut off by
# itself.
#
# **A common wrong turn:** `range(0, len(order) - size, size)`, which loses the end. With 60,000 images and batches
# of 128, 96 images would never be seen.

# %% [markdown]
# ## 3 The loss of knowing nothing
#
# **Goal:** know the first loss before you train. · *predict* · about 3 minutes · ●○○
#
# A net for 100 classes gives all of them the same score. What is its cross-entropy loss, to two digits after the
# point?
#
# **Example.** For 10 classes the answer would be `2.30`.

# %% kind="answer" grade_id="07.first_loss"
### BEGIN SOLUTION
### BEGIN STUB
# first_loss = ...  # a number
### END STUB
first_loss = 4.61
### END SOLUTION

# %% kind="test" grade_id="07.first_loss" points=1
check_first_loss = exercise("07.first_loss")
result = check_first_loss.check(first_loss)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why.** Each class has the probability 1/100. The loss is −ln(1/100) = ln 100 = 4.61, twice ln 10.
#
# **A common wrong turn:** taking the logarithm of base 10, which gives 2.

# %% [markdown]
# ## 4 First weights of the right size
#
# **Goal:** write He's rule. · *implement* · about 5 minutes · ●○○
#
# Write `he_deviation`: the standard deviation that He's rule gives to the first weights of `k` × `k` filters on `c_in`
# channels.
#
# **Example.** `he_deviation(1, 5)` is 0.2828, shown here to four digits (do not round).


# %% kind="answer" grade_id="07.he_deviation"
def he_deviation(c_in, k):
    """Standard deviation of He's first weights for k x k filters on c_in channels."""
    ### BEGIN SOLUTION
    return np.sqrt(2 / (c_in * k * k))
    ### END SOLUTION


# %% kind="test" grade_id="07.he_deviation" points=1
check_he_deviation = exercise("07.he_deviation")
result = check_he_deviation.check(he_deviation)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** A filter adds up c_in · k · k products. The more there are, the smaller each must be, so that the
# sum keeps its size. ReLU sets half of the sums to 0, and the 2 makes up for it.
#
# **A common wrong turn:** leaving the channels out. In the second layer the signals then grow by a factor of √20 =
# 4.5.

# %% [markdown]
# ## 5 A step with momentum
#
# **Goal:** write the step that keeps rolling. · *implement* · about 6 minutes · ●●○
#
# Write `momentum_step`: with the gradient `dw`, first $v \leftarrow \mu v + dw$, then $w \leftarrow w - \text{rate}
# \cdot v$. `w`, `v` and `dw` are rows of floats. Return the new `(w, v)`, and leave the arrays that you were given as
# they are.
#
# **Example.** `w = [1.0]`, `v = [4.0]`, `dw = [2.0]`, `rate = 0.5`, `mu = 0.5`: v becomes 4 and w becomes 1 − 0.5 · 4 =
# −1, so the answer is `([-1.0], [4.0])`.


# %% kind="answer" grade_id="07.momentum_step"
def momentum_step(w, v, dw, rate, mu):
    """(new w, new v) after one step."""
    ### BEGIN SOLUTION
    v = mu * v + dw
    return w - rate * v, v
    ### END SOLUTION


# %% kind="test" grade_id="07.momentum_step" points=2
check_momentum_step = exercise("07.momentum_step")
result = check_momentum_step.check(momentum_step)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** `v` remembers where the last steps went. If they all agree, it grows to 1 / (1 − mu) times a
# gradient; if they swing, they cancel.
#
# **A common wrong turn:** `v *= mu; v += dw`, which changes the array of the caller. In a training loop that is
# wanted; in a function that returns v it is a trap.

# %% [markdown]
# ## 6 Steps that get longer and longer
#
# **Goal:** find a bug in a training loop. · *debug* · about 8 minutes · ●●○
#
# This function trains y = x · w, with the squared error and one example to a step, in the given order. The loss
# explodes, even with rates at which right code trains well. Find out why, and repair it.
#
# **Example.** With `w = [1]`, one example `x = [[2]]`, `y = [3]` and rate 0.1 the error is −1, and the new w is 1 −
# 0.1 · 2 · (−1) · 2 = 1.4. (The bug does not show with one example.)


# %% kind="answer" grade_id="07.train_epoch"
def train_epoch(w, x, y, rate, order):
    """The weights w after one step for each example, in the given order."""
    ### BEGIN SOLUTION
    ### BEGIN STUB
    # dw = np.zeros(w.shape)
    # for n in order:
    #     error = x[n] @ w - y[n]
    #     dw += 2 * error * x[n]
    #     w = w - rate * dw
    # return w
    ### END STUB
    for n in order:
        error = x[n] @ w - y[n]
        dw = 2 * error * x[n]
        w = w - rate * dw
    return w
    ### END SOLUTION


# %% kind="test" grade_id="07.train_epoch" points=2
check_train_epoch = exercise("07.train_epoch")
result = check_train_epoch.check(train_epoch)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** The gradient belongs to one step. With `+=` every step also repeats all steps before it. PyTorch
# adds gradients up on purpose, which is why its loops call `zero_grad()`.
#
# **A common wrong turn:** making `dw` anew, but before the loop. It must be made inside.

# %% [markdown]
# ## 7 What is mistaken for what
#
# **Goal:** count mistakes by kind. · *implement* · about 6 minutes · ●○○
#
# Write `confusion`: a table of `classes` rows and columns. Row t, column p says how many images of class t were
# taken for p.
#
# **Example.** `labels = [0, 0, 1]`, `predictions = [0, 1, 1]`, 2 classes: `[[1, 1], [0, 1]]`.


# %% kind="answer" grade_id="07.confusion"
def confusion(labels, predictions, classes):
    """table[t, p]: the number of images of class t that were taken for p."""
    ### BEGIN SOLUTION
    table = np.zeros((classes, classes), int)
    for t, p in zip(labels, predictions):
        table[t, p] += 1
    return table
    ### END SOLUTION


# %% kind="test" grade_id="07.confusion" points=2
check_confusion = exercise("07.confusion")
result = check_confusion.check(confusion)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** Every image adds 1 to one cell. Right answers are on the diagonal, and a row adds up to the
# images of its class.
#
# **A common wrong turn:** `table[labels, predictions] += 1`. Where a pair occurs twice, NumPy adds only once;
# `np.add.at` counts all.

# %% [markdown]
# ## 8 A loud beginning
#
# **Goal:** measure the first loss of a net. · *explore* · about 6 minutes · ●●○
#
# The claim: *"A net with He's weights in every layer begins with a loss of ln 10 = 2.30, as it knows nothing."*
#
# Measure the loss of `net` for the 200 images, before any training. The answer is a pair: `"true"` or `"false"`, and
# the loss.
#
# **Example.** If the loss were 2.3, the answer would be `("true", 2.3)`.

# %% tags=["nbval-ignore-output"]
images = lesson.data(200, 10)
net = Sequential(
    ConvPool2d(1, 20, 5, init="he", seed=0),
    ConvPool2d(20, 50, 5, init="he", seed=1),
    Flatten(),
    Linear(800, 10, init="he", seed=2),
)

# %% kind="answer" grade_id="07.first_loss_of_he"
### BEGIN SOLUTION
### BEGIN STUB
# first_loss_of_he = ...  # such as ("true", 2.3)
### END STUB
scores = net(to_float(images.x_train))
first_loss_of_he = ("false", CrossEntropyLoss()(scores, images.y_train))
### END SOLUTION

# %% kind="test" grade_id="07.first_loss_of_he" points=2
check_first_loss_of_he = exercise("07.first_loss_of_he")
result = check_first_loss_of_he.check(first_loss_of_he)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why.** He keeps the size of the numbers, so the scores are about as large as 1 and differ from each other. The
# net is sure of something, and mostly wrong: that costs more than knowing nothing. A last layer that starts small,
# as in `mnist_cnn`, gives all classes nearly the same score.
#
# **A common wrong turn:** passing bytes. The net refuses them; divided by 255 they are fit for it.

# %% [markdown]
# ## 9 When to stop
#
# **Goal:** write early stopping. · *challenge* · about 10 minutes · ●●●
#
# `losses` holds the validation loss of each epoch, counted from 0. Training stops when `patience` epochs in a row
# did not beat the best one so far (an equal loss does not beat it). Write `stop_epoch`: it returns `(best, last)`,
# the best epoch so far, and the last one that was run. If nothing stops it, the last one is the end of the list.
#
# **Example.** `stop_epoch([0.9, 0.5, 0.6, 0.7, 0.4], 2)` is `(1, 3)`: after epoch 3, two epochs were not better than
# epoch 1. The 0.4 is never seen.


# %% kind="answer" grade_id="07.stop_epoch"
def stop_epoch(losses, patience):
    """(best epoch so far, last epoch that was run)."""
    ### BEGIN SOLUTION
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        elif epoch - best >= patience:
            return best, epoch
    return best, len(losses) - 1
    ### END SOLUTION


# %% kind="test" grade_id="07.stop_epoch" points=3
check_stop_epoch = exercise("07.stop_epoch")
result = check_stop_epoch.check(stop_epoch)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** `epoch - best` says how long the best one has stood. For epoch 0 it is 0, so nothing stops there.
#
# **A common wrong turn:** comparing with the epoch before. A loss that swings down a little then counts as better,
# although the best lies far back.

# %% [markdown]
# ## Where you are

# %%
progress("07")

# %% [markdown]
# Next: [08 Experiments with parameters](../notebooks/08_experiments.ipynb).
