# %% [markdown]
# # 11 Your own images: exercises
#
# You cut photos, measure leaks, repair an augmentation, judge fairly, and cover what a net should look at.
#
# About 54 minutes in all. These exercises belong to [11 Your own images](../notebooks/11_your_own_images.ipynb).
#
# Write your answer where it says `...`, then run the check below it. Stuck? Run `hint()` in a cell of its own, such as
# `check_leak.hint()`; each further call says more. `check_leak.solution()` shows a worked answer. Difficulty: ●○○ easy,
# ●●○ medium, ●●● hard.

# %%
import numpy as np

from coursecnn import datasets
from coursecnn.checks import exercise, progress

# %% [markdown]
# ## 1 How much memory?
#
# **Goal:** know before you start whether a folder fits. · *predict* · about 5 minutes · ●○○
#
# A folder holds 20,000 photos in colour of 4,000 × 3,000 pixels. One number of a photo is one byte. How many gigabytes
# (1e9 bytes) are all of them as arrays, and how many megabytes (1e6 bytes) when they are scaled to 64 × 64?
#
# **Example.** One grey photo of 1,000 × 1,000 is 0.001 gigabytes.

# %% kind="answer" grade_id="11.photo_bytes"
### BEGIN SOLUTION
### BEGIN STUB
# photo_bytes = ...  # (gigabytes, megabytes)
### END STUB
photo_bytes = (20_000 * 3 * 4000 * 3000 / 1e9, 20_000 * 3 * 64 * 64 / 1e6)
### END SOLUTION

# %% kind="test" grade_id="11.photo_bytes" points=1
check_photo_bytes = exercise("11.photo_bytes")
result = check_photo_bytes.check(photo_bytes)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why.** 720 GB against 246 MB: photos are read one by one, scaled down, and only the small ones are kept.
#
# **A common wrong turn:** one number for each pixel. Colours have three.

# %% [markdown]
# ## 2 The middle square
#
# **Goal:** cut a photo without distorting it. · *implement* · about 8 minutes · ●○○
#
# Write `middle_square` for an image `(C, H, W)`: the largest square in its middle, as a new array. If an odd number is cut off,
# one more goes at the end than at the beginning.
#
# **Example.** For `[[[1, 2, 3, 4]]]` (one channel, one row) the answer is `[[[2]]]`.


# %% kind="answer" grade_id="11.middle_square"
def middle_square(image):
    """The largest square in the middle of an image (C, H, W)."""
    ### BEGIN SOLUTION
    h, w = image.shape[1:]
    side = min(h, w)
    top, left = (h - side) // 2, (w - side) // 2
    return image[:, top : top + side, left : left + side].copy()
    ### END SOLUTION


# %% kind="test" grade_id="11.middle_square" points=2
check_middle_square = exercise("11.middle_square")
result = check_middle_square.check(middle_square)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** The shorter side stays whole, and of the longer one an equal part goes at both ends.
#
# **A common wrong turn:** beginning in the upper left corner. What people photograph is mostly in the middle.

# %% [markdown]
# ## 3 Does it leak?
#
# **Goal:** measure a leak before you train. · *implement* · about 8 minutes · ●●○
#
# `train` and `test` are arrays of whole numbers: for each picture the object that it shows. Write `leak`: the share of
# the *test pictures* whose object is in the training set as well.
#
# **Example.** `train = [0, 0, 1]`, `test = [1, 1, 2, 3]`: 2 of 4 pictures, so 0.5.


# %% kind="answer" grade_id="11.leak"
def leak(train, test):
    """Share of the test pictures whose object is in the training set as well."""
    ### BEGIN SOLUTION
    return np.isin(test, train).mean()
    ### END SOLUTION


# %% kind="test" grade_id="11.leak" points=2
check_leak = exercise("11.leak")
result = check_leak.check(leak)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** `np.isin` asks every test picture; the mean of true and false is a share. A fair split gives 0.
#
# **A common wrong turn:** asking the training pictures. It is the test that must be new.

# %% [markdown]
# ## 4 A leak without a net
#
# **Goal:** test a claim about splits. · *explore* · about 12 minutes · ●●●
#
# The claim: *"Only a trained net can profit from a leak. Whoever copies the label of the nearest training picture is right
# about equally often, whichever way the pictures were split."*
#
# Measure it with the two splits below: for each held picture take the training picture with the smallest squared distance
# of the pixels, and copy its label. The answer has three parts: `"true"` or `"false"`, the percentage right with the split
# by picture, and with the split by sign.
#
# **Example.** If both were right in 50 % of the cases, the answer would be `("true", 50.0, 50.0)`.

# %%
drawn = datasets.draw_signs(16, 6, seed=0, size=24)
by_sign = datasets.split(drawn.labels, drawn.signs, 0.25, np.random.default_rng(0))  # (kept rows, held rows)
mixed = np.random.default_rng(0).permutation(len(drawn.labels))
by_picture = mixed[: len(by_sign[0])], mixed[len(by_sign[0]) :]
pixels = datasets.to_float(drawn.images).reshape(len(drawn.images), -1)  # one row for each picture

# %% kind="answer" grade_id="11.copying"
### BEGIN SOLUTION
### BEGIN STUB
# copying = ...  # such as ("true", 50.0, 50.0)
### END STUB
shares = []
for kept, held in (by_picture, by_sign):
    a, b = pixels[held], pixels[kept]
    nearest = ((b**2).sum(axis=1) - 2 * a @ b.T).argmin(axis=1)
    shares.append(100 * np.mean(drawn.labels[kept][nearest] == drawn.labels[held]))
copying = ("false", *shares)
### END SOLUTION

# %% kind="test" grade_id="11.copying" points=3
check_copying = exercise("11.copying")
result = check_copying.check(copying)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why.** With the split by picture about one nearest picture in four shows the same sign, in the same street. Put 1 to 10
# in the place of the three seeds 0 above: the split by picture is 11 to 21 points ahead, and never behind.
#
# **A common wrong turn:** comparing numbers of signs in the place of labels.

# %% [markdown]
# ## 5 A flip that lies
#
# **Goal:** repair an augmentation. · *debug* · about 6 minutes · ●●○
#
# This function should exchange left and right of every image `(N, C, H, W)`. Class 2 is "left", class 4 is "right", and the
# labels must stay true. Repair it. The arrays that come in stay as they are.
#
# **Example.** Labels `[0, 2, 4]` must become `[0, 4, 2]`.


# %% kind="answer" grade_id="11.flip"
def flip(images, labels):
    """Every image with left and right exchanged, and its label."""
    ### BEGIN SOLUTION
    ### BEGIN STUB
    # return images[..., ::-1].copy(), labels.copy()
    ### END STUB
    new = labels.copy()
    new[labels == 2] = 4
    new[labels == 4] = 2
    return images[..., ::-1].copy(), new
    ### END SOLUTION


# %% kind="test" grade_id="11.flip" points=2
check_flip = exercise("11.flip")
result = check_flip.check(flip)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** Both questions are asked of the old labels. With the repaired labels the flip fits, and gives twice as
# many arrows to learn from.
#
# **A common wrong turn:** `new[new == 4] = 2` in the second line. It turns back what the first line did.

# %% [markdown]
# ## 6 Each sign counts once
#
# **Goal:** find an accuracy that many pictures of one thing cannot distort. · *implement* · about 8 minutes · ●●○
#
# `right` and `objects` are arrays: whether the net was right (1) or not (0) about each test picture, and the number of the sign that it shows. Write `by_object`: for each
# sign the share of its pictures that are right, and of these shares the mean.
#
# **Example.** `right = [1, 1, 1, 0]`, `objects = [7, 7, 7, 9]`: shares 1 and 0, so 0.5.


# %% kind="answer" grade_id="11.by_object"
def by_object(right, objects):
    """Mean over the objects of the share of their pictures that are right."""
    ### BEGIN SOLUTION
    shares = [right[objects == one].mean() for one in np.unique(objects)]
    return np.mean(shares)
    ### END SOLUTION


# %% kind="test" grade_id="11.by_object" points=2
check_by_object = exercise("11.by_object")
result = check_by_object.check(by_object)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** An object that was photographed a hundred times weighs as much as one that was photographed once.
#
# **A common wrong turn:** `right.mean()`, which asks the pictures and not the objects.

# %% [markdown]
# ## 7 Cover the sign
#
# **Goal:** find out whether a net looks elsewhere. · *implement* · about 7 minutes · ●●○
#
# Write `covered` for an image `(C, H, W)`: a copy as floats, whose middle `k` × `k` pixels are set to the mean of their
# channel (over the whole image). `H - k` and `W - k` are even.
#
# **Example.** For `[[[1, 2, 6]]]` and `k = 1` the answer is `[[[1, 3, 6]]]`.


# %% kind="answer" grade_id="11.covered"
def covered(image, k):
    """A copy whose middle k x k pixels are the mean of their channel."""
    ### BEGIN SOLUTION
    hidden = image.astype(float)
    top, left = (image.shape[1] - k) // 2, (image.shape[2] - k) // 2
    hidden[:, top : top + k, left : left + k] = image.mean(axis=(1, 2), keepdims=True)
    return hidden
    ### END SOLUTION


# %% kind="test" grade_id="11.covered" points=2
check_covered = exercise("11.covered")
result = check_covered.check(covered)
print(result)
### BEGIN HIDDEN TESTS
assert result
### END HIDDEN TESTS

# %% [markdown] tags=["solution"]
# **Why it works.** The mean keeps the picture's colour, and the shape is gone (a little of the sign's colour is left in the mean).
#
# **A common wrong turn:** covering with black. Black is darker than a picture's own colours, so the net may answer to the patch. A patch of the
# mean colour differs least. It has a border, too: that is why the lesson asks nets of any street as well.

# %% [markdown]
# ## Where you are

# %%
progress("11")

# %% [markdown]
# This was the last lesson. [Back to the map](../notebooks/00_why_convolution.ipynb).
