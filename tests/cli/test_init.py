"""`muster init`: a movement is founded at the terminal, once, with everything or not at all."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from muster.home import CHECKOUT
from tests.sites import environment

WHOLE = ("--name", "The Ferry League", "--zone", "Europe/Dublin", "--founder", "Ann Archer <ann@example.org>")
BEA = ("--founder", "Bea Birch <bea@example.org>")


def init(home: Path, *words: str, says: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "muster.cli", "init", *words]
    return subprocess.run(
        command, env=environment(home), cwd=CHECKOUT, capture_output=True, text=True, check=False, input=says
    )


def asked(home: Path, expression: str) -> str:
    """What stands in that site."""
    code = f"import django; django.setup(); from muster.web.enter.models import Movement; print({expression})"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(home), capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_two_found_it_and_get_a_link_each_and_nobody_founds_it_again(tmp_path: Path) -> None:
    done = init(tmp_path, *WHOLE, *BEA, "--no-mail")
    assert done.returncode == 0, done.stderr
    links = re.findall(r"^For (.+?), .*\n  http://localhost:8000/enter/link/(\S+)$", done.stdout, re.MULTILINE)
    assert [name for name, _link in links] == ["Ann Archer", "Bea Birch"]
    assert len({link for _name, link in links}) == 2
    assert (
        asked(tmp_path, "[(one.name, one.zone) for one in Movement.objects.all()]")
        == "[('The Ferry League', 'Europe/Dublin')]"
    )
    again = init(tmp_path, *WHOLE, *BEA, "--no-mail")
    assert again.returncode == 1
    assert again.stderr == "This site is The Ferry League's already. A movement is founded once.\n"
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in (tmp_path / "keys").iterdir())


def test_what_is_not_given_is_asked_for(tmp_path: Path) -> None:
    done = init(tmp_path, "--no-mail", says="The Ferry League\n\nAnn <ann@example.org>\nBea <bea@example.org>\n")
    assert done.returncode == 0, done.stderr
    assert "Its time zone? [Europe/London]" in done.stdout
    assert asked(tmp_path, "Movement.objects.get().zone") == "Europe/London"


@pytest.mark.parametrize(
    ("words", "says", "told"),
    [
        ((*WHOLE, *BEA, "--smtp", "127.0.0.1", "--smtp-port", "1", "--smtp-sender", "post@example.org"), "",
         "127.0.0.1, port 1, can’t be reached: Connection refused"),
        ((*WHOLE, "--no-mail"), "", "The second founder, as Ann Archer <ann@example.org>? Nobody said."),
        ((*WHOLE, "--no-mail"), "Bea\n", "'Bea': write 'Ann Archer <ann@example.org>'."),
        ((*WHOLE, "--founder", "Bea <ANN@example.org>", "--no-mail"), "", "Each founder needs an address"),
        ((*WHOLE[:2], "--zone", "Mars", *WHOLE[4:], *BEA, "--no-mail"), "", "There is no such zone."),
        ((*WHOLE, *BEA, *BEA, "--no-mail"), "", "A movement has two founders: give --founder twice."),
    ],
)  # fmt: skip
def test_what_can_t_be_is_told_and_nothing_is_founded(
    tmp_path: Path, words: tuple[str, ...], says: str, told: str
) -> None:
    done = init(tmp_path, *words, says=says)
    assert done.returncode == 1
    assert told in done.stderr
    assert done.stderr.endswith("Nothing is founded yet.\n")
    assert asked(tmp_path, "Movement.objects.count()") == "0"
    assert not (tmp_path / "keys" / "mail").exists()


def test_a_founder_without_an_address_is_refused_at_once(tmp_path: Path) -> None:
    done = init(tmp_path, "--founder", "Ann")
    assert done.returncode == 2
    assert "'Ann': write 'Ann Archer <ann@example.org>'" in done.stderr
    assert not os.listdir(tmp_path)  # noqa: PTH208 - nothing was even opened
