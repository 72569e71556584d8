# %% [markdown]
# # 92 Cheat sheet
#
# Sizes, shapes, counts and formulas, forward and backward, each with one line that computes it and compares.
#
# To look something up: about 5 minutes for all of it. Gradients are written `dx`, `dw`, `db`, `dy`: derivatives of the loss for `x`, `w`, `b`, `y`.
# Sizes: $n$ input, $k$ kernel, $s$ stride, $p$ padding per side, $d$ dilation. Indices count from 0.

# %%
import numpy as np

import coursecnn as cnn
from coursecnn import functional as F
from coursecnn import models, reference
from coursecnn.layers import initializers

rng = np.random.default_rng(0)
x, w, b = rng.standard_normal((2, 3, 7, 9)), rng.standard_normal((4, 3, 3, 3)), rng.standard_normal(4)


agree = []


def same(name, a, b):
    agree.append(np.allclose(a, b, atol=1e-6))
    print(f"{name}: {'agree' if agree[-1] else 'DIFFER'}")


def slope(f, a, h=1e-5):
    """Central differences of the number f() for every entry of a."""
    result = np.zeros_like(a)
    for place in np.ndindex(a.shape):
        kept = a[place]
        a[place] = kept + h
        up = f()
        a[place] = kept - h
        result[place] = (up - f()) / (2 * h)
        a[place] = kept
    return result


# %% [markdown]
# ## Shapes
#
# | array | shape |
# | :-- | :-- |
# | images, feature maps `x`, `y` | `(N, C, H, W)` |
# | convolution `w`, `b` | `(C_out, C_in / groups, K_h, K_w)`, `(C_out,)` |
# | transposed convolution `w` | `(C_in, C_out / groups, K_h, K_w)` |
# | linear `w`, `b` | `(out, in)`, `(out,)` |
# | `im2col(x)` | `(N · H_out · W_out, C · K_h · K_w)` |
# | gradient of anything | the shape of that thing |

# %%
y = F.conv2d(x, w, b)
print(x.shape, "->", y.shape, " im2col:", F.im2col(x, 3).shape)

# %% [markdown]
# ## Sizes
#
# Convolution and pooling (lesson 02):
#
# $$n_{out} = \left\lfloor \frac{n + 2p - d(k-1) - 1}{s} \right\rfloor + 1$$
#
# With a *total* padding $P$ and $d = 1$ it is the same as $\lfloor (n - k + P + s)/s \rfloor$.

# %%
print(
    "n=28 k=5:",
    cnn.output_size(28, 5),
    " k=3 p=1:",
    cnn.output_size(28, 3, 1, 1),
    " n=7 k=3 s=2 p=1:",
    cnn.output_size(7, 3, 2, 1),
)
same("total padding", (7 - 3 + 2 + 2) // 2, cnn.output_size(7, 3, 2, 1))

# %% [markdown]
# Padding that keeps the size at stride 1, in total: $d(k-1)$; where it is odd, the extra zero goes to the end.
#
# Transposed convolution (lesson 02), with output padding $o$: $n_{out} = (n-1)s - 2p + d(k-1) + o + 1$.
#
# Receptive field (lessons 01, 09): $r \leftarrow r + d(k-1)j$, then $j \leftarrow j s$, from $r = j = 1$.

# %%
print("same padding for k = 3, 5, 4:", *[cnn.same_padding(k) for k in (3, 5, 4)])
same("transposed", (7 - 1) * 2 - 2 * 1 + 2 + 1 + 1, F.conv_transpose2d(x, w[:3], None, 2, 1, 1).shape[2])
print("5x5, pool 2, 5x5, pool 2 see:", cnn.receptive_field([(5, 1), (2, 2), (5, 1), (2, 2)]))

# %% [markdown]
# ## Parameters and multiplications
#
# | layer | parameters | multiplications per image |
# | :-- | :-- | :-- |
# | convolution | $C_{out}(K_h K_w C_{in}/g + 1)$ | $H_{out} W_{out} C_{out} K_h K_w C_{in}/g$ |
# | depthwise, $g = C$ | $C(K_h K_w + 1)$ | $H_{out} W_{out} C K_h K_w$ |
# | pointwise, 1 × 1 | $C_{out}(C_{in} + 1)$ | $H W C_{out} C_{in}$ |
# | linear | $out(in + 1)$ | $out \cdot in$ |
# | pooling, ReLU, dropout, flatten | 0 | 0 |
# | batch normalisation | $2C$ | counted as 0 |
#
# Without bias the "+ 1" goes.

# %%
layer = cnn.Conv2d(20, 50, 5)
same("parameters of 5 x 5, 20 to 50", 50 * (25 * 20 + 1), sum(a.size for a in layer.params.values()))
same("its multiplications on 12 x 12", 8 * 8 * 50 * 25 * 20, layer.multiplications((20, 12, 12)))
same(
    "784-15-10 perceptron", 784 * 15 + 15 + 15 * 10 + 10, sum(a.size for a in models.mlp((784, 15, 10)).params.values())
)
for name, net in {"784-15-10": models.mlp((784, 15, 10)), "mnist_cnn": models.mnist_cnn()}.items():
    print(f"{name}: {sum(a.size for a in net.params.values()):,}")

# %% [markdown]
# ## Convolution
#
# Forward (lessons 01 to 03; entries outside the image are 0):
#
# $$y_{n,o,i,j} = b_o + \sum_{c,u,v} w_{o,c,u,v} x_{n, c, si+du-p, sj+dv-p}$$

# %%
u = x[0, :, 2:5, 3:6]
same("one entry of y", (w[1] * u).sum() + b[1], y[0, 1, 2, 3])
same("conv2d against loops", F.conv2d(x, w, b, 2, 1), reference.conv2d(x, w, b, 2, 1))

# %% [markdown]
# Backward (lesson 05). Not flipped, the batch and all places summed:
#
# $$dw_{o,c,u,v} = \sum_{n,i,j} dy_{n,o,i,j} x_{n, c, si+du-p, sj+dv-p} \qquad db_o = \sum_{n,i,j} dy_{n,o,i,j}$$
#
# $dx$ sends each $dy$ back along the weights it came through. At stride and dilation 1 that is the full correlation of $dy$ with the kernel turned by 180 degrees:
# pad $dy$ by $k - 1 - p$; swap the axes `C_out` and `C_in` of `w`, and reverse its rows and columns. At stride $s$ put $s - 1$ zeros between the entries of $dy$ first. Where
# the floor of the size leaves a remainder $r = (n + 2p - k) \bmod s$, add $r$ more zeros at the end: those pixels were not reached.

# %%
dy = rng.standard_normal(y.shape)
dx, dw, db = F.conv2d_backward(dy, x, w)
same("dx: full correlation, turned kernel", dx, F.conv2d(dy, w.transpose(1, 0, 2, 3)[:, :, ::-1, ::-1], padding=2))
x6, dy6 = x[:, :, :6, :6], rng.standard_normal((2, 4, 2, 2))  # 6 x 6, stride 2: r = (6 - 3) % 2 = 1
spread = np.zeros((2, 4, 3, 3))
spread[:, :, ::2, ::2] = dy6
padded = np.pad(spread, ((0, 0), (0, 0), (2, 2 + 1), (2, 2 + 1)))
turned = w.transpose(1, 0, 2, 3)[:, :, ::-1, ::-1]
same("dx at stride 2 with a remainder of 1", F.conv2d_backward(dy6, x6, w, stride=2)[0], F.conv2d(padded, turned))
same("db", db, dy.sum(axis=(0, 2, 3)))
same("dw against differences", dw, slope(lambda: (F.conv2d(x, w, b) * dy).sum(), w))

# %% [markdown]
# As matrix products (lesson 06): with rows $X$ = `im2col(x)` and $W$ = `w` as `(C_out, C K_h K_w)`, a row for each filter (lesson 06 writes a column for
# each, so its $W$ is this $W^T$): $Y = X W^T$, $dW = dY^T X$, $dX = dY W$, and $dx$ = `col2im(dX)`, which **adds** where windows overlap.
# Transposed convolution is this $dx$ as a forward pass.

# %%
rows = dy.transpose(0, 2, 3, 1).reshape(-1, 4)
same("dw as a product", dw, (rows.T @ F.im2col(x, 3)).reshape(w.shape))
same("dx by col2im", dx, F.col2im(rows @ w.reshape(4, -1), x.shape, 3))
same("transposed convolution is dx", F.conv_transpose2d(dy, w), dx)

# %% [markdown]
# ## Pooling
#
# Lessons 04 and 05. Maximum: $y$ = largest entry of the window; $dy$ goes to the first largest entry, 0 to the others; padding counts as $-\infty$.
# Average: $y = \frac{1}{k_h k_w}\sum x$; every entry of the window gets $dy / (k_h k_w)$. Where windows overlap, add.
# Global average: every pixel gets $dy / (HW)$.

# %%
a = np.arange(9.0).reshape(1, 1, 3, 3)
print("max:", F.max_pool2d(a, 2, 1)[0, 0].tolist(), " average:", F.avg_pool2d(a, 2, 1)[0, 0].tolist())
ones = np.ones((1, 1, 2, 2))
print("dx of max:", F.max_pool2d_backward(ones, a, 2, 1)[0, 0].tolist())
print("dx of average:", F.avg_pool2d_backward(ones, a, 2, 1)[0, 0].tolist())

# %% [markdown]
# ## Linear and activation functions
#
# | layer | forward | backward |
# | :-- | :-- | :-- |
# | linear | $y = x w^T + b$ | $dx = dy\,w$, $dw = dy^T\,x$, $db = \sum_n dy$ |
# | ReLU | $y = \max(x, 0)$ | $dx = dy$ where $x > 0$, else 0 |
# | sigmoid | $y = 1/(1 + e^{-x})$ | $dx = dy \cdot y(1 - y)$ |
# | tanh | $y = \tanh x = (e^x - e^{-x})/(e^x + e^{-x})$ | $dx = dy \cdot (1 - y^2)$ |
# | flatten | $(N, C, H, W) \to (N, CHW)$ | back to the old shape |
# | dropout | $y = x m/(1-p)$, $m$ 0 or 1 | $dx = dy \cdot m/(1-p)$ |

# %%
x2, w2, dy2 = rng.standard_normal((5, 6)), rng.standard_normal((3, 6)), rng.standard_normal((5, 3))
same("linear dx", dy2 @ w2, slope(lambda: (F.linear(x2, w2) * dy2).sum(), x2))
same("linear dw", dy2.T @ x2, slope(lambda: (F.linear(x2, w2) * dy2).sum(), w2))
for name, f, gradient in (
    ("relu", F.relu, lambda z: z > 0),
    ("sigmoid", F.sigmoid, lambda z: F.sigmoid(z) * (1 - F.sigmoid(z))),
    ("tanh", F.tanh, lambda z: 1 - F.tanh(z) ** 2),
):
    same(name, gradient(x2), slope(lambda f=f: f(x2).sum(), x2))

# %% [markdown]
# ## Softmax with cross-entropy
#
# $$p_{nc} = \frac{e^{z_{nc} - m_n}}{\sum_k e^{z_{nk} - m_n}}, \quad m_n = \max_k z_{nk} \qquad
# L = -\frac{1}{N}\sum_n \ln p_{n, t_n} \qquad dz = \frac{p - y}{N}$$
#
# $t$ are the labels, $y$ their one-hot rows: 1 at the label, 0 elsewhere. Before training, $L \approx \ln(\text{classes})$.

# %%
z, t = rng.standard_normal((5, 10)), np.array([3, 1, 4, 1, 5])
same("(p - y) / N", (F.softmax(z) - np.eye(10)[t]) / 5, slope(lambda: F.cross_entropy(z, t), z))
print(
    "ln 10 =",
    round(float(np.log(10)), 4),
    " loss of equal scores:",
    round(float(F.cross_entropy(np.zeros((5, 10)), t)), 4),
)

# %% [markdown]
# ## Batch normalisation
#
# Per channel, over batch and places: $\hat x = (x - \mu)/\sqrt{\sigma^2 + \epsilon}$, $y = \gamma \hat x + \beta$. With $g = \gamma\,dy$, and bars for means as above:
#
# $$dx = \frac{g - \overline{g} - \hat x\,\overline{g\,\hat x}}{\sqrt{\sigma^2 + \epsilon}} \qquad d\gamma = \sum dy\,\hat x \qquad d\beta = \sum dy$$

# %%
norm, dyn = cnn.BatchNorm2d(3, dtype=np.float64), rng.standard_normal(x.shape)
norm(x)
same("batch normalisation dx", norm.backward(dyn), slope(lambda: (norm(x) * dyn).sum(), x))

# %% [markdown]
# ## First weights and steps
#
# | what | formula |
# | :-- | :-- |
# | fan in, fan out | $K_h K_w C_{in}$, $K_h K_w C_{out}$ |
# | He, for ReLU | normal, deviation $\sqrt{2/\text{fan in}}$ |
# | Xavier, for tanh and its like | normal, deviation $\sqrt{2/(\text{fan in} + \text{fan out})}$ |
# | SGD | $w \leftarrow w - \eta g$ |
# | momentum $\mu$ | $v \leftarrow \mu v + g$, $w \leftarrow w - \eta v$ |
# | Adam | $m \leftarrow \beta_1 m + (1-\beta_1) g$, $v \leftarrow \beta_2 v + (1-\beta_2) g^2$, then the formula below |
# | weight decay $\lambda$ | $g \leftarrow g + \lambda w$, first of all |
#
# $$\text{Adam: } \quad w \leftarrow w - \eta \, \frac{m/(1-\beta_1^t)}{\sqrt{v/(1-\beta_2^t)} + \epsilon}$$

# %%
deviation = initializers.he((64, 32, 5, 5), np.random.default_rng(0)).std()
print(f"He, 5 x 5 x 32: sqrt(2/800) = {np.sqrt(2 / 800):.3f}, drawn {deviation:.3f}")
one, step = {"w": np.array([1.0])}, cnn.SGD(lr=0.1, momentum=0.9)
for _ in range(2):
    step.step(one, {"w": np.array([1.0])})
same("two steps of momentum: 1 - 0.1 * 1 - 0.1 * 1.9", one["w"], 1 - 0.1 - 0.19)
one, step = {"w": np.array([1.0])}, cnn.Adam(lr=0.1)
step.step(one, {"w": np.array([5.0])})
same("first step of Adam has length lr", one["w"], 0.9)

# %% [markdown]
# ## Gradient check
#
# $$\frac{\partial f}{\partial w} \approx \frac{f(w + h) - f(w - h)}{2h}, \qquad \text{relative error} = \frac{\max |a - b|}{\max(\max |a|, \max |b|)}$$
#
# The largest difference, divided by the largest entry of the arrays $a$ and $b$. A rule of thumb in float64 with $h = 10^{-5}$ (lesson 05): below $10^{-7}$
# both agree; up to $10^{-4}$ is fine for a deep net; up to $10^{-2}$, suspect a kink (ReLU, maximum) or a small mistake; above, it is one of the two. In
# float32 it tells little.

# %% tags=["nbval-ignore-output"]
estimate = slope(lambda: (F.conv2d(x, w, b) * dy).sum(), w)
error = np.abs(dw - estimate).max() / max(np.abs(dw).max(), np.abs(estimate).max())
print(f"relative error of dw: {error:.0e}")

# %% tags=["guard"]
assert error < 1e-7

# %% tags=["guard"]
assert len(agree) > 5 and all(agree)

# %% [markdown]
# Words are in the [glossary](91_glossary.ipynb). Each formula is derived in the lesson named beside it; the backward ones in
# [lesson 05](05_backpropagation.ipynb).
