# %% [markdown]
# # From the first sum to 99 % on MNIST
#
# A course on convolutional neural networks. Make a copy of your own, and in it begin with **[00 Why convolution](00_why_convolution.ipynb)**.

# %% [markdown] id="own-copy"
# ## First: a copy of your own
#
# The files beside this page belong to the course, and an update writes over them. In a terminal, in the folder of the
# course, make a copy to write in, and open it (`uv` runs the course's programs; the README says how to get it):
#
# ```
# uv run coursecnn start ../my-course
# uv run jupyter lab ../my-course
# ```
#
# The lessons in the copy have no outputs, so that your predictions are yours. After an update, the first command brings what is new and
# leaves alone what you have changed.

# %% [markdown]
# ## The map
#
# | lesson | what you can do afterwards | |
# | :-- | :-- | :-- |
# | [00 Why convolution](00_why_convolution.ipynb) | say why images need nets of their own | [exercises](../exercises/00_why_convolution.ipynb) |
# | [01 Convolution](01_convolution.ipynb) | compute one by hand, and learn a kernel from examples | [exercises](../exercises/01_convolution.ipynb) |
# | [02 Padding, stride and sizes](02_padding_stride_sizes.ipynb) | tell the size of every output | [exercises](../exercises/02_padding_stride_sizes.ipynb) |
# | [03 Channels](03_channels.ipynb) | work with colours and many filters | [exercises](../exercises/03_channels.ipynb) |
# | [04 Pooling](04_pooling.ipynb) | shrink feature maps, and know what it costs | [exercises](../exercises/04_pooling.ipynb) |
# | [05 Backpropagation](05_backpropagation.ipynb) | derive and check every gradient | [exercises](../exercises/05_backpropagation.ipynb) |
# | [06 Fast convolution](06_fast_convolution.ipynb) | make it fast, and know why it is | [exercises](../exercises/06_fast_convolution.ipynb) |
# | [07 Training on MNIST](07_training_on_mnist.ipynb) | train, test and save a net | [exercises](../exercises/07_training_on_mnist.ipynb) |
# | [08 Experiments](08_experiments.ipynb) | compare settings without fooling yourself | [exercises](../exercises/08_experiments.ipynb) |
# | [09 Looking inside](09_looking_inside.ipynb) | see what a net has learned | [exercises](../exercises/09_looking_inside.ipynb) |
# | [10 Architectures](10_architectures.ipynb) | read and build LeNet, AlexNet and later nets | [exercises](../exercises/10_architectures.ipynb) |
# | [11 Your own images](11_your_own_images.ipynb) | go from a folder of pictures to a net that can be trusted | [exercises](../exercises/11_your_own_images.ipynb) |
#
# Beside them: a [warm-up](90_warm_up.ipynb) for those who have never met derivatives or arrays, or long ago, the
# [glossary](91_glossary.ipynb), and the formulas on one page, the [cheat sheet](92_cheat_sheet.ipynb). [What a message means](93_messages.ipynb) has the
# messages that learners meet most often. [What it reaches](94_what_it_reaches.ipynb) has the package's figures.

# %% [markdown]
# ## How far you are
#
# Run the cell with Shift + Enter. A copy of your own remembers which exercises passed; elsewhere the count begins anew with each
# kernel.

# %%
from coursecnn.checks import progress

progress()
