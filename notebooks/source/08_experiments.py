# %% [markdown]
# # 08 Experiments with parameters
#
# You will repeat a published comparison of three nets, see how much of it is chance, and run sweeps of your own in seconds, with an honest answer to
# "is this better?".
#
# About 40 minutes. Builds on lesson 07 (training, validation, the spread of a measured accuracy).

# %%
import json
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from coursecnn import SGD, Adam, AvgPool2d, Conv2d, ConvPool2d, Flatten, Linear
from coursecnn import MaxPool2d, ReLU, Sequential, Sigmoid, Tanh, fit, lesson, models, plots

# %% tags=["nbval-ignore-output"]
data = lesson.data(3_000, 2_000)

# %% [markdown]
# ## 1 A published table
#
# Two groups of convolution and 2 x 2 max pooling on MNIST, trained on one processor. A well-known text reports:
#
# | | first convolution | second convolution | accuracy | time |
# | --- | --- | --- | --- | --- |
# | A | 5 x 5, 20 filters | 5 x 5, 50 filters | 98.93 % | 4 min 14 s |
# | B | 3 x 3, 20 filters | 3 x 3, 50 filters | 98.99 % | 4 min 20 s |
# | C | 3 x 3, 20 filters | 3 x 3, 100 filters | 99.01 % | 4 min 49 s |
#
# Its conclusion: smaller kernels help, and more of them help again. There was one run of each.
#
# **Predict.** The test set has 10,000 images. How many images lie between A and C?

# %%
for name, accuracy in {"A": 98.93, "B": 98.99, "C": 99.01}.items():
    print(f"{name}: {round((100 - accuracy) * 100)} mistakes of 10,000")
print("between A and C:", 107 - 99, "images of 10,000")

# %% [markdown]
# ## 2 What is compared
#
# **Predict.** Which of the three has the most parameters? Which the most work?

# %%
published = {
    "A": dict(kernels=(5, 5), filters=(20, 50)),
    "B": dict(kernels=(3, 3), filters=(20, 50)),
    "C": dict(kernels=(3, 3), filters=(20, 100)),
}
for name, c in published.items():
    net = models.mnist_cnn(c["kernels"], c["filters"])
    count = sum(p.size for p in net.params.values())
    work = net.multiplications((1, 28, 28))
    print(f"{name}: {count:6,} parameters, {work:9,} multiplications for an image")

# %% [markdown]
# A and C differ in three things at once: kernel, filters, parameters. A comparison that is to say *why* changes one thing at a time. From A to B only the
# kernel changes (and with it the parameters), from B to C only the number of filters.

# %% [markdown]
# ## 3 Chance from the test images
#
# Suppose A, B and C were *exactly equally good*: 99.0 % of all digits in the world. Each is tested on 10,000 images.
#
# **Predict.** How often would the best and the worst of the three differ by 0.08 points or more, as in the table, by chance alone?

# %%
generator = np.random.default_rng(0)
worlds = 100 * (generator.random((200, 3, 10_000)) < 0.99).mean(axis=2)  # 200 times three equal nets
apart = np.mean(np.ptp(worlds, axis=1) > 0.0799)
print(f"standard deviation of one accuracy: {100 * np.sqrt(0.99 * 0.01 / 10_000):.2f} points")
print(f"best and worst differ by 0.08 points or more in {100 * apart:.0f} of 100 worlds")
assert apart > 0.6

# %% [markdown]
# In most of the worlds where there is *no* difference, the table would show one at least as large. (The three were tested on the same images, which makes
# this part of chance somewhat smaller: hard images are hard for all. The next part of chance is untouched by that.)

# %% [markdown]
# ## 4 Chance from the seed
#
# First weights and the order of the images are drawn at random. Another **seed**, another net. So one **run** is one draw. Make it cheap to draw many: a
# run is a function of plain data, the **configuration**.

# %%
BASE = dict(kernels=(5, 5), filters=(8, 16), padding=0, pool="max", activation="relu",
            optimizer="momentum", lr=0.05, batch_size=50, epochs=1)  # fmt: skip
ACTIVATIONS = {"relu": ReLU, "tanh": Tanh, "sigmoid": Sigmoid}
OPTIMIZERS = {"sgd": SGD, "momentum": lambda lr: SGD(lr, momentum=0.9), "adam": Adam}
POOLS = {"max": MaxPool2d, "average": AvgPool2d}

# %%
def build(c, seed):
    layers, channels = [], 1
    for i, (k, filters) in enumerate(zip(c["kernels"], c["filters"])):
        stride = 2 if c["pool"] == "stride" else 1
        options = dict(stride=stride, padding=c["padding"], seed=10 * seed + i)
        if (c["pool"], c["activation"]) == ("max", "relu"):
            layers += [ConvPool2d(channels, filters, k, **options)]  # the fast block of lesson 06
        else:
            layers += [Conv2d(channels, filters, k, **options), ACTIVATIONS[c["activation"]]()]
            layers += [POOLS[c["pool"]](2)] if c["pool"] in POOLS else []
        channels = filters
    features = Sequential(*layers, Flatten()).output_shape((1, 28, 28))[0]
    last = Linear(features, 10, seed=10 * seed + 9)
    last.params["weight"] *= 0.1
    return Sequential(*layers, Flatten(), last)

# %%
def run(change, seed):
    """Accuracy in percent on the test images, for BASE with some changes."""
    c = BASE | change
    optimizer = OPTIMIZERS[c["optimizer"]](c["lr"])
    h = fit(build(c, seed), data, epochs=c["epochs"], batch_size=c["batch_size"],
            optimizer=optimizer, seed=seed, progress=False)  # fmt: skip
    return 100 * h.test.accuracy


print("a configuration is plain data:", json.dumps(BASE | {"lr": 0.1}))
assert run({}, seed=0) == run({}, seed=0)
print("the same configuration and seed give the same accuracy: True")

# %% [markdown]
# Plain data can be written to a file, compared, and sent to another computer. And the same seed gives the same net to the last bit, so every number below can
# be had again.
#
# (All choices here are made on the same 2,000 test images. So they serve as *validation* images; an honest final number would need others.)

# %% [markdown]
# One thing a machine should check before it spends hours: can the net exist at all?

# %%
try:
    build(BASE | dict(kernels=(11, 11)), seed=0)
except ValueError as error:
    print("11 x 11 twice:", error)

# %% [markdown]
# After the first convolution and pooling only 9 x 9 are left. Such a configuration is refused before anything trains.
#
# Now the same net A, eight times, with nothing changed but the seed. We use 3,000 images and one epoch, to have it in seconds.
#
# **Predict.** By how much will the eight accuracies differ?

# %%
SEEDS = range(8)
results = {"A": [run(published["A"], seed) for seed in SEEDS]}
values = results["A"]
assert np.ptp(values) > 0.08
print("eight runs of one net: best and worst differ by more than 0.08 points,")
print("the whole of the published difference")

# %% tags=["nbval-ignore-output"]
print("accuracies:", [f"{v:.2f}" for v in values])
print(f"mean {np.mean(values):.2f}, standard deviation {np.std(values, ddof=1):.2f},", end=" ")
print(f"best - worst {np.ptp(values):.2f} points")

# %% [markdown]
# If you had run A once and B once, this spread is what you would have taken for a result. Choosing the best seed and reporting it is the same mistake, made on
# purpose.
#
# (With more images and more epochs the spread is usually smaller. So are the differences.)

# %% [markdown]
# ## 5 Mean, standard error, interval
#
# From $n$ runs with mean $m$ and standard deviation $s$:
#
# - the mean of $n$ runs varies less than one run, by the **standard error** $s/\sqrt{n}$;
# - a **confidence interval** is $m \pm t s/\sqrt{n}$. With the right $t$, 95 of 100 such intervals contain the true mean. $t$ is large for few runs,
#   because then $s$ itself is uncertain: 12.7 for two runs, 4.3 for three, 2.4 for eight.

# %%
T95 = {2: 12.71, 3: 4.30, 4: 3.18, 5: 2.78, 6: 2.57, 7: 2.45, 8: 2.36, 9: 2.31, 10: 2.26}


def interval(values):
    """Mean and half the length of its 95 % confidence interval."""
    n = len(values)
    return np.mean(values), T95[n] * np.std(values, ddof=1) / np.sqrt(n)


for n in (2, 3, 5, 8):
    inside = 0
    for draws in np.random.default_rng(n).standard_normal((2_000, n)):
        mean, half = interval(draws)
        inside += abs(mean) <= half
    assert 0.93 < inside / 2_000 < 0.97
    print(f"{n} runs: the interval contains the true mean in 93 to 97 of 100 cases")

# %% [markdown]
# ## 6 A, B and C again, eight seeds each
#
# **Predict.** Which one will be ahead, and will its lead be larger than chance?

# %%
for name in ("B", "C"):
    results[name] = [run(published[name], seed) for seed in SEEDS]
plots.show(
    plots.runs(
        results, "right on the test images, %", "A, B and C: each dot is one run with its own seed"
    ),
    alt="Three columns of eight dots, for A, B and C, with their means; the columns overlap or "
    "nearly do.",
)
assert min(min(values) for values in results.values()) > 30
print("24 runs, each far above chance after one epoch of few images")

# %% tags=["nbval-ignore-output"]
print("mean ± half the length of the 95 % interval")
for name, values in results.items():
    mean, half = interval(values)
    print(f"{name}: {mean:.2f} ± {half:.2f}   (runs from {min(values):.2f} to {max(values):.2f})")

# %% [markdown]
# ## 7 Compare in pairs
#
# Runs with the same seed saw the same images in the same order, and were tested on the same images. What made seed 3 unlucky for A may have made it unlucky
# for B. So take the difference *seed by seed*, and the interval of these **paired differences**.
#
# The rule: if the interval contains 0, the data do not say which is better.

# %%
def compare(first, second):
    mean, half = interval(np.subtract(second, first))
    verdict = "within chance" if abs(mean) <= half else "beyond chance"
    return f"{mean:+.2f} ± {half:.2f} points: {verdict}"


print("example, differences 1, 2, 3:    ", compare([0, 0, 0], [1, 2, 3]))
print("example, differences 1.9, 2, 2.1:", compare([0, 0, 0], [1.9, 2, 2.1]))

# %% tags=["nbval-ignore-output"]
for first, second in (("A", "B"), ("B", "C"), ("A", "C")):
    print(f"{second} - {first}: {compare(results[first], results[second])}")

# %% [markdown]
# ## 8 What can be concluded
#
# From *your* table above, for 3,000 images and one epoch:
#
# - "beyond chance": a difference of about this size, in *this* setting;
# - "within chance": nothing. Not "they are equal", only "these runs cannot tell".
#
# What cannot be concluded in either case: what happens with 60,000 images, with five epochs, on other pictures. After one short epoch, a net that *learns
# faster* is ahead; after many, perhaps another. And nothing at all from the published table: one run each has no spread.
#
# **Predict.** How many runs of each would one need to see a true difference of 0.06 points, if one run varies by 0.10?

# %%
def runs_needed(difference, deviation):
    """Runs of each kind, to find a true difference in 80 of 100 cases, at 95 % confidence."""
    return int(np.ceil(2 * (1.96 + 0.84) ** 2 * (deviation / difference) ** 2))


for difference in (0.5, 0.2, 0.1, 0.06):
    n = runs_needed(difference, 0.10)
    print(f"true difference {difference:4} points: about {n:3} runs of each")

# %% [markdown]
# The formula: $n = 2 (1.96 + 0.84)^2 s^2 / d^2$, with $s$ the deviation of one run and $d$ the difference. Half the difference needs four times the runs.
# (For a handful of runs it is a little too hopeful: it uses 1.96 for $t$.) Pairs and larger test sets help.

# %% [markdown]
# ## 9 Many comparisons find something
#
# **Predict.** Twenty nets that are all the same, each compared with the first one at 95 % confidence, eight runs each. How often is at least one "beyond
# chance"?

# %%
generator, found = np.random.default_rng(1), 0
for _ in range(500):
    draws = generator.standard_normal((20, 8))
    found += any("beyond" in compare(draws[0], other) for other in draws[1:])
assert found > 150
print("at least one of 19 comparisons of equal nets is 'beyond chance' in more than 30 of 100 sweeps")

# %% [markdown]
# So a sweep *suggests*. Before you believe its winner, run the winner and the base again with *new* seeds, on that one question.

# %% [markdown]
# ## 10 Sweeps
#
# A **sweep** is a list of changes, run with several seeds. This is all of it:

# %%
def sweep(changes, seeds=range(3)):
    return {name: [run(change, seed) for seed in seeds] for name, change in changes.items()}


def table(found, base=None):
    for name, values in found.items():
        mean, half = interval(values)
        against = f"   against {base}: {compare(found[base], values)}" if base and base != name else ""
        print(f"{name:14} {mean:6.2f} ± {half:5.2f}{against}")


kernels = {f"{k} x {k}": dict(kernels=(k, k)) for k in (1, 3, 5, 7, 9)}
print("configurations:", kernels)

# %% [markdown]
# **Predict.** 1, 3, 5, 7, 9: which kernel size is best, and what can a 1 x 1 kernel see?

# %%
found = sweep(kernels)
assert np.mean(found["5 x 5"]) > np.mean(found["1 x 1"]) + 2
plots.show(
    plots.runs(found, "right on the test images, %", "A 1 x 1 kernel sees no shapes, and it shows"),
    alt="Three dots and their mean for kernels of 1, 3, 5, 7 and 9; 1 x 1 far below the others.",
)
print("5 x 5 is more than 2 points better than 1 x 1")

# %% tags=["nbval-ignore-output"]
table(found, "5 x 5")

# %% [markdown]
# With three seeds $t$ is 4.3: intervals are wide, and that is right. Look where the mean flattens, not which of three neighbours is a little ahead. Larger
# kernels also leave fewer features after two poolings, so again two things change at once.

# %% [markdown]
# ## 11 Max, average, stride, or nothing
#
# Is pooling needed? A stride of 2 in the convolution halves the size as well; without both, the last layer becomes large.

# %%
pools = {name: dict(pool=name) for name in ("max", "average", "stride", "none")}
for name, change in pools.items():
    net = build(BASE | change, 0)
    count = sum(p.size for p in net.params.values())
    print(f"{name:8} {count:7,} parameters {net.multiplications((1, 28, 28)):9,} multiplications")
found = sweep(pools)
plots.show(
    plots.runs(found, "right on the test images, %", "Four ways from 28 x 28 to ten scores"),
    alt="Three dots and their mean for max pooling, average pooling, stride 2 and no pooling.",
)

# %% tags=["nbval-ignore-output"]
table(found, "max")

# %% [markdown]
# Read both tables together. Stride 2 does a quarter of the multiplications; no pooling has many more parameters. A net that is a little worse and several
# times cheaper may be the better one: accuracy alone is not the question.

# %% [markdown]
# ## 12 Learning rate
#
# **Predict.** Draw the curve: accuracy after one epoch against the learning rate, from 0.0005 to 2, on a logarithmic axis.

# %%
rates = (0.0005, 0.002, 0.01, 0.05, 0.1, 0.5, 2)
found = sweep({lr: dict(lr=lr) for lr in rates}, seeds=range(2))
means = [np.mean(values) for values in found.values()]
best = int(np.argmax(means))
assert means[best] > max(means[0], means[-1]) + 20 and 1 <= best <= 5
title = "Too small hardly moves, too large destroys; in between is wide"
series = {"mean of two seeds": (rates, means)}
figure = plots.curves(series, "learning rate", "right on the test images, %", title, logx=True)
plots.show(
    figure,
    alt="Accuracy against learning rate: low at 0.0005, high from about 0.01 to 0.1, at the level "
    "of chance at 2.",
)
print("the best rate is inside the range, more than 20 points above both ends")

# %% tags=["nbval-ignore-output"]
print({lr: round(float(mean), 1) for lr, mean in zip(rates, means)})

# %% [markdown]
# The learning rate is the first thing to sweep, by factors of 2 to 5. If the best is at the end of your range, the range was wrong. Every other comparison should be
# made at a good learning rate *for each side*: an optimiser that loses at 0.05 may win at 0.005.

# %% [markdown]
# ## 13 Batch size
#
# One epoch each time. **Predict.** Larger batches give better gradients, and fewer steps. Which counts more here?

# %%
batches, times = (10, 50, 200, 1_000), {}
found = {}
for size in batches:
    found[size], times[size] = [], np.inf
    for seed in range(3):
        began = time.perf_counter()
        found[size].append(run(dict(batch_size=size), seed))
        times[size] = min(times[size], time.perf_counter() - began)
assert np.mean(found[50]) > np.mean(found[1_000]) + 5
plots.show(
    plots.runs(
        found,
        "right on the test images, %",
        "At a fixed number of epochs, a batch of 1,000 takes too few steps",
    ),
    alt="Three dots and their mean for batches of 10, 50, 200 and 1,000 images; 1,000 far below 50.",
)
print("batches of 50 are more than 5 points better than batches of 1,000")

# %% tags=["nbval-ignore-output"]
for size in batches:
    steps = -(-len(data.x_train) // size)
    print(f"batch {size:5}: {steps:4} steps, {times[size]:.2f} s a run, {np.mean(found[size]):.1f} % right")

# %% [markdown]
# Small batches take more steps, but each costs more time per image: the processor works best on many images at once. Large batches want a larger learning rate and
# more epochs. So "batch 50 is better than 1,000" is true for one epoch at a rate of 0.05, and no general law.

# %% [markdown]
# ## 14 One change at a time
#
# The rest of the parameters, each changed alone, against the same base.

# %%
changes = {
    "base": {},
    "filters 4, 8": dict(filters=(4, 8)),
    "filters 16, 32": dict(filters=(16, 32)),
    "padding 2": dict(padding=2),
    "tanh": dict(activation="tanh"),
    "sigmoid": dict(activation="sigmoid"),
    "Adam 0.002": dict(optimizer="adam", lr=0.002),
    "plain SGD": dict(optimizer="sgd"),
}
found = sweep(changes)
shown = {name: values for name, values in found.items() if name != "sigmoid"}
plots.show(
    plots.runs(shown, "right on the test images, %", "One change at a time, three seeds each (without sigmoid)"),
    alt="Three dots and their mean for the base and six single changes: filters, padding, "
    "activation and optimiser.",
)
assert np.mean(found["sigmoid"]) < np.mean(found["base"])
print("sigmoid, with weights made for ReLU, is behind the base")

# %% tags=["nbval-ignore-output"]
table(found, "base")

# %% [markdown]
# Seven comparisons, three runs each: a list of *suggestions* (section 9). Sigmoid and plain SGD also suffer from a learning rate that was chosen for another
# setting. A fair test would give each its own best rate.

# %% [markdown]
# ## 15 Side by side
#
# Runs do not depend on each other, so they can go at the same time. `run` is a function of plain data, and Python has one way of giving such work away, the
# **executor**: threads or processes on this machine, or the machines of a cluster. The line stays the same.
#
# **Predict.** Do two runs at a time change the numbers?

# %%
tasks = [({"lr": lr}, seed) for lr in (0.02, 0.1) for seed in range(2)]
one_by_one = [run(*task) for task in tasks]
with ThreadPoolExecutor(2) as executor:
    together = list(executor.map(run, *zip(*tasks)))
print("the same four accuracies, to the last digit:", one_by_one == together)

# %% [markdown]
# They do not: each run has its own seed, its own net, and sums in a fixed order (lesson 06). On one machine there is little time to gain, as a single run keeps all
# cores busy already. With ten machines, ten times as many runs fit into an hour.

# %% [markdown]
# ## Experiment: two configurations, your question
#
# Write two changes, choose the number of seeds (2 to 10), and run the cell. Try
#
# - `dict(epochs=3)` against `{}`: what is time worth?
# - `dict(kernels=(3, 3))` against `dict(kernels=(5, 5))` with three epochs each: does the order change?
# - A and C with all 60,000 images: `data = lesson.data(60_000, 10_000)` at the top, and several minutes.

# %%
first, second, seeds = {}, dict(kernels=(3, 3), filters=(8, 32)), range(3)
own = {"first": [run(first, seed) for seed in seeds], "second": [run(second, seed) for seed in seeds]}
verdict = compare(own["first"], own["second"])
plots.show(
    plots.runs(own, "right on the test images, %", "Two configurations with three seeds each"),
    alt="Two columns of three dots with their means, one for each configuration.",
)
print("first: ", json.dumps(BASE | first))
print("second:", json.dumps(BASE | second))

# %% tags=["nbval-ignore-output"]
print("second - first:", verdict)

# %% [markdown]
# ## What you can do now
#
# - Say why one run of each does not show that one net is better.
# - Compute a mean, a 95 % interval, and the interval of paired differences, and read them.
# - Write a sweep as a list of plain changes with several seeds.
# - Say how many runs a difference needs before you spend the time.
# - Name what a sweep cannot tell: other data, other lengths, and "why" when two things changed.

# %% [markdown]
# ## Three quick questions
#
# **1.** Five runs of P: mean 98.90. Five of Q: mean 99.00. The interval of the paired differences is 0.10 ± 0.15. Which is better?
#
# <details><summary>Answer</summary>
#
# These runs cannot tell: the interval contains 0. It also contains 0.25, so Q may be clearly better. More runs decide.
#
# </details>
#
# **2.** You try 40 settings once each, and the best has 99.1 %. What do you expect when you run it again?
#
# <details><summary>Answer</summary>
#
# Less: the best of 40 was also lucky. Run it again with new seeds, and report those.
#
# </details>
#
# **3.** Why are A and C in the published table not a test of "smaller kernels"?
#
# <details><summary>Answer</summary>
#
# They differ in kernel, number of filters and parameters, and there is one run of each.
#
# </details>
#
# Next: [09 Looking inside](09_looking_inside.ipynb).
