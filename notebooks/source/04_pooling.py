# %% [markdown]
# # 04 Pooling
#
# You will shrink feature maps, and measure what that is good for, what it costs, and what it throws away.
#
# About 55 minutes. It builds on [01 Convolution](01_convolution.ipynb), [02 Padding, stride and sizes](02_padding_stride_sizes.ipynb)
# and [03 Channels](03_channels.ipynb). The trained nets here are tools for measuring; how training works comes in lessons 05 and 07.
#
# Exercises: [04 Pooling](../exercises/04_pooling.ipynb). Lab: in "Experiment: shift, window, kind".

# %% tags=["plumbing"]
# Imports: what this lesson uses
from dataclasses import replace

import numpy as np
from tqdm.auto import tqdm

from coursecnn import (
    SGD,
    AvgPool2d,
    Conv2d,
    CrossEntropyLoss,
    Flatten,
    GlobalMaxPool2d,
    Linear,
    MaxPool2d,
    ReLU,
    Sequential,
    evaluate,
    fit,
    output_size,
    plots,
)
from coursecnn import functional as F
from coursecnn.functional import parallel
from coursecnn.lesson import Guess, data, stored
from coursecnn.plots import Grid
from coursecnn.training import Augmentation

# %% [markdown]
# ## One number for each window
#
# **Pooling** slides a window over a feature map, as a convolution does. But there are no weights. The window gives one number:
# its largest (**max pooling**) or its mean (**average pooling**).

# %%
x = np.arange(9).reshape(3, 3)
print("largest of 0, 1, 3, 4:", max(0, 1, 3, 4), " mean:", (0 + 1 + 3 + 4) / 4)

# %% tags=["plumbing"]
# Picture: the first window, pooled
later = [[False, True], [True, True]]  # not shown yet
maximum, average = np.array([[4, 0], [0, 0]]), np.array([[2, 0], [0, 0]])
picture = plots.grids(
    [
        Grid(x, "input", "x", highlight=(0, 0, 2, 2)),
        Grid(maximum, "output", "max", highlight=(0, 0, 1, 1), hidden=later),
        Grid(average, "output", "average", highlight=(0, 0, 1, 1), hidden=later),
    ],
    ["->", ""],
    "The window 0, 1, 3, 4 becomes 4 (max) or 2 (average)",
)
plots.show(
    picture,
    alt="A 3 x 3 grid of 0 to 8 with a 2 x 2 window at the top left; the first result of max "
    "pooling is 4, the first of average pooling is 2.",
)

# %% [markdown]
# **Predict.** The window moves in steps of 1 (stride 1), so it has four places. Which four numbers does max pooling give, and which does average
# pooling give?
#
# The code is the loop of lesson 01, with `max` or `mean` in place of "multiply and sum":
#
# ### ANSWER [[4.0, 5.0], [7.0, 8.0]]
# ### ANSWER [[2.0, 3.0], [5.0, 6.0]]

# %%
guess = Guess(...)  # the four numbers of max pooling, in brackets


# %%
def pool(x, k, s, reduce):
    """Pooling of one map: windows of k x k, stride s; reduce is np.max or np.mean."""
    size = output_size(x.shape, k, s)
    y = np.zeros(size)
    for i, j in np.ndindex(size):
        y[i, j] = reduce(x[s * i : s * i + k, s * j : s * j + k])
    return y


print("max:    ", pool(x, 2, 1, np.max).tolist())
print("average:", pool(x, 2, 1, np.mean).tolist())
guess.compare(pool(x, 2, 1, np.max).ravel())

# %% [markdown]
# As formulas, for a window of $k \times k$ and stride $s$:
#
# $$y_{ij} = \max_{0 \le a, b < k} x_{s i + a, s j + b}$$
#
# $$y_{ij} = \frac{1}{k^2} \sum_{a=0}^{k-1} \sum_{b=0}^{k-1} x_{s i + a, s j + b}$$
#
# Max pooling asks: **is the feature anywhere in this window?** Average pooling asks: how much of it is there, on the whole?

# %% [markdown]
# ## Stride 2 halves the map
#
# The usual window is 2 × 2 with stride 2: windows side by side, without overlap. In `coursecnn`, as in PyTorch, the stride equals the window unless you say otherwise.
#
# The size follows the formula of lesson 02: $\lfloor (n + 2p - k)/s \rfloor + 1$. For $n = 4$, $k = s = 2$: $\lfloor 2/2 \rfloor + 1 = 2$.

# %%
x = np.array([[1, 0, 2, 3], [4, 6, 6, 8], [3, 1, 1, 0], [1, 2, 2, 4]])
y = F.max_pool2d(x[None, None], 2)[0, 0]
print(y)
for n in (24, 28, 7):
    print(f"{n} x {n} becomes {output_size(n, 2, 2)} x {output_size(n, 2, 2)}")

# %% tags=["plumbing"]
# Picture: four windows and their maxima
boxes = [(i, j, 2, 2) for i in (0, 2) for j in (0, 2)]
picture = plots.grids(
    [Grid(x, "input", "x", dashed=boxes), Grid(y, "output", "max, stride 2")],
    ["->"],
    "Four windows, four numbers: 16 values become 4",
)
plots.show(picture, alt="A 4 x 4 map in four 2 x 2 windows; their largest entries are 6, 8, 3 and 4.")

# %% [markdown]
# For 7 pixels the floor drops the last row and column, as in lesson 02.
#
# **A common mistake:** the stride is in the size, but not in the slice.
#
# **Predict.** Which four numbers does this loop find in the map above?
#
# ### ANSWER [[6.0, 6.0], [6.0, 6.0]]

# %%
guess = Guess(...)  # four numbers, in brackets

# %%
wrong = np.zeros((2, 2))
for i, j in np.ndindex(2, 2):
    wrong[i, j] = x[i : i + 2, j : j + 2].max()
print("without the stride in the slice:", wrong.tolist())
print("right:                          ", pool(x, 2, 2, np.max).tolist())
guess.compare(wrong.ravel())

# %% [markdown]
# The shape is right, and one number of four even agrees. The loop saw only the top left 3 × 3 pixels.

# %% [markdown]
# ## Channels stay apart, and nothing is learned
#
# A convolution sums over channels. Pooling does not: each channel is pooled by itself, so the number of channels stays. And there are no weights, so there is
# nothing to learn.

# %%
maps = np.random.default_rng(0).normal(size=(2, 3, 4, 4))
pooled = F.max_pool2d(maps, 2)
print("shape", maps.shape, "becomes", pooled.shape)
alone = F.max_pool2d(maps[:, 1:2], 2)
print("channel 1 pooled alone gives the same:", np.array_equal(alone[:, 0], pooled[:, 1]))
print("parameters of a pooling layer:", sum(array.size for array in MaxPool2d(2).params.values()))

# %% [markdown]
# **Other windows.** Windows may overlap (3 × 3 with stride 2 is common), and they may be rectangles: `(height, width)`, as everywhere.

# %%
print("3 x 3, stride 2, on 13 x 13:", output_size(13, 3, 2))
row = np.array([3, 1, 0, 2, 5, 5, 9, 4])
print("window (1, 4), on a row of 8:", F.max_pool2d(row.reshape(1, 1, 1, 8), (1, 4)).ravel())
print("window (2, 1), on 4 x 4:", F.max_pool2d(x[None, None], (2, 1))[0, 0].tolist())

# %% [markdown]
# ## Padding: minus infinity, not zero
#
# A pooling window may hang over the edge as well, with padding $p$. Which numbers does it find there?
#
# **Predict.** A map with only negative numbers is padded by one row and column of zeros on each side and max pooled with 3 × 3 windows, stride 2. What comes out?
#
# ### ANSWER [[0.0, 0.0], [0.0, 0.0]]

# %%
guess = Guess(...)  # the largest number that comes out

# %%
x = np.array([[-5, -2, -7], [-4, -9, -3], [-6, -8, -1]])
with_zero = pool(np.pad(x, 1), 3, 2, np.max)
right = F.max_pool2d(x[None, None], 3, 2, padding=1)[0, 0]
print("with zeros:         ", with_zero.tolist())
print("with minus infinity:", right.tolist())
guess.compare(with_zero.max())

# %% tags=["plumbing"]
# Picture: padded with zeros and with minus infinity
items = [
    Grid(np.pad(x, 1), "input", "padded with 0", border=1),
    Grid(with_zero, "output", "max with zeros"),
    Grid(right, "output", "with −∞ instead"),
]
plots.show(
    plots.grids(items, ["->", ""], "Padded with 0, max pooling reports values that are not in the map"),
    alt="A 3 x 3 map of negative numbers in a frame of zeros; with zeros all four results are 0, "
    "with minus infinity they are -2, -2, -4, -1.",
)

# %% [markdown]
# A zero of the frame wins every window, and the map is lost. So max pooling pads with **minus infinity**, which never wins. After ReLU the mistake is invisible, because
# there are no negative numbers.
#
# **Average pooling** has a choice: divide by the whole window ($k^2$), or by the pixels that lie on the map. In a map of ones:

# %%
ones = np.ones((1, 1, 4, 4))
print(F.avg_pool2d(ones, 2, 2, padding=1)[0, 0])
print("only real pixels counted:")
print(F.avg_pool2d(ones, 2, 2, padding=1, count_include_pad=False)[0, 0])

# %% [markdown]
# With the first choice (the default, as in PyTorch) the edge gets darker: a corner window holds one pixel and three zeros, so $1/4$.

# %% [markdown]
# ## Global pooling
#
# If the window is the whole map, each channel becomes one number: (N, C, H, W) to (N, C, 1, 1). This is **global pooling**. The result has the same shape for every image
# size, so the layers after it do not care how large the image is.

# %%
for side in (5, 9):
    maps = np.arange(2 * side * side).reshape(1, 2, side, side)
    y = GlobalMaxPool2d()(maps.astype(float))
    print(f"{maps.shape} becomes {y.shape}: {y.ravel()}")

# %% [markdown]
# ## A shift of one pixel
#
# Now to what pooling is **for**. A handwritten digit is never in the same place twice. Here is a map of an edge, once in column 2, once shifted by one pixel to
# column 3.
#
# **Predict.** How many of the 64 numbers differ? And how many of the 16 numbers after 2 × 2 max pooling?
#
# ### ANSWER 12 of 64
# ### ANSWER 0 of 16

# %%
guess = Guess(...)  # how many of the 16 differ


# %%
def edge(column):
    x = np.zeros((8, 8), int)
    x[1:7, column] = 1
    return x


before, after = edge(2), edge(3)
pooled = [F.max_pool2d(x[None, None], 2)[0, 0] for x in (before, after)]
changed = int((pooled[0] != pooled[1]).sum())
print("changed before pooling:", int((before != after).sum()), "of 64, after pooling:", changed, "of 16")
guess.compare(changed)

# %% tags=["plumbing"]
# Picture: the two edges, and both pooled
small = {"cell": 0.22, "shade": "grey"}
items = [
    Grid(before, "input", "edge in column 2", **small),
    Grid(after, "input", "shifted by 1", **small),
    Grid(pooled[0], "output", "pooled", **small),
    Grid(pooled[1], "output", "pooled, shifted", **small),
]
plots.show(
    plots.grids(items, title=f"After pooling, this shift of one pixel changes {changed} values of 16"),
    alt="An edge in column 2 and in column 3 of 8 x 8 pixels; both pooled maps show it in column 1.",
)

# %% [markdown]
# Columns 2 and 3 lie in the same window, so the pooled map does not notice.
#
# **Predict.** And if it shifts from column 3 to column 4?
#
# ### ANSWER 8 of 16

# %%
guess = Guess(...)  # how many of the 16 differ

# %%
for column in range(7):
    a, b = (F.max_pool2d(edge(c)[None, None], 2) for c in (column, column + 1))
    changed = (edge(column) != edge(column + 1)).sum()
    print(f"from column {column} to {column + 1}: {changed} of 64 change, after pooling {(a != b).sum()} of 16")
guess.compare((F.max_pool2d(edge(3)[None, None], 2) != F.max_pool2d(edge(4)[None, None], 2)).sum())

# %% [markdown]
# To be exact: inside a window a shift leaves no trace; across a border it is seen in full. Pooling gives **tolerance** to small shifts, here half of the time. It
# does not make a net indifferent to shifts.
#
# Is that enough to help? This is a question for an experiment.

# %% [markdown]
# ## Measured: accuracy against shift
#
# Three nets: 8 filters of 5 × 5, ReLU, then 4 × 4 max pooling, average pooling, or nothing; then a linear layer. Each is trained with
# three **seeds** (a seed fixes the random numbers), on images that are **not** shifted. (The sentences below are about the full run, on
# handwriting: in quick mode there are too few images for some of them.)
#
# The nets differ in more than the pooling: the linear layer has 2,890 parameters after pooling, and 46,090 without any pooling. So a fourth net keeps one number in 16 as it
# is (stride 4, windows of 1 × 1). It is as small as with pooling, but nothing is pooled.

# %% [markdown]
# `SGD(lr, momentum=0.9)` takes steps against the gradient (lesson 01), scaled by `lr`, the **learning rate**; each step keeps part of the speed
# of the step before it (lesson 07).
#
# **A rule of this course: nets are compared each at its own learning rate, chosen on validation images.** These are training images kept back for
# choosing; test images have no part in it (lesson 07 says why).

# %% tags=["nbval-ignore-output"]
digits = data(3000, 1000)
n = 2 * len(digits.x_train) // 3  # to train with; the others are for validation
known = replace(digits, x_train=digits.x_train[:n], y_train=digits.y_train[:n])
held_back = digits.x_train[n:], digits.y_train[n:]


def train(layers, seed, lr, augment=None, epochs=5):
    front = [Conv2d(1, 8, 5, seed=seed), ReLU(), *layers, Flatten()]
    features = Sequential(*front).output_shape((1, 28, 28))[0]
    net = Sequential(*front, Linear(features, 10, seed=seed))
    optimizer = SGD(lr, momentum=0.9)
    fit(net, known, epochs=epochs, batch_size=64, optimizer=optimizer, seed=seed, augment=augment, progress=False)
    return net


def accuracy(net, pixels=0, images=digits.x_test, labels=digits.y_test):
    """Percent of the images that are right when they are moved to the right."""
    moved = np.pad(images, ((0, 0), (0, 0), (0, 0), (pixels, 0)))[:, :, :, :28]
    return 100 * evaluate(net, moved, labels).accuracy


# %% tags=["nbval-ignore-output"]
RATES = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)


@stored("04_pooling")
def at_rates(layers, rates):
    """The accuracy on validation images at each rate, with seed 0."""
    return {lr: accuracy(train(layers, 0, lr), 0, *held_back) for lr in tqdm(rates)}


def best_rate(layers, name):
    found = at_rates(layers, RATES)
    best = max(found, key=found.get)
    print(f"{name:17}", *(f"{right:5.1f} %" for right in found.values()), f"  best {best}")
    return best


def heading():
    print(f"{'at a rate of':17}", *(f"{lr:5}  " for lr in RATES))


kinds = {
    "max pooling": [MaxPool2d(4)],
    "average pooling": [AvgPool2d(4)],
    "no pooling": [],
    "one of 16": [MaxPool2d(1, stride=4)],
}
heading()
rate = {name: best_rate(layers, name) for name, layers in kinds.items()}

# %% [markdown]
# At 0.05, a rate that is usual elsewhere, average pooling is behind no pooling. It wants a larger rate. If you try
# one rate only, you find out which net that rate suits.
#
# **Predict.** The test images are moved to the right by 0 to 5 pixels. Which net loses least at a shift of 2?
#
# ### ANSWER max pooling by the most

# %%
guess = Guess(..., "max pooling", "average pooling", "no pooling", "one of 16")  # one of the four

# %% tags=["nbval-ignore-output"]
seeds, shifts = (0, 1, 2), range(6)


@stored("04_pooling")
def trained(layers, seed, lr, augment=None):
    """Of a trained net: its accuracy at each shift, and its first two layers."""
    net = train(layers, seed, lr, augment)
    return [accuracy(net, pixels) for pixels in shifts], Sequential(*net.layers[:2])


runs = {name: [trained(layers, seed, rate[name]) for seed in seeds] for name, layers in tqdm(kinds.items())}
scores = {name: np.array([row for row, _ in of_kind]) for name, of_kind in runs.items()}
print("shift           ", *(f"{pixels:>9}" for pixels in shifts))
mean = {name: table.mean(axis=0) for name, table in scores.items()}
for name, table in scores.items():
    print(f"{name:16}", *(f"{m:5.1f}±{s:3.1f}" for m, s in zip(table.mean(axis=0), table.std(axis=0, ddof=1))))
guess.compare(min(scores, key=lambda name: (scores[name][:, 0] - scores[name][:, 2]).mean()))

# %% tags=["plumbing", "nbval-ignore-output"]
# Picture: accuracy against the shift
series = {name: (list(shifts), table.mean(axis=0)) for name, table in scores.items()}
lost = {name: row[0] - row[2] for name, row in mean.items()}
title = f"At a shift of 2 max pooling loses {lost['max pooling']:.0f} points, no pooling {lost['no pooling']:.0f}"
figure = plots.curves(series, "shift in pixels", "test accuracy in %", title)
figure.axes[0].set_ylim(top=100)
at_two = ", ".join(f"{name} {table[:, 2].mean():.0f} %" for name, table in scores.items())
plots.show(figure, alt=f"Accuracy against the shift, a curve for each of four nets. At 2 pixels: {at_two}.")

# %% tags=["guard"]
from coursecnn.lesson import is_quick, uses_stored

few = is_quick() and not uses_stored()
assert mean["max pooling"][2] > mean["no pooling"][2] + 3
assert mean["one of 16"][0] < mean["no pooling"][0] - 1
assert mean["one of 16"][2] < min(mean["max pooling"][2] - 5, mean["average pooling"][2])
assert all(table[3] < table[0] - 10 for table in mean.values())
# In quick mode there are too few images for what stands behind "few or".
assert few or mean["average pooling"][2] > mean["no pooling"][2]
assert few or np.ptp([mean[name][0] for name in ("max pooling", "average pooling", "no pooling")]) < 3

# %% [markdown]
# The number after ± is the standard deviation over the seeds ([warm-up](90_warm_up.ipynb)).
#
# - **At shift 0** the first three are close: one or two deviations apart.
# - **At 2 pixels** both kinds of pooling are ahead of no pooling, max pooling by the most. Three seeds cannot separate max from average.
# - **One number of 16**, not pooled, is behind all three. So it is not the small last layer that helps.
#
# That is 4 × 4 pooling, on few images, after five epochs; it is no law.

# %% [markdown]
# Two of the nets once more, one run each. They are trained here, also in a browser (there with fewer images). Is the order at 2 pixels the same? Change the seed.

# %% tags=["nbval-ignore-output"]
seed, once = 0, {}
for name in ("max pooling", "no pooling"):
    net = train(kinds[name], seed, rate[name])
    once[name] = accuracy(net, 2)
    print(f"{name:11}  shift 0: {accuracy(net):.1f} %, shift 2: {once[name]:.1f} %")

# %% tags=["guard"]
assert once["max pooling"] > once["no pooling"]

# %% [markdown]
# A pooling layer is one way to get tolerance. Another is to train on shifted images.

# %% tags=["nbval-ignore-output"]
shifting, moved = Augmentation("shift", pixels=3), {}
print("at a shift of 2 pixels:")
for name in ("max pooling", "no pooling"):
    moved[name] = np.array([trained(kinds[name], seed, rate[name], shifting)[0][2] for seed in tqdm(seeds)])
    print(f"{name}: trained on images as they are {mean[name][2]:.1f} %,")
    print(f"    on shifted ones {moved[name].mean():.1f} ± {moved[name].std(ddof=1):.1f} %")

# %% tags=["guard"]
assert few or moved["max pooling"].mean() > moved["no pooling"].mean() - 1 > mean["max pooling"][2] + 3

# %% [markdown]
# Shifted images help more than the layer: they add more to the net without pooling than max pooling does. With them, the layer
# adds little.

# %% [markdown]
# ## When pooling hurts
#
# Max pooling forgets **where** in its window the largest value stood. Sometimes that is the whole question: a thin gap, a dot, the minute hand of a clock.
#
# **Predict.** Four maps with one dot each, at the four places of one 2 × 2 window. How many different maps are left after max pooling?
#
# ### ANSWER after pooling: 1

# %%
guess = Guess(...)  # how many different maps there are then

# %%
dots = np.zeros((4, 4, 4), int)
for index, (i, j) in enumerate([(0, 0), (0, 1), (1, 0), (1, 1)]):
    dots[index, i, j] = 1
stripes = np.tile([1, 0], (4, 2))
print("different maps of the dots after pooling:", len(np.unique(F.max_pool2d(dots[:, None], 2), axis=0)))
print("stripes after max pooling:", F.max_pool2d(stripes[None, None], 2)[0, 0].tolist())
print("a plain area of 1, pooled:", F.max_pool2d(np.ones((1, 1, 4, 4), int), 2)[0, 0].tolist())
guess.compare(len(np.unique(F.max_pool2d(dots[:, None], 2), axis=0)))

# %% tags=["plumbing"]
# Picture: dots and stripes, and what is left of them
maps = {f"dot {i}": dot for i, dot in enumerate(dots)} | {"stripes": stripes, "shifted": 1 - stripes}
above = [Grid(array, "input", name, cell=0.22, shade="grey") for name, array in maps.items()]
left = [F.max_pool2d(array[None, None], 2)[0, 0] for array in maps.values()]
below = [Grid(array, "output", "pooled", cell=0.22) for array in left]
plots.show(
    plots.grids([above, below], align=True, title="Four dots become one map, and stripes become a plain area"),
    alt="Above, four 4 x 4 maps with one dot each at another place of the top left window; stripes, and the same "
    "stripes shifted. Below, what is left after pooling: four times the same map, and twice a plain area of ones.",
)

# %% [markdown]
# No layer after the pooling can tell the four dots apart, however long it is trained: they are the same numbers. Stripes one pixel wide look like a plain area.
#
# So nets that must say **where** something is (outlines of organs, lanes of a road) pool little, or bring the fine maps back later.

# %% [markdown]
# ## Is there a min pooling?
#
# Yes, and no new code is needed: the smallest number is minus the largest of the negatives, $\min(x) = -\max(-x)$. Why is it rare? Measure.
#
# **Predict.** In the net above, trained with max pooling, many entries after ReLU are 0. What does the **minimum** of a 4 × 4 window mostly give?
#
# ### ANSWER the minimum reports "nothing"

# %%
guess = Guess(...)  # the number that it mostly gives


# %%
class MinPool2d(MaxPool2d):
    def forward(self, x):
        return -super().forward(-x)

    def backward(self, dy):
        return -super().backward(-dy)


x = np.array([[[[0, 3, 1, 2], [5, 0, 4, 6], [1, 2, 7, 0], [3, 8, 0, 9]]]], float)
print("min:", MinPool2d(2)(x)[0, 0].tolist(), " max:", MaxPool2d(2)(x)[0, 0].tolist())

# %% tags=["nbval-ignore-output"]
heading()
rate["min"] = best_rate([MinPool2d(4)], "min pooling")
runs["min"] = [trained([MinPool2d(4)], seed, rate["min"]) for seed in tqdm(seeds)]
results = {
    "max": scores["max pooling"][:, 0],
    "average": scores["average pooling"][:, 0],
    "min": np.array([row[0] for row, _ in runs["min"]]),
}
for name, result in results.items():
    print(f"{name:8} {result.mean():5.1f} ± {result.std(ddof=1):.1f} %")

# %% tags=["nbval-ignore-output"]
zeros, raised = {}, {}
for name, of_kind in {"min": runs["min"], "max": runs["max pooling"]}.items():
    front = [layers for _, layers in of_kind]
    inside = np.concatenate([part((digits.x_test[:200] / 255).astype(np.float32)) for part in front])
    zeros[name] = [100 * np.mean(kind(4)(inside) == 0) for kind in (MaxPool2d, MinPool2d)]
    raised[name] = [int((part[0].params["bias"] > 0.1).sum()) for part in front]
    print(f"trained with {name} pooling: zeros after max {zeros[name][0]:.0f} %, after min {zeros[name][1]:.0f} %")
    print(f"    filters with a bias above 0.1, of 8, three seeds: {raised[name]}")
guess.compare(np.median(MinPool2d(4)(inside)))

# %% tags=["plumbing", "nbval-ignore-output"]
# Picture: the three kinds side by side
said = ", ".join(f"{name} {result.mean():.1f} %" for name, result in results.items())
figure = plots.runs(results, "test accuracy in %", f"Pooling after ReLU: {said}")
plots.show(figure, alt=f"Test accuracy of three seeds each: {said}.")

# %% tags=["guard"]
assert results["min"].mean() < results["max"].mean() - 1
assert zeros["max"][0] < 90 and zeros["max"][1] > (90 if few else 95) and zeros["min"][1] < 85
assert min(raised["min"]) > 0 and (few or max(raised["max"]) == 0)

# %% [markdown]
# After ReLU a large number means "the feature is here", and 0 means "nothing here". A stroke is thin, so in the net trained with max pooling nearly every
# window has a 0 somewhere, and the minimum reports "nothing" although the feature is there.
#
# A net trained *with* min pooling finds a way round: some of its filters have a bias above 0. They answer to plain background, and strokes silence them. The net reads
# most digits, but fewer than with max pooling.
#
# If you need the smallest values (dark dots on white, before any ReLU), min pooling is right; image processing knows it as erosion. A net can also learn it: filters with the opposite sign, then max pooling.

# %% [markdown]
# ## Is the dropped information really useless?
#
# 2 × 2 max pooling keeps one number of four, 4 × 4 pooling one of sixteen. "The rest does not matter" is a claim, and it can be tested.
#
# Take the trained net with 4 × 4 max pooling, and its maps after ReLU. Take three parts of them:
#
# - **kept**: the largest of every window;
# - **dropped**: the maps with every such winner set to 0;
# - **second**: of the dropped part, only the second largest of every window: as many numbers as are kept.
#
# **Predict.** A linear layer is trained on the dropped part **alone**. Does it guess (10 %), or better? And on the second largest alone?
#
# ### ANSWER not useless

# %%
guess = Guess(...)  # % of the test images, from the dropped part


# %%
def kept(maps):
    return F.max_pool2d(maps, 4)


def dropped(maps):
    largest = F.max_pool2d(maps, 4)
    return maps - F.max_pool2d_backward(largest, maps, 4)  # puts each winner back to its place


def second(maps):
    return kept(dropped(maps))


x = np.array([[[[0, 3, 1, 2], [5, 0, 4, 6], [1, 2, 7, 0], [3, 8, 0, 9]]]])
for part in (kept, dropped, second):
    count = part(np.zeros((1, 8, 24, 24))).size
    print(f"{part.__name__:8} {part(x)[0, 0].tolist()};\n         of 8 maps of 24 x 24: {count:,} places")


# %% tags=["nbval-ignore-output"]
def linear_accuracy(part, seed, lr, images=digits.x_test, labels=digits.y_test):
    front = runs["max pooling"][seed][1]
    x_known, x_new = (part(front((a / 255).astype(np.float32))).reshape(len(a), -1) for a in (known.x_train, images))
    layer, loss, optimizer = Linear(x_known.shape[1], 10, seed=seed), CrossEntropyLoss(), SGD(lr, momentum=0.9)
    generator = np.random.default_rng(seed)
    with parallel.one_blas_thread():  # faster for small matrices
        for _ in range(8 * n // 64):
            rows = generator.integers(0, n, 64)
            loss(layer(x_known[rows]), known.y_train[rows])
            layer.backward(loss.backward())
            optimizer.step(layer.params, layer.grads)
    return 100 * np.mean(layer(x_new).argmax(axis=1) == labels)


# %% tags=["nbval-ignore-output"]
@stored("04_pooling")
def read_from(name):
    """The best of four rates, and the accuracies of three seeds at it."""
    part = {"kept": kept, "dropped": dropped, "second": second}[name]
    found = {lr: linear_accuracy(part, 0, lr, *held_back) for lr in (0.01, 0.03, 0.1, 0.3)}
    best = max(found, key=found.get)
    return best, [linear_accuracy(part, seed, best) for seed in seeds]


parts = {}
for name in tqdm(("kept", "dropped", "second")):
    best, accuracies = read_from(name)
    parts[name] = np.array(accuracies)
    print(f"{name:8} rate {best}: {parts[name].mean():.1f} ± {parts[name].std(ddof=1):.1f} %")
guess.compare(parts["dropped"].mean())

# %% tags=["plumbing", "nbval-ignore-output"]
# Picture: the three parts side by side
said = ", ".join(f"{name} {values.mean():.1f} %" for name, values in parts.items())
figure = plots.runs(parts, "test accuracy in %", f"One part alone: {said}")
figure.axes[0].set_ylim(0, 100)  # from nothing to all; guessing is 10
figure.axes[0].set_ylabel("test accuracy in %")
plots.show(figure, alt=f"Test accuracy on an axis from 0 to 100, three seeds each: {said}.")

# %% tags=["guard"]
assert min(parts["dropped"].mean(), parts["second"].mean()) > max(75, parts["kept"].mean() - (10 if few else 6))

# %% [markdown]
# So the dropped information is **not useless**. Much of it is **a repetition**: the second largest alone, as few as are kept, tells nearly as much. The dropped
# part as a whole has 16 times as many places for a linear layer to use; here that did not help. (Each at the best of four rates; for **second** that was the highest of them.)
#
# How large a window is too large? One number is kept out of 1, out of 16 and out of 64:

# %% tags=["nbval-ignore-output"]
heading()
rate[8] = best_rate([MaxPool2d(8)], "max pooling 8 x 8")
eight = [trained([MaxPool2d(8)], seed, rate[8])[0][0] for seed in tqdm(seeds)]
windows = {1: scores["no pooling"][:, 0], 4: scores["max pooling"][:, 0], 8: np.array(eight)}
for k, result in windows.items():
    left = 8 * (24 // k) ** 2
    print(f"window {k:2} x {k:2}: {left:4} numbers left, {result.mean():4.1f} ± {result.std(ddof=1):.1f} %")

# %% tags=["guard"]
assert few or min(windows[4].mean(), windows[8].mean()) > windows[1].mean() - 3

# %% [markdown]
# And the whole map, **global** pooling? Eight numbers are left of 4,608.
#
# **Predict.** After five epochs it reads few digits. Is that because so much is lost, or because it learns slowly? What would tell the two apart?
#
# ### ANSWER Most of what is missing after five epochs

# %%
guess = Guess(..., "lost", "slow")  # what most of it is: "lost" or "slow"


# %% tags=["nbval-ignore-output"]
@stored("04_pooling")
def with_whole_map(epochs):
    return accuracy(train([GlobalMaxPool2d()], 0, 0.1, epochs=epochs))


for epochs in tqdm((5, 40)):
    right = with_whole_map(epochs)
    print(f"global max pooling, {epochs:2} epochs: {right:.1f} %")
    whole_map = right
guess.compare("slow" if whole_map > 50 else "lost")

# %% tags=["guard"]
assert few or 50 < whole_map < windows[8].mean() - 10

# %% [markdown]
# Most of what is missing after five epochs came with more training. What is still missing after 40 may be lost with the places: the net knows **which**
# strokes there are, not where. Or it needs still more epochs: 40 cannot tell.
#
# This was one seed at one rate, an exception to the rule of this course: the question was what time alone does. With `train([GlobalMaxPool2d()], seed, rate, epochs=40)`, three
# seeds (0, 1, 2) and the rates 0.05 and 0.1 came to 68 to 76 %.
#
# (Large nets do end in global pooling, mostly of averages, and it works: they have hundreds of maps by then, for whole shapes instead of strokes.)

# %% [markdown]
# ## Experiment: shift, window, kind
#
# A digit-like stroke is shifted, before pooling. The title counts what changes after it.
#
# Change by hand: `pixels` (1, 2, 3), `k` (2, 4), `s` (1, 2, 4: with 1 the windows overlap), `pooling` (`F.max_pool2d` or `F.avg_pool2d`). Which choice changes least for one pixel? Which
# for three?

# %%
pixels, k, s, pooling = 1, 2, 2, F.max_pool2d

stroke = np.zeros((8, 12), int)
stroke[1, 2:7], stroke[2:7, 6], stroke[4, 4:9] = 1, 1, 1
moved_stroke = np.pad(stroke, ((0, 0), (pixels, 0)))[:, :12]
a, b = (pooling(image[None, None], k, s)[0, 0] for image in (stroke, moved_stroke))
small = {"cell": 0.2, "shade": "grey"}
rows = [
    [Grid(stroke, "input", "map", **small), Grid(moved_stroke, "input", f"shifted by {pixels}", **small)],
    [Grid(a, "output", "pooled", **small), Grid(b, "output", "pooled after the shift", mask=a != b, **small)],
]
before, after = (stroke != moved_stroke).sum(), (a != b).sum()
title = f"{after} of {a.size} values change after pooling, {before} of {stroke.size} before"
plots.show(
    plots.grids(rows, title=title, align=True), alt=f"A stroke and the shifted stroke, and both after pooling: {title}."
)
print(title)

# %% [markdown]
# **The same with sliders.** Run the next cell. Green frames are the windows, orange boxes mark what changed. Three things to try:
#
# 1. The picture "edge", shifted by 1, then by 2. Which shift leaves no trace, and from which shift on is there one?
# 2. The digit with windows of 2, 4 and 7, the stride always the same as the window. What changes least, and what is left of the digit?
# 3. Window 2 with stride 1: the windows overlap. Is a shift of 1 hidden anywhere?
#
# ![The lab: a map and its shifted copy, above what pooling makes of them.](pictures/lab-pooling.png)

# %% tags=["nbval-ignore-output"] id="lab-pooling"
from coursecnn.labs import PoolingLab

PoolingLab()

# %% [markdown]
# ## What you can do now
#
# - Pool a map by hand, with max and average, any window, stride and padding, and give its size.
# - Say why max pooling pads with minus infinity, and what goes wrong with 0.
# - Say what pooling does to a shifted image: what was measured, with max, average and none, and what was not.
# - Say why min pooling is rare, and with numbers whether dropped information is useless.

# %% [markdown]
# ## Three quick questions
#
# **1.** A map of 20 channels, 24 × 24, goes through 3 × 3 max pooling with stride 3. Which shape comes out, and how many parameters does the layer have?
#
# <details><summary>Answer</summary>
#
# 20 channels of 8 × 8, and no parameters.
#
# </details><br>
#
# **2.** An edge moves by two pixels. Can a 2 × 2 pooling with stride 2 miss it?
#
# <details><summary>Answer</summary>
#
# No: two pixels further is always the next window.
#
# </details><br>
#
# **3.** Max pooling and ReLU: does the order of the two matter?
#
# <details><summary>Answer</summary>
#
# Not for the result: ReLU keeps the order of numbers, so the largest stays the largest. Pooling first is cheaper, there are fewer numbers left for ReLU.
#
# </details><br>
#
# Exercises: [04 Pooling](../exercises/04_pooling.ipynb).
#
# Next: [05 Backpropagation](05_backpropagation.ipynb), the way back through all these layers.
