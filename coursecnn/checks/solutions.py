"""The worked answer of an exercise, out of the notebook that holds it."""

import json
import re

FORMULA = re.compile(r"\$\$?([^$]+)\$\$?")
SIGNS = (r"\cdot", "·"), (r"\sum", "Σ"), (r"\mu", "µ"), (r"\leftarrow", "<-"), (r"\times", "×"), (r"\,", " ")
MARK = re.compile(r"\s*### (BEGIN|END) SOLUTION\s*")


def worked_answer(exercise):
    """Code and explanation of the solution notebook; a sentence where there is none."""
    from ..commands import CommandError

    try:
        cells = _cells(exercise)
    except CommandError as error:
        return str(error)
    if not cells:
        return f"There is no worked answer of {exercise.id} in the course."
    lines = [_code(cells[0])]
    for cell in cells[1:]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown" and re.match(r"#+ ", source):
            break
        if cell["cell_type"] == "markdown" and _graded(cell).get("solution"):
            lines += ["", FORMULA.sub(_as_text, source)]
    return "\n".join(lines)


def worked_code(exercise):
    """The code of the worked answer, as a cell; "" where there is none."""
    from ..commands import CommandError

    try:
        return "\n".join(map(_code, _cells(exercise)[:1]))
    except CommandError:
        return ""


def _cells(exercise):
    """Those of the solution notebook from the worked answer on."""
    from ..commands.copying import find_course

    for path in sorted((find_course() / "solutions").glob(f"{exercise.lesson}_*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        for place, cell in enumerate(cells):
            if _graded(cell).get("grade_id") == exercise.id.replace(".", "-"):
                return cells[place:]
    return []


def _code(cell):
    return "\n".join(line for line in "".join(cell["source"]).splitlines() if not MARK.fullmatch(line))


def _as_text(formula):
    """A formula in LaTeX as it is typed."""
    text = formula[1]
    for sign, plain in SIGNS:
        text = text.replace(sign, plain)
    text = re.sub(r"\\sqrt\{([^{}]*)\}", r"√(\1)", re.sub(r"\\text\{([^{}]*)\}", r"\1", text))
    return re.sub(r"\\d?frac\{([^{}]*)\}\{([^{}]*)\}", r"(\1) / (\2)", text).replace("{", "").replace("}", "")


def _graded(cell):
    return cell["metadata"].get("nbgrader", {})
