# %% [markdown]
# # 09 Looking inside: exercises
#
# You measure filters, find the pixels and parts that decide, look for neighbours, and see what a net withstands.
#
# About 50 minutes in all. These exercises belong to [09 Looking inside](../notebooks/09_looking_inside.ipynb).
#
# Write your answer where it says `...`, then run the check below it. Stuck? Run `hint()` in a cell of its own, such as
# `check_saliency.hint()`; each further call says more. `check_saliency.solution()` shows a worked answer. Difficulty: ●○○ easy,
# ●●○ medium, ●●● hard.

# %%
import numpy as np

from coursecnn import SGD, evaluate, fit, lesson
from coursecnn.checks import exercise, progress
from coursecnn.datasets import distortions
from coursecnn.models import mnist_cnn

# %% [markdown]
# ## 1 How smooth a filter is
#
# **Goal:** give a number to what you see. · *implement* · about 8 minutes · ●●○
#
# Write `smoothness` for a kernel `w` of two axes. Take all pairs of neighbouring weights, each once: b beside a on
# its right, *and* b just below a. All sums run over all these pairs: $\sum ab / \sqrt{\sum a^2 \sum b^2}$.
#
# **Example.** `[[1, 1], [-1, -1]]` has two pairs with product 1 and two with −1, so the answer is 0. For `[[1, 2],
# [3, 4]]` it is 25 / √(15 · 45) = 0.962.


# %% kind="answer" grade_id="09.smoothness"
def smoothness(w):
    """Correlation of neighbouring weights: 1 for a plain filter, about 0 for noise."""
    ### BEGIN SOLUTION
    a = np.concatenate([w[:, :-1].ravel(), w[:-1].ravel()])  # left, upper
    b = np.concatenate([w[:, 1:].ravel(), w[1:].ravel()])  # right, lower
    return (a * b).sum() / np.sqrt((a * a).sum() * (b * b).sum())
    ### END SOLUTION


# %% kind="test" grade_id="09.smoothness" points=2
check_smoothness = exercise("09.smoothness")
result = check_smoothness.check(smoothness)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** The slices `[:, :-1]` and `[:, 1:]` lay every weight beside its right neighbour. The division
# makes the number independent of how large the weights are.
#
# **A common wrong turn:** `np.corrcoef`, which subtracts the means. A constant filter has no correlation then, although
# nothing is smoother.

# %% [markdown]
# ## 2 What a deep number sees
#
# **Goal:** compute a receptive field once more. · *predict* · about 5 minutes · ●●○
#
# Layers: 3 × 3 convolution, 2 × 2 pooling with stride 2, 3 × 3 convolution, 2 × 2 pooling with stride 2. How many
# pixels across does one number after them see, and how many pixels further does its right neighbour begin?
#
# **Example.** Behind the first two layers the answer would be `(4, 2)`.

# %% kind="answer" grade_id="09.receptive"
### BEGIN SOLUTION
### BEGIN STUB
# receptive = ...  # (pixels across, distance)
### END STUB
receptive = (3 + 1 + 2 * 2 + 1 * 2, 2 * 2)
### END SOLUTION

# %% kind="test" grade_id="09.receptive" points=1
check_receptive = exercise("09.receptive")
result = check_receptive.check(receptive)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why.** r grows by (k − 1) · j: 1 + 2 = 3, + 1 = 4 (then j = 2), + 2 · 2 = 8, + 1 · 2 = 10 (then j = 4).
#
# **A common wrong turn:** leaving out the poolings. They look at windows as well.

# %% [markdown]
# ## 3 Which pixels decide
#
# **Goal:** measure a saliency map. · *implement* · about 8 minutes · ●●○
#
# `score` is a function that gives one number for an image `x` of two axes, which holds floats. Write `saliency`: for
# every pixel the slope of the score, by central differences with step `h`.
#
# **Example.** For a score that is 3 times the first pixel, the answer is 3 at the first pixel and 0 elsewhere.


# %% kind="answer" grade_id="09.saliency"
def saliency(score, x, h):
    """Slope of score(x) for every pixel, by central differences."""
    ### BEGIN SOLUTION
    slopes = np.zeros(x.shape)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            up, down = x.copy(), x.copy()
            up[i, j] += h
            down[i, j] -= h
            slopes[i, j] = (score(up) - score(down)) / (2 * h)
    return slopes
    ### END SOLUTION


# %% kind="test" grade_id="09.saliency" points=2
check_saliency = exercise("09.saliency")
result = check_saliency.check(saliency)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** It is the judge of lesson 05, for the pixels in the place of the weights. A net's `backward`
# gives the same in one pass.
#
# **A common wrong turn:** changing `x` itself and forgetting to change it back. Every later slope is then that of
# another image.

# %% [markdown]
# ## 4 Which parts decide
#
# **Goal:** cover a part and see what is lost. · *implement* · about 8 minutes · ●●○
#
# Write `occlusion`: for every place (i, j) of the upper left corner of a patch of `k` × `k`, how much the score
# *drops* when the pixels under the patch are set to 0. The patch moves by one pixel and lies inside the image.
#
# **Example.** If the score is the sum of all pixels and `k = 1`, the answer is the image itself.


# %% kind="answer" grade_id="09.occlusion"
def occlusion(score, x, k):
    """drop[i, j]: score of x minus score of x with the patch at (i, j) set to 0."""
    ### BEGIN SOLUTION
    drop = np.zeros((x.shape[0] - k + 1, x.shape[1] - k + 1))
    for i in range(drop.shape[0]):
        for j in range(drop.shape[1]):
            covered = x.copy()
            covered[i : i + k, j : j + k] = 0
            drop[i, j] = score(x) - score(covered)
    return drop
    ### END SOLUTION


# %% kind="test" grade_id="09.occlusion" points=2
check_occlusion = exercise("09.occlusion")
result = check_occlusion.check(occlusion)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** Each place begins with a fresh copy. A large drop means that the covered part speaks for the
# answer.
#
# **A common wrong turn:** one copy before the loops. The patches stay, and in the end the whole image is black.

# %% [markdown]
# ## 5 The nearest neighbour
#
# **Goal:** find the most similar row. · *implement* · about 6 minutes · ●●○
#
# Write `nearest`: for each row of `a` the number of the row of `b` with the smallest Euclidean distance. The answer
# is an array of whole numbers.
#
# **Example.** `a = [[0], [4]]`, `b = [[5], [1], [-9]]`: `[1, 0]`.


# %% kind="answer" grade_id="09.nearest"
def nearest(a, b):
    """For each row of a, the number of the nearest row of b."""
    ### BEGIN SOLUTION
    found = []
    for row in a:
        distances = ((b - row) ** 2).sum(axis=1)
        found.append(distances.argmin())
    return np.array(found)
    ### END SOLUTION


# %% kind="test" grade_id="09.nearest" points=2
check_nearest = exercise("09.nearest")
result = check_nearest.check(nearest)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** The root of a larger number is larger, so the smallest squared distance belongs to the nearest
# row.
#
# **A common wrong turn:** the largest product `a @ b.T`. It prefers long rows, near or not.

# %% [markdown]
# ## 6 What leaves on the right
#
# **Goal:** repair a distortion. · *debug* · about 5 minutes · ●○○
#
# This function should move images of shape (N, H, W) to the right by some pixels; black (0) follows from the left.
# Pixels that leave on the right must disappear. Repair it.
#
# **Example.** `[[[1, 2, 3]]]` by 1 pixel must become `[[[0, 1, 2]]]`.


# %% kind="answer" grade_id="09.shift_right"
def shift_right(images, pixels):
    """The images moved to the right; black follows from the left."""
    ### BEGIN SOLUTION
    ### BEGIN STUB
    # return np.roll(images, pixels, axis=2)
    ### END STUB
    moved = np.zeros_like(images)
    moved[:, :, pixels:] = images[:, :, : images.shape[2] - pixels]
    return moved
    ### END SOLUTION


# %% kind="test" grade_id="09.shift_right" points=1
check_shift_right = exercise("09.shift_right")
result = check_shift_right.check(shift_right)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** `np.roll` turns the image round as on a cylinder. Most digits keep off the border, so for small shifts
# nobody notices.
#
# **A common wrong turn:** `images[:, :, :-pixels]`, which is empty for a shift of 0.

# %% [markdown]
# ## 7 What hurts more?
#
# **Goal:** test a claim about robustness. · *explore* · about 10 minutes · ●●○
#
# The claim: *"Noise of half the range from black to white, on every pixel, hurts a net more than a shift by 4
# pixels."*
#
# Play first: in `DrawDigitLab`, in lesson 07, draw the same digit in the middle and near an edge.
#
# `accuracy(images)` below measures a trained net on changed test images. Use `distortions.shift(test, right=4)` and
# `distortions.add_noise(test, 0.5, np.random.default_rng(0))`. The answer has three parts: `"true"` or `"false"`,
# the percentage after the shift, the percentage with noise.
#
# **Example.** If 80 % were right after the shift and 60 % with noise, the answer would be `("true", 80.0, 60.0)`.

# %% tags=["nbval-ignore-output"]
images = lesson.data(2000, 1000)
test = images.x_test
net = mnist_cnn(filters=(8, 16), seed=0)
fit(net, images, epochs=4, optimizer=SGD(0.1, 0.9, weight_decay=0.01), seed=0, progress=False)


def accuracy(changed):
    """Percentage of the changed test images that the net reads."""
    return 100 * evaluate(net, changed, images.y_test).accuracy


# %% kind="answer" grade_id="09.bears"
### BEGIN SOLUTION
### BEGIN STUB
# bears = ...  # such as ("true", 80.0, 60.0)
### END STUB
shifted = accuracy(distortions.shift(test, right=4))
noisy = accuracy(distortions.add_noise(test, 0.5, np.random.default_rng(0)))
bears = ("true" if noisy < shifted else "false", shifted, noisy)
### END SOLUTION

# %% kind="test" grade_id="09.bears" points=2
check_bears = exercise("09.bears")
result = check_bears.check(bears)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why.** A shift moves all maps, but the last layer has fixed weights for every place. Why noise costs so little beside it:
# a guess, not measured, is that each number of a map is a sum over 25 pixels, in which noise partly cancels.
#
# **A common wrong turn:** believing your eyes. The noisy digit is hard for you, the shifted one is not.

# %% [markdown]
# ## Where you are

# %%
progress("09")

# %% [markdown]
# Next: [10 Architectures](../notebooks/10_architectures.ipynb).
