# %% [markdown]
# # 94 What it reaches
#
# Figures of this course's package: how well its nets read, how fast they are, and how quickly labs answer. Each comes with the command that repeats it.
#
# To look something up, not to read through: about 1 minute each time. Times are those of a machine with two cores; on yours they will differ.

# %% [markdown]
# ## Right on test images
#
# **99 % on MNIST, in three epochs.** `mnist_cnn` (two convolutions of 5 × 5, 20 and 50 filters; 33,580 parameters) reads, of
# the 10,000 test images, 9,916, 9,913, 9,921, 9,913 and 9,923 for seeds 0 to 4: 99.17 % on average, standard deviation
# 0.05 points. That takes 14 seconds on the two-core machine named first below. Repeat it, with the files of MNIST at hand:
#
# ```
# uv run coursecnn train --data mnist --epochs 3 --seed 0
# ```
#
# **99.5 % with batch normalisation.** `mnist_best` (three convolutions; 61,674 parameters; 24 epochs on images turned by up to 10 degrees,
# scaled by up to a tenth and shifted by up to 2 pixels) reads 9,955, 9,958, 9,956, 9,951 and 9,950 for seeds 0 to 4: 99.54 % on average, standard
# deviation 0.03 points (trained by an earlier version, with numba, two side by side). An epoch now takes
# 18.3 seconds (26.7 without numba), beside 16.6 in the better of PyTorch's layouts and 24.9 in the other: in all 7 minutes (11), beside 7 and 10:
#
# ```
# uv run coursecnn train --data mnist --model mnist_best --seed 0
# ```
#
# **Drawn digits are close to handwriting.** Trained on 60,000 drawn digits alone, `mnist_cnn` reads 9,754, 9,736 and 9,752 of
# the 10,000 real MNIST test images (seeds 0 to 2), and 9,924, 9,940 and 9,929 of 10,000 fresh drawn digits. The
# command, which takes minutes: `uv run pytest -n 0 -m acceptance -s tests/training/test_acceptance.py`.

# %% [markdown]
# ## Speed
#
# **Beside PyTorch 2.13 on the same two cores** (AMD EPYC with AVX-512, 2 workers; a ratio below 1 means that this
# package is faster; medians over five processes, lowest and highest in brackets). On this processor a training step of the first three nets is about as fast as
# PyTorch's in the better of its layouts, or faster (on another one, below, it is not); nets with batch normalisation and most single layers are slower. All of it is
# without numba, unless it says "compiled". Repeat it with `uv run coursecnn bench` (about fourteen minutes, PyTorch installed, nothing else
# running):
#
# | batch of 128: one training step | ratio to PyTorch default | ratio to PyTorch channels-last |
# | :-- | --: | --: |
# | `mnist_cnn`, 10.2 ms | 0.45 [0.42, 0.47] | 0.69 [0.66, 0.70] |
# | `mnist_cnn`, compiled (numba), 9.9 ms | 0.44 [0.40, 0.44] | 0.67 [0.65, 0.67] |
# | `simple_conv_net`, 9.8 ms | 0.74 [0.72, 0.75] | 0.83 [0.82, 0.85] |
# | `simple_conv_net`, compiled, 9.2 ms | 0.69 [0.66, 0.71] | 0.78 [0.77, 0.78] |
# | `lenet5`, 6.6 ms | 0.85 [0.84, 0.86] | 1.01 [0.98, 1.03] |
# | `lenet5`, compiled, 5.2 ms | 0.67 [0.66, 0.69] | 0.80 [0.77, 0.82] |
# | `mnist_best`, 57.4 ms | 1.09 [1.07, 1.11] | 1.82 [1.78, 1.88] |
# | `mnist_best`, compiled, 35.2 ms | 0.68 [0.67, 0.69] | 1.13 [1.11, 1.18] |
#
# | `mnist_cnn` on all of MNIST, seconds | this package | PyTorch default | PyTorch channels-last |
# | :-- | --: | --: | --: |
# | three epochs (right of 10,000) | 14.4 (9,918) | 31.4 (9,918) | 21.7 (9,911) |
# | one epoch, batch 64 (right of 10,000) | 6.5 (9,888) | 10.7 (9,883) | 7.4 (9,876) |
# | prediction of 10,000 images | 0.32 | 1.31 | 0.72 |
#
# Single layers, forward and backward, 33 shapes: geometric mean 1.44 of PyTorch's better layout (0.97 compiled), 0.32 of plain
# im2col; the two convolutions of `mnist_cnn` in training: 0.23 and 0.37 of PyTorch's default. Slowest beside PyTorch are
# depthwise convolution (4.6, compiled 1.7), overlapping max pooling (4.2, compiled 1.2) and one small image (2.4 and 2.5: NumPy does it in both cases). A step of AlexNet on 8 images takes 1.15 of PyTorch's time (compiled 1.07), to predict them 1.4 (compiled 1.3).
# `coursecnn bench` lists every shape, with its share of the speed of a matrix product and what holds it back. Training on full MNIST takes 120 MB in all,
# the same after every epoch.
#
# **On another processor** (Intel Xeon with AVX-512, again two workers, the same command some versions earlier) PyTorch is ahead more often. How much of
# that is the machine, and how much the older version, was not measured.
#
# | batch of 128: one training step | ratio to PyTorch default | ratio to PyTorch channels-last |
# | :-- | --: | --: |
# | `mnist_cnn`, 13.7 ms | 0.71 [0.66, 0.73] | 1.04 [0.96, 1.07] |
# | `simple_conv_net`, 10.3 ms | 0.88 [0.83, 0.89] | 0.98 [0.95, 1.00] |
# | `lenet5`, 9.1 ms | 1.23 [1.15, 1.24] | 1.44 [1.39, 1.46] |
# | `mnist_best`, 71.4 ms | 1.42 [1.42, 1.43] | 2.11 [2.06, 2.14] |
# | `mnist_best`, compiled (numba), 55.2 ms | 1.10 [1.07, 1.10] | 1.60 [1.57, 1.64] |
#
# | `mnist_cnn` on all of MNIST, seconds | this package | PyTorch default | PyTorch channels-last |
# | :-- | --: | --: | --: |
# | three epochs (right of 10,000) | 20.3 (9,918) | 28.6 (9,912) | 20.8 (9,913) |
# | one epoch, batch 64 (right of 10,000) | 9.8 (9,888) | 9.5 (9,884) | 6.8 (9,878) |
# | prediction of 10,000 images | 0.50 | 0.96 | 0.47 |
#
# The same single layers there: geometric mean 1.94 of PyTorch's better layout (1.67 compiled), 0.31 of plain im2col. Slowest beside PyTorch are
# depthwise convolution (5.8, compiled 2.4) and overlapping max pooling (4.0, compiled 1.5); a step of AlexNet on 8 images takes 2.6 times PyTorch's.
#
# NumPy's matrix products come from OpenBLAS. On both machines it uses AVX-512; some new processors it takes for older ones, and leaves AVX-512 unused, which
# PyTorch uses. `coursecnn bench` says which code is in use, and how to get the other.

# %% [markdown]
# ## Labs
#
# Milliseconds from a key press on a control to the changed page, in Chromium and JupyterLab on the second
# machine, 60 moves each, as fast as when an arrow key is held down. Repeat it: `uv run pytest -n 0 -m benchmark -s tests/browser` (needs what
# [CONTRIBUTING.md](../CONTRIBUTING.md) says of browser tests). Other programs ran meanwhile (load 2 to 4); at a load of 5 to 11 the medians were
# 24 to 47 ms, and the 95th percentiles 40 to 210 ms, on an older AMD machine.
#
# | lab | median, ms | 95th percentile, ms |
# | :-- | --: | --: |
# | `ParameterCountLab` | 17 | 40 |
# | `ConvolutionLab` | 19 | 24 |
# | `SizingLab` | 22 | 32 |
# | `ReceptiveFieldLab` | 17 | 20 |
# | `ChannelsLab` | 25 | 33 |
# | `PoolingLab` | 29 | 47 |
# | `BackpropLab` | 26 | 56 |
# | `DrawDigitLab` | 21 | 28 |
# | `ActivationsLab` | 19 | 24 |
# | `SpeedLab` | 15 | 21 |
# | `TrainingLab` | 16 | 22 |
# | `JourneyLab` | 25 | 32 |
#
# A thousand quick moves leave no queue and no memory behind: `uv run pytest -n 0 -s tests/browser/test_moves.py` tries four labs, and with `-m acceptance`
# the others.

# %% [markdown]
# ## Comparing settings
#
# One run proves little. `coursecnn sweep` trains configurations with several seeds, in parallel, keeps each run as it ends, goes on
# where it was stopped, and says which differences are within chance:
#
# ```
# uv run coursecnn sweep --preset kernel-size --seeds 5
# ```
#
# A published table concludes from one run each that smaller and more kernels help. The same three nets on all of MNIST, five epochs,
# twenty seeds (means of twenty runs; spread: standard deviation; the interval is that of the mean):
#
# | convolutions | published | here: mean | spread | 95 % interval | seconds, alone on two cores |
# | :-- | --: | --: | --: | --: | --: |
# | A: 5 × 5, 20 and 50 filters | 98.93 % | 99.25 % | 0.06 | 99.22 to 99.28 | 29.1 |
# | B: 3 × 3, 20 and 50 filters | 98.99 % | 99.13 % | 0.06 | 99.10 to 99.16 | 32.8 |
# | C: 3 × 3, 20 and 100 filters | 99.01 % | 99.17 % | 0.04 | 99.15 to 99.19 | 47.0 |
#
# What these 60 runs allow us to say, each pair compared unpaired (Welch) at 98.3 %, so that 95 % holds for all three: A is ahead of B,
# by 0.072 to 0.171 points, and of C, by 0.035 to 0.121. So in this setting smaller kernels do not help, and C is not 0.08 points
# ahead of A, as published. More filters help a little (C against B: +0.001 to +0.086). Paired by seed it is the same: A's leads are
# +0.071 to +0.172 and +0.033 to +0.123, and the correlations over the seeds lie between +0.01 and +0.19. The command below repeats the runs
# (reckoned from the first fifteen, in about half an hour on two cores), and `uv run pytest -n 0 -m benchmark -s tests/experiments` the seconds of the last column;
# `coursecnn.experiments.published()` has the results.
# [Lesson 08](08_experiments.ipynb) derives all this, and reckons from measured figures what 10,000 runs on 100 machines
# would take (less than an hour).
#
# ```
# uv run coursecnn sweep --preset published --seeds 20
# ```
#
# On a Dask cluster (`pip install "coursecnn[cluster]"`) the same command takes `--scheduler tcp://head:8786`,
# and gives the same figures.
