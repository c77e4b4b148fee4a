"""Documents fail like tests: every link leads somewhere, every path is there, every command line shown runs."""

import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps

from muster.cli import COMMANDS
from muster.home import CHECKOUT

PAGES = sorted([*CHECKOUT.glob("*.md"), *(CHECKOUT / "docs").rglob("*.md"), *(CHECKOUT / "bench").glob("*.md")])
_ROOTS = "src|tests|docs|bench|muster/"
_FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
_PATH = re.compile(rf"(?<![\w./-])((?:{_ROOTS})[\w./-]*/[\w.-]+|\.ci/run|[\w-]+\.(?:md|toml|txt|in))(?![\w*<{{])")
_COMMAND = re.compile(r"(?:\./|(?<![\w/.]))muster ([a-z]+)((?: [^\n#|&;`]*)?)")
_WRITTEN_BY_A_RUN = re.compile(r"\.(?:csv|json|pdf|html|txt)$")


def name(page: Path) -> str:
    return str(page.relative_to(CHECKOUT))


def code_of(page: Path) -> list[str]:
    """Everything on a page that stands as code."""
    text = page.read_text(encoding="utf-8")
    fences = [body for _, body in _FENCE.findall(text)]
    return fences + _CODE.findall(_FENCE.sub("", text))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    lost = []
    for target in (one or other for one, other in _LINK.findall(text)):
        if re.match(r"[a-z]+:", target):
            continue  # elsewhere on the net
        place, _, heading = target.partition("#")
        there = (page.parent / place).resolve() if place else page
        if not there.exists() or (heading and heading not in _headings(there)):
            lost.append(target)
    assert lost == []


def _headings(page: Path) -> set[str]:
    """Headings as addresses, the way that forges write them."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_path_named_is_there(page: Path) -> None:
    named = {path for code in code_of(page) for path in _PATH.findall(code) if not _WRITTEN_BY_A_RUN.search(path)}
    places = (CHECKOUT, page.parent, CHECKOUT / "src")
    assert [path for path in sorted(named) if not any((place / path).exists() for place in places)] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_command_shown_is_one_and_knows_its_options(page: Path) -> None:
    wrong = []
    for command, rest in (found for code in code_of(page) for found in _COMMAND.findall(code)):
        if command not in COMMANDS:
            wrong.append(f"muster {command}")
            continue
        options = re.findall(r"(?<!\S)\(?(--[a-z-]+)", rest)
        known = _help_of(command, *rest.split()[: command in _IN_TWO_WORDS]) if options else ""
        wrong += [f"muster {command} {option}" for option in options if option not in known and command != "test"]
    assert wrong == []


_IN_TWO_WORDS = {"register", "learn"}  # `register import`


@cache
def _help_of(*command: str) -> str:
    words = [sys.executable, "-m", "muster.cli", *command, "--help"]
    return subprocess.run(words, env=_environment(), capture_output=True, text=True, check=True).stdout


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(CHECKOUT / "src")}


RUNNABLE = [
    pytest.param(page, block, id=f"{name(page)}:{number}")
    for page in PAGES
    for number, (kind, block) in enumerate(_FENCE.findall(page.read_text(encoding="utf-8")))
    if kind.split() == ["sh", "run"]
]


@pytest.mark.docs
@pytest.mark.parametrize(("page", "block"), RUNNABLE)
def test_every_command_line_marked_as_runnable_runs(page: Path, block: str, tmp_path: Path) -> None:
    """A block that begins with three ticks and `sh run` runs as it stands, in a folder that holds only ./muster."""
    (tmp_path / "muster").symlink_to(CHECKOUT / "muster")
    home = {"MUSTER_HOME": str(tmp_path / ".muster"), "DATABASE_URL": ""}
    done = subprocess.run(
        ["sh", "-eu", "-c", block], cwd=tmp_path, env={**os.environ, **home}, check=False,
        capture_output=True, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


def test_every_table_has_its_word() -> None:
    words = (CHECKOUT / "docs" / "words.md").read_text(encoding="utf-8")
    defined = {
        word.strip().split(" (")[0]
        for line in words.splitlines()
        if line.startswith("| ") and "*later*" not in line
        for word in line.split("|")[1].split(",")
    }
    ours = [model for model in apps.get_models() if model.__module__.startswith("muster.web.")]
    named = {re.sub(r"(?<=[a-z])(?=[A-Z])", " ", model.__name__).lower() for model in ours}
    assert sorted(named - defined) == []


def test_everything_that_a_host_may_set_is_said() -> None:
    source = [*(CHECKOUT / "src").rglob("*.py"), CHECKOUT / "muster"]
    read = {name for path in source for name in re.findall(r"\bMUSTER_[A-Z]+\b", path.read_text(encoding="utf-8"))}
    internal = {"MUSTER_TEST", "MUSTER_DEMO", "MUSTER_COMMAND", "MUSTER_PORT"}
    told = set(re.findall(r"`(MUSTER_[A-Z]+)`", (CHECKOUT / "docs" / "guide" / "host.md").read_text(encoding="utf-8")))
    assert read - internal == told
