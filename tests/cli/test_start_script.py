"""./muster itself, before any Python of ours runs. The installer is a stand-in that writes down what it was asked."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from muster.home import CHECKOUT

# Stands in for uv: makes an environment that is only this Python, and fails while a file `broken` lies there.
# That Python gets ready without doing anything, and fails at it while a file `slow` lies there.
_UV = """#!/bin/sh
echo "$*" >>"{folder}/asked"
[ ! -e "{folder}/broken" ] || {{ echo "no route to host" >&2; exit 1; }}
if [ "$1" = venv ]; then
  for last; do :; done
  mkdir -p "$last/bin" && cp "{folder}/bin/python-there" "$last/bin/python"
fi
"""
_PYTHON = """#!/bin/sh
case "$*" in
  *"muster.cli ready") echo "ready in $NUMBA_CACHE_DIR" >>"{folder}/asked"; [ ! -e "{folder}/slow" ]; exit ;;
esac
exec {python} "$@"
"""
# The usual commands by name, so that what is on this machine's PATH by chance does not matter
_COMMANDS = ("sh", "cat", "cksum", "dirname", "readlink", "grep", "mkdir", "rm", "mv", "id", "flock", "ls", "cp", "env")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the start script with the least that it needs round it."""
    place = tmp_path / "checkout"
    place.mkdir()
    shutil.copy(CHECKOUT / "muster", place)
    (place / "src").symlink_to(CHECKOUT / "src")
    (place / "requirements.txt").write_text("django==5\n")
    (place / "requirements-dev.txt").write_text("pytest==9\n")
    return place


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A PATH of its own: the usual commands, this Python, and the stand-in for uv."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for command in _COMMANDS:
        found = shutil.which(command)
        if found:
            (folder / command).symlink_to(found)
    (folder / "python3").symlink_to(sys.executable)
    write(folder / "uv", _UV.format(folder=tmp_path))
    write(folder / "python-there", _PYTHON.format(folder=tmp_path, python=sys.executable))
    return folder


def write(script: Path, text: str) -> None:
    script.write_text(text)
    script.chmod(0o755)


def run(checkout: Path, path: Path, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
    script = [str(path / "sh"), str(checkout / "muster"), *words]
    settings = {"PATH": str(path), **more}
    return subprocess.run(script, env=settings, capture_output=True, text=True, check=False, cwd="/")


def asked(checkout: Path) -> list[str]:
    said = checkout.parent / "asked"
    return said.read_text().splitlines() if said.exists() else []


def test_help_needs_nothing_installed(checkout: Path, path: Path) -> None:
    said = run(checkout, path, "--help")
    usage = f"usage: {checkout}/muster COMMAND ..."
    assert (said.returncode, said.stdout.splitlines()[0], said.stderr) == (0, usage, "")
    assert asked(checkout) == []
    assert not (checkout / ".venv").exists()


def test_the_first_start_installs_and_the_second_does_not(checkout: Path, path: Path) -> None:
    first = run(checkout, path, "lokc")
    assert (first.returncode, f"Did you mean: {checkout}/muster lock" in first.stdout) == (2, True)
    venv = f"venv -q --python {path}/python3 {checkout}/.venv"
    install = f"pip install -q --python {checkout}/.venv/bin/python --require-hashes -r {checkout}/requirements.txt"
    assert asked(checkout) == [venv, install, f"ready in {checkout}/.venv/compiled"]
    second = run(checkout, path, "lokc")
    assert (second.returncode, second.stdout, second.stderr) == (2, first.stdout, "")
    assert len(asked(checkout)) == 3
    assert (checkout / ".muster").stat().st_mode & 0o077 == 0


def test_tests_bring_what_they_need_and_the_rest_goes_on_from_there(checkout: Path, path: Path) -> None:
    run(checkout, path, "lock", "--help")
    assert asked(checkout)[-2].endswith("/requirements-dev.txt")
    run(checkout, path, "doctor", "--help")
    assert len(asked(checkout)) == 3


def test_what_can_not_be_made_ready_is_said_and_nothing_stops(checkout: Path, path: Path) -> None:
    (checkout.parent / "slow").touch()
    said = run(checkout, path, "doctor", "--help")
    assert said.returncode == 0
    assert "Muster will get ready when it first plans instead" in said.stderr


def test_whoever_says_where_compiled_code_lies_is_heard(checkout: Path, path: Path, tmp_path: Path) -> None:
    run(checkout, path, "doctor", "--help", NUMBA_CACHE_DIR=str(tmp_path / "there"))
    assert asked(checkout)[-1] == f"ready in {tmp_path}/there"


def test_a_changed_list_is_installed(checkout: Path, path: Path) -> None:
    run(checkout, path, "doctor", "--help")
    (checkout / "requirements.txt").write_text("django==6\n")
    run(checkout, path, "doctor", "--help")
    assert [line.split()[0] for line in asked(checkout)] == ["venv", "pip", "ready", "pip", "ready"]


def test_a_failed_installation_says_so_and_the_next_start_tries_again(checkout: Path, path: Path) -> None:
    run(checkout, path, "doctor", "--help")
    (checkout / "requirements.txt").write_text("django==6\n")
    (checkout.parent / "broken").touch()
    said = run(checkout, path, "doctor", "--help")
    assert (said.returncode, said.stdout) == (1, "")
    assert "no route to host" in said.stderr
    assert "Start again when the network is back: nothing needs cleaning up." in said.stderr
    (checkout.parent / "broken").unlink()
    assert run(checkout, path, "doctor", "--help").returncode == 0


@pytest.mark.skipif(shutil.which("flock") is None, reason="this system has no flock")
def test_two_first_starts_at_once_install_once(checkout: Path, path: Path, tmp_path: Path) -> None:
    stand_in = (path / "uv").read_text()
    write(path / "uv", stand_in.replace("#!/bin/sh\n", "#!/bin/sh\n/bin/sleep 0.5\n"))
    script = [str(path / "sh"), str(checkout / "muster"), "doctor", "--help"]
    both = [subprocess.Popen(script, env={"PATH": str(path)}, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [one.wait() for one in both] == [0, 0]
    assert [line.split()[0] for line in asked(checkout)] == ["venv", "pip", "ready"]


def test_an_environment_whose_python_is_gone_is_made_anew(checkout: Path, path: Path) -> None:
    run(checkout, path, "doctor", "--help")
    (checkout / ".venv" / "bin" / "python").unlink()
    assert run(checkout, path, "doctor", "--help").returncode == 0
    assert [line.split()[0] for line in asked(checkout)] == ["venv", "pip", "ready", "venv", "pip", "ready"]


def test_no_python_that_is_new_enough(checkout: Path, path: Path) -> None:
    (path / "python3").unlink()
    write(path / "python3", "#!/bin/sh\nexit 1\n")
    said = run(checkout, path, "doctor", MUSTER_PYTHON="python3")
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr == "muster: no Python 3.11 or newer is here. On Debian or Ubuntu: sudo apt-get install python3\n"


def test_no_way_to_install_anything(checkout: Path, path: Path) -> None:
    (path / "uv").unlink()
    (path / "python3").unlink()
    # a Python as other systems cut it down: it makes environments, and has no pip of any kind
    write(
        path / "python3",
        f'#!/bin/sh\ncase "$*" in *ensurepip*) exit 1;; *print*) echo "{path}/python3";; '
        f'*) exec {sys.executable} "$@";; esac\n',
    )
    said = run(checkout, path, "doctor")
    assert said.returncode == 1
    assert (
        "has neither pip nor ensurepip. Install uv (https://docs.astral.sh/uv) or your system's python3-venv"
        in said.stderr
    )


def test_a_home_that_can_not_be_written(checkout: Path, path: Path) -> None:
    said = run(checkout, path, "doctor", MUSTER_HOME="/dev/null/home")
    assert said.returncode == 1
    assert "can't write to /dev/null/home. Set MUSTER_HOME to a folder of your own." in said.stderr
