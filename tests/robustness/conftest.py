"""The table of what was tried stands at the end of the run, whichever process tried it."""

import table


def pytest_sessionfinish(session):
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["tried"] = dict(table.TRIED), dict(table.FAILED)


def pytest_testnodedown(node):
    for mine, its in zip((table.TRIED, table.FAILED), getattr(node, "workeroutput", {}).get("tried", ())):
        mine.update(its)


def pytest_terminal_summary(terminalreporter):
    if text := table.text():
        terminalreporter.section("robustness")
        terminalreporter.write_line(text)
