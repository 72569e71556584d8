"""Each safeguard is taken out once: its test goes red. Long; that the list is of this package is known at once."""

import os
from pathlib import Path

import pytest
from places import ROOT
from safeguards import SAFEGUARDS
from trial import changed, copy_of_project, run


@pytest.mark.parametrize("guard", SAFEGUARDS, ids=lambda guard: guard.kind)
def test_it_stands_where_the_list_says(guard):
    assert (ROOT / guard.file).read_text(encoding="utf-8").count(guard.text) == 1
    file, _, name = guard.test.partition("::")
    assert f"def {name.partition('[')[0]}" in (ROOT / file).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def project():
    with copy_of_project() as folder:
        whole = run(folder, sorted({guard.test for guard in SAFEGUARDS}))
        assert whole.kind == "passed", whole.said
        yield folder


@pytest.mark.acceptance
@pytest.mark.skipif(os.name == "nt", reason="processes are limited as POSIX does it")
@pytest.mark.parametrize("guard", SAFEGUARDS, ids=lambda guard: guard.kind)
def test_without_it_a_test_is_red(guard, project):
    text = Path(project, guard.file).read_text(encoding="utf-8").replace(guard.text, guard.without)
    with changed(project, guard.file, text):
        outcome = run(project, [guard.test], seconds=20)  # with it none takes two
    assert outcome.kind in ("failed", "late"), outcome.said
