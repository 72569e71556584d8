"""The project's files agree with each other, and hold nothing of the machines they were written on."""

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from pages import commands_in
from places import ROOT

import coursecnn
from coursecnn.commands.cli import COMMANDS, make_parser

FOLDERS = {"coursecnn", "notebooks", "exercises", "solutions", "tests"}  # and hidden ones
PAGES = ("README.md", "CONTRIBUTING.md")


@pytest.fixture(scope="module")
def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def tracked():
    """Paths of all files under version control; in a copy without git, of those that look like it."""
    if (ROOT / ".git").exists() and shutil.which("git"):
        command = ["git", "-c", f"safe.directory={ROOT.as_posix()}", "-C", ROOT, "ls-files", "-z"]
        names = subprocess.run(command, capture_output=True, check=True).stdout.decode().split("\0")
        paths = [Path(name) for name in names if name]
    else:
        places = [path for path in ROOT.iterdir() if path.is_file() or path.name in FOLDERS | {".ci", ".github"}]
        deep = [path for place in places for path in (place, *place.rglob("*"))]
        paths = [path.relative_to(ROOT) for path in deep if path.suffix not in {".pyc", ".lock", ".nbi", ".nbc"}]
    return [path for path in paths if (ROOT / path).is_file()]


def requirements(project, group):
    """Requirements of a dependency group, with the groups and extras of our own in it."""
    for item in project["dependency-groups"][group]:
        if isinstance(item, dict):
            yield from requirements(project, item["include-group"])
        elif item.startswith("coursecnn["):
            yield from project["project"]["dependencies"]
            yield from project["project"]["optional-dependencies"][item.partition("[")[2].rstrip("]")]
        else:
            yield item


def test_conda_gets_the_same_environment(project):
    lines = (ROOT / "environment.yml").read_text(encoding="utf-8").splitlines()
    items = [line.split(" #")[0].strip().removeprefix("- ") for line in lines if line.startswith("  - ")]
    channels, rest = items[: items.index("nodefaults") + 1], items[items.index("nodefaults") + 1 :]
    assert channels == ["conda-forge", "nodefaults"]
    python, *packages = (item for item in rest if item not in ("pip", "pip:"))
    assert python == "python" + project["project"]["requires-python"]
    assert sorted(packages) == sorted(requirements(project, "test"))
    assert lines[-1].strip() == "- -e ."


def test_every_dependency_says_what_it_is_for():
    for name in ("pyproject.toml", "environment.yml"):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            if re.search(r"[a-z]>=\d.*<\d", line):
                assert re.search(r" # \w", line), f"{name}: {line}"


def test_versions_agree(project):
    assert project["project"]["version"] == coursecnn.__version__


def test_top_level_folders(tracked):
    top = {path.parts[0] for path in tracked if len(path.parts) > 1}
    assert {name for name in top if not name.startswith(".")} <= FOLDERS


def test_no_paths_of_a_machine_and_no_registries(tracked):
    alone = r"(?<![\w.<>/])/"
    forbidden = re.compile(
        rf"{alone}(work|root|tmp|opt|home|Users)/\w|\b[A-Z]:\\\\?Users|pythonhoste[d]|pypi[.]org|anaconda[.]org", re.I
    )
    found = []
    for path in tracked:
        if path.suffix in {".png", ".npz"}:
            continue
        text = (ROOT / path).read_text(encoding="utf-8")
        found += [f"{path.as_posix()}: {match.group()}" for match in forbidden.finditer(text)]
    assert not found


def test_modules_and_rooms_stay_small():
    """What CONTRIBUTING promises; the checks of lessons are as many as there are lessons and ideas in them."""
    package = ROOT / "coursecnn"
    modules = list(package.rglob("*.py"))
    long = [path.name for path in modules if len(path.read_text(encoding="utf-8").splitlines()) > 250]
    files = [path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    rooms = Counter(path.parent for path in files if path.name not in ("__init__.py", "__main__.py"))
    full = [room.name for room, count in rooms.items() if count > 20 and room != package / "checks" / "lessons"]
    names = [path for path in package.iterdir() if not path.name.startswith("__")]
    assert long == [] and full == [] and len(names) <= 20


def test_no_two_modules_of_tests_have_one_name():
    """One run of all tests takes them for the same one, and stops."""
    names = Counter(
        path.name for path in (ROOT / "tests").rglob("*.py") if path.name not in ("conftest.py", "__init__.py")
    )
    assert [name for name, count in names.items() if count > 1] == []


def test_data_of_the_ci_machine_are_named_in_one_file(tracked):
    word = "../" + "shared"
    users = {path.as_posix() for path in tracked if word.encode() in (ROOT / path).read_bytes()}
    assert users == {".ci/common.sh"}


@pytest.mark.parametrize("page", PAGES)
def test_commands_on_a_page_exist(page):
    commands = list(commands_in((ROOT / page).read_text(encoding="utf-8")))
    assert commands
    for argv in commands:
        if argv == ["--help"]:
            continue
        assert argv[0] in COMMANDS, f"{page}: there is no command coursecnn {argv[0]}"
        if len(argv) == 1:
            continue  # the name of a command
        parser, _ = make_parser(argv[0])
        try:
            parser.parse_args(argv)
        except SystemExit as ended:
            assert ended.code == 0, f"{page}: coursecnn {shlex.join(argv)}"


@pytest.mark.parametrize("page", PAGES)
def test_links_on_a_page_lead_somewhere(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'src="([^"]+)"', text)
    for link in links:
        if not link.startswith(("http", "#")):
            assert (ROOT / link.partition("#")[0]).exists(), link


@pytest.mark.parametrize(
    ("suites", "broken", "code", "line"),
    [
        ([dict(tests=5), dict(tests=2)], [], 0, "7 passed in 8.00s"),
        ([dict(tests=5, skipped=1), dict(tests=2)], [], 1, "6 passed, 1 skipped in 8.00s"),
        ([dict(tests=5, failures=1, errors=1), dict(tests=2)], ["Tests"], 1, "2 failed, 5 passed in 8.00s"),
        ([dict(tests=5)], ["Notebooks", "Training"], 1, "2 failed, 5 passed in 8.00s"),
        ([], [], 1, "0 passed in 8.00s"),
    ],
)
def test_verdict_of_ci(suites, broken, code, line, tmp_path):
    for number, suite in enumerate(suites):
        counts = dict(tests=0, failures=0, errors=0, skipped=0) | suite
        attributes = " ".join(f'{name}="{count}"' for name, count in counts.items())
        text = f"<testsuites><testsuite {attributes} /></testsuites>"
        (tmp_path / "junit").mkdir(exist_ok=True)
        (tmp_path / "junit" / f"{number}.xml").write_text(text, encoding="utf-8")
    command = [sys.executable, ROOT / ".ci" / "verdict.py", tmp_path, "8", "Something was left out.", "--", *broken]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == code
    assert run.stdout.splitlines()[-1].strip("= ") == line
    assert all(name in run.stdout for name in ("Something was left out.", *broken))
