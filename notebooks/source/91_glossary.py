# %% [markdown]
# # 91 Glossary
#
# The terms of the course, each with one sentence, its name in Chinese texts, and the lesson that explains it.
#
# To look something up, not to read through: about 1 minute each time. Use your browser's search (Ctrl+F, on macOS Cmd+F).

# %% [markdown]
# ## Arrays and slopes
#
# | term | in Chinese texts | what it is | lesson |
# | :-- | :-- | :-- | :-- |
# | **array** | 数组 | Numbers in a grid with one or more axes; its shape lists the sizes of the axes. | [90](90_warm_up.ipynb) |
# | **broadcasting** | 广播 | NumPy's rule by which a smaller array is used again along an axis that it lacks or that has size 1. | [90](90_warm_up.ipynb) |
# | **derivative** | 导数 | How much a result changes for a small change of one number, divided by that change. | [90](90_warm_up.ipynb) |
# | **gradient** | 梯度 | All derivatives of one number (such as the loss) for the entries of an array; it has the array's shape. | [90](90_warm_up.ipynb) |
# | **matrix product** | 矩阵乘积 | Row times column, summed, for all rows of the first matrix and all columns of the second. | [90](90_warm_up.ipynb) |
# | **permutation** | 置换 | A new order of the same things, such as the pixels of an image. | [00](00_why_convolution.ipynb) |
# | **quotient rule** | 商法则 | The slope of u / v: (u' v − u v') / v². | [05](05_backpropagation.ipynb) |
# | **standard deviation** | 标准差 | How far numbers typically lie from their mean: the root of their mean squared distance from it. | [90](90_warm_up.ipynb) |
# | **transpose** | 转置 | The matrix with rows and columns exchanged; for an operation the one that carries gradients back. | [02](02_padding_stride_sizes.ipynb) |
# | **view** | 视图 | An array that shows the numbers of another one, without a copy. | [90](90_warm_up.ipynb) |

# %% [markdown]
# ## Sliding windows
#
# | term | in Chinese texts | what it is | lesson |
# | :-- | :-- | :-- | :-- |
# | **convolution** | 卷积 | Slide a kernel over the input, multiply, and sum; strictly, with the kernel turned by 180 degrees. | [01](01_convolution.ipynb) |
# | **cross-correlation** | 互相关 | The same without turning the kernel: what layers called "convolution" compute. | [01](01_convolution.ipynb) |
# | **dilation** | 空洞（扩张） | Distance between neighbouring entries of the kernel on the input; 1 is no gap. | [01](01_convolution.ipynb) |
# | **feature** | 特征 | A number that says something useful about an image, such as "there is an edge here". | [00](00_why_convolution.ipynb) |
# | **feature map** | 特征图 | The output of one filter: one number for each place of the window. | [01](01_convolution.ipynb) |
# | **filter** | 滤波器 | The kernels of one output channel, one for each input channel. | [03](03_channels.ipynb) |
# | **Gaussian** | 高斯核 | A kernel that averages with weights that fall off from its middle: it blurs. | [01](01_convolution.ipynb) |
# | **full** | 完全互相关 | Said of a correlation with so much padding that every place counts where the kernel meets the input at all. | [05](05_backpropagation.ipynb) |
# | **kernel** | 卷积核 | The small array of weights that slides over the input. | [01](01_convolution.ipynb) |
# | **Laplacian** | 拉普拉斯核 | A kernel that compares a pixel with its neighbours: it answers to edges in all directions. | [01](01_convolution.ipynb) |
# | **padding** | 填充 | Rows and columns, mostly of zeros, put around the input; counted per side. | [02](02_padding_stride_sizes.ipynb) |
# | **receptive field** | 感受野 | The patch of the input that one output number sees. | [01](01_convolution.ipynb) |
# | **sharpen** | 锐化 | To enlarge the differences between a pixel and its neighbours. | [01](01_convolution.ipynb) |
# | **singular value decomposition** | 奇异值分解 | The patterns whose multiples rebuild the rows of a matrix best, one after another. | [03](03_channels.ipynb) |
# | **smooth** | 平滑 | To make neighbouring pixels more alike. | [01](01_convolution.ipynb) |
# | **Sobel** | 索贝尔核 | A 3 × 3 kernel for edges in one direction, which smooths in the other. | [01](01_convolution.ipynb) |
# | **stride** | 步幅 | How many pixels the window moves from one place to the next. | [02](02_padding_stride_sizes.ipynb) |
# | **transposed convolution** | 转置卷积 | The operation that spreads each input number over a window; it enlarges. | [02](02_padding_stride_sizes.ipynb) |
# | **window** | 窗口 | The part of the input under the kernel at one place. | [01](01_convolution.ipynb) |

# %% [markdown]
# ## Channels and layers
#
# | term | in Chinese texts | what it is | lesson |
# | :-- | :-- | :-- | :-- |
# | **activation function** | 激活函数 | A function of each number by itself, such as ReLU, between layers with weights. | [00](00_why_convolution.ipynb) |
# | **batch normalisation** | 批量规范化 | A layer that brings each channel of a batch to mean 0 and deviation 1, then scales and shifts it. | [10](10_architectures.ipynb) |
# | **bias** | 偏置 | A number added to the output of a unit or a filter: one for each output channel. | [00](00_why_convolution.ipynb) |
# | **channel** | 通道 | One of the images that lie on top of each other: red, green, blue, or one feature map. | [03](03_channels.ipynb) |
# | **convolutional neural network** | 卷积神经网络 | A net with convolution layers, CNN for short. | [00](00_why_convolution.ipynb) |
# | **depthwise** | 逐通道 | A convolution in which each channel has its own filter and sees no other channel. | [03](03_channels.ipynb) |
# | **fully connected** | 全连接 | Every input goes to every output with a weight of its own; `Linear` in the package. | [00](00_why_convolution.ipynb) |
# | **hidden** | 隐藏层 | Said of a layer between input and output. | [00](00_why_convolution.ipynb) |
# | **linear model** | 线性模型 | Weighted sums of the inputs and nothing else. | [00](00_why_convolution.ipynb) |
# | **local connections** | 局部连接 | An output sees a small part of the image only. | [00](00_why_convolution.ipynb) |
# | **multilayer perceptron** | 多层感知机 | A net of fully connected layers with activation functions between them, MLP for short; here called perceptron. | [00](00_why_convolution.ipynb) |
# | **parameter** | 参数 | A number that training changes: a weight or a bias. | [00](00_why_convolution.ipynb) |
# | **pointwise** | 逐点 | A 1 × 1 convolution: it mixes the channels at each pixel. | [03](03_channels.ipynb) |
# | **ReLU** | 修正线性单元 | max(x, 0). | [00](00_why_convolution.ipynb) |
# | **shared weights** | 权值共享 | The same kernel is used at every place of the image. | [00](00_why_convolution.ipynb) |
# | **sigmoid** | S 形函数 | 1 / (1 + exp(−x)), between 0 and 1. | [00](00_why_convolution.ipynb) |
# | **unit** | 神经元 | One output of a fully connected layer. | [00](00_why_convolution.ipynb) |
# | **weight** | 权重 | A number by which an input is multiplied. | [00](00_why_convolution.ipynb) |

# %% [markdown]
# ## Pooling
#
# | term | in Chinese texts | what it is | lesson |
# | :-- | :-- | :-- | :-- |
# | **average pooling** | 平均池化 | The mean of each window. | [04](04_pooling.ipynb) |
# | **global pooling** | 全局池化 | One number for each channel: the mean or the largest of the whole map. | [04](04_pooling.ipynb) |
# | **max pooling** | 最大池化 | The largest number of each window. | [04](04_pooling.ipynb) |
# | **minus infinity** | 负无穷 | What padding counts as in max pooling, so that it never wins. | [04](04_pooling.ipynb) |
# | **pooling** | 池化 | One number for each window, with no weights; channels stay apart. | [04](04_pooling.ipynb) |
# | **tie** | 并列 | Two equal largest numbers in one window; the first one gets the gradient. | [05](05_backpropagation.ipynb) |

# %% [markdown]
# ## Learning
#
# | term | in Chinese texts | what it is | lesson |
# | :-- | :-- | :-- | :-- |
# | **backward** | 反向传播 | The pass from the loss to the input that computes all gradients; backpropagation. | [05](05_backpropagation.ipynb) |
# | **central difference** | 中心差分 | (f(x + h) − f(x − h)) / 2h, the more exact estimate of a derivative. | [05](05_backpropagation.ipynb) |
# | **cross-entropy** | 交叉熵 | Minus the logarithm of the probability that the net gives to the right class. | [05](05_backpropagation.ipynb) |
# | **error term** | 误差项 | The derivative of the loss for the net input of a layer, often written δ. | [05](05_backpropagation.ipynb) |
# | **finite difference** | 有限差分 | A derivative estimated from two values of the function, to check a gradient. | [05](05_backpropagation.ipynb) |
# | **gradient ascent** | 梯度上升 | Change the image along the gradient, so that an output grows. | [09](09_looking_inside.ipynb) |
# | **gradient descent** | 梯度下降 | Change the weights against the gradient, so that the loss falls. | [01](01_convolution.ipynb) |
# | **kink** | 尖点 | A place where a function has no derivative, such as 0 for ReLU. | [05](05_backpropagation.ipynb) |
# | **learning rate** | 学习率 | The factor by which the gradient is multiplied to give a step of the weights. | [04](04_pooling.ipynb) |
# | **loss** | 损失 | One number that says how wrong the net is; training makes it smaller. | [01](01_convolution.ipynb) |
# | **net input** | 净输入 | The weighted sum plus bias, before the activation function. | [05](05_backpropagation.ipynb) |
# | **relative error** | 相对误差 | Difference of two numbers, divided by their size. | [05](05_backpropagation.ipynb) |
# | **score** | 得分 | What the last layer gives for a class; softmax turns scores into probabilities. | [05](05_backpropagation.ipynb) |
# | **softmax** | softmax 函数 | Turns scores into probabilities: exp of each, divided by the sum. | [05](05_backpropagation.ipynb) |
# | **vanishing gradients** | 梯度消失 | Gradients that get smaller from layer to layer on the way back, until the first layers learn nothing. | [00](00_why_convolution.ipynb) |

# %% [markdown]
# ## Training
#
# | term | in Chinese texts | what it is | lesson |
# | :-- | :-- | :-- | :-- |
# | **Adam** | Adam 优化器 | An optimiser with a step size of its own for each parameter, from running averages of g and g². | [07](07_training_on_mnist.ipynb) |
# | **augmentation** | 数据增强 | New training images made of the old ones, such as shifted copies. | [07](07_training_on_mnist.ipynb) |
# | **batch** | 批 | The images that go through the net together in one step. | [03](03_channels.ipynb) |
# | **dead** | 死亡（神经元） | Said of a ReLU unit that is 0 for every image: it gets no gradient and stays so. | [07](07_training_on_mnist.ipynb) |
# | **diverge** | 发散 | The loss grows without end, because the steps are too long. | [07](07_training_on_mnist.ipynb) |
# | **dropout** | 暂退法 | In training, numbers are set to 0 at random, against overfitting. | [07](07_training_on_mnist.ipynb) |
# | **early stopping** | 提前停止 | Stop when the validation loss no longer falls. | [07](07_training_on_mnist.ipynb) |
# | **epoch** | 轮次 | One pass over all training images. | [07](07_training_on_mnist.ipynb) |
# | **He** | He 初始化 | First weights with standard deviation sqrt(2 / fan_in), for layers with ReLU. | [07](07_training_on_mnist.ipynb) |
# | **momentum** | 动量 | A running sum of gradients, so that steps in one direction add up. | [07](07_training_on_mnist.ipynb) |
# | **optimiser** | 优化器 | The rule that turns gradients into steps of the weights: SGD, momentum, Adam. | [07](07_training_on_mnist.ipynb) |
# | **overfitting** | 过拟合 | The net knows the training images better than new ones. | [07](07_training_on_mnist.ipynb) |
# | **schedule** | 学习率调度 | How the learning rate changes from step to step. | [07](07_training_on_mnist.ipynb) |
# | **SGD** | 随机梯度下降 | Gradient descent with the gradient of one batch at a time. | [07](07_training_on_mnist.ipynb) |
# | **weight decay** | 权重衰减 | Each step also pulls the weights a little towards 0. | [07](07_training_on_mnist.ipynb) |
# | **Xavier** | Xavier 初始化 | First weights with standard deviation sqrt(2 / (fan_in + fan_out)), made for tanh and others with slope 1 at 0. | [00](00_why_convolution.ipynb) |

# %% [markdown]
# ## Data and measuring
#
# | term | in Chinese texts | what it is | lesson |
# | :-- | :-- | :-- | :-- |
# | **ablation** | 消融 | Take one part away, or freeze it, and measure what it was good for. | [07](07_training_on_mnist.ipynb) |
# | **accuracy** | 准确率 | The share of images whose class the net gets right. | [07](07_training_on_mnist.ipynb) |
# | **Bonferroni** | 邦费罗尼校正 | With m comparisons, each gets the confidence 1 − 0.05 / m, so that all hold together. | [08](08_experiments.ipynb) |
# | **confidence interval** | 置信区间 | A range that holds the true mean in, say, 95 of 100 such measurements. | [08](08_experiments.ipynb) |
# | **configuration** | 配置 | One choice of all settings of a training. | [08](08_experiments.ipynb) |
# | **confusion matrix** | 混淆矩阵 | How often each class was taken for each other one. | [07](07_training_on_mnist.ipynb) |
# | **correlation** | 相关系数 | How much two lists rise and fall together, from −1 to 1; 0 when one says nothing of the other. | [08](08_experiments.ipynb) |
# | **Dask** | Dask | A package that spreads work over the machines of a cluster. | [08](08_experiments.ipynb) |
# | **distribution shift** | 分布偏移 | Test images come from another source than training images. | [09](09_looking_inside.ipynb) |
# | **executor** | 执行器 | The part of Python that spreads runs over processors or a cluster. | [08](08_experiments.ipynb) |
# | **grid** | 网格 | A sweep's settings with lists in them: every combination is tried. | [08](08_experiments.ipynb) |
# | **label** | 标签 | The right class of an image, as people noted it. | [07](07_training_on_mnist.ipynb) |
# | **MNIST** | 手写数字集 | 70,000 images of handwritten digits, 28 × 28. | [07](07_training_on_mnist.ipynb) |
# | **paired differences** | 成对差 | Differences run by run; where both runs of a pair rise and fall together, they vary less than unpaired ones. | [08](08_experiments.ipynb) |
# | **process** | 进程 | A program that runs at the same time as others, with memory of its own. | [08](08_experiments.ipynb) |
# | **run** | 一次运行 | One training, with one configuration and one seed. | [08](08_experiments.ipynb) |
# | **seed** | 随机种子 | The number from which all random numbers of a run follow. | [00](00_why_convolution.ipynb) |
# | **standard error** | 标准误 | Standard deviation divided by the root of the number of runs: how sure a mean is. | [08](08_experiments.ipynb) |
# | **store** | 结果文件 | The file to which a sweep adds each run as it ends. | [08](08_experiments.ipynb) |
# | **Student's t distribution** | t 分布 | Tells how wide an interval must be when its spread is known from few runs only. | [08](08_experiments.ipynb) |
# | **sweep** | 参数扫描 | The same training for several values of a setting. | [08](08_experiments.ipynb) |
# | **test** | 测试集 | Images that are used once, at the end. | [07](07_training_on_mnist.ipynb) |
# | **tolerance** | 容忍度 | How little an output changes when the input moves. | [04](04_pooling.ipynb) |
# | **unpaired** | 非配对 | Said of a comparison of two means whose runs do not belong together one by one. | [08](08_experiments.ipynb) |
# | **validation** | 验证集 | Training images kept back, to choose settings by. | [04](04_pooling.ipynb) |
# | **Welch's interval** | 韦尔奇区间 | The interval of a difference of two means, unpaired: their squared standard errors add up. | [08](08_experiments.ipynb) |

# %% [markdown]
# ## Speed
#
# | term | in Chinese texts | what it is | lesson |
# | :-- | :-- | :-- | :-- |
# | **batch-last** | 批次在后 | Memory in which the same pixel of all images lies side by side. | [06](06_fast_convolution.ipynb) |
# | **BLAS** | 基础线性代数库 | The library for matrix products that NumPy calls. | [06](06_fast_convolution.ipynb) |
# | **cache** | 缓存 | Small fast memory beside the processor. | [06](06_fast_convolution.ipynb) |
# | **channels-last** | 通道在后 | Memory in which the channels of a pixel lie side by side. | [06](06_fast_convolution.ipynb) |
# | **col2im** | 列还原图像 | The transpose of im2col: adds windows back where they overlap. | [06](06_fast_convolution.ipynb) |
# | **im2col** | 图像展开为列 | Each window becomes a row, so that a convolution is one matrix product. | [06](06_fast_convolution.ipynb) |
# | **operations per byte** | 运算强度 | How much arithmetic is done for each byte that is moved. | [06](06_fast_convolution.ipynb) |
# | **thread** | 线程 | A part of a program that runs at the same time as others. | [06](06_fast_convolution.ipynb) |

# %% [markdown]
# ## Looking inside, and architectures
#
# | term | in Chinese texts | what it is | lesson |
# | :-- | :-- | :-- | :-- |
# | **architecture** | 架构 | The plan of a net: which layers, in which order, of which sizes. | [10](10_architectures.ipynb) |
# | **blob** | 斑点 | A patch of one sign in a filter, or of one brightness in an image. | [09](09_looking_inside.ipynb) |
# | **bottleneck** | 瓶颈 | A 1 × 1 convolution to few channels, before a costly layer. | [10](10_architectures.ipynb) |
# | **edge** | 边缘 | A filter or a place with one side bright and the other dark. | [09](09_looking_inside.ipynb) |
# | **feature space** | 特征空间 | The space in which an image is the list of its features. | [09](09_looking_inside.ipynb) |
# | **global average pooling** | 全局平均池化 | The mean of each whole map, in place of fully connected layers. | [10](10_architectures.ipynb) |
# | **Inception** | Inception 块 | Several kernel sizes side by side, joined along the channels. | [10](10_architectures.ipynb) |
# | **NiN** | 网络中的网络 | Network in network: 1 × 1 convolutions between, global average pooling at the end. | [10](10_architectures.ipynb) |
# | **occlusion** | 遮挡 | Cover a part of the image and see how the probability changes. | [09](09_looking_inside.ipynb) |
# | **ResNet** | 残差网络 | A net of blocks y = x + f(x). | [10](10_architectures.ipynb) |
# | **saliency** | 显著性 | The gradient of a score for each pixel. | [09](09_looking_inside.ipynb) |
# | **skip connection** | 跳跃连接 | The way around a block, by which x is added to f(x). | [10](10_architectures.ipynb) |
# | **VGG** | VGG 网络 | A net with 3 × 3 convolutions only. | [10](10_architectures.ipynb) |

# %% [markdown]
# ## Your own images
#
# | term | in Chinese texts | what it is | lesson |
# | :-- | :-- | :-- | :-- |
# | **leak** | 数据泄漏 | What training and test share, and will not share in real use: the same object, place or camera. | [11](11_your_own_images.ipynb) |
# | **middle square** | 中心裁剪 | The largest square in the middle of a photo; the rest is cut off before resizing. | [11](11_your_own_images.ipynb) |
# | **object** | 对象 | The thing, person or place that several pictures show; a fair split divides none. | [11](11_your_own_images.ipynb) |
# | **ONNX** | 开放神经网络交换格式 | A file format for nets that many programs can run. | [11](11_your_own_images.ipynb) |

# %% [markdown]
# Formulas and sizes are on the [cheat sheet](92_cheat_sheet.ipynb). The course begins with [lesson 00](00_why_convolution.ipynb).
