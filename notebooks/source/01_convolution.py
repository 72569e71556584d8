# %% [markdown]
# # 01 Convolution
#
# You will compute convolutions by hand, use them to find edges in pictures, and let a computer find a kernel from
# examples.
#
# About 50 minutes. It builds on [00 Why convolution](00_why_convolution.ipynb), and on loops over NumPy arrays.
#
# Exercises: [01 Convolution](../exercises/01_convolution.ipynb). Labs: in "Experiment: step the window" and
# "Experiment: stack layers".

# %%
import numpy as np

from coursecnn import Conv2d, plots
from coursecnn import functional as F
from coursecnn.datasets import pictures
from coursecnn.lesson import Guess

# %% [markdown]
# ## Slide, multiply, sum
#
# A small array of weights, the **kernel**, lies on the top left corner of an image. Multiply each pixel by the weight that lies on
# it, and add the products up: that is the first number of the output. Then slide the kernel one pixel to the right, and do it
# again.
#
# The image has only 0 (black) and 1 (white), so that you can follow with a pencil. The part of the image
# under the kernel is called the **window**.

# %%
x = np.array([[1, 0, 1, 0], [1, 1, 1, 0], [0, 0, 1, 0], [0, 0, 1, 0]])
vertical = np.array([[1, -1], [1, -1]])

# %% tags=["plumbing"]
# Picture: the first window
figure = plots.convolution_step(x, vertical, (0, 0))
plots.show(figure, alt="A 2 x 2 window at the top left of a 4 x 4 image: 1*1 + 0*(-1) + 1*1 + 1*(-1) = 1.")

# %% [markdown]
# Rows and columns are counted **from 0**, as in NumPy: the window above is at row 0, column 0. Many texts count from 1.
#
# **Predict.** The kernel moves one step to the right. Which number does it give? Then fill in the whole output: it has
# 3 rows and 3 columns, because a window of 2 has 3 places in a row of 4.
#
# ### ANSWER [[ 1 -1 2] [ 0 -1 2] [ 0 -2 2]]

# %%
guess = Guess(...)  # the number one step to the right, in place of the dots

# %%
y = np.zeros((3, 3), int)
for i in range(3):
    for j in range(3):
        window = x[i : i + 2, j : j + 2]
        y[i, j] = (window * vertical).sum()
print(y)
guess.compare(y[0, 1])

# %% [markdown]
# As a formula, with a kernel of $k$ rows and $k$ columns:
#
# $$y_{ij} = \sum_{a=0}^{k-1} \sum_{b=0}^{k-1} w_{ab} \, x_{i+a,\, j+b}$$
#
# The two loops of the code are $i$ and $j$. The two sums are the `.sum()` over the window. For an image of $n$ rows the output has
# $n - k + 1$ rows; lesson 02 is about sizes.
#
# From now on this is a function, so that it can be used on any image.


# %%
def slide(x, w):
    """y[i, j] = sum of w times the window of x at row i, column j."""
    rows, columns = x.shape[0] - w.shape[0] + 1, x.shape[1] - w.shape[1] + 1
    y = np.zeros((rows, columns), np.result_type(x, w))
    for i in range(rows):
        for j in range(columns):
            y[i, j] = (x[i : i + w.shape[0], j : j + w.shape[1]] * w).sum()
    return y


horizontal = np.array([[1, 1], [-1, -1]])
print(slide(x, vertical), slide(x, horizontal), sep="\n\n")

# %% [markdown]
# The output of a kernel is called a **feature map**: a map of where a feature is. Here are both, with their kernels.
# Look for the numbers that stand out.

# %% tags=["plumbing"]
# Picture: both kernels and their feature maps
rows = []
for w, name in ((vertical, "vertical edges"), (horizontal, "horizontal edges")):
    y = slide(x, w)
    rows.append(
        [
            plots.Grid(x, "input", "image"),
            plots.Grid(w, "kernel", name),
            plots.Grid(y, "output", "feature map", shade="signed"),
        ]
    )
figure = plots.grids(rows, [["*", "="]] * 2, title="The last column stands out in one map, the middle row in the other")
plots.show(
    figure,
    alt="First map: rows 1 -1 2, 0 -1 2, 0 -2 2; its last column is 2. "
    "Second map: rows -1 -1 0, 2 1 0, 0 0 0; its middle row stands out.",
)

# %% [markdown]
# ## What a large number means
#
# Two fair questions: why does a large number mean "here is the feature"? And why this column, and not another?
#
# Read the kernel as a picture of what it looks for: `1` where it wants white, `-1` where it wants black. White under a `1` adds 1 to
# the sum. White under a `-1` takes 1 away.
#
# **Predict.** There are 16 different windows of 2 × 2 pixels that are black or white. How many of them give 2? How many give −2?
#
# ### ANSWER 1 of 16

# %%
guess = Guess(...)  # how many windows give 2

# %%
windows = [np.array(bits).reshape(2, 2) for bits in np.ndindex(2, 2, 2, 2)]
answers = np.array([(w * vertical).sum() for w in windows])
for value in (2, 1, 0, -1, -2):
    print(f"{value:2}: {(answers == value).sum()} of 16 windows")
print("2 is given by:", windows[int(answers.argmax())].tolist())
print("-2 is given by:", windows[int(answers.argmin())].tolist())
guess.compare((answers == 2).sum())

# %% [markdown]
# Only one window in 16 gives 2: white on the left and black on the right, the kernel's own picture. Only one gives −2: its
# opposite, black on the left and white on the right. Most windows give something near 0.
#
# So a large **magnitude** (the number without its sign) is rare, and happens only at an edge. The sign says which side is
# white.
#
# Now the columns of the image: the map's column $j$ compares image column $j$ with column $j + 1$.

# %%
y = slide(x, vertical)
for j in range(3):
    print(f"image columns {j} and {j + 1}: {x[:, j]} {x[:, j + 1]}   map column {j}: {y[:, j]}")

# %% [markdown]
# Image column 2 is white from top to bottom, and column 3 is black. That is the only edge with the white side on the left
# over the whole height, so the map has 2 in all of column 2.
#
# Between columns 1 and 2 there is an edge too, in the lower half, but the other way round: −2. Between 0 and 1 there is
# nothing but a corner.

# %% [markdown]
# ## The same with larger numbers
#
# **Predict** the first entry. The image holds the numbers 0 to 8, row by row, and the kernel 0 to 3.
#
# ### ANSWER 19

# %%
guess = Guess(...)  # a number in place of the dots

# %%
x = np.arange(9).reshape(3, 3)
w = np.arange(4).reshape(2, 2)
print("0*0 + 1*1 + 3*2 + 4*3 =", 0 * 0 + 1 * 1 + 3 * 2 + 4 * 3)
print(slide(x, w))
guess.compare(slide(x, w)[0, 0])

# %% [markdown]
# The package has this function too, faster and for many images at once. It wants arrays with four axes: image, channel, row,
# column. One grey image is an array of shape `(1, 1, 3, 3)`. `x[None, None]` puts two axes of length 1 in front.

# %%
y = F.conv2d(x[None, None], w[None, None])
print(x[None, None].shape, "->", y.shape)
print(y[0, 0])

# %% [markdown]
# ### Experiment: step the window
#
# Change one thing at a time, and predict the number before you run the cell:
#
# - `place`, up to `(2, 3)`;
# - a pixel of the image;
# - the kernel: which one copies the image, shifted? Which one gives 0 everywhere?

# %%
place = (1, 1)
image = np.array([[0, 0, 0, 0, 0], [0, 1, 2, 1, 0], [0, 2, 4, 2, 0], [0, 1, 2, 1, 0]])
kernel = np.array([[1, 0], [0, -1]])
print("y at", place, "is", slide(image, kernel)[place])

# %% tags=["plumbing"]
# Picture: your place of the window
figure = plots.convolution_step(image, kernel, place)
plots.show(
    figure,
    alt="A 4 x 5 image, a 2 x 2 kernel and the output as far as it is computed, with the "
    "products of the window written out.",
)

# %% [markdown]
# The lab below moves the window for you, and every cell can be changed: click on it, or go there with the arrow keys, and type.
# Run the cell and press **Step** or **Play**. Three things to try:
#
# - Which kernel copies the image? Begin with "own" and make it yourself.
# - Choose **Sobel**: right side minus left side, with weights that you see. Where is the output negative? Look at the window there.
# - Set the padding to 1: a frame of zeros around the image. Click on a corner of the output: which products are 0 for sure?
#
# ![The lab: an image of numbers, a kernel, and the output filling in.](pictures/lab-convolution.png)

# %% tags=["nbval-ignore-output"] id="lab-convolution"
from coursecnn.labs import ConvolutionLab

ConvolutionLab()

# %% [markdown]
# ## A word with two meanings
#
# In mathematics, **convolution** turns the kernel by 180 degrees before it slides. What you did, without turning, is called
# **cross-correlation** there. NumPy has both, for numbers in a row.
#
# **Predict.** The input is a single 1. The kernel is (1, 2, 3). In which order do its numbers come out, with and without turning?
#
# ### ANSWER [0 3 2 1 0]

# %%
guess = Guess(...)  # without turning: three numbers, in brackets

# %%
impulse = np.array([0, 0, 1, 0, 0])
print("cross-correlation:", np.correlate(impulse, [1, 2, 3], "same"))
print("convolution:      ", np.convolve(impulse, [1, 2, 3], "same"))
guess.compare(np.correlate(impulse, [1, 2, 3], "same")[1:4])

# %% [markdown]
# Without turning, the numbers come out backwards: the *last* weight meets the 1 first. With turning they come out in
# order, which is why mathematics does it.
#
# In two dimensions, turning by 180 degrees means reversing rows *and* columns: `w[::-1, ::-1]`. If you turn the kernel and slide
# it, you get the convolution of mathematics.

# %%
turned = w[::-1, ::-1]
parts = [plots.Grid(w, "kernel", "kernel"), plots.Grid(turned, "kernel", "turned by 180°")]
parts += [plots.Grid(slide(x, w), "output", "cross-correlation")]
parts += [plots.Grid(slide(x, turned), "output", "convolution")]
print(slide(x, turned))

# %% tags=["plumbing"]
# Picture: both results
figure = plots.grids(parts, title="A turned kernel gives other numbers: 5 instead of 19")
plots.show(
    figure, alt="The kernel 0 1 2 3 and, turned, 3 2 1 0. Cross-correlation 19 25 37 43; convolution 5 11 23 29."
)

# %% [markdown]
# Today's libraries for neural networks slide without turning, and call it convolution. So does this course. (Not all did: Theano, an
# early one, turned the kernel.)
#
# **When it does not matter:** when the kernel is learned. If the layer turned its kernel, training would find the turned
# weights, and the outputs would be the same.
#
# **When it does matter:** when a kernel is *given*. Take one from a program that turns, use it in one that does not, and
# "white on the left" is reported as "white on the right". It also matters in lesson 05: on the way back, the kernel has to be turned.

# %% [markdown]
# ## Kernels on a picture
#
# Long before nets learned them, people wrote kernels by hand to change pictures. They are called **filters**. Here is a picture of 128 × 128
# pixels, drawn by the package, and four famous filters.
#
# - **mean**: each pixel becomes the mean of 9.
# - **Gaussian**: a mean in which nearer pixels count more.
# - **Laplacian**: how much a pixel differs from its four neighbours.
# - **Sobel**: right side minus left side.

# %%
photo = pictures.photograph().astype(float)
filters = {
    "mean": np.ones((3, 3)) / 9,
    "Gaussian": np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16,
    "Laplacian": np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]]),
    "Sobel": np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
}

# %% tags=["plumbing"]
# Picture: the photograph
figure = plots.images(photo, title="A grey picture of 128 × 128 pixels")
plots.show(figure, alt="A drawn grey picture: a house with a roof of tiles by a lake, a tree, a fence, mountains.")

# %% [markdown]
# **Predict.** In a region where all pixels have the value 100, what does each of the four give? (Add the weights up.)
#
# ### ANSWER plain region of 100: 0

# %%
guess = Guess(...)  # four numbers, in brackets

# %%
plain = np.full((3, 3), 100.0)
for name, w in filters.items():
    result = slide(plain, w)[0, 0]
    print(f"{name:10} sum of the weights {w.sum():.0f}, on a plain region of 100: {result:.0f}")
guess.compare([slide(plain, w)[0, 0] for w in filters.values()])

# %% [markdown]
# The sum of the weights tells what happens in a **plain** region, and no more. Weights that add up to 0 give 0 wherever nothing
# changes: such filters find **changes**. Weights that add up to 1 leave a plain region as it is. Do they also **smooth**, that is, make
# neighbours more alike?
#
# **Predict.** `[[0, -1, 0], [-1, 5, -1], [0, -1, 0]]` adds up to 1 too. Does it make neighbours more alike, or less?
#
# ### ANSWER enlarges most differences

# %%
guess = Guess(..., "more", "less")  # "more" alike or "less" alike

# %%
sharpen = np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]])
print("sum of its weights:", sharpen.sum(), " on a plain region of 100:", slide(plain, sharpen)[0, 0])
results = {name: slide(photo, w) for name, w in (filters | {"sharpen": sharpen}).items()}
house = {"original": photo[40:104, 8:72]}
for name in ("mean", "Gaussian", "sharpen"):
    house[name] = results[name][39:103, 7:71]
rough = {name: np.abs(np.diff(part)).mean() for name, part in house.items()}
for name in house:
    print(f"{name:8}: mean difference between neighbours {rough[name]:.1f}")
before, after = (np.abs(np.diff(house[name])) for name in ("original", "sharpen"))
print(
    f"sharpen: {100 * (after > before).mean():.0f} % of the differences grow, {100 * (after < before).mean():.0f} % shrink"
)
guess.compare("less" if rough["sharpen"] > rough["original"] else "more")

# %% tags=["plumbing"]
# Picture: the house, filtered three times
shown = [np.clip(part, 0, 255) for part in house.values()]
figure = plots.images(shown, list(house), title="Three filters whose weights add up to 1: two smooth, one sharpens")
plots.show(
    figure,
    alt="The house four times: original with sharp tiles, blurred by the mean, a little less blurred by the Gaussian, "
    "and with harder edges than the original.",
)

# %% tags=["guard"]
assert rough["mean"] < rough["Gaussian"] < rough["original"] < rough["sharpen"]
assert (after > before).mean() > 0.6 and (after < before).any()

# %% [markdown]
# Mean and Gaussian have positive weights only: each pixel becomes a mixture of its neighbourhood, and that smooths. The third one has negative
# weights beside a 5: it *subtracts* the neighbours, and that enlarges most differences. It **sharpens**. (And a single 1 in the middle adds up to 1
# and changes nothing.)

# %%
down = slide(photo, filters["Sobel"].T)
maps = {"Sobel": results["Sobel"], "Sobel, transposed": down, "Laplacian": results["Laplacian"]}
share = np.mean(np.abs(results["Sobel"]) < 0.1 * np.abs(results["Sobel"]).max())
print(f"Sobel: {100 * share:.0f} % of the numbers are below a tenth of the largest")
for name, part in maps.items():
    print(f"largest number of {name + ':':18} {np.abs(part).max():.0f}")

# %% tags=["plumbing"]
# Picture: three maps of changes
parts = [part / np.abs(part).max() for part in maps.values()]  # each map on its own scale, from -1 to 1
figure = plots.images(
    parts, list(maps), columns=2, signed=True, title="Change finders are near 0 in plain regions and large at edges"
)
plots.show(
    figure,
    alt="Three maps in blue and vermilion. Sobel shows the upright sides of the "
    "house and fence, transposed Sobel the horizontal lines, the Laplacian fine "
    "lines in all directions.",
)

# %% [markdown]
# Sobel, as written, responds to vertical edges; transposed, to horizontal ones. The two colours are the two signs. In Sobel's maps,
# vermilion (orange-red) is dark to bright (from left to right, or from top to bottom), and blue is bright to dark. In the Laplacian's, vermilion is a pixel that is darker than its
# neighbours, and blue one that is brighter. Each map is divided by its own largest number, so their colours cannot be compared with each other.
#
# All these filters were chosen by people. In a net, the weights are learned. You will do that in a moment,
# for the smallest filter of all.

# %% [markdown]
# ## An edge detector
#
# An image of 6 × 8 pixels is white (1), with four black columns (0) in the middle. The kernel has two weights: `[1, -1]`.
#
# **Predict.** Where does the output have a number other than 0, and which?
#
# ### ANSWER 0 1 0 0 0 -1 0

# %%
guess = Guess(...)  # the first row of the output: 7 numbers, in brackets

# %%
x = np.ones((6, 8), int)
x[:, 2:6] = 0
w = np.array([[1, -1]])
y = slide(x, w)
print(y)
guess.compare(y[0])

# %% tags=["plumbing"]
# Picture: image, kernel and output
parts = [plots.Grid(x, "input", "image", shade="grey", cell=0.3)]
parts += [plots.Grid(w, "kernel", "kernel", cell=0.3)]
parts += [plots.Grid(y, "output", "output", shade="signed", cell=0.3)]
figure = plots.grids(parts, ["*", "="], title="1 from white to black, −1 from black to white, else 0")
plots.show(
    figure, alt="A 6 x 8 image, black in columns 2 to 5; the output is 1 in column 1, -1 in column 5, 0 elsewhere."
)

# %% [markdown]
# **Predict.** Now the image is transposed: the black bar lies on its side. What does the same kernel find?
#
# ### ANSWER as it is: 0

# %%
guess = Guess(...)  # how many numbers other than 0

# %%
print("numbers other than 0, kernel as it is:  ", np.count_nonzero(slide(x.T, w)))
print("numbers other than 0, kernel transposed:", np.count_nonzero(slide(x.T, w.T)))
guess.compare(np.count_nonzero(slide(x.T, w)))

# %% [markdown]
# Nothing: left and right neighbours are the same everywhere. This kernel is blind to horizontal edges. Its transpose sees them, in
# 2 rows of 6 numbers. One kernel finds one kind of feature; for more, a layer needs more kernels.

# %% [markdown]
# ### A trap: pictures as bytes
#
# Pictures come as whole numbers from 0 to 255, in 8 bits (`uint8`). There is no −10 in this type.
#
# **Predict.** Two neighbours have the values 20 and 10. What does `10 - 20` give?
#
# ### ANSWER 246

# %%
guess = Guess(...)  # a number in place of the dots

# %%
pixels = np.array([[20, 10]], np.uint8)
print("as uint8:", pixels[:, 1:] - pixels[:, :-1])
numbers = pixels.astype(float)
print("as float:", numbers[:, 1:] - numbers[:, :-1])
guess.compare((pixels[:, 1:] - pixels[:, :-1])[0, 0])

# %% [markdown]
# 246 is −10 + 256: the number wrapped round, from one end of the scale to the other, without any message. Turn pictures into floats before you
# calculate: `x.astype(float)`, or `coursecnn.datasets.to_float`, which also divides by 255.

# %% [markdown]
# ## Learn the kernel
#
# Suppose that you have the image $x$ and the output $y$, but not the kernel. Can it be found? Begin with any two weights, and
# improve them step by step:
#
# 1. compute the output with the current weights;
# 2. **error** = this output minus the correct one, at every place;
# 3. **loss** = the sum of the squared errors;
# 4. for each weight, the slope of the loss: how much the loss changes when the weight changes;
# 5. move each weight a little **against** its slope.
#
# This is **gradient descent**. The slopes together are the **gradient**, `dw`.

# %% [markdown]
# Where does the slope come from? Each output is $w_0 \cdot \text{(left pixel)} + w_1 \cdot \text{(right pixel)}$. If $w_0$ grows by a
# small amount, the output grows by this amount times its left pixel. The chain rule gives, with $e$ for the errors (the sign $\partial$ is a
# $d$ for functions of several numbers; both are explained in the [warm-up](90_warm_up.ipynb)):
#
# $$\frac{\partial}{\partial w_0} \sum e^2 = \sum 2\, e \cdot \text{left pixel}$$
#
# and the same with the right pixel for $w_1$. That is all; lesson 05 does it for every layer.


# %%
def learn(w, steps, rate):
    """The weights after each step of gradient descent: (steps + 1, 2)."""
    path = [w]
    for _ in range(steps):
        error = slide(x, w[None]) - y
        dw = np.array([(2 * error * x[:, :-1]).sum(), (2 * error * x[:, 1:]).sum()])
        w = w - rate * dw
        path.append(w)
    return np.array(path)


path = learn(np.array([0.5, 0.8]), steps=40, rate=0.02)
for step in (0, 1, 2, 5, 10, 20, 40):
    print(f"step {step:2}: w = [{path[step, 0]:6.3f}, {path[step, 1]:6.3f}]")

# %%
steps = np.arange(len(path))

# %% tags=["plumbing"]
# Picture: the two weights, step by step
figure = plots.curves(
    {"w[0]": (steps, path[:, 0]), "w[1]": (steps, path[:, 1])},
    xlabel="step",
    ylabel="weight",
    title="The weights go from [0.5, 0.8] to [1, −1], within 0.001, in 40 steps",
)
plots.show(
    figure,
    alt="Two curves over 40 steps: the first weight falls from 0.5 to 0 at once and then rises to 1, the second falls "
    "from 0.8 to -1.",
)

# %% tags=["guard"]
assert np.abs(path[-1] - [1, -1]).max() < 0.001
assert abs(path[1, 0]) < 0.01 and (np.diff(path[1:, 0]) > 0).all() and (np.diff(path[:, 1]) < 0).all()

# %% [markdown]
# Nobody told the computer about edges. The kernel `[1, -1]` came out of the input and the output alone. A net does the same,
# with many kernels, and with only the label at the very end to compare with.
#
# **Predict.** `rate` says how far each step goes. What happens with twice the rate?
#
# ### ANSWER diverges

# %%
guess = Guess(..., "sooner", "later", "never")  # when it arrives: "sooner", "later" or "never"

# %%
with_larger_rate = learn(np.array([0.5, 0.8]), steps=40, rate=0.04)
for step in (0, 1, 2, 5, 10, 20):
    w0, w1 = with_larger_rate[step]
    print(f"step {step:2}: w = [{w0:9.2f}, {w1:9.2f}]")
guess.compare("never" if np.abs(with_larger_rate[-1] - [1, -1]).max() > 1 else "sooner")

# %% tags=["guard"]
assert np.abs(with_larger_rate[-1]).max() > 1000

# %% [markdown]
# Each step overshoots the goal, and the next overshoots it even further on the other side: the training **diverges**. A rate that is too small,
# on the other hand, takes for ever: try `rate=0.001`. You will meet this in every training.

# %% [markdown]
# ## What one output sees
#
# Apply a 2 × 2 kernel, and a second one to the result. How many pixels of the image does one final number depend on?
# These pixels are its **receptive field**.
#
# **Predict** its size, then measure: change one pixel after another, and see whether the number at place (0, 0) changes.
#
# ### ANSWER 1 1 1 0 1 1 1 0 1 1 1 0 0 0 0 0

# %%
guess = Guess(...)  # how many pixels

# %%
x = np.arange(16.0).reshape(4, 4)
w = np.array([[1, 2], [3, 4]])
before = slide(slide(x, w), w)[0, 0]
seen = np.zeros((4, 4), int)
for i in range(4):
    for j in range(4):
        changed = x.copy()
        changed[i, j] += 1
        seen[i, j] = slide(slide(changed, w), w)[0, 0] != before
print(seen)
roles = np.where(seen == 1, "kernel", "input")
guess.compare(seen.sum())

# %% tags=["plumbing"]
# Picture: the pixels that one number sees
parts = [plots.Grid(x, roles, "image")]
parts += [plots.Grid(slide(x, w), "plain", "after one kernel", (0, 0, 2, 2))]
parts += [plots.Grid(slide(slide(x, w), w), "output", "after two", (0, 0, 1, 1))]
figure = plots.grids(parts, ["->", "->"], title=f"2 × 2 on 2 × 2 sees {seen.sum()} pixels: 3 × 3")
plots.show(
    figure,
    alt="The first output after two kernels depends on 2 x 2 numbers in the middle and on the "
    "upper left 3 x 3 pixels of the image.",
)

# %% [markdown]
# Each further kernel of size $k$ adds $k - 1$: here 2, then 2 + 1 = 3.
#
# Two words for the general rule. **Stride** $s$ is how far the window moves at each step; until now $s = 1$. **Dilation** $d$
# puts gaps into the kernel: with $d = 2$ its weights lie on every second pixel. Lesson 02 shows both.
#
# With strides, one step in a deep layer is many steps in the image. Let $j$ be this number, the **jump**: the product of the strides before the
# layer. Then, layer by layer, beginning with $r = 1$ and $j = 1$:
#
# $$r \leftarrow r + d\,(k - 1)\,j, \qquad j \leftarrow j\,s$$


# %%
def fields(layers):
    """Receptive field after each layer (k, s, d)."""
    r, j, found = 1, 1, []
    for k, s, d in layers:
        r = r + d * (k - 1) * j
        j = j * s
        found.append(r)
    return found


stacks = {
    "2, 2": [(2, 1, 1)] * 2,
    "3, 3, 3": [(3, 1, 1)] * 3,
    "3, 3, 3 with stride 2": [(3, 2, 1)] * 3,
    "3, 3, 3 with dilation 1, 2, 4": [(3, 1, 1), (3, 1, 2), (3, 1, 4)],
    "5, 2 (stride 2), 5, 2 (stride 2)": [(5, 1, 1), (2, 2, 1)] * 2,
}
for name, layers in stacks.items():
    print(f"{name:33}", fields(layers))

# %% tags=["guard"]
from coursecnn import receptive_field

assert all(fields(layers) == receptive_field(layers) for layers in stacks.values())

# %% [markdown]
# The last line is the net of lesson 07; the two windows of 2 with stride 2 are the pooling of lesson 00. One number before its last layer
# sees 16 × 16 of the 28 × 28 pixels.
#
# Do not trust a formula that you have not checked. The next cell takes 40 images of one row, each with a single 1 at a different place, and finds for which of them the
# first output is not 0.

# %%
for name, layers in stacks.items():
    y = np.eye(40).reshape(40, 1, 1, 40)  # image n has its 1 at place n
    for k, s, d in layers:
        y = F.conv2d(y, np.ones((1, 1, 1, k)), stride=(1, s), dilation=(1, d))
    places = np.flatnonzero(y[:, 0, 0, 0])
    print(
        f"{name:33} from {places[0]} to {places[-1]}: {places[-1] - places[0] + 1}, by the formula {fields(layers)[-1]}"
    )

# %% tags=["guard"]
for layers in stacks.values():
    y = np.eye(40).reshape(40, 1, 1, 40)
    for k, s, d in layers:
        y = F.conv2d(y, np.ones((1, 1, 1, k)), stride=(1, s), dilation=(1, d))
    assert np.ptp(np.flatnonzero(y[:, 0, 0, 0])) + 1 == fields(layers)[-1]

# %% [markdown]
# ### Experiment: stack layers
#
# The lab below draws what you measured above for 2 × 2 on 2 × 2, for any stack. Run the cell, and click on an output. Three things to try:
#
# - Move the pooling with stride 2 from the middle to the end. Does the output see more or fewer pixels?
# - Make a single layer see 9 × 9 pixels with nine weights. Which pixels in between does it miss?
# - Build the net of lesson 07 on 28 pixels: 5, 2 (stride 2), 5, 2 (stride 2). Do the outputs at two opposite corners have
#   pixels in common?
#
# ![The lab: three layers, and the pixels that one output sees.](pictures/lab-receptive-field.png)

# %% tags=["nbval-ignore-output"] id="lab-receptive-field"
from coursecnn.labs import ReceptiveFieldLab

ReceptiveFieldLab()

# %% [markdown]
# ## The bias
#
# A layer adds one more number to its output, the **bias** $b$: one for each filter, the same at all places.
#
# **Predict.** Image 0 to 8, kernel 0 to 3, as before, and $b = 10$. What is the output? And how many parameters do 6 filters of
# 5 × 5 on a grey image have?
#
# ### ANSWER [[29 35] [47 53]]
# ### ANSWER 156 parameters

# %%
guess = Guess(...)  # how many parameters

# %%
x, w = np.arange(9).reshape(1, 1, 3, 3), np.arange(4).reshape(1, 1, 2, 2)
print(F.conv2d(x, w, np.array([10]))[0, 0])

layer = Conv2d(1, 6, 5)  # 1 channel in, 6 out, kernel 5 x 5
count = sum(array.size for array in layer.params.values())
print("weight", layer.params["weight"].shape, "bias", layer.params["bias"].shape, "->", count, "parameters")
guess.compare(count)

# %% [markdown]
# Six biases, not six times the number of places: a bias belongs to the filter, as its weights do. It sets the level from which
# a feature counts. With a ReLU after it and $b = -1.5$, the first kernel of this lesson would respond only to a full
# edge (2), and not to a half one (1).

# %% [markdown]
# ## What you can do now
#
# - Compute a convolution by hand, and in four lines of NumPy.
# - Say what a large positive, a large negative and a small number in a feature map mean.
# - Explain cross-correlation and convolution, and when the difference matters.
# - Tell what a kernel does to a plain region from the sum of its weights, and say why this sum does not tell whether it smooths.
# - Compute a receptive field, with stride and dilation.

# %% [markdown]
# ## Three quick questions
#
# **1.** Which 3 × 3 kernel leaves an image as it is, except for the border?
#
# <details><summary>Answer</summary>
#
# 1 in the middle and 0 elsewhere. The output is smaller by one row and column on every side.
#
# </details><br>
#
# **2.** You try to learn the kernel `[1, -1]` from an image in which all pixels are 1. What goes wrong?
#
# <details><summary>Answer</summary>
#
# The right output is 0 everywhere, and every kernel `[a, -a]` gives it, also `[0, 0]`. The image has no edge to learn from.
#
# </details><br>
#
# **3.** Two layers of 3 × 3, or one of 5 × 5: which sees more? Which has fewer weights (one channel)?
#
# <details><summary>Answer</summary>
#
# Both see 5 × 5. Two of 3 × 3 have 18 weights, one of 5 × 5 has 25.
#
# </details><br>
#
# Exercises: [01 Convolution](../exercises/01_convolution.ipynb).
#
# Next: [02 Padding, stride and sizes](02_padding_stride_sizes.ipynb).
