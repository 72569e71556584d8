"""Mistakes that learners really make: identifier, and the cause in a sentence or two.

An exercise lists those that can occur in it, each with a wrong implementation by which it is recognised.
"""

MISTAKES = {
    # the window
    "kernel-flipped": "The kernel is turned by 180 degrees. Cross-correlation lays it on the window as it is.",
    "kernel-not-flipped": "The kernel is not turned. A convolution in the strict sense turns it by 180 degrees first.",
    "kernel-transposed": "The kernel's rows and columns are exchanged: weight [a, b] belongs to pixel [i + a, j + b].",
    "windows-transposed": "The window of output (i, j) begins at row i, column j: here the two are exchanged.",
    "flipped-one-direction": "The kernel is turned in one direction only: reverse its rows and its columns.",
    "output-flipped": "The output is turned in the place of the kernel.",
    "averaged": "The products are averaged: a convolution adds them up.",
    "stride-missing": "The stride is missing in the slice: the window of output i starts at row i * stride.",
    "stride-one-direction": "The stride is used in one direction only: it moves the window down and to the right.",
    "h-w-swapped": "Height and width are exchanged: pairs are (h, w), and the rows come first.",
    "not-summed": "The products of the window are not added up to one number.",
    "first-window-only": "Every output looks at the same window: its place must depend on i and j.",
    # sizes and padding
    "padding-one-side": "The padding is on one side only: p zeros belong before and p after, in each direction.",
    "padding-forgotten": "The padding is forgotten: the window starts on the frame of zeros around the image.",
    "padding-counted-once": "The padding is counted once: a frame of p makes the image 2 * p longer.",
    "padding-not-zero": "The frame holds something other than 0.",
    "ceil-for-floor": "The division is rounded up. A window that hangs over the end does not count: round down.",
    "off-by-one": "The size is one too small or too large: a window of k has n - k + 1 places in a row of n.",
    "kernel-forgotten": "The size of the kernel is forgotten: a window of k must lie inside as a whole.",
    "dilation-forgotten": "The dilation is forgotten: a kernel with gaps reaches over d * (k - 1) + 1 pixels.",
    "float-size": "The size is a float: `/` gives 3.0 where an array wants the whole number 3. Use `//`.",
    # channels
    "channels-not-summed": "The channels are not summed: one output map is the sum over all input channels.",
    "channels-averaged": "The channels are averaged: their contributions are added, not divided by their number.",
    "same-filter-for-all": "Every output channel uses the same filter: output o has its own weights w[o].",
    "first-channel-only": "Only the first channel of the input is used.",
    "bias-per-input-channel": "The bias is added once for each input channel: it is added once for each output.",
    "bias-forgotten": "The bias is forgotten.",
    "bias-per-weight": "The bias is added once for each weight: it is added once for each output.",
    "groups-ignored": "The groups are ignored: a filter sees the channels of its own group only.",
    # counting
    "layers-multiplied": "The layers are multiplied with each other: each layer has its own weights, so they are added.",
    "first-layer-only": "Only the first layer is counted.",
    "bias-of-inputs": "Biases are counted for the inputs too: only units have them.",
    "one-bias-per-layer": "One bias is counted for the whole layer: every unit (or filter) has one of its own.",
    "window-not-square": "A window of k x k has k * k weights, not k.",
    # a convolution as a table
    "not-shared": "The weights differ from row to row: all rows share the same ones.",
    "weights-cut-off": "There are too many rows: in the last ones the weights hang over the end and are cut off.",
    "no-overlap": "The rows do not overlap: each begins one column further than the one before.",
    "table-transposed": "Rows and columns of the table are exchanged: a row for each output, a column for each input.",
    # the order of pixels
    "way-back": "This undoes the permutation: pixel i of the answer is pixel order[i] of the image.",
    "images-mixed": "The images change places: only the pixels within each image do.",
    "shape-lost": "The answer is still laid out in rows: bring it back to the shape of the images.",
    "not-permuted": "The images come back as they were: the order is not used.",
    # slopes
    "value-for-slope": "These are the values of the sigmoid, not its slopes: the slope is s * (1 - s).",
    "sum-for-product": "The slopes are added: along a chain they are multiplied.",
    "slope-of-tanh": "This is the slope of tanh, not of the sigmoid.",
    "slope-at-most": "0.25 is the largest slope of the sigmoid, at 0. Elsewhere it is smaller.",
    "slope-of-slope": "s * (1 - s) takes s = sigmoid(z), not z itself.",
    # backward
    "assigned-not-added": "`=` stands where windows overlap: each overwrites its neighbour. Use `+=`.",
    "batch-not-summed": "The gradient is not summed over the images of the batch.",
    "batch-averaged-twice": "The gradient is divided by the batch: the loss has done that once already.",
    "dw-flipped": "dw is turned by 180 degrees: it is the correlation of the input with dy, not turned.",
    "dx-not-flipped": "The kernel must be turned by 180 degrees for dx: weight [a, b] of output (r - a, c - b).",
    "kernel-for-input": "dw holds the kernel in the place of the input: the slope of w * x for w is x.",
    "stride-ignored-backward": "The stride is ignored on the way back: dy[i, j] belongs to the window at i * stride.",
    "crop-forgotten": "The frame of the padding is not cut off: dx has the shape of x.",
    "gradient-to-every-tie": "In a tie every largest entry gets the gradient: only the first one does.",
    "gradient-to-average": "The gradient is spread over the window. Max pooling gives all of it to the largest entry.",
    "gradient-to-max": "The gradient goes to the largest entry. Average pooling shares it among all.",
    "kernel-in-dw": "dw is multiplied by the kernel once more: the slope of w * x for w is x, with no w left in it.",
    "factor-forgotten": "The factor 2 is forgotten: the slope of e squared is 2 * e.",
    "error-not-squared": "This is the slope of the error's size (its absolute value), not of its square.",
    "relu-wrong-array": "ReLU's gate looks at the sign of the wrong array: it opens where the input x was above 0.",
    # pooling
    "max-padded-with-zero": "Max pooling is padded with 0, which beats negative numbers: pad with minus infinity.",
    "average-wrong-count": "The average is divided by the wrong count.",
    "max-for-average": "This is the maximum of the window, where the average is wanted.",
    "average-for-max": "This is the average of the window, where the maximum is wanted.",
    # loss
    "softmax-overflow": "exp of a large score overflows: subtract the largest score first. Softmax stays the same.",
    "softmax-over-all": "The sum runs over the whole array: each row (image) has its own sum.",
    "loss-summed": "The loss is summed over the batch: it is the mean.",
    "loss-averaged": "The loss is the sum here, not the mean: no division by the number of outputs.",
    "loss-sign": "The sign is wrong: the loss is minus the logarithm of the right class's probability.",
    # numbers
    "integer-overflow": "The numbers of a picture are bytes (uint8), and 250 + 10 is 4 there: convert to float first.",
    "clipped": "Negative steps are cut off to 0. A step from bright to dark is a negative number.",
    "sign-lost": "A minus sign is lost on the way.",
    "wrong-order": "The two are subtracted in the wrong order.",
    "integer-division": "`//` or whole-number arrays cut the fraction off: use `/` and floats.",
    # measuring and thinking
    "wrong-verdict": "The measurement is right, but it says the opposite about the claim.",
    "ratio-upside-down": "The ratio is upside down: read again which number is divided by which.",
    "product-for-sum": "The sizes are multiplied: each further kernel adds to what one number sees.",
    "area-for-side": "This is the area: the side of the square is asked for.",
    "stride-too-early": "The stride counts for the layers after its own, not for its own.",
    "wrong-way": "The step goes uphill: a step against the gradient makes the loss smaller.",
}

# What any answer can do wrong; the report's first sentence says what was seen.
GENERIC = {
    "returned-none": "The function needs a return statement. (Without one it returns None.)",
    "printed-instead-of-returned": "The answer is printed, but not returned: write return in the place of print.",
    "returned-list": "Code that goes on with the answer needs the shape and the arithmetic of an array.",
    "wrong-type": "",
    "wrong-shape": "Compare the sizes of the output with a pencil on this small input.",
    "h-w-swapped": MISTAKES["h-w-swapped"],
    "integer-dtype": "An array made for whole numbers cuts fractions off: np.zeros(shape) makes one for floats.",
    "float-size": MISTAKES["float-size"],
    "changed-input": "A function that writes into its input surprises whoever called it: work on x.copy().",
    "raised": "",
    "exited": "",
    "nan": "nan comes from 0 / 0, inf - inf or the logarithm of a negative number.",
    "never-ended": "",
    "wrong-choice": "",
}
