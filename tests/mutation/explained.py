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
        "coursecnn/functional/winograd.py",
        "if most <= SPREAD * least and most < np.inf: # so it is nearly always: then no two windows differ more",
        "if (most < SPREAD * least) and most < np.inf: # so it is nearly always: then no two windows differ more",
    ): "where both are equal the long way finds nothing either",
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
        "coursecnn/checks/judging/conditions.py",
        'larger = trial.inputs.once(("larger",), lambda: drawn(trial.inputs.drawing, LARGER, 9))',
        'larger = trial.inputs.once(("larger",), lambda: drawn(trial.inputs.drawing, LARGER, 10))',
    ): "another seed draws other numbers of the same kind, of which the same is said",
    (
        "coursecnn/checks/judging/conditions.py",
        'cases = trial.inputs.once(("rows",), lambda: drawn(trial.inputs.drawing, LARGER * 3, 10))',
        'cases = trial.inputs.once(("rows",), lambda: drawn(trial.inputs.drawing, LARGER * 3, 11))',
    ): "another seed draws other numbers of the same kind, of which the same is said",
    (
        "coursecnn/checks/judging/facts.py",
        'larger = trial.inputs.once(("larger",), lambda: drawn(trial.inputs.drawing, LARGER, 9))',
        'larger = trial.inputs.once(("larger",), lambda: drawn(trial.inputs.drawing, LARGER, 10))',
    ): "another seed draws other numbers of the same kind, of which the same is said",
    (
        "coursecnn/checks/judging/facts.py",
        "more = drawn(trial.inputs.drawing, [3] * 6 + [2] * 6 + [4] * 4, 7, fits=holds)",
        "more = drawn(trial.inputs.drawing, [3] * 6 + [2] * 6 + [4] * 4, 8, fits=holds)",
    ): "another seed draws other numbers of the same kind, of which the same is said",
    (
        "coursecnn/checks/judging/shapes.py",
        "off, cases = [], drawn(trial.inputs.drawing, [4, 5, 6, 7, 8] * 2, 8)",
        "off, cases = [], drawn(trial.inputs.drawing, [4, 5, 6, 7, 8] * 2, 9)",
    ): "another seed draws other numbers of the same kind, of which the same is said",
}
