# %% [markdown]
# # 93 What a message means
#
# The messages that you may meet most often, what they mean, and what to do. The numbers in yours will be others.
#
# To look something up, not to read through: about 1 minute each time. Use your browser's search (Ctrl+F, on macOS Cmd+F).

# %% [markdown]
# ## Shapes and sizes
#
# | message | what it means, and what to do |
# | :-- | :-- |
# | `x must have 4 dimensions (N, C, H, W), not shape (28, 28). For one grey image use image[None, None].` | Layers take batches: images first, then channels, rows, columns. One grey picture is a batch of one with one channel. |
# | `The images have 1 channels, but the weight of shape (4, 3, 3, 3) expects 3: in_channels must be the number of channels of the images.` | Each filter has one kernel for every channel of the images. Give the layer `in_channels` as the images have them. |
# | `A window of 9 does not fit into 8 (input 8 + padding 0): use a smaller kernel or dilation, or more padding.` | The kernel, spread by its dilation, is larger than the image with its padding. Often there is one pooling too many before it. |
# | `padding="same" needs stride 1, but stride is (2, 2): give the padding as numbers.` | "Same" means the same size, and a stride makes it smaller. Say with numbers how many zeros you want. |
# | `groups must divide in_channels 3 and out_channels 4, but groups is 2.` | The channels are cut into so many equal parts, so the number must divide both. |
# | `padding must be at most half of the pooling window, but 2 is more than 2 // 2: some windows would see nothing but padding.` | A window that lies wholly in the padding has nothing to choose from. |
# | `x must have shape (N, 192) for a weight of shape (10, 192), not (2, 3, 8, 8). Put a Flatten layer before it.` | A linear layer takes rows of numbers, and here come images. `Flatten()` makes a row of each. |
# | `x must have shape (N, 100) for a weight of shape (10, 100), not (2, 192).` | The rows are longer or shorter than the layer's weights. `net.summary((1, 28, 28))` shows the sizes, layer by layer. |

# %% [markdown]
# ## Numbers and layers
#
# | message | what it means, and what to do |
# | :-- | :-- |
# | `x holds uint8 numbers, but layers need floats: convert first, for images (x / 255).astype(np.float32).` | Images are kept as whole numbers from 0 to 255. Layers compute with floats from 0 to 1. |
# | `x is a masked array, whose mask would be lost: choose numbers for it with x.filled(0).` | NumPy's masks would be dropped without a word. Decide what stands in the masked places. |
# | `Conv2d.backward was called before forward: call layer(x) first.` | The gradient needs what the layer saw. Call the layer with data, then `backward`. |
# | `dy must have the shape of the output, (2, 4, 6, 6), not (2, 4, 8, 8).` | `dy` is the gradient for the *output*, so it has the output's shape. `y = layer(x)`, then look at `y.shape`. |
# | `Sequential takes layers, one argument each, not the class ReLU.` | `ReLU` is the plan, `ReLU()` is a layer. The brackets are missing. |
# | `ReLU() stands in the net twice, but remembers one input alone: make two layers.` | A layer remembers its input for the backward pass, and it has room for one. Make a second layer. |
# | `bias must be True or False, not 'False'.` | A text counts as true in Python, even "False". Write `False` without quotation marks. |
# | `lr must be a number above 0, not 0.` | With a learning rate of 0 nothing is learned. Begin with 0.1 for SGD, 0.001 for Adam. |
# | `BatchNorm2d in training needs more than one number per channel, but x has shape (1, 3, 1, 1): choose a batch size that leaves no single image over, or use eval().` | Mean and variance of a single number say nothing. It happens with the last batch when one image is left over. |
# | `Label 10 is out of range: with 10 classes labels go from 0 to 9 (if they count from 1, subtract 1).` | Classes are counted from 0: ten classes are 0 to 9. |

# %% [markdown]
# ## Training
#
# | message | what it means, and what to do |
# | :-- | :-- |
# | `data must be a Dataset, not the name of one: load it, datasets.load('mnist').` | The name is not the data. Load them first. |
# | `model must be a net, but mnist_cnn is what makes one: call it, mnist_cnn(...).` | `mnist_cnn` makes nets, `mnist_cnn()` is one. The brackets are missing. |
# | `model must be a net, not a list of layers: make one of them, Sequential(*layers).` | A list has no forward pass. `Sequential` makes a net of layers. |
# | `optimizer must be an optimiser, not the class SGD: call it, SGD(lr=0.1).` | `SGD` is the plan, `SGD(lr=0.1)` is an optimiser. |
# | `The net has 9 outputs, but labels of small go up to 9: it needs 10 outputs.` | Each class needs an output of its own. Look at the last layer. |
# | `x_train must be a uint8 array of shape (n, channels, height, width), not float64 of shape (12, 1, 28, 28): give grey levels 0 to 255 as they were read.` | A Dataset keeps grey levels 0 to 255 as bytes. They are divided batch by batch, when they are used. |
# | `to_float needs images of dtype uint8 (0 to 255), not float32; give it the images as loaded.` | These numbers were divided before. Dividing again would make them nearly black. |
# | `The loss became nan at step 2 of 3, with a learning rate of 1e+38: the steps are too long, use a smaller learning rate.` | The steps were so long that the weights grew beyond all bounds. Divide the learning rate by 3, until it trains. |

# %% [markdown]
# ## Files and sweeps
#
# | message | what it means, and what to do |
# | :-- | :-- |
# | `There is no file missing.npz.` | Look at the name and at the folder: `os.getcwd()` says where Python is. |
# | `net.npz is not a model file of coursecnn, or it was cut or damaged.` | The file was written by another program, or not to its end. Save the net again. |
# | `other.npz holds the parameters of another net: it was saved from Sequential( Flatten(), Linear(784, 10), ), but this net is Sequential( Flatten(), Linear(784, 5), ReLU(), Linear(5, 10), ).` | Weights fit only the net that they were trained in. Make that one, then load. |
# | `The checkpoint run.ckpt is of another training: its seed is 0, but here it is 1; use the same settings to go on, or another file to begin anew.` | A checkpoint goes on with the same settings only. Change them back, or give another file. |
# | `Configuration {'kernel': 3} has an unknown setting 'kernel': choose from filters, kernel_sizes, stride, padding, activation, pool, pool_size, pool_stride, optimizer, lr, batch_size, init, shift.` | The name of the setting is misspelt. The list shows all that there are. |

# %% [markdown]
# Nothing here fits? Read the last line of the message: it names the argument, what was given, and what is wanted. Terms are in the
# [glossary](91_glossary.ipynb).
