"""Mutants that no test here can notice, each with its reason.

``{(file, line): reason}`` for all mutants of a line, ``{(file, line, line as it was changed): reason}`` for one. Lines
are as ``measure.py`` shows them; one that changes has to be looked at again.
"""

import re

EXPLAINED = {
    (
        "coursecnn/layers/pool.py",
        "return (shape[0], *pool_geometry((1, *shape), self.kernel_size, self.stride, self.padding).out)",
        "return (shape[0], *pool_geometry((2, *shape), self.kernel_size, self.stride, self.padding).out)",
    ): "the size of an output does not depend on the number of images",
    (
        "coursecnn/datasets/folder.py",
        "return array, palette and bool((array == array[0]).all())",
        "return array, palette and bool((array == array[1]).all())",
    ): "three channels that are equal to the second are equal to the first",
    (
        "coursecnn/datasets/dataset.py",
        "return (min(int(y.min()) for y in given), max(int(y.max()) for y in given)) if given else (0, -1)",
        "return (min(int(y.min()) for y in given), max(int(y.max()) for y in given)) if given else (1, -1)",
    ): "of no labels only a least number below 0 would be refused",
    (
        "coursecnn/datasets/dataset.py",
        "return (min(int(y.min()) for y in given), max(int(y.max()) for y in given)) if given else (0, -1)",
        "return (min(int(y.min()) for y in given), max(int(y.max()) for y in given)) if given else (0, -2)",
    ): "a range that ends below 0 is as empty as one that ends at 0",
    (
        "coursecnn/datasets/idx.py",
        'what = "is cut" if len(data) < expected else "has bytes after its end"',
        'what = "is cut" if (len(data) <= expected) else "has bytes after its end"',
    ): "it is asked only where the lengths are not equal",
    (
        "coursecnn/datasets/folder.py",
        'if image.mode in ("LA", "La", "PA", "RGBA", "RGBa") or "transparency" in image.info:',
        "if True:",
    ): "an image without transparency is what it was when it comes back from RGBA",
    (
        "coursecnn/datasets/photo.py",
        'if image.mode in ("LA", "La", "PA", "RGBA", "RGBa") or "transparency" in image.info:',
        "if True:",
    ): "an image without transparency is what it was when it comes back from RGBA",
    (
        "coursecnn/datasets/photo.py",
        "image.load()",
        "pass",
    ): "all kinds of today's Pillow know before that what they are; what follows loads them",
    (
        "coursecnn/datasets/photos.py",
        "BLOCK = 256, 64_000_000 # photos that are in memory together, at their small size: "
        "so many, of so many bytes at most",
        "BLOCK = 256, 64000001 # photos that are in memory together, at their small size: "
        "so many, of so many bytes at most",
    ): "64,000,001 has no square divisor: of photos of any size just as many fit",
    (
        "coursecnn/checks/judging/conditions.py",
        "LARGER = [5] * 4 + [8] * 4 # levels of inputs, in which an argument may matter that does not in small ones",
        "LARGER = [5] * 5 + [8] * 4 # levels of inputs, in which an argument may matter that does not in small ones",
    ): "what is said holds for all inputs that are tried, whether they are eight or nine",
    (
        "coursecnn/checks/judging/edits.py",
        "if isinstance(node, ast.For | ast.While) and len(node.body) > 1:",
        "if isinstance(node, ast.For | ast.While) and (len(node.body) >= 1):",
    ): "a loop without a line cannot be compiled: such an edit is passed over",
    (
        "coursecnn/layers/normpool.py",
        "norm._average(*moments, x.size // x.shape[1])",
        "norm._average(*moments, (x.size / x.shape[1]))",
    ): "the quotient is whole",
    (
        "coursecnn/checks/judging/values/fit.py",
        "return all(abs(v - a) <= 0.5001 * 10.0 ** -decimals(a) if decimals(a) else v == a "
        "for v, a in zip(values, answers))",
        "return all((abs(v - a) < 0.5001 * 10.0 ** (-decimals(a))) if decimals(a) else v == a "
        "for v, a in zip(values, answers))",
    ): "0.5001 is half of the last digit and room for rounding: nothing lies just at its end",
    (
        "coursecnn/checks/judging/explain.py",
        "SECONDS = 0.15 # of the processor, for pairs of a slip and a change",
        "SECONDS = 1.15 # of the processor, for pairs of a slip and a change",
    ): "a longer search finds no less; how long feedback takes is what the benchmark of tests/checks measures",
    (
        "coursecnn/checks/judging/values/entries.py",
        "if len(answer) > len(right) and all(inside + have):",
        "if (len(answer) >= len(right)) and all(inside + have):",
    ): "it is asked only where the lengths are not equal",
    (
        "coursecnn/checks/judging/values/fit.py",
        "return abs(number.item() if isinstance(number, np.generic) else number) < 1e300 "
        "# which is too large for float32",
        "return abs(number.item() if isinstance(number, np.generic) else number) < 1e+300 "
        "# which is too large for float32",
    ): "1 more than 1e300 is the same float",
    (
        "coursecnn/checks/draw.py",
        "self.fractions = level >= 3 and self.rng.random() < 0.7",
        "self.fractions = level >= 3 and (self.rng.random() <= 0.7)",
    ): "none of the seeds that exercises draw from gives just this number",
    (
        "coursecnn/checks/draw.py",
        "numbers[self.rng.random(shape) < 0.25] = 0",
        "numbers[(self.rng.random(shape) <= 0.25)] = 0",
    ): "none of the seeds that exercises draw from gives just this number",
    (
        "coursecnn/checks/judging/values/judge_value.py",
        "because, kind = (message.because(causes, guess=len(sets) > 1 or len(sets[0]) > 1, why=why), sets[0][0])",
        "because, kind = (message.because(causes, guess=(len(sets) >= 1) or len(sets[0]) > 1, why=why), sets[0][0])",
    ): "of one slip alone the same line is made, guessed or not",
    (
        "coursecnn/checks/judging/values/judge_value.py",
        "because, kind = (message.because(causes, guess=len(sets) > 1 or len(sets[0]) > 1, why=why), sets[0][0])",
        "because, kind = (message.because(causes, guess=len(sets) > 1 or (len(sets[0]) >= 1), why=why), sets[0][0])",
    ): "of one slip alone the same line is made, guessed or not",
    (
        "coursecnn/checks/judging/values/judge_value.py",
        "lines = [] if sets else explained(exercise, fit)",
        "lines = [] if False else explained(exercise, fit)",
    ): "where slips fit, the lines are not looked at",
    (
        "coursecnn/checks/judging/repair.py",
        "SECONDS = 0.3 # of the processor, at most",
        "SECONDS = 1.3 # of the processor, at most",
    ): "a longer search finds no less; how long feedback takes is what the benchmark of tests/checks measures",
    (
        "coursecnn/checks/judging/ways.py",
        "SECONDS = 0.2 # of the processor, for formulas",
        "SECONDS = 1.2 # of the processor, for formulas",
    ): "a longer search finds no less; how long feedback takes is what the benchmark of tests/checks measures",
    (
        "coursecnn/checks/judging/repair.py",
        "if time.process_time() - begin > SECONDS or time.monotonic() > trial.until:",
        "if (time.process_time() - begin >= SECONDS) or time.monotonic() > trial.until:",
    ): "a clock that measures to the nanosecond does not stand at the limit",
    (
        "coursecnn/checks/judging/repair.py",
        "if time.process_time() - begin > SECONDS or time.monotonic() > trial.until:",
        "if time.process_time() - begin > SECONDS or (time.monotonic() >= trial.until):",
    ): "a clock that measures to the nanosecond does not stand at the limit",
    (
        "coursecnn/checks/guard.py",
        "if time.monotonic() > self.until:",
        "if (time.monotonic() >= self.until):",
    ): "a clock that measures to the nanosecond does not stand at the limit",
    (
        "coursecnn/checks/judging/ways.py",
        "if time.process_time() > until:",
        "if (time.process_time() >= until):",
    ): "a clock that measures to the nanosecond does not stand at the limit",
    (
        "coursecnn/checks/judging/ways.py",
        "if time.process_time() > until:",
        "if False:",
    ): "a longer search finds no less; how long feedback takes is what the benchmark of tests/checks measures",
    (
        "coursecnn/checks/judging/explain.py",
        "if time.process_time() - begin > SECONDS:",
        "if (time.process_time() - begin >= SECONDS):",
    ): "a clock that measures to the nanosecond does not stand at the limit",
    (
        "coursecnn/checks/judging/explain.py",
        "if time.process_time() - begin > SECONDS:",
        "if False:",
    ): "a longer search finds no less; how long feedback takes is what the benchmark of tests/checks measures",
    (
        "coursecnn/functional/dense.py",
        "return np.where(x >= 0, 1, small) / (1 + small)",
        "return np.where((x > 0), 1, small) / (1 + small)",
    ): "at x = 0 both numbers are 1",
    (
        "coursecnn/functional/norm.py",
        '_dot = getattr(np, "vecdot", lambda a, b: (a[..., None, :] @ b[..., None])[..., 0, 0]) # not in NumPy 1',
        '_dot = getattr(np, "vecdot", lambda a, b: (a[..., None, :] @ b[..., None])[..., 0, 1]) # not in NumPy 1',
    ): "of NumPy 1 alone, with which all these tests run as well",
    (
        "coursecnn/storage/files.py",
        'number = os.open(target, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0)) # a pipe that nobody reads is an error',
        'number = os.open(target, os.O_WRONLY | getattr(os, "O_NONBLOCK", 1)) # a pipe that nobody reads is an error',
    ): "O_WRONLY is 1",
    (
        "coursecnn/storage/npz.py",
        "found[name] = np.lib.format.read_array(content, allow_pickle=False)",
        "found[name] = np.lib.format.read_array(content, allow_pickle=True)",
    ): "an array of objects is refused by its header before",
    (
        "coursecnn/storage/npz.py",
        "if content.read(1):",
        "if content.read(2):",
    ): "one byte more is enough to see that there are some",
    (
        "coursecnn/layers/norm.py",
        "self._average(*moments, x.size // x.shape[1])",
        "self._average(*moments, (x.size / x.shape[1]))",
    ): "the quotient is whole",
    (
        "coursecnn/layers/norm.py",
        "if training and x.size // x.shape[1] < 2:",
        "if training and (x.size / x.shape[1]) < 2:",
    ): "the quotient is whole",
    (
        "coursecnn/layers/simple.py",
        "mask = bits > settled",
        "mask = (bits >= settled)",
    ): "where they are equal the next lines decide",
    (
        "coursecnn/functional/choice.py",
        "if numbers.itemsize > 8: # no integer is as long",
        "if numbers.itemsize > 9: # no integer is as long",
    ): "no number has nine bytes",
    (
        "coursecnn/functional/winograd.py",
        "@lru_cache(maxsize=256)",
        "@lru_cache(maxsize=257)",
    ): "a cache with room for one more gives the same",
    (
        "coursecnn/functional/winograd.py",
        "(k_h, k), (h, w), filters, channels = geo.kernel, geo.out, weight_shape[0] // groups, weight_shape[1]",
        "(k_h, k), (h, w), filters, channels = geo.kernel, geo.out, (weight_shape[0] / groups), weight_shape[1]",
    ): "the quotient is whole",
    (
        "coursecnn/functional/conv.py",
        "shape = weight.shape[1] * groups, len(weight) // groups",
        "shape = weight.shape[1] * groups, (len(weight) / groups)",
    ): "the quotient is whole",
    (
        "coursecnn/functional/winograd.py",
        "framed = np.zeros((count + k_h - 1, w + left + right, n), seen.dtype)",
        "framed = np.zeros(((count + k_h + 1), w + left + right, n), seen.dtype)",
    ): "no window reaches the last two rows",
    (
        "coursecnn/layers/conv.py",
        'empty = F.conv_transpose2d(np.empty((0, *shape), self.dtype), self.params["weight"], **self._options())',
        'empty = F.conv_transpose2d(np.empty((1, *shape), self.dtype), self.params["weight"], **self._options())',
    ): "the size of an output does not depend on the number of images",
    (
        "coursecnn/functional/transposed.py",
        "inside = images[:, :, max(0, top) : max(0, bottom), max(0, left) : max(0, right)]",
        "inside = images[:, :, max(0, top) : max(1, bottom), max(0, left) : max(0, right)]",
    ): "where the frame ends above the images, no row of the result is left for theirs",
    (
        "coursecnn/functional/transposed.py",
        "inside = images[:, :, max(0, top) : max(0, bottom), max(0, left) : max(0, right)]",
        "inside = images[:, :, max(0, top) : max(0, bottom), max(0, left) : max(1, right)]",
    ): "where the frame ends left of the images, no column of the result is left for theirs",
    (
        "coursecnn/functional/parallel.py",
        'if hasattr(os, "register_at_fork"):',
        "if True:",
    ): "of Windows alone, which cannot fork",
    (
        "coursecnn/functional/fast.py",
        "FEW = 8 # images: with fewer side by side NumPy is as fast, and numba need not be loaded",
        "FEW = 9 # images: with fewer side by side NumPy is as fast, and numba need not be loaded",
    ): "of eight images both ways give the same numbers, one a little sooner",
}

# Of a shape NumPy takes any number below 0 for what is left: -2 is as good as -1.
SHAPES = {
    "coursecnn/functional/conv.py": [
        "mixed = columns_first(weight, mix).reshape(-1, geo.kernel[0], groups, len(weight) // groups, weight.shape[1])",
        "mixed = mixed.transpose(2, 0, 3, 1, 4).reshape(groups * len(mixed), 1, mixed.shape[3], -1)",
        "w = weight.transpose(3, 2, 0, 1).reshape(weight.shape[3], weight.shape[2], groups, -1, weight.shape[1])",
        "return w.transpose(2, 3, 1, 0, 4).reshape(groups, 1, w.shape[3], -1)",
        "np.matmul(w, unroll(x, geo, rows, groups), out=out.reshape(len(out), groups, w.shape[2], -1).swapaxes(0, 1))",
        "return dy.reshape(len(dy), groups, dy.shape[1] // groups, -1).swapaxes(0, 1)",
        "dw = dw.reshape(groups, k_h, k_w, -1, c_out).swapaxes(1, 2)",
        "dw = (mix.g.T @ dw.reshape(groups, len(mix.g), -1)).reshape(groups, k_w, k_h, -1, c_out)",
        "return dw.transpose(0, 4, 3, 2, 1).reshape(groups * c_out, -1, k_h, k_w)",
        "w = weight.reshape(groups, -1, *weight.shape[1:]).swapaxes(1, 2)[..., ::-1, ::-1]",
        "w = w.copy().reshape(x_shape[1], -1, *geo.kernel)",
        "w = columns_first(weight, mix)[:, ::-1].reshape(k_w, k_h, groups, -1, c_in).transpose(2, 0, 4, 1, 3)",
        "w, d = np.ascontiguousarray(w).reshape(len(d), -1, k_h, d.shape[2]), np.ascontiguousarray(d)",
        "shifted = mix.b.T @ shifted.reshape(shape[0], groups, k_w, -1)",
    ],
    "coursecnn/functional/winograd.py": [
        "return (mix.g @ w.reshape(len(w), -1)).reshape(len(mix.g), *w.shape[1:])",
        "mixed = mix.b @ taps(x, mix.geo, rows, groups).swapaxes(1, 2).reshape(groups, points, -1)",
        "y = (mix.a @ products.reshape(groups, points, -1)).reshape(groups, m, rows, -1, w // m, n)",
        "out.reshape(rows, groups, -1, w // m, m, n)[...] = y.transpose(2, 0, 3, 4, 1, 5)",
        "windows = largest([tall[:, j : j + w] for j in range(width - m + 1)]).reshape(count, w // m, m, -1)",
        "d = dy.reshape(rows, groups, -1, w // m, m, n).transpose(1, 4, 0, 2, 3, 5)",
        "np.matmul(mix.a.T, d.reshape(groups, m, -1), out=out.reshape(groups, points, -1))",
    ],
    "coursecnn/functional/pool.py": ["shape = (-1, 1) if axis else (-1, 1, 1, 1)"],
}
for file, lines in SHAPES.items():
    for line in lines:
        for place in re.finditer(r"(?<!:)-1\b", line):
            changed = f"{line[: place.start()]}-2{line[place.end() :]}"
            EXPLAINED[file, line, changed] = "of a shape NumPy takes any number below 0 for what is left"
