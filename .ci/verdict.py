"""The closing lines of .ci/run and .ci/long: what was slow, what did not run, the counts of all runs of pytest.

Arguments: the folder with the JUnit files (``junit`` and ``others``), the seconds that it took, sentences on what did
not run, ``--``, the names of the stages that failed. Exit code 1 where anything failed, or was skipped in the main run.
"""

import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

SLOWEST = 10


def read(folder):
    """``(counts, [(seconds, test), ...])`` of all JUnit files of a folder."""
    counts, cases = Counter(), []
    for file in folder.glob("*.xml"):
        for suite in ElementTree.parse(file).iter("testsuite"):
            counts.update({name: int(suite.get(name)) for name in ("tests", "failures", "errors", "skipped")})
            cases += [(float(case.get("time", 0)), full_name(case)) for case in suite.iter("testcase")]
    return counts, cases


def full_name(case):
    """The name of a test after that of its file, since cells of notebooks are only numbered."""
    file = case.get("classname", "").removesuffix(".ipynb").rpartition(".")[2]
    return f"{file} {case.get('name')}".strip()


folder, seconds, *rest = sys.argv[1:]
cut = rest.index("--")
left_out, broken = rest[:cut], rest[cut + 1 :]
counts, cases = read(Path(folder) / "junit")
others, more = read(Path(folder) / "others")
failed = counts["failures"] + counts["errors"] + others["failures"] + others["errors"] or len(broken)
passed = sum(c["tests"] - c["failures"] - c["errors"] - c["skipped"] for c in (counts, others))

print()
for took, name in sorted(cases + more, reverse=True)[:SLOWEST]:
    print(f"{took:6.1f} s  {name}")
for sentence in left_out:
    print(sentence)
if others["skipped"]:
    print(f"{others['skipped']} tests were skipped in other environments, which do not have all that the main run has.")
if broken:
    print(f"Stages that failed: {', '.join(broken)}.")
if counts["skipped"]:
    print("Nothing may be skipped here: see the lines that begin with SKIPPED.")
numbers = {"failed": failed, "passed": passed, "skipped": counts["skipped"]}
line = ", ".join(f"{number} {name}" for name, number in numbers.items() if number or name == "passed")
print(f" {line} in {float(seconds):.2f}s ".center(80, "="))
sys.exit(1 if failed or counts["skipped"] or not passed else 0)
