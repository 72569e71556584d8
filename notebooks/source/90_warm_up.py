# %% [markdown]
# # 90 Warm-up: NumPy and the chain rule
#
# You will refresh the two tools that every lesson uses: arrays, and slopes that pass through several functions.
#
# About 25 minutes. It builds on Python alone. If all predictions come easily, go straight to
# [00 Why convolution](00_why_convolution.ipynb).

# %%
import numpy as np

from coursecnn import plots
from coursecnn.lesson import Guess

# %% [markdown]
# ## Arrays
#
# An **array** is a block of numbers. Its `shape` says how many rows and columns it has, and its `dtype` says what kind of numbers they are.
# Rows and columns are counted from 0; the row comes first.
#
# `np.arange(12)` is 0 to 11, and `reshape(3, 4)` lays it out in 3 rows of 4. A slice `a:b` begins at `a` and stops **before** `b`; `:` alone is a whole
# axis, `::2` every second one.
#
# **Predict** each line before you run the cell.
#
# ### ANSWER x[1, 2]: 6

# %%
guess = Guess(...)  # x[1, 2], in place of the dots

# %%
x = np.arange(12).reshape(3, 4)
print("shape:    ", x.shape)
print("x[1, 2]:  ", x[1, 2])
print("x[1]:     ", x[1])
print("x[:, 2]:  ", x[:, 2])
print("x[0:2, 1:3]:", x[0:2, 1:3].tolist())
print("x[:, ::2]:  ", x[:, ::2].tolist())
guess.compare(x[1, 2])

# %% tags=["plumbing"]
# Picture: a slice of two axes
box = (0, 1, 2, 2)
parts = [plots.Grid(x, "input", "x", box, indices=True), plots.Grid(x[0:2, 1:3], "output", "x[0:2, 1:3]")]
figure = plots.grids(parts, ["->"], title="Rows 0 and 1, columns 1 and 2; the end is not included")
plots.show(
    figure, alt="A grid of 3 rows and 4 columns with 0 to 11; a box around 1, 2, 5, 6, which stand again beside it."
)

# %% [markdown]
# ### Arithmetic
#
# `+`, `*` and functions work number by number. `sum` and `max` turn many numbers into one; `axis` says which axis **disappears** from the
# shape. From shape (2, 5), `axis=0` leaves (5,): the two rows become one. `axis=1` leaves (2,): each row becomes one number.
#
# **Predict** `x.sum(axis=0)` and `x.sum(axis=1)`, and their shapes.
#
# ### ANSWER shape (4,)

# %%
guess = Guess(...)  # x.sum(axis=1): three numbers, in brackets

# %%
print("x.sum():      ", x.sum())
print("x.sum(axis=0):", x.sum(axis=0), "shape", x.sum(axis=0).shape)
print("x.sum(axis=1):", x.sum(axis=1), "shape", x.sum(axis=1).shape)
a, b = np.array([1, 2, 3]), np.array([10, 20, 30])
print("a * b:        ", a * b)
print("a @ b:        ", a @ b, "= 1*10 + 2*20 + 3*30")
guess.compare(x.sum(axis=1))

# %% [markdown]
# `@` is the **matrix product**: multiply row by column, and sum up. Shapes `(m, k)` and `(k, n)` give `(m, n)`; the inner numbers
# must agree.
#
# **Broadcasting** makes different shapes fit together: compared from the end, each pair of sizes must be equal, or one of them 1 (or
# missing). The 1 is then repeated.
#
# **Predict** which of these sums work: an array of shape `(3, 4)` and one of `(4,)`, `(3, 1)`, `(3,)` or `(1, 4)`.
#
# ### ANSWER (3, 4) + (3,): ValueError

# %%
guess = Guess(...)  # how many of the four

# %%
works = 0
for shape in ((4,), (3, 1), (3,), (1, 4)):
    try:
        print(f"(3, 4) + {shape}: shape", (x + np.ones(shape)).shape)
        works += 1
    except ValueError:
        print(f"(3, 4) + {shape}: ValueError")
guess.compare(works)

# %% [markdown]
# `(3,)` fails, because it is compared with the 4 at the end. For an array `b` of this shape, `b[:, None]` makes a column of it.
#
# ### Four axes
#
# Batches of images have four axes: image, channel, row, column. `reshape` keeps the numbers in their order and cuts them into
# rows anew; `transpose` exchanges axes: when axes change places, only `transpose` puts the numbers where they belong.

# %%
images = np.zeros((10, 3, 28, 28))
print("one image:      ", images[0].shape)
print("one channel:    ", images[:, 0].shape)
print("laid out in rows:", images.reshape(10, -1).shape)
print("channels last:  ", images.transpose(0, 2, 3, 1).shape)
small = np.array([[1, 2, 3], [4, 5, 6]])
print("reshape(3, 2):  ", small.reshape(3, 2).tolist())
print("transposed:     ", small.T.tolist())

# %% [markdown]
# ### Two traps
#
# **Predict** what is printed. The first: a slice is a **view**, a window on the same numbers. The second: an array of whole
# numbers can hold nothing else.
#
# ### ANSWER [0 0 0 3 4]

# %%
guess = Guess(...)  # y[0] at the end

# %%
x = np.arange(5)
part = x[1:3]
part[:] = 0
print("x after a change of its slice:  ", x)
x = np.arange(5)
part = x[1:3].copy()
part[:] = 0
print("x after a change of a copy:     ", x)
y = np.zeros(3, int)
y[0] = 2.7
print("2.7 put into an array of int:   ", y[0])
guess.compare(y[0])

# %% [markdown]
# ## Slopes
#
# The **derivative** of $f$ at $x$ is the slope of its curve there: if $x$ grows by a small step, $f$ grows by the slope times the
# step. You can always measure it: go a small step to each side, and divide the change of $f$ by the change of $x$.
#
# **Predict** the slope of $f(x) = x^2$ at 3.
#
# ### ANSWER measured: 6.0000

# %%
guess = Guess(...)  # a number in place of the dots


# %%
def slope(f, x, step=1e-5):
    """How much f grows for each unit of x, measured on both sides."""
    return (f(x + step) - f(x - step)) / (2 * step)


def square(x):
    return x**2


print(f"measured: {slope(square, 3.0):.4f}   rule 2x: {2 * 3.0}")
guess.compare(slope(square, 3.0))

# %% [markdown]
# You need only a few rules:
#
# | $f(x)$ | slope |
# | :-- | :-- |
# | $c \cdot x$ | $c$ |
# | $x^2$ | $2x$ |
# | $e^x$ | $e^x$ |
# | $\ln x$ | $1/x$ |
# | $f + g$ | sum of both slopes |
#
# ### The chain rule
#
# Functions one after another: $u = 3x + 1$, then $y = u^2$. At $x = 2$: if $x$ grows by a little, $u$ grows 3 times as much. And
# $y$ grows $2u = 14$ times as much as $u$. So $y$ grows $3 \cdot 14 = 42$ times as much as $x$.

# %%
print("3 * 2u =", 3 * 2 * 7)
print(f"measured: {slope(lambda x: (3 * x + 1) ** 2, 2.0):.4f}")

# %% tags=["plumbing"]
# Picture: the chain of two steps
nodes = {"x": (0, 0, "x = 2", "input"), "u": (1, 0, "u = 3x + 1 = 7", "plain"), "y": (2, 0, "y = u² = 49", "output")}
figure = plots.blocks(nodes, [("x", "u"), ("u", "y")], title="Slopes along the way: 3, then 14; together 42")
plots.show(figure, alt="Three boxes in a row: x = 2, u = 3x + 1 = 7, y = u squared = 49.")

# %% [markdown]
# **Slopes of functions one after another are multiplied.** That is the chain rule:
#
# $$\frac{dy}{dx} = \frac{dy}{du} \cdot \frac{du}{dx}$$
#
# A net is a long chain of functions. This rule, used from the end to the beginning, is all of lesson 05.
#
# If $x$ reaches $y$ along **two paths**, the slopes of both paths are added. **Predict** the slope of $y = u \cdot v$ with $u = 2x$ and
# $v = x + 1$ at $x = 3$: one path goes through $u$, one through $v$.
#
# ### ANSWER together: 14

# %%
guess = Guess(...)  # a number in place of the dots

# %%
u, v = 2 * 3, 3 + 1
print("through u: v * 2 =", v * 2)
print("through v: u * 1 =", u * 1)
print("together:", v * 2 + u * 1)
print(f"measured: {slope(lambda x: 2 * x * (x + 1), 3.0):.4f}")
guess.compare(v * 2 + u * 1)

# %% [markdown]
# ### Several inputs
#
# A function of several weights has a slope for each: change one, and hold the others still. To say that the others are held still one
# writes $\partial$ (a round d) in place of $d$: $\frac{\partial L}{\partial w_0}$ is the slope of $L$ for $w_0$ alone. All these slopes
# together are the **gradient**. It has the shape of the weights.
#
# **Predict** the gradient of $L = (w_0 + 2 w_1 - 4)^2$ at $w = (1, 1)$. (With $e = w_0 + 2 w_1 - 4 = -1$, the chain rule gives $2e \cdot 1$ and
# $2e \cdot 2$.)
#
# ### ANSWER measured -4.0000

# %%
guess = Guess(...)  # two numbers, in brackets


# %%
def loss(w):
    return (w[0] + 2 * w[1] - 4) ** 2


def gradient(w):
    e = w[0] + 2 * w[1] - 4
    return np.array([2 * e * 1, 2 * e * 2])


w = np.array([1.0, 1.0])
for i in range(2):
    step = np.eye(2)[i] * 1e-5
    measured = (loss(w + step) - loss(w - step)) / 2e-5
    print(f"weight {i}: measured {measured:.4f}, by the rule {gradient(w)[i]:.4f}")
guess.compare(gradient(w))

# %% [markdown]
# ### Downhill
#
# The gradient says in which direction the loss grows fastest. So go the other way, a little at a time: **gradient descent**, the way in
# which every net of this course learns.

# %%
w = np.array([1.0, 1.0])
for step in range(5):
    print(f"step {step}: w = [{w[0]:.4f}, {w[1]:.4f}], loss {loss(w):.6f}")
    w = w - 0.05 * gradient(w)

# %% [markdown]
# ## Mean and standard deviation
#
# Train a net three times, and you get three numbers. Two numbers describe them: the **mean**, and the **standard deviation**, which says how far
# a number typically lies from the mean. Take the distances from the mean, square them, average the squares, take the root.
#
# **Predict** both for 1, 2 and 6.
#
# ### ANSWER 2.160

# %%
guess = Guess(...)  # the standard deviation

# %%
runs = np.array([1, 2, 6])
mean = runs.sum() / 3
distances = runs - mean
print("mean:", mean, " distances:", distances, " squares:", distances**2)
print(f"root of the mean square: {np.sqrt((distances**2).sum() / 3):.3f} = np.std(runs) = {np.std(runs):.3f}")
one_less = np.sqrt((distances**2).sum() / 2)
print(f"divided by 2, not 3:     {one_less:.3f} = np.std(runs, ddof=1) = {np.std(runs, ddof=1):.3f}")
guess.compare(np.std(runs))

# %% [markdown]
# Why two versions? The mean was computed from the same three numbers, so they lie closer to it than to the true mean, which nobody knows. Dividing by
# $n - 1$ in place of $n$ (`ddof=1` in NumPy) makes up for that. With few runs use `ddof=1`; with thousands of numbers it makes no difference.

# %% [markdown]
# ## What you can do now
#
# - Tell the shape of a slice, a sum along an axis, a matrix product, and a sum with broadcasting.
# - Say when an array must be copied.
# - Compute a slope with the chain rule, and check it by measuring.
# - Do one step of gradient descent by hand.
# - Compute a mean and a standard deviation, and say what `ddof=1` is for.

# %% [markdown]
# ## Three quick questions
#
# **1.** `x` has shape (8, 3, 5, 5). What is the shape of `x.sum(axis=(0, 2, 3))`?
#
# <details><summary>Answer</summary>
#
# (3,): the axes 0, 2 and 3 disappear.
#
# </details><br>
#
# **2.** `x` has shape (8, 3, 5, 5), and `b` has shape (3,): one number for each channel. How do you add them?
#
# <details><summary>Answer</summary>
#
# `x + b[:, None, None]`, or `x + b.reshape(3, 1, 1)`: compared from the end, 1 with 5, 1 with 5, 3 with 3.
#
# </details><br>
#
# **3.** What is the slope of $y = (5 - x)^2$ at $x = 2$?
#
# <details><summary>Answer</summary>
#
# $2 \cdot (5 - 2) \cdot (-1) = -6$.
#
# </details><br>
#
# Next: [00 Why convolution](00_why_convolution.ipynb).
