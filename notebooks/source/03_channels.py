# %% [markdown]
# # 03 Channels
#
# You will convolve colour pictures and whole stacks of feature maps, and count what that costs.
#
# About 40 minutes. It builds on [01 Convolution](01_convolution.ipynb) and [02 Padding, stride and sizes](02_padding_stride_sizes.ipynb).
#
# Exercises: [03 Channels](../exercises/03_channels.ipynb). Lab: in "Experiment: what each channel adds".

# %%
import numpy as np

from coursecnn import Conv2d, plots
from coursecnn import functional as F
from coursecnn.datasets import pictures
from coursecnn.lesson import Guess, data
from coursecnn.plots import Grid

# %% [markdown]
# ## A colour picture is three pictures
#
# So far, a picture has been one grid of numbers. A colour picture has three: how much red, how much green, how much blue. Each grid is a **channel**.

# %%
picture = pictures.colour_picture(144)
print("shape (C, H, W):", picture.shape)
print("red, green, blue of the pixel in the last row and column:", picture[:, -1, -1])

# %% tags=["plumbing"]
# Picture: the house
plots.show(
    plots.images(picture[None], title="One picture in colour"), alt="A house with a roof of tiles by a lake, in colour."
)

# %% [markdown]
# **Predict.** Where is the sky brightest: in the red, the green or the blue channel? And the roof?
#
# ### ANSWER sky: brightest in blue
# ### ANSWER roof: brightest in red

# %%
guess = Guess(..., "red", "green", "blue")  # the channel for the sky, such as "red", in place of the dots

# %%
places = {"sky": picture[:, 0:18, 0:15], "roof": picture[:, 69:75, 33:45]}
for name, part in places.items():
    brightest = part.mean(axis=(1, 2)).argmax()
    print(f"{name}: brightest in", ("red", "green", "blue")[brightest])
guess.compare(("red", "green", "blue")[places["sky"].mean(axis=(1, 2)).argmax()])

# %% tags=["plumbing"]
# Picture: its three channels
plots.show(
    plots.images(picture, ["red", "green", "blue"], title="The same picture as three channels"),
    alt="The red, the green and the blue channel, each as a grey picture of the same house.",
)

# %% [markdown]
# ## One filter sees all channels
#
# What is a convolution of two channels? Each channel gets a kernel **of its own**, and the results are **added**. The kernels together are one **filter**. Its output is
# one map, however many channels come in.

# %%
x = np.array([np.arange(9).reshape(3, 3), np.arange(1, 10).reshape(3, 3)])
w = np.array([[[0, 1], [2, 3]], [[1, 2], [3, 4]]])
parts = [F.conv2d(x[c][None, None], w[c][None, None])[0, 0] for c in (0, 1)]
later = [[False, True], [True, True]]  # not shown yet
rows = [
    [
        Grid(x[c], "input", f"channel {c}", highlight=(0, 0, 2, 2)),
        Grid(w[c], "kernel", "its kernel"),
        Grid(parts[c], "output", f"from channel {c}", hidden=later),
    ]
    for c in (0, 1)
]
maps = {"from channel 0": parts[0], "from channel 1": parts[1], "output": parts[0] + parts[1]}
rows.append([Grid(array, "output", name, hidden=later) for name, array in maps.items()])
print("0*0 + 1*1 + 3*2 + 4*3 =", 0 * 0 + 1 * 1 + 3 * 2 + 4 * 3)
print("1*1 + 2*2 + 4*3 + 5*4 =", 1 * 1 + 2 * 2 + 4 * 3 + 5 * 4, " sum:", 19 + 37)

# %% tags=["plumbing"]
# Picture: two channels, their kernels, and what they add
signs = [["*", "="], ["*", "="], ["+", "="]]
figure = plots.grids(rows, signs, "Two channels, two kernels, one sum: 19 + 37 = 56", align=True)
plots.show(
    figure,
    alt="Channel 0 (0 to 8) with kernel 0 1 2 3 gives 19, channel 1 (1 to 9) with kernel "
    "1 2 3 4 gives 37; the first output is 56.",
)

# %% [markdown]
# **Predict.** The window moves one step to the right. Channel 0 gives $1 \cdot 0 + 2 \cdot 1 + 4 \cdot 2 + 5 \cdot 3 = 25$. What does channel 1 give, and what is the sum?
#
# ### ANSWER [[ 56 72]

# %%
guess = Guess(...)  # the sum

# %%
y = np.zeros((2, 2), int)
for i, j in np.ndindex(2, 2):
    window = x[:, i : i + 2, j : j + 2]  # all channels
    y[i, j] = (window * w).sum()
print(y)
guess.compare(y[0, 1])

# %% [markdown]
# The code is that of lesson 01, with one more `:` for the channels. The formula has one more sum:
#
# $$y_{ij} = \sum_{c} \sum_{a} \sum_{b} w_{cab} x_{c, i+a, j+b}$$
#
# Two things to notice:
#
# - The filter slides along height and width. It does **not** slide along the channels: it has a weight for each of them.
# - Here a "kernel" is the weights for one channel, a "filter" all kernels of one output. Some texts use the two words for the same thing.

# %% [markdown]
# **Mistakes that many make** (the right result is `[[56, 72], [104, 120]]`):

# %%
not_summed = F.conv2d(x[:, None], w[:, None][:1])[:, 0]
print("same kernel for both channels, not summed: shape", not_summed.shape, "instead of", y.shape)
averaged = np.mean(parts, axis=0)
print("averaged over the channels:", averaged.tolist())
bias = 10
print("bias added once for each channel:", sum(part + bias for part in parts).tolist())
print("bias added once (right):         ", (sum(parts) + bias).tolist())

# %% [markdown]
# The bias belongs to the **output** map. It is added once, after the sum over the channels.

# %% [markdown]
# ## Many filters make many channels
#
# One filter gives one map. A layer has many filters, and the maps of all of them are the **channels of its output**. So the weights of a layer have four axes:
#
# $$w: (C_{out}, C_{in}, K_h, K_w)$$
#
# and for each output channel $o$, with its own bias:
#
# $$y_{oij} = b_o + \sum_{c} \sum_{a} \sum_{b} w_{ocab} x_{c, i+a, j+b}$$

# %%
vertical, horizontal, nothing = [[1, -1], [1, -1]], [[1, 1], [-1, -1]], [[0, 0], [0, 0]]
filters = np.array([w, [vertical, nothing], [nothing, horizontal]])
print("weights", filters.shape)
y = F.conv2d(x[None], filters)[0]
print("output ", y.shape)
items = [Grid(y[o], "output", f"from filter {o}") for o in range(3)]
print(y.tolist())

# %% tags=["plumbing"]
# Picture: the maps of the three filters
plots.show(
    plots.grids(items, title="Three filters on two channels: three maps"),
    alt="Three output maps of 2 x 2: 56 72 104 120, then all -2, then all -6.",
)

# %% [markdown]
# Filter 1 looks for vertical edges in channel 0 and ignores channel 1 (its kernel there is all 0). Filter 2 looks for horizontal edges in channel 1.
#
# **Predict.** How many parameters does a layer with 3 input channels, 6 filters of 5 × 5 and a bias for each filter have?
#
# ### ANSWER 456

# %%
guess = Guess(...)  # a number in place of the dots

# %%
layer = Conv2d(3, 6, 5)
print("weight", layer.params["weight"].shape, "bias", layer.params["bias"].shape)
print("6 * (3 * 5 * 5) + 6 =", 6 * (3 * 5 * 5) + 6)
print("in the layer:        ", sum(array.size for array in layer.params.values()))
guess.compare(sum(array.size for array in layer.params.values()))

# %% [markdown]
# In words: $C_{out} \cdot (C_{in} \cdot K_h \cdot K_w + 1)$. The size of the picture is not in it.
#
# **A common mistake:** one filter used for every output channel.

# %%
same = np.repeat(filters[:1], 3, axis=0)  # three times filter 0
maps = F.conv2d(np.arange(32).reshape(1, 2, 4, 4), same)[0]
print("shape", maps.shape, "- but different maps:", len(np.unique(maps, axis=0)))

# %% [markdown]
# The shape is right, but two of the three maps add nothing new. Training would not make them differ: equal filters, with equal weights after
# them, get equal gradients (lesson 05) and stay equal. This is why a layer starts with **different random** filters.

# %% [markdown]
# ## Shapes through a stack
#
# The output channels of one layer are the input channels of the next. Take a colour picture of 32 × 32, first 6 filters of 5 × 5, then 10 filters of 5 × 5 (stride 1, no padding).
#
# **Predict.** Write down the shape of the weights of both layers, and the three shapes of the data.
#
# ### ANSWER weights (10, 6, 5, 5)
# ### ANSWER output (10, 24, 24)

# %%
guess = Guess(...)  # the height of the last output

# %%
x = np.random.default_rng(0).normal(size=(1, 3, 32, 32)).astype(np.float32)
print("input  ", x.shape[1:])
for layer in (Conv2d(3, 6, 5), Conv2d(6, 10, 5)):
    x = layer(x)
    count = sum(array.size for array in layer.params.values())
    print("weights", layer.params["weight"].shape, "-", f"{count:,} parameters")
    print("output ", x.shape[1:])
try:
    Conv2d(3, 10, 5)(x)
except ValueError as error:
    print("a layer for 3 channels refuses 10:", str(error).split(":")[0], sep="\n")
guess.compare(x.shape[2])

# %%
print("6 filters with", 3 * 5 * 5, "weights each, 10 filters with", 6 * 5 * 5, "weights each")

# %% tags=["plumbing"]
# Picture: the stack, layer by layer
rows = [
    ("input", (3, 32, 32), "red, green, blue"),
    ("Conv2d 5 × 5", (6, 28, 28), "w: 6, 3, 5, 5"),
    ("Conv2d 5 × 5", (10, 24, 24), "w: 10, 6, 5, 5"),
]
title = "The second layer has 6 input channels, because the first has 6 filters"
plots.show(
    plots.architecture(rows, title=title),
    alt="Input 3 x 32 x 32, then 6 x 28 x 28 with weights 6, 3, 5, 5, then 10 x 24 x 24 with weights 10, 6, 5, 5.",
)

# %% [markdown]
# ## Batches: (N, C, H, W)
#
# Nets work on several pictures at once, a **batch**. All arrays of the course have the axes **(N, C, H, W)**: picture, channel, row, column. The filters are the same for every picture of the batch, and the
# pictures do not mix.

# %%
batch = np.random.default_rng(1).normal(size=(4, 2, 5, 5))
together = F.conv2d(batch, filters)
alone = np.concatenate([F.conv2d(batch[n : n + 1], filters) for n in range(4)])
print("batch", batch.shape, "gives", together.shape)
print(f"largest difference from one by one: {np.abs(together - alone).max():.12f}")

# %% [markdown]
# **A common mistake.** Most programs that read pictures give (H, W, C): the colours last. `transpose` moves an axis; `reshape` only cuts the same row of
# numbers in another way.
#
# **Predict.** Which of the two pictures below is still a house?
#
# ### ANSWER reshape scrambles
# ### ANSWER no house

# %%
guess = Guess(..., "transpose", "reshape")  # "transpose" or "reshape"

# %%
as_read = np.ascontiguousarray(picture.transpose(1, 2, 0))  # as a program would read it
print("as read:", as_read.shape)
moved, cut = as_read.transpose(2, 0, 1), as_read.reshape(3, 144, 144)
print("transpose:", moved.shape, " reshape:", cut.shape)
print(f"numbers that differ: {(moved != cut).sum():,} of {cut.size:,}")
guess.compare(
    min(("transpose", moved), ("reshape", cut), key=lambda named: np.abs(np.diff(named[1].astype(int))).mean())[0]
)

# %% tags=["plumbing"]
# Picture: the two pictures
title = "The same shape, but reshape scrambles the picture"
plots.show(
    plots.images(np.stack([moved, cut]), ["transpose", "reshape"], title=title),
    alt="Left the house by the lake; right coloured dots and stripes in which no house can be seen.",
)

# %% [markdown]
# Both have the shape (3, 144, 144), so no error warns you. Look at your pictures before you train.

# %% [markdown]
# ## 1 × 1: mixing channels
#
# A kernel of 1 × 1 sees no neighbours. With one channel it would only multiply. With many channels it **mixes** them, at every pixel in the same way.
#
# An example: grey from colours, $0.299 \cdot \text{red} + 0.587 \cdot \text{green} + 0.114 \cdot \text{blue}$, is a 1 × 1 convolution from 3 channels to 1.

# %%
mix = np.array([0.299, 0.587, 0.114]).reshape(1, 3, 1, 1)
grey = F.conv2d(picture[None] / 255, mix)
pixel = picture[:, 10, 20] / 255
by_hand = 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2]
print(f"one pixel: {grey[0, 0, 10, 20]:.4f}, by hand: {by_hand:.4f}")

# %% tags=["plumbing"]
# Picture: the house in greys
plots.show(
    plots.images(grey[0, 0], title="A 1 × 1 convolution from three channels to one: grey"),
    alt="The house by the lake in greys, made by a 1 x 1 convolution.",
)

# %% [markdown]
# From $C_{in}$ to $C_{out}$ channels it is a small fully connected layer, the **same** one at every pixel: a matrix of $C_{out} \times C_{in}$ times a vector of $C_{in}$ numbers.
# Put all pixels in rows, and the whole layer is one matrix product:

# %%
rng = np.random.default_rng(2)
x, w = rng.normal(size=(2, 8, 5, 5)), rng.normal(size=(3, 8, 1, 1))
y = F.conv2d(x, w)
pixels = x.transpose(0, 2, 3, 1).reshape(-1, 8)  # 50 pixels in rows, 8 channels
product = pixels @ w.reshape(3, 8).T  # (50, 8) @ (8, 3)
again = product.reshape(2, 5, 5, 3).transpose(0, 3, 1, 2)
print(pixels.shape, "@", (8, 3), "=", product.shape)
print(f"largest difference from the convolution: {np.abs(y - again).max():.12f}")

# %% [markdown]
# What is it for? To change the number of channels cheaply. Take 64 channels and a 3 × 3 convolution to 64 channels. Or squeeze to 16 channels by 1 × 1, convolve there, and expand again.
#
# **Predict.** Does the second way have two, four or eight times fewer weights?
#
# ### ANSWER times smaller: 8.5

# %%
guess = Guess(...)  # how many times smaller


# %%
def weights(c_in, c_out, k, groups=1):
    return Conv2d(c_in, c_out, k, groups=groups, bias=False).params["weight"].size


direct = weights(64, 64, 3)
squeezed = [weights(64, 16, 1), weights(16, 16, 3), weights(16, 64, 1)]
print("direct:           ", f"{direct:,}")
print("squeezed:         ", " + ".join(f"{count:,}" for count in squeezed), "=", f"{sum(squeezed):,}")
print("times smaller:    ", round(direct / sum(squeezed), 1))
guess.compare(round(direct / sum(squeezed), 1))

# %% [markdown]
# It is not the same function: 16 channels carry less than 64. Lesson 10 shows nets in which this pays off.

# %% [markdown]
# ## Groups: channels that do not meet
#
# With `groups=2` the channels are cut into two halves. The first half of the filters sees only the first half of the input channels, the second half sees only the second. With
# as many groups as channels, each filter sees **one** channel: a **depthwise** convolution.
#
# **Predict.** 4 input channels, 4 filters, 2 groups. Channel 3 of the input changes. Which output channels change?
#
# ### ANSWER change: [2, 3]

# %%
guess = Guess(...)  # such as [0, 1]

# %%
x, changed = rng.normal(size=(2, 1, 4, 6, 6))
changed[0, :3] = x[0, :3]  # only channel 3 differs
for groups in (1, 2, 4):
    w = rng.normal(size=(4, 4 // groups, 3, 3))
    difference = F.conv2d(x, w, groups=groups) - F.conv2d(changed, w, groups=groups)
    touched = [o for o in range(4) if np.abs(difference[0, o]).max() > 1e-9]
    print(f"groups={groups}: weights {w.shape}, output channels that change: {touched}")
    if groups == 2:
        guess.compare(touched)

# %% [markdown]
# Fewer paths, fewer weights: $C_{out} \cdot \frac{C_{in}}{\text{groups}} \cdot K^2$. Depthwise filters do not mix channels, so a 1 × 1 convolution (also called **pointwise**) does it
# afterwards.
#
# From 32 to 64 channels with 3 × 3 kernels:

# %%
costs = {
    "one group": weights(32, 64, 3),
    "2 groups": weights(32, 64, 3, 2),
    "4 groups": weights(32, 64, 3, 4),
    "depthwise, then 1 × 1": weights(32, 32, 3, 32) + weights(32, 64, 1),
}
for name, count in costs.items():
    print(f"{name:22} {count:6,} weights, {count * 14 * 14:9,} multiplications for 14 x 14")
ratio = costs["one group"] / costs["depthwise, then 1 × 1"]

# %% tags=["plumbing"]
# Picture: the weights of the four layers
figure = plots.bars(costs, "weights", f"Depthwise, then 1 × 1: {ratio:.1f} times fewer weights")
plots.show(
    figure,
    alt="Weights from 32 to 64 channels: one group 18,432, two groups 9,216, four groups "
    "4,608, depthwise and pointwise 2,336.",
)

# %% [markdown]
# Each weight is used once for each output pixel, so the number of multiplications is weights times output pixels.

# %% [markdown]
# ## How many filters?
#
# There is a habit: **few filters near the input, more in deeper layers**, often twice as many after each halving of the size. Two reasons can be checked.
#
# **The first is cost.** Half the height and half the width are a quarter of the pixels. Twice as many channels, both in and out, mean four times the weights.
#
# **Predict.** How does the number of multiplications change from layer to layer?
#
# ### ANSWER stays the same

# %%
guess = Guess(..., "falls", "stays", "grows")  # "falls", "stays" or "grows"

# %%
for side, c_in, c_out in ((28, 16, 32), (14, 32, 64), (7, 64, 128)):
    count = weights(c_in, c_out, 3)
    work = side * side * count
    print(f"{side:2} x {side:2}, {c_in} to {c_out:3} channels: {count:6,} weights, {work:,} multiplications")
guess.compare(("falls", "stays", "grows")[1 + np.sign(work - 28 * 28 * weights(16, 32, 3))])

# %% [markdown]
# It stays the same: every layer gets the same share of the work.
#
# **The second is what there is to see.** A filter near the input sees a few pixels: an edge. A filter deeper in the net sees a large window (its
# receptive field), with room for corners, loops, crossings.
#
# Measure how much more there is: how many basic patterns, mixed together, are needed to rebuild 95 % of the variation in windows cut out of digits?

# %% [markdown]
# The **singular value decomposition** (SVD) finds them. Each window, minus the mean window, is a row of a matrix. The SVD finds the pattern
# whose multiples rebuild as much of all the rows as possible, then the best pattern for what is left, and so on. For each pattern it gives a number, its **singular value**; the
# square says how much this pattern rebuilds. `np.linalg.svd` with `compute_uv=False` gives these numbers alone, the largest first.
#
# `cumsum` adds the squares up, one pattern after another. `searchsorted` finds where the sum reaches 95 %.

# %% tags=["nbval-ignore-output"]
digits = data(1500, 10)


def patterns(k, share=0.95):
    """Number of patterns that rebuild this share of the variation of k x k windows."""
    rng = np.random.default_rng(0)
    corners = rng.integers(0, 28 - k + 1, (len(digits.x_train), 4, 2))
    found = [
        image[0, i : i + k, j : j + k].ravel() / 255
        for image, places in zip(digits.x_train, corners)
        for i, j in places
    ]
    strengths = np.linalg.svd(found - np.mean(found, axis=0), compute_uv=False) ** 2
    return int(np.searchsorted(np.cumsum(strengths) / strengths.sum(), share)) + 1


# %% tags=["nbval-ignore-output"]
needed = {k: patterns(k) for k in (3, 5, 10, 14)}
for k, count in needed.items():
    print(f"windows of {k:2} x {k:2}: {count:3} patterns")

# %% tags=["plumbing", "nbval-ignore-output"]
# Picture: patterns by the size of windows
heights = {f"{k} × {k}": count for k, count in needed.items()}
figure = plots.bars(heights, "patterns needed", "The larger the window, the more patterns are needed")
said = ", ".join(f"{name}: {count}" for name, count in heights.items())
plots.show(figure, alt=f"Patterns needed for 95 % of the variation: {said}.")

# %% tags=["guard"]
from coursecnn.lesson import is_quick

assert is_quick() or (needed[3] <= 8 and needed[5] <= 20 and needed[14] > 50)
assert list(needed.values()) == sorted(needed.values())

# Equal filters with equal weights after them stay equal.
from coursecnn import Flatten, Linear, ReLU, Sequential, fit

twins = Sequential(Conv2d(1, 2, 5, seed=0), ReLU(), Flatten(), Linear(2 * 24 * 24, 10, seed=0))
first, last = twins[0].params["weight"], twins[3].params["weight"]
start = first[0].copy()
first[1], last[:, 576:] = first[0], last[:, :576]
fit(twins, digits, epochs=1, batch_size=50, seed=0, progress=False)
first = twins[0].params["weight"]
assert np.allclose(first[0], first[1], atol=1e-5) and not np.allclose(first[0], start, atol=1e-3)

# %% [markdown]
# The larger the window, the more patterns. This fits the habit: the net of lesson 07 has 20 filters of 5 × 5 in its first layer, and 50 in its second, which
# sees 14 × 14 pixels.
#
# It does not prove that a net needs these numbers. The SVD adds patterns with weights of both signs; a ReLU after a filter lets only one sign pass, so two
# filters may be needed for one pattern. And patterns that rebuild windows need not be those that tell digits apart. Lesson 08 tries several numbers of filters, with several seeds.

# %% [markdown]
# ## Experiment: what each channel adds
#
# The colour picture, one filter with a kernel for each colour, the contribution of each channel, and their sum.
#
# Change by hand: `factors` (try `(1, 0, 0)`; `(1, -1, 0)`, which is red against green; `(1, 1, 1)`), and `kernel` (`vertical`, `blur`, `point`).

# %%
vertical = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]]) / 4
blur, point = np.full((3, 3), 1 / 9), np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]])

factors, kernel = (1, -1, 0), blur

w = np.array([factor * kernel for factor in factors])
parts = [F.conv2d(picture[None, c : c + 1] / 255, w[None, c : c + 1])[0, 0] for c in range(3)]
total = F.conv2d(picture[None] / 255, w[None])[0, 0]
print(f"largest difference of the parts' sum from the output: {np.abs(total - sum(parts)).max():.12f}")

# %% tags=["plumbing"]
# Picture: three contributions and their sum
title = "The output is the sum of three contributions"
names = [f"{colour} × {factor}".replace("-", "−") for colour, factor in zip(("red", "green", "blue"), factors)]
figure = plots.images(np.array([*parts, total]), [*names, "sum = output"], 4, signed=True, title=title)
plots.show(
    figure,
    alt=f"Contributions of red, green and blue with factors {factors}, and their sum; "
    "negative is blue, positive is vermilion.",
)

# %% tags=["guard"]
assert np.allclose(total, sum(parts))

# %% [markdown]
# **The same with sliders**, and with three filters at once. Run the next cell. Three things to try:
#
# 1. Filter 1 subtracts green from red. Set the factor for blue to 1 as well: what happens to the sky, and why?
# 2. The layer of 1 × 1: filter 0 now makes greys. Give filter 1 the factors 1, 0, 0. What does it return, and which row of the matrix says so?
# 3. The layer in 3 groups: which channel does each filter see, and how many weights are left?
#
# ![The lab: three channels, their kernels, and the sum.](pictures/lab-channels.png)

# %% tags=["nbval-ignore-output"] id="lab-channels"
from coursecnn.labs import ChannelsLab

ChannelsLab()

# %% [markdown]
# ## What you can do now
#
# - Convolve two channels by hand and add the results, with one bias for each output map.
# - Give the shape of the weights and the number of parameters of any layer, and the shapes through a stack.
# - Say what a 1 × 1 convolution does, and write it as a matrix product.
# - Count weights and multiplications with groups, depthwise and 1 × 1.
# - Give two reasons for few filters near the input and more in deeper layers.

# %% [markdown]
# ## Three quick questions
#
# **1.** A layer has weights of shape (50, 20, 5, 5). How many channels come in, how many go out, how many biases are there?
#
# <details><summary>Answer</summary>
#
# 20 in, 50 out, 50 biases: one for each output channel.
#
# </details><br>
#
# **2.** You swap the red and the green channel of all pictures. Can the first layer be changed so that its output stays the same?
#
# <details><summary>Answer</summary>
#
# Yes: swap the same two channels in every filter. The sum over the channels is the same.
#
# </details><br>
#
# **3.** How many parameters does a 1 × 1 convolution from 256 to 64 channels have, with bias?
#
# <details><summary>Answer</summary>
#
# 64 · 256 + 64 = 16,448.
#
# </details><br>
#
# Exercises: [03 Channels](../exercises/03_channels.ipynb).
#
# Next: [04 Pooling](04_pooling.ipynb), which makes maps smaller and keeps channels apart.
