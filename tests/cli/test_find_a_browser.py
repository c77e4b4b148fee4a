"""The browser of the journeys: found, named, or missing with its cure."""

import os
from pathlib import Path

import pytest

from muster.cli import browser
from muster.cli.browser import find_browser, install_browser


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A PATH with nothing on it yet."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("MUSTER_BROWSER", raising=False)
    monkeypatch.setattr(browser, "_can_drive", lambda: True)
    return tmp_path


def program(path: Path) -> str:
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


def test_the_first_of_the_usual_names_is_taken_unless_one_is_named(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_browser() is None
    chrome = program(bare / "google-chrome")
    assert find_browser() == chrome
    assert find_browser() != program(bare / "other")
    chromium = program(bare / "chromium")
    assert find_browser() == chromium
    monkeypatch.setenv("MUSTER_BROWSER", str(bare / "other"))
    assert find_browser() == str(bare / "other")


def test_one_that_can_not_be_driven_is_none(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(bare / "chromium")
    monkeypatch.setattr(browser, "_can_drive", lambda: False)
    assert find_browser() is None


def test_without_root_it_says_what_to_install(
    bare: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert install_browser() is False
    assert capsys.readouterr().out.endswith("are skipped. sudo apt-get install chromium libatomic1\n")
