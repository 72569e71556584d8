"""Benchmarks: the package, plain im2col, explicit loops and PyTorch, side by side in one run."""
