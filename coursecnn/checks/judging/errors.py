"""What an error of Python or NumPy means, in a sentence that holds wherever it is raised."""

import re

MEANINGS = {
    r"index (\d+) is out of bounds for axis (\d+) with size 0":
    "Axis {1} has no entries at all there.",
    r"index (\d+) is out of bounds for axis (\d+) with size (\d+)":
    "Axis {1} ends at [{last}]: index {0} is behind its end.",
    r"(list|tuple|range object) index out of range":
    "An index is behind the end: of n entries the last is [n - 1].",
    r"'float' object cannot be interpreted as an integer":
    "A float stands where a whole number is wanted, such as a size or an end of range: `/` always gives a float, "
    "`//` gives a whole number.",
    r"inhomogeneous shape":
    "An array is made of parts that are not equally long (or have different shapes): it wants equal ones.",
    r"setting an array element with a sequence":
    "One entry of an array holds one number, and is given several: a step that makes one number of them is "
    "missing (such as .sum(), .mean() or .max()), or a slice on the left.",
    r"only (0-dimensional|length-1|size-1|integer scalar) arrays can be converted":
    "Something that takes one number is given an array: float(), int(), range() and the functions of `math` do; "
    "those of NumPy take arrays.",
    r"could not broadcast input array from shape (\(.*?\)) into shape (\(.*?\))":
    "What is assigned has the shape {0} (NumPy names no axes of length 1 at its front), the place for it has the "
    "shape {1}.",
    r"operands could not be broadcast together with shapes (\(.*?\)) (\(.*?\))":
    "Arrays of shapes {0} and {1} do not fit number by number.",
    r"shapes (\(.*?\)) and (\(.*?\)) not aligned":
    "A matrix product wants as many columns on the left as rows on the right: {0} and {1} do not fit.",
    r"matmul: Input operand 1 has a mismatch":
    "A matrix product (@) wants as many columns on the left as rows on the right; `*` multiplies number by "
    "number.",
    r"Cannot cast ufunc '\w+' output from dtype\('(\w+)'\) to dtype\('(\w+)'\)":
    "Fractions ({0}) are written into an array of {1}, which has none: make it an array of floats first.",
    r"out of bounds for (uint8|int8)":
    "uint8 goes from 0 to 255, int8 from -128 to 127: make floats of them first, with .astype(float).",
    r"unsupported operand type\(s\) for \^|'bitwise_xor' not supported":
    "`^` does not make powers: `**` does.",
    r"'list' object cannot be interpreted as an integer":
    "A list stands where a whole number is wanted; several axes are a tuple, axis=(2, 3).",
    r"'(int|float)' object is not iterable":
    "A number has no entries; a tuple of one number is written (n,).",
    r"only integers, slices .* are valid indices":
    "An index must be a whole number: here stands something else, such as a float.",
    r"'(?:builtin_function_or_method|method|function)' object (?:is not subscriptable|does not support item|has no)|"
    r"unsupported operand .*'(?:builtin_function_or_method|method|function)'|"
    r"must be a .*number, not '(?:builtin_function_or_method|method|function)'":
    "A function stands there without the round brackets that call it.",
    r"unsupported operand type\(s\) for (\S+): '\w+' and '(tuple|list)'":
    "A {1} is used like one number with `{0}`: take its entries, such as [0] and [1].",
    r"unsupported operand type\(s\) for (\S+): '(tuple|list)' and '\w+'":
    "A {1} is used like one number with `{0}`: take its entries, such as [0] and [1].",
    r"(unsupported operand .*'NoneType'|'NoneType' object)":
    "Something is None there: a function without `return` gives None, and so does a method that works in place.",
    r"values to unpack \(expected (\d+)(?:, got (\d+))?\)":
    "{0} names stand on the left, and here are more values, or fewer.",
    r"zero-size array to reduction operation":
    "A slice is empty there: it begins behind the end of its array, or ends where it begins.",
    r"'(list|tuple|int|float)' object has no attribute '(shape|ndim|sum|mean|max|min|T|copy|astype|reshape)'":
    "A {0} has no `{1}`: arrays have it, np.array(...) makes one.",
    r"'tuple' object does not support item assignment":
    "A tuple cannot be changed in place: use a list or an array.",
    r"axes don't match array":
    "transpose wants one number for each axis that the array has.",
    r"object is not callable":
    "Round brackets behind a name call it: an entry is taken with square ones, and a name such as sum or max is no "
    "function where something else was assigned to it.",
    r"Cannot interpret '.*' as a data type":
    "The second argument of np.zeros, np.ones and np.array is the type of the numbers: a shape is one tuple, "
    "np.zeros((2, 3)).",
    r"can only concatenate (tuple|list) \(not":
    "Only a {0} can be added to a {0}: of one number it is written (n,) or [n].",
    r"'numpy.ndarray' object has no attribute '(append|extend|insert)'":
    "Lists have .{0}, arrays have not: collect in a list, and make np.array(...) of it at the end.",
    r"division by zero|modulo by zero":
    "The number below the line is 0 for this input.",
    r"cannot reshape array of size (\d+) into shape (\(.*?\))":
    "An array of {0} numbers does not fit into the shape {1}.",
    r"truth value of an array":
    "A condition looks at a whole array: take one number, or .any() or .all().",
    r"too many indices for array: array is (\d+)-dimensional":
    "There are more indices than the array has axes, which is {0}.",
    r"axis (\d+) is out of bounds for array of dimension (\d+)":
    "Axes are counted from 0, and the array has {1} of them: none is {0}.",
    r"maximum recursion depth":
    "The function calls itself without an end.",
}  # fmt: skip
DEFAULTS = "missing (\\d+) required positional arguments?: (.*)"
TOO_MANY = "takes (\\d+) positional arguments? but (\\d+) (?:was|were) given"


def needs_no_search(trial):
    """Whatever comes in, a name is not there, or the answer takes other arguments than it is called with."""
    return all(r.error == "NameError" or (_of_call(r) and re.search(TOO_MANY, r.text)) for r in trial.replies)


def _of_call(reply):
    """The error is raised by the call of the answer, not by a line of it."""
    return reply.error == "TypeError" and not reply.line


def meaning(reply):
    """A sentence, or "" for an error of another kind."""
    text = reply.text
    if _of_call(reply) and (found := re.search(TOO_MANY, text)):
        return f"The check calls it with {found[2]} arguments."
    for pattern, words in MEANINGS.items():
        found = re.search(pattern, text)
        if found:
            parts = found.groups()
            last = int(parts[2]) - 1 if "{last}" in words else None
            return words.format(*parts, last=last)
    return ""


def left_out(trial):
    """Arguments that may be left out have no default."""
    numbers = [n for n in trial.plain_wrong if re.search(DEFAULTS, trial.replies[n].text)]
    names = re.findall(r"'(\w+)'", re.search(DEFAULTS, trial.replies[numbers[0]].text)[2]) if numbers else []
    if not numbers or len(numbers) < len(trial.plain_wrong):
        return ""
    words = ", ".join(f"`{name}`" for name in names)
    if all(map(trial.fault, trial.replies, trial.inputs.rights)):
        return f"No call gives {words}: take {'it' if len(names) == 1 else 'them'} out, or give a default."
    return f"Where all arguments are given it is right: {words} may be left out, so give a default to each that may."
