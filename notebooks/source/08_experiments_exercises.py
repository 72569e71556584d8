# %% [markdown]
# # 08 Experiments with parameters: exercises
#
# You write the arithmetic of chance, so that chance cannot fool you.
#
# About 45 minutes in all. These exercises belong to [08 Experiments with parameters](../notebooks/08_experiments.ipynb).
#
# Write your answer where it says `...`, then run the check below it. Stuck? Run `hint()` in a cell of its own, such as
# `check_standard_error.hint()`; each further call says more. `check_standard_error.solution()` shows a worked answer. Difficulty: ●○○ easy,
# ●●○ medium, ●●● hard.

# %%
from math import comb

import numpy as np

from coursecnn import fit, lesson, models
from coursecnn.checks import exercise, progress

# %% [markdown]
# ## 1 What the test images leave open
#
# **Goal:** know how sure one accuracy can be. · *implement* · about 5 minutes · ●○○
#
# Of `n` test images `right` were read correctly. Write `error_of_accuracy`: the standard error of the accuracy, in
# percentage points. For a share p of n images it is $\sqrt{p (1 - p) / n}$, as a share: 100 times that in points.
#
# **Example.** `error_of_accuracy(50, 100)` is 5.0 points.


# %% kind="answer" grade_id="08.error_of_accuracy"
def error_of_accuracy(right, n):
    """Standard error of the accuracy right / n, in percentage points."""
    ### BEGIN SOLUTION
    p = right / n
    return 100 * np.sqrt(p * (1 - p) / n)
    ### END SOLUTION


# %% kind="test" grade_id="08.error_of_accuracy" points=1
check_error_of_accuracy = exercise("08.error_of_accuracy")
result = check_error_of_accuracy.check(error_of_accuracy)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** Each image is right or wrong, like a toss of a coin that falls on "right" with probability p.
# 9,900 of 10,000 leave 0.1 points open: as much as the published differences.
#
# **A common wrong turn:** working with percent inside the root. p is a share between 0 and 1.

# %% [markdown]
# ## 2 What a few seeds leave open
#
# **Goal:** say how sure a mean is. · *implement* · about 5 minutes · ●○○
#
# Write `standard_error` for the accuracies of a few runs: their standard deviation, computed with n − 1 (`ddof=1` in
# NumPy), divided by the root of n.
#
# **Example.** `standard_error(np.array([98.0, 99.0]))` is 0.5: the standard deviation is 0.7071, and 0.7071 / √2 =
# 0.5.


# %% kind="answer" grade_id="08.standard_error"
def standard_error(values):
    """Standard error of the mean of the values."""
    ### BEGIN SOLUTION
    return np.std(values, ddof=1) / np.sqrt(len(values))
    ### END SOLUTION


# %% kind="test" grade_id="08.standard_error" points=2
check_standard_error = exercise("08.standard_error")
result = check_standard_error.check(standard_error)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** The mean of n runs varies less than a single run: its deviation is smaller by the factor √n. `ddof=1` divides by n − 1, because
# the mean was computed from the same runs.
#
# **A common wrong turn:** `np.std(values)`, which divides by n. For five runs it is 11 % too small.

# %% [markdown]
# ## 3 Seed by seed
#
# **Goal:** compare two settings fairly. · *implement* · about 6 minutes · ●●○
#
# A and B are one net at two learning rates. Run i of A and run i of B began with the same first weights and saw the
# images in the same order, and their accuracies rise and fall together. Write `paired`: the mean of the differences
# A − B, and its standard error. You may use your `standard_error`.
#
# **Example.** `paired(np.array([99.0, 98.0]), np.array([98.5, 97.5]))` is `(0.5, 0.0)`: A was ahead by 0.5 both
# times.


# %% kind="answer" grade_id="08.paired"
def paired(a, b):
    """(mean of a - b, its standard error)."""
    ### BEGIN SOLUTION
    difference = a - b
    return difference.mean(), standard_error(difference)
    ### END SOLUTION


# %% kind="test" grade_id="08.paired" points=2
check_paired = exercise("08.paired")
result = check_paired.check(paired)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** What a seed does to both runs alike cancels in the difference. What is left varies less, so
# smaller differences can be seen. That holds where the two rise and fall together. Decide it before, from other runs:
# where their correlation is not clearly above 0, as between the three nets of the lesson, compare unpaired.
#
# **A common wrong turn:** treating the two groups as strangers. In the example each has the error 0.5; adding both gives 1.0, and the
# root of the sum of squares, right for runs that have nothing in common, gives 0.7. The pairs leave 0.

# %% [markdown]
# ## 4 Twelve tries
#
# **Goal:** see how chance finds something. · *predict* · about 4 minutes · ●○○
#
# Twelve times, two settings that are equally good are compared, each time with new runs of both. Each comparison
# looks different by chance in 5 % of cases. What is the chance that at least one of the twelve does, to two digits
# after the point?
#
# **Example.** For two comparisons the answer would be 1 − 0.95² = 0.0975, or `0.10`.

# %% kind="answer" grade_id="08.chance_of_one"
### BEGIN SOLUTION
### BEGIN STUB
# chance_of_one = ...  # a number between 0 and 1
### END STUB
chance_of_one = 1 - 0.95**12
### END SOLUTION

# %% kind="test" grade_id="08.chance_of_one" points=1
check_chance_of_one = exercise("08.chance_of_one")
result = check_chance_of_one.check(chance_of_one)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why.** The chance that none looks different is 0.95¹² = 0.54. So in 46 of 100 such studies somebody reports a
# discovery.
#
# **A common wrong turn:** 12 · 0.05 = 0.60. In this way twenty comparisons would make it certain, and the 21st more
# than certain.

# %% [markdown]
# ## 5 One change at a time
#
# **Goal:** find settings that change behind your back. · *debug* · about 6 minutes · ●●○
#
# `base` holds the settings of a net as numbers, and each change is a pair (place, value). This function should return
# a row for each change: the base with this change alone. But the rows come out wrong, and the base is changed.
# Repair it.
#
# **Example.** `one_change(np.array([0.1, 5.0]), [(0, 0.5), (1, 3.0)])` must be `[[0.5, 5], [0.1, 3]]`.


# %% kind="answer" grade_id="08.one_change"
def one_change(base, changes):
    """A row for each change (place, value): the base with this change alone."""
    ### BEGIN SOLUTION
    ### BEGIN STUB
    # rows = []
    # settings = base
    # for place, value in changes:
    #     settings[place] = value
    #     rows.append(settings)
    # return np.array(rows)
    ### END STUB
    rows = []
    for place, value in changes:
        settings = base.copy()
        settings[place] = value
        rows.append(settings)
    return np.array(rows)
    ### END SOLUTION


# %% kind="test" grade_id="08.one_change" points=2
check_one_change = exercise("08.one_change")
result = check_one_change.check(one_change)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** `settings = base` gives the same array a second name. A copy for each change leaves the base
# alone, and no change meets another.
#
# **A common wrong turn:** one copy before the loop. The base is safe then, but the changes still pile up.

# %% [markdown]
# ## 6 The same net, another seed
#
# **Goal:** measure chance on your own computer. · *explore* · about 8 minutes · ●●○
#
# The claim: *"With the same net, the same images and the same settings, another seed changes the accuracy by 0.1
# points at most."*
#
# Play first: in `TrainingLab`, in the lesson, start two runs that differ in nothing but the seed.
#
# `accuracy(seed)` below trains a small net for one epoch. Measure the seeds 0, 1, 2, 3 and 4. The answer
# is a pair: `"true"` or `"false"`, and the standard deviation of the five accuracies in points (`ddof=1`).
#
# **Example.** If the five accuracies were all 85.0, the answer would be `("true", 0.0)`.

# %% tags=["nbval-ignore-output"]
images = lesson.data(1000, 1000)


def accuracy(seed):
    """Percentage of the test images that a small net reads after one epoch."""
    net = models.mnist_cnn((5, 5), (4, 8), seed=seed)
    return 100 * fit(net, images, epochs=1, batch_size=32, seed=seed, progress=False).test.accuracy


# %% kind="answer" grade_id="08.seed_spread"
### BEGIN SOLUTION
### BEGIN STUB
# seed_spread = ...  # such as ("true", 0.0)
### END STUB
values = [accuracy(seed) for seed in range(5)]
seed_spread = ("false", np.std(values, ddof=1))
### END SOLUTION

# %% kind="test" grade_id="08.seed_spread" points=2
check_seed_spread = exercise("08.seed_spread")
result = check_seed_spread.check(seed_spread)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why.** The seed chooses the first weights and the order of the images. After a short training on few images that
# moves the accuracy by a point or more, sometimes by several. Longer training and more images make it smaller, but
# never 0.
#
# **A common wrong turn:** one run for each setting. Its difference may be nothing but this.

# %% [markdown]
# ## 7 Count the winners
#
# **Goal:** test a difference by its signs alone. · *challenge* · about 10 minutes · ●●●
#
# `differences` holds A − B for several seeds, none of them 0. If A and B were equally good, each sign would be a
# toss of a coin. Write `chance_of_signs`: the chance that one of the two is ahead at least as often as here. Let
# m be the number of the more frequent sign. The answer is twice the chance of m heads or more in n throws, and
# 1 at most. Exactly k heads have the chance `comb(n, k)` / 2ⁿ, because `comb(n, k)` of the 2ⁿ results have them.
#
# **Example.** Three differences, all above 0: 2 · (1/2)³ = 0.25.


# %% kind="answer" grade_id="08.chance_of_signs"
def chance_of_signs(differences):
    """Chance of so many of one sign, or more, if both signs are equally likely."""
    ### BEGIN SOLUTION
    n = len(differences)
    above = int((differences > 0).sum())
    most = max(above, n - above)
    ways = sum(comb(n, k) for k in range(most, n + 1))
    return min(1.0, 2 * ways / 2**n)
    ### END SOLUTION


# %% kind="test" grade_id="08.chance_of_signs" points=3
check_chance_of_signs = exercise("08.chance_of_signs")
result = check_chance_of_signs.check(chance_of_signs)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** There are 2ⁿ equally likely rows of signs. `ways` counts those with at least `most` of one sign.
# With five seeds, even five wins of five leave a chance of 2/32 = 0.06.
#
# **A common wrong turn:** counting only rows with exactly so many.

# %% [markdown]
# ## Where you are

# %%
progress("08")

# %% [markdown]
# Next: [09 Looking inside](../notebooks/09_looking_inside.ipynb).
