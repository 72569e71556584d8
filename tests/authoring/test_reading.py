"""What a source says and a notebook does not: guards, answers of predictions, cells that only draw."""

import nbformat
import pytest
from ipykernel.ipkernel import IPythonKernel

from coursecnn.authoring.build import build
from coursecnn.authoring.course import Source, SourceError
from coursecnn.authoring.notebook import METADATA, plan_notebooks

LESSON = """\
# %% [markdown]
# ## Sum
#
# **Predict** the sum.
#
# ### ANSWER 3
# ### ANSWER three

# %%
guess = ...

# %%
guess = Guess(...)  # a number

# %%
total = 1 + 2
print(total)

# %% tags=["guard"]
assert total == {expected}, "the guard"

# %% tags=["plumbing", "nbval-ignore-output"]
# Picture: the sum
print("drawn")

# %% [markdown]
# On.

# %%
print("next")
"""
PREAMBLE = "# %%\nfrom coursecnn.lesson import Guess\n\n"


@pytest.fixture
def course(tmp_path):
    """A function that writes a source with this text and hands it back."""
    (tmp_path / "notebooks/source").mkdir(parents=True)

    def write(text, stem="01_tiny"):
        path = tmp_path / "notebooks/source" / f"{stem}.py"
        path.write_text(text, encoding="utf-8")
        return Source(tmp_path, path)

    return write


def test_a_guard_is_run_and_not_built(course):
    source = course(PREAMBLE + LESSON.format(expected=3))
    (path,) = build(source)
    notebook = nbformat.read(path, as_version=4)
    assert not any("assert" in cell.source for cell in notebook.cells)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == [1, 2, 3, 4, 5, 6]
    assert code[3].source.startswith("total") and code[3].outputs[0].text == "3\n"
    assert [cell.id for cell in notebook.cells] == ["01-0-1", "01-1-1", "01-1-2", "01-1-3", "01-1-4", "01-1-5",
                                                    "01-1-6", "01-1-7"]  # fmt: skip


def test_a_guard_that_fails_stops_the_build_at_its_line(course):
    text = PREAMBLE + LESSON.format(expected=4)
    with pytest.raises(SourceError, match="The cell raises AssertionError: the guard") as raised:
        build(course(text))
    assert text.splitlines()[raised.value.line - 1].startswith("assert")


def test_answers_are_cut_and_what_answers_is_folded(course):
    ((_, notebook, cells),) = plan_notebooks(course(PREAMBLE + LESSON.format(expected=3)))
    assert cells[1].answers == ("3", "three") and notebook.cells[1].source == "## Sum\n\n**Predict** the sum."
    metadata = {cell.source.split("\n")[0]: cell.metadata for cell in notebook.cells}
    assert metadata["guess = Guess(...)  # a number"] == {}
    assert metadata["total = 1 + 2"] == {"tags": ["hide-output"]}
    assert metadata["# Picture: the sum"] == {
        "tags": ["hide-input", "nbval-ignore-output", "hide-output"],
        "jupyter": {"source_hidden": True},
    }
    assert metadata['print("next")'] == {}


@pytest.mark.parametrize(
    "text, sentence",
    [
        ('# %%\n1\n\n# %% tags=["guard"] id="a"\n2\n', "without an id"),
        ('# %% tags=["guard"]\n2\n', "stands behind the code cell"),
        ('# %% [markdown]\n# a\n\n# %% tags=["guard"]\n2\n', "stands behind the code cell"),
        ('# %%\n1\n\n# %% tags=["guard"]\n2 +\n', "The code is not Python"),
        ('# %% tags=["plumbing"]\nplot()\n', "its first line is a comment"),
        ("# %% [markdown]\n# **Predict.**\n#\n# ### answer 3\n", "names no answer"),
        ("# %% [markdown]\n# ### ANSWER 3\n", "asks for none"),
    ],
)
def test_what_is_refused(course, text, sentence):
    with pytest.raises(SourceError, match=sentence):
        plan_notebooks(course(text))


def test_guards_belong_into_lessons(course):
    text = '# %%\n1\n\n# %% tags=["guard"]\n2\n'
    with pytest.raises(SourceError, match="a code cell of a lesson"):
        plan_notebooks(course(text, "01_tiny_exercises"))


def test_saving_changes_nothing_but_the_version_of_python():
    told = dict(IPythonKernel.language_info)
    assert told.pop("version")
    assert METADATA["language_info"] == told
