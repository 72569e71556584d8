# %% [markdown]
# # 00 Why convolution
#
# You will see, with numbers that you measure yourself, why nets for images are not built like other nets, and which two
# ideas make the difference.
#
# About 50 minutes. It builds on nothing but Python and a little school mathematics: this is the first lesson.
#
# Exercises: [00 Why convolution](../exercises/00_why_convolution.ipynb). Lab: in "Experiment: the size of the image".

# %% [markdown]
# ## The map of the course
#
# In this course you build a net that reads handwritten digits. You build every part of it: the way forward, the way back, and a fast version. In
# lesson 07 you train it; with all 60,000 images of MNIST it reads about 99 of 100 new digits correctly.
#
# Read the lessons in this order, one or two a day: about twelve hours in all. Read the long ones in two parts. Each has exercises, about
# thirteen more hours together; their checks tell you what is wrong.
#
# | lesson | what you can do afterwards | minutes |
# | :-- | :-- | --: |
# | 00 Why convolution | say why images need nets of their own | 50 |
# | [01 Convolution](01_convolution.ipynb) | compute one by hand, and learn a kernel from examples | 50 |
# | [02 Padding, stride and sizes](02_padding_stride_sizes.ipynb) | work out the size of every output | 45 |
# | [03 Channels](03_channels.ipynb) | work with colours and many filters | 40 |
# | [04 Pooling](04_pooling.ipynb) | shrink feature maps, and know what it costs | 55 |
# | [05 Backpropagation](05_backpropagation.ipynb) | derive and check every gradient | 105 |
# | [06 Fast convolution](06_fast_convolution.ipynb) | make convolution thousands of times faster | 85 |
# | [07 Training on MNIST](07_training_on_mnist.ipynb) | train, test and save a net | 85 |
# | [08 Experiments](08_experiments.ipynb) | compare settings without fooling yourself | 65 |
# | [09 Looking inside](09_looking_inside.ipynb) | see what a net has learned | 65 |
# | [10 Architectures](10_architectures.ipynb) | read and build LeNet, AlexNet and later nets | 55 |
# | [11 Your own images](11_your_own_images.ipynb) | go from a folder of pictures to a net that can be trusted | 45 |

# %% [markdown]
# ### What you should know first
#
# - **Python**: functions, loops, lists.
# - **Arrays**: what `x[1:3, 0]` and `x.shape` mean in NumPy.
# - **A derivative**: what the slope of a curve is.
#
# If one of the last two is new to you, or long forgotten, take the [warm-up](90_warm_up.ipynb) first: 25 minutes. New words are **bold**
# where they are explained (so, now and then, is a word that matters), and the [glossary](91_glossary.ipynb) collects them. The [cheat sheet](92_cheat_sheet.ipynb) has
# the formulas on one page.

# %% [markdown]
# ### How to work
#
# Run the cells from top to bottom with Shift + Enter. Where you see the word *Predict* in bold, stop, take a pencil, and write down your
# answer before you run the next cell. A cell that says `Guess(...)` takes it, if you like. A wrong prediction teaches you the most.
#
# Then change a number in the cell and run it again. You cannot break anything: change it back, and Kernel > Restart Kernel starts afresh.
#
# **Slow computer?** Start Jupyter with the environment variable `COURSECNN_QUICK=1`. The lessons then use a quarter
# of the images, and say so.
#
# The first cell of this lesson checks that all you need is installed.

# %%
from coursecnn import lesson

lesson.check_setup()

from dataclasses import replace

import numpy as np
from tqdm.auto import tqdm

from coursecnn import CrossEntropyLoss, Flatten, Linear, ReLU, Sequential, Sigmoid, fit, models, plots
from coursecnn import functional as F
from coursecnn.datasets import to_float
from coursecnn.lesson import Guess

# %% [markdown]
# ### When something goes wrong
#
# Errors are a normal part of programming. Read the **last line** first: it says what went wrong. Then look for the arrow
# that marks the line of *your* cell.
#
# The messages of this course's package, `coursecnn`, say what you gave, what was expected, and usually what to do. The next
# cell makes a mistake on purpose and shows the message only.

# %%
net = models.mlp((784, 15, 10))
picture = np.zeros((1, 1, 32, 32), np.float32)  # one grey image of 32 x 32 pixels
try:
    net(picture)
except ValueError as error:
    print("ValueError:", error, sep="\n")

# %% [markdown]
# How to use it: the net was made for 784 numbers, and $28 \cdot 28 = 784$. The picture has $32 \cdot 32 = 1024$. So either
# the picture or the net has the wrong size.
#
# If a message does not help: print the `shape` and the `dtype` of every array in the line that failed. Most
# mistakes in this field are wrong shapes.

# %% [markdown]
# ## A net without convolution
#
# Before convolution, the usual net was this: a **multilayer perceptron**, called perceptron from here on, with one **hidden** layer: a
# layer between input and output. An image of 28 × 28 pixels is
# laid out as a row of 784 numbers. Each of 15 **units** multiplies every one of them by a **weight** of its own and adds the
# products up. To this sum it adds one more number of its own, its **bias**. Between the layers an **activation function** changes
# each sum; the last section is about it. Ten output units, one for each digit, do the same with the 15.
#
# A layer in which every unit reads every number is called **fully connected**.

# %%
layers = [("input", (784,), "28 × 28 pixels in a row"), ("linear", (15,), "15 units"), ("linear", (10,), "10 units")]

# %% tags=["plumbing"]
# Picture: the net, layer by layer
figure = plots.architecture(layers, title="784 pixels, 15 hidden units, 10 outputs")
plots.show(
    figure, alt="Three boxes from left to right: an image as 784 numbers, a linear layer of 15, a linear layer of 10."
)

# %% [markdown]
# **Predict.** How many numbers must this net learn? Count the weights and the biases of both layers. A unit of the hidden
# layer has 784 weights and 1 bias.
#
# ### ANSWER 11,935

# %%
guess = Guess(...)  # a number in place of the dots

# %%
hidden = 784 * 15 + 15  # weights + biases
output = 15 * 10 + 10
print(f"hidden layer {hidden:,} + output layer {output:,} = {hidden + output:,}")

counted = sum(array.size for array in net.params.values())
print(f"counted in the net of the package: {counted:,}")
guess.compare(hidden + output)

# %% [markdown]
# Numbers that a net learns are called its **parameters**. This net has 11,935.
#
# **Predict.** A widely copied answer on the web says 117,625 for the same net. Find its mistake: which three numbers were
# multiplied, and what is the 25?
#
# ### ANSWER 784 * 15 * 10 + 25

# %% tags=["plumbing"]
# The wrong count
wrong = 784 * 15 * 10 + (15 + 10)
print(f"784 * 15 * 10 + 25 = {wrong:,}")
print(f"{wrong / (hidden + output):.1f} times the right number")

# %% [markdown]
# The biases are right: 15 + 10 = 25. The weights are not. Multiplying all three numbers would count every *path* from a pixel
# through a hidden unit to an output. But each weight from a pixel to a hidden unit exists once, and serves all ten outputs. So the
# layers are **added**, not multiplied.

# %% [markdown]
# ## A larger image
#
# 28 × 28 is tiny. Take a colour photograph of 1000 × 1000 pixels: 3 numbers for each pixel (red, green, blue). Connect it to a
# layer of 256 units, each with a weight for every number.
#
# **Predict.** How many weights is that? How many bytes, at 4 bytes each?
#
# ### ANSWER 768,000,000
# ### ANSWER 3.1 GB

# %%
guess = Guess(...)  # the number of weights

# %%
inputs = 3 * 1000 * 1000
fully_connected = inputs * 256
print(f"fully connected: {inputs:,} inputs * 256 units = {fully_connected:,} weights")
print(f"                 {fully_connected * 4 / 1e9:.1f} GB in float32, in one layer")

convolution = 5 * 5 * 3 * 256
print(f"convolution:     5 * 5 * 3 * 256 = {convolution:,} weights")
guess.compare(fully_connected)

# %% [markdown]
# The last line is the layer that this course is about. It also has 256 of something, called **filters**. Each filter looks at
# a small window of 5 × 5 pixels in 3 colours, and has weights for this window only. The size of the image does not appear in
# the count at all.

# %%
print(f"{fully_connected:,} / {convolution:,} = {fully_connected // convolution:,}")

# %% tags=["plumbing"]
# Picture: weights of the two
figure = plots.bars(
    {"fully connected": fully_connected, "convolution 5 × 5": convolution},
    ylabel="weights (logarithmic)",
    log=True,
    title=f"{fully_connected // convolution:,} times fewer weights for a photograph of 1000 × 1000",
)
plots.show(figure, alt="Two bars on a logarithmic axis: fully connected 768,000,000 weights, convolution 19,200.")

# %% [markdown]
# ### Experiment: the size of the image
#
# The plot below shows the number of weights for images from 10 × 10 to 1000 × 1000 pixels. Change, one at a time:
#
# - `units`: which line moves, and how far?
# - `k`, the side of the window: when is the convolution no longer the smaller one?
# - `channels = 1`: a grey image. Does the plot change?

# %%
units, k, channels = 256, 5, 3
sides = np.array([10, 20, 50, 100, 200, 500, 1000])
dense_weights = channels * sides**2 * units
conv_weights = np.full(len(sides), channels * k * k * units)

# %% tags=["plumbing"]
# Picture: weights against the side of the image
figure = plots.curves(
    {"fully connected": (sides, dense_weights), "convolution": (sides, conv_weights)},
    xlabel="side of the image in pixels",
    ylabel="weights",
    logx=True,
    logy=True,
    title=f"Fully connected grows to {dense_weights[-1]:,} weights; the convolution stays at {conv_weights[-1]:,}",
)
plots.show(figure, alt="Weights against image side, both axes logarithmic: one line rises steeply, the other is flat.")

# %% [markdown]
# The lab below counts with sliders, and adds the biases. Run the cell. Three things to try:
#
# - Move **image side**. Which of the two layers notices?
# - 100 pixels, 3 channels, kernel side 32, 256 filters: how many **units** may the fully connected layer have, if it is to have
#   fewer parameters than the convolution?
# - Image side 28, kernel side 28, as many units as filters. Why are both counts equal?
#
# ![The lab: parameters of both layers against the image's side, and a table.](pictures/lab-parameter-count.png)

# %% tags=["nbval-ignore-output"] id="lab-parameter-count"
from coursecnn.labs import ParameterCountLab

ParameterCountLab()

# %% [markdown]
# ## Two ideas
#
# How can a layer manage with so few weights? Look at five numbers in a row, connected to four outputs. Each table below has a
# row for each output and a column for each input.
#
# 1. **Fully connected**: a weight in every place.
# 2. **Local**: each output reads two neighbours only. The other weights are always 0.
# 3. **Local and shared**: all outputs use the *same* two weights, $a$ and $b$.

# %%
dense = np.array([[f"w{5 * i + j}" for j in range(5)] for i in range(4)])
local = np.full((4, 5), "0", dtype="U3")
shared = local.copy()
for i in range(4):
    local[i, i : i + 2] = f"w{2 * i}", f"w{2 * i + 1}"
    shared[i, i : i + 2] = "a", "b"
tables = {"fully connected": dense, "local": local, "local and shared": shared}
for name, table in tables.items():
    print(f"{name}: {len(set(table[table != '0']))} weights")

# %% tags=["plumbing"]
# Picture: the three tables of weights
parts = [plots.Grid(table, np.where(table == "0", "plain", "kernel"), name) for name, table in tables.items()]
figure = plots.grids(parts, title="20 weights, then 8, then 2")
plots.show(
    figure, alt="Three tables of 4 rows and 5 columns: 20 different weights; 8 along the diagonal; a and b, repeated."
)

# %% [markdown]
# Now with numbers that you can check on paper: $x = (3, 1, 4, 1, 5)$ and $a = 1$, $b = -1$. Each output is a number minus its
# right neighbour.
#
# **Predict** the four outputs.
#
# ### ANSWER [ 2 -3 3 -4]

# %%
guess = Guess(...)  # four numbers, in brackets

# %%
x = np.array([3, 1, 4, 1, 5])
w = np.array([1, -1])
table = np.array([[1, -1, 0, 0, 0], [0, 1, -1, 0, 0], [0, 0, 1, -1, 0], [0, 0, 0, 1, -1]])
print("table times x:        ", table @ x)
print("the pair w slid over x:", [int((w * x[i : i + 2]).sum()) for i in range(4)])
guess.compare(table @ x)

# %% [markdown]
# Both ways give the same. The second way is a **convolution**: slide a small set of weights over the input, multiply, sum.
# It is a fully connected layer with two conditions:
#
# - **Local connections.** Neighbouring pixels belong together. A stroke or an edge can be seen in a small window.
# - **Shared weights.** An edge looks the same at the top left and at the bottom right. What finds it here finds it there.
#
# The conditions suit photographs and handwriting. The next section takes images that they do
# not suit.

# %% [markdown]
# ## What is lost when the order is lost
#
# Take the pixels of an image and put each in another place, always by the same rule: a **permutation**. No information is
# lost, because the rule can be undone. But neighbours are no longer neighbours.
#
# The images come from MNIST, 70,000 handwritten digits. Where they cannot be downloaded, the package draws digits itself.

# %% tags=["nbval-ignore-output"]
data = lesson.data(3000, 1000)

# %%
order = np.random.default_rng(0).permutation(784)


def shuffled(images):
    return images.reshape(len(images), 784)[:, order].reshape(images.shape)


mixed = replace(data, x_train=shuffled(data.x_train), x_test=shuffled(data.x_test))
some = np.concatenate([data.x_test[:6], mixed.x_test[:6]])

# %% tags=["plumbing"]
# Picture: six digits, and their pixels permuted
figure = plots.images(some, columns=6, title="Above: six digits. Below: the same pixels, permuted")
plots.show(
    figure, alt="Six digits in the upper row. Below each of them a square of scattered grey dots: its pixels, permuted."
)

# %% [markdown]
# **Predict.** Two nets learn to read these digits, once as in the upper row and once as in the lower row:
#
# - a perceptron with 100 hidden units,
# - a **convolutional neural network** (CNN): two layers of 5 × 5 filters, 8 and 16 of them. After each, 2 × 2
#   **pooling**, which keeps the largest of four neighbours; lesson 04 is about it.
#
# Which net does worse on the lower row? Think about what each of them knows of neighbours.
#
# ### ANSWER The perceptron does not notice

# %%
guess = Guess(..., "perceptron", "CNN")  # "perceptron" or "CNN"

# %% [markdown]
# The training itself is one call, `fit`; lesson 07 explains it. (`epochs` is how often a net sees all images, `batch_size` how many it
# looks at before each step.) Each net is trained three times, from different random weights (the **seed** chooses them),
# because the result of a single run can be luck.


# %% tags=["nbval-ignore-output"]
def train(make, images):
    """Three nets, and the percentage of test images that each reads correctly."""
    nets, right = [], []
    for seed in tqdm(range(3), make.__name__):
        net = make(seed)
        history = fit(net, images, epochs=5, batch_size=64, seed=seed, progress=False)
        nets.append(net)
        right.append(100 * history.test.accuracy)
    return nets, right


def perceptron(seed):
    return models.mlp((784, 100, 10), seed)


def cnn(seed):
    return models.mnist_cnn((5, 5), (8, 16), seed)


_, mlp_right = train(perceptron, data)
_, mlp_mixed = train(perceptron, mixed)
trained_cnns, cnn_right = train(cnn, data)
_, cnn_mixed = train(cnn, mixed)

# %% tags=["nbval-ignore-output"]
results = {"perceptron": mlp_right, "perceptron, permuted": mlp_mixed, "CNN": cnn_right, "CNN, permuted": cnn_mixed}
for name, right in results.items():
    print(f"{name:22}", "  ".join(f"{r:.1f} %" for r in right), f"  mean {np.mean(right):.1f} %")
guess.compare("CNN" if np.mean(cnn_mixed) < np.mean(mlp_mixed) else "perceptron")

# %% tags=["plumbing", "nbval-ignore-output"]
# Picture: the accuracies of all runs
figure = plots.runs(
    results,
    ylabel="test images read correctly, in %",
    title=f"Permuting the pixels costs the CNN {np.mean(cnn_right) - np.mean(cnn_mixed):.1f} points, "
    f"the perceptron {np.mean(mlp_right) - np.mean(mlp_mixed):.1f}",
)
plots.show(
    figure,
    alt="Accuracies of three runs each. The perceptron's are nearly the same with and "
    "without permutation; the CNN is the best of all on the digits and falls by "
    "several points on the permuted ones.",
)

# %% tags=["guard"]
lost_by_mlp = np.mean(mlp_right) - np.mean(mlp_mixed)
lost_by_cnn = np.mean(cnn_right) - np.mean(cnn_mixed)
assert abs(lost_by_mlp) < 3 and lost_by_cnn > 5
assert np.mean(cnn_right) > np.mean(mlp_right) + 1 and np.mean(cnn_mixed) < np.mean(mlp_mixed) - 1

# %% [markdown]
# The perceptron does not notice. It never knew which pixels are neighbours: laying the image out as a row
# threw that away from the start.
#
# The CNN is better *because* it uses the neighbours. Take them away, and its advantage becomes a disadvantage: it looks for
# strokes in small windows where there are none.
#
# So convolution is not better for everything. It is better for data in which near things belong together.

# %% [markdown]
# (All were trained with one learning rate (how far each step goes), the 0.1 of `fit`. With a rate chosen for each on images kept back, the finding is the same: the
# perceptron reads 93.1 %, permuted 94.1 %, the CNN 96.4 and 88.0 %. That the perceptron is a point *better* permuted is chance: for it, permuting
# the pixels is the same as permuting the random weights that it starts with. `uv run pytest -n 0 -s -m acceptance tests/lessons/test_lesson_00.py` repeats that.)

# %% [markdown]
# ## Who makes the features?
#
# A **feature** is a number that says something useful about an image, such as "there is a vertical edge at the top left".
# For decades, people invented features by hand and fed them to a classic model. A CNN invents its own.
#
# First by hand. We know that digits are made of strokes, so we measure edges. The code finds edges in four directions, and
# averages each direction in 16 zones of the image: 64 features. Lesson 01 explains such filters.


# %%
def by_hand(images):
    """How strong the edges in 4 directions are, in each of 4 x 4 zones: (N, 64)."""
    right_edges = np.array([[[[-1, 0, 1]] * 3]], np.float32)
    down_edges = right_edges.transpose(0, 1, 3, 2)
    filters = np.concatenate([right_edges, -right_edges, down_edges, -down_edges])
    edges = F.relu(F.conv2d(to_float(images), filters, padding=1))  # (N, 4, 28, 28)
    return F.avg_pool2d(edges, 7).reshape(len(images), 64)


titles = ["bright right", "bright left", "bright below", "bright above"]
features = by_hand(data.x_test[:1]).reshape(4, 4, 4)

# %% tags=["plumbing"]
# Picture: one digit and its features
zones = (features / features.max()).repeat(7, axis=1).repeat(7, axis=2)  # as large as the digit
shown = np.concatenate([to_float(data.x_test[0]), zones])
figure = plots.images(shown, ["the digit", *titles], 5, title="64 features by hand: 4 kinds of edges in 4 × 4 zones")
plots.show(
    figure,
    alt="A digit, and beside it four squares of 4 x 4 grey fields, one for each direction of its edges; a light field "
    "has strong edges.",
)

# %% [markdown]
# The classic model is a **linear model**: for each digit a weighted sum of the features; the largest sum wins. Its weights
# come from least squares: they make the sum of the squared errors on the training images as small as can be, and solving one
# system of equations finds them. (The small term with `0.01` keeps them from growing without bound.)
#
# The learned features are what the trained CNNs above hand to their last layer: 256 numbers for each image. Four times as many as
# ours; so 64 of them, picked at random, are tried too.


# %%
def linear_model(make_features):
    """Percentage of test images that a linear model reads correctly from these features."""
    f, f_test = make_features(data.x_train), make_features(data.x_test)
    f, f_test = [np.column_stack([part / f.std(), np.ones(len(part))]) for part in (f, f_test)]
    targets = np.eye(10)[data.y_train]
    w = np.linalg.solve(f.T @ f + 0.01 * len(f) * np.eye(f.shape[1]), f.T @ targets)
    return 100 * np.mean((f_test @ w).argmax(axis=1) == data.y_test)


from_pixels = linear_model(lambda images: to_float(images).reshape(len(images), 784))
from_hand = linear_model(by_hand)
from_cnns, from_few = [], []
few = np.random.default_rng(0).permutation(256)[:64]
for net in trained_cnns:
    learned = net[:-1]  # all but the last layer
    from_cnns.append(linear_model(lambda images, net=learned: net(to_float(images))))
    from_few.append(linear_model(lambda images, net=learned: net(to_float(images))[:, few]))

# %% [markdown]
# **Predict.** The same linear model is fed with 784 pixels, with 64 features by hand, with 256 learned features, and with 64 of
# these. In which order will they come? Will 64 good numbers beat 784 raw ones?
#
# ### ANSWER 64 well-chosen numbers beat 784 raw ones

# %%
guess = Guess(..., "yes", "no")  # "yes" or "no"

# %% tags=["nbval-ignore-output"]
results = {
    "784 pixels": [from_pixels],
    "64 features by hand": [from_hand],
    "256 learned features": from_cnns,
    "64 of the learned": from_few,
}
for name, right in results.items():
    print(f"{name:22}", "  ".join(f"{r:.1f} %" for r in right))
guess.compare("yes" if from_hand > from_pixels else "no")

# %% tags=["plumbing", "nbval-ignore-output"]
# Picture: the kinds of features side by side
figure = plots.runs(
    results,
    ylabel="test images read correctly, in %",
    title=f"Read correctly: by hand {from_hand:.1f} %, learned {np.mean(from_cnns):.1f} %, "
    f"64 of the learned {np.mean(from_few):.1f} %",
)
plots.show(
    figure,
    alt="The same linear model on four kinds of features: pixels are the worst, features by hand are better, all "
    "learned features of three nets are the best; a quarter of the learned ones is below all of them.",
)

# %% tags=["guard"]
assert from_pixels < from_hand < np.mean(from_cnns)
assert from_pixels < np.mean(from_few) < np.mean(from_cnns) - 2
assert lesson.is_quick() or abs(np.mean(from_few) - from_hand) < 2

# %% [markdown]
# 64 well-chosen numbers beat 784 raw ones here. The 256 learned ones beat ours, but there are four times as many: 64 of them, picked at random,
# are about as good as our 64.
#
# Ours came from knowledge about strokes, and took thought. How well they would work on flowers or X-rays, only a test
# can tell; and whoever wants more or better ones has to think again. The CNN's came from the images and their labels
# alone, by a training that can be run on pictures of flowers just as well. That is the reason for this course.

# %% [markdown]
# ## One reason why, for a long time, deep nets would not learn
#
# A net learns by **gradients**: for each weight, how much the error changes when the weight changes a little. Lesson 05
# derives them. Here you need one fact: on its way back to the first layer, a gradient is multiplied by the weights of every layer
# that it passes, and by the slope of that layer's **activation function**: the function that each unit applies to its sum.
#
# For a long time this was mostly the **sigmoid**, $1/(1 + e^{-z})$, or tanh, a steeper sigmoid that reaches from −1 to 1. Today it is mostly
# **ReLU**: $\max(0, z)$.

# %%
z = np.linspace(-6, 6, 121)
sigmoid = 1 / (1 + np.exp(-z))
slopes = {"sigmoid": (z, sigmoid * (1 - sigmoid)), "ReLU": (z, (z > 0).astype(float))}
print(f"largest slope: sigmoid {slopes['sigmoid'][1].max()}, ReLU {slopes['ReLU'][1].max()}")

# %% tags=["plumbing"]
# Picture: the slopes of both functions
figure = plots.curves(
    slopes, xlabel="z", ylabel="slope", title="The slope of the sigmoid is 0.25 at most, that of ReLU is 0 or 1"
)
plots.show(
    figure, alt="Slope against z: a hill of height 0.25 around 0 for the sigmoid; a step from 0 to 1 at 0 for ReLU."
)

# %% [markdown]
# **Predict.** A gradient passes through 8 sigmoid layers. By what factor, at least, do the slopes alone shrink it?
#
# ### ANSWER 65,536

# %%
guess = Guess(...)  # how many times smaller

# %%
print(f"0.25 to the power of 8 = 1 / {4**8:,} = {0.25**8:.6f}")
guess.compare(4**8)

# %% [markdown]
# Now measure it: a net with 8 hidden layers of 100 units, three seeds, a gradient from 200 images. For each layer we
# take the typical size of a weight's gradient (the root of the mean square), before any training.
#
# The weights that a net starts with count too, so each activation gets both of the usual kinds: **Xavier**, made for
# activations with slope 1 at 0, such as tanh, and **He**, made for ReLU, 1.4 times as large in a layer of 100 units. The sigmoid has slope 1/4 at 0, so it also
# gets Xavier's weights times 4. (Lesson 07 comes back to them.) Only with several starts can we tell what the activation does.


# %%
def gradient_sizes(activation, init, factor, seed):
    """Typical size of the gradient in each of 9 layers, first layer first."""
    sizes = [784] + [100] * 8 + [10]
    layers = [Flatten()]
    for i in range(9):
        layers += [Linear(sizes[i], sizes[i + 1], init=init, seed=100 * seed + i), activation()]
        layers[-2].params["weight"] *= factor
    net, loss = Sequential(*layers[:-1]), CrossEntropyLoss()
    loss(net(to_float(data.x_train[:200])), data.y_train[:200])
    net.backward(loss.backward())
    linear = [layer for layer in net if isinstance(layer, Linear)]
    return [np.sqrt(np.mean(layer.grads["weight"] ** 2)) for layer in linear]


# %% tags=["nbval-ignore-output"]
kinds = {
    "sigmoid, xavier": (Sigmoid, "xavier", 1),
    "sigmoid, he": (Sigmoid, "he", 1),
    "sigmoid, 4 xavier": (Sigmoid, "xavier", 4),
    "ReLU, xavier": (ReLU, "xavier", 1),
    "ReLU, he": (ReLU, "he", 1),
}
sizes = {name: np.array([gradient_sizes(*kind, seed) for seed in range(3)]) for name, kind in kinds.items()}
ratios = {name: found[:, -1] / found[:, 0] for name, found in sizes.items()}
print("last layer / first layer, three seeds:")
for name, ratio in ratios.items():
    print(f"{name:18}", "  ".join(f"{r:9,.1f}" for r in ratio))

# %% tags=["plumbing", "nbval-ignore-output"]
# Picture: the size of the gradient, layer by layer
figure = plots.curves(
    {name: (np.arange(9), found.mean(axis=0)) for name, found in sizes.items()},
    xlabel="layer (0 = first)",
    ylabel="gradient, mean of 3 seeds",
    logy=True,
    title="With sigmoids the gradient shrinks towards the first layer, least with the largest weights",
    groups={name: name.split(",")[0] for name in sizes},  # a colour for each activation
)
plots.show(
    figure,
    alt="Gradient size by layer on a logarithmic axis: nearly level for ReLU with both kinds of weights; for sigmoid "
    "with both a straight fall by more than four powers of ten from the last layer to the first, and by more than two "
    "with four times Xavier's weights.",
)

# %% tags=["guard"]
sigmoid_ratios = np.concatenate([ratios["sigmoid, xavier"], ratios["sigmoid, he"]])
relu_ratios = np.concatenate([ratios["ReLU, xavier"], ratios["ReLU, he"]])
assert sigmoid_ratios.min() > 50_000 and relu_ratios.max() < 20
assert ratios["sigmoid, xavier"].min() > 65_536 > ratios["sigmoid, he"].min()
assert 100 < ratios["sigmoid, 4 xavier"].min() and ratios["sigmoid, 4 xavier"].max() < 300

# %% [markdown]
# These are **vanishing gradients**. The first layers, which look at the image, hardly change: gradient descent moves each weight in
# proportion to its gradient, so a gradient 50,000 times smaller means steps 50,000 times shorter.
#
# Compare with your prediction. 65,536 counts the slopes alone, each at its largest. Most are smaller, but the weights matter too, and so does the
# input of each layer, by which a weight's gradient is multiplied. Together they give a ratio above 65,536 with Xavier's weights; with
# He's larger ones less in two of three seeds.
#
# With weights four times Xavier's it is about 200: larger weights make up for a large part of what the slopes take away, but not for all.

# %% [markdown]
# ReLU has slope 1 wherever it is active. (Elsewhere the slope is 0: that unit learns
# nothing from that image.) With Xavier's and with He's weights its gradients stay alive: there the activation made the difference.

# %% [markdown]
# ## What you can do now
#
# - Count the parameters of a fully connected net, and find the mistake in a wrong count.
# - Explain local connections and shared weights with a table of five inputs and four outputs.
# - Say what a fixed permutation of the pixels does to a perceptron and to a CNN, and why.
# - Name the difference between features by hand and learned features.
# - Say why gradients vanish with sigmoids, and by how much the slopes of 8 layers alone shrink them at least.

# %% [markdown]
# ## Three quick questions
#
# **1.** A convolution has 16 filters of 3 × 3 on a grey image of 28 × 28. How many weights? And on an image of 280 × 280?
#
# <details><summary>Answer</summary>
#
# 16 · 3 · 3 · 1 = 144, for both: the size of the image does not count.
#
# </details><br>
#
# **2.** The columns of a table of people (age, height, income, ...) may stand in any order. Is a CNN a good idea for this table?
#
# <details><summary>Answer</summary>
#
# No. The order of the columns means nothing, so neighbours do not belong together. A CNN would use what is not there.
#
# </details><br>
#
# **3.** A net has 3 sigmoid layers. By what factor, at least, do their slopes shrink a gradient?
#
# <details><summary>Answer</summary>
#
# 4 · 4 · 4 = 64.
#
# </details><br>
#
# Exercises: [00 Why convolution](../exercises/00_why_convolution.ipynb).
#
# Next: [01 Convolution](01_convolution.ipynb).
