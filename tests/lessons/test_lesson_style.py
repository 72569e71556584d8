"""Every lesson keeps to the lengths, the alt texts and the openings that lessons have."""

import ast
import re

import pytest
from lessons import built

LESSONS = {
    name: lesson for name, lesson in built().items() if name < "90"
}  # 90 and above: warm-up, glossary, cheat sheet

WORDS, LINES, PRINTED = 120, 20, 25  # hard limits; the aim is 90 words, 12 lines of code, 20 printed lines
COLUMNS = 77  # JupyterLab breaks longer lines anywhere, at 800 pixels those of more than 79 characters


@pytest.mark.parametrize("name", LESSONS)
def test_cells_are_short(name):
    long = []
    for cell in LESSONS[name]["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            prose = re.sub(r"\$\$.*?\$\$|<details>.*?</details>|^\|.*$", "", source, flags=re.S | re.M)
            if len(prose.split()) > WORDS:
                long.append(f"{len(prose.split())} words: {source[:60]!r}")
        else:
            code = re.sub(r"^from \S+ import \([^)]*\)$", "", source, flags=re.M)  # one import, however it is laid out
            lines = [line for line in code.splitlines() if re.search(r"\w", line)]  # brackets alone are layout
            out = "".join("".join(o.get("text", "")) for o in cell["outputs"]).splitlines()
            if len(lines) > LINES or len(out) > PRINTED:
                long.append(f"{len(lines)} lines of code, {len(out)} printed: {source[:60]!r}")
    assert long == []


@pytest.mark.parametrize("name", LESSONS)
def test_every_picture_has_alt_text(name):
    missing = []
    for cell in LESSONS[name]["cells"]:
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                meta = output["metadata"]
                if len(str(meta.get("image/png", meta).get("alt", meta.get("alt", "")))) < 20:
                    missing.append("".join(cell["source"])[:60])
        if cell["cell_type"] == "markdown":
            missing += re.findall(r"!\[\s*\]\(.*?\)", "".join(cell["source"]))
    assert missing == []


@pytest.mark.parametrize("name", LESSONS)
def test_outputs_hold_no_error_no_address_and_no_warning(name):
    for cell in LESSONS[name]["cells"]:
        for output in cell.get("outputs", []):
            assert output["output_type"] != "error" and output.get("name") != "stderr"
            assert not re.search(
                r"0x[0-9a-f]{6,}|/home/|/root/|/tmp/", str(output.get("text", output.get("data", {}).get("text/plain")))
            )


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_opens_with_its_promise_and_closes_with_what_was_learned(name):
    texts = ["".join(c["source"]) for c in LESSONS[name]["cells"] if c["cell_type"] == "markdown"]
    assert re.match(r"# \S", texts[0]) and "minutes" in texts[0]
    assert any("What you can do now" in text for text in texts[-4:])
    assert any("<details>" in text for text in texts[-4:])


@pytest.mark.parametrize("name", [*LESSONS, "90_warm_up"])
def test_three_quick_questions_have_one_layout(name):
    """Answers are Markdown, so that code and formulas are set, and a gap parts each from the next question."""
    (text,) = [found for cell in built()[name]["cells"] if "## Three quick" in (found := "".join(cell["source"]))]
    asked = "".join(
        rf"\*\*{n}\.\*\* [^\n]+\n\n<details><summary>Answer</summary>\n\n.+?\n\n</details><br>\n\n" for n in (1, 2, 3)
    )
    assert re.match(rf"## Three quick questions\n\n{asked}(Exercises|Next): ", text, re.S)


@pytest.mark.parametrize("name", LESSONS)
def test_imports_stand_in_one_cell(name):
    """The cell of a lab stands alone."""
    code = ["".join(c["source"]) for c in LESSONS[name]["cells"] if c["cell_type"] == "code"]
    later = [
        line
        for source in code[1:]
        for line in source.splitlines()
        if re.match(r"(import|from) (?!coursecnn\.labs )", line)
    ]
    assert later == []


@pytest.mark.parametrize("name", built())
def test_printed_lines_fit_a_narrow_page(name):
    wide = []
    for cell in built()[name]["cells"]:
        for output in cell.get("outputs", []):
            shown = output.get("data", {"text/plain": output.get("text", "")})
            if not {"text/html", "image/png"} & set(shown):
                wide += [line for line in "".join(shown["text/plain"]).splitlines() if len(line) > COLUMNS]
    assert wide == []


def _code(name):
    for cell in built()[name]["cells"]:
        if cell["cell_type"] == "code":
            yield ast.parse("".join(cell["source"]))


@pytest.mark.parametrize("name", LESSONS)
def test_measured_numbers_are_printed_without_brackets(name):
    """And words without quotes in brackets: what is measured reads as text, not as a list of Python."""
    texts = ["".join(o.get("text", "")) for cell in LESSONS[name]["cells"] for o in cell.get("outputs", [])]
    assert re.findall(r".*(?:\[['\"]|\d\] (?:%|times)|%: \[).*", "\n".join(texts)) == []


@pytest.mark.parametrize("name", built())
def test_learners_cells_hold_no_assertion(name):
    """What guards a claim stands in a cell tagged ``guard``, which is not built."""
    assert [ast.unparse(node) for tree in _code(name) for node in ast.walk(tree) if isinstance(node, ast.Assert)] == []


def _walk(tree):
    """What always runs: nothing that an ``if`` or a caught error decides."""
    for node in ast.iter_child_nodes(tree):
        if not isinstance(node, ast.If | ast.ExceptHandler):
            yield node
            yield from _walk(node)


@pytest.mark.parametrize("name", built())
def test_no_printed_sentence_was_written_beforehand(name):
    """A cell prints what it measured; a constant line is a heading, which ends in a colon or is that of a table."""
    constant = []
    for node in (node for tree in _code(name) for node in _walk(tree)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print" and node.args:
            nodes = [inner for argument in node.args for inner in ast.walk(argument)]
            text = "".join(inner.value for inner in nodes if isinstance(getattr(inner, "value", None), str))
            computed = any(isinstance(inner, ast.Name | ast.Call | ast.BinOp | ast.FormattedValue) for inner in nodes)
            heading = text.rstrip().endswith(":") or "  " in text.strip()
            if not computed and re.search("[A-Za-z]", text) and not heading:
                constant.append(text)
    assert constant == []


@pytest.mark.parametrize("name", LESSONS)
def test_minutes_are_those_of_a_reader(name):
    """200 words a minute and 10 seconds a line of code, at least of the lines that are seen and at most of all."""
    words, seen, hidden = 0, 0, 0
    for cell in LESSONS[name]["cells"]:
        source = "".join(cell["source"])
        lines = sum(1 for line in source.splitlines() if line.strip())
        if cell["cell_type"] == "markdown":
            words += len(source.split())
        elif "hide-input" in cell["metadata"].get("tags", ()):
            hidden += lines
        else:
            seen += lines
    stated = int(re.search(r"About (\d+) minutes", "".join(LESSONS[name]["cells"][0]["source"]))[1])
    least, most = words / 200 + seen / 6, words / 200 + (seen + hidden) / 6
    assert least - 3 <= stated <= most + 5, (
        f"{words} words, {seen} and {hidden} lines: {least:.0f} to {most:.0f} minutes"
    )


def _trainers(trees):
    """Functions of a lesson that train: by ``fit``, or by another of them."""
    found, functions = {"fit"}, [node for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef)]
    while more := {f.name for f in functions if f.name not in found and _calls(f) & found}:
        found |= more
    return found


def _calls(node):
    return {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}


def _without_bar(node, trainers):
    """Loops over all seeds in which nets are trained and nothing is seen meanwhile."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef):
            continue
        rounds = [child] if isinstance(child, ast.For) else getattr(child, "generators", ())
        if any("tqdm" in _calls(one.iter) for one in rounds):
            continue
        if any(_calls(one.iter) & {"seeds"} for one in rounds) and _calls(child) & trainers:
            yield ast.unparse(child)
        yield from _without_bar(child, trainers)


@pytest.mark.parametrize("name", LESSONS)
def test_cells_that_train_a_net_for_each_seed_show_a_bar(name):
    trees = list(_code(name))
    trainers = _trainers(trees)
    assert [loop for tree in trees for loop in _without_bar(tree, trainers)] == []
