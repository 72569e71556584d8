"""The worked answer of an exercise, out of the notebook that holds it."""

import json
import re

FORMULA = re.compile(r"\$\$?([^$]+)\$\$?")
SIGNS = (r"\cdot", "·"), (r"\sum", "Σ"), (r"\mu", "µ"), (r"\leftarrow", "<-"), (r"\times", "×"), (r"\,", " ")
MARK = re.compile(r"\s*### (BEGIN|END) SOLUTION\s*")


def worked_answer(exercise):
    """Code and explanation of the solution notebook; a sentence where there is none."""
    from ..commands import CommandError
    from ..commands.copying import find_course

    try:
        folder = find_course() / "solutions"
    except CommandError as error:
        return str(error)
    for path in sorted(folder.glob(f"{exercise.lesson}_*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        places = [i for i, cell in enumerate(cells) if _graded(cell).get("grade_id") == exercise.id.replace(".", "-")]
        if places:
            return _text(cells, places[0])
    return f"There is no worked answer of {exercise.id} in the course."


def _text(cells, place):
    lines = [line for line in "".join(cells[place]["source"]).splitlines() if not MARK.fullmatch(line)]
    for cell in cells[place + 1 :]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown" and re.match(r"#+ ", source):
            break
        if cell["cell_type"] == "markdown" and _graded(cell).get("solution"):
            lines += ["", FORMULA.sub(_as_text, source)]
    return "\n".join(lines)


def _as_text(formula):
    """A formula in LaTeX as it is typed."""
    text = formula[1]
    for sign, plain in SIGNS:
        text = text.replace(sign, plain)
    text = re.sub(r"\\sqrt\{([^{}]*)\}", r"√(\1)", re.sub(r"\\text\{([^{}]*)\}", r"\1", text))
    return re.sub(r"\\d?frac\{([^{}]*)\}\{([^{}]*)\}", r"(\1) / (\2)", text).replace("{", "").replace("}", "")


def _graded(cell):
    return cell["metadata"].get("nbgrader", {})
