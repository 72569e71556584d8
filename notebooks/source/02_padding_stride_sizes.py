# %% [markdown]
# # 02 Padding, stride and sizes
#
# You will work out the size of every output before you compute it, and see which pixels are used often, rarely, or never.
#
# About 45 minutes. It builds on [01 Convolution](01_convolution.ipynb).
#
# Exercises: [02 Padding, stride and sizes](../exercises/02_padding_stride_sizes.ipynb). Lab: in "Experiment: windows on a grid".

# %%
from math import ceil
from textwrap import fill

import numpy as np

from coursecnn import functional as F
from coursecnn import output_size, plots, same_padding
from coursecnn.datasets import pictures
from coursecnn.lesson import Guess

# %% [markdown]
# ## Padding
#
# Without help, an output is smaller than its image: a 2 × 2 kernel has only 2 × 2 places on 3 × 3 pixels. **Padding** puts
# a frame of zeros around the image first. Here it is one zero wide on each side.
#
# **Predict.** Image 0 to 8, kernel 0 to 3, padding 1. What is the number in the top left corner, and how large is the
# output?
#
# ### ANSWER 4 x 4

# %%
guess = Guess(...)  # how many rows the output has, in place of the dots

# %%
x = np.arange(9).reshape(3, 3)
w = np.arange(4).reshape(2, 2)
print("0*0 + 0*1 + 0*2 + 0*3 =", 0 * 0 + 0 * 1 + 0 * 2 + 0 * 3)
guess.compare(output_size(3, 2, padding=1))

# %% tags=["plumbing"]
# Picture: the first window on the padded image
figure = plots.convolution_step(x, w, (0, 0), padding=1)
plots.show(
    figure,
    alt="A 3 x 3 image in a grey frame of zeros. The first window holds three zeros of the frame "
    "and the pixel 0; the output has 4 x 4 places.",
)

# %% [markdown]
# The rest in two lines of code: `np.pad` makes the frame, then the kernel slides as before.


# %%
def slide(x, w, s=(1, 1)):
    """Slide w over x with stride s = (down, right); no padding."""
    k = w.shape
    out = output_size(x.shape, k, s)
    y = np.zeros(out, np.result_type(x, w))
    for i in range(out[0]):
        for j in range(out[1]):
            top, left = i * s[0], j * s[1]
            y[i, j] = (x[top : top + k[0], left : left + k[1]] * w).sum()
    return y


print(slide(np.pad(x, 1), w))

# %% tags=["guard"]
assert (slide(np.pad(x, 1), w) == F.conv2d(x[None, None], w[None, None], padding=1)[0, 0]).all()

# %% [markdown]
# **How to count padding.** In this course, as in PyTorch, $p$ is the number of zeros **per side**: $p = 1$ turns 3 columns
# into five. Some texts count the **total** of both sides, $P = 2p$. Check which one a text means before you use its formula.
#
# **Predict.** A common slip is to put the zeros only above and on the left. How many rows does the output have then?
#
# ### ANSWER (4, 4) -> (3, 3)

# %%
guess = Guess(...)  # how many rows the output has then

# %%
one_side = np.pad(x, ((1, 0), (1, 0)))  # above and on the left only
print("both sides:", np.pad(x, 1).shape, "->", slide(np.pad(x, 1), w).shape)
print("one side:  ", one_side.shape, "->", slide(one_side, w).shape)
guess.compare(slide(one_side, w).shape[0])

# %% [markdown]
# With zeros only above and on the left, the output has one row and one column fewer, and the image no longer lies in the middle.

# %% [markdown]
# ## How many places
#
# In a row of $n$ pixels with $p$ zeros per side, a window of $k$ begins at 0, 1, 2, ... Its last place begins at $n + 2p - k$: then
# it touches the end. So there are
#
# $$n + 2p - k + 1$$
#
# places: one more than the last number, because counting begins at 0. The same holds for columns.
#
# **Predict.** Which padding keeps the size with a kernel of 3? Of 5? Of 4?
#
# ### ANSWER 28 (p=1)
# ### ANSWER 28 (p=2)

# %%
guess = Guess(...)  # the padding for a kernel of 5

# %%
for k in (3, 5, 4):
    sizes = [f"{output_size(28, k, padding=p)} (p={p})" for p in range(4)]
    print(f"kernel {k}: 28 pixels become", ", ".join(sizes))
guess.compare(next(p for p in range(4) if output_size(28, 5, padding=p) == 28))

# %% [markdown]
# A kernel of 3 keeps the size with padding 1, and 5 with padding 2: in general $p = (k - 1)/2$. For $k = 4$ this is 1.5. One
# side must get 1 and the other 2.
#
# `padding="same"` does it. Which side gets the larger part? PyTorch and TensorFlow put it at the **end** (below, on the right), and so
# does this course. Some texts put it at the start. The sizes are equal; the outputs are shifted by one pixel.

# %%
for k in (3, 4, 5):
    size = output_size(28, k, padding="same")
    print(f"kernel {k}: zeros before and after {same_padding(k)}, 28 become {size}")

row, kernel = np.array([[0, 0, 1, 0, 0, 0]]), np.array([[1, 2, 3, 4]])
print("extra zero at the end:  ", slide(np.pad(row, ((0, 0), (1, 2))), kernel))
print("extra zero at the start:", slide(np.pad(row, ((0, 0), (2, 1))), kernel))

# %% [markdown]
# ## Stride
#
# **Stride**: how far the window moves from one place to the next. Larger steps give fewer numbers. Down and right can differ:
# a stride of (3, 2) moves 3 rows down and 2 columns to the right. Pairs are always **(h, w)**: height first.
#
# **Predict.** The padded image from above, stride (3, 2). Which number comes second? Which comes below the first?
#
# ### ANSWER [[0 8] [6 8]]

# %%
guess = Guess(...)  # the second number

# %%
print("0*0 + 0*1 + 1*2 + 2*3 =", 0 * 0 + 0 * 1 + 1 * 2 + 2 * 3)
print("0*0 + 6*1 + 0*2 + 0*3 =", 0 * 0 + 6 * 1 + 0 * 2 + 0 * 3)
print(slide(np.pad(x, 1), w, (3, 2)))
guess.compare(slide(np.pad(x, 1), w, (3, 2))[0, 1])

# %% tags=["plumbing"]
# Picture: the second window, at stride (3, 2)
figure = plots.convolution_step(x, w, (0, 1), stride=(3, 2), padding=1, title="The output at row 0, column 1 is 8")
plots.show(
    figure,
    alt="The padded image with the window two columns to the right of the corner: zeros above, "
    "1 and 2 below; the output at row 0, column 1 is 8. The output has 2 x 2 places.",
)

# %% [markdown]
# ### Traps with the stride
#
# Two slips that many people make. Neither gives an error message, and the output even has the right shape.
#
# 1. The stride is left out of the slice: `x[i : i + k]` instead of `x[i * s : i * s + k]`.
# 2. Height and width are swapped: (2, 3) for (3, 2).

# %%
padded = np.pad(x, 1)
forgotten = np.zeros((2, 2), int)
for i in range(2):
    for j in range(2):
        forgotten[i, j] = (padded[i : i + 2, j : j + 2] * w).sum()
results = {
    "right": slide(padded, w, (3, 2)),
    "stride forgotten": forgotten,
    "h and w swapped": slide(padded, w, (2, 3)),
}
for name, result in results.items():
    print(f"{name:16} {result.shape} {result.tolist()}")

# %% [markdown]
# The shapes are the same; only the numbers tell the three apart. Test your code with sizes that differ in height and width, and compare numbers, not
# shapes alone.

# %% [markdown]
# ## The formula
#
# With stride $s$, count the places again. The window can move on by $n + 2p - k$ pixels in all, in steps of $s$. Only whole steps
# count, so the division is rounded **down**; this is written $\lfloor \cdot \rfloor$ (floor). One more place, for the
# beginning:
#
# $$\left\lfloor \frac{n + 2p - k}{s} \right\rfloor + 1$$
#
# Later in this lesson, kernels get gaps. With **dilation** $d$ a kernel reaches over $d(k-1) + 1$ pixels instead of $k$. So, in full:
#
# $$\left\lfloor \frac{n + 2p - d(k-1) - 1}{s} \right\rfloor + 1$$


# %%
def places(n, k, s=1, p=0, d=1):
    return (n + 2 * p - d * (k - 1) - 1) // s + 1  # // divides and rounds down


examples = ((3, 2, 1, 1, 1), (28, 5, 1, 0, 1), (28, 5, 1, 2, 1), (224, 7, 2, 3, 1), (9, 3, 1, 0, 2))
for n, k, s, p, d in examples:
    print(f"n={n:3} k={k} s={s} p={p} d={d}: {places(n, k, s, p, d)}")

# %% [markdown]
# Let us check the formula by counting. The next cell goes through thousands of cases. For each it counts the places where the
# window fits, and compares.
#
# For $d = 1$ some texts have another formula, with the total padding $P$ of both sides: $\lfloor (n - k + P + s)/s \rfloor$. Does it say
# the same? The last line counts the cases with $d = 1$.

# %%
cases = right = undilated = other = 0
for n, k, s, p, d in np.ndindex(13, 6, 5, 4, 4):
    n, k, s, d = n + 1, k + 1, s + 1, d + 1  # p from 0, the others from 1
    reach = d * (k - 1) + 1
    if reach > n + 2 * p:
        continue
    counted = sum(1 for start in range(0, n + 2 * p, s) if start + reach <= n + 2 * p)
    cases += 1
    right += places(n, k, s, p, d) == counted
    if d == 1:
        undilated += 1
        other += (n - k + 2 * p + s) // s == counted
print(f"{cases:,} cases counted; formula right in {right:,}")
print(f"{undilated:,} of them with d = 1; the other formula right in {other:,}")

# %% tags=["guard"]
assert right == cases > 1000 and other == undilated > 1000

# %% [markdown]
# ### Traps with the formula
#
# **Predict** the right size for $n = 8$, $k = 3$, $s = 2$, $p = 2$. Then see what four slips give.
#
# ### ANSWER right: 5

# %%
guess = Guess(...)  # the right size

# %%
n, k, s, p = 8, 3, 2, 2
print("right:           ", (n + 2 * p - k) // s + 1)
print("ceil for floor:  ", ceil((n + 2 * p - k) / s) + 1)
print("padding once:    ", (n + p - k) // s + 1)
print("+ 1 forgotten:   ", (n + 2 * p - k) // s)
print("/ in place of //:", (n + 2 * p - k) / s + 1)
guess.compare((n + 2 * p - k) // s + 1)

# %% [markdown]
# Rounding up counts a window that does not fit. What happens to it? A NumPy slice past the end gives no error; it comes back
# shorter.
#
# And `/` gives a float. Old code from the time of Python 2, where `/` rounded down, fails today when it uses such a size.

# %%
padded_row = np.pad(np.arange(8), 2)  # 12 numbers
print("window 5 (the last):", padded_row[4 * s : 4 * s + k].tolist())
print("window 6 (too many):", padded_row[5 * s : 5 * s + k].tolist(), "only 2 numbers")
try:
    np.zeros((n + 2 * p - k) / s + 1)
except TypeError as error:
    print("TypeError:", error)

# %% [markdown]
# ## Pixels that nobody sees
#
# **Predict.** 7 × 7 pixels, kernel 3, stride 3, no padding. How many columns of the image are used?
#
# ### ANSWER used: 6 of 7

# %%
guess = Guess(...)  # columns that are used

# %%
used = 3 * output_size(7, 3, stride=3)  # the windows lie side by side
print(f"used: {used} of 7 columns, {used * used} of {7 * 7} pixels")
guess.compare(used)

# %% tags=["plumbing"]
# Picture: the windows on 7 × 7 pixels
figure = plots.windows_on_grid(7, 3, stride=3)
plots.show(
    figure,
    alt="A 7 x 7 grid with 2 x 2 windows of 3 x 3 side by side; row 6 and column 6 are hatched, no window uses them.",
)

# %%
image = np.arange(49).reshape(7, 7)
cut = image.copy()
cut[used:], cut[:, used:] = 0, 0  # all that is not used
kernel = np.ones((3, 3), int)
before, after = slide(image, kernel, (3, 3)), slide(cut, kernel, (3, 3))
print(
    f"set to 0: {(image != cut).sum()} of {image.size} pixels; outputs that change: {(before != after).sum()} of {after.size}"
)

# %% [markdown]
# $(7 - 3)/3 = 1.33$ is not a whole number. **Must it be a whole number?** Some texts demand it, and call other settings wrong. Libraries, and this
# course, round down: the last pixels are dropped, as you saw, without any message. It is allowed, but be aware of it.
#
# To use all pixels, add padding: here 1 on each side.

# %%
for p in (0, 1):
    windows = output_size(7, 3, stride=3, padding=p)
    print(f"padding {p}: {windows} windows reach {3 * windows} of {7 + 2 * p} columns")

# %% [markdown]
# ### Used once, used often
#
# **Predict.** Kernel 3, stride 1, no padding, 6 × 6 pixels. In how many windows is a corner pixel? And one in the middle?
#
# ### ANSWER corner 1, edge 3, centre 9

# %%
guess = Guess(...)  # windows with a pixel in the middle

# %%
for p in (0, 1):
    counts = np.zeros((6 + 2 * p, 6 + 2 * p), int)
    for i, j in np.ndindex(4 + 2 * p, 4 + 2 * p):
        counts[i : i + 3, j : j + 3] += 1  # one more window uses these pixels
    print(f"padding {p}: corner {counts[p, p]}, edge {counts[p, p + 3]}, centre {counts[p + 3, p + 3]}")
guess.compare(counts.max())

# %% tags=["plumbing"]
# Picture: how many windows use each pixel
figure = plots.windows_on_grid(6, 3)
plots.show(
    figure,
    alt="A 6 x 6 grid that says how many windows use each pixel: 1 in the corners, 3 in "
    "the middle of the edges, 9 in the centre.",
)

# %% [markdown]
# Without padding, a corner pixel takes part in one output of 16 and a centre pixel in nine. Pixels at the border count
# less. Padding makes it fairer: 4 against 9.
#
# So padding has two purposes: it keeps the size, and it gives the border a voice.

# %% [markdown]
# ### What a larger stride costs
#
# Stride 1 is thorough and costly. A stride of $s$ needs about $s^2$ times fewer windows, and the output is coarser. Here a 3 × 3 mean
# slides over a picture with strides 1, 2 and 4.

# %%
photo = pictures.photograph().astype(float)
mean = np.ones((3, 3)) / 9
maps, titles = [], []
for s in (1, 2, 4):
    y = slide(np.pad(photo, 1), mean, (s, s))
    print(f"stride {s}: {y.shape[0]} x {y.shape[1]} = {y.size:,} windows")
    maps.append(y.repeat(s, axis=0).repeat(s, axis=1))  # each number as s x s pixels
    titles.append(f"stride {s}: {y.shape[0]} × {y.shape[1]}")

# %% tags=["plumbing"]
# Picture: the picture at three strides
figure = plots.images(maps, titles, title="Stride 4: a sixteenth of the windows, no fine detail")
plots.show(
    figure,
    alt="The same picture of a house three times, with larger and larger square pixels: "
    "128 x 128, 64 x 64 and 32 x 32.",
)

# %% [markdown]
# ## Dilation and rectangles
#
# **Dilation** $d$ leaves $d - 1$ pixels free between neighbouring weights. A 3 × 3 kernel with $d = 2$ reaches over 5 × 5 pixels, still with 9 weights:
# it sees further for the same price.
#
# **Predict** the output size for 7 × 7 pixels.
#
# ### ANSWER output size: 3

# %%
guess = Guess(...)  # how many rows the output has

# %%
image = np.arange(49).reshape(7, 7)
print("pixels under the first window:", image[0:5:2, 0:5:2].tolist())
print("reach:", 2 * (3 - 1) + 1, " output size:", output_size(7, 3, dilation=2))
guess.compare(output_size(7, 3, dilation=2))

# %% tags=["plumbing"]
# Picture: a window with gaps
figure = plots.windows_on_grid(7, 3, dilation=2)
plots.show(figure, alt="A 7 x 7 grid; the first window takes every second pixel of 5 x 5; beside it, the output.")

# %% [markdown]
# Kernel, stride, padding and dilation may all differ in height and width. Use the formula once for the height and once for the width.
#
# **Predict.** Image 8 × 13, kernel (3, 5), stride (1, 2), padding (1, 0), dilation (1, 2). How high and how wide is the
# output? Then: what comes out if someone takes all pairs as (w, h)?
#
# ### ANSWER (h, w): (8, 3)

# %%
guess = Guess(...)  # two numbers, [height, width]

# %%
options = dict(kernel=(3, 5), stride=(1, 2), padding=(1, 0), dilation=(1, 2))
turned = {name: pair[::-1] for name, pair in options.items()}
print("height: floor((8 + 2 - 1*2 - 1) / 1) + 1 =", places(8, 3, 1, 1, 1))
print("width:  floor((13 + 0 - 2*4 - 1) / 2) + 1 =", places(13, 5, 2, 0, 2))
print("pairs as (h, w):", output_size((8, 13), **options))
try:
    print("pairs as (w, h):", output_size((8, 13), **turned))
except ValueError as error:
    print("pairs as (w, h): ValueError:", fill(str(error), 76), sep="\n")
guess.compare(output_size((8, 13), **options))

# %% tags=["plumbing"]
# Picture: the windows of this setting
figure = plots.windows_on_grid((8, 13), **options)
plots.show(
    figure,
    alt="A grid of 8 x 13 with a grey row of padding above and below; the first window has 3 rows and "
    "5 columns with gaps between the columns; the output is 8 x 3; every second column is hatched.",
)

# %% [markdown]
# Gaps of one column and steps of two columns: all windows lie on the columns 0, 2, 4, ..., 12. The 6 columns between are used by no window, so
# 6 · 8 = 48 pixels are dropped, and not at the end. This happens when stride and dilation have a common factor (other than 1).

# %% [markdown]
# ### Experiment: windows on a grid
#
# Change one number at a time. Before you run the cell, compute the size, and say which pixels are dropped.
#
# - `padding=0`, then `stride=3` too: how many pixels are dropped?
# - `kernel=4` with `stride=1` and `padding="same"`: on which side is the extra zero?
# - `n=3, kernel=5`: it fits, thanks to the padding. With `padding=0` as well: what does the error message tell you?

# %%
n, kernel, stride, padding, dilation = 8, 3, 2, 1, 1
print("output size:", output_size(n, kernel, stride, padding, dilation))

# %% tags=["plumbing"]
# Picture: the windows of your settings
figure = plots.windows_on_grid(n, kernel, stride, padding, dilation)
plots.show(
    figure,
    alt="The padded grid of the settings above, with its first windows, how many "
    "windows use each cell, and the formula filled in.",
)

# %% [markdown]
# When nothing fits, there is no size, and the package says so:

# %%
try:
    output_size(3, 5)
except ValueError as error:
    print("for n=3, kernel=5: ValueError:", fill(str(error), 76), sep="\n")

# %% [markdown]
# The lab below shows the same with sliders; a click on an output shows its window. Run the cell. Three things to try:
#
# - Stride 2: find all image sizes up to 12 for which no pixel is dropped. What do they have in common?
# - Kernel 4, stride 1: with which padding do the corner pixels count as much as those in the centre?
# - Switch **width like height** off. Make an output of 2 × 6 from 12 × 12 pixels.
#
# ![The lab: an image with the windows on it, and the output.](pictures/lab-sizing.png)

# %% tags=["nbval-ignore-output"] id="lab-sizing"
from coursecnn.labs import SizingLab

SizingLab()

# %% [markdown]
# ## The way back: transposed convolution
#
# A convolution with stride makes things smaller. Sometimes a net has to make them larger again, for instance to draw a
# picture. A **transposed convolution** does it: each input number multiplies the *whole kernel*, and lays this copy
# into the output. Where copies overlap, they are **added**.
#
# **Predict.** Input `[[0, 1], [2, 3]]`, the same array as the kernel, stride 1. What is the middle of the 3 × 3 output?
#
# ### ANSWER 3*0 = 4

# %%
guess = Guess(...)  # the number in the middle

# %%
x = np.arange(4).reshape(2, 2)
w = np.arange(4).reshape(2, 2)
y, last_only = np.zeros((3, 3), int), np.zeros((3, 3), int)
for i in range(2):
    for j in range(2):
        y[i : i + 2, j : j + 2] += x[i, j] * w
        last_only[i : i + 2, j : j + 2] = x[i, j] * w  # a trap: = for +=
print("middle: 0*3 + 1*2 + 2*1 + 3*0 =", 0 * 3 + 1 * 2 + 2 * 1 + 3 * 0)
print("with += :", y.tolist())
print("with =  :", last_only.tolist())
guess.compare(y[1, 1])

# %% tags=["guard"]
assert (y == F.conv_transpose2d(x[None, None], w[None, None])[0, 0]).all()

# %% tags=["plumbing"]
# Picture: the four copies and their sum
copies = []
for i in range(2):
    for j in range(2):
        copy = np.zeros((3, 3), int)
        copy[i : i + 2, j : j + 2] = x[i, j] * w
        box = (i, j, 2, 2, "kernel")
        copies.append(plots.Grid(copy, "plain", f"{x[i, j]} × kernel", box, cell=0.3))
total = plots.Grid(y, "output", "sum", cell=0.3)
figure = plots.grids([*copies, total], ["+", "+", "+", "="], title="Four copies, added where they overlap")
plots.show(
    figure,
    alt="Four 3 x 3 grids, each with a copy of the kernel times 0, 1, 2 and 3 in another corner; their "
    "sum is 0 0 1, 0 4 6, 4 12 9.",
)

# %% [markdown]
# Why *transposed*? Lesson 00 wrote a convolution as a table, a matrix times the input. Turn the rows of this matrix into columns:
# that is its **transpose**, `table.T`. It takes 4 numbers back to 5, and does what you saw: copies, added.

# %%
table = np.array([[1, -1, 0, 0, 0], [0, 1, -1, 0, 0], [0, 0, 1, -1, 0], [0, 0, 0, 1, -1]])
numbers = np.array([2, -3, 3, -4])
kernel = np.array([1, -1]).reshape(1, 1, 1, 2)
print("table.T times the 4 numbers:", table.T @ numbers)
back = F.conv_transpose2d(numbers.reshape(1, 1, 1, 4), kernel)
print("transposed convolution:     ", back[0, 0, 0])

# %% [markdown]
# It does *not* undo the convolution: the four numbers came from (3, 1, 4, 1, 5) in lesson 00, and these are other numbers. Only
# the size comes back.
#
# The size of its output is given by the formula of this lesson, solved for $n$. When $m$ numbers come in, this many come out:
#
# $$n = (m - 1)\,s - 2p + d(k - 1) + 1$$
#
# **Predict.** With $k = 3$ and $s = 2$, which sizes $n$ give an output of 2? Which one does the transposed convolution choose?
#
# ### ANSWER 5: 2, 6: 2

# %%
guess = Guess(...)  # the smallest size that gives 2

# %%
print(
    "size before: size after, with k=3, s=2:\n   ",
    ", ".join(f"{n}: {output_size(n, 3, stride=2)}" for n in range(3, 9)),
)
w3 = np.ones((1, 1, 3, 3))
for extra in (0, 1):
    shape = F.conv_transpose2d(np.ones((1, 1, 2, 2)), w3, stride=2, output_padding=extra).shape
    print(f"transposed, 2 x 2 with output_padding={extra}: {shape[2]} x {shape[3]}")
guess.compare(min(n for n in range(3, 9) if output_size(n, 3, stride=2) == 2))

# %% [markdown]
# 5 and 6 both become 2, because of the rounding. The transposed convolution takes the smaller one, and `output_padding` asks for the
# larger.
#
# One more reason to know it: it is how gradients travel back. Let `dy` say how fast the error grows with each *output*. Then `dx`,
# how fast it grows with each *input* pixel, is the transposed convolution of `dy`. Lesson 05 derives it; here is the
# measurement.

# %%
rng = np.random.default_rng(0)
x, w, dy = (rng.standard_normal((1, 1, side, side)) for side in (5, 3, 2))
measured = np.zeros((5, 5))
for i in range(5):
    for j in range(5):
        shift = np.zeros_like(x)
        shift[0, 0, i, j] = 0.5  # the convolution is linear: any step will do
        change = F.conv2d(x + shift, w, stride=2) - F.conv2d(x - shift, w, stride=2)
        measured[i, j] = (dy * change).sum()
difference = np.abs(measured - F.conv_transpose2d(dy, w, stride=2)[0, 0]).max()
print(f"slopes and transposed convolution: largest difference {difference:.12f}")

# %% tags=["guard"]
assert difference < 1e-12

# %% [markdown]
# ## What you can do now
#
# - Compute an output's size from $n, k, s, p, d$, for height and width, and say why it is rounded down.
# - Choose the padding that keeps the size, also for an even kernel.
# - Say which pixels are dropped, and which count more than others.
# - Recognise the usual slips by their numbers: stride forgotten, h and w swapped, ceil for floor, padding once.
# - Do a transposed convolution with a pencil, and tell its size.

# %% [markdown]
# ## Three quick questions
#
# **1.** 32 × 32 pixels, kernel 5, stride 2, padding 2. Which size comes out?
#
# <details><summary>Answer</summary>
#
# $(32 + 4 - 5) / 2 = 15.5$, rounded down 15, plus 1: 16 × 16.
#
# </details><br>
#
# **2.** A text says "kernel 3, padding 2, the size stays the same". How can it be right?
#
# <details><summary>Answer</summary>
#
# It counts the total of both sides: 1 + 1 = 2. Per side it is padding 1.
#
# </details><br>
#
# **3.** Kernel 2, stride 2, 5 × 5 pixels: how many pixels are dropped?
#
# <details><summary>Answer</summary>
#
# Two windows reach 4 of 5 rows and columns: $25 - 16 = 9$ pixels.
#
# </details><br>
#
# Exercises: [02 Padding, stride and sizes](../exercises/02_padding_stride_sizes.ipynb).
#
# Next: [03 Channels](03_channels.ipynb).
