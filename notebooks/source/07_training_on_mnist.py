# %% [markdown]
# # 07 Training on MNIST
#
# You will train a convolutional net from random weights to 99 % accuracy on images that it has never seen, check it at every step, and look at
# what it still gets wrong.
#
# About 85 minutes. Builds on lessons 01 to 05: convolution, sizes, channels, pooling, backpropagation.
#
# Exercises: [07 Training on MNIST](../exercises/07_training_on_mnist.ipynb). Lab: in "Experiment: one digit, ten probabilities".

# %% tags=["plumbing"]
# Imports: what this lesson uses
import tempfile
from dataclasses import replace
from pathlib import Path
from textwrap import fill

import numpy as np
from tqdm.auto import tqdm

from coursecnn import (
    SGD,
    Adam,
    Conv2d,
    ConvPool2d,
    CrossEntropyLoss,
    Diverged,
    Dropout,
    Flatten,
    Linear,
    MaxPool2d,
    ReLU,
    Sequential,
    datasets,
    evaluate,
    fit,
    lesson,
    models,
    plots,
    probabilities,
)
from coursecnn.datasets import distortions
from coursecnn.lesson import Guess, stored
from coursecnn.training import Augmentation, outputs, schedules
from coursecnn.training.gradcheck import check_gradients

# %% tags=["nbval-ignore-output"]
data = lesson.data(60_000, 10_000)

# %% [markdown]
# ## 1 Look at the data first
#
# **MNIST** is 70,000 grey pictures of digits, handwritten by office workers and pupils: 60,000 to learn from, 10,000 to be tested on. If
# the line above says "drawn digits", your computer had no MNIST; all that follows works, with other numbers.
#
# Before any net, look. Are the labels right? Could you read every digit?

# %%
images = data.x_train
print("one image:", images.shape[1:], images.dtype, "from", images.min(), "to", images.max())

# %% tags=["plumbing"]
# Picture: thirty training images
first = [f"label {label}" for label in data.y_train[:30]]
plots.show(
    plots.images(data.x_train[:30], first, title="Thirty training images with their labels"),
    alt="Thirty grey images of single digits, bright on black, in three rows of ten, each with its label above.",
)

# %% [markdown]
# Are the classes balanced? If nine in ten images were a 1, a net that always says 1 would be right nine times in ten.
#
# **Predict.** Ten digits, all about equally frequent: how often is a net right if it always gives the same answer?
#
# ### ANSWER right about 10 times in 100

# %%
guess = Guess(...)  # how many times in 100

# %% tags=["nbval-ignore-output"]
share = np.bincount(data.y_train, minlength=10) / len(data.y_train)
print(f"a digit has from {100 * share.min():.1f} % to {100 * share.max():.1f} % of the images")
print(f"always the same answer is right about {100 * share.mean():.0f} times in 100: the level of chance")
guess.compare(100 * share.mean())

# %% tags=["guard"]
assert 0.08 < share.min() and share.max() < 0.13

# %% [markdown]
# ## 2 From bytes to numbers
#
# The images are **bytes**: whole numbers from 0 to 255, dtype `uint8`. They save memory, but are not for computing. A byte has no room
# for 300.
#
# **Predict.** What does `200 + 100` give, in bytes?
#
# ### ANSWER 200 + 100 = 44

# %%
guess = Guess(...)  # a number in place of the dots

# %%
a, b = np.array([200], np.uint8), np.array([100], np.uint8)
print("in bytes: 200 + 100 =", int((a + b)[0]))
try:
    models.mnist_cnn()(data.x_train[:1])
except TypeError as error:
    print("the net refuses bytes:", fill(str(error), 72), sep="\n")
guess.compare(int((a + b)[0]))

# %% [markdown]
# The sum started again from 0 after 255, without a warning. So divide by 255 first and get floats from 0 to 1. `to_float` does it, for one
# batch at a time: the whole set as float32 would take four times the memory.
#
# Why from 0 to 1 and not from 0 to 255? Because the first weights (those a new net starts with) are made for inputs of about size 1. Compare the first loss of a new net:

# %% tags=["nbval-ignore-output"]
net, loss = models.mnist_cnn(seed=0), CrossEntropyLoss()
x, y = datasets.to_float(data.x_train[:200]), data.y_train[:200]
divided, not_divided = loss(net(x), y), loss(net(255 * x), y)
print(f"first loss, numbers from 0 to 1: {divided:.1f}; numbers from 0 to 255: {not_divided:.1f}")

# %% tags=["guard"]
assert divided < 2.6 and not_divided > 10 * divided

# %% [markdown]
# ## 3 Batches, in a new order each time
#
# A step over all 60,000 images would be exact and slow. A **batch** of 50 or 128 images gives roughly the same direction, and on average exactly the
# same, at a small part of the cost. How roughly? The cosine of the angle between two gradients is 1 where they point the same way and 0 where they
# stand at right angles. Here 4,000 images stand for all:


# %% tags=["nbval-ignore-output"]
def direction(rows):
    """The gradient of all parameters, in one row."""
    loss(net(datasets.to_float(data.x_train[rows])), data.y_train[rows])
    net.backward(loss.backward())
    return np.concatenate([gradient.ravel() for gradient in net.grads.values()])


@stored("07_training_on_mnist")
def mean_cosines(sizes):
    """For batches of each size: the mean cosine of ten with the direction of all 4,000."""
    shuffled, cosines = np.random.default_rng(0).permutation(4_000), {}
    exact = direction(shuffled)
    for size in sizes:
        ten = [direction(shuffled[start : start + size]) for start in range(0, 10 * size, size)]
        cosines[size] = np.mean([g @ exact / np.sqrt((g @ g) * (exact @ exact)) for g in ten])
    return cosines


cosines = mean_cosines((50, 128, 400))
for size in cosines:
    print(f"batches of {size:3}: cosine {cosines[size]:.2f}, {np.degrees(np.arccos(cosines[size])):.0f} degrees off")

# %% tags=["guard"]
assert 0.2 < cosines[50] < cosines[128] < cosines[400] < 1

# %% [markdown]
# Far from exact. But 469 rough steps with 128 images each cost about as much as one exact step: one pass over all images, an **epoch**.
#
# This is the whole of training, in four lines. All that follows is about doing them well.


# %%
def train(net, images, labels, order, batch_size=50, lr=0.1):
    loss, optimizer = CrossEntropyLoss(), SGD(lr)
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        loss(net(datasets.to_float(images[rows])), labels[rows])  # forward
        net.backward(loss.backward())  # backward: lesson 05
        optimizer.step(net.params, net.grads)  # w -= lr * dw


print("steps in an epoch of 60,000 images, 128 to a batch:", -(-60_000 // 128))

# %% [markdown]
# **Predict.** Suppose the images came sorted: all zeros, then all ones, and at the end all nines. What would the net answer after one epoch?
#
# ### ANSWER most frequent answer is 9

# %%
guess = Guess(...)  # its most frequent answer

# %% tags=["nbval-ignore-output"]
small = data.subset(2_000, 1_000)
orders = {"sorted": np.argsort(small.y_train, kind="stable"), "shuffled": np.random.default_rng(0).permutation(2_000)}


@stored("07_training_on_mnist")
def after_an_epoch(name):
    """What a net answers to the test images, and the share that is right."""
    net = models.mnist_cnn(seed=0)
    train(net, small.x_train, small.y_train, orders[name])
    answers = outputs(net, small.x_test).argmax(axis=1)
    return answers, np.mean(answers == small.y_test)


right, answers = {}, {}
for name in orders:
    answers[name], right[name] = after_an_epoch(name)
print("after sorted images the most frequent answer is", np.bincount(answers["sorted"]).argmax())
for name, share in right.items():
    print(f"{name:12} {100 * share:.1f} % right")
guess.compare(np.bincount(answers["sorted"]).argmax())

# %% tags=["guard"]
assert right["shuffled"] > 2 * right["sorted"]

# %% [markdown]
# The net learned what came last and forgot the rest. So the order is **shuffled**, anew in each epoch. `fit` does that, from a seed: the same
# seed gives the same order, and the same net to the last bit.

# %% [markdown]
# ## 4 Why the test set waits
#
# You will choose many things: learning rate, filters, epochs. Each choice is made by looking at an accuracy. If you look at the **test**
# images for that, you choose what happens to fit *them*, and their accuracy is no longer honest.
#
# **Predict.** Fifty nets are all exactly equally good: each reads any image correctly with probability 97 %. You test all fifty on 1,000
# images and keep the best. What accuracy does it show?
#
# ### ANSWER the best of fifty: 98.4

# %%
guess = Guess(...)  # the best of fifty, in %

# %%
found = np.mean(np.random.default_rng(0).random((50, 1_000)) < 0.97, axis=1)
print(f"mean of all fifty:    {100 * found.mean():.1f} %")
print(f"the best of fifty:    {100 * found.max():.1f} %   (its true value is 97.0 %)")
print(f"on 1,000 new images:  {100 * np.mean(np.random.default_rng(1).random(1_000) < 0.97):.1f} %")
guess.compare(100 * found.max())

# %% [markdown]
# The best of many looks better than it is. So keep some *training* images back: the **validation** set, here 5,000. Look at it as often as you like.
# The test set is used once, at the end. In `fit` this is `validation=5000`, and the test comes last.
#
# This is also why the rule of lesson 04 (nets are compared each at its own learning rate) says *on validation images*: a rate is a choice too.

# %% [markdown]
# ## 5 The net
#
# Two groups of convolution and pooling, then one fully connected layer, then softmax.

# %%
net = models.mnist_cnn(kernel_sizes=(5, 5), filters=(20, 50), seed=0)

# %% [markdown]
# **Predict.** The second convolution has 50 filters of 5 × 5 over 20 channels, each with a bias. How many parameters? Which layer has the most
# multiplications?
#
# ### ANSWER 25,050

# %%
guess = Guess(...)  # how many parameters

# %%
shape, total = (1, 28, 28), 0
for layer in net:
    count, work = sum(p.size for p in layer.params.values()), layer.multiplications(shape)
    shape, total = layer.output_shape(shape), total + count
    print(f"{type(layer).__name__:10} gives {shape!s:12} {count:6,} parameters {work:9,} multiplications")
print(f"{total:,} parameters in all; lesson 00's perceptron of 15 units has 11,935")
guess.compare(sum(p.size for p in net[1].params.values()))

# %% tags=["guard"]
assert total == 33_580 and 50 * (20 * 5 * 5 + 1) == 25_050

# %% tags=["plumbing"]
# Picture: the net, layer by layer
plots.show(
    plots.architecture(net, (1, 28, 28), title="33,580 parameters from image to ten scores"),
    alt="Boxes in a row: input 1 x 28 x 28; block of convolution and pooling 5 x 5, 20 x 12 x 12, "
    "520 parameters; second block "
    "5 x 5, 50 x 4 x 4, 25,050 parameters; Flatten, 800; Linear, 10, 8,010 parameters.",
)

# %% [markdown]
# The box `ConvPool2d` is a convolution, a ReLU and a 2 × 2 max pooling as **one block**: 28 to 24 by the 5 × 5 kernel, 24 to 12 by pooling. The
# package has it in one piece because it is faster that way (lesson 06). It computes the same as three layers:

# %% tags=["nbval-ignore-output"]
block = net[0]
conv = Conv2d(1, 20, 5)
conv.params["weight"], conv.params["bias"] = block.params["weight"], block.params["bias"]
three = Sequential(conv, ReLU(), MaxPool2d(2))
x = datasets.to_float(data.x_train[:4])
print("shapes: ", block(x).shape, three(x).shape)
print(f"largest number {three(x).max():.1f}, largest difference {np.abs(block(x) - three(x)).max():.0e}")

# %% [markdown]
# ## 6 Sanity ladder, first rung: the first loss
#
# A long training with a mistake in it costs hours of doubt. Three cheap checks come first, like the rungs of a ladder.
#
# **Predict.** A new net knows nothing: each of the ten digits gets a probability of about 1/10. The loss is $-\ln p$ of the right digit. How large is
# it?
#
# ### ANSWER 2.3026

# %%
guess = Guess(...)  # the loss

# %%
print(f"-ln(1/10) = ln 10 = {np.log(10):.4f}")
losses = {"small last layer": [], "He everywhere": [], "He, standardised": []}
x, y = datasets.to_float(data.x_train[:200]), data.y_train[:200]
for seed in range(12):
    net = models.mnist_cnn(seed=seed)
    losses["small last layer"].append(loss(net(x), y))
    net.params["3.weight"] *= 10  # undo what mnist_cnn does to its last layer
    losses["He everywhere"].append(loss(net(x), y))
    losses["He, standardised"].append(loss(net((x - x.mean()) / x.std()), y))

guess.compare(np.log(10))

# %% tags=["guard"]
assert max(losses["small last layer"]) < 2.45 and np.mean(losses["He everywhere"]) > 2.6
assert np.mean(losses["He, standardised"]) > 4

# %% tags=["nbval-ignore-output"]
for name, values in losses.items():
    print(f"{name:17} from {min(values):.2f} to {max(values):.2f}, mean {np.mean(values):.2f}")

# %% [markdown]
# With weights of normal size in the last layer, scores differ by chance, softmax turns that into firm opinions, and firm wrong opinions are
# costly: look at the means, at how far the losses vary with the seed, and at how they depend on the scaling of the pixels. The first steps of training then have to unlearn these opinions.
#
# `mnist_cnn` makes the last layer's weights ten times smaller. Scores are near 0, all probabilities near 1/10, the loss near 2.30. A first
# loss far from $\ln(\text{number of classes})$ means: look for the reason before you go on.

# %% [markdown]
# ## 7 Second rung: are the gradients right?
#
# Lesson 05 compared gradients with central differences, $\frac{f(w+h)-f(w-h)}{2h}$. Now for the whole net at once, with loss. In float64,
# because in float32 the differences are mostly rounding.

# %% tags=["nbval-ignore-output"]
net = models.mnist_cnn(seed=1)
check = check_gradients(net, x[:3], y[:3], samples=40)
for name in check:
    print(f"{name:9} relative error {check[name]:.0e}")
print("passed:", check.passed)

# %% tags=["guard"]
assert {name for name in check if check[name] > 0.01} == {"0.bias", "x"} and not check.passed

# %% [markdown]
# Two rows fail, by more than 1 %. Is backward wrong? **Predict** before you read on: the images are black at the edge, exactly 0, and the biases of
# a new net are exactly 0. What number goes into ReLU at a black place?
#
# ### ANSWER the kink of ReLU

# %% [markdown]
# Exactly 0: the **kink** of ReLU, where the slope is 0 on one side and 1 on the other. Central differences then give the mean of both. Max pooling
# has such places too, where pixels are equal. So check with images that have no exact zeros: add a little noise.


# %% tags=["nbval-ignore-output"]
noisy = x[:3] + np.random.default_rng(0).uniform(0.05, 0.1, x[:3].shape)
check = check_gradients(net, noisy, y[:3], samples=40)
for name in check:
    print(f"{name:9} relative error {check[name]:.0e}")
print("passed:", check.passed)

# %% tags=["guard"]
assert max(check[name] for name in check) < 1e-6 and check.passed

# %% [markdown]
# Now all agree. How to read the size of an error, as a rule of thumb (lesson 05): 1e-7 and less is rounding; around 1e-4, suspect a kink nearby; 1e-2 and
# more is a kink or a mistake in a formula. If it stays when the input is noise, suspect a mistake.

# %% [markdown]
# ## 8 Third rung: overfit 20 images
#
# 33,580 parameters must be able to learn 20 images by heart. A net that cannot has a mistake in it, and more data will not help.
#
# **Predict.** And if the 20 images get *random* labels: can it learn these, too?
#
# ### ANSWER random labels: 20 of 20

# %%
guess = Guess(...)  # how many of 20 it gets right

# %% tags=["nbval-ignore-output"]
none = dict(x_test=data.x_test[:0], y_test=data.y_test[:0])
twenty = replace(data, x_train=data.x_train[:20], y_train=data.y_train[:20], **none)
nonsense = replace(twenty, y_train=np.random.default_rng(0).integers(0, 10, 20))
twenties = {"true labels": twenty, "random labels": nonsense}


@stored("07_training_on_mnist")
def by_heart(name):
    """How many of the twenty are right after 60 epochs, and the loss."""
    net, few = models.mnist_cnn(seed=0), twenties[name]
    fit(net, few, epochs=60, batch_size=20, optimizer=SGD(0.05, momentum=0.9), progress=False)
    found = evaluate(net, few.x_train, few.y_train)
    return found.correct, found.loss


for name in twenties:
    correct, last_loss = by_heart(name)
    print(f"{name}: {correct} of 20 right, loss {last_loss:.4f}")
guess.compare(correct)

# %% tags=["guard"]
assert correct == 20 and last_loss < 0.05

# %% [markdown]
# It can. So this rung tests the machinery (gradients, optimiser, loss), not whether the labels are right or the net has understood digits.
# That needs other checks, and images it has never seen.

# %% [markdown]
# ## 9 First weights
#
# Why not begin with all weights nearly 0? Follow the size of the numbers (their standard deviation) from layer to layer, with two
# beginnings:
#
# - **He**: normally distributed, with standard deviation $\sqrt{2 / (k^2 c_{in})}$, here $\sqrt{2/25} = 0.283$ and $\sqrt{2/500} = 0.063$;
# - uniform between $-0.0001$ and $0.0001$.


# %%
def tiny(shape, generator, dtype):
    return generator.uniform(-1e-4, 1e-4, shape)


def small_net(init, filters=(20, 50), seed=0, p=0.0):
    a, b = filters
    first = ConvPool2d(1, a, 5, init=init, seed=3 * seed)
    second = ConvPool2d(a, b, 5, init=init, seed=3 * seed + 1)
    last = Linear(16 * b, 10, init=init, seed=3 * seed + 2)
    return Sequential(first, second, Flatten(), Dropout(p, seed=seed), last)


print("He:", ", ".join(f"{np.sqrt(2 / fan_in):.3f}" for fan_in in (25, 500)))
x = datasets.to_float(data.x_train[:200])
sizes = {}
inits = {"He": "he", "uniform ±0.0001": tiny}
for name, init in inits.items():
    net = small_net(init)
    sizes[name] = ([0, 1, 2, 3], [net[:i](x).std() if i else x.std() for i in (0, 1, 2, 5)])

# %% tags=["nbval-ignore-output"]
he, lost = (values[1] for values in sizes.values())
for name, (_, values) in sizes.items():
    print(f"{name:17}", ", ".join(f"{value:.1e}" for value in values))

# %% tags=["plumbing", "nbval-ignore-output"]
# Picture: the size of signals, layer by layer
figure = plots.curves(
    sizes,
    "layer (0: image, 1 and 2: blocks, 3: scores)",
    "standard deviation of the numbers",
    "He's weights keep the size of the signals, tiny weights lose it",
    logy=True,
)
plots.show(
    figure,
    alt="Standard deviation by layer, logarithmic: with He about 0.3 to 1 in all layers, with "
    "tiny weights below 1e-8 at the scores.",
)

# %% tags=["guard"]
assert 0.1 < min(he) and max(he) < 5 and lost[3] < 1e-8

# %% [markdown]
# The backward pass multiplies by the same weights, so gradients vanish in the same way.
#
# **Predict.** Train both for one epoch on 2,000 images. Which loss does the net with tiny weights reach? (You have computed it before.)
#
# ### ANSWER 0.0001: loss 2.30

# %%
guess = Guess(...)  # a number in place of the dots

# %% tags=["nbval-ignore-output"]
settings = dict(epochs=1, batch_size=50, schedule=schedules.Constant(), progress=False)


@stored("07_training_on_mnist")
def reached(name):
    """The loss on the test images, and the share that is right."""
    found = fit(small_net(inits[name]), small, optimizer=SGD(0.05), **settings).test
    return found.loss, found.accuracy


(loss_he, right_he), (loss_tiny, _) = map(reached, inits)
print(f"He: loss {loss_he:.2f}, {100 * right_he:.0f} % right")
print(f"uniform ±0.0001: loss {loss_tiny:.2f}")
guess.compare(loss_tiny)

# %% tags=["guard"]
assert right_he > 0.6 and abs(loss_tiny - np.log(10)) < 0.002

# %% [markdown]
# ## 10 Three ways to step
#
# With $g$ for the gradient and $\eta$ (eta) for the learning rate:
#
# | name | step | idea |
# | :-- | :-- | :-- |
# | **SGD** | $w \leftarrow w - \eta g$ | downhill |
# | **momentum** | $v \leftarrow 0.9 v + g$, then $w \leftarrow w - \eta v$ | keep rolling where steps agree: up to 1 + 0.9 + 0.81 + ... = 10 times as far |
# | **Adam** | $m \leftarrow 0.9 m + 0.1 g$ and $v \leftarrow 0.999 v + 0.001 g^2$, then the formula below | about the same step for every weight |
#
# $$w \leftarrow w - \eta \, \frac{m / (1 - 0.9^t)}{\sqrt{v / (1 - 0.999^t)} + \epsilon}$$
#
# Adam's $m$ and $v$ are running averages of $g$ and $g^2$. They begin at 0, so after $t$ steps they are too small; the divisions make up for that.
# $\epsilon = 10^{-8}$ only keeps it from dividing by 0. Such rules are called **optimisers**.
#
# **Predict.** Same net, same batches, $\eta = 0.05$ for the first two: with which does the loss fall faster?
#
# ### ANSWER momentum is ahead of plain SGD

# %%
guess = Guess(..., "SGD", "momentum")  # "SGD" or "momentum"


# %% tags=["nbval-ignore-output"]
@stored("07_training_on_mnist")
def losses_of(optimizer):
    """The loss of each batch."""
    seen = []

    def note(step, steps, loss, right):
        seen.append(loss)

    fit(models.mnist_cnn(seed=0), small, optimizer=optimizer, on_step=note, **settings)
    return seen


paths = {}
ways = {"SGD 0.05": SGD(0.05), "momentum 0.9": SGD(0.05, momentum=0.9), "Adam 0.001": Adam(0.001)}
for name, optimizer in ways.items():
    seen = losses_of(optimizer)
    paths[name] = (np.arange(len(seen)) + 1, seen)
late = {name: np.mean(losses[-10:]) for name, (_, losses) in paths.items()}
print("mean loss of the last ten steps:")
for name, value in late.items():
    print(f"  {value:.2f} {name}")
guess.compare("momentum" if late["momentum 0.9"] < late["SGD 0.05"] else "SGD")

# %% tags=["plumbing"]
# Picture: three ways to step
title = "At the same learning rate, momentum is ahead of plain SGD"
plots.show(
    plots.curves(paths, "step", "loss of the batch", title),
    alt="Loss of each batch over 40 steps: SGD, momentum and Adam fall from 2.3, momentum below SGD.",
)

# %% tags=["guard"]
assert late["momentum 0.9"] < late["SGD 0.05"]

# %% [markdown]
# One seed and 40 steps show how they work, not which is best: each has a best learning rate of its own. Lesson 08 compares properly.

# %% [markdown]
# ## 11 The step that is too long
#
# The learning rate is the number to get right first. **Predict** the loss after one epoch for 0.001, 0.1 and 10.
#
# ### ANSWER threw the weights far across the valley

# %%
guess = Guess(...)  # the loss for 0.1


# %% tags=["nbval-ignore-output"]
@stored("07_training_on_mnist")
def losses_at(lr):
    """The net after an epoch, and the loss of each batch."""
    net, seen = models.mnist_cnn(filters=(8, 16), seed=0), []

    def note(step, steps, loss, right):
        seen.append(loss)

    fit(net, small, optimizer=SGD(lr), on_step=note, **settings)
    return net, seen


last, highest = {}, {}
for lr in (0.001, 0.01, 0.1, 1, 10):
    net, seen = losses_at(lr)
    last[lr], highest[lr] = np.mean(seen[-10:]), max(seen)
print("rate    mean loss of the last ten steps    highest loss")
for lr in last:
    print(f"{lr:5}   {last[lr]:31.2f}    {highest[lr]:12,.1f}")
guess.compare(last[0.1])

# %% tags=["guard"]
assert last[0.1] < 1.5 and last[0.001] > 2.2 and last[10] > 2.2 and highest[10] > 100

# %% [markdown]
# With 10 the first steps threw the weights far across the valley. What is left of the gradients?

# %%
loss(net(x), y)  # the net of the last rate, 10
net.backward(loss.backward())
for name, gradient in net.grads.items():
    print(f"{name:9} {np.count_nonzero(gradient):6,} of {gradient.size:6,} entries of the gradient are not 0")

# %% [markdown]
# ReLU inputs are negative for every image, outputs 0, and gradients 0 in all layers but one: the last bias still learns how frequent each digit is. The
# net is **dead**. No error is raised, the loss stays at about $\ln 10$. So you have seen three causes of a loss that stays near 2.30: weights too small
# (section 9), steps too long, and steps too short (0.001 above). There are others, such as labels in a different order from the images.
#
# With a still longer step the numbers leave the range of float32, which ends at 3.4e38. `fit` stops and says so:

# %%
try:
    fit(models.mnist_cnn(seed=0), small, optimizer=SGD(1e20), **settings)
except Diverged as error:
    print("Diverged: the loss is no longer a number.")
    print("The advice of the message:", str(error).rsplit(", ", 1)[1])

# %% [markdown]
# To **diverge** is to run away instead of settling. `Diverged` carries `error.history`, all that was recorded before. What to do: divide the
# learning rate by 3 until it trains, then go on dividing as long as the result gets better.

# %% [markdown]
# ## 12 A rate that changes
#
# A **schedule** changes the learning rate during training. This one, *one cycle*, begins with short steps (a new net can be thrown off, as you saw), rises for the first three tenths of the training, then
# falls to almost 0 (to settle). The picture shows the 1,290 steps of section 15, three epochs of 430 batches. Whether a schedule is better than a
# constant rate must be measured, each with its own best rate; `schedule=schedules.Constant()` keeps the rate constant.

# %%
steps = np.arange(1_290)
rates = [0.1 * schedules.OneCycle()(step, len(steps)) for step in steps]
top = int(np.argmax(rates))
print(f"first {rates[0]:.3f}, highest {rates[top]:.3f} at step {top}, last {rates[-1]:.7f}")

# %% tags=["plumbing"]
# Picture: the learning rate of one cycle
figure = plots.curves(
    {"learning rate": (steps, rates)}, "step", "learning rate", "One cycle: up to 0.1, then down to almost 0"
)
plots.show(
    figure,
    alt="The learning rate rises along a cosine from 0.004 to 0.1 at step 386, then falls along a cosine to almost 0.",
)

# %% [markdown]
# ## 13 Overfitting, on purpose
#
# Give a net only 500 images. It learns them by heart. Training accuracy says "perfect"; new images say otherwise. The difference is the
# **gap**, and learning images by heart, not what they share, is **overfitting**. Remedies:
#
# - **weight decay**: each step also shrinks each weight a little, $w \leftarrow w - \eta (g + \lambda w)$;
# - **dropout**: in training, set each number before the last layer to 0 with probability $p = 1/2$ and divide the others by $1 - p$, so that the net cannot
#   rely on just one;
# - **shifts**: move each image by up to 2 pixels, differently each time;
# - shifts and a little dropout ($p = 0.2$) together.


# %%
some = data.subset(1_500, 2_000)
few = replace(some, x_train=some.x_train[:500], y_train=some.y_train[:500], **none)
moved = Augmentation("shift", pixels=2)
remedies = {
    "none": {},
    "weight decay": dict(decay=0.01),
    "dropout": dict(p=0.5),
    "shifts": dict(augment=moved),
    "shifts, dropout": dict(augment=moved, p=0.2),
}


def remedied(lr, seed, decay=0, p=0, augment=None):
    """A net trained on the 500 images."""
    net, optimizer = small_net("he", (8, 16), seed, p), SGD(lr, momentum=0.9, weight_decay=decay)
    fit(net, few, epochs=20, batch_size=50, optimizer=optimizer, seed=seed, augment=augment, progress=False)
    return net


def right_of(net, images, labels):
    return 100 * evaluate(net, images, labels).accuracy


# %% [markdown]
# The rule of the course: each remedy gets a learning rate of its own, the best of four for seed 0 on 1,000 *validation* images. Then three seeds at that
# rate meet the test images.


# %% tags=["nbval-ignore-output"]
@stored("07_training_on_mnist")
def compared(**with_):
    """The best rate; then what three nets know of the training images, and of new ones."""
    nets = {lr: remedied(lr, 0, **with_) for lr in (0.02, 0.05, 0.1, 0.2)}
    checked = {lr: right_of(net, some.x_train[500:], some.y_train[500:]) for lr, net in nets.items()}
    best = max(checked, key=checked.get)
    three = [nets[best], *(remedied(best, seed, **with_) for seed in (1, 2))]
    known = [right_of(net, few.x_train, few.y_train) for net in three]
    return best, known, [right_of(net, some.x_test, some.y_test) for net in three]


best, known, new = {}, {}, {}
for name, with_ in tqdm(remedies.items()):
    best[name], known[name], new[name] = compared(**with_)

# %%
gap = np.mean(known["none"]) - np.mean(new["none"])
gain = np.mean(new["shifts"]) - np.mean(new["none"])

# %% tags=["plumbing"]
# Picture: four remedies, and none
title = "Trained on 500 images: what each remedy adds, and the spread between seeds"
plots.show(
    plots.runs(new, "right on 2,000 new images, %", title),
    alt="Three dots and their mean for each of: no remedy, weight decay, dropout, shifts, shifts "
    "with dropout. With shifts clearly higher than with none.",
)

# %% tags=["guard"]
assert np.mean(known["none"]) > 99 and gap > 2
assert gain > 1
assert "drawn" in data.source or gain > max(np.ptp(new["none"]), np.ptp(new["shifts"])), (gain, new)

# %% tags=["nbval-ignore-output"]
print("                 rate   known    new   highest - lowest of new")
for name in remedies:
    print(f"{name:15} {best[name]:5} {np.mean(known[name]):7.1f} {np.mean(new[name]):6.1f} {np.ptp(new[name]):8.1f}")

# %% [markdown]
# Compare each difference with the spread between seeds. On real handwriting, what shifts add is larger: they make new images that could have been
# written. What weight decay and dropout add is about as large as the spread: three seeds cannot tell whether they help *here*. (Nor can they tell shifts
# from shifts with dropout.) Shifting is a cheap way to get more images.

# %% [markdown]
# ## 14 Stopping early
#
# **Early stopping** watches the validation loss and goes back to the weights at its lowest point.
#
# **Predict.** 500 images to train, 500 to validate, 40 epochs. The training loss falls all the time. And the validation loss?
#
# ### ANSWER the *accuracy* of the longer training

# %%
guess = Guess(..., "falls", "rises")  # at the end it "falls" or "rises"

# %% tags=["nbval-ignore-output"]
thousand = replace(data.subset(1_000, 1), **none)
again = dict(epochs=40, batch_size=50, schedule=schedules.Constant(), validation=500, progress=False)


@stored("07_training_on_mnist")
def watched(patience=None):
    return fit(small_net("he", (8, 16)), thousand, optimizer=SGD(0.05, momentum=0.9), patience=patience, **again)


h = watched()
training, checked = h.column("loss"), h.column("validation_loss")
best = int(np.argmin(checked))
print(f"validation loss: {checked[best]:.2f} after epoch {best + 1}, {checked[-1]:.2f} after epoch {len(checked)}")
guess.compare("rises" if checked[-1] > checked[best] else "falls")

# %% tags=["plumbing"]
# Picture: both losses
series = {"training": (h.column("epoch"), training), "validation": (h.column("epoch"), checked)}
figure = plots.curves(series, "epoch", "loss", "The validation loss turns up while the training loss goes to 0")
plots.show(figure, alt="Training loss falls to almost 0; validation loss falls for some epochs and then rises slowly.")

# %% tags=["guard"]
assert best < 25 and checked[-1] > 1.1 * checked[best] and training[-1] < 0.1 * training[best]

# %% tags=["nbval-ignore-output"]
stopped = watched(patience=5)
print(f"patience 5: {stopped.ended} after {len(stopped.epochs)} epochs, weights of epoch {best + 1}")
found = h.column("validation_accuracy")
print(
    f"validation images right: {100 * found[best]:.1f} % after epoch {best + 1}, {100 * found[-1]:.1f} % after all 40"
)

# %% [markdown]
# Look closely: the loss got worse; did the *accuracy* of the longer training get worse, too? The two are not the same: a net that grows too sure of its mistakes is
# punished by the loss, not by the accuracy. (One run and 500 images: a few images more or less are chance.) Early stopping saves time and keeps the
# loss low; it does not promise the best accuracy. Decide by the number that you care about.

# %% [markdown]
# ## 15 The long run
#
# Now all images: three epochs, momentum, one cycle, 5,000 images for validation. The bar shows loss, accuracy, images per second and the time that is
# left. Two processor cores with nothing else to do need about 20 seconds ([What it reaches](94_what_it_reaches.ipynb)); beside other work it
# takes longer.


# %% tags=["nbval-ignore-output"]
@stored("07_training_on_mnist")
def long_run():
    net, seen = models.mnist_cnn(seed=0), []
    h = fit(
        net,
        data,
        epochs=3,
        optimizer=SGD(0.1, momentum=0.9),
        validation=len(data.x_train) // 12,
        on_step=lambda step, steps, loss, right: seen.append((step, loss, right)),
    )
    return net, h, seen


net, h, seen = long_run()
print(h)

# %% tags=["nbval-ignore-output"]
step, losses, right = np.array(seen).T
tenths = slice(0, len(step) // 10 * 10)
print(f"first loss {losses[0]:.2f} (ln 10 = {np.log(10):.2f}), around step 200 {losses[190:210].mean():.2f}", end=", ")
print(f"last ten steps {losses[-10:].mean():.3f}")

# %% tags=["plumbing", "nbval-ignore-output"]
# Picture: the loss, step by step
series = {"loss of ten batches": (step[tenths][9::10], losses[tenths].reshape(-1, 10).mean(axis=1))}
figure = plots.curves(
    series, "step", "loss", "Most is learned in the first 200 steps; the rest is refinement", logy=True
)
plots.show(figure, alt="Loss against step, logarithmic: a steep fall from 2.3 in the first 200 steps, then a slow one.")

# %% tags=["guard"]
assert h.test.accuracy > 0.96 and h.ended == "finished"
assert abs(losses[0] - np.log(10)) < 0.15 and losses[190:210].mean() < losses[0] / 4

# %% [markdown]
# On the 60,000 images of MNIST this gives about 99 %. The table above is the run that made this page. Are both digits after the decimal point meaningful?
#
# **Predict.** 99 right of 100, measured on 10,000 images. How far may that be from what the net would reach on *all* digits of these writers? And
# if it met another 10,000: how far may the two numbers lie apart?
#
# ### ANSWER two of them 0.2

# %%
guess = Guess(...)  # in points, from the true value

# %%
p, n = 0.99, 10_000
deviation = 100 * np.sqrt(p * (1 - p) / n)
print(f"from the true value: standard deviation {deviation:.2f} points, two of them {2 * deviation:.1f}")
both = np.sqrt(2) * deviation  # both numbers vary: their squares add up
print(f"between two samples: standard deviation {both:.2f} points, two of them {2 * both:.1f}")
guess.compare(2 * deviation)

# %% [markdown]
# So an accuracy near 99 %, measured on 10,000 images, is known to about 0.2 points to each side (two deviations). Two *samples* may lie further apart,
# because both vary. And another seed changes it as well. Claims that 99.01 is better than 98.93 need more than one run each. Lesson 08 is about that.
# For this run:

# %% tags=["nbval-ignore-output"]
low, high = h.test.interval()
print(f"{100 * h.test.accuracy:.2f} % right; very likely (95 %) between {100 * low:.2f} and {100 * high:.2f}")

# %% [markdown]
# ## 16 What is mistaken for what
#
# A **confusion matrix** counts: row = the label, column = the answer. **Predict** which two digits are confused most often, then look.
#
# ### ANSWER which pair is the most frequent

# %%
guess = Guess(...)  # two digits in brackets, the smaller one first

# %% tags=["nbval-ignore-output"]
p = probabilities(net, data.x_test)
answer = p.argmax(axis=1)
counts = np.zeros((10, 10), int)
np.add.at(counts, (data.y_test, answer), 1)
mistakes = counts - np.diag(np.diag(counts))
print(f"{mistakes.sum()} mistakes of {len(answer)}")
for place in np.argsort(-mistakes, axis=None, kind="stable")[:5]:
    label, taken = divmod(place, 10)
    print(f"{label} taken for {taken}: {mistakes[label, taken]} times")
both = np.triu(mistakes + mistakes.T)  # either taken for the other
print(f"both ways together: {both.max()} times at most, {(both == both.max()).sum()} pairs of digits")
guess.compare(divmod(both.argmax(), 10))

# %% tags=["plumbing", "nbval-ignore-output"]
# Picture: the confusion matrix
title = f"{len(answer) - mistakes.sum():,} of {len(answer):,} right; no digit is taken for another one more than "
figure = plots.confusion_matrix(data.y_test, answer, title=title + f"{mistakes.max()} times")
plots.show(figure, alt="Confusion matrix: nearly all counts on the diagonal; the mistakes are spread over many pairs.")

# %% [markdown]
# A count varies from one set of test images to another by about its square root: 5 by about 2. So these images cannot tell which pair is the most
# frequent, and another seed may well name another pair. To find out, count the mistakes of many nets.

# %% [markdown]
# ## 17 The worst mistakes
#
# Look at what the net was most sure of and yet wrong about: the images whose label got the lowest probability. Is the label right? Would *you*
# have known?

# %% tags=["nbval-ignore-output"]
of_label = p[np.arange(len(p)), data.y_test]
worst = np.argsort(of_label)[:20]
second = p.argsort(axis=1)[:, -2]
wrong = answer != data.y_test
close = np.sum(second[wrong] == data.y_test[wrong])
print(f"in {close} of {wrong.sum()} mistakes the label was the net's second choice")

# %% tags=["plumbing", "nbval-ignore-output"]
# Picture: the twenty worst mistakes
titles = [f"{data.y_test[i]}, read as {answer[i]}" for i in worst]
plots.show(
    plots.images(data.x_test[worst], titles, columns=5, title="The twenty worst mistakes: label, and the net's answer"),
    alt="Twenty digits that the net read wrongly, each with its label and the net's answer; "
    "several are hard to read for people, too.",
)

# %% [markdown]
# Sort them into three piles. *The net is to blame:* you read it at once. *The writer is to blame:* nobody could know. *The label is to blame:* it was
# typed in wrongly. (Northcutt, Athalye and Mueller, 2021, had people look at suspicious test images of MNIST, and found 15 wrong labels.)
#
# How large is each of your piles? A better net can avoid the mistakes in the first pile. The other two, in our view, set a limit a little below 100 % for anybody.

# %% [markdown]
# ## 18 What did learning the filters add?
#
# A hard question for a proud net. Freeze the *random* filters of a new net, and train the last layer alone. **Predict**: chance (10 %), or more?
#
# ### ANSWER a high accuracy alone does not prove

# %%
guess = Guess(...)  # per cent that are right


# %%
def train_last(features, labels, seed, lr, epochs=10):
    """A last layer, trained on features that stay as they are."""
    layer, loss, optimizer = Linear(features.shape[1], 10, seed=seed), CrossEntropyLoss(), Adam(lr)
    layer.params["weight"] *= 0.1
    generator = np.random.default_rng(seed)
    for _ in range(epochs):
        for rows in generator.permutation(len(features)).reshape(-1, 50):
            loss(layer(features[rows]), labels[rows])
            layer.backward(loss.backward())
            optimizer.step(layer.params, layer.grads)
    return layer


# %%
def trained(kind, lr, seed):
    """A function from images to scores."""
    net_s = models.mnist_cnn(seed=seed)
    if kind == "all learned":
        fit(net_s, five, epochs=2, batch_size=50, optimizer=SGD(lr, momentum=0.9), seed=seed, progress=False)
        return lambda images: outputs(net_s, images)
    fronts = {
        "pixels, last layer": Sequential(Flatten()),
        "random filters, last layer": net_s[:3],
        "800 random units, last layer": Sequential(Flatten(), Linear(784, 800, init="he", seed=seed), ReLU()),
    }
    front = fronts[kind]
    layer = train_last(outputs(front, five.x_train), five.y_train, seed, lr)
    return lambda images: layer(outputs(front, images))


def share_right(net_s, images, labels):
    return 100 * np.mean(net_s(images).argmax(axis=1) == labels)


# %% [markdown]
# Each kind is trained at its own rate, the best of three on 1,000 validation images (seed 0). Three seeds then read the test images. The random units are fully
# connected: as many numbers as the filters give, and random like them, but without windows, shared weights and pooling.

# %% tags=["nbval-ignore-output"]
some = data.subset(6_000, 2_000)
five = replace(some, x_train=some.x_train[:5_000], y_train=some.y_train[:5_000], **none)
last_layer, chosen, result = (0.0003, 0.001, 0.003), {}, {}
rates = {
    "pixels, last layer": last_layer,
    "800 random units, last layer": last_layer,
    "random filters, last layer": last_layer,
    "all learned": (0.03, 0.06, 0.12),
}


@stored("07_training_on_mnist")
def measured(kind, several):
    """The best of several rates, and what three nets read of the test images."""
    nets = {lr: trained(kind, lr, 0) for lr in several}
    checked = {lr: share_right(one, some.x_train[5_000:], some.y_train[5_000:]) for lr, one in nets.items()}
    best = max(checked, key=checked.get)
    three = [nets[best], *(trained(kind, best, seed) for seed in (1, 2))]
    return best, [share_right(one, some.x_test, some.y_test) for one in three]


for kind, several in tqdm(rates.items()):
    chosen[kind], result[kind] = measured(kind, several)
pixel, units, frozen, learned = result.values()
guess.compare(np.mean(frozen))

# %% tags=["plumbing"]
# Picture: four kinds of features side by side
plots.show(
    plots.runs(result, "right on 2,000 new images, %", "Random filters already help; learning them helps again"),
    alt="Dots for three seeds each: raw pixels lowest, random units higher, random filters higher still, learned filters highest.",
)

# %% tags=["guard"]
assert min(frozen) > max(units) > np.mean(pixel) and min(frozen) > max(pixel)
assert min(learned) > max(frozen) and min(frozen) > 85

# %% tags=["nbval-ignore-output"]
for name, values in result.items():
    mean = np.mean(values)
    print(f"{name:28} {mean:.1f} %, from {min(values):.1f} to {max(values):.1f}")
    print(f"    mistakes {100 - mean:.1f} %, rate {chosen[name]}")

# %% [markdown]
# (The last layer alone had ten epochs, the whole net two.) So a high accuracy alone does not prove that the filters learned anything: random ones
# already do better than pixels. Part of that comes with any random units; the rest comes from the *structure*: windows, shared weights, pooling. Compare mistakes, not right answers: learning the filters
# removes a good part of what random ones leave. To know what your net learned, always measure such an **ablation**: the same net with one part taken away.

# %% [markdown]
# ## 19 Save, load, go on
#
# Parameters go to an `npz` file: arrays, no program code, safe to open. A file from another net is refused, with a message of one sentence.

# %%
folder = tempfile.TemporaryDirectory()
path = Path(folder.name) / "net.npz"
net.save(path)
again = models.mnist_cnn(seed=99).load(path)
same = np.array_equal(outputs(net, data.x_test[:100]), outputs(again, data.x_test[:100]))
print("the loaded net gives the same outputs, bit for bit:", same)
try:
    models.mnist_cnn(kernel_sizes=(3, 3)).load(path)
except RuntimeError as error:
    print("another net:", str(error).split(":")[0])

# %% [markdown]
# A long training may be cut off: a lid closes, a class ends. With `checkpoint=` all that is needed to go on is written after each epoch: weights,
# momentum, history.
#
# **Predict.** Stop in the middle of epoch 2, start again: is the result the same as without the stop?
#
# ### ANSWER without the stop, bit for bit: True

# %%
guess = Guess(..., "yes", "no")  # "yes" or "no"


# %%
def stop(step, steps, loss, accuracy):
    if step == 15:
        raise KeyboardInterrupt  # as Ctrl-C or the stop button does


plan, part = dict(epochs=2, batch_size=50, seed=3, progress=False), small.subset(500, 200)
file = Path(folder.name) / "run.ckpt"
whole, cut, resumed = (models.mnist_cnn(seed=3) for _ in range(3))
fit(whole, part, **plan)
print("first part: ", fit(cut, part, checkpoint=file, on_step=stop, **plan).ended)
print("second part:", fit(resumed, part, checkpoint=file, **plan).ended)
same = [np.array_equal(whole.params[name], resumed.params[name]) for name in whole.params]
print("weights as without the stop, bit for bit:", all(same))
folder.cleanup()
guess.compare("yes" if all(same) else "no")

# %% [markdown]
# ## 20 When the data are not MNIST
#
# `datasets.from_folder(path)` reads images from one folder for each class. Then ask:
#
# - **Sizes and channels.** Colour images have 3 channels, other sizes give other numbers of features; the messages below tell you which number to change.
# - **Range.** Are the numbers from 0 to 1?
# - **Split.** Are images of one writer, patient or video in both sets? Then the test is too easy. Split by writer.
# - **Balance.** With 95 % of one class, 95 % right is chance. Look at the confusion matrix.
# - **Augmentation.** A shifted 6 is a 6; a 6 turned upside down is a 9.

# %%
for shape in ((1, 3, 28, 28), (1, 1, 32, 32)):
    try:
        models.mnist_cnn()(np.zeros(shape, np.float32))
    except ValueError as error:
        print(f"{shape}:", fill(str(error), 72), sep="\n")

# %% [markdown]
# ## Experiment: one digit, ten probabilities
#
# Change the four numbers: another image (`i`), moved `down` and `right` by some pixels, with some `noise`. Then run the next cell and the two after it, which draw. How far can a digit be
# moved before the net changes its mind? Does it ever say "I do not know"?

# %%
i, down, right, noise = 0, 0, 0, 0.0
digit = datasets.to_float(distortions.shift(data.x_test[i : i + 1], down, right))
digit = digit + noise * np.random.default_rng(0).random(digit.shape, np.float32)
chances = probabilities(net, digit)[0]
print("the ten probabilities add up to", round(float(chances.sum()), 3))

# %% tags=["plumbing"]
# Picture: the digit
plots.show(
    plots.images(digit, title=f"Test image {i} of this lesson, as the net sees it"),
    alt="One digit from the test set, as the net sees it.",
)

# %% tags=["plumbing", "nbval-ignore-output"]
# Picture: its ten probabilities
figure = plots.bars(
    {str(k): round(100 * float(c), 1) for k, c in enumerate(chances)},
    "probability, %",
    "The net's opinion of one test image",
)
plots.show(figure, alt=f"Ten bars, one for each digit; the highest is that of the {chances.argmax()}.")

# %% [markdown]
# The ten probabilities always add up to 1: softmax has no place for "none of these". Give it pure noise, and it still names a digit.

# %% [markdown]
# Now draw your own. Run the cell: a small net is trained for the lab, once, in a few seconds; you can draw meanwhile. (`DrawDigitLab(net)` takes the net of this
# lesson.) Three things to try:
#
# - Draw a 1, and turn it into a 7, stroke by stroke. Where does the net change its mind, and which feature maps change with it?
# - Switch **centre and scale** off. Draw one digit large in the middle, then small in a corner. Why are MNIST's digits centred?
# - Draw a letter, or a smile. How sure is the net?
#
# ![The lab: a drawn 3, its feature maps, and the answer.](pictures/lab-draw-digit.png)

# %% tags=["nbval-ignore-output"] id="lab-draw-digit"
from coursecnn.labs import DrawDigitLab

DrawDigitLab()

# %% [markdown]
# ## What you can do now
#
# - Say what the first loss of a net with 10 or 100 classes should be, and check it.
# - Climb the ladder before a long run: first loss, gradient check, 20 images by heart.
# - Tell a net whose first weights were too small from one whose steps were too long or too short.
# - Name the gap of a net that overfits, and measure whether a remedy helps more than chance.
# - Train to 99 % on MNIST, read the confusion matrix, save, load and resume.

# %% [markdown]
# ## Three quick questions
#
# **1.** The first loss of a net for 100 classes is 4.6. Is something wrong?
#
# <details><summary>Answer</summary>
#
# No: $\ln 100 = 4.605$. It knows nothing yet, as it should.
#
# </details><br>
#
# **2.** Training accuracy 100 %, validation accuracy 92 %. Which remedy do you try first, and what do you look at?
#
# <details><summary>Answer</summary>
#
# More images, or shifts if a shifted image keeps its label. Look at the validation accuracy of several seeds, with and without.
#
# </details><br>
#
# **3.** The loss stays at 2.30 for two epochs. Name three causes.
#
# <details><summary>Answer</summary>
#
# First weights much too small (gradients vanish), a learning rate so high that the first steps killed every ReLU, or one so low that nothing moves.
# Print the size of the numbers and of the gradients layer by layer to see which.
#
# </details><br>
#
# Exercises: [07 Training on MNIST](../exercises/07_training_on_mnist.ipynb).
#
# Next: [08 Experiments with parameters](08_experiments.ipynb).
