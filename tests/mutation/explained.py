"""Mutants that no test here can notice, each with its reason.

``{(file, line): reason}`` for all mutants of a line, ``{(file, line, line as it was changed): reason}`` for one. Lines
are as ``measure.py`` shows them; one that changes has to be looked at again.
"""

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
        "coursecnn/datasets/download.py",
        "if now - self.last > STALLED or now - self.began > LONGEST:",
        "if (now - self.last >= STALLED) or now - self.began > LONGEST:",
    ): "a clock that measures to the nanosecond does not stand at the limit",
}
