# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown]
# # 05 Backpropagation
#
# You will send an error back through every layer of a convolutional net, with pencil and paper, and check each formula with numbers.
#
# About 105 minutes. Builds on lessons 01 to 04, and on the chain rule: if $y$ depends on $u$ and $u$ on $x$, then
# $\frac{dy}{dx} = \frac{dy}{du} \thinspace \frac{du}{dx}$. For functions of several numbers $d$ is
# written $\partial$ ([warm-up](90_warm_up.ipynb)).
#
# This is the longest lesson. Take it in two parts: the break is marked, after "Several channels, filters and images".
# Indices start at 0, as in NumPy; many texts count from 1.
#
# Exercises: [05 Backpropagation](../exercises/05_backpropagation.ipynb). Lab: in "Experiment: who meets at this entry?".

# %%
import numpy as np

from coursecnn import Conv2d, CrossEntropyLoss, Flatten, Linear, MaxPool2d, ReLU, Sequential, plots
from coursecnn import functional as F
from coursecnn.lesson import Guess
from coursecnn.plots import Grid
from coursecnn.training.gradcheck import check_gradients

np.set_printoptions(suppress=True)  # 0.001 instead of 1e-03

# %% [markdown]
# ## One neuron, four steps
#
# A neuron, which lesson 00 called a unit, multiplies its input $x$ by a weight $w$, adds a bias $b$ and applies an activation. The **error** $E$ says how far
# the output $y$ is from the target $t$; lesson 01 called such a number the loss. Learning asks one question: **if $w$ grows a little, what does $E$ do?**

# %% tags=["plumbing"]
# Picture: the chain of functions
diagram = plots.blocks(
    {
        "x": (0, 0, "x = 2", "input"),
        "net": (1, 0, "net = w x + b\nw = 0.5, b = −1", "kernel"),
        "y": (2, 0, "y = sigmoid(net)", "output"),
        "E": (3, 0, "E = (y − t)² / 2\nt = 1", "gradient"),
    },
    [("x", "net"), ("net", "y"), ("y", "E")],
    "E depends on w through a chain of three functions",
)
plots.show(
    diagram,
    alt="Four boxes in a chain: x = 2, net = w x + b with w = 0.5 and b = -1, "
    "y = sigmoid(net), E = (y - t)^2 / 2 with t = 1.",
)

# %% [markdown]
# **Predict.** The net input ("net" here means total, not network) is $0.5 \cdot 2 - 1 = 0$, and $\text{sigmoid}(0) = 0.5$. The target is 1. Should $w$ grow or shrink?
#
# The chain rule answers in four steps:
#
# 1. **Net input**: go forward and remember the values.
# 2. **Error term**, often written $\delta$: $\delta = dE/d\text{net} = (y - t) \cdot y(1 - y)$.
#    (The chain rule gives a product: with respect to $y$, $E = (y - t)^2/2$ has the slope $y - t$; the sigmoid has the slope $y(1-y)$.)
# 3. **Weight gradient**: $dE/dw = \delta \cdot x$, the error term times what came into the weight.
# 4. **Update**: $w \leftarrow w - \text{learning rate} \cdot dE/dw$.
#
# ### ANSWER w 0.75

# %%
guess = Guess(..., "grow", "shrink")  # "grow" or "shrink"

# %%
x, w, b, t = 2.0, 0.5, -1.0, 1.0
net = w * x + b
y = F.sigmoid(net)
error = (y - t) ** 2 / 2
delta = (y - t) * y * (1 - y)
dw, db = delta * x, delta
print(f"1  net {net}, y {y}, E {error}")
print(f"2  delta {delta}")
print(f"3  dE/dw {dw}, dE/db {db}")
w_new, b_new = w - 1.0 * dw, b - 1.0 * db
error_new = (F.sigmoid(w_new * x + b_new) - t) ** 2 / 2
print(f"4  with learning rate 1: w {w_new}, b {b_new}, E now {error_new:.4f}")
guess.compare("grow" if w_new > w else "shrink")

# %% [markdown]
# $dE/dw$ is negative: a larger $w$ makes the error smaller. So $w$ grew from 0.5 to 0.75, and the error fell from 0.125 to 0.0608.

# %% [markdown]
# A deep net repeats these steps layer by layer, from the end to the start. For that, each layer has a **backward** function:
#
# - it receives `dy`, the gradient of $E$ with respect to its output: one number for each output; if that output grows by a small $h$, $E$ grows
#   by $h$ times this number;
# - it returns `dx`, the same for its input, which is the `dy` of the layer before;
# - on the way it finds `dw` and `db` for its own weights.
#
# `dx` always has the shape of `x`, and `dw` the shape of `w`.

# %% [markdown]
# All this is about **small** changes: $E$ is a curve, and a slope is its direction at one place. It cannot say what a change of 1 does. The neuron above
# shows it.
#
# **Predict.** By its slope of $-0.25$, $E$ would fall from 0.125 to $-0.125$ if $w$ grew by 1. Can it?
#
# ### ANSWER really 0.007105

# %%
guess = Guess(..., "yes", "no")  # "yes" or "no"

# %%
for change in (0.001, 0.1, 1.0):
    e_new = (F.sigmoid((w + change) * x + b) - t) ** 2 / 2
    print(f"w + {change}: by the slope {error + dw * change:.6f}, really {e_new:.6f}")
guess.compare("yes" if e_new < 0 else "no")

# %% [markdown]
# ## A judge for every formula
#
# Before the first formula we build its judge. Nudge one number up by a tiny $h$, then down, and see what $E$ does:
#
# $$\frac{\partial E}{\partial a} \approx \frac{E(a + h) - E(a - h)}{2h}$$
#
# This is a **central difference**, one kind of **finite difference**. It needs no derivation, but two forward passes for each number: too slow for training,
# good for checking.


# %%
def slopes(f, a, h=1e-5):
    """The slope of f, a function with one number as result, for each entry of the array a."""
    gradient = np.zeros(np.shape(a))
    for place in np.ndindex(gradient.shape):
        up, down = np.array(a, float), np.array(a, float)
        up[place] += h
        down[place] -= h
        gradient[place] = (f(up) - f(down)) / (2 * h)
    return gradient


def neuron_error(w):
    return (F.sigmoid(w * x + b) - t) ** 2 / 2


print("by nudging w: ", np.round(slopes(neuron_error, w), 6))
print("by the formula:", dw)

# %% [markdown]
# Two things make the judge easy to use.
#
# **A relative error.** A difference of 0.01 is large for a gradient of 0.02 and small for one of 500. We divide the largest difference by the
# largest entry. It is printed to 8 decimals: a formula that agrees has zeros there.
#
# **An error for a layer alone.** A layer in the middle of a net knows only `dy`. We invent the error $E = \sum dy \cdot y$. Then
# $\partial E / \partial y$ is exactly `dy`, and any numbers will do for it.


# %%
def relative_error(a, b):
    return np.abs(a - b).max() / max(np.abs(a).max(), np.abs(b).max())


checked = []


def check(name, gradient, f, a):
    """Compare a gradient with the slopes of f at a, where f(a) is the error E."""
    numeric = slopes(f, a)
    error = relative_error(gradient, numeric) if numeric.shape == np.shape(gradient) else np.inf
    checked.append((error, name))
    print(f"{name} against finite differences: relative error {error:.8f}")


# %% [markdown]
# ## One pixel, four windows
#
# Now a convolution: a 4 × 4 input, a 2 × 2 kernel, stride 1, so a 3 × 3 output. Which outputs does the pixel `x[1, 1]` reach? Each picture
# lays the kernel on one window.

# %%
x = np.array([[1, 0, 2, 1], [0, 3, 1, 0], [2, 1, 0, 1], [1, 0, 1, 2]])
w = np.array([[1, 2], [3, 4]])
dy = np.array([[1, 0, 2], [0, -1, 1], [3, 1, 0]])

pictures = []
for i, j in [(0, 0), (0, 1), (1, 0), (1, 1)]:
    names, roles = np.full((4, 4), ""), np.full((4, 4), "input", object)
    names[i : i + 2, j : j + 2] = w
    roles[i : i + 2, j : j + 2] = "kernel"
    pictures.append(
        Grid(names, roles, f"y[{i},{j}]: weight w[{1 - i},{1 - j}]", highlight=(1, 1, 1, 1, "gradient"), cell=0.32)
    )
print("weights on x[1,1]:", *(w[1 - i, 1 - j] for i in (0, 1) for j in (0, 1)))

# %% tags=["plumbing"]
# Picture: one pixel in four windows
figure = plots.grids(pictures, title="Pixel x[1,1] is used by four outputs, under four different weights")
plots.show(
    figure,
    alt="Four 4 x 4 grids with the kernel 1, 2, 3, 4 on the windows of y[0,0], y[0,1], "
    "y[1,0] and y[1,1]; the pixel [1,1] lies under weight 4, 3, 2, 1.",
)

# %% [markdown]
# If `x[1, 1]` grows by a small $h$, then `y[0, 0]` grows by $4h$, `y[0, 1]` by $3h$, and so on. And `dy` says what each of these is worth. So the
# chain rule gives one term for each window that holds the pixel:
#
# - corner: $dx_{00} = dy_{00} w_{00}$
# - edge: $dx_{01} = dy_{00} w_{01} + dy_{01} w_{00}$
# - inside: $dx_{11} = dy_{00} w_{11} + dy_{01} w_{10} + dy_{10} w_{01} + dy_{11} w_{00}$
#
# **Predict.** With `w = [[1, 2], [3, 4]]` and `dy = [[1, 0, 2], [0, -1, 1], [3, 1, 0]]`: what are $dx_{00}$, $dx_{01}$ and $dx_{11}$?
#
# ### ANSWER dx[1,1] = 3

# %%
guess = Guess(...)  # three numbers, in brackets

# %%
print("dx[0,0] =", dy[0, 0] * w[0, 0])
print("dx[0,1] =", dy[0, 0] * w[0, 1] + dy[0, 1] * w[0, 0])
inside = dy[0, 0] * w[1, 1] + dy[0, 1] * w[1, 0] + dy[1, 0] * w[0, 1] + dy[1, 1] * w[0, 0]
print("dx[1,1] =", inside)
guess.compare([dy[0, 0] * w[0, 0], dy[0, 0] * w[0, 1] + dy[0, 1] * w[0, 0], inside])

# %% [markdown]
# ## All pixels: each output hands its dy back
#
# Sixteen such sums would be long to write. Look at it from the other side: output $(i, j)$ was made from one window, with the weights `w`. So it hands
# `dy[i, j] * w` back to that window. Where windows overlap, these contributions **add up**: `+=`.


# %%
def input_gradient(dy, w, shape):
    k_h, k_w = w.shape
    dx = np.zeros(shape)
    for i, j in np.ndindex(dy.shape):
        dx[i : i + k_h, j : j + k_w] += dy[i, j] * w
    return dx


def correlate(x, w):
    """The convolution of lesson 01, for one image and one kernel."""
    return F.conv2d(x[None, None], w[None, None])[0, 0]


dx = input_gradient(dy, w, x.shape)
print(dx)
check("dx", dx, lambda x: np.sum(dy * correlate(x, w)), x)

# %% [markdown]
# The three numbers from before are at [0, 0], [0, 1] and [1, 1], and the judge agrees on all sixteen.
#
# **A common mistake:** `=` where `+=` is needed. Then each window overwrites what its neighbour gave. Nothing crashes.
#
# **Predict.** Which pixels come out right all the same, and how many are they?
#
# ### ANSWER in one window only

# %%
guess = Guess(...)  # how many of the 16

# %%
wrong = np.zeros(x.shape)
for i, j in np.ndindex(dy.shape):
    wrong[i : i + 2, j : j + 2] = dy[i, j] * w
print(wrong)
print("right entries:", int((wrong == dx).sum()), "of 16:", np.argwhere(wrong == dx).tolist())
print(f"relative error {relative_error(wrong, dx):.2f}")
guess.compare((wrong == dx).sum())

# %% [markdown]
# A check that compares only shapes would have passed. The corners `[0, 0]`, `[0, 3]`, `[3, 0]` and `[3, 3]` lie in one window only, so they are right for sure.
# `[0, 2]` and `[2, 0]` are right by luck: what was overwritten there was 0.

# %% [markdown]
# ## The same as a convolution
#
# Look at the inside formula again, in the order of `dy`:
#
# $$dx_{11} = dy_{00} w_{11} + dy_{01} w_{10} + dy_{10} w_{01} + dy_{11} w_{00}$$
#
# `dy` runs forward, `w` runs backward, in rows and in columns. That is the kernel **turned by 180 degrees**, laid on a window of `dy`. For the
# corners the window hangs over the edge, so `dy` is padded with $k - 1$ zeros on each side. This is called the **full** correlation.

# %%
turned = w[::-1, ::-1]
full = correlate(np.pad(dy, 1), turned)
print("numbers that differ from before:", (full != dx).sum(), "of", dx.size, " dx[1,1] =", full[1, 1])

# %% tags=["plumbing"]
# Picture: dx from the padded dy and the turned kernel
picture = plots.grids(
    [
        Grid(np.pad(dy, 1), "gradient", "dy, padded by 1", border=1, highlight=(1, 1, 2, 2)),
        Grid(turned, "kernel", "w turned"),
        Grid(full, "gradient", "dx", highlight=(1, 1, 1, 1)),
    ],
    ["*", "="],
    f"dx is the padded dy, correlated with the turned kernel: dx[1,1] = {full[1, 1]}",
    "1·4 + 0·3 + 0·2 + (−1)·1 = 3",
)
plots.show(
    picture,
    alt="dy in a frame of zeros, times the kernel turned by 180 degrees (4, 3, 2, 1), "
    "gives the 4 x 4 dx; the window at row 1, column 1 gives 3.",
)

# %% tags=["guard"]
assert np.array_equal(full, dx)

# %% [markdown]
# The formula for any $k \times k$ kernel at stride 1, with $dy = 0$ outside its borders:
#
# $$dx_{rc} = \sum_{m=0}^{k-1} \sum_{n=0}^{k-1} dy_{r-m, c-n} \thinspace  w_{mn}$$
#
# The minus signs are the turn: pixel $(r, c)$ lies under $w_{mn}$ in the window of output $(r - m, c - n)$.
#
# **A common mistake:** the turn is forgotten. The shape is right, the numbers are not:

# %%
not_turned = correlate(np.pad(dy, 1), w)
print("shape", not_turned.shape, f"- but relative error {relative_error(not_turned, dx):.2f}")

# %% [markdown]
# ## The kernel's gradient
#
# Now the weights. $w_{mn}$ is used by **every** output: in $y_{ij}$ it meets the pixel $x_{i+m, j+n}$. If $w_{mn}$ grows by $h$, then $y_{ij}$ grows by
# $h$ times that pixel. So
#
# $$dw_{mn} = \sum_i \sum_j dy_{ij} \thinspace  x_{i+m, j+n}$$
#
# Plus signs, so nothing is turned. It is the correlation of the input with `dy`, where `dy` plays the part of the kernel.

# %% [markdown]
# How large is the result? A "kernel" of
# 3 × 3 has $4 - 3 + 1 = 2$ places on 4 pixels: 2 × 2, the shape of `w`, as it must be. (In general: the output has $n - k + 1$ rows, and
# $n - (n - k + 1) + 1 = k$.)
#
# **Predict.** The first entry is `dy` laid on the top left 3 × 3 pixels of `x`. What is $dw_{00}$?
#
# ### ANSWER its first entry, from the top left 3 x 3 pixels, is 10

# %%
guess = Guess(...)  # a number in place of the dots

# %%
dw = correlate(x, dy)
print(dw)
check("dw", dw, lambda w: np.sum(dy * correlate(x, w)), w)
guess.compare(dw[0, 0])

# %% tags=["plumbing"]
# Picture: dw from x and dy
picture = plots.grids(
    [
        Grid(x, "input", "x", highlight=(0, 0, 3, 3, "gradient")),
        Grid(dy, "gradient", "dy"),
        Grid(dw, "gradient", "dw", highlight=(0, 0, 1, 1)),
    ],
    ["*", "="],
    f"dw is x correlated with dy: dw[0,0] = {dw[0, 0]}",
    "1·1 + 0·0 + 2·2 + 0·0 + 3·(−1) + 1·1 + 2·3 + 1·1 + 0·0 = 10",
)
plots.show(
    picture,
    alt="The 4 x 4 input correlated with the 3 x 3 dy gives the 2 x 2 dw; "
    "its first entry, from the top left 3 x 3 pixels, is 10.",
)

# %% [markdown]
# You may see this gradient printed with the **kernel** in it: $dw_{00} = dy_{00} w_{00} + \dots$ Is that right? The judge can tell. And so can you, without
# computing: $y$ is a sum of terms $w \cdot x$. The slope of $w \cdot x$ for $w$ is $x$; no $w$ is left.
#
# Two versions that go wrong: the kernel in place of `x`, and `dw` turned.

# %%
right = slopes(lambda w: np.sum(dy * correlate(x, w)), w)
with_kernel = correlate(dy, w)
for name, wrong in {"w in the place of x": with_kernel, "dw turned": dw[::-1, ::-1]}.items():
    print(f"{name}: dw[0,0] = {wrong[0, 0]}, relative error {relative_error(wrong, right):.2f}")

# %% [markdown]
# ## The bias
#
# One bias is added to every output of the map: $y_{ij} = \dots + b$. If $b$ grows by $h$, all outputs grow by $h$. So its gradient adds up all of `dy`:
#
# $$db = \sum_i \sum_j dy_{ij}$$

# %%
db = dy.sum()
print("db =", db)
check("db", db, lambda b: np.sum(dy * (correlate(x, w) + b)), np.array(0.5))

# %% [markdown]
# ## Padding: cut off what was added
#
# The forward pass lays a frame of zeros, $p$ wide, around $x$ and treats them as pixels. The backward pass does the same in reverse order: it finds the gradient
# for the padded input, then **cuts the frame off**. The zeros of the frame are fixed, so their gradient is not needed.
#
# $$dx_{rc} = dx^{\text{padded}}_{r+p, c+p} \qquad dw_{mn} = \sum_i \sum_j dy_{ij} \thinspace  x^{\text{padded}}_{i+m, j+n}$$

# %%
x3 = np.arange(9).reshape(3, 3)
w3 = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])
dy3 = np.array([[1, 0, 0], [0, 2, 0], [0, 0, -1]])
dx_padded = input_gradient(dy3, w3, (5, 5))
dx3 = dx_padded[1:4, 1:4]
print(dx3)

# %% tags=["plumbing"]
# Picture: the frame that is cut off
picture = plots.grids(
    [
        Grid(np.pad(x3, 1), "input", "x, padded by 1", border=1),
        Grid(dx_padded, "gradient", "its gradient", border=1, highlight=(1, 1, 3, 3)),
        Grid(dx3, "gradient", "dx"),
    ],
    ["->", "->"],
    "The gradient of the padding is cut off",
)
plots.show(
    picture, alt="A 3 x 3 input in a frame of zeros, the 5 x 5 gradient for it, and its 3 x 3 middle, which is dx."
)


# %%
def padded_loss(x, w):
    return np.sum(dy3 * correlate(np.pad(x, 1), w))


check("dx with padding", dx3, lambda x: padded_loss(x, w3), x3)
dw3 = correlate(np.pad(x3, 1), dy3)
print("dw, from the padded input:")
print(dw3)
check("dw with padding", dw3, lambda w: padded_loss(x3, w), w3)
print("without the cut, dx has shape", dx_padded.shape, "- but x has shape", x3.shape)

# %% [markdown]
# ## Stride: zeros between the entries of dy
#
# At stride $s$ the window of output $(i, j)$ starts at pixel $(s i, s j)$. The loop changes in one place: the slice.
#
# Take 6 × 6 pixels, a 3 × 3 kernel and stride 2. The size is $\lfloor (6 - 3)/2 \rfloor + 1 = 2$, and the windows cover rows 0 to 4.
#
# **Predict.** What is the gradient for the pixels in row 5 and column 5?
#
# ### ANSWER whatever they hold

# %%
guess = Guess(...)  # a number in place of the dots


# %%
def input_gradient_strided(dy, w, shape, s):
    k_h, k_w = w.shape
    dx = np.zeros(shape)
    for i, j in np.ndindex(dy.shape):
        dx[s * i : s * i + k_h, s * j : s * j + k_w] += dy[i, j] * w
    return dx


x6 = np.arange(36).reshape(6, 6) % 7
w6 = np.array([[1, 2, 0], [0, 1, 0], [0, 1, 1]])
dy6 = np.array([[1, 2], [-1, 3]])
dx6 = input_gradient_strided(dy6, w6, x6.shape, 2)
print(dx6)
check("dx with stride 2", dx6, lambda x: np.sum(dy6 * F.conv2d(x[None, None], w6[None, None], stride=2)), x6)
guess.compare(dx6[5, 5])

# %% [markdown]
# No window reached the pixels of row 5 and column 5: whatever they hold, $E$ does not notice. The gradient is zero.
#
# The formula as a convolution: at stride 1, neighbours in `dy` belong to windows one pixel apart. At stride $s$ these windows are $s$ pixels apart. So put
# $s - 1$ **zeros between** the entries of `dy`, and the old formula holds. The result ends with the last pixel that a window reached; for the pixels beyond it, rows and
# columns of zeros are added (hatched below).

# %%
spread = np.zeros((3, 3))
spread[::2, ::2] = dy6
full = correlate(np.pad(spread, 2), w6[::-1, ::-1])
again = np.pad(full, ((0, 1), (0, 1)))
between, unreached = np.full((7, 7), "plain", object), np.ones((6, 6), bool)
between[2:5:2, 2:5:2], unreached[:5, :5] = "gradient", False
print("numbers that differ from before:", (again != dx6).sum(), "of", dx6.size)

# %% tags=["plumbing"]
# Picture: dy with zeros between
picture = plots.grids(
    [
        Grid(np.pad(spread, 2), between, "dy, spread and padded", border=2, cell=0.3),
        Grid(w6[::-1, ::-1], "kernel", "w turned", cell=0.3),
        Grid(again, "gradient", "dx", mask=unreached, cell=0.3),
    ],
    ["*", "="],
    "Stride 2 in backward: zeros between the entries of dy; pixels never reached get 0",
)
plots.show(
    picture,
    alt="dy with a zero between its entries in a frame of two zeros, times the turned "
    "kernel, gives dx; the last row and column of dx are hatched and 0.",
)

# %% tags=["guard"]
assert np.array_equal(again, dx6)

# %% [markdown]
# With $dy$ counted as 0 where $(r - m)/s$ or $(c - n)/s$ is not a whole number inside its borders:
#
# $$dx_{rc} = \sum_m \sum_n dy\left[\tfrac{r-m}{s}, \tfrac{c-n}{s}\right] w_{mn} \qquad dw_{mn} = \sum_i \sum_j dy_{ij} \thinspace  x_{s i+m, s j+n}$$
#
# **A common mistake:** the stride is forgotten in backward.

# %%
forgotten = correlate(np.pad(dy6, 2), w6[::-1, ::-1])
print("stride forgotten: shape", forgotten.shape, "for an input of shape", x6.shape)

# %% [markdown]
# ## Stride and padding together: the kernel's gradient
#
# A 7 × 7 input, padding 1, a 3 × 3 kernel, stride 2: the output is 4 × 4. The gradient for the kernel is a sum of 16 windows of the padded input, each
# times its entry of `dy`:
#
# $$dw = x_{0:3, 0:3} \thinspace  dy_{00} + x_{0:3, 2:5} \thinspace  dy_{01} + \dots + x_{6:9, 6:9} \thinspace  dy_{33}$$
#
# **Predict.** Which slice of the padded input belongs to $dy_{12}$?
#
# ### ANSWER 2:5, 4:7

# %%
guess = Guess(...)  # four numbers: rows from, to, columns from, to, in brackets

# %%
x7 = np.arange(49).reshape(7, 7) % 5
w7 = np.array([[1, 0, -1], [2, 1, 0], [0, -1, 1]])
dy7 = np.array([[1, 2, -1, 1], [0, 1, 3, -2], [2, 0, 1, 1], [-1, 1, 0, 2]])
x_padded = np.pad(x7, 1)
dw7, dx_padded = np.zeros((3, 3), int), np.zeros((9, 9), int)
for i, j in np.ndindex(4, 4):
    rows, columns = slice(2 * i, 2 * i + 3), slice(2 * j, 2 * j + 3)
    dw7 += dy7[i, j] * x_padded[rows, columns]
    dx_padded[rows, columns] += dy7[i, j] * w7
    if (i, j) == (1, 2):
        asked = [rows.start, rows.stop, columns.start, columns.stop]
    if (i, j) in [(0, 0), (0, 1), (1, 2), (3, 3)]:
        corner = f"{rows.start}:{rows.stop}, {columns.start}:{columns.stop}"
        print(f"dy[{i},{j}] = {dy7[i, j]}, times the window [{corner}]")
print("dw, the sum of all sixteen:", dw7, sep="\n")
guess.compare(asked)

# %% [markdown]
# Two lines in the loop give both gradients, for any stride. The frame is cut off at the end:

# %%
dx7 = dx_padded[1:8, 1:8]
print(dx7)


def strided_loss(x, w):
    return np.sum(dy7 * F.conv2d(x[None, None], w[None, None], stride=2, padding=1))


check("dw, stride 2, padding 1", dw7, lambda w: strided_loss(x7, w), w7)
check("dx, stride 2, padding 1", dx7, lambda x: strided_loss(x, w7), x7)

# %% [markdown]
# ## Several channels, filters and images
#
# One rule covers all of it: **follow every path from the number to $E$, and add**.
#
# - A pixel of channel $c$ goes into **every filter**: `dx` is a sum over the filters $o$.
# - A weight of filter $o$ is used on **every image**: `dw` and `db` are sums over the batch.
# - The weight $w[o, c]$ meets channel $c$ only: `dw[o, c]` needs no sum over channels.
#
# Two filters on one channel, as a picture:

# %%
w2 = np.array([[[1, 2], [3, 4]], [[0, 1], [-1, 0]]])
dy2 = np.array([[[1, 0], [0, 1]], [[2, 0], [1, -1]]])
parts = [input_gradient(dy2[o], w2[o], (3, 3)) for o in (0, 1)]
both = parts[0] + parts[1]
back = [Grid(parts[o], "gradient", f"from filter {o}", cell=0.3) for o in (0, 1)]
rows = [
    [Grid(dy2[o], "gradient", f"dy[{o}]", cell=0.3), Grid(w2[o], "kernel", f"filter {o}", cell=0.3), back[o]]
    for o in (0, 1)
]
rows.append([*back, Grid(both, "gradient", "dx", cell=0.3)])
print(both)
check("dx of two filters", both, lambda x: np.sum(dy2 * F.conv2d(x[None, None], w2[:, None])[0]), np.zeros((3, 3)))

# %% tags=["plumbing"]
# Picture: two filters hand back
signs = [["x", "->"], ["x", "->"], ["+", "="]]
plots.show(
    plots.grids(rows, signs, "What each filter hands back adds up to dx", align=True),
    alt="Two filters with their 2 x 2 dy each hand a 3 x 3 array back; dx is the sum of the two.",
)

# %% [markdown]
# In full, for image $a$ of the batch, stride $s$, and an input $x$ that is padded already:
#
# $$dw[o,c,m,n] = \sum_{a} \sum_{i,j} dy[a,o,i,j] \thinspace  x[a,c, s i+m, s j+n]$$
#
# $$dx[a,c,r,q] = \sum_{o} \sum_{m,n} dy\left[a,o,\tfrac{r-m}{s},\tfrac{q-n}{s}\right] w[o,c,m,n]$$
#
# $$db[o] = \sum_{a} \sum_{i,j} dy[a,o,i,j]$$
#
# The kernel is turned in its height and width only, **never along the channels**: channel $c$ of `dx` comes from the weights of channel $c$.

# %% [markdown]
# The whole backward pass of a convolution in ten lines. `np.tensordot(a, b, 1)` multiplies and sums over the last axis of `a` and the first of `b`: over the
# filters in the line of `dx`, over the images in that of `dw`.


# %%
def conv2d_backward(dy, x, w, s=1, p=0):
    x = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    dx, dw = np.zeros(x.shape), np.zeros(w.shape)
    k_h, k_w = w.shape[2:]
    for i, j in np.ndindex(dy.shape[2:]):
        window = np.s_[:, :, s * i : s * i + k_h, s * j : s * j + k_w]
        dx[window] += np.tensordot(dy[:, :, i, j], w, 1)
        dw += np.tensordot(dy[:, :, i, j].T, x[window], 1)
    db = dy.sum(axis=(0, 2, 3))
    return dx[:, :, p : x.shape[2] - p, p : x.shape[3] - p], dw, db


# %% [markdown]
# The judge gets the hardest case: 2 images, 3 channels, 2 filters of height 3 and width 2, stride 2, padding 1. The package's own function, which does the same faster, is compared with it.

# %%
rng = np.random.default_rng(2)
xb, wb, bb = rng.normal(size=(2, 3, 6, 5)), rng.normal(size=(2, 3, 3, 2)), rng.normal(size=2)
dyb = rng.normal(size=F.conv2d(xb, wb, bb, 2, 1).shape)
gradients = conv2d_backward(dyb, xb, wb, s=2, p=1)
check("dx", gradients[0], lambda x: np.sum(dyb * F.conv2d(x, wb, bb, 2, 1)), xb)
check("dw", gradients[1], lambda w: np.sum(dyb * F.conv2d(xb, w, bb, 2, 1)), wb)
check("db", gradients[2], lambda b: np.sum(dyb * F.conv2d(xb, wb, b, 2, 1)), bb)
ours = F.conv2d_backward(dyb, xb, wb, stride=2, padding=1)
for name, a, b in zip(("dx", "dw", "db"), gradients, ours):
    print(f"{name} of coursecnn's conv2d_backward: largest difference {np.abs(a - b).max():.12f}")

# %% [markdown]
# **Predict.** What happens when the channels are turned too, or when `dw` is a mean over the batch instead of a sum?
#
# ### ANSWER right shape

# %%
guess = Guess(..., "an error", "other numbers")  # "an error" or "other numbers"

# %%
channels_turned = conv2d_backward(dyb, xb, wb[:, ::-1], s=2, p=1)[0]
print(f"channels turned too:  relative error {relative_error(channels_turned, gradients[0]):.2f}")
print(f"mean over the batch: relative error {relative_error(gradients[1] / 2, gradients[1]):.2f}")
guess.compare("other numbers" if channels_turned.shape == gradients[0].shape else "an error")

# %% tags=["guard"]
assert relative_error(channels_turned, gradients[0]) > 0.1

# %% [markdown]
# Both have the right shape. Only a check with numbers finds them.
#
# Where does the mean over a batch belong? In the **loss**, once. Its backward divides by $N$, so `dy` arrives already divided. A layer that
# divides again averages twice.
#
# **A good place for a break.** The convolution is done. What follows: one whole step with numbers, then the other layers, which are shorter.

# %% [markdown]
# ## A whole step with numbers
#
# Now one full step of a layer: forward, backward, update. An input with 3 channels of 5 × 5, two filters 3 × 3, stride 2, padding 1, no activation, learning rate
# 0.001. All numbers are small; check any of them with a pencil.

# %%
x = np.array(
    [
        [[0, 1, 1, 0, 2], [2, 2, 2, 2, 1], [1, 0, 0, 2, 0], [0, 1, 1, 0, 0], [1, 2, 0, 0, 2]],
        [[1, 0, 2, 2, 0], [0, 0, 0, 2, 0], [1, 2, 1, 2, 1], [1, 0, 0, 0, 0], [1, 2, 1, 1, 1]],
        [[2, 1, 2, 0, 0], [1, 0, 0, 1, 0], [0, 2, 1, 0, 1], [0, 1, 2, 2, 2], [2, 1, 0, 0, 1]],
    ]
)
w = np.array(
    [
        [
            [[-1, 1, 0], [0, 1, 0], [0, 1, 1]],
            [[-1, -1, 0], [0, 0, 0], [0, -1, 0]],
            [[0, 0, -1], [0, 1, 0], [1, -1, -1]],
        ],
        [
            [[1, 1, -1], [-1, -1, 1], [0, -1, 1]],
            [[0, 1, 0], [-1, 0, -1], [-1, 1, 0]],
            [[-1, 0, 0], [-1, 0, 1], [-1, 0, 0]],
        ],
    ]
)
b = np.array([1, 0])
dy = np.array([[[0, 1, 1], [2, 2, 2], [1, 0, 0]], [[1, 0, 2], [0, 0, 0], [1, 2, 1]]])
print("x", x.shape, " w", w.shape, " b", b.shape, " dy", dy.shape)

# %%
y = F.conv2d(x[None], w, b, stride=2, padding=1)[0]
small = {"cell": 0.24}
rows = [
    [Grid(np.pad(x[c], 1), "input", f"x[{c}], padded", border=1, **small) for c in range(3)],
    [Grid(w[o, c], "kernel", f"w[{o},{c}]", **small) for o in (0, 1) for c in range(3)],
]
for o in (0, 1):
    parts = [F.conv2d(x[None, c : c + 1], w[o : o + 1, c : c + 1], None, 2, 1)[0, 0] for c in range(3)]
    rows.append([Grid(parts[c], "output", f"x[{c}] ∗ w[{o},{c}]", **small) for c in range(3)])
    rows[-1] += [Grid([[b[o]]], "kernel", f"b[{o}]", **small), Grid(y[o], "output", f"y[{o}]", **small)]
print("output of filter 0:")
print(y[0])
print("output of filter 1:")
print(y[1])

# %% tags=["plumbing"]
# Picture: all arrays of the step
signs = [["", ""], [""] * 5, ["+", "+", "+", "="], ["+", "+", "+", "="]]
figure = plots.grids(rows, signs, "Forward: three channels and a bias add up to one map for each filter")
plots.show(
    figure,
    alt="The three padded channels, the six kernels, what each channel adds, and the two "
    "outputs: 6 7 5, 3 -1 -1, 2 -1 4 and 2 -5 -8, 1 -4 -4, 0 -5 -5.",
)

# %% [markdown]
# Backward. The layers after this one sent back this `dy`:

# %%
print("dy of filter 0 and of filter 1:")
print(dy)

# %% [markdown]
# The gradient for the input, channel by channel, each a sum over both filters:

# %%
dx, dw, db = conv2d_backward(dy[None], x[None], w, s=2, p=1)
print("dx, channel 0, 1, 2:")
print(dx[0].astype(int))

# %% [markdown]
# **Predict.** By hand: `db[0]` is the sum of the nine numbers of `dy[0]`. What is it, and what is the new bias?
#
# And `dw[0, 0, 0, 0]`? The weight at the top left for channel 0 meets the padded pixels in rows 0, 2, 4 and columns 0, 2, 4.
#
# ### ANSWER dw[0,0,0,0] = 8

# %%
guess = Guess(...)  # the sum

# %%
padded = np.pad(x[0], 1)
print("padded pixels under w[0,0,0,0]:")
print(padded[0:5:2, 0:5:2])
print("times dy[0], summed: dw[0,0,0,0] =", np.sum(padded[0:5:2, 0:5:2] * dy[0]))
print("dw of filter 0, channel 0:")
print(dw[0, 0].astype(int))
print("db", db)
guess.compare(db[0])

# %% [markdown]
# The update, $w \leftarrow w - 0.001 \thinspace  dw$ and $b \leftarrow b - 0.001 \thinspace  db$. The new weight at the top left is $-1 - 0.001 \cdot 8 = -1.008$.

# %%
w_new, b_new = np.round(w - 0.001 * dw, 3), np.round(b - 0.001 * db, 3)
print("new filter 0:")
print(w_new[0])
print("new bias of filter 0:", b_new[0])

# %%
print("new filter 1:")
print(w_new[1])
print("new bias of filter 1:", b_new[1])

# %% [markdown]
# And the judge on the whole step. The layer `Conv2d` of the package does the same: `layer(x)`, then `layer.backward(dy)`.

# %%
check("dx", dx, lambda x: np.sum(dy * F.conv2d(x, w, b, 2, 1)), x[None])
check("dw", dw, lambda w: np.sum(dy * F.conv2d(x[None], w, b, 2, 1)), w)
check("db", db, lambda b: np.sum(dy * F.conv2d(x[None], w, b, 2, 1)), b)
layer = Conv2d(3, 2, kernel_size=3, stride=2, padding=1, dtype=np.float64)
layer.params["weight"], layer.params["bias"] = w, b
layer(x[None].astype(float))
of_layer = {
    "dx": (layer.backward(dy[None].astype(float)), dx),
    "dw": (layer.grads["weight"], dw),
    "db": (layer.grads["bias"], db),
}
for name, (theirs, ours) in of_layer.items():
    print(f"{name} of Conv2d: {(theirs != ours).sum()} of {ours.size} numbers differ")

# %% [markdown]
# ## Max pooling: the winner takes it all
#
# Pooling has no weights, so only `dx` is needed. The output of a window **is** its largest entry. If that entry grows a little, the output grows as
# much; if another entry grows a little, nothing happens. So the slope is 1 for the winner and 0 for the rest:
#
# $$dx_{rc} = \sum_{\text{windows } (i,j) \text{ won by } (r,c)} dy_{ij}$$
#
# **Predict.** `x = [[1, 3, 2, 0], [0, 2, 1, 4], [5, 1, 1, 1], [2, 0, 0, 1]]`, 2 × 2 windows, `dy = [[10, 20], [30, 40]]`. Where do the four numbers of
# `dy` go? In which row and column does the 10 arrive?
#
# ### ANSWER 10 to the 3

# %%
guess = Guess(...)  # [row, column] of the 10

# %%
x = np.array([[1, 3, 2, 0], [0, 2, 1, 4], [5, 1, 1, 1], [2, 0, 0, 1]])
dy = np.array([[10, 20], [30, 40]])
dx = F.max_pool2d_backward(dy[None, None], x[None, None], 2)[0, 0]
print(dx)
guess.compare(np.argwhere(dx == 10)[0])

# %% tags=["plumbing"]
# Picture: where the dy of max pooling goes
plots.show(
    plots.gradient_routing(x, dy, "max", 2),
    alt="In each 2 x 2 window the whole dy goes to the largest entry: 10 to the 3, 20 to the 4, "
    "30 to the 5, 40 to the first of three ones.",
)

# %% [markdown]
# The last window is a **tie**: three entries are 1. There is no true slope there. We follow the usual convention: the **first** in reading order gets
# everything. Giving `dy` to every one of them would hand out more than came in.
#
# Windows may overlap. Then a pixel can win twice and gets the sum. A 3 × 3 input, 2 × 2 windows, stride 1:


# %%
def max_pool_backward(dy, x, k, s):
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(dy.shape):
        window = x[s * i : s * i + k, s * j : s * j + k]
        m, n = np.unravel_index(window.argmax(), window.shape)
        dx[s * i + m, s * j + n] += dy[i, j]
    return dx


x = np.array([[1, 2, 0], [3, 9, 4], [0, 5, 6]])
dy = np.array([[1, 2], [3, 4]])
dx = max_pool_backward(dy, x, k=2, s=1)
print(dx)
check("overlapping max pooling", dx, lambda x: np.sum(dy * F.max_pool2d(x[None, None], 2, 1)), x)

# %% [markdown]
# The 9 in the middle wins all four windows and gets $1 + 2 + 3 + 4 = 10$.
#
# **Padding and stride.** The padding of a max pooling is minus infinity, so it never wins and never receives anything. Stride moves the windows, as in the loop. Images and
# channels do not mix: each is routed by itself. The check has all of them:

# %%
rng = np.random.default_rng(3)
x = rng.permutation(2 * 3 * 7 * 6).reshape(2, 3, 7, 6) / 10  # no two alike: no ties
dy = rng.normal(size=F.max_pool2d(x, 3, 2, 1).shape)
dx = F.max_pool2d_backward(dy, x, 3, 2, 1)
print("3 x 3 windows, stride 2, padding 1, 2 images, 3 channels:")
check("max pooling", dx, lambda x: np.sum(dy * F.max_pool2d(x, 3, 2, 1)), x)
print(f"sum of dy {dy.sum():.6f}, sum of dx {dx.sum():.6f}")

# %% [markdown]
# ## Average pooling: equal shares
#
# The output is $\frac{1}{k^2}$ times the sum of the window. Each entry has slope $\frac{1}{k^2}$, so each gets the same share:
#
# $$dx_{rc} = \frac{1}{k^2} \sum_{\text{windows } (i,j) \text{ that hold } (r,c)} dy_{ij}$$
#
# **Predict.** What does `dy = [[4, 8], [0, -4]]` become with 2 × 2 windows and stride 2?
#
# ### ANSWER 1. 1. 2. 2.

# %%
guess = Guess(...)  # the first row, four numbers

# %%
x = np.arange(16).reshape(4, 4)
dy = np.array([[4, 8], [0, -4]])
dx = F.avg_pool2d_backward(dy[None, None], x[None, None], 2)[0, 0]
print(dx)
guess.compare(dx[0])
check("average pooling", dx, lambda x: np.sum(dy * F.avg_pool2d(x[None, None], 2)), x)

# %% tags=["plumbing"]
# Picture: where the dy of average pooling goes
plots.show(
    plots.gradient_routing(x, dy, "avg", 2),
    alt="Each dy is divided by 4 and given to all four entries of its window: 4 becomes four ones, 8 four twos.",
)

# %% [markdown]
# Overlapping windows add their shares; the share for padding is cut off. One choice matters: is a window that hangs over the edge divided by $k^2$, or by the
# number of real pixels in it (`count_include_pad=False`)? Backward must divide by the same number as forward. Here 3 × 3 windows, stride 2, padding 1:

# %%
rng = np.random.default_rng(4)
x = rng.normal(size=(2, 2, 5, 6))
dy = rng.normal(size=F.avg_pool2d(x, 3, 2, 1).shape)
for whole in (True, False):
    dx = F.avg_pool2d_backward(dy, x, 3, 2, 1, count_include_pad=whole)
    name = f"count_include_pad={whole}"
    check(name, dx, lambda x, whole=whole: np.sum(dy * F.avg_pool2d(x, 3, 2, 1, count_include_pad=whole)), x)

# %% [markdown]
# ## ReLU, sigmoid, flatten
#
# An activation works on each number by itself, so each `dy` is multiplied by one slope:
#
# | layer | forward | backward |
# | :-- | :-- | :-- |
# | ReLU | $y = \max(x, 0)$ | $dx = dy$ where $x > 0$, else 0 |
# | sigmoid | $y = 1/(1 + e^{-x})$ | $dx = dy \cdot y (1 - y)$ |
# | flatten | all numbers of an image in one row | $dx$ is $dy$, back in the old shape |
#
# **Predict.** `x = [-2, 3, 0.5]`, `dy = [5, -7, 2]`: what does ReLU send back?
#
# ### ANSWER 0. -7. 2.

# %%
guess = Guess(...)  # three numbers, in brackets

# %%
x, dy = np.array([[-2.0, 3.0, 0.5]]), np.array([[5.0, -7.0, 2.0]])
dx = F.relu_backward(dy, x)
print("ReLU   ", dx)
check("ReLU", dx, lambda x: np.sum(dy * F.relu(x)), x)
y = F.sigmoid(x)
print("sigmoid", np.round(dy * y * (1 - y), 4))
check("sigmoid", dy * y * (1 - y), lambda x: np.sum(dy * F.sigmoid(x)), x)
flat = np.array([[0, 1, 2], [3, 4, 5]]).reshape(6)
print("flatten", flat, "and back", flat.reshape(2, 3).tolist())
guess.compare(dx[0])

# %% [markdown]
# **A common mistake:** the sign of `dy` decides in place of the sign of `x`. Above, `dy` is $-7$ where $x$ is 3. The gradient passes, with its sign: a gate
# opens or closes by what came forward, not by what comes back.

# %%
wrong = dy * (dy > 0)
print("gate by the sign of dy:", wrong, f"relative error {relative_error(wrong, dx):.2f}")

# %% [markdown]
# ## The fully connected layer
#
# $y = x w^T + b$, with $x$ of shape (N, in) and $w$ of shape (out, in). For image $a$ and output $o$: $y_{ao} = \sum_i x_{ai} w_{oi} + b_o$. Follow the paths and add,
# as before:
#
# - $x_{ai}$ goes to every output: $dx_{ai} = \sum_o dy_{ao} w_{oi}$, so $dx = dy \thinspace  w$
# - $w_{oi}$ is used by every image: $dw_{oi} = \sum_a dy_{ao} \thinspace  x_{ai}$, so $dw = dy^T x$
# - $b_o$ likewise: $db_o = \sum_a dy_{ao}$

# %%
x, w, b = np.array([[1, 2], [0, 3]]), np.array([[1, 0], [2, -1], [0, 1]]), np.array([0, 1, 2])
dy = np.array([[1, 0, 2], [-1, 1, 0]])
dx, dw, db = dy @ w, dy.T @ x, dy.sum(axis=0)
print("dx", dx.tolist(), " dw", dw.tolist(), " db", db.tolist())
check("dx", dx, lambda x: np.sum(dy * F.linear(x, w, b)), x)
check("dw", dw, lambda w: np.sum(dy * F.linear(x, w, b)), w)
check("db", db, lambda b: np.sum(dy * F.linear(x, w, b)), b)

# %% [markdown]
# The shapes alone nearly force the formulas: `dx` (N, in) can only be `dy` (N, out) times `w` (out, in).
#
# A convolution is such a layer at every window, with shared weights: the same sums, over the same paths.

# %% [markdown]
# ## Softmax
#
# The last layer gives one score $z_j$ for each class. **Softmax** turns scores into probabilities:
#
# $$p_j = \frac{e^{z_j}}{\sum_k e^{z_k}}$$
#
# Every $p_j$ depends on every $z_k$: raising one score lowers all other probabilities. Write $S = \sum_k e^{z_k}$, so $p_j = e^{z_j} / S$. The
# **quotient rule** is $\left(\frac{u}{v}\right)' = \frac{u' v - u v'}{v^2}$. Here $u = e^{z_j}$ and $v = S$. For $z_j$ both have the slope $e^{z_j}$;
# for another $z_k$ the slope of $u$ is 0 and that of $v$ is $e^{z_k}$:
#
# $$\frac{\partial p_j}{\partial z_j} = \frac{e^{z_j} S - e^{z_j} e^{z_j}}{S^2} = p_j - p_j^2 = p_j (1 - p_j)$$
#
# $$\frac{\partial p_j}{\partial z_k} = \frac{0 \cdot S - e^{z_j} e^{z_k}}{S^2} = -p_j \thinspace  p_k \quad (k \ne j)$$
#
# In a table with rows $p_j$ and columns $z_k$, rows and columns may change places.
#
# **Predict.** If $z_k$ grows, probabilities still add up to 1. So what must a column add up to, and a row?
#
# ### ANSWER sums of the rows: [0. 0. 0.]

# %%
guess = Guess(...)  # a number in place of the dots

# %%
z = np.array([2.0, 1.0, 0.0])
p = F.softmax(z)
table = np.diag(p) - np.outer(p, p)
print("p", np.round(p, 4))
print(np.round(table, 4))
print("sums of the rows:", np.round(np.abs(table.sum(axis=1)), 12))
for j in range(3):
    check(f"row {j}", table[j], lambda z, j=j: F.softmax(z)[j], z)
guess.compare(np.round(table.sum(axis=1)[0], 12))

# %% [markdown]
# For any $dp$ that comes back from the layer after softmax, sum over the paths:
#
# $$dz_k = \sum_j dp_j \frac{\partial p_j}{\partial z_k} = p_k \left( dp_k - \sum_j dp_j \thinspace  p_j \right)$$

# %%
dp = np.array([1.0, -2.0, 0.5])
dz = p * (dp - np.sum(dp * p))
print("dz", np.round(dz, 4))
check("softmax backward", dz, lambda z: np.sum(dp * F.softmax(z)), z)

# %% [markdown]
# ## Softmax and cross-entropy together
#
# The **cross-entropy** loss of one image is $E = -\ln p_t$, where $t$ is the right class. So $dp_t = -1/p_t$, and all other $dp$ are 0. Put this into the
# formula above: its sum is $dp_t \thinspace  p_t = -1$:
#
# $$dz_k = p_k (0 + 1) = p_k \quad (k \ne t) \qquad dz_t = p_t \left( -\tfrac{1}{p_t} + 1 \right) = p_t - 1$$
#
# Both in one line, with $y_k = 1$ at the right class and 0 elsewhere: $dz = p - y$. The loss of a batch is a **mean**, so $dz = (p - y)/N$.

# %%
z, labels = np.array([[2.0, 1.0, 0.0], [0.0, 0.0, 0.0]]), np.array([0, 2])
p, y = F.softmax(z), np.eye(3)[labels]
dz = (p - y) / len(z)
print("p     ", np.round(p, 4).tolist())
print("dz    ", np.round(dz, 4).tolist())
check("softmax, cross-entropy", dz, lambda z: F.cross_entropy(z, labels), z)
print("sums of the rows of dz:", np.abs(dz.sum(axis=1)).round(12))

# %% [markdown]
# Read `dz`: the right class gets a negative gradient (push its score up), the others a positive one, in proportion to the probability they took away.
#
# Why are the two merged in one function? Take a score that is far off. Step by step, $p_t$ becomes 0 in the computer, and $-1/p_t$ is infinite.
#
# **Predict.** Two classes with the scores $z = [0, -800]$; the second is right. What should $dz = p - y$ be?
#
# ### ANSWER [[1.0, -1.0]]

# %%
guess = Guess(...)  # two numbers, in brackets

# %%
z, label = np.array([[0.0, -800.0]]), np.array([1])
with np.errstate(all="ignore"):
    p = np.exp(z) / np.exp(z).sum()
    dp = np.array([[0.0, -1 / p[0, 1]]])
    dz = p * (dp - np.sum(dp * p))
    print("step by step: loss", -np.log(p[0, 1]), " dz", dz.tolist())
    big = np.exp(np.array([1000.0, 0.0]))
    print("softmax of [1000, 0], as in the formula:", big / big.sum())
merged = F.cross_entropy_backward(z, label)
print("merged:       loss", F.cross_entropy(z, label), " dz", merged.tolist())
print("softmax of [1000, 0] in coursecnn:", F.softmax(np.array([1000.0, 0.0])))
guess.compare(merged[0])

# %% [markdown]
# Step by step the gradient is `nan` (not a number), and after one update all weights are `nan`. Merged, $1/p_t$ and $p_t$ cancel on paper, before the computer can meet them.
#
# The second trap: $e^{1000}$ is too large for a float. Softmax does not change when the same number is subtracted from all scores, so we
# subtract the largest.

# %% [markdown]
# ## The whole net
#
# Each layer has its backward; a net runs them in reverse order. Here is a small net of the usual layers, and **every** weight is checked.

# %%
net = Sequential(
    Conv2d(1, 2, 3, stride=2, padding=1, seed=1, dtype=np.float64),
    ReLU(),
    MaxPool2d(2),
    Flatten(),
    Linear(8, 3, seed=2, dtype=np.float64),
)
images, labels = np.random.default_rng(5).normal(size=(4, 1, 8, 8)), np.array([0, 1, 2, 0])
loss = CrossEntropyLoss()
loss(net(images), labels)
gradient = loss.backward()
for layer in reversed(net.layers):
    gradient = layer.backward(gradient)
    print(f"{type(layer).__name__:10} hands back an array of shape {gradient.shape}")

# %% tags=["plumbing"]
# Picture: the net and its shapes
figure = plots.architecture(net, (1, 8, 8), "Forward along the arrows, backward against them")
plots.show(
    figure, alt="Input 1 x 8 x 8, convolution to 2 x 4 x 4, max pooling to 2 x 2 x 2, flatten to 8, linear to 3 scores."
)


# %%
def loss_with(name, value):
    before = net.params[name].copy()
    net.params[name] = value
    result = F.cross_entropy(net(images), labels)
    net.params[name] = before
    return result


loss(net(images), labels)
dx = net.backward(loss.backward())
for name in net.params:
    check(name, net.grads[name], lambda value, name=name: loss_with(name, value), net.params[name])
check("input", dx, lambda x: F.cross_entropy(net(x), labels), images)

# %% [markdown]
# You have built this judge yourself. The package has one too, for any layer or net: `check_gradients`. Print its result to see a table of the errors.

# %%
result = check_gradients(net, images, labels)
print("arrays checked:", ", ".join(result))
print(f"largest relative error {max(result.values()):.8f}, passed: {result.passed}")

# %% [markdown]
# ## How small is small enough?
#
# The check has its own errors. If $h$ is large, the curve bends between $a - h$ and $a + h$. If $h$ is tiny, $E(a + h)$ and $E(a - h)$ agree in
# nearly all digits, and their difference is rounding noise. In between is a best $h$, and it depends on the number of digits: float64 has about 16, float32 about 7.
# We try it on $e^a$ at $a = 0.7$, whose slope is known: $e^{0.7}$.

# %% tags=["nbval-ignore-output"]
steps = 10.0 ** -np.arange(1, 9)
curves = {}
for dtype in (np.float32, np.float64):
    a, target = dtype(0.7), np.exp(0.7)
    numeric = [(np.exp(a + dtype(h)) - np.exp(a - dtype(h))) / dtype(2 * h) for h in steps]
    errors = [max(abs(float(n) - target) / target, 1e-13) for n in numeric]
    curves[dtype.__name__] = (steps, errors)
print(f"the {len(checked)} checks of this lesson: largest relative error {max(checked)[0]:.0e} ({max(checked)[1]})")
for name, (_, errors) in curves.items():
    print(f"best relative error of {name}: {min(errors):.0e}, with h = {steps[np.argmin(errors)]:.0e}")

# %% tags=["plumbing"]
# Picture: the error against the step h
title = "Error of the central difference: float32 never gets as close as float64"
figure = plots.curves(curves, "step h", "relative error", title, logx=True, logy=True)
plots.show(
    figure,
    alt="Relative error of a central difference against the step h: float64 falls below "
    "1e-9 near h = 1e-5 and rises again; float32 stays above 1e-7 and gets worse below h = 1e-2.",
)

# %% tags=["guard"]
assert min(curves["float64"][1]) < 1e-9 and min(curves["float32"][1]) > 1e-7

# %% [markdown]
# A rule of thumb for **float64** with $h = 10^{-5}$. Of its lines, this lesson measures the first; the next section shows a kink:
#
# | relative error | meaning |
# | :-- | :-- |
# | below $10^{-7}$ | the formula agrees, as far as this input can tell |
# | $10^{-7}$ to $10^{-4}$ | fine for a deep net with kinks; look closer at a single layer |
# | $10^{-4}$ to $10^{-2}$ | suspicious: a kink nearby, or a small mistake; try other inputs and another $h$ |
# | above $10^{-2}$ | a kink, if it goes away with another input; else a mistake in the formula |
#
# In float32 a right formula may show $10^{-3}$, where a small mistake would not be seen. So gradients are checked in float64. (Nets are trained in float32, which is faster
# and takes half the memory.)

# %% [markdown]
# ## Kinks: when a right formula fails
#
# ReLU has a corner at 0, and max pooling has one wherever two entries are equal. Stand exactly on a corner: nudging up and nudging down see different slopes, and the central difference takes their mean.
#
# **Predict.** ReLU at $x = 0$ with $dy = 1$: what does the formula say, and what does the judge say?
#
# ### ANSWER judge [0.5]

# %%
guess = Guess(...)  # what the judge says

# %%
zero = np.array([0.0])
print("ReLU at 0: formula", F.relu_backward(zero + 1, zero), " judge", slopes(lambda x: F.relu(x).sum(), zero))
tie = np.array([[[[2.0, 2.0], [1.0, 0.0]]]])
formula = F.max_pool2d_backward(np.ones((1, 1, 1, 1)), tie, 2)
at_tie = slopes(lambda x: F.max_pool2d(x, 2).sum(), tie)
print("max pooling, a tie: formula", formula.ravel(), " judge", np.round(at_tie.ravel(), 6))
tie[0, 0, 0, 0] += 0.001
near_tie = slopes(lambda x: F.max_pool2d(x, 2).sum(), tie)
print("after adding 0.001 to the first: judge", np.round(near_tie.ravel(), 6))
guess.compare(slopes(lambda x: F.relu(x).sum(), zero)[0])

# %% [markdown]
# Neither is wrong: on a corner there is no slope. So check with **random real numbers**, which almost never hit a corner. If a check of a whole net fails at a few
# entries only, suspect a kink: change the seed and look again. A mistake in a formula does not go away with another seed, as long as the shapes can show it: a
# forgotten stride never shows at stride 1.

# %% [markdown]
# ## Experiment: who meets at this entry?
#
# Pick an entry of `dx`. The cell lists each `dy` and each weight that meet there, and the sum. In the picture, the windows that hold the pixel are marked in `dy`.
#
# Change, one at a time, by hand: `place` (try a corner), `s` (1 or 2: fewer windows meet), `p` (0 or 1: are the corners better off?).

# %%
place, s, p = (2, 2), 1, 1

w = np.array([[1, 2, 0], [0, 1, 0], [0, 1, 1]])
size = (5 + 2 * p - 3) // s + 1
dy = np.arange(1, size * size + 1).reshape(size, size)
terms, boxes = [], []
for i, j in np.ndindex(size, size):
    m, n = place[0] + p - s * i, place[1] + p - s * j
    if 0 <= m < 3 and 0 <= n < 3:
        terms.append((dy[i, j], w[m, n]))
        boxes.append((i, j, 1, 1, "kernel"))
dx = F.conv2d_backward(dy[None, None], np.zeros((1, 1, 5, 5)), w[None, None], s, p)[0][0, 0]
print(" + ".join(f"{d}·{v}" for d, v in terms), "=", sum(d * v for d, v in terms))
print(f"dx{list(place)} =", int(dx[place]))

# %% tags=["plumbing"]
# Picture: dy, w and dx of your entry
items = [
    Grid(dy, "gradient", "dy", highlight=boxes),
    Grid(w[::-1, ::-1], "kernel", "w turned"),
    Grid(dx, "gradient", "dx", highlight=(*place, 1, 1)),
]
figure = plots.grids(items, ["*", "->"], f"{len(terms)} windows hold pixel {place}")
plots.show(
    figure,
    alt=f"dy with the {len(terms)} entries marked whose windows hold the pixel {place}, the kernel turned, and dx.",
)

# %% tags=["guard"]
assert len(checked) > 30 and max(checked)[0] < 1e-9

# %% [markdown]
# **The same with sliders.** Run the next cell. Click an entry of `dx`, or go there with the arrow keys or the fields; click an entry of `dy` to see its term. Three things to try:
#
# 1. A corner and the middle, with padding 0, 1 and 2. When does the corner have as many terms as the middle?
# 2. Stride 2, then 3. Which entries have fewer terms, which have none?
# 3. `dw`, then the two poolings. Find a pixel that wins several windows, and one that wins none.
#
# ![The lab: errors, weights and one entry of the gradient, with its arithmetic.](pictures/lab-backprop.png)

# %% tags=["nbval-ignore-output"] id="lab-backprop"
from coursecnn.labs import BackpropLab

BackpropLab()

# %% [markdown]
# ## What you can do now
#
# - Derive `dx`, `dw` and `db` of a convolution on paper, with stride, padding, channels, filters and batches.
# - Say why `dx` turns the kernel, and why `dw` turns nothing.
# - Route gradients through max and average pooling, ReLU, a fully connected layer and softmax with cross-entropy.
# - Check any backward function with central differences, and tell a kink from a mistake.

# %% [markdown]
# ## Three quick questions
#
# **1.** A 3 × 3 kernel, stride 3, no padding. How many windows hold one pixel, and what does that mean for `+=`?
#
# <details><summary>Answer</summary>
#
# At most one: windows do not overlap. Each entry of `dx` is a single product, so `=` would give the same. Keep `+=`, it is right for every stride.
#
# </details><br>
#
# **2.** `dy` of a convolution layer is zero everywhere but in one entry. What do `dw` and `dx` look like?
#
# <details><summary>Answer</summary>
#
# `dw` is that entry times the window of `x` it came from; `dx` is that entry times the kernel, at the place of the window, and zero elsewhere.
#
# </details><br>
#
# **3.** For one image the net gives the right class $p = 0.9$. In a batch of 10, what is the entry of $dz$ for that class?
#
# <details><summary>Answer</summary>
#
# $(0.9 - 1)/10 = -0.01$.
#
# </details><br>
#
# Exercises: [05 Backpropagation](../exercises/05_backpropagation.ipynb).
#
# Next: [06 Fast convolution](06_fast_convolution.ipynb), where these loops become one matrix product.
