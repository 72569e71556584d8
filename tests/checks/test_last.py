"""A message that seems wrong can be reported: one call writes what is needed, and nothing else."""

import pytest

from coursecnn import checks
from coursecnn.checks import last


def input_gradient(dy, w):
    return dy * 2


def test_a_report_holds_exercise_answer_message_and_versions(tmp_path, capsys):
    result = checks.exercise("05.input_gradient").check(input_gradient)
    checks.report(tmp_path / "report.txt")
    text = (tmp_path / "report.txt").read_text(encoding="utf-8")
    assert text.startswith("Exercise: 05.input_gradient\n") and "return dy * 2" in text and result.message in text
    assert all(name in text for name in ("coursecnn ", "NumPy ", "Python ")) and str(tmp_path) not in text
    assert "Written to" in capsys.readouterr().out


def test_a_report_of_a_value(tmp_path):
    checks.exercise("05.dw_at_the_top_left").check(12)
    checks.report(tmp_path / "report.txt")
    assert "Answer:\n12\n" in (tmp_path / "report.txt").read_text(encoding="utf-8")


def test_a_report_overwrites_nothing_and_needs_a_check(tmp_path, monkeypatch):
    checks.exercise("05.dw_at_the_top_left").check(12)
    file = tmp_path / "report.txt"
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError, match="already: give another name"):
        checks.report(file)
    assert file.read_text(encoding="utf-8") == "mine"
    monkeypatch.setattr(last, "_last", [])
    with pytest.raises(ValueError, match="nothing to report"):
        checks.report(tmp_path / "other.txt")
