# %% [markdown]
# # 10 Architectures
#
# You will read famous nets layer by layer, count their parameters and multiplications, build two of them, and find the convolution options of the
# big frameworks in `coursecnn`.
#
# About 55 minutes. It builds on lesson 02 (sizes), lesson 03 (channels, 1 × 1, groups) and lesson 07 (training).
# Shapes are `(C, H, W)` without the batch; layers count from 0, while many texts count from 1.
#
# Exercises: [10 Architectures](../exercises/10_architectures.ipynb).

# %% tags=["plumbing"]
# Imports: what this lesson uses
import time
from math import prod

import numpy as np
from tqdm.auto import tqdm

from coursecnn import (
    SGD,
    Conv2d,
    ConvTranspose2d,
    MaxPool2d,
    ReLU,
    Sequential,
    evaluate,
    fit,
    lesson,
    models,
    output_size,
    plots,
    probabilities,
    receptive_field,
)
from coursecnn.datasets import pictures, to_float
from coursecnn.lesson import Guess
from coursecnn.plots import architectures

try:
    import torch
except ImportError:
    torch = None

# %% tags=["nbval-ignore-output"]
data = lesson.data(4000, 1000)

# %% [markdown]
# ## LeNet-5, 1998
#
# LeNet-5 read the digits on bank cheques. An **architecture** is the plan of a net: which layers, in which order, of which sizes.
# This one set the pattern that you know: convolution, pooling, convolution, pooling, then **fully connected** layers, in which every
# input meets every output.

# %%
lenet = models.lenet5()
shape = (1, 28, 28)
for layer in lenet:
    shape = layer.output_shape(shape)
    print(f"{type(layer).__name__:11} -> {shape}")

# %% tags=["plumbing"]
# Picture: the layers of LeNet-5
plots.show(
    plots.architecture(
        lenet, (1, 28, 28), "LeNet-5: maps get smaller and more numerous, then three fully connected layers"
    ),
    alt="Boxes: input 1 x 28 x 28, convolution and pooling to 6 x 14 x 14, again to 16 x 5 x 5, flatten 400, "
    "linear 120, 84, 10.",
)

# %% [markdown]
# **Predict**, with a pencil. The first convolution has 6 filters of 5 × 5 on one channel, padding 2, on 28 × 28 pixels.
#
# - How many **parameters**? Each filter has $k^2 c_{in}$ weights and one bias.
# - How many **multiplications**? Each of the 28 × 28 places (before pooling) of each of the 6 maps costs $k^2 c_{in}$.
#
# ### ANSWER 117,600

# %%
guess = Guess(...)  # how many multiplications

# %%
places, maps, window = 28 * 28, 6, 5 * 5 * 1
print("parameters:     ", maps * (window + 1))
print("multiplications:", f"{places * maps * window:,}")
lenet.summary((1, 28, 28))
guess.compare(places * maps * window)

# %% [markdown]
# Read the two columns of numbers against each other. The first fully connected layer has most of the *parameters*; the two convolutions do most of
# the *work*. A convolution uses each weight at many places, a fully connected layer uses each weight once.
#
# AlexNet and VGG below are alike in this. NiN, GoogLeNet and ResNet are not: they have no fully connected layer that reads whole maps, and most of
# their parameters are in convolutions. (NiN has no others. GoogLeNet and ResNet end with one fully connected layer, on the mean of each map.)

# %%
convolutions = sum(layer.multiplications(s) for layer, s in ((lenet[0], (1, 28, 28)), (lenet[1], (6, 14, 14))))
weights = sum(w.size for name, w in lenet.params.items() if name[0] in "01")
total, work = sum(w.size for w in lenet.params.values()), lenet.multiplications((1, 28, 28))
print(
    f"convolutions: {100 * weights / total:.0f} % of the parameters, {100 * convolutions / work:.0f} % of the multiplications"
)

# %% [markdown]
# ## The published count
#
# The paper of 1998 counts 60,000 parameters, our table 61,706. Neither is wrong: the old net was a little different.
# Its second convolution, called C3, did not connect every map with every other: 6 of its 16 filters saw 3 maps, 9 saw 4 maps and 1 saw all 6.
# And its two pooling layers had a factor and a bias for each map. C5 is a *convolution* of 5 × 5 in the paper. On maps of 5 × 5 its window has
# one place only, so it is the same as our first fully connected layer.

# %%
c1 = 6 * (25 + 1)
s2, s4 = 6 * 2, 16 * 2
c3 = 6 * (3 * 25 + 1) + 9 * (4 * 25 + 1) + 1 * (6 * 25 + 1)
c5, f6 = 120 * (400 + 1), 84 * (120 + 1)
print("C1, S2, C3, S4, C5, F6:", *(f"{count:,}" for count in (c1, s2, c3, s4, c5, f6)))
print("sum:", f"{c1 + s2 + c3 + s4 + c5 + f6:,}")
maps = np.random.default_rng(0).standard_normal((1, 16, 5, 5), np.float32)
as_convolution = Conv2d(16, 120, 5)
as_convolution.params["weight"] = lenet[3].params["weight"].reshape(120, 16, 5, 5)
print("C5 as a convolution gives", as_convolution(maps).shape)
difference = as_convolution(maps).ravel() - lenet[3](maps.reshape(1, 400)).ravel()
print(f"largest difference from our layer: {np.abs(difference).max():.4f}")

# %% [markdown]
# Exactly 60,000; the ten outputs compared the 84 numbers with fixed pictures of digits and had nothing to learn. The other differences: average pooling where we use
# the maximum, tanh where we use ReLU, images padded to 32 × 32 beforehand where we say `padding=2`.
# When a parameter count in a text does not match yours, look for such differences before you look for a bug.
#
# Now train it, three times, for a few seconds each.

# %% tags=["nbval-ignore-output"]
accuracies = []
for seed in tqdm((0, 1, 2)):
    net = models.lenet5(seed)
    fit(net, data, epochs=4, optimizer=SGD(0.05, 0.9), seed=seed, progress=False)
    accuracies.append(evaluate(net, data.x_test, data.y_test).accuracy)

# %% tags=["guard"]
assert min(accuracies) > (
    0.9 if len(data.x_train) == 4000 else 0.5
)  # on a quarter of the images: 61 to 84 % over ten seeds

# %% tags=["nbval-ignore-output"]
print("right:", "  ".join(f"{100 * a:.1f} %" for a in accuracies))

# %% [markdown]
# ## AlexNet, 2012
#
# Fourteen years later the same plan, a thousand times larger, won a contest with photographs of 1000 kinds of things by a wide margin. It is known for
# ReLU, **dropout** (lesson 07), overlapping pooling (3 × 3 windows, stride 2), and training on two graphics cards; not all of it was new. The cards
# explain its `groups=2`: each card held half of the channels, and some layers did not look at the other half. (Its local response normalisation,
# which has no parameters, is left out in `alexnet()`.)
#
# **Predict.** The input is `(3, 227, 227)`, the first layer has 96 filters of 11 × 11 with stride 4. Which shape comes out?
#
# ### ANSWER (96, 55, 55)

# %%
guess = Guess(...)  # the side of the maps

# %%
alexnet = models.alexnet()
size = output_size(227, 11, stride=4)
print(f"({227} - 11) / 4 + 1 = {size}, shape", alexnet[0].output_shape((3, 227, 227)))
print(f"bytes of its parameters: about {4 * sum(w.size for w in alexnet.params.values()) / 1e6:.0f} million")
guess.compare(size)

# %% [markdown]
# Here is the table: the layers that have parameters, and pooling. (ReLU, dropout and pooling have none.)

# %%
shape, rows = (3, 227, 227), []
for layer in alexnet:
    before, shape = shape, layer.output_shape(shape)
    if layer.params or isinstance(layer, MaxPool2d):
        parameters = sum(w.size for w in layer.params.values())
        rows.append((type(layer).__name__, shape, parameters, layer.multiplications(before)))
print(f"{'layer':10} {'output':>14} {'parameters':>12} {'multiplications':>16}")
for name, out, parameters, multiplications in rows:
    print(f"{name:10} {out!s:>14} {parameters:12,} {multiplications:16,}")
print(f"{'total':25} {sum(r[2] for r in rows):12,} {sum(r[3] for r in rows):16,}")

# %%
conv = [sum(row[i] for row in rows if row[0] == "Conv2d") for i in (2, 3)]
linear = [sum(row[i] for row in rows if row[0] == "Linear") for i in (2, 3)]
parameters, work = (100 * c / (c + f) for c, f in zip(conv, linear))
print(f"convolutions: {parameters:.1f} % of the parameters, {work:.1f} % of the work")

# %% tags=["plumbing"]
# Picture: where the parameters sit, and where the work
shares = {
    "parameters: convolutions": parameters,
    "parameters: fully connected": 100 - parameters,
    "work: convolutions": work,
    "work: fully connected": 100 - work,
}
plots.show(
    plots.bars(
        {name: round(value, 1) for name, value in shares.items()},
        "% of all",
        "The fully connected layers hold the parameters, the convolutions do the work",
    ),
    alt="Four bars: of the parameters convolutions have 3.8 % and fully connected layers 96.2 %; "
    "of the multiplications 91.9 % and 8.1 %.",
)

# %% [markdown]
# Many texts say "62 million parameters", some "61", the paper "60 million". **Predict**: what changes when the net is built on one card, with
# `groups=1` everywhere? The three grouped layers are 5 × 5 from 96 to 256, 3 × 3 from 384 to 384, and 3 × 3 from 384 to 256.
#
# ### ANSWER 62,378,344

# %%
guess = Guess(...)  # parameters on one card, in millions

# %%
grouped = [(256, 96, 5), (384, 384, 3), (256, 384, 3)]
more = sum(out * (into // 2) * k * k for out, into, k in grouped)
total = sum(row[2] for row in rows)
print(f"with groups of two {total:,}, without {total:,} + {more:,} = {total + more:,}")
guess.compare((total + more) / 1e6)

# %% [markdown]
# ## 227 or 224?
#
# The paper says that the input has 224 × 224 pixels. The first maps in its own Figure 2 have 55 × 55.
#
# **Predict.** `output_size(224, 11, stride=4)`: does 55 come out? Remember the floor.
#
# ### ANSWER 54.25

# %%
guess = Guess(...)  # the size

# %%
for n, p in ((224, 0), (227, 0), (224, 2)):
    side = output_size(n, 11, 4, p)
    sizes = [side]
    for k, s, p_next in ((3, 2, 0), (5, 1, 2), (3, 2, 0), (3, 1, 1), (3, 2, 0)):
        sizes.append(output_size(sizes[-1], k, s, p_next))
    exact, features = (n + 2 * p - 11) / 4 + 1, 256 * sizes[-1] ** 2
    print(f"n = {n}, padding {p}: ({n} + {2 * p} - 11) / 4 + 1 = {exact:g}\n    -> {sizes}, features {features:,}")
guess.compare(output_size(224, 11, 4))

# %% [markdown]
# 224 without padding gives 54.25, floored to 54, and at the end 5 × 5 maps: 6,400 features, but the linear layer wants 9,216. So without padding (the
# paper names none) its number and its figure do not fit together. Two repairs are in use: an input of 227 (ours), or 224 with padding 2 (torchvision, PyTorch's image library, does that).
# Both give 55, 27, 13 and 6. What happens when you give our net 224?

# %%
try:
    alexnet.output_shape((3, 224, 224))
except ValueError as error:
    print(error)

# %% [markdown]
# The convolutions accept this; they slide over any size. The first *fully connected* layer does not, because its number of weights was fixed
# when it was made. Such an error says how many features came and how many were expected: a size before it is off.
#
# Now one picture goes through, forward only.

# %%
picture = to_float(pictures.colour_picture(227))[None]
began = time.perf_counter()
x, shape, fits = picture, (3, 227, 227), []
for layer in alexnet.eval():
    x, shape = layer(x), layer.output_shape(shape)
    fits.append(x.shape == (1, *shape))
seconds = time.perf_counter() - began
print("shapes as the table says:", sum(fits), "of", len(alexnet))
print("shape of the last one:", x.shape)

# %% tags=["plumbing"]
# Picture: the input
plots.show(
    plots.images(picture, title="The input: 3 × 227 × 227"),
    alt="A drawn colour picture of a house by a lake, with a tree, mountains and a fence.",
)

# %% tags=["nbval-ignore-output"]
print(f"{sum(r[3] for r in rows) / 1e6:.0f} million multiplications in {seconds:.2f} seconds")

# %%
chances = probabilities(alexnet, picture)[0]
print(f"a blind guess: {1 / 1000}; the most likely class gets {chances.max():.3f}")
del alexnet, x  # 244 million bytes of weights are free again

# %% tags=["guard"]
assert chances.max() < 0.05

# %% [markdown]
# The net is not trained, so it has no opinion. Training it took its authors five to six days on two graphics cards, with 1.2 million photographs.
# One forward pass is another matter: you have seen it on your own computer, in NumPy.

# %% [markdown]
# ## NiN, 2013: no fully connected layers at all
#
# In AlexNet 96 of 100 parameters sit in the fully connected layers. **NiN** (network in network) leaves these out. It puts 1 × 1 convolutions (lesson 03: small dense
# layers at every pixel) after each convolution. It ends with one map for each class, and **global average pooling**, the mean of each
# whole map, turns 10 maps into 10 scores. That has no parameters, and any image size will do.

# %% tags=["plumbing"]
# Picture: the layers of NiN
plots.show(
    architectures.nin(),
    alt="A chain of boxes: input, a block of convolutions 5 x 5, 1 x 1 and 1 x 1, pooling and a second block of 5 x 5, "
    "pooling and a third block of 3 x 3 that ends in 10 maps, global average pooling.",
)

# %%
maps, kernels = (3, 192, 160, 96, 192, 192, 192, 192, 192, 10), (5, 1, 1, 5, 1, 1, 3, 1, 1)
layers = zip(maps[:-1], maps[1:], kernels)
print(f"all nine layers: {sum(out * (k * k * into + 1) for into, out, k in layers):,} parameters")
last, dense = 10 * (192 + 1), 10 * (192 * 8 * 8 + 1)
print(
    f"from 192 maps of 8 x 8 to 10 scores, in parameters:\n    1 x 1 and global pooling {last:,}, fully connected {dense:,}"
)

# %% [markdown]
# ## VGG, 2014: small kernels, many of them
#
# VGG asked: why 11 × 11? Its nets of 16 and 19 layers use 3 × 3 convolutions only: two or three in a row (in VGG-19 up to four), then pooling.
#
# **Predict.** Two 3 × 3 convolutions in a row see as much as one convolution of which size? Let both have $C$ channels in and out:
# which has fewer weights?
#
# ### ANSWER two 3 x 3: 5

# %%
guess = Guess(...)  # the size

# %% tags=["plumbing"]
# Receptive fields and weights
c = 64
print(
    "receptive field of two 3 x 3:",
    receptive_field([(3, 1), (3, 1)])[-1],
    " of three:",
    receptive_field([(3, 1)] * 3)[-1],
)
print(f"weights, C = {c}: two 3 x 3: {2 * 9 * c * c:,}   one 5 x 5: {25 * c * c:,}")
print(f"               three 3 x 3: {3 * 9 * c * c:,}   one 7 x 7: {49 * c * c:,}")
guess.compare(receptive_field([(3, 1), (3, 1)])[-1])

# %% tags=["plumbing"]
# Picture: a block of VGG
plots.show(
    architectures.vgg_block(),
    alt="Boxes in a row: input, convolution 3 x 3 with ReLU, again convolution 3 x 3 with ReLU, max pooling 2 x 2.",
)

# %% [markdown]
# Fewer weights, and one more ReLU in between. The whole plan fits in one line: how many convolutions of how many channels, then a pooling.
# Count VGG-16:

# %%
channels, side, parameters = 3, 224, 0
for repeats, out in ((2, 64), (2, 128), (3, 256), (3, 512), (3, 512)):
    for _ in range(repeats):
        parameters += out * (9 * channels + 1)
        channels = out
    side = output_size(side, 2, 2)
features = channels * side * side
linear = 4096 * (features + 1) + 4096 * (4096 + 1) + 1000 * (4096 + 1)
print(f"VGG-16: {parameters:,} in convolutions")
print(f"    + {linear:,} in fully connected layers = {parameters + linear:,}")
print(f"in fully connected layers: {100 * linear / (parameters + linear):.0f} %")

# %% [markdown]
# ## Inception, 2014: several sizes at once
#
# Which kernel size is right? Inception (GoogLeNet) takes 1 × 1, 3 × 3 and 5 × 5 side by side, and joins their maps along the channel axis. That
# would be expensive, so 1 × 1 convolutions first reduce the channels: a **bottleneck**.
#
# **Predict.** 192 maps of 28 × 28, and a 5 × 5 convolution to 32 maps. How much does it save to go through 16 maps first?
#
# ### ANSWER 9.7 times

# %%
guess = Guess(...)  # how many times less work

# %% tags=["plumbing"]
# Picture: the four ways of an Inception block
plots.show(
    architectures.inception_block(),
    alt="The input goes four ways: 1 x 1; 1 x 1 then 3 x 3; 1 x 1 then 5 x 5; pooling then 1 x 1. "
    "All are joined to 256 maps.",
)

# %%
direct = Conv2d(192, 32, 5, padding=2).multiplications((192, 28, 28))
narrow = Sequential(Conv2d(192, 16, 1), ReLU(), Conv2d(16, 32, 5, padding=2)).multiplications((192, 28, 28))
print(f"direct {direct:,}, through 16 maps {narrow:,}: {direct / narrow:.1f} times less work")
print(f"maps that the block gives: {64 + 128 + 32 + 32}")
guess.compare(direct / narrow)

# %% [markdown]
# ## ResNet, 2015: a way around
#
# Deeper should be better, but plain nets of more than about 20 layers trained worse, even on their *training* images. **ResNet** gives each block a way
# around it, a **skip connection**: $y = x + f(x)$. The block learns only what to *change*; to change nothing, $f = 0$ will do.
#
# Why did plain nets train worse? Not because gradients vanished, its authors think: theirs were healthy, thanks to batch normalisation (explained below).
# It remained an open question.

# %% [markdown]
# What the skip connection does to a gradient can be said. For $f(x) = W x$ it is $dx = dy + W^T dy$: beside what comes back through $f$, $dy$ itself
# arrives. (For other $f$ the matrix of its slopes, $\partial f / \partial x$, stands in the place of $W$.) **Predict.** For which $f$ does nothing arrive?
#
# ### ANSWER f(x) = -x

# %% tags=["plumbing"]
# Picture: a block with a way around it
plots.show(
    architectures.residual_block(),
    alt="Input, convolution with ReLU, convolution, plus sign, ReLU; an arrow leads from the input "
    "around the convolutions to the plus sign.",
)

# %%
x, dy = np.array([1.0, 2.0]), np.array([1.0, 1.0])
f = np.array([[0.1, 0.0], [0.0, -0.2]])  # f(x) = f @ x, a small change
print("y  = x + f(x)     =", x + f @ x)
print("dx = dy + f.T @ dy =", dy + f.T @ dy, "  without the skip connection:", f.T @ dy)

# %% tags=["plumbing"]
# The case in which nothing arrives
f = -np.eye(2)
print("f(x) = -x:  dx     =", dy + f.T @ dy)

# %% [markdown]
# If $f(x) = -x$, both parts cancel. With small random weights they hardly ever do. (The picture is the paper's block: a last ReLU stands behind the
# sum, and where its input is negative no gradient passes. Below, as in the formula, there is none.)
#
# In code it is a `Sequential` with two changed lines. We stack 30 convolutions, once plain, once with a skip connection around each, and look at the size of
# the gradient that arrives at the image. The weights are small: each plain layer lets about 0.35 of a gradient through (0.5 from the weights, $\sqrt{1/2}$
# from ReLU).
#
# **Predict.** What is left of it after 30 plain layers? A power of ten is enough.
#
# ### ANSWER 2e-14

# %%
guess = Guess(...)  # such as 1e-5


# %%
class Residual(Sequential):
    def forward(self, x):
        return x + super().forward(x)

    def backward(self, dy):
        return dy + super().backward(dy)


def small(shape, generator, dtype):
    return (0.5 * generator.standard_normal(shape) / np.sqrt(prod(shape[1:]))).astype(dtype)


def gradient_at_image(block, init, seed, depth=30):
    seeds = 100 * seed + np.arange(depth)
    net = Sequential(*[block(Conv2d(8, 8, 3, padding=1, init=init, seed=s), ReLU()) for s in seeds])
    x = np.random.default_rng(seed).standard_normal((1, 8, 12, 12)).astype(np.float32)
    return float(np.abs(net.backward(np.ones_like(net(x)))).mean())


# %%
kinds = {"plain": (Sequential, small), "around": (Residual, small), "plain, He": (Sequential, "he")}
sizes = {name: [gradient_at_image(*kind, seed) for seed in (0, 1, 2)] for name, kind in kinds.items()}
print(f"expected from the pencil: 0.35 ** 30 = {0.35**30:.0e}")
guess.compare(0.35**30)

# %% tags=["guard"]
assert max(sizes["plain"]) < 1e-6 and 50 < min(sizes["around"]) and max(sizes["around"]) < 1000
assert min(sizes["plain, He"]) > 100 * max(sizes["plain"])

# %% tags=["nbval-ignore-output"]
for name, values in sizes.items():
    print(f"{name:10}", ", ".join(f"{g:.0e}" for g in values))

# %% [markdown]
# The initial weights of He (lesson 07) keep the gradient of this plain net alive too, as the last line shows: so a tiny gradient at the start of training is no proof that
# a net needs skip connections. And with skip connections the gradient *grew*, to some hundreds: each block adds to it, which can become too much as well. **Batch
# normalisation** (`BatchNorm2d`) brings each channel to mean 0 and deviation 1, batch by batch. ResNet uses skip connections, He's weights and batch
# normalisation. So nets of 152 layers were trained, and many nets since have skip connections.

# %% [markdown]
# ## Six nets side by side
#
# | net | year | layers with weights | parameters | what it is known for |
# | :-- | --: | --: | --: | :-- |
# | LeNet-5 | 1998 | 5 | 0.06 million | convolution, pooling, learned together |
# | AlexNet | 2012 | 8 | 61 million | ReLU, dropout, two graphics cards |
# | NiN (for 32 × 32) | 2013 | 9 | 1 million | 1 × 1, global average pooling |
# | VGG-16 | 2014 | 16 | 138 million | 3 × 3 only |
# | GoogLeNet | 2014 | 22 | about 7 million | several sizes at once, bottlenecks |
# | ResNet-152 | 2015 | 152 | about 60 million | skip connections |
#
# The first four counts you have computed above. More layers did not mean more parameters: the large fully connected ones went.

# %% [markdown]
# ## Experiment: build your own
#
# Change the list of filters, or the kernel size, and run the cell again. Watch both totals. Which change costs the most work, and which the most parameters?
# Try `filters = (8, 8, 8)`, then `kernel = 3`, then one more entry. When the list is too long, the maps become too small for the kernel: read the message that you get.

# %%
filters, kernel = (20, 50), 5
own = models.mnist_cnn(kernel_sizes=(kernel,) * len(filters), filters=filters)
own.summary((1, 28, 28))

# %% [markdown]
# ## The same net in PyTorch
#
# PyTorch's layers have the same names, arguments and shapes of weights. So our weights can be copied over, and the same image must give
# the same numbers. PyTorch is not needed for this course; the next cell says how to get it.
#
# First the differences, side by side: our `ConvPool2d` is three layers there; `Linear`, `Flatten` and `ReLU` are the same.

# %% tags=["nbval-ignore-output"]
ours, x = models.lenet5(seed=3), to_float(data.x_test[:50])
if torch is None:
    print(
        "PyTorch is not here. To get it, run `%pip install torch` in a cell (200 MB or more), and restart the kernel."
    )
else:
    nn = torch.nn
    maps = [nn.Conv2d(1, 6, 5, padding=2), nn.MaxPool2d(2), nn.ReLU()]
    maps += [nn.Conv2d(6, 16, 5), nn.MaxPool2d(2), nn.ReLU()]
    rows = [nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10)]
    theirs = nn.Sequential(*maps, *rows)
    with torch.no_grad():
        for mine, yours in zip(ours.params.values(), theirs.parameters(), strict=True):
            yours.copy_(torch.from_numpy(mine.copy()))
        difference = np.abs(ours(x) - theirs(torch.from_numpy(x)).numpy()).max()
    print(f"10 scores of 50 images: largest difference {difference:.0e}")

# %% tags=["guard"]
assert torch is None or difference < 1e-4

# %% [markdown]
# Backward, too. The gradients of all ten arrays of parameters, for one batch with its labels, are compared in the next cell.

# %% tags=["nbval-ignore-output"]
if torch is not None:
    labels = torch.from_numpy(data.y_test[:50])
    nn.functional.cross_entropy(theirs(torch.from_numpy(x)), labels).backward()
    scores = ours(x)
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    ours.backward((p - np.eye(10, dtype=np.float32)[data.y_test[:50]]) / 50)
    for (name, mine), yours in zip(ours.grads.items(), theirs.parameters(), strict=True):
        difference = np.abs(mine - yours.grad.numpy()).max()
        print(f"{name:9} {mine.shape!s:14} largest {np.abs(mine).max():.3f}, largest difference {difference:.0e}")
else:
    print("PyTorch is not here: see the cell above.")

# %% tags=["guard"]
assert torch is None or difference < 1e-4

# %% [markdown]
# The differences are those of rounding: float32 has about 7 digits, and the two add up in different order. Everything you learned in this course
# holds in PyTorch, with the same words; what it adds is the automatic backward pass (`loss.backward()`), graphics cards, and speed at large sizes.

# %% [markdown]
# ## What frameworks' convolution layers offer
#
# | option | PyTorch `Conv2d` | Keras `Conv2D` | `coursecnn.Conv2d` |
# | :-- | :-- | :-- | :-- |
# | channels in, out | `in_channels`, `out_channels` | taken from the input; `filters` | as PyTorch |
# | kernel, also rectangular | `kernel_size` | `kernel_size` | `kernel_size=(3, 5)` |
# | stride per axis | `stride` | `strides` | `stride=(2, 1)` |
# | padding per axis | `padding=(1, 2)` | a layer before it | `padding=(1, 2)` |
# | padding per side | a layer before it | a layer before it | `padding=((0, 1), (0, 1))` |
# | padding with other than 0 | `padding_mode` | a layer before it | `np.pad(x, ..., mode="reflect")` before it |
# | dilation | `dilation` | `dilation_rate` | `dilation=2` |
# | groups, depthwise | `groups` | `groups` | `groups=2` |

# %% [markdown]
# | option | PyTorch | Keras | `coursecnn` |
# | :-- | :-- | :-- | :-- |
# | bias: one number per output channel | `bias=True` | `use_bias=True` | `bias=True` |
# | no bias | `bias=False` | `use_bias=False` | `bias=False` |
# | bias of its own at every place | add a parameter | add a layer | `bias=False`, and add `(C, H, W)` numbers |
# | initial weights | `nn.init`, afterwards | `kernel_initializer` | `init="he"`, `"xavier"`, `"uniform"` or a function |
# | transposed | `ConvTranspose2d` | `Conv2DTranspose` | `ConvTranspose2d` |
# | order of axes | N, C, H, W | N, H, W, C | N, C, H, W |
# | activation inside | no | `activation` | no; `ConvPool2d` has ReLU and pooling |
# | weight decay | in the optimiser | `kernel_regularizer` | in the optimiser, `weight_decay` |
#
# Keras does not combine `strides` above 1 with a `dilation_rate` above 1; in PyTorch and here they combine freely.

# %% [markdown]
# Most rows of the right column, tried on one input of 8 × 9 pixels. **Predict** a few of the shapes with the formula of lesson 02.
#
# ### ANSWER (1, 6, 6, 5)

# %%
guess = Guess(...)  # [channels, rows, columns] with the rectangular kernel

# %%
tries = {
    "rectangular kernel": Conv2d(4, 6, (3, 5)),
    "stride per axis": Conv2d(4, 6, 3, stride=(2, 1)),
    "padding per axis": Conv2d(4, 6, 3, padding=(1, 2)),
    "padding per side": Conv2d(4, 6, 2, padding=((0, 1), (0, 1))),
    "same": Conv2d(4, 6, 3, padding="same"),
    "dilation": Conv2d(4, 6, 3, dilation=2),
    "groups": Conv2d(4, 6, 3, groups=2),
    "depthwise": Conv2d(4, 4, 3, groups=4),
    "no bias": Conv2d(4, 6, 3, bias=False),
    "initial weights": Conv2d(4, 6, 3, init="xavier"),
    "transposed": ConvTranspose2d(4, 6, 3, stride=2),
}
x = np.ones((1, 4, 8, 9), np.float32)
for name, layer in tries.items():
    weights, count = str(layer.params["weight"].shape), sum(w.size for w in layer.params.values())
    print(f"{name:20} {layer(x).shape!s:16} weights {weights:14} parameters {count}")
guess.compare(tries["rectangular kernel"](x).shape[1:])

# %%
reflected = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)), mode="reflect")
layer = Conv2d(4, 6, 3, bias=False)
own_bias = np.zeros((6, 8, 9), np.float32)
y = layer(reflected) + own_bias
print("reflected padding, and a bias at every place:", y.shape)
print("biases:", own_bias.size, "instead of", 6)

# %% [markdown]
# Why is the bias shared by all places? For the same reason as the weights: what a filter looks for does not depend on the place. A bias of its own at
# every place ties the layer to one image size, and adds parameters as above.

# %% [markdown]
# ## What you can do now
#
# - Compute output shape, parameters and multiplications of any layer of any of these nets, with a pencil.
# - Say where the parameters and the work of LeNet, AlexNet and VGG are, and why this is different in NiN, GoogLeNet and ResNet.
# - Explain 227 against 224, and 61 against 62 million parameters.
# - Say in one sentence each what VGG, NiN, Inception and ResNet added.
# - Move a net from `coursecnn` to PyTorch, and check that both give the same numbers.

# %% [markdown]
# ## Three quick questions
#
# **1.** Three 3 × 3 convolutions, $C$ channels in and out, stride 1: which receptive field, how many weights without biases?
#
# <details><summary>Answer</summary>
#
# 7 × 7, with $27 C^2$ weights; one 7 × 7 convolution has $49 C^2$.
#
# </details><br>
#
# **2.** A net ends with Flatten and Linear. Why does it refuse larger images, although convolutions take any size?
#
# <details><summary>Answer</summary>
#
# The Linear layer has a fixed number of inputs. Global average pooling before it gives one number for each channel, whatever the size.
#
# </details><br>
#
# **3.** Why does $y = x + f(x)$ help the gradient?
#
# <details><summary>Answer</summary>
#
# $dx = dy + (\partial f/\partial x)^T dy$: even where the second part is nearly 0, $dy$ arrives in full, unless a ReLU behind the sum stops it.
#
# </details><br>
#
# Exercises: [10 Architectures](../exercises/10_architectures.ipynb).
#
# Next: [11 Your own images](11_your_own_images.ipynb). At hand: the [cheat sheet](92_cheat_sheet.ipynb) and the [glossary](91_glossary.ipynb).
