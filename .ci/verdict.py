"""The last line of .ci/run: the counts of all its runs of pytest. Exit code 1 where anything failed or was skipped.

Arguments: the folder of the JUnit files, the seconds that .ci/run took, the names of the stages that failed.
"""

import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

folder, seconds, *broken = sys.argv[1:]
counts = Counter()
for file in Path(folder).glob("*.xml"):
    for suite in ElementTree.parse(file).iter("testsuite"):
        counts.update({name: int(suite.get(name)) for name in ("tests", "failures", "errors", "skipped")})
failed = counts["failures"] + counts["errors"] or len(broken)
passed = counts["tests"] - counts["failures"] - counts["errors"] - counts["skipped"]

print()
if broken:
    print(f"Stages that failed: {', '.join(broken)}.")
if counts["skipped"]:
    print("Nothing may be skipped here: see the lines that begin with SKIPPED.")
numbers = {"failed": failed, "passed": passed, "skipped": counts["skipped"]}
line = ", ".join(f"{number} {name}" for name, number in numbers.items() if number or name == "passed")
print(f" {line} in {float(seconds):.2f}s ".center(80, "="))
sys.exit(1 if failed or counts["skipped"] or not passed else 0)
