"""Which tests a fault is shown to first."""

from types import SimpleNamespace

from order import Order, function_of

TEXT = """\
LIMIT = 3


@cache
def outer(n):
    def inner(m):
        return m + 1
    return inner(n)


class Layer:
    def forward(self, x):
        return -x
"""


def test_the_function_around_a_line_begins_with_its_decorators():
    found = {line: function_of("a.py", TEXT, line) for line in (1, 5, 7, 8, 13)}
    assert found == {1: "a.py:0", 5: "a.py:4", 7: "a.py:6", 8: "a.py:4", 13: "a.py:12"}


def test_tests_that_call_it_come_first_and_quick_ones_before_slow_ones():
    known = {"slow": (9.0, ["a.py:4"]), "quick": (0.5, ["a.py:4", "a.py:6"]), "other": (0.1, ["b.py:4"])}
    known["near"] = 0.2, ["a.py:12"]
    items = [SimpleNamespace(nodeid=name) for name in ("other", "slow", "near", "new", "quick")]
    Order(known, "a.py:4").pytest_collection_modifyitems(items)
    assert [item.nodeid for item in items] == ["quick", "slow", "near", "new", "other"]
